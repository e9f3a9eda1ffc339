/* Scopes (spec: Declarations and scope). */
#include "types/core.h"

/* In functions, what an outer scope declares later stands behind the inner one and means nothing there:
 * an outer scope without names stays out of the way, or deep nesting would make each look-up long. */
Scope *scope_new(Scope *outer, bool is_func)
{
    Scope *s = NEW(perm, Scope);
    s->outer = s->next = outer;
    s->local = is_func || (outer && outer->local);
    if (outer && outer->local && outer->names.len == 0)
        s->next = outer->next;
    return s;
}

Obj *scope_lookup(const Scope *s, const Sym *name)
{
    return s->names.len == 0 ? NULL : map_get(&s->names, name);
}

/* An object of a function is in scope behind its declaration only. */
Obj *scope_lookup_parent(Scope *s, const Sym *name, Pos at, Scope **where)
{
    for (; s != NULL; s = s->next) {
        Obj *o = scope_lookup(s, name);
        if (o == NULL || (at != NO_POS && o->scope_pos > at))
            continue;
        if (where != NULL)
            *where = s;
        return o;
    }
    if (where != NULL)
        *where = NULL;
    return NULL;
}

Obj *scope_insert(Scope *s, Obj *o)
{
    Obj *other = scope_lookup(s, o->name);
    if (other != NULL)
        return other;
    map_set(&s->names, o->name, o);
    if (o->parent == NULL)
        o->parent = s;
    return NULL;
}
