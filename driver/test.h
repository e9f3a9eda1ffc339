/* test: running the test programs. Private to cmd_test.c, testrun.c, testjson.c and testcache.c. */
#ifndef DRIVER_TEST_H
#define DRIVER_TEST_H

#include "driver/driver.h"

typedef VEC(const char *) ArgVec;

typedef struct TestOptions {
    bool compile_only;     /* -c */
    bool json, verbose, bench, list;
    const char *output;    /* -o */
    int64_t timeout;       /* nanoseconds; 0: none */
    ArgVec args;           /* for the test program, -test.… first */
    bool here;             /* no packages were named: output as it comes, nothing is cached */
    bool cacheable;        /* no flag that makes each run another one */
} TestOptions;
extern TestOptions test_options;

/* ---- testflags.c ---- */

/* Fills test_options and build_options, and packages with the arguments that name some. */
void testflags_parse(int argc, char **argv, ArgVec *packages);

/* ---- testrun.c ---- */

/* Runs in a child of its own: runs exe in dir, writes what go test says of it to the file `output`, or
 * if that is NULL to standard output as it comes. Returns the exit status: 0 passed, 1 failed. */
int testrun(const TestPkg *t, const char *exe, const char *output, const char *access_log);

#endif
