/* order.c: expressions in low form, with the order of evaluation made explicit (spec "Order of
 * evaluation"): calls, receives and && || happen left to right as statements of their own. */
#include "ir/lower.h"

#include <string.h>

/* ---- variables ---- */

Node *lower_name(Lower *L, Pos pos, Name *n)
{
    if (n->cls == NAME_CAPTURED) {
        Name *local = map_get(&L->captured, n);
        if (!local)
            diag_bug("lower_name", "%s is not captured by %s", n->sym->s, L->fn->name->s);
        Node *v = ir_name(pos, local);
        return n->byval ? v : lower_deref(pos, n->type, v);
    }
    if (n->heap && n->heapaddr)
        return lower_deref(pos, n->type, ir_name(pos, n->heapaddr));
    return ir_name(pos, n);
}

Node *lower_name_addr(Lower *L, Pos pos, Name *n)
{
    return lower_addr(lower_name(L, pos, n));
}

/* var x T   =>   DCL x, or for a variable that is moved to the heap: &x = new(T) */
void lower_declare(Lower *L, Pos pos, Name *n)
{
    if (!n->heap) {
        lower_zero(L, pos, n);
        return;
    }
    if (!n->heapaddr)
        n->heapaddr = ir_local(L->fn, n->pos, sym_printf("&%s", n->sym->s), lower_ptr_to(n->type));
    lower_define(L, pos, n->heapaddr, lower_new(L, pos, n->type, false));
}

/* ---- places ---- */

static Node *safe_if(Lower *L, Node *x, bool safe)
{
    return safe ? lower_safe(L, x) : x;
}

static Node *with_kids(Node *n, Type *t, Node *x, Node *y)
{
    Node *m = y ? ir_node((IrOp)n->op, n->pos, t, 2, x, y) : ir_node((IrOp)n->op, n->pos, t, 1, x);
    m->aux = n->aux;
    m->flags = n->flags;
    return m;
}

/* What a part is taken of: an entry of a map is no place but a value. */
static Node *whole_place(Lower *L, Node *n, bool safe)
{
    return n->op == IR_MAPINDEX ? lower_expr(L, n) : lower_place(L, n, safe);
}

static Node *index_place(Lower *L, Node *n, bool safe)
{
    bool array = lower_kind(n->kids[0]->type) == TY_ARRAY;
    Node *x = array ? whole_place(L, n->kids[0], safe)
                    : safe_if(L, lower_expr(L, n->kids[0]), safe);
    Node *i = safe_if(L, lower_expr(L, n->kids[1]), safe);
    return with_kids(n, n->type, x, i);
}

/* safe: the operands are copied, so that the place stays the same whatever happens next and may be
 * both read and written. */
Node *lower_place(Lower *L, Node *n, bool safe)
{
    switch ((int)n->op) {
    case IR_NAME:
        return lower_name(L, n->pos, n->aux.name);
    case IR_BLANK:
        return n;
    case IR_DEREF:
        return with_kids(n, n->type, safe_if(L, lower_expr(L, n->kids[0]), safe), NULL);
    case IR_FIELD:
        return with_kids(n, n->type, whole_place(L, n->kids[0], safe), NULL);
    case IR_INDEX:
        return index_place(L, n, safe);
    case IR_MAPINDEX: {
        Node *m = lower_safe(L, lower_expr(L, n->kids[0]));
        return with_kids(n, n->type, m, lower_safe(L, lower_expr(L, n->kids[1])));
    }
    case IR_CONVNOP:
        return with_kids(n, n->type, lower_place(L, n->kids[0], safe), NULL);
    default: /* a value whose part is read: f().x, T{}.x */
        return lower_expr(L, n);
    }
}

/* The allocator acts on this variable ahead of time, and must hear of changes. */
static bool is_profile_rate(const Node *place)
{
    const Sym *sym = place->op == IR_NAME ? place->aux.name->linksym : NULL;
    return sym && strcmp(sym->s, "runtime.MemProfileRate") == 0;
}

void lower_store(Lower *L, Pos pos, Node *place, Node *value, int flags)
{
    if (place->op == IR_BLANK) {
        lower_discard(L, value);
        return;
    }
    if (place->op == IR_MAPINDEX) { /* the value is there before the entry is made */
        value = lower_safe(L, value);
        Node *p = lower_mapassign(L, pos, place->kids[0], place->kids[1]);
        place = lower_deref(pos, place->type, p);
    }
    Node *s = ir_node(IR_ASSIGN, pos, NULL, 2, place, value);
    s->flags |= (uint16_t)flags;
    lower_emit(L, s);
    if (is_profile_rate(place))
        lower_rt(L, pos, RT_memprofilerate, NULL, 0);
}

