/* lazydefer.c: functions that link their DeferFrame into their goroutine only where they panic.
 *
 * Only a panic looks for frames in the list, so a function needs to be in it at the calls that may
 * panic while calls are deferred. Often there are none:
 *
 *     func (c *Counter) Add(n int) { c.mu.Lock(); defer c.mu.Unlock(); c.n += n }
 *
 * Calls before the defer statement do not count, since nothing is deferred yet; nor does the deferred
 * call at the end, if it is the only one: it is taken off the record first. What is left are checks
 * that fail. The backend links the frame in front of their calls (rt_deferenter), and the runtime does so
 * where a load or store faults (LazyDefer in abi/layout.h). It looks at the frame of the function that the
 * fault is in: so there are no loops, which LLVM might turn into calls of memset and memmove, and no
 * copies that are such calls.
 *
 * The stores that link the frame, and take it out of the list at returns, are removed here.
 */
#include "ssa/graph.h"

#include "abi/layout.h"

enum { LONG_COPY = 64 };

/* &record.fn or another address in a DeferRecord: the record's variable */
static Name *record_at(Value *p)
{
    while (p->op == OP_OffPtr || p->op == OP_Copy)
        p = p->args[0];
    return p->op == OP_LocalAddr && ((Name *)p->aux)->defer_record ? p->aux : NULL;
}

static bool is_defer_list(const Value *p)
{
    return p->op == OP_OffPtr && p->auxint == G_DEFERS_OFFSET && p->args[0]->op == OP_CurrentG;
}

static bool is_frame_word(const Value *p, int64_t offset)
{
    return p->op == OP_OffPtr && p->auxint == offset && p->args[0]->op == OP_DeferFrame;
}

/* The call of what a record holds. */
static bool runs_record(const Value *v)
{
    if (v->op != OP_ClosureCall)
        return false;
    Value *fn = v->args[1];
    while (fn->op == OP_NilCheck || fn->op == OP_Copy)
        fn = fn->args[0];
    return fn->op == OP_Load && record_at(fn->args[0]);
}

static bool may_panic_unseen(const Value *v)
{
    if (v->op == OP_Move || v->op == OP_Zero)
        return v->auxint > LONG_COPY;
    if (!(ssa_ops[v->op].flags & SF_CALL) || runs_record(v))
        return false;
    const SsaCall *c = v->aux;
    return v->op != OP_RtCall || (!c->noreturn && c->rt != RT_deferreturn);
}

static bool one_record(const SsaFunc *f)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->stack.len; i++)
        n += f->stack.p[i]->defer_record;
    return n == 1;
}

/* Marks b, and what follows, as places where a call is deferred. */
static void defer_from(Block *b)
{
    if (b->mark)
        return;
    b->mark = 1;
    for (uint32_t i = 0; i < b->succs.len; i++)
        defer_from(b->succs.p[i].b);
}

/* Does v link a record: frame.records = &record? */
static bool defers(const Value *v)
{
    if (v->op != OP_Store || !is_frame_word(v->args[0], offsetof(DeferFrame, records)))
        return false;
    Value *x = v->args[1];
    return x->op == OP_Convert && record_at(x->args[0]);
}

/* In a block where a call becomes deferred, memory states tell what comes after it. */
static bool is_after(const Value *v, const Value *start)
{
    Value *m = ssa_memory_arg(v);
    while (m != start && m->block == v->block && m->op != OP_Phi && m->nargs > 0)
        m = ssa_memory_arg(m);
    return m == start;
}

static bool calls_while_deferred(const Block *b)
{
    const Value *start = NULL;
    for (uint32_t i = 0; i < b->values.len; i++)
        if (defers(b->values.p[i]))
            start = b->values.p[i];
    for (uint32_t i = 0; i < b->values.len; i++) {
        const Value *v = b->values.p[i];
        if (may_panic_unseen(v) && (b->mark || (start && is_after(v, start))))
            return true;
    }
    return false;
}

static bool has_loops(const SsaFunc *f)
{
    for (uint32_t i = 0; i < f->analyses->nreachable; i++)
        if (f->analyses->loop[f->analyses->postorder[i]->id])
            return true;
    return false;
}

static bool can_wait(const SsaFunc *f)
{
    if (!f->has_defer || f->entry->kind != BLOCK_DEFER || !one_record(f) || has_loops(f))
        return false;
    for (uint32_t i = 0; i < f->blocks.len; i++)
        f->blocks.p[i]->mark = 0;
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++)
            if (defers(b->values.p[j]))
                for (uint32_t k = 0; k < b->succs.len; k++)
                    defer_from(b->succs.p[k].b);
    }
    for (uint32_t i = 0; i < f->blocks.len; i++)
        if (calls_while_deferred(f->blocks.p[i]))
            return false;
    return true;
}

/* frame.link = g.defers, g.defers = frame, g.defers = frame.link */
static bool links_frame(const Value *v)
{
    return v->op == OP_Store &&
           (is_defer_list(v->args[0]) || is_frame_word(v->args[0], offsetof(DeferFrame, link)));
}

/* DeferInit has stored this before anything can fault: to LLVM it is the store whose value it knows. */
static bool empties_records(const Value *v)
{
    return v->op == OP_Store && is_frame_word(v->args[0], offsetof(DeferFrame, records)) &&
           ssa_memory_arg(v)->op == OP_DeferInit;
}

void pass_lazydefer(SsaFunc *f)
{
    if (!can_wait(f))
        return;
    f->lazy_defer = true;
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++)
            if (links_frame(b->values.p[j]))
                ssa_to_copy(f, b->values.p[j], ssa_memory_arg(b->values.p[j]));
    }
    pass_copyelim(f);
    Block *start = f->entry->succs.p[0].b;
    for (uint32_t j = 0; j < start->values.len; j++)
        if (empties_records(start->values.p[j]))
            start->values.p[j]->auxint = 0; /* not volatile */
}
