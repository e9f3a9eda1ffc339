/* dom.c: reachability, postorder, dominators, loops.
 *
 * Dominators as in Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm". Loops are natural:
 * a header dominates the sources of its back edges; irreducible cycles are not loops here.
 */
#include "ssa/graph.h"

typedef struct Frame { Block *b; uint32_t next; } Frame;

static void postorder(SsaFunc *f)
{
    SsaAnalyses *a = f->analyses;
    uint32_t n = f->next_block, sp = 0;
    a->postorder = NEW_ARRAY(f->arena, Block *, n);
    a->po_index = NEW_ARRAY(f->arena, int32_t, n);
    a->nreachable = 0;
    uint8_t *seen = NEW_ARRAY(f->arena, uint8_t, n);
    Frame *stack = NEW_ARRAY(f->arena, Frame, n);
    for (uint32_t i = 0; i < n; i++)
        a->po_index[i] = -1;
    stack[sp++] = (Frame){f->entry, 0};
    seen[f->entry->id] = 1;
    while (sp) {
        Frame *top = &stack[sp - 1];
        if (top->next < top->b->succs.len) {
            Block *s = top->b->succs.p[top->next++].b;
            if (!seen[s->id]) {
                seen[s->id] = 1;
                stack[sp++] = (Frame){s, 0};
            }
            continue;
        }
        a->po_index[top->b->id] = (int32_t)a->nreachable;
        a->postorder[a->nreachable++] = top->b;
        sp--;
    }
}

static Block *intersect(const SsaAnalyses *a, Block *x, Block *y)
{
    while (x != y) {
        while (a->po_index[x->id] < a->po_index[y->id])
            x = a->idom[x->id];
        while (a->po_index[y->id] < a->po_index[x->id])
            y = a->idom[y->id];
    }
    return x;
}

static bool update_idom(SsaAnalyses *a, Block *b)
{
    Block *d = NULL;
    for (uint32_t i = 0; i < b->preds.len; i++) {
        Block *p = b->preds.p[i].b;
        if (a->po_index[p->id] < 0 || !a->idom[p->id])
            continue;
        d = d ? intersect(a, p, d) : p;
    }
    if (a->idom[b->id] == d)
        return false;
    a->idom[b->id] = d;
    return true;
}

static void number_tree(SsaFunc *f)
{
    SsaAnalyses *a = f->analyses;
    uint32_t n = f->next_block, sp = 0, clock = 0;
    a->dom_child = NEW_ARRAY(f->arena, Block *, n);
    a->dom_sibling = NEW_ARRAY(f->arena, Block *, n);
    a->dom_in = NEW_ARRAY(f->arena, uint32_t, n);
    a->dom_out = NEW_ARRAY(f->arena, uint32_t, n);
    for (uint32_t i = 0; i < a->nreachable; i++) {
        Block *b = a->postorder[i], *d = a->idom[b->id];
        if (b == f->entry)
            continue;
        a->dom_sibling[b->id] = a->dom_child[d->id];
        a->dom_child[d->id] = b;
    }
    Block **stack = NEW_ARRAY(f->arena, Block *, n);
    Block **next = NEW_ARRAY(f->arena, Block *, n);
    stack[sp++] = f->entry;
    a->dom_in[f->entry->id] = ++clock;
    next[f->entry->id] = a->dom_child[f->entry->id];
    while (sp) {
        Block *b = stack[sp - 1], *c = next[b->id];
        if (!c) {
            a->dom_out[b->id] = ++clock;
            sp--;
            continue;
        }
        next[b->id] = a->dom_sibling[c->id];
        a->dom_in[c->id] = ++clock;
        next[c->id] = a->dom_child[c->id];
        stack[sp++] = c;
    }
}

static void dominators(SsaFunc *f)
{
    SsaAnalyses *a = f->analyses;
    a->idom = NEW_ARRAY(f->arena, Block *, f->next_block);
    a->idom[f->entry->id] = f->entry;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = a->nreachable; i-- > 0;)
            if (a->postorder[i] != f->entry)
                changed |= update_idom(a, a->postorder[i]);
    }
    a->idom[f->entry->id] = NULL;
    number_tree(f);
}

