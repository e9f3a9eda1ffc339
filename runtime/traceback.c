/* runtime/traceback.c: walking frame pointers, and printing what is found as gc does.
 *
 * A place on a stack is (pc, fp): pc lies in a function whose frame pointer is fp; its return
 * address is fp[1] and its caller's frame pointer fp[0]. When that return address lies inside
 * __morestack, fp[0] is __morestack's own frame ms, and the function that was called on the old
 * segment returns to ms[2]. The runtime's own frames have no pc table record and are passed over.
 */
#include "runtime/print.h"
#include "runtime/rt.h"
#include "runtime/sched.h"
#include "runtime/symtab.h"

enum { MAX_FRAMES = 100 };

static bool in_morestack(usize pc) { return pc > (usize)__morestack && pc < (usize)morestack_end; }

static bool readable(const Frames *f, const void *p)
{
    return ((usize)p & 7) == 0 && stack_segment_of(f->g, p) != NULL;
}

Frames frames_from(G *gp, usize pc, void *fp)
{
    return (Frames){ pc, fp, false, gp };
}

/* Where a signal found gp. At async_preempt's ends, where rbp is not its own yet or no more, that is
 * the place which it returns to. */
static Frames frames_of_signal(G *gp, const void *sigctx)
{
    enum { REG_RBP = 10, REG_RSP = 15, REG_RIP = 16, GREGS = 40 };
    const u64 *regs = (const u64 *)((const u8 *)sigctx + GREGS);
    usize pc = regs[REG_RIP];
    const usize *sp = (const usize *)regs[REG_RSP];
    if (pc == (usize)async_preempt || pc == (usize)async_preempt_ret)
        pc = sp[0];
    else if (pc == (usize)async_preempt + 1) /* past pushq %rbp */
        pc = sp[1];
    Frames f = frames_from(gp, pc, (void *)regs[REG_RBP]);
    f.exact = true;
    return f;
}

Frames frames_of_stopped(G *gp)
{
    if (gp->status == G_RUNNING && gp->m && gp->m->sigctx)
        return frames_of_signal(gp, gp->m->sigctx);
    if (gp->status == G_SYSCALL) {
        Frames f = frames_from(gp, (usize)entersyscall, (void *)gp->syscall_bp);
        frames_step(&f);
        return f;
    }
    void **saved = (void **)gp->sched_sp; /* as mcall left it */
    if (saved[6] == (void *)goroutine_entry) {
        Frames f = frames_from(gp, (usize)gp->startfn->code, NULL);
        f.exact = true;
        return f;
    }
    return frames_from(gp, (usize)saved[6], saved[5]);
}

void frames_step(Frames *f)
{
    static usize sigpanic_end;
    if (!sigpanic_end)
        sigpanic_end = (usize)sigpanic + 256;
    bool from_signal = (f->pc > (usize)sigpanic && f->pc < sigpanic_end) ||
                       (f->pc > (usize)async_preempt && f->pc < (usize)async_preempt_end);
    if (!f->fp || !readable(f, f->fp) || !readable(f, f->fp + 1)) {
        f->pc = 0;
        return;
    }
    usize at = in_morestack(f->pc) ? 2 : 1;
    f->pc = (usize)f->fp[at];
    f->fp = f->fp[0];
    f->exact = from_signal;
}

static void print_pos(const PcPos *pos, usize off)
{
    print_str(pos->name);
    print_str(pos->inl < 0 && (pos->flags & PCF_NOARGS) ? "()\n\t" : "(...)\n\t");
    print_str(pos->file);
    print_str(":");
    print_int(pos->line);
    if (pos->inl < 0 && off > 0) {
        print_str(" +");
        print_hex(off);
    }
    print_str("\n");
}

static bool shown(const PcPos *pos)
{
    return debug.traceback_level >= 2 || !(pos->flags & (PCF_WRAPPER | PCF_RUNTIME));
}

/* Which frames are printed: those before `inner` and those from `outer` on. */
typedef struct Trace {
    int n;                       /* frames so far */
    int inner, outer;
    bool count;                  /* print none */
} Trace;

static bool next_frame(Trace *t)
{
    int at = t->n++;
    if (t->count)
        return false;
    if (at == t->inner && seago_tree_minor < 20) {
        print_str("...additional frames elided...\n");
    } else if (at == t->inner) {
        print_str("...");
        print_int(t->outer - t->inner);
        print_str(" frames elided...\n");
    }
    return at < t->inner || at >= t->outer;
}

/* One physical frame and the calls inlined there. */
static void print_frame(Trace *t, const PcFunc *fn, usize pc, bool exact)
{
    PcPos pos;
    symtab_pos(fn, exact ? pc : pc - 1, &pos);
    do
        if (shown(&pos) && next_frame(t))
            print_pos(&pos, pc - fn->entry);
    while (symtab_inline_parent(fn, &pos));
}

