/* runtime/netpoll.c: the network poller. It serves internal/poll: descriptors that do not block,
 * and goroutines that wait until one of them is ready, its deadline has passed, or it is closed.
 *
 * Descriptors are in one epoll set, edge-triggered, for reading and writing. An edge is kept in
 * `ready` until the next wait or pollReset, so none is lost between a refused read and the wait
 * for it. A PollDesc is never given back to the system: a late event may still name it. The event
 * also carries a number that each use of the PollDesc changes, so a late event does nothing.
 */
#include "runtime/hooks.h"
#include "runtime/sched.h"

enum {
    SYS_epoll_create1 = 291, SYS_epoll_ctl = 233, SYS_epoll_pwait = 281, SYS_epoll_pwait2 = 441,
    SYS_eventfd2 = 290, SYS_write = 1, SYS_read = 0,
    EPOLL_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800, EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2,
    EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 16, EPOLLRDHUP = 0x2000,
    EPOLLET = (int)0x80000000u,
    ENOSYS = 38, MAX_EVENTS = 128
};

/* What runtime_pollReset and runtime_pollWait answer (internal/poll/fd_poll_runtime.go). */
enum { POLL_OK, POLL_CLOSING, POLL_TIMEOUT, POLL_NOT_POLLABLE };

typedef struct PollSide {        /* of reading, or of writing; all (pd->lock) */
    G *waiting;
    bool ready;                  /* an edge came that nobody has used */
    bool woken_ready;            /* the last goroutine was woken by an edge, not by a deadline */
    i64 deadline;                /* 0: none, < 0: passed */
    u64 seq;                     /* an older timer's call does nothing */
    Timer timer;
} PollSide;

typedef struct PollDesc {
    struct PollDesc *link;       /* (poller.lock) */
    usize fd;                    /* (i) while in use */
    u32 tag;                     /* a: number of this use, in events */
    Mutex lock;
    bool closing, event_err;     /* (lock) */
    PollSide side[2];            /* reading, writing */
} PollDesc;

typedef struct __attribute__((packed)) EpollEvent { u32 events; u64 data; } EpollEvent;

static struct {
    Mutex lock;
    u32 inited;                  /* a */
    i32 epfd, eventfd;           /* (i) once inited */
    u32 breaking;                /* a: an event for a waiting thread is under way */
    i32 waiters;                 /* a: goroutines that wait */
    PollDesc *unused;            /* (lock) */
} poller = { .lock = MUTEX(POLLER) };

enum { TAG_SHIFT = 48 };         /* event data: address below, tag above */

static i32 epoll_add(i32 fd, u32 events, u64 data)
{
    EpollEvent ev = { events, data };
    return (i32)SYSCALL4(SYS_epoll_ctl, poller.epfd, EPOLL_CTL_ADD, fd, &ev);
}

void netpoll_init(void)
{
    if (atomic_load(&poller.inited))
        return;
    lock(&poller.lock);
    if (!poller.inited) {
        poller.epfd = (i32)SYSCALL1(SYS_epoll_create1, EPOLL_CLOEXEC);
        poller.eventfd = (i32)SYSCALL2(SYS_eventfd2, 0, EPOLL_CLOEXEC | EFD_NONBLOCK);
        if (poller.epfd < 0 || poller.eventfd < 0 || epoll_add(poller.eventfd, EPOLLIN, 0) < 0)
            throw_("runtime: netpollinit failed");
        sched.lastpoll = nanotime();
        atomic_store(&poller.inited, 1);
    }
    unlock(&poller.lock);
}

bool netpoll_inited(void) { return atomic_load(&poller.inited); }

bool netpoll_usable(void)
{
    return atomic_load_relaxed(&poller.waiters) > 0 && netpoll_inited();
}

void netpoll_break(void)
{
    u64 one = 1;
    if (atomic_cas(&poller.breaking, 0, 1))
        SYSCALL3(SYS_write, poller.eventfd, &one, 8);
}

static void drain_eventfd(void)
{
    u64 n;
    SYSCALL3(SYS_read, poller.eventfd, &n, 8);
    atomic_store(&poller.breaking, 0);
}

/* --- events ----------------------------------------------------------------------------------- */

/* pd->lock held. The goroutine to make ready, or NULL. */
static G *unblock(PollSide *s, bool ready)
{
    G *gp = s->waiting;
    if (!gp) {
        s->ready |= ready;
        return NULL;
    }
    s->waiting = NULL;
    s->woken_ready = ready;
    atomic_add(&poller.waiters, -1);
    return gp;
}

