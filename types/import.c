/* Reading export data: see exportfmt.h for its layout. */
#include <string.h>

#include "types/exportfmt.h"

void (*types_import_bodies)(ExportReader *r, Package *p);

typedef struct ObjEntry {
    Package *pkg;
    const Sym *name;
    ObjKind kind;
    int local;
    bool alias;
    uint64_t offset;
    Obj *obj; /* NULL until asked for */
} ObjEntry;
typedef struct FileEntry { const Sym *name; const char *at; SrcFile *file; } FileEntry;

struct ExportReader {
    const char *p, *end;         /* where numbers come from now */
    const char *data, *data_end;
    const Sym **strings;
    Package **packages;
    FileEntry *files;
    ObjEntry *objects;
    uint64_t *type_offsets;
    Type **types;
    uint64_t nstrings, npackages, nfiles, nobjects, ntypes;
    bool bad;                    /* the data ends early or a number is out of range */
};

static Map local_types;  /* "path.name·N" -> Obj: types of functions that the process knows */
static Map known_files;  /* name -> SrcFile of imported packages */

/* ---- numbers and tables ---- */

uint64_t import_uint(ExportReader *r)
{
    uint64_t v = 0;
    for (int shift = 0; r->p < r->end && shift < 64; shift += 7) {
        unsigned char c = (unsigned char)*r->p++;
        v |= (uint64_t)(c & 0x7F) << shift;
        if (c < 0x80)
            return v;
    }
    r->bad = true;
    return 0;
}

