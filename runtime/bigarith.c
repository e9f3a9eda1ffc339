/* runtime/bigarith.c: the word loops of math/big that Go's tree has in assembly. Numbers are slices of
 * 64-bit words, lowest first; z, x and y have the length of z (Go's callers see to that), and z may be
 * x or y, or overlap x at a shift.
 *
 * A carry must survive from word to word in the processor's flag, which C cannot say: the loops that
 * add take four words an asm block. */
#include "runtime/cpu.h"
#include "runtime/hooks.h"

#define BIG(name) "math/big." name

/* z = x op y with the carry c, four words at once, then single ones. */
#define ADD_WORDS(cname, goname, op, builtin)                                                      \
    HOOK(u64, cname, BIG(goname), u64 *z, usize n, usize zcap, const u64 *x, usize xn, usize xcap, \
         const u64 *y, usize yn, usize ycap)                                                       \
    {                                                                                              \
        unsigned long long c = 0;                                                                  \
        usize i = 0, blocks = n / 4;                                                               \
        if (blocks) {                                                                              \
            u64 a, b;                                                                              \
            __asm__ volatile("xorl %k[c], %k[c]\n" /* clears the carry flag too */                 \
                             "1:\n\t"                                                              \
                             "movq (%[x],%[i],8), %[a]\n\tmovq 8(%[x],%[i],8), %[b]\n\t"           \
                             op " (%[y],%[i],8), %[a]\n\t" op " 8(%[y],%[i],8), %[b]\n\t"          \
                             "movq %[a], (%[z],%[i],8)\n\tmovq %[b], 8(%[z],%[i],8)\n\t"           \
                             "movq 16(%[x],%[i],8), %[a]\n\tmovq 24(%[x],%[i],8), %[b]\n\t"        \
                             op " 16(%[y],%[i],8), %[a]\n\t" op " 24(%[y],%[i],8), %[b]\n\t"       \
                             "movq %[a], 16(%[z],%[i],8)\n\tmovq %[b], 24(%[z],%[i],8)\n\t"        \
                             "leaq 4(%[i]), %[i]\n\tdecq %[k]\n\tjnz 1b\n\t"                       \
                             "adcq %[c], %[c]"                                                     \
                             : [i] "+&r"(i), [k] "+&r"(blocks), [c] "=&r"(c), [a] "=&r"(a),        \
                               [b] "=&r"(b)                                                        \
                             : [x] "r"(x), [y] "r"(y), [z] "r"(z)                                  \
                             : "cc", "memory");                                                    \
        }                                                                                          \
        for (; i < n; i++)                                                                         \
            z[i] = builtin(x[i], y[i], c, &c);                                                     \
        return c;                                                                                  \
    }
ADD_WORDS(hook_add_vv, "addVV", "adcq", __builtin_addcll)
ADD_WORDS(hook_sub_vv, "subVV", "sbbq", __builtin_subcll)

/* z = x op y, a single word: after the carry has died out the rest is a copy. */
#define ADD_WORD(cname, goname, builtin)                                                           \
    HOOK(u64, cname, BIG(goname), u64 *z, usize n, usize zcap, const u64 *x, usize xn, usize xcap, \
         unsigned long long c)                                                                     \
    {                                                                                              \
        usize i = 0;                                                                               \
        for (; i < n && c; i++)                                                                    \
            z[i] = builtin(x[i], c, 0, &c);                                                        \
        if (i < n && z != x)                                                                       \
            memmove(z + i, x + i, (n - i) * 8);                                                    \
        return c;                                                                                  \
    }
ADD_WORD(hook_add_vw, "addVW", __builtin_addcll)
ADD_WORD(hook_sub_vw, "subVW", __builtin_subcll)

/* z = x << s, 0 <= s < 64, from the highest word down, so that z may lie above x. From Go 1.25 on the
 * names are lshVU and rshVU. */
#define SHIFT_PARAMS u64 *z, usize n, usize zcap, const u64 *x, usize xn, usize xcap, u64 s
static inline u64 shift_left(u64 *z, usize n, const u64 *x, u64 s)
{
    if (n == 0)
        return 0;
    if (s == 0) {
        memmove(z, x, n * 8);
        return 0;
    }
    u64 high = x[n - 1], c = high >> (64 - s);
    for (usize i = n - 1; i > 0; i--) {
        u64 low = x[i - 1];
        z[i] = high << s | low >> (64 - s);
        high = low;
    }
    z[0] = high << s;
    return c;
}
HOOK(u64, hook_shl_vu, BIG("shlVU"), SHIFT_PARAMS) { return shift_left(z, n, x, s); }
HOOK(u64, hook_lsh_vu, BIG("lshVU"), SHIFT_PARAMS) { return shift_left(z, n, x, s); }

