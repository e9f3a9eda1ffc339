/* ir/export.c: function bodies and escape tags in export data.
 *
 * A package's section lists its functions that others may want the insides of: generic ones, to
 * instantiate them; small ones, to inline them; escape tags of all. Trees are written as ops.def
 * says: operation, flags, position, type, auxiliary, operands. Variables are numbered by the list of
 * their function they stand in; closures are written where they occur. Functions are named by object
 * (and type arguments), methods of receivers by name.
 */
#include <string.h>

#include "ir/build.h"

enum { HAS_BODY = 1, HAS_TAGS = 2 };
enum { REF_OBJ, REF_INSTANCE, REF_METHOD_EXPR, REF_SYMBOL };

/* ---- writing ---- */

typedef struct Writer {
    ExportWriter *w;
    const Func *f;
} Writer;

static void write_node(Writer *w, const Node *n);

static void write_types(Writer *w, const TypeVec *v)
{
    export_uint(w->w, v->len);
    for (uint32_t i = 0; i < v->len; i++)
        export_type(w->w, v->p[i]);
}

enum { NAME_ADDRTAKEN = 1, NAME_REASSIGNED = 2, NAME_IS_CAPTURED = 4, NAME_BYVAL = 8,
       NAME_TEMP = 16, NAME_VOLATILE = 32 };

static void write_name_ref(Writer *w, const Name *n)
{
    export_uint(w->w, n->cls);
    if (n->cls == NAME_GLOBAL)
        export_obj(w->w, n->obj);
    else
        export_uint(w->w, n->index);
}

static void write_names(Writer *w, const NameVec *v)
{
    export_uint(w->w, v->len);
    for (uint32_t i = 0; i < v->len; i++) {
        const Name *n = v->p[i];
        export_sym(w->w, n->sym);
        export_type(w->w, n->type);
        export_pos(w->w, n->pos);
        export_uint(w->w, (n->addrtaken ? NAME_ADDRTAKEN : 0) |
                              (n->reassigned ? NAME_REASSIGNED : 0) |
                              (n->captured ? NAME_IS_CAPTURED : 0) | (n->byval ? NAME_BYVAL : 0) |
                              (n->is_temp ? NAME_TEMP : 0) | (n->volatile_ ? NAME_VOLATILE : 0));
        if (n->cls == NAME_CAPTURED)
            write_name_ref(w, n->outer);
    }
}

static unsigned func_flags(const Func *f)
{
    return (f->has_defer ? 1u : 0) | (f->has_recover ? 2u : 0) | (f->has_goto ? 4u : 0) |
           (f->has_loop_defer ? 8u : 0) | (f->needs_context ? 16u : 0) |
           (f->hidden_closure ? 32u : 0) | (f->wrapper ? 64u : 0) | (f->recv ? 128u : 0);
}

static void write_body(Writer *w, const Func *f, const Node *body)
{
    export_uint(w->w, func_flags(f));
    export_pos(w->w, f->end);
    export_uint(w->w, (uint64_t)f->ntemps);
    write_names(w, &f->params);
    write_names(w, &f->results);
    write_names(w, &f->captured);
    write_names(w, &f->locals);
    const Func *outer = w->f;
    w->f = f;
    write_node(w, body);
    w->f = outer;
}

static void write_closure(Writer *w, const Func *f)
{
    export_sym(w->w, f->linksym);
    export_sym(w->w, f->name);
    export_pos(w->w, f->pos);
    export_type(w->w, f->sig);
    write_body(w, f, f->body);
}

static void write_func_ref(Writer *w, const Func *f)
{
    if (f->kind == FUNC_WRAPPER && f->params.len) {
        export_uint(w->w, REF_METHOD_EXPR);
        export_type(w->w, f->params.p[0]->type);
        export_sym(w->w, f->obj->name);
        export_sym(w->w, f->obj->pkg ? f->obj->pkg->path : NULL);
    } else if (f->origin) {
        export_uint(w->w, REF_INSTANCE);
        export_obj(w->w, f->origin->obj);
        write_types(w, &f->targs);
    } else if (f->obj) {
        export_uint(w->w, REF_OBJ);
        export_obj(w->w, f->obj);
    } else {
        diag_bug("ir_export", "%s cannot be exported", f->linksym->s);
    }
}

static void write_method_ref(Writer *w, const Obj *m)
{
    export_sym(w->w, m->name);
    export_sym(w->w, m->pkg ? m->pkg->path : NULL);
}

