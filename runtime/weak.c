/* runtime/weak.c: weak pointers (package weak, from Go 1.23 on).
 *
 * A handle is a word of the heap that the collector does not look into; it holds the object's
 * address until the object is unreachable. An object has one handle, so weak pointers compare
 * equal.
 */
#include "runtime/barrier.h"
#include "runtime/gc.h"
#include "runtime/hooks.h"

typedef struct Weak {
    struct Weak *next;
    usize obj;
    usize *handle;
} Weak;

static Mutex weak_lock;
static Weak *table[1024], *unused;

static Weak **bucket(usize obj) { return &table[(obj >> 3) * 0x9e3779b97f4a7c15ULL >> 54]; }

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
    }
    unlock(&weak_lock);
    return handle;
}

HOOK(void *, weak_strong, "weak.runtime_makeStrongFromWeak", usize *handle)
{
    if (!handle)
        return NULL;
    M *m = acquirem();
    void *p = (void *)atomic_load((usize *)handle);
    if (gc_barrier_on())
        gc_shade((usize)p); /* else it would become reachable behind the collector's back */
    releasem(m);
    return p;
}

/* Marking is complete: handles of dead objects become nil; dead handles are forgotten. */
void weak_collect(void)
{
    for (usize i = 0; i < NELEM(table); i++)
        for (Weak **at = &table[i]; *at;) {
            Weak *w = *at;
            Span *s = span_of(w->obj);
            bool heap = s && s->state == SPAN_IN_USE;
            bool handle_lives = gc_is_marked((usize)w->handle);
            if (handle_lives && (!heap || gc_is_marked(w->obj))) {
                at = &w->next;
                continue;
            }
            if (handle_lives)
                *w->handle = 0;
            *at = w->next;
            w->next = unused;
            unused = w;
        }
}
