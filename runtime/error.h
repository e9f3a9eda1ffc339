/* runtime/error.h: run-time panics as Go values. Their descriptors are in errtypes_amd64.S. */
#ifndef RUNTIME_ERROR_H
#define RUNTIME_ERROR_H

#include "runtime/runtime.h"

NORETURN COLD void
panic_error_string(const char *msg); /* runtime.errorString: "runtime error: " + msg */
NORETURN COLD void panic_error_gostring(GoString msg);
NORETURN COLD void panic_plain_error(const char *msg);        /* runtime.plainError */
NORETURN COLD void panic_type_assertion(const GoType *iface, const GoType *concrete,
                                        const GoType *asserted, GoString missing);
NORETURN COLD void panic_unhashable(const GoType *t);
NORETURN COLD void panic_uncomparable(const GoType *t);
NORETURN COLD void panic_memory_addr(usize addr);
GoEface error_value_nil_panic(void);
GoString concat_text(const GoString *parts, usize n);         /* in the heap */
NORETURN COLD void throw_text(const GoString *parts, usize n); /* where one may allocate */

#endif
