/* runtime/gc_mark.c: marking.
 *
 * Grey objects are on one stack that only the collecting thread touches; it doubles when full and
 * keeps its memory for the next collection.
 */
#include "runtime/gc.h"
#include "runtime/barrier.h"
#include "runtime/iface.h"

static usize *grey;
static usize ngrey, capgrey;

void gc_mark_reset(void)
{
    ngrey = 0;
    for (usize i = 0; i < mheap.nall; i++) {
        Span *s = mheap.all[i];
        memset(s->mark_bits, 0, (s->nelems + 63) / 64 * 8);
    }
}

static NOINLINE void grow_grey(void)
{
    usize cap = capgrey ? capgrey * 2 : 1 << 15;
    usize *fresh = sys_alloc(cap * sizeof *fresh);
    if (grey) {
        memcpy(fresh, grey, ngrey * sizeof *fresh);
        sys_free(grey, capgrey * sizeof *grey);
    }
    grey = fresh;
    capgrey = cap;
}

static inline void mark_object(Span *s, u32 index)
{
    u64 bit = 1ULL << (index % 64), *w = &s->mark_bits[index / 64];
    if (*w & bit)
        return;
    *w |= bit;
    if (span_is_noscan(s))
        return;
    if (ngrey == capgrey)
        grow_grey();
    grey[ngrey++] = s->base + index * s->elemsize;
}

static inline bool slot_in_use(const Span *s, u32 index)
{
    return index < s->freeindex || (s->alloc_bits[index / 64] >> (index % 64) & 1);
}

void gc_mark_word(usize p)
{
    Span *s = span_of(p);
    if (!s || s->state != SPAN_IN_USE || p < s->base || p >= s->limit)
        return;
    u32 i = span_object_index(s, p);
    if (slot_in_use(s, i))
        mark_object(s, i);
}

void gc_shade(usize p) { gc_mark_word(p); }

void gc_scan_conservative(const void *lo, const void *hi)
{
    const usize *p = (const usize *)ROUNDUP((usize)lo, 8);
    for (; p + 1 <= (const usize *)hi; p++) {
        usize w = *p;
        Span *s = span_of(w);
        if (!s)
            s = span_of(w - 1);
        if (!s)
            continue;
        gc_mark_word(w);
        if (s->state == SPAN_IN_USE ? w >= s->limit || (w - s->base) % s->elemsize == 0 : true)
            gc_mark_word(w - 1); /* may be the end of the object before */
    }
}

static inline void scan_words(const usize *p, u64 bits)
{
    while (bits) {
        gc_mark_word(p[__builtin_ctzll(bits)]);
        bits &= bits - 1;
    }
}

static void scan_layout(const Layout *lay, usize base, usize size)
{
    usize words = size / 8, ptr_words = lay->ptr_words;
    if (ptr_words == 0)
        return;
    if (ptr_words == 1 && lay->period == 1) {
        for (usize i = 0; i < words; i++)
            gc_mark_word(((usize *)base)[i]);
        return;
    }
    for (usize off = 0; off + ptr_words <= words; off += lay->period)
        for (usize w = 0; w < ptr_words; w += 64) {
            u64 bits = lay->mask[w / 64];
            if (ptr_words - w < 64)
                bits &= (1ULL << (ptr_words - w)) - 1;
            scan_words((usize *)base + off + w, bits);
        }
}

static void scan_bitmap(const Span *s, usize base)
{
    usize word = (base - s->base) / 8, words = s->elemsize / 8;
    u32 shift = word % 64;
    u64 bits = s->ptr_bits[word / 64] >> shift;
    if (shift + words > 64)
        bits |= s->ptr_bits[word / 64 + 1] << (64 - shift);
    if (words < 64)
        bits &= (1ULL << words) - 1;
    scan_words((usize *)base, bits);
}

static void scan_object(const Span *s, usize base)
{
    if (s->ptr_bits)
        scan_bitmap(s, base);
    else
        scan_layout(&s->layouts[span_object_index(s, base)], base, s->elemsize);
}

