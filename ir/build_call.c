/* ir/build_call.c: calls and conversions (spec: Calls, Passing arguments to ... parameters). */
#include "ir/build.h"

Type *tree_call_type(Type *sig)
{
    ObjVec *r = &sig->sig.results;
    if (r->len == 0)
        return NULL;
    return r->len == 1 ? r->p[0]->type : types_new_tuple(*r);
}

Node *tree_seq(Node *prefix, Node *value)
{
    if (!prefix)
        return value;
    return ir_node(IR_SEQ, value->pos, value->type, 2, prefix, value);
}

/* t1, t2 := f() in *prefix */
static void bind_results(Builder *b, Node *call, NodeVec *out, Node **prefix)
{
    NodeVec kids = {0};
    ObjVec *vars = &call->type->tuple.vars;
    for (uint32_t i = 0; i < vars->len; i++) {
        Name *t = ir_temp(b->fs->f, call->pos, vars->p[i]->type);
        vec_push(perm, &kids, ir_name(call->pos, t));
        vec_push(perm, out, ir_name(call->pos, t));
    }
    vec_push(perm, &kids, call);
    if (!*prefix)
        *prefix = ir_block(call->pos);
    ir_append(*prefix, tree_flag(ir_node_v(IR_AS2CALL, call->pos, NULL, &kids), NODE_DEF));
}

void tree_values(Builder *b, AstExpr **e, uint32_t n, NodeVec *out, Node **prefix)
{
    for (uint32_t i = 0; i < n; i++) {
        Node *v = tree_expr(b, e[i]);
        if (n == 1 && v->type && v->type->kind == TY_TUPLE && v->type->tuple.vars.len > 1)
            bind_results(b, v, out, prefix);
        else
            vec_push(perm, out, v);
    }
}

/* f(a, b, c) with f(x T, rest ...E) is f(a, []E{b, c}); no extra arguments: nil */
const NodeVec *tree_pack(Pos pos, Type *sig, NodeVec *values, bool ddd)
{
    NodeVec *out = NEW(perm, NodeVec);
    ObjVec *params = &sig->sig.params;
    bool pack = sig->sig.variadic && !ddd;
    uint32_t nfix = params->len - (pack ? 1 : 0);
    for (uint32_t i = 0; i < nfix && i < values->len; i++)
        vec_push(perm, out, tree_implicit(values->p[i], params->p[i]->type));
    if (!pack)
        return out;
    Type *slice = params->p[nfix]->type;
    if (values->len <= nfix) {
        vec_push(perm, out, tree_flag(ir_nil(pos, slice), NODE_IMPLICIT));
        return out;
    }
    NodeVec elems = {0};
    Type *elem = types_core(slice)->slice.elem;
    for (uint32_t i = nfix; i < values->len; i++)
        vec_push(perm, &elems, tree_implicit(values->p[i], elem));
    vec_push(perm, out, tree_flag(ir_node_v(IR_SLICELIT, pos, slice, &elems), NODE_IMPLICIT));
    return out;
}

/* ---- conversions ---- */

static Node *conversion(Builder *b, AstCallExpr *e)
{
    AstExpr *arg = e->Args.p[0];
    Type *to = e->Fun->type;
    Pos pos = tree_pos(e);
    if (types_is_typeparam(to) && arg->mode == MODE_CONST && arg->val)
        return ir_const(pos, to, arg->val);
    return tree_conversion(tree_expr(b, arg), to, pos);
}

/* ---- calls ---- */

/* x.f(g()) with a many-valued g: calls in x, the callee or receiver, come first. */
static void evaluate_first(Builder *b, Node **x, Node **prefix)
{
    if (!*prefix || !tree_calls(*x))
        return;
    Node *saved = b->fs->block, *block = ir_block((*x)->pos);
    b->fs->block = block;
    *x = tree_temp_for(b, (*x)->pos, *x);
    b->fs->block = saved;
    ir_append(block, *prefix);
    *prefix = block;
}

static bool is_method_call(const AstExpr *fun)
{
    if (fun->kind != AST_SelectorExpr)
        return false;
    Selection *s = ((const AstSelectorExpr *)fun)->selection;
    return s && s->kind == SEL_METHOD;
}

static Type *callee_sig(Type *t)
{
    Type *sig = types_core(t);
    if (!sig || sig->kind != TY_SIGNATURE)
        diag_bug("callee_sig", "no function: %s", types_string(t));
    return sig;
}

static Node *method_call(Builder *b, AstCallExpr *e, AstSelectorExpr *fun)
{
    Selection *s = fun->selection;
    Pos pos = tree_pos(e);
    Type *sig = callee_sig(fun->type);
    Node *recv = tree_receiver(tree_expr(b, fun->X), s->path, s->npath, s->obj);
    NodeVec values = {0};
    Node *prefix = NULL;
    tree_values(b, e->Args.p, e->Args.len, &values, &prefix);
    evaluate_first(b, &recv, &prefix);
    const NodeVec *args = tree_pack(pos, sig, &values, e->Ellipsis != NO_POS);
    Node *call = ir_method_call(pos, recv, s->obj, args, tree_call_type(sig));
    if (e->Ellipsis)
        call->flags |= NODE_DDD;
    return tree_seq(prefix, call);
}

static Node *plain_call(Builder *b, AstCallExpr *e, AstExpr *fun)
{
    Pos pos = tree_pos(e);
    Node *callee = tree_expr(b, fun);
    if (callee->op == IR_CLOSURE)
        callee->aux.func->hidden_closure = true;
    Type *sig = callee_sig(callee->type);
    NodeVec values = {0}, kids = {0};
    Node *prefix = NULL;
    tree_values(b, e->Args.p, e->Args.len, &values, &prefix);
    evaluate_first(b, &callee, &prefix);
    const NodeVec *args = tree_pack(pos, sig, &values, e->Ellipsis != NO_POS);
    vec_push(perm, &kids, callee);
    for (uint32_t i = 0; i < args->len; i++)
        vec_push(perm, &kids, args->p[i]);
    Node *call = ir_node_v(IR_CALL, pos, tree_call_type(sig), &kids);
    if (e->Ellipsis)
        call->flags |= NODE_DDD;
    return tree_seq(prefix, call);
}

static Obj *builtin_of(AstExpr *fun)
{
    if (fun->kind == AST_Ident)
        return ((AstIdent *)fun)->obj;
    if (fun->kind == AST_SelectorExpr)
        return ((AstSelectorExpr *)fun)->Sel->obj;
    return NULL;
}

Node *tree_call(Builder *b, AstCallExpr *e)
{
    AstExpr *fun = ast_unparen(e->Fun);
    if (e->Fun->mode == MODE_TYPE || fun->mode == MODE_TYPE)
        return conversion(b, e);
    Obj *o = builtin_of(fun);
    if (o && o->kind == OBJ_BUILTIN)
        return tree_builtin(b, e, o->builtin.id);
    if (is_method_call(fun))
        return method_call(b, e, (AstSelectorExpr *)fun);
    return plain_call(b, e, fun);
}
