/* Unions in constraints: A | ~B (spec: General interfaces). */
#include "types/core.h"

enum { MAX_TERMS = 100 }; /* gc's limit */

typedef struct UnionCheck { Type *type; AstExprList exprs; } UnionCheck;

/* a | b | c is (a | b) | c. */
static void flatten(AstExprList *list, AstExpr *e)
{
    AstBinaryExpr *b = (AstBinaryExpr *)e;
    if (e->kind == AST_BinaryExpr && b->Op == TOK_OR) {
        flatten(list, b->X);
        vec_push(perm, list, b->Y);
    } else {
        vec_push(perm, list, e);
    }
}

static UnionTerm check_term(Checker *ck, AstExpr *e)
{
    UnionTerm t = {0};
    AstUnaryExpr *u = (AstUnaryExpr *)e;
    t.tilde = e->kind == AST_UnaryExpr && u->Op == TOK_TILDE;
    t.type = check_type(ck, t.tilde ? u->X : e);
    if (!types_is_typeparam(t.type))
        return t;
    if (t.tilde)
        check_error(ck, start_pos(u->X), "type in term %s cannot be a type parameter", ast_expr_string(e));
    else
        check_error(ck, start_pos(e), "term cannot be a type parameter");
    t.type = type_invalid;
    return t;
}

static void check_interface_term(Checker *ck, UnionTerm t, Type *iface, Pos pos)
{
    TypeSet *s = typeset_of(iface);
    const char *text = term_string(t);
    if (s->methods.len > 0)
        check_error(ck, pos, "cannot use %s in union (%s contains methods)", text, text);
    else if (t.type == type_comparable)
        check_error(ck, pos, "cannot use comparable in union");
    else if (s->comparable)
        check_error(ck, pos, "cannot use %s in union (%s embeds comparable)", text, text);
}

static void check_overlap(Checker *ck, const TermVec *terms, uint32_t i, Pos pos)
{
    for (uint32_t j = 0; j < i; j++) {
        UnionTerm x = terms->p[j], y = terms->p[i];
        if (types_is_interface(x.type) || !type_valid(x.type) || term_disjoint(x, y))
            continue;
        check_soft_error(ck, pos, "overlapping terms %s and %s", term_string(y), term_string(x));
        return;
    }
}

static void check_one_term(Checker *ck, const TermVec *terms, uint32_t i, Pos pos)
{
    UnionTerm t = terms->p[i];
    if (!type_valid(t.type))
        return;
    Type *u = types_under(t.type);
    bool iface = u->kind == TY_INTERFACE;
    if (t.tilde && iface)
        check_error(ck, pos, "invalid use of ~ (%s is an interface)", types_string(t.type));
    else if (t.tilde && !types_identical(u, t.type))
        check_error(ck, pos, "invalid use of ~ (underlying type of %s is %s)",
                    types_string(t.type), types_string(u));
    else if (iface)
        check_interface_term(ck, t, u, pos);
    else
        check_overlap(ck, terms, i, pos);
}

static void check_terms(Checker *ck, void *arg)
{
    UnionCheck *c = arg;
    const TermVec *terms = (const TermVec *)&c->type->uni.terms;
    for (uint32_t i = 0; i < terms->len; i++)
        check_one_term(ck, terms, i, start_pos(c->exprs.p[i]));
}

/* The types of all operators within are recorded for those who walk the tree. */
static void record(AstExpr *e, Type *t)
{
    check_record_type(e, t);
    if (e->kind == AST_BinaryExpr && ((AstBinaryExpr *)e)->Op == TOK_OR) {
        record(((AstBinaryExpr *)e)->X, t);
        record(((AstBinaryExpr *)e)->Y, t);
    }
}

Type *check_union(Checker *ck, AstExpr *e)
{
    UnionCheck *c = NEW(perm, UnionCheck);
    flatten(&c->exprs, e);
    if (c->exprs.len > MAX_TERMS) {
        check_error(ck, start_pos(c->exprs.p[MAX_TERMS]),
                    "cannot handle more than %d union terms (implementation limitation)", MAX_TERMS);
        return type_invalid;
    }
    c->type = type_new(TY_UNION);
    for (uint32_t i = 0; i < c->exprs.len; i++) {
        UnionTerm t = check_term(ck, c->exprs.p[i]);
        if (c->exprs.len == 1 && !t.tilde)
            return t.type;
        vec_push(perm, &c->type->uni.terms, t);
    }
    record(e, c->type);
    check_later(ck, check_terms, c);
    return c->type;
}
