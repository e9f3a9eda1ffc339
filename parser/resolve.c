/* resolve: identifiers to Objects within a file, as go/parser does it. Only the ast command asks for
 * it; the type checker has scopes of its own. */
#include "parser/private.h"

#include <stdlib.h>
#include <string.h>

typedef struct Scope {
    struct Scope *outer;
    Map objects; /* of Sym: AstObject */
} Scope;

typedef struct Resolver {
    AstFile *file;
    Scope *top, *pkg, *labels;
    AstIdentList targets; /* labels of branch statements in the function */
    AstIdentList unresolved;
} Resolver;

static void resolve_node(Resolver *r, void *node);

static void open_scope(Resolver *r)
{
    Scope *s = NEW(perm, Scope);
    s->outer = r->top;
    r->top = s;
}

static void close_scope(Resolver *r)
{
    r->top = r->top->outer;
}

static AstObject *lookup(const Scope *s, const Sym *name)
{
    return map_get(&s->objects, name);
}

static AstObject *new_object(AstObjKind kind, const Sym *name, void *decl)
{
    AstObject *o = NEW_NODE(Object);
    o->Kind = kind;
    o->Name = name;
    o->Decl = decl;
    return o;
}

/* The object of that name already in the scope, or NULL after inserting o. */
static AstObject *insert(Scope *s, AstObject *o)
{
    AstObject *old = lookup(s, o->Name);
    if (!old)
        map_set(&s->objects, o->Name, o);
    return old;
}

static AstObject *declare(Scope *s, AstIdent *id, AstObjKind kind, void *decl)
{
    AstObject *o = new_object(kind, id->Name, decl);
    /* a receiver's type parameters are in scope, but identifiers do not point at them */
    if (((AstNode *)decl)->kind != AST_Ident)
        id->Obj = o;
    if (!ast_is_blank(id))
        insert(s, o);
    return o;
}

static void short_var_decl(Resolver *r, AstExprList lhs, void *decl)
{
    for (uint32_t i = 0; i < lhs.len; i++) {
        AstIdent *id = (AstIdent *)lhs.p[i];
        if (id->kind != AST_Ident)
            continue;
        id->Obj = new_object(OBJKIND_VAR, id->Name, decl);
        AstObject *old = ast_is_blank(id) ? NULL : insert(r->top, id->Obj);
        if (old)
            id->Obj = old;
    }
}

static void resolve_ident(Resolver *r, AstIdent *id, bool collect)
{
    if (ast_is_blank(id))
        return;
    for (Scope *s = r->top; s; s = s->outer) {
        AstObject *o = lookup(s, id->Name);
        if (!o)
            continue;
        if (o->Decl->kind != AST_Ident)
            id->Obj = o;
        return;
    }
    if (collect)
        vec_push(perm, &r->unresolved, id);
}

static void resolve_list(Resolver *r, void *p, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        resolve_node(r, ((void **)p)[i]);
}
#define RESOLVE_ALL(r, list) resolve_list((r), (list).p, (list).len)

/* ---- fields ---- */

static void resolve_types(Resolver *r, AstFieldList *l)
{
    for (uint32_t i = 0; l && i < l->List.len; i++)
        resolve_node(r, l->List.p[i]->Type);
}

static void declare_fields(Resolver *r, AstFieldList *l, AstObjKind kind)
{
    for (uint32_t i = 0; l && i < l->List.len; i++) {
        AstField *f = l->List.p[i];
        for (uint32_t j = 0; j < f->Names.len; j++)
            declare(r->top, f->Names.p[j], kind, f);
    }
}

static void resolve_signature(Resolver *r, AstFuncType *t)
{
    resolve_types(r, t->Params);
    resolve_types(r, t->Results);
    declare_fields(r, t->Params, OBJKIND_VAR);
    declare_fields(r, t->Results, OBJKIND_VAR);
}

static void resolve_tparams(Resolver *r, AstFieldList *l)
{
    declare_fields(r, l, OBJKIND_TYP);
    resolve_types(r, l);
}

