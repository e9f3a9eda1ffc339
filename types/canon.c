/* One representative for each class of identical types, found by hashing.
 *
 * A type hashes by its own kind and the representatives of its parts, so each part is looked at
 * once: recursive types pass through declared types, which are known by their objects. The representative
 * is the first member of the class that was asked for; its parts need not be representatives.
 */
#include "types/core.h"

#include <string.h>

typedef struct Slot { uint32_t hash; Type *type; } Slot;

static struct { Slot *slots; uint32_t cap, len; } table; /* cap is a power of two */

static uint32_t mix(uint32_t h, uint64_t v)
{
    v = (v ^ h) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(v >> 32) ^ (uint32_t)v;
}

static uint32_t mix_ptr(uint32_t h, const void *p) { return mix(h, (uint64_t)(uintptr_t)p >> 4); }

static uint32_t mix_vars(uint32_t h, const ObjVec *vars)
{
    h = mix(h, vars->len);
    for (uint32_t i = 0; i < vars->len; i++)
        h = mix_ptr(h, types_canon(vars->p[i]->type));
    return h;
}

static const Sym *tag_of(Type *s, uint32_t i)
{
    const Sym *tag = s->strct.tags != NULL ? s->strct.tags[i] : NULL;
    return tag != NULL && tag->len > 0 ? tag : NULL;
}

static uint32_t hash_struct(uint32_t h, Type *t)
{
    h = mix(h, t->strct.fields.len);
    for (uint32_t i = 0; i < t->strct.fields.len; i++) {
        Obj *f = t->strct.fields.p[i];
        h = mix_ptr(mix_ptr(mix_ptr(h, f->name), tag_of(t, i)), types_canon(f->type));
    }
    return h;
}

/* Names only: interface { M(interface { T }) } named T leads back to itself. */
static uint32_t hash_interface(uint32_t h, Type *t)
{
    TypeSet *s = typeset_of(t);
    h = mix(mix(h, s->methods.len), s->terms.len * 4 + s->all_terms * 2 + s->comparable);
    for (uint32_t i = 0; i < s->methods.len; i++)
        h = mix_ptr(h, s->methods.p[i]->name);
    return h;
}

static uint32_t hash_type(Type *t)
{
    uint32_t h = mix(17, (uint64_t)t->kind);
    switch ((int)t->kind) {
    case TY_ARRAY:
        return mix_ptr(mix(h, (uint64_t)t->array.len), types_canon(t->array.elem));
    case TY_SLICE:
        return mix_ptr(h, types_canon(t->slice.elem));
    case TY_POINTER:
        return mix_ptr(h, types_canon(t->pointer.elem));
    case TY_MAP:
        return mix_ptr(mix_ptr(h, types_canon(t->map.key)), types_canon(t->map.elem));
    case TY_CHAN:
        return mix_ptr(mix(h, t->chan.dir), types_canon(t->chan.elem));
    case TY_STRUCT:
        return hash_struct(h, t);
    case TY_TUPLE:
        return mix_vars(h, &t->tuple.vars);
    case TY_SIGNATURE:
        return mix_vars(mix_vars(mix(h, t->sig.variadic), &t->sig.params), &t->sig.results);
    case TY_INTERFACE:
        return hash_interface(h, t);
    case TY_NAMED:
        h = mix_ptr(h, t->named.orig);
        for (uint32_t i = 0; i < t->named.targs.len; i++)
            h = mix_ptr(h, types_canon(t->named.targs.p[i]));
        return h;
    case TY_UNION:
        return mix(h, t->uni.terms.len > 0);
    }
    return h;
}

static bool same(Type *a, Type *b) { return types_canon(a) == types_canon(b); }

static bool equal_vars(const ObjVec *a, const ObjVec *b)
{
    if (a->len != b->len)
        return false;
    for (uint32_t i = 0; i < a->len; i++)
        if (!same(a->p[i]->type, b->p[i]->type))
            return false;
    return true;
}

static bool equal_structs(Type *a, Type *b)
{
    if (a->strct.fields.len != b->strct.fields.len)
        return false;
    for (uint32_t i = 0; i < a->strct.fields.len; i++) {
        Obj *f = a->strct.fields.p[i], *g = b->strct.fields.p[i];
        if (f->var.embedded != g->var.embedded || !obj_same_id(f, g->pkg, g->name) ||
            tag_of(a, i) != tag_of(b, i) || !same(f->type, g->type))
            return false;
    }
    return true;
}

/* Types of equal hash, hence with parts whose representatives are known: a shallow comparison. */
static bool equal_types(Type *a, Type *b)
{
    if (a->kind != b->kind)
        return false;
    switch ((int)a->kind) {
    case TY_ARRAY:
        return a->array.len == b->array.len && same(a->array.elem, b->array.elem);
    case TY_SLICE:
        return same(a->slice.elem, b->slice.elem);
    case TY_POINTER:
        return same(a->pointer.elem, b->pointer.elem);
    case TY_MAP:
        return same(a->map.key, b->map.key) && same(a->map.elem, b->map.elem);
    case TY_CHAN:
        return a->chan.dir == b->chan.dir && same(a->chan.elem, b->chan.elem);
    case TY_STRUCT:
        return equal_structs(a, b);
    case TY_TUPLE:
        return equal_vars(&a->tuple.vars, &b->tuple.vars);
    case TY_SIGNATURE:
        return a->sig.variadic == b->sig.variadic && equal_vars(&a->sig.params, &b->sig.params) &&
               equal_vars(&a->sig.results, &b->sig.results);
    }
    return types_identical(a, b);
}

static Slot *find_slot(uint32_t hash, Type *t)
{
    uint32_t i = hash & (table.cap - 1);
    while (table.slots[i].type != NULL) {
        if (table.slots[i].hash == hash && equal_types(table.slots[i].type, t))
            break;
        i = (i + 1) & (table.cap - 1);
    }
    return &table.slots[i];
}

static void grow(void)
{
    Slot *old = table.slots;
    uint32_t n = table.cap;
    table.cap = n == 0 ? 256 : n * 2;
    table.slots = NEW_ARRAY(perm, Slot, table.cap);
    for (uint32_t i = 0; i < n; i++) {
        if (old[i].type == NULL)
            continue;
        uint32_t j = old[i].hash & (table.cap - 1);
        while (table.slots[j].type != NULL)
            j = (j + 1) & (table.cap - 1);
        table.slots[j] = old[i];
    }
}

Type *types_canon(Type *t)
{
    if (t->canon != NULL)
        return t->canon;
    Type *u = types_unalias(t);
    if (u->canon == NULL) {
        bool self = u->kind == TY_TYPEPARAM || (u->kind == TY_NAMED && u->named.targs.len == 0) ||
                    (u->kind == TY_SIGNATURE && u->sig.tparams.len > 0);
        if (type_is_basic(u)) {
            u->canon = type_basic[u->kind];
        } else if (self) {
            u->canon = u;
        } else {
            uint32_t hash = hash_type(u);
            if (table.len * 2 >= table.cap)
                grow();
            Slot *s = find_slot(hash, u);
            if (s->type == NULL) {
                *s = (Slot){ hash, u };
                table.len++;
            }
            u->canon = s->type;
        }
    }
    return t->canon = u->canon;
}

void canon_reset(void) { memset(&table, 0, sizeof table); }
