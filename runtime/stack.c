/* runtime/stack.c: segments of goroutine stacks. */
#include "runtime/stack.h"
#include "runtime/malloc.h"
#include "runtime/print.h"

enum { CACHE_MAX = 64 };
usize stack_limit_bytes = 1000000000;

static StackSeg *segment_init(u8 *base, usize bytes)
{
    StackSeg *s = (StackSeg *)base;
    s->prev = s->next = NULL;
    s->top = base + bytes;
    s->limit = base + sizeof *s + STACK_SLACK;
    s->usable = (usize)(s->top - s->limit);
    s->saved_sp = NULL;
    s->total = bytes;
    return s;
}

/* Small segments come in pairs from one page; the P keeps a few. */
static StackSeg *small_segment(void)
{
    M *m = acquirem();
    P *p = m->p;
    StackSeg *s = p ? p->stack_cache : NULL;
    if (s) {
        p->stack_cache = s->next;
        p->stack_cache_n--;
        s = segment_init((u8 *)s, STACK_MIN);
    } else {
        u8 *base = (u8 *)mheap_alloc_manual(1)->base;
        s = segment_init(base, STACK_MIN);
        StackSeg *other = segment_init(base + STACK_MIN, STACK_MIN);
        if (p) {
            other->next = p->stack_cache;
            p->stack_cache = other;
            p->stack_cache_n++;
        } else {
            stack_free(other);
        }
    }
    releasem(m);
    return s;
}

/* Halves of a page whose other half may still be used: kept for all Ps, never returned to the heap.
 */
static struct { Mutex lock; StackSeg *head; } shared_small;

StackSeg *stack_alloc(usize bytes)
{
    if (bytes <= STACK_MIN) {
        if (shared_small.head) {
            lock(&shared_small.lock);
            StackSeg *s = shared_small.head;
            if (s)
                shared_small.head = s->next;
            unlock(&shared_small.lock);
            if (s)
                return segment_init((u8 *)s, STACK_MIN);
        }
        return small_segment();
    }
    bytes = ROUNDUP(bytes, PAGE_SIZE);
    return segment_init((u8 *)mheap_alloc_manual(bytes >> PAGE_SHIFT)->base, bytes);
}

static void free_one(StackSeg *s)
{
    if (s->total > STACK_MIN) {
        mheap_free(span_of((usize)s));
        return;
    }
    M *m = acquirem();
    P *p = m->p;
    if (p && p->stack_cache_n < CACHE_MAX) {
        s->next = p->stack_cache;
        p->stack_cache = s;
        p->stack_cache_n++;
    } else {
        lock(&shared_small.lock);
        s->next = shared_small.head;
        shared_small.head = s;
        unlock(&shared_small.lock);
    }
    releasem(m);
}

void stack_free(StackSeg *s)
{
    while (s) {
        StackSeg *next = s->next;
        free_one(s);
        s = next;
    }
}

void stack_trim(G *gp)
{
    for (StackSeg *s = gp->seg->next; s; s = s->next)
        gp->stack_bytes -= s->total;
    stack_free(gp->seg->next);
    gp->seg->next = NULL;
}

static bool holds(const StackSeg *s, const void *sp)
{
    return (const u8 *)sp >= (const u8 *)s && (const u8 *)sp <= s->top;
}

/* Older segments first; a newer one is only asked for in the instant in which a recovered panic has
 * made its segment current but still runs on a newer. */
StackSeg *stack_segment_of(G *gp, const void *sp)
{
    if (!gp->seg)
        return NULL;
    for (StackSeg *s = gp->seg; s; s = s->prev)
        if (holds(s, sp))
            return s;
    for (StackSeg *s = gp->seg->next; s; s = s->next)
        if (holds(s, sp))
            return s;
    return NULL;
}

/* __morestack's request, on g0: a yield that was asked for, or a segment of more_need bytes. */
void new_stack_g0(G *gp)
{
    StackSeg *cur = gp->seg;
    usize need = gp->more_need;
    bool room = gp->sched_sp >= cur->limit && (usize)(gp->sched_sp - cur->limit) > need;
    gp->more_seg = NULL;
    if (gp->preempt && gp->m->locks == 0 && room)
        preempt_g0(gp); /* without room: grow now, yield when asked again */
    if (room)
        gogo(gp);
    if (cur->next && cur->next->usable < need) {
        StackSeg *old = cur->next;
        for (StackSeg *s = old; s; s = s->next)
            gp->stack_bytes -= s->total;
        cur->next = NULL;
        stack_free(old);
    }
    if (!cur->next) {
        usize size = MIN(cur->total * 2, (usize)STACK_MAX_SEGMENT);
        size = MAX(size, need + sizeof *cur + STACK_SLACK + 4096);
        if (gp->stack_bytes + size > stack_limit_bytes)
            throw_stack_overflow(gp);
        StackSeg *s = stack_alloc(size);
        s->prev = cur;
        cur->next = s;
        gp->stack_bytes += s->total;
    }
    gp->more_seg = cur->next;
    gogo(gp);
}
