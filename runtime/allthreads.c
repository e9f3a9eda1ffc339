/* runtime/allthreads.c: a system call that every thread makes (setuid and its like change a
 * thread, not the process): syscall.AllThreadsSyscall.
 *
 * This thread makes the call first; if it succeeds all others are sent a signal and make it in
 * their handlers. Meanwhile no thread is born or ends (birth), and the world does not stop: a
 * thread that is stopped would wait for the world inside a handler, and this one for it.
 */
#include "runtime/allthreads.h"
#include "runtime/hooks.h"

typedef struct Call {
    u64 args[7];                 /* number first */
    long result;
    u32 left;                    /* a, futex: threads that have not made it */
    u32 differ;                  /* a: a thread got another result */
} Call;
static Call *current;            /* a */
static Mutex birth = MUTEX(THREADS);
enum { SYS_getpid = 39, SYS_tgkill = 234 };

void threads_lock(void) { lock(&birth); }
void threads_unlock(void) { unlock(&birth); }

static long make(const u64 *a)
{
    return syscall6((long)a[0], (long)a[1], (long)a[2], (long)a[3], (long)a[4], (long)a[5],
                    (long)a[6]);
}

static void one_less(Call *c)
{
    if (atomic_add(&c->left, (u32)-1) == 0)
        futex_wake(&c->left, 1);
}

bool all_threads_signal(void)
{
    Call *c = atomic_load(&current);
    if (!c)
        return false;
    if (make(c->args) != c->result)
        atomic_store(&c->differ, 1);
    one_less(c);
    return true;
}

static void signal_others(Call *c)
{
    M *self = getg()->m;
    long pid = SYSCALL1(SYS_getpid, 0);
    c->left = 1; /* until all are signalled */
    atomic_store(&current, c);
    for (M *m = atomic_load(&allm); m; m = m->alllink) {
        if (m == self || !m->tid)
            continue;
        atomic_add(&c->left, 1);
        if (SYSCALL3(SYS_tgkill, pid, m->tid, SIG_ALL_THREADS) < 0)
            atomic_add(&c->left, (u32)-1);
    }
    one_less(c);
    for (u32 left; (left = atomic_load(&c->left)) != 0;)
        futex_wait(&c->left, left, -1);
    atomic_store(&current, NULL);
}

/* As RawSyscall6: two results and an error number. */
void hook_all_threads(const u64 *args, u64 *results)
{
    static bool catches;
    Call c = { .left = 0 };
    memcpy(c.args, args, sizeof c.args);
    world_lock();
    threads_lock();
    if (!catches)
        signal_catch(SIG_ALL_THREADS);
    catches = true;
    c.result = make(c.args);
    bool failed = (u64)c.result > -4096UL;
    if (!failed)
        signal_others(&c);
    threads_unlock();
    world_unlock();
    if (c.differ)
        fatal("AllThreadsSyscall6 results differ between threads; runtime corrupted");
    results[0] = failed ? ~0ULL : (u64)c.result;
    results[1] = failed ? 0 : args[3]; /* the kernel leaves this register alone */
    results[2] = failed ? (u64)-c.result : 0;
}
