/* The package graph: the files of packages and what their imports name, dependencies first. */
#include "driver/load.h"

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
    "vendor/golang.org/x/crypto/internal/poly1305", "cmd/internal/notsha256", NULL,
};
static const char *const portable_23[] = {"internal/abi", "math", NULL};

static Map loaded; /* import path -> LoadPkg */
LoadGraph load_graph;
bool load_with_tests;

static bool in_list(const char *const *list, const char *path)
{
    for (; *list; list++)
        if (strcmp(*list, path) == 0)
            return true;
    return false;
}

Tags load_tags(const LoadPkg *p)
{
    const char *const *portable = context.tree_minor >= 23 ? portable_23 : portable_19;
    return (Tags){.std = p->std, .other = p->without_asm,
                  .amd64 = p->std ? !in_list(portable, p->path) : !p->without_asm};
}

const char *load_shown(const char *path)
{
    size_t n = strlen(context.workdir);
    return strncmp(path, context.workdir, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

bool load_has_suffix(const char *s, const char *suffix)
{
    size_t n = strlen(s), k = strlen(suffix);
    return n >= k && strcmp(s + n - k, suffix) == 0;
}

void load_fail(int status, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(status);
}

void load_error(LoadPkg *p, int status, const char *fmt, ...)
{
    if (p->error)
        return;
    va_list ap;
    Buf b = {0};
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    p->error = arena_strndup(perm, b.p, b.len);
    p->error_status = status;
    buf_free(&b);
}

/* ---- files of a package ---- */

void load_add_file(LoadPkg *p, const char *file, const Header *h)
{
    int index = (int)p->files.len;
    vec_push(perm, &p->files, file);
    if (h->package && !p->name)
        p->name = h->package;
    for (uint32_t i = 0; i < h->imports.len; i++) {
        vec_push(perm, &p->imports, h->imports.p[i]);
        vec_push(perm, &p->import_file, index);
    }
    for (uint32_t i = 0; i < h->embeds.len; i++) {
        Embed e = h->embeds.p[i];
        e.file = file;
        embed_resolve(p, &e);
        vec_push(perm, &p->embeds, e);
    }
    if (h->error && !p->head_error && !h->error_line)
        p->head_error = arena_printf(perm, "%s: %s", path_base(file), h->error);
    if (h->error && !p->head_error)
        p->head_error = arena_printf(perm, "%s:%u:%u: %s", h->error_full_path ? file : load_shown(file),
                                     h->error_line, h->error_col, h->error);
    if (h->import_c_line)
        load_error(p, 2, "%s:%u:%u: import \"C\": cgo is not supported yet", load_shown(file), h->import_c_line, h->import_c_col);
}

bool load_header_holds(LoadPkg *p, const Tags *t, const char *file, const Header *h)
{
    if (!h->build)
        return h->plus_build_ok;
    const char *error;
    bool holds = constraint_eval(t, h->build, strlen(h->build), &error);
    if (error)
        load_error(p, 1, "%s: parsing //go:build line: %s", path_base(file), error);
    return holds;
}

/* Reads a file's head; false if constraints leave it out. */
bool load_read_header(LoadPkg *p, const Tags *t, const char *file, Header *h)
{
    if (!constraint_name_holds(t, path_base(file)))
        return false;
    if (!known_header(t, file, h)) {
        load_error(p, 1, "open %s: %s", file, errno_text(errno));
        return false;
    }
    if (p->std && h->import_c_line)
        return false; /* as with CGO_ENABLED=0 */
    return load_header_holds(p, t, file, h) && !(h->package && strcmp(h->package, "documentation") == 0);
}

void load_check_same_package(LoadPkg *p, const char *file, const Header *h)
{
    if (p->name && h->package && strcmp(p->name, h->package) != 0)
        load_error(p, 1, "found packages %s (%s) and %s (%s) in %s", p->name, path_base(p->files.p[0]), h->package,
                   path_base(file), p->dir);
}

/* A Go file of ours in place of a package's assembly, that gives the functions without body their code with
 * //go:linkname; NULL without. What std has in assembly is in the runtime; that of the packages which the
 * tree's commands vendor is not. */
static const char *stand_in(const LoadPkg *p)
{
    static const char commands[] = "cmd/vendor/";
    size_t skip = p->std ? sizeof commands - 1 : 0;
    if (strncmp(p->path, commands, skip) != 0)
        return NULL;
    const char *dir = path_join(path_join(context.lib_dir, "go/asm"), p->path + skip);
    const char *own = path_join(dir, "asm.go");
    return file_exists(own) ? own : NULL;
}

const char *load_test_stand_in(const LoadPkg *p)
{
    const char *dir = path_join(path_join(context.lib_dir, "go/asm"), p->path);
    const char *own = path_join(dir, "asm_test.go");
    return p->std && file_exists(own) ? own : NULL;
}

/* Some files of assembly only allow the package to declare functions without body. */
static bool has_instructions(const char *file)
{
    size_t size;
    char *text = file_read(file, &size);
    for (char *line = text; line; line = strchr(line, '\n')) {
        line += strspn(line, " \t\r\n");
        if (strncmp(line, "TEXT", 4) == 0 || strncmp(line, "DATA", 4) == 0)
            return true;
    }
    return false;
}

/* Files that Go's own build writes into its tree, which a source package may lack: ours then. */
static void add_generated(LoadPkg *p, const Tags *t)
{
    const char *dir = path_join(path_join(context.lib_dir, "go/generated"), p->path);
    int n;
    char **names = p->std ? dir_list(dir, &n) : NULL;
    for (int i = 0; names && i < n; i++) {
        const char *file = path_join(dir, names[i]);
        Header h;
        if (load_has_suffix(names[i], ".go") && !file_exists(path_join(p->dir, names[i])) &&
            load_read_header(p, t, file, &h))
            load_add_file(p, file, &h);
    }
}

/* Reads the files that constraints select; the test files are counted only. assembly: the first such file. */
static DirFiles read_selected(LoadPkg *p)
{
    Tags t = load_tags(p);
    DirFiles d = {0};
    int n;
    char **names = dir_list(p->dir, &n);
    for (int i = 0; i < n; i++) {
        const char *name = names[i], *file = path_join(p->dir, name);
        Header h;
        if (name[0] == '_' || name[0] == '.')
            continue;
        if (load_has_suffix(name, ".s") && (!d.assembly || !has_instructions(d.assembly)) && load_read_header(p, &t, file, &h))
            d.assembly = file;
        if (!load_has_suffix(name, ".go"))
            continue;
        bool test = load_has_suffix(name, "_test.go");
        d.seen += !test;
        if (!load_read_header(p, &t, file, &h))
            continue;
        if (test) {
            d.tests++;
            continue;
        }
        load_check_same_package(p, file, &h);
        load_add_file(p, file, &h);
    }
    add_generated(p, &t);
    return d;
}

/* Assembly is not supported. A package has a stand-in of ours for it, or it is read as gccgo would read it,
 * on a machine it does not know: packages with assembly mostly have files for such. */
static DirFiles read_files(LoadPkg *p)
{
    DirFiles d = read_selected(p);
    if (!d.assembly || p->error || p->files.len == 0)
        return d;
    const char *own = stand_in(p);
    Tags t = load_tags(p);
    Header h;
    if (own) {
        if (load_read_header(p, &t, own, &h))
            load_add_file(p, own, &h);
        return d;
    }
    p->bodyless_ok = !has_instructions(d.assembly);
    if (p->std || p->bodyless_ok)
        return d;
    const char *assembly = d.assembly;
    p->files.len = p->imports.len = p->import_file.len = p->embeds.len = 0;
    p->without_asm = true;
    d = read_selected(p);
    if (!p->error && (d.assembly || p->files.len == 0))
        load_error(p, 2, "%s:1:1: assembly files are not supported yet", load_shown(assembly));
    return d;
}

bool load_read_dir(LoadPkg *p, bool by_pattern)
{
    DirFiles d = read_files(p);
    if (p->files.len > 0 || p->error)
        return true;
    if (load_with_tests && d.tests > 0)
        return p->only_tests = true;
    if (by_pattern)
        return false;
    if (d.seen > 0)
        load_error(p, 1, "package %s: build constraints exclude all Go files in %s", p->path, p->dir);
    else if (d.tests > 0)
        load_error(p, 1, "%s%s: no non-test Go files in %s", context.tree_minor < 20 ? "go build " : "", p->path, p->dir);
    else
        load_error(p, 1, "no Go files in %s", p->dir);
    return true;
}

/* ---- import paths ---- */

/* Packages of our own stand in for the tree's: runtime and what goes with it. */
const char *load_std_dir(const char *path)
{
    const char *own = path_join(path_join(context.lib_dir, "go"), path);
    if (file_exists(path_join(own, "api.go")))
        return own;
    const char *dir = path_join(path_join(context.goroot, "src"), path);
    return dir_exists(dir) ? dir : NULL;
}

/* The folder of example.com/m/v2/p in a GOPATH that has no folder v2, when example.com/m/go.mod gives that
 * module this path (cmd/go: "minimal module compatibility"); NULL without. */
static const char *unversioned_dir(const char *src, const char *path)
{
    for (const char *v = strstr(path, "/v"); v; v = strstr(v + 1, "/v")) {
        size_t digits = strspn(v + 2, "0123456789"), end = (size_t)(v - path) + 2 + digits;
        if (digits == 0 || (path[end] && path[end] != '/'))
            continue;
        const char *root = path_join(src, arena_strndup(perm, path, (size_t)(v - path)));
        size_t size;
        char *text = file_read(path_join(root, "go.mod"), &size);
        const char *line = arena_printf(perm, "module %.*s\n", (int)end, path);
        const char *dir = path[end] ? path_join(root, path + end + 1) : root;
        if (text && strncmp(text, line, strlen(line)) == 0 && dir_exists(dir))
            return dir;
    }
    return NULL;
}

/* In GOPATH mode: vendor folders from the importer upwards, then GOPATH/src. */
const char *load_gopath_dir(const LoadPkg *from, const char *path)
{
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
        const char *unversioned = unversioned_dir(src, path);
        if (unversioned)
            return unversioned;
        list += n + (list[n] == ':');
    }
    return NULL;
}

LoadPkg *load_new_package(const char *path, const char *dir, bool std)
{
    LoadPkg *p = NEW(perm, LoadPkg);
    p->path = path;
    p->dir = dir;
    p->std = std;
    p->go_minor = context.tree_minor;
    return p;
}

static void missing(LoadPkg *from, int i, const char *path)
{
    const char *file = load_shown(from->files.p[from->import_file.p[i]]);
    const ImportSpec *s = &from->imports.p[i];
    const char *dot = memchr(path, '.', strcspn(path, "/"));
    if (dot && !context.gopath_mode && !from->module)
        load_error(from, 1, "%s:%u:%u: no required module provides package %s: go.mod file not found in current "
                   "directory or any parent directory; see 'go help modules'", file, s->line, s->col, path);
    else if (dot && !context.gopath_mode)
        load_error(from, 1, "%s:%u:%u: no required module provides package %s; to add it:\n\tgo get %s", file, s->line, s->col, path, path);
    else
        load_error(from, 1, "%s:%u:%u: package %s is not in %s (%s/src/%s)", file, s->line, s->col, path,
                   context.tree_minor >= 22 ? "std" : "GOROOT", context.goroot, path);
}

/* Each import that cannot be found is reported; why: NULL, or what the module graph says. */
static void all_missing(LoadPkg *from, int i, const char *path, const char *why)
{
    const char *before = from->error;
    const ImportSpec *s = &from->imports.p[i];
    from->error = NULL;
    if (why)
        load_error(from, 1, "%s:%u:%u: %s", load_shown(from->files.p[from->import_file.p[i]]), s->line, s->col, why);
    else
        missing(from, i, path);
    vec_push(perm, &from->missing, ((MissingImport){path, from->error}));
    from->error = before;
}

static int compare_missing(const void *a, const void *b)
{
    return strcmp(((const MissingImport *)a)->path, ((const MissingImport *)b)->path);
}

/* The error of a file's head goes first. -e asks for all errors: the compiler shows it and the others. */
static bool report_head(LoadPkg *p)
{
    if (!p->head_error || (p->named && gcflags_all_errors(p)))
        return false;
    p->error = p->head_error;
    p->error_status = 1;
    return true;
}

/* All of them, by import path. */
void load_report_imports(LoadPkg *p)
{
    report_head(p);
    if (p->missing.len == 0 || p->error)
        return;
    Buf b = {0};
    qsort(p->missing.p, p->missing.len, sizeof *p->missing.p, compare_missing);
    for (uint32_t i = 0; i < p->missing.len; i++)
        buf_printf(&b, "%s%s", i ? "\n" : "", p->missing.p[i].error);
    load_error(p, 1, "%s", buf_cstr(&b));
    buf_free(&b);
}

/* The import path of p as its module sees it: a test or the files of a command line belong where they lie. */
static const char *path_in_module(const LoadPkg *p)
{
    const char *root = p->module->dir;
    size_t n = root ? strlen(root) : 0;
    if (!n || strncmp(p->dir, root, n) != 0 || (p->dir[n] && p->dir[n] != '/'))
        return p->path;
    return arena_printf(perm, "%s%s", p->module->path, p->dir + n);
}

/* Does `path` name what the first n bytes of `root` name, or something below it? */
static bool is_below(const char *path, const char *root, size_t n)
{
    return strncmp(path, root, n) == 0 && (n == 0 || root[n - 1] == '/' || path[n] == '/' || path[n] == 0);
}

/* An internal package serves what lies below the parent of its last element "internal": in modules by import
 * path, for versions of one module may lie anywhere; elsewhere by folder. */
static void check_internal(LoadPkg *from, int i, const LoadPkg *p)
{
    const char *at = NULL;
    for (const char *s = p->path; (s = strstr(s, "internal")); s++)
        if ((s == p->path || s[-1] == '/') && (s[8] == 0 || s[8] == '/'))
            at = s;
    if (!at || (from->std && p->std))
        return;
    if (!p->std && p->module && from->module) {
        size_t parent = at == p->path ? 0 : (size_t)(at - p->path) - 1;
        if (is_below(path_in_module(from), p->path, parent))
            return;
    } else if (!p->std) {
        size_t parent = strlen(p->dir) - strlen(at);
        if (is_below(from->dir, p->dir, parent ? parent - 1 : 0))
            return;
    }
    const ImportSpec *s = &from->imports.p[i];
    load_error(from, 1, "package %s\n\t%s:%u:%u: use of internal package %s not allowed", from->path,
         load_shown(from->files.p[from->import_file.p[i]]), s->line, s->col, p->path);
}

/* Finds what the i-th import of `from` names; NULL for unsafe. */
static LoadPkg *find_import(LoadPkg *from, int i)
{
    const char *path = from->imports.p[i].path, *dir = NULL, *unresolved = NULL;
    Module *owner = from->module;
    bool std = true;
    if (strcmp(path, "unsafe") == 0)
        return NULL;
    uint32_t col;
    const char *problem = importpath_problem(&from->imports.p[i], &col);
    if (problem && from->named && gcflags_all_errors(from))
        return NULL; /* -e asks for all errors: the checker names this and the others */
    if (problem) {
        const char *file = load_shown(from->files.p[from->import_file.p[i]]);
        load_error(from, 1, "%s:%u:%u: %s", file, from->imports.p[i].line, col, problem);
        return NULL;
    }
    if (importpath_is_relative(path)) {
        const char *at = path_abs(path_join(from->dir, path));
        dir = dir_exists(at) ? at : NULL;
        std = false;
        if (dir)
            path = arena_printf(perm, "_%s", at);
    }
    if (from->std) { /* the vendored packages of std, and those of the tree's commands */
        bool command = strncmp(from->path, "cmd/", 4) == 0;
        const char *vendored = arena_printf(perm, "%svendor/%s", command ? "cmd/" : "", path);
        if (strchr(path, '.') && (dir = load_std_dir(vendored)))
            path = vendored;
    }
    if (!dir)
        dir = load_std_dir(path);
    if (!dir) {
        std = false;
        if (context.gopath_mode)
            dir = load_gopath_dir(from, path);
        else
            dir = module_resolve(path, &owner, &unresolved);
    }
    if (!dir) {
        all_missing(from, i, path, unresolved);
        return NULL;
    }
    LoadPkg *p = map_get(&loaded, sym(path));
    if (!p) {
        p = load_new_package(path, dir, std);
        p->importer = from;
        p->module = std ? NULL : owner;
        if (!std && owner && owner->go_minor)
            p->go_minor = owner->go_minor;
        map_set(&loaded, sym(path), p);
    }
    check_internal(from, i, p);
    return p;
}

LoadPkg *load_known(const char *path) { return map_get(&loaded, sym(path)); }
void load_remember(LoadPkg *p) { map_set(&loaded, sym(p->path), p); }

/* ---- the graph ---- */

/* " from FILE", the first file of p that imports d: since 1.24 */
static const char *from_file(const LoadPkg *p, const LoadPkg *d)
{
    for (uint32_t i = 0; context.tree_minor >= 24 && i < p->imports.len; i++)
        if (strcmp(p->imports.p[i].path, d->path) == 0)
            return arena_printf(perm, " from %s", path_base(p->files.p[p->import_file.p[i]]));
    return "";
}

/* The chain of importers from the first package down to `from`, then the edge that closes it. */
static void cycle_error(LoadPkg *from, LoadPkg *to)
{
    VEC(LoadPkg *) chain = {0};
    Buf b = {0};
    for (LoadPkg *q = from; q; q = q->importer)
        vec_push(perm, &chain, q);
    buf_printf(&b, "package %s", chain.p[chain.len - 1]->path);
    for (uint32_t i = chain.len - 1; i-- > 0;)
        buf_printf(&b, "\n\timports %s%s", chain.p[i]->path, from_file(chain.p[i + 1], chain.p[i]));
    load_error(from, 1, "%s\n\timports %s%s: import cycle not allowed", buf_cstr(&b), to->path,
               from_file(from, to));
    buf_free(&b);
}

LoadPkg *load_import(LoadPkg *p, int i)
{
    LoadPkg *d = find_import(p, i);
    if (!d)
        return NULL;
    if (d->visiting) {
        cycle_error(p, d);
        return NULL;
    }
    if (!d->done) {
        d->importer = p;
        load_package(d);
    }
    return d;
}

static bool is_program(LoadPkg *p, int i, const LoadPkg *d)
{
    if (d->is_main)
        load_error(p, 1, "%s:%u:%u: import \"%s\" is a program, not an importable package",
                   load_shown(p->files.p[p->import_file.p[i]]), p->imports.p[i].line, p->imports.p[i].col, d->path);
    return d->is_main;
}

void load_package(LoadPkg *p)
{
    p->visiting = true;
    if (p->files.len == 0 && !p->only_tests)
        load_read_dir(p, false);
    p->is_main = p->name && strcmp(p->name, "main") == 0;
    p->link_path = p->is_main ? "main" : p->path;
    bool has_imports = !report_head(p);
    for (uint32_t i = 0; i < p->imports.len; i++) {
        LoadPkg *d = has_imports ? load_import(p, (int)i) : NULL;
        vec_push(perm, &p->deps, d && is_program(p, (int)i, d) ? NULL : d);
    }
    load_report_imports(p);
    p->visiting = false;
    p->done = true;
    p->index = (int)load_graph.order.len;
    vec_push(perm, &load_graph.order, p);
}

/* Prints what is wrong with packages and ends the process if there is anything. */
static void report_errors(void)
{
    int status = 0;
    for (uint32_t i = 0; i < load_graph.order.len; i++) {
        const LoadPkg *p = load_graph.order.p[i];
        if (!p->error)
            continue;
        fprintf(stderr, "%s\n", p->error);
        status = status ? status : p->error_status;
    }
    if (status)
        exit(status);
}

/* Since 1.21 the go line is a requirement. */
static void check_go_line(void)
{
    Module *m = gowork() ? NULL : module_main();
    if (m && m->go_minor > context.tree_minor && context.tree_minor >= 21)
        load_fail(1, "go: %s requires go >= %s (running go %s; GOTOOLCHAIN=local)", load_shown(m->file), m->go_version,
                  context.go_version + strlen("go"));
}

LoadGraph *load_packages(char **args, int nargs)
{
    check_go_line();
    load_arguments(args, nargs, &load_graph.roots);
    for (uint32_t i = 0; i < load_graph.roots.len; i++)
        load_graph.roots.p[i]->named = true;
    for (uint32_t i = 0; i < load_graph.roots.len; i++)
        if (!load_graph.roots.p[i]->done)
            load_package(load_graph.roots.p[i]);
    known_save();
    report_errors();
    return &load_graph;
}
