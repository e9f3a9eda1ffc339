/* schedule.c: fixes the order of values in blocks, and of blocks.
 *
 * Phis come first. A value stands behind its arguments; what reads a memory stands before the value
 * that replaces it. Otherwise the order of the source is kept.
 */
#include "ssa/graph.h"

typedef struct Sched {
    SsaFunc *f;
    Block *b;
    uint8_t *state;          /* by value id: 1 being placed, 2 placed */
    Value **first_reader;    /* by value id of a memory: list of its readers in the block */
    Value **next_reader;
    Value **out;
    uint32_t n;
} Sched;

static bool reads(const Value *v)
{
    return v->op != OP_Phi && (ssa_ops[v->op].flags & SF_READ) && v->nargs;
}

static void list_readers(Sched *s)
{
    for (uint32_t i = s->b->values.len; i-- > 0;) {
        Value *v = s->b->values.p[i];
        if (!reads(v) || (ssa_ops[v->op].flags & SF_MEM))
            continue;
        Value *m = ssa_memory_arg(v);
        s->next_reader[v->id] = s->first_reader[m->id];
        s->first_reader[m->id] = v;
    }
}

static void place(Sched *s, Value *v)
{
    if (v->block != s->b || s->state[v->id])
        return;
    s->state[v->id] = 1;
    for (uint32_t i = 0; i < v->nargs; i++)
        place(s, v->args[i]);
    if (reads(v) && (ssa_ops[v->op].flags & SF_MEM))
        for (Value *r = s->first_reader[ssa_memory_arg(v)->id]; r; r = s->next_reader[r->id])
            place(s, r);
    s->out[s->n++] = v;
    s->state[v->id] = 2;
}

static void schedule_block(Sched *s)
{
    Block *b = s->b;
    s->n = 0;
    for (uint32_t i = 0; i < b->values.len; i++) {
        Value *v = b->values.p[i];
        if (v->op != OP_Phi)
            continue;
        s->state[v->id] = 2;
        s->out[s->n++] = v;
    }
    list_readers(s);
    for (uint32_t i = 0; i < b->values.len; i++)
        place(s, b->values.p[i]);
    for (uint32_t i = 0; i < s->n; i++)
        b->values.p[i] = s->out[i];
    for (uint32_t i = 0; i < s->n; i++) { /* other blocks read the same memories */
        Value *v = b->values.p[i];
        if (reads(v))
            s->first_reader[ssa_memory_arg(v)->id] = NULL;
    }
}

void ssa_order_values(SsaFunc *f)
{
    Arena *tmp = arena_new();
    uint32_t n = f->next_value, most = 1;
    Sched s = {.f = f, .state = NEW_ARRAY(tmp, uint8_t, n), .first_reader = NEW_ARRAY(tmp, Value *, n),
               .next_reader = NEW_ARRAY(tmp, Value *, n)};
    for (uint32_t i = 0; i < f->blocks.len; i++)
        if (f->blocks.p[i]->values.len > most)
            most = f->blocks.p[i]->values.len;
    s.out = NEW_ARRAY(tmp, Value *, most);
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        s.b = f->blocks.p[i];
        schedule_block(&s);
    }
    arena_free(tmp);
}

void pass_schedule(SsaFunc *f)
{
    ssa_order_values(f);
    f->scheduled = true;
}

/* Blocks in reverse postorder, those that end in a panic behind the others. */
void pass_layout(SsaFunc *f)
{
    SsaAnalyses *a = f->analyses;
    uint32_t n = 0;
    for (int cold = 0; cold < 2; cold++)
        for (uint32_t i = a->nreachable; i-- > 0;)
            if ((a->postorder[i]->kind == BLOCK_EXIT && a->postorder[i] != f->entry) == (cold == 1))
                f->blocks.p[n++] = a->postorder[i];
    f->blocks.len = n;
}
