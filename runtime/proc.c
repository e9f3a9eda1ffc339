/* runtime/proc.c: the scheduler: Ps, threads' sleep, finding work, parking. See sched.h. */
#include "runtime/gc.h"
#include "runtime/malloc.h"
#include "runtime/pcrecord.h"
#include "runtime/schedstat.h"

Sched sched = { .lock = MUTEX(SCHED), .gfree_lock = MUTEX(GFREE) };
P **allp;
i32 gomaxprocs;
M *allm;
G *allgs;
G *main_goroutine;

/* --- Ps --------------------------------------------------------------------------------------- */

void acquirep(P *p)
{
    M *m = getg()->m;
    RT_ASSERT(!p->m && !m->p && p->status != P_RUNNING);
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
    stat_idle(1);
}

P *pidleget(void)
{
    P *p = sched.pidle;
    if (p) {
        sched.pidle = p->link;
        stat_idle(-1);
    }
    return p;
}

static P *p_new(i32 id)
{
    P *p = persistent_alloc(sizeof *p, 64);
    mutex_init(&p->timer_lock, LOCK_TIMERS);
    p->id = id;
    p->status = P_GCSTOP;
    p->mcache = mcache_new();
    return p;
}

/* What P had to do goes to the others: goroutines to the global queue, timers to this thread's P. */
static void p_empty(P *p)
{
    lock(&sched.lock);
    for (G *gp; (gp = runqget(p));)
        globrunqput(gp);
    unlock(&sched.lock);
    timers_move(p);
    mcache_flush(p->mcache);
    atomic_store(&p->status, P_DEAD);
}

void procresize(i32 n)
{
    M *m = getg()->m;
    i32 old = gomaxprocs;
    for (i32 i = 0; i < n; i++)
        if (!allp[i])
            atomic_store(&allp[i], p_new(i));
    if (!m->p) {
        acquirep(allp[0]);
    } else if (m->p->id >= n) {
        releasep();
        acquirep(allp[0]);
    }
    stat_procs();
    atomic_store(&gomaxprocs, n);
    for (i32 i = n; i < old; i++)
        p_empty(allp[i]);
    for (i32 i = old; i < n; i++)
        if (!allp[i]->m)
            allp[i]->status = P_GCSTOP;
}

void sched_init(void)
{
    i64 n = get_ncpu(), v;
    const char *s = env_get("GOMAXPROCS");
    if (s && env_parse_int(s, &v) && v > 0)
        n = v;
    sched.maxmcount = 10000;
    allp = persistent_alloc(MAX_PROCS * sizeof *allp, 8);
    procresize((i32)MIN(n, MAX_PROCS));
    for (i32 i = gomaxprocs; i-- > 1;)
        pidleput(allp[i]);
}

static void set_gomaxprocs_g0(void *n)
{
    stop_the_world_scheduled();
    procresize(*(i32 *)n);
    start_the_world();
}

i32 set_gomaxprocs(i32 n)
{
    i32 old = gomaxprocs;
    n = MIN(n, MAX_PROCS);
    if (n <= 0 || n == old)
        return old; /* sync.Pool asks while it is pinned: no waiting here */
    world_lock();
    old = gomaxprocs;
    if (n != old)
        systemstack(set_gomaxprocs_g0, &n);
    world_unlock();
    return old;
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
    M *self = acquirem(); /* p belongs to nobody for a moment */
    lock(&sched.lock);
    if (!p && !(p = pidleget())) {
        unlock(&sched.lock);
        if (spinning)
            atomic_add(&sched.nmspinning, -1);
        releasem(self);
        return;
    }
    M *m = mget();
    unlock(&sched.lock);
    if (m) {
        m->spinning = spinning;
        m->nextp = p;
        notewakeup(&m->park);
    } else {
        newm(p, spinning, NULL);
    }
    releasem(self);
}

/* Sleeps until startm or startlockedm hands over a P. */
static void park_m(M *m)
{
    notesleep(&m->park);
    noteclear(&m->park);
    acquirep(m->nextp);
    m->nextp = NULL;
}

void stopm(void)
{
    M *m = getg()->m;
    lock(&sched.lock);
    mput(m);
    unlock(&sched.lock);
    park_m(m);
}

static void start_spinning(M *m)
{
    m->spinning = true;
    atomic_add(&sched.nmspinning, 1);
}

