/* runtime/sched.h: goroutines, threads, processors.
 *
 * G is a goroutine, M a thread, P the right to run Go code (GOMAXPROCS of them). An M that runs Go
 * code holds a P; an M in a system call or without work does not. Ready goroutines lie in the P's
 * ring of 256 with one `runnext` before it, or in the global queue, which every P looks at each
 * 61st round. An M without work spins a little, steals half of another P's ring, and then sleeps on
 * its note. Whoever makes a goroutine ready wakes a P if there is an idle one and nobody spins
 * (wakep): this pairs with the spinning M's last look at all queues before it sleeps, so no work is
 * left behind.
 *
 * Locks are futexes; `lock` counts m->locks up. A thread with m->locks != 0 is never stopped or
 * preempted, so whoever holds a lock runs until it lets go. Code that uses g->m, or what belongs to
 * its P, outside a lock brackets the use with acquirem and releasem.
 *
 * Stopping the world. stop_the_world takes idle Ps and Ps in system calls away, and signals
 * (SIGURG) the threads that hold the others until each has either come to the scheduler, or been
 * interrupted at a place where m->locks is 0: then it waits inside its signal handler, registers
 * saved, and the collector scans them with the stack. So a loop without calls does not hold up a
 * collection. Preempting (10 ms slices) uses the same signal: within Go code the handler makes the
 * goroutine call asyncPreempt; elsewhere it sets the stack limit so that the next prologue yields.
 *
 * Fields name their guard: (s) sched.lock, (p) the M that holds the P, (a) atomic, (g) the
 * goroutine itself, (i) immutable.
 */
#ifndef RUNTIME_SCHED_H
#define RUNTIME_SCHED_H

#include "runtime/runtime.h"
#include "runtime/stack.h"

typedef struct Mutex { u32 key; } Mutex;
typedef struct Note { u32 key; } Note;

/* Why a goroutine waits: the text of tracebacks. */
#define WAIT_REASONS(X) \
    X(NONE, "") X(CHAN_RECEIVE, "chan receive") X(CHAN_SEND, "chan send") \
    X(CHAN_RECEIVE_NIL, "chan receive (nil chan)") X(CHAN_SEND_NIL, "chan send (nil chan)") \
    X(SELECT, "select") X(SELECT_NO_CASES, "select (no cases)") X(SEMACQUIRE, "semacquire") \
    X(SLEEP, "sleep") X(COND_WAIT, "sync.Cond.Wait") X(GC_WORLD, "stopping the world") \
    X(FINALIZER, "finalizer wait") X(PREEMPTED, "preempted") X(IO_WAIT, "IO wait") \
    X(FORCE_GC, "force gc (idle)") X(TIMER_IDLE, "timer goroutine (idle)") \
    X(MUTEX_LOCK, "sync.Mutex.Lock") X(RWMUTEX_RLOCK, "sync.RWMutex.RLock") \
    X(RWMUTEX_LOCK, "sync.RWMutex.Lock") X(WAITGROUP, "sync.WaitGroup.Wait")
typedef enum WaitReason {
#define X(name, text) WAIT_##name,
    WAIT_REASONS(X)
#undef X
} WaitReason;

typedef enum GStatus { G_IDLE, G_RUNNABLE, G_RUNNING, G_SYSCALL, G_WAITING, G_DEAD } GStatus;
/* A thread of the collector claims a goroutine that does not run, and scans its stack; who makes it
 * run meanwhile waits (scan_wait, behind the change of status). One that runs is requested to stop
 * in the signal handler. */
typedef enum ScanState { SCAN_NONE, SCAN_REQUEST, SCAN_STOPPED, SCAN_CLAIMED } ScanState;
typedef enum PStatus { P_IDLE, P_RUNNING, P_SYSCALL, P_GCSTOP, P_DEAD } PStatus;

/* A goroutine waiting for a channel, select case or semaphore. Not in the collected heap: what elem
 * points to is also held by the waiting goroutine's stack. */
typedef struct Sudog {
    G *g;
    struct Sudog *next, *prev;   /* queue */
    struct Sudog *waitlink;      /* g->waiting: cases of one select in lock order */
    void *elem;
    struct Hchan *c;
    void *addr;                  /* semaphore */
    u32 ticket;
    bool is_select, success;
} Sudog;

/* A panic or Goexit in progress; lives in the frame of the function that runs deferred calls. */
typedef struct Panic {
    void *argp;                  /* frame of the deferred call it is running */
    GoEface arg;
    struct Panic *link;          /* earlier one */
    struct DeferFrame *running;  /* whose deferred call it is running */
    bool recovered, aborted, goexit;
} Panic;

