/* runtime/mcentral.c: spans of one class on their way between mcaches, lists and the page heap. */
#include "runtime/barrier.h"
#include "runtime/gc.h"
#include "runtime/malloc.h"
#include "runtime/profile.h"

/* Stands in every place of an empty mcache; it has no free slot. */
static u64 no_bits[1];
static Span empty_span = { .alloc_bits = no_bits };

MCache *mcache_new(void)
{
    MCache *c = persistent_alloc(sizeof *c, 64);
    for (int i = 0; i < NUM_SPANCLASSES; i++)
        c->alloc[i] = &empty_span;
    return c;
}

/* Free slots become black or white. Others mark objects in the same words at the same time. */
static void mark_free_slots(Span *s, bool black)
{
    for (u32 w = s->freeindex / 64; w * 64 < s->nelems; w++) {
        u64 bits = span_free_bits(s, w);
        if (black && s->scan_bits) /* first: marked and not scanned would be grey */
            __atomic_fetch_or(&s->scan_bits[w], bits, __ATOMIC_SEQ_CST);
        if (black)
            __atomic_fetch_or(&s->mark_bits[w], bits, __ATOMIC_SEQ_CST);
        else
            __atomic_fetch_and(&s->mark_bits[w], ~bits, __ATOMIC_RELAXED);
    }
}

static void push_swept(MCentral *mc, Span *s)
{
    u32 gen = mheap.sweepgen & 1;
    bool room = s->spanclass >= 2 && s->alloc_count < s->nelems;
    span_list_push(room ? &mc->partial[gen] : &mc->full[gen], s);
}

void mcentral_put(Span *s)
{
    MCentral *mc = &mheap.central[s->spanclass];
    lock(&mc->lock);
    if (s->spanclass < 2 && s->count_at_cache == 0) { /* a large object, just allocated */
        mc->nmalloc++;
        s->count_at_cache = 1;
    }
    push_swept(mc, s);
    unlock(&mc->lock);
}

/* From an mcache to its list; answers the bytes that were free in it. */
static usize release_span(Span *s)
{
    if (s == &empty_span)
        return 0;
    MCentral *mc = &mheap.central[s->spanclass];
    usize unused = (usize)(s->nelems - s->alloc_count) * s->elemsize;
    s->in_cache = false;
    lock(&mc->lock);
    mc->nmalloc += s->alloc_count - s->count_at_cache;
    push_swept(mc, s);
    unlock(&mc->lock);
    return unused;
}

void mcache_refill(MCache *c, SpanClass sc)
{
    release_span(c->alloc[sc]);
    c->alloc[sc] = &empty_span;
    Span *s = mcentral_get(sc);
    s->in_cache = true;
    s->count_at_cache = s->alloc_count;
    if (gc_barrier_on())
        mark_free_slots(s, true);
    c->alloc[sc] = s;
    gc_allocated(c, (usize)(s->nelems - s->alloc_count) * s->elemsize);
}

void mcache_flush(MCache *c)
{
    for (int i = 0; i < NUM_SPANCLASSES; i++) {
        Span *s = c->alloc[i];
        c->alloc[i] = &empty_span;
        if (s != &empty_span && gc_barrier_on())
            mark_free_slots(s, false);
        atomic_add(&mheap.live, -release_span(s));
    }
    c->tiny = 0;
    c->tiny_offset = 0;
    memprof_flush_mcache(c);
}

static Span *pop(SpanList *l)
{
    Span *s = l->head;
    if (s)
        span_list_remove(l, s);
    return s;
}

/* Unswept, of the class: with room first. */
static Span *pop_unswept(MCentral *mc)
{
    u32 old = ~mheap.sweepgen & 1;
    Span *s = pop(&mc->partial[old]);
    return s ? s : pop(&mc->full[old]);
}

/* Sweeps spans of the class until one has room; not too many that have none. */
static Span *sweep_for_room(MCentral *mc)
{
    for (int tries = 0; tries < 100; tries++) {
        lock(&mc->lock);
        Span *s = pop_unswept(mc);
        unlock(&mc->lock);
        if (!s)
            return NULL;
        sweep_span(s);
        if (s->alloc_count < s->nelems)
            return s;
        mcentral_put(s);
    }
    return NULL;
}

Span *mcentral_get(SpanClass sc)
{
    MCentral *mc = &mheap.central[sc];
    lock(&mc->lock);
    Span *s = pop(&mc->partial[mheap.sweepgen & 1]);
    unlock(&mc->lock);
    if (!s && atomic_load_relaxed(&mheap.sweep_class) < NUM_SPANCLASSES)
        s = sweep_for_room(mc);
    return s ? s : mheap_alloc(class_pages[sc >> 1], sc);
}

/* --- sweeping --------------------------------------------------------------------------------- */

/* Marks become allocation bits. */
bool sweep_span(Span *s)
{
    u32 live = 0;
    usize words = (s->nelems + 63) / 64;
    if (UNLIKELY(atomic_load(&s->nspecials))) {
        weak_sweep(s);
        finalizers_sweep(s);
    }
    if (UNLIKELY(s->samples))
        memprof_sweep(s);
    for (usize i = 0; i < words; i++)
        live += (u32)__builtin_popcountll(s->mark_bits[i]);
    u32 freed = s->alloc_count - live;
    u64 *old = s->alloc_bits;
    s->alloc_bits = s->mark_bits;
    memset(old, 0, words * 8);
    s->mark_bits = old;
    if (s->scan_bits)
        memset(s->scan_bits, 0, words * 8);
    s->alloc_count = live;
    s->freeindex = s->nelems == 1 && live ? 1 : 0;
    s->alloc_cache = ~s->alloc_bits[0];
    atomic_store(&s->sweepgen, mheap.sweepgen);
    if (freed) {
        s->needzero = true;
        MCentral *mc = &mheap.central[s->spanclass];
        atomic_add(&mc->nfree, freed);
        atomic_add(&mheap.freed, (u64)freed * s->elemsize);
    }
    return live != 0;
}

bool sweep_one(void)
{
    M *m = acquirem();
    Span *s = NULL;
    u32 sc = atomic_load(&mheap.sweep_class);
    while (sc < NUM_SPANCLASSES) {
        MCentral *mc = &mheap.central[sc];
        lock(&mc->lock);
        s = pop_unswept(mc);
        unlock(&mc->lock);
        if (s)
            break;
        atomic_cas(&mheap.sweep_class, sc, sc + 1);
        sc = atomic_load(&mheap.sweep_class);
    }
    if (s && sweep_span(s))
        mcentral_put(s);
    else if (s)
        mheap_free(s);
    releasem(m);
    return s != NULL;
}
