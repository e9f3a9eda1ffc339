/* opt.c: constant folding and algebra on single values, repeated until nothing changes. */
#include "ssa/graph.h"

static bool both_const(const Value *v)
{
    return v->nargs == 2 && ssa_is_const(v->args[0]) && ssa_is_const(v->args[1]);
}

static bool is_int_const(const Value *v, int64_t n)
{
    return v->op == OP_Const && v->auxint == n;
}

static uint64_t zext(int64_t n, int width)
{
    return width == 64 ? (uint64_t)n : (uint64_t)n & (((uint64_t)1 << width) - 1);
}

static bool to_copy(SsaFunc *f, Value *v, Value *of)
{
    if (of == v)
        return false;
    ssa_to_copy(f, v, of);
    return true;
}

static bool to_const(Value *v, int64_t n)
{
    ssa_to_const(v, n);
    return true;
}

/* ---- folding ---- */

static bool fold_arith(const Value *v, int64_t x, int64_t y, int64_t *r)
{
    int w = ssa_width(v->type);
    uint64_t ux = zext(x, w), uy = zext(y, w);
    switch ((int)v->op) {
    case OP_Add: *r = (int64_t)((uint64_t)x + (uint64_t)y); return true;
    case OP_Sub: *r = (int64_t)((uint64_t)x - (uint64_t)y); return true;
    case OP_Mul: *r = (int64_t)((uint64_t)x * (uint64_t)y); return true;
    case OP_And: *r = x & y; return true;
    case OP_Or: *r = x | y; return true;
    case OP_Xor: *r = x ^ y; return true;
    case OP_Div: *r = y == -1 ? (int64_t)-(uint64_t)x : y ? x / y : 0; return y != 0;
    case OP_Mod: *r = y == -1 || y == 0 ? 0 : x % y; return y != 0;
    case OP_DivU: *r = (int64_t)(uy ? ux / uy : 0); return y != 0;
    case OP_ModU: *r = (int64_t)(uy ? ux % uy : 0); return y != 0;
    }
    return false;
}

static bool fold_compare(const Value *v, int64_t x, int64_t y, int64_t *r)
{
    int w = ssa_width(v->args[0]->type);
    uint64_t ux = zext(x, w), uy = zext(y, w);
    switch ((int)v->op) {
    case OP_Eq: *r = x == y; return true;
    case OP_Ne: *r = x != y; return true;
    case OP_Lt: *r = x < y; return true;
    case OP_Le: *r = x <= y; return true;
    case OP_LtU: *r = ux < uy; return true;
    case OP_LeU: *r = ux <= uy; return true;
    case OP_IsInBounds: *r = x >= 0 && x < y; return true;
    case OP_IsSliceInBounds: *r = x >= 0 && x <= y; return true;
    }
    return false;
}

static bool fold_shift(const Value *v, int64_t x, int64_t y, int64_t *r)
{
    int w = ssa_width(v->type);
    uint64_t n = zext(y, ssa_width(v->args[1]->type));
    switch ((int)v->op) {
    case OP_Shl: *r = n >= (uint64_t)w ? 0 : (int64_t)((uint64_t)x << n); return true;
    case OP_ShrU: *r = n >= (uint64_t)w ? 0 : (int64_t)(zext(x, w) >> n); return true;
    case OP_Shr: *r = x >> (n >= (uint64_t)w ? w - 1 : (int)n); return true;
    }
    return false;
}

static bool fold(Value *v)
{
    int64_t r;
    if (!both_const(v))
        return false;
    int64_t x = v->args[0]->auxint, y = v->args[1]->auxint;
    if (fold_arith(v, x, y, &r) || fold_compare(v, x, y, &r) || fold_shift(v, x, y, &r))
        return to_const(v, r);
    return false;
}

static bool fold_unary(Value *v)
{
    if (v->nargs != 1 || !ssa_is_const(v->args[0]) || v->args[0]->op == OP_ConstNil)
        return false;
    int64_t x = v->args[0]->auxint;
    switch ((int)v->op) {
    case OP_Neg: return to_const(v, (int64_t)-(uint64_t)x);
    case OP_Com: return to_const(v, ~x);
    case OP_Not: return to_const(v, !x);
    case OP_SignExt: case OP_Trunc: return to_const(v, x);
    case OP_ZeroExt: return to_const(v, (int64_t)zext(x, ssa_width(v->args[0]->type)));
    case OP_BoolToInt: return to_const(v, x);
    }
    return false;
}

/* ---- algebra ---- */

