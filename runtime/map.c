/* runtime/map.c: maps of any key type, and iteration. */
#include "runtime/map.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/iface.h"
#include "runtime/malloc.h"

const u8 map_zero[1024] __attribute__((aligned(64)));

void *map_zero_elem(const GoType *elem)
{
    if (elem->size <= sizeof map_zero)
        return (void *)map_zero;
    return rt_newobject(elem);
}

void map_fatal(const char *what) { fatal(what); }
void map_assign_nil(void) { panic_plain_error("assignment to entry in nil map"); }

/* --- layout of slots -------------------------------------------------------------------------- */

static bool indirect(const GoType *t) { return t->size > MAP_MAX_INLINE; }

typedef struct SlotLayout {
    struct SlotLayout *next;
    const GoMapType *type;
    Layout layout;
    u64 mask;
} SlotLayout;
static SlotLayout *slot_layouts[256];
static Mutex slot_layouts_lock = MUTEX(SLOTS);

static u64 mask_of(const GoType *t)
{
    if (indirect(t))
        return 1;
    if (t->ptrdata == 0)
        return 0;
    Layout lay;
    layout_of_type(&lay, t);
    return lay.ptr_words < 64 ? lay.mask[0] & ((1ULL << lay.ptr_words) - 1) : lay.mask[0];
}

static const Layout *slot_layout(const GoMapType *t, const Hmap *h)
{
    SlotLayout **head = &slot_layouts[((usize)t >> 5) % NELEM(slot_layouts)];
    for (SlotLayout *s = atomic_load_acq(head); s; s = s->next)
        if (s->type == t)
            return &s->layout;
    SlotLayout *s = persistent_alloc(sizeof *s, 8);
    s->type = t;
    s->mask = mask_of(t->key) | mask_of(t->elem) << (h->elem_off / 8);
    s->layout = (Layout){ &s->mask, h->slot_size / 8u,
                          s->mask ? 64 - (u32)__builtin_clzll(s->mask) : 0 };
    lock(&slot_layouts_lock);
    s->next = *head;
    atomic_store_rel(head, s);
    unlock(&slot_layouts_lock);
    return &s->layout;
}

static u8 *new_slots(const GoMapType *t, const Hmap *h, u32 groups)
{
    return malloc_layout((usize)groups * GROUP * h->slot_size, slot_layout(t, h), true);
}

static u64 *new_ctrl(u32 groups)
{
    u64 *c = malloc_noscan((usize)groups * 8, false);
    memset(c, CTRL_EMPTY, (usize)groups * 8);
    return c;
}

static u32 room_of(u32 groups) { return groups == 1 ? GROUP : groups * 7; }

/* --- making and growing ----------------------------------------------------------------------- */

static void init_header(const GoMapType *t, Hmap *h)
{
    const GoType *k = t->key, *e = t->elem;
    h->elem_off = (u8)map_elem_offset(k->size, e->size, e->align);
    h->slot_size = (u16)map_slot_size(k->size, k->align, e->size, e->align);
    h->seed = (u32)fastrand64();
    h->ctrl = &h->small;
    h->small = LSBS * CTRL_EMPTY;
    h->room = GROUP;
    h->flags = !indirect(k) && !indirect(e) && !k->ptrdata && !e->ptrdata ? MAP_NOSCAN : 0;
}

void map_first_slots(const GoMapType *t, Hmap *h)
{
    gc_store(&h->slots, new_slots(t, h, h->mask + 1));
}

Hmap *rt_makemap(const GoMapType *t, i64 hint, Hmap *h)
{
    static const u64 mask[1] = { 1 << 2 | 1 << 3 };
    static const Layout lay = { mask, sizeof(Hmap) / 8, 4 };
    if (!h)
        h = malloc_layout(sizeof *h, &lay, true);
    init_header(t, h);
    if (hint > GROUP && (u64)hint * h->slot_size < MAX_ALLOC) {
        u32 groups = 2;
        while (room_of(groups) < (u64)hint)
            groups *= 2;
        h->mask = groups - 1;
        gc_store(&h->ctrl, new_ctrl(groups));
        gc_store(&h->slots, new_slots(t, h, groups));
        h->room = room_of(groups);
    }
    return h;
}