static void write_aux(Writer *w, const Node *n)
{
    switch ((IrAux)ir_ops[n->op].aux) {
    case AUX_NONE:
        return;
    case AUX_NAME:
        export_uint(w->w, n->aux.name != NULL);
        if (n->aux.name)
            write_name_ref(w, n->aux.name);
        return;
    case AUX_FUNC:
        if (n->op == IR_CLOSURE)
            write_closure(w, n->aux.func);
        else
            write_func_ref(w, n->aux.func);
        return;
    case AUX_CONST:
        export_const(w->w, n->aux.val);
        return;
    case AUX_TYPE:
        export_type(w->w, n->aux.type);
        return;
    case AUX_FIELD:
    case AUX_METHOD:
    case AUX_INDEX:
    case AUX_OP:
    case AUX_RT:
        export_sint(w->w, n->aux.index);
        return;
    case AUX_LABEL:
    case AUX_SYM:
        export_sym(w->w, n->aux.sym);
        return;
    case AUX_OBJ:
        write_method_ref(w, n->aux.obj);
        return;
    }
}

/* op + 1, so that 0 is a missing operand. The auxiliary of METHODVALUE needs its operand's type. */
static void write_node(Writer *w, const Node *n)
{
    export_uint(w->w, n ? (uint64_t)n->op + 1 : 0);
    if (!n)
        return;
    export_uint(w->w, n->flags);
    export_pos(w->w, n->pos);
    export_type(w->w, n->type);
    export_uint(w->w, n->nkids);
    for (uint32_t i = 0; i < n->nkids; i++)
        write_node(w, n->kids[i]);
    write_aux(w, n);
}

static void write_tags(Writer *w, const Func *f)
{
    export_uint(w->w, f->params.len);
    for (uint32_t i = 0; i < f->params.len; i++) {
        const char *tag = f->esc_tags[i];
        export_sym(w->w, tag ? sym(tag) : NULL);
    }
}

static void export_func(Writer *w, Func *f)
{
    const Node *body = f->generic ? f->body : ir_inline_body(f);
    unsigned what = (body ? HAS_BODY : 0) | (f->esc_tags ? HAS_TAGS : 0);
    if (!what)
        return;
    export_uint(w->w, what);
    export_obj(w->w, f->obj);
    if (what & HAS_TAGS)
        write_tags(w, f);
    if (what & HAS_BODY) {
        export_uint(w->w, f->generic ? 0 : (uint64_t)ir_inline_cost(f));
        write_body(w, f, body);
    }
}

static void export_bodies(ExportWriter *ew, Package *p)
{
    Writer w = {.w = ew};
    for (uint32_t i = 0; i < p->funcs.len; i++) {
        Func *f = p->funcs.p[i]->ir;
        bool init = f && f->obj && !f->recv && strcmp(f->obj->name->s, "init") == 0; /* methods may be */
        if (f && f->obj && f->kind != FUNC_INIT && !init && strcmp(f->obj->name->s, "_") != 0)
            export_func(&w, f);
    }
    export_uint(ew, 0);
}

/* ---- reading ---- */

typedef struct Reader {
    ExportReader *r;
    Func *f;
    Package *pkg;
} Reader;

static Node *read_node(Reader *r);

static TypeVec read_types(Reader *r)
{
    TypeVec v = {0};
    uint64_t n = import_uint(r->r);
    for (uint64_t i = 0; i < n; i++)
        vec_push(perm, &v, import_type(r->r));
    return v;
}

static Name *read_name_ref(Reader *r, Func *f)
{
    NameClass cls = (NameClass)import_uint(r->r);
    if (cls == NAME_GLOBAL)
        return ir_global_for(import_obj(r->r));
    NameVec *lists[] = {&f->locals, &f->params, &f->results, NULL, &f->captured};
    return lists[cls]->p[import_uint(r->r)];
}

static void read_names(Reader *r, Func *f, NameClass cls, NameVec *v)
{
    uint64_t n = import_uint(r->r);
    for (uint64_t i = 0; i < n; i++) {
        Name *m = NEW(perm, Name);
        m->cls = cls;
        m->func = f;
        m->index = v->len;
        m->sym = import_sym(r->r);
        m->type = import_type(r->r);
        m->pos = import_pos(r->r);
        uint64_t flags = import_uint(r->r);
        m->addrtaken = flags & NAME_ADDRTAKEN;
        m->reassigned = flags & NAME_REASSIGNED;
        m->captured = flags & NAME_IS_CAPTURED;
        m->byval = flags & NAME_BYVAL;
        m->is_temp = flags & NAME_TEMP;
        m->volatile_ = flags & NAME_VOLATILE;
        if (cls == NAME_CAPTURED)
            m->outer = read_name_ref(r, f->outer);
        vec_push(perm, v, m);
    }
}

static void set_func_flags(Func *f, uint64_t flags)
{
    f->has_defer = flags & 1;
    f->has_recover = flags & 2;
    f->has_goto = flags & 4;
    f->has_loop_defer = flags & 8;
    f->needs_context = flags & 16;
    f->hidden_closure = flags & 32;
    f->wrapper = flags & 64;
}

