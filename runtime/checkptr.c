/* runtime/checkptr.c: unsafe.Pointer's rules, checked by code compiled with -d=checkptr (ir/checkptr.c). The
 * texts are those of runtime/checkptr.go. */
#include "abi/typedesc.h"
#include "runtime/gc.h"
#include "runtime/malloc.h"
#include "runtime/rt.h"
#include "runtime/stack.h"

enum { MIN_LEGAL_POINTER = 4096 };

extern char __start_seago_data[] __attribute__((weak)), __stop_seago_data[] __attribute__((weak));
extern char __start_seago_bss[] __attribute__((weak)), __stop_seago_bss[] __attribute__((weak));

/* Names the allocation that p points into; 0: none that is known. All of the stack counts as one, as does
 * each of the two sections of variables with pointers. */
static usize base_of(const void *p)
{
    usize a = (usize)p;
    if (stack_segment_of(getg(), p))
        return 1;
    const Span *s = span_of(a);
    if (s && s->state == SPAN_IN_USE)
        return a < s->limit ? s->base + span_object_index(s, a) * s->elemsize : 0;
    if (a >= (usize)__start_seago_data && a < (usize)__stop_seago_data)
        return (usize)__start_seago_data;
    if (a >= (usize)__start_seago_bss && a < (usize)__stop_seago_bss)
        return (usize)__start_seago_bss;
    return 0;
}

static bool straddles(const u8 *p, usize size)
{
    if (size <= 1)
        return false;
    if ((usize)p >= -(size - 1))
        return true;
    return base_of(p) != base_of(p + size - 1);
}

void rt_checkptrAlignment(void *p, const GoType *elem, i64 n)
{
    if (!p)
        return;
    if (elem->ptrdata && (usize)p & ((usize)elem->align - 1))
        fatal("checkptr: misaligned pointer conversion");
    if (straddles(p, (usize)n * elem->size))
        fatal("checkptr: converted pointer straddles multiple allocations");
}

void rt_checkptrArithmetic(void *p, void **originals, i64 n)
{
    if (p && (usize)p < MIN_LEGAL_POINTER)
        fatal("checkptr: pointer arithmetic computed bad pointer value");
    usize base = base_of(p);
    for (i64 i = 0; base && i < n; i++)
        if (base_of(originals[i]) == base)
            base = 0;
    if (base)
        fatal("checkptr: pointer arithmetic result points to invalid allocation");
}
