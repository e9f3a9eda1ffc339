/* desugar_compare.c: == != < <= > >= (spec "Comparison operators"). */
#include "ir/lower.h"

enum { MAX_INLINE_COMPARES = 4 };

/* Comparisons it takes to compare t without a call; 100: too many, or not plain. */
static int inline_cost(Type *t)
{
    Type *u = types_under(t);
    if (lower_is_scalar(t) || u->kind == TY_COMPLEX64 || u->kind == TY_COMPLEX128)
        return 1;
    if (u->kind == TY_STRING || u->kind == TY_INTERFACE)
        return 2;
    int64_t n = 0;
    if (u->kind == TY_ARRAY)
        n = u->array.len > MAX_INLINE_COMPARES ? 100 : u->array.len * inline_cost(u->array.elem);
    else if (u->kind == TY_STRUCT)
        for (uint32_t i = 0; i < u->strct.fields.len && n < 100; i++)
            if (u->strct.fields.p[i]->name != sym("_"))
                n += inline_cost(u->strct.fields.p[i]->type);
    return n > 100 ? 100 : (int)n;
}

static Node *both(Lower *L, Pos pos, Node *cond, Node *(*rest)(Lower *, Pos, Node *, Node *),
                  Node *x, Node *y)
{
    /* t := cond; if t { t = rest } */
    Name *t = ir_temp(L->fn, pos, T_BOOL);
    lower_define(L, pos, t, cond);
    Node *saved = lower_begin(L);
    Node *r = rest(L, pos, x, y);
    lower_assign(L, pos, ir_name(pos, t), r);
    Node *b = lower_end(L, saved);
    lower_if(L, pos, ir_name(pos, t), b, NULL, 0);
    return ir_name(pos, t);
}

/* ---- strings ---- */

static Node *bytes_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    return lower_rt(L, pos, RT_memequal, T_BOOL, 3, lower_data(pos, ir_clone(x)),
                    lower_data(pos, ir_clone(y)), lower_len(pos, ir_clone(x)));
}

static bool is_empty_string(const Node *x)
{
    return x->op == IR_CONST && const_string(x->aux.val)->len == 0;
}

/* len(x) == len(y) && memequal(data(x), data(y), len(x)) */
static Node *string_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    if (is_empty_string(x) || is_empty_string(y)) {
        Node *s = is_empty_string(x) ? y : x;
        return lower_bin(IR_EQ, pos, T_BOOL, lower_len(pos, s), ir_int(pos, 0));
    }
    x = lower_cheap(L, x);
    y = lower_cheap(L, y);
    if (x->op != IR_CONST && y->op == IR_CONST) { /* the constant's length goes to memequal */
        Node *t = x;
        x = y;
        y = t;
    }
    Node *cond = lower_bin(IR_EQ, pos, T_BOOL, lower_len(pos, ir_clone(y)), lower_len(pos, x));
    return both(L, pos, cond, bytes_equal, x, y);
}

/* ---- interfaces ---- */

static Node *iface_word(IrOp op, Pos pos, Node *x)
{
    return ir_node(op, pos, T_POINTER, 1, ir_clone(x));
}

/* tab != nil => rt_ifaceeq(tab, data(x), data(y)) */
static Node *dynamic_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    Name *t = ir_temp(L->fn, pos, T_BOOL);
    lower_define(L, pos, t, lower_bool(pos, 1));
    Node *saved = lower_begin(L);
    RtId id = lower_is_empty_iface(x->type) ? RT_efaceeq : RT_ifaceeq;
    Node *r = lower_rt(L, pos, id, T_BOOL, 3, iface_word(IR_IFACETAB, pos, x),
                       iface_word(IR_IFACEDATA, pos, x), iface_word(IR_IFACEDATA, pos, y));
    lower_assign(L, pos, ir_name(pos, t), r);
    Node *b = lower_end(L, saved);
    lower_if(L, pos, lower_not_nil(pos, iface_word(IR_IFACETAB, pos, x)), b, NULL, 0);
    return ir_name(pos, t);
}

