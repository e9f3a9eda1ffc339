/* builtins: calls of the predeclared functions and those of package unsafe (spec: Built-in functions,
 * Package unsafe). */
#include "types/check.h"

#include <string.h>

/* A call whose arguments are evaluated, unless the builtin takes a type; x is the first one. */
typedef struct Builtin {
    Checker *ck;
    Operand *x;
    AstCallExpr *e;
    BuiltinId id;
    OperandVec args;
    int nargs;
} Builtin;

static const char *name_of(Builtin *b)
{
    return builtin_name(b->id)->s;
}

static bool fail(Builtin *b, Operand *at, const char *fmt)
{
    check_error(b->ck, operand_pos(at), fmt, operand_string(at));
    return false;
}

static bool result(Builtin *b, ExprMode mode, Type *t)
{
    b->x->mode = mode;
    b->x->type = t;
    b->x->val = NULL;
    return true;
}

static bool const_result(Builtin *b, Const *val, Type *t)
{
    result(b, MODE_CONST, t);
    b->x->val = val;
    return true;
}

static Type *empty_interface(void)
{
    return types_under(type_any);
}

/* "argument to NAME" */
static const char *context(Builtin *b)
{
    return text_printf(new_wording(25) ? "argument to built-in %s" : "argument to %s", name_of(b));
}

static const char *unsafe_context(Builtin *b)
{
    return text_printf("argument to unsafe.%s", name_of(b));
}

/* ---- append, copy, delete, clear, close ---- */

static const char *append_cause(Operand *x)
{
    if (operand_is_nil(x))
        return "have untyped nil";
    if (!types_is_typeparam(x->type) || new_wording(25))
        return text_printf("have %s", operand_string(x));
    Type *u = types_core(x->type);
    return u ? text_printf("%s has core type %s", operand_string(x), types_string(u))
             : text_printf("%s has no core type", operand_string(x));
}

/* append(s S, x ...T) S, or append([]byte, string...) */
static bool builtin_append(Builtin *b)
{
    Operand *x = b->x;
    Type *s = x->type, *core = types_core(s);
    if (!core && types_is_typeparam(s)) {
        core = type_core_string(s);
        if (core && core->kind != TY_SLICE)
            core = NULL;
    }
    if (!core || core->kind != TY_SLICE) {
        check_error(b->ck, operand_pos(x), new_wording(20)
                    ? "invalid append: argument must be a slice; %s"
                    : "first argument to append must be a slice; %s", append_cause(x));
        return false;
    }
    if (b->nargs == 2 && b->e->Ellipsis &&
        operand_assignable(b->ck, x, types_new_slice(type_byte), NULL)) {
        Operand *y = b->args.p[1];
        if (y->mode == MODE_INVALID)
            return false;
        Type *str = type_core_string(y->type);
        if (str && types_is_string(str)) {
            if (types_is_untyped(y->type))
                check_convert_untyped(b->ck, y, type_basic[TY_STRING]);
            return result(b, MODE_VALUE, s);
        }
    }
    ObjVec params = {0}, results = {0};
    vec_push(perm, &params, obj_new_param(NO_POS, NULL, sym(""), s));
    vec_push(perm, &params,
             obj_new_param(NO_POS, NULL, sym(""), types_new_slice(core->slice.elem)));
    vec_push(perm, &results, obj_new_param(NO_POS, NULL, sym(""), s));
    check_variadic_call(b->ck, b->e, types_new_signature(NULL, params, results, true), b->args);
    return result(b, MODE_VALUE, s);
}

