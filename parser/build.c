/* build: expressions, types and statements, as the grammar's actions make them. */
#include "parser/private.h"

/* Beyond it, recursion over a left-deep chain (a+b+c...) would be unbounded: the grammar's own stack
 * does not grow with those. */
enum { MAX_DEPTH = 60000 };

void *new_node(AstKind kind, size_t size)
{
    AstNode *n = arena_alloc(perm, size);
    n->kind = kind;
    return n;
}

void reject(Parser *p, Pos pos, const char *what)
{
    if (p->mode == PARSER_GO_PARSER && !p->rejected)
        diag_error(pos, "%s", what);
    p->rejected = true;
    p->file->errors++;
}

#define NEW_EXPR(Name, var) Ast##Name *var = NEW_NODE(Name)

static void *deeper(Parser *p, void *node, const AstExpr *x, Pos pos)
{
    AstExpr *e = node;
    if (x->depth >= MAX_DEPTH) {
        if (x->depth == MAX_DEPTH)
            diag_error(pos, "expression nested too deeply");
        p->rejected = p->too_deep = true;
        p->file->errors++;
    }
    e->depth = (uint16_t)(x->depth + (x->depth <= MAX_DEPTH));
    return node;
}

/* ---- operands ---- */

AstIdent *make_ident(Tok t)
{
    NEW_EXPR(Ident, n);
    n->NamePos = t.pos;
    n->Name = t.sym;
    return n;
}

AstExpr *make_literal(Tok t)
{
    NEW_EXPR(BasicLit, n);
    n->ValuePos = t.pos;
    n->Kind = t.kind;
    n->Value = (LitText){t.lit, t.len};
    n->bad = t.bad;
    return (AstExpr *)n;
}

AstExpr *make_func_lit(AstFuncType *type, AstBlockStmt *body)
{
    NEW_EXPR(FuncLit, n);
    n->Type = type;
    n->Body = body;
    return (AstExpr *)n;
}

AstExpr *make_ellipsis(Pos dots, AstExpr *elt)
{
    NEW_EXPR(Ellipsis, n);
    n->Ellipsis = dots;
    n->Elt = elt;
    return (AstExpr *)n;
}

AstExpr *make_paren(Pos lparen, AstExpr *x, Pos rparen)
{
    NEW_EXPR(ParenExpr, n);
    n->Lparen = lparen;
    n->X = x;
    n->Rparen = rparen;
    return (AstExpr *)n;
}

/* Could x be the type of a composite literal? In gc's eyes an index expression with a value in it
 * could not: that is an error, with the "{" unexpected. */
static bool is_literal_type(const AstExpr *x)
{
    switch ((int)x->kind) {
    case AST_Ident:
    case AST_SelectorExpr:
    case AST_IndexExpr:
    case AST_IndexListExpr:
    case AST_ArrayType:
    case AST_StructType:
    case AST_MapType:
        return true;
    default:
        return false;
    }
}

AstExpr *make_composite(Parser *p, AstExpr *type, Pos lbrace, AstExprList elts, Pos rbrace)
{
    NEW_EXPR(CompositeLit, n);
    n->Type = type;
    n->Lbrace = lbrace;
    n->Elts = elts;
    n->Rbrace = rbrace;
    if (!type)
        return (AstExpr *)n;
    if (type->kind == AST_ParenExpr && is_literal_type(ast_unparen(type)))
        reject(p, ast_pos(type), "cannot parenthesize type in composite literal");
    else if (!is_literal_type(type))
        reject(p, lbrace, "expected ';', found '{'");
    return deeper(p, n, type, lbrace);
}

AstExpr *make_key_value(AstExpr *key, Pos colon, AstExpr *value)
{
    NEW_EXPR(KeyValueExpr, n);
    n->Key = key;
    n->Colon = colon;
    n->Value = value;
    return (AstExpr *)n;
}

/* ---- operators ---- */

AstExpr *make_binary(Parser *p, AstExpr *x, Tok op, AstExpr *y)
{
    NEW_EXPR(BinaryExpr, n);
    n->X = x;
    n->OpPos = op.pos;
    n->Op = op.kind;
    n->Y = y;
    return deeper(p, n, x, op.pos);
}

AstExpr *make_unary(Tok op, AstExpr *x)
{
    NEW_EXPR(UnaryExpr, n);
    n->OpPos = op.pos;
    n->Op = op.kind;
    n->X = x;
    return (AstExpr *)n;
}

