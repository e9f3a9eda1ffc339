/* Which version of which module a build uses: minimal version selection over the module graph, pruned
 * and loaded lazily (go.dev/ref/mod#minimal-version-selection, #graph-pruning, #lazy-loading).
 *
 * A main module of go 1.17 or later lists all that its packages need: its go.mod alone answers most
 * imports. Only an import that it cannot answer, an older main module and a workspace make us read the
 * go.mod files of the dependencies, from the module cache. */
#include "driver/module.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static Map graph_selected; /* module path -> version; valid once the graph is loaded */
static bool graph_loaded;

/* ---- main modules ---- */

const ModuleVec *module_mains(void)
{
    static ModuleVec mains;
    static bool done;
    if (!done && !context.gopath_mode) {
        const Workspace *w = gowork();
        Module *m = w ? NULL : module_find(context.workdir);
        if (w)
            mains = w->modules;
        else if (m)
            vec_push(perm, &mains, m);
    }
    done = true;
    return &mains;
}

Module *module_main(void)
{
    const ModuleVec *mains = module_mains();
    Module *here = mains->len ? module_find(context.workdir) : NULL;
    for (uint32_t i = 0; i < mains->len; i++)
        if (mains->p[i] == here)
            return here;
    return mains->len ? mains->p[0] : NULL;
}

const char *module_inside(const char *module, const char *path)
{
    size_t n = strlen(module);
    if (strncmp(module, path, n) != 0)
        return NULL;
    return path[n] == 0 ? "" : path[n] == '/' ? path + n + 1 : NULL;
}

static bool replaces(const ModReplace *r, ModVersion v)
{
    return strcmp(r->old.path, v.path) == 0 && (!r->old.version || strcmp(r->old.version, v.version) == 0);
}

const ModReplace *module_replacement(ModVersion v)
{
    const ModuleVec *mains = module_mains();
    const ModReplace *any = NULL;
    const Workspace *w = gowork();
    for (uint32_t i = 0; w && i < w->replaces.len; i++)
        if (replaces(&w->replaces.p[i], v))
            return &w->replaces.p[i];
    for (uint32_t i = 0; i < mains->len; i++)
        for (uint32_t k = 0; k < mains->p[i]->replaces.len; k++) {
            const ModReplace *r = &mains->p[i]->replaces.p[k];
            if (!replaces(r, v))
                continue;
            if (r->old.version)
                return r; /* the one for this version goes before the one for all */
            any = any ? any : r;
        }
    return any;
}

static bool excluded(ModVersion v)
{
    const ModuleVec *mains = module_mains();
    for (uint32_t i = 0; i < mains->len; i++)
        for (uint32_t k = 0; k < mains->p[i]->excludes.len; k++)
            if (strcmp(mains->p[i]->excludes.p[k].path, v.path) == 0 &&
                strcmp(mains->p[i]->excludes.p[k].version, v.version) == 0)
                return true;
    return false;
}

/* ---- the module cache ---- */

/* Paths there have !x for X. */
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

static const char *cached_dir(ModVersion v)
{
    return arena_printf(perm, "%s/%s@%s", context.gomodcache, escape(v.path), escape(v.version));
}

static const char *cached_go_mod(ModVersion v)
{
    return arena_printf(perm, "%s/cache/download/%s/@v/%s.mod", context.gomodcache, escape(v.path), escape(v.version));
}

/* ---- modules of the graph ---- */

/* What v's go.mod says, or that of its replacement; a module without one requires nothing. NULL: neither
 * the go.mod nor the module is in the cache. */
static Module *read_module(ModVersion v)
{
    const ModReplace *r = module_replacement(v);
    ModVersion from = r ? r->new : v;
    const char *dir = from.version ? cached_dir(from) : r->dir;
    const char *file = from.version ? cached_go_mod(from) : NULL;
    if (!file || !file_exists(file))
        file = path_join(dir, "go.mod");
    Module *m = gomod_read(file, dir);
    if (!m && !dir_exists(dir))
        return NULL;
    if (!m) {
        m = NEW(perm, Module);
        m->dir = dir;
    }
    m->path = v.path;
    m->version = v.version;
    if (r)
        m->replacement = r->new;
    return m;
}

