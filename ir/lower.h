/* lower: what the files of desugaring share. Private to ir/.
 *
 * Lowering walks a function's tree once. A statement appends its low form to the block `out`. An
 * expression returns a low expression that reads variables and memory, may panic, but calls nothing;
 * whatever it needs to have happened before (calls, receives, allocations) it has appended to `out`
 * in the order of the source. As in gc, the reads left in the expression happen after the calls of
 * the whole statement; the spec orders only calls, receives and logical operators.
 *
 * A value that must survive later statements is copied (lower_copy, lower_safe).
 */
#ifndef IR_LOWER_H
#define IR_LOWER_H

#include "abi/layout.h"
#include "ir/ir.h"

/* What a break or continue may leave: a loop (end == NULL), a switch or a select. */
typedef struct Target {
    struct Target *outer;
    const Sym *label;        /* the source's label, or NULL */
    const Sym *end;          /* label behind a lowered switch or select */
} Target;

typedef struct Lower {
    IrPackage *pkg;
    Func *fn;
    Node *out;               /* BLOCK being built */
    Target *targets;
    Map captured;            /* captured Name -> local Name with its value or address */
    int loop_depth;
    int nlabels;
    bool defer_in_loop;      /* a defer may run more than once: goto backwards */
    NameVec records;         /* DeferRecords in the frame, of the defer statements so far */
    uint32_t deferred_calls; /* emitted at returns */
} Lower;

extern IrPackage *lower_package; /* being compiled: generated functions and data go there */

/* ---- lower.c: shared small things ---- */

#define T_INT type_basic[TY_INT]
#define T_UINTPTR type_basic[TY_UINTPTR]
#define T_BOOL type_basic[TY_BOOL]
#define T_STRING type_basic[TY_STRING]
#define T_POINTER type_basic[TY_UNSAFE_POINTER]
#define T_UINT8 type_basic[TY_UINT8]

TypeKind lower_kind(Type *t);                 /* of the underlying type */
Type *lower_elem(Type *t);                    /* element of a slice, array, pointer, map, chan */
bool lower_is_pointer_shaped(Type *t);        /* the data word of an interface holds the value itself */
bool lower_is_empty_iface(Type *t);
bool lower_is_scalar(Type *t);                /* fits a register */
Type *lower_ptr_to(Type *t);

void lower_emit(Lower *L, Node *stmt);
Node *lower_begin(Lower *L);                  /* starts a new block; returns what lower_end needs */
Node *lower_end(Lower *L, Node *saved);       /* the block built since */
void lower_assign(Lower *L, Pos pos, Node *place, Node *value);
void lower_define(Lower *L, Pos pos, Name *n, Node *value);
void lower_zero(Lower *L, Pos pos, Name *n);
void lower_if(Lower *L, Pos pos, Node *cond, Node *then, Node *els, int flags);
void lower_label(Lower *L, Pos pos, const Sym *label);
void lower_goto(Lower *L, Pos pos, const Sym *label);
const Sym *lower_new_label(Lower *L);
void lower_discard(Lower *L, Node *x);        /* evaluate for its panics */

Node *lower_copy(Lower *L, Node *x);          /* NAME of a fresh temporary that holds x */
Node *lower_safe(Lower *L, Node *x);          /* x, or a copy: unaffected by later statements, repeatable */
Node *lower_cheap(Lower *L, Node *x);         /* repeatable at once, without statements between */
bool lower_has_label(const Node *n);           /* n or anything in it is a jump's target; n may be NULL */
bool lower_is_repeatable(const Node *x);      /* constants and temporaries */
Node *lower_addr(Node *place);                /* &place, marking variables */
Node *lower_addressable(Lower *L, Node *x);   /* address of x or of a copy, typed *T */
Node *lower_as_pointer(Node *p);              /* as unsafe.Pointer */
Node *lower_deref(Pos pos, Type *t, Node *p); /* *(*t)(p), known not to be nil */
Node *lower_nop(Pos pos, Type *t, Node *x);   /* same representation */
Node *lower_field(Pos pos, Node *x, int i);
Node *lower_len(Pos pos, Node *x);
Node *lower_data(Pos pos, Node *x);           /* as unsafe.Pointer */
Node *lower_bin(IrOp op, Pos pos, Type *t, Node *x, Node *y);
Node *lower_bool(Pos pos, bool b);
Node *lower_not(Pos pos, Node *x);
Node *lower_is_nil(Pos pos, Node *x);
Node *lower_not_nil(Pos pos, Node *x);
Node *lower_typedesc(Pos pos, Type *t);
Node *lower_symaddr(Pos pos, Type *t, const Sym *s);
/* checkptr.c: -d=checkptr. The checked form of a conversion, of a slice expression; NULL: nothing to check */
Node *lower_checked_conversion(Lower *L, Node *n);
Node *lower_checked_slice(Lower *L, Node *n);

Node *lower_rt(Lower *L, Pos pos, RtId id, Type *result, int nargs, ...); /* emits the call; its value, or NULL */
void lower_rt2(Lower *L, Pos pos, RtId id, Type *t1, Type *t2, Node **r1, Node **r2, int nargs, ...);
Type *lower_tuple(Type *a, Type *b);
Type *lower_struct(const TypeVec *fields);    /* struct{F0 T0; F1 T1 ...} */
Node *lower_closure_struct(Lower *L, Pos pos, Func *code, const NodeVec *values, Type *t, bool stack);
Type *lower_closure_type(const TypeVec *captured);

