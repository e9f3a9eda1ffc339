/* buf: text under construction. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(Buf *b, size_t n)
{
    if (b->cap - b->len > n)
        return;
    size_t cap = b->cap ? b->cap * 2 : 64;
    while (cap - b->len <= n)
        cap *= 2;
    char *p = realloc(b->p, cap);
    if (!p)
        diag_fatal("out of memory");
    b->p = p;
    b->cap = cap;
}

void buf_write(Buf *b, const void *p, size_t n)
{
    reserve(b, n);
    if (n)
        memcpy(b->p + b->len, p, n);
    b->len += n;
}

void buf_puts(Buf *b, const char *s)
{
    buf_write(b, s, strlen(s));
}

void buf_putc(Buf *b, char c)
{
    reserve(b, 1);
    b->p[b->len++] = c;
}

void buf_vprintf(Buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    reserve(b, (size_t)n + 1);
    vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
    b->len += (size_t)n;
}

void buf_printf(Buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

/* One rune that has no short escape. */
static void quote_rune(Buf *b, int32_t r, const char *bytes, int n)
{
    if (r == RUNE_ERROR && n == 1)
        buf_printf(b, "\\x%02x", (unsigned char)*bytes);
    else if (unicode_is_print(r))
        buf_write(b, bytes, (size_t)n);
    else if (r < 0x80)
        buf_printf(b, "\\x%02x", (unsigned)r);
    else
        buf_printf(b, r < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)r);
}

void buf_quote(Buf *b, const char *s, size_t n)
{
    static const char escapes[] = "\aa\bb\ff\nn\rr\tt\vv\\\\\"\"";
    buf_putc(b, '"');
    for (size_t i = 0; i < n;) {
        const char *e = NULL;
        for (const char *p = escapes; *p && !e; p += 2)
            e = *p == s[i] ? p : NULL;
        if (e) {
            buf_putc(b, '\\');
            buf_putc(b, e[1]);
            i++;
            continue;
        }
        if (s[i] >= ' ' && s[i] < 0x7f) {
            buf_putc(b, s[i++]);
            continue;
        }
        int32_t r;
        int size = utf8_decode(s + i, n - i, &r);
        quote_rune(b, r, s + i, size);
        i += (size_t)size;
    }
    buf_putc(b, '"');
}

const char *buf_cstr(Buf *b)
{
    reserve(b, 1);
    b->p[b->len] = 0;
    return b->p;
}

void buf_free(Buf *b)
{
    free(b->p);
    *b = (Buf){0};
}
