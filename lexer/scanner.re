/* scanner: the tokens of Go by re2c (spec: Lexical elements).
 *
 * The automaton takes the common, well-formed shapes whole; strings and runes with escapes beyond the
 * simple ones, or with bytes beyond ASCII, go to literal.c, comments to comment.c. Numbers match as
 * loosely as gc reads them and are checked afterwards.
 *
 * Automatic semicolons: need_semi says that the token before ends a statement if a newline follows.
 */
#include "lexer/private.h"

#include <string.h>

/*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = p;
    re2c:define:YYMARKER = marker;
    re2c:yyfill:enable = 0;
    re2c:indent:string = "    ";

    letter = [a-zA-Z_];
    dec = [0-9_];
    hex = [0-9a-fA-F_];
    exponent = [eEpP] [+-]? dec*;
    number = "0" [xX] hex* ("." hex*)? ([pP] [+-]? dec*)? "i"?
           | "0" [bBoO] dec* ("." dec*)? exponent? "i"?
           | [0-9] dec* ("." dec*)? exponent? "i"?
           | "." [0-9] dec* exponent? "i"?;
    plain = [\x01-\x7f] \ [\n"'\\];
    simple_escape = "\\" [abfnrtv\\];
*/

void lexer_init(Lexer *lx, SrcFile *f, LexerMode mode)
{
    *lx = (Lexer){.file = f, .mode = mode};
    lx->cur = lx->line = f->text;
    lx->limit = f->text + f->size;
    if (f->size >= 3 && memcmp(f->text, "\xEF\xBB\xBF", 3) == 0)
        lx->cur += 3; /* byte order mark */
}

static inline void token(Lexer *lx, Token *t, TokenKind kind, const char *end)
{
    t->kind = kind;
    t->pos = lexer_pos(lx, lx->start);
    t->lit = (LitText){NULL, 0};
    t->sym = NULL;
    t->bad = false;
    lx->cur = end;
    lx->need_semi = false;
}

static inline void literal(Lexer *lx, Token *t, TokenKind kind, const char *end)
{
    token(lx, t, kind, end);
    t->lit = (LitText){lx->start, (uint32_t)(end - lx->start)};
    lx->need_semi = true;
}

static void semicolon(Lexer *lx, Token *t, const char *lit, const char *end)
{
    token(lx, t, TOK_SEMICOLON, end);
    t->lit = (LitText){lit, (uint32_t)strlen(lit)};
}

/* Does the character at p, beyond ASCII, go on (or begin) an identifier? gc takes any such character
 * as part of one and complains; go/scanner ends the identifier. */
static bool is_ident_rune(Lexer *lx, const char *p, bool first)
{
    int32_t r;
    int n = utf8_decode(p, (size_t)(lx->limit - p), &r);
    if (unicode_is_letter(r) || (unicode_is_digit(r) && !first))
        return true;
    if (lx->mode == LEXER_GO_SCANNER || (r == RUNE_ERROR && n == 1) || r == 0xFEFF)
        return false;
    char s[32];
    lexer_format_rune(s, r);
    if (unicode_is_digit(r))
        lexer_error(lx, p, "identifier cannot begin with digit %s", s);
    else
        lexer_error(lx, p, "invalid character %s in identifier", s);
    return true;
}

