/* runtime/finalizer.c: runtime.SetFinalizer and runtime.AddCleanup.
 *
 * What an object with a finalizer points to stays alive as long as the finalizer is set, the object
 * itself does not. If marking did not reach it, it is kept for one more collection, and the
 * finalizer goes to the queue of a goroutine that calls one after the other. A cleanup is a func()
 * that keeps nothing of its object alive, and waits until there is no finalizer.
 *
 * While the collector marks, finalizers are roots. Sweeping a span settles those of its objects:
 * so nothing of this needs a stopped world.
 */
#include "runtime/error.h"
#include "runtime/finalizer.h"
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/iface.h"
#include "runtime/pcrecord.h"
#include "runtime/rt.h"

typedef struct Finalizer {
    struct Finalizer *next;
    usize obj;
    const GoType *obj_type;      /* pointer type */
    const GoFuncType *fn_type;   /* NULL: a cleanup */
    u64 id;                      /* of a cleanup */
    const GoFunc *fn;
} Finalizer;

static Mutex fin_lock = MUTEX(FIN);           /* guards everything here */
static Finalizer *table[4096], *queue, *queue_last, *unused;
FinalizerCounts finalizer_counts;
static G *runner;
static bool runner_idle, runner_started;

/* By the object that obj points into. */
static Finalizer **bucket(usize obj)
{
    usize base = span_object_base(span_of(obj), obj);
    return &table[(base >> 3) * 0x9e3779b97f4a7c15ULL >> 52];
}

void reflect_call_func(const GoFuncType *t, const GoFunc *fn, const u64 *args, usize nwords);

static void run_one(const Finalizer *f)
{
    if (!f->fn_type) {
        call_deferred((GoFunc *)f->fn, NULL);
        return;
    }
    u64 arg[2] = { f->obj, 0 };
    const GoType *want = func_param(f->fn_type, 0);
    if (type_kind(want) == KIND_INTERFACE) {
        bool empty = ((const GoInterfaceType *)want)->nmethods == 0;
        arg[0] = empty ? (u64)f->obj_type : (u64)rt_assertE2I(want, f->obj_type);
        arg[1] = f->obj;
    }
    reflect_call_func(f->fn_type, f->fn, arg, type_kind(want) == KIND_INTERFACE ? 2 : 1);
}

PC_RECORD(runner_main, "runtime.runfinq", "runtime/mfinal.go", 163);
static void runner_main(void)
{
    runner = getg();
    for (;;) {
        lock(&fin_lock);
        Finalizer *f = queue;
        if (!f) {
            runner_idle = true;
            goparkunlock(&fin_lock, WAIT_FINALIZER);
            continue;
        }
        queue = f->next;
        if (!queue)
            queue_last = NULL;
        Finalizer copy = *f;
        if (gc_barrier_on()) { /* this stack may have been scanned */
            gc_shade(copy.obj);
            gc_shade((usize)copy.fn);
        }
        f->fn = NULL;
        f->obj = 0;
        f->next = unused;
        unused = f;
        unlock(&fin_lock);
        runner->lent = true;
        run_one(&copy);
        atomic_add(copy.fn_type ? &finalizer_counts.run : &finalizer_counts.cleanups_run, 1);
        runner->lent = false;
    }
}

static void start_runner(void)
{
    static GoFunc fn = { runner_main };
    if (!atomic_xchg(&runner_started, true))
        newproc_system(&fn);
}

static void remove_finalizer(usize obj, u64 id)
{
    for (Finalizer **at = bucket(obj); *at; at = &(*at)->next)
        if ((*at)->obj == obj && (*at)->id == id) {
            Finalizer *f = *at;
            *at = f->next;
            f->next = unused;
            unused = f;
            atomic_add(&span_of(obj)->nspecials, -1);
            return;
        }
}

