/* call: calls, and the instantiation of generic functions (spec: Calls, Instantiations). */
#include "types/check.h"

#include <string.h>

/* ---- instantiation ---- */

typedef struct SigInstance { Pos pos; ObjVec tparams; TypeVec targs; AstExpr **xlist; int nx; } SigInstance;

static void verify_signature(Checker *ck, void *arg)
{
    SigInstance *s = arg;
    const char *cause = NULL;
    int bad = check_verify_instance(ck, s->pos, s->tparams, s->targs, &cause);
    if (bad < 0)
        check_record_instance(ck, s->pos, s->tparams, s->targs, s->xlist, s->nx);
    else
        check_soft_error(ck, bad < s->nx ? start_pos(s->xlist[bad]) : s->pos, "%s", cause);
}

static Type *instantiate_signature(Checker *ck, Pos pos, Type *sig, TypeVec targs, AstExpr **xlist,
                                   int nx)
{
    Type *inst = type_instance(ck, pos, sig, targs);
    SigInstance *s = NEW(perm, SigInstance);
    *s = (SigInstance){pos, sig->sig.tparams, targs, xlist, nx};
    check_later(ck, verify_signature, s);
    return inst;
}

/* The type argument expressions of f[A, B]. */
static AstExpr **type_args(AstExpr *e, int *n)
{
    *n = 0;
    if (e->kind == AST_IndexExpr) {
        *n = 1;
        return &((AstIndexExpr *)e)->Index;
    }
    if (e->kind == AST_IndexListExpr) {
        *n = (int)((AstIndexListExpr *)e)->Indices.len;
        return ((AstIndexListExpr *)e)->Indices.p;
    }
    return NULL;
}

static bool too_many_type_args(Checker *ck, AstExpr **xlist, int got, int want)
{
    if (got <= want)
        return false;
    check_error(ck, start_pos(xlist[new_wording(20) ? want : got - 1]),
                "got %d type arguments but want %d", got, want);
    return true;
}

void check_func_inst(Checker *ck, Operand *x, AstExpr *e, Type *target)
{
    int n;
    AstExpr **xlist = type_args(e, &n);
    Pos pos = ast_gc_pos(e);
    Type *sig = types_under(x->type);
    TypeVec targs = {0};
    if (n > 0)
        check_allow(ck, new_wording(20) ? start_pos(e) : pos, 18, "function instantiation");
    bool ok = check_type_list(ck, xlist, n, &targs);
    int want = (int)sig->sig.tparams.len;
    if (!ok || too_many_type_args(ck, xlist, n, want)) {
        operand_invalidate(x);
        return;
    }
    if (n < want) {
        ObjVec params = {0};
        Operand arg = *x, *args = &arg;
        if (target) {
            /* f assigned to a variable of type target infers as the call g(f) of g(target). */
            vec_push(perm, &params, obj_new_param(pos, ck->pkg, sym(""), sig));
            arg = (Operand){MODE_VALUE, target, NULL, e, 0};
        }
        if (!check_infer(ck, pos, sig->sig.tparams, &targs, params, &args, target ? 1 : 0,
                         target != NULL)) {
            operand_invalidate(x);
            return;
        }
    }
    x->type = instantiate_signature(ck, ast_gc_pos(x->expr), sig, targs, xlist, n);
    x->mode = MODE_VALUE;
    x->expr = e;
    check_record_inst(e, targs, x->type);
}

/* ---- arguments ---- */

typedef struct Call {
    Checker *ck;
    AstCallExpr *e;
    Type *sig;
    OperandVec args;
    TypeVec targs;         /* given explicitly */
    AstExpr **xlist; int nx;
    ObjVec params;         /* one for each argument */
    bool adjusted;         /* params differ from those of sig: variadic */
} Call;

static OperandVec generic_args(Checker *ck, AstExprList *list)
{
    bool comma_ok, generic = check_has_version(ck, 21);
    if (!generic || list->len == 0)
        return check_expr_list(ck, list->p, (int)list->len, false, &comma_ok, NULL);
    OperandVec out = {0};
    if (list->len == 1) {
        Operand *x = NEW(perm, Operand);
        check_raw_expr(ck, x, list->p[0], NULL, true);
        check_exclude(ck, x, true, true, true);
        if (x->mode == MODE_INVALID || x->type->kind != TY_TUPLE) {
            vec_push(perm, &out, x);
            return out;
        }
        for (uint32_t i = 0; i < x->type->tuple.vars.len; i++) {
            Operand *v = NEW(perm, Operand);
            *v = (Operand){MODE_VALUE, x->type->tuple.vars.p[i]->type, NULL, list->p[0], 0};
            vec_push(perm, &out, v);
        }
        return out;
    }
    for (uint32_t i = 0; i < list->len; i++) {
        Operand *x = NEW(perm, Operand);
        check_generic_expr(ck, x, list->p[i]);
        vec_push(perm, &out, x);
    }
    return out;
}

