/* typexpr: identifiers, and expressions that denote types (spec: Types). */
#include "types/check.h"

#include <string.h>

/* ---- identifiers ---- */

/* Dot-imported objects live in the file scope, but count as uses of their import. */
static void mark_dot_import(Checker *ck, Scope *where, Obj *o)
{
    if (!where || where->outer != ck->pkg->scope || o->kind == OBJ_PKGNAME)
        return;
    Map *from = map_get(&ck->dot_imports, where);
    Obj *pkgname = from ? map_get(from, o->name) : NULL;
    if (pkgname)
        pkgname->used = true;
}

static bool is_broken_alias(Checker *ck, Obj *o)
{
    return o->tname.is_alias && map_get(&ck->broken_aliases, o);
}

static void undefined_ident(Checker *ck, Operand *x, AstIdent *e)
{
    if (!ast_is_blank(e)) {
        check_error(ck, start_pos(e), "undefined: %s", e->Name->s);
        return;
    }
    Type *tparam = map_get(&ck->recv_tparams, e);
    if (tparam) {
        x->mode = MODE_TYPE;
        x->type = tparam;
    } else {
        check_error(ck, start_pos(e), "cannot use _ as value or type");
    }
}

/* x becomes the constant o, or the value of iota. */
static void ident_const(Checker *ck, Operand *x, AstIdent *e, Obj *o)
{
    if (o == universe_iota) {
        if (!ck->env.iota) {
            check_error(ck, start_pos(e), "cannot use iota outside constant declaration");
            return;
        }
        x->val = ck->env.iota;
    } else {
        x->val = o->cnst.val;
    }
    x->mode = MODE_CONST;
}

static void ident_object(Checker *ck, Operand *x, AstIdent *e, Obj *o)
{
    switch (o->kind) {
    case OBJ_PKGNAME:
        check_error(ck, start_pos(e), "use of package %s not in selector", o->name->s);
        return;
    case OBJ_CONST:
        check_add_dep(ck, o);
        if (type_valid(o->type))
            ident_const(ck, x, e, o);
        break;
    case OBJ_TYPENAME:
        if (is_broken_alias(ck, o)) {
            check_error(ck, start_pos(e), "invalid use of type alias %s in recursive type "
                        "(see issue #50729)", o->name->s);
            return;
        }
        x->mode = MODE_TYPE;
        break;
    case OBJ_VAR:
        if (o->pkg == ck->pkg)
            o->used = true;
        check_add_dep(ck, o);
        if (type_valid(o->type))
            x->mode = MODE_VAR;
        break;
    case OBJ_FUNC:
        check_add_dep(ck, o);
        x->mode = MODE_VALUE;
        break;
    case OBJ_BUILTIN:
        x->id = o->builtin.id;
        x->mode = MODE_BUILTIN;
        break;
    case OBJ_NIL:
        x->mode = MODE_NILVALUE;
        break;
    case OBJ_BAD: case OBJ_LABEL:
        break;
    }
    x->type = o->type;
}

static const char *object_kind(Obj *o)
{
    switch (o->kind) {
    case OBJ_PKGNAME: return "package name";
    case OBJ_CONST: return "constant";
    case OBJ_TYPENAME: return "type";
    case OBJ_VAR: return o->var.is_field ? "struct field" : o->var.is_global ? "package-level variable"
                       : o->var.is_param ? "parameter" : o->var.is_result ? "result parameter"
                       : "local variable";
    case OBJ_FUNC: return "function";
    case OBJ_BUILTIN: return "built-in function";
    case OBJ_NIL: return "nil";
    case OBJ_BAD: case OBJ_LABEL:
        break;
    }
    return "object";
}

