/* build_expr.c: expressions whose values are scalars, or a few of them. */
#include "ssa/build.h"

#include <string.h>

bool build_ssaable(Type *t)
{
    SsaPart parts[SSA_MAX_PARTS];
    return ssa_parts(t, parts) >= 0;
}

static Val one(Value *v)
{
    return (Val){1, {v}};
}

static Type *under(const Node *n)
{
    return types_under(n->type);
}

Value *build_scalar(Build *B, Node *n)
{
    Val v = build_expr(B, n);
    if (v.n != 1)
        diag_bug("ssa build", "%s is not a scalar", ir_op_name((IrOp)n->op));
    return v.v[0];
}

int build_field_part(Type *strct, int field)
{
    Type *u = types_under(strct);
    SsaPart parts[SSA_MAX_PARTS];
    int n = 0;
    for (int i = 0; i < field; i++)
        n += ssa_parts(u->strct.fields.p[i]->type, parts);
    return n;
}

/* ---- constants and addresses ---- */

static Value *float_const(Build *B, Type *t, double d)
{
    Value *v = build0(B, OP_ConstFloat, t);
    memcpy(&v->auxint, &d, sizeof d);
    return v;
}

static Value *sym_addr(Build *B, Type *t, const Sym *s)
{
    Value *v = build0(B, OP_Addr, t);
    v->aux = (void *)s;
    return v;
}

static Val string_const(Build *B, Type *t, const Sym *s)
{
    SsaPart parts[SSA_MAX_PARTS];
    ssa_parts(t, parts);
    Val r = {2, {NULL}};
    r.v[0] = s->len ? sym_addr(B, parts[0].type, ir_string_sym(ir_current, s))
                    : build_int(B, parts[0].type, 0);
    r.v[1] = build_int(B, type_basic[TY_INT], s->len);
    return r;
}

static Value *pointer_const(Build *B, Type *t, int64_t bits)
{
    if (bits == 0)
        return build_int(B, t, 0);
    return build1(B, OP_Convert, t, build_int(B, type_basic[TY_UINTPTR], bits));
}

static Val constant(Build *B, Node *n)
{
    SsaPart parts[SSA_MAX_PARTS];
    Const *c = n->aux.val;
    Type *u = under(n);
    if (types_is_string(u))
        return string_const(B, n->type, const_string(c));
    ssa_parts(n->type, parts);
    if (types_is_complex(u)) {
        double re, im;
        const_complex(c, &re, &im);
        if (u->kind == TY_COMPLEX64) {
            re = const_float(const_real(c));
            im = const_float(const_imag(c));
        }
        Value *real = float_const(B, parts[0].type, re);
        return (Val){2, {real, float_const(B, parts[1].type, im)}};
    }
    if (types_is_float(u))
        return one(float_const(B, n->type, u->kind == TY_FLOAT32 ? const_float(c) : const_double(c)));
    if (types_is_boolean(u))
        return one(build_int(B, n->type, const_bool(c)));
    if (ssa_scalar(n->type) == SCALAR_PTR)
        return one(pointer_const(B, n->type, const_bits(c, type_basic[TY_UINTPTR])));
    return one(build_int(B, n->type, const_bits(c, n->type)));
}

/* ---- arithmetic ---- */

static SsaOp int_op(IrOp op, bool sign)
{
    switch ((int)op) {
    case IR_ADD: return OP_Add;
    case IR_SUB: return OP_Sub;
    case IR_MUL: return OP_Mul;
    case IR_DIV: return sign ? OP_Div : OP_DivU;
    case IR_MOD: return sign ? OP_Mod : OP_ModU;
    case IR_AND: return OP_And;
    case IR_OR: return OP_Or;
    case IR_XOR: return OP_Xor;
    case IR_EQ: return OP_Eq;
    case IR_NE: return OP_Ne;
    case IR_LT: case IR_GT: return sign ? OP_Lt : OP_LtU;
    case IR_LE: case IR_GE: return sign ? OP_Le : OP_LeU;
    }
    return OP_Invalid;
}

