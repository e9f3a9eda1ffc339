/* html.c: ssa.html, the history of one function through the passes (GOSSAFUNC=f).
 *
 * One column for the source, the low tree, and SSA after each pass; passes that changed nothing share
 * the column before them. A click on a value, block or line highlights it in all columns, a click on a
 * heading folds its column. The page needs nothing but itself.
 */
#include "ssa/graph.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct Page {
    SsaFunc *f;              /* the function being shown; NULL: none */
    Buf out, last;           /* the page so far; text of the last column */
    Buf title;               /* heading of the last column, not written yet */
} page;

static const char head[] =
    "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>ssa</title><style>\n"
    "body{font:13px sans-serif;margin:8px}main{display:flex;align-items:flex-start}\n"
    "section{border:1px solid #ccc;margin-right:4px;padding:4px;min-width:12em}\n"
    "section.folded{min-width:1.5em;width:1.5em}section.folded pre{display:none}\n"
    "section.folded h2{writing-mode:vertical-rl}h2{font-size:13px;margin:0 0 6px;cursor:pointer}\n"
    "pre{margin:0;font:12px/1.35 monospace;white-space:pre}i{font-style:normal;cursor:pointer}\n"
    ".dead{color:#999}.time{color:#777;font-weight:normal}\n"
    ".c0{background:#fd8}.c1{background:#9df}.c2{background:#9f9}.c3{background:#fac}\n"
    ".c4{background:#caf}.c5{background:#fb9}.c6{background:#9ee}.c7{background:#dd7}\n"
    ".c8{background:#bdb}.c9{background:#ebb}.c10{background:#bcf}.c11{background:#edc}\n"
    "i.b{outline-offset:1px}.o{outline:2px solid #c30}\n"
    "</style></head><body>\n";

static const char script[] =
    "<script>\n"
    "const used=new Map();\n"
    "function paint(k,cls,on){for(const e of document.querySelectorAll('[data-k=\"'+k+'\"]'))"
    "e.classList.toggle(cls,on);}\n"
    "document.addEventListener('click',ev=>{\n"
    " const e=ev.target.closest('[data-k]'),h=ev.target.closest('h2');\n"
    " if(h){h.parentNode.classList.toggle('folded');return;}\n"
    " if(!e)return;const k=e.dataset.k;\n"
    " if(used.has(k)){paint(k,used.get(k),false);used.delete(k);return;}\n"
    " let c='o';if(k[0]!='b'){const t=new Set(used.values());let n=0;"
    "while(t.has('c'+n)&&n<11)n++;c='c'+n;}\n"
    " used.set(k,c);paint(k,c,true);});\n"
    "</script></body></html>\n";

static void put_escaped(Buf *out, char c)
{
    if (c == '<')
        buf_puts(out, "&lt;");
    else if (c == '&')
        buf_puts(out, "&amp;");
    else if (c == '>')
        buf_puts(out, "&gt;");
    else
        buf_putc(out, c);
}

/* v12, b3 at s? Gives the length of the word, 0 if it is none. */
static size_t id_length(const char *s, size_t left)
{
    size_t n = 1;
    if (left < 2 || (s[0] != 'v' && s[0] != 'b') || !isdigit((unsigned char)s[1]))
        return 0;
    while (n < left && isdigit((unsigned char)s[n]))
        n++;
    return n < left && (isalnum((unsigned char)s[n]) || s[n] == '_') ? 0 : n;
}

/* "(+12)" behind a value: its line */
static size_t line_length(const char *s, size_t left, int *line)
{
    size_t n = 1;
    if (left < 3 || s[0] != '(')
        return 0;
    if (s[n] == '+')
        n++;
    size_t first = n;
    while (n < left && isdigit((unsigned char)s[n]))
        n++;
    if (n == first || n >= left || s[n] != ')')
        return 0;
    *line = atoi(s + first);
    return n + 1;
}

static void put_ssa(Buf *out, const char *s, size_t n)
{
    bool word = false;
    for (size_t i = 0; i < n;) {
        int line;
        size_t k = word ? 0 : id_length(s + i, n - i);
        if (k) {
            buf_printf(out, "<i class=\"%c\" data-k=\"%.*s\">%.*s</i>", s[i], (int)k, s + i, (int)k, s + i);
        } else if ((k = line_length(s + i, n - i, &line))) {
            buf_printf(out, "<i data-k=\"l%d\">%.*s</i>", line, (int)k, s + i);
        } else {
            put_escaped(out, s[i]);
            k = 1;
        }
        i += k;
        word = isalnum((unsigned char)s[i - 1]) || s[i - 1] == '_' || s[i - 1] == '.';
    }
}

