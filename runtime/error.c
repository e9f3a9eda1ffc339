/* runtime/error.c: the values of run-time panics, and the entry points that raise them. */
#include "runtime/error.h"
#include "runtime/iface.h"
#include "runtime/malloc.h"
#include "runtime/print.h"
#include "runtime/rt.h"

extern const GoType rttype_errorString, rttype_plainError, rttype_boundsError,
    rttype_TypeAssertionError_ptr, rttype_errorAddressString, rttype_PanicNilError_ptr;

/* A program that has package runtime's Go side has these types from there, and may name them. */
#define ERROR_TYPE(name, goname) \
    extern const GoType go_##name __asm__("type:" goname) __attribute__((weak)); \
    static const GoType *type_##name(void) { return &go_##name ? &go_##name : &rttype_##name; }
ERROR_TYPE(errorString, "runtime.errorString")
ERROR_TYPE(plainError, "runtime.plainError")
ERROR_TYPE(boundsError, "runtime.boundsError")
ERROR_TYPE(errorAddressString, "runtime.errorAddressString")
ERROR_TYPE(TypeAssertionError_ptr, "*runtime.TypeAssertionError")
ERROR_TYPE(PanicNilError_ptr, "*runtime.PanicNilError")

#define S(lit) ((GoString){ (const u8 *)(lit), sizeof(lit) - 1 })

GoString concat_text(const GoString *parts, usize n)
{
    return rt_concatstrings(NULL, parts, (i64)n);
}

void throw_text(const GoString *parts, usize n)
{
    GoString text = concat_text(parts, n);
    throw_((const char *)concat_text((GoString[]){ text, { (const u8 *)"", 1 } }, 2).p);
}

/* --- errorString and plainError: strings ------------------------------------------------------ */

GoString errorString_Error(const GoString *s);
GoString plainError_Error(const GoString *s);
void error_RuntimeError(const void *recv);
bool error_equal_string(const GoString *a, const GoString *b);
bool error_equal_word(void *const *a, void *const *b);

bool error_equal_word(void *const *a, void *const *b) { return *a == *b; }

GoString errorString_Error(const GoString *s)
{
    return concat_text((GoString[]){ S("runtime error: "), *s }, 2);
}
GoString plainError_Error(const GoString *s) { return *s; }
void error_RuntimeError(const void *recv) { (void)recv; }
bool error_equal_string(const GoString *a, const GoString *b) { return gostring_equal(*a, *b); }

void panic_error_gostring(GoString msg)
{
    rt_gopanic((GoEface){ type_errorString(), rt_convTstring(msg) });
}
void panic_error_string(const char *msg) { panic_error_gostring(gostring(msg)); }
void panic_plain_error(const char *msg)
{
    rt_gopanic((GoEface){ type_plainError(), rt_convTstring(gostring(msg)) });
}

/* --- errorAddressString: a fault at a known address ------------------------------------------- */

typedef struct AddressString { GoString msg; usize addr; } AddressString;
GoString errorAddressString_Error(const AddressString *e);
bool error_equal_address(const AddressString *a, const AddressString *b);

GoString errorAddressString_Error(const AddressString *e)
{
    return concat_text((GoString[]){ S("runtime error: "), e->msg }, 2);
}
bool error_equal_address(const AddressString *a, const AddressString *b)
{
    return gostring_equal(a->msg, b->msg) && a->addr == b->addr;
}
void panic_memory_addr(usize addr)
{
    AddressString *e = malloc_noscan(sizeof *e, true);
    e->msg = S("invalid memory address or nil pointer dereference");
    e->addr = addr;
    rt_gopanic((GoEface){ type_errorAddressString(), e });
}

/* --- boundsError ------------------------------------------------------------------------------ */

typedef enum BoundsCode {
    BOUNDS_Index, BOUNDS_SliceAlen, BOUNDS_SliceAcap, BOUNDS_SliceB, BOUNDS_Slice3Alen,
    BOUNDS_Slice3Acap, BOUNDS_Slice3B, BOUNDS_Slice3C, BOUNDS_SliceConvert
} BoundsCode;
typedef struct BoundsError { i64 x, y; bool is_signed; u8 code; } BoundsError;

