/* Substitution of type arguments for type parameters.
 *
 * A type that mentions none of the parameters is returned as it is; parts are shared.
 */
#include "types/core.h"

typedef struct Subst { const ObjVec *tparams; const TypeVec *targs; } Subst;

static Type *subst(const Subst *s, Type *t);

static Type *replacement(const Subst *s, Type *tparam)
{
    for (uint32_t i = 0; i < s->tparams->len; i++)
        if (s->tparams->p[i]->type == tparam && i < s->targs->len && s->targs->p[i] != NULL)
            return s->targs->p[i];
    return tparam;
}

/* Objects with new types replace those whose type changes; false if none does. */
static bool subst_objs(const Subst *s, const ObjVec *in, ObjVec *out)
{
    bool changed = false;
    *out = *in;
    for (uint32_t i = 0; i < in->len; i++) {
        Obj *o = in->p[i];
        Type *old = obj_type(o);
        Type *t = subst(s, old);
        if (t == old)
            continue;
        if (!changed) {
            out->p = arena_memdup(perm, in->p, sizeof *in->p * in->len);
            out->cap = in->len;
            changed = true;
        }
        Obj *copy = arena_memdup(perm, o, sizeof *o);
        copy->type = t;
        copy->ir = NULL;
        if (copy->kind == OBJ_VAR)
            copy->var.offset = 0;
        out->p[i] = copy;
    }
    return changed;
}

/* Fields are copied all together: their offsets may differ even if their types do not. */
static Type *subst_struct(const Subst *s, Type *t)
{
    ObjVec fields;
    if (!subst_objs(s, &t->strct.fields, &fields))
        return t;
    for (uint32_t i = 0; i < fields.len; i++)
        if (fields.p[i] == t->strct.fields.p[i])
            fields.p[i] = arena_memdup(perm, fields.p[i], sizeof(Obj));
    return types_new_struct(fields, t->strct.tags);
}

static bool subst_list(const Subst *s, const TypeVec *in, TypeVec *out)
{
    bool changed = false;
    *out = *in;
    for (uint32_t i = 0; i < in->len; i++) {
        Type *t = subst(s, in->p[i]);
        if (t == in->p[i])
            continue;
        if (!changed) {
            out->p = arena_memdup(perm, in->p, sizeof *in->p * in->len);
            out->cap = in->len;
            changed = true;
        }
        out->p[i] = t;
    }
    return changed;
}

static Type *subst_signature(const Subst *s, Type *t)
{
    ObjVec params, results;
    bool p = subst_objs(s, &t->sig.params, &params);
    bool r = subst_objs(s, &t->sig.results, &results);
    if (!p && !r)
        return t;
    Type *n = types_new_signature(t->sig.recv, params, results, t->sig.variadic);
    n->sig.tparams = t->sig.tparams;
    n->sig.recv_tparams = t->sig.recv_tparams;
    return n;
}

static Type *subst_interface(const Subst *s, Type *t)
{
    ObjVec methods;
    TypeVec embeddeds;
    bool m = subst_objs(s, &t->iface.methods, &methods);
    bool e = subst_list(s, &t->iface.embeddeds, &embeddeds);
    if (!m && !e)
        return t;
    Type *n = type_new_interface(methods, embeddeds, NULL);
    n->iface.implicit = t->iface.implicit;
    return n;
}

static Type *subst_union(const Subst *s, Type *t)
{
    Type *n = NULL;
    for (uint32_t i = 0; i < t->uni.terms.len; i++) {
        Type *u = subst(s, t->uni.terms.p[i].type);
        if (u == t->uni.terms.p[i].type)
            continue;
        if (n == NULL) {
            n = type_new(TY_UNION);
            for (uint32_t j = 0; j < t->uni.terms.len; j++)
                vec_push(perm, &n->uni.terms, t->uni.terms.p[j]);
        }
        n->uni.terms.p[i].type = u;
    }
    return n != NULL ? n : t;
}

/* A type declared in a generic function depends on that function's arguments:
 * func F[P any]() { type T struct { x P } } has a T for each P. */
static Type *subst_local(const Subst *s, Type *t)
{
    ObjVec tparams = type_implicit_tparams(t);
    if (tparams.len == 0)
        return t;
    TypeVec old = t->named.targs, targs;
    if (t->named.orig == t)
        for (uint32_t i = 0; i < tparams.len; i++)
            vec_push(perm, &old, tparams.p[i]->type);
    return subst_list(s, &old, &targs) ? type_instance(NULL, NO_POS, t->named.orig, targs) : t;
}

static Type *subst_named(const Subst *s, Type *t)
{
    Type *orig = t->named.orig;
    TypeVec targs;
    if (orig->named.tparams.len == 0)
        return subst_local(s, t);
    if (t->named.targs.len < orig->named.tparams.len)
        return orig == t ? t : type_invalid;
    return subst_list(s, &t->named.targs, &targs) ? type_instance(NULL, NO_POS, orig, targs) : t;
}

/* An alias that stands for something else afterwards is replaced by that; instances are redone. */
static Type *subst_alias(const Subst *s, Type *t)
{
    TypeVec targs;
    if (t->alias.targs.len > 0 && subst_list(s, &t->alias.targs, &targs))
        return type_instance(NULL, NO_POS, t->alias.orig, targs);
    Type *actual = types_unalias(t);
    Type *n = subst(s, actual);
    return n == actual ? t : n;
}