static void begin_column(const char *title)
{
    buf_printf(&page.out, "<section><h2>%s</h2><pre>", title);
}

static void end_column(void)
{
    buf_puts(&page.out, "</pre></section>\n");
}

/* ---- source and tree ---- */

static void put_source(Func *fn)
{
    SrcFile *file = pos_file(fn->pos);
    if (!file || !file->text)
        return;
    uint32_t at = fn->pos - file->base, end = fn->end ? fn->end - file->base + 1 : at;
    while (at > 0 && file->text[at - 1] != '\n')
        at--;
    begin_column("sources");
    uint32_t line = pos_resolve(fn->pos).line;
    buf_printf(&page.out, "<i data-k=\"l%u\">%4u  ", line, line);
    for (; at < file->size && (at < end || file->text[at] != '\n'); at++) {
        put_escaped(&page.out, file->text[at]);
        if (file->text[at] == '\n') {
            line++;
            buf_printf(&page.out, "</i><i data-k=\"l%u\">%4u  ", line, line);
        }
    }
    buf_puts(&page.out, "</i>");
    end_column();
}

static void put_tree(Func *fn)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    if (!f)
        return;
    ir_dump_func(fn, f);
    fclose(f);
    begin_column("low tree");
    for (size_t i = 0; i < n; i++)
        put_escaped(&page.out, text[i]);
    end_column();
    free(text);
}

/* ---- columns of passes ---- */

static void flush_column(void)
{
    if (!page.title.len)
        return;
    begin_column(buf_cstr(&page.title));
    put_ssa(&page.out, page.last.p, page.last.len);
    end_column();
    page.title.len = 0;
}

static void add_column(const char *pass, long ns)
{
    Buf now = {0};
    ssa_dump_buf(page.f, &now);
    bool same = page.title.len && now.len == page.last.len && !memcmp(now.p, page.last.p, now.len);
    if (!same)
        flush_column();
    buf_printf(&page.title, "%s%s", page.title.len ? "<br>" : "", pass);
    if (ns)
        buf_printf(&page.title, " <span class=\"time\">%ld µs</span>", ns / 1000);
    buf_free(&page.last);
    page.last = now;
}

/* GOSSAFUNC names a function as "f", "pkg.f", "(*T).m"; "f+" and "f:passes" say more than is used. */
static bool selected(const Func *fn, const char *want)
{
    size_t n = strcspn(want, "+:");
    const char *names[] = {fn->name ? fn->name->s : "", fn->linksym ? fn->linksym->s : ""};
    for (int i = 0; i < 2; i++)
        if (strlen(names[i]) == n && !memcmp(names[i], want, n))
            return true;
    return false;
}

void ssa_html_begin(SsaFunc *f, const SsaOptions *opt)
{
    if (!f->fn || !selected(f->fn, opt->html_func))
        return;
    memset(&page, 0, sizeof page);
    page.f = f;
    buf_puts(&page.out, head);
    buf_puts(&page.out, "<h1>");
    for (const char *s = f->name->s; *s; s++)
        put_escaped(&page.out, *s);
    buf_puts(&page.out, "</h1><main>\n");
    put_source(f->fn);
    put_tree(f->fn);
    add_column("build", 0);
}

void ssa_html_pass(SsaFunc *f, const char *pass, long ns)
{
    if (page.f == f)
        add_column(pass, ns);
}

void ssa_html_end(SsaFunc *f, const SsaOptions *opt)
{
    if (page.f != f)
        return;
    flush_column();
    buf_puts(&page.out, "</main>");
    buf_puts(&page.out, script);
    const char *path = arena_printf(perm, "%s/ssa.html", opt->html_dir ? opt->html_dir : ".");
    FILE *out = fopen(path, "w");
    bool ok = out && fwrite(page.out.p, 1, page.out.len, out) == page.out.len;
    if (out && fclose(out) != 0)
        ok = false;
    if (!ok)
        diag_error(f->fn->pos, "cannot write %s: %s", path, strerror(errno));
    else
        fprintf(stderr, "dumped SSA to %s\n", path);
    buf_free(&page.out);
    buf_free(&page.last);
    buf_free(&page.title);
    page.f = NULL;
}
