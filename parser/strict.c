/* strict: what go/parser refuses although the grammar takes it: types where a value must stand, and
 * values where a type must. (gc leaves both to its type checker.) */
#include "parser/private.h"

typedef struct Strict { Parser *p; } Strict;

static void need_value(Parser *p, AstExpr *x)
{
    const AstExpr *e = ast_unparen(x);
    if (e && e->kind >= AST_ArrayType && e->kind <= AST_ChanType)
        reject(p, ast_pos(x), "expected expression");
}

static void need_values(Parser *p, AstExprList l)
{
    for (uint32_t i = 0; i < l.len; i++)
        need_value(p, l.p[i]);
}

static bool may_be_type(const AstExpr *x)
{
    switch ((int)x->kind) {
    case AST_Ident:
    case AST_SelectorExpr:
    case AST_IndexExpr:
    case AST_IndexListExpr:
        return true;
    case AST_ParenExpr:
        return may_be_type(((const AstParenExpr *)x)->X);
    case AST_StarExpr:
        return may_be_type(((const AstStarExpr *)x)->X);
    default:
        return x->kind >= AST_ArrayType && x->kind <= AST_ChanType;
    }
}

/* [...]T is a type only in front of a composite literal's braces. */
static void need_length(Parser *p, AstExpr *x)
{
    const AstExpr *e = ast_unparen(x);
    if (e && e->kind == AST_ArrayType && ((const AstArrayType *)e)->Len &&
        ((const AstArrayType *)e)->Len->kind == AST_Ellipsis)
        reject(p, ast_pos(((const AstArrayType *)e)->Len), "expected array length, found '...'");
}

static void check_call(Parser *p, AstCallExpr *c)
{
    need_length(p, c->Fun);
    for (uint32_t i = 0; i < c->Args.len; i++)
        need_length(p, c->Args.p[i]);
}

static void check_types(Parser *p, const AstTypeSwitchStmt *s)
{
    for (uint32_t i = 0; i < s->Body->List.len; i++) {
        AstExprList l = ((AstCaseClause *)s->Body->List.p[i])->List;
        for (uint32_t j = 0; j < l.len; j++)
            if (!may_be_type(l.p[j]))
                reject(p, ast_pos(l.p[j]), "expected type");
    }
}

static bool enter(void *ctx, AstNode *n)
{
    Parser *p = ((Strict *)ctx)->p;
    switch ((int)n->kind) {
    case AST_BinaryExpr:
        if (((AstBinaryExpr *)n)->Op != TOK_OR) { /* may be a union of types */
            need_value(p, ((AstBinaryExpr *)n)->X);
            need_value(p, ((AstBinaryExpr *)n)->Y);
        }
        break;
    case AST_UnaryExpr:
        if (((AstUnaryExpr *)n)->Op != TOK_TILDE)
            need_value(p, ((AstUnaryExpr *)n)->X);
        break;
    case AST_CallExpr:
        check_call(p, (AstCallExpr *)n);
        break;
    case AST_IndexExpr:
        need_value(p, ((AstIndexExpr *)n)->X);
        break;
    case AST_SliceExpr:
        need_value(p, ((AstSliceExpr *)n)->X);
        need_value(p, ((AstSliceExpr *)n)->High);
        need_value(p, ((AstSliceExpr *)n)->Max);
        break;
    case AST_TypeAssertExpr:
        need_value(p, ((AstTypeAssertExpr *)n)->X);
        break;
    case AST_CompositeLit:
        need_values(p, ((AstCompositeLit *)n)->Elts);
        break;
    case AST_KeyValueExpr:
        need_value(p, ((AstKeyValueExpr *)n)->Key);
        need_value(p, ((AstKeyValueExpr *)n)->Value);
        break;
    case AST_ExprStmt:
        need_value(p, ((AstExprStmt *)n)->X);
        break;
    case AST_AssignStmt:
        need_values(p, ((AstAssignStmt *)n)->Lhs);
        need_values(p, ((AstAssignStmt *)n)->Rhs);
        break;
    case AST_ReturnStmt:
        need_values(p, ((AstReturnStmt *)n)->Results);
        break;
    case AST_SendStmt:
        need_value(p, ((AstSendStmt *)n)->Value);
        break;
    case AST_RangeStmt:
        need_value(p, ((AstRangeStmt *)n)->X);
        break;
    case AST_SwitchStmt:
        need_value(p, ((AstSwitchStmt *)n)->Tag);
        break;
    case AST_TypeSwitchStmt:
        check_types(p, (AstTypeSwitchStmt *)n);
        break;
    case AST_ValueSpec:
        need_values(p, ((AstValueSpec *)n)->Values);
        break;
    default:
        break;
    }
    return true;
}

void strict_check(Parser *p)
{
    Strict s = {p};
    AstVisitor v = {.enter = enter, .ctx = &s};
    ast_walk(p->file, &v);
}
