/* print: expressions and types as gc's messages show them: one line, bodies of functions and elements
 * of composite literals as "…". */
#include "parser/private.h"

static void write_any(Buf *b, const void *expr)
{
    ast_write_expr(b, expr);
}

static void write_list(Buf *b, AstExprList l)
{
    for (uint32_t i = 0; i < l.len; i++) {
        if (i)
            buf_puts(b, ", ");
        write_any(b, l.p[i]);
    }
}

static void write_sym(Buf *b, const Sym *s)
{
    buf_write(b, s->s, s->len);
}

static void write_names(Buf *b, AstIdentList names)
{
    for (uint32_t i = 0; i < names.len; i++) {
        if (i)
            buf_puts(b, ", ");
        write_sym(b, names.p[i]->Name);
    }
}

static void write_fields(Buf *b, const AstFieldList *l, const char *sep)
{
    for (uint32_t i = 0; l && i < l->List.len; i++) {
        const AstField *f = l->List.p[i];
        if (i)
            buf_puts(b, sep);
        write_names(b, f->Names);
        if (f->Names.len)
            buf_putc(b, ' ');
        write_any(b, f->Type);
        if (f->Tag) {
            buf_putc(b, ' ');
            write_any(b, f->Tag);
        }
    }
}

static void write_signature(Buf *b, const AstFuncType *t)
{
    buf_putc(b, '(');
    write_fields(b, t->Params, ", ");
    buf_putc(b, ')');
    if (!t->Results || !t->Results->List.len)
        return;
    buf_putc(b, ' ');
    bool bare = t->Results->List.len == 1 && !t->Results->List.p[0]->Names.len;
    if (!bare)
        buf_putc(b, '(');
    write_fields(b, t->Results, ", ");
    if (!bare)
        buf_putc(b, ')');
}

static void write_methods(Buf *b, const AstFieldList *l)
{
    for (uint32_t i = 0; l && i < l->List.len; i++) {
        const AstField *f = l->List.p[i];
        if (i)
            buf_puts(b, "; ");
        if (f->Names.len && f->Type->kind == AST_FuncType) {
            write_names(b, f->Names);
            write_signature(b, (const AstFuncType *)f->Type);
        } else {
            write_any(b, f->Type);
        }
    }
}

static void write_chan(Buf *b, const AstChanType *t)
{
    if (t->Dir == AST_RECV)
        buf_puts(b, "<-");
    buf_puts(b, t->Dir == AST_SEND ? "chan<- " : "chan ");
    bool paren = t->Dir == (AST_SEND | AST_RECV) && t->Value->kind == AST_ChanType &&
                 ((const AstChanType *)t->Value)->Dir == AST_RECV;
    if (paren)
        buf_putc(b, '(');
    write_any(b, t->Value);
    if (paren)
        buf_putc(b, ')');
}

static void write_slice(Buf *b, const AstSliceExpr *e)
{
    write_any(b, e->X);
    buf_putc(b, '[');
    write_any(b, e->Low);
    buf_putc(b, ':');
    write_any(b, e->High);
    if (e->Max) {
        buf_putc(b, ':');
        write_any(b, e->Max);
    }
    buf_putc(b, ']');
}

static void write_call(Buf *b, const AstCallExpr *e)
{
    write_any(b, e->Fun);
    buf_putc(b, '(');
    write_list(b, e->Args);
    buf_puts(b, e->Ellipsis ? "...)" : ")");
}

static void write_composite(Buf *b, const AstCompositeLit *e)
{
    write_any(b, e->Type);
    buf_puts(b, e->Elts.len ? "{…}" : "{}");
}

static void write_array(Buf *b, const AstArrayType *t)
{
    buf_putc(b, '[');
    write_any(b, t->Len);
    buf_putc(b, ']');
    write_any(b, t->Elt);
}

static void write_parts(Buf *b, const char *open, const void *x, const char *mid, const void *y,
                        const char *close)
{
    buf_puts(b, open);
    write_any(b, x);
    buf_puts(b, mid);
    write_any(b, y);
    buf_puts(b, close);
}

