/* runtime/mem.c: what LLVM calls by itself: memory functions, rounding, 128-bit division.
 * Compiled with -fno-builtin, so that a loop here does not become a call to itself. NOSPLIT
 * throughout: Go code calls these near the end of a segment as well. */
#include <immintrin.h>

#include "runtime/cpu.h"

/* Every function here is NOSPLIT, so the compiler leaves out this note; without it the linker would
 * rewrite the prologues of callers. */
__asm__(".pushsection .note.GNU-split-stack,\"\",@progbits\n.popsection");

typedef u64 u64_a1 __attribute__((aligned(1), may_alias));
typedef u32 u32_a1 __attribute__((aligned(1), may_alias));
typedef u16 u16_a1 __attribute__((aligned(1), may_alias));
typedef long long v2 __attribute__((vector_size(16), aligned(1), may_alias));

#define AT(type, p, off) (*(type *)((char *)(p) + (off)))

/* Loads everything before it stores anything: right for overlapping regions too. */
static inline NOSPLIT void move_small(char *d, const char *s, usize n)
{
    if (n >= 17) {
        v2 a = AT(v2, s, 0), b = AT(v2, s, n - 16);
        AT(v2, d, 0) = a;
        AT(v2, d, n - 16) = b;
    } else if (n >= 8) {
        u64 a = AT(u64_a1, s, 0), b = AT(u64_a1, s, n - 8);
        AT(u64_a1, d, 0) = a;
        AT(u64_a1, d, n - 8) = b;
    } else if (n >= 4) {
        u32 a = AT(u32_a1, s, 0), b = AT(u32_a1, s, n - 4);
        AT(u32_a1, d, 0) = a;
        AT(u32_a1, d, n - 4) = b;
    } else if (n >= 2) {
        u16 a = AT(u16_a1, s, 0), b = AT(u16_a1, s, n - 2);
        AT(u16_a1, d, 0) = a;
        AT(u16_a1, d, n - 2) = b;
    } else if (n) {
        *d = *s;
    }
}

static inline NOSPLIT void move_medium(char *d, const char *s, usize n) /* 33..64 */
{
    v2 a = AT(v2, s, 0), b = AT(v2, s, 16), y = AT(v2, s, n - 32), z = AT(v2, s, n - 16);
    AT(v2, d, 0) = a;
    AT(v2, d, 16) = b;
    AT(v2, d, n - 32) = y;
    AT(v2, d, n - 16) = z;
}

static NOSPLIT void move_forward(char *d, const char *s, usize n)
{
    v2 e0 = AT(v2, s, n - 32), e1 = AT(v2, s, n - 16);
    char *dend = d + n;
    while (n > 32) {
        v2 a = AT(v2, s, 0), b = AT(v2, s, 16);
        AT(v2, d, 0) = a;
        AT(v2, d, 16) = b;
        s += 32, d += 32, n -= 32;
    }
    AT(v2, dend, -32) = e0;
    AT(v2, dend, -16) = e1;
}

static NOSPLIT void move_backward(char *d, const char *s, usize n)
{
    v2 h0 = AT(v2, s, 0), h1 = AT(v2, s, 16);
    while (n > 32) {
        v2 a = AT(v2, s, n - 32), b = AT(v2, s, n - 16);
        AT(v2, d, n - 32) = a;
        AT(v2, d, n - 16) = b;
        n -= 32;
    }
    AT(v2, d, 0) = h0;
    AT(v2, d, 16) = h1;
}

NOSPLIT void *memmove(void *dv, const void *sv, usize n)
{
    char *d = dv;
    const char *s = sv;
    if (n <= 32)
        move_small(d, s, n);
    else if (n <= 64)
        move_medium(d, s, n);
    else if ((usize)d - (usize)s >= n) {
        if (n >= 2048) {
            __asm__ volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
            return dv;
        }
        move_forward(d, s, n);
    } else
        move_backward(d, s, n);
    return dv;
}

NOSPLIT void *memcpy(void *restrict dv, const void *restrict sv, usize n)
{
    return memmove(dv, sv, n);
}

NOSPLIT void *memset(void *dv, int c, usize n)
{
    char *d = dv;
    u64 w = (u8)c * 0x0101010101010101ULL;
    if (n < 16) {
        if (n >= 8) {
            AT(u64_a1, d, 0) = w;
            AT(u64_a1, d, n - 8) = w;
        } else if (n >= 4) {
            AT(u32_a1, d, 0) = (u32)w;
            AT(u32_a1, d, n - 4) = (u32)w;
        } else if (n) {
            d[0] = (char)c;
            d[n - 1] = (char)c;
            d[n / 2] = (char)c;
        }
        return dv;
    }
    if (n >= 1024) {
        __asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
        return dv;
    }
    v2 v = { (long long)w, (long long)w };
    for (usize i = 0; i + 16 < n; i += 16)
        AT(v2, d, i) = v;
    AT(v2, d, n - 16) = v;
    return dv;
}

