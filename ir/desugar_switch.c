/* desugar_switch.c: switch statements become jumps; strings by length and value, types by identity
 * of descriptors. Bodies keep their order, so that fallthrough is falling through. */
#include <stdlib.h>
#include <string.h>

#include "ir/lower.h"

typedef struct Switch {
    const Sym *end;
    const Sym **bodies;      /* label of each clause's body */
    const Sym *otherwise;    /* default's body, or end */
} Switch;

static Switch new_switch(Lower *L, Node *n, uint32_t first)
{
    Switch s = {.end = lower_new_label(L)};
    s.otherwise = s.end;
    s.bodies = NEW_ARRAY(perm, const Sym *, n->nkids + 1);
    for (uint32_t i = first; i < n->nkids; i++) {
        s.bodies[i] = lower_new_label(L);
        if (n->kids[i]->nkids == 1)
            s.otherwise = s.bodies[i];
    }
    return s;
}

static void jump_if(Lower *L, Pos pos, Node *cond, const Sym *to)
{
    Node *b = ir_block(pos), *g = ir_node(IR_GOTO, pos, NULL, 0);
    g->aux.sym = to;
    ir_append(b, g);
    lower_if(L, pos, cond, b, NULL, 0);
}

static bool ends_with_fallthrough(const Node *body)
{
    return body->nkids > 0 && body->kids[body->nkids - 1]->op == IR_FALLTHROUGH;
}

/* body_i: ...; goto end */
static void bodies(Lower *L, Node *n, Switch *s, uint32_t first)
{
    Target t = {L->targets, n->aux.sym, s->end};
    L->targets = &t;
    for (uint32_t i = first; i < n->nkids; i++) {
        Node *body = n->kids[i]->kids[0];
        lower_label(L, n->kids[i]->pos, s->bodies[i]);
        bool falls = ends_with_fallthrough(body);
        if (falls)
            body->nkids--;
        lower_stmt(L, body);
        if (!falls)
            lower_goto(L, n->pos, s->end);
    }
    L->targets = t.outer;
    lower_label(L, n->pos, s->end);
}

static bool all_constant(Node *n)
{
    for (uint32_t i = 1; i < n->nkids; i++)
        for (uint32_t j = 1; j < n->kids[i]->nkids; j++)
            if (n->kids[i]->kids[j]->op != IR_CONST)
                return false;
    return true;
}

/* All values are integer constants: a jump table of the backend's choice. */
static bool is_integer_switch(Node *n)
{
    Node *tag = n->kids[0];
    return tag && types_is_integer(tag->type) && n->nkids >= 6 && all_constant(n);
}

/* jumptable tag { case c1: goto body1 ... default: goto otherwise } */
static void integer_switch(Lower *L, Node *n, Node *tag, Switch *s)
{
    NodeVec kids = {0};
    Map seen = {0};
    vec_push(perm, &kids, tag);
    for (uint32_t i = 1; i <= n->nkids; i++) {
        bool def = i == n->nkids;
        Node *c = def ? NULL : n->kids[i];
        if (c && c->nkids == 1)
            continue;
        NodeVec parts = {0};
        Node *b = ir_block(n->pos), *g = ir_node(IR_GOTO, n->pos, NULL, 0);
        g->aux.sym = def ? s->otherwise : s->bodies[i];
        ir_append(b, g);
        vec_push(perm, &parts, b);
        for (uint32_t j = 1; c && j < c->nkids; j++) {
            void *key = (void *)(intptr_t)const_bits(c->kids[j]->aux.val, tag->type);
            if (map_find(&seen, key, &(void *){NULL}))
                continue;
            map_set(&seen, key, c);
            vec_push(perm, &parts, c->kids[j]);
        }
        if (def || parts.len > 1)
            vec_push(perm, &kids, ir_node_v(IR_CASE, n->pos, NULL, &parts));
    }
    lower_emit(L, ir_node_v(IR_JUMPTABLE, n->pos, NULL, &kids));
}

/* ---- strings ---- */

enum { MANY_STRINGS = 5, FEW_STRINGS = 4 };

typedef struct StringCase { const Sym *text; Node *value; const Sym *body; } StringCase;
typedef VEC(StringCase) StringCases;

/* By length, then by bytes. */
static int compare_strings(const void *a, const void *b)
{
    const Sym *x = ((const StringCase *)a)->text, *y = ((const StringCase *)b)->text;
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    return memcmp(x->s, y->s, x->len);
}

static bool is_string_switch(Node *n)
{
    uint32_t values = 0;
    for (uint32_t i = 1; i < n->nkids; i++)
        values += n->kids[i]->nkids - 1;
    return n->kids[0] && lower_kind(n->kids[0]->type) == TY_STRING && values >= MANY_STRINGS &&
           all_constant(n);
}

/* Jumps for values of one length: few one after the other, else
 *   if tag <= values[mid] { the lower half } else { the upper half } */
static void same_length(Lower *L, Node *tag, const StringCase *c, uint32_t n)
{
    if (n <= FEW_STRINGS) {
        for (uint32_t i = 0; i < n; i++) {
            Node *v = c[i].value;
            jump_if(L, v->pos, lower_compare(L, lower_bin(IR_EQ, v->pos, T_BOOL, ir_clone(tag), v)),
                    c[i].body);
        }
        return;
    }
    uint32_t mid = (n + 1) / 2;
    Node *v = ir_clone(c[mid - 1].value);
    Node *below = lower_compare(L, lower_bin(IR_LE, v->pos, T_BOOL, ir_clone(tag), v));
    Node *saved = lower_begin(L);
    same_length(L, tag, c, mid);
    Node *low = lower_end(L, saved);
    saved = lower_begin(L);
    same_length(L, tag, c + mid, n - mid);
    lower_if(L, v->pos, below, low, lower_end(L, saved), 0);
}

