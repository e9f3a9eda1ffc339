/* Range statements (spec: For statements with range clause). */
#include "types/core.h"

/* What a range clause yields: key NULL: no variables are permitted, val NULL: one at most. */
typedef struct RangeTypes {
    Type *key, *val;
    bool ok;
    const char *cause; /* why not; may be NULL */
} RangeTypes;

static RangeTypes bad(const char *cause) { return (RangeTypes){ .cause = cause }; }

/* func(yield func(K, V) bool) */
static RangeTypes over_func(Checker *ck, Type *f)
{
#define FORM "func must be func(yield func(...) bool): "
    if (!check_has_version(ck, 23))
        return bad(new_wording(22) ? "requires go1.23 or later" : NULL);
    if (f->sig.params.len != 1)
        return bad(FORM "wrong argument count");
    if (f->sig.results.len != 0)
        return bad(FORM "unexpected results");
    Type *yield = types_core(f->sig.params.p[0]->type);
    if (yield == NULL || yield->kind != TY_SIGNATURE)
        return bad(FORM "argument is not func");
    const ObjVec *params = &yield->sig.params, *results = &yield->sig.results;
    if (params->len > 2)
        return bad(FORM "yield func has too many parameters");
    if (results->len != 1 || !types_identical(results->p[0]->type, type_basic[TY_BOOL]))
        return bad(results->len == 1 && types_is_boolean(results->p[0]->type)
                   ? FORM "yield func returns user-defined boolean, not bool"
                   : FORM "yield func does not return bool");
    return (RangeTypes){ params->len > 0 ? params->p[0]->type : NULL,
                         params->len > 1 ? params->p[1]->type : NULL, true, NULL };
#undef FORM
}

static RangeTypes over_basic(Checker *ck, Type *orig, Type *u)
{
    if (types_is_string(u))
        return (RangeTypes){ type_basic[TY_INT], type_rune, true, NULL };
    if (!types_is_integer(u))
        return bad(NULL);
    if (!check_has_version(ck, 22))
        return bad(new_wording(22) ? "requires go1.22 or later" : NULL);
    return (RangeTypes){ orig, NULL, true, NULL };
}

static const char *send_only(Type *t, Type *under)
{
    bool sends = under && under->kind == TY_CHAN && under->chan.dir == CHAN_SEND;
    return sends ? text_printf("receive from send-only channel %s", types_string(t)) : NULL;
}

static RangeTypes range_types(Checker *ck, Type *orig)
{
    Type *u = types_core(orig);
    if (u == NULL)
        return bad(new_wording(25) ? check_no_common_under(orig, send_only)
                                   : text_printf(new_wording(20) ? "no core type" : "%s has no core type",
                                                 types_string(orig)));
    if (u->kind == TY_POINTER && type_under_as(u->pointer.elem, TY_ARRAY) != NULL)
        u = types_under(u->pointer.elem);
    switch ((int)u->kind) {
    case TY_ARRAY:
        return (RangeTypes){ type_basic[TY_INT], u->array.elem, true, NULL };
    case TY_SLICE:
        return (RangeTypes){ type_basic[TY_INT], u->slice.elem, true, NULL };
    case TY_MAP:
        return (RangeTypes){ u->map.key, u->map.elem, true, NULL };
    case TY_CHAN:
        if (u->chan.dir == CHAN_SEND)
            return bad(new_wording(25) ? send_only(orig, u) : "receive from send-only channel");
        return (RangeTypes){ u->chan.elem, NULL, true, NULL };
    case TY_SIGNATURE:
        return over_func(ck, u);
    }
    return over_basic(ck, orig, u);
}

static void report_bad_range(Checker *ck, Operand *x, const RangeTypes *r, AstRangeStmt *s)
{
    const char *text = operand_string(x);
    if (!r->ok && r->cause != NULL)
        check_soft_error(ck, operand_pos(x), new_wording(20) ? "cannot range over %s: %s"
                                                             : "cannot range over %s (%s)",
                         text, r->cause);
    else if (!r->ok)
        check_soft_error(ck, operand_pos(x), "cannot range over %s", text);
    else if (r->key == NULL && s->Key != NULL)
        check_soft_error(ck, start_pos(s->Key), "range over %s permits no iteration variables", text);
    else if (r->val == NULL && s->Value != NULL)
        check_soft_error(ck, start_pos(s->Value),
                         "range over %s permits only one iteration variable", text);
    else if (s->extra)
        check_soft_error(ck, start_pos(s->extra),
                         "range clause permits at most two iteration variables");
}

