/* runtime/proc.c: the scheduler. See sched.h. */
#include "runtime/barrier.h"
#include "runtime/gc.h"
#include "runtime/print.h"
#include "runtime/rt.h"
#include "runtime/sched.h"
#include "runtime/symtab.h"

Sched sched;
P **allp;
i32 gomaxprocs;
M *allm;
G *allgs;
G *main_goroutine;

/* --- Ps --------------------------------------------------------------------------------------- */

static P *p_new(i32 id)
{
    P *p = persistent_alloc(sizeof *p, 64);
    p->id = id;
    p->status = P_GCSTOP;
    p->mcache = mcache_new();
    return p;
}

void acquirep(P *p)
{
    M *m = getg()->m;
    m->p = p;
    p->m = m;
    atomic_store(&p->status, P_RUNNING);
}

P *releasep(void)
{
    M *m = getg()->m;
    P *p = m->p;
    m->p = NULL;
    p->m = NULL;
    atomic_store(&p->status, P_IDLE);
    return p;
}

void pidleput(P *p)
{
    p->status = P_IDLE;
    p->link = sched.pidle;
    sched.pidle = p;
    atomic_add(&sched.npidle, 1);
}

P *pidleget(void)
{
    P *p = sched.pidle;
    if (p) {
        sched.pidle = p->link;
        atomic_add(&sched.npidle, -1);
    }
    return p;
}

/* At start: n Ps, the first for this thread, the others idle. */
void procs_resize(i32 n)
{
    allp = persistent_alloc((usize)n * sizeof *allp, 8);
    for (i32 i = 0; i < n; i++)
        allp[i] = p_new(i);
    gomaxprocs = n;
    acquirep(allp[0]);
    for (i32 i = n; i-- > 1;)
        pidleput(allp[i]);
}

void sched_init(void)
{
    i64 n = get_ncpu(), v;
    const char *s = env_get("GOMAXPROCS");
    if (s && env_parse_int(s, &v) && v > 0)
        n = MIN(v, 1024);
    sched.maxmcount = 10000;
    procs_resize((i32)n);
}

/* --- threads ---------------------------------------------------------------------------------- */

static M *mget(void)
{
    M *m = sched.midle;
    if (m) {
        sched.midle = m->schedlink;
        sched.nmidle--;
    }
    return m;
}

static void mput(M *m)
{
    m->schedlink = sched.midle;
    sched.midle = m;
    sched.nmidle++;
    checkdead();
}

void startm(P *p, bool spinning)
{
    lock(&sched.lock);
    if (!p && !(p = pidleget())) {
        unlock(&sched.lock);
        if (spinning)
            atomic_add(&sched.nmspinning, -1);
        return;
    }
    M *m = mget();
    unlock(&sched.lock);
    if (!m) {
        newm(p, spinning, NULL);
        return;
    }
    m->spinning = spinning;
    m->nextp = p;
    notewakeup(&m->park);
}

/* Sleeps until startm hands over a P. */
static void stopm(void)
{
    M *m = getg()->m;
    lock(&sched.lock);
    mput(m);
    unlock(&sched.lock);
    notesleep(&m->park);
    noteclear(&m->park);
    acquirep(m->nextp);
    m->nextp = NULL;
}

void wakep(void)
{
    if (atomic_load(&sched.npidle) == 0)
        return;
    if (atomic_load(&sched.nmspinning) != 0 || !atomic_cas(&sched.nmspinning, 0, 1))
        return;
    startm(NULL, true);
    sysmon_wake();
}

void gcstopm(void)
{
    M *m = getg()->m;
    if (m->spinning) {
        m->spinning = false;
        atomic_add(&sched.nmspinning, -1);
    }
    P *p = releasep();
    lock(&sched.lock);
    p->status = P_GCSTOP;
    if (atomic_add(&sched.stopwait, -1) == 0)
        notewakeup(&sched.stopnote);
    unlock(&sched.lock);
    stopm();
}

/* P of a thread that blocks: another thread takes it if there is work. */
void handoffp(P *p)
{
    if (!runqempty(p) || sched.runq.n) {
        startm(p, false);
        return;
    }
    lock(&sched.lock);
    if (sched.gcwaiting) {
        p->status = P_GCSTOP;
        if (atomic_add(&sched.stopwait, -1) == 0)
            notewakeup(&sched.stopnote);
        unlock(&sched.lock);
        return;
    }
    if (sched.runq.n) {
        unlock(&sched.lock);
        startm(p, false);
        return;
    }
    pidleput(p);
    unlock(&sched.lock);
}

/* sched.lock held. No thread runs or will run Go code unless a timer fires. */
void checkdead(void)
{
    if (sched.mcount - sched.nmidle - sched.nmsys > 0 || sched.panicking || timers_pending() ||
        gc_busy())
        return;
    i32 user = 0;
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink)
        if (!gp->system && gp->status == G_WAITING)
            user++;
        else if (gp->status == G_RUNNABLE || gp->status == G_RUNNING)
            return; /* about to be scheduled */
    unlock(&sched.lock);
    getg()->m->locks++;
    fatal(user == 0 ? "no goroutines (main called runtime.Goexit) - deadlock!"
                    : "all goroutines are asleep - deadlock!");
}