static inline u64 shift_right(u64 *z, usize n, const u64 *x, u64 s)
{
    if (n == 0)
        return 0;
    if (s == 0) {
        memmove(z, x, n * 8);
        return 0;
    }
    u64 low = x[0], c = low << (64 - s);
    for (usize i = 0; i + 1 < n; i++) {
        u64 high = x[i + 1];
        z[i] = low >> s | high << (64 - s);
        low = high;
    }
    z[n - 1] = low >> s;
    return c;
}
HOOK(u64, hook_shr_vu, BIG("shrVU"), SHIFT_PARAMS) { return shift_right(z, n, x, s); }
HOOK(u64, hook_rsh_vu, BIG("rshVU"), SHIFT_PARAMS) { return shift_right(z, n, x, s); }

/* --- products --------------------------------------------------------------------------------- */

typedef unsigned __int128 u128;

static inline __attribute__((always_inline)) u64 mul_add_words(u64 *z, const u64 *x, usize n, u64 y,
                                                               u64 c)
{
#pragma unroll 4
    for (usize i = 0; i < n; i++) {
        u128 t = (u128)x[i] * y + c;
        z[i] = (u64)t;
        c = (u64)(t >> 64);
    }
    return c;
}

/* z = x * y + r */
HOOK(u64, hook_mul_add_vww, BIG("mulAddVWW"), u64 *z, usize n, usize zcap, const u64 *x, usize xn,
     usize xcap, u64 y, u64 r)
{
    return mul_add_words(z, x, n, y, r);
}

/* z = x + y * m + c */
static inline u64 add_mul_words(u64 *z, const u64 *x, const u64 *y, usize n, u64 m, u64 c)
{
#pragma unroll 4
    for (usize i = 0; i < n; i++) {
        u128 t = (u128)y[i] * m + x[i] + c; /* at most 2^128 - 1 */
        z[i] = (u64)t;
        c = (u64)(t >> 64);
    }
    return c;
}

/* Eight words a round with two chains of carries, one for the products' halves (CF), one for the sums
 * with z (OF): what ADX is for. */
static u64 add_mul_adx(u64 *z, const u64 *x, usize blocks, u64 y, u64 c)
{
    u64 low, high, zero = 0;
#define STEP(off, carry, next)                                                                     \
    "mulxq " off "(%[x]), %[low], %[" next "]\n\t"                                                 \
    "adcxq %[" carry "], %[low]\n\t"                                                               \
    "adoxq " off "(%[z]), %[low]\n\t"                                                              \
    "movq %[low], " off "(%[z])\n\t"
    __asm__ volatile("1:\n\t"
                     "xorl %k[zero], %k[zero]\n\t" /* clears CF and OF */
                     STEP("0", "c", "high") STEP("8", "high", "c") STEP("16", "c", "high")
                     STEP("24", "high", "c") STEP("32", "c", "high") STEP("40", "high", "c")
                     STEP("48", "c", "high") STEP("56", "high", "c")
                     "adcxq %[zero], %[c]\n\tadoxq %[zero], %[c]\n\t"
                     "addq $64, %[x]\n\taddq $64, %[z]\n\tdecq %[k]\n\tjnz 1b"
                     : [x] "+&r"(x), [z] "+&r"(z), [k] "+&r"(blocks), [c] "+&r"(c), [low] "=&r"(low),
                       [high] "=&r"(high), [zero] "+&r"(zero)
                     : "d"(y)
                     : "cc", "memory");
#undef STEP
    return c;
}

static u64 add_mul(u64 *z, const u64 *x, const u64 *y, usize n, u64 m, u64 c)
{
    usize done = 0;
    if (z == x && n >= 8 && cpu.adx && cpu.bmi2) {
        done = n & ~(usize)7;
        c = add_mul_adx(z, y, n / 8, m, c);
    }
    return add_mul_words(z + done, x + done, y + done, n - done, m, c);
}

/* z += x * y; from Go 1.25 on z = x + y * m + a */
HOOK(u64, hook_add_mul_vvw, BIG("addMulVVW"), u64 *z, usize n, usize zcap, const u64 *x, usize xn,
     usize xcap, u64 y)
{
    return add_mul(z, z, x, n, y, 0);
}
HOOK(u64, hook_add_mul_vvww, BIG("addMulVVWW"), u64 *z, usize n, usize zcap, const u64 *x, usize xn,
     usize xcap, const u64 *y, usize yn, usize ycap, u64 m, u64 a)
{
    return add_mul(z, x, y, n, m, a);
}
