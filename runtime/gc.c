/* runtime/gc.c: when to collect, and the order of a collection. */
#include "runtime/gc.h"
#include "runtime/print.h"

static u32 running;      /* a: a goroutine is collecting, others wait for the world to stop */
static i64 start_time;

void gc_init(void)
{
    const char *s = env_get("GOGC");
    i64 v;
    if (s && str_equal(s, "off"))
        mheap.gcpercent = -1;
    else if (s && env_parse_int(s, &v))
        mheap.gcpercent = (i32)v;
    mheap.next_gc = mheap.gcpercent < 0 ? ~0ULL : (u64)(4 << 20) * (u64)mheap.gcpercent / 100;
    start_time = nanotime();
}

/* The heap may grow by gcpercent over what survived, and to 4 MB (at GOGC=100) in any case. */
void gc_set_goal(void)
{
    if (mheap.gcpercent < 0) {
        mheap.next_gc = ~0ULL;
        return;
    }
    u64 goal = mheap.marked + mheap.marked * (u64)mheap.gcpercent / 100;
    u64 least = (u64)(4 << 20) * (u64)mheap.gcpercent / 100;
    atomic_store(&mheap.next_gc, MAX(goal, least));
}

static void print_trace(u64 before, i64 t0, i64 t1, bool forced)
{
    print_lock();
    print_str("gc ");
    print_uint(mheap.numgc);
    print_str(" @");
    print_uint((u64)((t0 - start_time) / 1000000000));
    print_str(".");
    u64 ms = (u64)((t0 - start_time) / 1000000 % 1000);
    print_str(ms < 10 ? "00" : ms < 100 ? "0" : "");
    print_uint(ms);
    print_str("s: ");
    print_uint((u64)((t1 - t0) / 1000));
    print_str(" us, ");
    print_uint(before >> 20);
    print_str("->");
    print_uint(mheap.marked >> 20);
    print_str(" MB, ");
    print_uint(mheap.next_gc >> 20);
    print_str(" MB goal, ");
    print_uint((u64)gomaxprocs);
    print_str(forced ? " P (forced)\n" : " P\n");
    print_unlock();
}

/* On g0, the world stopped. */
static void collect_g0(void *forced)
{
    stop_the_world();
    if (pool_cleanup)
        call_deferred(pool_cleanup, NULL);
    i64 t0 = nanotime();
    u64 before = mheap.live;
    for (i32 i = 0; i < gomaxprocs; i++)
        mcache_flush(allp[i]->mcache);
    if (debug.verify)
        gc_verify("before marking");
    gc_mark_reset();
    gc_mark_roots();
    gc_drain();
    finalizers_collect();
    gc_drain();
    weak_collect();
    gc_sweep();
    if (debug.verify)
        gc_verify("after sweeping");
    mheap.numgc++;
    mheap.live = mheap.marked;
    gc_set_goal();
    i64 t1 = nanotime();
    start_the_world();
    finalizers_wake();
    if (debug.gctrace)
        print_trace(before, t0, t1, *(bool *)forced);
}

void gc_run(bool forced)
{
    while (!atomic_cas(&running, 0, 1)) {
        if (!forced)
            return;
        gosched();
    }
    world_lock();
    systemstack(collect_g0, &forced);
    world_unlock();
    atomic_store(&running, 0);
}

bool gc_busy(void) { return atomic_load(&running); }

void gc_maybe_start(void)
{
    if (atomic_load(&mheap.live) >= atomic_load(&mheap.next_gc))
        gc_run(false);
}
