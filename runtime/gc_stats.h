/* runtime/gc_stats.h: one collection as programs are told of it. */
#ifndef RUNTIME_GC_STATS_H
#define RUNTIME_GC_STATS_H

#include "runtime/malloc.h"

/* Monotonic times in ns. The world is stopped, or being stopped, from start to mark and from end_stop
 * to end; stopped_more is the length of earlier attempts to end. */
typedef struct GcTimes {
    i64 start, mark_start, mark, end_stop, end, stopped_more;
    u64 live_before, live_end, goal; /* bytes */
    bool forced;
} GcTimes;

enum { MEMSTATS_SIZES = 61 };

/* Go's runtime.MemStats (runtime/go/runtime/mem.go), then what only metrics tells. */
typedef struct MemStats {
    u64 alloc, total_alloc, sys, lookups, mallocs, frees;
    u64 heap_alloc, heap_sys, heap_idle, heap_inuse, heap_released, heap_objects;
    u64 stack_inuse, stack_sys, mspan_inuse, mspan_sys, mcache_inuse, mcache_sys;
    u64 buck_hash_sys, gc_sys, other_sys, next_gc, last_gc, pause_total;
    u64 pause_ns[256], pause_end[256];
    u32 num_gc, num_forced;
    double cpu_fraction;
    bool enable, debug_;
    struct { u32 size; u64 mallocs, frees; } by_size[MEMSTATS_SIZES];
    u64 tiny;                                   /* objects that share a slot with another */
    u64 class_mallocs[NUM_CLASSES], class_frees[NUM_CLASSES];
} MemStats;

void gc_stats_read(MemStats *s);                /* stops the world */
void gc_stats_init(void);
void gc_stats_record(const GcTimes *t);         /* the world is stopped; gc.marked is set */
void gc_stats_print(const GcTimes *t);          /* GODEBUG=gctrace=1 */
void gc_stats_print_scavenging(void *forced);   /* GODEBUG=scavtrace=1; on g0 */
void print_ms(i64 ns);                          /* two digits that mean something */
i64 gc_stats_start(void);                       /* when the program began */

#endif
