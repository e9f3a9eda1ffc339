/* runtime/ftoa.c: the shortest decimal that reads back as the same float, in strconv's 'g' form.
 * Exact integer arithmetic (Steele and White): speed does not matter here, size and certainty do.
 */
#include "runtime/print.h"

enum { WORDS = 40 };
typedef struct Big { u32 w[WORDS]; } Big; /* little end first */

static void big_mul(Big *b, u32 k)
{
    u64 carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (u64)b->w[i] * k;
        b->w[i] = (u32)carry;
        carry >>= 32;
    }
}
static void big_shift(Big *b, int n)
{
    for (; n >= 31; n -= 31)
        big_mul(b, 1u << 31);
    big_mul(b, 1u << n);
}
static void big_add(Big *r, const Big *a, const Big *b)
{
    u64 carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (u64)a->w[i] + b->w[i];
        r->w[i] = (u32)carry;
        carry >>= 32;
    }
}
static void big_sub(Big *a, const Big *b)
{
    i64 borrow = 0;
    for (int i = 0; i < WORDS; i++) {
        i64 d = (i64)a->w[i] - b->w[i] + borrow;
        a->w[i] = (u32)d;
        borrow = d < 0 ? -1 : 0;
    }
}
static int big_cmp(const Big *a, const Big *b)
{
    for (int i = WORDS; i-- > 0;)
        if (a->w[i] != b->w[i])
            return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}
static Big big_of(u64 v)
{
    Big b = { { (u32)v, (u32)(v >> 32) } };
    return b;
}

/* Digits of m * 2^e, whose neighbours are half a unit of m away (a quarter below if low_gap);
 * *point: 0.d1d2... * 10^point. */
static int digits_of(u64 m, int e, bool low_gap, char *out, int *point)
{
    bool even = !(m & 1);
    Big r = big_of(m), s = big_of(1), up = big_of(1), down = big_of(1), t;
    big_shift(&r, low_gap ? 2 : 1);
    big_shift(&s, low_gap ? 2 : 1);
    big_shift(&up, low_gap);
    if (e > 0) {
        big_shift(&r, e);
        big_shift(&up, e);
        big_shift(&down, e);
    } else {
        big_shift(&s, -e);
    }
    *point = 0;
    for (;; ++*point) { /* r + up against s */
        big_add(&t, &r, &up);
        int c = big_cmp(&t, &s);
        if (c < 0 || (c == 0 && !even))
            break;
        big_mul(&s, 10);
    }
    for (;; --*point) {
        big_add(&t, &r, &up);
        big_mul(&t, 10);
        int c = big_cmp(&t, &s);
        if (c > 0 || (c == 0 && even))
            break;
        big_mul(&r, 10);
        big_mul(&up, 10);
        big_mul(&down, 10);
    }
    int n = 0;
    for (;;) {
        big_mul(&r, 10);
        big_mul(&up, 10);
        big_mul(&down, 10);
        int d = 0;
        for (; big_cmp(&r, &s) >= 0; d++)
            big_sub(&r, &s);
        int lo = big_cmp(&r, &down);
        bool low = lo < 0 || (lo == 0 && even);
        big_add(&t, &r, &up);
        int hi = big_cmp(&t, &s);
        bool high = hi > 0 || (hi == 0 && even);
        if (!low && !high) {
            out[n++] = (char)('0' + d);
            continue;
        }
        if (high && low) {
            big_add(&t, &r, &r);
            int half = big_cmp(&t, &s);
            high = half > 0 || (half == 0 && (d & 1));
        }
        out[n++] = (char)('0' + d + high);
        return n;
    }
}

static usize put_exponent(char *p, int x)
{
    usize n = 0;
    p[n++] = 'e';
    p[n++] = x < 0 ? '-' : '+';
    if (x < 0)
        x = -x;
    if (x < 10)
        p[n++] = '0';
    return n + format_int(p + n, x);
}

/* As %e from this exponent on: the rule of 'g' when the precision is the shortest. */
enum { SHORTEST_LIMIT = 6 };

static usize layout_digits(char *buf, const char *d, int n, int point)
{
    usize k = 0;
    int x = point - 1;
    if (x < -4 || x >= SHORTEST_LIMIT) {
        buf[k++] = d[0];
        if (n > 1)
            buf[k++] = '.';
        for (int i = 1; i < n; i++)
            buf[k++] = d[i];
        return k + put_exponent(buf + k, x);
    }
    if (point <= 0) {
        buf[k++] = '0';
        buf[k++] = '.';
        for (int i = point; i < 0; i++)
            buf[k++] = '0';
        for (int i = 0; i < n; i++)
            buf[k++] = d[i];
        return k;
    }
    for (int i = 0; i < MAX(n, point); i++) {
        if (i == point)
            buf[k++] = '.';
        buf[k++] = i < n ? d[i] : '0';
    }
    return k;
}

usize format_float_shortest(char *buf, double v, int bits)
{
    usize k = 0;
    if (__builtin_signbit(v)) {
        buf[k++] = '-';
        v = -v;
    }
    if (v == 0) {
        buf[k++] = '0';
        return k;
    }
    u64 m;
    int e, least;
    if (bits == 32) {
        float f = (float)v;
        u32 b;
        memcpy(&b, &f, 4);
        e = (int)(b >> 23 & 255);
        m = b & 0x7fffff;
        if (e)
            m |= 1 << 23;
        e = MAX(e, 1) - 150;
        least = -149;
        bits = 23;
    } else {
        u64 b;
        memcpy(&b, &v, 8);
        e = (int)(b >> 52 & 0x7ff);
        m = b & ((1ULL << 52) - 1);
        if (e)
            m |= 1ULL << 52;
        e = MAX(e, 1) - 1075;
        least = -1074;
        bits = 52;
    }
    char d[20];
    int point;
    int n = digits_of(m, e, m == 1ULL << bits && e > least, d, &point);
    return k + layout_digits(buf + k, d, n, point);
}