static bool builtin_copy(Builtin *b)
{
    Operand *x = b->x, *y = b->args.p[1];
    if (y->mode == MODE_INVALID)
        return false;
    Type *dst = types_core(x->type), *src = type_core_string(y->type);
    if (src && types_is_string(src)) {
        src = types_new_slice(type_byte);
    }
    bool bad_dst = !dst || dst->kind != TY_SLICE, bad_src = !src || src->kind != TY_SLICE;
    if (new_wording(20) && (bad_dst || bad_src)) {
        Operand *at = bad_dst ? x : y;
        check_error(b->ck, operand_pos(at), "invalid copy: argument must be a slice; %s",
                    append_cause(at));
        return false;
    }
    if (bad_dst || bad_src) {
        check_error(b->ck, operand_pos(x),
                    "invalid argument: copy expects slice arguments; found %s and %s",
                    operand_string(x), operand_string(y));
        return false;
    }
    if (!types_identical(dst->slice.elem, src->slice.elem)) {
        check_error(b->ck, operand_pos(x), new_wording(20)
                    ? "invalid copy: arguments %s and %s have different element types %s and %s"
                    : "invalid argument: arguments to copy %s and %s have different element types "
                      "%s and %s", operand_string(x), operand_string(y),
                    types_string(dst->slice.elem), types_string(src->slice.elem));
        return false;
    }
    if (types_is_untyped(y->type))
        check_convert_untyped(b->ck, y, type_basic[TY_STRING]);
    return result(b, MODE_VALUE, type_basic[TY_INT]);
}

typedef struct MapKey { Builtin *b; Type *key; } MapKey;

static bool delete_step(void *ctx, Type *u)
{
    MapKey *m = ctx;
    if (!u || u->kind != TY_MAP)
        return fail(m->b, m->b->x, "invalid argument: %s is not a map");
    if (m->key && !types_identical(u->map.key, m->key))
        return fail(m->b, m->b->x, "invalid argument: maps of %s must have identical key types");
    m->key = u->map.key;
    return true;
}

static bool builtin_delete(Builtin *b)
{
    MapKey m = {b, NULL};
    if (!typeset_each_under(b->x->type, delete_step, &m))
        return false;
    Operand *k = b->args.p[1];
    if (k->mode == MODE_INVALID)
        return false;
    check_assignment(b->ck, k, m.key, "argument to delete");
    return k->mode != MODE_INVALID && result(b, MODE_NOVALUE, type_empty_tuple);
}

static bool clear_step(void *ctx, Type *u)
{
    Builtin *b = ctx;
    if (u && (u->kind == TY_MAP || u->kind == TY_SLICE))
        return true;
    return fail(b, b->x, new_wording(25)
                ? "invalid argument: cannot clear %s: argument must be (or constrained by) map or slice"
                : "invalid argument: clear %s must be a map or slice");
}

static bool builtin_clear(Builtin *b)
{
    if (!check_allow(b->ck, start_pos(b->e->Fun), 21, "clear"))
        return false;
    return typeset_each_under(b->x->type, clear_step, b) &&
           result(b, MODE_NOVALUE, type_empty_tuple);
}

static bool close_step(void *ctx, Type *u)
{
    Builtin *b = ctx;
    if (!u || u->kind != TY_CHAN)
        return fail(b, b->x, "invalid operation: cannot close non-channel %s");
    if (u->chan.dir == CHAN_RECV)
        return fail(b, b->x, "invalid operation: cannot close receive-only channel %s");
    return true;
}

static bool builtin_close(Builtin *b)
{
    return typeset_each_under(b->x->type, close_step, b) &&
           result(b, MODE_NOVALUE, type_empty_tuple);
}

/* ---- len, cap ---- */

static Type *array_behind_pointer(Type *u)
{
    Type *a = u->kind == TY_POINTER ? type_under_as(u->pointer.elem, TY_ARRAY) : NULL;
    return a ? a : u;
}

static bool has_length(Builtin *b, Type *u)
{
    bool is_len = b->id == BUILTIN_LEN;
    u = array_behind_pointer(u);
    return u->kind == TY_ARRAY || u->kind == TY_SLICE || u->kind == TY_CHAN ||
           (is_len && (u->kind == TY_MAP || type_is(u, IS_STRING)));
}

static bool length_step(void *ctx, Type *u)
{
    return u && has_length(ctx, u);
}

static bool builtin_len(Builtin *b)
{
    Operand *x = b->x;
    Type *u = array_behind_pointer(types_under(x->type)), *t_int = type_basic[TY_INT];
    if (!typeset_each_under(x->type, length_step, b)) {
        if (type_valid(u))
            check_message(b->ck, operand_pos(x), MSG_INVALID_BUILTIN_ARG, operand_string(x),
                          name_of(b));
        return false;
    }
    if (types_is_typeparam(x->type))
        return result(b, MODE_VALUE, t_int);
    if (x->mode == MODE_CONST) {
        if (const_kind(x->val) != CONST_STRING)
            return const_result(b, const_unknown(), t_int);
        return const_result(b, const_from_int64(const_string(x->val)->len), t_int);
    }
    if (u->kind == TY_ARRAY && !b->ck->env.has_call_or_recv)
        return const_result(b, u->array.len >= 0 ? const_from_int64(u->array.len)
                                                 : const_unknown(), t_int);
    return result(b, MODE_VALUE, t_int);
}