int64_t import_sint(ExportReader *r)
{
    uint64_t v = import_uint(r);
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

/* A number of at most max. */
static uint64_t bounded(ExportReader *r, uint64_t max)
{
    uint64_t v = import_uint(r);
    if (v <= max)
        return v;
    r->bad = true;
    return 0;
}

/* A count of things that take up at least a byte each. */
static uint64_t count(ExportReader *r) { return bounded(r, (uint64_t)(r->end - r->p)); }

const Sym *import_sym(ExportReader *r)
{
    uint64_t n = bounded(r, r->nstrings);
    return n == 0 ? NULL : r->strings[n - 1];
}

static const Sym *read_name(ExportReader *r)
{
    const Sym *s = import_sym(r);
    return s != NULL ? s : sym("");
}

static Package *read_package(ExportReader *r)
{
    uint64_t n = bounded(r, r->npackages);
    return n == 0 ? NULL : r->packages[n - 1];
}

static SrcFile *load_file(ExportReader *r, FileEntry *e)
{
    ExportReader f = { .p = e->at, .end = r->end, .strings = r->strings, .nstrings = r->nstrings };
    e->file = map_get(&known_files, e->name);
    if (e->file != NULL)
        return e->file;
    e->file = pos_add_file(e->name, NULL, (uint32_t)import_uint(&f));
    map_set(&known_files, e->name, e->file);
    uint64_t n = import_uint(&f);
    uint32_t at = 0;
    e->file->lines.len = 0;
    for (uint64_t i = 0; i < n; i++) {
        at += (uint32_t)import_uint(&f);
        vec_push(perm, &e->file->lines, at);
    }
    n = import_uint(&f);
    for (uint64_t i = 0; i < n; i++) {
        LineInfo info = { .offset = (uint32_t)import_uint(&f) };
        info.file = import_sym(&f);
        info.line = (uint32_t)import_uint(&f);
        info.col = (uint32_t)import_uint(&f);
        pos_add_info(e->file, info);
    }
    return e->file;
}

Pos import_pos(ExportReader *r)
{
    uint64_t n = bounded(r, r->nfiles);
    if (n == 0)
        return NO_POS;
    FileEntry *e = &r->files[n - 1];
    SrcFile *f = e->file != NULL ? e->file : load_file(r, e);
    return f->base + (uint32_t)bounded(r, f->size);
}

/* Reads something at an offset of the data, then goes on where it was. */
typedef struct Place { const char *p, *end; } Place;

static Place go_to(ExportReader *r, uint64_t offset)
{
    Place old = { r->p, r->end };
    r->p = r->data + offset;
    r->end = r->data_end;
    if (offset > (uint64_t)(r->data_end - r->data)) {
        r->bad = true;
        r->p = r->end;
    }
    return old;
}

static void go_back(ExportReader *r, Place old)
{
    r->p = old.p;
    r->end = old.end;
}

/* ---- types ---- */

static void read_types(ExportReader *r, TypeVec *v)
{
    uint64_t n = count(r);
    for (uint64_t i = 0; i < n; i++)
        vec_push(perm, v, import_type(r));
}

static ObjVec read_params(ExportReader *r, bool results)
{
    ObjVec v = {0};
    uint64_t n = count(r);
    for (uint64_t i = 0; i < n; i++) {
        const Sym *name = read_name(r);
        Obj *o = obj_new_param(NO_POS, NULL, name, import_type(r));
        o->var.is_param = !results;
        o->var.is_result = results;
        o->var.index = (int32_t)i;
        vec_push(perm, &v, o);
    }
    return v;
}

static Type *read_struct(ExportReader *r)
{
    ObjVec fields = {0};
    uint64_t n = count(r);
    bool tagged = import_uint(r) != 0;
    const Sym **tags = tagged ? NEW_ARRAY(perm, const Sym *, n + 1) : NULL;
    for (uint64_t i = 0; i < n; i++) {
        Package *pkg = read_package(r);
        const Sym *name = read_name(r);
        Type *t = import_type(r);
        vec_push(perm, &fields, obj_new_field(NO_POS, pkg, name, t, import_uint(r) != 0));
        if (tagged)
            tags[i] = import_sym(r);
    }
    return types_new_struct(fields, tags);
}

static Type *read_interface(ExportReader *r)
{
    bool implicit = import_uint(r) != 0;
    ObjVec methods = {0};
    TypeVec embeddeds = {0};
    uint64_t n = count(r);
    for (uint64_t i = 0; i < n; i++) {
        Package *pkg = read_package(r);
        const Sym *name = read_name(r);
        Obj *m = obj_new(OBJ_FUNC, NO_POS, pkg, name, import_type(r));
        m->func.interface_method = true;
        vec_push(perm, &methods, m);
    }
    read_types(r, &embeddeds);
    Type *t = type_new_interface(methods, embeddeds, NULL);
    t->iface.implicit = implicit;
    /* as if declared here: a receiver of the interface's type */
    for (uint32_t i = 0; i < methods.len; i++)
        if (methods.p[i]->type->kind == TY_SIGNATURE && methods.p[i]->type->sig.recv == NULL)
            methods.p[i]->type->sig.recv = obj_new_param(NO_POS, NULL, sym(""), t);
    return t;
}

static Type *read_signature(ExportReader *r)
{
    ObjVec params = read_params(r, false);
    ObjVec results = read_params(r, true);
    return types_new_signature(NULL, params, results, import_uint(r) != 0);
}

static Type *read_union(ExportReader *r)
{
    Type *t = type_new(TY_UNION);
    uint64_t n = count(r);
    for (uint64_t i = 0; i < n; i++) {
        UnionTerm term = { .tilde = import_uint(r) != 0 };
        term.type = import_type(r);
        vec_push(perm, &t->uni.terms, term);
    }
    return t;
}

/* A declared type or alias, or an instance of it. */
static Type *read_named(ExportReader *r)
{
    Obj *o = import_obj(r);
    TypeVec targs = {0};
    read_types(r, &targs);
    if (o == NULL || o->type == NULL)
        return type_invalid;
    return targs.len == 0 ? o->type : type_instance(NULL, NO_POS, o->type, targs);
}

static const ObjVec *tparams_of(Obj *owner, int64_t method)
{
    static const ObjVec none;
    Type *t = owner->type;
    if (method >= 0)
        return t->kind == TY_NAMED && method < t->named.methods.len
                   ? &t->named.methods.p[method]->type->sig.recv_tparams : &none;
    if (t->kind == TY_NAMED)
        return &t->named.tparams;
    if (t->kind == TY_ALIAS)
        return &t->alias.tparams;
    return t->kind == TY_SIGNATURE ? &t->sig.tparams : &none;
}

/* Reading the owner makes its type parameters known, unless another file has done so before. */
static Type *read_tparam(ExportReader *r, uint64_t number)
{
    Obj *owner = import_obj(r);
    if (owner == NULL) {
        Obj *o = obj_new(OBJ_TYPENAME, NO_POS, NULL, read_name(r), NULL);
        Type *t = type_new_tparam(o, (int)import_uint(r), NULL);
        r->types[number] = t;
        t->tparam.bound = import_type(r);
        return t;
    }
    if (r->types[number] != NULL)
        return r->types[number];
    int64_t method = import_sint(r);
    uint64_t index = import_uint(r);
    const ObjVec *v = tparams_of(owner, method);
    return index < v->len ? v->p[index]->type : type_invalid;
}

static Type *read_array(ExportReader *r)
{
    Type *elem = import_type(r);
    return types_new_array(elem, import_sint(r));
}

static Type *read_map(ExportReader *r)
{
    Type *key = import_type(r);
    return types_new_map(key, import_type(r));
}

static Type *read_chan(ExportReader *r)
{
    ChanDir dir = (ChanDir)import_uint(r);
    return types_new_chan(dir, import_type(r));
}

static Type *read_type(ExportReader *r, uint64_t number)
{
    switch ((int)import_uint(r)) {
    case TY_ARRAY: return read_array(r);
    case TY_SLICE: return types_new_slice(import_type(r));
    case TY_POINTER: return types_new_pointer(import_type(r));
    case TY_MAP: return read_map(r);
    case TY_CHAN: return read_chan(r);
    case TY_STRUCT: return read_struct(r);
    case TY_TUPLE: return types_new_tuple(read_params(r, true));
    case TY_SIGNATURE: return read_signature(r);
    case TY_INTERFACE: return read_interface(r);
    case TY_UNION: return read_union(r);
    case TY_NAMED: case TY_ALIAS: return read_named(r);
    case TY_TYPEPARAM: return read_tparam(r, number);
    }
    r->bad = true;
    return type_invalid;
}

static Type *fixed_type(uint64_t n)
{
    switch (n) {
    case XT_NONE: return NULL;
    case XT_BYTE: return type_byte;
    case XT_RUNE: return type_rune;
    case XT_ERROR: return type_error;
    case XT_ANY: return type_any;
    case XT_COMPARABLE: return type_comparable;
    case XT_EMPTY_TUPLE: return type_empty_tuple;
    }
    return type_basic[n - XT_BASIC];
}

Type *import_type(ExportReader *r)
{
    uint64_t n = bounded(r, XT_FIRST - 1 + r->ntypes);
    if (n < XT_FIRST)
        return fixed_type(n);
    n -= XT_FIRST;
    if (r->types[n] == NULL) {
        Place old = go_to(r, r->type_offsets[n]);
        Type *t = read_type(r, n);
        r->types[n] = t;
        go_back(r, old);
    }
    return r->types[n];
}

/* ---- objects ---- */

static ObjVec read_tparams(ExportReader *r, Package *pkg)
{
    ObjVec v = {0};
    uint64_t n = count(r);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t number = bounded(r, XT_FIRST - 1 + r->ntypes);
        Obj *o = obj_new(OBJ_TYPENAME, NO_POS, pkg, read_name(r), NULL);
        Type *t = type_new_tparam(o, (int)i, NULL);
        if (number >= XT_FIRST)
            r->types[number - XT_FIRST] = t;
        vec_push(perm, &v, o);
    }
    return v;
}

