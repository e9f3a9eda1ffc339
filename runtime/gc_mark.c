/* runtime/gc_mark.c: marking. Several threads mark at once, and the program runs. */
#include "runtime/gc.h"

static inline void mark_object(GcThread *t, Span *s, u32 index)
{
    u64 bit = 1ULL << (index % 64), *w = &s->mark_bits[index / 64];
    if (atomic_load_relaxed(w) & bit)
        return;
    if (__atomic_fetch_or(w, bit, __ATOMIC_RELAXED) & bit)
        return;
    t->marked += s->elemsize;
    if (span_is_noscan(s))
        return;
    if (UNLIKELY(!t->buf || t->buf->n >= t->room))
        gc_work_more(t);
    t->buf->obj[t->buf->n++] = s->base + index * s->elemsize;
}

bool slot_in_use(const Span *s, u32 index)
{
    return index < s->freeindex || (s->alloc_bits[index / 64] >> (index % 64) & 1);
}

static inline void mark_word(GcThread *t, usize p)
{
    Span *s = span_of(p);
    if (!s || __atomic_load_n(&s->state, __ATOMIC_ACQUIRE) != SPAN_IN_USE || p < s->base ||
        p >= s->limit)
        return;
    u32 i = span_object_index(s, p);
    if (i < s->freeindex || (s->alloc_bits[i / 64] >> (i % 64) & 1))
        mark_object(t, s, i);
}

void gc_mark_word(GcThread *t, usize p) { mark_word(t, p); }

void gc_scan_conservative(GcThread *t, const void *lo, const void *hi)
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
        mark_word(t, atomic_load_relaxed(&p[__builtin_ctzll(bits)]));
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
            mark_word(t, atomic_load_relaxed(&((usize *)base)[i]));
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
    if (s && s->state == SPAN_IN_USE && !span_is_noscan(s))
        scan_object(t, s, s->base + span_object_index(s, p) * s->elemsize);
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
        for (usize at = s->base + piece; at < end; at += piece) {
            if (!t->buf || t->buf->n >= t->room)
                gc_work_more(t);
            t->buf->obj[t->buf->n++] = at;
        }
    }
    scan_layout(t, lay, p, MIN(piece, end - p));
}

void gc_scan_grey(GcThread *t, usize p)
{
    const Span *s = span_of(p);
    if (s->elemsize > PIECE)
        scan_large(t, s, p);
    else
        scan_object(t, s, p);
}

i64 gc_grey_size(usize p) { return (i64)MIN(span_of(p)->elemsize, (usize)PIECE); }

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
