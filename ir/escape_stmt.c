/* escape_stmt.c: where statements and calls let values flow. */
#include "ir/escape.h"

#include <string.h>

/* ---- calls ---- */

bool esc_in_batch(Esc *e, Func *f)
{
    for (uint32_t i = 0; i < e->funcs.len; i++)
        if (e->funcs.p[i] == f)
            return true;
    return false;
}

/* A tag has a letter for the heap and for each result: 'a' + dereferences, '.' for no flow. */
static Hole tag_hole(Esc *e, const char *tag, Hole *results, int nresults)
{
    if (!tag)
        return esc_heap(e);
    Hole k = esc_discard(e);
    for (int i = 0; tag[i]; i++) {
        if (tag[i] == '.')
            continue;
        Hole to = i == 0 ? esc_heap(e)
                         : i - 1 < nresults ? results[i - 1] : esc_discard(e);
        if (to.dst != &e->blank)
            k = esc_tee(e, k, esc_shift(to, tag[i] - 'a'));
    }
    return k;
}

/* What a local variable is known to hold: it is set once, where it is declared. */
Node *esc_static_value(Node *n)
{
    while (n->op == IR_NAME && n->aux.name->cls != NAME_GLOBAL) {
        Name *v = ir_root_name(n->aux.name);
        if (!v->def || v->reassigned || v->addrtaken || v->def->op != IR_ASSIGN)
            return n;
        n = v->def->kids[1];
    }
    return n;
}

static Func *static_callee(Node *call)
{
    Node *f = call->op == IR_CALL ? esc_static_value(call->kids[0]) : NULL;
    if (f && (f->op == IR_FUNC || f->op == IR_CLOSURE))
        return f->aux.func;
    return NULL;
}

static uint32_t param_count(const Func *f)
{
    if (f->params.len || !f->sig)
        return f->params.len;
    return f->sig->sig.params.len + (f->sig->sig.recv ? 1 : 0);
}

Hole esc_argument(Esc *e, Func *f, uint32_t i, Hole *results, int nresults)
{
    if (!f)
        return esc_heap(e);
    if (i >= param_count(f)) /* functions of other packages may not have variables for them */
        return esc_heap(e);
    if (!f->body && !f->esc_tags && f->noescape)
        return esc_discard(e);
    ir_need_insides(f);
    if (esc_in_batch(e, f))
        return esc_hole(esc_of(e, f->params.p[i]));
    /* a function without a body: nothing is known, unless it promises to keep nothing */
    const char *tag = f->noescape ? "" : f->esc_tags ? f->esc_tags[i] : NULL;
    return tag_hole(e, tag, results, nresults);
}

static bool keeps_nothing(const Node *call)
{
    return call->op == IR_CALLRT && call->aux.index != RT_newproc && call->aux.index != RT_deferproc &&
           call->aux.index != RT_gopanic;
}

static void many_values(Esc *e, Hole *ks, uint32_t count, Node *call);

static void spread_argument(Esc *e, Node *a)
{
    uint32_t count = a->type->tuple.vars.len;
    Hole *ks = NEW_ARRAY(perm, Hole, count + 1);
    for (uint32_t i = 0; i < count; i++)
        ks[i] = esc_heap(e);
    many_values(e, ks, count, a);
}

/* later: the operands also go to later_k, where a go or defer statement keeps them. */
void esc_call(Esc *e, Hole *results, int nresults, Node *call, bool later, Hole later_k)
{
    Func *f = static_callee(call);
    if (f && esc_in_batch(e, f))
        for (int i = 0; i < nresults && i < (int)f->results.len; i++)
            esc_flow(e, results[i], esc_of(e, f->results.p[i]));
    uint32_t first = call->op == IR_CALL ? 1 : 0;
    if (first && later)
        esc_expr(e, later_k, call->kids[0]);
    else if (first)
        esc_drop(e, call->kids[0]);
    bool saved = e->uintptrs_escape;
    e->uintptrs_escape = f && ir_uintptrs_escape(f);
    for (uint32_t i = first; i < call->nkids; i++) {
        Node *a = call->kids[i];
        if (!a)
            continue;
        Hole k = keeps_nothing(call) ? esc_discard(e)
                                     : esc_argument(e, f, i - first, results, nresults);
        if (a->type && a->type->kind == TY_TUPLE) { /* f(g()) */
            spread_argument(e, a);
            continue;
        }
        k = later ? esc_tee(e, k, later_k) : k;
        esc_expr(e, esc_note(e, k, call, "call parameter"), a);
    }
    e->uintptrs_escape = saved;
}

