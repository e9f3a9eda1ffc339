/* prove.c: decides comparisons, above all bounds checks, from what is known where they stand.
 *
 * A fact is x <= y + c, in whole numbers; x and y are integer values or zero (NULL). Branches
 * give facts to the blocks they lead to; loops that count up or down give a bound of the counter; the
 * rest follows from the operations themselves. A question is answered by chaining facts, with limits
 * on depth and work, so time stays linear in the size of the function.
 *
 * Facts hold in the part of the dominator tree below the block that learned them, and speak of the
 * round of a loop that runs. What a phi got over a back edge was computed in the round before: of it
 * only facts from before the loop hold, and it compares only with values from before the loop.
 */
#include "ssa/graph.h"

typedef struct Fact { Value *other; int64_t c; const Block *from; struct Fact *next; } Fact;
typedef struct Facts { Fact *above, *below; } Facts; /* v <= other + c; other <= v + c */
typedef struct Undo { Facts *at; bool above; } Undo;
typedef VEC(Undo) UndoVec;

typedef struct Prove {
    SsaFunc *f;
    Facts *facts;            /* by value id */
    UndoVec *trail;
    const Block *here;       /* that the walk is in */
    const Block *past;       /* NULL, or the head of the loop whose earlier round is asked about */
    int budget;
} Prove;

enum { MAX_DEPTH = 12, MAX_WORK = 300 };

static bool is_int(const Value *v)
{
    return ssa_scalar(v->type) == SCALAR_INT;
}

/* Values of any width count as the signed number their bits are. */
static int64_t max_of(const Value *v)
{
    return (int64_t)(((uint64_t)1 << (ssa_width(v->type) - 1)) - 1);
}

static bool add64(int64_t a, int64_t b, int64_t *r)
{
    return !__builtin_add_overflow(a, b, r);
}

static bool sub64(int64_t a, int64_t b, int64_t *r)
{
    return !__builtin_sub_overflow(a, b, r);
}

static bool prove(Prove *p, Value *x, Value *y, int64_t c, int depth);

static bool at_least(Prove *p, Value *v, int64_t n, int depth) /* n <= v */
{
    return prove(p, NULL, v, -n, depth);
}

static bool at_most(Prove *p, Value *v, int64_t n, int depth) /* v <= n */
{
    return prove(p, v, NULL, n, depth);
}

/* ---- facts ---- */

static void record(Prove *p, Value *v, bool above, Value *other, int64_t c)
{
    if (!v)
        return;
    Facts *at = &p->facts[v->id];
    Fact *f = NEW(p->f->arena, Fact), **list = above ? &at->above : &at->below;
    *f = (Fact){other, c, p->here, *list};
    *list = f;
    Undo u = {at, above};
    vec_push(p->f->arena, p->trail, u);
}

static void normalize(Value **x, int64_t *c, int sign)
{
    if (*x && (*x)->op == OP_Const) {
        int64_t n = (*x)->auxint;
        if (sign > 0 ? add64(*c, n, &n) : sub64(*c, n, &n)) {
            *x = NULL;
            *c = n;
        }
    }
}

static void learn(Prove *p, Value *x, Value *y, int64_t c) /* x <= y + c */
{
    normalize(&x, &c, -1);
    normalize(&y, &c, 1);
    if (x == y)
        return;
    record(p, x, true, y, c);
    record(p, y, false, x, c);
}

/* x is in [0, y) or [0, y] */
static void learn_bounds(Prove *p, Value *x, Value *y, int64_t c)
{
    learn(p, NULL, x, 0);
    learn(p, x, y, c);
}

