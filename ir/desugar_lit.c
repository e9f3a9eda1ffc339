/* desugar_lit.c: composite literals. Constant parts are copied from read-only data, the rest is
 * assigned element by element. */
#include "ir/lower.h"

static Node *element(Pos pos, Node *place, int64_t i)
{
    Node *e = lower_bin(IR_INDEX, pos, lower_elem(place->type), place, ir_int(pos, i));
    e->flags |= NODE_BOUNDED;
    return e;
}

static int64_t key_index(Node *kid, int64_t next, Node **value)
{
    *value = kid;
    if (kid->op != IR_KEY)
        return next;
    *value = kid->kids[1];
    int64_t i = 0;
    const_int64(kid->kids[0]->aux.val, &i);
    return i;
}

static int64_t literal_length(Node *n)
{
    int64_t next = 0, max = 0;
    Node *v;
    for (uint32_t i = 0; i < n->nkids; i++) {
        next = key_index(n->kids[i], next, &v) + 1;
        if (next > max)
            max = next;
    }
    return max;
}

static void part(Lower *L, Node *place, Node *v)
{
    if (v->op == IR_ZERO || v->op == IR_NIL)
        return;
    if (v->op == IR_STRUCTLIT || v->op == IR_ARRAYLIT) {
        lower_lit_into(L, v, place, true);
        return;
    }
    Node *x = lower_expr(L, v);
    lower_assign(L, v->pos, place, lower_nop(v->pos, place->type, x));
}

/* The order in which the source writes a struct literal's values: by position. */
static uint32_t *source_order(Node *n)
{
    uint32_t *order = NEW_ARRAY(perm, uint32_t, n->nkids + 1), count = 0;
    for (uint32_t i = 0; i < n->nkids; i++) {
        if (!n->kids[i])
            continue;
        uint32_t j = count++;
        for (; j > 0 && n->kids[order[j - 1]]->pos > n->kids[i]->pos; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    order[count] = UINT32_MAX;
    return order;
}

static void struct_lit_into(Lower *L, Node *n, Node *place)
{
    for (uint32_t *i = source_order(n); *i != UINT32_MAX; i++)
        part(L, lower_field(n->pos, ir_clone(place), (int)*i), n->kids[*i]);
}

/* place = T{...}; zeroed: place holds zero already. place can be evaluated any number of times, and
 * nothing in the literal refers to it. */
void lower_lit_into(Lower *L, Node *n, Node *place, bool zeroed)
{
    const Sym *ro = types_size(n->type) > 32 ? static_readonly(n->type, n) : NULL;
    if (ro) {
        Node *p = lower_symaddr(n->pos, lower_ptr_to(n->type), ro);
        lower_assign(L, n->pos, place, lower_deref(n->pos, n->type, p));
        return;
    }
    if (!zeroed)
        lower_assign(L, n->pos, place, ir_node(IR_ZERO, n->pos, n->type, 0));
    if (n->op == IR_STRUCTLIT) {
        struct_lit_into(L, n, place);
        return;
    }
    int64_t next = 0;
    for (uint32_t i = 0; i < n->nkids; i++) {
        Node *v;
        int64_t at = key_index(n->kids[i], next, &v);
        part(L, element(n->pos, ir_clone(place), at), v);
        next = at + 1;
    }
}

/* []T{...}   =>   p := new([n]T); *p = [n]T{...}; p[:] */
static Node *slice_lit(Lower *L, Node *n)
{
    Pos pos = n->pos;
    int64_t len = literal_length(n);
    Type *at = types_new_array(lower_elem(n->type), len);
    Node *p = lower_new(L, pos, at, n->flags & NODE_STACK);
    NodeVec kids = {0};
    for (uint32_t i = 0; i < n->nkids; i++)
        vec_push(perm, &kids, n->kids[i]);
    Node *a = ir_node_v(IR_ARRAYLIT, pos, at, &kids);
    lower_lit_into(L, a, lower_deref(pos, at, p), true);
    Node *data = lower_nop(pos, lower_ptr_to(lower_elem(n->type)), ir_clone(p));
    return ir_node(IR_MKSLICE, pos, n->type, 3, data, ir_int(pos, len), ir_int(pos, len));
}

enum { MAP_LOOP_ENTRIES = 25 };

static void map_entries(Lower *L, Node *m, Node *n)
{
    for (uint32_t i = 0; i < n->nkids; i++) {
        Node *kv = n->kids[i];
        Node *k = lower_value(L, kv->kids[0]);
        Node *v = lower_value(L, kv->kids[1]);
        Node *p = lower_mapassign(L, kv->pos, m, k);
        lower_assign(L, kv->pos, lower_deref(kv->pos, types_under(n->type)->map.elem, p),
                     lower_nop(kv->pos, types_under(n->type)->map.elem, v));
    }
}

/* Many constant entries:   keys := [n]K{...}; elems := [n]V{...} (read-only)
 *   for i := 0; i < n; i++ { m[keys[i]] = elems[i] } */
static bool map_from_arrays(Lower *L, Node *m, Node *n)
{
    if (n->nkids <= MAP_LOOP_ENTRIES)
        return false;
    Pos pos = n->pos;
    Type *mt = types_under(n->type);
    NodeVec keys = {0}, elems = {0};
    for (uint32_t i = 0; i < n->nkids; i++) {
        vec_push(perm, &keys, n->kids[i]->kids[0]);
        vec_push(perm, &elems, n->kids[i]->kids[1]);
    }
    Type *kt = types_new_array(mt->map.key, keys.len), *vt = types_new_array(mt->map.elem, keys.len);
    const Sym *ks = static_readonly(kt, ir_node_v(IR_ARRAYLIT, pos, kt, &keys));
    const Sym *vs = ks ? static_readonly(vt, ir_node_v(IR_ARRAYLIT, pos, vt, &elems)) : NULL;
    if (!vs)
        return false;
    Name *i = ir_temp(L->fn, pos, T_INT);
    lower_define(L, pos, i, ir_int(pos, 0));
    Node *saved = lower_begin(L);
    Node *ka = lower_deref(pos, kt, lower_symaddr(pos, lower_ptr_to(kt), ks));
    Node *va = lower_deref(pos, vt, lower_symaddr(pos, lower_ptr_to(vt), vs));
    Node *k = lower_bin(IR_INDEX, pos, mt->map.key, ka, ir_name(pos, i));
    Node *v = lower_bin(IR_INDEX, pos, mt->map.elem, va, ir_name(pos, i));
    k->flags |= NODE_BOUNDED;
    v->flags |= NODE_BOUNDED;
    Node *p = lower_mapassign(L, pos, m, lower_copy(L, k));
    lower_assign(L, pos, lower_deref(pos, mt->map.elem, p), v);
    Node *body = lower_end(L, saved);
    Node *post = ir_block(pos);
    ir_append(post, ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, i),
                            lower_bin(IR_ADD, pos, T_INT, ir_name(pos, i), ir_int(pos, 1))));
    Node *cond = lower_bin(IR_LT, pos, T_BOOL, ir_name(pos, i), ir_int(pos, keys.len));
    lower_emit(L, ir_node(IR_FOR, pos, NULL, 3, cond, post, body));
    return true;
}

