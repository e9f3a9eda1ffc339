/* runtime/print.c: print, println, and the text of panics. */
#include "runtime/print.h"
#include "runtime/iface.h"
#include "runtime/rt.h"
#include "runtime/sched.h"

static Mutex print_mutex = MUTEX(PRINT);
usize crash_fd = ~(usize)0;

/* Whoever has the lock may wait for one that this thread will never give back. */
static void lock_dying(M *m)
{
    m->locks++;
    for (i32 ms = 0; ms < 1000 && !atomic_cas(&print_mutex.key, 0, 1); ms++)
        usleep_(1000);
}

void print_lock(void)
{
    M *m = getg()->m;
    m->locks++; /* this goroutine stays on this thread, unstopped, until print_unlock */
    if (m->print_depth++ > 0)
        return;
    if (m->dying)
        lock_dying(m);
    else
        lock(&print_mutex);
}

/* A dying thread also tells the file of runtime/debug.SetCrashOutput. */
static void write_out(const M *m, const void *p, usize n)
{
    write_fd(2, p, n);
    usize fd = atomic_load(&crash_fd);
    if (m->dying && fd != ~(usize)0)
        write_fd((int)fd, p, n);
}

static void flush(M *m)
{
    if (m->print_n)
        write_out(m, m->print_buf, m->print_n);
    m->print_n = 0;
}

void print_unlock(void)
{
    M *m = getg()->m;
    if (--m->print_depth == 0) {
        flush(m);
        unlock(&print_mutex);
    }
    m->locks--;
}

void print_unlock_dying(void)
{
    M *m = getg()->m;
    if (m->print_depth == 0)
        return;
    m->print_depth = 1;
    print_unlock();
}

void print_to(u8 *buf, usize n)
{
    M *m = acquirem();
    m->print_sink = buf;
    m->print_sink_n = 0;
    m->print_sink_cap = n;
}

usize print_to_end(void)
{
    M *m = getg()->m;
    usize n = m->print_sink_n;
    m->print_sink = NULL;
    releasem(m);
    return n;
}

void print_bytes(const u8 *p, usize n)
{
    M *m = getg()->m;
    if (m->print_sink) {
        n = MIN(n, m->print_sink_cap - m->print_sink_n);
        memcpy(m->print_sink + m->print_sink_n, p, n);
        m->print_sink_n += n;
        return;
    }
    if (m->print_depth == 0) { /* a caller that did not lock: write at once */
        write_out(m, p, n);
        return;
    }
    if (n > sizeof m->print_buf - m->print_n)
        flush(m);
    if (n > sizeof m->print_buf) {
        write_out(m, p, n);
        return;
    }
    memcpy(m->print_buf + m->print_n, p, n);
    m->print_n += (u32)n;
}

void print_str(const char *s) { print_bytes((const u8 *)s, strlen(s)); }
void print_gostring(GoString s) { print_bytes(s.p, (usize)s.n); }
void print_bool(bool v) { print_str(v ? "true" : "false"); }

