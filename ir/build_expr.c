/* ir/build_expr.c: expressions. Conversions that assignability implies become nodes here. */
#include <string.h>

#include "ir/build.h"

Node *tree_flag(Node *n, unsigned flags)
{
    n->flags |= (uint16_t)flags;
    return n;
}

Node *tree_zero(Pos pos, Type *t)
{
    return types_is_typeparam(t) || !types_has_nil(t) ? ir_node(IR_ZERO, pos, t, 0)
                                                      : ir_nil(pos, t);
}

Type *tree_type_of(const AstExpr *e)
{
    Type *t = e->type;
    if (t && t->kind == TY_TUPLE && (e->kind != AST_CallExpr && e->kind != AST_ParenExpr) &&
        t->tuple.vars.len > 0)
        t = t->tuple.vars.p[0]->type;
    if (t && types_is_untyped(t) && t->kind != TY_UNTYPED_NIL)
        t = types_default(t);
    return t;
}

/* ---- constants ---- */

static Type *type_for_const(const Const *c)
{
    switch (const_kind(c)) {
    case CONST_BOOL:
        return type_basic[TY_BOOL];
    case CONST_STRING:
        return type_basic[TY_STRING];
    case CONST_FLOAT:
        return type_basic[TY_FLOAT64];
    case CONST_COMPLEX:
        return type_basic[TY_COMPLEX128];
    case CONST_INT:
    case CONST_UNKNOWN:
        break;
    }
    return type_basic[TY_INT];
}

static Node *constant(Builder *b, const AstExpr *e)
{
    Type *t = tree_type_of(e);
    if (!t || types_is_interface(t))
        t = type_for_const(e->val);
    Node *n = ir_const(tree_pos(e), t, e->val);
    if (b->opt->m_level)
        n->source = ast_expr_string(e);
    return n;
}

/* ---- implicit conversions (spec: Assignability) ---- */

static bool needs_conversion(Type *from, Type *to)
{
    return types_is_interface(to) || types_is_typeparam(to) || types_is_typeparam(from);
}

Node *tree_implicit(Node *n, Type *to)
{
    if (!to || !n->type || n->op == IR_BLANK)
        return n;
    if (n->op == IR_NIL && n->type->kind == TY_UNTYPED_NIL) {
        n->type = to;
        return n;
    }
    if (types_identical(n->type, to))
        return n;
    if (n->op == IR_CONST && types_is_untyped(n->type)) {
        n->type = types_is_interface(to) ? types_default(n->type) : to;
        return tree_implicit(n, to);
    }
    IrOp op = needs_conversion(n->type, to) ? IR_CONVERT : IR_CONVNOP;
    return tree_flag(ir_node(op, n->pos, to, 1, n), NODE_IMPLICIT);
}

Node *tree_expr_as(Builder *b, AstExpr *e, Type *t)
{
    return tree_implicit(tree_expr(b, e), t);
}

/* ---- explicit conversions ---- */

static bool pointerish(Type *t)
{
    TypeKind k = types_under(t)->kind;
    return k == TY_POINTER || k == TY_UNSAFE_POINTER;
}

/* Same bits: identical underlying types, pointers to such, pointers and unsafe.Pointer, uintptr. */
static bool same_representation(Type *from, Type *to)
{
    if (types_is_typeparam(from) || types_is_typeparam(to) || types_is_interface(to))
        return false;
    Type *uf = types_under(from), *ut = types_under(to);
    if (types_identical_ignore_tags(uf, ut))
        return true;
    if (pointerish(from) && pointerish(to))
        return true;
    if ((pointerish(from) && ut->kind == TY_UINTPTR) || (uf->kind == TY_UINTPTR && pointerish(to)))
        return true;
    return uf->kind == TY_CHAN && ut->kind == TY_CHAN;
}

Node *tree_conversion(Node *n, Type *to, Pos pos)
{
    if (n->op == IR_NIL && n->type->kind == TY_UNTYPED_NIL) {
        n->type = to;
        return n;
    }
    if (n->op == IR_CONST && types_is_untyped(n->type))
        n->type = types_default(n->type);
    if (types_identical(n->type, to) && !types_is_float(to) && !types_is_complex(to))
        return n;
    IrOp op = same_representation(n->type, to) ? IR_CONVNOP : IR_CONVERT;
    return ir_node(op, pos, to, 1, n);
}

/* ---- operands ---- */

bool tree_is_blank(const AstExpr *e)
{
    e = ast_unparen((AstExpr *)e);
    return e->kind == AST_Ident && ast_is_blank((const AstIdent *)e);
}

static Node *variable(Builder *b, AstIdent *e)
{
    Obj *o = e->obj;
    Name *n = o->ir;
    if (!n) {
        if (!o->var.is_global && o->pkg == b->pkg && o->parent != b->pkg->scope)
            diag_bug("variable", "%s: %s is used before its declaration",
                     diag_pos_string(e->NamePos), o->name->s);
        n = ir_global_for(o);
    }
    return tree_use(b, e->NamePos, n);
}

