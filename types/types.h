/* types: what a checked Go package is.
 *
 * One representation of types serves the whole compiler, from the checker to the type descriptors
 * in the object file. A type-checked package is its AST, annotated in place (AstExpr.type, .val,
 * .mode; AstIdent.obj; AstSelectorExpr.selection; .inst), plus the objects of its scopes.
 *
 * Named types, type parameters and aliases are identified by their object; all other types are
 * structural: compare with types_identical, or take types_canon() and compare pointers.
 */
#ifndef TYPES_TYPES_H
#define TYPES_TYPES_H

#include "base/base.h"

typedef struct Type Type;
typedef struct Obj Obj;
typedef struct Scope Scope;
typedef struct Package Package;
typedef struct Const Const;
struct AstFile;
struct AstExpr;
struct AstFuncDecl;

typedef VEC(Type *) TypeVec;
typedef VEC(Obj *) ObjVec;

/* ---- types ---- */

typedef enum TypeKind {
    TY_INVALID, /* after an error: never reported again, compatible with everything */
    TY_BOOL,
    TY_INT, TY_INT8, TY_INT16, TY_INT32, TY_INT64,
    TY_UINT, TY_UINT8, TY_UINT16, TY_UINT32, TY_UINT64, TY_UINTPTR,
    TY_FLOAT32, TY_FLOAT64, TY_COMPLEX64, TY_COMPLEX128,
    TY_STRING, TY_UNSAFE_POINTER,
    TY_UNTYPED_BOOL, TY_UNTYPED_INT, TY_UNTYPED_RUNE, TY_UNTYPED_FLOAT, TY_UNTYPED_COMPLEX,
    TY_UNTYPED_STRING, TY_UNTYPED_NIL,
    TY_ARRAY, TY_SLICE, TY_STRUCT, TY_POINTER, TY_TUPLE, TY_SIGNATURE, TY_INTERFACE, TY_MAP,
    TY_CHAN, TY_NAMED, TY_ALIAS, TY_TYPEPARAM, TY_UNION,
} TypeKind;

enum { TY_FIRST_UNTYPED = TY_UNTYPED_BOOL, TY_LAST_BASIC = TY_UNTYPED_NIL };
typedef enum ChanDir { CHAN_BOTH, CHAN_SEND, CHAN_RECV } ChanDir;

typedef struct UnionTerm { bool tilde; Type *type; } UnionTerm;
typedef struct TypeSet TypeSet; /* of an interface: all methods and the terms; types/typeset.c */

struct Type {
    TypeKind kind;
    bool has_typeparam_known, has_typeparam; /* cache of types_is_parameterized */
    Type *canon;                             /* cache of types_canon */
    Type *pointer_to;                        /* cache of types_new_pointer: later stages ask for each address */
    void *backend;                           /* cache of later stages: ABI and LLVM types, symbol */
    void *ir;                                /* cache of ir/ */
    int64_t size;                            /* cache of types_size; -1 unknown */
    int32_t align;
    union {
        struct { const Sym *name; } basic;
        struct { Type *elem; int64_t len; } array;              /* len -1: unknown after an error */
        struct { Type *elem; } slice, pointer;
        struct { ObjVec fields; const Sym **tags; bool offsets_known; } strct; /* fields: OBJ_VAR; tags NULL or one a field, NULL entries allowed */
        struct { ObjVec vars; } tuple;                          /* results of calls; empty tuple is legal */
        struct {
            ObjVec tparams;      /* OBJ_TYPENAME of TY_TYPEPARAM types; empty if not generic */
            ObjVec recv_tparams; /* of a method of a generic type: its own copies */
            Obj *recv;           /* NULL for functions */
            ObjVec params, results;
            bool variadic;       /* last parameter's type is a slice */
        } sig;
        struct {
            ObjVec methods;      /* explicit ones: OBJ_FUNC */
            TypeVec embeddeds;   /* with their positions beside */
            VEC(Pos) embed_pos;
            bool implicit;       /* wraps a constraint literal such as ~string */
            TypeSet *set;        /* computed on demand */
        } iface;
        struct { Type *key, *elem; } map;
        struct { Type *elem; ChanDir dir; } chan;
        struct {
            Obj *obj;            /* OBJ_TYPENAME */
            Type *underlying;    /* never NAMED once resolved; use types_under */
            Type *from_rhs;      /* the declared right-hand side, for cycle reports */
            ObjVec methods;      /* declared ones, OBJ_FUNC; for instances expanded on demand */
            ObjVec tparams;      /* of the generic type */
            Type *orig;          /* generic type of an instance, else itself */
            TypeVec targs;       /* of an instance */
            uint64_t hash;       /* of an instance: of its generic type and arguments */
            bool expanded;       /* instance: underlying and methods are substituted */
        } named;
        struct { Obj *obj; Type *actual; ObjVec tparams; Type *orig; TypeVec targs; } alias;
        struct { Obj *obj; int index; Type *bound; /* an interface */ uint32_t id; } tparam;
        struct { VEC(UnionTerm) terms; } uni;
    };
};

