/* ir/build_text.c: bodies of functions as -m=2 shows them: Go source on one line, with selectors spelled
 * out, methods called by their expressions, parentheses where precedence asks for them, and loops, switches,
 * literals shortened. Constants stand as they were written. */
#include <string.h>

#include "ir/build.h"
#include "ir/escape.h"

enum { PREC_OPERAND = 8, PREC_UNARY = 7, PREC_SEND = 3 };

static void expr(Buf *b, AstExpr *e, int prec);
static void stmts(Buf *b, const AstStmtList *list);

static void exprs(Buf *b, AstExprList l)
{
    for (uint32_t i = 0; i < l.len; i++) {
        buf_puts(b, i ? ", " : "");
        expr(b, l.p[i], 0);
    }
}

/* ---- precedence, as gc sees it: 0 where it has none, so that an operand is put in parentheses ---- */

static bool is_constant(const AstExpr *e)
{
    return e->val && e->mode == MODE_CONST;
}

static bool is_pointer_type(const AstExpr *e)
{
    return e->mode == MODE_TYPE && types_unalias(e->type)->kind == TY_POINTER;
}

static int builtin_precedence(const AstCallExpr *e)
{
    AstExpr *fun = ast_unparen(e->Fun);
    const Obj *o = fun->kind == AST_Ident ? ((AstIdent *)fun)->obj : NULL;
    if (!o || o->kind != OBJ_BUILTIN)
        return PREC_OPERAND;
    BuiltinId id = o->builtin.id;
    if (id == BUILTIN_REAL || id == BUILTIN_IMAG || id == BUILTIN_COMPLEX || id == BUILTIN_RECOVER)
        return 0;
    bool slice = id == BUILTIN_MAKE && types_under(((AstExpr *)e)->type)->kind == TY_SLICE;
    return id == BUILTIN_MAKE && !slice ? 0 : PREC_OPERAND;
}

static int precedence(AstExpr *e)
{
    if (is_constant(e))
        return PREC_OPERAND;
    if (is_pointer_type(e))
        return PREC_UNARY;
    switch ((int)e->kind) {
    case AST_BinaryExpr: {
        if (types_is_string(e->type) && ((AstBinaryExpr *)e)->Op == TOK_ADD)
            return 0;
        int prec = token_precedence(((AstBinaryExpr *)e)->Op);
        return prec <= 2 ? prec : prec + 1;
    }
    case AST_UnaryExpr: {
        AstUnaryExpr *u = (AstUnaryExpr *)e;
        bool literal = u->Op == TOK_AND && ast_unparen(u->X)->kind == AST_CompositeLit;
        return literal ? 0 : PREC_UNARY;
    }
    case AST_StarExpr: return PREC_UNARY;
    case AST_FuncLit: return 0;
    case AST_CallExpr: return builtin_precedence((AstCallExpr *)e);
    default: return PREC_OPERAND;
    }
}

/* ---- operands ---- */

static Type *elem_if_pointer(Type *t)
{
    Type *u = types_under(t);
    return u->kind == TY_POINTER ? u->pointer.elem : t;
}

/* x.E1.E2 where the source says x; the type of that */
static Type *embedded_path(Buf *b, Type *t, const int *path, int n)
{
    for (int i = 0; i < n; i++) {
        Obj *f = types_under(elem_if_pointer(t))->strct.fields.p[path[i]];
        buf_printf(b, ".%s", f->name->s);
        t = f->type;
    }
    return t;
}

static void selector(Buf *b, AstSelectorExpr *e)
{
    Selection *s = e->selection;
    if (!s) {
        ast_write_expr(b, e);
        return;
    }
    expr(b, e->X, PREC_OPERAND);
    if (s->kind != SEL_METHOD_EXPR)
        embedded_path(b, s->recv, s->path, s->kind == SEL_FIELD ? s->npath - 1 : s->npath);
    buf_printf(b, ".%s", e->Sel->Name->s);
}

