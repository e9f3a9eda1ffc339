/* runtime/gc_work.c: grey objects and roots, and who takes them.
 *
 * Buffers wait in one queue. A thread takes a buffer or a root job, scans what comes of it with two
 * buffers of its own, one to read and one to fill, and hands in what is left. Nothing is grey if no thread is at it, no buffer is
 * on the list, and no root is left; barriers of running goroutines may yet turn up some, so the
 * coordinator asks again with the world stopped.
 */
#include "runtime/gc.h"

static struct {
    Mutex lock;
    WorkBuf *full, **last;          /* (lock) queue; where its end is noted */
    WorkBuf *empty;                 /* (lock) */
    usize nbufs;                    /* (lock) all there are */
    u32 busy;                       /* (lock) threads with grey objects or a root of their own */
    u32 next_root, nroots;          /* (lock) */
    G *next_g;                      /* (lock) goroutines not yet scanned, by alllink */
} work = { .lock = MUTEX(WORK) };

static GcThread *new_thread(void)
{
    enum { SHRUNKEN = 3 };
    GcThread *t = persistent_alloc(sizeof *t, 64);
    t->room = debug.shrink ? SHRUNKEN : WORKBUF_N;
    return t;
}

GcThread *gc_self(void)
{
    M *m = getg()->m;
    if (UNLIKELY(!m->gc))
        m->gc = new_thread();
    return m->gc;
}

static WorkBuf *empty_buf_locked(void)
{
    WorkBuf *b = work.empty;
    if (b) {
        work.empty = b->next;
        b->at = b->n = 0;
        return b;
    }
    enum { MANY = 16 };
    work.nbufs += MANY;
    b = sys_alloc(MANY * sizeof *b); /* 64 KB */
    for (int i = 1; i < MANY; i++) {
        b[i].next = work.empty;
        work.empty = &b[i];
    }
    return b;
}

static void put_locked(WorkBuf *b)
{
    if (b->at == b->n) {
        b->next = work.empty;
        work.empty = b;
        return;
    }
    b->next = NULL;
    *(work.full ? work.last : &work.full) = b;
    work.last = &b->next;
}

static WorkBuf *take_locked(void)
{
    WorkBuf *b = work.full;
    if (b)
        work.full = b->next;
    return b;
}

static NOINLINE void more(GcThread *t)
{
    lock(&work.lock);
    if (t->buf)
        put_locked(t->buf);
    t->buf = empty_buf_locked();
    unlock(&work.lock);
}

void gc_work_push(GcThread *t, usize grey)
{
    if (UNLIKELY(!t->buf || t->buf->n >= t->room))
        more(t);
    t->buf->grey[t->buf->n++] = grey;
}

static void hand_in_locked(GcThread *t)
{
    if (t->from)
        put_locked(t->from);
    if (t->buf)
        put_locked(t->buf);
    t->buf = t->from = NULL;
    atomic_add(&gc.bytes_marked, t->marked);
    atomic_add(&gc.bytes_scanned, t->scanned);
    t->marked = t->scanned = 0;
}

void gc_work_hand_in(GcThread *t)
{
    if (!t->buf && !t->marked)
        return;
    lock(&work.lock);
    hand_in_locked(t);
    unlock(&work.lock);
}

void gc_work_start(void)
{
    lock(&work.lock); /* helpers may still look for work of the last one */
    work.next_root = 0;
    work.nroots = gc_root_jobs();
    work.next_g = atomic_load(&allgs);
    unlock(&work.lock);
}

usize gc_work_bytes(void) { return work.nbufs * sizeof(WorkBuf); }

bool gc_work_done(void)
{
    lock(&work.lock);
    bool done = !work.full && !work.busy && work.next_root == work.nroots && !work.next_g;
    unlock(&work.lock);
    return done;
}

/* The next buffer to read: oldest first, so that spans gather objects before their turn comes. */
static bool read_next(GcThread *t)
{
    WorkBuf *done = t->from;
    if (atomic_load_relaxed(&work.full) || !done) {
        lock(&work.lock);
        if (done)
            put_locked(done);
        done = NULL;
        t->from = take_locked();
        unlock(&work.lock);
        if (t->from)
            return true;
    }
    if (done)
        done->at = done->n = 0;
    t->from = t->buf;
    t->buf = done;
    return t->from && t->from->n;
}

static void drain(GcThread *t, i64 budget)
{
    enum { AHEAD = 4 };
    while (budget > 0) {
        if (!t->from || t->from->at == t->from->n) {
            gc_mark_found(t);
            if (!read_next(t))
                return;
        }
        WorkBuf *b = t->from;
        if (b->at + AHEAD < b->n)
            gc_grey_ahead(b->grey[b->at + AHEAD]);
        i64 size = gc_scan_grey(t, b->grey[b->at++]);
        t->scanned += (u64)size;
        budget -= size;
    }
}

/* Buffers first: roots are where new grey objects come from, so their number stays small. */
bool gc_work_some(GcThread *t, i64 budget)
{
    bool has_p = getg()->m->p != NULL; /* who scans stacks must not have to stop for others */
    u32 job = 0;
    G *gp = NULL;
    lock(&work.lock);
    if (!work.full) {
        if (work.next_root < work.nroots) {
            job = ++work.next_root;
        } else if (work.next_g && !has_p) {
            gp = work.next_g;
            work.next_g = gp->alllink;
        } else {
            unlock(&work.lock);
            return false;
        }
    }
    work.busy++;
    unlock(&work.lock);
    if (gp)
        gc_scan_goroutine(t, gp);
    else if (job)
        gc_root_job(t, job - 1);
    drain(t, budget);
    gc_mark_found(t);
    lock(&work.lock);
    hand_in_locked(t);
    work.busy--;
    unlock(&work.lock);
    return true;
}
