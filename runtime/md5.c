/* runtime/md5.c: crypto/md5's block function (RFC 1321), which Go's tree has in assembly. */
#include "runtime/hooks.h"

/* floor(abs(sin(i + 1)) * 2^32) */
static const u32 sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

#define ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define F(x, y, z) (((y ^ z) & x) ^ z)
#define G(x, y, z) ((x & z) + (y & ~z)) /* no bit is in both: a sum lets the processor work ahead */
#define H(x, y, z) (x ^ (y ^ z))
#define I(x, y, z) (y ^ (x | ~z))

/* Four steps of round f; word k of the block first, then by `stride`. */
#define FOUR(f, i, k, stride, s0, s1, s2, s3)                                                      \
    do {                                                                                           \
        a += w[(k) & 15] + sines[i] + f(b, c, d);                                                  \
        a = b + ROL(a, s0);                                                                        \
        d += w[((k) + stride) & 15] + sines[(i) + 1] + f(a, b, c);                                 \
        d = a + ROL(d, s1);                                                                        \
        c += w[((k) + 2 * stride) & 15] + sines[(i) + 2] + f(d, a, b);                             \
        c = d + ROL(c, s2);                                                                        \
        b += w[((k) + 3 * stride) & 15] + sines[(i) + 3] + f(c, d, a);                             \
        b = c + ROL(b, s3);                                                                        \
    } while (0)

HOOK(void, hook_md5, "crypto/md5.block", u32 *digest, const u8 *p, usize n, usize cap)
{
    u32 a = digest[0], b = digest[1], c = digest[2], d = digest[3];
    for (; n >= 64; p += 64, n -= 64) {
        u32 w[16], a0 = a, b0 = b, c0 = c, d0 = d;
        memcpy(w, p, sizeof w);
#pragma unroll
        for (int i = 0; i < 16; i += 4)
            FOUR(F, i, i, 1, 7, 12, 17, 22);
#pragma unroll
        for (int i = 0; i < 16; i += 4)
            FOUR(G, i + 16, 5 * i + 1, 5, 5, 9, 14, 20);
#pragma unroll
        for (int i = 0; i < 16; i += 4)
            FOUR(H, i + 32, 3 * i + 5, 3, 4, 11, 16, 23);
#pragma unroll
        for (int i = 0; i < 16; i += 4)
            FOUR(I, i + 48, 7 * i, 7, 6, 10, 15, 21);
        a += a0, b += b0, c += c0, d += d0;
    }
    digest[0] = a, digest[1] = b, digest[2] = c, digest[3] = d;
}
