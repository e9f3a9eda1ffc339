/* errors: what the checker says, and how operands and objects read in messages. */
#include "types/check.h"

#include <string.h>

/* The text mentions what an earlier error made invalid, but does not begin with it. */
static bool is_follow_on(const char *msg)
{
    const char *at = strstr(msg, "invalid operand");
    if (at && at != msg)
        return true;
    at = strstr(msg, "invalid type");
    return at && at != msg;
}

static const char *text_vprintf(const char *fmt, va_list ap)
{
    Buf b = {0};
    buf_vprintf(&b, fmt, ap);
    const char *s = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return s;
}

const char *text_printf(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *s = text_vprintf(fmt, ap);
    va_end(ap);
    return s;
}

/* What is too new is followed by where the language version comes from. */
static const char *with_version(Checker *ck, Pos pos, const char *msg)
{
    const char *need = strstr(msg, "requires go1."), *later = need ? strstr(need, " or later") : NULL;
    int now = ck->env.go_minor;
    bool bare = !new_wording(20) && strstr(msg, "signed shift count"); /* as types2 has it */
    if (!later || later - need > 20 || bare)
        return msg;
    if (check_own_version(ck, pos))
        return text_printf("%s (file declares //go:build go1.%d)", msg, now);
    return text_printf("%s (-lang was set to go1.%d; check go.mod)", msg, ck->opt->go_minor);
}

static void report(Checker *ck, Pos pos, const char *msg)
{
    if (ck->errors > 0 && is_follow_on(msg))
        return;
    msg = with_version(ck, pos, msg);
    ck->errors++;
    if (ck->env.errpos)
        pos = ck->env.errpos;
    diag_error(pos, "%s", msg);
}

void check_error(Checker *ck, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(ck, pos, text_vprintf(fmt, ap));
    va_end(ap);
}

void check_soft_error(Checker *ck, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(ck, pos, text_vprintf(fmt, ap));
    va_end(ap);
}

void check_message(Checker *ck, Pos pos, MessageId id, ...)
{
    va_list ap;
    va_start(ap, id);
    report(ck, pos, text_vprintf(message_text(id), ap));
    va_end(ap);
}

const char *message_text(MessageId id)
{
    static const struct { int minor; const char *older, *newer; } messages[] = {
#define MESSAGE(name, minor, older, newer) {minor, older, newer},
#include "types/messages.def"
#undef MESSAGE
    };
    return new_wording(messages[id].minor) ? messages[id].newer : messages[id].older;
}

bool new_wording(int since_minor)
{
    return diag_options.go_minor >= since_minor;
}

bool check_has_version(const Checker *ck, int minor)
{
    return ck->env.go_minor >= minor;
}

void check_version_error(Checker *ck, Pos pos, int minor, const char *feature)
{
    check_soft_error(ck, pos, "%s requires go1.%d or later", feature, minor);
}

bool check_allow(Checker *ck, Pos pos, int minor, const char *feature)
{
    if (check_has_version(ck, minor))
        return true;
    check_version_error(ck, pos, minor, feature);
    return false;
}

const char *pos_string(Pos pos)
{
    return diag_pos_string(pos);
}

Pos start_pos(const void *node)
{
    const AstNode *n = node;
    for (;;) {
        if (!n)
            return NO_POS;
        switch ((int)n->kind) {
        case AST_CompositeLit:
            if (!((const AstCompositeLit *)n)->Type)
                return ((const AstCompositeLit *)n)->Lbrace;
            n = (const AstNode *)((const AstCompositeLit *)n)->Type;
            break;
        case AST_KeyValueExpr:
            if (!new_wording(20))
                return ((const AstKeyValueExpr *)n)->Colon;
            n = (const AstNode *)((const AstKeyValueExpr *)n)->Key;
            break;
        case AST_SliceExpr:
            return ((const AstSliceExpr *)n)->Lbrack;
        case AST_FuncType:
            return ((const AstFuncType *)n)->Params->Opening;
        case AST_SelectorExpr:
            n = (const AstNode *)((const AstSelectorExpr *)n)->X;
            break;
        case AST_IndexExpr:
            n = (const AstNode *)((const AstIndexExpr *)n)->X;
            break;
        case AST_IndexListExpr:
            n = (const AstNode *)((const AstIndexListExpr *)n)->X;
            break;
        case AST_TypeAssertExpr:
            n = (const AstNode *)((const AstTypeAssertExpr *)n)->X;
            break;
        case AST_BinaryExpr:
            n = (const AstNode *)((const AstBinaryExpr *)n)->X;
            break;
        case AST_CallExpr:
            n = (const AstNode *)((const AstCallExpr *)n)->Fun;
            break;
        case AST_SendStmt:
            n = (const AstNode *)((const AstSendStmt *)n)->Chan;
            break;
        case AST_AssignStmt:
            n = (const AstNode *)((const AstAssignStmt *)n)->Lhs.p[0];
            break;
        case AST_ExprStmt:
            return ast_gc_pos(((const AstExprStmt *)n)->X);
        default:
            return ast_pos(n);
        }
    }
}

void check_redeclared(Checker *ck, Pos pos, const Sym *name, Obj *other)
{
    if (other->pos)
        check_error(ck, pos, "%s redeclared in this block\n\t%s: other declaration of %s", name->s,
                    pos_string(other->pos), other->name->s);
    else
        check_error(ck, pos, "%s redeclared in this block", name->s);
}

/* ---- operands ---- */