/* Each is read once. */
static Module *module_of(ModVersion v)
{
    static Map known;
    const Sym *key = sym_printf("%s@%s", v.path, v.version);
    void *found;
    if (!map_find(&known, key, &found)) {
        found = read_module(v);
        map_set(&known, key, found);
    }
    return found;
}

static const char *not_cached(ModVersion v)
{
    const ModReplace *r = module_replacement(v);
    if (r && !r->new.version)
        return arena_printf(perm, "%s@%s: replacement directory %s does not exist", v.path, v.version, r->dir);
    return arena_printf(perm, "%s@%s: not in the module cache (%s), and nothing is ever downloaded", v.path,
                        v.version, context.gomodcache);
}

/* ---- the graph ---- */

typedef struct Edge { ModVersion to; bool pruned; } Edge;

static void select_at_least(ModVersion v)
{
    const char *now = map_get(&graph_selected, sym(v.path));
    if (!now || semver_compare(now, v.version) < 0)
        map_set(&graph_selected, sym(v.path), (void *)v.version);
}

/* A main module's own requirements count whatever the version; mains are never selected otherwise. */
static bool is_main_path(const char *path)
{
    const ModuleVec *mains = module_mains();
    for (uint32_t i = 0; i < mains->len; i++)
        if (strcmp(mains->p[i]->path, path) == 0)
            return true;
    return false;
}

/* Walks the requirements. What a pruned module (go 1.17) requires is in the graph, but is not followed,
 * unless an unpruned one asked for the module: that one may rely on all below it. */
static void load_graph_modules(void)
{
    VEC(Edge) queue = {0};
    Map seen[2] = {{0}, {0}};
    const ModuleVec *mains = module_mains();
    for (uint32_t i = 0; i < mains->len; i++)
        for (uint32_t k = 0; k < mains->p[i]->requires.len; k++) {
            Edge e = {mains->p[i]->requires.p[k], mains->p[i]->go_minor >= PRUNED_SINCE};
            vec_push(perm, &queue, e);
        }
    graph_loaded = true;
    for (uint32_t i = 0; i < queue.len; i++) {
        Edge e = queue.p[i];
        if (excluded(e.to) || is_main_path(e.to.path))
            continue;
        select_at_least(e.to);
        const Sym *key = sym_printf("%s@%s", e.to.path, e.to.version);
        if (map_get(&seen[e.pruned], key))
            continue;
        map_set(&seen[e.pruned], key, &queue);
        Module *m = module_of(e.to);
        if (!m)
            load_fail(1, "go: %s", not_cached(e.to));
        bool pruned = m->go_minor >= PRUNED_SINCE;
        for (uint32_t k = 0; k < m->requires.len; k++) {
            ModVersion to = m->requires.p[k];
            if (e.pruned && pruned && !excluded(to) && !is_main_path(to.path)) {
                select_at_least(to);
            } else if (!(e.pruned && pruned)) {
                Edge next = {to, e.pruned && pruned};
                vec_push(perm, &queue, next);
            }
        }
    }
}

/* A pruned go.mod that its dependencies contradict must be brought in order first. */
static void check_roots(void)
{
    const ModuleVec *mains = module_mains();
    if (mains->len != 1 || mains->p[0]->go_minor < PRUNED_SINCE)
        return;
    for (uint32_t k = 0; k < mains->p[0]->requires.len; k++) {
        ModVersion v = mains->p[0]->requires.p[k];
        const char *selected = map_get(&graph_selected, sym(v.path));
        if (selected && strcmp(selected, v.version) != 0)
            load_fail(1, "go: updates to go.mod needed; to update it:\n\tgo mod tidy");
    }
}

static void load_graph_once(void)
{
    if (graph_loaded)
        return;
    load_graph_modules();
    check_roots();
}

/* By the main module's own go.mod. */
static const char *root_version(const char *path)
{
    static Map roots;
    const Module *m = module_mains()->p[0];
    if (!roots.len)
        for (uint32_t k = 0; k < m->requires.len; k++) {
            ModVersion v = m->requires.p[k];
            const char *now = map_get(&roots, sym(v.path));
            if (!excluded(v) && (!now || semver_compare(now, v.version) < 0))
                map_set(&roots, sym(v.path), (void *)v.version);
        }
    return map_get(&roots, sym(path));
}

/* ---- import paths ---- */

