/* index: index and slice expressions (spec: Index expressions, Slice expressions). */
#include "types/check.h"

#include <string.h>

/* ---- indices ---- */

bool check_valid_index(Checker *ck, Operand *x, const char *what, bool allow_negative)
{
    if (x->mode == MODE_INVALID)
        return false;
    check_convert_untyped(ck, x, type_basic[TY_INT]);
    if (x->mode == MODE_INVALID)
        return false;
    const char *bad = NULL;
    if (!type_all(x->type, IS_INTEGER))
        bad = "must be integer";
    else if (x->mode == MODE_CONST && const_kind(x->val) != CONST_UNKNOWN) {
        Const *v = x->val;
        if (!allow_negative && const_sign(x->val) < 0)
            bad = "must not be negative";
        else if (!const_representable(x->val, type_basic[TY_INT], &v))
            bad = "overflows int";
        x->val = v;
    }
    if (bad)
        check_error(ck, operand_pos(x), "invalid argument: %s %s %s", what, operand_string(x), bad);
    return !bad;
}

int64_t check_index(Checker *ck, AstExpr *index, int64_t max, Type **t)
{
    Operand x;
    int64_t v;
    if (t)
        *t = type_invalid;
    check_expr(ck, &x, index);
    if (!check_valid_index(ck, &x, "index", false))
        return -1;
    if (x.mode != MODE_CONST) {
        if (t)
            *t = x.type;
        return -1;
    }
    if (!const_int64(x.val, &v))
        return -1;
    if (max >= 0 && v >= max) {
        check_error(ck, operand_pos(&x), "invalid argument: index %s out of bounds [0:%lld]",
                    const_text(x.val, x.type), (long long)max);
        return -1;
    }
    if (t)
        *t = x.type;
    return v;
}

/* ---- x[i] ---- */

/* What indexing a value of some type gives. */
typedef struct Indexing {
    Operand *x;
    Type *key, *elem;   /* key: maps only */
    ExprMode mode;
    int64_t length;     /* -1: unknown */
    bool ok, any;
} Indexing;

static bool string_length(Operand *x, int64_t *length)
{
    if (x->mode == MODE_CONST && const_kind(x->val) == CONST_STRING)
        *length = const_string(x->val)->len;
    return x->mode == MODE_CONST;
}

/* How values of underlying type u are indexed; false if they are not. */
static bool index_of_type(Indexing *r, Type *u)
{
    r->length = -1;
    r->key = NULL;
    r->mode = MODE_VAR;
    if (type_is(u, IS_STRING)) {
        string_length(r->x, &r->length);
        r->mode = MODE_VALUE;
        r->elem = type_byte;
    } else if (u->kind == TY_ARRAY) {
        r->length = u->array.len;
        r->mode = r->x->mode == MODE_VAR ? MODE_VAR : MODE_VALUE;
        r->elem = u->array.elem;
    } else if (u->kind == TY_POINTER) {
        Type *a = type_under_as(u->pointer.elem, TY_ARRAY);
        if (!a)
            return false;
        r->length = a->array.len;
        r->elem = a->array.elem;
    } else if (u->kind == TY_SLICE) {
        r->elem = u->slice.elem;
    } else if (u->kind == TY_MAP) {
        r->mode = MODE_MAPINDEX;
        r->key = u->map.key;
        r->elem = u->map.elem;
    } else {
        return false;
    }
    if (!r->elem)
        r->elem = type_invalid; /* not known yet, in an invalid declaration */
    return true;
}

static bool same_or_none(Type *a, Type *b)
{
    return a && b ? types_identical(a, b) : a == b;
}

/* A type parameter's types must agree in keys and elements. */
static bool index_step(void *ctx, Type *u)
{
    Indexing *all = ctx, one = {.x = all->x};
    if (!u || !index_of_type(&one, u))
        return false;
    if (!all->any) {
        *all = one;
        all->any = true;
        return true;
    }
    if (!same_or_none(all->key, one.key) || !types_identical(all->elem, one.elem))
        return false;
    if (one.mode == MODE_VALUE)
        all->mode = MODE_VALUE;
    if (one.length >= 0 && (all->length < 0 || one.length < all->length))
        all->length = one.length;
    return true;
}

static AstExpr *single_index(Checker *ck, AstExpr *e)
{
    if (e->kind == AST_IndexExpr)
        return ((AstIndexExpr *)e)->Index;
    AstExprList *l = &((AstIndexListExpr *)e)->Indices;
    check_error(ck, start_pos(l->p[1]), new_wording(20) ? "unexpected comma; expecting ]"
                : "invalid operation: more than one index");
    return l->p[0];
}

static AstExpr *indexed(AstExpr *e)
{
    return e->kind == AST_IndexExpr ? ((AstIndexExpr *)e)->X : ((AstIndexListExpr *)e)->X;
}

