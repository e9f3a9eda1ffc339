/* Static data: DataSyms and zeroed globals as LLVM globals.
 *
 * Sections. Writable data with pointers is what the collector scans: sections seago_data and seago_bss,
 * whose bounds the linker gives as __start_ and __stop_ symbols. To let --gc-sections drop single
 * variables, each is a section of its own: LLVM makes one for each comdat, so a variable gets a comdat
 * of its own name that does not deduplicate. Everything else is named after its symbol.
 */

#include "backend/llvm.h"

#include <stdlib.h>
#include <string.h>

/* ---- symbols ---- */

static void set_comdat(Gen *g, LLVMValueRef v, const Sym *s, LLVMComdatSelectionKind kind)
{
    LLVMComdatRef c = LLVMGetOrInsertComdat(g->m, s->s);
    LLVMSetComdatSelectionKind(c, kind);
    LLVMSetComdat(v, c);
}

/* "f·f", the static func value of a function without context: whoever mentions one defines it. Not
 * ODR, so that LLVM does not look through it: a C function behind one takes no context. */
static LLVMValueRef define_closure(Gen *g, const Sym *s, size_t code_len)
{
    LLVMValueRef v = LLVMAddGlobal(g->m, g->ptr, s->s);
    LLVMSetInitializer(v, gen_symbol(g, sym_intern(s->s, code_len)));
    LLVMSetGlobalConstant(v, true);
    LLVMSetLinkage(v, LLVMWeakAnyLinkage);
    LLVMSetAlignment(v, 8);
    set_comdat(g, v, s, LLVMAnyComdatSelectionKind);
    return v;
}

static bool is_closure(const Sym *s)
{
    static const char suffix[] = "\xc2\xb7" "f";
    return s->len > 3 && memcmp(s->s + s->len - 3, suffix, 3) == 0;
}

/* ---- the data of a package in several modules ----
 *
 * The last module defines it. Small constants are defined wherever they are mentioned, and what compiling a
 * module's functions adds is that module's alone. */

enum { COPIED_BYTES = 4096 };

static bool is_copied(const DataSym *d)
{
    return d->readonly && d->local && !d->relocs.len && d->size <= COPIED_BYTES;
}

static LLVMValueRef declare(Gen *g, DataSym *d);
static void define(Gen *g, const DataSym *d, LLVMValueRef v);

/* What a module that is not the last defines for itself; NULL: nothing. */
static DataSym *own_data(Gen *g, const Sym *s)
{
    const BackendSplit *split = g->opt->split;
    if (!split || g->with_data)
        return NULL;
    for (uint32_t i = split->ndata + g->nadded; i < g->p->data.len; i++, g->nadded++)
        map_set(&g->added, g->p->data.p[i]->linksym, g->p->data.p[i]);
    DataSym *d = map_get(&split->data, s);
    return !d ? map_get(&g->added, s) : is_copied(d) ? d : NULL;
}

LLVMValueRef gen_symbol(Gen *g, const Sym *s)
{
    LLVMValueRef v = map_get(&g->symbols, s);
    if (v)
        return v;
    if (is_closure(s)) {
        v = define_closure(g, s, s->len - 3);
        map_set(&g->symbols, s, v);
        return v;
    }
    DataSym *own = own_data(g, s);
    if (own) {
        v = declare(g, own);
        define(g, own, v);
        return v;
    }
    v = LLVMGetNamedFunction(g->m, s->s);
    if (!v)
        v = LLVMGetNamedGlobal(g->m, s->s);
    if (!v)
        v = LLVMAddGlobal(g->m, g->i8, s->s);
    map_set(&g->symbols, s, v);
    return v;
}

/* What code or data has mentioned without knowing that it is a function becomes one. */
LLVMValueRef gen_function(Gen *g, const Sym *name, LLVMTypeRef type, bool *is_new)
{
    LLVMValueRef old = map_get(&g->symbols, name);
    *is_new = !old || LLVMIsAGlobalVariable(old);
    if (!*is_new)
        return old;
    LLVMValueRef f = LLVMAddFunction(g->m, old ? "" : name->s, type);
    if (old) {
        LLVMReplaceAllUsesWith(old, f);
        LLVMDeleteGlobal(old);
        LLVMSetValueName2(f, name->s, name->len);
    }
    map_set(&g->symbols, name, f);
    return f;
}

