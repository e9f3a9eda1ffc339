/* dwarf: reads back the line table and the inlined calls that LLVM wrote into an object.
 *
 * Only DWARF 4 as LLVM emits it for one compilation unit; anything else is an internal error.
 */
#ifndef BACKEND_DWARF_H
#define BACKEND_DWARF_H

#include "backend/objfile.h"

typedef struct DwarfRow {
    uint32_t section;
    uint64_t addr;
    uint32_t file, line; /* file: index of DwarfInfo.files */
    bool end;            /* first address behind a sequence */
} DwarfRow;

typedef struct DwarfRange { uint64_t low, high; } DwarfRange;

/* A call that was inlined. */
typedef struct DwarfInline {
    int parent;          /* index of DwarfFunc.inlines, -1: the function itself */
    const char *linkage; /* symbol of the callee */
    uint32_t call_line, call_file;
    VEC(DwarfRange) ranges;
} DwarfInline;

typedef struct DwarfFunc {
    uint32_t section;
    uint64_t low, high;
    VEC(DwarfInline) inlines; /* a parent comes before its children */
} DwarfFunc;

typedef struct DwarfInfo {
    VEC(const char *) files;
    VEC(DwarfRow) rows;       /* sorted by section, then as in the program */
    VEC(DwarfFunc) funcs;
} DwarfInfo;

DwarfInfo *dwarf_read(const ObjFile *o);
/* The first row of a section; the others follow it. NULL: none. */
const DwarfRow *dwarf_rows(const DwarfInfo *d, uint32_t section);

#endif