/* Predeclared types: type_basic[TY_INT] and so on; byte and rune are aliases with names of their own. */
extern Type *type_basic[TY_LAST_BASIC + 1];
extern Type *type_byte, *type_rune, *type_error, *type_any, *type_comparable, *type_empty_tuple;

Type *types_new_array(Type *elem, int64_t len);
Type *types_new_slice(Type *elem);
Type *types_new_pointer(Type *elem);
Type *types_new_map(Type *key, Type *elem);
Type *types_new_chan(ChanDir dir, Type *elem);
Type *types_new_tuple(ObjVec vars);
Type *types_new_struct(ObjVec fields, const Sym **tags);
Type *types_new_signature(Obj *recv, ObjVec params, ObjVec results, bool variadic);

Type *types_unalias(Type *t);
Type *types_under(Type *t);        /* underlying type; of a type parameter its constraint interface */
Type *types_core(Type *t);         /* core type (spec "Core types") or NULL */
bool types_identical(Type *a, Type *b);
bool types_identical_ignore_tags(Type *a, Type *b);
Type *types_canon(Type *t);        /* one representative for each class of identical types */
bool types_is_parameterized(Type *t); /* mentions a type parameter */
bool types_is_untyped(const Type *t);
Type *types_default(Type *t);      /* of an untyped type */
bool types_comparable(Type *t, bool dynamic); /* dynamic: interfaces count as comparable */
bool types_is_interface(Type *t);  /* underlying is an interface; type parameters are not */
bool types_is_typeparam(Type *t);
bool types_is_signed(Type *t);
bool types_is_unsigned(Type *t);
bool types_is_integer(Type *t);
bool types_is_float(Type *t);
bool types_is_complex(Type *t);
bool types_is_string(Type *t);
bool types_is_boolean(Type *t);
bool types_has_nil(Type *t);

/* gc's sizes for amd64 (abi of decisions.md): never for parameterized types. */
int64_t types_size(Type *t);
int64_t types_align(Type *t);
int64_t types_field_offset(Type *strct, int index);
bool types_has_pointers(Type *t);

/* As error messages write a type; qualified relative to the package being checked. */
const char *types_string(Type *t);
/* As reflect's String does: package names, not paths. */
const char *types_reflect_string(Type *t);
/* As -m does: like reflect, but byte and rune by these names, and own's names unqualified. */
const char *types_remark_string(Type *t, Package *own);
/* A unique name for link symbols: import paths in full ("type..." is added by the backend). Identical
 * types give identical text; local types carry ·N. */
const char *types_link_string(Type *t);

/* ---- objects ---- */

typedef enum ObjKind {
    OBJ_BAD, OBJ_PKGNAME, OBJ_CONST, OBJ_TYPENAME, OBJ_VAR, OBJ_FUNC, OBJ_LABEL, OBJ_BUILTIN, OBJ_NIL,
} ObjKind;

typedef enum BuiltinId {
#define BUILTIN(ID, name, nargs, variadic, kind) BUILTIN_##ID,
#include "types/universe.def"
#undef BUILTIN
} BuiltinId;

typedef struct FuncPragma {
    bool noinline_, nosplit, noescape, norace, uintptrescapes, uintptrkeepalive, nocheckptr, systemstack;
    const Sym *linkname; /* remote symbol (//go:linkname local remote), "" for the one-argument form */
} FuncPragma;

