/* runtime/hooks_reflect.c: hooks of reflect and internal/reflectlite. */
#include "runtime/barrier.h"
#include "runtime/chan.h"
#include "runtime/gc.h"
#include "runtime/hooks.h"
#include "runtime/iface.h"
#include "runtime/malloc.h"
#include "runtime/map.h"
#include "runtime/rt.h"

/* Offsets are addresses (abi/typedesc.h). Those of objects that reflect makes do not fit 32 bits:
 * they get negative numbers, looked up here. */
static void **made;
static i32 nmade, capmade;
static Mutex made_lock = MUTEX(MADE);

void *reflect_made(i32 off) { return -off <= nmade ? made[-off - 1] : NULL; }
static void *resolve(i32 off) { return (void *)type_at((u32)off); }

HOOK(i32, reflect_add_off, "reflect.addReflectOff", void *p)
{
    if ((usize)p < 0x80000000)
        return (i32)(usize)p;
    lock(&made_lock);
    i32 i = 0;
    while (i < nmade && made[i] != p)
        i++;
    if (i == nmade) {
        if (nmade == capmade) {
            capmade = capmade ? capmade * 2 : 512;
            void **m = sys_alloc((usize)capmade * sizeof *m);
            memcpy(m, made, (usize)nmade * sizeof *m);
            gc_add_root(m, (usize)capmade * sizeof *m); /* nothing else may hold a name that reflect made */
            made = m;
        }
        made[nmade++] = p; /* roots are looked at again when the world stands */
    }
    unlock(&made_lock);
    return -(i + 1);
}

#define RESOLVE(cname, goname) \
    HOOK(void *, cname, goname, void *base, i32 off) { return resolve(off); }
RESOLVE(reflect_name_off, "reflect.resolveNameOff")
RESOLVE(reflect_type_off, "reflect.resolveTypeOff")
RESOLVE(reflect_text_off, "reflect.resolveTextOff")
RESOLVE(reflectlite_name_off, "internal/reflectlite.resolveNameOff")
RESOLVE(reflectlite_type_off, "internal/reflectlite.resolveTypeOff")

/* ([]unsafe.Pointer, [][]int32): the program's unnamed types, sorted by their strings. One section
 * with base 0, as offsets are addresses. */
extern const u32 __start_seago_typelinks[] __attribute__((weak)),
    __stop_seago_typelinks[] __attribute__((weak));
static u32 *typelinks;
static i64 ntypelinks;

static bool type_before(u32 a, u32 b)
{
    return rt_cmpstring(type_string((const GoType *)(usize)a),
                        type_string((const GoType *)(usize)b)) < 0;
}

static void sift(u32 *a, i64 root, i64 n)
{
    for (i64 c; (c = 2 * root + 1) < n; root = c) {
        if (c + 1 < n && type_before(a[c], a[c + 1]))
            c++;
        if (!type_before(a[root], a[c]))
            return;
        u32 t = a[root];
        a[root] = a[c];
        a[c] = t;
    }
}

static void sort_typelinks(void)
{
    i64 n = __stop_seago_typelinks - __start_seago_typelinks;
    u32 *a = n ? sys_alloc((usize)n * sizeof *a) : NULL;
    memcpy(a, __start_seago_typelinks, (usize)n * sizeof *a);
    for (i64 i = n / 2; i-- > 0;)
        sift(a, i, n);
    for (i64 end = n; end-- > 1;) {
        u32 t = a[0];
        a[0] = a[end];
        a[end] = t;
        sift(a, 0, end);
    }
    ntypelinks = n;
    typelinks = a;
}

