/* runtime/waitprof.h: the profiles of blocking and of mutexes: who waits for others, and who lets
 * others wait (channels, select, package sync). Both are off by default: the slow path of each
 * operation that waits looks at a rate, and nothing else costs anything.
 *
 * Blocking is sampled by time: who waits `rate` ns or longer is counted, shorter ones by chance so
 * that on the average one is in each `rate` ns; these count for more. Mutexes are sampled one in
 * `fraction`. What the profile calls cycles are ns.
 */
#ifndef RUNTIME_WAITPROF_H
#define RUNTIME_WAITPROF_H

#include "runtime/sched.h"

extern i64 block_rate;           /* a: ns; 0: off */
extern i64 mutex_fraction;       /* a: 0: off */

/* A goroutine begins to wait. Answers when, if that is to be known. */
static inline i64 wait_begins(Sudog *s)
{
    if (__builtin_expect(atomic_load_relaxed(&block_rate) == 0, 1))
        return 0;
    s->released = -1;
    return nanotime();
}
static inline void wait_released(Sudog *s)
{
    if (__builtin_expect(s->released != 0, 0))
        s->released = nanotime();
}
/* Afterwards, with no locks held: released is s->released, or 0 if none was noted. The stack that
 * is shown begins `skip` frames above the caller. */
#define wait_ended(begun, released, skip) do { \
    if (__builtin_expect((released) > 0 && (begun) > 0, 0)) \
        waitprof_block((released) - (begun), skip); \
} while (0)

NOINLINE void waitprof_block(i64 ns, i64 skip);
NOINLINE void waitprof_mutex(i64 ns, i64 skip);

#endif
