/* runtime/gc_pace.c: when a collection begins, and how much of it goroutines do.
 *
 * The goal is the size the heap may have at the end of marking: what survived the last collection
 * and GOGC percent more, at least 4 MB at GOGC=100, and within the memory limit if there is one.
 * Marking begins at the trigger, so much earlier as the last one saw allocated while it ran. If
 * goroutines allocate faster than that, they pay for each byte with as much scanning as is needed to
 * be done when the goal is reached.
 */
#include "runtime/gc.h"

#define MIN_HEAP (4ULL << 20)

static u64 memory_size(GoString s, bool *ok)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
    u64 n = 0;
    intptr_t i = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, s.p[i] - '0', &n))
            return 0;
    GoString unit = { s.p + i, s.n - i };
    *ok = i > 0 && unit.n == 0;
    for (usize k = 0; k < NELEM(units); k++)
        if (i > 0 && gostring_equal(unit, gostring(units[k]))) {
            *ok = n <= (u64)INT64_MAX >> 10 * k;
            return n << 10 * k;
        }
    return n;
}

void pace_init(void)
{
    const char *s = env_get("GOGC");
    i64 v;
    gc.percent = 100;
    if (s && str_equal(s, "off"))
        gc.percent = -1;
    else if (s && env_parse_int(s, &v))
        gc.percent = v < 0 ? -1 : (i32)MIN(v, INT32_MAX);
    gc.limit = INT64_MAX;
    s = env_get("GOMEMLIMIT");
    if (s && *s && !str_equal(s, "off")) {
        bool ok = false;
        u64 n = memory_size(gostring(s), &ok);
        if (!ok)
            fatal("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
        gc.limit = (i64)MIN(n, (u64)INT64_MAX);
    }
    pace_update();
}

static u64 goal_of_percent(void)
{
    if (gc.percent < 0)
        return ~0ULL;
    u64 percent = (u64)gc.percent;
    u64 grown = gc.marked + (u64)((unsigned __int128)gc.marked * percent / 100);
    return MAX(grown, MIN_HEAP * percent / 100);
}

/* What of the limit is left for objects: the rest of the process is not theirs. A little room always,
 * so that a limit that cannot be kept does not mean to collect without end. */
static u64 goal_of_limit(void)
{
    if (gc.limit == INT64_MAX)
        return ~0ULL;
    usize manual = mheap.pages_manual << PAGE_SHIFT;
    u64 limit = (u64)gc.limit, others = manual + (1 << 20) + (limit >> 5);
    u64 goal = limit > others ? limit - others : 0;
    return MAX(goal, gc.marked + MAX(gc.marked / 16, MIN_HEAP / 4));
}

void pace_update(void)
{
    u64 goal = MIN(goal_of_percent(), goal_of_limit());
    if (goal == ~0ULL) {
        atomic_store(&gc.goal, goal);
        atomic_store(&gc.trigger, goal);
        return;
    }
    u64 room = goal > gc.marked ? goal - gc.marked : 0;
    u64 early = gc.alloc_while_marking + gc.alloc_while_marking / 4;
    early = MIN(MAX(early, room / 20), room / 2);
    atomic_store(&gc.goal, goal);
    atomic_store(&gc.trigger, goal - early);
}

u64 pace_assist_work(u64 debt)
{
    u64 live = atomic_load(&mheap.live), done = atomic_load(&gc.bytes_marked);
    u64 expected = MIN(gc.live_at_start, gc.marked + gc.marked / 4 + MIN_HEAP);
    if (done >= expected)
        expected = MAX(gc.live_at_start, done + (1 << 20));
    u64 left = expected - done;
    u64 room = atomic_load(&gc.goal) > live ? gc.goal - live : 0;
    room = MAX(room, 1ULL << 20);
    u64 work = (u64)((unsigned __int128)debt * left / room);
    return MIN(work, debt * 16);
}

/* A program whose heap goes up and down would pay for its pages again and again: what earlier
 * collections wanted to keep is forgotten in eight seconds only. */
usize pace_keep_pages(void)
{
    enum { FORGET_MS = 8000 };
    static u64 lately; /* the collector's thread */
    static i64 before;
    i64 now = nanotime() / 1000000, past = MIN(now - before, FORGET_MS);
    u64 keep = gc.goal == ~0ULL ? ~0ULL >> 1 : gc.goal + MAX(gc.goal / 10, 2 * MIN_HEAP);
    lately = keep = MAX(keep, lately - lately / FORGET_MS * (u64)past);
    before = now;
    if (gc.limit != INT64_MAX)
        keep = MIN(keep, (u64)gc.limit - (u64)gc.limit / 20);
    return keep >> PAGE_SHIFT;
}
