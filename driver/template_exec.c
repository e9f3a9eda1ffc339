/* template_exec: what a template says of a value. */
#include <stdlib.h>
#include <string.h>

#include "driver/template.h"

typedef struct Variable {
    const char *name;
    Value value;
} Variable;

typedef struct Exec {
    const Template *t;
    const char *name; /* of the template that is executed */
    VEC(Variable) variables;
    Buf *out;
    int depth; /* of templates that call templates */
} Exec;

enum { max_template_depth = 1000 };

/* How a list ended: at its end, or at {{break}} or {{continue}}. */
typedef enum Flow { FLOW_ON, FLOW_BREAK, FLOW_CONTINUE } Flow;

/* The message is about at..end of the template, and one place in it. */
NORETURN PRINTF_LIKE(5, 6) static void fail_at(const Exec *x, const char *place, const char *at,
                                               const char *end, const char *format, ...)
{
    int line = 1, col = 0;
    for (const char *q = x->t->source; q < place; q++) {
        line += *q == '\n';
        col = *q == '\n' ? 0 : col + 1;
    }
    va_list ap;
    va_start(ap, format);
    Buf b = {0};
    buf_vprintf(&b, format, ap);
    va_end(ap);
    bool cut = end - at > 20;
    fwrite(x->out->p, 1, x->out->len, stdout);
    fflush(stdout);
    fprintf(stderr, "template: main:%d:%d: executing \"%s\" at <%.*s%s>: %s\n", line, col, x->name,
            cut ? 20 : (int)(end - at), at, cut ? "..." : "", buf_cstr(&b));
    exit(1);
}

#define fail(x, at, end, ...) fail_at(x, at, at, end, __VA_ARGS__)

static const Value *lookup(const Exec *x, const char *name)
{
    for (uint32_t i = x->variables.len; i-- > 0;)
        if (strcmp(x->variables.p[i].name, name) == 0)
            return &x->variables.p[i].value;
    return NULL;
}

static void set_variable(Exec *x, const char *name, bool assigns, Value v)
{
    for (uint32_t i = x->variables.len; assigns && i-- > 0;)
        if (strcmp(x->variables.p[i].name, name) == 0) {
            x->variables.p[i].value = v;
            return;
        }
    vec_push(perm, &x->variables, ((Variable){name, v}));
}

/* The i-th field of the operand's chain. */
static Value field(const Exec *x, const TmplOperand *o, const Value *of, uint32_t i)
{
    const char *name = o->chain.p[i], *place = o->end;
    for (uint32_t k = o->chain.len; k-- > i;)
        place -= 1 + strlen(o->chain.p[k]);
    if (of->kind == VALUE_STRUCT || of->kind == VALUE_MAP)
        for (uint32_t k = 0; k < of->fields.len; k++)
            if (strcmp(of->fields.p[k].name, name) == 0)
                return of->fields.p[k].value;
    if (of->kind == VALUE_MAP)
        return value_text("");
    for (uint32_t k = 0; of->unknown && of->unknown[k]; k++)
        if (strcmp(of->unknown[k], name) == 0)
            diag_fatal("-f: the field .%s is not supported yet", name);
    if (of->kind == VALUE_NIL)
        fail_at(x, place, o->at, o->end, "nil pointer evaluating %s.%s",
                of->type ? of->type : "interface {}", name);
    fail_at(x, place, o->at, o->end, "can't evaluate field %s in type %s", name, value_type(of));
}

static Value eval_pipe(Exec *x, const TmplPipe *p, const Value *dot);

static Value eval_operand(Exec *x, const TmplOperand *o, const Value *dot)
{
    Value v = {0};
    switch (o->kind) {
    case OPERAND_DOT:
        v = *dot;
        break;
    case OPERAND_VARIABLE:
        v = *lookup(x, o->name);
        break;
    case OPERAND_PIPE:
        v = eval_pipe(x, o->pipe, dot);
        break;
    case OPERAND_CONST:
        v = o->constant;
        break;
    case OPERAND_NIL:
    case OPERAND_FUNC:
        break;
    }
    for (uint32_t i = 0; i < o->chain.len; i++)
        v = field(x, o, &v, i);
    return v;
}

/* The function's value; an operand that is a function's name calls it without arguments. last: what
 * the pipeline has so far, NULL: nothing yet. */
static Value eval_call(Exec *x, const TmplOperand *f, const TmplOperand *args, uint32_t n,
                       const Value *last, const Value *dot)
{
    TmplCall c = {0};
    bool and = strcmp(f->name, "and") == 0, or = strcmp(f->name, "or") == 0;
    for (uint32_t i = 0; i < n; i++) {
        Value v = args[i].kind == OPERAND_FUNC && !args[i].chain.len
                      ? eval_call(x, &args[i], NULL, 0, NULL, dot)
                      : eval_operand(x, &args[i], dot);
        vec_push(perm, &c.args, v);
        if ((and&&!value_is_true(&v)) || (or &&value_is_true(&v)))
            return v;
    }
    if (last)
        vec_push(perm, &c.args, *last);
    if ((and|| or) && !c.args.len)
        fail(x, f->at, f->end, "wrong number of args for %s: want at least 1 got 0", f->name);
    Value v = template_function(f->name)(&c);
    const TmplOperand *about = c.bad_arg && c.bad_arg <= n ? &args[c.bad_arg - 1] : f;
    if (c.error)
        fail(x, about->at,
             about == f && strncmp(c.error, "error calling", 13) == 0 && n ? args[n - 1].end
                                                                           : about->end,
             "%s", c.error);
    for (uint32_t i = 0; i < f->chain.len; i++)
        v = field(x, f, &v, i);
    return v;
}

