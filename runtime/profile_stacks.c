/* runtime/profile_stacks.c: buckets by stack, for the profiles of memory and of waiting. See
 * profile.h. */
#include "runtime/profile.h"
#include "runtime/symtab.h"

Mutex profile_lock = MUTEX(PROFILE);
u64 profile_bytes;
Bucket *profile_newest[PROFILE_KINDS];
static Bucket **table;               /* (profile_lock) TABLE_SIZE chains */
enum { TABLE_BITS = 14, TABLE_SIZE = 1 << TABLE_BITS };

u32 profile_raw_stack(Frames f, usize *pcs)
{
    u32 n = 0, max = seago_tree_minor >= 23 ? PROFILE_RAW_DEPTH
                                            : PROFILE_RAW_DEPTH - PROFILE_DEPTH_23 + PROFILE_DEPTH;
    for (; f.pc && n < max; frames_step(&f))
        pcs[n++] = f.exact ? f.pc + 1 : f.pc;
    return n;
}

static u64 hash_stack(ProfileKind kind, usize size, const usize *pcs, u32 n)
{
    u64 h = (u64)kind << 56 ^ size;
    for (u32 i = 0; i < n; i++)
        h = (h ^ pcs[i]) * 0x9e3779b97f4a7c15ULL, h ^= h >> 29;
    return h;
}

static bool same(const usize *a, u32 na, const usize *b, u32 nb)
{
    return na == nb && memcmp(a, b, na * sizeof *a) == 0;
}

void *profile_alloc(usize n)
{
    profile_bytes += n;
    return persistent_alloc(n, 8);
}

Bucket *profile_bucket(ProfileKind kind, usize size, const usize *pcs, u32 n)
{
    u64 hash = hash_stack(kind, size, pcs, n);
    if (!table)
        table = profile_alloc(TABLE_SIZE * sizeof *table);
    Bucket **chain = &table[hash >> (64 - TABLE_BITS)];
    for (Bucket *b = *chain; b; b = b->chain)
        if (b->hash == hash && b->kind == kind && b->size == size && same(b->pcs, b->n, pcs, n))
            return b;
    Bucket *b = profile_alloc(sizeof(Bucket) + n * sizeof *pcs);
    b->hash = hash;
    b->kind = kind;
    b->size = size;
    b->n = n;
    memcpy(b->pcs, pcs, n * sizeof *pcs);
    b->chain = *chain;
    *chain = b;
    b->older = profile_newest[kind];
    profile_newest[kind] = b;
    return b;
}

/* --- what readers see ------------------------------------------------------------------------- */

static u32 reader_depth(void)
{
    return seago_tree_minor >= 23 ? PROFILE_DEPTH_23 : PROFILE_DEPTH;
}

u32 profile_strip(const usize *pcs, u32 n, u32 skip, usize *to)
{
    u32 kept = 0, max = reader_depth();
    usize frames[PROFILE_DEPTH_23];
    for (u32 i = 0; i < n && kept < max; i++) {
        u32 k = frames_of_profile(pcs[i], &skip, frames, max - kept);
        memcpy(to + kept, frames, k * sizeof *to);
        kept += k;
    }
    return kept;
}

/* b's stripped stack, and the bucket that speaks for all that have it. */
static void resolve(Bucket *b)
{
    static Bucket **by_shown;
    usize pcs[PROFILE_DEPTH_23];
    bool mem = b->kind == PROFILE_MEM;
    u32 n = profile_strip(b->pcs, b->n, mem ? 0 : b->skip, pcs);
    u64 hash = hash_stack(b->kind, mem ? b->size : 0, pcs, n);
    if (!by_shown)
        by_shown = profile_alloc(TABLE_SIZE * sizeof *by_shown);
    Bucket **chain = &by_shown[hash >> (64 - TABLE_BITS)], *f = *chain;
    while (f && !(f->kind == b->kind && (!mem || f->size == b->size) &&
                  same(f->shown, f->nshown, pcs, n)))
        f = f->shown_chain;
    b->first = f ? f : b;
    if (f)
        return;
    b->shown = profile_alloc(n * sizeof *pcs);
    b->nshown = n;
    memcpy(b->shown, pcs, n * sizeof *pcs);
    b->shown_chain = *chain;
    *chain = b;
}

static void add_up(Bucket *b)
{
    i64 *sum = b->first->sum;
    if (b->kind != PROFILE_MEM) {
        sum[0] += (i64)b->wait.count;
        sum[1] += b->wait.cycles;
        return;
    }
    sum[0] += (i64)b->mem.active.alloc_bytes;
    sum[1] += (i64)b->mem.active.free_bytes;
    sum[2] += (i64)b->mem.active.allocs;
    sum[3] += (i64)b->mem.active.frees;
}

static void sum_all(ProfileKind kind)
{
    if (kind == PROFILE_MEM)
        memprof_publish();
    for (Bucket *b = profile_newest[kind]; b; b = b->older) {
        if (!b->first)
            resolve(b);
        memset(b->sum, 0, sizeof b->sum);
    }
    for (Bucket *b = profile_newest[kind]; b; b = b->older)
        add_up(b);
}

/* Package runtime's MemProfileRecord and BlockProfileRecord (runtime/go/runtime/mem.go): counts,
 * then the stack, ended by 0 if there is room. */
static void write_record(i64 *to, const Bucket *b)
{
    u32 counts = b->kind == PROFILE_MEM ? 4 : 2;
    memcpy(to, b->sum, counts * 8);
    memcpy(to + counts, b->shown, b->nshown * 8);
    memset(to + counts + b->nshown, 0, (PROFILE_DEPTH - b->nshown) * 8);
}

/* Newer trees have stacks of any length: the Go side copies them. */
typedef struct Row { i64 counts[4]; const usize *pcs; i64 n; } Row;

typedef struct Request { ProfileKind kind; void *to; i64 max; bool rows, zero; i64 n; } Request;

/* On g0, so that no stack grows while the lock is held. */
static void read_g0(void *arg)
{
    Request *r = arg;
    lock(&profile_lock);
    sum_all(r->kind);
    for (Bucket *b = profile_newest[r->kind]; b; b = b->older) {
        bool gone = r->kind == PROFILE_MEM && b->sum[0] == b->sum[1];
        if (b->first != b || (gone && !r->zero) || r->n++ >= r->max)
            continue;
        if (r->rows) {
            Row *row = (Row *)r->to + r->n - 1;
            memcpy(row->counts, b->sum, sizeof b->sum);
            row->pcs = b->shown;
            row->n = b->nshown;
        } else {
            usize words = PROFILE_DEPTH + (r->kind == PROFILE_MEM ? 4 : 2);
            write_record((i64 *)r->to + words * (usize)(r->n - 1), b);
        }
    }
    unlock(&profile_lock);
}

/* Up to max records to `to`; answers how many there are. zero: also of memory that is all free. */
i64 rt_api_profile(i64 kind, void *to, i64 max, bool rows, bool zero);
i64 rt_api_profile(i64 kind, void *to, i64 max, bool rows, bool zero)
{
    symtab_init();
    Request r = { (ProfileKind)kind, to, max, rows, zero, 0 };
    M *m = acquirem();
    systemstack(read_g0, &r);
    releasem(m);
    return r.n;
}
