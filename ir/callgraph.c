#include "ir/callgraph.h"

typedef struct Visit {
    IrPackage *p;
    bool (*wanted)(const Func *);
    void (*component)(IrPackage *, const FuncVec *, bool);
    Map index;            /* Func -> its number, INTPTR_MAX once its component is complete */
    FuncVec stack;
    intptr_t counter, low; /* low: lowest number reachable from `at` */
    Func *at;
    bool self;            /* `at` mentions itself */
} Visit;

static Func *outermost(Func *f)
{
    while (f->kind == FUNC_CLOSURE && f->outer)
        f = f->outer;
    return f;
}

/* The method of a value x.m, if it is known. */
static Func *bound_method(const Node *n)
{
    if (n->op != IR_METHODVALUE || types_is_interface(n->kids[0]->type) ||
        types_is_parameterized(n->kids[0]->type))
        return NULL;
    return ir_method_func(n->kids[0]->type, n->aux.obj, NULL);
}

static intptr_t visit(Visit *v, Func *f);

static void visit_mentioned(Node *n, void *ctx)
{
    Visit *v = ctx;
    if (n->op == IR_CLOSURE && n->aux.func->body)
        ir_walk(n->aux.func->body, visit_mentioned, v);
    Func *f = n->op == IR_FUNC ? outermost(n->aux.func) : bound_method(n);
    if (!f)
        return;
    if (!v->wanted(f))
        return;
    if (f == v->at)
        v->self = true;
    intptr_t m = (intptr_t)map_get(&v->index, f);
    if (m == 0)
        m = visit(v, f);
    if (m < v->low)
        v->low = m;
}

static void complete(Visit *v, uint32_t base, bool self)
{
    FuncVec funcs = {0};
    for (uint32_t i = base; i < v->stack.len; i++) {
        vec_push(perm, &funcs, v->stack.p[i]);
        map_set(&v->index, v->stack.p[i], (void *)INTPTR_MAX);
    }
    v->stack.len = base;
    v->component(v->p, &funcs, self && funcs.len == 1);
}

static intptr_t visit(Visit *v, Func *f)
{
    intptr_t id = ++v->counter, saved_low = v->low;
    bool saved_self = v->self;
    Func *saved_at = v->at;
    uint32_t base = v->stack.len;
    map_set(&v->index, f, (void *)id);
    vec_push(perm, &v->stack, f);
    v->low = id;
    v->at = f;
    v->self = false;
    ir_walk(f->body, visit_mentioned, v);
    intptr_t low = v->low;
    bool self = v->self;
    v->low = saved_low;
    v->self = saved_self;
    v->at = saved_at;
    if (low < id)
        return low;
    complete(v, base, self);
    return INTPTR_MAX;
}

void callgraph_bottom_up(IrPackage *p, bool (*wanted)(const Func *),
                         void (*component)(IrPackage *p, const FuncVec *funcs, bool recursive))
{
    Visit v = {.p = p, .wanted = wanted, .component = component, .low = INTPTR_MAX};
    uint32_t count = p->funcs.len;
    for (uint32_t i = 0; i < count; i++) {
        Func *f = outermost(p->funcs.p[i]);
        if (wanted(f) && !map_get(&v.index, f))
            visit(&v, f);
    }
}
