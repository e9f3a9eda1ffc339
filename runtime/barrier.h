/* runtime/barrier.h: stores of pointers that the collector has to know of.
 *
 * While the collector marks, a store of a pointer to anything but the goroutine's own stack shades
 * two objects: the one that the slot pointed to, and the one that it will (gc.h says why). Compiled
 * code and gc_store test rt_wb_enabled and store in one sequence, which the signal handler takes
 * back to its beginning if it interrupts it (wb_restart): so no goroutine is ever stopped between
 * test and store, and none stores without a barrier after marking has begun.
 *
 * Copies of more than a word are made with m->locks up, which has the same effect; gc_move and
 * gc_clear do that. They do not know types: every word that may be a pointer counts as one, so an
 * integer may keep an object until the next collection.
 *
 * First stores to a new object need one like all others: some other stack may hold an old word that
 * points to its slot, and so it may be black before the stack that knows what is stored is scanned.
 */
#ifndef RUNTIME_BARRIER_H
#define RUNTIME_BARRIER_H

#include "runtime/sched.h"

extern u8 rt_wb_enabled;            /* a: changes only while the world is stopped */

/* *slot = val */
static inline void gc_store(void *slot, const void *val)
{
    __asm__ volatile("cmpb $0, rt_wb_enabled(%%rip)\n\tjne 2f\n\tmovq %1, (%0)\n3:\n\t"
                     ".subsection 1\n2:\tmovq %0, %%r11\n\tmovq %1, %%r10\n\tcallq rt_wb_slow\n\t"
                     "jmp 3b\n\t.subsection 0"
                     : : "r"(slot), "r"(val) : "r10", "r11", "cc", "memory");
}

/* memmove and memset of memory that holds pointers. */
void gc_move(void *dst, const void *src, usize n);
void gc_clear(void *p, usize n);

/* Marks the object that p points into, if any. m->locks is up, or this is g0; marking is on. */
void gc_shade(usize p);
static inline bool gc_barrier_on(void) { return __atomic_load_n(&rt_wb_enabled, __ATOMIC_RELAXED); }

void wb_flush(M *m);                /* m does not run, or is this thread, on g0 */

/* The pc to continue at where a thread is stopped at pc. */
usize wb_restart(usize pc);

#endif
