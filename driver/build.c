/* Building a graph: one forked child a package, as many at once as there are processors, each as soon
 * as its dependencies are there. A child's messages go to a file that is printed when it has ended, so
 * that the messages of two packages never mix. */
#include "driver/load.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend/backend.h"

BuildOptions build_options;

int build_failed_status(void) { return context.tree_minor >= 22 ? 1 : 2; }

static void set_gcflags(const char *v) { gcflags_parse(v); }

/* importpath.name=value; the name follows the last dot in front of the = */
void build_string_var(const char *def)
{
    const char *eq = strchr(def, '='), *dot = eq;
    while (dot && dot > def && *dot != '.')
        dot--;
    if (!eq || dot == def)
        diag_fatal("-X flag requires argument of the form importpath.name=value");
    StringVar v = {
        .path = arena_strndup(perm, def, (size_t)(dot - def)),
        .name = arena_strndup(perm, dot + 1, (size_t)(eq - dot - 1)),
        .value = eq + 1,
    };
    vec_push(perm, &build_options.string_vars, v);
}

/* The linker's flag name, or name=value with what a boolean flag is set to; false: f is another flag. */
static bool linker_bool(const char *f, const char *name, bool *value)
{
    size_t n = strlen(name);
    if (strncmp(f, name, n) != 0 || (f[n] && f[n] != '='))
        return false;
    *value = true;
    if (f[n] && !flag_parse_bool(f + n + 1, value))
        diag_fatal("-ldflags: invalid boolean value \"%s\" for %s: parse error", f + n + 1, name);
    return true;
}

/* The last -ldflags counts alone. gc compresses debug information unless told not to: here that takes a
 * quarter of the time of building a small program again, so that it must be asked for. */
static void set_ldflags(const char *text)
{
    Words w = split_words(text);
    bool no_symbols = false, no_dwarf = false, compress = false;
    build_options.string_vars.len = 0;
    for (uint32_t i = 0; i < w.len; i++) {
        const char *f = w.p[i] + (strncmp(w.p[i], "--", 2) == 0);
        if (linker_bool(f, "-s", &no_symbols) || linker_bool(f, "-w", &no_dwarf) ||
            linker_bool(f, "-compressdwarf", &compress))
            continue;
        if (strncmp(f, "-X=", 3) == 0)
            build_string_var(f + 3);
        else if (strcmp(f, "-X") == 0)
            build_string_var(i + 1 < w.len ? w.p[++i] : "");
        else if (strcmp(f, "-buildid=") != 0) /* there is none anyway */
            diag_fatal("-ldflags: %s is not supported yet", f);
    }
    build_options.strip_symbols = no_symbols;
    build_options.strip_dwarf = no_symbols || no_dwarf;
    build_options.compress_dwarf = compress;
}

static void set_mod(const char *value)
{
    if (*value && strcmp(value, "readonly") != 0 && strcmp(value, "vendor") != 0 && strcmp(value, "mod") != 0)
        load_fail(1, "-mod=%s not supported (can be '', 'mod', 'readonly', or 'vendor')", value);
    context.mod = *value ? value : NULL;
}

static void set_tags(const char *v)
{
    VEC(const char *) tags = {0};
    for (const char *p = v; *p;) {
        size_t n = strcspn(p, ", ");
        if (n)
            vec_push(perm, &tags, arena_strndup(perm, p, n));
        p += n + (p[n] != 0);
    }
    context.tags = tags.p;
    context.ntags = (int)tags.len;
}

const Flag build_flags[] = {
    {"o", FLAG_STRING, &build_options.output, "file", "write the executable to file (or into it, if it is a folder)"},
    {"v", FLAG_BOOL, &build_options.verbose, NULL, "print the packages as they are compiled"},
    {"x", FLAG_BOOL, &build_options.show_commands, NULL, "print the commands"},
    {"n", FLAG_BOOL, &build_options.dry_run, NULL, "print the commands but do not run them"},
    {"work", FLAG_BOOL, &build_options.keep_work, NULL, "print the name of the work folder and keep it"},
    {"p", FLAG_INT, &build_options.jobs, "n", "how many packages to compile at once (default: as many as there are processors)"},
    {"gcflags", FLAG_FUNC, set_gcflags, "flags", "[pattern=]compiler flags: -e -N -l -m -B -lang -complete -d -p -c -bench"},
    {"ldflags", FLAG_FUNC, set_ldflags, "flags", "linker flags: -s -w -compressdwarf -X importpath.name=value"},
    {"mod", FLAG_FUNC, set_mod, "mode", "where modules are: vendor; readonly or mod (nothing is written): the module cache"},
    {"tags", FLAG_FUNC, set_tags, "list", "build tags that hold, separated by commas"},
    {"trimpath", FLAG_BOOL, &build_options.trimpath, NULL, "name files by import paths, not by folders of this machine"},
#define REFUSED(name, arg, harmless) {#name, FLAG_REFUSED, (void *)harmless, arg, NULL},
#include "driver/refused.def"
#undef REFUSED
    {0},
};

/* ---- children ---- */

static void *compile_thread(void *job) { return (void *)(intptr_t)compile_package(job); }

/* Recursive descent over deeply nested programs needs more stack than a process has by default. */
static int compile_on_big_stack(const CompileJob *job)
{
    pthread_attr_t attr;
    pthread_t thread;
    void *status;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, (size_t)1 << 30);
    if (pthread_create(&thread, &attr, compile_thread, (void *)job) != 0)
        return compile_package(job);
    pthread_join(thread, &status);
    return (int)(intptr_t)status;
}