static void identifier(Buf *b, AstIdent *e)
{
    bool blank_param = e->obj && e->obj->kind == OBJ_VAR && !e->obj->name->len;
    buf_puts(b, blank_param ? "_" : e->Name->s);
}

static void composite(Buf *b, AstCompositeLit *e)
{
    Type *t = ((AstExpr *)e)->type;
    buf_printf(b, e->Elts.len ? "%s{...}" : "%s{}", ir_type_text(t));
}

static void slice(Buf *b, AstSliceExpr *e)
{
    AstExpr *bounds[] = {e->Low, e->High, e->Max};
    expr(b, e->X, PREC_OPERAND);
    for (int i = 0; i < (e->Max ? 3 : 2); i++) {
        buf_putc(b, i ? ':' : '[');
        if (bounds[i])
            expr(b, bounds[i], 0);
    }
    buf_putc(b, ']');
}

static void unary(Buf *b, AstUnaryExpr *e)
{
    AstExpr *x = ast_unparen(e->X);
    bool same = x->kind == AST_UnaryExpr && ((AstUnaryExpr *)x)->Op == e->Op && !is_constant(x);
    bool literal = e->Op == TOK_AND && x->kind == AST_CompositeLit;
    buf_printf(b, "%s%s", token_name(e->Op), same ? " " : "");
    expr(b, x, literal ? 0 : PREC_UNARY + 1);
}

/* Concatenations are one list. */
static void concatenation(Buf *b, AstExpr *e)
{
    AstExpr *x = ast_unparen(e);
    if (x->kind == AST_BinaryExpr && !is_constant(x)) {
        concatenation(b, ((AstBinaryExpr *)x)->X);
        buf_puts(b, " + ");
        concatenation(b, ((AstBinaryExpr *)x)->Y);
    } else {
        expr(b, x, 0);
    }
}

static void binary(Buf *b, AstBinaryExpr *e)
{
    int prec = precedence((AstExpr *)e);
    if (prec == 0) {
        concatenation(b, (AstExpr *)e);
        return;
    }
    expr(b, e->X, prec);
    buf_printf(b, " %s ", token_name(e->Op));
    expr(b, e->Y, prec + 1);
}

/* ---- calls ---- */

static void arguments(Buf *b, AstCallExpr *e)
{
    exprs(b, e->Args);
    buf_puts(b, e->Ellipsis ? "...)" : ")");
}

static void conversion(Buf *b, AstCallExpr *e, Type *t)
{
    TypeKind k = types_unalias(t)->kind;
    bool named = k == TY_NAMED || k <= (TypeKind)TY_LAST_BASIC;
    buf_printf(b, named ? "%s(" : "(%s)(", ir_type_text(t));
    arguments(b, e);
}

/* x.m(a) of a method that is known: T.m(x, a) */
static void method_call(Buf *b, AstCallExpr *e, AstSelectorExpr *fun)
{
    Selection *s = fun->selection;
    Buf recv = {0};
    expr(&recv, fun->X, s->npath ? PREC_OPERAND : 0);
    Type *t = elem_if_pointer(embedded_path(&recv, s->recv, s->path, s->npath));
    bool ptr = s->obj->func.ptr_recv;
    buf_printf(b, ptr ? "(*%s).%s(%s" : "%s.%s(%s", ir_type_text(t), s->obj->name->s,
               buf_cstr(&recv));
    buf_puts(b, e->Args.len ? ", " : "");
    arguments(b, e);
    buf_free(&recv);
}

static void call(Buf *b, AstCallExpr *e)
{
    AstExpr *fun = ast_unparen(e->Fun);
    if (fun->mode == MODE_TYPE) {
        conversion(b, e, fun->type);
        return;
    }
    Selection *s = fun->kind == AST_SelectorExpr ? ((AstSelectorExpr *)fun)->selection : NULL;
    if (s && s->kind == SEL_METHOD && !s->iface_method) {
        method_call(b, e, (AstSelectorExpr *)fun);
        return;
    }
    expr(b, fun, PREC_OPERAND);
    buf_putc(b, '(');
    arguments(b, e);
}

