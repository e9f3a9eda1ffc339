/* runtime/map.h: maps.
 *
 * Open addressing in groups of 8 slots. Each slot has a control byte: 0x80 empty, 0xfe deleted,
 * else the low 7 bits of the key's hash; a group's control bytes are one 64-bit word, searched at
 * once. The other bits of the hash choose the group; probing goes on until a group with an empty
 * slot. A slot holds key and element side by side, by pointer if larger than 128 bytes. Up to 8
 * entries need one group only, whose control word lies in the header.
 *
 * A table at 7/8 load is replaced by a new one, twice as large unless mostly deleted slots filled
 * it; it is never rearranged in place. So an iterator that began on the old table goes on there:
 * each key it meets was in the map when the table was replaced, and it asks the new table for the
 * element, skipping keys that have been deleted since. A key is met once, because a table holds it
 * once.
 */
#ifndef RUNTIME_MAP_H
#define RUNTIME_MAP_H

#include "runtime/barrier.h"
#include "runtime/hash.h"
#include "runtime/rt.h"

enum { CTRL_EMPTY = 0x80, CTRL_DELETED = 0xfe, GROUP = 8 };
enum { MAP_WRITING = 1, MAP_NOSCAN = 2 }; /* no pointers in its slots */
#define LSBS 0x0101010101010101ULL

struct Hmap {
    i64 count;            /* 0: len(m) reads it */
    u8 flags;
    u8 elem_off;          /* in a slot */
    u16 slot_size;
    u32 seed;
    u64 *ctrl;            /* a word a group */
    u8 *slots;            /* NULL until the first entry */
    u32 mask;             /* groups - 1 */
    u32 room;             /* empty slots that may still be filled */
    u64 small;            /* ctrl of a map with one group */
};

/* Begins at a slot of a random group, goes around, and ends with what lies before that slot. */
struct MapIter {
    void *key, *elem;     /* 0, 8: generated code and reflect read these; key NULL at the end */
    const GoMapType *t;   /* 16: reflect asks whether this is nil */
    Hmap *h;
    u64 *ctrl;            /* table that it walks */
    u8 *slots;
    u32 mask;
    u32 start;            /* the first slot */
    u32 round;            /* groups that are behind it */
    u32 base;             /* first slot of the current group */
    u8 full;              /* its slots that are still to be visited */
    bool indirect;        /* keys or elements are held by pointer */
};

_Static_assert(sizeof(Hmap) == MAP_HEADER_SIZE, "map header");
_Static_assert(offsetof(Hmap, slots) == MAP_SLOTS_OFFSET && GROUP == MAP_GROUP, "map header");
_Static_assert(sizeof(MapIter) <= MAP_ITER_SIZE, "map iterator");

extern const u8 map_zero[1024];        /* element of an absent key */
void *map_zero_elem(const GoType *elem);
NORETURN COLD void map_fatal(const char *what);
void map_grow(const GoMapType *t, Hmap *h);
void map_first_slots(const GoMapType *t, Hmap *h);
Hmap *map_clone(const GoMapType *t, Hmap *h);
u64 map_hash(const GoMapType *t, const void *key, u64 seed);
/* The same for an iterator in the heap: rt_mapiterinit and rt_mapiternext store without barriers. */
void map_iterinit_heap(const GoMapType *t, Hmap *h, MapIter *it);
void map_iternext_heap(MapIter *it);
NORETURN COLD void map_assign_nil(void);

/* Sets of slots of a group, a bit each. */
typedef char CtrlVector __attribute__((vector_size(16)));
typedef u64 CtrlWords __attribute__((vector_size(16)));

