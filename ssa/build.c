/* build.c: from a function in low form to SSA: variables, blocks, entry and exit. */
#include <stddef.h>

#include "ssa/build.h"

typedef struct OpenPhi { uint32_t var; Value *phi; } OpenPhi;
typedef struct BlockState {
    Map defs;                /* variable number + 1 -> Value */
    bool sealed;
    VEC(OpenPhi) open;
} BlockState;

/* ---- values ---- */

Value *build0(Build *B, SsaOp op, Type *t)
{
    Value *v = ssa_new_value(B->f, B->cur, op, t, B->pos);
    v->inl = B->inl;
    v->is_stmt = B->stmt;
    B->stmt = false;
    return v;
}

Value *build1(Build *B, SsaOp op, Type *t, Value *x)
{
    Value *v = build0(B, op, t);
    ssa_add_arg(B->f, v, x);
    return v;
}

Value *build2(Build *B, SsaOp op, Type *t, Value *x, Value *y)
{
    Value *v = build1(B, op, t, x);
    ssa_add_arg(B->f, v, y);
    return v;
}

Value *build3(Build *B, SsaOp op, Type *t, Value *x, Value *y, Value *z)
{
    Value *v = build2(B, op, t, x, y);
    ssa_add_arg(B->f, v, z);
    return v;
}

Value *build_int(Build *B, Type *t, int64_t n)
{
    return ssa_const(B->f, B->cur, t, n, B->pos);
}

/* ---- variables ---- */

static BlockState *state(Build *B, Block *b)
{
    if (!b->build) {
        BlockState *s = NEW(B->f->arena, BlockState);
        map_init(&s->defs, B->f->arena);
        b->build = s;
    }
    return b->build;
}

static void write_in(Build *B, Block *b, uint32_t var, Value *v)
{
    map_set(&state(B, b)->defs, (void *)((uintptr_t)var + 1), v);
}

static Value *read_in(Build *B, Block *b, uint32_t var);

static Value *new_phi(Build *B, Block *b, uint32_t var)
{
    Value *phi = ssa_new_value(B->f, b, OP_Phi, B->var_types.p[var], b->pos);
    phi->nonneg = B->var_lengths.p[var];
    write_in(B, b, var, phi);
    return phi;
}

/* phi(x, phi, x) is x. The phi becomes a copy, which copyelim removes from its users. */
static Value *simplify_phi(Build *B, Value *phi)
{
    Value *same = NULL;
    for (uint32_t i = 0; i < phi->nargs; i++) {
        Value *a = ssa_strip_copy(phi->args[i]);
        if (a == phi || a == same)
            continue;
        if (same)
            return phi;
        same = a;
    }
    if (!same)
        return phi;
    ssa_to_copy(B->f, phi, same);
    return same;
}

static Value *complete_phi(Build *B, uint32_t var, Value *phi)
{
    for (uint32_t i = 0; i < phi->block->preds.len; i++)
        ssa_add_arg(B->f, phi, read_in(B, phi->block->preds.p[i].b, var));
    return simplify_phi(B, phi);
}

static Value *read_in(Build *B, Block *b, uint32_t var)
{
    void *found = NULL;
    Block *at = b;
    for (;;) {
        BlockState *s = state(B, at);
        if (map_find(&s->defs, (void *)((uintptr_t)var + 1), &found))
            break;
        if (!s->sealed) {
            OpenPhi o = {var, new_phi(B, at, var)};
            vec_push(B->f->arena, &s->open, o);
            found = o.phi;
            break;
        }
        if (at->preds.len == 0) {
            found = ssa_new_value(B->f, at, OP_Unknown, B->var_types.p[var], at->pos);
            break;
        }
        if (at->preds.len > 1) {
            found = complete_phi(B, var, new_phi(B, at, var));
            write_in(B, at, var, found);
            break;
        }
        at = at->preds.p[0].b;
    }
    Value *v = ssa_strip_copy(found);
    for (Block *c = b; c != at; c = c->preds.p[0].b)
        write_in(B, c, var, v);
    return v;
}

Value *build_read(Build *B, uint32_t var)
{
    return read_in(B, B->cur, var);
}

void build_write(Build *B, uint32_t var, Value *v)
{
    write_in(B, B->cur, var, v);
}

uint32_t build_new_var(Build *B, Type *t)
{
    vec_push(B->f->arena, &B->var_types, t);
    vec_push(B->f->arena, &B->var_lengths, false);
    return B->var_types.len - 1;
}

static bool lives_in_memory(const Build *B, const Name *n, int parts)
{
    return parts < 0 || n->addrtaken || n->volatile_ || B->opt->no_opt ||
           (n->captured && !n->byval && n->cls != NAME_CAPTURED && n->reassigned);
}

Var *build_var(Build *B, Name *n)
{
    Var *v = n->ssa;
    if (v && v->owner == B)
        return v;
    v = n->ssa = NEW(B->f->arena, Var);
    v->owner = B;
    vec_push(B->f->arena, &B->names, n);
    SsaPart parts[SSA_MAX_PARTS];
    v->n = ssa_parts(n->type, parts);
    v->memory = lives_in_memory(B, n, v->n);
    v->base = B->var_types.len;
    if (v->memory)
        vec_push(B->f->arena, &B->f->stack, n);
    else
        for (int i = 0; i < v->n; i++) {
            uint32_t k = build_new_var(B, parts[i].type);
            B->var_lengths.p[k] = parts[i].length;
        }
    return v;
}

