/* runtime/bytealg.c: internal/bytealg's functions that Go's tree has in assembly: searching and
 * counting bytes, finding short strings, comparing. 16 bytes at a time, 32 where AVX2 is there.
 *
 * NOSPLIT throughout, for they are short and hot, and lean on nothing but the arguments. None blocks.
 */
#include <immintrin.h>

#include "runtime/cpu.h"
#include "runtime/hooks.h"

__asm__(".pushsection .note.GNU-split-stack,\"\",@progbits\n.popsection"); /* as in mem.c */

#define AVX2 __attribute__((target("avx2,bmi")))
enum { PAGE = 4096, WIDE = 128 /* from this length on AVX2 pays */ };

static inline NOSPLIT __m128i load16(const u8 *p) { return _mm_loadu_si128((const __m128i *)p); }
static inline NOSPLIT AVX2 __m256i load32(const u8 *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}
static inline NOSPLIT u32 equal_mask(__m128i a, __m128i b)
{
    return (u32)_mm_movemask_epi8(_mm_cmpeq_epi8(a, b));
}

/* Which of the n bytes at p, 0 < n < 16, equal c's. Reads 16 bytes that share p's page or its end's. */
static inline NOSPLIT u32 short_mask(const u8 *p, usize n, __m128i c)
{
    if (((usize)p & (PAGE - 1)) <= PAGE - 16)
        return equal_mask(load16(p), c) & ((1u << n) - 1);
    return equal_mask(load16(p + n - 16), c) >> (16 - n);
}

/* --- IndexByte -------------------------------------------------------------------------------- */

static NOSPLIT AVX2 i64 index_byte_avx2(const u8 *p, usize n, u8 b)
{
    const u8 *at = p, *last = p + n - 32;
    __m256i c = _mm256_set1_epi8((char)b);
    for (; at + 128 <= p + n; at += 128) {
        __m256i w = _mm256_cmpeq_epi8(load32(at), c), x = _mm256_cmpeq_epi8(load32(at + 32), c);
        __m256i y = _mm256_cmpeq_epi8(load32(at + 64), c), z = _mm256_cmpeq_epi8(load32(at + 96), c);
        __m256i any = _mm256_or_si256(_mm256_or_si256(w, x), _mm256_or_si256(y, z));
        if (_mm256_testz_si256(any, any))
            continue;
        u64 low = (u32)_mm256_movemask_epi8(w) | (u64)(u32)_mm256_movemask_epi8(x) << 32;
        u64 high = (u32)_mm256_movemask_epi8(y) | (u64)(u32)_mm256_movemask_epi8(z) << 32;
        return at - p + (low ? __builtin_ctzll(low) : 64 + __builtin_ctzll(high));
    }
    u32 m;
    for (; at < last; at += 32)
        if ((m = (u32)_mm256_movemask_epi8(_mm256_cmpeq_epi8(load32(at), c))))
            return at - p + __builtin_ctz(m);
    m = (u32)_mm256_movemask_epi8(_mm256_cmpeq_epi8(load32(last), c));
    return m ? last - p + __builtin_ctz(m) : -1;
}

static inline NOSPLIT i64 index_byte(const u8 *p, usize n, u8 b)
{
    __m128i c = _mm_set1_epi8((char)b);
    u32 m;
    if (n < 16) {
        m = n ? short_mask(p, n, c) : 0;
        return m ? __builtin_ctz(m) : -1;
    }
    if ((m = equal_mask(load16(p), c))) /* often it is near */
        return __builtin_ctz(m);
    if (n >= WIDE && cpu.avx2)
        return index_byte_avx2(p, n, b);
    const u8 *at = p + 16, *last = p + n - 16;
    for (; at < last; at += 16)
        if ((m = equal_mask(load16(at), c)))
            return at - p + __builtin_ctz(m);
    m = equal_mask(load16(last), c);
    return m ? last - p + __builtin_ctz(m) : -1;
}

HOOK(i64, hook_index_byte, "internal/bytealg.IndexByte", const u8 *p, usize n, usize cap, u8 b)
{
    return index_byte(p, n, b);
}
HOOK(i64, hook_index_byte_string, "internal/bytealg.IndexByteString", const u8 *p, usize n, u8 b)
{
    return index_byte(p, n, b);
}

/* --- Count ------------------------------------------------------------------------------------ */

static NOSPLIT AVX2 i64 count_avx2(const u8 *p, usize n, u8 b)
{
    __m256i c = _mm256_set1_epi8((char)b), zero = _mm256_setzero_si256(), sums = zero;
    const u8 *end = p + n;
    while (end - p >= 64) {
        __m256i x = zero, y = zero; /* minus one per hit in each byte: at most 255 rounds */
        for (int i = 0; i < 255 && end - p >= 64; i++, p += 64) {
            x = _mm256_add_epi8(x, _mm256_cmpeq_epi8(load32(p), c));
            y = _mm256_add_epi8(y, _mm256_cmpeq_epi8(load32(p + 32), c));
        }
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(_mm256_sub_epi8(zero, x), zero));
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(_mm256_sub_epi8(zero, y), zero));
    }
    i64 sum = _mm256_extract_epi64(sums, 0) + _mm256_extract_epi64(sums, 1) +
              _mm256_extract_epi64(sums, 2) + _mm256_extract_epi64(sums, 3);
    for (; end - p >= 16; p += 16)
        sum += __builtin_popcount(equal_mask(load16(p), _mm256_castsi256_si128(c)));
    if (p < end)
        sum += __builtin_popcount(short_mask(p, (usize)(end - p), _mm256_castsi256_si128(c)));
    return sum;
}

