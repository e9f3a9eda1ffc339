/* escape_solve.c: locations, holes and flows; what outlives what. */
#include "ir/escape.h"

EscLoc *esc_new(Esc *e, Node *n, Name *name)
{
    EscLoc *l = NEW(perm, EscLoc);
    l->n = n;
    l->name = name;
    l->fn = name ? name->func : e->fn;
    l->loop_depth = e->loop_depth;
    l->pos = e->inlined_at ? e->inlined_at : name ? name->pos : n ? n->pos : NO_POS;
    for (int i = 0; i <= ESC_RESULTS; i++)
        l->leaks[i] = ESC_NONE;
    vec_push(perm, &e->locs, l);
    const char *why = esc_too_big(n, name);
    if (why)
        esc_flow(e, esc_addr(e, esc_heap(e), n, why), l);
    return l;
}

EscLoc *esc_of(Esc *e, Name *n)
{
    n = ir_root_name(n);
    if (!n->esc)
        n->esc = esc_new(e, NULL, n);
    return n->esc;
}

/* ---- holes ---- */

Hole esc_hole(EscLoc *l)
{
    return (Hole){l, 0, NULL};
}

Hole esc_heap(Esc *e)
{
    return esc_hole(&e->heap);
}

Hole esc_discard(Esc *e)
{
    return esc_hole(&e->blank);
}

Hole esc_note(Esc *e, Hole k, Node *at, const char *why)
{
    if (e->m < 2 || !at)
        return k;
    EscNote *n = NEW(perm, EscNote);
    n->next = k.notes;
    n->at = at;
    n->pos = e->inlined_at ? e->inlined_at : at->pos;
    n->why = why;
    k.notes = n;
    return k;
}

Hole esc_shift(Hole k, int by)
{
    k.derefs += by;
    if (k.derefs < -1)
        k.derefs = -1;
    return k;
}

Hole esc_addr(Esc *e, Hole k, Node *at, const char *why)
{
    return esc_shift(esc_note(e, k, at, why), -1);
}

Hole esc_deref(Esc *e, Hole k, Node *at, const char *why)
{
    return esc_shift(esc_note(e, k, at, why), 1);
}

Hole esc_tee(Esc *e, Hole a, Hole b)
{
    if (a.dst == &e->blank)
        return b;
    if (b.dst == &e->blank)
        return a;
    EscLoc *l = esc_new(e, NULL, NULL);
    esc_flow(e, a, l);
    esc_flow(e, b, l);
    return esc_hole(l);
}

/* Storage that n allocates, whose address goes to k; the hole is its content. */
Hole esc_spill(Esc *e, Hole k, Node *n)
{
    EscLoc *l = esc_new(e, n, NULL);
    esc_flow(e, esc_addr(e, k, n, "spill"), l);
    return esc_hole(l);
}

void esc_flow(Esc *e, Hole k, EscLoc *src)
{
    EscLoc *dst = k.dst;
    if (dst == &e->blank || (dst == src && k.derefs >= 0))
        return;
    if (dst->escapes && k.derefs < 0) { /* dst = &src */
        if (e->m >= 2 && !src->escapes && (src->n || src->name) && !esc_is_silent(src)) {
            src->dst = dst;
            EscEdge edge = {src, k.derefs, k.notes};
            vec_push(perm, &dst->edges, edge);
            src->dst_edge = dst->edges.len - 1;
            diag_note(src->pos, "%s escapes to heap:",
                      src->name ? src->name->sym->s : ir_go_text(src->n));
            esc_explain(e, dst, src);
        }
        src->escapes = true;
        return;
    }
    EscEdge edge = {src, k.derefs, k.notes};
    vec_push(perm, &dst->edges, edge);
}

/* ---- lifetimes ---- */

static bool is_result(const EscLoc *l)
{
    return l->name && l->name->cls == NAME_RESULT;
}

static bool contains_closure(const Func *f, const Func *c)
{
    for (const Func *o = c; o && o != f; o = o->outer)
        if (o->outer == f)
            return true;
    return false;
}

static bool outlives(const EscLoc *l, const EscLoc *other)
{
    if (l->escapes)
        return true;
    if (is_result(l)) /* a closure called on the spot may return what its function owns */
        return !(l->fn && l->fn->hidden_closure && contains_closure(other->fn, l->fn));
    if (l->fn == other->fn && l->loop_depth < other->loop_depth)
        return true;
    return contains_closure(l->fn, other->fn);
}

static void add_leak(EscLoc *l, int i, int derefs)
{
    if (l->leaks[i] == ESC_NONE || l->leaks[i] > derefs)
        l->leaks[i] = derefs;
}

static int result_index(const EscLoc *l)
{
    return (int)l->name->index;
}

static void leak_to(EscLoc *l, const EscLoc *sink, int derefs)
{
    if (!sink->escapes && is_result(sink) && sink->fn == l->fn && result_index(sink) < ESC_RESULTS)
        add_leak(l, 1 + result_index(sink), derefs);
    else
        add_leak(l, 0, derefs);
}

/* ---- explanations (-m=2) ---- */

static const char *loc_text(Esc *e, const EscLoc *l)
{
    if (l == &e->heap)
        return "{heap}";
    if (l->name)
        return l->name->sym->s;
    if (l->n)
        return arena_printf(perm, "{storage for %s}", ir_go_text(l->n));
    return "{temp}";
}

