/* driver: the command line, the package graph and the jobs of a build.
 *
 *   arguments --load--> packages in dependency order --build--> one forked child a package:
 *   parse, check, ir, ssa, backend --> object and export data --link--> executable
 *
 * The driver itself never loads LLVM; backend_load does, once, before the first child that needs
 * machine code is forked.
 */
#ifndef DRIVER_DRIVER_H
#define DRIVER_DRIVER_H

#include <stdio.h>
#include <sys/types.h>

#include "base/base.h"
#include "lexer/lexer.h"

/* ---- commands (commands.def) ---- */

typedef struct Command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; the result is the exit status */
    const char *usage;                 /* what follows "usage: seago " */
    const char *summary;               /* one line */
    const char *help;                  /* paragraphs for "seago help NAME" */
} Command;
extern const Command commands[];
const Command *command_find(const char *name);

/* ---- flags.c: flags as Go's package flag reads them ---- */

typedef enum FlagKind { FLAG_BOOL, FLAG_STRING, FLAG_INT, FLAG_FUNC, FLAG_OPTION, FLAG_REFUSED } FlagKind;
typedef struct Flag {
    const char *name;
    FlagKind kind;
    void *value;    /* bool *, const char **, int *; FLAG_FUNC: void (*)(const char *);
                     * FLAG_OPTION: const char **, "true" for the flag alone, else what stands behind its =;
                     * FLAG_REFUSED: const char *, the values that are not refused, between spaces */
    const char *arg; /* name of the value in help, NULL for bools */
    const char *help;
} Flag;
/* Parses flags up to the first other argument; returns its index. An unknown flag or a bad value is
 * reported as the go command does, and ends the process with status 2. */
