/* num_mandelbrot.go in C. */
#include <stdio.h>

int main(void)
{
    enum { N = 1200 };
    long inside = 0;
    for (int y = 0; y < N; y++)
        for (int x = 0; x < N; x++) {
            double cr = 3 * (double)x / N - 2, ci = 2.4 * (double)y / N - 1.2, zr = 0, zi = 0;
            int k = 0;
            for (; k < 200 && zr * zr + zi * zi <= 4; k++) {
                double t = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci, zr = t;
            }
            inside += k == 200;
        }
    fprintf(stderr, "%ld\n", inside);
}
