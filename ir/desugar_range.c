/* desugar_range.c: for range (spec "For statements with range clause"). Each form is stated in Go. */
#include "ir/lower.h"

/* The parts of the loop a range statement becomes:
 *   init; for cond; post { head; body }  */
typedef struct Loop { Node *cond, *post, *head; } Loop;

static bool wanted(const Node *v)
{
    return v && v->op != IR_BLANK;
}

static void finish(Lower *L, Node *n, Loop *loop)
{
    Target t = {L->targets, n->aux.sym, NULL};
    L->targets = &t;
    L->loop_depth++;
    Node *saved = lower_begin(L);
    L->out = loop->head;
    lower_stmt(L, n->kids[3]);
    lower_end(L, saved);
    L->loop_depth--;
    L->targets = t.outer;
    Node *f = ir_node(IR_FOR, n->pos, NULL, 3, loop->cond, loop->post, loop->head);
    f->aux = n->aux;
    lower_emit(L, f);
}

/* Before Go 1.22 the variables are declared once, else in each round. */
static void declare(Lower *L, Node *n)
{
    for (int i = 0; i < 2; i++)
        if (wanted(n->kids[i]) && !(n->flags & NODE_PERITER))
            lower_declare(L, n->pos, n->kids[i]->aux.name);
}

static void set(Lower *L, Node *n, int i, Node *value)
{
    Node *v = n->kids[i];
    if (!wanted(v))
        return;
    if (n->flags & NODE_PERITER)
        lower_bind(L, v, value, true);
    else
        lower_store(L, n->pos, lower_place(L, v, false), lower_nop(n->pos, v->type, value), 0);
}

static Node *increment(Pos pos, Name *i)
{
    Node *b = ir_block(pos);
    Node *next = lower_bin(IR_ADD, pos, i->type, ir_name(pos, i), ir_intt(pos, i->type, 1));
    ir_append(b, ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, i), next));
    return b;
}


/* for i, v := range a   =>   s := a; n := len(s); for h := 0; h < n; h++ { i, v = h, s[h] }
 * An array is copied only if its elements are wanted. */
static void range_list(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *x = n->kids[2];
    Node *s, *len;
    if (lower_kind(x->type) == TY_ARRAY) {
        len = ir_int(pos, types_under(x->type)->array.len);
        s = wanted(n->kids[1]) ? lower_copy(L, lower_expr(L, x)) : lower_expr(L, x);
    } else if (lower_kind(x->type) == TY_POINTER) {
        len = ir_int(pos, types_under(lower_elem(x->type))->array.len);
        s = lower_copy(L, lower_expr(L, x));
        s = ir_node(IR_DEREF, pos, lower_elem(x->type), 1, s);
    } else {
        s = lower_passing_bytes(L, x);
        s = lower_copy(L, s ? s : lower_expr(L, x));
        len = lower_copy(L, lower_len(pos, ir_clone(s)));
    }
    declare(L, n);
    Name *h = ir_temp(L->fn, pos, T_INT);
    lower_define(L, pos, h, ir_int(pos, 0));
    Loop loop = {lower_bin(IR_LT, pos, T_BOOL, ir_name(pos, h), len), increment(pos, h), NULL};
    Node *saved;
    saved = lower_begin(L);
    set(L, n, 0, ir_name(pos, h));
    if (wanted(n->kids[1])) {
        Node *e = lower_bin(IR_INDEX, pos, lower_elem(s->type), ir_clone(s), ir_name(pos, h));
        e->flags |= NODE_BOUNDED;
        set(L, n, 1, e);
    }
    loop.head = lower_end(L, saved);
    finish(L, n, &loop);
}

/* for i, r := range str   =>
 *   s := str
 *   for h := 0; h < len(s); {
 *       t := h
 *       c := rune(s[h])
 *       if c < 0x80 { h++ } else { c, h = rt_decoderune(s, h) }
 *       i, r = t, c
 *       ... }  */
static void range_string(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *s = lower_copy(L, lower_expr(L, n->kids[2]));
    declare(L, n);
    Name *h = ir_temp(L->fn, pos, T_INT), *c = ir_temp(L->fn, pos, type_basic[TY_INT32]);
    lower_define(L, pos, h, ir_int(pos, 0));
    Loop loop = {lower_bin(IR_LT, pos, T_BOOL, ir_name(pos, h), lower_len(pos, ir_clone(s))), NULL,
                 NULL};
    Node *saved;
    saved = lower_begin(L);
    Node *t = lower_copy(L, ir_name(pos, h));
    Node *byte = lower_bin(IR_INDEX, pos, type_byte, ir_clone(s), ir_name(pos, h));
    byte->flags |= NODE_BOUNDED;
    lower_define(L, pos, c, ir_node(IR_CONVERT, pos, c->type, 1, byte));
    Node *inner = lower_begin(L), *r, *next;
    lower_rt2(L, pos, RT_decoderune, c->type, T_INT, &r, &next, 2,
              lower_nop(pos, T_STRING, ir_clone(s)), ir_name(pos, h));
    lower_assign(L, pos, ir_name(pos, c), ir_clone(r));
    lower_assign(L, pos, ir_name(pos, h), ir_clone(next));
    Node *slow = lower_end(L, inner);
    lower_if(L, pos, lower_bin(IR_LT, pos, T_BOOL, ir_name(pos, c), ir_intt(pos, c->type, 0x80)),
             increment(pos, h), slow, NODE_LIKELY);
    set(L, n, 0, ir_clone(t));
    set(L, n, 1, lower_nop(pos, type_rune, ir_name(pos, c)));
    loop.head = lower_end(L, saved);
    finish(L, n, &loop);
}

