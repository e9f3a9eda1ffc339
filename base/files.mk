# base: file list
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = base/base.h base/private.h base/reset.c base/arena.c base/sym.c base/map.c base/bitset.c base/buf.c \
    base/utf8.c base/unicode_tables.h base/pos.c base/diag.c
EXTRA_DIST += base/mkunicode.py
