/* explain_decl: files, declarations, types and parameters, read as gc reads them, for its diagnostics.
 * See explain.c. */
#include "parser/explain.h"

static AstExpr *array_or_args(Explain *e, AstIdent *name);
static void struct_field(Explain *e);

/* ---- types ---- */

AstExpr *explain_type(Explain *e)
{
    AstExpr *t = explain_type_or_null(e);
    if (t)
        return t;
    t = explain_bad(e);
    explain_expecting(e, "type");
    explain_advance(e, (TokenKind[]){TOK_COMMA, TOK_COLON, TOK_SEMICOLON, TOK_RPAREN, TOK_RBRACK,
                                     TOK_RBRACE, TOK_ILLEGAL});
    return t;
}

static AstExpr *type_instance(Explain *e, AstExpr *x)
{
    Pos lbrack = e->t.pos;
    AstExprList list = {0};
    bool comma;
    explain_want(e, TOK_LBRACK);
    if (e->t.kind == TOK_RBRACK) {
        explain_expecting(e, "type");
        vec_push(perm, &list, explain_bad(e));
    } else {
        list = explain_type_list(e, &comma);
    }
    explain_want(e, TOK_RBRACK);
    return make_index(e->p, x, lbrack, list, e->t.pos);
}

static AstExpr *qualified_name(Explain *e, AstIdent *name)
{
    if (!name && e->t.kind != TOK_IDENT) {
        name = explain_blank(e);
        explain_expecting(e, "name");
        explain_advance(e, (TokenKind[]){TOK_PERIOD, TOK_SEMICOLON, TOK_RBRACE, TOK_ILLEGAL});
    } else if (!name) {
        name = explain_name(e);
    }
    AstExpr *x = (AstExpr *)name;
    if (explain_got(e, TOK_PERIOD)) {
        AstIdent *sel = explain_name(e);
        x = make_selector(e->p, x, (Tok){.sym = sel->Name, .pos = sel->NamePos});
    }
    return e->t.kind == TOK_LBRACK ? type_instance(e, x) : x;
}

/* Behind "[". len: an array length that has been read already. */
static AstExpr *array_type(Explain *e, Pos lbrack, AstExpr *len)
{
    if (!len && e->t.kind == TOK_ELLIPSIS) {
        len = make_ellipsis(e->t.pos, NULL);
        explain_next(e);
    } else if (!len) {
        e->xnest++;
        len = explain_expr(e);
        e->xnest--;
    }
    if (e->t.kind == TOK_COMMA) {
        explain_error(e, diag_options.go_minor >= 20 ? "unexpected comma; expected ]"
                                                     : "unexpected comma; expecting ]");
        explain_next(e);
    }
    explain_want(e, TOK_RBRACK);
    return make_array(lbrack, len, explain_type(e));
}

static AstExpr *chan_elem(Explain *e)
{
    AstExpr *t = explain_type_or_null(e);
    if (!t) {
        t = explain_bad(e);
        explain_error(e, "missing channel element type");
    }
    return t;
}

static AstExpr *chan_type(Explain *e)
{
    Pos pos = e->t.pos;
    int dir = AST_SEND | AST_RECV;
    if (explain_got(e, TOK_ARROW)) {
        explain_want(e, TOK_CHAN);
        return make_chan(pos, pos, AST_RECV, chan_elem(e));
    }
    explain_next(e);
    if (explain_got(e, TOK_ARROW))
        dir = AST_SEND;
    return make_chan(pos, NO_POS, dir, chan_elem(e));
}

static AstExpr *map_type(Explain *e)
{
    Pos pos = e->t.pos;
    explain_next(e);
    explain_want(e, TOK_LBRACK);
    AstExpr *key = explain_type(e);
    explain_want(e, TOK_RBRACK);
    return make_map(pos, key, explain_type(e));
}

static AstExpr *struct_type(Explain *e)
{
    Pos pos = e->t.pos;
    explain_next(e);
    explain_want(e, TOK_LBRACE);
    bool closed = true;
    while (closed && explain_list_more(e, TOK_RBRACE)) {
        struct_field(e);
        closed = explain_list_sep(e, "struct type", TOK_SEMICOLON, TOK_RBRACE);
    }
    if (closed)
        explain_want(e, TOK_RBRACE);
    return make_struct(pos, pos, (AstFieldVec){0}, e->t.pos);
}

