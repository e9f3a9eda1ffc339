/* runtime/signal.c: signals. Faults in Go code become panics; SIGURG stops and preempts; SIGQUIT
 * dumps. What a program has asked os/signal for goes to sigqueue.c first. */
#include "runtime/allthreads.h"
#include "runtime/cpuprof.h"
#include "runtime/print.h"
#include "runtime/sched.h"
#include "runtime/symtab.h"

enum {
    SIGABRT = 6, SIGPROF = 27, SIGURG = 23, SIGSEGV = 11, SIGBUS = 7, SIGILL = 4,
    SYS_rt_sigaction = 13, SYS_sigaltstack = 131, SYS_tgkill = 234, SYS_getpid = 39,
    SYS_gettid = 186, SYS_rt_sigprocmask = 14, SIG_UNBLOCK = 1,
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

typedef enum SigAction { SIG_DEFAULT, SIG_IDLE, SIG_THROW, SIG_PANIC, SIG_OWN } SigAction;
static const struct { const char *text; SigAction action; } signals[] = {
#define SIGNAL(number, text, action) [number] = { text, SIG_##action },
#include "runtime/signals.def"
#undef SIGNAL
};

static SigAction action_of(u32 sig)
{
    return sig < NELEM(signals) ? signals[sig].action : sig < 35 ? SIG_DEFAULT : SIG_IDLE;
}

static void set_action(u32 sig, void (*handler)(void))
{
    KernelSigaction sa = { handler, SA_SIGINFO | SA_ONSTACK | SA_RESTORER | SA_RESTART, sigreturn_,
                           ~0ULL };
    SYSCALL4(SYS_rt_sigaction, sig, &sa, NULL, 8);
}

void signal_catch(u32 sig) { set_action(sig, sigtramp); }
void signal_ignore(u32 sig) { set_action(sig, (void (*)(void))1); }

/* Who started the program wants it to ignore these signals (nohup, a shell's background job). As in Go
 * that counts for SIGHUP, SIGINT and the terminal's, and again when a Notify has ended (package
 * os/signal); other signals do not stay ignored. */
static u64 inherited_ignore;

static bool may_stay_ignored(u32 sig)
{
    enum { SIGHUP = 1, SIGINT = 2, SIGCONT = 18, SIGTSTP = 20, SIGTTIN = 21, SIGTTOU = 22 };
    return sig == SIGHUP || sig == SIGINT || sig == SIGCONT || sig == SIGTSTP || sig == SIGTTIN ||
           sig == SIGTTOU;
}

void signal_uncatch(u32 sig)
{
    if (inherited_ignore >> (sig - 1) & 1)
        signal_ignore(sig);
    else
        set_action(sig, action_of(sig) == SIG_DEFAULT ? NULL : sigtramp);
}

bool signal_is_ignored(u32 sig)
{
    KernelSigaction sa = { 0 };
    SYSCALL4(SYS_rt_sigaction, sig, NULL, &sa, 8);
    return sa.handler == (void (*)(void))1;
}

void signal_init(void)
{
    for (u32 sig = 1; sig <= 64; sig++) {
        bool ignored = signal_is_ignored(sig);
        if (ignored && may_stay_ignored(sig))
            inherited_ignore |= 1ULL << (sig - 1);
        if (ignored || action_of(sig) != SIG_DEFAULT)
            signal_uncatch(sig);
    }
}

void die_from_signal(u32 sig)
{
    u64 bit = 1ULL << (sig - 1);
    set_action(sig, NULL);
    SYSCALL4(SYS_rt_sigprocmask, SIG_UNBLOCK, &bit, NULL, 8);
    SYSCALL3(SYS_tgkill, SYSCALL1(SYS_getpid, 0), SYSCALL1(SYS_gettid, 0), sig);
    exit_(2);
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

static void print_signal_name(u32 sig)
{
    if (sig < NELEM(signals)) {
        print_str(signals[sig].text);
        return;
    }
    print_str("signal ");
    print_uint(sig);
}

void print_signal_line(G *gp)
{
    if (!gp->sig)
        return;
    print_str("[signal ");
    print_signal_name(gp->sig);
    print_str(" code=");
    print_hex(gp->sigcode);
    print_str(" addr=");
    print_hex(gp->sigaddr);
    print_str(" pc=");
    print_hex(gp->sigpc);
    print_str("]\n");
}

static void print_registers(const u64 *gregs)
{
    static const struct { const char *name; int at; } regs[] = {
        { "rax", 13 }, { "rbx", 11 }, { "rcx", 14 }, { "rdx", 12 }, { "rdi", 8 }, { "rsi", 9 },
        { "rbp", 10 }, { "rsp", 15 }, { "r8 ", 0 }, { "r9 ", 1 }, { "r10", 2 }, { "r11", 3 },
        { "r12", 4 }, { "r13", 5 }, { "r14", 6 }, { "r15", 7 }, { "rip", 16 }, { "rflags", 17 },
    };
    for (usize i = 0; i < NELEM(regs); i++) {
        print_str(regs[i].name);
        print_str(strlen(regs[i].name) > 4 ? " " : "    ");
        print_hex(gregs[regs[i].at]);
        print_str("\n");
    }
    static const char *const segments[] = { "cs     ", "gs     ", "fs     " };
    for (int i = 0; i < 3; i++) {
        print_str(segments[i]);
        print_hex(gregs[18] >> (16 * i) & 0xffff);
        print_str("\n");
    }
}

/* A fatal signal: its name, every goroutine, the registers. */
static NORETURN void die_of_signal(u32 sig, i32 code, usize addr, G *gp, u64 *gregs)
{
    M *m = getg()->m;
    m->locks++;
    print_unlock_dying();
    if (m->dying++)
        exit_(5);
    atomic_add(&sched.panicking, 1);
    symtab_init();
    print_lock();
    bool fault = action_of(sig) == SIG_PANIC && code > 0;
    if (fault)
        print_str("fatal error: unexpected signal during runtime execution\n[signal ");
    print_signal_name(sig);
    print_str(fault ? " code=" : "\nPC=");
    if (fault) {
        print_hex((u64)code);
        print_str(" addr=");
        print_hex(addr);
        print_str(" pc=");
        print_hex(gregs[REG_RIP]);
        print_str("]\n\n");
    } else {
        print_hex(gregs[REG_RIP]);
        print_str(" m=");
        print_int(m->id);
        print_str(" sigcode=");
        print_int(code);
        print_str("\n\n");
    }
    if (debug.traceback_level > 0) {
        print_goroutine_header(gp);
        traceback(gregs[REG_RIP], (u8 *)gregs[REG_RSP], (u8 *)gregs[REG_RBP], gp);
        traceback_others(gp);
        print_str("\n");
        print_registers(gregs);
    }
    while (m->print_depth > 0)
        print_unlock();
    if (debug.traceback_crash)
        die_from_signal(SIGABRT);
    exit_(2);
}

/* Makes the interrupted goroutine call sigpanic, as if from the faulting instruction. */
static void inject_sigpanic(u64 *gregs)
{
    usize old = gregs[REG_RSP], sp = ((old - 128) & ~(usize)15) - 16;
    if (gregs[REG_RIP] < 4096) { /* call of a nil func value: blame the caller */
        gregs[REG_RIP] = *(u64 *)old;
        old += 8;
    }
    ((u64 *)sp)[0] = gregs[REG_RIP];
    ((u64 *)sp)[1] = old;
    gregs[REG_RSP] = sp;
    gregs[REG_RIP] = (u64)sigpanic;
}

void signal_handler(int sig, u8 *info, u8 *ctx, usize *limit)
{
    u64 *gregs = (u64 *)(ctx + UC_GREGS);
    G *self = getg();
    M *m = self->m;
    if (sig == SIGURG) {
        sigsend(SIGURG);
        preempt_handle_signal(m, gregs, ctx, limit);
        return;
    }
    G *gp = m->curg;
    i32 code;
    usize addr;
    memcpy(&code, info + 8, 4);
    memcpy(&addr, info + 16, 8);
    if (sig == SIG_ALL_THREADS && all_threads_signal())
        return;
    if (sig == SIGPROF && cpuprof_signal(ctx, code))
        return;
    SigAction action = action_of((u32)sig);
    bool fault = code > 0 && action == SIG_PANIC;
    if (!fault && sigsend((u32)sig))
        return;
    if (action == SIG_IDLE || action == SIG_DEFAULT)
        return;
    if (!fault || !gp || self != gp || m->locks != 0)
        die_of_signal((u32)sig, code, addr, gp ? gp : self, gregs);
    gp->sig = (u8)sig;
    gp->sigcode = (u32)code;
    gp->sigaddr = addr;
    gp->sigpc = gregs[REG_RIP];
    inject_sigpanic(gregs);
}
