/* runtime/mheap.c: pages and spans.
 *
 * Free runs of pages are spans too, on lists by length; the spans table names a free run at its
 * first and last page, so that a freed run finds its neighbours and merges with them.
 */
#include "runtime/malloc.h"
#include "runtime/print.h"
#include "runtime/sched.h"

MHeap mheap = { .lock = MUTEX(HEAP) };
Arena *arenas[1 << (48 - ARENA_SHIFT)];

void span_list_push(SpanList *l, Span *s)
{
    s->prev = NULL;
    s->next = l->head;
    if (l->head)
        l->head->prev = s;
    else
        l->tail = s;
    l->head = s;
}

void span_list_remove(SpanList *l, Span *s)
{
    if (s->prev)
        s->prev->next = s->next;
    else
        l->head = s->next;
    if (s->next)
        s->next->prev = s->prev;
    else
        l->tail = s->prev;
    s->next = s->prev = NULL;
}

static Span *span_struct_new(usize base, usize npages)
{
    Span *s = mheap.free_span_structs;
    bool fresh = !s;
    if (s)
        mheap.free_span_structs = s->next;
    else
        s = persistent_alloc(sizeof *s, 64);
    mheap.nspan_structs += fresh;
    memset(s, 0, sizeof *s);
    s->base = base;
    s->npages = npages;
    return s;
}

static void span_struct_free(Span *s)
{
    s->next = mheap.free_span_structs;
    mheap.free_span_structs = s;
}

static void set_span(usize page_addr, Span *s)
{
    arenas[page_addr >> ARENA_SHIFT]->spans[page_addr >> PAGE_SHIFT & (ARENA_PAGES - 1)] = s;
}

static SpanList *free_list_for(usize npages) { return &mheap.free[MIN(npages, 128)]; }

static void free_run_insert(Span *s)
{
    s->state = SPAN_FREE;
    set_span(s->base, s);
    set_span(s->base + (s->npages - 1) * PAGE_SIZE, s);
    span_list_push(free_list_for(s->npages), s);
}

/* A run counts as given back if all of it was. */
static void merge_state(Span *s, const Span *other)
{
    s->needzero |= other->needzero;
    if (s->released != other->released) {
        mheap.pages_released -= s->released ? s->npages : other->npages;
        s->released = false;
    }
}

/* Merges s, not on a list, with free neighbours and puts it on its list. */
static void free_run_add(Span *s)
{
    Span *before = span_of(s->base - 1);
    if (before && before->state == SPAN_FREE &&
        before->base + before->npages * PAGE_SIZE == s->base) {
        span_list_remove(free_list_for(before->npages), before);
        s->base = before->base;
        merge_state(s, before);
        s->npages += before->npages;
        span_struct_free(before);
    }
    usize end = s->base + s->npages * PAGE_SIZE;
    Span *after = span_of(end);
    if (after && after->state == SPAN_FREE && after->base == end) {
        span_list_remove(free_list_for(after->npages), after);
        merge_state(s, after);
        s->npages += after->npages;
        span_struct_free(after);
    }
    free_run_insert(s);
}

/* gc asks for 4 MB at a time, and says so. */
static NORETURN void throw_out_of_memory(usize npages)
{
    getg()->m->locks++;
    unlock(&mheap.lock); /* who prints may need pages for its stack */
    print_lock();
    print_str("runtime: out of memory: cannot allocate ");
    print_uint(ROUNDUP(npages * PAGE_SIZE, (usize)4 << 20));
    print_str("-byte block (");
    print_uint(mheap.pages_mapped * PAGE_SIZE);
    print_str(" in use)\n");
    print_unlock();
    throw_("out of memory");
}

/* Maps `size` bytes (a multiple of the arena size) and adds them as one free run. */
static void heap_grow(usize npages)
{
    usize size = ROUNDUP(npages * PAGE_SIZE, ARENA_SIZE);
    usize base = (usize)sys_reserve((void *)mheap.arena_next, size);
    if (base != mheap.arena_next && base) { /* taken: find an aligned place anywhere */
        sys_free((void *)base, size);
        usize raw = (usize)sys_reserve(NULL, size + ARENA_SIZE);
        base = raw ? ROUNDUP(raw, ARENA_SIZE) : 0;
    }
    if (!base)
        throw_out_of_memory(npages);
    sys_map((void *)base, size);
    mheap.arena_next = base + size;
    if (mheap.pages_mapped)
        sys_huge((void *)base, size, true);
    else
        mheap.first_arena = base;
    mheap.pages_mapped += size >> PAGE_SHIFT;
    for (usize a = base; a < base + size; a += ARENA_SIZE)
        arenas[a >> ARENA_SHIFT] = sys_alloc(sizeof(Arena));
    Span *s = span_struct_new(base, size >> PAGE_SHIFT);
    s->released = true; /* no memory is behind it yet */
    mheap.pages_released += s->npages;
    free_run_add(s);
}

