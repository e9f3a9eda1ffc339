/* runtime/preempt.c: stopping the world, and making one goroutine yield. See sched.h. */
#include "runtime/gc.h"
#include "runtime/print.h"
#include "runtime/schedstat.h"
#include "runtime/symtab.h"

enum { SYS_tgkill = 234, SYS_getpid = 39, SIGURG = 23 };
enum { REG_RBP = 10, REG_RSP = 15, REG_RIP = 16 };

void signal_thread(M *m)
{
    static i32 pid;
    if (!pid)
        pid = (i32)SYSCALL1(SYS_getpid, 0);
    if (m && m->tid)
        SYSCALL3(SYS_tgkill, pid, m->tid, SIGURG);
}

void world_lock(void)
{
    G *gp = getg();
    while (!atomic_cas(&sched.world_busy, WORLD_RUNS, WORLD_BUSY)) {
        if (gp == gp->m->g0)
            usleep_(10);
        else
            gosched();
    }
}

void world_unlock(void) { atomic_store(&sched.world_busy, WORLD_RUNS); }

void one_stopped(void)
{
    if (atomic_add(&sched.stopwait, -1) == 0)
        futex_wake((u32 *)&sched.stopwait, 1);
}

static bool all_stopped(void) { return atomic_load(&sched.stopwait) <= 0; }

/* A thread that runs answers the signal within microseconds: for that long it pays to watch, not to
 * sleep. One that does not run needs this thread's processor. */
static bool stopped_within(i64 ns)
{
    enum { WATCH = 20000 };
    i32 left = atomic_load(&sched.stopwait);
    if (ns > WATCH && left > 0)
        futex_wait((u32 *)&sched.stopwait, (u32)left, ns);
    else
        for (i64 end = nanotime() + ns; !all_stopped() && nanotime() < end;)
            for (int i = 0; i < 20 && !all_stopped(); i++)
                __builtin_ia32_pause();
    return all_stopped();
}

/* Signals again and again, because who holds a lock just then goes on. */
static void signal_until_stopped(void)
{
    i32 n = gomaxprocs;
    for (i64 pause = 5000;; pause = MIN(pause + pause / 2, 200000)) {
        for (i32 i = 0; i < n; i++)
            if (atomic_load(&allp[i]->status) == P_RUNNING)
                signal_thread(allp[i]->m);
        if (stopped_within(pause))
            return;
    }
}

static StopKind stop_kind;           /* world_lock */
static i64 stop_began;               /* likewise */

static void stop(bool scheduled, StopKind kind)
{
    stop_kind = kind;
    stop_began = nanotime();
    M *m = getg()->m;
    i32 n = gomaxprocs;
    lock(&sched.lock);
    atomic_store(&sched.stopwait, n - (m->p != NULL));
    sched.stop_scheduled = scheduled;
    if (scheduled)
        symtab_init(); /* the handler must not build it */
    atomic_store(&sched.gcwaiting, 1);
    __atomic_fetch_or(&gc_attention, ATTEND_STOP, __ATOMIC_RELAXED);
    if (m->p)
        m->p->status = P_GCSTOP;
    for (i32 i = 0; i < n; i++)
        if (atomic_cas(&allp[i]->status, P_SYSCALL, P_GCSTOP)) {
            allp[i]->syscalltick++;
            atomic_add(&sched.stopwait, -1);
        }
    for (P *p; (p = pidleget());) {
        p->status = P_GCSTOP;
        atomic_add(&sched.stopwait, -1);
    }
    bool wait = sched.stopwait > 0;
    unlock(&sched.lock);
    if (wait)
        signal_until_stopped();
    timehist_add(&sched_stat.stopping[kind], nanotime() - stop_began, 1);
}

void stop_the_world(void) { stop(false, STOP_OTHER); }
void stop_the_world_gc(void) { stop(false, STOP_GC); }
void stop_the_world_scheduled(void) { stop(true, STOP_OTHER); }

