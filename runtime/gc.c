/* runtime/gc.c: the order of a collection, and the threads that carry it out.
 *
 * One thread, the coordinator, runs collections one after the other; helpers mark with it. They have
 * no P: they run no Go code and allocate nothing. They use a quarter of GOMAXPROCS processors (the
 * coordinator takes pauses if that is less than one), and one for each idle P.
 */
#include "runtime/gc.h"
#include "runtime/gc_stats.h"
#include "runtime/print.h"
#include "runtime/profile.h"
#include "runtime/sched.h"

Gc gc = { .lock = MUTEX(GC) };
u32 gc_attention;
static u32 phase_event;             /* a, futex: raised when marking begins */
static u32 nhelpers;                /* (c) */

enum { BUDGET = 128 << 10 };        /* bytes scanned before a thread looks up: about 100 us */

void gc_init(void)
{
    pace_init();
    gc_stats_init();
    if (debug.gcstress)
        gc_attention = ATTEND_STRESS;
}

bool gc_marking(void) { return gc_barrier_on(); }
bool gc_busy(void)
{
    return atomic_load(&gc.waiters) != NULL || atomic_load(&gc.started) != atomic_load(&gc.done);
}

static GcThread *holder; /* the coordinator, while the world is stopped */

/* A helper may still be at work when the coordinator starts the world again, unless the whole collection
 * is done with the world stopped. */
bool gc_world_held(const GcThread *t)
{
    return atomic_load(&sched.world_busy) == WORLD_GC &&
           (t == atomic_load(&holder) || debug.gcstoptheworld > 0);
}

/* --- sharing the processors ------------------------------------------------------------------- */

/* Processors that the collector may use, in quarters. */
static i32 share(void)
{
    if (atomic_load(&sched.world_busy) == WORLD_GC)
        return 4 * gomaxprocs;
    return gomaxprocs + 4 * atomic_load(&sched.npidle);
}

/* How long the coordinator pauses. */
static i64 throttled(i64 worked)
{
    i32 quarters = share();
    return quarters >= 4 ? 0 : worked * (4 - quarters) / quarters;
}

static bool helper_may_work(u32 id) { return share() >= 4 * ((i32)id + 2); }

static bool work_a_while(GcThread *t, bool dedicated)
{
    i64 t0 = nanotime();
    if (!gc_work_some(t, BUDGET))
        return false;
    i64 worked = nanotime() - t0, pause = dedicated ? throttled(worked) : 0;
    atomic_add(dedicated ? &gc.dedicated_ns : &gc.idle_ns, (u64)worked);
    if (pause > 20000)
        usleep_((u32)(pause / 1000));
    return true;
}

static void helper(void)
{
    static u32 ids;
    u32 id = atomic_add(&ids, 1) - 1;
    GcThread *t = gc_self();
    exact_sleeps();
    for (;;) {
        u32 event = atomic_load(&phase_event);
        if (!gc_marking()) {
            futex_wait(&phase_event, event, -1);
            continue;
        }
        if (!helper_may_work(id) || !work_a_while(t, false))
            usleep_(50);
    }
}

static void start_helpers(void)
{
    u32 want = (u32)MIN(get_ncpu(), gomaxprocs);
    while (nhelpers + 1 < want) {
        nhelpers++;
        newm(NULL, false, helper);
    }
}

/* --- phases (coordinator) ------------------------------------------------------------------------- */

static void flush_mcaches(void)
{
    for (i32 i = 0; i < gomaxprocs; i++)
        mcache_flush(allp[i]->mcache);
}

static void flush_barriers(void)
{
    for (M *m = atomic_load(&allm); m; m = m->alllink)
        if (m->wb_buf)
            wb_flush(m);
}

static void stop(void)
{
    world_lock();
    stop_the_world_gc();
    atomic_store(&holder, gc_self());
    atomic_store(&sched.world_busy, WORLD_GC);
}

static void start(void)
{
    atomic_store(&sched.world_busy, WORLD_BUSY);
    atomic_store(&holder, NULL);
    start_the_world();
    world_unlock();
}

