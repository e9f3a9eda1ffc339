/* runtime/time.c: timers and sleeping. See sched.h.
 *
 * A timer is started and stopped under its own lock `mu`; where it is in which heap changes under
 * that heap's P's timer_lock. A timer that fires leaves its heap under timer_lock alone, so who
 * holds `mu` takes timer_lock and looks again. Timers with channels are different from Go 1.23 on:
 * timerchan.c.
 */
#include "runtime/barrier.h"
#include "runtime/hooks.h"
#include "runtime/gc.h"
#include "runtime/rt.h"
#include "runtime/timer.h"

/* --- the heap of a P; its timer_lock is held -------------------------------------------------- */

static void place(P *p, u32 i, Timer *t)
{
    p->timers[i] = t;
    t->place = (i32)i;
}

static void sift_up(P *p, u32 i)
{
    Timer *t = p->timers[i];
    for (; i > 0 && t->when < p->timers[(i - 1) / 2]->when; i = (i - 1) / 2)
        place(p, i, p->timers[(i - 1) / 2]);
    place(p, i, t);
}

static void sift_down(P *p, u32 i)
{
    Timer *t = p->timers[i];
    for (u32 c; (c = 2 * i + 1) < p->ntimers; i = c) {
        if (c + 1 < p->ntimers && p->timers[c + 1]->when < p->timers[c]->when)
            c++;
        if (p->timers[c]->when >= t->when)
            break;
        place(p, i, p->timers[c]);
    }
    place(p, i, t);
}

static void note_first(P *p) { atomic_store(&p->timer_when, p->ntimers ? p->timers[0]->when : 0); }

/* While the collector marks, what goes into a heap is shaded: the heap may have been scanned. */
static void shade(const Timer *t)
{
    if (gc_barrier_on()) {
        gc_shade((usize)t);
        gc_shade((usize)t->f);
        gc_shade((usize)t->arg.data);
    }
}

static void insert(P *p, Timer *t)
{
    shade(t);
    if (p->ntimers == p->captimers) {
        u32 cap = p->captimers ? p->captimers * 2 : 512;
        Timer **h = sys_alloc(cap * sizeof *h);
        if (p->timers) {
            memcpy(h, p->timers, p->ntimers * sizeof *h);
            sys_free(p->timers, p->captimers * sizeof *h);
        }
        p->timers = h;
        p->captimers = cap;
    }
    p->timers[p->ntimers++] = t;
    sift_up(p, p->ntimers - 1);
    atomic_store(&t->owner, p);
    note_first(p);
}

static void take_out(P *p, Timer *t)
{
    u32 i = (u32)t->place;
    Timer *last = p->timers[--p->ntimers];
    if (last != t) {
        p->timers[i] = last;
        sift_down(p, i);
        sift_up(p, (u32)last->place);
    }
    atomic_store(&t->owner, NULL);
    note_first(p);
}

void timers_mark(void)
{
    for (i32 i = 0; i < gomaxprocs; i++)
        gc_shade_range(allp[i]->timers, allp[i]->timers + allp[i]->ntimers);
}

/* --- all heaps -------------------------------------------------------------------------------- */

i64 timers_next(void)
{
    i64 first = 0;
    for (i32 i = 0; i < gomaxprocs; i++) {
        i64 when = atomic_load(&allp[i]->timer_when);
        if (when && (!first || when < first))
            first = when;
    }
    return first;
}

bool timers_pending(void) { return timers_next() != 0; }

void timers_move(P *from)
{
    P *to = getg()->m->p;
    while (from->ntimers) { /* the world is stopped: the locks are but for the form */
        Timer *t = from->timers[0];
        lock(&from->timer_lock);
        take_out(from, t);
        unlock(&from->timer_lock);
        lock(&to->timer_lock);
        insert(to, t);
        unlock(&to->timer_lock);
    }
}

/* --- firing ----------------------------------------------------------------------------------- */

i64 timer_after(const Timer *t, i64 now)
{
    i64 when = t->when + t->period * (1 + (now - t->when) / t->period);
    return when < 0 ? INT64_MAX : when;
}

/* Takes the first timer if it is due, and answers it, or NULL, and a copy; a periodic one goes back. */
static Timer *take_due(P *p, i64 now, Timer *copy)
{
    if (p->ntimers == 0 || p->timers[0]->when > now)
        return NULL;
    Timer *t = p->timers[0];
    *copy = *t;
    if (t->f && t->period > 0 && !t->is_chan) {
        t->when = timer_after(t, now);
        sift_down(p, 0);
        note_first(p);
    } else {
        take_out(p, t);
    }
    return t;
}

static void fire(const Timer *t, i64 now)
{
    if (!t->f) {
        goready(t->arg.data);
        return;
    }
    M *m = acquirem();
    __builtin_call_with_static_chain(t->f->code(t->arg, t->seq, now - t->when), t->f);
    releasem(m);
}

i64 timers_run(P *p, i64 *now)
{
    i64 next = atomic_load(&p->timer_when);
    if (next == 0)
        return 0;
    if (*now == 0)
        *now = nanotime();
    while (next != 0 && next <= *now) {
        Timer copy;
        lock(&p->timer_lock);
        Timer *t = take_due(p, *now, &copy);
        unlock(&p->timer_lock);
        if (t && copy.is_chan)
            timerchan_poll(t);
        else if (t)
            fire(&copy, *now);
        next = atomic_load(&p->timer_when);
    }
    return next;
}

