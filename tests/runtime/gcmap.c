/* The collector and maps against each other: a tree, maps of words and strings, many goroutines. */
#include "gocode.h"
#include "runtime/gc.h"
#include "runtime/map.h"

static bool eq64(const void *a, const void *b) { return *(const uint64_t *)a == *(const uint64_t *)b; }
static bool eqstr(const GoString *a, const GoString *b) { return gostring_equal(*a, *b); }
static uint64_t hash64(const void *p, uint64_t seed) { return rt_memhash(p, seed, 8); }
static const GoFunc eq64_fn = { (void (*)(void))eq64 }, eqstr_fn = { (void (*)(void))eqstr };
static const GoFunc hash64_fn = { (void (*)(void))hash64 }, hashstr_fn = { (void (*)(void))rt_strhash };
static const uint64_t mask1 = 1, mask3 = 3;
#define G1 (const uint8_t *)&mask1
#define G3 (const uint8_t *)&mask3
static const GoType t_int = { 8, 0, 1, TFLAG_REGULAR_MEMORY | TFLAG_NAMED, 8, 8, KIND_INT, &eq64_fn, NULL, 0, 0 };
static const GoType t_string = { 16, 8, 2, TFLAG_NAMED, 8, 8, KIND_STRING, &eqstr_fn, G1, 0, 0 };
static const GoType t_ptr = { 8, 8, 3, TFLAG_REGULAR_MEMORY, 8, 8, KIND_POINTER | KIND_DIRECT_IFACE, &eq64_fn, G1, 0, 0 };
static const GoType t_node = { 24, 16, 4, TFLAG_NAMED, 8, 8, KIND_STRUCT, NULL, G3, 0, 0 };
static const GoType t_big = { 200, 0, 5, TFLAG_NAMED, 8, 8, KIND_STRUCT, NULL, NULL, 0, 0 };
static const GoChanType t_chan = { { 8, 8, 6, 0, 8, 8, KIND_CHAN | KIND_DIRECT_IFACE, NULL, G1, 0, 0 }, &t_int, 3 };
#define MAPTYPE(key, elem, h) { { 8, 8, 7, 0, 8, 8, KIND_MAP | KIND_DIRECT_IFACE, NULL, G1, 0, 0 }, key, elem, NULL, h, { { 0 } } }
static const GoMapType m_int_ptr = MAPTYPE(&t_int, &t_ptr, &hash64_fn);
static const GoMapType m_str_int = MAPTYPE(&t_string, &t_int, &hashstr_fn);
static const GoMapType m_int_big = MAPTYPE(&t_int, &t_big, &hash64_fn);

typedef struct Node { struct Node *l, *r; int64_t v; } Node;
static Node *tree(int depth)
{
    Node *n = rt_newobject(&t_node);
    n->v = 1;
    if (depth > 0) {
        gc_store(&n->l, tree(depth - 1));
        gc_store(&n->r, tree(depth - 1));
    }
    return n;
}
static int64_t count(Node *n) { return n ? n->v + count(n->l) + count(n->r) : 0; }

static GoString key_string(int64_t i)
{
    uint8_t b[16] = "key";
    for (int k = 3; k < 16; k++, i /= 10)
        b[k] = (uint8_t)('0' + i % 10);
    return rt_slicebytetostring(NULL, b, 16);
}

static void strings(void)
{
    Hmap *m = rt_makemap(&m_str_int, 0, NULL);
    for (int64_t i = 0; i < 20000; i++)
        *(int64_t *)rt_mapassign_faststr(&m_str_int, m, key_string(i)) = i;
    for (int64_t i = 0; i < 20000; i += 2)
        rt_mapdelete_faststr(&m_str_int, m, key_string(i));
    int64_t sum = 0;
    for (int64_t i = 0; i < 20000; i++) {
        PtrBool r = rt_mapaccess2_faststr(&m_str_int, m, key_string(i));
        if ((r.ok & 1) != (i & 1))
            say_int("WRONG", i);
        GoString k = key_string(i);
        if (rt_mapaccess1(&m_str_int, m, &k) != r.p)
            say_int("WRONG generic", i);
        sum += *(int64_t *)r.p;
    }
    say_int("strings", sum);
    say_int("len", m->count);
}

static int64_t iterate(Hmap *m, bool mutate)
{
    MapIter it = { 0 };
    int64_t sum = 0, n = 0;
    for (rt_mapiterinit(&m_int_ptr, m, &it); it.key; rt_mapiternext(&it)) {
        int64_t k = *(int64_t *)it.key;
        Node *v = *(Node **)it.elem;
        if (v->v != k)
            say_int("WRONG element", k);
        if (k < 1000)
            sum += k;
        if (mutate && n++ < 5000) {
            Node *x = rt_newobject(&t_node);
            x->v = 1000 + n;
            gc_store(rt_mapassign_fast64(&m_int_ptr, m, 1000 + (uint64_t)n), x);
            if (n % 3 == 0)
                rt_mapdelete_fast64(&m_int_ptr, m, 1000 + (uint64_t)n / 2);
        }
    }
    return sum;
}

static void words(void)
{
    Hmap *m = rt_makemap(&m_int_ptr, 0, NULL);
    for (int64_t i = 0; i < 1000; i++) {
        Node *n = rt_newobject(&t_node);
        n->v = i;
        gc_store(rt_mapassign_fast64(&m_int_ptr, m, (uint64_t)i), n);
    }
    say_int("iterate", iterate(m, false));
    say_int("iterate", iterate(m, true)); /* each of the first 1000 exactly once */
    say_int("iterate", iterate(m, false));
    rt_mapclear(&m_int_ptr, m);
    say_int("cleared", iterate(m, false) + m->count);
    Hmap *b = rt_makemap(&m_int_big, 100, NULL);
    for (int64_t i = 0; i < 300; i++)
        *(int64_t *)rt_mapassign(&m_int_big, b, &i) = i;
    int64_t sum = 0;
    for (uint64_t i = 0; i < 300; i++)
        sum += *(int64_t *)rt_mapaccess1_fast64(&m_int_big, b, i);
    say_int("big", sum);
}

static Hchan *done __attribute__((section("seago_data")));
static void churn(void)
{
    int64_t n = 0;
    for (int i = 0; i < 60; i++)
        n += count(tree(10));
    rt_chansend1(done, &n);
}
static GoFunc churn_fn = { churn };

static const GoType *const elems[] = { &t_node, &t_ptr, &t_string };
static void slices(void)
{
    Node **p = NULL;
    int64_t cap = 0, len = 0, sum = 0;
    for (int64_t i = 0; i < 100000; i++) {
        if (len == cap) {
            PtrInt g = rt_growslice(p, len + 1, cap, 1, elems[1]);
            p = g.p;
            cap = g.n;
        }
        gc_store(&p[len], rt_newobject(&t_node));
        p[len++]->v = i;
    }
    for (int64_t i = 0; i < len; i++)
        sum += p[i]->v;
    say_int("slice", sum);
    say_int("cap", cap);
}

GOMAIN()
{
    done = rt_makechan(&t_chan, 0);
    Node *keep = tree(14);
    strings();
    words();
    slices();
    for (int i = 0; i < 8; i++)
        rt_newproc(&churn_fn);
    int64_t total = 0;
    for (int i = 0; i < 8; i++) {
        int64_t n;
        rt_chanrecv1(done, &n);
        total += n;
    }
    say_int("churn", total);
    say_int("kept", count(keep));
    gc_run(true);
    say_int("kept", count(keep));
    say(gc.done > 3 ? "collected" : "WRONG: hardly collected");
}
