/* Syntax errors in the head of a Go file: the go command reads package clause and imports before any
 * compiler runs, and tells of the first error in the words of its own parser. */
#include "driver/driver.h"

#include <stdlib.h>
#include <string.h>

#include "lexer/lexer.h"
#include "parser/parser.h"

typedef struct HeadParser {
    Lexer lx;
    Token t;
    SrcFile file;
    Header *h;
} HeadParser;

static bool failed(const HeadParser *p) { return p->h->error != NULL; }

static void fail_at(HeadParser *p, const char *at, const char *msg)
{
    if (failed(p))
        return;
    const char *line = p->file.text;
    p->h->error_line = 1;
    for (const char *nl; (nl = memchr(line, '\n', (size_t)(at - line))); line = nl + 1)
        p->h->error_line++;
    p->h->error_col = (uint32_t)(at - line) + 1;
    p->h->error = arena_strndup(perm, msg, strlen(msg));
}

/* The scanner's errors are worded for the compiler. */
static void scan_error(void *ctx, const char *at, const char *text)
{
    HeadParser *p = ctx;
    static const char invalid[] = "invalid character ";
    if (strcmp(text, "string not terminated") == 0 || strcmp(text, "newline in string") == 0) {
        bool raw = *p->lx.start == '`';
        fail_at(p, p->lx.start, raw ? "raw string literal not terminated" : "string literal not terminated");
    } else if (strncmp(text, invalid, sizeof invalid - 1) == 0) {
        fail_at(p, at, arena_printf(perm, "illegal character %s", text + sizeof invalid - 1));
    } else {
        fail_at(p, at, text);
    }
}

static void next(HeadParser *p) { lexer_next(&p->lx, &p->t); }

static void fail(HeadParser *p, const char *msg)
{
    fail_at(p, p->file.text + (p->t.pos - p->file.base), msg);
}

static void expected(HeadParser *p, const char *what)
{
    const Token *t = &p->t;
    if (t->kind == TOK_SEMICOLON && t->lit.len && t->lit.p[0] != ';')
        fail(p, arena_printf(perm, "expected '%s', found newline", what));
    else if (token_is_literal(t->kind))
        fail(p, arena_printf(perm, "expected '%s', found %.*s", what, (int)t->lit.len, t->lit.p));
    else
        fail(p, arena_printf(perm, "expected '%s', found '%s'", what, token_name(t->kind)));
}

static void expect(HeadParser *p, TokenKind kind)
{
    if (p->t.kind != kind)
        expected(p, token_name(kind));
    next(p);
}

static void expect_semi(HeadParser *p)
{
    if (p->t.kind == TOK_RPAREN || p->t.kind == TOK_RBRACE)
        return;
    expect(p, TOK_SEMICOLON);
}

/* Since 1.20 paths are looked at when all is parsed, and are shown without their quotes. */
static void check_paths(HeadParser *p)
{
    for (uint32_t i = 0; i < p->h->imports.len && !failed(p); i++) {
        const ImportSpec *s = &p->h->imports.p[i];
        if (parser_import_path_ok(s->literal))
            continue;
        p->h->error = arena_printf(perm, "invalid import path: %s", s->path);
        p->h->error_line = s->line;
        p->h->error_col = s->col;
        p->h->error_full_path = true;
    }
}

static void import_spec(HeadParser *p)
{
    bool newer = context.tree_minor >= 20;
    if (p->t.kind == TOK_IDENT || p->t.kind == TOK_PERIOD)
        next(p);
    if (p->t.kind == TOK_STRING) {
        if (!newer && !parser_import_path_ok(p->t.lit))
            fail(p, arena_printf(perm, "invalid import path: %.*s", (int)p->t.lit.len, p->t.lit.p));
        next(p);
    } else if (!newer) {
        expect(p, TOK_STRING);
    } else {
        fail(p, token_is_literal(p->t.kind) ? "import path must be a string" : "missing import path");
    }
    expect_semi(p);
}

static void head(HeadParser *p)
{
    next(p);
    expect(p, TOK_PACKAGE);
    expect(p, TOK_IDENT);
    expect_semi(p);
    while (p->t.kind == TOK_IMPORT && !failed(p)) {
        next(p);
        if (p->t.kind != TOK_LPAREN) {
            import_spec(p);
            continue;
        }
        next(p);
        while (p->t.kind != TOK_RPAREN && p->t.kind != TOK_EOF && !failed(p))
            import_spec(p);
        expect(p, TOK_RPAREN);
        expect_semi(p);
    }
    if (context.tree_minor >= 20)
        check_paths(p);
}

void header_check_syntax(const char *text, size_t size, Header *h)
{
    if (h->error)
        return;
    char *copy = malloc(size + 1); /* the scanner wants a NUL behind the text */
    if (!copy)
        diag_fatal("out of memory");
    memcpy(copy, text, size);
    copy[size] = 0;
    HeadParser *p = NEW(perm, HeadParser);
    p->file = (SrcFile){.name = sym(""), .text = copy, .base = 1, .size = (uint32_t)size};
    vec_push(perm, &p->file.lines, 0);
    p->h = h;
    lexer_init(&p->lx, &p->file, LEXER_GO_SCANNER);
    p->lx.on_error = scan_error;
    p->lx.ctx = p;
    head(p);
    free(copy);
}
