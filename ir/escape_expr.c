/* escape_expr.c: where the values of expressions flow. */
#include "ir/escape.h"

enum { MAX_EXPLICIT = 10 << 20, MAX_IMPLICIT = 64 << 10 };

/* Why what n allocates cannot stand in a frame, or NULL. */
const char *esc_too_big(Node *n, Name *v)
{
    int64_t c;
    if (v)
        return v->cls != NAME_GLOBAL && v->type && types_size(v->type) > MAX_EXPLICIT
                   ? "too large for stack" : NULL;
    if (!n)
        return NULL;
    switch ((int)n->op) {
    case IR_NEW: case IR_ADDR:
        return types_size(lower_elem(n->type)) >= MAX_IMPLICIT ? "too large for stack" : NULL;
    case IR_MAKESLICE: {
        Node *cap = n->kids[1] ? n->kids[1] : n->kids[0];
        if (cap->op != IR_CONST || !const_int64(cap->aux.val, &c))
            return "non-constant size";
        int64_t size = types_size(lower_elem(n->type));
        return size && c >= MAX_IMPLICIT / size ? "too large for stack" : NULL;
    }
    case IR_SLICELIT: {
        int64_t size = types_size(lower_elem(n->type));
        return size && (int64_t)n->nkids >= MAX_EXPLICIT / size ? "too large for stack" : NULL;
    }
    default:
        return NULL;
    }
}

void esc_drop(Esc *e, Node *n)
{
    if (n)
        esc_expr(e, esc_discard(e), n);
}

static void drop_kids(Esc *e, Node *n)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        esc_drop(e, n->kids[i]);
}

static void all_kids(Esc *e, Hole k, Node *n, const char *why)
{
    for (uint32_t i = 0; i < n->nkids; i++) {
        Node *v = n->kids[i];
        if (v && v->op == IR_KEY)
            v = v->kids[1];
        if (v)
            esc_expr(e, esc_note(e, k, n, why), v);
    }
}

static bool is_lit(const Node *x)
{
    return x->op == IR_STRUCTLIT || x->op == IR_ARRAYLIT || x->op == IR_SLICELIT ||
           x->op == IR_MAPLIT;
}

static bool is_bytes(Type *t)
{
    return lower_kind(t) == TY_SLICE;
}

bool esc_is_header_data(Node *n)
{
    if (n->op != IR_FIELD)
        return false;
    Type *t = types_unalias(n->kids[0]->type);
    if (t->kind != TY_NAMED || !t->named.obj->pkg || t->named.obj->pkg->path != sym("reflect"))
        return false;
    const Sym *name = t->named.obj->name;
    return (name == sym("SliceHeader") || name == sym("StringHeader")) && n->aux.index == 0;
}

/* uintptr arithmetic on what was a pointer (unsafe.Pointer's rule 3) */
void esc_unsafe_value(Esc *e, Hole k, Node *n)
{
    if ((n->op == IR_CONVERT || n->op == IR_CONVNOP) && n->nkids == 1) {
        Node *x = n->kids[0];
        if (lower_kind(x->type) == TY_UNSAFE_POINTER || lower_kind(x->type) == TY_POINTER)
            esc_expr(e, k, x);
        else
            esc_unsafe_value(e, k, x);
        return;
    }
    if (esc_is_header_data(n) && n->kids[0]->op == IR_DEREF) {
        esc_expr(e, esc_deref(e, k, n, "reflect.Header.Data"), n->kids[0]->kids[0]);
        return;
    }
    if (n->op >= IR_ADD && n->op <= IR_ANDNOT && n->nkids == 2) {
        esc_unsafe_value(e, k, n->kids[0]);
        esc_unsafe_value(e, k, n->kids[1]);
        return;
    }
    esc_drop(e, n);
}

static void convert(Esc *e, Hole k, Node *n)
{
    Node *x = n->kids[0];
    Type *to = n->type, *from = x->type;
    if (types_is_interface(to)) {
        if (!types_is_interface(from) && x->op != IR_NIL && !lower_is_pointer_shaped(from))
            k = esc_spill(e, k, n);
        esc_expr(e, esc_note(e, k, n, "interface-converted"), x);
        return;
    }
    TypeKind kt = lower_kind(to), kf = lower_kind(from);
    if (n->op == IR_CONVERT && ((kt == TY_STRING && kf != TY_STRING) ||
                                (kf == TY_STRING && is_bytes(to)))) {
        esc_spill(e, k, n);
        esc_drop(e, x);
        return;
    }
    if ((kt == TY_UNSAFE_POINTER || kt == TY_POINTER) && types_is_integer(from)) {
        esc_unsafe_value(e, k, x);
        return;
    }
    if (e->uintptrs_escape && ir_uintptr_source(n))
        k = esc_note(e, esc_heap(e), n, "//go:uintptrescapes");
    if (kf == TY_SLICE && kt == TY_ARRAY)
        k = esc_deref(e, k, n, "slice-to-array");
    esc_expr(e, k, x);
}

