/* build_intrinsic.c: calls that are operations (abi/intrinsics.def). */
#include "ssa/build.h"

typedef enum Form { FORM_NONE, FORM_PLAIN, FORM_NEEDED, FORM_PRODUCT, FORM_SUM, FORM_ATOMIC } Form;
typedef struct Intrinsic { const char *pkg, *name; Form form; SsaOp op; } Intrinsic;

static const Intrinsic table[] = {
#define INTRINSIC(pkg, name, form, op) {pkg, name, FORM_##form, OP_##op},
#include "abi/intrinsics.def"
#undef INTRINSIC
};

static const Intrinsic *find(const Node *n)
{
    static Map known; /* Sym of the link name -> Intrinsic */
    if (n->op != IR_CALL || n->kids[0]->op != IR_FUNC)
        return NULL;
    if (!known.len)
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            map_set(&known, sym(arena_printf(perm, "%s.%s", table[i].pkg, table[i].name)),
                    (void *)&table[i]);
    return map_get(&known, n->kids[0]->aux.func->linksym);
}

static void add_result(Build *B, ResultVec *results, Type *t, Value *v)
{
    Result r = {.type = t, .val = {1, {v}}};
    vec_push(B->f->arena, results, r);
}

static Type *result_type(const Node *n, uint32_t i)
{
    return n->type->kind == TY_TUPLE ? n->type->tuple.vars.p[i]->type : n->type;
}

static Value *plain(Build *B, const Intrinsic *in, Type *t, Value **a, uint32_t n)
{
    return n == 1   ? build1(B, in->op, t, a[0])
           : n == 2 ? build2(B, in->op, t, a[0], a[1])
                    : build3(B, in->op, t, a[0], a[1], a[2]);
}

/* Add: s := x + y; r := s + carry; carry' := s < x || r < s
 * Sub: s := x - y; r := s - carry; carry' := x < s || s < r */
static void sum(Build *B, SsaOp op, Type *t, Value **a, ResultVec *results)
{
    Type *b = type_basic[TY_BOOL];
    Value *s = build2(B, op, t, a[0], a[1]), *r = build2(B, op, t, s, a[2]), *over, *again;
    if (op == OP_Add) {
        over = build2(B, OP_LtU, b, s, a[0]);
        again = build2(B, OP_LtU, b, r, s);
    } else {
        over = build2(B, OP_LtU, b, a[0], s);
        again = build2(B, OP_LtU, b, s, r);
    }
    add_result(B, results, t, r);
    add_result(B, results, t, build1(B, OP_BoolToInt, t, build2(B, OP_Or, b, over, again)));
}

static void atomic(Build *B, const Node *n, SsaOp op, Value **a, uint32_t nargs, ResultVec *results)
{
    Value *v = build0(B, op, ssa_mem_type);
    SsaCall *call = NEW(B->f->arena, SsaCall);
    v->aux = call;
    if (n->type) {
        call->results = NEW(B->f->arena, Type *);
        call->results[0] = n->type;
        call->nresults = 1;
    }
    for (uint32_t i = 0; i < nargs; i++)
        ssa_add_arg(B->f, v, a[i]);
    ssa_add_arg(B->f, v, build_mem(B));
    build_set_mem(B, v);
    if (n->type)
        add_result(B, results, n->type, build1(B, OP_SelectN, n->type, v));
}

bool build_intrinsic(Build *B, Node *n, ResultVec *results)
{
    const Intrinsic *in = find(n);
    if (!in || (B->opt->no_opt && in->form != FORM_NEEDED))
        return false;
    Value *a[4];
    uint32_t nargs = n->nkids - 1;
    for (uint32_t i = 0; i < nargs; i++)
        a[i] = build_scalar(B, n->kids[i + 1]);
    Type *t = n->type ? result_type(n, 0) : NULL;
    switch (in->form) {
    case FORM_NONE:
        return false;
    case FORM_PLAIN:
    case FORM_NEEDED:
        add_result(B, results, t, plain(B, in, t, a, nargs));
        break;
    case FORM_PRODUCT:
        add_result(B, results, t, build2(B, in->op, t, a[0], a[1]));
        add_result(B, results, t, build2(B, OP_Mul, t, a[0], a[1]));
        break;
    case FORM_SUM:
        sum(B, in->op, t, a, results);
        break;
    case FORM_ATOMIC:
        a[0] = build_nilcheck(B, a[0]);
        atomic(B, n, in->op, a, nargs, results);
        break;
    }
    return true;
}