AstExpr *make_star(Pos star, AstExpr *x)
{
    NEW_EXPR(StarExpr, n);
    n->Star = star;
    n->X = x;
    return (AstExpr *)n;
}

/* "<-" before a channel type makes it a receive-only one; its own arrow, if it has one, then belongs to
 * the element: <-(chan<- T) is <-chan (<-T). Before anything else it receives. */
AstExpr *make_receive(Parser *p, Tok arrow, AstExpr *x)
{
    if (x->kind != AST_ChanType)
        return make_unary(arrow, x);
    AstChanType *t = (AstChanType *)x;
    Pos at = arrow.pos;
    int dir = AST_SEND;
    while (t && dir == AST_SEND) {
        if (t->Dir == AST_RECV)
            reject(p, t->Arrow, "expected 'chan'");
        Pos own = t->Arrow;
        t->Begin = t->Arrow = at;
        at = own;
        dir = t->Dir;
        t->Dir = AST_RECV;
        t = t->Value->kind == AST_ChanType ? (AstChanType *)t->Value : NULL;
    }
    if (dir == AST_SEND)
        reject(p, at, "expected channel type");
    return x;
}

/* ---- primary expressions ---- */

AstExpr *make_selector(Parser *p, AstExpr *x, Tok sel)
{
    NEW_EXPR(SelectorExpr, n);
    n->X = x;
    n->Sel = make_ident(sel);
    return deeper(p, n, x, sel.pos);
}

AstExpr *make_assert(Parser *p, AstExpr *x, Pos lparen, AstExpr *type, Pos rparen)
{
    NEW_EXPR(TypeAssertExpr, n);
    n->X = x;
    n->Lparen = lparen;
    n->Type = type;
    n->Rparen = rparen;
    return deeper(p, n, x, lparen);
}

AstExpr *make_index(Parser *p, AstExpr *x, Pos lbrack, AstExprList list, Pos rbrack)
{
    if (list.len > 1) {
        NEW_EXPR(IndexListExpr, n);
        n->X = x;
        n->Lbrack = lbrack;
        n->Indices = list;
        n->Rbrack = rbrack;
        return deeper(p, n, x, lbrack);
    }
    NEW_EXPR(IndexExpr, n);
    n->X = x;
    n->Lbrack = lbrack;
    n->Index = list.p[0];
    n->Rbrack = rbrack;
    return deeper(p, n, x, lbrack);
}

AstExpr *make_slice(Parser *p, AstExpr *x, Pos lbrack, AstExpr *i[3], bool three, Pos rbrack)
{
    NEW_EXPR(SliceExpr, n);
    n->X = x;
    n->Lbrack = lbrack;
    n->Low = i[0];
    n->High = i[1];
    n->Max = i[2];
    n->Slice3 = three;
    n->Rbrack = rbrack;
    if (three && !i[1])
        reject(p, rbrack, "2nd index required in 3-index slice");
    else if (three && !i[2])
        reject(p, rbrack, "3rd index required in 3-index slice");
    return deeper(p, n, x, lbrack);
}

AstExpr *make_call(Parser *p, AstExpr *fun, Pos lparen, AstExprList args, Pos dots, Pos rparen)
{
    NEW_EXPR(CallExpr, n);
    n->Fun = fun;
    n->Lparen = lparen;
    n->Args = args;
    n->Ellipsis = dots;
    n->Rparen = rparen;
    return deeper(p, n, fun, lparen);
}

/* ---- types ---- */

AstExpr *make_array(Pos lbrack, AstExpr *len, AstExpr *elt)
{
    NEW_EXPR(ArrayType, n);
    n->Lbrack = lbrack;
    n->Len = len;
    n->Elt = elt;
    return (AstExpr *)n;
}

static AstFieldList *field_list(Pos open, AstFieldVec fields, Pos close)
{
    AstFieldList *l = NEW_NODE(FieldList);
    l->Opening = open;
    l->List = fields;
    l->Closing = close;
    return l;
}

AstExpr *make_struct(Pos kw, Pos lbrace, AstFieldVec fields, Pos rbrace)
{
    NEW_EXPR(StructType, n);
    n->Struct = kw;
    n->Fields = field_list(lbrace, fields, rbrace);
    return (AstExpr *)n;
}

AstExpr *make_interface(Pos kw, Pos lbrace, AstFieldVec elems, Pos rbrace)
{
    NEW_EXPR(InterfaceType, n);
    n->Interface = kw;
    n->Methods = field_list(lbrace, elems, rbrace);
    return (AstExpr *)n;
}

