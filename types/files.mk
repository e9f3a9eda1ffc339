# types: file list
noinst_LIBRARIES += libtypes.a
libtypes_a_SOURCES = types/types.h types/universe.def types/check.h types/core.h types/messages.def \
    types/constrep.h \
    types/type.c types/predicates.c types/object.c types/scope.c types/package.c types/universe.c \
    types/identical.c types/canon.c types/term.c types/typeset.c types/common.c types/sizes.c types/string.c \
    types/lookup.c types/methodset.c types/subst.c types/instantiate.c types/implements.c \
    types/const.c types/constop.c types/consttext.c \
    types/stmt.c types/switch.c types/range.c types/labels.c types/return.c types/union.c \
    types/validtype.c types/initorder.c types/mono.c types/ifacecycle.c types/unify.h types/unify.c types/infer.c \
    types/exportfmt.h types/export.c types/import.c \
    types/check.c types/errors.c types/resolver.c types/decl.c types/typexpr.c types/typelit.c \
    types/expr.c types/untyped.c types/binary.c types/index.c types/literal.c types/convert.c \
    types/assign.c types/call.c types/selector.c types/builtins.c types/limits.c types/fileversion.c \
    types/reset.c

check_PROGRAMS += tests/types_test
TESTS += tests/types_test
tests_types_test_SOURCES = tests/types_test.c
tests_types_test_LDADD = libtypes.a libparser.a liblexer.a libbase.a \
    -lcheck -lsubunit -lmpfr -lgmp -lm -lpthread -lrt
