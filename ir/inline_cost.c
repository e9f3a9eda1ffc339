/* inline_cost.c: what inlining a function would cost. The unit is a node of gc's tree; where this
 * tree spells out more or less than gc's, the difference is evened out. */
#include "ir/inline.h"

#include <string.h>

typedef struct Cost { int used; const char *why; Func *f; } Cost;

static void visit(Cost *c, Node *n);

static void kids(Cost *c, Node *n)
{
    for (uint32_t i = 0; i < n->nkids && !c->why; i++)
        if (n->kids[i])
            visit(c, n->kids[i]);
}

static void refuse(Cost *c, const char *op)
{
    c->why = arena_printf(perm, "unhandled op %s", op);
}

/* ---- calls that cost no more than any other node ---- */

/* What else gc turns into a few instructions on amd64; of encoding/binary since loads and stores
 * merge. */
static const struct { const char *pkg, *names; } cheap_calls[] = {
    {"math/bits", " Div64 "},
    {"runtime", " KeepAlive "},
    {"encoding/binary", " littleEndian.Uint64 littleEndian.Uint32 littleEndian.Uint16"
                        " bigEndian.Uint64 bigEndian.Uint32 bigEndian.Uint16"
                        " littleEndian.PutUint64 littleEndian.PutUint32 littleEndian.PutUint16"
                        " bigEndian.PutUint64 bigEndian.PutUint32 bigEndian.PutUint16 "},
};

bool inline_is_intrinsic(const Func *f)
{
    static const struct { const char *pkg, *name; } table[] = {
#define INTRINSIC(pkg, name, form, op) {pkg, name},
#include "abi/intrinsics.def"
#undef INTRINSIC
    };
    static Map known; /* Sym of the link name */
    if (!known.len)
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
            const Sym *s = sym(arena_printf(perm, "%s.%s", table[i].pkg, table[i].name));
            map_set(&known, s, (void *)s);
        }
    return f->linksym && map_get(&known, f->linksym);
}

static bool is_cheap(const Func *f)
{
    const char *pkg = f->pkg ? f->pkg->path->s : "";
    for (size_t i = 0; i < sizeof cheap_calls / sizeof *cheap_calls; i++)
        if (strcmp(cheap_calls[i].pkg, pkg) == 0)
            return strstr(cheap_calls[i].names, arena_printf(perm, " %s ", f->name->s)) != NULL;
    return false;
}

static void call(Cost *c, Node *n)
{
    Func *f = inline_callee(n);
    c->used += 1;
    if (f && (inline_is_intrinsic(f) || is_cheap(f)))
        c->used += 0;
    else if (f && inline_may(f))
        c->used += ir_inline_cost(f);
    else
        c->used += INLINE_CALL;
    c->used += n->op == IR_CALLIFACE; /* i.m is a node */
    kids(c, n);
}

/* x := y declares x as a statement of its own. */
static int declared(const Node *n)
{
    if (!(n->flags & NODE_DEF))
        return 0;
    uint32_t count = 0, nlhs = n->op == IR_ASSIGN  ? 1
                               : n->op == IR_AS2   ? (uint32_t)n->aux.index
                               : n->op == IR_RANGE ? 2
                                                   : n->nkids - 1;
    for (uint32_t i = 0; i < nlhs; i++)
        count += n->kids[i] && n->kids[i]->op == IR_NAME && n->kids[i]->aux.name->cls == NAME_AUTO;
    return 2 * (int)count;
}

static void field(Cost *c, Node *n)
{
    Node *x = n->kids[0];
    c->used += 1;
    visit(c, x->op == IR_DEREF && (x->flags & NODE_IMPLICIT) ? x->kids[0] : x);
}

/* The blank key of `for _, x := range` counts; so do `x :=` of a type switch and x of its clauses. */
static int range_or_guard(const Node *n)
{
    if (n->op == IR_RANGE)
        return 1 + declared(n) + (n->kids[1] && !n->kids[0]);
    int used = 2, vars = 0;
    for (uint32_t i = 1; i < n->nkids; i++)
        vars += n->kids[i]->op == IR_TYPECASE && n->kids[i]->aux.name;
    return used + vars + (vars > 0);
}

