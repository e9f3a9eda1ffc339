/* Type descriptors and itabs as static data, in the layouts of abi/typedesc.h. */

#include "backend/typedesc.h"

#include <string.h>

#include "abi/typedesc.h"
#include "backend/backend.h"

typedef struct Ctx {
    IrPackage *p;
    int tree_minor;
    Map names;     /* contents (Sym) -> link symbol */
    Map written;   /* descriptor symbol -> itself */
    uint32_t nnames;
} Ctx;

/* ---- names ---- */

static void put_varint(DataWriter *w, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        data_u8(w, (unsigned)(v & 0x7f) | 0x80);
    data_u8(w, (unsigned)v);
}

static const Sym *path_name(Ctx *c, const Package *pkg);

/* A name. Bit 7 of the flags means nothing; it keeps the byte from being NUL, so that a name without
 * a package is a C string, and the linker merges equal ones. */
static const Sym *name_sym(Ctx *c, const Sym *name, const Sym *tag, unsigned flags, const Package *pkg)
{
    if (tag && !tag->len)
        tag = NULL;
    flags |= (tag ? NAME_TAG : 0) | (pkg ? NAME_PKGPATH : 0);
    const Sym *key = sym_printf("%u %u.%s %s %s", flags, name->len, name->s, tag ? tag->s : "",
                                pkg ? pkg->path->s : "");
    const Sym *known = map_get(&c->names, key);
    if (known)
        return known;
    const Sym *path = pkg ? path_name(c, pkg) : NULL;
    DataWriter w = data_begin(sym_printf("go:name.%u", c->nnames++), 1);
    w.d->dupok = false;
    w.d->local = true;
    data_u8(&w, flags | 0x80);
    put_varint(&w, name->len);
    buf_write(&w.b, name->s, name->len);
    if (tag) {
        put_varint(&w, tag->len);
        buf_write(&w.b, tag->s, tag->len);
    }
    if (path)
        data_ref(&w, 4, path, 0);
    data_u8(&w, 0);
    map_set(&c->names, key, (void *)w.d->linksym);
    return data_end(&w, c->p)->linksym;
}

static const Sym *path_name(Ctx *c, const Package *pkg)
{
    if (!pkg || !pkg->path->len)
        return NULL;
    return name_sym(c, pkg->path, NULL, 0, NULL);
}

/* ---- properties of types ---- */

static bool is_direct_iface(Type *t)
{
    Type *u = types_under(t);
    switch ((int)u->kind) {
    case TY_POINTER: case TY_MAP: case TY_CHAN: case TY_SIGNATURE: case TY_UNSAFE_POINTER:
        return true;
    case TY_STRUCT:
        return u->strct.fields.len == 1 && is_direct_iface(u->strct.fields.p[0]->type);
    case TY_ARRAY:
        return u->array.len == 1 && is_direct_iface(u->array.elem);
    }
    return false;
}

static unsigned kind_of(Type *t)
{
    Type *u = types_under(t);
    if (u->kind >= TY_BOOL && u->kind <= TY_COMPLEX128)
        return KIND_BOOL + (unsigned)(u->kind - TY_BOOL);
    switch ((int)u->kind) {
    case TY_STRING: return KIND_STRING;
    case TY_UNSAFE_POINTER: return KIND_UNSAFEPOINTER;
    case TY_ARRAY: return KIND_ARRAY;
    case TY_SLICE: return KIND_SLICE;
    case TY_STRUCT: return KIND_STRUCT;
    case TY_POINTER: return KIND_POINTER;
    case TY_SIGNATURE: return KIND_FUNC;
    case TY_INTERFACE: return KIND_INTERFACE;
    case TY_MAP: return KIND_MAP;
    case TY_CHAN: return KIND_CHAN;
    }
    diag_bug("typedesc", "type %s has no kind", types_string(t));
}

static Obj *name_of(Type *t) { return t->kind == TY_NAMED ? t->named.obj : NULL; }

/* Package-scope types are described by the package that declares them, together with the pointers to
 * them; everything else by whoever mentions it. */
static bool described_elsewhere(const Ctx *c, Type *t)
{
    if (t->kind == TY_POINTER)
        t = types_unalias(t->pointer.elem);
    Obj *o = name_of(t);
    return o && o->pkg && o->pkg != c->p->pkg && !t->named.targs.len && !o->tname.in_func &&
           !o->tname.local_index;
}

