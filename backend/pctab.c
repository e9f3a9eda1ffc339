/* The compact pc table, made from the DWARF in the object.
 *
 * Each function's record is a section of its own, linked to the function's (SHF_LINK_ORDER): the
 * linker keeps it if it keeps the function, and orders the records by address.
 */

#include "backend/pctab.h"

#include <stdlib.h>
#include <string.h>

#include "abi/pctab.h"
#include "backend/dwarf.h"

typedef struct Ctx {
    ObjFile *o;
    const Map *funcs;
    const DwarfInfo *dwarf;
    const DwarfFunc **by_section;
    Buf strings;
    Map string_offsets;    /* Sym -> offset + 1 */
    uint32_t strings_sym;
} Ctx;

/* A stretch of code with one position. */
typedef struct Stretch { uint64_t end; int inl; int line; const char *file; } Stretch;
typedef VEC(Stretch) Stretches;

static uint32_t string_offset(Ctx *c, const char *s)
{
    const Sym *key = sym(s);
    void *at = map_get(&c->string_offsets, key);
    if (!at) {
        at = (void *)(c->strings.len + 1);
        buf_write(&c->strings, s, strlen(s) + 1);
        map_set(&c->string_offsets, key, at);
    }
    return (uint32_t)((uintptr_t)at - 1);
}

static void put_uvarint(Buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_putc(b, (char)(v | 0x80));
    buf_putc(b, (char)v);
}

