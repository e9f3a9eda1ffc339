/* phielim.c: phis of one value only, and copies, give way to what they stand for. */
#include "ssa/graph.h"

static Value *only_value(Value *phi)
{
    Value *same = NULL;
    for (uint32_t i = 0; i < phi->nargs; i++) {
        Value *a = ssa_strip_copy(phi->args[i]);
        if (a == phi || a == same)
            continue;
        if (same)
            return NULL;
        same = a;
    }
    return same;
}

void pass_phielim(SsaFunc *f)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < f->blocks.len; i++) {
            Block *b = f->blocks.p[i];
            for (uint32_t j = 0; j < b->values.len; j++) {
                Value *v = b->values.p[j], *x;
                if (v->op != OP_Phi || !(x = only_value(v)))
                    continue;
                ssa_to_copy(f, v, x);
                changed = true;
            }
        }
    }
    pass_copyelim(f);
}

void pass_copyelim(SsaFunc *f)
{
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++) {
            Value *v = b->values.p[j];
            for (uint32_t k = 0; k < v->nargs; k++)
                if (v->args[k]->op == OP_Copy)
                    ssa_set_arg(v, k, ssa_strip_copy(v->args[k]));
        }
        for (uint32_t j = 0; j < b->controls.len; j++) {
            Value *c = b->controls.p[j], *s = ssa_strip_copy(c);
            s->uses++;
            c->uses--;
            b->controls.p[j] = s;
        }
    }
}
