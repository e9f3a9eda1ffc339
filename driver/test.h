/* test: running the test programs. Private to cmd_test.c, testrun.c, testjson.c and testcache.c. */
#ifndef DRIVER_TEST_H
#define DRIVER_TEST_H

#include "driver/driver.h"

typedef VEC(const char *) ArgVec;

typedef struct TestOptions {
    bool compile_only;     /* -c */
    bool json, verbose, bench, list;
    const char *output;    /* -o */
    const char *profile;   /* a flag that asks for one, or NULL */
    bool outputdir_given;
    int64_t timeout;       /* nanoseconds; 0: none */
    ArgVec args;           /* for the test program, -test.… first */
    bool here;             /* no packages were named: output as it comes, nothing is cached */
    bool cacheable;        /* no flag that makes each run another one */
} TestOptions;
extern TestOptions test_options;

/* The program stays when the tests have run: its profile names addresses in it, or it was asked for. */
static inline bool test_keeps_program(void)
{
    return test_options.compile_only || test_options.output || test_options.profile;
}

/* ---- testflags.c ---- */

/* Fills test_options and build_options, and packages with the arguments that name some. */
/* Whether test programs have the flag. */
bool testflags_known(const char *name, size_t len);
void testflags_parse(int argc, char **argv, ArgVec *packages);

/* ---- testjson.c ---- */

typedef struct TestJson TestJson;
TestJson *testjson_new(const char *pkg, Buf *out);            /* events are appended to out */
void testjson_write(TestJson *j, const char *p, size_t n);    /* what the program printed */
void testjson_end(TestJson *j, const char *action);           /* "pass", "fail", "skip" */

/* ---- testcache.c: results of runs that may be used again ---- */

/* The result of running t's program with these arguments, if it was run before and nothing that it
 * looked at has changed: its output with the verdict. NULL: none. */
const char *testcache_lookup(const TestPkg *t);
/* Keeps the output of a run that passed; access_log: what the program looked at. */
void testcache_store(const TestPkg *t, const char *access_log, const char *output, size_t size);

/* ---- testrun.c ---- */

/* Runs in a child of its own: runs exe in the package's folder, writes what go test says of it to the
 * file `output`, or if that is NULL to standard output as it comes. access_log: a file to be written,
 * or NULL; then a result that is good is kept in the cache. Returns the exit status: 0 passed, 1 failed. */
int testrun(const TestPkg *t, const char *exe, const char *output, const char *access_log);

#endif