/* ---- fields ---- */

static void opt_literal(Explain *e)
{
    if (e->t.kind >= TOK_INT && e->t.kind <= TOK_STRING)
        explain_next(e);
}

static void named_field(Explain *e)
{
    AstIdent *name = explain_name(e);
    int n = 1;
    if (e->t.kind == TOK_PERIOD || (e->t.kind >= TOK_INT && e->t.kind <= TOK_STRING) ||
        e->t.kind == TOK_SEMICOLON || e->t.kind == TOK_RBRACE) {
        qualified_name(e, name);
        return;
    }
    for (; explain_got(e, TOK_COMMA); n++)
        explain_name(e);
    if (n == 1 && e->t.kind == TOK_LBRACK)
        array_or_args(e, name);
    else
        explain_type(e);
}

static void struct_field(Explain *e)
{
    switch ((int)e->t.kind) {
    case TOK_IDENT:
        named_field(e);
        break;
    case TOK_MUL:
        explain_next(e);
        if (e->t.kind == TOK_LPAREN) {
            explain_error(e, "cannot parenthesize embedded type");
            explain_next(e);
            qualified_name(e, NULL);
            explain_got(e, TOK_RPAREN);
        } else {
            qualified_name(e, NULL);
        }
        break;
    case TOK_LPAREN:
        explain_error(e, "cannot parenthesize embedded type");
        explain_next(e);
        explain_got(e, TOK_MUL);
        qualified_name(e, NULL);
        explain_got(e, TOK_RPAREN);
        break;
    default:
        explain_expecting(e, "field name or embedded type");
        explain_advance(e, (TokenKind[]){TOK_SEMICOLON, TOK_RBRACE, TOK_ILLEGAL});
        return;
    }
    opt_literal(e);
}

/* At "[" behind a name: an array or slice type, or the name's type arguments. */
static AstExpr *array_or_args(Explain *e, AstIdent *name)
{
    Pos lbrack = e->t.pos;
    bool comma;
    explain_next(e);
    if (explain_got(e, TOK_RBRACK))
        return make_array(lbrack, NULL, explain_type(e));
    AstExprList list = explain_type_list(e, &comma);
    explain_want(e, TOK_RBRACK);
    AstExpr *elem = comma ? NULL : explain_type_or_null(e);
    if (elem)
        return make_array(lbrack, list.p[0], elem);
    return make_index(e->p, (AstExpr *)name, lbrack, list, e->t.pos);
}

/* ---- unions ---- */

static AstExpr *embedded_term(Explain *e)
{
    Tok op = explain_tok(e);
    if (explain_got(e, TOK_TILDE))
        return make_unary(op, explain_type(e));
    AstExpr *t = explain_type_or_null(e);
    if (!t) {
        t = explain_bad(e);
        explain_expecting(e, "~ term or type");
        explain_advance(e, (TokenKind[]){TOK_ADD, TOK_SEMICOLON, TOK_RPAREN, TOK_RBRACK, TOK_RBRACE,
                                         TOK_ILLEGAL});
    }
    return t;
}

static AstExpr *embedded_elem(Explain *e, AstExpr *x)
{
    if (!x)
        x = embedded_term(e);
    while (e->t.kind == TOK_OR) {
        Tok op = explain_tok(e);
        explain_next(e);
        x = make_binary(e->p, x, op, embedded_term(e));
    }
    return x;
}

/* ---- parameters ---- */

static AstExpr *dots_type(Explain *e)
{
    Pos dots = e->t.pos;
    explain_next(e);
    AstExpr *t = explain_type_or_null(e);
    if (!t) {
        t = explain_bad(e);
        explain_error(e, "... is missing type");
    }
    return make_ellipsis(dots, t);
}

static Param param_from_name(Explain *e, AstIdent *name, bool sets)
{
    Param r = {0};
    if (e->t.kind == TOK_LBRACK) {
        r.type = array_or_args(e, name);
        if (r.type->kind == AST_ArrayType)
            r.name = name;
    } else if (e->t.kind == TOK_PERIOD) {
        r.type = qualified_name(e, name);
    } else {
        r.type = (AstExpr *)name;
    }
    if (sets && e->t.kind == TOK_OR)
        r.type = embedded_elem(e, r.type);
    return r;
}

