/* test: builds the test program of each package named, runs them, prints the results in order. */
#include "driver/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TestOptions test_options;

/* ---- a package's way: its packages are compiled (build.c), its program is linked, then run ---- */

typedef enum Outcome { PENDING, PASSED, FAILED, BUILD_FAILED, SETUP_FAILED, NO_TESTS } Outcome;

typedef struct PkgTest {
    Job link, run;
    const TestPkg *test;
    LoadGraph *graph;
    const char *exe, *result; /* result: file with what to print; NULL: the child has printed it */
    const char *cached;       /* what to print instead of running it; NULL: run it */
    Outcome outcome;
} PkgTest;

static VEC(PkgTest *) all_tests;
static uint32_t printed; /* tests before it are */
static int exit_status;

static PkgTest *of_link(Job *j) { return (PkgTest *)((char *)j - offsetof(PkgTest, link)); }
static PkgTest *of_run(Job *j) { return (PkgTest *)((char *)j - offsetof(PkgTest, run)); }

static void raise_status(int status) { exit_status = status > exit_status ? status : exit_status; }

static void print_file(const char *path)
{
    size_t size;
    char *text = path ? file_read(path, &size) : NULL;
    if (text)
        fwrite(text, 1, size, stdout);
}

static void print_no_tests(const char *path)
{
    char *text = arena_printf(perm, "?   \t%s\t[no test files]\n", path);
    if (!test_options.json) {
        fputs(text, stdout);
        return;
    }
    Buf b = {0};
    TestJson *j = testjson_new(path, &b);
    testjson_write(j, text, strlen(text));
    testjson_end(j, "skip");
    fwrite(b.p, 1, b.len, stdout);
    buf_free(&b);
}

static void print_outcome(const PkgTest *t)
{
    const char *path = t->test->pkg->path;
    switch (t->outcome) {
    case PENDING:
        return;
    case PASSED:
    case FAILED:
        if (t->cached)
            fputs(t->cached, stdout);
        else
            print_file(t->result);
        break;
    case BUILD_FAILED:
        printf("FAIL\t%s [build failed]\n", path);
        break;
    case SETUP_FAILED:
        printf("FAIL\t%s [setup failed]\n", path);
        break;
    case NO_TESTS:
        print_no_tests(path);
        break;
    }
    fflush(stdout);
}

static void settle(PkgTest *t, Outcome outcome)
{
    t->outcome = outcome;
    for (; printed < all_tests.len && all_tests.p[printed]->outcome != PENDING; printed++)
        if (!test_options.compile_only || all_tests.p[printed]->outcome != PASSED)
            print_outcome(all_tests.p[printed]);
}

/* ---- the link job ---- */

static pid_t start_link(Job *j)
{
    PkgTest *t = of_link(j);
    if (!t->test->main || build_options.dry_run)
        return 0;
    if (!test_keeps_program())
        t->cached = testcache_lookup(t->test);
    if (t->cached)
        return 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    build_link(t->graph, t->test->main, t->exe);
    _exit(0);
}

static bool end_link(Job *j, int status) { return status == 0; }

static void skip_link(Job *j) { raise_status(build_failed_status()); }

/* ---- the run job ---- */

