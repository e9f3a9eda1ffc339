/* core: what the files about types themselves share; private to types/.
 *
 * Nothing here knows the checker. Where an object may not be checked yet (a method's signature, a
 * declared type's right-hand side), the hooks ask whoever is checking to do it now; they are NULL
 * once a package is complete.
 */
#ifndef TYPES_CORE_H
#define TYPES_CORE_H

#include "types/types.h"

typedef VEC(UnionTerm) TermVec;

/* The type set of an interface (spec: Interface types). Methods and terms are independent
 * restrictions: a type is in the set if it has the methods and is included by a term. */
struct TypeSet {
    ObjVec methods;  /* all of them, sorted by obj_compare_id */
    bool all_terms;  /* no term restricts the set; terms is empty */
    TermVec terms;   /* disjoint, unless all_terms; none at all: the empty set */
    bool comparable; /* only comparable types; only if all_terms */
};

typedef struct CoreHooks {
    void (*resolve_obj)(Obj *o);        /* type-check o's declaration if need be: o->type is set */
    void (*later)(void (*fn)(void *), void *arg); /* once all declarations are collected; else at once */
    void (*error)(Pos pos, const char *msg); /* report; NULL: types are known to be valid */
    int go_minor;                       /* language version being checked; 0: newest */
    Package *pkg;                       /* package being checked: types_string leaves its name out */
} CoreHooks;
extern CoreHooks core_hooks;

/* ---- type.c, obj.c ---- */

extern Type *type_invalid;
Type *type_new(TypeKind kind);
Type *type_new_named(Obj *obj, Type *underlying);     /* sets obj->type if that is NULL */
Type *type_new_typeparam(Obj *obj, int index, Type *bound);
Type *type_new_alias(Obj *obj, Type *actual);
Type *type_new_interface(ObjVec methods, TypeVec embeddeds);
Obj *obj_new(ObjKind kind, Pos pos, Package *pkg, const Sym *name, Type *type);
bool obj_same_id(const Obj *o, const Package *pkg, const Sym *name, bool fold); /* spec: Uniqueness of identifiers */
bool pkg_same(const Package *a, const Package *b);
int obj_compare_id(const Obj *a, const Obj *b);       /* exported ones first, by name, then package path */
void obj_sort_by_id(ObjVec *v);
bool sym_is_exported(const Sym *name);

/* Types seen through aliases; NULL if t is of another kind. */
Type *type_as(Type *t, TypeKind kind);                /* t itself, not its underlying type */
Type *type_under_as(Type *t, TypeKind kind);
static inline bool type_is_valid(Type *t) { return types_unalias(t)->kind != TY_INVALID; }
static inline bool type_is_basic(const Type *t) { return t->kind <= TY_LAST_BASIC; }
Type *type_deref(Type *t, bool *is_ptr);              /* *T => T; other types as they are */
ObjVec *type_tparams(Type *t);                        /* of a generic named type, alias or signature; may be empty */
bool type_is_generic(Type *t);                        /* has parameters and is no instance */
bool type_has_name(Type *t);                          /* basic, named, type parameter */

typedef bool TypePredicate(Type *t);
/* pred of t, or of each type in the type set of a type parameter t (false if there are none) */
bool type_all_basic(Type *t, TypePredicate *pred);
bool type_is_numeric(Type *t);       /* these four look at the underlying type only */
bool type_is_const_type(Type *t);
bool type_is_ordered(Type *t);
bool type_is_bytes_or_runes(Type *t);
bool type_all_integer(Type *t);      /* these look into type parameters too */
bool type_all_unsigned(Type *t);
bool type_all_numeric(Type *t);
bool type_all_string(Type *t);
bool type_all_boolean(Type *t);
bool type_all_ordered(Type *t);
bool type_all_numeric_or_string(Type *t);
bool type_is_typed(Type *t);
/* Why t is not comparable: NULL, or a text like "struct containing []int cannot be compared". */
bool type_comparable_cause(Type *t, bool dynamic, const char **cause);
/* []byte and string together count as string (append, copy, index, slice); else types_core. */
Type *type_core_string(Type *t);