Name *build_temp(Build *B, Type *t)
{
    Name *n = ir_temp(B->fn, B->pos, t);
    n->addrtaken = true;
    return n;
}

/* ---- blocks ---- */

Block *build_block(Build *B)
{
    Block *b = ssa_new_block(B->f, BLOCK_PLAIN, B->pos);
    b->inl = B->inl;
    return b;
}

void build_seal(Build *B, Block *b)
{
    BlockState *s = state(B, b);
    if (s->sealed)
        return;
    s->sealed = true;
    for (uint32_t i = 0; i < s->open.len; i++)
        complete_phi(B, s->open.p[i].var, s->open.p[i].phi);
}

void build_start_open(Build *B, Block *b)
{
    B->cur = b;
    b->pos = B->pos;
    b->inl = B->inl;
}

void build_start(Build *B, Block *b)
{
    build_start_open(B, b);
    build_seal(B, b);
}

/* Code behind a jump goes to a block without predecessors, which deadcode removes. */
static void start_dead(Build *B)
{
    build_start(B, build_block(B));
}

void build_jump(Build *B, Block *to)
{
    ssa_add_edge(B->f, B->cur, to);
    start_dead(B);
}

void build_if(Build *B, Value *cond, Block *yes, Block *no, int likely)
{
    B->cur->kind = BLOCK_IF;
    B->cur->likely = (int8_t)likely;
    ssa_add_control(B->f, B->cur, cond);
    ssa_add_edge(B->f, B->cur, yes);
    ssa_add_edge(B->f, B->cur, no);
}

void build_exit(Build *B)
{
    B->cur->kind = BLOCK_EXIT;
    ssa_add_control(B->f, B->cur, build_mem(B));
    start_dead(B);
}

/* ---- entry ---- */

static void add_param(SsaFunc *f, Type ***types, Name ***names, uint32_t *cap, Type *t, Name *n)
{
    if (f->nparams == *cap) {
        uint32_t c = *cap ? *cap * 2 : 8;
        Type **ts = NEW_ARRAY(f->arena, Type *, c);
        Name **ns = NEW_ARRAY(f->arena, Name *, c);
        for (uint32_t i = 0; i < f->nparams; i++) {
            ts[i] = (*types)[i];
            ns[i] = (*names)[i];
        }
        *types = ts;
        *names = ns;
        *cap = c;
    }
    (*types)[f->nparams] = t;
    (*names)[f->nparams++] = n;
}

/* Fills in the LLVM signature, as ssa.h states it. */
static void abi_of(SsaFunc *f, Func *fn)
{
    uint32_t cap = 0, nres = 0;
    SsaPart parts[SSA_MAX_PARTS];
    f->results = NEW_ARRAY(f->arena, Type *, fn->results.len * SSA_MAX_PARTS + 1);
    for (uint32_t i = 0; i < fn->results.len; i++) {
        int n = ssa_parts(fn->results.p[i]->type, parts);
        if (n < 0)
            add_param(f, &f->params, &f->param_names, &cap,
                      types_new_pointer(fn->results.p[i]->type), NULL);
        for (int k = 0; k < n; k++)
            f->results[nres++] = parts[k].type;
    }
    f->nresults = nres;
    for (uint32_t i = 0; i < fn->params.len; i++) {
        Name *p = fn->params.p[i];
        int n = ssa_parts(p->type, parts);
        if (n < 0)
            add_param(f, &f->params, &f->param_names, &cap, types_new_pointer(p->type), p);
        for (int k = 0; k < n; k++)
            add_param(f, &f->params, &f->param_names, &cap, parts[k].type, p);
    }
}

static Value *arg(Build *B, uint32_t i)
{
    Value *v = build0(B, OP_Arg, B->f->params[i]);
    v->aux = B->f->param_names[i];
    v->auxint = i;
    return v;
}

static void receive_param(Build *B, Name *p, uint32_t *next)
{
    Var *var = build_var(B, p);
    if (var->n < 0) {
        var->addr = arg(B, (*next)++);
        B->f->stack.len--; /* it has its place already */
        return;
    }
    SsaPart parts[SSA_MAX_PARTS];
    Val val = {ssa_parts(p->type, parts), {NULL}};
    for (int i = 0; i < var->n; i++) {
        val.v[i] = arg(B, (*next)++);
        val.v[i]->nonneg = parts[i].length;
    }
    if (var->memory)
        build_store(B, p->type, build_local_addr(B, p), val, 0);
    else
        for (int i = 0; i < var->n; i++)
            build_write(B, var->base + (uint32_t)i, val.v[i]);
}

