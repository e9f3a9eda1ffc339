/* alg.c: equality and hash functions of types, generated in low form. Runs of fields without gaps
 * whose values are equal if their bytes are compare as memory. */
#include "ir/lower.h"

/* Values are equal exactly if their bytes are. */
static bool is_plain_memory(Type *t)
{
    Type *u = types_under(t);
    if (u->kind == TY_ARRAY)
        return u->array.len == 0 || is_plain_memory(u->array.elem);
    if (u->kind != TY_STRUCT)
        return types_is_integer(t) || u->kind == TY_BOOL || u->kind == TY_POINTER ||
               u->kind == TY_CHAN || u->kind == TY_UNSAFE_POINTER;
    int64_t end = 0;
    for (uint32_t i = 0; i < u->strct.fields.len; i++) {
        Obj *f = u->strct.fields.p[i];
        if (f->name == sym("_") || !is_plain_memory(f->type) ||
            types_field_offset(u, (int)i) != end)
            return false;
        end += types_size(f->type);
    }
    return end == types_size(t);
}

/* ---- making functions ---- */

static Obj *param_obj(const char *name, Type *t)
{
    Obj *o = NEW(perm, Obj);
    o->kind = OBJ_VAR;
    o->name = sym(name);
    o->type = t;
    o->var.is_param = true;
    return o;
}

static Name *add_param(Func *f, NameClass cls, NameVec *list, Obj *o)
{
    Name *n = NEW(perm, Name);
    n->cls = cls;
    n->sym = o->name;
    n->type = o->type;
    n->func = f;
    n->obj = o;
    n->index = list->len;
    vec_push(perm, list, n);
    return n;
}

static Func *new_alg(const Sym *linksym, Type *second, Type *result)
{
    Func *f = NEW(perm, Func);
    ObjVec params = {0}, results = {0};
    vec_push(perm, &params, param_obj("p", T_POINTER));
    vec_push(perm, &params, param_obj("q", second));
    vec_push(perm, &results, param_obj("r", result));
    f->kind = FUNC_ALG;
    f->linksym = f->name = linksym;
    f->pkg = ir_current->pkg;
    f->sig = types_new_signature(NULL, params, results, false);
    f->dupok = f->desugared = f->wrapper = true;
    add_param(f, NAME_PARAM, &f->params, params.p[0]);
    add_param(f, NAME_PARAM, &f->params, params.p[1]);
    add_param(f, NAME_RESULT, &f->results, results.p[0]);
    f->body = ir_block(NO_POS);
    vec_push(perm, &ir_current->funcs, f);
    return f;
}

static Node *param(Func *f, int i)
{
    return ir_name(NO_POS, f->params.p[i]);
}

static void return_value(Lower *L, Node *v)
{
    lower_emit(L, ir_node(IR_RETURN, NO_POS, NULL, 1, v));
}

/* ---- equality ---- */

static void unless_return_false(Lower *L, Node *eq)
{
    Node *saved = lower_begin(L);
    return_value(L, lower_bool(NO_POS, 0));
    Node *b = lower_end(L, saved);
    lower_if(L, NO_POS, lower_not(NO_POS, eq), b, NULL, 0);
}

static Node *offset(Node *p, int64_t off)
{
    return off ? lower_bin(IR_UNSAFEADD, NO_POS, T_POINTER, p, ir_int(NO_POS, off)) : p;
}

static Node *value_at(Type *t, Node *p)
{
    return lower_deref(NO_POS, t, p);
}

/* Fields from i on that compare as one region; its size. */
static int64_t memory_run(Type *u, uint32_t *i)
{
    int64_t start = types_field_offset(u, (int)*i), end = start;
    while (*i < u->strct.fields.len) {
        Obj *f = u->strct.fields.p[*i];
        if (f->name == sym("_") || !is_plain_memory(f->type) ||
            types_field_offset(u, (int)*i) != end)
            break;
        end += types_size(f->type);
        ++*i;
    }
    return end - start;
}

/* What tells values apart cheaply: a string's length, an interface's type. */
static void compare_heads(Lower *L, Type *t, Node *p, Node *q)
{
    TypeKind k = lower_kind(t);
    IrOp op = k == TY_STRING ? IR_LEN : IR_IFACETAB;
    if (k != TY_STRING && k != TY_INTERFACE)
        return;
    Type *word = k == TY_STRING ? T_INT : T_POINTER;
    Node *x = ir_node(op, NO_POS, word, 1, value_at(t, p));
    Node *y = ir_node(op, NO_POS, word, 1, value_at(t, q));
    unless_return_false(L, lower_bin(IR_EQ, NO_POS, T_BOOL, x, y));
}

