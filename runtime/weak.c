/* runtime/weak.c: weak pointers (package weak, from Go 1.23 on).
 *
 * A handle is a word of the heap that the collector does not look into; it holds the object's
 * address until the object is unreachable, and lives as long as it. An object has one handle, so weak
 * pointers compare equal. Sweeping a span settles what points weakly to its objects.
 */
#include "runtime/barrier.h"
#include "runtime/gc.h"
#include "runtime/hooks.h"

typedef struct Weak {
    struct Weak *next;
    usize obj;
    usize *handle;
} Weak;

static Mutex weak_lock = MUTEX(WEAK);          /* guards everything here */
static Weak *table[4096], *unused;

static Span *heap_span(usize obj)
{
    Span *s = span_of(obj);
    return s && s->state == SPAN_IN_USE ? s : NULL;
}

/* By the object that obj points into. */
static Weak **bucket(usize obj)
{
    Span *s = heap_span(obj);
    usize base = s ? span_object_base(s, obj) : obj;
    return &table[(base >> 3) * 0x9e3779b97f4a7c15ULL >> 52];
}

static usize *find(usize obj)
{
    for (Weak *w = *bucket(obj); w; w = w->next)
        if (w->obj == obj)
            return w->handle;
    return NULL;
}

HOOK(void *, weak_register, "weak.runtime_registerWeakPointer", void *p)
{
    usize obj = (usize)p;
    usize *fresh = malloc_noscan(16, true); /* not shared with other small objects */
    lock(&weak_lock);
    usize *handle = find(obj);
    if (!handle) {
        Weak *w = unused;
        if (w)
            unused = w->next;
        else
            w = persistent_alloc(sizeof *w, 8);
        *w = (Weak){ *bucket(obj), obj, fresh };
        *bucket(obj) = w;
        *fresh = obj;
        handle = fresh;
        if (heap_span(obj))
            atomic_add(&heap_span(obj)->nspecials, 1);
    }
    if (gc_barrier_on())
        gc_shade((usize)handle); /* the table may have been scanned */
    unlock(&weak_lock);
    return handle;
}

/* The world went on before all spans were swept: an object that was found dead may not come back. */
static bool is_dead(usize obj)
{
    Span *s = heap_span(obj);
    return s && atomic_load(&s->sweepgen) != mheap.sweepgen && s->special_gen != mheap.sweepgen &&
           !gc_is_marked(obj);
}

HOOK(void *, weak_strong, "weak.runtime_makeStrongFromWeak", usize *handle)
{
    if (!handle)
        return NULL;
    lock(&weak_lock);
    usize p = *handle;
    if (p && is_dead(p))
        p = 0;
    if (gc_barrier_on())
        gc_shade(p); /* else it would become reachable behind the collector's back */
    unlock(&weak_lock);
    return (void *)p;
}

void weak_mark(GcThread *t)
{
    lock(&weak_lock);
    for (usize i = 0; i < NELEM(table); i++)
        for (Weak *w = table[i]; w; w = w->next)
            gc_mark_word(t, (usize)w->handle);
    unlock(&weak_lock);
}

static void forget_those_of(Span *s, usize base)
{
    for (Weak **at = bucket(base); *at;) {
        Weak *w = *at;
        if (w->obj < base || w->obj >= base + s->elemsize) {
            at = &w->next;
            continue;
        }
        *w->handle = 0;
        *at = w->next;
        w->next = unused;
        unused = w;
        atomic_add(&s->nspecials, -1);
    }
}

/* Of a span that is being swept, before finalizers call objects back to life. */
void weak_sweep(Span *s)
{
    lock(&weak_lock);
    for (u32 i = 0; i < s->nelems; i++)
        if (slot_in_use(s, i) && !(s->mark_bits[i / 64] >> (i % 64) & 1))
            forget_those_of(s, s->base + i * s->elemsize);
    s->special_gen = mheap.sweepgen;
    unlock(&weak_lock);
}
