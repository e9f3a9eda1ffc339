/* runtime/hooks_126.c: hooks that Go trees after 1.19 have added. */
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/iface.h"
#include "runtime/map.h"
#include "runtime/print.h"
#include "runtime/rt.h"
#include "runtime/sched.h"


static NORETURN void die(GoString s)
{
    static char text[256];
    memcpy(text, s.p, MIN((usize)s.n, sizeof text - 1));
    fatal(text);
}
#define FATAL(cname, goname) HOOK(void, cname, goname, GoString s) { die(s); }
FATAL(internal_sync_throw, "internal/sync.throw")
FATAL(internal_sync_fatal, "internal/sync.fatal")
FATAL(cgroup_throw, "internal/runtime/cgroup.throw")
FATAL(maps_fatal, "internal/runtime/maps.fatal")
FATAL(fips_fatal, "crypto/internal/fips140.fatal")
FATAL(sysrand_fatal, "crypto/internal/sysrand.fatal")
FATAL(crypto_rand_fatal, "crypto/rand.fatal")

HOOK(u64, runtime_rand, "runtime.rand", void) { return fastrand64(); }
HOOK(u64, maps_rand, "internal/runtime/maps.rand", void) { return fastrand64(); }
HOOK(u32, runtime_randn, "runtime.randn", u32 n) { return fastrandn(n); }
HOOK(u64, runtime_cheaprand, "runtime.cheaprand", void) { return (u32)fastrand64(); }

HOOK(i64, internal_sync_nano, "internal/sync.runtime_nanotime", void) { return nanotime(); }
HOOK(bool, internal_sync_spin, "internal/sync.runtime_canSpin", i64 i) { return false; }
HOOK(void, internal_sync_dospin, "internal/sync.runtime_doSpin", void) { __builtin_ia32_pause(); }

/* --- internal/runtime/atomic ------------------------------------------------------------------ */

HOOK(usize, atomic_load_acquintptr, "internal/runtime/atomic.LoadAcquintptr", usize *p)
{
    return atomic_load_acq(p);
}
HOOK(void, atomic_store_reluintptr, "internal/runtime/atomic.StoreReluintptr", usize *p, usize v)
{
    atomic_store_rel(p, v);
}

/* --- GODEBUG: go/runtime/settings.go --------------------------------------------------------------- */

void rt_api_set_panicnil(bool on);
void rt_api_set_panicnil(bool on) { debug.panicnil = on; }

void rt_api_list_push(void **head, void **next, void *entry);
void rt_api_list_push(void **head, void **next, void *entry)
{
    static Mutex mu = MUTEX(SETTINGS);
    lock(&mu);
    gc_store(next, *head);
    gc_store(head, entry);
    unlock(&mu);
}
HOOK(i32, runtime_write, "runtime.write", usize fd, const void *p, i32 n)
{
    return (i32)SYSCALL3(1, fd, p, n);
}
HOOK(TwoWords, runtime_fcntl, "runtime.fcntl", i32 fd, i32 cmd, i32 arg)
{
    long r = SYSCALL3(72, fd, cmd, arg);
    return r < 0 ? (TwoWords){ (u32)-1, (u64)-r } : (TwoWords){ (u64)r, 0 };
}
HOOK(TwoWords, runtime_vgetrandom, "runtime.vgetrandom", void *p, i64 n, i64 cap, u32 flags)
{
    return (TwoWords){ ~0ULL, 0 };
}

/* --- reflect, maps ---------------------------------------------------------------------------- */