static void declare_receiver_tparam(Resolver *r, AstExpr *x)
{
    if (x->kind == AST_Ident)
        declare(r->top, (AstIdent *)x, OBJKIND_TYP, x);
}

static void resolve_receiver(Resolver *r, AstFieldList *recv)
{
    if (!recv || !recv->List.len)
        return;
    AstExpr *t = recv->List.p[0]->Type;
    if (t->kind == AST_StarExpr)
        t = ((AstStarExpr *)t)->X;
    AstExprList args = {0};
    AstExpr *x = t;
    if (t->kind == AST_IndexExpr) {
        vec_push(perm, &args, ((AstIndexExpr *)t)->Index);
        x = ((AstIndexExpr *)t)->X;
    } else if (t->kind == AST_IndexListExpr) {
        args = ((AstIndexListExpr *)t)->Indices;
        x = ((AstIndexListExpr *)t)->X;
    }
    for (uint32_t i = 0; i < args.len; i++)
        declare_receiver_tparam(r, args.p[i]);
    resolve_node(r, x);
    for (uint32_t i = 0; i < args.len; i++)
        if (args.p[i]->kind != AST_Ident)
            resolve_node(r, args.p[i]);
    for (uint32_t i = 1; i < recv->List.len; i++)
        resolve_node(r, recv->List.p[i]->Type);
}

static void resolve_body(Resolver *r, AstBlockStmt *body)
{
    if (!body)
        return;
    Scope *outer = r->labels;
    AstIdentList targets = r->targets;
    r->labels = NEW(perm, Scope);
    r->targets = (AstIdentList){0};
    RESOLVE_ALL(r, body->List);
    for (uint32_t i = 0; i < r->targets.len; i++)
        r->targets.p[i]->Obj = lookup(r->labels, r->targets.p[i]->Name);
    r->labels = outer;
    r->targets = targets;
}

/* ---- declarations ---- */

static void resolve_value_spec(Resolver *r, AstGenDecl *d, AstValueSpec *s, int i)
{
    RESOLVE_ALL(r, s->Values);
    resolve_node(r, s->Type);
    AstObjKind kind = d->Tok == TOK_VAR ? OBJKIND_VAR : OBJKIND_CON;
    for (uint32_t j = 0; j < s->Names.len; j++)
        declare(r->top, s->Names.p[j], kind, s)->Data = (AstIntOrNil){true, i};
}

static void resolve_gen_decl(Resolver *r, AstGenDecl *d)
{
    Scope *top = r->top;
    for (uint32_t i = 0; i < d->Specs.len; i++) {
        AstSpec *spec = d->Specs.p[i];
        if (spec->kind == AST_ValueSpec) {
            resolve_value_spec(r, d, (AstValueSpec *)spec, (int)i);
        } else if (spec->kind == AST_TypeSpec) {
            AstTypeSpec *s = (AstTypeSpec *)spec;
            declare(r->top, s->Name, OBJKIND_TYP, s);
            if (s->TypeParams) {
                open_scope(r);
                resolve_tparams(r, s->TypeParams);
            }
            resolve_node(r, s->Type);
        }
    }
    /* go/parser leaves the scopes of type parameters open to the end of the group */
    r->top = top;
}

static void resolve_func_decl(Resolver *r, AstFuncDecl *d)
{
    open_scope(r);
    resolve_receiver(r, d->Recv);
    if (d->Type->TypeParams)
        resolve_tparams(r, d->Type->TypeParams);
    resolve_types(r, d->Type->Params);
    resolve_types(r, d->Type->Results);
    declare_fields(r, d->Recv, OBJKIND_VAR);
    declare_fields(r, d->Type->Params, OBJKIND_VAR);
    declare_fields(r, d->Type->Results, OBJKIND_VAR);
    resolve_body(r, d->Body);
    if (!d->Recv && strcmp(d->Name->Name->s, "init") != 0)
        declare(r->pkg, d->Name, OBJKIND_FUN, d);
    close_scope(r);
}

/* ---- expressions and statements ---- */

