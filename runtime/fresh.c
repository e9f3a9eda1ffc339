/* runtime/fresh.c: the first use of memory.
 *
 * The system gives memory when it is first touched: 4 KB at a time, or 2 MB where huge pages were
 * asked for, which takes 0.1 ms and may take several. A thread in such a fault answers no signal, so
 * a stop of the world would have to wait for it. Therefore a chunk of 2 MB of the heap that comes
 * into use, or soon will, is only noted here, and filled a little later as a system call of
 * whatever goroutine allocates next, while its P is free for others.
 *
 * Huge pages are five times cheaper by the byte, except where a virtual machine has handed its free
 * 2 MB blocks back to the host and only gets them again slowly, while single pages are at hand. So
 * both ways are timed, and the other one is tried again now and then.
 */
#include "runtime/gc.h"
#include "runtime/malloc.h"
#include "runtime/sched.h"

enum { CHUNK_SHIFT = 21, CHUNK_PAGES = 1 << (CHUNK_SHIFT - PAGE_SHIFT) };
#define CHUNK_SIZE (1ULL << CHUNK_SHIFT)

typedef enum PageKind { HUGE, SMALL } PageKind;
static struct {
    usize chunk;                /* a: to be filled; 0: none */
    i64 ns[2];                  /* a: what the last chunk of each kind took; 0: not known */
    u32 count;                  /* a: chunks filled */
} fresh;

static Arena *arena_at(usize p) { return arenas[p >> ARENA_SHIFT]; }
static u32 chunk_bit(usize p) { return 1u << (p >> CHUNK_SHIFT & (ARENA_SIZE / CHUNK_SIZE - 1)); }

static PageKind best_kind(void)
{
    enum { NOT_SLOW = 600000, TRY_OTHER = 64 };
    i64 huge = atomic_load_relaxed(&fresh.ns[HUGE]), small = atomic_load_relaxed(&fresh.ns[SMALL]);
    if (huge < NOT_SLOW)
        return HUGE;
    PageKind best = small < huge / 2 ? SMALL : HUGE;
    return atomic_load_relaxed(&fresh.count) % TRY_OTHER ? best : (PageKind)!best;
}

static void advise(usize p, PageKind kind)
{
    u32 *small = &arena_at(p)->small_pages;
    if (((atomic_load_relaxed(small) & chunk_bit(p)) != 0) == (kind == SMALL))
        return;
    __atomic_fetch_xor(small, chunk_bit(p), __ATOMIC_RELAXED);
    sys_huge((void *)p, CHUNK_SIZE, kind == HUGE);
}

/* mheap.lock held: p is to be filled, unless it was, or another one still waits for that. */
static void note(usize p)
{
    Arena *a = arena_at(p);
    if ((a->touched & chunk_bit(p)) || !atomic_cas(&fresh.chunk, 0, p))
        return;
    a->touched |= chunk_bit(p);
    __atomic_fetch_or(&gc_attention, ATTEND_FRESH, __ATOMIC_RELAXED);
}

/* Does the free run that begins at p hold the whole of the chunk? */
static bool free_up_to(usize p, usize chunk)
{
    const Span *s = span_of(p);
    return s && s->state == SPAN_FREE && s->base == p &&
           s->base + s->npages * PAGE_SIZE >= chunk + CHUNK_SIZE;
}

void fresh_used(usize base, usize npages)
{
    usize first = base & ~(CHUNK_SIZE - 1), end = base + npages * PAGE_SIZE;
    Arena *a = arena_at(base);
    if (base >> ARENA_SHIFT == mheap.first_arena >> ARENA_SHIFT) {
        a->touched |= chunk_bit(base); /* a small program: single pages as it needs them */
    } else if (npages <= CHUNK_PAGES) {
        note(first);
        if (free_up_to(end, first + CHUNK_SIZE))
            note(first + CHUNK_SIZE); /* who comes there will not wait */
    } else {
        PageKind kind = best_kind(); /* the most part may never be touched: no memory yet */
        for (usize p = first; p < end; p += CHUNK_SIZE) {
            advise(p, kind);
            arena_at(p)->touched |= chunk_bit(p);
        }
    }
}

void fresh_released(usize base, usize npages)
{
    usize end = base + npages * PAGE_SIZE;
    for (usize p = ROUNDUP(base, CHUNK_SIZE); p + CHUNK_SIZE <= end; p += CHUNK_SIZE)
        arena_at(p)->touched &= ~chunk_bit(p);
}

void fresh_fill(void)
{
    enum { THERE = 20000 };     /* quicker: somebody has touched it already */
    __atomic_fetch_and(&gc_attention, ~(u32)ATTEND_FRESH, __ATOMIC_RELAXED);
    usize p = atomic_xchg(&fresh.chunk, 0);
    if (!p)
        return;
    PageKind kind = best_kind();
    entersyscall();
    advise(p, kind);
    i64 t0 = nanotime();
    sys_populate((void *)p, CHUNK_SIZE);
    i64 ns = nanotime() - t0;
    if (ns > THERE)
        atomic_store(&fresh.ns[kind], ns);
    atomic_add(&fresh.count, 1);
    exitsyscall();
}