/* %x and %y are the operands; the second text is for a negative x. */
static const char *const bounds_text[][2] = {
    [BOUNDS_Index] = { "index out of range [%x] with length %y", "index out of range [%x]" },
    [BOUNDS_SliceAlen] = { "slice bounds out of range [:%x] with length %y",
                           "slice bounds out of range [:%x]" },
    [BOUNDS_SliceAcap] = { "slice bounds out of range [:%x] with capacity %y",
                           "slice bounds out of range [:%x]" },
    [BOUNDS_SliceB] = { "slice bounds out of range [%x:%y]", "slice bounds out of range [%x:]" },
    [BOUNDS_Slice3Alen] = { "slice bounds out of range [::%x] with length %y",
                            "slice bounds out of range [::%x]" },
    [BOUNDS_Slice3Acap] = { "slice bounds out of range [::%x] with capacity %y",
                            "slice bounds out of range [::%x]" },
    [BOUNDS_Slice3B] = { "slice bounds out of range [:%x:%y]", "slice bounds out of range [:%x:]" },
    [BOUNDS_Slice3C] = { "slice bounds out of range [%x:%y:]", "slice bounds out of range [%x::]" },
    [BOUNDS_SliceConvert] = {
        "cannot convert slice with length %x to array or pointer to array with length %y", NULL },
};

GoString boundsError_Error(const BoundsError *e);
bool error_equal_bounds(const BoundsError *a, const BoundsError *b);

GoString boundsError_Error(const BoundsError *e)
{
    const char *f = bounds_text[e->code][e->is_signed && e->x < 0];
    if (e->code == BOUNDS_SliceConvert && seago_tree_minor < 20)
        f = "cannot convert slice with length %x to pointer to array with length %y";
    u8 buf[160];
    usize n = 0;
    for (const char *p = "runtime error: "; *p; p++)
        buf[n++] = (u8)*p;
    for (; *f; f++) {
        if (*f != '%') {
            buf[n++] = (u8)*f;
            continue;
        }
        f++;
        i64 v = *f == 'x' ? e->x : e->y;
        if (v < 0 && !e->is_signed && *f == 'x') { /* 2^64 + v: at least 10 */
            n += format_int((char *)buf + n, (i64)((u64)v / 10));
            buf[n++] = (u8)('0' + (u64)v % 10);
        } else {
            n += format_int((char *)buf + n, v);
        }
    }
    return rt_slicebytetostring(NULL, buf, (i64)n);
}

bool error_equal_bounds(const BoundsError *a, const BoundsError *b)
{
    return a->x == b->x && a->y == b->y && a->is_signed == b->is_signed && a->code == b->code;
}

static NORETURN COLD void panic_bounds(i64 x, i64 y, bool is_signed, BoundsCode code)
{
    BoundsError *e = malloc_noscan(sizeof *e, true);
    *e = (BoundsError){ x, y, is_signed, (u8)code };
    rt_gopanic((GoEface){ type_boundsError(), e });
}

#define X(name) \
    void rt_panic##name(i64 x, i64 y) { panic_bounds(x, y, true, BOUNDS_##name); } \
    void rt_panic##name##U(i64 x, i64 y) { panic_bounds(x, y, false, BOUNDS_##name); }
INDEX_PANICS(X)
#undef X
void rt_panicSliceConvert(i64 have, i64 want)
{
    panic_bounds(have, want, true, BOUNDS_SliceConvert);
}

/* --- *TypeAssertionError ---------------------------------------------------------------------- */

typedef struct TypeAssertionError {
    const GoType *iface, *concrete, *asserted;
    GoString missing;
} TypeAssertionError;
static const u64 assertion_mask[1] = { 1 << 3 };
static const Layout assertion_layout = { assertion_mask, 5, 4 };

GoString TypeAssertionError_Error(const TypeAssertionError *e);

