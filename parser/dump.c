/* dump: the tree as go/ast's Print writes it, but with the keys of maps sorted.
 *
 * Each line is numbered; a pointer that was written before shows as (obj @ LINE). The table ast.def
 * drives it: one writer for each kind of field. */
#include "parser/private.h"

#include <string.h>

typedef struct Dump {
    Buf b;
    FILE *out;
    Map seen; /* pointer: 1 + the line where it was first written */
    uint32_t line;
    int depth;
    bool at_start;
} Dump;

static void dump_pointer(Dump *d, const void *p);

/* ---- text ---- */

static void flush(Dump *d)
{
    fwrite(d->b.p, 1, d->b.len, d->out);
    d->b.len = 0;
}

static void begin_line(Dump *d)
{
    if (!d->at_start)
        return;
    buf_printf(&d->b, "%6u  ", d->line);
    for (int i = 0; i < d->depth; i++)
        buf_write(&d->b, ".  ", 3);
    d->at_start = false;
}

static void text(Dump *d, const char *s)
{
    begin_line(d);
    buf_puts(&d->b, s);
}

static void newline(Dump *d)
{
    begin_line(d);
    buf_putc(&d->b, '\n');
    d->at_start = true;
    d->line++;
    if (d->b.len > 1 << 16)
        flush(d);
}

static void quoted(Dump *d, const char *s, size_t n)
{
    begin_line(d);
    buf_quote(&d->b, s, n);
}

/* A brace opens a level once its first member is written. */
static void open_member(Dump *d, bool *any)
{
    if (!*any) {
        newline(d);
        d->depth++;
    }
    *any = true;
}

static void close_members(Dump *d, bool any)
{
    if (any)
        d->depth--;
    text(d, "}");
}

static void member(Dump *d, bool *any, const char *name)
{
    open_member(d, any);
    text(d, name);
    text(d, ": ");
}

/* ---- lists ---- */

static void dump_list(Dump *d, const char *type, void **p, uint32_t len)
{
    bool any = false;
    text(d, type);
    buf_printf(&d->b, " (len = %u) {", len);
    for (uint32_t i = 0; i < len; i++) {
        open_member(d, &any);
        begin_line(d);
        buf_printf(&d->b, "%u: ", i);
        dump_pointer(d, p[i]);
        newline(d);
    }
    close_members(d, any);
}

static void dump_objects(Dump *d, AstObjectVec objects)
{
    bool any = false;
    text(d, "map[string]*ast.Object");
    buf_printf(&d->b, " (len = %u) {", objects.len);
    for (uint32_t i = 0; i < objects.len; i++) {
        open_member(d, &any);
        quoted(d, objects.p[i]->Name->s, objects.p[i]->Name->len);
        text(d, ": ");
        dump_pointer(d, objects.p[i]);
        newline(d);
    }
    close_members(d, any);
}

/* ---- plain values ---- */

static void dump_pos(Dump *d, Pos pos)
{
    Position at = pos_resolve(pos);
    begin_line(d);
    if (!at.line) {
        buf_putc(&d->b, '-');
        return;
    }
    if (at.file->len)
        buf_printf(&d->b, "%s:", at.file->s);
    buf_printf(&d->b, "%u", at.line);
    if (at.col)
        buf_printf(&d->b, ":%u", at.col);
}

static const char *kind_name(AstObjKind kind)
{
    static const char *const names[] = {"bad", "package", "const", "type", "var", "func", "label"};
    return names[kind];
}

static void dump_int(Dump *d, int n)
{
    begin_line(d);
    buf_printf(&d->b, "%d", n);
}

/* ---- one macro for each kind of field; nil ones are left out ---- */

#define PLAIN(name, write) \
    do { \
        member(d, &any, name); \
        write; \
        newline(d); \
    } while (0)
