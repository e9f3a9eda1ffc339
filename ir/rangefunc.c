/* ir/rangefunc.c: for k, v := range f { body } over a function f (spec: For statements with range
 * clause, from Go 1.23). The body becomes a closure:
 *
 *     state := READY
 *     next := 0
 *     f(func(k K, v V) bool {
 *         if state != READY { panicrangestate(state) }
 *         state = PANIC
 *         body
 *         state = READY
 *         return true
 *     })
 *     if state == PANIC { panicrangestate(MISSED_PANIC) }
 *     state = EXHAUSTED
 *     if next == 1 { the first jump that leaves the body }
 *     if next == 2 { the second one … }
 *
 * In body, `continue` is { state = READY; return true }, `break` { state = DONE; return false }. Any
 * other way out (a return, a jump to a label outside, a break of a loop around this one) is
 * { next = N; state = DONE; return false }, and the statement itself is built again behind the call,
 * where it may in turn have to leave the body of another such loop. Values to return are first
 * assigned to the results of the function, which the closure captures. A defer statement names the
 * frame of the function around the loop, and so does recover.
 */
#include "ir/build.h"

enum { DONE, READY, PANIC, EXHAUSTED, MISSED_PANIC }; /* abi.RF_State */

typedef struct Exit {
    TokenKind tok;        /* TOK_RETURN, TOK_BREAK, TOK_CONTINUE, TOK_GOTO */
    const Sym *label;
    AstStmt *stmt;
} Exit;

struct RangeFunc {
    const Sym *label;     /* of the loop, or NULL */
    Name *state, *next;   /* variables of the function around the body */
    VEC(Exit) exits;      /* code: index + 1 */
    Map labels;           /* declared inside the body */
};

/* ---- jump targets ---- */

void tree_push_target(Builder *b, const Sym *label, bool loop)
{
    JumpTarget t = {label, loop};
    vec_push(perm, &b->fs->targets, t);
}

void tree_pop_target(Builder *b)
{
    b->fs->targets.len--;
}

bool tree_in_loop(const Builder *b)
{
    for (uint32_t i = 0; i < b->fs->targets.len; i++)
        if (b->fs->targets.p[i].loop)
            return true;
    return false;
}

static bool has_target(FuncState *fs, TokenKind tok, const Sym *label)
{
    for (uint32_t i = fs->targets.len; i-- > 0;) {
        JumpTarget *t = &fs->targets.p[i];
        if (label ? t->label == label : (tok == TOK_BREAK || t->loop))
            return true;
    }
    return false;
}

/* ---- pieces of code ---- */

static Node *set(Builder *b, Pos pos, Name *n, int64_t v)
{
    Node *lhs = tree_use(b, pos, n);
    tree_mark_assigned(lhs);
    return ir_node(IR_ASSIGN, pos, NULL, 2, lhs, ir_int(pos, v));
}

static Node *define_int(Builder *b, Pos pos, Name *n, int64_t v)
{
    (void)b;
    return tree_flag(ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, n), ir_int(pos, v)), NODE_DEF);
}

static Node *test(Builder *b, Pos pos, IrOp op, Name *n, int64_t v)
{
    return ir_node(op, pos, type_basic[TY_BOOL], 2, tree_use(b, pos, n), ir_int(pos, v));
}

static void check_state(Builder *b, Pos pos, Node *cond, Node *state)
{
    Node *then = ir_block(pos);
    Node *call = ir_callrt(pos, RT_panicrangestate, NULL, 1, state);
    ir_append(then, ir_node(IR_EXPRSTMT, pos, NULL, 1, call));
    tree_add(b, tree_flag(ir_node(IR_IF, pos, NULL, 3, cond, then, NULL), NODE_UNLIKELY));
}

/* state = s; return more */
static void leave(Builder *b, Pos pos, int64_t state, bool more)
{
    tree_add(b, set(b, pos, b->fs->range->state, state));
    Node *v = ir_const(pos, type_basic[TY_BOOL], const_from_bool(more));
    v = tree_implicit(v, b->fs->f->results.p[0]->type);
    tree_add(b, ir_node(IR_RETURN, pos, NULL, 1, v));
}

static void exit_by(Builder *b, Pos pos, TokenKind tok, const Sym *label, AstStmt *s)
{
    RangeFunc *r = b->fs->range;
    uint32_t i = 0;
    while (i < r->exits.len && (r->exits.p[i].tok != tok || r->exits.p[i].label != label))
        i++;
    if (i == r->exits.len) {
        Exit e = {tok, label, s};
        vec_push(perm, &r->exits, e);
    }
    tree_add(b, set(b, pos, r->next, i + 1));
    leave(b, pos, DONE, false);
}

/* ---- statements inside the body ---- */

bool tree_range_branch(Builder *b, AstBranchStmt *s)
{
    RangeFunc *r = b->fs->range;
    const Sym *label = s->Label ? s->Label->Name : NULL;
    if (!r)
        return false;
    if (s->Tok == TOK_GOTO ? map_get(&r->labels, label) != NULL
                           : has_target(b->fs, s->Tok, label))
        return false;
    bool ours = s->Tok != TOK_GOTO && (!label || label == r->label);
    if (!ours)
        exit_by(b, s->TokPos, s->Tok, label, (AstStmt *)s);
    else if (s->Tok == TOK_CONTINUE)
        leave(b, s->TokPos, READY, true);
    else
        leave(b, s->TokPos, DONE, false);
    return true;
}

