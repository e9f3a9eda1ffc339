/* runtime/gc_mark.c: marking. Several threads mark at once, and the program runs. */
#include "runtime/gc.h"

static inline bool set_mark(GcThread *t, Span *s, u32 index)
{
    u64 bit = 1ULL << (index % 64), *w = &s->mark_bits[index / 64];
    if ((atomic_load_relaxed(w) & bit) || (__atomic_fetch_or(w, bit, __ATOMIC_SEQ_CST) & bit))
        return false;
    t->marked += s->elemsize;
    return true;
}

/* A small object turns its span grey. Who takes the span clears `grey` before it reads mark_bits, so
 * either it sees this object, or we see that the span has to go into the queue again. */
static inline void mark_object(GcThread *t, Span *s, u32 index)
{
    if (!set_mark(t, s, index) || span_is_noscan(s))
        return;
    if (!s->ptr_bits)
        gc_work_push(t, s->base + index * s->elemsize);
    else if (!atomic_load(&s->grey) && !atomic_xchg(&s->grey, true))
        gc_work_push(t, (usize)s | GREY_SPAN);
}

bool slot_in_use(const Span *s, u32 index)
{
    return index < s->freeindex || (s->alloc_bits[index / 64] >> (index % 64) & 1);
}

static inline bool holds(const Span *s, usize p)
{
    return __atomic_load_n(&s->state, __ATOMIC_ACQUIRE) == SPAN_IN_USE && p >= s->base && p < s->limit;
}

static inline void mark_word(GcThread *t, usize p)
{
    Span *s = span_of(p);
    if (!s || !holds(s, p))
        return;
    u32 i = span_object_index(s, p);
    if (i < s->freeindex || (s->alloc_bits[i / 64] >> (i % 64) & 1))
        mark_object(t, s, i);
}

void gc_mark_word(GcThread *t, usize p) { mark_word(t, p); }

/* In three rounds: spans, which were asked for when the pointer was found; mark bits; marking. */
void gc_mark_found(GcThread *t)
{
    u32 n = 0, index[NELEM(t->found)];
    for (u32 i = 0; i < t->nfound; i++) {
        Span *s = t->found[i].s;
        usize p = t->found[i].p;
        if (!holds(s, p) || p - t->self < t->self_size)
            continue;
        index[n] = span_object_index(s, p);
        __builtin_prefetch(&s->mark_bits[index[n] / 64]);
        t->found[n++].s = s;
    }
    t->nfound = 0;
    for (u32 i = 0; i < n; i++)
        if (slot_in_use(t->found[i].s, index[i]))
            mark_object(t, t->found[i].s, index[i]);
}

static inline void found_word(GcThread *t, usize p)
{
    Span *s = span_of(p);
    if (!s)
        return;
    if (s == t->scans) { /* at once: memory is near, and scan_span will look again */
        u32 i = span_object_index(s, p);
        if (p < s->limit && slot_in_use(s, i))
            t->again |= set_mark(t, s, i);
        return;
    }
    __builtin_prefetch(s);
    t->found[t->nfound].p = p;
    t->found[t->nfound].s = s;
    if (++t->nfound == NELEM(t->found))
        gc_mark_found(t);
}

void gc_scan_conservative(GcThread *t, const void *lo, const void *hi)
{
    const usize *p = (const usize *)ROUNDUP((usize)lo, 8);
    for (; p + 1 <= (const usize *)hi; p++)
        mark_word(t, atomic_load_relaxed(p));
}

void gc_scan_machine_state(GcThread *t, const void *lo, const void *hi)
{
    const usize *p = (const usize *)ROUNDUP((usize)lo, 8);
    for (; p + 1 <= (const usize *)hi; p++) {
        usize w = atomic_load_relaxed(p);
        Span *s = span_of(w);
        if (!s)
            s = span_of(w - 1);
        if (!s)
            continue;
        mark_word(t, w);
        if (s->state != SPAN_IN_USE || w >= s->limit || (w - s->base) % s->elemsize == 0)
            mark_word(t, w - 1); /* may be the end of the object before */
    }
}

static inline void scan_words(GcThread *t, const usize *p, u64 bits)
{
    while (bits) {
        found_word(t, atomic_load_relaxed(&p[__builtin_ctzll(bits)]));
        bits &= bits - 1;
    }
}

/* From base, where an element begins. */
static void scan_layout(GcThread *t, const Layout *lay, usize base, usize size)
{
    usize words = size / 8, ptr_words = lay->ptr_words;
    if (ptr_words == 0)
        return;
    if (ptr_words == 1 && lay->period == 1) {
        for (usize i = 0; i < words; i++)
            found_word(t, atomic_load_relaxed(&((usize *)base)[i]));
        return;
    }
    for (usize off = 0; off + ptr_words <= words; off += lay->period)
        for (usize w = 0; w < ptr_words; w += 64) {
            u64 bits = lay->mask[w / 64];
            if (ptr_words - w < 64)
                bits &= (1ULL << (ptr_words - w)) - 1;
            scan_words(t, (usize *)base + off + w, bits);
        }
}

