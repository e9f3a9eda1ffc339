/* -gcflags=-bench=FILE: what compiling a package cost, stage by stage, appended to FILE in the form of
 * Go's benchmarks. As the process compiles one package, its CPU time and its memory are the package's. */
#include "driver/driver.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct StageCost { const char *name; int64_t ns; long peak_kb; } StageCost;
static VEC(StageCost) costs;
static int64_t last;

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void times_start(void) { last = cpu_ns(); }

static StageCost *cost_of(const char *name)
{
    for (uint32_t i = costs.len; i-- > 0;)
        if (strcmp(costs.p[i].name, name) == 0)
            return &costs.p[i];
    vec_push(perm, &costs, ((StageCost){name, 0, 0}));
    return &vec_last(&costs);
}

/* What ran since the last call was this stage; stages that take turns add up. */
void times_stage(const char *name)
{
    struct rusage use;
    int64_t now = cpu_ns();
    getrusage(RUSAGE_SELF, &use);
    StageCost *c = cost_of(name);
    c->ns += now - last;
    c->peak_kb = use.ru_maxrss;
    last = now;
}

void times_write(const LoadPkg *p, const char *path, uint32_t lines)
{
    FILE *f = fopen(path, "a");
    if (!f)
        diag_fatal("-bench: cannot open %s: %s", path, strerror(errno));
    int64_t total = 1;
    for (uint32_t i = 0; i < costs.len; i++)
        total += costs.p[i].ns;
    for (uint32_t i = 0; i < costs.len; i++) {
        const StageCost *c = &costs.p[i];
        fprintf(f, "BenchmarkCompile:%s:%s 1 %lld ns/op %.2f %% %u lines %.0f lines/s %ld peak-KB\n", p->link_path,
                c->name, (long long)c->ns, 100.0 * (double)c->ns / (double)total, lines,
                (double)lines * 1e9 / (double)(c->ns + 1), c->peak_kb);
    }
    fclose(f);
}
