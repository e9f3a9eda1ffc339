/* runtime/iface.c: type descriptors, itabs, assertions, boxing. */
#include "runtime/barrier.h"
#include "runtime/iface.h"
#include "runtime/error.h"
#include "runtime/malloc.h"
#include "runtime/rt.h"

#define ADDR(type, off) ((const type *)type_at(off))

/* --- names and types -------------------------------------------------------------------------- */

static const u8 *name_varint(const u8 *p, usize *n)
{
    *n = 0;
    for (u32 shift = 0;; shift += 7) {
        u8 b = *p++;
        *n |= (usize)(b & 127) << shift;
        if (!(b & 128))
            return p;
    }
}

GoString name_text(const u8 *name)
{
    usize n;
    if (!name)
        return (GoString){ 0 };
    const u8 *p = name_varint(name + 1, &n);
    return (GoString){ p, (intptr_t)n };
}

GoString name_pkg_path(const u8 *name)
{
    if (!name || !(name[0] & NAME_PKGPATH))
        return (GoString){ 0 };
    GoString text = name_text(name);
    const u8 *p = text.p + text.n;
    if (name[0] & NAME_TAG) {
        usize n;
        p = name_varint(p, &n);
        p += n;
    }
    u32 off;
    memcpy(&off, p, 4);
    return name_text(ADDR(u8, off));
}

GoString type_string(const GoType *t)
{
    GoString s = name_text(ADDR(u8, t->str));
    if (t->tflag & TFLAG_EXTRA_STAR)
        return (GoString){ s.p + 1, s.n - 1 };
    return s;
}

const GoUncommon *type_uncommon(const GoType *t)
{
    static const u8 size[32] = {
        [KIND_ARRAY] = sizeof(GoArrayType), [KIND_CHAN] = sizeof(GoChanType),
        [KIND_FUNC] = sizeof(GoFuncType), [KIND_INTERFACE] = sizeof(GoInterfaceType),
        [KIND_POINTER] = sizeof(GoPtrType), [KIND_SLICE] = sizeof(GoSliceType),
        [KIND_STRUCT] = sizeof(GoStructType),
    };
    if (!(t->tflag & TFLAG_UNCOMMON))
        return NULL;
    usize n = size[type_kind(t)];
    if (type_kind(t) == KIND_MAP)
        n = seago_tree_minor >= 24 ? sizeof(GoMapType) : offsetof(GoMapType, u) + 8;
    return (const GoUncommon *)((const u8 *)t + (n ? n : sizeof(GoType)));
}

GoString type_pkg_path(const GoType *t)
{
    const GoUncommon *u = type_uncommon(t);
    if (u)
        return name_text(ADDR(u8, u->pkg_path));
    if (type_kind(t) == KIND_STRUCT)
        return name_text(((const GoStructType *)t)->pkg_path);
    if (type_kind(t) == KIND_INTERFACE)
        return name_text(((const GoInterfaceType *)t)->pkg_path);
    return (GoString){ 0 };
}

bool type_is_predeclared(const GoType *t)
{
    GoString s = type_string(t);
    for (intptr_t i = 0; i < s.n; i++)
        if (s.p[i] == '.')
            return false;
    return (t->tflag & TFLAG_NAMED) != 0;
}

static bool func_types_equal(const GoFuncType *a, const GoFuncType *b)
{
    if (a->in_count != b->in_count || a->out_count != b->out_count)
        return false;
    usize skip_a = a->t.tflag & TFLAG_UNCOMMON ? sizeof(GoUncommon) : 0;
    usize skip_b = b->t.tflag & TFLAG_UNCOMMON ? sizeof(GoUncommon) : 0;
    const GoType *const *pa = (const GoType *const *)((const u8 *)(a + 1) + skip_a);
    const GoType *const *pb = (const GoType *const *)((const u8 *)(b + 1) + skip_b);
    for (int i = 0; i < a->in_count + (a->out_count & 0x7fff); i++)
        if (!types_equal(pa[i], pb[i]))
            return false;
    return true;
}