/* int and int64, uint, uint64 and uintptr are the same to gc. */
static bool is_same_word(Type *a, Type *b)
{
    return types_is_integer(a) && types_is_integer(b) && types_size(a) == types_size(b) &&
           types_is_signed(a) == types_is_signed(b);
}

/* *(*T)(unsafe.Pointer(&x)) */
static bool is_reinterpretation(const Node *n)
{
    const Node *x = n->kids[0];
    while (x->op == IR_CONVNOP)
        x = x->kids[0];
    return x->op == IR_ADDR;
}

/* x + y + z of strings is one node. */
static int inner_concatenations(const Node *n)
{
    int count = 0;
    for (int i = 0; i < 2 && types_is_string(n->type); i++)
        count += n->kids[i]->op == IR_ADD;
    return count;
}

static void closure(Cost *c, Node *n)
{
    c->used += 16;
    if (n->aux.func->body)
        visit(c, n->aux.func->body);
}

static void visit(Cost *c, Node *n)
{
    if (c->why)
        return;
    switch ((int)n->op) {
    case IR_CALL: case IR_CALLIFACE:
        call(c, n);
        return;
    case IR_PANIC:
        c->used += 2 - (n->kids[0]->op == IR_CONVERT ? 1 : 0);
        kids(c, n);
        return;
    case IR_RECOVER: c->why = "call to recover"; return;
    case IR_CLOSURE: closure(c, n); return;
    case IR_GO: refuse(c, "GO"); return;
    case IR_DEFER: refuse(c, "DEFER"); return;
    case IR_FIELD:
        field(c, n);
        return;
    case IR_BLOCK: case IR_INLINED: case IR_CONVNOP: case IR_EXPRSTMT: case IR_SEQ:
        kids(c, n);
        return;
    case IR_SLICELIT:
        c->used += n->flags & NODE_IMPLICIT ? 0 : 2;
        kids(c, n);
        return;
    case IR_METHODVALUE: case IR_NEW: /* new(T): the type is a node */
        c->used += 2;
        kids(c, n);
        return;
    case IR_MAKECHAN: case IR_MAKEMAP: /* without a size there is a 0 */
        c->used += n->kids[0] ? 1 : 2;
        kids(c, n);
        return;
    case IR_RANGE: case IR_TYPESWITCH:
        c->used += range_or_guard(n);
        kids(c, n);
        return;
    case IR_DCL: /* var x T: a declaration, and x = nil unless more is assigned */
        c->used += n->flags & NODE_DEF ? 2 : 4;
        return;
    case IR_STRUCTLIT:
        for (uint32_t i = 0; i < n->nkids; i++)
            c->used += n->kids[i] != NULL;
        c->used += 1;
        kids(c, n);
        return;
    case IR_ASSIGN: case IR_AS2: case IR_AS2CALL: case IR_AS2OK:
        c->used += declared(n) + !(n->flags & NODE_IMPLICIT);
        kids(c, n);
        return;
    case IR_FALLTHROUGH: return;
    case IR_CONVERT:
        c->used += !is_same_word(n->type, n->kids[0]->type);
        kids(c, n);
        return;
    case IR_DEREF:
        c->used += 1 - is_reinterpretation(n);
        kids(c, n);
        return;
    case IR_NIL: /* an empty list of variadic arguments is none */
        c->used += !(n->flags & NODE_IMPLICIT);
        return;
    case IR_ADD:
        c->used += 1 - inner_concatenations(n);
        kids(c, n);
        return;
    default:
        c->used += 1;
        kids(c, n);
    }
}

int inline_cost(Func *f, const char **why)
{
    Cost c = {.f = f};
    visit(&c, f->body);
    *why = c.why;
    return c.used;
}