static void learn_condition(Prove *p, Value *cond, bool holds)
{
    cond = ssa_strip_copy(cond);
    if (cond->op == OP_Not) {
        learn_condition(p, cond->args[0], !holds);
        return;
    }
    if (cond->nargs != 2)
        return;
    Value *x = cond->args[0], *y = cond->args[1];
    if ((cond->op == OP_And && holds) || (cond->op == OP_Or && !holds)) {
        if (ssa_scalar(cond->type) == SCALAR_BOOL) {
            learn_condition(p, x, holds);
            learn_condition(p, y, holds);
        }
        return;
    }
    if (!is_int(x) || !is_int(y))
        return;
    p->budget = MAX_WORK;
    switch ((int)cond->op) {
    case OP_Lt:
        learn(p, holds ? x : y, holds ? y : x, holds ? -1 : 0);
        break;
    case OP_Le:
        learn(p, holds ? x : y, holds ? y : x, holds ? 0 : -1);
        break;
    case OP_Eq: case OP_Ne:
        if ((cond->op == OP_Eq) == holds) {
            learn(p, x, y, 0);
            learn(p, y, x, 0);
        } else if (y->op == OP_Const && y->auxint == 0 && at_least(p, x, 0, 0)) {
            learn(p, NULL, x, -1);
        } else if (prove(p, x, y, 0, 0)) {
            learn(p, x, y, -1);
        }
        break;
    case OP_LtU: case OP_LeU:
        if (holds && at_least(p, y, 0, 0))
            learn_bounds(p, x, y, cond->op == OP_LtU ? -1 : 0);
        else if (!holds && at_least(p, x, 0, 0))
            learn_bounds(p, y, x, cond->op == OP_LtU ? 0 : -1);
        break;
    case OP_IsInBounds:
        if (holds)
            learn_bounds(p, x, y, -1);
        break;
    case OP_IsSliceInBounds:
        if (holds)
            learn_bounds(p, x, y, 0);
        break;
    }
}

/* ---- what operations say ---- */

/* v = a + k without overflow? */
static bool plain_add(Prove *p, Value *v, int64_t *k, int depth)
{
    if (v->op != OP_Add || v->args[1]->op != OP_Const)
        return false;
    *k = v->args[1]->auxint;
    if (*k == INT64_MIN)
        return false;
    int64_t max = max_of(v);
    return *k >= 0 ? at_most(p, v->args[0], max - *k, depth)
                   : at_least(p, v->args[0], -max - *k, depth);
}

static bool before(const Prove *p, const Block *b, const Block *head)
{
    return b != head && ssa_dominates(p->f, b, head);
}

/* Turns to the i-th argument of a phi that is compared with y: may it be asked about? */
static bool turn_to_arg(Prove *p, const Value *v, uint32_t i, const Value *y)
{
    const int *po = p->f->analyses->po_index;
    const Block *b = v->block;
    if (v->op != OP_Phi || po[b->preds.p[i].b->id] > po[b->id])
        return true;
    if (y && y->op != OP_Const && !before(p, y->block, b))
        return false;
    if (p->past && before(p, p->past, b))
        return true;
    if (p->past && p->past != b && !before(p, b, p->past))
        return false;
    p->past = b;
    return true;
}

static bool all_args(Prove *p, Value *v, uint32_t n, Value *y, int64_t c, bool above, int depth)
{
    if (v->mark)
        return false; /* a phi that depends on itself */
    v->mark = 1;
    const Block *past = p->past;
    bool ok = n > 0;
    for (uint32_t i = 0; i < n && ok; i++) {
        Value *a = v->args[i];
        ok = turn_to_arg(p, v, i, y) &&
             (above ? prove(p, a, y, c, depth) : prove(p, y, a, c, depth));
        p->past = past;
    }
    v->mark = 0;
    return ok;
}

