/* func.c: functions, blocks and values, and how types fall apart into scalars. */
#include "ssa/graph.h"

const SsaOpInfo ssa_ops[OP_COUNT] = {
#define OP(ID, nargs, AUX_, FLAGS) {#ID, nargs, SAUX_##AUX_, FLAGS},
#include "ssa/ops.def"
#undef OP
};

static Type mem_type = {.kind = TY_INVALID}, void_type = {.kind = TY_INVALID};
Type *const ssa_mem_type = &mem_type, *const ssa_void_type = &void_type;

/* ---- types ---- */

static bool add_part(SsaPart *parts, int *n, Type *t, int64_t off)
{
    if (*n == SSA_MAX_PARTS)
        return false;
    parts[(*n)++] = (SsaPart){t, off, false};
    return true;
}

static bool add_words(SsaPart *parts, int *n, int64_t off, Type *a, Type *b, Type *c)
{
    return add_part(parts, n, a, off) && add_part(parts, n, b, off + 8) &&
           (!c || add_part(parts, n, c, off + 16));
}

/* The last k parts are lengths. */
static bool lengths(SsaPart *parts, int n, int k)
{
    while (k > 0)
        parts[n - k--].length = true;
    return true;
}

static bool flatten(Type *t, int64_t off, SsaPart *parts, int *n)
{
    Type *u = types_under(t), *word = type_basic[TY_INT], *ptr = type_basic[TY_UNSAFE_POINTER];
    switch ((int)u->kind) {
    case TY_STRING: case TY_UNTYPED_STRING:
        return add_words(parts, n, off, types_new_pointer(type_byte), word, NULL) && lengths(parts, *n, 1);
    case TY_SLICE:
        return add_words(parts, n, off, types_new_pointer(u->slice.elem), word, word) &&
               lengths(parts, *n, 2);
    case TY_INTERFACE:
        return add_words(parts, n, off, ptr, ptr, NULL);
    case TY_COMPLEX64:
        return add_part(parts, n, type_basic[TY_FLOAT32], off) &&
               add_part(parts, n, type_basic[TY_FLOAT32], off + 4);
    case TY_COMPLEX128: case TY_UNTYPED_COMPLEX:
        return add_words(parts, n, off, type_basic[TY_FLOAT64], type_basic[TY_FLOAT64], NULL);
    case TY_ARRAY:
        if (types_size(u) == 0)
            return true;
        return u->array.len == 1 && flatten(u->array.elem, off, parts, n);
    case TY_STRUCT:
        if (types_size(u) == 0)
            return true;
        if (u->strct.fields.len > 4)
            return false;
        for (uint32_t i = 0; i < u->strct.fields.len; i++)
            if (!flatten(u->strct.fields.p[i]->type, off + types_field_offset(u, (int)i), parts, n))
                return false;
        return true;
    case TY_TUPLE: case TY_INVALID:
        return false;
    default:
        return add_part(parts, n, t, off);
    }
}

int ssa_parts(Type *t, SsaPart parts[SSA_MAX_PARTS])
{
    int n = 0;
    return flatten(t, 0, parts, &n) ? n : -1;
}

ScalarKind ssa_scalar(Type *t)
{
    if (t == ssa_mem_type || t == ssa_void_type)
        return SCALAR_NONE;
    TypeKind k = types_under(t)->kind;
    if (k == TY_BOOL || k == TY_UNTYPED_BOOL)
        return SCALAR_BOOL;
    if (k == TY_FLOAT32 || k == TY_FLOAT64 || k == TY_UNTYPED_FLOAT)
        return SCALAR_FLOAT;
    if ((k >= TY_INT && k <= TY_UINTPTR) || k == TY_UNTYPED_INT || k == TY_UNTYPED_RUNE)
        return SCALAR_INT;
    if (k == TY_INVALID)
        return SCALAR_NONE;
    return SCALAR_PTR;
}

int ssa_width(Type *t)
{
    switch ((int)types_under(t)->kind) {
    case TY_BOOL: case TY_UNTYPED_BOOL: case TY_INT8: case TY_UINT8: return 8;
    case TY_INT16: case TY_UINT16: return 16;
    case TY_INT32: case TY_UINT32: case TY_FLOAT32: case TY_UNTYPED_RUNE: return 32;
    default: return 64;
    }
}

bool ssa_signed(Type *t)
{
    TypeKind k = types_under(t)->kind;
    return (k >= TY_INT && k <= TY_INT64) || k == TY_UNTYPED_INT || k == TY_UNTYPED_RUNE;
}

/* ---- blocks ---- */

SsaFunc *ssa_new_func(const Sym *name, Func *fn)
{
    Arena *a = arena_new();
    SsaFunc *f = NEW(a, SsaFunc);
    f->arena = a;
    f->name = name;
    f->fn = fn;
    f->next_value = f->next_block = 1;
    f->analyses = NEW(a, SsaAnalyses);
    return f;
}

void ssa_free(SsaFunc *f) { arena_free(f->arena); }

Block *ssa_new_block(SsaFunc *f, BlockKind kind, Pos pos)
{
    Block *b = NEW(f->arena, Block);
    b->id = f->next_block++;
    b->kind = kind;
    b->pos = pos;
    b->inl = -1;
    vec_push(f->arena, &f->blocks, b);
    if (!f->entry)
        f->entry = b;
    return b;
}

