/* desugar_map.c: map access, assignment, deletion and creation as runtime calls. */
#include "ir/lower.h"

enum { MAX_FAST_ELEM = 128 };

typedef enum MapForm { MAP_SLOW, MAP_FAST32, MAP_FAST64, MAP_FASTSTR } MapForm;

/* As gc chooses: elements up to 128 bytes; keys compared as memory of 4 or 8 bytes, or strings. */
static MapForm map_form(Type *m)
{
    Type *key = types_under(m)->map.key;
    if (types_size(lower_elem(m)) > MAX_FAST_ELEM)
        return MAP_SLOW;
    TypeKind k = lower_kind(key);
    if (k == TY_STRING)
        return MAP_FASTSTR;
    bool memory = types_is_integer(key) || k == TY_BOOL || k == TY_POINTER || k == TY_CHAN ||
                  k == TY_UNSAFE_POINTER;
    if (memory && types_size(key) == 4)
        return MAP_FAST32;
    if (memory && types_size(key) == 8)
        return MAP_FAST64;
    return MAP_SLOW;
}

static const RtId access1[] = {RT_mapaccess1, RT_mapaccess1_fast32, RT_mapaccess1_fast64,
                               RT_mapaccess1_faststr};
static const RtId access2[] = {RT_mapaccess2, RT_mapaccess2_fast32, RT_mapaccess2_fast64,
                               RT_mapaccess2_faststr};
static const RtId assign[] = {RT_mapassign, RT_mapassign_fast32, RT_mapassign_fast64,
                              RT_mapassign_faststr};
static const RtId delete[] = {RT_mapdelete, RT_mapdelete_fast32, RT_mapdelete_fast64,
                              RT_mapdelete_faststr};

/* The key as the entry wants it: a word, a string, or the address of a copy. */
static Node *key_argument(Lower *L, Type *m, Node *key)
{
    Pos pos = key->pos;
    Type *kt = types_under(m)->map.key;
    key = lower_nop(pos, kt, key);
    switch (map_form(m)) {
    case MAP_FASTSTR:
        return lower_nop(pos, T_STRING, key);
    case MAP_FAST32: case MAP_FAST64:
        return key;
    case MAP_SLOW:
        break;
    }
    if (types_size(kt) == 0) {
        lower_discard(L, key);
        key = ir_node(IR_ZERO, pos, kt, 0);
    }
    return lower_as_pointer(lower_addressable(L, key));
}

static Node *map_call(Lower *L, Pos pos, const RtId ids[], Type *result, Node *m, Node *key)
{
    Type *mt = m->type;
    Node *k = key_argument(L, mt, key);
    return lower_rt(L, pos, ids[map_form(mt)], result, 3, lower_typedesc(pos, mt),
                    lower_as_pointer(m), k);
}

/* m[k]   =>   *rt_mapaccess1(M, m, k) */
Node *lower_mapindex(Lower *L, Node *n)
{
    Node *m = lower_expr(L, n->kids[0]);
    Node *k = lower_passing_string(L, n->kids[1]);
    Node *p = map_call(L, n->pos, access1, T_POINTER, m, k);
    if (types_size(n->type) == 0)
        return ir_node(IR_ZERO, n->pos, n->type, 0);
    return lower_copy(L, lower_deref(n->pos, n->type, p));
}

/* v, ok = m[k]   =>   p, ok := rt_mapaccess2(M, m, k); v = *p */
void lower_mapindex2(Lower *L, Node *n, Node **value, Node **ok)
{
    Node *m = lower_expr(L, n->kids[0]);
    Node *k = lower_passing_string(L, n->kids[1]);
    Node *arg = key_argument(L, m->type, k), *p;
    lower_rt2(L, n->pos, access2[map_form(m->type)], T_POINTER, T_BOOL, &p, ok, 3,
              lower_typedesc(n->pos, m->type), lower_as_pointer(m), arg);
    *ok = ir_clone(*ok);
    if (n->flags & NODE_IMPLICIT)
        return;
    if (types_size(n->type) == 0)
        *value = ir_node(IR_ZERO, n->pos, n->type, 0);
    else
        *value = lower_copy(L, lower_deref(n->pos, n->type, ir_clone(p)));
}

Node *lower_mapassign(Lower *L, Pos pos, Node *m, Node *key)
{
    return map_call(L, pos, assign, T_POINTER, ir_clone(m), ir_clone(key));
}

void lower_delete(Lower *L, Node *n)
{
    Node *m = lower_expr(L, n->kids[0]);
    Node *k = lower_passing_string(L, n->kids[1]);
    map_call(L, n->pos, delete, NULL, m, k);
}

/* Room in the frame for the slots of a small map, whose header is h:   h.slots = &slots */
static void slots_in_frame(Lower *L, Pos pos, Type *m, Name *h)
{
    enum { MAX_BYTES = 512 };
    Type *key = types_under(m)->map.key, *elem = lower_elem(m);
    int64_t bytes = MAP_GROUP * (int64_t)map_slot_size(
        (uint64_t)types_size(key), (uint64_t)types_align(key), (uint64_t)types_size(elem),
        (uint64_t)types_align(elem));
    if (bytes == 0 || bytes > MAX_BYTES)
        return;
    Name *slots = ir_temp(L->fn, pos, types_new_array(T_POINTER, bytes / 8));
    lower_zero(L, pos, slots);
    Node *header = lower_as_pointer(lower_addr(ir_name(pos, h)));
    Node *place =
        lower_bin(IR_UNSAFEADD, pos, T_POINTER, header, ir_int(pos, MAP_SLOTS_OFFSET));
    lower_assign(L, pos, lower_deref(pos, T_POINTER, place),
                 lower_as_pointer(lower_addr(ir_name(pos, slots))));
}

/* make(map[K]V, hint): header and slots may stand in the frame */
Node *lower_makemap(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *hint = n->kids[0] ? lower_expr(L, n->kids[0]) : ir_int(pos, 0);
    if (lower_kind(hint->type) != TY_INT)
        hint = ir_node(IR_CONVERT, pos, T_INT, 1, hint);
    Node *mem = ir_nil(pos, T_POINTER);
    if (n->flags & NODE_STACK) {
        Name *h = ir_temp(L->fn, pos, types_new_array(T_POINTER, MAP_HEADER_SIZE / 8));
        lower_zero(L, pos, h);
        int64_t room;
        if (hint->op == IR_CONST && const_int64(hint->aux.val, &room) && room <= MAP_GROUP)
            slots_in_frame(L, pos, n->type, h);
        mem = lower_as_pointer(lower_addr(ir_name(pos, h)));
    }
    Node *m = lower_rt(L, pos, RT_makemap, T_POINTER, 3, lower_typedesc(pos, n->type), hint, mem);
    return lower_nop(pos, n->type, m);
}
