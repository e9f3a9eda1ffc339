/* runtime/debug.c: the environment variables that steer the runtime.
 *
 * SEAGO_DEBUG=name=value,...   gcstress=N  collect at every N-th allocation
 *                              verify=1    check the heap's invariants around each collection
 *                              shrink=1    the collector's buffers hold two or three entries
 *                              schedrand=1 pick goroutines, victims and select cases at random
 *                              minute=N    ns that the collector's two minutes and the minutes of
 *                                          goroutines that wait are told by
 * GODEBUG      gctrace, gcstoptheworld, asyncpreemptoff, schedtrace, scheddetail, panicnil,
 *              inittrace, scavtrace
 * GOTRACEBACK   none single all system crash 0 1 2
 */
#include "runtime/runtime.h"

DebugVars debug;

const char *env_get(const char *name)
{
    usize n = strlen(name);
    for (char **e = os_envp; e && *e; e++)
        if (memcmp(*e, name, n) == 0 && (*e)[n] == '=')
            return *e + n + 1;
    return NULL;
}

bool env_parse_int(const char *s, i64 *v)
{
    i64 r = 0;
    bool neg = *s == '-';
    if (neg)
        s++;
    if (!*s)
        return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9' || r > INT64_MAX / 10 - 1)
            return false;
        r = r * 10 + (*s - '0');
    }
    *v = neg ? -r : r;
    return true;
}

typedef struct Var { const char *name; i32 *p; } Var;

static void parse_list(const char *s, const Var *vars, usize n)
{
    while (s && *s) {
        const char *eq = s, *end = s;
        while (*end && *end != ',')
            end++;
        while (eq < end && *eq != '=')
            eq++;
        i32 v = 0;
        for (const char *d = eq + 1; d < end && *d >= '0' && *d <= '9'; d++)
            v = v * 10 + (*d - '0');
        for (usize i = 0; i < n; i++)
            if (strlen(vars[i].name) == (usize)(eq - s) &&
                !memcmp(vars[i].name, s, (usize)(eq - s)))
                *vars[i].p = v;
        s = *end ? end + 1 : end;
    }
}

/* What the environment asks for counts in any case: a program may only ask for more. */
void debug_set_traceback(GoString s, bool environment)
{
    static const struct { const char *name; i32 level, all, crash; } modes[] = {
        { "none", 0, 0, 0 }, { "0", 0, 0, 0 }, { "single", 1, 0, 0 }, { "", 1, 0, 0 },
        { "all", 1, 1, 0 }, { "1", 1, 1, 0 }, { "system", 2, 1, 0 }, { "2", 2, 1, 0 },
        { "crash", 2, 1, 1 },
    };
    static i32 level, all, crash;    /* the environment's */
    usize i = 0;
    while (i < NELEM(modes) && !gostring_equal(s, gostring(modes[i].name)))
        i++;
    bool known = i < NELEM(modes);
    debug.traceback_level = MAX(known ? modes[i].level : environment, level);
    debug.traceback_all = (known ? modes[i].all : !environment) | all;
    debug.traceback_crash = (known && modes[i].crash) | crash;
    if (environment) {
        level = debug.traceback_level;
        all = debug.traceback_all;
        crash = debug.traceback_crash;
    }
}

i64 debug_minute(void) { return debug.minute ? debug.minute : (i64)60 * 1000 * 1000 * 1000; }

void debug_init(void)
{
    static const Var own[] = {
        { "gcstress", &debug.gcstress }, { "verify", &debug.verify },
        { "schedrand", &debug.schedrand }, { "shrink", &debug.shrink },
        { "minute", &debug.minute },
    };
    static const Var gos[] = {
        { "gctrace", &debug.gctrace }, { "asyncpreemptoff", &debug.asyncpreemptoff },
        { "schedtrace", &debug.schedtrace }, { "scheddetail", &debug.scheddetail },
        { "gcstoptheworld", &debug.gcstoptheworld }, { "panicnil", &debug.panicnil },
        { "inittrace", &debug.inittrace }, { "scavtrace", &debug.scavtrace },
    };
    parse_list(env_get("SEAGO_DEBUG"), own, NELEM(own));
    parse_list(env_get("GODEBUG"), gos, NELEM(gos));
    const char *traceback = env_get("GOTRACEBACK");
    debug_set_traceback(gostring(traceback ? traceback : ""), true);
}
