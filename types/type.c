/* Constructors of types, underlying and core types. */
#include "types/core.h"

Type *type_new(TypeKind kind)
{
    Type *t = NEW(perm, Type);
    t->kind = kind;
    t->size = -1;
    return t;
}

Type *types_new_array(Type *elem, int64_t len)
{
    Type *t = type_new(TY_ARRAY);
    t->array.elem = elem;
    t->array.len = len;
    return t;
}

Type *types_new_slice(Type *elem)
{
    Type *t = type_new(TY_SLICE);
    t->slice.elem = elem;
    return t;
}

Type *types_new_pointer(Type *elem)
{
    if (elem && elem->pointer_to)
        return elem->pointer_to;
    Type *t = type_new(TY_POINTER);
    t->pointer.elem = elem;
    if (elem)
        elem->pointer_to = t;
    return t;
}

Type *types_new_map(Type *key, Type *elem)
{
    Type *t = type_new(TY_MAP);
    t->map.key = key;
    t->map.elem = elem;
    return t;
}

Type *types_new_chan(ChanDir dir, Type *elem)
{
    Type *t = type_new(TY_CHAN);
    t->chan.dir = dir;
    t->chan.elem = elem;
    return t;
}

Type *types_new_tuple(ObjVec vars)
{
    Type *t = type_new(TY_TUPLE);
    t->tuple.vars = vars;
    return t;
}

Type *types_new_struct(ObjVec fields, const Sym **tags)
{
    Type *t = type_new(TY_STRUCT);
    t->strct.fields = fields;
    t->strct.tags = tags;
    for (uint32_t i = 0; i < fields.len; i++)
        fields.p[i]->var.index = (int32_t)i;
    return t;
}

Type *types_new_signature(Obj *recv, ObjVec params, ObjVec results, bool variadic)
{
    Type *t = type_new(TY_SIGNATURE);
    t->sig.recv = recv;
    t->sig.params = params;
    t->sig.results = results;
    t->sig.variadic = variadic;
    return t;
}

Type *type_new_named(Obj *obj, Type *underlying, ObjVec tparams)
{
    Type *t = type_new(TY_NAMED);
    t->named.obj = obj;
    t->named.underlying = underlying;
    t->named.from_rhs = underlying;
    t->named.orig = t;
    t->named.tparams = tparams;
    if (obj->type == NULL)
        obj->type = t;
    return t;
}

static uint32_t last_tparam_id;

void type_reset(void) { last_tparam_id = 0; }

Type *type_new_tparam(Obj *obj, int index, Type *bound)
{
    Type *t = type_new(TY_TYPEPARAM);
    t->tparam.obj = obj;
    t->tparam.index = index;
    t->tparam.bound = bound;
    t->tparam.id = ++last_tparam_id;
    if (obj->type == NULL)
        obj->type = t;
    return t;
}

Type *type_new_alias(Obj *obj, Type *actual, ObjVec tparams)
{
    Type *t = type_new(TY_ALIAS);
    t->alias.obj = obj;
    t->alias.actual = actual;
    t->alias.orig = t;
    t->alias.tparams = tparams;
    if (obj->type == NULL)
        obj->type = t;
    return t;
}

Type *type_new_interface(ObjVec methods, TypeVec embeddeds, const Pos *embed_pos)
{
    Type *t = type_new(TY_INTERFACE);
    t->iface.methods = methods;
    t->iface.embeddeds = embeddeds;
    for (uint32_t i = 0; i < embeddeds.len; i++)
        vec_push(perm, &t->iface.embed_pos, embed_pos != NULL ? embed_pos[i] : NO_POS);
    return t;
}

Type *types_unalias(Type *t)
{
    while (t->kind == TY_ALIAS) {
        if (t->alias.actual == NULL && t->alias.orig != t)
            named_expand(t);
        if (t->alias.actual == NULL)
            return type_invalid;
        t = t->alias.actual;
    }
    return t;
}

/* The end of a chain of declarations type A B; type B C; C being no declared type. Shortens the
 * chain, unless it does not end yet: declarations still being checked, or a cycle (reported where
 * declarations are checked). */
static Type *named_under(Type *n)
{
    Type *t = n;
    for (int steps = 0; t->kind == TY_NAMED; steps++) {
        if (t->named.orig != t && !t->named.expanded)
            named_expand(t);
        Type *u = t->named.underlying;
        if (u == NULL || steps > 100000)
            return type_invalid;
        t = types_unalias(u);
    }
    if (t->kind != TY_TYPEPARAM)
        n->named.underlying = t;
    return t;
}

