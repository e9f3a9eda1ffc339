/* go.mod (go.dev/ref/mod): the lines a build needs. Nothing is ever fetched. */
#include "driver/driver.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct ModReader { const char *file, *dir, *p, *end; uint32_t line; const char *line_start; Module *m; Buf errors; } ModReader;

/* Newer trees show the file from the working directory. */
static const char *shown_file(const ModReader *r)
{
    size_t n = strlen(context.workdir);
    bool below = strncmp(r->file, context.workdir, n) == 0 && r->file[n] == '/';
    return below && context.tree_minor >= 20 ? r->file + n + 1 : r->file;
}

static void mod_error(ModReader *r, const char *what)
{
    buf_printf(&r->errors, "%s:%u: %s\n", shown_file(r), r->line, what);
}

/* All errors of the file, if it has any, end the process. */
static void report_errors(ModReader *r)
{
    if (r->errors.len == 0)
        return;
    fprintf(stderr, "go: errors parsing %s:\n%s", context.tree_minor >= 20 ? shown_file(r) : path_base(r->file),
            buf_cstr(&r->errors));
    exit(1);
}

/* 1.N; from 1.21 on also a release and a prerelease, 1.N.M, 1.NrcM */
static bool is_go_version(const char *v)
{
    size_t major = strspn(v, "0123456789");
    if (!major || v[0] == '0' || v[major] != '.')
        return false;
    const char *p = v + major + 1;
    size_t minor = strspn(p, "0123456789");
    if (!minor || (p[0] == '0' && minor > 1))
        return false;
    p += minor;
    if (context.tree_minor < 21)
        return !*p;
    size_t patch = p[0] == '.' ? strspn(p + 1, "0123456789") : 0;
    if (p[0] == '.' && !patch)
        return false;
    p += patch ? patch + 1 : 0;
    size_t letters = strspn(p, "abcdefghijklmnopqrstuvwxyz"), digits = strspn(p + letters, "0123456789");
    return !*p || (letters && digits && !p[letters + digits]);
}

/* Splits the current line into words; quotes are undone, comments dropped. */
static int words(ModReader *r, const char **w, int max)
{
    int n = 0;
    while (r->p < r->end && *r->p != '\n') {
        if (isspace((unsigned char)*r->p)) {
            r->p++;
        } else if (r->end - r->p >= 2 && r->p[0] == '/' && r->p[1] == '/') {
            while (r->p < r->end && *r->p != '\n')
                r->p++;
        } else if (*r->p == '"' || *r->p == '`') {
            char quote = *r->p++;
            const char *start = r->p;
            while (r->p < r->end && *r->p != quote && *r->p != '\n')
                r->p++;
            if (r->p >= r->end || *r->p != quote) {
                mod_error(r, "unterminated string");
                report_errors(r);
            }
            if (n < max)
                w[n++] = arena_strndup(perm, start, (size_t)(r->p - start));
            r->p++;
        } else {
            const char *start = r->p;
            bool paren = *r->p == '(' || *r->p == ')';
            r->p += paren;
            while (!paren && r->p < r->end && !isspace((unsigned char)*r->p) && *r->p != '(' && *r->p != ')')
                r->p++;
            if (n < max)
                w[n++] = arena_strndup(perm, start, (size_t)(r->p - start));
        }
    }
    if (r->p < r->end)
        r->p++;
    return n;
}

static ModReplace replace_line(ModReader *r, const char **w, int n)
{
    int arrow = 0;
    while (arrow < n && strcmp(w[arrow], "=>") != 0)
        arrow++;
    if (arrow < 1 || arrow > 2 || n - arrow < 2 || n - arrow > 3) {
        mod_error(r, "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory");
        return (ModReplace){{"", NULL}, {"", NULL}, NULL};
    }
    ModReplace rep = {{w[0], arrow == 2 ? w[1] : NULL}, {w[arrow + 1], n - arrow == 3 ? w[arrow + 2] : NULL}, NULL};
    if (!rep.new.version)
        rep.dir = rep.new.path[0] == '/' ? path_clean(rep.new.path) : path_join(r->dir, rep.new.path);
    return rep;
}

