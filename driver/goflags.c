/* $GOFLAGS: flags that are given to every command that has them, before those of its command line. As with
 * go, blanks separate them and a flag that no command has is an error. */
#include "driver/load.h"
#include "driver/test.h"

#include <stdlib.h>
#include <string.h>

/* Flags that build and test do not have. */
static const char *const others[] = {
    "cache", "compiled", "deps", "e", "export", "f", "find", "fuzzcache", "json", "m", "modcache", "retracted",
    "reuse", "test", "testcache", "u", "versions", "w", "coverprofile", "trace", "fuzz", "fuzztime",
    "fuzzminimizetime", "exec", "vet", "c", "o", NULL,
};

static bool is_known(const char *name, size_t len)
{
    for (const Flag *f = build_flags; f->name; f++)
        if (strlen(f->name) == len && memcmp(f->name, name, len) == 0)
            return true;
    for (const char *const *o = others; *o; o++)
        if (strlen(*o) == len && memcmp(*o, name, len) == 0)
            return true;
    return testflags_known(name, len);
}

Words goflags(void)
{
    Words w = {0};
    const char *text = getenv("GOFLAGS");
    for (const char *p = text ? text : ""; *(p += strspn(p, " \t\r\n"));) {
        size_t n = strcspn(p, " \t\r\n");
        const char *f = arena_strndup(perm, p, n), *name = f + 1 + (f[0] == '-' && f[1] == '-');
        p += n;
        if (n < 2 || f[0] != '-' || !*name || *name == '-' || *name == '=')
            load_fail(1, "parsing $GOFLAGS: non-flag \"%s\"", f);
        size_t len = strcspn(name, "=");
        if (!is_known(name, len))
            load_fail(1, "parsing $GOFLAGS: unknown flag -%.*s", (int)len, name);
        vec_push(perm, &w, name);
    }
    return w;
}
