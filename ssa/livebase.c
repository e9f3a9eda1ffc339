/* livebase.c: keeps the objects that a loop walks over alive until the loop is left.
 *
 * The collector takes any pointer into an object, or to its end, for a use of the object. But LLVM
 * may keep only what it computed from the pointer and a loop's counter, which can lie outside of the
 * object. So the pointer itself is used once more (KeepBase, which costs no instruction) behind the
 * outermost loop that does not change it, or, in a loop that nothing leaves, at its head.
 */
#include "ssa/graph.h"

static bool moves_pointer(const Value *v)
{
    return v->op == OP_PtrIndex || v->op == OP_AddPtr;
}

/* Is v the pointer phi p moved on, however often? */
static bool is_step_of(const Value *v, const Value *p)
{
    bool moved = false;
    while (moves_pointer(v) || v->op == OP_OffPtr || v->op == OP_Copy || v->op == OP_NilCheck) {
        moved |= v->op != OP_Copy && v->op != OP_NilCheck;
        v = v->args[0];
    }
    return moved && v == p;
}

static Value *root(Value *p)
{
    while (p->op == OP_OffPtr || p->op == OP_Copy || p->op == OP_NilCheck)
        p = p->args[0];
    return p;
}

/* Is v a pointer that the loop moves on? *start: where it starts, NULL if at several places. */
static bool walks(const SsaFunc *f, const Loop *l, const Value *v, Value **start)
{
    bool moved = false, several = false;
    *start = NULL;
    if (v->op != OP_Phi || v->block != l->header || v->type == ssa_mem_type)
        return false;
    for (uint32_t i = 0; i < v->nargs; i++) {
        Value *a = v->args[i];
        moved |= is_step_of(a, v);
        if (ssa_in_loop(f, l, a->block))
            continue;
        several |= *start && *start != root(a);
        *start = root(a);
    }
    if (several)
        *start = NULL;
    return moved;
}

static bool may_be_heap(const Value *p)
{
    return p->op != OP_LocalAddr && p->op != OP_Addr && p->op != OP_ConstNil && p->op != OP_Const &&
           p->op != OP_DeferFrame && p->op != OP_FrameAddr;
}

static void keep(SsaFunc *f, Block *b, Value *p)
{
    for (uint32_t i = 0; i < b->values.len; i++)
        if (b->values.p[i]->op == OP_KeepBase && b->values.p[i]->args[0] == p)
            return;
    ssa_value1(f, b, OP_KeepBase, ssa_void_type, b->pos, p);
}

/* A block of its own on the edge, where the loop does not dominate what it leads to. */
static Block *exit_block(SsaFunc *f, const Loop *l, Block *from, uint32_t i)
{
    Edge e = from->succs.p[i];
    if (ssa_dominates(f, l->header, e.b))
        return e.b;
    Block *b = ssa_new_block(f, BLOCK_PLAIN, from->pos);
    vec_push(f->arena, &b->preds, ((Edge){from, i}));
    vec_push(f->arena, &b->succs, e);
    from->succs.p[i] = (Edge){b, 0};
    e.b->preds.p[e.i] = (Edge){b, 0};
    return b;
}

static void keep_behind(SsaFunc *f, const Loop *l, Value *p, Block **blocks, uint32_t n)
{
    bool left = false;
    for (uint32_t i = 0; i < n; i++) {
        Block *b = blocks[i];
        if (!ssa_in_loop(f, l, b) || b->kind == BLOCK_DEFER)
            continue;
        for (uint32_t k = 0; k < b->succs.len; k++) {
            Block *to = b->succs.p[k].b;
            bool is_new = to->id >= f->analyses->nblocks;
            if (!is_new && ssa_in_loop(f, l, to))
                continue;
            left = true;
            if (is_new)
                keep(f, to, p);
            else if (to->kind != BLOCK_EXIT)
                keep(f, exit_block(f, l, b, k), p);
        }
    }
    if (!left)
        keep(f, l->header, p);
}

/* Behind the outermost loop, from l outwards, that p comes from outside of. */
static void keep_outside(SsaFunc *f, const Loop *l, Value *p, Block **blocks, uint32_t n)
{
    const Loop *outermost = NULL;
    if (!may_be_heap(p))
        return;
    for (; l && !ssa_in_loop(f, l, p->block); l = l->outer)
        outermost = l;
    if (outermost)
        keep_behind(f, outermost, p, blocks, n);
}

/* Pointer v starts at several places: l keeps the one that it came in with, loops around it each that
 * they do not change. */
static void keep_starts(SsaFunc *f, const Loop *l, const Value *v, Block **blocks, uint32_t n)
{
    Value *base = ssa_new_value(f, l->header, OP_Phi, v->type, l->header->pos);
    for (uint32_t i = 0; i < v->nargs; i++) {
        Value *a = root(v->args[i]);
        bool inside = ssa_in_loop(f, l, v->args[i]->block);
        ssa_add_arg(f, base, inside ? base : a);
        if (!inside && l->outer && ssa_in_loop(f, l->outer, l->header->preds.p[i].b))
            keep_outside(f, l->outer, a, blocks, n);
    }
    keep_behind(f, l, base, blocks, n);
}

void pass_livebase(SsaFunc *f)
{
    SsaAnalyses *a = f->analyses;
    uint32_t nblocks = f->blocks.len;
    a->nblocks = f->next_block;
    Block **blocks = arena_memdup(f->arena, f->blocks.p, nblocks * sizeof *blocks);
    for (uint32_t i = 0; i < nblocks; i++) {
        Block *b = blocks[i];
        const Loop *l = a->loop[b->id];
        if (a->po_index[b->id] < 0 || !l)
            continue;
        uint32_t nvalues = b->values.len;
        for (uint32_t j = 0; j < nvalues; j++) {
            Value *v = b->values.p[j], *start;
            if (moves_pointer(v))
                keep_outside(f, l, root(v->args[0]), blocks, nblocks);
            else if (walks(f, l, v, &start) && start)
                keep_outside(f, l, start, blocks, nblocks);
            else if (walks(f, l, v, &start))
                keep_starts(f, l, v, blocks, nblocks);
        }
    }
}
