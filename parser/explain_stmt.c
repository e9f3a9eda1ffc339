/* explain_stmt: statements, read as gc reads them, for its diagnostics. See explain.c. */
#include "parser/explain.h"

static AstStmt *stmt_or_null(Explain *e);
static AstStmtList stmt_list(Explain *e);

static bool old_words(void)
{
    return diag_options.go_minor < 20;
}

/* ---- simple statements ---- */

/* A range clause: the empty statement stands for it, nothing asks for more. */
static AstStmt *range_clause(Explain *e)
{
    explain_next(e);
    AstRangeStmt *s = NEW_NODE(RangeStmt);
    s->X = explain_expr(e);
    return (AstStmt *)s;
}

static AstStmt *assignment(Explain *e, AstExprList lhs, TokenKind keyword)
{
    Tok op = explain_tok(e);
    explain_next(e);
    if (keyword == TOK_FOR && e->t.kind == TOK_RANGE)
        return range_clause(e);
    AstExprList rhs = explain_expr_list(e);
    const AstExpr *r = rhs.p[0];
    bool guard = rhs.len == 1 && r->kind == AST_TypeAssertExpr && !((AstTypeAssertExpr *)r)->Type;
    if (guard && keyword == TOK_SWITCH && op.kind == TOK_DEFINE && lhs.len == 1 &&
        lhs.p[0]->kind == AST_Ident)
        return make_expr_stmt(rhs.p[0]);
    return make_assign(e->p, lhs, op, rhs);
}

static AstStmt *simple_tail(Explain *e, AstExpr *x)
{
    Tok op = explain_tok(e);
    if (token_assign_op(op.kind) != TOK_ILLEGAL) {
        AstExprList lhs = {0}, rhs = {0};
        explain_next(e);
        vec_push(perm, &lhs, x);
        vec_push(perm, &rhs, explain_expr(e));
        return make_assign(e->p, lhs, op, rhs);
    }
    if (op.kind == TOK_INC || op.kind == TOK_DEC) {
        explain_next(e);
        return make_inc_dec(x, op);
    }
    if (op.kind == TOK_ARROW) {
        explain_next(e);
        return make_send(x, op.pos, explain_expr(e));
    }
    return make_expr_stmt(x);
}

static AstStmt *simple_stmt_from(Explain *e, AstExprList lhs, TokenKind keyword)
{
    if (e->t.kind == TOK_ASSIGN || e->t.kind == TOK_DEFINE)
        return assignment(e, lhs, keyword);
    if (lhs.len == 1)
        return simple_tail(e, lhs.p[0]);
    explain_expecting(e, ":= or = or comma");
    explain_advance(e, (TokenKind[]){TOK_SEMICOLON, TOK_RBRACE, TOK_ILLEGAL});
    return make_expr_stmt(lhs.p[0]);
}

static AstStmt *simple_stmt(Explain *e, TokenKind keyword)
{
    if (keyword == TOK_FOR && e->t.kind == TOK_RANGE)
        return range_clause(e);
    return simple_stmt_from(e, explain_expr_list(e), keyword);
}

/* ---- the text of a statement in a message ---- */

static void write_list(Buf *b, AstExprList l)
{
    for (uint32_t i = 0; i < l.len; i++) {
        if (i)
            buf_puts(b, ", ");
        ast_write_expr(b, l.p[i]);
    }
}

/* Newer releases leave out the parentheses around names and literals. */
static void write_emphasized(Buf *b, AstExprList l)
{
    bool plain = !old_words() && l.len == 1 &&
                 (l.p[0]->kind == AST_Ident || l.p[0]->kind == AST_BasicLit);
    buf_puts(b, plain ? "" : "(");
    write_list(b, l);
    buf_puts(b, plain ? "" : ")");
}

static void write_assign(Buf *b, const AstAssignStmt *s)
{
    if (s->Tok == TOK_ASSIGN) {
        buf_puts(b, "assignment ");
        write_emphasized(b, s->Lhs);
        buf_puts(b, " = ");
        write_emphasized(b, s->Rhs);
        return;
    }
    write_list(b, s->Lhs);
    buf_printf(b, " %s ", token_name(s->Tok));
    write_list(b, s->Rhs);
}

static void cannot_use(Explain *e, AstStmt *s)
{
    Buf b = {0};
    buf_puts(&b, "cannot use ");
    if (s->kind == AST_AssignStmt) {
        write_assign(&b, (AstAssignStmt *)s);
    } else if (s->kind == AST_IncDecStmt) {
        ast_write_expr(&b, ((AstIncDecStmt *)s)->X);
        buf_puts(&b, token_name(((AstIncDecStmt *)s)->Tok));
    } else if (s->kind == AST_SendStmt) {
        ast_write_expr(&b, ((AstSendStmt *)s)->Chan);
        buf_puts(&b, " <- ");
        ast_write_expr(&b, ((AstSendStmt *)s)->Value);
    }
    buf_puts(&b, " as value");
    explain_error_at(e, ast_gc_pos(s), arena_strndup(perm, b.p, b.len));
    buf_free(&b);
}

