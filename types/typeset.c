/* Type sets of interfaces and type parameters (spec: Interface types, Core types). */
#include "types/core.h"

enum { MAX_TERMS = 100 }; /* gc's limit for a union */

bool type_set_has_terms(const TypeSet *s) { return !s->all_terms && s->terms.len > 0; }

bool type_set_empty(const TypeSet *s) { return !s->all_terms && s->terms.len == 0; }

bool type_set_subset_of(const TypeSet *a, const TypeSet *b)
{
    if (b->all_terms)
        return true;
    if (a->all_terms)
        return false;
    for (uint32_t i = 0; i < a->terms.len; i++) {
        bool found = false;
        for (uint32_t j = 0; !found && j < b->terms.len; j++)
            found = term_subset_of(a->terms.p[i], b->terms.p[j]);
        if (!found)
            return false;
    }
    return true;
}

Obj *type_set_lookup(const TypeSet *s, Package *pkg, const Sym *name, bool fold, int *index)
{
    for (uint32_t i = 0; i < s->methods.len; i++) {
        Obj *m = s->methods.p[i];
        if (!obj_matches(m, pkg, name, fold))
            continue;
        if (index != NULL)
            *index = (int)i;
        return m;
    }
    return NULL;
}

/* ---- collecting ---- */

/* A method that an interface has twice, through embedding: its types must agree. */
typedef struct DupMethod { Pos pos, other_pos; Obj *m, *other; } DupMethod;

typedef struct Collect {
    Type *iface;
    TypeSet *set;
    VEC(Pos) pos; /* of set->methods: where the method or its embedding stands */
} Collect;

static void report_duplicate(Pos pos, Pos other, Obj *m)
{
    if (current_checker == NULL)
        return;
    check_error(current_checker, pos, "duplicate method %s\n\t%s: other declaration of %s%s",
                m->name->s, pos_string(other), new_wording(21) ? "method " : "", m->name->s);
}

static void check_duplicate(Checker *ck, void *arg)
{
    DupMethod *d = arg;
    if (!check_has_version(ck, 14) || !types_identical(obj_type(d->m), obj_type(d->other)))
        report_duplicate(d->pos, d->other_pos, d->m);
}

static void add_method(Collect *c, Pos pos, Obj *m, bool explicit)
{
    for (uint32_t i = 0; i < c->set->methods.len; i++) {
        Obj *other = c->set->methods.p[i];
        if (!obj_same_id(other, m->pkg, m->name))
            continue;
        if (explicit) {
            report_duplicate(pos, c->pos.p[i], m);
        } else if (current_checker != NULL &&
                   (other != m || !check_has_version(current_checker, 14))) {
            DupMethod *d = NEW(perm, DupMethod);
            *d = (DupMethod){ pos, c->pos.p[i], m, other };
            check_later(current_checker, check_duplicate, d);
        }
        return;
    }
    vec_push(perm, &c->set->methods, m);
    vec_push(perm, &c->pos, pos);
}

static void union_terms(Type *u, Pos pos, TermVec *terms, bool *all)
{
    for (uint32_t i = 0; i < u->uni.terms.len; i++) {
        UnionTerm t = u->uni.terms.p[i];
        Type *under = types_under(t.type);
        if (under->kind == TY_INVALID)
            continue;
        if (under->kind == TY_INTERFACE) {
            TypeSet *s = typeset_of(under);
            terms_union(terms, all, &s->terms, s->all_terms);
            continue;
        }
        if (t.tilde && !types_identical(t.type, under))
            continue; /* no type has this underlying type: the empty set */
        TermVec one = { &t, 1, 1 };
        terms_union(terms, all, &one, false);
    }
    if (terms->len > MAX_TERMS && current_checker != NULL)
        check_error(current_checker, pos,
                    "cannot handle more than %d union terms (implementation limitation)", MAX_TERMS);
}

/* Language versions before 1.18 embed ordinary interfaces only. */
static bool embeddable(Type *t, Type *under, Pos pos)
{
    if (current_checker == NULL || pos == NO_POS || check_has_version(current_checker, 18))
        return true;
    const char *what;
    if (under->kind == TY_UNION)
        what = text_printf("embedding interface element %s", types_string(under));
    else if (under->kind != TY_INTERFACE)
        what = text_printf("embedding non-interface type %s", types_string(t));
    else if (t->kind == TY_NAMED && t->named.obj->pkg != current_checker->pkg &&
             !typeset_is_methods_only(under))
        what = text_printf("embedding constraint interface %s", types_string(t));
    else
        return true;
    check_version_error(current_checker, pos, 18, what);
    return false;
}

static void intersect(TypeSet *s, const TermVec *terms, bool all, bool comparable)
{
    terms_intersect(&s->terms, &s->all_terms, terms, all);
    s->comparable |= comparable;
    if (!s->comparable || s->all_terms)
        return;
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->terms.len; i++)
        if (types_comparable(s->terms.p[i].type, true))
            s->terms.p[n++] = s->terms.p[i];
    s->terms.len = n;
    s->comparable = false;
}

