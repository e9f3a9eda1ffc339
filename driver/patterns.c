/* From arguments to packages: import paths, folders, files, patterns with "...". */
#include "driver/load.h"

#include <stdlib.h>
#include <string.h>

/* Files that the arguments name; those of tests are for load_tests. */
static void add_named_file(LoadPkg *p, const Tags *t, const char *arg)
{
    if (!load_has_suffix(arg, ".go"))
        load_fail(2, "named files must all be .go files: %s", arg);
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
    p->module = context.gopath_mode ? NULL : module_find(context.workdir);
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

static LoadPkg *package_of_dir(const char *dir)
{
    const char *src = path_join(context.goroot, "src");
    size_t n = strlen(src);
    bool std = strncmp(dir, src, n) == 0 && dir[n] == '/';
    Module *m = std || context.gopath_mode ? NULL : module_find(dir);
    const char *path = dir + 1;
    if (std)
        path = dir + n + 1;
    else if (m)
        path = strcmp(dir, m->dir) == 0 ? m->path : arena_printf(perm, "%s/%s", m->path, dir + strlen(m->dir) + 1);
    else if (context.gopath_mode && strstr(dir, "/src/"))
        path = strstr(dir, "/src/") + 5;
    else
        load_fail(1, "go: go.mod file not found in current directory or any parent directory; see 'go help modules'");
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

/* dir and every folder below but testdata, hidden ones and other modules; vendor folders only when VENDORED,
 * as "..." does not match them, but std and cmd do. */
static void walk_dirs(const char *dir, bool vendored, LoadVec *out)
{
    LoadPkg *p = holds_go_files(dir) ? package_of_dir(dir) : NULL;
    if (p && (p->files.len > 0 || p->only_tests || load_read_dir(p, true)))
        vec_push(perm, out, p);
    int n;
    char **names = dir_list(dir, &n);
    for (int i = 0; i < n; i++) {
        const char *sub = path_join(dir, names[i]);
        if (names[i][0] == '.' || names[i][0] == '_' || strcmp(names[i], "testdata") == 0 || !dir_exists(sub) ||
            (!vendored && strcmp(names[i], "vendor") == 0) || file_exists(path_join(sub, "go.mod")))
            continue;
        walk_dirs(sub, vendored, out);
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

static void expand_std(LoadVec *out)
{
    const char *src = path_join(context.goroot, "src");
    LoadVec all = {0};
    int n;
    char **names = dir_list(src, &n);
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], "cmd") != 0 && strcmp(names[i], "builtin") != 0 && dir_exists(path_join(src, names[i])))
            walk_dirs(path_join(src, names[i]), true, &all);
    for (uint32_t i = 0; i < all.len; i++)
        if (!is_runtime_part(all.p[i]->path))
            vec_push(perm, out, all.p[i]);
}

static void expand(const char *arg, LoadVec *out)
{
    size_t n = strlen(arg);
    bool dots = n >= 3 && strcmp(arg + n - 3, "...") == 0;
    bool local = arg[0] == '.' || arg[0] == '/';
    if (strcmp(arg, "std") == 0) {
        expand_std(out);
    } else if (strcmp(arg, "cmd") == 0) {
        walk_dirs(path_join(path_join(context.goroot, "src"), arg), true, out);
    } else if (local && dots) {
        walk_dirs(path_abs(n > 3 ? arena_strndup(perm, arg, n - 4) : "."), false, out);
    } else if (local) {
        const char *dir = path_abs(arg);
        if (!dir_exists(dir))
            load_fail(1, "directory %s not found", arg);
        vec_push(perm, out, package_of_dir(dir));
    } else {
        const char *base = dots ? arena_strndup(perm, arg, n > 4 ? n - 4 : 0) : arg;
        const char *dir = load_std_dir(base);
        Module *m = context.gopath_mode ? NULL : module_find(context.workdir), *owner = NULL;
        if (!dir && m)
            dir = module_resolve(m, base, &owner);
        if (!dir && context.gopath_mode) {
            LoadPkg here = {.dir = context.workdir};
            dir = load_gopath_dir(&here, base);
        }
        if (!dir)
            load_fail(1, "package %s is not in %s (%s/src/%s)", base, context.tree_minor >= 22 ? "std" : "GOROOT", context.goroot, base);
        if (dots)
            walk_dirs(dir, false, out);
        else
            vec_push(perm, out, package_of_dir(dir));
    }
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
}