/* ---- initial values ---- */

typedef VEC(LLVMValueRef) Pieces;

static LLVMValueRef bytes_const(Gen *g, const uint8_t *p, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (p[i])
            return LLVMConstStringInContext2(g->ctx, (const char *)p, (size_t)n, true);
    return LLVMConstNull(LLVMArrayType2(g->i8, (uint64_t)n));
}

static LLVMValueRef reloc_const(Gen *g, const Reloc *r)
{
    LLVMValueRef v = gen_symbol(g, r->sym);
    if (r->addend) {
        LLVMValueRef off = LLVMConstInt(g->i64, (uint64_t)r->addend, true);
        v = LLVMConstGEP2(g->i8, v, &off, 1);
    }
    return r->size == 8 ? v : LLVMConstPtrToInt(v, g->i32);
}

static LLVMValueRef initial_value(Gen *g, const DataSym *d)
{
    if (!d->bytes)
        return LLVMConstNull(LLVMArrayType2(g->i8, (uint64_t)d->size));
    if (!d->relocs.len)
        return bytes_const(g, d->bytes, d->size);
    Pieces v = {0};
    int64_t at = 0;
    for (uint32_t i = 0; i < d->relocs.len; i++) {
        const Reloc *r = &d->relocs.p[i];
        if (r->offset > at)
            vec_push(perm, &v, bytes_const(g, d->bytes + at, r->offset - at));
        vec_push(perm, &v, reloc_const(g, r));
        at = r->offset + r->size;
    }
    if (at < d->size)
        vec_push(perm, &v, bytes_const(g, d->bytes + at, d->size - at));
    return LLVMConstStructInContext(g->ctx, v.p, v.len, true);
}

static LLVMTypeRef storage_type(Gen *g, const DataSym *d)
{
    if (!d->bytes || !d->relocs.len)
        return LLVMArrayType2(g->i8, (uint64_t)d->size);
    VEC(LLVMTypeRef) v = {0};
    int64_t at = 0;
    for (uint32_t i = 0; i < d->relocs.len; i++) {
        const Reloc *r = &d->relocs.p[i];
        if (r->offset > at)
            vec_push(perm, &v, LLVMArrayType2(g->i8, (uint64_t)(r->offset - at)));
        vec_push(perm, &v, r->size == 8 ? g->ptr : g->i32);
        at = r->offset + r->size;
    }
    if (at < d->size)
        vec_push(perm, &v, LLVMArrayType2(g->i8, (uint64_t)(d->size - at)));
    return LLVMStructTypeInContext(g->ctx, v.p, v.len, true);
}

/* ---- placement ---- */

/* Local strings without NULs stand in mergeable sections, where the linker folds equal ones. */
static bool is_c_string(const DataSym *d)
{
    if (!d->readonly || !d->local || d->relocs.len || !d->bytes || d->size == 0 || d->align > 1)
        return false;
    bool has_nul = d->bytes[d->size - 1] == 0;
    return !memchr(d->bytes, 0, (size_t)(has_nul ? d->size - 1 : d->size));
}

static void place(Gen *g, LLVMValueRef v, const DataSym *d)
{
    const Sym *s = d->linksym;
    bool zero = !d->bytes && !d->relocs.len;
    LLVMSetAlignment(v, d->align > 0 ? (unsigned)d->align : 1);
    if (d->readonly)
        LLVMSetGlobalConstant(v, true);
    if (!d->readonly && d->pointers)
        LLVMSetSection(v, zero ? "seago_bss" : "seago_data");
    if (d->dupok) {
        LLVMSetLinkage(v, LLVMWeakODRLinkage);
        set_comdat(g, v, s, LLVMAnyComdatSelectionKind);
        return;
    }
    bool local = d->local;
    if (local && g->opt->split && g->with_data && !is_copied(d)) { /* other modules mention it */
        LLVMSetVisibility(v, LLVMHiddenVisibility);
        local = false;
    }
    if (local)
        LLVMSetLinkage(v, LLVMInternalLinkage);
    if (!d->readonly && d->pointers) {
        if (!local)
            set_comdat(g, v, s, LLVMNoDeduplicateComdatSelectionKind);
        return;
    }
    const char *base = d->readonly ? ".rodata" : zero ? ".bss" : ".data";
    LLVMSetSection(v, arena_printf(perm, "%s.%s", base, s->s));
}

