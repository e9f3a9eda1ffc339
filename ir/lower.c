/* lower.c: the entry of desugaring, and the small things its files share. */
#include "ir/lower.h"

#include <stdarg.h>

IrPackage *lower_package;

/* ---- types ---- */

TypeKind lower_kind(Type *t)
{
    return types_under(t)->kind;
}

Type *lower_elem(Type *t)
{
    Type *u = types_under(t);
    if (u->kind == TY_SLICE)
        return u->slice.elem;
    if (u->kind == TY_ARRAY)
        return u->array.elem;
    if (u->kind == TY_POINTER)
        return u->pointer.elem;
    if (u->kind == TY_MAP)
        return u->map.elem;
    if (u->kind == TY_CHAN)
        return u->chan.elem;
    if (u->kind == TY_STRING)
        return type_byte;
    return type_basic[TY_INVALID];
}

bool lower_is_pointer_shaped(Type *t)
{
    Type *u = types_under(t);
    if (u->kind == TY_STRUCT)
        return u->strct.fields.len == 1 && lower_is_pointer_shaped(u->strct.fields.p[0]->type);
    if (u->kind == TY_ARRAY)
        return u->array.len == 1 && lower_is_pointer_shaped(u->array.elem);
    return u->kind == TY_POINTER || u->kind == TY_MAP || u->kind == TY_CHAN ||
           u->kind == TY_SIGNATURE || u->kind == TY_UNSAFE_POINTER;
}

bool lower_is_empty_iface(Type *t)
{
    return types_interface_methods(t)->len == 0;
}

bool lower_is_scalar(Type *t)
{
    TypeKind k = lower_kind(t);
    return (k >= TY_BOOL && k <= TY_FLOAT64) || k == TY_UNSAFE_POINTER || k == TY_POINTER ||
           k == TY_MAP || k == TY_CHAN || k == TY_SIGNATURE;
}

Type *lower_ptr_to(Type *t)
{
    return types_new_pointer(t);
}

static Obj *new_field(const Sym *name, Type *t, int i)
{
    Obj *o = NEW(perm, Obj);
    o->kind = OBJ_VAR;
    o->name = name;
    o->type = t;
    o->exported = true;
    o->var.is_field = true;
    o->var.index = i;
    return o;
}

Type *lower_struct(const TypeVec *types)
{
    ObjVec fields = {0};
    for (uint32_t i = 0; i < types->len; i++)
        vec_push(perm, &fields, new_field(sym_printf("F%u", i), types->p[i], (int)i));
    return types_new_struct(fields, NULL);
}

Type *lower_tuple(Type *a, Type *b)
{
    ObjVec vars = {0};
    vec_push(perm, &vars, new_field(sym("_"), a, 0));
    vec_push(perm, &vars, new_field(sym("_"), b, 1));
    return types_new_tuple(vars);
}

/* ---- statements ---- */

void lower_emit(Lower *L, Node *stmt)
{
    ir_append(L->out, stmt);
}

Node *lower_begin(Lower *L)
{
    Node *saved = L->out;
    L->out = ir_block(saved ? saved->pos : NO_POS);
    return saved;
}

Node *lower_end(Lower *L, Node *saved)
{
    Node *b = L->out;
    L->out = saved;
    return b;
}

void lower_assign(Lower *L, Pos pos, Node *place, Node *value)
{
    lower_emit(L, ir_node(IR_ASSIGN, pos, NULL, 2, place, value));
}

void lower_define(Lower *L, Pos pos, Name *n, Node *value)
{
    Node *s = ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, n), value);
    s->flags |= NODE_DEF;
    lower_emit(L, s);
}

void lower_zero(Lower *L, Pos pos, Name *n)
{
    Node *s = ir_node(IR_DCL, pos, NULL, 0);
    s->aux.name = n;
    lower_emit(L, s);
}

void lower_if(Lower *L, Pos pos, Node *cond, Node *then, Node *els, int flags)
{
    Node *s = ir_node(IR_IF, pos, NULL, 3, cond, then, els);
    s->flags |= (uint16_t)flags;
    lower_emit(L, s);
}

static Node *jump(IrOp op, Pos pos, const Sym *label)
{
    Node *s = ir_node(op, pos, NULL, 0);
    s->aux.sym = label;
    return s;
}

