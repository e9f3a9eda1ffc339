/* cse.c: a value equal to one that is computed on every way to it becomes that one.
 *
 * Equal are values with one operation, auxiliaries and arguments; loads too if they read the same
 * memory. The dominator tree is walked once with a scoped table, so only values above are found.
 */
#include "ssa/graph.h"

typedef struct Entry { Value *v; struct Entry *next; uint32_t hash; } Entry;
typedef struct Cse { SsaFunc *f; Entry **table; uint32_t mask; } Cse;

static bool eligible(const Value *v)
{
    unsigned flags = ssa_ops[v->op].flags;
    if (v->op == OP_Load)
        return !(v->auxint & SSA_VOLATILE);
    if (flags & (SF_MEM | SF_READ | SF_CALL | SF_KEEP))
        return false;
    return v->op != OP_Phi && v->op != OP_Copy && v->op != OP_Unknown && v->op != OP_Invalid;
}

static uint32_t hash(const Value *v)
{
    uint64_t h = v->op * 0x9E3779B97F4A7C15u + (uint64_t)v->auxint;
    h = (h ^ (uintptr_t)(v->op == OP_Load ? NULL : v->aux)) * 0xff51afd7ed558ccdu;
    for (uint32_t i = 0; i < v->nargs; i++)
        h = (h ^ v->args[i]->id) * 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(h ^ (h >> 32));
}

static bool equal(const Value *a, const Value *b)
{
    if (a->op != b->op || a->auxint != b->auxint || a->nargs != b->nargs ||
        (a->op != OP_Load && a->aux != b->aux) || ssa_scalar(a->type) != ssa_scalar(b->type) ||
        ssa_width(a->type) != ssa_width(b->type))
        return false;
    for (uint32_t i = 0; i < a->nargs; i++)
        if (a->args[i] != b->args[i])
            return false;
    return true;
}

static void canonical_order(Value *v)
{
    if ((ssa_ops[v->op].flags & SF_COMM) && v->args[0]->id > v->args[1]->id && !ssa_is_const(v->args[1])) {
        Value *t = v->args[0];
        v->args[0] = v->args[1];
        v->args[1] = t;
    }
}

static void visit_value(Cse *c, Value *v)
{
    for (uint32_t i = 0; i < v->nargs; i++)
        if (v->args[i]->op == OP_Copy)
            ssa_set_arg(v, i, ssa_strip_copy(v->args[i]));
    if (!eligible(v))
        return;
    canonical_order(v);
    uint32_t h = hash(v);
    for (Entry *e = c->table[h & c->mask]; e; e = e->next)
        if (e->hash == h && e->v->op == v->op && equal(e->v, v) &&
            ssa_dominates(c->f, e->v->block, v->block)) {
            ssa_to_copy(c->f, v, e->v);
            return;
        }
    Entry *e = NEW(c->f->arena, Entry);
    *e = (Entry){v, c->table[h & c->mask], h};
    c->table[h & c->mask] = e;
}

void pass_cse(SsaFunc *f)
{
    ssa_order_values(f); /* arguments first: one pass over the blocks finds what follows from copies */
    Cse c = {f, NULL, 255};
    while (c.mask < f->next_value)
        c.mask = c.mask * 2 + 1;
    c.table = NEW_ARRAY(f->arena, Entry *, c.mask + 1);
    SsaAnalyses *a = f->analyses;
    for (uint32_t i = a->nreachable; i-- > 0;) { /* dominators come first in reverse postorder */
        Block *b = a->postorder[i];
        for (uint32_t j = 0; j < b->values.len; j++)
            visit_value(&c, b->values.p[j]);
    }
    pass_copyelim(f);
}
