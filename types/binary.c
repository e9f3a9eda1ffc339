/* binary: unary and binary operators (spec: Operators). */
#include "types/check.h"

#include <string.h>

/* The classes of types that an operator takes, 0 if all. */
static unsigned operand_classes(int op, bool unary)
{
    switch (op) {
    case TOK_ADD:
        return unary ? IS_NUMERIC : IS_NUMERIC | IS_STRING;
    case TOK_SUB: case TOK_MUL: case TOK_QUO:
        return IS_NUMERIC;
    case TOK_REM: case TOK_AND: case TOK_OR: case TOK_XOR: case TOK_AND_NOT:
        return IS_INTEGER;
    case TOK_NOT: case TOK_LAND: case TOK_LOR:
        return IS_BOOLEAN;
    default:
        return 0;
    }
}

static bool operator_defined(Checker *ck, Operand *x, int op, bool unary)
{
    if (type_all(x->type, operand_classes(op, unary)))
        return true;
    check_error(ck, operand_pos(x), "invalid operation: operator %s not defined on %s",
                token_name((TokenKind)op), operand_string(x));
    operand_invalidate(x);
    return false;
}

static bool is_comparison(int op)
{
    return op == TOK_EQL || op == TOK_NEQ || op == TOK_LSS || op == TOK_LEQ || op == TOK_GTR ||
           op == TOK_GEQ;
}

/* ---- unary operators ---- */

static void address_of(Checker *ck, Operand *x, AstUnaryExpr *e)
{
    bool literal = ast_unparen(e->X)->kind == AST_CompositeLit;
    if (!literal && x->mode != MODE_VAR) {
        check_error(ck, operand_pos(x), "invalid operation: cannot take address of %s",
                    operand_string(x));
        operand_invalidate(x);
        return;
    }
    if (!literal)
        check_mark_addrtaken(e->X);
    x->mode = MODE_VALUE;
    x->type = types_new_pointer(x->type);
}

static const char *cannot_receive(Type *t, Type *under)
{
    if (!under)
        return "no specific channel type";
    if (under->kind != TY_CHAN)
        return text_printf("non-channel %s", types_string(t));
    return under->chan.dir == CHAN_SEND ? text_printf("send-only channel %s", types_string(t)) : NULL;
}

static void receive(Checker *ck, Operand *x)
{
    Type *u = types_core(x->type);
    const char *bad = NULL, *why = NULL;
    if (new_wording(25) && types_is_typeparam(x->type))
        why = check_no_common_under(x->type, cannot_receive);
    if (why)
        bad = arena_printf(perm, "invalid operation: cannot receive from %%s: %s", why);
    else if (!u)
        bad = "invalid operation: cannot receive from %s: no core type";
    else if (u->kind != TY_CHAN)
        bad = "invalid operation: cannot receive from non-channel %s";
    else if (u->chan.dir == CHAN_SEND)
        bad = "invalid operation: cannot receive from send-only channel %s";
    if (bad) {
        check_error(ck, operand_pos(x), bad, u && !why && new_wording(20)
                    ? text_printf("%s %s", types_string(x->type), operand_string(x))
                    : operand_string(x));
        operand_invalidate(x);
        return;
    }
    x->mode = MODE_COMMAOK;
    x->type = u->chan.elem;
    ck->env.has_call_or_recv = true;
}

void check_unary(Checker *ck, Operand *x, AstUnaryExpr *e)
{
    check_expr(ck, x, e->X);
    if (x->mode == MODE_INVALID)
        return;
    if (e->Op == TOK_AND) {
        address_of(ck, x, e);
        return;
    }
    if (e->Op == TOK_ARROW) {
        receive(ck, x);
        return;
    }
    if (e->Op == TOK_TILDE) {
        check_error(ck, start_pos(e), "cannot use ~ outside of interface or type constraint");
        operand_invalidate(x);
        return;
    }
    if (!operator_defined(ck, x, (int)e->Op, true))
        return;
    if (x->mode != MODE_CONST) {
        x->mode = MODE_VALUE;
        return;
    }
    if (const_kind(x->val) == CONST_UNKNOWN)
        return;
    x->val = const_unary((int)e->Op, x->val, types_under(x->type));
    x->expr = (AstExpr *)e;
    check_overflow(ck, x, e->OpPos);
}

