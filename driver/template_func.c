/* template_func: the functions of text/template, and those that go list adds. */
#include <ctype.h>
#include <string.h>

#include "driver/template.h"

Value value_text(const char *s) { return (Value){.kind = VALUE_TEXT, .text = s ? s : ""}; }
Value value_bool(bool truth) { return (Value){.kind = VALUE_BOOL, .truth = truth}; }
Value value_int(int64_t n) { return (Value){.kind = VALUE_INT, .number = n}; }

Value value_list(const Words *w)
{
    Value v = {.kind = VALUE_LIST};
    for (uint32_t i = 0; i < w->len; i++)
        vec_push(perm, &v.items, value_text(w->p[i]));
    return v;
}

bool value_is_true(const Value *v)
{
    switch (v->kind) {
    case VALUE_NIL:
        return false;
    case VALUE_TEXT:
        return *v->text;
    case VALUE_BOOL:
        return v->truth;
    case VALUE_INT:
        return v->number != 0;
    case VALUE_FLOAT:
        return v->real != 0;
    case VALUE_LIST:
        return v->items.len > 0;
    case VALUE_STRUCT:
        return true;
    case VALUE_MAP:
        return v->fields.len > 0;
    }
    return false;
}

const char *value_type(const Value *v)
{
    static const char *const names[] = {"nil",     "string",   "bool",   "int",
                                        "float64", "[]string", "struct", "map[string]string"};
    return v->type ? v->type : names[v->kind];
}

/* ---- output ---- */

static const char *taken(Buf *b)
{
    const char *text = arena_strndup(perm, b->p ? b->p : "", b->len);
    buf_free(b);
    return text;
}

static void print_list(Buf *out, const Value *v, void (*item)(Buf *, const Value *),
                       const char *separator)
{
    for (uint32_t i = 0; i < v->items.len; i++) {
        buf_puts(out, i ? separator : "");
        item(out, &v->items.p[i]);
    }
}

void template_print(Buf *out, const Value *v)
{
    if (v->shown) {
        buf_puts(out, v->shown);
        return;
    }
    switch (v->kind) {
    case VALUE_NIL:
        buf_puts(out, v->type ? "<nil>" : "<no value>");
        break;
    case VALUE_TEXT:
        buf_puts(out, v->text);
        break;
    case VALUE_BOOL:
        buf_puts(out, v->truth ? "true" : "false");
        break;
    case VALUE_INT:
        buf_printf(out, "%lld", (long long)v->number);
        break;
    case VALUE_FLOAT:
        buf_printf(out, "%g", v->real);
        break;
    case VALUE_LIST:
        buf_putc(out, '[');
        print_list(out, v, template_print, " ");
        buf_putc(out, ']');
        break;
    case VALUE_STRUCT:
        buf_puts(out, "&{");
        for (uint32_t i = 0; i < v->fields.len; i++) {
            buf_puts(out, i ? " " : "");
            template_print(out, &v->fields.p[i].value);
        }
        buf_putc(out, '}');
        break;
    case VALUE_MAP:
        buf_puts(out, "map[");
        for (uint32_t i = 0; i < v->fields.len; i++)
            buf_printf(out, "%s%s:%s", i ? " " : "", v->fields.p[i].name,
                       v->fields.p[i].value.text);
        buf_putc(out, ']');
        break;
    }
}

static void print_quoted(Buf *out, const Value *v)
{
    if (v->kind == VALUE_TEXT) {
        buf_quote(out, v->text, strlen(v->text));
    } else if (v->kind == VALUE_LIST) {
        buf_putc(out, '[');
        print_list(out, v, print_quoted, " ");
        buf_putc(out, ']');
    } else {
        template_print(out, v);
    }
}

/* fmt.Sprint: blanks between operands of which neither is a string. */
static Value print_plain(TmplCall *c)
{
    Buf b = {0};
    for (uint32_t i = 0; i < c->args.len; i++) {
        const Value *v = &c->args.p[i];
        if (i && v->kind != VALUE_TEXT && v[-1].kind != VALUE_TEXT)
            buf_putc(&b, ' ');
        template_print(&b, v);
    }
    return value_text(taken(&b));
}

static Value print_line(TmplCall *c)
{
    Buf b = {0};
    for (uint32_t i = 0; i < c->args.len; i++) {
        buf_puts(&b, i ? " " : "");
        template_print(&b, &c->args.p[i]);
    }
    buf_putc(&b, '\n');
    return value_text(taken(&b));
}

