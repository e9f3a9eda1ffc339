/* -json: the lines a test program prints as events (go doc test2json). */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "driver/test.h"

/* A test that has ended but may still be spoken of: lines below its own are its output. */
typedef struct Report { const char *action, *test, *elapsed; } Report;

struct TestJson {
    const char *pkg;
    const char *test;       /* whose output comes, NULL: the package's */
    Buf line;               /* begun, not ended yet */
    VEC(Report) reports;    /* by depth */
    struct timespec start;
    Buf *out;
};

/* ---- one event ---- */

/* As encoding/json writes strings: HTML's special characters escaped, wrong UTF-8 replaced. */
static void write_string(Buf *b, const char *s, size_t n)
{
    buf_putc(b, '"');
    for (size_t i = 0; i < n;) {
        unsigned char c = (unsigned char)s[i];
        int32_t r;
        int len = utf8_decode(s + i, n - i, &r);
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", c);
        else if (c == '\n' || c == '\r' || c == '\t')
            buf_puts(b, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        else if (c < 0x20 || c == '<' || c == '>' || c == '&')
            buf_printf(b, "\\u%04x", c);
        else if (r == 0x2028 || r == 0x2029)
            buf_printf(b, "\\u%04x", (unsigned)r);
        else if (r == RUNE_ERROR && len == 1)
            buf_puts(b, "\\ufffd");
        else
            buf_write(b, s + i, (size_t)len);
        i += (size_t)len;
    }
    buf_putc(b, '"');
}

static void write_time(Buf *b)
{
    struct timespec now;
    struct tm tm;
    char text[40], zone[8];
    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &tm);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
    strftime(zone, sizeof zone, "%z", &tm);
    buf_printf(b, "{\"Time\":\"%s.%09ld", text, now.tv_nsec);
    if (strcmp(zone, "+0000") == 0)
        buf_puts(b, "Z\"");
    else
        buf_printf(b, "%.3s:%s\"", zone, zone + 3);
}

static void event(TestJson *j, const char *action, const char *test, const char *elapsed, const char *output, size_t n)
{
    Buf *b = j->out;
    write_time(b);
    buf_printf(b, ",\"Action\":\"%s\",\"Package\":", action);
    write_string(b, j->pkg, strlen(j->pkg));
    if (test) {
        buf_puts(b, ",\"Test\":");
        write_string(b, test, strlen(test));
    }
    if (elapsed)
        buf_printf(b, ",\"Elapsed\":%s", elapsed);
    if (output) {
        buf_puts(b, ",\"Output\":");
        write_string(b, output, n);
    }
    buf_puts(b, "}\n");
}

/* The tests at this depth and deeper are over. */
static void end_reports(TestJson *j, uint32_t depth)
{
    j->test = NULL;
    while (j->reports.len > depth) {
        Report *r = &j->reports.p[--j->reports.len];
        event(j, r->action, r->test, r->elapsed, NULL, 0);
    }
}

/* ---- lines ---- */

static bool begins(const char *s, size_t n, const char *prefix)
{
    return n >= strlen(prefix) && memcmp(s, prefix, strlen(prefix)) == 0;
}

/* The action that a line announces, and where the test's name begins; NULL: none. */
typedef struct Mark { const char *text, *action; } Mark;
static const Mark updates[] = {
    {"=== RUN   ", "run"}, {"=== PAUSE ", "pause"}, {"=== CONT  ", "cont"}, {"=== NAME  ", "name"}, {0},
};
static const Mark ends[] = {
    {"--- PASS: ", "pass"}, {"--- FAIL: ", "fail"}, {"--- SKIP: ", "skip"}, {"--- BENCH: ", "bench"}, {0},
};

static const Mark *find_mark(const Mark *marks, const char *s, size_t n)
{
    for (; marks->text; marks++)
        if (begins(s, n, marks->text))
            return marks;
    return NULL;
}

