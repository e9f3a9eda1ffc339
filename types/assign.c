/* assign: assignments, initialisations, and the values on their right-hand sides (spec: Assignment
 * statements, Variable declarations). */
#include "types/check.h"

#include <string.h>

/* ---- a value for a variable ---- */

/* An untyped x takes the type of its target, or its default type. */
static bool assign_untyped(Checker *ck, Operand *x, Type *t, const char *context)
{
    Type *target = t;
    if (operand_is_nil(x)) {
        if (!t) {
            check_error(ck, operand_pos(x), "use of untyped nil in %s", context);
            operand_invalidate(x);
            return false;
        }
    } else if (!t || (types_is_interface(t) && !types_is_typeparam(t))) {
        target = types_default(x->type);
    }
    Const *val = NULL;
    ConvertFailure why = CONVERT_OK;
    Type *got = check_implicit_type(ck, x, target, &val, &why);
    if (got) {
        check_set_type(ck, x, got, val);
        return true;
    }
    check_error(ck, operand_pos(x), "cannot use %s as %s value in %s%s", operand_string(x),
                types_string(target), context, why == CONVERT_TRUNCATED ? " (truncated)"
                : why == CONVERT_OVERFLOWS ? " (overflows)" : "");
    operand_invalidate(x);
    return false;
}

void check_assignment(Checker *ck, Operand *x, Type *t, const char *context)
{
    check_single_value(ck, x);
    if (x->mode == MODE_INVALID)
        return;
    if (x->mode <= MODE_TYPE) {
        check_error(ck, operand_pos(x), "cannot assign %s to %s in %s", operand_string(x),
                    t ? types_string(t) : "_", context);
        operand_invalidate(x);
        return;
    }
    if (types_is_untyped(x->type) && !assign_untyped(ck, x, t, context))
        return;
    Type *sig = type_under_as(x->type, TY_SIGNATURE);
    if (sig && sig->sig.tparams.len > 0) {
        check_error(ck, operand_pos(x), "cannot use generic function %s without instantiation in %s",
                    operand_string(x), context);
        operand_invalidate(x);
        return;
    }
    const char *cause = NULL;
    if (!t || operand_assignable(ck, x, t, &cause))
        return;
    const char *xs = operand_string(x), *ts = types_string(t);
    if (cause && *cause)
        check_message(ck, operand_pos(x), MSG_CANNOT_USE_CAUSE, xs, ts, context, cause);
    else
        check_message(ck, operand_pos(x), MSG_CANNOT_USE, xs, ts, context);
    operand_invalidate(x);
}

void check_init_const(Checker *ck, Obj *lhs, Operand *x)
{
    if (x->mode == MODE_INVALID || !type_valid(x->type) || (lhs->type && !type_valid(lhs->type))) {
        if (!lhs->type)
            lhs->type = type_invalid;
        return;
    }
    if (x->mode != MODE_CONST) {
        check_error(ck, operand_pos(x), "%s is not constant", operand_string(x));
        if (!lhs->type)
            lhs->type = type_invalid;
        return;
    }
    if (!lhs->type)
        lhs->type = x->type;
    check_assignment(ck, x, lhs->type, "constant declaration");
    if (x->mode != MODE_INVALID)
        lhs->cnst.val = x->val;
}

/* Older trees do not call a variable unused whose initialisation failed. */
static void excuse_unused(Obj *v)
{
    if (!new_wording(20))
        v->used = true;
}

Type *check_init_var(Checker *ck, Obj *lhs, Operand *x, const char *context)
{
    if (x->mode == MODE_INVALID || !type_valid(x->type) || (lhs->type && !type_valid(lhs->type))) {
        if (!lhs->type)
            lhs->type = type_invalid;
        excuse_unused(lhs);
        return NULL;
    }
    if (!lhs->type) {
        if (x->type->kind == TY_UNTYPED_NIL) {
            check_error(ck, operand_pos(x), "use of untyped nil in %s", context);
            lhs->type = type_invalid;
            excuse_unused(lhs);
            return NULL;
        }
        lhs->type = types_is_untyped(x->type) ? types_default(x->type) : x->type;
    }
    check_assignment(ck, x, lhs->type, context);
    if (x->mode == MODE_INVALID) {
        excuse_unused(lhs);
        return NULL;
    }
    return x->type;
}

/* ---- right-hand sides ---- */