typedef enum ParamKind { PARAMS, OTHER_PARAMS, TYPE_PARAMS } ParamKind; /* OTHER: receivers, results */

/* {NULL, NULL} if there is no parameter. */
static Param param(Explain *e, AstIdent *name, TokenKind close)
{
    bool sets = close == TOK_RBRACK;
    Param r = {0};
    if (!name && sets && e->t.kind == TOK_TILDE)
        return (Param){NULL, embedded_elem(e, NULL)};
    if (name || e->t.kind == TOK_IDENT) {
        if (!name)
            name = explain_name(e);
        if (e->t.kind == TOK_LBRACK || e->t.kind == TOK_PERIOD || (sets && e->t.kind == TOK_OR))
            return param_from_name(e, name, sets);
        r.name = name;
    }
    if (e->t.kind == TOK_ELLIPSIS) {
        r.type = dots_type(e);
        return r;
    }
    if (sets && e->t.kind == TOK_TILDE) {
        r.type = embedded_elem(e, NULL);
        return r;
    }
    r.type = explain_type_or_null(e);
    if (sets && e->t.kind == TOK_OR && r.type)
        r.type = embedded_elem(e, r.type);
    if (!r.name && !r.type) {
        explain_expecting(e, explain_token_string(close));
        explain_advance(e, (TokenKind[]){TOK_COMMA, close, TOK_ILLEGAL});
    }
    return r;
}

/* trailing: what is missing is the type of the last parameters, not the name of one. */
static const char *mixed_message(bool tparams, bool trailing, bool only)
{
    if (diag_options.go_minor < 20)
        return !tparams ? "mixed named and unnamed parameters"
               : trailing ? "missing type constraint" : "type parameters must be named";
    if (trailing)
        return tparams ? "missing type constraint" : "missing parameter type";
    if (!tparams)
        return "missing parameter name";
    return only ? "missing type parameter name or invalid array length"
                : "missing type parameter name";
}

/* Either all parameters have names, or none has; those of type parameter lists have. */
static void check_names(Explain *e, ParamList *list, Pos end, bool tparams)
{
    uint32_t named = 0, typed = 0;
    for (uint32_t i = 0; i < list->len; i++) {
        named += list->p[i].name && list->p[i].type;
        typed += list->p[i].type != NULL;
    }
    if ((!named && !tparams) || named == list->len)
        return;
    Pos pos = NO_POS;
    AstExpr *type = NULL;
    for (uint32_t i = list->len; i-- > 0;) {
        Param *a = &list->p[i];
        if (a->type)
            type = a->type;
        if (a->type && !a->name)
            pos = ast_pos(a->type);
        else if (!type)
            pos = a->name->NamePos;
    }
    if (!pos)
        return;
    bool trailing = named == typed && (tparams || diag_options.go_minor >= 20);
    explain_error_at(e, trailing ? end : pos, mixed_message(tparams, trailing, list->len == 1));
}

/* Newer trees' parser says where "..." may not stand, once a list; in older ones the checker does. */
static void check_dots(Explain *e, const ParamList *list, bool dots_ok)
{
    for (uint32_t i = 0; diag_options.go_minor >= 20 && i < list->len; i++) {
        const AstExpr *t = list->p[i].type;
        if (!t || t->kind != AST_Ellipsis || (dots_ok && i + 1 == list->len))
            continue;
        explain_plain_error(e, ast_pos(t), dots_ok ? "can only use ... with final parameter"
                                                   : "invalid use of ...");
        return;
    }
}

