/* build_mem.c: places, loads and stores, nil and bounds checks. */
#include "ssa/build.h"

/* ---- loads and stores ---- */

Value *build_offset(Build *B, Value *ptr, int64_t off)
{
    if (off == 0)
        return ptr;
    Value *v = build1(B, OP_OffPtr, ptr->type, ptr);
    v->auxint = off;
    return v;
}

Value *build_local_addr(Build *B, Name *n)
{
    Var *var = build_var(B, n);
    if (var->addr)
        return var->addr;
    Value *v = build0(B, OP_LocalAddr, types_new_pointer(n->type));
    v->aux = n;
    return v;
}

Value *build_load1(Build *B, Type *t, Value *ptr, int vol)
{
    Value *v = build2(B, OP_Load, t, ptr, build_mem(B));
    v->aux = t;
    v->auxint = vol;
    return v;
}

Val build_load(Build *B, Type *t, Value *ptr, int vol)
{
    SsaPart parts[SSA_MAX_PARTS];
    Val r = {ssa_parts(t, parts), {NULL}};
    for (int i = 0; i < r.n; i++) {
        r.v[i] = build_load1(B, parts[i].type, build_offset(B, ptr, parts[i].offset), vol);
        r.v[i]->nonneg = parts[i].length;
    }
    return r;
}

void build_store1(Build *B, Type *t, Value *ptr, Value *v, int vol)
{
    Value *s = build3(B, OP_Store, ssa_mem_type, ptr, v, build_mem(B));
    s->aux = t;
    s->auxint = vol;
    build_set_mem(B, s);
}

void build_store(Build *B, Type *t, Value *ptr, Val v, int vol)
{
    SsaPart parts[SSA_MAX_PARTS];
    int n = ssa_parts(t, parts);
    for (int i = 0; i < n && i < v.n; i++)
        build_store1(B, parts[i].type, build_offset(B, ptr, parts[i].offset), v.v[i], vol);
}

void build_move(Build *B, Type *t, Value *dst, Value *src)
{
    if (types_size(t) == 0 || dst == src)
        return;
    Value *m = build3(B, OP_Move, ssa_mem_type, dst, src, build_mem(B));
    m->aux = types_has_pointers(t) ? t : NULL;
    m->auxint = types_size(t);
    build_set_mem(B, m);
}

void build_zero(Build *B, Type *t, Value *ptr)
{
    if (types_size(t) == 0)
        return;
    Value *z = build2(B, OP_Zero, ssa_mem_type, ptr, build_mem(B));
    z->aux = types_has_pointers(t) ? t : NULL;
    z->auxint = types_size(t);
    build_set_mem(B, z);
}

Val build_zero_val(Build *B, Type *t)
{
    SsaPart parts[SSA_MAX_PARTS];
    Val r = {ssa_parts(t, parts), {NULL}};
    for (int i = 0; i < r.n; i++)
        r.v[i] = build_int(B, parts[i].type, 0);
    return r;
}

/* ---- checks ---- */

Value *build_nilcheck(Build *B, Value *ptr)
{
    if (ptr->op == OP_NilCheck || ptr->op == OP_LocalAddr || ptr->op == OP_Addr)
        return ptr;
    return build2(B, OP_NilCheck, ptr->type, ptr, build_mem(B));
}

void build_check(Build *B, Value *ok, RtId panic, Value *x, Value *y)
{
    Block *good = build_block(B), *bad = build_block(B);
    build_if(B, ok, good, bad, 1);
    build_start(B, bad);
    build_rt(B, panic, y ? 2 : x ? 1 : 0, x, y);
    build_start(B, good);
}

Value *build_index_check(Build *B, Node *index, Value *len, bool bounded)
{
    bool is_signed;
    Value *i = build_as_int(B, index, &is_signed);
    if (bounded || B->opt->no_bounds)
        return i;
    if (i->op == OP_Const && len->op == OP_Const && i->auxint >= 0 && i->auxint < len->auxint)
        return i;
    Value *ok = build2(B, OP_IsInBounds, type_basic[TY_BOOL], i, len);
    build_check(B, ok, is_signed ? RT_panicIndex : RT_panicIndexU, i, len);
    return i;
}