OperandVec check_expr_list(Checker *ck, AstExpr **list, int n, bool allow_comma_ok, bool *comma_ok,
                           Type **targets)
{
    OperandVec out = {0};
    *comma_ok = false;
    if (n != 1) {
        for (int i = 0; i < n; i++) {
            Operand *x = NEW(perm, Operand);
            check_expr_target(ck, x, list[i], targets ? targets[i] : NULL);
            vec_push(perm, &out, x);
        }
        return out;
    }
    Operand *x = NEW(perm, Operand);
    if (targets && targets[0] && type_under_as(targets[0], TY_SIGNATURE))
        check_expr_target(ck, x, list[0], targets[0]);
    else
        check_multi_expr(ck, x, list[0]);
    if (x->mode != MODE_INVALID && x->type->kind == TY_TUPLE) {
        for (uint32_t i = 0; i < x->type->tuple.vars.len; i++) {
            Operand *v = NEW(perm, Operand);
            *v = (Operand){MODE_VALUE, x->type->tuple.vars.p[i]->type, NULL, list[0], 0};
            vec_push(perm, &out, v);
        }
        return out;
    }
    vec_push(perm, &out, x);
    if (allow_comma_ok && (x->mode == MODE_MAPINDEX || x->mode == MODE_COMMAOK)) {
        Operand *ok = NEW(perm, Operand);
        *ok = (Operand){MODE_VALUE, type_basic[TY_UNTYPED_BOOL], NULL, list[0], 0};
        x->mode = MODE_VALUE;
        vec_push(perm, &out, ok);
        *comma_ok = true;
    }
    return out;
}

static bool any_invalid(OperandVec *v)
{
    for (uint32_t i = 0; i < v->len; i++)
        if (v->p[i]->mode == MODE_INVALID)
            return true;
    return false;
}

/* "(number, string, ...int)": types as count mismatches list them. */
static void write_summary(Buf *b, Type *t, bool variadic)
{
    if (!t || !type_valid(t))
        buf_puts(b, new_wording(20) ? "unknown type" : "<T>");
    else if (types_is_untyped(t) && type_is(t, IS_NUMERIC))
        buf_puts(b, "number");
    else if (types_is_untyped(t))
        buf_puts(b, types_string(t) + strlen("untyped "));
    else if (variadic && t->kind == TY_SLICE)
        buf_printf(b, "...%s", types_string(t->slice.elem));
    else
        buf_puts(b, types_string(t));
}

const char *check_operands_summary(OperandVec *list, bool dots)
{
    Buf b = {0};
    buf_putc(&b, '(');
    for (uint32_t i = 0; i < list->len; i++) {
        buf_puts(&b, i ? ", " : "");
        write_summary(&b, list->p[i]->type, false);
        if (dots && i + 1 == list->len)
            buf_puts(&b, "...");
    }
    buf_putc(&b, ')');
    const char *s = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return s;
}

const char *check_vars_summary(Obj **vars, int n, bool variadic)
{
    Buf b = {0};
    buf_putc(&b, '(');
    for (int i = 0; i < n; i++) {
        buf_puts(&b, i ? ", " : "");
        write_summary(&b, vars[i]->type, variadic && i == n - 1);
    }
    buf_putc(&b, ')');
    const char *s = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return s;
}

static void assign_mismatch(Checker *ck, AstExpr **rhs, int nrhs, int nvars, int nvals)
{
    const char *vars = nvars == 1 ? "variable" : "variables";
    const char *vals = nvals == 1 ? "value" : "values";
    AstExpr *call = ast_unparen(rhs[0]);
    if (nrhs == 1 && call->kind == AST_CallExpr)
        check_error(ck, start_pos(rhs[0]), "assignment mismatch: %d %s but %s returns %d %s", nvars,
                    vars, ast_expr_string(((AstCallExpr *)call)->Fun), nvals, vals);
    else
        check_error(ck, start_pos(rhs[0]), "assignment mismatch: %d %s but %d %s", nvars, vars, nvals,
                    vals);
}

static void return_mismatch(Checker *ck, Obj **lhs, int nlhs, OperandVec *rhs, AstStmt *ret)
{
    int r = (int)rhs->len;
    Pos at = r > nlhs ? operand_pos(rhs->p[nlhs]) : r > 0 ? operand_pos(rhs->p[r - 1])
                                                          : start_pos(ret);
    check_error(ck, at, "%s return values\n\thave %s\n\twant %s", r > nlhs ? "too many"
                : "not enough", check_operands_summary(rhs, false),
                check_vars_summary(lhs, nlhs, false));
}

/* ---- initialising new variables ---- */

static Type **var_types(Obj **vars, int n)
{
    Type **types = NEW_ARRAY(perm, Type *, n);
    for (int i = 0; i < n; i++)
        types[i] = vars[i]->type;
    return types;
}

