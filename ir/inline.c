/* inline.c: which functions may be inlined, and inlining their calls, callees first. */
#include "ir/callgraph.h"
#include "ir/inline.h"

#include <string.h>

Node *ir_inline_body(Func *f)
{
    return f->inl ? f->inl->body : NULL;
}

int ir_inline_cost(Func *f)
{
    return f->inl ? f->inl->cost : 0;
}

void ir_set_inlinable(Func *f, int cost)
{
    f->inl = NEW(perm, struct InlineInfo);
    f->inl->cost = cost;
    f->inl->body = f->body;
}

/* The function a call is known to reach: a declared one, a literal called on the spot, or the literal
 * that a variable was defined as. */
Func *inline_callee(Node *call)
{
    if (call->op != IR_CALL)
        return NULL;
    Node *f = esc_static_value(call->kids[0]);
    return f->op == IR_FUNC || f->op == IR_CLOSURE ? f->aux.func : NULL;
}

/* ---- may it be inlined? ---- */

static const char *never(Func *f)
{
    if (f->noinline)
        return "marked go:noinline";
    if (f->nocheckptr && ir_current->options->checkptr)
        return "marked go:nocheckptr";
    if (f->obj && f->obj->func.pragma.uintptrkeepalive)
        return "marked as having a keep-alive uintptr argument";
    if (f->has_type && ir_current->options->tree_minor < 20)
        return "unhandled op DCLTYPE";
    if (f->has_defer)
        return "unhandled op DEFER";
    if (f->has_recover)
        return "call to recover";
    return NULL;
}

static bool is_told(const Func *f)
{
    if (f->wrapper)
        return false;
    return f->obj ? f->kind == FUNC_PLAIN || f->kind == FUNC_METHOD
                  : f->kind == FUNC_CLOSURE && f->outer;
}

static const char *signature_text(const Func *f)
{
    const char *sig = ir_type_text(f->sig);
    return f->recv ? arena_printf(perm, "method(%s) %s", ir_type_text(f->recv->type), sig) : sig;
}

static void decide(Func *f, bool recursive)
{
    int m = is_told(f) ? ir_current->options->m_level : 0;
    f->inl = NEW(perm, struct InlineInfo);
    const char *why = recursive ? "recursive" : never(f);
    int cost = 0;
    if (!why)
        cost = inline_cost(f, &why);
    if (!why && cost > INLINE_BUDGET)
        why = arena_printf(perm, "function too complex: cost %d exceeds budget %d", cost,
                           INLINE_BUDGET);
    if (why) {
        if (m >= 2)
            diag_note(ir_func_pos(f), "cannot inline %s: %s", f->name->s, why);
        return;
    }
    if (m >= 2 && f->text)
        diag_note(ir_func_pos(f), "can inline %s with cost %d as: %s { %s }", f->name->s, cost,
                  signature_text(f), f->text);
    else if (m >= 2)
        diag_note(ir_func_pos(f), "can inline %s with cost %d", f->name->s, cost);
    else if (m == 1)
        diag_note(ir_func_pos(f), "can inline %s", f->name->s);
    if (f->kind == FUNC_WRAPPER)
        return;
    f->inl->cost = cost;
    f->inl->body = inline_snapshot(f);
}

/* A literal is looked at when its call is, or after the function around it. */
bool inline_may(Func *f)
{
    if (f->kind == FUNC_CLOSURE && f->body && !f->inl && !f->desugared && !f->generic)
        decide(f, false);
    return ir_inline_body(f) != NULL;
}

/* ---- inlining into a function ---- */

typedef struct Into {
    IrPackage *p;
    Func *caller;
    int max_cost;
    FuncVec active;          /* being expanded */
    Pos outer;               /* the outermost call being expanded: where messages speak of it */
} Into;

static bool is_active(const Into *in, const Func *f)
{
    for (uint32_t i = 0; i < in->active.len; i++)
        if (in->active.p[i] == f)
            return true;
    return f == in->caller;
}

static bool inlinable_here(const Into *in, Func *f)
{
    if (f && f->kind == FUNC_CLOSURE && f->outer != in->caller) /* its variables are elsewhere */
        return false;
    return f && ir_inline_body(f) && ir_inline_cost(f) <= in->max_cost && !is_active(in, f) &&
           in->active.len < 20;
}

static void rewrite(Into *in, Node *n);

