/* convert: assignability and explicit conversions (spec: Assignability, Conversions). */
#include "types/check.h"

#include <string.h>

/* Prepends text to *cause on a line of its own. */
static void add_cause(const char **cause, const char *text)
{
    if (!cause)
        return;
    *cause = *cause && **cause ? text_printf("%s\n\t%s", text, *cause) : text;
}

static bool is_named_or_param(Type *t)
{
    return type_has_name(types_unalias(t));
}

/* ---- assignability ---- */

/* One of the operand and the target is a type parameter: all its types must do. */
typedef struct ParamStep {
    Checker *ck;
    Operand *x;
    Type *param, *other; /* other: the type on the other side */
    Type *from;          /* the type parameter that x's type stands for, or NULL */
    const char **cause;
    bool (*one)(Checker *ck, Operand *x, Type *t, const char **cause);
    const char *verb;
    bool any;
} ParamStep;

static bool to_param_step(void *ctx, Type *t, bool tilde)
{
    ParamStep *s = ctx;
    if (!t)
        return false;
    s->any = true;
    if (s->one(s->ck, s->x, t, s->cause))
        return true;
    const char *from = types_string(s->x->type);
    if (s->from)
        from = text_printf("%s (in %s)", from, types_string(s->from));
    add_cause(s->cause, text_printf("cannot %s %s to %s (in %s)", s->verb, from, types_string(t),
                                    types_string(s->param)));
    return false;
}

static bool from_param_step(void *ctx, Type *v, bool tilde)
{
    ParamStep *s = ctx;
    if (!v)
        return false;
    s->any = true;
    Operand x = *s->x;
    x.type = v;
    if (s->one(s->ck, &x, s->other, s->cause))
        return true;
    add_cause(s->cause, text_printf("cannot %s %s (in %s) to %s", s->verb, types_string(v),
                                    types_string(s->param), types_string(s->other)));
    return false;
}

static bool implicit_step(void *ctx, Type *t, bool tilde)
{
    ParamStep *s = ctx;
    ConvertFailure why;
    return t && check_implicit_type(s->ck, s->x, t, NULL, &why);
}

static bool untyped_assignable(Checker *ck, Operand *x, Type *t)
{
    ConvertFailure why;
    if (!types_is_typeparam(t))
        return check_implicit_type(ck, x, t, NULL, &why) != NULL;
    ParamStep s = {.ck = ck, .x = x};
    return typeset_each(t, implicit_step, &s);
}

static bool is_interface_pointer(Type *u)
{
    return u->kind == TY_POINTER && types_is_interface(u->pointer.elem);
}

static bool interface_assignable(Checker *ck, Operand *x, Type *t, const char **cause)
{
    const char *why = NULL;
    if (type_implements(ck, operand_pos(x), x->type, t, false, &why))
        return true;
    if (cause && why)
        *cause = why;
    return false;
}

bool operand_assignable(Checker *ck, Operand *x, Type *t, const char **cause)
{
    if (x->mode == MODE_INVALID || !type_valid(t) || !type_valid(x->type))
        return true;
    Type *v = types_unalias(x->type);
    t = types_unalias(t);
    if (types_identical(v, t))
        return true;
    if (types_is_untyped(v))
        return untyped_assignable(ck, x, t);
    Type *vu = types_under(v), *tu = types_under(t);
    bool vp = v->kind == TY_TYPEPARAM, tp = t->kind == TY_TYPEPARAM;
    bool unnamed = !is_named_or_param(v) || !is_named_or_param(t);
    if (!vp && !tp && unnamed && types_identical(vu, tu))
        return true;
    if ((tu->kind == TY_INTERFACE && !tp) || is_interface_pointer(tu))
        return interface_assignable(ck, x, t, cause);
    if (vu->kind == TY_INTERFACE && !vp && type_implements(ck, operand_pos(x), t, v, false, NULL)) {
        if (cause)
            *cause = "need type assertion";
        return false;
    }
    if (vu->kind == TY_CHAN && vu->chan.dir == CHAN_BOTH && tu->kind == TY_CHAN &&
        types_identical(vu->chan.elem, tu->chan.elem))
        return unnamed;
    ParamStep s = {.ck = ck, .x = x, .cause = cause, .one = operand_assignable, .verb = "assign"};
    if (tp && !is_named_or_param(v)) {
        s.param = t;
        return typeset_each(t, to_param_step, &s) && s.any;
    }
    if (vp && !is_named_or_param(t)) {
        s.param = v;
        s.other = t;
        return typeset_each(v, from_param_step, &s) && s.any;
    }
    return false;
}

