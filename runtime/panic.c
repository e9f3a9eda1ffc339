/* runtime/panic.c: defer, panic, recover, Goexit.
 *
 * A function with defer statements links its DeferFrame (abi/layout.h) into its goroutine and hangs
 * the deferred closures on it; generated code does so itself, and runs them when the function returns,
 * where each defer statement runs at most once. A panic runs them on top of the stack of the function that panicked,
 * newest frame first. If one of them recovers, the stack is cut back to its frame, whose recover
 * block runs what is still deferred there and returns to the caller.
 *
 * A panic raised by a deferred call takes over: once it reaches the frame whose deferred call
 * raised it, the earlier panic is marked aborted. It stays linked, for the message, until one
 * recovers.
 *
 * recover is valid only in the function that was itself deferred. call_deferred's frame is what
 * ties the two: Panic.argp is its frame address, and gorecover walks from the caller of recover
 * over compiler-generated wrappers and stack switches to see whether that frame is the next.
 */
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/iface.h"
#include "runtime/print.h"
#include "runtime/rt.h"
#include "runtime/sched.h"
#include "runtime/symtab.h"
#include "runtime/malloc.h"

/* Records that the heap holds come in arrays, each four times as long as the one before. Deferred calls
 * are taken newest first, so what lies behind the newest in its array is free. The arrays' sizes are powers
 * of two, and classes of the allocator: so an array lies at a multiple of its size. */
static DeferRecord *new_record(const DeferRecord *newest)
{
    enum { FIRST = 4 * sizeof(DeferRecord), LAST = 32 * sizeof(DeferRecord) };
    static const u64 mask[1] = { 3 };
    static const Layout lay = { mask, 2, 2 };
    usize size = FIRST;
    const Span *s = newest ? span_of((usize)newest) : NULL;
    if (s && s->state == SPAN_IN_USE) { /* else in a frame */
        if (((usize)(newest + 1) & (s->elemsize - 1)) != 0)
            return (DeferRecord *)newest + 1;
        size = MIN(s->elemsize * 4, (usize)LAST);
    }
    return malloc_layout(size, &lay, true);
}

void rt_deferproc(DeferFrame *f, GoFunc *fn)
{
    DeferRecord *r = new_record(f->records);
    gc_store(&r->fn, fn); /* it may be older than they */
    gc_store(&r->link, f->records);
    f->records = r;
}

static GoFunc *pop_record(DeferFrame *f)
{
    DeferRecord *r = f->records;
    f->records = r->link;
    GoFunc *fn = r->fn;
    gc_store(&r->fn, NULL);
    gc_store(&r->link, NULL);
    return fn;
}

void rt_deferreturn(DeferFrame *f)
{
    while (f->records)
        call_deferred(pop_record(f), NULL);
    G *gp = getg();
    if (gp->defers == f)
        gp->defers = f->link;
}

/* An earlier panic was running a deferred call of f, which will now never return. */
static void abort_panics_in(Panic *p, DeferFrame *f)
{
    for (p = p->link; p; p = p->link)
        if (p->running == f)
            p->aborted = true;
}

/* Runs the next deferred call for p. False if there is none left. */
static bool run_next_deferred(G *gp, Panic *p)
{
    while (gp->defers && !gp->defers->records) {
        abort_panics_in(p, gp->defers);
        gp->defers = gp->defers->link;
    }
    DeferFrame *f = gp->defers;
    if (!f)
        return false;
    abort_panics_in(p, f);
    p->running = f;
    call_deferred(pop_record(f), &p->argp);
    p->argp = NULL;
    return true;
}

static NORETURN void goexit_loop(Panic *p)
{
    G *gp = getg();
    gp->panics = p;
    while (run_next_deferred(gp, p))
        ;
    gp->panics = NULL;
    goexit1();
}

void rt_goexit(void)
{
    G *gp = getg();
    Panic p = { .goexit = true, .link = gp->panics };
    goexit_loop(&p);
}

/* p was recovered by a call deferred in p->running: continue there, or in a Goexit that it
 * interrupted. */