/* --- finding work ----------------------------------------------------------------------------- */

static G *steal_work(P *p)
{
    for (int round = 0; round < 4; round++) {
        u32 at = fastrandn((u32)gomaxprocs);
        for (i32 i = 0; i < gomaxprocs; i++) {
            if (sched.gcwaiting)
                return NULL;
            P *victim = allp[(at + (u32)i) % (u32)gomaxprocs];
            if (victim == p)
                continue;
            G *gp = runqsteal(p, victim, round == 3);
            if (gp)
                return gp;
        }
    }
    return NULL;
}

static G *global_work(P *p, i32 max)
{
    if (sched.runq.n == 0)
        return NULL;
    lock(&sched.lock);
    G *gp = globrunqget(p, max);
    unlock(&sched.lock);
    return gp;
}

/* The last look before sleeping: work may have come since the queues were seen empty, and whoever
 * brought it saw this thread spinning and woke nobody. */
static bool recheck_queues(M *m)
{
    bool any = sched.runq.n != 0;
    for (i32 i = 0; i < gomaxprocs && !any; i++)
        any = !runqempty(allp[i]);
    if (!any)
        return false;
    lock(&sched.lock);
    P *p = pidleget();
    unlock(&sched.lock);
    if (!p)
        return false;
    acquirep(p);
    m->spinning = true;
    atomic_add(&sched.nmspinning, 1);
    return true;
}

static G *try_find(M *m)
{
    P *p = m->p;
    G *gp = runqget(p);
    if (gp || (gp = global_work(p, 0)))
        return gp;
    if (m->spinning ||
        2 * atomic_load(&sched.nmspinning) < gomaxprocs - atomic_load(&sched.npidle)) {
        if (!m->spinning) {
            m->spinning = true;
            atomic_add(&sched.nmspinning, 1);
        }
        return steal_work(p);
    }
    return NULL;
}

static G *findrunnable(void)
{
    M *m = getg()->m;
    for (;;) {
        if (atomic_load(&sched.gcwaiting)) {
            gcstopm();
            continue;
        }
        G *gp = try_find(m);
        if (gp)
            return gp;
        lock(&sched.lock);
        if (sched.gcwaiting) {
            unlock(&sched.lock);
            continue;
        }
        if (sched.runq.n) {
            gp = globrunqget(m->p, 0);
            unlock(&sched.lock);
            return gp;
        }
        pidleput(releasep());
        unlock(&sched.lock);
        if (m->spinning) {
            m->spinning = false;
            atomic_add(&sched.nmspinning, -1);
            if (recheck_queues(m))
                continue;
        }
        stopm();
    }
}

void execute(G *gp)
{
    M *m = getg()->m;
    m->curg = gp;
    gp->m = m;
    m->p->schedtick++;
    gp->preempt = false;
    atomic_store(&gp->status, G_RUNNING);
    scan_wait(gp);
    gogo(gp);
}

void schedule(void)
{
    M *m = getg()->m;
    G *gp = NULL;
    while (atomic_load(&sched.gcwaiting))
        gcstopm();
    if (m->p->schedtick % 61 == 0)
        gp = global_work(m->p, 1);
    if (!gp && !m->spinning)
        gp = runqget(m->p);
    if (!gp)
        gp = findrunnable();
    if (m->spinning) {
        m->spinning = false;
        atomic_add(&sched.nmspinning, -1);
        wakep();
    }
    execute(gp);
}

/* --- parking and waking ----------------------------------------------------------------------- */

void dropg(void)
{
    M *m = getg()->m;
    if (m->curg)
        m->curg->m = NULL;
    m->curg = NULL;
}

static void park_g0(G *gp)
{
    M *m = getg()->m;
    bool (*unlockf)(G *, void *) = m->wait_unlock;
    void *l = m->wait_lock;
    m->wait_unlock = NULL;
    dropg();
    atomic_store(&gp->status, G_WAITING);
    if (unlockf && !unlockf(gp, l)) {
        atomic_store(&gp->status, G_RUNNABLE);
        execute(gp);
    }
    schedule();
}

void gopark(bool (*unlockf)(G *, void *), void *l, WaitReason why)
{
    G *gp = getg();
    M *m = acquirem();
    gp->wait_reason = why;
    gp->wait_since = 0;
    m->wait_unlock = unlockf;
    m->wait_lock = l;
    releasem(m); /* nothing yields between here and the switch */
    mcall(park_g0);
}

static bool unlock_mutex(G *gp, void *l)
{
    (void)gp;
    unlock(l);
    return true;
}

void goparkunlock(Mutex *l, WaitReason why) { gopark(unlock_mutex, l, why); }

void goready(G *gp)
{
    M *m = acquirem();
    atomic_store(&gp->status, G_RUNNABLE);
    if (m->p) {
        runqput(m->p, gp, true);
    } else {
        lock(&sched.lock);
        globrunqput(gp);
        unlock(&sched.lock);
    }
    wakep();
    releasem(m);
}

