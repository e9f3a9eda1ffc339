# base: file list
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = base/base.h base/private.h base/reset.c base/arena.c base/sym.c base/map.c base/bitset.c base/buf.c \
    base/utf8.c base/unicode_tables.h base/pos.c base/diag.c base/cleanup.c
EXTRA_DIST += base/mkunicode.py

check_PROGRAMS += tests/base_test
TESTS += tests/base_test
tests_base_test_SOURCES = tests/base_test.c
tests_base_test_LDADD = libbase.a -lcheck -lsubunit -lm -lpthread -lrt