static NORETURN void recovered(G *gp, Panic *p)
{
    DeferFrame *f = p->running;
    gp->panics = p->link;
    while (gp->panics && gp->panics->aborted && !gp->panics->goexit)
        gp->panics = gp->panics->link;
    if (gp->panics && gp->panics->goexit && gp->panics->aborted) {
        Panic *exiting = gp->panics;
        exiting->aborted = false;
        goexit_loop(exiting);
    }
    gp->sig = 0;
    StackSeg *s = stack_segment_of(gp, f->rsp);
    if (!s)
        throw_("recovery: frame outside the goroutine's stack");
    resume_at(f, s);
}

static NORETURN void panic_loop(Panic *p)
{
    G *gp = getg();
    gp->panics = p;
    while (run_next_deferred(gp, p))
        if (p->recovered)
            recovered(gp, p);
    fatal_panic(p);
}

/* Counts uses of the setting panicnil (go/runtime/settings.go). */
extern void panicnil_used(void) __asm__("runtime.panicnilUsed") __attribute__((weak));

static GoEface nil_value(void)
{
    if (!debug.panicnil)
        return error_value_nil_panic();
    if (panicnil_used)
        panicnil_used();
    return (GoEface){ 0 };
}

NORETURN void gopanic(GoEface v);
void gopanic(GoEface v)
{
    G *gp = getg();
    if (gp == gp->m->g0)
        throw_("panic on system stack");
    if (gp->m->locks) {
        print_str("panic: ");
        print_panic_value(v);
        print_str("\n");
        throw_("panic holding locks");
    }
    if (!v.type && seago_tree_minor >= 21)
        v = nil_value();
    Panic p = { .arg = v, .link = gp->panics };
    panic_loop(&p);
}

static bool in_morestack(usize pc)
{
    return pc > (usize)__morestack && pc < (usize)morestack_end;
}

/* The caller of the function whose frame is *fp: its return address; *fp becomes its frame. */
static usize caller_of(void ***fp)
{
    usize pc = (usize)(*fp)[1];
    if (in_morestack(pc)) {
        *fp = (*fp)[0];
        pc = (usize)(*fp)[2];
    }
    *fp = (*fp)[0];
    return pc;
}

extern char call_go_regs[], call_go_regs_end[]; /* hooks_amd64.S: where reflect calls functions */
extern char go_call_reflect[] __asm__("reflect.callReflect") __attribute__((weak));
extern char go_call_method[] __asm__("reflect.callMethod") __attribute__((weak));

static bool is_reflect(usize return_pc)
{
    const PcFunc *f = symtab_find(return_pc - 1);
    return f ? f->entry == (usize)go_call_reflect || f->entry == (usize)go_call_method
             : return_pc > (usize)call_go_regs && return_pc < (usize)call_go_regs_end;
}

/* Also of what was inlined into it and makes the call: all of it must be wrappers. */
static bool is_wrapper(usize return_pc)
{
    const PcFunc *f = symtab_find(return_pc - 1);
    if (!f || !(f->flags & PCF_WRAPPER))
        return f && is_reflect(return_pc);
    PcPos pos;
    symtab_pos(f, return_pc - 1, &pos);
    do {
        if (!(pos.flags & PCF_WRAPPER))
            return false;
    } while (symtab_inline_parent(f, &pos));
    return true;
}

/* Is the function whose frame is fp called by the call_deferred frame argp, apart from wrappers,
 * and from the runtime's own frames between those of reflect? */
static bool called_by(void **fp, void *argp)
{
    bool by_reflect = false;
    for (;;) {
        usize pc = caller_of(&fp);
        if (pc == (usize)call_deferred_ret)
            return fp == argp;
        by_reflect |= is_reflect(pc);
        bool passed = symtab_find(pc - 1) ? is_wrapper(pc) : by_reflect;
        if (!fp || !passed)
            return false;
    }
}

/* `defer recover()`: the caller of recover is a wrapper. Run by a panic it recovers nothing; run
 * when the function that deferred it returns, it counts as called by that function, whose frame
 * this is. */
static void **frame_behind_wrapper(void **fp, void *argp)
{
    while (fp) {
        usize pc = caller_of(&fp);
        if (pc == (usize)call_deferred_ret && fp == argp)
            return NULL;
        if (symtab_find(pc - 1) && !is_wrapper(pc))
            return fp;
    }
    return NULL;
}

