/* ssa: functions in static single assignment form, with Go's meaning kept.
 *
 *   low IR --ssa_build--> SSA --passes (passes.def)--> scheduled SSA --> backend/
 *
 * A function is a graph of blocks; a block holds values and ends in a branch given by its kind. A
 * value is computed once, from its arguments, and is a scalar: an integer, a float, a pointer (maps,
 * chans, funcs, unsafe.Pointer too) or a bool; or the state of memory (ssa_mem_type); or nothing
 * (ssa_void_type). Strings, slices, interfaces, complex numbers, small structs and arrays of one
 * element are taken apart into their scalars while SSA is built (ssa_parts). What has more than
 * SSA_MAX_PARTS scalars, arrays, variables whose address is taken and volatile ones live in memory:
 * LocalAddr names their place.
 *
 * Memory is a value: Store, Move, Zero and calls take a memory and are the next one; Load takes the
 * memory it reads. A call *is* the memory after it; SelectN [i] gives its i-th scalar result.
 *
 * ---- calling convention (backend and runtime rely on it) ----
 *
 * Scalar arguments in LLVM's C convention, in this order:
 *   1. for each result that is not SSA-able: a pointer to memory of the caller's for it (never read
 *      before it is written);
 *   2. the parameters, receiver first. An SSA-able one gives its scalars in order (string: ptr, len),
 *      another one a pointer to a copy that the callee owns. Things of size zero vanish.
 * The scalars of the SSA-able results are returned: none: void; one: itself; more: an LLVM struct.
 * A closure's context (pointer to its GoFunc) is LLVM's `nest` parameter: r10. Methods called through
 * an interface take the data word as receiver. Functions with defer: see DEFER below.
 *
 * ---- panics ----
 *
 * Checks are explicit. Bounds, division and shift checks are IF blocks to an unlikely EXIT block that
 * holds one RtCall of a NORETURN row; its pos is what a traceback shows, so the backend must not merge
 * two of them (`nomerge`). NilCheck is a value: it gives its pointer back and panics if it is nil.
 */
#ifndef SSA_SSA_H
#define SSA_SSA_H

#include <stdio.h>

#include "base/base.h"
#include "ir/ir.h"
#include "types/types.h"

typedef struct Value Value;
typedef struct Block Block;
typedef struct SsaFunc SsaFunc;

typedef enum SsaOp {
#define OP(ID, nargs, AUX, FLAGS) OP_##ID,
#include "ssa/ops.def"
#undef OP
    OP_COUNT
} SsaOp;

typedef enum SsaAux { /* what Value.aux and .auxint hold */
    SAUX_NONE,
    SAUX_INT,     /* auxint: a number */
    SAUX_BOOL,    /* auxint: 0 or 1 */
    SAUX_FLOAT,   /* auxint: the bits of a double (also for float32) */
    SAUX_SYM,     /* aux: const Sym *, link symbol */
    SAUX_NAME,    /* aux: Name * */
    SAUX_NAMEINT, /* aux: Name * or NULL; auxint */
    SAUX_TYPE,    /* aux: Type * that is accessed; auxint: SSA_VOLATILE or 0 */
    SAUX_TYPESIZE,/* aux: Type * or NULL (no pointers); auxint: size in bytes */
    SAUX_CALL,    /* aux: SsaCall * */
} SsaAux;

enum SsaOpFlags {
    SF_COMM = 1,     /* x op y == y op x */
    SF_WIDTH = 2,    /* text form shows the width of the result: Add64 */
    SF_ARGWIDTH = 4, /* ... of the first argument: Eq64 */
    SF_FLOAT = 8,    /* ... followed by F */
    SF_CVT = 16,     /* ... of both: SignExt8to64 */
    SF_MEM = 32,     /* gives a memory */
    SF_READ = 64,    /* the last argument is a memory */
    SF_CALL = 128,
    SF_KEEP = 256,   /* has an effect: stays although unused */
};

typedef struct SsaOpInfo {
    const char *name;
    int nargs;       /* -1: any number */
    uint8_t aux;     /* SsaAux */
    uint16_t flags;
} SsaOpInfo;
extern const SsaOpInfo ssa_ops[OP_COUNT];

enum { SSA_VOLATILE = 1 };   /* auxint of Load and Store */
enum { SSA_BOUNDED = 1 };    /* auxint of shifts: the count is less than the width */
enum { SSA_MAX_PARTS = 4 };

struct Value {
    uint32_t id;             /* unique in the function, never reused */
    uint16_t op;             /* SsaOp */
    bool is_stmt;            /* first value of a source statement: gets a line-table stop */
    bool nonneg;             /* an integer that is never negative: a length or capacity */
    uint32_t nargs, cap;
    Value **args;            /* of a phi: one for each predecessor */
    Type *type;
    int64_t auxint;
    void *aux;
    Block *block;
    Pos pos;
    int32_t inl;             /* index into SsaFunc.inlines, -1: the function's own text */
    uint32_t uses;           /* arguments and controls that are this value */
    uint32_t mark;           /* scratch of passes */
};

