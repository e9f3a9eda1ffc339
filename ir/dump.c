/* ir/dump.c: functions as text that parse.c reads back.
 *
 *   func main.f plain
 *   param x%p0 int
 *   result r%r0 int
 *   local y%l0 "*string"
 *   {
 *     (= :def r%r0 (+ @int x%p0 (const @int 1)))
 *   }
 *
 * A node is (op :flags aux @type kids...); a constant's value stands behind its type, statements have
 * no type, variables stand bare, "-" is a missing operand. Types are in double quotes unless they are
 * a plain word.
 */
#include <ctype.h>
#include <string.h>

#include "ir/text.h"

static const char *const class_names[] = {"local", "param", "result", "global", "captured"};

static void dump_node(Buf *b, const Node *n, int indent);

static void dump_type(Buf *b, Type *t)
{
    const char *s = types_link_string(t);
    size_t len = strlen(s);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (!isalnum(c) && c != '.' && c != '_' && c != '/' && c < 0x80) {
            buf_quote(b, s, len);
            return;
        }
    }
    buf_puts(b, s);
}

/* Names are unique in the text: x%l3 is the local variable (p: parameter, r, c) number 3. */
static void dump_name(Buf *b, const Name *n)
{
    if (n->cls == NAME_GLOBAL) {
        buf_printf(b, "%s", n->linksym ? n->linksym->s : n->sym->s);
        return;
    }
    static const char letters[] = {'l', 'p', 'r', 'g', 'c'};
    buf_printf(b, "%s%%%c%u", n->sym && n->sym->len ? n->sym->s : "_", letters[n->cls], n->index);
}

static void dump_const(Buf *b, const Const *c, Type *t)
{
    if (const_kind(c) == CONST_STRING)
        buf_quote(b, const_string(c)->s, const_string(c)->len);
    else
        buf_puts(b, const_text(c, t));
}

static void dump_aux(Buf *b, const Node *n)
{
    switch ((IrAux)ir_ops[n->op].aux) {
    case AUX_NONE:
        return;
    case AUX_NAME:
        buf_putc(b, ' ');
        if (n->aux.name)
            dump_name(b, n->aux.name);
        else
            buf_putc(b, '-');
        return;
    case AUX_FUNC:
        buf_printf(b, " %s", n->aux.func->linksym->s);
        return;
    case AUX_CONST: /* behind the type */
        return;
    case AUX_TYPE:
        buf_putc(b, ' ');
        dump_type(b, n->aux.type);
        return;
    case AUX_FIELD:
    case AUX_METHOD:
    case AUX_INDEX:
        buf_printf(b, " %lld", (long long)n->aux.index);
        return;
    case AUX_OP:
        buf_printf(b, " %s", ir_op_name((IrOp)n->aux.index));
        return;
    case AUX_RT:
        buf_printf(b, " %s", rt_names[n->aux.index]);
        return;
    case AUX_LABEL:
    case AUX_SYM:
        buf_printf(b, " %s", n->aux.sym ? n->aux.sym->s : "-");
        return;
    case AUX_OBJ:
        buf_printf(b, " %s", n->aux.obj->name->s);
        return;
    }
}

static void dump_flags(Buf *b, const Node *n)
{
    for (int i = 0; ir_text_flag_name(i); i++)
        if (n->flags >> i & 1 && (1 << i) != NODE_SOURCE)
            buf_printf(b, " :%s", ir_text_flag_name(i));
}

static void newline(Buf *b, int indent)
{
    buf_putc(b, '\n');
    for (int i = 0; i < indent; i++)
        buf_puts(b, "  ");
}

static void dump_block(Buf *b, const Node *n, int indent)
{
    buf_putc(b, '{');
    for (uint32_t i = 0; i < n->nkids; i++) {
        newline(b, indent + 1);
        dump_node(b, n->kids[i], indent + 1);
    }
    newline(b, indent);
    buf_putc(b, '}');
}

static void dump_node(Buf *b, const Node *n, int indent)
{
    if (!n) {
        buf_putc(b, '-');
        return;
    }
    if (n->op == IR_BLOCK) {
        dump_block(b, n, indent);
        return;
    }
    if (n->op == IR_NAME) {
        dump_name(b, n->aux.name);
        return;
    }
    buf_printf(b, "(%s", ir_op_name((IrOp)n->op));
    dump_flags(b, n);
    dump_aux(b, n);
    if (n->type) {
        buf_puts(b, " @");
        dump_type(b, n->type);
    }
    if (ir_ops[n->op].aux == AUX_CONST) {
        buf_putc(b, ' ');
        dump_const(b, n->aux.val, n->type);
    }
    for (uint32_t i = 0; i < n->nkids; i++) {
        const Node *k = n->kids[i];
        if (k && ir_ops[k->op].stmt && k->op != IR_BLOCK) {
            newline(b, indent + 1);
            dump_node(b, k, indent + 1);
        } else {
            buf_putc(b, ' ');
            dump_node(b, k, indent);
        }
    }
    buf_putc(b, ')');
}

static void dump_names(Buf *b, const NameVec *v)
{
    for (uint32_t i = 0; i < v->len; i++) {
        const Name *n = v->p[i];
        if (n->gone)
            continue;
        buf_printf(b, "%s ", class_names[n->cls]);
        dump_name(b, n);
        buf_putc(b, ' ');
        dump_type(b, n->type);
        if (n->cls == NAME_CAPTURED)
            buf_puts(b, n->byval ? " byval" : " byref");
        if (n->addrtaken)
            buf_puts(b, " addrtaken");
        if (n->reassigned)
            buf_puts(b, " reassigned");
        if (n->heap)
            buf_puts(b, " heap");
        buf_putc(b, '\n');
    }
}

static void dump_func(Buf *b, const Func *f)
{
    buf_printf(b, "func %s %s%s\n", f->linksym->s, ir_text_func_kind_name(f->kind),
               f->generic ? " generic" : "");
    dump_names(b, &f->params);
    dump_names(b, &f->results);
    dump_names(b, &f->captured);
    dump_names(b, &f->locals);
    if (f->body) {
        dump_block(b, f->body, 0);
        buf_putc(b, '\n');
    }
}

void ir_dump_func(const Func *f, FILE *out)
{
    Buf b = {0};
    dump_func(&b, f);
    fwrite(b.p, 1, b.len, out);
    buf_free(&b);
}
