/* abi/typedesc.h: type descriptors, in the layouts of Go 1.19 and of Go 1.26.
 *
 * The backend writes them as static data, the runtime and the unmodified reflect read them.
 * Executables are static and not position-independent, so the 32-bit offsets of Go's own linker
 * (nameOff, typeOff, textOff) are plain absolute addresses here: an R_X86_64_32 relocation against
 * the name, the type or the code. 0 stands for "none", as in gc.
 *
 * Descriptors of equal types are one symbol (link once), so equality of types is equality of
 * addresses, except for types that reflect makes at run time.
 *
 * Two sections list what the linker kept (bounds: __start_NAME, __stop_NAME; no order is promised):
 *     seago_typelinks   32-bit addresses of the descriptors of unnamed types, for reflect.typelinks
 *                       (which sorts them by the types' strings: PtrTo and its kin search by string)
 *     seago_itablinks   64-bit addresses of static itabs, to enter into the table of itabs at start, so
 *                       that there is one itab for each pair of types
 *
 * Where the two trees differ:
 *   - direct interface values (pointer-shaped types): kind bit 32 until 1.25, tflag bit 32 from 1.26;
 *   - GC programs: kind bit 64 (1.19); from 1.24 on tflag bit 16 says that gcdata points to a word
 *     that will hold the mask's address once the runtime has built it (initially 0);
 *   - the words of a map type behind key and elem.
 * Both forms are always decoded (the bits do not collide), so the runtime asks for the tree's version
 * only where it reads a map type.
 *
 * gcdata: one bit a word, lowest bit first, for the first ptrdata bytes of a value. The mask is
 * padded to a multiple of 8 bytes and aligned to 8: the allocator reads it by 64-bit words. NULL is
 * allowed when ptrdata is 0. A type whose mask would be longer than TYPE_MAX_MASK bytes has a GC
 * program instead (1.19: TYPE_GCPROG; gcdata points to a 32-bit length, then the program):
 *     0                end
 *     0nnnnnnn         n bits follow, in (n + 7) / 8 bytes
 *     1nnnnnnn c       repeat the last n bits c times more (c a varint of 7-bit groups, low first)
 *     10000000 n c     the same, n also a varint
 * so an array [N]T is: T's mask by literals, zero padding to sizeof(T), then repeat(words of T, N-1).
 * In a 1.26 tree the type sets TFLAG_GC_ON_DEMAND instead and the runtime derives the mask from the
 * type's structure.
 */
#ifndef ABI_TYPEDESC_H
#define ABI_TYPEDESC_H

#include "abi/layout.h"

enum {
    KIND_BOOL = 1, KIND_INT, KIND_INT8, KIND_INT16, KIND_INT32, KIND_INT64,
    KIND_UINT, KIND_UINT8, KIND_UINT16, KIND_UINT32, KIND_UINT64, KIND_UINTPTR,
    KIND_FLOAT32, KIND_FLOAT64, KIND_COMPLEX64, KIND_COMPLEX128,
    KIND_ARRAY, KIND_CHAN, KIND_FUNC, KIND_INTERFACE, KIND_MAP, KIND_POINTER,
    KIND_SLICE, KIND_STRING, KIND_STRUCT, KIND_UNSAFEPOINTER,
    KIND_MASK = 31,
    KIND_DIRECT_IFACE = 32, /* 1.19 */
    KIND_GCPROG = 64        /* 1.19 */
};

enum {
    TFLAG_UNCOMMON = 1,       /* a GoUncommon follows the kind's own struct */
    TFLAG_EXTRA_STAR = 2,     /* str carries one '*' too many, shared with the pointer type */
    TFLAG_NAMED = 4,
    TFLAG_REGULAR_MEMORY = 8, /* equal and hash treat it as one region of bytes */
    TFLAG_GC_ON_DEMAND = 16,  /* 1.24 and later */
    TFLAG_DIRECT_IFACE = 32   /* 1.26 */
};

enum { TYPE_MAX_MASK = 2048 };

