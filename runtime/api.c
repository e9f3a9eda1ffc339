/* runtime/api.c: what package runtime's Go side (runtime/go/runtime/hooks.go) asks of the C side.
 */
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/iface.h"
#include "runtime/print.h"
#include "runtime/rt.h"
#include "runtime/sched.h"
#include "runtime/symtab.h"

#define API(result, name, ...) result rt_api_##name(__VA_ARGS__); result rt_api_##name(__VA_ARGS__)

API(GoString, type_string, const GoType *t) { return type_string(t); }
API(GoString, type_pkgpath, const GoType *t) { return type_pkg_path(t); }
API(i64, tree_minor, void) { return seago_tree_minor; }
/* What the linker says of the build (backend/link.c). */
extern const char seago_go_version[] __attribute__((weak)), seago_goroot[] __attribute__((weak)),
    seago_build_info[] __attribute__((weak));
API(GoString, version, void) { return gostring(seago_go_version); }
API(GoString, goroot, void) { return gostring(seago_goroot); }
HOOK(GoString, debug_modinfo, "runtime/debug.modinfo", void) { return gostring(seago_build_info); }
API(void, gosched, void) { gosched(); }
API(void, goexit, void) { rt_goexit(); }
API(i64, gomaxprocs, i64 n) { return set_gomaxprocs((i32)MAX(MIN(n, MAX_PROCS), 0)); }
API(i64, ncpu, void) { return get_ncpu(); }
API(i64, numgoroutine, void) { return gcount(); }
API(void, lock_os_thread, bool on)
{
    if (on)
        lock_os_thread(false);
    else
        unlock_os_thread(false);
}
API(void, gc, void)
{
    gc_run(true);
    gosched(); /* finalizers, for one */
}
API(void, keep_alive, void *p) {}
/* For runtime.Pinner: nil, no pointer, outside the heap, or in it (go/runtime/pinner.go). */
API(PtrInt, pinnable, GoEface v)
{
    if (!v.type)
        return (PtrInt){ NULL, 0 };
    u8 kind = type_kind(v.type);
    if (kind != KIND_POINTER && kind != KIND_UNSAFEPOINTER)
        return (PtrInt){ NULL, 1 };
    const Span *s = span_of((usize)v.data);
    return (PtrInt){ v.data, s && s->state == SPAN_IN_USE ? 3 : 2 };
}
API(void, breakpoint, void) { __asm__ volatile("int3"); }

API(GoString, getenv, GoString name)
{
    for (char **e = os_envp; *e; e++)
        if (!memcmp(*e, name.p, (usize)name.n) && (*e)[name.n] == '=')
            return gostring(*e + name.n + 1);
    return (GoString){ 0 };
}

API(void, set_traceback, GoString level) { debug_set_traceback(level, false); }

/* Threads that are alive. */
API(i64, thread_count, void) { return atomic_load_relaxed(&sched.mcount); }

/* --- callers -----------------------------------------------------------------------------------
 *
 * A frame is a return address; the outer frames of calls inlined there are the same address with
 * their depth from bit 48 on. Package runtime/pprof makes stacks of its own, from Frames that it has
 * of the runtime's (Go 1.23 and later): those must tell inlined calls apart as well. So in profiles such
 * addresses have one more bit set, and Frames of these keep all that in PC and Entry.
 */
enum { DEPTH_SHIFT = 48, DEPTH_MAX = 0x3fff };
#define FRAME_OF_PROFILE ((usize)1 << 62)

static usize depth_of(usize pc) { return pc >> DEPTH_SHIFT & DEPTH_MAX; }
static usize place_of(usize pc) { return pc & (((usize)1 << DEPTH_SHIFT) - 1); }

static i64 frames_at(usize pc, i64 *skip, usize *pcs, i64 n, i64 max)
{
    const PcFunc *fn = symtab_find(pc - 1);
    if (!fn)
        return n;
    PcPos pos;
    usize depth = 0;
    symtab_pos(fn, pc - 1, &pos);
    do {
        if (pos.flags & PCF_WRAPPER)
            continue;
        if (*skip > 0)
            --*skip;
        else if (n < max)
            pcs[n++] = pc | depth << DEPTH_SHIFT;
    } while (depth++, symtab_inline_parent(fn, &pos));
    return n;
}

u32 frames_of_profile(usize pc, u32 *skip, usize *to, u32 max)
{
    i64 left = *skip, n = frames_at(pc, &left, to, 0, max);
    for (i64 i = 0; i < n; i++)
        if (depth_of(to[i]) && seago_tree_minor >= 23)
            to[i] |= FRAME_OF_PROFILE;
    *skip = (u32)left;
    return (u32)n;
}

i64 frames_pcs(Frames f, i64 skip, usize *pcs, i64 max)
{
    i64 n = 0;
    for (; f.pc && n < max; frames_step(&f))
        n = frames_at(f.exact ? f.pc + 1 : f.pc, &skip, pcs, n, max);
    return n;
}

API(i64, callers, i64 skip, usize *pcs, i64 max)
{
    symtab_init();
    return frames_pcs(frames_from(getg(), (usize)__builtin_return_address(0),
                                  *(void **)__builtin_frame_address(0)), skip, pcs, max);
}

typedef struct FrameInfo {
    GoString function, file;
    i64 line;
    usize entry;
    i64 start_line;
    bool inlined;
    usize pc;
    bool wrapper;
    usize outer;
} FrameInfo;

/* The next frame outwards that was not made by the compiler, of those inlined at a pc. */
static usize outer_frame(const PcFunc *fn, PcPos pos, usize pc, usize depth)
{
    while (symtab_inline_parent(fn, &pos)) {
        depth++;
        if (!(pos.flags & PCF_WRAPPER))
            return pc | depth << DEPTH_SHIFT;
    }
    return 0;
}

API(bool, expand, usize tagged, FrameInfo *r)
{
    symtab_init();
    usize pc = place_of(tagged), depth = depth_of(tagged);
    usize extra = tagged & FRAME_OF_PROFILE ? tagged - pc : 0;
    usize at = pc - 1;
    const PcFunc *fn = symtab_find(at);
    if (!fn) { /* a function's address, as profiles have it where there is no stack? */
        at = pc;
        fn = symtab_find(at);
        if (!fn || fn->entry != pc)
            return false;
    }
    PcPos pos;
    symtab_pos(fn, at, &pos);
    for (usize i = 0; i < depth; i++)
        if (!symtab_inline_parent(fn, &pos))
            break;
    r->function = gostring(pos.name);
    r->file = gostring(pos.file);
    r->line = pos.line;
    r->entry = fn->entry + extra;
    r->start_line = fn->line;
    r->inlined = pos.inl >= 0;
    r->pc = at + extra;
    r->wrapper = pos.flags & PCF_WRAPPER;
    r->outer = outer_frame(fn, pos, pc, depth);
    return true;
}

/* On g0, so that no goroutine runs while its stack is walked. */
static void stacks_of_others_g0(void *me)
{
    stop_the_world();
    traceback_others(me);
    start_the_world();
}

API(i64, stack, u8 *buf, i64 n, bool all)
{
    G *gp = getg();
    symtab_init();
    if (all)
        world_lock(); /* before print_to, which keeps the goroutine on this thread */
    print_to(buf, (usize)n);
    print_goroutine_header(gp);
    traceback((usize)__builtin_return_address(0), NULL, *(void **)__builtin_frame_address(0), gp);
    if (all)
        systemstack(stacks_of_others_g0, gp);
    usize written = print_to_end();
    if (all)
        world_unlock();
    return (i64)written;
}
