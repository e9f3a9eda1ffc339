/* Labels, and where branch statements may lead (spec: Labeled statements, Break, Continue, Goto,
 * Fallthrough statements). The words are those of gc's parser, which checks this there. */
#include <string.h>

#include "types/core.h"

typedef struct Block {
    const struct Block *parent;
    Pos start;
    AstLabeledStmt *labeled; /* the statement that this is a part of, if that has a label */
} Block;

typedef struct Label {
    const Block *parent; /* block that declares it */
    AstLabeledStmt *stmt;
    bool used;
} Label;

typedef VEC(AstBranchStmt *) Gotos;

typedef struct Labels { Map map; /* Sym -> Label */ } Labels;

/* Statements around a branch. */
typedef struct Targets {
    AstStmt *breaks;     /* innermost for, switch or select */
    AstStmt *continues;  /* innermost for */
    int clause, nclauses; /* directly in a clause of that switch: its index; else -1 */
} Targets;

/* A block under way: what has been declared, which gotos still look for their label. */
typedef struct BlockState {
    const Block *block;
    Gotos forward;
    Gotos bad;            /* those that jump over the last variable declared */
    Pos var_pos;
    const char *var_name;
} BlockState;

static void block_branches(Labels *ls, const Block *parent, Targets t, AstLabeledStmt *labeled,
                           Pos start, const AstStmtList *body, Gotos *out);

static Label *declare(Labels *ls, const Block *b, AstLabeledStmt *s)
{
    Label *l = map_get(&ls->map, s->Label->Name);
    if (l != NULL) {
        diag_error(s->Label->NamePos, "label %s already defined at %s",
                   s->Label->Name->s, pos_string(l->stmt->Label->NamePos));
        return l;
    }
    l = NEW(perm, Label);
    *l = (Label){ b, s, false };
    map_set(&ls->map, s->Label->Name, l);
    return l;
}

static void note_variable(BlockState *st, Pos pos, const char *name)
{
    st->var_pos = pos;
    st->var_name = name;
    st->bad.len = 0;
    for (uint32_t i = 0; i < st->forward.len; i++)
        vec_push(perm, &st->bad, st->forward.p[i]);
}

static bool jumps_over_variable(const BlockState *st, const AstBranchStmt *s)
{
    for (uint32_t i = 0; i < st->bad.len; i++)
        if (st->bad.p[i] == s)
            return true;
    return false;
}

static void resolve_gotos(Labels *ls, BlockState *st, AstLabeledStmt *s, Label *l)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < st->forward.len; i++) {
        AstBranchStmt *g = st->forward.p[i];
        if (g->Label->Name != s->Label->Name) {
            st->forward.p[n++] = g;
            continue;
        }
        l->used = true;
        if (jumps_over_variable(st, g))
            diag_error(g->Label->NamePos, "goto %s jumps over declaration of %s at %s",
                       g->Label->Name->s, st->var_name, pos_string(st->var_pos));
    }
    st->forward.len = n;
}

/* A fallthrough must be the last statement of a clause; index and n are its place in the list. */
static void check_fallthrough(Labels *ls, AstBranchStmt *s, Targets t, bool last)
{
    const char *msg = "fallthrough statement out of place";
    AstStmt *sw = t.breaks;
    if (sw != NULL && sw->kind == AST_TypeSwitchStmt) {
        msg = "cannot fallthrough in type switch";
    } else if (sw != NULL && sw->kind == AST_SwitchStmt && t.clause >= 0 && last) {
        if (t.clause + 1 < t.nclauses)
            return;
        msg = "cannot fallthrough final case in switch";
    }
    diag_error(s->TokPos, "%s", msg);
}

/* The statement around block b that label names; *defined: whether the label exists at all. */
static AstStmt *enclosing(Labels *ls, const Block *b, const Sym *label, bool *defined)
{
    Label *l = map_get(&ls->map, label);
    *defined = l != NULL;
    if (l == NULL)
        return NULL;
    l->used = true;
    for (; b != NULL; b = b->parent)
        if (b->labeled == l->stmt)
            return l->stmt->Stmt;
    return NULL;
}

static bool is_loop(const AstStmt *s)
{
    return s->kind == AST_ForStmt || s->kind == AST_RangeStmt;
}

