/* build_call.c: calls, in the convention that ssa.h states. */
#include "ssa/build.h"

enum { ITAB_FUN = 24 }; /* offset of GoItab.fun */

typedef struct Args { VEC(Value *) list; ResultVec results; VEC(Type *) scalars; } Args;

static void push(Build *B, Args *a, Value *v)
{
    vec_push(B->f->arena, &a->list, v);
}

static void add_result_type(Build *B, Args *a, Type *t)
{
    SsaPart parts[SSA_MAX_PARTS];
    Result r = {.type = t};
    r.val.n = ssa_parts(t, parts);
    if (r.val.n < 0)
        push(B, a, r.addr = build_local_addr(B, build_temp(B, t)));
    for (int i = 0; i < r.val.n; i++)
        vec_push(B->f->arena, &a->scalars, parts[i].type);
    vec_push(B->f->arena, &a->results, r);
}

static void add_results(Build *B, Args *a, Type *t)
{
    if (!t)
        return;
    if (t->kind != TY_TUPLE) {
        add_result_type(B, a, t);
        return;
    }
    for (uint32_t i = 0; i < t->tuple.vars.len; i++)
        add_result_type(B, a, t->tuple.vars.p[i]->type);
}

static void add_argument(Build *B, Args *a, Node *n)
{
    if (build_ssaable(n->type)) {
        Val v = build_expr(B, n);
        for (int i = 0; i < v.n; i++)
            push(B, a, v.v[i]);
        return;
    }
    Value *copy = build_local_addr(B, build_temp(B, n->type));
    if (n->op == IR_ZERO)
        build_zero(B, n->type, copy);
    else
        build_move(B, n->type, copy, build_value_addr(B, n));
    push(B, a, copy);
}

/* The call of op with the leading arguments x, y (may be NULL), then those of a. */
static Value *emit(Build *B, SsaOp op, Value *x, Value *y, Args *a, SsaCall *call)
{
    Value *v = build0(B, op, ssa_mem_type);
    v->aux = call;
    call->results = a->scalars.p;
    call->nresults = a->scalars.len;
    if (x)
        ssa_add_arg(B->f, v, x);
    if (y)
        ssa_add_arg(B->f, v, y);
    for (uint32_t i = 0; i < a->list.len; i++)
        ssa_add_arg(B->f, v, a->list.p[i]);
    ssa_add_arg(B->f, v, build_mem(B));
    build_set_mem(B, v);
    return v;
}

static void select_results(Build *B, Args *a, Value *call)
{
    uint32_t k = 0;
    SsaPart parts[SSA_MAX_PARTS];
    for (uint32_t i = 0; i < a->results.len; i++) {
        Result *r = &a->results.p[i];
        ssa_parts(r->type, parts);
        for (int j = 0; j < r->val.n; j++) {
            r->val.v[j] = build1(B, OP_SelectN, a->scalars.p[k], call);
            r->val.v[j]->auxint = k++;
            r->val.v[j]->nonneg = parts[j].length;
        }
    }
}

static void call_iface(Build *B, Node *n, Args *a, SsaCall *call)
{
    Val recv = build_expr(B, n->kids[0]);
    push(B, a, recv.v[1]);
    for (uint32_t i = 1; i < n->nkids; i++)
        add_argument(B, a, n->kids[i]);
    Value *tab = build_nilcheck(B, recv.v[0]);
    Value *slot = build_offset(B, tab, ITAB_FUN + 8 * n->aux.index);
    Value *code = build_load1(B, type_basic[TY_UNSAFE_POINTER], slot, 0);
    select_results(B, a, emit(B, OP_InterCall, code, NULL, a, call));
}

static void call_plain(Build *B, Node *n, Args *a, SsaCall *call)
{
    Node *x = n->kids[0];
    Value *fv = x->op == IR_FUNC ? NULL : build_scalar(B, x);
    for (uint32_t i = 1; i < n->nkids; i++)
        add_argument(B, a, n->kids[i]);
    Value *v;
    if (fv) {
        fv = build_nilcheck(B, fv);
        Value *code = build_load1(B, type_basic[TY_UNSAFE_POINTER], fv, 0);
        v = emit(B, OP_ClosureCall, code, fv, a, call);
    } else {
        call->fn = x->aux.func;
        v = emit(B, OP_StaticCall, NULL, NULL, a, call);
    }
    select_results(B, a, v);
}

static void call_rt(Build *B, Node *n, Args *a, SsaCall *call)
{
    call->rt = (RtId)n->aux.index;
    call->noreturn = rt_noreturn[call->rt];
    for (uint32_t i = 0; i < n->nkids; i++)
        add_argument(B, a, n->kids[i]);
    Value *v = emit(B, OP_RtCall, NULL, NULL, a, call);
    select_results(B, a, v);
}

ResultVec build_call(Build *B, Node *n)
{
    Args a = {0};
    Pos saved = B->pos;
    if (n->pos)
        B->pos = n->pos;
    if (build_intrinsic(B, n, &a.results)) {
        B->pos = saved;
        return a.results;
    }
    SsaCall *call = NEW(B->f->arena, SsaCall);
    add_results(B, &a, n->type);
    if (n->op == IR_CALLIFACE)
        call_iface(B, n, &a, call);
    else if (n->op == IR_CALLRT)
        call_rt(B, n, &a, call);
    else
        call_plain(B, n, &a, call);
    if (call->noreturn)
        build_exit(B);
    B->pos = saved;
    return a.results;
}

void build_rt(Build *B, RtId id, int nargs, ...)
{
    Args a = {0};
    va_list ap;
    va_start(ap, nargs);
    for (int i = 0; i < nargs; i++)
        push(B, &a, va_arg(ap, Value *));
    va_end(ap);
    SsaCall *call = NEW(B->f->arena, SsaCall);
    call->rt = id;
    call->noreturn = rt_noreturn[id];
    emit(B, OP_RtCall, NULL, NULL, &a, call);
    if (call->noreturn)
        build_exit(B);
}
