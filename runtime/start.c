/* runtime/start.c: from the kernel's entry to main.main. */
#include "runtime/cpu.h"
#include "runtime/gc.h"
#include "runtime/hash.h"
#include "runtime/iface.h"
#include "runtime/inittrace.h"
#include "runtime/rt.h"
#include "runtime/sched.h"
#include "runtime/vdso.h"

/* What the link step provides: package initialisers in order, NULL at the end, and main.main. */
extern void (*const seago_inits[])(void);
extern void seago_main(void);

i32 os_argc;
char **os_argv, **os_envp;

NORETURN void start_c(u64 *sp);

/* Go's packages ask internal/cpu, where it is linked in, what the processor can do; GODEBUG may say
 * cpu.NAME=off. */
extern void go_cpu_initialize(GoString godebug) __asm__("internal/cpu.Initialize") __attribute__((weak));

void runtime_main(void);
void main_entry(void); /* ctx_amd64.S: calls it from a frame called runtime.main */
void runtime_main(void)
{
    lock_os_thread(true); /* initialisation runs on the main thread */
    main_goroutine = getg();
    sysmon_start();
    if (go_cpu_initialize) {
        const char *env = env_get("GODEBUG");
        go_cpu_initialize(gostring(env ? env : ""));
    }
    for (int i = 0; seago_inits[i]; i++) {
        if (debug.inittrace)
            inittrace_run(seago_inits[i]);
        else
            seago_inits[i]();
    }
    unlock_os_thread(true);
    seago_main();
    if (atomic_load(&sched.panicking)) /* let the dying thread finish its message */
        gopark(NULL, NULL, WAIT_NONE);
    exit_(0);
}

typedef struct Auxv { const u8 *random; const void *vdso; } Auxv;

static Auxv read_auxv(u64 *p)
{
    enum { AT_RANDOM = 25, AT_SYSINFO_EHDR = 33 };
    static const u8 none[16];
    Auxv a = { .random = none };
    for (; p[0]; p += 2) {
        if (p[0] == AT_RANDOM)
            a.random = (const u8 *)p[1];
        if (p[0] == AT_SYSINFO_EHDR)
            a.vdso = (const void *)p[1];
    }
    return a;
}

static NORETURN void start_main(u64 *sp)
{
    static GoFunc main_fn = { main_entry };
    os_argc = (i32)sp[0];
    os_argv = (char **)(sp + 1);
    os_envp = os_argv + os_argc + 1;
    char **e = os_envp;
    while (*e)
        e++;
    debug_init();
    cpu_init();
    Auxv aux = read_auxv((u64 *)(e + 1));
    hash_init(aux.random);
    clock_init(aux.vdso);
    malloc_init();
    itabs_init();
    gc_init();
    thread_init_main2();
    sched_init();
    signal_init();
    rt_newproc(&main_fn);
    schedule();
}

NOSPLIT void start_c(u64 *sp)
{
    thread_init_main((u8 *)sp);
    start_main(sp);
}
