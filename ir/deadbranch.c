/* deadbranch.c: branches that variables with known values decide, on the low tree, and variables that
 * nothing reads any more (they keep their places in the list of locals, whose numbers exported bodies hold):
 *
 *   var max int; max = 2; if max == 1 { panic(1) }    =>    (nothing)
 *
 * What constants alone decide is gone long before (deadcode.c), as in gc, whose -m speaks of what is left
 * after that; this goes on from there. One walk in the order of the source knows what each variable holds
 * (a form of conditional constant propagation; Wegman and Zadeck 1991 do it on a graph, as SSA does later):
 * at a label and behind a loop's body nothing is known, behind an if what both branches leave alone. Only
 * variables are looked at whose assignments all stand in the same loop body as their declaration. */
#include "ir/lower.h"
#include "lexer/tokens.h"

typedef struct Var {
    uint32_t loop;       /* innermost loop or jump table of its declaration; 0: not seen, 1: none */
    bool excluded;       /* in memory, or assigned in another loop */
    uint32_t reads;
    const Const *value;  /* valid if epoch is the current one */
    uint32_t epoch;
} Var;

/* Each if around an assignment goes through its entry again. Generated code has chains of thousands of
 * else-ifs; there the walk gives up. */
enum { MAX_LOG = 1000 };

typedef struct Undo { Var *v; const Const *value; uint32_t epoch; } Undo;

typedef struct Pass {
    Func *f;
    Var *vars;           /* by Name.index */
    uint32_t loop, nloops;
    uint32_t epoch;
    uint32_t depth;      /* of ifs */
    VEC(Undo) log;       /* what the ifs around have to undo */
    bool gave_up;
} Pass;

static bool is_plain(const Type *t)
{
    TypeKind k = lower_kind((Type *)t);
    return (k >= TY_BOOL && k <= TY_UINTPTR) || k == TY_STRING;
}

static Var *var_of(const Pass *p, const Node *n)
{
    const Name *name = n->op == IR_NAME || n->op == IR_DCL ? n->aux.name : NULL;
    if (!name || name->cls != NAME_AUTO || name->index >= p->f->locals.len ||
        p->f->locals.p[name->index] != name)
        return NULL;
    return &p->vars[name->index];
}

/* ---- which variables ---- */

static void assigned(Pass *p, const Node *place, bool declares)
{
    Var *v = var_of(p, place);
    if (!v)
        return;
    if (declares && !v->loop)
        v->loop = p->loop;
    v->excluded |= v->loop != p->loop;
}

static void survey(Pass *p, Node *n);

static void survey_inside(Pass *p, Node *n)
{
    uint32_t outer = p->loop;
    p->loop = ++p->nloops;
    survey(p, n);
    p->loop = outer;
}

static void exclude_root(Pass *p, const Node *n)
{
    while (n->op == IR_FIELD || n->op == IR_INDEX || n->op == IR_CONVNOP)
        n = n->kids[0];
    Var *v = var_of(p, n);
    if (v)
        v->excluded = true;
}

static void survey(Pass *p, Node *n)
{
    if (!n)
        return;
    uint32_t from = 0;
    switch ((int)n->op) {
    case IR_NAME: {
        Var *v = var_of(p, n);
        if (v)
            v->reads++;
        return;
    }
    case IR_DCL:
        assigned(p, n, true);
        return;
    case IR_ASSIGN:
        if (n->kids[0]->op == IR_NAME) {
            assigned(p, n->kids[0], n->flags & NODE_DEF);
            from = 1;
        }
        break;
    case IR_AS2CALL:
        for (uint32_t i = 0; i + 1 < n->nkids; i++)
            exclude_root(p, n->kids[i]);
        break;
    case IR_ADDR:
        exclude_root(p, n->kids[0]);
        break;
    case IR_FOR: case IR_CASE:
        for (uint32_t i = 0; i < n->nkids; i++)
            survey_inside(p, n->kids[i]);
        return;
    }
    for (uint32_t i = from; i < n->nkids; i++)
        survey(p, n->kids[i]);
}