/* tab(x) == tab(y) && (tab(x) == nil || rt_ifaceeq(tab(x), data(x), data(y))) */
static Node *iface_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    if (y->op == IR_NIL || y->op == IR_ZERO)
        return lower_is_nil(pos, ir_node(IR_IFACETAB, pos, T_POINTER, 1, x));
    if (x->op == IR_NIL || x->op == IR_ZERO)
        return iface_equal(L, pos, y, x);
    x = lower_cheap(L, x);
    y = lower_cheap(L, y);
    Node *cond = lower_bin(IR_EQ, pos, T_BOOL, iface_word(IR_IFACETAB, pos, x),
                           iface_word(IR_IFACETAB, pos, y));
    return both(L, pos, cond, dynamic_equal, x, y);
}

static Node *same_dynamic_value(Lower *L, Pos pos, Node *iface, Node *y)
{
    return lower_equal(L, pos, lower_iface_data(L, pos, y->type, iface), y);
}

/* iface == T(y) without making an interface of y: tab(iface) == T && *data(iface) == y */
static Node *mixed_equal(Lower *L, Pos pos, Node *iface, Node *y)
{
    iface = lower_cheap(L, iface);
    y = lower_cheap(L, y);
    Node *want;
    if (lower_is_empty_iface(iface->type)) {
        want = lower_typedesc(pos, y->type);
    } else {
        want = ir_node(IR_ITAB, pos, T_POINTER, 1, ir_node(IR_ZERO, pos, iface->type, 0));
        want->aux.type = y->type;
        ir_itab_sym(iface->type, y->type);
    }
    Node *cond = lower_bin(IR_EQ, pos, T_BOOL, iface_word(IR_IFACETAB, pos, iface), want);
    return both(L, pos, cond, same_dynamic_value, iface, y);
}

/* ---- structs and arrays ---- */

static Node *memory_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    Node *p = lower_as_pointer(lower_addressable(L, x));
    Node *q = lower_as_pointer(lower_addressable(L, y));
    Func *eq = ir_eq_func(x->type);
    if (!eq)
        return lower_rt(L, pos, RT_memequal, T_BOOL, 3, p, q, ir_int(pos, types_size(x->type)));
    Node *f = ir_node(IR_FUNC, pos, eq->sig, 0);
    f->aux.func = eq;
    return lower_copy(L, ir_node(IR_CALL, pos, T_BOOL, 3, f, p, q));
}

/* t := x0 == y0; if t { t = x1 == y1 }; ... */
typedef struct Chain { Name *t; Node *saved[16]; int depth; } Chain;

static void chain_add(Lower *L, Pos pos, Chain *c, Node *eq)
{
    if (!c->t) {
        c->t = ir_temp(L->fn, pos, T_BOOL);
        lower_define(L, pos, c->t, eq);
        return;
    }
    lower_assign(L, pos, ir_name(pos, c->t), eq);
}

static Node *chain_finish(Lower *L, Pos pos, Chain *c)
{
    while (c->depth > 0) {
        Node *b = lower_end(L, c->saved[--c->depth]);
        lower_if(L, pos, ir_name(pos, c->t), b, NULL, 0);
    }
    return c->t ? ir_name(pos, c->t) : lower_bool(pos, 1);
}

static void chain_open(Lower *L, Chain *c)
{
    if (c->t)
        c->saved[c->depth++] = lower_begin(L);
}

static Node *fields_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    Type *u = types_under(x->type);
    Chain c = {0};
    for (uint32_t i = 0; i < u->strct.fields.len; i++) {
        if (u->strct.fields.p[i]->name == sym("_"))
            continue;
        if (inline_cost(u->strct.fields.p[i]->type) == 0)
            continue;
        chain_open(L, &c);
        chain_add(L, pos, &c, lower_equal(L, pos, lower_field(pos, ir_clone(x), (int)i),
                                          lower_field(pos, ir_clone(y), (int)i)));
    }
    return chain_finish(L, pos, &c);
}

