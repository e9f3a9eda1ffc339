/* untyped: untyped values, and the types they take from their context (spec: Constants, Conversions,
 * Assignability). */
#include "types/check.h"

#include <string.h>

/* ---- representability ---- */

/* x's constant as a value of the basic type t; NULL with the reason if it is none. */
static Const *representation(Operand *x, Type *t, ConvertFailure *why)
{
    const Const *rounded = x->val;
    if (const_kind(x->val) == CONST_UNKNOWN)
        return x->val;
    if (const_representable(x->val, t, (Const **)&rounded))
        return (Const *)rounded;
    if (type_is(x->type, IS_NUMERIC) && type_is(t, IS_NUMERIC))
        *why = !types_is_integer(x->type) && types_is_integer(t) ? CONVERT_TRUNCATED
                                                                 : CONVERT_OVERFLOWS;
    else
        *why = CONVERT_IMPOSSIBLE;
    return NULL;
}

static void report_conversion(Checker *ck, ConvertFailure why, Operand *x, Type *target)
{
    const char *fmt = why == CONVERT_TRUNCATED ? "%s truncated to %s"
                    : why == CONVERT_OVERFLOWS ? "%s overflows %s"
                    : new_wording(20) ? "cannot convert %s to type %s" : "cannot convert %s to %s";
    check_error(ck, operand_pos(x), fmt, operand_string(x), types_string(target));
}

void check_representable(Checker *ck, Operand *x, Type *basic)
{
    ConvertFailure why = CONVERT_OK;
    Const *v = representation(x, basic, &why);
    if (v) {
        x->val = v;
        return;
    }
    report_conversion(ck, why, x, basic);
    operand_invalidate(x);
}

static const char *operation_name(AstExpr *e)
{
    if (e && e->kind == AST_UnaryExpr && ((AstUnaryExpr *)e)->Op == TOK_XOR)
        return "bitwise complement";
    if (!e || e->kind != AST_BinaryExpr)
        return "";
    switch ((int)((AstBinaryExpr *)e)->Op) {
    case TOK_ADD: return "addition";
    case TOK_SUB: return "subtraction";
    case TOK_XOR: return "bitwise XOR";
    case TOK_MUL: return "multiplication";
    case TOK_SHL: return "shift";
    default: return "";
    }
}

void check_overflow(Checker *ck, Operand *x, Pos op_pos)
{
    enum { MAX_BITS = 512 }; /* of untyped integers */
    if (!x->val || const_kind(x->val) == CONST_UNKNOWN) {
        x->val = const_unknown();
        check_error(ck, op_pos, "constant result is not representable");
        return;
    }
    if (!types_is_untyped(x->type)) {
        check_representable(ck, x, types_under(x->type));
        return;
    }
    if (const_kind(x->val) == CONST_INT && const_bit_length(x->val) > MAX_BITS) {
        const char *op = operation_name(x->expr);
        check_error(ck, op_pos, "constant %s%soverflow", op, *op || !new_wording(20) ? " " : "");
        x->val = const_unknown();
    }
}

/* ---- implicit conversion ---- */

typedef struct ImplicitStep { Checker *ck; Operand *x; } ImplicitStep;

static bool implicit_step(void *ctx, Type *u)
{
    ImplicitStep *s = ctx;
    ConvertFailure why = CONVERT_OK;
    return u && check_implicit_type(s->ck, s->x, u, NULL, &why);
}

static Type *implicit_untyped(Operand *x, Type *target)
{
    if (type_is(x->type, IS_NUMERIC) && type_is(target, IS_NUMERIC))
        return x->type->kind < target->kind ? target : x->type;
    return x->type->kind == target->kind ? x->type : NULL;
}

/* May the non-constant untyped x (a comparison, a shift) become a value of basic type u? */
static bool implicit_value(Operand *x, Type *target)
{
    switch ((int)x->type->kind) {
    case TY_UNTYPED_BOOL:
        return types_is_boolean(target);
    case TY_UNTYPED_INT: case TY_UNTYPED_RUNE: case TY_UNTYPED_FLOAT: case TY_UNTYPED_COMPLEX:
        return type_is(target, IS_NUMERIC);
    case TY_UNTYPED_STRING:
        return types_is_string(target);
    default:
        return false;
    }
}

static Type *implicit_interface(Checker *ck, Operand *x, Type *target, Type *u)
{
    if (types_is_typeparam(target)) {
        ImplicitStep s = {ck, x};
        return typeset_each_under(target, implicit_step, &s) ? target : NULL;
    }
    /* The dynamic type is the default type, which has no methods. */
    return typeset_is_all(u) ? types_default(x->type) : NULL;
}

