/* desugar_string.c: concatenation and the conversions from and to strings. */
#include "ir/lower.h"

/* Stack memory a runtime function may put a short result into, or nil. Its first contents do not
 * matter. */
static Node *stack_buffer(Lower *L, Node *n, int64_t size)
{
    if (!(n->flags & NODE_STACK))
        return ir_nil(n->pos, T_POINTER);
    Name *b = ir_temp(L->fn, n->pos, types_new_array(T_UINT8, size));
    return lower_as_pointer(lower_addr(ir_name(n->pos, b)));
}

static void flatten(Node *n, NodeVec *parts)
{
    if (n->op == IR_ADD && lower_kind(n->type) == TY_STRING) {
        flatten(n->kids[0], parts);
        flatten(n->kids[1], parts);
    } else if (n->op == IR_CONVNOP && n->kids[0]->op == IR_ADD) {
        flatten(n->kids[0], parts);
    } else {
        vec_push(perm, parts, n);
    }
}

static bool slice_of(Type *t, TypeKind elem)
{
    return lower_kind(t) == TY_SLICE && lower_kind(lower_elem(t)) == elem;
}

/* n, whose value nobody holds once the next operation is done: string(b) of a []byte needs no copy then.
 * As with gc, b counts as it is when that operation reads it. */
Node *lower_passing_string(Lower *L, Node *n)
{
    if (n->op != IR_CONVERT || lower_kind(n->type) != TY_STRING || !slice_of(n->kids[0]->type, TY_UINT8))
        return lower_expr(L, n);
    Node *b = lower_cheap(L, lower_expr(L, n->kids[0]));
    return lower_bin(IR_MKSTRING, n->pos, n->type, lower_data(n->pos, b),
                     lower_len(n->pos, ir_clone(b)));
}

/* The bytes of []byte(s) that are only read: those of s. NULL if n is no such conversion. */
Node *lower_passing_bytes(Lower *L, Node *n)
{
    if (n->op != IR_CONVERT || !slice_of(n->type, TY_UINT8) || lower_kind(n->kids[0]->type) != TY_STRING)
        return NULL;
    Node *s = lower_copy(L, lower_expr(L, n->kids[0]));
    Node *p = lower_nop(n->pos, lower_ptr_to(lower_elem(n->type)), lower_data(n->pos, s));
    return ir_node(IR_MKSLICE, n->pos, n->type, 3, p, lower_len(n->pos, ir_clone(s)),
                   lower_len(n->pos, ir_clone(s)));
}

/* A concatenation that makes a new string, as its result is longer than any one part. */
static bool has_constant_part(const NodeVec *parts)
{
    for (uint32_t i = 0; i < parts->len; i++)
        if (parts->p[i]->op == IR_CONST && const_string(parts->p[i]->aux.val)->len > 0)
            return true;
    return false;
}

/* x + y + z   =>   a := [3]string{x, y, z}; rt_concatstrings(buf, &a, 3) */
Node *lower_concat(Lower *L, Node *n)
{
    NodeVec parts = {0};
    flatten(n, &parts);
    Pos pos = n->pos;
    bool copies = has_constant_part(&parts);
    for (uint32_t i = 0; i < parts.len; i++)
        parts.p[i] = copies ? lower_passing_string(L, parts.p[i]) : lower_expr(L, parts.p[i]);
    Name *a = ir_temp(L->fn, pos, types_new_array(T_STRING, parts.len));
    lower_zero(L, pos, a);
    for (uint32_t i = 0; i < parts.len; i++) {
        Node *e = lower_bin(IR_INDEX, pos, T_STRING, ir_name(pos, a), ir_int(pos, i));
        e->flags |= NODE_BOUNDED;
        lower_assign(L, pos, e, lower_nop(pos, T_STRING, parts.p[i]));
    }
    Node *p = lower_as_pointer(lower_addr(ir_name(pos, a)));
    Node *s = lower_rt(L, pos, RT_concatstrings, T_STRING, 3,
                       stack_buffer(L, n, STRING_BUF_SIZE), p, ir_int(pos, parts.len));
    return lower_nop(pos, n->type, s);
}

enum { MAX_STACK_BYTES = 64 << 10 };

