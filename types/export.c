/* Writing export data: see exportfmt.h for its layout. */
#include <stdlib.h>
#include <string.h>

#include "types/exportfmt.h"

void (*types_export_bodies)(ExportWriter *w, Package *p);

/* Whose a type parameter is, and which one. */
typedef struct Owner { Obj *obj; int method; uint32_t index; } Owner;

typedef struct Table { Map numbers; VEC(const void *) items; VEC(uint64_t) offsets; } Table;

struct ExportWriter {
    Buf *out;            /* where numbers go now */
    Buf data, bodies;
    Table strings, packages, files, objects, types;
    Map owners;          /* type parameter -> Owner */
    uint32_t objects_done, types_done;
};

/* ---- numbers and tables ---- */

static void put_uint(Buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_putc(b, (char)(v | 0x80));
    buf_putc(b, (char)v);
}

static void put_sint(Buf *b, int64_t v) { put_uint(b, (uint64_t)v << 1 ^ (uint64_t)(v >> 63)); }

void export_uint(ExportWriter *w, uint64_t v) { put_uint(w->out, v); }
void export_sint(ExportWriter *w, int64_t v) { put_sint(w->out, v); }

/* The number of an item, from 1 on; new ones are added. */
static uint64_t number(Table *t, const void *item)
{
    uintptr_t n = (uintptr_t)map_get(&t->numbers, item);
    if (n == 0) {
        vec_push(perm, &t->items, item);
        n = t->items.len;
        map_set(&t->numbers, item, (void *)n);
    }
    return n;
}

void export_sym(ExportWriter *w, const Sym *s)
{
    export_uint(w, s == NULL ? 0 : number(&w->strings, s));
}

static void write_package(ExportWriter *w, Package *p)
{
    export_uint(w, p == NULL ? 0 : number(&w->packages, p));
}

void export_pos(ExportWriter *w, Pos p)
{
    SrcFile *f = pos_file(p);
    export_uint(w, f == NULL ? 0 : number(&w->files, f));
    if (f != NULL)
        export_uint(w, p - f->base);
}

/* ---- types ---- */

static void own_tparams(ExportWriter *w, const ObjVec *tparams, Obj *obj, int method)
{
    for (uint32_t i = 0; i < tparams->len; i++) {
        Owner *o = NEW(perm, Owner);
        *o = (Owner){ obj, method, i };
        map_set(&w->owners, tparams->p[i]->type, o);
    }
}

static uint64_t fixed_type(Type *t)
{
    if (t == NULL)
        return XT_NONE;
    if (t == type_byte)
        return XT_BYTE;
    if (t == type_rune)
        return XT_RUNE;
    if (type_is_basic(t))
        return XT_BASIC + (uint64_t)t->kind;
    if (t == type_error)
        return XT_ERROR;
    if (t == type_any)
        return XT_ANY;
    if (t == type_comparable)
        return XT_COMPARABLE;
    return t == type_empty_tuple ? XT_EMPTY_TUPLE : XT_FIRST;
}

void export_type(ExportWriter *w, Type *t)
{
    uint64_t n = fixed_type(t);
    export_uint(w, n < XT_FIRST ? n : XT_FIRST - 1 + number(&w->types, t));
}

static void write_types(ExportWriter *w, const TypeVec *v)
{
    export_uint(w, v->len);
    for (uint32_t i = 0; i < v->len; i++)
        export_type(w, v->p[i]);
}

static void write_params(ExportWriter *w, const ObjVec *v)
{
    export_uint(w, v->len);
    for (uint32_t i = 0; i < v->len; i++) {
        export_sym(w, v->p[i]->name);
        export_type(w, v->p[i]->type);
    }
}

static void write_struct(ExportWriter *w, Type *t)
{
    const ObjVec *fields = &t->strct.fields;
    export_uint(w, fields->len);
    export_uint(w, t->strct.tags != NULL);
    for (uint32_t i = 0; i < fields->len; i++) {
        Obj *f = fields->p[i];
        write_package(w, f->pkg);
        export_sym(w, f->name);
        export_type(w, f->type);
        export_uint(w, f->var.embedded);
        if (t->strct.tags != NULL)
            export_sym(w, t->strct.tags[i]);
    }
}

static void write_interface(ExportWriter *w, Type *t)
{
    export_uint(w, t->iface.implicit);
    export_uint(w, t->iface.methods.len);
    for (uint32_t i = 0; i < t->iface.methods.len; i++) {
        Obj *m = t->iface.methods.p[i];
        write_package(w, m->pkg);
        export_sym(w, m->name);
        export_type(w, obj_type(m));
    }
    write_types(w, &t->iface.embeddeds);
}