void ssa_add_edge(SsaFunc *f, Block *from, Block *to)
{
    Edge out = {to, to->preds.len}, in = {from, from->succs.len};
    vec_push(f->arena, &from->succs, out);
    vec_push(f->arena, &to->preds, in);
}

static void remove_pred(Block *b, uint32_t i)
{
    uint32_t last = --b->preds.len;
    if (i != last) {
        b->preds.p[i] = b->preds.p[last];
        b->preds.p[i].b->succs.p[b->preds.p[i].i].i = i;
    }
    for (uint32_t j = 0; j < b->values.len; j++) {
        Value *v = b->values.p[j];
        if (v->op != OP_Phi)
            continue;
        v->args[i]->uses--;
        v->args[i] = v->args[last];
        v->nargs--;
    }
}

void ssa_remove_edge(Block *b, uint32_t i)
{
    Edge e = b->succs.p[i];
    remove_pred(e.b, e.i);
    uint32_t last = --b->succs.len;
    for (uint32_t j = i; j < last; j++) {
        b->succs.p[j] = b->succs.p[j + 1];
        b->succs.p[j].b->preds.p[b->succs.p[j].i].i = j;
    }
}

void ssa_clear_controls(Block *b)
{
    for (uint32_t i = 0; i < b->controls.len; i++)
        b->controls.p[i]->uses--;
    b->controls.len = 0;
}

void ssa_add_control(SsaFunc *f, Block *b, Value *v)
{
    v->uses++;
    vec_push(f->arena, &b->controls, v);
}

void ssa_set_control(SsaFunc *f, Block *b, Value *v)
{
    v->uses++;
    ssa_clear_controls(b);
    vec_push(f->arena, &b->controls, v);
}

/* ---- values ---- */

Value *ssa_new_value(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos)
{
    Value *v = NEW(f->arena, Value);
    v->id = f->next_value++;
    v->op = op;
    v->type = t;
    v->block = b;
    v->pos = pos;
    v->inl = b->inl;
    vec_push(f->arena, &b->values, v);
    return v;
}

Value *ssa_value0(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos)
{
    return ssa_new_value(f, b, op, t, pos);
}

Value *ssa_value1(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos, Value *x)
{
    Value *v = ssa_new_value(f, b, op, t, pos);
    ssa_add_arg(f, v, x);
    return v;
}

Value *ssa_value2(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos, Value *x, Value *y)
{
    Value *v = ssa_value1(f, b, op, t, pos, x);
    ssa_add_arg(f, v, y);
    return v;
}

Value *ssa_value3(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos, Value *x, Value *y, Value *z)
{
    Value *v = ssa_value2(f, b, op, t, pos, x, y);
    ssa_add_arg(f, v, z);
    return v;
}

Value *ssa_const(SsaFunc *f, Block *b, Type *t, int64_t n, Pos pos)
{
    Value *v = ssa_new_value(f, b, OP_Const, t, pos);
    ssa_to_const(v, n);
    return v;
}

void ssa_add_arg(SsaFunc *f, Value *v, Value *arg)
{
    if (v->nargs == v->cap) {
        uint32_t cap = v->cap ? v->cap * 2 : 3;
        Value **p = NEW_ARRAY(f->arena, Value *, cap);
        for (uint32_t i = 0; i < v->nargs; i++)
            p[i] = v->args[i];
        v->args = p;
        v->cap = cap;
    }
    v->args[v->nargs++] = arg;
    arg->uses++;
}

void ssa_set_arg(Value *v, uint32_t i, Value *arg)
{
    arg->uses++;
    v->args[i]->uses--;
    v->args[i] = arg;
}

void ssa_reset(Value *v, SsaOp op)
{
    for (uint32_t i = 0; i < v->nargs; i++)
        v->args[i]->uses--;
    v->nargs = 0;
    v->op = op;
    v->auxint = 0;
    v->aux = NULL;
}

void ssa_to_copy(SsaFunc *f, Value *v, Value *of)
{
    of->uses++;
    ssa_reset(v, OP_Copy);
    ssa_add_arg(f, v, of);
    of->uses--;
}

static int64_t sign_extend(int64_t n, int width)
{
    return width == 64 ? n : (int64_t)((uint64_t)n << (64 - width)) >> (64 - width);
}

void ssa_to_const(Value *v, int64_t n)
{
    switch (ssa_scalar(v->type)) {
    case SCALAR_BOOL:
        ssa_reset(v, OP_ConstBool);
        v->auxint = n != 0;
        break;
    case SCALAR_PTR:
        ssa_reset(v, OP_ConstNil);
        break;
    case SCALAR_FLOAT:
        ssa_reset(v, OP_ConstFloat);
        v->auxint = n;
        break;
    case SCALAR_INT: case SCALAR_NONE:
        ssa_reset(v, OP_Const);
        v->auxint = sign_extend(n, ssa_width(v->type));
        break;
    }
}

Value *ssa_memory_arg(const Value *v)
{
    return v->args[v->nargs - 1];
}

bool ssa_is_const(const Value *v)
{
    return v->op == OP_Const || v->op == OP_ConstBool || v->op == OP_ConstNil;
}

/* A chain of copies gets short on the way, or one that grows would be walked again and again. */
Value *ssa_strip_copy(Value *v)
{
    Value *from = v;
    while (from->op == OP_Copy)
        from = from->args[0];
    while (v != from) {
        Value *next = v->args[0];
        ssa_set_arg(v, 0, from);
        v = next;
    }
    return from;
}