/* ---- complex, real, imag ---- */

static Type *complex_of(Type *t)
{
    switch ((int)types_under(t)->kind) {
    case TY_FLOAT32: return type_basic[TY_COMPLEX64];
    case TY_FLOAT64: return type_basic[TY_COMPLEX128];
    case TY_UNTYPED_FLOAT: return type_basic[TY_UNTYPED_COMPLEX];
    default: return NULL;
    }
}

static Type *part_of(Type *t)
{
    switch ((int)types_under(t)->kind) {
    case TY_COMPLEX64: return type_basic[TY_FLOAT32];
    case TY_COMPLEX128: return type_basic[TY_FLOAT64];
    case TY_UNTYPED_COMPLEX: return type_basic[TY_UNTYPED_FLOAT];
    default: return NULL;
    }
}

typedef struct PartStep { Type *(*f)(Type *); } PartStep;

static bool part_step(void *ctx, Type *t, bool tilde)
{
    PartStep *s = ctx;
    return t && s->f(t);
}

/* f of x's type; type parameters would need a made-up one, which gc refuses as well. */
static Type *apply_type(Builtin *b, Type *(*f)(Type *))
{
    if (!types_is_typeparam(b->x->type))
        return f(b->x->type);
    PartStep s = {f};
    if (!typeset_each(b->x->type, part_step, &s))
        return NULL;
    check_soft_error(b->ck, operand_pos(b->x),
                     "%s not supported as argument to %s for go1.18 (see issue #50937)",
                     operand_string(b->x), name_of(b));
    return type_invalid;
}

static void to_untyped_float(Operand *x)
{
    if (type_is(x->type, IS_NUMERIC) && const_kind(x->val) != CONST_UNKNOWN &&
        const_sign(const_imag(x->val)) == 0)
        x->type = type_basic[TY_UNTYPED_FLOAT];
}

static void complex_operands(Builtin *b, Operand *x, Operand *y)
{
    bool ux = types_is_untyped(x->type), uy = types_is_untyped(y->type);
    if (ux && uy && x->mode == MODE_CONST && y->mode == MODE_CONST) {
        to_untyped_float(x);
        to_untyped_float(y);
    } else if (ux && uy) {
        check_convert_untyped(b->ck, x, type_basic[TY_FLOAT64]);
        check_convert_untyped(b->ck, y, type_basic[TY_FLOAT64]);
    } else if (ux) {
        check_convert_untyped(b->ck, x, y->type);
    } else if (uy) {
        check_convert_untyped(b->ck, y, x->type);
    }
}

static bool builtin_complex(Builtin *b)
{
    Operand *x = b->x, *y = b->args.p[1];
    if (y->mode == MODE_INVALID)
        return false;
    complex_operands(b, x, y);
    if (x->mode == MODE_INVALID || y->mode == MODE_INVALID)
        return false;
    if (!types_identical(x->type, y->type)) {
        check_error(b->ck, operand_pos(x), "invalid operation: %s (mismatched types %s and %s)",
                    ast_expr_string(b->e), types_string(x->type), types_string(y->type));
        return false;
    }
    Type *t = apply_type(b, complex_of);
    if (!t) {
        check_error(b->ck, operand_pos(x),
                    "invalid argument: arguments have type %s, expected floating-point",
                    types_string(x->type));
        return false;
    }
    if (x->mode != MODE_CONST || y->mode != MODE_CONST)
        return result(b, MODE_VALUE, t);
    Const *re = const_to_float(x->val), *im = const_to_float(y->val);
    return const_result(b, re && im ? const_make_complex(re, im) : const_unknown(), t);
}