/* ---- comparisons ---- */

/* How messages name the type of an operand that has no such operator. */
static const char *kind_string(Type *t)
{
    if (types_is_typeparam(t))
        return text_printf("type parameter %s", types_string(t));
    const char *kind = type_kind_name(t);
    return kind ? kind : types_string(t);
}

static const char *incomparable_cause(Type *t)
{
    Type *u = types_under(t);
    if (u->kind == TY_SLICE || u->kind == TY_SIGNATURE || u->kind == TY_MAP)
        return text_printf("%s can only be compared to nil", kind_string(t));
    return type_incomparable_cause(t);
}

/* The operand that makes x op y illegal, NULL if none; *cause is set if there is a special one. */
static Operand *comparison_culprit(Checker *ck, Operand *x, Operand *y, int op, const char **cause)
{
    if (!operand_assignable(ck, x, y->type, NULL) && !operand_assignable(ck, y, x->type, NULL)) {
        *cause = text_printf("mismatched types %s and %s", types_string(x->type),
                             types_string(y->type));
        return y;
    }
    if (op != TOK_EQL && op != TOK_NEQ)
        return !type_all(x->type, IS_ORDERED) ? x : !type_all(y->type, IS_ORDERED) ? y : NULL;
    if (operand_is_nil(x) || operand_is_nil(y)) {
        Type *t = operand_is_nil(x) ? y->type : x->type;
        return types_has_nil(t) && t->kind != TY_UNTYPED_NIL ? NULL : y;
    }
    if (!types_comparable(x->type, true)) {
        *cause = incomparable_cause(x->type);
        return x;
    }
    if (!types_comparable(y->type, true)) {
        *cause = incomparable_cause(y->type);
        return y;
    }
    return NULL;
}

static void report_comparison(Checker *ck, Operand *x, Operand *y, Operand *at, int op,
                              bool switch_case, const char *cause)
{
    const char *name = token_name((TokenKind)op);
    if (!cause || !*cause) {
        bool tparam = types_is_typeparam(x->type) || types_is_typeparam(y->type);
        if (tparam) {
            if (!types_is_typeparam(x->type))
                at = y;
            cause = text_printf(new_wording(20) ? "type parameter %s cannot use operator %s"
                                : "type parameter %s is not comparable with %s",
                                types_string(at->type), name);
        } else {
            cause = text_printf("operator %s not defined on %s", name, kind_string(at->type));
        }
    }
    const char *xs = ast_expr_string(x->expr), *ys = ast_expr_string(y->expr);
    if (switch_case)
        check_error(ck, operand_pos(x), "invalid case %s in switch on %s (%s)", xs, ys, cause);
    else
        check_error(ck, operand_pos(at), "invalid operation: %s %s %s (%s)",
                    xs, name, ys, cause);
}

void check_comparison(Checker *ck, Operand *x, Operand *y, int op, bool switch_case)
{
    if (switch_case)
        op = TOK_EQL;
    const char *cause = NULL;
    Operand *at = comparison_culprit(ck, x, y, op, &cause);
    if (at) {
        report_comparison(ck, x, y, at, op, switch_case, cause);
        operand_invalidate(x);
        return;
    }
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        bool unknown = const_kind(x->val) == CONST_UNKNOWN || const_kind(y->val) == CONST_UNKNOWN;
        x->val = unknown ? const_unknown() : const_from_bool(const_compare(op, x->val, y->val));
    } else {
        x->mode = MODE_VALUE;
        /* The operands are materialised with their default types. */
        check_update_expr_type(ck, x->expr, types_default(x->type), true);
        check_update_expr_type(ck, y->expr, types_default(y->type), true);
    }
    x->type = type_basic[TY_UNTYPED_BOOL];
}

/* ---- shifts ---- */