/* v <= y + c by v's own operation */
static bool above_by_op(Prove *p, Value *v, Value *y, int64_t c, int depth)
{
    int64_t k, r;
    Value *a = v->nargs ? v->args[0] : NULL, *b = v->nargs > 1 ? v->args[1] : NULL;
    switch ((int)v->op) {
    case OP_Add:
        return plain_add(p, v, &k, depth) && sub64(c, k, &r) && prove(p, a, y, r, depth);
    case OP_Sub:
        return at_least(p, b, 0, depth) && at_least(p, a, 0, depth) && prove(p, a, y, c, depth);
    case OP_And:
        if (b->op == OP_Const && b->auxint >= 0 && prove(p, b, y, c, depth))
            return true;
        return at_least(p, a, 0, depth) && prove(p, a, y, c, depth);
    case OP_Shr: case OP_ShrU: case OP_Div: case OP_DivU:
        if ((v->op == OP_Div || v->op == OP_DivU) && !(b->op == OP_Const && b->auxint > 0))
            return false;
        return at_least(p, a, 0, depth) && prove(p, a, y, c, depth);
    case OP_Mod: case OP_ModU:
        return at_least(p, b, 1, depth) && add64(c, 1, &r) && prove(p, b, y, r, depth);
    case OP_ZeroExt:
        if (sub64(c, (int64_t)(((uint64_t)1 << ssa_width(a->type)) - 1), &r) &&
            prove(p, NULL, y, r, depth))
            return true;
        return at_least(p, a, 0, depth) && prove(p, a, y, c, depth);
    case OP_SignExt:
        return prove(p, a, y, c, depth);
    case OP_BoolToInt:
        return !y && c >= 1;
    case OP_Phi:
        return all_args(p, v, v->nargs, y, c, true, depth);
    case OP_CondSelect:
        return all_args(p, v, 2, y, c, true, depth);
    }
    return false;
}

/* x <= v + c by v's own operation */
static bool below_by_op(Prove *p, Value *x, Value *v, int64_t c, int depth)
{
    int64_t k, r;
    Value *a = v->nargs ? v->args[0] : NULL, *b = v->nargs > 1 ? v->args[1] : NULL;
    if (v->nonneg && !x && c >= 0)
        return true;
    switch ((int)v->op) {
    case OP_Add:
        if (plain_add(p, v, &k, depth))
            return add64(c, k, &r) && prove(p, x, a, r, depth);
        return false;
    case OP_Sub: /* b <= a + c gives 0 <= v + c, if a - b does not overflow */
        return !x && at_least(p, a, 0, depth) && at_least(p, b, 0, depth) && prove(p, b, a, c, depth);
    case OP_And:
        return !x && c >= 0 && ((b->op == OP_Const && b->auxint >= 0) || at_least(p, a, 0, depth));
    case OP_ShrU:
        return !x && c >= 0 && ((b->op == OP_Const && b->auxint > 0) || at_least(p, a, 0, depth));
    case OP_Shr:
        return !x && c >= 0 && at_least(p, a, 0, depth);
    case OP_Div:
        return !x && c >= 0 && b->op == OP_Const && b->auxint > 0 && at_least(p, a, 0, depth);
    case OP_Mod:
        return !x && c >= 0 && at_least(p, a, 0, depth);
    case OP_ZeroExt:
        if (!x && c >= 0)
            return true;
        return at_least(p, a, 0, depth) && prove(p, x, a, c, depth);
    case OP_BoolToInt:
        return !x && c >= 0;
    case OP_SignExt:
        return prove(p, x, a, c, depth);
    case OP_Phi:
        return all_args(p, v, v->nargs, x, c, false, depth);
    case OP_CondSelect:
        return all_args(p, v, 2, x, c, false, depth);
    }
    return false;
}

/* ---- questions ---- */

static bool holds_still(const Prove *p, const Fact *f)
{
    return !p->past || before(p, f->from, p->past);
}

static bool by_facts(Prove *p, Value *x, Value *y, int64_t c, int depth)
{
    int64_t r;
    if (x)
        for (Fact *f = p->facts[x->id].above; f; f = f->next)
            if (holds_still(p, f) && sub64(c, f->c, &r) &&
                prove(p, f->other, y, r, depth))
                return true;
    if (y)
        for (Fact *f = p->facts[y->id].below; f; f = f->next)
            if (holds_still(p, f) && sub64(c, f->c, &r) && prove(p, x, f->other, r, depth))
                return true;
    return false;
}

