/* dump: the tokens of a file, one a line, in the form of the example program of go/scanner. */
#include "lexer/private.h"

static void write_position(Buf *b, Pos pos)
{
    Position at = pos_resolve(pos);
    if (at.file->len)
        buf_printf(b, "%s:", at.file->s);
    buf_printf(b, "%u", at.line);
    if (at.col)
        buf_printf(b, ":%u", at.col);
}

void lexer_dump_tokens(SrcFile *f, FILE *out)
{
    Lexer lx;
    Token t;
    Buf b = {0};
    lexer_init(&lx, f, LEXER_GO_SCANNER);
    lx.comments = true;
    for (lexer_next(&lx, &t); t.kind != TOK_EOF; lexer_next(&lx, &t)) {
        write_position(&b, t.pos);
        buf_printf(&b, "\t%s\t", token_name(t.kind));
        buf_quote(&b, t.lit.p, t.lit.len);
        buf_putc(&b, '\n');
        if (b.len > 1 << 16) {
            fwrite(b.p, 1, b.len, out);
            b.len = 0;
        }
    }
    if (b.len)
        fwrite(b.p, 1, b.len, out);
    buf_free(&b);
}
