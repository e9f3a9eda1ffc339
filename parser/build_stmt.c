/* build_stmt: statements, as the grammar's actions make them. */
#include "parser/private.h"

#include <string.h>

AstStmt *make_expr_stmt(AstExpr *x)
{
    AstExprStmt *s = NEW_NODE(ExprStmt);
    s->X = x;
    return (AstStmt *)s;
}

/* x := ... needs identifiers: gc leaves that to the checker. */
static void check_define(Parser *p, AstExprList lhs)
{
    for (uint32_t i = 0; p->mode == PARSER_GO_PARSER && i < lhs.len; i++)
        if (lhs.p[i]->kind != AST_Ident)
            reject(p, ast_pos(lhs.p[i]), "expected identifier on left side of :=");
}

AstStmt *make_assign(Parser *p, AstExprList lhs, Tok op, AstExprList rhs)
{
    AstAssignStmt *s = NEW_NODE(AssignStmt);
    s->Lhs = lhs;
    s->TokPos = op.pos;
    s->Tok = op.kind;
    s->Rhs = rhs;
    if (op.kind == TOK_DEFINE)
        check_define(p, lhs);
    return (AstStmt *)s;
}

AstStmt *make_inc_dec(AstExpr *x, Tok op)
{
    AstIncDecStmt *s = NEW_NODE(IncDecStmt);
    s->X = x;
    s->TokPos = op.pos;
    s->Tok = op.kind;
    return (AstStmt *)s;
}

AstStmt *make_send(AstExpr *chan, Pos arrow, AstExpr *value)
{
    AstSendStmt *s = NEW_NODE(SendStmt);
    s->Chan = chan;
    s->Arrow = arrow;
    s->Value = value;
    return (AstStmt *)s;
}

AstStmt *make_labeled(Tok label, Pos colon, AstStmt *stmt)
{
    AstLabeledStmt *s = NEW_NODE(LabeledStmt);
    s->Label = make_ident(label);
    s->Colon = colon;
    s->Stmt = stmt;
    return (AstStmt *)s;
}

/* The empty statement that ends at a semicolon or "}"; implicit: no semicolon stands in the text. */
AstStmt *make_empty(Pos at, bool implicit)
{
    AstEmptyStmt *s = NEW_NODE(EmptyStmt);
    s->Semicolon = at;
    s->Implicit = implicit;
    return (AstStmt *)s;
}

static void refuse(Parser *p, const AstExpr *x, Tok kw, const char *why)
{
    PlainError e = {ast_gc_pos(x), arena_printf(perm, "expression in %s must %s", token_name(kw.kind), why)};
    vec_push(perm, &p->plain_errors, e);
}

/* The call of a go or defer statement. gc goes on where it is none, or has parentheses too many; its newer
 * checkers say what is none, a call without Lparen here. */
static AstExpr *called(Parser *p, Tok kw, AstExpr *x)
{
    AstExpr *inner = ast_unparen(x);
    if (inner != x)
        refuse(p, x, kw, "not be parenthesized");
    if (inner->kind == AST_CallExpr)
        return inner;
    AstCallExpr *call = NEW_NODE(CallExpr);
    call->Fun = inner;
    call->Rparen = ast_end(inner) - 1;
    if (diag_options.go_minor < 20) {
        refuse(p, inner, kw, "be function call");
        call->Lparen = call->Rparen;
    }
    return (AstExpr *)call;
}

AstStmt *make_go_defer(Parser *p, Tok kw, AstExpr *x)
{
    if (p->mode == PARSER_GO_PARSER && x->kind != AST_CallExpr) {
        reject(p, ast_end(x), arena_printf(perm, "function must be invoked in %s statement",
                                           token_name(kw.kind)));
        return make_expr_stmt(x);
    }
    x = called(p, kw, x);
    if (kw.kind == TOK_GO) {
        AstGoStmt *s = NEW_NODE(GoStmt);
        s->Go = kw.pos;
        s->Call = (AstCallExpr *)x;
        return (AstStmt *)s;
    }
    AstDeferStmt *s = NEW_NODE(DeferStmt);
    s->Defer = kw.pos;
    s->Call = (AstCallExpr *)x;
    return (AstStmt *)s;
}

AstStmt *make_return(Pos kw, AstExprList results)
{
    AstReturnStmt *s = NEW_NODE(ReturnStmt);
    s->Return = kw;
    s->Results = results;
    return (AstStmt *)s;
}

AstStmt *make_branch(Tok kw, AstIdent *label)
{
    AstBranchStmt *s = NEW_NODE(BranchStmt);
    s->TokPos = kw.pos;
    s->Tok = kw.kind;
    s->Label = label;
    return (AstStmt *)s;
}

AstStmt *make_decl_stmt(AstDecl *d)
{
    AstDeclStmt *s = NEW_NODE(DeclStmt);
    s->Decl = d;
    return (AstStmt *)s;
}

AstBlockStmt *make_block(Pos lbrace, AstStmtList list, Pos rbrace)
{
    AstBlockStmt *s = NEW_NODE(BlockStmt);
    s->Lbrace = lbrace;
    s->List = list;
    s->Rbrace = rbrace;
    return s;
}

