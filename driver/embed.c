/* //go:embed: which files a pattern names (package embed's documentation). */
#include "driver/load.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* What Go lets stand in file names of modules: no quotes, wildcards, separators of other systems. */
static bool is_name_byte(unsigned char c) { return c >= 0x80 || isalnum(c) || (c && strchr("!#$%&()+,-.=@[]^_{}~ ", c)); }

static bool is_bad_name(const char *s)
{
    static const char *const bad[] = {
        "", ".bzr", ".hg", ".git", ".svn", NULL,
    };
    static const char *const windows[] = {
        "con", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "prn", "aux", "nul",
        "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", NULL,
    };
    size_t n = strlen(s), stem = strcspn(s, ".");
    for (const char *const *b = bad; *b; b++)
        if (strcmp(s, *b) == 0)
            return true;
    for (const char *const *w = windows; *w; w++)
        if (strlen(*w) == stem && strncasecmp(s, *w, stem) == 0)
            return true;
    for (size_t i = 0; i < n; i++)
        if (!is_name_byte((unsigned char)s[i]))
            return true;
    return s[n - 1] == '.';
}

/* A relative slash-separated path without "." and "..", with closed brackets. */
static bool is_valid_pattern(const char *p)
{
    for (const char *s = p; *s; s++) {
        if (*s == '\\' && !*++s)
            return false;
        if (*s == '[' && !strchr(s, ']'))
            return false;
    }
    for (const char *s = p;; s++) {
        size_t n = strcspn(s, "/");
        if (n == 0 || (n == 1 && s[0] == '.') || (n == 2 && s[0] == '.' && s[1] == '.'))
            return false;
        s += n;
        if (!*s)
            return true;
    }
}

/* ---- expansion ---- */

typedef struct Expansion {
    LoadPkg *pkg;
    Embed *embed;
    bool all;            /* all:pattern: names that begin with . or _ too */
    const char *error;
} Expansion;

static const char *in_package(const Expansion *x, const char *rel) { return path_join(x->pkg->dir, rel); }

static bool lstat_rel(const Expansion *x, const char *rel, struct stat *st) { return lstat(in_package(x, rel), st) == 0; }

static void add_file(Expansion *x, const char *rel)
{
    for (uint32_t i = 0; i < x->embed->files.len; i++)
        if (strcmp(x->embed->files.p[i], rel) == 0)
            return;
    vec_push(perm, &x->embed->files, rel);
}

/* All regular files below a folder, but hidden ones and those of other modules; returns their number. */
static int add_tree(Expansion *x, const char *dir)
{
    int n, count = 0;
    char **names = dir_list(in_package(x, dir), &n);
    for (int i = 0; i < n; i++) {
        struct stat st;
        const char *rel = arena_printf(perm, "%s/%s", dir, names[i]);
        if (is_bad_name(names[i]) || (!x->all && (names[i][0] == '.' || names[i][0] == '_')) || !lstat_rel(x, rel, &st))
            continue;
        if (S_ISDIR(st.st_mode) && !file_exists(path_join(in_package(x, rel), "go.mod")))
            count += add_tree(x, rel);
        if (S_ISREG(st.st_mode)) {
            add_file(x, rel);
            count++;
        }
    }
    return count;
}

/* May rel be embedded, as far as the folders on the way to it say? Sets the error otherwise. */
static bool check_way(Expansion *x, const char *rel, const char *what)
{
    for (const char *dir = rel; strcmp(dir, ".") != 0; dir = path_dir(dir)) {
        struct stat st;
        bool self = dir == rel;
        const char *elem = path_base(dir);
        if (file_exists(path_join(in_package(x, dir), "go.mod")))
            x->error = arena_printf(perm, "cannot embed %s %s: in different module", what, rel);
        else if (!self && lstat_rel(x, dir, &st) && !S_ISDIR(st.st_mode))
            x->error = arena_printf(perm, "cannot embed %s %s: in non-directory %s", what, rel, dir);
        else if (is_bad_name(elem))
            x->error = arena_printf(perm, "cannot embed %s %s: %s %s", what, rel,
                                    self ? "invalid name" : "in invalid directory", elem);
        if (x->error)
            return false;
    }
    return true;
}

static void add_match(Expansion *x, const char *rel)
{
    struct stat st;
    if (x->error || !lstat_rel(x, rel, &st) || !check_way(x, rel, S_ISDIR(st.st_mode) ? "directory" : "file"))
        return;
    if (S_ISREG(st.st_mode))
        add_file(x, rel);
    else if (!S_ISDIR(st.st_mode))
        x->error = arena_printf(perm, "cannot embed irregular file %s", rel);
    else if (add_tree(x, rel) == 0)
        x->error = arena_printf(perm, "cannot embed directory %s: contains no embeddable files", rel);
}

/* Matches the elements of the pattern, one folder after the other; dir is "" at first. */
static void expand(Expansion *x, const char *dir, const char *pattern)
{
    size_t n = strcspn(pattern, "/");
    const char *elem = arena_strndup(perm, pattern, n), *rest = pattern[n] ? pattern + n + 1 : NULL;
    int count;
    char **names = dir_list(*dir ? in_package(x, dir) : x->pkg->dir, &count);
    for (int i = 0; i < count; i++) {
        if (fnmatch(elem, names[i], 0) != 0)
            continue;
        const char *rel = *dir ? arena_printf(perm, "%s/%s", dir, names[i]) : names[i];
        if (rest)
            expand(x, rel, rest);
        else
            add_match(x, rel);
    }
}

static int compare_names(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

void embed_resolve(LoadPkg *p, Embed *e)
{
    Expansion x = {.pkg = p, .embed = e, .all = strncmp(e->pattern, "all:", 4) == 0};
    const char *glob = e->pattern + (x.all ? 4 : 0);
    if (is_valid_pattern(glob))
        expand(&x, "", glob);
    else
        x.error = "invalid pattern syntax";
    if (!x.error && e->files.len == 0)
        x.error = "no matching files found";
    if (x.error)
        load_error(p, 1, "%s:%u:%u: pattern %s: %s", load_shown(e->file), e->line, e->col, e->pattern, x.error);
    else
        qsort(e->files.p, e->files.len, sizeof *e->files.p, compare_names);
}
