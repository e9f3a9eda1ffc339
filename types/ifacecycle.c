/* Interfaces without a name that contain themselves: type T interface { m() interface{ T } }. Trees
 * from 1.20 on refuse them, after all other checks. */
#include "types/core.h"

typedef struct CycleFinder {
    Map cyclic; /* interface -> itself while it is visited, NULL once it is known to be fine */
} CycleFinder;

static bool visit(CycleFinder *f, Type *t);

static bool visit_objs(CycleFinder *f, const ObjVec *objs)
{
    for (uint32_t i = 0; i < objs->len; i++)
        if (visit(f, obj_type(objs->p[i])))
            return true;
    return false;
}

static bool visit_interface(CycleFinder *f, Type *t)
{
    void *state;
    if (t->iface.methods.len == 0 && t->iface.embeddeds.len == 0)
        return false;
    if (map_find(&f->cyclic, t, &state))
        return state != NULL;
    map_set(&f->cyclic, t, t);
    if (visit_objs(f, &typeset_of(t)->methods))
        return true;
    map_set(&f->cyclic, t, NULL);
    return false;
}

/* Types with names end the search: cycles through them are fine. */
static bool visit(CycleFinder *f, Type *t)
{
    t = types_unalias(t);
    switch ((int)t->kind) {
    case TY_POINTER:
        return visit(f, t->pointer.elem);
    case TY_ARRAY:
        return visit(f, t->array.elem);
    case TY_SLICE:
        return visit(f, t->slice.elem);
    case TY_CHAN:
        return visit(f, t->chan.elem);
    case TY_MAP:
        return visit(f, t->map.key) || visit(f, t->map.elem);
    case TY_STRUCT:
        return visit_objs(f, &t->strct.fields);
    case TY_SIGNATURE:
        return visit_objs(f, &t->sig.params) || visit_objs(f, &t->sig.results);
    case TY_INTERFACE:
        return visit_interface(f, t);
    }
    return false;
}

typedef struct Search { Checker *ck; CycleFinder finder; } Search;

static bool enter(void *ctx, AstNode *n)
{
    Search *s = ctx;
    AstExpr *e = (AstExpr *)n;
    if (n->kind != AST_InterfaceType)
        return true;
    Type *t = e->type != NULL ? types_unalias(e->type) : NULL;
    if (t == NULL || t->kind != TY_INTERFACE || !visit_objs(&s->finder, &typeset_of(t)->methods))
        return false;
    check_error(s->ck, ast_pos(n), "invalid recursive type: anonymous interface refers to itself "
                "(see https://go.dev/issue/56103)");
    for (uint32_t i = 0; i < s->finder.cyclic.len; i++)
        s->finder.cyclic.entries[i].value = NULL; /* no second report */
    return false;
}

void check_interface_cycles(Checker *ck)
{
    Search s = { .ck = ck };
    AstVisitor v = { .enter = enter, .ctx = &s };
    for (int i = 0; i < ck->nfiles; i++)
        ast_walk(ck->files[i], &v);
}