static SsaOp float_op(IrOp op)
{
    switch ((int)op) {
    case IR_ADD: return OP_FAdd;
    case IR_SUB: return OP_FSub;
    case IR_MUL: return OP_FMul;
    case IR_DIV: return OP_FDiv;
    case IR_EQ: return OP_FEq;
    case IR_NE: return OP_FNe;
    case IR_LT: case IR_GT: return OP_FLt;
    case IR_LE: case IR_GE: return OP_FLe;
    }
    return OP_Invalid;
}

static SsaOp scalar_op(IrOp op, Type *operand)
{
    SsaOp r = ssa_scalar(operand) == SCALAR_FLOAT ? float_op(op) : int_op(op, ssa_signed(operand));
    if (r == OP_Invalid)
        diag_bug("ssa build", "no operation for %s", ir_op_name(op));
    return r;
}

/* (a+bi)*(c+di), in float64 as gc does. One value a statement: the order in which C evaluates
 * arguments is the C compiler's. */
static Val complex_mul(Build *B, Type *part, Val x, Val y)
{
    Type *f64 = type_basic[TY_FLOAT64];
    for (int i = 0; i < 2; i++) {
        x.v[i] = build_float_convert(B, f64, x.v[i]);
        y.v[i] = build_float_convert(B, f64, y.v[i]);
    }
    Value *ac = build2(B, OP_FMul, f64, x.v[0], y.v[0]);
    Value *bd = build2(B, OP_FMul, f64, x.v[1], y.v[1]);
    Value *ad = build2(B, OP_FMul, f64, x.v[0], y.v[1]);
    Value *bc = build2(B, OP_FMul, f64, x.v[1], y.v[0]);
    Value *re = build2(B, OP_FSub, f64, ac, bd);
    Value *im = build2(B, OP_FAdd, f64, ad, bc);
    re = build_float_convert(B, part, re);
    return (Val){2, {re, build_float_convert(B, part, im)}};
}

static Val complex_div(Build *B, Type *part, Val x, Val y)
{
    Type *f64 = type_basic[TY_FLOAT64], *c128 = type_basic[TY_COMPLEX128];
    for (int i = 0; i < 2; i++) {
        x.v[i] = build_float_convert(B, f64, x.v[i]);
        y.v[i] = build_float_convert(B, f64, y.v[i]);
    }
    Value *tmp = build_local_addr(B, build_temp(B, c128));
    build_rt(B, RT_complex128div, 5, tmp, x.v[0], x.v[1], y.v[0], y.v[1]);
    Val r = build_load(B, c128, tmp, 0);
    for (int i = 0; i < 2; i++)
        r.v[i] = build_float_convert(B, part, r.v[i]);
    return r;
}

static Val complex_binary(Build *B, IrOp op, Type *t, Val x, Val y)
{
    SsaPart parts[SSA_MAX_PARTS];
    ssa_parts(t, parts);
    if (op == IR_MUL)
        return complex_mul(B, parts[0].type, x, y);
    if (op == IR_DIV)
        return complex_div(B, parts[0].type, x, y);
    Val r = {2, {NULL}};
    for (int i = 0; i < 2; i++)
        r.v[i] = build2(B, float_op(op), parts[i].type, x.v[i], y.v[i]);
    return r;
}

static void check_divisor(Build *B, Value *y)
{
    if (y->op == OP_Const && y->auxint != 0)
        return;
    Value *ok = build2(B, OP_Ne, type_basic[TY_BOOL], y, build_int(B, y->type, 0));
    build_check(B, ok, RT_panicdivide, NULL, NULL);
}

static Val binary(Build *B, Node *n)
{
    Val x = build_expr(B, n->kids[0]), y = build_expr(B, n->kids[1]);
    if (types_is_complex(under(n)))
        return complex_binary(B, (IrOp)n->op, n->type, x, y);
    if (types_is_integer(under(n)) && (n->op == IR_DIV || n->op == IR_MOD))
        check_divisor(B, y.v[0]);
    if (n->op == IR_ANDNOT)
        return one(build2(B, OP_And, n->type, x.v[0], build1(B, OP_Com, n->type, y.v[0])));
    return one(build2(B, scalar_op((IrOp)n->op, n->type), n->type, x.v[0], y.v[0]));
}

