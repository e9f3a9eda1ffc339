/* ir/node.c: the table of operations, and making, walking, copying nodes. */
#include <stdarg.h>
#include <string.h>

#include "ir/ir.h"

#define PHASE_TREE true, false
#define PHASE_LOW false, true
#define PHASE_BOTH true, true
#define CLASS_EXPR false
#define CLASS_STMT true

const OpInfo ir_ops[IR_COUNT] = {
#define OP(ID, text, CLASS, PHASE, kids, AUX) \
    [IR_##ID] = {text, kids, AUX_##AUX, CLASS_##CLASS, PHASE_##PHASE},
#include "ir/ops.def"
#undef OP
};

/* runtime.def's attribute NORETURN, not base.h's macro */
#undef NORETURN
#define ATTR_0 false
#define ATTR_NORETURN true
const char *const rt_names[RT_COUNT] = {
#define RT(name, result, params, attr) "rt_" #name,
#include "abi/runtime.def"
#undef RT
};
const char *const rt_results[RT_COUNT] = {
#define RT(name, result, params, attr) result,
#include "abi/runtime.def"
#undef RT
};
const char *const rt_params[RT_COUNT] = {
#define RT(name, result, params, attr) params,
#include "abi/runtime.def"
#undef RT
};
const bool rt_noreturn[RT_COUNT] = {
#define RT(name, result, params, attr) ATTR_##attr,
#include "abi/runtime.def"
#undef RT
};

const char *ir_op_name(IrOp op)
{
    return op < IR_COUNT ? ir_ops[op].text : "?";
}

/* ---- nodes ---- */

/* Capacity is the power of two at or above n, so that no field is needed for it. */
Node **ir_new_kids(uint32_t n)
{
    uint32_t cap = 1;
    while (cap < n)
        cap *= 2;
    return n ? NEW_ARRAY(perm, Node *, cap) : NULL;
}

static Node *new_node(IrOp op, Pos pos, Type *t, uint32_t nkids)
{
    Node *n = NEW(perm, Node);
    n->op = (uint16_t)op;
    n->pos = pos;
    n->type = t;
    n->nkids = nkids;
    n->kids = ir_new_kids(nkids);
    return n;
}

Node *ir_node(IrOp op, Pos pos, Type *t, int nkids, ...)
{
    Node *n = new_node(op, pos, t, (uint32_t)nkids);
    va_list ap;
    va_start(ap, nkids);
    for (int i = 0; i < nkids; i++)
        n->kids[i] = va_arg(ap, Node *);
    va_end(ap);
    return n;
}

Node *ir_node_v(IrOp op, Pos pos, Type *t, const NodeVec *kids)
{
    Node *n = new_node(op, pos, t, kids->len);
    if (kids->len)
        memcpy(n->kids, kids->p, kids->len * sizeof(Node *));
    return n;
}

Node *ir_name(Pos pos, Name *name)
{
    Node *n = new_node(IR_NAME, pos, name->type, 0);
    n->aux.name = name;
    return n;
}

Node *ir_const(Pos pos, Type *t, Const *c)
{
    Node *n = new_node(IR_CONST, pos, t, 0);
    n->aux.val = c;
    return n;
}

Node *ir_intt(Pos pos, Type *t, int64_t v)
{
    return ir_const(pos, t, types_is_boolean(t) ? const_from_bool(v) : const_from_int64(v));
}

Node *ir_int(Pos pos, int64_t v)
{
    return ir_intt(pos, type_basic[TY_INT], v);
}

Node *ir_nil(Pos pos, Type *t)
{
    return new_node(IR_NIL, pos, t, 0);
}

Node *ir_callrt(Pos pos, RtId id, Type *result, int nargs, ...)
{
    Node *n = new_node(IR_CALLRT, pos, result, (uint32_t)nargs);
    n->aux.index = id;
    va_list ap;
    va_start(ap, nargs);
    for (int i = 0; i < nargs; i++)
        n->kids[i] = va_arg(ap, Node *);
    va_end(ap);
    return n;
}

Node *ir_block(Pos pos)
{
    return new_node(IR_BLOCK, pos, NULL, 0);
}

void ir_append(Node *list, Node *stmt)
{
    uint32_t n = list->nkids;
    if ((n & (n - 1)) == 0) {
        Node **kids = ir_new_kids(n + 1);
        if (n)
            memcpy(kids, list->kids, n * sizeof *kids);
        list->kids = kids;
    }
    list->kids[list->nkids++] = stmt;
}

/* ---- variables ---- */

Name *ir_local(Func *f, Pos pos, const Sym *s, Type *t)
{
    Name *n = NEW(perm, Name);
    n->cls = NAME_AUTO;
    n->sym = s;
    n->type = t;
    n->pos = pos;
    n->func = f;
    n->index = f->locals.len;
    vec_push(perm, &f->locals, n);
    return n;
}

Name *ir_temp(Func *f, Pos pos, Type *t)
{
    Name *n = ir_local(f, pos, sym_printf(".t%d", ++f->ntemps), t);
    n->is_temp = true;
    return n;
}

Name *ir_root_name(Name *n)
{
    while (n->cls == NAME_CAPTURED && n->outer)
        n = n->outer;
    return n;
}

/* ---- trees ---- */

Node *ir_clone(Node *n)
{
    if (!n)
        return NULL;
    Node *c = NEW(perm, Node);
    *c = *n;
    c->kids = ir_new_kids(n->nkids);
    for (uint32_t i = 0; i < n->nkids; i++)
        c->kids[i] = ir_clone(n->kids[i]);
    return c;
}

void ir_walk(Node *n, void (*pre)(Node *, void *), void *ctx)
{
    if (!n)
        return;
    pre(n, ctx);
    for (uint32_t i = 0; i < n->nkids; i++)
        ir_walk(n->kids[i], pre, ctx);
}

void ir_rewrite(Node **n, Node *(*post)(Node *, void *), void *ctx)
{
    if (!*n)
        return;
    for (uint32_t i = 0; i < (*n)->nkids; i++)
        ir_rewrite(&(*n)->kids[i], post, ctx);
    *n = post(*n, ctx);
}

Pos ir_func_pos(const Func *f)
{
    bool named = f->recv && f->recv->pos && f->recv->pos < f->pos;
    return named ? f->recv->pos - 1 : f->pos;
}
