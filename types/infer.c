/* Type inference (spec: Type inference).
 *
 * Type arguments come from typed function arguments first, then from constraints as long as that
 * helps, then from untyped constants, and again from constraints.
 */
#include "types/unify.h"

typedef struct Infer {
    Checker *ck;
    Pos pos;
    Unifier u;
    ObjVec params;       /* with the known type arguments put in */
    Operand **args;
    int nargs;
    bool reverse;
    VEC(int) untyped;    /* arguments that are untyped constants for a bare type parameter */
} Infer;

/* ---- does a type mention one of these type parameters? ---- */

typedef struct Mention { const ObjVec *tparams; Map seen; } Mention;

static bool mentions(Mention *m, Type *t);

static bool objs_mention(Mention *m, const ObjVec *objs)
{
    for (uint32_t i = 0; i < objs->len; i++)
        if (mentions(m, obj_type(objs->p[i])))
            return true;
    return false;
}

static bool interface_mentions(Mention *m, Type *t)
{
    TypeSet *s = typeset_of(t);
    if (objs_mention(m, &s->methods))
        return true;
    for (uint32_t i = 0; i < s->terms.len; i++)
        if (mentions(m, s->terms.p[i].type))
            return true;
    return false;
}

static bool mentions(Mention *m, Type *t)
{
    t = types_unalias(t);
    switch ((int)t->kind) {
    case TY_ARRAY: return mentions(m, t->array.elem);
    case TY_SLICE: return mentions(m, t->slice.elem);
    case TY_POINTER: return mentions(m, t->pointer.elem);
    case TY_CHAN: return mentions(m, t->chan.elem);
    case TY_MAP: return mentions(m, t->map.key) || mentions(m, t->map.elem);
    case TY_STRUCT: return objs_mention(m, &t->strct.fields);
    case TY_TUPLE: return objs_mention(m, &t->tuple.vars);
    case TY_SIGNATURE:
        return objs_mention(m, &t->sig.params) || objs_mention(m, &t->sig.results);
    case TY_INTERFACE: /* may recur through its methods */
        if (map_get(&m->seen, t) != NULL)
            return false;
        map_set(&m->seen, t, t);
        return interface_mentions(m, t);
    case TY_NAMED:
        for (uint32_t i = 0; i < t->named.targs.len; i++)
            if (mentions(m, t->named.targs.p[i]))
                return true;
        return false;
    case TY_TYPEPARAM:
        for (uint32_t i = 0; i < m->tparams->len; i++)
            if (m->tparams->p[i]->type == t)
                return true;
        return false;
    }
    return false;
}

bool type_mentions(Type *t, ObjVec tparams)
{
    Mention m = { .tparams = &tparams };
    return mentions(&m, t);
}

/* ---- messages ---- */