static void stop_spinning(M *m)
{
    m->spinning = false;
    atomic_add(&sched.nmspinning, -1);
}

void wakep(void)
{
    if (atomic_load(&sched.npidle) == 0) {
        sysmon_urge();
        return;
    }
    if (atomic_load(&sched.nmspinning) != 0 || !atomic_cas(&sched.nmspinning, 0, 1))
        return;
    startm(NULL, true);
    sysmon_wake();
}

/* sched.lock held, the world stopping, p with nobody. */
static void p_stopped(P *p)
{
    p->status = P_GCSTOP;
    one_stopped();
}

void gcstopm(void)
{
    M *m = getg()->m;
    if (m->spinning)
        stop_spinning(m);
    lock(&sched.lock);
    if (!sched.gcwaiting) {
        unlock(&sched.lock);
        return;
    }
    p_stopped(releasep());
    unlock(&sched.lock);
    stopm();
}

/* P of a thread that blocks: another thread takes it if there is something to do. */
void handoffp(P *p)
{
    if (!runqempty(p) || globrunq_len()) {
        startm(p, false);
        return;
    }
    /* Nobody looks for work: somebody should. */
    if (atomic_load(&sched.nmspinning) + atomic_load(&sched.npidle) == 0 &&
        atomic_cas(&sched.nmspinning, 0, 1)) {
        startm(p, true);
        return;
    }
    lock(&sched.lock);
    if (sched.gcwaiting) {
        p_stopped(p);
        unlock(&sched.lock);
        return;
    }
    /* The last one that runs, and nobody waits for the network. */
    bool last = sched.npidle == gomaxprocs - 1 && atomic_load(&sched.lastpoll) != 0;
    if (globrunq_len() || last) {
        unlock(&sched.lock);
        startm(p, false);
        return;
    }
    i64 when = atomic_load(&p->timer_when);
    pidleput(p);
    unlock(&sched.lock);
    if (when)
        wake_netpoller(when);
}

