/* -gcflags: flags of gc that this compiler honours. */
#include "driver/driver.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ssa/ssa.h"

GcFlags gcflags;

static void set_lang(const char *v) {
    if (strncmp(v, "go1.", 4) != 0 || !isdigit((unsigned char)v[4]))
        diag_fatal("invalid value \"%s\" for -lang: should be something like \"go1.12\"", v);
    gcflags.lang = atoi(v + 4);
    if (gcflags.lang > context.tree_minor && gcflags.lang > 26)
        diag_fatal("invalid value \"%s\" for -lang: max known version is \"go1.%d\"", v, context.tree_minor);
}

static void set_m(const char *v) {
    /* -m counts up when repeated; "true" is a bare -m */
    gcflags.m_level = strcmp(v, "true") == 0 ? gcflags.m_level + 1 : atoi(v);
}

/* -d=panic (a stack trace at the first error) is accepted as gc's tests pass it: it changes no message. */
static void set_debug(const char *v) {
    for (const char *p = v; *p;) {
        size_t n = strcspn(p, ",");
        const char *word = arena_strndup(perm, p, n);
        if (strcmp(word, "ssa/check/on") == 0)
            gcflags.ssa_check = true;
        else if (strcmp(word, "panic") != 0 && !ssa_debug_flag(word))
            diag_fatal("-d=%s is not supported yet", word);
        p += n + (p[n] == ',');
    }
    gcflags.ssa_debug = gcflags.ssa_debug ? arena_printf(perm, "%s,%s", gcflags.ssa_debug, v) : v;
}

static bool value_is_true(const char *v) { return strcmp(v, "false") != 0 && strcmp(v, "0") != 0; }

static void set_complete(const char *v) { gcflags.incomplete_ok = !value_is_true(v); }

typedef struct GcFlag { const char *name; bool *value; void (*set)(const char *); bool takes_value; } GcFlag;
static const GcFlag known_flags[] = {
    {"e", &gcflags.all_errors, NULL, false},
    {"N", &gcflags.no_opt, NULL, false},
    {"l", &gcflags.no_inline, NULL, false},
    {"std", &gcflags.std, NULL, false},
    {"+", &gcflags.std, NULL, false},
    {"m", NULL, set_m, false},
    {"complete", NULL, set_complete, false},
    {"lang", NULL, set_lang, true},
    {"d", NULL, set_debug, true},
};

static void apply(const char *name, size_t len, const char *value, const char **rest) {
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

void gcflags_parse(const char *text) {
    /* pattern=flags: only "all" and packages named on the command line make sense, so it is dropped */
    if (text[0] && text[0] != '-' && text[0] != ' ') {
        const char *eq = strchr(text, '=');
        if (eq)
            text = eq + 1;
    }
    VEC(const char *) words = {0};
    for (const char *p = text; *p;) {
        while (isspace((unsigned char)*p))
            p++;
        char quote = *p == '\'' || *p == '"' ? *p++ : 0;
        const char *start = p;
        while (*p && (quote ? *p != quote : !isspace((unsigned char)*p)))
            p++;
        if (p > start)
            vec_push(perm, &words, arena_strndup(perm, start, (size_t)(p - start)));
        p += *p != 0;
    }
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
