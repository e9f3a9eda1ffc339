/* explain: gc's words for a text that is not Go.
 *
 * The grammar has refused the file, or an action has. This reads it again from the start, by recursive
 * descent, in the order in which gc reads it, resynchronising where gc does, so that the same errors
 * come out, several to a file. Trees are built only where a message or a decision needs them, and are
 * thrown away.
 *
 * explain_decl.c has declarations, types and parameters, explain_stmt.c statements; this file has the
 * machinery and expressions.
 */
#include "parser/explain.h"

#include <string.h>

enum { MAX_DEPTH = 10000 };

/* ---- tokens ---- */

void explain_next(Explain *e)
{
    lexer_next(&e->lx, &e->t);
    if (e->lx.errors)
        e->any_error = true;
}

bool explain_got(Explain *e, TokenKind kind)
{
    if (e->t.kind != kind)
        return false;
    explain_next(e);
    return true;
}

static const char *with_keyword(TokenKind kind)
{
    if (diag_options.go_minor >= 20 && token_is_keyword(kind))
        return arena_printf(perm, "keyword %s", token_name(kind));
    return token_name(kind);
}

const char *explain_token_string(TokenKind kind)
{
    if (kind == TOK_COMMA)
        return "comma";
    if (kind == TOK_SEMICOLON)
        return "semicolon or newline";
    if (kind == TOK_IDENT)
        return "name";
    return with_keyword(kind);
}

const char *explain_semi_name(const Token *t)
{
    return *t->lit.p == '\n' ? "newline" : *t->lit.p == ';' ? "semicolon" : "EOF";
}

/* How a message speaks of the current token. */
static const char *unexpected(const Explain *e)
{
    const Token *t = &e->t;
    if (t->kind == TOK_SEMICOLON)
        return explain_semi_name(t);
    if (t->kind == TOK_IDENT)
        return arena_printf(perm, diag_options.go_minor >= 20 ? "name %.*s" : "%.*s",
                            (int)t->lit.len, t->lit.p);
    if (token_is_literal(t->kind))
        return arena_printf(perm, "literal %.*s", (int)t->lit.len, t->lit.p);
    return explain_token_string(t->kind);
}

/* ---- errors ---- */

static bool starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

void explain_plain_error(Explain *e, Pos pos, const char *msg)
{
    e->any_error = true;
    diag_error(pos, "%s", msg);
}

/* msg stands alone, or goes on after "unexpected X": "expecting Y", "at ...", "after ...", "in ...". */
void explain_error_at(Explain *e, Pos pos, const char *msg)
{
    if (e->t.kind == TOK_EOF && e->any_error) {
        e->p->file->holes = true;
        return;
    }
    e->any_error = true;
    bool expecting = starts(msg, "expecting ");
    if (!expecting && !starts(msg, "in ") && !starts(msg, "at ") && !starts(msg, "after ")) {
        diag_error(pos, "syntax error: %s", msg);
        return;
    }
    if (expecting && diag_options.go_minor >= 20)
        msg = arena_printf(perm, "expected %s", msg + strlen("expecting "));
    diag_error(pos, "syntax error: unexpected %s%s%s", unexpected(e), expecting ? ", " : " ", msg);
}

void explain_error(Explain *e, const char *msg)
{
    explain_error_at(e, e->t.pos, msg);
}

void explain_expecting(Explain *e, const char *what)
{
    explain_error(e, arena_printf(perm, "expecting %s", what));
}

static bool starts_statement(TokenKind kind)
{
    switch ((int)kind) {
    case TOK_BREAK:
    case TOK_CONST:
    case TOK_CONTINUE:
    case TOK_DEFER:
    case TOK_FALLTHROUGH:
    case TOK_FOR:
    case TOK_GO:
    case TOK_GOTO:
    case TOK_IF:
    case TOK_RETURN:
    case TOK_SELECT:
    case TOK_SWITCH:
    case TOK_TYPE:
    case TOK_VAR:
        return true;
    default:
        return false;
    }
}

/* The tokens that gc's scanner lumps together as operators. */
static bool is_operator(TokenKind kind)
{
    return kind != TOK_MUL && (token_precedence(kind) || kind == TOK_NOT || kind == TOK_TILDE);
}