static void index_value(Checker *ck, Operand *x, AstExpr *e)
{
    Indexing r = {.x = x};
    bool ok;
    if (types_is_typeparam(x->type))
        ok = typeset_each_under(x->type, index_step, &r);
    else
        ok = index_of_type(&r, types_under(x->type));
    if (!ok) {
        if (!new_wording(20) || type_valid(types_under(x->type)))
            check_error(ck, ast_gc_pos(e), new_wording(20) ? "cannot index %s"
                        : "invalid operation: cannot index %s", operand_string(x));
        if (new_wording(20))
            check_use_expr(ck, single_index(ck, e));
        operand_invalidate(x);
        return;
    }
    AstExpr *index = single_index(ck, e);
    if (r.key) {
        Operand key;
        check_expr(ck, &key, index);
        check_assignment(ck, &key, r.key, "map index");
    } else {
        check_index(ck, index, r.length, NULL);
    }
    x->mode = r.mode;
    x->type = r.elem;
    x->expr = e;
}

bool check_index_expr(Checker *ck, Operand *x, AstExpr *e)
{
    check_expr_or_type(ck, x, indexed(e), true);
    if (x->mode == MODE_INVALID) {
        if (e->kind == AST_IndexExpr)
            check_use_expr(ck, ((AstIndexExpr *)e)->Index);
        else
            check_use(ck, ((AstIndexListExpr *)e)->Indices.p,
                      (int)((AstIndexListExpr *)e)->Indices.len);
        return false;
    }
    if (x->mode == MODE_TYPE) {
        x->type = check_var_type(ck, e);
        x->mode = type_valid(x->type) ? MODE_TYPE : MODE_INVALID;
        return false;
    }
    if (x->mode == MODE_VALUE) {
        Type *sig = type_under_as(x->type, TY_SIGNATURE);
        if (sig && sig->sig.tparams.len > 0)
            return true;
    }
    index_value(ck, x, e);
    return false;
}

/* ---- x[i:j:k] ---- */

/* x becomes the sliced value; *length is what its length is known to be, else -1. */
static bool slice_operand(Checker *ck, Operand *x, AstSliceExpr *e, int64_t *length)
{
    Type *u = type_core_string(x->type);
    const char *name = operand_string(x);
    *length = -1;
    if (!u && new_wording(25)) {
        const char *why = check_no_common_under(x->type, NULL);
        check_error(ck, operand_pos(x), "cannot slice %s: %s%s%s", name, why,
                    typeset_has_terms(x->type) ? "" : " in ",
                    typeset_has_terms(x->type) ? "" : types_string(x->type));
        return false;
    }
    if (!u) {
        check_error(ck, operand_pos(x), "invalid operation: cannot slice %s: %s has no core type",
                    name, types_string(x->type));
        return false;
    }
    if (type_is(u, IS_STRING)) {
        if (e->Slice3) {
            check_error(ck, e->Max ? start_pos(e->Max) : e->Rbrack,
                        "invalid operation: 3-index slice of string");
            return false;
        }
        string_length(x, length);
        if (types_is_untyped(x->type)) {
            x->type = type_basic[TY_STRING];
            check_update_expr_type(ck, e->X, x->type, true);
        }
        return true;
    }
    if (u->kind == TY_ARRAY) {
        *length = u->array.len;
        if (x->mode != MODE_VAR) {
            check_error(ck, operand_pos(x), new_wording(20) ? "cannot slice unaddressable value %s"
                        : "invalid operation: %s (slice of unaddressable value)", name);
            return false;
        }
        check_mark_addrtaken(e->X);
        x->type = types_new_slice(u->array.elem);
        return true;
    }
    if (u->kind == TY_POINTER) {
        Type *a = type_under_as(u->pointer.elem, TY_ARRAY);
        if (a) {
            *length = a->array.len;
            x->type = types_new_slice(a->array.elem);
            return true;
        }
    } else if (u->kind == TY_SLICE) {
        return true;
    }
    check_error(ck, operand_pos(x), new_wording(20) ? "cannot slice %s"
                : "invalid operation: cannot slice %s", name);
    return false;
}

/* Constant indices must not decrease. */
static void check_slice_order(Checker *ck, AstExpr **index, int64_t *ind)
{
    for (int i = 0; i < 2; i++) {
        if (ind[i] <= 0)
            continue;
        for (int j = i + 1; j < 3; j++) {
            if (ind[j] < 0 || ind[j] >= ind[i])
                continue;
            AstExpr *at = index[j] ? index[j] : index[i];
            check_error(ck, start_pos(at), "invalid slice indices: %lld < %lld", (long long)ind[j],
                        (long long)ind[i]);
            return;
        }
    }
}

void check_slice_expr(Checker *ck, Operand *x, AstSliceExpr *e)
{
    AstExpr *index[3] = {e->Low, e->High, e->Max};
    check_expr(ck, x, e->X);
    if (x->mode == MODE_INVALID) {
        check_use(ck, index, 3);
        return;
    }
    int64_t length, ind[3];
    if (!slice_operand(ck, x, e, &length)) {
        operand_invalidate(x);
        return;
    }
    x->mode = MODE_VALUE;
    for (int i = 0; i < 3; i++) {
        ind[i] = i == 0 ? 0 : length;
        if (index[i])
            ind[i] = check_index(ck, index[i], length >= 0 ? length + 1 : -1, NULL);
    }
    check_slice_order(ck, index, ind);
}
