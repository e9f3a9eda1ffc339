/* stmt.c: statements in low form. */
#include "ir/lower.h"

Node *lower_body(Lower *L, Node *n)
{
    Node *saved = lower_begin(L);
    if (n)
        lower_stmt(L, n);
    return lower_end(L, saved);
}

/* ---- returns ---- */

static void emit_return(Lower *L, Node *n, NodeVec *values)
{
    Node *r = ir_node_v(IR_RETURN, n->pos, NULL, values);
    r->flags = n->flags;
    lower_emit(L, r);
}

/* return x, y   =>   r1, r2 = x, y; (run what is deferred); return r1, r2 */
static void return_through_results(Lower *L, Node *n, NodeVec *values)
{
    NameVec *rs = &L->fn->results;
    if (values->len > 1)
        for (uint32_t i = 0; i < values->len; i++)
            values->p[i] = lower_safe(L, values->p[i]);
    for (uint32_t i = 0; i < values->len; i++)
        lower_assign(L, n->pos, lower_name(L, n->pos, rs->p[i]), values->p[i]);
    lower_deferreturn(L, n->pos);
    NodeVec names = {0};
    for (uint32_t i = 0; i < rs->len; i++)
        vec_push(perm, &names, lower_name(L, n->pos, rs->p[i]));
    emit_return(L, n, &names);
}

static bool has_heap_result(const Func *f)
{
    for (uint32_t i = 0; i < f->results.len; i++)
        if (f->results.p[i]->heap)
            return true;
    return false;
}

/* return f()  =>  t1, t2 = f(); return t1, t2 */
static void spread_results(Lower *L, Node *call, NodeVec *values)
{
    NodeVec kids = {0};
    ObjVec *vars = &call->type->tuple.vars;
    for (uint32_t i = 0; i < vars->len; i++) {
        Name *t = ir_temp(L->fn, call->pos, vars->p[i]->type);
        vec_push(perm, &kids, ir_name(call->pos, t));
        vec_push(perm, values, ir_name(call->pos, t));
    }
    vec_push(perm, &kids, call);
    Node *as = ir_node_v(IR_AS2CALL, call->pos, NULL, &kids);
    as->flags |= NODE_DEF;
    lower_as2call(L, as);
}

static void return_stmt(Lower *L, Node *n)
{
    NodeVec values = {0};
    if (n->nkids == 1 && n->kids[0]->type->kind == TY_TUPLE)
        spread_results(L, n->kids[0], &values);
    else
        for (uint32_t i = 0; i < n->nkids; i++)
            vec_push(perm, &values, lower_expr(L, n->kids[i]));
    if (values.len == 0 || L->fn->has_defer || has_heap_result(L->fn)) {
        return_through_results(L, n, &values);
        return;
    }
    emit_return(L, n, &values);
}

/* ---- loops and jumps ---- */

/* for cond { body }, where cond needs statements:
 * for { statements; if !cond { break }; body } */
static void for_stmt(Lower *L, Node *n)
{
    Target t = {L->targets, n->aux.sym, NULL};
    L->targets = &t;
    L->loop_depth++;
    Node *cond = NULL, *saved = lower_begin(L);
    if (n->kids[0])
        cond = lower_expr(L, n->kids[0]);
    if (L->out->nkids > 0) {
        Node *brk = ir_block(n->pos);
        Node *b = ir_node(IR_BREAK, n->pos, NULL, 0);
        ir_append(brk, b);
        lower_if(L, n->kids[0]->pos, lower_not(n->pos, cond), brk, NULL, 0);
        cond = NULL;
    }
    lower_stmt(L, n->kids[2]);
    Node *body = lower_end(L, saved);
    Node *post = n->kids[1] ? lower_body(L, n->kids[1]) : NULL;
    L->loop_depth--;
    L->targets = t.outer;
    Node *f = ir_node(IR_FOR, n->pos, NULL, 3, cond, post, body);
    f->aux = n->aux;
    f->flags = n->flags & (uint16_t)~NODE_PERITER;
    lower_emit(L, f);
}

/* A break out of a switch or select is a goto; one out of a loop over a switch stays a break. */
static void break_stmt(Lower *L, Node *n)
{
    Target *t = L->targets;
    while (t && n->aux.sym && t->label != n->aux.sym)
        t = t->outer;
    if (t && t->end) {
        lower_goto(L, n->pos, t->end);
        return;
    }
    lower_emit(L, n);
}

static void if_stmt(Lower *L, Node *n)
{
    Node *cond = lower_expr(L, n->kids[0]);
    Node *then = lower_body(L, n->kids[1]);
    Node *els = n->kids[2] ? lower_body(L, n->kids[2]) : NULL;
    lower_if(L, n->pos, cond, then, els, n->flags);
}

/* ---- the rest ---- */

static void expr_stmt(Lower *L, Node *n)
{
    Node *x = lower_skip_seq(L, n->kids[0]);
    switch ((int)x->op) {
    case IR_CALL: case IR_CALLIFACE: case IR_CALLRT: case IR_INLCALL:
        lower_call(L, x, true);
        return;
    case IR_COPY:
        lower_copy_builtin(L, x, true);
        return;
    default:
        lower_discard(L, lower_expr(L, x));
    }
}

