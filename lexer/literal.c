/* literal: strings, runes and numbers beyond the shapes the automaton takes whole, their errors in
 * gc's words, and their values (spec: Integer literals ... String literals). */
#include "lexer/private.h"

#include <stdio.h>
#include <string.h>

static void finish(Lexer *lx, Token *t, TokenKind kind, const char *end, bool ok)
{
    t->kind = kind;
    t->pos = lexer_pos(lx, lx->start);
    t->lit = (LitText){lx->start, (uint32_t)(end - lx->start)};
    t->sym = NULL;
    t->bad = !ok;
    lx->cur = end;
    lx->need_semi = true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

static bool at_limit(const Lexer *lx, const char *p)
{
    return p >= lx->limit;
}

/* ---- escapes ---- */

typedef struct EscapeForm { int digits, base; uint32_t max; } EscapeForm;

/* The numeric escape that begins with c (behind the backslash); digits 0 if there is none. */
static EscapeForm escape_form(char c)
{
    if (c >= '0' && c <= '7')
        return (EscapeForm){3, 8, 255};
    switch (c) {
    case 'x': return (EscapeForm){2, 16, 255};
    case 'u': return (EscapeForm){4, 16, RUNE_MAX};
    case 'U': return (EscapeForm){8, 16, RUNE_MAX};
    default: return (EscapeForm){0, 0, 0};
    }
}

static bool bad_digit(Lexer *lx, const char *p, int base)
{
    int32_t r;
    char s[32];
    utf8_decode(p, (size_t)(lx->limit - p), &r);
    lexer_quote_rune(s, r);
    lexer_error(lx, p, "invalid character %s in %s escape", s, base == 8 ? "octal" : "hexadecimal");
    return false;
}

/* *pp is behind a backslash; leaves it behind the escape or at the offending character. An escape that
 * the end of the text cuts off is the caller's error. */
static bool check_escape(Lexer *lx, const char **pp, char quote)
{
    const char *p = *pp;
    if (at_limit(lx, p))
        return true;
    if (*p == quote || (*p && strchr("abfnrtv\\", *p))) {
        *pp = p + 1;
        return true;
    }
    EscapeForm form = escape_form(*p);
    if (!form.digits) {
        lexer_error(lx, p, "unknown escape");
        return false;
    }
    uint32_t x = 0;
    if (form.base == 16)
        p++;
    for (int i = 0; i < form.digits; i++, p++) {
        *pp = p;
        if (at_limit(lx, p))
            return true;
        int d = hex_digit(*p);
        if (d >= form.base)
            return bad_digit(lx, p, form.base);
        x = x * (uint32_t)form.base + (uint32_t)d;
    }
    *pp = p;
    if (x > form.max && form.base == 8)
        lexer_error(lx, p, "octal escape value %u > 255", x);
    else if (x > form.max || (x >= 0xD800 && x < 0xE000))
        lexer_error(lx, p, "escape is invalid Unicode code point U+%04X", x);
    else
        return true;
    return false;
}

/* ---- scanning ---- */

void lexer_scan_string(Lexer *lx, Token *t)
{
    const char *p = lx->start + 1;
    bool ok = true;
    for (;;) {
        unsigned char c = (unsigned char)*p;
        if (c == '"') {
            p++;
            break;
        }
        if (c == '\\') {
            p++;
            ok &= check_escape(lx, &p, '"');
        } else if (c == '\n') {
            lexer_error(lx, p, "newline in string");
            ok = false;
            break;
        } else if (at_limit(lx, p)) {
            lexer_error(lx, lx->start, "string not terminated");
            ok = false;
            break;
        } else {
            p = c == 0 || c >= 0x80 ? lexer_skip_rune(lx, p) : p + 1;
        }
    }
    finish(lx, t, TOK_STRING, p, ok);
}

void lexer_scan_raw_string(Lexer *lx, Token *t)
{
    const char *p = lx->start + 1;
    bool ok = true, cr = false;
    for (; *p != '`'; ) {
        unsigned char c = (unsigned char)*p;
        if (at_limit(lx, p)) {
            lexer_error(lx, lx->start, "string not terminated");
            ok = false;
            break;
        }
        if (c == '\n')
            lexer_newline(lx, p + 1);
        cr |= c == '\r';
        p = c == 0 || c >= 0x80 ? lexer_skip_rune(lx, p) : p + 1;
    }
    if (ok)
        p++;
    finish(lx, t, TOK_STRING, p, ok);
    if (cr)
        t->lit = lexer_strip_cr(t->lit.p, t->lit.len, false);
}

/* Reports the first thing wrong with a rune literal of n characters that ends properly at p. */
static bool check_char_count(Lexer *lx, const char *p, int n)
{
    if (n == 0)
        lexer_error(lx, p, "%s", diag_options.go_minor >= 19
                                     ? "empty rune literal or unescaped '"
                                     : "empty character literal or unescaped '");
    else if (n != 1)
        lexer_error(lx, lx->start, "more than one character in rune literal");
    return n == 1;
}

void lexer_scan_char(Lexer *lx, Token *t)
{
    const char *p = lx->start + 1;
    bool ok = true;
    for (int n = 0;; n++) {
        unsigned char c = (unsigned char)*p;
        if (c == '\'') {
            ok = ok && check_char_count(lx, p, n);
            p++;
            break;
        }
        if (c == '\\') {
            p++;
            ok &= check_escape(lx, &p, '\'');
        } else if (c == '\n' || at_limit(lx, p)) {
            if (ok && c == '\n')
                lexer_error(lx, p, "newline in rune literal");
            else if (ok)
                lexer_error(lx, lx->start, "rune literal not terminated");
            ok = false;
            break;
        } else {
            p = c == 0 || c >= 0x80 ? lexer_skip_rune(lx, p) : p + 1;
        }
    }
    finish(lx, t, TOK_CHAR, p, ok);
}

/* ---- numbers ---- */

typedef struct Number {
    Lexer *lx;
    const char *p, *end;
    int base;
    char prefix;         /* 0, '0', 'x', 'o' or 'b' */
    bool digits, seps;   /* seen */
    const char *invalid; /* first digit too large for the base */
    bool ok;
} Number;

static const char *base_name(int base)
{
    return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}

/* Only the first error of a number is reported. */
static void number_error(Number *n, const char *p, const char *fmt, const char *arg)
{
    if (n->ok)
        lexer_error(n->lx, p, fmt, arg);
    n->ok = false;
}

static void read_digits(Number *n, int base)
{
    for (; n->p < n->end; n->p++) {
        if (*n->p == '_') {
            n->seps = true;
            continue;
        }
        int d = hex_digit(*n->p);
        if (d >= (base > 10 ? 16 : 10))
            return;
        if (d >= base && !n->invalid)
            n->invalid = n->p;
        n->digits = true;
    }
}

static void read_prefix(Number *n)
{
    n->base = 10;
    if (*n->p != '0')
        return;
    char c = n->p + 1 < n->end ? n->p[1] | 0x20 : 0;
    n->base = c == 'x' ? 16 : c == 'b' ? 2 : 8;
    n->prefix = c == 'x' || c == 'b' || c == 'o' ? c : '0';
    if (n->prefix != '0')
        n->p++;
    n->p++;
    n->digits = n->prefix == '0';
}

static void read_exponent(Number *n)
{
    char e = *n->p | 0x20, s[32];
    lexer_quote_rune(s, *n->p);
    if (e == 'e' && n->prefix && n->prefix != '0')
        number_error(n, n->p, "%s exponent requires decimal mantissa", s);
    else if (e == 'p' && n->prefix != 'x')
        number_error(n, n->p, "%s exponent requires hexadecimal mantissa", s);
    n->p++;
    if (n->p < n->end && (*n->p == '+' || *n->p == '-'))
        n->p++;
    const char *invalid = n->invalid;
    n->digits = false;
    read_digits(n, 10);
    n->invalid = invalid;
    if (!n->digits)
        number_error(n, n->p, "%s", "exponent has no digits");
}

/* The first '_' that does not stand between digits (a base prefix counts as a digit), or NULL. */
static const char *misplaced_separator(const char *p, const char *end)
{
    bool hex = false;
    char before = '.'; /* '_', '0' for a digit, '.' for anything else */
    const char *s = p;
    if (end - p >= 2 && p[0] == '0' && strchr("xob", p[1] | 0x20)) {
        hex = (p[1] | 0x20) == 'x';
        before = '0';
        p += 2;
    }
    for (; p < end; p++) {
        char c = *p;
        if (c == '_') {
            if (before != '0')
                return p;
        } else if ((c >= '0' && c <= '9') || (hex && hex_digit(c) < 16)) {
            c = '0';
        } else {
            if (before == '_')
                return p - 1;
            c = '.';
        }
        before = c;
    }
    return before == '_' && p > s ? p - 1 : NULL;
}

static bool is_plain_decimal(LitText lit)
{
    if (lit.p[0] == '0' && lit.len > 1)
        return false;
    for (uint32_t i = 0; i < lit.len; i++)
        if (lit.p[i] < '0' || lit.p[i] > '9')
            return false;
    return true;
}

void lexer_check_number(Lexer *lx, Token *t)
{
    if (is_plain_decimal(t->lit))
        return;
    Number n = {.lx = lx, .p = t->lit.p, .end = t->lit.p + t->lit.len, .ok = true};
    t->kind = TOK_INT;
    read_prefix(&n);
    read_digits(&n, n.base);
    if (n.p < n.end && *n.p == '.') {
        t->kind = TOK_FLOAT;
        if (n.prefix == 'o' || n.prefix == 'b')
            number_error(&n, n.p, "invalid radix point in %s literal", base_name(n.base));
        n.p++;
        read_digits(&n, n.base);
    }
    if (!n.digits)
        number_error(&n, n.p, "%s literal has no digits", base_name(n.base));
    if (n.p < n.end && *n.p != 'i') {
        t->kind = TOK_FLOAT;
        read_exponent(&n);
    } else if (n.prefix == 'x' && t->kind == TOK_FLOAT) {
        number_error(&n, n.p, "%s", "hexadecimal mantissa requires a 'p' exponent");
    }
    if (n.p < n.end)
        t->kind = TOK_IMAG;
    if (t->kind == TOK_INT && n.invalid) {
        char s[32];
        lexer_quote_rune(s, *n.invalid);
        number_error(&n, n.invalid, arena_printf(perm, "invalid digit %s in %%s literal", s),
                     base_name(n.base));
    }
    const char *sep = n.seps ? misplaced_separator(t->lit.p, n.end) : NULL;
    if (sep)
        number_error(&n, sep, "%s", "'_' must separate successive digits");
    t->bad = !n.ok;
}

/* ---- values ---- */

/* Undoes the escape at *pp, behind its backslash. *byte: the value is a byte rather than a rune. */
static int32_t unescape(const char **pp, const char *end, bool *byte)
{
    const char *p = *pp;
    static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
    *byte = false;
    if (p >= end)
        return '\\';
    const char *simple = *p ? strchr(from, *p) : NULL;
    EscapeForm form = escape_form(*p);
    if (simple || !form.digits) {
        *pp = p + 1;
        return simple ? to[simple - from] : *p;
    }
    *byte = form.max == 255;
    uint32_t x = 0;
    if (form.base == 16)
        p++;
    for (int i = 0; i < form.digits && p < end && hex_digit(*p) < form.base; i++, p++)
        x = x * (uint32_t)form.base + (uint32_t)hex_digit(*p);
    *pp = p;
    return (int32_t)x;
}

static LitText without_quotes(LitText lit)
{
    if (lit.len)
        lit.p++, lit.len--;
    if (lit.len)
        lit.len--;
    return lit;
}

const Sym *lexer_string_value(LitText lit)
{
    bool raw = lit.len && lit.p[0] == '`';
    lit = without_quotes(lit);
    if (raw && memchr(lit.p, '\r', lit.len))
        lit = lexer_strip_cr(lit.p, lit.len, false);
    if (raw || !lit.len || !memchr(lit.p, '\\', lit.len))
        return sym_intern(lit.p, lit.len);
    Buf b = {0};
    for (const char *p = lit.p, *end = lit.p + lit.len; p < end;) {
        if (*p != '\\') {
            buf_putc(&b, *p++);
            continue;
        }
        bool byte;
        char enc[4];
        p++;
        int32_t r = unescape(&p, end, &byte);
        if (byte)
            buf_putc(&b, (char)r);
        else
            buf_write(&b, enc, (size_t)utf8_encode(r, enc));
    }
    const Sym *y = sym_intern(b.p, b.len);
    buf_free(&b);
    return y;
}

int32_t lexer_char_value(LitText lit)
{
    lit = without_quotes(lit);
    if (!lit.len)
        return RUNE_ERROR;
    const char *p = lit.p + 1;
    bool byte;
    int32_t r;
    if (lit.p[0] == '\\')
        return unescape(&p, lit.p + lit.len, &byte);
    utf8_decode(lit.p, lit.len, &r);
    return r;
}
