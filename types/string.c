/* Types as text: for messages, for reflection, for link symbols. */
#include "types/core.h"

typedef enum StringMode {
    STR_MESSAGE, /* as types2 writes types: relative to the package being checked */
    STR_REFLECT, /* package names; field and parameter lists as reflect shows them */
    STR_REMARK,  /* likewise, relative to a package, byte and rune by these names: as in -m */
    STR_LINK,    /* import paths; identical types give identical text */
} StringMode;

/* Interfaces that are being written. */
typedef struct Outer { Type *iface; const struct Outer *outer; } Outer;

typedef struct TypeWriter {
    Buf *b;
    StringMode mode;
    bool qualify_all; /* STR_MESSAGE: paths for all packages */
    Package *own;     /* STR_REMARK: goes without saying */
    int depth;
    const Outer *outer;
} TypeWriter;

static void write_type(TypeWriter *w, Type *t);

static void sep(TypeWriter *w, const char *s)
{
    buf_puts(w->b, s);
    if (w->mode != STR_LINK)
        buf_putc(w->b, ' ');
}

static void write_pkg(TypeWriter *w, Package *p)
{
    if (p == NULL)
        return;
    switch (w->mode) {
    case STR_MESSAGE:
        if (w->qualify_all)
            buf_printf(w->b, "%s.", p->path->s);
        else if (current_checker != NULL && current_checker->pkg == p)
            return;
        else if (packages_named(p->name) > 1)
            buf_printf(w->b, "\"%s\".", p->path->s);
        else
            buf_printf(w->b, "%s.", p->name->s);
        return;
    case STR_REMARK:
        if (p == w->own)
            return;
        buf_printf(w->b, "%s.", p->name->s);
        return;
    case STR_REFLECT:
        buf_printf(w->b, "%s.", p->name->s);
        return;
    case STR_LINK:
        buf_printf(w->b, "%s.", p->path->s);
        return;
    }
}

static void write_tparams(TypeWriter *w, const ObjVec *tparams)
{
    Type *prev = NULL;
    buf_putc(w->b, '[');
    for (uint32_t i = 0; i < tparams->len; i++) {
        Type *t = tparams->p[i]->type;
        if (t == NULL || t->kind != TY_TYPEPARAM)
            continue;
        if (i > 0) {
            if (t->tparam.bound != prev && prev != NULL) {
                buf_putc(w->b, ' ');
                write_type(w, prev);
            }
            sep(w, ",");
        }
        prev = t->tparam.bound;
        write_type(w, t);
    }
    if (prev != NULL) {
        buf_putc(w->b, ' ');
        write_type(w, prev);
    }
    buf_putc(w->b, ']');
}

/* Type arguments are written with their import paths and without blanks, but in messages. */
static void write_targs(TypeWriter *w, const TypeVec *targs)
{
    StringMode mode = w->mode;
    if (mode == STR_REFLECT)
        w->mode = STR_LINK;
    buf_putc(w->b, '[');
    for (uint32_t i = 0; i < targs->len; i++) {
        if (i > 0)
            sep(w, ",");
        write_type(w, targs->p[i]);
    }
    buf_putc(w->b, ']');
    w->mode = mode;
}

static void write_param(TypeWriter *w, Obj *v, bool variadic)
{
    Type *t = v->type != NULL ? v->type : type_invalid;
    if (w->mode == STR_MESSAGE && v->name != NULL && v->name->len > 0)
        buf_printf(w->b, "%s ", v->name->s);
    if (!variadic) {
        write_type(w, t);
    } else if (types_unalias(t)->kind == TY_SLICE) {
        buf_puts(w->b, "...");
        write_type(w, types_unalias(t)->slice.elem);
    } else { /* append([]byte, string...) */
        write_type(w, t);
        buf_puts(w->b, "...");
    }
}

static void write_params(TypeWriter *w, const ObjVec *vars, bool variadic)
{
    buf_putc(w->b, '(');
    for (uint32_t i = 0; i < vars->len; i++) {
        if (i > 0)
            sep(w, ",");
        write_param(w, vars->p[i], variadic && i == vars->len - 1);
    }
    buf_putc(w->b, ')');
}

static void write_signature(TypeWriter *w, Type *sig)
{
    if (sig->sig.tparams.len > 0)
        write_tparams(w, &sig->sig.tparams);
    write_params(w, &sig->sig.params, sig->sig.variadic);
    const ObjVec *r = &sig->sig.results;
    if (r->len == 0)
        return;
    buf_putc(w->b, ' ');
    bool named = w->mode == STR_MESSAGE && r->p[0]->name != NULL && r->p[0]->name->len > 0;
    if (r->len == 1 && !named)
        write_type(w, r->p[0]->type != NULL ? r->p[0]->type : type_invalid);
    else
        write_params(w, r, false);
}

/* The name an embedded field of type t has unless t was named through an alias. */
static const Sym *embedded_name(Type *t)
{
    if (t->kind == TY_POINTER)
        t = t->pointer.elem;
    if (t->kind == TY_NAMED)
        return t->named.obj->name;
    if (t->kind == TY_ALIAS)
        return NULL;
    return type_is_basic(t) ? t->basic.name : NULL;
}

