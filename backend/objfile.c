/* ELF relocatable objects: parse, extend, write. Only what LLVM emits for x86-64 is understood. */

#include "backend/objfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ObjFile *objfile_new(void)
{
    ObjFile *o = NEW(perm, ObjFile);
    vec_push(perm, &o->sections, (ObjSection){.name = ""});
    vec_push(perm, &o->symbols, (ObjSymbol){.name = ""});
    return o;
}

/* ---- reading ---- */

typedef struct Reader {
    const uint8_t *data;
    size_t len;
    const Elf64_Shdr *sh;
    uint32_t nsh, shstrndx;
    uint32_t symtab, xindex; /* section numbers in the file */
    uint32_t *map;           /* file's section number -> ours */
    ObjFile *o;
} Reader;

static bool read_header(Reader *r)
{
    const Elf64_Ehdr *eh = (const Elf64_Ehdr *)r->data;
    if (r->len < sizeof *eh || memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0 || eh->e_type != ET_REL ||
        eh->e_machine != EM_X86_64 || eh->e_shoff + sizeof(Elf64_Shdr) > r->len)
        return false;
    r->sh = (const Elf64_Shdr *)(r->data + eh->e_shoff);
    r->nsh = eh->e_shnum ? eh->e_shnum : (uint32_t)r->sh[0].sh_size;
    r->shstrndx = eh->e_shstrndx == SHN_XINDEX ? r->sh[0].sh_link : eh->e_shstrndx;
    return eh->e_shoff + r->nsh * sizeof(Elf64_Shdr) <= r->len && r->shstrndx < r->nsh;
}

static const char *section_string(const Reader *r, uint32_t strtab, uint32_t off)
{
    return (const char *)r->data + r->sh[strtab].sh_offset + off;
}

static void read_sections(Reader *r)
{
    r->map = NEW_ARRAY(perm, uint32_t, r->nsh);
    for (uint32_t i = 1; i < r->nsh; i++) {
        const Elf64_Shdr *s = &r->sh[i];
        if (s->sh_type == SHT_SYMTAB)
            r->symtab = i;
        else if (s->sh_type == SHT_SYMTAB_SHNDX)
            r->xindex = i;
        if (s->sh_type == SHT_SYMTAB || s->sh_type == SHT_STRTAB || s->sh_type == SHT_SYMTAB_SHNDX)
            continue;
        uint32_t n = objfile_add_section(r->o, section_string(r, r->shstrndx, s->sh_name),
                                         s->sh_type, s->sh_flags, s->sh_addralign);
        ObjSection *to = &r->o->sections.p[n];
        to->entsize = s->sh_entsize;
        to->size = s->sh_size;
        to->data = s->sh_type == SHT_NOBITS ? NULL : r->data + s->sh_offset;
        to->link = s->sh_link;
        to->info = s->sh_info;
        r->map[i] = n;
    }
}

static void read_symbols(Reader *r)
{
    const Elf64_Shdr *st = &r->sh[r->symtab];
    const Elf64_Sym *sym = (const Elf64_Sym *)(r->data + st->sh_offset);
    const uint32_t *x =
        r->xindex ? (const uint32_t *)(r->data + r->sh[r->xindex].sh_offset) : NULL;
    for (uint32_t i = 1; i < st->sh_size / sizeof *sym; i++) {
        uint32_t sec = sym[i].st_shndx;
        if (sec == SHN_XINDEX && x)
            sec = r->map[x[i]];
        else if (sec < SHN_LORESERVE)
            sec = r->map[sec];
        else
            sec |= OBJ_SPECIAL;
        ObjSymbol s = {
            .name = section_string(r, st->sh_link, sym[i].st_name),
            .section = sec,
            .bind = ELF64_ST_BIND(sym[i].st_info),
            .type = ELF64_ST_TYPE(sym[i].st_info),
            .visibility = sym[i].st_other,
            .value = sym[i].st_value,
            .size = sym[i].st_size,
        };
        vec_push(perm, &r->o->symbols, s);
    }
}

