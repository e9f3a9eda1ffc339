/* runtime/timehist.h: how often something took how long, for package runtime/metrics.
 *
 * Buckets are those of Go's: four to each power of two from 256 ns to 2^47 ns (a day and a half),
 * below 256 ns steps of 64 ns, one for what is longer and one for negative times, which no clock
 * of ours gives.
 */
#ifndef RUNTIME_TIMEHIST_H
#define RUNTIME_TIMEHIST_H

#include "runtime/runtime.h"

enum { TIMEHIST_MIN_BITS = 9, TIMEHIST_MAX_BITS = 48, TIMEHIST_BUCKETS = 2 + 4 *
       (TIMEHIST_MAX_BITS - TIMEHIST_MIN_BITS + 1) };
typedef struct TimeHist { u64 n[TIMEHIST_BUCKETS]; } TimeHist; /* a */

void timehist_add(TimeHist *h, i64 ns, u64 times);
void timehist_edges(double *edges);  /* in seconds; bucket i is from edges[i] on, up to edges[i + 1] */

#endif
