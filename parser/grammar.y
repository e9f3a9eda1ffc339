/* grammar: Go for bison, LALR(1) (spec: all productions; the comments name the spec's where ours differ).
 *
 * The grammar decides what is Go and builds the tree; it words no errors. When a text is not Go, or
 * reject() says so, explain.c reads it again for gc's diagnostics.
 *
 * What makes Go LALR(1) here:
 *  - Types are operands: wherever an expression or a type may stand, `expr` stands.
 *  - "{" that may begin the body of an if, for or switch is another token, LBODY (source.c).
 *  - A parameter or field that starts with a name, and a type declaration with "[", are read by
 *    shapes that cover both readings; constructors tell them apart.
 *
 * The conflicts that remain (%expect) are all of one kind, and shifting is right: a type followed by
 * something that could go on with it: func() (T), []T{, [N]T[A], chan T.
 */
%code top {
#include "parser/private.h"
}

%define api.pure full
%define api.prefix {grammar_}
%define api.token.prefix {T_}
%parse-param {Parser *p}
%lex-param {Parser *p}
%expect 12

%code {
#define YYMAXDEPTH 400000
#define YYINITDEPTH 2000
static int grammar_lex(YYSTYPE *value, Parser *p);
static void grammar_error(Parser *p, const char *msg);
#define PUSH(list, first, x) ((list) = (first), vec_push(perm, &(list), x))
#define ONE(list, x) (memset(&(list), 0, sizeof(list)), vec_push(perm, &(list), x))
#define NONE(list) memset(&(list), 0, sizeof(list))
static const Tok no_token;
}
%code requires {
#include <string.h>
#include "parser/private.h"
}

%union {
    Tok tok;
    AstExpr *expr;
    AstStmt *stmt;
    AstBlockStmt *block;
    AstDecl *decl;
    AstFuncDecl *func;
    AstSpec *spec;
    AstField *field;
    AstFieldList *field_list;
    AstFuncType *signature;
    AstExprList exprs;
    AstStmtList stmts;
    AstSpecList specs;
    AstIdentList idents;
    AstFieldVec fields;
    ParamList params;
    Param param;
    Brackets brackets;
    ForHeader *for_header;
    Header header;
    struct { AstExprList list; Pos dots; } args;
}

%token EOF 0 "end of file"
%token ILLEGAL COMMENT
%token <tok> IDENT INT FLOAT IMAG CHAR STRING
%token <tok> ADD "+" SUB "-" MUL "*" QUO "/" REM "%" AND "&" OR "|" XOR "^" SHL "<<" SHR ">>"
%token <tok> AND_NOT "&^"
%token <tok> ADD_ASSIGN "+=" SUB_ASSIGN "-=" MUL_ASSIGN "*=" QUO_ASSIGN "/=" REM_ASSIGN "%="
%token <tok> AND_ASSIGN "&=" OR_ASSIGN "|=" XOR_ASSIGN "^=" SHL_ASSIGN "<<=" SHR_ASSIGN ">>="
%token <tok> AND_NOT_ASSIGN "&^="
%token <tok> LAND "&&" LOR "||" ARROW "<-" INC "++" DEC "--" EQL "==" LSS "<" GTR ">" ASSIGN "="
%token <tok> NOT "!" NEQ "!=" LEQ "<=" GEQ ">=" DEFINE ":=" ELLIPSIS "..."
%token <tok> LPAREN "(" LBRACK "[" LBRACE "{" COMMA "," PERIOD "." RPAREN ")" RBRACK "]" RBRACE "}"
%token <tok> SEMICOLON ";" COLON ":"
%token <tok> BREAK "break" CASE "case" CHAN "chan" CONST "const" CONTINUE "continue"
%token <tok> DEFAULT "default" DEFER "defer" ELSE "else" FALLTHROUGH "fallthrough" FOR "for"
%token <tok> FUNC "func" GO "go" GOTO "goto" IF "if" IMPORT "import" INTERFACE "interface"
%token <tok> MAP "map" PACKAGE "package" RANGE "range" RETURN "return" SELECT "select"
%token <tok> STRUCT "struct" SWITCH "switch" TYPE "type" VAR "var"
%token <tok> TILDE "~"
%token <tok> LBODY "{ of a body"