static void read_relocs(Reader *r, ObjSection *rela, uint32_t self)
{
    const Elf64_Rela *p = (const Elf64_Rela *)rela->data;
    uint32_t target = r->map[rela->info];
    ObjSection *to = &r->o->sections.p[target];
    rela->target = target;
    to->rela = self;
    size_t n = rela->size / sizeof *p;
    for (size_t i = 0; i < n; i++) {
        ObjReloc rel = {p[i].r_offset, (uint32_t)ELF64_R_SYM(p[i].r_info),
                        (uint32_t)ELF64_R_TYPE(p[i].r_info), p[i].r_addend};
        vec_push(perm, &to->relocs, rel);
    }
}

static void read_group(Reader *r, const ObjSection *g, uint32_t self)
{
    const uint32_t *w = (const uint32_t *)g->data;
    for (size_t i = 1; i < g->size / 4; i++)
        r->o->sections.p[r->map[w[i]]].group = self;
}

static int reloc_order(const void *a, const void *b)
{
    const ObjReloc *x = a, *y = b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

ObjFile *objfile_parse(const uint8_t *data, size_t len)
{
    Reader r = {.data = data, .len = len};
    if (!read_header(&r))
        return NULL;
    r.o = objfile_new();
    read_sections(&r);
    if (!r.symtab)
        return NULL;
    read_symbols(&r);
    for (uint32_t i = 1; i < r.o->sections.len; i++) {
        ObjSection *s = &r.o->sections.p[i];
        if (s->type == SHT_RELA)
            read_relocs(&r, s, i);
        else if (s->type == SHT_GROUP)
            read_group(&r, s, i);
        else if (s->flags & SHF_LINK_ORDER)
            s->link = r.map[s->link];
    }
    for (uint32_t i = 1; i < r.o->sections.len; i++) {
        ObjSection *s = &r.o->sections.p[i];
        if (s->relocs.len)
            qsort(s->relocs.p, s->relocs.len, sizeof(ObjReloc), reloc_order);
    }
    return r.o;
}

/* ---- building and asking ---- */

uint32_t objfile_add_section(ObjFile *o, const char *name, uint32_t type, uint64_t flags, uint64_t align)
{
    ObjSection s = {.name = name, .type = type, .flags = flags, .align = align};
    vec_push(perm, &o->sections, s);
    return o->sections.len - 1;
}

uint32_t objfile_add_symbol(ObjFile *o, const char *name, int bind, int type, uint32_t section,
                            uint64_t value)
{
    ObjSymbol s = {.name = name, .section = section, .bind = (uint8_t)bind, .type = (uint8_t)type,
                   .value = value};
    vec_push(perm, &o->symbols, s);
    return o->symbols.len - 1;
}

void objfile_add_reloc(ObjFile *o, uint32_t section, uint64_t offset, uint32_t type, uint32_t sym,
                       int64_t addend)
{
    if (!o->sections.p[section].rela) {
        const ObjSection *of = &o->sections.p[section];
        const char *name = arena_printf(perm, ".rela%s", of->name);
        uint64_t group_flag = of->flags & SHF_GROUP;
        uint32_t group = of->group;
        uint32_t n = objfile_add_section(o, name, SHT_RELA, SHF_INFO_LINK | group_flag, 8);
        o->sections.p[n].entsize = sizeof(Elf64_Rela);
        o->sections.p[n].target = section;
        o->sections.p[n].group = group;
        o->sections.p[section].rela = n;
    }
    ObjReloc r = {offset, sym, type, addend};
    vec_push(perm, &o->sections.p[section].relocs, r);
}

const ObjReloc *objfile_reloc_at(const ObjFile *o, uint32_t section, uint64_t offset)
{
    const ObjSection *s = &o->sections.p[section];
    uint32_t lo = 0, hi = s->relocs.len;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (s->relocs.p[mid].offset < offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->relocs.len && s->relocs.p[lo].offset == offset ? &s->relocs.p[lo] : NULL;
}

uint32_t objfile_find_section(const ObjFile *o, const char *name)
{
    for (uint32_t i = 1; i < o->sections.len; i++)
        if (strcmp(o->sections.p[i].name, name) == 0)
            return i;
    return 0;
}

/* ---- writing ---- */

typedef struct Writer {
    ObjFile *o;
    Buf *out;
    Buf strtab;
    uint32_t *sym_map;     /* our symbol number -> number in the file (locals come first) */
    uint32_t nlocals;
    Elf64_Shdr *sh;
    uint32_t nsh, symtab, strtab_index, xindex;
    Buf *members;          /* of each group section: uint32_t section numbers */
} Writer;

static uint32_t add_string(Writer *w, const char *s)
{
    if (!*s)
        return 0;
    uint32_t at = (uint32_t)w->strtab.len;
    buf_write(&w->strtab, s, strlen(s) + 1);
    return at;
}

static void pad(Buf *b, uint64_t align)
{
    while (align > 1 && b->len % align)
        buf_putc(b, 0);
}

static void number_symbols(Writer *w)
{
    uint32_t n = w->o->symbols.len, next = 1;
    w->sym_map = NEW_ARRAY(perm, uint32_t, n);
    for (uint32_t i = 1; i < n; i++)
        if (w->o->symbols.p[i].bind == STB_LOCAL)
            w->sym_map[i] = next++;
    w->nlocals = next;
    for (uint32_t i = 1; i < n; i++)
        if (w->o->symbols.p[i].bind != STB_LOCAL)
            w->sym_map[i] = next++;
}

static void write_relocs(Writer *w, const ObjSection *of)
{
    for (uint32_t i = 0; i < of->relocs.len; i++) {
        const ObjReloc *r = &of->relocs.p[i];
        Elf64_Rela e = {r->offset, ELF64_R_INFO((uint64_t)w->sym_map[r->sym], r->type), r->addend};
        buf_write(w->out, &e, sizeof e);
    }
}

static void collect_groups(Writer *w)
{
    w->members = NEW_ARRAY(perm, Buf, w->o->sections.len);
    for (uint32_t i = 1; i < w->o->sections.len; i++)
        if (w->o->sections.p[i].group)
            buf_write(&w->members[w->o->sections.p[i].group], &i, 4);
}

static void write_group(Writer *w, const ObjSection *g, uint32_t self)
{
    buf_write(w->out, g->data, 4);
    Buf *members = &w->members[self];
    buf_write(w->out, members->p, members->len);
    buf_free(members);
}

static void write_section(Writer *w, uint32_t i)
{
    ObjSection *s = &w->o->sections.p[i];
    Elf64_Shdr *h = &w->sh[i];
    uint64_t align = s->align ? s->align : 1;
    pad(w->out, align);
    *h = (Elf64_Shdr){.sh_name = add_string(w, s->name), .sh_type = s->type, .sh_flags = s->flags,
                      .sh_offset = w->out->len, .sh_addralign = align, .sh_entsize = s->entsize};
    if (s->type == SHT_RELA) {
        write_relocs(w, &w->o->sections.p[s->target]);
        h->sh_link = w->symtab;
        h->sh_info = s->target;
    } else if (s->type == SHT_GROUP) {
        write_group(w, s, i);
        h->sh_link = w->symtab;
        h->sh_info = w->sym_map[s->info];
    } else {
        if (s->flags & SHF_LINK_ORDER)
            h->sh_link = s->link;
        if (s->type != SHT_NOBITS)
            buf_write(w->out, s->data, s->size);
    }
    h->sh_size = s->type == SHT_NOBITS ? s->size : w->out->len - h->sh_offset;
}

/* Section numbers from SHN_LORESERVE on go to a table of their own, as the ELF format demands. */
static void write_symtab(Writer *w)
{
    uint32_t n = w->o->symbols.len;
    Elf64_Sym *syms = NEW_ARRAY(perm, Elf64_Sym, n);
    uint32_t *x = NEW_ARRAY(perm, uint32_t, n);
    for (uint32_t i = 1; i < n; i++) {
        const ObjSymbol *s = &w->o->symbols.p[i];
        Elf64_Sym *e = &syms[w->sym_map[i]];
        bool special = s->section >= OBJ_SPECIAL;
        e->st_name = s->type == STT_SECTION ? 0 : add_string(w, s->name);
        e->st_info = ELF64_ST_INFO(s->bind, s->type);
        e->st_other = s->visibility;
        e->st_shndx = (uint16_t)s->section;
        if (!special && s->section >= SHN_LORESERVE) {
            e->st_shndx = SHN_XINDEX;
            x[w->sym_map[i]] = s->section;
        }
        e->st_value = s->value;
        e->st_size = s->size;
    }
    pad(w->out, 8);
    w->sh[w->symtab] = (Elf64_Shdr){.sh_name = add_string(w, ".symtab"), .sh_type = SHT_SYMTAB,
        .sh_offset = w->out->len, .sh_size = n * sizeof *syms, .sh_link = w->strtab_index,
        .sh_info = w->nlocals, .sh_addralign = 8, .sh_entsize = sizeof *syms};
    buf_write(w->out, syms, n * sizeof *syms);
    if (w->xindex) {
        w->sh[w->xindex] = (Elf64_Shdr){.sh_name = add_string(w, ".symtab_shndx"),
            .sh_type = SHT_SYMTAB_SHNDX, .sh_offset = w->out->len, .sh_size = n * 4,
            .sh_link = w->symtab, .sh_addralign = 4, .sh_entsize = 4};
        buf_write(w->out, x, n * 4);
    }
}

static void write_strtab(Writer *w)
{
    uint32_t name = add_string(w, ".strtab");
    w->sh[w->strtab_index] = (Elf64_Shdr){.sh_name = name, .sh_type = SHT_STRTAB,
        .sh_offset = w->out->len, .sh_size = w->strtab.len, .sh_addralign = 1};
    buf_write(w->out, w->strtab.p, w->strtab.len);
}

static void write_headers(Writer *w)
{
    pad(w->out, 8);
    Elf64_Ehdr *eh = (Elf64_Ehdr *)w->out->p;
    memcpy(eh->e_ident, ELFMAG, SELFMAG);
    eh->e_ident[EI_CLASS] = ELFCLASS64;
    eh->e_ident[EI_DATA] = ELFDATA2LSB;
    eh->e_ident[EI_VERSION] = EV_CURRENT;
    eh->e_type = ET_REL;
    eh->e_machine = EM_X86_64;
    eh->e_version = EV_CURRENT;
    eh->e_shoff = w->out->len;
    eh->e_ehsize = sizeof *eh;
    eh->e_shentsize = sizeof(Elf64_Shdr);
    if (w->nsh < SHN_LORESERVE) {
        eh->e_shnum = (uint16_t)w->nsh;
        eh->e_shstrndx = (uint16_t)w->strtab_index;
    } else {
        eh->e_shstrndx = SHN_XINDEX;
        w->sh[0].sh_size = w->nsh;
        w->sh[0].sh_link = w->strtab_index;
    }
    buf_write(w->out, w->sh, w->nsh * sizeof *w->sh);
}

void objfile_write(ObjFile *o, Buf *out)
{
    Writer w = {.o = o, .out = out};
    uint32_t n = o->sections.len;
    w.symtab = n++;
    w.strtab_index = n++;
    w.xindex = n >= SHN_LORESERVE ? n++ : 0;
    w.nsh = n;
    w.sh = NEW_ARRAY(perm, Elf64_Shdr, n);
    number_symbols(&w);
    collect_groups(&w);
    buf_putc(&w.strtab, 0);
    static const char zero[sizeof(Elf64_Ehdr)];
    buf_write(out, zero, sizeof zero);
    for (uint32_t i = 1; i < o->sections.len; i++)
        write_section(&w, i);
    write_symtab(&w);
    write_strtab(&w);
    write_headers(&w);
    buf_free(&w.strtab);
}

bool objfile_is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

bool objfile_save(const char *path, const void *data, size_t len, int mode)
{
    if (objfile_is_special(path)) /* -o /dev/null: must stay what it is */
        return true;
    const char *tmp = arena_printf(perm, "%s.tmp%d", path, (int)getpid());
    int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC, mode);
    if (fd < 0) {
        diag_error(NO_POS, "cannot write %s: %s", path, strerror(errno));
        return false;
    }
    const char *p = data;
    size_t left = len;
    while (left) {
        ssize_t n = write(fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        p += n;
        left -= (size_t)n;
    }
    bool ok = close(fd) == 0 && left == 0 && rename(tmp, path) == 0;
    if (!ok) {
        diag_error(NO_POS, "cannot write %s: %s", path, strerror(errno));
        unlink(tmp);
    }
    return ok;
}
