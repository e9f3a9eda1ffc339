/* Sizes and layouts as gc has them on amd64 (spec: Size and alignment guarantees). */
#include "types/core.h"

enum { WORD = 8 };

static int64_t align_up(int64_t x, int64_t a) { return (x + a - 1) / a * a; }

/* An empty struct of this name asks for the alignment of 64-bit words (on all platforms). */
static bool is_align64(Type *t)
{
    if (t->kind != TY_NAMED || t->named.obj->pkg == NULL || t->named.obj->name != sym("align64"))
        return false;
    const Sym *path = t->named.obj->pkg->path;
    return path == sym("sync/atomic") || path == sym("runtime/internal/atomic") ||
           path == sym("internal/runtime/atomic");
}

/* A final field of size zero gets a byte of padding: its address must not be that of the next
 * object. */
static void layout_struct(Type *t, Type *s)
{
    int64_t off = 0, max = is_align64(t) ? WORD : 1, last = 1;
    for (uint32_t i = 0; i < s->strct.fields.len; i++) {
        Obj *f = s->strct.fields.p[i];
        int64_t a = types_align(f->type);
        last = types_size(f->type);
        if (a > max)
            max = a;
        off = align_up(off, a);
        f->var.offset = off;
        off += last;
    }
    s->strct.offsets_known = true;
    if (last == 0 && off > 0)
        off++;
    t->align = (int32_t)max;
    t->size = align_up(off, max);
}

/* Overflow gives the largest size: whoever declares such a variable is told so. */
static int64_t array_size(int64_t n, int64_t elem)
{
    int64_t size;
    if (n < 0)
        return 0;
    return __builtin_mul_overflow(n, elem, &size) ? INT64_MAX / 2 : size;
}

static void set(Type *t, int64_t size, int64_t align)
{
    t->size = size;
    t->align = (int32_t)align;
}

static void layout(Type *t)
{
    Type *u = types_under(t);
    switch (u->kind) {
    case TY_BOOL: case TY_INT8: case TY_UINT8: case TY_UNTYPED_BOOL:
        set(t, 1, 1);
        return;
    case TY_INT16: case TY_UINT16:
        set(t, 2, 2);
        return;
    case TY_INT32: case TY_UINT32: case TY_FLOAT32: case TY_UNTYPED_RUNE:
        set(t, 4, 4);
        return;
    case TY_COMPLEX64:
        set(t, 8, 4);
        return;
    case TY_COMPLEX128: case TY_UNTYPED_COMPLEX:
        set(t, 16, 8);
        return;
    case TY_INT: case TY_INT64: case TY_UINT: case TY_UINT64: case TY_UINTPTR: case TY_FLOAT64:
    case TY_UNSAFE_POINTER: case TY_UNTYPED_INT: case TY_UNTYPED_FLOAT: case TY_UNTYPED_NIL:
    case TY_POINTER: case TY_SIGNATURE: case TY_MAP: case TY_CHAN:
        set(t, WORD, WORD);
        return;
    case TY_STRING: case TY_UNTYPED_STRING: case TY_INTERFACE:
        set(t, 2 * WORD, WORD);
        return;
    case TY_SLICE:
        set(t, 3 * WORD, WORD);
        return;
    case TY_ARRAY:
        set(t, array_size(u->array.len, types_size(u->array.elem)), types_align(u->array.elem));
        return;
    case TY_STRUCT:
        layout_struct(t, u);
        return;
    case TY_TUPLE: case TY_INVALID: case TY_UNION: case TY_NAMED: case TY_ALIAS: case TY_TYPEPARAM:
        set(t, 0, 1);
        return;
    }
}

int64_t types_size(Type *t)
{
    if (t->size < 0)
        layout(t);
    return t->size;
}

int64_t types_align(Type *t)
{
    if (t->size < 0)
        layout(t);
    return t->align;
}

int64_t types_field_offset(Type *strct, int index)
{
    Type *s = types_under(strct);
    if (!s->strct.offsets_known)
        layout_struct(s, s);
    return s->strct.fields.p[index]->var.offset;
}

bool types_has_pointers(Type *t)
{
    Type *u = types_under(t);
    switch (u->kind) {
    case TY_ARRAY:
        return u->array.len != 0 && types_has_pointers(u->array.elem);
    case TY_STRUCT:
        for (uint32_t i = 0; i < u->strct.fields.len; i++)
            if (types_has_pointers(u->strct.fields.p[i]->type))
                return true;
        return false;
    case TY_TUPLE:
        for (uint32_t i = 0; i < u->tuple.vars.len; i++)
            if (types_has_pointers(u->tuple.vars.p[i]->type))
                return true;
        return false;
    case TY_STRING: case TY_UNSAFE_POINTER: case TY_UNTYPED_STRING: case TY_UNTYPED_NIL:
    case TY_SLICE: case TY_POINTER: case TY_SIGNATURE: case TY_INTERFACE: case TY_MAP: case TY_CHAN:
    case TY_NAMED: case TY_ALIAS: case TY_TYPEPARAM: case TY_UNION:
        return true;
    case TY_INVALID: case TY_BOOL: case TY_INT: case TY_INT8: case TY_INT16: case TY_INT32:
    case TY_INT64: case TY_UINT: case TY_UINT8: case TY_UINT16: case TY_UINT32: case TY_UINT64:
    case TY_UINTPTR: case TY_FLOAT32: case TY_FLOAT64: case TY_COMPLEX64: case TY_COMPLEX128:
    case TY_UNTYPED_BOOL: case TY_UNTYPED_INT: case TY_UNTYPED_RUNE: case TY_UNTYPED_FLOAT:
    case TY_UNTYPED_COMPLEX:
        return false;
    }
    return false;
}
