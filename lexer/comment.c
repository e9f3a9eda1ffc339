/* comment: comments, and the line directives in them. */
#include "lexer/private.h"

#include <string.h>

LitText lexer_strip_cr(const char *p, size_t n, bool comment)
{
    char *q = arena_alloc(perm, n + 1);
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        /* the '\r' of "*\r/" inside a general comment stays: without it the comment would end there */
        bool keep = comment && len > 2 && q[len - 1] == '*' && i + 1 < n && p[i + 1] == '/';
        if (p[i] != '\r' || keep)
            q[len++] = p[i];
    }
    return (LitText){q, (uint32_t)len};
}

/* ---- line directives ---- */

/* The number behind the last ':' of s[0..n): its offset, 0 if there is no ':'. *ok: it is a number. */
static uint32_t trailing_number(const char *s, uint32_t n, uint64_t *value, bool *ok)
{
    uint32_t i = n;
    while (i > 0 && s[i - 1] != ':')
        i--;
    *value = 0;
    *ok = i > 0 && i < n;
    for (uint32_t j = i; i > 0 && j < n; j++) {
        if (s[j] < '0' || s[j] > '9' || *value > UINT64_MAX / 10 - 10)
            *ok = false;
        else
            *value = *value * 10 + (uint64_t)(s[j] - '0');
    }
    return i;
}

/* The shortest name for the path a/b/../c: "." and ".." resolved lexically, as path.Clean does. */
static const Sym *clean_path(const char *s, size_t n)
{
    Buf b = {0};
    bool rooted = n && s[0] == '/';
    size_t root = rooted ? 1 : 0, fixed = root; /* what ".." cannot remove */
    if (rooted)
        buf_putc(&b, '/');
    for (size_t i = 0; i < n;) {
        size_t j = i;
        while (j < n && s[j] != '/')
            j++;
        size_t len = j - i;
        if (len == 2 && s[i] == '.' && s[i + 1] == '.' && b.len > fixed) {
            while (b.len > fixed && b.p[b.len - 1] != '/')
                b.len--;
            if (b.len > fixed)
                b.len--;
        } else if (len == 2 && s[i] == '.' && s[i + 1] == '.') {
            if (!rooted) {
                buf_puts(&b, b.len ? "/.." : "..");
                fixed = b.len;
            }
        } else if (len && !(len == 1 && s[i] == '.')) {
            if (b.len > root)
                buf_putc(&b, '/');
            buf_write(&b, s + i, len);
        }
        i = j + 1;
    }
    if (!b.len)
        buf_putc(&b, '.');
    const Sym *y = sym_intern(b.p, b.len);
    buf_free(&b);
    return y;
}

/* A relative name is one beside the file that names it. */
static const Sym *directive_file(const Lexer *lx, const char *name, uint32_t n)
{
    const char *self = lx->file->name->s, *slash = strrchr(self, '/');
    const Sym *clean = clean_path(name, n);
    if (clean->s[0] == '/' || !slash)
        return clean;
    Buf b = {0};
    buf_write(&b, self, (size_t)(slash + 1 - self));
    buf_write(&b, clean->s, clean->len);
    clean = clean_path(b.p, b.len);
    buf_free(&b);
    return clean;
}

/* text is behind "line ", next is where the directive takes effect. */
static void line_directive(Lexer *lx, const char *text, uint32_t n, const char *next)
{
    enum { MAX_LINE_COL = (1 << 30) - 1 };
    uint64_t value, value2, line, col = 0;
    bool ok, ok2;
    uint32_t i = trailing_number(text, n, &value, &ok);
    if (i == 0)
        return;
    if (!ok) {
        lexer_error(lx, text + i, "invalid line number: %.*s", (int)(n - i), text + i);
        return;
    }
    uint32_t i2 = trailing_number(text, i - 1, &value2, &ok2), end = n;
    line = value;
    if (ok2) {
        col = value;
        line = value2;
        if (col == 0 || col > MAX_LINE_COL) {
            lexer_error(lx, text + i, "invalid column number: %.*s", (int)(n - i), text + i);
            return;
        }
        end = i - 1;
        i = i2;
    }
    if (line == 0 || line > MAX_LINE_COL) {
        lexer_error(lx, text + i, "invalid line number: %.*s", (int)(end - i), text + i);
        return;
    }
    LineInfo info = {(uint32_t)(next - lx->file->text), sym(""), (uint32_t)line, (uint32_t)col, NULL};
    if (i > 1) {
        info.file = directive_file(lx, text, i - 1);
        info.shown = clean_path(text, i - 1);
    } else if (ok2) {
        Position here = pos_resolve(lexer_pos(lx, text));
        info.file = here.file;
        info.shown = here.shown;
    }
    pos_add_info(lx->file, info);
}

/* ---- comments ---- */

static const char *line_comment_end(Lexer *lx, const char *p, bool *cr)
{
    for (; *p != '\n';) {
        unsigned char c = (unsigned char)*p;
        *cr |= c == '\r';
        if (c && c < 0x80)
            p++;
        else if (p >= lx->limit)
            break;
        else
            p = lexer_skip_rune(lx, p);
    }
    return p;
}

/* Behind the closing mark, or NULL. */
static const char *general_comment_end(Lexer *lx, const char *p, bool *cr)
{
    for (;;) {
        unsigned char c = (unsigned char)*p;
        *cr |= c == '\r';
        if (c == '*' && p[1] == '/')
            return p + 2;
        if (c == '\n')
            lexer_newline(lx, p + 1);
        if (c && c < 0x80)
            p++;
        else if (p >= lx->limit)
            return NULL;
        else
            p = lexer_skip_rune(lx, p);
    }
}

bool lexer_scan_comment(Lexer *lx, Token *t)
{
    const char *start = lx->start, *line = lx->line;
    bool general = start[1] == '*', cr = false;
    const char *end = general ? general_comment_end(lx, start + 2, &cr)
                              : line_comment_end(lx, start + 2, &cr);
    bool ok = end != NULL;
    if (!ok) {
        lexer_error(lx, start, "comment not terminated");
        end = lx->limit;
    }
    uint32_t len = (uint32_t)(end - start);
    if (!general && start[len - 1] == '\r')
        len--;
    if (ok && len > 7 && memcmp(start + 2, "line ", 5) == 0 && (general || start == line)) {
        const char *next = !general && *end == '\n' ? end + 1 : end;
        line_directive(lx, start + 7, len - 7 - (general ? 2 : 0), next);
    }
    t->kind = TOK_COMMENT;
    t->pos = lexer_pos(lx, start);
    t->lit = cr ? lexer_strip_cr(start, len, general) : (LitText){start, len};
    t->sym = NULL;
    t->bad = !ok;
    lx->cur = end;
    return ok;
}

bool lexer_line_ends(const Lexer *lx, const char *p)
{
    while (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
        if (p[1] == '/')
            return true;
        for (p += 2; !(p[0] == '*' && p[1] == '/'); p++) {
            if (p >= lx->limit || *p == '\n')
                return true;
        }
        p += 2;
        while (*p == ' ' || *p == '\t' || *p == '\r')
            p++;
        if (p >= lx->limit || *p == '\n')
            return true;
    }
    return false;
}