/* Behind the opening bracket. name, type: the first parameter, or its beginning. */
static ParamList param_list(Explain *e, AstIdent *name, AstExpr *type, TokenKind close, ParamKind kind)
{
    bool tparams = kind == TYPE_PARAMS;
    ParamList list = {0};
    if (name && type && explain_got(e, close)) {
        vec_push(perm, &list, make_param(name, type));
        return list;
    }
    bool closed = true;
    while (closed && explain_list_more(e, close)) {
        Param a = type ? make_param(name, type) : param(e, name, close);
        name = NULL;
        type = NULL;
        if (a.name || a.type)
            vec_push(perm, &list, a);
        closed = explain_list_sep(e, diag_options.go_minor >= 20 && tparams ? "type parameter list"
                                                                           : "parameter list",
                                  TOK_COMMA, close);
    }
    Pos end = e->t.pos;
    if (closed)
        explain_want(e, close);
    if (list.len)
        check_names(e, &list, end, tparams);
    check_dots(e, &list, kind == PARAMS);
    return list;
}

static void func_result(Explain *e)
{
    if (explain_got(e, TOK_LPAREN))
        param_list(e, NULL, NULL, TOK_RPAREN, OTHER_PARAMS);
    else
        explain_type_or_null(e);
}

/* context: what cannot have type parameters, or NULL. */
AstFuncType *explain_func_type(Explain *e, const char *context)
{
    Pos pos = e->t.pos;
    if (explain_got(e, TOK_LBRACK)) {
        if (context)
            explain_error_at(e, pos, arena_printf(perm, "%s must have no type parameters", context));
        if (e->t.kind == TOK_RBRACK) {
            explain_error(e, "empty type parameter list");
            explain_next(e);
        } else {
            param_list(e, NULL, NULL, TOK_RBRACK, TYPE_PARAMS);
        }
    }
    explain_want(e, TOK_LPAREN);
    param_list(e, NULL, NULL, TOK_RPAREN, PARAMS);
    func_result(e);
    return make_signature(NULL, NULL);
}

/* ---- interfaces ---- */

/* At "[" behind a name in an interface. NULL: it was a method; else the embedded type. */
static AstExpr *method_or_instance(Explain *e, AstIdent *name)
{
    Pos lbrack = e->t.pos;
    explain_next(e);
    if (e->t.kind == TOK_RBRACK) {
        Pos pos = e->t.pos;
        explain_next(e);
        bool method = e->t.kind == TOK_LPAREN;
        explain_plain_error(e, pos, method ? "empty type parameter list"
                                           : "empty type argument list");
        if (method)
            explain_func_type(e, "interface method");
        return method ? NULL : (AstExpr *)name;
    }
    ParamList list = param_list(e, NULL, NULL, TOK_RBRACK, OTHER_PARAMS);
    if (!list.len && e->t.kind != TOK_LPAREN)
        return (AstExpr *)name;
    bool named = false;
    for (uint32_t i = 0; i < list.len; i++)
        named |= list.p[i].name && list.p[i].type;
    if (!list.len || named) {
        explain_func_type(e, "interface method");
        if (named)
            explain_plain_error(e, lbrack, "interface method must have no type parameters");
        return NULL;
    }
    AstExprList args = {0};
    for (uint32_t i = 0; i < list.len; i++)
        vec_push(perm, &args, list.p[i].type ? list.p[i].type : (AstExpr *)list.p[i].name);
    return make_index(e->p, (AstExpr *)name, lbrack, args, e->t.pos);
}

static void interface_elem(Explain *e)
{
    AstExpr *x = NULL;
    if (e->t.kind == TOK_IDENT) {
        AstIdent *name = explain_name(e);
        if (e->t.kind == TOK_LPAREN) {
            explain_func_type(e, "interface method");
            return;
        }
        x = e->t.kind == TOK_LBRACK ? method_or_instance(e, name) : qualified_name(e, name);
        if (!x)
            return;
    }
    embedded_elem(e, x);
}

static AstExpr *interface_type(Explain *e)
{
    Pos pos = e->t.pos;
    explain_next(e);
    explain_want(e, TOK_LBRACE);
    bool closed = true;
    while (closed && explain_list_more(e, TOK_RBRACE)) {
        interface_elem(e);
        closed = explain_list_sep(e, "interface type", TOK_SEMICOLON, TOK_RBRACE);
    }
    if (closed)
        explain_want(e, TOK_RBRACE);
    return make_interface(pos, pos, (AstFieldVec){0}, e->t.pos);
}

