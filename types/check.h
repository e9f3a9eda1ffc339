/* types/check.h: what the files of the type checker share. Private to types/.
 *
 * The checker walks declarations on demand: package-level objects are collected first (resolver.c),
 * then each is checked when something mentions it (check_obj_decl, decl.c); cycles are found by
 * colouring. Function bodies, and whatever needs complete types, run later from a queue
 * (check_later, check.c). Expressions are evaluated into Operands (expr.c) and every node keeps its
 * mode, type and value; an untyped node keeps its untyped type until its context gives it a final
 * one (check_update_expr_type, untyped.c).
 *
 * Functions check_* need the Checker and may report errors; all others work on types alone alone
 * and finish objects through obj_type(). An object of the package being checked has type NULL until
 * check_obj_decl ran for it.
 *
 * Annotations beyond types.h: AstCaseClause.info of a type switch is the clause's implicit OBJ_VAR;
 * an Inst hangs on the identifier of the generic function or type (AstIdent.inst, in pkg.F on Sel),
 * on the Index(List)Expr if written out, and on the CallExpr if the call inferred it.
 */
#ifndef TYPES_CHECK_H
#define TYPES_CHECK_H

#include "parser/parser.h"
#include "types/types.h"

typedef struct Checker Checker;

/* ---- operands ---- */

typedef struct Operand {
    ExprMode mode;   /* MODE_INVALID after an error */
    Type *type;
    Const *val;      /* MODE_CONST only */
    AstExpr *expr;   /* NULL for made-up operands */
    BuiltinId id;    /* MODE_BUILTIN only */
} Operand;

typedef VEC(Operand *) OperandVec;

/* What a call or expression may stand as. */
typedef enum ExprKind { EXPR_CONVERSION, EXPR_EXPRESSION, EXPR_STATEMENT } ExprKind;

/* ---- checker state ---- */

typedef enum DeclColor { COLOR_WHITE, COLOR_BLACK, COLOR_GREY } DeclColor;

/* Obj.decl of package-level objects, of methods, and of types declared in functions. */
typedef struct DeclInfo {
    Scope *file;            /* file scope that the declaration sees */
    struct AstFile *ast_file;
    Obj **lhs; int nlhs;    /* var a, b = f(): all variables; else NULL */
    AstExpr *vtyp, *init;   /* of constants and variables; either may be NULL */
    bool inherited;         /* constant whose vtyp and init are those of an earlier one */
    Const *iota;            /* of a constant */
    AstTypeSpec *tdecl;
    AstFuncDecl *fdecl;
    Map deps;               /* Obj -> Obj: package-level objects that init or body mentions */
    uint32_t order;         /* position in the source order of all package-level objects */
    bool package_level;     /* takes part in initialisation order */
    DeclColor color;
    int path_index;         /* COLOR_GREY: index in Checker.path */
} DeclInfo;

/* What changes as the checker enters a declaration or a function body; saved and restored whole. */
typedef struct CheckEnv {
    DeclInfo *decl;         /* package-level declaration being checked, for deps; or NULL */
    Scope *scope;           /* innermost scope for lookups */
    VEC(Scope *) opened;    /* inside the function whose body is checked, in that order */
    Const *iota;            /* in a constant declaration, else NULL */
    Pos errpos;             /* of the constant whose initialiser is inherited: errors go there */
    bool in_tparam_list;
    Type *sig;              /* signature of the function whose body is checked, or NULL */
    void *func_lit;         /* its AstFuncLit or AstFuncDecl */
    Obj *in_func;           /* the declared function around it */
    bool has_label;         /* the body has labels */
    bool has_call_or_recv;  /* the expression contains a call or a receive: not constant len */
    int go_minor;           /* language version of the file */
} CheckEnv;

typedef void (*CheckAction)(Checker *ck, void *arg);
typedef struct DelayedAction { CheckAction fn; void *arg; int go_minor; } DelayedAction;