HOOK(const u64 *, reflect_static_u64s, "runtime.getStaticuint64s", void) { return static_u64s; }
HOOK(void, reflect_arrayclear, "reflect.typedarrayclear", const GoType *t, void *p, i64 n)
{
    gc_clear(p, t->size * (usize)n);
}
/* func(t *abi.Type, old Slice, num int) Slice: room for num more, length kept, tail cleared */
void hook_growslice(Words3 *r, const GoType *t, u8 *p, i64 len, i64 cap, i64 num)
{
    PtrInt g = rt_growslice(p, cap + num, cap, num, t);
    gc_move(g.p, p, (usize)len * t->size);
    memset((u8 *)g.p + (usize)len * t->size, 0, (usize)(g.n - len) * t->size);
    *r = (Words3){ { (u64)g.p, (u64)len, (u64)g.n } };
}
HOOK(void, reflect_unsafeslice, "reflect.unsafeslice", const GoType *t, void *p, i64 n)
{
    usize bytes;
    if (n < 0 || __builtin_mul_overflow((usize)n, t->size, &bytes) || bytes > -(usize)p)
        rt_panicunsafeslicelen();
    if (!p && n > 0)
        rt_panicunsafeslicenilptr();
}
HOOK(GoEface, maps_clone, "maps.clone", const GoType *t, Hmap *h)
{
    return (GoEface){ t, h ? map_clone((const GoMapType *)t, h) : NULL };
}
HOOK(GoString, maps_type_string, "internal/runtime/maps.typeString", const GoType *t)
{
    return type_string(t);
}
HOOK(void, maps_typedmemmove, "internal/runtime/maps.typedmemmove", const GoType *t, void *d,
     void *s)
{
    rt_typedmemmove(t, d, s);
}
HOOK(void, maps_typedmemclr, "internal/runtime/maps.typedmemclr", const GoType *t, void *p)
{
    rt_typedmemclr(t, p);
}
HOOK(void *, maps_newarray, "internal/runtime/maps.newarray", const GoType *t, i64 n)
{
    return rt_makeslice(t, n, n);
}
HOOK(void *, maps_newobject, "internal/runtime/maps.newobject", const GoType *t)
{
    return rt_newobject(t);
}

/* func MakeNoZero(n int) []byte */
void hook_make_no_zero(Words3 *r, i64 n)
{
    if (n < 0 || (u64)n > MAX_ALLOC)
        rt_panicmakeslicelen();
    usize cap = round_up_size((usize)n, true);
    *r = (Words3){ { (u64)malloc_noscan(cap, false), (u64)n, cap } };
}

/* --- runtime/debug, runtime/trace (there is no execution tracer) ------------------------------ */

HOOK(usize, debug_set_crash_fd, "runtime.setCrashFD", usize fd)
{
    return atomic_xchg(&crash_fd, fd);
}
HOOK(u64, trace_clock, "runtime.traceClockNow", void) { return (u64)nanotime(); }
HOOK(u64, trace_clock_units, "runtime/trace.runtime_traceClockUnitsPerSecond", void)
{
    return 1000000000;
}
HOOK(void, trace_advance, "runtime.traceAdvance", bool stop) {}

/* --- syscall, os, crypto, testing/synctest ---------------------------------------------------- */

HOOK(void, os_ignore_sigsys, "os.ignoreSIGSYS", void) {}
HOOK(void, os_restore_sigsys, "os.restoreSIGSYS", void) {}
HOOK(u8, fips_indicator, "crypto/internal/fips140.getIndicator", void) { return getg()->fips_indicator; }
HOOK(void, fips_set_indicator, "crypto/internal/fips140.setIndicator", u8 v) { getg()->fips_indicator = v; }
HOOK(void, fips_set_bypass, "crypto/fips140.setBypass", void) { getg()->fips_bypass = true; }
HOOK(void, fips_unset_bypass, "crypto/fips140.unsetBypass", void) { getg()->fips_bypass = false; }
HOOK(bool, fips_bypassed, "crypto/fips140.isBypassed", void) { return getg()->fips_bypass; }
HOOK(bool, subtle_dit_on, "crypto/subtle.setDITEnabled", void) { return false; }
HOOK(void, subtle_dit_off, "crypto/subtle.setDITDisabled", void) {}
HOOK(bool, synctest_in_bubble, "internal/synctest.IsInBubble", void) { return false; }
HOOK(i64, synctest_associate, "internal/synctest.associate", void *p) { return 0; }
HOOK(void, synctest_disassociate, "internal/synctest.disassociate", void *p) {}
HOOK(bool, synctest_is_associated, "internal/synctest.isAssociated", void *p) { return false; }
HOOK(bool, time_bubbled, "time.runtimeIsBubbled", void) { return false; }
