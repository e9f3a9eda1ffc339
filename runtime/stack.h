/* runtime/stack.h: segmented stacks.
 *
 * A goroutine's stack is a doubly linked list of segments. Every function's prologue compares rsp
 * with the limit at %fs:0x70 and calls __morestack (ctx_amd64.S), which runs the rest of the
 * function on the next segment and comes back when it returns. A segment that was left stays linked
 * as `next`, so a call in a loop at a segment's end costs a few instructions; the collector trims
 * it.
 *
 * The header lies at the low end of its segment, then STACK_SLACK bytes that the limit keeps free:
 * frames up to 256 bytes are checked against rsp itself, and below such a frame there must be room for
 * the one that takes most of these: __morestack and async_preempt, which save all registers, the slow
 * form of the write barrier, and chains of NOSPLIT functions.
 *
 * Segments of the two smallest sizes are carved from chunks, and a P keeps some of each. A goroutine
 * that only waits needs one of the smallest: a million of them are 2 GB.
 *
 * A limit of all ones makes the next prologue enter __morestack: that is how a goroutine is asked
 * to yield. Limit 0 (on g0) never triggers.
 */
#ifndef RUNTIME_STACK_H
#define RUNTIME_STACK_H

#include "runtime/runtime.h"

enum {
    STACK_MIN = 2048,
    STACK_MAIN = 64 << 10,         /* main's: there is one, and most programs do their work on it */
    STACK_ORDERS = 2,              /* sizes that are cached: STACK_MIN << order */
    STACK_MAX_SEGMENT = 64 << 20,
    STACK_PREEMPT_ROOM = 640,      /* what async_preempt takes, red zone and mcall included */
    STACK_SLACK = 256 + STACK_PREEMPT_ROOM
};
#define STACK_PREEMPT (~(usize)0)
extern usize stack_limit_bytes;  /* a goroutine's stack must not exceed this */

typedef struct StackSeg {
    struct StackSeg *prev, *next;  /* 0, 8 */
    usize usable;                  /* 16: top - limit */
    u8 *top;                       /* 24 */
    u8 *limit;                     /* 32 */
    u8 *saved_sp;                  /* 40: rsp at which the goroutine left for the next segment */
    usize total;                   /* 48: bytes of the whole segment */
    usize pad;
} StackSeg;

StackSeg *stack_alloc(usize bytes);            /* a segment of at least that many bytes in all */
void stack_free(StackSeg *s);                  /* and every segment behind it */
void stack_release(void);                      /* chunks that nobody uses go back to the heap; on g0 */
void stack_trim(G *gp);                        /* free the cached segments behind the current one */
StackSeg *stack_segment_of(G *gp, const void *sp); /* the active segment that holds sp, or NULL */

/* The thread's current limit. */
static inline void stack_set_limit(usize limit)
{
    __asm__ volatile("movq %0, %%fs:0x70" : : "r"(limit) : "memory");
}

#endif
