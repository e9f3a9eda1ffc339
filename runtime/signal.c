/* runtime/signal.c: signals. Faults in Go code become panics; SIGURG stops and preempts; SIGQUIT
 * dumps. */
#include "runtime/print.h"
#include "runtime/sched.h"
#include "runtime/symtab.h"

enum {
    SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGILL = 4, SIGABRT = 6, SIGBUS = 7, SIGFPE = 8,
    SIGSEGV = 11, SIGPIPE = 13, SIGTERM = 15, SIGURG = 23,
    SYS_rt_sigaction = 13, SYS_sigaltstack = 131, SYS_kill = 62, SYS_getpid = 39,
    SA_SIGINFO = 4, SA_ONSTACK = 0x08000000, SA_RESTART = 0x10000000, SA_RESTORER = 0x04000000,
    SIG_STACK = 32 << 10
};
enum { REG_RBP = 10, REG_RSP = 15, REG_RIP = 16, UC_GREGS = 40 };

typedef struct KernelSigaction {
    void (*handler)(void);
    u64 flags;
    void (*restorer)(void);
    u64 mask;
} KernelSigaction;

void sigtramp(void);
void sigreturn_(void);
void signal_handler(int sig, u8 *info, u8 *ctx, usize *limit);

static void set_handler(int sig, u64 extra)
{
    KernelSigaction sa = {sigtramp, SA_SIGINFO | SA_ONSTACK | SA_RESTORER | extra, sigreturn_,
                          ~0ULL};
    SYSCALL4(SYS_rt_sigaction, sig, &sa, NULL, 8);
}

void signal_init(void)
{
    static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT };
    for (usize i = 0; i < NELEM(faults); i++)
        set_handler(faults[i], 0);
    set_handler(SIGURG, SA_RESTART);
    set_handler(SIGPIPE, SA_RESTART); /* writes fail with EPIPE; package os dies of it for 1 and 2 */
}

void signal_init_thread(M *m)
{
    struct { void *sp; int flags; usize size; } ss = { 0 };
    if (!m->sig_stack)
        m->sig_stack = sys_alloc(SIG_STACK);
    ss.sp = m->sig_stack;
    ss.size = SIG_STACK;
    SYSCALL2(SYS_sigaltstack, &ss, NULL);
}

static const char *signal_name(u32 sig)
{
    switch (sig) {
    case SIGSEGV: return "SIGSEGV: segmentation violation";
    case SIGBUS: return "SIGBUS: bus error";
    case SIGFPE: return "SIGFPE: floating-point exception";
    case SIGILL: return "SIGILL: illegal instruction";
    case SIGQUIT: return "SIGQUIT: quit";
    default: return "signal";
    }
}

void print_signal_line(G *gp)
{
    if (!gp->sig)
        return;
    print_str("[signal ");
    print_str(signal_name(gp->sig));
    print_str(" code=");
    print_hex(gp->sigcode);
    print_str(" addr=");
    print_hex(gp->sigaddr);
    print_str(" pc=");
    print_hex(gp->sigpc);
    print_str("]\n");
}

static NORETURN void die_of_signal(int sig, G *gp, u64 *gregs, usize addr)
{
    M *m = getg()->m;
    m->locks++;
    m->print_depth = 0;
    if (m->dying++)
        exit_(5);
    atomic_add(&sched.panicking, 1);
    symtab_init();
    print_lock();
    print_str(sig == SIGQUIT ? "SIGQUIT: quit\n" : sig == SIGILL ? "SIGILL: illegal instruction\n"
              : "fatal error: unexpected signal during runtime execution\n");
    if (sig == SIGSEGV || sig == SIGBUS) {
        gp->sig = (u32)sig;
        gp->sigaddr = addr;
        gp->sigpc = gregs[REG_RIP];
        gp->sigcode = 1;
    } else {
        print_str("PC=");
        print_hex(gregs[REG_RIP]);
        print_str("\n");
    }
    if (sig == SIGQUIT)
        debug.traceback_all = 1;
    dopanic(gp, gregs[REG_RIP], (u8 *)gregs[REG_RSP], (u8 *)gregs[REG_RBP]);
}

/* Makes the interrupted goroutine call sigpanic, as if from the faulting instruction. */
static void inject_sigpanic(u64 *gregs)
{
    usize sp = (gregs[REG_RSP] - 128) & ~(usize)15;
    if (gregs[REG_RIP] < 4096) { /* call of a nil func value: blame the caller */
        gregs[REG_RIP] = *(u64 *)gregs[REG_RSP];
    }
    sp -= 8;
    *(u64 *)sp = gregs[REG_RIP];
    gregs[REG_RSP] = sp;
    gregs[REG_RIP] = (u64)sigpanic;
}

void signal_handler(int sig, u8 *info, u8 *ctx, usize *limit)
{
    u64 *gregs = (u64 *)(ctx + UC_GREGS);
    G *self = getg();
    M *m = self->m;
    if (sig == SIGURG) {
        preempt_handle_signal(m, gregs, ctx, limit);
        return;
    }
    if (sig == SIGPIPE)
        return;
    G *gp = m->curg;
    i32 code;
    usize addr;
    memcpy(&code, info + 8, 4);
    memcpy(&addr, info + 16, 8);
    bool in_go = gp && self == gp && m->locks == 0 && code > 0 && sig != SIGQUIT && sig != SIGILL;
    if (!in_go)
        die_of_signal(sig, gp ? gp : self, gregs, addr);
    gp->sig = (u32)sig;
    gp->sigcode = (u32)code;
    gp->sigaddr = addr;
    gp->sigpc = gregs[REG_RIP];
    inject_sigpanic(gregs);
}
