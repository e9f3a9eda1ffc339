/* ir/instantiate.c: instances of generic functions (monomorphisation).
 *
 * An instance is made, without a body, as soon as something mentions it; ir_instantiate_all then
 * clones bodies until no new instance turns up. In generic code a mention is an instance for type
 * parameters; cloning replaces it by the instance for what they stand for. Operations that a type
 * parameter left open are settled here: methods, conversions, lengths, constants, sizes.
 */
#include <string.h>

#include "ir/build.h"

/* ---- the table of instances ---- */

static bool same_types(const TypeVec *a, const TypeVec *b)
{
    if (a->len != b->len)
        return false;
    for (uint32_t i = 0; i < a->len; i++)
        if (types_canon(a->p[i]) != types_canon(b->p[i]))
            return false;
    return true;
}

/* A key for Map, which wants pointers; other type arguments may have the same. */
static const void *hash_of(const TypeVec *targs)
{
    uint64_t h = 1;
    for (uint32_t i = 0; i < targs->len; i++)
        h = (h ^ (uintptr_t)types_canon(targs->p[i])) * 0x9e3779b97f4a7c15u;
    return (const void *)(uintptr_t)(h | 1);
}

static bool any_parameterized(const TypeVec *v)
{
    for (uint32_t i = 0; i < v->len; i++)
        if (types_is_parameterized(v->p[i]))
            return true;
    return false;
}

static const Sym *plain_sym(const Sym *generic, const TypeVec *targs)
{
    Buf b = {0};
    buf_puts(&b, generic->s);
    for (uint32_t i = 0; i < targs->len; i++)
        buf_printf(&b, "%c%s", i ? ',' : '[', types_link_string(targs->p[i]));
    buf_putc(&b, ']');
    const Sym *s = sym_intern(b.p, b.len);
    buf_free(&b);
    return s;
}

static void set_symbols(Func *f, Func *g)
{
    Obj *recv = g->sig->sig.recv;
    if (recv) {
        Type *rt = types_subst(recv->type, f->tparams, f->targs);
        f->linksym = ir_method_sym(rt, g->obj->name, g->obj->pkg, "");
    } else {
        f->linksym = plain_sym(g->linksym, &f->targs);
    }
    size_t n = strlen(ir_pkg_prefix(g->pkg)) + 1;
    f->name = f->linksym->len > n ? sym(f->linksym->s + n) : f->linksym;
}

static Func *new_instance(Func *g, TypeVec targs)
{
    Func *f = NEW(perm, Func);
    f->kind = g->kind;
    f->pkg = g->pkg;
    f->obj = g->obj;
    f->pos = g->pos;
    f->end = g->end;
    f->tparams = g->tparams;
    f->targs = targs;
    f->origin = g;
    f->noinline = g->noinline;
    f->nosplit = g->nosplit;
    f->dupok = true;
    f->generic = any_parameterized(&targs);
    f->sig = g->sig;
    set_symbols(f, g);
    return f;
}

/* Imported bodies mention functions that nobody may need: these wait until something does. */
void ir_need_func(Func *f)
{
    if (f->queued || !ir_current || !ir_current->pkg)
        return;
    bool instance = f->origin && !f->generic;
    bool wrapping = f->kind == FUNC_WRAPPER || f->kind == FUNC_CLOSURE;
    bool generated = wrapping && f->wrapper && !f->outer;
    if (!instance && !generated)
        return;
    f->queued = true;
    if (generated) {
        ir_add_func(f);
        return;
    }
    vec_push(perm, &ir_current->pending, f);
    if (ir_current->late)
        ir_instantiate_all(ir_current);
}

static void need(Node *n, void *ctx)
{
    (void)ctx;
    if (n->op == IR_FUNC)
        ir_need_func(n->aux.func);
}

void ir_need_mentioned(Node *body)
{
    ir_walk(body, need, NULL);
}

