/* -gcflags: flags of gc that this compiler honours, and which packages they are for. Each package takes
 * those of the last -gcflags whose pattern fits it; without a pattern they are for the packages named on
 * the command line ("go help build"). */
#include "driver/driver.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ssa/ssa.h"

GcFlags gcflags;
bool gcflags_incomplete_ok;

typedef struct FlagSet {
    const char *pattern; /* NULL: the packages named */
    const char *text;
} FlagSet;
static VEC(FlagSet) flag_sets;
static bool checking; /* the flags are only looked at, for a package to come */

static void set_lang(const char *v)
{
    if (strncmp(v, "go1.", 4) != 0 || !isdigit((unsigned char)v[4]))
        diag_fatal("invalid value \"%s\" for -lang: should be something like \"go1.12\"", v);
    gcflags.lang = atoi(v + 4);
    if (gcflags.lang > context.tree_minor && gcflags.lang > 26)
        diag_fatal("invalid value \"%s\" for -lang: max known version is \"go1.%d\"", v, context.tree_minor);
}

static void set_m(const char *v)
{
    /* -m counts up when repeated; "true" is a bare -m */
    gcflags.m_level = strcmp(v, "true") == 0 ? gcflags.m_level + 1 : atoi(v);
}

/* -d=panic (a stack trace at the first error) is accepted as gc's tests pass it: it changes no message. */
static void set_debug(const char *v)
{
    for (const char *p = v; *p;) {
        size_t n = strcspn(p, ",");
        const char *word = arena_strndup(perm, p, n);
        if (strcmp(word, "ssa/check/on") == 0)
            gcflags.ssa_check = true;
        else if (strncmp(word, "modulesize=", 11) == 0) /* nodes of IR; ours alone */
            gcflags.module_nodes = strtoull(word + 11, NULL, 10);
        else if (strcmp(word, "checkptr") == 0 || strcmp(word, "checkptr=1") == 0)
            gcflags.checkptr = true;
        else if (strcmp(word, "panic") != 0 && strcmp(word, "inlfuncswithclosures=1") != 0 && /* as always */
                 !ssa_debug_flag(word, !checking))
            diag_fatal("-d=%s is not supported yet", word);
        p += n + (p[n] == ',');
    }
}

static void set_bench(const char *v) { gcflags.bench = path_abs(v); }

static bool value_is_true(const char *v) { return strcmp(v, "false") != 0 && strcmp(v, "0") != 0; }

/* A promise about what is linked in, so not about one package only. */
static void set_complete(const char *v) { gcflags_incomplete_ok = !value_is_true(v); }

/* -c=N: at most N functions are compiled at a time. We compile one, whatever N is. */
static void set_concurrency(const char *v)
{
    if (atoi(v) < 1)
        diag_fatal("-c must be at least 1, got %s", v);
}

static void set_path(const char *v) { gcflags.path = v; }

typedef struct GcFlag { const char *name; bool *value; void (*set)(const char *); bool takes_value; } GcFlag;
static const GcFlag known_flags[] = {
    {"e", &gcflags.all_errors, NULL, false},
    {"N", &gcflags.no_opt, NULL, false},
    {"l", &gcflags.no_inline, NULL, false},
    {"B", &gcflags.no_bounds, NULL, false},
    {"c", NULL, set_concurrency, true},
    {"p", NULL, set_path, true},
    {"std", &gcflags.std, NULL, false},
    {"+", &gcflags.std, NULL, false},
    {"m", NULL, set_m, false},
    {"complete", NULL, set_complete, false},
    {"lang", NULL, set_lang, true},
    {"d", NULL, set_debug, true},
    {"bench", NULL, set_bench, true},
};

static void apply(const char *name, size_t len, const char *value, const char **rest)
{
    for (size_t i = 0; i < sizeof known_flags / sizeof *known_flags; i++) {
        const GcFlag *f = &known_flags[i];
        if (strlen(f->name) != len || memcmp(f->name, name, len) != 0)
            continue;
        if (!value && f->takes_value)
            value = *rest ? *rest : "", *rest = NULL;
        if (f->set)
            f->set(value ? value : "true");
        else
            *f->value = !value || value_is_true(value);
        return;
    }
    diag_fatal("flag provided but not defined: -%.*s (in -gcflags)", (int)len, name);
}

