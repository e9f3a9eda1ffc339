/* objfile: an ELF relocatable object held in memory, to read and to change.
 *
 * LLVM's output passes through here: the pc table is added, section types that LLVM cannot express
 * are corrected. The start-up object of an executable is made here from nothing.
 */
#ifndef BACKEND_OBJFILE_H
#define BACKEND_OBJFILE_H

#include <elf.h>

#include "base/base.h"

typedef struct ObjReloc {
    uint64_t offset;
    uint32_t sym, type;
    int64_t addend;
} ObjReloc;

typedef struct ObjSection {
    const char *name;
    uint32_t type;
    uint64_t flags, align, entsize;
    uint32_t link, info;      /* section numbers are indices of ObjFile.sections */
    const uint8_t *data;      /* NULL for SHT_NOBITS and for relocation sections */
    uint64_t size;
    uint32_t target;          /* SHT_RELA: the section it applies to */
    uint32_t rela;            /* section with the relocations of this one, or 0 */
    VEC(ObjReloc) relocs;     /* of this section, in order of offset */
    uint32_t group;           /* SHT_GROUP section this one belongs to, or 0 */
} ObjSection;

/* Not SHN_ABS and SHN_COMMON: there may be as many sections. */
enum { OBJ_SPECIAL = 0xffff0000, OBJ_ABS = OBJ_SPECIAL | SHN_ABS, OBJ_COMMON = OBJ_SPECIAL | SHN_COMMON };

typedef struct ObjSymbol {
    const char *name;
    uint32_t section;         /* 0 undefined, or OBJ_ABS, OBJ_COMMON */
    uint8_t bind, type, visibility;
    uint64_t value, size;
} ObjSymbol;

typedef struct ObjFile {
    VEC(ObjSection) sections; /* [0] is the null section; symbol and string tables are left out */
    VEC(ObjSymbol) symbols;   /* [0] is the null symbol */
} ObjFile;

ObjFile *objfile_new(void);
/* Reads an object that stays in memory at data. NULL: malformed, or of a kind LLVM does not write. */
ObjFile *objfile_parse(const uint8_t *data, size_t len);
uint32_t objfile_add_section(ObjFile *o, const char *name, uint32_t type, uint64_t flags, uint64_t align);
uint32_t objfile_add_symbol(ObjFile *o, const char *name, int bind, int type, uint32_t section,
                            uint64_t value);
void objfile_add_reloc(ObjFile *o, uint32_t section, uint64_t offset, uint32_t type, uint32_t sym,
                       int64_t addend);
/* The relocation at an offset of a section, or NULL. */
const ObjReloc *objfile_reloc_at(const ObjFile *o, uint32_t section, uint64_t offset);
uint32_t objfile_find_section(const ObjFile *o, const char *name); /* 0: none */
void objfile_write(ObjFile *o, Buf *out);

/* A device and the like: nothing is ever renamed onto it, output to it is dropped. */
bool objfile_is_special(const char *path);
/* Writes a file by way of a temporary one beside it, so that it appears whole or not at all. */
bool objfile_save(const char *path, const void *data, size_t len, int mode);

#endif