%type <decl> gen_decl declaration
%type <func> func_head func_decl
%type <spec> import_spec value_spec type_spec
%type <specs> import_specs value_specs type_specs
%type <idents> ident_list
%type <exprs> expr_list elements element_list type_args
%type <expr> expr unary primary operand type type_name type_no_bracket type_no_name type_literal type_no_paren other_type
%type <expr> array_type pointer_type func_type chan_type recv_chan_type map_type struct_type
%type <expr> interface_type paren_type element value constraint term non_recv_type opt_expr
%type <expr> wide_constraint wide_term
%type <signature> signature
%type <field_list> params type_params result
%type <params> param_list tparam_list opt_param_list
%type <param> param tparam first_tparam
%type <brackets> brackets
%type <fields> struct_fields field_seq interface_elems elem_seq
%type <field> field elem
%type <tok> opt_tag literal opt_assign assign_op value_keyword
%type <args> args
%type <stmts> stmts stmt_seq clauses clause_seq comm_clauses comm_seq
%type <stmt> stmt simple_stmt opt_simple_stmt if_stmt labeled_body clause_head comm_head
%type <block> block body func_body
%type <header> if_header switch_header
%type <for_header> for_header

%left "||"
%left "&&"
%left "==" "!=" "<" "<=" ">" ">="
%left "+" "-" "|" "^"
%left "*" "/" "%" "<<" ">>" "&" "&^"

%%

/* ---- source file ---- */

file: package_clause imports declarations { (void)yynerrs; /* bison counts, nobody asks */ };

package_clause: "package" IDENT ";" {
        p->file->Doc = source_lead_comment(p, $1.pos);
        p->file->Package = $1.pos;
        pragma_take(p, $1.pos, FILE_PRAGMAS);
        p->file->Name = make_ident($2);
    };

imports: %empty
    | imports import_decl ";";

import_decl:
      "import" import_spec {
        AstSpecList one;
        ONE(one, $2);
        finish_lone_spec(p, $2, yychar != T_GRAMMAR_EMPTY);
        add_decl(p, make_gen_decl(p, $1, NO_POS, one, NO_POS));
    }
    | "import" "(" import_specs ")" { add_decl(p, make_gen_decl(p, $1, $2.pos, $3, $4.pos)); }
    | "import" "(" ")" {
        add_decl(p, make_gen_decl(p, $1, $2.pos, (AstSpecList){0}, $3.pos));
    };

import_specs:
      import_seq_last { $$ = $<specs>1; };

import_seq_last:
      import_seq { $<specs>$ = $<specs>1; }
    | import_spec { finish_spec(p, $1, NO_POS); ONE($<specs>$, $1); }
    | import_seq import_spec { finish_spec(p, $2, NO_POS); PUSH($<specs>$, $<specs>1, $2); };

import_seq:
      import_spec ";" { finish_spec(p, $1, $2.pos); ONE($<specs>$, $1); }
    | import_seq import_spec ";" { finish_spec(p, $2, $3.pos); PUSH($<specs>$, $<specs>1, $2); };

import_spec:
      literal { $$ = make_import(p, no_token, $1); }
    | IDENT literal { $$ = make_import(p, $1, $2); }
    | "." literal { $1.sym = sym("."); $$ = make_import(p, $1, $2); };

declarations: %empty
    | declarations declaration ";" { add_decl(p, $2); }
    | declarations func_decl ";" { add_decl(p, (AstDecl *)$2); };

declaration: gen_decl;

/* ---- declarations ---- */

value_keyword: "var" | "const";

gen_decl:
      value_keyword value_spec {
        AstSpecList one;
        ONE(one, $2);
        finish_lone_spec(p, $2, yychar != T_GRAMMAR_EMPTY);
        $$ = make_gen_decl(p, $1, NO_POS, one, NO_POS);
    }
    | value_keyword "(" value_specs ")" { $$ = make_gen_decl(p, $1, $2.pos, $3, $4.pos); }
    | "type" type_spec {
        AstSpecList one;
        ONE(one, $2);
        finish_lone_spec(p, $2, yychar != T_GRAMMAR_EMPTY);
        $$ = make_gen_decl(p, $1, NO_POS, one, NO_POS);
    }
    | "type" "(" type_specs ")" { $$ = make_gen_decl(p, $1, $2.pos, $3, $4.pos); };