static Val shift(Build *B, Node *n)
{
    Value *x = build_scalar(B, n->kids[0]), *y = build_scalar(B, n->kids[1]);
    if (ssa_signed(n->kids[1]->type) && !(y->op == OP_Const && y->auxint >= 0) &&
        !(n->flags & NODE_BOUNDED)) {
        Value *ok = build2(B, OP_Le, type_basic[TY_BOOL], build_int(B, y->type, 0), y);
        build_check(B, ok, RT_panicshift, NULL, NULL);
    }
    SsaOp op = n->op == IR_SHL ? OP_Shl : ssa_signed(n->type) ? OP_Shr : OP_ShrU;
    Value *v = build2(B, op, n->type, x, y);
    if (y->op == OP_Const && (uint64_t)y->auxint < (uint64_t)ssa_width(n->type))
        v->auxint = SSA_BOUNDED;
    return one(v);
}

static Val unary(Build *B, Node *n)
{
    Val x = build_expr(B, n->kids[0]);
    for (int i = 0; i < x.n; i++) {
        bool flt = ssa_scalar(x.v[i]->type) == SCALAR_FLOAT;
        SsaOp op = n->op == IR_NOT ? OP_Not : n->op == IR_COM ? OP_Com : flt ? OP_FNeg : OP_Neg;
        x.v[i] = build1(B, op, x.v[i]->type, x.v[i]);
    }
    return x;
}

/* ---- comparisons and conditions ---- */

/* All parts equal; of slices, maps and interfaces against nil the first part says it. */
static Value *equal_parts(Build *B, Node *n, Val x, Val y)
{
    Type *t = type_basic[TY_BOOL], *u = under(n->kids[0]);
    int parts = u->kind == TY_SLICE || u->kind == TY_INTERFACE ? 1 : x.n;
    Value *all = NULL;
    for (int i = 0; i < parts; i++) {
        Value *e = build2(B, scalar_op(IR_EQ, x.v[i]->type), t, x.v[i], y.v[i]);
        all = all ? build2(B, OP_And, t, all, e) : e;
    }
    if (!all)
        all = build_int(B, t, 1);
    return n->op == IR_EQ ? all : build1(B, OP_Not, t, all);
}

static Val compare(Build *B, Node *n)
{
    Val x = build_expr(B, n->kids[0]), y = build_expr(B, n->kids[1]);
    bool swap = n->op == IR_GT || n->op == IR_GE;
    if (x.n != 1 || y.n != 1)
        return one(equal_parts(B, n, x, y));
    Value *a = swap ? y.v[0] : x.v[0], *b = swap ? x.v[0] : y.v[0];
    Type *operand = n->kids[0]->type; /* a value keeps its sign through conversions of one size */
    return one(build2(B, scalar_op((IrOp)n->op, operand), n->type, a, b));
}

void build_cond(Build *B, Node *n, Block *yes, Block *no, int likely)
{
    if (n->op == IR_ANDAND || n->op == IR_OROR) {
        Block *mid = build_block(B);
        if (n->op == IR_ANDAND)
            build_cond(B, n->kids[0], mid, no, likely > 0 ? 1 : 0);
        else
            build_cond(B, n->kids[0], yes, mid, likely < 0 ? -1 : 0);
        build_start(B, mid);
        build_cond(B, n->kids[1], yes, no, likely);
        return;
    }
    if (n->op == IR_NOT) {
        build_cond(B, n->kids[0], no, yes, -likely);
        return;
    }
    build_if(B, build_scalar(B, n), yes, no, likely);
}

/* x && y, x || y as values: a phi of false or true and y */
static Val logical(Build *B, Node *n)
{
    uint32_t var = build_new_var(B, n->type);
    Block *more = build_block(B), *end = build_block(B);
    Value *x = build_scalar(B, n->kids[0]);
    build_write(B, var, x);
    if (n->op == IR_ANDAND)
        build_if(B, x, more, end, 0);
    else
        build_if(B, x, end, more, 0);
    build_start(B, more);
    Value *y = build_scalar(B, n->kids[1]);
    build_write(B, var, y);
    ssa_add_edge(B->f, B->cur, end);
    build_start(B, end);
    return one(build_read(B, var));
}

