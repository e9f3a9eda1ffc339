/* One test program: it runs in its package's folder, its output is gathered, a verdict is added. */
#include "driver/test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct Run {
    const TestPkg *test;
    pid_t pid;
    int pipe;
    bool stream;         /* print it as it comes */
    Buf out;             /* all of it */
    TestJson *json;      /* -json: where it goes to become events */
    Buf events;
    int64_t start, end, deadline; /* nanoseconds; deadline 0: none */
    int signals;         /* sent because it ran too long: 1 SIGQUIT, 2 SIGKILL */
} Run;

static int64_t now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* ---- start ---- */

static void exec_program(const Run *r, const char *exe, const char *access_log, int out)
{
    ArgVec argv = {0};
    vec_push(perm, &argv, exe);
    if (access_log)
        vec_push(perm, &argv, arena_printf(perm, "-test.testlogfile=%s", access_log));
    vec_push(perm, &argv, "-test.paniconexit0");
    for (uint32_t i = 0; i < test_options.args.len; i++)
        vec_push(perm, &argv, test_options.args.p[i]);
    vec_push(perm, &argv, NULL);
    int null = open("/dev/null", O_RDONLY);
    setenv("PWD", r->test->pkg->dir, 1);
    setpgid(0, 0); /* so that what it starts can be ended with it */
    if (null < 0 || chdir(r->test->pkg->dir) < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
        _exit(127);
    execv(exe, (char **)argv.p);
    fprintf(stderr, "fork/exec %s: %s\n", exe, errno_text(errno));
    _exit(127);
}

static bool start(Run *r, const char *exe, const char *access_log)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    r->pid = fork();
    if (r->pid == 0)
        exec_program(r, exe, access_log, ends[1]);
    close(ends[1]);
    r->pipe = ends[0];
    r->start = now();
    if (r->pid > 0)
        cleanup_kill(-r->pid); /* the terminal's signals do not reach it */
    /* the program ends itself at the timeout; a minute later it is ended */
    if (test_options.timeout > 0)
        r->deadline = r->start + test_options.timeout + (int64_t)60 * 1000000000;
    return r->pid > 0;
}

/* ---- output ---- */

static void flush_events(Run *r)
{
    if (!r->stream || !r->json)
        return;
    fwrite(r->events.p, 1, r->events.len, stdout);
    fflush(stdout);
    r->events.len = 0;
}

static void take_output(Run *r)
{
    char chunk[1 << 16];
    ssize_t n = read(r->pipe, chunk, sizeof chunk);
    if (n < 0 && errno == EINTR)
        return;
    if (n <= 0) {
        close(r->pipe);
        r->pipe = -1;
        return;
    }
    buf_write(&r->out, chunk, (size_t)n);
    if (r->json)
        testjson_write(r->json, chunk, (size_t)n);
    if (r->stream && !r->json)
        fwrite(chunk, 1, (size_t)n, stdout), fflush(stdout);
    flush_events(r);
}

static void too_long(Run *r)
{
    kill(r->signals == 0 ? r->pid : -r->pid, r->signals == 0 ? SIGQUIT : SIGKILL);
    r->signals++;
    r->deadline = now() + (int64_t)5 * 1000000000;
}

/* Waits for a while for output, or for the end of the program if its output is closed. */
static void wait_a_bit(Run *r, bool ended)
{
    struct pollfd p = {.fd = r->pipe, .events = POLLIN};
    int n = poll(&p, r->pipe >= 0, r->pipe < 0 ? 1 : ended ? 10 : 50);
    if (n > 0)
        take_output(r);
}

/* Until the program has ended and its output is read. A program that it leaves behind may keep the
 * output open: that is not waited for. */
static int run_to_end(Run *r)
{
    int status = 0;
    bool ended = false;
    int64_t grace = 0;
    while (!ended || r->pipe >= 0) {
        wait_a_bit(r, ended);
        if (!ended && waitpid(r->pid, &status, WNOHANG) == r->pid) {
            ended = true;
            r->end = now();
            grace = r->end + (int64_t)200 * 1000000;
        }
        if (ended && r->pipe >= 0 && now() > grace)
            break;
        if (!ended && r->deadline && now() > r->deadline && r->signals < 2)
            too_long(r);
    }
    return status;
}

/* ---- verdict ---- */

static bool contains(const Buf *b, const char *text) { return b->len > 0 && memmem(b->p, b->len, text, strlen(text)); }

static const char *seconds(const Run *r)
{
    return arena_printf(perm, "%.3fs", (double)(r->end - r->start) / 1e9);
}

static const char *exit_text(int status)
{
    if (WIFSIGNALED(status))
        return arena_printf(perm, "signal: %s%s", strsignal(WTERMSIG(status)), WCOREDUMP(status) ? " (core dumped)" : "");
    return arena_printf(perm, "exit status %d", WEXITSTATUS(status));
}

/* What follows the program's output: its verdict, as go test words it. */
static void add_verdict(Run *r, int status, Buf *b)
{
    const char *path = r->test->pkg->path;
    if (status == 0) {
        bool none = contains(&r->out, "testing: warning: no tests to run\n");
        buf_printf(b, "ok  \t%s\t%s%s\n", path, seconds(r), none ? " [no tests to run]" : "");
        return;
    }
    if (r->signals)
        buf_printf(b, "*** Test killed%s: ran too long (%gs).\n", r->signals == 1 ? " with quit" : "",
                   (double)test_options.timeout / 1e9 + 60);
    if (r->out.len == 0 || test_options.here || test_options.bench)
        buf_printf(b, "%s\n", exit_text(status));
    buf_printf(b, "FAIL\t%s\t%s\n", path, seconds(r));
}

/* What is printed of a run: events, or its output if that is wanted, and the verdict. */
static Buf result_text(Run *r, int status)
{
    Buf verdict = {0}, all = {0};
    bool quiet = status == 0 && !test_options.verbose && !test_options.list && !test_options.bench;
    add_verdict(r, status, &verdict);
    if (r->json) {
        testjson_write(r->json, verdict.p, verdict.len);
        testjson_end(r->json, status == 0 ? "pass" : "fail");
        return r->events;
    }
    if (!quiet && !r->stream)
        buf_write(&all, r->out.p, r->out.len);
    buf_write(&all, verdict.p, verdict.len);
    return all;
}

/* All that a run printed that passed: what a later run shows in its place. */
static void keep_result(const Run *r, const Buf *text, const char *access_log)
{
    Buf all = {0};
    if (r->stream && r->json) /* its events are gone */
        return;
    if (r->stream)
        buf_write(&all, r->out.p, r->out.len);
    buf_write(&all, text->p, text->len);
    testcache_store(r->test, access_log, all.p, all.len);
}

int testrun(const TestPkg *t, const char *exe, const char *output, const char *access_log)
{
    Run r = {.test = t, .stream = !output};
    if (test_options.json)
        r.json = testjson_new(t->pkg->path, &r.events);
    if (!start(&r, exe, access_log))
        diag_fatal("cannot run %s: %s", exe, errno_text(errno));
    int status = run_to_end(&r);
    cleanup_done(NULL, -r.pid);
    Buf text = result_text(&r, status);
    if (status == 0 && access_log)
        keep_result(&r, &text, access_log);
    if (!output)
        fwrite(text.p, 1, text.len, stdout), fflush(stdout);
    else if (!file_write(output, text.p, text.len))
        diag_fatal("cannot write %s: %s", output, errno_text(errno));
    return status ? 1 : 0;
}
