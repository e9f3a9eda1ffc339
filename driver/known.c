/* What is known of files without reading them: the hash of their content, and the heads of Go files.
 *
 * For each folder the cache has a text file, KEY.known, with what was learnt of its files the last time. A
 * file's line holds as long as its size, times and inode are as they were. The time of the inode's last
 * change is among them, which nobody can set, but clocks tick slowly: of a file that was changed less than
 * two seconds before it was read nothing is kept, as a change in the same tick could not be told. */
#include "driver/driver.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

typedef struct FileStamp { int64_t size, mtime, ctime; uint64_t inode; } FileStamp;

typedef struct KnownFile {
    FileStamp stamp;
    const char *digest;  /* hex SHA-256 */
    bool has_header;
    Header header;
    bool checked;        /* in this run: it is as the file is now */
    bool keep;           /* old enough to be remembered */
} KnownFile;

typedef struct KnownDir {
    const char *path, *store;
    VEC(const char *) names;
    Map files;           /* Sym of the name -> KnownFile */
    bool changed;
} KnownDir;

static Map dirs; /* Sym of the path -> KnownDir */
static VEC(KnownDir *) all_dirs;

static int64_t nanoseconds(struct timespec t) { return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec; }

static bool read_stamp(const char *path, FileStamp *s)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    *s = (FileStamp){st.st_size, nanoseconds(st.st_mtim), nanoseconds(st.st_ctim), st.st_ino};
    return true;
}

static bool same_stamp(const FileStamp *a, const FileStamp *b)
{
    return a->size == b->size && a->mtime == b->mtime && a->ctime == b->ctime && a->inode == b->inode;
}

static bool is_settled(const FileStamp *s)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t limit = nanoseconds(now) - 2000000000;
    return s->mtime < limit && s->ctime < limit;
}

/* ---- the text of a folder ---- */

static KnownFile *new_file(KnownDir *d, const char *name)
{
    KnownFile *f = NEW(perm, KnownFile);
    vec_push(perm, &d->names, name);
    map_set(&d->files, sym(name), f);
    return f;
}

/* file SIZE MTIME CTIME INODE DIGEST NAME */
static KnownFile *read_file_line(KnownDir *d, const char *line)
{
    FileStamp s;
    char digest[65];
    int at = 0;
    if (sscanf(line, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNu64 " %64[0-9a-f] %n", &s.size, &s.mtime, &s.ctime,
               &s.inode, digest, &at) != 5 || !at)
        return NULL;
    KnownFile *f = new_file(d, line + at);
    f->stamp = s;
    f->digest = arena_strndup(perm, digest, strlen(digest));
    f->keep = true;
    return f;
}

/* import LINE COL PATH_COL LITERAL */
static void read_import_line(Header *h, const char *line)
{
    ImportSpec s = {0};
    int at = 0;
    if (sscanf(line, "%u %u %u %n", &s.line, &s.col, &s.path_col, &at) != 3 || !at)
        return;
    s.literal = (LitText){line + at, (uint32_t)strlen(line + at)};
    s.path = lexer_string_value(s.literal)->s;
    vec_push(perm, &h->imports, s);
}

static void read_header_line(KnownFile *f, const char *word, const char *rest)
{
    Header *h = &f->header;
    if (strcmp(word, "package") == 0) {
        f->has_header = true;
        h->plus_build_ok = true;
        h->package = *rest ? rest : NULL;
    } else if (strcmp(word, "import") == 0) {
        read_import_line(h, rest);
    } else if (strcmp(word, "build") == 0) {
        h->build = rest;
    } else if (strcmp(word, "cgo") == 0) {
        sscanf(rest, "%u %u", &h->import_c_line, &h->import_c_col);
    }
}

static void read_dir_text(KnownDir *d, char *text)
{
    KnownFile *f = NULL;
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        char *rest = strchr(line, ' ');
        if (!rest)
            continue;
        *rest++ = 0;
        if (strcmp(line, "file") == 0)
            f = read_file_line(d, rest);
        else if (f)
            read_header_line(f, line, rest);
    }
}