static Value eval_command(Exec *x, const TmplCommand *c, const Value *last, const Value *dot)
{
    const TmplOperand *first = &c->p[0];
    if (first->kind == OPERAND_FUNC)
        return eval_call(x, first, c->p + 1, c->len - 1, last, dot);
    if (first->kind == OPERAND_NIL)
        fail(x, first->at, first->end, "nil is not a command");
    if (c->len > 1 || last) {
        if (first->chain.len)
            fail(x, first->at, first->end, "%s has arguments but cannot be invoked as function",
                 first->chain.p[first->chain.len - 1]);
        fail(x, first->at, first->end, "can't give argument to non-function %.*s",
             (int)(first->end - first->at), first->at);
    }
    return eval_operand(x, first, dot);
}

/* A range declares its variables itself. */
static Value eval_commands(Exec *x, const TmplPipe *p, const Value *dot)
{
    Value v = {0};
    for (uint32_t i = 0; i < p->commands.len; i++)
        v = eval_command(x, &p->commands.p[i], i ? &v : NULL, dot);
    return v;
}

static Value eval_pipe(Exec *x, const TmplPipe *p, const Value *dot)
{
    Value v = eval_commands(x, p, dot);
    if (p->names[0])
        set_variable(x, p->names[0], p->assigns, v);
    return v;
}

static Flow walk(Exec *x, const TmplList *l, const Value *dot);

NORETURN static void cannot_iterate(const Exec *x, const TmplOperand *o, const Value *v)
{
    Buf b = {0};
    template_print(&b, v);
    fail(x, o->at, o->end, "range can't iterate over %s", buf_cstr(&b));
}

static Flow walk_range(Exec *x, const TmplNode *n, const Value *dot)
{
    const TmplPipe *p = n->pipe;
    const TmplOperand *first = &p->commands.p[0].p[0];
    Value over = eval_commands(x, p, dot);
    uint32_t mark = x->variables.len, many = 0;
    if (over.kind == VALUE_LIST)
        many = over.items.len;
    else if (over.kind == VALUE_MAP)
        many = over.fields.len;
    else if (over.kind == VALUE_INT && context.tree_minor >= 22)
        many = over.number > 0 ? (uint32_t)over.number : 0;
    else if (over.kind != VALUE_NIL)
        cannot_iterate(x, first, &over);
    for (uint32_t i = 0; i < many; i++) {
        Value key = over.kind == VALUE_MAP ? value_text(over.fields.p[i].name) : value_int(i);
        Value item = over.kind == VALUE_MAP    ? over.fields.p[i].value
                     : over.kind == VALUE_LIST ? over.items.p[i]
                                               : key;
        if (p->names[1]) {
            set_variable(x, p->names[0], p->assigns, key);
            set_variable(x, p->names[1], p->assigns, item);
        } else if (p->names[0]) {
            set_variable(x, p->names[0], p->assigns, item);
        }
        Flow flow = walk(x, &n->body, &item);
        x->variables.len = mark;
        if (flow == FLOW_BREAK)
            break;
    }
    if (!many)
        return walk(x, &n->otherwise, dot);
    return FLOW_ON;
}

static void walk_template(Exec *x, const TmplNode *n, const Value *dot)
{
    const TmplDefinition *d = NULL;
    const char *start = n->at - 2, *end = n->at + strcspn(n->at, "}"),
               *place = n->at + strcspn(n->at, "\"`");
    for (uint32_t i = 0; i < x->t->definitions.len; i++)
        if (strcmp(x->t->definitions.p[i].name, n->text) == 0)
            d = &x->t->definitions.p[i];
    if (!d)
        fail_at(x, place, start, end + 2, "template \"%s\" not defined", n->text);
    if (x->depth == max_template_depth)
        fail_at(x, place, start, end + 2, "exceeded maximum template depth (%d)",
                max_template_depth);
    Value data = {0};
    if (n->pipe)
        data = eval_pipe(x, n->pipe, dot);
    Exec inner = {.t = x->t, .name = d->name, .out = x->out, .depth = x->depth + 1};
    set_variable(&inner, "$", false, data);
    walk(&inner, &d->body, &data);
}

static Flow walk_node(Exec *x, const TmplNode *n, const Value *dot)
{
    switch (n->kind) {
    case TMPL_TEXT:
        buf_write(x->out, n->text, n->len);
        break;
    case TMPL_ACTION: {
        Value v = eval_pipe(x, n->pipe, dot);
        if (!n->pipe->names[0])
            template_print(x->out, &v);
        break;
    }
    case TMPL_IF:
    case TMPL_WITH: {
        uint32_t mark = x->variables.len;
        Value v = eval_pipe(x, n->pipe, dot);
        bool yes = value_is_true(&v);
        Flow flow = walk(x, yes ? &n->body : &n->otherwise, yes && n->kind == TMPL_WITH ? &v : dot);
        x->variables.len = mark;
        return flow;
    }
    case TMPL_RANGE:
        return walk_range(x, n, dot);
    case TMPL_TEMPLATE:
        walk_template(x, n, dot);
        break;
    case TMPL_BREAK:
        return FLOW_BREAK;
    case TMPL_CONTINUE:
        return FLOW_CONTINUE;
    }
    return FLOW_ON;
}

static Flow walk(Exec *x, const TmplList *l, const Value *dot)
{
    for (uint32_t i = 0; i < l->len; i++) {
        Flow flow = walk_node(x, l->p[i], dot);
        if (flow != FLOW_ON)
            return flow;
    }
    return FLOW_ON;
}

void template_execute(const Template *t, const Value *data, Buf *out)
{
    Exec x = {.t = t, .name = "main", .out = out};
    set_variable(&x, "$", false, *data);
    walk(&x, &t->body, data);
}
