/* nilcheckelim.c: removes nil checks of pointers that are known not to be nil.
 *
 * Known is a pointer that has been checked above, was compared with nil on the way, or whose own
 * operation cannot give nil. "-d=nil" reports what is removed and what stays.
 */
#include "ssa/graph.h"

typedef struct Walk { SsaFunc *f; Value **proof; } Walk; /* by value id: non-nil value, or NULL */
typedef VEC(uint32_t) IdVec;

static void learn(Walk *w, IdVec *trail, Value *ptr, Value *proof)
{
    if (w->proof[ptr->id])
        return;
    w->proof[ptr->id] = proof;
    vec_push(w->f->arena, trail, ptr->id);
}

/* if p != nil { b: } */
static void learn_from_branch(Walk *w, IdVec *trail, Block *b)
{
    if (b->preds.len != 1)
        return;
    Edge e = b->preds.p[0];
    if (e.b->kind != BLOCK_IF)
        return;
    Value *c = ssa_strip_copy(e.b->controls.p[0]);
    uint32_t nonnil = c->op == OP_Ne ? 0 : 1;
    if ((c->op != OP_Ne && c->op != OP_Eq) || e.i != nonnil)
        return;
    if (c->args[1]->op == OP_ConstNil)
        learn(w, trail, c->args[0], c->args[0]);
    else if (c->args[0]->op == OP_ConstNil)
        learn(w, trail, c->args[1], c->args[1]);
}

static void visit_check(Walk *w, IdVec *trail, Value *v)
{
    Value *p = ssa_strip_copy(v->args[0]);
    Value *proof = ssa_never_nil(p) ? p : w->proof[p->id];
    if (!proof) {
        learn(w, trail, p, v);
        return;
    }
    if (ssa_pass_debug && v->pos)
        diag_note(v->pos, "removed nil check");
    ssa_to_copy(w->f, v, proof);
}

static void walk(Walk *w, Block *b)
{
    IdVec trail = {0};
    learn_from_branch(w, &trail, b);
    for (uint32_t i = 0; i < b->values.len; i++)
        if (b->values.p[i]->op == OP_NilCheck)
            visit_check(w, &trail, b->values.p[i]);
    SsaAnalyses *a = w->f->analyses;
    for (Block *c = a->dom_child[b->id]; c; c = a->dom_sibling[c->id])
        walk(w, c);
    for (uint32_t i = 0; i < trail.len; i++)
        w->proof[trail.p[i]] = NULL;
}

void pass_nilcheckelim(SsaFunc *f)
{
    ssa_order_values(f);
    Walk w = {f, NEW_ARRAY(f->arena, Value *, f->next_value)};
    walk(&w, f->entry);
    pass_copyelim(f);
}
