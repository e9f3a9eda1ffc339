/* runtime/time.c: sleeping. Sleepers are on one list in order of time; sysmon wakes them. */
#include "runtime/sched.h"

typedef struct Sleeper {
    struct Sleeper *next;
    G *g;
    i64 when;
} Sleeper;

static Mutex sleep_lock;
static Sleeper *sleepers;   /* (sleep_lock) */
static u32 nsleepers;       /* a */

bool timers_pending(void) { return atomic_load(&nsleepers) != 0; }

i64 timers_run(i64 now)
{
    if (!timers_pending())
        return -1;
    for (;;) {
        lock(&sleep_lock);
        Sleeper *s = sleepers;
        if (!s || s->when > now) {
            i64 next = s ? s->when : -1;
            unlock(&sleep_lock);
            return next;
        }
        sleepers = s->next;
        G *gp = s->g;
        unlock(&sleep_lock);
        goready(gp);
        atomic_add(&nsleepers, (u32)-1);
    }
}

void time_sleep(i64 ns)
{
    if (ns <= 0)
        return;
    Sleeper me = { NULL, getg(), nanotime() + ns };
    if (me.when < 0)
        me.when = INT64_MAX;
    lock(&sleep_lock);
    Sleeper **at = &sleepers;
    while (*at && (*at)->when <= me.when)
        at = &(*at)->next;
    me.next = *at;
    *at = &me;
    atomic_add(&nsleepers, 1);
    sysmon_wake();
    goparkunlock(&sleep_lock, WAIT_SLEEP);
}
