/* ir/build_assign.c: assignments, declarations of variables, returns (spec: Assignment statements,
 * Short variable declarations, Variable declarations, Return statements). */
#include "ir/build.h"

static Node *as_int_one(Pos pos, Type *t)
{
    return ir_const(pos, t, const_from_int64(1));
}

Node *tree_assign_one(Builder *b, Pos pos, Node *lhs, Node *rhs, bool def)
{
    Node *n = ir_node(IR_ASSIGN, pos, NULL, 2, lhs, rhs);
    if (def && lhs->op == IR_NAME) {
        n->flags |= NODE_DEF;
        lhs->aux.name->def = n;
    }
    return tree_stmt_node(b, n);
}

Node *tree_temp_for(Builder *b, Pos pos, Node *value)
{
    Name *t = ir_temp(b->fs->f, pos, value->type);
    Node *n = ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, t), value);
    n->flags |= NODE_DEF;
    t->def = n;
    tree_add(b, n);
    return ir_name(pos, t);
}

/* Phase one of an assignment (spec): the operands of index expressions and pointer indirections on
 * the left are evaluated, into temporaries. */
Node *tree_stable_lhs(Builder *b, Node *lhs)
{
    Node *x = lhs->nkids ? lhs->kids[0] : NULL;
    if (lhs->op == IR_DEREF) {
        lhs->kids[0] = tree_temp_for(b, lhs->pos, x);
    } else if (lhs->op == IR_FIELD) {
        lhs->kids[0] = tree_stable_lhs(b, x);
    } else if (lhs->op == IR_INDEX || lhs->op == IR_MAPINDEX) {
        Type *u = types_core(x->type);
        bool array = u && u->kind == TY_ARRAY;
        lhs->kids[0] = array ? tree_stable_lhs(b, x) : tree_temp_for(b, lhs->pos, x);
        if (lhs->kids[1]->op != IR_CONST)
            lhs->kids[1] = tree_temp_for(b, lhs->pos, lhs->kids[1]);
    }
    return lhs;
}

/* ---- one right side for several left sides ---- */

/* l1, l2 = f() or l1, l2 = <-c and the like. Left sides of other types than the results go through
 * temporaries: `t1, t2 := f(); l1, l2 = T1(t1), T2(t2)`. */
static void assign_results(Builder *b, Pos pos, NodeVec *lhs, Node *rhs, TypeVec *types, bool def)
{
    bool same = true;
    for (uint32_t i = 0; i < lhs->len; i++)
        same &= lhs->p[i]->op == IR_BLANK || types_identical(lhs->p[i]->type, types->p[i]);
    IrOp op = rhs->flags & NODE_COMMAOK ? IR_AS2OK : IR_AS2CALL;
    NodeVec kids = {0}, after = {0};
    for (uint32_t i = 0; i < lhs->len; i++) {
        Node *l = lhs->p[i];
        if (same || l->op == IR_BLANK) {
            vec_push(perm, &kids, l);
            continue;
        }
        l = def ? l : tree_stable_lhs(b, l);
        Name *t = ir_temp(b->fs->f, pos, types->p[i]);
        vec_push(perm, &kids, ir_name(pos, t));
        vec_push(perm, &after, l);
        vec_push(perm, &after, tree_implicit(ir_name(pos, t), l->type));
    }
    vec_push(perm, &kids, rhs);
    Node *n = ir_node_v(op, pos, NULL, &kids);
    if (def || !same)
        n->flags |= NODE_DEF;
    tree_stmt_node(b, n);
    for (uint32_t i = 0; i < after.len; i += 2)
        tree_assign_one(b, pos, after.p[i], after.p[i + 1], def);
}

/* l1, l2 = f(g()) with a many-valued g: calls on the left come before g's. */
static void add_prefix(Builder *b, NodeVec *lhs, Node *prefix)
{
    bool calls = false;
    for (uint32_t i = 0; i < lhs->len; i++)
        calls |= tree_calls(lhs->p[i]);
    for (uint32_t i = 0; calls && i < lhs->len; i++)
        lhs->p[i] = tree_stable_lhs(b, lhs->p[i]);
    tree_add(b, prefix);
}