Type *check_implicit_type(Checker *ck, Operand *x, Type *target, Const **val, ConvertFailure *why)
{
    if (x->mode == MODE_INVALID || !types_is_untyped(x->type) || !type_valid(target))
        return x->type;
    Type *result = NULL;
    *why = CONVERT_OK;
    if (types_is_untyped(target)) {
        result = implicit_untyped(x, target);
    } else if (operand_is_nil(x)) {
        result = types_has_nil(target) ? target : NULL;
    } else {
        Type *u = types_under(target);
        if ((int)u->kind <= TY_LAST_BASIC) {
            if (x->mode == MODE_CONST) {
                Const *v = representation(x, u, why);
                if (v && val)
                    *val = v;
                return v ? target : NULL;
            }
            result = implicit_value(x, target) ? target : NULL;
        } else if (u->kind == TY_INTERFACE) {
            result = implicit_interface(ck, x, target, u);
        }
    }
    if (!result)
        *why = CONVERT_IMPOSSIBLE;
    return result;
}

void check_set_type(Checker *ck, Operand *x, Type *t, Const *val)
{
    if (val) {
        x->val = val;
        if (x->expr && x->expr->type && types_is_untyped(x->expr->type))
            x->expr->val = val;
    }
    if (t != x->type) {
        x->type = t;
        if (x->expr)
            check_update_expr_type(ck, x->expr, t, false);
    }
}

void check_convert_untyped(Checker *ck, Operand *x, Type *target)
{
    if (x->mode == MODE_INVALID || !types_is_untyped(x->type))
        return;
    Const *val = NULL;
    ConvertFailure why = CONVERT_OK;
    Type *t = check_implicit_type(ck, x, target, &val, &why);
    if (t) {
        check_set_type(ck, x, t, val);
        return;
    }
    report_conversion(ck, why, x, types_is_typeparam(target) || new_wording(20) ? target
                                                                                : types_under(target));
    operand_invalidate(x);
}

/* ---- final types of untyped expressions ---- */

static void update_expr_type(Checker *ck, AstExpr *parent, AstExpr *e, Type *t, bool final);

static bool is_comparison(TokenKind op)
{
    return op == TOK_EQL || op == TOK_NEQ || op == TOK_LSS || op == TOK_LEQ || op == TOK_GTR ||
           op == TOK_GEQ;
}

/* Operands of a non-constant operation share its type; constants are never materialised in parts. */
static void update_operands(Checker *ck, AstExpr *e, Type *t, bool final)
{
    switch ((int)e->kind) {
    case AST_ParenExpr:
        update_expr_type(ck, e, ((AstParenExpr *)e)->X, t, final);
        break;
    case AST_UnaryExpr:
        if (!e->val)
            update_expr_type(ck, e, ((AstUnaryExpr *)e)->X, t, final);
        break;
    case AST_BinaryExpr: {
        AstBinaryExpr *b = (AstBinaryExpr *)e;
        if (e->val || is_comparison(b->Op))
            break;
        update_expr_type(ck, e, b->X, t, final);
        if (b->Op != TOK_SHL && b->Op != TOK_SHR)
            update_expr_type(ck, e, b->Y, t, final);
        break;
    }
    default: /* identifiers, literals, calls of builtins: no operands to care for */
        break;
    }
}

static void update_expr_type(Checker *ck, AstExpr *parent, AstExpr *e, Type *t, bool final)
{
    if (!e->type || !types_is_untyped(e->type))
        return;
    update_operands(ck, e, t, final);
    if (!final && types_is_untyped(t)) {
        e->type = types_under(t);
        return;
    }
    if (map_get(&ck->shift_lhs, e)) {
        map_set(&ck->shift_lhs, e, NULL);
        if (!type_all(t, IS_INTEGER)) {
            check_error(ck, start_pos(e), new_wording(20)
                        ? "invalid operation: shifted operand %s (type %s) must be integer"
                        : "invalid operation: %s (shift of type %s)",
                        ast_expr_string(parent && !new_wording(20) ? parent : e), types_string(t));
            return;
        }
    }
    if (e->val) {
        Operand c = {e->mode, e->type, e->val, e, 0};
        Const *val = NULL;
        ConvertFailure why = CONVERT_OK;
        if (!check_implicit_type(ck, &c, t, &val, &why)) {
            report_conversion(ck, why, &c, types_is_typeparam(t) ? t : types_under(t));
            return;
        }
        if (val)
            e->val = val;
    }
    e->type = t;
}

void check_update_expr_type(Checker *ck, AstExpr *e, Type *t, bool final)
{
    update_expr_type(ck, NULL, e, t, final);
}
