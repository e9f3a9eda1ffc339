/* What the files of parser/ share: the state of a parse, and the constructors that the grammar calls. */
#ifndef PARSER_PRIVATE_H
#define PARSER_PRIVATE_H

#include "parser/parser.h"

/* A token as the grammar's stack holds it. */
typedef struct Tok {
    union {
        const Sym *sym;  /* identifiers */
        const char *lit; /* literals: len bytes */
    };
    Pos pos;
    uint32_t len;
    TokenKind kind;
    bool bad;
} Tok;

/* A parameter, or something that may be one, before names and types are told apart. */
typedef struct Param { AstIdent *name; AstExpr *type; } Param;
typedef VEC(Param) ParamList;

/* "[" list "]" behind a name: the arguments of an instance, or the length of an array. */
typedef struct Brackets {
    AstExprList list; /* p NULL: [] */
    Pos lbrack, rbrack;
    bool comma;       /* a trailing one */
    AstExpr *elem;    /* element type behind it, or NULL */
} Brackets;

/* What stands between "for" and "{". */
typedef struct ForHeader {
    AstStmt *init, *cond, *post;
    bool range;
    AstExprList lhs;
    Tok tok; /* "=" or ":=" of a range clause */
    AstExpr *x;
} ForHeader;

typedef struct Header { AstStmt *init, *cond; Pos semi; } Header;

/* Where comments stand: made for each token that comments precede. */
typedef struct CommentMark {
    Pos prev, tok;         /* the tokens around the comments */
    AstCommentGroup *line; /* on the line of the token before, if it ends that line */
    AstCommentGroup *lead; /* ends on the line before tok */
} CommentMark;

/* A Comment field to be filled when the token behind `semi` is known. */
typedef struct LineSlot { AstCommentGroup **field; Pos semi; } LineSlot;

typedef struct PlainError { Pos pos; const char *msg; } PlainError;

typedef struct Parser {
    Lexer lx;
    SrcFile *src;
    ParserMode mode;
    bool comments, imports_only;
    bool rejected;        /* not Go: explain.c finds the words */
    bool too_deep;        /* and it has been said: nested deeper than we can follow */
    AstFile *file;
    Token tok, prev;      /* the token last given to the grammar, and the one before */
    bool is_body;         /* tok is the "{" of the body behind a header */
    VEC(uint8_t) nest;    /* open brackets and headers, see source.c */
    VEC(CommentMark) marks;
    VEC(LineSlot) slots;
    AstCommentGroup **pending; /* a Comment field that waits for the next token */
    uint32_t next_pragma; /* of file->pragmas: first one whose following token is not known */
    AstEmbedList embeds;  /* go:embed patterns waiting for a variable */
    VEC(PlainError) plain_errors; /* of what is well-formed; explain.c finds them by itself */
} Parser;

/* ---- source.c: tokens for the grammar ---- */
void source_init(Parser *p);
void source_next(Parser *p);          /* fills p->tok */
void source_reopen_header(Parser *p); /* the "{" just read began a literal after all */
AstCommentGroup *source_lead_comment(Parser *p, Pos tok);
/* *field becomes the comment that ends the line of the token at semi; NO_POS: of the token before the
 * lookahead. */
void source_line_comment(Parser *p, AstCommentGroup **field, Pos semi);
/* Likewise for the token that comes next. */
void source_line_comment_next(Parser *p, AstCommentGroup **field);
void source_finish(Parser *p);

/* ---- pragma.c ---- */
enum { FILE_PRAGMAS = PRAGMA_GOBUILD, TYPE_PRAGMAS = PRAGMA_NOTINHEAP };
#define FUNC_PRAGMAS (~(uint32_t)(FILE_PRAGMAS | TYPE_PRAGMAS))
void pragma_comment(void *parser, const Token *comment);
void pragma_before(Parser *p, Pos tok);  /* tok follows the directives met since the last token */
uint32_t pragma_take(Parser *p, Pos decl, uint32_t allowed); /* flags of those before decl's first token */
AstEmbedList pragma_take_embeds(Parser *p, Pos decl); /* of those before decl's first token */
void pragma_finish(Parser *p);

/* ---- build.c: nodes ---- */
void *new_node(AstKind kind, size_t size);
#define NEW_NODE(Name) ((Ast##Name *)new_node(AST_##Name, sizeof(Ast##Name)))
/* The text is not Go although the grammar takes it. what: go/parser's complaint. */
void reject(Parser *p, Pos pos, const char *what);

AstIdent *make_ident(Tok t);
AstExpr *make_literal(Tok t);
AstExpr *make_binary(Parser *p, AstExpr *x, Tok op, AstExpr *y);
AstExpr *make_unary(Tok op, AstExpr *x);
AstExpr *make_star(Pos star, AstExpr *x);
AstExpr *make_receive(Parser *p, Tok arrow, AstExpr *x);
AstExpr *make_paren(Pos lparen, AstExpr *x, Pos rparen);
AstExpr *make_selector(Parser *p, AstExpr *x, Tok sel);
AstExpr *make_assert(Parser *p, AstExpr *x, Pos lparen, AstExpr *type, Pos rparen);
AstExpr *make_index(Parser *p, AstExpr *x, Pos lbrack, AstExprList list, Pos rbrack);
AstExpr *make_slice(Parser *p, AstExpr *x, Pos lbrack, AstExpr *i[3], bool three, Pos rbrack);
AstExpr *make_call(Parser *p, AstExpr *fun, Pos lparen, AstExprList args, Pos dots, Pos rparen);
AstExpr *make_composite(Parser *p, AstExpr *type, Pos lbrace, AstExprList elts, Pos rbrace);
AstExpr *make_key_value(AstExpr *key, Pos colon, AstExpr *value);
AstExpr *make_func_lit(AstFuncType *type, AstBlockStmt *body);
AstExpr *make_ellipsis(Pos dots, AstExpr *elt);

