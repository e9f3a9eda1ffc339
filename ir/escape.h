/* escape: what the files of escape analysis share. Private to ir/.
 *
 * A location stands for storage: a variable, or what an expression allocates. An edge says that a
 * value read from `src` flows to the location that holds the edge, after `derefs` dereferences; -1
 * is the address of src. The analysis (escape_solve.c) looks at what each location may come to hold:
 * if it outlives something whose address it holds, that something lives in the heap. Edges are made
 * by walking statements and expressions (escape_expr.c, escape_stmt.c) with a hole: where the value
 * goes. What parameters do is kept as a tag for callers.
 */
#ifndef IR_ESCAPE_H
#define IR_ESCAPE_H

#include "ir/lower.h"

typedef struct EscLoc EscLoc;
typedef struct EscNote { struct EscNote *next; Node *at; Pos pos; const char *why; } EscNote;
typedef struct EscEdge { EscLoc *src; int derefs; EscNote *notes; } EscEdge;

enum { ESC_RESULTS = 7, ESC_NONE = -1 };

struct EscLoc {
    Node *n;                 /* what allocates; NULL for variables and places made up on the way */
    Name *name;
    Func *fn;
    Pos pos;                 /* for messages: inlined code is spoken of where it was called */
    VEC(EscEdge) edges;
    int loop_depth;
    bool escapes, queued;
    int derefs;              /* of the walk `gen` */
    uint32_t gen;
    EscLoc *dst;             /* where the walk came from, and by which edge */
    uint32_t dst_edge;
    uint32_t order, low;     /* of the search for cycles (escape_solve.c); order 0: not seen */
    uint32_t next_edge;
    bool on_stack;
    int leaks[1 + ESC_RESULTS]; /* parameters: fewest dereferences to the heap, to result i; or -1 */
};

typedef struct Hole { EscLoc *dst; int derefs; EscNote *notes; } Hole;

typedef struct Esc {
    IrPackage *pkg;
    Func *fn;                /* being walked */
    int loop_depth;
    Pos inlined_at;          /* outermost inlined call around, or NO_POS */
    VEC(EscLoc *) locs;
    FuncVec funcs;           /* of the batch, closures too */
    EscLoc heap, blank;
    Map looping;             /* labels that are jumped back to */
    bool uintptrs_escape;    /* in the arguments of a function marked go:uintptrescapes */
    int m;
} Esc;

EscLoc *esc_new(Esc *e, Node *n, Name *name);
EscLoc *esc_of(Esc *e, Name *n);
Hole esc_hole(EscLoc *l);
Hole esc_heap(Esc *e);
Hole esc_discard(Esc *e);
Hole esc_note(Esc *e, Hole k, Node *at, const char *why);
Hole esc_shift(Hole k, int by);
Hole esc_addr(Esc *e, Hole k, Node *at, const char *why);
Hole esc_deref(Esc *e, Hole k, Node *at, const char *why);
Hole esc_tee(Esc *e, Hole a, Hole b);
Hole esc_spill(Esc *e, Hole k, Node *n);
void esc_flow(Esc *e, Hole k, EscLoc *src);
void esc_expr(Esc *e, Hole k, Node *n);
void esc_drop(Esc *e, Node *n);
Hole esc_place(Esc *e, Node *n);
void esc_unsafe_value(Esc *e, Hole k, Node *n);
bool esc_is_header_data(Node *n);           /* Data of a reflect.SliceHeader or StringHeader */
void esc_inlined_body(Esc *e, Node *inlcall);
void esc_call(Esc *e, Hole *results, int nresults, Node *call, bool later, Hole later_k);
Hole esc_argument(Esc *e, Func *f, uint32_t i, Hole *results, int nresults); /* f NULL: not known */
Node *esc_static_value(Node *n);
void esc_stmt(Esc *e, Node *n);
void esc_solve(Esc *e);
void esc_explain(Esc *e, EscLoc *root, EscLoc *l);
const char *esc_too_big(Node *n, Name *v);
bool esc_is_silent(const EscLoc *l); /* -m does not speak of it */
bool esc_in_batch(Esc *e, Func *f);

/* text.. of an expression, as -m prints it */
const char *ir_go_text(Node *n);
const char *ir_type_text(Type *t);

#endif
