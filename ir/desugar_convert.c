/* desugar_convert.c: conversions and type assertions. */
#include "ir/lower.h"

/* ---- interface values ---- */

/* The value inside a pointer-shaped type: struct{p *T}, [1]*T and so on, down to the pointer. */
static Node *only_pointer(Pos pos, Node *x)
{
    for (;;) {
        Type *u = types_under(x->type);
        if (u->kind == TY_STRUCT) {
            x = lower_field(pos, x, 0);
        } else if (u->kind == TY_ARRAY) {
            x = lower_bin(IR_INDEX, pos, u->array.elem, x, ir_int(pos, 0));
            x->flags |= NODE_BOUNDED;
        } else {
            return lower_as_pointer(x);
        }
    }
}

static Node *zero_sized(Pos pos)
{
    const Sym *s = sym("go:zerosized");
    DataSym *d = NULL;
    for (uint32_t i = 0; i < lower_package->data.len && !d; i++)
        if (lower_package->data.p[i]->linksym == s)
            d = lower_package->data.p[i];
    if (!d) {
        d = static_new(s, NULL, 8);
        d->readonly = d->dupok = true;
    }
    return lower_symaddr(pos, T_POINTER, s);
}

/* The data word for x, of a type that is not pointer-shaped: the address of a copy nobody writes. */
static Node *boxed(Lower *L, Pos pos, Node *x, bool stack)
{
    Type *t = x->type;
    TypeKind k = lower_kind(t);
    if (types_size(t) == 0) {
        lower_discard(L, x);
        return zero_sized(pos);
    }
    if (x->op == IR_CONST || x->op == IR_ZERO) {
        const Sym *s = static_readonly(t, x);
        if (s)
            return lower_symaddr(pos, T_POINTER, s);
    }
    if (stack) {
        Node *c = lower_copy(L, x);
        return lower_as_pointer(lower_addr(c));
    }
    if (k == TY_STRING)
        return lower_rt(L, pos, RT_convTstring, T_POINTER, 1, lower_nop(pos, T_STRING, x));
    if (k == TY_SLICE)
        return lower_rt(L, pos, RT_convTslice, T_POINTER, 1, x);
    if (types_is_integer(t) && types_size(t) == 8)
        return lower_rt(L, pos, RT_convT64, T_POINTER, 1, x);
    Node *p = lower_as_pointer(lower_addressable(L, x));
    return lower_rt(L, pos, RT_convT, T_POINTER, 2, lower_typedesc(pos, t), p);
}

Node *lower_to_iface(Lower *L, Pos pos, Type *t, Node *x, bool stack)
{
    Node *tab;
    if (lower_is_empty_iface(t)) {
        tab = lower_typedesc(pos, x->type);
    } else {
        tab = ir_node(IR_ITAB, pos, T_POINTER, 1, ir_node(IR_ZERO, pos, t, 0));
        tab->aux.type = x->type;
        ir_itab_sym(t, x->type);
    }
    Node *data = lower_is_pointer_shaped(x->type) ? only_pointer(pos, x) : boxed(L, pos, x, stack);
    return lower_bin(IR_MKIFACE, pos, t, tab, data);
}

/* struct{p *T} or [1]*T out of its pointer: in memory, through a temporary */
static Node *wrapped_pointer(Lower *L, Pos pos, Type *t, Node *data)
{
    Name *tmp = ir_temp(L->fn, pos, t);
    lower_zero(L, pos, tmp);
    Node *p = lower_as_pointer(lower_addr(ir_name(pos, tmp)));
    lower_assign(L, pos, lower_deref(pos, T_POINTER, p), data);
    return ir_name(pos, tmp);
}

/* The value of dynamic type t that an interface holds. */
Node *lower_iface_data(Lower *L, Pos pos, Type *t, Node *iface)
{
    Node *d = ir_node(IR_IFACEDATA, pos, T_POINTER, 1, ir_clone(iface));
    if (!lower_is_pointer_shaped(t))
        return lower_deref(pos, t, d);
    TypeKind k = lower_kind(t);
    if (k != TY_STRUCT && k != TY_ARRAY)
        return lower_nop(pos, t, d);
    return wrapped_pointer(L, pos, t, d);
}