struct Obj {
    ObjKind kind;
    const Sym *name;
    Pos pos;
    Package *pkg;     /* NULL for the universe */
    Type *type;       /* NULL while unchecked */
    Scope *parent;    /* scope that declares it; NULL for fields and methods */
    Pos scope_pos;    /* where its scope starts */
    bool used, exported;
    void *decl;       /* checker's declaration record while checking */
    void *ir;         /* ir/: the Name or Func made for it */
    union {
        struct { Package *imported; bool dot; } pkgname;
        struct { Const *val; } cnst;
        struct { bool is_alias, notinheap /* //go:notinheap */; int local_index; /* >0: declared in a function, ·N */ struct Obj *in_func; } tname;
        struct {
            bool is_field, embedded, is_param, is_result, captured, addrtaken, assigned, is_global;
            int32_t index;     /* of a field in its struct, of a parameter or result in its list */
            int64_t offset;    /* of a field, once sizes are known */
            const Sym *linkname;
            struct Obj *in_func; /* the function or literal's enclosing declaration; NULL for globals */
            void *func_lit;      /* innermost AstFuncLit or AstFuncDecl that declares it */
        } var;
        struct {
            struct AstFuncDecl *decl; /* NULL for imported functions and interface methods */
            bool ptr_recv;            /* of a method */
            bool interface_method;
            struct Obj *origin;       /* generic method that this one is an instance of, else itself */
            FuncPragma pragma;
            bool has_body;
        } func;
        struct { BuiltinId id; } builtin;
    };
};

struct Scope {
    Scope *outer;
    Scope *next; /* where to look next: without the outer ones that had no names when this one opened */
    Map names;   /* Sym -> Obj */
    bool local;  /* in a function */
};
Obj *scope_lookup(const Scope *s, const Sym *name);                     /* this scope only */
Obj *scope_lookup_parent(Scope *s, const Sym *name, Pos at, Scope **where); /* outwards; at NO_POS: any */

extern Scope *universe;

/* ---- packages ---- */

typedef VEC(struct Package *) PackageVec;
typedef struct InitOrder { ObjVec lhs; struct AstExpr *rhs; struct AstFile *file; } InitOrder; /* lhs = rhs, in execution order */

struct Package {
    const Sym *path, *name; /* import path ("main" for the main package), package name */
    Scope *scope;
    PackageVec imports;     /* direct imports in order of first appearance in the files */
    VEC(struct AstFile *) files;
    VEC(InitOrder) init_order;
    ObjVec funcs;           /* OBJ_FUNC with bodies or declared, methods and init functions included, in source order */
    bool fake, complete, is_unsafe;
    int go_minor;           /* language version of the package: 1.N */
    void *ir;               /* ir/: imported inlinable and generic bodies, escape tags */
};
extern Package *package_unsafe;

/* ---- annotations on the AST ---- */

typedef enum ExprMode { /* AstExpr.mode */
    MODE_UNSET, MODE_INVALID, MODE_NOVALUE, MODE_BUILTIN, MODE_TYPE, MODE_CONST, MODE_VAR /* addressable */,
    MODE_MAPINDEX, MODE_VALUE, MODE_NILVALUE, MODE_COMMAOK /* a value that may take ", ok" */, MODE_CGO,
} ExprMode;

typedef enum SelectionKind { SEL_FIELD, SEL_METHOD /* x.m, a bound method */, SEL_METHOD_EXPR /* T.m */ } SelectionKind;
typedef struct Selection {
    SelectionKind kind;
    Type *recv;       /* type of x (or T) */
    Obj *obj;         /* field (OBJ_VAR) or method (OBJ_FUNC) */
    int *path; int npath; /* field indices through embedded fields; for methods the last step is left out */
    bool indirect;    /* a pointer was followed on the way */
    bool iface_method;/* the method belongs to an interface (or to a type parameter's constraint) */
} Selection;          /* a qualified identifier pkg.Name has no Selection: AstSelectorExpr.Sel's obj says all */

typedef struct Inst { TypeVec targs; Type *type; } Inst; /* an instantiation: explicit, inferred, or mixed */

/* ---- constants (types/const.c; exact, on GMP and MPFR) ---- */

typedef enum ConstKind { CONST_UNKNOWN, CONST_BOOL, CONST_STRING, CONST_INT, CONST_FLOAT, CONST_COMPLEX } ConstKind;
ConstKind const_kind(const Const *c);
bool const_bool(const Const *c);
const Sym *const_string(const Const *c);
bool const_int64(const Const *c, int64_t *v);     /* false if it is no integer or does not fit */
bool const_uint64(const Const *c, uint64_t *v);
int64_t const_bits(const Const *c, Type *t);      /* two's complement bits of an integer constant of type t */
double const_double(const Const *c);              /* nearest even; of a complex its real part */
float const_float(const Const *c);                /* rounded once to float32 */
void const_complex(const Const *c, double *re, double *im);
int const_sign(const Const *c);
Const *const_real(const Const *c);
Const *const_imag(const Const *c);
Const *const_from_bool(bool b);
Const *const_from_string(const Sym *s);
Const *const_from_int64(int64_t v);
Const *const_from_uint64(uint64_t v);
Const *const_from_double(double v);
Const *const_to_type(const Const *c, Type *basic); /* converted (rounded, truncated to kind) for a typed constant */
Const *const_unary(int token, const Const *x, Type *t);              /* folding, for ir/ and ssa/ too */
Const *const_binary(int token, const Const *x, const Const *y, Type *t); /* NULL: division by zero */
Const *const_shift(int token, const Const *x, uint64_t n);
bool const_compare(int token, const Const *x, const Const *y);
const char *const_text(const Const *c, Type *t);   /* as messages and dumps write it */

