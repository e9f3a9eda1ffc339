# runtime: the library that is linked into compiled programs. Freestanding, always compiled by clang
# (-fsplit-stack with the prologues that runtime/ctx_amd64.S serves), whatever CC is.
# Users' programs carry its debug information: lines alone, unless RT_DEBUG=-g asks for variables.
RT_DEBUG = -gline-tables-only
RT_CFLAGS = -std=gnu11 -O2 $(RT_DEBUG) -ffreestanding -fsplit-stack -fno-stack-protector \
    -fno-omit-frame-pointer -fno-pic -mcmodel=small -fno-strict-aliasing -ffunction-sections \
    -fdata-sections -fno-asynchronous-unwind-tables -mno-red-zone -fno-math-errno -ffp-contract=off \
    -Wall -Wextra -Wmissing-prototypes -Wno-unused-parameter $(WERROR) $(RT_CHECKS)
# Where seago was built is no business of the programs that it makes: their debug information names the
# runtime's files as seago/runtime/x.c.
RT_PATHS = -ffile-compilation-dir=seago -ffile-prefix-map=$(srcdir)/= -ffile-prefix-map=$(abs_srcdir)/=
RT_C = allthreads api asm_offsets bigarith bytealg chan checkptr complex coro cpu cpuprof crc32 debug error finalizer \
    fma fresh ftoa gc gc_barrier gc_mark gc_mask gc_pace gc_roots gc_stats gc_verify gc_work goroutine \
    hash heapdump hooks_126 hooks_os hooks_reflect iface inittrace linknames lock_futex lockrank malloc map map_fast mcentral md5 mem memprof \
    metrics mheap netpoll panic preempt print proc profile profile_stacks reflectcall runq schedstat schedtrace \
    select sema sha1 sha2 signal sigqueue slice stack start std_atomic steal string symtab sys syscall \
    sysmon thread time timehist timerchan traceback vdso waitprof weak
RT_S = ctx_amd64 errtypes_amd64 hooks_amd64 linknames_amd64 sys_amd64
RT_OBJS = $(RT_C:%=runtime/obj/%.o) $(RT_S:%=runtime/obj/%.o)
RT_DEPS = $(srcdir)/runtime/*.h $(srcdir)/abi/*.h $(srcdir)/runtime/*.def $(srcdir)/runtime/files.mk

seagolib_DATA = libseagort.a
CLEANFILES += libseagort.a runtime/obj/*.o

libseagort.a: $(RT_OBJS)
	$(AM_V_AR)rm -f $@ && $(AR) crs $@ $(RT_OBJS)
runtime/obj/mem.o runtime/obj/fma.o: RT_FILE_CFLAGS = -fno-builtin
runtime/obj/%.o: $(srcdir)/runtime/%.c $(RT_DEPS)
	$(AM_V_CC)mkdir -p runtime/obj && $(CLANG) -I$(srcdir) $(RT_CFLAGS) $(RT_PATHS) $(RT_FILE_CFLAGS) -c -o $@ $<
runtime/obj/%.o: $(srcdir)/runtime/%.S $(srcdir)/runtime/linknames.def
	$(AM_V_CC)mkdir -p runtime/obj && $(CLANG) -I$(srcdir) $(RT_PATHS) -c -o $@ $<

# The Go side of the runtime: source packages that stand in for those of the Go tree.
noinst_DATA = go
go:
	$(AM_V_at)$(LN_S) $(abs_srcdir)/runtime/go go
install-data-local:
	cd $(srcdir)/runtime && find go -name '*.go' | while read -r f; do \
	    $(INSTALL_DATA) -D "$$f" "$(DESTDIR)$(seagolibdir)/$$f" || exit 1; done
uninstall-local:
	rm -rf "$(DESTDIR)$(seagolibdir)/go"
clean-local: clean-go
clean-go:
	rm -f go
clean-runtime:
	rm -f libseagort.a runtime/obj/*.o
.PHONY: clean-go clean-runtime
TESTS += tests/runtime/run.sh