/* ---- conversions ---- */

static bool unnamed_pointers(Type *v, Type *t)
{
    if (v->kind != TY_POINTER || t->kind != TY_POINTER)
        return false;
    Type *vb = v->pointer.elem, *tb = t->pointer.elem;
    return !types_is_typeparam(vb) && !types_is_typeparam(tb) &&
           types_identical_ignore_tags(types_under(vb), types_under(tb));
}

static bool is_pointer_like(Type *u)
{
    return u->kind == TY_POINTER || u->kind == TY_UINTPTR;
}

/* Slice to array pointer (1.17), slice to array (1.20). */
static bool slice_convertible(Checker *ck, Type *vu, Type *tu, const char **cause)
{
    if (vu->kind != TY_SLICE)
        return false;
    Type *a = tu->kind == TY_POINTER ? type_under_as(tu->pointer.elem, TY_ARRAY)
                                     : type_under_as(tu, TY_ARRAY);
    if (!a || !types_identical(vu->slice.elem, a->array.elem))
        return false;
    bool pointer = tu->kind == TY_POINTER;
    int need = pointer ? 17 : 20;
    if (!ck || check_has_version(ck, need))
        return true;
    if (!pointer && !new_wording(20))
        return false;
    if (cause)
        *cause = text_printf("conversion of %s requires go1.%d or later",
                             !new_wording(20) ? "slices to array pointers"
                             : pointer ? "slice to array pointer" : "slice to array", need);
    return false;
}

static bool basic_convertible(Type *v, Type *t, Type *vu, Type *tu)
{
    unsigned real = IS_INTEGER | IS_FLOAT;
    if (type_is(vu, real) && type_is(tu, real))
        return true;
    if (type_is(vu, IS_COMPLEX) && type_is(tu, IS_COMPLEX))
        return true;
    if (type_is(tu, IS_STRING) && (type_is(vu, IS_INTEGER) || type_is_bytes_or_runes(vu)))
        return true;
    if (type_is(vu, IS_STRING) && type_is_bytes_or_runes(tu))
        return true;
    if (is_pointer_like(vu) && tu->kind == TY_UNSAFE_POINTER)
        return true;
    return vu->kind == TY_UNSAFE_POINTER && is_pointer_like(tu);
}

static bool convertible(Checker *ck, Operand *x, Type *t, const char **cause);

static bool both_params_step(void *ctx, Type *v, bool tilde)
{
    ParamStep *s = ctx;
    if (!v)
        return false;
    s->any = true;
    Operand x = *s->x;
    x.type = v;
    ParamStep inner = {.ck = s->ck, .x = &x, .param = s->other, .cause = s->cause,
                       .one = convertible, .verb = "convert", .from = s->param};
    return typeset_each(s->other, to_param_step, &inner) && inner.any;
}

static bool convertible(Checker *ck, Operand *x, Type *t, const char **cause)
{
    if (operand_assignable(ck, x, t, cause))
        return true;
    Type *v = types_unalias(x->type);
    t = types_unalias(t);
    Type *vu = types_under(v), *tu = types_under(t);
    bool vp = v->kind == TY_TYPEPARAM, tp = t->kind == TY_TYPEPARAM;
    if (!vp && !tp && types_identical_ignore_tags(vu, tu))
        return true;
    if (unnamed_pointers(v, t))
        return true;
    if (!vp && !tp && basic_convertible(v, t, vu, tu))
        return true;
    if (!vp && !tp)
        return slice_convertible(ck, vu, tu, cause);
    ParamStep s = {.ck = ck, .x = x, .cause = cause, .one = convertible, .verb = "convert"};
    s.param = vp ? v : t;
    s.other = t;
    if (vp && tp)
        return typeset_each(v, both_params_step, &s) && s.any;
    if (vp)
        return typeset_each(v, from_param_step, &s) && s.any;
    return typeset_each(t, to_param_step, &s) && s.any;
}

/* Constant x as a value of type t; *val (may be NULL) is its value there. */
static bool const_convertible(Operand *x, Type *t, Const **val)
{
    Type *u = types_under(t);
    if ((int)u->kind > TY_LAST_BASIC)
        return false;
    Const *rounded = x->val;
    if (const_representable(x->val, u, &rounded)) {
        if (val)
            *val = rounded;
        return true;
    }
    if (val)
        *val = rounded;
    if (!types_is_integer(x->type) || !type_is(u, IS_STRING))
        return false;
    uint64_t r;
    char enc[4];
    if (!const_uint64(x->val, &r) || r > RUNE_MAX || (r >= 0xD800 && r < 0xE000))
        r = RUNE_ERROR;
    int n = utf8_encode((int32_t)r, enc);
    if (val)
        *val = const_from_string(sym_intern(enc, (size_t)n));
    return true;
}

