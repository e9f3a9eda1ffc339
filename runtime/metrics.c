/* runtime/metrics.c: package runtime/metrics. A metric that is not listed, or not by the tree's
 * version, reads as unknown (KindBad), which is what the package promises for metrics that a
 * runtime does not have. */
#include "runtime/barrier.h"
#include "runtime/finalizer.h"
#include "runtime/gc.h"
#include "runtime/gc_stats.h"
#include "runtime/hooks.h"
#include "runtime/malloc.h"
#include "runtime/rt.h"
#include "runtime/schedstat.h"

typedef enum Kind { METRIC_BAD, METRIC_U64, METRIC_F64, METRIC_TIMES, METRIC_SIZES } Kind;
enum { KIND_HISTOGRAM = 3 };         /* package runtime/metrics's, of both kinds of those */
typedef struct Sample { GoString name; i64 kind; u64 scalar; void *pointer; } Sample;
typedef struct Histogram { GoSlice counts, buckets; } Histogram;

/* What is computed at once for all metrics of one reading. */
typedef struct Now {
    u64 cpu_gc, cpu_idle, cpu_user, cpu_total; /* ns */
    GoroutineCounts goroutines;
} Now;

typedef enum Which {
#define METRIC(id, first, kind, name, value) WHICH_##id,
#include "runtime/metrics.def"
#undef METRIC
    WHICH_COUNT
} Which;

static const struct { const char *name; u8 first, kind; } rows[] = {
#define METRIC(id, first, kind, name, value) { name, first, METRIC_##kind },
#include "runtime/metrics.def"
#undef METRIC
};

/* Numbers and truth values as they are, histograms as addresses. */
static u64 value_of(Which w, const MemStats *s, const Now *n)
{
    switch (w) {
#define METRIC(id, first, kind, name, value) case WHICH_##id: return (u64)(value);
#include "runtime/metrics.def"
#undef METRIC
    case WHICH_COUNT: break;
    }
    return 0;
}

static Which find(GoString name)
{
    u32 i = 0;
    while (i < WHICH_COUNT && !gostring_equal(name, gostring(rows[i].name)))
        i++;
    return i < WHICH_COUNT && rows[i].first <= seago_tree_minor ? (Which)i : WHICH_COUNT;
}

static u64 bits(double f)
{
    u64 u;
    memcpy(&u, &f, sizeof u);
    return u;
}

/* The i-th name, or none. */
GoString rt_api_metric_name(i64 i);
GoString rt_api_metric_name(i64 i)
{
    for (u32 k = 0; k < WHICH_COUNT; k++)
        if (rows[k].first <= seago_tree_minor && i-- == 0)
            return gostring(rows[k].name);
    return (GoString){ 0 };
}

static Histogram *new_histogram(Sample *out, i64 n)
{
    static const u64 mask[1] = { 9 };
    static const Layout lay = { mask, 6, 6 };
    Histogram *h = malloc_layout(sizeof *h, &lay, true);
    gc_store(&h->counts.p, malloc_noscan((usize)n * 8, true));
    h->counts.len = h->counts.cap = n;
    gc_store(&h->buckets.p, malloc_noscan((usize)(n + 1) * 8, true));
    h->buckets.len = h->buckets.cap = n + 1;
    out->kind = KIND_HISTOGRAM;
    gc_store(&out->pointer, h);
    return h;
}

static void by_time(Sample *out, const TimeHist *times)
{
    Histogram *h = new_histogram(out, TIMEHIST_BUCKETS);
    u64 *count = h->counts.p;
    timehist_edges(h->buckets.p);
    for (u32 i = 0; i < TIMEHIST_BUCKETS; i++)
        count[i] = atomic_load_relaxed(&times->n[i]);
}

/* Counts of objects by size. Bucket i holds [edge i, edge i + 1); sizes are whole, so the edge
 * above a class of objects up to n bytes is n + 1. The last bucket, for large objects, has no end.
 * */
static void by_size(Sample *out, const MemStats *s, bool freed)
{
    enum { N = NUM_CLASSES };
    Histogram *h = new_histogram(out, N);
    u64 *count = h->counts.p, rest = freed ? s->frees : s->mallocs;
    double *edge = h->buckets.p;
    edge[0] = 1;
    rest -= s->tiny;
    for (int i = 1; i < N; i++) {
        count[i - 1] = freed ? s->class_frees[i] : s->class_mallocs[i];
        rest -= count[i - 1];
        edge[i] = class_size[i] + 1;
    }
    count[N - 1] = rest;
    edge[N] = __builtin_inf();
}

static Now now(void)
{
    Now n = { .goroutines = stat_goroutines(), .cpu_total = (u64)stat_procs_ns() };
    n.cpu_gc = gc.total_assist_ns + gc.total_dedicated_ns + gc.total_idle_ns + gc.total_pause_ns;
    u64 idle = (u64)stat_idle_ns(), spent = n.cpu_gc + mheap.scavenge_ns;
    /* The collector's threads need no P: they work while Ps are idle, as far as there are any. */
    u64 room = n.cpu_total > spent ? n.cpu_total - spent : 0;
    n.cpu_idle = MIN(idle > gc.total_idle_ns ? idle - gc.total_idle_ns : 0, room);
    n.cpu_user = room - n.cpu_idle;
    return n;
}

void rt_api_read_metrics(Sample *p, i64 n);
void rt_api_read_metrics(Sample *p, i64 n)
{
    MemStats *s = malloc_noscan(sizeof *s, true);
    gc_stats_read(s);
    Now at = now();
    for (i64 i = 0; i < n; i++) {
        Which w = find(p[i].name);
        Kind kind = w == WHICH_COUNT ? METRIC_BAD : (Kind)rows[w].kind;
        u64 v = value_of(w, s, &at);
        p[i].kind = kind;
        p[i].scalar = 0;
        gc_store(&p[i].pointer, NULL);
        switch (kind) {
        case METRIC_BAD: break;
        case METRIC_U64: p[i].scalar = v; break;
        case METRIC_F64: p[i].scalar = bits((double)v / 1e9); break;
        case METRIC_TIMES: by_time(&p[i], (const TimeHist *)v); break;
        case METRIC_SIZES: by_size(&p[i], s, v); break;
        }
    }
}
