/* runtime/timer.h: what time.c and timerchan.c share. */
#ifndef RUNTIME_TIMER_H
#define RUNTIME_TIMER_H

#include "runtime/sched.h"

/* From 1.23 on the runtime allocates time.Timer: its channel, a mark that it is initialised, and
 * ours. */
typedef struct GoTimer {
    void *c;
    u64 init;
    Timer t;
    u64 waiting;              /* goroutines that wait for a channel of timerchan.c (t.mu) */
} GoTimer;

struct Hchan;

void timer_lock(Timer *t);                /* t->mu; Go programs make timers, as zeros */
/* With t->mu held. */
bool timer_detach(Timer *t);              /* whether it was in a heap */
void timer_attach(Timer *t, i64 when);    /* it was not */
i64 timer_after(const Timer *t, i64 now); /* when a periodic one is due next */

void timerchan_poll(Timer *t);            /* what is due goes into the channel */
void timerchan_make(GoTimer *g, struct Hchan *c, i64 when);
bool timerchan_stop(Timer *t);            /* whether that kept a value from coming */
bool timerchan_reset(Timer *t, i64 when, i64 period); /* likewise */

#endif