static void write_union(ExportWriter *w, Type *t)
{
    export_uint(w, t->uni.terms.len);
    for (uint32_t i = 0; i < t->uni.terms.len; i++) {
        export_uint(w, t->uni.terms.p[i].tilde);
        export_type(w, t->uni.terms.p[i].type);
    }
}

static void write_tparam(ExportWriter *w, Type *t)
{
    Owner *o = map_get(&w->owners, t);
    if (o == NULL) { /* of a type that is only mentioned: nobody else will describe it */
        export_obj(w, NULL);
        export_sym(w, t->tparam.obj->name);
        export_uint(w, (uint64_t)t->tparam.index);
        export_type(w, t->tparam.bound);
        return;
    }
    export_obj(w, o->obj);
    export_sint(w, o->method);
    export_uint(w, o->index);
}

static void write_tparams(ExportWriter *w, const ObjVec *tparams, Obj *owner, int method)
{
    own_tparams(w, tparams, owner, method);
    export_uint(w, tparams->len);
    for (uint32_t i = 0; i < tparams->len; i++) {
        export_type(w, tparams->p[i]->type);
        export_sym(w, tparams->p[i]->name);
    }
    for (uint32_t i = 0; i < tparams->len; i++)
        export_type(w, tparams->p[i]->type->tparam.bound);
}

static void write_type(ExportWriter *w, Type *t)
{
    export_uint(w, (uint64_t)t->kind);
    switch ((int)t->kind) {
    case TY_ARRAY:
        export_type(w, t->array.elem);
        export_sint(w, t->array.len);
        break;
    case TY_SLICE: export_type(w, t->slice.elem); break;
    case TY_POINTER: export_type(w, t->pointer.elem); break;
    case TY_MAP:
        export_type(w, t->map.key);
        export_type(w, t->map.elem);
        break;
    case TY_CHAN:
        export_uint(w, t->chan.dir);
        export_type(w, t->chan.elem);
        break;
    case TY_STRUCT: write_struct(w, t); break;
    case TY_TUPLE: write_params(w, &t->tuple.vars); break;
    case TY_SIGNATURE:
        write_params(w, &t->sig.params);
        write_params(w, &t->sig.results);
        export_uint(w, t->sig.variadic);
        break;
    case TY_INTERFACE: write_interface(w, t); break;
    case TY_UNION: write_union(w, t); break;
    case TY_NAMED:
        export_obj(w, t->named.orig->named.obj);
        write_types(w, &t->named.targs);
        break;
    case TY_ALIAS:
        export_obj(w, t->alias.orig->alias.obj);
        write_types(w, &t->alias.targs);
        break;
    case TY_TYPEPARAM: write_tparam(w, t); break;
    }
}

/* ---- objects ---- */

static bool is_package_level(const Obj *o)
{
    if (o->pkg == NULL)
        return true;
    return scope_lookup(o->pkg->scope, o->name) == o;
}

/* Types of functions have an identity too, by their number. */
static bool has_identity(const Obj *o)
{
    return is_package_level(o) || (o->kind == OBJ_TYPENAME && o->tname.local_index > 0);
}

/* The declared type that has method m, NULL if m is no such method. */
static Type *method_owner(Obj *m, int *index)
{
    if (m->kind != OBJ_FUNC || m->func.interface_method || obj_type(m)->kind != TY_SIGNATURE ||
        m->type->sig.recv == NULL)
        return NULL;
    Type *t = types_unalias(type_deref(m->type->sig.recv->type, NULL));
    if (t->kind != TY_NAMED)
        return NULL;
    const ObjVec *methods = &t->named.orig->named.methods;
    for (uint32_t i = 0; i < methods->len; i++) {
        if (!obj_same_id(methods->p[i], m->pkg, m->name))
            continue;
        *index = (int)i;
        return m->func.origin == m ? t->named.orig : t;
    }
    return NULL;
}

static void write_object(ExportWriter *w, Obj *o);

void export_obj(ExportWriter *w, Obj *o)
{
    int index;
    Type *recv;
    if (o == NULL) {
        export_uint(w, XREF_NONE);
    } else if (has_identity(o)) {
        export_uint(w, XREF_OBJECT);
        export_uint(w, number(&w->objects, o));
    } else if ((recv = method_owner(o, &index)) != NULL) {
        export_uint(w, XREF_METHOD);
        export_type(w, recv);
        export_uint(w, (uint64_t)index);
    } else {
        export_uint(w, XREF_INLINE);
        export_uint(w, o->kind);
        write_package(w, o->pkg);
        export_sym(w, o->name);
        export_type(w, o->type);
    }
}

