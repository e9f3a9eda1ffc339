/* desugar_builtin.c: new, make(chan), min, max, recover, unsafe.Slice, print, panic and the rest. */
#include "ir/lower.h"

/* Pointer to zeroed memory for a T: a fresh variable of the frame, or of the heap. In a loop the
 * variable is zeroed anew. */
Node *lower_new(Lower *L, Pos pos, Type *t, bool stack)
{
    if (stack) {
        Name *v = ir_temp(L->fn, pos, t);
        lower_zero(L, pos, v);
        return lower_copy(L, lower_addr(ir_name(pos, v)));
    }
    Node *p = lower_rt(L, pos, RT_newobject, T_POINTER, 1, lower_typedesc(pos, t));
    return lower_copy(L, lower_nop(pos, lower_ptr_to(t), p));
}

static Node *new_value(Lower *L, Node *n)
{
    Type *t = lower_elem(n->type);
    Node *x = n->kids[0] ? lower_safe(L, lower_expr(L, n->kids[0])) : NULL;
    Node *p = lower_new(L, n->pos, t, n->flags & NODE_STACK);
    if (x)
        lower_assign(L, n->pos, lower_deref(n->pos, t, ir_clone(p)), x);
    return lower_nop(n->pos, n->type, ir_clone(p));
}

static Node *make_chan(Lower *L, Node *n)
{
    Node *size = n->kids[0] ? lower_expr(L, n->kids[0]) : ir_int(n->pos, 0);
    if (lower_kind(size->type) != TY_INT)
        size = ir_node(IR_CONVERT, n->pos, T_INT, 1, size);
    Node *c = lower_rt(L, n->pos, RT_makechan, T_POINTER, 2, lower_typedesc(n->pos, n->type), size);
    return lower_nop(n->pos, n->type, c);
}

/* For floats: NaN if either is, and -0 is less than +0:
 *   min: if !(r < y) { r = y < r || y != y ? y : r == y ? (bits or) : r } */
static Node *float_better(Lower *L, Pos pos, IrOp op, Node *r, Node *y)
{
    Node *better = lower_bin(op, pos, T_BOOL, ir_clone(y), ir_clone(r));
    Node *nan = lower_bin(IR_NE, pos, T_BOOL, ir_clone(y), ir_clone(y));
    Node *equal = lower_bin(IR_EQ, pos, T_BOOL, ir_clone(y), ir_clone(r));
    /* 1/y < 1/r tells the zeros apart */
    Node *one = ir_node(IR_CONVERT, pos, y->type, 1, ir_int(pos, 1));
    Node *iy = lower_bin(IR_DIV, pos, y->type, one, ir_clone(y));
    Node *ir = lower_bin(IR_DIV, pos, y->type, ir_clone(one), ir_clone(r));
    Node *zero = lower_bin(IR_ANDAND, pos, T_BOOL, equal, lower_bin(op, pos, T_BOOL, iy, ir));
    (void)L;
    Node *any = lower_bin(IR_OROR, pos, T_BOOL, better, lower_bin(IR_OROR, pos, T_BOOL, nan, zero));
    return any;
}

/* r := x; if y < r { r = y }; ... */
static Node *min_max(Lower *L, Node *n)
{
    Pos pos = n->pos;
    IrOp op = n->op == IR_MIN ? IR_LT : IR_GT;
    NodeVec xs = {0};
    for (uint32_t i = 0; i < n->nkids; i++)
        vec_push(perm, &xs, lower_value(L, n->kids[i]));
    Node *r = lower_copy(L, lower_nop(pos, n->type, xs.p[0]));
    for (uint32_t i = 1; i < xs.len; i++) {
        Node *y = lower_nop(pos, n->type, xs.p[i]), *cond;
        if (types_is_float(n->type))
            cond = float_better(L, pos, op, r, y);
        else
            cond = lower_compare(L, lower_bin(op, pos, T_BOOL, ir_clone(y), ir_clone(r)));
        Node *b = ir_block(pos);
        ir_append(b, ir_node(IR_ASSIGN, pos, NULL, 2, ir_clone(r), ir_clone(y)));
        lower_if(L, pos, cond, b, NULL, 0);
    }
    return ir_clone(r);
}

