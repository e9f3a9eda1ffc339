/* staticinit.c: values known at compile time as bytes and addresses: package variables, string
 * bytes, and read-only copies of constant composite literals. */
#include "ir/lower.h"

#include <string.h>

DataSym *static_new(const Sym *name, Type *t, int64_t size)
{
    DataSym *d = NEW(perm, DataSym);
    d->linksym = name;
    d->type = t;
    d->size = size;
    d->align = t ? (int)types_align(t) : 8;
    d->pointers = t && types_has_pointers(t);
    vec_push(perm, &ir_current->data, d);
    return d;
}

static const Sym *fresh_name(const char *what)
{
    static int counter;
    return sym_printf("%s..%s%d", ir_current->pkg->path->s, what, ++counter);
}

const Sym *ir_string_sym(IrPackage *p, const Sym *s)
{
    static Map known;
    const Sym *name = map_get(&known, s);
    if (name)
        return name;
    name = fresh_name("str");
    DataSym *d = NEW(perm, DataSym);
    d->linksym = name;
    d->size = s->len;
    d->align = 1;
    d->bytes = (uint8_t *)s->s;
    d->readonly = d->local = true;
    vec_push(perm, &p->data, d);
    map_set(&known, s, (void *)name);
    return name;
}

void static_put(DataSym *d, int64_t off, const void *p, size_t n)
{
    if (!d->bytes)
        d->bytes = arena_alloc(perm, (size_t)d->size);
    memcpy(d->bytes + off, p, n);
}

void static_put_address(DataSym *d, int64_t off, const Sym *s, int64_t addend)
{
    if (!d->bytes)
        d->bytes = arena_alloc(perm, (size_t)d->size);
    Reloc r = {.offset = off, .size = 8, .sym = s, .addend = addend};
    vec_push(perm, &d->relocs, r);
}

static void put_int(DataSym *d, int64_t off, int64_t v)
{
    static_put(d, off, &v, 8);
}

/* Forgets the data made since mark, to which nothing refers; but string bytes, which are shared. */
static void discard_since(uint32_t mark)
{
    DataSym **p = ir_current->data.p;
    uint32_t kept = mark;
    for (uint32_t i = mark; i < ir_current->data.len; i++)
        if (!p[i]->type)
            p[kept++] = p[i];
    ir_current->data.len = kept;
}

/* ---- constants ---- */

static void put_floats(DataSym *d, int64_t off, const Const *c, TypeKind k)
{
    double parts[2] = {0, 0};
    const_complex(c, &parts[0], &parts[1]);
    int n = k == TY_COMPLEX64 || k == TY_COMPLEX128 ? 2 : 1;
    bool wide = k == TY_FLOAT64 || k == TY_COMPLEX128;
    if (n == 1)
        parts[0] = const_double(c);
    for (int i = 0; i < n; i++) {
        float f = n == 1 ? const_float(c) : (float)parts[i];
        if (wide)
            static_put(d, off + 8 * i, &parts[i], 8);
        else
            static_put(d, off + 4 * i, &f, 4);
    }
}

static bool put_const(Node *n, DataSym *d, int64_t off)
{
    const Const *c = n->aux.val;
    TypeKind k = lower_kind(n->type);
    if (k == TY_STRING) {
        const Sym *s = const_string(c);
        if (s->len) {
            static_put_address(d, off, ir_string_sym(ir_current, s), 0);
            put_int(d, off + 8, s->len);
        }
        return true;
    }
    if (k == TY_BOOL) {
        uint8_t b = const_bool(c);
        static_put(d, off, &b, 1);
        return true;
    }
    if (types_is_integer(n->type)) {
        int64_t v = const_bits(c, n->type);
        static_put(d, off, &v, (size_t)types_size(n->type));
        return true;
    }
    if (types_is_float(n->type) || types_is_complex(n->type)) {
        put_floats(d, off, c, k);
        return true;
    }
    int64_t v;
    if (k != TY_UNSAFE_POINTER || !const_int64(c, &v))
        return false;
    put_int(d, off, v);
    return true;
}

/* ---- composite values ---- */