Func *ir_instance(Func *g, TypeVec targs)
{
    const void *hash = hash_of(&targs);
    Func *first = map_get(&g->instances, hash), *f = first;
    while (f && !same_types(&f->targs, &targs))
        f = f->next_instance;
    if (!f) {
        f = new_instance(g, targs);
        f->next_instance = first;
        map_set(&g->instances, hash, f);
    }
    ir_need_func(f);
    return f;
}

Func *ir_instantiate(IrPackage *p, Func *g, TypeVec targs)
{
    (void)p;
    return ir_instance(g, targs);
}

/* ---- cloning ---- */

typedef struct Cloner {
    Func *from, *to;     /* function at hand, a closure of the instance perhaps */
    const Sym *old_root, *new_root;
    const Sym *old_name, *new_name;
    ObjVec tparams;
    TypeVec targs;
    Map names;           /* Name -> Name, of all functions inside */
    Map types;           /* Type -> Type */
} Cloner;

static Type *subst(Cloner *c, Type *t)
{
    if (!t)
        return NULL;
    void *known;
    if (map_find(&c->types, t, &known))
        return known;
    Type *n = types_subst(t, c->tparams, c->targs);
    map_set(&c->types, t, n);
    return n;
}

static Name *clone_name(Cloner *c, Name *n)
{
    Name *m = map_get(&c->names, n);
    if (m || n->cls == NAME_GLOBAL)
        return m ? m : n;
    m = NEW(perm, Name);
    *m = *n;
    m->type = subst(c, n->type);
    m->func = c->to;
    m->def = NULL;
    if (n->outer)
        m->outer = map_get(&c->names, n->outer);
    map_set(&c->names, n, m);
    return m;
}

static void clone_names(Cloner *c, const NameVec *from, NameVec *to)
{
    for (uint32_t i = 0; i < from->len; i++)
        vec_push(perm, to, clone_name(c, from->p[i]));
}

static Node *clone(Cloner *c, Node *n);

/* f gets g's variables and body. */
static void clone_body(Cloner *c, Func *f, Func *g)
{
    Func *from = c->from, *to = c->to;
    c->from = g;
    c->to = f;
    f->sig = subst(c, g->sig);
    clone_names(c, &g->params, &f->params);
    clone_names(c, &g->results, &f->results);
    clone_names(c, &g->captured, &f->captured);
    clone_names(c, &g->locals, &f->locals);
    f->recv = g->recv ? f->params.p[0] : NULL;
    f->has_defer = g->has_defer;
    f->has_recover = g->has_recover;
    f->has_goto = g->has_goto;
    f->has_loop_defer = g->has_loop_defer;
    f->needs_context = g->needs_context;
    f->hidden_closure = g->hidden_closure;
    f->wrapper = g->wrapper;
    f->ntemps = g->ntemps;
    f->body = clone(c, g->body);
    c->from = from;
    c->to = to;
}

static const Sym *replace_prefix(const Sym *s, const Sym *old, const Sym *new)
{
    if (s->len >= old->len && memcmp(s->s, old->s, old->len) == 0)
        return sym_printf("%s%s", new->s, s->s + old->len);
    return sym_printf("%s.%s", new->s, s->s);
}

static Func *clone_closure(Cloner *c, Func *g)
{
    Func *f = NEW(perm, Func);
    f->kind = g->kind;
    f->linksym = replace_prefix(g->linksym, c->old_root, c->new_root);
    f->name = replace_prefix(g->name, c->old_name, c->new_name);
    f->pkg = g->pkg;
    f->pos = g->pos;
    f->end = g->end;
    f->outer = c->to;
    f->dupok = true;
    f->noinline = g->noinline;
    vec_push(perm, &c->to->closures, f);
    clone_body(c, f, g);
    return f;
}

