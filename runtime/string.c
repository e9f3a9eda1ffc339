/* runtime/string.c: strings, and their conversions to and from byte and rune slices. */
#include "runtime/malloc.h"
#include "runtime/rt.h"

enum { RUNE_ERROR = 0xfffd, RUNE_MAX = 0x10ffff };

static u8 *new_bytes(usize n) { return malloc_noscan(n, false); }

static bool on_stack(const void *p) { return stack_segment_of(getg(), p) != NULL; }

GoString rt_concatstrings(void *buf, const GoString *a, i64 n)
{
    usize total = 0;
    i64 used = 0, last = 0;
    for (i64 i = 0; i < n; i++) {
        if (a[i].n == 0)
            continue;
        total += (usize)a[i].n;
        if ((i64)total < 0)
            throw_("string concatenation too long");
        used++;
        last = i;
    }
    if (used == 0)
        return (GoString){ 0 };
    /* the only part may stand for the result unless it lies in a frame that the result outlives */
    if (used == 1 && (buf || !on_stack(a[last].p)))
        return a[last];
    u8 *p = buf && total <= STRING_BUF_SIZE ? buf : new_bytes(total);
    u8 *at = p;
    for (i64 i = 0; i < n; i++) {
        memmove(at, a[i].p, (usize)a[i].n);
        at += a[i].n;
    }
    return (GoString){ p, (intptr_t)total };
}

i64 rt_cmpstring(GoString a, GoString b)
{
    int c = memcmp(a.p, b.p, (usize)MIN(a.n, b.n));
    if (c)
        return c < 0 ? -1 : 1;
    return a.n < b.n ? -1 : a.n > b.n;
}

NOSPLIT bool rt_memequal(const void *a, const void *b, i64 n)
{
    return a == b || bcmp(a, b, (usize)n) == 0;
}

GoString rt_slicebytetostring(void *buf, const u8 *p, i64 n)
{
    if (n == 0)
        return (GoString){ 0 };
    if (n == 1)
        return (GoString){ (const u8 *)&static_u64s[*p], 1 };
    u8 *d = buf && n <= STRING_BUF_SIZE ? buf : new_bytes((usize)n);
    memmove(d, p, (usize)n);
    return (GoString){ d, n };
}

PtrInt rt_stringtoslicebyte(void *buf, GoString s)
{
    if (buf && s.n <= STRING_BUF_SIZE) {
        memset(buf, 0, STRING_BUF_SIZE);
        memmove(buf, s.p, (usize)s.n);
        return (PtrInt){ buf, STRING_BUF_SIZE };
    }
    usize cap = round_up_size((usize)s.n, true);
    u8 *d = new_bytes(cap);
    memmove(d, s.p, (usize)s.n);
    memset(d + s.n, 0, cap - (usize)s.n);
    return (PtrInt){ d, (i64)cap };
}

static inline usize rune_len(i32 r)
{
    u32 c = (u32)r;
    if (c < 0x80)
        return 1;
    if (c < 0x800)
        return 2;
    if (c > RUNE_MAX || (c >= 0xd800 && c < 0xe000))
        return 3; /* U+FFFD */
    return c < 0x10000 ? 3 : 4;
}

static usize encode_rune(u8 *p, i32 r)
{
    u32 c = (u32)r;
    if (c > RUNE_MAX || (c >= 0xd800 && c < 0xe000))
        c = RUNE_ERROR;
    usize n = rune_len((i32)c);
    if (n == 1) {
        p[0] = (u8)c;
        return 1;
    }
    static const u8 lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (usize i = n; --i > 0; c >>= 6)
        p[i] = (u8)(0x80 | (c & 0x3f));
    p[0] = (u8)(lead[n] | c);
    return n;
}

static inline bool continues(u8 b) { return (b & 0xc0) == 0x80; }

/* The rune at p[0..n), n > 0, and its length: U+FFFD and 1 where the bytes are not UTF-8. */
static inline NOSPLIT i32 decode_rune(const u8 *p, usize n, usize *len)
{
    u32 b = p[0], r;
    *len = 1;
    if (b < 0x80)
        return (i32)b;
    if (b < 0xe0) {
        if (b < 0xc2 || n < 2 || !continues(p[1]))
            return RUNE_ERROR;
        *len = 2;
        return (i32)((b & 0x1f) << 6 | (p[1] & 0x3f));
    }
    if (b < 0xf0) {
        if (n < 3 || !continues(p[1]) || !continues(p[2]))
            return RUNE_ERROR;
        r = (b & 0x0f) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3f);
        if (r < 0x800 || (r >= 0xd800 && r < 0xe000))
            return RUNE_ERROR;
        *len = 3;
        return (i32)r;
    }
    if (b > 0xf4 || n < 4 || !continues(p[1]) || !continues(p[2]) || !continues(p[3]))
        return RUNE_ERROR;
    r = (b & 0x07) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3f);
    if (r < 0x10000 || r > RUNE_MAX)
        return RUNE_ERROR;
    *len = 4;
    return (i32)r;
}

GoString rt_slicerunetostring(void *buf, const i32 *p, i64 n)
{
    usize total = 0;
    for (i64 i = 0; i < n; i++)
        total += rune_len(p[i]);
    if (total == 0)
        return (GoString){ 0 };
    u8 *d = buf && total <= STRING_BUF_SIZE ? buf : new_bytes(total);
    usize at = 0;
    for (i64 i = 0; i < n && at < total; i++)
        at += encode_rune(d + at, p[i]);
    return (GoString){ d, (intptr_t)at };
}

i64 rt_countrunes(GoString s)
{
    i64 n = 0;
    usize len;
    for (intptr_t i = 0; i < s.n; i += (intptr_t)len, n++) {
        for (u64 w; i + 8 <= s.n && (memcpy(&w, s.p + i, 8), !(w & 0x8080808080808080)); i += 8)
            n += 8; /* all ASCII */
        if (i == s.n)
            break;
        decode_rune(s.p + i, (usize)(s.n - i), &len);
    }
    return n;
}

PtrInt rt_stringtoslicerune(void *buf, GoString s)
{
    i64 n = rt_countrunes(s);
    i32 *d = buf;
    if (buf && n <= STRING_BUF_RUNES) {
        memset(buf, 0, STRING_BUF_RUNES * sizeof *d);
    } else {
        usize bytes = round_up_size((usize)n * 4, true);
        d = malloc_noscan(bytes, true);
    }
    usize len;
    i64 k = 0;
    for (intptr_t i = 0; i < s.n && k < n; i += (intptr_t)len)
        d[k++] = decode_rune(s.p + i, (usize)(s.n - i), &len);
    return (PtrInt){ d, n };
}

GoString rt_intstring(void *buf, i64 v)
{
    i32 r = v < 0 || v > RUNE_MAX ? RUNE_ERROR : (i32)v;
    u8 tmp[4];
    usize n = encode_rune(tmp, r);
    u8 *d = buf ? buf : new_bytes(n);
    memcpy(d, tmp, n);
    return (GoString){ d, (intptr_t)n };
}

NOSPLIT RuneInt rt_decoderune(GoString s, i64 k)
{
    usize len;
    if (k >= s.n)
        return (RuneInt){ RUNE_ERROR, k + 1 };
    i32 r = decode_rune(s.p + k, (usize)(s.n - k), &len);
    return (RuneInt){ r, k + (i64)len };
}
