/* ir/build.h: what the files build*.c, rangefunc.c, instantiate.c and wrappers.c share. Private to ir/.
 * Functions that make trees out of syntax are called tree_*.
 *
 * A Builder walks the annotated AST of one function after the other. The state of the function at
 * hand is a FuncState; closures stack them. Statements are appended to fs->block.
 */
#ifndef IR_BUILD_H
#define IR_BUILD_H

#include "ir/ir.h"
#include "parser/parser.h"

typedef struct RangeFunc RangeFunc; /* rangefunc.c: a body that became a closure */

/* A loop, switch or select around the statement at hand, in the same function. */
typedef struct JumpTarget { const Sym *label; bool loop; } JumpTarget;

typedef struct FuncState {
    struct FuncState *outer;
    Func *f;
    Map captured;        /* Name of the enclosing function -> NAME_CAPTURED of f */
    Node *block;
    Map gotos;           /* labels that goto statements of the body name */
    VEC(JumpTarget) targets; /* innermost last */
    RangeFunc *range;    /* f is the body of a loop over a function */
    struct AstFuncLit *lit;
    int nclosures;       /* numbers of closure names; for range bodies see owner */
    int nranges;         /* and of the names of range bodies */
    struct FuncState *owner; /* function of the source: f itself but in range bodies */
    Name *defer_frame, *recover_frame; /* owner: variables that range bodies capture, or NULL */
} FuncState;

typedef struct Builder {
    IrPackage *ip;
    Package *pkg;
    const IrOptions *opt;
    FuncState *fs;
    Map global_lits;     /* AstFuncLit of package-level initialisers -> number from 1 */
    int ninit;           /* init functions so far */
} Builder;

/* ---- build.c ---- */

Pos tree_pos(const void *ast);              /* where gc has the node */
Node *tree_stmt_node(Builder *b, Node *s);  /* marks it NODE_SOURCE, appends it to the block */
void tree_add(Builder *b, Node *s);         /* appends */
void tree_func_body(Builder *b, Func *f, FuncState *fs, struct AstBlockStmt *body);

/* ---- build_decl.c: functions, variables, closures ---- */

Func *tree_declared_func(Builder *b, Obj *o);
Name *tree_declare(Builder *b, Obj *o);     /* local variable for o; o NULL or "_" makes a temporary */
Name *tree_param(Func *f, Obj *o, NameClass cls, uint32_t i);
void tree_params(Func *f, Type *sig);       /* receiver, parameters, results from a signature */
Name *tree_capture(FuncState *fs, Name *n); /* n as seen from fs */
Node *tree_use(Builder *b, Pos pos, Name *n);
Node *tree_func_lit(Builder *b, struct AstFuncLit *e);
Func *tree_new_closure(Builder *b, Pos pos, Type *sig, const char *suffix);
void tree_mark_assigned(Node *lhs);
void tree_mark_addrtaken(Node *x);
void ir_decide_captures(Func *f);            /* by value or by reference, for all closures of f */

/* ---- build_text.c ---- */

const char *tree_body_text(const struct AstBlockStmt *body); /* in perm */

/* ---- build_expr.c ---- */

Node *tree_expr(Builder *b, AstExpr *e);
Node *tree_expr_as(Builder *b, AstExpr *e, Type *t); /* assigned to a t: implicit conversion */
Node *tree_lhs(Builder *b, AstExpr *e);     /* assignable, or BLANK */
Node *tree_cond(Builder *b, AstExpr *e);
Type *tree_type_of(const AstExpr *e);       /* never untyped, but for nil; of ", ok" forms the value's */
Node *tree_implicit(Node *n, Type *to);
Node *tree_conversion(Node *n, Type *to, Pos pos); /* explicit T(x) */
Node *tree_deref(Node *n);                  /* implicit *n */
Node *tree_addr(Node *n);                   /* implicit &n */
Node *tree_compare(IrOp op, Pos pos, Type *t, Node *x, Node *y);
Node *tree_comma_ok(Builder *b, AstExpr *e);/* MAPINDEX, RECV or TYPEASSERT with NODE_COMMAOK */
bool tree_is_blank(const AstExpr *e);
bool tree_is_comma_ok(const AstExpr *e, int nlhs);
IrOp tree_binary_op(TokenKind t);
Node *tree_flag(Node *n, unsigned flags);
Node *tree_zero(Pos pos, Type *t);

/* ---- build_select.c: selectors, method values, instantiations ---- */

Node *tree_selector(Builder *b, AstSelectorExpr *e);
Node *tree_field(Node *x, int index);       /* x.f, through a pointer too */
Node *tree_path(Node *x, const int *path, int n);
/* The receiver argument of method m (declared receiver *T if ptr) for x after the embedded path. */
Node *tree_receiver(Node *x, const int *path, int npath, Obj *m);
Node *tree_func_ref(Builder *b, Pos pos, Obj *f, const Inst *inst, Type *t);
Node *ir_func_node(Pos pos, Func *f, Type *t);
/* A call of method m of x (x in the form of tree_receiver) with args; t: the call's type. */
Node *ir_method_call(Pos pos, Node *recv, Obj *m, const NodeVec *args, Type *t);
bool ir_obj_is_iface_method(const Obj *m);

