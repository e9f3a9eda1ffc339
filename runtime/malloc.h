/* runtime/malloc.h: the heap.
 *
 * Memory comes from the system in arenas of 64 MB, is handed out in spans (runs of 8 KB pages), and
 * a span holds objects of one size class, either all with pointers or all without. A small object
 * (up to 32 KB) comes from the span that the P's mcache holds for its class, without a lock; when
 * that is full, mcentral gives another with free slots; when it has none, mheap makes one. A larger
 * object has a span of its own. Objects under 16 bytes without pointers share 16-byte blocks (tiny
 * allocator).
 *
 * Where pointers are. Spans of objects up to 512 bytes have a bitmap, one bit a word (ptr_bits),
 * written at allocation. Spans of bigger objects keep a Layout for each: the mask of one element,
 * its period, and so arrays cost no more than their element. Objects with pointers are always
 * zeroed, to the end of their slot.
 *
 * A slot at or above freeindex is free if its bit in alloc_bits is 0; below it, none is. The
 * collector sets mark_bits, and sweeping makes them the new alloc_bits. Spans belong to one mcache,
 * or to mcentral's list of spans with room, or to neither if full; sweeping sorts them anew.
 *
 * Locks: mcentral's, then mheap's. All of it runs with m->locks held, so that the world never stops
 * in the middle of an allocation.
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

typedef struct Span {
    struct Span *next, *prev;
    usize base, npages;
    usize limit;                    /* end of the last object */
    u8 state;                       /* SpanState */
    SpanClass spanclass;
    bool needzero;                  /* memory was used before */
    bool in_cache;                  /* some mcache owns it */
    u32 nelems, freeindex, alloc_count;
    u32 div_mul;                    /* offset * div_mul >> 32 = object index */
    usize elemsize;
    u64 alloc_cache;                /* complement of alloc_bits from freeindex on */
    u64 *alloc_bits, *mark_bits;
    u64 *ptr_bits;                  /* objects up to MAX_BITMAP_OBJECT */
    Layout *layouts;                /* bigger ones */
    void *meta;
} Span;

typedef struct SpanList { Span *head, *tail; } SpanList;

typedef struct MCentral {
    Mutex lock;
    SpanList partial;
    void *free_meta;                /* metadata blocks to use again (lock) */
    char pad[32];
} MCentral;

typedef struct MCache {
    Span *alloc[NUM_SPANCLASSES];
    usize tiny, tiny_offset;
    u64 nmalloc;
} MCache;

typedef struct Arena { Span *spans[ARENA_PAGES]; } Arena;

typedef struct MHeap {
    Mutex lock;
    SpanList free[129];             /* by pages; 128: that many or more (lock) */
    Span *free_span_structs;
    usize arena_next;               /* where the address space goes on */
    Span **all;                     /* every span in use, any order (lock) */
    usize nall, capall;
    usize pages_in_use, pages_mapped;
    MCentral central[NUM_SPANCLASSES];
    u64 live;                       /* a: bytes in use, counting what mcaches hold as used */
    u64 next_gc;                    /* a */
    u64 marked;                     /* bytes that survived the last collection */
    i32 gcpercent;
    u32 numgc;
    u64 total_alloc;                /* bytes of objects that were freed */
    u64 mallocs, frees;             /* objects, as far as spans show them: at collections */
} MHeap;
extern MHeap mheap;
extern Arena *arenas[1 << (48 - ARENA_SHIFT)];
extern const u16 class_size[NUM_CLASSES];
extern const u8 class_pages[NUM_CLASSES];

void malloc_init(void);
MCache *mcache_new(void);
void mcache_refill(MCache *c, SpanClass sc);
void mcache_flush(MCache *c);       /* world stopped */
Span *mcentral_get(SpanClass sc);
Span *mheap_alloc(usize npages, SpanClass sc);  /* NULL never: throws when out of memory */
void mheap_free(Span *s);           /* pages go back */
Span *mheap_alloc_manual(usize npages);
void span_list_push(SpanList *l, Span *s);
void span_list_remove(SpanList *l, Span *s);

/* Object of `size` bytes, made of elements laid out as lay says; NULL: no pointers. Memory with
 * pointers is always zeroed. */
void *malloc_layout(usize size, const Layout *lay, bool zero);
void *malloc_noscan(usize size, bool zero);
void layout_of_type(Layout *lay, const GoType *t);

usize round_up_size(usize n,
                    bool noscan); /* the size that an allocation of n really gets, as gc's */
extern u64 static_u64s[256];      /* i at index i: boxed small integers, one-byte strings */

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

static inline bool span_is_noscan(const Span *s) { return s->spanclass & 1; }

/* gc.c: start a collection if the heap has grown enough. Only where a goroutine may stop. */
void gc_maybe_start(void);
void gc_run(bool forced);

#endif
