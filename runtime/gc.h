/* runtime/gc.h: the collector.
 *
 * Concurrent mark and sweep; objects never move. A collection:
 *   1. The world stops. mcaches are emptied, rt_wb_enabled is set; from now on objects are born black.
 *   2. The world runs. The collector's threads, which need no P, mark from the roots: the sections
 *      seago_data and seago_bss (where generated code puts variables that may hold pointers), words
 *      of the runtime, and stack and registers of every goroutine, each stopped for just as long as
 *      its own are scanned. Goroutines help by what they allocate (assists).
 *   3. Nothing is grey: the world stops. If buffers of write barriers yield more than a little work
 *      it runs again, else rt_wb_enabled is cleared.
 *   4. The world runs; sweeping is lazy (malloc.h), and settles finalizers and weak pointers.
 *
 * Why nothing is lost. Marking is tri-colour: white is unmarked, grey marked and in a WorkBuf, black
 * marked and scanned. Stacks are scanned once; a goroutine whose stack was scanned is black. The
 * barrier (Go's proposal 17503) shades what a store overwrites, so an object that some goroutine
 * could reach from the heap when marking began is marked though the way to it be cut; and what it
 * writes, so that a goroutine whose stack is not yet scanned cannot hide in a black object what only
 * its stack knew. So stacks need no barrier and are not scanned again. What moves from stack to stack
 * (channels, new goroutines, values handed out by the runtime: finalizers, weak pointers) is shaded.
 *
 * Memory is slow, so the order of marking follows it. Small objects are not grey one by one: their span
 * waits, first in, first out, until its turn comes, and then all of its objects that were marked since
 * are scanned together. Pointers found are marked some dozens at a time, after what each needs has been
 * asked of memory.
 *
 * Roots are scanned conservatively: any word that points into a used slot of a span, also to its
 * inside, keeps the object; one that equals an object's first byte keeps the object before as well,
 * because optimised loops may hold only a pointer one past the end. Objects are scanned precisely,
 * by the bitmaps and layouts of malloc.h.
 *
 * gc.c: the order of a collection, its threads. gc_pace.c: when, how fast. gc_roots.c: what is
 * scanned. gc_work.c: who has grey objects. gc_mark.c: marking. gc_barrier.c, barrier.h: stores.
 * gc_verify.c: invariants. gc_stats.c: what programs are told.
 *
 * Fields name their guard: (w) written while the world is stopped, (a) atomic, (c) the coordinator.
 */
#ifndef RUNTIME_GC_H
#define RUNTIME_GC_H

#include "runtime/barrier.h"
#include "runtime/malloc.h"

/* Grey: bases of objects, places inside of very large ones, or spans (GREY_SPAN set). A buffer belongs to
 * the thread that has taken it, or to who holds the lock of its queue (gc_work.c). */
enum { WORKBUF_N = 510, GREY_SPAN = 1 };
typedef struct WorkBuf {
    struct WorkBuf *next;
    u32 at, n;                      /* entries taken, put */
    usize grey[WORKBUF_N];
} WorkBuf;

/* A thread's part in marking; M.gc, made when first needed. The thread's own. */
typedef struct GcThread {
    WorkBuf *buf;                   /* what it turned grey; NULL outside of gc_work_some */
    WorkBuf *from;                  /* what it scans */
    u32 nfound;                     /* pointers that it has seen and not marked yet (gc_mark.c) */
    struct { usize p; Span *s; } found[64];
    usize self, self_size;          /* pointers into here do not count: gc_scan_object */
    Span *scans;                    /* the span whose small objects it scans */
    bool again;                     /* and that has more of them meanwhile */
    u64 room;                       /* entries that a buffer may have: SEAGO_DEBUG=shrink */
    u64 marked, scanned;            /* bytes; added to Gc's when it hands in its buffer */
} GcThread;

/* STOP: the world is to stop. Who allocates all the time holds locks most of the time, and so would be
 * interrupted at the wrong moment again and again. FRESH: memory is to be filled (fresh.c). */
typedef enum Attend {
    ATTEND_STRESS = 1, ATTEND_TRIGGER = 2, ATTEND_ASSIST = 4, ATTEND_STOP = 8, ATTEND_FRESH = 16
} Attend;