void check_ident(Checker *ck, Operand *x, AstIdent *e, Type *def, bool want_type)
{
    *x = (Operand){.mode = MODE_INVALID, .type = type_invalid, .expr = (AstExpr *)e};
    Scope *where = NULL;
    Obj *o = scope_lookup_parent(ck->env.scope, e->Name, NO_POS, &where);
    if (!o || !check_builtin_known(ck, o)) {
        undefined_ident(ck, x, e);
        return;
    }
    if ((o == universe_any || o == universe_comparable) && !check_has_version(ck, 18)) {
        check_version_error(ck, start_pos(e), 18, text_printf("predeclared %s", e->Name->s));
        return;
    }
    check_record_use(ck, e, o);
    if (want_type && o->kind != OBJ_TYPENAME && new_wording(20)) {
        check_error(ck, start_pos(e), "%s (%s) is not a type", o->name->s, object_kind(o));
        if (o->kind == OBJ_VAR && o->pkg == ck->pkg)
            o->used = true;
        return;
    }
    /* A type wanted as such is looked at again even if known: this finds cycles. Otherwise the
     * caller has a better message than a cycle ("is not a type"). */
    if (!o->type || (o->kind == OBJ_TYPENAME && want_type))
        check_obj_decl_def(ck, o, def);
    if (!o->type)
        o->type = type_invalid;
    mark_dot_import(ck, where, o);
    ident_object(ck, x, e, o);
}

/* ---- type expressions ---- */

static void check_var_constraint(Checker *ck, void *arg)
{
    AstExpr *e = arg;
    Type *u = types_under(e->type);
    if (u->kind != TY_INTERFACE)
        return;
    typeset_of(u);
    bool terms = typeset_has_terms(u);
    if (!terms && !typeset_is_comparable(u))
        return;
    check_soft_error(ck, start_pos(e), "cannot use type %s outside a type constraint: interface %s",
                     types_string(e->type), terms ? "contains type constraints"
                     : "is (or embeds) comparable");
}

/* Types of variables may not be constraint interfaces; known when all types are complete. */
static void later_var_constraint(Checker *ck, AstExpr *e, Type *t)
{
    t = types_unalias(t);
    if (t->kind == TY_INTERFACE ? t->iface.embeddeds.len > 0
                                : t->kind == TY_NAMED && t != type_error)
        check_later(ck, check_var_constraint, e);
}

void check_var_type_of(Checker *ck, AstExpr *e, Type *t)
{
    later_var_constraint(ck, e, t);
}

Type *check_var_type(Checker *ck, AstExpr *e)
{
    Type *t = check_defined_type(ck, e, NULL);
    later_var_constraint(ck, e, t);
    return t;
}

Type *check_type(Checker *ck, AstExpr *e)
{
    return check_defined_type(ck, e, NULL);
}

static Type *type_operand(Checker *ck, Operand *x, Type *def)
{
    if (x->mode == MODE_TYPE) {
        named_set_underlying(def, x->type);
        return x->type;
    }
    if (x->mode == MODE_NOVALUE)
        check_error(ck, operand_pos(x), "%s used as type", operand_string(x));
    else if (x->mode != MODE_INVALID)
        check_error(ck, operand_pos(x), "%s is not a type", operand_string(x));
    return NULL;
}

/* The length of an array type, -1 after an error. */
static int64_t array_length(Checker *ck, AstExpr *e)
{
    if (e->kind == AST_Ident) {
        AstIdent *id = (AstIdent *)e;
        Obj *o = scope_lookup_parent(ck->env.scope, id->Name, NO_POS, NULL);
        if (!o || o->kind != OBJ_CONST) {
            check_error(ck, start_pos(e), o ? "invalid array length %s" : new_wording(20)
                        ? "undefined array length %s or missing type constraint"
                        : "undeclared name %s for array length", id->Name->s);
            return -1;
        }
    }
    Operand x;
    check_expr(ck, &x, e);
    if (x.mode != MODE_CONST) {
        if (x.mode != MODE_INVALID)
            check_error(ck, start_pos(e), "array length %s must be constant", operand_string(&x));
        return -1;
    }
    if (types_is_untyped(x.type) || types_is_integer(x.type)) {
        Const *v = const_to_int(x.val);
        int64_t n;
        if (v && const_representable(v, type_basic[TY_INT], NULL)) {
            if (const_int64(v, &n) && n >= 0)
                return n;
            check_error(ck, start_pos(e), "invalid array length %s", operand_string(&x));
            return -1;
        }
    }
    check_error(ck, start_pos(e), new_wording(20) && types_is_integer(x.type)
                ? "invalid array length %s" : "array length %s must be integer",
                operand_string(&x));
    return -1;
}

