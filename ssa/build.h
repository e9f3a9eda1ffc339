/* build: what the files that turn low IR into SSA share. Private to ssa/.
 *
 * Variables are numbered by scalars: number 0 is memory, an SSA-able variable has one number for each
 * of its parts. Phis are placed while building (Braun et al., "Simple and Efficient Construction of
 * Static Single Assignment Form"): a read that a block cannot answer asks its predecessors; a block
 * whose predecessors are not all known yet is unsealed and answers with a phi that is completed later.
 */
#ifndef SSA_BUILD_H
#define SSA_BUILD_H

#include "abi/layout.h"
#include "ssa/graph.h"

typedef struct Val { int n; Value *v[SSA_MAX_PARTS]; } Val; /* scalars of an SSA-able value */

typedef struct Var {         /* Name.ssa of a local */
    const struct Build *owner;
    uint32_t base;           /* number of the first part */
    int n;
    bool memory;
    Value *addr;             /* parameter that is not SSA-able: pointer to the copy */
} Var;

typedef struct Target { struct Target *outer; const Sym *label; Block *brk, *cont; } Target;

typedef struct Build {
    SsaFunc *f;
    Func *fn;
    const SsaOptions *opt;
    Block *cur;
    Pos pos;
    int32_t inl;
    bool stmt;               /* the next value begins a statement */
    VEC(Type *) var_types;   /* by number */
    VEC(bool) var_lengths;   /* is it the length of a string or slice? */
    Map labels;              /* Sym -> Block */
    Target *targets;
    NameVec names;           /* whose Name.ssa is set */
    NameVec hidden;          /* has_defer: volatile copies of the hidden result pointers */
} Build;

/* ---- build.c: variables, blocks, values ---- */

Value *build_read(Build *B, uint32_t var);
void build_write(Build *B, uint32_t var, Value *v);
void build_start(Build *B, Block *b);         /* continues in b, whose predecessors are all known */
void build_start_open(Build *B, Block *b);    /* ... may get more */
void build_seal(Build *B, Block *b);
Block *build_block(Build *B);
void build_jump(Build *B, Block *to);         /* ends the current block */
void build_if(Build *B, Value *cond, Block *yes, Block *no, int likely);
void build_exit(Build *B);                    /* after a call that does not return */
uint32_t build_new_var(Build *B, Type *t);
Var *build_var(Build *B, Name *n);
Name *build_temp(Build *B, Type *t);          /* in memory */

static inline Value *build_mem(Build *B) { return build_read(B, 0); }
static inline void build_set_mem(Build *B, Value *v) { build_write(B, 0, v); }
Value *build0(Build *B, SsaOp op, Type *t);
Value *build1(Build *B, SsaOp op, Type *t, Value *x);
Value *build2(Build *B, SsaOp op, Type *t, Value *x, Value *y);
Value *build3(Build *B, SsaOp op, Type *t, Value *x, Value *y, Value *z);
Value *build_int(Build *B, Type *t, int64_t n);

/* ---- build_mem.c: memory ---- */

Value *build_offset(Build *B, Value *ptr, int64_t off);
Value *build_local_addr(Build *B, Name *n);
Value *build_load1(Build *B, Type *t, Value *ptr, int vol);
Val build_load(Build *B, Type *t, Value *ptr, int vol);
void build_store1(Build *B, Type *t, Value *ptr, Value *v, int vol);
void build_store(Build *B, Type *t, Value *ptr, Val v, int vol);
void build_move(Build *B, Type *t, Value *dst, Value *src);
void build_zero(Build *B, Type *t, Value *ptr);
Val build_zero_val(Build *B, Type *t);
Value *build_nilcheck(Build *B, Value *ptr);
void build_check(Build *B, Value *ok, RtId panic, Value *x, Value *y); /* ok or panic(x, y) */
Value *build_index_check(Build *B, Node *index, Value *len, bool bounded); /* index as int */
bool build_is_memory(Build *B, Node *n);      /* a place in memory */
Value *build_addr(Build *B, Node *n);         /* of a place in memory */
Value *build_value_addr(Build *B, Node *n);   /* of readable memory with the value of n */
int build_volatile(Node *n);
void build_assign(Build *B, Node *place, Node *value);
void build_assign_val(Build *B, Node *place, Type *t, Val v, Value *addr);

/* ---- build_expr.c, build_conv.c ---- */

bool build_ssaable(Type *t);
Val build_expr(Build *B, Node *n);
Value *build_scalar(Build *B, Node *n);
void build_cond(Build *B, Node *n, Block *yes, Block *no, int likely);
Val build_convert(Build *B, Node *n);
Val build_convnop(Build *B, Node *n);
Value *build_int_convert(Build *B, Type *to, Value *v, bool is_signed);
Value *build_float_convert(Build *B, Type *to, Value *v);
Value *build_as_int(Build *B, Node *index, bool *is_signed);
int build_field_part(Type *strct, int field);

/* ---- build_call.c ---- */

typedef struct Result { Type *type; Val val; Value *addr; } Result; /* addr: not SSA-able */
typedef VEC(Result) ResultVec;
ResultVec build_call(Build *B, Node *call);
void build_rt(Build *B, RtId id, int nargs, ...); /* Value *; no results */

/* ---- build_intrinsic.c ---- */

bool build_intrinsic(Build *B, Node *call, ResultVec *results); /* false: an ordinary call */

/* ---- build_stmt.c ---- */

void build_stmt(Build *B, Node *n);

#endif
