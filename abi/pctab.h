/* abi/pctab.h: the compact pc table that tracebacks and runtime.Callers read.
 *
 * The backend writes one record for each function into a section called `seago_pctab` (allocated,
 * read-only, aligned to 8); the linker joins them and gives __start_seago_pctab and
 * __stop_seago_pctab. Nothing else may be in the section. Records may come in any order; the runtime
 * sorts an index of them when it first needs one.
 *
 * Linking: lld drops sections that only __start_ symbols refer to when it collects garbage; with
 * --gc-sections give it -z nostart-stop-gc too (the same for seago_data and seago_bss). A record in a
 * section with SHF_LINK_ORDER to its function goes when the function goes.
 *
 * A record:
 *     PcFunc
 *     PcInline[inline_count]
 *     line program, ended by a 0 byte
 *     zeroes up to a multiple of 8
 * Strings are 32-bit absolute addresses of NUL-terminated text (executables are static and not
 * position-independent), best placed in a mergeable string section so that the linker folds them.
 *
 * The line program describes ranges of code in ascending order. State: offset = 0, line =
 * func.line, inl = -1, file = func.file. Each row is
 *     uvarint  ((bytes << 2) | PCROW_INLINE | PCROW_FILE), never 0
 *     svarint  change of line                              (zigzag: 0 -1 1 -2 ... = 0 1 2 3 ...)
 *     uvarint  inl + 1               if PCROW_INLINE
 *     4 bytes  address of the file   if PCROW_FILE         (a //line directive inside the body)
 * and says: after these changes of line, inl and file, the next `bytes` bytes of code have this
 * position. uvarint: 7-bit groups, low first, high bit set on all but the last. `bytes` may be 0
 * only if a flag is set.
 *
 * inl is an index into the inline tree, -1 for the function itself. line and file are the position in
 * the innermost function: after a change of inl the file starts as that node's own (or func.file) and
 * line goes on counting from the previous row. A node's parent is a smaller index, or -1; call_line is
 * the line, in the parent's text, of the call that was inlined.
 *
 * Names are what gc prints: "main.f", "main.(*T).M", "main.f.func1", "main.F[...]".
 *
 * The signature says how values reach the function and come back, for reflect's calls, which know an
 * address and a block of memory only. It is text: the values passed (the receiver first), a '|', the
 * results. Each value is SIZE/ALIGN in decimal, then `m` if it is passed by address, else a letter and
 * the offset in the value for each scalar: b h w q are integers and pointers of 1, 2, 4 and 8 bytes,
 * f and d floats of 4 and 8. func(int, string) error is "8/8q0 16/8q0q8|16/8q0q8".
 */
#ifndef ABI_PCTAB_H
#define ABI_PCTAB_H

#include <stdint.h>

enum {
    PCF_WRAPPER = 1,   /* compiler-generated method or defer wrapper: hidden, transparent to recover */
    PCF_TOPFRAME = 2,  /* tracebacks end here */
    PCF_RUNTIME = 4,   /* part of the runtime: hidden unless GOTRACEBACK=system */
    PCF_NOARGS = 8     /* printed as f() rather than f(...) */
};
enum { PCROW_INLINE = 1, PCROW_FILE = 2 };

typedef struct PcFunc {
    uint32_t entry;        /* R_X86_64_32 */
    uint32_t size;         /* of the function's code in bytes */
    uint32_t length;       /* of the record, a multiple of 8 */
    uint32_t name, file;   /* R_X86_64_32 */
    uint32_t signature;    /* R_X86_64_32, or 0: not known */
    int32_t line;          /* of the func keyword */
    uint16_t flags, inline_count;
} PcFunc;

typedef struct PcInline {
    int32_t parent, call_line;
    uint32_t name, file;   /* of the function that was inlined */
    int32_t line;          /* of its func keyword */
    uint32_t flags;
    uint32_t call_file, pad; /* R_X86_64_32: file of the call if not the parent's (//line), else 0 */
} PcInline;

_Static_assert(sizeof(PcFunc) == 32 && sizeof(PcInline) == 32, "fixed parts of a record");

#endif
