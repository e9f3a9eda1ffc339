/* ir: the typed tree of a package's functions.
 *
 *   annotated AST --build--> tree --instantiate, deadcode, inline, devirtualise, escape--> tree
 *                 --order, desugar--> low tree --> ssa/
 *
 * The tree makes explicit what the source leaves to the reader: implicit conversions, dereferences and
 * paths through embedded fields, receivers, packed variadic arguments, constant values. Operations
 * keep Go's meaning, so that inlining and escape analysis can say what they did in the words of the
 * source. Desugaring then fixes the order of evaluation (spec "Order of evaluation") and states every
 * operation that is not a few instructions as calls of abi/runtime.def; in the low tree each
 * expression may be evaluated left to right where it stands.
 *
 * Generic functions stay generic in the tree (types mention type parameters); ir_instantiate clones
 * with substitution. Only functions without type parameters are desugared.
 *
 * Nodes are uniform: an operation, kids, an auxiliary. ops.def says what each holds; printing, parsing
 * (text form), verifying, cloning and export are driven by that table.
 */
#ifndef IR_IR_H
#define IR_IR_H

#include <stdio.h>

#include "base/base.h"
#include "types/types.h"

typedef struct Node Node;
typedef struct Name Name;
typedef struct Func Func;
typedef struct IrPackage IrPackage;
typedef struct DataSym DataSym;

typedef VEC(Node *) NodeVec;
typedef VEC(Name *) NameVec;
typedef VEC(Func *) FuncVec;

typedef enum IrOp {
#define OP(ID, text, CLASS, PHASE, kids, AUX) IR_##ID,
#include "ir/ops.def"
#undef OP
    IR_COUNT
} IrOp;

typedef enum RtId { /* rows of abi/runtime.def */
#define RT(name, result, params, attr) RT_##name,
#include "abi/runtime.def"
#undef RT
    RT_COUNT
} RtId;
extern const char *const rt_names[RT_COUNT];  /* "rt_newobject" */
extern const char *const rt_results[RT_COUNT];
extern const char *const rt_params[RT_COUNT];
extern const bool rt_noreturn[RT_COUNT];

enum NodeFlags {
    NODE_IMPLICIT = 1 << 0,  /* not in the source: an implicit conversion, dereference, address */
    NODE_DEF = 1 << 1,       /* ASSIGN, AS2..., RANGE: defines its left-hand variables; DCL: part of := */
    NODE_DDD = 1 << 2,       /* call f(x...) or append(s, x...) */
    NODE_BOUNDED = 1 << 3,   /* index known to be in range */
    NODE_NONNIL = 1 << 4,    /* pointer known not to be nil */
    NODE_COMMAOK = 1 << 5,
    NODE_LIKELY = 1 << 6,
    NODE_UNLIKELY = 1 << 7,
    NODE_STACK = 1 << 8,     /* escape analysis: the allocation stays on the stack */
    NODE_NOINLINE = 1 << 9,  /* this call is not to be inlined */
    NODE_PERITER = 1 << 10,  /* RANGE: a fresh variable for each iteration (Go 1.22); FOR is rewritten */
    NODE_SOURCE = 1 << 11,   /* a statement of the source: gets a line-table stop */
};

struct Node {
    uint16_t op;             /* IrOp */
    uint16_t flags;
    Pos pos;
    uint32_t nkids;
    uint32_t mark;           /* scratch for passes */
    Type *type;              /* EXPR; NULL for statements; a tuple for multi-value calls */
    Node **kids;
    union {
        Name *name;
        Func *func;
        Const *val;
        Type *type;
        int64_t index;       /* FIELD: field index; METHOD: method index; OP: an IrOp; RT: an RtId; AS2: n */
        const Sym *sym;      /* LABEL: unique in the function; SYM: link symbol */
        Obj *obj;            /* METHODVALUE, CALLMETHOD: the method */
    } aux;
    const char *source;      /* CONST, for -m: as it was written; or NULL */
};

