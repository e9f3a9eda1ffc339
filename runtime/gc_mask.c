/* runtime/gc_mask.c: pointer masks that are made when first needed: of types with GC programs, and, from
 * Go 1.24 on, of large types. */
#include "runtime/gc.h"
#include "runtime/iface.h"

typedef struct Unrolled {
    struct Unrolled *next;
    const GoType *type;
    u64 mask[];
} Unrolled;
static Unrolled *unrolled[256];
static Mutex unrolled_lock = MUTEX(UNROLLED);

static inline void set_bit(u64 *mask, usize i) { mask[i / 64] |= 1ULL << (i % 64); }
static inline bool get_bit(const u64 *mask, usize i) { return mask[i / 64] >> (i % 64) & 1; }

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
            bits = uvarint(&p);
        u64 total = uvarint(&p) * bits;
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
