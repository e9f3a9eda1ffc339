#include "driver/driver.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Setting { const char *name, *value; } Setting;

int cmd_env(int argc, char **argv)
{
    bool json = false;
    const Flag flags[] = {{"json", FLAG_BOOL, &json, NULL, "print a JSON object"}, {0}};
    int first = flags_parse(argv[0], argc, argv, flags);
    context_init(argv[0]);
    const Module *m = module_main();
    const char *cache = cache_folder();
    const Setting settings[] = {
        {"CGO_ENABLED", "0"},
        {"GO111MODULE", context.gopath_mode ? "off" : ""},
        {"GOAMD64", arena_printf(perm, "v%d", context.goamd64)},
        {"GOARCH", "amd64"},
        {"GOFLAGS", getenv("GOFLAGS") ? getenv("GOFLAGS") : ""},
        {"GOMOD", m ? path_join(m->dir, "go.mod") : context.gopath_mode ? "" : "/dev/null"},
        {"GOMODCACHE", context.gomodcache},
        {"GOOS", "linux"},
        {"GOPATH", context.gopath},
        {"GOROOT", context.goroot},
        {"GOVERSION", context.go_version},
        {"SEAGOCACHE", cache ? cache : "off"},
        {"SEAGOLIB", context.lib_dir},
    };
    size_t n = sizeof settings / sizeof *settings;
    if (first < argc) {
        for (int i = first; i < argc; i++) {
            const char *value = "";
            for (size_t k = 0; k < n; k++)
                if (strcmp(settings[k].name, argv[i]) == 0)
                    value = settings[k].value;
            puts(value);
        }
        return 0;
    }
    Buf b = {0};
    for (size_t k = 0; k < n; k++) {
        if (json) {
            buf_printf(&b, "%s\t\"%s\": ", k ? ",\n" : "{\n", settings[k].name);
            buf_quote(&b, settings[k].value, strlen(settings[k].value));
        } else {
            buf_printf(&b, "%s=\"%s\"\n", settings[k].name, settings[k].value);
        }
    }
    if (json)
        buf_puts(&b, "\n}\n");
    fputs(buf_cstr(&b), stdout);
    buf_free(&b);
    return 0;
}

int cmd_clean(int argc, char **argv)
{
    bool cache = false, tests = false;
    const Flag flags[] = {
        {"cache", FLAG_BOOL, &cache, NULL, "remove the build cache"},
        {"testcache", FLAG_BOOL, &tests, NULL, "remove the results of tests from the build cache"},
        {0},
    };
    int first = flags_parse(argv[0], argc, argv, flags);
    context_init(argv[0]);
    if (first < argc || (!cache && !tests))
        usage_error("clean", "seago clean: only -cache and -testcache are supported yet");
    cache_remove(cache ? NULL : ".testresult");
    return 0;
}

int cmd_vet(int argc, char **argv)
{
    diag_fatal("seago vet: not supported yet");
}
