/* desugar_defer.c: function literals, bound methods, go and defer. */
#include <stddef.h>

#include "abi/layout.h"
#include "ir/lower.h"

/* func literal   =>   c := &struct{F uintptr; x T; y *U}{code, x, &y} */
Node *lower_closure(Lower *L, Node *n)
{
    Func *f = n->aux.func;
    if (f->captured.len == 0) {
        Node *v = ir_node(IR_FUNC, n->pos, n->type, 0);
        v->aux.func = f;
        return v;
    }
    f->needs_context = true;
    NodeVec values = {0};
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *c = f->captured.p[i];
        Node *v = c->byval ? lower_name(L, n->pos, c->outer) : lower_name_addr(L, n->pos, c->outer);
        vec_push(perm, &values, lower_nop(n->pos, c->byval ? c->type : lower_ptr_to(c->type), v));
    }
    return lower_closure_struct(L, n->pos, f, &values, n->type, n->flags & NODE_STACK);
}

/* x.m   =>   c := &struct{F uintptr; x T}{code of T.m-fm, x} */
Node *lower_method_value(Lower *L, Node *n)
{
    Node *x = n->kids[0];
    Func *f = ir_bound_method(x->type, n->aux.obj);
    f->needs_context = true;
    x = lower_safe(L, lower_expr(L, x));
    if (types_is_interface(x->type)) /* a nil interface panics now */
        lower_emit(L, ir_node(IR_CHECKNIL, n->pos, NULL, 1,
                              ir_node(IR_IFACETAB, n->pos, T_POINTER, 1, ir_clone(x))));
    NodeVec values = {0};
    vec_push(perm, &values, x);
    return lower_closure_struct(L, n->pos, f, &values, n->type, n->flags & NODE_STACK);
}

/* ---- thunks ---- */

Func *lower_new_thunk(const char *suffix, Func *outer, Pos pos, Type *sig)
{
    Func *f = NEW(perm, Func);
    f->kind = FUNC_WRAPPER;
    int k = ++outer->ntemps;
    f->linksym = sym_printf("%s.%s%d", outer->linksym->s, suffix, k);
    f->name = sym_printf("%s.%s%d", outer->name->s, suffix, k);
    f->pkg = outer->pkg;
    f->sig = sig;
    f->pos = f->end = pos;
    f->wrapper = f->desugared = f->needs_context = true;
    f->dupok = outer->dupok;
    f->outer = outer;
    f->body = ir_block(pos);
    return f;
}

static Type *plain_func_type(void)
{
    ObjVec none = {0};
    return types_new_signature(NULL, none, none, false);
}

/* What a deferred call needs: its operands, evaluated now, and the call with them replaced. */
typedef struct Thunk {
    Lower *L;
    Func *fn;
    NodeVec values, kept; /* kept: pointers that the call gets as uintptr */
    Type *st;
    Node *call;
} Thunk;

static Node *captured_operand(Thunk *t, Pos pos, uint32_t i)
{
    Node *ctx = ir_node(IR_CLOSUREPTR, pos, lower_ptr_to(t->st), 0);
    return lower_field(pos, lower_deref(pos, t->st, ctx), (int)i + 1);
}

static bool stays(const Node *x)
{
    return x->op == IR_FUNC || x->op == IR_CONST || x->op == IR_NIL || x->op == IR_ZERO;
}

/* The operands are evaluated here (spec "Defer statements"). */
static void evaluate_operands(Thunk *t, Node *call)
{
    Lower *L = t->L;
    NodeVec kids = {0};
    for (uint32_t i = 0; i < call->nkids; i++) {
        Node *k = call->kids[i];
        if (i > 0 && lower_keeps(call))
            k = lower_keep_pointer(L, k, &t->kept);
        vec_push(perm, &kids, k ? lower_value(L, k) : NULL);
    }
    t->call = ir_node_v((IrOp)call->op, call->pos, call->type, &kids);
    t->call->aux = call->aux;
    t->call->flags = call->flags;
    if (call->op == IR_CALLIFACE) /* a nil interface panics now */
        lower_emit(L, ir_node(IR_CHECKNIL, call->pos, NULL, 1,
                              ir_node(IR_IFACETAB, call->pos, T_POINTER, 1, ir_clone(kids.p[0]))));
}

