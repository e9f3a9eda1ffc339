/* sym: the table of interned strings, open addressing with linear probing. */
#include "base/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Sym **table;
static uint32_t nslots, nsyms;

/* Eight bytes a step, mixed by multiplication (the FNV idea over words). */
static uint32_t hash_bytes(const char *s, size_t n)
{
    uint64_t h = 0x9E3779B97F4A7C15u ^ n, w;
    for (; n >= 8; n -= 8, s += 8) {
        memcpy(&w, s, 8);
        h = (h ^ w) * 0xFF51AFD7ED558CCDu;
        h ^= h >> 32;
    }
    w = 0;
    for (size_t i = 0; i < n; i++)
        w |= (uint64_t)(unsigned char)s[i] << (8 * i);
    h = (h ^ w) * 0xFF51AFD7ED558CCDu;
    h ^= h >> 32;
    h *= 0xC4CEB9FE1A85EC53u;
    return (uint32_t)(h >> 32);
}

static void grow(void)
{
    uint32_t n = nslots ? nslots * 2 : 4096;
    Sym **t = calloc(n, sizeof *t);
    if (!t)
        diag_fatal("out of memory");
    for (uint32_t i = 0; i < nslots; i++) {
        if (!table[i])
            continue;
        uint32_t j = table[i]->hash & (n - 1);
        while (t[j])
            j = (j + 1) & (n - 1);
        t[j] = table[i];
    }
    free(table);
    table = t;
    nslots = n;
}

const Sym *sym_intern(const char *s, size_t len)
{
    if (nsyms * 2 >= nslots)
        grow();
    uint32_t h = hash_bytes(s, len), i = h & (nslots - 1);
    for (; table[i]; i = (i + 1) & (nslots - 1)) {
        Sym *y = table[i];
        if (y->hash == h && y->len == len && memcmp(y->s, s, len) == 0)
            return y;
    }
    Sym *y = arena_alloc(perm, sizeof(Sym) + len + 1);
    y->len = (uint32_t)len;
    y->hash = h;
    memcpy(y->s, s, len);
    table[i] = y;
    nsyms++;
    return y;
}

const Sym *sym(const char *cstr)
{
    return sym_intern(cstr, strlen(cstr));
}

const Sym *sym_printf(const char *fmt, ...)
{
    Buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    const Sym *y = sym_intern(buf_cstr(&b), b.len);
    buf_free(&b);
    return y;
}

void sym_reset(void)
{
    free(table);
    table = NULL;
    nslots = nsyms = 0;
}
