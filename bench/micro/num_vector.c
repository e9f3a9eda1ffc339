/* num_vector.go in C. */
#include <stdio.h>

static float x[4096], y[4096];
int main(void)
{
    for (int i = 0; i < 4096; i++)
        x[i] = i & 15;
    for (int round = 0; round < 200000; round++) {
        for (int i = 0; i < 4096; i++)
            y[i] += 0.25f * x[i];
        if ((round & 1023) == 0)
            for (int i = 0; i < 4096; i++)
                y[i] = 0;
    }
    fprintf(stderr, "%ld %ld\n", (long)y[3], (long)y[4095]);
}