/* The world is stopped. */
static void begin_marking(GcTimes *times)
{
    times->mark_start = nanotime();
    clear_pools();
    flush_mcaches();
    if (debug.verify)
        gc_verify("before marking");
    gc.live_at_start = times->live_before = mheap.live;
    times->goal = gc.goal;
    gc.bytes_marked = gc.bytes_scanned = gc.bytes_stacks = gc.assist_ns = gc.dedicated_ns = gc.idle_ns = 0;
    gc_work_start();
    atomic_store(&rt_wb_enabled, 1);
    atomic_store(&gc_attention, ATTEND_ASSIST | (debug.gcstress ? ATTEND_STRESS : 0));
    gc_scan_unguarded(gc_self());
}

/* The world is stopped: is marking complete? What little is left is done here. */
static bool all_marked(GcThread *t)
{
    enum { LITTLE = 200 * 1000 };
    flush_barriers();
    gc_scan_unguarded(t);
    i64 end = nanotime() + LITTLE;
    do
        while (gc_work_some(t, BUDGET / 4) && nanotime() < end)
            ;
    while (!gc_work_done() && nanotime() < end); /* helpers may be at it */
    return gc_work_done();
}

static void mark(GcTimes *times, bool stopped)
{
    GcThread *t = gc_self();
    for (;;) {
        while (work_a_while(t, true))
            ;
        if (!gc_work_done()) {
            usleep_(20); /* others have something yet */
            continue;
        }
        times->end_stop = nanotime();
        if (!stopped)
            stop();
        if (all_marked(t))
            return;
        if (!stopped)
            start();
        times->stopped_more += stopped ? 0 : nanotime() - times->end_stop;
    }
}

/* The world is stopped, everything reachable is marked. */
static void end_marking(GcTimes *times)
{
    times->live_end = mheap.live;
    flush_mcaches(); /* while marking is on: unmarks what is free */
    gc.alloc_while_marking = mheap.live - gc.live_at_start;
    gc.marked = gc.bytes_marked + gc.alloc_while_marking;
    atomic_store(&mheap.live, gc.marked);
    atomic_store(&rt_wb_enabled, 0);
    if (debug.verify)
        gc_verify_marks();
    mheap.sweepgen++;
    atomic_store(&mheap.sweep_class, 0);
    memprof_next_cycle();
    pace_update();
    atomic_store(&gc_attention, debug.gcstress ? ATTEND_STRESS : 0);
}

static void sweep(void)
{
    while (sweep_one())
        ;
    goroutine_free_stacks();
    stack_release();
    mheap_scavenge(pace_keep_pages());
    if (debug.scavtrace)
        gc_stats_print_scavenging(NULL);
}

/* Those that wait for the end of marking, or for that of the whole collection. */
static void wake_waiters(bool all)
{
    lock(&gc.lock);
    Sudog *keep = NULL, *s = gc.waiters;
    while (s) {
        Sudog *next = s->next;
        if ((all || !s->success) && (i32)(gc.started - s->ticket) >= 0) {
            s->next = NULL;
            goready(s->g);
        } else {
            s->next = keep;
            keep = s;
        }
        s = next;
    }
    atomic_store(&gc.waiters, keep);
    unlock(&gc.lock);
}

static void collect(void)
{
    GcTimes times = { .start = nanotime() };
    bool in_stop = debug.gcstoptheworld > 0;
    stop();
    atomic_store(&gc.started, gc.started + 1);
    times.forced = (i32)(gc.forced_wanted - gc.started) >= 0; /* by who asked up to now */
    begin_marking(&times);
    if (!in_stop)
        start();
    times.mark = nanotime();
    atomic_add(&phase_event, 1);
    futex_wake(&phase_event, INT32_MAX);
    mark(&times, in_stop);
    end_marking(&times);
    if (debug.gcstoptheworld > 1)
        sweep();
    times.end = nanotime();
    gc_stats_record(&times);
    start();
    if (debug.gctrace)
        gc_stats_print(&times);
    wake_waiters(false);
    memprof_flush();
    sweep();
    if (times.forced)
        memprof_post_sweep();
}

static void coordinator(void)
{
    i64 last = nanotime();
    exact_sleeps();
    for (;;) {
        u32 request = atomic_load(&gc.request);
        bool wanted = (i32)(atomic_load(&gc.wanted) - gc.started) > 0;
        bool full = atomic_load(&mheap.live) >= atomic_load(&gc.trigger);
        bool old = nanotime() - last >= 2 * debug_minute() && gc.percent >= 0;
        if (!wanted && !full && !old) {
            __atomic_fetch_and(&gc_attention, ~(u32)ATTEND_TRIGGER, __ATOMIC_RELAXED);
            futex_wait(&gc.request, request, 2 * debug_minute());
            continue;
        }
        start_helpers();
        collect();
        last = nanotime();
        atomic_store(&gc.done, gc.started);
        wake_waiters(true);
        lock(&sched.lock);
        checkdead(); /* it could not tell while goroutines might wait for this */
        unlock(&sched.lock);
    }
}

