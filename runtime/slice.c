/* runtime/slice.c: making, growing and copying slices. */
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/malloc.h"
#include "runtime/rt.h"

static inline bool size_overflows(const GoType *elem, i64 n, usize *bytes)
{
    return n < 0 || __builtin_mul_overflow((usize)n, elem->size, bytes) || *bytes > MAX_ALLOC;
}

void *rt_makeslice(const GoType *elem, i64 len, i64 cap)
{
    usize bytes;
    if (UNLIKELY(size_overflows(elem, cap, &bytes) || len < 0 || len > cap)) {
        if (size_overflows(elem, len, &bytes) || len < 0)
            rt_panicmakeslicelen();
        rt_panicmakeslicecap();
    }
    return rt_mallocgc((i64)bytes, elem->ptrdata ? elem : NULL, true);
}

static i64 next_cap(i64 newlen, i64 oldcap)
{
    enum { THRESHOLD = 256 };
    if (newlen > 2 * oldcap)
        return newlen;
    if (oldcap < THRESHOLD)
        return 2 * oldcap;
    u64 cap = (u64)oldcap;
    while (cap < (u64)newlen)
        cap += (cap + 3 * THRESHOLD) / 4;
    return (i64)cap <= 0 ? newlen : (i64)cap;
}

PtrInt rt_growslice(void *old, i64 newlen, i64 oldcap, i64 added, const GoType *elem)
{
    i64 oldlen = newlen - added;
    if (newlen < 0)
        panic_error_string(seago_tree_minor < 20 ? "growslice: cap out of range"
                                                 : "growslice: len out of range");
    if (elem->size == 0)
        return (PtrInt){ malloc_noscan(0, false), newlen };
    i64 cap = next_cap(newlen, oldcap);
    usize bytes;
    if (size_overflows(elem, cap, &bytes))
        panic_error_string(seago_tree_minor < 20 ? "growslice: cap out of range"
                                                 : "growslice: len out of range");
    bytes = round_up_size(bytes, elem->ptrdata == 0);
    cap = (i64)(bytes / elem->size);
    bytes = (usize)cap * elem->size;
    usize used = (usize)oldlen * elem->size, filled = (usize)newlen * elem->size;
    u8 *p;
    if (elem->ptrdata) {
        p = rt_mallocgc((i64)bytes, elem, true);
        gc_move(p, old, used);
    } else {
        p = malloc_noscan_filled(bytes, filled);
        memmove(p, old, used);
    }
    return (PtrInt){ p, cap };
}

i64 rt_slicecopy(void *dst, i64 dlen, const void *src, i64 slen, i64 size)
{
    i64 n = MIN(dlen, slen);
    if (n > 0)
        memmove(dst, src, (usize)(n * size));
    return n;
}
