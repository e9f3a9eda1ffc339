/* typelit: struct, interface and function types (spec: Struct, Function, Interface types). */
#include "types/check.h"

#include <string.h>

/* ---- structs ---- */

typedef struct StructCheck {
    Checker *ck;
    ObjVec fields;
    VEC(const Sym *) tags;
    bool has_tags;
    Map names; /* name -> field */
} StructCheck;

static void add_field(StructCheck *s, AstIdent *id, Pos pos, const Sym *name, Type *t,
                      bool embedded, const Sym *tag)
{
    Obj *f = obj_new_field(pos, s->ck->pkg, name, t, embedded);
    if (name != sym_blank()) {
        Obj *alt = map_get(&s->names, name);
        if (alt) {
            check_error(s->ck, pos, "%s redeclared\n\t%s: other declaration of %s", name->s,
                        pos_string(alt->pos), name->s);
            return;
        }
        map_set(&s->names, name, f);
    }
    vec_push(perm, &s->fields, f);
    vec_push(perm, &s->tags, tag);
    s->has_tags = s->has_tags || tag;
    if (id && !embedded)
        check_record_def(s->ck, id, f);
}

/* Name of an embedded field T, *T, p.T, T[A]; NULL if it is none of these. */
static AstIdent *embedded_name(AstExpr *e, bool star_ok)
{
    switch ((int)e->kind) {
    case AST_Ident:
        return (AstIdent *)e;
    case AST_StarExpr:
        return star_ok ? embedded_name(((AstStarExpr *)e)->X, false) : NULL;
    case AST_SelectorExpr:
        return ((AstSelectorExpr *)e)->Sel;
    case AST_IndexExpr:
        return embedded_name(((AstIndexExpr *)e)->X, false);
    case AST_IndexListExpr:
        return embedded_name(((AstIndexListExpr *)e)->X, false);
    default:
        return NULL;
    }
}

static void check_embedded(Checker *ck, void *arg)
{
    AstExpr *e = arg;
    bool ptr;
    Type *t = type_deref(e->type, &ptr), *u = types_under(t);
    const char *what = NULL;
    if (!type_valid(t))
        return;
    if (u->kind == TY_UNSAFE_POINTER)
        what = "unsafe.Pointer";
    else if (u->kind == TY_POINTER)
        what = "a pointer";
    else if (types_is_typeparam(t))
        what = new_wording(20) ? "a type parameter" : "a (pointer to a) type parameter";
    else if (u->kind == TY_INTERFACE && ptr)
        what = "a pointer to an interface";
    if (what)
        check_error(ck, start_pos(e), "embedded field type cannot be %s", what);
}

static void embedded_field(StructCheck *s, AstField *f, Type *t, const Sym *tag)
{
    Pos pos = start_pos(f->Type);
    AstIdent *name = embedded_name(f->Type, true);
    if (!name) {
        check_error(s->ck, pos, "invalid embedded field type %s", ast_expr_string(f->Type));
        add_field(s, NULL, pos, sym_blank(), type_invalid, true, NULL);
        return;
    }
    add_field(s, name, pos, name->Name, t, true, tag);
    check_later(s->ck, check_embedded, f->Type);
}

Type *check_struct_type(Checker *ck, AstStructType *e, Type *def)
{
    Type *t = type_new(TY_STRUCT);
    named_set_underlying(def, t);
    StructCheck s = {.ck = ck};
    for (uint32_t i = 0; e->Fields && i < e->Fields->List.len; i++) {
        AstField *f = e->Fields->List.p[i];
        Type *ft = check_var_type(ck, f->Type);
        const Sym *tag = f->Tag && !f->Tag->bad && f->Tag->Kind == TOK_STRING ? lexer_string_value(f->Tag->Value) : NULL;
        if (f->Tag && f->Tag->Kind != TOK_STRING) {
            tag = NULL;
            check_error(ck, start_pos(f->Tag), "%s: incorrect tag syntax: \"%.*s\"",
                        new_wording(20) ? "invalid syntax tree" : "invalid AST",
                        (int)f->Tag->Value.len, f->Tag->Value.p);
        }
        if (tag && tag->len == 0)
            tag = NULL;
        for (uint32_t j = 0; j < f->Names.len; j++)
            add_field(&s, f->Names.p[j], start_pos(f->Names.p[j]), f->Names.p[j]->Name, ft, false,
                      tag);
        if (f->Names.len == 0)
            embedded_field(&s, f, ft, tag);
    }
    t->strct.fields = s.fields;
    t->strct.tags = s.has_tags ? s.tags.p : NULL;
    for (uint32_t i = 0; i < s.fields.len; i++)
        s.fields.p[i]->var.index = (int32_t)i;
    return t;
}

/* ---- interfaces ---- */