static inline NOSPLIT u32 differ16(const u8 *a, const u8 *b)
{
    return (u32)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)a),
                                                 _mm_loadu_si128((const __m128i *)b))) ^ 0xffff;
}

static inline NOSPLIT int order(u64 x, u64 y) /* of words as they stand in memory */
{
    return x == y ? 0 : __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
}

/* The number of leading bytes that are known to be equal: of blocks of 128. */
static NOSPLIT __attribute__((target("avx2"))) usize same_blocks(const u8 *a, const u8 *b, usize n)
{
    usize i = 0;
    for (; i + 128 <= n; i += 128) {
        const __m256i *x = (const __m256i *)(a + i), *y = (const __m256i *)(b + i);
        __m256i d = _mm256_setzero_si256();
        for (int k = 0; k < 4; k++)
            d = _mm256_or_si256(d, _mm256_xor_si256(_mm256_loadu_si256(x + k),
                                                    _mm256_loadu_si256(y + k)));
        if (!_mm256_testz_si256(d, d))
            break;
    }
    return i;
}

NOSPLIT int memcmp(const void *av, const void *bv, usize n)
{
    const u8 *a = av, *b = bv;
    if (n < 8) {
        for (; n > 0; a++, b++, n--)
            if (*a != *b)
                return *a < *b ? -1 : 1;
        return 0;
    }
    if (n < 16) {
        int c = order(AT(u64_a1, a, 0), AT(u64_a1, b, 0));
        return c ? c : order(AT(u64_a1, a, n - 8), AT(u64_a1, b, n - 8));
    }
    usize i = n >= 256 && cpu.avx2 ? same_blocks(a, b, n) : 0;
    u32 m;
    for (; i + 16 < n; i += 16)
        if ((m = differ16(a + i, b + i)))
            goto found;
    i = n - 16;
    if (!(m = differ16(a + i, b + i)))
        return 0;
found:
    i += (u32)__builtin_ctz(m);
    return a[i] < b[i] ? -1 : 1;
}

NOSPLIT int bcmp(const void *av, const void *bv, usize n)
{
    const u8 *a = av, *b = bv;
    if (n >= 16) {
        if (a == b)
            return 0;
        usize i = n >= 256 && cpu.avx2 ? same_blocks(a, b, n) : 0;
        for (; i + 16 < n; i += 16)
            if (differ16(a + i, b + i))
                return 1;
        return differ16(a + n - 16, b + n - 16) != 0;
    }
    if (n >= 8)
        return AT(u64_a1, a, 0) != AT(u64_a1, b, 0) || AT(u64_a1, a, n - 8) != AT(u64_a1, b, n - 8);
    if (n >= 4)
        return AT(u32_a1, a, 0) != AT(u32_a1, b, 0) || AT(u32_a1, a, n - 4) != AT(u32_a1, b, n - 4);
    for (; n > 0; a++, b++, n--)
        if (*a != *b)
            return 1;
    return 0;
}

NOSPLIT usize strlen(const char *s)
{
    usize n = 0;
    while (s[n])
        n++;
    return n;
}

