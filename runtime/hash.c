/* runtime/hash.c: hashing of keys. Seeds are per process and per map, so orders differ between
 * runs. */
#include "runtime/error.h"
#include "runtime/hash.h"
#include "runtime/iface.h"
#include "runtime/rt.h"

u64 hash_secret[4] = { 0xa0761d6478bd642fULL, 0xe7037ed1a0b428dbULL, 0x8ebc6af09c88c6e3ULL,
                       0x589965cc75374cc3ULL };

void hash_init(const u8 *random16)
{
    u64 r[2];
    memcpy(r, random16, 16);
    hash_secret[0] ^= r[0] | 1;
    hash_secret[1] ^= r[1];
}

static inline u64 r8(const u8 *p) { return *(const u64_u *)p; }
static inline u64 r4(const u8 *p) { return *(const u32_u *)p; }

u64 rt_memhash(const void *pv, u64 seed, u64 n)
{
    const u8 *p = pv;
    u64 a, b, len = n;
    seed ^= hash_secret[0];
    if (n <= 16) {
        if (n >= 8) {
            a = r8(p);
            b = r8(p + n - 8);
        } else if (n >= 4) {
            a = r4(p);
            b = r4(p + n - 4);
        } else if (n > 0) {
            a = (u64)p[0] << 16 | (u64)p[n >> 1] << 8 | p[n - 1];
            b = 0;
        } else {
            return hash_mix(seed, hash_secret[1]);
        }
    } else {
        for (; n > 16; p += 16, n -= 16)
            seed = hash_mix(r8(p) ^ hash_secret[1], r8(p + 8) ^ seed);
        a = r8(p + n - 16);
        b = r8(p + n - 8);
    }
    return hash_mix(hash_secret[1] ^ len, hash_mix(a ^ hash_secret[1], b ^ seed));
}

u64 rt_strhash(const GoString *s, u64 seed) { return rt_memhash(s->p, seed, (u64)s->n); }

/* +0 and -0 are equal; NaN is unequal to itself, so its hash had better be random. */
u64 rt_f64hash(const double *p, u64 seed)
{
    if (*p == 0)
        return hash_mix(seed ^ hash_secret[0], hash_secret[2]);
    if (*p != *p)
        return hash_mix(seed ^ fastrand64(), hash_secret[2]);
    return rt_memhash(p, seed, 8);
}
u64 rt_f32hash(const float *p, u64 seed)
{
    double d = *p;
    return rt_f64hash(&d, seed);
}
u64 rt_c64hash(const float *p, u64 seed) { return rt_f32hash(p + 1, rt_f32hash(p, seed)); }
u64 rt_c128hash(const double *p, u64 seed) { return rt_f64hash(p + 1, rt_f64hash(p, seed)); }

static u64 hash_dynamic(const GoType *t, void *const *data, u64 seed)
{
    if (!t)
        return seed;
    if (!t->equal)
        panic_unhashable(t);
    const void *p = type_is_direct(t) ? (const void *)data : *data;
    return hash_mix(rt_typehash(t, p, seed ^ hash_secret[3]), hash_secret[0]);
}
u64 rt_interhash(const GoIface *p, u64 seed)
{
    const GoItab *tab = p->tab;
    return hash_dynamic(tab ? tab->type : NULL, &p->data, seed);
}
u64 rt_nilinterhash(const GoEface *p, u64 seed) { return hash_dynamic(p->type, &p->data, seed); }

/* Neighbouring fields of regular memory are hashed as one region, as the compiler's hash functions
 * do: maps made by reflect must find the entries that generated code has put in. */
static u64 hash_struct(const GoStructType *t, const u8 *p, u64 seed)
{
    u64 start = 0, end = 0;
    for (i64 i = 0; i < t->nfields; i++) {
        const GoStructField *f = &t->fields[i];
        GoString name = name_text(f->name);
        bool blank = name.n == 1 && name.p[0] == '_';
        bool regular = f->type->tflag & TFLAG_REGULAR_MEMORY;
        if (end > start && (blank || f->offset != end || !regular)) {
            seed = rt_memhash(p + start, seed, end - start);
            start = end;
        }
        if (blank)
            continue;
        if (!regular) {
            seed = rt_typehash(f->type, p + f->offset, seed);
            continue;
        }
        if (start == end)
            start = end = f->offset;
        end += f->type->size;
    }
    return end > start ? rt_memhash(p + start, seed, end - start) : seed;
}

u64 rt_typehash(const GoType *t, const void *pv, u64 seed)
{
    const u8 *p = pv;
    if (t->tflag & TFLAG_REGULAR_MEMORY)
        return rt_memhash(p, seed, t->size);
    switch (type_kind(t)) {
    case KIND_FLOAT32: return rt_f32hash(pv, seed);
    case KIND_FLOAT64: return rt_f64hash(pv, seed);
    case KIND_COMPLEX64: return rt_c64hash(pv, seed);
    case KIND_COMPLEX128: return rt_c128hash(pv, seed);
    case KIND_STRING: return rt_strhash(pv, seed);
    case KIND_INTERFACE:
        return ((const GoInterfaceType *)t)->nmethods == 0 ? rt_nilinterhash(pv, seed)
                                                           : rt_interhash(pv, seed);
    case KIND_ARRAY: {
        const GoArrayType *a = (const GoArrayType *)t;
        for (u64 i = 0; i < a->len; i++)
            seed = rt_typehash(a->elem, p + i * a->elem->size, seed);
        return seed;
    }
    case KIND_STRUCT:
        return hash_struct((const GoStructType *)t, p, seed);
    case KIND_FUNC: case KIND_MAP: case KIND_SLICE:
        panic_unhashable(t);
    default:
        return rt_memhash(p, seed, t->size);
    }
}
