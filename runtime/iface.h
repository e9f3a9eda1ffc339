/* runtime/iface.h: type descriptors and interfaces, for the rest of the runtime. */
#ifndef RUNTIME_IFACE_H
#define RUNTIME_IFACE_H

#include "runtime/runtime.h"

static inline bool type_is_direct(const GoType *t) /* the data word is the value */
{
    return (t->kind & KIND_DIRECT_IFACE) || (t->tflag & TFLAG_DIRECT_IFACE);
}
static inline u8 type_kind(const GoType *t) { return t->kind & KIND_MASK; }

void itabs_init(void);                         /* at start: static itabs become known */
/* What a nameOff, typeOff or textOff stands for: an address; negative numbers are objects that
 * reflect has made (hooks_reflect.c). */
void *reflect_made(i32 off);
static inline const void *type_at(u32 off)
{
    return LIKELY((i32)off >= 0) ? (const void *)(usize)off : reflect_made((i32)off);
}
const GoType *type_by_string(GoString s);      /* an unnamed type of the program, or NULL */
GoString name_text(const u8 *name);
GoString name_pkg_path(const u8 *name);        /* of an unexported method or field; empty if none */
GoString type_string(const GoType *t);         /* "main.T", "[]int" */
GoString type_pkg_path(const GoType *t);
const GoUncommon *type_uncommon(const GoType *t);
static inline const GoType *const *func_params(const GoFuncType *t) /* then its results */
{
    return (const GoType *const *)((const u8 *)(t + 1) +
                                   (t->t.tflag & TFLAG_UNCOMMON ? sizeof(GoUncommon) : 0));
}
static inline const GoType *func_param(const GoFuncType *t, int i) { return func_params(t)[i]; }
bool type_is_predeclared(const GoType *t);     /* int, string, ...: named, but by the universe */
bool types_equal(const GoType *a, const GoType *b);
/* Calls the method `func name() string` of v's type, if it has one. */
bool iface_call_string(GoEface v, const char *name, GoString *result);
bool type_equal_values(const GoType *t, const void *x, const void *y);

#endif
