/* runtime/complex.c: division of complex numbers with Go's results for infinities and NaNs. */
#include "runtime/rt.h"

static bool is_nan(double x) { return x != x; }
static bool is_inf(double x) { return !is_nan(x) && is_nan(x - x); }
static double abs_(double x) { return __builtin_fabs(x); }
static double sign_of(double x, double y) { return __builtin_copysign(x, y); }
static double inf1(double g) { return sign_of(is_inf(g) ? 1 : 0, g); }

void rt_complex128div(double *result, double ar, double ai, double br, double bi)
{
    double e, f;
    if (abs_(br) >= abs_(bi)) {
        double ratio = bi / br, denom = br + ratio * bi;
        e = (ar + ai * ratio) / denom;
        f = (ai - ar * ratio) / denom;
    } else {
        double ratio = br / bi, denom = bi + ratio * br;
        e = (ar * ratio + ai) / denom;
        f = (ai * ratio - ar) / denom;
    }
    if (is_nan(e) && is_nan(f)) {
        double inf = __builtin_inf();
        bool b_inf = is_inf(br) || is_inf(bi), a_inf = is_inf(ar) || is_inf(ai);
        if (br == 0 && bi == 0 && (!is_nan(ar) || !is_nan(ai))) {
            e = sign_of(inf, br) * ar;
            f = sign_of(inf, br) * ai;
        } else if (a_inf && !b_inf && !is_nan(br) && !is_nan(bi)) {
            double x = inf1(ar), y = inf1(ai);
            e = inf * (x * br + y * bi);
            f = inf * (y * br - x * bi);
        } else if (b_inf && !a_inf && !is_nan(ar) && !is_nan(ai)) {
            double x = inf1(br), y = inf1(bi);
            e = 0 * (ar * x + ai * y);
            f = 0 * (ai * x - ar * y);
        }
    }
    result[0] = e;
    result[1] = f;
}
