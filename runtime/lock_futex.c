/* runtime/lock_futex.c: mutexes that are not free, and one-shot notes, which are 0 or 1. */
#include "runtime/sched.h"

enum { SYS_futex = 202, FUTEX_WAIT_PRIVATE = 128, FUTEX_WAKE_PRIVATE = 129 };

int futex_wait(u32 *addr, u32 val, i64 ns)
{
    struct { i64 sec, nsec; } t = { ns / 1000000000, ns % 1000000000 };
    return (int)SYSCALL4(SYS_futex, addr, FUTEX_WAIT_PRIVATE, val, ns < 0 ? NULL : &t);
}

void futex_wake(u32 *addr, u32 n)
{
    SYSCALL3(SYS_futex, addr, FUTEX_WAKE_PRIVATE, n);
}

void lock_slow(Mutex *l)
{
    for (int i = 0; i < 30; i++) {
        if (atomic_load_relaxed(&l->key) == 0 && atomic_cas(&l->key, 0, 1))
            return;
        if (i < 20)
            __builtin_ia32_pause();
        else
            osyield();
    }
    while (atomic_xchg(&l->key, 2) != 0)
        futex_wait(&l->key, 2, -1);
}

void unlock_slow(Mutex *l) { futex_wake(&l->key, 1); }

void noteclear(Note *n) { atomic_store(&n->key, 0); }

void notewakeup(Note *n)
{
    atomic_store(&n->key, 1);
    futex_wake(&n->key, 1);
}

void notesleep(Note *n)
{
    M *m = getg()->m;
    lockrank_sleep();
    m->blocked = true;
    while (atomic_load(&n->key) == 0)
        futex_wait(&n->key, 0, -1);
    m->blocked = false;
}

bool notetsleep(Note *n, i64 ns)
{
    M *m = getg()->m;
    lockrank_sleep();
    i64 deadline = nanotime() + ns, left = ns;
    m->blocked = true;
    while (atomic_load(&n->key) == 0 && left > 0) {
        futex_wait(&n->key, 0, left);
        left = deadline - nanotime();
    }
    m->blocked = false;
    return atomic_load(&n->key) != 0;
}
