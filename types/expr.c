/* expr: expressions are evaluated into Operands; each node keeps what was found out about it
 * (spec: Expressions). */
#include "types/check.h"

#include <string.h>

/* ---- what a context accepts ---- */

void check_exclude(Checker *ck, Operand *x, bool novalue, bool builtin, bool type)
{
    const char *fmt = NULL;
    if (x->mode == MODE_NOVALUE && novalue)
        fmt = type ? "%s used as value" : "%s used as value or type";
    else if (x->mode == MODE_BUILTIN && builtin)
        fmt = "%s must be called";
    else if (x->mode == MODE_TYPE && type)
        fmt = "%s is not an expression";
    if (!fmt)
        return;
    check_error(ck, operand_pos(x), fmt, operand_string(x));
    operand_invalidate(x);
}

void check_single_value(Checker *ck, Operand *x)
{
    if (x->mode != MODE_VALUE || x->type->kind != TY_TUPLE)
        return;
    check_error(ck, operand_pos(x), "multiple-value %s in single-value context", operand_string(x));
    operand_invalidate(x);
}

/* Generic functions and types must be instantiated; target may do it for a function. */
static void check_non_generic(Checker *ck, Operand *x, Type *target)
{
    if (x->mode == MODE_INVALID || x->mode == MODE_NOVALUE)
        return;
    const char *what = NULL;
    if (x->type->kind == TY_SIGNATURE && x->type->sig.tparams.len > 0) {
        if (target && x->mode == MODE_VALUE && check_has_version(ck, 21)) {
            check_func_inst(ck, x, x->expr, target);
            return;
        }
        what = "function";
    } else if (type_is_generic(x->type)) {
        what = "type";
    }
    if (!what)
        return;
    check_error(ck, operand_pos(x), "cannot use generic %s %s without instantiation", what,
                ast_expr_string(x->expr));
    x->mode = MODE_INVALID;
    x->type = type_invalid;
}

static ExprKind check_expr_internal(Checker *ck, Operand *x, AstExpr *e, Type *hint);

static Type *target_signature(Type *target)
{
    return target ? type_under_as(target, TY_SIGNATURE) : NULL;
}

ExprKind check_raw_expr(Checker *ck, Operand *x, AstExpr *e, Type *hint, bool allow_generic)
{
    ExprKind kind = check_expr_internal(ck, x, e, hint);
    if (!allow_generic)
        check_non_generic(ck, x, NULL);
    check_record(ck, x);
    return kind;
}

void check_expr(Checker *ck, Operand *x, AstExpr *e)
{
    check_raw_expr(ck, x, e, NULL, false);
    check_exclude(ck, x, true, true, true);
    check_single_value(ck, x);
}

void check_expr_target(Checker *ck, Operand *x, AstExpr *e, Type *target)
{
    Type *sig = target_signature(target);
    check_raw_expr(ck, x, e, NULL, sig != NULL);
    if (sig) {
        check_non_generic(ck, x, sig);
        check_record(ck, x);
    }
    check_exclude(ck, x, true, true, true);
    check_single_value(ck, x);
}

void check_expr_hint(Checker *ck, Operand *x, AstExpr *e, Type *hint)
{
    check_raw_expr(ck, x, e, hint, false);
    check_exclude(ck, x, true, true, true);
    check_single_value(ck, x);
}

void check_multi_expr(Checker *ck, Operand *x, AstExpr *e)
{
    check_raw_expr(ck, x, e, NULL, false);
    check_exclude(ck, x, true, true, true);
}

void check_generic_expr(Checker *ck, Operand *x, AstExpr *e)
{
    check_raw_expr(ck, x, e, NULL, true);
    check_exclude(ck, x, true, true, true);
    check_single_value(ck, x);
}

void check_expr_or_type(Checker *ck, Operand *x, AstExpr *e, bool allow_generic)
{
    check_raw_expr(ck, x, e, NULL, allow_generic);
    check_exclude(ck, x, true, false, false);
    check_single_value(ck, x);
}

/* ---- evaluation for its marks only, after another error ---- */

void check_use_expr(Checker *ck, AstExpr *e)
{
    if (!e)
        return;
    if (e->kind == AST_Ident && ast_is_blank((AstIdent *)e))
        return;
    if (e->kind == AST_KeyValueExpr) {
        check_use_expr(ck, ((AstKeyValueExpr *)e)->Value);
        return;
    }
    Operand x;
    check_raw_expr(ck, &x, e, NULL, false);
}

void check_use(Checker *ck, AstExpr **list, int n)
{
    for (int i = 0; i < n; i++)
        check_use_expr(ck, list[i]);
}

