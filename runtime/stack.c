/* runtime/stack.c: segments of goroutine stacks. */
#include "runtime/stack.h"
#include "runtime/malloc.h"
#include "runtime/print.h"

enum { CACHE_MAX = 64, CHUNK_PAGES = 4 };
usize stack_limit_bytes = 1000000000;

/* Small segments that no P keeps, by order: chunks with free ones. A chunk's alloc_count says how many
 * segments are elsewhere; `meta` is the first of the free ones. Those that are all free go back to
 * the heap after a collection. */
static struct { Mutex lock; SpanList chunks; } shared[STACK_ORDERS] = {
    [0 ... STACK_ORDERS - 1] = { .lock = MUTEX(STACK) },
};

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

static u32 order_of(usize bytes)
{
    u32 order = 0;
    while (order < STACK_ORDERS && bytes > (usize)STACK_MIN << order)
        order++;
    return order;
}

/* shared[order].lock held, as for the next two */
static void carve_chunk(u32 order)
{
    usize size = (usize)STACK_MIN << order, n = CHUNK_PAGES * PAGE_SIZE / size;
    Span *chunk = mheap_alloc_manual(CHUNK_PAGES);
    chunk->alloc_count = 0;
    chunk->meta = NULL;
    while (n-- > 0) {
        StackSeg *s = (StackSeg *)(chunk->base + n * size);
        s->next = chunk->meta;
        chunk->meta = s;
    }
    span_list_push(&shared[order].chunks, chunk);
}

static StackSeg *take_shared(u32 order)
{
    if (!shared[order].chunks.head)
        carve_chunk(order);
    Span *chunk = shared[order].chunks.head;
    StackSeg *s = chunk->meta;
    chunk->meta = s->next;
    chunk->alloc_count++;
    if (!chunk->meta)
        span_list_remove(&shared[order].chunks, chunk);
    return s;
}

static void put_shared(u32 order, StackSeg *s)
{
    Span *chunk = span_of((usize)s);
    if (!chunk->meta)
        span_list_push(&shared[order].chunks, chunk);
    s->next = chunk->meta;
    chunk->meta = s;
    chunk->alloc_count--;
}

static void free_chunks(u32 order)
{
    SpanList unused = { 0 };
    lock(&shared[order].lock);
    for (Span *c = shared[order].chunks.head, *next; c; c = next) {
        next = c->next;
        if (c->alloc_count)
            continue;
        span_list_remove(&shared[order].chunks, c);
        span_list_push(&unused, c);
    }
    unlock(&shared[order].lock);
    while (unused.head) {
        Span *c = unused.head;
        span_list_remove(&unused, c);
        c->meta = NULL;
        mheap_free(c);
    }
}

void stack_release(void)
{
    for (u32 order = 0; order < STACK_ORDERS; order++)
        free_chunks(order);
}

/* One segment to *arg, and some more to this thread's P. On g0: a stack that grows while a lock is held
 * would take it again. */
static void refill_g0(void *arg)
{
    StackSeg **result = arg;
    u32 order = (u32)(usize)*result;
    P *p = getg()->m->p;
    lock(&shared[order].lock);
    *result = take_shared(order);
    while (p && shared[order].chunks.head && p->stack_cache[order].n < CACHE_MAX / 4) {
        StackSeg *s = take_shared(order);
        s->next = p->stack_cache[order].head;
        p->stack_cache[order].head = s;
        p->stack_cache[order].n++;
    }
    unlock(&shared[order].lock);
}

static StackSeg *small_segment(u32 order)
{
    M *m = acquirem();
    P *p = m->p;
    StackSeg *s = p ? p->stack_cache[order].head : NULL;
    if (s) {
        p->stack_cache[order].head = s->next;
        p->stack_cache[order].n--;
    } else {
        s = (StackSeg *)(usize)order;
        systemstack(refill_g0, &s);
    }
    releasem(m);
    return segment_init((u8 *)s, (usize)STACK_MIN << order);
}

StackSeg *stack_alloc(usize bytes)
{
    u32 order = order_of(bytes);
    if (order < STACK_ORDERS)
        return small_segment(order);
    bytes = ROUNDUP(bytes, PAGE_SIZE);
    return segment_init((u8 *)mheap_alloc_manual(bytes >> PAGE_SHIFT)->base, bytes);
}

/* Half of what this thread's P keeps, s first. On g0. */
static void give_away(P *p, u32 order, StackSeg *s)
{
    lock(&shared[order].lock);
    put_shared(order, s);
    while (p && p->stack_cache[order].n > CACHE_MAX / 2) {
        s = p->stack_cache[order].head;
        p->stack_cache[order].head = s->next;
        p->stack_cache[order].n--;
        put_shared(order, s);
    }
    unlock(&shared[order].lock);
}

static void free_one(StackSeg *s)
{
    u32 order = order_of(s->total);
    if (order == STACK_ORDERS) {
        mheap_free(span_of((usize)s));
        return;
    }
    M *m = acquirem();
    P *p = m->p;
    if (p && p->stack_cache[order].n < CACHE_MAX) {
        s->next = p->stack_cache[order].head;
        p->stack_cache[order].head = s;
        p->stack_cache[order].n++;
    } else {
        give_away(p, order, s);
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
        usize least = need + sizeof *cur + STACK_SLACK;
        usize size = MAX(MIN(cur->total * 2, (usize)STACK_MAX_SEGMENT), least + least / 4);
        usize left = MAX(stack_limit_bytes, gp->stack_bytes) - gp->stack_bytes;
        if (ROUNDUP(size, PAGE_SIZE) > left && size > STACK_MIN << 1)
            size = left & ~(usize)(PAGE_SIZE - 1); /* the last one */
        if (size > left || size < least)
            throw_stack_overflow(gp);
        StackSeg *s = stack_alloc(size);
        s->prev = cur;
        cur->next = s;
        gp->stack_bytes += s->total;
    }
    gp->more_seg = cur->next;
    gogo(gp);
}