static uint32_t type_hash(Type *t)
{
    uint32_t h = 2166136261u;
    for (const char *s = types_link_string(t); *s; s++)
        h = (h ^ (uint8_t)*s) * 16777619u;
    return h;
}

static const Sym *desc(Type *t) { return ir_typedesc_sym(types_canon(t)); }

static bool has_uncommon(Type *t, const MethodVec *methods)
{
    return name_of(t) || t->kind == TY_UNSAFE_POINTER || (methods && methods->len);
}

static MethodVec *methods_of(Type *t)
{
    return types_is_interface(t) ? NULL : types_method_set(t);
}

/* A pointer type is kept wherever its named element type is: values reached through reflect.New have
 * methods. */
static bool wants_pointer(Type *t)
{
    if (name_of(t))
        return true;
    if (types_under(t)->kind != TY_STRUCT)
        return false;
    return types_method_set(types_new_pointer(t))->len > 0;
}

/* ---- the common part ---- */

static unsigned type_flags(Type *t, const MethodVec *methods, const Sym *equal)
{
    unsigned f = has_uncommon(t, methods) ? TFLAG_UNCOMMON : 0;
    if ((int)t->kind <= TY_LAST_BASIC || name_of(t))
        f |= TFLAG_NAMED;
    if (equal && !types_is_interface(t) && !ir_eq_func(t))
        f |= TFLAG_REGULAR_MEMORY;
    return f;
}

static void write_common(Ctx *c, DataWriter *w, Type *t, const MethodVec *methods)
{
    const Sym *equal = ir_eq_closure(t);
    unsigned kind = kind_of(t), tflag = type_flags(t, methods, equal);
    const Sym *gcdata = typedesc_gcdata(c->p, t, c->tree_minor, &kind, &tflag);
    if (is_direct_iface(t)) {
        if (c->tree_minor >= 26)
            tflag |= TFLAG_DIRECT_IFACE;
        else
            kind |= KIND_DIRECT_IFACE;
    }
    Type *u = types_unalias(t);
    Obj *o = name_of(u->kind == TY_POINTER ? u->pointer.elem : t); /* "*T" is exported if T is */
    const char *text = types_reflect_string(t);
    bool exported = o && o->exported;
    data_u64(w, (uint64_t)types_size(t));
    data_u64(w, (uint64_t)typedesc_ptrdata(t));
    data_u32(w, type_hash(t));
    data_u8(w, tflag);
    data_u8(w, (unsigned)types_align(t));
    data_u8(w, (unsigned)types_align(t));
    data_u8(w, kind);
    data_ref(w, 8, equal, 0);
    data_ref(w, 8, gcdata, 0);
    data_ref(w, 4, name_sym(c, sym(text), NULL, exported ? NAME_EXPORTED : 0, NULL), 0);
    data_ref(w, 4, wants_pointer(t) ? desc(types_new_pointer(t)) : NULL, 0);
}

/* ---- maps ---- */

/* x == x for all values of the type */
static bool is_reflexive(Type *t)
{
    Type *u = types_under(t);
    switch ((int)u->kind) {
    case TY_FLOAT32: case TY_FLOAT64: case TY_COMPLEX64: case TY_COMPLEX128: case TY_INTERFACE:
        return false;
    case TY_ARRAY:
        return is_reflexive(u->array.elem);
    case TY_STRUCT:
        for (uint32_t i = 0; i < u->strct.fields.len; i++)
            if (!is_reflexive(u->strct.fields.p[i]->type))
                return false;
    }
    return true;
}

/* Equal keys may differ: +0 and -0, strings with other backing. */
static bool needs_key_update(Type *t)
{
    Type *u = types_under(t);
    switch ((int)u->kind) {
    case TY_FLOAT32: case TY_FLOAT64: case TY_COMPLEX64: case TY_COMPLEX128: case TY_INTERFACE:
    case TY_STRING:
        return true;
    case TY_ARRAY:
        return needs_key_update(u->array.elem);
    case TY_STRUCT:
        for (uint32_t i = 0; i < u->strct.fields.len; i++)
            if (needs_key_update(u->strct.fields.p[i]->type))
                return true;
    }
    return false;
}

static bool hash_might_panic(Type *t)
{
    Type *u = types_under(t);
    if (u->kind == TY_INTERFACE)
        return true;
    if (u->kind == TY_ARRAY)
        return hash_might_panic(u->array.elem);
    if (u->kind == TY_STRUCT)
        for (uint32_t i = 0; i < u->strct.fields.len; i++)
            if (hash_might_panic(u->strct.fields.p[i]->type))
                return true;
    return false;
}

