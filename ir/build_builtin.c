/* ir/build_builtin.c: calls of builtin functions (spec: Built-in functions, Package unsafe). */
#include "ir/build.h"

typedef struct Args {
    Node **p;
    uint32_t n;
    Pos pos;
    Type *type;   /* of the whole call */
    bool ddd;
} Args;

static Node *as_int(Node *n)
{
    if (n->op == IR_CONST && !types_is_typeparam(n->type)) {
        Type *t = types_is_untyped(n->type) ? type_basic[TY_INT] : n->type;
        n->type = t;
        n->aux.val = const_to_type(n->aux.val, types_under(t));
    }
    return n;
}

/* ---- length ---- */

/* What an array is part of, or lies behind: x of x.f and *x. */
static Node *origin(Node *n)
{
    while (n->op == IR_FIELD || n->op == IR_DEREF)
        n = n->kids[0];
    return n;
}

/* len and cap of an array or pointer to one: a constant, behind the evaluation of x (spec: Length
 * and capacity: x is evaluated if it contains calls or receives; a nil pointer is fine). Before Go
 * 1.25, gc did not look whether what the array lies behind is nil. */
static Node *array_length(Node *x, Type *array, Pos pos, Type *t)
{
    Node *len = ir_intt(pos, t, array->array.len), *from = origin(x);
    if (from->op == IR_NAME)
        return len;
    if (diag_options.go_minor < 25)
        x = from;
    Node *drop = ir_block(pos);
    ir_append(drop, ir_node(IR_ASSIGN, pos, NULL, 2, ir_node(IR_BLANK, pos, x->type, 0), x));
    return tree_seq(drop, len);
}

Node *ir_length(IrOp op, Node *x, Pos pos, Type *t)
{
    Type *u = types_is_typeparam(x->type) ? NULL : types_under(x->type);
    if (u && u->kind == TY_POINTER)
        u = types_under(u->pointer.elem);
    if (u && u->kind == TY_ARRAY)
        return array_length(x, u, pos, t);
    return ir_node(op, pos, t, 1, x);
}

/* ---- slices, maps ---- */

static Node *append_call(Args *a)
{
    Type *elem = types_core(a->type)->slice.elem;
    NodeVec kids = {0};
    vec_push(perm, &kids, tree_implicit(a->p[0], a->type));
    for (uint32_t i = 1; i < a->n; i++) {
        Node *v = a->p[i];
        bool nil = v->op == IR_NIL && v->type->kind == TY_UNTYPED_NIL;
        if (!a->ddd)
            v = tree_implicit(v, elem);
        else if (nil)
            v = tree_implicit(v, types_new_slice(elem));
        else if (types_is_untyped(v->type))
            v->type = type_basic[TY_STRING];
        vec_push(perm, &kids, v);
    }
    return tree_flag(ir_node_v(IR_APPEND, a->pos, a->type, &kids), a->ddd ? NODE_DDD : 0);
}

static Node *make_call(Builder *b, AstCallExpr *e, Pos pos)
{
    Type *t = e->Args.p[0]->type, *core = types_core(t);
    Node *n = e->Args.len > 1 ? as_int(tree_expr(b, e->Args.p[1])) : NULL;
    Node *m = e->Args.len > 2 ? as_int(tree_expr(b, e->Args.p[2])) : NULL;
    if (core->kind == TY_SLICE)
        return ir_node(IR_MAKESLICE, pos, t, 2, n, m);
    return ir_node(core->kind == TY_MAP ? IR_MAKEMAP : IR_MAKECHAN, pos, t, 1, n);
}

static Node *new_call(Builder *b, AstCallExpr *e, Pos pos)
{
    AstExpr *x = e->Args.p[0];
    Type *t = tree_type_of((AstExpr *)e);
    Node *init = x->mode == MODE_TYPE ? NULL : tree_expr_as(b, x, types_under(t)->pointer.elem);
    return ir_node(IR_NEW, pos, t, 1, init);
}

static Node *delete_call(Args *a)
{
    Type *m = types_core(a->p[0]->type); /* NULL: a type parameter for maps of several types */
    Node *key = m ? tree_implicit(a->p[1], m->map.key) : a->p[1];
    return ir_node(IR_DELETE, a->pos, NULL, 2, a->p[0], key);
}

static Node *copy_call(Args *a)
{
    if (a->p[1]->op == IR_CONST && types_is_untyped(a->p[1]->type))
        a->p[1]->type = type_basic[TY_STRING];
    return ir_node(IR_COPY, a->pos, type_basic[TY_INT], 2, a->p[0], a->p[1]);
}

/* ---- others ---- */

static Node *print_call(Args *a, IrOp op)
{
    NodeVec kids = {0};
    for (uint32_t i = 0; i < a->n; i++) {
        Node *v = a->p[i];
        if (types_is_untyped(v->type) && v->op == IR_CONST)
            v->type = types_default(v->type);
        vec_push(perm, &kids, v);
    }
    return ir_node_v(op, a->pos, NULL, &kids);
}

