/* checkptr.c: what -d=checkptr inserts: run-time checks of unsafe.Pointer's rules (package unsafe; what is
 * looked at, and what is let pass, is as in cmd/compile/internal/walk/convert.go).
 *
 *   (*T)(p)                  =>  checkptrAlignment(p, T, 1); (*T)(p)
 *   (*[N]T)(p)[i:j:k]        =>  checkptrAlignment(p, T, k or j), if that is at most N
 *   unsafe.Pointer(u)        =>  checkptrArithmetic(unsafe.Pointer(u), the pointers that u was made of)
 *
 * Rule 5 and 6 need no check: u is a call, as of reflect.Value.Pointer, or a header's Data field. */
#include "ir/escape.h"
#include "ir/lower.h"

static bool is_unsafe_pointer(const Node *n)
{
    return lower_kind(n->type) == TY_UNSAFE_POINTER;
}

static bool wanted(const Lower *L, const Node *n)
{
    return L->pkg->options->checkptr && !L->fn->nocheckptr && !L->fn->wrapper &&
           !(n->flags & NODE_IMPLICIT);
}

/* The unsafe.Pointers that arithmetic on uintptrs starts from: x + y, x - y, x &^ y, uintptr(p). */
static void originals(Node *x, NodeVec *out)
{
    switch ((int)x->op) {
    case IR_ADD:
        originals(x->kids[0], out);
        originals(x->kids[1], out);
        return;
    case IR_SUB: case IR_ANDNOT:
        originals(x->kids[0], out);
        return;
    case IR_CONVNOP: case IR_CONVERT:
        if (is_unsafe_pointer(x->kids[0]))
            vec_push(perm, out, x->kids[0]);
        else
            originals(x->kids[0], out);
        return;
    }
}

static bool is_call(const Node *x)
{
    return x->op == IR_CALL || x->op == IR_CALLIFACE || x->op == IR_CALLMETHOD || x->op == IR_INLCALL;
}

/* The originals are evaluated first, each once: what follows reads the copies. */
static Node *arithmetic(Lower *L, Node *n)
{
    Pos pos = n->pos;
    NodeVec ptrs = {0};
    originals(n->kids[0], &ptrs);
    Type *array = types_new_array(T_POINTER, ptrs.len ? ptrs.len : 1);
    Name *copies = ir_temp(L->fn, pos, array);
    lower_zero(L, pos, copies);
    for (uint32_t i = 0; i < ptrs.len; i++) {
        Node *p = lower_copy(L, lower_nop(pos, T_POINTER, lower_expr(L, ptrs.p[i])));
        lower_assign(L, pos, lower_bin(IR_INDEX, pos, T_POINTER, ir_name(pos, copies), ir_int(pos, i)),
                     ir_clone(p));
        *ptrs.p[i] = *p;
    }
    Node *result = lower_copy(L, lower_nop(pos, n->type, lower_expr(L, n->kids[0])));
    lower_rt(L, pos, RT_checkptrArithmetic, NULL, 3, lower_as_pointer(ir_clone(result)),
             lower_as_pointer(lower_addr(ir_name(pos, copies))), ir_int(pos, ptrs.len));
    return result;
}

static void alignment(Lower *L, Pos pos, Node *p, Type *elem, Node *count)
{
    lower_rt(L, pos, RT_checkptrAlignment, NULL, 3, lower_as_pointer(p), lower_typedesc(pos, elem), count);
}

Node *lower_checked_conversion(Lower *L, Node *n)
{
    Node *x = n->kids[0];
    if (!wanted(L, n))
        return NULL;
    if (lower_kind(n->type) == TY_POINTER && is_unsafe_pointer(x)) {
        Node *p = lower_copy(L, lower_expr(L, x));
        alignment(L, n->pos, ir_clone(p), lower_elem(n->type), ir_int(n->pos, 1));
        return lower_nop(n->pos, n->type, p);
    }
    if (is_unsafe_pointer(n) && lower_kind(x->type) == TY_UINTPTR && !is_call(x) && !esc_is_header_data(x))
        return arithmetic(L, n);
    return NULL;
}

Node *lower_checked_slice(Lower *L, Node *n)
{
    Node *x = n->kids[0], *end = n->kids[3] ? n->kids[3] : n->kids[2];
    Node *conv = x->op == IR_DEREF ? x->kids[0] : x;
    if (!end || conv->op != IR_CONVNOP || !wanted(L, conv) || !is_unsafe_pointer(conv->kids[0]) ||
        lower_kind(conv->type) != TY_POINTER || lower_kind(lower_elem(conv->type)) != TY_ARRAY)
        return NULL;
    Pos pos = n->pos;
    Type *array = types_under(lower_elem(conv->type));
    Node *p = lower_copy(L, lower_expr(L, conv->kids[0]));
    *end = *lower_safe(L, lower_expr(L, end));
    Node *count = lower_copy(L, ir_node(IR_CONVERT, pos, T_UINTPTR, 1, ir_clone(end)));
    Node *check = lower_begin(L);
    alignment(L, pos, ir_clone(p), array->array.elem, lower_nop(pos, T_INT, ir_clone(count)));
    Node *body = lower_end(L, check); /* a count that is too big is the slice expression's own complaint */
    lower_if(L, pos, lower_bin(IR_LE, pos, T_BOOL, ir_clone(count), ir_intt(pos, T_UINTPTR, array->array.len)),
             body, NULL, 0);
    conv->flags |= NODE_IMPLICIT;
    *conv->kids[0] = *p;
    return lower_expr(L, n);
}
