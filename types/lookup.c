/* Finding fields and methods, through embedding (spec: Selectors, Method sets). */
#include <string.h>

#include "types/core.h"

/* A type reached at the current depth of the search. */
typedef struct Embedded {
    Type *type;
    const EmbedStep *path; /* fields that lead to it */
    bool indirect;  /* through a pointer */
    bool multiples; /* several of this type at this depth: whatever is found in it is ambiguous */
} Embedded;

typedef VEC(Embedded) EmbeddedVec;

typedef struct Search {
    Package *pkg;
    const Sym *name;
    bool fold;
    EmbeddedVec next;
    SeenTypes seen; /* declared types of lower depths: they shadow themselves further down */
    Lookup found;
} Search;

/* ---- ways through embedded fields ---- */

const EmbedStep *embed_step(Arena *a, const EmbedStep *outer, int index)
{
    EmbedStep *s = NEW(a, EmbedStep);
    *s = (EmbedStep){ outer, index, embed_depth(outer) + 1 };
    return s;
}

int *embed_path(const EmbedStep *s)
{
    int *path = NEW_ARRAY(perm, int, embed_depth(s));
    for (; s != NULL; s = s->outer)
        path[s->depth - 1] = s->index;
    return path;
}

bool seen_before(Arena *a, SeenTypes *s, Type *named)
{
    enum { FEW = 16 };
    bool instance = named->named.targs.len > 0;
    if (!instance && map_get(&s->many, named) != NULL)
        return true;
    for (uint32_t i = 0; i < s->list.len; i++)
        if (s->list.p[i] == named || (instance && types_identical(s->list.p[i], named)))
            return true;
    if (instance || s->list.len < FEW) {
        vec_push(a, &s->list, named);
        return false;
    }
    if (s->many.len == 0)
        map_init(&s->many, a);
    map_set(&s->many, named, named);
    return false;
}

/* ---- the search ---- */

static bool matches(const Search *s, const Obj *o)
{
    return obj_matches(o, s->pkg, s->name, s->fold);
}

/* Records a match in e; false if it is the second at this depth. */
static bool found(Search *s, const Embedded *e, Obj *o, int index)
{
    if (s->found.obj != NULL || e->multiples) {
        s->found = (Lookup){ .ambiguous = true };
        return false;
    }
    s->found.obj = o;
    s->found.npath = embed_depth(e->path) + 1;
    s->found.path = embed_path(embed_step(perm, e->path, index));
    s->found.indirect = e->indirect;
    return true;
}

static void add_next(Search *s, const Embedded *e, Obj *f, int index)
{
    bool ptr;
    Type *t = type_deref(obj_type(f), &ptr);
    TypeKind kind = types_unalias(t)->kind;
    if (kind != TY_NAMED && kind != TY_STRUCT && kind != TY_INTERFACE && kind != TY_TYPEPARAM)
        return;
    for (uint32_t i = 0; i < s->next.len; i++) {
        if (types_identical(s->next.p[i].type, t)) {
            s->next.p[i].multiples = true;
            return;
        }
    }
    Embedded n = { t, embed_step(perm, e->path, index), e->indirect || ptr, e->multiples };
    vec_push(perm, &s->next, n);
}

static bool search_struct(Search *s, const Embedded *e, Type *t)
{
    for (uint32_t i = 0; i < t->strct.fields.len; i++) {
        Obj *f = t->strct.fields.p[i];
        if (matches(s, f)) {
            if (!found(s, e, f, (int)i))
                return false;
        } else if (s->found.obj == NULL && f->var.embedded) {
            add_next(s, e, f, (int)i);
        }
    }
    return true;
}

