#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Context context;

/* The rest of the line after BEFORE in a file of the tree, up to one of END; NULL without. */
static const char *find_in_tree(const char *file, const char *before, const char *end)
{
    size_t size;
    char *text = file_read(path_join(context.goroot, file), &size);
    char *at = text ? strstr(text, before) : NULL;
    if (!at)
        return NULL;
    at += strlen(before);
    return arena_strndup(perm, at, strcspn(at, end));
}

/* "go1.19.8": from the VERSION file, which source packages lack; else what Go's own build wrote into the
 * tree; else the number of the language. */
static void read_version(void)
{
    const char *version = find_in_tree("VERSION", "go1.", " \n");
    if (!version)
        version = find_in_tree("src/internal/buildcfg/zbootstrap.go", "const version = `go1.", "`");
    if (!version)
        version = find_in_tree("src/internal/goversion/goversion.go", "const Version = ", " \n");
    if (!version)
        diag_fatal("no Go source tree at %s: set GOROOT", context.goroot);
    context.tree_minor = atoi(version);
    context.go_version = arena_printf(perm, "go1.%s", version);
}

static const char *find_goroot(void)
{
    const char *env = getenv("GOROOT");
    if (!env || !*env)
        return SEAGO_GOROOT;
    return path_abs(env);
}

static const char *find_exe_dir(void)
{
    char buf[4096];
    ssize_t n = readlink("/proc/self/exe", buf, sizeof buf - 1);
    if (n <= 0)
        return context.workdir;
    return path_dir(arena_strndup(perm, buf, (size_t)n));
}

/* From the build tree everything lies beside the executable; an installed seago finds its files from
 * its own place, so that the prefix can be moved. */
static const char *find_lib_dir(void)
{
    if (file_exists(path_join(context.exe_dir, "libseagort.a")))
        return context.exe_dir;
    return path_join(context.exe_dir, "../lib/seago");
}

static int read_goamd64(void)
{
    const char *v = getenv("GOAMD64");
    if (!v || !*v)
        return 1;
    if (v[0] == 'v' && v[1] >= '1' && v[1] <= '4' && !v[2])
        return v[1] - '0';
    diag_fatal("go: invalid GOAMD64: must be v1, v2, v3, v4");
}

static void check_target(const char *name, const char *want)
{
    const char *v = getenv(name);
    if (v && *v && strcmp(v, want) != 0)
        diag_fatal("%s=%s is not supported yet: the target is linux/amd64 without cgo", name, v);
}

void context_init(const char *argv0)
{
    char cwd[4096];
    if (!getcwd(cwd, sizeof cwd))
        diag_fatal("cannot determine the working directory: %s", errno_text(errno));
    const char *pwd = getenv("PWD");
    context.workdir = arena_strndup(perm, cwd, strlen(cwd));
    if (pwd && pwd[0] == '/' && strcmp(path_clean(pwd), pwd) == 0) {
        char real[4096];
        if (realpath(pwd, real) && strcmp(real, cwd) == 0)
            context.workdir = pwd; /* keep the user's symbolic links, as the go command does */
    }
    context.exe_dir = find_exe_dir();
    context.lib_dir = find_lib_dir();
    context.goroot = find_goroot();
    read_version();
    context.goamd64 = read_goamd64();
    check_target("GOOS", "linux");
    check_target("GOARCH", "amd64");
    check_target("CGO_ENABLED", "0");
    const char *gopath = getenv("GOPATH"), *home = getenv("HOME");
    context.gopath = gopath && *gopath ? gopath : path_join(home ? home : "/", "go");
    const char *cache = getenv("GOMODCACHE");
    context.gomodcache = cache && *cache ? cache
        : path_join(arena_strndup(perm, context.gopath, strcspn(context.gopath, ":")), "pkg/mod");
    const char *mod = getenv("GO111MODULE");
    context.gopath_mode = mod && strcmp(mod, "off") == 0;
    diag_options.go_minor = context.tree_minor;
    diag_options.workdir = context.workdir;
    diag_options.columns = true;
}

const char *context_lib_file(const char *name) { return path_join(context.lib_dir, name); }
