/* arena: bump allocation in chunks that the system hands out zeroed. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Chunk {
    struct Chunk *next;
    size_t size;
} Chunk;

struct Arena {
    char *cur, *end;
    Chunk *chunks;
    size_t next_size;
};

/* Under AddressSanitizer what lies between the objects and behind the last one is out of bounds. */
#if defined __has_feature
#if __has_feature(address_sanitizer) && !defined __SANITIZE_ADDRESS__
#define __SANITIZE_ADDRESS__
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 };
#define forbid(p, n) __asan_poison_memory_region(p, n)
#define permit(p, n) __asan_unpoison_memory_region(p, n)
#else
enum { RED_ZONE = 0 };
#define forbid(p, n) ((void)(p))
#define permit(p, n) ((void)(p))
#endif

enum { ALIGN = 16, FIRST_CHUNK = 8 << 10, LAST_CHUNK = 8 << 20 };

static Arena perm_arena;
Arena *perm = &perm_arena;

static size_t align_up(size_t n)
{
    return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

Arena *arena_new(void)
{
    Arena *a = calloc(1, sizeof *a);
    if (!a)
        diag_fatal("out of memory");
    return a;
}

void arena_free(Arena *a)
{
    for (Chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        permit((char *)c + align_up(sizeof *c), c->size);
        free(c);
    }
    if (a == perm)
        memset(a, 0, sizeof *a);
    else
        free(a);
}

static Chunk *add_chunk(Arena *a, size_t payload)
{
    size_t head = align_up(sizeof(Chunk));
    Chunk *c = payload > SIZE_MAX / 2 ? NULL : calloc(1, head + payload);
    if (!c)
        diag_fatal("out of memory");
    c->size = payload;
    c->next = a->chunks;
    a->chunks = c;
    forbid((char *)c + head, payload);
    return c;
}

static void *take(Arena *a, size_t size)
{
    char *p = a->cur;
    a->cur += size;
    return p;
}

/* A request that does not fit: big ones get a chunk of their own, the others open a new one. */
static void *alloc_slow(Arena *a, size_t size)
{
    size_t head = align_up(sizeof(Chunk));
    if (!a->next_size)
        a->next_size = FIRST_CHUNK;
    if (size > a->next_size / 4)
        return (char *)add_chunk(a, size) + head;
    Chunk *c = add_chunk(a, a->next_size);
    if (a->next_size < LAST_CHUNK)
        a->next_size *= 2;
    a->cur = (char *)c + head;
    a->end = a->cur + c->size;
    return take(a, size);
}

void *arena_alloc(Arena *a, size_t size)
{
    size_t room = align_up(size ? size : 1) + RED_ZONE;
    bool fits = a->cur && room <= (size_t)(a->end - a->cur);
    void *p = fits ? take(a, room) : alloc_slow(a, room);
    permit(p, size);
    return p;
}

void *arena_memdup(Arena *a, const void *p, size_t size)
{
    void *q = arena_alloc(a, size);
    if (size)
        memcpy(q, p, size);
    return q;
}

char *arena_strndup(Arena *a, const char *s, size_t n)
{
    char *q = arena_alloc(a, n + 1);
    if (n)
        memcpy(q, s, n);
    return q;
}

char *arena_printf(Arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *s = arena_alloc(a, (size_t)n + 1);
    vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    return s;
}

void vec_reserve_(Arena *a, void **p, uint32_t *cap, uint32_t len, size_t elem_size)
{
    if (len < *cap)
        return;
    uint32_t ncap = *cap ? *cap * 2 : elem_size <= 8 ? 4 : 2;
    void *q = arena_alloc(a, ncap * elem_size);
    if (len)
        memcpy(q, *p, len * elem_size);
    *p = q;
    *cap = ncap;
}