value_specs:
      %empty { NONE($$); }
    | value_seq { $$ = $<specs>1; }
    | value_spec { finish_spec(p, $1, NO_POS); ONE($$, $1); }
    | value_seq value_spec { finish_spec(p, $2, NO_POS); PUSH($$, $<specs>1, $2); };

value_seq:
      value_spec ";" { finish_spec(p, $1, $2.pos); ONE($<specs>$, $1); }
    | value_seq value_spec ";" { finish_spec(p, $2, $3.pos); PUSH($<specs>$, $<specs>1, $2); };

value_spec:
      ident_list { $$ = make_value_spec(p, $1, NULL, (AstExprList){0}); }
    | ident_list type { $$ = make_value_spec(p, $1, $2, (AstExprList){0}); }
    | ident_list "=" expr_list { $$ = make_value_spec(p, $1, NULL, $3); }
    | ident_list type "=" expr_list { $$ = make_value_spec(p, $1, $2, $4); };

ident_list:
      IDENT { ONE($$, make_ident($1)); }
    | ident_list "," IDENT { PUSH($$, $1, make_ident($3)); };

type_specs:
      %empty { NONE($$); }
    | type_seq { $$ = $<specs>1; }
    | type_spec { finish_spec(p, $1, NO_POS); ONE($$, $1); }
    | type_seq type_spec { finish_spec(p, $2, NO_POS); PUSH($$, $<specs>1, $2); };

type_seq:
      type_spec ";" { finish_spec(p, $1, $2.pos); ONE($<specs>$, $1); }
    | type_seq type_spec ";" { finish_spec(p, $2, $3.pos); PUSH($<specs>$, $<specs>1, $2); };

opt_assign: %empty { $$ = no_token; } | "=";

opt_comma: %empty | ",";

type_spec:
      IDENT type_no_bracket { $$ = make_type_spec(p, $1, NULL, NO_POS, $2); }
    | IDENT "=" type { $$ = make_type_spec(p, $1, NULL, $2.pos, $3); }
    | IDENT "[" "]" type {
        $$ = make_type_spec(p, $1, NULL, NO_POS, make_array($2.pos, NULL, $4));
    }
    | IDENT "[" "..." "]" type {
        AstExpr *len = make_ellipsis($3.pos, NULL);
        $$ = make_type_spec(p, $1, NULL, NO_POS, make_array($2.pos, len, $5));
    }
    | IDENT "[" expr "]" opt_assign type {
        $$ = make_bracket_type_spec(p, $1, $2.pos, $3, false, (ParamList){0}, $4.pos, $5.pos, $6);
    }
    | IDENT "[" expr "," "]" opt_assign type {
        $$ = make_bracket_type_spec(p, $1, $2.pos, $3, true, (ParamList){0}, $5.pos, $6.pos, $7);
    }
    | IDENT "[" expr "," tparam_list opt_comma "]" opt_assign type {
        $$ = make_bracket_type_spec(p, $1, $2.pos, $3, true, $5, $7.pos, $8.pos, $9);
    }
    | IDENT "[" first_tparam opt_comma "]" opt_assign type {
        ParamList list;
        ONE(list, $3);
        $$ = make_type_spec(p, $1, make_params(p, $2.pos, list, $5.pos, true), $6.pos, $7);
    }
    | IDENT "[" first_tparam "," tparam_list opt_comma "]" opt_assign type {
        ParamList list;
        ONE(list, $3);
        for (uint32_t i = 0; i < $5.len; i++)
            vec_push(perm, &list, $5.p[i]);
        $$ = make_type_spec(p, $1, make_params(p, $2.pos, list, $7.pos, true), $8.pos, $9);
    };

/* A type parameter that cannot be (the start of) an expression. */
first_tparam: IDENT wide_constraint { $$ = make_param(make_ident($1), $2); };

wide_constraint:
      wide_term
    | wide_constraint "|" term { $$ = make_binary(p, $1, $2, $3); };

wide_term:
      "~" type { $$ = make_unary($1, $2); }
    | type_name
    | array_type
    | func_type
    | chan_type
    | recv_chan_type
    | map_type
    | struct_type
    | interface_type;

type_params: "[" tparam_list opt_comma "]" { $$ = make_params(p, $1.pos, $2, $4.pos, true); };