bool ssa_dominates(const SsaFunc *f, const Block *x, const Block *y)
{
    const SsaAnalyses *a = f->analyses;
    return a->dom_in[x->id] <= a->dom_in[y->id] && a->dom_out[y->id] <= a->dom_out[x->id];
}

bool ssa_in_loop(const SsaFunc *f, const Loop *l, const Block *b)
{
    for (const Loop *in = f->analyses->loop[b->id]; in; in = in->outer)
        if (in == l)
            return true;
    return false;
}

Block *ssa_idom(const SsaFunc *f, const Block *b)
{
    return f->analyses->idom[b->id];
}

/* ---- loops ---- */

static Loop *outermost(Loop *l)
{
    while (l->outer)
        l = l->outer;
    return l;
}

/* Puts the blocks that reach the loop's back edges into it; loops found before lie inside. */
static void fill_loop(SsaFunc *f, Loop *l, Block **work)
{
    SsaAnalyses *a = f->analyses;
    uint32_t n = 0;
    for (uint32_t i = 0; i < l->header->preds.len; i++) {
        Block *p = l->header->preds.p[i].b;
        if (a->po_index[p->id] >= 0 && ssa_dominates(f, l->header, p))
            work[n++] = p;
    }
    while (n) {
        Block *b = work[--n];
        Loop *in = a->loop[b->id];
        if (!in) {
            a->loop[b->id] = l;
        } else {
            in = outermost(in);
            if (in == l)
                continue;
            in->outer = l;
            b = in->header;
        }
        if (b == l->header)
            continue;
        for (uint32_t i = 0; i < b->preds.len; i++) {
            Block *p = b->preds.p[i].b;
            if (a->po_index[p->id] < 0)
                continue;
            Loop *pl = a->loop[p->id];
            if (!pl || outermost(pl) != l)
                work[n++] = p;
        }
    }
}

static bool is_header(const SsaFunc *f, const Block *b)
{
    for (uint32_t i = 0; i < b->preds.len; i++) {
        Block *p = b->preds.p[i].b;
        if (f->analyses->po_index[p->id] >= 0 && ssa_dominates(f, b, p))
            return true;
    }
    return false;
}

static void find_loops(SsaFunc *f)
{
    SsaAnalyses *a = f->analyses;
    a->loop = NEW_ARRAY(f->arena, Loop *, f->next_block);
    uint32_t edges = 1;
    for (uint32_t i = 0; i < f->blocks.len; i++)
        edges += f->blocks.p[i]->preds.len;
    Block **work = NEW_ARRAY(f->arena, Block *, 2 * edges + f->next_block);
    VEC(Loop *) all = {0};
    for (uint32_t i = 0; i < a->nreachable; i++) { /* inner headers come first */
        Block *b = a->postorder[i];
        if (!is_header(f, b))
            continue;
        Loop *l = NEW(f->arena, Loop);
        l->header = b;
        vec_push(f->arena, &all, l);
        fill_loop(f, l, work);
        if (!a->loop[b->id])
            a->loop[b->id] = l;
    }
    for (uint32_t i = all.len; i-- > 0;)
        all.p[i]->depth = all.p[i]->outer ? all.p[i]->outer->depth + 1 : 1;
}

/* ---- what the pass manager calls ---- */

void ssa_need(SsaFunc *f, unsigned want)
{
    if (want & (DOM | LOOPS))
        want |= CFG;
    if (want & LOOPS)
        want |= DOM;
    unsigned missing = want & ~f->analyses->valid;
    if (missing & CFG)
        postorder(f);
    if (missing & DOM)
        dominators(f);
    if (missing & LOOPS)
        find_loops(f);
    f->analyses->valid |= want;
}

void ssa_keep(SsaFunc *f, unsigned keep)
{
    f->analyses->valid &= keep;
}
