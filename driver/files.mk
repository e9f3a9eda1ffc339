# driver: the seago executable
bin_PROGRAMS += seago
seago_SOURCES = driver/driver.h driver/commands.def driver/refused.def driver/main.c driver/flags.c driver/goflags.c driver/files.c \
    driver/context.c driver/constraint.c driver/header.c driver/headsyntax.c driver/module.h driver/gomod.c driver/semver.c \
    driver/modgraph.c driver/modvendor.c driver/gcflags.c \
    driver/embed.c driver/importpath.c driver/load.h driver/load.c driver/patterns.c driver/testgraph.c \
    driver/testscan.c driver/testmain.c driver/test.h driver/testrun.c driver/testjson.c driver/testcache.c driver/testflags.def driver/testflags.c \
    driver/cmd_test.c driver/template.h driver/template_parse.c driver/template_func.c driver/template_exec.c driver/cmd_list.c driver/jobs.c driver/build.c driver/known.c driver/store.c driver/cacheprog.c \
    driver/modules.h driver/modules.c driver/cache.c driver/identity.c driver/compile.c driver/times.c driver/link.c driver/linkcache.c driver/cmd_build.c \
    driver/cmd_show.c driver/cmd_env.c driver/backend_load.c
seago_CPPFLAGS = $(AM_CPPFLAGS) -DSEAGO_GOROOT='"$(GOROOT_DEFAULT)"' -DLLD_PATH='"$(LLD)"'
# seago-llvm.so takes what it needs from the executable, hence all of the archives
seago_LDADD = $(WHOLE_ARCHIVES) libbackend.a libssa.a libir.a libtypes.a libparser.a liblexer.a libbase.a $(SOME_ARCHIVES) \
    -lmpfr -lgmp -lnettle -ldl -lpthread
seago_LDFLAGS = $(AM_LDFLAGS) -rdynamic
dist_man1_MANS = driver/seago.1