/* Literals of the body that was copied are functions of their own. */
static void rewrite_new_literals(Into *in, uint32_t from)
{
    for (uint32_t i = from; i < in->p->funcs.len; i++) {
        Into sub = *in;
        sub.active = (FuncVec){0};
        for (uint32_t k = 0; k < in->active.len; k++)
            vec_push(perm, &sub.active, in->active.p[k]);
        vec_push(perm, &sub.active, in->caller);
        sub.caller = in->p->funcs.p[i];
        if (sub.caller->body && sub.caller->kind == FUNC_CLOSURE)
            rewrite(&sub, sub.caller->body);
    }
}

/* Called on the spot and inlined: nobody else knows the literal. */
static void forget_bodies(Func *f)
{
    f->body = NULL;
    for (uint32_t i = 0; i < f->closures.len; i++)
        forget_bodies(f->closures.p[i]);
}

static void forget_literal(Func *caller, Func *f)
{
    forget_bodies(f);
    for (uint32_t i = 0; i < caller->closures.len; i++)
        if (caller->closures.p[i] == f) {
            caller->closures.p[i] = caller->closures.p[--caller->closures.len];
            return;
        }
}

static const char *callee_text(Node *call, Func *f)
{
    return f->kind == FUNC_CLOSURE ? f->name->s : ir_go_text(call->kids[0]);
}

static Node *rewrite_expr(Into *in, Node *n)
{
    if (!n)
        return NULL;
    rewrite(in, n);
    Func *f = inline_callee(n);
    if (!f || (n->flags & NODE_NOINLINE) || inline_is_intrinsic(f))
        return n;
    ir_need_insides(f);
    if (!inlinable_here(in, f))
        return n;
    if (in->p->options->m_level && is_told(in->caller))
        diag_note(in->outer ? in->outer : n->pos, "inlining call to %s", callee_text(n, f));
    uint32_t nfuncs = in->p->funcs.len;
    bool literal = n->kids[0]->op == IR_CLOSURE;
    Node *r = inline_expand(in->caller, n, f);
    if (literal)
        forget_literal(in->caller, f);
    Pos saved = in->outer;
    if (!saved)
        in->outer = n->pos;
    vec_push(perm, &in->active, f);
    for (uint32_t i = f->params.len; i < r->kids[0]->nkids; i++) /* the arguments are done */
        rewrite(in, r->kids[0]->kids[i]);
    rewrite_new_literals(in, nfuncs);
    in->active.len--;
    in->outer = saved;
    return r;
}

/* The call of a go or defer statement is not the place to run a body. */
static void rewrite(Into *in, Node *n)
{
    bool detached = n->op == IR_GO || n->op == IR_DEFER;
    for (uint32_t i = 0; i < n->nkids; i++) {
        if (detached && i == 0 && n->kids[0])
            rewrite(in, n->kids[0]);
        else
            n->kids[i] = rewrite_expr(in, n->kids[i]);
    }
}

static void count_node(Node *n, void *ctx)
{
    (void)n;
    ++*(int *)ctx;
}

static void inline_into(IrPackage *p, Func *f)
{
    int nodes = 0;
    ir_walk(f->body, count_node, &nodes);
    Into in = {.p = p, .caller = f};
    in.max_cost = nodes > INLINE_BIG_BODY ? INLINE_BIG_COST : INLINE_BUDGET;
    rewrite(&in, f->body);
}

/* ---- callees first ---- */

static bool wanted(const Func *f)
{
    return f->body && !f->desugared && !f->generic && !f->imported;
}

static void with_closures(FuncVec *all, Func *f)
{
    vec_push(perm, all, f);
    for (uint32_t i = 0; i < f->closures.len; i++)
        with_closures(all, f->closures.p[i]);
}

static void inline_component(IrPackage *p, const FuncVec *funcs, bool recursive)
{
    FuncVec all = {0};
    for (uint32_t i = 0; i < funcs->len; i++)
        with_closures(&all, funcs->p[i]);
    for (uint32_t i = 0; i < all.len; i++)
        if (wanted(all.p[i]) && !all.p[i]->inl)
            decide(all.p[i], recursive && all.p[i] == funcs->p[0]);
    for (uint32_t i = 0; i < all.len; i++)
        if (wanted(all.p[i]))
            inline_into(p, all.p[i]);
}

void ir_inline(IrPackage *p)
{
    if (p->options->no_inline || p->options->no_opt)
        return;
    callgraph_bottom_up(p, wanted, inline_component);
}
