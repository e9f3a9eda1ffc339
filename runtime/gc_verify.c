/* runtime/gc_verify.c: invariants of the heap, checked when SEAGO_DEBUG=verify=1. */
#include "runtime/gc.h"
#include "runtime/print.h"

static NORETURN void bad(const char *when, const char *what, const Span *s)
{
    print_lock();
    print_str("heap verify ");
    print_str(when);
    print_str(": ");
    print_str(what);
    print_str(", span ");
    print_hex(s->base);
    print_str(" class ");
    print_uint(s->spanclass);
    print_str("\n");
    print_unlock();
    throw_("heap verification failed");
}

static u32 slots_in_use(const Span *s)
{
    u32 n = 0;
    for (u32 i = 0; i < s->nelems; i++)
        n += i < s->freeindex || (s->alloc_bits[i / 64] >> (i % 64) & 1);
    return n;
}

static void verify_span(const char *when, const Span *s)
{
    if (s->state != SPAN_IN_USE)
        bad(when, "span in the list of used ones is free", s);
    for (usize i = 0; i < s->npages; i++)
        if (span_of(s->base + i * PAGE_SIZE) != s)
            bad(when, "page table names another span", s);
    if (s->in_cache)
        bad(when, "span still belongs to an mcache", s);
    if (s->alloc_count > s->nelems || slots_in_use(s) != s->alloc_count)
        bad(when, "allocation count differs from the bits", s);
    for (u32 i = s->nelems; i < (s->nelems + 63) / 64 * 64; i++)
        if (s->alloc_bits[i / 64] >> (i % 64) & 1)
            bad(when, "allocation bit beyond the last slot", s);
    for (u32 i = 1; i < s->nelems; i++)
        if (span_object_index(s, s->base + i * s->elemsize - 1) != i - 1 ||
            span_object_index(s, s->base + i * s->elemsize) != i)
            bad(when, "object index is off", s);
}

/* Free memory that needs no zeroing is zero. */
static void verify_zero(const char *when, const Span *s)
{
    if (s->needzero || s->nelems == 1)
        return;
    for (u32 i = s->freeindex; i < s->nelems; i++) {
        if (s->alloc_bits[i / 64] >> (i % 64) & 1)
            continue;
        const u64 *p = (const u64 *)(s->base + i * s->elemsize);
        for (usize w = 0; w < s->elemsize / 8; w++)
            if (p[w])
                bad(when, "free slot marked as zeroed is not", s);
    }
}

void gc_verify(const char *when)
{
    for (usize i = 0; i < mheap.nall; i++) {
        verify_span(when, mheap.all[i]);
        verify_zero(when, mheap.all[i]);
    }
    for (int c = 0; c < NUM_SPANCLASSES; c++)
        for (Span *s = mheap.central[c].partial.head; s; s = s->next)
            if (s->spanclass != c || s->state != SPAN_IN_USE || s->alloc_count == s->nelems)
                bad(when, "span on the wrong list", s);
}