struct G {
    StackSeg *seg;               /* 0: current segment (g); __morestack reads it */
    M *m;                        /* 8: thread that runs it (g) */
    u8 *sched_sp;                /* 16: rsp when not running; callee-saved registers lie there */
    usize more_need;             /* 24: __morestack's request: bytes of frame and arguments */
    StackSeg *more_seg;          /* 32: its answer; NULL: go on where you are */
    DeferFrame *defers;          /* newest first (g) */
    Panic *panics;               /* newest first (g) */
    u32 status;                  /* GStatus (a) */
    i64 id;
    G *schedlink;                /* in a queue or free list */
    WaitReason wait_reason;
    i64 wait_since;
    bool preempt;                /* asked to yield (a) */
    bool system;                 /* runtime's own: does not count for deadlock */
    bool syscall_stop;
    bool main_goexit;
    Sudog *waiting;              /* sudogs it waits on (chan lock) */
    u32 select_done;             /* a: first case to fire wins */
    Sudog *param;                /* what woke it */
    GoFunc *startfn;             /* (i) */
    usize gopc;                  /* pc of the go statement (i) */
    u8 *syscall_sp;              /* rsp and rbp while in a system call */
    u8 *syscall_bp;
    void *syscall_regs[6];       /* callee-saved registers then */
    usize stack_bytes;           /* all segments */
    bool throwsplit;             /* an overflow is being reported */
    u32 sig;                     /* signal behind the current run-time panic, for its message */
    usize sigcode, sigaddr, sigpc;
    G *alllink;                  /* allgs (i) */
    void *timer;
    bool panic_on_fault;         /* runtime/debug.SetPanicOnFault (g) */
    u32 scan;                    /* ScanState (a): the collector wants its stack */
};

enum { RUNQ_SIZE = 256 };

struct P {
    i32 id;
    u32 status;                  /* PStatus (a) */
    M *m;                        /* back pointer while it is held */
    P *link;                     /* idle list (s) */
    u32 schedtick, syscalltick;  /* (p) */
    u32 sysmon_tick, sysmon_systick;
    i64 sysmon_when, sysmon_syswhen;
    u32 runq_head, runq_tail;    /* a: consumers move head, the owner tail */
    G *runq[RUNQ_SIZE];
    G *runnext;                  /* a: G made ready by the running one; inherits its slice */
    G *gfree;                    /* dead goroutines to use again (p) */
    i32 gfree_n;
    StackSeg *stack_cache;       /* free segments of STACK_MIN bytes (p) */
    i32 stack_cache_n;
    Sudog *sudog_cache;          /* (p) */
    struct MCache *mcache;
    u64 rand;
};

struct M {
    G *g0;                       /* 0: goroutine that stands for this thread's own stack */
    G *curg;                     /* 8: goroutine that runs (p) */
    u8 *g0_sp;                   /* 16: top of its stack, where mcall starts */
    P *p;                        /* 24 */
    P *nextp;                    /* handed over by startm */
    P *oldp;                     /* held before the system call */
    i32 locks;                   /* != 0: not to be stopped (this thread) */
    i32 id, tid;
    bool spinning;
    bool blocked;                /* on its note */
    bool in_handler;
    Note park;
    M *schedlink;                /* idle list (s) */
    M *alllink;
    bool (*wait_unlock)(G *gp,
                        void *lock); /* gopark: run on g0 once the goroutine is off its stack */
    void *wait_lock;
    void *sigctx;                /* ucontext while stopped in the handler */
    u8 *sig_stack;
    u8 *g0_base;
    usize g0_size;
    i32 print_depth;             /* print.c */
    u32 print_n;
    i32 dying;
    void (*start_fn)(void);
    u64 rand;
    u64 fault_pc;
    /* Thread-local words: %fs points at tls.self. */
    struct {
        G *g;                    /* %fs:-8 */
        void *self;              /* %fs:0 */
        usize wb_next, wb_end;   /* %fs:8, 16: buffer of the write barrier (this thread) */
        void *pad[11];
        usize limit;             /* %fs:0x70 */
    } tls;
    usize *wb_buf;               /* gc_barrier.c (this thread, or the world is stopped) */
    u8 *print_sink;              /* print.c: text goes here instead of to standard error */
    usize print_sink_n, print_sink_cap;
    char print_buf[512];
};

typedef struct GQueue { G *head, *tail; i32 n; } GQueue;

