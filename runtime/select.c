/* runtime/select.c: select statements with several cases.
 *
 * All channels are locked in order of address. A random order decides which of several ready cases
 * runs. If none is ready the goroutine queues on every channel; the first to take one of its sudogs
 * sets select_done, and the others are taken out afterwards.
 */
#include "runtime/chan.h"
#include "runtime/error.h"
#include "runtime/pcrecord.h"
#include "runtime/rt.h"
#include "runtime/waitprof.h"

typedef struct Select {
    SelectCase *cases;
    u16 *poll, *locks;      /* case numbers: in random order; in order of channel address */
    i32 n, nsends;
} Select;

static Hchan *chan_at(const Select *s, i32 i) { return s->cases[s->locks[i]].chan; }

static void lock_all(const Select *s)
{
    Hchan *last = NULL;
    for (i32 i = 0; i < s->n; i++) {
        Hchan *c = chan_at(s, i);
        if (c != last)
            lock(&c->lock);
        last = c;
    }
}

static void unlock_all(const Select *s)
{
    for (i32 i = s->n; i-- > 0;) {
        Hchan *c = chan_at(s, i);
        if (i == 0 || c != chan_at(s, i - 1))
            unlock(&c->lock);
    }
}

/* The memory of s may be reused once the last lock is gone: the goroutine may run again. */
static bool unlock_after_park(G *gp, void *arg)
{
    (void)arg;
    Hchan *last = NULL;
    for (Sudog *sg = gp->waiting; sg; sg = sg->waitlink) {
        if (last && sg->c != last)
            unlock(&last->lock);
        last = sg->c;
    }
    if (last)
        unlock(&last->lock);
    return true;
}

static void shuffle_cases(Select *s, i32 total)
{
    i32 n = 0;
    for (i32 i = 0; i < total; i++) {
        if (!s->cases[i].chan)
            continue; /* nil channels never become ready */
        i32 j = (i32)fastrandn((u32)n + 1);
        s->poll[n] = s->poll[j];
        s->poll[j] = (u16)i;
        n++;
    }
    s->n = n;
}

static void sort_by_address(Select *s)
{
    for (i32 i = 0; i < s->n; i++) { /* heap sort would do; selects are short */
        u16 c = s->poll[i];
        i32 j = i;
        for (; j > 0 && (usize)s->cases[s->locks[j - 1]].chan > (usize)s->cases[c].chan; j--)
            s->locks[j] = s->locks[j - 1];
        s->locks[j] = c;
    }
}

static NORETURN void closed_send(void) { panic_plain_error("send on closed channel"); }

static void wake(Select *s, Sudog *sg)
{
    G *gp = sg->g;
    sg->elem = NULL;
    sg->success = true;
    gp->param = sg;
    unlock_all(s);
    goready(gp);
}

static bool try_send(Select *s, Hchan *c, const void *elem)
{
    if (c->closed) {
        unlock_all(s);
        closed_send();
    }
    Sudog *sg = waitq_pop(&c->recvq);
    if (sg) {
        if (sg->elem)
            chan_move(c, sg->elem, elem);
        wake(s, sg);
        return true;
    }
    if (c->count >= c->cap)
        return false;
    chan_buf_put(c, elem);
    unlock_all(s);
    return true;
}

static bool try_recv(Select *s, Hchan *c, void *elem, bool *received)
{
    Sudog *sg = c->closed ? NULL : waitq_pop(&c->sendq);
    *received = sg || c->count > 0;
    if (c->timer) {
        if (!(*received = timerchan_take(c, elem)))
            return false;
        unlock_all(s);
        return true;
    }
    if (sg) {
        if (c->cap == 0) {
            if (elem && c->elemsize)
                chan_move(c, elem, sg->elem);
        } else { /* full: the sender's element takes the place that becomes free */
            chan_buf_get(c, elem);
            chan_buf_put(c, sg->elem);
        }
        wake(s, sg);
        return true;
    }
    if (*received)
        chan_buf_get(c, elem);
    else if (!c->closed)
        return false;
    else if (elem)
        chan_clear(c, elem);
    unlock_all(s);
    return true;
}

/* Case i, if it can go on now: done, and the locks released. */
static bool try_case(Select *s, i32 i, bool *received)
{
    Hchan *c = s->cases[i].chan;
    void *elem = s->cases[i].elem;
    *received = false;
    return i < s->nsends ? try_send(s, c, elem) : try_recv(s, c, elem, received);
}

