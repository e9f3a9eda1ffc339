/* Switch statements (spec: Switch statements). */
#include "types/core.h"

static void report_defaults(Checker *ck, AstBlockStmt *body)
{
    AstCaseClause *first = NULL;
    for (uint32_t i = 0; i < body->List.len; i++) {
        AstCaseClause *c = (AstCaseClause *)body->List.p[i];
        if (c->List.p != NULL)
            continue;
        if (first != NULL)
            check_error(ck, c->Case, "multiple defaults (first at %s)", pos_string(first->Case));
        else
            first = c;
    }
}

/* ---- expression switches ---- */

/* A constant case and those of equal value before it, which differ in type. */
typedef struct SeenCase { Pos pos; Type *type; Const *val; struct SeenCase *next; } SeenCase;

/* A key that equal constants share; NULL for kinds that may repeat: booleans, complex numbers. */
static const void *case_key(const Const *val)
{
    switch (const_kind(val)) {
    case CONST_STRING:
        return const_string(val);
    case CONST_INT: case CONST_FLOAT:
        return sym_printf("%a", const_double(val));
    case CONST_UNKNOWN: case CONST_BOOL: case CONST_COMPLEX:
        break;
    }
    return NULL;
}

static void report_duplicate_case(Checker *ck, Operand *v, Map *seen)
{
    const void *key = case_key(v->val);
    if (key == NULL)
        return;
    SeenCase *first = map_get(seen, key);
    for (SeenCase *c = first; c != NULL; c = c->next) {
        if (types_identical(c->type, v->type) && const_compare(TOK_EQL, c->val, v->val)) {
            check_error(ck, operand_pos(v), "duplicate case %s in expression switch\n"
                        "\t%s: previous case", operand_string(v), pos_string(c->pos));
            return;
        }
    }
    SeenCase *c = NEW(perm, SeenCase);
    *c = (SeenCase){ ast_gc_pos(v->expr), v->type, v->val, first };
    map_set(seen, key, c);
}

static void check_case_value(Checker *ck, Operand *x, AstExpr *e, Map *seen)
{
    Operand v = {0};
    check_expr(ck, &v, e);
    if (x->mode == MODE_INVALID || v.mode == MODE_INVALID)
        return;
    check_convert_untyped(ck, &v, x->type);
    if (v.mode == MODE_INVALID)
        return;
    Operand result = v, tag = *x; /* the order puts errors at the case */
    check_comparison(ck, &result, &tag, TOK_EQL, true);
    if (result.mode != MODE_INVALID && v.mode == MODE_CONST)
        report_duplicate_case(ck, &v, seen);
}

/* switch { ... } is switch true { ... }. */
static void check_tag(Checker *ck, Operand *x, AstSwitchStmt *s)
{
    if (s->Tag != NULL) {
        check_expr(ck, x, s->Tag);
        check_assignment(ck, x, NULL, "switch expression");
        if (x->mode == MODE_INVALID || types_comparable(x->type, true) || types_has_nil(x->type))
            return;
        check_error(ck, operand_pos(x), "cannot switch on %s (%s is not comparable)",
                    operand_string(x), types_string(x->type));
        operand_invalidate(x);
        return;
    }
    AstIdent *name = NEW(perm, AstIdent);
    name->kind = AST_Ident;
    name->Name = sym("true");
    name->NamePos = s->Body->List.len > 0 ? start_pos(s->Body->List.p[0]) : s->Body->Rbrace;
    x->mode = MODE_CONST;
    x->type = type_basic[TY_BOOL];
    x->val = const_from_bool(true);
    x->expr = (AstExpr *)name;
}

void check_switch(Checker *ck, AstSwitchStmt *s)
{
    Operand x = {0};
    Map seen = {0};
    uint32_t mark = ck->delayed.len;
    check_open_scope(ck);
    check_stmt(ck, s->Init);
    check_tag(ck, &x, s);
    report_defaults(ck, s->Body);
    for (uint32_t i = 0; i < s->Body->List.len; i++) {
        AstCaseClause *c = (AstCaseClause *)s->Body->List.p[i];
        for (uint32_t j = 0; j < c->List.len; j++)
            check_case_value(ck, &x, c->List.p[j], &seen);
        uint32_t inner = ck->delayed.len;
        check_open_scope(ck);
        check_stmt_list(ck, &c->Body);
        check_close_scope(ck, inner);
    }
    check_close_scope(ck, mark);
}

/* ---- type switches ---- */

/* nil is written literally, if at all. */
static bool is_nil(Checker *ck, AstExpr *e)
{
    AstIdent *id = (AstIdent *)ast_unparen(e);
    if (id->kind != AST_Ident)
        return false;
    Obj *o = scope_lookup_parent(ck->env.scope, id->Name, NO_POS, NULL);
    return o != NULL && o->kind == OBJ_NIL;
}