static bool is_ascii_ident(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

/* Extends an identifier (or what looked like a keyword) that characters beyond ASCII follow. */
static const char *extend_ident(Lexer *lx, const char *p, bool first)
{
    for (;; first = false) {
        if (is_ascii_ident(*p))
            p++;
        else if ((unsigned char)*p >= 0x80 && is_ident_rune(lx, p, first))
            p = lexer_skip_rune(lx, p);
        else
            return p;
    }
}

static void ident(Lexer *lx, Token *t, const char *end)
{
    if ((unsigned char)*end >= 0x80)
        end = extend_ident(lx, end, false);
    literal(lx, t, TOK_IDENT, end);
    t->sym = sym_intern(t->lit.p, t->lit.len);
}

static void keyword(Lexer *lx, Token *t, TokenKind kind, const char *end)
{
    if ((unsigned char)*end >= 0x80 && extend_ident(lx, end, false) != end) {
        ident(lx, t, end);
        return;
    }
    literal(lx, t, kind, end);
    lx->need_semi =
        kind == TOK_BREAK || kind == TOK_CONTINUE || kind == TOK_FALLTHROUGH || kind == TOK_RETURN;
}

/* A NUL or a character beyond ASCII between tokens. True if it made a token. */
static bool unusual(Lexer *lx, Token *t)
{
    const char *p = lx->start;
    if ((unsigned char)*p >= 0x80 && is_ident_rune(lx, p, true)) {
        literal(lx, t, TOK_IDENT, extend_ident(lx, lexer_skip_rune(lx, p), false));
        t->sym = sym_intern(t->lit.p, t->lit.len);
        return true;
    }
    int before = lx->errors;
    lx->cur = lexer_skip_rune(lx, p);
    if (lx->errors > before)
        return false;
    int32_t r;
    utf8_decode(p, (size_t)(lx->limit - p), &r);
    char s[32];
    lexer_format_rune(s, r);
    lexer_error(lx, p, "invalid character %s", s);
    return false;
}

static void at_end(Lexer *lx, Token *t)
{
    if (lx->need_semi)
        semicolon(lx, t, lx->mode == LEXER_GC ? "EOF" : "\n", lx->start);
    else
        token(lx, t, TOK_EOF, lx->start);
}

/* A comment begins at lx->start. True if *t is a token to return.
 *
 * gc: a comment with a newline in it acts like one, the newline behind a //-comment acts by itself.
 * go/scanner: if a newline is to come before the next token, the semicolon stands before the comment. */
static bool comment(Lexer *lx, Token *t)
{
    bool semi = lx->need_semi;
    if (lx->mode == LEXER_GO_SCANNER && semi && lexer_line_ends(lx, lx->start)) {
        semicolon(lx, t, "\n", lx->start);
        return true;
    }
    const char *start = lx->start, *line = lx->line;
    lexer_scan_comment(lx, t);
    bool newline = lx->line != line;
    lx->need_semi = lx->mode == LEXER_GC && semi;
    if (!lx->comments && lx->on_comment)
        lx->on_comment(lx->ctx, t);
    if (lx->mode == LEXER_GC && semi && newline) {
        Token *s = lx->comments ? &lx->queued : t;
        lx->has_queued = lx->comments;
        lx->start = start;
        semicolon(lx, s, "\n", lx->cur);
        return true;
    }
    return lx->comments;
}

#define TOKEN(name) do { token(lx, t, TOK_##name, (const char *)p); return; } while (0)
#define TOKEN_SEMI(name) \
    do { token(lx, t, TOK_##name, (const char *)p); lx->need_semi = true; return; } while (0)
#define KEYWORD(name) do { keyword(lx, t, TOK_##name, (const char *)p); return; } while (0)

void lexer_next(Lexer *lx, Token *t)
{
    if (lx->has_queued) {
        lx->has_queued = false;
        *t = lx->queued;
        return;
    }
    const unsigned char *p = (const unsigned char *)lx->cur, *marker;
    for (;;) {
        lx->start = (const char *)p;
        /*!re2c
        [ \t\r]+ { continue; }
        "\n" {
            lexer_newline(lx, (const char *)p);
            if (!lx->need_semi)
                continue;
            semicolon(lx, t, "\n", (const char *)p);
            return;
        }
        "//" | "/*" {
            if (comment(lx, t))
                return;
            p = (const unsigned char *)lx->cur;
            continue;
        }

        "break" { KEYWORD(BREAK); }
        "case" { KEYWORD(CASE); }
        "chan" { KEYWORD(CHAN); }
        "const" { KEYWORD(CONST); }
        "continue" { KEYWORD(CONTINUE); }
        "default" { KEYWORD(DEFAULT); }
        "defer" { KEYWORD(DEFER); }
        "else" { KEYWORD(ELSE); }
        "fallthrough" { KEYWORD(FALLTHROUGH); }
        "for" { KEYWORD(FOR); }
        "func" { KEYWORD(FUNC); }
        "go" { KEYWORD(GO); }
        "goto" { KEYWORD(GOTO); }
        "if" { KEYWORD(IF); }
        "import" { KEYWORD(IMPORT); }
        "interface" { KEYWORD(INTERFACE); }
        "map" { KEYWORD(MAP); }
        "package" { KEYWORD(PACKAGE); }
        "range" { KEYWORD(RANGE); }
        "return" { KEYWORD(RETURN); }
        "select" { KEYWORD(SELECT); }
        "struct" { KEYWORD(STRUCT); }
        "switch" { KEYWORD(SWITCH); }
        "type" { KEYWORD(TYPE); }
        "var" { KEYWORD(VAR); }
        letter (letter | [0-9])* { ident(lx, t, (const char *)p); return; }

        number {
            literal(lx, t, TOK_INT, (const char *)p);
            lexer_check_number(lx, t);
            return;
        }
        ["] (plain | ['] | simple_escape | "\\" ["])* ["] {
            literal(lx, t, TOK_STRING, (const char *)p);
            return;
        }
        ['] (plain | ["] | simple_escape | "\\" [']) ['] {
            literal(lx, t, TOK_CHAR, (const char *)p);
            return;
        }
        ["] { lexer_scan_string(lx, t); return; }
        ['] { lexer_scan_char(lx, t); return; }
        "`" { lexer_scan_raw_string(lx, t); return; }

        "+" { TOKEN(ADD); }
        "-" { TOKEN(SUB); }
        "*" { TOKEN(MUL); }
        "/" { TOKEN(QUO); }
        "%" { TOKEN(REM); }
        "&" { TOKEN(AND); }
        "|" { TOKEN(OR); }
        "^" { TOKEN(XOR); }
        "<<" { TOKEN(SHL); }
        ">>" { TOKEN(SHR); }
        "&^" { TOKEN(AND_NOT); }
        "+=" { TOKEN(ADD_ASSIGN); }
        "-=" { TOKEN(SUB_ASSIGN); }
        "*=" { TOKEN(MUL_ASSIGN); }
        "/=" { TOKEN(QUO_ASSIGN); }
        "%=" { TOKEN(REM_ASSIGN); }
        "&=" { TOKEN(AND_ASSIGN); }
        "|=" { TOKEN(OR_ASSIGN); }
        "^=" { TOKEN(XOR_ASSIGN); }
        "<<=" { TOKEN(SHL_ASSIGN); }
        ">>=" { TOKEN(SHR_ASSIGN); }
        "&^=" { TOKEN(AND_NOT_ASSIGN); }
        "&&" { TOKEN(LAND); }
        "||" { TOKEN(LOR); }
        "<-" { TOKEN(ARROW); }
        "++" { TOKEN_SEMI(INC); }
        "--" { TOKEN_SEMI(DEC); }
        "==" { TOKEN(EQL); }
        "<" { TOKEN(LSS); }
        ">" { TOKEN(GTR); }
        "=" { TOKEN(ASSIGN); }
        "!" { TOKEN(NOT); }
        "~" { TOKEN(TILDE); }
        "!=" { TOKEN(NEQ); }
        "<=" { TOKEN(LEQ); }
        ">=" { TOKEN(GEQ); }
        ":=" { TOKEN(DEFINE); }
        "..." { TOKEN(ELLIPSIS); }
        "(" { TOKEN(LPAREN); }
        "[" { TOKEN(LBRACK); }
        "{" { TOKEN(LBRACE); }
        "," { TOKEN(COMMA); }
        "." { TOKEN(PERIOD); }
        ")" { TOKEN_SEMI(RPAREN); }
        "]" { TOKEN_SEMI(RBRACK); }
        "}" { TOKEN_SEMI(RBRACE); }
        ":" { TOKEN(COLON); }
        ";" { semicolon(lx, t, ";", (const char *)p); return; }

        [\x00\x80-\xff] {
            if (lx->start >= lx->limit) {
                at_end(lx, t);
                return;
            }
            if (unusual(lx, t))
                return;
            p = (const unsigned char *)lx->cur;
            continue;
        }
        * {
            char s[32];
            lexer_format_rune(s, p[-1]);
            lexer_error(lx, lx->start, "invalid character %s", s);
            continue;
        }
        */
    }
}