static Node *skip_seq(Esc *e, Node *n)
{
    for (; n->op == IR_SEQ; n = n->kids[1])
        esc_stmt(e, n->kids[0]);
    return n;
}

static void go_defer(Esc *e, Node *n)
{
    Node *call = n->kids[0];
    if (call->op == IR_EXPRSTMT)
        call = call->kids[0];
    call = skip_seq(e, call);
    bool once = n->op == IR_DEFER && e->loop_depth == 1 && !(n->nkids > 1 && n->kids[1]);
    Hole k = once ? esc_discard(e) : esc_heap(e);
    if (call->op == IR_CALL || call->op == IR_CALLIFACE || call->op == IR_CALLRT) {
        esc_call(e, NULL, 0, call, !once, k);
        return;
    }
    for (uint32_t i = 0; i < call->nkids; i++)
        if (call->kids[i])
            esc_expr(e, call->op == IR_PANIC ? esc_heap(e) : k, call->kids[i]);
}

/* ---- assignments ---- */

static void declare(Esc *e, Name *n)
{
    esc_of(e, n)->loop_depth = e->loop_depth;
}

static Hole target(Esc *e, Node *lhs, bool def)
{
    if (def && lhs->op == IR_NAME)
        declare(e, lhs->aux.name);
    return esc_place(e, lhs);
}

static Pos leftmost(const Node *n)
{
    while (n->nkids && n->kids[0] && n->kids[0]->pos && n->kids[0]->pos <= n->pos)
        n = n->kids[0];
    return n->pos;
}

static Node *through_pointer(Node *n)
{
    while (n->op == IR_FIELD && n->kids[0]->op == IR_FIELD)
        n = n->kids[0];
    if (n->op == IR_FIELD)
        n = n->kids[0];
    return n->op == IR_DEREF && n->kids[0]->op == IR_NAME ? n->kids[0] : NULL;
}

static bool same_safe(Node *x, Node *y)
{
    if (x->op != y->op || x->nkids != y->nkids)
        return false;
    if (x->op == IR_NAME)
        return x->aux.name == y->aux.name;
    if (x->op != IR_FIELD && x->op != IR_DEREF && x->op != IR_ADDR && x->op != IR_CONVNOP)
        return false;
    return (x->op != IR_FIELD || x->aux.index == y->aux.index) && same_safe(x->kids[0], y->kids[0]);
}

/* p.x = p.y, p.x = p.x[i:j]: nothing flows that was not there */
static bool is_self_assign(Node *dst, Node *src)
{
    if (src->op == IR_SLICE && src->kids[0]->op != IR_ADDR) {
        Node *p = through_pointer(dst), *q = through_pointer(src->kids[0]);
        if (p && q && p->aux.name == q->aux.name)
            return true;
    }
    if (dst->op != src->op)
        return false;
    if (dst->op == IR_INDEX)
        return dst->kids[1]->op <= IR_NAME && src->kids[1]->op <= IR_NAME &&
               same_safe(dst->kids[0], src->kids[0]);
    return dst->op == IR_FIELD && same_safe(dst->kids[0], src->kids[0]);
}

static void assign(Esc *e, Node *n, Node *lhs, Node *rhs, const char *why)
{
    if (esc_is_header_data(lhs) && lhs->kids[0]->op == IR_DEREF) {
        esc_drop(e, lhs);
        esc_unsafe_value(e, esc_note(e, esc_heap(e), n, why), rhs);
        return;
    }
    if (rhs->op == IR_CONVERT && (rhs->flags & NODE_IMPLICIT) && !(n->flags & NODE_DEF))
        rhs->pos = leftmost(lhs); /* gc counts it to the statement */
    Hole k = esc_note(e, target(e, lhs, n->flags & NODE_DEF), n, why);
    if (is_self_assign(lhs, rhs)) {
        if (e->m)
            diag_note(e->inlined_at ? e->inlined_at : n->pos, "%s ignoring self-assignment in %s",
                      e->fn->name->s, ir_go_text(n));
        k = esc_discard(e);
    }
    esc_expr(e, k, rhs);
}

