/* The head of a Go file: constraints, package clause and imports, read without parsing the rest. A file
 * that does not begin as it must yields what could be read; the parser gives the diagnostics. */
#include "driver/driver.h"

#include <ctype.h>
#include <string.h>

typedef struct Reader {
    const char *text, *p, *end, *line_start;
    uint32_t line;
    Header *h;
    const Tags *tags;
    bool before_package; /* constraints still count */
    bool failed;         /* this is no head of a Go file */
} Reader;

static void newline(Reader *r)
{
    r->p++;
    r->line++;
    r->line_start = r->p;
}

/* "// +build a,b !c": options are alternatives, each a comma-separated conjunction. */
static bool plus_build_holds(const Tags *t, const char *p, const char *end)
{
    bool any = false;
    while (p < end) {
        while (p < end && isspace((unsigned char)*p))
            p++;
        const char *option_end = p;
        while (option_end < end && !isspace((unsigned char)*option_end))
            option_end++;
        bool all = p < option_end;
        while (p < option_end) {
            const char *term_end = p;
            while (term_end < option_end && *term_end != ',')
                term_end++;
            bool negated = p < term_end && *p == '!';
            const char *tag = p + negated;
            if (constraint_tag_holds(t, tag, (size_t)(term_end - tag)) == negated)
                all = false;
            p = term_end + (term_end < option_end);
        }
        any = any || all;
    }
    return any;
}

static void line_comment(Reader *r, const char *start, const char *end)
{
    if (!r->before_package)
        return;
    if (end - start > 10 && memcmp(start, "//go:build", 10) == 0 && isspace((unsigned char)start[10])) {
        if (r->h->build)
            r->h->error = "multiple //go:build comments";
        r->h->build = arena_strndup(perm, start + 11, (size_t)(end - start - 11));
    }
    const char *p = start + 2;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    if (end - p > 6 && memcmp(p, "+build", 6) == 0 && isspace((unsigned char)p[6])) {
        const char *blank = end; /* the comment block must be followed by a blank line */
        for (;;) {
            blank += blank < r->end;
            const char *q = blank;
            while (q < r->end && (*q == ' ' || *q == '\t' || *q == '\r'))
                q++;
            if (q >= r->end || *q == '\n')
                break;
            if (r->end - q < 2 || q[0] != '/' || q[1] != '/')
                return;
            blank = memchr(q, '\n', (size_t)(r->end - q));
            if (!blank)
                return;
        }
        r->h->has_plus_build = true;
        if (!plus_build_holds(r->tags, p + 6, end))
            r->h->plus_build_ok = false;
    }
}

static void skip_block_comment(Reader *r)
{
    for (r->p += 2; r->p < r->end; r->p++) {
        if (*r->p == '*' && r->p + 1 < r->end && r->p[1] == '/') {
            r->p += 2;
            return;
        }
        if (*r->p == '\n')
            r->line++, r->line_start = r->p + 1;
    }
    r->failed = true;
}

/* Skips blanks and comments, and newlines and semicolons if separators. */
static void skip(Reader *r, bool separators)
{
    while (r->p < r->end) {
        char c = *r->p;
        if (c == '\n') {
            if (!separators)
                return;
            newline(r);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || (c == ';' && separators)) {
            r->p++;
        } else if (c == '/' && r->p + 1 < r->end && r->p[1] == '/') {
            const char *nl = memchr(r->p, '\n', (size_t)(r->end - r->p));
            const char *start = r->p;
            r->p = nl ? nl : r->end;
            line_comment(r, start, r->p);
        } else if (c == '/' && r->p + 1 < r->end && r->p[1] == '*') {
            skip_block_comment(r);
        } else {
            return;
        }
    }
}

static bool is_ident_char(char c) { return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80; }

static size_t ident(Reader *r, const char **start)
{
    *start = r->p;
    while (r->p < r->end && is_ident_char(*r->p))
        r->p++;
    return (size_t)(r->p - *start);
}

static bool keyword(Reader *r, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0 ||
        (r->p + n < r->end && is_ident_char(r->p[n])))
        return false;
    r->p += n;
    return true;
}

/* [name | . | _] "path" */
static bool import_spec(Reader *r)
{
    const char *name;
    r->failed = true; /* unless all is there */
    uint32_t line = r->line, col = (uint32_t)(r->p - r->line_start) + 1;
    if (r->p < r->end && *r->p == '.')
        r->p++;
    else
        ident(r, &name);
    skip(r, false);
    if (r->p >= r->end || (*r->p != '"' && *r->p != '`'))
        return false;
    char quote = *r->p;
    ImportSpec s = {.line = line, .col = col, .path_col = (uint32_t)(r->p - r->line_start) + 1};
    const char *start = r->p++;
    while (r->p < r->end && *r->p != quote && *r->p != '\n')
        r->p += *r->p == '\\' && quote == '"' && r->p + 1 < r->end ? 2 : 1;
    if (r->p >= r->end || *r->p != quote)
        return false;
    r->p++;
    s.literal = (LitText){start, (uint32_t)(r->p - start)};
    s.path = lexer_string_value(s.literal)->s;
    if (strcmp(s.path, "C") == 0) {
        r->h->import_c_line = s.line;
        r->h->import_c_col = s.col;
    }
    vec_push(perm, &r->h->imports, s);
    r->failed = false;
    return true;
}

