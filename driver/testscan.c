/* The tests that a file declares (go help testfunc), read off its syntax tree. */
#include <ctype.h>
#include <string.h>

#include "driver/driver.h"
#include "parser/parser.h"

typedef struct TestKind {
    const char *prefix, *fact, *param; /* TestX, "test", the T of *testing.T */
} TestKind;
static const TestKind kinds[] = {
    {"Test", "test", "T"}, {"Benchmark", "benchmark", "B"}, {"Fuzz", "fuzz", "F"},
};

bool testscan_is_test_file(const char *name)
{
    size_t n = strlen(name);
    return n > 8 && strcmp(name + n - 8, "_test.go") == 0;
}

/* TestX, Test_x and Test are tests, Testx is not. */
static bool has_prefix(const Sym *name, const char *prefix)
{
    size_t n = strlen(prefix);
    int32_t r;
    if (strncmp(name->s, prefix, n) != 0)
        return false;
    if (name->len == n)
        return true;
    utf8_decode(name->s + n, name->len - n, &r);
    return r < 0x80 ? !islower((int)r) : unicode_is_upper(r) || !unicode_is_letter(r);
}

/* func(x *testing.T): the package's name may be any. */
static bool takes(const AstFuncDecl *d, const char *param)
{
    const AstFieldList *in = d->Type->Params, *out = d->Type->Results;
    if ((out && out->List.len > 0) || !in || in->List.len != 1 || in->List.p[0]->Names.len > 1)
        return false;
    const AstStarExpr *star = (const AstStarExpr *)in->List.p[0]->Type;
    if (!star || star->kind != AST_StarExpr)
        return false;
    if (star->X->kind == AST_Ident)
        return strcmp(((const AstIdent *)star->X)->Name->s, param) == 0;
    return star->X->kind == AST_SelectorExpr && strcmp(((const AstSelectorExpr *)star->X)->Sel->Name->s, param) == 0;
}

static bool is_main(const AstFuncDecl *d) { return strcmp(d->Name->Name->s, "TestMain") == 0 && !takes(d, "T"); }

static const AstFuncDecl *function(const AstDecl *d)
{
    const AstFuncDecl *f = (const AstFuncDecl *)d;
    return d->kind == AST_FuncDecl && !f->Recv ? f : NULL;
}

static const TestKind *kind_of(const AstFuncDecl *f)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (has_prefix(f->Name->Name, kinds[i].prefix))
            return &kinds[i];
    return NULL;
}

static void check_function(const AstFuncDecl *f)
{
    const TestKind *k = kind_of(f);
    if (!k)
        return;
    const char *name = f->Name->Name->s, *param = is_main(f) ? "M" : k->param;
    if (f->Type->TypeParams && f->Type->TypeParams->List.len > 0)
        diag_error(ast_pos(f), "wrong type parameters for %s: test functions cannot have type parameters", name);
    else if (!takes(f, param))
        diag_error(ast_pos(f), "wrong signature for %s, must be: func %s(%c *testing.%s)", name, name,
                   tolower((unsigned char)param[0]), param);
}

void testscan_check(AstFile *file)
{
    for (uint32_t i = 0; i < file->Decls.len; i++) {
        const AstFuncDecl *f = function(file->Decls.p[i]);
        if (f)
            check_function(f);
    }
}

/* ---- examples ---- */

/* The text of a comment group without its markers, as go/ast's CommentGroup.Text: directives left out,
 * lines without trailing blanks, empty ones merged and dropped at both ends. */
typedef struct GroupText { Buf b; int blank; } GroupText;

static void add_line(GroupText *t, const char *s, size_t n)
{
    while (n > 0 && isspace((unsigned char)s[n - 1]))
        n--;
    if (n == 0) {
        t->blank++;
        return;
    }
    if (t->blank && t->b.len)
        buf_putc(&t->b, '\n');
    t->blank = 0;
    buf_write(&t->b, s, n);
    buf_putc(&t->b, '\n');
}

/* "//go:noinline", "//line x": no text of a comment. */
static bool is_directive(const char *s, size_t n)
{
    size_t i = 0;
    if (n >= 5 && memcmp(s, "line ", 5) == 0)
        return true;
    while (i < n && (islower((unsigned char)s[i]) || isdigit((unsigned char)s[i])))
        i++;
    return i > 0 && i + 1 < n && s[i] == ':' && (islower((unsigned char)s[i + 1]) || isdigit((unsigned char)s[i + 1]));
}

static void add_comment(GroupText *t, LitText c)
{
    const char *s = c.p + 2;
    size_t n = c.len - 2;
    if (c.p[1] == '*') {
        n -= 2;
    } else {
        if (n > 0 && s[0] == ' ')
            s++, n--;
        else if (is_directive(s, n))
            return;
    }
    for (;;) {
        const char *nl = memchr(s, '\n', n);
        size_t len = nl ? (size_t)(nl - s) : n;
        add_line(t, s, len);
        if (!nl)
            return;
        n -= len + 1;
        s = nl + 1;
    }
}

static const char *skip_spaces(const char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    return s;
}

/* What stands behind "Output:" or "Unordered output:", in any case; NULL if it begins otherwise. */
static const char *behind_output(const char *s, bool *unordered)
{
    s = skip_spaces(s);
    *unordered = strncasecmp(s, "unordered ", 10) == 0;
    s += *unordered ? 10 : 0;
    return strncasecmp(s, "output:", 7) == 0 ? s + 7 : NULL;
}

/* The last comment within the body says what the example prints; one without is only compiled. */
static void write_example(const AstFile *file, const AstFuncDecl *f, Buf *out)
{
    const AstCommentGroup *last = NULL;
    for (uint32_t i = 0; i < file->Comments.len; i++) {
        const AstCommentGroup *g = file->Comments.p[i];
        if (ast_pos(g) >= ast_pos(f->Body) && ast_end(g) <= ast_end(f->Body))
            last = g;
    }
    GroupText t = {0};
    bool unordered;
    for (uint32_t i = 0; last && i < last->List.len; i++)
        add_comment(&t, last->List.p[i]->Text);
    const char *text = behind_output(buf_cstr(&t.b), &unordered);
    if (text) {
        text += strspn(text, " ");
        text += *text == '\n';
        buf_printf(out, "test example %s %s ", f->Name->Name->s, unordered ? "unordered" : "ordered");
        buf_quote(out, text, strlen(text));
        buf_putc(out, '\n');
    }
    buf_free(&t.b);
}

static bool is_example(const AstFuncDecl *f)
{
    return has_prefix(f->Name->Name, "Example") && f->Body && f->Type->Params->List.len == 0 &&
           !(f->Type->Results && f->Type->Results->List.len > 0) &&
           !(f->Type->TypeParams && f->Type->TypeParams->List.len > 0);
}

void testscan_write(AstFile *file, Buf *out)
{
    for (uint32_t i = 0; i < file->Decls.len; i++) {
        const AstFuncDecl *f = function(file->Decls.p[i]);
        const TestKind *k = f ? kind_of(f) : NULL;
        if (k)
            buf_printf(out, "test %s %s\n", is_main(f) ? "main" : k->fact, f->Name->Name->s);
        else if (f && is_example(f))
            write_example(file, f, out);
    }
}
