/* runtime/gc_stats.c: what programs are told of the heap and of collections: runtime.MemStats,
 * debug.ReadGCStats, GODEBUG=gctrace=1. */
#include "runtime/gc_stats.h"
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/print.h"
#include "runtime/profile.h"

static i64 start_time;

void gc_stats_init(void) { start_time = nanotime(); }
i64 gc_stats_start(void) { return start_time; }

/* What it cost in processor time: everybody while the world was stopped, then who marked. */
static u64 stopped_cpu(const GcTimes *t)
{
    i64 stopped = t->mark - t->start + t->end - t->end_stop + t->stopped_more;
    return (u64)stopped * (u64)gomaxprocs;
}

void gc_stats_record(const GcTimes *t)
{
    u32 i = (gc.started - 1) % NELEM(gc.pause_ns);
    u64 pause = (u64)(t->mark - t->start + t->end - t->end_stop + t->stopped_more);
    gc.pause_ns[i] = pause;
    gc.pause_end[i] = gc.last_end = (u64)walltime_ns();
    gc.pause_total += pause;
    gc.cpu_ns += stopped_cpu(t) + gc.dedicated_ns + gc.idle_ns + gc.assist_ns;
    gc.total_pause_ns += stopped_cpu(t);
    gc.total_dedicated_ns += gc.dedicated_ns;
    gc.total_idle_ns += gc.idle_ns;
    gc.total_assist_ns += gc.assist_ns;
    gc.last_scanned = gc.bytes_scanned;
    gc.last_stacks = gc.bytes_stacks;
}

/* --- gctrace ---------------------------------------------------------------------------------- */

/* v / 10^decimals */
static void print_scaled(u64 v, int decimals)
{
    u64 unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    print_uint(v / unit);
    if (decimals)
        print_str(".");
    for (unit /= 10; unit > 0; unit /= 10)
        print_uint(v / unit % 10);
}

void print_ms(i64 ns)
{
    u64 us = (u64)MAX(ns, 0) / 1000;
    int decimals = 3;
    if (us >= 10000) {
        print_uint(us / 1000);
        return;
    }
    if (us == 0) {
        print_str("0");
        return;
    }
    for (; us >= 100; us /= 10)
        decimals--;
    print_scaled(us, decimals);
}

static void print_list(const i64 *ns, int n, const char *separators)
{
    for (int i = 0; i < n; i++) {
        if (i) {
            char s[2] = { separators[i - 1], 0 };
            print_str(s);
        }
        print_ms(ns[i]);
    }
}

void gc_stats_print(const GcTimes *t)
{
    i64 first = t->mark - t->start, last = t->end - t->end_stop + t->stopped_more;
    i64 clock[] = { first, t->end_stop - t->mark, last };
    i64 cpu[] = { first * gomaxprocs, (i64)gc.assist_ns, (i64)gc.dedicated_ns, (i64)gc.idle_ns,
                  last * gomaxprocs };
    print_lock();
    print_str("gc ");
    print_uint(gc.started);
    print_str(" @");
    print_scaled((u64)(t->start - start_time) / 1000000, 3);
    print_str("s ");
    print_uint(gc.cpu_ns * 100 / MAX((u64)(t->end - start_time) * (u64)gomaxprocs, 1));
    print_str("%: ");
    print_list(clock, 3, "++");
    print_str(" ms clock, ");
    print_list(cpu, 5, "+//+");
    print_str(" ms cpu, ");
    print_uint(t->live_before >> 20);
    print_str("->");
    print_uint(t->live_end >> 20);
    print_str("->");
    print_uint(gc.marked >> 20);
    print_str(" MB, ");
    print_uint(t->goal >> 20);
    print_str(" MB goal, ");
    print_uint(mheap.pages_manual >> (20 - PAGE_SHIFT));
    print_str(" MB stacks, ");
    print_uint(gc_global_bytes() >> 20);
    print_str(" MB globals, ");
    print_uint((u64)gomaxprocs);
    print_str(t->forced ? " P (forced)\n" : " P\n");
    print_unlock();
}

/* What went back to the system since the last line, and how much of it is there now. */
void gc_stats_print_scavenging(void *forced)
{
    static usize told; /* (mheap.lock) pages */
    lock(&mheap.lock);
    usize work = mheap.pages_given - told, used = mheap.pages_in_use;
    usize released = mheap.pages_released, there = mheap.pages_mapped - released;
    told = mheap.pages_given;
    unlock(&mheap.lock);
    print_lock();
    print_str("scav ");
    print_uint(work * (PAGE_SIZE >> 10));
    print_str(seago_tree_minor >= 21 ? " KiB work (bg), 0 KiB work (eager), " : " KiB work, ");
    print_uint(released * (PAGE_SIZE >> 10));
    print_str(" KiB total, ");
    print_uint(used * 100 / MAX(there, 1u));
    print_str(forced ? "% util (forced)\n" : "% util\n");
    print_unlock();
}

/* --- MemStats --------------------------------------------------------------------------------- */

/* Objects and free bytes that lie in spans of mcaches. */
static u64 count_cached(u64 *mallocs)
{
    u64 unused = 0;
    for (i32 i = 0; i < gomaxprocs; i++)
        for (int sc = 0; sc < NUM_SPANCLASSES; sc++) {
            const Span *s = allp[i]->mcache->alloc[sc];
            unused += (u64)(s->nelems - s->alloc_count) * s->elemsize;
            mallocs[sc / 2] += s->alloc_count - s->count_at_cache;
        }
    return unused;
}