/* ---- headers ---- */

static void for_clauses(Explain *e, AstStmt **cond)
{
    if (e->t.kind != TOK_SEMICOLON) {
        if (e->t.kind == TOK_LBRACE) {
            explain_expecting(e, "for loop condition");
            return;
        }
        *cond = simple_stmt(e, TOK_ILLEGAL);
    }
    explain_want(e, TOK_SEMICOLON);
    if (e->t.kind == TOK_LBRACE)
        return;
    AstStmt *post = simple_stmt(e, TOK_ILLEGAL);
    if (post->kind == AST_AssignStmt && ((AstAssignStmt *)post)->Tok == TOK_DEFINE)
        explain_error_at(e, ast_gc_pos(post), "cannot declare in post statement of for loop");
}

static void check_condition(Explain *e, TokenKind keyword, AstStmt *cond, const Token *semi)
{
    if (cond && cond->kind != AST_ExprStmt) {
        cannot_use(e, cond);
        return;
    }
    if (cond || keyword != TOK_IF || !semi->pos)
        return;
    if (*semi->lit.p == ';')
        explain_error_at(e, semi->pos, "missing condition in if statement");
    else
        explain_error_at(e, semi->pos,
                         arena_printf(perm, old_words() ? "unexpected %s, expecting { after if clause"
                                                        : "unexpected %s, expected { after if clause",
                                      explain_semi_name(semi)));
}

static void header_rest(Explain *e, TokenKind keyword, AstStmt *init)
{
    AstStmt *cond = NULL;
    Token semi = {0};
    if (e->t.kind == TOK_LBRACE) {
        check_condition(e, keyword, init, &semi);
        return;
    }
    if (e->t.kind == TOK_SEMICOLON) {
        semi = e->t;
        explain_next(e);
    } else {
        explain_want(e, TOK_LBRACE);
        if (e->t.kind != TOK_LBRACE)
            explain_advance(e, (TokenKind[]){TOK_LBRACE, TOK_RBRACE, TOK_ILLEGAL});
    }
    if (keyword == TOK_FOR)
        for_clauses(e, &cond);
    else if (e->t.kind != TOK_LBRACE)
        cond = simple_stmt(e, keyword);
    check_condition(e, keyword, cond, &semi);
}

static void header(Explain *e, TokenKind keyword)
{
    explain_want(e, keyword);
    if (e->t.kind == TOK_LBRACE) {
        if (keyword == TOK_IF)
            explain_error(e, "missing condition in if statement");
        return;
    }
    int outer = e->xnest;
    AstStmt *init = NULL;
    e->xnest = -1;
    if (e->t.kind != TOK_SEMICOLON) {
        if (explain_got(e, TOK_VAR))
            explain_error(e, arena_printf(perm, "var declaration not allowed in %s initializer",
                                          token_name(keyword)));
        init = simple_stmt(e, keyword);
    }
    if (!init || init->kind != AST_RangeStmt)
        header_rest(e, keyword, init);
    e->xnest = outer;
}

/* ---- statements with bodies ---- */

static AstBlockStmt *block(Explain *e, const char *context)
{
    Pos lbrace = e->t.pos;
    if (!explain_got(e, TOK_LBRACE)) {
        explain_expecting(e, arena_printf(perm, "{ after %s", context));
        explain_advance(e, (TokenKind[]){TOK_IDENT, TOK_RBRACE, TOK_ILLEGAL});
        if (explain_got(e, TOK_RBRACE))
            return make_block(lbrace, (AstStmtList){0}, lbrace);
    }
    AstStmtList list = stmt_list(e);
    Pos rbrace = e->t.pos;
    explain_want(e, TOK_RBRACE);
    return make_block(lbrace, list, rbrace);
}

AstBlockStmt *explain_func_body(Explain *e)
{
    e->fnest++;
    AstBlockStmt *b = block(e, "");
    e->fnest--;
    return b;
}

static void if_stmt(Explain *e)
{
    for (;;) {
        header(e, TOK_IF);
        block(e, "if clause");
        if (!explain_got(e, TOK_ELSE))
            return;
        if (e->t.kind == TOK_IF)
            continue;
        if (e->t.kind == TOK_LBRACE) {
            block(e, "");
            return;
        }
        explain_error(e, "else must be followed by if or statement block");
        explain_advance(e, (TokenKind[]){TOK_IDENT, TOK_RBRACE, TOK_ILLEGAL});
        return;
    }
}

static void clause(Explain *e, bool comm)
{
    if (explain_got(e, TOK_CASE)) {
        if (comm)
            simple_stmt(e, TOK_ILLEGAL);
        else
            explain_expr_list(e);
    } else if (!explain_got(e, TOK_DEFAULT)) {
        explain_expecting(e, "case or default or }");
        explain_advance(e, (TokenKind[]){TOK_COLON, TOK_CASE, TOK_DEFAULT, TOK_RBRACE, TOK_ILLEGAL});
    }
    explain_want(e, TOK_COLON);
    stmt_list(e);
}