static bool is_candidate(const Pass *p, const Var *v)
{
    const Name *n = p->f->locals.p[v - p->vars];
    return !v->excluded && v->loop && !n->addrtaken && !n->captured && !n->heap && !n->volatile_ &&
           is_plain(n->type);
}

/* ---- values ---- */

static const Const *evaluate(const Pass *p, const Node *n);

static const Const *compared(const Pass *p, const Node *n, int token)
{
    if (!is_plain(n->kids[0]->type))
        return NULL;
    const Const *x = evaluate(p, n->kids[0]), *y = x ? evaluate(p, n->kids[1]) : NULL;
    return y ? const_from_bool(const_compare(token, x, y)) : NULL;
}

static const Const *logical(const Pass *p, const Node *n)
{
    bool stop = n->op == IR_OROR;
    const Const *x = evaluate(p, n->kids[0]);
    return !x || const_bool(x) == stop ? x : evaluate(p, n->kids[1]);
}

/* NULL: not known. Nothing that is evaluated here has an effect or may panic. */
static const Const *evaluate(const Pass *p, const Node *n)
{
    switch ((int)n->op) {
    case IR_CONST:
        return is_plain(n->type) ? n->aux.val : NULL;
    case IR_NAME: {
        const Var *v = var_of(p, n);
        return v && v->epoch == p->epoch && !p->gave_up && is_candidate(p, v) ? v->value : NULL;
    }
    case IR_EQ: return compared(p, n, TOK_EQL);
    case IR_NE: return compared(p, n, TOK_NEQ);
    case IR_LT: return compared(p, n, TOK_LSS);
    case IR_LE: return compared(p, n, TOK_LEQ);
    case IR_GT: return compared(p, n, TOK_GTR);
    case IR_GE: return compared(p, n, TOK_GEQ);
    case IR_ANDAND: case IR_OROR: return logical(p, n);
    case IR_NOT: {
        const Const *x = evaluate(p, n->kids[0]);
        return x ? const_from_bool(!const_bool(x)) : NULL;
    }
    }
    return NULL;
}

static void set(Pass *p, Var *v, const Const *value)
{
    if (!v || p->gave_up)
        return;
    if (p->depth)
        vec_push(perm, &p->log, ((Undo){v, v->value, v->epoch}));
    p->gave_up = p->log.len > MAX_LOG;
    v->value = value;
    v->epoch = p->epoch;
}

static const Const *zero_value(const Type *t)
{
    TypeKind k = lower_kind((Type *)t);
    return k == TY_BOOL ? const_from_bool(false) : k == TY_STRING ? const_from_string(sym("")) : const_from_int64(0);
}

/* ---- statements ---- */

static void forget(Node *n, Pass *p) /* what n reads is not read any more */
{
    if (!n)
        return;
    Var *v = n->op == IR_NAME ? var_of(p, n) : NULL;
    if (v && v->reads > 0)
        v->reads--;
    for (uint32_t i = n->op == IR_ASSIGN && n->kids[0]->op == IR_NAME; i < n->nkids; i++)
        forget(n->kids[i], p);
}

static Node *propagate(Pass *p, Node *n);

/* Values as they were when the log had `mark` entries; the entries stay, for the ifs around. */
static void undo(Pass *p, uint32_t mark)
{
    for (uint32_t i = p->log.len; i-- > mark;) {
        Undo *u = &p->log.p[i];
        u->v->value = u->value;
        u->v->epoch = u->epoch;
    }
}

static void drop_changed(Pass *p, uint32_t mark)
{
    uint32_t end = p->log.len;
    for (uint32_t i = mark; i < end; i++)
        p->log.p[i].v->epoch = 0;
}