typedef enum NameClass { NAME_AUTO, NAME_PARAM, NAME_RESULT, NAME_GLOBAL, NAME_CAPTURED } NameClass;
struct Name {
    NameClass cls;
    const Sym *sym;          /* source name; temporaries begin with '.' */
    Type *type;
    Pos pos;
    Pos use;                 /* NAME_CAPTURED: the first mention in the closure, if known */
    Func *func;              /* NULL for globals */
    Obj *obj;                /* NULL for temporaries */
    const Sym *linksym;      /* globals: symbol in the object file */
    uint32_t index;          /* in the function's list (params, results, locals, captured) */
    bool addrtaken;          /* & is applied, or captured by reference: lives in memory */
    bool reassigned;         /* assigned other than where it is declared */
    bool captured;           /* by some closure */
    bool byval;              /* NAME_CAPTURED: the closure holds the value, not the address */
    bool heap;               /* escape analysis: moved to the heap */
    bool defer_record;       /* a DeferRecord */
    bool volatile_;          /* read again after a recovered panic: results of functions with defer */
    bool is_temp;
    bool gone;               /* nothing declares or mentions it any more; its number stays */
    Name *outer;             /* NAME_CAPTURED: the variable of the enclosing function */
    Name *heapaddr;          /* heap: local that holds its address (after desugaring) */
    Node *def;               /* defining ASSIGN, or NULL */
    void *ssa;               /* ssa/ */
    void *esc;               /* escape.c */
};

typedef enum FuncKind {
    FUNC_PLAIN, FUNC_METHOD, FUNC_CLOSURE, FUNC_INIT /* the package's initialiser */, FUNC_WRAPPER /* promoted
    methods, (*T).m of value methods, bound method values, method expressions, go/defer thunks */, FUNC_ALG /* type..eq, type..hash */,
} FuncKind;

struct Func {
    FuncKind kind;
    const Sym *linksym;      /* "main.f", "main.(*T).m", "main.f.func1", "main.F[int]" */
    const Sym *name;         /* as -m and tracebacks print it: "f", "(*T).m", "f.func1" */
    Package *pkg;
    Obj *obj;                /* NULL for closures and generated ones */
    Type *sig;               /* TY_SIGNATURE */
    Pos pos, end;
    Name *recv;              /* also params.p[0] for methods */
    NameVec params;          /* receiver first, all of them, blank ones too */
    NameVec results;
    NameVec locals;          /* every NAME_AUTO of the body, temporaries too */
    NameVec captured;        /* FUNC_CLOSURE: NAME_CAPTURED, in the order of the closure struct */
    Func *outer;             /* FUNC_CLOSURE: the enclosing function */
    FuncVec closures;        /* literals directly inside */
    Node *body;              /* BLOCK; NULL: declared elsewhere */
    Node *recover_return;    /* has_defer, LOW: BLOCK run where a recovered panic resumes (DeferInit's second
                              * edge): deferreturn and RETURN. SSA links the frame at entry. */
    bool generic;            /* mentions type parameters: only to be instantiated */
    ObjVec tparams; TypeVec targs; Func *origin; /* of an instance: what it was made from */
    Map instances;           /* of a generic function so far: hash of type arguments -> first of a chain */
    Func *next_instance;     /* of the same hash */
    bool imported;           /* body is there for inlining or instantiation, not to be compiled here */
    bool dupok;              /* may be defined by several objects (instances, wrappers, algs) */
    bool has_defer, has_recover, has_goto, has_loop_defer;
    bool has_type;           /* declares types: gc does not inline it */
    bool needs_context;      /* closure with captured variables */
    bool hidden_closure;     /* closure called on the spot or deferred */
    bool noinline, nosplit, noescape, nocheckptr, wrapper, go_linkname;
    bool desugared, compiled;
    bool queued;             /* instance or wrapper: the package compiles it */
    int ntemps;
    const char *text;        /* -m=2: the body as source on one line; NULL: not known */
    struct InlineInfo *inl;  /* inline.c: cost, or the reason it cannot be inlined */
    const char **esc_tags;   /* escape.c: one for each parameter, as exported; NULL: unknown */
};

/* Its code is part of the package's object. */
static inline bool ir_is_compiled(const Func *f) { return f->body && !f->generic && !f->imported; }

/* A file that a //go:embed pattern names; hash: the first half of its SHA-256. */
typedef struct IrEmbedFile { const char *name, *data; size_t size; uint8_t hash[16]; } IrEmbedFile;
typedef VEC(IrEmbedFile) IrEmbedFiles;

