/* decl: checks the declaration behind an object (spec: Declarations and scope). */
#include "types/check.h"

#include <string.h>

/* ---- cycles ---- */

static uint32_t path_push(Checker *ck, Obj *o)
{
    vec_push(perm, &ck->path, o);
    return ck->path.len - 1;
}

static void make_grey(Checker *ck, Obj *o)
{
    DeclInfo *d = o->decl;
    d->path_index = (int)path_push(ck, o);
    d->color = COLOR_GREY;
}

static void make_black(Checker *ck)
{
    ((DeclInfo *)vec_last(&ck->path)->decl)->color = COLOR_BLACK;
    ck->path.len--;
}

static const char *qualified_name(Checker *ck, Obj *o)
{
    if (!o->pkg || o->pkg == ck->pkg)
        return o->name->s;
    return text_printf("%s.%s", o->pkg->name->s, o->name->s);
}

/* Type cycles say "invalid recursive type", others "illegal cycle"; the report starts with the
 * object that comes first in the source. */
void check_cycle_error(Checker *ck, Obj **cycle, int n)
{
    int first = 0;
    for (int i = 1; i < n; i++)
        if (pos_compare(cycle[i]->pos, cycle[first]->pos) < 0)
            first = i;
    Obj *o = cycle[first];
    if (o->kind == OBJ_TYPENAME && o->tname.is_alias) {
        map_set(&ck->broken_aliases, o, NULL);
        o->type = type_invalid;
    }
    if (o->kind == OBJ_TYPENAME && n == 1 && new_wording(20)) {
        check_error(ck, o->pos, "invalid recursive type: %s refers to itself", o->name->s);
        return;
    }
    Buf b = {0};
    buf_printf(&b, o->kind == OBJ_TYPENAME ? "invalid recursive type %s"
               : new_wording(20) ? "invalid cycle in declaration of %s"
               : "illegal cycle in declaration of %s", qualified_name(ck, o));
    for (int i = 0; i < n; i++) {
        Obj *from = cycle[(first + i) % n], *to = cycle[(first + i + 1) % n];
        buf_printf(&b, "\n\t%s: %s refers to", pos_string(from->pos), qualified_name(ck, from));
        if (new_wording(20))
            buf_printf(&b, " %s", qualified_name(ck, to));
    }
    if (!new_wording(20))
        buf_printf(&b, "\n\t%s: %s", pos_string(o->pos), qualified_name(ck, o));
    check_error(ck, o->pos, "%s", buf_cstr(&b));
    buf_free(&b);
}

static bool is_alias_decl(Obj *o)
{
    return o->tname.is_alias;
}

/* Is the cycle that grey object o closes legal? Cycles of constants and variables alone are left to
 * the initialisation order; those of types need a type definition to end the expansion. */
static bool valid_cycle(Checker *ck, Obj *o)
{
    int start = ((DeclInfo *)o->decl)->path_index;
    int n = (int)ck->path.len - start;
    Obj **cycle = ck->path.p + start;
    int values = 0, defs = 0;
    bool tparam_cycle = false;
    for (int i = 0; i < n && !tparam_cycle; i++) {
        Obj *c = cycle[i];
        if (c->kind == OBJ_CONST || c->kind == OBJ_VAR) {
            values++;
        } else if (c->kind == OBJ_TYPENAME) {
            if (ck->env.in_tparam_list && c->type && type_is_generic(c->type))
                tparam_cycle = true;
            else if (!is_alias_decl(c))
                defs++;
        }
    }
    if (tparam_cycle && new_wording(26)) /* newer trees permit type T[P interface{ M() T[P] }] */
        return true;
    if (!tparam_cycle && (values == n || (values == 0 && defs > 0)))
        return true;
    check_cycle_error(ck, cycle, n);
    return false;
}

