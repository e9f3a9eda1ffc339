/* What the files of lexer/ share. */
#ifndef LEXER_PRIVATE_H
#define LEXER_PRIVATE_H

#include "lexer/lexer.h"

/* Reports an error at p, a place in the text. */
void lexer_error(Lexer *lx, const char *p, const char *fmt, ...) PRINTF_LIKE(3, 4);
Pos lexer_pos(const Lexer *lx, const char *p);
void lexer_newline(Lexer *lx, const char *next); /* a line starts at next */
/* p is at a NUL or a byte beyond ASCII: checks it and returns the end of the character; at the end of
 * the text, p itself. */
const char *lexer_skip_rune(Lexer *lx, const char *p);

/* literal.c: the slow paths. Each is called with lx->start at the token and sets lx->cur behind it. */
void lexer_scan_string(Lexer *lx, Token *t);
void lexer_scan_raw_string(Lexer *lx, Token *t);
void lexer_scan_char(Lexer *lx, Token *t);
void lexer_check_number(Lexer *lx, Token *t); /* t->lit is what scans as a number */

/* comment.c */
/* Reads the comment at lx->start; false if it does not end. */
bool lexer_scan_comment(Lexer *lx, Token *t);
/* Is there a newline before the next token that is not a comment? p is at a comment. */
bool lexer_line_ends(const Lexer *lx, const char *p);
LitText lexer_strip_cr(const char *p, size_t n, bool comment);

void lexer_format_rune(char out[32], int32_t r);  /* Go's %#U */
void lexer_quote_rune(char out[32], int32_t r);   /* Go's %q */

#endif