struct Checker {
    const CheckOptions *opt;
    Package *pkg;
    struct AstFile **files;
    int nfiles;
    CheckEnv env;
    ObjVec objs;                 /* package-level objects and methods with DeclInfo, in source order */
    VEC(DelayedAction) delayed;
    uint32_t delayed_done;
    ObjVec path;                 /* objects being declared (COLOR_GREY), outermost first */
    VEC(struct SizedType { Type *type; Pos pos; }) sized_types; /* that may be too large, for limits.c */
    ObjVec imported;             /* OBJ_PKGNAME of all files, for unused imports */
    Map dot_imports;             /* file Scope -> Map *: name -> OBJ_PKGNAME it was dot-imported by */
    AstCallExpr *infer_call;     /* the call that check_infer works for: "in call to F, …"; or NULL */
    Map shift_lhs;               /* AstExpr -> itself: untyped left operands of non-constant shifts */
    Map broken_aliases;          /* Obj of an alias whose type is not known yet */
    Map methods;                 /* base type's Obj -> ObjVec *: declared methods not yet collected */
    Map recv_tparams;            /* AstIdent in a receiver -> its TY_TYPEPARAM */
    VEC(Type *) mono;            /* instances to look at for infinite instantiation (mono.c owns it) */
    uint32_t local_types;        /* counter for Obj.tname.local_index */
    int errors;                  /* reported so far, for this package */
    bool cgo;
};

/* ---- errors.c [T1]: messages; texts follow gc, wording by tree in messages.def ---- */

