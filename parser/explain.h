/* What the files explain*.c share. The functions read what their names say, from the current token. */
#ifndef PARSER_EXPLAIN_H
#define PARSER_EXPLAIN_H

#include "parser/private.h"

/* Text from `start` up to `end`. */
typedef struct Span { Pos start, end; } Span;
typedef VEC(Span) SpanVec;

typedef struct Explain {
    Parser *p;
    Lexer lx;
    Token t;        /* current token */
    int fnest;      /* functions around us: statements' keywords are then good places to go on */
    int xnest;      /* brackets around us, -1 in a header: may "{" begin a composite literal? */
    int depth;      /* of recursion */
    bool any_error;
    const AstExpr *not_call;  /* go or defer with something else than a call: newer releases leave */
    const char *not_call_kw;  /* that to the checker, so it is said only if the syntax is right */
    SpanVec whole;  /* the package clause, and the declarations without an error that the grammar */
} Explain;          /* did not get to */

void explain_next(Explain *e);
bool explain_got(Explain *e, TokenKind kind);
void explain_want(Explain *e, TokenKind kind);
bool explain_got_assign(Explain *e);
/* Skips to one of the tokens, or a statement's keyword within a function; the list ends with
 * TOK_ILLEGAL, an empty one skips one token; TOK_ADD stands for all operators. */
void explain_advance(Explain *e, const TokenKind *follow);
bool explain_deeper(Explain *e); /* counts depth; false if it is too much, and all is skipped */

/* An error in gc's form; a msg that begins with "expecting ", "in ", "at " or "after " is put behind
 * "unexpected X". */
void explain_error(Explain *e, const char *msg);
void explain_error_at(Explain *e, Pos pos, const char *msg);
void explain_expecting(Explain *e, const char *what);
void explain_plain_error(Explain *e, Pos pos, const char *msg); /* without "syntax error: " */
const char *explain_token_string(TokenKind kind);
const char *explain_semi_name(const Token *t);

/* for { element } loops: is there one; what separates it from the next (false: give the list up) */
bool explain_list_more(const Explain *e, TokenKind close);
bool explain_list_sep(Explain *e, const char *context, TokenKind sep, TokenKind close);

Tok explain_tok(const Explain *e);
AstExpr *explain_bad(const Explain *e);
AstIdent *explain_blank(const Explain *e);
AstIdent *explain_name(Explain *e);

AstExpr *explain_expr(Explain *e);
AstExpr *explain_unary(Explain *e);
AstExpr *explain_primary(Explain *e, AstExpr *x);
AstExpr *explain_expr_from_name(Explain *e, AstIdent *name);
AstExpr *explain_composite(Explain *e, AstExpr *type);
AstExprList explain_expr_list(Explain *e);
AstExprList explain_type_list(Explain *e, bool *comma);

AstExpr *explain_type(Explain *e);
AstExpr *explain_type_or_null(Explain *e);
AstFuncType *explain_func_type(Explain *e, const char *context); /* behind "func" */

AstBlockStmt *explain_func_body(Explain *e);
void explain_decl_group(Explain *e, TokenKind kw); /* behind the keyword */
void explain_file(Explain *e);

#endif