/* o is mentioned while its declaration is being checked. */
static void check_grey(Checker *ck, Obj *o)
{
    bool valid = valid_cycle(ck, o);
    switch (o->kind) {
    case OBJ_CONST: case OBJ_VAR:
        if (!valid || !o->type)
            o->type = type_invalid;
        break;
    case OBJ_TYPENAME:
        if (!valid)
            o->type = type_invalid;
        break;
    case OBJ_FUNC: /* keeps its signature, so that callers see one */
    case OBJ_BAD: case OBJ_PKGNAME: case OBJ_LABEL: case OBJ_BUILTIN: case OBJ_NIL:
        break;
    }
}

/* ---- constants and variables ---- */

static void const_decl(Checker *ck, Obj *o, AstExpr *typ, AstExpr *init, Const *iota,
                       bool inherited)
{
    Const *saved_iota = ck->env.iota;
    Pos saved_errpos = ck->env.errpos;
    ck->env.iota = iota;
    ck->env.errpos = NO_POS;
    o->cnst.val = const_unknown();
    Operand x = {.mode = MODE_INVALID, .type = type_invalid};
    if (typ) {
        Type *t = check_type(ck, typ);
        if (!type_is(t, IS_CONST_TYPE) || types_is_typeparam(t)) {
            if (type_valid(types_under(t)))
                check_error(ck, start_pos(typ), "invalid constant type %s", types_string(t));
            o->type = type_invalid;
            goto done;
        }
        o->type = t;
    }
    if (init) {
        if (inherited)
            ck->env.errpos = o->pos;
        check_expr(ck, &x, init);
    }
    check_init_const(ck, o, &x);
done:
    ck->env.iota = saved_iota;
    ck->env.errpos = saved_errpos;
}

static void use_if_invalid(Obj *v)
{
    if (v->type && !type_valid(v->type) && !new_wording(20))
        v->used = true;
}

/* var o (with others, lhs) typ = init */
static void var_decl(Checker *ck, Obj *o, Obj **lhs, int nlhs, AstExpr *typ, AstExpr *init)
{
    if (typ)
        o->type = check_var_type(ck, typ);
    if (!init) {
        if (!typ)
            o->type = type_invalid;
    } else if (nlhs <= 1) {
        Operand x;
        check_expr_target(ck, &x, init, o->type);
        check_init_var(ck, o, &x, "variable declaration");
    } else {
        for (int i = 0; typ && i < nlhs; i++)
            lhs[i]->type = o->type;
        check_init_vars(ck, lhs, nlhs, &init, 1, NULL);
    }
    use_if_invalid(o);
    for (int i = 0; i < nlhs; i++)
        use_if_invalid(lhs[i]);
}

/* ---- types ---- */

void named_set_underlying(Type *named, Type *t)
{
    if (named && named->kind == TY_NAMED)
        named->named.underlying = t;
}

typedef struct TypeDeclCheck { Obj *obj; AstTypeSpec *spec; Type *rhs; } TypeDeclCheck;

static bool is_imported_constraint(Checker *ck, Type *t)
{
    if (!t || t->kind != TY_NAMED || t->named.obj->pkg == ck->pkg || !t->named.obj->pkg)
        return false;
    Type *u = types_under(t);
    return u->kind == TY_INTERFACE && !typeset_is_methods_only(u);
}

static void finish_type_decl(Checker *ck, void *arg)
{
    TypeDeclCheck *c = arg;
    if (c->obj->type && c->obj->type->kind == TY_NAMED)
        check_valid_type(ck, c->obj->type);
    if (!check_has_version(ck, 18) && is_imported_constraint(ck, c->rhs))
        check_version_error(ck, start_pos(c->spec->Type), 18,
                            text_printf("using type constraint %s", types_string(c->rhs)));
}

static void open_scope(Checker *ck)
{
    ck->env.scope = scope_new(ck->env.scope, false);
}