static void infer_error(const Infer *in, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void infer_error(const Infer *in, Pos pos, const char *fmt, ...)
{
    Buf b = {0};
    va_list ap;
    if (in->ck->infer_call != NULL && new_wording(24))
        buf_printf(&b, "in call to %s, ", ast_expr_string(in->ck->infer_call->Fun));
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    check_error(in->ck, pos, "%s", buf_cstr(&b));
    buf_free(&b);
}

static const char *names_of(const ObjVec *list)
{
    const char *s = list->p[0]->name->s;
    if (list->len == 2)
        return text_printf("%s and %s", s, list->p[1]->name->s);
    for (uint32_t i = 1; i < list->len; i++)
        s = text_printf(i + 1 == list->len ? "%s, and %s" : "%s, %s", s, list->p[i]->name->s);
    return s;
}

static TypeVec inferred_so_far(const Infer *in)
{
    TypeVec v = {0};
    for (uint32_t i = 0; i < in->u.tparams.len; i++)
        vec_push(perm, &v, unifier_at(&in->u, i));
    return v;
}

static void report_mismatch(Infer *in, const char *kind, Type *param, Type *targ, Operand *arg)
{
    TypeVec known = inferred_so_far(in);
    bool any = false;
    const char *t = types_string(targ), *e = ast_expr_string(arg->expr), *p = types_string(param);
    for (uint32_t i = 0; i < known.len; i++)
        any |= known.p[i] != NULL;
    if (!any) {
        infer_error(in, operand_pos(arg), "%s %s of %s does not match %s (cannot infer %s)",
                    kind, t, e, p, names_of(&in->u.tparams));
        return;
    }
    Type *inferred = type_subst(param, in->u.tparams, known);
    if (inferred == param)
        infer_error(in, operand_pos(arg), "%s %s of %s does not match %s", kind, t, e, p);
    else if (in->reverse)
        infer_error(in, operand_pos(arg), "inferred type %s for %s does not match %s %s of %s",
                    types_string(inferred), p, kind, t, e);
    else
        infer_error(in, operand_pos(arg), "%s %s of %s does not match inferred type %s for %s",
                    kind, t, e, types_string(inferred), p);
}

static bool report_unsatisfied(Infer *in, uint32_t i, Type *tx, const char *cause)
{
    Type *tpar = in->u.tparams.p[i]->type;
    infer_error(in, in->pos, "%s (type %s) does not satisfy %s%s%s", types_string(tpar),
                types_string(tx), types_string(tpar->tparam.bound), cause[0] != '\0' ? " " : "",
                cause);
    return false;
}

/* Trees before 1.21 stopped as soon as all was known, and did not care for later rules. */
static bool old_rules(const Infer *in)
{
    return !new_wording(21) && !check_has_version(in->ck, 21);
}

/* ---- from function arguments ---- */

static bool from_arguments(Infer *in)
{
    for (int i = 0; i < in->nargs; i++) {
        Operand *arg = in->args[i];
        Type *param = in->params.p[i]->type;
        if (arg->mode == MODE_INVALID)
            continue;
        if (!type_mentions(param, in->u.tparams) &&
            (types_is_untyped(arg->type) || !type_mentions(arg->type, in->u.tparams)))
            continue;
        if (!types_is_untyped(arg->type)) {
            if (!unify(&in->u, param, arg->type, UNIFY_ASSIGN)) {
                report_mismatch(in, "type", param, arg->type, arg);
                return false;
            }
        } else if (param->kind == TY_TYPEPARAM && !operand_is_nil(arg)) {
            vec_push(perm, &in->untyped, i);
        }
    }
    return true;
}

/* ---- from constraints ---- */

typedef struct CoreTerm { UnionTerm term; int n; bool tilde; } CoreTerm;

static bool count_term(void *ctx, Type *t, bool tilde)
{
    CoreTerm *c = ctx;
    if (t == NULL)
        return false;
    c->term = (UnionTerm){ tilde, t };
    c->n++;
    c->tilde |= tilde;
    return true;
}

/* The only term of the constraint, or its core type; false if there is neither. */
static bool core_term(Type *tparam, UnionTerm *term, bool *single)
{
    CoreTerm c = {0};
    typeset_each(tparam, count_term, &c);
    *single = c.n == 1;
    *term = c.term;
    if (c.n <= 1)
        return c.n == 1;
    Type *core = types_core(tparam);
    *term = (UnionTerm){ c.tilde, core };
    return core != NULL;
}

static bool from_core(Infer *in, uint32_t i)
{
    Type *tpar = in->u.tparams.p[i]->type, *tx = unifier_at(&in->u, i);
    UnionTerm core;
    bool single;
    if (!core_term(tpar, &core, &single))
        return true;
    if (tx == NULL) {
        if (single && !core.tilde)
            unifier_set(&in->u, i, core.type);
        return true;
    }
    Type *x = core.tilde && !types_is_typeparam(tx) && old_rules(in) ? types_under(tx) : tx;
    if (unify(&in->u, x, core.type, UNIFY_INEXACT))
        return true;
    if (new_wording(20))
        return report_unsatisfied(in, i, tx, "");
    infer_error(in, in->pos, "%s does not match %s", types_string(tpar), term_string(core));
    return false;
}

/* The methods of the constraint must unify with those of the inferred type. */
static bool from_methods(Infer *in, uint32_t i)
{
    Type *tpar = in->u.tparams.p[i]->type, *tx = unifier_at(&in->u, i);
    if (!in->u.interfaces || tx == NULL || type_mentions(tx, in->u.tparams))
        return true;
    TypeSet *s = typeset_of(tparam_iface(tpar));
    for (uint32_t j = 0; j < s->methods.len; j++) {
        Obj *m = s->methods.p[j];
        Lookup l = lookup_field_or_method(tx, false, m->pkg, m->name, false);
        if (l.obj != NULL && l.obj->kind == OBJ_FUNC &&
            unify(&in->u, obj_type(l.obj), obj_type(m), UNIFY_EXACT))
            continue;
        Obj *alt = l.obj != NULL && l.obj->kind == OBJ_FUNC ? l.obj : NULL;
        if (alt == NULL)
            lookup_missing_method(tx, tparam_iface(tpar), true, &alt);
        return report_unsatisfied(in, i, tx,
                                  missing_method_cause(tx, tpar->tparam.bound, m, alt));
    }
    return true;
}

static bool from_constraints(Infer *in)
{
    uint32_t before;
    do {
        before = unifier_unknowns(&in->u);
        for (uint32_t i = 0; i < in->u.tparams.len; i++)
            if (!from_core(in, i) || !from_methods(in, i))
                return false;
    } while (unifier_unknowns(&in->u) != before);
    return true;
}

/* ---- from untyped constants ---- */

/* Before go1.21 each constant counts with its default type. */
static bool from_defaults(Infer *in)
{
    for (uint32_t k = 0; k < in->untyped.len; k++) {
        Operand *arg = in->args[in->untyped.p[k]];
        Type *param = in->params.p[in->untyped.p[k]]->type, *t = types_default(arg->type);
        if (unify(&in->u, param, t, UNIFY_ASSIGN))
            continue;
        report_mismatch(in, "default type", param, t, arg);
        return false;
    }
    return true;
}

/* Constants of several kinds for one parameter: the largest kind counts. */
static bool from_untyped(Infer *in)
{
    Type **max = NEW_ARRAY(perm, Type *, in->u.tparams.len);
    uint32_t n = 0;
    for (uint32_t k = 0; k < in->untyped.len; k++) {
        int index = unifier_index(&in->u, in->params.p[in->untyped.p[k]]->type);
        if (index >= 0 && unifier_at(&in->u, (uint32_t)index) == NULL)
            in->untyped.p[n++] = in->untyped.p[k];
    }
    in->untyped.len = n;
    if (old_rules(in))
        return from_defaults(in);
    for (uint32_t k = 0; k < n; k++) {
        Operand *arg = in->args[in->untyped.p[k]];
        int i = unifier_index(&in->u, in->params.p[in->untyped.p[k]]->type);
        Type *m = max[i] == NULL ? arg->type : type_max_untyped(max[i], arg->type);
        if (m == NULL) {
            infer_error(in, operand_pos(arg), "mismatched types %s and %s (cannot infer %s)",
                        types_string(max[i]), types_string(arg->type),
                        in->u.tparams.p[i]->name->s);
            return false;
        }
        max[i] = m;
    }
    for (uint32_t i = 0; i < in->u.tparams.len; i++)
        if (max[i] != NULL)
            unifier_set(&in->u, i, types_default(max[i]));
    return true;
}

/* ---- result ---- */

/* Inferred types may mention other parameters: [A any, B []A] gives B = []A until A is put in.
 * Cycles, which would grow for ever, end after as many rounds as there are parameters. */
static void simplify(const Infer *in, TypeVec *types)
{
    for (uint32_t round = 0; round <= types->len; round++) {
        bool changed = false;
        TypeVec next = {0};
        for (uint32_t i = 0; i < types->len; i++) {
            Type *t = types->p[i];
            if (t != NULL && type_mentions(t, in->u.tparams))
                t = type_subst(t, in->u.tparams, *types);
            if (t != types->p[i] && t->kind == TY_SIGNATURE && t->sig.tparams.len > 0 &&
                !type_mentions(t, in->u.tparams))
                t->sig.tparams = (ObjVec){0};
            changed |= t != types->p[i];
            vec_push(perm, &next, t);
        }
        *types = next;
        if (!changed)
            return;
    }
}

static bool finish(Infer *in, TypeVec *targs)
{
    TypeVec types = inferred_so_far(in);
    simplify(in, &types);
    for (uint32_t i = 0; i < types.len; i++) {
        if (types.p[i] != NULL && !type_mentions(types.p[i], in->u.tparams))
            continue;
        Obj *o = in->u.tparams.p[i];
        infer_error(in, in->pos, new_wording(24) ? "cannot infer %s (declared at %s)"
                                                     : "cannot infer %s (%s)",
                    o->name->s, pos_string(o->pos));
        return false;
    }
    *targs = types;
    return true;
}

static bool is_complete(const TypeVec *targs, uint32_t n)
{
    if (targs->len < n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (targs->p[i] == NULL)
            return false;
    return true;
}

/* Before go1.21: arguments of named types are looked at first, so that their names survive. */
static void named_first(Infer *in)
{
    ObjVec params = {0};
    VEC(Operand *) args = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < in->nargs; i++) {
            bool named = in->args[i]->mode != MODE_INVALID && type_has_name(in->args[i]->type);
            if (named != (pass == 0))
                continue;
            vec_push(perm, &params, in->params.p[i]);
            vec_push(perm, &args, in->args[i]);
        }
    }
    in->params = params;
    in->args = args.p;
}

