/* ir/build_stmt.c: statements that are not assignments, loops or switches. */
#include "ir/build.h"

Node *tree_block(Builder *b, AstStmtList *list, Pos pos)
{
    Node *saved = b->fs->block, *block = ir_block(pos);
    b->fs->block = block;
    tree_stmts(b, list);
    b->fs->block = saved;
    return block;
}

void tree_stmts(Builder *b, AstStmtList *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        tree_stmt(b, list->p[i]);
}

/* ---- simple statements ---- */

static void expr_stmt(Builder *b, AstExpr *e)
{
    Node *n = tree_expr(b, e);
    if (n->op == IR_SEQ) {
        tree_add(b, n->kids[0]);
        n = n->kids[1];
    }
    if (!ir_ops[n->op].stmt)
        n = ir_node(IR_EXPRSTMT, n->pos, NULL, 1, n);
    tree_stmt_node(b, n);
}

static void send_stmt(Builder *b, AstSendStmt *s)
{
    Node *c = tree_expr(b, s->Chan);
    Node *v = tree_expr_as(b, s->Value, types_core(c->type)->chan.elem);
    tree_stmt_node(b, ir_node(IR_SEND, s->Arrow, NULL, 2, c, v));
}

static Node *call_of(Builder *b, AstCallExpr *call)
{
    Node *n = tree_expr(b, ast_unparen((AstExpr *)call));
    if (n->op == IR_SEQ) {
        tree_add(b, n->kids[0]);
        n = n->kids[1];
    }
    return n;
}

static void go_stmt(Builder *b, AstGoStmt *s)
{
    tree_stmt_node(b, ir_node(IR_GO, s->Go, NULL, 1, call_of(b, s->Call)));
}

static void defer_stmt(Builder *b, AstDeferStmt *s)
{
    Func *f = b->fs->owner->f;
    f->has_defer = true;
    if (tree_in_loop(b) || b->fs->range || b->fs->gotos.len)
        f->has_loop_defer = true;
    Node *call = call_of(b, s->Call);
    tree_stmt_node(b, ir_node(IR_DEFER, s->Defer, NULL, 2, call, tree_defer_frame(b, s->Defer)));
}

static void decl_stmt(Builder *b, AstGenDecl *d)
{
    if (d->kind == AST_GenDecl && d->Tok == TOK_TYPE)
        b->fs->f->has_type = true;
    if (d->kind != AST_GenDecl || d->Tok != TOK_VAR)
        return;
    for (uint32_t i = 0; i < d->Specs.len; i++)
        tree_var_spec(b, (AstValueSpec *)d->Specs.p[i]);
}

static void if_stmt(Builder *b, AstIfStmt *s)
{
    if (s->Init)
        tree_stmt(b, s->Init);
    Node *cond = tree_cond(b, s->Cond), *other = NULL;
    Node *then = tree_block(b, &s->Body->List, s->Body->Lbrace);
    if (s->Else) {
        AstStmtList one = {&s->Else, 1, 1};
        AstBlockStmt *block = (AstBlockStmt *)s->Else;
        bool is_block = block->kind == AST_BlockStmt;
        other = tree_block(b, is_block ? &block->List : &one, ast_pos(s->Else));
    }
    tree_stmt_node(b, ir_node(IR_IF, s->If, NULL, 3, cond, then, other));
}

/* ---- labels and jumps ---- */

static Node *jump(IrOp op, Pos pos, const Sym *label)
{
    Node *n = ir_node(op, pos, NULL, 0);
    n->aux.sym = label;
    return n;
}

static void branch_stmt(Builder *b, AstBranchStmt *s)
{
    if (s->Tok != TOK_FALLTHROUGH && tree_range_branch(b, s))
        return;
    IrOp op = s->Tok == TOK_BREAK      ? IR_BREAK
              : s->Tok == TOK_CONTINUE ? IR_CONTINUE
              : s->Tok == TOK_GOTO     ? IR_GOTO
                                       : IR_FALLTHROUGH;
    if (op == IR_GOTO)
        b->fs->f->has_goto = true;
    tree_stmt_node(b, jump(op, s->TokPos, s->Label ? s->Label->Name : NULL));
}

static void labeled_stmt(Builder *b, AstLabeledStmt *s)
{
    const Sym *label = s->Label->Name;
    if (map_get(&b->fs->gotos, label))
        tree_stmt_node(b, jump(IR_LABEL, s->Label->NamePos, label));
    switch ((int)s->Stmt->kind) {
    case AST_ForStmt:
        tree_for(b, (AstForStmt *)s->Stmt, label);
        return;
    case AST_RangeStmt:
        tree_range(b, (AstRangeStmt *)s->Stmt, label);
        return;
    case AST_SwitchStmt:
        tree_switch(b, (AstSwitchStmt *)s->Stmt, label);
        return;
    case AST_TypeSwitchStmt:
        tree_type_switch(b, (AstTypeSwitchStmt *)s->Stmt, label);
        return;
    case AST_SelectStmt:
        tree_select(b, (AstSelectStmt *)s->Stmt, label);
        return;
    default:
        tree_stmt(b, s->Stmt);
        return;
    }
}

void tree_stmt(Builder *b, AstStmt *s)
{
    switch ((int)s->kind) {
    case AST_DeclStmt:
        decl_stmt(b, (AstGenDecl *)((AstDeclStmt *)s)->Decl);
        return;
    case AST_EmptyStmt:
        return;
    case AST_LabeledStmt:
        labeled_stmt(b, (AstLabeledStmt *)s);
        return;
    case AST_ExprStmt:
        expr_stmt(b, ((AstExprStmt *)s)->X);
        return;
    case AST_SendStmt:
        send_stmt(b, (AstSendStmt *)s);
        return;
    case AST_IncDecStmt:
        tree_inc_dec(b, (AstIncDecStmt *)s);
        return;
    case AST_AssignStmt:
        tree_assign(b, (AstAssignStmt *)s);
        return;
    case AST_GoStmt:
        go_stmt(b, (AstGoStmt *)s);
        return;
    case AST_DeferStmt:
        defer_stmt(b, (AstDeferStmt *)s);
        return;
    case AST_ReturnStmt:
        tree_return(b, (AstReturnStmt *)s);
        return;
    case AST_BranchStmt:
        branch_stmt(b, (AstBranchStmt *)s);
        return;
    case AST_BlockStmt:
        tree_add(b, tree_block(b, &((AstBlockStmt *)s)->List, ((AstBlockStmt *)s)->Lbrace));
        return;
    case AST_IfStmt:
        if_stmt(b, (AstIfStmt *)s);
        return;
    case AST_SwitchStmt:
        tree_switch(b, (AstSwitchStmt *)s, NULL);
        return;
    case AST_TypeSwitchStmt:
        tree_type_switch(b, (AstTypeSwitchStmt *)s, NULL);
        return;
    case AST_SelectStmt:
        tree_select(b, (AstSelectStmt *)s, NULL);
        return;
    case AST_ForStmt:
        tree_for(b, (AstForStmt *)s, NULL);
        return;
    case AST_RangeStmt:
        tree_range(b, (AstRangeStmt *)s, NULL);
        return;
    default:
        diag_bug("tree_stmt", "%s: %s", diag_pos_string(ast_pos(s)), ast_names[s->kind]);
    }
}