tparam_list:
      tparam { ONE($$, $1); }
    | tparam_list "," tparam { PUSH($$, $1, $3); };

tparam:
      IDENT { $$ = make_param(make_ident($1), NULL); }
    | IDENT constraint { $$ = make_param(make_ident($1), $2); };

constraint:
      term
    | constraint "|" term { $$ = make_binary(p, $1, $2, $3); };

term:
      type
    | "~" type { $$ = make_unary($1, $2); };

func_decl:
      func_head
    | func_head func_body { $$ = $1; $$->Body = $2; };

func_head:
      "func" IDENT signature { $$ = make_func_head(p, $1.pos, NULL, $2, NULL, $3); }
    | "func" IDENT type_params signature { $$ = make_func_head(p, $1.pos, NULL, $2, $3, $4); }
    | "func" params IDENT signature { $$ = make_func_head(p, $1.pos, $2, $3, NULL, $4); }
    | "func" params IDENT type_params signature { $$ = make_func_head(p, $1.pos, $2, $3, $4, $5); };

func_body: "{" stmts "}" { $$ = make_block($1.pos, $2, $3.pos); };

signature: params result { $$ = make_signature($1, $2); };

params: "(" opt_param_list ")" { $$ = make_params(p, $1.pos, $2, $3.pos, false); };

opt_param_list:
      %empty { NONE($$); }
    | param_list opt_comma;

result:
      %empty { $$ = NULL; }
    | params
    | type_no_paren { $$ = make_result($1); };

param_list:
      param { ONE($$, $1); }
    | param_list "," param { PUSH($$, $1, $3); };

/* A lone name is the name of a parameter or of a type: make_params decides. */
param:
      IDENT { $$ = make_param(make_ident($1), NULL); }
    | IDENT type_no_bracket { $$ = make_param(make_ident($1), $2); }
    | IDENT "..." type { $$ = make_param(make_ident($1), make_ellipsis($2.pos, $3)); }
    | "..." type { $$ = make_param(NULL, make_ellipsis($1.pos, $2)); }
    | IDENT brackets { $$ = make_bracketed(p, $1, $2); }
    | IDENT "." IDENT {
        $$ = make_param(NULL, make_selector(p, (AstExpr *)make_ident($1), $3));
    }
    | IDENT "." IDENT "[" type_args opt_comma "]" {
        AstExpr *x = make_selector(p, (AstExpr *)make_ident($1), $3);
        $$ = make_param(NULL, make_index(p, x, $4.pos, $5, $7.pos));
    }
    | type_no_name { $$ = make_param(NULL, $1); }
    | array_type { $$ = make_param(NULL, $1); };

/* Behind a name: the type arguments of an instance, or the brackets of an array or slice type. */
brackets:
      "[" "]" type { $$ = (Brackets){.lbrack = $1.pos, .rbrack = $2.pos, .elem = $3}; }
    | "[" "..." "]" type {
        $$ = (Brackets){.lbrack = $1.pos, .rbrack = $3.pos, .elem = $4};
        ONE($$.list, make_ellipsis($2.pos, NULL));
    }
    | "[" expr_list opt_comma_tok "]" {
        $$ = (Brackets){.list = $2, .lbrack = $1.pos, .rbrack = $4.pos, .comma = $<tok>3.pos != 0};
    }
    | "[" expr_list opt_comma_tok "]" type {
        $$ = (Brackets){.list = $2, .lbrack = $1.pos, .rbrack = $4.pos, .comma = $<tok>3.pos != 0,
                        .elem = $5};
    };

opt_comma_tok: %empty { $<tok>$ = no_token; } | "," { $<tok>$ = $1; };

/* ---- types ---- */

type: type_no_paren | paren_type;

type_no_paren: type_name | array_type | other_type;

type_no_bracket: type_name | type_no_name;

type_no_name: other_type | paren_type;

other_type:
      pointer_type
    | func_type
    | chan_type
    | recv_chan_type
    | map_type
    | struct_type
    | interface_type;

/* All types but <-chan T, which the arrow of chan<- would be taken for. */
non_recv_type: type_name | array_type | pointer_type | func_type | chan_type | map_type | struct_type
    | interface_type | paren_type;

