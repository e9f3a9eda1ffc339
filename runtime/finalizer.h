/* runtime/finalizer.h: how many finalizers and cleanups have become due, and have been called. */
#ifndef RUNTIME_FINALIZER_H
#define RUNTIME_FINALIZER_H

#include "runtime/runtime.h"

typedef struct FinalizerCounts { u64 queued, run, cleanups, cleanups_run; } FinalizerCounts; /* a */
extern FinalizerCounts finalizer_counts;

#endif