static AstExpr *type_or_null(Explain *e)
{
    Pos pos = e->t.pos;
    AstExpr *t;
    switch ((int)e->t.kind) {
    case TOK_MUL:
        explain_next(e);
        return make_star(pos, explain_type(e));
    case TOK_ARROW:
    case TOK_CHAN:
        return chan_type(e);
    case TOK_FUNC:
        explain_next(e);
        t = (AstExpr *)explain_func_type(e, "function type");
        ((AstFuncType *)t)->Func = pos;
        return t;
    case TOK_LBRACK:
        explain_next(e);
        if (explain_got(e, TOK_RBRACK))
            return make_array(pos, NULL, explain_type(e));
        return array_type(e, pos, NULL);
    case TOK_MAP:
        return map_type(e);
    case TOK_STRUCT:
        return struct_type(e);
    case TOK_INTERFACE:
        return interface_type(e);
    case TOK_IDENT:
        return qualified_name(e, NULL);
    case TOK_LPAREN:
        explain_next(e);
        t = explain_type(e);
        explain_want(e, TOK_RPAREN);
        return t;
    default:
        return NULL;
    }
}

AstExpr *explain_type_or_null(Explain *e)
{
    AstExpr *t = explain_deeper(e) ? type_or_null(e) : NULL;
    e->depth--;
    return t;
}

/* ---- declarations ---- */

static void import_spec(Explain *e)
{
    if (e->t.kind == TOK_IDENT || e->t.kind == TOK_PERIOD)
        explain_next(e);
    if (e->t.kind < TOK_INT || e->t.kind > TOK_STRING) {
        explain_error(e, "missing import path");
        explain_advance(e, (TokenKind[]){TOK_SEMICOLON, TOK_RPAREN, TOK_ILLEGAL});
        return;
    }
    bool string = e->t.kind == TOK_STRING || e->t.bad;
    Pos pos = e->t.pos;
    explain_next(e);
    if (!string)
        explain_error_at(e, diag_options.go_minor >= 20 ? pos : e->t.pos,
                         "import path must be a string");
}

static void names(Explain *e)
{
    do
        explain_name(e);
    while (explain_got(e, TOK_COMMA));
}

static void const_spec(Explain *e)
{
    names(e);
    if (e->t.kind == TOK_EOF || e->t.kind == TOK_SEMICOLON || e->t.kind == TOK_RPAREN)
        return;
    explain_type_or_null(e);
    if (explain_got_assign(e))
        explain_expr_list(e);
}

static void var_spec(Explain *e)
{
    names(e);
    if (explain_got_assign(e)) {
        explain_expr_list(e);
        return;
    }
    explain_type(e);
    if (explain_got_assign(e))
        explain_expr_list(e);
}

/* At a name behind "type T [": an array length, or type parameters. */
static AstExpr *array_or_tparams(Explain *e, Pos lbrack)
{
    AstIdent *name = explain_name(e);
    AstExpr *x = (AstExpr *)name;
    if (e->t.kind != TOK_LBRACK)
        x = explain_expr_from_name(e, name);
    Param first = split_param(x, e->t.kind == TOK_COMMA);
    if (!first.name || (!first.type && e->t.kind == TOK_RBRACK))
        return array_type(e, lbrack, x);
    param_list(e, first.name, first.type, TOK_RBRACK, TYPE_PARAMS);
    explain_got_assign(e);
    return explain_type_or_null(e);
}

static void type_spec(Explain *e)
{
    AstExpr *t;
    explain_name(e);
    if (e->t.kind == TOK_LBRACK) {
        Pos lbrack = e->t.pos;
        explain_next(e);
        if (e->t.kind == TOK_IDENT)
            t = array_or_tparams(e, lbrack);
        else if (explain_got(e, TOK_RBRACK))
            t = make_array(lbrack, NULL, explain_type(e));
        else
            t = array_type(e, lbrack, NULL);
    } else {
        explain_got_assign(e);
        t = explain_type_or_null(e);
    }
    if (!t) {
        explain_error(e, "in type declaration");
        explain_advance(e, (TokenKind[]){TOK_SEMICOLON, TOK_RPAREN, TOK_ILLEGAL});
    }
}

