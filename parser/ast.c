/* ast: positions of nodes, walking, and other small questions about trees. */
#include "parser/private.h"

#include <string.h>

const char *const ast_names[AST_COUNT] = {
    [AST_NONE] = "none",
#define NODE(Name, CLASS, FIELDS, EXTRA) [AST_##Name] = #Name,
#include "parser/ast.def"
};

const unsigned char ast_classes[AST_COUNT] = {
#define NODE(Name, CLASS, FIELDS, EXTRA) [AST_##Name] = AST_##CLASS,
#include "parser/ast.def"
};

AstExpr *ast_unparen(AstExpr *e)
{
    while (e && e->kind == AST_ParenExpr)
        e = ((AstParenExpr *)e)->X;
    return e;
}

bool ast_is_blank(const AstIdent *id)
{
    return id->Name->len == 1 && id->Name->s[0] == '_';
}

/* ---- positions ---- */

#define AS(Name) ((const Ast##Name *)n)

/* A node either begins at a position of its own or where one of its parts does: the table of both. */
#define STARTS_AT(Name, field) case AST_##Name: return AS(Name)->field;
#define STARTS_WITH(Name, field) case AST_##Name: n = (const AstNode *)AS(Name)->field; break;

static Pos field_pos(const AstField *f)
{
    return f->Names.len ? f->Names.p[0]->NamePos : ast_pos(f->Type);
}

Pos ast_pos(const void *node)
{
    const AstNode *n = node;
    while (n) {
        switch (n->kind) {
        STARTS_AT(Comment, Slash)
        STARTS_AT(File, Package)
        STARTS_AT(BadExpr, From)
        STARTS_AT(Ident, NamePos)
        STARTS_AT(Ellipsis, Ellipsis)
        STARTS_AT(BasicLit, ValuePos)
        STARTS_WITH(FuncLit, Type)
        STARTS_AT(ParenExpr, Lparen)
        STARTS_WITH(SelectorExpr, X)
        STARTS_WITH(IndexExpr, X)
        STARTS_WITH(IndexListExpr, X)
        STARTS_WITH(SliceExpr, X)
        STARTS_WITH(TypeAssertExpr, X)
        STARTS_WITH(CallExpr, Fun)
        STARTS_AT(StarExpr, Star)
        STARTS_AT(UnaryExpr, OpPos)
        STARTS_WITH(BinaryExpr, X)
        STARTS_WITH(KeyValueExpr, Key)
        STARTS_AT(ArrayType, Lbrack)
        STARTS_AT(StructType, Struct)
        STARTS_AT(InterfaceType, Interface)
        STARTS_AT(MapType, Map)
        STARTS_AT(ChanType, Begin)
        STARTS_AT(BadStmt, From)
        STARTS_WITH(DeclStmt, Decl)
        STARTS_AT(EmptyStmt, Semicolon)
        STARTS_WITH(LabeledStmt, Label)
        STARTS_WITH(ExprStmt, X)
        STARTS_WITH(SendStmt, Chan)
        STARTS_WITH(IncDecStmt, X)
        STARTS_WITH(AssignStmt, Lhs.p[0])
        STARTS_AT(GoStmt, Go)
        STARTS_AT(DeferStmt, Defer)
        STARTS_AT(ReturnStmt, Return)
        STARTS_AT(BranchStmt, TokPos)
        STARTS_AT(BlockStmt, Lbrace)
        STARTS_AT(IfStmt, If)
        STARTS_AT(CaseClause, Case)
        STARTS_AT(SwitchStmt, Switch)
        STARTS_AT(TypeSwitchStmt, Switch)
        STARTS_AT(CommClause, Case)
        STARTS_AT(SelectStmt, Select)
        STARTS_AT(ForStmt, For)
        STARTS_AT(RangeStmt, For)
        STARTS_WITH(ValueSpec, Names.p[0])
        STARTS_WITH(TypeSpec, Name)
        STARTS_AT(BadDecl, From)
        STARTS_AT(GenDecl, TokPos)
        STARTS_WITH(FuncDecl, Type)
        STARTS_WITH(CommentGroup, List.p[0])
        STARTS_WITH(Object, Decl)
        case AST_Field:
            return field_pos(AS(Field));
        case AST_FieldList:
            if (AS(FieldList)->Opening)
                return AS(FieldList)->Opening;
            n = AS(FieldList)->List.len ? (const AstNode *)AS(FieldList)->List.p[0] : NULL;
            break;
        case AST_CompositeLit:
            if (!AS(CompositeLit)->Type)
                return AS(CompositeLit)->Lbrace;
            n = (const AstNode *)AS(CompositeLit)->Type;
            break;
        case AST_FuncType:
            if (AS(FuncType)->Func || !AS(FuncType)->Params)
                return AS(FuncType)->Func;
            n = (const AstNode *)AS(FuncType)->Params;
            break;
        case AST_ImportSpec:
            n = AS(ImportSpec)->Name ? (const AstNode *)AS(ImportSpec)->Name
                                     : (const AstNode *)AS(ImportSpec)->Path;
            break;
        case AST_NONE:
        case AST_Scope:
        case AST_COUNT:
            return NO_POS;
        }
    }
    return NO_POS;
}