static Node *identifier(Builder *b, AstIdent *e)
{
    Obj *o = e->obj;
    if (ast_is_blank(e) && (!o || o->kind != OBJ_FUNC))
        return ir_node(IR_BLANK, e->NamePos, e->type, 0);
    if (!o)
        diag_bug("identifier", "%s: %s has no object", diag_pos_string(e->NamePos), e->Name->s);
    if (o->kind == OBJ_NIL)
        return ir_nil(e->NamePos, e->type ? e->type : type_basic[TY_UNTYPED_NIL]);
    if (o->kind == OBJ_VAR)
        return variable(b, e);
    if (o->kind == OBJ_FUNC)
        return tree_func_ref(b, e->NamePos, o, e->inst, e->type);
    diag_bug("identifier", "%s: %s is no value", diag_pos_string(e->NamePos), e->Name->s);
}

/* ---- operators ---- */

IrOp tree_binary_op(TokenKind t)
{
    static const uint8_t ops[TOK_COUNT] = {
        [TOK_ADD] = IR_ADD, [TOK_SUB] = IR_SUB, [TOK_MUL] = IR_MUL, [TOK_QUO] = IR_DIV,
        [TOK_REM] = IR_MOD, [TOK_AND] = IR_AND, [TOK_OR] = IR_OR, [TOK_XOR] = IR_XOR,
        [TOK_AND_NOT] = IR_ANDNOT, [TOK_SHL] = IR_SHL, [TOK_SHR] = IR_SHR, [TOK_EQL] = IR_EQ,
        [TOK_NEQ] = IR_NE, [TOK_LSS] = IR_LT, [TOK_LEQ] = IR_LE, [TOK_GTR] = IR_GT,
        [TOK_GEQ] = IR_GE, [TOK_LAND] = IR_ANDAND, [TOK_LOR] = IR_OROR,
    };
    return (IrOp)ops[t];
}

/* Operands of a comparison have one type: the concrete side is converted to the interface. */
Node *tree_compare(IrOp op, Pos pos, Type *t, Node *x, Node *y)
{
    bool nil_x = x->op == IR_NIL && x->type->kind == TY_UNTYPED_NIL;
    bool nil_y = y->op == IR_NIL && y->type->kind == TY_UNTYPED_NIL;
    bool ix = !nil_x && types_is_interface(x->type), iy = !nil_y && types_is_interface(y->type);
    if (nil_x && nil_y)
        diag_bug("tree_compare", "%s: nil compared with nil", diag_pos_string(pos));
    if (nil_x || (iy && !ix))
        x = tree_implicit(x, y->type);
    else if (nil_y || (ix && !iy))
        y = tree_implicit(y, x->type);
    else if (ix && iy && !types_identical(x->type, y->type)) {
        if (types_assignable(x->type, y->type))
            x = tree_implicit(x, y->type);
        else
            y = tree_implicit(y, x->type);
    } else if (!types_identical(x->type, y->type)) {
        y = tree_implicit(y, x->type);
    }
    return ir_node(op, pos, t, 2, x, y);
}

static Node *binary(Builder *b, AstBinaryExpr *e)
{
    Type *t = tree_type_of((AstExpr *)e);
    IrOp op = tree_binary_op(e->Op);
    Node *x = tree_expr(b, e->X), *y = tree_expr(b, e->Y);
    if (op >= IR_EQ && op <= IR_GE)
        return tree_compare(op, e->OpPos, t, x, y);
    if (op != IR_SHL && op != IR_SHR) {
        x = tree_implicit(x, t);
        y = tree_implicit(y, t);
    }
    return ir_node(op, e->OpPos, t, 2, x, y);
}

static Node *address_of(Builder *b, AstUnaryExpr *e)
{
    Node *x = tree_expr(b, ast_unparen(e->X));
    if (x->op == IR_SEQ)
        return tree_addr_of_literal(e->OpPos, tree_type_of((AstExpr *)e), x);
    tree_mark_addrtaken(x);
    return ir_node(IR_ADDR, e->OpPos, tree_type_of((AstExpr *)e), 1, x);
}

static Node *unary(Builder *b, AstUnaryExpr *e)
{
    static const uint8_t ops[TOK_COUNT] = {
        [TOK_SUB] = IR_NEG, [TOK_XOR] = IR_COM, [TOK_NOT] = IR_NOT, [TOK_ARROW] = IR_RECV,
    };
    if (e->Op == TOK_AND)
        return address_of(b, e);
    Node *x = tree_expr(b, e->X);
    if (e->Op == TOK_ADD)
        return x;
    Type *t = tree_type_of((AstExpr *)e);
    if (e->Op != TOK_ARROW)
        x = tree_implicit(x, t);
    return ir_node((IrOp)ops[e->Op], e->OpPos, t, 1, x);
}