typedef struct Sched {
    Mutex lock;
    M *midle;                    /* (s) */
    i32 nmidle, nmsys;           /* (s) sleeping threads; threads that do not count (sysmon) */
    i32 mcount;                  /* (s) */
    i32 maxmcount;
    P *pidle;                    /* (s) */
    i32 npidle;                  /* a */
    i32 nmspinning;              /* a */
    GQueue runq;                 /* (s) global queue */
    Mutex gfree_lock;
    G *gfree;
    u32 gcwaiting;               /* a: the world is to stop */
    i32 stopwait;                /* a: Ps still running */
    Note stopnote;
    u32 stw_gen;                 /* a, futex: stopped threads wait for it to change */
    u32 world_busy;              /* a: the world is stopped or about to be (world_lock) */
    i64 goidgen;
    i64 lastpoll;
    u32 sysmon_wait;
    Note sysmon_note;
    u32 panicking;               /* a: threads that are dying */
} Sched;
extern Sched sched;
extern P **allp;
extern i32 gomaxprocs;
extern M *allm;                  /* list by alllink, only grows (a) */
extern G *allgs;                 /* list by alllink, only grows (a) */
extern M m0;
extern G main_g0;
extern G *main_goroutine;

/* locks (lock_futex.c) */
void lock(Mutex *l);
void unlock(Mutex *l);
void notesleep(Note *n);
bool notetsleep(Note *n, i64 ns);     /* false: timed out */
void notewakeup(Note *n);
void noteclear(Note *n);
int futex_wait(u32 *addr, u32 val, i64 ns);   /* ns < 0: for ever */
void futex_wake(u32 *addr, u32 n);

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
void __morestack(void);
extern char morestack_end[];
void call_deferred(GoFunc *fn, void **argp);  /* *argp = its own frame address (argp may be NULL) */
extern char call_deferred_ret[];
NORETURN void resume_at(DeferFrame *f, StackSeg *seg);

/* proc.c */
void sched_init(void);
void procs_resize(i32 n);
NORETURN void schedule(void);
G *newproc1(GoFunc *fn, usize pc);
void gopark(bool (*unlockf)(G *, void *), void *lock, WaitReason why);
void goparkunlock(Mutex *l, WaitReason why);
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
void start_the_world(void);
static inline void scan_wait(G *gp)
{
    while (__builtin_expect(atomic_load(&gp->scan) == SCAN_CLAIMED, 0))
        __builtin_ia32_pause();
}
void entersyscall(void);
void exitsyscall(void);
void preempt_park(void);
NORETURN void preempt_g0(G *gp);              /* put gp on the global queue, schedule */
void new_stack_g0(G *gp);
void mstart_c(M *m);
void newm(P *p, bool spinning,
          void (*fn)(void)); /* fn: run instead of the scheduler, without a P */
void sysmon_start(void);
void sysmon_wake(void);
void checkdead(void);
P *pidleget(void);                            /* sched.lock held, as for pidleput */
void pidleput(P *p);
void acquirep(P *p);
P *releasep(void);
void gcstopm(void);                           /* give P to who stops the world, sleep */
void handoffp(P *p);
void dropg(void);
NORETURN void execute(G *gp);
Sudog *acquire_sudog(void);
void release_sudog(Sudog *s);
void preempt_handle_signal(M *m, u64 *gregs, void *ctx, usize *limit);
void preempt_one(P *p);
i32 gcount(void);

/* thread.c: the main thread, before and after %fs is set */
void thread_init_main(u8 *sp);
void thread_init_main2(void);

/* runq.c */
void runqput(P *p, G *gp, bool next);
G *runqget(P *p);
bool runqempty(P *p);
G *runqsteal(P *p, P *victim, bool steal_next);
void globrunqput(G *gp);
G *globrunqget(P *p, i32 max);

/* signal.c */
void print_signal_line(G *gp);
void signal_init(void);
void signal_init_thread(M *m);

/* traceback.c: a walk over a stack, from a place on it outwards; pc 0 at the end */
typedef struct Frames {
    usize pc;
    void **fp;
    bool exact;                  /* pc is the instruction itself, not a return address */
    G *g;
} Frames;
Frames frames_from(G *gp, usize pc, void *fp);
void frames_step(Frames *f);
extern bool traceback_skip_gopanic;           /* the next traceback leaves out the first gopanic */
void traceback(usize pc, u8 *sp, u8 *fp, G *gp);
void traceback_others(G *me);
void print_goroutine_header(G *gp);
void print_created_by(G *gp);
NORETURN COLD void dopanic(G *gp, usize pc, u8 *sp, u8 *fp);

/* panic.c */
NORETURN void fatal_panic(Panic *p);
NORETURN void goexit_run(void);
NORETURN void sigpanic(void);
NORETURN COLD void throw_stack_overflow(G *gp);
void print_panics(Panic *p);

/* timers, minimal (time.c) */
void time_sleep(i64 ns);
bool timers_pending(void);
i64 timers_run(i64 now);                      /* wakes who is due; when the next is, or -1 */

#endif
