/* runtime/cpuprof.c: see cpuprof.h. */
#include "runtime/cpuprof.h"
#include "runtime/gc.h"
#include "runtime/print.h"
#include "runtime/profile.h"
#include "runtime/symtab.h"

enum { SIGPROF = 27, SI_TIMER = -2, SIGEV_THREAD_ID = 4 };
enum { SYS_timer_create = 222, SYS_timer_settime = 223, SYS_timer_delete = 226 };
enum { RING_WORDS = 1 << 17, RING_TAGS = 1 << 14, MAX_HZ = 1000000 };

/* Records: words that follow this one, number of the tag, return addresses. */
static struct {
    u32 hz;                        /* a: 0 is off */
    Mutex lock;                    /* timers; starting and stopping */
    u32 writing;                   /* a: spin lock of handlers */
    u64 head, tail;                /* a: words written, read, ever */
    u64 tag_head, tag_tail;        /* a */
    u64 lost;                      /* a: records for which there was no room */
    u64 *words;
    void **tags;
    bool busy;                     /* (lock) the reader has not seen the end of the last profile */
} prof = { .lock = MUTEX(CPUPROF) };

/* --- where a signal interrupted ------------------------------------------------------------------- */

/* A walk along frame pointers from a thread's own stack to its goroutine's, where systemstack has
 * changed over; gp is NULL if no goroutine runs. */
typedef struct Walk { G *gp; usize lo, hi; } Walk;

static bool readable(const Walk *w, usize p)
{
    if (p & 7)
        return false;
    if (p >= w->lo && p + 16 <= w->hi)
        return true;
    return w->gp && stack_segment_of(w->gp, (const void *)p) &&
           stack_segment_of(w->gp, (const void *)(p + 15));
}

/* What lies at pc, if that is the frame's to be: the return address is still, or again, on top of the
 * stack, 0 or 1 words above sp. Otherwise -1. */
static int words_above_return(usize pc)
{
    enum { PUSH_RBP = 0x55, RET = 0xc3, PROLOGUE = 64 };
    const u8 *at = (const u8 *)pc;
    if (*at == RET)
        return 0;
    if (at[0] == 0x48 && at[1] == 0x89 && at[2] == 0xe5 && at[-1] == PUSH_RBP) /* movq %rsp, %rbp */
        return 1;
    const PcFunc *fn = symtab_find(pc);
    if (!fn)
        return *at == PUSH_RBP ? 0 : -1;
    for (const u8 *p = (const u8 *)(usize)fn->entry; p < (const u8 *)(usize)fn->entry + PROLOGUE; p++)
        if (p[0] == PUSH_RBP && p[1] == 0x48 && p[2] == 0x89 && p[3] == 0xe5)
            return at <= p ? 0 : -1;
    return -1;
}

static u32 walk(const Walk *w, usize pc, usize sp, usize fp, u64 *pcs, u32 max)
{
    u32 n = 0;
    int above = w->gp ? words_above_return(pc) : -1;
    pcs[n++] = pc + 1;
    if (above >= 0 && readable(w, sp + 8 * (usize)above))
        pcs[n++] = ((usize *)sp)[above];
    while (n < max && readable(w, fp)) {
        usize *frame = (usize *)fp;
        bool grew = pcs[n - 1] > (usize)__morestack && pcs[n - 1] < (usize)morestack_end;
        usize next = frame[grew ? 2 : 1];
        if (!next)
            break;
        pcs[n++] = next;
        fp = frame[0];
    }
    return n;
}

static u32 interrupted(M *m, const u64 *regs, u64 *pcs, u32 max)
{
    enum { REG_RBP = 10, REG_RSP = 15, REG_RIP = 16, BIG = 8 << 20 };
    usize sp = regs[REG_RSP];
    Walk w = { m->curg, (usize)m->g0_base, (usize)m->g0_sp };
    if (!w.lo) { /* the main thread's stack is the kernel's */
        bool on_it = sp < w.hi && w.hi - sp < BIG;
        w.lo = on_it ? sp : w.hi;
    }
    return walk(&w, regs[REG_RIP], sp, regs[REG_RBP], pcs, max);
}

/* --- writing: in the signal handler ------------------------------------------------------------- */

static void put(const u64 *pcs, u32 n, void *tag)
{
    u64 head = prof.head, tag_head = prof.tag_head;
    if (head + n + 2 - atomic_load(&prof.tail) > RING_WORDS ||
        tag_head - atomic_load(&prof.tag_tail) >= RING_TAGS) {
        prof.lost++;
        return;
    }
    prof.tags[tag_head % RING_TAGS] = tag;
    prof.words[head++ % RING_WORDS] = n;
    for (u32 i = 0; i < n; i++)
        prof.words[head++ % RING_WORDS] = pcs[i];
    prof.tag_head = tag_head + 1;
    atomic_store_rel(&prof.head, head);
}

bool cpuprof_signal(const void *sigctx, i32 code)
{
    u64 pcs[PROFILE_RAW_DEPTH];
    if (code != SI_TIMER)
        return false;
    if (!atomic_load(&prof.hz))
        return true; /* a last one */
    M *m = getg()->m;
    u32 n = interrupted(m, (const u64 *)((const u8 *)sigctx + 40), pcs, PROFILE_RAW_DEPTH - 1);
    pcs[n++] = m->gc && !m->p; /* what stands for the stack if there is no Go in it */
    while (atomic_xchg(&prof.writing, 1))
        __builtin_ia32_pause();
    put(pcs, n, m->curg ? m->curg->labels : NULL);
    atomic_store(&prof.writing, 0);
    return true;
}

/* --- timers (prof.lock) --------------------------------------------------------------------------- */

