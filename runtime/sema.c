/* runtime/sema.c: semaphores and condition lists of package sync.
 *
 * Waiters hang on one of 251 roots, by the semaphore's address. nwait is raised before the last
 * look at the value, and released semaphores look at nwait after raising the value: nobody is
 * missed.
 */
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/schedstat.h"
#include "runtime/waitprof.h"

typedef struct SemaRoot {
    Mutex lock;
    u32 nwait;             /* a */
    Sudog *head, *tail;    /* (lock) */
} __attribute__((aligned(64))) SemaRoot;
enum { NROOTS = 251 };
static SemaRoot roots[NROOTS] = { [0 ... NROOTS - 1] = { .lock = MUTEX(SEMA) } };

static SemaRoot *root_of(const u32 *addr) { return &roots[((usize)addr >> 3) % NELEM(roots)]; }

static bool can_acquire(u32 *addr)
{
    for (;;) {
        u32 v = atomic_load(addr);
        if (v == 0)
            return false;
        if (atomic_cas(addr, v, v - 1))
            return true;
    }
}

static void enqueue(SemaRoot *r, Sudog *s, bool lifo)
{
    s->next = lifo ? r->head : NULL;
    s->prev = lifo ? NULL : r->tail;
    if (s->prev)
        s->prev->next = s;
    else
        r->head = s;
    if (s->next)
        s->next->prev = s;
    else
        r->tail = s;
}

static Sudog *dequeue(SemaRoot *r, const u32 *addr)
{
    for (Sudog *s = r->head; s; s = s->next) {
        if (s->addr != addr)
            continue;
        if (s->prev)
            s->prev->next = s->next;
        else
            r->head = s->next;
        if (s->next)
            s->next->prev = s->prev;
        else
            r->tail = s->prev;
        return s;
    }
    return NULL;
}

/* Who waits for a mutex is of interest to the profile of those. */
typedef enum Waits { WAITS_ONLY, WAITS_FOR_MUTEX } Waits;

static ALWAYS_INLINE void semacquire(u32 *addr, bool lifo, WaitReason why, Waits waits, i64 skip)
{
    if (can_acquire(addr))
        return;
    Sudog *s = acquire_sudog();
    SemaRoot *r = root_of(addr);
    i64 begun = wait_begins(s);
    if (waits == WAITS_FOR_MUTEX && UNLIKELY(atomic_load_relaxed(&mutex_fraction) > 0))
        s->acquired = begun ? begun : nanotime();
    i64 timed = waits == WAITS_FOR_MUTEX && fastrandn(STAT_PERIOD) == 0 ? nanotime() : 0;
    for (;;) {
        lock(&r->lock);
        atomic_add(&r->nwait, 1);
        if (can_acquire(addr)) {
            atomic_add(&r->nwait, (u32)-1);
            unlock(&r->lock);
            break;
        }
        s->addr = addr;
        s->ticket = 0;
        enqueue(r, s, lifo);
        goparkunlock(&r->lock, why);
        if (s->ticket || can_acquire(addr))
            break;
    }
    if (UNLIKELY(timed))
        atomic_add(&sched_stat.mutex_wait, (u64)(nanotime() - timed) * STAT_PERIOD);
    i64 released = s->released;
    release_sudog(s);
    wait_ended(begun, released, skip);
}

/* r->lock held: how long s has waited for a mutex, and from Go 1.22 on all others that wait for
 * the same one, since the last time that this was asked. */
static i64 contention(SemaRoot *r, const Sudog *s)
{
    i64 now = nanotime(), sum = now - s->acquired;
    if (seago_tree_minor < 22)
        return sum;
    for (Sudog *o = r->head; o; o = o->next)
        if (o->addr == s->addr && o->acquired) {
            sum += now - o->acquired;
            o->acquired = now;
        }
    return sum;
}

static ALWAYS_INLINE void semrelease(u32 *addr, bool handoff, i64 skip)
{
    SemaRoot *r = root_of(addr);
    atomic_add(addr, 1);
    if (atomic_load(&r->nwait) == 0)
        return;
    lock(&r->lock);
    Sudog *s = r->nwait ? dequeue(r, addr) : NULL;
    i64 waited = 0;
    if (s) {
        atomic_add(&r->nwait, (u32)-1);
        wait_released(s);
        if (UNLIKELY(s->acquired))
            waited = contention(r, s);
    }
    unlock(&r->lock);
    if (!s)
        return;
    if (UNLIKELY(waited))
        waitprof_mutex(waited, skip);
    if (handoff && can_acquire(addr))
        s->ticket = 1;
    goready(s->g);
    if (handoff && getg()->m->locks == 0)
        gosched();
}