/* ---- calls ---- */

static bool is_no_result(Type *t)
{
    return !t || (t->kind == TY_TUPLE && t->tuple.vars.len == 0);
}

/* The arguments are the caller's own, the rest of the block is the callee's. */
static Node *inlined_call(Lower *L, Node *n)
{
    uint32_t nargs = n->aux.func->params.len;
    Node *saved;
    for (uint32_t i = 0; i < nargs; i++)
        lower_stmt(L, n->kids[0]->kids[i]);
    saved = lower_begin(L);
    for (uint32_t i = nargs; i < n->kids[0]->nkids; i++)
        lower_stmt(L, n->kids[0]->kids[i]);
    Node *b = ir_node(IR_INLINED, n->pos, NULL, 1, lower_end(L, saved));
    b->aux.func = n->aux.func;
    lower_emit(L, b);
    return n->nkids == 2 ? lower_name(L, n->pos, n->kids[1]->aux.name) : NULL;
}

/* f(g()) with a multi-value g: t1, t2 = g(); f(t1, t2) */
static void spread_tuple(Lower *L, NodeVec *args, Node *call)
{
    Node *as = ir_node(IR_AS2CALL, call->pos, NULL, 0);
    NodeVec kids = {0};
    ObjVec *vars = &call->type->tuple.vars;
    for (uint32_t i = 0; i < vars->len; i++) {
        Node *t = ir_name(call->pos, ir_temp(L->fn, call->pos, vars->p[i]->type));
        vec_push(perm, &kids, t);
        vec_push(perm, args, ir_clone(t));
    }
    vec_push(perm, &kids, call);
    as = ir_node_v(IR_AS2CALL, call->pos, NULL, &kids);
    as->flags |= NODE_DEF;
    lower_as2call(L, as);
}

static Node *callee(Lower *L, Node *f)
{
    if (f->op == IR_CLOSURE) {
        f->flags |= NODE_STACK; /* called on the spot: nobody else sees it */
        return lower_closure(L, f);
    }
    return lower_expr(L, f);
}

/* An argument uintptr(p)   =>   t := p; uintptr(t), and t is kept. In ...uintptr the others take their turn too. */
Node *lower_keep_pointer(Lower *L, Node *k, NodeVec *kept)
{
    Node *p = ir_uintptr_source(k);
    if (p) {
        Node *c = ir_node((IrOp)k->op, k->pos, k->type, 1, lower_copy(L, lower_expr(L, p)));
        c->flags = k->flags;
        vec_push(perm, kept, c->kids[0]);
        return c;
    }
    if (k->op != IR_SLICELIT || !(k->flags & NODE_IMPLICIT))
        return k;
    for (uint32_t i = 0; i < k->nkids; i++)
        if (k->kids[i]->op != IR_CONST)
            k->kids[i] = ir_uintptr_source(k->kids[i]) ? lower_keep_pointer(L, k->kids[i], kept)
                                                       : lower_copy(L, lower_expr(L, k->kids[i]));
    return k;
}

bool lower_keeps(const Node *call)
{
    return call->op == IR_CALL && call->kids[0]->op == IR_FUNC && ir_keeps_uintptrs(call->kids[0]->aux.func);
}

/* What is kept lies in the frame, where the collector finds it, and only until the call has returned. */
static void keep_in_frame(Lower *L, Pos pos, const NodeVec *kept)
{
    for (uint32_t i = 0; i < kept->len; i++) {
        Name *n = ir_temp(L->fn, pos, T_POINTER);
        n->volatile_ = true;
        lower_define(L, pos, n, kept->p[i]);
        kept->p[i] = ir_name(pos, n);
    }
}

static void let_go(Lower *L, Pos pos, const NodeVec *kept)
{
    for (uint32_t i = 0; i < kept->len; i++)
        lower_assign(L, pos, kept->p[i], ir_nil(pos, T_POINTER));
}

static Node *low_call(Lower *L, Node *n, NodeVec *kept)
{
    NodeVec kids = {0};
    bool keeps = lower_keeps(n);
    for (uint32_t i = 0; i < n->nkids; i++) {
        Node *k = n->kids[i];
        if (i > 0 && k->type->kind == TY_TUPLE) {
            spread_tuple(L, &kids, k);
            continue;
        }
        if (i > 0 && keeps)
            k = lower_keep_pointer(L, k, kept);
        vec_push(perm, &kids, i == 0 ? callee(L, k) : lower_expr(L, k));
    }
    Node *c = ir_node_v((IrOp)n->op, n->pos, n->type, &kids);
    c->aux = n->aux;
    c->flags = n->flags;
    keep_in_frame(L, n->pos, kept);
    return c;
}

