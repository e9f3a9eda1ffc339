/* Linking: which objects, and the order in which packages are initialised. */
#include "driver/driver.h"

#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"

typedef VEC(const char *) Strings;

/* Up to Go 1.20 packages are initialised in the order of the imports, depth first, which is the order
 * of reach. From 1.21 on: again and again the package with the smallest import path among those
 * whose imports are done. */
static bool ready_by_path(const LoadPkg *p, const bool *done) {
    for (uint32_t i = 0; i < p->deps.len; i++)
        if (p->deps.p[i] && !done[p->deps.p[i]->index])
            return false;
    return true;
}

static void reach(LoadPkg *p, bool *seen, LoadVec *order) {
    if (seen[p->index])
        return;
    seen[p->index] = true;
    for (uint32_t i = 0; i < p->deps.len; i++)
        if (p->deps.p[i])
            reach(p->deps.p[i], seen, order);
    vec_push(perm, order, p);
}

static int by_path(const void *a, const void *b) {
    return strcmp((*(LoadPkg *const *)a)->path, (*(LoadPkg *const *)b)->path);
}

static LoadVec init_order(const LoadGraph *g, LoadPkg *root) {
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

void build_link(LoadGraph *g, LoadPkg *p, const char *output) {
    Strings objects = {0}, inits = {0};
    LoadVec order = init_order(g, p);
    for (uint32_t i = 0; i < order.len; i++) {
        vec_push(perm, &objects, order.p[i]->object_file);
        if (order.p[i]->init_symbol)
            vec_push(perm, &inits, order.p[i]->init_symbol);
    }
    vec_push(perm, &objects, NULL);
    vec_push(perm, &inits, NULL);
    if (build_options.show_commands || build_options.dry_run)
        fprintf(stderr, "link -o %s\n", output);
    if (build_options.dry_run)
        return;
    if (!p->has_main) {
        fprintf(stderr, "# %s\nruntime.main_main·f: function main is undeclared in the main package\n", p->path);
        exit(2);
    }
    LinkJob job = {
        .package = p->path,
        .output = output,
        .objects = objects.p,
        .runtime_archive = context_lib_file("libseagort.a"),
        .inits = inits.p,
        .main_symbol = "main.main",
        .tree_minor = context.tree_minor,
        .strip_all = build_options.strip_symbols,
        .strip_debug = build_options.strip_dwarf,
    };
    if (!backend_link(&job))
        exit(2);
}