static bool holds_go_files(const char *dir)
{
    int n;
    char **names = dir_list(dir, &n);
    for (int i = 0; i < n; i++) {
        size_t k = strlen(names[i]);
        if (k > 3 && strcmp(names[i] + k - 3, ".go") == 0)
            return true;
    }
    return false;
}

/* The folder of path in m, if there is a package. What lies below another go.mod is another module's. */
static const char *dir_in_module(const Module *m, const char *path)
{
    const char *rest = module_inside(m->path, path);
    if (!rest)
        return NULL;
    const char *dir = *rest ? path_join(m->dir, rest) : m->dir;
    if (!holds_go_files(dir))
        return NULL;
    for (const char *d = dir; strlen(d) > strlen(m->dir); d = path_dir(d))
        if (file_exists(path_join(d, "go.mod")))
            return NULL;
    return dir;
}

typedef struct Found { Module *m; const char *dir; } Found;
typedef VEC(Found) FoundVec;

static void try_module(Module *m, const char *path, FoundVec *out)
{
    Found f = {m, dir_in_module(m, path)};
    if (f.dir)
        vec_push(perm, out, f);
}

/* The selected modules whose path is a prefix of path, longest first. False with *problem: one that might
 * have it is not there to be looked at. */
static bool try_selected(const char *path, const char *(*version)(const char *), FoundVec *out, const char **problem)
{
    for (const char *prefix = path;;) {
        const char *v = is_main_path(prefix) ? NULL : version(prefix);
        if (v) {
            ModVersion at = {prefix, v};
            Module *m = module_of(at);
            if (!m || !dir_exists(m->dir)) {
                *problem = not_cached(at);
                return false;
            }
            try_module(m, path, out);
        }
        const char *slash = strrchr(prefix, '/');
        if (!slash)
            return true;
        prefix = arena_strndup(perm, prefix, (size_t)(slash - prefix));
    }
}

static const char *graph_version(const char *path) { return map_get(&graph_selected, sym(path)); }

static const char *choose(const FoundVec *found, const char *path, Module **owner, const char **problem)
{
    *owner = found->p[0].m;
    if (found->len == 1)
        return found->p[0].dir;
    Buf b = {0};
    buf_printf(&b, "ambiguous import: found package %s in multiple modules:", path);
    for (uint32_t i = 0; i < found->len; i++) {
        static const Module by_hand = {.path = "vendor"};
        const Module *m = found->p[i].m ? found->p[i].m : &by_hand;
        buf_printf(&b, "\n\t%s", m->path);
        if (m->version)
            buf_printf(&b, " %s", m->version);
        if (m->replacement.path)
            buf_printf(&b, " => %s", m->replacement.path);
        if (m->replacement.version)
            buf_printf(&b, " %s", m->replacement.version);
        buf_printf(&b, " (%s)", found->p[i].dir);
    }
    *problem = buf_cstr(&b);
    return NULL;
}

static const char *resolve_vendored(const char *path, FoundVec *found, Module **owner, const char **problem)
{
    const char *dir = path_join(modvendor_dir(), path);
    if (holds_go_files(dir)) {
        Found f = {modvendor_module(path), dir}; /* put there by hand: of no module */
        vec_push(perm, found, f);
    }
    if (found->len > 0)
        return choose(found, path, owner, problem);
    *problem = arena_printf(perm, "cannot find module providing package %s: import lookup disabled by -mod=vendor%s",
                            path, context.mod ? "" :
                            "\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)");
    return NULL;
}

/* A replacement that has the package, of a module that nothing requires; NULL: there is none. */
static const char *only_replaced(const char *path)
{
    const ModuleVec *mains = module_mains();
    for (uint32_t i = 0; i < mains->len; i++)
        for (uint32_t k = 0; k < mains->p[i]->replaces.len; k++) {
            const ModReplace *r = &mains->p[i]->replaces.p[k];
            Module m = {.path = r->old.path, .dir = r->dir ? r->dir : cached_dir(r->new)};
            if (dir_in_module(&m, path))
                return arena_printf(perm, "module %s provides package %s and is replaced but not required; to add "
                                    "it:\n\tgo get %s%s%s", m.path, path, m.path, r->old.version ? "@" : "",
                                    r->old.version ? r->old.version : "");
        }
    return NULL;
}

