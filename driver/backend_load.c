/* Loading the code generator, so that commands that make no machine code never pay for LLVM. */

#include "backend/backend.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef LIBEXECDIR
#define LIBEXECDIR "/usr/local/libexec/seago"
#endif

static const BackendApi *loaded;

/* In a build tree the shared object lies beside the executable. */
static const char *path_beside_executable(void)
{
    char buf[4096];
    ssize_t n = readlink("/proc/self/exe", buf, sizeof buf - 1);
    if (n <= 0)
        return NULL;
    buf[n] = 0;
    char *slash = strrchr(buf, '/');
    if (!slash)
        return NULL;
    return arena_printf(perm, "%.*s/seago-llvm.so", (int)(slash - buf), buf);
}

const BackendApi *backend_load(void)
{
    if (loaded)
        return loaded;
    const char *path = path_beside_executable();
    if (!path || access(path, R_OK) != 0)
        path = LIBEXECDIR "/seago-llvm.so";
    void *so = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!so)
        diag_fatal("cannot load the code generator: %s", dlerror());
    const BackendApi *(*entry)(void);
    *(void **)&entry = dlsym(so, "seago_backend");
    if (!entry || entry()->version != BACKEND_API_VERSION)
        diag_fatal("%s does not belong to this seago", path);
    loaded = entry();
    return loaded;
}