static bool builtin_part(Builtin *b)
{
    Operand *x = b->x;
    if (types_is_untyped(x->type)) {
        if (x->mode != MODE_CONST)
            check_convert_untyped(b->ck, x, type_basic[TY_COMPLEX128]);
        else if (type_is(x->type, IS_NUMERIC))
            x->type = type_basic[TY_UNTYPED_COMPLEX];
        if (x->mode == MODE_INVALID)
            return false;
    }
    Type *t = apply_type(b, part_of);
    if (!t) {
        check_error(b->ck, operand_pos(x),
                    "invalid argument: argument has type %s, expected complex type",
                    types_string(x->type));
        return false;
    }
    if (x->mode != MODE_CONST)
        return result(b, MODE_VALUE, t);
    if (const_kind(x->val) == CONST_UNKNOWN)
        return const_result(b, x->val, t);
    return const_result(b, b->id == BUILTIN_REAL ? const_real(x->val) : const_imag(x->val), t);
}

/* ---- make, new ---- */

static const char *cannot_make(Type *t, Type *under)
{
    bool ok = !under || under->kind == TY_SLICE || under->kind == TY_MAP || under->kind == TY_CHAN;
    return ok ? NULL : "type must be slice, map, or channel";
}

static bool builtin_make(Builtin *b)
{
    Checker *ck = b->ck;
    AstExprList *args = &b->e->Args;
    Type *t = check_var_type(ck, args->p[0]);
    if (!type_valid(t)) {
        check_use(ck, args->p + 1, (int)args->len - 1);
        return false;
    }
    Type *core = types_core(t);
    const char *arg = ast_expr_string(args->p[0]);
    if (!core || (core->kind != TY_SLICE && core->kind != TY_MAP && core->kind != TY_CHAN)) {
        check_error(ck, start_pos(args->p[0]), core && new_wording(20)
                    ? "invalid argument: cannot make %s: type must be slice, map, or channel" : core
                    ? "invalid argument: cannot make %s; type must be slice, map, or channel"
                    : new_wording(25) ? "invalid argument: cannot make %s: %s"
                    : "invalid argument: cannot make %s: no core type", arg,
                    core ? NULL : check_no_common_under(t, cannot_make));
        return false;
    }
    int min = core->kind == TY_SLICE ? 2 : 1;
    if (b->nargs < min || b->nargs > min + 1) {
        check_error(ck, start_pos(b->e),
                    "invalid operation: %s expects %d or %d arguments; found %d",
                    ast_expr_string(b->e), min, min + 1, b->nargs);
        return false;
    }
    int64_t size[2] = {-1, -1};
    for (int i = 1; i < b->nargs; i++)
        size[i - 1] = check_index(ck, args->p[i], -1, NULL);
    if (size[0] >= 0 && size[1] >= 0 && size[0] > size[1])
        check_error(ck, start_pos(args->p[1]), "invalid argument: length and capacity swapped");
    return result(b, MODE_VALUE, t);
}

/* new(T), and from 1.26 new(x): a pointer to a new variable with x's value. */
static bool builtin_new(Builtin *b)
{
    Checker *ck = b->ck;
    AstExpr *arg = b->e->Args.p[0];
    Operand x;
    if (!new_wording(26) && !check_has_version(ck, 26)) {
        Type *t = check_var_type(ck, arg);
        return type_valid(t) && result(b, MODE_VALUE, types_new_pointer(t));
    }
    check_expr_or_type(ck, &x, arg, false);
    if (x.mode == MODE_INVALID)
        return false;
    if (x.mode == MODE_TYPE) {
        check_var_type_of(ck, arg, x.type);
        return type_valid(x.type) && result(b, MODE_VALUE, types_new_pointer(x.type));
    }
    if (!check_has_version(ck, 26)) {
        check_version_error(ck, start_pos(b->e->Fun), 26, text_printf("new(%s)", ast_expr_string(arg)));
        return false;
    }
    check_exclude(ck, &x, true, true, true);
    check_assignment(ck, &x, NULL, "argument to new");
    return x.mode != MODE_INVALID && result(b, MODE_VALUE, types_new_pointer(x.type));
}

/* ---- min, max ---- */

