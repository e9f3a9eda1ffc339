/* runtime/sha2.c: the block functions of crypto/sha256 and crypto/sha512 (FIPS 180-4), which Go's tree
 * has in assembly. SHA-256 uses the processor's SHA instructions where it has them. */
#include <immintrin.h>

#include "runtime/cpu.h"
#include "runtime/hooks.h"

/* Cube roots of the first primes: the first 64 (32) bits behind the point. */
static const u64 k512[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};
static const u32 k256[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define ROR(x, n) ((x) >> (n) | (x) << (8 * sizeof(x) - (n)))

/* One round; the caller renames the eight words instead of moving them. */
#define ROUND(S0, S1, a, b, c, d, e, f, g, h, kw)                                                  \
    do {                                                                                           \
        h += S1(e) + ((e & (f ^ g)) ^ g) + (kw);                                                   \
        d += h;                                                                                    \
        h += S0(a) + ((a & b) | (c & (a | b)));                                                    \
    } while (0)

/* The rounds over blocks of 16 words of type T; SIZE is 4 or 8. */
#define SHA2(name, T, bswap, K, ROUNDS, S0, S1, s0, s1)                                            \
    static inline __attribute__((always_inline)) void name(T *st, const u8 *p, usize n)            \
    {                                                                                              \
        for (; n >= 16 * sizeof(T); p += 16 * sizeof(T), n -= 16 * sizeof(T)) {                    \
            T w[16], v[8];                                                                         \
            memcpy(w, p, sizeof w);                                                                \
            memcpy(v, st, sizeof v);                                                               \
            _Pragma("unroll") for (int i = 0; i < 16; i++) w[i] = bswap(w[i]);                     \
            for (int t = 0; t < ROUNDS; t += 16) {                                                 \
                _Pragma("unroll") for (int i = 0; i < 16; i++)                                     \
                {                                                                                  \
                    if (t)                                                                         \
                        w[i] += s0(w[(i + 1) & 15]) + w[(i + 9) & 15] + s1(w[(i + 14) & 15]);      \
                    ROUND(S0, S1, v[-i & 7], v[(1 - i) & 7], v[(2 - i) & 7], v[(3 - i) & 7],       \
                          v[(4 - i) & 7], v[(5 - i) & 7], v[(6 - i) & 7], v[(7 - i) & 7],          \
                          K[t + i] + w[i]);                                                        \
                }                                                                                  \
            }                                                                                      \
            for (int i = 0; i < 8; i++)                                                            \
                st[i] += v[i];                                                                     \
        }                                                                                          \
    }

/* --- SHA-256 ---------------------------------------------------------------------------------- */

#define BIG0_256(x) (ROR(x, 2) ^ ROR(x, 13) ^ ROR(x, 22))
#define BIG1_256(x) (ROR(x, 6) ^ ROR(x, 11) ^ ROR(x, 25))
#define SMALL0_256(x) (ROR(x, 7) ^ ROR(x, 18) ^ (x) >> 3)
#define SMALL1_256(x) (ROR(x, 17) ^ ROR(x, 19) ^ (x) >> 10)
SHA2(sha256_words, u32, __builtin_bswap32, k256, 64, BIG0_256, BIG1_256, SMALL0_256, SMALL1_256)

static void sha256_plain(u32 *h, const u8 *p, usize n) { sha256_words(h, p, n); }
static __attribute__((target("bmi,bmi2"))) void sha256_bmi2(u32 *h, const u8 *p, usize n)
{
    sha256_words(h, p, n);
}

/* The instructions keep the state as the words a b e f and c d g h, highest first. */
static __attribute__((target("sha,sse4.1"))) void sha256_ni(u32 *h, const u8 *p, usize n)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i dcba = _mm_loadu_si128((__m128i *)h), hgfe = _mm_loadu_si128((__m128i *)h + 1);
    __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1), efgh = _mm_shuffle_epi32(hgfe, 0x1b);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
    for (; n >= 64; p += 64, n -= 64) {
        __m128i x = abef, y = cdgh, m[4];
#pragma unroll
        for (int i = 0; i < 16; i++) {
            __m128i *w = &m[i & 3], prev = m[(i + 3) & 3];
            if (i < 4)
                *w = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)p + i), swap);
            else
                *w = _mm_sha256msg2_epu32(
                    _mm_add_epi32(_mm_sha256msg1_epu32(*w, m[(i + 1) & 3]),
                                  _mm_alignr_epi8(prev, m[(i + 2) & 3], 4)), prev);
            __m128i k = _mm_add_epi32(*w, _mm_load_si128((const __m128i *)k256 + i));
            y = _mm_sha256rnds2_epu32(y, x, k);
            x = _mm_sha256rnds2_epu32(x, y, _mm_shuffle_epi32(k, 0x0e));
        }
        abef = _mm_add_epi32(abef, x);
        cdgh = _mm_add_epi32(cdgh, y);
    }
    __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)h, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)h + 1, _mm_alignr_epi8(dchg, feba, 8));
}

HOOK(void, hook_sha256, "crypto/sha256.block", u32 *digest, const u8 *p, usize n, usize cap)
{
    if (cpu.sha && cpu.sse41)
        sha256_ni(digest, p, n);
    else if (cpu.bmi2)
        sha256_bmi2(digest, p, n);
    else
        sha256_plain(digest, p, n);
}

/* --- SHA-512 ---------------------------------------------------------------------------------- */

#define BIG0_512(x) (ROR(x, 28) ^ ROR(x, 34) ^ ROR(x, 39))
#define BIG1_512(x) (ROR(x, 14) ^ ROR(x, 18) ^ ROR(x, 41))
#define SMALL0_512(x) (ROR(x, 1) ^ ROR(x, 8) ^ (x) >> 7)
#define SMALL1_512(x) (ROR(x, 19) ^ ROR(x, 61) ^ (x) >> 6)
SHA2(sha512_words, u64, __builtin_bswap64, k512, 80, BIG0_512, BIG1_512, SMALL0_512, SMALL1_512)

HOOK(void, hook_sha512, "crypto/sha512.blockAMD64", u64 *digest, const u8 *p, usize n, usize cap)
{
    sha512_words(digest, p, n);
}
/* Go calls this one where there are AVX2, BMI1 and BMI2. */
__attribute__((target("bmi,bmi2")))
HOOK(void, hook_sha512_bmi2, "crypto/sha512.blockAVX2", u64 *digest, const u8 *p, usize n, usize cap)
{
    sha512_words(digest, p, n);
}
