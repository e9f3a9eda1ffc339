# tests: runners; unit tests are listed with the folder that they test
.PHONY: check-programs check-san check-other-cc check-stress check-repro clean-side-builds \
    conformance fuzz soak soak-http
check-programs: $(check_PROGRAMS)
check-local:
	$(srcdir)/tests/run-all $(builddir)

# What was installed works from its own place.
installcheck-local:
	test -s "$(DESTDIR)$(man1dir)/seago.1"
	cd / && "$(DESTDIR)$(bindir)/seago" run $(abs_srcdir)/testdata/run/tour.go 2>&1 | \
	    cmp - $(abs_srcdir)/testdata/run/tour.out

# The tarball has what the tree has.
distcheck-hook:
	test ! -e $(srcdir)/.git || (cd $(srcdir) && git ls-files) | while read -r f; do \
	    test -e "$(distdir)/$$f" || { echo "not in the tarball: $$f" >&2; exit 1; }; done
dist-hook:
	cd $(distdir) && find . -name __pycache__ -o -name '*.o' | xargs rm -rf

# The compiler under the sanitizers, over the golden tests and some of Go's. Memory is never freed
# singly: no leak check.
SAN_SAMPLE = 100
check-san:
	mkdir -p san
	cd san && { test -f Makefile || \
	    $(abs_srcdir)/configure -q --enable-sanitizers --enable-werror CFLAGS='-O1 -g'; }
	$(MAKE) -s -C san all
	export ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=0; \
	$(srcdir)/tests/golden.py --seago san/seago $(srcdir)/testdata && \
	$(srcdir)/tests/gotest.py --seago san/seago --sample $(SAN_SAMPLE)

