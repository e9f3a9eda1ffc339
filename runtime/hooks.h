/* runtime/hooks.h: functions that Go packages declare without a body. A hook is a C function under
 * the Go function's link name. Parameters are flattened as in rt.h. Up to three integer words come
 * back in rax, rdx and rcx; C can return two, so three go through hooks_amd64.S. More results are
 * written through a hidden first parameter. Hooks are weak: a Go tree in which the function has a
 * body wins. */
#ifndef RUNTIME_HOOKS_H
#define RUNTIME_HOOKS_H

#include "runtime/runtime.h"

#define HOOK(result, cname, goname, ...) \
    result cname(__VA_ARGS__) __asm__(goname) __attribute__((weak)); \
    result cname(__VA_ARGS__)

typedef struct TwoWords { u64 a, b; } TwoWords; /* in rax and rdx */

/* C functions that the three-word hooks of hooks_amd64.S call. */
typedef struct Words3 { u64 w[3]; } Words3;
void hook_envs(Words3 *r);
void hook_args(Words3 *r);
void hook_time_now(Words3 *r);
void hook_all_threads(const u64 *args, u64 *results);
void hook_gcbits(Words3 *r, const GoPtrType *t, void *p);
void hook_growslice(Words3 *r, const GoType *t, u8 *p, i64 len, i64 cap, i64 num);
void linkname_growslice(Words3 *r, u64 a, u64 b, i64 c, i64 d, u64 e);
void hook_make_no_zero(Words3 *r, i64 n);

#endif