void print_created_by(G *gp)
{
    const PcFunc *fn = gp->gopc ? symtab_find(gp->gopc - 1) : NULL;
    if (!fn || gp->id == 1)
        return;
    PcPos pos;
    symtab_pos(fn, gp->gopc - 1, &pos);
    print_str("created by ");
    print_str(pos.name);
    if (seago_tree_minor >= 20 && gp->parent) {
        print_str(" in goroutine ");
        print_int(gp->parent);
    }
    print_str("\n\t");
    print_str(pos.file);
    print_str(":");
    print_int(pos.line);
    print_str(" +");
    print_hex(gp->gopc - fn->entry);
    print_str("\n");
}

bool traceback_skip_gopanic;

/* gopanic's frame; p is the panic that it runs. */
static void print_gopanic(const Panic *p, usize off)
{
    print_str("panic({");
    print_hex(p ? (u64)p->arg.type : 0);
    print_str(", ");
    print_hex(p ? (u64)p->arg.data : 0);
    print_str("})\n\truntime/panic.go:884 +");
    print_hex(off);
    print_str("\n");
}

/* From f outwards; skip: without the first gopanic. */
static void print_frames(Trace *t, Frames f, bool skip)
{
    const Panic *panic = f.g->panics;
    for (int guard = 0; f.pc && guard < 50000000; guard++, frames_step(&f)) {
        const PcFunc *fn = symtab_find(f.exact ? f.pc : f.pc - 1);
        if (!fn)
            continue;
        if (t->n > t->inner && t->outer == INT32_MAX)
            break;
        if (fn->entry == (usize)rt_gopanic) {
            if (!skip && next_frame(t))
                print_gopanic(panic, f.pc - fn->entry);
            skip = false;
            panic = panic ? panic->link : NULL;
            continue;
        }
        print_frame(t, fn, f.pc, f.exact);
        if (fn->flags & PCF_TOPFRAME)
            break;
    }
}

void traceback(usize pc, u8 *sp, u8 *fp, G *gp)
{
    bool skip = traceback_skip_gopanic;
    traceback_skip_gopanic = false;
    Frames f = { pc, (void **)fp, sp != NULL && fp != NULL, gp };
    if (!fp)
        f = frames_of_stopped(gp);
    Trace t = { .inner = MAX_FRAMES, .outer = INT32_MAX };
    if (seago_tree_minor >= 20) { /* the middle is left out, not the end */
        Trace all = { .inner = INT32_MAX, .outer = INT32_MAX, .count = true };
        print_frames(&all, f, skip);
        bool many = all.n > MAX_FRAMES;
        t.inner = many ? MAX_FRAMES / 2 : INT32_MAX;
        t.outer = many ? all.n - MAX_FRAMES / 2 : INT32_MAX;
    }
    print_frames(&t, f, skip);
    print_created_by(gp);
}

const char *wait_reason_text(WaitReason why)
{
    static const char *const reasons[] = {
#define X(name, text) text,
        WAIT_REASONS(X)
#undef X
    };
    return reasons[why];
}

void print_goroutine_header(G *gp)
{
    static const char *const status[] = {
        [G_IDLE] = "idle", [G_RUNNABLE] = "runnable", [G_RUNNING] = "running",
        [G_SYSCALL] = "syscall", [G_WAITING] = "waiting", [G_DEAD] = "dead",
    };
    print_str("goroutine ");
    print_int(gp->id);
    print_str(" [");
    print_str(gp->status == G_WAITING && gp->wait_reason ? wait_reason_text(gp->wait_reason)
                                                         : status[gp->status]);
    i64 since = atomic_load(&gp->wait_since), minute = debug_minute();
    if ((gp->status == G_WAITING || gp->status == G_SYSCALL) && since &&
        nanotime() - since >= minute) {
        print_str(", ");
        print_int((nanotime() - since) / minute);
        print_str(" minutes");
    }
    if (gp->lockedm)
        print_str(", locked to thread");
    print_str("]:\n");
}

static i64 next_goroutine(i64 after)
{
    i64 best = INT64_MAX;
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink)
        if (gp->status != G_DEAD && gp->id > after && gp->id < best)
            best = gp->id;
    return best;
}

static G *goroutine_of_id(i64 id)
{
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink)
        if (gp->id == id && gp->status != G_DEAD)
            return gp;
    return NULL;
}

void traceback_others(G *me)
{
    for (i64 id = 0; (id = next_goroutine(id)) != INT64_MAX;) {
        G *gp = goroutine_of_id(id);
        if (!gp || gp == me || (gp->system && debug.traceback_level < 2))
            continue;
        print_str("\n");
        print_goroutine_header(gp);
        if (gp->status == G_RUNNING && gp->m && gp->m->curg == gp && !gp->m->sigctx)
            print_str("\tgoroutine running on other thread; stack unavailable\n");
        else
            traceback(0, NULL, NULL, gp);
    }
}

void dopanic(G *gp, usize pc, u8 *sp, u8 *fp)
{
    M *m = getg()->m;
    print_signal_line(gp);
    if (debug.traceback_level > 0) {
        bool g0 = gp == m->g0;
        if (!g0) {
            print_str("\n");
            print_goroutine_header(gp);
            traceback(pc, sp, fp, gp);
        }
        if (g0 || debug.traceback_all)
            traceback_others(gp);
    }
    while (m->print_depth > 0)
        print_unlock();
    if (debug.traceback_crash)
        die_from_signal(6 /* SIGABRT */);
    exit_(2);
}
