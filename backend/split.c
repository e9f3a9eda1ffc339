/* A large package becomes several modules, which share nothing but symbols: LLVM's memory, many times
 * that of the source, then has a bound, and the modules can be compiled side by side. */
#include "backend/backend.h"

#include <stdlib.h>

#include "ir/ir.h"

/* Nodes of a module. Only generated code reaches that: std's largest packages have a third of it. */
enum { MODULE_NODES = 1 << 20 };

static void count(Node *n, void *ctx) { ++*(uint64_t *)ctx; }

static void start_module(BackendSplit *s, uint32_t func) { vec_push(perm, &s->first, func); }

BackendSplit *backend_split(IrPackage *p, uint64_t limit)
{
    BackendSplit *s = NEW(perm, BackendSplit);
    uint64_t nodes = 0;
    start_module(s, 0);
    for (uint32_t i = 0; i < p->funcs.len; i++) {
        uint64_t own = 0;
        if (!ir_is_compiled(p->funcs.p[i]))
            continue;
        ir_walk(p->funcs.p[i]->body, count, &own);
        if (nodes > 0 && nodes + own > (limit ? limit : MODULE_NODES)) {
            start_module(s, i);
            nodes = 0;
        }
        nodes += own;
    }
    if (s->first.len == 1)
        return NULL;
    start_module(s, p->funcs.len); /* the data */
    s->ndata = p->data.len;
    for (uint32_t i = 0; i < p->data.len; i++)
        map_set(&s->data, p->data.p[i]->linksym, p->data.p[i]);
    return s;
}