static void timer_on(M *m)
{
    struct { u64 value; i32 signo, notify, tid; i32 pad[11]; } event = {
        0, SIGPROF, SIGEV_THREAD_ID, m->tid, { 0 } };
    i32 clock = (i32)(~(u32)m->tid << 3 | 6); /* CPU time of a thread: linux/posix-timers_types.h */
    i32 id;
    if (m->prof_timer || SYSCALL3(SYS_timer_create, clock, &event, &id) < 0)
        return;
    i64 period = 1000000000 / prof.hz;
    i64 first = 1 + (i64)(fastrand64() % (u64)period); /* threads that start together are not asked together */
    i64 spec[4] = { period / 1000000000, period % 1000000000, first / 1000000000, first % 1000000000 };
    SYSCALL4(SYS_timer_settime, id, 0, spec, NULL);
    m->prof_timer = id + 1;
}

static void timer_off(M *m)
{
    if (m->prof_timer)
        SYSCALL1(SYS_timer_delete, m->prof_timer - 1);
    m->prof_timer = 0;
}

void cpuprof_thread_begin(M *m)
{
    lock(&prof.lock);
    if (prof.hz)
        timer_on(m);
    unlock(&prof.lock);
}

void cpuprof_thread_end(M *m)
{
    lock(&prof.lock);
    timer_off(m);
    m->tid = 0;
    unlock(&prof.lock);
}

/* --- starting and stopping ----------------------------------------------------------------------- */

static void make_ring(void)
{
    if (prof.words)
        return;
    prof.words = sys_alloc(RING_WORDS * sizeof *prof.words);
    prof.tags = sys_alloc(RING_TAGS * sizeof *prof.tags);
    gc_add_root(prof.tags, RING_TAGS * sizeof *prof.tags);
}

static void set_rate_g0(void *arg)
{
    u32 hz = *(u32 *)arg;
    bool refused = false;
    lock(&prof.lock);
    if (hz && prof.busy) {
        refused = true;
    } else if (hz) {
        make_ring();
        prof.busy = true;
        atomic_store(&prof.hz, hz);
        for (M *m = atomic_load(&allm); m; m = m->alllink)
            if (atomic_load(&m->tid))
                timer_on(m);
    } else {
        for (M *m = atomic_load(&allm); m; m = m->alllink)
            timer_off(m);
        atomic_store(&prof.hz, 0);
    }
    unlock(&prof.lock);
    if (refused)
        print_str("runtime: cannot set CPU profile rate until previous profile has finished.\n");
}

i64 rt_api_cpuprof_rate(i64 hz);
/* 0 ends the profile; answers the rate that a profile has begun with, else 0. */
i64 rt_api_cpuprof_rate(i64 hz)
{
    u32 want = (u32)MAX(MIN(hz, MAX_HZ), 0);
    symtab_init();
    M *m = acquirem();
    systemstack(set_rate_g0, &want);
    releasem(m);
    return prof.hz;
}

/* --- reading -------------------------------------------------------------------------------------- */

extern const u8 func_gc[] __asm__("runtime._GC") __attribute__((weak));
extern const u8 func_system[] __asm__("runtime._System") __attribute__((weak));

/* As runtime/pprof wants them: words of the record, time, how often, return addresses; where there was
 * no room the addresses are the number of what was lost, and how often is 0. */
static i64 put_record(u64 *to, u64 count, const usize *pcs, u32 n)
{
    to[0] = n + 3;
    to[1] = 0;
    to[2] = count;
    memcpy(to + 3, pcs, n * sizeof *pcs);
    return n + 3;
}

static i64 take_one(u64 *to)
{
    usize raw_pcs[PROFILE_RAW_DEPTH], pcs[PROFILE_RAW_DEPTH];
    u64 tail = prof.tail, raw = prof.words[tail++ % RING_WORDS];
    for (u64 i = 0; i < raw; i++)
        raw_pcs[i] = prof.words[tail++ % RING_WORDS];
    bool collector = raw_pcs[raw - 1];
    u32 n = profile_strip(raw_pcs, (u32)raw - 1, 0, pcs);
    if (n == 0)
        pcs[n++] = (usize)(collector ? func_gc : func_system) + 1;
    atomic_store_rel(&prof.tail, tail);
    return put_record(to, 1, pcs, n);
}

/* Up to max words and ntags tags; *n words and the result tags were there. *eof: that was all of a
 * profile that has ended. */
i64 rt_api_cpuprof_read(u64 *to, i64 max, void **tags, i64 ntags, i64 *n, bool *eof);
i64 rt_api_cpuprof_read(u64 *to, i64 max, void **tags, i64 ntags, i64 *n, bool *eof)
{
    i64 k = 0;
    bool off = !atomic_load(&prof.hz);
    *n = 0;
    while (k < ntags && *n + PROFILE_RAW_DEPTH + 3 <= max && prof.tail != atomic_load_acq(&prof.head)) {
        void **tag = &prof.tags[prof.tag_tail % RING_TAGS];
        gc_store(&tags[k++], *tag);
        *tag = NULL;
        atomic_store_rel(&prof.tag_tail, prof.tag_tail + 1);
        *n += take_one(to + *n);
    }
    usize lost = k < ntags && *n + 4 <= max ? atomic_xchg(&prof.lost, 0) : 0;
    if (lost) {
        tags[k++] = NULL;
        *n += put_record(to + *n, 0, &lost, 1);
    }
    *eof = off && prof.tail == atomic_load(&prof.head) && prof.lost == 0;
    if (*eof) {
        lock(&prof.lock);
        prof.busy = false;
        unlock(&prof.lock);
    }
    return k;
}