static bool put_fields(Node *n, DataSym *d, int64_t off)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        if (n->kids[i] &&
            !static_value(n->kids[i], d, off + types_field_offset(types_under(n->type), (int)i)))
            return false;
    return true;
}

static bool put_elements(Node *n, DataSym *d, int64_t off)
{
    int64_t size = types_size(lower_elem(n->type)), next = 0;
    for (uint32_t i = 0; i < n->nkids; i++) {
        Node *v = n->kids[i];
        if (v->op == IR_KEY) {
            const_int64(v->kids[0]->aux.val, &next);
            v = v->kids[1];
        }
        if (!static_value(v, d, off + next * size))
            return false;
        next++;
    }
    return true;
}

static int64_t literal_length(Node *n)
{
    int64_t next = 0, max = 0;
    for (uint32_t i = 0; i < n->nkids; i++) {
        if (n->kids[i]->op == IR_KEY)
            const_int64(n->kids[i]->kids[0]->aux.val, &next);
        if (++next > max)
            max = next;
    }
    return max;
}

/* An object file holds every byte of a literal such as []byte{1 << 30: 1}; building it when it is
 * evaluated costs time in proportion to its elements that are written out. */
static bool is_too_sparse(Type *t, const Node *n)
{
    int64_t size = types_size(t);
    return size > 1 << 20 && size / 1024 > n->nkids;
}

/* []T{...}: an array of its own, which the program may write to */
static bool put_slice(Node *n, DataSym *d, int64_t off)
{
    int64_t len = literal_length(n);
    Type *at = types_new_array(lower_elem(n->type), len);
    if (is_too_sparse(at, n))
        return false;
    DataSym *a = static_new(fresh_name("stmp_"), at, types_size(at));
    if (!put_elements(n, a, 0))
        return false;
    static_put_address(d, off, a->linksym, 0);
    put_int(d, off + 8, len);
    put_int(d, off + 16, len);
    return true;
}

static bool put_addr(Node *n, DataSym *d, int64_t off)
{
    Node *x = n->kids[0];
    int64_t addend = 0;
    if (x->op == IR_STRUCTLIT || x->op == IR_ARRAYLIT) {
        DataSym *v = static_new(fresh_name("stmp_"), x->type, types_size(x->type));
        if (!static_value(x, v, 0))
            return false;
        static_put_address(d, off, v->linksym, 0);
        return true;
    }
    for (; x->op == IR_FIELD; x = x->kids[0])
        addend += types_field_offset(types_under(x->kids[0]->type), (int)x->aux.index);
    if (x->op != IR_NAME || x->aux.name->cls != NAME_GLOBAL)
        return false;
    static_put_address(d, off, x->aux.name->linksym, addend);
    return true;
}

/* I(x): descriptor or itab, then the pointer or the address of read-only data */
static bool put_iface(Node *n, DataSym *d, int64_t off)
{
    Node *x = n->kids[0];
    if (types_is_interface(x->type))
        return static_value(x, d, off);
    static_put_address(d, off, lower_is_empty_iface(n->type) ? ir_typedesc_sym(x->type)
                                                       : ir_itab_sym(n->type, x->type), 0);
    if (lower_is_pointer_shaped(x->type))
        return static_value(x, d, off + 8);
    if (types_size(x->type) == 0)
        return false;
    const Sym *ro = static_readonly(x->type, x);
    if (ro)
        static_put_address(d, off + 8, ro, 0);
    return ro != NULL;
}

bool static_value(Node *n, DataSym *d, int64_t off)
{
    switch ((int)n->op) {
    case IR_CONST:
        return put_const(n, d, off);
    case IR_NIL: case IR_ZERO:
        return true;
    case IR_FUNC:
        static_put_address(d, off, ir_func_closure_sym(n->aux.func), 0);
        return true;
    case IR_CLOSURE:
        if (n->aux.func->captured.len)
            return false;
        static_put_address(d, off, ir_func_closure_sym(n->aux.func), 0);
        return true;
    case IR_STRUCTLIT:
        return put_fields(n, d, off);
    case IR_ARRAYLIT:
        return put_elements(n, d, off);
    case IR_SLICELIT:
        return put_slice(n, d, off);
    case IR_ADDR:
        return put_addr(n, d, off);
    case IR_CONVNOP:
        return static_value(n->kids[0], d, off);
    case IR_CONVERT:
        if (types_is_interface(n->type))
            return put_iface(n, d, off);
        return lower_kind(n->type) == lower_kind(n->kids[0]->type) &&
               static_value(n->kids[0], d, off);
    default:
        return false;
    }
}