static Val conditional(Build *B, Node *n)
{
    SsaPart parts[SSA_MAX_PARTS];
    int np = ssa_parts(n->type, parts);
    uint32_t base = B->var_types.len;
    for (int i = 0; i < np; i++)
        build_new_var(B, parts[i].type);
    Block *arm[2] = {build_block(B), build_block(B)}, *end = build_block(B);
    build_cond(B, n->kids[0], arm[0], arm[1], 0);
    for (int k = 0; k < 2; k++) {
        build_start(B, arm[k]);
        Val v = build_expr(B, n->kids[1 + k]);
        for (int i = 0; i < np; i++)
            build_write(B, base + (uint32_t)i, v.v[i]);
        build_jump(B, end);
    }
    build_start(B, end);
    Val r = {np, {NULL}};
    for (int i = 0; i < np; i++)
        r.v[i] = build_read(B, base + (uint32_t)i);
    return r;
}

/* ---- selection ---- */

static Val from_memory(Build *B, Node *n)
{
    return build_load(B, n->type, build_addr(B, n), build_volatile(n));
}

static Val name(Build *B, Node *n)
{
    if (build_is_memory(B, n))
        return from_memory(B, n);
    Var *var = build_var(B, n->aux.name);
    Val r = {var->n, {NULL}};
    for (int i = 0; i < r.n; i++)
        r.v[i] = build_read(B, var->base + (uint32_t)i);
    return r;
}

static Val field(Build *B, Node *n)
{
    SsaPart parts[SSA_MAX_PARTS];
    Node *x = n->kids[0];
    if (build_is_memory(B, n) || !build_ssaable(x->type))
        return from_memory(B, n);
    Val s = build_expr(B, x), r = {ssa_parts(n->type, parts), {NULL}};
    int first = build_field_part(x->type, (int)n->aux.index);
    for (int i = 0; i < r.n; i++)
        r.v[i] = s.v[first + i];
    return r;
}

static Val index_value(Build *B, Node *n)
{
    Node *x = n->kids[0];
    if (under(x)->kind != TY_ARRAY || build_is_memory(B, x) || !build_ssaable(x->type))
        return build_load(B, n->type, build_addr(B, n), build_volatile(n));
    Val a = build_expr(B, x);
    Value *len = build_int(B, type_basic[TY_INT], under(x)->array.len);
    build_index_check(B, n->kids[1], len, n->flags & NODE_BOUNDED);
    return under(x)->array.len == 0 ? build_zero_val(B, n->type) : a;
}

/* len and cap of maps and channels: if p == nil { 0 } else { word behind p } */
static Value *header_word(Build *B, Value *p, int64_t off)
{
    Type *t = type_basic[TY_INT];
    uint32_t var = build_new_var(B, t);
    Block *some = build_block(B), *end = build_block(B);
    Value *ok = build2(B, OP_Ne, type_basic[TY_BOOL], p, build_int(B, p->type, 0));
    build_write(B, var, build_int(B, t, 0));
    build_if(B, ok, some, end, 1);
    build_start(B, some);
    Value *word = build_load1(B, t, build_offset(B, p, off), 0);
    word->nonneg = true;
    build_write(B, var, word);
    ssa_add_edge(B->f, B->cur, end);
    build_start(B, end);
    return build_read(B, var);
}

static Val len_or_cap(Build *B, Node *n)
{
    Node *x = n->kids[0];
    Type *u = under(x);
    if (u->kind == TY_POINTER)
        u = types_under(u->pointer.elem);
    if (u->kind == TY_ARRAY)
        return one(build_int(B, n->type, u->array.len));
    Val v = build_expr(B, x);
    if (u->kind == TY_MAP)
        return one(header_word(B, v.v[0], MAP_COUNT_OFFSET));
    if (u->kind == TY_CHAN)
        return one(header_word(B, v.v[0], n->op == IR_LEN ? CHAN_COUNT_OFFSET : CHAN_CAP_OFFSET));
    return one(v.v[n->op == IR_LEN ? 1 : 2]);
}

