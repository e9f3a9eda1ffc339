# tests: file list

check_PROGRAMS += tests/ir_text_test
TESTS += tests/ir_text_test
tests_ir_text_test_SOURCES = tests/ir_text_test.c
tests_ir_text_test_LDADD = libir.a libtypes.a libparser.a liblexer.a libbase.a \
    -lcheck -lsubunit -lmpfr -lgmp -lm -lpthread -lrt
