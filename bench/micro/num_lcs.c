/* num_lcs.go in C. */
#include <stdio.h>

enum { N = 12000 };
static unsigned char a[N], b[N];
static long row[N + 1];
int main(void)
{
    unsigned x = 1;
    for (int i = 0; i < N; i++) {
        x = x * 1664525 + 1013904223;
        a[i] = x >> 30, b[i] = x >> 28 & 3;
    }
    for (int i = 0; i < N; i++) {
        long diag = 0;
        for (int j = 0; j < N; j++) {
            long old = row[j + 1];
            if (a[i] == b[j])
                row[j + 1] = diag + 1;
            else if (row[j] > old)
                row[j + 1] = row[j];
            diag = old;
        }
    }
    fprintf(stderr, "%ld\n", row[N]);
}