static bool prove(Prove *p, Value *x, Value *y, int64_t c, int depth) /* x <= y + c? */
{
    if (depth > MAX_DEPTH || --p->budget < 0)
        return false;
    if (x)
        x = ssa_strip_copy(x);
    if (y)
        y = ssa_strip_copy(y);
    normalize(&x, &c, -1);
    normalize(&y, &c, 1);
    if (x == y)
        return c >= 0;
    if ((x && !is_int(x)) || (y && !is_int(y)))
        return false;
    if ((x && !y && c >= max_of(x)) || (!x && y && c > max_of(y)))
        return true;
    return by_facts(p, x, y, c, depth + 1) || (x && above_by_op(p, x, y, c, depth + 1)) ||
           (y && below_by_op(p, x, y, c, depth + 1));
}

/* 1 true, 0 false, -1 unknown */
static int decide(Prove *p, const Value *v)
{
    Value *x = v->args[0], *y = v->args[1];
    p->budget = MAX_WORK;
    switch ((int)v->op) {
    case OP_IsInBounds: case OP_IsSliceInBounds: {
        int64_t c = v->op == OP_IsInBounds ? -1 : 0;
        return prove(p, x, y, c, 0) && at_least(p, x, 0, 0) ? 1 : -1;
    }
    case OP_Lt:
        return prove(p, x, y, -1, 0) ? 1 : prove(p, y, x, 0, 0) ? 0 : -1;
    case OP_Le:
        return prove(p, x, y, 0, 0) ? 1 : prove(p, y, x, -1, 0) ? 0 : -1;
    case OP_LtU: case OP_LeU: {
        if (!at_least(p, x, 0, 0) || !at_least(p, y, 0, 0))
            return -1;
        int64_t c = v->op == OP_LtU ? -1 : 0;
        return prove(p, x, y, c, 0) ? 1 : prove(p, y, x, -1 - c, 0) ? 0 : -1;
    }
    case OP_Eq: case OP_Ne:
        if (prove(p, x, y, -1, 0) || prove(p, y, x, -1, 0))
            return v->op == OP_Ne;
        return -1;
    }
    return -1;
}

/* ---- counters ---- */

/* The condition that lets control from a loop's header into its body: i < n or the like. */
static Value *guard_of(SsaFunc *f, Block *header, Block **body)
{
    const Loop *l = f->analyses->loop[header->id];
    if (header->kind != BLOCK_IF)
        return NULL;
    Block *yes = header->succs.p[0].b;
    if (yes->preds.len != 1)
        return NULL;
    for (const Loop *in = f->analyses->loop[yes->id]; in; in = in->outer)
        if (in == l) {
            *body = yes;
            return ssa_strip_copy(header->controls.p[0]);
        }
    return NULL;
}

/* phi(start, phi + k) of a header, where every round passes the guard before it adds k. */
static bool counter(SsaFunc *f, Value *phi, Block *body, Value **start, int64_t *k)
{
    if (phi->op != OP_Phi || phi->nargs != 2 || !is_int(phi))
        return false;
    for (uint32_t i = 0; i < 2; i++) {
        Value *next = ssa_strip_copy(phi->args[i]);
        if (next->op != OP_Add || ssa_strip_copy(next->args[0]) != phi || next->args[1]->op != OP_Const)
            continue;
        if (!ssa_dominates(f, body, next->block) ||
            !ssa_dominates(f, body, phi->block->preds.p[i].b))
            continue;
        *start = ssa_strip_copy(phi->args[1 - i]);
        *k = next->args[1]->auxint;
        return true;
    }
    return false;
}

static bool outside(const SsaFunc *f, const Value *v, const Block *header)
{
    return v->op == OP_Const || (v->block != header && ssa_dominates(f, v->block, header));
}