static Node *dereference(Builder *b, AstStarExpr *e)
{
    Node *x = tree_expr(b, e->X);
    Type *u = types_core(x->type);
    return ir_node(IR_DEREF, e->Star, u->pointer.elem, 1, x);
}

/* ---- indexing and slicing ---- */

static Node *index_value(Builder *b, AstExpr *e)
{
    Node *n = tree_expr(b, e);
    if (types_is_untyped(n->type))
        n->type = type_basic[TY_INT];
    return n;
}

static Node *index_expr(Builder *b, AstIndexExpr *e)
{
    AstExpr *x = ast_unparen(e->X);
    if (e->inst || e->Index->mode == MODE_TYPE)
        return tree_expr(b, x);
    Type *t = tree_type_of((AstExpr *)e);
    Node *nx = tree_expr(b, x);
    Type *core = types_core(nx->type);
    Pos pos = tree_pos(e);
    if (core && core->kind == TY_MAP)
        return ir_node(IR_MAPINDEX, pos, core->map.elem, 2, nx,
                       tree_expr_as(b, e->Index, core->map.key));
    if (core && core->kind == TY_POINTER && !types_is_typeparam(nx->type))
        nx = tree_deref(nx);
    return ir_node(IR_INDEX, pos, t, 2, nx, index_value(b, e->Index));
}

static Node *slice_expr(Builder *b, AstSliceExpr *e)
{
    Node *x = tree_expr(b, e->X);
    Type *core = types_core(x->type);
    if (core && core->kind == TY_ARRAY)
        x = tree_addr(x);
    Node *lo = e->Low ? index_value(b, e->Low) : NULL;
    Node *hi = e->High ? index_value(b, e->High) : NULL;
    Node *max = e->Max ? index_value(b, e->Max) : NULL;
    return ir_node(IR_SLICE, tree_pos(e), tree_type_of((AstExpr *)e), 4, x, lo, hi, max);
}

static Node *type_assert(Builder *b, AstTypeAssertExpr *e)
{
    return ir_node(IR_TYPEASSERT, tree_pos(e), tree_type_of((AstExpr *)e), 1,
                   tree_expr(b, e->X));
}

/* ---- x, ok forms ---- */

bool tree_is_comma_ok(const AstExpr *e, int nlhs)
{
    e = ast_unparen((AstExpr *)e);
    if (nlhs != 2)
        return false;
    if (e->kind == AST_UnaryExpr)
        return ((const AstUnaryExpr *)e)->Op == TOK_ARROW;
    return e->kind == AST_IndexExpr || e->kind == AST_TypeAssertExpr;
}

Node *tree_comma_ok(Builder *b, AstExpr *e)
{
    return tree_flag(tree_expr(b, ast_unparen(e)), NODE_COMMAOK);
}

/* ---- all of them ---- */

Node *tree_cond(Builder *b, AstExpr *e)
{
    Node *n = tree_expr(b, e);
    if (n->type && n->type->kind == TY_UNTYPED_BOOL)
        n->type = type_basic[TY_BOOL];
    return n;
}

Node *tree_lhs(Builder *b, AstExpr *e)
{
    if (tree_is_blank(e))
        return ir_node(IR_BLANK, ast_pos(e), NULL, 0);
    Node *n = tree_expr(b, ast_unparen(e));
    tree_mark_assigned(n);
    return n;
}

Node *tree_expr(Builder *b, AstExpr *e)
{
    if (e->val && e->mode == MODE_CONST)
        return constant(b, e);
    if (e->val && const_kind(e->val) != CONST_UNKNOWN && e->kind == AST_BasicLit)
        return constant(b, e); /* of a type parameter's type */
    switch ((int)e->kind) {
    case AST_Ident:
        return identifier(b, (AstIdent *)e);
    case AST_FuncLit:
        return tree_func_lit(b, (AstFuncLit *)e);
    case AST_CompositeLit:
        return tree_composite(b, (AstCompositeLit *)e);
    case AST_ParenExpr:
        return tree_expr(b, ((AstParenExpr *)e)->X);
    case AST_SelectorExpr:
        return tree_selector(b, (AstSelectorExpr *)e);
    case AST_IndexExpr:
        return index_expr(b, (AstIndexExpr *)e);
    case AST_IndexListExpr:
        return tree_expr(b, ast_unparen(((AstIndexListExpr *)e)->X));
    case AST_SliceExpr:
        return slice_expr(b, (AstSliceExpr *)e);
    case AST_TypeAssertExpr:
        return type_assert(b, (AstTypeAssertExpr *)e);
    case AST_CallExpr:
        return tree_call(b, (AstCallExpr *)e);
    case AST_StarExpr:
        return dereference(b, (AstStarExpr *)e);
    case AST_UnaryExpr:
        return unary(b, (AstUnaryExpr *)e);
    case AST_BinaryExpr:
        return binary(b, (AstBinaryExpr *)e);
    default:
        break;
    }
    diag_bug("tree_expr", "%s: %s is no value", diag_pos_string(ast_pos(e)), ast_names[e->kind]);
}
