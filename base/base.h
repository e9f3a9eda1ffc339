/* base: what every folder of the compiler stands on.
 *
 * Memory comes from arenas that live as long as a package's compilation; nothing is freed singly.
 * One process compiles one package at a time (the driver forks), so the state here is global.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined __GNUC__
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#else
#define PRINTF_LIKE(fmt, args)
#define NORETURN
/* reset.c: for tests that run the compiler over and over: forgets all files, symbols, diagnostics and
 * whatever lives in perm. */
void base_reset(void);

#endif

/* ---- arena.c: bump allocation; all memory is zeroed and 16-byte aligned ---- */

typedef struct Arena Arena;
Arena *arena_new(void);
void arena_free(Arena *a);                       /* frees everything allocated from it */
void *arena_alloc(Arena *a, size_t size);        /* never NULL: out of memory ends the process */
void *arena_memdup(Arena *a, const void *p, size_t size);
char *arena_strndup(Arena *a, const char *s, size_t n); /* NUL-terminated copy */
char *arena_printf(Arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
extern Arena *perm; /* lives to the end of the process: types, objects, interned strings */
#define NEW(arena, T) ((T *)arena_alloc((arena), sizeof(T)))
#define NEW_ARRAY(arena, T, n) ((T *)arena_alloc((arena), sizeof(T) * (size_t)(n)))

/* ---- sym.c: interned strings; equal strings are the same pointer ---- */

typedef struct Sym {
    uint32_t len, hash;
    int32_t keyword; /* token of a keyword, else 0 */
    char s[];        /* len bytes and a NUL; may contain NULs itself */
} Sym;
const Sym *sym_intern(const char *s, size_t len);
const Sym *sym(const char *cstr);
const Sym *sym_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* ---- vec: growable array in an arena.   VEC(Type *) params;   vec_push(perm, &params, t); ---- */

#define VEC(T) struct { T *p; uint32_t len, cap; }
#define vec_push(arena, v, x) \
    (vec_reserve_((arena), (void **)&(v)->p, &(v)->cap, (v)->len, sizeof *(v)->p), \
     (v)->p[(v)->len++] = (x))
#define vec_last(v) ((v)->p[(v)->len - 1])
void vec_reserve_(Arena *a, void **p, uint32_t *cap, uint32_t len, size_t elem_size);

/* ---- map.c: hash map from pointers (or integers) to pointers; iteration in insertion order ---- */

typedef struct MapEntry { const void *key; void *value; } MapEntry;
typedef struct Map { MapEntry *entries; uint32_t len, cap; uint32_t *index; uint32_t nindex; Arena *arena; } Map;
void map_init(Map *m, Arena *a); /* a zeroed Map with arena NULL uses perm */
void *map_get(const Map *m, const void *key);            /* NULL if absent */
bool map_find(const Map *m, const void *key, void **value);
void map_set(Map *m, const void *key, void *value);      /* value NULL is a value like any other */

/* ---- bitset.c ---- */

typedef struct BitSet { uint64_t *w; uint32_t nbits; } BitSet;
BitSet bitset_new(Arena *a, uint32_t nbits);
static inline bool bitset_has(const BitSet *b, uint32_t i) { return b->w[i >> 6] >> (i & 63) & 1; }
static inline void bitset_add(BitSet *b, uint32_t i) { b->w[i >> 6] |= (uint64_t)1 << (i & 63); }
static inline void bitset_remove(BitSet *b, uint32_t i) { b->w[i >> 6] &= ~((uint64_t)1 << (i & 63)); }
bool bitset_union(BitSet *into, const BitSet *from); /* true if anything was added */

/* ---- buf.c: text under construction (malloc'ed; buf_free or hand p on) ---- */

typedef struct Buf { char *p; size_t len, cap; } Buf;
void buf_write(Buf *b, const void *p, size_t n);
void buf_puts(Buf *b, const char *s);
void buf_putc(Buf *b, char c);
void buf_printf(Buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(Buf *b, const char *fmt, va_list ap);
void buf_quote(Buf *b, const char *s, size_t n); /* as Go's %q: strconv.Quote, double quotes included */
const char *buf_cstr(Buf *b);                    /* NUL-terminated view, valid until the next write */
void buf_free(Buf *b);

/* ---- utf8.c ---- */

enum { RUNE_ERROR = 0xFFFD, RUNE_MAX = 0x10FFFF };
int utf8_decode(const char *s, size_t n, int32_t *rune); /* bytes used; bad encoding: 1 and RUNE_ERROR */
int utf8_encode(int32_t rune, char out[4]);
bool unicode_is_letter(int32_t r); /* category L */
bool unicode_is_digit(int32_t r);  /* category Nd */
bool unicode_is_upper(int32_t r);  /* category Lu: exported names */
bool unicode_is_print(int32_t r);  /* as strconv.IsPrint */

/* ---- pos.c: source positions ----
 *
 * A Pos is 1 + an offset into the concatenation of all files known to the process, those of imported
 * packages (whose line tables come with the export data) included; 0 is no position. This is
 * go/token's scheme. //line directives are entries of the file's line-info table.
 */

typedef uint32_t Pos;
#define NO_POS ((Pos)0)

/* col 0: unknown; shown: how diagnostics show the file, as the directive has it, NULL: as any other */
typedef struct LineInfo { uint32_t offset; const Sym *file; uint32_t line, col; const Sym *shown; } LineInfo;
typedef struct SrcFile {
    const Sym *name;      /* as given on the command line or found; what positions print */
    const Sym *object_name; /* what object files and export data call it; NULL: name */
    const char *text;     /* NULL for files of imported packages */
    uint32_t base, size;  /* Pos of offset o is base + o; o <= size */
    VEC(uint32_t) lines;  /* offset of each line's first byte; lines.p[0] == 0 */
    VEC(LineInfo) infos;  /* //line directives, by offset */
} SrcFile;
typedef struct Position { const Sym *file; uint32_t line, col, offset; const Sym *shown; } Position; /* line 0: none */

SrcFile *pos_add_file(const Sym *name, const char *text, uint32_t size);
void pos_add_line(SrcFile *f, uint32_t offset);
void pos_add_info(SrcFile *f, LineInfo info);
SrcFile *pos_file(Pos p);              /* NULL for NO_POS */
Position pos_resolve(Pos p);           /* obeys //line */
Position pos_resolve_physical(Pos p);  /* does not */
int pos_compare(Pos a, Pos b);         /* order of diagnostics: by file as added, line, column */
const void *pos_segment(Pos p);        /* the same for all positions of a file between two //line directives */

/* ---- cleanup.c: what a signal must not leave behind ---- */

/* If the process is ended by SIGINT, SIGTERM, SIGHUP or SIGQUIT, the path (a file, or a folder with the files
 * in it) is removed, the processes get the signal, too. The text of path must stay. */
void cleanup_path(const char *path);
void cleanup_kill(int pid); /* as kill has it: negative for a group */
void cleanup_done(const char *path, int pid); /* no longer: the one that is given */

/* ---- diag.c: the only place that prints diagnostics or ends the process ----
 *
 * Errors are collected, sorted (by the file, or part of one between //line directives, whose first error
 * came first, then by position), stripped of duplicates (same line and text) and printed by
 * diag_flush. Unless diag_options.all, the tenth error ends the process with exit status 2, as gc's
 * does. Of several messages that start with "syntax error" in a line the first is kept. A message may hold continuation lines ("\n\t...").
 */

typedef struct DiagOptions {
    bool all;            /* -gcflags=-e */
    bool columns;        /* print FILE:LINE:COL rather than FILE:LINE (default true) */
    int go_minor;        /* N of the Go 1.N tree in use: chooses the wording (diag.def) */
    const char *workdir; /* paths below it print as ./x, others ../x or absolute, as the go command does */
} DiagOptions;
extern DiagOptions diag_options;
void diag_error(Pos pos, const char *fmt, ...) PRINTF_LIKE(2, 3);
void diag_verror(Pos pos, const char *fmt, va_list ap);
void diag_soft_error(Pos pos, const char *fmt, ...) PRINTF_LIKE(2, 3); /* dropped if its line has another error */
/* An error that gc finds behind checking only: diag_take_late makes it one if there is no other. */
void diag_late_error(Pos pos, const char *fmt, ...) PRINTF_LIKE(2, 3);
void diag_take_late(void);
void diag_note(Pos pos, const char *fmt, ...) PRINTF_LIKE(2, 3);       /* -m and other remarks: printed at once */
const char *diag_path(const Sym *file);   /* how messages show a file's name; in perm */
const char *diag_pos_string(Pos pos);     /* "./x.go:3:4", for continuation lines; in perm */
void diag_unsupported(Pos pos, const char *what);  /* error "WHAT not supported yet" */
int diag_count(void);                              /* errors so far */
int diag_syntax_count(void);                       /* those that say "syntax error" */
bool diag_flush(void);                             /* print to stderr; true if there was ever an error */
NORETURN void diag_bug(const char *where, const char *fmt, ...) PRINTF_LIKE(2, 3); /* internal error, exit 2 */
const char *errno_text(int error); /* as Go's syscall.Errno says it: strerror's text without a capital; in perm */
NORETURN void diag_fatal(const char *fmt, ...) PRINTF_LIKE(1, 2);      /* flushes, prints, exit 2 */

/* reset.c: for tests that run the compiler over and over: forgets all files, symbols, diagnostics and
 * whatever lives in perm. */
void base_reset(void);

#endif
