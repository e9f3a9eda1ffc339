/* Does a type implement an interface, satisfy a constraint (spec: Implementing an interface,
 * Satisfying a type constraint)? Is a type assignable to another? */
#include "types/core.h"

/* The question asked, and why the answer is no. */
typedef struct Question {
    Checker *ck;
    Type *v, *t;      /* does v implement t? */
    bool constraint;  /* as a type argument */
    const char *verb; /* "implement" or "satisfy" */
    const char **cause;
} Question;

static bool no(const Question *q, const char *detail)
{
    if (q->cause != NULL)
        *q->cause = text_printf("%s does not %s %s%s%s", types_string(q->v), q->verb,
                                types_string(q->t), detail[0] != '\0' ? " " : "", detail);
    return false;
}

static bool not_an_interface(const Question *q)
{
    if (q->cause == NULL)
        return false;
    Type *u = types_under(q->t);
    const char *t = types_string(q->t);
    if (u->kind == TY_POINTER && types_under(u->pointer.elem)->kind == TY_INTERFACE)
        return no(q, text_printf("(type %s is pointer to interface, not interface)", t));
    return no(q, text_printf("(%s is not an interface)", t));
}

static bool comparable_ok(const Question *q, Type *iface)
{
    if (!typeset_is_comparable(iface) || types_comparable(q->v, false))
        return true;
    if (q->constraint && types_comparable(q->v, true)) {
        if (q->ck == NULL || check_has_version(q->ck, 20))
            return true;
        if (q->cause != NULL && new_wording(20)) {
            *q->cause = text_printf("%s to %s comparable requires go1.20 or later",
                                    types_string(q->v), q->verb);
            return false;
        }
    }
    if (q->cause != NULL)
        *q->cause = text_printf("%s does not %s comparable", types_string(q->v), q->verb);
    return false;
}

/* t names v among its elements, though not in a way that puts v into the type set. */
static bool mentions(Type *t, Type *v)
{
    if (t->kind == TY_INTERFACE) {
        for (uint32_t i = 0; i < t->iface.embeddeds.len; i++)
            if (mentions(t->iface.embeddeds.p[i], v))
                return true;
        return false;
    }
    if (t->kind == TY_UNION) {
        for (uint32_t i = 0; i < t->uni.terms.len; i++)
            if (mentions(t->uni.terms.p[i].type, v))
                return true;
        return false;
    }
    return types_identical(t, v);
}

static bool not_in_terms(const Question *q, Type *iface, const TypeSet *s)
{
    Type *alt = NULL;
    const char *t = types_string(q->t), *v = types_string(q->v);
    for (uint32_t i = 0; i < s->terms.len && alt == NULL; i++) {
        UnionTerm term = s->terms.p[i];
        if (!term.tilde && types_identical(term.type, types_under(term.type)) &&
            term_includes((UnionTerm){ true, term.type }, q->v))
            alt = term.type;
    }
    if (alt != NULL)
        return no(q, text_printf(new_wording(20) ? "(possibly missing ~ for %s in %s)"
                                                 : "(possibly missing ~ for %s in constraint %s)",
                                 types_string(alt), t));
    if (new_wording(20) && mentions(iface, q->v))
        return no(q, text_printf("(%s mentions %s, but %s is not in the type set of %s)",
                                 t, v, v, t));
    return no(q, text_printf("(%s missing in %s)", v, terms_string(&s->terms)));
}

static bool terms_ok(const Question *q, Type *iface, const TypeSet *s, const TypeSet *vset)
{
    if (!type_set_has_terms(s))
        return true;
    if (vset != NULL)
        return type_set_subset_of(vset, s) || no(q, "");
    for (uint32_t i = 0; i < s->terms.len; i++)
        if (term_includes(s->terms.p[i], q->v))
            return true;
    return q->cause == NULL ? false : not_in_terms(q, iface, s);
}

static bool methods_ok(const Question *q)
{
    Obj *alt;
    Obj *m = lookup_missing_method(q->v, q->t, true, &alt);
    if (m == NULL)
        return true;
    return q->cause == NULL ? false : no(q, missing_method_cause(q->v, q->t, m, alt));
}

bool type_implements(Checker *ck, Pos pos, Type *t, Type *iface, bool constraint,
                     const char **cause)
{
    Question q = { ck, t, iface, constraint, "implement", cause };
    Type *v = types_under(t), *i = types_under(iface);
    if (v->kind == TY_INVALID || i->kind == TY_INVALID ||
        (v->kind == TY_POINTER && types_under(v->pointer.elem)->kind == TY_INVALID))
        return true;
    if (constraint && new_wording(20))
        q.verb = "satisfy";
    if (i->kind != TY_INTERFACE)
        return not_an_interface(&q);
    TypeSet *s = typeset_of(i), *vset = v->kind == TY_INTERFACE ? typeset_of(v) : NULL;
    if (typeset_is_all(i) || (vset != NULL && type_set_empty(vset)))
        return true;
    if (type_set_empty(s)) {
        if (cause != NULL)
            *cause = text_printf("cannot %s %s (empty type set)", q.verb, types_string(iface));
        return false;
    }
    return methods_ok(&q) && terms_ok(&q, i, s, vset) && comparable_ok(&q, i);
}

bool types_implements(Type *t, Type *iface, Obj **missing, bool *wrong_type)
{
    Obj *alt;
    Obj *m = lookup_missing_method(t, iface, true, &alt);
    if (missing != NULL)
        *missing = m;
    if (wrong_type != NULL)
        *wrong_type = m != NULL && alt != NULL && alt->name == m->name;
    return m == NULL && type_implements(NULL, NO_POS, t, iface, false, NULL);
}

bool types_assignable(Type *from, Type *to)
{
    if (types_identical(from, to))
        return true;
    Type *f = types_under(from), *t = types_under(to);
    bool param = types_is_typeparam(from) || types_is_typeparam(to);
    if (from->kind == TY_UNTYPED_NIL)
        return types_has_nil(to);
    if (types_is_untyped(from))
        return types_is_interface(to) || type_all(to, IS_CONST_TYPE);
    if (types_identical(f, t) && !param && (!type_has_name(from) || !type_has_name(to)))
        return true;
    if (t->kind == TY_INTERFACE && !types_is_typeparam(to))
        return type_implements(NULL, NO_POS, from, to, false, NULL);
    return f->kind == TY_CHAN && f->chan.dir == CHAN_BOTH && t->kind == TY_CHAN &&
           types_identical(f->chan.elem, t->chan.elem) &&
           (!type_has_name(from) || !type_has_name(to));
}
