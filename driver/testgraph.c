/* The packages of tests: what go test calls p [p.test], p_test [p.test] and p.test. */
#include "driver/load.h"
#include "driver/test.h"

#include <stdlib.h>
#include <string.h>

/* ---- test files ---- */

static LoadPkg *copy_for_test(const LoadPkg *p, const LoadPkg *under_test)
{
    LoadPkg *q = NEW(perm, LoadPkg);
    *q = *p;
    q->for_test = under_test->path;
    q->files.p = arena_memdup(perm, p->files.p, sizeof *p->files.p * p->files.len);
    q->files.cap = p->files.len;
    q->imports.p = arena_memdup(perm, p->imports.p, sizeof *p->imports.p * p->imports.len);
    q->imports.cap = p->imports.len;
    q->import_file.p = arena_memdup(perm, p->import_file.p, sizeof *p->import_file.p * p->import_file.len);
    q->import_file.cap = p->import_file.len;
    q->embeds.p = arena_memdup(perm, p->embeds.p, sizeof *p->embeds.p * p->embeds.len);
    q->embeds.cap = p->embeds.len;
    q->deps.p = arena_memdup(perm, p->deps.p, sizeof *p->deps.p * p->deps.len);
    q->deps.cap = p->deps.len;
    return q;
}

static LoadPkg *new_external(const LoadPkg *p)
{
    LoadPkg *x = load_new_package(arena_printf(perm, "%s_test", p->path), p->dir, p->std);
    x->module = p->module;
    x->go_minor = p->go_minor;
    x->for_test = p->path;
    x->link_path = x->path;
    return x;
}

/* A test file goes to the package whose name it bears. */
static void add_test_file(LoadPkg *tested, LoadPkg *external, const char *file, const Header *h)
{
    bool is_external = h->package && load_has_suffix(h->package, "_test");
    LoadPkg *p = is_external ? external : tested;
    if (is_external && tested->name && strlen(tested->name) + strlen("_test") != strlen(h->package))
        load_error(tested, 1, "found packages %s (%s) and %s (%s) in %s", tested->name,
                   tested->files.len ? path_base(tested->files.p[0]) : "", h->package, path_base(file), tested->dir);
    load_check_same_package(p, file, h);
    load_add_file(p, file, h);
}

static void read_test_files(LoadPkg *tested, LoadPkg *external)
{
    Tags t = load_tags(tested);
    Header h;
    for (uint32_t i = 0; i < tested->named_tests.len; i++)
        if (load_read_header(tested, &t, tested->named_tests.p[i], &h))
            add_test_file(tested, external, tested->named_tests.p[i], &h);
    if (strcmp(tested->path, "command-line-arguments") == 0)
        return;
    int n;
    char **names = dir_list(tested->dir, &n);
    for (int i = 0; i < n; i++) {
        const char *file = path_join(tested->dir, names[i]);
        if (names[i][0] != '_' && names[i][0] != '.' && load_has_suffix(names[i], "_test.go") &&
            load_read_header(tested, &t, file, &h))
            add_test_file(tested, external, file, &h);
    }
    const char *own = load_test_stand_in(tested);
    if (own && load_read_header(tested, &t, own, &h))
        add_test_file(tested, external, own, &h);
}

/* ---- imports of test files ---- */

/* The way from p to target, as "\n\timports ..." lines; false if there is none. */
static bool find_way(const LoadPkg *p, const LoadPkg *target, Map *seen, Buf *lines)
{
    if (map_get(seen, p))
        return false;
    map_set(seen, p, (void *)p);
    for (uint32_t i = 0; i < p->deps.len; i++) {
        const LoadPkg *d = p->deps.p[i];
        size_t len = lines->len;
        if (!d)
            continue;
        buf_printf(lines, "\n\timports %s", d->path);
        if (d == target || find_way(d, target, seen, lines))
            return true;
        lines->len = len;
    }
    return false;
}

static void load_test_imports(TestPkg *t, LoadPkg *p)
{
    for (uint32_t i = p->deps.len; i < p->imports.len; i++) {
        LoadPkg *d = load_import(p, (int)i);
        vec_push(perm, &p->deps, d);
        if (d && d->is_main && d != t->pkg)
            load_error(p, 1, "%s:%u:%u: import \"%s\" is a program, not an importable package",
                       load_shown(p->files.p[p->import_file.p[i]]), p->imports.p[i].line, p->imports.p[i].col,
                       d->path);
    }
    load_report_imports(p);
}

static void check_cycle(TestPkg *t)
{
    Map seen = {0};
    Buf lines = {0};
    if (t->tested != t->pkg && find_way(t->tested, t->pkg, &seen, &lines))
        load_error(t->tested, 1, "package %s%s: import cycle not allowed in test", t->pkg->path, buf_cstr(&lines));
    buf_free(&lines);
}

/* ---- variants: packages compiled once more, because they import the package under test ---- */