void lower_label(Lower *L, Pos pos, const Sym *label)
{
    lower_emit(L, jump(IR_LABEL, pos, label));
}

void lower_goto(Lower *L, Pos pos, const Sym *label)
{
    lower_emit(L, jump(IR_GOTO, pos, label));
}

const Sym *lower_new_label(Lower *L)
{
    return sym_printf(".L%d", ++L->nlabels);
}

/* Constants and variables have nothing to panic about. */
void lower_discard(Lower *L, Node *x)
{
    IrOp op = (IrOp)x->op;
    if (op == IR_CONST || op == IR_NAME || op == IR_NIL || op == IR_ZERO || op == IR_FUNC)
        return;
    lower_assign(L, x->pos, ir_node(IR_BLANK, x->pos, x->type, 0), x);
}

/* ---- values ---- */

Node *lower_copy(Lower *L, Node *x)
{
    Name *t = ir_temp(L->fn, x->pos, x->type);
    lower_define(L, x->pos, t, x);
    return ir_name(x->pos, t);
}

bool lower_is_repeatable(const Node *x)
{
    IrOp op = (IrOp)x->op;
    if (op == IR_CONST || op == IR_NIL || op == IR_ZERO || op == IR_FUNC || op == IR_TYPEDESC ||
        op == IR_SYMADDR)
        return true;
    if (op == IR_CONVNOP && x->nkids == 1)
        return lower_is_repeatable(x->kids[0]);
    if (op == IR_ADDR && x->kids[0]->op == IR_NAME)
        return true;
    return op == IR_NAME && x->aux.name->is_temp && !x->aux.name->addrtaken;
}

Node *lower_safe(Lower *L, Node *x)
{
    return lower_is_repeatable(x) ? x : lower_copy(L, x);
}

/* A variable read twice in a row reads the same. */
Node *lower_cheap(Lower *L, Node *x)
{
    if (x->op == IR_NAME && x->aux.name->cls != NAME_GLOBAL && !x->aux.name->addrtaken)
        return x;
    return lower_safe(L, x);
}

static void mark_address_taken(Node *place)
{
    while (place->op == IR_FIELD ||
           (place->op == IR_INDEX && lower_kind(place->kids[0]->type) == TY_ARRAY))
        place = place->kids[0];
    if (place->op == IR_NAME)
        place->aux.name->addrtaken = true;
}

Node *lower_addr(Node *place)
{
    if (place->op == IR_DEREF && (place->flags & NODE_NONNIL)) {
        Node *p = place->kids[0];
        return lower_nop(place->pos, lower_ptr_to(place->type), p);
    }
    mark_address_taken(place);
    return ir_node(IR_ADDR, place->pos, lower_ptr_to(place->type), 1, place);
}

static bool is_place(const Node *x)
{
    if (x->op == IR_NAME || x->op == IR_DEREF)
        return true;
    if (x->op == IR_FIELD)
        return is_place(x->kids[0]);
    if (x->op != IR_INDEX)
        return false;
    TypeKind k = lower_kind(x->kids[0]->type);
    return k == TY_SLICE || (k == TY_ARRAY && is_place(x->kids[0]));
}

/* A local variable that is not in memory so far stays out of it: its copy is addressed. */
static bool in_memory(const Node *x)
{
    while (x->op == IR_FIELD ||
           (x->op == IR_INDEX && lower_kind(x->kids[0]->type) == TY_ARRAY))
        x = x->kids[0];
    if (x->op != IR_NAME)
        return true;
    return x->aux.name->cls == NAME_GLOBAL || x->aux.name->addrtaken ||
           !lower_is_scalar(x->type);
}

Node *lower_addressable(Lower *L, Node *x)
{
    if (!is_place(x) || !in_memory(x))
        x = lower_copy(L, x);
    return lower_addr(x);
}

Node *lower_nop(Pos pos, Type *t, Node *x)
{
    if (x->type == t)
        return x;
    return ir_node(IR_CONVNOP, pos, t, 1, x);
}

Node *lower_as_pointer(Node *p)
{
    return lower_nop(p->pos, T_POINTER, p);
}

