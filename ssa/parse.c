/* parse.c: reads the text form back that dump.c writes, so that tests can feed single passes.
 *
 * Types are read as far as passes look at them: predeclared ones and pointers to them; any other type
 * becomes unsafe.Pointer. Names of variables are made up; positions are dropped.
 */
#include "ssa/graph.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct Parser {
    const char *s;
    const char *error;
    SsaFunc *f;
    Map values, blocks;      /* by number + 1 */
    Map names;               /* Sym -> Name of LocalAddr and Arg */
    Block *cur;
} Parser;

static void *key(unsigned long n)
{
    return (void *)(uintptr_t)(n + 1);
}

static bool fail(Parser *p, const char *what)
{
    if (!p->error)
        p->error = arena_printf(perm, "%s at \"%.20s\"", what, p->s);
    return false;
}

static void blanks(Parser *p)
{
    while (*p->s == ' ')
        p->s++;
}

static bool accept(Parser *p, const char *word)
{
    blanks(p);
    size_t n = strlen(word);
    if (strncmp(p->s, word, n) != 0)
        return false;
    p->s += n;
    return true;
}

static bool number(Parser *p, char prefix, unsigned long *n)
{
    blanks(p);
    if (*p->s != prefix || !isdigit((unsigned char)p->s[1]))
        return false;
    char *end;
    *n = strtoul(p->s + 1, &end, 10);
    p->s = end;
    return true;
}

static void skip_line(Parser *p)
{
    while (*p->s && *p->s != '\n')
        p->s++;
    if (*p->s)
        p->s++;
}

/* ---- pieces ---- */

static Type *type_named(const char *s, size_t n)
{
    if (n == 3 && !memcmp(s, "mem", 3))
        return ssa_mem_type;
    if (n == 4 && !memcmp(s, "void", 4))
        return ssa_void_type;
    if (n && *s == '*')
        return types_new_pointer(type_named(s + 1, n - 1));
    for (int k = TY_BOOL; k <= TY_UNSAFE_POINTER; k++) {
        const Sym *name = type_basic[k]->basic.name;
        if (name && name->len == n && !memcmp(name->s, s, n))
            return type_basic[k];
    }
    return n == 4 && !memcmp(s, "byte", 4) ? type_basic[TY_UINT8] : type_basic[TY_UNSAFE_POINTER];
}

/* The text up to the bracket that closes; nested ones are part of it. */
static bool bracketed(Parser *p, char open, char close, const char **s, size_t *n)
{
    blanks(p);
    if (*p->s != open)
        return false;
    const char *start = ++p->s;
    for (int depth = 1; *p->s && *p->s != '\n'; p->s++) {
        depth += *p->s == open;
        depth -= *p->s == close && p->s[-1] != '-';
        if (depth == 0) {
            *s = start;
            *n = (size_t)(p->s++ - start);
            return true;
        }
    }
    return fail(p, "bracket is not closed");
}

static Value *value_of(Parser *p, unsigned long id)
{
    Value *v = map_get(&p->values, key(id));
    if (!v) {
        v = NEW(p->f->arena, Value);
        v->id = (uint32_t)id;
        v->inl = -1;
        v->type = ssa_void_type;
        map_set(&p->values, key(id), v);
        if (p->f->next_value <= id)
            p->f->next_value = (uint32_t)id + 1;
    }
    return v;
}

static Block *block_of(Parser *p, unsigned long id)
{
    Block *b = map_get(&p->blocks, key(id));
    if (!b) {
        b = NEW(p->f->arena, Block);
        b->id = (uint32_t)id;
        b->inl = -1;
        map_set(&p->blocks, key(id), b);
        if (p->f->next_block <= id)
            p->f->next_block = (uint32_t)id + 1;
    }
    return b;
}

