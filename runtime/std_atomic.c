/* sync/atomic and runtime/internal/atomic: functions without a body in the Go tree. All operations
 * are sequentially consistent (Go memory model). Those of pointers, which have write barriers, are in
 * gc_barrier.c. */
#include "runtime/runtime.h"

#define GO(name) __asm__("sync/atomic." name) __attribute__((weak))

#define ATOMICS(T, Name)                                                                          \
    T atomic_swap_##Name(T *p, T v) GO("Swap" #Name);                                             \
    T atomic_swap_##Name(T *p, T v) { return __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST); }       \
    bool atomic_cas_##Name(T *p, T old, T v) GO("CompareAndSwap" #Name);                          \
    bool atomic_cas_##Name(T *p, T old, T v)                                                      \
    {                                                                                             \
        return __atomic_compare_exchange_n(p, &old, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
    }                                                                                             \
    T atomic_load_##Name(T *p) GO("Load" #Name);                                            \
    T atomic_load_##Name(T *p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }             \
    void atomic_store_##Name(T *p, T v) GO("Store" #Name);                                        \
    void atomic_store_##Name(T *p, T v) { __atomic_store_n(p, v, __ATOMIC_SEQ_CST); }

#define ATOMIC_NUMBERS(T, Name)                                                                   \
    ATOMICS(T, Name)                                                                              \
    T atomic_add_##Name(T *p, T v) GO("Add" #Name);                                               \
    T atomic_add_##Name(T *p, T v) { return __atomic_add_fetch(p, v, __ATOMIC_SEQ_CST); }         \
    T atomic_and_##Name(T *p, T v) GO("And" #Name);                                               \
    T atomic_and_##Name(T *p, T v) { return __atomic_fetch_and(p, v, __ATOMIC_SEQ_CST); }         \
    T atomic_or_##Name(T *p, T v) GO("Or" #Name);                                                 \
    T atomic_or_##Name(T *p, T v) { return __atomic_fetch_or(p, v, __ATOMIC_SEQ_CST); }

ATOMIC_NUMBERS(int32_t, Int32)
ATOMIC_NUMBERS(int64_t, Int64)
ATOMIC_NUMBERS(uint32_t, Uint32)
ATOMIC_NUMBERS(uint64_t, Uint64)
ATOMIC_NUMBERS(uintptr_t, Uintptr)
