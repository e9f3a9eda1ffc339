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

/* Segments that the goroutine has left for a newer one, each from where it left. */
static void scan_older_segments(StackSeg *s)
{
    for (s = s->prev; s; s = s->prev)
        gc_scan_conservative(s->saved_sp, s->top);
}

/* Registers as the kernel saved them: general ones, then whatever vector state it stored. */
static void scan_sigcontext(u8 *uc)
{
    enum { GREGS = 40, NGREGS = 23, FPSTATE = GREGS + NGREGS * 8, SW_RESERVED = 464 };
    gc_scan_conservative(uc + GREGS, uc + GREGS + NGREGS * 8);
    u8 *fp = *(u8 **)(uc + FPSTATE);
    if (!fp)
        return;
    u32 size = 512;
    if (*(u32 *)(fp + SW_RESERVED) == 0x46505853)
        size = *(u32 *)(fp + SW_RESERVED + 4);
    gc_scan_conservative(fp, fp + size);
}

static u8 *context_sp(u8 *uc) { return *(u8 **)(uc + 40 + 15 * 8); }

static void scan_stack(G *gp)
{
    enum { RED_ZONE = 128 };
    u8 *sp = gp->sched_sp;
    if (gp->status == G_SYSCALL)
        sp = gp->syscall_sp;
    if (gp->status == G_RUNNING && gp->m && gp->m->sigctx) {
        sp = context_sp(gp->m->sigctx) - RED_ZONE;
        scan_sigcontext(gp->m->sigctx);
    }
    StackSeg *s = stack_segment_of(gp, sp);
    if (!s)
        throw_("gc: stack pointer outside the goroutine's stack");
    gc_scan_conservative(sp, s->top);
    scan_older_segments(s);
}

static void scan_goroutine(G *gp)
{
    u32 status = atomic_load(&gp->status);
    if (status == G_IDLE || status == G_DEAD)
        return;
    gc_scan_conservative(&gp->startfn, &gp->startfn + 1);
    gc_scan_conservative(gp->syscall_regs, gp->syscall_regs + NELEM(gp->syscall_regs));
    for (Sudog *s = gp->waiting; s; s = s->waitlink) {
        gc_scan_conservative(&s->elem, &s->elem + 1);
        gc_scan_conservative(&s->c, &s->c + 1);
    }
    scan_stack(gp);
    stack_trim(gp);
}

void gc_mark_roots(void)
{
    gc_scan_conservative(__start_seago_data, __stop_seago_data);
    gc_scan_conservative(__start_seago_bss, __stop_seago_bss);
    for (u32 i = 0; i < nextra; i++)
        gc_scan_conservative(extra[i].p, (u8 *)extra[i].p + extra[i].n);
    timers_mark();
    finalizers_mark();
    gc_drain();
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink) {
        scan_goroutine(gp);
        gc_drain();
    }
}
