/* inline: which functions may be inlined, at what cost. Private to ir/. */
#ifndef IR_INLINE_H
#define IR_INLINE_H

#include "ir/escape.h"

enum { INLINE_BUDGET = 80, INLINE_CALL = 57, INLINE_BIG_BODY = 5000, INLINE_BIG_COST = 20 };

struct InlineInfo {           /* of functions that were looked at */
    Node *body;              /* as it was before anything was inlined into it; NULL: not inlinable */
    int cost;
};

/* Cost of f's body, as gc counts it; *why is set if it cannot be inlined at any cost. */
int inline_cost(Func *f, const char **why);
/* Replaces call, of the inlinable callee, in the function caller. */
Node *inline_expand(Func *caller, Node *call, Func *callee);
Node *inline_snapshot(Func *f);
Func *inline_callee(Node *call);
bool inline_is_intrinsic(const Func *f); /* abi/intrinsics.def: SSA has an operation for its calls */
bool inline_may(Func *f);    /* as far as is known by now */

#endif
