/* build_stmt.c: statements. */
#include "ssa/build.h"

static void block(Build *B, Node *n)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        if (n->kids[i])
            build_stmt(B, n->kids[i]);
}

static void declare(Build *B, Node *n)
{
    Name *name = n->aux.name;
    if (!build_ssaable(name->type)) {
        build_zero(B, name->type, build_local_addr(B, name));
        return;
    }
    Node *place = ir_name(n->pos, name);
    build_assign_val(B, place, name->type, build_zero_val(B, name->type), NULL);
}

static void discard(Build *B, Node *n)
{
    bool call = n->op == IR_CALL || n->op == IR_CALLIFACE || n->op == IR_CALLRT;
    if (call)
        build_call(B, n);
    else if (build_ssaable(n->type))
        build_expr(B, n);
    else
        build_value_addr(B, n);
}

static void assign_call(Build *B, Node *n)
{
    ResultVec r = build_call(B, n->kids[n->nkids - 1]);
    for (uint32_t i = 0; i + 1 < n->nkids && i < r.len; i++)
        build_assign_val(B, n->kids[i], r.p[i].type, r.p[i].val, r.p[i].addr);
}

static void if_stmt(Build *B, Node *n)
{
    Block *yes = build_block(B), *end = build_block(B), *no = n->kids[2] ? build_block(B) : end;
    int likely = n->flags & NODE_LIKELY ? 1 : n->flags & NODE_UNLIKELY ? -1 : 0;
    build_cond(B, n->kids[0], yes, no, likely);
    build_start(B, yes);
    build_stmt(B, n->kids[1]);
    build_jump(B, end);
    if (n->kids[2]) {
        build_start(B, no);
        build_stmt(B, n->kids[2]);
        build_jump(B, end);
    }
    build_start(B, end);
}

static void for_stmt(Build *B, Node *n)
{
    Block *head = build_block(B), *body = build_block(B), *post = build_block(B), *end = build_block(B);
    Target t = {B->targets, n->aux.sym, end, post};
    ssa_add_edge(B->f, B->cur, head);
    build_start_open(B, head);
    if (n->kids[0])
        build_cond(B, n->kids[0], body, end, 1);
    else
        ssa_add_edge(B->f, B->cur, body);
    build_start(B, body);
    B->targets = &t;
    build_stmt(B, n->kids[2]);
    B->targets = t.outer;
    build_jump(B, post);
    build_start(B, post);
    if (n->kids[1])
        build_stmt(B, n->kids[1]);
    build_jump(B, head);
    build_seal(B, head);
    build_start(B, end);
}

static Target *find_target(Build *B, Node *n)
{
    Target *t = B->targets;
    while (t && n->aux.sym && t->label != n->aux.sym)
        t = t->outer;
    if (!t)
        diag_bug("ssa build", "%s without a loop", ir_op_name((IrOp)n->op));
    return t;
}

static Block *label_block(Build *B, const Sym *label)
{
    Block *b = map_get(&B->labels, label);
    if (!b) {
        b = build_block(B);
        map_set(&B->labels, label, b);
    }
    return b;
}

static void label(Build *B, Node *n)
{
    Block *b = label_block(B, n->aux.sym);
    ssa_add_edge(B->f, B->cur, b);
    build_start_open(B, b);
}

static Value *hidden_pointer(Build *B, uint32_t i)
{
    Type *t = B->f->params[i];
    if (B->fn->has_defer)
        return build_load1(B, t, build_local_addr(B, B->hidden.p[i]), SSA_VOLATILE);
    Value *v = build0(B, OP_Arg, t);
    v->auxint = i;
    return v;
}

static void return_stmt(Build *B, Node *n)
{
    uint32_t nscalars = 0, hidden = 0;
    Value **scalars = NEW_ARRAY(B->f->arena, Value *, n->nkids * SSA_MAX_PARTS + 1);
    Value **addrs = NEW_ARRAY(B->f->arena, Value *, n->nkids + 1);
    for (uint32_t i = 0; i < n->nkids; i++) {
        if (!build_ssaable(n->kids[i]->type)) {
            if (n->kids[i]->op != IR_ZERO)
                addrs[i] = build_value_addr(B, n->kids[i]);
            continue;
        }
        Val v = build_expr(B, n->kids[i]);
        for (int k = 0; k < v.n; k++)
            scalars[nscalars++] = v.v[k];
    }
    for (uint32_t i = 0; i < n->nkids; i++) {
        Type *t = n->kids[i]->type;
        if (build_ssaable(t))
            continue;
        Value *dst = hidden_pointer(B, hidden++);
        if (addrs[i])
            build_move(B, t, dst, addrs[i]);
        else
            build_zero(B, t, dst);
    }
    B->cur->kind = BLOCK_RET;
    B->cur->pos = n->pos;
    for (uint32_t i = 0; i < nscalars; i++)
        ssa_add_control(B->f, B->cur, scalars[i]);
    ssa_add_control(B->f, B->cur, build_mem(B));
    build_start(B, build_block(B));
}