type_name:
      IDENT { $$ = (AstExpr *)make_ident($1); }
    | IDENT "." IDENT { $$ = make_selector(p, (AstExpr *)make_ident($1), $3); }
    | IDENT "[" type_args opt_comma "]" {
        $$ = make_index(p, (AstExpr *)make_ident($1), $2.pos, $3, $5.pos);
    }
    | IDENT "." IDENT "[" type_args opt_comma "]" {
        AstExpr *x = make_selector(p, (AstExpr *)make_ident($1), $3);
        $$ = make_index(p, x, $4.pos, $5, $7.pos);
    };

type_args:
      type { ONE($$, $1); }
    | type_args "," type { PUSH($$, $1, $3); };

pointer_type: "*" type { $$ = make_star($1.pos, $2); };

paren_type: "(" type ")" { $$ = make_paren($1.pos, $2, $3.pos); };

array_type:
      "[" "]" type { $$ = make_array($1.pos, NULL, $3); }
    | "[" expr "]" type { $$ = make_array($1.pos, $2, $4); }
    | "[" "..." "]" type { $$ = make_array($1.pos, make_ellipsis($2.pos, NULL), $4); };

func_type: "func" signature { $2->Func = $1.pos; $$ = (AstExpr *)$2; };

chan_type:
      "chan" non_recv_type { $$ = make_chan($1.pos, NO_POS, AST_SEND | AST_RECV, $2); }
    | "chan" "<-" type { $$ = make_chan($1.pos, $2.pos, AST_SEND, $3); };

recv_chan_type: "<-" "chan" type { $$ = make_chan($1.pos, $1.pos, AST_RECV, $3); };

map_type: "map" "[" type "]" type { $$ = make_map($1.pos, $3, $5); };

struct_type: "struct" "{" struct_fields "}" { $$ = make_struct($1.pos, $2.pos, $3, $4.pos); };

struct_fields:
      %empty { NONE($$); }
    | field_seq
    | field { source_line_comment(p, &$1->Comment, NO_POS); ONE($$, $1); }
    | field_seq field { source_line_comment(p, &$2->Comment, NO_POS); PUSH($$, $1, $2); };

field_seq:
      field ";" { source_line_comment(p, &$1->Comment, $2.pos); ONE($$, $1); }
    | field_seq field ";" { source_line_comment(p, &$2->Comment, $3.pos); PUSH($$, $1, $2); };

field:
      IDENT type_no_bracket opt_tag {
        AstIdentList one;
        ONE(one, make_ident($1));
        $$ = make_field(p, $1.pos, one, $2, $3);
    }
    | IDENT "," ident_list type opt_tag {
        AstIdentList all;
        ONE(all, make_ident($1));
        for (uint32_t i = 0; i < $3.len; i++)
            vec_push(perm, &all, $3.p[i]);
        $$ = make_field(p, $1.pos, all, $4, $5);
    }
    | IDENT brackets opt_tag {
        Param f = make_bracketed(p, $1, $2);
        AstIdentList names = {0};
        if (f.name)
            vec_push(perm, &names, f.name);
        $$ = make_field(p, $1.pos, names, f.type, $3);
    }
    | IDENT opt_tag {
        $$ = make_field(p, $1.pos, (AstIdentList){0}, (AstExpr *)make_ident($1), $2);
    }
    | IDENT "." IDENT opt_tag {
        AstExpr *x = make_selector(p, (AstExpr *)make_ident($1), $3);
        $$ = make_field(p, $1.pos, (AstIdentList){0}, x, $4);
    }
    | IDENT "." IDENT "[" type_args opt_comma "]" opt_tag {
        AstExpr *x = make_selector(p, (AstExpr *)make_ident($1), $3);
        x = make_index(p, x, $4.pos, $5, $7.pos);
        $$ = make_field(p, $1.pos, (AstIdentList){0}, x, $8);
    }
    | pointer_type opt_tag {
        AstExpr *x = ((AstStarExpr *)$1)->X;
        if (p->mode == PARSER_GC && x->kind != AST_Ident && x->kind != AST_SelectorExpr &&
            x->kind != AST_IndexExpr && x->kind != AST_IndexListExpr)
            reject(p, ast_pos(x), "embedded type must be a name");
        $$ = make_field(p, ast_pos($1), (AstIdentList){0}, $1, $2);
    }
    | paren_type opt_tag {
        if (p->mode == PARSER_GC)
            reject(p, ast_pos($1), "cannot parenthesize embedded type");
        $$ = make_field(p, ast_pos($1), (AstIdentList){0}, $1, $2);
    };

