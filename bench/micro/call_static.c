/* call_static.go in C. */
#include <stdio.h>

static long __attribute__((noinline)) step(long x, long k) { return (long)((unsigned long)x * 31) ^ k; }
int main(void)
{
    long x = 1;
    for (long i = 0; i < 300000000; i++)
        x = step(x, i);
    fprintf(stderr, "%ld\n", x);
}
