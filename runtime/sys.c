/* runtime/sys.c: the system calls that the runtime makes, and memory taken directly from the
 * system. */
#include "runtime/sched.h"
#include "runtime/vdso.h"
#include "runtime/sched.h"

enum {
    SYS_write = 1, SYS_mmap = 9, SYS_munmap = 11, SYS_madvise = 28, SYS_nanosleep = 35,
    SYS_exit_group = 231, SYS_clock_gettime = 228, SYS_sched_getaffinity = 204, SYS_sched_yield = 24
};
enum { PROT_RW = 3, MAP_PRIVATE = 2, MAP_FIXED = 16, MAP_ANON = 32, MAP_NORESERVE = 0x4000 };

NOSPLIT void write_fd(int fd, const void *p, usize n)
{
    const char *s = p;
    while (n > 0) {
        long w = SYSCALL3(SYS_write, fd, s, n);
        if (w == -4 || w == -11)
            continue; /* EINTR, EAGAIN */
        if (w <= 0)
            return;
        s += w;
        n -= (usize)w;
    }
}

NORETURN void exit_(int code)
{
    for (;;)
        SYSCALL1(SYS_exit_group, code);
}

void *sys_reserve(void *hint, usize n)
{
    long p =
        syscall6(SYS_mmap, (long)hint, (long)n, 0, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
    return p < 0 && p > -4096 ? NULL : (void *)p;
}

void sys_map(void *p, usize n)
{
    long r = syscall6(SYS_mmap, (long)p, (long)n, PROT_RW,
                      MAP_PRIVATE | MAP_ANON | MAP_FIXED | MAP_NORESERVE, -1, 0);
    if (r != (long)p)
        throw_("runtime: out of memory");
}

u64 sys_alloc_bytes;

void *sys_alloc(usize n)
{
    long p = syscall6(SYS_mmap, 0, (long)n, PROT_RW, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
    if (p < 0 && p > -4096)
        throw_("runtime: out of memory");
    atomic_add(&sys_alloc_bytes, n);
    return (void *)p;
}

void sys_unused(void *p, usize n) { SYSCALL3(SYS_madvise, p, n, 4 /* MADV_DONTNEED */); }
void sys_huge(void *p, usize n, bool huge)
{
    enum { MADV_HUGEPAGE = 14, MADV_NOHUGEPAGE = 15 };
    SYSCALL3(SYS_madvise, p, n, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
}
void sys_populate(void *p, usize n) { SYSCALL3(SYS_madvise, p, n, 23 /* MADV_POPULATE_WRITE */); }
void sys_free(void *p, usize n)
{
    atomic_add(&sys_alloc_bytes, -(u64)n);
    SYSCALL2(SYS_munmap, p, n);
}

/* Chunks of 256 KB that are only ever carved up. */
void *persistent_alloc(usize n, usize align)
{
    static Mutex mu = MUTEX(PERSISTENT);
    static u8 *cur, *end;
    if (n >= 64 << 10)
        return sys_alloc(ROUNDUP(n, 4096));
    lock(&mu);
    u8 *p = (u8 *)ROUNDUP((usize)cur, align);
    if (cur == NULL || p + n > end) {
        cur = sys_alloc(256 << 10);
        end = cur + (256 << 10);
        p = cur;
    }
    cur = p + n;
    unlock(&mu);
    return p;
}

typedef struct Timespec { i64 sec, nsec; } Timespec;

static int (*vdso_clock_gettime)(int id, Timespec *t);

void clock_init(const void *vdso)
{
    vdso_clock_gettime = vdso_find(vdso, "__vdso_clock_gettime");
}

typedef struct ClockCall { int id; Timespec t; } ClockCall;

static void call_vdso(void *p)
{
    ClockCall *c = p;
    vdso_clock_gettime(c->id, &c->t);
}

/* The kernel's function wants an ordinary stack, such as all have whose limit is 0 (runtime.h). */
static i64 clock_ns(int id)
{
    ClockCall c = { .id = id };
    usize limit;
    __asm__("movq %%fs:%c1, %0" : "=r"(limit) : "i"(TLS_STACK_LIMIT));
    if (!vdso_clock_gettime)
        SYSCALL2(SYS_clock_gettime, id, &c.t);
    else if (limit == 0)
        call_vdso(&c);
    else
        systemstack(call_vdso, &c);
    return c.t.sec * 1000000000 + c.t.nsec;
}
i64 nanotime(void) { return clock_ns(1); }
i64 walltime_ns(void) { return clock_ns(0); }

void usleep_(u32 usec)
{
    Timespec t = { usec / 1000000, (i64)(usec % 1000000) * 1000 };
    SYSCALL2(SYS_nanosleep, &t, 0);
}
void exact_sleeps(void)
{
    enum { SYS_prctl = 157, PR_SET_TIMERSLACK = 29 };
    SYSCALL2(SYS_prctl, PR_SET_TIMERSLACK, 1);
}
void osyield(void) { SYSCALL1(SYS_sched_yield, 0); }

i32 get_ncpu(void)
{
    u64 set[128];
    long n = SYSCALL3(SYS_sched_getaffinity, 0, sizeof set, set);
    i32 count = 0;
    for (long i = 0; i < n / 8; i++)
        count += __builtin_popcountll(set[i]);
    return count > 0 ? count : 1;
}

/* wyrand, per thread */
u64 fastrand64(void)
{
    M *m = acquirem();
    m->rand += 0xa0761d6478bd642fULL;
    u64 s = m->rand;
    releasem(m);
    unsigned __int128 x = (unsigned __int128)s * (s ^ 0xe7037ed1a0b428dbULL);
    return (u64)x ^ (u64)(x >> 64);
}
u32 fastrandn(u32 n) { return (u32)(((fastrand64() & 0xffffffff) * n) >> 32); }