static void alias_decl(Checker *ck, Obj *o, AstTypeSpec *s, TypeDeclCheck *late)
{
    bool generic = s->TypeParams && s->TypeParams->List.len > 0;
    check_allow(ck, start_pos(s), 9, new_wording(20) ? "type alias" : "type aliases");
    if (generic && !check_has_version(ck, 23)) {
        if (new_wording(23))
            check_version_error(ck, start_pos(s->TypeParams->List.p[0]), 23, "generic type alias");
        else
            check_error(ck, start_pos(s), "generic type cannot be alias");
    }
    if (!generic) {
        map_set(&ck->broken_aliases, o, o);
        o->type = type_invalid;
        late->rhs = check_type(ck, s->Type);
        map_set(&ck->broken_aliases, o, NULL);
        o->type = late->rhs;
        return;
    }
    Scope *saved = ck->env.scope;
    Type *alias = type_new_alias(o, NULL, (ObjVec){0});
    open_scope(ck);
    check_collect_tparams(ck, &alias->alias.tparams, s->TypeParams);
    late->rhs = check_type(ck, s->Type);
    if (types_is_typeparam(late->rhs)) {
        check_error(ck, start_pos(s->Type),
                    "cannot use type parameter declared in alias declaration as RHS");
        late->rhs = type_invalid;
    }
    alias->alias.actual = late->rhs;
    ck->env.scope = saved;
}

/* type A B; type B A: the chain of right-hand sides leads back to where it began. */
static void check_type_chain(Checker *ck, Type *named)
{
    ObjVec chain = {0};
    Type *t = named;
    do {
        vec_push(perm, &chain, t->named.obj);
        t = t->named.underlying;
        if (!t || t->kind != TY_NAMED)
            return;
        t = t->named.orig; /* type A[P any] B[P]; type B[P any] A[P] */
    } while (t != named && chain.len <= ck->objs.len + ck->path.len);
    if (t != named)
        return; /* behind a cycle: reported where that is */
    check_cycle_error(ck, chain.p, (int)chain.len);
    for (uint32_t i = 0; i < chain.len; i++)
        chain.p[i]->type->named.underlying = type_invalid;
}

/* def: the type that is declared as this one, and whose underlying type thus leads here. */
static void type_decl(Checker *ck, Obj *o, AstTypeSpec *s, Type *def)
{
    TypeDeclCheck *late = NEW(perm, TypeDeclCheck);
    *late = (TypeDeclCheck){o, s, NULL};
    check_later(ck, finish_type_decl, late);
    if (s->Assign) {
        alias_decl(ck, o, s, late);
        return;
    }
    Scope *saved = ck->env.scope;
    Type *named = type_new_named(o, NULL, (ObjVec){0});
    named_set_underlying(def, named);
    if (s->TypeParams && s->TypeParams->List.len > 0) {
        open_scope(ck);
        check_collect_tparams(ck, &named->named.tparams, s->TypeParams);
    }
    late->rhs = check_defined_type(ck, s->Type, named);
    named->named.from_rhs = late->rhs;
    if (!named->named.underlying)
        named->named.underlying = type_invalid;
    check_type_chain(ck, named);
    if (types_is_typeparam(late->rhs)) {
        check_error(ck, start_pos(s->Type), "cannot use a type parameter as RHS in type declaration");
        named->named.underlying = type_invalid;
    }
    ck->env.scope = saved;
}

static void compute_typeset(Checker *ck, void *arg)
{
    typeset_of(arg);
}

/* The constraint of a type parameter; ~T and A|B stand for interface{ ~T }, interface{ A|B }. */
static Type *check_bound(Checker *ck, AstExpr *e)
{
    bool literal = (e->kind == AST_UnaryExpr && ((AstUnaryExpr *)e)->Op == TOK_TILDE) ||
                   (e->kind == AST_BinaryExpr && ((AstBinaryExpr *)e)->Op == TOK_OR);
    if (!literal)
        return check_type(ck, e);
    TypeVec embeddeds = {0};
    Pos pos = start_pos(e);
    vec_push(perm, &embeddeds, check_union(ck, e));
    Type *t = type_new_interface((ObjVec){0}, embeddeds, &pos);
    t->iface.implicit = true;
    check_later(ck, compute_typeset, t);
    return t;
}