void esc_explain(Esc *e, EscLoc *root, EscLoc *l)
{
    Pos at = l->pos;
    for (int guard = 0; l != root && l->dst && guard < 100; guard++) {
        EscLoc *dst = l->dst;
        EscEdge *edge = &dst->edges.p[l->dst_edge];
        const char *ops = edge->derefs < 0 ? "&" : &"****************"[16 - (edge->derefs & 15)];
        diag_note(at, "  flow: %s = %s%s:", loc_text(e, dst), ops, loc_text(e, l));
        for (EscNote *n = edge->notes; n; n = n->next)
            diag_note(at, "    from %s (%s) at %s", ir_go_text(n->at), n->why, diag_pos_string(n->pos));
        l = dst;
    }
}

/* ---- the walk ---- */

typedef VEC(EscLoc *) LocVec;

static void enqueue(LocVec *q, EscLoc *l)
{
    if (l->queued)
        return;
    l->queued = true;
    vec_push(perm, q, l);
}

static void leaks_parameter(Esc *e, EscLoc *root, EscLoc *l, int derefs)
{
    if (!l->name || l->name->cls != NAME_PARAM)
        return;
    if (e->m >= 2 && !l->escapes && !esc_is_silent(l)) {
        diag_note(l->name->pos, "parameter %s leaks to %s with derefs=%d:", l->name->sym->s,
                  loc_text(e, root), derefs);
        esc_explain(e, root, l);
    }
    leak_to(l, root, derefs);
}

static void walk_from(Esc *e, EscLoc *root, uint32_t gen, LocVec *queue)
{
    static LocVec todo;
    todo.len = 0;
    root->gen = gen;
    root->derefs = 0;
    root->dst = NULL;
    vec_push(perm, &todo, root);
    while (todo.len) {
        EscLoc *l = todo.p[--todo.len];
        bool address = l->derefs < 0;
        int derefs = address ? 0 : l->derefs;
        if (outlives(root, l)) {
            leaks_parameter(e, root, l, derefs);
            if (address && !l->escapes) {
                if (e->m >= 2 && (l->n || l->name) && !esc_is_silent(l)) {
                    diag_note(l->pos, "%s escapes to heap:",
                              l->name ? l->name->sym->s : ir_go_text(l->n));
                    esc_explain(e, root, l);
                }
                l->escapes = true;
                enqueue(queue, l);
                continue;
            }
        }
        for (uint32_t i = 0; i < l->edges.len; i++) {
            EscEdge *edge = &l->edges.p[i];
            EscLoc *s = edge->src;
            if (s->escapes)
                continue;
            int d = derefs + edge->derefs;
            if (s->gen == gen && s->derefs <= d)
                continue;
            s->gen = gen;
            s->derefs = d;
            s->dst = l;
            s->dst_edge = i;
            vec_push(perm, &todo, s);
        }
    }
}

/* ---- locations that stand for each other ----
 *
 * Locations that flow into each other in a circle, each as it is, reach the same others by the same number of
 * dereferences; if they live as long as each other, one walk does for all. x = append(x, ...) in a long
 * function makes such circles of thousands. (Tarjan, Depth-first search and linear graph algorithms, 1972.) */

static bool same_life(const EscLoc *a, const EscLoc *b)
{
    return a->fn == b->fn && a->loop_depth == b->loop_depth && !a->escapes && !b->escapes && !is_result(a) && !is_result(b);
}

/* The next location that l stands beside, not looked at yet; NULL: there is none left. */
static EscLoc *next_beside(EscLoc *l)
{
    while (l->next_edge < l->edges.len) {
        const EscEdge *edge = &l->edges.p[l->next_edge++];
        if (edge->derefs == 0 && same_life(l, edge->src))
            return edge->src;
    }
    return NULL;
}

static void enqueue_circles(EscLoc *root, uint32_t *order, LocVec *queue)
{
    static LocVec path, open; /* on the way down; of no finished circle yet */
    path.len = open.len = 0;
    vec_push(perm, &path, root);
    while (path.len) {
        EscLoc *l = path.p[path.len - 1];
        if (!l->order) {
            l->order = l->low = ++*order;
            l->on_stack = true;
            vec_push(perm, &open, l);
        }
        EscLoc *s = next_beside(l);
        if (s && !s->order) {
            vec_push(perm, &path, s);
        } else if (s && s->on_stack) {
            l->low = s->order < l->low ? s->order : l->low;
        } else if (!s) {
            path.len--;
            EscLoc *up = path.len ? path.p[path.len - 1] : NULL;
            if (up && l->low < up->low)
                up->low = l->low;
            if (l->low != l->order)
                continue;
            enqueue(queue, l);
            while (l->on_stack)
                open.p[--open.len]->on_stack = false;
        }
    }
}

void esc_solve(Esc *e)
{
    LocVec queue = {0};
    uint32_t gen = 0, order = 0;
    for (uint32_t i = 0; i < e->locs.len; i++)
        if (e->m >= 2) /* the order of the walks shows in what is explained */
            enqueue(&queue, e->locs.p[i]);
        else if (!e->locs.p[i]->order)
            enqueue_circles(e->locs.p[i], &order, &queue);
    enqueue(&queue, &e->heap);
    while (queue.len) {
        EscLoc *root = queue.p[--queue.len];
        root->queued = false;
        walk_from(e, root, ++gen, &queue);
    }
}