/* Constants only: what may be shared because nothing can write to it or compare its address. */
bool static_is_constant(const Node *n)
{
    if (n->op == IR_CONST || n->op == IR_NIL || n->op == IR_ZERO || n->op == IR_FUNC)
        return true;
    if (n->op == IR_KEY)
        return static_is_constant(n->kids[1]);
    if (n->op == IR_CONVERT)
        return types_is_interface(n->type) && static_is_constant(n->kids[0]);
    if (n->op != IR_STRUCTLIT && n->op != IR_ARRAYLIT)
        return false;
    for (uint32_t i = 0; i < n->nkids; i++)
        if (n->kids[i] && !static_is_constant(n->kids[i]))
            return false;
    return true;
}

const Sym *static_readonly(Type *t, Node *n)
{
    if (!static_is_constant(n) || is_too_sparse(t, n))
        return NULL;
    uint32_t mark = ir_current->data.len;
    DataSym *d = static_new(fresh_name("ro"), t, types_size(t));
    d->readonly = d->local = true;
    d->pointers = false;
    if (static_value(n, d, 0))
        return d->linksym;
    discard_since(mark);
    return NULL;
}

/* ---- package variables ---- */

static bool init_statically(Node *s)
{
    if (s->op != IR_ASSIGN || s->kids[0]->op != IR_NAME)
        return false;
    Name *g = s->kids[0]->aux.name;
    if (g->cls != NAME_GLOBAL)
        return false;
    uint32_t mark = ir_current->data.len;
    DataSym *d = static_new(g->linksym, g->type, types_size(g->type));
    if (static_value(s->kids[1], d, 0))
        return true;
    discard_since(mark);
    return false;
}

static void init_block(Node *b)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->nkids; i++) {
        Node *s = b->kids[i];
        if (s->op == IR_BLOCK)
            init_block(s);
        if (!init_statically(s))
            b->kids[kept++] = s;
    }
    b->nkids = kept;
}

/* ---- -X ---- */

static bool is_assigned(const Node *b, const Name *g)
{
    for (uint32_t i = 0; i < b->nkids; i++) {
        const Node *s = b->kids[i];
        if (s->op == IR_BLOCK ? is_assigned(s, g)
                              : s->op == IR_ASSIGN && s->kids[0]->op == IR_NAME && s->kids[0]->aux.name == g)
            return true;
    }
    return false;
}

static DataSym *data_of(const IrPackage *p, const Sym *name)
{
    for (uint32_t i = 0; i < p->data.len; i++)
        if (p->data.p[i]->linksym == name)
            return p->data.p[i];
    return NULL;
}

/* As with gc, a variable that code initialises keeps that value, and other types are left alone. */
static void set_string_var(IrPackage *p, const Name *g, const char *value)
{
    if (lower_kind(g->type) != TY_STRING || (p->init && p->init->body && is_assigned(p->init->body, g)))
        return;
    const Sym *s = sym(value);
    DataSym *d = data_of(p, g->linksym);
    if (!d)
        d = static_new(g->linksym, g->type, types_size(g->type));
    d->bytes = NULL;
    d->relocs.len = 0;
    if (s->len) {
        static_put_address(d, 0, ir_string_sym(p, s), 0);
        put_int(d, 8, s->len);
    }
}

static void set_string_vars(IrPackage *p)
{
    for (const IrStringVar *v = p->options->string_vars; v && v->name; v++)
        for (uint32_t i = 0; i < p->globals.len; i++)
            if (strcmp(p->globals.p[i]->sym->s, v->name) == 0)
                set_string_var(p, p->globals.p[i], v->value);
}

void ir_static_init(IrPackage *p)
{
    lower_package = p;
    if (p->init && p->init->body)
        init_block(p->init->body);
    set_string_vars(p);
}
