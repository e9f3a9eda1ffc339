/* runtime/runq.c: queues of ready goroutines.
 *
 * A P's ring has one producer, its owner, which moves runq_tail; owner and thieves take from
 * runq_head by compare-and-swap. runnext is swapped atomically: a thief may take it too.
 */
#include "runtime/sched.h"

void queue_push(GQueue *q, G *gp)
{
    gp->schedlink = NULL;
    if (q->tail)
        q->tail->schedlink = gp;
    else
        q->head = gp;
    q->tail = gp;
    q->n++;
}

void globrunqput(G *gp) { queue_push(&sched.runq, gp); }

void globrunqput_woken(GQueue *q)
{
    if (!q->n)
        return;
    GQueue *to = &sched.wokenq;
    if (to->tail)
        to->tail->schedlink = q->head;
    else
        to->head = q->head;
    to->tail = q->tail;
    to->n += q->n;
    *q = (GQueue){ 0 };
}

G *queue_pop(GQueue *q)
{
    G *gp = q->head;
    q->head = gp->schedlink;
    if (!q->head)
        q->tail = NULL;
    q->n--;
    gp->schedlink = NULL;
    return gp;
}

/* Woken ones first, but each fourth time one that has waited longer. */
static G *global_pop(void)
{
    bool woken = sched.wokenq.n && (!sched.runq.n || ++sched.globtick % 4 != 0);
    return queue_pop(woken ? &sched.wokenq : &sched.runq);
}

/* sched.lock held: one to run now, and this P's share of the rest to its ring. */
G *globrunqget(P *p, i32 max)
{
    i32 n = globrunq_len();
    if (n == 0)
        return NULL;
    i32 share = MIN(n / gomaxprocs + 1, n);
    if (max > 0)
        share = MIN(share, max);
    share = MIN(share, RUNQ_SIZE / 2);
    G *gp = global_pop();
    while (--share > 0) {
        G *more = global_pop();
        __builtin_prefetch(more->sched_sp); /* where it goes on; it will not be long */
        runqput(p, more, false);
    }
    return gp;
}

bool runqempty(P *p)
{
    for (;;) {
        u32 head = atomic_load(&p->runq_head), tail = atomic_load(&p->runq_tail);
        G *next = atomic_load(&p->runnext);
        if (tail == atomic_load(&p->runq_tail))
            return head == tail && !next;
    }
}

/* The ring is full: half of it and gp go to the global queue. */
static bool runqput_slow(P *p, G *gp, u32 head)
{
    G *batch[RUNQ_SIZE / 2 + 1];
    u32 n = RUNQ_SIZE / 2;
    for (u32 i = 0; i < n; i++)
        batch[i] = p->runq[(head + i) % RUNQ_SIZE];
    if (!atomic_cas(&p->runq_head, head, head + n))
        return false;
    batch[n] = gp;
    lock(&sched.lock);
    for (u32 i = 0; i <= n; i++)
        globrunqput(batch[i]);
    unlock(&sched.lock);
    return true;
}

void runqput(P *p, G *gp, bool next)
{
    if (debug.schedrand && next && fastrandn(2) == 0)
        next = false;
    if (next) {
        G *old = atomic_xchg(&p->runnext, gp);
        if (!old)
            return;
        gp = old;
    }
    for (;;) {
        u32 head = atomic_load_acq(&p->runq_head), tail = p->runq_tail;
        if (tail - head < RUNQ_SIZE) {
            p->runq[tail % RUNQ_SIZE] = gp;
            atomic_store_rel(&p->runq_tail, tail + 1);
            return;
        }
        if (runqput_slow(p, gp, head))
            return;
    }
}

G *runqget(P *p)
{
    G *next = atomic_load_relaxed(&p->runnext);
    if (next && atomic_cas(&p->runnext, next, NULL))
        return next;
    for (;;) {
        u32 head = atomic_load_acq(&p->runq_head), tail = p->runq_tail;
        if (head == tail)
            return NULL;
        G *gp = p->runq[head % RUNQ_SIZE];
        if (atomic_cas(&p->runq_head, head, head + 1))
            return gp;
    }
}

/* Takes half of the victim's ring into batch's ring from tail on; answers how many. */
static u32 runqgrab(P *victim, P *p, u32 tail, bool steal_next)
{
    for (;;) {
        u32 head = atomic_load_acq(&victim->runq_head), end = atomic_load_acq(&victim->runq_tail);
        u32 n = end - head;
        n -= n / 2;
        if (n == 0) {
            G *next = steal_next ? atomic_load(&victim->runnext) : NULL;
            if (!next)
                return 0;
            if (victim->status == P_RUNNING)
                osyield(); /* the owner is likely to run it in a moment */
            if (!atomic_cas(&victim->runnext, next, NULL))
                continue;
            p->runq[tail % RUNQ_SIZE] = next;
            return 1;
        }
        if (n > RUNQ_SIZE / 2)
            continue; /* head and end do not belong together */
        for (u32 i = 0; i < n; i++)
            p->runq[(tail + i) % RUNQ_SIZE] = victim->runq[(head + i) % RUNQ_SIZE];
        if (atomic_cas(&victim->runq_head, head, head + n))
            return n;
    }
}

G *runqsteal(P *p, P *victim, bool steal_next)
{
    u32 tail = p->runq_tail;
    u32 n = runqgrab(victim, p, tail, steal_next);
    if (n == 0)
        return NULL;
    n--;
    G *gp = p->runq[(tail + n) % RUNQ_SIZE];
    if (n > 0)
        atomic_store_rel(&p->runq_tail, tail + n);
    return gp;
}