void check_use_lhs(Checker *ck, AstExpr *e)
{
    AstExpr *id = ast_unparen(e);
    Obj *v = NULL;
    if (id->kind == AST_Ident)
        v = scope_lookup_parent(ck->env.scope, ((AstIdent *)id)->Name, NO_POS, NULL);
    if (v && (v->kind != OBJ_VAR || v->pkg != ck->pkg))
        v = NULL;
    bool used = v && v->used;
    check_use_expr(ck, e);
    if (v)
        v->used = used;
}

/* ---- operands ---- */

/* Number literals of Go 1.13: binary, 0o octal, digit separators, hexadecimal floats. */
static void check_literal_version(Checker *ck, AstBasicLit *e)
{
    if (check_has_version(ck, 13))
        return;
    const char *s = e->Value.p;
    uint32_t n = e->Value.len;
    const char *what = NULL;
    if (memchr(s, '_', n))
        what = new_wording(20) ? "underscore in numeric literal" : "underscores in numeric literals";
    else if (n < 2 || s[0] != '0')
        return;
    else if (s[1] == 'b' || s[1] == 'B')
        what = new_wording(20) ? "binary literal" : "binary literals";
    else if (s[1] == 'o' || s[1] == 'O')
        what = new_wording(20) ? "0o/0O-style octal literal" : "0o/0O-style octal literals";
    else if ((s[1] == 'x' || s[1] == 'X') && e->Kind != TOK_INT)
        what = new_wording(20) ? "hexadecimal floating-point literal"
             : "hexadecimal floating-point literals";
    if (what)
        check_version_error(ck, start_pos(e), 13, what);
}

static Type *literal_type(TokenKind kind)
{
    return type_basic[kind == TOK_INT ? TY_UNTYPED_INT : kind == TOK_FLOAT ? TY_UNTYPED_FLOAT
                      : kind == TOK_IMAG ? TY_UNTYPED_COMPLEX : kind == TOK_CHAR ? TY_UNTYPED_RUNE
                      : TY_UNTYPED_STRING];
}

static void basic_lit(Checker *ck, Operand *x, AstBasicLit *e)
{
    enum { MAX_LEN = 10000 }; /* of numbers: longer ones are of no use */
    if (e->bad)
        return;
    bool number = e->Kind == TOK_INT || e->Kind == TOK_FLOAT || e->Kind == TOK_IMAG;
    if (number)
        check_literal_version(ck, e);
    if (number && e->Value.len > MAX_LEN) {
        check_error(ck, start_pos(e), "excessively long constant: %.10s... (%u chars)", e->Value.p,
                    e->Value.len);
        return;
    }
    x->val = const_from_literal(e->Kind, sym_intern(e->Value.p, e->Value.len));
    if (!x->val) {
        check_error(ck, start_pos(e), "malformed constant: %.*s", (int)e->Value.len, e->Value.p);
        return;
    }
    x->mode = MODE_CONST;
    x->type = literal_type(e->Kind);
    if (new_wording(20)) { /* before that, operations alone overflowed */
        x->expr = (AstExpr *)e;
        check_overflow(ck, x, start_pos(e));
    }
}

typedef struct Deref { Checker *ck; Operand *x; Type *base; } Deref;

static bool deref_step(void *ctx, Type *u)
{
    Deref *d = ctx;
    if (!u || u->kind != TY_POINTER) {
        check_error(d->ck, operand_pos(d->x), "invalid operation: cannot indirect %s",
                    operand_string(d->x));
        return false;
    }
    if (d->base && !types_identical(u->pointer.elem, d->base)) {
        check_error(d->ck, operand_pos(d->x),
                    "invalid operation: pointers of %s must have identical base types",
                    operand_string(d->x));
        return false;
    }
    d->base = u->pointer.elem;
    return true;
}

static void star_expr(Checker *ck, Operand *x, AstStarExpr *e)
{
    check_expr_or_type(ck, x, e->X, false);
    if (x->mode == MODE_INVALID)
        return;
    if (x->mode == MODE_TYPE) {
        check_var_type_of(ck, e->X, x->type);
        x->type = types_new_pointer(x->type);
        return;
    }
    if (x->mode == MODE_NILVALUE && new_wording(20)) {
        check_error(ck, operand_pos(x), "invalid operation: cannot indirect nil");
        operand_invalidate(x);
        return;
    }
    Deref d = {ck, x, NULL};
    if (!typeset_each_under(x->type, deref_step, &d)) {
        operand_invalidate(x);
        return;
    }
    x->mode = MODE_VAR;
    x->type = d.base;
}

