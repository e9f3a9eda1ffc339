/* selector: qualified identifiers, fields, methods, method expressions (spec: Selectors). */
#include "types/check.h"

#include <string.h>
#include <strings.h>

/* ---- pkg.Name ---- */

static void qualified_object(Operand *x, Obj *o)
{
    x->type = o->type;
    switch (o->kind) {
    case OBJ_CONST:
        x->mode = MODE_CONST;
        x->val = o->cnst.val;
        break;
    case OBJ_TYPENAME:
        x->mode = MODE_TYPE;
        break;
    case OBJ_VAR:
        x->mode = MODE_VAR;
        break;
    case OBJ_FUNC:
        x->mode = MODE_VALUE;
        break;
    case OBJ_BUILTIN:
        x->mode = MODE_BUILTIN;
        x->id = o->builtin.id;
        break;
    case OBJ_BAD: case OBJ_PKGNAME: case OBJ_LABEL: case OBJ_NIL:
        break;
    }
}

/* An exported object of p whose name differs from name by case alone; NULL if there is none. */
static Obj *exported_like(const Package *p, const Sym *name)
{
    Obj *best = NULL;
    for (uint32_t i = 0; i < p->scope->names.len; i++) {
        Obj *o = p->scope->names.entries[i].value;
        if (o->exported && strcasecmp(o->name->s, name->s) == 0 &&
            (!best || strcmp(o->name->s, best->name->s) < 0))
            best = o;
    }
    return best;
}

static void report_unknown(Checker *ck, AstSelectorExpr *e, const Package *p)
{
    const char *name = e->Sel->Name->s;
    if (!new_wording(20)) {
        check_error(ck, start_pos(e->Sel), "undefined: %s.%s", p->name->s, name);
        return;
    }
    Obj *like = exported_like(p, e->Sel->Name);
    check_error(ck, start_pos(e->Sel), "undefined: %s.%s%s", ((AstIdent *)e->X)->Name->s, name,
                like ? arena_printf(perm, " (but have %s)", like->name->s) : "");
}

static void qualified_ident(Checker *ck, Operand *x, AstSelectorExpr *e, Obj *pkgname)
{
    Package *p = pkgname->pkgname.imported;
    check_record_use(ck, (AstIdent *)e->X, pkgname);
    pkgname->used = true;
    Obj *o = scope_lookup(p->scope, e->Sel->Name);
    if (o && !check_builtin_known(ck, o))
        o = NULL;
    if (!o) {
        if (!p->fake)
            report_unknown(ck, e, p);
        return;
    }
    if (!o->exported)
        check_error(ck, start_pos(e->Sel), "%s%s not exported by package %s",
                    new_wording(20) ? "name " : "", e->Sel->Name->s, p->name->s);
    check_record_use(ck, e->Sel, o);
    qualified_object(x, o);
    e->Sel->type = x->type;
    e->Sel->mode = (uint8_t)x->mode;
    e->Sel->val = x->val;
}

/* ---- x.f ---- */

static void report_missing(Checker *ck, Operand *x, AstSelectorExpr *e, Lookup *l)
{
    const Sym *sel = e->Sel->Name;
    const char *xs = ast_expr_string(x->expr), *why;
    Pos pos = start_pos(e->Sel);
    Type *u = types_under(x->type);
    if (!type_valid(u))
        return;
    if (l->ambiguous) {
        check_error(ck, pos, "ambiguous selector %s.%s", xs, sel->s);
        return;
    }
    if (l->need_pointer) {
        if (x->mode == MODE_TYPE && new_wording(20))
            check_error(ck, pos, "invalid method expression %s.%s (needs pointer receiver "
                        "(*%s).%s)", types_string(x->type), sel->s, types_string(x->type),
                        sel->s);
        else
            check_error(ck, pos, "cannot call pointer method %s on %s", sel->s,
                        types_string(x->type));
        return;
    }
    if (u->kind == TY_POINTER && types_under(u->pointer.elem)->kind == TY_INTERFACE) {
        bool param = types_is_typeparam(u->pointer.elem);
        why = text_printf("type %s is pointer to %s, not %s", types_string(x->type),
                          param ? "type parameter" : "interface",
                          param ? "type parameter" : "interface");
    } else {
        why = text_printf("type %s has no field or method %s", types_string(x->type), sel->s);
        Lookup near = lookup_field_or_method(x->type, x->mode == MODE_VAR, ck->pkg, sel, true);
        if (near.obj)
            why = text_printf("%s, but does have %s%s", why, !new_wording(20) ? ""
                              : near.obj->kind == OBJ_VAR ? "field " : "method ",
                              near.obj->name->s);
    }
    check_error(ck, pos, "%s.%s undefined (%s)", xs, sel->s, why);
}