opt_tag:
      %empty { $$ = no_token; }
    | literal {
        if (p->mode == PARSER_GO_PARSER && $1.kind != TOK_STRING)
            reject(p, $1.pos, "expected ';'");
    };

interface_type:
      "interface" "{" interface_elems "}" { $$ = make_interface($1.pos, $2.pos, $3, $4.pos); };

interface_elems:
      %empty { NONE($$); }
    | elem_seq
    | elem { source_line_comment(p, &$1->Comment, NO_POS); ONE($$, $1); }
    | elem_seq elem { source_line_comment(p, &$2->Comment, NO_POS); PUSH($$, $1, $2); };

elem_seq:
      elem ";" { source_line_comment(p, &$1->Comment, $2.pos); ONE($$, $1); }
    | elem_seq elem ";" { source_line_comment(p, &$2->Comment, $3.pos); PUSH($$, $1, $2); };

elem:
      IDENT signature { $$ = make_element(p, $1, (AstExpr *)$2); }
    | constraint { $$ = make_element(p, no_token, $1); };

/* ---- expressions ---- */

expr_list:
      expr { ONE($$, $1); }
    | expr_list "," expr { PUSH($$, $1, $3); };

opt_expr: %empty { $$ = NULL; } | expr;

expr:
      unary
    | expr "||" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "&&" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "==" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "!=" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "<" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "<=" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr ">" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr ">=" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "+" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "-" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "|" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "^" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "*" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "/" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "%" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "<<" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr ">>" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "&" expr { $$ = make_binary(p, $1, $2, $3); }
    | expr "&^" expr { $$ = make_binary(p, $1, $2, $3); };

unary:
      primary
    | "+" unary { $$ = make_unary($1, $2); }
    | "-" unary { $$ = make_unary($1, $2); }
    | "!" unary { $$ = make_unary($1, $2); }
    | "^" unary { $$ = make_unary($1, $2); }
    | "&" unary { $$ = make_unary($1, $2); }
    | "~" unary { $$ = make_unary($1, $2); }
    | "*" unary { $$ = make_star($1.pos, $2); }
    | "<-" unary { $$ = make_receive(p, $1, $2); };

primary:
      operand
    | primary "." IDENT { $$ = make_selector(p, $1, $3); }
    | primary "." "(" type ")" { $$ = make_assert(p, $1, $3.pos, $4, $5.pos); }
    | primary "." "(" "type" ")" { $$ = make_assert(p, $1, $3.pos, NULL, $5.pos); }
    | primary "[" expr_list opt_comma "]" { $$ = make_index(p, $1, $2.pos, $3, $5.pos); }
    | primary "[" opt_expr ":" opt_expr "]" {
        $$ = make_slice(p, $1, $2.pos, (AstExpr *[]){$3, $5, NULL}, false, $6.pos);
    }
    | primary "[" opt_expr ":" opt_expr ":" opt_expr "]" {
        $$ = make_slice(p, $1, $2.pos, (AstExpr *[]){$3, $5, $7}, true, $8.pos);
    }
    | primary "(" args ")" { $$ = make_call(p, $1, $2.pos, $3.list, $3.dots, $4.pos); }
    | primary "{" elements "}" { $$ = make_composite(p, $1, $2.pos, $3, $4.pos); }
    | type_literal "{" elements "}" { $$ = make_composite(p, $1, $2.pos, $3, $4.pos); }
    | type_literal LBODY { source_reopen_header(p); } elements "}" {
        $$ = make_composite(p, $1, $2.pos, $4, $5.pos);
    };

args:
      %empty { NONE($$.list); $$.dots = NO_POS; }
    | expr_list opt_comma { $$.list = $1; $$.dots = NO_POS; }
    | expr_list "..." opt_comma { $$.list = $1; $$.dots = $2.pos; };

operand:
      literal { $$ = make_literal($1); }
    | IDENT { $$ = (AstExpr *)make_ident($1); }
    | "(" expr ")" { $$ = make_paren($1.pos, $2, $3.pos); }
    | func_type
    | func_type "{" stmts "}" {
        $$ = make_func_lit((AstFuncType *)$1, make_block($2.pos, $3, $4.pos));
    }
    | func_type LBODY { source_reopen_header(p); } stmts "}" {
        $$ = make_func_lit((AstFuncType *)$1, make_block($2.pos, $4, $5.pos));
    }
    | type_literal
    | chan_type
    | interface_type;

