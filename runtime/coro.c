/* runtime/coro.c: coroutines, which iter.Pull is made of (from Go 1.23 on).
 *
 * A Coro holds one parked goroutine. coroswitch puts the caller in its place and runs the other one
 * on the same thread at once, within the caller's slice; no queue sees either of them. The Go side,
 * go/runtime/coro.go, makes the Coro and ends it.
 */
#include "runtime/hooks.h"
#include "runtime/rt.h"
#include "runtime/sched.h"

/* go/runtime/coro.go has the same layout. */
typedef struct Coro {
    G *g;                        /* a: who waits; NULL: the coroutine has ended */
    GoFunc *f;
    M *m;                        /* (i) the maker's thread if it was bound to it, and how often */
    i32 locked_user, locked_own;
} Coro;

static void check_thread(const Coro *c, const G *gp, const M *m)
{
    if (!c->m && !gp->lockedm)
        return;
    if (m != c->m || m->locked_user != c->locked_user || m->locked_own != c->locked_own)
        fatal("coro: OS thread locking must match locking at coroutine creation");
}

/* `self`, which is off its stack (NULL: it has ended), waits in c; the goroutine that waited there
 * runs, or goes to the global queue if somebody else is to run now. */
static NORETURN void change_places(Coro *c, G *self, bool bound, bool yield)
{
    M *m = getg()->m;
    G *next = atomic_load(&c->g);
    do {
        if (!next)
            fatal("coroswitch on exited coro");
        if (next == self)
            fatal("coroswitch of a goroutine to itself");
    } while (!__atomic_compare_exchange_n(&c->g, &next, self, false, __ATOMIC_SEQ_CST,
                                          __ATOMIC_SEQ_CST));
    if (bound) {
        m->lockedg = next;
        next->lockedm = m;
    }
    else if (yield || atomic_load(&sched.gcwaiting))
        preempt_g0(next);
    next->wait_since = 0;
    execute_in_slice(next);
}

/* On g0: gp is off its stack, and waits in the Coro that leave noted, or ends. */
static NORETURN void step_off(G *gp, bool ends)
{
    M *m = getg()->m;
    Coro *c = m->wait_lock;
    check_thread(c, gp, m);
    bool bound = gp->lockedm, yield = gp->preempt;
    gp->lockedm = NULL;
    if (ends) {
        goroutine_retire(gp);
    } else {
        dropg();
        atomic_store(&gp->status, G_WAITING);
    }
    change_places(c, ends ? NULL : gp, bound, yield);
}

static void switch_g0(G *gp) { step_off(gp, false); }
static void exit_g0(G *gp) { step_off(gp, true); }

static void leave(Coro *c, WaitReason why, void (*g0)(G *))
{
    M *m = acquirem();
    getg()->wait_reason = why;
    getg()->wait_since = 0;
    m->wait_lock = c;
    releasem(m); /* nothing yields between here and the switch */
    mcall(g0);
}

HOOK(void, coro_switch, "runtime.coroswitch", Coro *c) { leave(c, WAIT_COROUTINE, switch_g0); }

void rt_api_coro_exit(Coro *c);
void rt_api_coro_exit(Coro *c) { leave(c, WAIT_NONE, exit_g0); }

/* The goroutine that will run fn, parked in c. The caller of the Go function that calls this counts
 * as its creator. */
void rt_api_coro_make(Coro *c, GoFunc *fn);
void rt_api_coro_make(Coro *c, GoFunc *fn)
{
    M *m = acquirem();
    void **caller = *(void ***)__builtin_frame_address(0);
    G *gp = newproc1(fn, (usize)caller[1]);
    gp->system = false;
    gp->wait_reason = WAIT_COROUTINE;
    gp->wait_since = 0;
    atomic_store(&gp->status, G_WAITING);
    if (getg()->lockedm) {
        c->m = m;
        c->locked_user = m->locked_user;
        c->locked_own = m->locked_own;
    }
    atomic_store(&c->g, gp);
    releasem(m);
}