/* []byte("abc")   =>   p := new([3]byte); *p = the string's bytes; p[:], which has no room behind it */
static Node *constant_to_bytes(Lower *L, Node *n, const Sym *s)
{
    int64_t len = (int64_t)s->len;
    Type *at = types_new_array(lower_elem(n->type), len);
    Node *p = lower_new(L, n->pos, at, (n->flags & NODE_STACK) && len > 0 && len <= MAX_STACK_BYTES);
    if (len > 0)
        lower_assign(L, n->pos, lower_deref(n->pos, at, ir_clone(p)),
                     lower_deref(n->pos, at, lower_data(n->pos, lower_expr(L, n->kids[0]))));
    Node *data = lower_nop(n->pos, lower_ptr_to(lower_elem(n->type)), p);
    return ir_node(IR_MKSLICE, n->pos, n->type, 3, data, ir_int(n->pos, len), ir_int(n->pos, len));
}

/* []byte(s)   =>   p, cap := rt_stringtoslicebyte(buf, s); {p, len(s), cap} */
static Node *string_to_bytes(Lower *L, Node *n)
{
    if (n->kids[0]->op == IR_CONST)
        return constant_to_bytes(L, n, const_string(n->kids[0]->aux.val));
    Node *s = lower_cheap(L, lower_expr(L, n->kids[0])), *p, *cap;
    lower_rt2(L, n->pos, RT_stringtoslicebyte, T_POINTER, T_INT, &p, &cap, 2,
              stack_buffer(L, n, STRING_BUF_SIZE), s);
    p = lower_nop(n->pos, lower_ptr_to(lower_elem(n->type)), ir_clone(p));
    return ir_node(IR_MKSLICE, n->pos, n->type, 3, p, lower_len(n->pos, ir_clone(s)), ir_clone(cap));
}

/* []rune(s)   =>   p, n := rt_stringtoslicerune(buf, s); {p, n, n} */
static Node *string_to_runes(Lower *L, Node *n)
{
    Node *s = lower_expr(L, n->kids[0]), *p, *len;
    lower_rt2(L, n->pos, RT_stringtoslicerune, T_POINTER, T_INT, &p, &len, 2,
              stack_buffer(L, n, STRING_BUF_RUNES * 4), s);
    p = lower_nop(n->pos, lower_ptr_to(lower_elem(n->type)), ir_clone(p));
    return ir_node(IR_MKSLICE, n->pos, n->type, 3, p, ir_clone(len), ir_clone(len));
}

static Node *slice_to_string(Lower *L, Node *n, RtId id)
{
    Node *b = lower_cheap(L, lower_expr(L, n->kids[0]));
    Node *s = lower_rt(L, n->pos, id, T_STRING, 3, stack_buffer(L, n, STRING_BUF_SIZE),
                       lower_data(n->pos, b), lower_len(n->pos, ir_clone(b)));
    return lower_nop(n->pos, n->type, s);
}

/* string(r)   =>   rt_intstring(buf, int64(r)); unsigned values beyond int64 are no runes either */
static Node *int_to_string(Lower *L, Node *n)
{
    Node *v = lower_expr(L, n->kids[0]);
    if (lower_kind(v->type) != TY_INT64)
        v = ir_node(IR_CONVERT, n->pos, type_basic[TY_INT64], 1, v);
    Node *s = lower_rt(L, n->pos, RT_intstring, T_STRING, 2, stack_buffer(L, n, 4), v);
    return lower_nop(n->pos, n->type, s);
}

Node *lower_string_convert(Lower *L, Node *n)
{
    Type *from = n->kids[0]->type, *to = n->type;
    if (lower_kind(from) == TY_STRING) {
        if (slice_of(to, TY_UINT8))
            return string_to_bytes(L, n);
        if (slice_of(to, TY_INT32))
            return string_to_runes(L, n);
        return NULL;
    }
    if (lower_kind(to) != TY_STRING)
        return NULL;
    if (slice_of(from, TY_UINT8))
        return slice_to_string(L, n, RT_slicebytetostring);
    if (slice_of(from, TY_INT32))
        return slice_to_string(L, n, RT_slicerunetostring);
    return types_is_integer(from) ? int_to_string(L, n) : NULL;
}