/* switch x { case c1: goto b1; ... } for distinct integer constants */
static void jump_table(Build *B, Node *n)
{
    Value *x = build_scalar(B, n->kids[0]);
    Block *from = B->cur, *end = build_block(B), **bodies;
    Node *dflt = NULL;
    uint32_t ncases = 0, k = 0, nbodies = n->nkids - 1;
    for (uint32_t i = 1; i < n->nkids; i++) {
        if (n->kids[i]->nkids == 1)
            dflt = n->kids[i];
        ncases += n->kids[i]->nkids - 1;
    }
    bodies = NEW_ARRAY(B->f->arena, Block *, nbodies + 1);
    from->kind = BLOCK_SWITCH;
    from->cases = NEW_ARRAY(B->f->arena, int64_t, ncases + 1);
    ssa_add_control(B->f, from, x);
    for (uint32_t i = 0; i < nbodies; i++)
        bodies[i] = build_block(B);
    ssa_add_edge(B->f, from, end); /* replaced below if there is a default */
    for (uint32_t i = 0; i < nbodies; i++) {
        Node *c = n->kids[i + 1];
        if (c == dflt) {
            from->succs.p[0].b->preds.len--;
            from->succs.p[0] = (Edge){bodies[i], bodies[i]->preds.len};
            Edge in = {from, 0};
            vec_push(B->f->arena, &bodies[i]->preds, in);
        }
        for (uint32_t j = 1; j < c->nkids; j++) {
            from->cases[k++] = const_bits(c->kids[j]->aux.val, c->kids[j]->type);
            ssa_add_edge(B->f, from, bodies[i]);
        }
    }
    for (uint32_t i = 0; i < nbodies; i++) {
        build_start(B, bodies[i]);
        build_stmt(B, n->kids[i + 1]->kids[0]);
        build_jump(B, end);
    }
    build_start(B, end);
}

/* The statements of an inlined body get an entry of the inline tree. */
static void inlined(Build *B, Node *n)
{
    SsaInline entry = {B->inl, n->aux.func, n->pos};
    int32_t saved = B->inl;
    vec_push(B->f->arena, &B->f->inlines, entry);
    B->inl = (int32_t)B->f->inlines.len - 1;
    build_stmt(B, n->kids[0]);
    B->inl = saved;
}

static void keep_alive(Build *B, Node *n)
{
    if (!build_ssaable(n->kids[0]->type))
        return;
    Val v = build_expr(B, n->kids[0]);
    for (int i = 0; i < v.n; i++)
        build_set_mem(B, build2(B, OP_KeepAlive, ssa_mem_type, v.v[i], build_mem(B)));
}

static void unreachable(Build *B)
{
    build_rt(B, RT_unreachable, 0);
}

void build_stmt(Build *B, Node *n)
{
    if (n->op == IR_BLOCK) {
        block(B, n);
        return;
    }
    if (n->pos)
        B->pos = n->pos;
    B->stmt = n->flags & NODE_SOURCE;
    switch (n->op) {
    case IR_INLINED: inlined(B, n); return;
    case IR_DCL: declare(B, n); return;
    case IR_ASSIGN: build_assign(B, n->kids[0], n->kids[1]); return;
    case IR_AS2CALL: assign_call(B, n); return;
    case IR_EXPRSTMT: discard(B, n->kids[0]); return;
    case IR_IF: if_stmt(B, n); return;
    case IR_FOR: for_stmt(B, n); return;
    case IR_BREAK: build_jump(B, find_target(B, n)->brk); return;
    case IR_CONTINUE: build_jump(B, find_target(B, n)->cont); return;
    case IR_GOTO: build_jump(B, label_block(B, n->aux.sym)); return;
    case IR_LABEL: label(B, n); return;
    case IR_RETURN: return_stmt(B, n); return;
    case IR_CHECKNIL: build_nilcheck(B, build_scalar(B, n->kids[0])); return;
    case IR_KEEPALIVE: keep_alive(B, n); return;
    case IR_UNREACHABLE: unreachable(B); return;
    case IR_JUMPTABLE: jump_table(B, n); return;
    }
    diag_bug("ssa build", "%s is not a low statement", ir_op_name((IrOp)n->op));
}