/* ---- checking and export data ---- */

typedef struct CheckOptions {
    int go_minor;                       /* language version, -lang */
    int tree_minor;                     /* Go tree in use */
    bool std;                           /* a package of Go's library */
    bool ignore_bodyless;               /* functions without body are fine (-complete=false, std) */
    bool asm_left_out;                  /* functions without body are in assembly */
    bool allow_any_main;                /* package main without func main is fine */
    Package *(*import)(void *ctx, const Sym *path, Pos pos); /* NULL: it has reported the error */
    void *import_ctx;
} CheckOptions;

/* Reports labels and branch statements that are out of place: what gc's parser does, so before, and
 * instead of, type errors. */
void types_check_branches(struct AstFile *file);

/* Checks the files of one package and annotates them. Errors go to diag. Never NULL. */
Package *types_check_package(const Sym *path, struct AstFile **files, int nfiles, const CheckOptions *opt);

/* Export data, version-stamped and self-contained: types and objects reachable from the package
 * scope. Bodies (inlinable, generic) are appended by ir/export.c as an opaque section. */
void types_export(Package *p, Buf *out);
Package *types_import(const Sym *path, const char *data, size_t len, const char **error);
/* Extension points for ir/export.c: a body section's writer and reader share the type tables. */
typedef struct ExportWriter ExportWriter;
typedef struct ExportReader ExportReader;
void export_uint(ExportWriter *w, uint64_t v);
void export_sint(ExportWriter *w, int64_t v);
void export_sym(ExportWriter *w, const Sym *s);   /* NULL allowed */
void export_pos(ExportWriter *w, Pos p);
void export_type(ExportWriter *w, Type *t);       /* NULL allowed */
void export_obj(ExportWriter *w, Obj *o);         /* package-level objects, fields and methods; NULL allowed */
void export_const(ExportWriter *w, const Const *c);
uint64_t import_uint(ExportReader *r);
int64_t import_sint(ExportReader *r);
const Sym *import_sym(ExportReader *r);
Pos import_pos(ExportReader *r);
Type *import_type(ExportReader *r);
Obj *import_obj(ExportReader *r);
Const *import_const(ExportReader *r);
extern void (*types_export_bodies)(ExportWriter *w, Package *p);   /* set by ir/; may be NULL */
extern void (*types_import_bodies)(ExportReader *r, Package *p);
Package *package_lookup(const Sym *path);         /* packages known to the process, imported or being checked */

/* reset.c: for tests that check package after package in one process: forgets all packages, types and
 * objects, the universe included. What they stand in is base_reset's, which comes next. */
void types_reset(void);

/* ---- questions later stages ask ---- */

Obj *types_lookup_field_or_method(Type *t, bool addressable, Package *pkg, const Sym *name, Selection *sel); /* fills sel; NULL if none */
/* Method set of t (with promoted methods), sorted by name (exported first by name, then by package path), as in a type descriptor. */
typedef struct MethodEntry { Obj *func; int *path; int npath; bool indirect, ptr_recv; Type *type; /* signature without receiver, substituted */ } MethodEntry;
typedef VEC(MethodEntry) MethodVec;
MethodVec *types_method_set(Type *t);
/* All methods of an interface, embedded ones included, in itab order (sorted as above). */
ObjVec *types_interface_methods(Type *t);
int types_interface_method_index(Type *iface, const Sym *name, Package *pkg);
bool types_implements(Type *t, Type *iface, Obj **missing, bool *wrong_type);
bool types_assignable(Type *from, Type *to);
/* Substitution of type parameters: tparams[i] -> targs[i]. */
Type *types_subst(Type *t, ObjVec tparams, TypeVec targs);
Type *types_instantiate(Type *generic, TypeVec targs); /* named generic type or signature */

#endif