/* Behind the first field from i on whose comparison may panic. */
static uint32_t group_end(Type *u, uint32_t i)
{
    for (; i < u->strct.fields.len; i++) {
        Obj *f = u->strct.fields.p[i];
        TypeKind k = lower_kind(f->type);
        bool nested = k == TY_INTERFACE || k == TY_STRUCT || k == TY_ARRAY;
        if (f->name != sym("_") && nested && !is_plain_memory(f->type))
            return i + 1;
    }
    return i;
}

static void compare_group(Lower *L, Func *f, Type *u, uint32_t i, uint32_t end, bool cheap)
{
    while (i < end) {
        Obj *fld = u->strct.fields.p[i];
        int64_t off = types_field_offset(u, (int)i);
        Node *p = offset(param(f, 0), off), *q = offset(param(f, 1), off);
        bool plain = is_plain_memory(fld->type);
        if (fld->name == sym("_")) {
            i++;
        } else if (plain && !lower_is_scalar(fld->type)) {
            int64_t n = memory_run(u, &i);
            if (n && cheap)
                unless_return_false(L, lower_rt(L, NO_POS, RT_memequal, T_BOOL, 3, p, q,
                                                ir_int(NO_POS, n)));
        } else {
            if (cheap && !lower_is_scalar(fld->type))
                compare_heads(L, fld->type, p, q);
            else if (cheap == lower_is_scalar(fld->type))
                unless_return_false(L, lower_equal(L, NO_POS, value_at(fld->type, p),
                                                   value_at(fld->type, q)));
            i++;
        }
    }
}

/* A comparison that panics happens unless a field before it differs (spec: Comparison operators);
 * up to there, what is cheap comes first. */
static void compare_fields(Lower *L, Func *f, Type *u)
{
    for (uint32_t i = 0, end; i < u->strct.fields.len; i = end) {
        end = group_end(u, i);
        compare_group(L, f, u, i, end, true);
        compare_group(L, f, u, i, end, false);
    }
}

/* for i := 0; i < n; i++ { body } */
typedef struct ElemLoop { Name *i; Node *saved; int64_t n; } ElemLoop;

static Node *elem_pointer(Func *f, int which, Type *elem, ElemLoop *l)
{
    Node *off = lower_bin(IR_MUL, NO_POS, T_INT, ir_name(NO_POS, l->i),
                          ir_int(NO_POS, types_size(elem)));
    return lower_bin(IR_UNSAFEADD, NO_POS, T_POINTER, param(f, which), off);
}

static ElemLoop begin_loop(Lower *L, int64_t n)
{
    ElemLoop l = {ir_temp(L->fn, NO_POS, T_INT), NULL, n};
    lower_define(L, NO_POS, l.i, ir_int(NO_POS, 0));
    l.saved = lower_begin(L);
    return l;
}

static void end_loop(Lower *L, ElemLoop *l)
{
    Node *body = lower_end(L, l->saved), *post = ir_block(NO_POS);
    ir_append(post, ir_node(IR_ASSIGN, NO_POS, NULL, 2, ir_name(NO_POS, l->i),
                            lower_bin(IR_ADD, NO_POS, T_INT, ir_name(NO_POS, l->i),
                                      ir_int(NO_POS, 1))));
    Node *cond = lower_bin(IR_LT, NO_POS, T_BOOL, ir_name(NO_POS, l->i), ir_int(NO_POS, l->n));
    lower_emit(L, ir_node(IR_FOR, NO_POS, NULL, 3, cond, post, body));
}

static void fill_eq(Func *f, Type *t)
{
    Lower L = {.pkg = ir_current, .fn = f, .out = f->body};
    Type *u = types_under(t);
    lower_package = ir_current;
    if (is_plain_memory(t)) {
        return_value(&L, lower_rt(&L, NO_POS, RT_memequal, T_BOOL, 3, param(f, 0), param(f, 1),
                                  ir_int(NO_POS, types_size(t))));
        return;
    }
    if (u->kind == TY_STRUCT) {
        compare_fields(&L, f, u);
    } else if (u->kind == TY_ARRAY) {
        ElemLoop l = begin_loop(&L, u->array.len);
        Node *p = elem_pointer(f, 0, u->array.elem, &l), *q = elem_pointer(f, 1, u->array.elem, &l);
        unless_return_false(&L, lower_equal(&L, NO_POS, value_at(u->array.elem, p),
                                            value_at(u->array.elem, q)));
        end_loop(&L, &l);
    } else {
        return_value(&L, lower_equal(&L, NO_POS, value_at(t, param(f, 0)), value_at(t, param(f, 1))));
        return;
    }
    return_value(&L, lower_bool(NO_POS, 1));
}

