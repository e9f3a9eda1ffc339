/* Linking: which objects, and the order in which packages are initialised. */
#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"

typedef VEC(const char *) Strings;

/* Up to Go 1.20 packages are initialised in the order of the imports, depth first, which is the order
 * of reach. From 1.21 on: again and again the package with the smallest import path among those
 * whose imports are done. */
static bool ready_by_path(const LoadPkg *p, const bool *done)
{
    for (uint32_t i = 0; i < p->deps.len; i++)
        if (p->deps.p[i] && !done[p->deps.p[i]->index])
            return false;
    return true;
}

static void reach(LoadPkg *p, bool *seen, LoadVec *order)
{
    if (seen[p->index])
        return;
    seen[p->index] = true;
    for (uint32_t i = 0; i < p->deps.len; i++)
        if (p->deps.p[i])
            reach(p->deps.p[i], seen, order);
    vec_push(perm, order, p);
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(LoadPkg *const *)a)->path, (*(LoadPkg *const *)b)->path);
}

static LoadVec init_order(const LoadGraph *g, LoadPkg *root)
{
    bool *seen = NEW_ARRAY(perm, bool, g->order.len), *done = NEW_ARRAY(perm, bool, g->order.len);
    LoadVec all = {0}, order = {0};
    reach(root, seen, &all);
    if (context.tree_minor < 21)
        return all;
    qsort(all.p, all.len, sizeof *all.p, by_path);
    while (order.len < all.len)
        for (uint32_t i = 0; i < all.len; i++)
            if (!done[all.p[i]->index] && ready_by_path(all.p[i], done)) {
                done[all.p[i]->index] = true;
                vec_push(perm, &order, all.p[i]);
                break;
            }
    return order;
}

/* "dep path version sum", and "=> path version sum" for what replaces it (debug.BuildInfo's text). */
static void put_module(Buf *b, const Module *m)
{
    ModVersion by = m->replacement;
    buf_printf(b, "dep\t%s\t%s\t%s\n", m->path, m->version, by.path ? "" : module_sum(m->path, m->version));
    if (by.path)
        buf_printf(b, "=>\t%s\t%s\t%s\n", by.path, by.version ? by.version : "(devel)",
                   by.version ? module_sum(by.path, by.version) : "");
}

static int by_module_path(const void *a, const void *b)
{
    return strcmp((*(Module *const *)a)->path, (*(Module *const *)b)->path);
}

static void put_modules(Buf *b, const LoadPkg *main_pkg, const LoadVec *order)
{
    const Module *m = main_pkg->module;
    Map seen = {0};
    ModuleVec deps = {0};
    if (!m || !m->path)
        return;
    if (strcmp(main_pkg->path, "command-line-arguments") != 0)
        buf_printf(b, "mod\t%s\t(devel)\t\n", m->path);
    for (uint32_t i = 0; i < order->len; i++) {
        Module *d = order->p[i]->module;
        if (!d || d == m || !d->version || map_get(&seen, sym(d->path)))
            continue;
        map_set(&seen, sym(d->path), d);
        vec_push(perm, &deps, d);
    }
    qsort(deps.p, deps.len, sizeof *deps.p, by_module_path);
    for (uint32_t i = 0; i < deps.len; i++)
        put_module(b, deps.p[i]);
}

/* What runtime/debug.ReadBuildInfo parses, between two marks of 16 bytes that it skips. */
static const char *build_info(const LoadPkg *p, const LoadVec *order)
{
    static const char mark[] = "seago build info";
    Buf b = {0};
    buf_printf(&b, "%spath\t%s\n", mark, p->path);
    put_modules(&b, p, order);
    buf_printf(&b, "build\t-compiler=gc\n%s", build_options.trimpath ? "build\t-trimpath=true\n" : "");
    buf_puts(&b, "build\tCGO_ENABLED=0\nbuild\tGOARCH=amd64\nbuild\tGOOS=linux\n");
    buf_printf(&b, "build\tGOAMD64=v%d\n%s", context.goamd64, mark);
    return buf_cstr(&b);
}

static LinkJob make_job(LoadPkg *p, const LoadVec *order)
{
    Strings objects = {0}, inits = {0};
    for (uint32_t i = 0; i < order->len; i++) {
        vec_push(perm, &objects, order->p[i]->object_file);
        if (order->p[i]->init_symbol)
            vec_push(perm, &inits, order->p[i]->init_symbol);
    }
    vec_push(perm, &objects, NULL);
    vec_push(perm, &inits, NULL);
    return (LinkJob){
        .package = p->path,
        .objects = objects.p,
        .runtime_archive = context_lib_file("libseagort.a"),
        .inits = inits.p,
        .main_symbol = "main.main",
        .tree_minor = context.tree_minor,
        .go_version = context.go_version,
        .goroot = build_options.trimpath ? "" : context.goroot,
        .build_info = build_info(p, order),
        .strip_all = build_options.strip_symbols,
        .strip_debug = build_options.strip_dwarf,
        .compress_debug = build_options.compress_dwarf,
    };
}

/* False: there is no space for output. */
static bool link_program(const LoadPkg *p, LinkJob *job, const char *output)
{
    job->output = output;
    if (build_options.show_commands || build_options.dry_run)
        fprintf(stderr, "link -o %s\n", output);
    if (build_options.dry_run)
        return true;
    if (!p->has_main) {
        fprintf(stderr, "# %s\nruntime.main_main·f: function main is undeclared in the main package\n", p->path);
        exit(build_failed_status());
    }
    LinkResult r = backend_link(job);
    if (r == LINK_FAILED)
        exit(build_failed_status());
    return r == LINK_DONE;
}

static NORETURN void no_space(const char *output) { diag_fatal("cannot write %s: %s", output, errno_text(ENOSPC)); }

void build_link(LoadGraph *g, LoadPkg *p, const char *output)
{
    LoadVec order = init_order(g, p);
    LinkJob job = make_job(p, &order);
    const char *key = linkcache_key(&job, &order);
    known_save();
    if (key && linkcache_current(key, output))
        return;
    if (!link_program(p, &job, output))
        no_space(output);
    if (key && !build_options.dry_run)
        linkcache_record(key, output);
}

const char *build_link_program(LoadGraph *g, LoadPkg *p, const char *name)
{
    LoadVec order = init_order(g, p);
    LinkJob job = make_job(p, &order);
    const char *key = linkcache_key(&job, &order), *exe = key ? linkcache_program(key, name) : NULL;
    if (exe && file_exists(exe))
        return exe;
    if (exe && link_program(p, &job, exe))
        return exe;
    exe = arena_printf(perm, "%s/%s", work_dir(), name); /* the cache cannot be written, or is full */
    if (!link_program(p, &job, exe))
        no_space(exe);
    return exe;
}