static Node *element(Pos pos, Node *x, int64_t i)
{
    Node *e = lower_bin(IR_INDEX, pos, lower_elem(x->type), ir_clone(x), ir_int(pos, i));
    e->flags |= NODE_BOUNDED;
    return e;
}

static Node *elements_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    Chain c = {0};
    int64_t n = types_under(x->type)->array.len;
    if (inline_cost(x->type) == 0)
        n = 0;
    for (int64_t i = 0; i < n; i++) {
        chain_open(L, &c);
        chain_add(L, pos, &c, lower_equal(L, pos, element(pos, x, i), element(pos, y, i)));
    }
    return chain_finish(L, pos, &c);
}

Node *lower_equal(Lower *L, Pos pos, Node *x, Node *y)
{
    TypeKind k = lower_kind(x->type);
    if (k == TY_STRING)
        return string_equal(L, pos, x, y);
    if (k == TY_INTERFACE)
        return iface_equal(L, pos, x, y);
    if (k != TY_STRUCT && k != TY_ARRAY)
        return lower_bin(IR_EQ, pos, T_BOOL, x, y);
    if (inline_cost(x->type) > MAX_INLINE_COMPARES)
        return memory_equal(L, pos, x, y);
    x = lower_safe(L, x);
    y = lower_safe(L, y);
    return k == TY_STRUCT ? fields_equal(L, pos, x, y) : elements_equal(L, pos, x, y);
}

/* x < y   =>   rt_cmpstring(x, y) < 0 */
static Node *ordered(Lower *L, Node *n)
{
    Node *x = lower_passing_string(L, n->kids[0]), *y = lower_passing_string(L, n->kids[1]);
    if (lower_kind(n->kids[0]->type) == TY_STRING) {
        x = lower_rt(L, n->pos, RT_cmpstring, T_INT, 2, x, y);
        y = ir_int(n->pos, 0);
    }
    return lower_bin((IrOp)n->op, n->pos, n->type, x, y);
}

static bool is_concrete_conversion(const Node *x)
{
    return x->op == IR_CONVERT && types_is_interface(x->type) &&
           !types_is_interface(x->kids[0]->type) && x->kids[0]->op != IR_NIL;
}

Node *lower_compare(Lower *L, Node *n)
{
    if (n->op != IR_EQ && n->op != IR_NE)
        return ordered(L, n);
    Node *x = n->kids[0], *y = n->kids[1], *r;
    bool cx = is_concrete_conversion(x), cy = is_concrete_conversion(y);
    bool ix = types_is_interface(x->type), iy = types_is_interface(y->type);
    if ((cy && !cx) || (ix && !iy && y->op != IR_NIL)) {
        Node *i = lower_expr(L, x);
        r = mixed_equal(L, n->pos, i, lower_expr(L, cy ? y->kids[0] : y));
    } else if ((cx && !cy) || (iy && !ix && x->op != IR_NIL)) {
        Node *v = lower_expr(L, cx ? x->kids[0] : x);
        r = mixed_equal(L, n->pos, lower_expr(L, y), v);
    } else {
        Node *lx = lower_passing_string(L, x);
        Node *ly = lower_passing_string(L, y);
        if (lx->op != IR_NIL && ly->op == IR_NIL)
            ly = ir_nil(ly->pos, lx->type);
        else if (lx->op == IR_NIL)
            lx = ir_nil(lx->pos, ly->type);
        r = lower_equal(L, n->pos, lx, ly);
    }
    if (r->op == IR_EQ && n->op == IR_NE) {
        r->op = IR_NE;
        r->type = n->type;
        return r;
    }
    if (n->op == IR_NE)
        r = lower_not(n->pos, r);
    return lower_nop(n->pos, n->type, r);
}