static void panic_if(Lower *L, Pos pos, Node *cond, RtId id)
{
    Node *b = ir_block(pos);
    ir_append(b, ir_node(IR_EXPRSTMT, pos, NULL, 1, ir_callrt(pos, id, NULL, 0)));
    lower_if(L, pos, cond, b, NULL, NODE_UNLIKELY);
}

/* unsafe.Slice(p, n), unsafe.String(p, n):
 *   if n < 0 || n > max/size { panic }; if p == nil && n != 0 { panic }
 *   if p != nil && n*size > -p { panic }; {p, n, n} */
static Node *unsafe_slice(Lower *L, Node *n)
{
    Pos pos = n->pos;
    bool str = n->op == IR_UNSAFESTRING;
    Node *p = lower_safe(L, lower_expr(L, n->kids[0]));
    Node *len = lower_safe(L, lower_expr(L, n->kids[1]));
    if (lower_kind(len->type) != TY_INT)
        len = lower_copy(L, ir_node(IR_CONVERT, pos, T_INT, 1, len));
    int64_t size = str ? 1 : types_size(lower_elem(n->type));
    int64_t max = size ? INT64_MAX / size : INT64_MAX;
    RtId bad_len = str ? RT_panicunsafestringlen : RT_panicunsafeslicelen;
    RtId bad_ptr = str ? RT_panicunsafestringnilptr : RT_panicunsafeslicenilptr;
    panic_if(L, pos, lower_bin(IR_LT, pos, T_BOOL, ir_clone(len), ir_int(pos, 0)), bad_len);
    panic_if(L, pos, lower_bin(IR_GT, pos, T_BOOL, ir_clone(len), ir_int(pos, max)), bad_len);
    Node *some = lower_bin(IR_NE, pos, T_BOOL, ir_clone(len), ir_int(pos, 0));
    panic_if(L, pos, lower_bin(IR_ANDAND, pos, T_BOOL, lower_is_nil(pos, ir_clone(p)), some), bad_ptr);
    Node *mem = lower_bin(IR_MUL, pos, T_UINTPTR, lower_nop(pos, T_UINTPTR, ir_clone(len)),
                          ir_intt(pos, T_UINTPTR, size));
    Node *room = ir_node(IR_NEG, pos, T_UINTPTR, 1, lower_nop(pos, T_UINTPTR, ir_clone(p)));
    panic_if(L, pos, lower_bin(IR_ANDAND, pos, T_BOOL, lower_not_nil(pos, ir_clone(p)),
                               lower_bin(IR_GT, pos, T_BOOL, mem, room)), bad_len);
    if (str)
        return lower_bin(IR_MKSTRING, pos, n->type, ir_clone(p), ir_clone(len));
    return ir_node(IR_MKSLICE, pos, n->type, 3, ir_clone(p), ir_clone(len), ir_clone(len));
}

static Node *recover_value(Lower *L, Node *n)
{
    Node *frame = n->nkids && n->kids[0] ? lower_expr(L, n->kids[0])
                                         : ir_node(IR_FRAMEADDR, n->pos, T_POINTER, 0);
    return lower_rt(L, n->pos, RT_gorecover, n->type, 1, lower_as_pointer(frame));
}

Node *lower_builtin(Lower *L, Node *n)
{
    switch ((int)n->op) {
    case IR_NEW:
        return new_value(L, n);
    case IR_MAKECHAN:
        return make_chan(L, n);
    case IR_MIN: case IR_MAX:
        return min_max(L, n);
    case IR_RECOVER:
        return recover_value(L, n);
    default:
        return unsafe_slice(L, n);
    }
}

/* ---- print ---- */