/* ---- definitions ---- */

static void define_c_string(Gen *g, const DataSym *d, LLVMValueRef v)
{
    bool has_nul = d->bytes[d->size - 1] == 0;
    LLVMSetInitializer(v, LLVMConstStringInContext2(g->ctx, (const char *)d->bytes, (size_t)d->size,
                                                    has_nul));
    LLVMSetLinkage(v, LLVMPrivateLinkage);
    LLVMSetGlobalConstant(v, true);
    LLVMSetUnnamedAddress(v, LLVMGlobalUnnamedAddr);
    LLVMSetAlignment(v, 1);
}

static int reloc_order(const void *a, const void *b)
{
    const Reloc *x = a, *y = b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void define(Gen *g, const DataSym *d, LLVMValueRef v)
{
    if (is_c_string(d)) {
        define_c_string(g, d, v);
        return;
    }
    LLVMSetInitializer(v, initial_value(g, d));
    place(g, v, d);
}

static LLVMValueRef declare(Gen *g, DataSym *d)
{
    if (d->relocs.len)
        qsort(d->relocs.p, d->relocs.len, sizeof *d->relocs.p, reloc_order);
    LLVMTypeRef t = storage_type(g, d);
    if (is_c_string(d) && d->bytes[d->size - 1])
        t = LLVMArrayType2(g->i8, (uint64_t)d->size + 1);
    LLVMValueRef old = map_get(&g->symbols, d->linksym);
    LLVMValueRef v = LLVMAddGlobal(g->m, t, old ? "" : d->linksym->s);
    if (old) { /* declared by code that refers to it */
        LLVMReplaceAllUsesWith(old, v);
        LLVMDeleteGlobal(old);
        LLVMSetValueName2(v, d->linksym->s, d->linksym->len);
    }
    map_set(&g->symbols, d->linksym, v);
    return v;
}

static void gen_zero_global(Gen *g, const Name *n)
{
    if (!n->linksym)
        return;
    LLVMValueRef old = map_get(&g->symbols, n->linksym);
    if (old && LLVMIsAGlobalVariable(old) && LLVMGetInitializer(old))
        return;
    DataSym d = {.linksym = n->linksym, .type = n->type, .size = types_size(n->type),
                 .align = (int)types_align(n->type), .pointers = types_has_pointers(n->type)};
    LLVMValueRef v = declare(g, &d);
    LLVMSetInitializer(v, initial_value(g, &d));
    place(g, v, &d);
    const Sym *link = n->obj && n->obj->kind == OBJ_VAR ? n->obj->var.linkname : NULL;
    if (link && link->len) /* another package's variable, which that package may define as well */
        LLVMSetLinkage(v, LLVMWeakAnyLinkage);
}

void gen_data(Gen *g)
{
    uint32_t n = g->p->data.len;
    LLVMValueRef *v = NEW_ARRAY(perm, LLVMValueRef, n);
    for (uint32_t i = 0; i < n; i++) {
        LLVMValueRef old = map_get(&g->symbols, g->p->data.p[i]->linksym);
        bool twice = old && LLVMIsAGlobalVariable(old) && LLVMGetInitializer(old);
        v[i] = twice ? NULL : declare(g, g->p->data.p[i]);
        if (v[i])
            LLVMSetInitializer(v[i], LLVMGetUndef(LLVMGlobalGetValueType(v[i])));
    }
    for (uint32_t i = 0; i < n; i++) {
        const DataSym *d = g->p->data.p[i];
        if (v[i])
            define(g, d, v[i]);
    }
    for (uint32_t i = 0; g->opt->split && i < n; i++)
        if (v[i] && is_copied(g->p->data.p[i]) && !LLVMGetFirstUse(v[i]))
            LLVMDeleteGlobal(v[i]);
    for (uint32_t i = 0; i < g->p->globals.len; i++)
        gen_zero_global(g, g->p->globals.p[i]);
}
