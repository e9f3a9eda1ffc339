/* runtime/syscall.c: a goroutine enters and leaves a system call. Its thread keeps a memory of its
 * P, in state P_SYSCALL, but does not own it: whoever needs it (sysmon, who stops the world) takes
 * it by compare-and-swap; a call that was short takes it back the same way. */
#include "runtime/schedstat.h"

void entersyscall(void)
{
    G *gp = getg();
    M *m = acquirem();
    __asm__ volatile("movq %%rbx, (%0); movq %%rbp, 8(%0); movq %%r12, 16(%0); movq %%r13, 24(%0);"
                     "movq %%r14, 32(%0); movq %%r15, 40(%0)" : : "r"(gp->syscall_regs) : "memory");
    gp->syscall_sp = __builtin_frame_address(0);
    gp->syscall_bp = __builtin_frame_address(0);
    gp->wait_since = 0;
    P *p = m->p;
    m->oldp = p;
    m->p = NULL;
    p->m = NULL;
    atomic_store(&gp->status, G_SYSCALL);
    atomic_store(&p->status, P_SYSCALL);
    if (atomic_load(&sched.gcwaiting)) {
        lock(&sched.lock);
        if (sched.stopwait > 0 && atomic_cas(&p->status, P_SYSCALL, P_GCSTOP))
            one_stopped();
        unlock(&sched.lock);
    }
    if (runqempty(p))
        sysmon_wake();
    else
        sysmon_urge();
    /* m->locks stays up: the thread must not be stopped where it has no P */
}

void entersyscallblock(void)
{
    entersyscall();
    P *p = getg()->m->oldp;
    if (atomic_cas(&p->status, P_SYSCALL, P_IDLE)) {
        p->syscalltick++;
        handoffp(p);
    }
}

static void exitsyscall_g0(G *gp)
{
    M *m = getg()->m;
    lock(&sched.lock);
    P *p = sched.gcwaiting ? NULL : pidleget();
    if (p) {
        unlock(&sched.lock);
        acquirep(p);
        sysmon_wake();
        gp->wait_since = 0;
        execute(gp);
    }
    dropg();
    gp->woken = true;
    stat_ready(m, gp);
    atomic_store(&gp->status, G_RUNNABLE);
    GQueue q = { 0 };
    queue_push(&q, gp);
    globrunqput_woken(&q);
    unlock(&sched.lock);
    sysmon_urge();
    if (!m->lockedg)
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
