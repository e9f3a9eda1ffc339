/* -gcflags=-bench=FILE: what compiling a package cost, stage by stage, appended to FILE in the form of
 * Go's benchmarks. As the process compiles one package, its CPU time and its memory are the package's; of
 * a package in several modules the peak is that of one process. */
#include "driver/driver.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

typedef struct StageCost { const char *name; int64_t ns; long peak_kb; } StageCost;
enum { MAX_STAGES = 16 };
/* Shared with the processes that compile the modules of a large package. */
typedef struct Costs { pthread_mutex_t lock; uint32_t n; StageCost p[MAX_STAGES]; } Costs;
static Costs *costs;
static int64_t last;

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void times_start(void)
{
    pthread_mutexattr_t shared;
    costs = mmap(NULL, sizeof *costs, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (costs == MAP_FAILED)
        diag_fatal("no memory");
    pthread_mutexattr_init(&shared);
    pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&costs->lock, &shared);
    last = cpu_ns();
}

void times_child(void) { last = cpu_ns(); }

static StageCost *cost_of(const char *name)
{
    for (uint32_t i = costs->n; i-- > 0;)
        if (strcmp(costs->p[i].name, name) == 0)
            return &costs->p[i];
    costs->p[costs->n] = (StageCost){name, 0, 0};
    return &costs->p[costs->n++];
}

/* What ran since the last call was this stage; stages that take turns add up. */
void times_stage(const char *name)
{
    struct rusage use;
    int64_t now = cpu_ns();
    getrusage(RUSAGE_SELF, &use);
    pthread_mutex_lock(&costs->lock);
    StageCost *c = cost_of(name);
    c->ns += now - last;
    c->peak_kb = use.ru_maxrss > c->peak_kb ? use.ru_maxrss : c->peak_kb;
    pthread_mutex_unlock(&costs->lock);
    last = now;
}

void times_write(const LoadPkg *p, const char *path, uint32_t lines)
{
    FILE *f = fopen(path, "a");
    if (!f)
        diag_fatal("-bench: cannot open %s: %s", path, errno_text(errno));
    int64_t total = 1;
    for (uint32_t i = 0; i < costs->n; i++)
        total += costs->p[i].ns;
    for (uint32_t i = 0; i < costs->n; i++) {
        const StageCost *c = &costs->p[i];
        fprintf(f, "BenchmarkCompile:%s:%s 1 %lld ns/op %.2f %% %u lines %.0f lines/s %ld peak-KB\n", p->link_path,
                c->name, (long long)c->ns, 100.0 * (double)c->ns / (double)total, lines,
                (double)lines * 1e9 / (double)(c->ns + 1), c->peak_kb);
    }
    fclose(f);
}