/* Is y fit to be a shift count? (spec: Operators) */
static bool check_shift_count(Checker *ck, Operand *y)
{
    if (y->mode == MODE_CONST) {
        Const *v = const_kind(y->val) == CONST_UNKNOWN ? NULL : const_to_int(y->val);
        if (v && const_sign(v) < 0) {
            check_error(ck, operand_pos(y), "invalid operation: negative shift count %s",
                        operand_string(y));
            return false;
        }
        if (types_is_untyped(y->type)) {
            check_representable(ck, y, type_basic[TY_UINT]);
            return y->mode != MODE_INVALID;
        }
        if (type_all(y->type, IS_INTEGER))
            return true;
    } else if (type_all(y->type, IS_INTEGER)) {
        if (type_all(y->type, IS_UNSIGNED) || check_has_version(ck, 13))
            return true;
        check_error(ck, operand_pos(y),
                    "invalid operation: signed shift count %s requires go1.13 or later",
                    operand_string(y));
        return false;
    } else if (types_is_untyped(y->type)) {
        check_convert_untyped(ck, y, type_basic[TY_UINT]);
        return y->mode != MODE_INVALID;
    }
    check_error(ck, operand_pos(y), "invalid operation: shift count %s must be integer",
                operand_string(y));
    return false;
}

static void constant_shift(Checker *ck, Operand *x, Operand *y, AstExpr *e, int op, Const *xval,
                           Pos op_pos)
{
    enum { MAX_SHIFT = 1023 - 1 + 52 }; /* lets the smallest float64 be written as a quotient */
    if (!types_is_integer(x->type))
        x->type = type_basic[TY_UNTYPED_INT];
    if (const_kind(x->val) == CONST_UNKNOWN || const_kind(y->val) == CONST_UNKNOWN) {
        x->val = const_unknown();
        return;
    }
    uint64_t n;
    if (!const_uint64(y->val, &n) || n > MAX_SHIFT) {
        check_error(ck, operand_pos(y), "invalid operation: invalid shift count %s",
                    operand_string(y));
        operand_invalidate(x);
        return;
    }
    x->val = const_shift(op, xval, n);
    x->expr = e;
    check_overflow(ck, x, op_pos);
}

static void check_shift(Checker *ck, Operand *x, Operand *y, AstExpr *e, int op, Pos op_pos)
{
    Const *xval = NULL;
    if (x->mode == MODE_CONST)
        xval = const_kind(x->val) == CONST_UNKNOWN ? x->val : const_to_int(x->val);
    bool untyped_int = types_is_untyped(x->type) && xval;
    if (!type_all(x->type, IS_INTEGER) && !untyped_int) {
        check_error(ck, operand_pos(x), "invalid operation: shifted operand %s must be integer",
                    operand_string(x));
        operand_invalidate(x);
        return;
    }
    if (!check_shift_count(ck, y)) {
        operand_invalidate(x);
        return;
    }
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        constant_shift(ck, x, y, e, op, xval, op_pos);
        return;
    }
    if (y->mode == MODE_CONST && types_is_untyped(y->type))
        check_update_expr_type(ck, y->expr, type_basic[TY_UINT], true);
    if (x->mode == MODE_CONST && types_is_untyped(x->type)) {
        /* 1 << n takes the type that 1 would have in place of the shift: known later. */
        if (x->expr->type && types_is_untyped(x->expr->type))
            map_set(&ck->shift_lhs, x->expr, x->expr);
        x->mode = MODE_VALUE;
        return;
    }
    if (!type_all(x->type, IS_INTEGER)) {
        check_error(ck, operand_pos(x), "invalid operation: shifted operand %s must be integer",
                    operand_string(x));
        operand_invalidate(x);
        return;
    }
    x->mode = MODE_VALUE;
}

/* ---- binary operators ---- */

static bool is_nonparam_interface(Type *t)
{
    return types_is_interface(t) && !types_is_typeparam(t);
}

/* Could an untyped one of x and y take the type of the other? If not, the operation's own message
 * is better than that of the conversion. */
static bool may_convert(Operand *x, Operand *y)
{
    if (new_wording(20) && type_all(x->type, IS_NUMERIC) != type_all(y->type, IS_NUMERIC))
        return false;
    if (is_nonparam_interface(x->type) || is_nonparam_interface(y->type))
        return true;
    if (type_all(x->type, IS_BOOLEAN) != type_all(y->type, IS_BOOLEAN) ||
        type_all(x->type, IS_STRING) != type_all(y->type, IS_STRING))
        return false;
    if (operand_is_nil(x))
        return types_has_nil(y->type);
    if (operand_is_nil(y))
        return types_has_nil(x->type);
    if (new_wording(20) && (types_under(x->type)->kind == TY_POINTER ||
                            types_under(y->type)->kind == TY_POINTER))
        return false;
    return true;
}

