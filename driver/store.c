/* The cache folder: files found by key, of this machine or of GOCACHEPROG's program.
 *
 * A file is named after its key, below a folder of the key's first two digits. Its time says when it was
 * used last, to the hour. Once a day what nobody used for five days goes, as with the go command, and
 * then the oldest until the rest is small enough. */
#include "driver/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HOUR = 3600, DAY = 24 * HOUR, UNUSED_DAYS = 5 };
static const int64_t size_limit = (int64_t)10 << 30; /* bytes */

static const char *folder;
static bool opened;

bool cache_make_dirs(const char *path)
{
    if (dir_exists(path))
        return true;
    if (strcmp(path, "/") == 0 || !cache_make_dirs(path_dir(path)))
        return false;
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

const char *cache_folder(void)
{
    const char *own = getenv("SEAGOCACHE"), *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (own && *own)
        return strcmp(own, "off") == 0 ? NULL : own;
    if (xdg && *xdg)
        return path_join(xdg, "seago");
    return home && *home ? path_join(home, ".cache/seago") : NULL;
}

/* The folder, made if need be; NULL: there is none. */
static const char *open_folder(void)
{
    if (opened)
        return folder;
    opened = true;
    const char *dir = cache_folder();
    if (dir && dir[0] == '/' && cache_make_dirs(dir))
        folder = dir;
    return folder;
}

void cache_digest(const void *data, size_t size, uint8_t digest[32])
{
    struct sha256_ctx h;
    sha256_init(&h);
    sha256_update(&h, size, data);
    sha256_digest(&h, 32, digest);
}

const char *hex_text(const uint8_t digest[32])
{
    static const char digits[] = "0123456789abcdef";
    char *s = arena_alloc(perm, 65);
    for (int i = 0; i < 32; i++) {
        s[2 * i] = digits[digest[i] >> 4];
        s[2 * i + 1] = digits[digest[i] & 15];
    }
    s[64] = 0;
    return s;
}

const char *cache_file(const char *key, const char *suffix)
{
    if (!open_folder())
        return NULL;
    static bool made[256];
    const char *shard = arena_printf(perm, "%s/%.2s", folder, key);
    long number = strtol(arena_strndup(perm, key, 2), NULL, 16);
    if (!made[number])
        mkdir(shard, 0777);
    made[number] = true;
    return arena_printf(perm, "%s/%s.%s", shard, key + 2, suffix);
}

/* The compiler that reads it is part of the name: it knows what it wrote. */
const char *cache_private_file(const char *suffix, const char *about)
{
    uint8_t digest[32];
    const char *text = arena_printf(perm, "%s\n%s\n%s", suffix, file_identity("/proc/self/exe"), about);
    cache_digest(text, strlen(text), digest);
    return cache_file(hex_text(digest), suffix);
}

bool cache_used(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && time(NULL) - st.st_mtim.tv_sec > HOUR && utimensat(AT_FDCWD, path, NULL, 0) == 0;
}

/* ---- trimming ---- */

typedef struct Entry { const char *path; int64_t size, used; } Entry;
typedef VEC(Entry) Entries;

static bool is_shard(const char *name) { return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2; }

static void remove_entry(const char *path)
{
    int n;
    if (unlink(path) == 0 || errno != EISDIR)
        return;
    char **names = dir_list(path, &n); /* the folder of an executable */
    for (int i = 0; i < n; i++)
        unlink(path_join(path, names[i]));
    rmdir(path);
}

/* The files of the cache; whatever else lies in its folder stays. */
static Entries list_entries(const char *cache, const char *suffix)
{
    Entries all = {0};
    int n, count;
    char **shards = dir_list(cache, &n);
    for (int i = 0; i < n; i++) {
        if (!is_shard(shards[i]))
            continue;
        const char *shard = path_join(cache, shards[i]);
        char **names = dir_list(shard, &count);
        for (int k = 0; k < count; k++) {
            struct stat st;
            Entry e = {.path = arena_printf(perm, "%s/%s", shard, names[k])};
            size_t len = strlen(names[k]), tail = suffix ? strlen(suffix) : 0;
            if (suffix && (len < tail || strcmp(names[k] + len - tail, suffix) != 0))
                continue;
            if (stat(e.path, &st) == 0) {
                e.size = st.st_blocks * 512;
                e.used = st.st_mtim.tv_sec;
                vec_push(perm, &all, e);
            }
        }
    }
    return all;
}

static int by_use(const void *a, const void *b)
{
    int64_t x = ((const Entry *)a)->used, y = ((const Entry *)b)->used;
    return x < y ? -1 : x > y;
}

static void trim(const char *cache, int64_t now)
{
    Entries all = list_entries(cache, NULL);
    int64_t total = 0;
    if (all.len)
        qsort(all.p, all.len, sizeof *all.p, by_use);
    for (uint32_t i = 0; i < all.len; i++)
        total += all.p[i].size;
    for (uint32_t i = 0; i < all.len; i++) {
        const Entry *e = &all.p[i];
        bool in_use = now - e->used < DAY; /* by a build that runs now, perhaps */
        if (in_use || (now - e->used <= UNUSED_DAYS * DAY + HOUR && total <= size_limit))
            break;
        remove_entry(e->path);
        total -= e->size;
    }
}

void cache_trim(void)
{
    size_t size;
    const char *stamp = open_folder() ? path_join(folder, "trim.txt") : NULL;
    int64_t now = time(NULL);
    char *text = stamp ? file_read(stamp, &size) : NULL;
    if (!stamp || (text && now - atoll(text) < DAY && now >= atoll(text)))
        return;
    text = arena_printf(perm, "%lld", (long long)now);
    if (file_write(stamp, text, strlen(text))) /* first, so that other builds do not trim, too */
        trim(folder, now);
}

void cache_remove(const char *suffix)
{
    const char *cache = cache_folder();
    int n = 0;
    char **shards = cache ? dir_list(cache, &n) : NULL;
    Entries all = {0};
    if (cache)
        all = list_entries(cache, suffix);
    for (uint32_t i = 0; i < all.len; i++)
        remove_entry(all.p[i].path);
    for (int i = 0; i < n; i++)
        if (is_shard(shards[i]))
            rmdir(path_join(cache, shards[i])); /* if it is empty */
}
