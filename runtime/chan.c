/* runtime/chan.c: making, sending, receiving, closing. */
#include "runtime/chan.h"
#include "runtime/barrier.h"
#include "runtime/error.h"
#include "runtime/malloc.h"
#include "runtime/pcrecord.h"
#include "runtime/rt.h"
#include "runtime/waitprof.h"

_Static_assert(offsetof(Hchan, count) == CHAN_COUNT_OFFSET, "len(c)");
_Static_assert(offsetof(Hchan, cap) == CHAN_CAP_OFFSET, "cap(c)");

Hchan *rt_makechan(const GoChanType *t, i64 size)
{
    static const u64 mask[1] = { 1 << 2 | 1 << 3 };
    static const Layout lay = { mask, sizeof(Hchan) / 8, 4 };
    const GoType *elem = t->elem;
    usize bytes;
    if (size < 0 || __builtin_mul_overflow((usize)size, elem->size, &bytes) || bytes > MAX_ALLOC)
        panic_plain_error("makechan: size out of range");
    Hchan *c = malloc_layout(sizeof *c, &lay, true);
    mutex_init(&c->lock, LOCK_CHAN);
    c->cap = size;
    c->elemsize = elem->size;
    c->has_pointers = elem->ptrdata != 0;
    if (bytes)
        gc_store(&c->buf, rt_mallocgc((i64)bytes, elem->ptrdata ? elem : NULL, true));
    return c;
}

/* --- sudogs and queues ------------------------------------------------------------------------ */

Sudog *acquire_sudog(void)
{
    M *m = acquirem();
    P *p = m->p;
    Sudog *s = p->sudog_cache;
    if (s) {
        p->sudog_cache = s->next;
    } else {
        s = persistent_alloc(sizeof *s * 16, 8);
        for (int i = 1; i < 16; i++) {
            s[i].next = p->sudog_cache;
            p->sudog_cache = &s[i];
        }
    }
    releasem(m);
    memset(s, 0, sizeof *s);
    s->g = getg();
    return s;
}

void release_sudog(Sudog *s)
{
    M *m = acquirem();
    s->elem = NULL;
    s->next = m->p->sudog_cache;
    m->p->sudog_cache = s;
    releasem(m);
}

void waitq_push(WaitQueue *q, Sudog *s)
{
    s->next = NULL;
    s->prev = q->last;
    if (q->last)
        q->last->next = s;
    else
        q->first = s;
    q->last = s;
}

void waitq_remove(WaitQueue *q, Sudog *s)
{
    if (!s->prev && !s->next && q->first != s)
        return; /* popped already */
    if (s->prev)
        s->prev->next = s->next;
    else
        q->first = s->next;
    if (s->next)
        s->next->prev = s->prev;
    else
        q->last = s->prev;
    s->next = s->prev = NULL;
}

Sudog *waitq_pop(WaitQueue *q)
{
    for (;;) {
        Sudog *s = q->first;
        if (!s)
            return NULL;
        q->first = s->next;
        if (q->first)
            q->first->prev = NULL;
        else
            q->last = NULL;
        s->next = s->prev = NULL;
        if (s->is_select && !atomic_cas(&s->g->select_done, 0, 1))
            continue;
        wait_released(s);
        return s;
    }
}

/* --- sending ---------------------------------------------------------------------------------- */

/* An element to or from the buffer or another goroutine's stack, which may have been scanned. */
void chan_move(const Hchan *c, void *dst, const void *src)
{
    if (c->has_pointers)
        gc_move(dst, src, c->elemsize);
    else
        memmove(dst, src, c->elemsize);
}

void chan_clear(const Hchan *c, void *p)
{
    if (c->has_pointers)
        gc_clear(p, c->elemsize);
    else
        memset(p, 0, c->elemsize);
}

static u8 *slot(Hchan *c, i64 i) { return c->buf + (u64)i * c->elemsize; }
static i64 next_index(Hchan *c, i64 i) { return i + 1 == c->cap ? 0 : i + 1; }

void chan_buf_put(Hchan *c, const void *elem)
{
    if (c->elemsize)
        chan_move(c, slot(c, c->sendx), elem);
    c->sendx = next_index(c, c->sendx);
    c->count++;
}

void chan_buf_get(Hchan *c, void *elem)
{
    if (c->elemsize) {
        if (elem)
            chan_move(c, elem, slot(c, c->recvx));
        if (c->has_pointers)
            chan_clear(c, slot(c, c->recvx));
    }
    c->recvx = next_index(c, c->recvx);
    c->count--;
}

void chan_send_to(Hchan *c, Sudog *s, const void *elem)
{
    if (s->elem) {
        chan_move(c, s->elem, elem);
        s->elem = NULL;
    }
    G *gp = s->g;
    s->success = true;
    gp->param = s;
    unlock(&c->lock);
    goready(gp);
}

static NORETURN COLD void send_on_closed(Hchan *c)
{
    unlock(&c->lock);
    panic_plain_error("send on closed channel");
}

ALWAYS_INLINE bool chan_wait(Hchan *c, WaitQueue *q, void *elem, WaitReason why)
{
    G *gp = getg();
    Sudog *s = acquire_sudog();
    s->elem = elem;
    s->c = c;
    gp->param = NULL;
    gp->waiting = s;
    i64 begun = wait_begins(s);
    waitq_push(q, s);
    gopark(unlock_mutex, &c->lock, why);
    gp->waiting = NULL;
    gp->param = NULL;
    bool ok = s->success;
    i64 released = s->released;
    release_sudog(s);
    wait_ended(begun, released, 1); /* not chan_send or chan_recv */
    return ok;
}

