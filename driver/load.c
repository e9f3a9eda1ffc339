/* The package graph: from arguments to packages with their files, dependencies first. */
#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Packages of std whose amd64 files would need assembly that the runtime does not stand in for: their
 * constraints are evaluated with a GOARCH that no file names, which selects the portable files. From
 * Go 1.23 on the build tag purego does most of that. */
static const char *const portable_19[] = {
    "internal/abi", "reflect", "math", "crypto/aes", "crypto/cipher", "crypto/elliptic",
    "crypto/internal/edwards25519/field", "crypto/internal/nistec",
    "vendor/golang.org/x/crypto/chacha20poly1305",
    "vendor/golang.org/x/crypto/curve25519/internal/field",
    "vendor/golang.org/x/crypto/internal/poly1305", NULL,
};
static const char *const portable_23[] = {"internal/abi", "math", NULL};

static Map loaded; /* import path -> LoadPkg */
static LoadGraph graph;

static bool in_list(const char *const *list, const char *path) {
    for (; *list; list++)
        if (strcmp(*list, path) == 0)
            return true;
    return false;
}

static Tags tags_of(const LoadPkg *p) {
    const char *const *portable = context.tree_minor >= 23 ? portable_23 : portable_19;
    return (Tags){.std = p->std, .amd64 = !p->std || !in_list(portable, p->path)};
}

