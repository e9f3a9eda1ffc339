/* needs=checks: locks taken against runtime/lockrank.def; the argument chooses how. */
#include "gocode.h"
#include "runtime/malloc.h"
#include "runtime/sched.h"

static Mutex chans[2] = { MUTEX(CHAN), MUTEX(CHAN) }, unknown;

static NOINLINE void both(Mutex *a, Mutex *b)
{
    lock(a);
    lock(b);
    unlock(b);
    unlock(a);
}

GO_FUNC(seago_main, 1024, "main.main", 1, 0);

GOMAIN()
{
    const char *how = os_argc > 1 ? os_argv[1] : "";
    static Note never;
    both(&sched.lock, &mheap.lock);
    both(&chans[0], &chans[1]);
    say("in order");
    if (str_equal(how, "inversion"))
        both(&mheap.lock, &sched.lock);
    else if (str_equal(how, "indirect")) /* heap after stack pool after sched */
        both(&mheap.lock, &chans[0]);
    else if (str_equal(how, "again"))
        both(&sched.lock, &sched.lock);
    else if (str_equal(how, "addresses"))
        both(&chans[1], &chans[0]);
    else if (str_equal(how, "unknown"))
        both(&sched.lock, &unknown);
    else if (str_equal(how, "free"))
        unlock(&sched.lock);
    else if (str_equal(how, "sleep")) {
        lock(&sched.lock);
        notetsleep(&never, 1000);
    }
    say("the end");
}