AstExpr *make_array(Pos lbrack, AstExpr *len, AstExpr *elt);
AstExpr *make_struct(Pos kw, Pos lbrace, AstFieldVec fields, Pos rbrace);
AstExpr *make_interface(Pos kw, Pos lbrace, AstFieldVec elems, Pos rbrace);
AstExpr *make_map(Pos kw, AstExpr *key, AstExpr *value);
AstExpr *make_chan(Pos begin, Pos arrow, int dir, AstExpr *value);
AstFuncType *make_signature(AstFieldList *params, AstFieldList *results);
AstFieldList *make_params(Parser *p, Pos open, ParamList list, Pos close, bool tparams);
AstFieldList *make_result(AstExpr *type);
Param make_param(AstIdent *name, AstExpr *type);
/* name followed by [...]: an instance, or a name and an array type */
Param make_bracketed(Parser *p, Tok name, Brackets b);
AstField *make_field(Parser *p, Pos first, AstIdentList names, AstExpr *type, Tok tag);
AstField *make_element(Parser *p, Tok name, AstExpr *type);

AstStmt *make_expr_stmt(AstExpr *x);
AstStmt *make_assign(Parser *p, AstExprList lhs, Tok op, AstExprList rhs);
AstStmt *make_inc_dec(AstExpr *x, Tok op);
AstStmt *make_send(AstExpr *chan, Pos arrow, AstExpr *value);
AstStmt *make_labeled(Tok label, Pos colon, AstStmt *stmt);
AstStmt *make_empty(Pos at, bool implicit);
AstStmt *make_go_defer(Parser *p, Tok kw, AstExpr *x);
AstStmt *make_return(Pos kw, AstExprList results);
AstStmt *make_branch(Tok kw, AstIdent *label);
AstStmt *make_decl_stmt(AstDecl *d);
AstBlockStmt *make_block(Pos lbrace, AstStmtList list, Pos rbrace);
AstStmt *make_if(Parser *p, Pos kw, Header h, AstBlockStmt *body, AstStmt *orelse);
AstStmt *make_for(Parser *p, Pos kw, ForHeader h, AstBlockStmt *body);
AstStmt *make_switch(Parser *p, Pos kw, Header h, Pos lbrace, AstStmtList clauses, Pos rbrace);
AstStmt *make_select(Pos kw, Pos lbrace, AstStmtList clauses, Pos rbrace);
AstStmt *make_case(Tok kw, AstExprList list, Pos colon);
AstStmt *make_comm(Tok kw, AstStmt *comm, Pos colon);
void set_clause_body(AstStmt *clause, AstStmtList body);

/* ---- declare.c: declarations ---- */
AstSpec *make_import(Parser *p, Tok name, Tok path);
AstSpec *make_value_spec(Parser *p, AstIdentList names, AstExpr *type, AstExprList values);
AstSpec *make_type_spec(Parser *p, Tok name, AstFieldList *tparams, Pos assign, AstExpr *type);
/* type name [first "," rest] = type, where first is parsed as an expression: an array length or a type
 * parameter with its constraint (spec: Type parameter declarations, the parsing ambiguity) */
AstSpec *make_bracket_type_spec(Parser *p, Tok name, Pos lbrack, AstExpr *first, bool comma,
                                ParamList rest, Pos rbrack, Pos assign, AstExpr *type);
/* Splits x, read as an expression, into a parameter name and its constraint: P*C, P(C), P*C|D. Only if
 * the constraint can be nothing but a type, or if force is set. A lone name has no constraint. */
Param split_param(AstExpr *x, bool force);
void finish_spec(Parser *p, AstSpec *s, Pos semi);
/* s is not in a group; seen: the token behind it has been read */
void finish_lone_spec(Parser *p, AstSpec *s, bool seen);
AstDecl *make_gen_decl(Parser *p, Tok kw, Pos lparen, AstSpecList specs, Pos rparen);
AstFuncDecl *make_func_head(Parser *p, Pos kw, AstFieldList *recv, Tok name, AstFieldList *tparams,
                            AstFuncType *type);
void add_decl(Parser *p, AstDecl *d);

/* ---- other passes over a file ---- */
int grammar_parse(Parser *p);    /* grammar.y; 0 if the text was taken */
void explain_errors(Parser *p);  /* explain.c: diagnoses a rejected file in gc's words */
void strict_check(Parser *p);    /* strict.c: go/parser's refusals beyond the grammar's */
void resolve_file(AstFile *f);   /* resolve.c: Objects, as go/parser does */

#endif
