/* Instantiation without end: func f[T any]() { f[*T]() } would need infinitely many instances.
 *
 * A graph tells which type parameters flow into which: weight 0 as they are, weight 1 as part of a
 * larger type. A cycle of positive weight is an error; it is found as in Bellman and Ford's
 * algorithm for longest paths. Local types of generic functions count as their parameters do.
 */
#include "types/core.h"

#include <string.h>

typedef struct Vertex {
    Obj *obj;          /* type parameter or local type */
    int weight, len;   /* of the heaviest path that is known */
    int pre;           /* its last edge */
} Vertex;

typedef struct Edge { int dst, src, weight; Pos pos; Type *type; } Edge;

static struct {
    VEC(Vertex) vertices;
    VEC(Edge) edges;
    Map index;         /* Obj -> index of its vertex + 1 */
    Map canon;         /* receiver's type parameter -> that of the type declaration */
} graph;

static int vertex_of(Obj *o)
{
    Obj *c = map_get(&graph.canon, o);
    if (c != NULL)
        o = c;
    intptr_t i = (intptr_t)map_get(&graph.index, o);
    if (i == 0) {
        vec_push(perm, &graph.vertices, ((Vertex){ .obj = o }));
        i = graph.vertices.len;
        map_set(&graph.index, o, (void *)i);
    }
    return (int)i - 1;
}

/* A type argument on its way into a type parameter. */
typedef struct Flow { Obj *tparam; Type *targ; Pos pos; } Flow;

static void add_edge(const Flow *f, int src, Type *part)
{
    int weight = types_unalias(f->targ) != part;
    Edge e = { vertex_of(f->tparam), src, weight, f->pos, f->targ };
    vec_push(perm, &graph.edges, e);
}

static void flow_local(const Flow *f, Type *t)
{
    ObjVec implicit = type_implicit_tparams(t);
    Obj *o = t->named.orig->named.obj;
    if (implicit.len == 0)
        return;
    bool known = map_get(&graph.index, o) != NULL;
    int v = vertex_of(o);
    for (uint32_t i = 0; !known && i < implicit.len; i++) {
        Edge e = { v, vertex_of(implicit.p[i]), 1, o->pos, implicit.p[i]->type };
        vec_push(perm, &graph.edges, e);
    }
    add_edge(f, v, t);
}

static void flow(const Flow *f, Type *t);

static void flow_objs(const Flow *f, const ObjVec *objs)
{
    for (uint32_t i = 0; i < objs->len; i++)
        flow(f, obj_type(objs->p[i]));
}

static void flow(const Flow *f, Type *t)
{
    switch ((int)t->kind) {
    case TY_TYPEPARAM:
        add_edge(f, vertex_of(t->tparam.obj), t);
        break;
    case TY_NAMED:
        flow_local(f, t);
        for (uint32_t i = 0; i < t->named.targs.len; i++)
            flow(f, t->named.targs.p[i]);
        break;
    case TY_ALIAS: flow(f, types_unalias(t)); break;
    case TY_ARRAY: flow(f, t->array.elem); break;
    case TY_SLICE: flow(f, t->slice.elem); break;
    case TY_POINTER: flow(f, t->pointer.elem); break;
    case TY_CHAN: flow(f, t->chan.elem); break;
    case TY_MAP:
        flow(f, t->map.key);
        flow(f, t->map.elem);
        break;
    case TY_STRUCT: flow_objs(f, &t->strct.fields); break;
    case TY_INTERFACE: flow_objs(f, &typeset_of(t)->methods); break;
    case TY_SIGNATURE:
        flow_objs(f, &t->sig.params);
        flow_objs(f, &t->sig.results);
        break;
    }
}

/* Cycles stay within a package: generics take no generics for arguments. */
void check_record_instance(Checker *ck, Pos pos, ObjVec tparams, TypeVec targs, AstExpr **list, int n)
{
    for (uint32_t i = 0; i < tparams.len && i < targs.len; i++) {
        Flow f = { tparams.p[i], targs.p[i], (int)i < n ? start_pos(list[i]) : pos };
        if (tparams.p[i]->pkg == ck->pkg && types_is_parameterized(targs.p[i]))
            flow(&f, targs.p[i]);
    }
}

/* A method's receiver has type parameters of its own. */
static void merge_receivers(Checker *ck)
{
    for (uint32_t i = 0; i < ck->objs.len; i++) {
        Obj *m = ck->objs.p[i];
        if (m->kind != OBJ_FUNC || m->type == NULL || m->type->kind != TY_SIGNATURE ||
            m->type->sig.recv == NULL)
            continue;
        const ObjVec *own = &m->type->sig.recv_tparams;
        Type *base = types_unalias(type_deref(m->type->sig.recv->type, NULL));
        if (base->kind != TY_NAMED)
            continue;
        const ObjVec *decl = &base->named.orig->named.tparams;
        for (uint32_t j = 0; j < own->len && j < decl->len; j++)
            map_set(&graph.canon, own->p[j], decl->p[j]);
    }
    for (uint32_t i = 0; i < graph.edges.len; i++) {
        graph.edges.p[i].src = vertex_of(graph.vertices.p[graph.edges.p[i].src].obj);
        graph.edges.p[i].dst = vertex_of(graph.vertices.p[graph.edges.p[i].dst].obj);
    }
}

static int before(int v) { return graph.edges.p[graph.vertices.p[v].pre].src; }

static void report_loop(Checker *ck, int v)
{
    BitSet seen = bitset_new(perm, graph.vertices.len);
    for (; !bitset_has(&seen, (uint32_t)v); v = before(v))
        bitset_add(&seen, (uint32_t)v);
    Buf b = {0};
    buf_puts(&b, "instantiation cycle:");
    int start = v;
    do {
        const Edge *e = &graph.edges.p[graph.vertices.p[v].pre];
        Obj *o = graph.vertices.p[e->dst].obj;
        buf_printf(&b, "\n\t%s: %s %s %s", pos_string(e->pos), o->name->s,
                   o->type->kind == TY_TYPEPARAM ? "instantiated as"
                                                 : "implicitly parameterized by",
                   types_string(e->type));
        v = before(v);
    } while (v != start);
    check_error(ck, graph.vertices.p[start].obj->pos, "%s", buf_cstr(&b));
    buf_free(&b);
}

void check_monomorphic(Checker *ck)
{
    merge_receivers(ck);
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < graph.edges.len; i++) {
            const Edge *e = &graph.edges.p[i];
            Vertex *src = &graph.vertices.p[e->src], *dst = &graph.vertices.p[e->dst];
            if (src->weight + e->weight <= dst->weight)
                continue;
            dst->pre = (int)i;
            dst->len = src->len + 1;
            if (dst->len >= (int)graph.vertices.len) {
                report_loop(ck, e->dst);
                return;
            }
            dst->weight = src->weight + e->weight;
            again = true;
        }
    }
}

void mono_reset(void) { memset(&graph, 0, sizeof graph); }
