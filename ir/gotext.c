/* gotext.c: expressions as -m prints them, in the words of the source. */
#include "ir/escape.h"


static void text(Buf *b, Node *n);

const char *ir_type_text(Type *t)
{
    return types_remark_string(t, ir_current->pkg);
}

static bool has_kids(const Node *n)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        if (n->kids[i])
            return true;
    return false;
}

static void list(Buf *b, Node *n, uint32_t from)
{
    for (uint32_t i = from; i < n->nkids; i++) {
        if (i > from)
            buf_puts(b, ", ");
        if (n->kids[i])
            text(b, n->kids[i]);
    }
}

/* ---- precedence, as gc sees it: 0 where it has none, so that an operand is put in parentheses ---- */

enum { PREC_OPERAND = 8, PREC_UNARY = 7 };

static bool is_literal(const Node *n)
{
    return n->op == IR_STRUCTLIT || n->op == IR_ARRAYLIT || n->op == IR_SLICELIT || n->op == IR_MAPLIT;
}

/* x for what stands around x without being in the source */
static Node *spoken(Node *n)
{
    for (;;) {
        bool deref = n->op == IR_DEREF || n->op == IR_CONVERT || n->op == IR_CONVNOP;
        bool addr = n->op == IR_ADDR && !is_literal(n->kids[0]);
        if (!(n->flags & NODE_IMPLICIT) || !(deref || addr))
            return n;
        n = n->kids[0];
    }
}

static bool is_concat(const Node *n)
{
    return n->op == IR_ADD && types_is_string(n->type);
}

static int precedence(const Node *n)
{
    switch ((int)n->op) {
    case IR_OROR: return 1;
    case IR_ANDAND: return 2;
    case IR_EQ: case IR_NE: case IR_LT: case IR_LE: case IR_GT: case IR_GE: return 4;
    case IR_ADD: return is_concat(n) ? 0 : 5;
    case IR_SUB: case IR_OR: case IR_XOR: return 5;
    case IR_MUL: case IR_DIV: case IR_MOD: case IR_SHL: case IR_SHR: case IR_AND: case IR_ANDNOT:
        return 6;
    case IR_ADDR: return is_literal(n->kids[0]) ? 0 : PREC_UNARY;
    case IR_DEREF: case IR_NEG: case IR_COM: case IR_NOT: case IR_RECV: return PREC_UNARY;
    case IR_CLOSURE: case IR_REAL: case IR_IMAG: case IR_COMPLEX: case IR_RECOVER:
    case IR_MAKEMAP: case IR_MAKECHAN: return 0;
    default: return PREC_OPERAND;
    }
}

static void operand(Buf *b, Node *n, int prec)
{
    n = spoken(n);
    bool parens = prec > precedence(n);
    buf_puts(b, parens ? "(" : "");
    text(b, n);
    buf_puts(b, parens ? ")" : "");
}

static void binary(Buf *b, Node *n)
{
    int prec = precedence(n);
    operand(b, n->kids[0], is_concat(spoken(n->kids[0])) ? 0 : prec);
    buf_printf(b, " %s ", ir_ops[n->op].text);
    operand(b, n->kids[1], is_concat(n) ? 0 : prec + 1);
}

static void conversion(Buf *b, Node *n)
{
    TypeKind k = types_unalias(n->type)->kind;
    bool named = k == TY_NAMED || k == TY_TYPEPARAM || k <= (TypeKind)TY_LAST_BASIC;
    buf_printf(b, named ? "%s(" : "(%s)(", ir_type_text(n->type));
    text(b, n->kids[0]);
    buf_putc(b, ')');
}

static void slice(Buf *b, Node *n)
{
    operand(b, n->kids[0], PREC_OPERAND);
    buf_putc(b, '[');
    for (int i = 1; i < 4; i++) {
        if (i > 1 && (i == 2 || n->kids[3]))
            buf_putc(b, ':');
        if (n->kids[i])
            text(b, n->kids[i]);
    }
    buf_putc(b, ']');
}

static void field(Buf *b, Node *n)
{
    Node *x = n->kids[0];
    Type *s = types_under(x->type);
    operand(b, x, PREC_OPERAND);
    buf_printf(b, ".%s", s->strct.fields.p[n->aux.index]->name->s);
}

static void make(Buf *b, Node *n)
{
    buf_printf(b, "make(%s", ir_type_text(n->type));
    for (uint32_t i = 0; i < n->nkids; i++)
        if (n->kids[i]) {
            buf_puts(b, ", ");
            text(b, n->kids[i]);
        }
    buf_putc(b, ')');
}

/* Packed arguments are as good as f(x...). */
static void arguments(Buf *b, Node *n, uint32_t from)
{
    Node *last = n->nkids > from ? n->kids[n->nkids - 1] : NULL;
    bool packed = last && last->op == IR_SLICELIT && (last->flags & NODE_IMPLICIT);
    list(b, n, from);
    buf_puts(b, n->flags & NODE_DDD || packed ? "...)" : ")");
}

static void call(Buf *b, Node *n)
{
    Node *f = n->kids[0];
    Func *m = f->op == IR_FUNC && f->aux.func->kind == FUNC_METHOD ? f->aux.func : NULL;
    if (m && m->obj && m->obj->type->sig.recv) {
        Type *t = m->obj->type->sig.recv->type;
        bool ptr = types_unalias(t)->kind == TY_POINTER;
        buf_printf(b, ptr ? "(%s).%s" : "%s.%s", ir_type_text(t), m->obj->name->s);
    } else {
        operand(b, f, PREC_OPERAND);
    }
    buf_putc(b, '(');
    arguments(b, n, 1);
}