static void read_bounds(ExportReader *r, const ObjVec *tparams)
{
    for (uint32_t i = 0; i < tparams->len; i++)
        tparams->p[i]->type->tparam.bound = import_type(r);
}

static void set_func_flags(Obj *o, uint64_t f)
{
    FuncPragma *p = &o->func.pragma;
    o->func.ptr_recv = (f & XFUNC_PTR_RECV) != 0;
    o->func.has_body = (f & XFUNC_BODY) != 0;
    p->noinline_ = (f & XFUNC_NOINLINE) != 0;
    p->nosplit = (f & XFUNC_NOSPLIT) != 0;
    p->noescape = (f & XFUNC_NOESCAPE) != 0;
    p->norace = (f & XFUNC_NORACE) != 0;
    p->uintptrescapes = (f & XFUNC_UINTPTRESCAPES) != 0;
    p->uintptrkeepalive = (f & XFUNC_UINTPTRKEEPALIVE) != 0;
    p->nocheckptr = (f & XFUNC_NOCHECKPTR) != 0;
    p->systemstack = (f & XFUNC_SYSTEMSTACK) != 0;
}

/* Signatures of objects are their own: type parameters and receivers belong to one only. */
static Type *own_signature(Type *t)
{
    if (t->kind != TY_SIGNATURE)
        return types_new_signature(NULL, (ObjVec){0}, (ObjVec){0}, false);
    return types_new_signature(NULL, t->sig.params, t->sig.results, t->sig.variadic);
}

