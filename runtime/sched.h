/* runtime/sched.h: goroutines, threads, processors.
 *
 * G is a goroutine, M a thread, P the right to run Go code (GOMAXPROCS of them). An M that runs Go
 * code holds a P; an M in a system call or without work does not. An M has its thread's own stack,
 * on which the scheduler runs (g0), a stack for signal handlers (sig_stack, which plays the part of
 * gc's gsignal), and the goroutine that it runs (curg). The first thread is m0: on its g0 the
 * runtime starts (start.c) and makes goroutine 1, which is runtime.main; when main.main returns,
 * the process ends, whatever other goroutines do.
 *
 * Ready goroutines lie in the P's ring of 256 with one `runnext` before it, or in the global
 * queues: of those that were woken while no P was idle, and of those that were preempted or have
 * called Gosched. Every P looks there each 61st round. An M without work runs timers that are due,
 * polls the network, spins a little (at most half as many as there are busy Ps), steals half of
 * another P's ring, at last its timers and its runnext, and then sleeps on its note; the last one
 * sleeps in the network poll, until the first timer of all. From a P whose goroutines only talk to
 * each other it steals seldom (steal.c). Whoever makes a goroutine ready wakes a
 * P if there is an idle one and nobody spins (wakep): this pairs with the spinning M's last look at
 * all queues before it sleeps, so no work is left behind. A goroutine that waits lies in no queue
 * of the scheduler: who will wake it knows it (a Sudog in a channel, a Timer, a descriptor of the
 * poller).
 *
 * A thread that enters a system call leaves its P behind in state P_SYSCALL and takes it back by
 * compare-and-swap, unless somebody has taken it meanwhile: sysmon (sysmon.c, which needs no P), or
 * who stops the world. Then the goroutine waits for another P in the queue of woken ones.
 *
 * Locks are futexes; `lock` counts m->locks up. A thread with m->locks != 0 is never stopped or
 * preempted, so whoever holds a lock runs until it lets go. Code that uses g->m, or what belongs to
 * its P, outside a lock brackets the use with acquirem and releasem.
 *
 * Stopping the world. stop_the_world takes idle Ps and Ps in system calls away, and signals
 * (SIGURG) the threads that hold the others until each has either come to the scheduler, or been
 * interrupted at a place where m->locks is 0: then it waits inside its signal handler, registers
 * saved, and the collector scans them with the stack. So a loop without calls does not hold up a
 * collection. Who allocates sees gc_attention set, and comes to the scheduler. To move Ps about
 * (stop_the_world_scheduled) no thread may keep one in its handler: there goroutines are preempted.
 * Preempting (10 ms slices, half a millisecond while a woken goroutine waits) uses the same signal:
 * within Go code the handler makes the goroutine call async_preempt; elsewhere it sets the stack
 * limit so that the next prologue yields.
 *
 * Fields name their guard: (s) sched.lock, (p) the M that holds the P, (a) atomic, (g) the
 * goroutine itself, and who starts it while it does not run, (m) the thread itself, and who starts
 * it while it sleeps, (i) immutable.
 */
#ifndef RUNTIME_SCHED_H
#define RUNTIME_SCHED_H

#include "runtime/lockrank.h"
#include "runtime/runtime.h"
#include "runtime/stack.h"

typedef struct Note { u32 key; } Note;

/* Why a goroutine waits: the text of tracebacks. */
#define WAIT_REASONS(X) \
    X(NONE, "") X(CHAN_RECEIVE, "chan receive") X(CHAN_SEND, "chan send") \
    X(CHAN_RECEIVE_NIL, "chan receive (nil chan)") X(CHAN_SEND_NIL, "chan send (nil chan)") \
    X(SELECT, "select") X(SELECT_NO_CASES, "select (no cases)") X(SEMACQUIRE, "semacquire") \
    X(SLEEP, "sleep") X(COND_WAIT, "sync.Cond.Wait") X(GC_WORLD, "stopping the world") \
    X(FINALIZER, "finalizer wait") X(PREEMPTED, "preempted") X(IO_WAIT, "IO wait") \
    X(FORCE_GC, "force gc (idle)") X(GC_ASSIST, "GC assist wait") X(TIMER_IDLE, "timer goroutine (idle)") \
    X(MUTEX_LOCK, "sync.Mutex.Lock") X(RWMUTEX_RLOCK, "sync.RWMutex.RLock") \
    X(RWMUTEX_LOCK, "sync.RWMutex.Lock") X(WAITGROUP, "sync.WaitGroup.Wait") \
    X(COROUTINE, "coroutine")