/* ---- order.c ---- */

Node *lower_expr(Lower *L, Node *n);
Node *lower_value(Lower *L, Node *n);         /* lower_expr, copied unless repeatable */
Node *lower_place(Lower *L, Node *n, bool safe); /* low lvalue; MAPINDEX stays, its operands safe */
void lower_store(Lower *L, Pos pos, Node *place, Node *value, int flags); /* to what lower_place returned */
Node *lower_name(Lower *L, Pos pos, Name *n);
Node *lower_name_addr(Lower *L, Pos pos, Name *n);
Node *lower_skip_seq(Lower *L, Node *n);         /* runs the statements before a value */
bool lower_keeps(const Node *call);            /* of a function that takes pointers as uintptr: ir_keeps_uintptrs */
Node *lower_keep_pointer(Lower *L, Node *argument, NodeVec *kept); /* the argument, with temporaries for such pointers */
Node *lower_call(Lower *L, Node *n, bool as_stmt); /* value, or NULL */
void lower_declare(Lower *L, Pos pos, Name *n); /* DCL, allocating what is moved to the heap */

/* ---- stmt.c, desugar_assign.c ---- */

void lower_stmt(Lower *L, Node *n);
Node *lower_body(Lower *L, Node *n);          /* as a block of its own */
void lower_assign_stmt(Lower *L, Node *n);
void lower_as2(Lower *L, Node *n);
void lower_as2call(Lower *L, Node *n);
void lower_as2ok(Lower *L, Node *n);
void lower_assignop(Lower *L, Node *n);
void lower_bind(Lower *L, Node *lhs, Node *value, bool def); /* lhs of the tree = low value */

/* ---- desugar_*.c ---- */

Node *lower_compare(Lower *L, Node *n);
Node *lower_equal(Lower *L, Pos pos, Node *x, Node *y); /* x == y, low operands */
Node *lower_convert(Lower *L, Node *n);
Node *lower_to_iface(Lower *L, Pos pos, Type *t, Node *x, bool stack);
Node *lower_assert(Lower *L, Node *n);
void lower_assert2(Lower *L, Node *n, Node **value, Node **ok);
Node *lower_typeword(Lower *L, Pos pos, Node *iface);   /* type descriptor or nil; iface repeatable */
Node *lower_iface_data(Lower *L, Pos pos, Type *t, Node *iface);  /* value of dynamic type t */
Node *lower_concat(Lower *L, Node *n);
Node *lower_passing_string(Lower *L, Node *n); /* n for one operation that keeps no part of it */
Node *lower_passing_bytes(Lower *L, Node *n);
Node *lower_string_convert(Lower *L, Node *n);          /* NULL: not a string conversion */
void lower_range(Lower *L, Node *n);
void lower_switch(Lower *L, Node *n);
void lower_typeswitch(Lower *L, Node *n);
void lower_select(Lower *L, Node *n);
Node *lower_mapindex(Lower *L, Node *n);
void lower_mapindex2(Lower *L, Node *n, Node **value, Node **ok);
Node *lower_mapassign(Lower *L, Pos pos, Node *m, Node *key); /* element address */
void lower_delete(Lower *L, Node *n);
Node *lower_makemap(Lower *L, Node *n);
Node *lower_lit(Lower *L, Node *n);                     /* composite literal as a value */
void lower_lit_into(Lower *L, Node *n, Node *place, bool zeroed);
Node *lower_ptrlit(Lower *L, Node *n);                  /* &T{...} */
Node *lower_append(Lower *L, Node *n);
bool lower_append_self(Lower *L, Node *as);             /* s = append(s, ...) */
Node *lower_copy_builtin(Lower *L, Node *n, bool as_stmt);
Node *lower_make_slice(Lower *L, Node *n);
Node *lower_builtin(Lower *L, Node *n);
void lower_builtin_stmt(Lower *L, Node *n);
Node *lower_new(Lower *L, Pos pos, Type *t, bool stack); /* pointer to zeroed memory */
Node *lower_recv(Lower *L, Node *n, bool want_ok, Node **ok);
void lower_go_defer(Lower *L, Node *n);
void lower_deferreturn(Lower *L, Pos pos);    /* run what is deferred; before a return */
Node *lower_closure(Lower *L, Node *n);
Node *lower_method_value(Lower *L, Node *n);
Func *lower_new_thunk(const char *suffix, Func *outer, Pos pos, Type *sig);

/* ---- staticinit.c ---- */

bool static_value(Node *n, DataSym *d, int64_t off);    /* stores n's bytes if it is constant data */
bool static_is_constant(const Node *n);                 /* every part of a literal */
const Sym *static_readonly(Type *t, Node *n);           /* symbol of constant data, or NULL */
DataSym *static_new(const Sym *name, Type *t, int64_t size);
void static_put(DataSym *d, int64_t off, const void *p, size_t n);
void static_put_address(DataSym *d, int64_t off, const Sym *s, int64_t addend);

#endif