/* func() { call(captured operands) } */
static void tree_thunk(Thunk *t, const char *suffix)
{
    Node *call = t->call;
    Pos pos = call->pos;
    t->fn = lower_new_thunk(suffix, t->L->fn, pos, plain_func_type());
    TypeVec types = {0};
    for (uint32_t i = 0; i < call->nkids; i++)
        if (call->kids[i] && !stays(call->kids[i])) {
            vec_push(perm, &t->values, call->kids[i]);
            vec_push(perm, &types, call->kids[i]->type);
        }
    for (uint32_t i = 0; i < t->kept.len; i++) {
        vec_push(perm, &t->values, ir_clone(t->kept.p[i]));
        vec_push(perm, &types, T_POINTER);
    }
    t->st = lower_closure_type(&types);
    uint32_t at = 0;
    Node *inner = ir_clone(call);
    for (uint32_t i = 0; i < call->nkids; i++)
        if (call->kids[i] && !stays(call->kids[i]))
            inner->kids[i] = captured_operand(t, pos, at++);
    t->fn->has_recover = inner->op == IR_RECOVER; /* the runtime knows what the wrapper stands for */
    Lower sub = {.pkg = t->L->pkg, .fn = t->fn, .out = t->fn->body};
    lower_stmt(&sub, inner->op == IR_COPY || inner->op == IR_RECOVER ? ir_node(IR_EXPRSTMT, pos, NULL, 1, inner) : inner);
    for (uint32_t i = 0; i < t->kept.len; i++)
        lower_emit(&sub, ir_node(IR_KEEPALIVE, pos, NULL, 1, captured_operand(t, pos, at++)));
    lower_emit(&sub, ir_node(IR_RETURN, pos, NULL, 0));
    vec_push(perm, &t->L->pkg->funcs, t->fn);
}

static bool is_call(const Node *x)
{
    return x->op == IR_CALL || x->op == IR_CALLIFACE || x->op == IR_CALLRT;
}

/* A func() called without arguments is deferred as it is. */
static Node *plain_callee(Lower *L, Node *call, bool stack)
{
    if (call->op != IR_CALL || call->nkids != 1)
        return NULL;
    Type *sig = types_under(call->kids[0]->type);
    if (sig->sig.results.len > 0)
        return NULL;
    if (call->kids[0]->op == IR_CLOSURE && stack)
        call->kids[0]->flags |= NODE_STACK;
    return lower_value(L, call->kids[0]);
}

static Node *deferred_closure(Lower *L, Node *call, const char *suffix, bool stack)
{
    Node *f = plain_callee(L, call, stack);
    if (f)
        return f;
    if (!is_call(call) && call->op != IR_BLOCK && call->op != IR_PANIC && call->op != IR_RECOVER &&
               call->op != IR_PRINT && call->op != IR_PRINTLN && call->op != IR_CLOSE &&
               call->op != IR_DELETE && call->op != IR_CLEAR && call->op != IR_COPY) {
        diag_unsupported(call->pos, "go or defer of this builtin");
        return ir_nil(call->pos, plain_func_type());
    }
    Thunk t = {.L = L};
    evaluate_operands(&t, call);
    tree_thunk(&t, suffix);
    Type *ft = t.fn->sig;
    if (t.values.len == 0) {
        t.fn->needs_context = false;
        Node *v = ir_node(IR_FUNC, call->pos, ft, 0);
        v->aux.func = t.fn;
        return v;
    }
    return lower_closure_struct(L, call->pos, t.fn, &t.values, ft, stack);
}

/* ---- records in the frame ---- */

enum { MAX_DEFERRED_CALLS = 16 }; /* at all returns together; beyond, the runtime runs what is deferred */

static Node *frame_of(Pos pos) { return ir_node(IR_DEFERFRAME, pos, T_POINTER, 0); }

/* *(*t)(base + off) */
static Node *word(Pos pos, Type *t, Node *base, size_t off)
{
    return lower_deref(pos, t, lower_bin(IR_UNSAFEADD, pos, T_POINTER, base, ir_int(pos, (int64_t)off)));
}

static Node *newest_record(Pos pos)
{
    return word(pos, T_UINTPTR, frame_of(pos), offsetof(DeferFrame, records));
}

static Node *record_of(Pos pos, Name *r) { return lower_as_pointer(lower_addr(ir_name(pos, r))); }

/* r.link, r.fn = frame.records, fn; frame.records = &r
 * The stores are of words: all of this lies in the frame. */
