/* devirtualise.c: calls of interface methods whose receiver is known to hold a certain type.
 *
 *   var i I = x; i.M()   =>   i.(T).M()   which costs a comparison */
#include "ir/escape.h"

/* What a variable that is set once was set to. */
static Node *dynamic_source(Node *n)
{
    for (;;) {
        if (n->op == IR_CONVNOP) {
            n = n->kids[0];
        } else if (n->op == IR_NAME && n->aux.name->cls == NAME_AUTO && n->aux.name->def &&
                   !n->aux.name->reassigned && !n->aux.name->addrtaken &&
                   n->aux.name->def->op == IR_ASSIGN) {
            n = n->aux.name->def->kids[1];
        } else if (n->op == IR_INLCALL && n->nkids == 2) {
            n = n->kids[1];
        } else {
            return n;
        }
    }
}

static MethodEntry *find_method(Type *t, Obj *m)
{
    MethodVec *ms = types_method_set(t);
    for (uint32_t i = 0; i < ms->len; i++)
        if (ms->p[i].func->name == m->name && (m->exported || ms->p[i].func->pkg == m->pkg))
            return &ms->p[i];
    return NULL;
}

static void devirtualise(Node *n, void *ctx)
{
    const IrOptions *opt = ctx;
    if (n->op != IR_CALLIFACE)
        return;
    Node *x = dynamic_source(n->kids[0]);
    if (x->op != IR_CONVERT || !types_is_interface(x->type) || types_is_interface(x->kids[0]->type))
        return;
    Type *t = x->kids[0]->type;
    if (x->kids[0]->op == IR_NIL || types_is_parameterized(t))
        return;
    ObjVec *im = types_interface_methods(n->kids[0]->type);
    MethodEntry *e = find_method(t, im->p[n->aux.index]);
    bool ptr = lower_kind(t) == TY_POINTER && types_unalias(t)->kind == TY_POINTER;
    if (!e || e->npath != 0 || e->ptr_recv != ptr || e->func->func.interface_method)
        return;
    if (opt->m_level)
        diag_note(n->pos, "devirtualizing %s.%s to %s", ir_go_text(n->kids[0]), e->func->name->s,
                  ir_type_text(t));
    Func *f = ir_method_func(t, e->func, NULL);
    if (!f)
        return;
    Node *recv = ir_node(IR_TYPEASSERT, n->pos, t, 1, n->kids[0]);
    NodeVec kids = {0};
    Node *fn = ir_node(IR_FUNC, n->pos, f->sig, 0);
    fn->aux.func = f;
    vec_push(perm, &kids, fn);
    vec_push(perm, &kids, recv);
    for (uint32_t i = 1; i < n->nkids; i++)
        vec_push(perm, &kids, n->kids[i]);
    Node *call = ir_node_v(IR_CALL, n->pos, n->type, &kids);
    call->flags = n->flags;
    *n = *call;
}

void ir_devirtualise(Func *f)
{
    if (f->body && !f->generic && f->kind != FUNC_WRAPPER)
        ir_walk(f->body, devirtualise, (void *)ir_current->options);
}