Obj *check_declare_tparam(Checker *ck, AstIdent *id, int index)
{
    Obj *o = obj_new(OBJ_TYPENAME, start_pos(id), ck->pkg, id->Name, NULL);
    type_new_tparam(o, index, type_invalid);
    check_declare(ck, ck->env.scope, id, o, NO_POS);
    id->obj = o;
    return o;
}

/* All parameters are declared first, as constraints may mention each of them. */
void check_collect_tparams(Checker *ck, ObjVec *out, AstFieldList *list)
{
    ObjVec tparams = {0};
    for (uint32_t i = 0; i < list->List.len; i++) {
        AstField *f = list->List.p[i];
        for (uint32_t j = 0; j < f->Names.len; j++) {
            Obj *o = check_declare_tparam(ck, f->Names.p[j], (int)tparams.len);
            vec_push(perm, &tparams, o);
        }
    }
    *out = tparams;
    bool saved = ck->env.in_tparam_list;
    ck->env.in_tparam_list = true;
    uint32_t n = 0;
    for (uint32_t i = 0; i < list->List.len; i++) {
        AstField *f = list->List.p[i];
        Type *bound = check_bound(ck, f->Type);
        if (types_is_typeparam(bound)) {
            check_error(ck, start_pos(f->Type), "cannot use a type parameter as constraint");
            bound = type_invalid;
        }
        for (uint32_t j = 0; j < f->Names.len; j++)
            tparams.p[n++]->type->tparam.bound = bound;
    }
    ck->env.in_tparam_list = saved;
}

/* ---- methods ---- */

/* Fields and methods of a struct type have distinct names. */
static void check_field_uniqueness(Checker *ck, void *arg)
{
    Type *base = arg, *u = types_under(base);
    if (u->kind != TY_STRUCT || base->named.methods.len == 0)
        return;
    Map methods = {0};
    for (uint32_t i = 0; i < base->named.methods.len; i++)
        map_set(&methods, base->named.methods.p[i]->name, base->named.methods.p[i]);
    for (uint32_t i = 0; i < u->strct.fields.len; i++) {
        Obj *f = u->strct.fields.p[i];
        Obj *m = map_get(&methods, f->name);
        if (f->name == sym_blank() || !m || !obj_same_id(m, f->pkg, f->name))
            continue;
        check_error(ck, m->pos, "field and method with the same name %s\n\t%s: other declaration "
                    "of %s", f->name->s, pos_string(f->pos), f->name->s);
    }
}

/* Hands the methods found by the resolver to their base type. */
static void collect_methods(Checker *ck, Obj *o)
{
    ObjVec *methods = map_get(&ck->methods, o);
    if (!methods)
        return;
    map_set(&ck->methods, o, NULL);
    Type *base = o->type && o->type->kind == TY_NAMED ? o->type : NULL;
    if (base)
        check_later(ck, check_field_uniqueness, base);
    Map seen = {0};
    for (uint32_t i = 0; i < methods->len; i++) {
        Obj *m = methods->p[i], *alt = map_get(&seen, m->name);
        if (alt) {
            check_message(ck, m->pos, MSG_METHOD_REDECLARED, o->name->s, m->name->s,
                          pos_string(alt->pos));
            continue;
        }
        map_set(&seen, m->name, m);
        if (base)
            named_add_method(base, m);
    }
}

/* ---- functions ---- */

static void set_owner(ObjVec *vars, Obj *in_func, void *func)
{
    for (uint32_t i = 0; i < vars->len; i++) {
        vars->p[i]->var.in_func = in_func;
        vars->p[i]->var.func_lit = func;
    }
}