Node *lower_deref(Pos pos, Type *t, Node *p)
{
    Node *d = ir_node(IR_DEREF, pos, t, 1, lower_nop(pos, lower_ptr_to(t), p));
    d->flags |= NODE_NONNIL;
    return d;
}

Node *lower_field(Pos pos, Node *x, int i)
{
    Type *s = types_under(x->type);
    Node *f = ir_node(IR_FIELD, pos, s->strct.fields.p[i]->type, 1, x);
    f->aux.index = i;
    return f;
}

Node *lower_len(Pos pos, Node *x)
{
    if (x->op == IR_CONST)
        return ir_int(pos, (int64_t)const_string(x->aux.val)->len);
    return ir_node(IR_LEN, pos, T_INT, 1, x);
}

Node *lower_data(Pos pos, Node *x)
{
    Type *e = lower_elem(x->type);
    return lower_as_pointer(ir_node(IR_DATA, pos, lower_ptr_to(e), 1, x));
}

Node *lower_bin(IrOp op, Pos pos, Type *t, Node *x, Node *y)
{
    return ir_node(op, pos, t, 2, x, y);
}

Node *lower_bool(Pos pos, bool b)
{
    return ir_const(pos, T_BOOL, const_from_bool(b));
}

Node *lower_not(Pos pos, Node *x)
{
    return ir_node(IR_NOT, pos, x->type, 1, x);
}

Node *lower_is_nil(Pos pos, Node *x)
{
    return lower_bin(IR_EQ, pos, T_BOOL, x, ir_nil(pos, x->type));
}

Node *lower_not_nil(Pos pos, Node *x)
{
    return lower_bin(IR_NE, pos, T_BOOL, x, ir_nil(pos, x->type));
}

Node *lower_typedesc(Pos pos, Type *t)
{
    Node *n = ir_node(IR_TYPEDESC, pos, T_POINTER, 0);
    n->aux.type = t;
    ir_typedesc_sym(t);
    return n;
}

Node *lower_symaddr(Pos pos, Type *t, const Sym *s)
{
    Node *n = ir_node(IR_SYMADDR, pos, t, 0);
    n->aux.sym = s;
    return n;
}

/* ---- runtime calls ---- */

static Node *rt_call(Pos pos, RtId id, Type *result, int nargs, va_list ap)
{
    NodeVec kids = {0};
    for (int i = 0; i < nargs; i++)
        vec_push(perm, &kids, va_arg(ap, Node *));
    Node *c = ir_node_v(IR_CALLRT, pos, result, &kids);
    c->aux.index = id;
    return c;
}

Node *lower_rt(Lower *L, Pos pos, RtId id, Type *result, int nargs, ...)
{
    va_list ap;
    va_start(ap, nargs);
    Node *c = rt_call(pos, id, result, nargs, ap);
    va_end(ap);
    if (result)
        return lower_copy(L, c);
    lower_emit(L, ir_node(IR_EXPRSTMT, pos, NULL, 1, c));
    return NULL;
}

/* r1, r2 = rt_id(args...) */
void lower_rt2(Lower *L, Pos pos, RtId id, Type *t1, Type *t2, Node **r1, Node **r2, int nargs, ...)
{
    va_list ap;
    va_start(ap, nargs);
    Node *c = rt_call(pos, id, lower_tuple(t1, t2), nargs, ap);
    va_end(ap);
    *r1 = ir_name(pos, ir_temp(L->fn, pos, t1));
    *r2 = ir_name(pos, ir_temp(L->fn, pos, t2));
    Node *s = ir_node(IR_AS2CALL, pos, NULL, 3, *r1, *r2, c);
    s->flags |= NODE_DEF;
    lower_emit(L, s);
}

/* ---- closures ---- */

/* struct { F0 uintptr; F1 T1; ... }: the code's address, then what is captured */
Type *lower_closure_type(const TypeVec *captured)
{
    TypeVec all = {0};
    vec_push(perm, &all, T_UINTPTR);
    for (uint32_t i = 0; i < captured->len; i++)
        vec_push(perm, &all, captured->p[i]);
    return lower_struct(&all);
}

