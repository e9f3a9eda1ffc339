/* runtime/vdso.c: finds functions of the page of code that the kernel gives every process (vdso(7)):
 * an ELF shared object in memory, whose symbols stand in a hash table of either kind. */
#include "runtime/vdso.h"
#include <elf.h>

typedef struct Vdso {
    usize base;                 /* address minus virtual address */
    const Elf64_Sym *symbols;
    const char *strings;
    const u32 *hash, *gnu_hash; /* one may be NULL */
} Vdso;

static bool read_tables(Vdso *v, const Elf64_Ehdr *e)
{
    const Elf64_Phdr *p = (const Elf64_Phdr *)((usize)e + e->e_phoff);
    const Elf64_Dyn *d = NULL;
    bool loaded = false;
    for (u32 i = 0; i < e->e_phnum; i++) {
        if (p[i].p_type == PT_LOAD && !loaded) {
            v->base = (usize)e + p[i].p_offset - p[i].p_vaddr;
            loaded = true;
        }
        if (p[i].p_type == PT_DYNAMIC)
            d = (const Elf64_Dyn *)((usize)e + p[i].p_offset);
    }
    for (; loaded && d && d->d_tag != DT_NULL; d++) {
        const void *at = (const void *)(v->base + d->d_un.d_ptr);
        switch (d->d_tag) {
        case DT_SYMTAB: v->symbols = at; break;
        case DT_STRTAB: v->strings = at; break;
        case DT_HASH: v->hash = at; break;
        case DT_GNU_HASH: v->gnu_hash = at; break;
        }
    }
    return v->symbols && v->strings && (v->hash || v->gnu_hash);
}

/* The number of symbols. The chains of a GNU table hold all that it names; the last word of each is odd. */
static u32 count_symbols(const Vdso *v)
{
    if (v->hash)
        return v->hash[1];
    u32 nbuckets = v->gnu_hash[0], first = v->gnu_hash[1], bloom = v->gnu_hash[2], last = 0;
    const u32 *buckets = v->gnu_hash + 4 + 2 * bloom, *chain = buckets + nbuckets;
    for (u32 i = 0; i < nbuckets; i++)
        last = MAX(last, buckets[i]);
    if (last < first)
        return 0;
    while (!(chain[last - first] & 1))
        last++;
    return last + 1;
}

void *vdso_find(const void *ehdr, const char *name)
{
    Vdso v = { 0 };
    if (!ehdr || !read_tables(&v, ehdr))
        return NULL;
    for (u32 i = 0, n = count_symbols(&v); i < n; i++) {
        const Elf64_Sym *s = &v.symbols[i];
        if (s->st_shndx != SHN_UNDEF && ELF64_ST_TYPE(s->st_info) == STT_FUNC &&
            str_equal(v.strings + s->st_name, name))
            return (void *)(v.base + s->st_value);
    }
    return NULL;
}