/* Descriptors of one type are one symbol, but for those of the runtime itself and of reflect. */
bool types_equal(const GoType *a, const GoType *b)
{
    if (a == b)
        return true;
    if (!a || !b || type_kind(a) != type_kind(b) || ((a->tflag ^ b->tflag) & TFLAG_NAMED))
        return false;
    if (a->tflag & TFLAG_NAMED)
        return type_is_predeclared(a) && type_is_predeclared(b) &&
               gostring_equal(type_string(a), type_string(b));
    switch (type_kind(a)) {
    case KIND_FUNC:
        return func_types_equal((const GoFuncType *)a, (const GoFuncType *)b);
    case KIND_POINTER: case KIND_SLICE:
        return types_equal(((const GoPtrType *)a)->elem, ((const GoPtrType *)b)->elem);
    case KIND_ARRAY:
        return ((const GoArrayType *)a)->len == ((const GoArrayType *)b)->len &&
               types_equal(((const GoArrayType *)a)->elem, ((const GoArrayType *)b)->elem);
    case KIND_CHAN:
        return ((const GoChanType *)a)->dir == ((const GoChanType *)b)->dir &&
               types_equal(((const GoChanType *)a)->elem, ((const GoChanType *)b)->elem);
    case KIND_MAP:
        return types_equal(((const GoMapType *)a)->key, ((const GoMapType *)b)->key) &&
               types_equal(((const GoMapType *)a)->elem, ((const GoMapType *)b)->elem);
    case KIND_INTERFACE:
        return ((const GoInterfaceType *)a)->nmethods == 0 &&
               ((const GoInterfaceType *)b)->nmethods == 0;
    default:
        return false;
    }
}

/* --- itabs: a table that only grows; lookups take no lock ------------------------------------- */

typedef struct ItabNode {
    struct ItabNode *next;
    const GoItab *tab;
} ItabNode;
static ItabNode *itabs[1024];
static Mutex itab_lock = MUTEX(ITAB);

static usize itab_hash(const GoType *inter, const GoType *t)
{
    return (inter->hash * 31u ^ t->hash) % NELEM(itabs);
}

static const GoItab *itab_find(const GoType *inter, const GoType *t)
{
    for (ItabNode *n = atomic_load_acq(&itabs[itab_hash(inter, t)]); n; n = n->next)
        if (n->tab->inter == inter && n->tab->type == t)
            return n->tab;
    return NULL;
}

static void itab_enter(ItabNode *n)
{
    ItabNode **head = &itabs[itab_hash(n->tab->inter, n->tab->type)];
    n->next = *head;
    atomic_store_rel(head, n);
}

/* Generated code compares itab pointers: an interface and a type have one itab, a static one if the
 * program has it. */
void itabs_init(void)
{
    extern const GoItab *const __start_seago_itablinks[] __attribute__((weak));
    extern const GoItab *const __stop_seago_itablinks[] __attribute__((weak));
    const GoItab *const *end = __stop_seago_itablinks;
    for (const GoItab *const *p = __start_seago_itablinks; p < end; p++) {
        if (itab_find((*p)->inter, (*p)->type))
            continue;
        ItabNode *n = persistent_alloc(sizeof *n, 8);
        n->tab = *p;
        itab_enter(n);
    }
}

static bool method_matches(const GoUncommon *u, const GoMethod *m, const GoInterfaceType *inter,
                           const GoIMethod *want)
{
    const u8 *have_name = ADDR(u8, m->name), *want_name = ADDR(u8, want->name);
    if (!gostring_equal(name_text(have_name), name_text(want_name)) ||
        !types_equal(ADDR(GoType, m->mtyp), ADDR(GoType, want->type)))
        return false;
    if (have_name[0] & NAME_EXPORTED)
        return true;
    GoString have_pkg = name_pkg_path(have_name), want_pkg = name_pkg_path(want_name);
    if (have_pkg.n == 0)
        have_pkg = name_text(ADDR(u8, u->pkg_path));
    if (want_pkg.n == 0)
        want_pkg = name_text(inter->pkg_path);
    return gostring_equal(have_pkg, want_pkg);
}

/* Fills fun[]; answers the name of the first method that is missing, empty if none. */
static GoString itab_fill(GoItab *tab, const GoInterfaceType *inter, const GoType *t)
{
    const GoUncommon *u = type_uncommon(t);
    i64 n = u ? u->mcount : 0, j = 0;
    const GoMethod *methods = u ? (const GoMethod *)((const u8 *)u + u->moff) : NULL;
    for (i64 k = 0; k < inter->nmethods; k++) {
        const GoIMethod *want = &inter->methods[k];
        while (j < n && !method_matches(u, &methods[j], inter, want))
            j++;
        if (j == n)
            return name_text(ADDR(u8, want->name));
        tab->fun[k] = (void (*)(void))(usize)methods[j].ifn;
        j++;
    }
    return (GoString){ 0 };
}