static const char *shown(const char *path) {
    size_t n = strlen(context.workdir);
    return strncmp(path, context.workdir, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

static bool has_suffix(const char *s, const char *suffix) {
    size_t n = strlen(s), k = strlen(suffix);
    return n >= k && strcmp(s + n - k, suffix) == 0;
}

NORETURN static void fail(int status, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void fail(int status, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(status);
}

/* ---- files of a package ---- */

static void add_file(LoadPkg *p, const char *file, const Header *h) {
    int index = (int)p->files.len;
    vec_push(perm, &p->files, file);
    if (h->package && !p->name)
        p->name = h->package;
    for (uint32_t i = 0; i < h->imports.len; i++) {
        vec_push(perm, &p->imports, h->imports.p[i]);
        vec_push(perm, &p->import_file, index);
    }
    if (h->import_c_line)
        fail(2, "%s:%u:%u: import \"C\": cgo is not supported yet", shown(file), h->import_c_line, h->import_c_col);
}

static bool header_holds(const Tags *t, const char *file, const Header *h) {
    if (!h->build)
        return h->plus_build_ok;
    const char *error;
    bool holds = constraint_eval(t, h->build, strlen(h->build), &error);
    if (error)
        fail(1, "%s: parsing //go:build line: %s", shown(file), error);
    return holds;
}

/* Reads the files that constraints select. Without any: false if a pattern matched the folder, else an
 * error. */
static bool read_dir(LoadPkg *p, bool by_pattern) {
    Tags t = tags_of(p);
    int n, seen = 0;
    char **names = dir_list(p->dir, &n);
    for (int i = 0; i < n; i++) {
        const char *name = names[i];
        if (name[0] == '_' || name[0] == '.')
            continue;
        const char *file = path_join(p->dir, name);
        if (has_suffix(name, ".s") && !p->std && constraint_name_holds(&t, name))
            fail(2, "%s:1:1: assembly files are not supported yet", shown(file));
        if (!has_suffix(name, ".go") || has_suffix(name, "_test.go"))
            continue;
        seen++;
        size_t size;
        if (!constraint_name_holds(&t, name))
            continue;
        char *text = file_read(file, &size);
        if (!text)
            fail(1, "open %s: %s", file, strerror(errno));
        Header h;
        header_read(&t, text, size, &h);
        if (p->std && h.import_c_line)
            continue; /* as with CGO_ENABLED=0 */
        if (!header_holds(&t, file, &h) || (h.package && strcmp(h.package, "documentation") == 0))
            continue;
        if (p->name && h.package && strcmp(p->name, h.package) != 0)
            fail(1, "found packages %s (%s) and %s (%s) in %s", p->name, path_base(p->files.p[0]), h.package, name, p->dir);
        add_file(p, file, &h);
    }
    if (p->files.len > 0 || by_pattern)
        return p->files.len > 0;
    if (seen > 0)
        fail(1, "package %s: build constraints exclude all Go files in %s", p->path, p->dir);
    fail(1, "no Go files in %s", p->dir);
}

/* ---- import paths ---- */

/* Packages of our own stand in for the tree's: runtime and what goes with it. */
static const char *std_dir(const char *path) {
    const char *own = path_join(path_join(context.lib_dir, "go"), path);
    if (file_exists(path_join(own, "api.go")))
        return own;
    const char *dir = path_join(path_join(context.goroot, "src"), path);
    return dir_exists(dir) ? dir : NULL;
}

/* In GOPATH mode: vendor folders from the importer upwards, then GOPATH/src. */
static const char *gopath_dir(const LoadPkg *from, const char *path) {
    for (const char *list = context.gopath; *list;) {
        size_t n = strcspn(list, ":");
        const char *src = path_join(arena_strndup(perm, list, n), "src");
        size_t k = strlen(src);
        for (const char *d = from->dir; strncmp(d, src, k) == 0 && strlen(d) > k; d = path_dir(d)) {
            const char *vendored = path_join(path_join(d, "vendor"), path);
            if (dir_exists(vendored))
                return vendored;
        }
        if (dir_exists(path_join(src, path)))
            return path_join(src, path);
        list += n + (list[n] == ':');
    }
    return NULL;
}

static LoadPkg *new_package(const char *path, const char *dir, bool std) {
    LoadPkg *p = NEW(perm, LoadPkg);
    p->path = path;
    p->dir = dir;
    p->std = std;
    p->go_minor = context.tree_minor;
    return p;
}

NORETURN static void missing(const LoadPkg *from, int i, const char *path) {
    const char *file = shown(from->files.p[from->import_file.p[i]]);
    const ImportSpec *s = &from->imports.p[i];
    const char *dot = memchr(path, '.', strcspn(path, "/"));
    if (dot && !context.gopath_mode)
        fail(1, "%s:%u:%u: no required module provides package %s; to add it:\n\tgo get %s", file, s->line, s->col, path, path);
    fail(1, "%s:%u:%u: package %s is not in %s (%s/src/%s)", file, s->line, s->col, path,
         context.tree_minor >= 22 ? "std" : "GOROOT", context.goroot, path);
}

/* Is `path` hidden from the importer (an internal element whose parent does not contain it)? */
static void check_internal(const LoadPkg *from, int i, const LoadPkg *p) {
    const char *at = NULL;
    for (const char *s = p->path; (s = strstr(s, "internal")); s++)
        if ((s == p->path || s[-1] == '/') && (s[8] == 0 || s[8] == '/'))
            at = s;
    if (!at || (from->std && p->std))
        return;
    size_t n = strlen(p->dir) - strlen(at);
    if (!p->std && strncmp(p->dir, from->dir, n ? n - 1 : 0) == 0 &&
        (from->dir[n - 1] == '/' || from->dir[n - 1] == 0))
        return;
    const ImportSpec *s = &from->imports.p[i];
    fail(1, "package %s\n\t%s:%u:%u: use of internal package %s not allowed", from->path,
         shown(from->files.p[from->import_file.p[i]]), s->line, s->col, p->path);
}

/* Finds what the i-th import of `from` names; NULL for unsafe. */
static LoadPkg *find_import(LoadPkg *from, int i) {
    const char *path = from->imports.p[i].path, *dir = NULL;
    Module *owner = from->module;
    bool std = true;
    if (strcmp(path, "unsafe") == 0)
        return NULL;
    if (from->std) { /* std's own vendored packages */
        const char *vendored = arena_printf(perm, "vendor/%s", path);
        if (strchr(path, '.') && (dir = std_dir(vendored)))
            path = vendored;
    }
    if (!dir)
        dir = std_dir(path);
    if (!dir) {
        std = false;
        if (context.gopath_mode)
            dir = gopath_dir(from, path);
        else if (from->module)
            dir = module_resolve(from->module, path, &owner);
    }
    if (!dir)
        missing(from, i, path);
    LoadPkg *p = map_get(&loaded, sym(path));
    if (!p) {
        p = new_package(path, dir, std);
        p->importer = from;
        p->module = std ? NULL : owner;
        if (!std && owner && owner->go_minor)
            p->go_minor = owner->go_minor;
        map_set(&loaded, sym(path), p);
    }
    check_internal(from, i, p);
    return p;
}

/* ---- the graph ---- */

static void report_cycle(LoadPkg *from, LoadPkg *to) {
    /* the importer chain from the first package down to `from`, then the edge that closes it */
    VEC(const char *) chain = {0};
    for (LoadPkg *q = from; q; q = q->importer)
        vec_push(perm, &chain, q->path);
    fprintf(stderr, "package %s\n", chain.p[chain.len - 1]);
    for (uint32_t i = chain.len - 1; i-- > 0;)
        fprintf(stderr, "\timports %s\n", chain.p[i]);
    fprintf(stderr, "\timports %s: import cycle not allowed\n", to->path);
    exit(1);
}

static void load(LoadPkg *p) {
    p->visiting = true;
    if (p->files.len == 0)
        read_dir(p, false);
    p->is_main = p->name && strcmp(p->name, "main") == 0;
    p->link_path = p->is_main ? "main" : p->path;
    for (uint32_t i = 0; i < p->imports.len; i++) {
        LoadPkg *d = find_import(p, (int)i);
        vec_push(perm, &p->deps, d);
        if (!d)
            continue;
        if (d->visiting)
            report_cycle(p, d);
        if (!d->done) {
            d->importer = p;
            load(d);
        }
        if (d->is_main)
            fail(1, "%s:%u:%u: import \"%s\" is a program, not an importable package",
                 shown(p->files.p[p->import_file.p[i]]), p->imports.p[i].line, p->imports.p[i].col, d->path);
    }
    p->visiting = false;
    p->done = true;
    p->index = (int)graph.order.len;
    vec_push(perm, &graph.order, p);
}

static LoadPkg *package_of_files(char **args, int nargs) {
    LoadPkg *p = new_package("command-line-arguments", path_dir(path_abs(args[0])), false);
    p->module = context.gopath_mode ? NULL : module_find(context.workdir);
    if (p->module && p->module->go_minor)
        p->go_minor = p->module->go_minor;
    Tags t = tags_of(p);
    for (int i = 0; i < nargs; i++) {
        if (!has_suffix(args[i], ".go"))
            fail(2, "named files must all be .go files: %s", args[i]);
        const char *file = path_abs(args[i]);
        size_t size;
        char *text = file_read(file, &size);
        if (!text)
            fail(1, "no required module provides package %s; to add it:\n\tgo get %s", args[i], args[i]);
        if (strcmp(path_dir(file), p->dir) != 0)
            fail(1, "named files must all be in one directory; have %s and %s", shown(p->dir), shown(path_dir(file)));
        Header h;
        header_read(&t, text, size, &h);
        /* a file named on the command line is taken whatever its name; its //go:build line counts */
        if (!header_holds(&t, file, &h))
            continue;
        if (p->name && h.package && strcmp(p->name, h.package) != 0)
            fail(1, "found packages %s (%s) and %s (%s) in %s", p->name, path_base(p->files.p[0]), h.package,
                 path_base(file), p->dir);
        add_file(p, file, &h);
    }
    if (p->files.len == 0)
        fail(1, "package command-line-arguments: build constraints exclude all Go files");
    return p;
}

bool pattern_is_files(char **args, int nargs) { return nargs > 0 && has_suffix(args[0], ".go"); }

static LoadPkg *package_of_dir(const char *dir) {
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
        fail(1, "go: go.mod file not found in current directory or any parent directory; see 'go help modules'");
    LoadPkg *p = map_get(&loaded, sym(path));
    if (p)
        return p;
    p = new_package(path, dir, std);
    p->module = m;
    if (m && m->go_minor)
        p->go_minor = m->go_minor;
    map_set(&loaded, sym(path), p);
    return p;
}

static bool holds_go_files(const char *dir) {
    int n;
    char **names = dir_list(dir, &n);
    for (int i = 0; i < n; i++)
        if (has_suffix(names[i], ".go") && !has_suffix(names[i], "_test.go") && names[i][0] != '_' && names[i][0] != '.')
            return true;
    return false;
}

/* dir/...: dir and every folder below but testdata, vendor, hidden ones and other modules. */
static void walk_dirs(const char *dir, bool std, LoadVec *out) {
    LoadPkg *p = holds_go_files(dir) ? package_of_dir(dir) : NULL;
    if (p && (p->files.len > 0 || read_dir(p, true)))
        vec_push(perm, out, p);
    int n;
    char **names = dir_list(dir, &n);
    for (int i = 0; i < n; i++) {
        const char *sub = path_join(dir, names[i]);
        if (names[i][0] == '.' || names[i][0] == '_' || strcmp(names[i], "testdata") == 0 || !dir_exists(sub) ||
            (!std && strcmp(names[i], "vendor") == 0) || file_exists(path_join(sub, "go.mod")))
            continue;
        walk_dirs(sub, std, out);
    }
}

static bool is_runtime_part(const char *path) {
    return strcmp(path, "runtime") == 0 || strncmp(path, "runtime/internal/", 17) == 0 ||
           strncmp(path, "internal/runtime/", 17) == 0;
}

static void expand_std(LoadVec *out) {
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

static void expand(const char *arg, LoadVec *out) {
    size_t n = strlen(arg);
    bool dots = n >= 3 && strcmp(arg + n - 3, "...") == 0;
    bool local = arg[0] == '.' || arg[0] == '/';
    if (strcmp(arg, "std") == 0) {
        expand_std(out);
    } else if (local && dots) {
        walk_dirs(path_abs(n > 3 ? arena_strndup(perm, arg, n - 4) : "."), false, out);
    } else if (local) {
        const char *dir = path_abs(arg);
        if (!dir_exists(dir))
            fail(1, "directory %s not found", arg);
        vec_push(perm, out, package_of_dir(dir));
    } else {
        const char *base = dots ? arena_strndup(perm, arg, n > 4 ? n - 4 : 0) : arg;
        const char *dir = std_dir(base);
        Module *m = context.gopath_mode ? NULL : module_find(context.workdir), *owner = NULL;
        if (!dir && m)
            dir = module_resolve(m, base, &owner);
        if (!dir && context.gopath_mode) {
            LoadPkg here = {.dir = context.workdir};
            dir = gopath_dir(&here, base);
        }
        if (!dir)
            fail(1, "package %s is not in %s (%s/src/%s)", base, context.tree_minor >= 22 ? "std" : "GOROOT", context.goroot, base);
        if (dots)
            walk_dirs(dir, std_dir(base) != NULL, out);
        else
            vec_push(perm, out, package_of_dir(dir));
    }
}

LoadGraph *load_packages(char **args, int nargs) {
    static char *here[] = {"."};
    if (nargs == 0)
        args = here, nargs = 1;
    if (pattern_is_files(args, nargs))
        vec_push(perm, &graph.roots, package_of_files(args, nargs));
    else
        for (int i = 0; i < nargs; i++)
            expand(args[i], &graph.roots);
    for (uint32_t i = 0; i < graph.roots.len; i++)
        graph.roots.p[i]->named = true;
    for (uint32_t i = 0; i < graph.roots.len; i++)
        if (!graph.roots.p[i]->done)
            load(graph.roots.p[i]);
    return &graph;
}
