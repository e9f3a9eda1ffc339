/* template_parse: text/template's syntax. Actions are read from the text directly: their tokens are
 * few. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "driver/template.h"

typedef struct Parser {
    Template *t;
    const char *p;   /* next byte */
    int loops;       /* ranges around this */
    Words variables; /* declared so far */
} Parser;

enum { max_depth = 1000 };

NORETURN PRINTF_LIKE(2, 3) static void fail(Parser *s, const char *format, ...)
{
    int line = 1;
    for (const char *q = s->t->source; q < s->p && *q; q++)
        line += *q == '\n';
    va_list ap;
    va_start(ap, format);
    Buf b = {0};
    buf_vprintf(&b, format, ap);
    va_end(ap);
    fprintf(stderr, "template: main:%d: %s\n", line, buf_cstr(&b));
    exit(1);
}

static const char *quoted(const char *text, size_t n)
{
    Buf b = {0};
    buf_quote(&b, text, n);
    const char *q = arena_strndup(perm, b.p, b.len);
    buf_free(&b);
    return q;
}

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static void blanks(Parser *s) { s->p += strspn(s->p, " \t\r\n"); }

/* The end of the action, "}}" or " -}}". */
static bool at_end(const Parser *s)
{
    return strncmp(s->p, "}}", 2) == 0 ||
           (strncmp(s->p, "-}}", 3) == 0 && isspace((unsigned char)s->p[-1]));
}

static void expect_end(Parser *s, const char *where)
{
    blanks(s);
    if (!*s->p)
        fail(s, "unclosed action");
    if (!at_end(s))
        fail(s, "unexpected %s in %s", quoted(s->p, 1), where);
    if (*s->p == '-') {
        s->p += 3;
        blanks(s);
    } else {
        s->p += 2;
    }
}

static const char *name(Parser *s)
{
    const char *start = s->p;
    while (is_name_char(*s->p))
        s->p++;
    return arena_strndup(perm, start, (size_t)(s->p - start));
}

static const char *string_literal(Parser *s)
{
    Buf b = {0};
    char quote = *s->p++;
    const char *start = s->p;
    if (quote == '`') {
        s->p += strcspn(s->p, "`");
        if (!*s->p)
            fail(s, "unterminated raw quoted string");
        return arena_strndup(perm, start, (size_t)(s->p++ - start));
    }
    for (; *s->p != quote; s->p++) {
        char c = *s->p;
        if (!c || c == '\n')
            fail(s,
                 quote == '"' ? "unterminated quoted string" : "unterminated character constant");
        if (c == '\\') {
            static const char letters[] = "abfnrtv\\\"'", bytes[] = "\a\b\f\n\r\t\v\\\"'";
            const char *known = *++s->p ? strchr(letters, *s->p) : NULL;
            if (!known)
                fail(s, "bad escape in a string: \\%c is not supported yet", *s->p);
            c = bytes[known - letters];
        }
        buf_putc(&b, c);
    }
    s->p++;
    const char *text = arena_strndup(perm, b.p ? b.p : "", b.len);
    buf_free(&b);
    return text;
}

static Value number(Parser *s)
{
    const char *start = s->p;
    s->p += *s->p == '+' || *s->p == '-';
    while (is_name_char(*s->p) || *s->p == '.')
        s->p++;
    const char *text = arena_strndup(perm, start, (size_t)(s->p - start));
    char *end;
    errno = 0;
    Value v = {.kind = VALUE_INT, .number = strtoll(text, &end, 0)};
    if (*end == 0 && !errno)
        return v;
    v = (Value){.kind = VALUE_FLOAT, .real = strtod(text, &end)};
    if (*end)
        fail(s, "bad number syntax: %s", quoted(text, strlen(text)));
    return v;
}

static TmplPipe *pipeline(Parser *s, bool parenthesised, bool is_range, const char *where,
                          int depth);

static void check_variable(Parser *s, const char *variable)
{
    if (strcmp(variable, "$") == 0)
        return;
    for (uint32_t i = s->variables.len; i-- > 0;)
        if (strcmp(s->variables.p[i], variable) == 0)
            return;
    fail(s, "undefined variable %s", quoted(variable, strlen(variable)));
}