static void directive(ModReader *r, const char *verb, const char **w, int n)
{
    if (strcmp(verb, "module") == 0) {
        if (n != 1)
            mod_error(r, "usage: module module/path");
        r->m->path = n ? w[0] : NULL;
    } else if (strcmp(verb, "go") == 0) {
        if (n != 1 || !is_go_version(w[0])) {
            mod_error(r, n != 1 ? "go directive expects exactly one argument"
                      : arena_printf(perm, "invalid go version '%s': must match format %s", w[0],
                                     context.tree_minor < 21 ? "1.23" : "1.23.0"));
            return;
        }
        r->m->go_version = w[0];
        r->m->go_minor = strncmp(w[0], "1.", 2) == 0 ? atoi(w[0] + 2) : 0;
        r->m->go_line = r->line;
    } else if (strcmp(verb, "require") == 0) {
        if (n < 2) {
            mod_error(r, "usage: require module/path v1.2.3");
            return;
        }
        ModVersion req = {w[0], w[1]};
        vec_push(perm, &r->m->requires, req);
    } else if (strcmp(verb, "exclude") == 0) {
        if (n != 2) {
            mod_error(r, "usage: exclude module/path v1.2.3");
            return;
        }
        ModVersion ex = {w[0], w[1]};
        vec_push(perm, &r->m->excludes, ex);
    } else if (strcmp(verb, "replace") == 0) {
        ModReplace rep = replace_line(r, w, n);
        vec_push(perm, &r->m->replaces, rep);
    } else if (strcmp(verb, "retract") != 0 && strcmp(verb, "toolchain") != 0 &&
               strcmp(verb, "godebug") != 0 && strcmp(verb, "tool") != 0 && strcmp(verb, "ignore") != 0) {
        mod_error(r, arena_printf(perm, "unknown directive: %s", verb));
    }
}

/* Calls line for each directive, those of blocks one by one. */
static void each_line(ModReader *r, void (*line)(ModReader *, const char *, const char **, int))
{
    const char *w[16], *block = NULL;
    for (; r->p < r->end; r->line++) {
        int n = words(r, w, 16);
        if (n == 0)
            continue;
        if (block && strcmp(w[0], ")") == 0)
            block = NULL;
        else if (block)
            line(r, block, w, n);
        else if (n >= 2 && strcmp(w[1], "(") == 0)
            block = w[0];
        else
            line(r, w[0], w + 1, n - 1);
    }
}

Module *gomod_read(const char *file, const char *dir)
{
    size_t size;
    char *text = file_read(file, &size);
    if (!text)
        return NULL;
    Module *m = NEW(perm, Module);
    m->dir = dir;
    m->file = file;
    ModReader r = {.file = file, .dir = dir, .p = text, .end = text + size, .line = 1, .m = m};
    each_line(&r, directive);
    if (!m->path && !r.errors.len)
        mod_error(&r, "no module declaration in go.mod");
    report_errors(&r);
    return m;
}

Module *module_find(const char *dir)
{
    static Map cache;
    const Sym *key = sym(dir);
    void *known;
    if (map_find(&cache, key, &known))
        return known;
    Module *m = NULL;
    if (file_exists(path_join(dir, "go.mod")))
        m = gomod_read(path_join(dir, "go.mod"), dir);
    else if (strcmp(dir, "/") != 0)
        m = module_find(path_dir(dir));
    map_set(&cache, key, m);
    return m;
}

/* ---- go.work ---- */

static Workspace workspace;
static bool workspace_read;

static void work_line(ModReader *r, const char *verb, const char **w, int n)
{
    if (strcmp(verb, "use") == 0) {
        if (n != 1) {
            mod_error(r, "usage: use local/dir");
            return;
        }
        const char *dir = w[0][0] == '/' ? path_clean(w[0]) : path_join(r->dir, w[0]);
        Module *m = file_exists(path_join(dir, "go.mod")) ? module_find(dir) : NULL;
        if (!m) {
            mod_error(r, arena_printf(perm, "cannot load module %s listed in go.work file: no go.mod", w[0]));
            return;
        }
        vec_push(perm, &workspace.modules, m);
    } else if (strcmp(verb, "go") == 0 && n == 1 && strncmp(w[0], "1.", 2) == 0) {
        workspace.go_minor = atoi(w[0] + 2);
    } else if (strcmp(verb, "replace") == 0) {
        ModReplace rep = replace_line(r, w, n);
        vec_push(perm, &workspace.replaces, rep);
    } else if (strcmp(verb, "toolchain") != 0 && strcmp(verb, "godebug") != 0) {
        mod_error(r, arena_printf(perm, "unknown directive: %s", verb));
    }
}

/* GOWORK, or go.work in the working directory or above; "off": none. */
static void read_workspace(void)
{
    size_t size;
    const char *env = getenv("GOWORK"), *file = env && *env ? env : NULL;
    workspace_read = true;
    if (file && strcmp(file, "off") == 0)
        return;
    for (const char *dir = context.workdir; !file; dir = path_dir(dir)) {
        if (file_exists(path_join(dir, "go.work")))
            file = path_join(dir, "go.work");
        if (strcmp(dir, "/") == 0)
            break;
    }
    char *text = file ? file_read(file, &size) : NULL;
    if (!text)
        return;
    workspace.dir = path_dir(file);
    ModReader r = {.file = file, .dir = workspace.dir, .p = text, .end = text + size, .line = 1};
    each_line(&r, work_line);
    report_errors(&r);
}

const Workspace *gowork(void)
{
    if (!workspace_read)
        read_workspace();
    return workspace.dir ? &workspace : NULL;
}
