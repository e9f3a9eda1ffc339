/* check_bce.c: "-d=ssa/check_bce" reports the bounds checks that are left. */
#include "ssa/graph.h"

void pass_check_bce(SsaFunc *f)
{
    if (ssa_pass_debug <= 0)
        return;
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++) {
            Value *v = b->values.p[j];
            if (v->op == OP_IsInBounds || v->op == OP_IsSliceInBounds)
                diag_note(v->pos, "Found %s", ssa_ops[v->op].name);
        }
    }
}