#define ENDS_AT(Name, field, width) case AST_##Name: return AS(Name)->field + (Pos)(width);
#define ENDS_WITH(Name, field) case AST_##Name: n = (const AstNode *)AS(Name)->field; break;
#define LAST(Name, field) ((const AstNode *)AS(Name)->field.p[AS(Name)->field.len - 1])
/* ends with the last of a list, or, if that is empty, at a position */
#define ENDS_WITH_LAST(Name, list, pos, width) \
    case AST_##Name: \
        if (!AS(Name)->list.len) \
            return AS(Name)->pos + (Pos)(width); \
        n = LAST(Name, list); \
        break;

static const AstNode *value_spec_end(const AstValueSpec *s)
{
    if (s->Values.len)
        return (const AstNode *)s->Values.p[s->Values.len - 1];
    return s->Type ? (const AstNode *)s->Type : (const AstNode *)s->Names.p[s->Names.len - 1];
}

static const AstNode *field_end(const AstField *f)
{
    if (f->Tag)
        return (const AstNode *)f->Tag;
    if (f->Type)
        return (const AstNode *)f->Type;
    return f->Names.len ? (const AstNode *)f->Names.p[f->Names.len - 1] : NULL;
}

Pos ast_end(const void *node)
{
    const AstNode *n = node;
    while (n) {
        switch (n->kind) {
        ENDS_AT(Comment, Slash, AS(Comment)->Text.len)
        ENDS_WITH_LAST(File, Decls, Name->NamePos, AS(File)->Name->Name->len)
        ENDS_AT(BadExpr, To, 0)
        ENDS_AT(Ident, NamePos, AS(Ident)->Name->len)
        ENDS_AT(BasicLit, ValuePos, AS(BasicLit)->Value.len)
        ENDS_WITH(FuncLit, Body)
        ENDS_AT(CompositeLit, Rbrace, 1)
        ENDS_AT(ParenExpr, Rparen, 1)
        ENDS_WITH(SelectorExpr, Sel)
        ENDS_AT(IndexExpr, Rbrack, 1)
        ENDS_AT(IndexListExpr, Rbrack, 1)
        ENDS_AT(SliceExpr, Rbrack, 1)
        ENDS_AT(TypeAssertExpr, Rparen, 1)
        ENDS_AT(CallExpr, Rparen, 1)
        ENDS_WITH(StarExpr, X)
        ENDS_WITH(UnaryExpr, X)
        ENDS_WITH(BinaryExpr, Y)
        ENDS_WITH(KeyValueExpr, Value)
        ENDS_WITH(ArrayType, Elt)
        ENDS_WITH(StructType, Fields)
        ENDS_WITH(InterfaceType, Methods)
        ENDS_WITH(MapType, Value)
        ENDS_WITH(ChanType, Value)
        ENDS_AT(BadStmt, To, 0)
        ENDS_WITH(DeclStmt, Decl)
        ENDS_AT(EmptyStmt, Semicolon, !AS(EmptyStmt)->Implicit)
        ENDS_WITH(LabeledStmt, Stmt)
        ENDS_WITH(ExprStmt, X)
        ENDS_WITH(SendStmt, Value)
        ENDS_AT(IncDecStmt, TokPos, 2)
        ENDS_WITH_LAST(AssignStmt, Rhs, TokPos, 1)
        ENDS_WITH(GoStmt, Call)
        ENDS_WITH(DeferStmt, Call)
        ENDS_WITH_LAST(ReturnStmt, Results, Return, 6)
        ENDS_WITH_LAST(CaseClause, Body, Colon, 1)
        ENDS_WITH(SwitchStmt, Body)
        ENDS_WITH(TypeSwitchStmt, Body)
        ENDS_WITH_LAST(CommClause, Body, Colon, 1)
        ENDS_WITH(SelectStmt, Body)
        ENDS_WITH(ForStmt, Body)
        ENDS_WITH(RangeStmt, Body)
        ENDS_WITH(TypeSpec, Type)
        ENDS_AT(BadDecl, To, 0)
        ENDS_WITH_LAST(CommentGroup, List, kind, 0)
        case AST_Ellipsis:
            if (!AS(Ellipsis)->Elt)
                return AS(Ellipsis)->Ellipsis + 3;
            n = (const AstNode *)AS(Ellipsis)->Elt;
            break;
        case AST_Field:
            n = field_end(AS(Field));
            break;
        case AST_FieldList:
            if (AS(FieldList)->Closing)
                return AS(FieldList)->Closing + 1;
            n = AS(FieldList)->List.len ? LAST(FieldList, List) : NULL;
            break;
        case AST_FuncType:
            n = AS(FuncType)->Results ? (const AstNode *)AS(FuncType)->Results
                                      : (const AstNode *)AS(FuncType)->Params;
            break;
        case AST_BranchStmt:
            if (!AS(BranchStmt)->Label)
                return AS(BranchStmt)->TokPos + (Pos)strlen(token_name(AS(BranchStmt)->Tok));
            n = (const AstNode *)AS(BranchStmt)->Label;
            break;
        case AST_BlockStmt:
            return AS(BlockStmt)->Rbrace + 1;
        case AST_IfStmt:
            n = AS(IfStmt)->Else ? (const AstNode *)AS(IfStmt)->Else
                                 : (const AstNode *)AS(IfStmt)->Body;
            break;
        case AST_ImportSpec:
            n = (const AstNode *)AS(ImportSpec)->Path;
            break;
        case AST_ValueSpec:
            n = value_spec_end(AS(ValueSpec));
            break;
        case AST_GenDecl:
            if (AS(GenDecl)->Rparen || !AS(GenDecl)->Specs.len)
                return AS(GenDecl)->Rparen + 1;
            n = (const AstNode *)AS(GenDecl)->Specs.p[0];
            break;
        case AST_FuncDecl:
            n = AS(FuncDecl)->Body ? (const AstNode *)AS(FuncDecl)->Body
                                   : (const AstNode *)AS(FuncDecl)->Type;
            break;
        case AST_NONE:
        case AST_Object:
        case AST_Scope:
        case AST_COUNT:
            return NO_POS;
        }
    }
    return NO_POS;
}