static const GoItab *itab_make(const GoInterfaceType *inter, const GoType *t, GoString *missing)
{
    usize extra = inter->nmethods > 1 ? (usize)(inter->nmethods - 1) * sizeof(void *) : 0;
    struct { ItabNode node; GoItab tab; } *n = persistent_alloc(sizeof *n + extra, 8);
    n->node.tab = &n->tab;
    n->tab.inter = inter;
    n->tab.type = t;
    n->tab.hash = t->hash;
    *missing = itab_fill(&n->tab, inter, t);
    if (missing->n)
        n->tab.fun[0] = NULL;
    lock(&itab_lock);
    const GoItab *other = itab_find(&inter->t, t);
    if (!other)
        itab_enter(&n->node);
    unlock(&itab_lock);
    return other ? other : &n->tab;
}

const GoItab *rt_getitab(const GoType *inter, const GoType *t, bool canfail)
{
    const GoItab *tab = itab_find(inter, t);
    GoString missing = { 0 };
    if (!tab)
        tab = itab_make((const GoInterfaceType *)inter, t, &missing);
    if (LIKELY(tab->fun[0] != NULL))
        return tab;
    if (canfail)
        return NULL;
    if (missing.n == 0) {
        GoItab *scratch = malloc_noscan(
            sizeof *scratch + (usize)((const GoInterfaceType *)inter)->nmethods * 8, true);
        missing = itab_fill(scratch, (const GoInterfaceType *)inter, t);
    }
    panic_type_assertion(NULL, t, inter, missing);
}

const GoItab *rt_assertE2I(const GoType *inter, const GoType *t)
{
    if (UNLIKELY(!t))
        panic_type_assertion(NULL, NULL, inter, (GoString){ 0 });
    return rt_getitab(inter, t, false);
}

const GoItab *rt_assertE2I2(const GoType *inter, const GoType *t)
{
    return t ? rt_getitab(inter, t, true) : NULL;
}

bool iface_call_string(GoEface v, const char *name, GoString *result)
{
    const GoType *t = v.type;
    const GoUncommon *u = type_uncommon(t);
    if (!u)
        return false;
    const GoMethod *m = (const GoMethod *)((const u8 *)u + u->moff);
    for (int i = 0; i < u->mcount; i++, m++) {
        if (!gostring_equal(name_text(ADDR(u8, m->name)), gostring(name)) || !m->ifn)
            continue;
        GoString sig = type_string(ADDR(GoType, m->mtyp));
        if (!gostring_equal(sig, gostring("func() string")))
            return false;
        *result = ((GoString (*)(void *))(usize)m->ifn)(v.data);
        return true;
    }
    return false;
}

/* --- comparing -------------------------------------------------------------------------------- */

bool type_equal_values(const GoType *t, const void *x, const void *y)
{
    typedef bool (*EqualFn)(const void *, const void *);
    return __builtin_call_with_static_chain(((EqualFn)t->equal->code)(x, y), (void *)t->equal) & 1;
}

bool rt_efaceeq(const GoType *t, const void *x, const void *y)
{
    if (!t)
        return true;
    if (!t->equal)
        panic_uncomparable(t);
    if (type_is_direct(t))
        return x == y;
    return type_equal_values(t, x, y);
}

bool rt_ifaceeq(const GoItab *tab, const void *x, const void *y)
{
    return !tab || rt_efaceeq(tab->type, x, y);
}

/* --- boxing ----------------------------------------------------------------------------------- */

static GoString zero_value_words; /* shared box of zero strings */

void *rt_convT(const GoType *t, const void *p)
{
    if (t->size == 1)
        return (void *)&static_u64s[*(const u8 *)p];
    if (t->size == 0)
        return malloc_noscan(0, false);
    void *box = rt_mallocgc((i64)t->size, t->ptrdata ? t : NULL, false);
    if (t->ptrdata)
        gc_move(box, p, t->size);
    else
        memmove(box, p, t->size);
    return box;
}

void *rt_convT64(u64 v)
{
    if (v < NELEM(static_u64s))
        return (void *)&static_u64s[v];
    u64 *box = malloc_noscan(8, false);
    *box = v;
    return box;
}

void *rt_convTstring(GoString s)
{
    static const u64 mask[1] = { 1 };
    static const Layout lay = { mask, 2, 1 };
    if (s.n == 0)
        return &zero_value_words;
    GoString *box = malloc_layout(sizeof *box, &lay, true);
    gc_store(&box->p, s.p);
    box->n = s.n;
    return box;
}

void *rt_convTslice(void *p, i64 len, i64 cap)
{
    static const u64 mask[1] = { 1 };
    static const Layout lay = { mask, 3, 1 };
    GoSlice *box = malloc_layout(sizeof *box, &lay, true);
    gc_store(&box->p, p);
    box->len = len;
    box->cap = cap;
    return box;
}
