/* Questions about single types: what they are, whether they compare, what their default is. */
#include "types/core.h"

/* What each basic type is, by kind. */
static const unsigned char classes_of[TY_LAST_BASIC + 1] = {
    [TY_BOOL] = IS_BOOLEAN,
    [TY_INT] = IS_INTEGER, [TY_INT8] = IS_INTEGER, [TY_INT16] = IS_INTEGER,
    [TY_INT32] = IS_INTEGER, [TY_INT64] = IS_INTEGER,
    [TY_UINT] = IS_INTEGER | IS_UNSIGNED, [TY_UINT8] = IS_INTEGER | IS_UNSIGNED,
    [TY_UINT16] = IS_INTEGER | IS_UNSIGNED, [TY_UINT32] = IS_INTEGER | IS_UNSIGNED,
    [TY_UINT64] = IS_INTEGER | IS_UNSIGNED, [TY_UINTPTR] = IS_INTEGER | IS_UNSIGNED,
    [TY_FLOAT32] = IS_FLOAT, [TY_FLOAT64] = IS_FLOAT,
    [TY_COMPLEX64] = IS_COMPLEX, [TY_COMPLEX128] = IS_COMPLEX,
    [TY_STRING] = IS_STRING,
    [TY_UNTYPED_BOOL] = IS_BOOLEAN | IS_UNTYPED,
    [TY_UNTYPED_INT] = IS_INTEGER | IS_UNTYPED, [TY_UNTYPED_RUNE] = IS_INTEGER | IS_UNTYPED,
    [TY_UNTYPED_FLOAT] = IS_FLOAT | IS_UNTYPED, [TY_UNTYPED_COMPLEX] = IS_COMPLEX | IS_UNTYPED,
    [TY_UNTYPED_STRING] = IS_STRING | IS_UNTYPED,
    [TY_UNTYPED_NIL] = IS_UNTYPED,
};

static unsigned basic_classes(Type *u) { return type_is_basic(u) ? classes_of[u->kind] : 0; }

bool type_is(Type *t, unsigned classes) { return (basic_classes(types_under(t)) & classes) != 0; }

static bool under_in_classes(void *ctx, Type *u)
{
    return u != NULL && (basic_classes(u) & *(unsigned *)ctx) != 0;
}

bool type_all(Type *t, unsigned classes)
{
    if (!types_is_typeparam(t))
        return type_is(t, classes);
    return typeset_each_under(t, under_in_classes, &classes);
}

bool type_valid(const Type *t) { return types_unalias((Type *)t)->kind != TY_INVALID; }

bool types_is_untyped(const Type *t)
{
    return t->kind >= TY_UNTYPED_BOOL && t->kind <= TY_UNTYPED_NIL;
}

bool types_is_interface(Type *t)
{
    t = types_unalias(t);
    return t->kind != TY_TYPEPARAM && types_under(t)->kind == TY_INTERFACE;
}

bool types_is_typeparam(Type *t) { return types_unalias(t)->kind == TY_TYPEPARAM; }

bool types_is_boolean(Type *t) { return type_is(t, IS_BOOLEAN); }
bool types_is_unsigned(Type *t) { return type_is(t, IS_UNSIGNED); }
bool types_is_integer(Type *t) { return type_is(t, IS_INTEGER); }
bool types_is_signed(Type *t) { return types_is_integer(t) && !types_is_unsigned(t); }
bool types_is_float(Type *t) { return type_is(t, IS_FLOAT); }
bool types_is_complex(Type *t) { return type_is(t, IS_COMPLEX); }
bool types_is_string(Type *t) { return type_is(t, IS_STRING); }

bool type_is_bytes_or_runes(Type *t)
{
    Type *s = type_under_as(t, TY_SLICE);
    if (s == NULL)
        return false;
    TypeKind k = types_under(s->slice.elem)->kind;
    return !types_is_typeparam(s->slice.elem) && (k == TY_UINT8 || k == TY_INT32);
}

bool type_has_name(Type *t)
{
    t = types_unalias(t);
    return type_is_basic(t) || t->kind == TY_NAMED || t->kind == TY_TYPEPARAM;
}

static bool under_has_nil(void *ctx, Type *u) { return u != NULL && types_has_nil(u); }

bool types_has_nil(Type *t)
{
    if (types_is_typeparam(t))
        return typeset_each_under(t, under_has_nil, NULL);
    switch ((int)types_under(t)->kind) {
    case TY_UNSAFE_POINTER: case TY_UNTYPED_NIL: case TY_SLICE: case TY_POINTER: case TY_SIGNATURE:
    case TY_MAP: case TY_CHAN: case TY_INTERFACE:
        return true;
    }
    return false;
}

Type *types_default(Type *t)
{
    switch ((int)t->kind) {
    case TY_UNTYPED_BOOL: return type_basic[TY_BOOL];
    case TY_UNTYPED_INT: return type_basic[TY_INT];
    case TY_UNTYPED_RUNE: return type_rune;
    case TY_UNTYPED_FLOAT: return type_basic[TY_FLOAT64];
    case TY_UNTYPED_COMPLEX: return type_basic[TY_COMPLEX128];
    case TY_UNTYPED_STRING: return type_basic[TY_STRING];
    }
    return t;
}