static const void *slot_key(const GoMapType *t, const u8 *slot)
{
    return indirect(t->key) ? *(void *const *)slot : slot;
}
static void *slot_elem(const GoMapType *t, const Hmap *h, u8 *slot)
{
    u8 *e = slot + h->elem_off;
    return indirect(t->elem) ? *(void **)e : e;
}

static void copy_slot(void *to, const void *from, usize n) { memmove(to, from, n); }

void map_grow(const GoMapType *t, Hmap *h)
{
    u32 groups = h->mask + 1;
    u32 fresh = (u64)h->count * 2 > room_of(groups) ? groups * 2 : groups;
    fresh = MAX(fresh, 2);
    Hmap n = *h;
    n.mask = fresh - 1;
    n.ctrl = new_ctrl(fresh);
    n.slots = new_slots(t, h, fresh);
    /* Shading the table below does nothing for slots that stand in the frame. */
    const Span *s = span_of((usize)h->slots);
    bool framed = h->slots && !(s && s->state == SPAN_IN_USE);
    void (*move)(void *, const void *, usize) = framed ? gc_move : copy_slot;
    for (u32 g = 0; g < groups; g++) {
        for (u32 full = ctrl_match_full(h->ctrl[g]); full; full &= full - 1) {
            const u8 *from = slot_at(h, g, first_slot(full));
            u64 hash = map_hash(t, slot_key(t, from), h->seed);
            u32 at = (u32)(hash >> 7) & n.mask, step = 0;
            u32 empty;
            while (!(empty = ctrl_match_free(n.ctrl[at])))
                at = (at + ++step) & n.mask;
            ctrl_set(&n.ctrl[at], first_slot(empty), hash & 0x7f);
            move(slot_at(&n, at, first_slot(empty)), from, h->slot_size);
        }
    }
    h->mask = n.mask;
    gc_store(&h->ctrl, n.ctrl);
    gc_store(&h->slots, n.slots); /* shades the old table, and so what was copied from it */
    h->room = room_of(fresh) - (u32)h->count;
}

static void own_part(const GoType *t, void *at)
{
    if (!indirect(t))
        return;
    void *copy = rt_newobject(t);
    rt_typedmemmove(t, copy, *(void **)at);
    gc_store(at, copy);
}

/* A slot that was copied points to the other map's keys and elements where they lie outside. */
static void own_parts(const GoMapType *t, const Hmap *h, u8 *slot)
{
    own_part(t->key, slot);
    own_part(t->elem, slot + h->elem_off);
}

/* A copy that shares nothing with h but what the entries point to. */
Hmap *map_clone(const GoMapType *t, Hmap *h)
{
    u32 groups = h->mask + 1;
    Hmap *n = rt_makemap(t, 0, NULL);
    if (h->flags & MAP_WRITING)
        map_fatal("concurrent map clone and map write");
    if (h->count == 0)
        return n;
    u64 *ctrl = h->ctrl == &h->small ? &n->small : new_ctrl(groups);
    u8 *slots = new_slots(t, h, groups);
    memmove(ctrl, h->ctrl, groups * sizeof *ctrl);
    gc_move(slots, h->slots, (usize)groups * GROUP * h->slot_size);
    gc_store(&n->ctrl, ctrl);
    gc_store(&n->slots, slots);
    n->count = h->count;
    n->seed = h->seed;
    n->mask = h->mask;
    n->room = h->room;
    for (u32 i = 0; i < groups * GROUP; i++)
        if (!(((u8 *)ctrl)[i] & 0x80))
            own_parts(t, n, slots + (usize)i * n->slot_size);
    return n;
}

/* --- looking up ------------------------------------------------------------------------------- */

u64 map_hash(const GoMapType *t, const void *key, u64 seed)
{
    typedef u64 (*HashFn)(const void *, u64);
    return __builtin_call_with_static_chain(((HashFn)t->hasher->code)(key, seed),
                                            (void *)t->hasher);
}

