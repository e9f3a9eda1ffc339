/* runtime/allthreads.h: see allthreads.c. */
#ifndef RUNTIME_ALLTHREADS_H
#define RUNTIME_ALLTHREADS_H

#include "runtime/sched.h"

enum { SIG_ALL_THREADS = 33 };
bool all_threads_signal(void);   /* in the handler; false: nobody has sent it from here */
/* A thread is born with what its creator has, or is to get no more signals: m->tid, which changes
 * inside, says whether it gets any. */
void threads_lock(void);
void threads_unlock(void);

#endif