static void read_func(ExportReader *r, Obj *o)
{
    set_func_flags(o, import_uint(r));
    o->func.pragma.linkname = import_sym(r);
    Type *sig = types_new_signature(NULL, (ObjVec){0}, (ObjVec){0}, false);
    o->type = sig;
    sig->sig.tparams = read_tparams(r, o->pkg);
    read_bounds(r, &sig->sig.tparams);
    Type *t = own_signature(import_type(r));
    sig->sig.params = t->sig.params;
    sig->sig.results = t->sig.results;
    sig->sig.variadic = t->sig.variadic;
}

static Type *receiver_type(Type *named, const ObjVec *tparams, bool ptr)
{
    Type *t = named;
    if (tparams->len > 0) {
        TypeVec targs = {0};
        for (uint32_t i = 0; i < tparams->len; i++)
            vec_push(perm, &targs, tparams->p[i]->type);
        t = type_instance(NULL, NO_POS, named, targs);
    }
    return ptr ? types_new_pointer(t) : t;
}

static void read_method(ExportReader *r, Type *named, Obj *m)
{
    m->pkg = read_package(r);
    m->name = read_name(r);
    m->exported = sym_is_exported(m->name);
    m->pos = import_pos(r);
    set_func_flags(m, import_uint(r));
    m->func.pragma.linkname = import_sym(r);
    Type *sig = m->type;
    sig->sig.recv_tparams = read_tparams(r, m->pkg);
    read_bounds(r, &sig->sig.recv_tparams);
    const Sym *recv = read_name(r);
    sig->sig.recv = obj_new_param(NO_POS, m->pkg, recv, receiver_type(named,
                                  &sig->sig.recv_tparams, m->func.ptr_recv));
    Type *t = own_signature(import_type(r));
    sig->sig.params = t->sig.params;
    sig->sig.results = t->sig.results;
    sig->sig.variadic = t->sig.variadic;
}

static void read_declared(ExportReader *r, Obj *o)
{
    Type *t = type_new_named(o, NULL, (ObjVec){0});
    o->tname.in_func = import_obj(r);
    t->named.tparams = read_tparams(r, o->pkg);
    read_bounds(r, &t->named.tparams);
    t->named.underlying = import_type(r);
    t->named.from_rhs = t->named.underlying;
    uint64_t n = count(r);
    for (uint64_t i = 0; i < n; i++) {
        Type *sig = types_new_signature(NULL, (ObjVec){0}, (ObjVec){0}, false);
        Obj *m = obj_new(OBJ_FUNC, NO_POS, o->pkg, sym(""), sig);
        vec_push(perm, &t->named.methods, m);
    }
    for (uint64_t i = 0; i < n; i++)
        read_method(r, t, t->named.methods.p[i]);
}