/* --- goroutines --------------------------------------------------------------------------------- */

static void start_coordinator(void *unused) { newm(NULL, false, coordinator); }

static void request(void)
{
    if (UNLIKELY(!atomic_load(&gc.has_thread)) && !atomic_xchg(&gc.has_thread, true))
        systemstack(start_coordinator, NULL);
    atomic_add(&gc.request, 1);
    futex_wake(&gc.request, 1);
}

static bool unlock_gc(G *gp, void *unused)
{
    request();
    unlock(&gc.lock);
    return true;
}

/* Asks for a collection that begins from now on, and waits for its end, or for that of its marking. */
static void run_next(bool whole, bool forced)
{
    Sudog *s = acquire_sudog();
    s->success = whole;
    lock(&gc.lock);
    s->ticket = atomic_load(&gc.started) + 1;
    atomic_store(&gc.wanted, s->ticket);
    if (forced) {
        gc.forced++;
        gc.forced_wanted = s->ticket;
    }
    s->next = gc.waiters;
    atomic_store(&gc.waiters, s);
    gopark(unlock_gc, NULL, WAIT_FORCE_GC);
    release_sudog(s);
}

void gc_run(bool forced) { run_next(true, forced); }

/* Until marking ends. */
static void wait_marked(void)
{
    Sudog *s = acquire_sudog();
    lock(&gc.lock);
    if (gc_marking()) {
        s->ticket = atomic_load(&gc.started);
        s->next = gc.waiters;
        atomic_store(&gc.waiters, s);
        goparkunlock(&gc.lock, WAIT_GC_ASSIST);
    } else {
        unlock(&gc.lock);
    }
    release_sudog(s);
}

static void assist_g0(void *arg)
{
    u64 left = *(u64 *)arg;
    i64 t0 = nanotime();
    GcThread *t = gc_self();
    while (left > 0 && gc_work_some(t, (i64)MIN(left, (u64)BUDGET)))
        left -= MIN(left, (u64)BUDGET);
    *(u64 *)arg = left;
    atomic_add(&gc.assist_ns, (u64)(nanotime() - t0));
}

static bool far_over_goal(void)
{
    u64 live = atomic_load(&mheap.live), goal = atomic_load(&gc.goal);
    return live > goal && live - goal > goal / 8;
}

/* Long work in pieces: between two of them this thread may be stopped. */
static void assist(void)
{
    enum { STEP = 64 << 10 };
    M *m = acquirem();
    MCache *c = m->p->mcache;
    i64 debt = c->debt;
    if (debt < STEP) {
        releasem(m);
        return;
    }
    c->debt = 0;
    u64 work = pace_assist_work((u64)debt);
    releasem(m);
    while (work > 0 && gc_marking()) {
        u64 some = MIN(work, (u64)BUDGET), left = some;
        m = acquirem();
        if (gc_marking())
            systemstack(assist_g0, &left);
        releasem(m);
        if (atomic_load_relaxed(&sched.gcwaiting))
            gosched();
        if (left && far_over_goal()) {
            wait_marked(); /* nothing to do here, but not done: the collector is behind */
            return;
        }
        work -= some;
    }
}

void gc_attend(void)
{
    static u32 count;
    G *gp = getg();
    u32 what = atomic_load_relaxed(&gc_attention);
    if (gp->m->locks != 0 || gp == gp->m->g0)
        return;
    if (what & ATTEND_STOP)
        gosched();
    if (what & ATTEND_FRESH)
        fresh_fill();
    if ((what & ATTEND_STRESS) && atomic_add(&count, 1) % (u32)debug.gcstress == 0)
        gc_run(true);
    else if (what & ATTEND_ASSIST)
        assist();
    else if (what & ATTEND_TRIGGER) {
        __atomic_fetch_and(&gc_attention, ~(u32)ATTEND_TRIGGER, __ATOMIC_RELAXED);
        if (far_over_goal())
            run_next(false, false); /* the coordinator was not fast enough */
        else
            request();
    }
}