static bool hash_might_panic(const GoMapType *t)
{
    if (seago_tree_minor >= 24)
        return t->u.v26.flags & MAP26_HASH_MIGHT_PANIC;
    return t->u.v19.flags & MAP19_HASH_MIGHT_PANIC;
}

static u8 *find(const GoMapType *t, const Hmap *h, const void *key, u64 hash, u32 *group,
                u32 *index)
{
    if (!h->slots)
        return NULL;
    u32 g = (u32)(hash >> 7) & h->mask, step = 0;
    for (;;) {
        u64 w = h->ctrl[g];
        for (u32 m = ctrl_match(w, hash & 0x7f); m; m &= m - 1) {
            u32 i = first_slot(m);
            u8 *slot = slot_at(h, g, i);
            if (type_equal_values(t->key, key, slot_key(t, slot))) {
                *group = g;
                *index = i;
                return slot;
            }
        }
        if (ctrl_match_empty(w) || step > h->mask)
            return NULL;
        g = (g + ++step) & h->mask;
    }
}

static u8 *lookup(const GoMapType *t, const Hmap *h, const void *key)
{
    u32 g, i;
    if (!h || h->count == 0) {
        if (hash_might_panic(t))
            map_hash(t, key, 0);
        return NULL;
    }
    map_check_read(h);
    return find(t, h, key, map_hash(t, key, h->seed), &g, &i);
}

void *rt_mapaccess1(const GoMapType *t, Hmap *h, const void *key)
{
    u8 *slot = lookup(t, h, key);
    return slot ? slot_elem(t, h, slot) : map_zero_elem(t->elem);
}

PtrBool rt_mapaccess2(const GoMapType *t, Hmap *h, const void *key)
{
    u8 *slot = lookup(t, h, key);
    if (slot)
        return (PtrBool){ slot_elem(t, h, slot), 1 };
    return (PtrBool){ map_zero_elem(t->elem), 0 };
}

static bool needs_key_update(const GoMapType *t)
{
    if (seago_tree_minor >= 24)
        return t->u.v26.flags & MAP26_NEED_KEY_UPDATE;
    return t->u.v19.flags & MAP19_NEED_KEY_UPDATE;
}

void *rt_mapassign(const GoMapType *t, Hmap *h, const void *key)
{
    u32 g, i;
    if (!h)
        map_assign_nil();
    u64 hash = map_hash(t, key, h->seed);
    map_begin_write(h);
    u8 *slot = find(t, h, key, hash, &g, &i);
    if (slot) {
        if (needs_key_update(t))
            rt_typedmemmove(t->key, (void *)slot_key(t, slot), key);
    } else {
        slot = map_claim(t, h, hash);
        if (indirect(t->key)) {
            void *copy = rt_newobject(t->key);
            gc_store(slot, copy);
            rt_typedmemmove(t->key, copy, key);
        } else {
            rt_typedmemmove(t->key, slot, key);
        }
        if (indirect(t->elem))
            gc_store(slot + h->elem_off, rt_newobject(t->elem));
    }
    map_end_write(h);
    return slot_elem(t, h, slot);
}

void rt_mapdelete(const GoMapType *t, Hmap *h, const void *key)
{
    u32 g, i;
    if (!h || h->count == 0) {
        if (hash_might_panic(t))
            map_hash(t, key, 0);
        return;
    }
    u64 hash = map_hash(t, key, h->seed);
    map_begin_write(h);
    if (find(t, h, key, hash, &g, &i))
        map_delete_slot(h, g, i);
    map_end_write(h);
}

void rt_mapclear(const GoMapType *t, Hmap *h)
{
    if (!h || !h->slots)
        return;
    map_begin_write(h);
    u32 groups = h->mask + 1;
    memset(h->ctrl, CTRL_EMPTY, (usize)groups * 8);
    if (!(h->flags & MAP_NOSCAN))
        gc_clear(h->slots, (usize)groups * GROUP * h->slot_size);
    h->room = room_of(groups);
    h->count = 0;
    h->seed = (u32)fastrand64();
    map_end_write(h);
}