/* Huge pages for the first arena too, once the program turns out not to be a small one. */
static void ask_for_huge_pages(void)
{
    enum { SMALL_PROGRAM = 8 << 20 };
    if (mheap.first_arena && mheap.pages_in_use > SMALL_PROGRAM >> PAGE_SHIFT) {
        sys_huge((void *)mheap.first_arena, ARENA_SIZE, true);
        mheap.first_arena = 0;
    }
}

/* Memory that is there before memory that must be asked for, then the smallest, then the lowest. */
static bool fits_better(const Span *s, const Span *than)
{
    if (!than || s->released != than->released)
        return !than || !s->released;
    if (s->npages != than->npages)
        return s->npages < than->npages;
    return s->base < than->base;
}

static Span *find_run(usize npages)
{
    for (usize n = npages; n < 128; n++)
        if (mheap.free[n].head)
            return mheap.free[n].head;
    Span *best = NULL;
    for (Span *s = mheap.free[128].head; s; s = s->next)
        if (s->npages >= npages && fits_better(s, best))
            best = s;
    return best;
}

/* What lies behind the first npages of s. Neither is on a list. */
static Span *split_run(Span *s, usize npages)
{
    Span *rest = span_struct_new(s->base + npages * PAGE_SIZE, s->npages - npages);
    rest->needzero = s->needzero;
    rest->released = s->released;
    s->npages = npages;
    return rest;
}

/* A span of npages, in no list, every page entered in the table. */
static Span *take_run(usize npages)
{
    Span *s = find_run(npages);
    if (!s) {
        heap_grow(npages);
        s = find_run(npages);
    }
    span_list_remove(free_list_for(s->npages), s);
    if (s->npages > npages)
        free_run_insert(split_run(s, npages));
    for (usize i = 0; i < npages; i++)
        set_span(s->base + i * PAGE_SIZE, s);
    mheap.pages_in_use += npages;
    if (s->released)
        mheap.pages_released -= npages;
    s->released = false;
    ask_for_huge_pages();
    fresh_used(s->base, npages);
    return s;
}

static void all_spans_add(Span *s)
{
    if (mheap.nall == mheap.capall) {
        usize cap = mheap.capall ? mheap.capall * 2 : 8192;
        Span **all = sys_alloc(cap * sizeof *all);
        if (mheap.all) {
            memcpy(all, mheap.all, mheap.nall * sizeof *all);
            sys_free(mheap.all, mheap.capall * sizeof *all);
        }
        mheap.all = all;
        mheap.capall = cap;
    }
    s->index = (u32)mheap.nall;
    mheap.all[mheap.nall++] = s;
}

static void all_spans_remove(Span *s)
{
    Span *last = mheap.all[--mheap.nall];
    mheap.all[s->index] = last;
    last->index = s->index;
}

static usize bit_words(const Span *s) { return (s->nelems + 63) / 64; }
static bool has_bitmap(const Span *s)
{
    return s->elemsize <= MAX_BITMAP_OBJECT && s->spanclass >= 2;
}

/* Bitmaps and layouts of a span, one block; blocks of a class are all alike and used again. */
static void span_init_meta(Span *s)
{
    usize bits = bit_words(s) * 8, ptr = 0;
    if (!span_is_noscan(s))
        ptr = has_bitmap(s) ? s->npages * PAGE_SIZE / 64 + bits : s->nelems * sizeof(Layout);
    MCentral *mc = &mheap.central[s->spanclass];
    u8 *meta = mc->free_meta;
    if (meta) {
        mc->free_meta = *(void **)meta;
        memset(meta, 0, bits * 2 + ptr);
    } else {
        meta = persistent_alloc(MAX(bits * 2 + ptr, 16), 16);
        mheap.meta_bytes += MAX(bits * 2 + ptr, 16);
    }
    s->meta = meta;
    s->alloc_bits = (u64 *)meta;
    s->mark_bits = (u64 *)(meta + bits);
    if (ptr && has_bitmap(s)) {
        s->scan_bits = (u64 *)(meta + bits * 2);
        s->ptr_bits = (u64 *)(meta + bits * 3);
    } else if (ptr)
        s->layouts = (Layout *)(meta + bits * 2);
}

typedef struct AllocArgs { usize npages; SpanClass sc; Span *span; } AllocArgs;