static void learn_counter(Prove *p, Value *phi, Value *guard, Block *body)
{
    Value *start;
    int64_t k;
    if (!counter(p->f, phi, body, &start, &k) || guard->nargs != 2 || !is_int(guard->args[0]))
        return;
    Value *x = guard->args[0], *y = guard->args[1];
    bool up = x == phi && (guard->op == OP_Lt || (guard->op == OP_Le && y->op == OP_Const));
    bool down = y == phi && (guard->op == OP_Lt || (guard->op == OP_Le && x->op == OP_Const));
    bool bounded = guard->op == OP_IsInBounds && x == phi;
    p->budget = MAX_WORK;
    if ((up || bounded) && k > 0 && (k == 1 || at_most(p, y, max_of(phi) - k, 0)) &&
        !(guard->op == OP_Le && y->auxint > max_of(phi) - k))
        learn(p, start, phi, 0);
    else if (down && k < 0 && k > INT64_MIN && (k == -1 || at_least(p, x, -max_of(phi) - k, 0)) &&
             !(guard->op == OP_Le && x->auxint < -max_of(phi) - k))
        learn(p, phi, start, 0);
    else if (guard->op == OP_Ne && k == 1 && x == phi && outside(p->f, y, phi->block) && prove(p, start, y, 0, 0)) {
        learn(p, start, phi, 0); /* for i := a; i != n; i++ with a <= n */
        learn(p, phi, y, 0);
    }
}

static void learn_loop(Prove *p, Block *b)
{
    Block *body = NULL;
    const Loop *l = p->f->analyses->loop[b->id];
    if (!l || l->header != b)
        return;
    Value *guard = guard_of(p->f, b, &body);
    if (!guard)
        return;
    for (uint32_t i = 0; i < b->values.len; i++)
        if (b->values.p[i]->op == OP_Phi)
            learn_counter(p, b->values.p[i], guard, body);
}

/* ---- the walk ---- */

static void visit_values(Prove *p, Block *b)
{
    for (uint32_t i = 0; i < b->values.len; i++) {
        Value *v = b->values.p[i];
        if (v->nargs != 2 || ssa_scalar(v->type) != SCALAR_BOOL || !is_int(v->args[0]) || !is_int(v->args[1]))
            continue;
        int d = decide(p, v);
        if (d < 0)
            continue;
        if (ssa_pass_debug > 0 && v->pos)
            diag_note(v->pos, "%s %s", d ? "Proved" : "Disproved", ssa_ops[v->op].name);
        ssa_to_const(v, d);
    }
}

static void learn_edge(Prove *p, Block *b)
{
    if (b->preds.len != 1 || b->preds.p[0].b->kind != BLOCK_IF)
        return;
    Edge e = b->preds.p[0];
    learn_condition(p, e.b->controls.p[0], e.i == 0);
}

static void walk(Prove *p, Block *b)
{
    UndoVec mine = {0}, *outer = p->trail;
    p->trail = &mine;
    p->here = b;
    learn_edge(p, b);
    learn_loop(p, b);
    visit_values(p, b);
    SsaAnalyses *a = p->f->analyses;
    for (Block *c = a->dom_child[b->id]; c; c = a->dom_sibling[c->id])
        walk(p, c);
    for (uint32_t i = mine.len; i-- > 0;) {
        Fact **list = mine.p[i].above ? &mine.p[i].at->above : &mine.p[i].at->below;
        *list = (*list)->next;
    }
    p->trail = outer;
}

void pass_prove(SsaFunc *f)
{
    for (uint32_t i = 0; i < f->blocks.len; i++)
        for (uint32_t j = 0; j < f->blocks.p[i]->values.len; j++)
            f->blocks.p[i]->values.p[j]->mark = 0;
    Prove p = {.f = f, .facts = NEW_ARRAY(f->arena, Facts, f->next_value)};
    walk(&p, f->entry);
    ssa_order_values(f);
}
