/* runtime/memprof.c: which allocations the heap profile sees, and when it tells of them. See
 * profile.h. */
#include "runtime/profile.h"
#include "runtime/rt.h"

/* Package runtime's variable; a program of the runtime's own tests has none. */
extern i64 go_rate __asm__("runtime.MemProfileRate") __attribute__((weak));
static u32 cycle;                    /* (profile_lock) numbers of markings that have ended, modulo 3 */
static u32 flushed;                  /* (profile_lock) the last cycle that was published */

typedef struct Sample {
    struct Sample *next;
    Bucket *bucket;
    u32 index;                       /* of the object in its span */
} Sample;
static Sample *unused;               /* (profile_lock) */

static i64 rate(void) { return &go_rate ? atomic_load_relaxed(&go_rate) : 0; }

/* Natural logarithm of x >= 1, to six digits. */
static double log_of(u64 x)
{
    u32 exponent = 63 - (u32)__builtin_clzll(x);
    double m = (double)x / (double)(1ULL << exponent); /* in [1, 2) */
    double t = (m - 1) / (m + 1), t2 = t * t, sum = 0, power = t;
    for (int i = 1; i < 13; i += 2, power *= t2)
        sum += power / i;
    return exponent * 0.6931471805599453 + 2 * sum;
}

/* Bytes to the next hit, itself included: at least 1. */
static i64 draw(i64 mean)
{
    enum { BITS = 40 };
    if (mean <= 1)
        return 1;
    u64 u = (fastrand64() & ((1ULL << BITS) - 1)) + 1; /* in (0, 2^BITS] */
    double bytes = (BITS * 0.6931471805599453 - log_of(u)) * (double)mean;
    return bytes < 1e15 ? (i64)bytes + 1 : (i64)1e15;
}

/* --- recording -------------------------------------------------------------------------------- */

typedef struct Event { Frames from; Span *span; u32 index; } Event;

static void record_g0(void *arg)
{
    Event *e = arg;
    usize pcs[PROFILE_RAW_DEPTH];
    u32 n = profile_raw_stack(e->from, pcs);
    lock(&profile_lock);
    Bucket *b = profile_bucket(PROFILE_MEM, e->span->elemsize, pcs, n);
    MemCounts *c = &b->mem.future[(cycle + 2) % 3];
    c->allocs++;
    c->alloc_bytes += e->span->elemsize;
    Sample *s = unused;
    if (s)
        unused = s->next;
    else
        s = profile_alloc(sizeof *s);
    *s = (Sample){ e->span->samples, b, e->index };
    e->span->samples = s;
    unlock(&profile_lock);
}

static NOINLINE void record(Span *s, u32 index)
{
    G *gp = getg();
    if (gp == gp->m->g0)
        return; /* the runtime's own */
    Event e = { frames_from(gp, (usize)__builtin_return_address(0),
                            *(void **)__builtin_frame_address(0)), s, index };
    systemstack(record_g0, &e);
}

/* Are size bytes hit? */
static bool hit(MCache *c, SpanClass sc, usize size)
{
    i64 mean = rate(), *until = &c->until_sample[sc];
    if (UNLIKELY(mean != c->profile_rate)) {
        memprof_flush_mcache(c);
        c->profile_rate = mean;
    }
    if (mean <= 0)
        return false;
    if (*until == 0)
        *until = draw(mean);
    if (*until > (i64)size) {
        *until -= (i64)size;
        return false;
    }
    *until = draw(mean);
    return true;
}

/* Slots that next_free_fast will hand out: free ones, but for the last of a word, unless it is that of
 * the span. */
static u64 fast_slots(const Span *s)
{
    u32 left = s->nelems - s->freeindex;
    u32 last = 63 - s->freeindex % 64;
    u64 mask = left > last ? (1ULL << last) - 1 : left == 0 ? 0 : ~0ULL >> (64 - left);
    if (left == last + 1)
        mask |= 1ULL << last;
    return s->alloc_cache & mask;
}

void memprof_slot(MCache *c, Span *s, SpanClass sc, u32 index)
{
    if (hit(c, sc, s->elemsize))
        record(s, index);
    if (c->profile_rate <= 0)
        return;
    u64 slots = fast_slots(s);
    i64 size = (i64)s->elemsize, n = __builtin_popcountll(slots);
    i64 before = (c->until_sample[sc] - 1) / size; /* slots in front of the one to be hit */
    if (before < n) {
        u64 rest = slots;
        for (i64 i = 0; i < before; i++)
            rest &= rest - 1;
        s->alloc_cache = slots & ~rest;
        n = before;
    }
    c->until_sample[sc] -= n * size;
}

void memprof_large(MCache *c, Span *s)
{
    if (hit(c, s->spanclass, s->elemsize))
        record(s, 0);
}

void memprof_flush_mcache(MCache *c)
{
    memset(c->until_sample, 0, sizeof c->until_sample);
}

/* runtime.MemProfileRate was assigned to: what this P's fast path may hand out was settled with the
 * rate before. */
void rt_memprofilerate(void)
{
    M *m = acquirem();
    MCache *c = m->p->mcache;
    for (int i = 0; i < NUM_SPANCLASSES; i++)
        c->alloc[i]->alloc_cache = 0;
    releasem(m);
}

void memprof_sweep(Span *s)
{
    lock(&profile_lock);
    for (Sample **at = &s->samples; *at;) {
        Sample *a = *at;
        if (s->mark_bits[a->index / 64] >> (a->index % 64) & 1) {
            at = &a->next;
            continue;
        }
        MemCounts *c = &a->bucket->mem.future[(cycle + 1) % 3];
        c->frees++;
        c->free_bytes += s->elemsize;
        *at = a->next;
        a->next = unused;
        unused = a;
    }
    unlock(&profile_lock);
}

/* --- cycles ----------------------------------------------------------------------------------- */

static void publish(Bucket *b, u32 which)
{
    MemCounts *to = &b->mem.active, *from = &b->mem.future[which % 3];
    to->allocs += from->allocs;
    to->frees += from->frees;
    to->alloc_bytes += from->alloc_bytes;
    to->free_bytes += from->free_bytes;
    *from = (MemCounts){ 0 };
}

static void publish_all(u32 which)
{
    for (Bucket *b = profile_newest[PROFILE_MEM]; b; b = b->older)
        publish(b, which);
}

void memprof_next_cycle(void)
{
    lock(&profile_lock);
    cycle++;
    unlock(&profile_lock);
}

static void flush_locked(void)
{
    if (flushed != cycle) {
        flushed = cycle;
        publish_all(cycle);
    }
}

void memprof_flush(void)
{
    lock(&profile_lock);
    flush_locked();
    unlock(&profile_lock);
}

void memprof_post_sweep(void)
{
    lock(&profile_lock);
    flush_locked();
    publish_all(cycle + 1);
    unlock(&profile_lock);
}

void memprof_publish(void)
{
    bool nothing = true;
    flush_locked();
    for (Bucket *b = profile_newest[PROFILE_MEM]; b && nothing; b = b->older)
        nothing = b->mem.active.allocs == 0 && b->mem.active.frees == 0;
    for (u32 i = 0; nothing && i < 3; i++) /* no collection yet: what there is must do */
        publish_all(i);
}