static void assign_from_one(Builder *b, Pos pos, NodeVec *lhs, AstExpr *rhs, bool def)
{
    TypeVec types = {0};
    Node *n;
    if (tree_is_comma_ok(rhs, (int)lhs->len)) {
        n = tree_comma_ok(b, rhs);
        Type *ok = lhs->p[1]->type;
        bool like_bool = ok && !types_is_interface(ok) && !types_is_typeparam(ok);
        vec_push(perm, &types, n->type);
        vec_push(perm, &types, like_bool ? ok : type_basic[TY_BOOL]);
    } else {
        n = tree_expr(b, rhs);
        if (n->op == IR_SEQ) {
            add_prefix(b, lhs, n->kids[0]);
            n = n->kids[1];
        }
        for (uint32_t i = 0; i < lhs->len; i++)
            vec_push(perm, &types, n->type->tuple.vars.p[i]->type);
    }
    assign_results(b, pos, lhs, n, &types, def);
}

/* ---- as many as there are left sides ---- */

static void assign_parallel(Builder *b, Pos pos, NodeVec *lhs, AstExpr **rhs)
{
    NodeVec kids = {0};
    for (uint32_t i = 0; i < lhs->len; i++)
        vec_push(perm, &kids, lhs->p[i]);
    for (uint32_t i = 0; i < lhs->len; i++)
        vec_push(perm, &kids, tree_expr_as(b, rhs[i], lhs->p[i]->type));
    Node *n = ir_node_v(IR_AS2, pos, NULL, &kids);
    n->aux.index = lhs->len;
    tree_stmt_node(b, n);
}

void tree_assign_nodes(Builder *b, Pos pos, NodeVec *lhs, AstExpr **rhs, uint32_t nrhs, bool def)
{
    if (lhs->len > 1 && nrhs == 1) {
        assign_from_one(b, pos, lhs, rhs[0], def);
    } else if (lhs->len == 1 || def) {
        /* new variables cannot occur on the right: one after the other is as good */
        for (uint32_t i = 0; i < lhs->len; i++) {
            Node *value = tree_expr_as(b, rhs[i], lhs->p[i]->type);
            Node *n = tree_assign_one(b, pos, lhs->p[i], value, def);
            tree_flag(n, i > 0 ? NODE_IMPLICIT : 0); /* a, b := 1, 2 is one statement */
        }
    } else {
        assign_parallel(b, pos, lhs, rhs);
    }
}

/* ---- statements ---- */

static bool is_new(const AstExpr *e)
{
    const AstIdent *id = (const AstIdent *)ast_unparen((AstExpr *)e);
    return id->kind == AST_Ident && id->obj && id->obj->pos == id->NamePos;
}

static Node *declare(Builder *b, Pos pos, Obj *o)
{
    return ir_name(pos, tree_declare(b, o));
}

static Node *dcl(Builder *b, Pos pos, Name *n)
{
    Node *d = ir_node(IR_DCL, pos, NULL, 0);
    d->aux.name = n;
    return tree_stmt_node(b, d);
}

/* Where old variables are assigned too, the new ones are declared first:
 * `var x T; x, err = f()`. */
static void define(Builder *b, AstAssignStmt *s)
{
    NodeVec lhs = {0};
    bool all_new = true;
    for (uint32_t i = 0; i < s->Lhs.len; i++)
        all_new &= tree_is_blank(s->Lhs.p[i]) || is_new(s->Lhs.p[i]);
    for (uint32_t i = 0; i < s->Lhs.len; i++) {
        AstExpr *e = s->Lhs.p[i];
        Node *n;
        if (tree_is_blank(e))
            n = ir_node(IR_BLANK, ast_pos(e), NULL, 0);
        else if (is_new(e))
            n = declare(b, ast_pos(e), ((AstIdent *)e)->obj);
        else
            n = tree_lhs(b, e);
        if (!all_new && n->op == IR_NAME && is_new(e)) {
            tree_flag(dcl(b, n->pos, n->aux.name), NODE_DEF);
            tree_mark_assigned(n);
        }
        vec_push(perm, &lhs, n);
    }
    tree_assign_nodes(b, s->TokPos, &lhs, s->Rhs.p, s->Rhs.len, all_new);
}

static void assign_op(Builder *b, AstAssignStmt *s)
{
    IrOp op = tree_binary_op(token_assign_op(s->Tok));
    Node *x = tree_lhs(b, s->Lhs.p[0]), *y = tree_expr(b, s->Rhs.p[0]);
    if (op != IR_SHL && op != IR_SHR)
        y = tree_implicit(y, x->type);
    Node *n = ir_node(IR_ASSIGNOP, s->TokPos, NULL, 2, x, y);
    n->aux.index = op;
    tree_stmt_node(b, n);
}

