/* ir/build_loop.c: for statements (spec: For statements). Loops over functions: rangefunc.c. */
#include "ir/build.h"

/* ---- for clauses ---- */

/* Language version of the file that pos is in. */
static int language_at(Builder *b, Pos pos)
{
    const SrcFile *src = pos_file(pos);
    for (uint32_t i = 0; i < b->pkg->files.len; i++)
        if (b->pkg->files.p[i]->src == src)
            return b->pkg->files.p[i]->go_minor;
    return b->pkg->go_minor;
}

/* The statement as one node, a BLOCK if it takes several. */
static Node *one_stmt(Builder *b, AstStmt *s)
{
    if (!s)
        return NULL;
    Node *saved = b->fs->block, *block = ir_block(ast_pos(s));
    b->fs->block = block;
    tree_stmt(b, s);
    b->fs->block = saved;
    return block->nkids == 1 ? block->kids[0] : block;
}

typedef struct Renaming { Name *from, *to; } Renaming;

static void rename_defs(Node *n, void *ctx)
{
    Renaming *r = ctx;
    if ((n->op == IR_NAME || n->op == IR_DCL) && n->aux.name == r->from)
        n->aux.name = r->to;
}

static Node *copy_name(Name *to, Name *from, Pos pos, bool def)
{
    Node *n = ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, to), ir_name(pos, from));
    return tree_flag(n, def ? NODE_DEF : 0);
}

static Node *not_cond(Node *cond, Pos pos)
{
    Node *n = ir_node(IR_NOT, pos, cond->type, 1, cond), *then = ir_block(pos);
    ir_append(then, ir_node(IR_BREAK, pos, NULL, 0));
    return ir_node(IR_IF, pos, NULL, 3, n, then, NULL);
}

/* Go 1.22, where closures or pointers could tell: for z := x; cond; post { body } is
 *
 *     z' := x
 *     first := true
 *     for ; ; z' = z {
 *         z := z'
 *         if first { first = false } else { post }
 *         if !cond { break }
 *         body
 *     }
 */
static void per_iteration(Builder *b, Node *loop, Node *init, NameVec *vars)
{
    Func *f = b->fs->f;
    Pos pos = loop->pos;
    Type *boolean = type_basic[TY_BOOL];
    Name *first = ir_temp(f, pos, boolean);
    Node *body = ir_block(pos), *next = ir_block(pos);
    for (uint32_t i = 0; i < vars->len; i++) {
        Name *z = vars->p[i], *outer = ir_temp(f, pos, z->type);
        Renaming r = {z, outer};
        ir_walk(init, rename_defs, &r);
        outer->reassigned = true;
        ir_append(body, copy_name(z, outer, pos, true));
        ir_append(next, copy_name(outer, z, pos, false));
    }
    Node *def = ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, first),
                        ir_const(pos, boolean, const_from_bool(true)));
    ir_append(init, tree_flag(def, NODE_DEF));
    Node *then = ir_block(pos), *other = ir_block(pos);
    ir_append(then, ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, first),
                            ir_const(pos, boolean, const_from_bool(false))));
    if (loop->kids[1])
        ir_append(other, loop->kids[1]);
    ir_append(body, ir_node(IR_IF, pos, NULL, 3, ir_name(pos, first), then, other));
    if (loop->kids[0])
        ir_append(body, not_cond(loop->kids[0], pos));
    ir_append(body, loop->kids[2]);
    first->reassigned = true;
    loop->kids[0] = NULL;
    loop->kids[1] = next;
    loop->kids[2] = body;
}

/* Variables that the init statement defines and something may hold on to. */
static void shared_vars(Node *init, NameVec *out)
{
    for (uint32_t i = 0; i < init->nkids; i++) {
        Node *s = init->kids[i];
        if (!(s->flags & NODE_DEF))
            continue;
        for (uint32_t j = 0; j < s->nkids; j++) {
            Name *n = s->kids[j]->op == IR_NAME ? s->kids[j]->aux.name : NULL;
            bool left = s->op != IR_ASSIGN || j == 0;
            if (n && left && n->obj && !n->is_temp && (n->captured || n->addrtaken))
                vec_push(perm, out, n);
        }
    }
}

void tree_for(Builder *b, AstForStmt *s, const Sym *label)
{
    Node *saved = b->fs->block, *init = ir_block(s->For);
    if (s->Init) {
        b->fs->block = init;
        tree_stmt(b, s->Init);
        b->fs->block = saved;
    }
    tree_push_target(b, label, true);
    Node *cond = s->Cond ? tree_cond(b, s->Cond) : NULL;
    Node *post = one_stmt(b, s->Post);
    Node *body = tree_block(b, &s->Body->List, s->Body->Lbrace);
    tree_pop_target(b);
    Node *loop = ir_node(IR_FOR, s->For, NULL, 3, cond, post, body);
    loop->aux.sym = label;
    NameVec vars = {0};
    if (language_at(b, s->For) >= 22)
        shared_vars(init, &vars);
    if (vars.len)
        per_iteration(b, loop, init, &vars);
    for (uint32_t i = 0; i < init->nkids; i++)
        tree_add(b, init->kids[i]);
    tree_stmt_node(b, loop);
}

/* ---- range ---- */