static bool neutral_right(SsaFunc *f, Value *v)
{
    Value *x = v->args[0], *y = v->args[1];
    if (y->op != OP_Const)
        return false;
    int64_t c = y->auxint;
    switch ((int)v->op) {
    case OP_Add: case OP_Sub: case OP_Or: case OP_Xor:
        if (c == 0)
            return to_copy(f, v, x);
        return v->op == OP_Or && c == -1 && to_const(v, -1);
    case OP_Shl: case OP_Shr: case OP_ShrU:
        if (c == 0)
            return to_copy(f, v, x);
        if (v->op != OP_Shr && zext(c, ssa_width(y->type)) >= (uint64_t)ssa_width(v->type))
            return to_const(v, 0);
        return false;
    case OP_Mul:
        return c == 1 ? to_copy(f, v, x) : c == 0 && to_const(v, 0);
    case OP_Div: case OP_DivU:
        return c == 1 && to_copy(f, v, x);
    case OP_Mod: case OP_ModU:
        return c == 1 && to_const(v, 0);
    case OP_And:
        return c == -1 ? to_copy(f, v, x) : c == 0 && to_const(v, 0);
    }
    return false;
}

static bool same_operands(SsaFunc *f, Value *v)
{
    if (v->args[0] != v->args[1])
        return false;
    switch ((int)v->op) {
    case OP_Sub: case OP_Xor:
        return to_const(v, 0);
    case OP_And: case OP_Or:
        return to_copy(f, v, v->args[0]);
    case OP_Eq: case OP_Le: case OP_LeU: case OP_IsSliceInBounds:
        return to_const(v, 1);
    case OP_Ne: case OP_Lt: case OP_LtU: case OP_IsInBounds:
        return to_const(v, 0);
    }
    return false;
}

/* (x + c) + d is x + (c+d); x - c is x + -c. Both wrap around alike. */
static bool reassociate(SsaFunc *f, Value *v)
{
    Value *x = v->args[0], *y = v->args[1];
    if (y->op != OP_Const)
        return false;
    if (v->op == OP_Sub) {
        Value *c = ssa_const(f, v->block, y->type, (int64_t)-(uint64_t)y->auxint, v->pos);
        ssa_set_arg(v, 1, c);
        v->op = OP_Add;
        return true;
    }
    if (v->op != x->op || x->nargs != 2 || x->args[1]->op != OP_Const)
        return false;
    int64_t a = x->args[1]->auxint, b = y->auxint, r;
    if (v->op == OP_Add)
        r = (int64_t)((uint64_t)a + (uint64_t)b);
    else if (v->op == OP_And)
        r = a & b;
    else if (v->op == OP_Or)
        r = a | b;
    else
        return false;
    ssa_set_arg(v, 1, ssa_const(f, v->block, y->type, r, v->pos));
    ssa_set_arg(v, 0, x->args[0]);
    return true;
}

static bool bool_ops(SsaFunc *f, Value *v)
{
    Value *x = v->args[0], *y = v->nargs > 1 ? v->args[1] : NULL;
    if (ssa_scalar(x->type) != SCALAR_BOOL || !y || y->op != OP_ConstBool)
        return false;
    switch ((int)v->op) {
    case OP_And: return y->auxint ? to_copy(f, v, x) : to_const(v, 0);
    case OP_Or: return y->auxint ? to_const(v, 1) : to_copy(f, v, x);
    case OP_Eq: case OP_Ne:
        if ((v->op == OP_Eq) == (y->auxint != 0))
            return to_copy(f, v, x);
        x->uses++;
        ssa_reset(v, OP_Not);
        ssa_add_arg(f, v, x);
        x->uses--;
        return true;
    }
    return false;
}