/* The type of one case, NULL for nil; reports duplicates. */
static Type *check_case_type(Checker *ck, Operand *x, AstExpr *e, Map *seen)
{
    static char nil_key;
    Type *t = NULL;
    if (is_nil(ck, e)) {
        Operand dummy = {0};
        check_expr(ck, &dummy, e);
    } else {
        t = check_var_type(ck, e);
        if (!type_valid(t))
            return t;
    }
    const void *key = t != NULL ? (void *)types_canon(t) : &nil_key;
    AstExpr *other = map_get(seen, key);
    if (other != NULL) {
        check_error(ck, start_pos(e), "duplicate case %s in type switch\n\t%s: previous case",
                    t != NULL ? types_string(t) : "nil", pos_string(start_pos(other)));
        return t;
    }
    map_set(seen, key, e);
    if (x != NULL && t != NULL)
        check_type_assertion(ck, e, x, t, true);
    return t;
}

/* Parts of switch lhs := x.(type): lhs may be missing. */
static AstExpr *guard_expr(AstTypeSwitchStmt *s, AstIdent **lhs)
{
    AstExpr *e;
    *lhs = NULL;
    if (s->Assign->kind == AST_AssignStmt) {
        AstAssignStmt *a = (AstAssignStmt *)s->Assign;
        if (a->Lhs.p[0]->kind == AST_Ident)
            *lhs = (AstIdent *)a->Lhs.p[0];
        e = a->Rhs.p[0];
    } else {
        e = ((AstExprStmt *)s->Assign)->X;
    }
    e = ast_unparen(e);
    return e->kind == AST_TypeAssertExpr ? ((AstTypeAssertExpr *)e)->X : e;
}

/* Is x an interface, so that it may be switched on? */
static bool check_guard(Checker *ck, Operand *x)
{
    if (x->mode == MODE_INVALID)
        return false;
    if (types_is_typeparam(x->type)) {
        check_error(ck, operand_pos(x), "cannot use type switch on type parameter value %s",
                    operand_string(x));
        return false;
    }
    if (types_is_interface(x->type))
        return true;
    check_error(ck, operand_pos(x), "%s is not an interface", operand_string(x));
    return false;
}

/* The variable has the type of the only case, else that of the switched-on expression. */
static Obj *declare_clause_var(Checker *ck, AstIdent *lhs, AstCaseClause *c, Type *t)
{
    Obj *v = obj_new_var(lhs->NamePos, ck->pkg, lhs->Name, t);
    check_declare(ck, ck->env.scope, NULL, v, c->Colon);
    c->info = v;
    return v;
}

/* All variables that the switch declares count as one: a use of any is a use of all. */
static bool check_type_clause(Checker *ck, AstCaseClause *c, Operand *x, AstIdent *lhs, Map *seen)
{
    Type *t = NULL;
    bool used = false;
    for (uint32_t i = 0; i < c->List.len; i++)
        t = check_case_type(ck, x, c->List.p[i], seen);
    if (c->List.len != 1 || t == NULL)
        t = x != NULL ? x->type : type_invalid;
    uint32_t mark = ck->delayed.len;
    check_open_scope(ck);
    Obj *v = lhs != NULL ? declare_clause_var(ck, lhs, c, t) : NULL;
    check_stmt_list(ck, &c->Body);
    check_process_delayed(ck, mark);
    if (v != NULL) {
        used = v->used;
        v->used = true;
    }
    check_close_scope(ck, mark);
    return used;
}

void check_type_switch(Checker *ck, AstTypeSwitchStmt *s)
{
    Operand x = {0};
    AstIdent *lhs;
    Map seen = {0};
    bool used = false;
    uint32_t mark = ck->delayed.len;
    check_open_scope(ck);
    check_stmt(ck, s->Init);
    AstExpr *guard = guard_expr(s, &lhs);
    if (lhs != NULL && ast_is_blank(lhs)) {
        check_soft_error(ck, lhs->NamePos, "no new variable on left side of :=");
        lhs = NULL;
    }
    check_expr(ck, &x, guard);
    bool valid = check_guard(ck, &x);
    if (x.mode == MODE_INVALID && !new_wording(20)) {
        check_close_scope(ck, mark); /* older trees leave it at that */
        return;
    }
    report_defaults(ck, s->Body);
    for (uint32_t i = 0; i < s->Body->List.len; i++) {
        AstCaseClause *c = (AstCaseClause *)s->Body->List.p[i];
        used |= check_type_clause(ck, c, valid ? &x : NULL, lhs, &seen);
    }
    if (lhs != NULL && !used)
        check_soft_error(ck, lhs->NamePos, new_wording(20) ? "%s declared and not used"
                                                           : "%s declared but not used",
                         lhs->Name->s);
    check_close_scope(ck, mark);
}