static void as2(Esc *e, Node *n)
{
    uint32_t count = (uint32_t)n->aux.index;
    for (uint32_t i = 0; i < count; i++)
        assign(e, n, n->kids[i], n->kids[count + i], "assign-pair");
}

/* The values of a many-valued call. */
static void many_values(Esc *e, Hole *ks, uint32_t count, Node *call)
{
    call = skip_seq(e, call);
    if (call->op != IR_INLCALL) {
        esc_call(e, ks, (int)count, call, false, esc_discard(e));
        return;
    }
    esc_inlined_body(e, call);
    for (uint32_t i = 0; i < count; i++)
        esc_expr(e, ks[i], call->kids[i + 1]);
}

static void as2call(Esc *e, Node *n)
{
    uint32_t count = n->nkids - 1;
    Hole *ks = NEW_ARRAY(perm, Hole, count + 1);
    for (uint32_t i = 0; i < count; i++)
        ks[i] = esc_note(e, target(e, n->kids[i], n->flags & NODE_DEF), n, "assign-pair-func-call");
    many_values(e, ks, count, n->kids[count]);
}

static void as2ok(Esc *e, Node *n)
{
    Hole k = target(e, n->kids[0], n->flags & NODE_DEF);
    target(e, n->kids[1], n->flags & NODE_DEF);
    Node *z = n->kids[2];
    if (z->op == IR_TYPEASSERT)
        esc_expr(e, esc_note(e, k, n, "assign-pair-dot-type"), z);
    else
        esc_drop(e, z);
}

static void return_stmt(Esc *e, Node *n)
{
    NameVec *rs = &e->fn->results;
    if (n->nkids == 1 && n->kids[0]->type && n->kids[0]->type->kind == TY_TUPLE) {
        Hole *ks = NEW_ARRAY(perm, Hole, rs->len);
        for (uint32_t i = 0; i < rs->len; i++)
            ks[i] = esc_hole(esc_of(e, rs->p[i]));
        many_values(e, ks, rs->len, n->kids[0]);
        return;
    }
    for (uint32_t i = 0; i < n->nkids && i < rs->len; i++)
        esc_expr(e, esc_note(e, esc_hole(esc_of(e, rs->p[i])), n, "return"), n->kids[i]);
}

/* ---- control ---- */

static void range(Esc *e, Node *n)
{
    Node *x = n->kids[2];
    EscLoc *tmp = esc_new(e, NULL, NULL);
    esc_expr(e, esc_hole(tmp), x);
    bool fresh = n->flags & NODE_PERITER;
    if (fresh)
        e->loop_depth++;
    for (int i = 0; i < 2; i++)
        if (n->kids[i])
            target(e, n->kids[i], true);
    if (!fresh)
        e->loop_depth++;
    if (n->kids[1] && n->kids[1]->op == IR_NAME) {
        Hole k = esc_note(e, esc_place(e, n->kids[1]), n, "range");
        if (lower_kind(x->type) != TY_ARRAY)
            k = esc_deref(e, k, n, "range-deref");
        esc_flow(e, k, tmp);
    }
    esc_stmt(e, n->kids[3]);
    e->loop_depth--;
}

static void type_switch(Esc *e, Node *n)
{
    Hole all = esc_discard(e);
    for (uint32_t i = 1; i < n->nkids; i++) {
        Node *c = n->kids[i];
        Name *v = c->aux.name;
        if (!v)
            continue;
        declare(e, v);
        Hole k = esc_note(e, esc_hole(esc_of(e, v)), n, "switch case");
        if (!types_is_interface(v->type) && !lower_is_pointer_shaped(v->type))
            k = esc_deref(e, k, n, "switch case");
        if (types_has_pointers(v->type) || k.derefs > 0)
            all = esc_tee(e, all, k);
    }
    esc_expr(e, all, n->kids[0]);
    for (uint32_t i = 1; i < n->nkids; i++)
        esc_stmt(e, n->kids[i]->kids[0]);
}

