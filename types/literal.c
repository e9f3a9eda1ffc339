/* literal: function and composite literals (spec: Function literals, Composite literals). */
#include "types/check.h"

#include <string.h>

/* ---- functions ---- */

typedef struct LitBody {
    AstFuncLit *lit;
    DeclInfo *decl; /* the declaration around it: the literal's mentions are its dependencies */
    Obj *in_func;
    Type *sig;
    Scope *scope;
    Const *iota;
} LitBody;

static void check_lit_body(Checker *ck, void *arg)
{
    LitBody *b = arg;
    check_func_body(ck, b->decl, b->in_func, b->lit, b->sig, b->scope, b->lit->Body, b->iota);
}

void check_func_lit(Checker *ck, Operand *x, AstFuncLit *e)
{
    Type *sig = type_new(TY_SIGNATURE);
    Scope *scope = check_func_type(ck, sig, NULL, e->Type);
    check_record_type((AstExpr *)e->Type, sig);
    check_own_params(sig, ck->env.in_func, e);
    x->mode = MODE_VALUE;
    x->type = sig;
    if (!e->Body)
        return;
    /* The body may refer to a type that the literal is part of: it is checked a little later, but
     * before the scope around it changes. */
    LitBody *b = NEW(perm, LitBody);
    *b = (LitBody){e, ck->env.decl, ck->env.in_func, sig, scope, ck->env.iota};
    check_later(ck, check_lit_body, b);
}

/* ---- structs ---- */

static Obj *find_field(Type *strct, Package *pkg, const Sym *name)
{
    if (name == sym_blank())
        return NULL;
    for (uint32_t i = 0; i < strct->strct.fields.len; i++)
        if (obj_same_id(strct->strct.fields.p[i], pkg, name))
            return strct->strct.fields.p[i];
    return NULL;
}

static const char *unknown_field_hint(Type *u, const Sym *name)
{
    if (!new_wording(23))
        return "";
    for (uint32_t i = 0; i < u->strct.fields.len; i++) {
        const Sym *have = u->strct.fields.p[i]->name;
        if (have != name && have->len == name->len && strcasecmp(have->s, name->s) == 0)
            return text_printf(", but does have %s", have->s);
    }
    return "";
}

static void keyed_field(Checker *ck, AstKeyValueExpr *kv, Type *base, Type *u, bool *visited)
{
    Operand x;
    AstIdent *key = kv->Key->kind == AST_Ident ? (AstIdent *)kv->Key : NULL;
    Obj *f = key ? find_field(u, ck->pkg, key->Name) : NULL;
    check_expr_target(ck, &x, kv->Value, f ? f->type : NULL);
    if (!key) {
        check_error(ck, start_pos(kv), "invalid field name %s in struct literal",
                    ast_expr_string(kv->Key));
        return;
    }
    if (!f) {
        const char *hint = unknown_field_hint(u, key->Name);
        if (*hint)
            check_error(ck, start_pos(key), "unknown field %s in struct literal of type %s%s",
                        key->Name->s, types_string(base), hint);
        else
            check_message(ck, start_pos(key), MSG_UNKNOWN_FIELD, key->Name->s, types_string(base));
        return;
    }
    check_record_use(ck, key, f);
    check_assignment(ck, &x, f->type, "struct literal");
    if (visited[f->var.index])
        check_error(ck, start_pos(kv), "duplicate field name %s in struct literal", key->Name->s);
    visited[f->var.index] = true;
}

static void keyed_struct(Checker *ck, AstCompositeLit *e, Type *base, Type *u)
{
    bool *visited = NEW_ARRAY(perm, bool, u->strct.fields.len);
    for (uint32_t i = 0; i < e->Elts.len; i++) {
        AstExpr *elt = e->Elts.p[i];
        if (elt->kind == AST_KeyValueExpr)
            keyed_field(ck, (AstKeyValueExpr *)elt, base, u, visited);
        else
            check_error(ck, start_pos(elt),
                        "mixture of field:value and value elements in struct literal");
    }
}

