/* tokens: the token numbers, go/token's. tokens.def is the table behind them. */
#ifndef LEXER_TOKENS_H
#define LEXER_TOKENS_H

#include <stdbool.h>

typedef enum TokenKind {
#define TOKEN(name, spelling) TOK_##name,
#include "lexer/tokens.def"
    TOK_COUNT
} TokenKind;

extern const char *const token_names[TOK_COUNT]; /* "+", "func", "IDENT": go/token's String() */
extern const unsigned char token_precs[TOK_COUNT];

static inline const char *token_name(TokenKind t) { return token_names[t]; }
/* precedence as a binary operator, 1 (||) to 5 (*), or 0 (spec: Operator precedence) */
static inline int token_precedence(TokenKind t) { return token_precs[t]; }
static inline bool token_is_literal(TokenKind t) { return t >= TOK_IDENT && t <= TOK_STRING; }
static inline bool token_is_keyword(TokenKind t) { return t >= TOK_BREAK && t <= TOK_VAR; }
static inline bool token_is_operator(TokenKind t)
{
    return (t >= TOK_ADD && t <= TOK_COLON) || t == TOK_TILDE;
}
/* "+=" => "+": the operator of an assignment operation, else TOK_ILLEGAL */
static inline TokenKind token_assign_op(TokenKind t)
{
    return t >= TOK_ADD_ASSIGN && t <= TOK_AND_NOT_ASSIGN
               ? (TokenKind)(t - TOK_ADD_ASSIGN + TOK_ADD) : TOK_ILLEGAL;
}

#endif