static void read_alias(ExportReader *r, Obj *o)
{
    bool node = import_uint(r) != 0;
    o->tname.is_alias = true;
    if (node)
        type_new_alias(o, NULL, (ObjVec){0});
    ObjVec tparams = read_tparams(r, o->pkg);
    if (node)
        o->type->alias.tparams = tparams;
    read_bounds(r, &tparams);
    Type *t = import_type(r);
    if (node)
        o->type->alias.actual = t;
    else
        o->type = t;
}

static void read_object(ExportReader *r, Obj *o, const ObjEntry *e)
{
    o->pos = import_pos(r);
    switch ((int)o->kind) {
    case OBJ_CONST:
        o->type = import_type(r);
        o->cnst.val = import_const(r);
        break;
    case OBJ_VAR:
        o->type = import_type(r);
        o->var.is_global = true;
        o->var.linkname = import_sym(r);
        o->var.addrtaken = import_uint(r) != 0;
        o->var.assigned = import_uint(r) != 0;
        break;
    case OBJ_FUNC: read_func(r, o); break;
    case OBJ_TYPENAME:
        if (e->alias)
            read_alias(r, o);
        else
            read_declared(r, o);
        break;
    }
}

/* What the process knows already of that name. */
static Obj *find_known(const ObjEntry *e)
{
    if (e->local > 0)
        return map_get(&local_types, sym_printf("%s.%s·%d", e->pkg->path->s, e->name->s, e->local));
    return scope_lookup(e->pkg != NULL ? e->pkg->scope : universe, e->name);
}

static Obj *new_object(const ObjEntry *e)
{
    Obj *o = obj_new(e->kind, NO_POS, e->pkg, e->name, NULL);
    o->used = true;
    if (e->local > 0) {
        o->tname.local_index = e->local;
        map_set(&local_types, sym_printf("%s.%s·%d", e->pkg->path->s, e->name->s, e->local), o);
    } else {
        scope_insert(e->pkg->scope, o);
    }
    return o;
}

static Obj *object(ExportReader *r, uint64_t n)
{
    ObjEntry *e = &r->objects[n - 1];
    if (e->obj == NULL)
        e->obj = find_known(e);
    if (e->obj == NULL && e->pkg == NULL)
        r->bad = true;
    if (e->obj == NULL && e->pkg != NULL) {
        e->obj = new_object(e);
        Place old = go_to(r, e->offset);
        read_object(r, e->obj, e);
        go_back(r, old);
    }
    return e->obj;
}

Obj *import_obj(ExportReader *r)
{
    Type *t;
    uint64_t n;
    switch ((int)import_uint(r)) {
    case XREF_OBJECT:
        n = bounded(r, r->nobjects);
        return n == 0 ? NULL : object(r, n);
    case XREF_METHOD:
        t = import_type(r);
        n = import_uint(r);
        if (t->kind == TY_NAMED && n < (uint64_t)named_num_methods(t))
            return named_method(t, (int)n);
        r->bad = true;
        return NULL;
    case XREF_INLINE: {
        ObjKind kind = (ObjKind)import_uint(r);
        Package *pkg = read_package(r);
        const Sym *name = read_name(r);
        return obj_new(kind, NO_POS, pkg, name, import_type(r));
    }
    }
    return NULL;
}

/* ---- tables ---- */

static void read_strings(ExportReader *r)
{
    uint64_t n = count(r);
    r->strings = NEW_ARRAY(perm, const Sym *, n + 1);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t len = count(r);
        r->strings[i] = sym_intern(r->p, len);
        r->p += len;
    }
    r->nstrings = n;
}