static void take_event(const EpollEvent *ev, GQueue *q)
{
    PollDesc *pd = (PollDesc *)(ev->data & (((u64)1 << TAG_SHIFT) - 1));
    u32 bad = EPOLLHUP | EPOLLERR;
    lock(&pd->lock);
    if (pd->tag == ev->data >> TAG_SHIFT && !pd->closing) {
        pd->event_err = ev->events == EPOLLERR;
        G *r = ev->events & (EPOLLIN | EPOLLRDHUP | bad) ? unblock(&pd->side[0], true) : NULL;
        G *w = ev->events & (EPOLLOUT | bad) ? unblock(&pd->side[1], true) : NULL;
        if (r)
            queue_push(q, r);
        if (w)
            queue_push(q, w);
    }
    unlock(&pd->lock);
}

static i32 epoll_wait_ns(EpollEvent *ev, i64 ns)
{
    static bool no_pwait2;
    if (ns > 0 && !no_pwait2) {
        struct { i64 sec, nsec; } t = { ns / 1000000000, ns % 1000000000 };
        i32 n = (i32)syscall6(SYS_epoll_pwait2, poller.epfd, (long)ev, MAX_EVENTS, (long)&t, 0, 8);
        if (n != -ENOSYS)
            return n;
        no_pwait2 = true;
    }
    i64 ms = ns <= 0 ? ns : MIN((ns + 999999) / 1000000, 1000000);
    return (i32)syscall6(SYS_epoll_pwait, poller.epfd, (long)ev, MAX_EVENTS, ms < 0 ? -1 : ms, 0, 8);
}

GQueue netpoll(i64 ns)
{
    EpollEvent ev[MAX_EVENTS];
    GQueue q = { 0 };
    i32 n = epoll_wait_ns(ev, ns); /* a signal ends the wait as well: the caller looks again */
    for (i32 i = 0; i < n; i++)
        if (ev[i].data != 0)
            take_event(&ev[i], &q);
        else if (ns != 0)
            drain_eventfd();
    return q;
}

void wake_netpoller(i64 when)
{
    if (atomic_load(&sched.lastpoll) != 0) {
        wakep();
        return;
    }
    i64 until = atomic_load(&sched.poll_until);
    if (until == 0 || until > when)
        netpoll_break();
}

/* --- what internal/poll calls ----------------------------------------------------------------- */

static PollDesc *desc_alloc(void)
{
    enum { AT_ONCE = 16 };
    lock(&poller.lock);
    if (!poller.unused) {
        PollDesc *block = persistent_alloc(AT_ONCE * sizeof *block, 64);
        for (int i = 0; i < AT_ONCE; i++) {
            mutex_init(&block[i].lock, LOCK_POLLDESC);
            block[i].link = poller.unused;
            poller.unused = &block[i];
        }
    }
    PollDesc *pd = poller.unused;
    poller.unused = pd->link;
    unlock(&poller.lock);
    return pd;
}

static void desc_free(PollDesc *pd)
{
    lock(&poller.lock);
    pd->link = poller.unused;
    poller.unused = pd;
    unlock(&poller.lock);
}

static void deadline_read(GoEface arg, u64 seq, i64 late);
static void deadline_write(GoEface arg, u64 seq, i64 late);

static void side_init(PollDesc *pd, int i)
{
    static TimerFn expired[2] = { { deadline_read }, { deadline_write } };
    PollSide *s = &pd->side[i];
    if (s->waiting)
        throw_("runtime: blocked goroutine on a free poll descriptor");
    s->ready = false;
    s->deadline = 0;
    s->seq++;
    s->timer.f = &expired[i];
    s->timer.arg = (GoEface){ NULL, pd };
}

typedef struct PollOpen { PollDesc *pd; i64 error; } PollOpen;

HOOK(void, hook_poll_init, "internal/poll.runtime_pollServerInit", void) { netpoll_init(); }
HOOK(PollOpen, hook_poll_open, "internal/poll.runtime_pollOpen", usize fd)
{
    PollDesc *pd = desc_alloc();
    lock(&pd->lock);
    pd->fd = fd;
    pd->closing = pd->event_err = false;
    pd->tag = (pd->tag + 1) & 0xffff;
    side_init(pd, 0);
    side_init(pd, 1);
    u64 data = (u64)pd | (u64)pd->tag << TAG_SHIFT;
    unlock(&pd->lock);
    i32 r = epoll_add((i32)fd, (u32)(EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET), data);
    if (r < 0) {
        desc_free(pd);
        return (PollOpen){ NULL, -r };
    }
    return (PollOpen){ pd, 0 };
}

HOOK(void, hook_poll_close, "internal/poll.runtime_pollClose", PollDesc *pd)
{
    if (!pd->closing)
        throw_("runtime: close polldesc w/o unblock");
    if (pd->side[0].waiting || pd->side[1].waiting)
        throw_("runtime: blocked goroutine on a closing polldesc");
    EpollEvent ev = { 0 };
    SYSCALL4(SYS_epoll_ctl, poller.epfd, EPOLL_CTL_DEL, pd->fd, &ev);
    desc_free(pd);
}