/* p := new(struct{...}); p.F0 = code; p.F1 = v1; ...; (T)(p) */
Node *lower_closure_struct(Lower *L, Pos pos, Func *code, const NodeVec *values, Type *t, bool stack)
{
    TypeVec types = {0};
    for (uint32_t i = 0; i < values->len; i++)
        vec_push(perm, &types, values->p[i]->type);
    Type *st = lower_closure_type(&types);
    Node *p = lower_new(L, pos, st, stack);
    lower_assign(L, pos, lower_field(pos, lower_deref(pos, st, p), 0),
                 lower_symaddr(pos, T_UINTPTR, code->linksym));
    for (uint32_t i = 0; i < values->len; i++)
        lower_assign(L, pos, lower_field(pos, lower_deref(pos, st, ir_clone(p)), (int)i + 1),
                     values->p[i]);
    return lower_nop(pos, t, ir_clone(p));
}

/* ---- entry ---- */

/* What the closure holds is read once, at entry: by-value copies and addresses become locals. */
static void unpack_captured(Lower *L)
{
    Func *f = L->fn;
    TypeVec types = {0};
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *c = f->captured.p[i];
        vec_push(perm, &types, c->byval ? c->type : lower_ptr_to(c->type));
    }
    if (types.len == 0)
        return;
    Type *st = lower_closure_type(&types);
    for (uint32_t i = 0; i < types.len; i++) {
        Name *c = f->captured.p[i];
        Node *ctx = ir_node(IR_CLOSUREPTR, f->pos, lower_ptr_to(st), 0);
        Name *local = ir_local(f, c->pos, c->byval ? c->sym : sym_printf("&%s", c->sym->s),
                               types.p[i]);
        map_set(&L->captured, c, local);
        lower_define(L, f->pos, local, lower_field(f->pos, lower_deref(f->pos, st, ctx), (int)i + 1));
    }
}

static Node *heap_slot(Pos pos, Name *n)
{
    return lower_deref(pos, n->type, ir_name(pos, n->heapaddr));
}

/* &x = new(T); *&x = x */
static void move_params_to_heap(Lower *L, NameVec *names, bool copy)
{
    for (uint32_t i = 0; i < names->len; i++) {
        Name *n = names->p[i];
        if (!n->heap)
            continue;
        lower_declare(L, n->pos, n);
        if (copy)
            lower_assign(L, n->pos, heap_slot(n->pos, n), ir_name(n->pos, n));
    }
}

/* What the function does when a deferred call has recovered a panic:
 * rt_deferreturn(frame); return r1, r2, ... */
static void make_recover_return(Lower *L)
{
    Func *f = L->fn;
    for (uint32_t i = 0; i < f->results.len; i++) {
        f->results.p[i]->volatile_ = true;
        if (f->results.p[i]->heap)
            f->results.p[i]->heapaddr->volatile_ = true;
    }
    Node *saved = lower_begin(L);
    lower_rt(L, f->end, RT_deferreturn, NULL, 1, ir_node(IR_DEFERFRAME, f->end, T_POINTER, 0));
    NodeVec values = {0};
    for (uint32_t i = 0; i < f->results.len; i++)
        vec_push(perm, &values, lower_name(L, f->end, f->results.p[i]));
    lower_emit(L, ir_node_v(IR_RETURN, f->end, NULL, &values));
    f->recover_return = lower_end(L, saved);
}

/* The end of the body returns; with results the checker knows that it is not reached. */
static void finish_body(Lower *L)
{
    Func *f = L->fn;
    if (L->out->nkids > 0 && L->out->kids[L->out->nkids - 1]->op == IR_RETURN)
        return;
    if (f->results.len == 0)
        lower_stmt(L, ir_node(IR_RETURN, f->end, NULL, 0));
    else
        lower_emit(L, ir_node(IR_UNREACHABLE, f->end, NULL, 0));
}

void ir_desugar(IrPackage *p, Func *f)
{
    if (f->desugared || !f->body)
        return;
    f->desugared = true;
    lower_package = p;
    Lower L = {.pkg = p, .fn = f};
    L.out = ir_block(f->pos);
    unpack_captured(&L);
    move_params_to_heap(&L, &f->params, true);
    move_params_to_heap(&L, &f->results, false);
    if (f->has_defer)
        make_recover_return(&L);
    lower_stmt(&L, f->body);
    finish_body(&L);
    f->body = L.out;
}