void check_type_assertion(Checker *ck, AstExpr *e, Operand *x, Type *t, bool type_switch)
{
    const char *cause = NULL;
    if (type_assertable(types_under(x->type), t, &cause))
        return;
    if (type_switch)
        check_error(ck, start_pos(e), "impossible type switch case: %s\n\t%s cannot have dynamic type "
                    "%s %s", ast_expr_string(e), operand_string(x), types_string(t), cause);
    else
        check_error(ck, start_pos(e), "impossible type assertion: %s\n\t%s does not implement %s %s",
                    ast_expr_string(e), types_string(t), types_string(x->type), cause);
}

static void type_assert(Checker *ck, Operand *x, AstTypeAssertExpr *e)
{
    check_expr(ck, x, e->X);
    if (x->mode == MODE_INVALID)
        return;
    const char *bad = NULL;
    if (types_is_typeparam(x->type))
        bad = "invalid operation: cannot use type assertion on type parameter value %s";
    else if (types_under(x->type)->kind != TY_INTERFACE)
        bad = "invalid operation: %s is not an interface";
    if (bad) {
        check_error(ck, operand_pos(x), bad, operand_string(x));
        operand_invalidate(x);
        return;
    }
    if (!e->Type) {
        check_error(ck, start_pos(e), "%suse of .(type) outside type switch",
                    new_wording(20) ? "invalid syntax tree: " : "invalid AST: ");
        operand_invalidate(x);
        return;
    }
    Type *t = check_var_type(ck, e->Type);
    if (!type_valid(t)) {
        operand_invalidate(x);
        return;
    }
    check_type_assertion(ck, (AstExpr *)e, x, t, false);
    x->mode = MODE_COMMAOK;
    x->type = t;
}

static ExprKind unary_expr(Checker *ck, Operand *x, AstUnaryExpr *e)
{
    check_unary(ck, x, e);
    return e->Op == TOK_ARROW ? EXPR_STATEMENT : EXPR_EXPRESSION;
}

/* The kind of the expression if it is valid, x->mode aside. */
static ExprKind check_expr_kind(Checker *ck, Operand *x, AstExpr *e, Type *hint)
{
    switch ((int)e->kind) {
    case AST_BadExpr:
        break;
    case AST_Ident:
        check_ident(ck, x, (AstIdent *)e, NULL, false);
        break;
    case AST_Ellipsis:
        check_error(ck, start_pos(e), new_wording(20) ? "invalid use of ..." : "invalid use of '...'");
        break;
    case AST_BasicLit:
        basic_lit(ck, x, (AstBasicLit *)e);
        break;
    case AST_FuncLit:
        check_func_lit(ck, x, (AstFuncLit *)e);
        break;
    case AST_CompositeLit:
        check_composite_lit(ck, x, (AstCompositeLit *)e, hint);
        break;
    case AST_ParenExpr: {
        ExprKind kind = check_raw_expr(ck, x, ((AstParenExpr *)e)->X, NULL, false);
        x->expr = e;
        return kind;
    }
    case AST_SelectorExpr:
        check_selector(ck, x, (AstSelectorExpr *)e, NULL, false);
        break;
    case AST_IndexExpr: case AST_IndexListExpr:
        if (check_index_expr(ck, x, e))
            check_func_inst(ck, x, e, NULL);
        break;
    case AST_SliceExpr:
        check_slice_expr(ck, x, (AstSliceExpr *)e);
        break;
    case AST_TypeAssertExpr:
        type_assert(ck, x, (AstTypeAssertExpr *)e);
        break;
    case AST_CallExpr:
        return check_call(ck, x, (AstCallExpr *)e);
    case AST_StarExpr:
        star_expr(ck, x, (AstStarExpr *)e);
        break;
    case AST_UnaryExpr:
        return unary_expr(ck, x, (AstUnaryExpr *)e);
    case AST_BinaryExpr: {
        AstBinaryExpr *b = (AstBinaryExpr *)e;
        check_binary(ck, x, e, b->X, b->Y, (int)b->Op, b->OpPos);
        break;
    }
    case AST_KeyValueExpr:
        check_error(ck, start_pos(e), "no key:value expected");
        break;
    default: /* types */
        x->mode = MODE_TYPE;
        x->type = check_type(ck, e);
        break;
    }
    return EXPR_EXPRESSION;
}

static ExprKind check_expr_internal(Checker *ck, Operand *x, AstExpr *e, Type *hint)
{
    *x = (Operand){.mode = MODE_INVALID, .type = type_invalid};
    ExprKind kind = check_expr_kind(ck, x, e, hint);
    x->expr = e;
    if (x->mode == MODE_INVALID && e->kind != AST_ParenExpr && e->kind != AST_CallExpr)
        return EXPR_STATEMENT; /* no follow-on errors */
    return kind;
}