/* Sets up a parameter for each argument; reports a wrong number of them. */
static bool match_params(Call *c)
{
    Checker *ck = c->ck;
    Type *sig = c->sig;
    int nargs = (int)c->args.len, npars = (int)sig->sig.params.len;
    bool dots = c->e->Ellipsis != NO_POS;
    c->params = sig->sig.params;
    if (dots && !sig->sig.variadic) {
        check_error(ck, start_pos(c->e), "cannot use ... in call to non-variadic %s",
                    ast_expr_string(c->e->Fun));
        return false;
    }
    if (dots && c->e->Args.len == 1 && nargs > 1) {
        check_error(ck, start_pos(c->e), "cannot use ... with %d-valued %s", nargs,
                    ast_expr_string(c->e->Args.p[0]));
        return false;
    }
    if (sig->sig.variadic && !dots) {
        if (nargs >= npars - 1) {
            Obj *last = sig->sig.params.p[npars - 1];
            ObjVec params = {0};
            for (int i = 0; i < npars - 1; i++)
                vec_push(perm, &params, sig->sig.params.p[i]);
            Type *elem = last->type->kind == TY_SLICE ? last->type->slice.elem : type_byte;
            Obj *each = obj_new_param(last->pos, last->pkg, last->name, elem);
            while ((int)params.len < nargs)
                vec_push(perm, &params, each);
            c->params = params;
            c->adjusted = true;
            npars = nargs;
        } else {
            npars--;
        }
    }
    if (nargs == npars)
        return true;
    Pos at = nargs > npars ? operand_pos(c->args.p[npars])
           : nargs > 0 ? operand_pos(c->args.p[nargs - 1]) : start_pos(c->e);
    check_error(ck, at, "%s arguments in call to %s\n\thave %s\n\twant %s",
                nargs > npars ? "too many" : "not enough", ast_expr_string(c->e->Fun),
                check_operands_summary(&c->args, dots && new_wording(20)),
                check_vars_summary(sig->sig.params.p, (int)sig->sig.params.len, sig->sig.variadic));
    return false;
}

/* Parameters with type arguments put in. */
static ObjVec subst_params(ObjVec params, ObjVec tparams, TypeVec targs)
{
    ObjVec out = {0};
    for (uint32_t i = 0; i < params.len; i++) {
        Obj *p = params.p[i];
        Type *t = type_subst(p->type, tparams, targs);
        Obj *q = t == p->type ? p : obj_new_param(p->pos, p->pkg, p->name, t);
        vec_push(perm, &out, q);
    }
    return out;
}

static Type *generic_signature(Operand *x)
{
    Type *t = types_unalias(x->type);
    return x->mode == MODE_VALUE && t->kind == TY_SIGNATURE && t->sig.tparams.len > 0 ? t : NULL;
}

/* Gives each generic function among the arguments type parameters of its own; they join tparams. */
static bool rename_generic_args(Call *c, ObjVec *tparams)
{
    bool any = false;
    for (uint32_t i = 0; i < c->args.len; i++) {
        Type *sig = generic_signature(c->args.p[i]);
        if (!sig)
            continue;
        ObjVec fresh = {0};
        Type *plain = NEW(perm, Type);
        *plain = *sig;
        plain->canon = plain->pointer_to = NULL;
        plain->has_typeparam_known = false;
        plain->sig.tparams = (ObjVec){0};
        Type *renamed = type_rename_tparams(sig->sig.tparams, plain, &fresh);
        if (renamed == plain) {
            renamed = NEW(perm, Type);
            *renamed = *plain;
        }
        renamed->sig.tparams = fresh;
        c->args.p[i]->type = renamed;
        for (uint32_t j = 0; j < fresh.len; j++)
            vec_push(perm, tparams, fresh.p[j]);
        any = true;
    }
    return any;
}

/* Instantiates the generic functions among the arguments; their type arguments begin at targs[j]. */
static void instantiate_args(Call *c, TypeVec targs, uint32_t j)
{
    for (uint32_t i = 0; i < c->args.len; i++) {
        Operand *x = c->args.p[i];
        Type *sig = generic_signature(x);
        if (!sig)
            continue;
        TypeVec own = {0};
        for (uint32_t k = 0; k < sig->sig.tparams.len; k++)
            vec_push(perm, &own, targs.p[j++]);
        x->type = instantiate_signature(c->ck, operand_pos(x), sig, own, NULL, 0);
        check_record(c->ck, x);
        check_record_inst(x->expr, own, x->type);
    }
}