static void count_objects(MemStats *s, const u64 *cached)
{
    u64 tiny = 0;
    for (i32 i = 0; i < gomaxprocs; i++)
        tiny += allp[i]->mcache->tiny_count;
    s->tiny = s->mallocs = s->frees = tiny;
    for (int c = 0; c < NUM_CLASSES; c++) {
        const MCentral *scan = &mheap.central[2 * c], *noscan = scan + 1;
        u64 mallocs = scan->nmalloc + noscan->nmalloc + cached[c];
        u64 frees = scan->nfree + noscan->nfree;
        s->mallocs += mallocs;
        s->class_mallocs[c] = mallocs;
        s->class_frees[c] = frees;
        s->frees += frees;
        if (c < MEMSTATS_SIZES) {
            s->by_size[c].size = class_size[c];
            s->by_size[c].mallocs = mallocs;
            s->by_size[c].frees = frees;
        }
    }
    s->heap_objects = s->mallocs - s->frees;
}

static void count_memory(MemStats *s)
{
    s->heap_sys = (mheap.pages_mapped - mheap.pages_manual) << PAGE_SHIFT;
    s->heap_inuse = (mheap.pages_in_use - mheap.pages_manual) << PAGE_SHIFT;
    s->heap_idle = s->heap_sys - s->heap_inuse;
    s->heap_released = mheap.pages_released << PAGE_SHIFT;
    s->stack_inuse = s->stack_sys = mheap.pages_manual << PAGE_SHIFT;
    s->mspan_inuse = mheap.nall * sizeof(Span);
    s->mspan_sys = mheap.nspan_structs * sizeof(Span);
    s->mcache_inuse = s->mcache_sys = (u64)gomaxprocs * sizeof(MCache);
    s->gc_sys = gc_work_bytes() + mheap.meta_bytes;
    s->buck_hash_sys = profile_bytes;
    u64 known = s->mspan_sys + s->mcache_sys + s->gc_sys + s->buck_hash_sys;
    u64 all = atomic_load(&sys_alloc_bytes);
    s->other_sys = all > known ? all - known : 0;
    s->sys = s->heap_sys + s->stack_sys + known + s->other_sys;
}

static void fill_g0(void *arg)
{
    MemStats *s = arg;
    u64 cached[NUM_CLASSES] = { 0 };
    stop_the_world();
    s->alloc = s->heap_alloc = mheap.live - count_cached(cached);
    s->total_alloc = mheap.freed + s->alloc;
    count_objects(s, cached);
    count_memory(s);
    s->next_gc = gc.goal;
    s->last_gc = gc.last_end;
    s->pause_total = gc.pause_total;
    memcpy(s->pause_ns, gc.pause_ns, sizeof s->pause_ns);
    memcpy(s->pause_end, gc.pause_end, sizeof s->pause_end);
    s->num_gc = atomic_load(&gc.done);
    s->num_forced = gc.forced;
    u64 passed = (u64)(nanotime() - start_time) * (u64)gomaxprocs;
    s->cpu_fraction = passed ? (double)gc.cpu_ns / (double)passed : 0;
    s->enable = true;
    start_the_world();
}

/* Afterwards the world is locked. */
static void read_and_lock(MemStats *s)
{
    while (sweep_one()) /* what is dead counts as freed */
        ;
    world_lock();
    memset(s, 0, sizeof *s);
    systemstack(fill_g0, s);
}

void gc_stats_read(MemStats *s)
{
    read_and_lock(s);
    world_unlock();
}

/* Programs count allocations with this, so it allocates nothing. */
void rt_api_read_mem_stats(void *to);
void rt_api_read_mem_stats(void *to)
{
    static MemStats stats; /* guarded by the world's lock */
    (void)*(volatile u8 *)to; /* nil panics before anything is locked */
    read_and_lock(&stats);
    memcpy(to, &stats, offsetof(MemStats, tiny));
    world_unlock();
}

/* Pauses, latest first, their ends, then last collection, number, total pause; the slice has room. */
HOOK(void, debug_gc_stats, "runtime/debug.readGCStats", GoSlice *s)
{
    u64 *p = s->p;
    u32 number = atomic_load(&gc.done), n = MIN(number, (u32)NELEM(gc.pause_ns));
    if (s->cap < 2 * (i64)n + 3)
        throw_("short slice passed to readGCStats");
    for (u32 i = 0; i < n; i++) {
        u32 at = (number - 1 - i) % NELEM(gc.pause_ns);
        p[i] = gc.pause_ns[at];
        p[n + i] = gc.pause_end[at];
    }
    p[2 * n] = gc.last_end;
    p[2 * n + 1] = number;
    p[2 * n + 2] = gc.pause_total;
    s->len = 2 * (i64)n + 3;
}

/* --- settings --------------------------------------------------------------------------------- */

i32 rt_api_set_gc_percent(i32 n);
i32 rt_api_set_gc_percent(i32 n)
{
    i32 old = atomic_xchg(&gc.percent, n < 0 ? -1 : n);
    pace_update();
    while (n < 0 && gc_marking()) /* afterwards none runs */
        gosched();
    return old;
}

i64 rt_api_set_memory_limit(i64 n);
i64 rt_api_set_memory_limit(i64 n)
{
    i64 old = atomic_load(&gc.limit);
    if (n >= 0) {
        atomic_store(&gc.limit, n);
        pace_update();
    }
    return old;
}

HOOK(void, debug_free_memory, "runtime/debug.freeOSMemory", void)
{
    gc_run(true);
    mheap_scavenge(0);
    if (debug.scavtrace)
        systemstack(gc_stats_print_scavenging, &debug.scavtrace);
}