/* ---- places ---- */

static TypeKind kind_of(const Node *n)
{
    return types_under(n->type)->kind;
}

bool build_is_memory(Build *B, Node *n)
{
    switch (n->op) {
    case IR_NAME:
        return n->aux.name->cls == NAME_GLOBAL || build_var(B, n->aux.name)->memory;
    case IR_DEREF:
        return true;
    case IR_FIELD:
        return build_is_memory(B, n->kids[0]);
    case IR_INDEX:
        return kind_of(n->kids[0]) != TY_ARRAY || build_is_memory(B, n->kids[0]);
    case IR_CONVNOP:
        return build_is_memory(B, n->kids[0]);
    }
    return false;
}

int build_volatile(Node *n)
{
    while (n->op == IR_FIELD || n->op == IR_CONVNOP ||
           (n->op == IR_INDEX && kind_of(n->kids[0]) == TY_ARRAY))
        n = n->kids[0];
    return n->op == IR_NAME && n->aux.name->volatile_ ? SSA_VOLATILE : 0;
}

/* The DeferFrame and its records: where a fault strikes, the runtime reads them, and LLVM does not see
 * that. */
static bool points_to_defers(Node *p)
{
    while (p->op == IR_CONVNOP || p->op == IR_UNSAFEADD)
        p = p->kids[0];
    return p->op == IR_DEFERFRAME || (p->op == IR_ADDR && build_volatile(p->kids[0]));
}

static int volatile_store(Node *place)
{
    if (place->op == IR_DEREF)
        return points_to_defers(place->kids[0]) ? SSA_VOLATILE : 0;
    return build_volatile(place);
}

static Value *index_addr(Build *B, Node *n)
{
    Node *x = n->kids[0];
    Type *u = types_under(x->type), *elem;
    Value *base, *len;
    if (u->kind == TY_ARRAY) {
        elem = u->array.elem;
        base = build_value_addr(B, x);
        len = build_int(B, type_basic[TY_INT], u->array.len);
    } else {
        elem = u->kind == TY_STRING ? type_byte : u->slice.elem;
        Val s = build_expr(B, x);
        base = s.v[0];
        len = s.v[1];
    }
    Value *i = build_index_check(B, n->kids[1], len, n->flags & NODE_BOUNDED);
    int64_t size = types_size(elem);
    Type *pt = types_new_pointer(elem);
    Value *v = i->op == OP_Const ? build1(B, OP_OffPtr, pt, base)
                                 : build2(B, OP_PtrIndex, pt, base, i);
    v->auxint = i->op == OP_Const ? i->auxint * size : size;
    return v;
}

static Value *addr(Build *B, Node *n)
{
    switch (n->op) {
    case IR_NAME:
        if (n->aux.name->cls == NAME_GLOBAL) {
            Value *v = build0(B, OP_Addr, types_new_pointer(n->aux.name->type));
            v->aux = (void *)n->aux.name->linksym;
            return v;
        }
        return build_local_addr(B, n->aux.name);
    case IR_DEREF: {
        Value *p = build_scalar(B, n->kids[0]);
        return n->flags & NODE_NONNIL ? p : build_nilcheck(B, p);
    }
    case IR_FIELD: {
        Value *base = build_value_addr(B, n->kids[0]);
        int64_t off = types_field_offset(types_under(n->kids[0]->type), (int)n->aux.index);
        Value *v = build1(B, OP_OffPtr, types_new_pointer(n->type), base);
        v->auxint = off;
        return v;
    }
    case IR_INDEX:
        return index_addr(B, n);
    case IR_CONVNOP:
        return build_addr(B, n->kids[0]);
    }
    diag_bug("ssa build", "no address of %s", ir_op_name((IrOp)n->op));
}