static TypeVec subst_types(Cloner *c, const TypeVec *v)
{
    TypeVec out = {0};
    for (uint32_t i = 0; i < v->len; i++)
        vec_push(perm, &out, subst(c, v->p[i]));
    return out;
}

static void clone_aux(Cloner *c, Node *n)
{
    switch ((IrAux)ir_ops[n->op].aux) {
    case AUX_NAME:
        if (n->aux.name)
            n->aux.name = clone_name(c, n->aux.name);
        return;
    case AUX_TYPE:
        n->aux.type = subst(c, n->aux.type);
        return;
    case AUX_FUNC:
        if (n->op == IR_CLOSURE)
            n->aux.func = clone_closure(c, n->aux.func);
        else if (n->aux.func->origin && n->aux.func->generic)
            n->aux.func = ir_instance(n->aux.func->origin, subst_types(c, &n->aux.func->targs));
        else
            ir_need_func(n->aux.func);
        return;
    case AUX_NONE:
    case AUX_CONST:
    case AUX_FIELD:
    case AUX_METHOD:
    case AUX_INDEX:
    case AUX_OP:
    case AUX_RT:
    case AUX_LABEL:
    case AUX_SYM:
    case AUX_OBJ:
        return;
    }
}

/* ---- operations that were open ---- */

static Type *constant_type(const Const *c)
{
    ConstKind k = const_kind(c);
    return type_basic[k == CONST_STRING    ? TY_STRING
                      : k == CONST_BOOL    ? TY_BOOL
                      : k == CONST_FLOAT   ? TY_FLOAT64
                      : k == CONST_COMPLEX ? TY_COMPLEX128
                                           : TY_INT];
}

/* A constant of a type parameter's type: T(65) is "A" if T is a string; T("x") converts if T is
 * []byte. */
static Node *fix_const(Node *n)
{
    Type *u = types_under(n->type);
    bool string_const = const_kind(n->aux.val) == CONST_STRING;
    if (u->kind == TY_STRING && !string_const) {
        int64_t v;
        char buf[4];
        if (!const_int64(n->aux.val, &v) || v < 0 || v > RUNE_MAX)
            v = RUNE_ERROR;
        n->aux.val = const_from_string(sym_intern(buf, (size_t)utf8_encode((int32_t)v, buf)));
    } else if ((int)u->kind > TY_LAST_BASIC) {
        Node *k = ir_const(n->pos, constant_type(n->aux.val), n->aux.val);
        return ir_node(IR_CONVERT, n->pos, n->type, 1, k);
    } else if (!string_const && const_kind(n->aux.val) != CONST_BOOL) {
        n->aux.val = const_to_type(n->aux.val, u);
    }
    return n;
}

static Node *fix_convert(Node *n)
{
    Node *x = n->kids[0];
    if (n->flags & NODE_IMPLICIT)
        return tree_implicit(x, n->type);
    if (x->op == IR_CONST && (int)types_under(n->type)->kind <= TY_LAST_BASIC &&
        const_kind(x->aux.val) != CONST_STRING && const_kind(x->aux.val) != CONST_BOOL &&
        types_under(n->type)->kind != TY_STRING)
        return n;
    return tree_conversion(x, n->type, n->pos);
}

static void lookup_method(Node *recv, Obj *m, Selection *sel)
{
    if (!types_lookup_field_or_method(recv->type, true, m->pkg, m->name, sel) || !sel->obj)
        diag_bug("ir_instantiate", "%s has no method %s", types_string(recv->type), m->name->s);
}

/* x.m(…) of a type parameter: a static or an interface call now */
static Node *fix_callmethod(Node *n)
{
    Selection sel = {0};
    lookup_method(n->kids[0], n->aux.obj, &sel);
    Node *recv = tree_receiver(n->kids[0], sel.path, sel.npath, sel.obj);
    NodeVec args = {0};
    for (uint32_t i = 1; i < n->nkids; i++)
        vec_push(perm, &args, n->kids[i]);
    return tree_flag(ir_method_call(n->pos, recv, sel.obj, &args, n->type), n->flags);
}

