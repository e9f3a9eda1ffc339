/* Types that would contain themselves (spec: Type declarations): type T struct { f [2]T }.
 *
 * Cycles through aliases alone are found while declarations are checked. Here the memory of a type
 * is followed through arrays, structs, embedded interfaces and unions; a type parameter stands for
 * the argument of the instance around it.
 */
#include "types/core.h"

/* Types around the one being looked at, innermost first. */
typedef struct Nest { Type *type; const struct Nest *outer; } Nest;

typedef struct Validity { Checker *ck; TypeVec path; } Validity;

static Map valid_types; /* declared types known to be fine */

static bool valid(Validity *v, Type *t, const Nest *nest);

static void report_cycle(Validity *v, Type *t)
{
    ObjVec cycle = {0};
    uint32_t start = 0;
    while (start < v->path.len && !types_identical(v->path.p[start], t))
        start++;
    for (uint32_t i = start; i < v->path.len; i++)
        vec_push(perm, &cycle, instance_obj(v->path.p[i]));
    check_cycle_error(v->ck, cycle.p, (int)cycle.len);
}

static bool valid_named(Validity *v, Type *t, const Nest *nest)
{
    if (map_get(&valid_types, t) != NULL)
        return true;
    if (types_under(t)->kind == TY_INVALID)
        return false;
    for (const Nest *n = nest; n != NULL; n = n->outer) {
        if (!types_identical(n->type, t))
            continue;
        report_cycle(v, t);
        t->named.underlying = type_invalid;
        t->named.orig->named.underlying = type_invalid;
        return false;
    }
    Nest inner = { t, nest };
    vec_push(perm, &v->path, t);
    Type *rhs = t->named.orig->named.from_rhs;
    bool ok = rhs == NULL || valid(v, rhs, &inner);
    v->path.len--;
    if (ok)
        map_set(&valid_types, t, t);
    return ok;
}

/* The argument belongs to the place where the instance was written: outside of it. */
static bool valid_tparam(Validity *v, Type *t, const Nest *nest)
{
    if (nest == NULL)
        return true;
    Type *inst = nest->type;
    const ObjVec *tparams = &inst->named.orig->named.tparams;
    for (uint32_t i = 0; i < tparams->len && i < inst->named.targs.len; i++)
        if (tparams->p[i]->type == t)
            return valid(v, inst->named.targs.p[i], nest->outer);
    return true;
}

static bool valid(Validity *v, Type *t, const Nest *nest)
{
    switch ((int)t->kind) {
    case TY_ARRAY:
        return valid(v, t->array.elem, nest);
    case TY_STRUCT:
        for (uint32_t i = 0; i < t->strct.fields.len; i++)
            if (t->strct.fields.p[i]->type != NULL && !valid(v, t->strct.fields.p[i]->type, nest))
                return false;
        return true;
    case TY_UNION:
        for (uint32_t i = 0; i < t->uni.terms.len; i++)
            if (!valid(v, t->uni.terms.p[i].type, nest))
                return false;
        return true;
    case TY_INTERFACE:
        for (uint32_t i = 0; i < t->iface.embeddeds.len; i++)
            if (!valid(v, t->iface.embeddeds.p[i], nest))
                return false;
        return true;
    case TY_ALIAS:
        return valid(v, types_unalias(t), nest);
    case TY_NAMED:
        return valid_named(v, t, nest);
    case TY_TYPEPARAM:
        return valid_tparam(v, t, nest);
    }
    return true;
}

void check_valid_type(Checker *ck, Type *named)
{
    Validity v = { .ck = ck };
    valid(&v, named, NULL);
}

void validtype_reset(void) { valid_types = (Map){0}; }