typedef enum WaitReason {
#define X(name, text) WAIT_##name,
    WAIT_REASONS(X)
#undef X
} WaitReason;

/* The numbers are gc's, for scheddetail. */
typedef enum GStatus {
    G_IDLE, G_RUNNABLE, G_RUNNING, G_SYSCALL, G_WAITING, G_DEAD = 6
} GStatus;
/* A thread of the collector claims a goroutine that does not run, and scans its stack; who makes it
 * run meanwhile waits (scan_wait, behind the change of status). One that runs is requested to stop
 * in the signal handler. */
typedef enum ScanState { SCAN_NONE, SCAN_REQUEST, SCAN_STOPPED, SCAN_CLAIMED } ScanState;
/* BUSY: stopped or about to be (world_lock); GC: stopped by the collector, which marks meanwhile. */
typedef enum WorldState { WORLD_RUNS, WORLD_BUSY, WORLD_GC } WorldState;
typedef enum PStatus { P_IDLE, P_RUNNING, P_SYSCALL, P_GCSTOP, P_DEAD } PStatus;

/* A goroutine waiting for a channel, select case or semaphore. Not in the collected heap: what elem
 * points to is also held by the waiting goroutine's stack. While it is in a queue it belongs to who holds
 * that one's lock (channel, semaphore root, notify list, collector), else to its goroutine. */
typedef struct Sudog {
    G *g;
    struct Sudog *next, *prev;   /* queue */
    struct Sudog *waitlink;      /* g->waiting: cases of one select in lock order */
    void *elem;
    struct Hchan *c;
    void *addr;                  /* semaphore */
    i64 released;                /* waitprof.h: -1: note when it is woken; that time */
    i64 acquired;                /* when it began to wait for a mutex, if that is of interest */
    u32 ticket;
    bool is_select, success;
} Sudog;

/* A panic or Goexit in progress; lives in the frame of the function that runs deferred calls. */
typedef struct Panic {
    void *argp;                  /* frame of the deferred call it is running */
    GoEface arg;
    struct Panic *link;          /* earlier one */
    struct DeferFrame *running;  /* whose deferred call it is running */
    bool recovered, aborted, goexit, repanicked;
    bool printing;               /* Go code makes its value's text */
} Panic;

/* A program may have a million of them, so fields are packed: four lines of cache, of which being made,
 * queued and switched to touches the first two. */
struct G {
    StackSeg *seg;               /* 0: current segment (g); __morestack reads it */
    M *m;                        /* 8: thread that runs it (g) */
    u8 *sched_sp;                /* 16: rsp when not running; callee-saved registers lie there */
    u32 more_need;               /* 24: __morestack's request: bytes of frame and arguments (g) */
    u32 sigcode;                 /* with sig (g) */
    usize stack_bytes;           /* all segments (g) */
    DeferFrame *defers;          /* newest first (g) */
    M *lockedm;                  /* thread that it is bound to (g) */
    u32 status;                  /* GStatus (a) */
    u32 scan;                    /* ScanState (a): the collector wants its stack */