/* The call as a statement; its single result in a temporary. */
Node *lower_call(Lower *L, Node *n, bool as_stmt)
{
    if (n->op == IR_INLCALL)
        return inlined_call(L, n);
    NodeVec kept = {0};
    Node *c = low_call(L, n, &kept);
    if (as_stmt || is_no_result(n->type)) {
        lower_emit(L, ir_node(IR_EXPRSTMT, n->pos, NULL, 1, c));
        c = NULL;
    } else {
        c = lower_copy(L, c);
    }
    let_go(L, n->pos, &kept);
    return c;
}

Node *lower_skip_seq(Lower *L, Node *n)
{
    for (; n->op == IR_SEQ; n = n->kids[1])
        lower_stmt(L, n->kids[0]);
    return n;
}

/* x1, x2 = f(); left sides that are not plain variables are assigned afterwards, left to right */
void lower_as2call(Lower *L, Node *n)
{
    uint32_t nl = n->nkids - 1;
    NodeVec places = {0}, kids = {0};
    bool def = n->flags & NODE_DEF;
    for (uint32_t i = 0; i < nl; i++)
        vec_push(perm, &places, def ? n->kids[i] : lower_place(L, n->kids[i], true));
    Node *call = lower_skip_seq(L, n->kids[nl]);
    if (call->op == IR_INLCALL) {
        inlined_call(L, call);
        for (uint32_t i = 0; i < nl; i++)
            vec_push(perm, &kids, lower_name(L, n->pos, call->kids[i + 1]->aux.name));
    } else {
        NodeVec kept = {0};
        Node *low = low_call(L, call, &kept);
        ObjVec *vars = &call->type->tuple.vars;
        for (uint32_t i = 0; i < nl; i++) {
            Type *t = vars->p[i]->type;
            Node *tmp = places.p[i]->op == IR_BLANK
                            ? ir_node(IR_BLANK, n->pos, t, 0)
                            : ir_name(n->pos, ir_temp(L->fn, n->pos, t));
            vec_push(perm, &kids, tmp);
        }
        vec_push(perm, &kids, low);
        Node *s = ir_node_v(IR_AS2CALL, n->pos, NULL, &kids);
        s->flags = n->flags | NODE_DEF;
        lower_emit(L, s);
        let_go(L, n->pos, &kept);
    }
    for (uint32_t i = 0; i < nl; i++) {
        if (places.p[i]->op == IR_BLANK)
            continue;
        Node *v = ir_clone(kids.p[i]);
        if (def)
            lower_bind(L, places.p[i], v, true);
        else
            lower_store(L, n->pos, places.p[i], lower_nop(n->pos, places.p[i]->type, v), 0);
    }
}

/* ---- operators ---- */

/* t := x; if t { t = y }   (|| : if !t) — unless y needs no statements */
static Node *logical(Lower *L, Node *n)
{
    Node *x = lower_expr(L, n->kids[0]);
    Node *saved = lower_begin(L);
    Node *y = lower_expr(L, n->kids[1]);
    Node *b = lower_end(L, saved);
    if (b->nkids == 0)
        return lower_bin((IrOp)n->op, n->pos, n->type, x, y);
    Name *t = ir_temp(L->fn, n->pos, n->type);
    lower_define(L, n->pos, t, lower_nop(n->pos, n->type, x));
    ir_append(b, ir_node(IR_ASSIGN, n->pos, NULL, 2, ir_name(n->pos, t),
                         lower_nop(n->pos, n->type, y)));
    Node *cond = ir_name(n->pos, t);
    lower_if(L, n->pos, n->op == IR_ANDAND ? cond : lower_not(n->pos, cond), b, NULL, 0);
    return ir_name(n->pos, t);
}

static Node *real_part(Pos pos, Node *x, bool imag)
{
    Type *t = lower_kind(x->type) == TY_COMPLEX64 ? type_basic[TY_FLOAT32] : type_basic[TY_FLOAT64];
    Node *r = ir_node(imag ? IR_IMAG : IR_REAL, pos, t, 1, x);
    if (t == type_basic[TY_FLOAT32])
        r = ir_node(IR_CONVERT, pos, type_basic[TY_FLOAT64], 1, r);
    return r;
}

