/* runtime/fma.c: x*y + z with one rounding, for programs that may run on machines
 * without FMA instructions. There the product is
 * exact in 106 bits; the sum is formed in a 3-word integer with a sticky bit and rounded once. */
#include <immintrin.h>

#include "runtime/cpu.h"

/* Every function here is NOSPLIT, so the compiler leaves out this note; without it the linker would
 * rewrite the prologues of callers. */
__asm__(".pushsection .note.GNU-split-stack,\"\",@progbits\n.popsection");

double fma(double x, double y, double z);
float fmaf(float x, float y, float z);
typedef unsigned __int128 u128;

static NOSPLIT u64 bits_of(double x)
{
    u64 b;
    __builtin_memcpy(&b, &x, 8);
    return b;
}
static NOSPLIT double of_bits(u64 b)
{
    double x;
    __builtin_memcpy(&x, &b, 8);
    return x;
}

/* Splits a finite non-zero number into m * 2^e with the top bit of m at 52. */
static NOSPLIT u64 split(u64 b, int *e)
{
    u64 m = b & ((1ULL << 52) - 1);
    int x = (int)(b >> 52 & 0x7ff);
    if (x == 0) {
        int s = __builtin_clzll(m) - 11;
        *e = -1074 - s;
        return m << s;
    }
    *e = x - 1075;
    return m | 1ULL << 52;
}

static NOSPLIT u128 shift_sticky(u128 m, int n)
{
    if (n >= 128)
        return m != 0;
    if (n == 0)
        return m;
    return m >> n | ((m << (128 - n)) != 0);
}

/* sign, m * 2^e, m != 0: the nearest double, ties to even */
static NOSPLIT double pack(u64 sign, u128 m, int e)
{
    u64 hi = (u64)(m >> 64);
    int lz = hi ? __builtin_clzll(hi) : 64 + __builtin_clzll((u64)m);
    int drop = 128 - lz - 53;
    if (e + drop < -1074)
        drop = -1074 - e;
    u64 r;
    if (drop <= 0) {
        r = (u64)(m << -drop);
    } else {
        u128 s = shift_sticky(m, drop >= 2 ? drop - 2 : 0);
        if (drop == 1)
            s <<= 1;
        r = (u64)(s >> 2);
        u64 rest = (u64)s & 3;
        if (rest > 2 || (rest == 2 && (r & 1)))
            r++;
    }
    e += drop;
    if (r >> 53) {
        r >>= 1;
        e++;
    }
    if (e > 971)
        return of_bits(sign | 0x7ffULL << 52);
    if (r >> 52)
        return of_bits(sign | (u64)(e + 1075) << 52 | (r & ((1ULL << 52) - 1)));
    return of_bits(sign | r);
}

static NOSPLIT __attribute__((target("fma"))) double fma_machine(double x, double y, double z)
{
    return _mm_cvtsd_f64(_mm_fmadd_sd(_mm_set_sd(x), _mm_set_sd(y), _mm_set_sd(z)));
}

NOSPLIT double fma(double x, double y, double z)
{
    if (LIKELY(cpu.fma))
        return fma_machine(x, y, z);
    u64 bx = bits_of(x), by = bits_of(y), bz = bits_of(z), inf = 0x7ffULL << 52;
    u64 sp = (bx ^ by) & 1ULL << 63, sz = bz & 1ULL << 63;
    if (x == 0 || y == 0 || (bx & inf) == inf || (by & inf) == inf)
        return x * y + z;
    if ((bz & inf) == inf)
        return z;
    int ex, ey, ez;
    u64 mx = split(bx, &ex), my = split(by, &ey);
    u128 p = (u128)mx * my << 20;  /* top bit at 124 or 125 */
    int ep = ex + ey - 20;
    if (z == 0)
        return pack(sp, p, ep);
    u128 q = (u128)split(bz, &ez) << 72; /* top bit at 124 */
    ez -= 72;
    if (ep > ez)
        q = shift_sticky(q, ep - ez);
    else {
        p = shift_sticky(p, ez - ep);
        ep = ez;
    }
    if (sp == sz)
        return pack(sp, p + q, ep);
    if (p == q)
        return 0;
    return p > q ? pack(sp, p - q, ep) : pack(sz, q - p, ep);
}

/* Rounds twice: off by one unit in the last place for a few operands. Go has no float32 FMA. */
NOSPLIT float fmaf(float x, float y, float z)
{
    return (float)fma(x, y, z);
}
