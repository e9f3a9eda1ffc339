/* Instances of generic types and functions (spec: Instantiations).
 *
 * An instance of a declared type is made once for each list of identical type arguments and is
 * filled in when its underlying type or a method is asked for: generic types may refer to instances of
 * themselves without end.
 */
#include "types/core.h"

/* ---- the table of instances ---- */

typedef struct Bucket { TypeVec instances; } Bucket;

static Map instance_table; /* hash of generic type and arguments -> Bucket */
static Map first_mentions; /* instance -> Pos where the source has it first */

/* Looks into a type only as deep as is safe while types are still being built. */
static uint64_t shallow_hash(Type *t, int depth)
{
    t = types_unalias(t);
    uint64_t h = (uint64_t)t->kind * 0x9E3779B97F4A7C15u;
    if (depth == 0)
        return h;
    switch ((int)t->kind) {
    case TY_NAMED:
        return h ^ (uint64_t)(uintptr_t)t->named.orig ^ t->named.hash;
    case TY_TYPEPARAM:
        return h ^ (uint64_t)(uintptr_t)t;
    case TY_SLICE:
        return h * 31 + shallow_hash(t->slice.elem, depth - 1);
    case TY_POINTER:
        return h * 31 + shallow_hash(t->pointer.elem, depth - 1);
    case TY_MAP:
        return (h * 31 + shallow_hash(t->map.key, depth - 1)) * 31 +
               shallow_hash(t->map.elem, depth - 1);
    }
    return h;
}

static uint64_t instance_hash(Type *orig, const TypeVec *targs)
{
    uint64_t h = (uint64_t)(uintptr_t)orig;
    for (uint32_t i = 0; i < targs->len; i++)
        h = h * 0x100000001B3u + shallow_hash(targs->p[i], 4);
    return h;
}

static Bucket *bucket_of(uint64_t h)
{
    Bucket *b = map_get(&instance_table, (void *)(uintptr_t)h);
    if (b == NULL) {
        b = NEW(perm, Bucket);
        map_set(&instance_table, (void *)(uintptr_t)h, b);
    }
    return b;
}

static bool same_targs(const TypeVec *a, const TypeVec *b)
{
    if (a->len != b->len)
        return false;
    for (uint32_t i = 0; i < a->len; i++)
        if (!types_identical(a->p[i], b->p[i]))
            return false;
    return true;
}

Obj *instance_obj(Type *t)
{
    Obj *o = t->named.orig->named.obj;
    Pos pos = (Pos)(uintptr_t)map_get(&first_mentions, t);
    if (pos == NO_POS)
        return o;
    o = arena_memdup(perm, o, sizeof *o);
    o->pos = pos;
    return o;
}

static Type *orig_of(Type *t) { return t->kind == TY_NAMED ? t->named.orig : t->alias.orig; }

static Type *new_instance(Type *generic, TypeVec targs)
{
    Type *t = type_new(generic->kind);
    if (generic->kind == TY_NAMED) {
        t->named.obj = generic->named.obj;
        t->named.orig = generic;
        t->named.targs = targs;
    } else {
        t->alias.obj = generic->alias.obj;
        t->alias.orig = generic;
        t->alias.targs = targs;
    }
    return t;
}

static Type *signature_instance(Type *sig, TypeVec targs)
{
    Type *t = type_subst(sig, sig->sig.tparams, targs);
    if (t == sig)
        t = types_new_signature(sig->sig.recv, sig->sig.params, sig->sig.results,
                                sig->sig.variadic);
    t->sig.tparams = (ObjVec){0};
    return t;
}

Type *type_instance(Checker *ck, Pos pos, Type *generic, TypeVec targs)
{
    if (generic->kind == TY_SIGNATURE)
        return signature_instance(generic, targs);
    if (generic->kind != TY_NAMED && generic->kind != TY_ALIAS)
        return type_invalid;
    generic = orig_of(generic);
    if (generic->kind == TY_ALIAS && generic->alias.tparams.len == 0)
        return generic;
    uint64_t hash = instance_hash(generic, &targs);
    Bucket *b = bucket_of(hash);
    for (uint32_t i = 0; i < b->instances.len; i++) {
        Type *t = b->instances.p[i];
        if (orig_of(t) == generic && same_targs(t->kind == TY_NAMED ? &t->named.targs
                                                                    : &t->alias.targs, &targs))
            return t;
    }
    Type *t = new_instance(generic, targs);
    if (t->kind == TY_NAMED)
        t->named.hash = hash;
    vec_push(perm, &b->instances, t);
    if (pos != NO_POS)
        map_set(&first_mentions, t, (void *)(uintptr_t)pos);
    return t;
}

Type *types_instantiate(Type *generic, TypeVec targs)
{
    return type_instance(current_checker, NO_POS, generic, targs);
}

/* ---- filling instances in ---- */

