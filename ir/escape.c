/* escape.c: what is captured by value, and which variables and allocations must live in the heap.
 *
 * A variable whose address is taken, or that a closure refers to, lives in the heap unless the
 * analysis shows that no address outlives it. */
#include "ir/lower.h"

/* ---- facts about variables: address taken, assigned again ---- */

static Name *base_name(Node *n)
{
    while (n->op == IR_FIELD || n->op == IR_CONVNOP ||
           (n->op == IR_INDEX && lower_kind(n->kids[0]->type) == TY_ARRAY))
        n = n->kids[0];
    return n->op == IR_NAME && n->aux.name->cls != NAME_GLOBAL ? ir_root_name(n->aux.name) : NULL;
}

static void note_assigned(Node *lhs)
{
    Name *n = lhs ? base_name(lhs) : NULL;
    if (n)
        n->reassigned = true;
}

static void note_facts(Node *n, void *ctx)
{
    (void)ctx;
    uint32_t count = 0;
    Name *a;
    switch ((int)n->op) {
    case IR_ADDR:
        a = base_name(n->kids[0]);
        if (a)
            a->addrtaken = true;
        return;
    case IR_ASSIGN: case IR_ASSIGNOP: count = 1; break;
    case IR_AS2: count = (uint32_t)n->aux.index; break;
    case IR_AS2CALL: count = n->nkids - 1; break;
    case IR_AS2OK: count = 2; break;
    case IR_RANGE:
        if (!(n->flags & NODE_PERITER)) {
            note_assigned(n->kids[0]);
            note_assigned(n->kids[1]);
        }
        return;
    default: return;
    }
    if (!(n->flags & NODE_DEF) || n->op == IR_ASSIGNOP)
        for (uint32_t i = 0; i < count; i++)
            note_assigned(n->kids[i]);
}

static void clear_facts(NameVec *v, bool result)
{
    for (uint32_t i = 0; i < v->len; i++) {
        v->p[i]->addrtaken = false;
        v->p[i]->reassigned = result;
    }
}

enum { MAX_BYVAL = 128 };

/* As gc: a variable that is assigned once and is not large is captured by value. */
static void choose_capture(Func *f)
{
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *c = f->captured.p[i], *r = ir_root_name(c);
        if (!c->outer) {
            c->byval = true; /* the receiver of a bound method */
            continue;
        }
        c->byval = !r->reassigned && !r->addrtaken && types_size(r->type) <= MAX_BYVAL;
    }
}

static void by_reference_is_address(Func *f)
{
    for (uint32_t i = 0; i < f->captured.len; i++)
        if (!f->captured.p[i]->byval)
            ir_root_name(f->captured.p[i])->addrtaken = true;
}

static void to_heap(NameVec *v)
{
    for (uint32_t i = 0; i < v->len; i++)
        if (v->p[i]->addrtaken)
            v->p[i]->heap = true;
}

static bool wanted(const Func *f)
{
    return f->body && !f->desugared && !f->generic;
}

void ir_escape(IrPackage *p)
{
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i])) {
            clear_facts(&p->funcs.p[i]->params, false);
            clear_facts(&p->funcs.p[i]->results, true);
            clear_facts(&p->funcs.p[i]->locals, false);
        }
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i]))
            ir_walk(p->funcs.p[i]->body, note_facts, NULL);
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i]))
            choose_capture(p->funcs.p[i]);
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i]))
            by_reference_is_address(p->funcs.p[i]);
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i])) {
            to_heap(&p->funcs.p[i]->params);
            to_heap(&p->funcs.p[i]->results);
            to_heap(&p->funcs.p[i]->locals);
        }
}
