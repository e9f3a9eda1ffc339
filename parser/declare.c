/* declare: declarations, as the grammar's actions make them. */
#include "parser/private.h"

#include <string.h>

/* ---- specs ---- */

bool parser_import_path_ok(LitText lit)
{
    const Sym *path = lexer_string_value(lit);
    for (uint32_t i = 0; i < path->len;) {
        int32_t r;
        i += (uint32_t)utf8_decode(path->s + i, path->len - i, &r);
        if (r == RUNE_ERROR || !unicode_is_print(r) || r == ' ')
            return false;
        if (r < 0x80 && strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", (char)r))
            return false;
    }
    return path->len > 0;
}

AstSpec *make_import(Parser *p, Tok name, Tok path)
{
    AstImportSpec *s = NEW_NODE(ImportSpec);
    if (name.sym)
        s->Name = make_ident(name);
    s->Path = (AstBasicLit *)make_literal(path);
    if (path.kind != TOK_STRING)
        reject(p, path.pos, "expected 'STRING'");
    else if (p->mode == PARSER_GO_PARSER && !parser_import_path_ok(s->Path->Value))
        reject(p, path.pos, "invalid import path");
    vec_push(perm, &p->file->Imports, s);
    return (AstSpec *)s;
}

AstSpec *make_value_spec(Parser *p, AstIdentList names, AstExpr *type, AstExprList values)
{
    (void)p;
    AstValueSpec *s = NEW_NODE(ValueSpec);
    s->Names = names;
    s->Type = type;
    s->Values = values;
    return (AstSpec *)s;
}

AstSpec *make_type_spec(Parser *p, Tok name, AstFieldList *tparams, Pos assign, AstExpr *type)
{
    AstTypeSpec *s = NEW_NODE(TypeSpec);
    s->Name = make_ident(name);
    s->TypeParams = tparams;
    s->Assign = assign;
    s->Type = type;
    (void)p;
    return (AstSpec *)s;
}

/* ---- type T[P *C] ...: array or type parameter? ---- */

/* x can only be a type, or a union with "~" in it. */
static bool is_type_element(const AstExpr *x)
{
    switch ((int)x->kind) {
    case AST_ArrayType:
    case AST_StructType:
    case AST_FuncType:
    case AST_InterfaceType:
    case AST_MapType:
    case AST_ChanType:
        return true;
    case AST_BinaryExpr:
        return is_type_element(((const AstBinaryExpr *)x)->X) ||
               is_type_element(((const AstBinaryExpr *)x)->Y);
    case AST_UnaryExpr:
        return ((const AstUnaryExpr *)x)->Op == TOK_TILDE;
    case AST_StarExpr:
        return is_type_element(((const AstStarExpr *)x)->X);
    case AST_ParenExpr:
        return is_type_element(((const AstParenExpr *)x)->X);
    default:
        return false;
    }
}

Param split_param(AstExpr *x, bool force)
{
    if (x->kind == AST_Ident)
        return (Param){(AstIdent *)x, NULL};
    if (x->kind == AST_CallExpr) {
        AstCallExpr *c = (AstCallExpr *)x;
        if (c->Fun->kind == AST_Ident && c->Args.len == 1 && !c->Ellipsis &&
            (force || is_type_element(c->Args.p[0])))
            return (Param){(AstIdent *)c->Fun, c->Args.p[0]};
        return (Param){0};
    }
    if (x->kind != AST_BinaryExpr)
        return (Param){0};
    AstBinaryExpr *b = (AstBinaryExpr *)x;
    if (b->Op == TOK_MUL && b->X->kind == AST_Ident && (force || is_type_element(b->Y)))
        return (Param){(AstIdent *)b->X, make_star(b->OpPos, b->Y)};
    if (b->Op != TOK_OR)
        return (Param){0};
    Param lhs = split_param(b->X, force || is_type_element(b->Y));
    if (!lhs.name || !lhs.type)
        return (Param){0};
    AstBinaryExpr *u = arena_memdup(perm, b, sizeof *b);
    u->X = lhs.type;
    return (Param){lhs.name, (AstExpr *)u};
}

AstSpec *make_bracket_type_spec(Parser *p, Tok name, Pos lbrack, AstExpr *first, bool comma,
                                ParamList rest, Pos rbrack, Pos assign, AstExpr *type)
{
    Param param = split_param(first, comma);
    if (!param.name || (!param.type && !comma)) {
        if (comma || assign)
            reject(p, comma ? rbrack : assign, "unexpected comma; expecting ]");
        return make_type_spec(p, name, NULL, NO_POS, make_array(lbrack, first, type));
    }
    ParamList list = {0};
    vec_push(perm, &list, param);
    for (uint32_t i = 0; i < rest.len; i++)
        vec_push(perm, &list, rest.p[i]);
    AstFieldList *tparams = make_params(p, lbrack, list, rbrack, true);
    return make_type_spec(p, name, tparams, assign, type);
}

/* ---- groups ---- */

static AstCommentGroup **comment_field(AstSpec *s)
{
    return s->kind == AST_ImportSpec  ? &((AstImportSpec *)s)->Comment
           : s->kind == AST_ValueSpec ? &((AstValueSpec *)s)->Comment
                                      : &((AstTypeSpec *)s)->Comment;
}

static AstCommentGroup **doc_field(AstSpec *s)
{
    return s->kind == AST_ImportSpec  ? &((AstImportSpec *)s)->Doc
           : s->kind == AST_ValueSpec ? &((AstValueSpec *)s)->Doc
                                      : &((AstTypeSpec *)s)->Doc;
}

void finish_spec(Parser *p, AstSpec *s, Pos semi)
{
    source_line_comment(p, comment_field(s), semi);
}

void finish_lone_spec(Parser *p, AstSpec *s, bool seen)
{
    if (!seen)
        source_line_comment_next(p, comment_field(s));
    else
        finish_spec(p, s, p->tok.kind == TOK_SEMICOLON ? p->tok.pos : NO_POS);
}

/* go/parser wants values where the language needs them; gc's checker does that. */
static void check_values(Parser *p, TokenKind kw, const AstValueSpec *s)
{
    if (p->mode == PARSER_GC)
        return;
    if (kw == TOK_VAR && !s->Type && !s->Values.p)
        reject(p, ast_pos(s), "missing variable type or initialization");
    if (kw == TOK_CONST && !s->Values.p && (s->iota == 0 || s->Type))
        reject(p, ast_pos(s), "missing constant value");
}

static void finish_value_spec(Parser *p, const AstGenDecl *d, AstValueSpec *s, int i)
{
    s->iota = i;
    check_values(p, d->Tok, s);
    Pos start = d->Lparen ? ast_pos(s) : d->TokPos;
    if (d->Tok == TOK_VAR && p->embeds.len)
        s->embeds = pragma_take_embeds(p, start);
    pragma_take(p, start, 0);
    if (p->mode == PARSER_GC && d->Tok == TOK_VAR && !s->Type && !s->Values.p)
        reject(p, ast_pos(s), "expecting type");
}

static void take_type_pragmas(Parser *p, AstTypeSpec *s, Pos start)
{
    s->pragma = pragma_take(p, start, s->Assign ? 0 : TYPE_PRAGMAS);
}

AstDecl *make_gen_decl(Parser *p, Tok kw, Pos lparen, AstSpecList specs, Pos rparen)
{
    AstGenDecl *d = NEW_NODE(GenDecl);
    d->Doc = source_lead_comment(p, kw.pos);
    d->TokPos = kw.pos;
    d->Tok = kw.kind;
    d->Lparen = lparen;
    d->Specs = specs;
    d->Rparen = rparen;
    for (uint32_t i = 0; i < specs.len; i++) {
        AstSpec *s = specs.p[i];
        if (lparen)
            *doc_field(s) = source_lead_comment(p, ast_pos(s));
        if (s->kind == AST_ValueSpec)
            finish_value_spec(p, d, (AstValueSpec *)s, (int)i);
        if (s->kind == AST_TypeSpec)
            take_type_pragmas(p, (AstTypeSpec *)s, lparen ? ast_pos(s) : kw.pos);
    }
    return (AstDecl *)d;
}

/* ---- functions ---- */

static void check_receiver(Parser *p, AstFieldList *recv, AstFieldList *tparams)
{
    if (tparams)
        reject(p, tparams->Opening, "method must have no type parameters");
    if (p->mode == PARSER_GO_PARSER)
        return;
    if (recv->List.len == 0)
        reject(p, recv->Opening, "method has no receiver");
    else if (recv->List.len > 1 || recv->List.p[0]->Names.len > 1)
        reject(p, recv->Opening, "method has multiple receivers");
}

AstFuncDecl *make_func_head(Parser *p, Pos kw, AstFieldList *recv, Tok name, AstFieldList *tparams,
                            AstFuncType *type)
{
    AstFuncDecl *d = NEW_NODE(FuncDecl);
    d->Doc = source_lead_comment(p, kw);
    d->Recv = recv;
    d->Name = make_ident(name);
    d->Type = type;
    type->Func = kw;
    type->TypeParams = tparams;
    d->pragma = pragma_take(p, kw, FUNC_PRAGMAS);
    if (recv)
        check_receiver(p, recv, tparams);
    return d;
}

void add_decl(Parser *p, AstDecl *d)
{
    vec_push(perm, &p->file->Decls, d);
}