static void positional_struct(Checker *ck, AstCompositeLit *e, Type *base, Type *typ, Type *u)
{
    uint32_t nfields = u->strct.fields.len;
    for (uint32_t i = 0; i < e->Elts.len; i++) {
        AstExpr *elt = e->Elts.p[i];
        Operand x;
        if (elt->kind == AST_KeyValueExpr) {
            check_error(ck, start_pos(elt),
                        "mixture of field:value and value elements in struct literal");
            continue;
        }
        check_expr_target(ck, &x, elt, i < nfields ? u->strct.fields.p[i]->type : NULL);
        if (i >= nfields) {
            check_message(ck, operand_pos(&x), MSG_TOO_MANY_VALUES, types_string(base));
            break;
        }
        Obj *f = u->strct.fields.p[i];
        if (!f->exported && f->pkg != ck->pkg) {
            check_error(ck, operand_pos(&x), new_wording(20)
                        ? "implicit assignment to unexported field %s in struct literal of type %s"
                        : "implicit assignment to unexported field %s in %s literal", f->name->s,
                        types_string(typ));
            continue;
        }
        check_assignment(ck, &x, f->type, "struct literal");
    }
    if (e->Elts.len < nfields)
        check_message(ck, e->Rbrace, MSG_TOO_FEW_VALUES, types_string(base));
}

/* ---- arrays, slices, maps ---- */

/* Elements of an array of the given length, or of a slice (-1). The result is the length that they
 * need. */
static int64_t indexed_elements(Checker *ck, AstExprList *elts, Type *elem, int64_t length)
{
    Map visited = {0}; /* filled only once there are keys: without, indices do not repeat */
    bool keyed = false;
    int64_t index = 0, max = 0;
    for (uint32_t i = 0; i < elts->len && !keyed; i++)
        keyed = elts->p[i]->kind == AST_KeyValueExpr;
    for (uint32_t i = 0; i < elts->len; i++) {
        AstExpr *e = elts->p[i], *value = e;
        bool valid = false;
        if (e->kind == AST_KeyValueExpr) {
            AstKeyValueExpr *kv = (AstKeyValueExpr *)e;
            Type *t;
            int64_t k = check_index(ck, kv->Key, length, &t);
            value = kv->Value;
            if (k >= 0) {
                index = k;
                valid = true;
            } else if (type_valid(t)) {
                check_error(ck, start_pos(e), "index %s must be integer constant",
                            ast_expr_string(kv->Key));
            }
        } else if (length >= 0 && index >= length) {
            check_error(ck, start_pos(e), "index %lld is out of bounds (>= %lld)", (long long)index,
                        (long long)length);
        } else {
            valid = true;
        }
        if (valid && keyed) {
            const void *k = (const void *)(uintptr_t)(index + 1);
            if (map_get(&visited, k))
                check_error(ck, start_pos(e), "duplicate index %lld in array or slice literal",
                            (long long)index);
            map_set(&visited, k, e);
        }
        if (++index > max)
            max = index;
        Operand x;
        check_expr_hint(ck, &x, value, elem);
        check_assignment(ck, &x, elem, "array or slice literal");
    }
    return max;
}

/* Constant keys by their value as text, in equal form for equal values: 1, 1.0 and 1+0i are one. */
static const Sym *key_text(const Const *c)
{
    switch (const_kind(c)) {
    case CONST_STRING:
        return const_string(c);
    case CONST_BOOL:
        return sym(const_bool(c) ? "true" : "false");
    case CONST_INT: case CONST_FLOAT: case CONST_COMPLEX: {
        Const *i = const_to_int(c);
        int64_t v;
        uint64_t u;
        if (i && const_int64(i, &v))
            return sym_printf("i%lld", (long long)v);
        if (i && const_uint64(i, &u))
            return sym_printf("u%llu", (unsigned long long)u);
        double re, im;
        const_complex(c, &re, &im);
        return sym_printf("f%a,%a", re, im);
    }
    case CONST_UNKNOWN:
        break;
    }
    return NULL;
}

typedef struct SeenKey { Type *type; struct SeenKey *next; } SeenKey;

/* Has a key of this value (in a map of interfaces also of this type) been seen? */
static bool seen_key(Map *visited, Operand *x, bool is_interface)
{
    const Sym *key = key_text(x->val);
    if (!key)
        return false;
    SeenKey *list = map_get(visited, key);
    for (SeenKey *k = list; k; k = k->next)
        if (!is_interface || types_identical(k->type, x->type))
            return true;
    SeenKey *k = NEW(perm, SeenKey);
    k->type = x->type;
    k->next = list;
    map_set(visited, key, k);
    return false;
}