/* Add64F is FAdd, Eq64 is Eq, SignExt8to64 is SignExt. */
static SsaOp op_named(const char *s, size_t n)
{
    for (int i = 0; i < OP_COUNT; i++) {
        unsigned flags = ssa_ops[i].flags;
        bool decorated = flags & (SF_WIDTH | SF_ARGWIDTH | SF_CVT);
        const char *want = ssa_ops[i].name;
        if (flags & SF_FLOAT && want[0] == 'F' && isupper((unsigned char)want[1]) && i != OP_FMA)
            want++;
        size_t w = strlen(want);
        if (w > n || memcmp(want, s, w) != 0)
            continue;
        const char *rest = s + w;
        size_t left = n - w;
        bool is_float = left && s[n - 1] == 'F';
        bool shape = left == 0 || isdigit((unsigned char)*rest) || (left == 3 && !memcmp(rest, "Ptr", 3)) ||
                     (left == 1 && *rest == 'B');
        if (decorated ? shape && left && (flags & SF_CVT || is_float == !!(flags & SF_FLOAT)) : left == 0)
            return (SsaOp)i;
    }
    return OP_Invalid;
}

/* ---- values ---- */

static Name *name_of(Parser *p, const Sym *s, Type *t)
{
    Name *n = map_get(&p->names, s);
    if (!n) {
        n = NEW(perm, Name);
        n->sym = s;
        n->type = types_under(t)->kind == TY_POINTER ? types_under(t)->pointer.elem : t;
        map_set(&p->names, s, n);
    }
    return n;
}

static void set_call(Parser *p, Value *v, const char *s, size_t n)
{
    SsaCall *c = NEW(p->f->arena, SsaCall);
    v->aux = c;
    for (int i = 0; i < RT_COUNT && v->op == OP_RtCall; i++)
        if (strlen(rt_names[i]) == n && !memcmp(rt_names[i], s, n)) {
            c->rt = (RtId)i;
            c->noreturn = rt_noreturn[i];
        }
    if (v->op == OP_StaticCall && n) {
        c->fn = NEW(perm, Func);
        c->fn->linksym = c->fn->name = sym_intern(s, n);
    }
}

static void set_braces(Parser *p, Value *v, const char *s, size_t n)
{
    switch ((SsaAux)ssa_ops[v->op].aux) {
    case SAUX_SYM:
        v->aux = (void *)sym_intern(s, n);
        break;
    case SAUX_NAME: case SAUX_NAMEINT:
        v->aux = name_of(p, sym_intern(s, n), v->type);
        break;
    case SAUX_TYPE: case SAUX_TYPESIZE:
        v->aux = type_named(s, n);
        break;
    case SAUX_CALL:
        set_call(p, v, s, n);
        break;
    case SAUX_NONE: case SAUX_INT: case SAUX_BOOL: case SAUX_FLOAT:
        break;
    }
}

static void set_brackets(Value *v, const char *s)
{
    double d;
    switch ((SsaAux)ssa_ops[v->op].aux) {
    case SAUX_BOOL: case SAUX_TYPE:
        v->auxint = *s == 't' || *s == 'v';
        break;
    case SAUX_FLOAT:
        d = strtod(s, NULL);
        memcpy(&v->auxint, &d, sizeof d);
        break;
    case SAUX_CALL:
        ((SsaCall *)v->aux)->nresults = (uint32_t)strtoul(s, NULL, 10);
        break;
    case SAUX_NONE: case SAUX_INT: case SAUX_SYM: case SAUX_NAME: case SAUX_NAMEINT: case SAUX_TYPESIZE:
        v->auxint = strtoll(s, NULL, 10);
        break;
    }
}

static bool parse_value(Parser *p, unsigned long id)
{
    const char *s;
    size_t n;
    unsigned long arg;
    Value *v = value_of(p, id);
    bracketed(p, '(', ')', &s, &n);
    if (!accept(p, "= "))
        return fail(p, "no =");
    n = strcspn(p->s, " \n");
    v->op = op_named(p->s, n);
    if (v->op == OP_Invalid)
        return fail(p, "no such operation");
    p->s += n;
    if (!bracketed(p, '<', '>', &s, &n))
        return fail(p, "no type");
    v->type = type_named(s, n);
    v->block = p->cur;
    vec_push(p->f->arena, &p->cur->values, v);
    if (v->op == OP_Load)
        v->aux = v->type;
    if (ssa_ops[v->op].aux == SAUX_CALL)
        set_call(p, v, "", 0);
    if (bracketed(p, '{', '}', &s, &n))
        set_braces(p, v, s, n);
    if (bracketed(p, '[', ']', &s, &n))
        set_brackets(v, s);
    while (number(p, 'v', &arg))
        ssa_add_arg(p->f, v, value_of(p, arg));
    skip_line(p);
    return !p->error;
}