    G *schedlink;                /* in a queue or free list (of whoever guards that) */
    i64 id;                      /* (i) */
    GoFunc *startfn;             /* (i) */
    usize gopc;                  /* pc of the go statement (i) */
    i64 parent;                  /* id of the goroutine that ran it (i) */
    void *labels;                /* runtime/pprof's, inherited (g); dead: see gfget */
    u32 select_done;             /* a: first case to fire wins */
    u8 wait_reason;              /* WaitReason (g, written before it waits) */
    bool preempt;                /* asked to yield (a) */
    bool woken;                  /* made ready, and has not run since (a) */
    bool system;                 /* runtime's own: does not count for deadlock (i) */
    bool lent;                   /* system, but runs what the program gave it: profiles show it (g) */
    bool throwsplit;             /* an overflow is being reported (g) */
    bool panic_on_fault;         /* runtime/debug.SetPanicOnFault (g) */
    u8 fips_indicator;           /* crypto/internal/fips140's, of the service that ran last (g) */
    bool fips_bypass;            /* crypto/fips140.WithoutEnforcement, inherited (g) */
    u8 sig;                      /* signal behind the current run-time panic, for its message (g) */

    usize sigaddr, sigpc;
    Panic *panics;               /* newest first; NULL when it begins and ends (g) */
    i64 wait_since;              /* when it began to wait, or became ready, if known: a waiting one's
                                  * the collector notes, a ready one's schedstat.h (a) */
    Sudog *waiting;              /* sudogs it waits on (chan lock) */
    Sudog *param;                /* what woke it (who wakes it) */
    G *alllink;                  /* allgs (i) */
    StackSeg *more_seg;          /* 184: __morestack's answer; NULL: go on where you are (g) */

    u8 *syscall_sp;              /* rsp and rbp while in a system call (g) */
    u8 *syscall_bp;
    void *syscall_regs[6];       /* callee-saved registers then (g) */
} __attribute__((aligned(64)));

typedef struct GQueue { G *head, *tail; i32 n; } GQueue;

enum { RUNQ_SIZE = 256 };

struct P {
    i32 id;                      /* (i) */
    u32 status;                  /* PStatus (a) */
    M *m;                        /* back pointer while it is held (p) */
    P *link;                     /* idle list (s) */
    u32 schedtick, syscalltick;  /* (p); syscalltick also by who takes it from a system call */
    u32 sysmon_tick, sysmon_systick; /* (sysmon alone) the ticks it saw last, and when */
    i64 sysmon_when, sysmon_syswhen; /* (sysmon alone) */
    bool look_global;            /* a: the next goroutine is to come from the global queue */
    u32 runq_head, runq_tail;    /* a: consumers move head, the owner tail */
    G *runq[RUNQ_SIZE];          /* a: as head and tail say */
    G *runnext;                  /* a: G made ready by the running one; inherits its slice */
    u32 vain;                    /* a: times that stealing from it did not pay (steal.c) */
    u32 watch_tick;              /* a: the schedtick by which what was ready then will have begun */
    i64 watch_since;             /* a: ... and when that was noted */
    u32 alone_rate;              /* a: goroutines begun in a ms without thieves; 0: unknown */
    P *stole_from;               /* who had what this P runs now; NULL: nobody (p) */
    i64 stole_at;                /* (p) */
    u32 stole_tick, victim_tick; /* schedticks then: its own, of the other (p) */
    G *gfree;                    /* dead goroutines to use again (p) */
    i32 gfree_n;                 /* (p) */
    G *gfree_mid, *gfree_above;  /* goroutine.c: the one at whose tail a batch is, and the next (p) */
    struct { StackSeg *head; i32 n; } stack_cache[STACK_ORDERS]; /* free segments, by size (p) */
    Sudog *sudog_cache;          /* (p) */
    struct MCache *mcache;       /* (p), or the world is stopped */
    Mutex timer_lock;            /* what follows; read by all through timer_when alone */
    u32 ntimers, captimers;      /* (timer_lock) */
    struct Timer **timers;       /* (timer_lock) heap by time */
    i64 timer_when;              /* a: when the first is due, 0 if there is none */
};

