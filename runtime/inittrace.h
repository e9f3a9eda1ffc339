/* runtime/inittrace.h: initialisers that are watched. */
#ifndef RUNTIME_INITTRACE_H
#define RUNTIME_INITTRACE_H

void inittrace_run(void (*init)(void));

#endif
