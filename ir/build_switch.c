/* ir/build_switch.c: switch, type switch, select (spec: Switch statements, Select statements). */
#include "ir/build.h"

static Node *clause_body(Builder *b, AstStmtList *list, Pos pos)
{
    return tree_block(b, list, pos);
}

/* ---- expression switches ---- */

static bool is_untyped_nil(const Node *n)
{
    return n->op == IR_NIL && n->type->kind == TY_UNTYPED_NIL;
}

/* May the value stand in a CASE, converted to the tag's type at most? */
static bool fits_tag(const Node *v, Type *tag)
{
    if (is_untyped_nil(v) || types_identical(v->type, tag))
        return true;
    return types_is_interface(tag) && !types_is_interface(v->type);
}

typedef struct SwitchCase { AstCaseClause *clause; NodeVec values; } SwitchCase;

static Node *bool_value(Node *v)
{
    Type *t = type_basic[TY_BOOL];
    if (types_is_interface(v->type) || types_is_typeparam(v->type))
        return tree_compare(IR_EQ, v->pos, t, ir_const(v->pos, t, const_from_bool(true)), v);
    return tree_implicit(v, t);
}

/* The values of all clauses; true if each fits the tag. */
static bool case_values(Builder *b, AstSwitchStmt *s, SwitchCase *cases, Type *tag)
{
    bool fits = true;
    for (uint32_t i = 0; i < s->Body->List.len; i++) {
        cases[i].clause = (AstCaseClause *)s->Body->List.p[i];
        AstExprList *list = &cases[i].clause->List;
        for (uint32_t j = 0; j < list->len; j++) {
            Node *v = tree_expr(b, list->p[j]);
            fits &= !tag || fits_tag(v, tag);
            vec_push(perm, &cases[i].values, v);
        }
    }
    return fits;
}

/* switch x { case i: } with a concrete x and an interface i: switch { case I(x) == i: } */
void tree_switch(Builder *b, AstSwitchStmt *s, const Sym *label)
{
    if (s->Init)
        tree_stmt(b, s->Init);
    Node *tag = s->Tag ? tree_expr(b, s->Tag) : NULL;
    if (tag && tag->op == IR_SEQ)
        tag = tree_temp_for(b, s->Switch, tag);
    SwitchCase *cases = NEW_ARRAY(perm, SwitchCase, s->Body->List.len + 1);
    bool fits = case_values(b, s, cases, tag ? tag->type : NULL);
    if (tag && !fits)
        tag = tree_temp_for(b, s->Switch, tag);
    Node *sw = ir_node(IR_SWITCH, s->Switch, NULL, 0);
    sw->aux.sym = label;
    ir_append(sw, fits ? tag : NULL);
    tree_push_target(b, label, false);
    for (uint32_t i = 0; i < s->Body->List.len; i++) {
        AstCaseClause *cl = cases[i].clause;
        Node *c = ir_node(IR_CASE, cl->Case, NULL, 0);
        ir_append(c, clause_body(b, &cl->Body, cl->Colon));
        for (uint32_t j = 0; j < cases[i].values.len; j++) {
            Node *v = cases[i].values.p[j];
            if (!tag)
                v = bool_value(v);
            else if (!fits)
                v = tree_compare(IR_EQ, v->pos, type_basic[TY_BOOL], ir_clone(tag), v);
            else
                v = tree_implicit(v, tag->type);
            ir_append(c, v);
        }
        ir_append(sw, c);
    }
    tree_pop_target(b);
    tree_stmt_node(b, sw);
}

/* ---- type switches ---- */

static AstExpr *switched(AstStmt *assign)
{
    AstExpr *e = assign->kind == AST_ExprStmt ? ((AstExprStmt *)assign)->X
                                              : ((AstAssignStmt *)assign)->Rhs.p[0];
    return ((AstTypeAssertExpr *)ast_unparen(e))->X;
}

static bool is_nil_case(AstExpr *e)
{
    e = ast_unparen(e);
    return e->kind == AST_Ident && ((AstIdent *)e)->obj && ((AstIdent *)e)->obj->kind == OBJ_NIL;
}

static Node *type_case(Builder *b, AstCaseClause *cl, Type *iface)
{
    Node *c = ir_node(IR_TYPECASE, cl->Case, NULL, 0);
    if (cl->info)
        c->aux.name = tree_declare(b, cl->info);
    ir_append(c, clause_body(b, &cl->Body, cl->Colon));
    for (uint32_t j = 0; j < cl->List.len; j++) {
        AstExpr *e = cl->List.p[j];
        if (is_nil_case(e)) {
            ir_append(c, ir_nil(ast_pos(e), iface));
            continue;
        }
        Node *t = ir_node(IR_TYPEDESC, ast_pos(e), type_basic[TY_UNSAFE_POINTER], 0);
        t->aux.type = e->type;
        ir_append(c, t);
    }
    return c;
}