/* jumptable len(tag) { case n1: the values of length n1; ... default: goto otherwise } */
static void string_switch(Lower *L, Node *n, Node *tag, Switch *s)
{
    StringCases all = {0};
    for (uint32_t i = 1; i < n->nkids; i++)
        for (uint32_t j = 1; j < n->kids[i]->nkids; j++) {
            Node *v = n->kids[i]->kids[j];
            StringCase c = {const_string(v->aux.val), v, s->bodies[i]};
            vec_push(perm, &all, c);
        }
    qsort(all.p, all.len, sizeof *all.p, compare_strings);
    NodeVec kids = {0};
    vec_push(perm, &kids, lower_len(n->pos, ir_clone(tag)));
    for (uint32_t i = 0, end; i < all.len; i = end) {
        size_t len = all.p[i].text->len;
        for (end = i; end < all.len && all.p[end].text->len == len;)
            end++;
        Node *saved = lower_begin(L);
        same_length(L, tag, all.p + i, end - i);
        lower_goto(L, n->pos, s->otherwise);
        Node *b = lower_end(L, saved);
        vec_push(perm, &kids, ir_node(IR_CASE, n->pos, NULL, 2, b, ir_int(n->pos, (int64_t)len)));
    }
    Node *saved = lower_begin(L);
    lower_goto(L, n->pos, s->otherwise);
    vec_push(perm, &kids, ir_node(IR_CASE, n->pos, NULL, 1, lower_end(L, saved)));
    lower_emit(L, ir_node_v(IR_JUMPTABLE, n->pos, NULL, &kids));
}

static void chain(Lower *L, Node *n, Node *tag, Switch *s)
{
    for (uint32_t i = 1; i < n->nkids; i++) {
        Node *c = n->kids[i];
        for (uint32_t j = 1; j < c->nkids; j++) {
            Node *v = c->kids[j], *cond;
            if (tag)
                cond = lower_compare(L, lower_bin(IR_EQ, v->pos, T_BOOL, ir_clone(tag), v));
            else
                cond = lower_expr(L, v);
            jump_if(L, v->pos, cond, s->bodies[i]);
        }
    }
    lower_goto(L, n->pos, s->otherwise);
}

void lower_switch(Lower *L, Node *n)
{
    Switch s = new_switch(L, n, 1);
    Node *tag = n->kids[0];
    if (tag)
        tag = lower_safe(L, all_constant(n) ? lower_passing_string(L, tag) : lower_expr(L, tag));
    if (is_integer_switch(n))
        integer_switch(L, n, tag, &s);
    else if (is_string_switch(n))
        string_switch(L, n, tag, &s);
    else
        chain(L, n, tag, &s);
    bodies(L, n, &s, 1);
}

/* ---- type switches ---- */

/* The clause's variable: x itself for default, nil and several types, x.(T) for a single one. */
static void bind_clause(Lower *L, Node *c, Node *x, Node *value)
{
    Name *v = c->aux.name;
    if (!v)
        return;
    lower_bind(L, ir_name(c->pos, v), value ? value : ir_clone(x), true);
}

static Node *type_test(Lower *L, Node *c, uint32_t j, Node *x, Node **value)
{
    Node *t = c->kids[j];
    Pos pos = t->pos;
    if (t->op == IR_NIL)
        return lower_is_nil(pos, ir_node(IR_IFACETAB, pos, T_POINTER, 1, ir_clone(x)));
    Node *as = ir_node(IR_TYPEASSERT, pos, t->aux.type, 1, ir_clone(x));
    bool bound = c->aux.name && c->nkids == 2;
    if (!bound)
        as->flags |= NODE_IMPLICIT;
    Node *ok;
    if (bound && !types_is_interface(t->aux.type)) { /* the value is read in the body */
        as->flags |= NODE_IMPLICIT;
        lower_assert2(L, as, value, &ok);
        *value = NULL;
        return ok;
    }
    lower_assert2(L, as, value, &ok);
    if (!bound)
        *value = NULL;
    return ok;
}

/* switch v := x.(type) { case T: ... }   =>
 *   t := x; if _, ok := t.(T); ok { goto body }; ... goto otherwise;  body: v := t.(T); ... */
void lower_typeswitch(Lower *L, Node *n)
{
    Switch s = new_switch(L, n, 1);
    Node *x = lower_safe(L, lower_expr(L, n->kids[0]));
    Node **values = NEW_ARRAY(perm, Node *, n->nkids);
    for (uint32_t i = 1; i < n->nkids; i++)
        for (uint32_t j = 1; j < n->kids[i]->nkids; j++) {
            Node *cond = type_test(L, n->kids[i], j, x, &values[i]);
            jump_if(L, n->kids[i]->pos, cond, s.bodies[i]);
        }
    lower_goto(L, n->pos, s.otherwise);
    Target t = {L->targets, n->aux.sym, s.end};
    L->targets = &t;
    for (uint32_t i = 1; i < n->nkids; i++) {
        Node *c = n->kids[i], *v = values[i];
        lower_label(L, c->pos, s.bodies[i]);
        bool single = c->nkids == 2 && c->kids[1]->op != IR_NIL;
        if (single && c->aux.name && !v && !types_is_interface(c->kids[1]->aux.type))
            v = lower_iface_data(L, c->pos, c->kids[1]->aux.type, x);
        bind_clause(L, c, x, v);
        lower_stmt(L, c->kids[0]);
        lower_goto(L, n->pos, s.end);
    }
    L->targets = t.outer;
    lower_label(L, n->pos, s.end);
}
