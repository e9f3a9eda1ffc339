/* The arguments of test: flags of the build, of the test program, and packages, mixed. */
#include "driver/test.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct TestFlag { const char *name; bool is_bool, cacheable; const char *arg, *help; } TestFlag;
static const TestFlag test_flags[] = {
#define TESTFLAG(name, is_bool, cacheable, arg, help) {#name, is_bool, cacheable, arg, help},
#include "driver/testflags.def"
#undef TESTFLAG
};
enum { NTEST_FLAGS = sizeof test_flags / sizeof *test_flags };

/* Known to go test, not to this one, beside those of build in refused.def. */
static const char *const refused[] = {
    "coverprofile", "trace", "fuzz", "fuzztime", "fuzzminimizetime", "exec", "artifacts", NULL,
};

static const Flag own_flags[] = {
    {"c", FLAG_BOOL, &test_options.compile_only, NULL, "build PKG.test in the working directory, do not run it"},
    {"json", FLAG_BOOL, &test_options.json, NULL, "print events in JSON, as go tool test2json does"},
    {"o", FLAG_STRING, &test_options.output, "file", "keep the test program under that name (or in it, if it is a folder)"},
    {"vet", FLAG_FUNC, NULL, "off", "only -vet=off is accepted: nothing is vetted"},
    {0},
};

typedef struct Args { int argc, i; char **argv; } Args;

static const TestFlag *find_test_flag(const char *name, size_t len)
{
    if (len > 5 && memcmp(name, "test.", 5) == 0)
        name += 5, len -= 5;
    for (int i = 0; i < NTEST_FLAGS; i++)
        if (strlen(test_flags[i].name) == len && memcmp(test_flags[i].name, name, len) == 0)
            return &test_flags[i];
    return NULL;
}

bool testflags_known(const char *name, size_t len) { return find_test_flag(name, len) != NULL; }

