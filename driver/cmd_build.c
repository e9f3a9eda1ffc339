/* build, run and check: what they do with a loaded graph. */
#include "driver/driver.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Flags and context, then the graph of what the remaining arguments name. */
static LoadGraph *load_command(int argc, char **argv, int *first)
{
    context_init(argv[0]);
    *first = flags_parse(argv[0], argc, argv, build_flags);
    return load_packages(argv + *first, argc - *first);
}

/* The executable's default name: the folder of the package, or the first file without .go. */
static const char *default_output(const LoadPkg *p)
{
    if (strcmp(p->path, "command-line-arguments") == 0) {
        const char *base = path_base(p->files.p[0]);
        return arena_strndup(perm, base, strlen(base) - strlen(".go"));
    }
    return path_base(p->path);
}

static const char *output_path(const LoadPkg *p)
{
    const char *o = build_options.output;
    if (!o)
        return path_abs(default_output(p));
    if (strcmp(o, "/dev/null") == 0)
        return NULL; /* compile and link, keep nothing */
    if (dir_exists(o) || o[strlen(o) - 1] == '/')
        return path_join(path_abs(o), default_output(p));
    return path_abs(o);
}

static void link_root(LoadGraph *g, LoadPkg *p)
{
    const char *output = output_path(p);
    build_link(g, p, output ? output : arena_printf(perm, "%s/discarded", work_dir()));
}

int cmd_build(int argc, char **argv)
{
    int first;
    LoadGraph *g = load_command(argc, argv, &first);
    if (build_options.output && g->roots.len > 1 && !dir_exists(build_options.output))
        usage_error("build", "seago build: cannot write multiple packages to non-directory %s", build_options.output);
    LoadPkg *only = g->roots.len == 1 ? g->roots.p[0] : NULL;
    if (only && only->is_main && !build_options.output && dir_exists(path_abs(default_output(only)))) {
        fprintf(stderr, "go: build output \"%s\" already exists and is a directory\n", default_output(only));
        return 1;
    }
    if (!build_graph(g, STAGE_OBJECT))
        return build_failed_status();
    bool link = g->roots.len == 1 || build_options.output;
    for (uint32_t i = 0; link && i < g->roots.len; i++)
        if (g->roots.p[i]->is_main)
            link_root(g, g->roots.p[i]);
    return 0;
}

/* The program runs with our standard streams; signals from the terminal reach it directly. */
static int run_program(const char *exe, char **args, int nargs)
{
    char **argv = NEW_ARRAY(perm, char *, nargs + 2);
    argv[0] = (char *)exe;
    memcpy(argv + 1, args, sizeof *args * (size_t)nargs);
    fflush(NULL);
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGINT, SIG_DFL);
        signal(SIGQUIT, SIG_DFL);
        execv(exe, argv);
        fprintf(stderr, "fork/exec %s: %s\n", exe, errno_text(errno));
        _exit(127);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            diag_fatal("waitpid: %s", errno_text(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (WIFSIGNALED(status))
        fprintf(stderr, "signal: %s%s\n", strsignal(WTERMSIG(status)), WCOREDUMP(status) ? " (core dumped)" : "");
    else
        fprintf(stderr, "exit status %d\n", WEXITSTATUS(status));
    return 1;
}

/* run takes the leading .go files, or one package; the rest are the program's arguments. */
static int package_args(char **args, int nargs)
{
    if (!pattern_is_files(args, nargs))
        return nargs > 0;
    int n = 0;
    while (n < nargs && pattern_is_files(args + n, 1))
        n++;
    return n;
}

int cmd_run(int argc, char **argv)
{
    context_init(argv[0]);
    int first = flags_parse(argv[0], argc, argv, build_flags);
    int n = package_args(argv + first, argc - first);
    if (n == 0)
        usage_error("run", "seago run: no go files listed");
    LoadGraph *g = load_packages(argv + first, n);
    if (g->roots.len != 1 || !g->roots.p[0]->is_main) {
        fprintf(stderr, "package %s is not a main package\n", g->roots.p[0]->path);
        return 1;
    }
    if (!build_graph(g, STAGE_OBJECT))
        return build_failed_status();
    const char *exe = build_link_program(g, g->roots.p[0], default_output(g->roots.p[0]));
    return build_options.dry_run ? 0 : run_program(exe, argv + first + n, argc - first - n);
}

int cmd_check(int argc, char **argv)
{
    int first;
    LoadGraph *g = load_command(argc, argv, &first);
    return build_graph(g, STAGE_CHECK) ? 0 : build_failed_status();
}
