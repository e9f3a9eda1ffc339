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

/* Every span lies on the list where it belongs, and on no other. */
static usize verify_list(const char *when, const SpanList *l, u32 class, bool full)
{
    usize n = 0;
    for (Span *s = l->head; s; s = s->next, n++)
        if (s->spanclass != class || s->state != SPAN_IN_USE || s->sweepgen != mheap.sweepgen ||
            full != (class < 2 || s->alloc_count == s->nelems))
            bad(when, "span on the wrong list", s);
    return n;
}

static void verify_lists(const char *when)
{
    usize n = 0;
    for (u32 c = 0; c < NUM_SPANCLASSES; c++) {
        const MCentral *mc = &mheap.central[c];
        u32 gen = mheap.sweepgen & 1;
        if (mc->partial[!gen].head || mc->full[!gen].head)
            bad(when, "span not swept", mc->partial[!gen].head ? mc->partial[!gen].head
                                                               : mc->full[!gen].head);
        n += verify_list(when, &mc->partial[gen], c, false);
        n += verify_list(when, &mc->full[gen], c, true);
    }
    if (n != mheap.nall)
        throw_("heap verification failed: spans in use and lists differ in number");
}

/* The pages of all runs, and what they are counted as. */
static void verify_pages(void)
{
    usize used = 0, free = 0, released = 0;
    for (usize i = 0; i < mheap.nall; i++)
        used += mheap.all[i]->npages;
    for (usize l = 0; l < NELEM(mheap.free); l++)
        for (Span *s = mheap.free[l].head; s; s = s->next) {
            free += s->npages;
            released += s->released ? s->npages : 0;
        }
    if (used + mheap.pages_manual != mheap.pages_in_use ||
        mheap.pages_in_use + free != mheap.pages_mapped || released != mheap.pages_released)
        throw_("heap verification failed: pages are not counted right");
}

/* Nothing allocates or sweeps, and mcaches are empty. */
void gc_verify(const char *when)
{
    u64 live = 0;
    lock(&mheap.lock);
    for (usize i = 0; i < mheap.nall; i++) {
        const Span *s = mheap.all[i];
        verify_span(when, s);
        verify_zero(when, s);
        live += (u64)s->alloc_count * s->elemsize;
        for (usize w = 0; w < (s->nelems + 63) / 64; w++)
            if (s->mark_bits[w] || (s->scan_bits && s->scan_bits[w]))
                bad(when, "object is marked before marking", s);
    }
    verify_lists(when);
    verify_pages();
    unlock(&mheap.lock);
    if (live != mheap.live)
        throw_("heap verification failed: live bytes are not counted right");
}

/* --- after marking ---------------------------------------------------------------------------- */

static void verify_target(const Span *from, usize p)
{
    const Span *s = span_of(p);
    if (!s || s->state != SPAN_IN_USE || p < s->base || p >= s->limit)
        return;
    u32 i = span_object_index(s, p);
    if (slot_in_use(s, i) && !gc_is_marked(p))
        bad("after marking", "a black object points to a white one", from);
}

/* Words of a marked object that are pointers, by a scan of its own (verify_target marks nothing). */
static void verify_object(const Span *s, u32 index)
{
    usize base = s->base + index * s->elemsize;
    if (s->ptr_bits) {
        for (usize w = 0, at = (base - s->base) / 8; w < s->elemsize / 8; w++)
            if (s->ptr_bits[(at + w) / 64] >> ((at + w) % 64) & 1)
                verify_target(s, ((usize *)base)[w]);
        return;
    }
    const Layout *lay = &s->layouts[index];
    if (!lay->ptr_words)
        return;
    for (usize off = 0; off + lay->ptr_words <= s->elemsize / 8; off += lay->period)
        for (usize w = 0; w < lay->ptr_words; w++)
            if (lay->mask[w / 64] >> (w % 64) & 1)
                verify_target(s, ((usize *)base)[off + w]);
}

void gc_verify_marks(void)
{
    u64 marked = 0;
    for (usize k = 0; k < mheap.nall; k++) {
        const Span *s = mheap.all[k];
        for (u32 i = 0; i < s->nelems; i++) {
            if (!(s->mark_bits[i / 64] >> (i % 64) & 1))
                continue;
            if (!slot_in_use(s, i))
                bad("after marking", "a free slot is marked", s);
            if (s->scan_bits && !(s->scan_bits[i / 64] >> (i % 64) & 1))
                bad("after marking", "a marked object was not scanned", s);
            marked += s->elemsize;
            if (!span_is_noscan(s))
                verify_object(s, i);
        }
    }
    if (marked != gc.marked)
        throw_("heap verification failed: marked bytes are not counted right");
}
