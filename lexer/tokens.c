/* tokens: the tables behind tokens.h, and the small things all of lexer/ needs. */
#include "lexer/private.h"

#include <stdio.h>

const char *const token_names[TOK_COUNT] = {
#define TOKEN(name, spelling) spelling,
#include "lexer/tokens.def"
};

const unsigned char token_precs[TOK_COUNT] = {
#define TOKEN(name, spelling) 0,
#define OPERATOR(name, spelling, prec) prec,
#include "lexer/tokens.def"
};

Pos lexer_pos(const Lexer *lx, const char *p)
{
    return lx->file->base + (Pos)(p - lx->file->text);
}

void lexer_error(Lexer *lx, const char *p, const char *fmt, ...)
{
    va_list ap;
    lx->errors++;
    if (p < lx->silent)
        return;
    va_start(ap, fmt);
    if (lx->on_error) {
        Buf b = {0};
        buf_vprintf(&b, fmt, ap);
        lx->on_error(lx->ctx, p, buf_cstr(&b));
        buf_free(&b);
    } else {
        diag_verror(lexer_pos(lx, p), fmt, ap);
    }
    va_end(ap);
}

void lexer_newline(Lexer *lx, const char *next)
{
    lx->line = next;
    pos_add_line(lx->file, (uint32_t)(next - lx->file->text));
}

const char *lexer_skip_rune(Lexer *lx, const char *p)
{
    if (p >= lx->limit)
        return p;
    int32_t r;
    int n = utf8_decode(p, (size_t)(lx->limit - p), &r);
    if (r == 0)
        lexer_error(lx, p, "invalid NUL character");
    else if (r == RUNE_ERROR && n == 1)
        lexer_error(lx, p, "invalid UTF-8 encoding");
    else if (r == 0xFEFF)
        lexer_error(lx, p, "invalid BOM in the middle of the file");
    return p + n;
}

void lexer_format_rune(char out[32], int32_t r)
{
    char enc[5] = {0};
    enc[utf8_encode(r, enc)] = 0;
    if (unicode_is_print(r))
        snprintf(out, 32, "U+%04X '%s'", (unsigned)r, enc);
    else
        snprintf(out, 32, "U+%04X", (unsigned)r);
}

void lexer_quote_rune(char out[32], int32_t r)
{
    char enc[4];
    Buf b = {0};
    if (r == '"' || r == '\'') {
        snprintf(out, 32, r == '"' ? "'\"'" : "'\\''");
        return;
    }
    buf_quote(&b, enc, (size_t)utf8_encode(r, enc));
    b.p[0] = b.p[b.len - 1] = '\'';
    snprintf(out, 32, "%s", buf_cstr(&b));
    buf_free(&b);
}