static bool builtin_min_max(Builtin *b)
{
    Checker *ck = b->ck;
    Operand *x = b->x;
    if (!check_allow(ck, start_pos(b->e->Fun), 21, text_printf("built-in %s", name_of(b))))
        return false;
    int op = b->id == BUILTIN_MAX ? TOK_GTR : TOK_LSS;
    for (int i = 0; i < b->nargs; i++) {
        Operand *a = b->args.p[i];
        if (a->mode == MODE_INVALID)
            return false;
        if (!type_all(a->type, IS_ORDERED)) {
            check_error(ck, operand_pos(a), "invalid argument: %s cannot be ordered",
                        operand_string(a));
            return false;
        }
        if (i == 0)
            continue;
        check_match_types(ck, x, a);
        if (x->mode == MODE_INVALID)
            return false;
        if (!types_identical(x->type, a->type)) {
            check_error(ck, operand_pos(a),
                        "invalid argument: mismatched types %s (previous argument) and %s (type of "
                        "%s)", types_string(x->type), types_string(a->type),
                        ast_expr_string(a->expr));
            return false;
        }
        if (x->mode == MODE_CONST && a->mode == MODE_CONST) {
            if (const_compare(op, a->val, x->val))
                x->val = a->val;
        } else {
            x->mode = MODE_VALUE;
        }
    }
    if (x->mode != MODE_CONST)
        x->mode = MODE_VALUE;
    /* The other operands take the type of the result. */
    for (int i = 0; i < b->nargs; i++)
        check_update_expr_type(ck, b->args.p[i]->expr, x->type, x->mode != MODE_CONST);
    return true;
}

/* ---- panic, print, recover ---- */

static bool builtin_panic(Builtin *b)
{
    check_assignment(b->ck, b->x, empty_interface(), "argument to panic");
    return b->x->mode != MODE_INVALID && result(b, MODE_NOVALUE, type_empty_tuple);
}

static bool builtin_print(Builtin *b)
{
    for (int i = 0; i < b->nargs; i++) {
        check_assignment(b->ck, b->args.p[i], NULL, context(b));
        if (b->args.p[i]->mode == MODE_INVALID)
            return false;
    }
    return result(b, MODE_NOVALUE, type_empty_tuple);
}

/* ---- unsafe ---- */

/* Does the size of t depend on type parameters, or on t itself (an invalid type)? */
static bool has_var_size(Type *t, Map *seen)
{
    t = types_unalias(t);
    if (t->kind == TY_TYPEPARAM)
        return true;
    if (t->kind == TY_NAMED) {
        void *known;
        if (map_find(seen, t, &known))
            return known != NULL;
        map_set(seen, t, t); /* cyclic until proven otherwise */
        bool var = has_var_size(types_under(t), seen);
        map_set(seen, t, var ? t : NULL);
        return var;
    }
    if (t->kind == TY_ARRAY)
        return t->array.elem && has_var_size(t->array.elem, seen);
    if (t->kind == TY_STRUCT)
        for (uint32_t i = 0; i < t->strct.fields.len; i++)
            if (has_var_size(t->strct.fields.p[i]->type, seen))
                return true;
    return false;
}

static bool var_size(Type *t)
{
    Map seen = {0};
    return has_var_size(t, &seen);
}

static bool builtin_sizeof(Builtin *b)
{
    check_assignment(b->ck, b->x, NULL, unsafe_context(b));
    if (b->x->mode == MODE_INVALID)
        return false;
    Type *t = b->x->type, *uintptr = type_basic[TY_UINTPTR];
    if (var_size(t))
        return result(b, MODE_VALUE, uintptr);
    int64_t n = b->id == BUILTIN_UNSAFE_SIZEOF ? types_size(t) : types_align(t);
    return const_result(b, const_from_int64(n), uintptr);
}

/* Offset of the field at the end of path, no pointer on the way. */
static int64_t path_offset(Type *t, const int *path, int n)
{
    int64_t offset = 0;
    for (int i = 0; i < n; i++) {
        Type *u = types_under(t);
        offset += types_field_offset(u, path[i]);
        t = u->strct.fields.p[path[i]]->type;
    }
    return offset;
}

