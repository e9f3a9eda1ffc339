#include "driver/driver.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *file_read(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct stat st;
    if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
        errno = errno ? errno : EISDIR;
        close(fd);
        return NULL;
    }
    size_t cap = st.st_size > 0 ? (size_t)st.st_size + 1 : 1 << 16, n = 0;
    char *text = arena_alloc(perm, cap + 1);
    for (;;) {
        if (n == cap) { /* a pipe, or the file grew */
            char *more = arena_alloc(perm, cap * 2 + 1);
            memcpy(more, text, n);
            text = more;
            cap *= 2;
        }
        ssize_t got = read(fd, text + n, cap - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            int err = errno;
            close(fd);
            errno = err;
            if (got < 0)
                return NULL;
            break;
        }
        n += (size_t)got;
    }
    text[n] = 0;
    *size = n;
    return text;
}

bool file_write(const char *path, const void *data, size_t size)
{
    char *tmp = arena_printf(perm, "%s.%d.tmp", path, (int)getpid());
    FILE *f = fopen(tmp, "wbe");
    if (!f)
        return false;
    bool ok = fwrite(data, 1, size, f) == size;
    ok = fclose(f) == 0 && ok;
    ok = ok && rename(tmp, path) == 0;
    if (!ok) {
        int err = errno;
        unlink(tmp);
        errno = err;
    }
    return ok;
}

bool file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

bool dir_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *path_clean(const char *path)
{
    size_t n = strlen(path);
    char *out = arena_alloc(perm, n + 2);
    size_t len = 0, floor = 0; /* floor: what ".." cannot remove */
    bool rooted = path[0] == '/';
    if (rooted)
        out[len++] = '/', floor = 1;
    for (size_t i = 0; i < n;) {
        size_t end = i + strcspn(path + i, "/"), k = end - i;
        const char *p = path + i;
        i = end + 1;
        if (k == 0 || (k == 1 && p[0] == '.'))
            continue;
        if (k == 2 && p[0] == '.' && p[1] == '.') {
            if (len > floor) {
                while (len > floor && out[len - 1] != '/')
                    len--;
                if (len > floor)
                    len--;
                continue;
            }
            if (rooted)
                continue;
        }
        if (len > 0 && out[len - 1] != '/')
            out[len++] = '/';
        memcpy(out + len, p, k);
        len += k;
        if (k == 2 && p[0] == '.' && p[1] == '.')
            floor = len;
    }
    if (len == 0)
        out[len++] = '.';
    out[len] = 0;
    return out;
}

char *path_join(const char *dir, const char *name)
{
    return path_clean(arena_printf(perm, "%s/%s", dir, name));
}

char *path_abs(const char *path)
{
    return path[0] == '/' ? path_clean(path) : path_join(context.workdir, path);
}

char *path_dir(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return arena_strndup(perm, ".", 1);
    return arena_strndup(perm, path, slash == path ? 1 : (size_t)(slash - path));
}

const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **dir_list(const char *path, int *n)
{
    VEC(char *) names = {0};
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            vec_push(perm, &names, arena_strndup(perm, e->d_name, strlen(e->d_name)));
    if (d)
        closedir(d);
    if (names.len)
        qsort(names.p, names.len, sizeof *names.p, compare_names);
    *n = (int)names.len;
    return names.p;
}

/* ---- the folder of intermediate files ---- */

static char *work;
static pid_t work_owner;
static bool work_kept;

const char *work_dir(void)
{
    if (work)
        return work;
    const char *tmp = getenv("TMPDIR");
    work = arena_printf(perm, "%s/seago-build-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(work))
        diag_fatal("cannot create a work folder: %s: %s", work, errno_text(errno));
    work_owner = getpid();
    cleanup_path(work);
    atexit(work_dir_remove);
    return work;
}

void work_dir_keep(void)
{
    work_kept = true;
    cleanup_done(work, 0);
}

void work_dir_remove(void)
{
    if (!work || work_kept || getpid() != work_owner)
        return;
    int n;
    char **names = dir_list(work, &n);
    for (int i = 0; i < n; i++)
        unlink(arena_printf(perm, "%s/%s", work, names[i]));
    rmdir(work);
    cleanup_done(work, 0);
    work = NULL;
}