static void map_elements(Checker *ck, AstCompositeLit *e, Type *u)
{
    Map visited = {0};
    bool is_interface = types_is_interface(u->map.key);
    for (uint32_t i = 0; i < e->Elts.len; i++) {
        AstExpr *elt = e->Elts.p[i];
        if (elt->kind != AST_KeyValueExpr) {
            check_error(ck, start_pos(elt), "missing key in map literal");
            continue;
        }
        AstKeyValueExpr *kv = (AstKeyValueExpr *)elt;
        Operand x;
        check_expr_hint(ck, &x, kv->Key, u->map.key);
        check_assignment(ck, &x, u->map.key, "map literal");
        if (x.mode == MODE_INVALID)
            continue;
        if (x.mode == MODE_CONST && seen_key(&visited, &x, is_interface)) {
            check_error(ck, operand_pos(&x), "duplicate key %s in map literal",
                        const_text(x.val, x.type));
            continue;
        }
        check_expr_hint(ck, &x, kv->Value, u->map.elem);
        check_assignment(ck, &x, u->map.elem, "map literal");
    }
}

/* ---- all together ---- */

/* The literal's type; *base is the type of which it has elements: for &T{} left out, T. */
static Type *literal_type(Checker *ck, AstCompositeLit *e, Type *hint, Type **base)
{
    if (e->Type) {
        AstArrayType *a = e->Type->kind == AST_ArrayType ? (AstArrayType *)e->Type : NULL;
        if (a && a->Len && a->Len->kind == AST_Ellipsis)
            *base = types_new_array(check_var_type(ck, a->Elt), -1);
        else
            *base = check_type(ck, e->Type);
        return *base;
    }
    if (!hint) {
        check_error(ck, start_pos(e), "missing type in composite literal");
        return NULL;
    }
    Type *core = types_core(hint);
    if (!core) {
        check_error(ck, start_pos(e), "invalid composite literal element type %s: no core type",
                    types_string(hint));
        return NULL;
    }
    *base = new_wording(20) ? hint : core;
    if (core->kind == TY_POINTER)
        *base = core->pointer.elem;
    return hint;
}

static bool incomplete(Checker *ck, AstCompositeLit *e, Type *part)
{
    if (part)
        return false;
    check_error(ck, start_pos(e), new_wording(20) ? "invalid recursive type"
                : "illegal cycle in type declaration");
    return true;
}

static void use_elements(Checker *ck, AstCompositeLit *e)
{
    for (uint32_t i = 0; i < e->Elts.len; i++)
        check_use_expr(ck, e->Elts.p[i]);
}

/* The declaration of base is under way: type T struct { f [unsafe.Sizeof(T{})]int }. */
static bool being_declared(Type *base)
{
    base = types_unalias(base);
    if (base->kind != TY_NAMED)
        return false;
    DeclInfo *d = base->named.orig->named.obj->decl;
    return d && d->color == COLOR_GREY;
}

static bool literal_elements(Checker *ck, AstCompositeLit *e, Type *typ, Type *base)
{
    Type *u = types_core(base);
    switch ((int)(u ? u->kind : TY_NAMED)) {
    case TY_STRUCT:
        if (being_declared(base) && incomplete(ck, e, NULL))
            return false;
        if (e->Elts.len == 0)
            break;
        if (e->Elts.p[0]->kind == AST_KeyValueExpr)
            keyed_struct(ck, e, base, u);
        else
            positional_struct(ck, e, base, typ, u);
        break;
    case TY_ARRAY: {
        if (incomplete(ck, e, u->array.elem))
            return false;
        int64_t n = indexed_elements(ck, &e->Elts, u->array.elem, u->array.len);
        if (u->array.len < 0) {
            u->array.len = n;
            if (e->Type)
                check_record_type(e->Type, u);
        }
        break;
    }
    case TY_SLICE:
        if (incomplete(ck, e, u->slice.elem))
            return false;
        indexed_elements(ck, &e->Elts, u->slice.elem, -1);
        break;
    case TY_MAP:
        if (incomplete(ck, e, u->map.key && u->map.elem ? u->map.key : NULL))
            return false;
        map_elements(ck, e, u);
        break;
    default:
        use_elements(ck, e);
        if (u && !type_valid(u))
            return true; /* reported before */
        check_error(ck, start_pos(e), "invalid composite literal type %s", types_string(typ));
        return false;
    }
    return true;
}

void check_composite_lit(Checker *ck, Operand *x, AstCompositeLit *e, Type *hint)
{
    Type *base = NULL;
    Type *typ = literal_type(ck, e, hint, &base);
    if (!typ) {
        use_elements(ck, e);
        return;
    }
    if (!literal_elements(ck, e, typ, base))
        return;
    x->mode = MODE_VALUE;
    x->type = typ;
}
