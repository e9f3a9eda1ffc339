# ssa: Go-level SSA and the passes over it
noinst_LIBRARIES += libssa.a
libssa_a_SOURCES = ssa/ssa.h ssa/graph.h ssa/build.h ssa/ops.def ssa/passes.def abi/intrinsics.def \
    ssa/func.c ssa/dom.c ssa/build.c ssa/build_mem.c ssa/build_expr.c ssa/build_conv.c \
    ssa/build_call.c ssa/build_intrinsic.c ssa/build_stmt.c ssa/passes.c ssa/phielim.c ssa/opt.c ssa/cse.c ssa/nilcheckelim.c ssa/licm.c ssa/keeploops.c ssa/lazydefer.c ssa/livebase.c ssa/dse.c \
    ssa/check_bce.c ssa/prove.c ssa/deadcode.c ssa/writebarrier.c \
    ssa/schedule.c ssa/verify.c ssa/dump.c ssa/parse.c ssa/html.c