/* tab == nil ? nil : tab._type */
Node *lower_typeword(Lower *L, Pos pos, Node *iface)
{
    Node *tab = ir_node(IR_IFACETAB, pos, T_POINTER, 1, ir_clone(iface));
    if (lower_is_empty_iface(iface->type))
        return tab;
    Name *t = ir_temp(L->fn, pos, T_POINTER);
    lower_define(L, pos, t, tab);
    Node *b = ir_block(pos);
    Node *type = lower_bin(IR_UNSAFEADD, pos, T_POINTER, ir_name(pos, t),
                           ir_int(pos, (int64_t)offsetof(GoItab, type)));
    ir_append(b, ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, t),
                         lower_deref(pos, T_POINTER, type)));
    lower_if(L, pos, lower_not_nil(pos, ir_name(pos, t)), b, NULL, NODE_LIKELY);
    return ir_name(pos, t);
}

/* Types with the same methods have itabs of their own all the same.
 * I(x) of an interface x:  t := type(x); if t != nil { t = rt_getitab(I, t, false) }; {t, data(x)} */
static Node *iface_to_iface(Lower *L, Node *n)
{
    Node *x = lower_expr(L, n->kids[0]);
    Type *to = n->type;
    if (types_identical(to, x->type) || (lower_is_empty_iface(to) && lower_is_empty_iface(x->type)))
        return lower_nop(n->pos, to, x);
    x = lower_cheap(L, x);
    Node *t = lower_typeword(L, n->pos, x);
    if (!lower_is_empty_iface(to)) {
        t = lower_copy(L, t);
        Node *saved = lower_begin(L);
        Node *tab = lower_rt(L, n->pos, RT_getitab, T_POINTER, 3, lower_typedesc(n->pos, to),
                             ir_clone(t), ir_intt(n->pos, T_BOOL, 0));
        lower_assign(L, n->pos, ir_clone(t), tab);
        Node *b = lower_end(L, saved);
        lower_if(L, n->pos, lower_not_nil(n->pos, ir_clone(t)), b, NULL, NODE_LIKELY);
    }
    return lower_bin(IR_MKIFACE, n->pos, to, t,
                     ir_node(IR_IFACEDATA, n->pos, T_POINTER, 1, ir_clone(x)));
}

/* ---- other conversions ---- */

static bool is_numeric(Type *t)
{
    TypeKind k = lower_kind(t);
    return k >= TY_INT && k <= TY_COMPLEX128;
}

/* (*[N]T)(s): if len(s) < N { panicSliceConvert }; N == 0 and s == nil: nil
 * [N]T(s): the same, read */
static Node *slice_to_array(Lower *L, Node *n)
{
    bool ptr = lower_kind(n->type) == TY_POINTER;
    Type *at = ptr ? lower_elem(n->type) : n->type;
    int64_t len = types_under(at)->array.len;
    Node *s = lower_cheap(L, lower_expr(L, n->kids[0]));
    Node *bad = ir_block(n->pos);
    ir_append(bad, ir_node(IR_EXPRSTMT, n->pos, NULL, 1,
                           ir_callrt(n->pos, RT_panicSliceConvert, NULL, 2,
                                     lower_len(n->pos, ir_clone(s)), ir_int(n->pos, len))));
    lower_if(L, n->pos, lower_bin(IR_LT, n->pos, T_BOOL, lower_len(n->pos, s), ir_int(n->pos, len)),
             bad, NULL, NODE_UNLIKELY);
    Node *p = lower_nop(n->pos, lower_ptr_to(at), lower_data(n->pos, ir_clone(s)));
    if (ptr)
        return lower_nop(n->pos, n->type, p);
    if (len == 0)
        return ir_node(IR_ZERO, n->pos, n->type, 0);
    return lower_copy(L, lower_deref(n->pos, n->type, p));
}

