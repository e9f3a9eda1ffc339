# tests: runners; unit tests are listed with the folder that they test
EXTRA_DIST += tests/layers tests/golden.py tests/run-all tests/gotest.py tests/debug.py
.PHONY: check-programs
check-programs: $(check_PROGRAMS)
check-local:
	$(srcdir)/tests/run-all $(builddir)

check_PROGRAMS += tests/ir_text_test
TESTS += tests/ir_text_test
tests_ir_text_test_SOURCES = tests/ir_text_test.c
tests_ir_text_test_LDADD = libir.a libtypes.a libparser.a liblexer.a libbase.a \
    -lcheck -lsubunit -lmpfr -lgmp -lm -lpthread -lrt