static bool is_breakable(const AstStmt *s)
{
    return is_loop(s) || s->kind == AST_SwitchStmt || s->kind == AST_TypeSwitchStmt ||
           s->kind == AST_SelectStmt;
}

static void check_labeled_branch(Labels *ls, BlockState *st, AstBranchStmt *s)
{
    const Sym *name = s->Label->Name;
    bool defined, is_break = s->Tok == TOK_BREAK;
    if (s->Tok == TOK_GOTO) {
        Label *l = map_get(&ls->map, name);
        if (l != NULL)
            l->used = true;
        for (const Block *b = st->block; l != NULL && b != NULL; b = b->parent)
            if (l->parent == b)
                return;
        vec_push(perm, &st->forward, s);
        return;
    }
    AstStmt *target = enclosing(ls, st->block, name, &defined);
    const char *verb = is_break ? "break" : "continue";
    if (!defined)
        diag_error(s->Label->NamePos, "%s label not defined: %s", verb, name->s);
    else if (target == NULL || !(is_break ? is_breakable(target) : is_loop(target)))
        diag_error(s->Label->NamePos, "invalid %s label %s", verb, name->s);
}

static void check_branch(Labels *ls, BlockState *st, AstBranchStmt *s, Targets t, bool last)
{
    if (s->Label != NULL)
        check_labeled_branch(ls, st, s);
    else if (s->Tok == TOK_FALLTHROUGH)
        check_fallthrough(ls, s, t, last);
    else if (s->Tok == TOK_BREAK && t.breaks == NULL)
        diag_error(s->TokPos, "break is not in a loop, switch, or select");
    else if (s->Tok == TOK_CONTINUE && t.continues == NULL)
        diag_error(s->TokPos, "continue is not in a loop");
}

static void note_declaration(BlockState *st, AstDecl *d)
{
    AstGenDecl *g = (AstGenDecl *)d;
    if (d == NULL || d->kind != AST_GenDecl || g->Tok != TOK_VAR || g->Specs.len == 0)
        return;
    AstValueSpec *v = (AstValueSpec *)g->Specs.p[0];
    if (v->kind == AST_ValueSpec && v->Names.len > 0)
        note_variable(st, v->Names.p[0]->NamePos, v->Names.p[0]->Name->s);
}

static const char *list_string(const AstExprList *list)
{
    const char *s = "";
    for (uint32_t i = 0; i < list->len; i++)
        s = arena_printf(perm, "%s%s%s", s, i > 0 ? ", " : "", ast_expr_string(list->p[i]));
    return s;
}

static void inner_if(Labels *ls, BlockState *st, Targets t, AstLabeledStmt *labeled, AstIfStmt *s)
{
    block_branches(ls, st->block, t, labeled, s->Body->Lbrace, &s->Body->List, &st->forward);
    if (s->Else == NULL)
        return;
    AstStmtList els = {0};
    vec_push(perm, &els, s->Else);
    block_branches(ls, st->block, t, labeled, ast_pos(s->Else), &els, &st->forward);
}

static void inner_clauses(Labels *ls, BlockState *st, Targets t, AstLabeledStmt *labeled,
                          AstBlockStmt *body)
{
    t.nclauses = (int)body->List.len;
    for (int i = 0; i < t.nclauses; i++) {
        AstStmt *c = body->List.p[i];
        AstStmtList *list = c->kind == AST_CaseClause ? &((AstCaseClause *)c)->Body
                                                      : &((AstCommClause *)c)->Body;
        t.clause = c->kind == AST_CaseClause ? i : -1;
        block_branches(ls, st->block, t, labeled, ast_pos(c), list, &st->forward);
    }
}

static void loop_body(Labels *ls, BlockState *st, AstLabeledStmt *labeled, AstStmt *loop,
                      AstBlockStmt *body)
{
    Targets t = { loop, loop, -1, 0 };
    block_branches(ls, st->block, t, labeled, body->Lbrace, &body->List, &st->forward);
}

