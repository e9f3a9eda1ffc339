/* Statements (spec: Statements). Where break, continue, goto and fallthrough may stand is the
 * matter of labels.c, range statements that of range.c. */
#include <string.h>

#include "types/core.h"

/* ---- scopes ---- */

/* spec "Variable declarations": a compiler may refuse variables that a function never uses. */
static void check_usage(Checker *ck, Scope *scope)
{
    for (uint32_t i = 0; i < scope->names.len; i++) {
        Obj *o = scope->names.entries[i].value;
        if (o->kind == OBJ_VAR && !o->used && !o->var.is_param && !o->var.is_result)
            check_soft_error(ck, o->pos, message_text(MSG_UNUSED_VAR), o->name->s);
    }
}

void check_open_scope(Checker *ck)
{
    ck->env.scope = scope_new(ck->env.scope, false);
    vec_push(perm, &ck->env.opened, ck->env.scope);
}

/* Function literals queued at or behind mark may still use the scope's variables: they go first. */
void check_close_scope(Checker *ck, uint32_t mark)
{
    check_process_delayed(ck, mark);
    ck->env.scope = ck->env.scope->outer;
}

void check_stmt_list(Checker *ck, const AstStmtList *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        check_stmt(ck, list->p[i]);
}

static void check_body(Checker *ck, AstBlockStmt *b)
{
    uint32_t mark = ck->delayed.len;
    check_open_scope(ck);
    check_stmt_list(ck, &b->List);
    check_close_scope(ck, mark);
}

/* ---- simple statements ---- */

static void check_expr_stmt(Checker *ck, AstExprStmt *s)
{
    Operand x = {0};
    ExprKind kind = check_raw_expr(ck, &x, s->X, NULL, false);
    const char *msg = "is not used";
    if (x.mode == MODE_INVALID)
        return;
    if (x.mode == MODE_BUILTIN)
        msg = "must be called";
    else if (x.mode == MODE_TYPE)
        msg = "is not an expression";
    else if (kind == EXPR_STATEMENT)
        return;
    check_error(ck, operand_pos(&x), "%s %s", operand_string(&x), msg);
}

static const char *cannot_send(Type *t, Type *under)
{
    if (!under)
        return "no specific channel type";
    if (under->kind != TY_CHAN)
        return text_printf("non-channel %s", types_string(t));
    return under->chan.dir == CHAN_RECV ? text_printf("receive-only channel %s", types_string(t)) : NULL;
}

/* The type of a channel's elements, if its type allows sending; reports otherwise. */
static Type *send_elem(Checker *ck, AstSendStmt *s, Operand *ch)
{
    Type *u = types_core(ch->type);
    const char *why, *newer = new_wording(25) ? check_no_common_under(ch->type, cannot_send) : NULL;
    if (newer && types_is_typeparam(ch->type))
        why = arena_printf(perm, "cannot send to %%s: %s", newer);
    else if (newer)
        why = arena_printf(perm, "cannot send to %s %%s", newer);
    else if (u == NULL)
        why = "cannot send to %s: no core type";
    else if (u->kind != TY_CHAN)
        why = "cannot send to non-channel %s";
    else if (u->chan.dir == CHAN_RECV)
        why = "cannot send to receive-only channel %s";
    else
        return u->chan.elem;
    const char *text = arena_printf(perm, "invalid operation: %s", why);
    check_error(ck, start_pos(s), text, operand_string(ch));
    return NULL;
}

static void check_send(Checker *ck, AstSendStmt *s)
{
    Operand ch = {0}, val = {0};
    check_expr(ck, &ch, s->Chan);
    check_expr(ck, &val, s->Value);
    if (ch.mode == MODE_INVALID || val.mode == MODE_INVALID)
        return;
    Type *elem = send_elem(ck, s, &ch);
    if (elem != NULL)
        check_assignment(ck, &val, elem, "send");
}

static void check_inc_dec(Checker *ck, AstIncDecStmt *s)
{
    Operand x = {0};
    check_expr(ck, &x, s->X);
    if (x.mode == MODE_INVALID)
        return;
    if (!type_all(x.type, IS_NUMERIC)) {
        check_error(ck, start_pos(s->X), "invalid operation: %s%s (non-numeric type %s)",
                    ast_expr_string(s->X), token_name(s->Tok), types_string(x.type));
        return;
    }
    check_assign_var(ck, s->X, NULL, &x, "assignment");
}