/* ---- slices ---- */

typedef struct Bounds { Value *i, *j, *k, *ptr, *len, *cap; Type *elem; bool is_slice, is_string; } Bounds;

static void slice_operand(Build *B, Node *x, Bounds *b)
{
    Type *u = under(x);
    if (u->kind == TY_POINTER) { /* to an array */
        Type *a = types_under(u->pointer.elem);
        b->elem = a->array.elem;
        b->ptr = build_nilcheck(B, build_scalar(B, x));
        b->len = b->cap = build_int(B, type_basic[TY_INT], a->array.len);
        return;
    }
    Val v = build_expr(B, x);
    b->ptr = v.v[0];
    b->len = b->cap = v.v[1];
    b->is_string = u->kind == TY_STRING;
    b->is_slice = u->kind == TY_SLICE;
    b->elem = b->is_slice ? u->slice.elem : type_byte;
    if (b->is_slice)
        b->cap = v.v[2];
}

static void check_bound(Build *B, Value *x, bool x_signed, Value *y, RtId panic)
{
    if (B->opt->no_bounds || x == y)
        return;
    if (x->op == OP_Const && y->op == OP_Const && x->auxint >= 0 && x->auxint <= y->auxint)
        return;
    if (x->op == OP_Const && x->auxint == 0)
        return; /* y has been checked, or is a length */
    Value *ok = build2(B, OP_IsSliceInBounds, type_basic[TY_BOOL], x, y);
    build_check(B, ok, x_signed ? panic : (RtId)(panic + 1), x, y);
}

static Value *bound(Build *B, Node *n, Value *otherwise, bool *is_signed)
{
    *is_signed = true;
    return n ? build_as_int(B, n, is_signed) : otherwise;
}

static void slice_bounds(Build *B, Node *n, Bounds *b)
{
    bool si, sj, sk, three = n->kids[3];
    b->i = bound(B, n->kids[1], build_int(B, type_basic[TY_INT], 0), &si);
    b->j = bound(B, n->kids[2], b->len, &sj);
    b->k = bound(B, n->kids[3], b->cap, &sk);
    if (n->flags & NODE_BOUNDED)
        return;
    if (three) {
        check_bound(B, b->k, sk, b->cap, b->is_slice ? RT_panicSlice3Acap : RT_panicSlice3Alen);
        check_bound(B, b->j, sj, b->k, RT_panicSlice3B);
        check_bound(B, b->i, si, b->j, RT_panicSlice3C);
        return;
    }
    if (n->kids[2])
        check_bound(B, b->j, sj, b->k, b->is_slice ? RT_panicSliceAcap : RT_panicSliceAlen);
    check_bound(B, b->i, si, b->j, RT_panicSliceB);
}

/* An empty rest must not point behind its object: the pointer moves only if capacity is left. */
static Value *slice_pointer(Build *B, Bounds *b, Value *rest)
{
    Type *t = type_basic[TY_INT];
    if (b->i->op == OP_Const && b->i->auxint == 0)
        return b->ptr;
    Value *delta = b->i;
    if (rest->op != OP_Const || rest->auxint == 0) {
        Value *zero = build_int(B, t, 0);
        delta = build3(B, OP_CondSelect, t, b->i, zero,
                       build2(B, OP_Ne, type_basic[TY_BOOL], rest, zero));
    }
    Value *p = build2(B, OP_PtrIndex, b->ptr->type, b->ptr, delta);
    p->auxint = types_size(b->elem);
    return p;
}

static Val slice_expr(Build *B, Node *n)
{
    Type *t = type_basic[TY_INT];
    Bounds b = {0};
    slice_operand(B, n->kids[0], &b);
    slice_bounds(B, n, &b);
    bool from0 = b.i->op == OP_Const && b.i->auxint == 0;
    Value *len = from0 ? b.j : build2(B, OP_Sub, t, b.j, b.i);
    if (b.is_string)
        return (Val){2, {slice_pointer(B, &b, len), len}};
    Value *cap = b.k == b.j ? len : from0 ? b.k : build2(B, OP_Sub, t, b.k, b.i);
    Value *ptr = slice_pointer(B, &b, cap);
    return (Val){3, {ptr, len, cap}};
}