/* Those of $GOFLAGS that are in flags come first. */
int flags_parse(const char *command, int argc, char **argv, const Flag *flags);
/* As Go's strconv.ParseBool; false: s is none. */
bool flag_parse_bool(const char *s, bool *v);
bool flag_is_bool(const Flag *f); /* it needs no value */
void flag_set(const char *command, const Flag *f, const char *value); /* one flag; errors likewise */
void flags_print(const Flag *flags, FILE *out);
NORETURN void usage_error(const char *command, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- context.c: the Go tree, the target and this installation ---- */

typedef struct Context {
    const char *goroot;    /* folder that has src/ */
    int tree_minor;        /* N of its Go 1.N */
    const char *go_version;/* "go1.19.8" */
    const char *workdir;
    const char *exe_dir;   /* of the running seago */
    const char *lib_dir;   /* has libseagort.a and the Go side of the runtime */
    const char *gopath;
    const char *gomodcache;/* GOMODCACHE, else pkg/mod in the first folder of gopath */
    bool gopath_mode;      /* GO111MODULE=off */
    const char *mod;       /* -mod: "readonly", "vendor", "mod"; NULL: as go.mod and the folders say */
    const char **tags;     /* -tags */
    int ntags;
    int goamd64;           /* 1 to 4 */
} Context;
extern Context context;
void context_init(const char *argv0);
const char *context_lib_file(const char *name); /* path of a file of the installation */

/* ---- files.c ---- */

/* Reads a whole file; the text is NUL-terminated and lives in perm. NULL with errno set on failure. */
char *file_read(const char *path, size_t *size);
bool file_write(const char *path, const void *data, size_t size); /* whole or not at all; false with errno */
bool file_exists(const char *path);
bool dir_exists(const char *path);
char *path_join(const char *dir, const char *name); /* clean: no ".", "..", "//" */
char *path_clean(const char *path);
char *path_abs(const char *path);
char *path_dir(const char *path);
const char *path_base(const char *path);
/* Names of a folder's entries in byte order; n 0 if it cannot be read. */
char **dir_list(const char *path, int *n);
/* A new folder for this process's intermediate files, removed at exit unless keep. */
const char *work_dir(void);
void work_dir_keep(void);
void work_dir_remove(void);

/* ---- constraint.c: build constraints (go/build/constraint, go help buildconstraint) ---- */

/* amd64 false: a GOARCH that no file names. other: as for a compiler that is not gc, and without assembly */
typedef struct Tags { bool amd64, std, other; } Tags;
bool constraint_tag_holds(const Tags *t, const char *tag, size_t len);
bool constraint_name_holds(const Tags *t, const char *file_name);
/* Evaluates a //go:build expression; *error is set to a message if it is malformed. */
bool constraint_eval(const Tags *t, const char *expr, size_t len, const char **error);

/* ---- header.c: package clause, imports and constraints without parsing the rest ---- */

/* line, col: of the name in front of the path, if there is one, where the go command speaks of imports */
typedef struct ImportSpec { const char *path; LitText literal; uint32_t line, col, path_col; } ImportSpec;
/* A pattern of a //go:embed line. files: the names it stands for, relative to the package's folder. */
typedef struct Embed {
    const char *pattern, *file;
    uint32_t line, col;
    VEC(const char *) files;
} Embed;
typedef struct Header {
    const char *package;   /* NULL: there is no package clause (the parser will say why) */
    VEC(ImportSpec) imports;
    VEC(Embed) embeds;     /* if "embed" is imported */
    const char *build;     /* text behind //go:build, NULL if there is none */
    bool plus_build_ok;    /* old // +build lines hold (true if there are none) */
    bool has_plus_build;
    uint32_t import_c_line, import_c_col; /* of import "C", else 0 */
    const char *error;     /* of syntax, in the go command's words; NULL if there is none */
    uint32_t error_line, error_col; /* line 0: it is shown without */
    bool error_full_path;  /* it is shown with the file's whole path */
} Header;
void header_read(const Tags *t, const char *text, size_t size, Header *h);
/* headsyntax.c: the first error of a file's package clause and imports */
void header_check_syntax(const char *text, size_t size, Header *h);

/* ---- embed.c ---- */

struct LoadPkg;
/* Finds the files of the pattern; without any, or with wrong ones, p gets an error. */
void embed_resolve(struct LoadPkg *p, Embed *e);

/* ---- importpath.c ---- */

/* Why no package can have this path, as the go command says it; NULL if one may. */
const char *importpath_problem(const ImportSpec *s, uint32_t *col);
/* The same in the compiler's words, of a path that was not found. */
const char *importpath_compiler_problem(const char *path);
bool importpath_is_relative(const char *path);

/* ---- gomod.c: go.mod and go.work (go.dev/ref/mod#go-mod-file) ---- */

typedef struct ModVersion { const char *path, *version; } ModVersion;
/* old.version NULL: whatever the version; new.version NULL: new.path is a folder, dir the same folder. */
typedef struct ModReplace { ModVersion old, new; const char *dir; } ModReplace;
typedef struct Module {
    const char *dir, *path;
    const char *version;   /* NULL: a main module, whose go.mod rules */
    ModVersion replacement;/* path NULL: none */
    const char *file;      /* its go.mod; NULL: it has none */
    int go_minor;          /* language of its packages; 0: none given */
    const char *go_version; /* as written */
    uint32_t go_line, go_col;
    VEC(ModVersion) requires, excludes;
    VEC(ModReplace) replaces;
} Module;
typedef VEC(Module *) ModuleVec;
/* The nearest go.mod at dir or above it, read; NULL: none. Syntax errors end the process as the go command
 * does. */
Module *module_find(const char *dir);
/* Another go.mod, as it stands, for a module that lies in dir; NULL: no such file. */
Module *gomod_read(const char *file, const char *dir);
typedef struct Workspace {
    const char *dir;       /* of go.work */
    int go_minor;
    ModuleVec modules;
    VEC(ModReplace) replaces;
} Workspace;
const Workspace *gowork(void); /* the go.work in force, or NULL */

/* ---- modgraph.c: which version of which module a build uses ---- */

/* The module that the working directory lies in, or that go.work names; NULL: none. */
Module *module_main(void);
/* The main module or the selected dependency that dir belongs to; NULL: dir is outside all of them. */
Module *module_of_dir(const char *dir);
/* Folder and module of an import path; NULL with a reason in *problem, or NULL there: no module has it. */
const char *module_resolve(const char *import_path, Module **owner, const char **problem);
/* What stands in go.sum of the main modules: "h1:..."; "" without. */
const char *module_sum(const char *path, const char *version);

/* ---- modvendor.c: vendor folders (go.dev/ref/mod#vendoring) ---- */

/* The folder that all imports come from; NULL: none is in use. What contradicts go.mod ends the process. */
const char *modvendor_dir(void);
/* The module of a vendored package; NULL: modules.txt does not know it. */
Module *modvendor_module(const char *import_path);

/* ---- jobs.c: child processes in dependency order ---- */

typedef struct Job Job;
typedef VEC(Job *) JobVec;
typedef enum JobState { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED } JobState;
struct Job {
    pid_t (*start)(Job *j);          /* forks the child; 0: there is nothing to run; -1 with errno */
    bool (*end)(Job *j, int status); /* it has ended (wait status): did it succeed? */
    void (*skip)(Job *j);            /* instead of start, when a job that it needs has failed; or NULL */
    JobVec needs;
    JobState state;
    pid_t pid;
};
/* Runs them all, at most limit at once, earlier ones of the list first. True if none failed. */
bool jobs_run(JobVec *jobs, int limit);
int jobs_limit(int wanted); /* wanted, or the number of processors if it is 0 */

/* ---- load.c: the package graph ---- */

typedef struct LoadPkg LoadPkg;
typedef struct MissingImport { const char *path, *error; } MissingImport;
typedef VEC(LoadPkg *) LoadVec;
struct LoadPkg {
    const char *path;      /* import path; "command-line-arguments" for files */
    const char *link_path; /* prefix of its symbols: path, "main" for main packages */
    const char *dir, *name;
    VEC(const char *) files; /* absolute, in the order given or sorted */
    VEC(ImportSpec) imports; /* with the file index beside */
    VEC(int) import_file;
    VEC(Embed) embeds;
    LoadVec deps;          /* of each import; NULL for unsafe */
    LoadPkg *importer;     /* who asked first, for messages */
    Module *module;
    bool std, is_main, visiting, done;
    const char *head_error; /* of syntax, before or in the imports of a file */
    bool only_tests;       /* no files but those of tests */
    bool bodyless_ok;      /* a file of assembly without instructions says so */
    bool without_asm;      /* files are selected as for a compiler that is not gc: gc's need assembly */
    VEC(const char *) named_tests; /* test files that arguments named */
    const char *for_test;  /* import path under test, if this is compiled for that test alone */
    char *text;            /* source of files[0] if it is generated */
    void (*generate)(LoadPkg *p); /* makes text, once the dependencies are built; or NULL */
    const char *error;     /* why it cannot be compiled: what loading found */
    int error_status;
    VEC(MissingImport) missing; /* imports that no package was found for */
    bool named;            /* on the command line: -gcflags without a pattern is for it */
    int go_minor;
    int index;             /* position in dependency order */
    /* build results */
    const char *key;       /* hash of all it is made from; NULL: not in the cache */
    const char *export_file, *object_file, *info_file;
    const char *export_hash; /* of the export data: what importers depend on */
    bool has_main;         /* there is a func main */
    const char *init_symbol; /* of the function that initialises it; NULL: nothing to do */
    VEC(const char *) tests; /* of test files: testscan_write's lines */
    Job *job;
};
typedef struct LoadGraph {
    LoadVec order;         /* dependencies first */
    LoadVec roots;         /* what the arguments named */
} LoadGraph;
/* Loads what the arguments name and all it imports. Errors are printed as the go command prints them;
 * the process then ends with the right status. */
LoadGraph *load_packages(char **args, int nargs);
bool pattern_is_files(char **args, int nargs);
const char *package_label(const LoadPkg *p); /* "p", "p [q.test]": how messages name it */

/* ---- testgraph.c: the packages of a test ---- */

/* A package under test. tested is pkg with its own test files, or pkg itself if it has none; external
 * the package of those files that say "package P_test". What imports pkg is compiled once more against
 * tested, as far as main reaches it. */
typedef struct TestPkg {
    LoadPkg *pkg, *tested, *external, *main; /* external may be NULL; main NULL: no test files */
    const char *error;                       /* of loading it: it cannot be run */
} TestPkg;
typedef VEC(TestPkg *) TestVec;
/* Loads what the arguments name with its tests; all that must be compiled is in the graph's order.
 * Errors of arguments end the process, errors of packages are in the TestPkgs. */
LoadGraph *load_tests(char **args, int nargs, TestVec *tests);

/* ---- testscan.c: the tests that a file declares ---- */

struct AstFile;
bool testscan_is_test_file(const char *name);
/* Reports test functions with a wrong signature, as the go command does. */
void testscan_check(struct AstFile *f);
/* A line for each: "test test NAME", "test main NAME", likewise for benchmark and fuzz;
 * "test example NAME ordered|unordered QUOTED" with the output wanted. */
void testscan_write(struct AstFile *f, Buf *out);

/* ---- testmain.c ---- */

char *testmain_text(const TestPkg *t); /* source of the test's main package; its packages are built */

typedef VEC(const char *) Words;
/* goflags.c: the flags of $GOFLAGS without their dashes. What is no flag ends the process. */
Words goflags(void);

/* ---- gcflags.c: what -gcflags says ---- */

typedef struct GcFlags {
    bool all_errors, no_opt, no_inline, no_bounds, std, ssa_check, checkptr;
    int m_level;
    uint64_t module_nodes; /* -d=modulesize=N; 0: as usual */
    int lang;              /* 0: as the module says */
    const char *path;      /* -p; NULL: the import path */
    const char *bench;     /* -bench=FILE */
} GcFlags;
extern bool gcflags_incomplete_ok; /* -complete=false: functions without a body may be defined elsewhere */
extern GcFlags gcflags;    /* of the package that this process compiles */

Words split_words(const char *text); /* as a command line: blanks separate, quotes enclose */
/* One -gcflags, "[pattern=]flags". Wrong flags are fatal at once. */
void gcflags_parse(const char *value);
/* The flags that p takes, as they were written; "" if none. */
const char *gcflags_text(const LoadPkg *p);
/* Whether they want p measured (-bench). */
bool gcflags_measure(const LoadPkg *p);
/* Makes gcflags those of p, in the process that compiles it. */
void gcflags_select(const LoadPkg *p);
bool gcflags_all_errors(const LoadPkg *p); /* -e is among them */

/* ---- times.c: what each stage of compiling one package costs (-gcflags=-bench=FILE) ---- */

void times_start(void);
void times_child(void); /* in a new process of the compilation */
void times_stage(const char *name); /* all since the last call was this stage */
void times_write(const LoadPkg *p, const char *path, uint32_t lines);

/* ---- compile.c: one package through all stages; runs in a child ---- */

typedef enum Stage { STAGE_CHECK, STAGE_IR, STAGE_SSA, STAGE_LLVM, STAGE_ASM, STAGE_OBJECT } Stage;
typedef struct CompileJob {
    LoadPkg *pkg;
    Stage stage;
    const char *func;      /* -func: show this function only */
    FILE *out;             /* of the show stages */
} CompileJob;
/* Compiles and, on success, writes pkg->export_file and pkg->object_file. Returns the exit status. */
int compile_package(const CompileJob *job);

/* What the child says of the package beside the object: lines "init SYMBOL", "main", in this file. */
const char *compile_facts_file(const LoadPkg *p);

/* ---- store.c: the folder of the build cache ---- */

const char *cache_folder(void); /* NULL: none (SEAGOCACHE=off, or no home) */
bool cache_make_dirs(const char *path); /* with those above */
/* The file of a key (hex digits), there or not; NULL without a cache. */
const char *cache_file(const char *key, const char *suffix);
/* The same for what this compiler alone can read, found by any text. */
const char *cache_private_file(const char *suffix, const char *about);
bool cache_used(const char *path); /* it stays for some days more; true: an hour has passed since the last time */
void cache_trim(void);             /* removes what is old, once a day */
void cache_remove(const char *suffix); /* all files with it; NULL: all */
void cache_digest(const void *data, size_t size, uint8_t digest[32]); /* SHA-256 */
const char *hex_text(const uint8_t digest[32]);

/* ---- cacheprog.c: a cache that another program keeps ---- */

bool cacheprog_enabled(void); /* GOCACHEPROG names one; it is started */
/* The path of a file with what was stored; NULL: nothing was. */
const char *cacheprog_get(const char *key, const char *kind);
/* Stores the file's content; returns the path that it has from now on, NULL if it was not taken. */
const char *cacheprog_put(const char *key, const char *kind, const char *path);

/* ---- known.c: what is known of files without reading them ---- */

const char *known_digest(const char *path); /* hex SHA-256 of the content; NULL with errno */
bool known_header(const Tags *t, const char *path, Header *h); /* as header_read; false with errno */
bool known_unchanged(const char *path); /* since its digest or header was asked for */
void known_save(void);

/* ---- cache.c: packages in the cache ---- */

bool cache_lookup(LoadPkg *p, Stage stage);
bool cache_store(LoadPkg *p, const char *what, const char *messages);
const char *cache_hash_file(const char *path); /* reads it */
/* identity.c: what tells an ELF file's content: its build id, else its hash. "" if it cannot be read. */
const char *file_identity(const char *path);

/* ---- build.c ---- */

typedef struct StringVar { const char *path, *name, *value; } StringVar; /* -X path.name=value */
typedef struct BuildOptions {
    VEC(StringVar) string_vars;
    const char *output;    /* -o */
    bool verbose, show_commands, dry_run, keep_work;
    bool strip_symbols, strip_dwarf, compress_dwarf, trimpath;
    int jobs;
} BuildOptions;
extern BuildOptions build_options;
extern const Flag build_flags[];
void build_string_var(const char *definition); /* -X */
/* Compiles the graph; prints diagnostics. True if all packages were built. */
bool build_graph(LoadGraph *g, Stage stage);
int build_failed_status(void); /* the go command's exit status when a package or program cannot be built */
/* Appends a job for each package of the graph; it stands in LoadPkg.job. */
void build_jobs(const LoadGraph *g, JobVec *jobs);
/* The same, but the packages named are printed at that stage: one function of them if func is given. */
bool build_and_show(LoadGraph *g, Stage stage, const char *func);
/* Links main package p, unless output is that program already; exits with 2 on failure. */
void build_link(LoadGraph *g, LoadPkg *p, const char *output);
/* The same for a program to be run now: returns its path, which ends in name. */
const char *build_link_program(LoadGraph *g, LoadPkg *p, const char *name);

/* ---- linkcache.c: what has been linked ---- */

struct LinkJob;
/* The hash of all that a program is made of; NULL: it cannot be told. */
const char *linkcache_key(const struct LinkJob *job, const LoadVec *order);
bool linkcache_current(const char *key, const char *output); /* output is that program */
void linkcache_record(const char *key, const char *output);
/* Where the cache has, or can have, that program; NULL: nowhere. */
const char *linkcache_program(const char *key, const char *name);

/* ---- commands ---- */
#define COMMAND(name, usage, summary, help) int cmd_##name(int argc, char **argv);
#include "driver/commands.def"
#undef COMMAND

#endif