void gc_drain(void)
{
    while (ngrey > 0) {
        usize base = grey[--ngrey];
        scan_object(span_of(base), base);
    }
}

void gc_scan_object(usize p)
{
    Span *s = span_of(p);
    if (s && s->state == SPAN_IN_USE && !span_is_noscan(s))
        scan_object(s, s->base + span_object_index(s, p) * s->elemsize);
}

bool gc_is_marked(usize p)
{
    Span *s = span_of(p);
    u32 i = span_object_index(s, p);
    return s->mark_bits[i / 64] >> (i % 64) & 1;
}

/* --- masks that are made when first needed ---------------------------------------------------- */

typedef struct Unrolled {
    struct Unrolled *next;
    const GoType *type;
    u64 mask[];
} Unrolled;
static Unrolled *unrolled[256];
static Mutex unrolled_lock;

static inline void set_bit(u64 *mask, usize i) { mask[i / 64] |= 1ULL << (i % 64); }
static inline bool get_bit(const u64 *mask, usize i) { return mask[i / 64] >> (i % 64) & 1; }

static u64 varint(const u8 **p)
{
    u64 v = 0;
    for (u32 shift = 0;; shift += 7) {
        u8 b = *(*p)++;
        v |= (u64)(b & 127) << shift;
        if (!(b & 128))
            return v;
    }
}

/* Runs a GC program (typedesc.h) of a type of n words. */
static void run_program(u64 *mask, const u8 *p, usize n)
{
    usize at = 0;
    for (u8 op; (op = *p++) != 0;) {
        u64 bits = op & 127;
        if (!(op & 128)) {
            for (u64 i = 0; i < bits; i++, at++)
                if ((p[i / 8] >> (i % 8) & 1) && at < n)
                    set_bit(mask, at);
            p += (bits + 7) / 8;
            continue;
        }
        if (bits == 0)
            bits = varint(&p);
        u64 total = varint(&p) * bits;
        for (u64 i = 0; i < total && at < n; i++, at++)
            if (get_bit(mask, at - bits))
                set_bit(mask, at);
    }
}

/* From the structure of the type: 1.24 and later write no programs. */
static void mask_of_structure(u64 *mask, usize at, const GoType *t)
{
    if (t->ptrdata == 0)
        return;
    if (type_kind(t) == KIND_ARRAY) {
        const GoArrayType *a = (const GoArrayType *)t;
        for (u64 i = 0; i < a->len; i++)
            mask_of_structure(mask, at + i * a->elem->size / 8, a->elem);
    } else if (type_kind(t) == KIND_STRUCT) {
        const GoStructType *st = (const GoStructType *)t;
        for (i64 i = 0; i < st->nfields; i++)
            mask_of_structure(mask, at + st->fields[i].offset / 8, st->fields[i].type);
    } else {
        const u64 *m = (const u64 *)t->gcdata;
        for (usize i = 0; i < t->ptrdata / 8; i++)
            if (get_bit(m, i))
                set_bit(mask, at + i);
    }
}

const u64 *gc_unrolled_mask(const GoType *t)
{
    Unrolled **head = &unrolled[((usize)t >> 4) % NELEM(unrolled)];
    lock(&unrolled_lock);
    Unrolled *u = *head;
    while (u && u->type != t)
        u = u->next;
    if (!u) {
        usize words = t->ptrdata / 8;
        u = persistent_alloc(sizeof *u + (words + 63) / 64 * 8, 8);
        u->type = t;
        if (t->kind & KIND_GCPROG)
            run_program(u->mask, t->gcdata + 4, words);
        else
            mask_of_structure(u->mask, 0, t);
        u->next = *head;
        *head = u;
        if (t->tflag & TFLAG_GC_ON_DEMAND)
            *(const u64 **)t->gcdata = u->mask;
    }
    unlock(&unrolled_lock);
    return u->mask;
}