static PollSide *side_of(PollDesc *pd, i64 mode) { return &pd->side[mode == 'w']; }

/* pd->lock held */
static i64 check_error(const PollDesc *pd, const PollSide *s)
{
    if (pd->closing)
        return POLL_CLOSING;
    if (s->deadline < 0)
        return POLL_TIMEOUT;
    return pd->event_err && s == &pd->side[0] ? POLL_NOT_POLLABLE : POLL_OK;
}

HOOK(i64, hook_poll_reset, "internal/poll.runtime_pollReset", PollDesc *pd, i64 mode)
{
    PollSide *s = side_of(pd, mode);
    lock(&pd->lock);
    i64 err = check_error(pd, s);
    if (!err)
        s->ready = false;
    unlock(&pd->lock);
    return err;
}

/* pd->lock held before, not after; whether an edge ended the wait */
static bool wait_for_edge(PollDesc *pd, PollSide *s)
{
    if (s->ready) {
        s->ready = false;
        unlock(&pd->lock);
        return true;
    }
    if (s->waiting)
        throw_("runtime: two goroutines wait for one side of a descriptor");
    s->waiting = getg();
    atomic_add(&poller.waiters, 1);
    goparkunlock(&pd->lock, WAIT_IO_WAIT);
    return s->woken_ready;
}

HOOK(i64, hook_poll_wait, "internal/poll.runtime_pollWait", PollDesc *pd, i64 mode)
{
    PollSide *s = side_of(pd, mode);
    for (;;) { /* again if a deadline woke us that has been moved since */
        lock(&pd->lock);
        i64 err = check_error(pd, s);
        if (err) {
            unlock(&pd->lock);
            return err;
        }
        if (wait_for_edge(pd, s))
            return POLL_OK;
    }
}

HOOK(void, hook_poll_waitc, "internal/poll.runtime_pollWaitCanceled", PollDesc *pd, i64 mode)
{
    do
        lock(&pd->lock);
    while (!wait_for_edge(pd, side_of(pd, mode)));
}

static void ready_both(G *r, G *w)
{
    if (r)
        goready(r);
    if (w)
        goready(w);
}

static void deadline_passed(PollDesc *pd, PollSide *s, u64 seq)
{
    G *gp = NULL;
    lock(&pd->lock);
    if (seq == s->seq) {
        s->deadline = -1;
        gp = unblock(s, false);
    }
    unlock(&pd->lock);
    ready_both(gp, NULL);
}
static void deadline_read(GoEface arg, u64 seq, i64 late)
{
    PollDesc *pd = arg.data;
    deadline_passed(pd, &pd->side[0], seq);
}
static void deadline_write(GoEface arg, u64 seq, i64 late)
{
    PollDesc *pd = arg.data;
    deadline_passed(pd, &pd->side[1], seq);
}

/* pd->lock held; the goroutine to make ready if the deadline has passed already */
static G *set_deadline(PollSide *s, i64 at)
{
    if (s->deadline == at)
        return NULL;
    s->seq++;
    s->deadline = at;
    if (at > 0)
        timer_start(&s->timer, at, s->seq);
    else
        timer_stop(&s->timer);
    return at < 0 ? unblock(s, false) : NULL;
}

HOOK(void, hook_poll_deadline, "internal/poll.runtime_pollSetDeadline", PollDesc *pd, i64 d,
     i64 mode)
{
    if (d > 0 && __builtin_add_overflow(d, nanotime(), &d))
        d = INT64_MAX;
    lock(&pd->lock);
    G *r = NULL, *w = NULL;
    if (!pd->closing) {
        if (mode != 'w')
            r = set_deadline(&pd->side[0], d);
        if (mode != 'r')
            w = set_deadline(&pd->side[1], d);
    }
    unlock(&pd->lock);
    ready_both(r, w);
}

HOOK(void, hook_poll_unblock, "internal/poll.runtime_pollUnblock", PollDesc *pd)
{
    G *gp[2];
    lock(&pd->lock);
    if (pd->closing)
        throw_("runtime: unblock on closing polldesc");
    pd->closing = true;
    for (int i = 0; i < 2; i++) {
        pd->side[i].seq++;
        timer_stop(&pd->side[i].timer);
        gp[i] = unblock(&pd->side[i], false);
    }
    unlock(&pd->lock);
    ready_both(gp[0], gp[1]);
}

HOOK(bool, hook_poll_is, "internal/poll.runtime_isPollServerDescriptor", usize fd)
{
    return netpoll_inited() && ((i32)fd == poller.epfd || (i32)fd == poller.eventfd);
}
