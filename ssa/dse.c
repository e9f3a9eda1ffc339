/* dse.c: removes stores that nothing reads: overwritten by the next change of memory, or to a stack
 * variable whose address is used for stores only.
 */
#include "ssa/graph.h"

static Value *base_of(Value *p, int64_t *off)
{
    *off = 0;
    while (p->op == OP_OffPtr || p->op == OP_Copy) {
        if (p->op == OP_OffPtr)
            *off += p->auxint;
        p = p->args[0];
    }
    return p;
}

static bool is_store(const Value *v)
{
    return v->op == OP_Store || v->op == OP_Zero || v->op == OP_Move;
}

static int64_t size_of(const Value *v)
{
    return v->op == OP_Store ? ssa_width(v->aux) / 8 : v->auxint;
}

static bool covers(const Value *later, const Value *earlier)
{
    int64_t lo, eo;
    Value *lb = base_of(later->args[0], &lo), *eb = base_of(earlier->args[0], &eo);
    bool same = lb == eb || (lb->op == OP_LocalAddr && eb->op == OP_LocalAddr && lb->aux == eb->aux);
    return same && lo <= eo && eo + size_of(earlier) <= lo + size_of(later);
}

static bool is_volatile(const Value *v)
{
    return v->op == OP_Store && (v->auxint & SSA_VOLATILE);
}

/* The only user of v's memory is the store itself, which overwrites what v wrote. */
static bool overwritten(const Value *store, const Value *v)
{
    return is_store(v) && v->uses == 1 && !is_volatile(v) && store->op != OP_Move &&
           covers(store, v);
}

static void shadowed_stores(SsaFunc *f)
{
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++) {
            Value *s = b->values.p[j];
            while (is_store(s) && overwritten(s, ssa_memory_arg(s))) {
                Value *dead = ssa_memory_arg(s);
                ssa_set_arg(s, s->nargs - 1, ssa_memory_arg(dead));
                ssa_to_copy(f, dead, ssa_memory_arg(dead));
            }
        }
    }
}

/* ---- variables nobody reads ---- */

static void note_use(Map *used, Value *user, uint32_t i)
{
    int64_t off;
    Value *a = user->args[i];
    if (ssa_scalar(a->type) != SCALAR_PTR)
        return;
    Value *base = base_of(a, &off);
    if (base->op != OP_LocalAddr || user->op == OP_OffPtr || user->op == OP_Copy)
        return;
    bool target = i == 0 && is_store(user) && !is_volatile(user);
    if (!target)
        map_set(used, base->aux, base->aux);
}

static void note_uses(SsaFunc *f, Map *used)
{
    int64_t off;
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++)
            for (uint32_t k = 0; k < b->values.p[j]->nargs; k++)
                note_use(used, b->values.p[j], k);
        for (uint32_t j = 0; j < b->controls.len; j++) {
            Value *base = base_of(b->controls.p[j], &off);
            if (base->op == OP_LocalAddr)
                map_set(used, base->aux, base->aux);
        }
    }
}

static bool dead_local_store(const Map *used, const Value *v)
{
    int64_t off;
    if (!is_store(v) || is_volatile(v))
        return false;
    Value *base = base_of(v->args[0], &off);
    return base->op == OP_LocalAddr && !map_get(used, base->aux) && !((Name *)base->aux)->volatile_;
}

static void unread_variables(SsaFunc *f)
{
    Map used = {0};
    map_init(&used, f->arena);
    note_uses(f, &used);
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++)
            if (dead_local_store(&used, b->values.p[j]))
                ssa_to_copy(f, b->values.p[j], ssa_memory_arg(b->values.p[j]));
    }
}

void pass_dse(SsaFunc *f)
{
    shadowed_stores(f);
    unread_variables(f);
    pass_copyelim(f);
}
