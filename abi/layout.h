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
 * DeferInit stores rbp, pc and rsp of the place at which a recovered panic resumes. */
typedef struct DeferRecord {
    struct DeferRecord *link;
    GoFunc *fn;
} DeferRecord;
typedef struct DeferFrame {
    void *rbp, *pc, *rsp;         /* written by generated code, in this order */
    struct DeferFrame *link;      /* older frame of the same goroutine */
    DeferRecord *records;         /* newest first */
} DeferFrame;

enum { MAP_ITER_SIZE = 96, MAP_HEADER_SIZE = 48, STRING_BUF_SIZE = 32, STRING_BUF_RUNES = 32 };

/* select: sends first, then receives, as gc's scase */
typedef struct SelectCase { void *chan, *elem; } SelectCase;

/* Header words that generated code reads inline, through pointers that may be nil. */
enum { MAP_COUNT_OFFSET = 0, CHAN_COUNT_OFFSET = 0, CHAN_CAP_OFFSET = 8 };

/* The list of DeferFrames in the runtime's G, which generated code links its own into. */
enum { G_DEFERS_OFFSET = 40 };

/* Thread-local words, addressed from %fs. The TLS block is the runtime's own. */
enum { TLS_G = -8, TLS_STACK_LIMIT = 0x70 };

#endif