void check_match_types(Checker *ck, Operand *x, Operand *y)
{
    if (!types_is_untyped(x->type) && !types_is_untyped(y->type))
        return;
    if (!may_convert(x, y))
        return;
    check_convert_untyped(ck, x, y->type);
    if (x->mode == MODE_INVALID)
        return;
    check_convert_untyped(ck, y, x->type);
    if (y->mode == MODE_INVALID)
        operand_invalidate(x);
}

/* Integer division by a zero constant; division of complex constants too small to divide by. */
static bool check_divisor(Checker *ck, Operand *x, Operand *y, int op)
{
    if ((op != TOK_QUO && op != TOK_REM) || y->mode != MODE_CONST ||
        const_kind(y->val) == CONST_UNKNOWN)
        return true;
    bool zero = (x->mode == MODE_CONST || type_all(x->type, IS_INTEGER)) && const_sign(y->val) == 0;
    if (!zero && x->mode == MODE_CONST && types_is_complex(x->type)) {
        Type *f = type_basic[TY_UNTYPED_FLOAT];
        Const *re = const_real(y->val), *im = const_imag(y->val);
        zero = const_sign(const_binary(TOK_MUL, re, re, f)) == 0 &&
               const_sign(const_binary(TOK_MUL, im, im, f)) == 0;
    }
    if (!zero)
        return true;
    check_error(ck, operand_pos(y), "invalid operation: division by zero");
    operand_invalidate(x);
    return false;
}

static void mismatched(Checker *ck, Operand *x, Operand *y, AstExpr *e, AstExpr *lhs, AstExpr *rhs,
                       int op)
{
    if (type_valid(x->type) && type_valid(y->type)) {
        const char *xt = types_string(x->type), *yt = types_string(y->type);
        if (e)
            check_error(ck, operand_pos(x), "invalid operation: %s (mismatched types %s and %s)",
                        ast_expr_string(e), xt, yt);
        else
            check_error(ck, operand_pos(x),
                        "invalid operation: %s %s= %s (mismatched types %s and %s)",
                        ast_expr_string(lhs), token_name((TokenKind)op), ast_expr_string(rhs), xt,
                        yt);
    }
    operand_invalidate(x);
}

static void fold_binary(Checker *ck, Operand *x, Operand *y, AstExpr *e, int op, Pos at)
{
    if (const_kind(x->val) == CONST_UNKNOWN || const_kind(y->val) == CONST_UNKNOWN) {
        x->val = const_unknown();
        return;
    }
    x->val = const_binary(op, x->val, y->val, types_under(x->type));
    x->expr = e;
    check_overflow(ck, x, at);
}

void check_binary(Checker *ck, Operand *x, AstExpr *e, AstExpr *lhs, AstExpr *rhs, int op, Pos at)
{
    Operand y;
    check_expr(ck, x, lhs);
    check_expr(ck, &y, rhs);
    if (x->mode == MODE_INVALID)
        return;
    if (y.mode == MODE_INVALID) {
        operand_invalidate(x);
        return;
    }
    if (op == TOK_SHL || op == TOK_SHR) {
        check_shift(ck, x, &y, e, op, at);
        return;
    }
    check_match_types(ck, x, &y);
    if (x->mode == MODE_INVALID)
        return;
    if (is_comparison(op)) {
        check_comparison(ck, x, &y, op, false);
        return;
    }
    if (!types_identical(x->type, y.type)) {
        mismatched(ck, x, &y, e, lhs, rhs, op);
        return;
    }
    if (!operator_defined(ck, x, op, false) || !check_divisor(ck, x, &y, op))
        return;
    if (x->mode == MODE_CONST && y.mode == MODE_CONST)
        fold_binary(ck, x, &y, e, op, at);
    else
        x->mode = MODE_VALUE;
}