static bool is_in(TokenKind kind, const TokenKind *follow)
{
    for (; *follow != TOK_ILLEGAL; follow++)
        if (kind == *follow || (*follow == TOK_ADD && is_operator(kind)))
            return true;
    return false;
}

void explain_advance(Explain *e, const TokenKind *follow)
{
    if (*follow == TOK_ILLEGAL) {
        if (e->t.kind != TOK_EOF)
            explain_next(e);
        return;
    }
    while (e->t.kind != TOK_EOF && !is_in(e->t.kind, follow) &&
           !(e->fnest > 0 && starts_statement(e->t.kind)))
        explain_next(e);
}

void explain_want(Explain *e, TokenKind kind)
{
    if (explain_got(e, kind))
        return;
    explain_expecting(e, explain_token_string(kind));
    explain_advance(e, (TokenKind[]){TOK_ILLEGAL});
}

bool explain_got_assign(Explain *e)
{
    if (e->t.kind == TOK_DEFINE)
        explain_expecting(e, "=");
    else if (e->t.kind != TOK_ASSIGN)
        return false;
    explain_next(e);
    return true;
}

bool explain_deeper(Explain *e)
{
    if (++e->depth < MAX_DEPTH)
        return true;
    if (!e->p->too_deep)
        explain_plain_error(e, e->t.pos, "nesting depth limit exceeded");
    e->p->too_deep = true;
    while (e->t.kind != TOK_EOF)
        explain_next(e);
    return false;
}

/* ---- lists ---- */

bool explain_list_more(const Explain *e, TokenKind close)
{
    return e->t.kind != TOK_EOF && e->t.kind != close;
}

bool explain_list_sep(Explain *e, const char *context, TokenKind sep, TokenKind close)
{
    if (explain_got(e, sep) || e->t.kind == close)
        return true;
    explain_error(e, arena_printf(perm, "in %s; possibly missing %s or %s", context,
                                  explain_token_string(sep), explain_token_string(close)));
    explain_advance(e, (TokenKind[]){TOK_RPAREN, TOK_RBRACK, TOK_RBRACE, TOK_ILLEGAL});
    return e->t.kind == close;
}

/* ---- names ---- */

Tok explain_tok(const Explain *e)
{
    Tok t = {.pos = e->t.pos, .kind = e->t.kind, .len = e->t.lit.len};
    if (e->t.kind == TOK_IDENT)
        t.sym = e->t.sym;
    else
        t.lit = e->t.lit.p;
    return t;
}

AstExpr *explain_bad(const Explain *e)
{
    AstBadExpr *b = NEW_NODE(BadExpr);
    b->From = b->To = e->t.pos;
    return (AstExpr *)b;
}

AstIdent *explain_blank(const Explain *e)
{
    AstIdent *id = NEW_NODE(Ident);
    id->NamePos = e->t.pos;
    id->Name = sym("_");
    return id;
}

AstIdent *explain_name(Explain *e)
{
    AstIdent *id = explain_blank(e);
    if (e->t.kind == TOK_IDENT) {
        id->Name = e->t.sym;
        explain_next(e);
        return id;
    }
    explain_expecting(e, "name");
    explain_advance(e, (TokenKind[]){TOK_ILLEGAL});
    return id;
}

/* ---- expressions ---- */

static AstExpr *binary_expr(Explain *e, AstExpr *x, int prec)
{
    if (!x)
        x = explain_unary(e);
    for (int tprec; (tprec = token_precedence(e->t.kind)) > prec;) {
        Tok op = explain_tok(e);
        explain_next(e);
        x = make_binary(e->p, x, op, binary_expr(e, NULL, tprec));
    }
    return x;
}

AstExpr *explain_expr(Explain *e)
{
    return binary_expr(e, NULL, 0);
}

AstExpr *explain_expr_from_name(Explain *e, AstIdent *name)
{
    e->xnest++;
    AstExpr *x = binary_expr(e, explain_primary(e, (AstExpr *)name), 0);
    e->xnest--;
    return x;
}

