/* defer, panic, recover, Goexit; the argument chooses how to die. */
#include "gocode.h"
#include "runtime/sched.h"

/* As generated code does. */
static void enter(DeferFrame *f)
{
    G *gp = getg();
    f->link = gp->defers;
    f->records = NULL;
    gp->defers = f;
}

static bool eqstr(const GoString *a, const GoString *b) { return gostring_equal(*a, *b); }
static const GoFunc eqstr_fn = { (void (*)(void))eqstr };
static const uint64_t mask1 = 1;
NAME(name_string, "string");
static GoType t_string = { 16, 8, 3, TFLAG_NAMED, 8, 8, KIND_STRING, &eqstr_fn, (const uint8_t *)&mask1, 0, 0 };

static NORETURN NOINLINE void panic_str(const char *s)
{
    t_string.str = addr32(&name_string);
    rt_gopanic((GoEface){ &t_string, rt_convTstring(gostring(s)) });
}
#define FRAME __builtin_frame_address(0)

static void NOINLINE helper_recover(void)
{
    if (rt_gorecover(FRAME).type)
        say("WRONG: recovered from a helper");
}
static void d_recover(void)
{
    helper_recover();
    GoEface v = rt_gorecover(FRAME);
    if (!v.type) {
        say("recover: nil");
        return;
    }
    rt_printlock();
    rt_printstring(STR("recovered: "));
    rt_printstring(*(GoString *)v.data);
    rt_printnl();
    rt_printunlock();
}
static void d_say(void) { say("deferred"); }
static void d_panic2(void) { panic_str("second"); }
static GoFunc f_recover = { d_recover }, f_say = { d_say }, f_panic2 = { d_panic2 };

static int64_t NOINLINE deep_panic(int64_t n)
{
    volatile char pad[200];
    pad[0] = 1;
    if (n == 0)
        panic_str("first");
    int64_t r = deep_panic(n - pad[0]) + 1;
    __asm__ volatile("" : "+r"(r)); /* no loop out of this recursion */
    return r;
}

static NOINLINE int64_t with_defer(int64_t depth, GoFunc *a, GoFunc *b)
{
    DeferFrame f;
    volatile int64_t result = 7;
    DEFER_INIT(&f, recovered);
    enter(&f);
    rt_deferproc(&f, a);
    rt_deferproc(&f, b);
    if (depth >= 0)
        deep_panic(depth);
    result = 8;
    rt_deferreturn(&f);
    return result;
recovered:
    rt_deferreturn(&f);
    return result + 100;
}

static void d_goexit(void) { say("in goexit"); }
static void d_panic_recovering(void)
{
    with_defer(3, &f_say, &f_recover);
    say("inner panic recovered");
}
static GoFunc f_goexit = { d_goexit }, f_inner = { d_panic_recovering };
static NOINLINE void exiting(void)
{
    DeferFrame f;
    DEFER_INIT(&f, recovered);
    enter(&f);
    rt_deferproc(&f, &f_goexit);
    rt_deferproc(&f, &f_recover);
    rt_deferproc(&f, &f_inner);
    rt_goexit();
recovered:
    say("WRONG: Goexit recovered");
}
static volatile bool exited;
static void d_exited(void) { exited = true; }
static GoFunc f_exited = { d_exited };
static void g_exit(void)
{
    DeferFrame f;
    DEFER_INIT(&f, recovered);
    enter(&f);
    rt_deferproc(&f, &f_exited);
    exiting();
recovered:
    say("WRONG: Goexit returned");
}
static GoFunc fg_exit = { g_exit };

static void d_repanic(void)
{
    GoEface v = rt_gorecover(FRAME);
    (void)v;
    panic_str("again");
}
static GoFunc f_repanic = { d_repanic };

GOMAIN()
{
    const char *how = os_argc > 1 ? os_argv[1] : "";
    say_int("normal", with_defer(-1, &f_say, &f_recover));
    for (int64_t d = 0; d < 3000; d += 999)
        say_int("recover", with_defer(d, &f_say, &f_recover));
    say_int("replaced", with_defer(5, &f_recover, &f_panic2));
    rt_newproc(&fg_exit);
    while (!exited)
        gosched();
    if (str_equal(how, "nil")) {
        *(volatile int *)8 = 1;
    } else if (str_equal(how, "div")) {
        volatile int64_t zero = 0;
        say_int("div", 5 / zero);
    } else if (str_equal(how, "nested")) {
        with_defer(1, &f_say, &f_panic2);
    } else if (str_equal(how, "repanic")) {
        with_defer(1, &f_say, &f_repanic);
    } else if (str_equal(how, "overflow")) {
        deep_panic(100000000);
    }
}
