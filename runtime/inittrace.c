/* runtime/inittrace.c: GODEBUG=inittrace=1 tells what the initialisation of each package costs. */
#include "runtime/inittrace.h"
#include "runtime/gc_stats.h"
#include "runtime/print.h"
#include "runtime/symtab.h"

/* "path.init": the package of an initialiser. */
static GoString package_of(void (*init)(void))
{
    const PcFunc *f = symtab_find((usize)init);
    if (!f)
        return gostring("?");
    PcPos pos;
    symtab_pos(f, (usize)init, &pos);
    GoString name = gostring(pos.name);
    static const char end[] = ".init";
    const i64 n = sizeof end - 1;
    if (name.n > n && memcmp(name.p + name.n - n, end, (usize)n) == 0)
        name.n -= n;
    return name;
}

void inittrace_run(void (*init)(void))
{
    static MemStats before, after; /* goroutine 1 alone */
    symtab_init();
    gc_stats_read(&before);
    i64 start = nanotime();
    init();
    i64 end = nanotime();
    gc_stats_read(&after);
    GoString name = package_of(init);
    print_lock();
    print_str("init ");
    print_bytes(name.p, (usize)name.n);
    print_str(" @");
    print_ms(start - gc_stats_start());
    print_str(" ms, ");
    print_ms(end - start);
    print_str(" ms clock, ");
    print_uint(after.total_alloc - before.total_alloc);
    print_str(" bytes, ");
    print_uint(after.mallocs - before.mallocs);
    print_str(" allocs\n");
    print_unlock();
}