void tree_type_switch(Builder *b, AstTypeSwitchStmt *s, const Sym *label)
{
    if (s->Init)
        tree_stmt(b, s->Init);
    Node *x = tree_expr(b, switched(s->Assign));
    Node *sw = ir_node(IR_TYPESWITCH, s->Switch, NULL, 0);
    sw->aux.sym = label;
    ir_append(sw, x);
    tree_push_target(b, label, false);
    for (uint32_t i = 0; i < s->Body->List.len; i++)
        ir_append(sw, type_case(b, (AstCaseClause *)s->Body->List.p[i], x->type));
    tree_pop_target(b);
    tree_stmt_node(b, sw);
}

/* ---- select ---- */

/* case v, ok = <-c with old variables: new ones take the values, the body begins with
 * v, ok = t1, t2 */
static Node *receive_into(Builder *b, AstAssignStmt *s, NodeVec *later)
{
    Pos pos = s->TokPos;
    bool two = s->Lhs.len == 2;
    Node *recv = two ? tree_comma_ok(b, s->Rhs.p[0]) : tree_expr(b, ast_unparen(s->Rhs.p[0]));
    NodeVec kids = {0};
    for (uint32_t i = 0; i < s->Lhs.len; i++) {
        AstExpr *l = s->Lhs.p[i];
        Node *n;
        if (tree_is_blank(l)) {
            n = ir_node(IR_BLANK, ast_pos(l), NULL, 0);
        } else if (s->Tok == TOK_DEFINE) {
            n = ir_name(ast_pos(l), tree_declare(b, ((AstIdent *)l)->obj));
        } else {
            Name *t = ir_temp(b->fs->f, pos, i == 0 ? recv->type : type_basic[TY_BOOL]);
            n = ir_name(pos, t);
            vec_push(perm, later, ir_name(pos, t));
        }
        vec_push(perm, &kids, n);
    }
    if (kids.p[0]->op == IR_BLANK && !two)
        return ir_node(IR_EXPRSTMT, pos, NULL, 1, recv);
    vec_push(perm, &kids, recv);
    return tree_flag(ir_node_v(two ? IR_AS2OK : IR_ASSIGN, pos, NULL, &kids), NODE_DEF);
}

/* v, ok = t1, t2 at the start of the clause; blank ones took no value */
static void assign_received(Builder *b, AstAssignStmt *s, NodeVec *values)
{
    NodeVec kids = {0};
    for (uint32_t i = 0; i < s->Lhs.len; i++)
        if (!tree_is_blank(s->Lhs.p[i]))
            vec_push(perm, &kids, tree_lhs(b, s->Lhs.p[i]));
    if (values->len == 1) {
        tree_assign_one(b, s->TokPos, kids.p[0], tree_implicit(values->p[0], kids.p[0]->type),
                         false);
        return;
    }
    for (uint32_t i = 0; i < values->len; i++)
        vec_push(perm, &kids, tree_implicit(values->p[i], kids.p[i]->type));
    Node *n = ir_node_v(IR_AS2, s->TokPos, NULL, &kids);
    n->aux.index = values->len;
    tree_stmt_node(b, n);
}

static Node *communication(Builder *b, AstStmt *s, NodeVec *later)
{
    if (!s)
        return NULL;
    if (s->kind == AST_SendStmt) {
        AstSendStmt *send = (AstSendStmt *)s;
        Node *c = tree_expr(b, send->Chan);
        Node *v = tree_expr_as(b, send->Value, types_core(c->type)->chan.elem);
        return ir_node(IR_SEND, send->Arrow, NULL, 2, c, v);
    }
    if (s->kind == AST_ExprStmt) {
        Node *recv = tree_expr(b, ast_unparen(((AstExprStmt *)s)->X));
        return ir_node(IR_EXPRSTMT, recv->pos, NULL, 1, recv);
    }
    return receive_into(b, (AstAssignStmt *)s, later);
}

static Node *comm_clause(Builder *b, AstCommClause *cl)
{
    NodeVec later = {0};
    Node *comm = communication(b, cl->Comm, &later);
    Node *saved = b->fs->block, *body = ir_block(cl->Colon);
    b->fs->block = body;
    if (later.len)
        assign_received(b, (AstAssignStmt *)cl->Comm, &later);
    tree_stmts(b, &cl->Body);
    b->fs->block = saved;
    return ir_node(IR_COMM, cl->Case, NULL, 2, comm, body);
}

void tree_select(Builder *b, AstSelectStmt *s, const Sym *label)
{
    Node *sel = ir_node(IR_SELECT, s->Select, NULL, 0);
    sel->aux.sym = label;
    tree_push_target(b, label, false);
    for (uint32_t i = 0; i < s->Body->List.len; i++)
        ir_append(sel, comm_clause(b, (AstCommClause *)s->Body->List.p[i]));
    tree_pop_target(b);
    tree_stmt_node(b, sel);
}