void explain_decl_group(Explain *e, TokenKind kw)
{
    void (*spec)(Explain *) = kw == TOK_IMPORT  ? import_spec
                              : kw == TOK_CONST ? const_spec
                              : kw == TOK_TYPE  ? type_spec
                                                : var_spec;
    if (!explain_got(e, TOK_LPAREN)) {
        spec(e);
        return;
    }
    bool closed = true;
    while (closed && explain_list_more(e, TOK_RPAREN)) {
        spec(e);
        closed = explain_list_sep(e, "grouped declaration", TOK_SEMICOLON, TOK_RPAREN);
    }
    if (closed)
        explain_want(e, TOK_RPAREN);
}

/* *bare: a function without a body. */
static void func_decl(Explain *e, bool *bare)
{
    const char *context = NULL;
    if (explain_got(e, TOK_LPAREN)) {
        ParamList recv = param_list(e, NULL, NULL, TOK_RPAREN, OTHER_PARAMS);
        if (recv.len == 0)
            explain_plain_error(e, e->t.pos, "method has no receiver");
        else if (recv.len > 1)
            explain_plain_error(e, e->t.pos, "method has multiple receivers");
        if (recv.len || diag_options.go_minor >= 20)
            context = "method";
    }
    if (e->t.kind != TOK_IDENT) {
        explain_expecting(e, diag_options.go_minor >= 20 && context ? "name" : "name or (");
        explain_advance(e, (TokenKind[]){TOK_LBRACE, TOK_SEMICOLON, TOK_ILLEGAL});
        if (diag_options.go_minor >= 20 && e->t.kind == TOK_LBRACE)
            explain_func_body(e);
        return;
    }
    explain_name(e);
    explain_func_type(e, context);
    *bare = e->t.kind != TOK_LBRACE;
    if (!*bare)
        explain_func_body(e);
}

static const TokenKind decl_starts[] = {TOK_CONST, TOK_TYPE, TOK_VAR, TOK_FUNC, TOK_ILLEGAL};

/* bare: the declaration before was a function without a body. */
static void no_declaration(Explain *e, bool bare)
{
    if (e->t.kind == TOK_LBRACE && bare)
        explain_error(e, "unexpected semicolon or newline before {");
    else
        explain_error(e, "non-declaration statement outside function body");
    explain_advance(e, decl_starts);
}

static void end_of_declaration(Explain *e)
{
    if (e->t.kind == TOK_EOF || explain_got(e, TOK_SEMICOLON))
        return;
    explain_error(e, "after top level declaration");
    explain_advance(e, decl_starts);
}

/* The declaration from start to the current token has no error if there were `before` errors then. */
static void note_whole(Explain *e, Pos start, int before)
{
    bool unread = e->p->src->text + (start - e->p->src->base) >= e->p->lx.cur;
    if (unread && diag_count() + e->lx.errors == before)
        vec_push(perm, &e->whole, ((Span){start, e->t.pos}));
}

void explain_file(Explain *e)
{
    Pos package = e->t.pos;
    if (!explain_got(e, TOK_PACKAGE)) {
        explain_error(e, "package statement must be first");
        return;
    }
    explain_name(e);
    vec_push(perm, &e->whole, ((Span){package, e->t.pos}));
    explain_want(e, TOK_SEMICOLON);
    if (e->any_error) { /* no error behind it is reported */
        e->p->file->holes = true;
        return;
    }
    while (explain_got(e, TOK_IMPORT)) {
        explain_decl_group(e, TOK_IMPORT);
        if (diag_options.go_minor < 20)
            explain_want(e, TOK_SEMICOLON);
        else
            end_of_declaration(e);
    }
    bool bare = false;
    while (e->t.kind != TOK_EOF) {
        TokenKind kw = e->t.kind;
        bool late_import = kw == TOK_IMPORT && diag_options.go_minor >= 20;
        if (late_import) {
            explain_error(e, "imports must appear before other declarations");
        } else if (kw != TOK_CONST && kw != TOK_TYPE && kw != TOK_VAR && kw != TOK_FUNC) {
            no_declaration(e, bare);
            continue;
        }
        bare = false;
        Pos start = e->t.pos;
        int before = diag_count() + e->lx.errors;
        explain_next(e);
        if (kw == TOK_FUNC)
            func_decl(e, &bare);
        else
            explain_decl_group(e, kw);
        note_whole(e, start, before);
        end_of_declaration(e);
    }
}
