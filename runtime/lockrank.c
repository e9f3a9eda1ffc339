/* runtime/lockrank.c: whether locks are taken in the order of lockrank.def; in builds that check. */
#include "runtime/lockrank.h"
#include "runtime/sched.h"

#ifdef RT_CHECKS

enum { SELF = 1, BITS = 32 };
#define ANY (1u << (BITS - 1))
#define HELD(name) (1u << LOCK_##name)
_Static_assert(NUM_LOCKS < BITS, "one bit for each row");

/* A row names earlier ones: so the table is an order. */
#define LOCK(name, text, held) \
    _Static_assert(((held) & ~ANY) >> LOCK_##name == 0, "names itself or a later row: " text);
#include "runtime/lockrank.def"
#undef LOCK

static const struct { const char *text; u32 held; } rows[NUM_LOCKS] = {
#define LOCK(name, text, held) [LOCK_##name] = { text, held },
#include "runtime/lockrank.def"
#undef LOCK
};

/* With the rows that may be held before those. */
static NOSPLIT u32 allowed(u32 rank)
{
    static u32 closed[NUM_LOCKS]; /* a: 0: not known yet */
    u32 all = atomic_load_relaxed(&closed[rank]);
    if (all)
        return all;
    u32 seen = 1u << rank;
    for (u32 r = rank; r > 0; r--)
        if (seen >> r & 1)
            seen |= rows[r].held & ANY ? (1u << r) - 1 : rows[r].held & ~(u32)SELF;
    all = (seen & ~(1u << rank)) | SELF;
    __atomic_store_n(&closed[rank], all, __ATOMIC_RELAXED);
    return all;
}

static COLD NORETURN void complain(const char *what, u32 taken, u32 held)
{
    static char text[200];
    usize n = 0;
    const char *parts[] = { "lock order: ", what, rows[taken].text, held ? " while holding " : NULL,
                            rows[held].text };
    for (usize i = 0; i < NELEM(parts); i++)
        for (const char *s = parts[i]; s && *s && n < sizeof text - 1; s++)
            text[n++] = *s;
    throw_(text);
}

/* A thread that dies takes what it needs, whatever it held. */
static NOSPLIT bool lawless(const M *m) { return m->dying || atomic_load_relaxed(&sched.panicking); }

NOSPLIT void lockrank_take(Mutex *l)
{
    M *m = getg()->m;
    LocksHeld *h = &m->held;
    if (lawless(m))
        return;
    if (l->rank == LOCK_NONE)
        complain("takes one that was not initialised", LOCK_NONE, LOCK_NONE);
    u32 bad = h->ranks & ~allowed(l->rank);
    if (rows[l->rank].held & SELF && h->last[l->rank] < l)
        bad &= ~(1u << l->rank);
    if (bad)
        complain("takes ", l->rank, (u32)__builtin_ctz(bad));
    h->ranks |= 1u << l->rank;
    h->n[l->rank]++;
    h->last[l->rank] = l;
}

NOSPLIT void lockrank_drop(Mutex *l)
{
    M *m = getg()->m;
    LocksHeld *h = &m->held;
    if (lawless(m))
        return;
    if (h->n[l->rank] == 0)
        complain("lets go of what it does not hold: ", l->rank, LOCK_NONE);
    if (--h->n[l->rank] == 0)
        h->ranks &= ~(1u << l->rank);
}

NOSPLIT void lockrank_sleep(void)
{
    M *m = getg()->m;
    if (m->held.ranks && !lawless(m))
        complain("sleeps", LOCK_NONE, (u32)__builtin_ctz(m->held.ranks));
}

#endif