static Type *subst_map(const Subst *s, Type *t)
{
    Type *key = subst(s, t->map.key), *elem = subst(s, t->map.elem);
    return key == t->map.key && elem == t->map.elem ? t : types_new_map(key, elem);
}

static Type *subst_elem(const Subst *s, Type *t, Type *old)
{
    Type *elem = subst(s, old);
    if (elem == old)
        return t;
    switch ((int)t->kind) {
    case TY_ARRAY:
        return types_new_array(elem, t->array.len);
    case TY_SLICE:
        return types_new_slice(elem);
    case TY_POINTER:
        return types_new_pointer(elem);
    }
    return types_new_chan(t->chan.dir, elem);
}

static Type *subst(const Subst *s, Type *t)
{
    ObjVec objs;
    if (t == NULL)
        return type_invalid;
    switch ((int)t->kind) {
    case TY_ARRAY:
        return subst_elem(s, t, t->array.elem);
    case TY_SLICE:
        return subst_elem(s, t, t->slice.elem);
    case TY_POINTER:
        return subst_elem(s, t, t->pointer.elem);
    case TY_CHAN:
        return subst_elem(s, t, t->chan.elem);
    case TY_MAP:
        return subst_map(s, t);
    case TY_STRUCT:
        return subst_struct(s, t);
    case TY_TUPLE:
        return subst_objs(s, &t->tuple.vars, &objs) ? types_new_tuple(objs) : t;
    case TY_SIGNATURE:
        return subst_signature(s, t);
    case TY_INTERFACE:
        return subst_interface(s, t);
    case TY_UNION:
        return subst_union(s, t);
    case TY_NAMED:
        return subst_named(s, t);
    case TY_ALIAS:
        return subst_alias(s, t);
    case TY_TYPEPARAM:
        return replacement(s, t);
    }
    return t;
}

Type *type_subst(Type *t, ObjVec tparams, TypeVec targs)
{
    Subst s = { &tparams, &targs };
    return tparams.len == 0 ? t : subst(&s, t);
}

Type *types_subst(Type *t, ObjVec tparams, TypeVec targs) { return type_subst(t, tparams, targs); }

Type *type_rename_tparams(ObjVec tparams, Type *t, ObjVec *fresh)
{
    TypeVec targs = {0};
    *fresh = (ObjVec){0};
    for (uint32_t i = 0; i < tparams.len; i++) {
        Obj *old = tparams.p[i];
        Obj *o = obj_new(OBJ_TYPENAME, old->pos, old->pkg, old->name, NULL);
        o->parent = old->parent;
        vec_push(perm, &targs, type_new_tparam(o, (int)i, NULL));
        vec_push(perm, fresh, o);
    }
    for (uint32_t i = 0; i < tparams.len; i++)
        targs.p[i]->tparam.bound = type_subst(tparams.p[i]->type->tparam.bound, tparams, targs);
    return type_subst(t, tparams, targs);
}

/* ---- does a type mention type parameters at all? ---- */

static bool any_parameterized(const ObjVec *objs)
{
    for (uint32_t i = 0; i < objs->len; i++)
        if (types_is_parameterized(obj_type(objs->p[i])))
            return true;
    return false;
}

static bool any_type_parameterized(const TypeVec *types)
{
    for (uint32_t i = 0; i < types->len; i++)
        if (types_is_parameterized(types->p[i]))
            return true;
    return false;
}

static bool named_parameterized(Type *t)
{
    if (t->named.targs.len > 0)
        return any_type_parameterized(&t->named.targs);
    return t->named.tparams.len > 0 || type_implicit_tparams(t).len > 0;
}

static bool union_parameterized(Type *t)
{
    for (uint32_t i = 0; i < t->uni.terms.len; i++)
        if (types_is_parameterized(t->uni.terms.p[i].type))
            return true;
    return false;
}

static bool parameterized(Type *t)
{
    switch ((int)t->kind) {
    case TY_ARRAY:
        return types_is_parameterized(t->array.elem);
    case TY_SLICE:
        return types_is_parameterized(t->slice.elem);
    case TY_POINTER:
        return types_is_parameterized(t->pointer.elem);
    case TY_CHAN:
        return types_is_parameterized(t->chan.elem);
    case TY_MAP:
        return types_is_parameterized(t->map.key) || types_is_parameterized(t->map.elem);
    case TY_STRUCT:
        return any_parameterized(&t->strct.fields);
    case TY_TUPLE:
        return any_parameterized(&t->tuple.vars);
    case TY_SIGNATURE:
        return any_parameterized(&t->sig.params) || any_parameterized(&t->sig.results);
    case TY_INTERFACE:
        return any_parameterized(&t->iface.methods) || any_type_parameterized(&t->iface.embeddeds);
    case TY_UNION:
        return union_parameterized(t);
    case TY_NAMED:
        return named_parameterized(t);
    case TY_ALIAS:
        return types_is_parameterized(types_unalias(t));
    case TY_TYPEPARAM:
        return true;
    }
    return false;
}

bool types_is_parameterized(Type *t)
{
    if (t == NULL || type_is_basic(t))
        return false;
    if (!t->has_typeparam_known) {
        t->has_typeparam = parameterized(t);
        t->has_typeparam_known = t->kind != TY_ALIAS || t->alias.actual != NULL;
    }
    return t->has_typeparam;
}