/* sched.lock held. No thread runs or will run Go code unless a timer fires. */
void checkdead(void)
{
    i32 idle = sched.nmidle + sched.nmidlelocked + sched.nmsys;
    if (sched.mcount - idle > 0 || sched.panicking || timers_pending() ||
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

/* --- goroutines bound to threads -------------------------------------------------------------- */

/* The goroutine that is bound to this thread does not run: wait for who finds it ready. */
static void stoplockedm(void)
{
    M *m = getg()->m;
    if (m->p)
        handoffp(releasep());
    lock(&sched.lock);
    sched.nmidlelocked++;
    checkdead();
    unlock(&sched.lock);
    park_m(m);
}

/* gp is ready and bound to another thread: that one gets this thread's P. */
static void startlockedm(G *gp)
{
    M *m = gp->lockedm;
    lock(&sched.lock);
    sched.nmidlelocked--;
    unlock(&sched.lock);
    M *self = acquirem();
    m->nextp = releasep();
    notewakeup(&m->park);
    releasem(self);
    stopm();
}

/* --- finding work ----------------------------------------------------------------------------- */

static G *global_work(P *p, i32 max)
{
    if (globrunq_len() == 0)
        return NULL;
    lock(&sched.lock);
    G *gp = globrunqget(p, max);
    unlock(&sched.lock);
    return gp;
}

void injectglist(GQueue *q)
{
    i32 n = q->n;
    if (n == 0)
        return;
    M *m = acquirem();
    for (G *gp = q->head; gp; gp = gp->schedlink) {
        gp->woken = true;
        stat_ready(m, gp);
        atomic_store(&gp->status, G_RUNNABLE);
    }
    i32 others = m->p ? MIN(n, atomic_load(&sched.npidle)) : n;
    GQueue global = { 0 };
    while (others-- > 0)
        queue_push(&global, queue_pop(q));
    while (q->n)
        runqput(m->p, queue_pop(q), false);
    n = MIN(global.n, atomic_load(&sched.npidle));
    if (global.n) {
        lock(&sched.lock);
        globrunqput_woken(&global);
        unlock(&sched.lock);
    }
    while (n-- > 0)
        startm(NULL, false);
    releasem(m);
}

/* The first of a list that a poll returned; the others are made ready. */
static G *first_of(GQueue *q)
{
    if (!q->n)
        return NULL;
    G *gp = queue_pop(q);
    gp->wait_since = 0;
    atomic_store(&gp->status, G_RUNNABLE);
    injectglist(q);
    return gp;
}

static G *try_find(M *m, i64 *now)
{
    P *p = m->p;
    timers_run(p, now);
    G *gp = runqget(p);
    if (gp || (gp = global_work(p, 0)))
        return gp;
    if (netpoll_usable() && atomic_load(&sched.lastpoll) != 0) {
        GQueue q = netpoll(0);
        if (q.n)
            return first_of(&q);
    }
    i32 busy = gomaxprocs - atomic_load(&sched.npidle);
    if (!m->spinning && 2 * atomic_load(&sched.nmspinning) >= busy)
        return NULL;
    if (!m->spinning)
        start_spinning(m);
    steal_ended(p);
    bool ran_timer;
    do {
        ran_timer = false;
        gp = steal_work(p, now, &ran_timer);
    } while (!gp && ran_timer && (gp = runqget(p)) == NULL && !runqempty(p));
    m->waited = false;
    return gp;
}

/* The last look before sleeping: work may have come since the queues were seen empty, and whoever
 * brought it saw this thread spinning and woke nobody. */
static bool recheck_queues(M *m)
{
    bool any = globrunq_len() != 0;
    i32 n = atomic_load(&gomaxprocs);
    for (i32 i = 0; i < n && !any; i++)
        any = !runqempty(allp[i]) && !steal_is_due(allp[i]);
    if (!any)
        return false;
    lock(&sched.lock);
    P *p = pidleget();
    unlock(&sched.lock);
    if (!p)
        return false;
    acquirep(p);
    start_spinning(m);
    return true;
}

/* Without a P: waits for the network and the first timer, no longer than ns (< 0: for ever), unless
 * another thread does. Answers whether it got a P, with a goroutine in *gp if the network made one
 * ready. */
static bool wait_for_network(M *m, bool spin, i64 ns, G **gp)
{
    i64 until = timers_next();
    *gp = NULL;
    if (!netpoll_inited() || (!netpoll_usable() && !until))
        return false;
    if (atomic_xchg(&sched.lastpoll, 0) == 0) {
        i64 polled = atomic_load(&sched.poll_until);
        if (until && (polled == 0 || polled > until))
            netpoll_break();
        return false;
    }
    atomic_store(&sched.poll_until, until);
    i64 first = timers_next(); /* one that came before poll_until was seen */
    if (first && (until == 0 || first < until))
        until = first;
    i64 delay = until ? MAX(until - nanotime(), 0) : -1;
    if (ns >= 0 && (delay < 0 || delay > ns))
        delay = ns;
    GQueue q = netpoll(delay);
    atomic_store(&sched.poll_until, 0);
    atomic_store(&sched.lastpoll, nanotime());
    lock(&sched.lock);
    P *p = pidleget();
    unlock(&sched.lock);
    if (!p) {
        injectglist(&q);
        return false;
    }
    acquirep(p);
    *gp = first_of(&q);
    if (!*gp && spin && !m->spinning)
        start_spinning(m);
    return true;
}

/* Others have work, but it is better done where it is: looks again in a while, without a P meanwhile
 * but counted as spinning, so that nobody wakes a thread to help. Answers as wait_for_network does. */
static bool nap(M *m, P *victim, i64 ns, G **gp)
{
    u32 tick = atomic_load_relaxed(&victim->schedtick);
    i64 t0 = nanotime();
    bool got = wait_for_network(m, true, ns, gp);
    if (!got) {
        usleep_((u32)(ns / 1000));
        lock(&sched.lock);
        P *p = pidleget();
        unlock(&sched.lock);
        if (p)
            acquirep(p);
        got = p != NULL;
    }
    m->waited = true;
    steal_waited(victim, tick, nanotime() - t0);
    atomic_store(&sched.napping, 0);
    return got;
}

static G *findrunnable(void)
{
    M *m = getg()->m;
    for (;;) {
        i64 now = 0;
        if (atomic_load(&sched.gcwaiting)) {
            gcstopm();
            continue;
        }
        G *gp = try_find(m, &now);
        if (gp)
            return gp;
        lock(&sched.lock);
        if (sched.gcwaiting) {
            unlock(&sched.lock);
            continue;
        }
        if (globrunq_len()) {
            gp = globrunqget(m->p, 0);
            unlock(&sched.lock);
            return gp;
        }
        pidleput(releasep());
        unlock(&sched.lock);
        bool spun = m->spinning;
        i64 ns;
        P *victim = spun ? steal_patience(&ns) : NULL;
        if (victim && atomic_cas(&sched.napping, 0, 1) && nap(m, victim, ns, &gp)) {
            if (gp)
                return gp;
            continue;
        }
        if (spun) {
            stop_spinning(m);
            if (recheck_queues(m))
                continue;
        }
        if (wait_for_network(m, spun, -1, &gp)) {
            if (gp)
                return gp;
            continue;
        }
        stopm();
    }
}

void execute(G *gp)
{
    getg()->m->p->schedtick++;
    execute_in_slice(gp);
}

void execute_in_slice(G *gp)
{
    M *m = getg()->m;
    RT_ASSERT(gp->status != G_RUNNING && gp->status != G_DEAD && m->p->m == m);
    m->curg = gp;
    gp->m = m;
    gp->preempt = false;
    gp->woken = false;
    atomic_store(&gp->status, G_RUNNING);
    scan_wait(gp);
    stat_runs(gp);
    gogo(gp);
}

/* One for this thread's P; NULL: look again. */
static G *pick(M *m)
{
    P *p = m->p;
    G *gp = NULL;
    i64 now = 0;
    while (atomic_load(&sched.gcwaiting)) {
        gcstopm();
        p = m->p;
    }
    timers_run(p, &now);
    if (p->schedtick % 61 == 0 || p->look_global) {
        p->look_global = false;
        gp = global_work(p, 1);
    }
    if (!gp && !m->spinning)
        gp = runqget(p);
    return gp ? gp : findrunnable();
}

void schedule(void)
{
    M *m = getg()->m;
    RT_ASSERT(m->locks == 0);
    if (m->lockedg) {
        stoplockedm();
        execute(m->lockedg);
    }
    for (;;) {
        G *gp = pick(m);
        if (m->spinning) {
            stop_spinning(m);
            wakep();
        }
        if (!gp->lockedm || gp->lockedm == m)
            execute(gp);
        startlockedm(gp);
    }
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
        gp->wait_since = 0;
        atomic_store(&gp->status, G_RUNNABLE);
        execute(gp);
    }
    schedule();
}

PC_RECORD(gopark, "runtime.gopark", "runtime/proc.go", 363);
NOTAILCALLS void gopark(bool (*unlockf)(G *, void *), void *l, WaitReason why)
{
    G *gp = getg();
    M *m = acquirem();
    gp->wait_reason = (u8)why;
    gp->wait_since = 0;
    m->wait_unlock = unlockf;
    m->wait_lock = l;
    releasem(m); /* nothing yields between here and the switch */
    mcall(park_g0);
}

bool unlock_mutex(G *gp, void *l)
{
    (void)gp;
    unlock(l);
    return true;
}

PC_RECORD(goparkunlock, "runtime.goparkunlock", "runtime/proc.go", 369);
NOTAILCALLS void goparkunlock(Mutex *l, WaitReason why) { gopark(unlock_mutex, l, why); }

void goready(G *gp)
{
    M *m = acquirem();
    gp->woken = true;
    stat_ready(m, gp);
    atomic_store(&gp->status, G_RUNNABLE);
    if (m->p) {
        runqput(m->p, gp, true);
    } else {
        GQueue q = { 0 };
        queue_push(&q, gp);
        lock(&sched.lock);
        globrunqput_woken(&q);
        unlock(&sched.lock);
    }
    wakep();
    releasem(m);
}

static NORETURN void to_global_queue(G *gp)
{
    dropg();
    stat_ready(getg()->m, gp);
    atomic_store_rel(&gp->status, G_RUNNABLE); /* the lock fences */
    lock(&sched.lock);
    globrunqput(gp);
    unlock(&sched.lock);
    schedule();
}

static void gosched_g0(G *gp) { to_global_queue(gp); }
void gosched(void) { mcall(gosched_g0); }
void preempt_g0(G *gp) { to_global_queue(gp); }
/* Called by async_preempt, which has made sure of the room for this and for mcall, but no more. */
NOSPLIT void preempt_park(void) { mcall(gosched_g0); }
