/* runtime/finalizer.h: what others are told of finalizers and cleanups. */
#ifndef RUNTIME_FINALIZER_H
#define RUNTIME_FINALIZER_H

#include "abi/layout.h"
#include "abi/typedesc.h"
#include "runtime/runtime.h"

/* How many have become due, and have been called. */
typedef struct FinalizerCounts { u64 queued, run, cleanups, cleanups_run; } FinalizerCounts; /* a */
extern FinalizerCounts finalizer_counts;

/* The world is stopped: all that are set or queued, cleanups aside. */
void finalizers_each(void (*f)(usize obj, const GoType *type, const GoFuncType *fn_type,
                               const GoFunc *fn, bool queued));

#endif