static void read_body(Reader *r, Func *f)
{
    uint64_t flags = import_uint(r->r);
    set_func_flags(f, flags);
    f->end = import_pos(r->r);
    f->ntemps = (int)import_uint(r->r);
    f->params.len = f->results.len = 0;
    read_names(r, f, NAME_PARAM, &f->params);
    read_names(r, f, NAME_RESULT, &f->results);
    read_names(r, f, NAME_CAPTURED, &f->captured);
    read_names(r, f, NAME_AUTO, &f->locals);
    f->recv = flags & 128 ? f->params.p[0] : NULL;
    Func *outer = r->f;
    r->f = f;
    f->body = read_node(r);
    r->f = outer;
}

static Func *read_closure(Reader *r)
{
    Func *f = NEW(perm, Func);
    f->kind = FUNC_CLOSURE;
    f->outer = r->f;
    f->generic = r->f->generic;
    f->imported = true;
    f->pkg = r->pkg;
    f->linksym = import_sym(r->r);
    f->name = import_sym(r->r);
    f->pos = import_pos(r->r);
    f->sig = import_type(r->r);
    vec_push(perm, &r->f->closures, f);
    read_body(r, f);
    return f;
}

static Package *read_package(Reader *r)
{
    const Sym *path = import_sym(r->r);
    return path ? package_lookup(path) : NULL;
}

static Func *read_func_ref(Reader *r)
{
    switch (import_uint(r->r)) {
    case REF_METHOD_EXPR: {
        Type *recv = import_type(r->r);
        const Sym *name = import_sym(r->r);
        return ir_method_expr(recv, name, read_package(r));
    }
    case REF_INSTANCE: {
        Func *g = ir_func_for(import_obj(r->r));
        return ir_instance(g, read_types(r));
    }
    }
    return ir_func_for(import_obj(r->r));
}

static Obj *read_method_ref(Reader *r, Type *recv)
{
    const Sym *name = import_sym(r->r);
    Selection sel = {0};
    types_lookup_field_or_method(recv, true, read_package(r), name, &sel);
    if (!sel.obj)
        diag_bug("ir_import", "%s has no method %s", types_string(recv), name->s);
    return sel.obj;
}

static void read_aux(Reader *r, Node *n)
{
    switch ((IrAux)ir_ops[n->op].aux) {
    case AUX_NONE:
        return;
    case AUX_NAME:
        if (import_uint(r->r))
            n->aux.name = read_name_ref(r, r->f);
        return;
    case AUX_FUNC:
        n->aux.func = n->op == IR_CLOSURE ? read_closure(r) : read_func_ref(r);
        return;
    case AUX_CONST:
        n->aux.val = import_const(r->r);
        return;
    case AUX_TYPE:
        n->aux.type = import_type(r->r);
        return;
    case AUX_FIELD:
    case AUX_METHOD:
    case AUX_INDEX:
    case AUX_OP:
    case AUX_RT:
        n->aux.index = import_sint(r->r);
        return;
    case AUX_LABEL:
    case AUX_SYM:
        n->aux.sym = import_sym(r->r);
        return;
    case AUX_OBJ:
        n->aux.obj = read_method_ref(r, n->kids[0]->type);
        return;
    }
}

static Node *read_node(Reader *r)
{
    uint64_t op = import_uint(r->r);
    if (op == 0)
        return NULL;
    if (op > IR_COUNT)
        diag_fatal("export data of %s: bad operation", r->pkg->path->s);
    uint64_t flags = import_uint(r->r);
    Pos pos = import_pos(r->r);
    Type *t = import_type(r->r);
    Node *n = ir_node((IrOp)(op - 1), pos, t, 0);
    n->flags = (uint16_t)flags;
    n->nkids = (uint32_t)import_uint(r->r);
    n->kids = ir_new_kids(n->nkids);
    for (uint32_t i = 0; i < n->nkids; i++)
        n->kids[i] = read_node(r);
    read_aux(r, n);
    if (n->op == IR_ASSIGN && n->flags & NODE_DEF && n->kids[0]->op == IR_NAME)
        n->kids[0]->aux.name->def = n;
    return n;
}

static void read_tags(Reader *r, Func *f)
{
    uint64_t n = import_uint(r->r);
    f->esc_tags = NEW_ARRAY(perm, const char *, n + 1);
    for (uint64_t i = 0; i < n; i++) {
        const Sym *s = import_sym(r->r);
        f->esc_tags[i] = s ? s->s : NULL;
    }
}

static void import_bodies(ExportReader *er, Package *p)
{
    Reader r = {.r = er, .pkg = p};
    for (;;) {
        uint64_t what = import_uint(er);
        if (!what)
            return;
        Func *f = ir_func_for(import_obj(er));
        f->imported = true;
        if (what & HAS_TAGS)
            read_tags(&r, f);
        if (what & HAS_BODY) {
            int cost = (int)import_uint(er);
            read_body(&r, f);
            if (!f->generic)
                ir_set_inlinable(f, cost);
        }
    }
}

void ir_register_export(void)
{
    types_export_bodies = export_bodies;
    types_import_bodies = import_bodies;
}