/* The parameters with the known type arguments put in: those match by assignment, not identity. */
static ObjVec known_params(ObjVec params, ObjVec tparams, const TypeVec *targs)
{
    if (params.len == 0 || targs->len == 0)
        return params;
    return type_subst(types_new_tuple(params), tparams, *targs)->tuple.vars;
}

/* func f[P *Q, Q any](p P) { _ = f[P] }: the P given is not the P to be solved for. */
static void rename_if_given(ObjVec *tparams, const TypeVec *targs, ObjVec *params)
{
    bool given = false;
    for (uint32_t i = 0; i < targs->len; i++)
        given |= targs->p[i] != NULL && type_mentions(targs->p[i], *tparams);
    if (given)
        *params = type_rename_tparams(*tparams, types_new_tuple(*params), tparams)->tuple.vars;
}

bool check_infer(Checker *ck, Pos pos, ObjVec tparams, TypeVec *targs, ObjVec params,
                 Operand **args, int nargs, bool reverse)
{
    if (is_complete(targs, tparams.len))
        return true;
    for (int i = 0; i < nargs; i++)
        if (args[i]->mode == MODE_INVALID)
            return false;
    rename_if_given(&tparams, targs, &params);
    Infer in = { .ck = ck, .pos = pos, .args = args, .nargs = nargs, .reverse = reverse };
    in.params = known_params(params, tparams, targs);
    unifier_init(&in.u, tparams, targs, check_has_version(ck, 21));
    bool old = old_rules(&in);
    if (old && nargs > 1)
        named_first(&in);
    if (!from_arguments(&in))
        return false;
    if (old && unifier_unknowns(&in.u) == 0)
        return finish(&in, targs);
    if (!from_constraints(&in) || !from_untyped(&in))
        return false;
    if (in.untyped.len > 0 && !(old && unifier_unknowns(&in.u) == 0) && !from_constraints(&in))
        return false;
    return finish(&in, targs);
}
