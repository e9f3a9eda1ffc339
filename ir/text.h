/* ir/text.h: what dump.c and parse.c share. Private to ir/. */
#ifndef IR_TEXT_H
#define IR_TEXT_H

#include "ir/ir.h"

/* The type that types_link_string writes as text, NULL if there is none: basic types, literals of
 * pointers, slices, arrays, maps, channels, functions, empty interfaces; declared types by path. */
Type *ir_text_type(const char *text);
Const *ir_text_const(const char *text, Type *t); /* integers, floats, booleans */
int ir_text_flag(const char *name);              /* number of the bit, or -1 */
const char *ir_text_flag_name(int bit);          /* NULL at the end */
int ir_text_func_kind(const char *name);
const char *ir_text_func_kind_name(int kind);

#endif