static usize format_uint(char *buf, u64 v)
{
    char tmp[20];
    usize n = 0;
    do {
        tmp[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    for (usize i = 0; i < n; i++)
        buf[i] = tmp[n - 1 - i];
    return n;
}

usize format_int(char *buf, i64 v)
{
    if (v >= 0)
        return format_uint(buf, (u64)v);
    buf[0] = '-';
    return 1 + format_uint(buf + 1, -(u64)v);
}

void print_uint(u64 v)
{
    char b[20];
    print_bytes((u8 *)b, format_uint(b, v));
}

void print_int(i64 v)
{
    char b[21];
    print_bytes((u8 *)b, format_int(b, v));
}

void print_hex(u64 v)
{
    char b[18];
    int i = 18;
    do {
        b[--i] = "0123456789abcdef"[v & 15];
        v >>= 4;
    } while (v);
    b[--i] = 'x';
    b[--i] = '0';
    print_bytes((u8 *)b + i, (usize)(18 - i));
}

/* Go up to 1.25: seven digits, made by repeated multiplication. The order of these operations
 * decides the last digit. */
static void print_float_e(double v)
{
    enum { DIGITS = 7 };
    char b[DIGITS + 7];
    int e = 0;
    b[0] = __builtin_signbit(v) ? '-' : '+';
    if (v != 0) {
        if (v < 0)
            v = -v;
        for (; v >= 10; v /= 10)
            e++;
        for (; v < 1; v *= 10)
            e--;
        double half = 5;
        for (int i = 0; i < DIGITS; i++)
            half /= 10;
        v += half;
        if (v >= 10) {
            e++;
            v /= 10;
        }
    }
    for (int i = 0; i < DIGITS; i++) {
        int d = (int)v;
        b[i + 2] = (char)('0' + d);
        v = (v - d) * 10;
    }
    b[1] = b[2];
    b[2] = '.';
    b[DIGITS + 2] = 'e';
    b[DIGITS + 3] = e < 0 ? '-' : '+';
    if (e < 0)
        e = -e;
    b[DIGITS + 4] = (char)('0' + e / 100);
    b[DIGITS + 5] = (char)('0' + e / 10 % 10);
    b[DIGITS + 6] = (char)('0' + e % 10);
    print_bytes((u8 *)b, sizeof b);
}

static void print_float_bits(double v, int bits)
{
    if (v != v)
        print_str("NaN");
    else if (v - v != 0)
        print_str(v > 0 ? "+Inf" : "-Inf");
    else if (seago_tree_minor < 26)
        print_float_e(v);
    else {
        char b[32];
        print_bytes((u8 *)b, format_float_shortest(b, v, bits));
    }
}
void print_float(double v) { print_float_bits(v, 64); }

void print_complex(double re, double im)
{
    print_str("(");
    print_float(re);
    if (seago_tree_minor >= 26 && im == im && !__builtin_signbit(im) && im - im == 0)
        print_str("+");
    print_float(im);
    print_str("i)");
}

void print_eface(const void *type, const void *data)
{
    print_str("(");
    print_hex((u64)type);
    print_str(",");
    print_hex((u64)data);
    print_str(")");
}

/* --- panic values ----------------------------------------------------------------------------- */

static bool print_basic(u8 kind, const void *p)
{
    switch (kind) {
    case KIND_BOOL: print_bool(*(const u8 *)p); return true;
    case KIND_INT: case KIND_INT64: print_int(*(const i64 *)p); return true;
    case KIND_INT8: print_int(*(const int8_t *)p); return true;
    case KIND_INT16: print_int(*(const int16_t *)p); return true;
    case KIND_INT32: print_int(*(const i32 *)p); return true;
    case KIND_UINT: case KIND_UINT64: case KIND_UINTPTR: print_uint(*(const u64 *)p); return true;
    case KIND_UINT8: print_uint(*(const u8 *)p); return true;
    case KIND_UINT16: print_uint(*(const u16 *)p); return true;
    case KIND_UINT32: print_uint(*(const u32 *)p); return true;
    case KIND_FLOAT32: print_float_bits(*(const float *)p, 32); return true;
    case KIND_FLOAT64: print_float(*(const double *)p); return true;
    case KIND_COMPLEX64: print_complex(((const float *)p)[0], ((const float *)p)[1]); return true;
    case KIND_COMPLEX128:
        print_complex(((const double *)p)[0], ((const double *)p)[1]);
        return true;
    default: return false;
    }
}

/* Newer trees indent the lines of a panic's text, so that it cannot fake a traceback. */
static void print_indented(GoString s)
{
    if (seago_tree_minor < 23) {
        print_gostring(s);
        return;
    }
    for (intptr_t i = 0; i < s.n; i++) {
        print_bytes(s.p + i, 1);
        if (s.p[i] == '\n')
            print_str("\t");
    }
}

void print_panic_value(GoEface v)
{
    const GoType *t = v.type;
    if (!t) {
        print_str("nil");
        return;
    }
    GoString text;
    if (iface_call_string(v, "Error", &text) || iface_call_string(v, "String", &text)) {
        print_indented(text);
        return;
    }
    u8 kind = t->kind & KIND_MASK;
    bool named = (t->tflag & TFLAG_NAMED) && !type_is_predeclared(t);
    if (kind == KIND_STRING) {
        if (named) {
            print_gostring(type_string(t));
            print_str("(\"");
        }
        print_indented(*(const GoString *)v.data);
        if (named)
            print_str("\")");
        return;
    }
    const void *p = type_is_direct(t) ? (const void *)&v.data : v.data;
    if (kind <= KIND_COMPLEX128 && kind >= KIND_BOOL) {
        bool complex = kind == KIND_COMPLEX64 || kind == KIND_COMPLEX128;
        if (named) {
            print_gostring(type_string(t));
            print_str(complex ? "" : "(");
        }
        print_basic(kind, p);
        if (named && !complex)
            print_str(")");
        return;
    }
    print_str("(");
    print_gostring(type_string(t));
    print_str(") ");
    print_hex((u64)v.data);
}

/* --- the entry points ------------------------------------------------------------------------- */

void rt_printlock(void) { print_lock(); }
void rt_printunlock(void) { print_unlock(); }
void rt_printbool(bool v) { print_bool(v); }
void rt_printint(i64 v) { print_int(v); }
void rt_printuint(u64 v) { print_uint(v); }
void rt_printhex(u64 v) { print_hex(v); }
void rt_printfloat(double v) { print_float(v); }
void rt_printcomplex(double re, double im) { print_complex(re, im); }
void rt_printstring(GoString s) { print_gostring(s); }
void rt_printpointer(const void *p) { print_hex((u64)p); }
void rt_printslice(const void *p, i64 len, i64 cap)
{
    print_str("[");
    print_int(len);
    print_str("/");
    print_int(cap);
    print_str("]");
    print_hex((u64)p);
}
void rt_printeface(const void *type, const void *data) { print_eface(type, data); }
void rt_printiface(const void *tab, const void *data) { print_eface(tab, data); }
void rt_printnl(void) { print_str("\n"); }
void rt_printsp(void) { print_str(" "); }