struct M {
    G *g0;                       /* 0: goroutine that stands for this thread's own stack (i) */
    G *curg;                     /* 8: goroutine that runs (p) */
    u8 *g0_sp;                   /* 16: top of its stack, where mcall starts (i) */
    P *p;                        /* 24: the P it holds (m) */
    P *nextp;                    /* handed over by startm (m) */
    P *oldp;                     /* held before the system call (m) */
    i32 locks;                   /* != 0: not to be stopped (m) */
    i32 id, tid;                 /* (i) */
    bool spinning;               /* counted in sched.nmspinning (m) */
    u32 readied;                 /* goroutines made ready: some are timed (m) */
    bool waited;                 /* may steal what does not wait long (m) */
    bool blocked;                /* on its note (m) */
    Note park;                   /* a: where it sleeps */
    G *lockedg;                  /* goroutine bound to this thread (m) */
    i32 locked_user, locked_own; /* LockOSThread calls; the runtime's own (m) */
    M *schedlink;                /* idle list, or list of dead threads (s) */
    i32 exiting;                 /* a: dead thread: the kernel clears it once the stack is free */
    M *alllink;                  /* allm (i) */
    bool (*wait_unlock)(G *gp, void *lock); /* gopark: run on g0 once gp is off its stack (m) */
    void *wait_lock;             /* (m) */
    void *sigctx;                /* ucontext while stopped in the handler (m, read by the collector) */
    u8 *sig_stack;               /* (i) */
    u8 *g0_base;                 /* (i) */
    usize g0_size;               /* (i) */
    i32 prof_timer;              /* cpuprof.c: number of its timer + 1, 0 if it has none (its lock) */
    i32 print_depth;             /* print.c (m) */
    u32 print_n;                 /* (m) */
    i32 dying;                   /* (m) */
    void (*start_fn)(void);      /* (i) */
    u64 rand;                    /* (m) */
    /* Thread-local words: %fs points at tls.self. */
    struct {
        G *g;                    /* %fs:-8 */
        void *self;              /* %fs:0 */
        usize wb_next, wb_end;   /* %fs:8, 16: buffer of the write barrier (this thread) */
        void *pad[11];
        usize limit;             /* %fs:0x70 */
    } tls;
    struct GcThread *gc;         /* gc_work.c (this thread) */
    usize *wb_buf;               /* gc_barrier.c (this thread, or the world is stopped) */
    u8 *print_sink;              /* print.c: text goes here instead of to standard error */
    usize print_sink_n, print_sink_cap; /* (m), as the next and the one before */
    char print_buf[512];
#ifdef RT_CHECKS
    LocksHeld held;              /* (m) */
#endif
};

typedef struct Sched {
    Mutex lock;                  /* the fields that say (s) */
    M *midle;                    /* (s) */
    i32 nmidle, nmidlelocked;    /* (s) sleeping threads; those that wait for their goroutine */
    i32 nmsys;                   /* (s) threads that do not count (sysmon) */
    i32 mcount;                  /* (s) threads alive */
    i32 mnext;                   /* (s) next thread's number */
    i32 maxmcount;               /* (s) more is fatal */
    M *mdead;                    /* (s) threads that have ended: M and stacks to use again */
    M *newm_wanted;              /* (s) threads that sysmon is to start */
    P *pidle;                    /* (s) */
    i32 npidle;                  /* a */
    i32 nmspinning;              /* a */
    u32 napping;                 /* a: a spinning thread is without its P for a while (steal.c) */
    GQueue runq, wokenq;         /* (s) global queue; those of it that were woken, not preempted */
    u32 globtick;                /* (s) takes from it */
    Mutex gfree_lock;            /* the next */
    G *gfree;                    /* (gfree_lock) batches of dead ones */
    u32 gcwaiting;               /* a: the world is to stop */
    i32 stopwait;                /* a, futex: Ps still running */
    bool stop_scheduled;         /* a: ... each at a call of the scheduler, without its P */
    u32 stw_gen;                 /* a, futex: stopped threads wait for it to change */
    u32 world_busy;              /* a: WorldState */
    i64 goidgen;                 /* a: last id given */
    i64 lastpoll;                /* a: time of the last network poll; 0: a thread is blocked in one */
    i64 poll_until;              /* a: when that thread wakes by itself; 0: never or no such thread */
    u32 sysmon_wait;             /* a: how sysmon sleeps (sysmon.c) */
    Note sysmon_note;            /* a: where it sleeps */
    u32 panicking;               /* a: threads that are dying */
} Sched;
extern Sched sched;
enum { MAX_PROCS = 1024 };
extern P **allp;                 /* MAX_PROCS of them, NULL where there never was a P */
extern i32 gomaxprocs;           /* a: written while the world is stopped */
extern M *allm;                  /* list by alllink, only grows (a) */
extern G *allgs;                 /* list by alllink, only grows (a) */
extern M m0;
extern G main_g0;
extern G *main_goroutine;

