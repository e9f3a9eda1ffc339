/* utf8: coding of runes, and the classes of characters Go's lexical rules speak of. */
#include "base/base.h"

typedef struct Range { int32_t lo, hi, stride; } Range;
#include "base/unicode_tables.h"

int utf8_decode(const char *s, size_t n, int32_t *rune)
{
    const unsigned char *p = (const unsigned char *)s;
    *rune = RUNE_ERROR;
    if (n == 0)
        return 0;
    if (p[0] < 0x80) {
        *rune = p[0];
        return 1;
    }
    int len = p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
    if (len == 0 || n < (size_t)len)
        return 1;
    int32_t r = p[0] & (0xFF >> (len + 1));
    for (int i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 1;
        r = r << 6 | (p[i] & 0x3F);
    }
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (r < least[len] || r > RUNE_MAX || (r >= 0xD800 && r < 0xE000))
        return 1;
    *rune = r;
    return len;
}

int utf8_encode(int32_t r, char out[4])
{
    if (r < 0 || r > RUNE_MAX || (r >= 0xD800 && r < 0xE000))
        r = RUNE_ERROR;
    if (r < 0x80) {
        out[0] = (char)r;
        return 1;
    }
    int len = r < 0x800 ? 2 : r < 0x10000 ? 3 : 4;
    for (int i = len - 1; i > 0; i--, r >>= 6)
        out[i] = (char)(0x80 | (r & 0x3F));
    out[0] = (char)((0xF00 >> len & 0xFF) | r);
    return len;
}

static bool in_ranges(const Range *t, int n, int32_t r)
{
    int lo = 0, hi = n;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (r > t[mid].hi)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && r >= t[lo].lo && (r - t[lo].lo) % t[lo].stride == 0;
}

#define IN(table, r) in_ranges(table, (int)(sizeof table / sizeof table[0]), r)

bool unicode_is_letter(int32_t r)
{
    if (r < 0x80)
        return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z');
    return IN(unicode_letter, r);
}

bool unicode_is_digit(int32_t r)
{
    return r < 0x80 ? r >= '0' && r <= '9' : IN(unicode_digit, r);
}

bool unicode_is_upper(int32_t r)
{
    return r < 0x80 ? r >= 'A' && r <= 'Z' : IN(unicode_upper, r);
}

bool unicode_is_print(int32_t r)
{
    return r < 0x80 ? r >= ' ' && r < 0x7f : IN(unicode_print, r);
}
