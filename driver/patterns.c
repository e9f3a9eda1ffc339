/* From arguments to packages: import paths, folders, files, patterns with "...". */
#include "driver/module.h"

#include <stdlib.h>
#include <string.h>

/* Files that the arguments name; those of tests are for load_tests. */
static void add_named_file(LoadPkg *p, const Tags *t, const char *arg)
{
    if (!load_has_suffix(arg, ".go"))
        load_fail(1, "named files must be .go files: %s", arg);
    const char *file = path_abs(arg);
    Header h;
    if (!known_header(t, file, &h))
        load_fail(1, "no required module provides package %s; to add it:\n\tgo get %s", arg, arg);
    if (strcmp(path_dir(file), p->dir) != 0)
        load_fail(1, "named files must all be in one directory; have %s and %s", load_shown(p->dir),
                  load_shown(path_dir(file)));
    /* a file named on the command line is taken whatever its name; its //go:build line counts */
    if (!load_header_holds(p, t, file, &h))
        return;
    if (load_with_tests && load_has_suffix(arg, "_test.go")) {
        vec_push(perm, &p->named_tests, file);
        return;
    }
    load_check_same_package(p, file, &h);
    load_add_file(p, file, &h);
}

static LoadPkg *package_of_files(char **args, int nargs)
{
    LoadPkg *p = load_new_package("command-line-arguments", path_dir(path_abs(args[0])), false);
    p->module = module_main();
    if (p->module && p->module->go_minor)
        p->go_minor = p->module->go_minor;
    Tags t = load_tags(p);
    for (int i = 0; i < nargs; i++)
        add_named_file(p, &t, args[i]);
    if (p->files.len == 0 && p->named_tests.len > 0 && load_with_tests)
        p->only_tests = true;
    else if (p->files.len == 0 && !p->error)
        load_fail(1, "package command-line-arguments: build constraints exclude all Go files in %s", load_shown(p->dir));
    return p;
}

bool pattern_is_files(char **args, int nargs) { return nargs > 0 && load_has_suffix(args[0], ".go"); }

static LoadPkg *package_at(const char *path, const char *dir, Module *m, bool std)
{
    LoadPkg *p = load_known(path);
    if (p)
        return p;
    p = load_new_package(path, std ? load_std_dir(path) : dir, std); /* std: a stand-in of ours goes first */
    p->module = m;
    if (m && m->go_minor)
        p->go_minor = m->go_minor;
    load_remember(p);
    return p;
}

