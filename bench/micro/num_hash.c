/* num_hash.go in C. */
#include <stdio.h>

int main(void)
{
    static unsigned char buf[1 << 20];
    for (int i = 0; i < 1 << 20; i++)
        buf[i] = (unsigned char)(i * 7);
    unsigned long h = 14695981039346656037u;
    for (int round = 0; round < 500; round++)
        for (int i = 0; i < 1 << 20; i++)
            h = (h ^ buf[i]) * 1099511628211u;
    fprintf(stderr, "%lu\n", h);
}