/* rt_chansend1(c, &v) */
static void send_stmt(Lower *L, Node *n)
{
    Node *c = lower_expr(L, n->kids[0]);
    Node *v = lower_expr(L, n->kids[1]);
    Type *elem = lower_elem(n->kids[0]->type);
    c = lower_cheap(L, c);
    v = lower_addressable(L, lower_nop(n->pos, elem, v));
    lower_rt(L, n->pos, RT_chansend1, NULL, 2, lower_as_pointer(c), lower_as_pointer(v));
}

static void block_stmt(Lower *L, Node *n)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        lower_stmt(L, n->kids[i]);
}

static void inlined_stmt(Lower *L, Node *n)
{
    Node *b = ir_node(IR_INLINED, n->pos, NULL, 1, lower_body(L, n->kids[0]));
    b->aux = n->aux;
    lower_emit(L, b);
}

/* Whatever a statement of the source becomes, its first low statement is where a debugger stops. */
static void lower_stmt1(Lower *L, Node *n)
{
    switch ((IrOp)n->op) {
    case IR_BLOCK:
        block_stmt(L, n);
        return;
    case IR_INLINED:
        inlined_stmt(L, n);
        return;
    case IR_DCL:
        lower_declare(L, n->pos, n->aux.name);
        return;
    case IR_ASSIGN:
        lower_assign_stmt(L, n);
        return;
    case IR_AS2:
        lower_as2(L, n);
        return;
    case IR_AS2CALL:
        lower_as2call(L, n);
        return;
    case IR_AS2OK:
        lower_as2ok(L, n);
        return;
    case IR_ASSIGNOP:
        lower_assignop(L, n);
        return;
    case IR_EXPRSTMT:
        expr_stmt(L, n);
        return;
    case IR_SEND:
        send_stmt(L, n);
        return;
    case IR_IF:
        if_stmt(L, n);
        return;
    case IR_FOR:
        for_stmt(L, n);
        return;
    case IR_RANGE:
        lower_range(L, n);
        return;
    case IR_SWITCH:
        lower_switch(L, n);
        return;
    case IR_TYPESWITCH:
        lower_typeswitch(L, n);
        return;
    case IR_SELECT:
        lower_select(L, n);
        return;
    case IR_BREAK:
        break_stmt(L, n);
        return;
    case IR_CONTINUE: case IR_GOTO: case IR_LABEL: case IR_UNREACHABLE: case IR_JUMPTABLE:
        lower_emit(L, n);
        return;
    case IR_RETURN:
        return_stmt(L, n);
        return;
    case IR_GO: case IR_DEFER:
        lower_go_defer(L, n);
        return;
    case IR_CHECKNIL: case IR_KEEPALIVE:
        lower_emit(L, ir_node((IrOp)n->op, n->pos, NULL, 1, lower_expr(L, n->kids[0])));
        return;
    case IR_DELETE: case IR_CLEAR: case IR_CLOSE: case IR_PANIC: case IR_PRINT: case IR_PRINTLN:
        lower_builtin_stmt(L, n);
        return;
    case IR_CALL: case IR_CALLIFACE: case IR_CALLRT: case IR_INLCALL:
        lower_call(L, n, true);
        return;
    case IR_CASE: case IR_TYPECASE: case IR_COMM: case IR_FALLTHROUGH:
    case IR_SEQ: case IR_CONST: case IR_NIL: case IR_ZERO: case IR_NAME: case IR_FUNC: case IR_CLOSURE:
    case IR_TYPEDESC: case IR_ITAB: case IR_SYMADDR: case IR_CLOSUREPTR: case IR_FRAMEADDR:
    case IR_DEFERFRAME: case IR_CURRENTG: case IR_ADD: case IR_SUB: case IR_MUL: case IR_DIV: case IR_MOD: case IR_AND:
    case IR_OR: case IR_XOR: case IR_ANDNOT: case IR_SHL: case IR_SHR: case IR_NEG: case IR_COM:
    case IR_NOT: case IR_EQ: case IR_NE: case IR_LT: case IR_LE: case IR_GT: case IR_GE:
    case IR_ANDAND: case IR_OROR: case IR_COND: case IR_ADDR: case IR_DEREF: case IR_FIELD:
    case IR_INDEX: case IR_MAPINDEX: case IR_SLICE: case IR_LEN: case IR_CAP: case IR_DATA:
    case IR_IFACETAB: case IR_IFACEDATA: case IR_MKSTRING: case IR_MKSLICE: case IR_MKIFACE:
    case IR_COMPLEX: case IR_REAL: case IR_IMAG: case IR_CONVERT: case IR_CONVNOP:
    case IR_TYPEASSERT: case IR_STRUCTLIT: case IR_ARRAYLIT: case IR_SLICELIT: case IR_MAPLIT:
    case IR_KEY: case IR_CALLMETHOD: case IR_METHODVALUE: case IR_RESULT: case IR_APPEND:
    case IR_COPY: case IR_NEW: case IR_MAKESLICE: case IR_MAKEMAP: case IR_MAKECHAN: case IR_MIN:
    case IR_MAX: case IR_RECOVER: case IR_RECV: case IR_SIZEOF: case IR_UNSAFEADD:
    case IR_UNSAFESLICE: case IR_UNSAFESTRING: case IR_BLANK: case IR_COUNT:
        break;
    }
    diag_bug("lower_stmt", "%s is not a statement", ir_op_name((IrOp)n->op));
}

void lower_stmt(Lower *L, Node *n)
{
    if (!n)
        return;
    uint32_t before = L->out->nkids;
    lower_stmt1(L, n);
    if ((n->flags & NODE_SOURCE) && L->out->nkids > before)
        L->out->kids[before]->flags |= NODE_SOURCE;
}