/* complex64(x)   =>   complex(float32(real(x)), float32(imag(x))) */
static Node *complex_convert(Lower *L, Node *n)
{
    Node *x = lower_expr(L, n->kids[0]);
    if (lower_kind(x->type) == lower_kind(n->type))
        return lower_nop(n->pos, n->type, x);
    x = lower_cheap(L, x);
    bool small = lower_kind(n->type) == TY_COMPLEX64;
    Type *from = type_basic[small ? TY_FLOAT64 : TY_FLOAT32];
    Type *to = type_basic[small ? TY_FLOAT32 : TY_FLOAT64];
    Node *re = ir_node(IR_REAL, n->pos, from, 1, x);
    Node *im = ir_node(IR_IMAG, n->pos, from, 1, ir_clone(x));
    return ir_node(IR_COMPLEX, n->pos, n->type, 2, ir_node(IR_CONVERT, n->pos, to, 1, re),
                   ir_node(IR_CONVERT, n->pos, to, 1, im));
}

Node *lower_convert(Lower *L, Node *n)
{
    Node *x = n->kids[0];
    Type *to = n->type;
    TypeKind k = lower_kind(to), from = lower_kind(x->type);
    if (k == TY_INTERFACE) {
        if (from == TY_UNTYPED_NIL || (x->op == IR_NIL && from == TY_INTERFACE))
            return ir_nil(n->pos, to);
        if (from == TY_INTERFACE)
            return iface_to_iface(L, n);
        return lower_to_iface(L, n->pos, to, lower_expr(L, x), n->flags & NODE_STACK);
    }
    if (k == TY_COMPLEX64 || k == TY_COMPLEX128)
        return complex_convert(L, n);
    if (is_numeric(to) && is_numeric(x->type)) {
        Node *v = lower_expr(L, x);
        if (k == from)
            return lower_nop(n->pos, to, v);
        return ir_node(IR_CONVERT, n->pos, to, 1, v);
    }
    Node *s = lower_string_convert(L, n);
    if (s)
        return s;
    if (from == TY_SLICE && k != TY_SLICE)
        return slice_to_array(L, n);
    x = lower_expr(L, x);
    if (x->op == IR_NIL)
        return ir_nil(n->pos, to);
    return lower_nop(n->pos, to, x);
}

/* ---- assertions ---- */

/* In instances t may lack methods of iface: no itab equals the address of a descriptor. */
static Node *wanted(Pos pos, Type *iface, Type *t)
{
    Obj *missing;
    bool wrong_type;
    if (lower_is_empty_iface(iface) || !types_implements(t, iface, &missing, &wrong_type))
        return lower_typedesc(pos, t);
    Node *tab = ir_node(IR_ITAB, pos, T_POINTER, 1, ir_node(IR_ZERO, pos, iface, 0));
    tab->aux.type = t;
    ir_itab_sym(iface, t);
    return tab;
}

static Node *has_type(Pos pos, Node *x, Type *t)
{
    return lower_bin(IR_EQ, pos, T_BOOL, ir_node(IR_IFACETAB, pos, T_POINTER, 1, ir_clone(x)),
                     wanted(pos, x->type, t));
}

/* if tab(x) != T { panicdottype(type(x), T, I) }; *data(x) */
static Node *assert_concrete(Lower *L, Node *n, Node *x)
{
    Pos pos = n->pos;
    Node *cond = has_type(pos, x, n->type);
    cond->op = IR_NE;
    Node *saved = lower_begin(L);
    Node *have = lower_typeword(L, pos, x);
    lower_rt(L, pos, RT_panicdottype, NULL, 3, have, lower_typedesc(pos, n->type),
             lower_typedesc(pos, x->type));
    Node *b = lower_end(L, saved);
    lower_if(L, pos, cond, b, NULL, NODE_UNLIKELY);
    return lower_iface_data(L, pos, n->type, x);
}

