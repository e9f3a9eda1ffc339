/* runtime/gc_stats.h: one collection as programs are told of it. */
#ifndef RUNTIME_GC_STATS_H
#define RUNTIME_GC_STATS_H

#include "runtime/runtime.h"

/* Monotonic times in ns. The world is stopped, or being stopped, from start to mark and from end_stop
 * to end; stopped_more is the length of earlier attempts to end. */
typedef struct GcTimes {
    i64 start, mark_start, mark, end_stop, end, stopped_more;
    u64 live_before, live_end, goal; /* bytes */
    bool forced;
} GcTimes;

void gc_stats_init(void);
void gc_stats_record(const GcTimes *t);         /* the world is stopped; gc.marked is set */
void gc_stats_print(const GcTimes *t);          /* GODEBUG=gctrace=1 */

#endif
