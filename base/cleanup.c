/* base/cleanup.c: what a signal that ends the process must not leave behind. The handler calls what
 * signal handlers may call (POSIX, "async-signal-safe"), so that it can run at any time. */
#include "base/base.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct Leftover { pid_t owner; int pid; const char *path; } Leftover;
enum { MAX_LEFTOVERS = 256 };
static volatile Leftover leftovers[MAX_LEFTOVERS]; /* path NULL and pid 0: a free row */

struct linux_dirent64 { uint64_t d_ino; int64_t d_off; unsigned short d_reclen; unsigned char d_type; char d_name[]; };

static void remove_files(int dir)
{
    _Alignas(struct linux_dirent64) char buf[4096];
    long n;
    while ((n = syscall(SYS_getdents64, dir, buf, sizeof buf)) > 0) {
        for (long at = 0; at < n;) {
            const struct linux_dirent64 *e = (const void *)(buf + at);
            if (e->d_type != DT_DIR)
                unlinkat(dir, e->d_name, 0);
            at += e->d_reclen;
        }
    }
}

static void remove_path(const char *path)
{
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) {
        unlink(path);
        return;
    }
    remove_files(dir);
    close(dir);
    rmdir(path);
}

static void on_signal(int sig)
{
    pid_t me = getpid(); /* a forked child has the rows of its parent */
    for (int i = 0; i < MAX_LEFTOVERS; i++)
        if (leftovers[i].owner == me && leftovers[i].pid)
            kill(leftovers[i].pid, sig);
    for (int i = 0; i < MAX_LEFTOVERS; i++)
        if (leftovers[i].owner == me && leftovers[i].path)
            remove_path(leftovers[i].path);
    signal(sig, SIG_DFL);
    raise(sig); /* delivered when the handler returns */
}

static void install(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    static bool done;
    for (size_t i = 0; !done && i < sizeof signals / sizeof *signals; i++) {
        struct sigaction now;
        if (sigaction(signals[i], NULL, &now) != 0 || now.sa_handler == SIG_IGN)
            continue;
        now = (struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigaction(signals[i], &now, NULL);
    }
    done = true;
}

static void add(const char *path, int pid)
{
    install();
    for (int i = 0; i < MAX_LEFTOVERS; i++) {
        if (leftovers[i].path || leftovers[i].pid)
            continue;
        leftovers[i].path = path;
        leftovers[i].pid = pid;
        leftovers[i].owner = getpid(); /* last: the row counts now */
        return;
    }
}

void cleanup_path(const char *path) { add(path, 0); }
void cleanup_kill(int pid) { add(NULL, pid); }

void cleanup_done(const char *path, int pid)
{
    for (int i = 0; i < MAX_LEFTOVERS; i++) {
        const char *p = leftovers[i].path;
        if (path ? p && strcmp(p, path) == 0 : pid && leftovers[i].pid == pid) {
            leftovers[i].owner = 0;
            leftovers[i].pid = 0;
            leftovers[i].path = NULL;
        }
    }
}
