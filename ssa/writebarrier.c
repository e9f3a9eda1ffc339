/* writebarrier.c: stores of pointers to memory that is not known to be the stack get barriers.
 *
 * The collector runs while the program does; runtime/gc.h says what a barrier must do. Stacks are
 * scanned, so stores to them need none. Stores of nil do: the pointer that is overwritten is shaded too.
 */
#include "ssa/graph.h"

static bool is_stack(Value *p)
{
    while (p->op == OP_OffPtr || p->op == OP_Copy || p->op == OP_PtrIndex || p->op == OP_AddPtr ||
           p->op == OP_NilCheck)
        p = p->args[0];
    return p->op == OP_LocalAddr || p->op == OP_DeferFrame;
}

/* Parameters that are not SSA-able and hidden result pointers point to a caller's frame. */
static bool is_callers_frame(const SsaFunc *f, Value *p)
{
    while (p->op == OP_OffPtr || p->op == OP_Copy || p->op == OP_PtrIndex || p->op == OP_NilCheck)
        p = p->args[0];
    if (p->op == OP_Load) { /* the saved copy of a hidden result pointer */
        Value *at = p->args[0];
        return at->op == OP_LocalAddr && p->auxint == SSA_VOLATILE && ((Name *)at->aux)->is_temp;
    }
    if (p->op != OP_Arg)
        return false;
    SsaPart parts[SSA_MAX_PARTS];
    return !p->aux || ssa_parts(((Name *)p->aux)->type, parts) < 0;
}

/* A pointer loaded from or derived from anything else may point into the heap. */
static bool needs_barrier(const SsaFunc *f, const Value *v)
{
    if (v->op == OP_Store) {
        if (ssa_scalar(v->aux) != SCALAR_PTR || !types_has_pointers(v->aux))
            return false;
    } else if (!v->aux) {
        return false;
    }
    return !is_stack(v->args[0]) && !is_callers_frame(f, v->args[0]);
}

void pass_writebarrier(SsaFunc *f)
{
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++) {
            Value *v = b->values.p[j];
            if (v->op != OP_Store && v->op != OP_Move && v->op != OP_Zero)
                continue;
            if (needs_barrier(f, v))
                v->op = v->op == OP_Store ? OP_StoreWB : v->op == OP_Move ? OP_MoveWB : OP_ZeroWB;
        }
    }
}
