/* gotext.c: expressions as -m prints them, in the words of the source. */
#include "ir/escape.h"

#include <ctype.h>
#include <string.h>

static void text(Buf *b, Node *n);

/* A type with the names of the package being compiled unqualified. */
const char *ir_type_text(Type *t)
{
    const char *s = types_string(t), *own = ir_current->pkg->name->s;
    size_t n = strlen(own);
    Buf b = {0};
    for (const char *p = s; *p;) {
        bool start = p == s || !(isalnum((unsigned char)p[-1]) || p[-1] == '_' || p[-1] == '/');
        if (start && strncmp(p, own, n) == 0 && p[n] == '.' && p[n + 1] != '.') {
            p += n + 1;
            continue;
        }
        buf_putc(&b, *p++);
    }
    const char *r = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return r;
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

static void binary(Buf *b, Node *n)
{
    text(b, n->kids[0]);
    buf_printf(b, " %s ", ir_ops[n->op].text);
    text(b, n->kids[1]);
}

static void conversion(Buf *b, Node *n)
{
    if (n->flags & NODE_IMPLICIT) {
        text(b, n->kids[0]);
        return;
    }
    const char *t = ir_type_text(n->type);
    TypeKind k = types_unalias(n->type)->kind;
    bool paren = k == TY_POINTER || k == TY_SIGNATURE || k == TY_CHAN;
    buf_printf(b, paren ? "(%s)(" : "%s(", t);
    text(b, n->kids[0]);
    buf_putc(b, ')');
}

static void slice(Buf *b, Node *n)
{
    Node *x = n->kids[0];
    text(b, x->op == IR_ADDR && (x->flags & NODE_IMPLICIT) ? x->kids[0] : x);
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
    if (x->op == IR_DEREF && (x->flags & NODE_IMPLICIT))
        x = x->kids[0];
    text(b, x);
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

static void call(Buf *b, Node *n)
{
    Node *f = n->kids[0];
    Func *m = f->op == IR_FUNC && f->aux.func->kind == FUNC_METHOD ? f->aux.func : NULL;
    uint32_t from = 1;
    if (m && n->nkids > 1) {
        Node *r = n->kids[1];
        text(b, (r->op == IR_ADDR || r->op == IR_DEREF) && (r->flags & NODE_IMPLICIT) ? r->kids[0] : r);
        buf_printf(b, ".%s", m->obj ? m->obj->name->s : m->name->s);
        from = 2;
    } else if (f->op == IR_CLOSURE) {
        buf_puts(b, "func literal");
    } else {
        text(b, f);
    }
    buf_putc(b, '(');
    list(b, n, from);
    buf_puts(b, n->flags & NODE_DDD ? "...)" : ")");
}

static void iface_call(Buf *b, Node *n)
{
    text(b, n->kids[0]);
    ObjVec *ms = types_interface_methods(n->kids[0]->type);
    buf_printf(b, ".%s(", ms->p[n->aux.index]->name->s);
    list(b, n, 1);
    buf_puts(b, n->flags & NODE_DDD ? "...)" : ")");
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
    buf_puts(b, op);
    text(b, n->kids[0]);
}

static void text(Buf *b, Node *n)
{
    switch ((int)n->op) {
    case IR_CONST: buf_puts(b, const_text(n->aux.val, n->type)); return;
    case IR_NIL: case IR_ZERO: buf_puts(b, "nil"); return;
    case IR_NAME: name(b, n->aux.name); return;
    case IR_BLANK: buf_putc(b, '_'); return;
    case IR_FUNC: function(b, n->aux.func); return;
    case IR_CLOSURE: buf_puts(b, "func literal"); return;
    case IR_ADDR:
        if (!(n->flags & NODE_IMPLICIT) || n->kids[0]->op != IR_NAME)
            buf_putc(b, '&');
        text(b, n->kids[0]);
        return;
    case IR_DEREF:
        if (!(n->flags & NODE_IMPLICIT))
            buf_putc(b, '*');
        text(b, n->kids[0]);
        return;
    case IR_FIELD: field(b, n); return;
    case IR_INDEX: case IR_MAPINDEX:
        text(b, n->kids[0]);
        buf_putc(b, '[');
        text(b, n->kids[1]);
        buf_putc(b, ']');
        return;
    case IR_SLICE: slice(b, n); return;
    case IR_CONVERT: case IR_CONVNOP: conversion(b, n); return;
    case IR_TYPEASSERT:
        text(b, n->kids[0]);
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
        text(b, n->kids[0]);
        buf_printf(b, ".%s", n->aux.obj->name->s);
        return;
    case IR_INLCALL: case IR_SEQ: text(b, n->kids[n->nkids - 1]); return;
    case IR_NEG: prefix(b, "-", n); return;
    case IR_COM: prefix(b, "^", n); return;
    case IR_NOT: prefix(b, "!", n); return;
    case IR_RECV: prefix(b, "<-", n); return;
    case IR_ASSIGN:
        text(b, n->kids[0]);
        buf_puts(b, n->flags & NODE_DEF ? " := " : " = ");
        text(b, n->kids[1]);
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
