/* runtime/start.c: from the kernel's entry to main.main. */
#include "runtime/gc.h"
#include "runtime/hash.h"
#include "runtime/iface.h"
#include "runtime/rt.h"
#include "runtime/sched.h"

/* What the link step provides: package initialisers in order, NULL at the end, and main.main. */
extern void (*const seago_inits[])(void);
extern void seago_main(void);

i32 os_argc;
char **os_argv, **os_envp;

NORETURN void start_c(u64 *sp);

static void runtime_main(void)
{
    main_goroutine = getg();
    sysmon_start();
    for (int i = 0; seago_inits[i]; i++)
        seago_inits[i]();
    seago_main();
    if (atomic_load(&sched.panicking)) /* let the dying thread finish its message */
        gopark(NULL, NULL, WAIT_NONE);
    exit_(0);
}

static const u8 *read_auxv(u64 *p)
{
    enum { AT_RANDOM = 25 };
    static const u8 none[16];
    const u8 *random = none;
    for (; p[0]; p += 2)
        if (p[0] == AT_RANDOM)
            random = (const u8 *)p[1];
    return random;
}

static NORETURN void start_main(u64 *sp)
{
    static GoFunc main_fn = { runtime_main };
    os_argc = (i32)sp[0];
    os_argv = (char **)(sp + 1);
    os_envp = os_argv + os_argc + 1;
    char **e = os_envp;
    while (*e)
        e++;
    debug_init();
    hash_init(read_auxv((u64 *)(e + 1)));
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