static void scan_bitmap(GcThread *t, const Span *s, usize base)
{
    usize word = (base - s->base) / 8, words = s->elemsize / 8;
    u32 shift = word % 64;
    u64 bits = s->ptr_bits[word / 64] >> shift;
    if (shift + words > 64)
        bits |= s->ptr_bits[word / 64 + 1] << (64 - shift);
    if (words < 64)
        bits &= (1ULL << words) - 1;
    scan_words(t, (usize *)base, bits);
}

static void scan_object(GcThread *t, const Span *s, usize base)
{
    if (s->ptr_bits)
        scan_bitmap(t, s, base);
    else
        scan_layout(t, &s->layouts[span_object_index(s, base)], base, s->elemsize);
}

void gc_scan_object(GcThread *t, usize p)
{
    Span *s = span_of(p);
    if (!s || s->state != SPAN_IN_USE || span_is_noscan(s))
        return;
    gc_mark_found(t);
    t->self = s->base + span_object_index(s, p) * s->elemsize;
    t->self_size = s->elemsize;
    scan_object(t, s, t->self);
    gc_mark_found(t);
    t->self_size = 0;
}

/* --- grey objects: very large ones in pieces, so that threads share them --------------------------
 */
enum { PIECE = 128 << 10 };

static usize piece_size(const Layout *lay)
{
    usize elem = MAX(lay->period, 1u) * 8u;
    return elem >= PIECE ? elem : PIECE / elem * elem;
}

static void scan_large(GcThread *t, const Span *s, usize p)
{
    const Layout *lay = &s->layouts[0];
    usize piece = piece_size(lay), end = s->base + s->elemsize;
    if (p == s->base) {
        for (usize at = s->base + piece; at < end; at += piece)
            gc_work_push(t, at);
    }
    scan_layout(t, lay, p, MIN(piece, end - p));
}

/* The objects of one word of marks that are marked and not scanned; answers their bytes. */
static i64 scan_word(GcThread *t, Span *s, u32 w)
{
    u64 marked = atomic_load(&s->mark_bits[w]);
    if (!(marked & ~atomic_load_relaxed(&s->scan_bits[w])))
        return 0;
    u64 grey = marked & ~__atomic_fetch_or(&s->scan_bits[w], marked, __ATOMIC_SEQ_CST);
    i64 size = __builtin_popcountll(grey) * (i64)s->elemsize;
    usize first = s->base + w * 64 * s->elemsize;
    for (u64 left = grey; left; left &= left - 1)
        __builtin_prefetch((void *)(first + (u32)__builtin_ctzll(left) * s->elemsize));
    for (; grey; grey &= grey - 1)
        scan_bitmap(t, s, first + (u32)__builtin_ctzll(grey) * s->elemsize);
    return size;
}

static i64 scan_span(GcThread *t, Span *s)
{
    i64 size = 0;
    atomic_xchg(&s->grey, false);
    t->scans = s;
    do {
        t->again = false;
        for (u32 w = 0; w * 64 < s->nelems; w++)
            size += scan_word(t, s, w);
    } while (t->again);
    t->scans = NULL;
    return size;
}

i64 gc_scan_grey(GcThread *t, usize grey)
{
    if (grey & GREY_SPAN)
        return scan_span(t, (Span *)(grey - GREY_SPAN));
    const Span *s = span_of(grey);
    if (s->elemsize > PIECE)
        scan_large(t, s, grey);
    else
        scan_object(t, s, grey);
    return (i64)MIN(s->elemsize, (usize)PIECE);
}

void gc_grey_ahead(usize grey)
{
    if (!(grey & GREY_SPAN)) {
        __builtin_prefetch((void *)grey);
        return;
    }
    const Span *s = (const Span *)(grey - GREY_SPAN);
    __builtin_prefetch(s);
    __builtin_prefetch((const char *)s + 64);
}

bool gc_is_marked(usize p)
{
    Span *s = span_of(p);
    u32 i = span_object_index(s, p);
    return s->mark_bits[i / 64] >> (i % 64) & 1;
}

void gc_shade(usize p)
{
    GcThread *t = gc_self();
    mark_word(t, p);
    gc_work_hand_in(t);
}

void gc_shade_range(const void *lo, const void *hi)
{
    GcThread *t = gc_self();
    gc_scan_conservative(t, lo, hi);
    gc_work_hand_in(t);
}
