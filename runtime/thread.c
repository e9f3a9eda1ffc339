/* runtime/thread.c: threads, and the one that watches the others (sysmon). */
#include "runtime/sched.h"

enum { SYS_gettid = 186, SYS_arch_prctl = 158, ARCH_SET_FS = 0x1002, SYS_rt_sigprocmask = 14 };
enum { G0_STACK = 256 << 10 };

M m0;
G main_g0;
long clone_thread(unsigned long flags, void *sp, M *m, void *tls);

static void m_common(M *m)
{
    static u64 seed;
    m->rand = (u64)nanotime() ^ (atomic_add(&seed, 0x9e3779b97f4a7c15ULL));
    do
        m->alllink = atomic_load(&allm);
    while (!atomic_cas(&allm, m->alllink, m));
}

/* The main thread: the kernel's stack serves as g0. Until %fs is set nothing may call a function
 * that checks its stack. */
NOSPLIT void thread_init_main(u8 *sp)
{
    m0.g0 = &main_g0;
    m0.g0_sp = (u8 *)((usize)(sp - 4096) & ~(usize)15);
    main_g0.m = &m0;
    m0.tls.g = &main_g0;
    m0.tls.self = &m0.tls.self;
    m0.tls.limit = 0;
    SYSCALL2(SYS_arch_prctl, ARCH_SET_FS, &m0.tls.self);
}

void thread_init_main2(void)
{
    m0.tid = (i32)SYSCALL1(SYS_gettid, 0);
    sched.mcount = 1;
    m_common(&m0);
    signal_init_thread(&m0);
}

void newm(P *p, bool spinning, void (*fn)(void))
{
    enum { FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000 };
    /* CLONE_VM FS FILES SIGHAND THREAD SYSVSEM SETTLS */
    M *m = persistent_alloc(sizeof *m, 64);
    G *g0 = persistent_alloc(sizeof *g0, 64);
    m->g0 = g0;
    g0->m = m;
    g0->system = true;
    m->g0_base = sys_alloc(G0_STACK);
    m->g0_size = G0_STACK;
    m->g0_sp = m->g0_base + G0_STACK - 64;
    m->tls.g = g0;
    m->tls.self = &m->tls.self;
    m->nextp = p;
    m->spinning = spinning;
    m->start_fn = fn;
    lock(&sched.lock);
    m->id = sched.mcount++;
    if (fn)
        sched.nmsys++;
    if (sched.mcount > sched.maxmcount)
        throw_("thread exhaustion");
    unlock(&sched.lock);
    m_common(m);
    u64 all = ~0ULL, old;
    SYSCALL4(SYS_rt_sigprocmask, 2, &all, &old, 8); /* the child starts with signals blocked */
    long tid = clone_thread(FLAGS, m->g0_sp, m, &m->tls.self);
    SYSCALL4(SYS_rt_sigprocmask, 2, &old, NULL, 8);
    if (tid < 0)
        throw_("runtime: failed to create new OS thread");
}

void mstart_c(M *unused)
{
    (void)unused;
    M *m = getg()->m;
    m->tid = (i32)SYSCALL1(SYS_gettid, 0);
    signal_init_thread(m);
    u64 none = 0;
    SYSCALL4(SYS_rt_sigprocmask, 2, &none, NULL, 8);
    if (m->start_fn) {
        m->start_fn();
        exit_(2);
    }
    acquirep(m->nextp);
    m->nextp = NULL;
    schedule();
}

/* --- sysmon ----------------------------------------------------------------------------------- */

void sysmon_wake(void)
{
    if (atomic_load(&sched.sysmon_wait) && atomic_cas(&sched.sysmon_wait, 1, 0))
        notewakeup(&sched.sysmon_note);
}

/* A P that has run one goroutine for 10 ms is asked to yield; one whose thread sits in a system
 * call is given away. Answers whether anything was done. */
static bool retake(i64 now)
{
    enum { SLICE = 10 * 1000 * 1000 };
    bool did = false;
    for (i32 i = 0; i < gomaxprocs; i++) {
        P *p = allp[i];
        u32 status = atomic_load(&p->status);
        if (status == P_RUNNING) {
            if (p->sysmon_tick != p->schedtick) {
                p->sysmon_tick = p->schedtick;
                p->sysmon_when = now;
            } else if (now - p->sysmon_when >= SLICE) {
                preempt_one(p);
            }
        } else if (status == P_SYSCALL) {
            if (p->sysmon_systick != p->syscalltick) {
                p->sysmon_systick = p->syscalltick;
                p->sysmon_syswhen = now;
            } else if ((!runqempty(p) || sched.runq.n || now - p->sysmon_syswhen >= SLICE) &&
                       atomic_cas(&p->status, P_SYSCALL, P_IDLE)) {
                p->syscalltick++;
                handoffp(p);
                did = true;
            }
        }
    }
    return did;
}

static void sysmon(void)
{
    u32 pause = 20, idle = 0;
    for (;;) {
        i64 now = nanotime();
        i64 next = timers_run(now);
        bool all_idle = atomic_load(&sched.npidle) == gomaxprocs || atomic_load(&sched.gcwaiting);
        if (all_idle) {
            noteclear(&sched.sysmon_note);
            atomic_store(&sched.sysmon_wait, 1);
            if (atomic_load(&sched.npidle) == gomaxprocs || atomic_load(&sched.gcwaiting)) {
                i64 wait = next < 0 ? 1000000000 : MAX(next - nanotime(), 1);
                notetsleep(&sched.sysmon_note, wait);
            }
            atomic_store(&sched.sysmon_wait, 0);
            idle = 0;
            pause = 20;
            continue;
        }
        if (retake(now))
            idle = 0;
        else
            idle++;
        if (idle > 50)
            pause = MIN(pause * 2, 10000);
        u32 us = pause;
        if (next >= 0 && next - now < us * 1000)
            us = next > now ? (u32)((next - now) / 1000) : 0;
        usleep_(us + 1);
    }
}

void sysmon_start(void) { newm(NULL, false, sysmon); }