typedef struct ConstStep { Operand *x; Type *param; const char *cause; } ConstStep;

static bool const_step(void *ctx, Type *u)
{
    ConstStep *s = ctx;
    if (!u) {
        s->cause = text_printf("%s does not contain specific types", types_string(s->param));
        return false;
    }
    if (types_is_string(s->x->type) && type_is_bytes_or_runes(u))
        return true;
    if (const_convertible(s->x, u, NULL))
        return true;
    s->cause = text_printf(new_wording(20) ? "cannot convert %s to type %s (in %s)"
                           : "cannot convert %s to %s (in %s)", operand_string(s->x),
                           types_string(u), types_string(s->param));
    return false;
}

/* The type that the argument of the conversion keeps: T(1) makes 1 a T, but []byte("s") leaves a
 * string, interface conversions leave the default type, string(65) leaves an integer. */
static Type *argument_type(Operand *x, Type *t, bool constant)
{
    if (x->type->kind == TY_UNTYPED_NIL)
        return t;
    bool const_type = type_is(t, IS_CONST_TYPE) && !types_is_typeparam(t);
    if ((types_is_interface(t) && !types_is_typeparam(t)) || (constant && !const_type))
        return types_default(x->type);
    if (x->mode == MODE_CONST && types_is_integer(x->type) && type_all(t, IS_STRING))
        return x->type;
    return t;
}

static bool points_out_of_heap(Type *t)
{
    t = types_under(t);
    Type *elem = t->kind == TY_POINTER ? types_unalias(t->pointer.elem) : t;
    return elem->kind == TY_NAMED && elem->named.obj->tname.notinheap;
}

/* A pointer into the heap cannot become one to what is never there (//go:notinheap). */
static bool enters_heap(Checker *ck, Operand *x, Type *t)
{
    if (types_under(t)->kind != TY_POINTER || types_under(x->type)->kind != TY_POINTER ||
        !points_out_of_heap(t) || points_out_of_heap(x->type))
        return false;
    check_error(ck, operand_pos(x), "cannot convert %s (type %s) to type %s:\n\t%s is incomplete (or "
                "unallocatable), but %s is not", ast_expr_string(x->expr), types_string(x->type),
                types_string(t), types_string(types_under(t)->pointer.elem),
                types_string(types_under(x->type)->pointer.elem));
    return true;
}

static void report_conversion(Checker *ck, Operand *x, Type *t, const char *cause)
{
    const char *xs = operand_string(x), *ts = types_string(t);
    if (cause && *cause)
        check_message(ck, operand_pos(x), MSG_CANNOT_CONVERT_CAUSE, xs, ts, cause);
    else
        check_error(ck, operand_pos(x), "cannot convert %s to type %s", xs, ts);
}

void check_conversion(Checker *ck, Operand *x, Type *t)
{
    bool constant = x->mode == MODE_CONST, ok = false;
    bool const_type = type_is(t, IS_CONST_TYPE) && !types_is_typeparam(t);
    const char *cause = NULL;
    if (!type_valid(t) || !type_valid(x->type)) {
        operand_invalidate(x);
        return;
    }
    if (constant && const_type) {
        ok = const_convertible(x, t, &x->val);
        if (!ok && types_is_integer(t) && const_to_int(x->val))
            x->val = const_to_int(x->val); /* as gc shows it in its message */
        if (!ok && new_wording(20) && types_is_integer(x->type) && types_is_integer(t)) {
            check_error(ck, operand_pos(x), "constant %s overflows %s",
                        const_text(x->val, x->type), types_string(t));
            operand_invalidate(x);
            return;
        }
    } else if (constant && types_is_typeparam(t)) {
        ConstStep s = {x, t, NULL};
        ok = typeset_each_under(t, const_step, &s);
        cause = s.cause;
        x->mode = MODE_VALUE;
    } else if (convertible(ck, x, t, &cause)) {
        ok = true;
        x->mode = MODE_VALUE;
    }
    if (!ok) {
        report_conversion(ck, x, t, cause);
        operand_invalidate(x);
        return;
    }
    if (enters_heap(ck, x, t))
        return;
    if (types_is_untyped(x->type))
        check_update_expr_type(ck, x->expr, argument_type(x, t, constant), true);
    x->type = t;
}
