/* runtime/cpuprof.h: the CPU profile.
 *
 * While it is on, each thread has a timer that counts its own CPU time and sends it SIGPROF (timers of
 * the process would ask threads by chance). The handler walks the frame pointers from where it
 * interrupted, and leaves the return addresses, the runtime's own frames among them, in a ring;
 * package runtime/pprof empties it ten times a second. Handlers write one at a time (a spin lock; all
 * signals are blocked meanwhile), the reader moves the tail alone.
 *
 * With each record goes the label set of its goroutine, which the ring keeps alive as a root of the
 * collector. A handler cannot tell the collector of a pointer. It need not: while marking goes on,
 * what it finds in g->labels was there when marking began and will be marked for that (whoever
 * overwrites a g->labels shades what was there), or was allocated since, and is black.
 */
#ifndef RUNTIME_CPUPROF_H
#define RUNTIME_CPUPROF_H

#include "runtime/sched.h"

bool cpuprof_signal(const void *sigctx, i32 code); /* SIGPROF: whether it came from a timer of ours */
void cpuprof_thread_begin(M *m);  /* on the thread itself */
void cpuprof_thread_end(M *m);    /* signals blocked */

#endif