type_literal: array_type | map_type | struct_type;

literal: INT | FLOAT | IMAG | CHAR | STRING;

elements:
      %empty { NONE($$); }
    | element_list opt_comma;

element_list:
      element { ONE($$, $1); }
    | element_list "," element { PUSH($$, $1, $3); };

element:
      value
    | value ":" value { $$ = make_key_value($1, $2.pos, $3); };

value:
      expr
    | "{" elements "}" { $$ = make_composite(p, NULL, $1.pos, $2, $3.pos); };

/* ---- statements ---- */

block: "{" stmts "}" { $$ = make_block($1.pos, $2, $3.pos); };

body: LBODY stmts "}" { $$ = make_block($1.pos, $2, $3.pos); };

/* The semicolon before "}" may be missing. */
stmts:
      stmt_seq
    | stmt_seq stmt { PUSH($$, $1, $2); };

stmt_seq:
      %empty { NONE($$); }
    | stmt_seq stmt ";" { PUSH($$, $1, $2); }
    | stmt_seq ";" { PUSH($$, $1, make_empty($2.pos, *$2.lit != ';')); };

stmt:
      simple_stmt
    | IDENT ":" labeled_body { $$ = make_labeled($1, $2.pos, $3); }
    | gen_decl { $$ = make_decl_stmt($1); }
    | block { $$ = (AstStmt *)$1; }
    | if_stmt
    | "for" for_header body { $$ = make_for(p, $1.pos, *$2, $3); }
    | "switch" switch_header LBODY clauses "}" {
        $$ = make_switch(p, $1.pos, $2, $3.pos, $4, $5.pos);
    }
    | "select" "{" comm_clauses "}" { $$ = make_select($1.pos, $2.pos, $3, $4.pos); }
    | "go" expr { $$ = make_go_defer(p, $1, $2); }
    | "defer" expr { $$ = make_go_defer(p, $1, $2); }
    | "return" { $$ = make_return($1.pos, (AstExprList){0}); }
    | "return" expr_list { $$ = make_return($1.pos, $2); }
    | "break" { $$ = make_branch($1, NULL); }
    | "break" IDENT { $$ = make_branch($1, make_ident($2)); }
    | "continue" { $$ = make_branch($1, NULL); }
    | "continue" IDENT { $$ = make_branch($1, make_ident($2)); }
    | "goto" { /* go/parser takes it without a label */
        if (p->mode == PARSER_GC)
            reject(p, $1.pos, "goto without label");
        $$ = make_branch($1, NULL);
    }
    | "goto" IDENT { $$ = make_branch($1, make_ident($2)); }
    | "fallthrough" { $$ = make_branch($1, NULL); };

labeled_body:
      %empty {
        const Token *t = &p->tok;
        $$ = make_empty(t->pos, t->kind != TOK_SEMICOLON || *t->lit.p != ';');
    }
    | stmt;

simple_stmt:
      expr { $$ = make_expr_stmt($1); }
    | expr "++" { $$ = make_inc_dec($1, $2); }
    | expr "--" { $$ = make_inc_dec($1, $2); }
    | expr "<-" expr { $$ = make_send($1, $2.pos, $3); }
    | expr assign_op expr {
        AstExprList lhs, rhs;
        ONE(lhs, $1);
        ONE(rhs, $3);
        $$ = make_assign(p, lhs, $2, rhs);
    }
    | expr_list "=" expr_list { $$ = make_assign(p, $1, $2, $3); }
    | expr_list ":=" expr_list { $$ = make_assign(p, $1, $2, $3); };

opt_simple_stmt: %empty { $$ = NULL; } | simple_stmt;

assign_op: "+=" | "-=" | "*=" | "/=" | "%=" | "&=" | "|=" | "^=" | "<<=" | ">>=" | "&^=";

if_stmt:
      "if" if_header body { $$ = make_if(p, $1.pos, $2, $3, NULL); }
    | "if" if_header body "else" if_stmt { $$ = make_if(p, $1.pos, $2, $3, $5); }
    | "if" if_header body "else" block { $$ = make_if(p, $1.pos, $2, $3, (AstStmt *)$5); };

