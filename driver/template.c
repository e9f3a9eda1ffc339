/* The part of text/template that people use with -f. */
#include <ctype.h>
#include <string.h>

#include "driver/list.h"

typedef struct Template {
    const char *p;
    const FieldVec *fields;
    const char *item; /* of the innermost range: what {{.}} is; NULL: all fields */
    Buf *out;
} Template;

NORETURN static void bad(const char *what) { diag_fatal("-f: %s is not supported yet in templates", what); }

/* The text of the next {{action}}, blanks cut off; p is behind it then. The text in front is copied if `live`. */
static const char *next_action(Template *t, bool live)
{
    const char *open = strstr(t->p, "{{"), *end = open ? open : t->p + strlen(t->p);
    if (live)
        buf_write(t->out, t->p, (size_t)(end - t->p));
    t->p = end;
    if (!open)
        return NULL;
    const char *close = strstr(open, "}}");
    if (!close)
        diag_fatal("-f: unclosed action");
    const char *s = open + 2, *e = close;
    while (s < e && isspace((unsigned char)*s))
        s++;
    while (e > s && isspace((unsigned char)e[-1]))
        e--;
    t->p = close + 2;
    return arena_strndup(perm, s, (size_t)(e - s));
}

static const Field *find(const FieldVec *fields, const char *name, size_t n)
{
    for (uint32_t i = 0; i < fields->len; i++)
        if (strlen(fields->p[i].name) == n && memcmp(fields->p[i].name, name, n) == 0)
            return &fields->p[i];
    return NULL;
}

/* .A or .A.B; *rest is what follows */
static const Field *path(const Template *t, const char *s, const char **rest)
{
    const FieldVec *fields = t->fields;
    const Field *f = NULL;
    while (*s == '.' && isalpha((unsigned char)s[1])) {
        size_t n = 1;
        while (isalnum((unsigned char)s[1 + n]))
            n++;
        f = fields ? find(fields, s + 1, n) : NULL;
        if (!f)
            diag_fatal("-f: can't evaluate field %.*s", (int)n, s + 1);
        fields = f->kind == FIELD_STRUCT ? &f->fields : NULL;
        s += 1 + n;
    }
    *rest = s + strspn(s, " ");
    return f;
}

/* A Go string literal; *rest is what follows. NULL: there is none. */
static const char *string_literal(const char *s, const char **rest)
{
    Buf b = {0};
    char quote = *s++;
    if (quote != '"' && quote != '`')
        return NULL;
    for (; *s && *s != quote; s++) {
        char c = *s;
        if (c == '\\' && quote == '"') {
            c = *++s;
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
        buf_putc(&b, c);
    }
    *rest = s + (*s == quote);
    const char *text = arena_strndup(perm, b.p ? b.p : "", b.len);
    buf_free(&b);
    return text;
}

static void print_list(Buf *out, const Words *l, const char *separator)
{
    for (uint32_t i = 0; i < l->len; i++)
        buf_printf(out, "%s%s", i ? separator : "", l->p[i]);
}

static void print_field(Template *t, const Field *f)
{
    switch (f->kind) {
    case FIELD_TEXT:
        buf_puts(t->out, f->text);
        break;
    case FIELD_BOOL:
        buf_puts(t->out, f->truth ? "true" : "false");
        break;
    case FIELD_LIST:
        buf_putc(t->out, '[');
        print_list(t->out, &f->list, " ");
        buf_putc(t->out, ']');
        break;
    case FIELD_STRUCT:
        bad(f->name);
    }
}

static void print_action(Template *t, const char *a)
{
    const char *rest = "", *text;
    if (strcmp(a, ".") == 0 && t->item) {
        buf_puts(t->out, t->item);
    } else if ((text = string_literal(a, &rest)) && !*rest) {
        buf_puts(t->out, text);
    } else if (a[0] == '.') {
        const Field *f = path(t, a, &rest);
        if (!f || *rest)
            bad(a);
        print_field(t, f);
    } else if (strncmp(a, "len .", 5) == 0) {
        const Field *f = path(t, a + 4, &rest);
        if (!f || *rest || f->kind != FIELD_LIST)
            bad(a);
        buf_printf(t->out, "%u", f->list.len);
    } else if (strncmp(a, "join .", 6) == 0) {
        const Field *f = path(t, a + 5, &rest);
        text = string_literal(rest, &rest);
        if (!f || f->kind != FIELD_LIST || !text || *rest)
            bad(a);
        print_list(t->out, &f->list, text);
    } else {
        bad(a);
    }
}

static bool holds(const Field *f)
{
    switch (f->kind) {
    case FIELD_TEXT:
        return *f->text;
    case FIELD_BOOL:
        return f->truth;
    case FIELD_LIST:
        return f->list.len > 0;
    case FIELD_STRUCT:
        return f->fields.len > 0;
    }
    return false;
}

static const char *block(Template *t, bool live);

static void if_action(Template *t, const char *condition, bool live)
{
    const char *rest;
    const Field *f = live ? path(t, condition, &rest) : NULL;
    if (live && (!f || *rest))
        bad(condition);
    bool yes = live && holds(f);
    if (strcmp(block(t, yes), "else") == 0 && strcmp(block(t, live && !yes), "end") != 0)
        bad("else");
}

static void range_action(Template *t, const char *what, bool live)
{
    const char *rest, *start = t->p, *outer = t->item;
    const Field *f = live ? path(t, what, &rest) : NULL;
    if (live && (!f || *rest || f->kind != FIELD_LIST))
        bad(what);
    for (uint32_t i = 0; f && i < f->list.len; i++) {
        t->p = start;
        t->item = f->list.p[i];
        block(t, true);
    }
    t->item = outer;
    t->p = start;
    if (strcmp(block(t, false), "end") != 0)
        bad("else of range");
}

/* Up to the action that ends the block, "end" or "else", or to the end of the text: "". */
static const char *block(Template *t, bool live)
{
    const char *a;
    while ((a = next_action(t, live))) {
        if (strcmp(a, "end") == 0 || strcmp(a, "else") == 0)
            return a;
        if (strncmp(a, "if ", 3) == 0)
            if_action(t, a + 3, live);
        else if (strncmp(a, "range ", 6) == 0)
            range_action(t, a + 6, live);
        else if (live)
            print_action(t, a);
    }
    return "";
}

void template_execute(const char *text, const FieldVec *fields, Buf *out)
{
    Template t = {.p = text, .fields = fields, .out = out};
    if (*block(&t, true))
        diag_fatal("-f: unexpected {{end}}");
}
