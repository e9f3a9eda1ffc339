/* Build constraints: file names, //go:build expressions (go help buildconstraint). */
#include "driver/driver.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Names that mean something as a suffix of a file's name: those Go knows, ported to or not. */
static const char *const known_os[] = {
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux",
    "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
};
static const char *const known_arch[] = {
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv",
    "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm",
};

static bool is_one_of(const char *const *names, size_t n, const char *s, size_t len)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(names[i]) == len && memcmp(names[i], s, len) == 0)
            return true;
    return false;
}
#define IS_ONE_OF(names, s, len) is_one_of(names, sizeof names / sizeof *names, s, len)

static bool equals(const char *s, size_t len, const char *want)
{
    return strlen(want) == len && memcmp(s, want, len) == 0;
}

bool constraint_tag_holds(const Tags *t, const char *tag, size_t len)
{
    if (equals(tag, len, "linux") || equals(tag, len, "unix"))
        return true;
    if (equals(tag, len, "gc"))
        return !t->other;
    if (t->other && (equals(tag, len, "purego") || equals(tag, len, "noasm")))
        return true;
    if (equals(tag, len, "amd64"))
        return t->amd64;
    if (t->std && context.tree_minor >= 23 && equals(tag, len, "purego"))
        return true;
    if (len > 4 && memcmp(tag, "go1.", 4) == 0) {
        int minor = 0;
        for (size_t i = 4; i < len; i++) {
            if (!isdigit((unsigned char)tag[i]) || minor > 999)
                return false;
            minor = minor * 10 + (tag[i] - '0');
        }
        return minor >= 1 && minor <= context.tree_minor;
    }
    if (!t->std)
        /* what gc's defaults say; std is compiled without the register calling convention's helpers */
        if (equals(tag, len, "goexperiment.regabiwrappers") || equals(tag, len, "goexperiment.regabiargs"))
            return true;
    for (int i = 0; i < context.ntags; i++)
        if (equals(tag, len, context.tags[i]))
            return true;
    return false;
}

bool constraint_name_holds(const Tags *t, const char *name)
{
    size_t len = strcspn(name, ".");
    const char *first = memchr(name, '_', len);
    if (!first)
        return true; /* what stands before the first _ is no constraint: linux.go */
    const char *end = name + len;
    if (len >= 5 && memcmp(end - 5, "_test", 5) == 0)
        end -= 5;
    const char *last = end;
    while (last > first && last[-1] != '_')
        last--;
    size_t n = (size_t)(end - last);
    if (last <= first)
        return true;
    if (IS_ONE_OF(known_arch, last, n)) {
        if (!constraint_tag_holds(t, last, n))
            return false;
        const char *os_end = last - 1, *os = os_end;
        if (os_end <= first)
            return true;
        while (os > first && os[-1] != '_')
            os--;
        size_t k = (size_t)(os_end - os);
        return os <= first || !IS_ONE_OF(known_os, os, k) || constraint_tag_holds(t, os, k);
    }
    return !IS_ONE_OF(known_os, last, n) || constraint_tag_holds(t, last, n);
}

/* Recursive descent over  or: and {|| and};  and: not {&& not};  not: !not | (or) | tag. */
typedef struct Eval { const Tags *tags; const char *p, *end, *error; int depth; } Eval;

static void skip_space(Eval *e)
{
    while (e->p < e->end && (*e->p == ' ' || *e->p == '\t' || *e->p == '\r'))
        e->p++;
}

static bool eval_or(Eval *e);

static bool eval_not(Eval *e)
{
    skip_space(e);
    if (e->depth++ > 1000 || e->p >= e->end) {
        e->error = e->p >= e->end ? "unexpected end of expression" : "build expression too large";
        e->p = e->end;
        return false;
    }
    if (*e->p == '!') {
        e->p++;
        bool v = !eval_not(e);
        e->depth--;
        return v;
    }
    if (*e->p == '(') {
        e->p++;
        bool v = eval_or(e);
        skip_space(e);
        if (e->p < e->end && *e->p == ')')
            e->p++;
        else if (!e->error)
            e->error = "missing close paren";
        e->depth--;
        return v;
    }
    const char *start = e->p;
    while (e->p < e->end && (isalnum((unsigned char)*e->p) || *e->p == '_' || *e->p == '.' || (unsigned char)*e->p >= 0x80))
        e->p++;
    e->depth--;
    if (e->p == start) {
        e->error = "invalid syntax";
        e->p = e->end;
        return false;
    }
    return constraint_tag_holds(e->tags, start, (size_t)(e->p - start));
}

static bool take_operator(Eval *e, char c)
{
    skip_space(e);
    if (e->end - e->p < 2 || e->p[0] != c || e->p[1] != c)
        return false;
    e->p += 2;
    return true;
}

static bool eval_and(Eval *e)
{
    bool v = eval_not(e);
    while (!e->error && take_operator(e, '&'))
        v = eval_not(e) && v;
    return v;
}

static bool eval_or(Eval *e)
{
    bool v = eval_and(e);
    while (!e->error && take_operator(e, '|'))
        v = eval_and(e) || v;
    return v;
}

bool constraint_eval(const Tags *t, const char *expr, size_t len, const char **error)
{
    Eval e = {.tags = t, .p = expr, .end = expr + len};
    bool v = eval_or(&e);
    skip_space(&e);
    if (!e.error && e.p < e.end)
        e.error = "unexpected token";
    if (error)
        *error = e.error;
    return !e.error && v;
}