bool tree_range_return(Builder *b, AstReturnStmt *s)
{
    if (!b->fs->range)
        return false;
    tree_return_outer(b, s);
    exit_by(b, s->Return, TOK_RETURN, NULL, (AstStmt *)s);
    return true;
}

static Name *frame_variable(Builder *b, Name **slot, Pos pos)
{
    if (!*slot)
        *slot = ir_temp(b->fs->owner->f, pos, type_basic[TY_UNSAFE_POINTER]);
    return *slot;
}

Node *tree_defer_frame(Builder *b, Pos pos)
{
    if (!b->fs->range)
        return NULL;
    return tree_use(b, pos, frame_variable(b, &b->fs->owner->defer_frame, pos));
}

Node *tree_recover_frame(Builder *b, Pos pos)
{
    if (!b->fs->range)
        return NULL;
    return tree_use(b, pos, frame_variable(b, &b->fs->owner->recover_frame, pos));
}

/* ---- the loop ---- */

static bool note_label(void *ctx, AstNode *n)
{
    if (n->kind == AST_LabeledStmt)
        map_set(ctx, ((AstLabeledStmt *)n)->Label->Name, n);
    return n->kind != AST_FuncLit;
}

/* The k-th parameter is the variable that the clause defines, or is assigned to what it names. */
static Node *loop_var(Builder *b, AstRangeStmt *s, AstExpr *e, Name *param)
{
    if (!e || tree_is_blank(e))
        return NULL;
    if (s->Tok != TOK_DEFINE)
        return ir_name(ast_pos(e), param);
    Obj *o = ((AstIdent *)ast_unparen(e))->obj;
    o->ir = param;
    param->obj = o;
    param->sym = o->name;
    param->pos = o->pos;
    param->type = o->type;
    return NULL;
}

static void body_entry(Builder *b, Pos pos)
{
    RangeFunc *r = b->fs->range;
    check_state(b, pos, test(b, pos, IR_NE, r->state, READY), tree_use(b, pos, r->state));
    tree_add(b, set(b, pos, r->state, PANIC));
}

static Func *body_closure(Builder *b, AstRangeStmt *s, RangeFunc *r, Type *yield)
{
    FuncState fs = {.outer = b->fs, .owner = b->fs->owner, .range = r, .lit = b->fs->lit};
    Func *f = tree_new_closure(b, s->For, yield, b->opt->tree_minor >= 23 ? "-range" : ".func");
    fs.f = f;
    fs.gotos = b->fs->gotos;
    f->end = s->Body->Rbrace;
    f->hidden_closure = true;
    AstVisitor v = {.enter = note_label, .ctx = &r->labels};
    ast_walk(s->Body, &v);
    f->body = fs.block = ir_block(s->Body->Lbrace);
    b->fs = &fs;
    body_entry(b, s->For);
    Node *k = f->params.len > 0 ? loop_var(b, s, s->Key, f->params.p[0]) : NULL;
    Node *w = f->params.len > 1 ? loop_var(b, s, s->Value, f->params.p[1]) : NULL;
    if (k || w)
        tree_range_assign(b, s, k, w);
    tree_stmts(b, &s->Body->List);
    leave(b, s->Body->Rbrace, READY, true);
    b->fs = fs.outer;
    return f;
}

/* return with the results set already */
static void return_results(Builder *b, AstReturnStmt *s)
{
    if (b->fs->range) {
        exit_by(b, s->Return, TOK_RETURN, NULL, (AstStmt *)s);
        return;
    }
    NodeVec values = {0};
    NameVec *results = &b->fs->f->results;
    for (uint32_t i = 0; i < results->len; i++)
        vec_push(perm, &values, ir_name(s->Return, results->p[i]));
    tree_stmt_node(b, ir_node_v(IR_RETURN, s->Return, NULL, &values));
}

static void leave_again(Builder *b, RangeFunc *r, Pos pos)
{
    for (uint32_t i = 0; i < r->exits.len; i++) {
        Exit *e = &r->exits.p[i];
        Node *saved = b->fs->block, *then = ir_block(pos);
        b->fs->block = then;
        if (e->tok == TOK_RETURN)
            return_results(b, (AstReturnStmt *)e->stmt);
        else
            tree_stmt(b, e->stmt);
        b->fs->block = saved;
        tree_add(b, ir_node(IR_IF, pos, NULL, 3, test(b, pos, IR_EQ, r->next, i + 1), then, NULL));
    }
}

void tree_range_func(Builder *b, AstRangeStmt *s, const Sym *label)
{
    Pos pos = s->For;
    RangeFunc r = {.label = label};
    Func *f = b->fs->f;
    Node *iter = tree_expr(b, s->X);
    Type *sig = types_core(iter->type), *yield_type = sig->sig.params.p[0]->type;
    r.state = ir_local(f, pos, sym(".state"), type_basic[TY_INT]);
    r.next = ir_local(f, pos, sym(".next"), type_basic[TY_INT]);
    tree_add(b, define_int(b, pos, r.state, READY));
    tree_add(b, define_int(b, pos, r.next, 0));
    Node *body = ir_node(IR_CLOSURE, pos, yield_type, 0);
    body->aux.func = body_closure(b, s, &r, types_core(yield_type));
    Node *call = ir_node(IR_CALL, pos, NULL, 2, iter, body);
    tree_stmt_node(b, ir_node(IR_EXPRSTMT, pos, NULL, 1, call));
    check_state(b, pos, test(b, pos, IR_EQ, r.state, PANIC), ir_int(pos, MISSED_PANIC));
    tree_add(b, set(b, pos, r.state, EXHAUSTED));
    leave_again(b, &r, pos);
}
