/* Loading the code generator, so that commands that make no machine code never pay for LLVM. */

#include "backend/backend.h"

#include "driver/driver.h"

#include <dlfcn.h>

static const BackendApi *loaded;

const BackendApi *backend_load(void)
{
    if (loaded)
        return loaded;
    const char *path = context_lib_file("seago-llvm.so");
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
