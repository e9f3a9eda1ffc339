/* Import paths that name no package, in the words of the go command. */
#include "driver/driver.h"

#include <string.h>

#include "parser/parser.h"

bool importpath_is_relative(const char *path)
{
    return strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0 || strcmp(path, ".") == 0 ||
           strcmp(path, "..") == 0;
}

/* path without empty, "." and ".." elements (in perm); of relative ones the head is kept */
static const char *canonical(const char *path)
{
    Buf b = {0};
    for (const char *p = path; *p;) {
        size_t n = strcspn(p, "/");
        bool up = n == 2 && p[0] == '.' && p[1] == '.';
        if (up && b.len) {
            while (b.len && b.p[b.len - 1] != '/')
                b.len--;
            b.len -= b.len > 0;
        } else if (n && !(n == 1 && *p == '.')) {
            buf_puts(&b, b.len ? "/" : "");
            buf_write(&b, p, n);
        }
        p += n + (p[n] == '/');
    }
    const char *s = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return s;
}

static const char *quoted(const char *s)
{
    Buf b = {0};
    buf_quote(&b, s, strlen(s));
    const char *q = arena_strndup(perm, buf_cstr(&b), b.len);
    buf_free(&b);
    return q;
}

const char *importpath_problem(const ImportSpec *s, uint32_t *col)
{
    const char *path = s->path;
    *col = s->path_col;
    if (s->literal.p && !parser_import_path_ok(s->literal))
        return arena_printf(perm, "invalid import path: %.*s", (int)s->literal.len, s->literal.p);
    *col = s->col;
    if (path[0] == '/' && context.gopath_mode)
        return arena_printf(perm, "import %s: cannot import absolute path", quoted(path));
    if (path[0] == '/')
        return arena_printf(perm, "%s is not a package path; see 'go help packages'", quoted(path));
    if (importpath_is_relative(path))
        return context.gopath_mode ? NULL
                                   : arena_printf(perm, "%s is relative, but relative import paths are not "
                                                        "supported in module mode", quoted(path));
    if (strstr(path, "//") && !context.gopath_mode)
        return arena_printf(perm, "malformed import path %s: double slash", quoted(path));
    const char *clean = canonical(path);
    if (strcmp(clean, path) != 0)
        return arena_printf(perm, "non-canonical import path %s: should be %s", quoted(path), quoted(clean));
    return NULL;
}

const char *importpath_compiler_problem(const char *path)
{
    if (path[0] == '/')
        return "import path cannot be absolute path";
    const char *clean = canonical(path);
    return strcmp(clean, path) == 0 || importpath_is_relative(path)
               ? "no such package"
               : arena_printf(perm, "non-canonical import path %s (should be %s)", quoted(path), quoted(clean));
}
