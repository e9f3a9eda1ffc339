/* ir/wrappers.c: methods as code that itabs, method values and method expressions point to.
 *
 *   (*T).m of a value method     if p == nil { panicwrap("pkg.T.m") }; return (*p).m(args…)
 *   T.m, (*T).m promoted         return x.E1.E2.m(args…)
 *   I.m                          return x.m(args…)
 *   T.m-fm                       the bound method of a method value
 *   T.m-iface                    takes the data word of an interface that holds a T in one pointer
 *
 * All may be defined by several packages.
 */
#include "ir/build.h"

static Map wrappers; /* link symbol -> Func */

static Func *known(const Sym *linksym)
{
    Func *f = map_get(&wrappers, linksym);
    if (f)
        ir_need_func(f);
    return f;
}

static Func *new_wrapper(const Sym *linksym, FuncKind kind, Obj *m, Type *sig)
{
    Func *f = NEW(perm, Func);
    f->kind = kind;
    f->linksym = f->name = linksym;
    f->pkg = m->pkg;
    f->sig = sig;
    f->pos = f->end = m->pos;
    f->dupok = f->wrapper = true;
    f->body = ir_block(m->pos);
    tree_params(f, sig);
    map_set(&wrappers, linksym, f);
    return f;
}

static Obj *receiver_obj(Type *t, Obj *m)
{
    Obj *o = NEW(perm, Obj);
    o->kind = OBJ_VAR;
    o->name = sym(".this");
    o->pos = m->pos;
    o->pkg = m->pkg;
    o->type = t;
    o->var.is_param = true;
    return o;
}

static NodeVec arguments(Func *f, uint32_t from)
{
    NodeVec args = {0};
    for (uint32_t i = from; i < f->params.len; i++)
        vec_push(perm, &args, ir_name(f->pos, f->params.p[i]));
    return args;
}

static void call_and_return(Func *f, Node *recv, Selection *sel, uint32_t first_arg)
{
    NodeVec args = arguments(f, first_arg);
    Type *sig = sel->obj->type;
    Node *x = tree_receiver(recv, sel->path, sel->npath, sel->obj);
    Node *call = ir_method_call(f->pos, x, sel->obj, &args, tree_call_type(sig));
    if (sig->sig.variadic)
        call->flags |= NODE_DDD;
    tree_return_call(f, f->body, call);
}

static bool lookup(Type *recv, const Sym *name, Package *pkg, Selection *sel)
{
    return types_lookup_field_or_method(recv, true, pkg, name, sel) && sel->obj &&
           sel->obj->kind == OBJ_FUNC;
}

/* ---- promoted methods and value methods through pointers ---- */

/* if .this == nil { panicwrap("main.T.M") }: "value method main.T.M called using nil *T pointer" */
static void check_nil_receiver(Func *f, Type *recv, Selection *sel)
{
    Type *elem = types_unalias(recv)->pointer.elem;
    const Sym *name = ir_method_sym(elem, sel->obj->name, sel->obj->pkg, "");
    Node *text = ir_const(f->pos, type_basic[TY_STRING], const_from_string(name));
    Node *call = ir_callrt(f->pos, RT_panicwrap, NULL, 1, text);
    Node *then = ir_block(f->pos);
    ir_append(then, ir_node(IR_EXPRSTMT, f->pos, NULL, 1, call));
    Node *cond = ir_node(IR_EQ, f->pos, type_basic[TY_BOOL], 2, ir_name(f->pos, f->params.p[0]),
                         ir_nil(f->pos, recv));
    Node *n = ir_node(IR_IF, f->pos, NULL, 3, cond, then, NULL);
    ir_append(f->body, tree_flag(n, NODE_UNLIKELY));
}

static bool is_value_method(Obj *m)
{
    Obj *recv = m->type->sig.recv;
    return !m->func.ptr_recv && recv && types_unalias(recv->type)->kind != TY_POINTER;
}

Func *ir_method_expr(Type *recv, const Sym *name, Package *pkg)
{
    const Sym *s = ir_method_sym(recv, name, pkg, "");
    Func *f = known(s);
    if (f)
        return f;
    Selection sel = {0};
    if (!lookup(recv, name, pkg, &sel))
        diag_bug("ir_method_expr", "%s has no method %s", types_string(recv), name->s);
    Type *m = sel.obj->type;
    Type *sig = types_new_signature(receiver_obj(recv, sel.obj), m->sig.params, m->sig.results,
                                    m->sig.variadic);
    f = new_wrapper(s, FUNC_WRAPPER, sel.obj, sig);
    f->obj = sel.obj;
    bool through_pointer = types_unalias(recv)->kind == TY_POINTER && sel.npath == 0;
    if (through_pointer && !ir_obj_is_iface_method(sel.obj) && is_value_method(sel.obj))
        check_nil_receiver(f, recv, &sel);
    call_and_return(f, ir_name(f->pos, f->params.p[0]), &sel, 1);
    ir_need_func(f);
    return f;
}

