/* Type unification (spec: Type unification). */
#include "types/unify.h"

enum { MAX_DEPTH = 100 }; /* unification of infinite types fails */

/* Interfaces being compared further out. */
typedef struct Pair { Type *x, *y; const struct Pair *prev; } Pair;

static bool nify(Unifier *u, Type *x, Type *y, unsigned mode, const Pair *p);

void unifier_init(Unifier *u, ObjVec tparams, const TypeVec *targs, bool interfaces)
{
    *u = (Unifier){ .tparams = tparams, .interfaces = interfaces };
    u->slot = NEW_ARRAY(perm, uint32_t, tparams.len);
    u->types = NEW_ARRAY(perm, Type *, tparams.len);
    for (uint32_t i = 0; i < tparams.len; i++) {
        u->slot[i] = i;
        u->types[i] = i < targs->len ? targs->p[i] : NULL;
    }
}

int unifier_index(const Unifier *u, Type *t)
{
    t = types_unalias(t);
    if (t->kind != TY_TYPEPARAM)
        return -1;
    for (uint32_t i = 0; i < u->tparams.len; i++)
        if (u->tparams.p[i]->type == t)
            return (int)i;
    return -1;
}

uint32_t unifier_unknowns(const Unifier *u)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < u->tparams.len; i++)
        n += unifier_at(u, i) == NULL;
    return n;
}

/* x and y are to be the same type; false if both are known already. */
static bool join(Unifier *u, int x, int y)
{
    uint32_t from = u->slot[x], to = u->slot[y];
    if (from == to)
        return true;
    if (u->types[from] != NULL && u->types[to] != NULL)
        return false;
    if (u->types[from] != NULL) {
        uint32_t t = from;
        from = to;
        to = t;
    }
    for (uint32_t i = 0; i < u->tparams.len; i++)
        if (u->slot[i] == from)
            u->slot[i] = to;
    return true;
}

static Type *as_interface(Type *t) { return types_is_interface(t) ? types_under(t) : NULL; }

static bool is_literal(Type *t)
{
    t = types_unalias(t);
    return t->kind != TY_NAMED && t->kind != TY_TYPEPARAM;
}

static bool is_named(Type *t) { return types_unalias(t)->kind == TY_NAMED; }

/* y matched the type x inferred for parameter px before: which of them is better? False if the
 * choice would depend on the order of arguments. */
static bool choose(Unifier *u, int px, Type *x, Type *y, unsigned mode)
{
    Type *xi = as_interface(x), *yi = as_interface(y);
    if (xi != NULL && yi != NULL) {
        if (is_named(x) && is_named(y))
            return types_identical(x, y);
        if (typeset_of(xi)->methods.len != typeset_of(yi)->methods.len)
            return false;
    } else if (u->interfaces && (xi != NULL || yi != NULL)) {
        return false;
    }
    if ((mode & UNIFY_EXACT) != 0 || is_named(x))
        return true;
    Type *chan = type_under_as(y, TY_CHAN);
    if (is_named(y) || (chan != NULL && chan->chan.dir != CHAN_BOTH))
        unifier_set(u, (uint32_t)px, y);
    return true;
}

static bool nify_params(Unifier *u, int px, int py, Type *y, unsigned mode, const Pair *p)
{
    if (py >= 0)
        return join(u, px, py) ||
               nify(u, unifier_at(u, (uint32_t)px), unifier_at(u, (uint32_t)py), mode, p);
    Type *x = unifier_at(u, (uint32_t)px);
    if (x == NULL) {
        unifier_set(u, (uint32_t)px, y);
        return true;
    }
    return nify(u, x, y, mode, p) && choose(u, px, x, y, mode);
}

/* ---- interfaces ---- */

static bool same_restrictions(const TypeSet *a, const TypeSet *b)
{
    return a->comparable == b->comparable && a->all_terms == b->all_terms &&
           type_set_subset_of(a, b) && type_set_subset_of(b, a);
}

/* The methods of a are among those of b, with unifying signatures. */
static bool nify_methods(Unifier *u, const TypeSet *a, const TypeSet *b, const Pair *p)
{
    for (uint32_t i = 0; i < a->methods.len; i++) {
        Obj *m = a->methods.p[i];
        Obj *o = type_set_lookup(b, m->pkg, m->name, false, NULL);
        if (o == NULL || !nify(u, obj_type(m), obj_type(o), UNIFY_EXACT, p))
            return false;
    }
    return true;
}

static bool nify_interfaces(Unifier *u, Type *x, Type *y, bool subset, const Pair *p)
{
    TypeSet *a = typeset_of(x), *b = typeset_of(y);
    if (!same_restrictions(a, b))
        return false;
    for (const Pair *q = p; q != NULL; q = q->prev)
        if ((q->x == x && q->y == y) || (q->x == y && q->y == x))
            return true;
    Pair pair = { x, y, p };
    if (a->methods.len > b->methods.len) {
        TypeSet *t = a;
        a = b;
        b = t;
    }
    if (!subset && a->methods.len != b->methods.len)
        return false;
    return nify_methods(u, a, b, &pair);
}

/* A type meets an interface: it must have its methods. */
static bool nify_implements(Unifier *u, Type *iface, Type *t, const Pair *p)
{
    TypeSet *s = typeset_of(iface);
    for (uint32_t i = 0; i < s->methods.len; i++) {
        Obj *m = s->methods.p[i];
        Lookup l = lookup_field_or_method(t, false, m->pkg, m->name, false);
        if (l.obj == NULL || l.obj->kind != OBJ_FUNC ||
            !nify(u, obj_type(m), obj_type(l.obj), UNIFY_EXACT, p))
            return false;
    }
    return true;
}