static void switch_stmt(Esc *e, Node *n)
{
    esc_drop(e, n->kids[0]);
    for (uint32_t i = 1; i < n->nkids; i++) {
        for (uint32_t j = 1; j < n->kids[i]->nkids; j++)
            esc_drop(e, n->kids[i]->kids[j]);
        esc_stmt(e, n->kids[i]->kids[0]);
    }
}

static void for_stmt(Esc *e, Node *n)
{
    e->loop_depth++;
    esc_drop(e, n->kids[0]);
    esc_stmt(e, n->kids[1]);
    esc_stmt(e, n->kids[2]);
    e->loop_depth--;
}

static void kid_stmts(Esc *e, Node *n)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        esc_stmt(e, n->kids[i]);
}

static void op_assign(Esc *e, Node *n)
{
    Hole k = esc_place(e, n->kids[0]); /* once: a second walk would forget that a map keeps its key */
    if (n->aux.index == IR_ADD && lower_kind(n->kids[0]->type) == TY_STRING)
        esc_flow(e, esc_addr(e, k, n, "spill"), esc_new(e, NULL, NULL));
    esc_drop(e, n->kids[1]);
}

void esc_stmt(Esc *e, Node *n)
{
    if (!n)
        return;
    switch ((int)n->op) {
    case IR_BLOCK: case IR_INLINED: {
        int depth = e->loop_depth; /* a label raises it up to the end of its block */
        kid_stmts(e, n);
        e->loop_depth = depth;
        return;
    }
    case IR_DCL:
        declare(e, n->aux.name);
        return;
    case IR_LABEL:
        if (map_get(&e->looping, n->aux.sym))
            e->loop_depth++;
        return;
    case IR_ASSIGN:
        assign(e, n, n->kids[0], n->kids[1], n->flags & NODE_IMPLICIT ? "assign-pair" : "assign");
        return;
    case IR_AS2:
        as2(e, n);
        return;
    case IR_AS2CALL:
        as2call(e, n);
        return;
    case IR_AS2OK:
        as2ok(e, n);
        return;
    case IR_ASSIGNOP:
        op_assign(e, n);
        return;
    case IR_SEND:
        esc_drop(e, n->kids[0]);
        esc_expr(e, esc_note(e, esc_heap(e), n, "send"), n->kids[1]);
        return;
    case IR_IF:
        esc_drop(e, n->kids[0]);
        esc_stmt(e, n->kids[1]);
        esc_stmt(e, n->kids[2]);
        return;
    case IR_FOR:
        for_stmt(e, n);
        return;
    case IR_RANGE:
        range(e, n);
        return;
    case IR_SWITCH:
        switch_stmt(e, n);
        return;
    case IR_TYPESWITCH:
        type_switch(e, n);
        return;
    case IR_SELECT:
        kid_stmts(e, n);
        return;
    case IR_COMM:
        esc_stmt(e, n->kids[0]);
        esc_stmt(e, n->kids[1]);
        return;
    case IR_RETURN:
        return_stmt(e, n);
        return;
    case IR_GO: case IR_DEFER:
        go_defer(e, n);
        return;
    case IR_PANIC:
        if (n->kids[0]->op == IR_CONVERT && (n->kids[0]->flags & NODE_IMPLICIT))
            n->kids[0]->pos = n->pos;
        esc_expr(e, esc_note(e, esc_heap(e), n, "call parameter"), n->kids[0]);
        return;
    case IR_BREAK: case IR_CONTINUE: case IR_GOTO: case IR_FALLTHROUGH: case IR_UNREACHABLE:
        return;
    case IR_EXPRSTMT: case IR_PRINT: case IR_PRINTLN: case IR_DELETE: case IR_CLEAR: case IR_CLOSE:
    case IR_KEEPALIVE: case IR_CHECKNIL:
        for (uint32_t i = 0; i < n->nkids; i++)
            esc_drop(e, n->kids[i]);
        return;
    default:
        esc_drop(e, n);
    }
}