static Type *array_type(Checker *ck, AstArrayType *e, Type *def)
{
    if (!e->Len) {
        Type *t = types_new_slice(type_invalid);
        named_set_underlying(def, t);
        t->slice.elem = check_var_type(ck, e->Elt);
        return t;
    }
    Type *t = types_new_array(NULL, -1);
    named_set_underlying(def, t);
    if (e->Len->kind == AST_Ellipsis)
        check_error(ck, start_pos(e), "invalid use of [...] array (outside a composite literal)");
    else
        t->array.len = array_length(ck, e->Len);
    t->array.elem = check_var_type(ck, e->Elt);
    check_local_limit(ck, t, start_pos(e));
    return t->array.len >= 0 ? t : NULL;
}

static Type *pointer_type(Checker *ck, AstStarExpr *e, Type *def)
{
    Type *t = type_new(TY_POINTER); /* not one that others share: its element follows */
    t->pointer.elem = type_invalid;
    named_set_underlying(def, t);
    t->pointer.elem = check_var_type(ck, e->X);
    return type_valid(t->pointer.elem) ? t : type_invalid;
}

static void check_map_key(Checker *ck, void *arg)
{
    AstMapType *e = arg;
    Type *key = e->type->map.key;
    if (!type_valid(key) || types_comparable(key, true))
        return;
    check_error(ck, start_pos(e->Key), "invalid map key type %s%s", types_string(key),
                types_is_typeparam(key) ? " (missing comparable constraint)" : "");
}

static Type *map_type(Checker *ck, AstMapType *e, Type *def)
{
    Type *t = types_new_map(type_invalid, type_invalid);
    named_set_underlying(def, t);
    t->map.key = check_var_type(ck, e->Key);
    t->map.elem = check_var_type(ck, e->Value);
    e->type = t;
    if ((int)types_unalias(t->map.key)->kind > TY_LAST_BASIC)
        check_later(ck, check_map_key, e);
    return t;
}

static Type *chan_type(Checker *ck, AstChanType *e, Type *def)
{
    ChanDir dir = e->Dir == AST_SEND ? CHAN_SEND : e->Dir == AST_RECV ? CHAN_RECV : CHAN_BOTH;
    Type *t = types_new_chan(dir, type_invalid);
    named_set_underlying(def, t);
    t->chan.elem = check_var_type(ck, e->Value);
    check_local_limit(ck, t, start_pos(e));
    return t;
}

static Type *not_a_type(Checker *ck, AstExpr *e)
{
    check_error(ck, start_pos(e), "%s is not a type", ast_expr_string(e));
    check_use_expr(ck, e);
    return NULL;
}

static Type *selector_type(Checker *ck, AstSelectorExpr *e, Type *def)
{
    Operand x;
    check_selector(ck, &x, e, def, true);
    return type_operand(ck, &x, def);
}

static Type *ident_type(Checker *ck, AstIdent *e, Type *def)
{
    Operand x;
    check_ident(ck, &x, e, def, true);
    return type_operand(ck, &x, def);
}

static Type *index_type(Checker *ck, AstExpr *e, Type *def)
{
    check_allow(ck, new_wording(20) ? start_pos(e) : ast_gc_pos(e), 18, "type instantiation");
    if (e->kind == AST_IndexExpr) {
        AstIndexExpr *i = (AstIndexExpr *)e;
        return check_instantiated_type(ck, i->X, &i->Index, 1, e, def);
    }
    AstIndexListExpr *l = (AstIndexListExpr *)e;
    return check_instantiated_type(ck, l->X, l->Indices.p, (int)l->Indices.len, e, def);
}

