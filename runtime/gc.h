/* runtime/gc.h: the collector.
 *
 * Stop-the-world mark and sweep. Objects never move. Roots are the sections seago_data and
 * seago_bss (where generated code puts variables that may hold pointers), the stacks and registers
 * of all goroutines, and a few words of G. Roots are scanned conservatively: any word that points
 * into a used slot of a span, also to its inside, keeps the object; one that equals an object's
 * first byte keeps the object before as well, because optimised loops may hold only a pointer one
 * past the end. Objects are scanned precisely, by the bitmaps and layouts of malloc.h.
 *
 * gc_roots.c says what is scanned, gc_mark.c marks, gc_sweep.c frees, gc_verify.c checks, gc.c
 * decides when.
 */
#ifndef RUNTIME_GC_H
#define RUNTIME_GC_H

#include "runtime/malloc.h"

void gc_init(void);
bool gc_busy(void);                              /* a collection runs: goroutines may wait for it */
void gc_set_goal(void);                          /* from what survived last and gcpercent */
void gc_mark_reset(void);
void gc_mark_word(usize p);                      /* precise: p is nil or points into an object */
void gc_scan_conservative(const void *lo, const void *hi);
void gc_scan_object(usize p);                    /* what the object at p points to, not itself */
bool gc_is_marked(usize p);
void gc_drain(void);                             /* scan until nothing is grey */
void gc_mark_roots(void);
void finalizers_mark(void);                      /* finalizer.c, as the next two */
void finalizers_collect(void);
void finalizers_wake(void);
void weak_collect(void);                         /* weak.c */
void timers_mark(void);                          /* time.c */
extern GoFunc *pool_cleanup;                     /* sema.c: sync.Pool's, run first */
void gc_sweep(void);
void gc_verify(const char *when);
const u64 *gc_unrolled_mask(const GoType *t);    /* mask of a type with a GC program or none yet */
void gc_add_root(void *p, usize n); /* runtime variables that may point into the heap */

#endif