/* --- iteration -------------------------------------------------------------------------------- */

static inline void set_entry(MapIter *it, void *key, void *elem)
{
    it->key = key;
    it->elem = elem;
}

/* Groups are looked at as words: a branch for each slot would be mispredicted. False at the end. */
static bool next_group(MapIter *it)
{
    u32 mask = it->mask, first = it->start / GROUP;
    while (it->round <= mask) {
        u32 g = (first + ++it->round) & mask;
        u32 full = ctrl_match_full(it->ctrl[g]);
        if (it->round > mask) /* the first one again */
            full &= (1U << it->start % GROUP) - 1;
        if (full) {
            it->base = g * GROUP;
            it->full = (u8)full;
            return true;
        }
    }
    return false;
}

void rt_mapiterinit(const GoMapType *t, Hmap *h, MapIter *it)
{
    it->t = t;
    set_entry(it, NULL, NULL);
    if (!h || h->count == 0)
        return;
    it->h = h;
    it->ctrl = h->ctrl;
    it->slots = h->slots;
    it->mask = h->mask;
    it->start = (u32)fastrand64() & (h->mask * GROUP + GROUP - 1);
    it->round = 0;
    it->base = it->start & ~(u32)(GROUP - 1);
    it->full = (u8)(ctrl_match_full(h->ctrl[it->base / GROUP]) & 0xffU << it->start % GROUP);
    it->indirect = indirect(t->key) || indirect(t->elem);
    rt_mapiternext(it);
}

/* The entry of an old table, as it is now; false if it was deleted. */
static bool current_entry(MapIter *it, u8 *slot)
{
    const GoMapType *t = it->t;
    u32 g, i;
    const void *key = slot_key(t, slot);
    u8 *now = find(t, it->h, key, map_hash(t, key, it->h->seed), &g, &i);
    if (!now) {
        if (type_equal_values(t->key, key, key) || it->h->count == 0)
            return false;
        now = slot; /* NaN: nobody can have deleted it */
    }
    set_entry(it, (void *)slot_key(t, now), slot_elem(t, it->h, now));
    return true;
}

/* rt_mapiternext where slot is not simply the next entry. */
static NOINLINE void next_entry(MapIter *it, u8 *slot)
{
    if (it->slots == it->h->slots)
        set_entry(it, (void *)slot_key(it->t, slot), slot_elem(it->t, it->h, slot));
    else if (!current_entry(it, slot))
        rt_mapiternext(it);
}

static NOINLINE void next_in_group(MapIter *it)
{
    if (next_group(it))
        rt_mapiternext(it);
    else
        set_entry(it, NULL, NULL);
}

/* Small, and without a frame: its other parts are called last. */
void rt_mapiternext(MapIter *it)
{
    Hmap *h = it->h;
    u32 full = it->full;
    if (UNLIKELY(h->flags & MAP_WRITING))
        map_fatal("concurrent map iteration and map write");
    do {
        if (!full)
            return next_in_group(it);
        u32 at = it->base + first_slot(full);
        full &= full - 1;
        it->full = (u8)full;
        if (((const u8 *)it->ctrl)[at] & 0x80)
            continue; /* it was deleted after the group had been looked at */
        u8 *slot = it->slots + (usize)at * h->slot_size;
        if (UNLIKELY(it->slots != h->slots || it->indirect))
            return next_entry(it, slot);
        return set_entry(it, slot, slot + h->elem_off);
    } while (true);
}

void map_iterinit_heap(const GoMapType *t, Hmap *h, MapIter *it)
{
    MapIter local = { 0 };
    rt_mapiterinit(t, h, &local);
    gc_move(it, &local, sizeof local);
}

void map_iternext_heap(MapIter *it)
{
    MapIter local = *it;
    rt_mapiternext(&local);
    gc_move(it, &local, sizeof local);
}
