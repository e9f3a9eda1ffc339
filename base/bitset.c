/* bitset: fixed-size sets of small integers. */
#include "base/base.h"

BitSet bitset_new(Arena *a, uint32_t nbits)
{
    return (BitSet){NEW_ARRAY(a, uint64_t, (nbits + 63) / 64), nbits};
}

bool bitset_union(BitSet *into, const BitSet *from)
{
    uint64_t added = 0;
    for (uint32_t i = 0, n = (from->nbits + 63) / 64; i < n; i++) {
        added |= from->w[i] & ~into->w[i];
        into->w[i] |= from->w[i];
    }
    return added != 0;
}