static void add_finalizer(GoEface obj, GoEface fn, u64 id)
{
    Finalizer *f = unused;
    if (f)
        unused = f->next;
    else
        f = persistent_alloc(sizeof *f, 8);
    usize p = (usize)obj.data;
    *f = (Finalizer){ *bucket(p), p, obj.type, fn.type, id, fn.data };
    *bucket(p) = f;
    atomic_add(&span_of(p)->nspecials, 1);
    if (gc_barrier_on()) { /* the table may have been scanned */
        GcThread *t = gc_self();
        gc_mark_word(t, (usize)fn.data);
        if (fn.type)
            gc_scan_object(t, p);
        gc_work_hand_in(t);
    }
}

static bool has_finalizer(usize obj)
{
    for (Finalizer *f = *bucket(obj); f; f = f->next)
        if (f->obj == obj && f->fn_type)
            return true;
    return false;
}

static NORETURN void cannot_pass(GoEface obj, GoEface fn, const char *why)
{
    throw_text((GoString[]){ gostring("runtime.SetFinalizer: cannot pass "), type_string(obj.type),
                             gostring(" to finalizer "), type_string(fn.type), gostring(why) }, 5);
}

static void check_function(GoEface obj, GoEface fn)
{
    const GoFuncType *t = fn.type;
    if (type_kind(fn.type) != KIND_FUNC)
        throw_text((GoString[]){ gostring("runtime.SetFinalizer: second argument is "),
                                 type_string(fn.type), gostring(", not a function") }, 3);
    if (t->out_count & FUNC_VARIADIC)
        cannot_pass(obj, fn, " because dotdotdot");
    if (t->in_count != 1)
        cannot_pass(obj, fn, "");
    const GoType *want = func_param(t, 0);
    bool ok =
        types_equal(want, obj.type) ||
        (type_kind(want) == KIND_INTERFACE &&
         (((const GoInterfaceType *)want)->nmethods == 0 || rt_getitab(want, obj.type, true))) ||
        (type_kind(want) == KIND_POINTER &&
         types_equal(((const GoPtrType *)want)->elem, ((const GoPtrType *)obj.type)->elem));
    if (!ok)
        cannot_pass(obj, fn, "");
}

void rt_api_set_finalizer(GoEface obj, GoEface fn);
void rt_api_set_finalizer(GoEface obj, GoEface fn)
{
    if (!obj.type)
        throw_("runtime.SetFinalizer: first argument is nil");
    if (type_kind(obj.type) != KIND_POINTER)
        throw_text((GoString[]){ gostring("runtime.SetFinalizer: first argument is "),
                                 type_string(obj.type), gostring(", not pointer") }, 3);
    if (!obj.data)
        throw_("nil elem type!");
    Span *s = span_of((usize)obj.data);
    if (!s || s->state != SPAN_IN_USE)
        return; /* a variable of the program, never freed */
    if (!fn.type) {
        lock(&fin_lock);
        remove_finalizer((usize)obj.data, 0);
        unlock(&fin_lock);
        return;
    }
    check_function(obj, fn);
    start_runner();
    lock(&fin_lock);
    bool twice = has_finalizer((usize)obj.data);
    if (!twice)
        add_finalizer(obj, fn, 0);
    unlock(&fin_lock);
    if (twice)
        throw_("runtime.SetFinalizer: finalizer already set");
}

u64 rt_api_add_cleanup(void *p, GoFunc *fn);
u64 rt_api_add_cleanup(void *p, GoFunc *fn)
{
    static u64 ids;
    Span *s = span_of((usize)p);
    if (!s || s->state != SPAN_IN_USE)
        return 0;
    start_runner();
    lock(&fin_lock);
    u64 id = ++ids;
    add_finalizer((GoEface){ NULL, p }, (GoEface){ NULL, fn }, id);
    unlock(&fin_lock);
    return id;
}

