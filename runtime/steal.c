/* runtime/steal.c: taking work from other Ps.
 *
 * Goroutines that run for less than a microsecond between two channel operations are slower on two
 * processors than on one: locks and queues move from cache to cache, and threads go to sleep and
 * are woken all the time. So a P remembers whether it paid to steal from it. If it did not, several
 * times in a row (`vain`), thieves are patient with it: they take what has been waiting for 10 us,
 * and otherwise look again after a nap that gets longer, up to 0.4 ms, and then steal once in any
 * case, because the goroutines may not depend on each other after all.
 */
#include "runtime/sched.h"

enum { US = 1000, MS = 1000 * US };
enum {
    LONG = 5 * US,               /* goroutines that run so long at a time are worth stealing */
    LASTS = 50 * US,             /* others, if they keep a P busy so long */
    PATIENT = 3, VAIN_MAX = 6,   /* times in vain that make thieves patient; the longest nap */
    STALE = 10 * US,             /* who waits so long may be stolen from any P */
    NAP = 50 * US
};

static u32 ready(const P *p)
{
    u32 n = atomic_load(&p->runq_tail) - atomic_load(&p->runq_head);
    return n + (atomic_load(&p->runnext) != NULL);
}

static bool patient_with(const P *p) { return atomic_load_relaxed(&p->vain) >= PATIENT; }

/* Is something waiting there since the first look STALE ago? Queues are first in, first out. */
static bool stale(P *p, i64 now)
{
    u32 tick = atomic_load_relaxed(&p->schedtick);
    i64 since = atomic_load_relaxed(&p->watch_since);
    if (since == 0 || (i32)(tick - atomic_load_relaxed(&p->watch_tick)) >= 0) {
        atomic_store(&p->watch_tick, tick + ready(p));
        atomic_store(&p->watch_since, now);
        return false;
    }
    return now - since >= STALE;
}

/* Half of p's ring, or in the last round what its timers make ready, or its runnext. */
static G *steal_from(P *p, P *victim, i64 *now, bool last_round, bool *ran_timer)
{
    G *gp = NULL;
    if (last_round && atomic_load(&victim->timer_when)) {
        timers_run(victim, now);
        gp = runqget(p);
        *ran_timer = true;
    }
    if (gp || (patient_with(victim) && !getg()->m->waited && !stale(victim, nanotime())))
        return gp;
    gp = runqsteal(p, victim, last_round);
    if (gp) {
        p->stole_from = victim;
        p->stole_at = nanotime();
        p->stole_tick = p->schedtick;
        p->victim_tick = atomic_load_relaxed(&victim->schedtick);
        atomic_store(&victim->watch_since, 0);
    }
    return gp;
}

static G *steal_once(P *p, i64 *now, bool *ran_timer)
{
    i32 n = atomic_load(&gomaxprocs);
    for (int round = 0; round < 4; round++) {
        u32 at = fastrandn((u32)n);
        for (i32 i = 0; i < n; i++) {
            if (atomic_load(&sched.gcwaiting))
                return NULL;
            P *victim = allp[(at + (u32)i) % (u32)n];
            if (victim == p)
                continue;
            G *gp = steal_from(p, victim, now, round == 3, ran_timer);
            if (gp)
                return gp;
        }
    }
    return NULL;
}

/* The P with work that was stolen from in vain most often; NULL: none. */
static P *most_in_vain(void)
{
    P *most = NULL;
    i32 n = atomic_load(&gomaxprocs);
    for (i32 i = 0; i < n; i++) {
        P *p = allp[i];
        if (patient_with(p) && p->status == P_RUNNING && (!most || p->vain > most->vain))
            most = p;
    }
    return most;
}

G *steal_work(P *p, i64 *now, bool *ran_timer)
{
    G *gp = steal_once(p, now, ran_timer);
    if (gp || *ran_timer || !most_in_vain())
        return gp;
    for (i64 end = nanotime() + STALE + STALE / 4; !gp && nanotime() < end;) {
        for (int i = 0; i < 20; i++)
            __builtin_ia32_pause();
        if (globrunq_len() || atomic_load(&sched.gcwaiting))
            break;
        gp = steal_once(p, now, ran_timer);
    }
    return gp;
}

static u32 rate(u32 ticks, i64 ns) { return (u32)((u64)ticks * MS / (u64)MAX(ns, 1)); }

/* Did what p has stolen from that P run for long at a time, or did both together get more done than
 * one before? */
static bool was_worth_it(const P *p, const P *from)
{
    i64 lasted = nanotime() - p->stole_at;
    u32 own = p->schedtick - p->stole_tick;
    u32 both = own + atomic_load_relaxed(&from->schedtick) - p->victim_tick;
    u32 alone = atomic_load_relaxed(&from->alone_rate);
    if (lasted >= own * (i64)LONG)
        return true;
    return lasted >= LASTS && (!alone || rate(both, lasted) > alone + alone / 4);
}

void steal_ended(P *p)
{
    P *from = p->stole_from;
    if (!from)
        return;
    p->stole_from = NULL;
    u32 vain = atomic_load_relaxed(&from->vain);
    if (was_worth_it(p, from))
        atomic_store(&from->vain, vain - (vain > 0));
    else if (vain < VAIN_MAX)
        atomic_store(&from->vain, vain + 1);
}

P *steal_patience(i64 *ns)
{
    P *p = most_in_vain();
    if (p)
        *ns = NAP << (p->vain - PATIENT);
    return p;
}

bool steal_is_due(const P *victim) { return patient_with(victim) && atomic_load(&sched.napping); }

void steal_waited(P *victim, u32 tick, i64 ns)
{
    atomic_store(&victim->alone_rate, rate(atomic_load_relaxed(&victim->schedtick) - tick, ns));
}