static const char *trimmed(const char *s, size_t n)
{
    while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == ' ' || s[n - 1] == '\r'))
        n--;
    return arena_strndup(perm, s, n);
}

static void test_update(TestJson *j, const Mark *m, const char *line, size_t n)
{
    size_t k = strlen(m->text);
    bool pause = strcmp(m->action, "pause") == 0, name = strcmp(m->action, "name") == 0;
    end_reports(j, 0);
    j->test = trimmed(line + k, n - k);
    if (!*j->test)
        j->test = NULL;
    if (name)
        return; /* says only whose output follows */
    if (pause)
        event(j, "output", j->test, NULL, line, n);
    event(j, m->action, j->test, NULL, NULL, 0);
    if (!pause)
        event(j, "output", j->test, NULL, line, n);
}

/* "--- PASS: TestX (0.00s)" at the indentation of its depth */
static void test_end(TestJson *j, const Mark *m, const char *line, size_t n, uint32_t depth)
{
    size_t skip = strlen(m->text) + 4 * depth;
    Report r = {.action = m->action, .test = trimmed(line + skip, n - skip)};
    char *paren = strstr(r.test, " (");
    if (paren) {
        char *end;
        double seconds = strtod(paren + 2, &end);
        *paren = 0;
        if (strcmp(end, "s)") == 0)
            r.elapsed = arena_printf(perm, "%g", seconds);
    }
    end_reports(j, depth);
    j->test = r.test;
    vec_push(perm, &j->reports, r);
    event(j, "output", j->test, NULL, line, n);
}

static void take_line(TestJson *j, const char *line, size_t n)
{
    if (n > 0 && line[0] == 0x16) /* marks lines of package testing, from Go 1.20 on */
        line++, n--;
    const Mark *m = find_mark(updates, line, n);
    if (m) {
        test_update(j, m, line, n);
        return;
    }
    if (begins(line, n, "PASS\n") || begins(line, n, "FAIL\n") || begins(line, n, "FAIL\t") || begins(line, n, "ok  \t")) {
        end_reports(j, 0);
        event(j, "output", NULL, NULL, line, n);
        return;
    }
    uint32_t depth = 0;
    while (begins(line + 4 * depth, n - 4 * depth, "    "))
        depth++;
    m = find_mark(ends, line + 4 * depth, n - 4 * depth);
    if (m && depth <= j->reports.len) {
        test_end(j, m, line, n, depth);
        return;
    }
    if (depth > 0 && depth <= j->reports.len)
        j->test = j->reports.p[depth - 1].test;
    event(j, "output", j->test, NULL, line, n);
}

/* ---- */

TestJson *testjson_new(const char *pkg, Buf *out)
{
    TestJson *j = NEW(perm, TestJson);
    j->pkg = pkg;
    j->out = out;
    clock_gettime(CLOCK_MONOTONIC, &j->start);
    if (context.tree_minor >= 20)
        event(j, "start", NULL, NULL, NULL, 0);
    return j;
}

void testjson_write(TestJson *j, const char *p, size_t n)
{
    buf_write(&j->line, p, n);
    size_t from = 0;
    for (char *nl; from < j->line.len && (nl = memchr(j->line.p + from, '\n', j->line.len - from));) {
        size_t end = (size_t)(nl - j->line.p) + 1;
        take_line(j, j->line.p + from, end - from);
        from = end;
    }
    memmove(j->line.p, j->line.p + from, j->line.len - from);
    j->line.len -= from;
}

void testjson_end(TestJson *j, const char *action)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double elapsed = (double)(now.tv_sec - j->start.tv_sec) + (double)(now.tv_nsec - j->start.tv_nsec) / 1e9;
    if (j->line.len > 0)
        take_line(j, j->line.p, j->line.len);
    j->line.len = 0;
    end_reports(j, 0);
    event(j, action, NULL, arena_printf(perm, "%.3g", strcmp(action, "skip") == 0 ? 0.0 : elapsed), NULL, 0);
}
