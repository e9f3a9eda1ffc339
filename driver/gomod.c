/* go.mod (go.dev/ref/mod): the lines a build needs. Nothing is ever fetched. */
#include "driver/driver.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct ModReader { const char *file, *p, *end; uint32_t line; const char *line_start; Module *m; } ModReader;

NORETURN static void mod_error(ModReader *r, const char *what)
{
    diag_fatal("go: errors parsing %s:\n%s:%u: %s", path_base(r->file), r->file, r->line, what);
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
            if (r->p >= r->end || *r->p != quote)
                mod_error(r, "unterminated string");
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

static void replace_line(ModReader *r, const char **w, int n)
{
    int arrow = 0;
    while (arrow < n && strcmp(w[arrow], "=>") != 0)
        arrow++;
    if (arrow < 1 || arrow > 2 || n - arrow < 2 || n - arrow > 3)
        mod_error(r, "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory");
    ModReplace rep = {w[0], arrow == 2 ? w[1] : NULL, w[arrow + 1], n - arrow == 3 ? w[arrow + 2] : NULL};
    vec_push(perm, &r->m->replaces, rep);
}

static void directive(ModReader *r, const char *verb, const char **w, int n)
{
    if (strcmp(verb, "module") == 0) {
        if (n != 1)
            mod_error(r, "usage: module module/path");
        r->m->path = w[0];
    } else if (strcmp(verb, "go") == 0) {
        if (n != 1 || strncmp(w[0], "1.", 2) != 0 || !isdigit((unsigned char)w[0][2]))
            mod_error(r, arena_printf(perm, "invalid go version '%s': must match format 1.23", n ? w[0] : ""));
        r->m->go_minor = atoi(w[0] + 2);
        r->m->go_line = r->line;
    } else if (strcmp(verb, "require") == 0) {
        if (n < 2)
            mod_error(r, "usage: require module/path v1.2.3");
        ModRequire req = {w[0], w[1]};
        vec_push(perm, &r->m->requires, req);
    } else if (strcmp(verb, "replace") == 0) {
        replace_line(r, w, n);
    } else if (strcmp(verb, "exclude") != 0 && strcmp(verb, "retract") != 0 && strcmp(verb, "toolchain") != 0 &&
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

static Module *read_module(const char *dir)
{
    size_t size;
    const char *file = path_join(dir, "go.mod");
    char *text = file_read(file, &size);
    if (!text)
        return NULL;
    Module *m = NEW(perm, Module);
    m->dir = dir;
    m->has_vendor = dir_exists(path_join(dir, "vendor"));
    ModReader r = {.file = file, .p = text, .end = text + size, .line = 1, .m = m};
    each_line(&r, directive);
    if (!m->path)
        mod_error(&r, "no module declaration in go.mod");
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
        m = read_module(dir);
    else if (strcmp(dir, "/") != 0)
        m = module_find(path_dir(dir));
    map_set(&cache, key, m);
    return m;
}

/* Is path the module's or inside it? Returns what follows, without the slash. */
static const char *inside(const char *module, const char *path)
{
    size_t n = strlen(module);
    if (strncmp(module, path, n) != 0)
        return NULL;
    return path[n] == 0 ? "" : path[n] == '/' ? path + n + 1 : NULL;
}

/* Module paths in the cache have !x for X. */
static const char *escape(const char *s)
{
    Buf b = {0};
    for (; *s; s++) {
        if (isupper((unsigned char)*s))
            buf_putc(&b, '!');
        buf_putc(&b, (char)tolower((unsigned char)*s));
    }
    const char *text = arena_strndup(perm, b.p ? b.p : "", b.len);
    buf_free(&b);
    return text;
}

static const char *cached(const char *path, const char *version)
{
    return arena_printf(perm, "%s/%s@%s", context.gomodcache, escape(path), escape(version));
}

static const char *replaced_dir(Module *m, const ModReplace *rep)
{
    if (rep->new_version)
        return cached(rep->new_path, rep->new_version);
    return rep->new_path[0] == '/' ? rep->new_path : path_join(m->dir, rep->new_path);
}

static const char *in_dir(const char *dir, const char *rest) { return *rest ? path_join(dir, rest) : dir; }

/* ---- go.work ---- */

static VEC(Module *) workspace;

static void work_line(ModReader *r, const char *verb, const char **w, int n)
{
    if (strcmp(verb, "use") == 0) {
        if (n != 1)
            mod_error(r, "usage: use local/dir");
        Module *m = module_find(w[0][0] == '/' ? path_clean(w[0]) : path_join(path_dir(r->file), w[0]));
        if (!m)
            mod_error(r, arena_printf(perm, "cannot load module %s listed in go.work file: no go.mod", w[0]));
        vec_push(perm, &workspace, m);
    } else if (strcmp(verb, "go") != 0 && strcmp(verb, "toolchain") != 0 && strcmp(verb, "godebug") != 0) {
        diag_fatal("%s:%u: %s is not supported yet in go.work", r->file, r->line, verb);
    }
}

/* GOWORK, or go.work in the working directory or above; "off": none. */
static void read_workspace(void)
{
    static bool done;
    size_t size;
    const char *env = getenv("GOWORK"), *file = env && *env ? env : NULL;
    if (done || (file && strcmp(file, "off") == 0))
        return;
    done = true;
    for (const char *dir = context.workdir; !file; dir = path_dir(dir)) {
        if (file_exists(path_join(dir, "go.work")))
            file = path_join(dir, "go.work");
        if (strcmp(dir, "/") == 0)
            break;
    }
    char *text = file ? file_read(file, &size) : NULL;
    ModReader r = {.file = file, .p = text, .end = text + (text ? size : 0), .line = 1};
    if (text)
        each_line(&r, work_line);
}

/* The module of the workspace that holds the path: the one with the longest path. */
static const char *workspace_resolve(const char *path, Module **owner)
{
    const char *best = NULL;
    size_t best_len = 0;
    read_workspace();
    for (uint32_t i = 0; i < workspace.len; i++) {
        Module *m = workspace.p[i];
        const char *rest = inside(m->path, path);
        if (!rest || strlen(m->path) < best_len || !dir_exists(in_dir(m->dir, rest)))
            continue;
        best = in_dir(m->dir, rest);
        best_len = strlen(m->path);
        *owner = m;
    }
    return best;
}

const char *module_resolve(Module *m, const char *path, Module **owner)
{
    const char *rest = inside(m->path, path);
    *owner = m;
    if (rest && (!*rest || dir_exists(in_dir(m->dir, rest))))
        return in_dir(m->dir, rest);
    const char *best = workspace_resolve(path, owner);
    size_t best_len = 0;
    if (best)
        return best;
    for (uint32_t i = 0; i < m->replaces.len; i++) {
        ModReplace *rep = &m->replaces.p[i];
        if ((rest = inside(rep->path, path)) && strlen(rep->path) >= best_len) {
            const char *dir = in_dir(replaced_dir(m, rep), rest);
            if (dir_exists(dir))
                best = dir, best_len = strlen(rep->path);
        }
    }
    if (!best && m->has_vendor && dir_exists(path_join(path_join(m->dir, "vendor"), path)))
        return path_join(path_join(m->dir, "vendor"), path);
    for (uint32_t i = 0; !best && i < m->requires.len; i++) {
        ModRequire *req = &m->requires.p[i];
        if ((rest = inside(req->path, path)) && dir_exists(in_dir(cached(req->path, req->version), rest)))
            best = in_dir(cached(req->path, req->version), rest);
    }
    if (best) {
        Module *found = module_find(best);
        if (found)
            *owner = found;
    }
    return best;
}