/* On g0: a stack that grows while the lock is held would take the lock again. */
static void mheap_alloc_g0(void *arg)
{
    AllocArgs *a = arg;
    usize npages = a->npages;
    SpanClass sc = a->sc;
    lock(&mheap.lock);
    Span *s = take_run(npages);
    s->spanclass = sc;
    s->sweepgen = mheap.sweepgen;
    s->elemsize = sc < 2 ? npages * PAGE_SIZE : class_size[sc >> 1] ? class_size[sc >> 1] : 32768;
    s->nelems = sc < 2 ? 1 : (u32)(npages * PAGE_SIZE / s->elemsize);
    s->limit = s->base + s->nelems * s->elemsize;
    s->div_mul = sc < 2 ? 0 : (u32)(0xffffffffU / s->elemsize + 1);
    s->freeindex = s->alloc_count = s->count_at_cache = 0;
    s->ptr_bits = s->scan_bits = NULL;
    s->layouts = NULL;
    s->grey = false;
    s->nspecials = s->special_gen = 0;
    s->samples = NULL;
    s->in_cache = false;
    span_init_meta(s);
    s->alloc_cache = ~0ULL;
    all_spans_add(s);
    __atomic_store_n(&s->state, SPAN_IN_USE, __ATOMIC_RELEASE);
    unlock(&mheap.lock);
    a->span = s;
}

/* What the last collection left unswept may hold the pages: some of it is swept before the heap
 * grows. */
static void sweep_for(usize npages)
{
    usize before = atomic_load_relaxed(&mheap.freed);
    for (usize n = npages + 16; n > 0 && sweep_one(); n--)
        if (atomic_load_relaxed(&mheap.freed) - before >= npages * PAGE_SIZE)
            return;
}

Span *mheap_alloc(usize npages, SpanClass sc)
{
    if (atomic_load_relaxed(&mheap.sweep_class) < NUM_SPANCLASSES)
        sweep_for(npages);
    AllocArgs a = {npages, sc, NULL};
    systemstack(mheap_alloc_g0, &a);
    return a.span;
}

static void mheap_free_g0(void *arg)
{
    Span *s = arg;
    lock(&mheap.lock);
    if (s->state == SPAN_IN_USE) {
        MCentral *mc = &mheap.central[s->spanclass];
        *(void **)s->meta = mc->free_meta;
        mc->free_meta = s->meta;
        all_spans_remove(s);
    } else {
        mheap.pages_manual -= s->npages;
    }
    mheap.pages_in_use -= s->npages;
    s->needzero = true;
    free_run_add(s);
    unlock(&mheap.lock);
}

void mheap_free(Span *s) { systemstack(mheap_free_g0, s); }

static void release_run(Span *s)
{
    sys_unused((void *)s->base, s->npages * PAGE_SIZE);
    fresh_released(s->base, s->npages);
    s->released = true;
    s->needzero = false;
    mheap.pages_released += s->npages;
    mheap.pages_given += s->npages;
}

/* Gives back free runs, long ones first, until no more than keep pages are there; they come back as
 * zeroes. Of a run that is longer than need be its end goes, in whole huge pages. */
static void scavenge_g0(void *arg)
{
    enum { HUGE_PAGES = (2 << 20) >> PAGE_SHIFT };
    usize keep = *(usize *)arg;
    lock(&mheap.lock);
    keep = MAX(keep, mheap.pages_in_use);
    for (int l = 128; l > 0; l--)
        for (Span *s = mheap.free[l].head, *next; s; s = next) {
            next = s->next;
            usize there = mheap.pages_mapped - mheap.pages_released;
            if (there <= keep)
                break;
            if (s->released)
                continue;
            usize stay = s->npages > there - keep ? s->npages - (there - keep) : 0;
            usize first = s->base >> PAGE_SHIFT;
            if (stay)
                stay = ROUNDUP(first + stay, HUGE_PAGES) - first;
            if (stay >= s->npages)
                continue;
            if (stay) {
                span_list_remove(free_list_for(s->npages), s);
                Span *rest = split_run(s, stay);
                free_run_insert(s);
                free_run_insert(rest);
                s = rest;
            }
            release_run(s);
        }
    unlock(&mheap.lock);
}

void mheap_scavenge(usize keep)
{
    i64 t0 = nanotime();
    systemstack(scavenge_g0, &keep);
    atomic_add(&mheap.scavenge_ns, (u64)(nanotime() - t0));
}

Span *mheap_alloc_manual(usize npages)
{
    lock(&mheap.lock);
    Span *s = take_run(npages);
    mheap.pages_manual += npages;
    s->state = SPAN_MANUAL;
    s->limit = s->base;
    unlock(&mheap.lock);
    return s;
}