void start_the_world(void)
{
    timehist_add(&sched_stat.stopped[stop_kind], nanotime() - stop_began, 1);
    lock(&sched.lock);
    atomic_store(&sched.gcwaiting, 0);
    __atomic_fetch_and(&gc_attention, ~(u32)ATTEND_STOP, __ATOMIC_RELAXED);
    P *ready = NULL;
    for (i32 i = gomaxprocs; i-- > 0;) {
        P *p = allp[i];
        if (p->m) {
            atomic_store(&p->status, P_RUNNING); /* this thread's, or stopped in its handler */
        } else if (runqempty(p)) {
            pidleput(p);
        } else {
            p->link = ready;
            ready = p;
        }
    }
    unlock(&sched.lock);
    atomic_add(&sched.stw_gen, 1);
    futex_wake(&sched.stw_gen, INT32_MAX);
    while (ready) {
        P *p = ready;
        ready = p->link;
        p->status = P_IDLE;
        startm(p, false);
    }
    sysmon_wake();
    wakep();
}

/* In the signal handler: wait here until the world goes on. */
static void stop_here(M *m, P *p, void *ctx)
{
    u32 gen = atomic_load(&sched.stw_gen);
    m->sigctx = ctx;
    if (!atomic_load(&sched.gcwaiting) || !atomic_cas(&p->status, P_RUNNING, P_GCSTOP)) {
        m->sigctx = NULL;
        return;
    }
    one_stopped();
    while (atomic_load(&sched.stw_gen) == gen)
        futex_wait(&sched.stw_gen, gen, -1);
    m->sigctx = NULL;
}

static bool in_context_code(usize pc)
{
    return pc >= (usize)ctx_text_start && pc < (usize)ctx_text_end;
}

/* async_preempt saves 16 bytes of each vector register. Code for GOAMD64=v3 and v4 uses more;
 * while the rest is in use, as the kernel's XSAVE header says (Intel SDM, volume 1, 13.4.2), a
 * goroutine yields at its next call only. */
static bool wide_vectors_in_use(const u8 *uc)
{
    enum { FPSTATE = 40 + 23 * 8, SW_RESERVED = 464, HEADER = 512, AVX = 1 << 2, AVX512 = 7 << 5 };
    const u8 *fp = *(u8 *const *)(uc + FPSTATE);
    return fp && *(const u32 *)(fp + SW_RESERVED) == 0x46505853 &&
           (*(const u64 *)(fp + HEADER) & (AVX | AVX512)) != 0;
}

/* Code that the compiler made: in the runtime's own a goroutine may be about to use what belongs
 * to its thread. */
static bool in_go_code(usize pc)
{
    const PcFunc *f = symtab_find(pc);
    return f && !(f->flags & PCF_RUNTIME);
}

/* SIGURG arrived on a thread that runs goroutine gp, with gregs its registers. */
void preempt_handle_signal(M *m, u64 *gregs, void *ctx, usize *limit)
{
    G *gp = m->curg;
    P *p = m->p;
    usize pc = gregs[REG_RIP], sp = gregs[REG_RSP];
    if (!gp || !p || m->locks || in_context_code(pc) || gp != m->tls.g)
        return;
    if (sp < (usize)gp->seg || sp > (usize)gp->seg->top)
        return;
    if (atomic_load(&sched.gcwaiting)) {
        if (!sched.stop_scheduled) {
            gregs[REG_RIP] = wb_restart(pc);
            stop_here(m, p, ctx);
            return;
        }
        gp->preempt = true;
    }
    if (atomic_load(&gp->scan) == SCAN_REQUEST)
        gc_scan_stop(m, gp, ctx);
    if (!gp->preempt)
        return;
    if (in_go_code(pc) && sp - ((usize)gp->seg + sizeof(StackSeg)) > STACK_PREEMPT_ROOM &&
        !debug.asyncpreemptoff && !wide_vectors_in_use(ctx)) {
        gp->preempt = false;
        sp -= 128 + 8;
        *(u64 *)sp = wb_restart(pc);
        gregs[REG_RSP] = sp;
        gregs[REG_RIP] = (u64)async_preempt;
    } else {
        *limit = STACK_PREEMPT;
    }
}

void preempt_one(P *p)
{
    M *m = p->m;
    G *gp = m ? m->curg : NULL;
    if (!gp)
        return;
    symtab_init(); /* the handler must not build it */
    gp->preempt = true;
    signal_thread(m);
}