static void use_vars(Obj **vars, int n)
{
    for (int i = 0; i < n; i++) {
        excuse_unused(vars[i]);
        if (!vars[i]->type)
            vars[i]->type = type_invalid;
    }
}

void check_init_vars(Checker *ck, Obj **lhs, int nlhs, AstExpr **rhs, int nrhs, AstStmt *ret)
{
    bool comma_ok, ok = true;
    Type **targets = nlhs == nrhs ? var_types(lhs, nlhs) : NULL;
    OperandVec vals = check_expr_list(ck, rhs, nrhs, nlhs == 2 && !ret, &comma_ok, targets);
    if ((int)vals.len != nlhs) {
        use_vars(lhs, nlhs);
        if (any_invalid(&vals))
            return;
        if (ret)
            return_mismatch(ck, lhs, nlhs, &vals, ret);
        else
            assign_mismatch(ck, rhs, nrhs, nlhs, (int)vals.len);
        return;
    }
    const char *context = ret ? "return statement" : "assignment";
    for (int i = 0; i < nlhs; i++)
        if (!check_init_var(ck, lhs[i], vals.p[i], context))
            ok = false;
    if (comma_ok && ok)
        check_record_comma_ok(ck, rhs[0], vals.p[0]->type, vals.p[1]->type);
    if (!ok)
        use_vars(lhs, nlhs);
}

/* ---- assigning to what exists ---- */

static Obj *local_variable(Checker *ck, AstExpr *lhs)
{
    AstExpr *e = ast_unparen(lhs);
    if (e->kind != AST_Ident)
        return NULL;
    Obj *o = scope_lookup_parent(ck->env.scope, ((AstIdent *)e)->Name, NO_POS, NULL);
    return o && o->kind == OBJ_VAR && o->pkg == ck->pkg ? o : NULL;
}

static void not_assignable(Checker *ck, Operand *z)
{
    AstExpr *e = z->expr;
    if (e->kind == AST_SelectorExpr && ((AstSelectorExpr *)e)->X->mode == MODE_MAPINDEX) {
        check_error(ck, operand_pos(z), "cannot assign to struct field %s in map",
                    ast_expr_string(e));
        return;
    }
    if (e->kind == AST_SelectorExpr && !((AstSelectorExpr *)e)->selection) {
        Operand package; /* gc looks what is in front of the dot, here the package, and tells of it */
        check_expr(ck, &package, ((AstSelectorExpr *)e)->X);
    }
    check_message(ck, operand_pos(z), MSG_CANNOT_ASSIGN,
                  new_wording(20) ? ast_expr_string(e) : operand_string(z));
}

Type *check_lhs_var(Checker *ck, AstExpr *lhs)
{
    AstExpr *id = ast_unparen(lhs);
    if (id->kind == AST_Ident && ast_is_blank((AstIdent *)id)) {
        ((AstIdent *)id)->obj = NULL;
        return NULL;
    }
    /* An assignment is no use of the variable. */
    Obj *v = local_variable(ck, lhs);
    bool used = v && v->used;
    Operand z;
    check_expr(ck, &z, lhs);
    if (v)
        v->used = used;
    if (z.mode == MODE_INVALID || !type_valid(z.type))
        return type_invalid;
    if (z.mode != MODE_VAR && z.mode != MODE_MAPINDEX) {
        not_assignable(ck, &z);
        return type_invalid;
    }
    check_mark_assigned(lhs);
    return z.type;
}

/* lhs = x; the type of x there, NULL after an error. */
static Type *assign_one(Checker *ck, AstExpr *lhs, Operand *x, const char *context)
{
    if (x->mode == MODE_INVALID || !type_valid(x->type)) {
        if (new_wording(20))
            check_use_lhs(ck, lhs);
        else
            check_use_expr(ck, lhs);
        return NULL;
    }
    Type *t = check_lhs_var(ck, lhs);
    if (t && !type_valid(t))
        return NULL;
    if (!t && strcmp(context, "assignment") == 0)
        context = "assignment to _ identifier";
    check_assignment(ck, x, t, context);
    return x->mode == MODE_INVALID ? NULL : x->type;
}

void check_assign_var(Checker *ck, AstExpr *lhs, AstExpr *rhs, Operand *x, const char *context)
{
    Operand value;
    if (!x) {
        check_expr(ck, &value, rhs);
        x = &value;
    }
    assign_one(ck, lhs, x, context);
}

