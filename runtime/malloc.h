/* runtime/malloc.h: the heap.
 *
 * Memory comes from the system in arenas of 64 MB (fresh.c: how it is first touched), is handed out
 * in spans (runs of 8 KB pages), and a span holds objects of one size class, either all with
 * pointers or all without. A small object (up to 32 KB) comes from the span that the P's mcache
 * holds for its class, without a lock; when that is full, mcentral gives another with free slots;
 * when it has none, mheap makes one. A larger object has a span of its own. Objects under 16 bytes
 * without pointers share 16-byte blocks (tiny allocator).
 *
 * Where pointers are. Spans of objects up to 512 bytes have a bitmap, one bit a word (ptr_bits),
 * written at allocation. Spans of bigger objects keep a Layout for each: the mask of one element,
 * its period, and so arrays cost no more than their element. Objects with pointers are always
 * zeroed, to the end of their slot.
 *
 * A slot at or above freeindex is free if its bit in alloc_bits is 0; below it, none is. The
 * collector sets mark_bits, and sweeping makes them the new alloc_bits.
 *
 * Where spans are. A span in use belongs to one mcache, or lies on one of the four lists of its
 * class's mcentral: with room or full, swept or not yet swept since the last collection. The end of
 * marking turns all swept lists into unswept ones by raising mheap.sweepgen. Sweeping is lazy: who
 * wants a span sweeps what it takes from an unswept list, who wants pages sweeps a little first, and
 * the collector's thread sweeps the rest, so that everything is swept before the next collection.
 *
 * Objects allocated while the collector marks are black: mcache_refill marks all free slots of the
 * span that it takes, and mcache_flush unmarks those that are still free. So allocation itself need
 * not know about marking.
 *
 * Locks: mcentral's, then mheap's. All of it runs with m->locks held, so that the world never stops
 * in the middle of an allocation. Fields of Span belong to the owner of the span: the P whose mcache
 * holds it, who took it from its list, or, with the world stopped, the collector; mark_bits are
 * atomic while marking, as are scan_bits.
 */
#ifndef RUNTIME_MALLOC_H
#define RUNTIME_MALLOC_H

#include "runtime/runtime.h"
#include "runtime/sched.h"

enum {
    PAGE_SHIFT = 13, PAGE_SIZE = 1 << PAGE_SHIFT,
    NUM_CLASSES = 68, NUM_SPANCLASSES = NUM_CLASSES * 2,
    MAX_SMALL = 32768, MAX_BITMAP_OBJECT = 512,
    TINY_SIZE = 16,
    ARENA_SHIFT = 26, ARENA_PAGES = 1 << (ARENA_SHIFT - PAGE_SHIFT)
};
#define ARENA_SIZE (1ULL << ARENA_SHIFT)
#define MAX_ALLOC (1ULL << 47)

typedef u8 SpanClass;               /* size class << 1 | no pointers */

typedef struct Layout {
    const u64 *mask;                /* bit i: word i of an element is a pointer */
    u32 period, ptr_words;          /* words of an element, of its prefix that the mask covers */
} Layout;

typedef enum SpanState { SPAN_FREE, SPAN_IN_USE, SPAN_MANUAL } SpanState;

/* What marking reads of a span comes first, in one cache line. */
typedef struct Span {
    usize base;
    usize limit;                    /* end of the last object */
    usize elemsize;
    u64 *mark_bits, *alloc_bits;
    u32 nelems, freeindex;
    u32 div_mul;                    /* offset * div_mul >> 32 = object index */
    u8 state;                       /* SpanState */
    SpanClass spanclass;
    bool grey;                      /* a: in a WorkBuf, for its marked objects that are not scanned yet */
    bool needzero;                  /* memory was used before */
    u64 *ptr_bits, *scan_bits;      /* objects up to MAX_BITMAP_OBJECT */
    Layout *layouts;                /* bigger ones */
    u64 alloc_cache;                /* complement of alloc_bits from freeindex on, or fewer bits */
    u32 alloc_count;
    u32 sweepgen;                   /* mheap.sweepgen when it was last swept */
    u32 count_at_cache;             /* alloc_count when an mcache took it */
    u32 index;                      /* in mheap.all (mheap.lock) */
    u32 nspecials;                  /* a: finalizers, cleanups and weak pointers to its objects */
    u32 special_gen;                /* (weak_lock) sweepgen when weak pointers were last settled */
    struct Sample *samples;         /* objects in the heap profile (profile.h) */
    bool released;                  /* a free run that was given back to the system */
    bool in_cache;                  /* some mcache owns it */
    struct Span *next, *prev;
    usize npages;
    void *meta;                     /* bitmaps and layouts; of stacks: stack.c */
} Span;

typedef struct SpanList { Span *head, *tail; } SpanList;

typedef struct MCentral {
    Mutex lock;
    SpanList partial[2], full[2];   /* (lock) [sweepgen & 1]: swept */
    void *free_meta;                /* metadata blocks to use again (mheap.lock) */
    u64 nmalloc, nfree;             /* objects, up to the last release and sweep (lock) */
} __attribute__((aligned(128))) MCentral;