# seago built by the compiler that $(CC) is not: gcc's warnings, or clang's, are errors.
check-other-cc: all
	mkdir -p other
	cd other && { test -f Makefile || { \
	    case '$(CC)' in *clang*) other=gcc ;; *) other=$(CLANG) ;; esac; \
	    $(abs_srcdir)/configure -q --enable-werror CC="$$other" CFLAGS=-O1; }; }
	$(MAKE) -s -C other all && $(MAKE) -s -C other check-programs
	cd other && for t in tests/*_test; do ./$$t || exit 1; done
	$(srcdir)/tests/golden.py --seago other/seago $(srcdir)/testdata
	for package in net/http strconv math/big; do \
	    for c in . other; do $$c/seago llvm $$package >same.$$c || exit 1; done; \
	    sed -i 's,$(abs_builddir)/other/,$(abs_builddir)/,' same.other; \
	    cmp same.. same.other && rm same.. same.other || exit 1; \
	done

# A seago whose programs check what costs too much otherwise: the order of locks (runtime/lockrank.def).
.PHONY: checked
checked:
	mkdir -p checked
	cd checked && { test -f Makefile || \
	    $(abs_srcdir)/configure -q --enable-runtime-checks --enable-werror CC='$(CC)' CFLAGS='$(CFLAGS)'; }
	$(MAKE) -s -C checked all
	cd checked && srcdir=$(abs_srcdir) $(abs_srcdir)/tests/runtime/run.sh

# Programs again, so checked, with a collection at each allocation, with the heap verified, and with random
# scheduling.
STRESS_MODES = gcstress=1 verify=1 schedrand=1 shrink=1,verify=1 gcstress=7,verify=1,schedrand=1
check-stress: checked
	for mode in '' $(STRESS_MODES); do \
	    echo "SEAGO_DEBUG=$$mode"; \
	    SEAGO_DEBUG=$$mode $(srcdir)/tests/golden.py --verb run --timeout 600 --seago checked/seago \
	        $(srcdir)/testdata || exit 1; \
	done
	$(srcdir)/tests/repeat.py --seago checked/seago --count 20 $(STRESS_MODES:%=--mode %)

# Go's tests of channels, goroutines and the collector, 200 times at each of four GOMAXPROCS.
.PHONY: check-repeat
check-repeat: all
	$(srcdir)/tests/repeat.py --seago ./seago --count 200

# Everything of the runtime at once, for 20 minutes.
soak: all
	./seago build -o soak-program $(srcdir)/tests/soak/soak.go
	SEAGO_DEBUG=verify=1 ./soak-program $${SOAK_SECONDS:-1200}

# An HTTP server and its clients; nothing leaks.
soak-http: all
	./seago build -o soak-http-program $(srcdir)/tests/soak/http/main.go
	./soak-http-program $${SOAK_REQUESTS:-1000000}

# The same input gives the same bytes.
check-repro: all
	$(srcdir)/tests/repro.py --seago ./seago

clean-local: clean-side-builds
clean-side-builds:
	rm -rf san other checked

# Go's whole test directory, as far as the runner knows its tests.
conformance: all
	$(srcdir)/tests/gotest.py --seago ./seago --all

# Go's own tests of its library. STD_FLAGS: see tests/std.py
.PHONY: check-std
check-std: all
	$(srcdir)/tests/std.py --seago ./seago $(STD_FLAGS)

# Five of them with a collection at each 1000th allocation.
.PHONY: check-std-stress
check-std-stress: all
	for procs in 1 4; do \
	    $(srcdir)/tests/std.py --seago ./seago --env SEAGO_DEBUG=gcstress=1000 --env GOMAXPROCS=$$procs \
	        reflect sync time os net || exit 1; \
	done

# The tests of programs and libraries in Debian's packages; tests/programs.passing names them.
.PHONY: check-gopath
check-gopath: all
	$(srcdir)/tests/std.py --seago ./seago --gopath /usr/share/gocode $(STD_FLAGS)

# Go's own toolchain, compiled by seago, compiles itself.
.PHONY: check-bootstrap
check-bootstrap: all
	$(srcdir)/tests/bootstrap.py --seago ./seago $(BOOTSTRAP_ORACLE:%=--oracle %) \
	    $(BOOTSTRAP_GOROOT:%=--goroot %)

# libFuzzer over scanner, parser and type checker for FUZZ_SECONDS, seeded with Go's test files. It is
# clang's, and the stages are built from source so that all of them are instrumented.
FUZZ_SECONDS = 1800
FUZZ_FLAGS = -max_len=8192 -rss_limit_mb=2048 -timeout=5
FUZZ_FILES = $(srcdir)/base/*.c $(srcdir)/lexer/*.c $(srcdir)/parser/*.c $(srcdir)/types/*.c \
    lexer/scanner.c parser/grammar.c
.PHONY: fuzz_front
fuzz_front: parser/grammar.c lexer/scanner.c
	$(CLANG) -g -O1 -std=gnu11 -D_GNU_SOURCE -fno-strict-aliasing \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -I$(srcdir) -I. -o $@ \
	    $(srcdir)/tests/fuzz_front.c $(srcdir)/tests/fuzz_mutate.c $(FUZZ_FILES) -lmpfr -lgmp
fuzz: fuzz_front
	mkdir -p corpus && find $(GOROOT_DEFAULT)/test -name '*.go' -size -16k -exec cp -n -t corpus {} +
	./fuzz_front -max_total_time=$(FUZZ_SECONDS) $(FUZZ_FLAGS) \
	    -dict=$(srcdir)/tests/fuzz.dict corpus

# Damaged Go test files through the whole compiler.
FUZZ_SEED = 1
FUZZ_COUNT = 20
.PHONY: fuzz-mangle fuzz-diff
fuzz-mangle: all
	$(srcdir)/tests/fuzzmangle.py --seago ./seago --seed $(FUZZ_SEED) --count $(FUZZ_COUNT)00 \
	    $(GOROOT_DEFAULT)/test

# Random programs, compiled with and without optimisation, and by FUZZ_ORACLE's go command if there
# is one.
fuzz-diff: all
	$(srcdir)/tests/fuzzdiff.py --seago ./seago $(FUZZ_ORACLE:%=--oracle %) --seed $(FUZZ_SEED) \
	    --programs $(FUZZ_COUNT) --work fuzzdiff $(FUZZ_DIFF_FLAGS)

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