/* ---- what itabs hold ---- */

/* Types whose values are one pointer are the data word of an interface themselves. */
static bool is_pointer_shaped(Type *t)
{
    Type *u = types_under(t);
    switch ((int)u->kind) {
    case TY_POINTER:
    case TY_UNSAFE_POINTER:
    case TY_MAP:
    case TY_CHAN:
    case TY_SIGNATURE:
        return true;
    case TY_STRUCT:
        return u->strct.fields.len == 1 && is_pointer_shaped(u->strct.fields.p[0]->type);
    case TY_ARRAY:
        return u->array.len == 1 && is_pointer_shaped(u->array.elem);
    }
    return false;
}

/* func T.m-iface(word unsafe.Pointer, args…) { return (*(*T)(unsafe.Pointer(&word))).m(args…) } */
static Func *data_word_wrapper(Type *recv, Obj *m)
{
    const Sym *s = ir_method_sym(recv, m->name, m->pkg, "-iface");
    Func *f = known(s);
    if (f)
        return f;
    Selection sel = {0};
    if (!lookup(recv, m->name, m->pkg, &sel))
        diag_bug("data_word_wrapper", "%s has no method %s", types_string(recv), m->name->s);
    Type *ms = sel.obj->type, *word = type_basic[TY_UNSAFE_POINTER];
    Type *sig = types_new_signature(receiver_obj(word, m), ms->sig.params, ms->sig.results,
                                    ms->sig.variadic);
    f = new_wrapper(s, FUNC_WRAPPER, m, sig);
    Name *p = f->params.p[0];
    p->addrtaken = true;
    Node *addr = ir_node(IR_ADDR, f->pos, types_new_pointer(word), 1, ir_name(f->pos, p));
    Node *ptr = ir_node(IR_CONVNOP, f->pos, types_new_pointer(recv), 1,
                        ir_node(IR_CONVNOP, f->pos, word, 1, addr));
    Node *value = ir_node(IR_DEREF, f->pos, recv, 1, ptr);
    call_and_return(f, tree_flag(value, NODE_NONNIL), &sel, 1);
    ir_need_func(f);
    return f;
}

static bool direct(Type *recv, const MethodEntry *m)
{
    bool ptr = types_unalias(recv)->kind == TY_POINTER;
    return m->npath == 0 && is_value_method(m->func) != ptr;
}

Func *ir_method_wrapper(Type *recv, int index)
{
    MethodEntry *m = &types_method_set(recv)->p[index];
    Type *u = types_under(recv);
    if (u->kind == TY_STRUCT || u->kind == TY_ARRAY) {
        if (is_pointer_shaped(recv))
            return data_word_wrapper(recv, m->func);
    }
    if (is_pointer_shaped(recv))
        return direct(recv, m) ? ir_method_func(recv, m->func, NULL)
                               : ir_method_expr(recv, m->func->name, m->func->pkg);
    /* the data word points to the value: *T has the method too */
    Type *ptr = types_new_pointer(recv);
    if (m->npath == 0 && !is_value_method(m->func))
        return ir_method_func(ptr, m->func, NULL);
    return ir_method_expr(ptr, m->func->name, m->func->pkg);
}

/* ---- method values ---- */

Func *ir_bound_method(Type *recv, Obj *m)
{
    const Sym *s = ir_method_sym(recv, m->name, m->pkg, "-fm");
    Func *f = known(s);
    if (f)
        return f;
    Selection sel = {0};
    if (!lookup(recv, m->name, m->pkg, &sel))
        diag_bug("ir_bound_method", "%s has no method %s", types_string(recv), m->name->s);
    Type *ms = sel.obj->type;
    Type *sig = types_new_signature(NULL, ms->sig.params, ms->sig.results, ms->sig.variadic);
    f = new_wrapper(s, FUNC_CLOSURE, m, sig);
    f->needs_context = true;
    Name *this = NEW(perm, Name);
    this->cls = NAME_CAPTURED;
    this->sym = sym(".this");
    this->type = recv;
    this->pos = f->pos;
    this->func = f;
    this->byval = true;
    vec_push(perm, &f->captured, this);
    call_and_return(f, ir_name(f->pos, this), &sel, 0);
    ir_need_func(f);
    return f;
}
