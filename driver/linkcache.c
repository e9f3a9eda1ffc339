/* Linking again what is linked already: KEY.link in the cache, KEY the hash of all that an executable is made
 * of, holds the hash of its content. If the output has that content, there is nothing to do. What "run" runs
 * is in the cache itself, KEY.exe/NAME. */
#include "driver/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/backend.h"

/* NULL: something of it has no key, or there is no cache. */
const char *linkcache_key(const LinkJob *job, const LoadVec *order)
{
    Buf b = {0};
    const char *runtime = known_digest(job->runtime_archive), *key = NULL;
    bool whole = runtime && cache_folder();
    buf_printf(&b, "link %s %s %s\n", file_identity("/proc/self/exe"), file_identity(LLD_PATH), runtime ? runtime : "");
    for (uint32_t i = 0; i < order->len && whole; i++) {
        whole = order->p[i]->key != NULL;
        buf_printf(&b, "object %s\n", whole ? order->p[i]->key : "");
    }
    for (const char **s = job->inits; *s; s++)
        buf_printf(&b, "init %s\n", *s);
    buf_printf(&b, "%s %d %s %s %d %d %d\n%s", job->main_symbol, job->tree_minor, job->go_version, job->goroot,
               job->strip_all, job->strip_debug, job->compress_debug, job->build_info);
    if (whole) {
        uint8_t digest[32];
        cache_digest(b.p, b.len, digest);
        key = hex_text(digest);
    }
    buf_free(&b);
    return key;
}

/* The hash of an executable's content, "" if it is none. */
static const char *content(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || !(st.st_mode & S_IXUSR))
        return "";
    return cache_hash_file(path);
}

bool linkcache_current(const char *key, const char *output)
{
    size_t size;
    const char *record = cache_file(key, "link"), *want = record ? file_read(record, &size) : NULL;
    if (!want || strcmp(content(output), want) != 0)
        return false;
    cache_used(record);
    utimensat(AT_FDCWD, output, NULL, 0); /* make and the like see that it is new */
    return true;
}

void linkcache_record(const char *key, const char *output)
{
    const char *record = cache_file(key, "link"), *hash = content(output);
    if (record && *hash)
        file_write(record, hash, strlen(hash)); /* without it, it is linked again */
}

const char *linkcache_program(const char *key, const char *name)
{
    const char *dir = cache_file(key, "exe");
    if (!dir || (mkdir(dir, 0777) != 0 && errno != EEXIST))
        return NULL;
    if (access(dir, W_OK) != 0)
        return NULL;
    utimensat(AT_FDCWD, dir, NULL, 0); /* it is in use */
    return path_join(dir, name);
}
