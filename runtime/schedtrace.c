/* runtime/schedtrace.c: GODEBUG=schedtrace=N prints the scheduler's state each N milliseconds, with
 * scheddetail=1 every P, M and G. The format is that of the Go tree in use. */
#include "runtime/print.h"
#include "runtime/sched.h"

enum { MS = 1000 * 1000, NEW_FORMAT = 26 };

i64 schedtrace_period(void) { return (i64)debug.schedtrace * MS; }

static void field(const char *name, i64 v)
{
    print_str(name);
    print_int(v);
}

/* -1 stood for nothing once; newer trees say nil. */
static void field_or_nil(const char *name, bool is, i64 v)
{
    print_str(name);
    if (is)
        print_int(v);
    else
        print_str(seago_tree_minor >= NEW_FORMAT ? "nil" : "-1");
}

static u32 queued(const P *p)
{
    u32 head = atomic_load(&p->runq_head);
    return atomic_load(&p->runq_tail) - head;
}

static void print_queues(void)
{
    const bool blanks = seago_tree_minor >= NEW_FORMAT;
    print_str(blanks ? " [ " : " [");
    for (i32 i = 0; i < gomaxprocs; i++)
        field(i ? " " : "", queued(allp[i]));
    print_str(blanks ? " ]" : "]");
    if (blanks) {
        print_str(" schedticks=[ ");
        for (i32 i = 0; i < gomaxprocs; i++) {
            print_int(allp[i]->schedtick);
            print_str(" ");
        }
        print_str("]");
    }
    print_str("\n");
}

static void print_ps(void)
{
    for (i32 i = 0; i < gomaxprocs; i++) {
        P *p = allp[i];
        M *m = p->m;
        field("  P", i);
        field(": status=", p->status);
        field(" schedtick=", p->schedtick);
        field(" syscalltick=", p->syscalltick);
        field_or_nil(" m=", m, m ? m->id : -1);
        field(" runqsize=", queued(p));
        field(" gfreecnt=", p->gfree_n);
        field(" timerslen=", p->ntimers);
        print_str("\n");
    }
}

static void print_ms(void)
{
    for (M *m = atomic_load(&allm); m; m = m->alllink) {
        P *p = m->p;
        G *cur = m->curg, *locked = m->lockedg;
        if (m->exiting)
            continue;
        field("  M", m->id);
        field_or_nil(": p=", p, p ? p->id : -1);
        field_or_nil(" curg=", cur, cur ? cur->id : -1);
        print_str(" mallocing=0 throwing=0 preemptoff=");
        field(" locks=", m->locks);
        field(" dying=", m->dying);
        print_str(" spinning=");
        print_bool(m->spinning);
        print_str(" blocked=");
        print_bool(m->blocked);
        field_or_nil(" lockedg=", locked, locked ? locked->id : -1);
        print_str("\n");
    }
}

static void print_gs(void)
{
    for (G *gp = atomic_load(&allgs); gp; gp = gp->alllink) {
        M *m = gp->m, *locked = gp->lockedm;
        field("  G", gp->id);
        field(": status=", gp->status);
        print_str("(");
        print_str(wait_reason_text(gp->wait_reason));
        field_or_nil(") m=", m, m ? m->id : -1);
        field_or_nil(" lockedm=", locked, locked ? locked->id : -1);
        print_str("\n");
    }
}

static void schedtrace(i64 ms)
{
    lock(&sched.lock);
    print_lock();
    field("SCHED ", ms);
    field("ms: gomaxprocs=", gomaxprocs);
    field(" idleprocs=", sched.npidle);
    field(" threads=", sched.mcount);
    field(" spinningthreads=", sched.nmspinning);
    if (seago_tree_minor >= 20)
        print_str(" needspinning=0");
    field(" idlethreads=", sched.nmidle);
    field(" runqueue=", globrunq_len());
    if (debug.scheddetail) {
        field(" gcwaiting=", sched.gcwaiting);
        field(" nmidlelocked=", sched.nmidlelocked);
        field(" stopwait=", sched.stopwait);
        field(" sysmonwait=", sched.sysmon_wait);
        print_str("\n");
        print_ps();
        print_ms();
        print_gs();
    } else {
        print_queues();
    }
    print_unlock();
    unlock(&sched.lock);
}

/* sysmon comes by. */
void schedtrace_tick(i64 now)
{
    static i64 start, last;
    i64 period = schedtrace_period();
    if (!period || (last && now - last < period))
        return;
    if (!start)
        start = now;
    last = now;
    schedtrace((now - start) / MS);
}
