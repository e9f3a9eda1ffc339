/* core: what the files about types themselves share beyond check.h; private to types/. */
#ifndef TYPES_CORE_H
#define TYPES_CORE_H

#include "types/check.h"

typedef VEC(UnionTerm) TermVec;

/* The type set of an interface (spec: Interface types). Methods and terms are independent
 * restrictions: a type is in the set if it has the methods and is included by a term. */
struct TypeSet {
    ObjVec methods;  /* all of them, sorted by obj_compare_id */
    bool all_terms;  /* no term restricts the set; terms is empty */
    TermVec terms;   /* disjoint, unless all_terms; none at all: the empty set */
    bool comparable; /* only comparable types; only if all_terms */
};

#define type_invalid (type_basic[TY_INVALID])

/* ---- type.c, object.c ---- */

static inline bool type_is_basic(const Type *t) { return (int)t->kind <= (int)TY_LAST_BASIC; }
Type *type_as(Type *t, TypeKind kind);       /* t itself seen through aliases, or NULL */
Type *type_under_as(Type *t, TypeKind kind); /* its underlying type, or NULL */
bool pkg_same(const Package *a, const Package *b);
int obj_compare_id(const Obj *a, const Obj *b); /* exported first, by name, then path */
void obj_sort_by_id(ObjVec *v);
bool sym_is_exported(const Sym *name);
bool sym_equal_fold(const Sym *a, const Sym *b);
bool obj_matches(const Obj *o, const Package *pkg, const Sym *name, bool fold);
/* As types_comparable; *cause (may be NULL) gets the reason why not. */
bool type_comparable_cause(Type *t, bool dynamic, const char **cause);

/* ---- typeset.c, term.c ---- */

bool type_set_empty(const TypeSet *s);
bool type_set_has_terms(const TypeSet *s);
bool type_set_subset_of(const TypeSet *a, const TypeSet *b);
Obj *type_set_lookup(const TypeSet *s, Package *pkg, const Sym *name, bool fold, int *index);
Type *tparam_iface(Type *tparam);            /* a constraint as an interface */
/* Term lists: all ORed into their argument is the set of all types. */
void terms_union(TermVec *into, bool *all, const TermVec *other, bool other_all);
void terms_intersect(TermVec *into, bool *all, const TermVec *other, bool other_all);
bool term_includes(UnionTerm t, Type *type);
bool term_subset_of(UnionTerm a, UnionTerm b);
bool term_disjoint(UnionTerm a, UnionTerm b);
const char *terms_string(const TermVec *terms);
const char *term_string(UnionTerm t);

/* ---- subst.c, instantiate.c ---- */

/* The object of a declared type; of an instance one that stands where the instance is mentioned. */
Obj *instance_obj(Type *named);
void named_expand(Type *inst); /* fills in the underlying type of an instance, an alias's actual one */
/* The type parameters of the function around a local type that its declaration may mention; empty
 * for other types. Such a type behaves as if it had them itself. */
ObjVec type_implicit_tparams(Type *t);

void check_interface_cycles(Checker *ck); /* ifacecycle.c */
bool type_mentions(Type *t, ObjVec tparams); /* infer.c */

/* ---- string.c ---- */

void type_write(Buf *b, Type *t);
const char *types_string_in_full(Type *t);   /* with import paths */
const char *signature_string(Type *sig);     /* without "func" */
const char *func_string(Obj *f);             /* name and signature */
const char *func_string_in_full(Obj *f);     /* the same with import paths */

/* ---- stmt.c, switch.c, range.c ---- */

void check_stmt(Checker *ck, AstStmt *s);    /* s may be NULL */
void check_stmt_list(Checker *ck, const AstStmtList *list);
void check_open_scope(Checker *ck);
void check_close_scope(Checker *ck, uint32_t mark); /* mark: ck->delayed.len at its opening */
void check_switch(Checker *ck, AstSwitchStmt *s);
void check_type_switch(Checker *ck, AstTypeSwitchStmt *s);
void check_range(Checker *ck, AstRangeStmt *s);

/* ---- what the process remembers, file by file (reset.c) ---- */

void canon_reset(void);
void import_reset(void);
void instantiate_reset(void);
void methodset_reset(void);
void mono_reset(void);
void object_reset(void);
void package_reset(void);
void type_reset(void);
void typeset_reset(void);
void universe_reset(void);
void validtype_reset(void);

/* ---- package.c ---- */

Package *package_new(const Sym *path, const Sym *name);
void package_register(Package *p);           /* for package_lookup */
uint32_t packages_named(const Sym *name);    /* if several, messages show paths */

/* ---- lookup.c: the way to an embedded field, and what such ways have passed ---- */

typedef struct EmbedStep { const struct EmbedStep *outer; int index, depth; } EmbedStep; /* NULL: none */
typedef struct SeenTypes { TypeVec list; Map many; } SeenTypes;

const EmbedStep *embed_step(Arena *a, const EmbedStep *outer, int index);
static inline int embed_depth(const EmbedStep *s) { return s != NULL ? s->depth : 0; }
int *embed_path(const EmbedStep *s);                 /* field indices, embed_depth(s) of them */
bool seen_before(Arena *a, SeenTypes *s, Type *named); /* notes it, too */

#endif