/* locks (lock_futex.c) */
void notesleep(Note *n);
bool notetsleep(Note *n, i64 ns);     /* false: timed out */
void notewakeup(Note *n);
void noteclear(Note *n);
int futex_wait(u32 *addr, u32 val, i64 ns);   /* ns < 0: for ever */
void futex_wake(u32 *addr, u32 n);

/* A mutex is 0 (free), 1 (held) or 2 (held, and somebody may sleep on it). */
void lock_slow(Mutex *l);
void unlock_slow(Mutex *l);
static inline void lock(Mutex *l)
{
    getg()->m->locks++;
    lockrank_take(l);
    if (UNLIKELY(!atomic_cas(&l->key, 0, 1)))
        lock_slow(l);
}
static inline void unlock(Mutex *l)
{
    if (UNLIKELY(atomic_xchg(&l->key, 0) == 2))
        unlock_slow(l);
    lockrank_drop(l);
    getg()->m->locks--;
}

static inline M *acquirem(void)
{
    M *m;
    /* One instruction, so that no preemption falls between finding m and locking it: the handler
     * leaves a thread alone when it interrupts between these two (see signal.c, which looks only at
     * locks) because g->m cannot change while the goroutine is stopped rather than preempted, and
     * asynchronous preemption never happens inside the runtime's own text. */
    m = getg()->m;
    m->locks++;
    __asm__ volatile("" : : : "memory");
    return m;
}
static inline void releasem(M *m)
{
    __asm__ volatile("" : : : "memory");
    m->locks--;
}

/* switching (ctx_amd64.S) */
void mcall(void (*fn)(G *gp)); /* save the goroutine, run fn on g0; fn does not return */
NORETURN void gogo(G *gp);                    /* continue a saved goroutine */
void systemstack(void (*fn)(void *), void *arg); /* run fn on g0 and come back */
extern char ctx_text_start[], ctx_text_end[]; /* code in which a signal must not stop a thread */
void goroutine_entry(void);
void async_preempt(void);
extern const u8 async_preempt_ret[], async_preempt_end[];
void __morestack(void);
extern char morestack_end[];
void call_deferred(GoFunc *fn, void **argp);  /* *argp = its own frame address (argp may be NULL) */
extern char call_deferred_ret[];
NORETURN void resume_at(DeferFrame *f, StackSeg *seg);

/* proc.c */
void sched_init(void);
void procresize(i32 n);                       /* on g0, the world stopped by _scheduled */
i32 set_gomaxprocs(i32 n);                    /* the setting before; n <= 0 changes nothing */
NORETURN void schedule(void);
G *newproc1(GoFunc *fn, usize pc);
void newproc_system(GoFunc *fn);              /* no goroutine of the program's: no dump shows it */
void gopark(bool (*unlockf)(G *, void *), void *lock, WaitReason why);
void goparkunlock(Mutex *l, WaitReason why);
bool unlock_mutex(G *gp, void *l);            /* for gopark: a Mutex */
void goready(G *gp);
void gosched(void);
NORETURN void goexit1(void);
void wakep(void);
void startm(P *p, bool spinning);
/* Stopping needs world_lock, which a goroutine takes on its own stack; the rest runs on g0. The
 * caller may have no P (a thread of the collector). */
