/* runtime/hash.h */
#ifndef RUNTIME_HASH_H
#define RUNTIME_HASH_H

#include "runtime/runtime.h"

extern u64 hash_secret[4];
void hash_init(const u8 *random16);

/* words at any address */
typedef u64 u64_u __attribute__((aligned(1), may_alias));
typedef u32 u32_u __attribute__((aligned(1), may_alias));

static inline u64 hash_mix(u64 a, u64 b)
{
    unsigned __int128 x = (unsigned __int128)a * b;
    return (u64)x ^ (u64)(x >> 64);
}

/* At most 16 bytes, read as two words (rt_memhash). */
static inline u64 hash_short(u64 a, u64 b, u64 len, u64 seed)
{
    return hash_mix(hash_secret[1] ^ len,
                    hash_mix(a ^ hash_secret[1], b ^ seed ^ hash_secret[0]));
}

#endif