#define DUMP_POS(n, x) PLAIN(n, dump_pos(d, x))
#define DUMP_SYM(n, x) PLAIN(n, quoted(d, (x)->s, (x)->len))
#define DUMP_TEXT(n, x) PLAIN(n, quoted(d, (x).p, (x).len))
#define DUMP_TOKEN(n, x) PLAIN(n, text(d, token_name(x)))
#define DUMP_BOOL(n, x) PLAIN(n, text(d, (x) ? "true" : "false"))
#define DUMP_CHANDIR(n, x) PLAIN(n, dump_int(d, x))
#define DUMP_OBJKIND(n, x) PLAIN(n, text(d, kind_name(x)))
#define DUMP_INTORNIL(n, x) do { if ((x).set) PLAIN(n, dump_int(d, (x).value)); } while (0)
#define DUMP_PTR(n, x) do { if (x) PLAIN(n, dump_pointer(d, x)); } while (0)
#define DUMP_NODE DUMP_PTR
#define DUMP_EXPR DUMP_PTR
#define DUMP_STMT DUMP_PTR
#define DUMP_DECL DUMP_PTR
#define DUMP_IDENT DUMP_PTR
#define DUMP_LIT DUMP_PTR
#define DUMP_BLOCK DUMP_PTR
#define DUMP_CALL DUMP_PTR
#define DUMP_FUNCTYPE DUMP_PTR
#define DUMP_FIELDLIST DUMP_PTR
#define DUMP_DOC DUMP_PTR
#define DUMP_OBJECT DUMP_PTR
#define DUMP_SCOPE DUMP_PTR
#define DUMP_OBJMAP(n, x) PLAIN(n, dump_objects(d, x))
#define DUMP_LIST(n, x, type) \
    do { if ((x).p) PLAIN(n, dump_list(d, type, (void **)(x).p, (x).len)); } while (0)
#define DUMP_EXPRS(n, x) DUMP_LIST(n, x, "[]ast.Expr")
#define DUMP_STMTS(n, x) DUMP_LIST(n, x, "[]ast.Stmt")
#define DUMP_SPECS(n, x) DUMP_LIST(n, x, "[]ast.Spec")
#define DUMP_DECLS(n, x) DUMP_LIST(n, x, "[]ast.Decl")
#define DUMP_IDENTS(n, x) DUMP_LIST(n, x, "[]*ast.Ident")
#define DUMP_FIELDS(n, x) DUMP_LIST(n, x, "[]*ast.Field")
#define DUMP_COMMENTS(n, x) DUMP_LIST(n, x, "[]*ast.Comment")
#define DUMP_GROUPS(n, x) DUMP_LIST(n, x, "[]*ast.CommentGroup")
#define DUMP_IMPORTS(n, x) DUMP_LIST(n, x, "[]*ast.ImportSpec")

#define F(kind, name) DUMP_##kind(#name, x->name);
#define NODE(Name, CLASS, FIELDS, EXTRA) \
    static void dump_##Name(Dump *d, const Ast##Name *x) \
    { \
        bool any = false; \
        text(d, "ast." #Name " {"); \
        FIELDS \
        close_members(d, any); \
    }
#include "parser/ast.def"

static void dump_struct(Dump *d, const AstNode *n)
{
    switch (n->kind) {
#define NODE(Name, CLASS, FIELDS, EXTRA) \
    case AST_##Name: \
        dump_##Name(d, (const Ast##Name *)n); \
        break;
#include "parser/ast.def"
    case AST_NONE:
    case AST_COUNT:
        break;
    }
}

static void dump_pointer(Dump *d, const void *p)
{
    text(d, "*");
    uintptr_t line = (uintptr_t)map_get(&d->seen, p);
    if (line) {
        buf_printf(&d->b, "(obj @ %u)", (unsigned)(line - 1));
        return;
    }
    map_set(&d->seen, p, (void *)(uintptr_t)(d->line + 1));
    dump_struct(d, p);
}

void parser_dump_ast(AstFile *file, FILE *out)
{
    Dump d = {.out = out, .at_start = true};
    dump_pointer(&d, file);
    newline(&d);
    flush(&d);
    buf_free(&d.b);
}
