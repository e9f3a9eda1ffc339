/* ir/verify.c: is a function's tree well formed? Run after each stage; a fault is the compiler's. */
#include "ir/ir.h"

typedef struct Verifier {
    const Func *f;
    const char *pass;
} Verifier;

NORETURN static void fault(Verifier *v, const Node *n, const char *what)
{
    diag_bug("ir_verify", "%s: after %s: %s: (%s) %s", diag_pos_string(n->pos), v->pass,
             v->f->linksym->s, ir_op_name((IrOp)n->op), what);
}

static bool in_list(const NameVec *list, const Name *n)
{
    return n->index < list->len && list->p[n->index] == n;
}

static void verify_name(Verifier *v, const Node *n)
{
    const Name *name = n->aux.name;
    if (!name)
        fault(v, n, "has no variable");
    if (!name->type)
        fault(v, n, "variable without type");
    if (name->cls == NAME_GLOBAL)
        return;
    if (name->func != v->f)
        fault(v, n, arena_printf(perm, "variable %s of another function", name->sym->s));
    const NameVec *lists[] = {&v->f->locals, &v->f->params, &v->f->results, NULL, &v->f->captured};
    if (!in_list(lists[name->cls], name))
        fault(v, n, arena_printf(perm, "variable %s is not in its function's list", name->sym->s));
}

static void verify_aux(Verifier *v, const Node *n)
{
    switch ((IrAux)ir_ops[n->op].aux) {
    case AUX_NAME:
        if (n->op == IR_NAME || n->op == IR_DCL || n->aux.name)
            verify_name(v, n);
        return;
    case AUX_FUNC:
    case AUX_CONST:
    case AUX_TYPE:
    case AUX_OBJ:
        if (!n->aux.func)
            fault(v, n, "has no auxiliary");
        return;
    case AUX_FIELD: {
        Type *u = types_under(n->kids[0]->type);
        if (u->kind != TY_STRUCT || n->aux.index < 0 || n->aux.index >= u->strct.fields.len)
            fault(v, n, "no such field");
        return;
    }
    case AUX_RT:
        if (n->aux.index < 0 || n->aux.index >= RT_COUNT)
            fault(v, n, "no such runtime entry");
        return;
    case AUX_NONE:
    case AUX_METHOD:
    case AUX_INDEX:
    case AUX_OP:
    case AUX_LABEL:
    case AUX_SYM:
        return;
    }
}

/* Statements stand in blocks and where the table's comments say; expressions everywhere else. */
static bool may_hold_stmt(const Node *n)
{
    return ir_ops[n->op].stmt || n->op == IR_SEQ || n->op == IR_INLCALL;
}

static const bool optional_kids[IR_COUNT] = {
    [IR_SLICE] = true, [IR_MAKESLICE] = true, [IR_SWITCH] = true, [IR_COMM] = true,
    [IR_FOR] = true, [IR_RANGE] = true, [IR_NEW] = true, [IR_MAKEMAP] = true,
    [IR_MAKECHAN] = true, [IR_RECOVER] = true, [IR_STRUCTLIT] = true,
};

static bool kid_may_be_null(const Node *n, uint32_t i)
{
    return optional_kids[n->op] || (n->op == IR_IF && i == 2) || (n->op == IR_DEFER && i == 1);
}

static void verify_node(Verifier *v, const Node *n)
{
    if (n->op >= IR_COUNT)
        diag_bug("ir_verify", "after %s: %s: bad operation %u", v->pass, v->f->linksym->s, n->op);
    const OpInfo *op = &ir_ops[n->op];
    if (op->nkids >= 0 && n->nkids != (uint32_t)op->nkids)
        fault(v, n, "wrong number of operands");
    if (!(v->f->desugared ? op->low : op->tree))
        fault(v, n, "does not belong to this phase");
    if (!op->stmt && !n->type && n->op != IR_CALL && n->op != IR_CALLIFACE &&
        n->op != IR_CALLRT && n->op != IR_INLCALL && n->op != IR_CALLMETHOD &&
        n->op != IR_BLANK && n->op != IR_SEQ &&
        n->op != IR_KEY)
        fault(v, n, "has no type");
    if (!op->stmt && n->type && !v->f->generic && types_is_untyped(n->type))
        fault(v, n, "has an untyped type");
    for (uint32_t i = 0; i < n->nkids; i++) {
        const Node *k = n->kids[i];
        if (!k) {
            if (!kid_may_be_null(n, i))
                fault(v, n, arena_printf(perm, "operand %u is missing", i));
            continue;
        }
        if (k->op < IR_COUNT && ir_ops[k->op].stmt && !may_hold_stmt(n))
            fault(v, n, "a statement as operand");
        verify_node(v, k);
    }
    verify_aux(v, n);
}

void ir_verify(const Func *f, const char *after_pass)
{
    Verifier v = {f, after_pass};
    if (f->body)
        verify_node(&v, f->body);
}
