/* runtime/gc_roots.c: where marking starts. */
#include "runtime/gc.h"

/* The linker gives these if any object has the section. */
extern char __start_seago_data[] __attribute__((weak)), __stop_seago_data[] __attribute__((weak));
extern char __start_seago_bss[] __attribute__((weak)), __stop_seago_bss[] __attribute__((weak));

typedef struct Root { void *p; usize n; } Root;
static Root extra[64];
static u32 nextra;

void gc_add_root(void *p, usize n)
{
    u32 i = atomic_add(&nextra, 1) - 1;
    RT_ASSERT(i < NELEM(extra));
    extra[i] = (Root){ p, n };
}

/* Segments that the goroutine has left for a newer one, each from where it left; answers bytes. */
static usize scan_older_segments(GcThread *t, StackSeg *s)
{
    usize bytes = 0;
    for (s = s->prev; s; s = s->prev) {
        gc_scan_conservative(t, s->saved_sp, s->top);
        bytes += (usize)((u8 *)s->top - (u8 *)s->saved_sp);
    }
    return bytes;
}

/* Registers as the kernel saved them: general ones, then whatever vector state it stored. */
static void scan_sigcontext(GcThread *t, u8 *uc)
{
    enum { GREGS = 40, NGREGS = 23, FPSTATE = GREGS + NGREGS * 8, SW_RESERVED = 464 };
    gc_scan_machine_state(t, uc + GREGS, uc + GREGS + NGREGS * 8);
    u8 *fp = *(u8 **)(uc + FPSTATE);
    if (!fp)
        return;
    u32 size = 512;
    if (*(u32 *)(fp + SW_RESERVED) == 0x46505853)
        size = *(u32 *)(fp + SW_RESERVED + 4);
    gc_scan_machine_state(t, fp, fp + size);
}

static u8 *context_sp(u8 *uc) { return *(u8 **)(uc + 40 + 15 * 8); }

/* status as it was when gp was claimed: a system call may end meanwhile.
 *
 * Go code never leaves a pointer to an object's end, which may be the next object's start, in memory: slicing
 * at the end keeps the start, and loops keep the base (ssa/livebase.c). Machine code stopped at any
 * instruction may: memmove begins at the end when it copies backwards. So the end of an object counts where
 * a goroutine was stopped, in registers and in the innermost frames with what they saved of them. To count it
 * everywhere would keep the neighbour of each object that a stack points to. */
static void scan_stack(GcThread *t, G *gp, u32 status)
{
    enum { RED_ZONE = 128, INNERMOST = 512 };
    u8 *sp = gp->sched_sp;
    if (status == G_SYSCALL)
        sp = gp->syscall_sp;
    if (status == G_RUNNING && gp->m && gp->m->sigctx) {
        sp = context_sp(gp->m->sigctx) - RED_ZONE;
        scan_sigcontext(t, gp->m->sigctx);
    }
    StackSeg *s = stack_segment_of(gp, sp);
    if (!s)
        throw_("gc: stack pointer outside the goroutine's stack");
    u8 *outer = sp;
    if (status == G_RUNNING || status == G_RUNNABLE) {
        outer = MIN(sp + INNERMOST, s->top);
        gc_scan_machine_state(t, sp, outer);
    }
    gc_scan_conservative(t, outer, s->top);
    atomic_add(&gc.bytes_stacks, (usize)((u8 *)s->top - sp) + scan_older_segments(t, s));
}

/* gp does not run, and will not. */
static void scan_stopped(GcThread *t, G *gp)
{
    u32 status = atomic_load(&gp->status);
    if (status == G_IDLE || status == G_DEAD)
        return;
    if ((status == G_WAITING || status == G_SYSCALL) && !gp->wait_since)
        atomic_store(&gp->wait_since, nanotime()); /* parking itself should not ask for the time */
    gc_scan_conservative(t, &gp->startfn, &gp->startfn + 1);
    gc_scan_conservative(t, &gp->labels, &gp->labels + 1);
    if (status == G_SYSCALL)
        gc_scan_conservative(t, gp->syscall_regs, gp->syscall_regs + NELEM(gp->syscall_regs));
    for (Sudog *s = gp->waiting; s; s = s->waitlink) {
        gc_scan_conservative(t, &s->elem, &s->elem + 1);
        gc_scan_conservative(t, &s->c, &s->c + 1);
    }
    scan_stack(t, gp, status);
    if (status != G_SYSCALL) /* there the thread goes on, and may be about to use the segment */
        stack_trim(gp);
}