/* ---- structure ---- */

static bool nify_vars(Unifier *u, const ObjVec *x, const ObjVec *y, unsigned mode, const Pair *p)
{
    if (x->len != y->len)
        return false;
    for (uint32_t i = 0; i < x->len; i++)
        if (!nify(u, obj_type(x->p[i]), obj_type(y->p[i]), mode, p))
            return false;
    return true;
}

static bool nify_structs(Unifier *u, Type *x, Type *y, unsigned mode, const Pair *p)
{
    if (x->strct.fields.len != y->strct.fields.len)
        return false;
    for (uint32_t i = 0; i < x->strct.fields.len; i++) {
        Obj *f = x->strct.fields.p[i], *g = y->strct.fields.p[i];
        const Sym *s = x->strct.tags != NULL ? x->strct.tags[i] : NULL;
        const Sym *t = y->strct.tags != NULL ? y->strct.tags[i] : NULL;
        if (f->var.embedded != g->var.embedded || s != t || !obj_same_id(f, g->pkg, g->name) ||
            !nify(u, f->type, g->type, mode, p))
            return false;
    }
    return true;
}

static bool nify_named(Unifier *u, Type *x, Type *y, unsigned mode, const Pair *p)
{
    if (x->named.targs.len != y->named.targs.len)
        return false;
    for (uint32_t i = 0; i < x->named.targs.len; i++)
        if (!nify(u, x->named.targs.p[i], y->named.targs.p[i], mode, p))
            return false;
    return x->named.orig == y->named.orig;
}

static bool nify_structure(Unifier *u, Type *x, Type *y, unsigned mode, const Pair *p)
{
    unsigned inner = (mode & UNIFY_ASSIGN) != 0 ? mode | UNIFY_EXACT : mode;
    if (x->kind != y->kind)
        return false;
    switch ((int)x->kind) {
    case TY_ARRAY:
        return (x->array.len < 0 || y->array.len < 0 || x->array.len == y->array.len) &&
               nify(u, x->array.elem, y->array.elem, inner, p);
    case TY_SLICE:
        return nify(u, x->slice.elem, y->slice.elem, inner, p);
    case TY_POINTER:
        return nify(u, x->pointer.elem, y->pointer.elem, inner, p);
    case TY_STRUCT:
        return nify_structs(u, x, y, inner, p);
    case TY_TUPLE:
        return nify_vars(u, &x->tuple.vars, &y->tuple.vars, mode, p);
    case TY_SIGNATURE:
        return x->sig.variadic == y->sig.variadic &&
               nify_vars(u, &x->sig.params, &y->sig.params, inner, p) &&
               nify_vars(u, &x->sig.results, &y->sig.results, inner, p);
    case TY_INTERFACE:
        return nify_interfaces(u, x, y, false, p);
    case TY_MAP:
        return nify(u, x->map.key, y->map.key, inner, p) &&
               nify(u, x->map.elem, y->map.elem, inner, p);
    case TY_CHAN:
        return ((mode & UNIFY_EXACT) == 0 || x->chan.dir == y->chan.dir) &&
               nify(u, x->chan.elem, y->chan.elem, inner, p);
    case TY_NAMED:
        return nify_named(u, x, y, mode, p);
    case TY_UNION:
        return types_identical(x, y);
    case TY_TYPEPARAM:
        return false;
    }
    return true; /* basic types of one kind */
}

/* A type parameter that is not to be inferred stands for the types of its constraint. */
static bool nify_core(Unifier *u, Type *tparam, Type *y, const Pair *p)
{
    Type *core = types_core(tparam);
    return core != NULL && nify(u, core, y, UNIFY_ASSIGN, p);
}

static bool nify_unequal(Unifier *u, Type *x, Type *y, unsigned mode, const Pair *p)
{
    /* a declared type comes second, a parameter to be inferred first */
    if (is_named(x) || unifier_index(u, y) >= 0) {
        Type *t = x;
        x = y;
        y = t;
    }
    bool exact = (mode & UNIFY_EXACT) != 0;
    if (!exact && is_named(y) && is_literal(x) && !(u->interfaces && as_interface(x) != NULL)) {
        y = types_under(y);
        if (types_unalias(x) == y)
            return true;
    }
    int px = unifier_index(u, x), py = unifier_index(u, y);
    if (px >= 0)
        return nify_params(u, px, py, y, mode, p);
    if (u->interfaces && !exact) {
        Type *xi = as_interface(x), *yi = as_interface(y);
        if (xi != NULL && yi != NULL)
            return nify_interfaces(u, xi, yi, true, p);
        if (xi != NULL || yi != NULL)
            return nify_implements(u, xi != NULL ? xi : yi, xi != NULL ? y : x, p);
    }
    if (types_is_typeparam(x))
        return nify_core(u, x, y, p);
    if (types_is_typeparam(y))
        return nify_core(u, y, x, p);
    return nify_structure(u, types_unalias(x), types_unalias(y), mode, p);
}

static bool nify(Unifier *u, Type *x, Type *y, unsigned mode, const Pair *p)
{
    if (types_unalias(x) == types_unalias(y))
        return true;
    if (u->depth >= MAX_DEPTH)
        return false;
    u->depth++;
    bool ok = nify_unequal(u, x, y, mode, p);
    u->depth--;
    return ok;
}

bool unify(Unifier *u, Type *x, Type *y, unsigned mode) { return nify(u, x, y, mode, NULL); }
