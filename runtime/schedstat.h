/* runtime/schedstat.h: what package runtime/metrics tells of scheduling, stops of the world, and
 * waits for mutexes. What happens all the time is timed once in STAT_PERIOD times, and counts for
 * as many.
 */
#ifndef RUNTIME_SCHEDSTAT_H
#define RUNTIME_SCHEDSTAT_H

#include "runtime/sched.h"
#include "runtime/timehist.h"

enum { STAT_PERIOD = 8 };
typedef enum StopKind { STOP_OTHER, STOP_GC, STOP_KINDS } StopKind;

typedef struct SchedStat {
    TimeHist latencies;              /* from ready to running */
    TimeHist stopping[STOP_KINDS], stopped[STOP_KINDS]; /* until the world stands; until it goes on */
    u64 mutex_wait;                  /* a: ns of all waits for sync.Mutex and sync.RWMutex */
    i64 idle_ns, idle_since;         /* (sched.lock) sum of all Ps' idle time up to idle_since */
    i64 procs_ns, procs_since;       /* w: time that there was, over all Ps */
} SchedStat;
extern SchedStat sched_stat;

/* gp becomes ready; m->locks is up. */
static inline void stat_ready(M *m, G *gp)
{
    gp->wait_since = __builtin_expect(++m->readied % STAT_PERIOD == 0, 0) ? nanotime() : 0;
}
/* gp begins to run. */
static inline void stat_runs(const G *gp)
{
    if (__builtin_expect(gp->wait_since != 0, 0))
        timehist_add(&sched_stat.latencies, nanotime() - gp->wait_since, STAT_PERIOD);
}
void stat_idle(i32 change);          /* (sched.lock) the number of idle Ps changes by that */
void stat_procs(void);               /* w: before gomaxprocs changes */

typedef struct GoroutineCounts { u64 all, running, runnable, waiting, in_system; } GoroutineCounts;
GoroutineCounts stat_goroutines(void);
i64 stat_idle_ns(void);
i64 stat_procs_ns(void);

#endif
