/* Vendor folders of modules: vendor/modules.txt (go.dev/ref/mod#vendoring) says which modules the folder
 * holds, and must agree with go.mod. */
#include "driver/module.h"

#include <stdlib.h>
#include <string.h>

typedef struct Vendored { Module m; bool is_explicit, has_packages; } Vendored;

static VEC(Vendored *) modules;
static Map by_package;  /* import path -> Vendored */
static const char *folder;

/* "# path v1.2.3 [=> path [v1.2.3]]" or, of a replacement that no package needs, "# path => path". */
static Vendored *module_line(char *line)
{
    const char *w[6] = {0};
    int n = 0;
    for (char *p = strtok(line + 1, " "); p && n < 6; p = strtok(NULL, " "))
        w[n++] = p;
    if (n == 0)
        return NULL;
    Vendored *v = NEW(perm, Vendored);
    v->m.path = w[0];
    int arrow = 1;
    if (n > 1 && strcmp(w[1], "=>") != 0) {
        v->m.version = w[1];
        arrow = 2;
    }
    if (arrow + 1 < n && strcmp(w[arrow], "=>") == 0)
        v->m.replacement = (ModVersion){w[arrow + 1], arrow + 2 < n ? w[arrow + 2] : NULL};
    v->m.dir = path_join(folder, v->m.path);
    vec_push(perm, &modules, v);
    return v;
}

/* "## explicit; go 1.19" */
static void annotation(Vendored *v, const char *text)
{
    v->is_explicit = v->is_explicit || strstr(text, "explicit");
    const char *version = strstr(text, "go 1.");
    if (version)
        v->m.go_minor = atoi(version + 5);
}

static void read_modules_txt(void)
{
    size_t size;
    char *text = file_read(path_join(folder, "modules.txt"), &size), *end;
    Vendored *v = NULL;
    for (char *line = text; line && *line; line = end) {
        size_t n = strcspn(line, "\n");
        end = line + n + (line[n] == '\n');
        line[n] = 0;
        if (line[0] == '#' && line[1] == '#') {
            if (v)
                annotation(v, line + 2);
        } else if (line[0] == '#') {
            v = module_line(line);
        } else if (v && n) {
            map_set(&by_package, sym(line), v);
            v->has_packages = true;
        }
    }
}

/* ---- agreement with go.mod ---- */

static Vendored *find(const char *path, const char *version)
{
    for (uint32_t i = 0; i < modules.len; i++) {
        const char *has = modules.p[i]->m.version;
        if (strcmp(modules.p[i]->m.path, path) == 0 && (has && version ? strcmp(has, version) == 0 : has == version))
            return modules.p[i];
    }
    return NULL;
}

static bool same(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }

static const char *shown(ModVersion v)
{
    return v.version ? arena_printf(perm, "%s@%s", v.path, v.version) : v.path;
}

static bool requires(const Module *m, const Module *v)
{
    for (uint32_t i = 0; i < m->requires.len; i++)
        if (same(m->requires.p[i].path, v->path) && same(m->requires.p[i].version, v->version))
            return true;
    return false;
}

static bool replaced(const Module *m, const Module *v)
{
    for (uint32_t i = 0; i < m->replaces.len; i++) {
        const ModReplace *r = &m->replaces.p[i];
        if (same(r->old.path, v->path) && (!r->old.version || same(r->old.version, v->version)))
            return true;
    }
    return false;
}

static void check_replaces(const Module *m, Buf *b)
{
    for (uint32_t i = 0; i < m->replaces.len; i++) {
        const ModReplace *r = &m->replaces.p[i];
        const Vendored *v = find(r->old.path, r->old.version);
        if (!v || !v->m.replacement.path)
            buf_printf(b, "\n\t%s: is replaced in go.mod, but not marked as replaced in vendor/modules.txt", shown(r->old));
        else if (!same(v->m.replacement.path, r->new.path) || !same(v->m.replacement.version, r->new.version))
            buf_printf(b, "\n\t%s: is replaced by %s in go.mod, but marked as replaced by %s in vendor/modules.txt",
                       shown(r->old), shown(r->new), shown(v->m.replacement));
    }
}

static void check_marks(const Module *m, Buf *b)
{
    for (uint32_t i = 0; i < modules.len; i++) {
        const Module *v = &modules.p[i]->m;
        if (modules.p[i]->has_packages && modules.p[i]->is_explicit && !requires(m, v))
            buf_printf(b, "\n\t%s: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod",
                       shown((ModVersion){v->path, v->version}));
    }
    for (uint32_t i = 0; i < modules.len; i++) {
        const Module *v = &modules.p[i]->m;
        if (v->replacement.path && !replaced(m, v))
            buf_printf(b, "\n\t%s: is marked as replaced in vendor/modules.txt, but not replaced in go.mod",
                       shown((ModVersion){v->path, v->version}));
    }
}

static void check_agreement(const Module *m)
{
    Buf b = {0};
    for (uint32_t i = 0; i < m->requires.len; i++) {
        const Vendored *v = find(m->requires.p[i].path, m->requires.p[i].version);
        if (!v || !v->is_explicit)
            buf_printf(&b, "\n\t%s: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt",
                       shown(m->requires.p[i]));
    }
    check_replaces(m, &b);
    check_marks(m, &b);
    if (b.len)
        load_fail(1, "go: inconsistent vendoring in %s:%s\n\n\tTo ignore the vendor directory, use "
                          "-mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo mod vendor",
                          m->dir, buf_cstr(&b));
}

/* A go.mod that lists all (go 1.17) lists what is vendored. */
static void check_listed(const Module *m)
{
    bool any = false;
    for (uint32_t i = 0; i < modules.len; i++) {
        const Module *v = &modules.p[i]->m;
        if (!modules.p[i]->has_packages || requires(m, v))
            continue;
        any = true;
        fprintf(stderr, "go: vendored module %s should be required explicitly in go.mod\n",
                shown((ModVersion){v->path, v->version}));
    }
    if (any)
        load_fail(1, "go: updates to go.mod needed, disabled by -mod=vendor%s\n\tto update it:\n\tgo mod tidy",
                  context.mod ? "" : "\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)");
}

/* ---- which folder ---- */

static const char *find_folder(void)
{
    const ModuleVec *mains = module_mains();
    const Workspace *w = gowork();
    if (mains->len == 0 || (context.mod && strcmp(context.mod, "vendor") != 0))
        return NULL;
    /* that of the Go tree itself is found by other means */
    if (!w && strncmp(mains->p[0]->dir, context.goroot, strlen(context.goroot)) == 0)
        return NULL;
    const char *dir = path_join(w ? w->dir : mains->p[0]->dir, "vendor");
    if (context.mod)
        return dir;
    int since = w ? 22 : 14;
    return (w ? w->go_minor : mains->p[0]->go_minor) >= since && dir_exists(dir) ? dir : NULL;
}

const char *modvendor_dir(void)
{
    static bool done;
    if (done)
        return folder;
    done = true;
    folder = find_folder();
    if (folder) {
        read_modules_txt();
        const Module *m = module_mains()->p[0];
        if (!gowork() && m->go_minor >= 14)
            check_agreement(m);
        if (!gowork() && m->go_minor >= PRUNED_SINCE)
            check_listed(m);
    }
    return folder;
}

Module *modvendor_module(const char *path)
{
    Vendored *v = map_get(&by_package, sym(path));
    return v ? &v->m : NULL;
}
