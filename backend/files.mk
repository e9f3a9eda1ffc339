# backend: file list
#
# libbackend.a goes into the executable; what needs LLVM is a shared object that the driver loads on
# first use. An automake "program" with -shared makes one without libtool.
noinst_LIBRARIES += libbackend.a
libbackend_a_SOURCES = backend/backend.h backend/split.c backend/archive.c backend/objfile.h backend/objfile.c backend/link.c backend/linkerrors.h backend/linkerrors.c \
    backend/typedesc.c backend/typedesc.h backend/typedesc_gc.c
libbackend_a_CPPFLAGS = $(AM_CPPFLAGS) -DLLD_PATH='"$(LLD)"'

seagolib_PROGRAMS = seago-llvm.so
seago_llvm_so_SOURCES = backend/llvm.h backend/llvm_module.c backend/llvm_type.c backend/llvm_barrier.c backend/llvm_func.c \
    backend/llvm_op.c backend/llvm_call.c backend/llvm_data.c backend/llvm_show.c backend/debug.c backend/debug_type.c backend/pctab.h backend/pctab.c \
    backend/dwarf.h backend/dwarf.c
seago_llvm_so_CPPFLAGS = $(AM_CPPFLAGS) $(LLVM_CFLAGS)
seago_llvm_so_CFLAGS = $(AM_CFLAGS) -fPIC -fvisibility=hidden
seago_llvm_so_LDFLAGS = $(AM_LDFLAGS) -shared
seago_llvm_so_LDADD = -L$(LLVM_LIBDIR) -lLLVM-19

check_PROGRAMS += tests/backend_test
TESTS += tests/backend_test
tests_backend_test_SOURCES = tests/backend_test.c
tests_backend_test_LDADD = libbackend.a libir.a libtypes.a libparser.a liblexer.a libbase.a \
    -lcheck -lsubunit -lmpfr -lgmp -lm -lpthread -lrt
