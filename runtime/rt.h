/* runtime/rt.h: the C declarations of abi/runtime.def's rows. Go's strings, slices and interfaces
 * come as separate scalars; a GoString parameter is two of them as long as both are in registers,
 * which holds for every row here. Results of two words come back in rax and rdx. */
#ifndef RUNTIME_RT_H
#define RUNTIME_RT_H

#include "runtime/runtime.h"

typedef struct PtrInt { void *p; i64 n; } PtrInt;       /* P */
typedef struct PtrBool { void *p; u64 ok; } PtrBool;    /* Q */
typedef struct RuneInt { i32 r; i64 pos; } RuneInt;     /* R */
typedef struct BoolBool { u64 a, b; } BoolBool;         /* B */
typedef struct IntBool { i64 n; u64 ok; } IntBool;      /* T */

void *rt_newobject(const GoType *t);
void *rt_mallocgc(i64 size, const GoType *t, bool zero);
void rt_memprofilerate(void);
void *rt_makeslice(const GoType *elem, i64 len, i64 cap);
PtrInt rt_growslice(void *old, i64 newlen, i64 oldcap, i64 added, const GoType *elem);
void rt_typedmemmove(const GoType *t, void *dst, const void *src);
void rt_typedmemclr(const GoType *t, void *p);
i64 rt_typedslicecopy(const GoType *elem, void *dst, i64 dlen, const void *src, i64 slen);
void rt_wbmove(void *dst, const void *src, i64 n);
void rt_memclrHasPointers(void *p, i64 n);
void rt_checkptrAlignment(void *p, const GoType *elem, i64 n);
void rt_checkptrArithmetic(void *p, void **originals, i64 n);
i64 rt_slicecopy(void *dst, i64 dlen, const void *src, i64 slen, i64 size);

GoString rt_concatstrings(void *buf, const GoString *a, i64 n);
i64 rt_cmpstring(GoString a, GoString b);
bool rt_memequal(const void *a, const void *b, i64 n);
GoString rt_slicebytetostring(void *buf, const u8 *p, i64 n);
PtrInt rt_stringtoslicebyte(void *buf, GoString s);
GoString rt_slicerunetostring(void *buf, const i32 *p, i64 n);
PtrInt rt_stringtoslicerune(void *buf, GoString s);
GoString rt_intstring(void *buf, i64 v);
RuneInt rt_decoderune(GoString s, i64 k);
i64 rt_countrunes(GoString s);

const GoItab *rt_getitab(const GoType *inter, const GoType *t, bool canfail);
const GoItab *rt_assertE2I(const GoType *inter, const GoType *t);
const GoItab *rt_assertE2I2(const GoType *inter, const GoType *t);
NORETURN COLD void rt_panicdottype(const GoType *have, const GoType *want, const GoType *iface);
NORETURN COLD void rt_panicnildottype(const GoType *want);
bool rt_efaceeq(const GoType *t, const void *x, const void *y);
bool rt_ifaceeq(const GoItab *tab, const void *x, const void *y);
void *rt_convT(const GoType *t, const void *p);
void *rt_convT64(u64 v);
void *rt_convTstring(GoString s);
void *rt_convTslice(void *p, i64 len, i64 cap);

u64 rt_memhash(const void *p, u64 seed, u64 n);
u64 rt_strhash(const GoString *p, u64 seed);
u64 rt_interhash(const GoIface *p, u64 seed);
u64 rt_nilinterhash(const GoEface *p, u64 seed);
u64 rt_f32hash(const float *p, u64 seed);
u64 rt_f64hash(const double *p, u64 seed);
u64 rt_c64hash(const float *p, u64 seed);
u64 rt_c128hash(const double *p, u64 seed);
u64 rt_typehash(const GoType *t, const void *p, u64 seed);