/* Times in ns, monotonic unless they say otherwise. */
typedef struct Gc {
    /* requests */
    Mutex lock;                     /* the fields that say so */
    u32 wanted;                     /* (lock) number of the last collection asked for */
    u32 forced_wanted;              /* (lock) the same, by the program */
    u32 request;                    /* a, futex: raised for the coordinator */
    u32 started, done;              /* a: numbers of collections */
    Sudog *waiters;                 /* (lock) goroutines that wait for done >= ticket */
    bool has_thread;                /* a */
    /* pacing (gc_pace.c) */
    i32 percent;                    /* a: GOGC; < 0: off */
    i64 limit;                      /* a: GOMEMLIMIT, bytes */
    u64 goal, trigger;              /* a: live bytes at which marking should end, begins */
    u64 marked;                     /* w: live bytes at the end of the last marking */
    u64 live_at_start, alloc_while_marking; /* w */
    /* work (gc_work.c) */
    u64 bytes_marked, bytes_scanned, bytes_stacks; /* a: this collection's */
    u64 assist_ns;                  /* a: likewise */
    u64 dedicated_ns, idle_ns;      /* a */
    /* what programs are told (gc_stats.c) */
    u32 forced;                     /* (lock) */
    u64 pause_total, cpu_ns, pause_ns[256], pause_end[256]; /* w; pause_end: wall clock */
    u64 last_end;                   /* w: wall clock */
    u64 total_pause_ns, total_dedicated_ns, total_idle_ns, total_assist_ns; /* w */
    u64 last_scanned, last_stacks;  /* w: bytes of the last collection that ended */
} Gc;
extern Gc gc;
extern u32 gc_attention;            /* a: set of Attend; allocations look at it */

/* gc.c */
void gc_init(void);
bool gc_busy(void);                 /* goroutines may wait for a collection */
void gc_run(bool forced);           /* a whole collection that begins from now on; waits */
void gc_attend(void);               /* gc_attention was seen set */
bool gc_marking(void);

static inline void gc_allocated(MCache *c, usize bytes)
{
    u64 live = atomic_add(&mheap.live, bytes);
    if (UNLIKELY(gc_barrier_on()))
        c->debt += (i64)bytes;
    else if (UNLIKELY(live >= atomic_load_relaxed(&gc.trigger)))
        __atomic_fetch_or(&gc_attention, ATTEND_TRIGGER, __ATOMIC_RELAXED);
}

/* gc_pace.c */
void pace_init(void);
void pace_update(void);             /* goal and trigger, from gc.marked, percent and limit */
u64 pace_assist_work(u64 debt);     /* bytes to scan for bytes allocated */
usize pace_keep_pages(void);        /* free and used pages worth keeping */

/* gc_work.c */
GcThread *gc_self(void);            /* this thread's; on g0 or m->locks up */
void gc_work_start(void);           /* world stopped: roots of a new collection */
bool gc_work_some(GcThread *t, i64 budget);   /* takes and scans about budget bytes; false: nothing for it */
bool gc_work_done(void);            /* nothing is grey, as far as threads have handed in */
void gc_work_push(GcThread *t, usize grey);
void gc_work_hand_in(GcThread *t);
usize gc_work_bytes(void);          /* memory of all buffers */

/* gc_mark.c */
void gc_mark_word(GcThread *t, usize p);        /* p points anywhere */
void gc_scan_conservative(GcThread *t, const void *lo, const void *hi);
/* The same where machine code may hold a pointer behind an object alone: gc_roots.c. */
void gc_scan_machine_state(GcThread *t, const void *lo, const void *hi);
void gc_scan_object(GcThread *t, usize p);      /* what the object at p points to, not itself */
i64 gc_scan_grey(GcThread *t, usize grey);      /* an entry of a WorkBuf; answers bytes */
void gc_grey_ahead(usize grey);                 /* it comes soon: its memory may come near */
void gc_mark_found(GcThread *t);                /* what was seen since the last call */
bool gc_is_marked(usize p);
bool slot_in_use(const Span *s, u32 index);

/* gc_roots.c */
usize gc_global_bytes(void);                    /* of the sections that are roots */
u32 gc_root_jobs(void);                         /* their number, goroutines apart */
void gc_root_job(GcThread *t, u32 job);
void gc_scan_goroutine(GcThread *t, G *gp);
void gc_scan_unguarded(GcThread *t);            /* world stopped: what changes without barriers */
bool gc_world_held(const GcThread *t);            /* the world is stopped until t is done with its work */
void gc_scan_stop(M *m, G *gp, void *ctx);      /* in the signal handler: wait while gp is scanned */
void gc_add_root(void *p, usize n); /* runtime variables that may point into the heap */

void finalizers_mark(GcThread *t);              /* finalizer.c */
void finalizers_sweep(Span *s);
void weak_mark(GcThread *t);                    /* weak.c */
void weak_sweep(Span *s);
void timers_mark(void);                         /* time.c: by way of gc_shade_range */
void gc_shade_range(const void *lo, const void *hi);
void clear_pools(void);                         /* sema.c: sync.Pool's and other caches, run first */

/* gc_verify.c */
void gc_verify(const char *when);
void gc_verify_marks(void);                     /* nothing black points to anything white */

const u64 *gc_unrolled_mask(const GoType *t);   /* mask of a type with a GC program or none yet */

#endif