/* ---- build_call.c, build_builtin.c, build_lit.c ---- */

Node *tree_call(Builder *b, AstCallExpr *e);      /* conversions and builtins too */
Node *tree_builtin(Builder *b, AstCallExpr *e, BuiltinId id);
Node *tree_addr_of_literal(Pos pos, Type *t, Node *lit); /* &lit, a SEQ perhaps */
bool tree_calls(Node *n);                          /* n contains calls or receives */
Node *tree_composite(Builder *b, AstCompositeLit *e);
/* Values of an argument list; a single many-valued call is bound to temporaries in *prefix. */
void tree_values(Builder *b, AstExpr **e, uint32_t n, NodeVec *out, Node **prefix);
Node *tree_seq(Node *prefix, Node *value);        /* SEQ, or value alone if there is no prefix */
Type *tree_call_type(Type *sig);
const NodeVec *tree_pack(Pos pos, Type *sig, NodeVec *values, bool ddd); /* converted, variadic packed */

/* ---- build_stmt.c, build_assign.c, build_loop.c, build_switch.c ---- */

void tree_stmt(Builder *b, AstStmt *s);
Node *tree_block(Builder *b, AstStmtList *list, Pos pos); /* as a BLOCK of its own */
void tree_stmts(Builder *b, AstStmtList *list);
void tree_assign(Builder *b, AstAssignStmt *s);
void tree_inc_dec(Builder *b, AstIncDecStmt *s);
void tree_return_outer(Builder *b, AstReturnStmt *s);
void tree_var_spec(Builder *b, AstValueSpec *s);
/* lhs... = rhs... where lhs are assignable nodes; def: all of them are new variables or BLANK */
void tree_assign_nodes(Builder *b, Pos pos, NodeVec *lhs, AstExpr **rhs, uint32_t nrhs, bool def);
Node *tree_assign_one(Builder *b, Pos pos, Node *lhs, Node *rhs, bool def);
void tree_for(Builder *b, AstForStmt *s, const Sym *label);
void tree_range(Builder *b, AstRangeStmt *s, const Sym *label);
void tree_switch(Builder *b, AstSwitchStmt *s, const Sym *label);
void tree_type_switch(Builder *b, AstTypeSwitchStmt *s, const Sym *label);
void tree_select(Builder *b, AstSelectStmt *s, const Sym *label);
void tree_return(Builder *b, AstReturnStmt *s);
Node *tree_temp_for(Builder *b, Pos pos, Node *value); /* t := value; gives t */
/* call as the function's last statement: its results, if any, are returned */
void tree_return_call(Func *f, Node *block, Node *call);
Node *tree_stable_lhs(Builder *b, Node *lhs);    /* operands of lhs evaluated now */
bool tree_in_loop(const Builder *b);
Node *ir_length(IrOp op, Node *x, Pos pos, Type *t); /* LEN or CAP; constant for arrays */

/* ---- rangefunc.c ---- */

void tree_range_assign(Builder *b, AstRangeStmt *s, Node *key, Node *value);
void tree_range_func(Builder *b, AstRangeStmt *s, const Sym *label);
/* In a body of range over func: true if it took care of the statement. */
bool tree_range_branch(Builder *b, AstBranchStmt *s);
bool tree_range_return(Builder *b, AstReturnStmt *s);
/* Labels and jumps inside a body: loops and switches that a branch may name locally. */
void tree_push_target(Builder *b, const Sym *label, bool loop);
void tree_pop_target(Builder *b);
Node *tree_defer_frame(Builder *b, Pos pos);   /* NULL: the function's own */
Node *tree_recover_frame(Builder *b, Pos pos);

/* ---- symbols.c ---- */

const char *ir_pkg_prefix(const Package *p);    /* as link symbols begin, without the dot */
Type *ir_recv_named(Type *recv, bool *ptr);     /* T of receiver type T or *T */
const Sym *ir_method_sym(Type *recv, const Sym *method, const Package *pkg, const char *suffix);

/* ---- wrappers.c ---- */

/* ir_method_expr and its kin: see ir.h */

/* ---- instantiate.c ---- */

/* The function for generic f with targs; in generic code (targs parameterized) one without body.
 * The body is cloned by ir_instantiate_all. */
Func *ir_instance(Func *generic, TypeVec targs);
void ir_need_func(Func *f);                     /* something mentions f: an instance is filled, a wrapper added */
void ir_need_mentioned(Node *body);
void ir_add_func(Func *f);                      /* to be compiled in this package, with its closures */

#endif