void world_lock(void);
void world_unlock(void);
void stop_the_world(void);
void stop_the_world_gc(void);                 /* the same; it counts as a pause of the collector */
void stop_the_world_scheduled(void);          /* so that no other thread holds a P */
void one_stopped(void);                       /* a P that stop_the_world waits for */
void start_the_world(void);
static inline void scan_wait(G *gp)
{
    while (__builtin_expect(atomic_load(&gp->scan) == SCAN_CLAIMED, 0))
        __builtin_ia32_pause();
}
void entersyscall(void);
void entersyscallblock(void);                 /* the call is known to block: P goes at once */
void exitsyscall(void);
void preempt_park(void);
NORETURN void preempt_g0(G *gp);              /* put gp on the global queue, schedule */
void new_stack_g0(G *gp);
void mstart_c(M *m);
void newm(P *p, bool spinning,
          void (*fn)(void)); /* fn: run instead of the scheduler, without a P */
void newm_serve(void);                        /* start the threads that were left to sysmon */
void lock_os_thread(bool own);                /* bind goroutine and thread; own: for the runtime */
void unlock_os_thread(bool own);
NORETURN void thread_exit(void);              /* on g0, P held, no goroutine */
void stopm(void);
void sysmon(void);
void sysmon_start(void);
void sysmon_wake(void);                       /* a P stops being idle */
void sysmon_urge(void);                       /* look soon: something waits for a P */
i64 schedtrace_period(void);                  /* GODEBUG=schedtrace, in ns; 0: off */
void schedtrace_tick(i64 now);
void checkdead(void);
P *pidleget(void);                            /* sched.lock held, as for pidleput */
void pidleput(P *p);
void acquirep(P *p);
P *releasep(void);
void gcstopm(void);                           /* give P to who stops the world, sleep */
void handoffp(P *p);
void dropg(void);
NORETURN void execute(G *gp);
NORETURN void execute_in_slice(G *gp);        /* in what is left of the slice of the one before */
void goroutine_retire(G *gp);                 /* on g0: gp has ended, and may be used again */
void goroutine_free_stacks(void);             /* of those that have ended and no P keeps; on g0 */
Sudog *acquire_sudog(void);
void release_sudog(Sudog *s);
void preempt_handle_signal(M *m, u64 *gregs, void *ctx, usize *limit);
void preempt_one(P *p);
void signal_thread(M *m);
i32 gcount(void);
void injectglist(GQueue *q);                  /* makes a list of goroutines ready */

/* thread.c: the main thread, before and after %fs is set */
void thread_init_main(u8 *sp);
void thread_init_main2(void);

/* steal.c */
G *steal_work(P *p, i64 *now, bool *ran_timer); /* of another P, or what its timers make ready */
void steal_ended(P *p);                       /* p has nothing to run */
P *steal_patience(i64 *ns);                   /* with whom, and how long; NULL: nothing is there */
bool steal_is_due(const P *victim);           /* a thread naps, and will look at this P */
void steal_waited(P *victim, u32 tick, i64 ns); /* it was at that tick ns ago */

/* runq.c */
void runqput(P *p, G *gp, bool next);
G *runqget(P *p);
bool runqempty(P *p);
G *runqsteal(P *p, P *victim, bool steal_next);
void globrunqput(G *gp);                      /* sched.lock held, as for the next two */
void globrunqput_woken(GQueue *q);            /* all of them, before those that were preempted */
G *globrunqget(P *p, i32 max);
void queue_push(GQueue *q, G *gp);
G *queue_pop(GQueue *q);                      /* q is not empty */
static inline i32 globrunq_len(void)
{
    return atomic_load_relaxed(&sched.runq.n) + atomic_load_relaxed(&sched.wokenq.n);
}

/* signal.c */
void print_signal_line(G *gp);
void signal_init(void);
void signal_init_thread(M *m);
void signal_catch(u32 sig);                   /* our handler; signal_uncatch: as at the start */
void signal_uncatch(u32 sig);
void signal_ignore(u32 sig);
bool signal_is_ignored(u32 sig);
NORETURN void die_from_signal(u32 sig);       /* so that the parent sees it */

