/* What the files that make the package graph share: load.c, patterns.c, testgraph.c. */
#ifndef DRIVER_LOAD_H
#define DRIVER_LOAD_H

#include "driver/driver.h"

extern LoadGraph load_graph;
extern bool load_with_tests; /* packages of test files alone count */

/* Wrong arguments: prints and ends the process. */
NORETURN void load_fail(int status, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A package that cannot be compiled; the first error is kept. */
void load_error(LoadPkg *p, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);
const char *load_shown(const char *path); /* relative to the working directory if it is below */
bool load_has_suffix(const char *s, const char *suffix);

/* ---- load.c ---- */

/* Go files: not of tests, whatever the constraints; test files. The first file of assembly, or NULL. */
typedef struct DirFiles { int seen, tests; const char *assembly; } DirFiles;
Tags load_tags(const LoadPkg *p);
/* Reads the files of p's folder. False if there are none and a pattern matched the folder: no error then. */
bool load_read_dir(LoadPkg *p, bool by_pattern);
bool load_read_header(LoadPkg *p, const Tags *t, const char *file, Header *h);
bool load_header_holds(LoadPkg *p, const Tags *t, const char *file, const Header *h);
void load_check_same_package(LoadPkg *p, const char *file, const Header *h);
void load_add_file(LoadPkg *p, const char *file, const Header *h);
const char *load_test_stand_in(const LoadPkg *p); /* for assembly that std's tests of p need; NULL without */
const char *load_std_dir(const char *path); /* NULL: std has no such package */
const char *load_gopath_dir(const LoadPkg *from, const char *path);
LoadPkg *load_new_package(const char *path, const char *dir, bool std);
LoadPkg *load_known(const char *path);
void load_remember(LoadPkg *p);
/* The package that the i-th import of p names, loaded; NULL for unsafe and after errors. */
LoadPkg *load_import(LoadPkg *p, int i);
/* After these: what is wrong with the imports becomes the error of p. */
void load_report_imports(LoadPkg *p);
void load_package(LoadPkg *p); /* with all that it imports; appends to load_graph.order */

/* ---- patterns.c ---- */

void load_arguments(char **args, int nargs, LoadVec *out);

#endif
