/* runtime/profile.c: the stacks of all goroutines, for runtime.GoroutineProfile, and the labels that
 * runtime/pprof hangs on goroutines. */
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/sched.h"
#include "runtime/symtab.h"

enum { RECORD_DEPTH = 32 };
typedef struct StackRecord { usize pc[RECORD_DEPTH]; } StackRecord;

/* A request: room for n records, and as many labels or NULL; total is how many there are. */
typedef struct Request {
    StackRecord *records;
    void **labels;
    i64 n, total;
    Frames caller;             /* of the goroutine that asks */
} Request;

static void record_g0(void *arg)
{
    Request *r = arg;
    G *me = r->caller.g;
    stop_the_world();
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink) {
        if (gp->status == G_DEAD || gp->status == G_IDLE || (gp->system && !gp->lent))
            continue;
        if (r->total++ >= r->n)
            continue;
        StackRecord *rec = &r->records[r->total - 1];
        i64 n = frames_pcs(gp == me ? r->caller : frames_of_stopped(gp), 0, rec->pc, RECORD_DEPTH);
        while (n < RECORD_DEPTH)
            rec->pc[n++] = 0;
        if (r->labels)
            r->labels[r->total - 1] = gp->labels;
    }
    start_the_world();
}

/* Fills up to n records, and labels unless NULL; answers how many goroutines there are. */
i64 rt_api_goroutine_profile(StackRecord *records, i64 n, void **labels);
i64 rt_api_goroutine_profile(StackRecord *records, i64 n, void **labels)
{
    symtab_init();
    Request r = { records, labels, n, 0, { 0 } };
    r.caller = frames_from(getg(), (usize)__builtin_return_address(0),
                           *(void **)__builtin_frame_address(0));
    world_lock();
    systemstack(record_g0, &r);
    world_unlock();
    return r.total;
}

HOOK(void, pprof_set_label, "runtime/pprof.runtime_setProfLabel", void *p)
{
    G *gp = getg();
    if (gc_barrier_on()) {
        gc_shade((usize)p);
        gc_shade((usize)gp->labels); /* the CPU profile may keep them (cpuprof.h) */
    }
    gp->labels = p;
}
HOOK(void *, pprof_get_label, "runtime/pprof.runtime_getProfLabel", void) { return getg()->labels; }
