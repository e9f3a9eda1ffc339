/* check: drives the checking of a package, and records what was found out on the tree. */
#include "types/core.h"

#include <string.h>

Checker *current_checker;

/* ---- delayed actions ---- */

void check_later(Checker *ck, CheckAction fn, void *arg)
{
    DelayedAction a = {fn, arg, ck->env.go_minor};
    vec_push(perm, &ck->delayed, a);
}

void check_process_delayed(Checker *ck, uint32_t mark)
{
    int minor = ck->env.go_minor;
    for (uint32_t i = mark; i < ck->delayed.len; i++) {
        DelayedAction a = ck->delayed.p[i];
        ck->env.go_minor = a.go_minor;
        a.fn(ck, a.arg);
    }
    ck->delayed.len = mark;
    ck->env.go_minor = minor;
}

/* ---- recording ---- */

void check_record(Checker *ck, Operand *x)
{
    AstExpr *e = x->expr;
    e->mode = (uint8_t)x->mode;
    e->val = NULL;
    if (x->mode == MODE_INVALID) {
        e->type = type_invalid;
    } else if (x->mode == MODE_NOVALUE) {
        e->type = type_empty_tuple;
    } else {
        e->type = x->type;
        if (x->mode == MODE_CONST)
            e->val = x->val;
    }
}

void check_record_type(AstExpr *e, Type *t)
{
    e->mode = MODE_TYPE;
    e->type = t;
    e->val = NULL;
}

void check_record_def(Checker *ck, AstIdent *id, Obj *o)
{
    id->obj = o;
}

void check_record_use(Checker *ck, AstIdent *id, Obj *o)
{
    id->obj = o;
    if (o->kind == OBJ_VAR && o->var.func_lit && o->var.func_lit != ck->env.func_lit)
        o->var.captured = true;
}

void check_record_comma_ok(Checker *ck, AstExpr *e, Type *value, Type *ok)
{
    if (!value || !ok)
        return;
    ObjVec vars = {0};
    vec_push(perm, &vars, obj_new(OBJ_VAR, ast_pos(e), ck->pkg, sym(""), value));
    vec_push(perm, &vars, obj_new(OBJ_VAR, ast_pos(e), ck->pkg, sym(""), ok));
    Type *tuple = types_new_tuple(vars);
    for (;; e = ((AstParenExpr *)e)->X) {
        e->type = tuple;
        if (e->kind != AST_ParenExpr)
            break;
    }
}

void check_record_inst(AstExpr *fun, TypeVec targs, Type *t)
{
    Inst *inst = NEW(perm, Inst);
    inst->targs = targs;
    inst->type = t;
    AstExpr *e = fun;
    for (;;) {
        switch ((int)e->kind) {
        case AST_ParenExpr:
            e = ((AstParenExpr *)e)->X;
            continue;
        case AST_IndexExpr:
            ((AstIndexExpr *)e)->inst = inst;
            e = ((AstIndexExpr *)e)->X;
            continue;
        case AST_IndexListExpr:
            ((AstIndexListExpr *)e)->inst = inst;
            e = ((AstIndexListExpr *)e)->X;
            continue;
        case AST_SelectorExpr:
            ((AstSelectorExpr *)e)->Sel->inst = inst;
            return;
        case AST_Ident:
            ((AstIdent *)e)->inst = inst;
            return;
        default: /* not a name: an error was reported */
            return;
        }
    }
}

void check_add_dep(Checker *ck, Obj *to)
{
    DeclInfo *from = ck->env.decl, *d = to->decl;
    if (from && d && d->package_level)
        map_set(&from->deps, to, to);
}

/* The variable that e is or is a part of, not reached through a pointer; else NULL. */
static Obj *root_variable(AstExpr *e)
{
    for (;;) {
        switch ((int)e->kind) {
        case AST_ParenExpr:
            e = ((AstParenExpr *)e)->X;
            break;
        case AST_Ident: {
            Obj *o = ((AstIdent *)e)->obj;
            return o && o->kind == OBJ_VAR ? o : NULL;
        }
        case AST_SelectorExpr: {
            AstSelectorExpr *s = (AstSelectorExpr *)e;
            if (!s->selection) {
                Obj *o = s->Sel->obj;
                return o && o->kind == OBJ_VAR ? o : NULL;
            }
            if (s->selection->indirect)
                return NULL;
            e = s->X;
            break;
        }
        case AST_IndexExpr:
            e = ((AstIndexExpr *)e)->X;
            if (!e->type || types_under(e->type)->kind != TY_ARRAY)
                return NULL;
            break;
        default:
            return NULL;
        }
    }
}

void check_mark_addrtaken(AstExpr *e)
{
    Obj *v = root_variable(e);
    if (v)
        v->var.addrtaken = true;
}

void check_mark_assigned(AstExpr *e)
{
    Obj *v = root_variable(e);
    if (v)
        v->var.assigned = true;
}

Type *obj_type(Obj *o)
{
    if (!o->type && current_checker)
        check_obj_decl(current_checker, o);
    return o->type ? o->type : type_invalid;
}

/* ---- packages ---- */

/* Takes the files of one package name; others are reported and left out. */
static void init_files(Checker *ck, AstFile **files, int n)
{
    Package *pkg = ck->pkg;
    ck->files = NEW_ARRAY(perm, AstFile *, n);
    for (int i = 0; i < n; i++) {
        AstIdent *name = files[i]->Name;
        check_set_file_version(ck, files[i]);
        if (!name)
            continue;
        if (!pkg->name) {
            if (ast_is_blank(name))
                check_error(ck, ast_pos(name), "invalid package name _");
            else
                pkg->name = name->Name;
        } else if (pkg->name != name->Name) {
            check_error(ck, ast_pos(name), "package %s; expected package %s", name->Name->s,
                        pkg->name->s);
            continue;
        }
        ck->files[ck->nfiles++] = files[i];
        vec_push(perm, &pkg->files, files[i]);
    }
    if (!pkg->name)
        pkg->name = sym_blank();
}

Package *types_check_package(const Sym *path, AstFile **files, int nfiles, const CheckOptions *opt)
{
    universe_init();
    Package *pkg = package_new(path, NULL);
    pkg->scope = scope_new(universe, false);
    pkg->go_minor = opt->go_minor;
    Checker *ck = NEW(perm, Checker);
    ck->opt = opt;
    ck->pkg = pkg;
    ck->env.go_minor = opt->go_minor;
    init_files(ck, files, nfiles);
    package_register(pkg);
    Checker *outer = current_checker;
    current_checker = ck;
    check_collect_objects(ck);
    check_package_objects(ck);
    check_process_delayed(ck, 0);
    if (ck->errors == 0)
        check_limits(ck);
    check_init_order(ck);
    check_unused_imports(ck);
    if (ck->errors == 0)
        check_monomorphic(ck);
    if (ck->errors == 0 && new_wording(20))
        check_interface_cycles(ck);
    current_checker = outer;
    pkg->complete = true;
    return pkg;
}
