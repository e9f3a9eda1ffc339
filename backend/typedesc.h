/* typedesc: what the two files about type descriptors share. */
#ifndef BACKEND_TYPEDESC_H
#define BACKEND_TYPEDESC_H

#include "ir/ir.h"

/* Static data under construction. */
typedef struct DataWriter {
    DataSym *d;
    Buf b;
} DataWriter;

DataWriter data_begin(const Sym *linksym, int align);
void data_u8(DataWriter *w, unsigned v);
void data_u16(DataWriter *w, unsigned v);
void data_u32(DataWriter *w, uint32_t v);
void data_u64(DataWriter *w, uint64_t v);
void data_align(DataWriter *w, size_t align);
void data_ref(DataWriter *w, int size, const Sym *target, int64_t addend); /* NULL: zero */
DataSym *data_end(DataWriter *w, IrPackage *p);

/* Bytes of a value of type t up to and with its last pointer. */
int64_t typedesc_ptrdata(Type *t);
unsigned typedesc_mask(Type *t); /* bit i: word i holds a pointer; at most 8 words */
/* Symbol of the pointer mask or program of t; *kind_bits and *tflag_bits get what must be set beside.
 * NULL if there are no pointers. */
const Sym *typedesc_gcdata(IrPackage *p, Type *t, int tree_minor, unsigned *kind_bits,
                           unsigned *tflag_bits);

#endif
