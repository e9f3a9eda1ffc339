/* runtime/gc_barrier.c: write barriers; see barrier.h. */
#include "runtime/barrier.h"
#include "runtime/gc.h"
#include "runtime/rt.h"

/* --- the sequence that tests and stores ------------------------------------------------------- */

extern u8 __executable_start[], etext[];

/* Does `cmpb $0, rt_wb_enabled(%rip)` end at pc? */
static bool tests_flag(const u8 *pc)
{
    i32 disp;
    memcpy(&disp, pc - 5, 4);
    return pc[-7] == 0x80 && pc[-6] == 0x3d && pc[-1] == 0 && pc + disp == &rt_wb_enabled;
}

/* The sequence is known by its bytes: the test, a jump in its short or long form, the store. A test
 * of the flag elsewhere in the runtime may be repeated as well. */
usize wb_restart(usize at)
{
    enum { TEST = 7, SHORT = 2, LONG = 6 };
    const u8 *pc = (const u8 *)at;
    if (pc < __executable_start + 64 || pc >= etext)
        return at;
    if (tests_flag(pc))
        return at - TEST;
    if (pc[-SHORT] == 0x75 && tests_flag(pc - SHORT))
        return at - SHORT - TEST;
    if (pc[-LONG] == 0x0f && pc[-LONG + 1] == 0x85 && tests_flag(pc - LONG))
        return at - LONG - TEST;
    return at;
}

/* --- copies ----------------------------------------------------------------------------------- */

static void shade_words(const void *p, usize n)
{
    const usize *w = (const usize *)ROUNDUP((usize)p, 8), *end = (const usize *)((const u8 *)p + n);
    GcThread *t = gc_self();
    for (; w + 1 <= end; w++)
        gc_mark_word(t, atomic_load_relaxed(w));
    gc_work_hand_in(t);
}

/* Pieces, so that the world need not wait for the whole of a long copy; multiples of a word. */
enum { PIECE = 256 << 10 };

static inline void move_piece(void *dst, const void *src, usize n)
{
    M *m = acquirem();
    if (UNLIKELY(gc_barrier_on())) {
        shade_words(dst, n);
        shade_words(src, n);
    }
    memmove(dst, src, n);
    releasem(m);
}

void gc_move(void *dst, const void *src, usize n)
{
    u8 *d = dst;
    const u8 *s = src;
    if (LIKELY(n <= PIECE)) {
        move_piece(d, s, n);
        return;
    }
    if ((usize)d - (usize)s >= n) {
        for (; n > PIECE; d += PIECE, s += PIECE, n -= PIECE)
            move_piece(d, s, PIECE);
        move_piece(d, s, n);
        return;
    }
    usize tail = n % PIECE;
    for (usize at = n - tail; ; at -= PIECE, tail = PIECE) {
        move_piece(d + at, s + at, tail);
        if (at == 0)
            return;
    }
}

void gc_clear(void *p, usize n)
{
    for (u8 *at = p; n > 0; ) {
        usize k = MIN(n, (usize)PIECE);
        M *m = acquirem();
        if (UNLIKELY(gc_barrier_on()))
            shade_words(at, k);
        memset(at, 0, k);
        releasem(m);
        at += k;
        n -= k;
    }
}

void rt_typedmemmove(const GoType *t, void *dst, const void *src)
{
    if (t->ptrdata)
        gc_move(dst, src, t->size);
    else
        memmove(dst, src, t->size);
}

void rt_typedmemclr(const GoType *t, void *p)
{
    if (t->ptrdata)
        gc_clear(p, t->size);
    else
        memset(p, 0, t->size);
}

void rt_wbmove(void *dst, const void *src, i64 n) { gc_move(dst, src, (usize)n); }
void rt_memclrHasPointers(void *p, i64 n) { gc_clear(p, (usize)n); }

i64 rt_typedslicecopy(const GoType *elem, void *dst, i64 dlen, const void *src, i64 slen)
{
    i64 n = MIN(dlen, slen);
    if (n > 0 && dst != src) {
        if (elem->ptrdata)
            gc_move(dst, src, (usize)n * elem->size);
        else
            memmove(dst, src, (usize)n * elem->size);
    }
    return n;
}

/* --- sync/atomic ------------------------------------------------------------------------------
 * Pointers are shaded whether or not the exchange takes place. A nil slot panics before locks are held.
 */
#define GO(name) __asm__("sync/atomic." name) __attribute__((weak))

static inline void shade_both(void **p, void *v)
{
    if (UNLIKELY(gc_barrier_on())) {
        gc_shade((usize)atomic_load(p));
        gc_shade((usize)v);
    }
}

static M *acquire_for(void **p)
{
    if (UNLIKELY(!p))
        rt_panicmem();
    return acquirem();
}

void *atomic_load_pointer(void **p) GO("LoadPointer");
void *atomic_load_pointer(void **p) { return atomic_load(p); }

void atomic_store_pointer(void **p, void *v) GO("StorePointer");
void atomic_store_pointer(void **p, void *v)
{
    M *m = acquire_for(p);
    shade_both(p, v);
    atomic_store(p, v);
    releasem(m);
}

/* What the slot held is known only afterwards. */
void *atomic_swap_pointer(void **p, void *v) GO("SwapPointer");
void *atomic_swap_pointer(void **p, void *v)
{
    M *m = acquire_for(p);
    void *old = atomic_xchg(p, v);
    if (UNLIKELY(gc_barrier_on())) {
        gc_shade((usize)old);
        gc_shade((usize)v);
    }
    releasem(m);
    return old;
}

bool atomic_cas_pointer(void **p, void *old, void *v) GO("CompareAndSwapPointer");
bool atomic_cas_pointer(void **p, void *old, void *v)
{
    M *m = acquire_for(p);
    if (UNLIKELY(gc_barrier_on())) {
        gc_shade((usize)old);
        gc_shade((usize)v);
    }
    bool done = atomic_cas(p, old, v);
    releasem(m);
    return done;
}

/* --- the buffer of a thread -------------------------------------------------------------------
 * On g0, from rt_wb_slow: pairs of the old and the new pointer. Empty and of no size at first.
 */
enum { WB_ENTRIES = 512 };
void wb_flush_g0(void *arg);

void wb_flush(M *m)
{
    GcThread *t = gc_self();
    usize *end = (usize *)m->tls.wb_next;
    for (usize *w = m->wb_buf; w < end; w++)
        gc_mark_word(t, *w);
    gc_work_hand_in(t);
    m->tls.wb_next = (usize)m->wb_buf;
}

void wb_flush_g0(void *arg)
{
    M *m = getg()->m;
    if (!m->wb_buf) {
        m->wb_buf = persistent_alloc(WB_ENTRIES * sizeof *m->wb_buf, 64);
        m->tls.wb_next = (usize)m->wb_buf;
        m->tls.wb_end = (usize)(m->wb_buf + (debug.shrink ? 2 : WB_ENTRIES));
        return;
    }
    wb_flush(m);
}
