/* runtime/gc_sweep.c: freeing what was not marked. The world is stopped and mcaches are empty. */
#include "runtime/gc.h"

static void reset_central_lists(void)
{
    for (int i = 0; i < NUM_SPANCLASSES; i++)
        mheap.central[i].partial = (SpanList){ 0 };
}

/* Marks become allocation bits. Answers whether any object is left. */
static bool sweep_span(Span *s)
{
    u32 live = 0;
    usize words = (s->nelems + 63) / 64;
    for (usize i = 0; i < words; i++)
        live += (u32)__builtin_popcountll(s->mark_bits[i]);
    u32 freed = s->alloc_count - live;
    mheap.frees += freed;
    mheap.total_alloc += freed * s->elemsize;
    if (live == 0)
        return false;
    if (live < s->alloc_count)
        s->needzero = true;
    u64 *old = s->alloc_bits;
    s->alloc_bits = s->mark_bits;
    s->mark_bits = old;
    s->alloc_count = live;
    s->freeindex = s->nelems == 1 ? 1 : 0;
    s->alloc_cache = ~s->alloc_bits[0];
    mheap.marked += live * s->elemsize;
    mheap.mallocs += live;
    return true;
}

void gc_sweep(void)
{
    usize kept = 0, n = mheap.nall;
    u64 frees_before = mheap.frees;
    mheap.marked = 0;
    mheap.mallocs = mheap.frees;
    reset_central_lists();
    for (usize i = 0; i < n; i++) {
        Span *s = mheap.all[i];
        if (!sweep_span(s)) {
            mheap_free(s);
            continue;
        }
        mheap.all[kept++] = s;
        if (s->spanclass >= 2 && s->alloc_count < s->nelems)
            span_list_push(&mheap.central[s->spanclass].partial, s);
    }
    mheap.nall = kept;
    mheap.mallocs += mheap.frees - frees_before;
}