static void add_embedded(Collect *c, Type *t, Pos pos)
{
    Type *u = types_under(t);
    if (u->kind == TY_INVALID || !embeddable(t, u, pos))
        return;
    TermVec terms = {0};
    bool all = false, comparable = false;
    if (u->kind == TY_INTERFACE) {
        TypeSet *s = typeset_of(u);
        for (uint32_t i = 0; i < s->methods.len; i++)
            add_method(c, pos != NO_POS ? pos : s->methods.p[i]->pos, s->methods.p[i], false);
        terms_union(&terms, &all, &s->terms, s->all_terms);
        comparable = s->comparable;
    } else if (u->kind == TY_UNION) {
        union_terms(u, pos, &terms, &all);
    } else {
        vec_push(perm, &terms, ((UnionTerm){ false, t }));
    }
    intersect(c->set, &terms, all, comparable);
}

TypeSet *typeset_of(Type *iface)
{
    if (iface->iface.set != NULL)
        return iface->iface.set;
    Collect c = { iface, NEW(perm, TypeSet), {0} };
    c.set->all_terms = true;
    iface->iface.set = c.set; /* a cycle (reported elsewhere) sees what is there so far */
    for (uint32_t i = 0; i < iface->iface.methods.len; i++)
        add_method(&c, iface->iface.methods.p[i]->pos, iface->iface.methods.p[i], true);
    for (uint32_t i = 0; i < iface->iface.embeddeds.len; i++) {
        Pos pos = i < iface->iface.embed_pos.len ? iface->iface.embed_pos.p[i] : NO_POS;
        add_embedded(&c, iface->iface.embeddeds.p[i], pos);
    }
    obj_sort_by_id(&c.set->methods);
    return c.set;
}

/* ---- questions ---- */

static TypeSet *set_of(Type *t)
{
    static TypeSet all = { .all_terms = true };
    Type *u = types_under(t);
    return u->kind == TY_INTERFACE ? typeset_of(u) : &all;
}

bool typeset_is_methods_only(Type *iface)
{
    TypeSet *s = set_of(iface);
    return s->all_terms && !s->comparable;
}

bool typeset_is_all(Type *iface)
{
    return typeset_is_methods_only(iface) && set_of(iface)->methods.len == 0;
}

bool typeset_is_comparable(Type *iface)
{
    TypeSet *s = set_of(iface);
    if (s->all_terms)
        return s->comparable;
    for (uint32_t i = 0; i < s->terms.len; i++)
        if (!types_comparable(s->terms.p[i].type, false))
            return false;
    return s->terms.len > 0;
}

bool typeset_is_empty(Type *iface) { return type_set_empty(set_of(iface)); }

bool typeset_has_terms(Type *t) { return type_set_has_terms(set_of(t)); }

bool typeset_each(Type *t, TermFn f, void *ctx)
{
    TypeSet *s = set_of(t);
    if (!type_set_has_terms(s))
        return f(ctx, NULL, false);
    for (uint32_t i = 0; i < s->terms.len; i++)
        if (!f(ctx, s->terms.p[i].type, s->terms.p[i].tilde))
            return false;
    return true;
}

typedef struct UnderCall { UnderFn f; void *ctx; } UnderCall;

static bool call_with_under(void *ctx, Type *t, bool tilde)
{
    UnderCall *c = ctx;
    return c->f(c->ctx, t != NULL ? types_under(t) : NULL);
}

bool typeset_each_under(Type *t, UnderFn f, void *ctx)
{
    t = types_unalias(t);
    if (t->kind != TY_TYPEPARAM && types_under(t)->kind != TY_INTERFACE)
        return f(ctx, types_under(t));
    UnderCall c = { f, ctx };
    return typeset_each(t, call_with_under, &c);
}

/* interface{ c }, written implicitly. */
Type *type_constraint_interface(Type *c)
{
    Type *u = types_under(c);
    if (u->kind == TY_INTERFACE)
        return u;
    TypeVec embedded = {0};
    vec_push(perm, &embedded, c);
    Type *iface = type_new_interface((ObjVec){0}, embedded, NULL);
    iface->iface.implicit = true;
    return iface;
}

static Type *empty;

static Type *empty_interface(void)
{
    if (empty == NULL)
        empty = type_new_interface((ObjVec){0}, (TypeVec){0}, NULL);
    return empty;
}

void typeset_reset(void) { empty = NULL; }

Type *tparam_iface(Type *tparam)
{
    Type *bound = tparam->tparam.bound;
    if (bound == NULL || types_unalias(bound)->kind == TY_TYPEPARAM ||
        types_under(bound)->kind == TY_INVALID)
        return empty_interface();
    Type *u = types_under(bound);
    if (u->kind == TY_INTERFACE)
        return u;
    return tparam->tparam.bound = type_constraint_interface(bound);
}