Type *types_under(Type *t)
{
    if (t->kind == TY_ALIAS)
        t = types_unalias(t);
    if (t->kind == TY_NAMED) {
        Type *u = t->named.underlying;
        if (u != NULL && u->kind != TY_NAMED && u->kind != TY_ALIAS && u->kind != TY_TYPEPARAM)
            return u;
        u = named_under(t);
        return u->kind == TY_TYPEPARAM ? tparam_iface(u) : u;
    }
    if (t->kind == TY_TYPEPARAM)
        return tparam_iface(t);
    return t;
}

Type *type_as(Type *t, TypeKind kind)
{
    if (t->kind == TY_ALIAS)
        t = types_unalias(t);
    return t->kind == kind ? t : NULL;
}

Type *type_under_as(Type *t, TypeKind kind)
{
    Type *u = types_under(t);
    return u->kind == kind ? u : NULL;
}

Type *type_deref(Type *t, bool *is_ptr)
{
    Type *u = types_unalias(t);
    bool ptr = u->kind == TY_POINTER;
    if (is_ptr != NULL)
        *is_ptr = ptr;
    if (!ptr)
        return t;
    return u->pointer.elem != NULL ? u->pointer.elem : type_invalid;
}

ObjVec type_tparams(Type *t)
{
    switch ((int)t->kind) {
    case TY_NAMED:
        return t->named.orig->named.tparams;
    case TY_ALIAS:
        return t->alias.orig->alias.tparams;
    case TY_SIGNATURE:
        return t->sig.tparams;
    }
    return (ObjVec){0};
}

TypeVec type_targs(Type *t)
{
    if (t->kind == TY_NAMED)
        return t->named.targs;
    return t->kind == TY_ALIAS ? t->alias.targs : (TypeVec){0};
}

ObjVec type_implicit_tparams(Type *t)
{
    Obj *f = t->kind == TY_NAMED ? t->named.orig->named.obj->tname.in_func : NULL;
    if (f == NULL || f->type == NULL || f->type->kind != TY_SIGNATURE)
        return (ObjVec){0};
    Type *sig = f->type;
    return sig->sig.recv_tparams.len > 0 ? sig->sig.recv_tparams : sig->sig.tparams;
}

bool type_is_generic(Type *t)
{
    if (t->kind == TY_ALIAS && t->alias.orig == t && t->alias.tparams.len > 0)
        return true;
    t = types_unalias(t);
    return t->kind == TY_NAMED && t->named.orig == t && t->named.tparams.len > 0;
}

/* ---- core types ---- */

typedef struct CoreState { Type *type; bool failed, strings; Type *str; } CoreState;

/* Of two channel types with identical elements the one with a direction, NULL if they conflict. */
static Type *match_chans(Type *x, Type *y)
{
    if (x->kind != TY_CHAN || y->kind != TY_CHAN || !types_identical(x->chan.elem, y->chan.elem))
        return NULL;
    if (x->chan.dir == CHAN_BOTH)
        return y;
    if (y->chan.dir == CHAN_BOTH)
        return x;
    return x->chan.dir == y->chan.dir ? x : NULL;
}

static bool core_step(void *ctx, Type *u)
{
    CoreState *s = ctx;
    if (u == NULL)
        goto fail;
    if (s->strings && types_is_string(u)) {
        s->str = u;
        u = types_new_slice(type_byte);
    }
    if (s->type == NULL || types_identical(s->type, u)) {
        s->type = u;
        return true;
    }
    s->type = match_chans(s->type, u);
    if (s->type != NULL)
        return true;
fail:
    s->failed = true;
    return false;
}

Type *types_core(Type *t)
{
    if (!types_is_typeparam(t))
        return types_under(t);
    CoreState s = {0};
    typeset_each_under(t, core_step, &s);
    return s.failed ? NULL : s.type;
}

Type *type_core_string(Type *t)
{
    if (!types_is_typeparam(t))
        return types_under(t);
    CoreState s = { .strings = true };
    typeset_each_under(t, core_step, &s);
    if (s.failed)
        return NULL;
    return s.str != NULL ? type_basic[TY_STRING] : s.type;
}
