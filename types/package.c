/* The packages known to the process. */
#include "types/core.h"

static Map packages; /* path -> Package */

Package *package_new(const Sym *path, const Sym *name)
{
    Package *p = NEW(perm, Package);
    p->path = path;
    p->name = name;
    p->scope = scope_new(universe, false);
    return p;
}

void package_register(Package *p) { map_set(&packages, p->path, p); }

Package *package_lookup(const Sym *path) { return map_get(&packages, path); }

uint32_t packages_named(const Sym *name)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < packages.len; i++)
        n += ((Package *)packages.entries[i].value)->name == name;
    return n;
}

void package_reset(void) { packages = (Map){0}; }
