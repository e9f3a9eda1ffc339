/* runtime/sysmon.c: the thread that watches the others. It needs no P.
 *
 * It makes goroutines yield that have run for 10 ms, or for half a millisecond while a goroutine
 * that was woken waits for their P; takes Ps from threads that sit in a system call; asks the
 * network if nobody else has for 10 ms (1 ms if every P is busy); and sees to timers of Ps that do
 * not come to the scheduler. It starts with naps of 20 us and, after a millisecond without anything
 * to do, doubles them up to 10 ms. While all Ps are idle it sleeps until it is woken.
 *
 * sched.sysmon_wait says how it sleeps: DEEP, all Ps are idle: who takes a P wakes it; LONG, a nap
 * of more than a millisecond: who makes a goroutine ready while every P is busy ends it.
 */
#include "runtime/sched.h"

enum { AWAKE, DEEP, LONG };
enum {
    US = 1000, MS = 1000 * US,
    SLICE = 10 * MS,             /* nobody runs longer while others are ready */
    WOKEN_SLICE = 500 * US,      /* nor so long while a woken goroutine waits */
    NAP_MIN = 20 * US, NAP_SHORT = 400 * US, NAP_MAX = 10 * MS
};

static void end_sleep(u32 how)
{
    if (atomic_cas(&sched.sysmon_wait, how, AWAKE))
        notewakeup(&sched.sysmon_note);
}

void sysmon_wake(void)
{
    if (atomic_load(&sched.sysmon_wait) == DEEP)
        end_sleep(DEEP);
}

void sysmon_urge(void)
{
    u32 how = atomic_load_relaxed(&sched.sysmon_wait);
    if (how != AWAKE)
        end_sleep(how);
}

static bool all_idle(void)
{
    return atomic_load(&sched.npidle) == gomaxprocs || atomic_load(&sched.gcwaiting);
}

/* Sleeps ns, or shorter if somebody ends it (which it answers). */
static bool sleep_as(u32 how, i64 ns)
{
    noteclear(&sched.sysmon_note);
    atomic_store(&sched.sysmon_wait, how);
    bool woken = true;
    if (!atomic_load(&sched.newm_wanted) && (how != DEEP || all_idle()))
        woken = notetsleep(&sched.sysmon_note, ns);
    atomic_store(&sched.sysmon_wait, AWAKE);
    return woken;
}

/* A goroutine that was woken, or is new, waits in p's queue. The slots may change while we look;
 * what lies in them is always a G. */
static bool woken_waits(P *p)
{
    G *gp = atomic_load(&p->runnext);
    if (gp && gp->woken)
        return true;
    u32 tail = atomic_load(&p->runq_tail);
    for (u32 h = atomic_load(&p->runq_head); h < tail; h++) {
        gp = atomic_load_relaxed(&p->runq[h % RUNQ_SIZE]);
        if (gp && gp->woken)
            return true;
    }
    return false;
}

static void watch_running(P *p, i64 now)
{
    if (p->sysmon_tick != p->schedtick) {
        p->sysmon_tick = p->schedtick;
        p->sysmon_when = now;
        return;
    }
    i64 ran = now - p->sysmon_when, when = atomic_load(&p->timer_when);
    if (ran >= SLICE || (when && when <= now) || (ran >= WOKEN_SLICE && woken_waits(p))) {
        preempt_one(p);
    } else if (ran >= WOKEN_SLICE && sched.wokenq.n && !atomic_load(&sched.npidle)) {
        p->look_global = true;
        preempt_one(p);
    }
}

/* Answers whether p was taken from its thread: at the second look, if it has something to do or
 * nobody else is free to find work, or after a slice. */
static bool watch_syscall(P *p, i64 now)
{
    if (p->sysmon_systick != p->syscalltick) {
        p->sysmon_systick = p->syscalltick;
        p->sysmon_syswhen = now;
        return false;
    }
    bool others = atomic_load(&sched.nmspinning) + atomic_load(&sched.npidle) > 0;
    i64 when = atomic_load(&p->timer_when);
    if (runqempty(p) && !globrunq_len() && others && !(when && when <= now) &&
        now - p->sysmon_syswhen < SLICE)
        return false;
    if (!atomic_cas(&p->status, P_SYSCALL, P_IDLE))
        return false;
    p->syscalltick++;
    handoffp(p);
    return true;
}

static bool retake(i64 now)
{
    bool did = false;
    i32 n = atomic_load(&gomaxprocs);
    for (i32 i = 0; i < n; i++) {
        u32 status = atomic_load(&allp[i]->status);
        if (status == P_RUNNING)
            watch_running(allp[i], now);
        else if (status == P_SYSCALL)
            did |= watch_syscall(allp[i], now);
    }
    return did;
}

static void poll_network(i64 now)
{
    i64 last = atomic_load(&sched.lastpoll);
    i64 wait = atomic_load(&sched.npidle) ? 10 * MS : MS;
    if (!last || now - last < wait || !netpoll_usable() || !atomic_cas(&sched.lastpoll, last, now))
        return;
    GQueue q = netpoll(0);
    injectglist(&q);
}

/* How long to nap: not beyond the first timer of all. */
static i64 nap_time(i64 pause, i64 now)
{
    i64 next = timers_next();
    return next ? MIN(pause, MAX(next - now, NAP_MIN)) : pause;
}

void sysmon(void)
{
    i64 pause = NAP_MIN;
    u32 idle = 0;
    for (;;) {
        i64 now = nanotime();
        newm_serve();
        if (all_idle() && !schedtrace_period()) {
            i64 next = timers_next();
            sleep_as(DEEP, next ? MAX(next - now, NAP_MIN) : (i64)60000 * MS);
            pause = NAP_MIN;
            idle = 0;
        } else if (pause <= MS) {
            usleep_((u32)(nap_time(pause, now) / US));
        } else if (sleep_as(LONG, nap_time(pause, now))) {
            pause = NAP_SHORT;
            idle = 0;
        }
        now = nanotime();
        poll_network(now);
        i64 next = timers_next();
        if (next && next <= now && atomic_load(&sched.npidle))
            startm(NULL, false); /* nobody has come to it */
        idle = retake(now) ? 0 : idle + 1;
        if (idle > 50)
            pause = MIN(pause * 2, NAP_MAX);
        schedtrace_tick(now);
    }
}
