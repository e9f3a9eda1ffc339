/* pctab: adds the compact pc table of abi/pctab.h to an object. */
#ifndef BACKEND_PCTAB_H
#define BACKEND_PCTAB_H

#include "backend/objfile.h"

/* What the table says of a function, whether compiled here or inlined. */
typedef struct PcFuncInfo {
    const char *name; /* "main.f" */
    const char *file;
    const char *signature; /* as abi/pctab.h says, or NULL */
    int line;         /* of the func keyword */
    uint32_t flags;   /* PCF_* */
} PcFuncInfo;

/* funcs: interned symbol (Sym) -> PcFuncInfo. Reads the object's DWARF. */
void pctab_add(ObjFile *o, const Map *funcs);

#endif