typedef struct Hmap Hmap;
typedef struct MapIter MapIter;
Hmap *rt_makemap(const GoMapType *t, i64 hint, Hmap *mem);
void *rt_mapaccess1(const GoMapType *t, Hmap *h, const void *key);
PtrBool rt_mapaccess2(const GoMapType *t, Hmap *h, const void *key);
void *rt_mapassign(const GoMapType *t, Hmap *h, const void *key);
void rt_mapdelete(const GoMapType *t, Hmap *h, const void *key);
void rt_mapclear(const GoMapType *t, Hmap *h);
void *rt_mapaccess1_fast32(const GoMapType *t, Hmap *h, u32 key);
PtrBool rt_mapaccess2_fast32(const GoMapType *t, Hmap *h, u32 key);
void *rt_mapassign_fast32(const GoMapType *t, Hmap *h, u32 key);
void rt_mapdelete_fast32(const GoMapType *t, Hmap *h, u32 key);
void *rt_mapaccess1_fast64(const GoMapType *t, Hmap *h, u64 key);
PtrBool rt_mapaccess2_fast64(const GoMapType *t, Hmap *h, u64 key);
void *rt_mapassign_fast64(const GoMapType *t, Hmap *h, u64 key);
void rt_mapdelete_fast64(const GoMapType *t, Hmap *h, u64 key);
void *rt_mapaccess1_faststr(const GoMapType *t, Hmap *h, GoString key);
PtrBool rt_mapaccess2_faststr(const GoMapType *t, Hmap *h, GoString key);
void *rt_mapassign_faststr(const GoMapType *t, Hmap *h, GoString key);
void rt_mapdelete_faststr(const GoMapType *t, Hmap *h, GoString key);
void rt_mapiterinit(const GoMapType *t, Hmap *h, MapIter *it);
void rt_mapiternext(MapIter *it);

typedef struct Hchan Hchan;
Hchan *rt_makechan(const GoChanType *t, i64 size);
void rt_chansend1(Hchan *c, const void *elem);
void rt_chanrecv1(Hchan *c, void *elem);
bool rt_chanrecv2(Hchan *c, void *elem);
void rt_closechan(Hchan *c);
IntBool rt_selectgo(SelectCase *cases, u16 *order, i64 nsends, i64 nrecvs, bool block);
bool rt_selectnbsend(Hchan *c, const void *elem);
BoolBool rt_selectnbrecv(void *elem, Hchan *c);
NORETURN void rt_block(void);

void rt_newproc(GoFunc *fn);
void rt_deferproc(DeferFrame *f, GoFunc *fn);
void rt_deferreturn(DeferFrame *f);
NORETURN void rt_gopanic(GoEface v);
GoEface rt_gorecover(void *frame);
NORETURN void rt_goexit(void);

#define INDEX_PANICS(X) \
    X(Index) X(SliceAlen) X(SliceAcap) X(SliceB) X(Slice3Alen) X(Slice3Acap) X(Slice3B) X(Slice3C)
#define X(name) \
    NORETURN COLD void rt_panic##name(i64 x, i64 y); \
    NORETURN COLD void rt_panic##name##U(i64 x, i64 y);
INDEX_PANICS(X)
#undef X
NORETURN COLD void rt_panicSliceConvert(i64 have, i64 want);
NORETURN COLD void rt_panicdivide(void);
NORETURN COLD void rt_panicshift(void);
NORETURN COLD void rt_panicmem(void);
NORETURN COLD void rt_panicmakeslicelen(void);
NORETURN COLD void rt_panicmakeslicecap(void);
NORETURN COLD void rt_panicunsafeslicelen(void);
NORETURN COLD void rt_panicunsafeslicenilptr(void);
NORETURN COLD void rt_panicunsafestringlen(void);
NORETURN COLD void rt_panicunsafestringnilptr(void);
NORETURN COLD void rt_panicwrap(GoString method);
NORETURN COLD void rt_panicrangestate(i64 state);
NORETURN COLD void rt_unreachable(void);

void rt_printlock(void);
void rt_printunlock(void);
void rt_printbool(bool v);
void rt_printint(i64 v);
void rt_printuint(u64 v);
void rt_printhex(u64 v);
void rt_printfloat(double v);
void rt_printcomplex(double re, double im);
void rt_printstring(GoString s);
void rt_printpointer(const void *p);
void rt_printslice(const void *p, i64 len, i64 cap);
void rt_printeface(const void *type, const void *data);
void rt_printiface(const void *tab, const void *data);
void rt_printnl(void);
void rt_printsp(void);

void rt_complex128div(double *result, double ar, double ai, double br, double bi);

#endif