static void check_assign(Checker *ck, AstAssignStmt *s)
{
    int nlhs = (int)s->Lhs.len, nrhs = (int)s->Rhs.len;
    if (s->Tok == TOK_ASSIGN) {
        check_assign_vars(ck, s->Lhs.p, nlhs, s->Rhs.p, nrhs);
        return;
    }
    if (s->Tok == TOK_DEFINE) {
        check_short_var_decl(ck, s->TokPos, s->Lhs.p, nlhs, s->Rhs.p, nrhs);
        return;
    }
    if (nlhs != 1 || nrhs != 1) {
        check_error(ck, ast_gc_pos(s), "assignment operation %s requires single-valued expressions",
                    token_name(token_assign_op(s->Tok)));
        return;
    }
    Operand x = {0};
    check_binary(ck, &x, NULL, s->Lhs.p[0], s->Rhs.p[0], token_assign_op(s->Tok), start_pos(s));
    check_assign_var(ck, s->Lhs.p[0], NULL, &x, "assignment");
}

static void check_suspended_call(Checker *ck, const char *keyword, AstCallExpr *call)
{
    Operand x = {0};
    if (call == NULL)
        return;
    if (call->Lparen == NO_POS) {
        check_error(ck, start_pos(call->Fun), "expression in %s must be function call", keyword);
        check_use(ck, &call->Fun, 1);
        return;
    }
    ExprKind kind = check_raw_expr(ck, &x, (AstExpr *)call, NULL, false);
    if (kind == EXPR_STATEMENT || x.mode == MODE_INVALID)
        return;
    check_error(ck, operand_pos(&x), "%s %s %s", keyword,
                kind == EXPR_CONVERSION ? "requires function call, not conversion"
                                        : "discards result of", operand_string(&x));
}

/* spec "Return statements": results without expressions must not be shadowed. */
static void check_bare_return(Checker *ck, AstReturnStmt *s, const ObjVec *results)
{
    for (uint32_t i = 0; i < results->len; i++) {
        Obj *r = results->p[i];
        Obj *o = scope_lookup_parent(ck->env.scope, r->name, NO_POS, NULL);
        if (o != NULL && o != r && r->name != sym_blank())
            check_error(ck, start_pos(s), "result parameter %s not in scope at return\n"
                        "\t%s: inner declaration of %s", r->name->s, pos_string(o->pos),
                        obj_string(r));
    }
}

static void check_return(Checker *ck, AstReturnStmt *s)
{
    ObjVec *results = &ck->env.sig->sig.results;
    bool named = results->len > 0 && results->p[0]->name != NULL && results->p[0]->name->len > 0;
    if (s->Results.len == 0 && named)
        check_bare_return(ck, s, results);
    else
        check_init_vars(ck, results->p, (int)results->len, s->Results.p, (int)s->Results.len,
                        (AstStmt *)s);
}

/* ---- if, for ---- */

static void check_condition(Checker *ck, AstExpr *cond, const char *what)
{
    Operand x = {0};
    check_expr(ck, &x, cond);
    if (x.mode == MODE_INVALID)
        return;
    if (!type_all(x.type, IS_BOOLEAN)) {
        check_error(ck, start_pos(cond), "non-boolean condition in %s statement", what);
        return;
    }
    if (types_is_untyped(x.type))
        check_convert_untyped(ck, &x, types_default(x.type));
}

static void check_if(Checker *ck, AstIfStmt *s)
{
    uint32_t mark = ck->delayed.len;
    check_open_scope(ck);
    check_stmt(ck, s->Init);
    if (s->Cond != NULL)
        check_condition(ck, s->Cond, "if");
    check_body(ck, s->Body);
    check_stmt(ck, s->Else);
    check_close_scope(ck, mark);
}

static void check_for(Checker *ck, AstForStmt *s)
{
    uint32_t mark = ck->delayed.len;
    check_open_scope(ck);
    check_stmt(ck, s->Init);
    if (s->Cond != NULL)
        check_condition(ck, s->Cond, "for");
    check_stmt(ck, s->Post);
    check_body(ck, s->Body);
    check_close_scope(ck, mark);
}

/* ---- select ---- */

static bool is_receive(AstExpr *e)
{
    e = ast_unparen(e);
    return e->kind == AST_UnaryExpr && ((AstUnaryExpr *)e)->Op == TOK_ARROW;
}

