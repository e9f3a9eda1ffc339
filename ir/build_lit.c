/* ir/build_lit.c: composite literals (spec: Composite literals). */
#include <string.h>

#include "ir/build.h"

static void note_call(Node *n, void *ctx)
{
    if (n->op == IR_CALL || n->op == IR_CALLIFACE || n->op == IR_CALLMETHOD || n->op == IR_RECV)
        *(bool *)ctx = true;
}

bool tree_calls(Node *n)
{
    bool found = false;
    ir_walk(n, note_call, &found);
    return found;
}

/* Calls happen in the order of the source, operands are in that of the fields: S{b: f(), a: g()} is
 * { t1 := f(); t2 := g() } S{t2, t1}. */
static Node *in_source_order(Builder *b, Node *lit, const uint32_t *order, uint32_t n)
{
    uint32_t ncalls = 0;
    bool sorted = true;
    for (uint32_t i = 1; i < n; i++)
        sorted &= order[i - 1] < order[i];
    for (uint32_t i = 0; i < n && !sorted; i++)
        ncalls += tree_calls(lit->kids[order[i]]);
    if (ncalls < 2)
        return lit;
    Node *saved = b->fs->block, *prefix = ir_block(lit->pos);
    b->fs->block = prefix;
    for (uint32_t i = 0; i < n; i++)
        if (tree_calls(lit->kids[order[i]]))
            lit->kids[order[i]] = tree_temp_for(b, lit->pos, lit->kids[order[i]]);
    b->fs->block = saved;
    return tree_seq(prefix, lit);
}

static Node *struct_lit(Builder *b, AstCompositeLit *e, Type *t, Type *u)
{
    ObjVec *fields = &u->strct.fields;
    NodeVec kids = {0};
    uint32_t *order = NEW_ARRAY(perm, uint32_t, e->Elts.len + 1);
    for (uint32_t i = 0; i < fields->len; i++)
        vec_push(perm, &kids, NULL);
    for (uint32_t i = 0; i < e->Elts.len; i++) {
        AstExpr *v = e->Elts.p[i];
        uint32_t at = i;
        if (v->kind == AST_KeyValueExpr) {
            const Sym *key = ((AstIdent *)((AstKeyValueExpr *)v)->Key)->Name;
            v = ((AstKeyValueExpr *)v)->Value;
            for (at = 0; at < fields->len && fields->p[at]->name != key;)
                at++;
        }
        kids.p[at] = tree_expr_as(b, v, fields->p[at]->type);
        if (!tree_calls(kids.p[at]) && strcmp(fields->p[at]->name->s, "_") == 0)
            kids.p[at] = ir_node(IR_ZERO, ast_pos(v), fields->p[at]->type, 0); /* as gc does */
        order[i] = at;
    }
    return in_source_order(b, ir_node_v(IR_STRUCTLIT, tree_pos(e), t, &kids), order, e->Elts.len);
}

static Node *list_lit(Builder *b, AstCompositeLit *e, Type *t, IrOp op, Type *elem)
{
    NodeVec kids = {0};
    for (uint32_t i = 0; i < e->Elts.len; i++) {
        AstExpr *v = e->Elts.p[i];
        if (v->kind != AST_KeyValueExpr) {
            vec_push(perm, &kids, tree_expr_as(b, v, elem));
            continue;
        }
        AstKeyValueExpr *kv = (AstKeyValueExpr *)v;
        int64_t index = 0;
        const_int64(kv->Key->val, &index);
        Node *value = tree_expr_as(b, kv->Value, elem);
        vec_push(perm, &kids, ir_node(IR_KEY, kv->Colon, elem, 2,
                                      ir_int(ast_pos(kv->Key), index), value));
    }
    return ir_node_v(op, tree_pos(e), t, &kids);
}

static Node *map_lit(Builder *b, AstCompositeLit *e, Type *t, Type *u)
{
    NodeVec kids = {0};
    for (uint32_t i = 0; i < e->Elts.len; i++) {
        AstKeyValueExpr *kv = (AstKeyValueExpr *)e->Elts.p[i];
        Node *key = tree_expr_as(b, kv->Key, u->map.key);
        Node *value = tree_expr_as(b, kv->Value, u->map.elem);
        vec_push(perm, &kids, ir_node(IR_KEY, kv->Colon, u->map.elem, 2, key, value));
    }
    return ir_node_v(IR_MAPLIT, tree_pos(e), t, &kids);
}

static Node *literal(Builder *b, AstCompositeLit *e, Type *t)
{
    Type *u = types_core(t);
    if (u && u->kind == TY_STRUCT)
        return struct_lit(b, e, t, u);
    if (u && u->kind == TY_ARRAY)
        return list_lit(b, e, t, IR_ARRAYLIT, u->array.elem);
    if (u && u->kind == TY_SLICE)
        return list_lit(b, e, t, IR_SLICELIT, u->slice.elem);
    if (u && u->kind == TY_MAP)
        return map_lit(b, e, t, u);
    diag_bug("tree_composite", "%s: literal of %s", diag_pos_string(ast_pos(e)), types_string(t));
}

Node *tree_addr_of_literal(Pos pos, Type *t, Node *lit)
{
    if (lit->op != IR_SEQ)
        return ir_node(IR_ADDR, pos, t, 1, lit);
    lit->kids[1] = ir_node(IR_ADDR, pos, t, 1, lit->kids[1]);
    lit->type = t;
    return lit;
}

/* In []*T{{…}} the inner literal, of type *T, is &T{…}. */
Node *tree_composite(Builder *b, AstCompositeLit *e)
{
    Type *u = types_core(e->type);
    if (!u || u->kind != TY_POINTER)
        return literal(b, e, e->type);
    Pos pos = tree_pos(e);
    return tree_addr_of_literal(pos, e->type, literal(b, e, u->pointer.elem));
}