/* map[K]V{k: v, ...}   =>   m := make(map[K]V, n); m[k] = v; ... */
static Node *map_lit(Lower *L, Node *n)
{
    Node *mk = ir_node(IR_MAKEMAP, n->pos, n->type, 1, ir_int(n->pos, n->nkids));
    mk->flags = n->flags & NODE_STACK;
    Node *m = lower_safe(L, lower_makemap(L, mk));
    if (!map_from_arrays(L, m, n))
        map_entries(L, m, n);
    return ir_clone(m);
}

Node *lower_lit(Lower *L, Node *n)
{
    if (n->op == IR_SLICELIT)
        return slice_lit(L, n);
    if (n->op == IR_MAPLIT)
        return map_lit(L, n);
    if (n->nkids == 0)
        return ir_node(IR_ZERO, n->pos, n->type, 0);
    Name *t = ir_temp(L->fn, n->pos, n->type);
    lower_zero(L, n->pos, t);
    lower_lit_into(L, n, ir_name(n->pos, t), true);
    return ir_name(n->pos, t);
}

/* &T{...}   =>   p := new(T); *p = T{...} */
Node *lower_ptrlit(Lower *L, Node *n)
{
    Node *lit = n->kids[0];
    bool stack = (n->flags | lit->flags) & NODE_STACK;
    if (lit->op != IR_STRUCTLIT && lit->op != IR_ARRAYLIT) {
        Node *v = lower_safe(L, lower_expr(L, lit));
        Node *p = lower_new(L, n->pos, lit->type, n->flags & NODE_STACK);
        lower_assign(L, n->pos, lower_deref(n->pos, lit->type, ir_clone(p)), v);
        return lower_nop(n->pos, n->type, ir_clone(p));
    }
    Node *p = lower_new(L, n->pos, lit->type, stack);
    lower_lit_into(L, lit, lower_deref(n->pos, lit->type, p), true);
    return lower_nop(n->pos, n->type, ir_clone(p));
}
