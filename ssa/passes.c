/* passes.c: the pass manager. */
#include "ssa/graph.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Pass {
    const char *name;
    SsaPassFn *fn;
    unsigned needs, keeps;
    bool required;
    bool off, time, dump;
    int debug;
    const char *dump_func;   /* NULL: all */
    long ns;
} Pass;

static Pass passes[] = {
#define PASS(name, fn, NEEDS, KEEPS, REQUIRED) {name, fn, NEEDS, KEEPS, REQUIRED, false, false, false, 0, NULL, 0},
#include "ssa/passes.def"
#undef PASS
};
enum { NPASSES = sizeof passes / sizeof passes[0] };
int ssa_pass_debug;
static bool dump_build, check_all;

static long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void maybe_dump(SsaFunc *f, const char *name, bool dump, const char *only)
{
    if (!dump || (only && f->name && strcmp(only, f->name->s) != 0))
        return;
    fprintf(stderr, "# after %s\n", name);
    ssa_dump(f, stderr);
}

/* Checking builds put the values of blocks in another order: only schedule may rely on it. */
static void shuffle(SsaFunc *f)
{
    uint32_t seed = 12345 + f->next_value;
    for (uint32_t i = 0; i < f->blocks.len && !f->scheduled; i++) {
        Block *b = f->blocks.p[i];
        for (uint32_t j = b->values.len; j > 1; j--) {
            seed = seed * 1664525 + 1013904223;
            uint32_t k = (seed >> 8) % j;
            Value *t = b->values.p[j - 1];
            b->values.p[j - 1] = b->values.p[k];
            b->values.p[k] = t;
        }
    }
}

static void run(SsaFunc *f, Pass *p, const SsaOptions *opt)
{
    ssa_need(f, p->needs);
    ssa_pass_debug = p->debug;
    long t0 = now();
    p->fn(f);
    long ns = now() - t0;
    p->ns += ns;
    ssa_keep(f, p->keeps);
    if (p->time)
        fprintf(stderr, "%s: %s: %ld ns\n", f->name ? f->name->s : "?", p->name, ns);
    maybe_dump(f, p->name, p->dump, p->dump_func);
    if (opt && (opt->check || check_all)) {
        ssa_verify(f, p->name);
        shuffle(f);
    }
    if (opt && opt->html_func)
        ssa_html_pass(f, p->name, ns);
}

void ssa_run_passes(SsaFunc *f, const SsaOptions *opt)
{
    maybe_dump(f, "build", dump_build, NULL);
    if (opt->html_func)
        ssa_html_begin(f, opt);
    for (int i = 0; i < NPASSES; i++)
        if (passes[i].required || (!opt->no_opt && !passes[i].off))
            run(f, &passes[i], opt);
    if (opt->html_func)
        ssa_html_end(f, opt);
}

SsaFunc *ssa_compile(Func *fn, const SsaOptions *opt)
{
    SsaFunc *f = ssa_build(fn, opt);
    ssa_run_passes(f, opt);
    return f;
}

/* "early deadcode" is written early_deadcode on the command line. */
static bool name_matches(const char *name, const char *arg, size_t n)
{
    if (strlen(name) != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (name[i] != arg[i] && !(name[i] == ' ' && arg[i] == '_'))
            return false;
    return true;
}

static bool set_flag(Pass *p, const char *flag)
{
    if (!strcmp(flag, "off"))
        p->off = true;
    else if (!strcmp(flag, "on"))
        p->off = false, p->debug = 1;
    else if (!strcmp(flag, "time"))
        p->time = true;
    else if (!strncmp(flag, "debug", 5))
        p->debug = flag[5] == '=' ? atoi(flag + 6) : 1;
    else if (!strncmp(flag, "dump", 4))
        p->dump = true, p->dump_func = flag[4] == '=' ? flag + 5 : NULL;
    else
        return false;
    return true;
}

bool ssa_debug_flag(const char *arg, bool set)
{
    if (strncmp(arg, "ssa/", 4) != 0)
        return false;
    const char *name = arg + 4, *slash = strchr(name, '/');
    size_t n = slash ? (size_t)(slash - name) : strlen(name);
    const char *flag = slash ? slash + 1 : "debug";
    if (name_matches("check", name, n)) {
        check_all |= set;
        return true;
    }
    bool found = false, dump = !strncmp(flag, "dump", 4);
    if (name_matches("build", name, n) || name_matches("all", name, n)) {
        dump_build |= set && dump;
        found = dump;
    }
    for (int i = 0; i < NPASSES; i++)
        if (name_matches(passes[i].name, name, n) || name_matches("all", name, n)) {
            Pass scratch = passes[i];
            found |= set_flag(set ? &passes[i] : &scratch, flag);
        }
    return found;
}

bool ssa_run_pass(SsaFunc *f, const char *name)
{
    for (int i = 0; i < NPASSES; i++)
        if (name_matches(passes[i].name, name, strlen(name))) {
            run(f, &passes[i], NULL);
            return true;
        }
    return false;
}
