/* runtime/waitprof.c: events of the profiles of blocking and mutexes. See waitprof.h. */
#include "runtime/waitprof.h"
#include "runtime/hooks.h"
#include "runtime/profile.h"

i64 block_rate, mutex_fraction;

typedef struct Event {
    ProfileKind kind;
    Frames from;
    i64 skip;
    double count;
    i64 ns;
} Event;

static void record_g0(void *arg)
{
    const Event *e = arg;
    usize pcs[PROFILE_RAW_DEPTH];
    u32 n = profile_raw_stack(e->from, pcs);
    lock(&profile_lock);
    Bucket *b = profile_bucket(e->kind, (usize)e->skip, pcs, n);
    b->wait.count += e->count;
    b->wait.cycles += e->ns;
    unlock(&profile_lock);
}

static void record(Event *e)
{
    if (getg() == getg()->m->g0)
        return; /* who unlocks is the runtime */
    M *m = acquirem();
    systemstack(record_g0, e);
    releasem(m);
}

void waitprof_block(i64 ns, i64 skip)
{
    i64 rate = atomic_load_relaxed(&block_rate);
    ns = MAX(ns, 1);
    if (rate <= 0 || (rate > ns && (i64)(fastrand64() % (u64)rate) > ns))
        return;
    Frames from = frames_from(getg(), (usize)__builtin_return_address(0),
                              *(void **)__builtin_frame_address(0));
    Event e = { PROFILE_BLOCK, from, skip, 1, ns };
    if (ns < rate) {
        e.count = (double)rate / (double)ns;
        e.ns = rate;
    }
    record(&e);
}

void waitprof_mutex(i64 ns, i64 skip)
{
    i64 fraction = atomic_load_relaxed(&mutex_fraction);
    if (fraction <= 0 || fastrand64() % (u64)fraction != 0)
        return;
    Frames from = frames_from(getg(), (usize)__builtin_return_address(0),
                              *(void **)__builtin_frame_address(0));
    Event e = { PROFILE_MUTEX, from, skip, (double)fraction, MAX(ns, 0) * fraction };
    record(&e);
}

/* Package runtime/pprof's tests make events of their own. */
HOOK(void, linkname_blockevent, "runtime.blockevent", i64 ns, i64 skip)
{
    waitprof_block(ns, skip - 1); /* 1 is the caller, as the function itself is not shown */
}

void rt_api_set_block_rate(i64 rate);
void rt_api_set_block_rate(i64 rate) { atomic_store(&block_rate, MAX(rate, 0)); }

/* Answers the one before; a negative one changes nothing. */
i64 rt_api_set_mutex_fraction(i64 n);
i64 rt_api_set_mutex_fraction(i64 n)
{
    return n < 0 ? atomic_load(&mutex_fraction) : atomic_xchg(&mutex_fraction, n);
}