static void clauses(Explain *e, bool comm)
{
    if (!explain_got(e, TOK_LBRACE)) {
        explain_error(e, comm ? "missing { after select clause" : "missing { after switch clause");
        explain_advance(e, (TokenKind[]){TOK_CASE, TOK_DEFAULT, TOK_RBRACE, TOK_ILLEGAL});
    }
    while (e->t.kind != TOK_EOF && e->t.kind != TOK_RBRACE)
        clause(e, comm);
    explain_want(e, TOK_RBRACE);
}

/* ---- other statements ---- */

static void go_or_defer(Explain *e)
{
    const char *kw = token_name(e->t.kind);
    explain_next(e);
    AstExpr *x = explain_primary(e, NULL), *t = ast_unparen(x);
    if (t != x)
        explain_plain_error(e, ast_gc_pos(x),
                            arena_printf(perm, "expression in %s must not be parenthesized", kw));
    if (t->kind == AST_CallExpr)
        return;
    e->not_call = x;
    e->not_call_kw = kw;
    if (old_words())
        explain_plain_error(e, ast_gc_pos(t),
                            arena_printf(perm, "expression in %s must be function call", kw));
}

static AstStmt *labeled(Explain *e)
{
    Pos colon = e->t.pos;
    AstStmt *empty = make_empty(colon, true);
    explain_next(e);
    if (e->t.kind == TOK_RBRACE || stmt_or_null(e))
        return empty;
    explain_error_at(e, colon, "missing statement after label");
    return NULL;
}

static void branch(Explain *e, TokenKind kw)
{
    explain_next(e);
    if (kw == TOK_GOTO)
        explain_name(e);
    else if (kw != TOK_FALLTHROUGH)
        explain_got(e, TOK_IDENT);
}

static AstStmt *name_stmt(Explain *e)
{
    AstExprList lhs = explain_expr_list(e);
    if (lhs.len == 1 && lhs.p[0]->kind == AST_Ident && e->t.kind == TOK_COLON)
        return labeled(e);
    return simple_stmt_from(e, lhs, TOK_ILLEGAL);
}

static AstStmt *any_stmt(Explain *e)
{
    AstStmt *some = make_empty(e->t.pos, true);
    TokenKind kind = e->t.kind;
    switch ((int)kind) {
    case TOK_IDENT:
        return name_stmt(e);
    case TOK_VAR:
    case TOK_CONST:
    case TOK_TYPE:
        explain_next(e);
        explain_decl_group(e, kind);
        return some;
    case TOK_LBRACE:
        block(e, "");
        return some;
    case TOK_ADD:
    case TOK_SUB:
    case TOK_MUL:
    case TOK_AND:
    case TOK_XOR:
    case TOK_NOT:
    case TOK_TILDE:
    case TOK_INT:
    case TOK_FLOAT:
    case TOK_IMAG:
    case TOK_CHAR:
    case TOK_STRING:
    case TOK_FUNC:
    case TOK_LPAREN:
    case TOK_LBRACK:
    case TOK_STRUCT:
    case TOK_MAP:
    case TOK_CHAN:
    case TOK_INTERFACE:
    case TOK_ARROW:
        return kind == TOK_TILDE && old_words() ? NULL : simple_stmt(e, TOK_ILLEGAL);
    case TOK_FOR:
        header(e, TOK_FOR);
        block(e, "for clause");
        return some;
    case TOK_SWITCH:
        header(e, TOK_SWITCH);
        clauses(e, false);
        return some;
    case TOK_SELECT:
        explain_next(e);
        clauses(e, true);
        return some;
    case TOK_IF:
        if_stmt(e);
        return some;
    case TOK_BREAK:
    case TOK_CONTINUE:
    case TOK_GOTO:
    case TOK_FALLTHROUGH:
        branch(e, kind);
        return some;
    case TOK_GO:
    case TOK_DEFER:
        go_or_defer(e);
        return some;
    case TOK_RETURN:
        explain_next(e);
        if (e->t.kind != TOK_SEMICOLON && e->t.kind != TOK_RBRACE)
            explain_expr_list(e);
        return some;
    case TOK_SEMICOLON:
        return some;
    default:
        return NULL;
    }
}

static AstStmt *stmt_or_null(Explain *e)
{
    AstStmt *s = explain_deeper(e) ? any_stmt(e) : NULL;
    e->depth--;
    return s;
}

static AstStmtList stmt_list(Explain *e)
{
    AstStmtList list = {0};
    while (e->t.kind != TOK_EOF && e->t.kind != TOK_RBRACE && e->t.kind != TOK_CASE &&
           e->t.kind != TOK_DEFAULT) {
        AstStmt *s = stmt_or_null(e);
        if (!s)
            break;
        vec_push(perm, &list, s);
        if (explain_got(e, TOK_SEMICOLON) || e->t.kind == TOK_RBRACE)
            continue;
        explain_error(e, "at end of statement");
        explain_advance(e, (TokenKind[]){TOK_SEMICOLON, TOK_RBRACE, TOK_CASE, TOK_DEFAULT,
                                         TOK_ILLEGAL});
        explain_got(e, TOK_SEMICOLON);
    }
    return list;
}