/* The types of function variables on the left, for generic functions on the right. */
static Type **lhs_targets(Checker *ck, AstExpr **lhs, int n)
{
    Type **types = NEW_ARRAY(perm, Type *, n);
    for (int i = 0; i < n; i++) {
        Obj *v = local_variable(ck, lhs[i]);
        types[i] = v ? v->type : NULL;
    }
    return types;
}

void check_assign_vars(Checker *ck, AstExpr **lhs, int nlhs, AstExpr **rhs, int nrhs)
{
    bool comma_ok, ok = true;
    Type **targets = nlhs == nrhs ? lhs_targets(ck, lhs, nlhs) : NULL;
    OperandVec vals = check_expr_list(ck, rhs, nrhs, nlhs == 2, &comma_ok, targets);
    if ((int)vals.len != nlhs) {
        for (int i = 0; i < nlhs; i++) {
            if (new_wording(20))
                check_use_lhs(ck, lhs[i]);
            else
                check_use_expr(ck, lhs[i]);
        }
        if (!any_invalid(&vals))
            assign_mismatch(ck, rhs, nrhs, nlhs, (int)vals.len);
        return;
    }
    for (int i = 0; i < nlhs; i++)
        if (!assign_one(ck, lhs[i], vals.p[i], "assignment"))
            ok = false;
    if (comma_ok && ok)
        check_record_comma_ok(ck, rhs[0], vals.p[0]->type, vals.p[1]->type);
    for (int i = 0; !ok && i < nlhs; i++) {
        Obj *v = local_variable(ck, lhs[i]);
        if (v)
            excuse_unused(v);
    }
}

/* ---- := ---- */

typedef struct ShortDecl {
    Checker *ck;
    Obj **vars;     /* one for each lhs, made up where it is in error */
    ObjVec fresh;   /* to be declared */
    bool failed;
} ShortDecl;

static Obj *short_var(ShortDecl *d, AstExpr **lhs, int i)
{
    Checker *ck = d->ck;
    AstIdent *id = (AstIdent *)lhs[i];
    if (lhs[i]->kind != AST_Ident) {
        check_use_expr(ck, lhs[i]);
        check_error(ck, start_pos(lhs[i]), "non-name %s on left side of :=",
                    ast_expr_string(lhs[i]));
        d->failed = true;
        return NULL;
    }
    bool blank = ast_is_blank(id);
    for (int j = 0; j < i && !blank; j++) {
        if (lhs[j]->kind == AST_Ident && ((AstIdent *)lhs[j])->Name == id->Name) {
            check_error(ck, start_pos(id), "%s repeated on left side of :=", id->Name->s);
            d->failed = true;
            return NULL;
        }
    }
    Obj *alt = blank ? NULL : scope_lookup(ck->env.scope, id->Name);
    if (alt) {
        check_record_use(ck, id, alt);
        if (alt->kind == OBJ_VAR) {
            alt->var.assigned = true;
            lhs[i]->type = alt->type;
            lhs[i]->mode = MODE_VAR;
            return alt;
        }
        check_error(ck, start_pos(id), "cannot assign to %s", ast_expr_string(lhs[i]));
        d->failed = true;
        return NULL;
    }
    Obj *v = obj_new_var(start_pos(id), ck->pkg, id->Name, NULL);
    v->var.func_lit = ck->env.func_lit;
    v->var.in_func = ck->env.in_func;
    if (!blank)
        vec_push(perm, &d->fresh, v);
    check_record_def(ck, id, v);
    return v;
}

void check_short_var_decl(Checker *ck, Pos pos, AstExpr **lhs, int nlhs, AstExpr **rhs, int nrhs)
{
    uint32_t mark = ck->delayed.len;
    ShortDecl d = {.ck = ck, .vars = NEW_ARRAY(perm, Obj *, nlhs)};
    for (int i = 0; i < nlhs; i++) {
        d.vars[i] = short_var(&d, lhs, i);
        if (!d.vars[i])
            d.vars[i] = obj_new_var(start_pos(lhs[i]), ck->pkg, sym_blank(), NULL);
    }
    check_init_vars(ck, d.vars, nlhs, rhs, nrhs, NULL);
    check_process_delayed(ck, mark);
    for (int i = 0; i < nlhs; i++) {
        lhs[i]->type = d.vars[i]->type;
        lhs[i]->mode = MODE_VAR;
    }
    if (d.fresh.len == 0 && !d.failed) {
        check_soft_error(ck, pos, "no new variables on left side of :=");
        return;
    }
    Pos from = nrhs > 0 ? ast_end(rhs[nrhs - 1]) : pos;
    for (uint32_t i = 0; i < d.fresh.len; i++)
        check_declare(ck, ck->env.scope, NULL, d.fresh.p[i], from);
}