/* t := type(x); if t == nil { panicnildottype(I) }  |  t = rt_assertE2I(I, t);  {t, data(x)} */
static Node *assert_iface(Lower *L, Node *n, Node *x)
{
    Pos pos = n->pos;
    Node *t = lower_typeword(L, pos, x);
    if (lower_is_empty_iface(n->type)) {
        Node *b = ir_block(pos);
        ir_append(b, ir_node(IR_EXPRSTMT, pos, NULL, 1,
                             ir_callrt(pos, RT_panicnildottype, NULL, 1,
                                       lower_typedesc(pos, n->type))));
        t = lower_safe(L, t);
        lower_if(L, pos, lower_is_nil(pos, ir_clone(t)), b, NULL, NODE_UNLIKELY);
    } else {
        t = lower_rt(L, pos, RT_assertE2I, T_POINTER, 2, lower_typedesc(pos, n->type), t);
    }
    return lower_bin(IR_MKIFACE, pos, n->type, t,
                     ir_node(IR_IFACEDATA, pos, T_POINTER, 1, ir_clone(x)));
}

Node *lower_assert(Lower *L, Node *n)
{
    Node *x = lower_cheap(L, lower_expr(L, n->kids[0]));
    if (types_is_interface(n->type))
        return lower_safe(L, assert_iface(L, n, x));
    return lower_safe(L, assert_concrete(L, n, x));
}

/* v := zero; ok := tab(x) == T; if ok { v = *data(x) } */
static void assert2_concrete(Lower *L, Node *n, Node *x, Node **value, Node **ok)
{
    Pos pos = n->pos;
    *ok = lower_copy(L, has_type(pos, x, n->type));
    if (n->flags & NODE_IMPLICIT)
        return;
    Name *v = ir_temp(L->fn, pos, n->type);
    lower_zero(L, pos, v);
    Node *saved = lower_begin(L);
    Node *u = lower_iface_data(L, pos, n->type, x);
    lower_assign(L, pos, ir_name(pos, v), u);
    Node *b = lower_end(L, saved);
    lower_if(L, pos, ir_clone(*ok), b, NULL, 0);
    *value = ir_name(pos, v);
}

/* t := type(x); if t != nil { t = rt_assertE2I2(I, t) }; ok := t != nil; v := ok ? {t, data} : nil */
static void assert2_iface(Lower *L, Node *n, Node *x, Node **value, Node **ok)
{
    Pos pos = n->pos;
    Node *t = lower_copy(L, lower_typeword(L, pos, x));
    if (!lower_is_empty_iface(n->type)) {
        Node *saved = lower_begin(L);
        Node *tab = lower_rt(L, pos, RT_assertE2I2, T_POINTER, 2, lower_typedesc(pos, n->type),
                             ir_clone(t));
        lower_assign(L, pos, ir_clone(t), tab);
        Node *b = lower_end(L, saved);
        lower_if(L, pos, lower_not_nil(pos, ir_clone(t)), b, NULL, 0);
    }
    *ok = lower_copy(L, lower_not_nil(pos, ir_clone(t)));
    Name *v = ir_temp(L->fn, pos, n->type);
    lower_zero(L, pos, v);
    Node *b = ir_block(pos);
    Node *made = lower_bin(IR_MKIFACE, pos, n->type, ir_clone(t),
                           ir_node(IR_IFACEDATA, pos, T_POINTER, 1, ir_clone(x)));
    ir_append(b, ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, v), made));
    lower_if(L, pos, ir_clone(*ok), b, NULL, 0);
    *value = ir_name(pos, v);
}

void lower_assert2(Lower *L, Node *n, Node **value, Node **ok)
{
    Node *x = lower_cheap(L, lower_expr(L, n->kids[0]));
    if (types_is_interface(n->type))
        assert2_iface(L, n, x, value, ok);
    else
        assert2_concrete(L, n, x, value, ok);
}
