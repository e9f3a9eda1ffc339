/* runtime/schedstat.c: see schedstat.h. */
#include "runtime/schedstat.h"

SchedStat sched_stat;

void stat_idle(i32 change)
{
    i64 now = nanotime();
    SchedStat *s = &sched_stat;
    if (s->idle_since)
        s->idle_ns += (now - s->idle_since) * sched.npidle;
    s->idle_since = now;
    atomic_add(&sched.npidle, change);
}

i64 stat_idle_ns(void)
{
    lock(&sched.lock);
    stat_idle(0);
    i64 ns = sched_stat.idle_ns;
    unlock(&sched.lock);
    return ns;
}

i64 stat_procs_ns(void)
{
    const SchedStat *s = &sched_stat;
    return s->procs_ns + (nanotime() - s->procs_since) * gomaxprocs;
}

void stat_procs(void)
{
    SchedStat *s = &sched_stat;
    if (s->procs_since)
        s->procs_ns = stat_procs_ns();
    s->procs_since = nanotime();
}

/* Statuses change meanwhile: each is counted by what it was when it was seen. */
GoroutineCounts stat_goroutines(void)
{
    GoroutineCounts c = { 0 };
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink) {
        GStatus status = (GStatus)atomic_load(&gp->status);
        if (gp->system || status == G_DEAD || status == G_IDLE)
            continue;
        c.all++;
        c.running += status == G_RUNNING;
        c.runnable += status == G_RUNNABLE;
        c.waiting += status == G_WAITING;
        c.in_system += status == G_SYSCALL;
    }
    return c;
}