static const char *mode_name(ExprMode mode)
{
    switch (mode) {
    case MODE_UNSET: case MODE_INVALID: return "invalid operand";
    case MODE_NOVALUE: return "no value";
    case MODE_BUILTIN: return "built-in";
    case MODE_TYPE: return "type";
    case MODE_CONST: return "constant";
    case MODE_VAR: return "variable";
    case MODE_MAPINDEX: return "map index expression";
    case MODE_VALUE: return "value";
    case MODE_NILVALUE: return "nil";
    case MODE_COMMAOK: return "comma, ok expression";
    case MODE_CGO: return "cgo function";
    }
    return "";
}

const char *type_kind_name(Type *t)
{
    switch (types_under(t)->kind) {
    case TY_ARRAY: return "array";
    case TY_SLICE: return "slice";
    case TY_STRUCT: return "struct";
    case TY_POINTER: return "pointer";
    case TY_SIGNATURE: return "func";
    case TY_INTERFACE: return "interface";
    case TY_MAP: return "map";
    case TY_CHAN: return "chan";
    case TY_TUPLE: return "tuple";
    case TY_UNION: return "union";
    case TY_INVALID: case TY_BOOL: case TY_INT: case TY_INT8: case TY_INT16: case TY_INT32:
    case TY_INT64: case TY_UINT: case TY_UINT8: case TY_UINT16: case TY_UINT32: case TY_UINT64:
    case TY_UINTPTR: case TY_FLOAT32: case TY_FLOAT64: case TY_COMPLEX64: case TY_COMPLEX128:
    case TY_STRING: case TY_UNSAFE_POINTER: case TY_UNTYPED_BOOL: case TY_UNTYPED_INT:
    case TY_UNTYPED_RUNE: case TY_UNTYPED_FLOAT: case TY_UNTYPED_COMPLEX: case TY_UNTYPED_STRING:
    case TY_UNTYPED_NIL: case TY_NAMED: case TY_ALIAS: case TY_TYPEPARAM:
        break;
    }
    return NULL;
}

/* " of type T", with what is worth knowing about T. */
static void write_operand_type(Buf *b, Type *t)
{
    if (!type_valid(t)) {
        buf_puts(b, " with invalid type");
        return;
    }
    Type *tparam = type_as(t, TY_TYPEPARAM);
    const char *desc = "";
    if (new_wording(20)) {
        if (type_is_generic(t))
            desc = "generic ";
        if (!tparam && (t->kind == TY_NAMED || t->kind == TY_ALIAS) && new_wording(23)) {
            const char *kind = type_kind_name(t);
            desc = text_printf("%s%s ", desc, kind ? kind : types_string(types_under(t)));
        }
    } else if (type_is_generic(t)) {
        desc = "parameterized ";
    }
    buf_printf(b, " of %stype %s", desc, types_string(t));
    if (tparam)
        buf_printf(b, " constrained by %s", types_string(tparam->tparam.bound));
}

const char *operand_string(const Operand *x)
{
    if (x->mode == MODE_NILVALUE) {
        if (!x->type || !type_valid(x->type))
            return "nil (with invalid type)";
        if (x->type->kind == TY_UNTYPED_NIL)
            return "nil";
        return text_printf("nil (of type %s)", types_string(x->type));
    }
    const char *expr = "";
    if (x->expr)
        expr = ast_expr_string(x->expr);
    else if (x->mode == MODE_BUILTIN)
        expr = builtin_name(x->id)->s;
    else if (x->mode == MODE_TYPE)
        expr = types_string(x->type);
    else if (x->mode == MODE_CONST)
        expr = const_text(x->val, x->type);
    Buf b = {0};
    if (*expr)
        buf_printf(&b, "%s (", expr);
    bool has_value = x->mode > MODE_TYPE && x->type;
    bool untyped = has_value && types_is_untyped(x->type);
    if (untyped)
        buf_printf(&b, "%s ", types_string(x->type));
    buf_puts(&b, mode_name(x->mode));
    if (x->mode == MODE_CONST) {
        const char *val = const_text(x->val, x->type);
        if (strcmp(val, expr) != 0)
            buf_printf(&b, " %s", val);
    }
    if (has_value && !untyped)
        write_operand_type(&b, x->type);
    if (*expr)
        buf_putc(&b, ')');
    const char *s = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return s;
}

Pos operand_pos(const Operand *x)
{
    return x->expr ? start_pos(x->expr) : NO_POS;
}

bool operand_is_nil(const Operand *x)
{
    return x->mode == MODE_NILVALUE;
}

void operand_invalidate(Operand *x)
{
    x->mode = MODE_INVALID;
}

const char *obj_string(Obj *o)
{
    const char *type = o->type ? types_string(o->type) : "";
    switch (o->kind) {
    case OBJ_PKGNAME: return text_printf("package %s", o->name->s);
    case OBJ_CONST: return text_printf("const %s %s", o->name->s, type);
    case OBJ_TYPENAME: return text_printf("type %s", o->name->s);
    case OBJ_VAR: return text_printf("%s %s %s", o->var.is_field ? "field" : "var", o->name->s, type);
    case OBJ_FUNC: return text_printf("func %s%s", o->name->s, strncmp(type, "func", 4) ? "" : type + 4);
    case OBJ_LABEL: return text_printf("label %s", o->name->s);
    case OBJ_BUILTIN: return text_printf("builtin %s", o->name->s);
    case OBJ_NIL: return "nil";
    case OBJ_BAD: break;
    }
    return o->name->s;
}