static void read_packages(ExportReader *r)
{
    uint64_t n = count(r);
    r->packages = NEW_ARRAY(perm, Package *, n + 1);
    r->npackages = n;
    for (uint64_t i = 0; i < n; i++) {
        const Sym *path = read_name(r), *name = read_name(r);
        Package *p = package_lookup(path);
        if (p == NULL) {
            p = package_new(path, name);
            package_register(p);
        }
        r->packages[i] = p;
    }
}

/* Only remembers where each file's line table is. */
static void read_files(ExportReader *r)
{
    uint64_t n = count(r);
    r->files = NEW_ARRAY(perm, FileEntry, n + 1);
    r->nfiles = n;
    for (uint64_t i = 0; i < n; i++) {
        r->files[i].name = read_name(r);
        r->files[i].at = r->p;
        import_uint(r);
        for (uint64_t lines = count(r); lines > 0; lines--)
            import_uint(r);
        for (uint64_t numbers = 4 * count(r); numbers > 0; numbers--)
            import_uint(r);
    }
}

static void read_tables(ExportReader *r)
{
    read_strings(r);
    read_packages(r);
    read_files(r);
    r->nobjects = count(r);
    r->objects = NEW_ARRAY(perm, ObjEntry, r->nobjects + 1);
    for (uint64_t i = 0; i < r->nobjects; i++) {
        ObjEntry *e = &r->objects[i];
        e->pkg = read_package(r);
        e->name = read_name(r);
        e->kind = (ObjKind)import_uint(r);
        e->local = (int)import_uint(r);
        e->alias = import_uint(r) != 0;
        e->offset = import_uint(r);
    }
    r->ntypes = count(r);
    r->types = NEW_ARRAY(perm, Type *, r->ntypes + 1);
    r->type_offsets = NEW_ARRAY(perm, uint64_t, r->ntypes + 1);
    for (uint64_t i = 0; i < r->ntypes; i++)
        r->type_offsets[i] = import_uint(r);
    uint64_t len = count(r);
    r->data = r->p;
    r->data_end = r->p + len;
    r->p = r->data_end;
}

static Package *read_scope(ExportReader *r)
{
    Package *p = read_package(r);
    if (p == NULL)
        return NULL;
    p->go_minor = (int)import_uint(r);
    uint64_t n = count(r);
    for (uint64_t i = 0; i < n; i++)
        vec_push(perm, &p->imports, read_package(r));
    n = count(r);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t o = bounded(r, r->nobjects);
        if (o > 0)
            object(r, o);
    }
    return p;
}

static const char *check_header(const char *data, size_t len)
{
    size_t magic = strlen(EXPORT_MAGIC);
    uint64_t sum;
    if (len < magic + sizeof sum || memcmp(data, EXPORT_MAGIC, magic) != 0)
        return "export data of another version";
    memcpy(&sum, data + magic, sizeof sum);
    if (sum != export_checksum(data + magic + sizeof sum, len - magic - sizeof sum))
        return "damaged export data";
    return NULL;
}

Package *types_import(const Sym *path, const char *data, size_t len, const char **error)
{
    universe_init();
    Package *p = package_lookup(path);
    if (p != NULL && p->complete)
        return p;
    const char *problem = check_header(data, len);
    size_t head = strlen(EXPORT_MAGIC) + sizeof(uint64_t);
    ExportReader *r = NEW(perm, ExportReader);
    if (problem == NULL) {
        r->p = data + head;
        r->end = data + len;
        read_tables(r);
        p = read_scope(r);
        if (r->bad || p == NULL || p->path != path)
            problem = "malformed export data";
    }
    if (problem != NULL) {
        if (error != NULL)
            *error = problem;
        return NULL;
    }
    p->complete = true;
    if (types_import_bodies != NULL)
        types_import_bodies(r, p);
    return p;
}

void import_reset(void)
{
    local_types = (Map){0};
    known_files = (Map){0};
}