/* -X name=value: the initial value of a package variable of type string. */
typedef struct IrStringVar { const char *name, *value; } IrStringVar;

typedef struct IrOptions {
    int m_level;             /* -m: 1, 2 */
    bool no_inline, no_opt;  /* -l, -N */
    bool checkptr;           /* -d=checkptr */
    int tree_minor;
    /* Import data of a package that is only imported indirectly, for bodies to instantiate; or NULL. */
    void (*load)(void *ctx, Package *p);
    const IrStringVar *string_vars; /* up to one without name; or NULL */
    /* Appends the files of a pattern; false if the build system found none. Or NULL. */
    bool (*embed)(void *ctx, const char *pattern, IrEmbedFiles *out);
    void *ctx;
} IrOptions;

/* Static data: bytes with addresses in them. The backend writes them; type descriptors too. */
typedef struct Reloc { int64_t offset; int size /* 4 or 8 */; const Sym *sym; int64_t addend; } Reloc;
struct DataSym {
    const Sym *linksym;
    Type *type;              /* may be NULL */
    int64_t size; int align;
    uint8_t *bytes;          /* NULL: zero */
    VEC(Reloc) relocs;
    bool readonly, dupok, local, pointers;
};

struct IrPackage {
    Package *pkg;
    FuncVec funcs;           /* to compile, in the order of the source, closures behind the function around them; grows by instances, wrappers */
    FuncVec pending;         /* instances whose bodies are not cloned yet */
    FuncVec generics;        /* generic functions and methods declared here: only to be instantiated */
    NameVec globals;
    VEC(DataSym *) data;     /* statically initialised variables, string and array constants */
    TypeVec descs;           /* types whose descriptors the package needs (canonical) */
    VEC(struct ItabRef { Type *iface; Type *type; }) itabs;
    Func *init;              /* NULL if there is nothing to initialise */
    bool instantiating, late; /* late: instances are cloned at once (ir_lower_new) */
    uint32_t lowered;        /* functions of funcs that went through all stages */
    const IrOptions *options;
};

/* ---- stages, in order (ir/compile.c drives them) ---- */

/* Builds the tree of every function of a checked package, generic ones included. */
IrPackage *ir_build(Package *p, const IrOptions *opt);
/* Clones generic functions for every instantiation that compiled code mentions, transitively. */
void ir_instantiate_all(IrPackage *p);
Func *ir_instantiate(IrPackage *p, Func *generic, TypeVec targs);
void ir_deadcode(Func *f);
void ir_inline(IrPackage *p);
void ir_devirtualise(Func *f);
void ir_escape(IrPackage *p);
void ir_embed(IrPackage *p);            /* variables with //go:embed become static data */
void ir_static_init(IrPackage *p);      /* package variables that are constant data */
void ir_dead_branches(Func *f);         /* on the low tree */
void ir_desugar(IrPackage *p, Func *f); /* order, closures, desugar_*: low tree */
void ir_check_frame(const Func *f);     /* of a function in low form: not larger than a stack */
/* All of the above. Afterwards every function of p->funcs is in low form. */
IrPackage *ir_compile(Package *p, const IrOptions *opt);
/* The same for functions added to p->funcs since: method wrappers, instances, whatever those need.
 * ir_inline and ir_escape look at functions that are not desugared only. */
void ir_lower_new(IrPackage *p);

/* Bodies and escape tags travel in export data from now on (types_export_bodies). */
void ir_register_export(void);
/* inline.c: the tree others may inline (as it was before desugaring), NULL if f is not inlinable; its
 * cost; and of an imported f, whose body was read. */
Node *ir_inline_body(Func *f);
int ir_inline_cost(Func *f);
void ir_set_inlinable(Func *f, int cost);

/* ---- making nodes (node.c) ---- */