static void iface_call(Buf *b, Node *n)
{
    operand(b, n->kids[0], PREC_OPERAND);
    ObjVec *ms = types_interface_methods(n->kids[0]->type);
    buf_printf(b, ".%s(", ms->p[n->aux.index]->name->s);
    arguments(b, n, 1);
}

static void builtin(Buf *b, Node *n, const char *name)
{
    buf_printf(b, "%s(", name);
    list(b, n, 0);
    buf_puts(b, n->flags & NODE_DDD ? "...)" : ")");
}

static void function(Buf *b, Func *f)
{
    bool here = f->pkg == ir_current->pkg || !f->pkg;
    buf_printf(b, "%s%s%s", here ? "" : f->pkg->name->s, here ? "" : ".", f->name->s);
}

static void name(Buf *b, Name *n)
{
    bool there = n->cls == NAME_GLOBAL && n->obj && n->obj->pkg && n->obj->pkg != ir_current->pkg;
    buf_printf(b, "%s%s%s", there ? n->obj->pkg->name->s : "", there ? "." : "", n->sym->s);
}

static void prefix(Buf *b, const char *op, Node *n)
{
    Node *x = spoken(n->kids[0]);
    buf_printf(b, "%s%s", op, x->op == n->op && n->op != IR_DEREF ? " " : "");
    operand(b, x, n->op == IR_ADDR && is_literal(x) ? 0 : PREC_UNARY + 1);
}

/* a, b = x, y */
static void assignment(Buf *b, Node *n, uint32_t nlhs)
{
    for (uint32_t i = 0; i < n->nkids; i++) {
        buf_puts(b, i == nlhs ? ((n->flags & (NODE_DEF | NODE_IMPLICIT)) == NODE_DEF ? " := " : " = ") : i ? ", " : "");
        text(b, n->kids[i]);
    }
}

static void text(Buf *b, Node *n)
{
    n = spoken(n);
    switch ((int)n->op) {
    case IR_CONST: buf_puts(b, n->source ? n->source : const_text(n->aux.val, n->type)); return;
    case IR_NIL: case IR_ZERO: buf_puts(b, "nil"); return;
    case IR_NAME: name(b, n->aux.name); return;
    case IR_BLANK: buf_putc(b, '_'); return;
    case IR_FUNC: function(b, n->aux.func); return;
    case IR_CLOSURE: buf_puts(b, "func literal"); return;
    case IR_ADDR: prefix(b, "&", n); return;
    case IR_DEREF: prefix(b, "*", n); return;
    case IR_FIELD: field(b, n); return;
    case IR_INDEX: case IR_MAPINDEX:
        operand(b, n->kids[0], PREC_OPERAND);
        buf_putc(b, '[');
        text(b, n->kids[1]);
        buf_putc(b, ']');
        return;
    case IR_SLICE: slice(b, n); return;
    case IR_CONVERT: case IR_CONVNOP: conversion(b, n); return;
    case IR_TYPEASSERT:
        operand(b, n->kids[0], PREC_OPERAND);
        buf_printf(b, ".(%s)", ir_type_text(n->type));
        return;
    case IR_STRUCTLIT: case IR_ARRAYLIT: case IR_MAPLIT:
        buf_printf(b, has_kids(n) ? "%s{...}" : "%s{}", ir_type_text(n->type));
        return;
    case IR_SLICELIT:
        if (n->flags & NODE_IMPLICIT)
            buf_puts(b, "... argument");
        else
            buf_printf(b, has_kids(n) ? "%s{...}" : "%s{}", ir_type_text(n->type));
        return;
    case IR_NEW: buf_printf(b, "new(%s)", ir_type_text(lower_elem(n->type))); return;
    case IR_MAKESLICE: case IR_MAKEMAP: case IR_MAKECHAN: make(b, n); return;
    case IR_CALL: call(b, n); return;
    case IR_CALLIFACE: iface_call(b, n); return;
    case IR_METHODVALUE:
        operand(b, n->kids[0], PREC_OPERAND);
        buf_printf(b, ".%s", n->aux.obj->name->s);
        return;
    case IR_INLCALL: case IR_SEQ: text(b, n->kids[n->nkids - 1]); return;
    case IR_NEG: prefix(b, "-", n); return;
    case IR_COM: prefix(b, "^", n); return;
    case IR_NOT: prefix(b, "!", n); return;
    case IR_RECV: prefix(b, "<-", n); return;
    case IR_ASSIGN: assignment(b, n, 1); return;
    case IR_AS2: assignment(b, n, (uint32_t)n->aux.index); return;
    case IR_AS2CALL: case IR_AS2OK: assignment(b, n, n->nkids - 1); return;
    case IR_RANGE: case IR_FOR: buf_puts(b, "for loop"); return;
    case IR_SWITCH: case IR_TYPESWITCH: buf_puts(b, "switch statement"); return;
    case IR_SEND:
        operand(b, n->kids[0], 3);
        buf_puts(b, " <- ");
        operand(b, n->kids[1], 4);
        return;
    case IR_RETURN:
        buf_puts(b, "return ");
        list(b, n, 0);
        return;
    default:
        if (n->nkids == 2 && n->op >= IR_ADD && n->op <= IR_OROR)
            binary(b, n);
        else
            builtin(b, n, ir_ops[n->op].text);
    }
}

const char *ir_go_text(Node *n)
{
    Buf b = {0};
    text(&b, n);
    const char *s = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return s;
}
