/* ir/build_decl.c: functions with their parameters, variables, closures and what they capture. */
#include <string.h>

#include "ir/build.h"

/* ---- parameters ---- */

Name *tree_param(Func *f, Obj *o, NameClass cls, uint32_t i)
{
    NameVec *list = cls == NAME_PARAM ? &f->params : &f->results;
    Name *n = NEW(perm, Name);
    n->cls = cls;
    n->type = o->type;
    n->pos = o->pos;
    n->func = f;
    n->obj = o;
    n->index = list->len;
    bool unnamed = !o->name || o->name->len == 0 || strcmp(o->name->s, "_") == 0;
    n->sym = !unnamed ? o->name : cls == NAME_RESULT ? sym_printf("~r%u", i) : sym("_");
    vec_push(perm, list, n);
    return n;
}

void tree_params(Func *f, Type *sig)
{
    if (f->params.len || f->results.len)
        return;
    if (sig->sig.recv)
        f->recv = tree_param(f, sig->sig.recv, NAME_PARAM, 0);
    for (uint32_t i = 0; i < sig->sig.params.len; i++)
        tree_param(f, sig->sig.params.p[i], NAME_PARAM, i);
    for (uint32_t i = 0; i < sig->sig.results.len; i++)
        tree_param(f, sig->sig.results.p[i], NAME_RESULT, i);
}

/* From here on the objects of the signature mean f's variables. */
static void bind(const NameVec *v)
{
    for (uint32_t i = 0; i < v->len; i++)
        v->p[i]->obj->ir = v->p[i];
}

/* ---- variables ---- */

Name *tree_declare(Builder *b, Obj *o)
{
    Name *n = ir_local(b->fs->f, o->pos, o->name, o->type);
    n->obj = o;
    o->ir = n;
    return n;
}

Name *tree_capture(FuncState *fs, Name *n)
{
    if (n->cls == NAME_GLOBAL || n->func == fs->f)
        return n;
    Name *c = map_get(&fs->captured, n);
    if (c)
        return c;
    if (!fs->outer)
        diag_bug("tree_capture", "%s: %s is no variable of a function around %s",
                 diag_pos_string(n->pos), n->sym->s, fs->f->linksym->s);
    Name *outer = tree_capture(fs->outer, n);
    outer->captured = true;
    n->captured = true;
    c = NEW(perm, Name);
    c->cls = NAME_CAPTURED;
    c->sym = n->sym;
    c->type = n->type;
    c->pos = n->pos;
    c->func = fs->f;
    c->obj = n->obj;
    c->outer = outer;
    c->index = fs->f->captured.len;
    vec_push(perm, &fs->f->captured, c);
    fs->f->needs_context = true;
    map_set(&fs->captured, n, c);
    return c;
}

Node *tree_use(Builder *b, Pos pos, Name *n)
{
    Name *c = tree_capture(b->fs, n);
    if (c->cls == NAME_CAPTURED && !c->use)
        c->use = pos;
    return ir_name(pos, c);
}

/* The variable that an assignable expression is (part of), or NULL. */
static Name *base_name(Node *n)
{
    for (;;) {
        if (n->op == IR_NAME)
            return n->aux.name;
        if (n->op == IR_FIELD)
            n = n->kids[0];
        else if (n->op == IR_INDEX && types_under(n->kids[0]->type)->kind != TY_SLICE &&
                 types_under(n->kids[0]->type)->kind != TY_STRING)
            n = n->kids[0];
        else
            return NULL;
    }
}

void tree_mark_assigned(Node *lhs)
{
    Name *n = base_name(lhs);
    if (n) {
        n->reassigned = true;
        ir_root_name(n)->reassigned = true;
    }
}

void tree_mark_addrtaken(Node *x)
{
    Name *n = base_name(x);
    if (n) {
        n->addrtaken = true;
        ir_root_name(n)->addrtaken = true;
    }
}

/* ---- closures ---- */

enum { CAPTURE_BY_VALUE_MAX = 128 };

/* gc's rule: a variable that is assigned nowhere but in its declaration, whose address is not taken
 * and that is not too big is captured by value. */
void ir_decide_captures(Func *f)
{
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *n = f->captured.p[i];
        if (!n->outer)
            continue;
        Name *root = ir_root_name(n);
        n->byval = !root->addrtaken && !root->reassigned &&
                   (f->generic || types_size(n->type) <= CAPTURE_BY_VALUE_MAX);
        n->reassigned = root->reassigned;
        n->addrtaken = root->addrtaken;
    }
    for (uint32_t i = 0; i < f->closures.len; i++)
        ir_decide_captures(f->closures.p[i]);
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *n = f->captured.p[i];
        if (n->outer && !n->byval)
            ir_root_name(n)->addrtaken = n->outer->addrtaken = true;
    }
}

/* Names of closures: f.func1, inside it f.func1.1; of package-level initialisers glob..func1 up to
 * Go 1.20, init.func1 since; bodies of loops over functions f-range1. */
