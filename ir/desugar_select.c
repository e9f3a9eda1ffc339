/* desugar_select.c: channel operations. */
#include "ir/lower.h"

/* var t T; rt_chanrecv1(c, &t)   or   ok := rt_chanrecv2(c, &t) */
Node *lower_recv(Lower *L, Node *n, bool want_ok, Node **ok)
{
    Pos pos = n->pos;
    Type *elem = lower_elem(n->kids[0]->type);
    Node *c = lower_expr(L, n->kids[0]);
    Name *t = ir_temp(L->fn, pos, elem);
    lower_zero(L, pos, t);
    Node *p = lower_as_pointer(lower_addr(ir_name(pos, t)));
    if (want_ok)
        *ok = lower_rt(L, pos, RT_chanrecv2, T_BOOL, 2, lower_as_pointer(c), p);
    else
        lower_rt(L, pos, RT_chanrecv1, NULL, 2, lower_as_pointer(c), p);
    return ir_name(pos, t);
}

/* ---- select ---- */

typedef struct Comm {
    Node *node, *body;       /* COMM and its body */
    Node *op;                /* SEND or RECV; NULL: default */
    Node *chan, *elem;       /* safe; address of what is sent or received, or nil */
    Node *x, *ok;            /* left sides, or NULL */
    Name *received;
    const Sym *label;
} Comm;

static void classify(Comm *c, Node *n)
{
    Node *s = n->kids[0];
    c->node = n;
    c->body = n->kids[1];
    if (!s)
        return;
    if (s->op == IR_SEND) {
        c->op = s;
    } else if (s->op == IR_EXPRSTMT) {
        c->op = s->kids[0];
    } else if (s->op == IR_AS2OK) {
        c->x = s->kids[0];
        c->ok = s->kids[1];
        c->op = s->kids[2];
    } else {
        c->x = s->kids[0];
        c->op = s->kids[1];
    }
    if (c->x && c->x->op == IR_BLANK)
        c->x = NULL;
    if (c->ok && c->ok->op == IR_BLANK)
        c->ok = NULL;
}

/* Channels and values to send are evaluated in the order of the source, all of them. */
static void operands(Lower *L, Comm *c)
{
    if (!c->op)
        return;
    Pos pos = c->op->pos;
    Type *elem = lower_elem(c->op->kids[0]->type);
    c->chan = lower_as_pointer(lower_safe(L, lower_expr(L, c->op->kids[0])));
    if (c->op->op == IR_SEND) {
        Node *v = lower_copy(L, lower_nop(pos, elem, lower_expr(L, c->op->kids[1])));
        c->elem = lower_as_pointer(lower_addr(v));
    } else if (c->x) {
        c->received = ir_temp(L->fn, pos, elem);
        lower_zero(L, pos, c->received);
        c->elem = lower_as_pointer(lower_addr(ir_name(pos, c->received)));
    } else {
        c->elem = ir_nil(pos, T_POINTER);
    }
}

static void clause(Lower *L, Comm *c, Node *ok)
{
    if (c->x)
        lower_bind(L, c->x, ir_name(c->op->pos, c->received), true);
    if (c->ok)
        lower_bind(L, c->ok, lower_nop(c->op->pos, c->ok->type, ir_clone(ok)), true);
    lower_stmt(L, c->body);
}

/* select { case c <- v: A; default: B }   =>   if rt_selectnbsend(c, &v) { A } else { B } */
static void nonblocking(Lower *L, Node *n, Comm *c, Comm *def)
{
    Node *selected, *ok = NULL;
    Pos pos = c->op->pos;
    if (c->op->op == IR_SEND) {
        selected = lower_rt(L, pos, RT_selectnbsend, T_BOOL, 2, c->chan, c->elem);
    } else {
        lower_rt2(L, pos, RT_selectnbrecv, T_BOOL, T_BOOL, &selected, &ok, 2, c->elem, c->chan);
        selected = ir_clone(selected);
    }
    Node *saved = lower_begin(L);
    clause(L, c, ok);
    Node *then = lower_end(L, saved);
    lower_if(L, n->pos, selected, then, lower_body(L, def->body), 0);
}

