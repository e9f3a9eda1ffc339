/* runtime/symtab.c: reading the pc table. The index of records, sorted by entry, is built when the
 * first traceback or the first asynchronous preemption needs it. */
#include "runtime/symtab.h"
#include "runtime/sched.h"

extern const u8 __start_seago_pctab[] __attribute__((weak)),
    __stop_seago_pctab[] __attribute__((weak));

static const PcFunc **sorted;
static usize nsorted;
static u32 ready;      /* a */
static Mutex build_lock = MUTEX(SYMTAB);

static void sift_down(const PcFunc **a, usize root, usize n)
{
    for (usize child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && a[child]->entry < a[child + 1]->entry)
            child++;
        if (a[root]->entry >= a[child]->entry)
            return;
        const PcFunc *t = a[root];
        a[root] = a[child];
        a[child] = t;
    }
}

static bool is_sorted(const PcFunc **a, usize n)
{
    for (usize i = 1; i < n; i++)
        if (a[i - 1]->entry > a[i]->entry)
            return false;
    return true;
}

static void heap_sort(const PcFunc **a, usize n)
{
    if (is_sorted(a, n))
        return;
    for (usize i = n / 2; i-- > 0;)
        sift_down(a, i, n);
    for (usize end = n; end-- > 1;) {
        const PcFunc *t = a[0];
        a[0] = a[end];
        a[end] = t;
        sift_down(a, 0, end);
    }
}

static void build(void)
{
    usize n = 0;
    for (const u8 *p = __start_seago_pctab; p < __stop_seago_pctab;
         p += ((const PcFunc *)p)->length) {
        if (((const PcFunc *)p)->length < sizeof(PcFunc))
            break;
        n++;
    }
    const PcFunc **a = n ? sys_alloc(n * sizeof *a) : NULL;
    const u8 *p = __start_seago_pctab;
    usize k = 0;
    for (usize i = 0; i < n; i++, p += ((const PcFunc *)p)->length)
        if (((const PcFunc *)p)->entry != 0) /* 0: the function was discarded */
            a[k++] = (const PcFunc *)p;
    heap_sort(a, k);
    sorted = a;
    nsorted = k;
    atomic_store_rel(&ready, 1);
}

bool symtab_ready(void) { return atomic_load_acq(&ready); }

void symtab_init(void)
{
    if (symtab_ready())
        return;
    lock(&build_lock);
    if (!symtab_ready())
        build();
    unlock(&build_lock);
}

static const PcFunc *search(usize pc)
{
    usize lo = 0, hi = nsorted;
    while (lo < hi) {
        usize mid = lo + (hi - lo) / 2;
        if (sorted[mid]->entry <= pc)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? sorted[lo - 1] : NULL;
}

static bool covers(const PcFunc *f, usize pc) { return f && pc - f->entry < f->size; }

/* recover asks for the same few again and again. */
const PcFunc *symtab_find(usize pc)
{
    enum { CACHE = 256 };
    static const PcFunc *cache[CACHE]; /* a: any function */
    if (!symtab_ready())
        return NULL;
    const PcFunc **at = &cache[pc * 0x9e3779b1u >> 8 & (CACHE - 1)];
    const PcFunc *f = atomic_load_relaxed(at);
    if (covers(f, pc))
        return f;
    f = search(pc);
    if (!covers(f, pc))
        return NULL;
    __atomic_store_n(at, f, __ATOMIC_RELAXED);
    return f;
}

/* Functions of our own that stand for some of the tree's runtime (ctx_amd64.S) know their file by its place in
 * the tree: "runtime/proc.go". It is shown as that of a compiled one, which depends on where the tree is. */
extern const char seago_goroot[] __attribute__((weak));

static const char *source_file(u32 addr)
{
    enum { FILES = 4, LENGTH = 512 };
    static struct { u32 claimed, addr; char path[LENGTH]; } known[FILES];
    const char *file = addr ? (const char *)(usize)addr : "?", *src = "/src/";
    usize n = strlen(file), root = &seago_goroot[0] ? strlen(seago_goroot) : 0;
    if (n < 8 || memcmp(file, "runtime/", 8) != 0 || root == 0 || root + strlen(src) + n >= LENGTH)
        return file;
    for (int i = 0; i < FILES; i++) {
        if (!atomic_load_relaxed(&known[i].claimed) && atomic_xchg(&known[i].claimed, 1) == 0) {
            memcpy(known[i].path, seago_goroot, root);
            memcpy(known[i].path + root, src, strlen(src));
            memcpy(known[i].path + root + strlen(src), file, n + 1);
            atomic_store_rel(&known[i].addr, addr);
        }
        if (atomic_load_acq(&known[i].addr) == addr)
            return known[i].path;
    }
    return file; /* another thread is about to know it */
}

static const PcInline *inline_tree(const PcFunc *f) { return (const PcInline *)(f + 1); }
static const char *text(u32 addr) { return addr ? (const char *)(usize)addr : "?"; }

static i64 svarint(const u8 **p)
{
    u64 v = uvarint(p);
    return (i64)(v >> 1) ^ -(i64)(v & 1);
}

static void set_function(const PcFunc *f, PcPos *pos, u32 *file)
{
    if (pos->inl < 0) {
        pos->name = text(f->name);
        *file = f->file;
        pos->flags = f->flags;
        return;
    }
    const PcInline *n = &inline_tree(f)[pos->inl];
    pos->name = text(n->name);
    *file = n->file;
    pos->flags = n->flags;
}

void symtab_pos(const PcFunc *f, usize pc, PcPos *pos)
{
    usize want = pc - f->entry, at = 0;
    u32 file;
    pos->inl = -1;
    pos->line = f->line;
    set_function(f, pos, &file);
    const u8 *p = (const u8 *)(inline_tree(f) + f->inline_count);
    for (u64 head; (head = uvarint(&p)) != 0;) {
        pos->line += (i32)svarint(&p);
        if (head & PCROW_INLINE) {
            pos->inl = (i32)uvarint(&p) - 1;
            set_function(f, pos, &file);
        }
        if (head & PCROW_FILE) {
            memcpy(&file, p, 4);
            p += 4;
        }
        at += head >> 2;
        if (want < at)
            break;
    }
    pos->file = source_file(file);
}

bool symtab_inline_parent(const PcFunc *f, PcPos *pos)
{
    if (pos->inl < 0)
        return false;
    const PcInline *n = &inline_tree(f)[pos->inl];
    u32 file;
    pos->line = n->call_line;
    pos->inl = n->parent;
    set_function(f, pos, &file);
    pos->file = text(n->call_file ? n->call_file : file);
    return true;
}
