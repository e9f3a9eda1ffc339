/* runtime/hooks_os.c: hooks of syscall, os, internal/poll, internal/cpu and some small ones. */
#include "runtime/cpu.h"
#include "runtime/error.h"
#include "runtime/gc.h"
#include "runtime/hash.h"
#include "runtime/hooks.h"
#include "runtime/rt.h"
#include "runtime/sched.h"

/* --- arguments and environment ---------------------------------------------------------------- */

static void string_list(Words3 *r, char **v, i64 n)
{
    static const u64 mask[1] = { 1 };
    static const Layout lay = { mask, 2, 1 };
    GoString *s = malloc_layout((usize)n * sizeof *s, &lay, true);
    for (i64 i = 0; i < n; i++)
        s[i] = gostring(v[i]);
    *r = (Words3){ { (u64)s, (u64)n, (u64)n } };
}
void hook_args(Words3 *r) { string_list(r, os_argv, os_argc); }
void hook_envs(Words3 *r)
{
    i64 n = 0;
    while (os_envp[n])
        n++;
    string_list(r, os_envp, n);
}

/* --- system calls ----------------------------------------------------------------------------- */

HOOK(void, hook_entersyscall, "runtime.entersyscall", void) { entersyscall(); }
HOOK(void, hook_exitsyscall, "runtime.exitsyscall", void) { exitsyscall(); }
HOOK(void, hook_entersyscall2, "syscall.runtime_entersyscall", void) { entersyscall(); }
HOOK(void, hook_exitsyscall2, "syscall.runtime_exitsyscall", void) { exitsyscall(); }
HOOK(i64, hook_pagesize, "syscall.Getpagesize", void) { return 4096; }
HOOK(void, hook_exit, "syscall.Exit", i64 code) { exit_((int)code); }
HOOK(usize, hook_cgocaller, "syscall.cgocaller", void) { fatal("cgo is not supported"); }
HOOK(void, hook_before_exec, "syscall.runtime_BeforeExec", void) {}
HOOK(void, hook_after_exec, "syscall.runtime_AfterExec", void) {}
HOOK(void, hook_setenv_c, "syscall.setenv_c", GoString k, GoString v) {}
HOOK(void, hook_unsetenv_c, "syscall.unsetenv_c", GoString k) {}
HOOK(u64, hook_gettimeofday, "syscall.gettimeofday", void *tv)
{
    return (u64)-SYSCALL2(96, tv, NULL);
}

/* Signals stay blocked from before the fork until after it, so that no handler runs in the child.
 */
enum { SYS_rt_sigprocmask = 14, SYS_rt_sigaction = 13, SIG_SETMASK = 2 };
static u64 mask_before_fork;
HOOK(void, hook_before_fork, "syscall.runtime_BeforeFork", void)
{
    u64 all = ~0ULL;
    getg()->m->locks++;
    SYSCALL4(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask_before_fork, 8);
}
HOOK(void, hook_after_fork, "syscall.runtime_AfterFork", void)
{
    SYSCALL4(SYS_rt_sigprocmask, SIG_SETMASK, &mask_before_fork, NULL, 8);
    getg()->m->locks--;
}
HOOK(void, hook_after_fork_child, "syscall.runtime_AfterForkInChild", void)
{
    u64 none = 0, dfl[4] = { 0 };
    for (int sig = 1; sig < 65; sig++) {
        u64 old[4] = { 0 };
        if (SYSCALL4(SYS_rt_sigaction, sig, NULL, old, 8) == 0 && old[0] > 1)
            SYSCALL4(SYS_rt_sigaction, sig, dfl, NULL, 8);
    }
    SYSCALL4(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
}

HOOK(void, hook_before_exit, "os.runtime_beforeExit", i64 code) {}
HOOK(u32, hook_os_fastrand, "os.fastrand", void) { return (u32)fastrand64(); }
HOOK(u64, hook_net_fastrandu, "net.fastrandu", void) { return fastrand64(); }
HOOK(u64, hook_fastrand64, "runtime.fastrand64", void) { return fastrand64(); }
HOOK(u64, hook_maphash_rand, "hash/maphash.runtime_fastrand64", void) { return fastrand64(); }
HOOK(u64, hook_memhash, "runtime.memhash", const void *p, u64 seed, u64 n)
{
    return rt_memhash(p, seed, n);
}
HOOK(u64, hook_maphash, "hash/maphash.runtime_memhash", const void *p, u64 seed, u64 n)
{
    return rt_memhash(p, seed, n);
}

/* --- internal/cpu ----------------------------------------------------------------------------- */

HOOK(void *, hook_cpuid, "internal/cpu.cpuid", CpuidResult *r, u32 eax, u32 ecx)
{
    *r = cpu_id(eax, ecx);
    return r;
}
HOOK(TwoWords, hook_xgetbv, "internal/cpu.xgetbv", void) { return (TwoWords){ cpu_xcr0(), 0 }; }
HOOK(i32, hook_goamd64, "internal/cpu.getGOAMD64level", void) { return 1; }

HOOK(void, hook_boring1, "crypto/internal/boring/sig.BoringCrypto", void) {}
HOOK(void, hook_boring2, "crypto/internal/boring/sig.FIPSOnly", void) {}
HOOK(void, hook_boring3, "crypto/internal/boring/sig.StandardCrypto", void) {}

/* --- runtime/debug, runtime/pprof, runtime/trace ------------------------------------------- */

i32 rt_api_set_gc_percent(i32 n);
i64 rt_api_set_memory_limit(i64 n);
void rt_api_set_traceback(GoString level);
HOOK(i32, debug_gc_percent, "runtime/debug.setGCPercent", i32 n)
{
    return rt_api_set_gc_percent(n);
}
HOOK(i64, debug_memory_limit, "runtime/debug.setMemoryLimit", i64 n)
{
    return rt_api_set_memory_limit(n);
}
HOOK(void, debug_traceback, "runtime/debug.SetTraceback", GoString level)
{
    rt_api_set_traceback(level);
}
HOOK(i64, debug_max_stack, "runtime/debug.setMaxStack", i64 n)
{
    i64 old = (i64)stack_limit_bytes;
    stack_limit_bytes = (usize)n;
    return old;
}
HOOK(bool, debug_panic_on_fault, "runtime/debug.setPanicOnFault", bool on)
{
    G *gp = getg();
    bool old = gp->panic_on_fault;
    gp->panic_on_fault = on;
    return old;
}
HOOK(i64, debug_max_threads, "runtime/debug.setMaxThreads", i64 n)
{
    i64 old = sched.maxmcount;
    sched.maxmcount = (i32)MIN(n, INT32_MAX);
    return old;
}
HOOK(i64, pprof_cycles, "runtime/pprof.runtime_cyclesPerSecond", void) { return 1000000000; }
HOOK(void, trace_task, "runtime/trace.userTaskCreate", u64 id, u64 parent, GoString type) {}
HOOK(void, trace_task_end, "runtime/trace.userTaskEnd", u64 id) {}
HOOK(void, trace_region, "runtime/trace.userRegion", u64 id, u64 mode, GoString type) {}
HOOK(void, trace_log, "runtime/trace.userLog", u64 id, GoString category, const u8 *p, i64 n) {}