/* ---- blocks ---- */

static bool parse_end(Parser *p)
{
    static const struct { const char *name; BlockKind kind; } kinds[] = {{"Plain", BLOCK_PLAIN},
        {"If", BLOCK_IF}, {"Switch", BLOCK_SWITCH}, {"Defer", BLOCK_DEFER}, {"Ret", BLOCK_RET},
        {"Exit", BLOCK_EXIT}};
    unsigned long id;
    size_t i = 0, n = sizeof kinds / sizeof kinds[0];
    while (i < n && !accept(p, kinds[i].name))
        i++;
    if (i == n)
        return fail(p, "no value and no end of a block");
    p->cur->kind = kinds[i].kind;
    while (number(p, 'v', &id))
        ssa_add_control(p->f, p->cur, value_of(p, id));
    p->cur->cases = NEW_ARRAY(p->f->arena, int64_t, strcspn(p->s, "\n") + 1);
    if (accept(p, "->")) {
        for (uint32_t k = 0;; k++) {
            blanks(p);
            if (isdigit((unsigned char)*p->s) || *p->s == '-') {
                p->cur->cases[k - 1] = strtoll(p->s, (char **)&p->s, 10);
                p->s += *p->s == ':';
            }
            if (!number(p, 'b', &id))
                break;
            Edge out = {block_of(p, id), UINT32_MAX};
            vec_push(p->f->arena, &p->cur->succs, out);
        }
    }
    p->cur->likely = accept(p, "(likely)") ? 1 : accept(p, "(unlikely)") ? -1 : 0;
    skip_line(p);
    return true;
}

static void parse_block(Parser *p, unsigned long id)
{
    unsigned long n;
    p->cur = block_of(p, id);
    vec_push(p->f->arena, &p->f->blocks, p->cur);
    if (!p->f->entry)
        p->f->entry = p->cur;
    accept(p, ":");
    accept(p, "<-");
    while (number(p, 'b', &n)) {
        Edge in = {block_of(p, n), UINT32_MAX};
        vec_push(p->f->arena, &p->cur->preds, in);
    }
    skip_line(p);
    while (number(p, 'v', &n))
        if (!parse_value(p, n))
            return;
    parse_end(p);
}

/* The lists of predecessors fix which argument of a phi belongs to which edge. */
static void connect(Parser *p, Block *b)
{
    for (uint32_t i = 0; i < b->succs.len; i++) {
        Block *s = b->succs.p[i].b;
        uint32_t k = 0;
        while (k < s->preds.len && (s->preds.p[k].b != b || s->preds.p[k].i != UINT32_MAX))
            k++;
        if (k == s->preds.len) {
            fail(p, "edge without its reverse");
            return;
        }
        b->succs.p[i].i = k;
        s->preds.p[k].i = i;
    }
}

SsaFunc *ssa_parse(const char *text, const char **error)
{
    unsigned long id;
    size_t n = strcspn(text, " \n");
    Parser p = {.s = text, .f = ssa_new_func(sym_intern(text, n), NULL)};
    map_init(&p.values, p.f->arena);
    map_init(&p.blocks, p.f->arena);
    map_init(&p.names, p.f->arena);
    skip_line(&p);
    while (!p.error && number(&p, 'b', &id))
        parse_block(&p, id);
    for (uint32_t i = 0; i < p.f->blocks.len && !p.error; i++)
        connect(&p, p.f->blocks.p[i]);
    blanks(&p);
    if (!p.error && (*p.s || !p.f->entry))
        fail(&p, "no block");
    *error = p.error;
    return p.error ? NULL : p.f;
}