/* The P's that has it, with m->locks up; anybody's while the world is stopped. */
typedef struct MCache {
    Span *alloc[NUM_SPANCLASSES];
    usize tiny, tiny_offset;
    u64 tiny_count;                 /* objects that share blocks */
    i64 debt;                       /* bytes allocated while marking, not yet worked off */
    i64 profile_rate;               /* MemProfileRate when it was seen last */
    i64 until_sample[NUM_SPANCLASSES]; /* bytes up to the next in the heap profile; 0: not drawn yet */
} MCache;

typedef struct Arena {
    Span *spans[ARENA_PAGES];       /* written with mheap.lock, read without by who knows a pointer there */
    u32 touched;                    /* (mheap.lock) chunks of 2 MB that have been used (fresh.c) */
    u32 small_pages;                /* a: those that are not to have huge pages */
} Arena;

typedef struct MHeap {
    Mutex lock;                     /* pages, runs of free ones, Span structs */
    SpanList free[129];             /* by pages; 128: that many or more (lock) */
    Span *free_span_structs;        /* (lock) */
    usize arena_next;               /* where the address space goes on (lock) */
    usize first_arena;              /* while it has no huge pages (lock) */
    Span **all;                     /* every span in use, any order (lock) */
    usize nall, capall;             /* (lock) */
    usize pages_in_use, pages_mapped, pages_manual; /* (lock) manual: stacks */
    usize nspan_structs, meta_bytes;/* (lock) Span structs and bitmaps there are */
    usize pages_released;           /* (lock) given back to the system, in free runs */
    u64 scavenge_ns;                /* a: time spent on that */
    usize pages_given;              /* (lock) likewise, ever, though they were taken again */
    MCentral central[NUM_SPANCLASSES]; /* each has its own */
    u32 sweepgen;                   /* number of collections; written while the world is stopped */
    u32 sweep_class;                /* a: classes below have no unswept spans */
    u64 live;                       /* a: bytes in use, counting what mcaches hold as used */
    u64 freed;                      /* a: bytes that sweeping freed, ever */
} MHeap;
extern MHeap mheap;
extern Arena *arenas[1 << (48 - ARENA_SHIFT)];
extern const u16 class_size[NUM_CLASSES];
extern const u8 class_pages[NUM_CLASSES];

void malloc_init(void);
MCache *mcache_new(void);
void mcache_refill(MCache *c, SpanClass sc);
void mcache_flush(MCache *c);       /* its P does not run */
Span *mcentral_get(SpanClass sc);   /* swept, with room */
void mcentral_put(Span *s);         /* swept, to the list where it belongs */
bool sweep_span(Span *s);           /* of an unswept list; answers whether anything is left */
bool sweep_one(void);               /* any unswept span; false if there is none */
Span *mheap_alloc(usize npages, SpanClass sc);  /* NULL never: throws when out of memory */
void mheap_free(Span *s);           /* pages go back */
void mheap_scavenge(usize keep);    /* free pages beyond that go back to the system */
Span *mheap_alloc_manual(usize npages);
void fresh_used(usize base, usize npages);      /* fresh.c; mheap.lock held, as for the next */
void fresh_released(usize base, usize npages);  /* they have no memory any more */
void fresh_fill(void);              /* ATTEND_FRESH was seen; in a goroutine that may wait */
void span_list_push(SpanList *l, Span *s);
void span_list_remove(SpanList *l, Span *s);

/* Object of `size` bytes, made of elements laid out as lay says; NULL: no pointers. Memory with
 * pointers is always zeroed. */
void *malloc_layout(usize size, const Layout *lay, bool zero);
void *malloc_noscan(usize size, bool zero);
void *malloc_noscan_filled(usize size, usize filled); /* zero from there on */
void layout_of_type(Layout *lay, const GoType *t);

usize round_up_size(usize n,
                    bool noscan); /* the size that an allocation of n really gets, as gc's */
extern const u64 static_u64s[256]; /* i at index i: boxed small integers, one-byte strings */

static inline Span *span_of(usize p)
{
    if (p >> 47)
        return NULL;
    Arena *a = arenas[p >> ARENA_SHIFT];
    return a ? a->spans[p >> PAGE_SHIFT & (ARENA_PAGES - 1)] : NULL;
}

static inline u32 span_object_index(const Span *s, usize p)
{
    return (u32)(((p - s->base) * (u64)s->div_mul) >> 32);
}

/* The object that p points into. */
static inline usize span_object_base(const Span *s, usize p)
{
    return s->base + span_object_index(s, p) * s->elemsize;
}

static inline bool span_is_noscan(const Span *s) { return s->spanclass & 1; }

/* Words from the first free slot on: bits of slots that are free. */
static inline u64 span_free_bits(const Span *s, u32 word)
{
    u64 bits = ~s->alloc_bits[word];
    if (word == s->freeindex / 64)
        bits &= ~0ULL << (s->freeindex % 64);
    if (s->nelems - word * 64 < 64)
        bits &= (1ULL << (s->nelems - word * 64)) - 1;
    return bits;
}

#endif
