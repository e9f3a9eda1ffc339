# ir: file list
noinst_LIBRARIES += libir.a
libir_a_SOURCES = ir/ir.h ir/ops.def ir/build.h ir/node.c ir/dump.c ir/verify.c ir/text.h ir/text.c \
    ir/parse.c ir/symbols.c ir/descs.c \
    ir/build.c ir/build_decl.c ir/build_expr.c ir/build_select.c ir/build_call.c \
    ir/build_builtin.c ir/build_lit.c ir/build_assign.c ir/build_stmt.c ir/build_loop.c \
    ir/build_switch.c ir/build_text.c ir/rangefunc.c ir/instantiate.c ir/wrappers.c ir/export.c ir/compile.c \
    ir/lower.h ir/lower.c ir/order.c ir/stmt.c \
    ir/desugar_assign.c ir/desugar_builtin.c ir/desugar_compare.c ir/desugar_convert.c ir/desugar_defer.c \
    ir/desugar_lit.c ir/desugar_map.c ir/desugar_range.c ir/desugar_select.c ir/desugar_slice.c \
    ir/desugar_string.c ir/desugar_switch.c \
    ir/alg.c ir/checkptr.c ir/staticinit.c ir/build_embed.c ir/deadcode.c ir/deadbranch.c \
    ir/callgraph.h ir/callgraph.c ir/inline.h ir/inline.c ir/inline_cost.c ir/inline_expand.c \
    ir/devirtualise.c ir/escape.h ir/escape.c ir/escape_solve.c ir/escape_expr.c ir/escape_stmt.c \
    ir/framesize.c ir/gotext.c
