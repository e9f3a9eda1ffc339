/* runtime/sha1.c: crypto/sha1's block functions (FIPS 180-4), which Go's tree has in assembly. */
#include <immintrin.h>

#include "runtime/cpu.h"
#include "runtime/hooks.h"

#define ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define CHOOSE(x, y, z) (((y ^ z) & x) ^ z)
#define PARITY(x, y, z) (x ^ y ^ z)
#define MAJORITY(x, y, z) ((x & y) + ((x ^ y) & z))

/* Rounds [from, from + 20): v holds a to e, renamed from round to round instead of moved. */
#define TWENTY(f, k, from)                                                                         \
    _Pragma("unroll") for (int t = from; t < from + 20; t++)                                       \
    {                                                                                              \
        u32 *x = &w[t & 15];                                                                       \
        if (t >= 16)                                                                               \
            *x = ROL(*x ^ w[(t + 2) & 15] ^ w[(t + 8) & 15] ^ w[(t + 13) & 15], 1);                \
        u32 a = v[(80 - t) % 5], c = v[(82 - t) % 5], d = v[(83 - t) % 5];                         \
        u32 *b = &v[(81 - t) % 5], *e = &v[(84 - t) % 5];                                          \
        *e += ROL(a, 5) + f(*b, c, d) + (k) + *x;                                                  \
        *b = ROL(*b, 30);                                                                          \
    }

static inline __attribute__((always_inline)) void sha1_words(u32 *h, const u8 *p, usize n)
{
    for (; n >= 64; p += 64, n -= 64) {
        u32 w[16], v[5];
        memcpy(w, p, sizeof w);
        memcpy(v, h, sizeof v);
#pragma unroll
        for (int i = 0; i < 16; i++)
            w[i] = __builtin_bswap32(w[i]);
        TWENTY(CHOOSE, 0x5a827999, 0)
        TWENTY(PARITY, 0x6ed9eba1, 20)
        TWENTY(MAJORITY, 0x8f1bbcdc, 40)
        TWENTY(PARITY, 0xca62c1d6, 60)
        for (int i = 0; i < 5; i++)
            h[i] += v[i];
    }
}

/* Rounds [4 * from, 4 * from + 20) with the function and constant number f. */
#define TWENTY_NI(f, from)                                                                         \
    _Pragma("unroll") for (int i = from; i < from + 5; i++)                                        \
    {                                                                                              \
        __m128i *w = &m[i & 3];                                                                    \
        if (i < 4)                                                                                 \
            *w = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)p + i), swap);                  \
        else                                                                                       \
            *w = _mm_sha1msg2_epu32(                                                               \
                _mm_xor_si128(_mm_sha1msg1_epu32(*w, m[(i + 1) & 3]), m[(i + 2) & 3]),             \
                m[(i + 3) & 3]);                                                                   \
        __m128i in = i ? _mm_sha1nexte_epu32(before, *w) : _mm_add_epi32(e, *w);                   \
        before = x;                                                                                \
        x = _mm_sha1rnds4_epu32(x, in, f);                                                         \
    }

static __attribute__((target("sha,sse4.1"))) void sha1_ni(u32 *h, const u8 *p, usize n)
{
    const __m128i swap = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((__m128i *)h), 0x1b);
    __m128i e = _mm_set_epi32((int)h[4], 0, 0, 0);
    for (; n >= 64; p += 64, n -= 64) {
        __m128i x = abcd, before = x, m[4];
        TWENTY_NI(0, 0)
        TWENTY_NI(1, 5)
        TWENTY_NI(2, 10)
        TWENTY_NI(3, 15)
        e = _mm_sha1nexte_epu32(before, e);
        abcd = _mm_add_epi32(abcd, x);
    }
    _mm_storeu_si128((__m128i *)h, _mm_shuffle_epi32(abcd, 0x1b));
    h[4] = (u32)_mm_extract_epi32(e, 3);
}

HOOK(void, hook_sha1, "crypto/sha1.blockAMD64", u32 *digest, const u8 *p, usize n, usize cap)
{
    if (cpu.sha && cpu.sse41)
        sha1_ni(digest, p, n);
    else
        sha1_words(digest, p, n);
}
/* Go calls this one where there are AVX2, BMI1 and BMI2. */
HOOK(void, hook_sha1_avx2, "crypto/sha1.blockAVX2", u32 *digest, const u8 *p, usize n, usize cap)
{
    hook_sha1(digest, p, n, cap);
}
