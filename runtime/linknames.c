/* runtime/linknames.c: functions of Go's runtime for programs that reach them with //go:linkname, where ours
 * take something else. The others are in linknames.def. Like hooks they are weak. */
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/rt.h"
#include "runtime/sched.h"

HOOK(void, linkname_memclr, "runtime.memclrNoHeapPointers", void *p, usize n) { memset(p, 0, n); }
HOOK(void *, linkname_newarray, "runtime.newarray", const GoType *t, i64 n)
{
    return rt_makeslice(t, n, n);
}
HOOK(void *, linkname_noescape, "runtime.noescape", void *p) { return p; }
HOOK(u8 *, linkname_add, "runtime.add", u8 *p, usize n) { return p + n; }

/* before 1.20: (elem *_type, old slice, cap int); then (old unsafe.Pointer, newLen, oldCap, num int, elem *_type) */
void linkname_growslice(Words3 *r, u64 a, u64 b, i64 c, i64 d, u64 e)
{
    if (seago_tree_minor >= 20) {
        i64 newlen = (i64)b, oldcap = c, num = d;
        PtrInt g = rt_growslice((void *)a, newlen, oldcap, num, (const GoType *)e);
        *r = (Words3){ { (u64)g.p, (u64)newlen, (u64)g.n } };
    } else {
        i64 len = c, oldcap = d, wanted = (i64)e;
        PtrInt g = rt_growslice((void *)b, wanted, oldcap, wanted - len, (const GoType *)a);
        *r = (Words3){ { (u64)g.p, (u64)len, (u64)g.n } };
    }
}

/* --- random numbers and hashes -------------------------------------------------------------------- */

HOOK(u32, linkname_fastrand, "runtime.fastrand", void) { return (u32)fastrand64(); }
HOOK(u32, linkname_fastrandn, "runtime.fastrandn", u32 n) { return fastrandn(n); }
HOOK(u64, linkname_fastrandu, "runtime.fastrandu", void) { return fastrand64(); }
HOOK(u32, linkname_cheaprandn, "runtime.cheaprandn", u32 n) { return fastrandn(n); }
HOOK(i64, linkname_cheaprand64, "runtime.cheaprand64", void) { return (i64)fastrand64(); }
HOOK(u64, linkname_memhash32, "runtime.memhash32", const void *p, u64 seed)
{
    return rt_memhash(p, seed, 4);
}
HOOK(u64, linkname_memhash64, "runtime.memhash64", const void *p, u64 seed)
{
    return rt_memhash(p, seed, 8);
}
HOOK(u64, linkname_string_hash, "runtime.stringHash", GoString s, u64 seed)
{
    return rt_strhash(&s, seed);
}
HOOK(u64, linkname_bytes_hash, "runtime.bytesHash", const u8 *p, i64 n, i64 cap, u64 seed)
{
    return rt_memhash(p, seed, (u64)n);
}

/* --- time and the scheduler ----------------------------------------------------------------------- */

HOOK(TwoWords, linkname_walltime, "runtime.walltime", void)
{
    i64 ns = walltime_ns();
    return (TwoWords){ (u64)(ns / 1000000000), (u64)(ns % 1000000000) };
}
HOOK(i64, linkname_cputicks, "runtime.cputicks", void) { return (i64)__builtin_ia32_rdtsc(); }
HOOK(void, linkname_procyield, "runtime.procyield", u32 n)
{
    while (n-- > 0)
        __builtin_ia32_pause();
}
HOOK(void, linkname_osyield, "runtime.osyield", void) { osyield(); }
HOOK(void, linkname_usleep, "runtime.usleep", u32 us) { usleep_(us); }
HOOK(i64, linkname_pin, "runtime.procPin", void) { return acquirem()->p->id; }
HOOK(void, linkname_unpin, "runtime.procUnpin", void) { releasem(getg()->m); }
