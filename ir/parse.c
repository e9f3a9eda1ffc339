/* ir/parse.c: reads what dump.c writes, so that any dump can become a test. Types of packages are
 * looked up by path among those the process knows; functions and globals are known by their symbol
 * only. The first error ends the parse. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ir/text.h"

typedef struct Parser {
    const char *p;
    Func *f;
    const char *error;
    Map funcs, globals; /* link symbol -> Func, Name */
} Parser;

static Node *parse_node(Parser *ps);

static void *fail(Parser *ps, const char *what)
{
    if (!ps->error)
        ps->error = arena_printf(perm, "%s at \"%.20s\"", what, ps->p);
    return NULL;
}

static void space(Parser *ps)
{
    while (isspace((unsigned char)*ps->p))
        ps->p++;
}

static bool accept(Parser *ps, char c)
{
    space(ps);
    if (*ps->p != c)
        return false;
    ps->p++;
    return true;
}

/* A word ends at white space and at brackets of the text form that stand outside [] of the word. */
static const Sym *word(Parser *ps)
{
    space(ps);
    const char *start = ps->p;
    int depth = 0;
    for (; *ps->p && !isspace((unsigned char)*ps->p); ps->p++) {
        if (*ps->p == '(' || *ps->p == '[')
            depth++;
        else if ((*ps->p == ')' || *ps->p == ']') && depth-- == 0)
            break;
        else if ((*ps->p == '{' || *ps->p == '}') && depth <= 0)
            break;
    }
    return sym_intern(start, (size_t)(ps->p - start));
}

