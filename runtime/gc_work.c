/* runtime/gc_work.c: grey objects and roots, and who takes them.
 *
 * Full buffers are on one list. A thread takes a buffer or a root job, scans what comes of it with a
 * buffer of its own, and hands in what is left. Nothing is grey if no thread is at it, no buffer is
 * on the list, and no root is left; barriers of running goroutines may yet turn up some, so the
 * coordinator asks again with the world stopped.
 */
#include "runtime/gc.h"

static struct {
    Mutex lock;
    WorkBuf *full, *empty;          /* (lock) */
    usize nbufs;                    /* (lock) all there are */
    u32 busy;                       /* (lock) threads with grey objects or a root of their own */
    u32 next_root, nroots;          /* (lock) */
    G *next_g;                      /* (lock) goroutines not yet scanned, by alllink */
} work;

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
        b->n = 0;
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
    WorkBuf **list = b->n ? &work.full : &work.empty;
    b->next = *list;
    *list = b;
}

void gc_work_more(GcThread *t)
{
    lock(&work.lock);
    if (t->buf)
        put_locked(t->buf);
    t->buf = empty_buf_locked();
    unlock(&work.lock);
}

static void hand_in_locked(GcThread *t)
{
    if (t->buf)
        put_locked(t->buf);
    t->buf = NULL;
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

/* Objects wait in a short queue between the buffer and the scan, while their memory comes near. */
static void drain(GcThread *t, i64 budget)
{
    enum { AHEAD = 8 };
    usize queue[AHEAD];
    u32 head = 0, n = 0;
    do {
        while (n < AHEAD && t->buf && t->buf->n) {
            usize p = t->buf->obj[--t->buf->n];
            __builtin_prefetch((void *)p);
            queue[(head + n++) % AHEAD] = p;
        }
        if (n == 0)
            return;
        usize p = queue[head];
        head = (head + 1) % AHEAD;
        n--;
        i64 size = gc_grey_size(p);
        t->scanned += (u64)size;
        budget -= size;
        gc_scan_grey(t, p);
    } while (budget > 0);
    for (; n > 0; n--, head = (head + 1) % AHEAD) {
        if (!t->buf || t->buf->n >= t->room)
            gc_work_more(t);
        t->buf->obj[t->buf->n++] = queue[head];
    }
}

/* Buffers first: roots are where new grey objects come from, so their number stays small. */
bool gc_work_some(GcThread *t, i64 budget)
{
    bool has_p = getg()->m->p != NULL; /* who scans stacks must not have to stop for others */
    u32 job = 0;
    G *gp = NULL;
    lock(&work.lock);
    WorkBuf *b = work.full;
    if (b) {
        work.full = b->next;
    } else if (work.next_root < work.nroots) {
        job = ++work.next_root;
    } else if (work.next_g && !has_p) {
        gp = work.next_g;
        work.next_g = gp->alllink;
    } else {
        unlock(&work.lock);
        return false;
    }
    work.busy++;
    if (b && t->buf)
        put_locked(t->buf);
    if (b)
        t->buf = b;
    unlock(&work.lock);
    if (gp)
        gc_scan_goroutine(t, gp);
    else if (job)
        gc_root_job(t, job - 1);
    drain(t, budget);
    lock(&work.lock);
    hand_in_locked(t);
    work.busy--;
    unlock(&work.lock);
    return true;
}
