/* ir/build.c: a checked package becomes trees (entry), and its initialiser. */
#include <string.h>

#include "ir/build.h"

/* Calls, selectors and indexing stand at their punctuation in gc's tree, literals at the brace. */
Pos tree_pos(const void *ast)
{
    const AstExpr *e = ast;
    if (!e)
        return NO_POS;
    if (e->kind == AST_CallExpr)
        return ((const AstCallExpr *)e)->Lparen;
    if (e->kind == AST_IndexExpr)
        return ((const AstIndexExpr *)e)->Lbrack;
    if (e->kind == AST_SliceExpr)
        return ((const AstSliceExpr *)e)->Lbrack;
    if (e->kind == AST_CompositeLit)
        return ((const AstCompositeLit *)e)->Lbrace;
    if (e->kind == AST_SelectorExpr)
        return ((const AstSelectorExpr *)e)->Sel->NamePos - 1;
    if (e->kind == AST_TypeAssertExpr)
        return ((const AstTypeAssertExpr *)e)->Lparen - 1;
    return ast_gc_pos(ast);
}

void tree_add(Builder *b, Node *s)
{
    ir_append(b->fs->block, s);
}

Node *tree_stmt_node(Builder *b, Node *s)
{
    s->flags |= NODE_SOURCE;
    tree_add(b, s);
    return s;
}

void ir_add_func(Func *f)
{
    vec_push(perm, &ir_current->funcs, f);
    for (uint32_t i = 0; i < f->closures.len; i++)
        ir_add_func(f->closures.p[i]);
}

/* ---- package variables ---- */

static void add_globals(Builder *b, AstGenDecl *d)
{
    if (d->Tok != TOK_VAR)
        return;
    for (uint32_t i = 0; i < d->Specs.len; i++) {
        AstValueSpec *s = (AstValueSpec *)d->Specs.p[i];
        for (uint32_t j = 0; j < s->Names.len; j++)
            if (!ast_is_blank(s->Names.p[j]) && s->Names.p[j]->obj)
                vec_push(perm, &b->ip->globals, ir_global_for(s->Names.p[j]->obj));
    }
}

/* gc numbers the literals of package-level initialisers in the order of the source, not in that of
 * initialisation. */
static bool number_lit(void *ctx, AstNode *n)
{
    Builder *b = ctx;
    if (n->kind != AST_FuncLit)
        return true;
    int *number = NEW(perm, int);
    *number = (int)b->global_lits.len + 1;
    map_set(&b->global_lits, n, number);
    return false;
}

static void look_at_decls(Builder *b, AstFile *file)
{
    AstVisitor v = {.enter = number_lit, .ctx = b};
    for (uint32_t i = 0; i < file->Decls.len; i++) {
        AstDecl *d = file->Decls.p[i];
        if (d->kind != AST_GenDecl)
            continue;
        add_globals(b, (AstGenDecl *)d);
        if (((AstGenDecl *)d)->Tok == TOK_VAR)
            ast_walk(d, &v);
    }
}

static void init_variables(Builder *b, const InitOrder *o)
{
    NodeVec lhs = {0};
    Pos pos = o->lhs.len ? o->lhs.p[0]->pos : ast_pos(o->rhs);
    for (uint32_t i = 0; i < o->lhs.len; i++) {
        Obj *v = o->lhs.p[i];
        bool blank = !v || strcmp(v->name->s, "_") == 0;
        Node *n = blank ? ir_node(IR_BLANK, pos, v ? v->type : NULL, 0)
                        : ir_name(v->pos, ir_global_for(v));
        vec_push(perm, &lhs, n);
    }
    AstExpr *rhs = o->rhs;
    tree_assign_nodes(b, pos, &lhs, &rhs, 1, true);
}

static void call_init(Builder *b, Func *f)
{
    Node *call = ir_node(IR_CALL, f->pos, NULL, 1, ir_func_node(f->pos, f, f->sig));
    tree_stmt_node(b, ir_node(IR_EXPRSTMT, f->pos, NULL, 1, call));
}

static bool is_init(const Func *f)
{
    return f->kind == FUNC_PLAIN && strcmp(f->obj->name->s, "init") == 0;
}

/* func pkg.init(): variables in the order the checker found (spec: Package initialization), then
 * the init functions as they come in the files. Imported packages are the linker's matter. */
static void tree_init(Builder *b, const FuncVec *inits)
{
    if (b->pkg->init_order.len == 0 && inits->len == 0)
        return;
    Func *f = NEW(perm, Func);
    f->kind = FUNC_INIT;
    f->linksym = sym_printf("%s.init", ir_pkg_prefix(b->pkg));
    f->name = sym("init");
    f->pkg = b->pkg;
    f->sig = types_new_signature(NULL, (ObjVec){0}, (ObjVec){0}, false);
    f->body = ir_block(NO_POS);
    FuncState fs = {.f = f, .block = f->body};
    fs.owner = &fs;
    b->fs = &fs;
    for (uint32_t i = 0; i < b->pkg->init_order.len; i++)
        init_variables(b, &b->pkg->init_order.p[i]);
    for (uint32_t i = 0; i < inits->len; i++)
        call_init(b, inits->p[i]);
    b->fs = NULL;
    ir_decide_captures(f);
    b->ip->init = f;
    ir_add_func(f);
}

/* ---- functions ---- */

static void number_init(Builder *b, Func *f)
{
    f->linksym = sym_printf("%s.init.%d", ir_pkg_prefix(b->pkg), b->ninit);
    f->name = sym_printf("init.%d", b->ninit++);
}

static void tree_functions(Builder *b, FuncVec *inits)
{
    ObjVec *funcs = &b->pkg->funcs;
    for (uint32_t i = 0; i < funcs->len; i++) {
        Func *f = ir_func_for(funcs->p[i]);
        if (is_init(f)) {
            number_init(b, f);
            vec_push(perm, inits, f);
        }
    }
    for (uint32_t i = 0; i < funcs->len; i++) {
        if (strcmp(funcs->p[i]->name->s, "_") == 0)
            continue;
        Func *f = tree_declared_func(b, funcs->p[i]);
        if (f->generic)
            vec_push(perm, &b->ip->generics, f);
        else if (f->body)
            ir_add_func(f);
    }
}

IrPackage *ir_build(Package *p, const IrOptions *opt)
{
    IrPackage *ip = NEW(perm, IrPackage);
    Builder b = {.ip = ip, .pkg = p, .opt = opt};
    ip->pkg = p;
    ip->options = opt = arena_memdup(perm, opt, sizeof *opt);
    ir_current = ip;
    for (uint32_t i = 0; i < p->files.len; i++)
        look_at_decls(&b, p->files.p[i]);
    FuncVec inits = {0};
    tree_functions(&b, &inits);
    tree_init(&b, &inits);
    return ip;
}
