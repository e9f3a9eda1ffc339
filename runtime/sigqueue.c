/* runtime/sigqueue.c: signals that a program wants to hear of (os/signal).
 *
 * The handler leaves a signal in `pending` and wakes the one goroutine that receives them, which
 * waits in a system call: the handler can do no more than a futex call. Sets of signals are words
 * of 64 bits, signal n at bit n-1.
 */
#include "runtime/hooks.h"
#include "runtime/sched.h"

static struct {
    u64 wanted;                  /* a */
    u64 pending;                 /* a: came, not yet taken by the receiver */
    u64 taken;                   /* the receiver's: to be answered one by one */
    u32 delivering;              /* a: handlers between looking at wanted and waking the receiver */
    u32 waiting;                 /* a: the receiver sleeps, or is about to */
    Note note;
} queue;

static u64 bit(u32 sig) { return 1ULL << (sig - 1); }
static bool valid(u32 sig) { return sig >= 1 && sig <= 64; }

bool sigsend(u32 sig)
{
    if (!valid(sig) || !(atomic_load(&queue.wanted) & bit(sig)))
        return false;
    atomic_add(&queue.delivering, 1);
    bool wanted = atomic_load(&queue.wanted) & bit(sig);
    if (wanted) {
        __atomic_fetch_or(&queue.pending, bit(sig), __ATOMIC_SEQ_CST);
        notewakeup(&queue.note);
    }
    atomic_add(&queue.delivering, (u32)-1);
    return wanted;
}

static void wait_for_signal(void)
{
    noteclear(&queue.note);
    atomic_store(&queue.waiting, 1);
    if (!atomic_load(&queue.pending)) {
        entersyscallblock();
        notesleep(&queue.note);
        exitsyscall();
    }
    atomic_store(&queue.waiting, 0);
}

HOOK(u32, hook_signal_recv, "os/signal.signal_recv", void)
{
    for (;;) {
        if (queue.taken) {
            u32 sig = (u32)__builtin_ctzll(queue.taken) + 1;
            queue.taken &= queue.taken - 1;
            return sig;
        }
        queue.taken = atomic_xchg(&queue.pending, 0);
        if (!queue.taken)
            wait_for_signal();
    }
}

/* Returns when every signal that came so far has been answered by signal_recv. */
HOOK(void, hook_signal_idle, "os/signal.signalWaitUntilIdle", void)
{
    while (atomic_load(&queue.delivering) || atomic_load(&queue.pending) ||
           !atomic_load(&queue.waiting))
        gosched();
}

HOOK(void, hook_signal_enable, "os/signal.signal_enable", u32 sig)
{
    if (!valid(sig))
        return;
    __atomic_fetch_or(&queue.wanted, bit(sig), __ATOMIC_SEQ_CST);
    signal_catch(sig);
}

HOOK(void, hook_signal_disable, "os/signal.signal_disable", u32 sig)
{
    if (!valid(sig))
        return;
    signal_uncatch(sig);
    __atomic_fetch_and(&queue.wanted, ~bit(sig), __ATOMIC_SEQ_CST);
}

HOOK(void, hook_signal_ignore, "os/signal.signal_ignore", u32 sig)
{
    enum { SIGURG = 23 };
    if (!valid(sig))
        return;
    if (sig != SIGURG) /* the runtime's own: without Notify a program does not see it anyway */
        signal_ignore(sig);
    __atomic_fetch_and(&queue.wanted, ~bit(sig), __ATOMIC_SEQ_CST);
}

HOOK(bool, hook_signal_ignored, "os/signal.signal_ignored", u32 sig)
{
    return valid(sig) && signal_is_ignored(sig);
}

/* A write to standard output or error failed because nobody reads: package os asks to die of it. */
HOOK(void, hook_sigpipe, "os.sigpipe", void)
{
    enum { SIGPIPE = 13 };
    if (!signal_is_ignored(SIGPIPE) && !sigsend(SIGPIPE))
        die_from_signal(SIGPIPE);
}
