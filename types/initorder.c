/* The order in which package variables are initialised (spec: Package initialization).
 *
 * Repeatedly the earliest declared variable that depends on no uninitialised one is next. A variable
 * depends on those that its initialiser mentions, directly or through functions.
 */
#include "types/core.h"

/* A variable declaration; var a, b = f() is one. Those without initialiser take their turn too, as in
 * gc: what mentions one is initialised after whatever is ready and declared before it. */
typedef struct Node {
    DeclInfo *decl;
    Obj *obj;             /* the first variable */
    VEC(struct Node *) dependents;
    uint32_t ndeps;       /* nodes that must come first */
    uint32_t order;
    bool done;
} Node;

typedef VEC(Node *) NodeVec;

typedef struct Order {
    Checker *ck;
    NodeVec nodes;        /* in source order */
    Map by_decl;          /* DeclInfo -> Node */
    NodeVec ready;        /* heap, the earliest declared on top */
} Order;

/* ---- dependencies ---- */

typedef struct Collect { Order *o; Node *from; Map seen; } Collect;

static void collect(Collect *c, const Map *deps)
{
    for (uint32_t i = 0; i < deps->len; i++) {
        const Obj *d = deps->entries[i].key;
        DeclInfo *info = d->decl;
        if (info == NULL || map_get(&c->seen, info) != NULL)
            continue;
        map_set(&c->seen, info, info);
        Node *n = d->kind == OBJ_VAR ? map_get(&c->o->by_decl, info) : NULL;
        if (n == NULL) {
            collect(c, &info->deps); /* of a function; or through the type of a variable */
            continue;
        }
        vec_push(perm, &n->dependents, c->from);
        c->from->ndeps++;
    }
}

/* ---- heap ---- */

static void push_ready(Order *o, Node *n)
{
    vec_push(perm, &o->ready, n);
    uint32_t i = o->ready.len - 1;
    while (i > 0 && o->ready.p[(i - 1) / 2]->order > n->order) {
        o->ready.p[i] = o->ready.p[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    o->ready.p[i] = n;
}

static Node *pop_ready(Order *o)
{
    Node *top = o->ready.p[0], *last = o->ready.p[--o->ready.len];
    uint32_t i = 0, n = o->ready.len;
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child + 1 < n && o->ready.p[child + 1]->order < o->ready.p[child]->order)
            child++;
        if (child >= n || o->ready.p[child]->order >= last->order)
            break;
        o->ready.p[i] = o->ready.p[child];
        i = child;
    }
    if (n > 0)
        o->ready.p[i] = last;
    return top;
}

/* ---- cycles ---- */

/* Finds a way from o to target along dependencies; path gets the objects behind o, last first. */
static bool find_path(const Map *deps, const Obj *target, Map *seen, ObjVec *path)
{
    for (uint32_t i = 0; i < deps->len; i++) {
        Obj *d = (Obj *)deps->entries[i].key;
        DeclInfo *info = d->decl;
        if (d == target || (info != NULL && info == target->decl)) {
            vec_push(perm, path, d);
            return true;
        }
        if (info == NULL || map_get(seen, info) != NULL)
            continue;
        map_set(seen, info, info);
        if (find_path(&info->deps, target, seen, path)) {
            vec_push(perm, path, d);
            return true;
        }
    }
    return false;
}

/* cycle[0] refers to cycle[n-1], that to cycle[n-2], and so on. */
static void report_cycle(Checker *ck, const ObjVec *cycle)
{
    Obj *o = cycle->p[0];
    bool newer = new_wording(20);
    Buf b = {0};
    if (newer && cycle->len == 1) {
        check_error(ck, o->pos, "initialization cycle: %s refers to itself", o->name->s);
        return;
    }
    buf_printf(&b, newer ? "initialization cycle for %s" : "initialization loop for %s",
               o->name->s);
    for (uint32_t i = cycle->len; i-- > 0;) {
        Obj *next = cycle->p[i];
        if (newer)
            buf_printf(&b, "\n\t%s: %s refers to %s", pos_string(o->pos), o->name->s, next->name->s);
        else
            buf_printf(&b, "\n\t%s: %s refers to", pos_string(o->pos), o->name->s);
        o = next;
    }
    if (!newer)
        buf_printf(&b, "\n\t%s: %s", pos_string(o->pos), o->name->s);
    check_error(ck, cycle->p[0]->pos, "%s", buf_cstr(&b));
    buf_free(&b);
}

