/* lexer: source text to tokens (spec: Lexical elements).
 *
 * One Lexer reads one file. Each call of lexer_next yields the next token; newlines become
 * semicolons by the rules of the spec, inside the scanner. Errors go to diag; a bad literal is still
 * returned as a token of its kind so that parsing goes on.
 */
#ifndef LEXER_LEXER_H
#define LEXER_LEXER_H

#include <stdio.h>

#include "base/base.h"
#include "lexer/tokens.h"

/* A literal as it stands in the source. Not NUL-terminated; lives as long as the file's text, but for
 * raw strings and comments with carriage returns, which are copied without them. */
typedef struct LitText { const char *p; uint32_t len; } LitText;

typedef struct Token {
    TokenKind kind;
    Pos pos;
    LitText lit;     /* text of literals, identifiers, keywords, comments; "\n", ";" or "EOF" of semicolons */
    const Sym *sym;  /* TOK_IDENT only */
    bool bad;        /* a malformed literal, already diagnosed */
} Token;

typedef enum LexerMode {
    LEXER_GC,         /* what gc's scanner refuses, in its words */
    LEXER_GO_SCANNER, /* what go/scanner refuses and where it puts comments and semicolons */
} LexerMode;

typedef struct Lexer {
    SrcFile *file;
    LexerMode mode;
    bool comments;       /* yield TOK_COMMENT rather than skip comments */
    /* called for each comment skipped (not those yielded): //-comments and general ones alike */
    void (*on_comment)(void *ctx, const Token *comment);
    /* if set, called for each error, which then does not go to diag; text lives for the call */
    void (*on_error)(void *ctx, const char *at, const char *text);
    void *ctx;
    const char *silent;  /* errors before this place are counted, but have been reported already */
    int errors;          /* number of errors reported for this file */
    /* private from here */
    const char *start, *cur, *limit, *marker;
    bool need_semi;      /* a newline now would be a semicolon */
    const char *line;    /* start of the current line */
    Token queued;        /* the token behind an automatic semicolon, if any */
    bool has_queued;
} Lexer;

/* The text of f must have a NUL at text[size]. */
void lexer_init(Lexer *lx, SrcFile *f, LexerMode mode);
void lexer_next(Lexer *lx, Token *t); /* TOK_EOF again and again at the end */

/* literal.c: values of well-formed literals (of malformed ones: some value) */
const Sym *lexer_string_value(LitText lit); /* bytes of a "..." or `...` literal, escapes undone */
int32_t lexer_char_value(LitText lit);      /* rune of a '...' literal */

/* dump.c: one line for each token, FILE:LINE:COL<tab>TOKEN<tab>"literal", as go/scanner sees them.
 * Errors go to diag. */
void lexer_dump_tokens(SrcFile *f, FILE *out);

#endif