static bool import_decl(Reader *r)
{
    skip(r, false);
    if (r->p >= r->end || *r->p != '(')
        return import_spec(r);
    r->p++;
    for (;;) {
        skip(r, true);
        if (r->p >= r->end) {
            r->failed = true;
            return false;
        }
        if (*r->p == ')') {
            r->p++;
            return true;
        }
        if (!import_spec(r))
            return false;
    }
}

/* ---- //go:embed lines ---- */

/* Words, or Go string literals, up to the end of the line. */
static void embed_line(Reader *r, const char *p, const char *end)
{
    while (p < end) {
        Embed e = {.line = r->line, .col = (uint32_t)(p - r->line_start) + 1};
        const char *start = p;
        if (isspace((unsigned char)*p)) {
            p++;
            continue;
        }
        if (*p == '"' || *p == '`') {
            const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
            if (!close)
                return; /* the parser refuses it */
            e.pattern = arena_strndup(perm, start + 1, (size_t)(close - start - 1));
            p = close + 1;
        } else {
            while (p < end && !isspace((unsigned char)*p))
                p++;
            e.pattern = arena_strndup(perm, start, (size_t)(p - start));
        }
        vec_push(perm, &r->h->embeds, e);
    }
}

static void skip_string(Reader *r)
{
    char quote = *r->p++;
    while (r->p < r->end && *r->p != quote) {
        if (*r->p == '\n') {
            if (quote != '`')
                return;
            r->line++;
            r->line_start = r->p + 1;
        }
        r->p += *r->p == '\\' && quote != '`' && r->p + 1 < r->end ? 2 : 1;
    }
    r->p += r->p < r->end;
}

/* The rest of the file: lines that begin with //go:embed. */
static void read_embeds(Reader *r)
{
    static const char mark[] = "//go:embed";
    bool fresh = true; /* nothing but blanks in this line so far */
    while (r->p < r->end) {
        char c = *r->p;
        if (c == '\n') {
            newline(r);
            fresh = true;
            continue;
        }
        if (c == '"' || c == '`' || c == '\'') {
            skip_string(r);
        } else if (c == '/' && r->end - r->p > 1 && r->p[1] == '/') {
            const char *nl = memchr(r->p, '\n', (size_t)(r->end - r->p)), *end = nl ? nl : r->end;
            if (fresh && (size_t)(end - r->p) > sizeof mark && memcmp(r->p, mark, sizeof mark - 1) == 0 &&
                isspace((unsigned char)r->p[sizeof mark - 1]))
                embed_line(r, r->p + sizeof mark - 1, end);
            r->p = end;
            continue;
        } else if (c == '/' && r->end - r->p > 1 && r->p[1] == '*') {
            skip_block_comment(r);
        } else {
            fresh &= isspace((unsigned char)c) != 0;
            r->p++;
            continue;
        }
        fresh = false;
    }
}

static bool imports_embed(const Header *h)
{
    for (uint32_t i = 0; i < h->imports.len; i++)
        if (strcmp(h->imports.p[i].path, "embed") == 0)
            return true;
    return false;
}

/* package NAME, then imports. What follows is no matter of the head, unless it could be an import. */
static void read_clauses(Reader *r)
{
    const char *name;
    size_t n = 0;
    if (keyword(r, "package")) {
        skip(r, false);
        n = ident(r, &name);
    }
    if (n == 0) {
        r->failed = true;
        return;
    }
    r->h->package = arena_strndup(perm, name, n);
    for (;;) {
        skip(r, true);
        if (keyword(r, "import")) {
            if (!import_decl(r))
                return;
            continue;
        }
        r->failed |= r->p < r->end && (*r->p == 'i' || *r->p == '/');
        return;
    }
}

void header_read(const Tags *t, const char *text, size_t size, Header *h)
{
    *h = (Header){.plus_build_ok = true};
    Reader r = {.text = text, .p = text, .end = text + size, .line_start = text, .line = 1, .h = h, .tags = t, .before_package = true};
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        r.p += 3;
    skip(&r, true);
    r.before_package = false;
    read_clauses(&r);
    header_check_syntax(text, r.failed ? size : (size_t)(r.p - text), h);
    if (imports_embed(h)) {
        r = (Reader){.text = text, .p = text, .end = text + size, .line_start = text, .line = 1, .h = h, .tags = t};
        read_embeds(&r);
    }
}
