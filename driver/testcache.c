/* Results of tests that may be used again: those of the same program with the same arguments, if the
 * environment variables and files that the program looked at (testing's log of them) are as they were.
 *
 * KEY.testlog in the cache folder, KEY the hash of program and arguments, is the log of the last such run;
 * KEY.testresult, KEY the hash of that and of what the log's names stand for now, its output. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "driver/test.h"

/* ---- what is hashed is first written as text ---- */

static const char *hex_of(const Buf *b)
{
    uint8_t digest[32];
    cache_digest(b->p ? b->p : "", b->len, digest);
    return hex_text(digest);
}

static void add_objects(Buf *b, const LoadPkg *p, Map *seen)
{
    if (map_get(seen, p))
        return;
    map_set(seen, p, (void *)p);
    for (uint32_t i = 0; i < p->deps.len; i++)
        if (p->deps.p[i])
            add_objects(b, p->deps.p[i], seen);
    buf_printf(b, "%s\n", p->key ? p->key : p->object_file);
}

/* The program need not be linked to know whether it is the same. */
static const char *log_file(const TestPkg *t)
{
    Buf b = {0};
    Map seen = {0};
    add_objects(&b, t->main, &seen);
    buf_printf(&b, "%s\n%s\n%d\n%s\n", t->pkg->dir, known_digest(context_lib_file("libseagort.a")),
               build_options.strip_symbols | build_options.strip_dwarf << 1 | build_options.compress_dwarf << 2,
               test_options.json ? "json" : "text");
    for (uint32_t i = 0; i < test_options.args.len; i++)
        buf_printf(&b, "%s\n", test_options.args.p[i]);
    const char *hex = hex_of(&b);
    buf_free(&b);
    return cache_file(hex, "testlog");
}

static void add_stat(Buf *b, int failed, const struct stat *st)
{
    if (failed)
        buf_printf(b, "err %s\n", errno_text(errno));
    else
        buf_printf(b, "%lld %o %lld.%09ld\n", (long long)st->st_size, st->st_mode, (long long)st->st_mtim.tv_sec,
                   st->st_mtim.tv_nsec);
}

static void add_stats(Buf *b, const char *name)
{
    struct stat st;
    int failed = stat(name, &st);
    add_stat(b, failed, &st);
    failed = lstat(name, &st);
    add_stat(b, failed, &st);
}

/* False: the file is so new that a change in the same instant could not be told. */
static bool add_opened(Buf *b, const char *name)
{
    struct stat st;
    int failed = stat(name, &st), n = 0;
    add_stat(b, failed, &st);
    if (failed)
        return true;
    char **names = S_ISDIR(st.st_mode) ? dir_list(name, &n) : NULL;
    for (int i = 0; i < n; i++) {
        struct stat entry;
        buf_printf(b, "file %s ", names[i]);
        failed = lstat(path_join(name, names[i]), &entry);
        add_stat(b, failed, &entry);
    }
    return !S_ISREG(st.st_mode) || time(NULL) - st.st_mtim.tv_sec >= 2;
}

/* The folder whose files count: the module's, or what GOPATH or the Go tree has. */
static bool is_inside(const TestPkg *t, const char *name)
{
    const char *root = t->pkg->module ? t->pkg->module->dir : t->pkg->std ? context.goroot : t->pkg->dir;
    size_t n = strlen(root);
    return strncmp(name, root, n) == 0 && (name[n] == '/' || !name[n]);
}

/* What the names in the log stand for now. False: no result can be kept. */
static bool add_inputs(Buf *b, const TestPkg *t, char *log)
{
    const char *dir = t->pkg->dir;
    for (char *line = strtok(log, "\n"); line; line = strtok(NULL, "\n")) {
        char *name = strchr(line, ' ');
        if (!name)
            return false;
        *name++ = 0;
        const char *path = name[0] == '/' ? path_clean(name) : path_join(dir, name), *value;
        if (strcmp(line, "getenv") == 0) {
            value = getenv(name);
            buf_printf(b, "env %s %s%s\n", name, value ? "=" : "-", value ? value : "");
        } else if (strcmp(line, "chdir") == 0) {
            dir = path;
            buf_printf(b, "chdir %s ", path);
            add_stats(b, path);
        } else if (!is_inside(t, path)) {
            continue;
        } else if (strcmp(line, "stat") == 0) {
            buf_printf(b, "stat %s ", path);
            add_stats(b, path);
        } else {
            buf_printf(b, "open %s ", path);
            if (strcmp(line, "open") != 0 || !add_opened(b, path))
                return false;
        }
    }
    return true;
}

static const char *result_file(const TestPkg *t, const char *log_path, const char *log)
{
    Buf b = {0};
    buf_printf(&b, "%s\n", log_path);
    bool ok = add_inputs(&b, t, arena_strndup(perm, log, strlen(log)));
    const char *hex = ok ? hex_of(&b) : NULL;
    buf_free(&b);
    return ok ? cache_file(hex, "testresult") : NULL;
}

/* "ok  \tp\t0.012s" says (cached) in place of the time. */
static const char *mark_cached(const char *text)
{
    const char *at = NULL;
    for (const char *s = text; (s = strstr(s, "ok  \t")); s++)
        at = s;
    const char *tab = at ? strchr(at + 5, '\t') : NULL;
    if (!tab)
        return NULL;
    size_t n = strspn(tab + 1, "0123456789.s");
    return arena_printf(perm, "%.*s(cached)%s", (int)(tab + 1 - text), text, tab + 1 + n);
}

const char *testcache_lookup(const TestPkg *t)
{
    size_t size;
    if (!test_options.cacheable || !cache_folder())
        return NULL;
    const char *log_path = log_file(t), *log = file_read(log_path, &size);
    const char *path = log ? result_file(t, log_path, log) : NULL;
    const char *text = path ? file_read(path, &size) : NULL;
    if (!text)
        return NULL;
    cache_used(log_path);
    cache_used(path);
    return mark_cached(text);
}

void testcache_store(const TestPkg *t, const char *access_log, const char *output, size_t size)
{
    size_t log_size;
    const char *log = file_read(access_log, &log_size);
    if (!test_options.cacheable || !cache_folder() || !log)
        return;
    const char *log_path = log_file(t), *path = result_file(t, log_path, log);
    if (!path)
        return;
    if (file_write(path, output, size))
        file_write(log_path, log, log_size);
}