static Node *list_call(Args *a, IrOp op, Type *operand)
{
    NodeVec kids = {0};
    for (uint32_t i = 0; i < a->n; i++)
        vec_push(perm, &kids, tree_implicit(a->p[i], operand));
    return ir_node_v(op, a->pos, a->type, &kids);
}

/* complex(r, i): the parts' type follows from the result's unless that is a type parameter */
static Node *complex_call(Args *a)
{
    Type *part = NULL;
    if (!types_is_typeparam(a->type))
        part = type_basic[types_under(a->type)->kind == TY_COMPLEX64 ? TY_FLOAT32 : TY_FLOAT64];
    for (uint32_t i = 0; i < 2; i++)
        if (part && a->p[i]->op == IR_CONST)
            a->p[i] = ir_const(a->p[i]->pos, part, const_to_type(a->p[i]->aux.val, part));
    return ir_node(IR_COMPLEX, a->pos, a->type, 2, a->p[0], a->p[1]);
}

static Node *recover_call(Builder *b, Pos pos)
{
    b->fs->owner->f->has_recover = true;
    return ir_node(IR_RECOVER, pos, type_any, 1, tree_recover_frame(b, pos));
}

static Node *size_call(Builder *b, AstCallExpr *e, Pos pos, int what)
{
    Node *n = ir_node(IR_SIZEOF, pos, tree_type_of((AstExpr *)e), 1, tree_expr(b, e->Args.p[0]));
    n->aux.index = what;
    return n;
}

static Node *simple_call(Builder *b, Args *a, BuiltinId id)
{
    Node **p = a->p;
    switch (id) {
    case BUILTIN_APPEND:
        return append_call(a);
    case BUILTIN_LEN:
        return ir_length(IR_LEN, p[0], a->pos, type_basic[TY_INT]);
    case BUILTIN_CAP:
        return ir_length(IR_CAP, p[0], a->pos, type_basic[TY_INT]);
    case BUILTIN_CLEAR:
        return ir_node(IR_CLEAR, a->pos, NULL, 1, p[0]);
    case BUILTIN_CLOSE:
        return ir_node(IR_CLOSE, a->pos, NULL, 1, p[0]);
    case BUILTIN_COMPLEX:
        return complex_call(a);
    case BUILTIN_COPY:
        return copy_call(a);
    case BUILTIN_DELETE:
        return delete_call(a);
    case BUILTIN_REAL:
    case BUILTIN_IMAG:
        return ir_node(id == BUILTIN_REAL ? IR_REAL : IR_IMAG, a->pos, a->type, 1, p[0]);
    case BUILTIN_MIN:
    case BUILTIN_MAX:
        return list_call(a, id == BUILTIN_MIN ? IR_MIN : IR_MAX, a->type);
    case BUILTIN_PANIC:
        return ir_node(IR_PANIC, a->pos, NULL, 1, tree_implicit(p[0], type_any));
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN:
        return print_call(a, id == BUILTIN_PRINT ? IR_PRINT : IR_PRINTLN);
    case BUILTIN_RECOVER:
        return recover_call(b, a->pos);
    case BUILTIN_UNSAFE_ADD:
        return ir_node(IR_UNSAFEADD, a->pos, a->type, 2, p[0], as_int(p[1]));
    case BUILTIN_UNSAFE_SLICE:
        return ir_node(IR_UNSAFESLICE, a->pos, a->type, 2, p[0], as_int(p[1]));
    case BUILTIN_UNSAFE_STRING:
        return ir_node(IR_UNSAFESTRING, a->pos, a->type, 2, p[0], as_int(p[1]));
    case BUILTIN_UNSAFE_SLICEDATA:
    case BUILTIN_UNSAFE_STRINGDATA:
        return ir_node(IR_DATA, a->pos, a->type, 1, p[0]);
    case BUILTIN_MAKE:
    case BUILTIN_NEW:
    case BUILTIN_UNSAFE_ALIGNOF:
    case BUILTIN_UNSAFE_OFFSETOF:
    case BUILTIN_UNSAFE_SIZEOF:
        break;
    }
    diag_bug("tree_builtin", "unexpected builtin %d", (int)id);
}

Node *tree_builtin(Builder *b, AstCallExpr *e, BuiltinId id)
{
    Pos pos = tree_pos(e);
    if (id == BUILTIN_MAKE)
        return make_call(b, e, pos);
    if (id == BUILTIN_NEW)
        return new_call(b, e, pos);
    if (id == BUILTIN_UNSAFE_SIZEOF || id == BUILTIN_UNSAFE_ALIGNOF ||
        id == BUILTIN_UNSAFE_OFFSETOF)
        return size_call(b, e, pos, id == BUILTIN_UNSAFE_SIZEOF ? 0
                                    : id == BUILTIN_UNSAFE_ALIGNOF ? 1 : 2);
    NodeVec values = {0};
    Node *prefix = NULL;
    tree_values(b, e->Args.p, e->Args.len, &values, &prefix);
    Args a = {values.p, values.len, pos, tree_type_of((AstExpr *)e), e->Ellipsis != NO_POS};
    Node *n = simple_call(b, &a, id);
    if (prefix && ir_ops[n->op].stmt) {
        tree_add(b, prefix);
        return n;
    }
    return tree_seq(prefix, n);
}
