/* num_divmod.go in C. */
#include <stdio.h>

typedef unsigned long u64;
static u64 gcd(u64 a, u64 b)
{
    while (b) {
        u64 r = a % b;
        a = b, b = r;
    }
    return a;
}
int main(void)
{
    u64 sum = 0;
    for (u64 i = 1; i < 5000; i++)
        for (u64 k = 1; k < 1500; k++)
            sum += gcd(i * k + 1, i + k) + i * k / (k + 3);
    fprintf(stderr, "%lu\n", sum);
}