static const char *messages_file(const LoadPkg *p) { return arena_printf(perm, "%s/%d.err", work_dir(), p->index); }

static pid_t start_child(const CompileJob *job)
{
    work_dir(); /* the child must not make one of its own */
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    int fd = open(messages_file(job->pkg), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd >= 0)
        dup2(fd, 2);
    int status = compile_on_big_stack(job);
    fflush(NULL);
    _exit(status);
}

const char *compile_facts_file(const LoadPkg *p) { return arena_printf(perm, "%s/%d.facts", work_dir(), p->index); }

const char *package_label(const LoadPkg *p)
{
    return p->for_test ? arena_printf(perm, "%s [%s.test]", p->path, p->for_test) : p->path;
}

static const char *read_text(const char *path)
{
    size_t size;
    const char *text = file_read(path, &size);
    return text ? text : "";
}

static bool child_ended(LoadPkg *p, int status)
{
    const char *messages = read_text(messages_file(p));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        if (!cache_store(p, read_text(compile_facts_file(p)), messages))
            diag_fatal("cannot write %s: %s", p->info_file, errno_text(errno));
        return true;
    }
    if (*messages)
        fprintf(stderr, "# %s\n%s", package_label(p), messages);
    if (p->module && p->module->go_minor > context.tree_minor) /* newer trees refuse such modules */
        fprintf(stderr, "note: module requires Go %s\n", p->module->go_version);
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGPIPE) /* who reads has seen enough */
        fprintf(stderr, "%s: internal compiler error: killed by signal %d (%s)\n", p->path, WTERMSIG(status),
                strsignal(WTERMSIG(status)));
    return false;
}

/* ---- a job for each package ---- */

typedef struct Build {
    const LoadGraph *graph;
    Stage stage;
    bool show;          /* print the roots at this stage rather than keep what they give */
    const char *func;
} Build;

typedef struct PackageJob {
    Job job; /* first: a Job * is a PackageJob * */
    const Build *build;
    LoadPkg *pkg;
} PackageJob;

static bool is_root(const LoadGraph *g, const LoadPkg *p)
{
    for (uint32_t i = 0; i < g->roots.len; i++)
        if (g->roots.p[i] == p)
            return true;
    return false;
}

static void show_command(const LoadPkg *p)
{
    fprintf(stderr, "compile -p %s -o %s", p->link_path, p->object_file);
    for (uint32_t i = 0; i < p->files.len; i++)
        fprintf(stderr, " %s", p->files.p[i]);
    fputc('\n', stderr);
}

static pid_t start_package(Job *j)
{
    LoadPkg *p = ((PackageJob *)j)->pkg;
    const Build *b = ((PackageJob *)j)->build;
    bool show = b->show && is_root(b->graph, p);
    bool again = show || gcflags_measure(p); /* whatever the cache has */
    /* importers of what is shown need export data with bodies, not objects */
    Stage stage = b->show && !show && b->stage > STAGE_IR ? STAGE_IR : b->stage;
    if (p->generate)
        p->generate(p);
    if (cache_lookup(p, stage) && !again)
        return 0;
    if (stage >= STAGE_LLVM)
        backend_load(); /* once, for all children */
    if (build_options.verbose)
        fprintf(stderr, "%s\n", p->path);
    if (build_options.show_commands || build_options.dry_run)
        show_command(p);
    if (build_options.dry_run)
        return 0;
    CompileJob *job = NEW(perm, CompileJob);
    *job = (CompileJob){.pkg = p, .stage = stage, .func = b->func, .out = show ? stdout : NULL};
    return start_child(job);
}

static bool end_package(Job *j, int status) { return child_ended(((PackageJob *)j)->pkg, status); }

static void add_jobs(const Build *b, JobVec *jobs)
{
    for (uint32_t i = 0; i < b->graph->order.len; i++) {
        LoadPkg *p = b->graph->order.p[i];
        PackageJob *j = NEW(perm, PackageJob);
        *j = (PackageJob){.job = {.start = start_package, .end = end_package}, .build = b, .pkg = p};
        for (uint32_t k = 0; k < p->deps.len; k++)
            if (p->deps.p[k])
                vec_push(perm, &j->job.needs, p->deps.p[k]->job);
        p->job = &j->job;
        vec_push(perm, jobs, p->job);
    }
    if (build_options.keep_work) {
        fprintf(stderr, "WORK=%s\n", work_dir());
        work_dir_keep();
    }
}

void build_jobs(const LoadGraph *g, JobVec *jobs)
{
    Build *b = NEW(perm, Build);
    *b = (Build){.graph = g, .stage = STAGE_OBJECT};
    add_jobs(b, jobs);
}

static bool run_build(Build b)
{
    JobVec jobs = {0};
    add_jobs(&b, &jobs);
    bool ok = jobs_run(&jobs, jobs_limit(build_options.jobs));
    known_save();
    cache_trim();
    return ok;
}

bool build_graph(LoadGraph *g, Stage stage) { return run_build((Build){.graph = g, .stage = stage}); }

bool build_and_show(LoadGraph *g, Stage stage, const char *func)
{
    return run_build((Build){.graph = g, .stage = stage, .show = true, .func = func});
}
