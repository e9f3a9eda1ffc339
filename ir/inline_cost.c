/* inline_cost.c: what inlining a function would cost. The unit is a node of gc's tree; where this
 * tree spells out more or less than gc's, the difference is evened out. */
#include "ir/inline.h"

typedef struct Cost { int used; const char *why; Func *f; } Cost;

static void visit(Cost *c, Node *n);

static void kids(Cost *c, Node *n)
{
    for (uint32_t i = 0; i < n->nkids && !c->why; i++)
        if (n->kids[i])
            visit(c, n->kids[i]);
}

static void refuse(Cost *c, const char *op)
{
    c->why = arena_printf(perm, "unhandled op %s", op);
}

static void call(Cost *c, Node *n)
{
    Func *f = inline_callee(n);
    c->used += 1;
    if (f && ir_inline_body(f))
        c->used += ir_inline_cost(f);
    else
        c->used += INLINE_CALL;
    for (uint32_t i = 0; i < n->nkids; i++) {
        Node *k = n->kids[i];
        bool method = i == 0 && k->op == IR_FUNC && k->aux.func->kind == FUNC_METHOD;
        if (!method)
            visit(c, k);
    }
}

/* x := y declares x as a statement of its own. */
static int declared(const Node *n)
{
    if (!(n->flags & NODE_DEF))
        return 0;
    int count = 0;
    for (uint32_t i = 0; i < n->nkids; i++)
        count += n->kids[i] && n->kids[i]->op == IR_NAME && n->kids[i]->aux.name->cls == NAME_AUTO &&
                 i < (n->op == IR_ASSIGN ? 1 : n->nkids / 2);
    return 2 * count;
}

static void field(Cost *c, Node *n)
{
    Node *x = n->kids[0];
    c->used += 1;
    visit(c, x->op == IR_DEREF && (x->flags & NODE_IMPLICIT) ? x->kids[0] : x);
}

static void closure(Cost *c, Node *n)
{
    c->used += 16;
    if (n->aux.func->body)
        visit(c, n->aux.func->body);
}

static void visit(Cost *c, Node *n)
{
    if (c->why)
        return;
    switch ((int)n->op) {
    case IR_CALL: case IR_CALLIFACE:
        call(c, n);
        return;
    case IR_PANIC:
        c->used += 2 - (n->kids[0]->op == IR_CONVERT ? 1 : 0);
        kids(c, n);
        return;
    case IR_RECOVER: c->why = "call to recover"; return;
    case IR_CLOSURE: closure(c, n); return;
    case IR_SELECT: refuse(c, "SELECT"); return;
    case IR_GO: refuse(c, "GO"); return;
    case IR_DEFER: refuse(c, "DEFER"); return;
    case IR_FIELD:
        field(c, n);
        return;
    case IR_BLOCK: case IR_INLINED: case IR_CONVNOP: case IR_EXPRSTMT: case IR_SEQ:
    case IR_METHODVALUE: case IR_SLICELIT:
        kids(c, n);
        return;
    case IR_DCL:
        c->used += 4;
        return;
    case IR_STRUCTLIT:
        for (uint32_t i = 0; i < n->nkids; i++)
            c->used += n->kids[i] != NULL;
        c->used += 1;
        kids(c, n);
        return;
    case IR_ASSIGN: case IR_AS2: case IR_AS2CALL: case IR_AS2OK:
        c->used += 1 + declared(n);
        kids(c, n);
        return;
    default:
        c->used += 1;
        kids(c, n);
    }
}

int inline_cost(Func *f, const char **why)
{
    Cost c = {.f = f};
    visit(&c, f->body);
    *why = c.why;
    return c.used;
}