static Node *fix_methodvalue(Node *n)
{
    Selection sel = {0};
    lookup_method(n->kids[0], n->aux.obj, &sel);
    n->kids[0] = tree_receiver(n->kids[0], sel.path, sel.npath, sel.obj);
    n->aux.obj = sel.obj;
    return n;
}

static Node *fix_index(Node *n)
{
    Type *u = types_under(n->kids[0]->type);
    if (u->kind == TY_POINTER)
        n->kids[0] = tree_deref(n->kids[0]);
    else if (u->kind == TY_MAP)
        n->op = IR_MAPINDEX;
    return n;
}

/* unsafe.Offsetof(x.f): to the field f from x, through embedded structs */
static int64_t field_offset(const Node *n)
{
    int64_t off = 0;
    bool implicit;
    do {
        off += types_field_offset(types_under(n->kids[0]->type), (int)n->aux.index);
        n = n->kids[0];
        implicit = n->op == IR_FIELD && n->flags & NODE_IMPLICIT;
    } while (implicit);
    return off;
}

static Node *fix_sizeof(Node *n)
{
    Node *x = n->kids[0];
    int64_t v = n->aux.index == 0   ? types_size(x->type)
                : n->aux.index == 1 ? types_align(x->type)
                                    : field_offset(x);
    return ir_intt(n->pos, n->type, v);
}

static Node *fix_slice(Node *n)
{
    if (types_under(n->kids[0]->type)->kind == TY_ARRAY)
        n->kids[0] = tree_addr(n->kids[0]);
    return n;
}

static Node *fix(Node *n)
{
    switch ((int)n->op) {
    case IR_CONST:
        return fix_const(n);
    case IR_CONVERT:
    case IR_CONVNOP:
        return fix_convert(n);
    case IR_CALLMETHOD:
        return fix_callmethod(n);
    case IR_METHODVALUE:
        return fix_methodvalue(n);
    case IR_INDEX:
        return fix_index(n);
    case IR_SLICE:
        return fix_slice(n);
    case IR_LEN:
    case IR_CAP:
        return ir_length((IrOp)n->op, n->kids[0], n->pos, n->type);
    case IR_SIZEOF:
        return fix_sizeof(n);
    case IR_DELETE:
        n->kids[1] = tree_implicit(n->kids[1], types_under(n->kids[0]->type)->map.key);
        return n;
    case IR_ASSIGN:
        if (n->flags & NODE_DEF && n->kids[0]->op == IR_NAME)
            n->kids[0]->aux.name->def = n;
        return n;
    }
    return n;
}

static Node *clone(Cloner *c, Node *n)
{
    if (!n)
        return NULL;
    Node *m = NEW(perm, Node);
    *m = *n;
    m->type = subst(c, n->type);
    m->kids = ir_new_kids(n->nkids);
    for (uint32_t i = 0; i < n->nkids; i++)
        m->kids[i] = clone(c, n->kids[i]);
    clone_aux(c, m);
    return fix(m);
}

/* ---- all of them ---- */

static void fill(Func *f)
{
    Func *g = f->origin;
    if (!g->body)
        return;
    Cloner c = {.tparams = f->tparams, .targs = f->targs};
    c.old_root = g->linksym;
    c.new_root = f->linksym;
    c.old_name = g->name;
    c.new_name = f->name;
    clone_body(&c, f, g);
    ir_decide_captures(f);
    ir_add_func(f);
}

void ir_instantiate_all(IrPackage *p)
{
    if (p->instantiating)
        return;
    p->instantiating = true;
    for (uint32_t i = 0; i < p->pending.len; i++) {
        Func *f = p->pending.p[i];
        if (f->body)
            continue;
        ir_need_insides(f->origin);
        fill(f);
    }
    p->pending.len = 0;
    p->instantiating = false;
}