AstExpr *make_map(Pos kw, AstExpr *key, AstExpr *value)
{
    NEW_EXPR(MapType, n);
    n->Map = kw;
    n->Key = key;
    n->Value = value;
    return (AstExpr *)n;
}

AstExpr *make_chan(Pos begin, Pos arrow, int dir, AstExpr *value)
{
    NEW_EXPR(ChanType, n);
    n->Begin = begin;
    n->Arrow = arrow;
    n->Dir = dir;
    n->Value = value;
    return (AstExpr *)n;
}

AstFuncType *make_signature(AstFieldList *params, AstFieldList *results)
{
    NEW_EXPR(FuncType, n);
    n->Params = params;
    n->Results = results;
    return n;
}

AstFieldList *make_result(AstExpr *type)
{
    AstField *f = NEW_NODE(Field);
    AstFieldVec list = {0};
    f->Type = type;
    vec_push(perm, &list, f);
    return field_list(NO_POS, list, NO_POS);
}

/* ---- fields and parameters ---- */

Param make_param(AstIdent *name, AstExpr *type)
{
    return (Param){name, type};
}

Param make_bracketed(Parser *p, Tok name, Brackets b)
{
    AstIdent *id = make_ident(name);
    if (b.elem && (b.comma || b.list.len > 1))
        reject(p, b.rbrack, "unexpected comma; expecting ]");
    if (b.elem)
        return (Param){id, make_array(b.lbrack, b.list.len ? b.list.p[0] : NULL, b.elem)};
    return (Param){NULL, make_index(p, (AstExpr *)id, b.lbrack, b.list, b.rbrack)};
}

/* All are types: the names among them are type names. */
static void names_are_types(ParamList *list)
{
    for (uint32_t i = 0; i < list->len; i++) {
        Param *a = &list->p[i];
        if (a->name)
            *a = (Param){NULL, (AstExpr *)a->name};
    }
}

/* A name without a type has that of the next parameter (spec: Function types). */
static void spread_types(Parser *p, ParamList *list, Pos open, bool tparams)
{
    AstExpr *type = NULL;
    bool ok = true;
    for (uint32_t i = list->len; i-- > 0;) {
        Param *a = &list->p[i];
        ok &= a->name && (a->type || type);
        if (a->type)
            type = a->type;
        else
            a->type = type;
    }
    if (!ok)
        reject(p, open, tparams ? "all type parameters must be named"
                                : "mixed named and unnamed parameters");
}

AstFieldList *make_params(Parser *p, Pos open, ParamList list, Pos close, bool tparams)
{
    uint32_t named = 0;
    for (uint32_t i = 0; i < list.len; i++)
        named += list.p[i].name && list.p[i].type;
    if (!named && !tparams)
        names_are_types(&list);
    else if (named != list.len || tparams)
        spread_types(p, &list, open, tparams);
    AstFieldVec fields = {0};
    AstField *f = NULL;
    for (uint32_t i = 0; i < list.len; i++) {
        Param *a = &list.p[i];
        if (!f || !a->name || f->Type != a->type) {
            f = NEW_NODE(Field);
            f->Type = a->type;
            vec_push(perm, &fields, f);
        }
        if (a->name)
            vec_push(perm, &f->Names, a->name);
    }
    return field_list(open, fields, close);
}

AstField *make_field(Parser *p, Pos first, AstIdentList names, AstExpr *type, Tok tag)
{
    AstField *f = NEW_NODE(Field);
    f->Doc = source_lead_comment(p, first);
    f->Names = names;
    f->Type = type;
    f->Tag = tag.lit ? (AstBasicLit *)make_literal(tag) : NULL;
    return f;
}

AstField *make_element(Parser *p, Tok name, AstExpr *type)
{
    AstField *f = NEW_NODE(Field);
    f->Type = type;
    if (name.sym)
        vec_push(perm, &f->Names, make_ident(name));
    Pos first = name.sym ? name.pos : ast_pos(type);
    /* go/parser looks for a comment only where an element starts with a name */
    const AstExpr *e = type;
    while (!name.sym && e->kind == AST_BinaryExpr)
        e = ((const AstBinaryExpr *)e)->X;
    while (!name.sym && (e->kind == AST_IndexExpr || e->kind == AST_IndexListExpr))
        e = e->kind == AST_IndexExpr ? ((const AstIndexExpr *)e)->X : ((const AstIndexListExpr *)e)->X;
    if (name.sym || e->kind == AST_Ident || e->kind == AST_SelectorExpr)
        f->Doc = source_lead_comment(p, first);
    return f;
}
