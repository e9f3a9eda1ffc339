/* num_heapsort.go in C. */
#include <stdio.h>

static double a[4000000];
static void sift(long i, long n)
{
    for (;;) {
        long k = 2 * i + 1;
        if (k >= n)
            return;
        if (k + 1 < n && a[k + 1] > a[k])
            k++;
        if (a[i] >= a[k])
            return;
        double t = a[i];
        a[i] = a[k], a[k] = t, i = k;
    }
}
int main(void)
{
    long len = sizeof a / sizeof *a;
    unsigned x = 1;
    for (long i = 0; i < len; i++)
        a[i] = x = x * 1664525 + 1013904223;
    for (long i = len / 2 - 1; i >= 0; i--)
        sift(i, len);
    for (long n = len - 1; n > 0; n--) {
        double t = a[0];
        a[0] = a[n], a[n] = t;
        sift(0, n);
    }
    fprintf(stderr, "%ld %ld %ld\n", (long)a[0], (long)a[len / 2], (long)a[len - 1]);
}