void check_own_params(Type *sig, Obj *in_func, void *func)
{
    set_owner(&sig->sig.params, in_func, func);
    set_owner(&sig->sig.results, in_func, func);
    if (sig->sig.recv) {
        sig->sig.recv->var.in_func = in_func;
        sig->sig.recv->var.func_lit = func;
    }
}

typedef struct FuncBody { Obj *obj; DeclInfo *decl; Scope *scope; } FuncBody;

static void check_decl_body(Checker *ck, void *arg)
{
    FuncBody *b = arg;
    AstFuncDecl *d = b->decl->fdecl;
    check_func_body(ck, b->decl, b->obj, d, b->obj->type, b->scope, d->Body, NULL);
}

static void func_decl(Checker *ck, Obj *o, DeclInfo *d)
{
    AstFuncDecl *f = d->fdecl;
    Type *sig = type_new(TY_SIGNATURE);
    o->type = sig; /* mentions of o in its own signature are no cycle */
    DeclColor saved = d->color;
    d->color = COLOR_BLACK;
    Scope *scope = check_func_type(ck, sig, f->Recv, f->Type);
    d->color = saved;
    check_record_type((AstExpr *)f->Type, sig);
    check_own_params(sig, o, f);
    if (sig->sig.tparams.len > 0 && !f->Body)
        check_soft_error(ck, f->Recv ? f->Recv->Opening : start_pos(f->Name), new_wording(20)
                         ? "generic function is missing function body"
                         : "parameterized function is missing function body");
    if (!f->Body)
        return;
    FuncBody *body = NEW(perm, FuncBody);
    *body = (FuncBody){o, d, scope};
    check_later(ck, check_decl_body, body);
}

/* ---- objects ---- */

void check_obj_decl_def(Checker *ck, Obj *o, Type *def)
{
    DeclInfo *d = o->decl;
    if (!d)
        return;
    if (d->color == COLOR_WHITE && o->type)
        d->color = COLOR_BLACK; /* set along with another object: var a, b = f() */
    if (d->color == COLOR_BLACK)
        return;
    if (d->color == COLOR_GREY) {
        check_grey(ck, o);
        return;
    }
    make_grey(ck, o);
    CheckEnv saved = ck->env;
    ck->env = (CheckEnv){.scope = d->file,
                         .go_minor = d->ast_file ? d->ast_file->go_minor : saved.go_minor};
    switch (o->kind) {
    case OBJ_CONST:
        ck->env.decl = d;
        const_decl(ck, o, d->vtyp, d->init, d->iota, d->inherited);
        break;
    case OBJ_VAR:
        ck->env.decl = d;
        var_decl(ck, o, d->lhs, d->nlhs, d->vtyp, d->init);
        break;
    case OBJ_TYPENAME:
        type_decl(ck, o, d->tdecl, def);
        collect_methods(ck, o);
        break;
    case OBJ_FUNC:
        func_decl(ck, o, d);
        break;
    case OBJ_BAD: case OBJ_PKGNAME: case OBJ_LABEL: case OBJ_BUILTIN: case OBJ_NIL:
        break;
    }
    ck->env = saved;
    make_black(ck);
}

void check_obj_decl(Checker *ck, Obj *o)
{
    check_obj_decl_def(ck, o, NULL);
}

/* ---- declarations in functions ---- */