/* time.ParseDuration, as far as people write durations. */
static int64_t parse_duration(const char *s)
{
    static const struct { const char *unit; double ns; } units[] = {
        {"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9},
    };
    double sum = 0;
    if (strcmp(s, "0") == 0)
        return 0;
    for (const char *p = s; *p;) {
        char *end;
        double value = isdigit((unsigned char)*p) || *p == '.' ? strtod(p, &end) : NAN;
        size_t k = 0, n = 0;
        if (isnan(value))
            return -1;
        n = strcspn(end, ".0123456789");
        for (k = 0; k < sizeof units / sizeof *units; k++)
            if (strlen(units[k].unit) == n && memcmp(units[k].unit, end, n) == 0)
                break;
        if (k == sizeof units / sizeof *units)
            return -1;
        sum += value * units[k].ns;
        p = end + n;
    }
    return *s && sum < 9e18 ? (int64_t)sum : -1;
}

static bool is_true(const char *v) { return !v || strchr("1tT", v[0]); }

/* -cpuprofile and its like: a flag that names the file of a profile. */
static bool is_profile(const char *name)
{
    static const char *const profiles[] = {"blockprofile", "cpuprofile", "memprofile", "mutexprofile"};
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
        if (strcmp(name, profiles[i]) == 0)
            return true;
    return false;
}

/* What the driver itself makes of a flag that it hands on. */
static void note_flag(const TestFlag *f, const char *value)
{
    const char *name = f->name;
    test_options.cacheable &= f->cacheable;
    if (strcmp(name, "v") == 0)
        test_options.verbose = value && strcmp(value, "test2json") == 0 ? true : is_true(value);
    else if (strcmp(name, "bench") == 0)
        test_options.bench = true;
    else if (strcmp(name, "list") == 0)
        test_options.list = true;
    else if (is_profile(name))
        test_options.profile = *value ? name : test_options.profile;
    else if (strcmp(name, "timeout") == 0 && (test_options.timeout = parse_duration(value)) < 0)
        usage_error("test", "invalid value \"%s\" for flag -timeout: parse error", value);
}

static const char *next_value(Args *a, const char *name, size_t len)
{
    if (++a->i >= a->argc)
        usage_error("test", "flag needs an argument: -%.*s", (int)len, name);
    return a->argv[a->i];
}

static void take_test_flag(Args *a, const TestFlag *f, const char *value, bool *timeout_given)
{
    if (!value && !f->is_bool)
        value = next_value(a, f->name, strlen(f->name));
    note_flag(f, value);
    if (strcmp(f->name, "outputdir") == 0) {
        value = path_abs(value);
        test_options.outputdir_given = true;
    }
    *timeout_given |= strcmp(f->name, "timeout") == 0;
    vec_push(perm, &test_options.args, arena_printf(perm, "-test.%s=%s", f->name, value ? value : "true"));
}

/* Flags of build but -o, and -v, which is the test's. */
static bool is_build_flag(const char *name, size_t len, const Flag **found)
{
    for (const Flag *f = build_flags; f->name; f++)
        if (strlen(f->name) == len && memcmp(f->name, name, len) == 0)
            return *found = f, true;
    return false;
}

static void set_vet(const char *value)
{
    if (!value || strcmp(value, "off") != 0)
        diag_fatal("-vet is not supported yet but for -vet=off: nothing is vetted");
}

/* A flag of the driver; false if it is none. */
static bool take_own_flag(Args *a, const char *name, size_t len, const char *value)
{
    static const Flag vet = {"vet", FLAG_FUNC, set_vet, NULL, NULL};
    const Flag *f = NULL;
    for (const char *const *r = refused; *r; r++)
        if (strlen(*r) == len && memcmp(*r, name, len) == 0)
            diag_fatal("-%s is not supported yet", *r);
    for (f = own_flags; f->name; f++)
        if (strlen(f->name) == len && memcmp(f->name, name, len) == 0)
            break;
    if (!f->name && !is_build_flag(name, len, &f))
        return false;
    if (strcmp(f->name, "vet") == 0)
        f = &vet;
    if (!value && !flag_is_bool(f))
        value = next_value(a, name, len);
    flag_set("test", f, value ? value : "true");
    return true;
}

static void print_help(void)
{
    const Command *c = command_find("test");
    printf("usage: seago %s\n\n%s\n\n", c->usage, c->help);
    flags_print(own_flags, stdout);
    for (int i = 0; i < NTEST_FLAGS; i++)
        printf("  -%s%s%s\n\t%s\n", test_flags[i].name, test_flags[i].arg ? " " : "",
               test_flags[i].arg ? test_flags[i].arg : "", test_flags[i].help);
    puts("\nand the flags of build but -o and -v.");
    exit(0);
}

static void pass_rest(Args *a, int from, ArgVec *explicit)
{
    for (a->i = from; a->i < a->argc; a->i++)
        vec_push(perm, explicit, a->argv[a->i]);
}

/* Packages are named in one run of arguments. A flag that is not known here, and from the next argument
 * that is no flag on everything, is for the test program; what -args precedes is, too. */
static void parse(Args *a, ArgVec *packages, ArgVec *explicit, bool *timeout_given)
{
    enum { BEFORE, WITHIN, BEHIND } list = BEFORE;
    bool maybe_value = false; /* the last argument was an unknown flag without a value */
    for (a->i = 1; a->i < a->argc; a->i++) {
        const char *arg = a->argv[a->i];
        if (arg[0] != '-' || !arg[1]) {
            if (list == BEHIND && !maybe_value) {
                pass_rest(a, a->i, explicit);
                return;
            }
            vec_push(perm, list == BEHIND ? explicit : packages, arg);
            list = list == BEFORE ? WITHIN : list;
            maybe_value = false;
            continue;
        }
        list = list == WITHIN ? BEHIND : list;
        maybe_value = false;
        const char *name = arg + 1 + (arg[1] == '-'), *eq = strchr(name, '=');
        size_t len = eq ? (size_t)(eq - name) : strlen(name);
        const TestFlag *f = find_test_flag(name, len);
        if (!*name) { /* "--" */
            pass_rest(a, a->i, explicit);
            return;
        }
        if (strcmp(name, "h") == 0 || strcmp(name, "help") == 0)
            print_help();
        if (strcmp(name, "args") == 0) {
            pass_rest(a, a->i + 1, explicit);
            return;
        }
        if (f)
            take_test_flag(a, f, eq ? eq + 1 : NULL, timeout_given);
        else if (!take_own_flag(a, name, len, eq ? eq + 1 : NULL)) {
            vec_push(perm, explicit, arg);
            maybe_value = !eq;
            list = BEHIND;
        }
    }
}

/* Whether test itself has the flag; *is_bool: it needs no value. */
static bool has_flag(const char *name, size_t len, bool *is_bool)
{
    const TestFlag *t = find_test_flag(name, len);
    if (t)
        return *is_bool = t->is_bool, true;
    const Flag *f = own_flags;
    while (f->name && (strlen(f->name) != len || memcmp(f->name, name, len) != 0))
        f++;
    if (!f->name && !is_build_flag(name, len, &f))
        return false;
    return *is_bool = flag_is_bool(f), true;
}

/* The arguments with the flags of $GOFLAGS that test has in front of them. */
static Args with_goflags(int argc, char **argv)
{
    Words w = goflags();
    VEC(char *) all = {0};
    vec_push(perm, &all, argv[0]);
    for (uint32_t i = 0; i < w.len; i++) {
        size_t len = strcspn(w.p[i], "=");
        bool is_bool;
        if (!has_flag(w.p[i], len, &is_bool))
            continue;
        if (!w.p[i][len] && !is_bool)
            usage_error("test", "flag needs an argument: -%s (from $GOFLAGS)", w.p[i]);
        vec_push(perm, &all, arena_printf(perm, "-%s", w.p[i]));
    }
    for (int i = 1; i < argc; i++)
        vec_push(perm, &all, argv[i]);
    return (Args){.argc = (int)all.len, .argv = all.p};
}

void testflags_parse(int argc, char **argv, ArgVec *packages)
{
    Args a = with_goflags(argc, argv);
    ArgVec explicit = {0}, given = {0};
    bool timeout_given = false;
    test_options = (TestOptions){.timeout = (int64_t)600 * 1000000000, .cacheable = true};
    parse(&a, packages, &explicit, &timeout_given);
    if (!timeout_given)
        vec_push(perm, &given, "-test.timeout=10m0s");
    if (test_options.profile && !test_options.outputdir_given)
        vec_push(perm, &given, arena_printf(perm, "-test.outputdir=%s", path_abs(".")));
    if (test_options.json && !test_options.verbose) {
        test_options.verbose = true;
        vec_push(perm, &given, context.tree_minor >= 20 ? "-test.v=test2json" : "-test.v=true");
    }
    for (uint32_t i = 0; i < test_options.args.len; i++)
        vec_push(perm, &given, test_options.args.p[i]);
    for (uint32_t i = 0; i < explicit.len; i++)
        vec_push(perm, &given, explicit.p[i]);
    test_options.args = given;
    test_options.here = packages->len == 0;
    test_options.cacheable &= !test_options.here && explicit.len == 0;
}