GoString TypeAssertionError_Error(const TypeAssertionError *e)
{
    GoString inter = e->iface ? type_string(e->iface) : S("interface");
    GoString as = type_string(e->asserted);
    if (!e->concrete)
        return concat_text((GoString[]){S("interface conversion: "), inter, S(" is nil, not "), as},
                           4);
    GoString cs = type_string(e->concrete);
    if (e->missing.n)
        return concat_text((GoString[]){ S("interface conversion: "), cs, S(" is not "), as,
                                         S(": missing method "), e->missing }, 6);
    GoString why = { 0 };
    if (gostring_equal(cs, as))
        why = gostring_equal(type_pkg_path(e->concrete), type_pkg_path(e->asserted))
            ? S(" (types from different scopes)") : S(" (types from different packages)");
    return concat_text(
        (GoString[]){S("interface conversion: "), inter, S(" is "), cs, S(", not "), as, why}, 7);
}

void panic_type_assertion(const GoType *iface, const GoType *concrete, const GoType *asserted,
                          GoString missing)
{
    TypeAssertionError *e = malloc_layout(sizeof *e, &assertion_layout, true);
    *e = (TypeAssertionError){ iface, concrete, asserted, missing };
    rt_gopanic((GoEface){ type_TypeAssertionError_ptr(), e });
}

void rt_panicdottype(const GoType *have, const GoType *want, const GoType *iface)
{
    panic_type_assertion(iface, have, want, (GoString){ 0 });
}
void rt_panicnildottype(const GoType *want)
{
    panic_type_assertion(NULL, NULL, want, (GoString){ 0 });
}

/* --- *PanicNilError (1.21 and later) ---------------------------------------------------------- */

GoString PanicNilError_Error(const void *e);
GoString PanicNilError_Error(const void *e)
{
    (void)e;
    return seago_tree_minor >= 26
        ? S("panic called with nil argument")
        : S("panic called with nil argument (use GODEBUG=panicnil=1 to disable)");
}
GoEface error_value_nil_panic(void)
{
    return (GoEface){ type_PanicNilError_ptr(), malloc_noscan(8, true) };
}

/* --- the rest --------------------------------------------------------------------------------- */

void panic_unhashable(const GoType *t)
{
    panic_error_gostring(
        concat_text((GoString[]){S("hash of unhashable type "), type_string(t)}, 2));
}
void panic_uncomparable(const GoType *t)
{
    panic_error_gostring(
        concat_text((GoString[]){S("comparing uncomparable type "), type_string(t)}, 2));
}

void rt_panicdivide(void) { panic_error_string("integer divide by zero"); }
void rt_panicshift(void) { panic_error_string("negative shift amount"); }
void rt_panicmakeslicelen(void) { panic_error_string("makeslice: len out of range"); }
void rt_panicmakeslicecap(void) { panic_error_string("makeslice: cap out of range"); }
void rt_panicunsafeslicelen(void) { panic_error_string("unsafe.Slice: len out of range"); }
void rt_panicunsafeslicenilptr(void)
{
    panic_error_string("unsafe.Slice: ptr is nil and len is not zero");
}
void rt_panicunsafestringlen(void) { panic_error_string("unsafe.String: len out of range"); }
void rt_panicunsafestringnilptr(void)
{
    panic_error_string("unsafe.String: ptr is nil and len is not zero");
}

/* method is "main.T.M" */
void rt_panicwrap(GoString method)
{
    intptr_t dot = method.n, start;
    while (dot > 0 && method.p[dot - 1] != '.')
        dot--;
    for (start = dot - 1; start > 0 && method.p[start - 1] != '.';)
        start--;
    GoString type = { method.p + start, dot - 1 - start };
    GoString msg = concat_text(
        (GoString[]){S("value method "), method, S(" called using nil *"), type, S(" pointer")}, 5);
    rt_gopanic((GoEface){ type_plainError(), rt_convTstring(msg) });
}

void rt_panicrangestate(i64 state)
{
    static const char *const text[] = {
        "range function continued iteration after function for loop body returned false",
        "range function continued iteration after loop body panic",
        "range function continued iteration after loop body panic",
        "range function continued iteration after whole loop exit",
        "range function recovered a loop body panic and did not resume panicking",
    };
    panic_error_string(text[(u64)state < NELEM(text) ? state : 0]);
}

void rt_unreachable(void) { throw_("unreachable code was reached"); }
