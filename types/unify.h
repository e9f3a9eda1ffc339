/* unify: type unification (spec: Type unification); shared by unify.c and infer.c only. */
#ifndef TYPES_UNIFY_H
#define TYPES_UNIFY_H

#include "types/core.h"

/* What is known about the type parameters to be inferred. Joined parameters share a slot. */
typedef struct Unifier {
    ObjVec tparams;
    uint32_t *slot;   /* of tparams[i]: index into types */
    Type **types;     /* inferred, or NULL */
    int depth;
    bool interfaces;  /* interfaces unify through their methods (go1.21) */
} Unifier;

typedef enum UnifyMode {
    UNIFY_INEXACT = 0,
    UNIFY_ASSIGN = 1, /* as in an assignment: inexact on top, parts must match exactly */
    UNIFY_EXACT = 2,  /* types must be or become identical; else names and directions may differ */
} UnifyMode;

void unifier_init(Unifier *u, ObjVec tparams, const TypeVec *targs, bool interfaces);
bool unify(Unifier *u, Type *x, Type *y, unsigned mode);
int unifier_index(const Unifier *u, Type *t); /* of a type parameter to be inferred, else -1 */
static inline Type *unifier_at(const Unifier *u, uint32_t i) { return u->types[u->slot[i]]; }
static inline void unifier_set(Unifier *u, uint32_t i, Type *t) { u->types[u->slot[i]] = t; }
uint32_t unifier_unknowns(const Unifier *u);

#endif
