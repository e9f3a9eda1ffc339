/* keeploops.c: keeps the loops that do nothing but take time.
 *
 * A program that counts up to a number and forgets it wants the time to pass, or the goroutine to be
 * busy: gc runs such loops. LLVM would delete one whose end it can see. So a loop that writes nothing,
 * calls nothing and computes nothing that is used behind it has a KeepLoop at its head, which LLVM
 * takes for an effect and which costs no instruction.
 */
#include "ssa/graph.h"

/* Has any block of the loop an effect, or is a value of the loop used outside of it? */
static void mark_effects(const SsaFunc *f, uint8_t *has_effect, const Block *b)
{
    const Loop *const *loop = (const Loop *const *)f->analyses->loop;
    for (uint32_t i = 0; i < b->values.len + b->controls.len; i++) {
        bool control = i >= b->values.len;
        const Value *v = control ? b->controls.p[i - b->values.len] : b->values.p[i];
        if (!control && v->op != OP_Phi && (ssa_ops[v->op].flags & SF_MEM))
            for (const Loop *l = loop[b->id]; l; l = l->outer)
                has_effect[l->header->id] = 1;
        for (uint32_t k = 0; k < (control ? 1 : v->nargs); k++) {
            const Value *a = control ? v : v->args[k];
            for (const Loop *l = loop[a->block->id]; l && !ssa_in_loop(f, l, b); l = l->outer)
                has_effect[l->header->id] = 1;
        }
    }
}

void pass_keeploops(SsaFunc *f)
{
    const SsaAnalyses *a = f->analyses;
    uint8_t *has_effect = NEW_ARRAY(f->arena, uint8_t, f->next_block);
    for (uint32_t i = 0; i < a->nreachable; i++)
        mark_effects(f, has_effect, a->postorder[i]);
    for (uint32_t i = 0; i < a->nreachable; i++) {
        Block *b = a->postorder[i];
        if (a->loop[b->id] && a->loop[b->id]->header == b && !has_effect[b->id])
            ssa_value0(f, b, OP_KeepLoop, ssa_void_type, b->pos);
    }
}