static void resolve_composite(Resolver *r, AstCompositeLit *n)
{
    resolve_node(r, n->Type);
    for (uint32_t i = 0; i < n->Elts.len; i++) {
        AstKeyValueExpr *kv = (AstKeyValueExpr *)n->Elts.p[i];
        if (kv->kind != AST_KeyValueExpr) {
            resolve_node(r, kv);
            continue;
        }
        if (kv->Key->kind == AST_Ident)
            resolve_ident(r, (AstIdent *)kv->Key, false);
        else
            resolve_node(r, kv->Key);
        resolve_node(r, kv->Value);
    }
}

static void resolve_range(Resolver *r, AstRangeStmt *n)
{
    resolve_node(r, n->X);
    AstExprList lhs = {0};
    if (n->Key)
        vec_push(perm, &lhs, n->Key);
    if (n->Value)
        vec_push(perm, &lhs, n->Value);
    if (lhs.len && n->Tok == TOK_DEFINE) {
        AstAssignStmt *as = NEW_NODE(AssignStmt);
        AstUnaryExpr *range = NEW_NODE(UnaryExpr);
        range->Op = TOK_RANGE;
        range->X = n->X;
        as->Lhs = lhs;
        as->TokPos = n->TokPos;
        as->Tok = TOK_DEFINE;
        vec_push(perm, &as->Rhs, (AstExpr *)range);
        for (uint32_t i = 0; i < lhs.len; i++)
            if (ast_unparen(lhs.p[i])->kind != AST_Ident)
                resolve_node(r, lhs.p[i]);
        short_var_decl(r, lhs, as);
    } else {
        RESOLVE_ALL(r, lhs);
    }
    resolve_node(r, n->Body);
}

static void resolve_switch(Resolver *r, AstStmt *init, void *tag, bool tag_scope, AstBlockStmt *body)
{
    Scope *top = r->top;
    open_scope(r);
    resolve_node(r, init);
    if (tag && tag_scope)
        open_scope(r);
    resolve_node(r, tag);
    RESOLVE_ALL(r, body->List);
    r->top = top;
}

static void resolve_assign(Resolver *r, AstAssignStmt *n)
{
    RESOLVE_ALL(r, n->Rhs);
    if (n->Tok == TOK_DEFINE)
        short_var_decl(r, n->Lhs, n);
    else
        RESOLVE_ALL(r, n->Lhs);
}

/* Nodes that open a scope around their parts; true if n was one. */
static bool resolve_scoped(Resolver *r, AstNode *n)
{
    Scope *top = r->top;
    open_scope(r);
    switch ((int)n->kind) {
    case AST_FuncLit:
        resolve_signature(r, ((AstFuncLit *)n)->Type);
        resolve_body(r, ((AstFuncLit *)n)->Body);
        break;
    case AST_FuncType:
        resolve_signature(r, (AstFuncType *)n);
        break;
    case AST_StructType:
        resolve_types(r, ((AstStructType *)n)->Fields);
        declare_fields(r, ((AstStructType *)n)->Fields, OBJKIND_VAR);
        break;
    case AST_InterfaceType:
        resolve_types(r, ((AstInterfaceType *)n)->Methods);
        declare_fields(r, ((AstInterfaceType *)n)->Methods, OBJKIND_FUN);
        break;
    case AST_BlockStmt:
        RESOLVE_ALL(r, ((AstBlockStmt *)n)->List);
        break;
    case AST_IfStmt:
        resolve_node(r, ((AstIfStmt *)n)->Init);
        resolve_node(r, ((AstIfStmt *)n)->Cond);
        resolve_node(r, ((AstIfStmt *)n)->Body);
        resolve_node(r, ((AstIfStmt *)n)->Else);
        break;
    case AST_CommClause:
        resolve_node(r, ((AstCommClause *)n)->Comm);
        RESOLVE_ALL(r, ((AstCommClause *)n)->Body);
        break;
    case AST_ForStmt:
        resolve_node(r, ((AstForStmt *)n)->Init);
        resolve_node(r, ((AstForStmt *)n)->Cond);
        resolve_node(r, ((AstForStmt *)n)->Post);
        resolve_node(r, ((AstForStmt *)n)->Body);
        break;
    case AST_RangeStmt:
        resolve_range(r, (AstRangeStmt *)n);
        break;
    default:
        r->top = top;
        return false;
    }
    r->top = top;
    return true;
}