Pos ast_gc_pos(const void *node)
{
    const AstNode *n = node;
    if (!n)
        return NO_POS;
    if (n->kind == AST_ExprStmt)
        n = (const AstNode *)AS(ExprStmt)->X;
    switch ((int)n->kind) {
    case AST_BinaryExpr:
        return AS(BinaryExpr)->OpPos;
    case AST_AssignStmt:
        return AS(AssignStmt)->TokPos;
    case AST_IncDecStmt:
        return AS(IncDecStmt)->TokPos;
    case AST_SendStmt:
        return AS(SendStmt)->Arrow;
    case AST_KeyValueExpr:
        return AS(KeyValueExpr)->Colon;
    case AST_CallExpr:
        return AS(CallExpr)->Lparen;
    case AST_IndexExpr:
        return AS(IndexExpr)->Lbrack;
    case AST_IndexListExpr:
        return AS(IndexListExpr)->Lbrack;
    case AST_SliceExpr:
        return AS(SliceExpr)->Lbrack;
    case AST_SelectorExpr: /* the dot: right before the name but for blanks */
        return AS(SelectorExpr)->Sel->NamePos - 1;
    case AST_TypeAssertExpr:
        return AS(TypeAssertExpr)->Lparen - 1;
    case AST_CompositeLit:
        return AS(CompositeLit)->Lbrace;
    case AST_LabeledStmt:
        return AS(LabeledStmt)->Colon;
    default:
        return ast_pos(n);
    }
}

