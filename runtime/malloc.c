/* runtime/malloc.c: allocating objects. */
#include "runtime/malloc.h"
#include "runtime/barrier.h"
#include "runtime/iface.h"
#include "runtime/profile.h"
#include "runtime/rt.h"
#include "runtime/gc.h"

const u16 class_size[NUM_CLASSES] = {
#define CLASS(size, pages) (u16)(size),
#include "runtime/sizeclasses.def"
#undef CLASS
};
const u8 class_pages[NUM_CLASSES] = {
#define CLASS(size, pages) pages,
#include "runtime/sizeclasses.def"
#undef CLASS
};
static u8 size_to_class8[1024 / 8 + 1], size_to_class128[(MAX_SMALL - 1024) / 128 + 1];

#define FOUR(i) i, (i) + 1, (i) + 2, (i) + 3
#define SIXTEEN(i) FOUR(i), FOUR((i) + 4), FOUR((i) + 8), FOUR((i) + 12)
#define SIXTY_FOUR(i) SIXTEEN(i), SIXTEEN((i) + 16), SIXTEEN((i) + 32), SIXTEEN((i) + 48)
const u64 static_u64s[256] = { SIXTY_FOUR(0), SIXTY_FOUR(64), SIXTY_FOUR(128), SIXTY_FOUR(192) };
static u64 zero_sized; /* address of all objects of size 0 */

void malloc_init(void)
{
    int c = 1;
    for (usize size = 0; size <= MAX_SMALL; size += 8) {
        while (class_size[c] < size)
            c++;
        if (size <= 1024)
            size_to_class8[size / 8] = (u8)c;
        else if (size % 128 == 0)
            size_to_class128[(size - 1024) / 128] = (u8)c;
    }
    mheap.arena_next = 0xc000000000;
    for (i32 i = 0; i < NUM_SPANCLASSES; i++)
        mutex_init(&mheap.central[i].lock, LOCK_MCENTRAL);
}

static inline u32 class_of(usize size)
{
    if (size <= 1024)
        return size_to_class8[(size + 7) / 8];
    return size_to_class128[(size - 1024 + 127) / 128];
}

/* Capacities that append yields depend on this. From 1.22 on, gc's objects with pointers over 512
 * bytes have a header word, which shows in cap(). */
usize round_up_size(usize n, bool noscan)
{
    usize extra = !noscan && seago_tree_minor >= 22 && n > MAX_BITMAP_OBJECT ? 8 : 0;
    n += extra;
    if (n <= MAX_SMALL - (seago_tree_minor >= 22 ? 8 : 0))
        return class_size[class_of(n)] - extra;
    return ROUNDUP(n - extra, PAGE_SIZE);
}

/* The next free slot, if it lies in the 64 that alloc_cache describes. */
static inline void *next_free_fast(Span *s)
{
    if (!s->alloc_cache)
        return NULL;
    u32 bit = (u32)__builtin_ctzll(s->alloc_cache);
    u32 index = s->freeindex + bit;
    if (index >= s->nelems)
        return NULL;
    u32 next = index + 1;
    if (next % 64 == 0 && next != s->nelems)
        return NULL;
    s->alloc_cache >>= bit;
    s->alloc_cache >>= 1;
    s->freeindex = next;
    s->alloc_count++;
    return (void *)(s->base + index * s->elemsize);
}

static bool next_free_in_span(Span *s, u32 *result)
{
    u32 i = s->freeindex;
    while (i < s->nelems) {
        u64 bits = ~s->alloc_bits[i / 64] >> (i % 64);
        if (bits) {
            u32 index = i + (u32)__builtin_ctzll(bits);
            if (index >= s->nelems)
                break;
            s->freeindex = index + 1;
            s->alloc_cache = s->freeindex < s->nelems
                ? ~s->alloc_bits[s->freeindex / 64] >> (s->freeindex % 64) : 0;
            s->alloc_count++;
            *result = index;
            return true;
        }
        i = (i / 64 + 1) * 64;
    }
    s->freeindex = s->nelems;
    s->alloc_cache = 0;
    return false;
}