static TmplOperand operand(Parser *s, const char *where, int depth)
{
    TmplOperand o = {.at = s->p};
    char c = *s->p;
    if (c == '.' && !isdigit((unsigned char)s->p[1])) {
        o.kind = OPERAND_DOT;
        s->p += !is_name_char(s->p[1]);
    } else if (c == '$') {
        o.kind = OPERAND_VARIABLE;
        s->p++;
        o.name = arena_printf(perm, "$%s", name(s));
        check_variable(s, o.name);
    } else if (c == '(') {
        o.kind = OPERAND_PIPE;
        s->p++;
        o.pipe = pipeline(s, true, false, where, depth + 1);
        s->p++;
    } else if (c == '"' || c == '`') {
        o.kind = OPERAND_CONST;
        o.constant = value_text(string_literal(s));
    } else if (c == '\'') {
        o.kind = OPERAND_CONST;
        const char *text = string_literal(s);
        if (strlen(text) != 1)
            fail(s, "malformed character constant: '%s'", text);
        o.constant = value_int((unsigned char)*text);
    } else if (isdigit((unsigned char)c) || c == '+' || c == '-' || c == '.') {
        o.kind = OPERAND_CONST;
        o.constant = number(s);
    } else if (is_name_char(c)) {
        o.name = name(s);
        o.kind = OPERAND_FUNC;
        if (strcmp(o.name, "true") == 0 || strcmp(o.name, "false") == 0) {
            o.kind = OPERAND_CONST;
            o.constant = value_bool(o.name[0] == 't');
        } else if (strcmp(o.name, "nil") == 0) {
            o.kind = OPERAND_NIL;
        } else if (!template_function(o.name)) {
            fail(s, "function %s not defined", quoted(o.name, strlen(o.name)));
        }
    } else {
        fail(s, "unexpected %s in %s", quoted(s->p, 1), where);
    }
    while (*s->p == '.' && is_name_char(s->p[1]) && o.kind != OPERAND_CONST &&
           o.kind != OPERAND_NIL) {
        s->p++;
        vec_push(perm, &o.chain, name(s));
    }
    o.end = s->p;
    return o;
}

/* $a :=, $a =, and in a range $a, $b := */
static void declarations(Parser *s, TmplPipe *pipe, bool is_range)
{
    const char *start = s->p;
    for (int i = 0; i < 2 && *s->p == '$'; i++) {
        s->p++;
        pipe->names[i] = arena_printf(perm, "$%s", name(s));
        blanks(s);
        if (is_range && i == 0 && *s->p == ',') {
            s->p++;
            blanks(s);
            continue;
        }
        bool declares = strncmp(s->p, ":=", 2) == 0;
        if (!declares && *s->p != '=')
            break;
        s->p += declares ? 2 : 1;
        pipe->assigns = !declares;
        for (int k = 0; k <= i; k++)
            if (declares)
                vec_push(perm, &s->variables, pipe->names[k]);
            else
                check_variable(s, pipe->names[k]);
        return;
    }
    s->p = start;
    pipe->names[0] = pipe->names[1] = NULL;
}

/* Up to the end of the action, or to the ")" that ends it. */
static TmplPipe *pipeline(Parser *s, bool parenthesised, bool is_range, const char *where,
                          int depth)
{
    TmplPipe *pipe = NEW(perm, TmplPipe);
    TmplCommand command = {0};
    if (depth > max_depth)
        fail(s, "pipelines nested too deeply");
    blanks(s);
    declarations(s, pipe, is_range);
    for (;;) {
        blanks(s);
        bool end = parenthesised ? *s->p == ')' : at_end(s);
        if (!*s->p || (parenthesised && at_end(s)))
            fail(s, parenthesised ? "unclosed left paren" : "unclosed action");
        if (end || *s->p == '|') {
            if (!command.len)
                fail(s, "missing value for %s", where);
            vec_push(perm, &pipe->commands, command);
            command = (TmplCommand){0};
            if (end)
                return pipe;
            s->p++;
            continue;
        }
        vec_push(perm, &command, operand(s, where, depth));
    }
}

static TmplList list(Parser *s, const char **end, int depth);

static void control(Parser *s, TmplNode *n, const char *what, int depth)
{
    uint32_t outer = s->variables.len;
    n->pipe = pipeline(s, false, n->kind == TMPL_RANGE, what, depth);
    expect_end(s, what);
    const char *end;
    s->loops += n->kind == TMPL_RANGE;
    n->body = list(s, &end, depth + 1);
    s->loops -= n->kind == TMPL_RANGE;
    if (strcmp(end, "else") == 0) {
        blanks(s);
        bool with = strncmp(s->p, "with", 4) == 0 && !is_name_char(s->p[4]);
        bool if_ = strncmp(s->p, "if", 2) == 0 && !is_name_char(s->p[2]);
        if ((if_ && n->kind == TMPL_IF) || (with && n->kind == TMPL_WITH)) {
            TmplNode *inner = NEW(perm, TmplNode);
            *inner = (TmplNode){.kind = n->kind, .at = s->p};
            s->p += with ? 4 : 2;
            control(s, inner, what, depth + 1);
            vec_push(perm, &n->otherwise, inner);
            s->variables.len = outer;
            return;
        }
        expect_end(s, "else");
        n->otherwise = list(s, &end, depth + 1);
        if (strcmp(end, "end") != 0)
            fail(s, *end ? "expected end; found {{%s}}" : "unexpected EOF", end);
    } else if (!*end) {
        fail(s, "unexpected EOF");
    }
    expect_end(s, "end");
    s->variables.len = outer;
}