static void zero_result(Build *B, Name *r)
{
    Var *var = build_var(B, r);
    if (var->memory && var->n < 0) {
        if (B->fn->has_defer || (r->sym && r->sym->s[0] != '~' && r->sym->s[0] != '.'))
            build_zero(B, r->type, build_local_addr(B, r));
        return;
    }
    Val z = build_zero_val(B, r->type);
    if (var->memory) {
        build_store(B, r->type, build_local_addr(B, r), z, r->volatile_ ? SSA_VOLATILE : 0);
        return;
    }
    for (int i = 0; i < var->n; i++)
        build_write(B, var->base + (uint32_t)i, z.v[i]);
}

/* A recovered panic resumes with registers lost, so pointers for results are kept in memory. */
static void save_hidden(Build *B, uint32_t nhidden)
{
    for (uint32_t i = 0; i < nhidden; i++) {
        Value *p = arg(B, i);
        Name *n = build_temp(B, p->type);
        n->volatile_ = true;
        vec_push(B->f->arena, &B->hidden, n);
        build_store1(B, p->type, build_local_addr(B, n), p, SSA_VOLATILE);
    }
}

static uint32_t count_hidden(const SsaFunc *f)
{
    uint32_t n = 0;
    while (n < f->nparams && !f->param_names[n])
        n++;
    return n;
}

static void enter_heap_slots(Build *B)
{
    for (uint32_t i = 0; i < B->fn->results.len; i++) {
        Name *h = B->fn->results.p[i]->heapaddr;
        if (!h || !h->volatile_)
            continue;
        Value *zero = build_int(B, h->type, 0);
        build_store1(B, h->type, build_local_addr(B, h), zero, SSA_VOLATILE);
    }
}

/* frame.link = g.defers; frame.records = nil; g.defers = frame. Words, not pointers: all of this lies
 * outside the heap. */
static void enter_frame(Build *B, Value *frame)
{
    Type *word = type_basic[TY_UINTPTR];
    Value *g = build0(B, OP_CurrentG, type_basic[TY_UNSAFE_POINTER]);
    Value *list = build_offset(B, g, G_DEFERS_OFFSET);
    Value *older = build_load1(B, word, list, 0);
    build_store1(B, word, build_offset(B, frame, offsetof(DeferFrame, link)), older, SSA_VOLATILE);
    Value *none = build_int(B, word, 0);
    build_store1(B, word, build_offset(B, frame, offsetof(DeferFrame, records)), none, SSA_VOLATILE);
    build_store1(B, word, list, build1(B, OP_Convert, word, frame), SSA_VOLATILE);
}

static void begin_defer(Build *B)
{
    enter_heap_slots(B);
    Value *frame = build0(B, OP_DeferFrame, type_basic[TY_UNSAFE_POINTER]);
    Value *init = build2(B, OP_DeferInit, ssa_mem_type, frame, build_mem(B));
    build_set_mem(B, init);
    Block *normal = build_block(B), *recovered = build_block(B);
    B->cur->kind = BLOCK_DEFER;
    ssa_add_control(B->f, B->cur, init);
    ssa_add_edge(B->f, B->cur, normal);
    ssa_add_edge(B->f, B->cur, recovered);
    build_start(B, recovered);
    if (B->fn->recover_return)
        build_stmt(B, B->fn->recover_return);
    build_start(B, normal);
    enter_frame(B, build0(B, OP_DeferFrame, type_basic[TY_UNSAFE_POINTER]));
}

static void build_entry(Build *B)
{
    SsaFunc *f = B->f;
    build_start(B, build_block(B));
    build_set_mem(B, build0(B, OP_InitMem, ssa_mem_type));
    uint32_t next = count_hidden(f);
    if (B->fn->has_defer)
        save_hidden(B, next);
    for (uint32_t i = 0; i < B->fn->params.len; i++)
        receive_param(B, B->fn->params.p[i], &next);
    for (uint32_t i = 0; i < B->fn->results.len; i++)
        zero_result(B, B->fn->results.p[i]);
    if (B->fn->has_defer)
        begin_defer(B);
}

SsaFunc *ssa_declare(Func *fn)
{
    SsaFunc *f = ssa_new_func(fn->linksym, fn);
    f->has_defer = fn->has_defer;
    abi_of(f, fn);
    return f;
}

/* What a Name holds of its function's SSA goes with it. */
static void forget_vars(Build *B)
{
    for (uint32_t i = 0; i < B->names.len; i++)
        B->names.p[i]->ssa = NULL;
}

SsaFunc *ssa_build(Func *fn, const SsaOptions *opt)
{
    SsaFunc *f = ssa_declare(fn);
    Build build = {.f = f, .fn = fn, .opt = opt, .pos = fn->pos, .inl = -1}, *B = &build;
    map_init(&B->labels, f->arena);
    build_new_var(B, ssa_mem_type);
    build_entry(B);
    build_stmt(B, fn->body);
    B->pos = fn->end ? fn->end : fn->pos;
    if (fn->results.len == 0) { /* the end of the body returns */
        Node *ret = ir_node(IR_RETURN, B->pos, NULL, 0);
        build_stmt(B, ret);
    }
    build_exit(B);
    for (uint32_t i = 0; i < B->labels.len; i++)
        build_seal(B, B->labels.entries[i].value);
    forget_vars(B);
    return f;
}
