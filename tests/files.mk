# tests: runners; unit tests are listed with the folder that they test
EXTRA_DIST += tests/layers tests/golden.py tests/run-all tests/gotest.py tests/gotest.passing \
    tests/debug.py
.PHONY: check-programs check-san check-stress conformance fuzz
check-programs: $(check_PROGRAMS)
check-local:
	$(srcdir)/tests/run-all $(builddir)

# The compiler under the sanitizers, over the golden tests. Memory is never freed singly: no leak check.
check-san:
	mkdir -p san
	cd san && { test -f Makefile || $(abs_srcdir)/configure -q --enable-sanitizers CFLAGS='-O1 -g'; }
	$(MAKE) -s -C san
	ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0 \
	    $(srcdir)/tests/golden.py --seago san/seago $(srcdir)/testdata

# Programs again with a collection at each allocation, with the heap verified, and with random scheduling.
check-stress: all
	for mode in gcstress=1 gcstress=7,verify=1 schedrand=1 gcstress=3,schedrand=1; do \
	    echo "SEAGO_DEBUG=$$mode"; \
	    SEAGO_DEBUG=$$mode $(srcdir)/tests/golden.py --seago ./seago $(srcdir)/testdata || exit 1; \
	done

# Go's whole test directory, as far as the runner knows its tests.
conformance: all
	$(srcdir)/tests/gotest.py --seago ./seago --all

# libFuzzer over scanner and parser for FUZZ_SECONDS, seeded with Go's test files.
FUZZ_SECONDS = 1800
fuzz: fuzz_front
	mkdir -p corpus && cp -n $(GOROOT_DEFAULT)/test/*.go $(GOROOT_DEFAULT)/test/*/*.go corpus/
	./fuzz_front -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=4096 -timeout=20 corpus

check_PROGRAMS += tests/ir_text_test
TESTS += tests/ir_text_test
tests_ir_text_test_SOURCES = tests/ir_text_test.c
tests_ir_text_test_LDADD = libir.a libtypes.a libparser.a liblexer.a libbase.a \
    -lcheck -lsubunit -lmpfr -lgmp -lm -lpthread -lrt

check_PROGRAMS += tests/ssa_text_test
TESTS += tests/ssa_text_test
tests_ssa_text_test_SOURCES = tests/ssa_text_test.c
tests_ssa_text_test_LDADD = libssa.a libir.a libtypes.a libparser.a liblexer.a libbase.a \
    -lcheck -lsubunit -lmpfr -lgmp -lm -lpthread -lrt