static void expand_alias(Type *inst)
{
    Type *orig = inst->alias.orig;
    if (orig->alias.actual == NULL)
        obj_type(orig->alias.obj);
    if (orig->alias.actual != NULL && orig->alias.tparams.len == inst->alias.targs.len)
        inst->alias.actual = type_subst(orig->alias.actual, orig->alias.tparams, inst->alias.targs);
}

void named_expand(Type *inst)
{
    if (inst->kind == TY_ALIAS) {
        expand_alias(inst);
        return;
    }
    Type *orig = inst->named.orig;
    if (orig->named.underlying == NULL)
        return;
    Type *under = types_under(orig);
    if (under->kind == TY_INVALID && types_unalias(orig->named.underlying)->kind == TY_NAMED)
        return; /* its declaration is under way */
    bool generic = orig->named.tparams.len > 0;
    ObjVec tparams = generic ? orig->named.tparams : type_implicit_tparams(orig);
    inst->named.expanded = true;
    inst->named.from_rhs = orig->named.from_rhs;
    if (tparams.len != inst->named.targs.len)
        inst->named.underlying = type_invalid;
    else
        inst->named.underlying = type_subst(under, tparams, inst->named.targs);
}

int named_num_methods(Type *named) { return (int)named->named.orig->named.methods.len; }

static Obj *expand_method(Type *inst, Obj *origm)
{
    Type *sig = obj_type(origm);
    if (sig == NULL || sig->kind != TY_SIGNATURE || sig->sig.recv == NULL)
        return origm;
    bool ptr;
    Type *base = type_deref(sig->sig.recv->type, &ptr);
    if (types_unalias(base) == inst)
        return origm; /* func (r T[P]) m() { r.m() } */
    Type *n = sig;
    ObjVec tparams = sig->sig.recv_tparams;
    if (tparams.len == 0 && inst->named.orig->named.tparams.len == 0)
        tparams = type_implicit_tparams(inst);
    if (tparams.len == inst->named.targs.len)
        n = type_subst(sig, tparams, inst->named.targs);
    if (n == sig)
        n = types_new_signature(NULL, sig->sig.params, sig->sig.results, sig->sig.variadic);
    n->sig.recv_tparams = (ObjVec){0};
    n->sig.recv = arena_memdup(perm, sig->sig.recv, sizeof(Obj));
    n->sig.recv->type = ptr ? types_new_pointer(inst) : inst;
    Obj *m = arena_memdup(perm, origm, sizeof *m);
    m->type = n;
    m->ir = NULL;
    m->func.ptr_recv = ptr;
    m->func.origin = origm;
    return m;
}

Obj *named_method(Type *named, int i)
{
    Type *orig = named->named.orig;
    if (orig == named)
        return named->named.methods.p[i];
    while (named->named.methods.len < orig->named.methods.len)
        vec_push(perm, &named->named.methods, NULL);
    if (named->named.methods.p[i] == NULL) {
        Obj *m = expand_method(named, orig->named.methods.p[i]);
        named->named.methods.p[i] = m;
    }
    return named->named.methods.p[i];
}

Obj *named_find_method(Type *named, Package *pkg, const Sym *name, bool fold, int *index)
{
    const ObjVec *methods = &named->named.orig->named.methods;
    if (name == sym_blank())
        return NULL;
    for (uint32_t i = 0; i < methods->len; i++) {
        Obj *m = methods->p[i];
        if (!obj_matches(m, pkg, name, fold))
            continue;
        if (index != NULL)
            *index = (int)i;
        return named_method(named, (int)i);
    }
    return NULL;
}

void named_add_method(Type *named, Obj *method)
{
    if (named_find_method(named, method->pkg, method->name, false, NULL) == NULL)
        vec_push(perm, &named->named.methods, method);
}

/* ---- verification ---- */

bool check_targ_count(Checker *ck, Pos pos, const char *what, int ntparams, int ntargs)
{
    if (ntargs == ntparams)
        return true;
    if (new_wording(22))
        check_error(ck, pos, "%s type arguments for %s: have %d, want %d",
                    ntargs < ntparams ? "not enough" : "too many", what, ntargs, ntparams);
    else
        check_error(ck, pos, "got %d arguments but %d type parameters", ntargs, ntparams);
    return false;
}

int check_verify_instance(Checker *ck, Pos pos, ObjVec tparams, TypeVec targs, const char **cause)
{
    for (uint32_t i = 0; i < tparams.len && i < targs.len; i++) {
        Type *bound = tparams.p[i]->type->tparam.bound;
        if (bound == NULL)
            continue;
        if (types_under(bound)->kind != TY_INTERFACE)
            bound = tparam_iface(tparams.p[i]->type);
        bound = type_subst(bound, tparams, targs);
        if (!type_implements(ck, pos, targs.p[i], bound, true, cause))
            return (int)i;
    }
    return -1;
}

void instantiate_reset(void)
{
    instance_table = (Map){0};
    first_mentions = (Map){0};
}