static bool enter(void *ctx, AstNode *n)
{
    Resolver *r = ctx;
    switch ((int)n->kind) {
    case AST_Ident:
        resolve_ident(r, (AstIdent *)n, true);
        return false;
    case AST_SelectorExpr:
        resolve_node(r, ((AstSelectorExpr *)n)->X);
        return false;
    case AST_CompositeLit:
        resolve_composite(r, (AstCompositeLit *)n);
        return false;
    case AST_LabeledStmt: {
        AstLabeledStmt *s = (AstLabeledStmt *)n;
        declare(r->labels, s->Label, OBJKIND_LBL, s);
        resolve_node(r, s->Stmt);
        return false;
    }
    case AST_AssignStmt:
        resolve_assign(r, (AstAssignStmt *)n);
        return false;
    case AST_BranchStmt:
        if (((AstBranchStmt *)n)->Label)
            vec_push(perm, &r->targets, ((AstBranchStmt *)n)->Label);
        return false;
    case AST_CaseClause:
        RESOLVE_ALL(r, ((AstCaseClause *)n)->List);
        open_scope(r);
        RESOLVE_ALL(r, ((AstCaseClause *)n)->Body);
        close_scope(r);
        return false;
    case AST_SwitchStmt: {
        AstSwitchStmt *s = (AstSwitchStmt *)n;
        resolve_switch(r, s->Init, s->Tag, s->Init != NULL, s->Body);
        return false;
    }
    case AST_TypeSwitchStmt: {
        AstTypeSwitchStmt *s = (AstTypeSwitchStmt *)n;
        resolve_switch(r, s->Init, s->Assign, true, s->Body);
        return false;
    }
    case AST_SelectStmt:
        RESOLVE_ALL(r, ((AstSelectStmt *)n)->Body->List);
        return false;
    case AST_GenDecl:
        resolve_gen_decl(r, (AstGenDecl *)n);
        return false;
    case AST_FuncDecl:
        resolve_func_decl(r, (AstFuncDecl *)n);
        return false;
    default:
        return !resolve_scoped(r, n);
    }
}

static void resolve_node(Resolver *r, void *node)
{
    AstVisitor v = {.enter = enter, .ctx = r};
    ast_walk(node, &v);
}

static int by_name(const void *x, const void *y)
{
    const AstObject *a = *(AstObject *const *)x, *b = *(AstObject *const *)y;
    uint32_t n = a->Name->len < b->Name->len ? a->Name->len : b->Name->len;
    int c = memcmp(a->Name->s, b->Name->s, n);
    return c ? c : (a->Name->len > b->Name->len) - (a->Name->len < b->Name->len);
}

void resolve_file(AstFile *f)
{
    Resolver r = {.file = f};
    open_scope(&r);
    r.pkg = r.top;
    for (uint32_t i = 0; i < f->Decls.len; i++)
        resolve_node(&r, f->Decls.p[i]);
    uint32_t n = 0;
    for (uint32_t i = 0; i < r.unresolved.len; i++) {
        AstIdent *id = r.unresolved.p[i];
        id->Obj = lookup(r.pkg, id->Name);
        if (!id->Obj)
            r.unresolved.p[n++] = id;
    }
    r.unresolved.len = n;
    f->Unresolved = r.unresolved;
    f->Scope = NEW_NODE(Scope);
    for (uint32_t i = 0; i < r.pkg->objects.len; i++)
        vec_push(perm, &f->Scope->Objects, r.pkg->objects.entries[i].value);
    if (f->Scope->Objects.len)
        qsort(f->Scope->Objects.p, f->Scope->Objects.len, sizeof(AstObject *), by_name);
}
