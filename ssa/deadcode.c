/* deadcode.c: removes blocks that cannot be reached and values that nothing needs. */
#include "ssa/graph.h"

/* A branch on a constant goes one way only. */
static void fold_branches(SsaFunc *f)
{
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        if (b->kind != BLOCK_IF)
            continue;
        Value *c = ssa_strip_copy(b->controls.p[0]);
        bool same = b->succs.p[0].b == b->succs.p[1].b &&
                    b->succs.p[0].b->values.len == 0;
        if (c->op != OP_ConstBool && !same)
            continue;
        ssa_remove_edge(b, c->op == OP_ConstBool && c->auxint ? 1 : c->op == OP_ConstBool ? 0 : 1);
        ssa_clear_controls(b);
        b->kind = BLOCK_PLAIN;
        b->likely = 0;
    }
}

static void remove_blocks(SsaFunc *f)
{
    ssa_need(f, CFG);
    int32_t *po = f->analyses->po_index;
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        if (po[b->id] >= 0)
            continue;
        while (b->succs.len)
            ssa_remove_edge(b, b->succs.len - 1);
        ssa_clear_controls(b);
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        if (po[b->id] >= 0) {
            f->blocks.p[n++] = b;
            continue;
        }
        for (uint32_t j = 0; j < b->values.len; j++)
            ssa_reset(b->values.p[j], OP_Invalid);
    }
    f->blocks.len = n;
}

/* Changes of memory stay, also those that no exit reads (in a loop without end); pass dse judges them. */
static bool must_stay(const Value *v)
{
    return (ssa_ops[v->op].flags & (SF_KEEP | SF_MEM)) != 0;
}

static void mark_live(SsaFunc *f, BitSet *live)
{
    VEC(Value *) work = {0};
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->controls.len; j++)
            vec_push(f->arena, &work, b->controls.p[j]);
        for (uint32_t j = 0; j < b->values.len; j++)
            if (must_stay(b->values.p[j]))
                vec_push(f->arena, &work, b->values.p[j]);
    }
    while (work.len) {
        Value *v = work.p[--work.len];
        if (bitset_has(live, v->id))
            continue;
        bitset_add(live, v->id);
        for (uint32_t i = 0; i < v->nargs; i++)
            if (!bitset_has(live, v->args[i]->id))
                vec_push(f->arena, &work, v->args[i]);
    }
}

static void sweep(SsaFunc *f, const BitSet *live)
{
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++)
            if (!bitset_has(live, b->values.p[j]->id))
                ssa_reset(b->values.p[j], OP_Invalid);
    }
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        uint32_t n = 0;
        for (uint32_t j = 0; j < b->values.len; j++)
            if (b->values.p[j]->op != OP_Invalid)
                b->values.p[n++] = b->values.p[j];
        b->values.len = n;
    }
}

/* A block and its only successor, which has no other predecessor, become one. */
static void merge_blocks(SsaFunc *f)
{
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        while (b->kind == BLOCK_PLAIN && b->succs.len == 1) {
            Block *s = b->succs.p[0].b;
            if (s == b || s->preds.len != 1 || s == f->entry ||
                (s->values.len && s->values.p[0]->op == OP_Phi))
                break;
            for (uint32_t j = 0; j < s->values.len; j++) {
                s->values.p[j]->block = b;
                vec_push(f->arena, &b->values, s->values.p[j]);
            }
            b->kind = s->kind;
            b->likely = s->likely;
            b->cases = s->cases;
            b->controls.p = s->controls.p;
            b->controls.len = s->controls.len;
            b->controls.cap = s->controls.cap;
            b->pos = s->pos;
            b->inl = s->inl;
            b->succs.p = s->succs.p;
            b->succs.len = s->succs.len;
            b->succs.cap = s->succs.cap;
            for (uint32_t j = 0; j < b->succs.len; j++)
                b->succs.p[j].b->preds.p[b->succs.p[j].i].b = b;
            s->values.len = s->controls.len = s->succs.len = s->preds.len = 0;
            s->mark = 0xdead;
        }
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->blocks.len; i++)
        if (f->blocks.p[i]->mark != 0xdead)
            f->blocks.p[n++] = f->blocks.p[i];
    f->blocks.len = n;
}

void pass_deadcode(SsaFunc *f)
{
    fold_branches(f);
    ssa_keep(f, 0);
    remove_blocks(f);
    /* phis of one argument are copies */
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++)
            if (b->values.p[j]->op == OP_Phi && b->preds.len == 1)
                b->values.p[j]->op = OP_Copy;
    }
    pass_copyelim(f);
    BitSet live = bitset_new(f->arena, f->next_value);
    mark_live(f, &live);
    sweep(f, &live);
    merge_blocks(f);
}