static void write_field(TypeWriter *w, Obj *f, const Sym *tag)
{
    bool unaliased = embedded_name(f->type) == f->name;
    if (!f->var.embedded || (w->mode == STR_LINK && (!unaliased || !f->exported))) {
        if (w->mode == STR_LINK && !f->exported)
            write_pkg(w, f->pkg);
        buf_printf(w->b, "%s%s", f->name->s, f->var.embedded ? "=" : " ");
    }
    write_type(w, f->type != NULL ? f->type : type_invalid);
    if (tag != NULL && tag->len > 0) {
        buf_putc(w->b, ' ');
        buf_quote(w->b, tag->s, tag->len);
    }
}

static void write_struct(TypeWriter *w, Type *t)
{
    uint32_t n = t->strct.fields.len;
    bool message = w->mode == STR_MESSAGE;
    buf_puts(w->b, message ? "struct{" : n == 0 ? "struct {" : "struct { ");
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_puts(w->b, "; ");
        write_field(w, t->strct.fields.p[i], t->strct.tags != NULL ? t->strct.tags[i] : NULL);
    }
    buf_puts(w->b, message || n == 0 ? "}" : " }");
}

static void write_union(TypeWriter *w, Type *t)
{
    for (uint32_t i = 0; i < t->uni.terms.len; i++) {
        if (i > 0)
            buf_puts(w->b, w->mode == STR_MESSAGE && new_wording(20) ? " | " : "|");
        if (t->uni.terms.p[i].tilde)
            buf_putc(w->b, '~');
        write_type(w, t->uni.terms.p[i].type);
    }
}

/* Messages show an interface as it was written. */
static void write_message_interface(TypeWriter *w, Type *t)
{
    const char *sep = "";
    if (t == type_any || t == type_comparable->named.underlying) {
        buf_puts(w->b, t == type_any ? "any" : "interface{comparable}");
        return;
    }
    if (t->iface.implicit && t->iface.methods.len == 0 && t->iface.embeddeds.len == 1) {
        write_type(w, t->iface.embeddeds.p[0]);
        return;
    }
    ObjVec methods = t->iface.methods;
    if (methods.len > 1) { /* sorted */
        methods.p = arena_memdup(perm, methods.p, methods.len * sizeof *methods.p);
        obj_sort_by_id(&methods);
    }
    buf_puts(w->b, "interface{");
    for (uint32_t i = 0; i < methods.len; i++) {
        Obj *m = methods.p[i];
        buf_printf(w->b, "%s%s", sep, m->name->s);
        if (m->type != NULL)
            write_signature(w, m->type);
        sep = "; ";
    }
    for (uint32_t i = 0; i < t->iface.embeddeds.len; i++) {
        buf_puts(w->b, sep);
        write_type(w, t->iface.embeddeds.p[i]);
        sep = "; ";
    }
    buf_putc(w->b, '}');
}

/* Everywhere else its set of methods counts. */
static void write_interface(TypeWriter *w, Type *t)
{
    const char *sep = " ";
    if (w->mode == STR_MESSAGE) {
        write_message_interface(w, t);
        return;
    }
    for (const Outer *o = w->outer; o != NULL; o = o->outer) {
        if (types_identical(o->iface, t)) { /* it contains itself */
            buf_puts(w->b, "interface {...}");
            return;
        }
    }
    Outer self = { t, w->outer };
    w->outer = &self;
    TypeSet *s = typeset_of(t);
    buf_puts(w->b, "interface {");
    for (uint32_t i = 0; i < s->methods.len; i++, sep = "; ") {
        Obj *m = s->methods.p[i];
        buf_puts(w->b, sep);
        if (!m->exported)
            write_pkg(w, m->pkg);
        buf_puts(w->b, m->name->s);
        write_signature(w, obj_type(m));
    }
    if (s->comparable) {
        buf_printf(w->b, "%scomparable", sep);
        sep = "; ";
    }
    for (uint32_t i = 0; i < s->terms.len; i++, sep = "|") {
        buf_printf(w->b, "%s%s", sep, s->terms.p[i].tilde ? "~" : "");
        write_type(w, s->terms.p[i].type);
    }
    buf_puts(w->b, sep[0] == ' ' ? "}" : " }");
    w->outer = self.outer;
}

static void write_chan(TypeWriter *w, Type *t)
{
    static const char *const heads[] = {
        [CHAN_BOTH] = "chan ", [CHAN_SEND] = "chan<- ", [CHAN_RECV] = "<-chan ",
    };
    Type *elem = types_unalias(t->chan.elem);
    /* chan (<-chan T) would read differently without the parentheses */
    bool parens = t->chan.dir == CHAN_BOTH && elem->kind == TY_CHAN && elem->chan.dir == CHAN_RECV;
    buf_puts(w->b, heads[t->chan.dir]);
    buf_puts(w->b, parens ? "(" : "");
    write_type(w, t->chan.elem);
    buf_puts(w->b, parens ? ")" : "");
}

