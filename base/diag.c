/* diag: diagnostics, collected until diag_flush. */
#include "base/private.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ERRORS = 10 };

typedef enum Severity { SEV_ERROR, SEV_SOFT, SEV_NOTE } Severity;

typedef struct Diag {
    Pos pos;
    Severity severity;
    uint32_t seq, line;
    const Sym *file;
    const char *text; /* position and message */
    uintptr_t segment; /* number of its part of a file */
} Diag;

typedef struct Late { Pos pos; const char *msg; } Late;

DiagOptions diag_options = {.columns = true, .go_minor = 19};

static VEC(Diag) diags;
static VEC(Late) lates;
static Map segments; /* pos_segment -> its number, from 1 on, in the order of first errors */
static int nerrors, nsyntax;
static uint32_t seq;
static struct { const Sym *file; uint32_t line; const char *msg; } last_syntax, last_other;

/* ---- how positions print ---- */

static bool has_prefix(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* "/a/b/c.go" seen from "/a/d" is "../b/c.go"; the result is in perm. */
static const char *relative_path(const char *path, const char *dir)
{
    size_t common = 0, n = strlen(dir);
    for (size_t i = 0;; i++) {
        bool end_p = path[i] == '/' || !path[i], end_d = dir[i] == '/' || !dir[i];
        if (end_p && end_d)
            common = i;
        if (!path[i] || !dir[i] || path[i] != dir[i])
            break;
    }
    if (common == n)
        return path + common + 1;
    Buf b = {0};
    for (const char *p = dir + common; *p; p++)
        if (*p == '/' && p[1])
            buf_puts(&b, "../");
    buf_puts(&b, path[common] ? path + common + 1 : "");
    const char *r = arena_strndup(perm, b.p, b.len);
    buf_free(&b);
    return r;
}

/* The go command's way to show paths: ./x.go in the working directory, sub/x.go below it, ../x.go
 * beside it if that is shorter than the absolute path. */
const char *diag_path(const Sym *file)
{
    const char *name = file->s, *dir = diag_options.workdir;
    if (name[0] == '<')
        return name;
    if (name[0] != '/')
        return strchr(name, '/') ? name : arena_printf(perm, "./%s", name);
    if (!dir || dir[0] != '/' || !dir[1])
        return name;
    const char *rel = relative_path(name, dir);
    if (strlen(rel) >= strlen(name))
        return name;
    return strchr(rel, '/') ? rel : arena_printf(perm, "./%s", rel);
}

static const char *shown_file(const Position *at) { return at->shown ? at->shown->s : diag_path(at->file); }

const char *diag_pos_string(Pos pos)
{
    Position at = pos_resolve(pos);
    if (!at.line)
        return "<unknown line number>";
    const char *path = shown_file(&at);
    if (!diag_options.columns || at.col == 0)
        return arena_printf(perm, "%s:%u", path, at.line);
    return arena_printf(perm, "%s:%u:%u", path, at.line, at.col);
}

/* ---- collecting ---- */

static void add(Pos pos, Severity severity, const char *msg)
{
    Position at = pos_resolve(pos);
    enum { MAX_COL = 255 }; /* gc's: there are 8 bits for columns of its errors */
    const char *where = diag_pos_string(pos);
    if (at.col > MAX_COL && diag_options.columns)
        where = arena_printf(perm, "%s:%u", shown_file(&at), at.line);
    const char *text = pos == NO_POS ? msg : arena_printf(perm, "%s: %s", where, msg);
    const void *segment = pos_segment(pos);
    if (!map_get(&segments, segment))
        map_set(&segments, segment, (void *)(uintptr_t)(segments.len + 1));
    vec_push(perm, &diags, ((Diag){pos, severity, seq++, at.line, at.file, text,
                                   (uintptr_t)map_get(&segments, segment)}));
}

/* One syntax error for each line, and no message twice in a row for the same line. */
static bool is_repeated(Pos pos, const char *msg)
{
    Position at = pos_resolve(pos);
    bool syntax = has_prefix(msg, "syntax error");
    bool same;
    if (syntax) {
        same = last_syntax.line && last_syntax.file == at.file && last_syntax.line == at.line;
        last_syntax.file = at.file;
        last_syntax.line = at.line;
        nsyntax++;
        return same;
    }
    same = last_other.msg && last_other.file == at.file && last_other.line == at.line &&
           strcmp(last_other.msg, msg) == 0;
    last_other.file = at.file;
    last_other.line = at.line;
    last_other.msg = msg;
    return same;
}

static char *format(const char *fmt, va_list ap)
{
    Buf b = {0};
    buf_vprintf(&b, fmt, ap);
    char *s = arena_strndup(perm, b.p ? b.p : "", b.len);
    buf_free(&b);
    return s;
}

static void report(Pos pos, Severity severity, const char *fmt, va_list ap)
{
    const char *msg = format(fmt, ap);
    if (is_repeated(pos, msg))
        return;
    add(pos, severity, msg);
    nerrors++;
    if (nerrors < MAX_ERRORS || diag_options.all)
        return;
    diag_flush();
    fprintf(stderr, "%s: too many errors\n", diag_pos_string(pos));
    exit(2);
}

void diag_verror(Pos pos, const char *fmt, va_list ap)
{
    report(pos, SEV_ERROR, fmt, ap);
}

void diag_error(Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(pos, SEV_ERROR, fmt, ap);
    va_end(ap);
}

void diag_soft_error(Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(pos, SEV_SOFT, fmt, ap);
    va_end(ap);
}

void diag_late_error(Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vec_push(perm, &lates, ((Late){pos, format(fmt, ap)}));
    va_end(ap);
}

void diag_take_late(void)
{
    for (uint32_t i = 0, n = nerrors == 0 ? lates.len : 0; i < n; i++)
        diag_error(lates.p[i].pos, "%s", lates.p[i].msg);
    lates.len = 0;
}

void diag_note(Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(pos, SEV_NOTE, format(fmt, ap));
    va_end(ap);
    diag_flush();
}

void diag_unsupported(Pos pos, const char *what)
{
    diag_error(pos, "%s not supported yet", what);
}

int diag_syntax_count(void)
{
    return nsyntax;
}

int diag_count(void)
{
    return nerrors;
}

/* ---- printing ---- */

static int compare(const void *x, const void *y)
{
    const Diag *a = x, *b = y;
    if (a->segment != b->segment)
        return a->segment < b->segment ? -1 : 1;
    int c = pos_compare(a->pos, b->pos);
    return c ? c : a->seq < b->seq ? -1 : 1;
}

static bool line_has_hard_error(const Diag *d)
{
    for (uint32_t i = 0; i < diags.len; i++) {
        const Diag *o = &diags.p[i];
        if (o->severity == SEV_ERROR && o->line == d->line && o->file == d->file)
            return true;
    }
    return false;
}

bool diag_flush(void)
{
    if (diags.len)
        qsort(diags.p, diags.len, sizeof(Diag), compare);
    fflush(stdout);
    const char *last = "";
    for (uint32_t i = 0; i < diags.len; i++) {
        const Diag *d = &diags.p[i];
        if (strcmp(d->text, last) == 0)
            continue;
        if (d->severity == SEV_SOFT && line_has_hard_error(d))
            continue;
        fprintf(stderr, "%s\n", d->text);
        last = d->text;
    }
    diags.len = 0;
    return nerrors > 0;
}

void diag_bug(const char *where, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_flush();
    fprintf(stderr, "internal compiler error: %s: ", where);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(2);
}

const char *errno_text(int error)
{
    const char *text = strerror(error);
    return text[0] && islower((unsigned char)text[1])
               ? arena_printf(perm, "%c%s", tolower((unsigned char)*text), text + 1) : text;
}

void diag_fatal(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_flush();
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(2);
}

void diag_reset(void)
{
    memset(&diags, 0, sizeof diags);
    memset(&lates, 0, sizeof lates);
    memset(&segments, 0, sizeof segments);
    memset(&last_syntax, 0, sizeof last_syntax);
    memset(&last_other, 0, sizeof last_other);
    nerrors = nsyntax = 0;
    seq = 0;
}