static inline NOSPLIT i64 count(const u8 *p, usize n, u8 b)
{
    if (n >= WIDE && cpu.avx2)
        return count_avx2(p, n, b);
    __m128i c = _mm_set1_epi8((char)b);
    i64 sum = 0;
    for (; n >= 16; p += 16, n -= 16)
        sum += __builtin_popcount(equal_mask(load16(p), c));
    return n ? sum + __builtin_popcount(short_mask(p, n, c)) : sum;
}

HOOK(i64, hook_count, "internal/bytealg.Count", const u8 *p, usize n, usize cap, u8 b)
{
    return count(p, n, b);
}
HOOK(i64, hook_count_string, "internal/bytealg.CountString", const u8 *p, usize n, u8 b)
{
    return count(p, n, b);
}

/* --- Index ------------------------------------------------------------------------------------ */

/* Candidates are the places where both the first and the last byte of the pattern x[0..k) stand where
 * they should; bcmp looks at the rest. */
static NOSPLIT i64 index_few(const u8 *s, usize places, const u8 *x, usize k)
{
    for (usize i = 0; i < places; i++)
        if (s[i] == x[0] && s[i + k - 1] == x[k - 1] && bcmp(s + i, x, k) == 0)
            return (i64)i;
    return -1;
}

static inline NOSPLIT i64 check_candidates(const u8 *s, u32 m, const u8 *x, usize k)
{
    for (; m; m &= m - 1) {
        int i = __builtin_ctz(m);
        if (k <= 2 || bcmp(s + i + 1, x + 1, k - 2) == 0)
            return i;
    }
    return -1;
}

static NOSPLIT AVX2 i64 index_avx2(const u8 *s, usize places, const u8 *x, usize k)
{
    __m256i first = _mm256_set1_epi8((char)x[0]), final = _mm256_set1_epi8((char)x[k - 1]);
    for (usize i = 0;; i = MIN(i + 32, places - 32)) {
        __m256i a = _mm256_cmpeq_epi8(load32(s + i), first);
        __m256i b = _mm256_cmpeq_epi8(load32(s + i + k - 1), final);
        u32 m = (u32)_mm256_movemask_epi8(_mm256_and_si256(a, b));
        i64 at = m ? check_candidates(s + i, m, x, k) : -1;
        if (at >= 0)
            return (i64)i + at;
        if (i == places - 32)
            return -1;
    }
}

static NOSPLIT i64 index_text(const u8 *s, usize n, const u8 *x, usize k)
{
    if (k > n)
        return -1;
    usize places = n - k + 1;
    if (places < 16)
        return index_few(s, places, x, k);
    if (places >= 32 && cpu.avx2)
        return index_avx2(s, places, x, k);
    __m128i first = _mm_set1_epi8((char)x[0]), final = _mm_set1_epi8((char)x[k - 1]);
    for (usize i = 0;; i = MIN(i + 16, places - 16)) {
        u32 m = equal_mask(load16(s + i), first) & equal_mask(load16(s + i + k - 1), final);
        i64 at = m ? check_candidates(s + i, m, x, k) : -1;
        if (at >= 0)
            return (i64)i + at;
        if (i == places - 16)
            return -1;
    }
}

HOOK(i64, hook_index, "internal/bytealg.Index", const u8 *s, usize n, usize cap, const u8 *x, usize k,
     usize xcap)
{
    return index_text(s, n, x, k);
}
HOOK(i64, hook_index_string, "internal/bytealg.IndexString", const u8 *s, usize n, const u8 *x, usize k)
{
    return index_text(s, n, x, k);
}

/* --- Compare ---------------------------------------------------------------------------------- */

static inline NOSPLIT i64 compare(const u8 *a, usize an, const u8 *b, usize bn)
{
    int c = a == b ? 0 : memcmp(a, b, MIN(an, bn));
    return c ? (c < 0 ? -1 : 1) : an < bn ? -1 : an > bn;
}

HOOK(i64, hook_compare, "internal/bytealg.Compare", const u8 *a, usize an, usize acap, const u8 *b,
     usize bn, usize bcap)
{
    return compare(a, an, b, bn);
}
HOOK(i64, hook_cmpstring, "runtime.cmpstring", const u8 *a, usize an, const u8 *b, usize bn)
{
    return compare(a, an, b, bn);
}
HOOK(bool, hook_memequal, "runtime.memequal", const void *a, const void *b, usize n)
{
    return bcmp(a, b, n) == 0;
}