static void compute_typeset(Checker *ck, void *arg)
{
    typeset_of(arg);
}

static void interface_method(Checker *ck, Type *iface, AstField *f, Type *def)
{
    AstIdent *id = f->Names.p[0];
    if (ast_is_blank(id)) {
        check_error(ck, start_pos(id), "methods must have a unique non-blank name");
        return;
    }
    Type *sig = check_type(ck, f->Type);
    if (sig->kind != TY_SIGNATURE)
        return;
    sig->sig.recv = obj_new_var(start_pos(id), ck->pkg, sym(""), def ? def : iface);
    Obj *m = obj_new(OBJ_FUNC, start_pos(id), ck->pkg, id->Name, sig);
    m->func.interface_method = true;
    m->func.origin = m;
    check_record_def(ck, id, m);
    vec_push(perm, &iface->iface.methods, m);
}

Type *check_interface_type(Checker *ck, AstInterfaceType *e, Type *def)
{
    Type *t = type_new(TY_INTERFACE);
    named_set_underlying(def, t);
    for (uint32_t i = 0; e->Methods && i < e->Methods->List.len; i++) {
        AstField *f = e->Methods->List.p[i];
        if (f->Names.len > 0) {
            interface_method(ck, t, f, def);
            continue;
        }
        Type *embedded = check_union(ck, f->Type);
        vec_push(perm, &t->iface.embeddeds, embedded);
        vec_push(perm, &t->iface.embed_pos, start_pos(f->Type));
    }
    if (t->iface.methods.len > 0 || t->iface.embeddeds.len > 0)
        check_later(ck, compute_typeset, t);
    return t;
}

/* ---- functions ---- */

/* Declares the parameters of list in scope; *variadic is set if the last one is ...T and allowed. */
static ObjVec collect_params(Checker *ck, Scope *scope, AstFieldList *list, bool *variadic)
{
    ObjVec params = {0};
    bool said = false;
    for (uint32_t i = 0; list && i < list->List.len; i++) {
        AstField *f = list->List.p[i];
        AstExpr *ft = f->Type;
        bool dots = false;
        if (ft->kind == AST_Ellipsis) {
            dots = variadic && i == list->List.len - 1 && f->Names.len <= 1;
            if (!dots && !(said && new_wording(20)))
                check_soft_error(ck, start_pos(ft), "%s", new_wording(20) && !variadic
                                 ? "invalid use of ..." : message_text(MSG_FINAL_PARAMETER));
            said |= !dots;
            ft = ((AstEllipsis *)ft)->Elt;
        }
        Type *t = ft ? check_var_type(ck, ft) : type_invalid;
        if (dots) {
            t = types_new_slice(t);
            *variadic = true;
        }
        if (ft != f->Type)
            check_record_type(f->Type, t);
        for (uint32_t j = 0; j < f->Names.len; j++) {
            AstIdent *id = f->Names.p[j];
            Obj *p = obj_new_param(start_pos(id), ck->pkg, id->Name, t);
            check_declare(ck, scope, id, p, NO_POS);
            id->obj = p;
            vec_push(perm, &params, p);
        }
        if (f->Names.len == 0)
            vec_push(perm, &params, obj_new_param(start_pos(f), ck->pkg, sym(""), t));
    }
    for (uint32_t i = 0; i < params.len; i++)
        params.p[i]->var.index = (int32_t)i;
    return params;
}

static void blank_recv_tparams(Checker *ck, AstIdentList *ids, ObjVec tparams)
{
    for (uint32_t i = 0; i < ids->len; i++)
        if (ast_is_blank(ids->p[i]))
            map_set(&ck->recv_tparams, ids->p[i], tparams.p[i]->type);
}

/* func (r T[A, B]) …: A and B are new type parameters, with the bounds of T's. */
static void receiver_tparams(Checker *ck, Type *sig, AstField *recv)
{
    bool ptr;
    AstIdentList ids = {0};
    AstIdent *base = check_unpack_receiver(ck, recv->Type, &ptr, &ids);
    if (ids.len == 0)
        return;
    ObjVec tparams = {0};
    for (uint32_t i = 0; i < ids.len; i++) {
        Obj *o = check_declare_tparam(ck, ids.p[i], (int)i);
        vec_push(perm, &tparams, o);
    }
    sig->sig.recv_tparams = tparams;
    blank_recv_tparams(ck, &ids, tparams);
    Type *generic = base ? check_generic_type(ck, (AstExpr *)base, NULL) : type_invalid;
    if (generic->kind != TY_NAMED)
        return; /* reported when the receiver's type is checked */
    ObjVec declared = type_tparams(generic);
    if (tparams.len == declared.len) {
        TypeVec targs = {0};
        for (uint32_t i = 0; i < tparams.len; i++)
            vec_push(perm, &targs, tparams.p[i]->type);
        for (uint32_t i = 0; i < tparams.len; i++)
            tparams.p[i]->type->tparam.bound =
                type_subst(declared.p[i]->type->tparam.bound, declared, targs);
    } else if (tparams.len < declared.len || new_wording(25)) {
        check_error(ck, start_pos(new_wording(25) ? (void *)base : (void *)recv), new_wording(20)
                    ? "receiver declares %u type parameter%s, but receiver base type declares %u"
                    : "got %u type parameter%s, but receiver base type declares %u",
                    tparams.len, tparams.len == 1 ? "" : "s", declared.len);
    }
}

