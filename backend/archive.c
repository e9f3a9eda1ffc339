/* The objects of one package in one file: an archive (ar(5), System V's form without a symbol table, since
 * the linker takes all of it). */
#include "backend/backend.h"
#include "backend/objfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* name, time, user, group, mode, size: in text, padded with blanks; the times that would differ are 0 */
static void put_header(Buf *b, uint32_t i, size_t size)
{
    char name[32];
    snprintf(name, sizeof name, "%u.o/", i);
    buf_printf(b, "%-16s%-12d%-6d%-6d%-8o%-10zu`\n", name, 0, 0, 0, 0644, size);
}

static bool put_file(Buf *b, uint32_t i, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    put_header(b, i, size);
    char *text = malloc(size ? size : 1);
    bool ok = text && fread(text, 1, size, f) == size;
    if (ok)
        buf_write(b, text, size);
    free(text);
    fclose(f);
    if (size % 2)
        buf_putc(b, '\n');
    return ok;
}

bool backend_archive(const char *path, const char *const *objects, uint32_t n)
{
    Buf b = {0};
    bool ok = true;
    buf_puts(&b, "!<arch>\n");
    for (uint32_t i = 0; ok && i < n; i++)
        ok = put_file(&b, i, objects[i]);
    ok = ok && objfile_save(path, b.p, b.len, 0666);
    buf_free(&b);
    return ok;
}
