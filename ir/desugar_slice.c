/* desugar_slice.c: append, copy and make of slices. */
#include "ir/lower.h"

enum { MAX_STACK_SLICE = 64 << 10 };

/* An element's address: (*T)(unsafe.Add(data, i * size)) */
static Node *at(Pos pos, Node *data, Node *i, Type *elem)
{
    Node *off = lower_bin(IR_MUL, pos, T_INT, i, ir_int(pos, types_size(elem)));
    return lower_bin(IR_UNSAFEADD, pos, T_POINTER, data, off);
}

/* Makes room for `added` elements behind s:
 *   n := len(s) + added
 *   p, c := data(s), cap(s)
 *   if uint(n) > uint(c) { p, c = rt_growslice(p, n, c, added, T) } */
static void grow(Lower *L, Pos pos, Node *s, Node *added, Name **p, Name **n, Name **c)
{
    Type *elem = lower_elem(s->type);
    *n = ir_temp(L->fn, pos, T_INT);
    *c = ir_temp(L->fn, pos, T_INT);
    *p = ir_temp(L->fn, pos, T_POINTER);
    lower_define(L, pos, *n, lower_bin(IR_ADD, pos, T_INT, lower_len(pos, ir_clone(s)),
                                       ir_clone(added)));
    lower_define(L, pos, *p, lower_data(pos, ir_clone(s)));
    lower_define(L, pos, *c, ir_node(IR_CAP, pos, T_INT, 1, ir_clone(s)));
    Node *saved = lower_begin(L), *np, *nc;
    lower_rt2(L, pos, RT_growslice, T_POINTER, T_INT, &np, &nc, 5, ir_name(pos, *p),
              ir_name(pos, *n), ir_name(pos, *c), ir_clone(added), lower_typedesc(pos, elem));
    lower_assign(L, pos, ir_name(pos, *p), ir_clone(np));
    lower_assign(L, pos, ir_name(pos, *c), ir_clone(nc));
    Node *b = lower_end(L, saved);
    Type *u = type_basic[TY_UINT];
    Node *cond = lower_bin(IR_GT, pos, T_BOOL, ir_node(IR_CONVERT, pos, u, 1, ir_name(pos, *n)),
                           ir_node(IR_CONVERT, pos, u, 1, ir_name(pos, *c)));
    lower_if(L, pos, cond, b, NULL, NODE_UNLIKELY);
}

static Node *made(Pos pos, Type *t, Name *p, Name *n, Name *c)
{
    Node *data = lower_nop(pos, lower_ptr_to(lower_elem(t)), ir_name(pos, p));
    return ir_node(IR_MKSLICE, pos, t, 3, data, ir_name(pos, n), ir_name(pos, c));
}

/* Copies n elements from src to dst, which do not start to matter before. */
static Node *copy_elements(Lower *L, Pos pos, Type *elem, Node *dst, Node *dlen, Node *src,
                           Node *slen)
{
    if (types_has_pointers(elem))
        return lower_rt(L, pos, RT_typedslicecopy, T_INT, 5, lower_typedesc(pos, elem), dst, dlen,
                        src, slen);
    return lower_rt(L, pos, RT_slicecopy, T_INT, 5, dst, dlen, src, slen,
                    ir_int(pos, types_size(elem)));
}

static Node *as_int(Node *x)
{
    TypeKind k = lower_kind(x->type);
    if (x->op == IR_CONST || k == TY_INT)
        return lower_nop(x->pos, T_INT, x);
    return ir_node(IR_CONVERT, x->pos, T_INT, 1, x);
}

enum { address_bits = 47 }; /* of what can be allocated: runtime/malloc.h's MAX_ALLOC */

/* append(s, make([]T, k)...)   =>   if uintptr(k) > most { panicmakeslicelen }; grow by k; clear p[len(s):n]; {p, n, c} */
static Node *append_zeroes(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Type *elem = lower_elem(n->type);
    Node *s = lower_safe(L, lower_expr(L, n->kids[0]));
    Node *k = lower_copy(L, as_int(lower_expr(L, n->kids[1]->kids[0])));
    Node *saved = lower_begin(L);
    lower_rt(L, n->kids[1]->pos, RT_panicmakeslicelen, NULL, 0);
    Node *b = lower_end(L, saved);
    int64_t size = types_size(elem), most = size > 0 ? ((int64_t)1 << address_bits) / size : INT64_MAX;
    lower_if(L, pos, lower_bin(IR_GT, pos, T_BOOL, lower_nop(pos, T_UINTPTR, ir_clone(k)), ir_intt(pos, T_UINTPTR, most)),
             b, NULL, NODE_UNLIKELY);
    Name *p, *total, *c;
    grow(L, pos, s, k, &p, &total, &c);
    if (size > 0) {
        Node *to = at(pos, ir_name(pos, p), lower_len(pos, ir_clone(s)), elem);
        Node *bytes = lower_bin(IR_MUL, pos, T_INT, ir_clone(k), ir_int(pos, size));
        lower_rt(L, pos, RT_memclrHasPointers, NULL, 2, to, bytes);
    }
    return made(pos, n->type, p, total, c);
}