#define AS(Name) ((const Ast##Name *)n)

static void write_type(Buf *b, const AstNode *n)
{
    switch ((int)n->kind) {
    case AST_ArrayType:
        write_array(b, AS(ArrayType));
        break;
    case AST_StructType:
        buf_puts(b, "struct{");
        write_fields(b, AS(StructType)->Fields, "; ");
        buf_putc(b, '}');
        break;
    case AST_FuncType:
        buf_puts(b, "func");
        write_signature(b, AS(FuncType));
        break;
    case AST_InterfaceType:
        buf_puts(b, "interface{");
        write_methods(b, AS(InterfaceType)->Methods);
        buf_putc(b, '}');
        break;
    case AST_MapType:
        write_parts(b, "map[", AS(MapType)->Key, "]", AS(MapType)->Value, "");
        break;
    case AST_ChanType:
        write_chan(b, AS(ChanType));
        break;
    default:
        buf_puts(b, "<bad expr>");
        break;
    }
}

void ast_write_expr(Buf *b, const void *expr)
{
    const AstNode *n = expr;
    if (!n)
        return;
    switch ((int)n->kind) {
    case AST_Ident:
        write_sym(b, AS(Ident)->Name);
        break;
    case AST_Ellipsis:
        write_parts(b, "...", AS(Ellipsis)->Elt, "", NULL, "");
        break;
    case AST_BasicLit:
        buf_write(b, AS(BasicLit)->Value.p, AS(BasicLit)->Value.len);
        break;
    case AST_FuncLit:
        write_any(b, AS(FuncLit)->Type);
        buf_puts(b, AS(FuncLit)->Body->List.len ? " {…}" : " {}");
        break;
    case AST_CompositeLit:
        write_composite(b, AS(CompositeLit));
        break;
    case AST_ParenExpr:
        write_parts(b, "(", AS(ParenExpr)->X, "", NULL, ")");
        break;
    case AST_SelectorExpr:
        write_parts(b, "", AS(SelectorExpr)->X, ".", AS(SelectorExpr)->Sel, "");
        break;
    case AST_IndexExpr:
        write_parts(b, "", AS(IndexExpr)->X, "[", AS(IndexExpr)->Index, "]");
        break;
    case AST_IndexListExpr:
        write_parts(b, "", AS(IndexListExpr)->X, "[", NULL, "");
        write_list(b, AS(IndexListExpr)->Indices);
        buf_putc(b, ']');
        break;
    case AST_SliceExpr:
        write_slice(b, AS(SliceExpr));
        break;
    case AST_TypeAssertExpr:
        write_parts(b, "", AS(TypeAssertExpr)->X, AS(TypeAssertExpr)->Type ? ".(" : ".(type",
                    AS(TypeAssertExpr)->Type, ")");
        break;
    case AST_CallExpr:
        write_call(b, AS(CallExpr));
        break;
    case AST_StarExpr:
        write_parts(b, "*", AS(StarExpr)->X, "", NULL, "");
        break;
    case AST_UnaryExpr:
        write_parts(b, token_name(AS(UnaryExpr)->Op), AS(UnaryExpr)->X, "", NULL, "");
        break;
    case AST_BinaryExpr:
        write_any(b, AS(BinaryExpr)->X);
        buf_printf(b, " %s ", token_name(AS(BinaryExpr)->Op));
        write_any(b, AS(BinaryExpr)->Y);
        break;
    case AST_KeyValueExpr:
        write_parts(b, "", AS(KeyValueExpr)->Key, ": ", AS(KeyValueExpr)->Value, "");
        break;
    default:
        write_type(b, n);
        break;
    }
}

const char *ast_expr_string(const void *expr)
{
    Buf b = {0};
    ast_write_expr(&b, expr);
    const char *s = arena_strndup(perm, b.p ? b.p : "", b.len);
    buf_free(&b);
    return s;
}