/* The arrow before a channel type belongs to the type (see make_receive). */
static AstExpr *receive_channel(Explain *e, AstExpr *x)
{
    AstExpr *t = x;
    int dir = AST_SEND;
    while (dir == AST_SEND && t->kind == AST_ChanType) {
        AstChanType *c = (AstChanType *)t;
        dir = c->Dir;
        if (dir == AST_RECV)
            explain_error(e, diag_options.go_minor >= 20 ? "unexpected <-, expected chan"
                                                         : "unexpected <-, expecting chan");
        c->Dir = AST_RECV;
        t = c->Value;
    }
    if (dir == AST_SEND)
        explain_error(e, arena_printf(perm, diag_options.go_minor >= 20
                                                ? "unexpected %s, expected chan"
                                                : "unexpected %s, expecting chan",
                                      ast_expr_string(t)));
    return x;
}

static AstExpr *unary_expr(Explain *e)
{
    Tok op = explain_tok(e);
    switch ((int)e->t.kind) {
    case TOK_MUL:
        explain_next(e);
        return make_star(op.pos, explain_unary(e));
    case TOK_ADD:
    case TOK_SUB:
    case TOK_NOT:
    case TOK_XOR:
    case TOK_TILDE:
        explain_next(e);
        return make_unary(op, explain_unary(e));
    case TOK_AND:
        explain_next(e);
        return make_unary(op, ast_unparen(explain_unary(e)));
    case TOK_ARROW: {
        explain_next(e);
        AstExpr *x = explain_unary(e);
        return x->kind == AST_ChanType ? receive_channel(e, x) : make_unary(op, x);
    }
    default:
        return explain_primary(e, NULL);
    }
}

AstExpr *explain_unary(Explain *e)
{
    AstExpr *x = explain_deeper(e) ? unary_expr(e) : explain_bad(e);
    e->depth--;
    return x;
}

static AstExpr *func_or_type(Explain *e)
{
    Pos pos = e->t.pos;
    explain_next(e);
    AstFuncType *t = explain_func_type(e, "function type");
    t->Func = pos;
    if (e->t.kind != TOK_LBRACE)
        return (AstExpr *)t;
    e->xnest++;
    AstBlockStmt *body = explain_func_body(e);
    e->xnest--;
    return make_func_lit(t, body);
}

static AstExpr *operand(Explain *e)
{
    Tok t = explain_tok(e);
    switch ((int)e->t.kind) {
    case TOK_IDENT:
        return (AstExpr *)explain_name(e);
    case TOK_INT:
    case TOK_FLOAT:
    case TOK_IMAG:
    case TOK_CHAR:
    case TOK_STRING:
        explain_next(e);
        return make_literal(t);
    case TOK_LPAREN: {
        explain_next(e);
        e->xnest++;
        AstExpr *x = explain_expr(e);
        e->xnest--;
        explain_want(e, TOK_RPAREN);
        return make_paren(t.pos, x, e->t.pos);
    }
    case TOK_FUNC:
        return func_or_type(e);
    case TOK_LBRACK:
    case TOK_CHAN:
    case TOK_MAP:
    case TOK_STRUCT:
    case TOK_INTERFACE:
        return explain_type(e);
    default: {
        AstExpr *x = explain_bad(e);
        explain_expecting(e, "expression");
        explain_advance(e, (TokenKind[]){TOK_RPAREN, TOK_RBRACK, TOK_RBRACE, TOK_ILLEGAL});
        return x;
    }
    }
}

static AstExpr *selector(Explain *e, AstExpr *x)
{
    explain_next(e);
    if (e->t.kind == TOK_IDENT) {
        Tok sel = explain_tok(e);
        explain_next(e);
        return make_selector(e->p, x, sel);
    }
    if (e->t.kind != TOK_LPAREN) {
        explain_expecting(e, "name or (");
        explain_advance(e, (TokenKind[]){TOK_SEMICOLON, TOK_RPAREN, TOK_ILLEGAL});
        return x;
    }
    Pos lparen = e->t.pos;
    explain_next(e);
    AstExpr *type = explain_got(e, TOK_TYPE) ? NULL : explain_type(e);
    explain_want(e, TOK_RPAREN);
    return make_assert(e->p, x, lparen, type, e->t.pos);
}