static const Sym *closure_sym(Builder *b, const Sym *outer_sym, bool in_init, bool in_closure,
                              const char *suffix)
{
    FuncState *owner = b->fs->owner;
    if (in_init) {
        const char *s = b->opt->tree_minor >= 21 ? "init" : "glob.";
        int *n = map_get(&b->global_lits, b->fs->lit);
        int number = n ? *n : ++owner->nclosures + (int)b->global_lits.len;
        if (outer_sym == owner->f->linksym)
            return sym_printf("%s.%s%s%d", ir_pkg_prefix(b->pkg), s, suffix, number);
        return sym_printf("%s%s%d", s, suffix, number);
    }
    bool range = strcmp(suffix, "-range") == 0, numbered_only = in_closure && strcmp(suffix, ".func") == 0;
    return sym_printf("%s%s%d", outer_sym->s, numbered_only ? "." : suffix,
                      range ? ++owner->nranges : ++owner->nclosures);
}

Func *tree_new_closure(Builder *b, Pos pos, Type *sig, const char *suffix)
{
    FuncState *owner = b->fs->owner;
    Func *outer = b->fs->f, *of = owner->f, *f = NEW(perm, Func);
    bool in_init = of->kind == FUNC_INIT, in_closure = of->kind == FUNC_CLOSURE;
    int closures = owner->nclosures, ranges = owner->nranges;
    f->linksym = closure_sym(b, of->linksym, in_init, in_closure, suffix);
    owner->nclosures = closures;
    owner->nranges = ranges;
    f->name = closure_sym(b, of->name, in_init, in_closure, suffix);
    f->kind = FUNC_CLOSURE;
    f->pkg = b->pkg;
    f->sig = sig;
    f->pos = pos;
    f->outer = outer;
    f->generic = outer->generic;
    f->tparams = outer->tparams;
    vec_push(perm, &outer->closures, f);
    tree_params(f, sig);
    return f;
}

static Node *closure_node(Pos pos, Func *f, Type *t)
{
    Node *n = ir_node(IR_CLOSURE, pos, t, 0);
    n->aux.func = f;
    return n;
}

Node *tree_func_lit(Builder *b, AstFuncLit *e)
{
    Pos pos = e->Type->Func ? e->Type->Func : ast_pos(e);
    FuncState fs = {.outer = b->fs, .lit = e};
    AstFuncLit *outer_lit = b->fs->lit;
    b->fs->lit = e; /* for the number of package-level literals */
    Func *f = tree_new_closure(b, pos, types_under(e->type), ".func");
    b->fs->lit = outer_lit;
    fs.f = f;
    fs.owner = &fs;
    tree_func_body(b, f, &fs, e->Body);
    return closure_node(pos, f, e->type);
}

/* ---- functions ---- */

static void collect_goto(void *ctx, AstNode *n)
{
    AstBranchStmt *s = (AstBranchStmt *)n;
    if (s->kind == AST_BranchStmt && s->Tok == TOK_GOTO && s->Label)
        map_set(ctx, s->Label->Name, s);
}

static bool enter_goto(void *ctx, AstNode *n)
{
    collect_goto(ctx, n);
    return n->kind != AST_FuncLit;
}

/* `.x := op` at the function's start, for loops over functions that defer or recover */
static void prepend_frame(Func *f, Name *n, IrOp op)
{
    if (!n)
        return;
    Node *def = ir_node(IR_ASSIGN, f->pos, NULL, 2, ir_name(f->pos, n),
                        ir_node(op, f->pos, n->type, 0));
    def->flags |= NODE_DEF;
    Node *body = ir_block(f->body->pos);
    ir_append(body, def);
    for (uint32_t i = 0; i < f->body->nkids; i++)
        ir_append(body, f->body->kids[i]);
    f->body = body;
}

void tree_func_body(Builder *b, Func *f, FuncState *fs, AstBlockStmt *body)
{
    FuncState *saved = b->fs;
    b->fs = fs;
    bind(&f->params);
    bind(&f->results);
    AstVisitor v = {.enter = enter_goto, .ctx = &fs->gotos};
    for (uint32_t i = 0; i < body->List.len; i++)
        ast_walk(body->List.p[i], &v);
    f->end = body->Rbrace;
    if (b->opt->m_level >= 2)
        f->text = tree_body_text(body);
    f->body = fs->block = ir_block(body->Lbrace);
    tree_stmts(b, &body->List);
    if (fs->owner == fs) {
        prepend_frame(f, fs->defer_frame, IR_DEFERFRAME);
        prepend_frame(f, fs->recover_frame, IR_FRAMEADDR);
    }
    if (f->has_defer)
        for (uint32_t i = 0; i < f->results.len; i++)
            f->results.p[i]->volatile_ = true;
    b->fs = saved;
}

Func *tree_declared_func(Builder *b, Obj *o)
{
    Func *f = ir_func_for(o);
    AstFuncDecl *d = o->func.decl;
    tree_params(f, f->sig);
    if (!d || !d->Body)
        return f;
    FuncState fs = {.f = f};
    fs.owner = &fs;
    tree_func_body(b, f, &fs, d->Body);
    ir_decide_captures(f);
    return f;
}