GoEface rt_gorecover(void *frame)
{
    Panic *p = getg()->panics;
    if (!p || p->goexit || p->recovered || !p->argp)
        return (GoEface){ 0 };
    symtab_init();
    void **fp = frame, **self = __builtin_frame_address(0);
    if (is_wrapper(caller_of(&self)))
        fp = frame_behind_wrapper(fp, p->argp);
    if (!fp || !called_by(fp, p->argp))
        return (GoEface){ 0 };
    p->recovered = true;
    return p->arg;
}

/* --- faults ----------------------------------------------------------------------------------- */

void rt_panicmem(void)
{
    G *gp = getg();
    gp->sig = 11;
    gp->sigcode = 1;
    gp->sigaddr = 0;
    gp->sigpc = (usize)__builtin_return_address(0);
    panic_error_string("invalid memory address or nil pointer dereference");
}

extern const LazyDefer lazy_defers[] __asm__("__start_seago_lazydefers") __attribute__((weak));
extern const LazyDefer lazy_defers_end[] __asm__("__stop_seago_lazydefers") __attribute__((weak));

static const LazyDefer *lazy_defer_of(const PcFunc *f)
{
    usize n = (usize)(lazy_defers_end - lazy_defers), lo = 0;
    while (n > 0) { /* the first that lies behind f's entry */
        const LazyDefer *e = &lazy_defers[lo + n / 2];
        if ((usize)&e->function + (usize)e->function < f->entry) {
            lo += n / 2 + 1;
            n -= n / 2 + 1;
        } else {
            n /= 2;
        }
    }
    const LazyDefer *e = &lazy_defers[lo];
    return e < lazy_defers_end &&
           (usize)&e->function + (usize)e->function < (usize)f->entry + f->size ? e : NULL;
}

/* The function that faulted links its DeferFrame, if it has not yet done so because nothing was to
 * panic in it. */
static void link_lazy_defer(G *gp, const SavedRegs *r)
{
    symtab_init();
    const PcFunc *f = symtab_find(r->pc);
    const LazyDefer *e = f ? lazy_defer_of(f) : NULL;
    if (!e)
        return;
    SavedRegs at = *r;
    M *m = acquirem(); /* nothing may interrupt while rsp is that of the function */
    defer_describe(&at, (const u8 *)&e->describe + e->describe);
    releasem(m);
    DeferFrame *d = (DeferFrame *)(at.rbp - offsetof(DeferFrame, records));
    d->rbp = (void *)r->rbp;
    d->pc = (void *)at.pc;
    d->rsp = (void *)r->rsp;
    memcpy(d->saved, r->callee_saved, sizeof d->saved);
    d->link = gp->defers;
    gp->defers = d;
}

void sigpanic_c(SavedRegs *r)
{
    enum { SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11, SI_KERNEL = 0x80 };
    G *gp = getg();
    link_lazy_defer(gp, r);
    if (gp->sig == SIGFPE)
        rt_panicdivide();
    /* For an address that is none, as it is not canonical, the kernel says 0. */
    bool at_address = gp->sigcode != SI_KERNEL;
    if ((gp->sig == SIGSEGV || gp->sig == SIGBUS) && at_address && gp->sigaddr < 4096)
        panic_error_string("invalid memory address or nil pointer dereference");
    if (gp->panic_on_fault)
        panic_memory_addr(gp->sigaddr);
    print_lock();
    print_str("unexpected fault address ");
    print_hex(gp->sigaddr);
    print_str("\n");
    print_unlock();
    throw_("fault");
}

/* --- dying ------------------------------------------------------------------------------------ */

/* The frame of the function that __builtin_return_address(0) lies in, which may be __morestack. */
#define CALLERS_FRAME (*(u8 **)__builtin_frame_address(0))

static void print_chain(Panic *p)
{
    if (p->link) {
        print_chain(p->link);
        if (p->link->repanicked)
            return;
        if (!p->link->goexit)
            print_str("\t");
    }
    if (p->goexit)
        return;
    print_str("panic: ");
    print_panic_value(p->arg);
    if (p->recovered)
        print_str(p->repanicked ? " [recovered, repanicked]" : " [recovered]");
    print_str("\n");
}

