/* runtime/runtime.h: what every file of the runtime uses.
 *
 * The runtime is freestanding C, compiled with -fsplit-stack like the Go code it serves: rt_*
 * functions run on the stack of the goroutine that calls them. Three kinds of code do not:
 *   - functions that run on a thread's own stack g0 (through mcall and systemstack, ctx_amd64.S):
 * while they run the stack limit is 0, so that their prologues never ask for more;
 *   - signal handlers, on the thread's signal stack, also with the limit 0;
 *   - functions marked NOSPLIT, which must fit into the slack that every segment keeps (stack.h).
 * Reading order: sched.h (who runs), malloc.h (memory), gc.h (collection), then the files.
 */
#ifndef RUNTIME_RUNTIME_H
#define RUNTIME_RUNTIME_H

#include "abi/layout.h"
#include "abi/typedesc.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;
typedef int64_t i64;
typedef uintptr_t usize;

typedef struct G G;
typedef struct M M;
typedef struct P P;

#define NOSPLIT __attribute__((no_split_stack))
#define NORETURN __attribute__((noreturn))
#define NOINLINE __attribute__((noinline))
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define COLD __attribute__((cold))
#define NOTAILCALLS __attribute__((disable_tail_calls)) /* its callees' stacks show it */
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define NELEM(a) (sizeof(a) / sizeof((a)[0]))
#define ROUNDUP(x, a) (((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Atomics are sequentially consistent unless the name says otherwise. */
#define atomic_load(p) __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define atomic_load_relaxed(p) __atomic_load_n((p), __ATOMIC_RELAXED)
#define atomic_load_acq(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define atomic_store(p, v) __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_store_rel(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define atomic_add(p, v) __atomic_add_fetch((p), (v), __ATOMIC_SEQ_CST)
#define atomic_xchg(p, v) __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_cas(p, old, new) ({ \
    __typeof__(*(p)) old_ = (old); \
    __atomic_compare_exchange_n((p), &old_, (new), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); })

/* The current goroutine (g0 when on a thread's own stack) lies at %fs:-8. A goroutine may be cached
 * across calls; its thread (g->m) may not, unless preemption is off (acquirem). */
static inline G *getg(void)
{
    G *g;
    __asm__("movq %%fs:-8, %0" : "=r"(g));
    return g;
}

/* --- system calls (sys_amd64.S, sys.c): results are negative errno values --------------------- */
long syscall6(long nr, long a, long b, long c, long d, long e, long f);
#define SYSCALL1(nr, a) syscall6(nr, (long)(a), 0, 0, 0, 0, 0)
#define SYSCALL2(nr, a, b) syscall6(nr, (long)(a), (long)(b), 0, 0, 0, 0)
#define SYSCALL3(nr, a, b, c) syscall6(nr, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define SYSCALL4(nr, a, b, c, d) syscall6(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

void *sys_reserve(void *hint, usize n); /* address space without memory; NULL if refused */
void sys_map(void *p, usize n);                   /* make reserved space usable, zeroed */
extern u64 sys_alloc_bytes;                       /* a: by the next, less what sys_free took */
void *sys_alloc(usize n);                         /* zeroed pages; dies when there are none */
void sys_huge(void *p, usize n, bool huge);       /* huge pages, please; or none */
void sys_populate(void *p, usize n);              /* memory now, if the system can (Linux 5.14) */
void sys_unused(void *p, usize n);                /* contents may be dropped */
void sys_free(void *p, usize n);
void *persistent_alloc(usize n, usize align); /* zeroed, never freed, invisible to the collector */
i64 nanotime(void);
i64 walltime_ns(void);
void exact_sleeps(void);         /* this thread wakes within microseconds of the time it asked for */
void usleep_(u32 usec);
void osyield(void);
i32 get_ncpu(void);
NORETURN void exit_(int code);
void write_fd(int fd, const void *p, usize n);
u64 fastrand64(void);
u32 fastrandn(u32 n);

/* The process's environment (start.c). */
extern i32 os_argc;
extern char **os_argv, **os_envp;
const char *env_get(const char *name);            /* NULL if unset */
bool env_parse_int(const char *s, i64 *v);

/* --- memory and text, as in C (mem.c) --------------------------------------------------------- */
void *memcpy(void *restrict d, const void *restrict s, usize n);
void *memmove(void *d, const void *s, usize n);
void *memset(void *d, int c, usize n);
int memcmp(const void *a, const void *b, usize n);
int bcmp(const void *a, const void *b, usize n);
usize strlen(const char *s);
bool str_equal(const char *a, const char *b);

static inline GoString gostring(const char *s)
{
    return (GoString){ (const u8 *)s, (intptr_t)strlen(s) };
}
static inline bool gostring_equal(GoString a, GoString b)
{
    return a.n == b.n && (a.p == b.p || bcmp(a.p, b.p, (usize)a.n) == 0);
}

/* --- dying -------------------------------------------------------------------------------------
 * throw: an internal inconsistency or a fatal misuse: "fatal error: ...", traceback, exit status 2.
 */
NORETURN COLD void throw_(const char *msg);
NORETURN COLD void fatal(const char *msg);        /* the user's fault: no runtime frames shown */
#define RT_ASSERT(c) do { if (UNLIKELY(!(c))) throw_("assertion failed: " #c); } while (0)

/* The tree's minor version, set by the link step. */
extern i32 seago_tree_minor;

/* --- SEAGO_DEBUG (debug.c): comma-separated name=value ---------------------------------------- */
typedef struct DebugVars {
    i32 gcstress;    /* collect at every n-th allocation */
    i32 verify;      /* check the heap's invariants around each collection */
    i32 schedrand;   /* randomise scheduling decisions */
    i32 shrink;      /* buffers of the collector hold next to nothing */
    i32 minute;      /* ns; 0: as long as others are */
    i32 gctrace;     /* GODEBUG, up to GOTRACEBACK */
    i32 inittrace, scavtrace;
    i32 gcstoptheworld; /* 1: mark with the world stopped; 2: sweep as well */
    i32 asyncpreemptoff;
    i32 panicnil;    /* panic(nil) panics with nil, as before Go 1.21; changes while programs run */
    i32 schedtrace, scheddetail; /* milliseconds; every P, M and G */
    i32 traceback_level, traceback_all, traceback_crash; /* GOTRACEBACK */
} DebugVars;
extern DebugVars debug;
/* A number in groups of 7 bits, lowest first (DWARF 5, 7.6, LEB128); *p moves behind it. */
static inline u64 uvarint(const u8 **p)
{
    u64 v = 0;
    for (u32 shift = 0;; shift += 7) {
        u8 b = *(*p)++;
        v |= (u64)(b & 127) << shift;
        if (!(b & 128))
            return v;
    }
}

void debug_init(void);
void debug_set_traceback(GoString level, bool environment); /* as GOTRACEBACK */
i64 debug_minute(void);          /* ns of a minute, for what takes minutes */

#endif