static void print_value(Lower *L, Node *x)
{
    Pos pos = x->pos;
    TypeKind k = lower_kind(x->type);
    Type *i64 = type_basic[TY_INT64], *u64 = type_basic[TY_UINT64], *f64 = type_basic[TY_FLOAT64];
    if (k == TY_BOOL) {
        lower_rt(L, pos, RT_printbool, NULL, 1, lower_nop(pos, T_BOOL, x));
    } else if (types_is_integer(x->type)) {
        bool sgn = types_is_signed(x->type);
        lower_rt(L, pos, sgn ? RT_printint : RT_printuint, NULL, 1,
                 ir_node(IR_CONVERT, pos, sgn ? i64 : u64, 1, x));
    } else if (types_is_float(x->type)) {
        lower_rt(L, pos, RT_printfloat, NULL, 1,
                 k == TY_FLOAT64 ? lower_nop(pos, f64, x) : ir_node(IR_CONVERT, pos, f64, 1, x));
    } else if (types_is_complex(x->type)) {
        x = lower_safe(L, x);
        Type *part = k == TY_COMPLEX64 ? type_basic[TY_FLOAT32] : f64;
        Node *re = ir_node(IR_REAL, pos, part, 1, x);
        Node *im = ir_node(IR_IMAG, pos, part, 1, ir_clone(x));
        if (part != f64) {
            re = ir_node(IR_CONVERT, pos, f64, 1, re);
            im = ir_node(IR_CONVERT, pos, f64, 1, im);
        }
        lower_rt(L, pos, RT_printcomplex, NULL, 2, re, im);
    } else if (k == TY_STRING) {
        lower_rt(L, pos, RT_printstring, NULL, 1, lower_nop(pos, T_STRING, x));
    } else if (k == TY_SLICE) {
        lower_rt(L, pos, RT_printslice, NULL, 1, x);
    } else if (k == TY_INTERFACE) {
        lower_rt(L, pos, lower_is_empty_iface(x->type) ? RT_printeface : RT_printiface, NULL, 1, x);
    } else {
        lower_rt(L, pos, RT_printpointer, NULL, 1, lower_as_pointer(x));
    }
}

/* println(x, y)   =>   rt_printlock(); rt_printint(x); rt_printsp(); ...; rt_printnl(); rt_printunlock() */
static void print_stmt(Lower *L, Node *n)
{
    NodeVec xs = {0};
    for (uint32_t i = 0; i < n->nkids; i++)
        vec_push(perm, &xs, lower_value(L, n->kids[i]));
    lower_rt(L, n->pos, RT_printlock, NULL, 0);
    for (uint32_t i = 0; i < xs.len; i++) {
        if (i && n->op == IR_PRINTLN)
            lower_rt(L, n->pos, RT_printsp, NULL, 0);
        print_value(L, xs.p[i]);
    }
    if (n->op == IR_PRINTLN)
        lower_rt(L, n->pos, RT_printnl, NULL, 0);
    lower_rt(L, n->pos, RT_printunlock, NULL, 0);
}

/* clear(m)   =>   rt_mapclear(M, m)
 * clear(s)   =>   rt_memclrHasPointers(data(s), len(s) * size), or a loop where there are none */
static void clear_stmt(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *x = lower_safe(L, lower_expr(L, n->kids[0]));
    if (lower_kind(x->type) == TY_MAP) {
        lower_rt(L, pos, RT_mapclear, NULL, 2, lower_typedesc(pos, x->type), lower_as_pointer(x));
        return;
    }
    int64_t size = types_size(lower_elem(x->type));
    Node *bytes = lower_bin(IR_MUL, pos, T_INT, lower_len(pos, ir_clone(x)), ir_int(pos, size));
    lower_rt(L, pos, RT_memclrHasPointers, NULL, 2, lower_data(pos, x), bytes);
}

void lower_builtin_stmt(Lower *L, Node *n)
{
    switch ((int)n->op) {
    case IR_DELETE:
        lower_delete(L, n);
        return;
    case IR_CLEAR:
        clear_stmt(L, n);
        return;
    case IR_CLOSE:
        lower_rt(L, n->pos, RT_closechan, NULL, 1, lower_as_pointer(lower_expr(L, n->kids[0])));
        return;
    case IR_PANIC:
        lower_rt(L, n->pos, RT_gopanic, NULL, 1, lower_expr(L, n->kids[0]));
        return;
    default:
        print_stmt(L, n);
    }
}