void tree_assign(Builder *b, AstAssignStmt *s)
{
    if (s->Tok == TOK_DEFINE) {
        define(b, s);
        return;
    }
    if (s->Tok != TOK_ASSIGN) {
        assign_op(b, s);
        return;
    }
    NodeVec lhs = {0};
    for (uint32_t i = 0; i < s->Lhs.len; i++)
        vec_push(perm, &lhs, tree_lhs(b, s->Lhs.p[i]));
    tree_assign_nodes(b, s->TokPos, &lhs, s->Rhs.p, s->Rhs.len, false);
}

void tree_inc_dec(Builder *b, AstIncDecStmt *s)
{
    Node *x = tree_lhs(b, s->X);
    Node *n = ir_node(IR_ASSIGNOP, s->TokPos, NULL, 2, x, as_int_one(s->TokPos, x->type));
    n->aux.index = s->Tok == TOK_INC ? IR_ADD : IR_SUB;
    tree_stmt_node(b, n);
}

void tree_var_spec(Builder *b, AstValueSpec *s)
{
    NodeVec lhs = {0};
    for (uint32_t i = 0; i < s->Names.len; i++) {
        AstIdent *id = s->Names.p[i];
        Type *t = s->Type ? s->Type->type : NULL;
        bool blank = ast_is_blank(id) || !id->obj;
        if (s->Values.len == 0 && !blank)
            dcl(b, id->NamePos, tree_declare(b, id->obj));
        else
            vec_push(perm, &lhs, blank ? ir_node(IR_BLANK, id->NamePos, t, 0)
                                       : declare(b, id->NamePos, id->obj));
    }
    Pos pos = s->Names.p[0]->NamePos;
    if (s->Values.len != lhs.len) {
        if (s->Values.len)
            tree_assign_nodes(b, pos, &lhs, s->Values.p, s->Values.len, true);
        return;
    }
    for (uint32_t i = 0; i < lhs.len; i++)
        tree_assign_one(b, pos, lhs.p[i], tree_expr_as(b, s->Values.p[i], lhs.p[i]->type), true);
}

/* ---- return ---- */

/* return f(): t1, t2 := f(); return t1, t2 */
static void return_values(Builder *b, AstReturnStmt *s, NodeVec *out)
{
    Node *prefix = NULL;
    NameVec *results = &b->fs->owner->f->results;
    tree_values(b, s->Results.p, s->Results.len, out, &prefix);
    if (prefix)
        tree_stmt_node(b, prefix);
    for (uint32_t i = 0; i < out->len; i++) {
        out->p[i] = tree_implicit(out->p[i], results->p[i]->type);
        results->p[i]->reassigned = true;
    }
}

void tree_return(Builder *b, AstReturnStmt *s)
{
    if (tree_range_return(b, s))
        return;
    NodeVec values = {0};
    return_values(b, s, &values);
    tree_stmt_node(b, ir_node_v(IR_RETURN, s->Return, NULL, &values));
}

/* In the body of a loop over a function: the results of the function around it are set. */
void tree_return_outer(Builder *b, AstReturnStmt *s)
{
    NodeVec values = {0}, kids = {0};
    return_values(b, s, &values);
    if (values.len == 0)
        return;
    NameVec *results = &b->fs->owner->f->results;
    for (uint32_t i = 0; i < values.len; i++)
        vec_push(perm, &kids, tree_use(b, s->Return, results->p[i]));
    for (uint32_t i = 0; i < values.len; i++)
        vec_push(perm, &kids, values.p[i]);
    Node *n = ir_node_v(IR_AS2, s->Return, NULL, &kids);
    n->aux.index = values.len;
    tree_stmt_node(b, n);
}

void tree_return_call(Func *f, Node *block, Node *call)
{
    Pos pos = call->pos;
    NameVec *results = &f->results;
    if (results->len == 0) {
        ir_append(block, ir_node(IR_EXPRSTMT, pos, NULL, 1, call));
        ir_append(block, ir_node(IR_RETURN, pos, NULL, 0));
    } else if (results->len == 1) {
        Node *value = tree_implicit(call, results->p[0]->type);
        ir_append(block, ir_node(IR_RETURN, pos, NULL, 1, value));
    } else {
        NodeVec lhs = {0}, values = {0};
        for (uint32_t i = 0; i < results->len; i++) {
            Name *t = ir_temp(f, pos, results->p[i]->type);
            vec_push(perm, &lhs, ir_name(pos, t));
            vec_push(perm, &values, ir_name(pos, t));
        }
        vec_push(perm, &lhs, call);
        Node *as = ir_node_v(IR_AS2CALL, pos, NULL, &lhs);
        as->flags |= NODE_DEF;
        ir_append(block, as);
        ir_append(block, ir_node_v(IR_RETURN, pos, NULL, &values));
    }
}