static pid_t start_run(Job *j)
{
    PkgTest *t = of_run(j);
    if (!t->test->main) {
        settle(t, NO_TESTS);
        return 0;
    }
    if (test_options.compile_only || build_options.dry_run || t->cached) {
        settle(t, PASSED);
        return 0;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    const char *log = test_options.cacheable ? arena_printf(perm, "%s.log", t->exe) : NULL;
    int status = testrun(t->test, t->exe, t->result, log);
    if (log)
        unlink(log);
    _exit(status);
}

static bool end_run(Job *j, int status)
{
    PkgTest *t = of_run(j);
    if (status != 0)
        raise_status(1);
    if (!test_keeps_program() && !build_options.keep_work)
        unlink(t->exe);
    settle(t, status == 0 ? PASSED : FAILED);
    return true; /* the next one may start */
}

static void skip_run(Job *j)
{
    raise_status(build_failed_status());
    settle(of_run(j), BUILD_FAILED);
}

/* ---- the list of jobs ---- */

static const char *program_name(const TestPkg *t) { return arena_printf(perm, "%s.test", path_base(t->pkg->path)); }

static const char *program_path(const TestPkg *t, uint32_t i, uint32_t count)
{
    const char *o = test_options.output;
    if (!test_keeps_program())
        return arena_printf(perm, "%s/%u.%s", work_dir(), i, program_name(t));
    if (!o)
        return path_abs(program_name(t));
    if (dir_exists(o) || o[strlen(o) - 1] == '/')
        return path_join(path_abs(o), program_name(t));
    if (count > 1 && strcmp(o, "/dev/null") != 0)
        usage_error("test", "cannot use -o flag with multiple packages");
    return path_abs(o);
}

static PkgTest *add_test(LoadGraph *g, const TestVec *tests, uint32_t i, JobVec *jobs)
{
    const TestPkg *test = tests->p[i];
    bool stream = test_options.here || test_options.bench ||
                  (tests->len == 1 && (test_options.verbose || test_options.list));
    PkgTest *t = NEW(perm, PkgTest);
    *t = (PkgTest){
        .link = {.start = start_link, .end = end_link, .skip = skip_link},
        .run = {.start = start_run, .end = end_run, .skip = skip_run},
        .test = test,
        .graph = g,
        .exe = program_path(test, i, tests->len),
        .result = stream ? NULL : arena_printf(perm, "%s/%u.result", work_dir(), i),
    };
    vec_push(perm, &all_tests, t);
    if (test->error)
        return t;
    vec_push(perm, &t->link.needs, test->main ? test->main->job : test->pkg->job);
    vec_push(perm, &t->run.needs, &t->link);
    vec_push(perm, jobs, &t->link);
    vec_push(perm, jobs, &t->run);
    return t;
}

static void report_setup(PkgTest *t)
{
    fprintf(stderr, "# %s\n%s\n", t->test->pkg->path, t->test->error);
    raise_status(1);
    settle(t, SETUP_FAILED);
}

/* A test's jobs stand behind those of its packages, so that its result is there early. */
static void order_jobs(LoadGraph *g, const TestVec *tests, JobVec *jobs)
{
    JobVec compile = {0};
    build_jobs(g, &compile);
    uint32_t done = 0;
    PkgTest *before = NULL;
    for (uint32_t i = 0; i < tests->len; i++) {
        const TestPkg *test = tests->p[i];
        const LoadPkg *root = test->main ? test->main : test->pkg;
        for (; !test->error && done <= (uint32_t)root->index; done++)
            vec_push(perm, jobs, compile.p[done]);
        PkgTest *t = add_test(g, tests, i, jobs);
        if (test_options.bench && before && !test->error) /* one at a time */
            vec_push(perm, &t->run.needs, &before->run);
        before = test->error ? before : t;
    }
}

static int run_tests(LoadGraph *g, const TestVec *tests)
{
    JobVec jobs = {0};
    work_dir(); /* the children must not make one of their own */
    order_jobs(g, tests, &jobs);
    for (uint32_t i = 0; i < all_tests.len; i++)
        if (all_tests.p[i]->test->error)
            report_setup(all_tests.p[i]);
    jobs_run(&jobs, jobs_limit(build_options.jobs));
    cache_trim();
    if (exit_status && !test_options.here && !test_options.compile_only && !test_options.json)
        puts("FAIL");
    return exit_status;
}

int cmd_test(int argc, char **argv)
{
    ArgVec packages = {0};
    TestVec tests = {0};
    context_init(argv[0]);
    testflags_parse(argc, argv, &packages);
    build_string_var("testing.testBinary=1"); /* what testing.Testing, new in Go 1.21, looks at */
    LoadGraph *g = load_tests((char **)packages.p, (int)packages.len, &tests);
    if (test_options.compile_only && tests.len > 1 && !test_options.output)
        usage_error("test", "cannot use -c flag with multiple packages");
    if (test_options.profile && tests.len > 1)
        usage_error("test", "cannot use -%s flag with multiple packages", test_options.profile);
    return run_tests(g, &tests);
}