static Node *propagate_if(Pass *p, Node *n)
{
    const Const *c = evaluate(p, n->kids[0]);
    if (c) {
        Node *dead = n->kids[const_bool(c) ? 2 : 1], *live = n->kids[const_bool(c) ? 1 : 2];
        if (!lower_has_label(dead)) {
            forget(n->kids[0], p);
            forget(dead, p);
            return live ? propagate(p, live) : ir_block(n->pos);
        }
    }
    uint32_t mark = p->log.len;
    p->depth++;
    n->kids[1] = propagate(p, n->kids[1]);
    undo(p, mark);
    if (n->kids[2])
        n->kids[2] = propagate(p, n->kids[2]);
    drop_changed(p, mark);
    if (--p->depth == 0)
        p->log.len = 0;
    return n;
}

static Node *propagate_for(Pass *p, Node *n)
{
    n->kids[2] = propagate(p, n->kids[2]);
    p->epoch++; /* a continue may come from anywhere */
    if (n->kids[1])
        n->kids[1] = propagate(p, n->kids[1]);
    p->epoch++;
    return n;
}

static Node *propagate(Pass *p, Node *n)
{
    switch ((int)n->op) {
    case IR_BLOCK: case IR_INLINED: case IR_CASE: case IR_JUMPTABLE:
        for (uint32_t i = n->op == IR_JUMPTABLE; i < n->nkids; i++)
            n->kids[i] = n->op == IR_CASE && i > 0 ? n->kids[i] : propagate(p, n->kids[i]);
        if (n->op == IR_CASE)
            p->epoch++;
        return n;
    case IR_IF:
        return propagate_if(p, n);
    case IR_FOR:
        return propagate_for(p, n);
    case IR_LABEL:
        p->epoch++;
        return n;
    case IR_DCL: {
        Var *v = var_of(p, n);
        if (v && is_plain(n->aux.name->type))
            set(p, v, zero_value(n->aux.name->type));
        return n;
    }
    case IR_ASSIGN:
        set(p, var_of(p, n->kids[0]), evaluate(p, n->kids[1]));
        return n;
    }
    return n;
}

/* ---- variables that nothing reads ---- */

static bool is_harmless(const Node *n)
{
    return n->op == IR_CONST || n->op == IR_NAME || n->op == IR_ZERO || n->op == IR_NIL;
}

static bool is_unread(const Pass *p, const Node *n)
{
    const Var *v = var_of(p, n);
    return v && v->reads == 0 && is_candidate(p, v);
}

static void drop_stores(Node *n, void *ctx)
{
    const Pass *p = ctx;
    if (n->op != IR_BLOCK)
        return;
    uint32_t k = 0;
    for (uint32_t i = 0; i < n->nkids; i++) {
        const Node *s = n->kids[i];
        bool drop = s->op == IR_DCL ? is_unread(p, s)
                                    : s->op == IR_ASSIGN && is_unread(p, s->kids[0]) && is_harmless(s->kids[1]);
        if (!drop && !(s->op == IR_BLOCK && s->nkids == 0))
            n->kids[k++] = n->kids[i];
    }
    n->nkids = k;
}

static void note_mentioned(Node *n, void *ctx)
{
    (void)ctx;
    if (n->op == IR_NAME || n->op == IR_DCL)
        n->aux.name->gone = false;
}

void ir_dead_branches(Func *f)
{
    if (!f->body || f->locals.len == 0)
        return;
    Pass p = {.f = f, .loop = 1, .nloops = 1, .epoch = 1};
    p.vars = NEW_ARRAY(perm, Var, f->locals.len);
    survey(&p, f->body);
    survey(&p, f->recover_return);
    f->body = propagate(&p, f->body);
    ir_walk(f->body, drop_stores, &p);
    for (uint32_t i = 0; i < f->locals.len; i++)
        f->locals.p[i]->gone = true;
    ir_walk(f->body, note_mentioned, NULL);
    ir_walk(f->recover_return, note_mentioned, NULL);
}
