/* runtime/map_fast.c: maps whose keys are 32-bit or 64-bit words, or strings. The elements of such
 * maps may still be stored by pointer. */
#include "runtime/map.h"
#include "runtime/barrier.h"
#include "runtime/malloc.h"

/* As the hashers that the compiler puts into the descriptors of such maps (memhash and strhash), so
 * that the generic functions and reflect find the same entries. */
static inline u64 hash32(const GoMapType *t, u32 k, u64 seed) { return hash_short(k, k, 4, seed); }
static inline u64 hash64(const GoMapType *t, u64 k, u64 seed) { return hash_short(k, k, 8, seed); }
static inline u64 hashstr(const GoMapType *t, GoString k, u64 seed)
{
    u64 n = (u64)k.n;
    if (LIKELY(n - 4 <= 12))
        return n >= 8 ? hash_short(*(const u64_u *)k.p, *(const u64_u *)(k.p + n - 8), n, seed)
                      : hash_short(*(const u32_u *)k.p, *(const u32_u *)(k.p + n - 4), n, seed);
    return rt_memhash(k.p, seed, n);
}

static inline bool same32(const u8 *slot, u32 k) { return *(const u32 *)slot == k; }
static inline bool same64(const u8 *slot, u64 k) { return *(const u64 *)slot == k; }
static inline bool samestr(const u8 *slot, GoString k)
{
    const GoString *s = (const GoString *)slot;
    return s->n == k.n && (s->p == k.p || bcmp(s->p, k.p, (usize)k.n) == 0);
}

static inline void *elem_of(const GoMapType *t, const Hmap *h, u8 *slot)
{
    u8 *e = slot + h->elem_off;
    return UNLIKELY(t->elem->size > MAP_MAX_INLINE) ? *(void **)e : e;
}

static inline u8 *claim(const GoMapType *t, Hmap *h, u64 hash)
{
    u8 *slot = map_claim(t, h, hash);
    if (UNLIKELY(t->elem->size > MAP_MAX_INLINE))
        gc_store(slot + h->elem_off, rt_newobject(t->elem));
    return slot;
}

/* 64-bit keys may be pointers. */
static inline void store64(const GoMapType *t, u8 *slot, u64 key)
{
    if (UNLIKELY(t->key->ptrdata))
        gc_store(slot, (void *)key);
    else
        *(u64 *)slot = key;
}
static inline void storestr(u8 *slot, GoString key)
{
    gc_store(&((GoString *)slot)->p, key.p);
    ((GoString *)slot)->n = key.n;
}

/* In a large map the slots are as far away as the control word: ask for both at once. */
static inline void prefetch_group(const Hmap *h, u32 g)
{
    enum { LARGE = 1 << 12 };
    if (LIKELY(h->mask < LARGE))
        return;
    __builtin_prefetch(slot_at(h, g, 0));
    __builtin_prefetch(slot_at(h, g, GROUP / 2));
}

#define FAST(suffix, Key, hashfn, same, store) \
    static ALWAYS_INLINE u8 *find_##suffix(const Hmap *h, Key key, u64 hash, u32 *group, \
                                           u32 *index) \
    { \
        u32 g = (u32)(hash >> 7) & h->mask, step = 0; \
        prefetch_group(h, g); \
        for (;;) { \
            u64 w = h->ctrl[g]; \
            for (u32 m = ctrl_match(w, hash & 0x7f); m; m &= m - 1) { \
                u32 i = first_slot(m); \
                u8 *slot = slot_at(h, g, i); \
                if (LIKELY(same(slot, key))) { \
                    *group = g; \
                    *index = i; \
                    return slot; \
                } \
            } \
            if (LIKELY(ctrl_match_empty(w) != 0) || step > h->mask) \
                return NULL; \
            g = (g + ++step) & h->mask; \
        } \
    } \
    static ALWAYS_INLINE u8 *lookup_##suffix(const GoMapType *t, const Hmap *h, Key key) \
    { \
        u32 g, i; \
        if (!h || h->count == 0) \
            return NULL; \
        map_check_read(h); \
        return find_##suffix(h, key, hashfn(t, key, h->seed), &g, &i); \
    } \
    void *rt_mapaccess1_fast##suffix(const GoMapType *t, Hmap *h, Key key) \
    { \
        u8 *slot = lookup_##suffix(t, h, key); \
        return slot ? elem_of(t, h, slot) : map_zero_elem(t->elem); \
    } \
    PtrBool rt_mapaccess2_fast##suffix(const GoMapType *t, Hmap *h, Key key) \
    { \
        u8 *slot = lookup_##suffix(t, h, key); \
        if (slot) \
            return (PtrBool){ elem_of(t, h, slot), 1 }; \
        return (PtrBool){ map_zero_elem(t->elem), 0 }; \
    } \
    void *rt_mapassign_fast##suffix(const GoMapType *t, Hmap *h, Key key) \
    { \
        u32 g, i; \
        if (UNLIKELY(!h)) \
            map_assign_nil(); \
        map_begin_write(h); \
        u64 hash = hashfn(t, key, h->seed); \
        u8 *slot = h->slots ? find_##suffix(h, key, hash, &g, &i) : NULL; \
        if (!slot) \
            slot = claim(t, h, hash); \
        store; \
        map_end_write(h); \
        return elem_of(t, h, slot); \
    } \
    void rt_mapdelete_fast##suffix(const GoMapType *t, Hmap *h, Key key) \
    { \
        u32 g, i; \
        if (!h || h->count == 0) \
            return; \
        map_begin_write(h); \
        if (find_##suffix(h, key, hashfn(t, key, h->seed), &g, &i)) \
            map_delete_slot(h, g, i); \
        map_end_write(h); \
    }

FAST(32, u32, hash32, same32, *(u32 *)slot = key)
FAST(64, u64, hash64, same64, store64(t, slot, key))
FAST(str, GoString, hashstr, samestr, storestr(slot, key))