/* Waits a little for the handler of the thread that runs gp. */
static bool wait_stopped(G *gp, i64 ns)
{
    i64 end = nanotime() + ns;
    do {
        for (int i = 0; i < 50; i++) {
            if (atomic_load(&gp->scan) == SCAN_STOPPED)
                return true;
            __builtin_ia32_pause();
        }
        if (atomic_load(&gp->status) != G_RUNNING)
            return false;
    } while (nanotime() < end);
    return false;
}

void gc_scan_goroutine(GcThread *t, G *gp)
{
    if (gc_world_held(t)) {
        scan_stopped(t, gp);
        return;
    }
    for (i64 wait = 20000;; wait = MIN(wait * 2, 1000000)) {
        atomic_store(&gp->scan, SCAN_CLAIMED); /* before status is read: see scan_wait */
        if (atomic_load(&gp->status) != G_RUNNING) {
            scan_stopped(t, gp);
            break;
        }
        atomic_store(&gp->scan, SCAN_REQUEST);
        signal_thread(gp->m);
        if (!wait_stopped(gp, wait))
            usleep_(20);
        if (!atomic_cas(&gp->scan, SCAN_REQUEST, SCAN_CLAIMED)) {
            scan_stopped(t, gp);
            atomic_store(&gp->scan, SCAN_NONE);
            futex_wake(&gp->scan, 1);
            return;
        }
    }
    atomic_store(&gp->scan, SCAN_NONE);
}

void gc_scan_stop(M *m, G *gp, void *ctx)
{
    m->sigctx = ctx;
    if (atomic_cas(&gp->scan, SCAN_REQUEST, SCAN_STOPPED))
        while (atomic_load(&gp->scan) == SCAN_STOPPED)
            futex_wait(&gp->scan, SCAN_STOPPED, -1);
    m->sigctx = NULL;
}

/* --- jobs: pieces of the sections, then one for the rest ------------------------------------------ */
enum { PIECE = 64 << 10 };

static u32 pieces(const char *lo, const char *hi) { return (u32)((hi - lo + PIECE - 1) / PIECE); }

static void scan_piece(GcThread *t, const char *lo, const char *hi, u32 i)
{
    lo += (usize)i * PIECE;
    gc_scan_conservative(t, lo, MIN(lo + PIECE, hi));
}

usize gc_global_bytes(void)
{
    return (usize)(__stop_seago_data - __start_seago_data + __stop_seago_bss - __start_seago_bss);
}

u32 gc_root_jobs(void)
{
    return pieces(__start_seago_data, __stop_seago_data) +
           pieces(__start_seago_bss, __stop_seago_bss) + 1;
}

void gc_root_job(GcThread *t, u32 job)
{
    u32 ndata = pieces(__start_seago_data, __stop_seago_data);
    u32 nbss = pieces(__start_seago_bss, __stop_seago_bss);
    if (job < ndata) {
        scan_piece(t, __start_seago_data, __stop_seago_data, job);
    } else if (job < ndata + nbss) {
        scan_piece(t, __start_seago_bss, __stop_seago_bss, job - ndata);
    } else {
        for (u32 i = 0; i < nextra; i++)
            gc_scan_conservative(t, extra[i].p, (u8 *)extra[i].p + extra[i].n);
        finalizers_mark(t);
        weak_mark(t);
    }
}

/* Nothing tells the collector of changes to these, so they are looked at when nothing changes. */
void gc_scan_unguarded(GcThread *t)
{
    for (u32 i = 0; i < nextra; i++)
        gc_scan_conservative(t, extra[i].p, (u8 *)extra[i].p + extra[i].n);
    timers_mark();
    gc_work_hand_in(t);
}
