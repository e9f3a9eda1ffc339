/* runtime/heapdump.c: debug.WriteHeapDump, in the format that golang.org/wiki/heapdump15-through-
 * heapdump17 describes: a header, then records of variable-length numbers (LEB128) and byte
 * strings, each of which begins with its tag; the fields of what holds pointers are a list of
 * offsets.
 *
 * The world is stopped all the while. Stacks are scanned conservatively, so of a frame, and of the
 * variables of packages, each word counts as a pointer that points into the heap.
 */
#include "runtime/finalizer.h"
#include "runtime/gc.h"
#include "runtime/gc_stats.h"
#include "runtime/hooks.h"
#include "runtime/iface.h"
#include "runtime/profile.h"
#include "runtime/symtab.h"

enum {
    TAG_EOF, TAG_OBJECT, TAG_OTHER_ROOT, TAG_TYPE, TAG_GOROUTINE, TAG_STACK_FRAME, TAG_PARAMS,
    TAG_FINALIZER, TAG_ITAB, TAG_THREAD, TAG_MEMSTATS, TAG_QUEUED_FINALIZER, TAG_DATA, TAG_BSS,
    TAG_DEFER, TAG_PANIC, TAG_MEMPROF, TAG_SAMPLE
};
enum { FIELDS_END, FIELD_POINTER };

static struct { int fd; u32 n; u8 buf[64 << 10]; } out; /* world_lock */

static void flush(void)
{
    write_fd(out.fd, out.buf, out.n);
    out.n = 0;
}

static void put_bytes(const void *p, usize n)
{
    if (n > sizeof out.buf - out.n)
        flush();
    if (n > sizeof out.buf) {
        write_fd(out.fd, p, n);
        return;
    }
    memcpy(out.buf + out.n, p, n);
    out.n += (u32)n;
}

static void put(u64 v)
{
    u8 b[10], n = 0;
    for (; v >= 128; v >>= 7)
        b[n++] = (u8)(v | 128);
    b[n++] = (u8)v;
    put_bytes(b, n);
}

static void put_memory(const void *p, usize n)
{
    put(n);
    put_bytes(p, n);
}

static void put_string(GoString s) { put_memory(s.p, (usize)s.n); }
static void put_text(const char *s) { put_string(gostring(s)); }
static void put_address(const void *p) { put((usize)p); }

static void put_field(usize offset)
{
    put(FIELD_POINTER);
    put(offset);
}

/* The words of [lo, hi) that point into the heap; base is where offsets count from. */
static void put_found_fields(const u8 *lo, const u8 *hi)
{
    for (const u8 *p = lo; p + 8 <= hi; p += 8) {
        const Span *s = span_of(*(const usize *)p);
        if (s && s->state == SPAN_IN_USE)
            put_field((usize)(p - lo));
    }
    put(FIELDS_END);
}

/* --- heap ------------------------------------------------------------------------------------- */

static void put_object_fields(const Span *s, u32 index)
{
    usize words = s->elemsize / 8, first = index * words;
    if (!span_is_noscan(s) && s->ptr_bits) {
        for (usize w = 0; w < words; w++)
            if (s->ptr_bits[(first + w) / 64] >> ((first + w) % 64) & 1)
                put_field(w * 8);
    } else if (!span_is_noscan(s)) {
        const Layout *lay = &s->layouts[index];
        for (usize off = 0; lay->ptr_words && off + lay->ptr_words <= words; off += lay->period)
            for (usize w = 0; w < lay->ptr_words; w++)
                if (lay->mask[w / 64] >> (w % 64) & 1)
                    put_field((off + w) * 8);
    }
    put(FIELDS_END);
}

static void put_objects(void)
{
    for (usize i = 0; i < mheap.nall; i++) {
        const Span *s = mheap.all[i];
        if (s->state != SPAN_IN_USE)
            continue;
        for (u32 k = 0; k < s->nelems; k++) {
            if (!slot_in_use(s, k))
                continue;
            const void *p = (const void *)(s->base + k * s->elemsize);
            put(TAG_OBJECT);
            put_address(p);
            put_memory(p, s->elemsize);
            put_object_fields(s, k);
        }
    }
}

static void put_finalizer(usize obj, const GoType *type, const GoFuncType *fn_type,
                          const GoFunc *fn, bool queued)
{
    put(queued ? TAG_QUEUED_FINALIZER : TAG_FINALIZER);
    put(obj);
    put_address(fn);
    put_address(fn->code);
    put_address(fn_type);
    put_address(type);
}

/* --- stacks ----------------------------------------------------------------------------------- */

static void put_frame(const Frames *f, const u8 *sp, u32 depth, const u8 *child)
{
    const PcFunc *fn = symtab_find(f->exact ? f->pc : f->pc - 1);
    const u8 *end = (const u8 *)f->fp + 16; /* behind the return address */
    const StackSeg *s = stack_segment_of(f->g, sp);
    if (!s || end < sp || end > s->top)
        end = s ? s->top : sp; /* the caller is on another segment */
    put(TAG_STACK_FRAME);
    put_address(sp);
    put(depth);
    put_address(child);
    put_memory(sp, (usize)(end - sp));
    put(fn ? fn->entry : f->pc);
    put(f->pc);
    put(f->pc);
    put_text(fn ? (const char *)(usize)fn->name : "runtime");
    put_found_fields(sp, end);
}

static void put_frames(G *gp, Frames f, const u8 *sp)
{
    const u8 *child = NULL;
    for (u32 depth = 0; f.pc; depth++) {
        put_frame(&f, sp, depth, child);
        child = sp;
        const u8 *above = (const u8 *)f.fp + 16;
        Frames before = f;
        frames_step(&f);
        if (!before.fp)
            break;
        sp = above;
    }
}