static void push_record(Lower *L, Pos pos, Node *fn)
{
    Name *r = ir_temp(L->fn, pos, types_new_array(T_UINTPTR, sizeof(DeferRecord) / 8));
    r->volatile_ = true;
    r->defer_record = true;
    lower_assign(L, pos, word(pos, T_UINTPTR, record_of(pos, r), offsetof(DeferRecord, link)),
                 newest_record(pos));
    lower_assign(L, pos, word(pos, T_UINTPTR, record_of(pos, r), offsetof(DeferRecord, fn)),
                 lower_nop(pos, T_UINTPTR, lower_as_pointer(fn)));
    lower_assign(L, pos, newest_record(pos), lower_nop(pos, T_UINTPTR, record_of(pos, r)));
    vec_push(perm, &L->records, r);
}

/* if frame.records == &r { frame.records = r.link; r.fn() } */
static void run_record(Lower *L, Pos pos, Name *r)
{
    Node *saved = lower_begin(L);
    lower_assign(L, pos, newest_record(pos),
                 word(pos, T_UINTPTR, record_of(pos, r), offsetof(DeferRecord, link)));
    Node *fn = word(pos, plain_func_type(), record_of(pos, r), offsetof(DeferRecord, fn));
    lower_emit(L, ir_node(IR_EXPRSTMT, pos, NULL, 1, ir_node(IR_CALL, pos, NULL, 1, fn)));
    Node *run = lower_end(L, saved);
    lower_if(L, pos, lower_bin(IR_EQ, pos, T_BOOL, newest_record(pos),
                               lower_nop(pos, T_UINTPTR, record_of(pos, r))),
             run, NULL, NODE_LIKELY);
}

/* The records of the statements before this return, newest first, as above; then
 *   if frame.records != 0 { rt_deferreturn(frame) } else { g.defers = frame.link }
 * Other records (of statements that may run more than once) may lie between and behind them. */
void lower_deferreturn(Lower *L, Pos pos)
{
    if (!L->fn->has_defer)
        return;
    L->deferred_calls += L->records.len;
    if (L->records.len == 0 || L->deferred_calls > MAX_DEFERRED_CALLS) {
        lower_rt(L, pos, RT_deferreturn, NULL, 1, frame_of(pos));
        return;
    }
    for (uint32_t i = L->records.len; i-- > 0;)
        run_record(L, pos, L->records.p[i]);
    Node *saved = lower_begin(L);
    lower_rt(L, pos, RT_deferreturn, NULL, 1, frame_of(pos));
    Node *rest = lower_end(L, saved);
    saved = lower_begin(L);
    lower_assign(L, pos, word(pos, T_UINTPTR, ir_node(IR_CURRENTG, pos, T_POINTER, 0), G_DEFERS_OFFSET),
                 word(pos, T_UINTPTR, frame_of(pos), offsetof(DeferFrame, link)));
    lower_if(L, pos, lower_bin(IR_NE, pos, T_BOOL, newest_record(pos), ir_intt(pos, T_UINTPTR, 0)), rest,
             lower_end(L, saved), NODE_UNLIKELY);
}

/* go f(x)      =>   rt_newproc(func() { f(x') })
 * defer f(x)   =>   rt_deferproc(frame, func() { f(x') })
 * The record and the closure stand in the frame if the statement cannot run more than once. */
void lower_go_defer(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *call = n->kids[0];
    if (call->op == IR_EXPRSTMT)
        call = call->kids[0];
    call = lower_skip_seq(L, call);
    if (n->op == IR_GO) {
        Node *f = deferred_closure(L, call, "gowrap", false);
        lower_rt(L, pos, RT_newproc, NULL, 1, lower_as_pointer(f));
        return;
    }
    Node *frame = n->nkids > 1 && n->kids[1] ? lower_as_pointer(lower_expr(L, n->kids[1])) : NULL;
    bool once = L->loop_depth == 0 && !L->fn->has_goto && !frame;
    Node *f = deferred_closure(L, call, "deferwrap", once);
    if (once) {
        push_record(L, pos, f);
        return;
    }
    if (!frame)
        frame = ir_node(IR_DEFERFRAME, pos, T_POINTER, 0);
    lower_rt(L, pos, RT_deferproc, NULL, 2, frame, lower_as_pointer(f));
}