/* What follows "DIR/" in path; NULL: path is not below. */
static const char *below(const char *dir, const char *path)
{
    size_t n = strlen(dir);
    return strncmp(dir, path, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

/* shown: as the argument names it */
static LoadPkg *package_of_dir(const char *dir, const char *shown)
{
    const char *std_path = below(path_join(context.goroot, "src"), dir);
    if (std_path)
        return package_at(std_path, dir, NULL, true);
    if (context.gopath_mode) {
        const char *src = strstr(dir, "/src/");
        if (!src)
            load_fail(1, "go: go.mod file not found in current directory or any parent directory; see 'go help modules'");
        return package_at(src + 5, dir, NULL, false);
    }
    if (module_mains()->len == 0)
        load_fail(1, "go: go.mod file not found in current directory or any parent directory; see 'go help modules'");
    const char *vendored = modvendor_dir() ? below(modvendor_dir(), dir) : NULL;
    if (vendored && modvendor_module(vendored))
        return package_at(vendored, dir, modvendor_module(vendored), false);
    Module *m = module_of_dir(dir);
    if (!m)
        load_fail(1, "directory %s outside main module or its selected dependencies", shown);
    const char *rest = below(m->dir, dir);
    return package_at(rest ? arena_printf(perm, "%s/%s", m->path, rest) : m->path, dir, m, false);
}

static bool holds_go_files(const char *dir)
{
    int n;
    char **names = dir_list(dir, &n);
    for (int i = 0; i < n; i++)
        if (load_has_suffix(names[i], ".go") && (load_with_tests || !load_has_suffix(names[i], "_test.go")) &&
            names[i][0] != '_' && names[i][0] != '.')
            return true;
    return false;
}

/* ---- patterns with "..." (go help packages) ---- */

/* "..." stands for any text; at the end, behind a slash, also for nothing with the slash. */
static bool pattern_matches(const char *pattern, const char *path)
{
    if (strcmp(pattern, "/...") == 0 && !*path)
        return true;
    if (strncmp(pattern, "...", 3) != 0)
        return *pattern ? *pattern == *path && pattern_matches(pattern + 1, path + 1) : !*path;
    for (const char *at = path;; at++) {
        if (pattern_matches(pattern + 3, at))
            return true;
        if (!*at)
            return false;
    }
}

/* A pattern at work. root: the folder where the walk starts; prefix: what the pattern calls it. vendored:
 * vendor folders count, as in std and cmd, but not for "...". */
typedef struct Walk { const char *pattern, *root, *prefix; bool vendored; LoadVec *out; } Walk;

/* dir and every folder below but testdata, hidden ones and other modules. */
static void walk_dirs(const Walk *w, const char *dir)
{
    const char *rest = below(w->root, dir);
    const char *named = !rest ? w->prefix : *w->prefix ? arena_printf(perm, "%s/%s", w->prefix, rest) : rest;
    bool wanted = !w->pattern || pattern_matches(w->pattern, named);
    LoadPkg *p = wanted && holds_go_files(dir) ? package_of_dir(dir, dir) : NULL;
    if (p && (p->files.len > 0 || p->only_tests || load_read_dir(p, true)))
        vec_push(perm, w->out, p);
    int n;
    char **names = dir_list(dir, &n);
    for (int i = 0; i < n; i++) {
        const char *sub = path_join(dir, names[i]);
        if (names[i][0] == '.' || names[i][0] == '_' || strcmp(names[i], "testdata") == 0 || !dir_exists(sub) ||
            (!w->vendored && strcmp(names[i], "vendor") == 0) || file_exists(path_join(sub, "go.mod")))
            continue;
        walk_dirs(w, sub);
    }
}

/* The part of a pattern before the element that has "...". */
static const char *fixed_part(const char *pattern)
{
    size_t n = (size_t)(strstr(pattern, "...") - pattern);
    while (n > 0 && pattern[n - 1] != '/')
        n--;
    return n == 1 ? "/" : arena_strndup(perm, pattern, n ? n - 1 : 0);
}

/* "./..." and the like: names are folders as the pattern writes them. */
static void expand_local(const char *pattern, LoadVec *out)
{
    const char *prefix = fixed_part(pattern), *root = path_abs(prefix);
    bool std = below(path_join(context.goroot, "src"), root) || strcmp(root, path_join(context.goroot, "src")) == 0;
    if (!std && !context.gopath_mode && !module_of_dir(root))
        load_fail(1, "pattern %s: directory prefix %s does not contain main module or its selected dependencies",
                  pattern, prefix);
    Walk w = {pattern, root, prefix, false, out};
    walk_dirs(&w, root);
}

/* Import paths of main modules, of what they use, of std. */
static void expand_paths(const char *pattern, LoadVec *out)
{
    const char *prefix = fixed_part(pattern), *dir = *prefix ? load_std_dir(prefix) : NULL;
    if (!dir && *prefix && !strchr(prefix, '.') && dir_exists(path_join(path_join(context.goroot, "src"), prefix)))
        dir = path_join(path_join(context.goroot, "src"), prefix);
    if (dir) {
        Walk w = {pattern, dir, prefix, false, out};
        walk_dirs(&w, dir);
        return;
    }
    if (context.gopath_mode) {
        LoadPkg here = {.dir = context.workdir};
        Walk w = {pattern, load_gopath_dir(&here, prefix), prefix, false, out};
        if (w.root)
            walk_dirs(&w, w.root);
        return;
    }
    ModuleVec all = module_all(prefix);
    for (uint32_t i = 0; i < all.len; i++) {
        const char *rest = module_inside(all.p[i]->path, prefix);
        Walk w = {pattern, all.p[i]->dir, all.p[i]->path, false, out};
        if (rest && *rest) {
            w.root = path_join(w.root, rest);
            w.prefix = prefix;
        }
        if (dir_exists(w.root))
            walk_dirs(&w, w.root);
    }
}

/* Packages of the tree that make up its runtime, in place of which there is ours, and runtime/cgo. Others
 * under internal/runtime are compiled. */
static bool is_runtime_part(const char *path)
{
    static const char *const parts[] = {"runtime", "runtime/cgo", "internal/runtime/maps", "internal/runtime/startlinetest",
                                        "internal/runtime/wasitest", "internal/runtime/gc"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(path, parts[i]) == 0)
            return true;
    return strncmp(path, "runtime/internal/", 17) == 0 || strncmp(path, "internal/runtime/gc/", 20) == 0;
}

static void walk_tree(const char *dir, LoadVec *out)
{
    Walk w = {NULL, dir, dir, true, out};
    walk_dirs(&w, dir);
}

static void expand_std(LoadVec *out)
{
    const char *src = path_join(context.goroot, "src");
    LoadVec all = {0};
    int n;
    char **names = dir_list(src, &n);
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], "cmd") != 0 && strcmp(names[i], "builtin") != 0 && dir_exists(path_join(src, names[i])))
            walk_tree(path_join(src, names[i]), &all);
    for (uint32_t i = 0; i < all.len; i++)
        if (!is_runtime_part(all.p[i]->path))
            vec_push(perm, out, all.p[i]);
}