typedef struct GoType {
    uint64_t size, ptrdata;
    uint32_t hash;
    uint8_t tflag, align, field_align, kind;
    const GoFunc *equal;      /* func(x, y unsafe.Pointer) bool; NULL: not comparable */
    const uint8_t *gcdata;
    uint32_t str;             /* name: a GoName */
    uint32_t ptr_to_this;     /* GoType of *T, or 0 */
} GoType;

/* A name: flag byte, varint length, bytes; if tagged, varint length and tag; if NAME_PKGPATH, 4 bytes
 * (unaligned) address of the package path's name. */
enum { NAME_EXPORTED = 1, NAME_TAG = 2, NAME_PKGPATH = 4, NAME_EMBEDDED = 8 };

typedef struct GoArrayType { GoType t; const GoType *elem, *slice; uint64_t len; } GoArrayType;
typedef struct GoChanType { GoType t; const GoType *elem; uint64_t dir; } GoChanType;
typedef struct GoSliceType { GoType t; const GoType *elem; } GoSliceType;
typedef struct GoPtrType { GoType t; const GoType *elem; } GoPtrType;

/* in_count inputs, then out_count & 0x7fff outputs, stand as GoType pointers behind the struct and,
 * if there is one, the GoUncommon. */
enum { FUNC_VARIADIC = 0x8000 };
typedef struct GoFuncType { GoType t; uint16_t in_count, out_count; uint32_t pad; } GoFuncType;

typedef struct GoIMethod { uint32_t name, type; } GoIMethod; /* sorted by name, then package path */
typedef struct GoInterfaceType {
    GoType t;
    const uint8_t *pkg_path;
    const GoIMethod *methods;
    int64_t nmethods, cap;
} GoInterfaceType;

typedef struct GoStructField {
    const uint8_t *name;
    const GoType *type;
    uint64_t offset;
} GoStructField;
typedef struct GoStructType {
    GoType t;
    const uint8_t *pkg_path;
    const GoStructField *fields;
    int64_t nfields, cap;
} GoStructType;

/* Map flags, 1.19 numbering and 1.24+ numbering. Keys or elements over MAP_MAX_INLINE bytes are stored
 * by pointer; bucket (1.19) and group (1.26) are types that the runtime's map does not use. */
enum {
    MAP19_INDIRECT_KEY = 1, MAP19_INDIRECT_ELEM = 2, MAP19_REFLEXIVE_KEY = 4,
    MAP19_NEED_KEY_UPDATE = 8, MAP19_HASH_MIGHT_PANIC = 16
};
enum {
    MAP26_NEED_KEY_UPDATE = 1, MAP26_HASH_MIGHT_PANIC = 2, MAP26_INDIRECT_KEY = 4,
    MAP26_INDIRECT_ELEM = 8
};
typedef struct GoMapType {
    GoType t;
    const GoType *key, *elem;
    const GoType *bucket;     /* 1.26: group */
    const GoFunc *hasher;     /* func(key unsafe.Pointer, seed uintptr) uintptr */
    union {
        struct { uint8_t key_size, elem_size; uint16_t bucket_size; uint32_t flags; } v19;
        struct { uint64_t group_size, slot_size, elem_off; uint32_t flags, pad; } v26;
    } u;
} GoMapType;

typedef struct GoMethod {
    uint32_t name, mtyp;      /* sorted by name; mtyp: method type without receiver */
    uint32_t ifn, tfn;        /* code called through an interface (receiver word), and directly */
} GoMethod;
typedef struct GoUncommon {
    uint32_t pkg_path;
    uint16_t mcount, xcount;  /* methods, exported ones (which come first in no particular way) */
    uint32_t moff, pad;       /* bytes from this struct to the GoMethod array */
} GoUncommon;

_Static_assert(sizeof(GoType) == 48, "GoType is gc's _type");
_Static_assert(sizeof(GoInterfaceType) == 80, "GoInterfaceType");
_Static_assert(sizeof(GoStructType) == 80, "GoStructType");
_Static_assert(sizeof(GoFuncType) == 56, "GoFuncType");
_Static_assert(sizeof(GoUncommon) == 16 && sizeof(GoMethod) == 16, "GoUncommon, GoMethod");

#endif
