/* Identity of types (spec: Type identity). */
#include <stdlib.h>

#include "types/core.h"

/* Interfaces being compared further out: a pair met again is identical if the rest is. */
typedef struct IfacePair { Type *x, *y; const struct IfacePair *prev; } IfacePair;

typedef struct Compare { bool tags; const IfacePair *pairs; } Compare;

static bool identical(Compare c, Type *x, Type *y);

static bool identical_vars(Compare c, const ObjVec *x, const ObjVec *y)
{
    if (x->len != y->len)
        return false;
    for (uint32_t i = 0; i < x->len; i++)
        if (!identical(c, obj_type(x->p[i]), obj_type(y->p[i])))
            return false;
    return true;
}

static bool identical_structs(Compare c, Type *x, Type *y)
{
    if (x->strct.fields.len != y->strct.fields.len)
        return false;
    for (uint32_t i = 0; i < x->strct.fields.len; i++) {
        Obj *f = x->strct.fields.p[i], *g = y->strct.fields.p[i];
        if (f->var.embedded != g->var.embedded || !obj_same_id(f, g->pkg, g->name))
            return false;
        const Sym *s = x->strct.tags != NULL ? x->strct.tags[i] : NULL;
        const Sym *t = y->strct.tags != NULL ? y->strct.tags[i] : NULL;
        if (c.tags && s != t && ((s != NULL && s->len > 0) || (t != NULL && t->len > 0)))
            return false;
        if (!identical(c, f->type, g->type))
            return false;
    }
    return true;
}

/* Generic signatures are identical modulo the names of their type parameters. */
static bool identical_signatures(Compare c, Type *x, Type *y)
{
    const ObjVec *xt = &x->sig.tparams, *yt = &y->sig.tparams;
    if (xt->len != yt->len || x->sig.variadic != y->sig.variadic)
        return false;
    if (xt->len == 0)
        return identical_vars(c, &x->sig.params, &y->sig.params) &&
               identical_vars(c, &x->sig.results, &y->sig.results);
    TypeVec targs = {0};
    for (uint32_t i = 0; i < xt->len; i++)
        vec_push(perm, &targs, xt->p[i]->type);
    for (uint32_t i = 0; i < xt->len; i++) {
        Type *bound = type_subst(yt->p[i]->type->tparam.bound, *yt, targs);
        if (!identical(c, xt->p[i]->type->tparam.bound, bound))
            return false;
    }
    Type *renamed = types_new_signature(NULL, y->sig.params, y->sig.results, y->sig.variadic);
    renamed = type_subst(renamed, *yt, targs);
    return identical_vars(c, &x->sig.params, &renamed->sig.params) &&
           identical_vars(c, &x->sig.results, &renamed->sig.results);
}

static bool same_terms(const TypeSet *a, const TypeSet *b)
{
    if (a->all_terms || b->all_terms)
        return a->all_terms == b->all_terms;
    return type_set_subset_of(a, b) && type_set_subset_of(b, a);
}

static bool identical_interfaces(Compare c, Type *x, Type *y)
{
    TypeSet *a = typeset_of(x), *b = typeset_of(y);
    if (a->methods.len != b->methods.len || a->comparable != b->comparable || !same_terms(a, b))
        return false;
    for (const IfacePair *p = c.pairs; p != NULL; p = p->prev)
        if ((p->x == x && p->y == y) || (p->x == y && p->y == x))
            return true;
    IfacePair pair = { x, y, c.pairs };
    c.pairs = &pair;
    for (uint32_t i = 0; i < a->methods.len; i++) {
        Obj *f = a->methods.p[i], *g = b->methods.p[i];
        if (!obj_same_id(f, g->pkg, g->name) || !identical(c, obj_type(f), obj_type(g)))
            return false;
    }
    return true;
}

static bool identical_unions(Type *x, Type *y)
{
    TypeSet a = {0}, b = {0};
    TermVec *xt = (TermVec *)&x->uni.terms, *yt = (TermVec *)&y->uni.terms;
    terms_union(&a.terms, &a.all_terms, xt, false);
    terms_union(&b.terms, &b.all_terms, yt, false);
    return same_terms(&a, &b);
}

bool types_identical_instances(Type *a, Type *b)
{
    if (a->named.orig != b->named.orig || a->named.targs.len != b->named.targs.len)
        return false;
    if (a->named.targs.len == 0)
        return a == b;
    for (uint32_t i = 0; i < a->named.targs.len; i++)
        if (!types_identical(a->named.targs.p[i], b->named.targs.p[i]))
            return false;
    return true;
}

static bool identical(Compare c, Type *x, Type *y)
{
    x = types_unalias(x);
    y = types_unalias(y);
    if (x == y)
        return true;
    if (x->kind != y->kind)
        return false;
    if (c.tags && x->canon != NULL && y->canon != NULL)
        return x->canon == y->canon;
    switch (x->kind) {
    case TY_ARRAY:
        return (x->array.len < 0 || y->array.len < 0 || x->array.len == y->array.len) &&
               identical(c, x->array.elem, y->array.elem);
    case TY_SLICE:
        return identical(c, x->slice.elem, y->slice.elem);
    case TY_POINTER:
        return identical(c, x->pointer.elem, y->pointer.elem);
    case TY_MAP:
        return identical(c, x->map.key, y->map.key) && identical(c, x->map.elem, y->map.elem);
    case TY_CHAN:
        return x->chan.dir == y->chan.dir && identical(c, x->chan.elem, y->chan.elem);
    case TY_STRUCT:
        return identical_structs(c, x, y);
    case TY_TUPLE:
        return identical_vars(c, &x->tuple.vars, &y->tuple.vars);
    case TY_SIGNATURE:
        return identical_signatures(c, x, y);
    case TY_INTERFACE:
        return identical_interfaces(c, x, y);
    case TY_UNION:
        return identical_unions(x, y);
    case TY_NAMED:
        return types_identical_instances(x, y);
    case TY_TYPEPARAM: case TY_ALIAS:
        return false;
    case TY_INVALID: case TY_BOOL: case TY_INT: case TY_INT8: case TY_INT16: case TY_INT32:
    case TY_INT64: case TY_UINT: case TY_UINT8: case TY_UINT16: case TY_UINT32: case TY_UINT64:
    case TY_UINTPTR: case TY_FLOAT32: case TY_FLOAT64: case TY_COMPLEX64: case TY_COMPLEX128:
    case TY_STRING: case TY_UNSAFE_POINTER: case TY_UNTYPED_BOOL: case TY_UNTYPED_INT:
    case TY_UNTYPED_RUNE: case TY_UNTYPED_FLOAT: case TY_UNTYPED_COMPLEX: case TY_UNTYPED_STRING:
    case TY_UNTYPED_NIL:
        return true; /* of one kind: byte and uint8, rune and int32 */
    }
    return false;
}

bool types_identical(Type *a, Type *b) { return identical((Compare){ .tags = true }, a, b); }

bool types_identical_ignore_tags(Type *a, Type *b) { return identical((Compare){0}, a, b); }
