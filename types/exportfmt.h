/* exportfmt: the layout of export data; shared by export.c and import.c only.
 *
 * After a magic line and a checksum come, all numbers being LEB128 varints (signed ones zigzag):
 *
 *   strings   count, then length and bytes of each; string 0 is none
 *   packages  count, then path and name; package 0 is the universe
 *   files     count, then name, size, line table, //line directives; file 0 is none
 *   objects   count, then package, name, kind, number of a local type; then offset of its data
 *   types     count, then the offset of its data
 *   data      length, bytes: what the offsets point into
 *   scope     the package, its language version, imports, its exported objects
 *   bodies    whatever ir/ has written
 *
 * Data is read when it is asked for: an object that the process knows from another file is taken
 * from there, and this file's description of it is never looked at.
 */
#ifndef TYPES_EXPORTFMT_H
#define TYPES_EXPORTFMT_H

#include "types/core.h"

#define EXPORT_MAGIC "seago export 3\n"

/* Types of fixed number: 0 is none, then the basic ones by kind, then these. */
enum {
    XT_NONE, XT_BASIC, XT_BYTE = XT_BASIC + TY_LAST_BASIC + 1, XT_RUNE, XT_ERROR, XT_ANY,
    XT_COMPARABLE, XT_EMPTY_TUPLE, XT_FIRST,
};

/* How an object is named. */
typedef enum ExportRef {
    XREF_NONE,
    XREF_OBJECT,  /* number in the table of objects */
    XREF_METHOD,  /* a type, the index of one of its methods */
    XREF_INLINE,  /* described on the spot, without identity */
} ExportRef;

/* Whose a type parameter is: an object's, or those of the receiver of its method of that index. */
enum { OWNER_ITSELF = -1 };

enum { XFUNC_PTR_RECV = 1, XFUNC_BODY = 2, XFUNC_NOINLINE = 4, XFUNC_NOSPLIT = 8,
       XFUNC_NOESCAPE = 16, XFUNC_NORACE = 32, XFUNC_UINTPTRESCAPES = 64, XFUNC_NOCHECKPTR = 128,
       XFUNC_SYSTEMSTACK = 256, XFUNC_INTERFACE = 512, XFUNC_UINTPTRKEEPALIVE = 1024 };

uint64_t export_checksum(const char *p, size_t n);

#endif
