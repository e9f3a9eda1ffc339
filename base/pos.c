/* pos: the concatenation of all files, and the way back from an offset to file, line and column. */
#include "base/private.h"

#include <string.h>

static VEC(SrcFile *) files;
static SrcFile *last_file; /* most questions are about the same file as the one before */
static uint32_t next_base = 1;

SrcFile *pos_add_file(const Sym *name, const char *text, uint32_t size)
{
    if (size >= UINT32_MAX - next_base)
        diag_fatal("%s: source text of the program is too large", name->s);
    SrcFile *f = NEW(perm, SrcFile);
    f->name = name;
    f->text = text;
    f->base = next_base;
    f->size = size;
    next_base += size + 1;
    vec_push(perm, &f->lines, 0);
    vec_push(perm, &files, f);
    return f;
}

void pos_add_line(SrcFile *f, uint32_t offset)
{
    if (offset > vec_last(&f->lines) && offset <= f->size)
        vec_push(perm, &f->lines, offset);
}

void pos_add_info(SrcFile *f, LineInfo info)
{
    if (!f->infos.len || vec_last(&f->infos).offset < info.offset)
        vec_push(perm, &f->infos, info);
}

SrcFile *pos_file(Pos p)
{
    if (p == NO_POS || p >= next_base)
        return NULL;
    if (last_file && p - last_file->base <= last_file->size)
        return last_file;
    uint32_t lo = 0, hi = files.len; /* the last file with base <= p */
    while (hi - lo > 1) {
        uint32_t mid = (lo + hi) / 2;
        if (files.p[mid]->base <= p)
            lo = mid;
        else
            hi = mid;
    }
    return last_file = files.p[lo];
}

/* Number of the line, from 0, that holds the offset. */
static uint32_t find_line(const SrcFile *f, uint32_t offset)
{
    uint32_t lo = 0, hi = f->lines.len;
    while (hi - lo > 1) {
        uint32_t mid = (lo + hi) / 2;
        if (f->lines.p[mid] <= offset)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

Position pos_resolve_physical(Pos p)
{
    SrcFile *f = pos_file(p);
    if (!f)
        return (Position){0};
    uint32_t offset = p - f->base, line = find_line(f, offset);
    return (Position){f->name, line + 1, offset - f->lines.p[line] + 1, offset, NULL};
}

static const LineInfo *find_info(const SrcFile *f, uint32_t offset)
{
    uint32_t lo = 0, hi = f->infos.len;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (f->infos.p[mid].offset <= offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? &f->infos.p[lo - 1] : NULL;
}

const void *pos_segment(Pos p)
{
    SrcFile *f = pos_file(p);
    const LineInfo *info = f ? find_info(f, p - f->base) : NULL;
    return info ? (const void *)info : f;
}

Position pos_resolve(Pos p)
{
    Position at = pos_resolve_physical(p);
    if (!at.line)
        return at;
    SrcFile *f = pos_file(p);
    const LineInfo *info = find_info(f, at.offset);
    if (!info)
        return at;
    uint32_t down = at.line - 1 - find_line(f, info->offset);
    at.file = info->file;
    at.shown = info->shown;
    at.line = info->line + down;
    if (info->col == 0)
        at.col = 0;
    else if (down == 0)
        at.col = info->col + (at.offset - info->offset);
    return at;
}

int pos_compare(Pos a, Pos b)
{
    return (a > b) - (a < b);
}

void pos_reset(void)
{
    memset(&files, 0, sizeof files);
    last_file = NULL;
    next_base = 1;
}