/* Behind "x[i", or "x[" if i is NULL, at what should be a colon. */
static AstExpr *slice(Explain *e, AstExpr *x, Pos lbrack, AstExpr *i)
{
    AstExpr *index[3] = {i, NULL, NULL};
    bool three = false;
    if (!explain_got(e, TOK_COLON)) {
        explain_expecting(e, "comma, : or ]");
        explain_advance(e, (TokenKind[]){TOK_COMMA, TOK_COLON, TOK_RBRACK, TOK_ILLEGAL});
    }
    e->xnest++;
    if (e->t.kind != TOK_COLON && e->t.kind != TOK_RBRACK)
        index[1] = explain_expr(e);
    if (e->t.kind == TOK_COLON) {
        three = true;
        if (!index[1])
            explain_plain_error(e, e->t.pos, "middle index required in 3-index slice");
        explain_next(e);
        if (e->t.kind != TOK_RBRACK)
            index[2] = explain_expr(e);
        else
            explain_plain_error(e, e->t.pos, "final index required in 3-index slice");
    }
    e->xnest--;
    explain_want(e, TOK_RBRACK);
    return make_slice(e->p, x, lbrack, index, three, e->t.pos);
}

static AstExpr *index_or_slice(Explain *e, AstExpr *x)
{
    Pos lbrack = e->t.pos;
    explain_next(e);
    if (e->t.kind == TOK_RBRACK) {
        explain_expecting(e, "operand");
        explain_next(e);
        return x;
    }
    if (e->t.kind == TOK_COLON)
        return slice(e, x, lbrack, NULL);
    bool comma;
    AstExprList list = explain_type_list(e, &comma);
    if (!comma && e->t.kind != TOK_RBRACK)
        return slice(e, x, lbrack, list.p[0]);
    explain_want(e, TOK_RBRACK);
    return make_index(e->p, x, lbrack, list, e->t.pos);
}

static AstExpr *call(Explain *e, AstExpr *x)
{
    Pos lparen = e->t.pos, dots = NO_POS;
    AstExprList args = {0};
    explain_next(e);
    e->xnest++;
    bool closed = true;
    while (closed && !dots && explain_list_more(e, TOK_RPAREN)) {
        vec_push(perm, &args, explain_expr(e));
        Pos at = e->t.pos;
        if (explain_got(e, TOK_ELLIPSIS))
            dots = at;
        closed = explain_list_sep(e, "argument list", TOK_COMMA, TOK_RPAREN);
    }
    if (closed)
        explain_want(e, TOK_RPAREN);
    e->xnest--;
    return make_call(e->p, x, lparen, args, dots, e->t.pos);
}

/* Syntactically x must be a value rather than a type. */
static bool is_value(const AstExpr *x)
{
    switch ((int)x->kind) {
    case AST_BasicLit:
    case AST_CompositeLit:
    case AST_FuncLit:
    case AST_SliceExpr:
    case AST_TypeAssertExpr:
    case AST_CallExpr:
    case AST_UnaryExpr:
    case AST_BinaryExpr:
        return true;
    case AST_ParenExpr:
        return is_value(((const AstParenExpr *)x)->X);
    case AST_IndexExpr:
        return is_value(((const AstIndexExpr *)x)->X) || is_value(((const AstIndexExpr *)x)->Index);
    default:
        return false;
    }
}

static bool may_have_braces(const Explain *e, const AstExpr *t)
{
    switch ((int)t->kind) {
    case AST_Ident:
    case AST_SelectorExpr:
        return e->xnest >= 0;
    case AST_IndexExpr:
    case AST_IndexListExpr:
        return e->xnest >= 0 && !is_value(t);
    case AST_ArrayType:
    case AST_StructType:
    case AST_MapType:
        return true;
    default:
        return false;
    }
}

static AstExpr *element(Explain *e)
{
    return e->t.kind == TOK_LBRACE ? explain_composite(e, NULL) : explain_expr(e);
}