static void record_selection(Checker *ck, AstSelectorExpr *e, SelectionKind kind, Type *recv,
                             Lookup *l)
{
    Selection *s = NEW(perm, Selection);
    s->kind = kind;
    s->recv = recv;
    s->obj = l->obj;
    s->path = l->path;
    s->npath = kind == SEL_FIELD ? l->npath : l->npath - 1;
    s->indirect = l->indirect;
    s->iface_method = l->obj->kind == OBJ_FUNC && l->obj->func.interface_method;
    e->selection = s;
    check_record_use(ck, e->Sel, l->obj);
    e->Sel->type = l->obj->type;
}

/* T.m: the method as a function of the receiver and its parameters. */
static void method_expr(Checker *ck, Operand *x, AstSelectorExpr *e, Lookup *l)
{
    Obj *m = l->obj;
    const Sym *sel = e->Sel->Name;
    if (m->kind != OBJ_FUNC) {
        check_error(ck, start_pos(e->Sel), "%s.%s undefined (type %s has no method %s)",
                    ast_expr_string(x->expr), sel->s, types_string(x->type), sel->s);
        operand_invalidate(x);
        return;
    }
    record_selection(ck, e, SEL_METHOD_EXPR, x->type, l);
    Type *sig = m->type;
    if (!sig->sig.recv) {
        check_error(ck, start_pos(e), "illegal cycle in method declaration");
        operand_invalidate(x);
        return;
    }
    /* Parameters have all names or none. */
    const Sym *name = sym("");
    if (sig->sig.params.len > 0 && sig->sig.params.p[0]->name->len > 0)
        name = sig->sig.recv->name->len > 0 ? sig->sig.recv->name : sym_blank();
    ObjVec params = {0};
    vec_push(perm, &params, obj_new_param(sig->sig.recv->pos, sig->sig.recv->pkg, name, x->type));
    for (uint32_t i = 0; i < sig->sig.params.len; i++)
        vec_push(perm, &params, sig->sig.params.p[i]);
    x->mode = MODE_VALUE;
    x->type = types_new_signature(NULL, params, sig->sig.results, sig->sig.variadic);
    check_add_dep(ck, m->func.origin ? m->func.origin : m);
}

/* x.m takes the address of x if m has a pointer receiver and x is no pointer. */
static void method_value(Checker *ck, Operand *x, AstSelectorExpr *e, Lookup *l)
{
    Obj *m = l->obj;
    record_selection(ck, e, SEL_METHOD, x->type, l);
    Obj *origin = m->func.origin ? m->func.origin : m;
    if (origin->func.ptr_recv && !l->indirect && x->mode == MODE_VAR)
        check_mark_addrtaken(e->X);
    Type *sig = m->type;
    x->mode = MODE_VALUE;
    x->type = types_new_signature(NULL, sig->sig.params, sig->sig.results, sig->sig.variadic);
    check_add_dep(ck, origin);
}

static void selected(Checker *ck, Operand *x, AstSelectorExpr *e, Lookup *l)
{
    Obj *o = l->obj;
    if (o->kind == OBJ_FUNC)
        check_obj_decl(ck, o);
    if (!o->type)
        o->type = type_invalid;
    if (x->mode == MODE_TYPE) {
        method_expr(ck, x, e, l);
    } else if (o->kind == OBJ_FUNC) {
        method_value(ck, x, e, l);
    } else {
        record_selection(ck, e, SEL_FIELD, x->type, l);
        x->mode = x->mode == MODE_VAR || l->indirect ? MODE_VAR : MODE_VALUE;
        x->type = o->type;
    }
}

void check_selector(Checker *ck, Operand *x, AstSelectorExpr *e, Type *def, bool want_type)
{
    *x = (Operand){.mode = MODE_INVALID, .type = type_invalid, .expr = (AstExpr *)e};
    if (e->X->kind == AST_Ident) {
        Obj *o = scope_lookup_parent(ck->env.scope, ((AstIdent *)e->X)->Name, NO_POS, NULL);
        if (o && o->kind == OBJ_PKGNAME) {
            qualified_ident(ck, x, e, o);
            return;
        }
    }
    check_expr_or_type(ck, x, e->X, false);
    if (x->mode == MODE_TYPE && def && x->type == def) {
        Obj *cycle = def->named.obj; /* type T T.x */
        check_cycle_error(ck, &cycle, 1);
        operand_invalidate(x);
    } else if (x->mode == MODE_BUILTIN) {
        check_error(ck, ast_gc_pos(e), new_wording(20) ? "invalid use of %s in selector expression"
                    : "cannot select on %s", operand_string(x));
        operand_invalidate(x);
    }
    if (x->mode != MODE_INVALID) {
        Lookup l = lookup_field_or_method(x->type, x->mode == MODE_VAR, ck->pkg, e->Sel->Name,
                                          false);
        if (l.obj) {
            selected(ck, x, e, &l);
        } else {
            report_missing(ck, x, e, &l);
            operand_invalidate(x);
        }
    }
    x->expr = (AstExpr *)e;
}