static int hex(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

static void escape(Parser *ps, Buf *b)
{
    static const char from[] = "abfnrtv\\\"'", to[] = "\a\b\f\n\r\t\v\\\"'";
    char c = *ps->p++;
    const char *at = strchr(from, c);
    if (at) {
        buf_putc(b, to[at - from]);
        return;
    }
    int n = c == 'x' ? 2 : c == 'u' ? 4 : 8;
    int32_t v = 0;
    while (n-- > 0 && isxdigit((unsigned char)*ps->p))
        v = v * 16 + hex(*ps->p++);
    char out[4];
    if (c == 'x')
        buf_putc(b, (char)v);
    else
        buf_write(b, out, (size_t)utf8_encode(v, out));
}

static const Sym *quoted(Parser *ps)
{
    Buf b = {0};
    ps->p++;
    while (*ps->p && *ps->p != '"') {
        if (*ps->p++ == '\\')
            escape(ps, &b);
        else
            buf_putc(&b, ps->p[-1]);
    }
    if (*ps->p)
        ps->p++;
    const Sym *s = sym_intern(b.p ? b.p : "", b.len);
    buf_free(&b);
    return s;
}

static Type *parse_type(Parser *ps)
{
    space(ps);
    const Sym *s = *ps->p == '"' ? quoted(ps) : word(ps);
    Type *t = ir_text_type(s->s);
    return t ? t : fail(ps, arena_printf(perm, "unknown type %s", s->s));
}

/* ---- references ---- */

static Name *parse_name(Parser *ps, const Sym *s)
{
    static const char letters[] = "lprgc";
    const char *percent = strrchr(s->s, '%');
    const char *at = percent && percent[1] ? strchr(letters, percent[1]) : NULL;
    if (!at) {
        Name *n = map_get(&ps->globals, s);
        if (!n) {
            n = NEW(perm, Name);
            n->cls = NAME_GLOBAL;
            n->sym = n->linksym = s;
            n->type = type_basic[TY_INVALID];
            map_set(&ps->globals, s, n);
        }
        return n;
    }
    NameVec *lists[] = {&ps->f->locals, &ps->f->params, &ps->f->results, NULL, &ps->f->captured};
    NameVec *v = lists[at - letters];
    unsigned long i = strtoul(percent + 2, NULL, 10);
    return v && i < v->len ? v->p[i] : fail(ps, "no such variable");
}

static Func *parse_func_ref(Parser *ps)
{
    const Sym *s = word(ps);
    Func *f = map_get(&ps->funcs, s);
    if (!f) {
        f = NEW(perm, Func);
        f->linksym = f->name = s;
        map_set(&ps->funcs, s, f);
    }
    return f;
}

static Const *parse_const(Parser *ps, Type *t)
{
    space(ps);
    if (*ps->p == '"')
        return const_from_string(quoted(ps));
    const Sym *s = word(ps);
    Const *c = ir_text_const(s->s, t);
    return c ? c : fail(ps, "bad constant");
}

static int find_op(const Sym *s)
{
    for (int i = 0; i < IR_COUNT; i++)
        if (strcmp(ir_ops[i].text, s->s) == 0)
            return i;
    return -1;
}

static int64_t parse_rt(Parser *ps)
{
    const Sym *s = word(ps);
    for (int i = 0; i < RT_COUNT; i++)
        if (strcmp(rt_names[i], s->s) == 0)
            return i;
    fail(ps, "unknown runtime entry");
    return 0;
}

static const Sym *optional_word(Parser *ps)
{
    const Sym *s = word(ps);
    return strcmp(s->s, "-") == 0 ? NULL : s;
}

static void parse_aux(Parser *ps, Node *n, const Sym **method)
{
    const Sym *s;
    switch ((IrAux)ir_ops[n->op].aux) {
    case AUX_NONE:
    case AUX_CONST: /* behind the type */
        return;
    case AUX_NAME:
        s = optional_word(ps);
        n->aux.name = s ? parse_name(ps, s) : NULL;
        return;
    case AUX_FUNC:
        n->aux.func = parse_func_ref(ps);
        return;
    case AUX_TYPE:
        n->aux.type = parse_type(ps);
        return;
    case AUX_FIELD:
    case AUX_METHOD:
    case AUX_INDEX:
        n->aux.index = strtoll(word(ps)->s, NULL, 10);
        return;
    case AUX_OP:
        n->aux.index = find_op(word(ps));
        return;
    case AUX_RT:
        n->aux.index = parse_rt(ps);
        return;
    case AUX_LABEL:
    case AUX_SYM:
        n->aux.sym = optional_word(ps);
        return;
    case AUX_OBJ:
        *method = word(ps);
        return;
    }
}

/* ---- nodes ---- */

static void parse_flags(Parser *ps, Node *n)
{
    while (accept(ps, ':')) {
        const Sym *s = word(ps);
        int i = ir_text_flag(s->s);
        if (i < 0)
            fail(ps, "unknown flag");
        else
            n->flags |= (uint16_t)(1 << i);
    }
}

static Node *parse_block(Parser *ps)
{
    Node *b = ir_block(NO_POS);
    while (!ps->error && !accept(ps, '}')) {
        if (!*ps->p)
            return fail(ps, "missing }");
        ir_append(b, parse_node(ps));
    }
    return b;
}

static void find_method(Parser *ps, Node *n, const Sym *name)
{
    Selection sel = {0};
    Node *x = n->nkids ? n->kids[0] : NULL;
    if (x && x->type && types_lookup_field_or_method(x->type, true, NULL, name, &sel))
        n->aux.obj = sel.obj;
    else
        fail(ps, "unknown method");
}

static Node *parse_list(Parser *ps)
{
    int op = find_op(word(ps));
    if (op < 0)
        return fail(ps, "unknown operation");
    Node *n = ir_node((IrOp)op, NO_POS, NULL, 0);
    const Sym *method = NULL;
    parse_flags(ps, n);
    parse_aux(ps, n, &method);
    if (accept(ps, '@'))
        n->type = parse_type(ps);
    if (ir_ops[op].aux == AUX_CONST)
        n->aux.val = parse_const(ps, n->type);
    while (!ps->error && !accept(ps, ')')) {
        if (!*ps->p)
            return fail(ps, "missing )");
        ir_append(n, parse_node(ps));
    }
    if (method && !ps->error)
        find_method(ps, n, method);
    return n;
}

static Node *parse_node(Parser *ps)
{
    if (accept(ps, '('))
        return parse_list(ps);
    if (accept(ps, '{'))
        return parse_block(ps);
    const Sym *s = word(ps);
    if (s->len == 0)
        return fail(ps, "unexpected text");
    if (strcmp(s->s, "-") == 0)
        return NULL;
    Name *n = parse_name(ps, s);
    return n ? ir_name(NO_POS, n) : NULL;
}

/* ---- functions ---- */

static bool attribute(Parser *ps, const char *text)
{
    const char *saved = ps->p;
    while (*ps->p == ' ')
        ps->p++;
    size_t n = strlen(text);
    if (strncmp(ps->p, text, n) == 0 && isspace((unsigned char)ps->p[n])) {
        ps->p += n;
        return true;
    }
    ps->p = saved;
    return false;
}

/* The numbers of a list's names ascend; those that are left out are gone. */
static void skip_to(NameVec *list, const char *number)
{
    unsigned long index = strtoul(number, NULL, 10);
    while (list->len < index && index < 1u << 20) {
        Name *n = NEW(perm, Name);
        n->index = list->len;
        n->gone = true;
        vec_push(perm, list, n);
    }
}

static bool parse_variable(Parser *ps)
{
    static const char *const classes[] = {"local", "param", "result", NULL, "captured"};
    Func *f = ps->f;
    NameVec *lists[] = {&f->locals, &f->params, &f->results, NULL, &f->captured};
    for (int i = 0; i < 5; i++) {
        if (!classes[i] || !attribute(ps, classes[i]))
            continue;
        const Sym *s = word(ps);
        const char *percent = strrchr(s->s, '%');
        Name *n = NEW(perm, Name);
        n->cls = (NameClass)i;
        n->sym = percent ? sym_intern(s->s, (size_t)(percent - s->s)) : s;
        n->is_temp = n->sym->s[0] == '.';
        n->func = f;
        if (percent && percent[1])
            skip_to(lists[i], percent + 2);
        n->index = lists[i]->len;
        n->type = parse_type(ps);
        n->byval = attribute(ps, "byval");
        attribute(ps, "byref");
        n->addrtaken = attribute(ps, "addrtaken");
        n->reassigned = attribute(ps, "reassigned");
        n->heap = attribute(ps, "heap");
        vec_push(perm, lists[i], n);
        return true;
    }
    return false;
}

Node *ir_parse(const char *text, Func *into, const char **error)
{
    Parser ps = {.p = text, .f = into};
    *error = NULL;
    if (!attribute(&ps, "func")) {
        fail(&ps, "expected func");
    } else {
        into->linksym = into->name = word(&ps);
        into->kind = (FuncKind)ir_text_func_kind(word(&ps)->s);
        into->generic = attribute(&ps, "generic");
        space(&ps);
        while (!ps.error && parse_variable(&ps))
            space(&ps);
        if (!ps.error && accept(&ps, '{'))
            into->body = parse_block(&ps);
    }
    *error = ps.error;
    return ps.error ? NULL : into->body;
}