/* x + y + z is one allocation. */
static void drop_concat(Esc *e, Node *n)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        if (n->kids[i]->op == IR_ADD)
            drop_concat(e, n->kids[i]);
        else
            esc_drop(e, n->kids[i]);
}

static void closure(Esc *e, Hole k, Node *n)
{
    Func *f = n->aux.func;
    k = esc_spill(e, k, n);
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *c = f->captured.p[i];
        if (!c->outer)
            continue;
        Node *use = e->m >= 2 ? ir_name(c->use ? c->use : n->pos, c) : NULL;
        Hole to = c->byval ? k : esc_addr(e, k, use, "reference");
        esc_flow(e, esc_note(e, to, use, "captured by a closure"), esc_of(e, c));
    }
}

static void append(Esc *e, Hole k, Node *n)
{
    bool pointers = types_has_pointers(lower_elem(n->type));
    static const char why[] = "call parameter";
    if (pointers)
        k = esc_tee(e, k, esc_deref(e, esc_heap(e), n, "appendee slice"));
    esc_expr(e, esc_note(e, k, n, why), n->kids[0]);
    for (uint32_t i = 1; i < n->nkids; i++) {
        Hole to = esc_heap(e);
        if (n->flags & NODE_DDD)
            to = pointers && is_bytes(n->kids[i]->type)
                     ? esc_deref(e, to, n, "appended slice...") : esc_discard(e);
        esc_expr(e, esc_note(e, to, n, why), n->kids[i]);
    }
}

static void copy(Esc *e, Node *n)
{
    esc_drop(e, n->kids[0]);
    bool pointers = lower_kind(n->kids[1]->type) == TY_SLICE &&
                    types_has_pointers(lower_elem(n->kids[1]->type));
    Hole k = pointers ? esc_deref(e, esc_heap(e), n, "copied slice") : esc_discard(e);
    esc_expr(e, esc_note(e, k, n, "call parameter"), n->kids[1]);
}

static void map_lit(Esc *e, Hole k, Node *n)
{
    esc_spill(e, k, n);
    for (uint32_t i = 0; i < n->nkids; i++) {
        esc_expr(e, esc_note(e, esc_heap(e), n, "map literal key"), n->kids[i]->kids[0]);
        esc_expr(e, esc_note(e, esc_heap(e), n, "map literal value"), n->kids[i]->kids[1]);
    }
}

static void address(Esc *e, Hole k, Node *n)
{
    Node *x = n->kids[0];
    while (x->op == IR_CONVNOP && (x->flags & NODE_IMPLICIT))
        x = x->kids[0];
    if (is_lit(x))
        esc_expr(e, esc_spill(e, k, n), x);
    else
        esc_expr(e, esc_addr(e, k, n, "address-of"), n->kids[0]);
}

void esc_inlined_body(Esc *e, Node *n)
{
    Pos saved = e->inlined_at;
    uint32_t nargs = n->aux.func->params.len;
    for (uint32_t i = 0; i < n->kids[0]->nkids; i++) {
        if (i == nargs && !saved)
            e->inlined_at = n->pos;
        esc_stmt(e, n->kids[0]->kids[i]);
    }
    e->inlined_at = saved;
}

static void inlined(Esc *e, Hole k, Node *n)
{
    esc_inlined_body(e, n);
    if (n->nkids == 2)
        esc_expr(e, k, n->kids[1]);
}

static void assertion(Esc *e, Hole k, Node *n)
{
    if (!types_is_interface(n->type) && !lower_is_pointer_shaped(n->type))
        k = esc_deref(e, k, n, "dot of interface");
    esc_expr(e, k, n->kids[0]);
}

static void element(Esc *e, Hole k, Node *n)
{
    if (lower_kind(n->kids[0]->type) == TY_ARRAY)
        esc_expr(e, esc_note(e, k, n, "fixed-array-index-of"), n->kids[0]);
    else
        esc_expr(e, esc_deref(e, k, n, "dot of pointer"), n->kids[0]);
    esc_drop(e, n->kids[1]);
}

/* A bound method may be called by anyone: its results go to the heap. */
static void method_value(Esc *e, Hole k, Node *n)
{
    Hole c = esc_spill(e, k, n), results[ESC_RESULTS];
    Node *x = n->kids[0];
    Func *f = types_is_interface(x->type) ? NULL : ir_method_func(x->type, n->aux.obj, NULL);
    for (int i = 0; i < ESC_RESULTS; i++)
        results[i] = esc_heap(e);
    EscLoc *both = esc_new(e, NULL, NULL);
    esc_flow(e, esc_argument(e, f, 0, results, ESC_RESULTS), both);
    esc_flow(e, c, both);
    esc_expr(e, esc_hole(both), x);
}