static void put_svarint(Buf *b, int64_t v)
{
    put_uvarint(b, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

/* ---- positions of the code ---- */

static int innermost(const DwarfFunc *f, uint64_t addr)
{
    if (!f)
        return -1;
    for (int i = (int)f->inlines.len - 1; i >= 0; i--) {
        const DwarfInline *n = &f->inlines.p[i];
        for (uint32_t k = 0; k < n->ranges.len; k++)
            if (addr >= n->ranges.p[k].low && addr < n->ranges.p[k].high)
                return i;
    }
    return -1;
}

static int addr_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Every address at which the position may change, in order, ended by high. */
static uint64_t *boundaries(const Ctx *c, uint32_t section, const DwarfFunc *f, uint64_t low,
                            uint64_t high, uint32_t *n)
{
    VEC(uint64_t) v = {0};
    const DwarfRow *end = c->dwarf->rows.p + c->dwarf->rows.len;
    vec_push(perm, &v, low);
    for (const DwarfRow *r = dwarf_rows(c->dwarf, section); r && r < end && r->section == section; r++)
        if (r->addr > low && r->addr < high)
            vec_push(perm, &v, r->addr);
    for (uint32_t i = 0; f && i < f->inlines.len; i++)
        for (uint32_t k = 0; k < f->inlines.p[i].ranges.len; k++) {
            vec_push(perm, &v, f->inlines.p[i].ranges.p[k].low);
            vec_push(perm, &v, f->inlines.p[i].ranges.p[k].high);
        }
    vec_push(perm, &v, high);
    qsort(v.p, v.len, sizeof *v.p, addr_order);
    *n = v.len;
    return v.p;
}

static void add_stretch(Stretches *out, Stretch s)
{
    if (out->len) {
        Stretch *last = &vec_last(out);
        if (last->inl == s.inl && s.line == 0)
            s.line = last->line, s.file = last->file;
        if (last->inl == s.inl && last->line == s.line && last->file == s.file) {
            last->end = s.end;
            return;
        }
    }
    vec_push(perm, out, s);
}

static Stretches find_stretches(Ctx *c, uint32_t section, const DwarfFunc *f, uint64_t low,
                                uint64_t high)
{
    Stretches out = {0};
    uint32_t n;
    uint64_t *b = boundaries(c, section, f, low, high, &n);
    const DwarfRow *r = dwarf_rows(c->dwarf, section);
    const DwarfRow *end = c->dwarf->rows.p + c->dwarf->rows.len, *cur = NULL;
    for (uint32_t i = 0; i + 1 < n; i++) {
        if (b[i] == b[i + 1] || b[i] < low || b[i] >= high)
            continue;
        for (; r && r < end && r->section == section && r->addr <= b[i]; r++)
            cur = r->end ? NULL : r;
        Stretch s = {.end = b[i + 1], .inl = innermost(f, b[i])};
        if (cur) {
            s.line = (int)cur->line;
            s.file = c->dwarf->files.p[cur->file];
        }
        add_stretch(&out, s);
    }
    return out;
}

/* ---- records ---- */

static const PcFuncInfo *info_of(const Ctx *c, const char *symbol)
{
    return map_get(c->funcs, sym(symbol));
}

static const char *file_of_node(const Ctx *c, const DwarfFunc *f, int inl, const PcFuncInfo *own)
{
    const PcFuncInfo *callee = inl >= 0 ? info_of(c, f->inlines.p[inl].linkage) : own;
    return callee ? callee->file : "?";
}

static void put_inlines(Ctx *c, const DwarfFunc *f, const PcFuncInfo *own, Buf *b, uint32_t section)
{
    for (uint32_t i = 0; i < f->inlines.len; i++) {
        const DwarfInline *d = &f->inlines.p[i];
        static const PcFuncInfo unknown = {.name = "?", .file = "?"};
        const PcFuncInfo *callee = info_of(c, d->linkage);
        if (!callee)
            callee = &unknown;
        PcInline n = {.parent = d->parent, .call_line = (int32_t)d->call_line,
                      .line = callee->line, .flags = callee->flags};
        uint64_t at = b->len;
        objfile_add_reloc(c->o, section, at + offsetof(PcInline, name), R_X86_64_32,
                          c->strings_sym, string_offset(c, callee->name));
        objfile_add_reloc(c->o, section, at + offsetof(PcInline, file), R_X86_64_32,
                          c->strings_sym, string_offset(c, callee->file));
        const char *file = c->dwarf->files.p[d->call_file];
        if (strcmp(file, file_of_node(c, f, d->parent, own)) != 0)
            objfile_add_reloc(c->o, section, at + offsetof(PcInline, call_file), R_X86_64_32,
                              c->strings_sym, string_offset(c, file));
        buf_write(b, &n, sizeof n);
    }
}

/* Rows name a file where it is not the function's: a //line directive inside a body. */
static void put_rows(Ctx *c, const Stretches *st, const DwarfFunc *f, uint64_t low,
                     const PcFuncInfo *own, Buf *b, uint32_t section)
{
    int inl = -1, line = own->line;
    const char *file = own->file;
    uint64_t at = low;
    for (uint32_t i = 0; i < st->len; i++) {
        const Stretch *s = &st->p[i];
        uint64_t flags = s->inl != inl ? PCROW_INLINE : 0;
        if (flags)
            file = file_of_node(c, f, s->inl, own);
        if (s->file && s->line && strcmp(s->file, file) != 0)
            flags |= PCROW_FILE;
        int to = s->line ? s->line : line;
        put_uvarint(b, (s->end - at) << 2 | flags);
        put_svarint(b, to - line);
        if (flags & PCROW_INLINE)
            put_uvarint(b, (uint64_t)(s->inl + 1));
        if (flags & PCROW_FILE) {
            file = s->file;
            objfile_add_reloc(c->o, section, b->len, R_X86_64_32, c->strings_sym,
                              string_offset(c, file));
            buf_write(b, "\0\0\0", 4);
        }
        line = to;
        inl = s->inl;
        at = s->end;
    }
    buf_putc(b, 0);
}

static uint32_t new_record_section(Ctx *c, uint32_t text)
{
    const ObjSection *t = &c->o->sections.p[text];
    uint32_t group = t->group;
    uint64_t flags = SHF_ALLOC | SHF_LINK_ORDER | (t->flags & SHF_GROUP);
    uint32_t n = objfile_add_section(c->o, "seago_pctab", SHT_PROGBITS, flags, 8);
    c->o->sections.p[n].link = text;
    c->o->sections.p[n].group = group;
    return n;
}

static void add_record(Ctx *c, uint32_t symbol, const PcFuncInfo *info)
{
    const ObjSymbol s = c->o->symbols.p[symbol];
    const DwarfFunc *f = c->by_section[s.section];
    uint32_t sec = new_record_section(c, s.section);
    Buf b = {0};
    PcFunc head = {.size = (uint32_t)s.size, .line = info->line, .flags = (uint16_t)info->flags,
                   .inline_count = f ? (uint16_t)f->inlines.len : 0};
    objfile_add_reloc(c->o, sec, offsetof(PcFunc, entry), R_X86_64_32, symbol, 0);
    objfile_add_reloc(c->o, sec, offsetof(PcFunc, name), R_X86_64_32, c->strings_sym,
                      string_offset(c, info->name));
    objfile_add_reloc(c->o, sec, offsetof(PcFunc, file), R_X86_64_32, c->strings_sym,
                      string_offset(c, info->file));
    if (info->signature)
        objfile_add_reloc(c->o, sec, offsetof(PcFunc, signature), R_X86_64_32, c->strings_sym,
                          string_offset(c, info->signature));
    buf_write(&b, &head, sizeof head);
    if (f)
        put_inlines(c, f, info, &b, sec);
    Stretches st = find_stretches(c, s.section, f, s.value, s.value + s.size);
    put_rows(c, &st, f, s.value, info, &b, sec);
    while (b.len % 8)
        buf_putc(&b, 0);
    ((PcFunc *)b.p)->length = (uint32_t)b.len;
    c->o->sections.p[sec].data = arena_memdup(perm, b.p, b.len);
    c->o->sections.p[sec].size = b.len;
    buf_free(&b);
}

static void index_funcs(Ctx *c)
{
    c->by_section = NEW_ARRAY(perm, const DwarfFunc *, c->o->sections.len);
    for (uint32_t i = 0; i < c->dwarf->funcs.len; i++) {
        const DwarfFunc *f = &c->dwarf->funcs.p[i];
        if (f->section < c->o->sections.len)
            c->by_section[f->section] = f;
    }
}

void pctab_add(ObjFile *o, const Map *funcs)
{
    Ctx c = {.o = o, .funcs = funcs, .dwarf = dwarf_read(o)};
    index_funcs(&c);
    uint32_t n = o->symbols.len;
    uint32_t strs = objfile_add_section(o, ".rodata.str.seago", SHT_PROGBITS,
                                        SHF_ALLOC | SHF_MERGE | SHF_STRINGS, 1);
    o->sections.p[strs].entsize = 1;
    c.strings_sym = objfile_add_symbol(o, "", STB_LOCAL, STT_SECTION, strs, 0);
    for (uint32_t i = 1; i < n; i++) {
        const ObjSymbol *s = &o->symbols.p[i];
        if (s->type != STT_FUNC || !s->section || !s->size)
            continue;
        const PcFuncInfo *info = info_of(&c, s->name);
        if (info)
            add_record(&c, i, info);
    }
    buf_putc(&c.strings, 0);
    o->sections.p[strs].data = arena_memdup(perm, c.strings.p, c.strings.len);
    o->sections.p[strs].size = c.strings.len;
    buf_free(&c.strings);
}