/* Types declared in functions are numbered throughout their package: pkg.T·1. */
static void write_name(TypeWriter *w, Obj *o)
{
    write_pkg(w, o->pkg);
    if (w->mode == STR_LINK && o->tname.local_index > 0) {
        buf_printf(w->b, "%s·%d", o->name->s, o->tname.local_index);
    } else {
        buf_puts(w->b, o->name->s);
    }
}

static void write_named(TypeWriter *w, Type *t)
{
    write_name(w, t->named.orig->named.obj);
    if (t->named.targs.len > 0)
        write_targs(w, &t->named.targs);
    else if (t->named.tparams.len > 0 && w->mode == STR_MESSAGE)
        write_tparams(w, &t->named.tparams);
}

static void write_alias(TypeWriter *w, Type *t)
{
    if (w->mode != STR_MESSAGE) {
        write_type(w, types_unalias(t));
        return;
    }
    write_name(w, t->alias.orig->alias.obj);
    if (t->alias.targs.len > 0)
        write_targs(w, &t->alias.targs);
    else if (t->alias.tparams.len > 0)
        write_tparams(w, &t->alias.tparams);
}

static void write_basic(TypeWriter *w, Type *t)
{
    if (t->kind == TY_UNSAFE_POINTER)
        buf_puts(w->b, "unsafe.");
    if (w->mode != STR_MESSAGE && w->mode != STR_REMARK)
        t = type_basic[t->kind];
    buf_puts(w->b, t->basic.name->s);
}

static void write_composite(TypeWriter *w, Type *t)
{
    switch ((int)t->kind) {
    case TY_ARRAY:
        buf_printf(w->b, "[%lld]", (long long)t->array.len);
        write_type(w, t->array.elem);
        break;
    case TY_SLICE:
        buf_puts(w->b, "[]");
        write_type(w, t->slice.elem);
        break;
    case TY_POINTER:
        buf_putc(w->b, '*');
        write_type(w, t->pointer.elem);
        break;
    case TY_MAP:
        buf_puts(w->b, "map[");
        write_type(w, t->map.key);
        buf_putc(w->b, ']');
        write_type(w, t->map.elem);
        break;
    case TY_STRUCT: write_struct(w, t); break;
    case TY_TUPLE: write_params(w, &t->tuple.vars, false); break;
    case TY_INTERFACE: write_interface(w, t); break;
    case TY_CHAN: write_chan(w, t); break;
    case TY_UNION: write_union(w, t); break;
    case TY_SIGNATURE:
        buf_puts(w->b, "func");
        write_signature(w, t);
        break;
    }
}

static void write_type(TypeWriter *w, Type *t)
{
    if (t == NULL) {
        buf_puts(w->b, "<nil>");
    } else if (type_is_basic(t)) {
        write_basic(w, t);
    } else if (t->kind == TY_NAMED) {
        write_named(w, t);
    } else if (t->kind == TY_ALIAS) {
        write_alias(w, t);
    } else if (t->kind == TY_TYPEPARAM) {
        buf_puts(w->b, t->tparam.obj->name->s);
        if (w->mode == STR_LINK)
            buf_printf(w->b, "$%u", t->tparam.id);
    } else if (w->depth > 1000) {
        buf_puts(w->b, "..."); /* an unnamed type that contains itself, after an error */
    } else {
        w->depth++;
        write_composite(w, t);
        w->depth--;
    }
}

static const char *finish(Buf *b)
{
    const char *s = arena_strndup(perm, b->p != NULL ? b->p : "", b->len);
    buf_free(b);
    return s;
}

static const char *to_string(Type *t, StringMode mode)
{
    Buf b = {0};
    TypeWriter w = { &b, mode };
    write_type(&w, t);
    return finish(&b);
}

void type_write(Buf *b, Type *t)
{
    TypeWriter w = { b, STR_MESSAGE };
    write_type(&w, t);
}

const char *types_string_in_full(Type *t)
{
    Buf b = {0};
    TypeWriter w = { &b, STR_MESSAGE, .qualify_all = true };
    write_type(&w, t);
    return finish(&b);
}

const char *types_string(Type *t) { return to_string(t, STR_MESSAGE); }
const char *types_reflect_string(Type *t) { return to_string(t, STR_REFLECT); }
const char *types_link_string(Type *t) { return to_string(t, STR_LINK); }

const char *types_remark_string(Type *t, Package *own)
{
    Buf b = {0};
    TypeWriter w = { &b, STR_REMARK, .own = own };
    write_type(&w, t);
    return finish(&b);
}

const char *signature_string(Type *sig)
{
    Buf b = {0};
    TypeWriter w = { &b, STR_MESSAGE };
    write_signature(&w, sig);
    return finish(&b);
}

static const char *name_and_signature(Obj *f, bool qualified)
{
    Buf b = {0};
    TypeWriter w = { &b, STR_MESSAGE, .qualify_all = qualified };
    buf_puts(&b, f->name->s);
    if (obj_type(f)->kind == TY_SIGNATURE)
        write_signature(&w, f->type);
    return finish(&b);
}

const char *func_string(Obj *f) { return name_and_signature(f, false); }
const char *func_string_in_full(Obj *f) { return name_and_signature(f, true); }