/* var t complex128; rt_complex128div(&t, real(x), imag(x), real(y), imag(y)) */
static Node *complex_div(Lower *L, Node *n)
{
    Pos pos = n->pos;
    Node *x = lower_safe(L, lower_expr(L, n->kids[0]));
    Node *y = lower_safe(L, lower_expr(L, n->kids[1]));
    Name *t = ir_temp(L->fn, pos, type_basic[TY_COMPLEX128]);
    lower_zero(L, pos, t);
    Node *p = lower_as_pointer(lower_addr(ir_name(pos, t)));
    lower_rt(L, pos, RT_complex128div, NULL, 5, p, real_part(pos, x, false),
             real_part(pos, ir_clone(x), true), real_part(pos, y, false),
             real_part(pos, ir_clone(y), true));
    Node *q = ir_name(pos, t);
    if (lower_kind(n->type) != TY_COMPLEX64)
        return lower_nop(pos, n->type, q);
    Type *f32 = type_basic[TY_FLOAT32], *f64 = type_basic[TY_FLOAT64];
    Node *re = ir_node(IR_REAL, pos, f64, 1, q), *im = ir_node(IR_IMAG, pos, f64, 1, ir_clone(q));
    return ir_node(IR_COMPLEX, pos, n->type, 2, ir_node(IR_CONVERT, pos, f32, 1, re),
                   ir_node(IR_CONVERT, pos, f32, 1, im));
}

static Node *generic(Lower *L, Node *n)
{
    NodeVec kids = {0};
    for (uint32_t i = 0; i < n->nkids; i++)
        vec_push(perm, &kids, n->kids[i] ? lower_expr(L, n->kids[i]) : NULL);
    Node *m = ir_node_v((IrOp)n->op, n->pos, n->type, &kids);
    m->aux = n->aux;
    m->flags = n->flags;
    return m;
}

static Node *arith(Lower *L, Node *n)
{
    TypeKind k = lower_kind(n->type);
    if (n->op == IR_ADD && k == TY_STRING)
        return lower_concat(L, n);
    if (n->op == IR_DIV && (k == TY_COMPLEX64 || k == TY_COMPLEX128))
        return complex_div(L, n);
    return generic(L, n);
}

/* len(m): 0 of a nil map, else the header's count; channels likewise. Arrays: a constant. */
static Node *length(Lower *L, Node *n)
{
    TypeKind k = lower_kind(n->kids[0]->type);
    if (k == TY_ARRAY) {
        lower_discard(L, lower_expr(L, n->kids[0]));
        return ir_intt(n->pos, n->type, types_under(n->kids[0]->type)->array.len);
    }
    if (k == TY_POINTER) {
        lower_discard(L, lower_expr(L, n->kids[0]));
        return ir_intt(n->pos, n->type, types_under(lower_elem(n->kids[0]->type))->array.len);
    }
    if (k != TY_MAP && k != TY_CHAN)
        return generic(L, n);
    int off = k == TY_MAP ? MAP_COUNT_OFFSET : n->op == IR_LEN ? CHAN_COUNT_OFFSET : CHAN_CAP_OFFSET;
    Node *x = lower_cheap(L, lower_expr(L, n->kids[0]));
    Name *t = ir_temp(L->fn, n->pos, T_INT);
    lower_define(L, n->pos, t, ir_int(n->pos, 0));
    Node *saved = lower_begin(L);
    Node *p = lower_as_pointer(ir_clone(x));
    if (off)
        p = lower_bin(IR_UNSAFEADD, n->pos, T_POINTER, p, ir_int(n->pos, off));
    lower_assign(L, n->pos, ir_name(n->pos, t), lower_deref(n->pos, T_INT, p));
    Node *b = lower_end(L, saved);
    lower_if(L, n->pos, lower_not_nil(n->pos, x), b, NULL, NODE_LIKELY);
    return ir_name(n->pos, t);
}

static Node *address(Lower *L, Node *n)
{
    Node *x = n->kids[0];
    while (x->op == IR_CONVNOP && (x->flags & NODE_IMPLICIT))
        x = x->kids[0];
    if (x->op == IR_STRUCTLIT || x->op == IR_ARRAYLIT || x->op == IR_SLICELIT || x->op == IR_MAPLIT)
        return lower_ptrlit(L, n);
    Node *a = lower_addr(lower_place(L, n->kids[0], false));
    return lower_nop(n->pos, n->type, a);
}