static bool builtin_offsetof(Builtin *b)
{
    Checker *ck = b->ck;
    Operand *x = b->x;
    AstExpr *arg = b->e->Args.p[0];
    AstSelectorExpr *s = (AstSelectorExpr *)ast_unparen(arg);
    if (s->kind != AST_SelectorExpr) {
        check_error(ck, start_pos(arg), "invalid argument: %s is not a selector expression",
                    ast_expr_string(arg));
        check_use_expr(ck, arg);
        return false;
    }
    check_expr(ck, x, s->X);
    if (x->mode == MODE_INVALID)
        return false;
    Type *base = x->type, *u = types_under(base);
    if (u->kind == TY_POINTER && types_under(u->pointer.elem)->kind == TY_STRUCT)
        base = u->pointer.elem;
    Lookup l = lookup_field_or_method(base, false, ck->pkg, s->Sel->Name, false);
    if (!l.obj) {
        check_error(ck, operand_pos(x), "invalid argument: %s has no single field %s",
                    types_string(base), s->Sel->Name->s);
        return false;
    }
    if (l.obj->kind == OBJ_FUNC) {
        check_error(ck, start_pos(arg), "invalid argument: %s is a method value",
                    ast_expr_string(arg));
        return false;
    }
    if (l.indirect) {
        check_error(ck, operand_pos(x),
                    "invalid argument: field %s is embedded via a pointer in %s",
                    s->Sel->Name->s, types_string(base));
        return false;
    }
    Selection *sel = NEW(perm, Selection);
    *sel = (Selection){SEL_FIELD, base, l.obj, l.path, l.npath, false, false};
    s->selection = sel;
    check_record_use(ck, s->Sel, l.obj);
    Operand field = {MODE_VAR, l.obj->type, NULL, (AstExpr *)s, 0};
    check_record(ck, &field);
    if (var_size(base))
        return result(b, MODE_VALUE, type_basic[TY_UINTPTR]);
    return const_result(b, const_from_int64(path_offset(base, l.path, l.npath)),
                        type_basic[TY_UINTPTR]);
}

/* A length argument, as y of unsafe.Slice(x, y). */
static bool length_arg(Builtin *b, bool allow_negative)
{
    return check_valid_index(b->ck, b->args.p[1], "length", allow_negative);
}

static bool builtin_unsafe_add(Builtin *b)
{
    Type *ptr = type_basic[TY_UNSAFE_POINTER];
    if (!check_allow(b->ck, start_pos(b->e->Fun), 17, "unsafe.Add"))
        return false;
    check_assignment(b->ck, b->x, ptr, "argument to unsafe.Add");
    return b->x->mode != MODE_INVALID && length_arg(b, true) && result(b, MODE_VALUE, ptr);
}

static bool builtin_unsafe_slice(Builtin *b)
{
    if (!check_allow(b->ck, start_pos(b->e->Fun), 17, "unsafe.Slice"))
        return false;
    Type *p = types_core(b->x->type);
    if (!p || p->kind != TY_POINTER)
        return fail(b, b->x, "invalid argument: %s is not a pointer");
    return length_arg(b, false) && result(b, MODE_VALUE, types_new_slice(p->pointer.elem));
}

static bool builtin_unsafe_slicedata(Builtin *b)
{
    if (!check_allow(b->ck, start_pos(b->e->Fun), 20, "unsafe.SliceData"))
        return false;
    Type *s = types_core(b->x->type);
    if (!s || s->kind != TY_SLICE)
        return fail(b, b->x, "invalid argument: %s is not a slice");
    return result(b, MODE_VALUE, types_new_pointer(s->slice.elem));
}

static bool builtin_unsafe_string(Builtin *b)
{
    if (!check_allow(b->ck, start_pos(b->e->Fun), 20, "unsafe.String"))
        return false;
    check_assignment(b->ck, b->x, types_new_pointer(type_byte), "argument to unsafe.String");
    return b->x->mode != MODE_INVALID && length_arg(b, false) &&
           result(b, MODE_VALUE, type_basic[TY_STRING]);
}

static bool builtin_unsafe_stringdata(Builtin *b)
{
    if (!check_allow(b->ck, start_pos(b->e->Fun), 20, "unsafe.StringData"))
        return false;
    check_assignment(b->ck, b->x, type_basic[TY_STRING], "argument to unsafe.StringData");
    return b->x->mode != MODE_INVALID && result(b, MODE_VALUE, types_new_pointer(type_byte));
}

/* ---- all of them ---- */