static Node *iter_word(Pos pos, Name *it, int i)
{
    Node *w = lower_bin(IR_INDEX, pos, T_POINTER, ir_name(pos, it), ir_int(pos, i));
    w->flags |= NODE_BOUNDED;
    return w;
}

/* for k := range m { delete(m, k) }, where == on keys is reflexive, is mapclear(m) */
static bool is_map_clear(Node *n)
{
    Node *k = n->kids[0], *body = n->kids[3];
    if (!wanted(k) || wanted(n->kids[1]) || body->nkids != 1 || body->kids[0]->op != IR_DELETE)
        return false;
    Node *d = body->kids[0], *m = n->kids[2];
    TypeKind kk = lower_kind(k->type);
    bool reflexive = types_is_integer(k->type) || kk == TY_BOOL || kk == TY_STRING ||
                     kk == TY_POINTER || kk == TY_CHAN;
    return reflexive && m->op == IR_NAME && d->kids[0]->op == IR_NAME &&
           m->aux.name == d->kids[0]->aux.name && d->kids[1]->op == IR_NAME &&
           d->kids[1]->aux.name == k->aux.name;
}

/* for k, v := range m   =>
 *   var it iterator
 *   for rt_mapiterinit(M, m, &it); it.key != nil; rt_mapiternext(&it) { k, v = *it.key, *it.elem } */
static void range_map(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Type *mt = n->kids[2]->type, *u = types_under(mt);
    Node *m = lower_expr(L, n->kids[2]);
    if (is_map_clear(n)) {
        lower_rt(L, pos, RT_mapclear, NULL, 2, lower_typedesc(pos, mt), lower_as_pointer(m));
        return;
    }
    declare(L, n);
    Name *it = ir_temp(L->fn, pos, types_new_array(T_POINTER, MAP_ITER_SIZE / 8));
    lower_zero(L, pos, it);
    Node *p = lower_as_pointer(lower_addr(ir_name(pos, it)));
    lower_rt(L, pos, RT_mapiterinit, NULL, 3, lower_typedesc(pos, mt), lower_as_pointer(m), p);
    Node *post = lower_begin(L);
    lower_rt(L, pos, RT_mapiternext, NULL, 1, ir_clone(p));
    post = lower_end(L, post);
    Loop loop = {lower_not_nil(pos, iter_word(pos, it, 0)), post, NULL};
    Node *saved;
    saved = lower_begin(L);
    Node *k = lower_deref(pos, u->map.key, iter_word(pos, it, 0));
    Node *v = lower_deref(pos, u->map.elem, iter_word(pos, it, 1));
    if (wanted(n->kids[0]) && wanted(n->kids[1]))
        v = lower_copy(L, v);
    set(L, n, 0, k);
    set(L, n, 1, v);
    loop.head = lower_end(L, saved);
    finish(L, n, &loop);
}

/* for v := range c   =>   for { v, ok := <-c; if !ok { break }; ... } */
static void range_chan(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *c = lower_copy(L, lower_expr(L, n->kids[2])), *ok;
    declare(L, n);
    Loop loop = {0};
    Node *saved;
    saved = lower_begin(L);
    Node *recv = ir_node(IR_RECV, pos, lower_elem(c->type), 1, ir_clone(c));
    Node *v = lower_recv(L, recv, true, &ok);
    Node *brk = ir_block(pos);
    ir_append(brk, ir_node(IR_BREAK, pos, NULL, 0));
    lower_if(L, pos, lower_not(pos, ok), brk, NULL, NODE_UNLIKELY);
    set(L, n, 0, v);
    loop.head = lower_end(L, saved);
    finish(L, n, &loop);
}

/* for i := range n   =>   for h := 0; h < n; h++ { i = h } */
static void range_int(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *limit = lower_safe(L, lower_expr(L, n->kids[2]));
    declare(L, n);
    Name *h = ir_temp(L->fn, pos, limit->type);
    lower_define(L, pos, h, ir_intt(pos, limit->type, 0));
    Loop loop = {lower_bin(IR_LT, pos, T_BOOL, ir_name(pos, h), limit), increment(pos, h), NULL};
    Node *saved;
    saved = lower_begin(L);
    set(L, n, 0, ir_name(pos, h));
    loop.head = lower_end(L, saved);
    finish(L, n, &loop);
}

void lower_range(Lower *L, Node *n)
{
    Type *t = n->kids[2]->type;
    switch ((int)lower_kind(t)) {
    case TY_ARRAY: case TY_SLICE: case TY_POINTER:
        range_list(L, n);
        return;
    case TY_STRING:
        range_string(L, n);
        return;
    case TY_MAP:
        range_map(L, n);
        return;
    case TY_CHAN:
        range_chan(L, n);
        return;
    default:
        range_int(L, n);
    }
}
