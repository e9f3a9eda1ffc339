/* The build cache: what compiling a package gave, found by a hash of everything it depends on: its
 * sources, the flags, the compiler, the export data of its imports.
 *
 * An entry KEY is three files below the cache folder, KEY.x (export data), KEY.o (object) and KEY.info;
 * the last one, written last and whole, makes the entry valid, so builds may run at the same time and
 * be killed at any point. KEY.info is lines of what the package has, an empty line, and the messages
 * that the compiler printed, which are printed again on each use.
 *
 * Only messages depend on the working directory (they name files relative to it): an entry that has some
 * says which directory it was, and is none in another. */
#include "driver/driver.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_bytes(struct sha256_ctx *h, const void *p, size_t n)
{
    uint64_t len = n; /* lengths go in too, so that no two inputs run together */
    sha256_update(h, sizeof len, (const uint8_t *)&len);
    sha256_update(h, n, p);
}

static void add_text(struct sha256_ctx *h, const char *s) { add_bytes(h, s, strlen(s)); }
static void add_int(struct sha256_ctx *h, int64_t v) { add_bytes(h, &v, sizeof v); }

static const char *hex_digest(struct sha256_ctx *h)
{
    uint8_t d[SHA256_DIGEST_SIZE];
    sha256_digest(h, sizeof d, d);
    return hex_text(d);
}

static bool add_file_content(struct sha256_ctx *h, const char *path)
{
    const char *digest = known_digest(path);
    if (digest)
        add_text(h, digest);
    return digest != NULL;
}

static void add_compiler(struct sha256_ctx *h)
{
    add_text(h, PACKAGE_VERSION);
    add_text(h, file_identity("/proc/self/exe"));
    add_text(h, file_identity(context_lib_file("seago-llvm.so")));
}

static void add_flags(struct sha256_ctx *h, const LoadPkg *p, Stage stage)
{
    add_int(h, stage);
    add_text(h, gcflags_text(p));
    if (p->named || *gcflags_text(p))
        add_text(h, context.workdir); /* messages name files relative to it */
    add_int(h, gcflags_incomplete_ok && !p->std);
    add_int(h, context.goamd64);
    add_int(h, context.tree_minor);
    add_int(h, p->go_minor);
    add_int(h, build_options.trimpath);
    add_text(h, p->path);
    add_text(h, p->link_path);
}

/* Bodies of generic functions come from packages that are imported indirectly, too. */
static void add_dependencies(struct sha256_ctx *h, const LoadPkg *p, Map *seen)
{
    for (uint32_t i = 0; i < p->deps.len; i++) {
        LoadPkg *d = p->deps.p[i];
        if (!d || map_get(seen, d))
            continue;
        map_set(seen, d, d);
        add_text(h, d->path);
        add_text(h, d->export_hash);
        add_dependencies(h, d, seen);
    }
}

static void add_string_vars(struct sha256_ctx *h, const LoadPkg *p)
{
    for (uint32_t i = 0; i < build_options.string_vars.len; i++) {
        const StringVar *v = &build_options.string_vars.p[i];
        if (strcmp(v->path, p->link_path) != 0)
            continue;
        add_text(h, v->name);
        add_text(h, v->value);
    }
}

static bool add_embedded(struct sha256_ctx *h, const LoadPkg *p)
{
    for (uint32_t i = 0; i < p->embeds.len; i++) {
        const Embed *e = &p->embeds.p[i];
        add_text(h, e->pattern);
        for (uint32_t k = 0; k < e->files.len; k++) {
            add_text(h, e->files.p[k]);
            if (!add_file_content(h, path_join(p->dir, e->files.p[k])))
                return false;
        }
    }
    return true;
}

static const char *key_of(const LoadPkg *p, Stage stage)
{
    struct sha256_ctx h;
    sha256_init(&h);
    add_compiler(&h);
    add_flags(&h, p, stage);
    for (uint32_t i = 0; i < p->files.len; i++) {
        add_text(&h, p->files.p[i]);
        if (p->text)
            add_text(&h, p->text);
        else if (!add_file_content(&h, p->files.p[i]))
            return NULL;
    }
    add_string_vars(&h, p);
    if (!add_embedded(&h, p))
        return NULL;
    Map seen = {0};
    add_dependencies(&h, p, &seen);
    return hex_digest(&h);
}

const char *cache_hash_file(const char *path)
{
    size_t size;
    char *text = file_read(path, &size);
    uint8_t digest[32];
    cache_digest(text ? text : "", text ? size : 0, digest);
    return hex_text(digest);
}