/* Errors at pos. Dropped as follow-on when the text mentions an invalid type or operand. */
void check_error(Checker *ck, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The same for what leaves the package usable all the same; gc shows no difference. */
void check_soft_error(Checker *ck, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* "FEATURE requires go1.N or later"; every such message goes on " (-lang was set to go1.M; check go.mod)" */
void check_version_error(Checker *ck, Pos pos, int minor, const char *feature);
/* Language version at work is at least 1.minor; else reports with check_version_error. */
bool check_allow(Checker *ck, Pos pos, int minor, const char *feature);
bool check_has_version(const Checker *ck, int minor);
/* FILE:LINE:COL as messages mention other places. */
const char *pos_string(Pos pos);
/* Where errors about a node are shown: gc's StartPos, which is not always the first character. Where
 * gc shows the node's own position, that is ast_gc_pos. */
Pos start_pos(const void *node);
const char *operand_string(const Operand *x);
Pos operand_pos(const Operand *x);
void operand_invalidate(Operand *x);
const char *type_kind_name(Type *t);  /* "slice", …; NULL if the underlying type is basic */
const char *obj_string(Obj *o);       /* "func f(x int)", "var x int", "type T struct{…}" */
/* Is the Go tree in use 1.since_minor or newer, as far as wording goes? */
bool new_wording(int since_minor);
typedef enum MessageId {
#define MESSAGE(name, minor, older, newer) MSG_##name,
#include "types/messages.def"
#undef MESSAGE
} MessageId;
const char *message_text(MessageId id);
void check_message(Checker *ck, Pos pos, MessageId id, ...); /* an error worded by the table */
/* "NAME redeclared in this block" with the place of the other declaration. */
void check_redeclared(Checker *ck, Pos pos, const Sym *name, Obj *other);
/* Builds message text in perm. */
const char *text_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* ---- check.c [T1]: driving, recording ---- */

void check_later(Checker *ck, CheckAction fn, void *arg);
/* Runs the actions queued at or after mark (a former ck->delayed.len) until none is left. */
void check_process_delayed(Checker *ck, uint32_t mark);
void check_record(Checker *ck, Operand *x);                 /* mode, type, val into x->expr */
void check_record_def(Checker *ck, AstIdent *id, Obj *o);
void check_record_use(Checker *ck, AstIdent *id, Obj *o);   /* also notes captures */
void check_record_type(AstExpr *e, Type *t);
/* Hangs the instantiation on the names of fun (see above). */
void check_record_inst(AstExpr *fun, TypeVec targs, Type *t);
void check_record_comma_ok(Checker *ck, AstExpr *e, Type *value, Type *ok);
void check_add_dep(Checker *ck, Obj *to);
/* Marks the variable that addressable expression e is (part of): &e, e = …, e.ptrMethod(), e[:]. */
void check_mark_addrtaken(AstExpr *e);
void check_mark_assigned(AstExpr *e);

/* ---- resolver.c [T1] ---- */

void check_collect_objects(Checker *ck);
void check_package_objects(Checker *ck);
void check_unused_imports(Checker *ck);
/* Inserts o into scope unless it is _; reports redeclarations. id may be NULL. A local variable
 * gets the function being checked as its owner. */
void check_declare(Checker *ck, Scope *scope, AstIdent *id, Obj *o, Pos scope_pos);

void check_arity(Checker *ck, Pos pos, AstIdentList *names, AstExprList *inits, bool is_const,
                 bool inherited);
void check_embed(Checker *ck, AstValueSpec *s, bool in_func);
AstIdent *check_unpack_receiver(Checker *ck, AstExpr *t, bool *ptr, AstIdentList *tparams);

/* ---- decl.c [T1] ---- */

void check_obj_decl(Checker *ck, Obj *o);
void check_obj_decl_def(Checker *ck, Obj *o, Type *def);    /* def: see check_defined_type; or NULL */
/* Receiver, parameters and results belong to func (AstFuncLit or AstFuncDecl). */
void check_own_params(Type *sig, Obj *in_func, void *func);
Obj *check_declare_tparam(Checker *ck, AstIdent *id, int index);
void check_decl_stmt(Checker *ck, AstDecl *d);              /* const, var, type in a function */
void check_cycle_error(Checker *ck, Obj **cycle, int n);
void check_collect_tparams(Checker *ck, ObjVec *out, AstFieldList *list);
/* The underlying type of a declared type: also while its declaration is under way. */
void named_set_underlying(Type *named, Type *t);

/* ---- typexpr.c, typelit.c [T1]: def is the TY_NAMED whose underlying type the expression is, or
 * NULL; it is set before the parts of e are checked, so that they may refer to it ---- */

Type *check_type(Checker *ck, AstExpr *e);                  /* not generic without instantiation */
Type *check_var_type(Checker *ck, AstExpr *e);              /* nor a constraint interface */
Type *check_defined_type(Checker *ck, AstExpr *e, Type *def); /* def: TY_NAMED that e is declared as */
Type *check_generic_type(Checker *ck, AstExpr *e, const char **reason);
void check_ident(Checker *ck, Operand *x, AstIdent *e, Type *def, bool want_type);
/* Fills in sig; the result is the scope with the parameters, for the body. recv may be NULL. */
Scope *check_func_type(Checker *ck, Type *sig, AstFieldList *recv, AstFuncType *ft);
Type *check_instantiated_type(Checker *ck, AstExpr *x, AstExpr **targs, int n, AstExpr *whole,
                              Type *def);
Type *check_struct_type(Checker *ck, AstStructType *e, Type *def);
Type *check_interface_type(Checker *ck, AstInterfaceType *e, Type *def);
/* t, denoted by e, is the type of a variable: it may not be a constraint (reported later). */
void check_var_type_of(Checker *ck, AstExpr *e, Type *t);
/* Types of a list of type arguments; false if one is invalid. */
bool check_type_list(Checker *ck, AstExpr **list, int n, TypeVec *out);

/* ---- expr.c, binary.c, index.c, literal.c [T1] ---- */

void check_expr(Checker *ck, Operand *x, AstExpr *e);       /* a single value */
void check_expr_target(Checker *ck, Operand *x, AstExpr *e, Type *target); /* target: type inference */
void check_expr_hint(Checker *ck, Operand *x, AstExpr *e, Type *hint);     /* element type of literals */
void check_multi_expr(Checker *ck, Operand *x, AstExpr *e); /* any number of values (a tuple) */
void check_expr_or_type(Checker *ck, Operand *x, AstExpr *e, bool allow_generic);
void check_generic_expr(Checker *ck, Operand *x, AstExpr *e); /* may be an uninstantiated function */
/* Any expression; nothing is required of the result. hint may be NULL. */
ExprKind check_raw_expr(Checker *ck, Operand *x, AstExpr *e, Type *hint, bool allow_generic);
void check_single_value(Checker *ck, Operand *x);           /* reports tuples */
/* Rejects modes that a value may not have. */
void check_exclude(Checker *ck, Operand *x, bool novalue, bool builtin, bool type);
/* lhs op rhs; e is the whole expression, NULL for x op= y and x++ (then at is used). */
void check_binary(Checker *ck, Operand *x, AstExpr *e, AstExpr *lhs, AstExpr *rhs, int op, Pos at);
void check_unary(Checker *ck, Operand *x, AstUnaryExpr *e);
/* Is x op y legal? Sets x to an untyped boolean; reports. switch_case words the error so. */
void check_comparison(Checker *ck, Operand *x, Operand *y, int op, bool switch_case);
void check_match_types(Checker *ck, Operand *x, Operand *y); /* untyped operands get the other's type */
void check_use(Checker *ck, AstExpr **list, int n);         /* evaluates for side effects: used marks */
void check_use_expr(Checker *ck, AstExpr *e);
void check_use_lhs(Checker *ck, AstExpr *e);                /* does not mark a variable used */
void check_func_lit(Checker *ck, Operand *x, AstFuncLit *e);
void check_composite_lit(Checker *ck, Operand *x, AstCompositeLit *e, Type *hint);
/* x[i], T[A] or f[A]: true for the last, then x is the generic function and e yet to be checked. */
bool check_index_expr(Checker *ck, Operand *x, AstExpr *e);
void check_slice_expr(Checker *ck, Operand *x, AstSliceExpr *e);
/* x.(t) must be possible; e is the expression, in a type switch that of the case. */
void check_type_assertion(Checker *ck, AstExpr *e, Operand *x, Type *t, bool type_switch);
/* An index or length operand; max -1: no limit. Returns its constant value or -1. */
int64_t check_index(Checker *ck, AstExpr *index, int64_t max, Type **t);
bool check_valid_index(Checker *ck, Operand *x, const char *what, bool allow_negative);

/* ---- untyped.c, convert.c [T1] ---- */

void check_convert_untyped(Checker *ck, Operand *x, Type *target);
/* Final type of an untyped expression: recorded down its tree. */
void check_update_expr_type(Checker *ck, AstExpr *e, Type *t, bool final);
typedef enum ConvertFailure {
    CONVERT_OK, CONVERT_TRUNCATED, CONVERT_OVERFLOWS, CONVERT_IMPOSSIBLE,
} ConvertFailure;
/* Type an untyped x takes where target is wanted; NULL if impossible, then *why says how. *val (val
 * may be NULL) gets the constant with that type's precision. */
Type *check_implicit_type(Checker *ck, Operand *x, Type *target, Const **val, ConvertFailure *why);
/* x, formerly untyped, takes type t and (unless NULL) value val, down its tree. */
void check_set_type(Checker *ck, Operand *x, Type *t, Const *val);
void check_representable(Checker *ck, Operand *x, Type *basic);
void check_overflow(Checker *ck, Operand *x, Pos op_pos);
void check_conversion(Checker *ck, Operand *x, Type *t);
bool operand_assignable(Checker *ck, Operand *x, Type *t, const char **cause);
bool operand_is_nil(const Operand *x);

/* ---- assign.c [T1] ---- */

/* x is to be assigned to a t (NULL: to a new variable of x's default type); context: "assignment",
 * "argument", "return statement", … May set x->mode to MODE_INVALID. */
void check_assignment(Checker *ck, Operand *x, Type *t, const char *context);
void check_init_const(Checker *ck, Obj *lhs, Operand *x);
Type *check_init_var(Checker *ck, Obj *lhs, Operand *x, const char *context);
/* lhs := rhs… of variables; ret: the return statement they stand for, else NULL. */
void check_init_vars(Checker *ck, Obj **lhs, int nlhs, AstExpr **rhs, int nrhs, AstStmt *ret);
void check_assign_vars(Checker *ck, AstExpr **lhs, int nlhs, AstExpr **rhs, int nrhs);
/* One assignment of the value x (rhs NULL) or of expression rhs. */
void check_assign_var(Checker *ck, AstExpr *lhs, AstExpr *rhs, Operand *x, const char *context);
/* Type of an assignable lhs, type_basic[TY_INVALID] after an error, NULL for the blank identifier. */
Type *check_lhs_var(Checker *ck, AstExpr *lhs);
/* Values of a list: of several single values, or one call with any number. With comma_ok allowed,
 * v, ok forms give two. targets: types of the variables, where known, or NULL. */
OperandVec check_expr_list(Checker *ck, AstExpr **list, int n, bool allow_comma_ok, bool *comma_ok,
                           Type **targets);
const char *check_operands_summary(OperandVec *list, bool dots); /* "(int, number)" */
const char *check_vars_summary(Obj **vars, int n, bool variadic);
void check_short_var_decl(Checker *ck, Pos pos, AstExpr **lhs, int nlhs, AstExpr **rhs, int nrhs);

/* ---- call.c, selector.c, builtins.c [T1] ---- */

ExprKind check_call(Checker *ck, Operand *x, AstCallExpr *e);
/* Checks evaluated args against sig, for append. */
void check_variadic_call(Checker *ck, AstCallExpr *e, Type *sig, OperandVec args);
void check_selector(Checker *ck, Operand *x, AstSelectorExpr *e, Type *def, bool want_type);
/* False for builtin functions that neither the language version nor the Go tree in use knows. */
bool check_builtin_known(Checker *ck, Obj *o);
bool check_builtin(Checker *ck, Operand *x, AstCallExpr *call, BuiltinId id);
/* f[T…] in value position; partial instantiation completed by inference where target helps. */
void check_func_inst(Checker *ck, Operand *x, AstExpr *e, Type *target);

/* ---- stmt.c, labels.c, return.c [T2] ---- */

/* Checks the body of a function, missing return and unused variables included. lit_or_decl:
 * the AstFuncLit or AstFuncDecl; it becomes env.func_lit. The scope is that of sig's parameters. */
void check_func_body(Checker *ck, DeclInfo *decl, Obj *in_func, void *lit_or_decl, Type *sig,
                     Scope *scope, AstBlockStmt *body, Const *iota);
bool check_terminating(Checker *ck, AstStmt *s, const Sym *label);

/* ---- initorder.c, validtype.c, mono.c [T2] ---- */

void check_init_order(Checker *ck);
void check_valid_type(Checker *ck, Type *named);            /* reports types that contain themselves */
/* For mono; list: the n type arguments that are written down. */
void check_record_instance(Checker *ck, Pos pos, ObjVec tparams, TypeVec targs, AstExpr **list, int n);
void check_monomorphic(Checker *ck);

/* ---- limits.c [T1] ---- */

void check_local_limit(Checker *ck, Type *t, Pos pos);      /* remembers t, if written in a function */
void check_set_file_version(Checker *ck, AstFile *file);
bool check_own_version(const Checker *ck, Pos pos);
void check_limits(Checker *ck);                             /* types too large for any memory */

/* ---- const.c [T2], beyond types.h ---- */

void const_init(void);                                      /* once, before any other */
Const *const_from_literal(int token, const Sym *text);      /* NULL: malformed or excessive */
Const *const_unknown(void);                                 /* after an error */
Const *const_to_int(const Const *c);                        /* exact, else NULL */
Const *const_to_float(const Const *c);                      /* NULL if it has an imaginary part */
Const *const_to_complex(const Const *c);
Const *const_make_complex(const Const *re, const Const *im);
/* c as a value of basic type t (typed or untyped); *rounded (may be NULL) gets the value with t's
 * precision. */
bool const_representable(const Const *c, Type *t, Const **rounded);
int const_bit_length(const Const *c);                       /* of an integer's magnitude */

/* ---- object.c, scope.c, universe.c [T2] ---- */

Obj *obj_new(ObjKind kind, Pos pos, Package *pkg, const Sym *name, Type *t); /* sets exported */
Obj *obj_new_var(Pos pos, Package *pkg, const Sym *name, Type *t);
Obj *obj_new_param(Pos pos, Package *pkg, const Sym *name, Type *t);         /* marked used */
Obj *obj_new_field(Pos pos, Package *pkg, const Sym *name, Type *t, bool embedded);
bool obj_same_id(const Obj *o, const Package *pkg, const Sym *name); /* spec "Uniqueness of identifiers" */
Scope *scope_new(Scope *outer, bool is_func);
Obj *scope_insert(Scope *s, Obj *o);                        /* NULL, or the object in the way */
const Sym *builtin_name(BuiltinId id);
int builtin_nargs(BuiltinId id);
bool builtin_variadic(BuiltinId id);
ExprKind builtin_kind(BuiltinId id);
void universe_init(void);                                   /* idempotent */
extern Obj *universe_iota, *universe_nil, *universe_error, *universe_comparable, *universe_any;
const Sym *sym_blank(void);                                 /* "_" */
Package *package_new(const Sym *path, const Sym *name);
void package_register(Package *p);                          /* for package_lookup */

/* ---- type.c, predicates.c [T2] ---- */

Type *type_new(TypeKind kind);                              /* zeroed but for kind and size -1 */
/* A declared type; underlying may be NULL while its declaration is under way. Sets obj->type. */
Type *type_new_named(Obj *obj, Type *underlying, ObjVec tparams);
Type *type_new_alias(Obj *obj, Type *actual, ObjVec tparams);
Type *type_new_tparam(Obj *obj, int index, Type *bound);    /* sets obj->type */
Type *type_new_interface(ObjVec methods, TypeVec embeddeds, const Pos *embed_pos);
/* Classes of basic types. */
enum {
    IS_BOOLEAN = 1, IS_INTEGER = 2, IS_UNSIGNED = 4, IS_FLOAT = 8, IS_COMPLEX = 16, IS_STRING = 32,
    IS_UNTYPED = 64, IS_ORDERED = IS_INTEGER | IS_FLOAT | IS_STRING,
    IS_NUMERIC = IS_INTEGER | IS_FLOAT | IS_COMPLEX, IS_CONST_TYPE = IS_BOOLEAN | IS_NUMERIC | IS_STRING,
};
bool type_is(Type *t, unsigned classes);      /* underlying type is a basic one of a class; tparams: no */
bool type_all(Type *t, unsigned classes);     /* the same for each type of a type parameter's set */
bool type_valid(const Type *t);               /* not TY_INVALID */
bool type_has_name(Type *t);                  /* basic, named or type parameter */
bool type_is_generic(Type *t);                /* named or alias with parameters but no arguments */
bool type_is_bytes_or_runes(Type *t);
Type *type_core_string(Type *t);              /* like types_core, but []byte|string gives string */
Type *type_deref(Type *t, bool *is_pointer);
/* nil, or the text of why t is not comparable ("struct containing []int cannot be compared"). */
const char *type_incomparable_cause(Type *t);
bool types_identical_instances(Type *a, Type *b);
Type *type_max_untyped(Type *a, Type *b);     /* the larger kind; NULL if they do not mix */

/* ---- typeset.c, union.c [T2] ---- */

TypeSet *typeset_of(Type *iface);             /* computed on demand; reports duplicate methods */
bool typeset_is_all(Type *iface);             /* no methods, all types */
bool typeset_is_methods_only(Type *iface);    /* may be the type of a variable, comparable aside */
bool typeset_is_comparable(Type *iface);      /* embeds comparable */
bool typeset_is_empty(Type *iface);
bool typeset_has_terms(Type *t);              /* of an interface or type parameter */
/* f for each term of the type set of t (a type parameter or interface): once with NULL if there are
 * no specific types. Stops at false and returns it. */
typedef bool (*TermFn)(void *ctx, Type *type, bool tilde);
bool typeset_each(Type *t, TermFn f, void *ctx);
/* The same with underlying types; a t that is neither counts as the set of itself. */
typedef bool (*UnderFn)(void *ctx, Type *under);
bool typeset_each_under(Type *t, UnderFn f, void *ctx);
/* common.c: NULL if the types of t's set have an underlying type in common (t, if it is no type parameter, is
 * alone) and refuse, which is asked of each type first and may be NULL, has nothing against them. */
typedef const char *(*TypeRefusal)(Type *t, Type *under); /* under NULL: no specific types */
const char *check_no_common_under(Type *t, TypeRefusal refuse);
Type *check_union(Checker *ck, AstExpr *e);   /* A | ~B, ~B in a constraint */
/* Constraint c of a type parameter as an interface (wraps other types implicitly). */
Type *type_constraint_interface(Type *c);

/* ---- lookup.c, methodset.c [T2] ---- */

typedef struct Lookup {
    Obj *obj;                 /* NULL: not found, see the flags */
    int *path; int npath;     /* last step included: index of the field or method */
    bool indirect;            /* a pointer was followed */
    bool ambiguous;           /* obj NULL: several at the same depth */
    bool need_pointer;        /* obj NULL: a method exists but needs a pointer receiver */
} Lookup;
/* fold: ignore case (for hints). */
Lookup lookup_field_or_method(Type *t, bool addressable, Package *pkg, const Sym *name, bool fold);
/* First method of interface iface that t lacks, NULL if none; *alt a near miss; static_: t's
 * interfaces must have it (else type assertions on interfaces only look for conflicts). */
Obj *lookup_missing_method(Type *t, Type *iface, bool static_, Obj **alt);
/* "(missing method M)" or longer, as in messages; text includes the parentheses. */
const char *missing_method_cause(Type *t, Type *iface, Obj *missing, Obj *alt);
/* t implements iface; constraint: say "satisfy". *cause is "T does not implement I (…)". */
bool type_implements(Checker *ck, Pos pos, Type *t, Type *iface, bool constraint, const char **cause);
/* x.(t) may succeed. */
bool type_assertable(Type *iface, Type *t, const char **cause);
/* Methods of a named type with its instances' ones expanded. */
int named_num_methods(Type *named);
Obj *named_method(Type *named, int i);
void named_add_method(Type *named, Obj *method);
Obj *named_find_method(Type *named, Package *pkg, const Sym *name, bool fold, int *index);

/* ---- instantiate.c, subst.c, unify.c, infer.c [T2] ---- */

/* Instance of a generic named type, alias or signature; lazily expanded, one per identical targs. Neither
 * counts nor constraints are verified. */
Type *type_instance(Checker *ck, Pos pos, Type *generic, TypeVec targs);
ObjVec type_tparams(Type *t);                 /* of a named, alias or signature */
TypeVec type_targs(Type *t);
/* Index of the first type argument that does not satisfy its constraint, -1 if all do. */
int check_verify_instance(Checker *ck, Pos pos, ObjVec tparams, TypeVec targs, const char **cause);
/* Count of type arguments: reports, false if wrong. */
bool check_targ_count(Checker *ck, Pos pos, const char *what, int ntparams, int ntargs);
Type *type_subst(Type *t, ObjVec tparams, TypeVec targs);
/* Fresh copies of tparams and t with them (recursive and mutually generic calls). */
Type *type_rename_tparams(ObjVec tparams, Type *t, ObjVec *fresh);
/* Completes targs for a call (entries NULL or missing are unknown). args match params one to one.
 * Reports and returns false if it fails. reverse: the last argument is an assignment target; then
 * errors name it. */
bool check_infer(Checker *ck, Pos pos, ObjVec tparams, TypeVec *targs, ObjVec params,
                 Operand **args, int nargs, bool reverse);

/* Shorthands. */
#define type_invalid (type_basic[TY_INVALID])
Type *type_as(Type *t, TypeKind kind);        /* t itself seen through aliases, or NULL */
Type *type_under_as(Type *t, TypeKind kind);  /* its underlying type, or NULL */

/* Set while a package is being checked: finishes o (its type is then set), else NULL. */
extern Checker *current_checker;
Type *obj_type(Obj *o);                       /* finishes o through current_checker [T1, check.c] */

#endif
