/* runtime/timehist.c: see timehist.h. */
#include "runtime/timehist.h"

void timehist_add(TimeHist *h, i64 ns, u64 times)
{
    u32 i = 0;
    if (ns >= 0) {
        u32 bits = ns ? 64 - (u32)__builtin_clzll((u64)ns) : 0;
        u32 power = bits < TIMEHIST_MIN_BITS ? 0 : bits - TIMEHIST_MIN_BITS + 1;
        u32 shift = MAX(bits, (u32)TIMEHIST_MIN_BITS - 1) - 3 + (power == 0);
        i = MIN(1 + 4 * power + (u32)(ns >> shift) % 4, TIMEHIST_BUCKETS - 1u);
    }
    __atomic_fetch_add(&h->n[i], times, __ATOMIC_RELAXED);
}

void timehist_edges(double *edges)
{
    *edges++ = -__builtin_inf();
    for (u64 ns = 0; ns < 1ULL << (TIMEHIST_MIN_BITS - 1); ns += 1ULL << (TIMEHIST_MIN_BITS - 3))
        *edges++ = (double)ns / 1e9;
    for (u32 bits = TIMEHIST_MIN_BITS; bits < TIMEHIST_MAX_BITS; bits++)
        for (u64 j = 4; j < 8; j++)
            *edges++ = (double)(j << (bits - 3)) / 1e9;
    *edges++ = (double)(1ULL << (TIMEHIST_MAX_BITS - 1)) / 1e9;
    *edges = __builtin_inf();
}