static LoadPkg *variant(const TestPkg *t, Map *known, LoadPkg *p)
{
    void *have;
    if (p == t->pkg)
        return t->tested;
    if (!p || map_find(known, p, &have))
        return p ? have : NULL;
    LoadPkg *q = p;
    for (uint32_t i = 0; i < p->deps.len; i++) {
        LoadPkg *d = variant(t, known, p->deps.p[i]);
        if (d == p->deps.p[i])
            continue;
        if (q == p)
            q = copy_for_test(p, t->pkg);
        q->deps.p[i] = d;
    }
    map_set(known, p, q);
    return q;
}

static void use_variants(const TestPkg *t, Map *known, LoadPkg *p)
{
    for (uint32_t i = 0; p && i < p->deps.len; i++)
        p->deps.p[i] = variant(t, known, p->deps.p[i]);
}

/* ---- the main package ---- */

static void import_package(LoadPkg *m, const char *path, LoadPkg *d)
{
    vec_push(perm, &m->imports, ((ImportSpec){.path = path}));
    vec_push(perm, &m->import_file, 0);
    vec_push(perm, &m->deps, d ? d : load_import(m, (int)m->imports.len - 1));
}

typedef struct MainPkg { LoadPkg pkg; TestPkg *test; } MainPkg;

static void generate_main(LoadPkg *p) { p->text = testmain_text(((MainPkg *)p)->test); }

static LoadPkg *new_main(TestPkg *t)
{
    static const char *const std[] = {"os", "reflect", "testing", "testing/internal/deps"};
    MainPkg *main = NEW(perm, MainPkg);
    LoadPkg *m = &main->pkg;
    *m = *load_new_package(arena_printf(perm, "%s.test", t->pkg->path), t->pkg->dir, true);
    main->test = t;
    m->generate = generate_main;
    m->name = m->link_path = "main";
    m->is_main = true;
    vec_push(perm, &m->files, "_testmain.go");
    for (size_t i = 0; i < sizeof std / sizeof *std; i++)
        import_package(m, std[i], NULL);
    if (test_keeps_program())
        import_package(m, "testing/internal/profiles", NULL);
    if (t->tested->files.len > 0)
        import_package(m, t->pkg->path, t->tested);
    if (t->external)
        import_package(m, t->external->path, t->external);
    return m;
}

static const char *first_error(const LoadPkg *p, Map *seen)
{
    if (p->error || map_get(seen, p))
        return p->error;
    map_set(seen, p, (void *)p);
    for (uint32_t i = 0; i < p->deps.len; i++) {
        const char *e = p->deps.p[i] ? first_error(p->deps.p[i], seen) : NULL;
        if (e)
            return e;
    }
    return NULL;
}

static void load_test(TestPkg *t)
{
    LoadPkg *p = t->pkg, *tested = copy_for_test(p, p), *external = new_external(p);
    read_test_files(tested, external);
    tested->is_main = external->is_main = false; /* a library for the test's main package */
    tested->link_path = tested->path;
    tested->named = external->named = true;
    t->tested = tested->files.len > p->files.len || p->is_main || tested->error ? tested : p;
    t->external = external->files.len > 0 || external->error ? external : NULL;
    Map seen = {0}, known = {0};
    if (t->tested != p || t->external) {
        load_test_imports(t, t->tested);
        if (t->external)
            load_test_imports(t, t->external);
        check_cycle(t);
        t->main = new_main(t);
    }
    t->error = first_error(t->main ? t->main : p, &seen);
    if (t->error || !t->main || t->tested == p)
        return;
    use_variants(t, &known, t->external);
    use_variants(t, &known, t->main);
}

/* ---- */

static void place(LoadPkg *p, Map *placed)
{
    if (map_get(placed, p))
        return;
    map_set(placed, p, p);
    for (uint32_t i = 0; i < p->deps.len; i++)
        if (p->deps.p[i])
            place(p->deps.p[i], placed);
    p->index = (int)load_graph.order.len;
    vec_push(perm, &load_graph.order, p);
}

LoadGraph *load_tests(char **args, int nargs, TestVec *tests)
{
    LoadVec pkgs = {0};
    Map placed = {0};
    load_with_tests = true;
    load_arguments(args, nargs, &pkgs);
    for (uint32_t i = 0; i < pkgs.len; i++) {
        TestPkg *t = NEW(perm, TestPkg);
        t->pkg = pkgs.p[i];
        t->pkg->named = true;
        if (!t->pkg->done)
            load_package(t->pkg);
        load_test(t);
        vec_push(perm, tests, t);
    }
    known_save();
    load_graph.order.len = 0;
    for (uint32_t i = 0; i < tests->len; i++) {
        TestPkg *t = tests->p[i];
        LoadPkg *root = t->main ? t->main : t->pkg;
        if (t->error)
            continue;
        vec_push(perm, &load_graph.roots, root);
        place(root, &placed);
    }
    return &load_graph;
}