/* ---- all ---- */

static Val make(Build *B, Node *n)
{
    Val r = {(int)n->nkids, {NULL}};
    SsaPart parts[SSA_MAX_PARTS];
    ssa_parts(n->type, parts);
    for (int i = 0; i < r.n; i++)
        r.v[i] = build_scalar(B, n->kids[i]);
    return r;
}

static Val call_value(Build *B, Node *n)
{
    ResultVec r = build_call(B, n);
    Val none = {0};
    return r.len ? r.p[0].val : none;
}

static Value *first_part(Build *B, Node *n, int i)
{
    return build_expr(B, n->kids[0]).v[i];
}

static Val unsafe_add(Build *B, Node *n)
{
    bool s;
    Value *p = build_scalar(B, n->kids[0]), *i = build_as_int(B, n->kids[1], &s);
    return one(build2(B, OP_AddPtr, n->type, p, i));
}

static Val expr(Build *B, Node *n)
{
    switch (n->op) {
    case IR_CONST: return constant(B, n);
    case IR_NIL: case IR_ZERO: return build_zero_val(B, n->type);
    case IR_NAME: return name(B, n);
    case IR_FUNC: return one(sym_addr(B, n->type, ir_func_closure_sym(n->aux.func)));
    case IR_TYPEDESC: return one(sym_addr(B, n->type, ir_typedesc_sym(n->aux.type)));
    case IR_ITAB:
        return one(sym_addr(B, n->type, ir_itab_sym(n->kids[0]->type, n->aux.type)));
    case IR_SYMADDR: return one(sym_addr(B, n->type, n->aux.sym));
    case IR_CLOSUREPTR:
        B->f->uses_context = true;
        return one(build0(B, OP_ClosurePtr, n->type));
    case IR_FRAMEADDR: return one(build0(B, OP_FrameAddr, n->type));
    case IR_CURRENTG: return one(build0(B, OP_CurrentG, n->type));
    case IR_DEFERFRAME: return one(build0(B, OP_DeferFrame, n->type));
    case IR_ADD: case IR_SUB: case IR_MUL: case IR_DIV: case IR_MOD: case IR_AND: case IR_OR:
    case IR_XOR: case IR_ANDNOT:
        return binary(B, n);
    case IR_SHL: case IR_SHR: return shift(B, n);
    case IR_NEG: case IR_COM: case IR_NOT: return unary(B, n);
    case IR_EQ: case IR_NE: case IR_LT: case IR_LE: case IR_GT: case IR_GE: return compare(B, n);
    case IR_ANDAND: case IR_OROR: return logical(B, n);
    case IR_COND: return conditional(B, n);
    case IR_ADDR: return one(build_value_addr(B, n->kids[0]));
    case IR_DEREF: return from_memory(B, n);
    case IR_FIELD: return field(B, n);
    case IR_INDEX: return index_value(B, n);
    case IR_SLICE: return slice_expr(B, n);
    case IR_LEN: case IR_CAP: return len_or_cap(B, n);
    case IR_DATA: case IR_IFACETAB: case IR_REAL: return one(first_part(B, n, 0));
    case IR_IFACEDATA: case IR_IMAG: return one(first_part(B, n, 1));
    case IR_MKSTRING: case IR_MKSLICE: case IR_MKIFACE: case IR_COMPLEX: return make(B, n);
    case IR_CONVERT: return build_convert(B, n);
    case IR_CONVNOP: return build_convnop(B, n);
    case IR_CALL: case IR_CALLIFACE: case IR_CALLRT: return call_value(B, n);
    case IR_UNSAFEADD: return unsafe_add(B, n);
    }
    diag_bug("ssa build", "%s is not a low expression", ir_op_name((IrOp)n->op));
}

/* Checks report the place of the operation that fails, in expressions over several lines too. */
Val build_expr(Build *B, Node *n)
{
    Pos saved = B->pos;
    if (n->nkids && n->pos)
        B->pos = n->pos;
    Val v = expr(B, n);
    B->pos = saved;
    return v;
}
