/* runtime/crc32.c: what hash/crc32 has in assembly. Go checks that the instructions are there before
 * it calls (castagnoliSSE42Triple stands in hooks_amd64.S, for it returns three words). */
#include <immintrin.h>

#include "runtime/hooks.h"

/* CRC-32C by the processor's own instruction. */
__attribute__((target("sse4.2")))
HOOK(u32, hook_castagnoli, "hash/crc32.castagnoliSSE42", u32 crc, const u8 *p, usize n, usize cap)
{
    u64 c = crc, w;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&w, p, 8);
        c = _mm_crc32_u64(c, w);
    }
    for (; n > 0; p++, n--)
        c = _mm_crc32_u8((u32)c, *p);
    return (u32)c;
}

#define CLMUL __attribute__((target("pclmul,sse4.1")))

/* x moved on by the distance that k stands for, plus y. */
static inline CLMUL __m128i fold(__m128i x, __m128i k, __m128i y)
{
    return _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(x, k, 0x00),
                                       _mm_clmulepi64_si128(x, k, 0x11)), y);
}

/* From 128 bits to the remainder: 64 bits, then Barrett's reduction. */
static CLMUL u32 reduce(__m128i x, __m128i k)
{
    const __m128i low32 = _mm_set_epi32(0, -1, 0, -1), k5 = _mm_set_epi64x(0, 0x163cd6124);
    const __m128i poly = _mm_set_epi64x(0x1f7011641, 0x1db710641);
    x = _mm_xor_si128(_mm_srli_si128(x, 8), _mm_clmulepi64_si128(x, k, 0x10));
    x = _mm_xor_si128(_mm_srli_si128(x, 4),
                      _mm_clmulepi64_si128(_mm_and_si128(x, low32), k5, 0x00));
    __m128i q = _mm_clmulepi64_si128(_mm_and_si128(x, low32), poly, 0x10);
    q = _mm_clmulepi64_si128(_mm_and_si128(q, low32), poly, 0x00);
    return (u32)_mm_extract_epi32(_mm_xor_si128(x, q), 1);
}

/* CRC-32 (IEEE) of at least 64 bytes, a multiple of 16, by carry-less multiplication: Gopal and
 * others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009. */
CLMUL
HOOK(u32, hook_ieee, "hash/crc32.ieeeCLMUL", u32 crc, const u8 *p, usize n, usize cap)
{
    const __m128i by64 = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by16 = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    __m128i x[4];
    for (int i = 0; i < 4; i++)
        x[i] = _mm_loadu_si128((const __m128i *)p + i);
    x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128((int)crc));
    for (p += 64, n -= 64; n >= 64; p += 64, n -= 64)
        for (int i = 0; i < 4; i++)
            x[i] = fold(x[i], by64, _mm_loadu_si128((const __m128i *)p + i));
    for (int i = 1; i < 4; i++)
        x[i] = fold(x[i - 1], by16, x[i]);
    for (; n >= 16; p += 16, n -= 16)
        x[3] = fold(x[3], by16, _mm_loadu_si128((const __m128i *)p));
    return reduce(x[3], by16);
}