static const u8 *stopped_sp(const G *gp)
{
    enum { GREGS = 40, REG_RSP = 15 };
    if (gp->status == G_RUNNING && gp->m && gp->m->sigctx)
        return *(u8 **)((u8 *)gp->m->sigctx + GREGS + REG_RSP * 8);
    return gp->status == G_SYSCALL ? gp->syscall_sp : gp->sched_sp;
}

static void put_panics(const G *gp)
{
    for (const Panic *p = gp->panics; p; p = p->link) {
        put(TAG_PANIC);
        put_address(p);
        put_address(gp);
        put_address(p->arg.type);
        put_address(p->arg.data);
        put(0);
        put_address(p->link);
    }
}

static void put_goroutine(G *gp, Frames f, const u8 *sp)
{
    put(TAG_GOROUTINE);
    put_address(gp);
    put_address(sp);
    put((u64)gp->id);
    put(gp->gopc);
    put(gp->status);
    put(gp->system);
    put(false);
    put((u64)gp->wait_since);
    put_text(gp->status == G_WAITING ? wait_reason_text(gp->wait_reason) : "");
    put(0);
    put_address(gp->m);
    put_address(gp->defers);
    put_address(gp->panics);
    put_frames(gp, f, sp);
    put_panics(gp);
}

/* --- the rest --------------------------------------------------------------------------------- */

extern u8 __start_seago_data[] __attribute__((weak)), __stop_seago_data[] __attribute__((weak));
extern u8 __start_seago_bss[] __attribute__((weak)), __stop_seago_bss[] __attribute__((weak));
extern const GoItab *const __start_seago_itablinks[] __attribute__((weak));
extern const GoItab *const __stop_seago_itablinks[] __attribute__((weak));
extern const char seago_go_version[] __attribute__((weak));

static void put_variables(u32 tag, const u8 *lo, const u8 *hi)
{
    put(tag);
    put_address(lo);
    put_memory(lo, (usize)(hi - lo));
    put_found_fields(lo, hi);
}

static void put_params(void)
{
    usize lo = ~(usize)0, hi = 0;
    for (usize i = 0; i < mheap.nall; i++) {
        const Span *s = mheap.all[i];
        lo = MIN(lo, s->base);
        hi = MAX(hi, s->base + s->npages * PAGE_SIZE);
    }
    put(TAG_PARAMS);
    put(false); /* not big-endian */
    put(8);
    put(lo);
    put(hi);
    put_text("amd64");
    put_text(seago_go_version);
    put((u64)get_ncpu());
}

static void put_itabs(void)
{
    const GoItab *const *end = __stop_seago_itablinks;
    for (const GoItab *const *p = __start_seago_itablinks; p < end; p++) {
        const GoType *t = (*p)->type;
        put(TAG_TYPE);
        put_address(t);
        put(t->size);
        put_string(type_string(t));
        put(t->ptrdata != 0 || type_kind(t) != KIND_POINTER);
        put(TAG_ITAB);
        put_address(*p);
        put_address(t);
    }
}

static void put_memstats(const MemStats *s)
{
    const u64 *words = (const u64 *)s;
    usize n = offsetof(MemStats, pause_ns) / 8 + NELEM(s->pause_ns);
    put(TAG_MEMSTATS);
    for (usize i = 0; i < n; i++)
        put(words[i]);
    put(s->num_gc);
}

static void put_profile(void)
{
    lock(&profile_lock);
    for (Bucket *b = profile_newest[PROFILE_MEM]; b; b = b->older) {
        put(TAG_MEMPROF);
        put_address(b);
        put(b->size);
        put(b->n);
        for (u32 i = 0; i < b->n; i++) {
            PcPos pos = { .name = "?", .file = "?" };
            const PcFunc *fn = symtab_find(b->pcs[i] - 1);
            if (fn)
                symtab_pos(fn, b->pcs[i] - 1, &pos);
            put_text(pos.name);
            put_text(pos.file);
            put((u64)pos.line);
        }
        put(b->mem.active.allocs);
        put(b->mem.active.frees);
    }
    unlock(&profile_lock);
}

typedef struct Request { int fd; MemStats *stats; Frames caller; const u8 *sp; } Request;

static void dump_g0(void *arg)
{
    const Request *r = arg;
    stop_the_world();
    out.fd = r->fd;
    out.n = 0;
    put_bytes("go1.7 heap dump\n", 16);
    put_params();
    put_itabs();
    put_objects();
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink) {
        if (gp->status == G_DEAD || gp->status == G_IDLE)
            continue;
        bool me = gp == r->caller.g;
        put_goroutine(gp, me ? r->caller : frames_of_stopped(gp), me ? r->sp : stopped_sp(gp));
    }
    for (M *m = atomic_load(&allm); m; m = m->alllink) {
        put(TAG_THREAD);
        put_address(m);
        put((u64)m->id);
        put((u64)m->tid);
    }
    put_variables(TAG_DATA, __start_seago_data, __stop_seago_data);
    put_variables(TAG_BSS, __start_seago_bss, __stop_seago_bss);
    finalizers_each(put_finalizer);
    put_memstats(r->stats);
    put_profile();
    put(TAG_EOF);
    flush();
    start_the_world();
}

HOOK(void, debug_heap_dump, "runtime/debug.WriteHeapDump", usize fd)
{
    symtab_init();
    MemStats *stats = malloc_noscan(sizeof *stats, true);
    gc_stats_read(stats);
    Request r = { (int)fd, stats, { 0 }, __builtin_frame_address(0) };
    r.caller = frames_from(getg(), (usize)__builtin_return_address(0),
                           *(void **)__builtin_frame_address(0));
    world_lock();
    systemstack(dump_g0, &r);
    world_unlock();
}