/* sigqueue.c */
bool sigsend(u32 sig);                        /* whether the program wants it; in the handler */

/* traceback.c: a walk over a stack, from a place on it outwards; pc 0 at the end */
typedef struct Frames {
    usize pc;
    void **fp;
    bool exact;                  /* pc is the instruction itself, not a return address */
    G *g;
} Frames;
Frames frames_from(G *gp, usize pc, void *fp);
/* Where a goroutine stands that does not run: parked, in a system call, not begun, or stopped with the
 * world in a signal handler. */
Frames frames_of_stopped(G *gp);
void frames_step(Frames *f);
/* As runtime.Callers: the return addresses from f on, inlined calls with their depth (api.c). */
/* Likewise those of one return address, for a profile, without the first *skip, which it counts down. */
u32 frames_of_profile(usize pc, u32 *skip, usize *to, u32 max);
i64 frames_pcs(Frames f, i64 skip, usize *pcs, i64 max);
extern bool traceback_skip_gopanic;           /* the next traceback leaves out the first gopanic */
void traceback(usize pc, u8 *sp, u8 *fp, G *gp);
void traceback_others(G *me);
const char *wait_reason_text(WaitReason why);
void print_goroutine_header(G *gp);
void print_created_by(G *gp);
NORETURN COLD void dopanic(G *gp, usize pc, u8 *sp, u8 *fp);

/* panic.c */
NORETURN void fatal_panic(Panic *p);
NORETURN void goexit_run(void);
/* Of the function that a fault interrupted, as sigpanic finds and pushes them. */
typedef struct SavedRegs { u64 callee_saved[5], rbp, pc, rsp; } SavedRegs;
void sigpanic(void);
NORETURN void sigpanic_c(SavedRegs *r);
void defer_describe(SavedRegs *r, const void *code);
NORETURN COLD void throw_stack_overflow(G *gp);
void print_panics(Panic *p);

/* Timers (time.c) lie in heaps of the Ps. A P runs its own between two goroutines; a thread that
 * looks for work runs those of others. Timer has the layout of package time's runtimeTimer. The
 * function is called on g0 with m->locks up: it must not block. The delay since the timer was due
 * is new in 1.23; older functions do not look at it. */
typedef struct TimerFn TimerFn;
struct TimerFn { void (*code)(GoEface arg, u64 seq, i64 late); };
typedef struct Timer {
    P *owner;                    /* a: whose heap holds it; NULL: not active */
    i64 when, period;            /* as all up to `place`: (owner->timer_lock), without owner (mu) */
    TimerFn *f;                  /* NULL: a sleeping goroutine, arg.data */
    GoEface arg;
    u64 seq;
    i32 place;                   /* index in the heap */
    bool is_chan;                /* timerchan.c, inside of a GoTimer (i) */
    Mutex mu;                    /* held by who starts or stops it; before timer_lock */
} Timer;
void time_sleep(i64 ns);
bool timer_start(Timer *t, i64 when, u64 seq);    /* again if it is active, which it answers */
bool timer_stop(Timer *t);                        /* whether it was active */
bool timers_pending(void);
i64 timers_next(void);                            /* when the first of all is due, 0: none */
i64 timers_run(P *p, i64 *now);   /* runs what is due; when the next is, or 0; sets *now if 0 */
void timers_move(P *from);                        /* to the calling thread's P */

/* The network poller (netpoll.c): epoll, edge-triggered. Any thread may ask it. */
void netpoll_init(void);                          /* once; later calls do nothing */
bool netpoll_usable(void);                        /* initialised, with somebody waiting */
bool netpoll_inited(void);
GQueue netpoll(i64 ns);        /* goroutines made ready; waits up to ns (0: not, < 0: for ever) */
void netpoll_break(void);                         /* ends another thread's wait */
void wake_netpoller(i64 when);  /* somebody will look at timers no later than then */

#endif