Node *lower_expr(Lower *L, Node *n)
{
    switch ((IrOp)n->op) {
    case IR_CONST: case IR_NIL: case IR_ZERO: case IR_TYPEDESC: case IR_FUNC: case IR_ITAB: case IR_SYMADDR:
    case IR_CLOSUREPTR: case IR_FRAMEADDR: case IR_DEFERFRAME: case IR_CURRENTG: case IR_BLANK:
        return n;
    case IR_NAME:
        return lower_name(L, n->pos, n->aux.name);
    case IR_CLOSURE:
        return lower_closure(L, n);
    case IR_SEQ:
        lower_stmt(L, n->kids[0]);
        return lower_expr(L, n->kids[1]);
    case IR_ADD: case IR_SUB: case IR_MUL: case IR_DIV: case IR_MOD: case IR_AND: case IR_OR:
    case IR_XOR: case IR_ANDNOT: case IR_SHL: case IR_SHR: case IR_NEG: case IR_COM: case IR_NOT:
        return arith(L, n);
    case IR_EQ: case IR_NE: case IR_LT: case IR_LE: case IR_GT: case IR_GE:
        return lower_compare(L, n);
    case IR_ANDAND: case IR_OROR:
        return logical(L, n);
    case IR_ADDR:
        return address(L, n);
    case IR_FIELD: case IR_INDEX:
        return lower_place(L, n, false);
    case IR_LEN: case IR_CAP:
        return length(L, n);
    case IR_CONVNOP: case IR_SLICE: {
        Node *checked = n->op == IR_SLICE ? lower_checked_slice(L, n) : lower_checked_conversion(L, n);
        return checked ? checked : generic(L, n);
    }
    case IR_COND: case IR_DEREF: case IR_DATA: case IR_IFACETAB: case IR_IFACEDATA:
    case IR_MKSTRING: case IR_MKSLICE: case IR_MKIFACE: case IR_COMPLEX: case IR_REAL: case IR_IMAG:
    case IR_UNSAFEADD:
        return generic(L, n);
    case IR_MAPINDEX:
        return lower_mapindex(L, n);
    case IR_CONVERT:
        return lower_convert(L, n);
    case IR_TYPEASSERT:
        return lower_assert(L, n);
    case IR_STRUCTLIT: case IR_ARRAYLIT: case IR_SLICELIT: case IR_MAPLIT:
        return lower_lit(L, n);
    case IR_CALL: case IR_CALLIFACE: case IR_CALLRT: case IR_INLCALL:
        return lower_call(L, n, false);
    case IR_METHODVALUE:
        return lower_method_value(L, n);
    case IR_APPEND:
        return lower_append(L, n);
    case IR_COPY:
        return lower_copy_builtin(L, n, false);
    case IR_NEW: case IR_MAKECHAN: case IR_MIN: case IR_MAX: case IR_RECOVER: case IR_UNSAFESLICE:
    case IR_UNSAFESTRING:
        return lower_builtin(L, n);
    case IR_MAKESLICE:
        return lower_make_slice(L, n);
    case IR_MAKEMAP:
        return lower_makemap(L, n);
    case IR_RECV:
        return lower_recv(L, n, false, NULL);
    case IR_KEY: case IR_CALLMETHOD: case IR_RESULT: case IR_SIZEOF: case IR_DELETE: case IR_CLEAR:
    case IR_CLOSE: case IR_PANIC: case IR_PRINT: case IR_PRINTLN: case IR_BLOCK: case IR_INLINED:
    case IR_DCL: case IR_ASSIGN: case IR_AS2: case IR_AS2CALL: case IR_AS2OK: case IR_ASSIGNOP:
    case IR_EXPRSTMT: case IR_SEND: case IR_IF: case IR_FOR: case IR_RANGE: case IR_SWITCH:
    case IR_TYPESWITCH: case IR_CASE: case IR_TYPECASE: case IR_SELECT: case IR_COMM:
    case IR_FALLTHROUGH: case IR_BREAK: case IR_CONTINUE: case IR_GOTO: case IR_LABEL:
    case IR_RETURN: case IR_GO: case IR_DEFER: case IR_CHECKNIL: case IR_KEEPALIVE:
    case IR_UNREACHABLE: case IR_JUMPTABLE: case IR_COUNT:
        break;
    }
    diag_bug("lower_expr", "%s is not an expression", ir_op_name((IrOp)n->op));
}

Node *lower_value(Lower *L, Node *n)
{
    return lower_safe(L, lower_expr(L, n));
}