/* Statements that hold others. */
static void check_inner(Labels *ls, BlockState *st, Targets t, AstLabeledStmt *labeled, AstStmt *s)
{
    t.clause = -1;
    switch ((int)s->kind) {
    case AST_BlockStmt:
        block_branches(ls, st->block, t, labeled, ((AstBlockStmt *)s)->Lbrace,
                       &((AstBlockStmt *)s)->List, &st->forward);
        break;
    case AST_IfStmt:
        inner_if(ls, st, t, labeled, (AstIfStmt *)s);
        break;
    case AST_ForStmt:
        loop_body(ls, st, labeled, s, ((AstForStmt *)s)->Body);
        break;
    case AST_RangeStmt:
        loop_body(ls, st, labeled, s, ((AstRangeStmt *)s)->Body);
        break;
    case AST_SwitchStmt:
        t.breaks = s;
        inner_clauses(ls, st, t, labeled, ((AstSwitchStmt *)s)->Body);
        break;
    case AST_TypeSwitchStmt:
        t.breaks = s;
        inner_clauses(ls, st, t, labeled, ((AstTypeSwitchStmt *)s)->Body);
        break;
    case AST_SelectStmt:
        t.breaks = s;
        inner_clauses(ls, st, t, labeled, ((AstSelectStmt *)s)->Body);
        break;
    }
}

static void check_one(Labels *ls, BlockState *st, Targets t, AstStmt *s, bool last)
{
    AstLabeledStmt *labeled = NULL;
    while (s != NULL && s->kind == AST_LabeledStmt) {
        AstLabeledStmt *l = (AstLabeledStmt *)s;
        if (!ast_is_blank(l->Label)) {
            resolve_gotos(ls, st, l, declare(ls, st->block, l));
            labeled = l;
        }
        s = l->Stmt;
    }
    if (s == NULL)
        return;
    if (s->kind == AST_DeclStmt)
        note_declaration(st, ((AstDeclStmt *)s)->Decl);
    else if (s->kind == AST_BranchStmt)
        check_branch(ls, st, (AstBranchStmt *)s, t, last);
    else if (s->kind == AST_AssignStmt && ((AstAssignStmt *)s)->Tok == TOK_DEFINE)
        note_variable(st, ((AstAssignStmt *)s)->TokPos, list_string(&((AstAssignStmt *)s)->Lhs));
    else
        check_inner(ls, st, t, labeled, s);
}

/* Checks a statement list; gotos whose label it does not declare are added to out. */
static void block_branches(Labels *ls, const Block *parent, Targets t, AstLabeledStmt *labeled,
                           Pos start, const AstStmtList *body, Gotos *out)
{
    Block *b = NEW(perm, Block);
    *b = (Block){ parent, start, labeled };
    BlockState st = { .block = b };
    uint32_t n = body->len;
    while (n > 0 && body->p[n - 1]->kind == AST_EmptyStmt)
        n--;
    for (uint32_t i = 0; i < n; i++)
        check_one(ls, &st, t, body->p[i], i + 1 == n);
    for (uint32_t i = 0; i < st.forward.len; i++)
        vec_push(perm, out, st.forward.p[i]);
}

static void check_function(AstBlockStmt *body)
{
    Labels ls = {0};
    Gotos gotos = {0};
    Targets none = { NULL, NULL, -1, 0 };
    block_branches(&ls, NULL, none, NULL, body->Lbrace, &body->List, &gotos);
    for (uint32_t i = 0; i < gotos.len; i++) {
        AstIdent *name = gotos.p[i]->Label;
        Label *l = map_get(&ls.map, name->Name);
        if (l == NULL) {
            diag_error(name->NamePos, "label %s not defined", name->Name->s);
            continue;
        }
        l->used = true;
        diag_error(name->NamePos, "goto %s jumps into block starting at %s", name->Name->s,
                   pos_string(l->parent->start));
    }
    for (uint32_t i = 0; i < ls.map.len; i++) {
        Label *l = ls.map.entries[i].value;
        if (!l->used)
            diag_error(l->stmt->Label->NamePos, "label %s defined and not used",
                       l->stmt->Label->Name->s);
    }
}

/* Functions inside others go first, as a parser ends them. */
static void leave(void *ctx, AstNode *n)
{
    AstBlockStmt *body = NULL;
    if (n->kind == AST_FuncDecl)
        body = ((AstFuncDecl *)n)->Body;
    else if (n->kind == AST_FuncLit)
        body = ((AstFuncLit *)n)->Body;
    if (body != NULL)
        check_function(body);
}

void types_check_branches(AstFile *file)
{
    AstVisitor v = { .leave = leave };
    ast_walk(file, &v);
}