/* The type e denotes, NULL after an error. */
static Type *type_expr(Checker *ck, AstExpr *e, Type *def)
{
    switch ((int)e->kind) {
    case AST_BadExpr:
        return NULL;
    case AST_Ident:
        return ident_type(ck, (AstIdent *)e, def);
    case AST_SelectorExpr:
        return selector_type(ck, (AstSelectorExpr *)e, def);
    case AST_IndexExpr: case AST_IndexListExpr:
        return index_type(ck, e, def);
    case AST_ParenExpr:
        return check_defined_type(ck, ((AstParenExpr *)e)->X, def);
    case AST_ArrayType:
        return array_type(ck, (AstArrayType *)e, def);
    case AST_Ellipsis:
        check_error(ck, start_pos(e), new_wording(20) ? "invalid use of ..." : "invalid use of '...'");
        if (((AstEllipsis *)e)->Elt)
            check_use_expr(ck, ((AstEllipsis *)e)->Elt);
        return NULL;
    case AST_StructType:
        return check_struct_type(ck, (AstStructType *)e, def);
    case AST_StarExpr:
        return pointer_type(ck, (AstStarExpr *)e, def);
    case AST_FuncType: {
        Type *t = type_new(TY_SIGNATURE);
        named_set_underlying(def, t);
        check_func_type(ck, t, NULL, (AstFuncType *)e);
        return t;
    }
    case AST_InterfaceType:
        return check_interface_type(ck, (AstInterfaceType *)e, def);
    case AST_MapType:
        return map_type(ck, (AstMapType *)e, def);
    case AST_ChanType:
        return chan_type(ck, (AstChanType *)e, def);
    default:
        return not_a_type(ck, e);
    }
}

Type *check_defined_type(Checker *ck, AstExpr *e, Type *def)
{
    Type *t = type_expr(ck, e, def);
    if (!t) {
        t = type_invalid;
        named_set_underlying(def, t);
    }
    if (type_is_generic(t)) {
        check_error(ck, start_pos(e), "cannot use generic type %s without instantiation",
                    types_string(t));
        t = type_invalid;
    }
    check_record_type(e, t);
    return t;
}

Type *check_generic_type(Checker *ck, AstExpr *e, const char **reason)
{
    Type *t = type_expr(ck, e, NULL);
    if (!t)
        t = type_invalid;
    if (type_valid(t) && !type_is_generic(t)) {
        if (reason)
            *reason = types_string(t);
        t = type_invalid;
    }
    check_record_type(e, t);
    return t;
}

/* ---- instantiation ---- */

bool check_type_list(Checker *ck, AstExpr **list, int n, TypeVec *out)
{
    bool ok = true;
    for (int i = 0; i < n; i++) {
        Type *t = check_var_type(ck, list[i]);
        ok = ok && type_valid(t);
        vec_push(perm, out, t);
    }
    return ok;
}

typedef struct InstanceCheck { AstExpr *x, **targs; int ntargs; Type *inst; } InstanceCheck;

static void verify_instance(Checker *ck, void *arg)
{
    InstanceCheck *c = arg;
    Pos pos = start_pos(c->x);
    ObjVec tparams = type_tparams(c->inst);
    TypeVec targs = type_targs(c->inst);
    const char *name = ast_expr_string(c->x);
    if (check_targ_count(ck, pos, text_printf("type %s", name), (int)tparams.len, (int)targs.len)) {
        const char *cause = NULL;
        int bad = check_verify_instance(ck, pos, tparams, targs, &cause);
        if (bad < 0)
            check_record_instance(ck, pos, tparams, targs, c->targs, c->ntargs);
        else
            check_soft_error(ck, bad < c->ntargs ? start_pos(c->targs[bad]) : pos, "%s", cause);
    }
    if (c->inst->kind == TY_NAMED)
        check_valid_type(ck, c->inst);
}

Type *check_instantiated_type(Checker *ck, AstExpr *x, AstExpr **targs, int n, AstExpr *whole,
                              Type *def)
{
    const char *not_generic = NULL;
    Type *generic = check_generic_type(ck, x, &not_generic);
    if (not_generic)
        check_message(ck, start_pos(x), MSG_NOT_GENERIC, ast_expr_string(whole), not_generic);
    if (!type_valid(generic))
        return NULL;
    TypeVec types = {0};
    if (!check_type_list(ck, targs, n, &types))
        return NULL;
    Type *inst = type_instance(ck, start_pos(x), generic, types);
    named_set_underlying(def, inst);
    check_record_inst(whole, types, inst);
    InstanceCheck *c = NEW(perm, InstanceCheck);
    *c = (InstanceCheck){x, targs, n, inst};
    check_later(ck, verify_instance, c); /* the generic type may not have its parameters yet */
    return inst;
}