static uint64_t func_flags(const Obj *o)
{
    const FuncPragma *p = &o->func.pragma;
    uint64_t f = o->func.ptr_recv ? XFUNC_PTR_RECV : 0;
    f |= o->func.has_body ? XFUNC_BODY : 0;
    f |= p->noinline_ ? XFUNC_NOINLINE : 0;
    f |= p->nosplit ? XFUNC_NOSPLIT : 0;
    f |= p->noescape ? XFUNC_NOESCAPE : 0;
    f |= p->norace ? XFUNC_NORACE : 0;
    f |= p->uintptrescapes ? XFUNC_UINTPTRESCAPES : 0;
    f |= p->uintptrkeepalive ? XFUNC_UINTPTRKEEPALIVE : 0;
    f |= p->nocheckptr ? XFUNC_NOCHECKPTR : 0;
    f |= p->systemstack ? XFUNC_SYSTEMSTACK : 0;
    return f;
}

static void write_func(ExportWriter *w, Obj *o)
{
    export_uint(w, func_flags(o));
    export_sym(w, o->func.pragma.linkname);
    write_tparams(w, &o->type->sig.tparams, o, OWNER_ITSELF);
    export_type(w, o->type);
}

static void write_method(ExportWriter *w, Obj *m, Obj *owner, int index)
{
    Type *sig = obj_type(m);
    write_package(w, m->pkg);
    export_sym(w, m->name);
    export_pos(w, m->pos);
    export_uint(w, func_flags(m));
    export_sym(w, m->func.pragma.linkname);
    write_tparams(w, &sig->sig.recv_tparams, owner, index);
    export_sym(w, sig->sig.recv->name);
    export_type(w, sig);
}

static void write_named(ExportWriter *w, Obj *o, Type *t)
{
    export_obj(w, o->tname.local_index > 0 ? o->tname.in_func : NULL);
    write_tparams(w, &t->named.tparams, o, OWNER_ITSELF);
    for (uint32_t i = 0; i < t->named.methods.len; i++)
        own_tparams(w, &obj_type(t->named.methods.p[i])->sig.recv_tparams, o, (int)i);
    export_type(w, types_under(t));
    export_uint(w, t->named.methods.len);
    for (uint32_t i = 0; i < t->named.methods.len; i++)
        write_method(w, t->named.methods.p[i], o, (int)i);
}

/* An alias is its own type, or directly the type that it stands for. */
static void write_alias(ExportWriter *w, Obj *o, Type *t)
{
    bool node = t->kind == TY_ALIAS;
    ObjVec none = {0};
    export_uint(w, node);
    write_tparams(w, node ? &t->alias.tparams : &none, o, OWNER_ITSELF);
    export_type(w, node ? types_unalias(t) : t);
}

static void write_object(ExportWriter *w, Obj *o)
{
    export_pos(w, o->pos);
    switch ((int)o->kind) {
    case OBJ_CONST:
        export_type(w, o->type);
        export_const(w, o->cnst.val != NULL ? o->cnst.val : const_unknown());
        break;
    case OBJ_VAR:
        export_type(w, o->type);
        export_sym(w, o->var.linkname);
        export_uint(w, o->var.addrtaken);
        export_uint(w, o->var.assigned);
        break;
    case OBJ_FUNC: write_func(w, o); break;
    case OBJ_TYPENAME:
        if (o->tname.is_alias)
            write_alias(w, o, o->type);
        else
            write_named(w, o, o->type);
        break;
    }
}

/* ---- putting it together ---- */

/* Describing one thing may bring up others. */
static void drain(ExportWriter *w)
{
    w->out = &w->data;
    while (w->objects_done < w->objects.items.len || w->types_done < w->types.items.len) {
        while (w->objects_done < w->objects.items.len) {
            Obj *o = (Obj *)w->objects.items.p[w->objects_done++];
            vec_push(perm, &w->objects.offsets, w->data.len);
            if (o->pkg != NULL && !o->pkg->is_unsafe)
                write_object(w, o);
        }
        if (w->types_done < w->types.items.len) {
            Type *t = (Type *)w->types.items.p[w->types_done++];
            vec_push(perm, &w->types.offsets, w->data.len);
            write_type(w, t);
        }
    }
}