static NOINLINE void *next_free_slow(MCache *c, SpanClass sc)
{
    u32 index;
    while (!next_free_in_span(c->alloc[sc], &index))
        mcache_refill(c, sc);
    Span *s = c->alloc[sc];
    memprof_slot(c, s, sc, index);
    return (void *)(s->base + index * s->elemsize);
}

/* Writes the pointer bits of one slot: `bits` for its first 64 words, 0 beyond. */
static inline void set_ptr_bits(Span *s, usize p, u64 bits)
{
    usize word = (p - s->base) / 8, words = s->elemsize / 8;
    u64 *at = s->ptr_bits + word / 64;
    u32 shift = word % 64;
    u64 mask = words >= 64 ? ~0ULL : (1ULL << words) - 1;
    at[0] = (at[0] & ~(mask << shift)) | bits << shift;
    if (shift + words > 64)
        at[1] = (at[1] & ~(mask >> (64 - shift))) | bits >> (64 - shift);
}

/* The bits of a small object made of repeated elements. */
static inline u64 expand_mask(const Layout *lay, usize size)
{
    u64 m = lay->mask[0], bits = m;
    if (lay->ptr_words < 64)
        m &= (1ULL << lay->ptr_words) - 1;
    bits = m;
    usize words = size / 8;
    for (usize w = lay->period; w < words; w += lay->period)
        bits |= m << w;
    return bits;
}

/* All zero from byte `filled` on. */
static void *malloc_large(usize size, const Layout *lay, usize filled)
{
    if (size > MAX_ALLOC)
        throw_("runtime: out of memory");
    usize npages = (size + PAGE_SIZE - 1) >> PAGE_SHIFT;
    M *m = acquirem();
    Span *s = mheap_alloc(npages, lay ? 0 : 1);
    bool clear = s->needzero && filled < size;
    if (lay)
        s->layouts[0] =
            (Layout){lay->mask, lay->period, 0}; /* nothing to scan before it is clear */
    s->freeindex = 1;
    s->alloc_count = 1;
    if (gc_barrier_on())
        __atomic_fetch_or(&s->mark_bits[0], 1, __ATOMIC_RELAXED);
    memprof_large(m->p->mcache, s);
    mcentral_put(s);
    gc_allocated(m->p->mcache, npages << PAGE_SHIFT);
    releasem(m);
    void *p = (void *)s->base;
    if (clear)
        memset((u8 *)p + filled, 0, (npages << PAGE_SHIFT) - filled);
    if (lay)
        s->layouts[0].ptr_words = lay->ptr_words;
    return p;
}

/* Clears a slot; their sizes are multiples of 8. Calling memset would cost more than it does. */
static inline void clear_slot(void *p, usize size)
{
    typedef long long v2 __attribute__((vector_size(16), aligned(8), may_alias));
    char *at = p, *end = at + size;
    if (size & 8) {
        *(u64 *)at = 0;
        at += 8;
    }
    for (; at != end; at += 16) {
        *(v2 *)at = (v2){ 0, 0 };
        __asm__ volatile("" : : : "memory"); /* else the loop becomes that call */
    }
}

static inline void *malloc_small(M *m, usize size, SpanClass sc, const Layout *lay, bool zero)
{
    MCache *c = m->p->mcache;
    void *p = next_free_fast(c->alloc[sc]);
    if (UNLIKELY(!p))
        p = next_free_slow(c, sc);
    Span *s = c->alloc[sc];
    if (lay) {
        if (s->needzero && s->elemsize <= MAX_BITMAP_OBJECT)
            clear_slot(p, s->elemsize);
        else if (s->needzero)
            memset(p, 0, s->elemsize);
        if (s->elemsize <= MAX_BITMAP_OBJECT)
            set_ptr_bits(s, (usize)p, expand_mask(lay, size));
        else
            s->layouts[span_object_index(s, (usize)p)] = *lay;
    } else if (zero && s->needzero) {
        memset(p, 0, s->elemsize);
    }
    return p;
}

/* The collector wants something: behind the allocation, where this thread may stop. */
static inline void check_attention(void)
{
    if (UNLIKELY(atomic_load_relaxed(&gc_attention)))
        gc_attend();
}