static void write_map_19(DataWriter *w, Type *key, Type *elem)
{
    int64_t ks = types_size(key), es = types_size(elem);
    uint32_t flags = 0;
    if (ks > MAP_MAX_INLINE)
        flags |= MAP19_INDIRECT_KEY, ks = 8;
    if (es > MAP_MAX_INLINE)
        flags |= MAP19_INDIRECT_ELEM, es = 8;
    flags |= is_reflexive(key) ? MAP19_REFLEXIVE_KEY : 0;
    flags |= needs_key_update(key) ? MAP19_NEED_KEY_UPDATE : 0;
    flags |= hash_might_panic(key) ? MAP19_HASH_MIGHT_PANIC : 0;
    data_u8(w, (unsigned)ks);
    data_u8(w, (unsigned)es);
    data_u16(w, (unsigned)(8 + 8 * (ks + es) + 8));
    data_u32(w, flags);
}

static void write_map_26(DataWriter *w, Type *key, Type *elem)
{
    int64_t ks = types_size(key), es = types_size(elem), ea = types_align(elem);
    uint32_t flags = 0;
    if (ks > MAP_MAX_INLINE)
        flags |= MAP26_INDIRECT_KEY, ks = 8;
    if (es > MAP_MAX_INLINE)
        flags |= MAP26_INDIRECT_ELEM, es = 8, ea = 8;
    flags |= needs_key_update(key) ? MAP26_NEED_KEY_UPDATE : 0;
    flags |= hash_might_panic(key) ? MAP26_HASH_MIGHT_PANIC : 0;
    int64_t off = (ks + ea - 1) / ea * ea, slot = (off + es + 7) / 8 * 8;
    data_u64(w, (uint64_t)(8 + 8 * slot));
    data_u64(w, (uint64_t)slot);
    data_u64(w, (uint64_t)off);
    data_u32(w, flags);
    data_u32(w, 0);
}

static void write_map(Ctx *c, DataWriter *w, Type *t, Type *u)
{
    data_ref(w, 8, desc(u->map.key), 0);
    data_ref(w, 8, desc(u->map.elem), 0);
    data_ref(w, 8, desc(u->map.elem), 0); /* bucket, group: a type, whichever it is */
    data_ref(w, 8, ir_hash_closure(types_canon(u->map.key)), 0);
    if (c->tree_minor >= 24)
        write_map_26(w, u->map.key, u->map.elem);
    else
        write_map_19(w, u->map.key, u->map.elem);
}

/* ---- the part of each kind ---- */

static Package *package_of_fields(Type *u)
{
    for (uint32_t i = 0; i < u->strct.fields.len; i++)
        if (!u->strct.fields.p[i]->exported)
            return u->strct.fields.p[i]->pkg;
    return NULL;
}

/* Writes {pkg_path, array pointer, count, count}; the array comes later, *fixup is where it is
 * referred to. */
static void write_list_head(Ctx *c, DataWriter *w, const Package *pkg, uint32_t n, size_t *fixup)
{
    data_ref(w, 8, path_name(c, pkg), 0);
    *fixup = w->b.len;
    data_ref(w, 8, w->d->linksym, 0);
    data_u64(w, n);
    data_u64(w, n);
}

static void write_kind(Ctx *c, DataWriter *w, Type *t, Type *u, size_t *fixup)
{
    switch ((int)u->kind) {
    case TY_ARRAY:
        data_ref(w, 8, desc(u->array.elem), 0);
        data_ref(w, 8, desc(types_new_slice(u->array.elem)), 0);
        data_u64(w, (uint64_t)u->array.len);
        break;
    case TY_SLICE:
        data_ref(w, 8, desc(u->slice.elem), 0);
        break;
    case TY_POINTER:
        data_ref(w, 8, desc(u->pointer.elem), 0);
        break;
    case TY_CHAN:
        data_ref(w, 8, desc(u->chan.elem), 0);
        data_u64(w, u->chan.dir == CHAN_BOTH ? 3 : u->chan.dir == CHAN_RECV ? 1 : 2);
        break;
    case TY_SIGNATURE:
        data_u16(w, u->sig.params.len);
        data_u16(w, u->sig.results.len | (u->sig.variadic ? FUNC_VARIADIC : 0));
        data_u32(w, 0);
        break;
    case TY_INTERFACE:
        write_list_head(c, w, name_of(t) ? name_of(t)->pkg : NULL, types_interface_methods(u)->len,
                        fixup);
        break;
    case TY_STRUCT:
        write_list_head(c, w, package_of_fields(u), u->strct.fields.len, fixup);
        break;
    case TY_MAP:
        write_map(c, w, t, u);
        break;
    }
}