static void write_file(Buf *b, const char *name, const KnownFile *f)
{
    const FileStamp *s = &f->stamp;
    buf_printf(b, "file %" PRId64 " %" PRId64 " %" PRId64 " %" PRIu64 " %s %s\n", s->size, s->mtime, s->ctime, s->inode,
               f->digest, name);
    if (!f->has_header)
        return;
    const Header *h = &f->header;
    buf_printf(b, "package %s\n", h->package ? h->package : "");
    if (h->build)
        buf_printf(b, "build %s\n", h->build);
    if (h->import_c_line)
        buf_printf(b, "cgo %u %u\n", h->import_c_line, h->import_c_col);
    for (uint32_t i = 0; i < h->imports.len; i++) {
        const ImportSpec *m = &h->imports.p[i];
        buf_printf(b, "import %u %u %u %.*s\n", m->line, m->col, m->path_col, (int)m->literal.len, m->literal.p);
    }
}

/* ---- folders ---- */

static KnownDir *dir_of(const char *file)
{
    const char *path = path_dir(file);
    const Sym *key = sym(path);
    KnownDir *d = map_get(&dirs, key);
    if (d)
        return d;
    d = NEW(perm, KnownDir);
    d->path = path;
    d->store = cache_private_file("known", path);
    size_t size;
    char *text = d->store ? file_read(d->store, &size) : NULL;
    if (text && strlen(text) == size)
        read_dir_text(d, text);
    if (text)
        cache_used(d->store);
    map_set(&dirs, key, d);
    vec_push(perm, &all_dirs, d);
    return d;
}

void known_save(void)
{
    for (uint32_t i = 0; i < all_dirs.len; i++) {
        KnownDir *d = all_dirs.p[i];
        Buf b = {0};
        for (uint32_t k = 0; d->changed && d->store && k < d->names.len; k++) {
            KnownFile *f = map_get(&d->files, sym(d->names.p[k]));
            if (f->keep && (f->checked || file_exists(path_join(d->path, d->names.p[k]))))
                write_file(&b, d->names.p[k], f);
        }
        if (b.len) /* a failure costs time at most */
            file_write(d->store, b.p, b.len);
        d->changed = false;
        buf_free(&b);
    }
}

/* ---- files ---- */

static KnownFile *find(KnownDir *d, const char *name, const char *path)
{
    KnownFile *f = map_get(&d->files, sym(name));
    FileStamp now;
    if (!f || f->checked)
        return f;
    f->checked = read_stamp(path, &now) && same_stamp(&now, &f->stamp);
    return f->checked ? f : NULL;
}

/* The stamp is taken before the text is read: a change between the two shows next time. */
static KnownFile *learn(KnownDir *d, const char *name, const char *path, char **text, size_t *size)
{
    FileStamp s;
    bool regular = read_stamp(path, &s);
    *text = file_read(path, size);
    if (!*text)
        return NULL;
    KnownFile *f = map_get(&d->files, sym(name));
    if (!f)
        f = new_file(d, name);
    uint8_t digest[32];
    cache_digest(*text, *size, digest);
    *f = (KnownFile){.digest = hex_text(digest), .checked = true};
    f->keep = regular && is_settled(&s) && !strchr(name, '\n');
    f->stamp = regular ? s : (FileStamp){0};
    d->changed |= f->keep;
    return f;
}

const char *known_digest(const char *path)
{
    KnownDir *d = dir_of(path);
    const char *name = path_base(path);
    char *text;
    size_t size;
    KnownFile *f = find(d, name, path);
    if (!f)
        f = learn(d, name, path, &text, &size);
    return f ? f->digest : NULL;
}

bool known_unchanged(const char *path)
{
    KnownFile *f = map_get(&dir_of(path)->files, sym(path_base(path)));
    FileStamp now;
    if (!f || !read_stamp(path, &now) || !same_stamp(&now, &f->stamp))
        return false;
    return f->keep || strcmp(cache_hash_file(path), f->digest) == 0;
}

/* Heads are kept that mean the same whatever the tags, and whose patterns need no look at other files. */
static bool can_keep(const Header *h)
{
    for (uint32_t i = 0; i < h->imports.len; i++)
        if (memchr(h->imports.p[i].literal.p, '\n', h->imports.p[i].literal.len))
            return false;
    return h->embeds.len == 0 && !h->error && (h->build || !h->has_plus_build);
}

bool known_header(const Tags *t, const char *path, Header *h)
{
    KnownDir *d = dir_of(path);
    const char *name = path_base(path);
    char *text;
    size_t size;
    KnownFile *f = find(d, name, path);
    if (f && f->has_header) {
        *h = f->header;
        return true;
    }
    f = learn(d, name, path, &text, &size);
    if (!f)
        return false;
    header_read(t, text, size, h);
    f->has_header = can_keep(h);
    f->header = *h;
    return true;
}