/* ---- expressions ---- */

static void operand(Buf *b, AstExpr *e)
{
    switch ((int)e->kind) {
    case AST_Ident: identifier(b, (AstIdent *)e); return;
    case AST_FuncLit: buf_puts(b, "func literal"); return;
    case AST_CompositeLit: composite(b, (AstCompositeLit *)e); return;
    case AST_SelectorExpr: selector(b, (AstSelectorExpr *)e); return;
    case AST_IndexExpr:
        expr(b, ((AstIndexExpr *)e)->X, PREC_OPERAND);
        buf_putc(b, '[');
        expr(b, ((AstIndexExpr *)e)->Index, 0);
        buf_putc(b, ']');
        return;
    case AST_SliceExpr: slice(b, (AstSliceExpr *)e); return;
    case AST_TypeAssertExpr:
        expr(b, ((AstTypeAssertExpr *)e)->X, PREC_OPERAND);
        buf_printf(b, ".(%s)", ir_type_text(tree_type_of(e)));
        return;
    case AST_CallExpr: call(b, (AstCallExpr *)e); return;
    case AST_StarExpr:
        buf_putc(b, '*');
        expr(b, ((AstStarExpr *)e)->X, PREC_UNARY + 1);
        return;
    case AST_UnaryExpr: unary(b, (AstUnaryExpr *)e); return;
    case AST_BinaryExpr: binary(b, (AstBinaryExpr *)e); return;
    default: ast_write_expr(b, e); return;
    }
}

static void expr(Buf *b, AstExpr *e, int prec)
{
    AstExpr *x = ast_unparen(e);
    bool parens = prec > precedence(x);
    if (is_constant(x))
        x = e; /* with the parentheses it was written in */
    buf_puts(b, parens ? "(" : "");
    if (is_constant(x))
        ast_write_expr(b, x);
    else if (x->mode == MODE_TYPE)
        buf_puts(b, ir_type_text(x->type));
    else
        operand(b, x);
    buf_puts(b, parens ? ")" : "");
}

/* ---- statements ---- */

/* var x T = v: `var x T; x = v` */
static void var_spec(Buf *b, const AstValueSpec *s)
{
    bool each = s->Values.len == 0 || s->Values.len == s->Names.len;
    for (uint32_t i = 0; i < s->Names.len; i++) {
        const AstIdent *id = s->Names.p[i];
        const char *name = id->Name->s;
        if (i)
            buf_puts(b, "; ");
        if (id->obj && !ast_is_blank(id))
            buf_printf(b, "var %s %s%s", name, ir_type_text(id->obj->type), each ? "; " : "");
        if (each)
            buf_printf(b, "%s = ", name);
        if (each && s->Values.len)
            expr(b, s->Values.p[i], 0);
        else if (each)
            buf_puts(b, "<nil>");
    }
    if (each)
        return;
    for (uint32_t i = 0; i < s->Names.len; i++)
        buf_printf(b, "%s%s", i ? ", " : "; ", s->Names.p[i]->Name->s);
    buf_puts(b, " = ");
    exprs(b, s->Values);
}

static void declaration(Buf *b, const AstGenDecl *d)
{
    for (uint32_t i = 0; d->Tok == TOK_VAR && i < d->Specs.len; i++) {
        buf_puts(b, i ? "; " : "");
        var_spec(b, (AstValueSpec *)d->Specs.p[i]);
    }
}

static void assignment(Buf *b, const AstAssignStmt *s)
{
    exprs(b, s->Lhs);
    buf_printf(b, " %s ", token_name(s->Tok));
    exprs(b, s->Rhs);
}

static bool declares(const AstStmt *s)
{
    return s->kind == AST_AssignStmt && ((const AstAssignStmt *)s)->Tok == TOK_DEFINE;
}

