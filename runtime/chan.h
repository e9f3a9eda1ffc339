/* runtime/chan.h: channels.
 *
 * Everything is guarded by c->lock. At most one of the queues is not empty, except for a goroutine
 * that both sends and receives in one select. A sender that finds a waiting receiver copies
 * straight into the receiver's variable, on its stack; stacks do not move.
 */
#ifndef RUNTIME_CHAN_H
#define RUNTIME_CHAN_H

#include "runtime/sched.h"

typedef struct WaitQueue { Sudog *first, *last; } WaitQueue;

typedef struct Hchan {
    i64 count;               /* 0: elements in buf; read without the lock by len */
    i64 cap;                 /* 8 */
    u8 *buf;                 /* 16: the only pointer into the heap */
    u64 elemsize;
    i64 sendx, recvx;
    WaitQueue recvq, sendq;
    u32 closed;
    bool has_pointers;       /* elements have (i) */
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

#endif
