/* licm.c: moves what does not change in a loop in front of it.
 *
 * Moved are operations that cannot fail and have no effect, and loads from memory that the loop does
 * not change through pointers that are valid whether or not the loop runs.
 */
#include "ssa/graph.h"

/* The block in front of a loop: the only predecessor of its header from outside. */
static Block *preheader(SsaFunc *f, const Loop *l)
{
    Block *found = NULL;
    for (uint32_t i = 0; i < l->header->preds.len; i++) {
        Block *p = l->header->preds.p[i].b;
        if (ssa_dominates(f, l->header, p))
            continue;
        if (found)
            return NULL;
        found = p;
    }
    return found && found->kind != BLOCK_DEFER ? found : NULL;
}

static bool may_fail(const Value *v)
{
    if (v->op != OP_Div && v->op != OP_DivU && v->op != OP_Mod && v->op != OP_ModU)
        return false;
    return v->args[1]->op != OP_Const || v->args[1]->auxint == 0;
}

static bool always_valid(const Value *p)
{
    while (p->op == OP_OffPtr)
        p = p->args[0];
    return p->op == OP_LocalAddr || p->op == OP_Addr || p->op == OP_NilCheck || p->op == OP_ClosurePtr;
}

static bool movable(const Value *v)
{
    if (v->op == OP_Phi || v->op == OP_Copy || v->op == OP_Unknown || may_fail(v))
        return false;
    if (v->op == OP_Load)
        return !(v->auxint & SSA_VOLATILE) && always_valid(v->args[0]);
    return !(ssa_ops[v->op].flags & (SF_MEM | SF_READ | SF_CALL | SF_KEEP)) && v->op != OP_SelectN;
}

static bool invariant(const SsaFunc *f, const Loop *l, const Value *v)
{
    for (uint32_t i = 0; i < v->nargs; i++)
        if (ssa_in_loop(f, l, v->args[i]->block))
            return false;
    return true;
}

static Block *target(SsaFunc *f, const Value *v)
{
    Block *to = NULL;
    for (Loop *l = f->analyses->loop[v->block->id]; l; l = l->outer) {
        Block *p = preheader(f, l);
        if (!p || !invariant(f, l, v))
            break;
        to = p;
    }
    return to;
}

void pass_licm(SsaFunc *f)
{
    SsaAnalyses *a = f->analyses;
    ssa_order_values(f);
    for (uint32_t i = a->nreachable; i-- > 0;) {
        Block *b = a->postorder[i];
        if (!a->loop[b->id])
            continue;
        uint32_t n = 0;
        for (uint32_t j = 0; j < b->values.len; j++) {
            Value *v = b->values.p[j];
            Block *to = movable(v) ? target(f, v) : NULL;
            if (!to) {
                b->values.p[n++] = v;
                continue;
            }
            v->block = to;
            v->is_stmt = false;
            vec_push(f->arena, &to->values, v);
            if (ssa_pass_debug && v->pos)
                diag_note(v->pos, "moved %s out of the loop", ssa_ops[v->op].name);
        }
        b->values.len = n;
    }
}