if_header:
      simple_stmt { $$ = (Header){NULL, $1, NO_POS}; }
    | opt_simple_stmt ";" simple_stmt { $$ = (Header){$1, $3, $2.pos}; };

switch_header:
      opt_simple_stmt { $$ = (Header){NULL, $1, NO_POS}; }
    | opt_simple_stmt ";" opt_simple_stmt { $$ = (Header){$1, $3, $2.pos}; };

for_header:
      opt_simple_stmt { $$ = NEW(perm, ForHeader); $$->cond = $1; }
    | opt_simple_stmt ";" opt_simple_stmt ";" opt_simple_stmt {
        $$ = NEW(perm, ForHeader);
        *$$ = (ForHeader){.init = $1, .cond = $3, .post = $5};
    }
    | "range" expr { $$ = NEW(perm, ForHeader); $$->range = true; $$->x = $2; }
    | expr_list "=" "range" expr {
        $$ = NEW(perm, ForHeader);
        *$$ = (ForHeader){.range = true, .lhs = $1, .tok = $2, .x = $4};
    }
    | expr_list ":=" "range" expr {
        $$ = NEW(perm, ForHeader);
        *$$ = (ForHeader){.range = true, .lhs = $1, .tok = $2, .x = $4};
    };

/* Only the last clause may leave out its last semicolon. */
clauses:
      %empty { NONE($$); }
    | clause_seq
    | clause_head stmt_seq stmt {
        vec_push(perm, &$2, $3);
        set_clause_body($1, $2);
        ONE($$, $1);
    }
    | clause_seq clause_head stmt_seq stmt {
        vec_push(perm, &$3, $4);
        set_clause_body($2, $3);
        PUSH($$, $1, $2);
    };

clause_seq:
      clause_head stmt_seq { set_clause_body($1, $2); ONE($$, $1); }
    | clause_seq clause_head stmt_seq { set_clause_body($2, $3); PUSH($$, $1, $2); };

clause_head:
      "case" expr_list ":" { $$ = make_case($1, $2, $3.pos); }
    | "default" ":" { $$ = make_case($1, (AstExprList){0}, $2.pos); };

comm_clauses:
      %empty { NONE($$); }
    | comm_seq
    | comm_head stmt_seq stmt {
        vec_push(perm, &$2, $3);
        set_clause_body($1, $2);
        ONE($$, $1);
    }
    | comm_seq comm_head stmt_seq stmt {
        vec_push(perm, &$3, $4);
        set_clause_body($2, $3);
        PUSH($$, $1, $2);
    };

comm_seq:
      comm_head stmt_seq { set_clause_body($1, $2); ONE($$, $1); }
    | comm_seq comm_head stmt_seq { set_clause_body($2, $3); PUSH($$, $1, $2); };

comm_head:
      "case" simple_stmt ":" { $$ = make_comm($1, $2, $3.pos); }
    | "default" ":" { $$ = make_comm($1, NULL, $2.pos); };

%%

static const short symbols[TOK_COUNT] = {
#define TOKEN(name, spelling) [TOK_##name] = T_##name,
#include "lexer/tokens.def"
};

static int grammar_lex(YYSTYPE *value, Parser *p)
{
    source_next(p);
    const Token *t = &p->tok;
    value->tok.pos = t->pos;
    value->tok.kind = t->kind;
    value->tok.bad = t->bad;
    value->tok.len = t->lit.len;
    if (t->kind == TOK_IDENT)
        value->tok.sym = t->sym;
    else
        value->tok.lit = t->lit.p;
    return p->is_body ? T_LBODY : symbols[t->kind];
}

static void grammar_error(Parser *p, const char *msg)
{
    const Token *t = &p->tok;
    if (strstr(msg, "memory")) { /* bison's own stack is full */
        diag_error(t->pos, "nesting depth limit exceeded");
        p->rejected = p->too_deep = true;
        p->file->errors++;
        return;
    }
    bool newline = t->kind == TOK_SEMICOLON && t->lit.len && *t->lit.p == '\n';
    reject(p, t->pos, arena_printf(perm, "unexpected %s", newline ? "newline"
                                                                  : token_name(t->kind)));
}
