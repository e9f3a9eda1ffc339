/* graph: making and changing SSA graphs; analyses. Private to ssa/. */
#ifndef SSA_GRAPH_H
#define SSA_GRAPH_H

#include "ssa/ssa.h"

/* ---- func.c ---- */

SsaFunc *ssa_new_func(const Sym *name, Func *fn);
Block *ssa_new_block(SsaFunc *f, BlockKind kind, Pos pos);
void ssa_add_edge(SsaFunc *f, Block *from, Block *to);
/* Removes the i-th successor edge of b and the phi arguments that came along it. */
void ssa_remove_edge(Block *b, uint32_t i);
void ssa_set_control(SsaFunc *f, Block *b, Value *v); /* the only control */
void ssa_add_control(SsaFunc *f, Block *b, Value *v);
void ssa_clear_controls(Block *b);

Value *ssa_new_value(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos);
Value *ssa_value0(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos);
Value *ssa_value1(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos, Value *x);
Value *ssa_value2(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos, Value *x, Value *y);
Value *ssa_value3(SsaFunc *f, Block *b, SsaOp op, Type *t, Pos pos, Value *x, Value *y, Value *z);
Value *ssa_const(SsaFunc *f, Block *b, Type *t, int64_t n, Pos pos); /* integer, bool or nil */
void ssa_add_arg(SsaFunc *f, Value *v, Value *arg);
void ssa_set_arg(Value *v, uint32_t i, Value *arg);
void ssa_reset(Value *v, SsaOp op);              /* drops arguments and auxiliaries */
void ssa_to_copy(SsaFunc *f, Value *v, Value *of);
void ssa_to_const(Value *v, int64_t n);          /* v's own type says which constant */
Value *ssa_memory_arg(const Value *v);           /* of an op that reads memory */
bool ssa_is_const(const Value *v);               /* Const, ConstBool, ConstNil */
bool ssa_is_phi_free(const Block *b);
Value *ssa_strip_copy(Value *v);
bool ssa_never_nil(const Value *p);              /* opt.c: by its operation */
void ssa_order_values(SsaFunc *f);               /* schedule.c: the order of execution in blocks */

/* ---- cfg.c, dom.c: analyses, kept while passes say so ---- */

enum { CFG = 1, DOM = 2, LOOPS = 4 };

typedef struct Loop {
    Block *header;
    struct Loop *outer;
    int depth;
} Loop;

typedef struct SsaAnalyses {
    unsigned valid;
    Block **postorder;       /* reachable blocks */
    uint32_t nreachable;
    int32_t *po_index;       /* by block id; -1: not reachable */
    Block **idom;            /* by block id; NULL: entry or not reachable */
    Block **dom_child, **dom_sibling; /* by block id: tree as lists, children in reverse postorder */
    uint32_t *dom_in, *dom_out;
    uint32_t nblocks;        /* livebase.c: ids below are of blocks that the analyses know */
    Loop **loop;             /* by block id: innermost loop, or NULL */
} SsaAnalyses;

void ssa_need(SsaFunc *f, unsigned analyses);    /* computes what is not valid */
void ssa_keep(SsaFunc *f, unsigned analyses);    /* forgets the others */
bool ssa_dominates(const SsaFunc *f, const Block *a, const Block *b); /* reflexive; needs DOM */
bool ssa_in_loop(const SsaFunc *f, const Loop *l, const Block *b); /* or in one in it; needs LOOPS */
Block *ssa_idom(const SsaFunc *f, const Block *b);

/* ---- passes ---- */

typedef void SsaPassFn(SsaFunc *f);
SsaPassFn pass_phielim, pass_copyelim, pass_deadcode, pass_opt, pass_cse, pass_nilcheckelim, pass_prove,
    pass_check_bce, pass_licm, pass_dse, pass_keeploops, pass_lazydefer, pass_livebase, pass_writebarrier, pass_layout, pass_schedule;

extern int ssa_pass_debug;   /* -d=ssa/NAME/debug of the running pass */

/* ---- html.c ---- */

void ssa_html_begin(SsaFunc *f, const SsaOptions *opt);
void ssa_html_pass(SsaFunc *f, const char *pass, long ns);
void ssa_html_end(SsaFunc *f, const SsaOptions *opt);

#endif
