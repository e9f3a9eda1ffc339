/* Terms of constraints, T and ~T, and lists of them as sets of types (spec: General interfaces).
 *
 * A list in normal form holds disjoint terms. Normalising is quadratic; unions are short.
 */
#include "types/core.h"

bool term_disjoint(UnionTerm a, UnionTerm b)
{
    Type *x = b.tilde ? types_under(a.type) : a.type;
    Type *y = a.tilde ? types_under(b.type) : b.type;
    return !types_identical(x, y);
}

bool term_includes(UnionTerm t, Type *type)
{
    return types_identical(t.type, t.tilde ? types_under(type) : type);
}

bool term_subset_of(UnionTerm a, UnionTerm b)
{
    return !term_disjoint(a, b) && (!a.tilde || b.tilde);
}

static void add_term(TermVec *list, UnionTerm t)
{
    for (uint32_t i = 0; i < list->len; i++) {
        if (term_disjoint(list->p[i], t))
            continue;
        if (t.tilde)
            list->p[i] = t;
        /* the wider term may swallow others behind */
        for (uint32_t j = i + 1; t.tilde && j < list->len; j++)
            if (!term_disjoint(list->p[j], t))
                list->p[j--] = list->p[--list->len];
        return;
    }
    vec_push(perm, list, t);
}

void terms_union(TermVec *into, bool *all, const TermVec *other, bool other_all)
{
    if (*all || other_all) {
        *all = true;
        into->len = 0;
        return;
    }
    for (uint32_t i = 0; i < other->len; i++)
        add_term(into, other->p[i]);
}

void terms_intersect(TermVec *into, bool *all, const TermVec *other, bool other_all)
{
    if (other_all)
        return;
    TermVec result = {0};
    if (*all) {
        for (uint32_t i = 0; i < other->len; i++)
            vec_push(perm, &result, other->p[i]);
    }
    for (uint32_t i = 0; !*all && i < into->len; i++) {
        for (uint32_t j = 0; j < other->len; j++) {
            UnionTerm x = into->p[i], y = other->p[j];
            if (!term_disjoint(x, y))
                add_term(&result, !x.tilde || y.tilde ? x : y);
        }
    }
    *all = false;
    *into = result;
}

const char *term_string(UnionTerm t)
{
    const char *s = types_string_in_full(t.type); /* as gc has it: without regard to the package */
    return t.tilde ? arena_printf(perm, "~%s", s) : s;
}

const char *terms_string(const TermVec *terms)
{
    if (terms->len == 0)
        return "∅";
    Buf b = {0};
    for (uint32_t i = 0; i < terms->len; i++)
        buf_printf(&b, "%s%s", i > 0 ? " | " : "", term_string(terms->p[i]));
    const char *s = arena_strndup(perm, b.p, b.len);
    buf_free(&b);
    return s;
}
