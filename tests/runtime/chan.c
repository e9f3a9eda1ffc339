/* Goroutines, channels, select, and preemption of a loop without calls. */
#include "gocode.h"

static bool eq64(const void *a, const void *b) { return *(const uint64_t *)a == *(const uint64_t *)b; }
static const GoFunc eq64_fn = { (void (*)(void))eq64 };
static const GoType t_int = { 8, 0, 1, TFLAG_REGULAR_MEMORY | TFLAG_NAMED, 8, 8, KIND_INT, &eq64_fn, NULL, 0, 0 };
static const GoChanType t_chan = { { 8, 8, 2, 0, 8, 8, KIND_CHAN | KIND_DIRECT_IFACE, NULL, NULL, 0, 0 }, &t_int, 3 };

typedef struct Fn3 { GoFunc f; Hchan *a, *b; int64_t n; } Fn3;
static GoFunc *make_fn(void (*code)(void), Hchan *a, Hchan *b, int64_t n)
{
    Fn3 *f = rt_mallocgc(sizeof *f, NULL, true);
    /* no type: the channels are also held by main's frame */
    *f = (Fn3){ { code }, a, b, n };
    return &f->f;
}

GOROUTINE static void producer(void)
{
    Fn3 *f = closure();
    for (int64_t i = 0; i < f->n; i++)
        rt_chansend1(f->a, &i);
    rt_closechan(f->a);
}
GOROUTINE static void echo(void)
{
    Fn3 *f = closure();
    int64_t v;
    while (rt_chanrecv2(f->a, &v))
        rt_chansend1(f->b, &v);
    rt_closechan(f->b);
}
static int64_t volatile spin_stop;
GOROUTINE __attribute__((used)) static void spinner(void)
{
    Fn3 *f = closure();
    while (!spin_stop)
        ;
    int64_t one = 1;
    rt_chansend1(f->a, &one);
}
GO_FUNC(spinner, 64, "main.spinner", 10, 0);
static int64_t deep(int64_t n)
{
    volatile char pad[64];
    pad[0] = 1;
    int64_t r = n == 0 ? 0 : deep(n - pad[0]) + 1;
    __asm__ volatile("" : "+r"(r)); /* no loop out of this recursion */
    return r;
}
GOROUTINE static void worker(void)
{
    Fn3 *f = closure();
    int64_t v = deep(f->n);
    rt_chansend1(f->a, &v);
}

static int64_t sum_of(Hchan *c)
{
    int64_t v, sum = 0;
    while (rt_chanrecv2(c, &v))
        sum += v;
    return sum;
}

GOMAIN()
{
    Hchan *c = rt_makechan(&t_chan, 0), *d = rt_makechan(&t_chan, 10);
    rt_newproc(make_fn(producer, c, NULL, 20000));
    rt_newproc(make_fn(echo, c, d, 0));
    say_int("sum", sum_of(d));

    Hchan *r = rt_makechan(&t_chan, 0);
    for (int64_t i = 0; i < 1000; i++)
        rt_newproc(make_fn(worker, r, NULL, i * 7));
    int64_t total = 0;
    for (int i = 0; i < 1000; i++) {
        int64_t v;
        rt_chanrecv1(r, &v);
        total += v;
    }
    say_int("total", total);

    Hchan *e = rt_makechan(&t_chan, 0), *g = rt_makechan(&t_chan, 3);
    rt_newproc(make_fn(producer, e, NULL, 5000));
    rt_newproc(make_fn(producer, g, NULL, 5000));
    int64_t sums[2] = { 0 }, open = 2;
    while (open) {
        int64_t v[2];
        SelectCase cases[2] = { { e, &v[0] }, { g, &v[1] } };
        uint16_t order[4];
        IntBool k = rt_selectgo(cases, order, 0, 2, true);
        if (k.ok & 1) {
            sums[k.n] += v[k.n];
        } else {
            open--;
            if (k.n == 0)
                e = NULL;
            else
                g = NULL;
        }
    }
    say_int("select", sums[0]);
    say_int("select", sums[1]);

    /* more spinners than threads: they must be preempted for main to go on */
    for (int i = 0; i < 8; i++)
        rt_newproc(make_fn(spinner, r, NULL, 0));
    rt_newproc(make_fn(worker, d = rt_makechan(&t_chan, 0), NULL, 100));
    int64_t v;
    rt_chanrecv1(d, &v);
    say_int("beside spinners", v);
    spin_stop = 1;
    for (int i = 0; i < 8; i++)
        rt_chanrecv1(r, &v);
    say("spinners done");
    rt_chanrecv1(d, &v);
}