void esc_expr(Esc *e, Hole k, Node *n)
{
    if (k.derefs >= 0 && n->type && n->type->kind != TY_TUPLE && !types_has_pointers(n->type))
        k = esc_discard(e);
    switch ((int)n->op) {
    case IR_CONST: case IR_NIL: case IR_ZERO: case IR_FUNC: case IR_TYPEDESC: case IR_BLANK:
    case IR_DEFERFRAME: case IR_FRAMEADDR: case IR_SYMADDR:
        return;
    case IR_NAME:
        if (n->aux.name->cls != NAME_GLOBAL)
            esc_flow(e, k, esc_of(e, n->aux.name));
        return;
    case IR_ADD:
        if (lower_kind(n->type) == TY_STRING)
            esc_spill(e, k, n);
        drop_concat(e, n);
        return;
    case IR_ADDR:
        address(e, k, n);
        return;
    case IR_DEREF:
        esc_expr(e, esc_deref(e, k, n, "indirection"), n->kids[0]);
        return;
    case IR_FIELD:
        esc_expr(e, esc_note(e, k, n, "dot"), n->kids[0]);
        return;
    case IR_INDEX:
        element(e, k, n);
        return;
    case IR_SLICE:
        esc_expr(e, esc_note(e, k, n, "slice"), n->kids[0]);
        for (int i = 1; i < 4; i++)
            esc_drop(e, n->kids[i]);
        return;
    case IR_DATA: case IR_UNSAFEADD: case IR_UNSAFESLICE: case IR_UNSAFESTRING:
        esc_expr(e, k, n->kids[0]);
        if (n->nkids > 1)
            esc_drop(e, n->kids[1]);
        return;
    case IR_CONVERT: case IR_CONVNOP:
        convert(e, k, n);
        return;
    case IR_TYPEASSERT:
        assertion(e, k, n);
        return;
    case IR_CLOSURE:
        closure(e, k, n);
        return;
    case IR_METHODVALUE:
        method_value(e, k, n);
        return;
    case IR_CALL: case IR_CALLIFACE: case IR_CALLRT:
        esc_call(e, &k, 1, n, false, esc_discard(e));
        return;
    case IR_SEQ:
        esc_stmt(e, n->kids[0]);
        esc_expr(e, k, n->kids[1]);
        return;
    case IR_INLCALL:
        inlined(e, k, n);
        return;
    case IR_STRUCTLIT:
        all_kids(e, k, n, "struct literal element");
        return;
    case IR_ARRAYLIT:
        all_kids(e, k, n, "array literal element");
        return;
    case IR_SLICELIT:
        all_kids(e, esc_spill(e, k, n), n, "slice-literal-element");
        return;
    case IR_MAPLIT:
        map_lit(e, k, n);
        return;
    case IR_NEW:
        k = esc_spill(e, k, n);
        if (n->kids[0])
            esc_expr(e, k, n->kids[0]);
        return;
    case IR_MAKESLICE: case IR_MAKEMAP:
        esc_spill(e, k, n);
        drop_kids(e, n);
        return;
    case IR_APPEND:
        append(e, k, n);
        return;
    case IR_COPY:
        copy(e, n);
        return;
    case IR_MIN: case IR_MAX:
        all_kids(e, k, n, "min/max");
        return;
    default: /* operators, comparisons, len, map and channel reads: what they read goes nowhere */
        drop_kids(e, n);
    }
}

/* The hole for what is stored to n. */
Hole esc_place(Esc *e, Node *n)
{
    switch ((int)n->op) {
    case IR_NAME:
        return n->aux.name->cls == NAME_GLOBAL ? esc_heap(e) : esc_hole(esc_of(e, n->aux.name));
    case IR_BLANK:
        return esc_discard(e);
    case IR_FIELD: case IR_CONVNOP:
        return esc_place(e, n->kids[0]);
    case IR_INDEX:
        esc_drop(e, n->kids[1]);
        if (lower_kind(n->kids[0]->type) == TY_ARRAY)
            return esc_place(e, n->kids[0]);
        esc_drop(e, n->kids[0]);
        return esc_heap(e);
    case IR_MAPINDEX:
        esc_drop(e, n->kids[0]);
        esc_expr(e, esc_note(e, esc_heap(e), n, "key of map put"), n->kids[1]);
        return esc_heap(e);
    default:
        drop_kids(e, n);
        return esc_heap(e);
    }
}