static bool check_by_id(Builtin *b)
{
    switch (b->id) {
    case BUILTIN_APPEND: return builtin_append(b);
    case BUILTIN_CAP: case BUILTIN_LEN: return builtin_len(b);
    case BUILTIN_CLEAR: return builtin_clear(b);
    case BUILTIN_CLOSE: return builtin_close(b);
    case BUILTIN_COMPLEX: return builtin_complex(b);
    case BUILTIN_COPY: return builtin_copy(b);
    case BUILTIN_DELETE: return builtin_delete(b);
    case BUILTIN_IMAG: case BUILTIN_REAL: return builtin_part(b);
    case BUILTIN_MAKE: return builtin_make(b);
    case BUILTIN_MAX: case BUILTIN_MIN: return builtin_min_max(b);
    case BUILTIN_NEW: return builtin_new(b);
    case BUILTIN_PANIC: return builtin_panic(b);
    case BUILTIN_PRINT: case BUILTIN_PRINTLN: return builtin_print(b);
    case BUILTIN_RECOVER: return result(b, MODE_VALUE, empty_interface());
    case BUILTIN_UNSAFE_ADD: return builtin_unsafe_add(b);
    case BUILTIN_UNSAFE_ALIGNOF: case BUILTIN_UNSAFE_SIZEOF: return builtin_sizeof(b);
    case BUILTIN_UNSAFE_OFFSETOF: return builtin_offsetof(b);
    case BUILTIN_UNSAFE_SLICE: return builtin_unsafe_slice(b);
    case BUILTIN_UNSAFE_SLICEDATA: return builtin_unsafe_slicedata(b);
    case BUILTIN_UNSAFE_STRING: return builtin_unsafe_string(b);
    case BUILTIN_UNSAFE_STRINGDATA: return builtin_unsafe_stringdata(b);
    }
    return false;
}

static bool check_arg_count(Builtin *b)
{
    int want = builtin_nargs(b->id);
    bool few = b->nargs < want, many = !builtin_variadic(b->id) && b->nargs > want;
    if (few || many)
        check_error(b->ck, start_pos(b->e), "%s%s arguments for %s (expected %d, found %d)",
                    "invalid operation: ", few ? "not enough" : "too many",
                    ast_expr_string(b->e), want, b->nargs);
    return !few && !many;
}

bool check_builtin_known(Checker *ck, Obj *o)
{
    if (o->kind != OBJ_BUILTIN)
        return true;
    BuiltinId id = o->builtin.id;
    int since = 0;
    if (id == BUILTIN_MIN || id == BUILTIN_MAX || id == BUILTIN_CLEAR)
        since = 21;
    else if (id == BUILTIN_UNSAFE_STRING || id == BUILTIN_UNSAFE_STRINGDATA ||
             id == BUILTIN_UNSAFE_SLICEDATA)
        since = 20;
    return new_wording(since) || check_has_version(ck, since);
}

bool check_builtin(Checker *ck, Operand *x, AstCallExpr *e, BuiltinId id)
{
    Builtin b = {.ck = ck, .x = x, .e = e, .id = id, .nargs = (int)e->Args.len};
    if (e->Ellipsis && id != BUILTIN_APPEND) {
        check_error(ck, start_pos(e), "invalid operation: invalid use of ... with built-in %s",
                    name_of(&b));
        check_use(ck, e->Args.p, (int)e->Args.len);
        return false;
    }
    bool saved = ck->env.has_call_or_recv;
    if (id == BUILTIN_LEN || id == BUILTIN_CAP)
        ck->env.has_call_or_recv = false;
    bool ok = true;
    if (id != BUILTIN_MAKE && id != BUILTIN_NEW && id != BUILTIN_UNSAFE_OFFSETOF) {
        bool comma_ok;
        b.args = check_expr_list(ck, e->Args.p, (int)e->Args.len, false, &comma_ok, NULL);
        b.nargs = (int)b.args.len;
        if (b.nargs > 0) {
            *x = *b.args.p[0];
            ok = x->mode != MODE_INVALID;
            b.args.p[0] = x;
        }
    }
    ok = ok && check_arg_count(&b) && check_by_id(&b);
    if (id == BUILTIN_LEN || id == BUILTIN_CAP)
        ck->env.has_call_or_recv = saved;
    return ok;
}