static Func *eq_func(Type *t)
{
    static Map known;
    t = types_canon(t);
    const Sym *s = is_plain_memory(t) ? sym_printf("type..eqmem%lld", (long long)types_size(t))
                                      : sym_printf("type..eq.%s", types_link_string(t));
    Func *f = map_get(&known, s);
    if (f)
        return f;
    f = new_alg(s, T_POINTER, T_BOOL);
    map_set(&known, s, f);
    fill_eq(f, t);
    return f;
}

Func *ir_eq_func(Type *t)
{
    return is_plain_memory(t) ? NULL : eq_func(t);
}

const Sym *ir_eq_closure(Type *t)
{
    return types_comparable(t, true) ? ir_func_closure_sym(eq_func(t)) : NULL;
}

/* ---- hashing ---- */

static Func *hash_func(Type *t);

static Node *hash_at(Lower *L, Type *t, Node *p, Node *h)
{
    RtId id;
    switch ((int)lower_kind(t)) {
    case TY_STRING: id = RT_strhash; break;
    case TY_FLOAT32: id = RT_f32hash; break;
    case TY_FLOAT64: id = RT_f64hash; break;
    case TY_COMPLEX64: id = RT_c64hash; break;
    case TY_COMPLEX128: id = RT_c128hash; break;
    case TY_INTERFACE: id = lower_is_empty_iface(t) ? RT_nilinterhash : RT_interhash; break;
    default: {
        Func *f = hash_func(t);
        Node *fn = ir_node(IR_FUNC, NO_POS, f->sig, 0);
        fn->aux.func = f;
        return lower_copy(L, ir_node(IR_CALL, NO_POS, T_UINTPTR, 3, fn, p, h));
    }
    }
    return lower_rt(L, NO_POS, id, T_UINTPTR, 2, p, h);
}

static Node *hash_memory(Lower *L, Node *p, Node *h, int64_t n)
{
    return lower_rt(L, NO_POS, RT_memhash, T_UINTPTR, 3, p, h, ir_int(NO_POS, n));
}

/* rt_typehash, which maps made by reflect use, joins the same runs. */
static void hash_fields(Lower *L, Func *f, Type *u, Name *h)
{
    for (uint32_t i = 0; i < u->strct.fields.len;) {
        Obj *fld = u->strct.fields.p[i];
        Node *p = offset(param(f, 0), types_field_offset(u, (int)i)), *v;
        if (fld->name == sym("_")) {
            i++;
            continue;
        }
        if (is_plain_memory(fld->type)) {
            v = hash_memory(L, p, ir_name(NO_POS, h), memory_run(u, &i));
        } else {
            v = hash_at(L, fld->type, p, ir_name(NO_POS, h));
            i++;
        }
        lower_assign(L, NO_POS, ir_name(NO_POS, h), v);
    }
}

static void fill_hash(Func *f, Type *t)
{
    Lower L = {.pkg = ir_current, .fn = f, .out = f->body};
    Type *u = types_under(t);
    lower_package = ir_current;
    if (is_plain_memory(t)) {
        return_value(&L, hash_memory(&L, param(f, 0), param(f, 1), types_size(t)));
        return;
    }
    if (u->kind != TY_STRUCT && u->kind != TY_ARRAY) {
        return_value(&L, hash_at(&L, t, param(f, 0), param(f, 1)));
        return;
    }
    Name *h = ir_temp(f, NO_POS, T_UINTPTR);
    lower_define(&L, NO_POS, h, param(f, 1));
    if (u->kind == TY_STRUCT) {
        hash_fields(&L, f, u, h);
    } else {
        ElemLoop l = begin_loop(&L, u->array.len);
        Node *p = elem_pointer(f, 0, u->array.elem, &l);
        Node *v = hash_at(&L, u->array.elem, p, ir_name(NO_POS, h));
        lower_assign(&L, NO_POS, ir_name(NO_POS, h), v);
        end_loop(&L, &l);
    }
    return_value(&L, ir_name(NO_POS, h));
}

static Func *hash_func(Type *t)
{
    static Map known;
    t = types_canon(t);
    const Sym *s = is_plain_memory(t) ? sym_printf("type..hashmem%lld", (long long)types_size(t))
                                      : sym_printf("type..hash.%s", types_link_string(t));
    Func *f = map_get(&known, s);
    if (f)
        return f;
    f = new_alg(s, T_UINTPTR, T_UINTPTR);
    map_set(&known, s, f);
    fill_hash(f, t);
    return f;
}

const Sym *ir_hash_closure(Type *t)
{
    return types_comparable(t, true) ? ir_func_closure_sym(hash_func(t)) : NULL;
}