typedef enum BlockKind {
    BLOCK_PLAIN,  /* one successor */
    BLOCK_IF,     /* controls: a bool; successors: true, false */
    BLOCK_SWITCH, /* controls: an integer; cases[i] leads to succs[i + 1]; succs[0] is the default */
    BLOCK_DEFER,  /* controls: the DeferInit before it; successors: normal, and where a recovered
                   * panic resumes (which sees memory only: nothing but volatile variables is valid) */
    BLOCK_RET,    /* controls: the scalar results, then the memory */
    BLOCK_EXIT,   /* controls: a memory; its last call does not return */
} BlockKind;

typedef struct Edge { Block *b; uint32_t i; } Edge; /* other end, and the index of the reverse edge there */

struct Block {
    uint32_t id;
    BlockKind kind;
    int8_t likely;           /* of an IF: 1 the first successor, -1 the second, 0 unknown */
    VEC(Value *) values;     /* in order once scheduled; phis first */
    VEC(Value *) controls;
    VEC(Edge) succs;
    VEC(Edge) preds;
    int64_t *cases;
    Pos pos;
    int32_t inl;
    uint32_t mark;
    void *build;             /* scratch of build.c */
};

typedef struct SsaCall {
    Func *fn;                /* StaticCall: symbol fn->linksym */
    RtId rt;                 /* RtCall */
    Type **results;          /* types of the scalar results */
    uint32_t nresults;
    bool noreturn;
} SsaCall;

typedef struct SsaInline { int32_t parent; Func *fn; Pos call_pos; } SsaInline;

typedef struct SsaFunc {
    Func *fn;                /* NULL for parsed text */
    const Sym *name;
    Arena *arena;
    Block *entry;
    VEC(Block *) blocks;     /* entry first; in layout order once scheduled */
    uint32_t next_value, next_block;
    NameVec stack;           /* variables that LocalAddr names: allocate each once, in the entry block */
    VEC(SsaInline) inlines;  /* inlined calls; a parent has a smaller index, -1: the function itself */
    Type **params;           /* of the LLVM function, without the context; Arg [i] is the i-th */
    Name **param_names;      /* what each belongs to; NULL for hidden result pointers */
    uint32_t nparams;
    Type **results;          /* scalars returned */
    uint32_t nresults;
    bool scheduled, uses_context, has_defer;
    bool lazy_defer;         /* its DeferFrame is linked only where it panics (lazydefer.c) */
    struct SsaAnalyses *analyses;
    Value *freelist;
} SsaFunc;

/* ---- types ---- */

extern Type *const ssa_mem_type, *const ssa_void_type; /* pseudo types, compared by address */

typedef struct SsaPart { Type *type; int64_t offset; bool length; } SsaPart; /* length: len or cap */
/* The scalars of t and where they lie in memory; -1 if t is not SSA-able. Zero-size types have 0. */
int ssa_parts(Type *t, SsaPart parts[SSA_MAX_PARTS]);

typedef enum ScalarKind { SCALAR_BOOL, SCALAR_INT, SCALAR_FLOAT, SCALAR_PTR, SCALAR_NONE } ScalarKind;
ScalarKind ssa_scalar(Type *t); /* of a part; SCALAR_NONE for pseudo types */
int ssa_width(Type *t);         /* bits of a scalar: 8 (also bool), 16, 32, 64 */
bool ssa_signed(Type *t);

/* ---- building, passes ---- */

typedef struct SsaOptions {
    bool no_opt;             /* -N: all variables in memory, required passes only */
    bool no_bounds;          /* -B: no bounds checks */
    bool check;              /* verify after each pass, shuffle what need not be in order */
    const char *html_func;   /* GOSSAFUNC; NULL: none */
    const char *html_dir;    /* GOSSADIR, NULL: working directory */
} SsaOptions;

/* Only what callers must know: name, params, results, has_defer. */
SsaFunc *ssa_declare(Func *f);
/* SSA of a function in low form. Never NULL; errors (unsupported things) go to diag. */
SsaFunc *ssa_build(Func *f, const SsaOptions *opt);
/* Runs the passes of passes.def; afterwards f is scheduled. */
void ssa_run_passes(SsaFunc *f, const SsaOptions *opt);
/* Both. */
SsaFunc *ssa_compile(Func *f, const SsaOptions *opt);
void ssa_free(SsaFunc *f); /* and all that belongs to it */
/* The argument of -d: "ssa/NAME/off", "/on", "/stats", "/debug=N", "/time", "/dump", "/dump=FUNC",
 * "ssa/check_bce/on". False if it names no pass. Without `set` it is only looked at. */
bool ssa_debug_flag(const char *arg, bool set);

/* ---- text ---- */

void ssa_dump(const SsaFunc *f, FILE *out);
void ssa_dump_buf(const SsaFunc *f, Buf *out);
const char *ssa_value_text(const SsaFunc *f, const Value *v); /* one line, in perm */
SsaFunc *ssa_parse(const char *text, const char **error);     /* what ssa_dump wrote; NULL and *error */
bool ssa_run_pass(SsaFunc *f, const char *name);              /* for tests; false: no such pass */
void ssa_verify(SsaFunc *f, const char *after);               /* diag_bug on a malformed function */

#endif
