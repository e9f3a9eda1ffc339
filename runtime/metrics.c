/* runtime/metrics.c: package runtime/metrics. A metric that is not listed reads as unknown
 * (KindBad), which is what the package promises for metrics that a runtime does not have. */
#include "runtime/barrier.h"
#include "runtime/gc_stats.h"
#include "runtime/hooks.h"
#include "runtime/malloc.h"
#include "runtime/rt.h"
#include "runtime/sched.h"

enum { KIND_BAD, KIND_U64, KIND_F64, KIND_HISTOGRAM };
typedef struct Sample { GoString name; i64 kind; u64 scalar; void *pointer; } Sample;
typedef struct Histogram { GoSlice counts, buckets; } Histogram;

typedef enum Which {
#define METRIC(id, name, value) METRIC_##id,
#include "runtime/metrics.def"
#undef METRIC
    METRIC_COUNT
} Which;

static u64 scalar(Which w, const MemStats *s)
{
    switch (w) {
#define METRIC(id, name, value) case METRIC_##id: return value;
#include "runtime/metrics.def"
#undef METRIC
    case METRIC_COUNT: break;
    }
    return 0;
}

static Which find(GoString name)
{
    static const char *const names[] = {
#define METRIC(id, name, value) name,
#include "runtime/metrics.def"
#undef METRIC
    };
    int i = 0;
    while (i < METRIC_COUNT && !gostring_equal(name, gostring(names[i])))
        i++;
    return (Which)i;
}

/* Counts of objects by size. Bucket i holds [edge i, edge i + 1); sizes are whole, so the edge above
 * a class of objects up to n bytes is n + 1. The last bucket, for large objects, has no end. */
static void by_size(Sample *out, const MemStats *s, bool freed)
{
    static const u64 mask[1] = { 9 };
    static const Layout lay = { mask, 6, 6 };
    enum { N = MEMSTATS_SIZES };
    Histogram *h = malloc_layout(sizeof *h, &lay, true);
    gc_store(&h->counts.p, malloc_noscan(N * 8, true));
    h->counts.len = h->counts.cap = N;
    gc_store(&h->buckets.p, malloc_noscan((N + 1) * 8, true));
    h->buckets.len = h->buckets.cap = N + 1;
    u64 *count = h->counts.p, rest = freed ? s->frees : s->mallocs;
    double *edge = h->buckets.p;
    edge[0] = 1;
    rest -= s->tiny;
    for (int i = 1; i < N; i++) {
        count[i - 1] = freed ? s->by_size[i].frees : s->by_size[i].mallocs;
        rest -= count[i - 1];
        edge[i] = s->by_size[i].size + 1;
    }
    count[N - 1] = rest;
    edge[N] = __builtin_inf();
    out->kind = KIND_HISTOGRAM;
    out->pointer = h;
}

HOOK(void, metrics_read, "runtime/metrics.runtime_readMetrics", Sample *p, i64 n, i64 cap)
{
    MemStats *s = malloc_noscan(sizeof *s, true);
    gc_stats_read(s);
    for (i64 i = 0; i < n; i++) {
        Which w = find(p[i].name);
        p[i].kind = w == METRIC_COUNT ? KIND_BAD : KIND_U64;
        p[i].scalar = scalar(w, s);
        p[i].pointer = NULL;
        if (gostring_equal(p[i].name, gostring("/gc/heap/allocs-by-size:bytes")))
            by_size(&p[i], s, false);
        else if (gostring_equal(p[i].name, gostring("/gc/heap/frees-by-size:bytes")))
            by_size(&p[i], s, true);
    }
}
