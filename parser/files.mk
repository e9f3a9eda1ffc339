# parser: file list
noinst_LIBRARIES += libparser.a
libparser_a_SOURCES = parser/parser.h parser/private.h parser/ast.def parser/pragmas.def \
    parser/parser.c parser/source.c parser/pragma.c parser/build.c parser/build_stmt.c \
    parser/declare.c parser/explain.h parser/explain.c parser/explain_decl.c \
    parser/explain_stmt.c parser/resolve.c parser/strict.c parser/ast.c \
    parser/print.c parser/dump.c
nodist_libparser_a_SOURCES = parser/grammar.c
EXTRA_DIST += parser/grammar.y
CLEANFILES += parser/grammar.c
parser/grammar.c: parser/grammar.y
	@$(MKDIR_P) parser
	$(AM_V_GEN)$(BISON) -Wall -o $@ $(srcdir)/parser/grammar.y

check_PROGRAMS += tests/front_test
TESTS += tests/front_test
tests_front_test_SOURCES = tests/front_test.c
tests_front_test_LDADD = libparser.a liblexer.a libbase.a -lcheck -lsubunit -lm -lpthread -lrt