/* One operand at a verb with C's flags, width and precision. */
static void print_verb(Buf *out, const char *flags, char verb, const Value *v)
{
    Buf text = {0};
    bool number = v->kind == VALUE_INT, real = v->kind == VALUE_FLOAT;
    const char *format = NULL;
    if (number && strchr("dxXoc", verb)) {
        format = arena_printf(perm, "%%%s%s", flags,
                              verb == 'c' ? "c" : arena_printf(perm, "ll%c", verb));
    } else if (real && strchr("eEfFgG", verb)) {
        format = arena_printf(perm, "%%%s%c", flags, verb);
    } else if (verb == 'T') {
        buf_puts(&text, value_type(v));
    } else if (verb == 'q' && (v->kind == VALUE_TEXT || v->kind == VALUE_LIST)) {
        print_quoted(&text, v);
    } else if (verb == 'v' ||
               (verb == 's' && (v->kind == VALUE_TEXT || v->kind == VALUE_LIST || v->shown)) ||
               (verb == 't' && v->kind == VALUE_BOOL)) {
        template_print(&text, v);
    } else if ((verb == 'x' || verb == 'X') && v->kind == VALUE_TEXT) {
        for (const char *p = v->text; *p; p++)
            buf_printf(&text, verb == 'x' ? "%02x" : "%02X", (unsigned char)*p);
    } else {
        buf_printf(&text, "%%!%c(%s=", verb, value_type(v));
        template_print(&text, v);
        buf_putc(&text, ')');
        flags = "";
    }
    /* the flags are digits, signs and a point: see print_format */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    if (number && format && verb == 'c')
        buf_printf(out, format, (int)v->number);
    else if (number && format)
        buf_printf(out, format, (long long)v->number);
    else if (format)
        buf_printf(out, format, v->real);
    else
        buf_printf(out, arena_printf(perm, "%%%ss", flags), buf_cstr(&text));
#pragma GCC diagnostic pop
    buf_free(&text);
}

/* fmt's limit of width and precision */
static bool is_too_wide(const char *flags, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strspn(flags + i, "0123456789") > 6)
            return true;
    return n > 20;
}

static Value print_format(TmplCall *c)
{
    Buf b = {0};
    uint32_t next = 1;
    if (!c->args.len || c->args.p[0].kind != VALUE_TEXT) {
        c->error = c->args.len ? "wrong type for value; expected string"
                               : "wrong number of args for printf: want at least 1 got 0";
        return value_text("");
    }
    for (const char *p = c->args.p[0].text; *p; p++) {
        if (*p != '%' || p[1] == '%') {
            buf_putc(&b, *p);
            p += *p == '%';
            continue;
        }
        size_t n = strspn(p + 1, "+-# 0123456789.");
        char verb = p[1 + n];
        if (is_too_wide(p + 1, n)) {
            buf_puts(&b, "%!(BADWIDTH)");
            break;
        }
        if (!verb) {
            buf_puts(&b, "%!(NOVERB)");
            break;
        }
        if (next < c->args.len)
            print_verb(&b, arena_strndup(perm, p + 1, n), verb, &c->args.p[next++]);
        else
            buf_printf(&b, "%%!%c(MISSING)", verb);
        p += 1 + n;
    }
    for (uint32_t i = next; i < c->args.len; i++) {
        buf_printf(&b, "%s%s=", i == next ? "%!(EXTRA " : ", ", value_type(&c->args.p[i]));
        template_print(&b, &c->args.p[i]);
    }
    buf_puts(&b, next < c->args.len ? ")" : "");
    return value_text(taken(&b));
}

/* ---- escaping ---- */

static Value escaped(TmplCall *c, void (*escape)(Buf *, unsigned char))
{
    Buf b = {0};
    const Value plain = print_plain(c);
    for (const char *p = plain.text; *p; p++)
        escape(&b, (unsigned char)*p);
    return value_text(taken(&b));
}

static void escape_html(Buf *b, unsigned char c)
{
    switch (c) {
    case '<':
        buf_puts(b, "&lt;");
        break;
    case '>':
        buf_puts(b, "&gt;");
        break;
    case '&':
        buf_puts(b, "&amp;");
        break;
    case '"':
        buf_puts(b, "&#34;");
        break;
    case '\'':
        buf_puts(b, "&#39;");
        break;
    default:
        buf_putc(b, (char)c);
    }
}

static void escape_js(Buf *b, unsigned char c)
{
    if (strchr("\\'\"", c))
        buf_printf(b, "\\%c", c);
    else if (strchr("<>&=", c) || c < ' ')
        buf_printf(b, "\\u%04X", c);
    else
        buf_putc(b, (char)c);
}

static void escape_query(Buf *b, unsigned char c)
{
    if (isalnum(c) || strchr("-_.~", c))
        buf_putc(b, (char)c);
    else if (c == ' ')
        buf_putc(b, '+');
    else
        buf_printf(b, "%%%02X", c);
}

static Value html(TmplCall *c) { return escaped(c, escape_html); }
static Value js(TmplCall *c) { return escaped(c, escape_js); }
static Value urlquery(TmplCall *c) { return escaped(c, escape_query); }

