/* ir/symbols.c: the Funcs and Names that objects stand for, and their link symbols.
 *
 * Symbols are gc's: "path.f", "path.T.m", "path.(*T).m", "path.f.func1", "path.glob..func1"; the
 * path is escaped as gc does, instances carry their type arguments in full: "main.F[int]".
 */
#include <string.h>

#include "ir/build.h"

IrPackage *ir_current;

/* The import path with what would be mistaken in a symbol written as %xx: dots behind the last
 * slash, quotes, percent signs, control and non-ASCII bytes. */
const char *ir_pkg_prefix(const Package *p)
{
    if (!p)
        return "go.builtin"; /* error.Error */
    const char *path = p->path->s, *slash = strrchr(path, '/');
    Buf b = {0};
    for (const char *s = path; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c <= ' ' || c == '%' || c == '"' || c >= 0x7f || (c == '.' && s > slash && slash))
            buf_printf(&b, "%%%02x", c);
        else if (c == '.' && !slash)
            buf_puts(&b, "%2e");
        else
            buf_putc(&b, *s);
    }
    const char *r = arena_strndup(perm, b.p ? b.p : "", b.len);
    buf_free(&b);
    return r;
}

Type *ir_recv_named(Type *recv, bool *ptr)
{
    Type *t = types_unalias(recv);
    *ptr = t->kind == TY_POINTER;
    return *ptr ? types_unalias(t->pointer.elem) : t;
}

/* "T", "(*T)", "L[int]" without package; other types (embedding structs without name) in full */
static const char *recv_text(Type *recv, const Package **pkg)
{
    bool ptr;
    Type *t = ir_recv_named(recv, &ptr);
    const char *s = types_link_string(t);
    *pkg = NULL;
    if (t->kind == TY_NAMED) {
        *pkg = t->named.obj->pkg;
        /* the link string begins with the package's prefix or path; cut that */
        const char *name = t->named.obj->name->s;
        const char *bracket = strchr(s, '[');
        size_t head = bracket ? (size_t)(bracket - s) : strlen(s);
        for (size_t i = head; i-- > 0;)
            if (s[i] == '.' && strncmp(s + i + 1, name, strlen(name)) == 0) {
                s += i + 1;
                break;
            }
    }
    return ptr ? arena_printf(perm, "(*%s)", s) : s;
}

const Sym *ir_method_sym(Type *recv, const Sym *method, const Package *mpkg, const char *suffix)
{
    const Package *pkg;
    const char *text = recv_text(recv, &pkg);
    /* an unexported method of another package, promoted: its package tells it from ours */
    const char *qual = "";
    if (mpkg && mpkg != pkg && method->len && !unicode_is_upper((unsigned char)method->s[0]))
        qual = arena_printf(perm, "%s.", ir_pkg_prefix(mpkg));
    if (!pkg && (text[0] == 's' || text[0] == '(')) /* unnamed struct: compiler-made, one for all */
        return sym_printf("go.%s.%s%s%s", text, qual, method->s, suffix);
    return sym_printf("%s.%s.%s%s%s", ir_pkg_prefix(pkg), text, qual, method->s, suffix);
}

/* The name as tracebacks and -m write it: the symbol without the package. */
static const Sym *short_name(const Sym *linksym, const Package *pkg)
{
    const char *prefix = ir_pkg_prefix(pkg);
    size_t n = strlen(prefix);
    if (strncmp(linksym->s, prefix, n) == 0 && linksym->s[n] == '.')
        return sym(linksym->s + n + 1);
    return linksym;
}

static void set_symbol(Func *f, Obj *o)
{
    Type *recv = o->type->sig.recv ? o->type->sig.recv->type : NULL;
    const Sym *s;
    if (recv)
        s = ir_method_sym(recv, o->name, o->pkg, "");
    else
        s = sym_printf("%s.%s", ir_pkg_prefix(o->pkg), o->name->s);
    f->name = short_name(s, o->pkg);
    const Sym *link = o->func.pragma.linkname;
    f->go_linkname = link != NULL;
    f->linksym = link && link->len ? link : s;
}

static Func *new_func(Obj *o)
{
    Func *f = NEW(perm, Func);
    Type *sig = o->type;
    f->kind = sig->sig.recv ? FUNC_METHOD : FUNC_PLAIN;
    f->pkg = o->pkg;
    f->obj = o;
    f->sig = sig;
    f->pos = o->pos;
    f->tparams = sig->sig.recv ? sig->sig.recv_tparams : sig->sig.tparams;
    f->generic = f->tparams.len > 0;
    f->imported = !ir_current || o->pkg != ir_current->pkg;
    f->noinline = o->func.pragma.noinline_;
    f->nosplit = o->func.pragma.nosplit;
    f->noescape = o->func.pragma.noescape;
    f->nocheckptr = o->func.pragma.nocheckptr;
    set_symbol(f, o);
    return f;
}

bool ir_keeps_uintptrs(const Func *f)
{
    return f->obj && (f->obj->func.pragma.uintptrkeepalive || !f->obj->func.has_body);
}

bool ir_uintptrs_escape(const Func *f) { return f->obj && f->obj->func.pragma.uintptrescapes; }

Node *ir_uintptr_source(Node *n)
{
    if (!n || (n->op != IR_CONVNOP && n->op != IR_CONVERT) || types_under(n->type)->kind != TY_UINTPTR)
        return NULL;
    return types_under(n->kids[0]->type)->kind == TY_UNSAFE_POINTER ? n->kids[0] : NULL;
}

/* Bodies that were inlined, and methods of types that other packages hand out, lead to functions of packages
 * that are imported indirectly: what their export data says of them is read when it is first asked for. */
void ir_need_insides(const Func *f)
{
    const IrOptions *o = ir_current->options;
    if (f->imported && !f->body && !f->esc_tags && f->pkg && !f->pkg->complete && o->load)
        o->load(o->ctx, f->pkg);
}

/* Methods of instances share the Func of (generic method, type arguments). */
Func *ir_func_for(Obj *o)
{
    if (o->ir)
        return o->ir;
    Obj *origin = o->func.origin;
    if (origin && origin != o && o->type->sig.recv) {
        bool ptr;
        Type *t = ir_recv_named(o->type->sig.recv->type, &ptr);
        o->ir = ir_instance(ir_func_for(origin), t->named.targs);
    } else {
        o->ir = new_func(o);
    }
    return o->ir;
}

Func *ir_method_func(Type *recv, Obj *m, const TypeVec *unused)
{
    (void)unused;
    bool ptr;
    Type *t = ir_recv_named(recv, &ptr);
    Func *f = ir_func_for(m);
    if (f->generic && !f->origin && t->kind == TY_NAMED && t->named.targs.len)
        return ir_instance(f, t->named.targs);
    return f;
}

Name *ir_global_for(Obj *o)
{
    if (o->ir)
        return o->ir;
    Name *n = NEW(perm, Name);
    n->cls = NAME_GLOBAL;
    n->sym = o->name;
    n->type = o->type;
    n->pos = o->pos;
    n->obj = o;
    const Sym *link = o->var.linkname;
    n->linksym = link && link->len ? link
                                   : sym_printf("%s.%s", ir_pkg_prefix(o->pkg), o->name->s);
    o->ir = n;
    return n;
}
