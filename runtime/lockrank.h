/* runtime/lockrank.h: locks, and the order in which threads take them.
 *
 * Who holds one lock and takes another must not meet who does it the other way round. lockrank.def
 * lists all locks with those under which each may be taken. In a build that checks (configure
 * --enable-runtime-checks) each lock knows its row and each thread the rows that it holds; taking one
 * against the table is fatal, and so is sleeping with any.
 */
#ifndef RUNTIME_LOCKRANK_H
#define RUNTIME_LOCKRANK_H

#include "runtime/runtime.h"

typedef enum LockRank {
    LOCK_NONE, /* not initialised */
#define LOCK(name, text, held) LOCK_##name,
#include "runtime/lockrank.def"
#undef LOCK
    NUM_LOCKS
} LockRank;

#ifdef RT_CHECKS

typedef struct Mutex {
    u32 key;
    u32 rank;                    /* LockRank (i) */
} Mutex;
#define MUTEX(name) { .rank = LOCK_##name }
static inline void mutex_init(Mutex *l, LockRank rank) { l->rank = rank; }

/* What a thread holds; its own. */
typedef struct LocksHeld {
    u32 ranks;                   /* a bit for each row */
    u32 n[NUM_LOCKS];
    Mutex *last[NUM_LOCKS];      /* taken */
} LocksHeld;
void lockrank_take(Mutex *l);    /* it is about to be taken */
void lockrank_drop(Mutex *l);    /* it was let go */
void lockrank_sleep(void);       /* this thread is about to wait for something that takes long */

#else

typedef struct Mutex { u32 key; } Mutex;
#define MUTEX(name) { .key = 0 }
static inline void mutex_init(Mutex *l, LockRank rank) {}
static inline void lockrank_take(Mutex *l) {}
static inline void lockrank_drop(Mutex *l) {}
static inline void lockrank_sleep(void) {}

#endif
#endif