void rt_api_stop_cleanup(usize p, u64 id);
void rt_api_stop_cleanup(usize p, u64 id)
{
    lock(&fin_lock);
    if (id)
        remove_finalizer(p, id);
    unlock(&fin_lock);
}

/* Waits until the queue has been worked off, at most ns; whether it has. */
static bool wait_for_runner(i64 ns)
{
    for (i64 end = nanotime() + MIN(ns, INT64_MAX / 4);; time_sleep(1000000)) {
        lock(&fin_lock);
        bool empty = !queue && (runner_idle || !runner);
        unlock(&fin_lock);
        if (empty || nanotime() > end)
            return empty;
    }
}
HOOK(bool, sync_test_cleanups, "sync_test.runtime_blockUntilEmptyCleanupQueue", i64 ns)
{
    return wait_for_runner(ns);
}
HOOK(bool, unique_cleanups, "unique.runtime_blockUntilEmptyCleanupQueue", i64 ns)
{
    return wait_for_runner(ns);
}

/* --- the collector's part --------------------------------------------------------------------- */

void finalizers_mark(GcThread *t)
{
    lock(&fin_lock);
    for (usize i = 0; i < NELEM(table); i++)
        for (Finalizer *f = table[i]; f; f = f->next) {
            gc_mark_word(t, (usize)f->fn);
            if (f->fn_type)
                gc_scan_object(t, f->obj);
        }
    for (Finalizer *f = queue; f; f = f->next) {
        gc_mark_word(t, (usize)f->fn);
        if (f->fn_type)
            gc_mark_word(t, f->obj);
    }
    unlock(&fin_lock);
}

void finalizers_each(void (*f)(usize, const GoType *, const GoFuncType *, const GoFunc *, bool))
{
    lock(&fin_lock);
    for (usize i = 0; i < NELEM(table); i++)
        for (Finalizer *x = table[i]; x; x = x->next)
            if (x->fn_type)
                f(x->obj, x->obj_type, x->fn_type, x->fn, false);
    for (Finalizer *x = queue; x; x = x->next)
        if (x->fn_type)
            f(x->obj, x->obj_type, x->fn_type, x->fn, true);
    unlock(&fin_lock);
}

static void finalizers_wake(void)
{
    lock(&fin_lock);
    bool wake = queue && runner_idle;
    if (wake)
        runner_idle = false;
    unlock(&fin_lock);
    if (wake)
        goready(runner);
}

/* fin_lock held. The finalizers (or cleanups) of a dead object go to the queue; answers their number. */
static u32 queue_those_of(Span *s, usize base, bool cleanups)
{
    u32 n = 0;
    for (Finalizer **at = bucket(base); *at;) {
        Finalizer *f = *at;
        if (f->obj < base || f->obj >= base + s->elemsize || !f->fn_type != cleanups) {
            at = &f->next;
            continue;
        }
        *at = f->next;
        f->next = NULL;
        if (queue_last)
            queue_last->next = f;
        else
            queue = f;
        queue_last = f;
        atomic_add(f->fn_type ? &finalizer_counts.queued : &finalizer_counts.cleanups, 1);
        n++;
    }
    atomic_add(&s->nspecials, -n);
    return n;
}

/* Of a span that is being swept: unmarked objects with finalizers live on. */
void finalizers_sweep(Span *s)
{
    u32 found = 0, revived = 0;
    lock(&fin_lock);
    for (u32 i = 0; i < s->nelems && atomic_load(&s->nspecials); i++) {
        if (!slot_in_use(s, i) || (s->mark_bits[i / 64] >> (i % 64) & 1))
            continue;
        usize base = s->base + i * s->elemsize;
        if (queue_those_of(s, base, false)) {
            s->mark_bits[i / 64] |= 1ULL << (i % 64);
            revived++;
        } else {
            found += queue_those_of(s, base, true);
        }
    }
    unlock(&fin_lock);
    atomic_add(&mheap.live, revived * s->elemsize);
    if (found || revived)
        finalizers_wake();
}
