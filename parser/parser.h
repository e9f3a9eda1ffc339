/* parser: tokens to a syntax tree (spec: all of the grammar).
 *
 * The tree is go/ast's, node for node and field for field (ast.def is the table); C field names are
 * the Go ones, headers and members of ours are in lower case. Lists are VECs; a nil slice of go/ast is
 * one with p == NULL. Nodes live in `perm`.
 *
 * Casting between AstNode, AstExpr, AstStmt, ... and AstXxx by `kind` is the intended use (the tree is
 * compiled with -fno-strict-aliasing).
 */
#ifndef PARSER_PARSER_H
#define PARSER_PARSER_H

#include <stdio.h>

#include "base/base.h"
#include "lexer/lexer.h"

typedef enum AstKind {
    AST_NONE,
#define NODE(Name, CLASS, FIELDS, EXTRA) AST_##Name,
#include "parser/ast.def"
    AST_COUNT
} AstKind;

typedef enum AstClass { AST_NODE, AST_EXPR, AST_STMT, AST_SPEC, AST_DECL } AstClass;
extern const char *const ast_names[AST_COUNT];
extern const unsigned char ast_classes[AST_COUNT];

/* ---- headers: what every node, and every expression, begins with ---- */

struct Type;
struct Const;
struct Obj;
struct Inst;
struct Selection;

#define AST_HEADER_NODE AstKind kind;
#define AST_HEADER_SPEC AstKind kind; void *info;
#define AST_HEADER_DECL AstKind kind; void *info;
#define AST_HEADER_STMT AstKind kind; void *info; /* info: free for types and ir */
/* mode, flags, type, val: set by the checker; val is NULL unless the expression is constant.
 * depth: the parser's, of left-deep chains such as a+b+c. */
#define AST_HEADER_EXPR \
    AstKind kind; uint8_t mode; uint8_t flags; uint16_t depth; struct Type *type; struct Const *val;

typedef struct AstNode { AST_HEADER_NODE } AstNode;
typedef struct AstExpr { AST_HEADER_EXPR } AstExpr;
typedef struct AstStmt { AST_HEADER_STMT } AstStmt;
typedef struct AstSpec { AST_HEADER_SPEC } AstSpec;
typedef struct AstDecl { AST_HEADER_DECL } AstDecl;

#define NODE(Name, CLASS, FIELDS, EXTRA) typedef struct Ast##Name Ast##Name;
#include "parser/ast.def"

typedef VEC(AstExpr *) AstExprList;
typedef VEC(AstStmt *) AstStmtList;
typedef VEC(AstSpec *) AstSpecList;
typedef VEC(AstDecl *) AstDeclList;
typedef VEC(AstIdent *) AstIdentList;
typedef VEC(AstField *) AstFieldVec;
typedef VEC(AstComment *) AstCommentVec;
typedef VEC(AstCommentGroup *) AstGroupVec;
typedef VEC(AstImportSpec *) AstImportVec;
typedef VEC(AstObject *) AstObjectVec;

/* ---- kinds of fields in ast.def ---- */

typedef enum AstObjKind { OBJKIND_BAD, OBJKIND_PKG, OBJKIND_CON, OBJKIND_TYP, OBJKIND_VAR,
                          OBJKIND_FUN, OBJKIND_LBL } AstObjKind;
typedef enum AstChanDir { AST_SEND = 1, AST_RECV = 2 } AstChanDir; /* 3: both */
typedef struct AstIntOrNil { bool set; int value; } AstIntOrNil;

typedef Pos AstF_POS;
typedef const Sym *AstF_SYM;
typedef LitText AstF_TEXT;
typedef TokenKind AstF_TOKEN;
typedef bool AstF_BOOL;
typedef int AstF_CHANDIR; /* AstChanDir bits */
typedef AstObjKind AstF_OBJKIND;
typedef AstIntOrNil AstF_INTORNIL;
typedef AstNode *AstF_NODE;
typedef AstExpr *AstF_EXPR;
typedef AstStmt *AstF_STMT;
typedef AstDecl *AstF_DECL;
typedef AstIdent *AstF_IDENT;
typedef AstBasicLit *AstF_LIT;
typedef AstBlockStmt *AstF_BLOCK;
typedef AstCallExpr *AstF_CALL;
typedef AstFuncType *AstF_FUNCTYPE;
typedef AstFieldList *AstF_FIELDLIST;
typedef AstCommentGroup *AstF_DOC;
typedef AstObject *AstF_OBJECT;
typedef AstScope *AstF_SCOPE;
typedef AstObjectVec AstF_OBJMAP; /* sorted by name once the file is parsed */
typedef AstExprList AstF_EXPRS;
typedef AstStmtList AstF_STMTS;
typedef AstSpecList AstF_SPECS;
typedef AstDeclList AstF_DECLS;
typedef AstIdentList AstF_IDENTS;
typedef AstFieldVec AstF_FIELDS;
typedef AstCommentVec AstF_COMMENTS;
typedef AstGroupVec AstF_GROUPS;
typedef AstImportVec AstF_IMPORTS;

