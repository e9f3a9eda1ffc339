/* backend: from Go-level SSA to machine code and executables.
 *
 *   IrPackage --function by function: SSA, llvm_*--> LLVM module --passes, code generation--> ELF object in memory
 *                       --pctab--> the object with the compact pc table --> file
 *   objects, runtime archive --link--> executable
 *
 * What needs LLVM lives in a shared object, seago-llvm.so, which the driver loads on first use
 * (driver/backend_load.c): loading libLLVM costs more than a small compilation. The shared object
 * resolves base, types, ir, ssa and the rest of backend/ from the executable, which is therefore
 * linked with -rdynamic and with the whole of the archives.
 *
 * Order of a compilation:
 *     ir_compile; backend_typedescs; backend_split; api->compile for each module.
 *
 * Go functions at machine level: the C calling convention with the context (func value) in r10; more
 * than three words or two floats of results go by memory, whose address comes first (llvm.h).
 */
#ifndef BACKEND_BACKEND_H
#define BACKEND_BACKEND_H

#include "base/base.h"

struct IrPackage;

/* Writes the static data that describes types: descriptors for p->descs and all they mention, and the
 * itabs of p->itabs. Adds to p->data, and to p->funcs the method wrappers, equality and hash functions
 * these refer to; hence before SSA. Descriptors of package-scope types are left to their package. */
void backend_typedescs(struct IrPackage *p, int tree_minor);

/* How a large package is divided (split.c): module k has the functions from first[k] to before first[k + 1],
 * the last has no function but the package's data. */
typedef struct BackendSplit {
    VEC(uint32_t) first;
    uint32_t ndata;          /* data that there was before any function was compiled */
    Map data;                /* that: Sym -> DataSym */
} BackendSplit;
/* NULL: one module. limit: nodes of a module; 0: as measured to be good. After backend_typedescs. */
BackendSplit *backend_split(struct IrPackage *p, uint64_t limit);
/* Puts the objects of the modules into one file that backend_link takes; false with errno. */
bool backend_archive(const char *path, const char *const *objects, uint32_t n);

typedef struct BackendOptions {
    const struct SsaOptions *ssa;
    void (*stage)(const char *name); /* called when a part of a stage, "ssa" or "llvm", has ended */
    bool no_opt;             /* -N: fast, with variables for the debugger */
    bool debug;              /* DWARF in the object; the pc table is always there */
    int goamd64;             /* 1..4 */
    int tree_minor;
    const char *workdir;     /* compilation directory of the DWARF */
    BackendSplit *split;     /* NULL: all of the package */
    uint32_t module;         /* of split: which */
    const char *llvm_text;   /* also write LLVM IR after the passes to this file, or NULL */
    const char *asm_text;    /* also write assembly to this file, or NULL */
    const char *const *only; /* the texts are of the functions of these symbols, NULL-terminated; NULL: all */
} BackendOptions;

/* What an executable is made from. */
typedef struct LinkJob {
    const char *package;     /* as messages name it */
    const char *output;          /* written whole or not at all */
    const char **objects;        /* NULL-terminated */
    const char *runtime_archive;
    const char **inits;          /* symbols of init functions in execution order, NULL-terminated */
    const char *main_symbol;     /* "main.main" */
    int tree_minor;
    const char *go_version;      /* runtime.Version: "go1.19.8" */
    const char *goroot;          /* runtime.GOROOT unless the environment has another; "": none */
    const char *build_info;      /* runtime/debug's text of a build's origin */
    bool strip_all, strip_debug; /* -s, -w */
    bool compress_debug;         /* -compressdwarf */
    const char *map_file;        /* linker map, or NULL */
} LinkJob;

typedef enum LinkResult { LINK_DONE, LINK_FAILED, LINK_NO_SPACE } LinkResult;
/* Links a static executable; errors of the linker go to stderr, but that there is no space for output. */
LinkResult backend_link(const LinkJob *job);

enum { BACKEND_API_VERSION = 3 };
typedef struct BackendApi {
    int version;
    /* Compiles a package, or a module of it, to an object file. False: an error was reported with diag. The
     * SSA of a function lives until its code is in the module. */
    bool (*compile)(struct IrPackage *p, const BackendOptions *opt, const char *object_path);
} BackendApi;

/* The one exported function of seago-llvm.so. */
const BackendApi *seago_backend(void);

/* driver/backend_load.c: loads seago-llvm.so from the installation, once. Ends the
 * process with a message if it is not there. */
const BackendApi *backend_load(void);

#endif