AstExpr *explain_composite(Explain *e, AstExpr *type)
{
    Pos lbrace = e->t.pos;
    AstExprList elts = {0};
    if (!explain_deeper(e)) {
        e->depth--;
        return explain_bad(e);
    }
    e->xnest++;
    explain_want(e, TOK_LBRACE);
    bool closed = true;
    while (closed && explain_list_more(e, TOK_RBRACE)) {
        AstExpr *x = element(e);
        Pos colon = e->t.pos;
        if (explain_got(e, TOK_COLON))
            x = make_key_value(x, colon, element(e));
        vec_push(perm, &elts, x);
        closed = explain_list_sep(e, "composite literal", TOK_COMMA, TOK_RBRACE);
    }
    if (closed)
        explain_want(e, TOK_RBRACE);
    e->xnest--;
    e->depth--;
    return make_composite(e->p, type, lbrace, elts, e->t.pos);
}

AstExpr *explain_primary(Explain *e, AstExpr *x)
{
    if (!x)
        x = operand(e);
    for (;;) {
        switch ((int)e->t.kind) {
        case TOK_PERIOD:
            x = selector(e, x);
            break;
        case TOK_LBRACK:
            x = index_or_slice(e, x);
            break;
        case TOK_LPAREN:
            x = call(e, x);
            break;
        case TOK_LBRACE: {
            AstExpr *t = ast_unparen(x);
            if (!may_have_braces(e, t))
                return x;
            if (t != x)
                explain_error(e, "cannot parenthesize type in composite literal");
            x = explain_composite(e, x);
            break;
        }
        default:
            return x;
        }
    }
}

AstExprList explain_expr_list(Explain *e)
{
    AstExprList list = {0};
    do
        vec_push(perm, &list, explain_expr(e));
    while (explain_got(e, TOK_COMMA));
    return list;
}

/* An expression, then types; *comma: there was one, a trailing one counts. */
AstExprList explain_type_list(Explain *e, bool *comma)
{
    AstExprList list = {0};
    *comma = false;
    e->xnest++;
    vec_push(perm, &list, explain_expr(e));
    while (explain_got(e, TOK_COMMA)) {
        *comma = true;
        AstExpr *t = explain_type_or_null(e);
        if (!t)
            break;
        vec_push(perm, &list, t);
    }
    e->xnest--;
    return list;
}

/* ---- entry ---- */

/* The file's text with nothing but the spans, in their places. */
static const char *text_of_spans(const SrcFile *f, const SpanVec *spans)
{
    char *text = arena_strndup(perm, f->text, f->size);
    for (uint32_t i = 0; i < f->size; i++)
        if (text[i] != '\n')
            text[i] = ' ';
    for (uint32_t i = 0; i < spans->len; i++) {
        uint32_t from = spans->p[i].start - f->base, to = spans->p[i].end - f->base;
        to += to < f->size && f->text[to] == ';';
        memcpy(text + from, f->text + from, to - from);
    }
    return text;
}

/* gc checks the branches of each function whose own syntax is right: the tree gets what else is right.
 * (Literals within a wrong function are not looked at.) */
static void read_whole_declarations(const Explain *e)
{
    if (e->whole.len < 2)
        return;
    SrcFile *f = NEW(perm, SrcFile);
    *f = *e->p->src;
    f->text = text_of_spans(f, &e->whole);
    Parser *p = NEW(perm, Parser);
    p->src = f;
    p->mode = PARSER_GC;
    p->file = NEW_NODE(File);
    p->file->src = f;
    source_init(p);
    p->lx.silent = f->text + f->size + 1;
    grammar_parse(p);
    source_finish(p);
    AstDeclList *decls = &p->file->Decls;
    for (uint32_t i = 0; !p->rejected && i < decls->len; i++)
        vec_push(perm, &e->p->file->Decls, decls->p[i]);
}

void explain_errors(Parser *p)
{
    int before = diag_count();
    Explain *e = NEW(perm, Explain);
    e->p = p;
    lexer_init(&e->lx, p->src, LEXER_GC);
    e->lx.silent = p->lx.cur;
    explain_next(e);
    explain_file(e);
    read_whole_declarations(e);
    if (diag_count() > before || p->lx.errors)
        return;
    if (e->not_call)
        explain_plain_error(e, ast_gc_pos(e->not_call),
                            arena_printf(perm, "expression in %s must be function call",
                                         e->not_call_kw));
    else /* the grammar and gc's reading differ: say at least where */
        diag_error(p->tok.pos, "syntax error: unexpected %s", explain_token_string(p->tok.kind));
}