/* Infers what type arguments are missing; c->sig and c->params are instances then. */
static bool infer_call(Call *c)
{
    Checker *ck = c->ck;
    ObjVec callee = c->sig->sig.tparams, tparams = {0};
    ObjVec params = c->params;
    Pos pos = ast_gc_pos(c->e);
    TypeVec targs = c->targs;
    if (callee.len > 0) {
        check_allow(ck, new_wording(20) ? start_pos(c->e) : ast_gc_pos(c->nx > 0 ? (void *)c->e->Fun : c->e),
                    18, c->nx > 0 ? "function instantiation"
                                           : "implicit function instantiation");
        /* Type parameters of its own, as f may be called in its own body. */
        ObjVec fresh = {0};
        type_rename_tparams(callee, type_invalid, &fresh);
        TypeVec names = {0};
        for (uint32_t i = 0; i < fresh.len; i++) {
            vec_push(perm, &names, fresh.p[i]->type);
            vec_push(perm, &tparams, fresh.p[i]);
        }
        params = subst_params(params, callee, names);
    }
    while (targs.len < tparams.len)
        vec_push(perm, &targs, NULL);
    bool generic = rename_generic_args(c, &tparams);
    while (targs.len < tparams.len)
        vec_push(perm, &targs, NULL);
    if (tparams.len == 0)
        return true;
    if (generic)
        check_allow(ck, pos, 21, "implicitly instantiated function as argument");
    ck->infer_call = c->e;
    bool ok = check_infer(ck, pos, tparams, &targs, params, c->args.p, (int)c->args.len, false);
    ck->infer_call = NULL;
    if (!ok)
        return false;
    if (callee.len > 0) {
        TypeVec own = {0};
        for (uint32_t i = 0; i < callee.len; i++)
            vec_push(perm, &own, targs.p[i]);
        Type *inst = instantiate_signature(ck, pos, c->sig, own, c->xlist, c->nx);
        c->params = c->adjusted ? subst_params(c->params, callee, own) : inst->sig.params;
        check_record_inst(c->e->Fun, own, inst);
        Inst *rec = NEW(perm, Inst);
        *rec = (Inst){own, inst};
        c->e->inst = rec;
        c->sig = inst;
    }
    instantiate_args(c, targs, callee.len);
    return true;
}

static bool any_invalid_arg(Call *c)
{
    for (uint32_t i = 0; i < c->args.len; i++)
        if (c->args.p[i]->mode == MODE_INVALID)
            return true;
    return false;
}

static void check_arguments(Call *c)
{
    Checker *ck = c->ck;
    if (!new_wording(20) && any_invalid_arg(c))
        return;
    if (!match_params(c))
        return;
    if ((c->sig->sig.tparams.len > 0 && any_invalid_arg(c)) || !infer_call(c))
        return;
    const char *context = NULL;
    for (uint32_t i = 0; i < c->args.len; i++) {
        Operand *a = c->args.p[i];
        Type *t = c->params.p[i]->type;
        if (a->mode != MODE_CONST && types_identical(a->type, t))
            continue;
        if (!context)
            context = text_printf("argument to %s", ast_expr_string(c->e->Fun));
        check_assignment(ck, a, t, context);
    }
}

void check_variadic_call(Checker *ck, AstCallExpr *e, Type *sig, OperandVec args)
{
    Call c = {.ck = ck, .e = e, .sig = sig, .args = args};
    check_arguments(&c);
}

/* ---- calls ---- */

static ExprKind check_conversion_call(Checker *ck, Operand *x, AstCallExpr *e)
{
    Type *t = x->type;
    const char *name = types_string(t);
    x->mode = MODE_INVALID;
    if (type_is_generic(t)) {
        check_error(ck, start_pos(e->Fun), "cannot use generic type %s without instantiation",
                    ast_expr_string(e->Fun));
        check_use(ck, e->Args.p, (int)e->Args.len);
        return EXPR_CONVERSION;
    }
    if (e->Args.len == 0) {
        check_error(ck, start_pos(e), "missing argument in conversion to %s", name);
        return EXPR_CONVERSION;
    }
    if (e->Args.len > 1) {
        check_use(ck, e->Args.p, (int)e->Args.len);
        check_error(ck, start_pos(vec_last(&e->Args)), "too many arguments in conversion to %s", name);
        return EXPR_CONVERSION;
    }
    check_expr_target(ck, x, e->Args.p[0], t);
    if (x->mode == MODE_INVALID)
        return EXPR_CONVERSION;
    Type *u = types_under(t);
    if (u->kind == TY_INTERFACE && !types_is_typeparam(t) &&
        (!typeset_is_methods_only(u) || typeset_is_comparable(u))) {
        check_error(ck, start_pos(e), "cannot use interface %s in conversion (contains specific type "
                    "constraints or is comparable)", name);
        operand_invalidate(x);
    } else if (e->Ellipsis) {
        check_error(ck, start_pos(e->Args.p[0]), new_wording(20)
                    ? "invalid use of ... in conversion to %s"
                    : "invalid use of ... in type conversion to %s", name);
        operand_invalidate(x);
    } else {
        check_conversion(ck, x, t);
    }
    return EXPR_CONVERSION;
}