NOSPLIT bool str_equal(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

/* --- rounding (below SSE4.1) ------------------------------------------------------------------ */
double floor(double x);
double ceil(double x);
double trunc(double x);
double rint(double x);
double nearbyint(double x);
double round(double x);
double roundeven(double x);
double fma(double x, double y, double z);
double fabs(double x);
double copysign(double x, double y);
float floorf(float x);
float ceilf(float x);
float truncf(float x);
float rintf(float x);

static inline NOSPLIT u64 bits_of(double x)
{
    u64 b;
    __builtin_memcpy(&b, &x, 8);
    return b;
}
static inline NOSPLIT double of_bits(u64 b)
{
    double x;
    __builtin_memcpy(&x, &b, 8);
    return x;
}
NOSPLIT double fabs(double x) { return of_bits(bits_of(x) & ~(1ULL << 63)); }
NOSPLIT double copysign(double x, double y)
{
    return of_bits((bits_of(x) & ~(1ULL << 63)) | (bits_of(y) & (1ULL << 63)));
}

#define ROUND_SSE41(name, mode)                                                                    \
    static NOSPLIT __attribute__((target("sse4.1"))) double name##_sse41(double x)                 \
    {                                                                                              \
        __m128d v = _mm_set_sd(x);                                                                 \
        return _mm_cvtsd_f64(_mm_round_sd(v, v, mode | _MM_FROUND_NO_EXC));                        \
    }
ROUND_SSE41(trunc, _MM_FROUND_TO_ZERO)
ROUND_SSE41(floor, _MM_FROUND_TO_NEG_INF)
ROUND_SSE41(ceil, _MM_FROUND_TO_POS_INF)
ROUND_SSE41(rint, _MM_FROUND_TO_NEAREST_INT)

NOSPLIT double trunc(double x)
{
    if (LIKELY(cpu.sse41))
        return trunc_sse41(x);
    u64 b = bits_of(x);
    int e = (int)(b >> 52 & 0x7ff) - 1023;
    if (e < 0)
        return of_bits(b & (1ULL << 63));
    if (e < 52)
        b &= ~((1ULL << (52 - e)) - 1);
    return of_bits(b);
}
NOSPLIT double floor(double x)
{
    if (LIKELY(cpu.sse41))
        return floor_sse41(x);
    double t = trunc(x);
    return t > x ? (t - 1 == 0 ? copysign(0, x) : t - 1) : t;
}
NOSPLIT double ceil(double x)
{
    if (LIKELY(cpu.sse41))
        return ceil_sse41(x);
    double t = trunc(x);
    if (t < x)
        t += 1;
    return t == 0 ? copysign(0, x) : t;
}
NOSPLIT double rint(double x)
{
    if (LIKELY(cpu.sse41))
        return rint_sse41(x);
    if (!(fabs(x) < 4503599627370496.0))
        return x;
    volatile double big = copysign(4503599627370496.0, x);
    volatile double t = x + big;
    return copysign(t - big, x);
}
NOSPLIT double nearbyint(double x) { return rint(x); }
NOSPLIT double roundeven(double x) { return rint(x); }
NOSPLIT double round(double x)
{
    double t = trunc(x);
    return fabs(x - t) >= 0.5 ? t + copysign(1, x) : t;
}
NOSPLIT float floorf(float x) { return (float)floor(x); }
NOSPLIT float ceilf(float x) { return (float)ceil(x); }
NOSPLIT float truncf(float x) { return (float)trunc(x); }
NOSPLIT float rintf(float x) { return (float)rint(x); }

/* --- 128-bit integers ------------------------------------------------------------------------- */
typedef unsigned __int128 u128;
typedef __int128 i128;
u128 __udivti3(u128 a, u128 b);
u128 __umodti3(u128 a, u128 b);
i128 __divti3(i128 a, i128 b);
i128 __modti3(i128 a, i128 b);
i128 __multi3(i128 a, i128 b);
i128 __ashlti3(i128 a, int n);
i128 __ashrti3(i128 a, int n);
i128 __lshrti3(i128 a, int n);

static NOSPLIT u64 div_128_64(u64 hi, u64 lo, u64 d, u64 *rem)
{
    u64 q;
    __asm__("divq %4" : "=a"(q), "=d"(*rem) : "0"(lo), "1"(hi), "r"(d));
    return q;
}

static NOSPLIT u128 divmod(u128 a, u128 b, u128 *rem)
{
    u64 ah = (u64)(a >> 64), al = (u64)a, bh = (u64)(b >> 64), bl = (u64)b;
    if (bh == 0) {
        u64 r = 0, qh = 0;
        if (ah >= bl)
            qh = div_128_64(0, ah, bl, &r);
        else
            r = ah;
        u64 ql = div_128_64(r, al, bl, &r);
        *rem = r;
        return (u128)qh << 64 | ql;
    }
    u128 q = 0, r = a;
    int shift = __builtin_clzll(bh) - (ah ? __builtin_clzll(ah) : 64);
    if (shift < 0) {
        *rem = a;
        return 0;
    }
    for (b <<= shift; shift >= 0; shift--, b >>= 1) {
        q <<= 1;
        if (r >= b) {
            r -= b;
            q |= 1;
        }
    }
    *rem = r;
    return q;
}
NOSPLIT u128 __udivti3(u128 a, u128 b)
{
    u128 r;
    return divmod(a, b, &r);
}
NOSPLIT u128 __umodti3(u128 a, u128 b)
{
    u128 r;
    divmod(a, b, &r);
    return r;
}
NOSPLIT i128 __divti3(i128 a, i128 b)
{
    u128 r, q = divmod(a < 0 ? -(u128)a : (u128)a, b < 0 ? -(u128)b : (u128)b, &r);
    return (i128)((a < 0) != (b < 0) ? -q : q);
}
NOSPLIT i128 __modti3(i128 a, i128 b)
{
    u128 r;
    divmod(a < 0 ? -(u128)a : (u128)a, b < 0 ? -(u128)b : (u128)b, &r);
    return (i128)(a < 0 ? -r : r);
}
NOSPLIT i128 __multi3(i128 a, i128 b)
{
    u64 al = (u64)a, ah = (u64)((u128)a >> 64), bl = (u64)b, bh = (u64)((u128)b >> 64);
    u64 lo, hi;
    __asm__("mulq %3" : "=a"(lo), "=d"(hi) : "0"(al), "r"(bl) : "cc");
    hi += al * bh + ah * bl;
    return (i128)((u128)hi << 64 | lo);
}