/* ---- comparable types (spec: Comparison operators) ---- */

typedef struct Comparer { bool dynamic; const char **cause; Map seen; } Comparer;

static bool incomparable(Comparer *c, const char *text)
{
    if (c->cause != NULL)
        *c->cause = text;
    return false;
}

static bool comparable(Comparer *c, Type *t);

static bool comparable_struct(Comparer *c, Type *s)
{
    for (uint32_t i = 0; i < s->strct.fields.len; i++) {
        Obj *f = s->strct.fields.p[i];
        Comparer inner = *c;
        inner.cause = NULL;
        bool ok = comparable(&inner, f->type);
        c->seen = inner.seen;
        if (!ok)
            return incomparable(c, c->cause == NULL ? NULL : arena_printf(perm,
                "struct containing %s cannot be compared", types_string(f->type)));
    }
    return true;
}

static bool comparable_array(Comparer *c, Type *a)
{
    Comparer inner = *c;
    inner.cause = NULL;
    bool ok = comparable(&inner, a->array.elem);
    c->seen = inner.seen;
    if (!ok && c->cause != NULL)
        *c->cause = arena_printf(perm, "%s cannot be compared", types_string(a));
    return ok;
}

/* All types in the set are comparable: says so, or has terms that are. */
static bool typeset_all_comparable(Comparer *c, TypeSet *s)
{
    if (s->all_terms)
        return s->comparable;
    if (s->terms.len == 0)
        return false;
    Comparer inner = *c;
    inner.cause = NULL;
    inner.dynamic = false;
    bool ok = true;
    for (uint32_t i = 0; ok && i < s->terms.len; i++)
        ok = comparable(&inner, s->terms.p[i].type);
    c->seen = inner.seen;
    return ok;
}

static bool comparable_interface(Comparer *c, Type *t, Type *u)
{
    if ((c->dynamic && !types_is_typeparam(t)) || typeset_all_comparable(c, typeset_of(u)))
        return true;
    if (c->cause == NULL)
        return false;
    if (typeset_is_empty(u))
        return incomparable(c, "empty type set");
    return incomparable(c, "incomparable types in type set");
}

static bool comparable(Comparer *c, Type *t)
{
    void *done;
    if (map_find(&c->seen, t, &done))
        return true;
    map_set(&c->seen, t, NULL);
    Type *u = types_under(t);
    switch (u->kind) {
    case TY_UNTYPED_NIL: case TY_SLICE: case TY_SIGNATURE: case TY_MAP: case TY_TUPLE:
    case TY_UNION:
        return incomparable(c, "");
    case TY_ARRAY:
        return comparable_array(c, u);
    case TY_STRUCT:
        return comparable_struct(c, u);
    case TY_INTERFACE:
        return comparable_interface(c, t, u);
    case TY_INVALID: case TY_BOOL: case TY_INT: case TY_INT8: case TY_INT16: case TY_INT32:
    case TY_INT64: case TY_UINT: case TY_UINT8: case TY_UINT16: case TY_UINT32: case TY_UINT64:
    case TY_UINTPTR: case TY_FLOAT32: case TY_FLOAT64: case TY_COMPLEX64: case TY_COMPLEX128:
    case TY_STRING: case TY_UNSAFE_POINTER: case TY_UNTYPED_BOOL: case TY_UNTYPED_INT:
    case TY_UNTYPED_RUNE: case TY_UNTYPED_FLOAT: case TY_UNTYPED_COMPLEX: case TY_UNTYPED_STRING:
    case TY_POINTER: case TY_CHAN: case TY_NAMED: case TY_ALIAS: case TY_TYPEPARAM:
        return true;
    }
    return false;
}

static bool quick_comparable(Type *t)
{
    TypeKind k = t->kind;
    return k <= TY_UNTYPED_STRING || k == TY_POINTER || k == TY_CHAN;
}

bool type_comparable_cause(Type *t, bool dynamic, const char **cause)
{
    if (cause != NULL)
        *cause = NULL;
    if (quick_comparable(t))
        return true;
    Comparer c = { .dynamic = dynamic, .cause = cause };
    return comparable(&c, t);
}

bool types_comparable(Type *t, bool dynamic) { return type_comparable_cause(t, dynamic, NULL); }

const char *type_incomparable_cause(Type *t)
{
    const char *cause;
    if (type_comparable_cause(t, true, &cause))
        return NULL;
    return cause != NULL && cause[0] != '\0' ? cause : NULL;
}

/* Kinds of untyped constants mix if numeric: the later of int, rune, float, complex wins. */
Type *type_max_untyped(Type *a, Type *b)
{
    if (a->kind == b->kind)
        return a;
    if (type_is(a, IS_NUMERIC) && type_is(b, IS_NUMERIC))
        return a->kind > b->kind ? a : b;
    return NULL;
}