static void definition(Parser *s, const char *name_of, int depth)
{
    const char *end;
    Words outer = s->variables;
    s->variables = (Words){0};
    TmplDefinition d = {.name = name_of};
    d.body = list(s, &end, depth + 1);
    if (strcmp(end, "end") != 0)
        fail(s, *end ? "unexpected {{%s}} in define clause" : "unexpected EOF", end);
    expect_end(s, "end");
    s->variables = outer;
    vec_push(perm, &s->t->definitions, d);
}

static const char *template_name(Parser *s, const char *where)
{
    blanks(s);
    if (*s->p != '"' && *s->p != '`')
        fail(s, "unexpected %s in %s", quoted(s->p, 1), where);
    return string_literal(s);
}

/* The action behind "{{"; NULL if it is the end of a list, whose keyword is *end. */
static TmplNode *action(Parser *s, const char **end, bool *nothing, int depth)
{
    static const struct {
        const char *word;
        TmplNodeKind kind;
    } controls[] = {{"if", TMPL_IF}, {"range", TMPL_RANGE}, {"with", TMPL_WITH}};
    TmplNode *n = NEW(perm, TmplNode);
    const char *start = s->p, *word;
    n->at = start;
    word = name(s);
    for (uint32_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (strcmp(word, controls[i].word) == 0) {
            n->kind = controls[i].kind;
            control(s, n, word, depth);
            return n;
        }
    if (strcmp(word, "end") == 0 || strcmp(word, "else") == 0) {
        *end = word;
        return NULL;
    }
    if (strcmp(word, "break") == 0 || strcmp(word, "continue") == 0) {
        if (!s->loops)
            fail(s, "{{%s}} outside {{range}}", word);
        n->kind = word[0] == 'b' ? TMPL_BREAK : TMPL_CONTINUE;
        expect_end(s, word);
        return n;
    }
    if (strcmp(word, "define") == 0) {
        if (depth)
            fail(s, "unexpected {{define}}");
        const char *its_name = template_name(s, "define clause");
        expect_end(s, "define clause");
        definition(s, its_name, depth);
        *nothing = true;
        return n;
    }
    n->kind = TMPL_ACTION;
    bool is_block = strcmp(word, "block") == 0;
    if (is_block || strcmp(word, "template") == 0) {
        const char *where = is_block ? "block clause" : "template clause";
        n->kind = TMPL_TEMPLATE;
        n->text = template_name(s, where);
        blanks(s);
        if (!at_end(s) || is_block)
            n->pipe = pipeline(s, false, false, where, depth);
        expect_end(s, where);
        if (is_block)
            definition(s, n->text, depth);
        return n;
    }
    s->p = start;
    n->pipe = pipeline(s, false, false, "command", depth);
    expect_end(s, "command");
    return n;
}

/* Texts and actions up to {{end}}, {{else}} or the end of the text, "". */
static TmplList list(Parser *s, const char **end, int depth)
{
    TmplList l = {0};
    if (depth > max_depth)
        fail(s, "actions nested too deeply");
    for (;;) {
        const char *start = s->p, *open = strstr(start, "{{"),
                   *stop = open ? open : start + strlen(start);
        bool trims = open && open[2] == '-' && isspace((unsigned char)open[3]);
        while (trims && stop > start && isspace((unsigned char)stop[-1]))
            stop--;
        if (stop > start) {
            TmplNode *n = NEW(perm, TmplNode);
            *n = (TmplNode){
                .kind = TMPL_TEXT, .at = start, .text = start, .len = (size_t)(stop - start)};
            vec_push(perm, &l, n);
        }
        if (!open) {
            s->p = stop;
            *end = "";
            return l;
        }
        s->p = open + 2 + trims;
        blanks(s);
        if (strncmp(s->p, "/*", 2) == 0) {
            const char *close = strstr(s->p, "*/");
            if (!close)
                fail(s, "unclosed comment");
            s->p = close + 2;
            blanks(s);
            if (!at_end(s))
                fail(s, "comment ends before closing delimiter");
            expect_end(s, "comment");
            continue;
        }
        bool nothing = false;
        TmplNode *n = action(s, end, &nothing, depth);
        if (!n)
            return l;
        if (!nothing)
            vec_push(perm, &l, n);
    }
}

Template *template_parse(const char *source)
{
    Template *t = NEW(perm, Template);
    Parser s = {.t = t, .p = source};
    const char *end;
    t->source = source;
    t->body = list(&s, &end, 0);
    if (*end)
        fail(&s, "unexpected {{%s}}", end);
    return t;
}