static void local_consts(Checker *ck, AstGenDecl *g)
{
    AstValueSpec *last = NULL;
    for (uint32_t i = 0; i < g->Specs.len; i++) {
        AstValueSpec *s = (AstValueSpec *)g->Specs.p[i];
        uint32_t mark = ck->delayed.len;
        bool inherited = !s->Type && s->Values.len == 0 && last;
        if (!inherited)
            last = s;
        Obj **lhs = NEW_ARRAY(perm, Obj *, s->Names.len);
        for (uint32_t j = 0; j < s->Names.len; j++) {
            AstIdent *id = s->Names.p[j];
            lhs[j] = obj_new(OBJ_CONST, start_pos(id), ck->pkg, id->Name, NULL);
            AstExpr *init = j < last->Values.len ? last->Values.p[j] : NULL;
            const_decl(ck, lhs[j], last->Type, init, const_from_int64(i), inherited);
        }
        check_arity(ck, start_pos(s), &s->Names, &last->Values, true, inherited);
        check_process_delayed(ck, mark);
        for (uint32_t j = 0; j < s->Names.len; j++)
            check_declare(ck, ck->env.scope, s->Names.p[j], lhs[j], ast_end(s));
    }
}

static void local_vars(Checker *ck, AstValueSpec *s)
{
    uint32_t mark = ck->delayed.len, n = s->Names.len;
    if (s->embeds.len > 0)
        check_embed(ck, s, true);
    Obj **vars = NEW_ARRAY(perm, Obj *, n);
    for (uint32_t i = 0; i < n; i++)
        vars[i] = obj_new_var(start_pos(s->Names.p[i]), ck->pkg, s->Names.p[i]->Name, NULL);
    for (uint32_t i = 0; i < n; i++) {
        AstExpr *init = i < s->Values.len ? s->Values.p[i] : NULL;
        bool spread = s->Values.len == 1 && n != 1;
        var_decl(ck, vars[i], spread ? vars : NULL, spread ? (int)n : 0, s->Type, init);
        if (s->Values.len == 1)
            break; /* all variables have their types now */
    }
    if (!s->Type || s->Values.len > 0)
        check_arity(ck, start_pos(s), &s->Names, &s->Values, false, false);
    check_process_delayed(ck, mark);
    for (uint32_t i = 0; i < n; i++)
        check_declare(ck, ck->env.scope, s->Names.p[i], vars[i], ast_end(s));
}

/* gc 1.18 and 1.19 took no types in generic functions. */
static void refuse_in_generic(Checker *ck, AstTypeSpec *s)
{
    Type *t = ck->env.in_func ? ck->env.in_func->type : NULL;
    bool generic = t && (t->sig.tparams.len || t->sig.recv_tparams.len);
    if (generic && !new_wording(20) && !check_has_version(ck, 20))
        diag_late_error(start_pos(s->Name),
                    "type declarations inside generic functions are not currently supported");
}

static void local_type(Checker *ck, AstTypeSpec *s)
{
    refuse_in_generic(ck, s);
    Obj *o = obj_new(OBJ_TYPENAME, start_pos(s->Name), ck->pkg, s->Name->Name, NULL);
    o->tname.is_alias = s->Assign != NO_POS;
    o->tname.notinheap = s->pragma & PRAGMA_NOTINHEAP;
    o->tname.in_func = ck->env.in_func;
    o->tname.local_index = (int)++ck->local_types;
    DeclInfo *d = NEW(perm, DeclInfo);
    d->file = ck->env.scope;
    d->tdecl = s;
    o->decl = d;
    check_declare(ck, ck->env.scope, s->Name, o, start_pos(s->Name));
    make_grey(ck, o);
    type_decl(ck, o, s, NULL);
    make_black(ck);
}

void check_decl_stmt(Checker *ck, AstDecl *decl)
{
    if (decl->kind != AST_GenDecl)
        return; /* reported by the parser */
    AstGenDecl *g = (AstGenDecl *)decl;
    if (g->Tok == TOK_CONST) {
        local_consts(ck, g);
        return;
    }
    for (uint32_t i = 0; i < g->Specs.len; i++) {
        if (g->Specs.p[i]->kind == AST_ValueSpec)
            local_vars(ck, (AstValueSpec *)g->Specs.p[i]);
        else if (g->Specs.p[i]->kind == AST_TypeSpec)
            local_type(ck, (AstTypeSpec *)g->Specs.p[i]);
    }
}
