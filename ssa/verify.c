/* verify.c: what holds for every function between passes. A violation is a bug of the compiler. */
#include "ssa/graph.h"

typedef struct Check { SsaFunc *f; const char *after; uint32_t *uses; bool *seen; } Check;

static void fail(const Check *c, const Block *b, const Value *v, const char *what)
{
    ssa_dump(c->f, stderr);
    diag_bug(c->after, "%s: b%u%s: %s", c->f->name ? c->f->name->s : "?", b->id,
             v ? ssa_value_text(c->f, v) : "", what);
}

static void check_edges(const Check *c, const Block *b)
{
    for (uint32_t i = 0; i < b->succs.len; i++) {
        Edge e = b->succs.p[i];
        if (e.i >= e.b->preds.len || e.b->preds.p[e.i].b != b || e.b->preds.p[e.i].i != i)
            fail(c, b, NULL, "successor edge without its reverse");
    }
    for (uint32_t i = 0; i < b->preds.len; i++) {
        Edge e = b->preds.p[i];
        if (e.i >= e.b->succs.len || e.b->succs.p[e.i].b != b || e.b->succs.p[e.i].i != i)
            fail(c, b, NULL, "predecessor edge without its reverse");
    }
}

static void check_kind(const Check *c, const Block *b)
{
    static const struct { int8_t succs, controls; } want[] = {
        [BLOCK_PLAIN] = {1, 0}, [BLOCK_IF] = {2, 1},  [BLOCK_SWITCH] = {-1, 1},
        [BLOCK_DEFER] = {2, 1}, [BLOCK_RET] = {0, -1}, [BLOCK_EXIT] = {0, 1},
    };
    if (want[b->kind].succs >= 0 && b->succs.len != (uint32_t)want[b->kind].succs)
        fail(c, b, NULL, "wrong number of successors");
    if (want[b->kind].controls >= 0 && b->controls.len != (uint32_t)want[b->kind].controls)
        fail(c, b, NULL, "wrong number of controls");
    if (b->kind == BLOCK_IF && ssa_scalar(b->controls.p[0]->type) != SCALAR_BOOL)
        fail(c, b, b->controls.p[0], "branch on something other than a bool");
    if ((b->kind == BLOCK_RET || b->kind == BLOCK_EXIT) &&
        b->controls.p[b->controls.len - 1]->type != ssa_mem_type)
        fail(c, b, NULL, "end without a memory");
}

static void check_value(const Check *c, const Block *b, const Value *v)
{
    const SsaOpInfo *op = &ssa_ops[v->op];
    if (v->block != b)
        fail(c, b, v, "value of another block");
    if (v->op == OP_Invalid || (op->nargs >= 0 && v->nargs != (uint32_t)op->nargs))
        fail(c, b, v, "wrong number of arguments");
    if (v->op == OP_Phi && v->nargs != b->preds.len)
        fail(c, b, v, "phi does not fit the predecessors");
    if ((op->flags & SF_MEM) && v->type != ssa_mem_type)
        fail(c, b, v, "should be a memory");
    if ((op->flags & SF_READ) && v->args[v->nargs - 1]->type != ssa_mem_type)
        fail(c, b, v, "does not read a memory");
    for (uint32_t i = 0; i < v->nargs; i++) {
        bool mem = v->args[i]->type == ssa_mem_type;
        bool may = v->op == OP_Phi || v->op == OP_Copy ? v->type == ssa_mem_type
                                                       : (op->flags & SF_READ) && i + 1 == v->nargs;
        if (mem && !may && v->op != OP_SelectN)
            fail(c, b, v, "memory as an argument");
        c->uses[v->args[i]->id]++;
    }
}

static void check_widths(const Check *c, const Block *b, const Value *v)
{
    if (!(ssa_ops[v->op].flags & (SF_WIDTH | SF_ARGWIDTH)) || v->nargs != 2 ||
        v->op == OP_Shl || v->op == OP_Shr || v->op == OP_ShrU || v->op == OP_RotateLeft)
        return;
    if (ssa_width(v->args[0]->type) != ssa_width(v->args[1]->type) ||
        ssa_scalar(v->args[0]->type) != ssa_scalar(v->args[1]->type))
        fail(c, b, v, "operands of different kinds");
}

static bool strictly_before(const Value *a, const Value *v)
{
    const Block *b = v->block;
    for (uint32_t i = 0; i < b->values.len; i++) {
        if (b->values.p[i] == a)
            return true;
        if (b->values.p[i] == v)
            return false;
    }
    return false;
}

/* A definition dominates its uses. Order inside blocks counts once the function is scheduled. */
static void check_dominance(const Check *c, const Block *b, const Value *v)
{
    SsaFunc *f = c->f;
    for (uint32_t i = 0; i < v->nargs; i++) {
        Value *a = v->args[i];
        const Block *at = v->op == OP_Phi ? b->preds.p[i].b : b;
        if (f->analyses->po_index[at->id] < 0)
            continue;
        if (!c->seen[a->id])
            fail(c, b, v, "argument is not in the function");
        if (!ssa_dominates(f, a->block, at))
            fail(c, b, v, "argument does not dominate its use");
        if (f->scheduled && v->op != OP_Phi && a->block == b && b->values.len < 2000 &&
            !strictly_before(a, v))
            fail(c, b, v, "argument is scheduled behind its use");
    }
}

void ssa_verify(SsaFunc *f, const char *after)
{
    Arena *tmp = arena_new();
    Check check = {f, after, NEW_ARRAY(tmp, uint32_t, f->next_value), NEW_ARRAY(tmp, bool, f->next_value)};
    Check *c = &check;
    ssa_need(f, DOM);
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        check_edges(c, b);
        if (f->analyses->po_index[b->id] >= 0)
            check_kind(c, b);
        for (uint32_t j = 0; j < b->values.len; j++) {
            c->seen[b->values.p[j]->id] = true;
            check_value(c, b, b->values.p[j]);
            check_widths(c, b, b->values.p[j]);
        }
        for (uint32_t j = 0; j < b->controls.len; j++)
            c->uses[b->controls.p[j]->id]++;
    }
    for (uint32_t i = 0; i < f->blocks.len; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = 0; j < b->values.len; j++) {
            if (c->uses[b->values.p[j]->id] != b->values.p[j]->uses)
                fail(c, b, b->values.p[j], "wrong count of uses");
            if (f->analyses->po_index[b->id] >= 0)
                check_dominance(c, b, b->values.p[j]);
        }
    }
    arena_free(tmp);
}