/* A single communication: the operation itself. */
static void single(Lower *L, Comm *c)
{
    Pos pos = c->op->pos;
    Node *ok = NULL;
    if (c->op->op == IR_SEND)
        lower_rt(L, pos, RT_chansend1, NULL, 2, c->chan, c->elem);
    else if (c->ok)
        ok = lower_rt(L, pos, RT_chanrecv2, T_BOOL, 2, c->chan, c->elem);
    else
        lower_rt(L, pos, RT_chanrecv1, NULL, 2, c->chan, c->elem);
    clause(L, c, ok);
}

static void store_case(Lower *L, Pos pos, Name *cases, uint32_t at, Comm *c)
{
    for (int i = 0; i < 2; i++) {
        Node *e = lower_bin(IR_INDEX, pos, T_POINTER, ir_name(pos, cases),
                            ir_int(pos, (int64_t)at * 2 + i));
        e->flags |= NODE_BOUNDED;
        lower_assign(L, pos, e, ir_clone(i ? c->elem : c->chan));
    }
}

/* var cases [n]scase{sends, then receives}; var order [2n]uint16
 * i, ok := rt_selectgo(&cases, &order, sends, receives, block); if i == 0 { ... } else if ... */
static void general(Lower *L, Node *n, Comm *comms, uint32_t ncomms, Comm *def)
{
    Pos pos = n->pos;
    uint32_t total = ncomms - (def ? 1 : 0), at = 0, nsends = 0;
    Name *cases = ir_temp(L->fn, pos, types_new_array(T_POINTER, (int64_t)total * 2));
    Name *order = ir_temp(L->fn, pos, types_new_array(type_basic[TY_UINT16], (int64_t)total * 2));
    Comm **by_index = NEW_ARRAY(perm, Comm *, total + 1);
    lower_zero(L, pos, cases);
    lower_zero(L, pos, order);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < ncomms; i++) {
            Comm *c = &comms[i];
            if (!c->op || (c->op->op == IR_SEND) != (pass == 0))
                continue;
            nsends += pass == 0;
            by_index[at] = c;
            store_case(L, pos, cases, at++, c);
        }
    Node *index, *ok;
    lower_rt2(L, pos, RT_selectgo, T_INT, T_BOOL, &index, &ok, 5,
              lower_as_pointer(lower_addr(ir_name(pos, cases))),
              lower_as_pointer(lower_addr(ir_name(pos, order))), ir_int(pos, nsends),
              ir_int(pos, total - nsends), lower_bool(pos, def ? 0 : 1));
    const Sym *end = L->targets->end;
    for (uint32_t i = 0; i < at; i++) {
        Node *saved = lower_begin(L);
        clause(L, by_index[i], ok);
        lower_goto(L, pos, end);
        Node *b = lower_end(L, saved);
        lower_if(L, pos, lower_bin(IR_EQ, pos, T_BOOL, ir_clone(index), ir_int(pos, i)), b, NULL, 0);
    }
    if (def)
        lower_stmt(L, def->body);
    else
        lower_emit(L, ir_node(IR_UNREACHABLE, pos, NULL, 0));
}

void lower_select(Lower *L, Node *n)
{
    if (n->nkids == 0) {
        lower_rt(L, n->pos, RT_block, NULL, 0);
        return;
    }
    Comm *comms = NEW_ARRAY(perm, Comm, n->nkids), *def = NULL;
    Target t = {L->targets, n->aux.sym, lower_new_label(L)};
    for (uint32_t i = 0; i < n->nkids; i++) {
        classify(&comms[i], n->kids[i]);
        operands(L, &comms[i]);
        if (!comms[i].op)
            def = &comms[i];
    }
    L->targets = &t;
    if (n->nkids == 1 && def)
        lower_stmt(L, def->body);
    else if (n->nkids == 1)
        single(L, &comms[0]);
    else if (n->nkids == 2 && def)
        nonblocking(L, n, def == &comms[0] ? &comms[1] : &comms[0], def);
    else
        general(L, n, comms, n->nkids, def);
    L->targets = t.outer;
    lower_label(L, n->pos, t.end);
}