static void write_scope(ExportWriter *w, Package *p, Buf *out)
{
    uint32_t n = 0;
    w->out = out;
    write_package(w, p);
    export_uint(w, (uint64_t)p->go_minor);
    export_uint(w, p->imports.len);
    for (uint32_t i = 0; i < p->imports.len; i++)
        write_package(w, p->imports.p[i]);
    for (uint32_t i = 0; i < p->scope->names.len; i++)
        n += ((Obj *)p->scope->names.entries[i].value)->exported;
    export_uint(w, n);
    for (uint32_t i = 0; i < p->scope->names.len; i++) {
        Obj *o = p->scope->names.entries[i].value;
        if (o->exported)
            export_uint(w, number(&w->objects, o));
    }
}

static void put_file(ExportWriter *w, Buf *b, const SrcFile *f)
{
    uint32_t last = 0;
    put_uint(b, number(&w->strings, f->object_name ? f->object_name : f->name));
    put_uint(b, f->size);
    put_uint(b, f->lines.len);
    for (uint32_t i = 0; i < f->lines.len; i++) {
        put_uint(b, f->lines.p[i] - last);
        last = f->lines.p[i];
    }
    put_uint(b, f->infos.len);
    for (uint32_t i = 0; i < f->infos.len; i++) {
        put_uint(b, f->infos.p[i].offset);
        put_uint(b, number(&w->strings, f->infos.p[i].file));
        put_uint(b, f->infos.p[i].line);
        put_uint(b, f->infos.p[i].col);
    }
}

static void put_packages(ExportWriter *w, Buf *b)
{
    put_uint(b, w->packages.items.len);
    for (uint32_t i = 0; i < w->packages.items.len; i++) {
        const Package *p = w->packages.items.p[i];
        put_uint(b, number(&w->strings, p->path));
        put_uint(b, number(&w->strings, p->name));
    }
}

static void put_objects(ExportWriter *w, Buf *b)
{
    put_uint(b, w->objects.items.len);
    for (uint32_t i = 0; i < w->objects.items.len; i++) {
        const Obj *o = w->objects.items.p[i];
        bool type = o->kind == OBJ_TYPENAME;
        put_uint(b, o->pkg == NULL ? 0 : number(&w->packages, o->pkg));
        put_uint(b, number(&w->strings, o->name));
        put_uint(b, o->kind);
        put_uint(b, type && !o->tname.is_alias ? (uint64_t)o->tname.local_index : 0);
        put_uint(b, type && o->tname.is_alias);
        put_uint(b, w->objects.offsets.p[i]);
    }
}

static void put_strings(const ExportWriter *w, Buf *b)
{
    put_uint(b, w->strings.items.len);
    for (uint32_t i = 0; i < w->strings.items.len; i++) {
        const Sym *s = w->strings.items.p[i];
        put_uint(b, s->len);
        buf_write(b, s->s, s->len);
    }
}

uint64_t export_checksum(const char *p, size_t n)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 0x100000001B3u;
    return h;
}

/* Tables come in the order of the layout, but each may still add to those before it: so they are
 * written backwards into pieces. */
static void assemble(ExportWriter *w, const Buf *scope, Buf *out)
{
    Buf objects = {0}, packages = {0}, files = {0}, all = {0};
    put_objects(w, &objects);
    put_packages(w, &packages);
    put_uint(&files, w->files.items.len);
    for (uint32_t i = 0; i < w->files.items.len; i++)
        put_file(w, &files, w->files.items.p[i]);
    put_strings(w, &all);
    buf_write(&all, packages.p, packages.len);
    buf_write(&all, files.p, files.len);
    buf_write(&all, objects.p, objects.len);
    put_uint(&all, w->types.items.len);
    for (uint32_t i = 0; i < w->types.items.len; i++)
        put_uint(&all, w->types.offsets.p[i]);
    put_uint(&all, w->data.len);
    buf_write(&all, w->data.p, w->data.len);
    buf_write(&all, scope->p, scope->len);
    buf_write(&all, w->bodies.p, w->bodies.len);
    uint64_t sum = export_checksum(all.p, all.len);
    buf_puts(out, EXPORT_MAGIC);
    buf_write(out, &sum, sizeof sum);
    buf_write(out, all.p, all.len);
    buf_free(&objects);
    buf_free(&packages);
    buf_free(&files);
    buf_free(&all);
}

void types_export(Package *p, Buf *out)
{
    ExportWriter *w = NEW(perm, ExportWriter);
    Buf scope = {0};
    write_scope(w, p, &scope);
    drain(w); /* objects first: they say whose the type parameters are */
    w->out = &w->bodies;
    if (types_export_bodies != NULL)
        types_export_bodies(w, p);
    else
        export_uint(w, 0);
    drain(w);
    assemble(w, &scope, out);
    buf_free(&scope);
    buf_free(&w->data);
    buf_free(&w->bodies);
}
