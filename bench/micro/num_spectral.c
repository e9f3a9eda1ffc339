/* num_spectral.go in C. */
#include <stdio.h>

enum { N = 2000 };
static double u[N], v[N], w[N];
static double a(long i, long j) { return 1 / (double)((i + j) * (i + j + 1) / 2 + i + 1); }
static void times(const double *x, double *out, int turned)
{
    for (long i = 0; i < N; i++) {
        double sum = 0;
        for (long j = 0; j < N; j++)
            sum += (turned ? a(j, i) : a(i, j)) * x[j];
        out[i] = sum;
    }
}
int main(void)
{
    for (int i = 0; i < N; i++)
        u[i] = 1;
    for (int i = 0; i < 10; i++)
        times(u, w, 0), times(w, v, 1), times(v, w, 0), times(w, u, 1);
    double uv = 0, vv = 0;
    for (int i = 0; i < N; i++)
        uv += u[i] * v[i], vv += v[i] * v[i];
    fprintf(stderr, "%ld\n", (long)(uv / vv * 1e6));
}