static void range_types(Type *u, Type **key, Type **value)
{
    *key = type_basic[TY_INT];
    *value = NULL;
    if (u->kind == TY_POINTER)
        u = types_under(u->pointer.elem);
    switch ((int)u->kind) {
    case TY_STRING:
    case TY_UNTYPED_STRING:
        *value = type_rune;
        return;
    case TY_ARRAY:
        *value = u->array.elem;
        return;
    case TY_SLICE:
        *value = u->slice.elem;
        return;
    case TY_MAP:
        *key = u->map.key;
        *value = u->map.elem;
        return;
    case TY_CHAN:
        *key = u->chan.elem;
        return;
    default:
        *key = u;
        return;
    }
}

/* A variable of the range clause: defined by it, or a temporary that the body's first statement
 * assigns to what the clause names. */
static Node *range_var(Builder *b, AstRangeStmt *s, AstExpr *e, Type *t, bool periter)
{
    if (!e || tree_is_blank(e))
        return NULL;
    Name *n;
    if (s->Tok == TOK_DEFINE) {
        n = tree_declare(b, ((AstIdent *)ast_unparen(e))->obj);
        n->reassigned = !periter;
    } else {
        n = ir_temp(b->fs->f, ast_pos(e), t);
    }
    return ir_name(ast_pos(e), n);
}

/* l1, l2 = t1, t2 */
void tree_range_assign(Builder *b, AstRangeStmt *s, Node *key, Node *value)
{
    NodeVec lhs = {0}, rhs = {0};
    if (key)
        vec_push(perm, &lhs, tree_lhs(b, s->Key));
    if (key)
        vec_push(perm, &rhs, tree_implicit(ir_clone(key), lhs.p[0]->type));
    if (value)
        vec_push(perm, &lhs, tree_lhs(b, s->Value));
    if (value)
        vec_push(perm, &rhs, tree_implicit(ir_clone(value), vec_last(&lhs)->type));
    if (lhs.len == 1)
        tree_assign_one(b, s->For, lhs.p[0], rhs.p[0], false);
    if (lhs.len < 2)
        return;
    vec_push(perm, &lhs, rhs.p[0]);
    vec_push(perm, &lhs, rhs.p[1]);
    Node *n = ir_node_v(IR_AS2, s->For, NULL, &lhs);
    n->aux.index = 2;
    tree_stmt_node(b, n);
}

static bool note_call(void *ctx, AstNode *n)
{
    AstCallExpr *call = (AstCallExpr *)n;
    if (n->kind == AST_CallExpr && call->mode != MODE_CONST && call->Fun->mode != MODE_TYPE)
        *(bool *)ctx = true;
    if (n->kind == AST_UnaryExpr && ((AstUnaryExpr *)n)->Op == TOK_ARROW)
        *(bool *)ctx = true;
    return n->kind != AST_FuncLit;
}

static bool calls_or_receives(AstExpr *e)
{
    bool found = false;
    AstVisitor v = {.enter = note_call, .ctx = &found};
    ast_walk(e, &v);
    return found;
}

/* The operand. Where its length is constant and no value is wanted, the loop is one over an integer,
 * and the operand is evaluated, as for len, only if it has calls or receives. */
static Node *range_operand(Builder *b, AstRangeStmt *s, Type *core, Type *key, bool value)
{
    Type *a = core->kind == TY_POINTER ? types_under(core->pointer.elem) : core;
    bool length = a->kind == TY_ARRAY && !value && !types_is_typeparam(s->X->type);
    if (length && !calls_or_receives(s->X))
        return ir_int(ast_pos(s->X), a->array.len);
    Node *x = tree_expr(b, s->X);
    if (length)
        return ir_length(IR_LEN, x, ast_pos(s->X), key);
    if (types_is_integer(core))
        x = tree_implicit(x, key);
    else if (types_is_untyped(x->type))
        x->type = types_default(x->type);
    return x;
}

static Type *core_of_operand(AstExpr *x)
{
    Type *core = types_core(x->type);
    if (!core)
        core = type_basic[TY_STRING]; /* a type set of string and []byte does not range */
    return core;
}

void tree_range(Builder *b, AstRangeStmt *s, const Sym *label)
{
    Type *core = core_of_operand(s->X), *kt, *vt;
    if (core->kind == TY_SIGNATURE) {
        tree_range_func(b, s, label);
        return;
    }
    range_types(core, &kt, &vt);
    if (types_is_integer(core)) {
        bool keyed = s->Key && !tree_is_blank(s->Key);
        kt = keyed ? tree_type_of(s->Key) : tree_type_of(s->X);
        if (keyed && s->Tok == TOK_DEFINE)
            kt = ((AstIdent *)ast_unparen(s->Key))->obj->type;
    }
    bool periter = language_at(b, s->For) >= 22 && s->Tok == TOK_DEFINE;
    bool value = s->Value && !tree_is_blank(s->Value);
    Node *x = range_operand(b, s, core, kt, value);
    Node *k = range_var(b, s, s->Key, kt, periter);
    Node *v = range_var(b, s, s->Value, vt, periter);
    Node *saved = b->fs->block, *body = ir_block(s->Body->Lbrace);
    b->fs->block = body;
    tree_push_target(b, label, true);
    if (s->Tok != TOK_DEFINE && (k || v))
        tree_range_assign(b, s, k, v);
    tree_stmts(b, &s->Body->List);
    tree_pop_target(b);
    b->fs->block = saved;
    Node *n = ir_node(IR_RANGE, s->For, NULL, 4, k, v, x, body);
    n->aux.sym = label;
    tree_stmt_node(b, tree_flag(n, NODE_DEF | (periter ? NODE_PERITER : 0)));
}