/* ---- lists and texts ---- */

static bool count(TmplCall *c, const char *name, uint32_t least, uint32_t most)
{
    if (c->args.len < least || c->args.len > most)
        c->error = arena_printf(perm, "wrong number of args for %s: want %s%u got %u", name,
                                least == most ? "" : "at least ", least, c->args.len);
    return !c->error;
}

static Value len(TmplCall *c)
{
    if (!count(c, "len", 1, 1))
        return value_int(0);
    const Value *v = &c->args.p[0];
    if (v->kind == VALUE_TEXT)
        return value_int((int64_t)strlen(v->text));
    if (v->kind == VALUE_LIST)
        return value_int(v->items.len);
    if (v->kind == VALUE_MAP)
        return value_int(v->fields.len);
    c->error = v->kind == VALUE_NIL
                   ? "error calling len: len of nil pointer"
                   : arena_printf(perm, "error calling len: len of type %s", value_type(v));
    return value_int(0);
}

static Value index_of(TmplCall *c)
{
    if (!count(c, "index", 1, UINT32_MAX))
        return value_int(0);
    Value v = c->args.p[0];
    for (uint32_t i = 1; i < c->args.len && !c->error; i++) {
        const Value *at = &c->args.p[i];
        if (v.kind == VALUE_MAP && at->kind == VALUE_TEXT) {
            Value found = value_text("");
            for (uint32_t k = 0; k < v.fields.len; k++)
                if (strcmp(v.fields.p[k].name, at->text) == 0)
                    found = v.fields.p[k].value;
            v = found;
        } else if (v.kind != VALUE_LIST && v.kind != VALUE_TEXT) {
            c->error =
                v.kind == VALUE_NIL ? "error calling index: index of nil pointer"
                : v.kind == VALUE_MAP
                    ? arena_printf(perm, "error calling index: value has type %s; should be string",
                                   value_type(at))
                    : arena_printf(perm, "error calling index: can't index item of type %s",
                                   value_type(&v));
        } else if (at->kind != VALUE_INT) {
            c->error = arena_printf(
                perm, "error calling index: cannot index slice/array with type %s", value_type(at));
        } else if (at->number < 0 ||
                   at->number >=
                       (v.kind == VALUE_LIST ? (int64_t)v.items.len : (int64_t)strlen(v.text))) {
            c->error = arena_printf(perm, "error calling index: index out of range: %lld",
                                    (long long)at->number);
        } else {
            v = v.kind == VALUE_LIST ? v.items.p[at->number]
                                     : value_int((unsigned char)v.text[at->number]);
        }
    }
    return v;
}

static Value slice(TmplCall *c)
{
    if (!count(c, "slice", 1, 4))
        return value_int(0);
    Value v = c->args.p[0];
    bool text = v.kind == VALUE_TEXT;
    if (!text && v.kind != VALUE_LIST) {
        c->error =
            arena_printf(perm, "error calling slice: can't slice item of type %s", value_type(&v));
        return v;
    }
    if (text && c->args.len == 4) {
        c->error = "error calling slice: cannot 3-index slice a string";
        return v;
    }
    int64_t most = text ? (int64_t)strlen(v.text) : v.items.len, at[3] = {0, most, most};
    for (uint32_t i = 1; i < c->args.len; i++) {
        const Value *a = &c->args.p[i];
        if (a->kind != VALUE_INT) {
            c->error = arena_printf(
                perm, "error calling slice: cannot index slice/array with type %s", value_type(a));
            return v;
        }
        if (a->number < 0 || a->number > most) {
            c->error = arena_printf(perm, "error calling slice: index out of range: %lld",
                                    (long long)a->number);
            return v;
        }
        at[i - 1] = a->number;
    }
    if (at[0] > at[1] || at[1] > at[2]) {
        c->error = arena_printf(perm, "error calling slice: invalid slice index: %lld > %lld",
                                (long long)at[0], (long long)at[1]);
        return v;
    }
    if (text)
        return value_text(arena_strndup(perm, v.text + at[0], (size_t)(at[1] - at[0])));
    v.items.p += at[0];
    v.items.len = (uint32_t)(at[1] - at[0]);
    v.items.cap = 0;
    return v;
}

/* strings.Join */
static Value join(TmplCall *c)
{
    Buf b = {0};
    if (!count(c, "join", 2, 2))
        return value_text("");
    const Value *v = &c->args.p[0];
    if (v->kind != VALUE_LIST || c->args.p[1].kind != VALUE_TEXT) {
        const Value *bad = v->kind != VALUE_LIST ? v : &c->args.p[1];
        c->bad_arg = bad == v ? 1 : 2;
        c->error = arena_printf(perm, "wrong type for value; expected %s; got %s",
                                bad == v ? "[]string" : "string", value_type(bad));
        return value_text("");
    }
    print_list(&b, v, template_print, c->args.p[1].text);
    return value_text(taken(&b));
}