/* ---- walking ---- */

static void walk_list(void **p, uint32_t len, const AstVisitor *v)
{
    for (uint32_t i = 0; i < len; i++)
        ast_walk(p[i], v);
}

#define WALK_NOTHING(x) (void)0
#define WALK_POS(x) WALK_NOTHING(x)
#define WALK_SYM(x) WALK_NOTHING(x)
#define WALK_TEXT(x) WALK_NOTHING(x)
#define WALK_TOKEN(x) WALK_NOTHING(x)
#define WALK_BOOL(x) WALK_NOTHING(x)
#define WALK_CHANDIR(x) WALK_NOTHING(x)
#define WALK_OBJKIND(x) WALK_NOTHING(x)
#define WALK_INTORNIL(x) WALK_NOTHING(x)
#define WALK_NODE(x) WALK_NOTHING(x)
#define WALK_DOC(x) WALK_NOTHING(x)
#define WALK_OBJECT(x) WALK_NOTHING(x)
#define WALK_SCOPE(x) WALK_NOTHING(x)
#define WALK_OBJMAP(x) WALK_NOTHING(x)
#define WALK_COMMENTS(x) WALK_NOTHING(x)
#define WALK_GROUPS(x) WALK_NOTHING(x)
#define WALK_IMPORTS(x) WALK_NOTHING(x)
#define WALK_ONE(x) ast_walk(x, v)
#define WALK_EXPR(x) WALK_ONE(x)
#define WALK_STMT(x) WALK_ONE(x)
#define WALK_DECL(x) WALK_ONE(x)
#define WALK_IDENT(x) WALK_ONE(x)
#define WALK_LIT(x) WALK_ONE(x)
#define WALK_BLOCK(x) WALK_ONE(x)
#define WALK_CALL(x) WALK_ONE(x)
#define WALK_FUNCTYPE(x) WALK_ONE(x)
#define WALK_FIELDLIST(x) WALK_ONE(x)
#define WALK_LIST(x) walk_list((void **)(x).p, (x).len, v)
#define WALK_EXPRS(x) WALK_LIST(x)
#define WALK_STMTS(x) WALK_LIST(x)
#define WALK_SPECS(x) WALK_LIST(x)
#define WALK_DECLS(x) WALK_LIST(x)
#define WALK_IDENTS(x) WALK_LIST(x)
#define WALK_FIELDS(x) WALK_LIST(x)

static void walk_children(AstNode *n, const AstVisitor *v)
{
    if (n->kind == AST_File) { /* Unresolved repeats nodes of the declarations */
        ast_walk(((AstFile *)n)->Name, v);
        WALK_DECLS(((AstFile *)n)->Decls);
        return;
    }
    switch (n->kind) {
#define F(kind, name) WALK_##kind(x->name);
#define NODE(Name, CLASS, FIELDS, EXTRA) \
    case AST_##Name: { \
        Ast##Name *x = (Ast##Name *)n; \
        FIELDS \
        (void)x; \
        break; \
    }
#include "parser/ast.def"
    case AST_NONE:
    case AST_COUNT:
        break;
    }
}

void ast_walk(void *node, const AstVisitor *v)
{
    AstNode *n = node;
    if (!n)
        return;
    if (!v->enter || v->enter(v->ctx, n))
        walk_children(n, v);
    if (v->leave)
        v->leave(v->ctx, n);
}
