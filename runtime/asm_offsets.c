/* runtime/asm_offsets.c: the offsets that the assembly files and generated code count on. */
#include "runtime/sched.h"
#include "runtime/stack.h"

#define CHECK(type, field, offset) \
    _Static_assert(offsetof(type, field) == (offset), "assembly: " #type "." #field)

CHECK(G, seg, 0);
CHECK(G, m, 8);
CHECK(G, sched_sp, 16);
CHECK(G, more_need, 24);
CHECK(G, more_seg, 184);
CHECK(G, defers, G_DEFERS_OFFSET);
CHECK(M, g0, 0);
CHECK(M, curg, 8);
CHECK(M, g0_sp, 16);
_Static_assert(sizeof(G) == 256, "lines of G");
_Static_assert(sizeof(StackSeg) + STACK_SLACK == 960, "assembly: limit");
CHECK(StackSeg, prev, 0);
CHECK(StackSeg, next, 8);
CHECK(StackSeg, usable, 16);
CHECK(StackSeg, top, 24);
CHECK(StackSeg, limit, 32);
CHECK(StackSeg, saved_sp, 40);
CHECK(DeferFrame, rbp, 0);
CHECK(DeferFrame, pc, 8);
CHECK(DeferFrame, rsp, 16);
CHECK(DeferFrame, link, 24);
CHECK(DeferFrame, saved, 40);
_Static_assert(offsetof(M, tls.limit) - offsetof(M, tls.self) == TLS_STACK_LIMIT, "TLS limit");
_Static_assert(offsetof(M, tls.g) - offsetof(M, tls.self) == (size_t)-8, "TLS g");
_Static_assert(offsetof(M, tls.wb_next) - offsetof(M, tls.self) == 8, "TLS wb_next");
_Static_assert(offsetof(M, tls.wb_end) - offsetof(M, tls.self) == 16, "TLS wb_end");