const GoType *type_by_string(GoString s)
{
    lock(&made_lock);
    if (!typelinks)
        sort_typelinks();
    unlock(&made_lock);
    i64 lo = 0, hi = ntypelinks;
    while (lo < hi) {
        i64 mid = lo + (hi - lo) / 2;
        if (rt_cmpstring(type_string(type_at(typelinks[mid])), s) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == ntypelinks || !gostring_equal(type_string(type_at(typelinks[lo])), s))
        return NULL;
    return type_at(typelinks[lo]);
}

HOOK(void *, reflect_typelinks, "reflect.typelinks", u64 *r)
{
    static void *sections[1];
    static GoSlice offsets[1];
    lock(&made_lock);
    if (!typelinks)
        sort_typelinks();
    unlock(&made_lock);
    offsets[0] = (GoSlice){ typelinks, ntypelinks, ntypelinks };
    GoSlice result[2] = { { sections, 1, 1 }, { offsets, 1, 1 } };
    memcpy(r, result, sizeof result);
    return r;
}

HOOK(void *, reflect_new, "reflect.unsafe_New", const GoType *t) { return rt_newobject(t); }
HOOK(void *, reflectlite_new, "internal/reflectlite.unsafe_New", const GoType *t)
{
    return rt_newobject(t);
}
HOOK(void *, reflect_new_array, "reflect.unsafe_NewArray", const GoType *t, i64 n)
{
    return rt_makeslice(t, n, n);
}

HOOK(i64, reflect_chancap, "reflect.chancap", Hchan *c) { return c ? c->cap : 0; }
HOOK(i64, reflect_chanlen, "reflect.chanlen", Hchan *c) { return c ? c->count : 0; }
HOOK(i64, reflectlite_chanlen, "internal/reflectlite.chanlen", Hchan *c)
{
    return c ? c->count : 0;
}
HOOK(void, reflect_chanclose, "reflect.chanclose", Hchan *c) { rt_closechan(c); }
HOOK(BoolBool, reflect_chanrecv, "reflect.chanrecv", Hchan *c, bool nb, void *val)
{
    bool received, selected = chan_recv(c, val, !nb, &received);
    return (BoolBool){ selected, received };
}
HOOK(bool, reflect_chansend, "reflect.chansend", Hchan *c, void *val, bool nb)
{
    return chan_send(c, val, !nb);
}
HOOK(bool, reflect_chansend0, "reflect.chansend0", Hchan *c, void *val, bool nb)
{
    return chan_send(c, val, !nb);
}
HOOK(Hchan *, reflect_makechan, "reflect.makechan", const GoChanType *t, i64 n)
{
    return rt_makechan(t, n);
}

typedef struct RuntimeSelect { u64 dir; const GoType *type; Hchan *c; void *val; } RuntimeSelect;
static void set_case(SelectCase *c, const RuntimeSelect *s)
{
    gc_store(&c->chan, s->c);
    gc_store(&c->elem, s->val);
}
enum { SELECT_SEND = 1, SELECT_RECV = 2, SELECT_DEFAULT = 3 };
HOOK(IntBool, reflect_rselect, "reflect.rselect", RuntimeSelect *s, i64 n, i64 cap)
{
    static const u64 mask[1] = { 3 };
    static const Layout lay = { mask, 2, 2 };
    SelectCase *cases = malloc_layout((usize)n * sizeof *cases, &lay, true);
    i32 *origin = malloc_noscan((usize)n * sizeof *origin, true);
    u16 *order = malloc_noscan((usize)n * 2 * sizeof *order, true);
    i64 nsends = 0, nrecvs = 0, dflt = -1;
    for (i64 i = 0; i < n; i++)
        if (s[i].dir == SELECT_SEND) {
            origin[nsends] = (i32)i;
            set_case(&cases[nsends++], &s[i]);
        } else if (s[i].dir == SELECT_DEFAULT) {
            dflt = i;
        }
    for (i64 i = 0; i < n; i++)
        if (s[i].dir == SELECT_RECV) {
            origin[nsends + nrecvs] = (i32)i;
            set_case(&cases[nsends + nrecvs++], &s[i]);
        }
    if (nsends + nrecvs == 0) {
        if (dflt < 0)
            rt_block();
        return (IntBool){ dflt, 0 };
    }
    IntBool k = rt_selectgo(cases, order, nsends, nrecvs, dflt < 0);
    return k.n < 0 ? (IntBool){ dflt, 0 } : (IntBool){ origin[k.n], k.ok };
}

/* --- maps ------------------------------------------------------------------------------------- */

HOOK(Hmap *, reflect_makemap, "reflect.makemap", const GoMapType *t, i64 n)
{
    return rt_makemap(t, n, NULL);
}
HOOK(void *, reflect_mapaccess, "reflect.mapaccess", const GoMapType *t, Hmap *h, void *key)
{
    PtrBool r = rt_mapaccess2(t, h, key);
    return r.ok & 1 ? r.p : NULL;
}
HOOK(void *, reflect_mapaccess_str, "reflect.mapaccess_faststr", const GoMapType *t, Hmap *h,
     GoString key)
{
    PtrBool r = rt_mapaccess2(t, h, &key);
    return r.ok & 1 ? r.p : NULL;
}
HOOK(void, reflect_mapassign, "reflect.mapassign", const GoMapType *t, Hmap *h, void *key,
     void *elem)
{
    rt_typedmemmove(t->elem, rt_mapassign(t, h, key), elem);
}
HOOK(void, reflect_mapassign0, "reflect.mapassign0", const GoMapType *t, Hmap *h, void *key,
     void *elem)
{
    rt_typedmemmove(t->elem, rt_mapassign(t, h, key), elem);
}
HOOK(void, reflect_mapassign_str, "reflect.mapassign_faststr", const GoMapType *t, Hmap *h,
     GoString key, void *elem)
{
    rt_typedmemmove(t->elem, rt_mapassign(t, h, &key), elem);
}
HOOK(void, reflect_mapassign_str0, "reflect.mapassign_faststr0", const GoMapType *t, Hmap *h,
     GoString key, void *elem)
{
    rt_typedmemmove(t->elem, rt_mapassign(t, h, &key), elem);
}
HOOK(void, reflect_mapdelete, "reflect.mapdelete", const GoMapType *t, Hmap *h, void *key)
{
    rt_mapdelete(t, h, key);
}
HOOK(void, reflect_mapdelete_str, "reflect.mapdelete_faststr", const GoMapType *t, Hmap *h,
     GoString key)
{
    rt_mapdelete(t, h, &key);
}
HOOK(void, reflect_mapiterinit, "reflect.mapiterinit", const GoMapType *t, Hmap *h, MapIter *it)
{
    map_iterinit_heap(t, h, it);
}
HOOK(void *, reflect_mapiterkey, "reflect.mapiterkey", MapIter *it) { return it->key; }
HOOK(void *, reflect_mapiterelem, "reflect.mapiterelem", MapIter *it) { return it->elem; }
HOOK(void, reflect_mapiternext, "reflect.mapiternext", MapIter *it) { map_iternext_heap(it); }
HOOK(i64, reflect_maplen, "reflect.maplen", Hmap *h) { return h ? h->count : 0; }
HOOK(i64, reflectlite_maplen, "internal/reflectlite.maplen", Hmap *h) { return h ? h->count : 0; }
HOOK(void, reflect_mapclear, "reflect.mapclear", const GoMapType *t, Hmap *h) { rt_mapclear(t, h); }

static bool is_pointer_word(const Span *s, u32 index, usize word)
{
    if (s->ptr_bits) {
        usize at = index * s->elemsize / 8 + word;
        return s->ptr_bits[at / 64] >> (at % 64) & 1;
    }
    const Layout *lay = &s->layouts[index];
    usize w = lay->period ? word % lay->period : word;
    return w < lay->ptr_words && (lay->mask[w / 64] >> (w % 64) & 1);
}

/* func gcbits(p any) []byte: a byte for each word up to the last pointer, 1 for pointers: as the collector sees
 * the object that p points to, or its type if it is none of the heap's. */
void hook_gcbits(Words3 *r, const GoPtrType *t, void *p)
{
    Layout lay;
    layout_of_type(&lay, t->elem);
    const Span *s = span_of((usize)p);
    bool in_heap = s && s->state == SPAN_IN_USE;
    usize n = !in_heap ? lay.ptr_words : span_is_noscan(s) ? 0 : s->elemsize / 8;
    u8 *bits = malloc_noscan(n, true);
    for (usize i = 0; i < n; i++)
        bits[i] = in_heap ? is_pointer_word(s, span_object_index(s, (usize)p), i)
                          : lay.mask[i / 64] >> (i % 64) & 1;
    while (n > 0 && !bits[n - 1])
        n--;
    *r = (Words3){ { (u64)bits, n, n } };
}

/* --- moving values ---------------------------------------------------------------------------- */

static void e2i(const GoType *inter, const GoType *type, void *data, GoIface *dst)
{
    gc_store(&dst->tab, rt_assertE2I(inter, type));
    gc_store(&dst->data, data);
}
HOOK(void, reflect_e2i, "reflect.ifaceE2I", const GoType *inter, const GoType *t, void *data,
     GoIface *dst)
{
    e2i(inter, t, data, dst);
}
HOOK(void, reflectlite_e2i, "internal/reflectlite.ifaceE2I", const GoType *inter, const GoType *t,
     void *data, GoIface *dst)
{
    e2i(inter, t, data, dst);
}
HOOK(void, reflect_memmove, "reflect.memmove", void *d, void *s, usize n) { gc_move(d, s, n); }
HOOK(void, reflect_typedmemmove, "reflect.typedmemmove", const GoType *t, void *d, void *s)
{
    rt_typedmemmove(t, d, s);
}
HOOK(void, reflectlite_typedmemmove, "internal/reflectlite.typedmemmove", const GoType *t, void *d,
     void *s)
{
    rt_typedmemmove(t, d, s);
}
HOOK(void, reflect_movepartial, "reflect.typedmemmovepartial", const GoType *t, void *d, void *s,
     usize off, usize n)
{
    gc_move(d, s, n);
}
HOOK(void, reflect_memclr, "reflect.typedmemclr", const GoType *t, void *p)
{
    rt_typedmemclr(t, p);
}
HOOK(void, reflect_clrpartial, "reflect.typedmemclrpartial", const GoType *t, void *p, usize off,
     usize n)
{
    gc_clear(p, n);
}
HOOK(i64, reflect_slicecopy, "reflect.typedslicecopy", const GoType *t, void *d, i64 dlen, i64 dcap,
     void *s, i64 slen, i64 scap)
{
    return rt_typedslicecopy(t, d, dlen, s, slen);
}
HOOK(u64, reflect_typehash, "reflect.typehash", const GoType *t, void *p, u64 h)
{
    return rt_typehash(t, p, h);
}
HOOK(bool, reflect_notinheap, "reflect.verifyNotInHeapPtr", usize p) { return p != ~(usize)0; }

/* func(f any) uintptr: the code of a function known at compile time */
HOOK(usize, abi_func_pc0, "internal/abi.FuncPCABI0", const GoType *t, const GoFunc *f)
{
    return (usize)f->code;
}
HOOK(usize, abi_func_pc, "internal/abi.FuncPCABIInternal", const GoType *t, const GoFunc *f)
{
    return (usize)f->code;
}