static inline u32 ctrl_signs(CtrlWords w)
{
    return (u8)__builtin_ia32_pmovmskb128((CtrlVector)w);
}
static inline u32 ctrl_equal(u64 w, u64 bytes)
{
    CtrlVector a = (CtrlVector)(CtrlWords){w, 0}, b = (CtrlVector)(CtrlWords){bytes, 0};
    return ctrl_signs((CtrlWords)(a == b));
}
static inline u32 ctrl_match(u64 w, u64 h2) { return ctrl_equal(w, LSBS * h2); }
static inline u32 ctrl_match_empty(u64 w) { return ctrl_equal(w, LSBS * CTRL_EMPTY); }
static inline u32 ctrl_match_free(u64 w) /* empty or deleted */
{
    return ctrl_signs((CtrlWords){w, 0});
}
static inline u32 ctrl_match_full(u64 w) { return (u8)~ctrl_match_free(w); }
static inline u32 first_slot(u32 bits) { return (u32)__builtin_ctz(bits); }
static inline bool ctrl_is(u64 w, u32 i, u8 v) { return (u8)(w >> i * 8) == v; }
/* As a word: a byte would not have got to the cache when the next look-up reads the word. */
static inline void ctrl_set(u64 *w, u32 i, u8 v)
{
    *w = (*w & ~(0xffULL << i * 8)) | (u64)v << i * 8;
}
static inline u8 *slot_at(const Hmap *h, u32 group, u32 i)
{
    return h->slots + (usize)(group * GROUP + i) * h->slot_size;
}

/* What an element begins with, where deleting has left the one before. */
static inline void map_zero_slot(const Hmap *h, u8 *slot)
{
    u8 *p = slot + h->elem_off, *end = slot + h->slot_size;
    if (UNLIKELY((h->slot_size | h->elem_off) % 8 || end - p > 64)) {
        memset(p, 0, (usize)(end - p));
        return;
    }
    for (; p != end; p += 8) {
        *(u64 *)p = 0;
        __asm__ volatile("" : "+r"(p)); /* else the loop becomes that call */
    }
}

/* Room for an entry with this hash: group and slot of the first that is free, growing if need be.
 */
static inline u8 *map_claim(const GoMapType *t, Hmap *h, u64 hash)
{
    if (UNLIKELY(!h->slots))
        map_first_slots(t, h);
    for (;;) {
        u32 g = (u32)(hash >> 7) & h->mask, step = 0;
        u32 free;
        while (!(free = ctrl_match_free(h->ctrl[g])) && step <= h->mask)
            g = (g + ++step) & h->mask;
        if (free) {
            u32 i = first_slot(free);
            bool empty = ctrl_is(h->ctrl[g], i, CTRL_EMPTY);
            if (!empty || h->room > 0) {
                h->room -= empty;
                ctrl_set(&h->ctrl[g], i, hash & 0x7f);
                h->count++;
                u8 *slot = slot_at(h, g, i);
                if (h->flags & MAP_NOSCAN)
                    map_zero_slot(h, slot);
                return slot;
            }
        }
        map_grow(t, h);
    }
}

/* Word by word where it is small: memset would cost more than it does. Slots without pointers keep
 * what they hold until they are claimed: for deleting, their memory need not be touched. */
static inline void map_clear_slot(const Hmap *h, u8 *slot)
{
    u32 size = h->slot_size;
    if (h->flags & MAP_NOSCAN)
        return;
    if (UNLIKELY(size > 64))
        gc_clear(slot, size);
    else
        for (u8 *end = slot + size; slot != end; slot += 8)
            gc_store(slot, NULL);
}

/* A slot of a group that has an empty one becomes empty: no probe goes past this group. */
static inline void map_delete_slot(Hmap *h, u32 g, u32 i)
{
    u64 *ctrl = &h->ctrl[g];
    map_clear_slot(h, slot_at(h, g, i));
    if (LIKELY(h->mask == 0 || ctrl_match_empty(*ctrl))) {
        ctrl_set(ctrl, i, CTRL_EMPTY);
        h->room++;
    } else {
        ctrl_set(ctrl, i, CTRL_DELETED);
    }
    if (UNLIKELY(--h->count == 0))
        h->seed = (u32)fastrand64(); /* no entry's place depends on it now */
}

static inline void map_begin_write(Hmap *h)
{
    if (UNLIKELY(h->flags & MAP_WRITING))
        map_fatal("concurrent map writes");
    h->flags ^= MAP_WRITING;
}
static inline void map_end_write(Hmap *h)
{
    if (UNLIKELY(!(h->flags & MAP_WRITING)))
        map_fatal("concurrent map writes");
    h->flags ^= MAP_WRITING;
}
static inline void map_check_read(const Hmap *h)
{
    if (UNLIKELY(h->flags & MAP_WRITING))
        map_fatal("concurrent map read and map write");
}

#endif
