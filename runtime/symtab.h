/* runtime/symtab.h: from pc to function, file and line (abi/pctab.h). */
#ifndef RUNTIME_SYMTAB_H
#define RUNTIME_SYMTAB_H

#include "abi/pctab.h"
#include "runtime/runtime.h"

typedef struct PcPos {
    const char *name, *file;
    i32 line;
    i32 inl;         /* node of the inline tree, -1: the function itself */
    u32 flags;
} PcPos;

const PcFunc *symtab_find(usize pc);   /* NULL outside Go code; async-signal-safe once built */
void symtab_init(void);                /* builds the index; not from a signal handler */
bool symtab_ready(void);
/* The innermost position at pc (the address of an instruction, not a return address). */
void symtab_pos(const PcFunc *f, usize pc, PcPos *pos);
/* The caller that pos was inlined into; false if pos is the function itself. */
bool symtab_inline_parent(const PcFunc *f, PcPos *pos);

#endif