static bool valid_comm(AstStmt *s)
{
    if (s == NULL || s->kind == AST_SendStmt)
        return true;
    if (s->kind == AST_ExprStmt)
        return is_receive(((AstExprStmt *)s)->X);
    AstAssignStmt *a = (AstAssignStmt *)s;
    return s->kind == AST_AssignStmt && a->Rhs.len == 1 && is_receive(a->Rhs.p[0]);
}

static void check_comm_clause(Checker *ck, AstCommClause *c)
{
    if (!valid_comm(c->Comm)) {
        check_error(ck, ast_gc_pos(c->Comm),
                    "select case must be send or receive (possibly with assignment)");
        return;
    }
    uint32_t mark = ck->delayed.len;
    check_open_scope(ck);
    check_stmt(ck, c->Comm);
    check_stmt_list(ck, &c->Body);
    check_close_scope(ck, mark);
}

static void check_select(Checker *ck, AstSelectStmt *s)
{
    AstCommClause *first = NULL;
    for (uint32_t i = 0; i < s->Body->List.len; i++) {
        AstCommClause *c = (AstCommClause *)s->Body->List.p[i];
        if (c->Comm != NULL)
            continue;
        if (first != NULL)
            check_error(ck, c->Case, "multiple defaults (first at %s)", pos_string(first->Case));
        else
            first = c;
    }
    for (uint32_t i = 0; i < s->Body->List.len; i++)
        check_comm_clause(ck, (AstCommClause *)s->Body->List.p[i]);
}

/* ---- all of them ---- */

void check_stmt(Checker *ck, AstStmt *s)
{
    if (s == NULL)
        return;
    uint32_t mark = ck->delayed.len; /* function literals are checked before their scopes change */
    switch ((int)s->kind) {
    case AST_DeclStmt: check_decl_stmt(ck, ((AstDeclStmt *)s)->Decl); break;
    case AST_LabeledStmt: check_stmt(ck, ((AstLabeledStmt *)s)->Stmt); break;
    case AST_ExprStmt: check_expr_stmt(ck, (AstExprStmt *)s); break;
    case AST_SendStmt: check_send(ck, (AstSendStmt *)s); break;
    case AST_IncDecStmt: check_inc_dec(ck, (AstIncDecStmt *)s); break;
    case AST_AssignStmt: check_assign(ck, (AstAssignStmt *)s); break;
    case AST_GoStmt: check_suspended_call(ck, "go", ((AstGoStmt *)s)->Call); break;
    case AST_DeferStmt: check_suspended_call(ck, "defer", ((AstDeferStmt *)s)->Call); break;
    case AST_ReturnStmt: check_return(ck, (AstReturnStmt *)s); break;
    case AST_BlockStmt: check_body(ck, (AstBlockStmt *)s); break;
    case AST_IfStmt: check_if(ck, (AstIfStmt *)s); break;
    case AST_SwitchStmt: check_switch(ck, (AstSwitchStmt *)s); break;
    case AST_TypeSwitchStmt: check_type_switch(ck, (AstTypeSwitchStmt *)s); break;
    case AST_SelectStmt: check_select(ck, (AstSelectStmt *)s); break;
    case AST_ForStmt: check_for(ck, (AstForStmt *)s); break;
    case AST_RangeStmt: check_range(ck, (AstRangeStmt *)s); break;
    case AST_BadStmt: case AST_EmptyStmt: case AST_BranchStmt: break;
    }
    check_process_delayed(ck, mark);
}

void check_func_body(Checker *ck, DeclInfo *decl, Obj *in_func, void *lit_or_decl, Type *sig,
                     Scope *scope, AstBlockStmt *body, Const *iota)
{
    CheckEnv saved = ck->env;
    ck->env = (CheckEnv){ .decl = decl, .scope = scope, .iota = iota, .sig = sig,
                          .func_lit = lit_or_decl, .in_func = in_func,
                          .go_minor = saved.go_minor };
    check_stmt_list(ck, &body->List);
    if (sig->sig.results.len > 0 && !check_terminating(ck, (AstStmt *)body, NULL))
        check_error(ck, body->Rbrace, "missing return");
    check_usage(ck, scope);
    for (uint32_t i = 0; i < ck->env.opened.len; i++)
        check_usage(ck, ck->env.opened.p[i]);
    ck->env = saved;
}
