/* runtime/timerchan.c: the channels of time.Timer and time.Ticker, from Go 1.23 on.
 *
 * Such a channel looks unbuffered: len and cap are 0, and after Stop or Reset nothing comes that was due
 * before. Its one value does have a place, `buf`, with `full` in the place of `count`. The timer is in a
 * heap of a P only while some goroutine waits for the channel, so that nothing keeps a timer which the
 * program forgot; at other times it has its `when` alone, and who looks at the channel first does what
 * the heap would have done (timerchan_poll). `when` is 0 when the timer is stopped or has fired.
 *
 * All of that changes under the timer's `mu`, which comes before the locks of heaps and channels; the
 * function of package time that puts the value into the channel is called with `mu` held. A heap takes
 * out what is due and leaves `when` as it is: so a Stop that comes before the value finds it.
 */
#include "runtime/barrier.h"
#include "runtime/chan.h"
#include "runtime/rt.h"
#include "runtime/timer.h"

static GoTimer *whole(Timer *t) { return (GoTimer *)((u8 *)t - offsetof(GoTimer, t)); }
static Hchan *channel(const Timer *t) { return t->arg.data; }

/* --- the timer; its mu is held ---------------------------------------------------------------- */

static void deliver(Timer *t, i64 now)
{
    i64 when = t->when;
    t->when = t->period > 0 ? timer_after(t, now) : 0;
    M *m = acquirem();
    __builtin_call_with_static_chain(t->f->code(t->arg, t->seq, now - when), t->f);
    releasem(m);
}

static bool is_due(const Timer *t, i64 now)
{
    return t->when != 0 && t->when <= now && !atomic_load(&t->owner);
}

/* Into a heap if somebody waits; when it is due then, for wake_netpoller, or 0. */
static i64 attach_if_waited(Timer *t)
{
    if (t->when == 0 || whole(t)->waiting == 0 || atomic_load(&t->owner))
        return 0;
    timer_attach(t, t->when);
    return t->when;
}

static bool drain(Hchan *c)
{
    lock(&c->lock);
    bool had = c->full;
    if (had) {
        chan_clear(c, c->buf);
        c->full = false;
    }
    unlock(&c->lock);
    return had;
}

/* --- what the channel's operations do --------------------------------------------------------- */

void timerchan_poll(Timer *t)
{
    i64 when = atomic_load(&t->when), now;
    if (when == 0 || atomic_load(&t->owner) || when > (now = nanotime()))
        return;
    timer_lock(t);
    if (is_due(t, now)) {
        deliver(t, now);
        when = attach_if_waited(t);
    } else {
        when = 0;
    }
    unlock(&t->mu);
    if (when)
        wake_netpoller(when);
}

void timerchan_wait_begins(Timer *t)
{
    i64 now = nanotime();
    netpoll_init();
    timer_lock(t);
    if (is_due(t, now))
        deliver(t, now);
    whole(t)->waiting++;
    i64 when = attach_if_waited(t);
    unlock(&t->mu);
    if (when)
        wake_netpoller(when);
}

void timerchan_wait_ends(Timer *t)
{
    timer_lock(t);
    if (--whole(t)->waiting == 0)
        timer_detach(t);
    unlock(&t->mu);
}

bool timerchan_take(Hchan *c, void *elem)
{
    if (!c->full)
        return false;
    if (elem)
        chan_move(c, elem, c->buf);
    chan_clear(c, c->buf);
    c->full = false;
    return true;
}

bool timerchan_send(Hchan *c, const void *elem)
{
    lock(&c->lock);
    Sudog *s = waitq_pop(&c->recvq);
    if (s) {
        chan_send_to(c, s, elem);
        return true;
    }
    bool room = !c->full;
    if (room) {
        chan_move(c, c->buf, elem);
        c->full = true;
    }
    unlock(&c->lock);
    return room;
}

bool timerchan_recv(Hchan *c, void *elem, bool block, bool *received)
{
    timerchan_poll(c->timer);
    lock(&c->lock);
    *received = timerchan_take(c, elem);
    unlock(&c->lock);
    if (*received || !block)
        return *received;
    timerchan_wait_begins(c->timer);
    lock(&c->lock);
    *received = timerchan_take(c, elem);
    if (*received)
        unlock(&c->lock);
    else
        *received = chan_wait(c, &c->recvq, elem, WAIT_CHAN_RECEIVE);
    timerchan_wait_ends(c->timer);
    return true;
}

/* --- what package time does ------------------------------------------------------------------- */

void timerchan_make(GoTimer *g, Hchan *c, i64 when)
{
    c->cap = 0;
    gc_store(&c->timer, &g->t);
    g->t.is_chan = true;
    g->t.when = when;
}

bool timerchan_stop(Timer *t)
{
    timer_lock(t);
    bool was = t->when != 0;
    timer_detach(t);
    t->when = 0;
    if (drain(channel(t)))
        was = true;
    unlock(&t->mu);
    return was;
}

bool timerchan_reset(Timer *t, i64 when, i64 period)
{
    timer_lock(t);
    bool was = t->when != 0;
    timer_detach(t);
    if (drain(channel(t)))
        was = true;
    t->period = period;
    t->when = when;
    i64 wake = attach_if_waited(t);
    unlock(&t->mu);
    if (wake)
        wake_netpoller(wake);
    return was;
}
