/* Terminating statements (spec: Terminating statements). */
#include "types/core.h"

static bool has_break(AstStmt *s, const Sym *label, bool implicit);

static bool list_has_break(const AstStmtList *list, const Sym *label, bool implicit)
{
    for (uint32_t i = 0; i < list->len; i++)
        if (has_break(list->p[i], label, implicit))
            return true;
    return false;
}

static const AstStmtList *clause_body(AstStmt *clause)
{
    return clause->kind == AST_CaseClause ? &((AstCaseClause *)clause)->Body
                                          : &((AstCommClause *)clause)->Body;
}

static bool clauses_have_break(AstBlockStmt *body, const Sym *label)
{
    for (uint32_t i = 0; label != NULL && i < body->List.len; i++)
        if (list_has_break(clause_body(body->List.p[i]), label, false))
            return true;
    return false;
}

/* Does s hold a break that leaves the statement named label or, if implicit, the innermost one? */
static bool has_break(AstStmt *s, const Sym *label, bool implicit)
{
    if (s == NULL)
        return false;
    switch ((int)s->kind) {
    case AST_LabeledStmt:
        return has_break(((AstLabeledStmt *)s)->Stmt, label, implicit);
    case AST_BranchStmt: {
        AstBranchStmt *b = (AstBranchStmt *)s;
        if (b->Tok != TOK_BREAK)
            return false;
        return b->Label == NULL ? implicit : b->Label->Name == label;
    }
    case AST_BlockStmt:
        return list_has_break(&((AstBlockStmt *)s)->List, label, implicit);
    case AST_IfStmt:
        return has_break((AstStmt *)((AstIfStmt *)s)->Body, label, implicit) ||
               has_break(((AstIfStmt *)s)->Else, label, implicit);
    case AST_SwitchStmt:
        return clauses_have_break(((AstSwitchStmt *)s)->Body, label);
    case AST_TypeSwitchStmt:
        return clauses_have_break(((AstTypeSwitchStmt *)s)->Body, label);
    case AST_SelectStmt:
        return clauses_have_break(((AstSelectStmt *)s)->Body, label);
    case AST_ForStmt:
        return label != NULL && has_break((AstStmt *)((AstForStmt *)s)->Body, label, false);
    case AST_RangeStmt:
        return label != NULL && has_break((AstStmt *)((AstRangeStmt *)s)->Body, label, false);
    }
    return false;
}

static bool list_terminates(Checker *ck, const AstStmtList *list)
{
    uint32_t n = list->len;
    while (n > 0 && list->p[n - 1]->kind == AST_EmptyStmt)
        n--;
    return n > 0 && check_terminating(ck, list->p[n - 1], NULL);
}

/* All clauses terminate, none breaks out; a switch needs a default besides. */
static bool clauses_terminate(Checker *ck, AstBlockStmt *body, const Sym *label, bool need_default)
{
    bool has_default = !need_default;
    for (uint32_t i = 0; i < body->List.len; i++) {
        AstStmt *c = body->List.p[i];
        if (c->kind == AST_CaseClause && ((AstCaseClause *)c)->List.p == NULL)
            has_default = true;
        const AstStmtList *list = clause_body(c);
        if (!list_terminates(ck, list) || list_has_break(list, label, true))
            return false;
    }
    return has_default;
}

/* A call of the predeclared panic. */
static bool is_panic(AstExpr *e)
{
    e = ast_unparen(e);
    if (e->kind != AST_CallExpr)
        return false;
    AstExprList *args = &((AstCallExpr *)e)->Args;
    if (args->len != 1 || args->p[0]->mode == MODE_INVALID || args->p[0]->mode == MODE_TYPE)
        return false;
    AstIdent *fun = (AstIdent *)ast_unparen(((AstCallExpr *)e)->Fun);
    return fun->kind == AST_Ident && fun->obj != NULL && fun->obj->kind == OBJ_BUILTIN &&
           fun->obj->builtin.id == BUILTIN_PANIC;
}

bool check_terminating(Checker *ck, AstStmt *s, const Sym *label)
{
    switch ((int)s->kind) {
    case AST_LabeledStmt: {
        AstLabeledStmt *l = (AstLabeledStmt *)s;
        return l->Stmt != NULL && check_terminating(ck, l->Stmt, l->Label->Name);
    }
    case AST_ExprStmt:
        return is_panic(((AstExprStmt *)s)->X);
    case AST_ReturnStmt:
        return true;
    case AST_BranchStmt:
        return ((AstBranchStmt *)s)->Tok == TOK_GOTO ||
               ((AstBranchStmt *)s)->Tok == TOK_FALLTHROUGH;
    case AST_BlockStmt:
        return list_terminates(ck, &((AstBlockStmt *)s)->List);
    case AST_IfStmt: {
        AstIfStmt *i = (AstIfStmt *)s;
        return i->Else != NULL && list_terminates(ck, &i->Body->List) &&
               check_terminating(ck, i->Else, NULL);
    }
    case AST_SwitchStmt:
        return clauses_terminate(ck, ((AstSwitchStmt *)s)->Body, label, true);
    case AST_TypeSwitchStmt:
        return clauses_terminate(ck, ((AstTypeSwitchStmt *)s)->Body, label, true);
    case AST_SelectStmt:
        return clauses_terminate(ck, ((AstSelectStmt *)s)->Body, label, false);
    case AST_ForStmt: {
        AstForStmt *f = (AstForStmt *)s;
        return f->Cond == NULL && !has_break((AstStmt *)f->Body, label, true);
    }
    }
    return false;
}