/* From Go 1.25 on a panic is told once if the next one has the same value. */
static void mark_repanicked(Panic *p)
{
    for (; seago_tree_minor >= 25 && p && p->link; p = p->link)
        p->link->repanicked = p->arg.type == p->link->arg.type && p->arg.data == p->link->arg.data;
}

/* Values with Error or String methods are turned into strings first, while Go code may still run.
 */
static void prepare_values(Panic *p, GoString *text)
{
    extern const GoType rttype_panic_text;
    for (int i = 0; p && i < 16; p = p->link, i++) {
        if (!p->arg.type || p->goexit)
            continue;
        if (iface_call_string(p->arg, "Error", &text[i]) ||
            iface_call_string(p->arg, "String", &text[i]))
            p->arg = (GoEface){ &rttype_panic_text, &text[i] };
    }
}

/* The Error or String method of a value that was to be printed has panicked with v. */
static NORETURN void throw_while_printing(GoEface v)
{
    GoString parts[2] = { gostring("panic while printing panic value"), { 0 } };
    if (v.type && gostring_equal(type_string(v.type), gostring("string")))
        parts[1] = concat_text((GoString[]){ gostring(": "), *(const GoString *)v.data }, 2);
    else if (v.type)
        parts[1] = concat_text((GoString[]){ gostring(": type "), type_string(v.type) }, 2);
    throw_text(parts, 2);
}

void fatal_panic(Panic *p)
{
    G *gp = getg();
    GoString text[16];
    gp->defers = NULL;
    for (const Panic *earlier = p->link; earlier; earlier = earlier->link)
        if (earlier->printing)
            throw_while_printing(p->arg);
    mark_repanicked(p);
    p->printing = true;
    prepare_values(p, text);
    p->printing = false;
    M *m = acquirem();
    if (atomic_add(&sched.panicking, 1) > 1) {
        if (m->dying++)
            exit_(3);
        for (;;) /* another thread is printing and will end the process */
            usleep_(1000000);
    }
    m->dying++;
    symtab_init();
    print_lock();
    traceback_skip_gopanic = true; /* its own frame is the one to start behind */
    print_chain(p);
    dopanic(gp, (usize)__builtin_return_address(0), NULL, CALLERS_FRAME);
}

static NORETURN void die_with(const char *msg, bool runtime_fault)
{
    G *gp = getg();
    M *m = gp->m;
    m->locks++;
    print_unlock_dying();
    if (m->dying++ || atomic_add(&sched.panicking, 1) > 1) {
        if (m->dying > 1) {
            write_fd(2, "fatal error while dying: ", 25);
            write_fd(2, msg, strlen(msg));
            write_fd(2, "\n", 1);
            exit_(3);
        }
        for (;;)
            usleep_(1000000);
    }
    print_lock();
    if (seago_tree_minor >= 26 && !runtime_fault && gp->panics) {
        mark_repanicked(gp->panics);
        print_chain(gp->panics);
        print_str("\t");
    }
    print_str("fatal error: ");
    print_str(msg);
    print_str("\n");
    if (runtime_fault)
        debug.traceback_level = MAX(debug.traceback_level, 2);
    if (runtime_fault || seago_tree_minor < 26)
        debug.traceback_all = 1;
    symtab_init();
    dopanic(gp, (usize)__builtin_return_address(0), NULL, CALLERS_FRAME);
}

void throw_(const char *msg) { die_with(msg, true); }
void fatal(const char *msg) { die_with(msg, false); }

void throw_stack_overflow(G *gp)
{
    M *m = gp->m;
    m->locks++;
    print_lock();
    print_str("runtime: goroutine stack exceeds ");
    print_uint(stack_limit_bytes);
    print_str("-byte limit\n");
    print_str("runtime: sp=");
    print_hex((u64)gp->sched_sp);
    print_str(" stack=[");
    print_hex((u64)gp->seg);
    print_str(", ");
    print_hex((u64)gp->seg->top);
    print_str("]\nfatal error: stack overflow\n");
    m->dying++;
    atomic_add(&sched.panicking, 1);
    symtab_init();
    dopanic(gp, 0, gp->sched_sp, NULL);
}