static NORETURN void to_global_queue(G *gp)
{
    dropg();
    atomic_store(&gp->status, G_RUNNABLE);
    lock(&sched.lock);
    globrunqput(gp);
    unlock(&sched.lock);
    schedule();
}

static void gosched_g0(G *gp) { to_global_queue(gp); }
void gosched(void) { mcall(gosched_g0); }
void preempt_g0(G *gp) { to_global_queue(gp); }
void preempt_park(void) { mcall(gosched_g0); }

/* --- goroutines' births and deaths ------------------------------------------------------------ */

static G *gfget(P *p)
{
    G *gp = p->gfree;
    if (gp) {
        p->gfree = gp->schedlink;
        p->gfree_n--;
        return gp;
    }
    if (!sched.gfree)
        return NULL;
    lock(&sched.gfree_lock);
    gp = sched.gfree;
    if (gp)
        sched.gfree = gp->schedlink;
    unlock(&sched.gfree_lock);
    return gp;
}

static void gfput(P *p, G *gp)
{
    if (p->gfree_n < 64) {
        gp->schedlink = p->gfree;
        p->gfree = gp;
        p->gfree_n++;
        return;
    }
    lock(&sched.gfree_lock);
    gp->schedlink = sched.gfree;
    sched.gfree = gp;
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
    usize *sp = (usize *)gp->seg->top;
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
    bool fresh = !gp;
    if (fresh) {
        gp = persistent_alloc(sizeof *gp, 64);
        gp->seg = stack_alloc(STACK_MIN);
        gp->stack_bytes = gp->seg->total;
        gp->status = G_DEAD;
    }
    prepare_stack(gp, fn);
    gp->startfn = fn;
    if (gc_barrier_on())
        gc_shade((usize)fn); /* its stack is not scanned in this collection */
    gp->gopc = pc;
    gp->id = atomic_add(&sched.goidgen, 1);
    gp->defers = NULL;
    gp->panics = NULL;
    gp->waiting = NULL;
    gp->param = NULL;
    gp->sig = 0;
    gp->wait_reason = WAIT_NONE;
    if (fresh)
        allgs_add(gp);
    atomic_store(&gp->status, G_RUNNABLE);
    releasem(m);
    return gp;
}

void rt_newproc(GoFunc *fn)
{
    if (!fn)
        fatal("go of nil func value");
    M *m = acquirem();
    G *gp = newproc1(fn, (usize)__builtin_return_address(0));
    runqput(m->p, gp, true);
    if (main_goroutine)
        wakep();
    releasem(m);
}

static void goexit_g0(G *gp)
{
    M *m = getg()->m;
    dropg();
    atomic_store(&gp->status, G_DEAD);
    while (gp->seg->prev)
        gp->seg = gp->seg->prev;
    stack_trim(gp);
    gp->startfn = NULL;
    gfput(m->p, gp);
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

/* --- system calls ----------------------------------------------------------------------------- */

void entersyscall(void)
{
    G *gp = getg();
    M *m = acquirem();
    __asm__ volatile("movq %%rbx, (%0); movq %%rbp, 8(%0); movq %%r12, 16(%0); movq %%r13, 24(%0);"
                     "movq %%r14, 32(%0); movq %%r15, 40(%0)" : : "r"(gp->syscall_regs) : "memory");
    gp->syscall_sp = __builtin_frame_address(0);
    gp->syscall_bp = __builtin_frame_address(0);
    P *p = m->p;
    m->oldp = p;
    m->p = NULL;
    p->m = NULL;
    atomic_store(&gp->status, G_SYSCALL);
    atomic_store(&p->status, P_SYSCALL);
    if (atomic_load(&sched.gcwaiting)) {
        lock(&sched.lock);
        if (sched.stopwait > 0 && atomic_cas(&p->status, P_SYSCALL, P_GCSTOP) &&
            atomic_add(&sched.stopwait, -1) == 0)
            notewakeup(&sched.stopnote);
        unlock(&sched.lock);
    }
    sysmon_wake();
    /* m->locks stays up: the thread must not be stopped where it has no P */
}

static void exitsyscall_g0(G *gp)
{
    M *m = getg()->m;
    lock(&sched.lock);
    P *p = sched.gcwaiting ? NULL : pidleget();
    if (p) {
        unlock(&sched.lock);
        acquirep(p);
        execute(gp);
    }
    dropg();
    atomic_store(&gp->status, G_RUNNABLE);
    globrunqput(gp);
    unlock(&sched.lock);
    (void)m;
    stopm();
    schedule();
}

void exitsyscall(void)
{
    G *gp = getg();
    M *m = gp->m;
    P *old = m->oldp;
    m->oldp = NULL;
    if (old && atomic_cas(&old->status, P_SYSCALL, P_RUNNING)) {
        m->p = old;
        old->m = m;
        old->syscalltick++;
        atomic_store(&gp->status, G_RUNNING);
        scan_wait(gp);
        releasem(m);
        return;
    }
    releasem(m);
    mcall(exitsyscall_g0);
}