static void *malloc_tiny(M *m, usize size, bool zero)
{
    MCache *c = m->p->mcache;
    usize off = c->tiny_offset;
    if ((size & 7) == 0)
        off = ROUNDUP(off, 8);
    else if ((size & 3) == 0)
        off = ROUNDUP(off, 4);
    else if ((size & 1) == 0)
        off = ROUNDUP(off, 2);
    if (c->tiny && off + size <= TINY_SIZE) {
        c->tiny_offset = off + size;
        c->tiny_count++;
        return (void *)(c->tiny + off);
    }
    u64 *p = malloc_small(m, TINY_SIZE, 2 << 1 | 1, NULL, false);
    p[0] = p[1] = 0;
    if (!c->tiny || size < c->tiny_offset) {
        c->tiny = (usize)p;
        c->tiny_offset = size;
    }
    return p;
}

void *malloc_noscan(usize size, bool zero)
{
    void *p;
    if (UNLIKELY(size > MAX_SMALL)) {
        p = malloc_large(size, NULL, zero ? 0 : size);
    } else {
        if (size == 0)
            return &zero_sized;
        M *m = acquirem();
        if (size < TINY_SIZE)
            p = malloc_tiny(m, size, zero);
        else
            p = malloc_small(m, size, (SpanClass)(class_of(size) << 1 | 1), NULL, zero);
        releasem(m);
    }
    check_attention();
    return p;
}

void *malloc_noscan_filled(usize size, usize filled)
{
    if (size > MAX_SMALL) {
        void *p = malloc_large(size, NULL, filled);
        check_attention();
        return p;
    }
    u8 *p = malloc_noscan(size, false);
    memset(p + filled, 0, size - filled);
    return p;
}

void *malloc_layout(usize size, const Layout *lay, bool zero)
{
    if (!lay || lay->ptr_words == 0)
        return malloc_noscan(size, zero);
    void *p;
    if (UNLIKELY(size > MAX_SMALL)) {
        p = malloc_large(size, lay, 0);
    } else {
        if (size == 0)
            return &zero_sized;
        M *m = acquirem();
        p = malloc_small(m, size, (SpanClass)(class_of(size) << 1), lay, true);
        releasem(m);
    }
    check_attention();
    return p;
}

void layout_of_type(Layout *lay, const GoType *t)
{
    lay->period = (u32)(t->size / 8);
    lay->ptr_words = (u32)(t->ptrdata / 8);
    if (LIKELY(!(t->kind & KIND_GCPROG) && !(t->tflag & TFLAG_GC_ON_DEMAND)))
        lay->mask = (const u64 *)t->gcdata;
    else
        lay->mask = gc_unrolled_mask(t);
}

static inline void *malloc_type(usize size, const GoType *t, bool zero)
{
    if (t->ptrdata == 0)
        return malloc_noscan(size, zero);
    Layout lay;
    layout_of_type(&lay, t);
    return malloc_layout(size, &lay, true);
}

/* The common case in one piece: a small object with pointers from a span with a bitmap. */
void *rt_newobject(const GoType *t)
{
    usize size = t->size;
    if (UNLIKELY(size > MAX_BITMAP_OBJECT || t->ptrdata == 0 ||
                 ((t->kind & KIND_GCPROG) | (t->tflag & TFLAG_GC_ON_DEMAND))))
        return malloc_type(size, t, true);
    M *m = acquirem();
    MCache *c = m->p->mcache;
    u32 sc = (u32)size_to_class8[(size + 7) / 8] << 1;
    void *p = next_free_fast(c->alloc[sc]);
    if (UNLIKELY(!p))
        p = next_free_slow(c, (SpanClass)sc);
    Span *s = c->alloc[sc];
    if (s->needzero)
        clear_slot(p, s->elemsize);
    u64 words = t->ptrdata / 8, bits = *(const u64 *)t->gcdata;
    set_ptr_bits(s, (usize)p, words < 64 ? bits & ((1ULL << words) - 1) : bits);
    releasem(m);
    check_attention();
    return p;
}

void *rt_mallocgc(i64 size, const GoType *t, bool zero)
{
    if (!t)
        return malloc_noscan((usize)size, zero);
    return malloc_type((usize)size, t, zero);
}