/* ---- typeset.c ---- */

TypeSet *typeset_of(Type *iface);                     /* computes it on first use */
TypeSet *typeset_of_constraint(Type *tparam);
bool typeset_is_empty(const TypeSet *s);
bool typeset_is_all(const TypeSet *s);
bool typeset_is_method_set(const TypeSet *s);         /* usable as an ordinary type */
bool typeset_has_terms(const TypeSet *s);
bool typeset_is_comparable(TypeSet *s);
bool typeset_subset_of(const TypeSet *a, const TypeSet *b);
Obj *typeset_lookup(const TypeSet *s, const Package *pkg, const Sym *name, bool fold, int *index);
/* fn for each term's underlying type (NULL if there is no specific one) until one says false */
bool typeset_each_under(const TypeSet *s, bool (*fn)(Type *t, Type *under, void *ctx), void *ctx);
bool type_each_under(Type *t, bool (*fn)(Type *t, Type *under, void *ctx), void *ctx); /* of t, or of a type parameter's types */
Type *tparam_iface(Type *tparam);                     /* the constraint as an interface */
bool term_includes(UnionTerm t, Type *type);
bool term_subset_of(UnionTerm a, UnionTerm b);
bool term_disjoint(UnionTerm a, UnionTerm b);
const char *terms_string(const TermVec *terms);

/* ---- lookup.c ---- */

typedef struct Lookup {
    Obj *obj;        /* field or method, NULL if none */
    VEC(int) index;  /* path, with the last step; if obj is NULL and this is not empty: ambiguous */
    bool indirect;   /* a pointer was followed; if obj is NULL: the method needs a pointer receiver */
} Lookup;
Lookup lookup_field_or_method(Type *t, bool addressable, const Package *pkg, const Sym *name);
Lookup lookup_fold(Type *t, bool addressable, const Package *pkg, const Sym *name, bool fold);
/* A method t lacks to implement iface; *alt is one that comes near it. NULL: none is missing.
 * dynamic: t is an interface, only conflicting methods count (type assertions). */
Obj *lookup_missing_method(Type *t, Type *iface, bool dynamic, Obj **alt);
const char *lookup_missing_reason(Type *v, Type *t, Obj *m, Obj *alt); /* "(missing m method)", ... */
bool type_is_interface_ptr(Type *t);
const char *func_string(Obj *f);                      /* name and signature */
int named_num_methods(Type *named);
Obj *named_method(Type *named, int i);                /* of an instance: made on demand */
Obj *named_lookup_method(Type *named, const Package *pkg, const Sym *name, bool fold, int *index);
void named_add_method(Type *named, Obj *m);
bool func_has_ptr_recv(Obj *m);

/* ---- subst.c, instantiate.c ---- */

Type *subst_one(Type *t, Obj *tparam, Type *targ);
Type *named_instance(Type *orig, TypeVec targs);      /* of a named type or alias; the same for identical targs */
void named_expand(Type *inst);                        /* fills in the underlying type */
Type *signature_instance(Type *sig, TypeVec targs);
/* Index of the first argument that does not satisfy its constraint, else -1. */
int instantiate_verify(ObjVec tparams, TypeVec targs, const char **cause);
/* constraint: the words are "satisfy" rather than "implement" */
bool types_implements_cause(Type *v, Type *t, bool constraint, const char **cause);

/* ---- string.c ---- */

void type_write(Buf *b, Type *t);
const char *signature_string(Type *sig);              /* without "func" */
const char *tuple_string(ObjVec vars, bool variadic); /* "(a int, b string)" */
const char *package_qualifier(const Package *p);      /* "" or the name, or path if the name is ambiguous */

/* ---- scope.c ---- */

Scope *scope_new(Scope *outer, Pos pos, Pos end);
Obj *scope_insert(Scope *s, Obj *o); /* what is declared already, else NULL; sets o->parent */
void universe_init(int tree_minor);  /* idempotent */
Package *package_new(const Sym *path, const Sym *name);
void package_register(Package *p);   /* for package_lookup */

#endif