static void expand_pattern(const char *pattern, LoadVec *out)
{
    uint32_t before = out->len;
    if (pattern[0] == '.' || pattern[0] == '/')
        expand_local(pattern, out);
    else
        expand_paths(pattern, out);
    if (out->len == before)
        fprintf(stderr, "go: warning: \"%s\" matched no packages\n", pattern);
}

static LoadPkg *package_of_path(const char *path)
{
    const char *dir = load_std_dir(path), *problem = NULL;
    Module *owner = NULL;
    bool std = dir;
    if (!dir && context.gopath_mode) {
        LoadPkg here = {.dir = context.workdir};
        dir = load_gopath_dir(&here, path);
    } else if (!dir) {
        dir = module_resolve(path, &owner, &problem);
    }
    if (problem)
        load_fail(1, "%s", problem);
    if (dir)
        return package_at(path, dir, owner, std);
    if (!memchr(path, '.', strcspn(path, "/")) || context.gopath_mode)
        load_fail(1, "package %s is not in %s (%s/src/%s)", path, context.tree_minor >= 22 ? "std" : "GOROOT",
                  context.goroot, path);
    if (module_mains()->len == 0)
        load_fail(1, "no required module provides package %s: go.mod file not found in current directory or any "
                  "parent directory; see 'go help modules'", path);
    load_fail(1, "no required module provides package %s; to add it:\n\tgo get %s", path, path);
}

static void expand(const char *arg, LoadVec *out)
{
    if (strcmp(arg, "std") == 0) {
        expand_std(out);
    } else if (strcmp(arg, "cmd") == 0) {
        walk_tree(path_join(path_join(context.goroot, "src"), arg), out);
    } else if (strstr(arg, "...")) {
        expand_pattern(arg, out);
    } else if (arg[0] == '.' || arg[0] == '/') {
        const char *dir = path_abs(arg);
        if (!dir_exists(dir))
            load_fail(1, "stat %s: directory not found", dir);
        vec_push(perm, out, package_of_dir(dir, arg));
    } else {
        vec_push(perm, out, package_of_path(arg));
    }
}

/* Each package once, where it was named first. */
static void drop_repeated(LoadVec *v)
{
    uint32_t n = 0;
    Map seen = {0};
    for (uint32_t i = 0; i < v->len; i++)
        if (!map_get(&seen, v->p[i])) {
            map_set(&seen, v->p[i], v);
            v->p[n++] = v->p[i];
        }
    v->len = n;
}

void load_arguments(char **args, int nargs, LoadVec *out)
{
    static char *here[] = {"."};
    if (nargs == 0)
        args = here, nargs = 1;
    if (pattern_is_files(args, nargs))
        vec_push(perm, out, package_of_files(args, nargs));
    else
        for (int i = 0; i < nargs; i++)
            expand(args[i], out);
    drop_repeated(out);
}
