/* runtime/profile.h: where a program allocates, where it waits, where it spends its time.
 *
 * Heap. What is sampled is decided for each byte alone, so that one in MemProfileRate is hit on the
 * average; the bytes to the next hit are exponentially distributed. They are counted for each span
 * class of each mcache by itself, which changes nothing, as bytes do not know of each other. So the
 * fast path of the allocator has nothing to count: what it may hand out without asking is the rest
 * of a word of the span's bitmap, and where that would hold a sampled slot, memprof_slot lets the
 * fast path end in front of it. Whoever forgets the bytes to the next hit draws new ones: an
 * exponential distribution does not remember either.
 *
 * A sample is an entry in its span's list until sweeping finds the object dead. Frees are known
 * only when the heap is swept, long after the allocations of the same time; so that the profile is
 * a consistent picture, both wait: at the end of marking n, the allocations up to there and the
 * frees that sweeping after marking n will find belong to cycle n, which is published when marking
 * n + 1 ends, or when the sweeping that runtime.GC waits for is done.
 *
 * Stacks are kept as the frame pointers give them (return addresses, the runtime's own frames among
 * them). The first reader strips them, and folds what is then the same: a program that never asks
 * for its profile has no use for a symbol table.
 */
#ifndef RUNTIME_PROFILE_H
#define RUNTIME_PROFILE_H

#include "runtime/malloc.h"

typedef enum ProfileKind { PROFILE_MEM, PROFILE_BLOCK, PROFILE_MUTEX, PROFILE_KINDS } ProfileKind;

typedef struct MemCounts { u64 allocs, frees, alloc_bytes, free_bytes; } MemCounts;

/* Everything that has been seen at one stack (and of one size, of memory). Never freed. */
typedef struct Bucket {
    struct Bucket *chain;            /* of the same hash */
    struct Bucket *older;            /* of the same kind */
    struct Bucket *first;            /* speaks for all with its stripped stack; NULL: not stripped */
    struct Bucket *shown_chain;      /* if it is its own `first`: of the same hash of that stack */
    u64 hash;
    union { usize size, skip; };     /* of memory; of others, how many frames are not shown */
    ProfileKind kind;
    u32 n, nshown;                   /* entries of pcs; of shown */
    usize *shown;                    /* the stripped stack */
    union {
        struct { MemCounts active, future[3]; } mem;
        struct { double count; i64 cycles; } wait;
    };
    i64 sum[4];                      /* what a reader is told: of all that share `first` */
    usize pcs[];
} Bucket;

enum { PROFILE_RAW_DEPTH = 144, PROFILE_DEPTH = 32, PROFILE_DEPTH_23 = 128 };

extern Mutex profile_lock;           /* buckets, samples */

/* (profile_lock) The bucket of a stack. */
Bucket *profile_bucket(ProfileKind kind, usize size_or_skip, const usize *pcs, u32 n);
u32 profile_raw_stack(Frames f, usize *pcs);  /* at most PROFILE_RAW_DEPTH */
/* Without the runtime's own frames and wrappers, and without the first `skip` of the others, to
 * `to`, which is not pcs. The symbol table is ready. */
u32 profile_strip(const usize *pcs, u32 n, u32 skip, usize *to);
extern u64 profile_bytes;            /* (profile_lock) memory of all this */
extern Bucket *profile_newest[PROFILE_KINDS]; /* (profile_lock) */
void *profile_alloc(usize n);        /* (profile_lock) never freed */

/* memprof.c. In the allocator, with m->locks up: slot `index` of a span is handed out, and up to
 * the end of its word of the bitmap what s->alloc_cache keeps will be without another call. */
void memprof_slot(MCache *c, Span *s, SpanClass sc, u32 index);
void memprof_large(MCache *c, Span *s);
void memprof_flush_mcache(MCache *c);
void memprof_sweep(Span *s);         /* its mark bits are final, and not yet its alloc bits */
void memprof_next_cycle(void);       /* marking ends, the world is stopped */
void memprof_flush(void);            /* ... and goes on */
void memprof_post_sweep(void);       /* all is swept, marking has not ended again */
void memprof_publish(void);          /* (profile_lock) for a reader */

#endif