/* The expression that a header ends with. */
static AstExpr *condition(Parser *p, AstStmt *s, const char *want)
{
    if (!s)
        return NULL;
    if (s->kind == AST_ExprStmt)
        return ((AstExprStmt *)s)->X;
    const char *found = s->kind == AST_AssignStmt ? "assignment" : "simple statement";
    reject(p, ast_pos(s), arena_printf(perm, "expected %s, found %s (missing parentheses around "
                                       "composite literal?)", want, found));
    return NULL;
}

AstStmt *make_if(Parser *p, Pos kw, Header h, AstBlockStmt *body, AstStmt *orelse)
{
    AstIfStmt *s = NEW_NODE(IfStmt);
    s->If = kw;
    s->Init = h.init;
    s->Cond = condition(p, h.cond, "boolean expression");
    s->Body = body;
    s->Else = orelse;
    if (!s->Cond && !p->rejected)
        reject(p, kw, "missing condition in if statement");
    return (AstStmt *)s;
}

static AstStmt *make_range(Parser *p, Pos kw, ForHeader h, AstBlockStmt *body)
{
    AstRangeStmt *s = NEW_NODE(RangeStmt);
    s->For = kw;
    s->Key = h.lhs.len > 0 ? h.lhs.p[0] : NULL;
    s->Value = h.lhs.len > 1 ? h.lhs.p[1] : NULL;
    s->TokPos = h.tok.pos;
    s->Tok = h.tok.kind;
    s->X = h.x;
    s->Body = body;
    if (h.tok.kind == TOK_DEFINE)
        check_define(p, h.lhs);
    s->extra = h.lhs.len > 2 ? h.lhs.p[2] : NULL;
    if (s->extra && p->mode == PARSER_GO_PARSER)
        reject(p, ast_pos(s->extra), "expected at most 2 expressions");
    return (AstStmt *)s;
}

AstStmt *make_for(Parser *p, Pos kw, ForHeader h, AstBlockStmt *body)
{
    if (h.range)
        return make_range(p, kw, h, body);
    AstForStmt *s = NEW_NODE(ForStmt);
    s->For = kw;
    s->Init = h.init;
    s->Cond = condition(p, h.cond, "boolean or range expression");
    s->Post = h.post;
    s->Body = body;
    if (p->mode == PARSER_GC && h.post && h.post->kind == AST_AssignStmt &&
        ((AstAssignStmt *)h.post)->Tok == TOK_DEFINE)
        reject(p, ast_pos(h.post), "cannot declare in post statement of for loop");
    return (AstStmt *)s;
}

static bool is_guard(const AstExpr *x)
{
    return x->kind == AST_TypeAssertExpr && !((const AstTypeAssertExpr *)x)->Type;
}

/* x.(type), or v := x.(type) */
static bool is_type_switch(Parser *p, const AstStmt *s)
{
    if (s && s->kind == AST_ExprStmt)
        return is_guard(((const AstExprStmt *)s)->X);
    if (!s || s->kind != AST_AssignStmt)
        return false;
    const AstAssignStmt *a = (const AstAssignStmt *)s;
    if (a->Lhs.len != 1 || a->Rhs.len != 1 || !is_guard(a->Rhs.p[0]))
        return false;
    if (a->Tok == TOK_ASSIGN)
        reject(p, a->TokPos, "expected ':=', found '='");
    else if (a->Tok == TOK_DEFINE && a->Lhs.p[0]->kind != AST_Ident)
        reject(p, a->TokPos, "expected identifier on left side of :=");
    return a->Tok == TOK_ASSIGN || a->Tok == TOK_DEFINE;
}

AstStmt *make_switch(Parser *p, Pos kw, Header h, Pos lbrace, AstStmtList clauses, Pos rbrace)
{
    AstBlockStmt *body = make_block(lbrace, clauses, rbrace);
    if (is_type_switch(p, h.cond)) {
        AstTypeSwitchStmt *s = NEW_NODE(TypeSwitchStmt);
        s->Switch = kw;
        s->Init = h.init;
        s->Assign = h.cond;
        s->Body = body;
        return (AstStmt *)s;
    }
    AstSwitchStmt *s = NEW_NODE(SwitchStmt);
    s->Switch = kw;
    s->Init = h.init;
    s->Tag = condition(p, h.cond, "switch expression");
    s->Body = body;
    return (AstStmt *)s;
}

AstStmt *make_select(Pos kw, Pos lbrace, AstStmtList clauses, Pos rbrace)
{
    AstSelectStmt *s = NEW_NODE(SelectStmt);
    s->Select = kw;
    s->Body = make_block(lbrace, clauses, rbrace);
    return (AstStmt *)s;
}

AstStmt *make_case(Tok kw, AstExprList list, Pos colon)
{
    AstCaseClause *s = NEW_NODE(CaseClause);
    s->Case = kw.pos;
    s->List = list;
    s->Colon = colon;
    return (AstStmt *)s;
}

AstStmt *make_comm(Tok kw, AstStmt *comm, Pos colon)
{
    AstCommClause *s = NEW_NODE(CommClause);
    s->Case = kw.pos;
    s->Comm = comm;
    s->Colon = colon;
    return (AstStmt *)s;
}

void set_clause_body(AstStmt *clause, AstStmtList body)
{
    if (clause->kind == AST_CaseClause)
        ((AstCaseClause *)clause)->Body = body;
    else
        ((AstCommClause *)clause)->Body = body;
}