static ExprKind check_builtin_call(Checker *ck, Operand *x, AstCallExpr *e)
{
    BuiltinId id = x->id;
    if (!check_builtin(ck, x, e, id))
        operand_invalidate(x);
    if (x->mode != MODE_INVALID && x->mode != MODE_CONST)
        ck->env.has_call_or_recv = true;
    return builtin_kind(id);
}

/* x becomes the result of a call of sig. */
static void call_result(Operand *x, Type *sig)
{
    ObjVec *results = &sig->sig.results;
    x->val = NULL;
    if (results->len == 0) {
        x->mode = MODE_NOVALUE;
        x->type = type_empty_tuple;
    } else if (results->len == 1) {
        x->mode = MODE_VALUE;
        x->type = results->p[0]->type;
    } else {
        x->mode = MODE_VALUE;
        x->type = types_new_tuple(*results);
    }
}

static const char *not_a_function(Type *t, Type *under)
{
    return under && under->kind != TY_SIGNATURE ? text_printf("%s is not a function", types_string(t)) : NULL;
}

static void check_func_call(Checker *ck, Operand *x, AstCallExpr *e, bool explicit_inst)
{
    Type *sig = types_core(x->type);
    if (!sig || sig->kind != TY_SIGNATURE) {
        const char *why = new_wording(25) ? check_no_common_under(x->type, not_a_function) : NULL;
        if (why)
            check_error(ck, operand_pos(x), "invalid operation: cannot call %s: %s", operand_string(x), why);
        else if (new_wording(20))
            check_error(ck, operand_pos(x), "invalid operation: cannot call %s: %s is not a "
                        "function", operand_string(x), types_string(x->type));
        else
            check_error(ck, operand_pos(x), "invalid operation: cannot call non-function %s",
                        operand_string(x));
        if (new_wording(20))
            check_use(ck, e->Args.p, (int)e->Args.len);
        operand_invalidate(x);
        return;
    }
    Call c = {.ck = ck, .e = e, .sig = sig};
    bool generic = sig->sig.tparams.len > 0;
    if (explicit_inst) {
        c.xlist = type_args(e->Fun, &c.nx);
        if (!check_type_list(ck, c.xlist, c.nx, &c.targs) ||
            too_many_type_args(ck, c.xlist, c.nx, (int)sig->sig.tparams.len)) {
            check_use(ck, e->Args.p, (int)e->Args.len);
            operand_invalidate(x);
            return;
        }
    }
    c.args = generic_args(ck, &e->Args);
    check_arguments(&c);
    if (generic && c.sig->sig.tparams.len == 0) {
        e->Fun->mode = MODE_VALUE;
        for (AstExpr *f = e->Fun;; f = ((AstParenExpr *)f)->X) {
            f->type = c.sig;
            if (f->kind != AST_ParenExpr)
                break;
        }
    }
    call_result(x, c.sig);
    ck->env.has_call_or_recv = true;
    if (x->mode == MODE_VALUE && c.sig->sig.tparams.len > 0 && types_is_parameterized(x->type))
        operand_invalidate(x); /* inference failed */
}

ExprKind check_call(Checker *ck, Operand *x, AstCallExpr *e)
{
    AstExpr *fun = e->Fun;
    bool explicit_inst = false;
    ExprKind kind = EXPR_STATEMENT;
    if (fun->kind == AST_IndexExpr || fun->kind == AST_IndexListExpr) {
        explicit_inst = check_index_expr(ck, x, fun);
        x->expr = fun;
        check_record(ck, x);
    } else {
        check_expr_or_type(ck, x, fun, true);
    }
    if (x->mode == MODE_INVALID)
        check_use(ck, e->Args.p, (int)e->Args.len);
    else if (x->mode == MODE_TYPE)
        kind = check_conversion_call(ck, x, e);
    else if (x->mode == MODE_BUILTIN)
        kind = check_builtin_call(ck, x, e);
    else
        check_func_call(ck, x, e, explicit_inst);
    x->expr = (AstExpr *)e;
    return kind;
}
