/* The identity of the compiler's own files: the linker's build id is a hash of the content, so a copy or
 * a rebuild that changes nothing is the same compiler, and one that changes anything is another. */
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "driver/driver.h"

/* The id among the notes; NULL if there is none. */
static const char *find_build_id(const char *notes, size_t size)
{
    for (size_t at = 0; at + sizeof(Elf64_Nhdr) <= size;) {
        Elf64_Nhdr n;
        memcpy(&n, notes + at, sizeof n);
        size_t name = at + sizeof n, desc = name + ((n.n_namesz + 3) & ~3u), end = desc + ((n.n_descsz + 3) & ~3u);
        if (end > size || n.n_descsz > 64)
            return NULL;
        if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 && memcmp(notes + name, "GNU", 4) == 0) {
            char *hex = arena_alloc(perm, 2 * n.n_descsz + 1);
            for (uint32_t i = 0; i < n.n_descsz; i++)
                snprintf(hex + 2 * i, 3, "%02x", (unsigned char)notes[desc + i]);
            return hex;
        }
        at = end;
    }
    return NULL;
}

static const char *read_build_id(int fd)
{
    Elf64_Ehdr e;
    if (pread(fd, &e, sizeof e, 0) != sizeof e || memcmp(e.e_ident, ELFMAG, SELFMAG) != 0)
        return NULL;
    for (int i = 0; i < e.e_phnum; i++) {
        Elf64_Phdr p;
        char notes[4096];
        if (pread(fd, &p, sizeof p, (off_t)(e.e_phoff + (uint64_t)i * sizeof p)) != sizeof p)
            return NULL;
        if (p.p_type != PT_NOTE || p.p_filesz > sizeof notes)
            continue;
        if (pread(fd, notes, p.p_filesz, (off_t)p.p_offset) != (ssize_t)p.p_filesz)
            return NULL;
        const char *id = find_build_id(notes, p.p_filesz);
        if (id)
            return id;
    }
    return NULL;
}

const char *file_identity(const char *path)
{
    static Map known;
    const Sym *key = sym(path);
    const char *id = map_get(&known, key);
    if (id)
        return id;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return "";
    id = read_build_id(fd);
    close(fd);
    if (!id)
        id = cache_hash_file(path);
    map_set(&known, key, (void *)id);
    return id;
}