typedef struct RecvCheck { Type *sig; AstExpr *type; } RecvCheck;

/* spec: Method declarations: the receiver type is T or *T, T a type declared in this package. */
static void check_receiver(Checker *ck, void *arg)
{
    const RecvCheck *c = arg;
    Obj *recv = c->sig->sig.recv;
    Type *sig = c->sig;
    Pos pos = recv->pos;
    AstExpr *e = ast_unparen(c->type);
    if (e->kind == AST_StarExpr)
        e = ast_unparen(((AstStarExpr *)e)->X);
    if (new_wording(20))
        pos = start_pos(e);
    Type *t = types_unalias(type_deref(recv->type, NULL));
    if (!type_valid(t))
        return;
    const char *name = types_string(t);
    if (t->kind == TY_NAMED) {
        Type *u = types_under(t);
        if (t->named.targs.len > 0 && sig->sig.recv_tparams.len == 0)
            check_error(ck, pos, "cannot define new methods on instantiated type %s", name);
        else if (t->named.obj->pkg != ck->pkg)
            check_error(ck, pos, "cannot define new methods on non-local type %s", name);
        else if (u->kind == TY_UNSAFE_POINTER)
            check_error(ck, pos, "invalid receiver type %s (unsafe.Pointer)", name);
        else if (u->kind == TY_POINTER || u->kind == TY_INTERFACE)
            check_error(ck, pos, "invalid receiver type %s (pointer or interface type)",
                        name);
    } else if (t->kind <= TY_UNTYPED_NIL) {
        check_error(ck, pos, "cannot define new methods on non-local type %s", name);
    } else {
        check_error(ck, pos, "invalid receiver type %s", types_string(recv->type));
    }
}

/* The first of the receivers; others were reported by the parser. */
static void set_receiver(Checker *ck, Type *sig, Scope *scope, AstFieldList *recv)
{
    AstField first = *recv->List.p[0];
    AstField *fields[] = {&first};
    AstFieldList one = *recv;
    one.List.p = fields;
    one.List.len = 1;
    if (first.Names.len > 1)
        first.Names.len = 1;
    sig->sig.recv = collect_params(ck, scope, &one, NULL).p[0];
    RecvCheck *c = NEW(perm, RecvCheck);
    *c = (RecvCheck){sig, first.Type};
    check_later(ck, check_receiver, c);
}

/* Parameters join the function's scope, where type parameters are already. */
static void squash_scope(Checker *ck, Scope *into, Scope *from)
{
    for (uint32_t i = 0; i < from->names.len; i++) {
        Obj *o = from->names.entries[i].value;
        Obj *alt = scope_insert(into, o);
        if (alt)
            check_redeclared(ck, o->pos, o->name, alt);
    }
}

Scope *check_func_type(Checker *ck, Type *sig, AstFieldList *recv, AstFuncType *ft)
{
    Scope *saved = ck->env.scope;
    Scope *scope = scope_new(saved, true);
    ck->env.scope = scope;
    if (recv && recv->List.len > 0)
        receiver_tparams(ck, sig, recv->List.p[0]);
    if (ft->TypeParams && ft->TypeParams->List.len > 0)
        check_collect_tparams(ck, &sig->sig.tparams, ft->TypeParams);
    /* Types of parameters are not in the scope of parameters: they are declared beside it. */
    Scope *params = scope_new(scope, false);
    if (recv && recv->List.len > 0)
        set_receiver(ck, sig, params, recv);
    bool variadic = false;
    ObjVec in = collect_params(ck, params, ft->Params, &variadic);
    ObjVec out = collect_params(ck, params, ft->Results, NULL);
    for (uint32_t i = 0; i < in.len; i++)
        in.p[i]->var.is_param = true;
    for (uint32_t i = 0; i < out.len; i++)
        out.p[i]->var.is_result = true, out.p[i]->var.is_param = false;
    sig->sig.params = in;
    sig->sig.results = out;
    sig->sig.variadic = variadic;
    squash_scope(ck, scope, params);
    ck->env.scope = saved;
    return scope;
}