/* ---- compiler directives ---- */

enum {
#define PRAGMA(name, text) PRAGMA_BIT_##name,
#include "parser/pragmas.def"
};
enum {
#define PRAGMA(name, text) PRAGMA_##name = 1 << PRAGMA_BIT_##name,
#include "parser/pragmas.def"
};

/* Any //go:, //export, //extern or // +build comment. text begins behind the slashes; next is the
 * token behind it; alone: nothing stands before it on its line; taken: it belongs to a declaration. */
typedef struct AstPragma { Pos pos, next; LitText text; uint32_t flag; bool used, taken, alone; } AstPragma;
/* //go:linkname local [remote]; remote is NULL if it is not given */
typedef struct AstLinkname { Pos pos; const Sym *local, *remote; } AstLinkname;
typedef struct AstEmbed { Pos pos; const Sym *pattern; } AstEmbed;
typedef VEC(AstPragma) AstPragmaList;
typedef VEC(AstLinkname) AstLinknameList;
typedef VEC(AstEmbed) AstEmbedList;

#define AST_FILE_EXTRA                                                                             \
    SrcFile *src;                                                                                  \
    int errors;                /* syntax errors in this file */                                    \
    int go_minor;              /* types: language version of the file, 1.N */                      \
    bool own_version;          /* types: which its //go:build line says */                         \
    bool holes;                /* there may be syntax errors that were not reported */             \
    Pos eof;                   /* end of the text */                                               \
    AstPragmaList pragmas;     /* by position */                                                   \
    AstLinknameList linknames;                                                                     \
    LitText build;             /* "//go:build ..." line in force, p NULL if there is none */       \
    Pos build_pos;                                                                                 \
    void *info;

/* ---- the nodes ---- */

#define F(kind, name) AstF_##kind name;
#define NODE(Name, CLASS, FIELDS, EXTRA) struct Ast##Name { AST_HEADER_##CLASS FIELDS EXTRA };
#include "parser/ast.def"

/* ---- parsing ---- */

typedef enum ParserMode {
    PARSER_GC,        /* gc's refusals and words */
    PARSER_GO_PARSER, /* go/parser's, with identifiers resolved to Objects: for the ast command */
} ParserMode;

typedef struct ParserOptions {
    ParserMode mode;
    bool comments;     /* keep comments: File.Comments, Doc and Comment fields */
    bool imports_only; /* stop behind the import declarations */
} ParserOptions;

/* Never NULL. Errors go to diag and are counted in AstFile.errors. opts may be NULL: gc, no comments. */
AstFile *parser_parse_file(SrcFile *f, const ParserOptions *opts);

/* Writes the tree as go/ast's Print does, map keys sorted. */
void parser_dump_ast(AstFile *file, FILE *out);

/* ---- ast.c: help with trees. `n` may be any node, of any header type ---- */

Pos ast_pos(const void *n); /* first character, go/ast's Pos(); NO_POS for NULL */
Pos ast_end(const void *n); /* behind the last one, go/ast's End() */
/* Where gc's own tree has the node, hence its diagnostics and line tables: a binary expression,
 * assignment, send at its operator; else the first character. */
Pos ast_gc_pos(const void *n);
AstExpr *ast_unparen(AstExpr *e);
bool ast_is_blank(const AstIdent *id); /* "_" */

/* Calls enter for n and, if it returns true, for its children in the order of fields, then leave.
 * Either may be NULL. Comments and Objects are not visited. */
typedef struct AstVisitor {
    bool (*enter)(void *ctx, AstNode *n);
    void (*leave)(void *ctx, AstNode *n);
    void *ctx;
} AstVisitor;
void ast_walk(void *n, const AstVisitor *v);

/* Import path lit (a string literal) has only characters that such paths may have, and some. */
bool parser_import_path_ok(LitText lit);

/* print.c: the expression as gc's messages show it: one line, function bodies as {…} */
void ast_write_expr(Buf *b, const void *expr);
const char *ast_expr_string(const void *expr); /* in perm */

#endif
