/* Method sets, as type descriptors list them (spec: Method sets). */
#include <stdlib.h>

#include "types/core.h"

typedef struct Candidate {
    Type *type;
    const EmbedStep *path;
    bool indirect, multiples;
} Candidate;

typedef VEC(Candidate) CandidateVec;

/* What a name means at the depth where it is first seen. */
typedef struct NameInfo {
    MethodEntry method; /* without its path */
    const EmbedStep *path;
    bool is_method, ambiguous;
    int depth;
} NameInfo;

typedef struct Walk {
    Arena *arena;      /* of the walk alone */
    Map names;         /* Sym, or id of an unexported name, -> NameInfo */
    SeenTypes seen;
    CandidateVec next;
    int depth;
} Walk;

/* Unexported names of different packages differ. */
static const void *name_key(const Obj *o)
{
    if (o->exported || o->pkg == NULL)
        return o->name;
    return sym_printf("%s.%s", o->pkg->path->s, o->name->s);
}

/* Names found at a lower depth hide this one; a second one at the same depth is ambiguous. */
static NameInfo *note_name(Walk *w, const Candidate *c, Obj *o)
{
    const void *key = name_key(o);
    NameInfo *n = map_get(&w->names, key);
    if (n != NULL) {
        if (n->depth == w->depth)
            n->ambiguous = true;
        return NULL;
    }
    n = NEW(w->arena, NameInfo);
    n->depth = w->depth;
    n->ambiguous = c->multiples;
    map_set(&w->names, key, n);
    return n;
}

static void note_method(Walk *w, const Candidate *c, Obj *m, bool ptr_recv)
{
    NameInfo *n = m->name == sym_blank() ? NULL : note_name(w, c, m);
    if (n == NULL)
        return;
    n->is_method = true;
    n->path = c->path;
    n->method = (MethodEntry){ .func = m, .indirect = c->indirect, .ptr_recv = ptr_recv };
    Type *sig = obj_type(m);
    n->method.type = sig->sig.recv == NULL ? sig
        : types_new_signature(NULL, sig->sig.params, sig->sig.results, sig->sig.variadic);
}

static void note_embedded(Walk *w, const Candidate *c, Obj *f, int index)
{
    bool ptr;
    Type *t = type_deref(f->type, &ptr);
    for (uint32_t i = 0; i < w->next.len; i++) {
        if (types_identical(w->next.p[i].type, t)) {
            w->next.p[i].multiples = true;
            return;
        }
    }
    Candidate n = { t, embed_step(w->arena, c->path, index), c->indirect || ptr, c->multiples };
    vec_push(w->arena, &w->next, n);
}

static void walk_type(Walk *w, const Candidate *c)
{
    Type *t = types_unalias(c->type);
    if (t->kind == TY_NAMED) {
        if (seen_before(w->arena, &w->seen, t))
            return;
        for (int i = 0; i < named_num_methods(t); i++) {
            Obj *m = named_method(t, i);
            note_method(w, c, m, m->func.ptr_recv);
        }
    }
    Type *u = types_under(t);
    if (u->kind == TY_INTERFACE) {
        TypeSet *s = typeset_of(u);
        for (uint32_t i = 0; i < s->methods.len; i++)
            note_method(w, c, s->methods.p[i], false);
    }
    if (u->kind != TY_STRUCT)
        return;
    for (uint32_t i = 0; i < u->strct.fields.len; i++) {
        Obj *f = u->strct.fields.p[i];
        if (f->name != sym_blank())
            note_name(w, c, f);
        if (f->var.embedded)
            note_embedded(w, c, f, (int)i);
    }
}

static int compare_entries(const void *a, const void *b)
{
    return obj_compare_id(((const MethodEntry *)a)->func, ((const MethodEntry *)b)->func);
}

static MethodVec *collect(Walk *w)
{
    MethodVec *v = NEW(perm, MethodVec);
    for (uint32_t i = 0; i < w->names.len; i++) {
        NameInfo *n = w->names.entries[i].value;
        bool reachable = !n->method.ptr_recv || n->method.indirect;
        if (!n->is_method || n->ambiguous || !reachable)
            continue;
        n->method.path = embed_path(n->path);
        n->method.npath = embed_depth(n->path);
        vec_push(perm, v, n->method);
    }
    if (v->len > 1)
        qsort(v->p, v->len, sizeof *v->p, compare_entries);
    return v;
}

static MethodVec *compute(Type *t)
{
    bool ptr;
    Type *base = type_deref(t, &ptr);
    Walk w = {0};
    Type *u = types_unalias(t);
    bool none = (ptr && types_under(base)->kind == TY_INTERFACE) ||
                (u->kind == TY_NAMED && types_under(u)->kind == TY_POINTER);
    if (none)
        return NEW(perm, MethodVec);
    w.arena = arena_new();
    map_init(&w.names, w.arena);
    Candidate first = { base, NULL, ptr, false };
    CandidateVec current = { &first, 1, 1 };
    for (; current.len > 0; w.depth++) {
        w.next = (CandidateVec){0};
        for (uint32_t i = 0; i < current.len; i++)
            walk_type(&w, &current.p[i]);
        current = w.next;
    }
    MethodVec *v = collect(&w);
    arena_free(w.arena);
    return v;
}

static Map cache; /* canonical type -> MethodVec */

MethodVec *types_method_set(Type *t)
{
    Type *key = types_canon(t);
    MethodVec *v = map_get(&cache, key);
    if (v == NULL) {
        v = compute(key);
        map_set(&cache, key, v);
    }
    return v;
}

void methodset_reset(void) { cache = (Map){0}; }

ObjVec *types_interface_methods(Type *t)
{
    return &typeset_of(types_under(t))->methods;
}

int types_interface_method_index(Type *iface, const Sym *name, Package *pkg)
{
    int index = -1;
    type_set_lookup(typeset_of(types_under(iface)), pkg, name, false, &index);
    return index;
}