/* Cycles of constants, and of variables through their types, need no initialisation to be wrong. */
static void check_value_cycle(Order *o, Obj *v, Map *state)
{
    DeclInfo *info = v->decl;
    map_set(state, info, v);
    for (uint32_t i = 0; i < info->deps.len; i++) {
        Obj *d = (Obj *)info->deps.entries[i].key;
        void *known = NULL;
        if ((d->kind != OBJ_CONST && d->kind != OBJ_VAR) || map_get(&o->by_decl, d->decl))
            continue;
        if (!map_find(state, d->decl, &known)) {
            check_value_cycle(o, d, state);
        } else if (known) {
            Map seen = {0};
            ObjVec cycle = {0};
            if (find_path(&((DeclInfo *)d->decl)->deps, d, &seen, &cycle))
                report_cycle(o->ck, &cycle);
        }
    }
    map_set(state, info, NULL);
}

/* const C = 1 << f(): what functions mention counts as well. */
static void check_func_cycle(Order *o, Obj *c)
{
    DeclInfo *info = c->decl;
    Map seen = {0};
    ObjVec cycle = {0};
    for (uint32_t i = 0; i < info->deps.len; i++) {
        if (((const Obj *)info->deps.entries[i].key)->kind != OBJ_FUNC)
            continue;
        if (find_path(&info->deps, c, &seen, &cycle))
            report_cycle(o->ck, &cycle);
        return;
    }
}

static void check_value_cycles(Order *o)
{
    Map state = {0}; /* DeclInfo -> its object while on the way, NULL when done */
    for (uint32_t i = 0; i < o->ck->objs.len; i++) {
        Obj *v = o->ck->objs.p[i];
        void *known;
        if ((v->kind == OBJ_CONST || v->kind == OBJ_VAR) && !map_get(&o->by_decl, v->decl) &&
            !map_find(&state, v->decl, &known))
            check_value_cycle(o, v, &state);
        if (v->kind == OBJ_CONST)
            check_func_cycle(o, v);
    }
}

/* Nothing is ready: the node with the fewest open dependencies goes on; it is reported if it is on a
 * cycle rather than behind one. */
static Node *break_cycle(Order *o)
{
    Node *best = NULL;
    for (uint32_t i = 0; i < o->nodes.len; i++) {
        Node *n = o->nodes.p[i];
        if (!n->done && (best == NULL || n->ndeps < best->ndeps))
            best = n;
    }
    if (best == NULL)
        return NULL;
    Map seen = {0};
    ObjVec cycle = {0};
    if (find_path(&best->decl->deps, best->obj, &seen, &cycle))
        report_cycle(o->ck, &cycle);
    return best;
}

/* ---- the order ---- */

static void add_nodes(Order *o)
{
    for (uint32_t i = 0; i < o->ck->objs.len; i++) {
        Obj *v = o->ck->objs.p[i];
        DeclInfo *d = v->decl;
        if (v->kind != OBJ_VAR || d == NULL || map_get(&o->by_decl, d) != NULL)
            continue;
        Node *n = NEW(perm, Node);
        *n = (Node){ .decl = d, .obj = v, .order = o->nodes.len };
        map_set(&o->by_decl, d, n);
        vec_push(perm, &o->nodes, n);
    }
}

static void emit(Order *o, Node *n)
{
    DeclInfo *d = n->decl;
    InitOrder init = { .rhs = d->init, .file = d->ast_file };
    for (int i = 0; i < d->nlhs; i++)
        vec_push(perm, &init.lhs, d->lhs[i]);
    if (d->nlhs == 0)
        vec_push(perm, &init.lhs, n->obj);
    if (d->init)
        vec_push(perm, &o->ck->pkg->init_order, init);
    n->done = true;
    for (uint32_t i = 0; i < n->dependents.len; i++) {
        Node *p = n->dependents.p[i];
        if (--p->ndeps == 0 && !p->done)
            push_ready(o, p);
    }
}

void check_init_order(Checker *ck)
{
    Order o = { .ck = ck };
    add_nodes(&o);
    check_value_cycles(&o);
    for (uint32_t i = 0; i < o.nodes.len; i++) {
        Collect c = { .o = &o, .from = o.nodes.p[i] };
        collect(&c, &o.nodes.p[i]->decl->deps);
    }
    for (uint32_t i = 0; i < o.nodes.len; i++)
        if (o.nodes.p[i]->ndeps == 0)
            push_ready(&o, o.nodes.p[i]);
    for (uint32_t left = o.nodes.len; left > 0; left--) {
        Node *n = o.ready.len > 0 ? pop_ready(&o) : break_cycle(&o);
        if (n != NULL)
            emit(&o, n);
    }
}
