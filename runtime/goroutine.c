/* runtime/goroutine.c: goroutines' births and deaths. */
#include "runtime/barrier.h"
#include "runtime/rt.h"
#include "runtime/schedstat.h"

enum { GFREE_BATCH = 32, G_BATCH = 16 };

/* New ones, with neither stack nor place in allgs yet. */
static G *new_batch(P *p)
{
    G *g = persistent_alloc(G_BATCH * sizeof *g, 64);
    for (int i = 1; i < G_BATCH; i++) {
        g[i].status = G_DEAD;
        g[i].schedlink = p->gfree;
        p->gfree = &g[i];
    }
    p->gfree_n += G_BATCH - 1;
    g->status = G_DEAD;
    return g;
}

/* Dead ones move between Ps in batches of GFREE_BATCH, a batch as one: nobody walks over goroutines that
 * are not in its cache. The first of a batch has the next batch in labels. */
static G *gfget(P *p)
{
    if (!p->gfree && atomic_load_relaxed(&sched.gfree)) {
        lock(&sched.gfree_lock);
        G *batch = sched.gfree;
        if (batch) {
            sched.gfree = batch->labels;
            batch->labels = NULL;
            p->gfree = p->gfree_mid = batch;
            p->gfree_n = GFREE_BATCH;
        }
        unlock(&sched.gfree_lock);
    }
    G *gp = p->gfree;
    if (!gp)
        return new_batch(p);
    p->gfree = gp->schedlink;
    p->gfree_n--;
    __builtin_prefetch(p->gfree, 1);
    __builtin_prefetch(&p->gfree->schedlink, 1);
    return gp;
}

static void gfput(P *p, G *gp)
{
    gp->schedlink = p->gfree;
    p->gfree = gp;
    p->gfree_n++;
    if (p->gfree_n == GFREE_BATCH) {
        p->gfree_mid = gp;
    } else if (p->gfree_n == GFREE_BATCH + 1) {
        p->gfree_above = gp;
    } else if (p->gfree_n == 2 * GFREE_BATCH) { /* the older half goes */
        G *batch = p->gfree_mid;
        p->gfree_above->schedlink = NULL;
        p->gfree_mid = gp;
        p->gfree_n = GFREE_BATCH;
        lock(&sched.gfree_lock);
        batch->labels = sched.gfree;
        sched.gfree = batch;
        unlock(&sched.gfree_lock);
    }
}

void goroutine_free_stacks(void)
{
    lock(&sched.gfree_lock);
    G *all = sched.gfree, *last = NULL;
    atomic_store(&sched.gfree, NULL);
    unlock(&sched.gfree_lock);
    for (G *batch = all; batch; batch = batch->labels) {
        last = batch;
        for (G *gp = batch; gp; gp = gp->schedlink) {
            if (gp->seg)
                stack_free(gp->seg);
            gp->seg = NULL;
            gp->stack_bytes = 0;
        }
    }
    if (!last)
        return;
    lock(&sched.gfree_lock);
    last->labels = sched.gfree;
    sched.gfree = all;
    unlock(&sched.gfree_lock);
}

static void allgs_add(G *gp)
{
    do
        gp->alllink = atomic_load(&allgs);
    while (!atomic_cas(&allgs, gp->alllink, gp));
}

/* What gogo pops, from low to high: r15 r14 r13 r12 rbx rbp, where to go. */
static void prepare_stack(G *gp, GoFunc *fn)
{
    usize *sp = (usize *)((u8 *)gp->seg + gp->stack_bytes); /* there is one segment */
    *--sp = (usize)goroutine_entry;
    *--sp = 0;
    *--sp = (usize)fn;
    for (int i = 0; i < 4; i++)
        *--sp = 0;
    gp->sched_sp = (u8 *)sp;
}

G *newproc1(GoFunc *fn, usize pc)
{
    M *m = acquirem();
    G *gp = gfget(m->p);
    bool fresh = gp->id == 0;
    if (!gp->seg) {
        gp->seg = stack_alloc(main_goroutine ? STACK_MIN : STACK_MAIN);
        gp->stack_bytes = gp->seg->total;
    }
    prepare_stack(gp, fn);
    gp->startfn = fn;
    if (gc_barrier_on())
        gc_shade((usize)fn); /* its stack is not scanned in this collection */
    gp->gopc = pc;
    gp->parent = m->curg ? m->curg->id : 0;
    gp->labels = m->curg ? m->curg->labels : NULL;
    if (gp->labels && gc_barrier_on())
        gc_shade((usize)gp->labels);
    gp->id = atomic_add(&sched.goidgen, 1);
    gp->defers = NULL;
    gp->sig = 0;
    gp->panic_on_fault = false;
    gp->fips_indicator = 0;
    gp->fips_bypass = m->curg && m->curg->fips_bypass;
    gp->wait_reason = WAIT_NONE;
    gp->woken = true;
    stat_ready(m, gp);
    if (fresh)
        allgs_add(gp);
    atomic_store_rel(&gp->status, G_RUNNABLE);
    releasem(m);
    return gp;
}

static void start(GoFunc *fn, usize pc, bool system)
{
    M *m = acquirem();
    G *gp = newproc1(fn, pc);
    gp->system = system;
    runqput(m->p, gp, true);
    if (main_goroutine)
        wakep();
    releasem(m);
}

void rt_newproc(GoFunc *fn)
{
    if (!fn)
        fatal("go of nil func value");
    start(fn, (usize)__builtin_return_address(0), false);
}

void newproc_system(GoFunc *fn) { start(fn, 0, true); }

void goroutine_retire(G *gp)
{
    dropg();
    atomic_store(&gp->status, G_DEAD);
    if (gp->stack_bytes > STACK_MIN) { /* else the segment's header need not be looked at */
        while (gp->seg->prev)
            gp->seg = gp->seg->prev;
        stack_trim(gp);
    }
    gp->startfn = NULL;
    if (gp->labels && gc_barrier_on())
        gc_shade((usize)gp->labels); /* the CPU profile may keep them (cpuprof.h) */
    gp->labels = NULL;
    gfput(getg()->m->p, gp);
}

static void goexit_g0(G *gp)
{
    M *m = getg()->m;
    goroutine_retire(gp);
    if (m->lockedg) { /* who knows what the goroutine has done to its thread */
        gp->lockedm = NULL;
        m->lockedg = NULL;
        m->locked_user = m->locked_own = 0;
        thread_exit();
    }
    schedule();
}

void goexit1(void) { mcall(goexit_g0); __builtin_unreachable(); }

i32 gcount(void)
{
    i32 n = 0;
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink)
        n += gp->status != G_DEAD && !gp->system;
    return n;
}
