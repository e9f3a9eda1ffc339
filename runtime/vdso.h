/* runtime/vdso.h: functions that the kernel maps into every process. */
#ifndef RUNTIME_VDSO_H
#define RUNTIME_VDSO_H

#include "runtime/runtime.h"

/* The function's address; NULL if ehdr (AT_SYSINFO_EHDR of the auxiliary vector) is NULL or lacks it. */
void *vdso_find(const void *ehdr, const char *name);

void clock_init(const void *ehdr); /* sys.c: clocks are read through it from now on */

#endif