HOOK(void, sync_semacquire, "sync.runtime_Semacquire", u32 *a)
{
    semacquire(a, false, WAIT_SEMACQUIRE, WAITS_ONLY, 0);
}
HOOK(void, sync_semacquire_mutex, "sync.runtime_SemacquireMutex", u32 *a, bool lifo, i64 skip)
{
    semacquire(a, lifo, WAIT_SEMACQUIRE, WAITS_FOR_MUTEX, skip);
}
HOOK(void, sync_semrelease, "sync.runtime_Semrelease", u32 *a, bool handoff, i64 skip)
{
    semrelease(a, handoff, skip);
}
HOOK(void, internal_sync_semacquire, "internal/sync.runtime_SemacquireMutex", u32 *a, bool lifo,
     i64 skip)
{
    semacquire(a, lifo, WAIT_MUTEX_LOCK, WAITS_FOR_MUTEX, skip);
}
HOOK(void, internal_sync_semrelease, "internal/sync.runtime_Semrelease", u32 *a, bool handoff,
     i64 skip)
{
    semrelease(a, handoff, skip);
}
HOOK(void, sync_semacquire_rlock, "sync.runtime_SemacquireRWMutexR", u32 *a, bool lifo, i64 skip)
{
    semacquire(a, lifo, WAIT_RWMUTEX_RLOCK, WAITS_FOR_MUTEX, skip);
}
HOOK(void, sync_semacquire_wlock, "sync.runtime_SemacquireRWMutex", u32 *a, bool lifo, i64 skip)
{
    semacquire(a, lifo, WAIT_RWMUTEX_LOCK, WAITS_FOR_MUTEX, skip);
}
HOOK(void, sync_semacquire_wg, "sync.runtime_SemacquireWaitGroup", u32 *a, bool durable)
{
    semacquire(a, false, WAIT_WAITGROUP, WAITS_ONLY, 0);
}
HOOK(void, poll_semacquire, "internal/poll.runtime_Semacquire", u32 *a)
{
    semacquire(a, false, WAIT_SEMACQUIRE, WAITS_ONLY, 0);
}
HOOK(void, poll_semrelease, "internal/poll.runtime_Semrelease", u32 *a)
{
    semrelease(a, false, 0);
}

/* --- sync.Cond: tickets in order of arrival --------------------------------------------------- */

typedef struct NotifyList {
    u32 wait, notify;      /* next ticket (a); next to be woken (lock) */
    Mutex lock;
    Sudog *head, *tail;
} NotifyList;

/* Go programs make it, as zeros. */
static void lock_list(NotifyList *l)
{
    mutex_init(&l->lock, LOCK_NOTIFY);
    lock(&l->lock);
}

HOOK(void, notify_check, "sync.runtime_notifyListCheck", usize size)
{
    if (size != sizeof(NotifyList))
        throw_("sync: notifyList has another size");
}
HOOK(u32, notify_add, "sync.runtime_notifyListAdd", NotifyList *l)
{
    return atomic_add(&l->wait, 1) - 1;
}

HOOK(void, notify_wait, "sync.runtime_notifyListWait", NotifyList *l, u32 ticket)
{
    lock_list(l);
    if ((i32)(ticket - l->notify) < 0) {
        unlock(&l->lock);
        return;
    }
    Sudog *s = acquire_sudog();
    s->ticket = ticket;
    s->next = NULL;
    if (l->tail)
        l->tail->next = s;
    else
        l->head = s;
    l->tail = s;
    i64 begun = wait_begins(s);
    goparkunlock(&l->lock, WAIT_COND_WAIT);
    i64 released = s->released;
    release_sudog(s);
    wait_ended(begun, released, 0);
}

HOOK(void, notify_all, "sync.runtime_notifyListNotifyAll", NotifyList *l)
{
    if (atomic_load(&l->wait) == atomic_load(&l->notify))
        return;
    lock_list(l);
    Sudog *s = l->head;
    l->head = l->tail = NULL;
    atomic_store(&l->notify, atomic_load(&l->wait));
    unlock(&l->lock);
    while (s) {
        Sudog *next = s->next;
        s->next = NULL;
        wait_released(s);
        goready(s->g);
        s = next;
    }
}