/* ---- iteration variables ---- */

static Obj *new_iteration_var(Checker *ck, AstExpr *lhs)
{
    if (lhs->kind == AST_Ident) {
        AstIdent *id = (AstIdent *)lhs;
        Obj *v = obj_new_var(id->NamePos, ck->pkg, id->Name, NULL);
        check_record_def(ck, id, v);
        return v;
    }
    check_error(ck, start_pos(lhs), "cannot declare %s", ast_expr_string(lhs));
    return obj_new_var(start_pos(lhs), ck->pkg, sym_blank(), NULL);
}

static void init_iteration_var(Checker *ck, Obj *v, AstExpr *lhs, Type *t, Operand *over_int)
{
    if (t == NULL || !type_valid(t)) {
        v->type = type_invalid;
        v->used = true;
    } else if (over_int != NULL) {
        check_init_var(ck, v, over_int, "range clause");
    } else {
        Operand y = { .mode = MODE_VALUE, .type = t, .expr = lhs };
        check_init_var(ck, v, &y, new_wording(20) ? "assignment" : "range clause");
    }
}

static void define_vars(Checker *ck, AstRangeStmt *s, const RangeTypes *r, Operand *over_int)
{
    AstExpr *lhs[2] = { s->Key, s->Value };
    Type *types[2] = { r->key, r->val };
    Obj *vars[2] = { NULL, NULL };
    bool any = false;
    for (int i = 0; i < 2; i++) {
        if (lhs[i] == NULL)
            continue;
        vars[i] = new_iteration_var(ck, lhs[i]);
        any |= vars[i]->name != sym_blank();
        init_iteration_var(ck, vars[i], lhs[i], types[i], over_int);
        lhs[i]->mode = MODE_VAR;
        lhs[i]->type = vars[i]->type;
    }
    for (int i = 0; i < 2; i++)
        if (vars[i] != NULL)
            check_declare(ck, ck->env.scope, NULL, vars[i], s->Body->Lbrace);
    if (!any)
        check_error(ck, start_pos(s), "no new variables on left side of :=");
}

static void assign_vars(Checker *ck, AstRangeStmt *s, const RangeTypes *r, Operand *over_int)
{
    AstExpr *lhs[2] = { s->Key, s->Value };
    Type *types[2] = { r->key, r->val };
    for (int i = 0; i < 2; i++) {
        if (lhs[i] == NULL || types[i] == NULL || !type_valid(types[i]))
            continue;
        if (over_int != NULL) {
            check_assign_var(ck, lhs[i], NULL, over_int, "range clause");
            if (over_int->mode != MODE_INVALID && !types_is_integer(over_int->type))
                check_soft_error(ck, start_pos(lhs[i]), "cannot use iteration variable of type %s",
                                 types_string(over_int->type));
        } else {
            Operand y = { .mode = MODE_VALUE, .type = types[i], .expr = lhs[i] };
            check_assign_var(ck, lhs[i], NULL, &y, "assignment");
        }
    }
}

void check_range(Checker *ck, AstRangeStmt *s)
{
    Operand x = {0};
    RangeTypes r = {0};
    uint32_t mark = ck->delayed.len;
    check_expr(ck, &x, s->X);
    if (x.mode != MODE_INVALID) {
        r = range_types(ck, x.type);
        report_bad_range(ck, &x, &r, s);
    }
    bool ints = x.mode != MODE_INVALID && r.ok && types_is_integer(x.type);
    /* behind the clause: x is not in the variables' scope */
    check_open_scope(ck);
    if (s->Tok == TOK_DEFINE)
        define_vars(ck, s, &r, ints ? &x : NULL);
    else if (s->Key != NULL)
        assign_vars(ck, s, &r, ints ? &x : NULL);
    else if (ints)
        check_assignment(ck, &x, NULL, "range clause");
    if (!ints && x.mode != MODE_INVALID && types_is_untyped(x.type))
        check_convert_untyped(ck, &x, types_default(x.type));
    check_stmt(ck, (AstStmt *)s->Body);
    check_close_scope(ck, mark);
}