/* gcflags from the words of one -gcflags. */
static void apply_text(const char *text)
{
    gcflags = (GcFlags){0};
    Words words = split_words(text);
    for (uint32_t i = 0; i < words.len; i++) {
        const char *w = words.p[i];
        if (w[0] != '-')
            diag_fatal("unexpected argument in -gcflags: %s", w);
        w += 1 + (w[1] == '-');
        const char *eq = strchr(w, '='), *rest = i + 1 < words.len ? words.p[i + 1] : NULL, *before = rest;
        apply(w, eq ? (size_t)(eq - w) : strlen(w), eq ? eq + 1 : NULL, &rest);
        i += before && !rest;
    }
}

/* "..." stands for any text; "x/..." fits x too. */
static bool path_fits(const char *pattern, const char *path)
{
    const char *dots = strstr(pattern, "...");
    if (!dots)
        return strcmp(pattern, path) == 0;
    size_t n = (size_t)(dots - pattern);
    if (strcmp(dots, "...") == 0 && n > 1 && dots[-1] == '/' && strlen(path) == n - 1)
        return strncmp(pattern, path, n - 1) == 0;
    if (strncmp(pattern, path, n) != 0)
        return false;
    for (path += n;; path++) {
        if (path_fits(dots + 3, path))
            return true;
        if (!*path)
            return false;
    }
}

static bool is_for(const FlagSet *f, const LoadPkg *p)
{
    if (!f->pattern)
        return p->named;
    if (strcmp(f->pattern, "all") == 0)
        return true;
    if (strcmp(f->pattern, "std") == 0)
        return p->std;
    if (f->pattern[0] == '.')
        return p->dir && path_fits(path_join(context.workdir, f->pattern), p->dir);
    return path_fits(f->pattern, p->path);
}

/* Blanks separate, quotes enclose; what is quoted in the middle of a word is part of it. */
Words split_words(const char *text)
{
    Words words = {0};
    Buf b = {0};
    for (const char *p = text; *p;) {
        while (isspace((unsigned char)*p))
            p++;
        if (!*p)
            break;
        char quote = 0;
        b.len = 0;
        for (; *p && (quote || !isspace((unsigned char)*p)); p++) {
            if (quote ? *p == quote : *p == '\'' || *p == '"')
                quote = quote ? 0 : *p;
            else
                buf_putc(&b, *p);
        }
        vec_push(perm, &words, arena_strndup(perm, b.p ? b.p : "", b.len));
    }
    buf_free(&b);
    return words;
}

void gcflags_parse(const char *value)
{
    while (isspace((unsigned char)*value))
        value++;
    FlagSet f = {.text = value};
    if (*value && *value != '-') {
        const char *eq = strchr(value, '=');
        if (!eq)
            diag_fatal("invalid value \"%s\" for flag -gcflags: missing =<value> in <pattern>=<value>", value);
        f.pattern = arena_strndup(perm, value, (size_t)(eq - value));
        f.text = eq + 1;
    }
    checking = true;
    apply_text(f.text);
    checking = false;
    gcflags = (GcFlags){0};
    vec_push(perm, &flag_sets, f);
}

const char *gcflags_text(const LoadPkg *p)
{
    for (uint32_t i = flag_sets.len; i-- > 0;)
        if (is_for(&flag_sets.p[i], p))
            return flag_sets.p[i].text;
    return "";
}

void gcflags_select(const LoadPkg *p) { apply_text(gcflags_text(p)); }

bool gcflags_measure(const LoadPkg *p) { return strstr(gcflags_text(p), "-bench") != NULL; }

bool gcflags_all_errors(const LoadPkg *p)
{
    GcFlags saved = gcflags;
    gcflags_select(p);
    bool all = gcflags.all_errors;
    gcflags = saved;
    return all;
}