/* A case that can go on, by its own channel's lock alone. Having found none, the others must be
 * locked together: at each moment some case may have been ready. */
static bool try_singly(const Select *s, i32 *found, bool *received)
{
    *received = false;
    for (i32 i = 0; i < s->n; i++) {
        i32 k = *found = s->poll[i];
        const SelectCase *c = &s->cases[k];
        if (k < s->nsends ? chan_send(c->chan, c->elem, false)
                          : chan_recv(c->chan, c->elem, false, received))
            return true;
    }
    return false;
}

/* One sudog on each channel, linked in lock order. Answers when the wait began, if that is to be
 * known. */
static i64 enqueue_all(Select *s, G *gp)
{
    i64 begun = 0;
    Sudog **last = &gp->waiting;
    gp->waiting = NULL;
    for (i32 i = 0; i < s->n; i++) {
        i32 k = s->locks[i];
        Hchan *c = s->cases[k].chan;
        Sudog *sg = acquire_sudog();
        sg->is_select = true;
        sg->elem = s->cases[k].elem;
        sg->c = c;
        begun = wait_begins(sg);
        *last = sg;
        last = &sg->waitlink;
        waitq_push(k < s->nsends ? &c->sendq : &c->recvq, sg);
    }
    return begun;
}

/* Locks held: takes the sudogs out; answers the case that fired. */
static i32 dequeue_all(Select *s, G *gp, Sudog *fired, bool *success, i64 *released)
{
    i32 result = -1;
    Sudog *sg = gp->waiting;
    gp->waiting = NULL;
    for (i32 i = 0; i < s->n; i++) {
        i32 k = s->locks[i];
        Hchan *c = s->cases[k].chan;
        if (sg == fired) {
            result = k;
            *success = sg->success;
            *released = sg->released;
        } else {
            waitq_remove(k < s->nsends ? &c->sendq : &c->recvq, sg);
        }
        Sudog *next = sg->waitlink;
        sg->waitlink = NULL;
        release_sudog(sg);
        sg = next;
    }
    return result;
}

/* Timers are in heaps while somebody waits for their channels. */
static void timers_wait(const Select *s, void (*change)(Timer *t))
{
    for (i32 i = 0; i < s->n; i++) {
        const Hchan *c = s->cases[s->poll[i]].chan;
        if (c->timer)
            change(c->timer);
    }
}

PC_RECORD(rt_selectgo, "runtime.selectgo", "runtime/select.go", 328);
NOTAILCALLS IntBool rt_selectgo(SelectCase *cases, u16 *order, i64 nsends, i64 nrecvs, bool block)
{
    i32 total = (i32)(nsends + nrecvs);
    Select s = { cases, order, order + total, 0, (i32)nsends };
    bool received = false, success = false;
    G *gp = getg();
    i32 found;
    shuffle_cases(&s, total);
    if (s.n == 0) {
        if (!block)
            return (IntBool){ -1, false };
        gopark(NULL, NULL, WAIT_SELECT_NO_CASES);
    }
    if (try_singly(&s, &found, &received))
        return (IntBool){ found, received };
    sort_by_address(&s);
    if (block)
        timers_wait(&s, timerchan_wait_begins);
    lock_all(&s);
    for (i32 i = 0; i < s.n; i++)
        if (try_case(&s, s.poll[i], &received)) {
            if (block)
                timers_wait(&s, timerchan_wait_ends);
            return (IntBool){ s.poll[i], received };
        }
    if (!block) {
        unlock_all(&s);
        return (IntBool){ -1, false };
    }
    i64 begun = enqueue_all(&s, gp), released = 0;
    gp->param = NULL;
    atomic_store(&gp->select_done, 0);
    gopark(unlock_after_park, NULL, WAIT_SELECT);
    lock_all(&s);
    Sudog *fired = gp->param;
    gp->param = NULL;
    i32 k = dequeue_all(&s, gp, fired, &success, &released);
    unlock_all(&s);
    timers_wait(&s, timerchan_wait_ends);
    wait_ended(begun, released, 0);
    if (k < 0)
        throw_("selectgo: bad wakeup");
    if (k < s.nsends && !success)
        closed_send();
    return (IntBool){ k, k >= s.nsends && success };
}

void rt_block(void)
{
    gopark(NULL, NULL, WAIT_SELECT_NO_CASES);
    __builtin_unreachable();
}
