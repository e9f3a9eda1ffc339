/* runtime/time.c: timers and sleeping.
 *
 * Active timers are in one heap by time; a timer knows its place. sysmon looks when the first is
 * due: sleepers it makes ready itself, functions are called by a goroutine of the runtime's own,
 * which it wakes for that. Timer is the layout of package time's runtimeTimer.
 */
#include "runtime/hooks.h"
#include "runtime/gc.h"
#include "runtime/rt.h"
#include "runtime/sched.h"

typedef struct TimerFn TimerFn;
/* The delay since the timer was due is new in 1.23; older functions do not look at it. */
struct TimerFn { void (*code)(GoEface arg, u64 seq, i64 late); };

typedef struct Timer {
    u64 place;             /* index in the heap + 1; 0: not active (timer_lock) */
    i64 when, period;
    TimerFn *f;            /* NULL: a sleeping goroutine, arg.data */
    GoEface arg;
    u64 seq;
    i64 nextwhen;
    u32 status;
} Timer;

static Mutex timer_lock;
static Timer **heap;       /* (timer_lock) */
static u32 nheap, capheap; /* nheap: a */
static G *runner;          /* goroutine that calls timers' functions; parked while runner_idle */
static bool runner_idle, runner_started;

bool timers_pending(void) { return atomic_load(&nheap) != 0; }

static void place(u32 i, Timer *t)
{
    heap[i] = t;
    t->place = i + 1;
}

static void sift_up(u32 i)
{
    Timer *t = heap[i];
    for (; i > 0 && t->when < heap[(i - 1) / 2]->when; i = (i - 1) / 2)
        place(i, heap[(i - 1) / 2]);
    place(i, t);
}

static void sift_down(u32 i)
{
    Timer *t = heap[i];
    for (u32 c; (c = 2 * i + 1) < nheap; i = c) {
        if (c + 1 < nheap && heap[c + 1]->when < heap[c]->when)
            c++;
        if (heap[c]->when >= t->when)
            break;
        place(i, heap[c]);
    }
    place(i, t);
}

static void insert(Timer *t)
{
    if (nheap == capheap) {
        u32 cap = capheap ? capheap * 2 : 512;
        Timer **h = sys_alloc(cap * sizeof *h);
        if (heap) {
            memcpy(h, heap, nheap * sizeof *h);
            sys_free(heap, capheap * sizeof *h);
        }
        heap = h;
        capheap = cap;
    }
    if (t->when < 0)
        t->when = INT64_MAX;
    heap[nheap] = t;
    atomic_store(&nheap, nheap + 1);
    sift_up(nheap - 1);
}

static bool remove_timer(Timer *t)
{
    if (!t->place)
        return false;
    u32 i = (u32)t->place - 1;
    t->place = 0;
    Timer *last = heap[nheap - 1];
    atomic_store(&nheap, nheap - 1);
    if (last != t) {
        heap[i] = last;
        sift_down(i);
        sift_up((u32)last->place - 1);
    }
    return true;
}

void timers_mark(void) { gc_scan_conservative(heap, heap + nheap); }

/* Takes the first timer if it is due; a periodic one goes back. */
static Timer *take_due(i64 now)
{
    if (nheap == 0 || heap[0]->when > now)
        return NULL;
    Timer *t = heap[0];
    if (t->f && t->period > 0) {
        t->when += t->period * (1 + (now - t->when) / t->period);
        if (t->when < 0)
            t->when = INT64_MAX;
        sift_down(0);
    } else {
        remove_timer(t);
    }
    return t;
}

i64 timers_run(i64 now)
{
    if (!timers_pending())
        return -1;
    for (;;) {
        lock(&timer_lock);
        if (nheap == 0 || heap[0]->when > now) {
            i64 next = nheap ? heap[0]->when : -1;
            unlock(&timer_lock);
            return next;
        }
        if (heap[0]->f) {
            bool wake = runner_idle;
            runner_idle = false;
            unlock(&timer_lock);
            if (wake)
                goready(runner);
            return now + 100000; /* the runner takes what is due; look again in a while */
        }
        Timer *t = take_due(now);
        G *gp = t->arg.data;
        unlock(&timer_lock);
        goready(gp);
    }
}

static void runner_main(void)
{
    runner = getg();
    runner->system = true;
    for (;;) {
        lock(&timer_lock);
        Timer *t = nheap && heap[0]->f ? take_due(nanotime()) : NULL;
        if (!t) {
            runner_idle = true;
            goparkunlock(&timer_lock, WAIT_TIMER_IDLE);
            continue;
        }
        TimerFn *f = t->f;
        GoEface arg = t->arg;
        u64 seq = t->seq;
        unlock(&timer_lock);
        __builtin_call_with_static_chain(f->code(arg, seq, 0), f);
    }
}

static void start_runner(void)
{
    static GoFunc fn = { runner_main };
    if (!atomic_xchg(&runner_started, true))
        rt_newproc(&fn);
}

void time_sleep(i64 ns)
{
    if (ns <= 0)
        return;
    Timer me = { .when = nanotime() + ns, .arg = { NULL, getg() } };
    lock(&timer_lock);
    insert(&me);
    sysmon_wake();
    goparkunlock(&timer_lock, WAIT_SLEEP);
}

static bool stop(Timer *t)
{
    lock(&timer_lock);
    bool was = remove_timer(t);
    unlock(&timer_lock);
    return was;
}

static bool start_at(Timer *t, i64 when)
{
    start_runner();
    lock(&timer_lock);
    bool was = remove_timer(t);
    t->when = when;
    insert(t);
    unlock(&timer_lock);
    sysmon_wake();
    return was;
}

/* From 1.23 on the runtime allocates time.Timer: its channel, a mark that it is initialised, and
 * ours. */
typedef struct GoTimer {
    void *c;
    u64 init;
    Timer t;
} GoTimer;

static Timer *timer_of(void *p) { return seago_tree_minor >= 23 ? &((GoTimer *)p)->t : p; }

HOOK(void *, hook_new_timer, "time.newTimer", i64 when, i64 period, TimerFn *f, const void *type,
     void *data, void *cp)
{
    static const u64 mask[1] = { 1 };
    static const Layout words = { mask, 1, 1 };
    GoTimer *g = malloc_layout(sizeof *g, &words, true);
    g->init = 1;
    g->t.period = period;
    g->t.f = f;
    g->t.arg = (GoEface){ type, data };
    start_at(&g->t, when);
    return g;
}

HOOK(void, hook_sleep, "time.Sleep", i64 ns) { time_sleep(ns); }
HOOK(void, hook_start_timer, "time.startTimer", Timer *t) { start_at(t, t->when); }
HOOK(bool, hook_stop_timer, "time.stopTimer", void *t) { return stop(timer_of(t)); }
HOOK(bool, hook_reset_timer, "time.resetTimer", void *t, i64 when, i64 period)
{
    if (seago_tree_minor >= 23)
        timer_of(t)->period = period;
    return start_at(timer_of(t), when);
}
HOOK(void, hook_mod_timer, "time.modTimer", Timer *t, i64 when, i64 period, TimerFn *f,
     const void *type, void *data, u64 seq)
{
    stop(t);
    t->period = period;
    t->f = f;
    t->arg = (GoEface){ type, data };
    t->seq = seq;
    start_at(t, when);
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