/* ---- truth and comparison ---- */

static Value not(TmplCall * c)
{
    return value_bool(count(c, "not", 1, 1) && !value_is_true(&c->args.p[0]));
}

/* -1, 0, 1; what cannot be compared is an error. */
static int compare(TmplCall *c, const char *name, const Value *a, const Value *b, bool order)
{
    bool basic_a = a->kind >= VALUE_TEXT && a->kind <= VALUE_FLOAT,
         basic_b = b->kind >= VALUE_TEXT && b->kind <= VALUE_FLOAT;
    if (!order && (a->kind == VALUE_NIL || b->kind == VALUE_NIL))
        return a->kind != b->kind;
    if (!order && !basic_a && !basic_b) {
        Buf b_text = {0};
        template_print(&b_text, a);
        c->error = arena_printf(perm, "error calling %s: non-comparable type %s: %s", name,
                                taken(&b_text), value_type(a));
    } else if (!basic_a || !basic_b || (order && a->kind == VALUE_BOOL))
        c->error = arena_printf(perm, "error calling %s: invalid type for comparison", name);
    else if (a->kind != b->kind)
        c->error = arena_printf(perm, "error calling %s: incompatible types for comparison", name);
    if (c->error)
        return 0;
    if (a->kind == VALUE_BOOL)
        return a->truth - b->truth;
    if (a->kind == VALUE_INT)
        return (a->number > b->number) - (a->number < b->number);
    if (a->kind == VALUE_FLOAT)
        return (a->real > b->real) - (a->real < b->real);
    int by_bytes = strcmp(a->text, b->text);
    return (by_bytes > 0) - (by_bytes < 0);
}

static Value eq(TmplCall *c)
{
    bool same = false;
    if (c->args.len < 2)
        c->error = c->args.len ? "error calling eq: missing argument for comparison"
                               : "wrong number of args for eq: want at least 1 got 0";
    for (uint32_t i = 1; i < c->args.len && !same && !c->error; i++)
        same = compare(c, "eq", &c->args.p[0], &c->args.p[i], false) == 0 && !c->error;
    return value_bool(same);
}

static int pair(TmplCall *c, const char *name, bool order)
{
    return count(c, name, 2, 2) ? compare(c, name, &c->args.p[0], &c->args.p[1], order) : 0;
}

static Value ne(TmplCall *c) { return value_bool(pair(c, "ne", false) != 0); }
static Value lt(TmplCall *c) { return value_bool(pair(c, "lt", true) < 0); }
static Value le(TmplCall *c) { return value_bool(pair(c, "le", true) <= 0); }
static Value gt(TmplCall *c) { return value_bool(pair(c, "gt", true) > 0); }
static Value ge(TmplCall *c) { return value_bool(pair(c, "ge", true) >= 0); }

/* template_exec looks at the arguments one by one; what is left is the last. */
static Value and_or(TmplCall *c) { return c->args.p[c->args.len - 1]; }

/* ---- go list's ---- */

static Value context_value(TmplCall *c)
{
    Value v = {.kind = VALUE_STRUCT, .type = "*list.Context"};
    const struct {
        const char *name;
        Value value;
    } fields[] = {
        {"GOARCH", value_text("amd64")},        {"GOOS", value_text("linux")},
        {"GOROOT", value_text(context.goroot)}, {"GOPATH", value_text(context.gopath)},
        {"CgoEnabled", value_bool(false)},      {"UseAllFiles", value_bool(false)},
        {"Compiler", value_text("gc")},
    };
    Words tags = {0};
    for (int i = 0; i < context.ntags; i++)
        vec_push(perm, &tags, context.tags[i]);
    (void)count(c, "context", 0, 0);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        vec_push(perm, &v.fields, ((Field){fields[i].name, fields[i].value}));
    vec_push(perm, &v.fields, ((Field){"BuildTags", value_list(&tags)}));
    return v;
}

TmplFunc *template_function(const char *name)
{
    static const struct {
        const char *name;
        TmplFunc *f;
    } functions[] = {
        {"and", and_or},
        {"context", context_value},
        {"eq", eq},
        {"ge", ge},
        {"gt", gt},
        {"html", html},
        {"index", index_of},
        {"join", join},
        {"js", js},
        {"le", le},
        {"len", len},
        {"lt", lt},
        {"ne", ne},
        {"not", not},
        {"or", and_or},
        {"print", print_plain},
        {"printf", print_format},
        {"println", print_line},
        {"slice", slice},
        {"urlquery", urlquery},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return functions[i].f;
    return NULL;
}