Value *build_addr(Build *B, Node *n)
{
    Pos saved = B->pos;
    if (n->nkids && n->pos)
        B->pos = n->pos;
    Value *v = addr(B, n);
    B->pos = saved;
    return v;
}

static Value *cond_addr(Build *B, Node *n)
{
    uint32_t var = build_new_var(B, types_new_pointer(n->type));
    Block *yes = build_block(B), *no = build_block(B), *end = build_block(B);
    build_cond(B, n->kids[0], yes, no, 0);
    build_start(B, yes);
    build_write(B, var, build_value_addr(B, n->kids[1]));
    build_jump(B, end);
    build_start(B, no);
    build_write(B, var, build_value_addr(B, n->kids[2]));
    build_jump(B, end);
    build_start(B, end);
    return build_read(B, var);
}

Value *build_value_addr(Build *B, Node *n)
{
    if (build_is_memory(B, n))
        return build_addr(B, n);
    if (build_ssaable(n->type)) { /* a copy in memory */
        Value *p = build_local_addr(B, build_temp(B, n->type));
        build_store(B, n->type, p, build_expr(B, n), 0);
        return p;
    }
    switch (n->op) {
    case IR_CALL: case IR_CALLIFACE: case IR_CALLRT:
        return build_call(B, n).p[0].addr;
    case IR_ZERO: case IR_NIL: {
        Value *p = build_local_addr(B, build_temp(B, n->type));
        build_zero(B, n->type, p);
        return p;
    }
    case IR_COND:
        return cond_addr(B, n);
    case IR_CONVNOP:
        return build_value_addr(B, n->kids[0]);
    case IR_FIELD: case IR_INDEX:
        return n->op == IR_INDEX ? index_addr(B, n) : build_addr(B, n);
    }
    diag_bug("ssa build", "no memory for %s", ir_op_name((IrOp)n->op));
}

/* ---- assignment ---- */

/* The variable that a place without memory belongs to, and its first part there. */
static Name *ssa_place(Build *B, Node *n, int *part)
{
    switch (n->op) {
    case IR_NAME:
        return n->aux.name;
    case IR_FIELD: {
        Name *r = ssa_place(B, n->kids[0], part);
        *part += build_field_part(n->kids[0]->type, (int)n->aux.index);
        return r;
    }
    case IR_INDEX: { /* an array of one element */
        Pos saved = B->pos;
        if (n->pos)
            B->pos = n->pos;
        Value *len = build_int(B, type_basic[TY_INT], types_under(n->kids[0]->type)->array.len);
        build_index_check(B, n->kids[1], len, n->flags & NODE_BOUNDED);
        B->pos = saved;
        return ssa_place(B, n->kids[0], part);
    }
    case IR_CONVNOP:
        return ssa_place(B, n->kids[0], part);
    }
    diag_bug("ssa build", "assignment to %s", ir_op_name((IrOp)n->op));
}

/* place = v, or *addr if the type is not SSA-able */
void build_assign_val(Build *B, Node *place, Type *t, Val v, Value *addr)
{
    if (place->op == IR_BLANK)
        return;
    if (build_is_memory(B, place)) {
        Value *dst = build_addr(B, place);
        if (addr)
            build_move(B, t, dst, addr);
        else
            build_store(B, place->type, dst, v, volatile_store(place));
        return;
    }
    int part = 0;
    Var *var = build_var(B, ssa_place(B, place, &part));
    for (int i = 0; i < v.n; i++)
        build_write(B, var->base + (uint32_t)(part + i), v.v[i]);
}

void build_assign(Build *B, Node *place, Node *value)
{
    Val none = {0};
    if (build_ssaable(value->type)) {
        build_assign_val(B, place, value->type, build_expr(B, value), NULL);
        return;
    }
    if (value->op == IR_ZERO && place->op != IR_BLANK) {
        build_zero(B, place->type, build_addr(B, place));
        return;
    }
    build_assign_val(B, place, value->type, none, build_value_addr(B, value));
}