Node *ir_node(IrOp op, Pos pos, Type *t, int nkids, ...);        /* kids: Node * */
Node *ir_node_v(IrOp op, Pos pos, Type *t, const NodeVec *kids);
Node *ir_name(Pos pos, Name *n);
Node *ir_const(Pos pos, Type *t, Const *c);
Node *ir_int(Pos pos, int64_t v);                                /* of type int */
Node *ir_intt(Pos pos, Type *t, int64_t v);                      /* 0 and 1 for booleans */
Node *ir_nil(Pos pos, Type *t);
Node *ir_callrt(Pos pos, RtId id, Type *result, int nargs, ...);
Node *ir_block(Pos pos);
void ir_append(Node *list, Node *stmt);                          /* BLOCK and other variadic nodes */
Node **ir_new_kids(uint32_t n);                                  /* room for n, as ir_append expects it */
Name *ir_temp(Func *f, Pos pos, Type *t);                        /* fresh local */
Name *ir_local(Func *f, Pos pos, const Sym *sym, Type *t);
Node *ir_clone(Node *n);                                         /* deep; names shared */
void ir_walk(Node *n, void (*pre)(Node *, void *), void *ctx);
void ir_rewrite(Node **n, Node *(*post)(Node *, void *), void *ctx); /* bottom up */
const char *ir_op_name(IrOp op);
Pos ir_func_pos(const Func *f);                                  /* where gc speaks of f: a method's receiver */
Func *ir_func_for(Obj *func);                                    /* declared function or method, also imported ones (body NULL) */
/* Functions that take pointers as uintptr, as system calls do: go:uintptrkeepalive, go:uintptrescapes, no body. What p of
 * an argument uintptr(p) points to lives until the call returns; and is on the heap if p escapes. */
bool ir_keeps_uintptrs(const Func *f);
bool ir_uintptrs_escape(const Func *f);
Node *ir_uintptr_source(Node *argument);                         /* p, or NULL */
void ir_need_insides(const Func *f);                             /* body and escape tags of an imported one, if its package's export data has them */
Func *ir_method_func(Type *recv, Obj *method, const TypeVec *unused); /* static callee of a method of a (possibly instantiated) type */
Name *ir_global_for(Obj *var);

typedef enum IrAux { AUX_NONE, AUX_NAME, AUX_FUNC, AUX_CONST, AUX_TYPE, AUX_FIELD, AUX_METHOD,
                     AUX_INDEX, AUX_OP, AUX_RT, AUX_LABEL, AUX_SYM, AUX_OBJ } IrAux;
typedef struct OpInfo {
    const char *text;
    int nkids;               /* -1: any number */
    uint8_t aux;             /* IrAux */
    bool stmt, tree, low;    /* a statement; legal before, after desugaring */
} OpInfo;
extern const OpInfo ir_ops[IR_COUNT];
extern IrPackage *ir_current; /* the package being compiled */
Name *ir_root_name(Name *n);                                     /* the variable a NAME_CAPTURED stands for */

/* Wrappers and generated functions on demand; they are added to the package being compiled. */
Func *ir_method_wrapper(Type *recv, int method_index);  /* the code an itab or descriptor of recv points to: takes the data word */
/* A function with the receiver, of type recv, as first parameter that calls method name: promoted
 * methods, value methods through pointers, methods of interfaces. */
Func *ir_method_expr(Type *recv, const Sym *name, Package *pkg);
/* Code of the func value METHODVALUE makes, "T.M-fm": a closure whose only captured variable is the
 * receiver, by value (its Name has no outer). */
Func *ir_bound_method(Type *recv, Obj *method);
Func *ir_eq_func(Type *t);                              /* type..eq: (p, q unsafe.Pointer) bool; NULL: plain memory compare */
const Sym *ir_eq_closure(Type *t);                      /* symbol of the func value for descriptors; NULL: not comparable */
const Sym *ir_hash_closure(Type *t);                    /* likewise for map types */
const Sym *ir_string_sym(IrPackage *p, const Sym *s);   /* read-only bytes of a string constant */
const Sym *ir_func_closure_sym(Func *f);                /* "main.f·f": static closure object */
const Sym *ir_typedesc_sym(Type *t);                    /* "type:..." descriptor symbol; records the need in the package */
const Sym *ir_itab_sym(Type *iface, Type *t);           /* "go:itab.T,I" */

/* ---- text (dump.c, parse.c, verify.c) ---- */

void ir_dump_func(const Func *f, FILE *out);
Node *ir_parse(const char *text, Func *into, const char **error); /* what ir_dump_func printed */
void ir_verify(const Func *f, const char *after_pass);            /* diag_bug on a malformed tree */

#endif