const char *module_resolve(const char *path, Module **owner, const char **problem)
{
    const ModuleVec *mains = module_mains();
    FoundVec found = {0};
    *problem = NULL;
    if (mains->len == 0)
        return NULL;
    for (uint32_t i = 0; i < mains->len; i++)
        try_module(mains->p[i], path, &found);
    if (modvendor_dir())
        return resolve_vendored(path, &found, owner, problem);
    uint32_t in_mains = found.len;
    if (!gowork() && mains->p[0]->go_minor >= PRUNED_SINCE) {
        if (!try_selected(path, root_version, &found, problem))
            return NULL;
        if (found.len > 0)
            return choose(&found, path, owner, problem);
    }
    load_graph_once();
    found.len = in_mains;
    if (!try_selected(path, graph_version, &found, problem))
        return NULL;
    if (found.len == 0) {
        *problem = only_replaced(path);
        return NULL;
    }
    if (!gowork() && mains->p[0]->go_minor >= PRUNED_SINCE)
        load_fail(1, "go: updates to go.mod needed; to update it:\n\tgo mod tidy");
    return choose(&found, path, owner, problem);
}

static bool holds_dir(const char *root, const char *dir)
{
    size_t n = strlen(root);
    return strncmp(root, dir, n) == 0 && (dir[n] == 0 || dir[n] == '/');
}

/* Where selected dependencies lie: in the module cache and in the folders of replacements. */
static bool may_hold_dependencies(const char *dir)
{
    const ModuleVec *mains = module_mains();
    bool found = holds_dir(context.gomodcache, dir);
    for (uint32_t i = 0; i < mains->len; i++)
        for (uint32_t k = 0; k < mains->p[i]->replaces.len; k++) {
            const char *root = mains->p[i]->replaces.p[k].dir;
            found = found || (root && holds_dir(root, dir));
        }
    return found;
}

Module *module_of_dir(const char *dir)
{
    const ModuleVec *mains = module_mains();
    Module *m = mains->len ? module_find(dir) : NULL;
    for (uint32_t i = 0; i < mains->len; i++)
        if (mains->p[i] == m)
            return m;
    if (!mains->len || modvendor_dir() || !may_hold_dependencies(dir))
        return NULL;
    load_graph_once();
    for (uint32_t i = 0; i < graph_selected.len; i++) {
        ModVersion v = {((const Sym *)graph_selected.entries[i].key)->s, graph_selected.entries[i].value};
        Module *d = module_of(v);
        if (d && holds_dir(d->dir, dir))
            return d;
    }
    return NULL;
}

ModuleVec module_all(const char *path)
{
    const ModuleVec *mains = module_mains();
    ModuleVec all = {0};
    for (uint32_t i = 0; i < mains->len; i++)
        if (!*path || module_inside(mains->p[i]->path, path) || module_inside(path, mains->p[i]->path))
            vec_push(perm, &all, mains->p[i]);
    if (all.len || !mains->len || modvendor_dir())
        return all;
    load_graph_once();
    for (uint32_t i = 0; i < graph_selected.len; i++) {
        ModVersion v = {((const Sym *)graph_selected.entries[i].key)->s, graph_selected.entries[i].value};
        Module *m = module_inside(v.path, path) || module_inside(path, v.path) ? module_of(v) : NULL;
        if (m)
            vec_push(perm, &all, m);
    }
    return all;
}

/* ---- go.sum ---- */

static void read_sums(Map *sums, const char *file)
{
    size_t size;
    char *text = file_read(file, &size);
    for (char *line = text ? strtok(text, "\n") : NULL; line; line = strtok(NULL, "\n")) {
        char *version = strchr(line, ' '), *sum = version ? strchr(version + 1, ' ') : NULL;
        if (sum)
            map_set(sums, sym_intern(line, (size_t)(sum - line)), sum + 1);
    }
}

const char *module_sum(const char *path, const char *version)
{
    static Map sums;
    static bool done;
    const ModuleVec *mains = module_mains();
    for (uint32_t i = 0; !done && i < mains->len; i++)
        read_sums(&sums, path_join(mains->p[i]->dir, "go.sum"));
    done = true;
    const char *sum = map_get(&sums, sym_printf("%s %s", path, version));
    return sum ? sum : "";
}