/* append(s, x...)   =>   grow by len(x); copy(p[len(s):], x); {p, n, c} */
static Node *append_slice(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Type *elem = lower_elem(n->type);
    if (n->kids[1]->op == IR_MAKESLICE && !n->kids[1]->kids[1])
        return append_zeroes(L, n);
    Node *s = lower_safe(L, lower_expr(L, n->kids[0]));
    Node *x = lower_expr(L, n->kids[1]);
    if (x->op == IR_NIL || x->op == IR_ZERO)
        return s;
    x = lower_safe(L, x);
    Node *len = lower_copy(L, lower_len(pos, ir_clone(x)));
    Name *p, *total, *c;
    grow(L, pos, s, len, &p, &total, &c);
    if (types_size(elem) > 0) {
        Node *to = at(pos, ir_name(pos, p), lower_len(pos, ir_clone(s)), elem);
        copy_elements(L, pos, elem, to, ir_clone(len), lower_data(pos, ir_clone(x)), ir_clone(len));
    }
    return made(pos, n->type, p, total, c);
}

/* append(s, x, y)   =>   grow by 2; p[len(s)] = x; p[len(s)+1] = y; {p, n, c} */
static Node *append_values(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Type *elem = lower_elem(n->type);
    Node *s = lower_expr(L, n->kids[0]);
    if (n->nkids == 1)
        return s;
    s = lower_safe(L, s);
    NodeVec values = {0};
    for (uint32_t i = 1; i < n->nkids; i++)
        vec_push(perm, &values, lower_value(L, n->kids[i]));
    Name *p, *total, *c;
    grow(L, pos, s, ir_int(pos, (int64_t)values.len), &p, &total, &c);
    for (uint32_t i = 0; i < values.len && types_size(elem) > 0; i++) {
        Node *k = lower_len(pos, ir_clone(s));
        if (i)
            k = lower_bin(IR_ADD, pos, T_INT, k, ir_int(pos, i));
        Node *to = at(pos, ir_name(pos, p), k, elem);
        lower_assign(L, pos, lower_deref(pos, elem, to), lower_nop(pos, elem, values.p[i]));
    }
    return made(pos, n->type, p, total, c);
}

Node *lower_append(Lower *L, Node *n)
{
    Node *r = (n->flags & NODE_DDD) ? append_slice(L, n) : append_values(L, n);
    return lower_safe(L, lower_nop(n->pos, n->type, r));
}

static bool same_operand(const Node *x, const Node *y)
{
    if (x->op != y->op)
        return false;
    if (x->op == IR_NAME)
        return x->aux.name == y->aux.name;
    return x->op == IR_CONST && x->aux.val == y->aux.val;
}

/* m[k] = append(m[k], x...)   =>   p := mapassign(m, k); *p = append(*p, x...), x being evaluated
 * before. Other forms need nothing: SSA keeps the three words of a slice apart. */
bool lower_append_self(Lower *L, Node *as)
{
    Node *to = as->kids[0], *call = as->kids[1], *from = call->kids[0];
    if (to->op != IR_MAPINDEX || from->op != IR_MAPINDEX ||
        !same_operand(to->kids[0], from->kids[0]) || !same_operand(to->kids[1], from->kids[1]))
        return false;
    Node *place = lower_place(L, to, true);
    NodeVec kids = {0};
    vec_push(perm, &kids, NULL);
    for (uint32_t i = 1; i < call->nkids; i++)
        vec_push(perm, &kids, lower_value(L, call->kids[i]));
    Node *p = lower_mapassign(L, as->pos, place->kids[0], place->kids[1]);
    kids.p[0] = lower_deref(as->pos, to->type, p);
    Node *again = ir_node_v(IR_APPEND, call->pos, call->type, &kids);
    again->flags = call->flags;
    Node *r = lower_append(L, again);
    lower_assign(L, as->pos, lower_deref(as->pos, to->type, ir_clone(p)), r);
    return true;
}

/* copy(dst, src)   =>   rt_slicecopy(data(dst), len(dst), data(src), len(src), size) */
Node *lower_copy_builtin(Lower *L, Node *n, bool as_stmt)
{
    (void)as_stmt;
    Pos pos = n->pos;
    Node *d = lower_cheap(L, lower_expr(L, n->kids[0]));
    Node *s = lower_cheap(L, lower_expr(L, n->kids[1]));
    Node *r = copy_elements(L, pos, lower_elem(d->type), lower_data(pos, d),
                            lower_len(pos, ir_clone(d)), lower_data(pos, s),
                            lower_len(pos, ir_clone(s)));
    return lower_nop(pos, n->type ? n->type : T_INT, r);
}

/* Lengths of type uint64 beyond int64 turn negative and panic like other bad ones. */
Node *lower_make_slice(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Type *elem = lower_elem(n->type);
    Node *len = as_int(lower_safe(L, lower_expr(L, n->kids[0])));
    Node *cap = n->kids[1] ? as_int(lower_safe(L, lower_expr(L, n->kids[1]))) : ir_clone(len);
    int64_t c, l;
    Type *pt = lower_ptr_to(elem);
    if ((n->flags & NODE_STACK) && len->op == IR_CONST && cap->op == IR_CONST &&
        const_int64(cap->aux.val, &c) && const_int64(len->aux.val, &l) && l >= 0 && l <= c &&
        c * types_size(elem) <= MAX_STACK_SLICE) { /* a := [c]T{}; a[:l] */
        Node *p = lower_new(L, pos, types_new_array(elem, c), true);
        return ir_node(IR_MKSLICE, pos, n->type, 3, lower_nop(pos, pt, ir_clone(p)), len, cap);
    }
    len = lower_safe(L, len);
    cap = lower_safe(L, cap);
    Node *p = lower_rt(L, pos, RT_makeslice, T_POINTER, 3, lower_typedesc(pos, elem), len, cap);
    return ir_node(IR_MKSLICE, pos, n->type, 3, lower_nop(pos, pt, p), ir_clone(len),
                   ir_clone(cap));
}