/* ---- what stands behind the uncommon part ---- */

static void write_interface_methods(Ctx *c, DataWriter *w, Type *t, Type *u)
{
    ObjVec *ms = types_interface_methods(u);
    const Package *own = name_of(t) ? name_of(t)->pkg : NULL;
    for (uint32_t i = 0; i < ms->len; i++) {
        Obj *m = ms->p[i];
        const Package *pkg = !m->exported && m->pkg != own ? m->pkg : NULL;
        data_ref(w, 4, name_sym(c, m->name, NULL, m->exported ? NAME_EXPORTED : 0, pkg), 0);
        Type *sig = m->type;
        data_ref(w, 4, desc(types_new_signature(NULL, sig->sig.params, sig->sig.results,
                                                sig->sig.variadic)), 0);
    }
}

static void write_fields(Ctx *c, DataWriter *w, Type *u)
{
    for (uint32_t i = 0; i < u->strct.fields.len; i++) {
        Obj *f = u->strct.fields.p[i];
        unsigned flags = (f->exported ? NAME_EXPORTED : 0) | (f->var.embedded ? NAME_EMBEDDED : 0);
        const Sym *tag = u->strct.tags ? u->strct.tags[i] : NULL;
        data_ref(w, 8, name_sym(c, f->name, tag, flags, NULL), 0);
        data_ref(w, 8, desc(f->type), 0);
        data_u64(w, (uint64_t)types_field_offset(u, (int)i));
    }
}

static void write_signature_types(DataWriter *w, Type *u)
{
    for (uint32_t i = 0; i < u->sig.params.len; i++)
        data_ref(w, 8, desc(u->sig.params.p[i]->type), 0);
    for (uint32_t i = 0; i < u->sig.results.len; i++)
        data_ref(w, 8, desc(u->sig.results.p[i]->type), 0);
}

static void write_tail(Ctx *c, DataWriter *w, Type *t, Type *u, size_t fixup)
{
    if (fixup)
        for (uint32_t i = 0; i < w->d->relocs.len; i++)
            if (w->d->relocs.p[i].offset == (int64_t)fixup)
                w->d->relocs.p[i].addend = (int64_t)w->b.len;
    if (u->kind == TY_SIGNATURE)
        write_signature_types(w, u);
    else if (u->kind == TY_INTERFACE)
        write_interface_methods(c, w, t, u);
    else if (u->kind == TY_STRUCT)
        write_fields(c, w, u);
}

/* ---- methods ---- */

/* Code of a method called with the receiver itself, as reflect.Method.Func does. */
static const Sym *direct_code(Type *t, const MethodEntry *m, const Sym *through_iface)
{
    if (types_under(t)->kind == TY_POINTER || is_direct_iface(t))
        return through_iface;
    if (m->npath)
        return ir_method_expr(t, m->func->name, m->func->pkg)->linksym;
    return ir_method_func(t, m->func, NULL)->linksym;
}

static void write_method(Ctx *c, DataWriter *w, Type *t, const MethodVec *ms, uint32_t i)
{
    const MethodEntry *m = &ms->p[i];
    Obj *f = m->func;
    const Package *own = name_of(t) ? name_of(t)->pkg : NULL;
    const Package *pkg = !f->exported && f->pkg != own ? f->pkg : NULL;
    Type *sig = types_under(m->type);
    const Sym *ifn = ir_method_wrapper(t, (int)i)->linksym;
    data_ref(w, 4, name_sym(c, f->name, NULL, f->exported ? NAME_EXPORTED : 0, pkg), 0);
    data_ref(w, 4, desc(types_new_signature(NULL, sig->sig.params, sig->sig.results,
                                            sig->sig.variadic)), 0);
    data_ref(w, 4, ifn, 0);
    data_ref(w, 4, direct_code(t, m, ifn), 0);
}