static void stmt(Buf *b, AstStmt *s);

static void if_stmt(Buf *b, AstIfStmt *s)
{
    buf_puts(b, "if ");
    if (s->Init && !declares(s->Init)) {
        stmt(b, s->Init);
        buf_puts(b, "; ");
    }
    expr(b, s->Cond, 0);
    buf_puts(b, " { ");
    stmts(b, &s->Body->List);
    buf_puts(b, " }");
    if (!s->Else)
        return;
    buf_puts(b, " else { ");
    stmt(b, s->Else);
    buf_puts(b, " }");
}

static void branch(Buf *b, const AstBranchStmt *s)
{
    buf_printf(b, "%s%s%s", token_name(s->Tok), s->Label ? " " : "", s->Label ? s->Label->Name->s : "");
}

static void labeled(Buf *b, AstLabeledStmt *s)
{
    buf_printf(b, "%s: ", s->Label->Name->s);
    if (s->Stmt->kind == AST_EmptyStmt)
        return;
    buf_puts(b, "; ");
    stmt(b, s->Stmt);
}

static void inc_dec(Buf *b, AstIncDecStmt *s)
{
    expr(b, s->X, 0);
    buf_puts(b, s->Tok == TOK_INC ? " += 1" : " -= 1");
}

static void stmt(Buf *b, AstStmt *s)
{
    switch ((int)s->kind) {
    case AST_DeclStmt: declaration(b, (AstGenDecl *)((AstDeclStmt *)s)->Decl); return;
    case AST_LabeledStmt: labeled(b, (AstLabeledStmt *)s); return;
    case AST_ExprStmt: expr(b, ((AstExprStmt *)s)->X, 0); return;
    case AST_SendStmt:
        expr(b, ((AstSendStmt *)s)->Chan, PREC_SEND);
        buf_puts(b, " <- ");
        expr(b, ((AstSendStmt *)s)->Value, PREC_SEND + 1);
        return;
    case AST_IncDecStmt: inc_dec(b, (AstIncDecStmt *)s); return;
    case AST_AssignStmt: assignment(b, (AstAssignStmt *)s); return;
    case AST_GoStmt:
        buf_puts(b, "go ");
        expr(b, (AstExpr *)((AstGoStmt *)s)->Call, 0);
        return;
    case AST_DeferStmt:
        buf_puts(b, "defer ");
        expr(b, (AstExpr *)((AstDeferStmt *)s)->Call, 0);
        return;
    case AST_ReturnStmt:
        buf_puts(b, "return ");
        exprs(b, ((AstReturnStmt *)s)->Results);
        return;
    case AST_BranchStmt: branch(b, (AstBranchStmt *)s); return;
    case AST_BlockStmt: stmts(b, &((AstBlockStmt *)s)->List); return;
    case AST_IfStmt: if_stmt(b, (AstIfStmt *)s); return;
    case AST_ForStmt: case AST_RangeStmt: buf_puts(b, "for loop"); return;
    case AST_SwitchStmt: case AST_TypeSwitchStmt: buf_puts(b, "switch statement"); return;
    case AST_SelectStmt: buf_puts(b, "select statement"); return;
    default: return;
    }
}

static bool prints(const AstStmt *s)
{
    if (s->kind == AST_DeclStmt)
        return ((const AstGenDecl *)((const AstDeclStmt *)s)->Decl)->Tok == TOK_VAR;
    return s->kind != AST_EmptyStmt;
}

static void stmts(Buf *b, const AstStmtList *list)
{
    const char *sep = "";
    for (uint32_t i = 0; i < list->len; i++) {
        if (!prints(list->p[i]))
            continue;
        buf_puts(b, sep);
        stmt(b, list->p[i]);
        sep = "; ";
    }
}

const char *tree_body_text(const AstBlockStmt *body)
{
    Buf b = {0};
    stmts(&b, &body->List);
    const char *s = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return s;
}
