/* desugar_assign.c: assignments (spec "Assignment statements"). */
#include "ir/lower.h"

static bool is_lit(const Node *y)
{
    return y->op == IR_STRUCTLIT || y->op == IR_ARRAYLIT;
}

/* lhs (of the tree) = value (low). def: lhs is a variable that starts to exist here. */
void lower_bind(Lower *L, Node *lhs, Node *value, bool def)
{
    if (!def || lhs->op != IR_NAME) {
        lower_store(L, lhs->pos, lower_place(L, lhs, false), value, 0);
        return;
    }
    Name *n = lhs->aux.name;
    if (!n->heap) {
        lower_define(L, lhs->pos, n, lower_nop(lhs->pos, n->type, value));
        return;
    }
    value = lower_safe(L, value);
    lower_declare(L, lhs->pos, n);
    lower_assign(L, lhs->pos, lower_name(L, lhs->pos, n), lower_nop(lhs->pos, n->type, value));
}

/* x = T{1, 2}   =>   x = T{}; x.a = 1; x.b = 2, which nothing can see from inside: constants do not
 * read x, and do not panic. A temporary may be of any size. */
static bool assign_constants(Lower *L, Pos pos, Node *place, Node *y)
{
    bool simple = place->op == IR_NAME || place->op == IR_FIELD || place->op == IR_DEREF;
    if (!simple || !is_lit(y) || y->nkids == 0 || !static_is_constant(y))
        return false;
    lower_lit_into(L, y, place, false);
    return true;
}

void lower_assign_stmt(Lower *L, Node *n)
{
    Node *x = n->kids[0], *y = n->kids[1];
    if (n->flags & NODE_DEF) {
        if (x->op == IR_NAME && is_lit(y) && !x->aux.name->heap) { /* built in place */
            Name *v = x->aux.name;
            lower_zero(L, n->pos, v);
            lower_lit_into(L, y, ir_name(n->pos, v), true);
            return;
        }
        lower_bind(L, x, lower_expr(L, y), true);
        return;
    }
    if (y->op == IR_APPEND && lower_append_self(L, n))
        return;
    Node *place = lower_place(L, x, is_lit(y));
    if (assign_constants(L, n->pos, place, y))
        return;
    Node *value = lower_expr(L, y);
    lower_store(L, n->pos, place, value, 0);
}

/* x1, x2 = y1, y2   =>   the operands of x1 and x2, then y1 and y2, into temporaries; then the
 * assignments, left to right */
void lower_as2(Lower *L, Node *n)
{
    uint32_t count = (uint32_t)n->aux.index;
    bool def = n->flags & NODE_DEF;
    NodeVec places = {0}, values = {0};
    for (uint32_t i = 0; i < count; i++)
        vec_push(perm, &places, def ? n->kids[i] : lower_place(L, n->kids[i], true));
    for (uint32_t i = 0; i < count; i++) {
        Node *v = lower_expr(L, n->kids[count + i]);
        if (places.p[i]->op == IR_BLANK) {
            lower_discard(L, v);
            v = NULL;
        } else {
            v = lower_safe(L, v);
        }
        vec_push(perm, &values, v);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (places.p[i]->op == IR_BLANK)
            continue;
        if (def)
            lower_bind(L, places.p[i], values.p[i], true);
        else
            lower_store(L, n->pos, places.p[i], values.p[i], 0);
    }
}

/* x, y = m[k];  x, y = <-c;  x, y = z.(T) */
void lower_as2ok(Lower *L, Node *n)
{
    bool def = n->flags & NODE_DEF;
    Node *px = def ? n->kids[0] : lower_place(L, n->kids[0], true);
    Node *py = def ? n->kids[1] : lower_place(L, n->kids[1], true);
    Node *z = n->kids[2], *value = NULL, *ok = NULL;
    if (px->op == IR_BLANK)
        z->flags |= NODE_IMPLICIT; /* nobody wants the value */
    if (z->op == IR_MAPINDEX)
        lower_mapindex2(L, z, &value, &ok);
    else if (z->op == IR_TYPEASSERT)
        lower_assert2(L, z, &value, &ok);
    else
        value = lower_recv(L, z, true, &ok);
    if (px->op != IR_BLANK && def)
        lower_bind(L, px, value, true);
    else if (px->op != IR_BLANK)
        lower_store(L, n->pos, px, value, 0);
    if (py->op == IR_BLANK)
        return;
    ok = lower_nop(n->pos, py->type, ok);
    if (def)
        lower_bind(L, py, ok, true);
    else
        lower_store(L, n->pos, py, ok, 0);
}

static Node *operate(Lower *L, Node *n, Node *x, Node *y)
{
    /* The operands are low already: lower_expr leaves them as they are, but knows the operation. */
    return lower_expr(L, lower_bin((IrOp)n->aux.index, n->pos, n->kids[0]->type, x, y));
}

static bool may_panic(const Node *n)
{
    IrOp op = (IrOp)n->aux.index;
    return op == IR_DIV || op == IR_MOD || op == IR_SHL || op == IR_SHR ||
           lower_kind(n->kids[0]->type) == TY_STRING;
}

/* m[k] op= y   =>   p := mapassign(m, k); *p = *p op y
 * where op may panic:   v := m[k] op y; m[k] = v */
static void map_assignop(Lower *L, Node *n, Node *place, Node *y)
{
    y = lower_safe(L, y);
    if (may_panic(n)) {
        Node *old = lower_mapindex(L, ir_clone(place));
        Node *v = lower_safe(L, operate(L, n, old, y));
        lower_store(L, n->pos, place, v, 0);
        return;
    }
    Node *p = lower_mapassign(L, n->pos, place->kids[0], place->kids[1]);
    Node *to = lower_deref(n->pos, place->type, p);
    lower_assign(L, n->pos, to, operate(L, n, ir_clone(to), y));
}

/* x op= y   =>   p := &x; *p = *p op y, where x is evaluated once */
void lower_assignop(Lower *L, Node *n)
{
    Node *place = lower_place(L, n->kids[0], true);
    Node *y = lower_expr(L, n->kids[1]);
    if (place->op == IR_MAPINDEX) {
        map_assignop(L, n, place, y);
        return;
    }
    Node *v = operate(L, n, ir_clone(place), y);
    lower_store(L, n->pos, place, v, 0);
}
