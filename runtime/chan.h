/* runtime/chan.h: channels.
 *
 * Everything is guarded by c->lock. At most one of the queues is not empty, except for a goroutine
 * that both sends and receives in one select. A sender that finds a waiting receiver copies
 * straight into the receiver's variable, on its stack; stacks do not move.
 *
 * A timer's channel (timerchan.c) has `full` in the place of `count`.
 */
#ifndef RUNTIME_CHAN_H
#define RUNTIME_CHAN_H

#include "runtime/sched.h"

typedef struct WaitQueue { Sudog *first, *last; } WaitQueue;

/* (lock), except where it says otherwise. */
typedef struct Hchan {
    i64 count;               /* 0: elements in buf; read without the lock by len */
    i64 cap;                 /* 8 (i) */
    u8 *buf;                 /* 16 (i) */
    Timer *timer;            /* 24: this and buf are the only pointers into the heap (i) */
    u64 elemsize;            /* (i) */
    i64 sendx, recvx;
    WaitQueue recvq, sendq;
    u32 closed;              /* a: written with the lock */
    bool has_pointers;       /* elements have (i) */
    bool full;               /* timer != NULL: there is a value */
    Mutex lock;
} Hchan;

void waitq_push(WaitQueue *q, Sudog *s);
Sudog *waitq_pop(WaitQueue *q);             /* skips selects that another channel has won */
void waitq_remove(WaitQueue *q, Sudog *s);
bool chan_send(Hchan *c, const void *elem, bool block);
bool chan_recv(Hchan *c, void *elem, bool block, bool *received); /* false: would block */
/* With c->lock held, which they release: hand over to or take from the waiting s. */
void chan_send_to(Hchan *c, Sudog *s, const void *elem);
void chan_recv_from(Hchan *c, Sudog *s, void *elem);
void chan_move(const Hchan *c, void *dst, const void *src);
void chan_clear(const Hchan *c, void *elem);
void chan_buf_put(Hchan *c, const void *elem);
void chan_buf_get(Hchan *c, void *elem);
/* Parks in the queue until somebody takes the sudog out, and answers its success. c->lock is held
 * before, not after. */
bool chan_wait(Hchan *c, WaitQueue *q, void *elem, WaitReason why);

/* A timer's channel. */
bool timerchan_send(Hchan *c, const void *elem);                 /* false: full */
bool timerchan_recv(Hchan *c, void *elem, bool block, bool *received);
bool timerchan_take(Hchan *c, void *elem);                       /* c->lock held; false: nothing there */
void timerchan_wait_begins(Timer *t);  /* a goroutine is about to queue, and will look again first */
void timerchan_wait_ends(Timer *t);

#endif
