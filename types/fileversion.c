/* fileversion: the language version that a file asks for by //go:build go1.N (since Go 1.21). */
#include "types/check.h"

#include <ctype.h>
#include <string.h>

#include "parser/parser.h"

/* A constraint as it is read. A value is the least version that it implies, or -1. */
typedef struct Reader { const char *p, *end; } Reader;

static bool accept(Reader *r, const char *token)
{
    size_t n = strlen(token);
    while (r->p < r->end && isspace((unsigned char)*r->p))
        r->p++;
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, token, n) != 0)
        return false;
    r->p += n;
    return true;
}

/* !go1.N implies nothing. */
static int tag(Reader *r, bool positive)
{
    const char *start = r->p;
    while (r->p < r->end && (isalnum((unsigned char)*r->p) || strchr("_.", *r->p)))
        r->p++;
    size_t n = (size_t)(r->p - start);
    if (!positive || n < 3 || memcmp(start, "go1", 3) != 0)
        return -1;
    if (n == 3)
        return 0;
    int minor = 0;
    for (size_t i = 4; i < n && minor < 10000; i++) {
        if (!isdigit((unsigned char)start[i]))
            return -1;
        minor = minor * 10 + (start[i] - '0');
    }
    return start[3] == '.' ? minor : -1;
}

static int either(Reader *r, bool positive, int depth);

static int operand(Reader *r, bool positive, int depth)
{
    if (depth > 100)
        return -1;
    if (accept(r, "!"))
        return operand(r, !positive, depth + 1);
    if (!accept(r, "("))
        return tag(r, positive);
    int v = either(r, positive, depth + 1);
    accept(r, ")");
    return v;
}

/* x && y implies the later of two versions, x || y the earlier; a negation turns that around. */
static int combine(int x, int y, bool later)
{
    return (x > y) == later ? x : y;
}

static int both(Reader *r, bool positive, int depth)
{
    int v = operand(r, positive, depth);
    while (accept(r, "&&"))
        v = combine(v, operand(r, positive, depth), positive);
    return v;
}

static int either(Reader *r, bool positive, int depth)
{
    int v = both(r, positive, depth);
    while (accept(r, "||"))
        v = combine(v, both(r, positive, depth), !positive);
    return v;
}

/* A file can ask for another version than its package's, but not for one before 1.21. */
void check_set_file_version(Checker *ck, AstFile *file)
{
    enum { OLDEST = 21 };
    static const char head[] = "//go:build";
    size_t n = strlen(head);
    file->go_minor = ck->pkg->go_minor;
    if (ck->opt->tree_minor < OLDEST || file->build.len <= n)
        return;
    Reader r = {file->build.p + n, file->build.p + file->build.len};
    int v = either(&r, true, 0);
    if (v >= 0)
        file->go_minor = v > OLDEST ? v : OLDEST;
    file->own_version = v >= OLDEST;
}

/* The version that counts at pos is what the file declares. */
bool check_own_version(const Checker *ck, Pos pos)
{
    const SrcFile *src = pos_file(pos);
    for (int i = 0; i < ck->nfiles; i++)
        if (ck->files[i]->src == src)
            return ck->files[i]->own_version;
    return false;
}