PC_RECORD(chan_send, "runtime.chansend", "runtime/chan.go", 259);
NOINLINE bool chan_send(Hchan *c, const void *elem, bool block)
{
    if (!c) {
        if (!block)
            return false;
        gopark(NULL, NULL, WAIT_CHAN_SEND_NIL);
        __builtin_unreachable();
    }
    if (c->timer)
        return timerchan_send(c, elem);
    if (!block && !atomic_load_relaxed(&c->closed) &&
        !(c->cap ? c->count < c->cap : c->recvq.first != NULL))
        return false;
    lock(&c->lock);
    if (c->closed)
        send_on_closed(c);
    Sudog *s = waitq_pop(&c->recvq);
    if (s) {
        chan_send_to(c, s, elem);
        return true;
    }
    if (c->count < c->cap) {
        chan_buf_put(c, elem);
        unlock(&c->lock);
        return true;
    }
    if (!block) {
        unlock(&c->lock);
        return false;
    }
    if (!chan_wait(c, &c->sendq, (void *)elem, WAIT_CHAN_SEND))
        panic_plain_error("send on closed channel");
    return true;
}

/* --- receiving -------------------------------------------------------------------------------- */

void chan_recv_from(Hchan *c, Sudog *s, void *elem)
{
    if (c->cap == 0) {
        if (elem && c->elemsize)
            chan_move(c, elem, s->elem);
    } else { /* full: take the oldest, and the sender's goes to the freed place */
        chan_buf_get(c, elem);
        chan_buf_put(c, s->elem);
    }
    s->elem = NULL;
    G *gp = s->g;
    s->success = true;
    gp->param = s;
    unlock(&c->lock);
    goready(gp);
}

PC_RECORD(chan_recv, "runtime.chanrecv", "runtime/chan.go", 583);
NOTAILCALLS NOINLINE bool chan_recv(Hchan *c, void *elem, bool block, bool *received)
{
    *received = false;
    if (!c) {
        if (!block)
            return false;
        gopark(NULL, NULL, WAIT_CHAN_RECEIVE_NIL);
        __builtin_unreachable();
    }
    if (c->timer)
        return timerchan_recv(c, elem, block, received);
    if (!block && !(c->cap ? atomic_load_relaxed(&c->count) > 0 : c->sendq.first != NULL) &&
        !atomic_load(&c->closed))
        return false;
    lock(&c->lock);
    if (c->closed && c->count == 0) {
        unlock(&c->lock);
        if (elem)
            chan_clear(c, elem);
        return true;
    }
    Sudog *s = c->closed ? NULL : waitq_pop(&c->sendq);
    if (s) {
        chan_recv_from(c, s, elem);
        *received = true;
        return true;
    }
    if (c->count > 0) {
        chan_buf_get(c, elem);
        unlock(&c->lock);
        *received = true;
        return true;
    }
    if (!block) {
        unlock(&c->lock);
        return false;
    }
    *received = chan_wait(c, &c->recvq, elem, WAIT_CHAN_RECEIVE);
    return true;
}

/* --- closing ---------------------------------------------------------------------------------- */

static void wake_all(G *gp)
{
    while (gp) {
        G *next = gp->schedlink;
        gp->schedlink = NULL;
        goready(gp);
        gp = next;
    }
}

void rt_closechan(Hchan *c)
{
    if (!c)
        panic_plain_error("close of nil channel");
    lock(&c->lock);
    if (c->closed) {
        unlock(&c->lock);
        panic_plain_error("close of closed channel");
    }
    atomic_store(&c->closed, 1);
    G *ready = NULL, **last = &ready;
    for (int senders = 0; senders < 2; senders++)
        for (Sudog *s; (s = waitq_pop(senders ? &c->sendq : &c->recvq));) {
            if (!senders && s->elem)
                chan_clear(c, s->elem);
            s->elem = NULL;
            s->success = false;
            s->g->param = s;
            s->g->schedlink = NULL;
            *last = s->g;
            last = &s->g->schedlink;
        }
    unlock(&c->lock);
    wake_all(ready);
}

PC_RECORD(rt_chansend1, "runtime.chansend1", "runtime/chan.go", 145);
NOTAILCALLS void rt_chansend1(Hchan *c, const void *elem) { chan_send(c, elem, true); }
PC_RECORD(rt_chanrecv1, "runtime.chanrecv1", "runtime/chan.go", 442);
NOTAILCALLS void rt_chanrecv1(Hchan *c, void *elem)
{
    bool received;
    chan_recv(c, elem, true, &received);
}
PC_RECORD(rt_chanrecv2, "runtime.chanrecv2", "runtime/chan.go", 447);
NOTAILCALLS bool rt_chanrecv2(Hchan *c, void *elem)
{
    bool received;
    chan_recv(c, elem, true, &received);
    return received;
}
bool rt_selectnbsend(Hchan *c, const void *elem) { return chan_send(c, elem, false); }
BoolBool rt_selectnbrecv(void *elem, Hchan *c)
{
    bool received, selected = chan_recv(c, elem, false, &received);
    return (BoolBool){ selected, received };
}
