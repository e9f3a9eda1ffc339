/* runtime/print.h: writing to standard error. Text gathers in the thread's buffer between
 * print_lock and print_unlock, so one print statement is one write and lines of two threads do not
 * mix. */
#ifndef RUNTIME_PRINT_H
#define RUNTIME_PRINT_H

#include "runtime/runtime.h"

extern usize crash_fd;         /* a: runtime/debug.SetCrashOutput; ~0: none */

void print_lock(void);          /* may nest */
void print_unlock(void);
void print_unlock_dying(void);   /* whatever this thread holds: it prints anew from here on */
void print_to(u8 *buf,
              usize n); /* until print_to_end, this thread's text goes to buf; no yielding */
usize print_to_end(void);           /* how much was written */
void print_str(const char *s);
void print_bytes(const u8 *p, usize n);
void print_gostring(GoString s);
void print_int(i64 v);
void print_uint(u64 v);
void print_hex(u64 v);
void print_float(double v);
void print_complex(double re, double im);
void print_bool(bool v);
void print_eface(const void *type, const void *data);
void print_panic_value(GoEface v);   /* as in "panic: ..." */
usize format_int(char *buf, i64 v);  /* at most 20 bytes; no NUL */
usize format_float_shortest(char *buf, double v,
                            int bits); /* strconv's 'g', -1; at most 32 bytes */

#endif
