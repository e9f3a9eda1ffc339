/* ir/build_select.c: x.f in all its meanings (spec: Selectors, Method expressions, Method values,
 * Qualified identifiers), and references to functions, generic ones with their type arguments. */
#include "ir/build.h"

/* ---- fields ---- */

Node *tree_deref(Node *n)
{
    Type *u = types_core(n->type);
    if (!u || u->kind != TY_POINTER)
        diag_bug("tree_deref", "%s: not a pointer: %s", diag_pos_string(n->pos),
                 types_string(n->type));
    if (n->op == IR_ADDR)
        return n->kids[0];
    return tree_flag(ir_node(IR_DEREF, n->pos, u->pointer.elem, 1, n), NODE_IMPLICIT);
}

Node *tree_addr(Node *n)
{
    if (n->op == IR_DEREF && n->flags & NODE_IMPLICIT)
        return n->kids[0];
    tree_mark_addrtaken(n);
    Type *t = types_new_pointer(n->type);
    return tree_flag(ir_node(IR_ADDR, n->pos, t, 1, n), NODE_IMPLICIT);
}

Node *tree_field(Node *x, int index)
{
    Type *u = types_core(x->type);
    if (u && u->kind == TY_POINTER) {
        x = tree_deref(x);
        u = types_core(x->type);
    }
    if (!u || u->kind != TY_STRUCT)
        diag_bug("tree_field", "%s: not a struct: %s", diag_pos_string(x->pos),
                 types_string(x->type));
    Node *n = ir_node(IR_FIELD, x->pos, u->strct.fields.p[index]->type, 1, x);
    n->aux.index = index;
    return n;
}

/* x.E1.E2: the fields that the source leaves out */
Node *tree_path(Node *x, const int *path, int n)
{
    for (int i = 0; i < n; i++)
        x = tree_flag(tree_field(x, path[i]), NODE_IMPLICIT);
    return x;
}

/* ---- methods ---- */

static bool is_pointer(Type *t)
{
    return !types_is_typeparam(t) && types_under(t)->kind == TY_POINTER;
}

bool ir_obj_is_iface_method(const Obj *m)
{
    if (m->func.interface_method)
        return true;
    Obj *recv = m->type->sig.recv;
    return recv && types_is_interface(recv->type);
}

static bool has_ptr_recv(const Obj *m)
{
    Obj *recv = m->type->sig.recv;
    return m->func.ptr_recv || (recv && types_unalias(recv->type)->kind == TY_POINTER);
}

/* (&x).m and (*x).m as the method's receiver asks for; spec: Calls, "If x is addressable …" */
Node *tree_receiver(Node *x, const int *path, int npath, Obj *m)
{
    x = tree_path(x, path, npath);
    if (types_is_typeparam(x->type) || ir_obj_is_iface_method(m))
        return x;
    bool ptr = is_pointer(x->type);
    if (has_ptr_recv(m) && !ptr)
        return tree_addr(x);
    if (!has_ptr_recv(m) && ptr)
        return tree_deref(x);
    return x;
}

Node *ir_func_node(Pos pos, Func *f, Type *t)
{
    Node *n = ir_node(IR_FUNC, pos, t, 0);
    n->aux.func = f;
    return n;
}

Node *ir_method_call(Pos pos, Node *recv, Obj *m, const NodeVec *args, Type *t)
{
    NodeVec kids = {0};
    IrOp op = IR_CALL;
    Type *rt = recv->type;
    if (types_is_typeparam(rt))
        op = IR_CALLMETHOD;
    else if (types_is_interface(rt))
        op = IR_CALLIFACE;
    else
        vec_push(perm, &kids, ir_func_node(pos, ir_method_func(rt, m, NULL), m->type));
    vec_push(perm, &kids, recv);
    for (uint32_t i = 0; i < args->len; i++)
        vec_push(perm, &kids, args->p[i]);
    Node *n = ir_node_v(op, pos, t, &kids);
    if (op == IR_CALLIFACE)
        n->aux.index = types_interface_method_index(rt, m->name, m->pkg);
    else if (op == IR_CALLMETHOD)
        n->aux.obj = m;
    return n;
}

/* x.m as a value */
static Node *method_value(Builder *b, AstSelectorExpr *e)
{
    Selection *s = e->selection;
    Node *x = tree_receiver(tree_expr(b, e->X), s->path, s->npath, s->obj);
    Node *n = ir_node(IR_METHODVALUE, tree_pos(e), tree_type_of((AstExpr *)e), 1, x);
    n->aux.obj = s->obj;
    return n;
}

/* T.m where generated code must wait for T: func(recv T, args…) { return recv.m(args…) } */
static Node *method_expr_closure(Builder *b, AstSelectorExpr *e)
{
    Selection *s = e->selection;
    Pos pos = tree_pos(e);
    Type *sig = types_under(e->type);
    int saved = b->fs->owner->nclosures;
    Func *f = tree_new_closure(b, pos, sig, ".methodexpr");
    b->fs->owner->nclosures = saved + 1;
    NodeVec args = {0};
    for (uint32_t i = 1; i < f->params.len; i++)
        vec_push(perm, &args, ir_name(pos, f->params.p[i]));
    Node *recv = tree_receiver(ir_name(pos, f->params.p[0]), s->path, s->npath, s->obj);
    Node *call = ir_method_call(pos, recv, s->obj, &args, tree_call_type(sig));
    f->body = ir_block(pos);
    f->wrapper = true;
    tree_return_call(f, f->body, call);
    Node *n = ir_node(IR_CLOSURE, pos, e->type, 0);
    n->aux.func = f;
    return n;
}

static Node *method_expr(Builder *b, AstSelectorExpr *e)
{
    Selection *s = e->selection;
    Type *t = s->recv;
    if (types_is_parameterized(t))
        return method_expr_closure(b, e);
    bool direct = s->npath == 0 && !types_is_interface(t) && has_ptr_recv(s->obj) == is_pointer(t);
    Func *f = direct ? ir_method_func(t, s->obj, NULL)
                     : ir_method_expr(t, s->obj->name, s->obj->pkg);
    return ir_func_node(tree_pos(e), f, e->type);
}

/* ---- functions ---- */

Node *tree_func_ref(Builder *b, Pos pos, Obj *o, const Inst *inst, Type *t)
{
    (void)b;
    Func *f = ir_func_for(o);
    if (inst && inst->targs.len) {
        f = ir_instance(f, inst->targs);
        if (inst->type)
            t = inst->type;
    }
    return ir_func_node(pos, f, t);
}

static Node *qualified(Builder *b, AstSelectorExpr *e)
{
    Obj *o = e->Sel->obj;
    if (o->kind == OBJ_VAR)
        return ir_name(tree_pos(e), ir_global_for(o));
    if (o->kind == OBJ_FUNC)
        return tree_func_ref(b, tree_pos(e), o, e->Sel->inst, e->type);
    diag_bug("qualified", "%s: unexpected object %s", diag_pos_string(ast_pos(e)), o->name->s);
}

Node *tree_selector(Builder *b, AstSelectorExpr *e)
{
    Selection *s = e->selection;
    if (!s)
        return qualified(b, e);
    switch (s->kind) {
    case SEL_METHOD_EXPR:
        return method_expr(b, e);
    case SEL_METHOD:
        return method_value(b, e);
    case SEL_FIELD:
        break;
    }
    Node *x = tree_path(tree_expr(b, e->X), s->path, s->npath - 1);
    Node *n = tree_field(x, s->path[s->npath - 1]);
    n->pos = tree_pos(e);
    return n;
}