/* --- starting and stopping -------------------------------------------------------------------- */

/* The goroutine is off its stack, so the timer may fire at once. */
static bool sleep_begins(G *gp, void *timer)
{
    Timer *t = timer;
    P *p = getg()->m->p;
    i64 when = t->when;
    lock(&p->timer_lock);
    insert(p, t);
    unlock(&p->timer_lock);
    wake_netpoller(when);
    return true;
}

void time_sleep(i64 ns)
{
    if (ns <= 0)
        return;
    Timer me = { .arg = { NULL, getg() } };
    if (__builtin_add_overflow(nanotime(), ns, &me.when))
        me.when = INT64_MAX;
    netpoll_init();
    gopark(sleep_begins, &me, WAIT_SLEEP);
}

bool timer_detach(Timer *t)
{
    for (;;) {
        P *p = atomic_load(&t->owner);
        if (!p)
            return false;
        lock(&p->timer_lock);
        bool here = t->owner == p;
        if (here)
            take_out(p, t);
        unlock(&p->timer_lock);
        if (here)
            return true;
    }
}

void timer_attach(Timer *t, i64 when)
{
    P *p = getg()->m->p;
    if (gc_barrier_on())
        gc_shade((usize)t);
    t->when = when > 0 ? when : when < 0 ? INT64_MAX : 1;
    lock(&p->timer_lock);
    insert(p, t);
    unlock(&p->timer_lock);
}

void timer_lock(Timer *t)
{
    mutex_init(&t->mu, LOCK_TIMER);
    lock(&t->mu);
}

bool timer_stop(Timer *t)
{
    timer_lock(t);
    bool was = timer_detach(t);
    unlock(&t->mu);
    return was;
}

bool timer_start(Timer *t, i64 when, u64 seq)
{
    netpoll_init();
    timer_lock(t);
    bool was = timer_detach(t);
    t->seq = seq;
    timer_attach(t, when);
    unlock(&t->mu);
    wake_netpoller(when);
    return was;
}

static Timer *timer_of(void *p) { return seago_tree_minor >= 23 ? &((GoTimer *)p)->t : p; }

HOOK(void *, hook_new_timer, "time.newTimer", i64 when, i64 period, TimerFn *f, const void *type,
     void *data, void *cp)
{
    static const u64 mask[1] = { 1 };
    static const Layout words = { mask, 1, 1 };
    GoTimer *g = malloc_layout(sizeof *g, &words, true);
    g->init = 1;
    g->t.period = period;
    gc_store(&g->t.f, f);
    gc_store(&g->t.arg.type, type);
    gc_store(&g->t.arg.data, data);
    if (cp)
        timerchan_make(g, cp, when);
    else
        timer_start(&g->t, when, 0);
    return g;
}

/* Timers are not coarser than clocks: what time's tests ask. */
extern const bool have_high_res_sleep __asm__("runtime.haveHighResSleep");
const bool have_high_res_sleep = true;

HOOK(void, hook_sleep, "time.Sleep", i64 ns) { time_sleep(ns); }
HOOK(void, hook_start_timer, "time.startTimer", Timer *t) { timer_start(t, t->when, t->seq); }
HOOK(bool, hook_stop_timer, "time.stopTimer", void *p)
{
    Timer *t = timer_of(p);
    return t->is_chan ? timerchan_stop(t) : timer_stop(t);
}
HOOK(bool, hook_reset_timer, "time.resetTimer", void *p, i64 when, i64 period)
{
    Timer *t = timer_of(p);
    if (t->is_chan)
        return timerchan_reset(t, when, period);
    if (seago_tree_minor < 23)
        return timer_start(t, when, t->seq);
    timer_lock(t);
    bool was = timer_detach(t);
    t->period = period;
    timer_attach(t, when);
    unlock(&t->mu);
    wake_netpoller(when);
    return was;
}
HOOK(void, hook_mod_timer, "time.modTimer", Timer *t, i64 when, i64 period, TimerFn *f,
     const void *type, void *data, u64 seq)
{
    timer_lock(t);
    timer_detach(t);
    t->period = period;
    gc_store(&t->f, f);
    gc_store(&t->arg.type, type);
    gc_store(&t->arg.data, data);
    t->seq = seq;
    timer_attach(t, when);
    unlock(&t->mu);
    wake_netpoller(when);
}
HOOK(i64, hook_nano, "runtime.nanotime", void) { return nanotime(); }
HOOK(i64, hook_time_nano, "time.runtimeNano", void) { return nanotime(); }
HOOK(i64, hook_poll_nano, "internal/poll.runtimeNano", void) { return nanotime(); }

/* sec int64, nsec int32, mono int64 */
void hook_time_now(Words3 *r)
{
    i64 wall = walltime_ns();
    r->w[0] = (u64)(wall / 1000000000);
    r->w[1] = (u64)(wall % 1000000000);
    r->w[2] = (u64)nanotime();
}