/* Reads the lines of KEY.info into p; returns what follows them, the messages, or NULL. */
static const char *read_info(LoadPkg *p, char *line, const char **workdir)
{
    p->tests.len = 0;
    while (*line && *line != '\n') {
        char *end = strchr(line, '\n');
        if (!end)
            return NULL;
        *end = 0;
        if (strncmp(line, "init ", 5) == 0)
            p->init_symbol = line + 5;
        p->has_main |= strcmp(line, "main") == 0;
        if (strncmp(line, "export ", 7) == 0)
            p->export_hash = line + 7;
        if (strncmp(line, "workdir ", 8) == 0)
            *workdir = line + 8;
        if (strncmp(line, "test ", 5) == 0)
            vec_push(perm, &p->tests, line + 5);
        line = end + 1;
    }
    return line[0] == '\n' ? line + 1 : "";
}

/* Reads KEY.info into p; prints the messages. */
static bool use_entry(LoadPkg *p)
{
    size_t size;
    const char *workdir = NULL;
    char *text = p->info_file ? file_read(p->info_file, &size) : NULL;
    const char *messages = text ? read_info(p, text, &workdir) : NULL;
    if (!messages || !p->export_hash || !p->export_file || !file_exists(p->export_file))
        return false;
    if (*messages && (!workdir || strcmp(workdir, context.workdir) != 0))
        return false;
    if (*messages)
        fprintf(stderr, "# %s\n%s", package_label(p), messages);
    return true;
}

static void name_in_work_dir(LoadPkg *p)
{
    p->export_file = arena_printf(perm, "%s/%d.x", work_dir(), p->index);
    p->object_file = arena_printf(perm, "%s/%d.o", work_dir(), p->index);
    p->info_file = arena_printf(perm, "%s/%d.info", work_dir(), p->index);
}

static bool lookup_in_program(LoadPkg *p, Stage stage)
{
    p->info_file = cacheprog_get(p->key, "info");
    p->export_file = p->info_file ? cacheprog_get(p->key, "x") : NULL;
    p->object_file = p->export_file && stage >= STAGE_OBJECT ? cacheprog_get(p->key, "o") : NULL;
    if (p->export_file && (p->object_file || stage < STAGE_OBJECT) && use_entry(p))
        return true;
    name_in_work_dir(p);
    return false;
}

/* Deps' export hashes must be known. True: p is built. Otherwise p's file names say where to build. */
bool cache_lookup(LoadPkg *p, Stage stage)
{
    bool by_program = cacheprog_enabled();
    p->key = by_program || cache_folder() ? key_of(p, stage) : NULL;
    if (p->key && by_program)
        return lookup_in_program(p, stage);
    if (!p->key || !(p->info_file = cache_file(p->key, "info"))) {
        p->key = NULL;
        name_in_work_dir(p);
        return false;
    }
    p->export_file = cache_file(p->key, "x");
    p->object_file = cache_file(p->key, "o");
    if (!use_entry(p))
        return false;
    if (cache_used(p->info_file)) {
        cache_used(p->export_file);
        cache_used(p->object_file);
    }
    return true;
}

/* Sources that changed after their hash was taken were compiled as they are now, under a wrong key. */
static bool sources_unchanged(const LoadPkg *p)
{
    for (uint32_t i = 0; i < p->files.len; i++)
        if (!p->text && !known_unchanged(p->files.p[i]))
            return false;
    return true;
}

static const char *moved(const char *now, const char *before) { return now ? now : before; }

static void store_in_program(LoadPkg *p)
{
    p->export_file = moved(cacheprog_put(p->key, "x", p->export_file), p->export_file);
    if (file_exists(p->object_file))
        p->object_file = moved(cacheprog_put(p->key, "o", p->object_file), p->object_file);
    p->info_file = moved(cacheprog_put(p->key, "info", p->info_file), p->info_file);
}

/* After a successful compilation: `what` is the child's list of lines, messages its output. */
bool cache_store(LoadPkg *p, const char *what, const char *messages)
{
    Buf b = {0};
    buf_puts(&b, what);
    if (*messages)
        buf_printf(&b, "workdir %s\n", context.workdir);
    buf_printf(&b, "export %s\n\n%s", cache_hash_file(p->export_file), messages);
    bool valid = sources_unchanged(p), ok = file_write(p->info_file, b.p, b.len) && use_entry(p);
    buf_free(&b);
    if (!valid) {
        unlink(p->info_file);
        p->key = NULL;
    } else if (ok && p->key && cacheprog_enabled()) {
        store_in_program(p);
    }
    return ok;
}