HOOK(void, notify_one, "sync.runtime_notifyListNotifyOne", NotifyList *l)
{
    if (atomic_load(&l->wait) == atomic_load(&l->notify))
        return;
    lock_list(l);
    u32 ticket = l->notify;
    if (ticket == atomic_load(&l->wait)) {
        unlock(&l->lock);
        return;
    }
    atomic_store(&l->notify, ticket + 1);
    Sudog *prev = NULL, *s = l->head;
    while (s && s->ticket != ticket) {
        prev = s;
        s = s->next;
    }
    if (s) {
        if (prev)
            prev->next = s->next;
        else
            l->head = s->next;
        if (l->tail == s)
            l->tail = prev;
        s->next = NULL;
    }
    unlock(&l->lock);
    if (!s)
        return;
    wait_released(s);
    goready(s->g);
}

/* --- the rest of package sync ----------------------------------------------------------------- */

HOOK(bool, sync_can_spin, "sync.runtime_canSpin", i64 i) { return false; }
HOOK(void, sync_do_spin, "sync.runtime_doSpin", void)
{
    for (int i = 0; i < 30; i++)
        __builtin_ia32_pause();
}
HOOK(i64, sync_nanotime, "sync.runtime_nanotime", void) { return nanotime(); }
HOOK(u32, sync_fastrandn, "sync.fastrandn", u32 n) { return fastrandn(n); }

static NORETURN void die_gostring(GoString s, bool internal)
{
    static char text[256];
    usize n = MIN((usize)s.n, sizeof text - 1);
    memcpy(text, s.p, n);
    if (internal)
        throw_(text);
    fatal(text);
}
HOOK(void, sync_throw, "sync.throw", GoString s) { die_gostring(s, true); }
HOOK(void, runtime_throw, "runtime.throw", GoString s) { die_gostring(s, true); }
HOOK(void, runtime_fatal, "runtime.fatal", GoString s) { die_gostring(s, false); }
HOOK(void, sync_fatal, "sync.fatal", GoString s) { die_gostring(s, false); }

/* Pinning keeps the goroutine on its P: what m->locks does. */
static i64 pin(void) { return acquirem()->p->id; }
static void unpin(void) { releasem(getg()->m); }
HOOK(i64, sync_pin, "sync.runtime_procPin", void) { return pin(); }
HOOK(void, sync_unpin, "sync.runtime_procUnpin", void) { unpin(); }
HOOK(i64, atomic_pin, "sync/atomic.runtime_procPin", void) { return pin(); }
HOOK(void, atomic_unpin, "sync/atomic.runtime_procUnpin", void) { unpin(); }

/* --- what a collection empties before it marks
 * --------------------------------------------------- */

static GoFunc *pool_cleanup;
HOOK(void, sync_pool_cleanup, "sync.runtime_registerPoolCleanup", GoFunc *f) { pool_cleanup = f; }

/* The tables of crypto/internal/boring/bcache's caches, registered while packages initialise. */
typedef struct BoringCache {
    void **table;
    struct BoringCache *next;
} BoringCache;
static BoringCache *boring_caches;

HOOK(void, boring_register, "crypto/internal/boring/bcache.registerCache", void **table)
{
    static const u64 mask[1] = { 3 };
    static const Layout lay = { mask, 2, 2 };
    if (!boring_caches)
        gc_add_root(&boring_caches, sizeof boring_caches);
    BoringCache *c = malloc_layout(sizeof *c, &lay, true);
    *c = (BoringCache){ table, boring_caches };
    boring_caches = c;
}

void clear_pools(void)
{
    if (pool_cleanup)
        call_deferred(pool_cleanup, NULL);
    for (BoringCache *c = boring_caches; c; c = c->next)
        atomic_store(c->table, NULL);
}

HOOK(usize, sync_load_acq, "runtime/internal/atomic.LoadAcquintptr", usize *p)
{
    return atomic_load_acq(p);
}
HOOK(usize, sync_store_rel, "runtime/internal/atomic.StoreReluintptr", usize *p, usize v)
{
    atomic_store_rel(p, v);
    return 0;
}