static bool negate(SsaFunc *f, Value *v)
{
    Value *x = v->args[0];
    if (x->op == OP_Not)
        return to_copy(f, v, x->args[0]);
    static const struct { uint16_t op, inverse; bool swap; } table[] = {
        {OP_Eq, OP_Ne, false}, {OP_Ne, OP_Eq, false}, {OP_Lt, OP_Le, true}, {OP_Le, OP_Lt, true},
        {OP_LtU, OP_LeU, true}, {OP_LeU, OP_LtU, true}, {OP_FEq, OP_FNe, false}, {OP_FNe, OP_FEq, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (x->op != table[i].op)
            continue;
        Value *a = x->args[table[i].swap], *b = x->args[!table[i].swap];
        a->uses++;
        b->uses++;
        ssa_reset(v, table[i].inverse);
        ssa_add_arg(f, v, a);
        ssa_add_arg(f, v, b);
        a->uses--;
        b->uses--;
        return true;
    }
    return false;
}

bool ssa_never_nil(const Value *p)
{
    while (p->op == OP_OffPtr || p->op == OP_Copy)
        p = p->args[0];
    if (p->op == OP_SelectN && p->args[0]->op == OP_RtCall) {
        RtId rt = ((SsaCall *)p->args[0]->aux)->rt;
        return rt == RT_newobject || rt == RT_mallocgc || rt == RT_makeslice || rt == RT_makemap ||
               rt == RT_makechan || rt == RT_mapaccess1 || rt == RT_mapassign;
    }
    return p->op == OP_NilCheck || p->op == OP_LocalAddr || p->op == OP_Addr || p->op == OP_ClosurePtr ||
           p->op == OP_DeferFrame;
}

static bool pointer_compare(Value *v)
{
    if ((v->op != OP_Eq && v->op != OP_Ne) || v->args[1]->op != OP_ConstNil ||
        !ssa_never_nil(v->args[0]))
        return false;
    return to_const(v, v->op == OP_Ne);
}

/* ---- bounds ---- */

/* An upper bound of x as an unsigned 64-bit number that follows from its own operation. */
static bool small(const Value *x, uint64_t *max)
{
    if (x->op == OP_And && x->args[1]->op == OP_Const && x->args[1]->auxint >= 0) {
        *max = (uint64_t)x->args[1]->auxint;
        return true;
    }
    if (x->op == OP_ZeroExt) {
        int w = ssa_width(x->args[0]->type);
        *max = (((uint64_t)1 << w) - 1);
        uint64_t inner;
        if (small(x->args[0], &inner) && inner < *max)
            *max = inner;
        return true;
    }
    if (x->op == OP_ModU && x->args[1]->op == OP_Const && x->args[1]->auxint > 0) {
        *max = (uint64_t)x->args[1]->auxint - 1;
        return true;
    }
    if (x->op == OP_ShrU && x->args[1]->op == OP_Const && x->args[1]->auxint > 0 &&
        x->args[1]->auxint < ssa_width(x->type)) {
        int w = ssa_width(x->type);
        *max = (w == 64 ? ~(uint64_t)0 : ((uint64_t)1 << w) - 1) >> x->args[1]->auxint;
        return true;
    }
    return false;
}

static bool bounds(Value *v)
{
    Value *x = v->args[0], *y = v->args[1];
    uint64_t max;
    if (v->op == OP_IsSliceInBounds && is_int_const(x, 0))
        return to_const(v, 1);
    if (y->op != OP_Const || y->auxint < 0 || !small(x, &max))
        return false;
    if (max < (uint64_t)y->auxint + (v->op == OP_IsSliceInBounds))
        return to_const(v, 1);
    return false;
}

/* ---- addresses, conversions ---- */

static bool to_offset(SsaFunc *f, Value *v, Value *base, int64_t off)
{
    base->uses++;
    ssa_reset(v, OP_OffPtr);
    ssa_add_arg(f, v, base);
    base->uses--;
    v->auxint = off;
    return true;
}

static bool address(SsaFunc *f, Value *v)
{
    Value *p = v->args[0];
    if (v->op == OP_OffPtr) {
        if (v->auxint == 0)
            return to_copy(f, v, p);
        return p->op == OP_OffPtr && to_offset(f, v, p->args[0], v->auxint + p->auxint);
    }
    if (v->args[1]->op != OP_Const)
        return false;
    return to_offset(f, v, p, v->args[1]->auxint * (v->op == OP_PtrIndex ? v->auxint : 1));
}

static bool conversion(SsaFunc *f, Value *v)
{
    Value *x = v->args[0];
    bool ext = x->op == OP_SignExt || x->op == OP_ZeroExt;
    if (v->op == OP_Trunc && ext && ssa_width(x->args[0]->type) == ssa_width(v->type))
        return to_copy(f, v, x->args[0]);
    if (v->op == OP_CvtFF && ssa_width(x->type) == ssa_width(v->type))
        return to_copy(f, v, x);
    if (v->op == OP_CvtFF && x->op == OP_CvtFF && ssa_width(v->type) == 32 &&
        ssa_width(x->args[0]->type) == 32)
        return to_copy(f, v, x->args[0]);
    if ((v->op == OP_SignExt || v->op == OP_ZeroExt) && x->op == v->op) {
        ssa_set_arg(v, 0, x->args[0]);
        return true;
    }
    return false;
}

static bool select(SsaFunc *f, Value *v)
{
    Value *c = v->args[2];
    if (v->args[0] == v->args[1])
        return to_copy(f, v, v->args[0]);
    return c->op == OP_ConstBool && to_copy(f, v, v->args[c->auxint ? 0 : 1]);
}

/* ---- memory ---- */

static Value *base_of(Value *p, int64_t *off)
{
    *off = 0;
    while (p->op == OP_OffPtr || p->op == OP_Copy) {
        if (p->op == OP_OffPtr)
            *off += p->auxint;
        p = p->args[0];
    }
    return p;
}

static bool distinct_bases(const Value *a, const Value *b)
{
    bool la = a->op == OP_LocalAddr, lb = b->op == OP_LocalAddr;
    if (la && lb)
        return a->aux != b->aux;
    if (a->op == OP_Addr && b->op == OP_Addr)
        return a->aux != b->aux;
    return (la && b->op == OP_Addr) || (lb && a->op == OP_Addr);
}

static bool same_base(const Value *a, const Value *b)
{
    return a == b || (a->op == b->op && a->aux == b->aux && (a->op == OP_LocalAddr || a->op == OP_Addr));
}

static int64_t access_size(const Value *v)
{
    if (v->op == OP_Store || v->op == OP_Load)
        return ssa_width(v->aux) / 8;
    return v->auxint;
}

/* What a Load gets from the stores before it in its chain of memories. */
static bool forward(SsaFunc *f, Value *v)
{
    int64_t off, so;
    Value *base = base_of(v->args[0], &off), *m = v->args[1];
    int64_t size = access_size(v);
    if (v->auxint & SSA_VOLATILE)
        return false;
    for (int steps = 0; steps < 8; steps++) {
        if (m->op != OP_Store && m->op != OP_Zero)
            return false;
        Value *sb = base_of(m->args[0], &so);
        int64_t ssize = access_size(m);
        bool same = same_base(base, sb);
        if (same && m->op == OP_Zero && so <= off && off + size <= so + ssize)
            return ssa_scalar(v->type) != SCALAR_FLOAT && to_const(v, 0);
        if (same && m->op == OP_Store && so == off && ssize == size &&
            ssa_scalar(m->args[1]->type) == ssa_scalar(v->type) && !(m->auxint & SSA_VOLATILE))
            return to_copy(f, v, m->args[1]);
        bool apart = (same && (so + ssize <= off || off + size <= so)) || distinct_bases(base, sb);
        if (!apart)
            return false;
        m = ssa_memory_arg(m);
    }
    return false;
}

/* ---- all ---- */

static bool swap_constant(Value *v)
{
    if (!(ssa_ops[v->op].flags & SF_COMM) || !ssa_is_const(v->args[0]) || ssa_is_const(v->args[1]))
        return false;
    Value *x = v->args[0];
    v->args[0] = v->args[1];
    v->args[1] = x;
    return true;
}

static bool rewrite(SsaFunc *f, Value *v)
{
    for (uint32_t i = 0; i < v->nargs; i++)
        if (v->args[i]->op == OP_Copy)
            ssa_set_arg(v, i, ssa_strip_copy(v->args[i]));
    switch ((int)v->op) {
    case OP_Add: case OP_Sub: case OP_Mul: case OP_And: case OP_Or: case OP_Xor: case OP_Div:
    case OP_DivU: case OP_Mod: case OP_ModU: case OP_Eq: case OP_Ne:
        swap_constant(v);
        return fold(v) || bool_ops(f, v) || neutral_right(f, v) || same_operands(f, v) ||
               pointer_compare(v) || reassociate(f, v);
    case OP_Shl: case OP_Shr: case OP_ShrU:
        return fold(v) || neutral_right(f, v);
    case OP_Lt: case OP_Le: case OP_LtU: case OP_LeU:
        return fold(v) || same_operands(f, v);
    case OP_IsInBounds: case OP_IsSliceInBounds:
        return fold(v) || same_operands(f, v) || bounds(v);
    case OP_Neg: case OP_Com: case OP_BoolToInt:
        return fold_unary(v);
    case OP_Not:
        return fold_unary(v) || negate(f, v);
    case OP_SignExt: case OP_ZeroExt: case OP_Trunc: case OP_CvtFF:
        return fold_unary(v) || conversion(f, v);
    case OP_OffPtr: case OP_PtrIndex: case OP_AddPtr:
        return address(f, v);
    case OP_CondSelect:
        return select(f, v);
    case OP_Load:
        return forward(f, v);
    }
    return false;
}

void pass_opt(SsaFunc *f)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < f->blocks.len; i++) {
            Block *b = f->blocks.p[i];
            for (uint32_t j = 0; j < b->values.len; j++)
                while (rewrite(f, b->values.p[j]))
                    changed = true;
        }
    }
    pass_copyelim(f);
}
