/* runtime/thread.c: threads. */
#include "runtime/allthreads.h"
#include "runtime/cpuprof.h"
#include "runtime/print.h"
#include "runtime/sched.h"

enum { SYS_gettid = 186, SYS_arch_prctl = 158, ARCH_SET_FS = 0x1002, SYS_rt_sigprocmask = 14,
       SYS_set_tid_address = 218, SYS_exit = 60 };
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
    sched.mcount = sched.mnext = 1;
    m_common(&m0);
    signal_init_thread(&m0);
}

/* An M whose thread has ended, if the kernel has let go of its stacks. sched.lock held. */
static M *take_dead(void)
{
    for (M **at = &sched.mdead; *at; at = &(*at)->schedlink) {
        M *m = *at;
        if (atomic_load(&m->exiting))
            continue;
        *at = m->schedlink;
        return m;
    }
    return NULL;
}

static M *m_new(void)
{
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
    m_common(m);
    return m;
}

static void clone_m(M *m)
{
    enum { FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000 };
    /* CLONE_VM FS FILES SIGHAND THREAD SYSVSEM SETTLS */
    u64 all = ~0ULL, old;
    threads_lock();
    SYSCALL4(SYS_rt_sigprocmask, 2, &all, &old, 8); /* the child starts with signals blocked */
    long tid = clone_thread(FLAGS, m->g0_sp, m, &m->tls.self);
    m->tid = (i32)tid;
    SYSCALL4(SYS_rt_sigprocmask, 2, &old, NULL, 8);
    threads_unlock();
    if (tid < 0)
        throw_("runtime: failed to create new OS thread");
}

/* A thread that a program has bound a goroutine to may have been changed by it (namespaces, user
 * ids, ...), and new threads would inherit that: sysmon starts them. */
void newm(P *p, bool spinning, void (*fn)(void))
{
    M *self = getg()->m;
    lock(&sched.lock);
    M *m = take_dead();
    i32 id = sched.mnext++;
    sched.nmsys += fn != NULL;
    if (++sched.mcount > sched.maxmcount) {
        unlock(&sched.lock);
        print_str("runtime: program exceeds ");
        print_int(sched.maxmcount);
        print_str("-thread limit\n");
        throw_("thread exhaustion");
    }
    unlock(&sched.lock);
    if (!m)
        m = m_new();
    m->id = id;
    m->nextp = p;
    m->spinning = spinning;
    m->start_fn = fn;
    if (self->locked_user == 0) {
        clone_m(m);
        return;
    }
    lock(&sched.lock);
    m->schedlink = sched.newm_wanted;
    atomic_store(&sched.newm_wanted, m);
    unlock(&sched.lock);
    sysmon_urge();
}

void newm_serve(void)
{
    if (!atomic_load(&sched.newm_wanted))
        return;
    lock(&sched.lock);
    M *m = sched.newm_wanted;
    atomic_store(&sched.newm_wanted, NULL);
    unlock(&sched.lock);
    while (m) {
        M *next = m->schedlink;
        clone_m(m);
        m = next;
    }
}

void sysmon_start(void) { newm(NULL, false, sysmon); }

/* This thread ends; its M and stacks serve again once the kernel has cleared m->exiting. The main
 * thread cannot end alone: it sleeps for good. */
void thread_exit(void)
{
    M *m = getg()->m;
    u64 all = ~0ULL;
    m->locks++;
    if (m != &m0) {
        threads_lock();
        m->tid = 0;
        threads_unlock();
        SYSCALL4(SYS_rt_sigprocmask, 2, &all, NULL, 8);
    }
    handoffp(releasep());
    i32 tid = m->tid;
    cpuprof_thread_end(m);
    if (m == &m0) {
        m->tid = tid; /* it still gets signals, and makes calls that all threads are to make */
    } else {
        atomic_store(&m->exiting, 1);
        SYSCALL1(SYS_set_tid_address, &m->exiting);
    }
    lock(&sched.lock);
    sched.mcount--;
    checkdead();
    if (m != &m0) {
        m->schedlink = sched.mdead;
        sched.mdead = m;
    }
    unlock(&sched.lock);
    m->locks--;
    while (m == &m0)
        notesleep(&m->park);
    for (;;)
        SYSCALL1(SYS_exit, 0);
}

void mstart_c(M *unused)
{
    (void)unused;
    M *m = getg()->m;
    m->tid = (i32)SYSCALL1(SYS_gettid, 0);
    signal_init_thread(m);
    cpuprof_thread_begin(m);
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

/* --- LockOSThread ----------------------------------------------------------------------------- */

static void bind(M *m)
{
    m->lockedg = getg();
    m->lockedg->lockedm = m;
}

static void unbind(M *m)
{
    if (m->locked_user || m->locked_own)
        return;
    m->lockedg->lockedm = NULL;
    m->lockedg = NULL;
}

void lock_os_thread(bool own)
{
    M *m = acquirem();
    if (own)
        m->locked_own++;
    else
        m->locked_user++;
    bind(m);
    releasem(m);
}

void unlock_os_thread(bool own)
{
    M *m = acquirem();
    i32 *count = own ? &m->locked_own : &m->locked_user;
    if (*count > 0) {
        --*count;
        unbind(m);
    }
    releasem(m);
}
