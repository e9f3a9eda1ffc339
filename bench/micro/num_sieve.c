/* num_sieve.go in C. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    enum { LEN = 10000000 };
    long count = 0;
    for (int round = 0; round < 15; round++) {
        char *s = calloc(LEN, 1);
        for (long i = 2; i < LEN; i++) {
            if (s[i])
                continue;
            count++;
            for (long k = 2 * i; k < LEN; k += i)
                s[k] = 1;
        }
        free(s);
    }
    fprintf(stderr, "%ld\n", count);
}