/* Looks into one type; false ends the search: the name is ambiguous. */
static bool search_type(Search *s, const Embedded *e)
{
    Type *t = types_unalias(e->type);
    int index;
    if (t->kind == TY_NAMED) {
        if (seen_before(perm, &s->seen, t))
            return true;
        Obj *m = named_find_method(t, s->pkg, s->name, s->fold, &index);
        if (m != NULL)
            return found(s, e, m, index);
    }
    Type *u = types_under(t);
    if (u->kind == TY_STRUCT)
        return search_struct(s, e, u);
    if (u->kind == TY_INTERFACE) {
        Obj *m = type_set_lookup(typeset_of(u), s->pkg, s->name, s->fold, &index);
        if (m != NULL)
            return found(s, e, m, index);
    }
    return true;
}

/* The receiver of a declared method is known from its syntax even before it is checked. */
static bool has_ptr_recv(Obj *m)
{
    Type *sig = m->type;
    if (m->func.interface_method)
        return false;
    if (sig == NULL || sig->kind != TY_SIGNATURE || sig->sig.recv == NULL ||
        sig->sig.recv->type == NULL)
        return m->func.ptr_recv;
    bool ptr;
    type_deref(sig->sig.recv->type, &ptr);
    return ptr;
}

static Lookup search(Type *t, bool addressable, Package *pkg, const Sym *name, bool fold)
{
    Search s = { .pkg = pkg, .name = name, .fold = fold };
    bool ptr;
    Type *base = type_deref(t, &ptr);
    if (name == sym_blank() || (ptr && types_under(base)->kind == TY_INTERFACE))
        return s.found;
    Embedded first = { base, NULL, ptr, false };
    EmbeddedVec current = { &first, 1, 1 };
    while (current.len > 0) {
        s.next = (EmbeddedVec){0};
        for (uint32_t i = 0; i < current.len; i++)
            if (!search_type(&s, &current.p[i]))
                return s.found;
        if (s.found.obj != NULL)
            break;
        current = s.next;
    }
    Obj *o = s.found.obj;
    if (o != NULL && o->kind == OBJ_FUNC && has_ptr_recv(o) && !s.found.indirect && !addressable)
        return (Lookup){ .need_pointer = true };
    return s.found;
}

Lookup lookup_field_or_method(Type *t, bool addressable, Package *pkg, const Sym *name, bool fold)
{
    /* a declared pointer type has the fields of its base type, but no methods */
    Type *u = types_unalias(t);
    if (u->kind == TY_NAMED && types_under(u)->kind == TY_POINTER) {
        Lookup l = search(types_under(u), false, pkg, name, fold);
        return l.obj != NULL && l.obj->kind == OBJ_FUNC ? (Lookup){0} : l;
    }
    return search(t, addressable, pkg, name, fold);
}

Obj *types_lookup_field_or_method(Type *t, bool addressable, Package *pkg, const Sym *name,
                                  Selection *sel)
{
    Lookup l = lookup_field_or_method(t, addressable, pkg, name, false);
    if (l.obj == NULL)
        return NULL;
    bool method = l.obj->kind == OBJ_FUNC;
    *sel = (Selection){ .kind = method ? SEL_METHOD : SEL_FIELD, .recv = t, .obj = l.obj,
                        .path = l.path, .npath = method ? l.npath - 1 : l.npath,
                        .indirect = l.indirect,
                        .iface_method = method && l.obj->func.interface_method };
    return l.obj;
}

/* ---- missing methods ---- */

/* *alt: a method of t that comes near m. */
static bool lacks_method(Type *t, Obj *m, Obj **alt)
{
    Lookup l = search(t, false, m->pkg, m->name, false);
    if (l.obj != NULL && l.obj->kind == OBJ_FUNC) {
        if (types_identical(obj_type(l.obj), obj_type(m)))
            return false;
        *alt = l.obj;
        return true;
    }
    if (l.obj == NULL)
        l = search(types_new_pointer(t), false, m->pkg, m->name, false);
    if (l.obj == NULL)
        l = search(t, false, m->pkg, m->name, true);
    if (l.obj != NULL && l.obj->kind == OBJ_FUNC)
        *alt = l.obj;
    return true;
}