static void write_uncommon_head(Ctx *c, DataWriter *w, Type *t, const MethodVec *ms, size_t *at)
{
    uint32_t exported = 0, n = ms ? ms->len : 0;
    for (uint32_t i = 0; i < n; i++)
        exported += ms->p[i].func->exported;
    *at = w->b.len;
    const Package *pkg = t->kind == TY_UNSAFE_POINTER ? package_unsafe
                         : name_of(t)                 ? name_of(t)->pkg
                                                      : NULL;
    data_ref(w, 4, path_name(c, pkg), 0);
    data_u16(w, n);
    data_u16(w, exported);
    data_u32(w, 0);
    data_u32(w, 0);
}

static void write_desc(Ctx *c, Type *t)
{
    Type *u = types_under(t);
    MethodVec *ms = methods_of(t);
    DataWriter w = data_begin(ir_typedesc_sym(t), 8);
    w.d->type = NULL;
    size_t fixup = 0, uncommon = 0;
    write_common(c, &w, t, ms);
    write_kind(c, &w, t, u, &fixup);
    if (has_uncommon(t, ms))
        write_uncommon_head(c, &w, t, ms, &uncommon);
    write_tail(c, &w, t, u, fixup);
    if (uncommon) {
        uint32_t moff = (uint32_t)(w.b.len - uncommon);
        memcpy(w.b.p + uncommon + offsetof(GoUncommon, moff), &moff, 4);
        for (uint32_t i = 0; ms && i < ms->len; i++)
            write_method(c, &w, t, ms, i);
    }
    data_end(&w, c->p);
}

/* ---- itabs ---- */

static const Sym *find_method(Type *t, const MethodVec *ms, const Obj *want)
{
    for (uint32_t i = 0; i < ms->len; i++) {
        const Obj *f = ms->p[i].func;
        if (f->name == want->name && (want->exported || f->pkg == want->pkg))
            return ir_method_wrapper(t, (int)i)->linksym;
    }
    return NULL;
}

static bool implements(Type *t, const MethodVec *have, const ObjVec *want)
{
    for (uint32_t i = 0; i < want->len; i++)
        if (!find_method(t, have, want->p[i]))
            return false;
    return true;
}

/* Only the runtime's own table of itabs is written to; static ones are found through the section
 * seago_itablinks (see llvm_module.c). */
static void write_itab(Ctx *c, Type *iface, Type *t)
{
    const Sym *name = ir_itab_sym(iface, t);
    if (map_get(&c->written, name))
        return;
    map_set(&c->written, name, (void *)name);
    ObjVec *want = types_interface_methods(types_under(iface));
    MethodVec *have = types_method_set(t);
    DataWriter w = data_begin(name, 8);
    data_ref(&w, 8, desc(iface), 0);
    data_ref(&w, 8, desc(t), 0);
    data_u32(&w, type_hash(t));
    data_u32(&w, 0);
    bool ok = implements(t, have, want); /* not so: an assertion that always fails */
    for (uint32_t i = 0; i < want->len; i++)
        data_ref(&w, 8, ok ? find_method(t, have, want->p[i]) : NULL, 0);
    data_end(&w, c->p);
}

/* ---- all of a package ---- */

static void want_own_types(Ctx *c)
{
    const Map *names = &c->p->pkg->scope->names;
    for (uint32_t i = 0; i < names->len; i++) {
        Obj *o = names->entries[i].value;
        if (!o || o->kind != OBJ_TYPENAME || o->tname.is_alias || !o->type ||
            o->type->kind != TY_NAMED || o->type->named.tparams.len)
            continue;
        ir_typedesc_sym(types_canon(o->type));
        ir_typedesc_sym(types_canon(types_new_pointer(o->type)));
    }
}

/* Describing types makes wrappers, whose desugaring wants more types: until nothing is new. */
void backend_typedescs(IrPackage *p, int tree_minor)
{
    Ctx c = {.p = p, .tree_minor = tree_minor};
    want_own_types(&c);
    uint32_t desc_at = 0, itab_at = 0, func_at = 0;
    while (desc_at < p->descs.len || itab_at < p->itabs.len || func_at < p->funcs.len) {
        for (; itab_at < p->itabs.len; itab_at++)
            write_itab(&c, p->itabs.p[itab_at].iface, p->itabs.p[itab_at].type);
        for (; desc_at < p->descs.len; desc_at++) {
            Type *t = p->descs.p[desc_at];
            const Sym *name = ir_typedesc_sym(t);
            if (map_get(&c.written, name))
                continue;
            map_set(&c.written, name, (void *)name);
            if (!described_elsewhere(&c, t))
                write_desc(&c, t);
        }
        if (func_at < p->funcs.len) {
            func_at = p->funcs.len;
            ir_lower_new(p);
        }
    }
}
