/* abi/layout.h: memory layouts that generated code and the runtime share.
 *
 * Strings, slices, interfaces, func values and itabs are gc's, so that the unmodified reflect works.
 * Type descriptors differ between Go trees; abi/typedesc.h describes them by version.
 */
#ifndef ABI_LAYOUT_H
#define ABI_LAYOUT_H

#include <stdint.h>

typedef struct GoString { const uint8_t *p; intptr_t n; } GoString;
typedef struct GoSlice { void *p; intptr_t len, cap; } GoSlice;
typedef struct GoEface { const void *type; void *data; } GoEface;
typedef struct GoIface { const void *tab; void *data; } GoIface;

/* A func value is a GoFunc *; captured variables follow the code pointer; r10 holds it at the call. */
typedef struct GoFunc { void (*code)(void); } GoFunc;

/* itab: as runtime.itab of Go 1.19 to 1.26 */
typedef struct GoItab {
    const void *inter, *type;
    uint32_t hash, pad;
    void (*fun[1])(void); /* fun[0] == 0: type does not implement inter */
} GoItab;

/* A function with defer statements has a DeferFrame in its frame, linked into its goroutine. SSA's
 * DeferInit stores the registers with which a recovered panic resumes, and where.
 *
 * A function whose deferred call cannot miss the list as long as nothing panics (ssa/lazydefer.c) links
 * its frame only when it is about to panic: a store to `records` is all that it begins with. Where it
 * may fault instead, it has an entry in the section seago_lazydefers. */
typedef struct DeferRecord {
    struct DeferRecord *link;
    GoFunc *fn;
} DeferRecord;
typedef struct DeferFrame {
    void *rbp, *pc, *rsp;         /* written by generated code, in this order */
    struct DeferFrame *link;      /* older frame of the same goroutine */
    DeferRecord *records;         /* newest first */
    void *saved[5];               /* rbx, r12, r13, r14, r15 */
} DeferFrame;

/* Relative to the field's own place: somewhere in the function, and code that puts the address of its
 * DeferFrame's records into rax and that of its recover block into rcx, and jumps to rdx. rbp, rsp and
 * rbx are the function's. In the order of `function`. */
typedef struct LazyDefer { int32_t function, describe; } LazyDefer;

enum { MAP_ITER_SIZE = 96, MAP_HEADER_SIZE = 48, STRING_BUF_SIZE = 32, STRING_BUF_RUNES = 32 };

/* A slot of a map: key and element side by side, by pointer if larger than MAP_MAX_INLINE. Compiled
 * code has the first MAP_GROUP slots of a map that does not escape in its frame, and puts their
 * address into the header, at MAP_SLOTS_OFFSET, before it calls makemap. */
enum { MAP_MAX_INLINE = 128, MAP_GROUP = 8, MAP_SLOTS_OFFSET = 24 };

static inline uint64_t map_elem_offset(uint64_t key_size, uint64_t elem_size, uint64_t elem_align)
{
    uint64_t align = elem_size > MAP_MAX_INLINE ? 8 : elem_align;
    uint64_t size = key_size > MAP_MAX_INLINE ? 8 : key_size;
    return (size + align - 1) & ~(align - 1);
}

static inline uint64_t map_slot_size(uint64_t key_size, uint64_t key_align, uint64_t elem_size,
                                     uint64_t elem_align)
{
    uint64_t ka = key_size > MAP_MAX_INLINE ? 8 : key_align;
    uint64_t ea = elem_size > MAP_MAX_INLINE ? 8 : elem_align;
    uint64_t end = map_elem_offset(key_size, elem_size, elem_align) +
                   (elem_size > MAP_MAX_INLINE ? 8 : elem_size);
    uint64_t align = ka > ea ? ka : ea;
    return (end + align - 1) & ~(align - 1);
}

/* select: sends first, then receives, as gc's scase */
typedef struct SelectCase { void *chan, *elem; } SelectCase;

/* Header words that generated code reads inline, through pointers that may be nil. */
enum { MAP_COUNT_OFFSET = 0, CHAN_COUNT_OFFSET = 0, CHAN_CAP_OFFSET = 8 };

/* The list of DeferFrames in the runtime's G, which generated code links its own into. */
enum { G_DEFERS_OFFSET = 40 };

/* Thread-local words, addressed from %fs. The TLS block is the runtime's own. */
enum { TLS_G = -8, TLS_STACK_LIMIT = 0x70 };

#endif