Obj *lookup_missing_method(Type *t, Type *iface, bool static_, Obj **alt)
{
    Obj *near;
    if (alt == NULL)
        alt = &near;
    *alt = NULL;
    Type *want = types_under(iface), *u = types_under(t);
    if (want->kind != TY_INTERFACE)
        return NULL;
    TypeSet *methods = typeset_of(want);
    TypeSet *have = u->kind == TY_INTERFACE ? typeset_of(u) : NULL;
    for (uint32_t i = 0; i < methods->methods.len; i++) {
        Obj *m = methods->methods.p[i];
        if (have == NULL) {
            if (lacks_method(t, m, alt))
                return m;
            continue;
        }
        Obj *f = type_set_lookup(have, m->pkg, m->name, false, NULL);
        if (f == NULL && static_)
            return m;
        if (f != NULL && f != m && !types_identical(obj_type(f), obj_type(m))) {
            *alt = f;
            return m;
        }
    }
    return NULL;
}

static const char *pointer_to_interface(Type *t)
{
    Type *p = types_under(t);
    if (p->kind != TY_POINTER || types_under(p->pointer.elem)->kind != TY_INTERFACE)
        return NULL;
    if (types_is_typeparam(p->pointer.elem))
        return text_printf("(type %s is pointer to type parameter, not type parameter)",
                           types_string(t));
    return text_printf("(type %s is pointer to interface, not interface)", types_string(t));
}

static const char *have_want(const char *what, Obj *have, Obj *want)
{
    const char *h = func_string(have), *w = func_string(want);
    if (new_wording(20) && strcmp(h, w) == 0) {
        h = func_string_in_full(have);
        w = func_string_in_full(want);
    }
    return text_printf("%s\n\t\thave %s\n\t\twant %s", what, h, w);
}

static const char *near_miss(Type *t, Obj *m, Obj *alt, const char *mname)
{
    if (alt->name != m->name)
        return have_want(text_printf("(missing %s)", mname), alt, m);
    if (!pkg_same(alt->pkg, m->pkg) && !m->exported && new_wording(20))
        return text_printf("(unexported %s)", mname);
    Lookup l = search(t, false, m->pkg, m->name, false);
    if (l.ambiguous && new_wording(24))
        return text_printf("(ambiguous selector %s.%s)", types_string(t), m->name->s);
    if (l.obj == NULL && types_identical(obj_type(m), obj_type(alt)))
        return text_printf("(%s has pointer receiver)", mname);
    return have_want(text_printf("(wrong type for %s)", mname), alt, m);
}

const char *missing_method_cause(Type *t, Type *iface, Obj *missing, Obj *alt)
{
    const char *mname = text_printf(new_wording(20) ? "method %s" : "%s method", missing->name->s);
    if (alt != NULL)
        return near_miss(t, missing, alt, mname);
    const char *ptr = pointer_to_interface(t);
    if (ptr == NULL)
        ptr = pointer_to_interface(iface);
    if (ptr != NULL)
        return ptr;
    Lookup l = search(t, false, missing->pkg, missing->name, false);
    if (l.ambiguous && new_wording(24))
        return text_printf("(ambiguous selector %s.%s)", types_string(t), missing->name->s);
    if (new_wording(24) && l.obj != NULL && l.obj->kind == OBJ_VAR)
        return text_printf("(%s.%s is a field, not a method)", types_string(t), missing->name->s);
    return text_printf("(missing %s)", mname);
}

bool type_assertable(Type *iface, Type *t, const char **cause)
{
    /* an interface may always hold a type that has the methods of another */
    if (types_is_interface(t))
        return true;
    Obj *alt;
    Obj *m = lookup_missing_method(t, iface, false, &alt);
    if (m == NULL)
        return true;
    if (cause != NULL)
        *cause = missing_method_cause(t, iface, m, alt);
    return false;
}
