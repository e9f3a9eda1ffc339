#include "driver/driver.h"

#include <stdlib.h>
#include <string.h>

void usage_error(const char *command, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    const Command *c = command_find(command);
    if (c)
        fprintf(stderr, "\nusage: seago %s\nRun 'seago help %s' for details.\n", c->usage, c->name);
    else
        fputc('\n', stderr);
    exit(2);
}

static const Flag *find_flag(const Flag *flags, const char *name, size_t len)
{
    for (const Flag *f = flags; f->name; f++)
        if (strlen(f->name) == len && memcmp(f->name, name, len) == 0)
            return f;
    return NULL;
}

bool flag_parse_bool(const char *s, bool *v)
{
    static const char *const yes[] = {"1", "t", "T", "true", "TRUE", "True"};
    static const char *const no[] = {"0", "f", "F", "false", "FALSE", "False"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcmp(s, yes[i]) == 0)
            return *v = true, true;
        if (strcmp(s, no[i]) == 0)
            return *v = false, true;
    }
    return false;
}

/* Whether value asks a flag that seago does not have for nothing but what happens anyway. */
static bool is_harmless(const Flag *f, const char *value)
{
    bool b;
    if (!f->arg && flag_parse_bool(value, &b))
        value = b ? "true" : "false";
    size_t n = strlen(value);
    for (const char *p = f->value; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        if (len == n && memcmp(p, value, n) == 0)
            return true;
        p += len;
    }
    return n == 0 && !*(const char *)f->value;
}

bool flag_is_bool(const Flag *f) { return f->kind == FLAG_BOOL || f->kind == FLAG_OPTION || (f->kind == FLAG_REFUSED && !f->arg); }

void flag_set(const char *command, const Flag *f, const char *value)
{
    char *end;
    bool on = false;
    if (f->kind != FLAG_OPTION && flag_is_bool(f) && !flag_parse_bool(value, &on))
        usage_error(command, "invalid boolean value \"%s\" for -%s: parse error", value, f->name);
    switch (f->kind) {
    case FLAG_BOOL:
        *(bool *)f->value = on;
        break;
    case FLAG_OPTION:
    case FLAG_STRING:
        *(const char **)f->value = value;
        break;
    case FLAG_INT: {
        long n = strtol(value, &end, 0);
        if (!*value || *end || n < 0 || n > 1 << 20)
            usage_error(command, "invalid value \"%s\" for flag -%s: parse error", value, f->name);
        *(int *)f->value = (int)n;
        break;
    }
    case FLAG_FUNC:
        ((void (*)(const char *))f->value)(value);
        break;
    case FLAG_REFUSED:
        if (!is_harmless(f, value))
            diag_fatal("-%s is not supported yet", f->name);
        break;
    }
}

static void apply_goflags(const char *command, const Flag *flags)
{
    Words w = goflags();
    for (uint32_t i = 0; i < w.len; i++) {
        size_t len = strcspn(w.p[i], "=");
        const Flag *f = find_flag(flags, w.p[i], len);
        if (!f)
            continue;
        if (!w.p[i][len] && !flag_is_bool(f))
            usage_error(command, "flag needs an argument: -%s (from $GOFLAGS)", f->name);
        flag_set(command, f, w.p[i][len] ? w.p[i] + len + 1 : "true");
    }
}

int flags_parse(const char *command, int argc, char **argv, const Flag *flags)
{
    int i = 1;
    apply_goflags(command, flags);
    for (; i < argc; i++) {
        const char *a = argv[i];
        if (a[0] != '-' || !a[1])
            break;
        const char *name = a + 1 + (a[1] == '-');
        if (!*name)
            return i + 1; /* "--" */
        if (*name == '-' || *name == '=')
            usage_error(command, "bad flag syntax: %s", a);
        size_t len = strcspn(name, "=");
        const Flag *f = find_flag(flags, name, len);
        if (!f && (strcmp(name, "h") == 0 || strcmp(name, "help") == 0)) {
            const Command *c = command_find(command);
            printf("usage: seago %s\n\n%s\n\n", c->usage, c->help);
            flags_print(flags, stdout);
            exit(0);
        }
        if (!f && len == 1 && *name == 'C' && (name[1] || i + 1 < argc))
            usage_error(command, "invalid value \"%s\" for flag -C: -C flag must be first flag on command line",
                        name[1] ? name + 2 : argv[i + 1]);
        if (!f && strcmp(name, "C") == 0)
            usage_error(command, "flag needs an argument: -C");
        if (!f)
            usage_error(command, "flag provided but not defined: -%.*s", (int)len, name);
        if (name[len] == '=')
            flag_set(command, f, name + len + 1);
        else if (flag_is_bool(f))
            flag_set(command, f, "true");
        else if (++i < argc)
            flag_set(command, f, argv[i]);
        else
            usage_error(command, "flag needs an argument: -%s", f->name);
    }
    return i;
}

void flags_print(const Flag *flags, FILE *out)
{
    for (const Flag *f = flags; f->name; f++)
        if (f->kind != FLAG_REFUSED)
            fprintf(out, "  -%s%s%s\n\t%s\n", f->name, f->arg ? " " : "", f->arg ? f->arg : "", f->help);
}
