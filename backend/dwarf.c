/* A reader of the DWARF that LLVM emits, for the pc table. */

#include "backend/dwarf.h"

#include <stdlib.h>
#include <string.h>

enum {
    DW_TAG_inlined_subroutine = 0x1d, DW_TAG_subprogram = 0x2e,
    DW_AT_name = 0x03, DW_AT_low_pc = 0x11, DW_AT_high_pc = 0x12, DW_AT_abstract_origin = 0x31,
    DW_AT_specification = 0x47, DW_AT_ranges = 0x55, DW_AT_call_file = 0x58,
    DW_AT_call_line = 0x59,
    DW_AT_linkage_name = 0x6e,
    DW_FORM_addr = 0x01, DW_FORM_block2 = 0x03, DW_FORM_block4 = 0x04, DW_FORM_data2 = 0x05,
    DW_FORM_data4 = 0x06, DW_FORM_data8 = 0x07, DW_FORM_string = 0x08, DW_FORM_block = 0x09,
    DW_FORM_block1 = 0x0a, DW_FORM_data1 = 0x0b, DW_FORM_flag = 0x0c, DW_FORM_sdata = 0x0d,
    DW_FORM_strp = 0x0e, DW_FORM_udata = 0x0f, DW_FORM_ref4 = 0x13, DW_FORM_sec_offset = 0x17,
    DW_FORM_exprloc = 0x18, DW_FORM_flag_present = 0x19,
    DW_LNS_copy = 1, DW_LNS_advance_pc, DW_LNS_advance_line, DW_LNS_set_file, DW_LNS_set_column,
    DW_LNS_negate_stmt, DW_LNS_set_basic_block, DW_LNS_const_add_pc, DW_LNS_fixed_advance_pc,
    DW_LNS_set_prologue_end, DW_LNS_set_epilogue_begin, DW_LNS_set_isa,
    DW_LNE_end_sequence = 1, DW_LNE_set_address = 2,
};

/* ---- cursor ---- */

typedef struct Cur {
    const ObjFile *o;
    uint32_t section;
    const uint8_t *p; /* of the section's contents */
    uint64_t at, end;
} Cur;

static Cur cursor(const ObjFile *o, const char *name)
{
    uint32_t n = objfile_find_section(o, name);
    const ObjSection *s = &o->sections.p[n];
    return (Cur){o, n, s->data, 0, n ? s->size : 0};
}

static uint64_t fixed(Cur *c, int n)
{
    if (c->at + (uint64_t)n > c->end)
        diag_bug("dwarf", "read beyond the end of %s", c->o->sections.p[c->section].name);
    uint64_t v = 0;
    memcpy(&v, c->p + c->at, (size_t)n);
    c->at += (uint64_t)n;
    return v;
}

static uint64_t uleb(Cur *c)
{
    uint64_t v = 0;
    for (int shift = 0;; shift += 7) {
        uint64_t b = fixed(c, 1);
        v |= (b & 0x7f) << shift;
        if (!(b & 0x80))
            return v;
    }
}

static int64_t sleb(Cur *c)
{
    int64_t v = 0;
    for (int shift = 0;;) {
        uint64_t b = fixed(c, 1);
        v |= (int64_t)((b & 0x7f) << shift);
        shift += 7;
        if (!(b & 0x80))
            return shift < 64 && (b & 0x40) ? v | -((int64_t)1 << shift) : v;
    }
}

static const char *cstring(Cur *c)
{
    const char *s = (const char *)c->p + c->at;
    while (fixed(c, 1)) {}
    return s;
}

/* Reads n bytes that may carry a relocation; *section gets the section referred to, 0 if none. */
static uint64_t relocated(Cur *c, int n, uint32_t *section)
{
    const ObjReloc *r = objfile_reloc_at(c->o, c->section, c->at);
    uint64_t v = fixed(c, n);
    *section = 0;
    if (!r)
        return v;
    const ObjSymbol *s = &c->o->symbols.p[r->sym];
    *section = s->section;
    return s->value + (uint64_t)r->addend;
}

/* ---- .debug_line ---- */

typedef struct LineHeader {
    uint64_t end;
    uint32_t min_inst, line_range, opcode_base;
    int line_base;
    uint8_t lengths[256];
} LineHeader;

static void read_files(Cur *c, DwarfInfo *d)
{
    VEC(const char *) dirs = {0};
    vec_push(perm, &dirs, "");
    for (const char *s; *(s = cstring(c));)
        vec_push(perm, &dirs, s);
    vec_push(perm, &d->files, "");
    for (const char *s; *(s = cstring(c));) {
        uint64_t dir = uleb(c);
        uleb(c);
        uleb(c);
        bool plain = *s == '/' || dir == 0 || dir >= dirs.len;
        vec_push(perm, &d->files, plain ? s : arena_printf(perm, "%s/%s", dirs.p[dir], s));
    }
}

static LineHeader read_line_header(Cur *c, DwarfInfo *d)
{
    LineHeader h = {0};
    uint64_t length = fixed(c, 4);
    h.end = c->at + length;
    uint64_t version = fixed(c, 2);
    if (version != 4)
        diag_bug("dwarf", "line table of version %d", (int)version);
    uint64_t header_length = fixed(c, 4);
    uint64_t program = c->at + header_length;
    h.min_inst = (uint32_t)fixed(c, 1);
    fixed(c, 2); /* max ops, default is_stmt */
    h.line_base = (int8_t)fixed(c, 1);
    h.line_range = (uint32_t)fixed(c, 1);
    h.opcode_base = (uint32_t)fixed(c, 1);
    for (uint32_t i = 1; i < h.opcode_base; i++)
        h.lengths[i] = (uint8_t)fixed(c, 1);
    read_files(c, d);
    c->at = program;
    return h;
}

static void extended_op(Cur *c, DwarfInfo *d, DwarfRow *r)
{
    uint64_t len = uleb(c), next = c->at + len;
    switch (fixed(c, 1)) {
    case DW_LNE_end_sequence:
        r->end = true;
        vec_push(perm, &d->rows, *r);
        *r = (DwarfRow){.file = 1, .line = 1};
        break;
    case DW_LNE_set_address:
        r->addr = relocated(c, 8, &r->section);
        break;
    }
    c->at = next;
}

static void standard_op(Cur *c, const LineHeader *h, uint32_t op, DwarfInfo *d, DwarfRow *r)
{
    switch (op) {
    case DW_LNS_copy: vec_push(perm, &d->rows, *r); break;
    case DW_LNS_advance_pc: r->addr += uleb(c) * h->min_inst; break;
    case DW_LNS_advance_line: r->line = (uint32_t)(r->line + sleb(c)); break;
    case DW_LNS_set_file: r->file = (uint32_t)uleb(c); break;
    case DW_LNS_const_add_pc:
        r->addr += (255 - h->opcode_base) / h->line_range * h->min_inst;
        break;
    case DW_LNS_fixed_advance_pc: r->addr += fixed(c, 2); break;
    case DW_LNS_set_column: case DW_LNS_set_isa: uleb(c); break;
    case DW_LNS_negate_stmt: case DW_LNS_set_basic_block: case DW_LNS_set_prologue_end:
    case DW_LNS_set_epilogue_begin: break;
    default:
        for (int i = 0; i < h->lengths[op]; i++)
            uleb(c);
    }
}

static int row_order(const void *a, const void *b)
{
    const DwarfRow *x = a, *y = b;
    if (x->section != y->section)
        return x->section < y->section ? -1 : 1;
    if (x->addr != y->addr)
        return x->addr < y->addr ? -1 : 1;
    return x->end != y->end ? (x->end ? -1 : 1) : 0;
}

/* Rows of equal address keep their order: only the last counts. */
static void sort_rows(DwarfInfo *d)
{
    for (uint32_t i = 1; i < d->rows.len; i++) {
        const DwarfRow *a = &d->rows.p[i - 1], *b = &d->rows.p[i];
        if (a->section > b->section || (a->section == b->section && a->addr > b->addr)) {
            qsort(d->rows.p, d->rows.len, sizeof(DwarfRow), row_order);
            return;
        }
    }
}

static void read_lines(const ObjFile *o, DwarfInfo *d)
{
    Cur c = cursor(o, ".debug_line");
    if (c.at >= c.end)
        return;
    LineHeader h = read_line_header(&c, d);
    DwarfRow r = {.file = 1, .line = 1};
    while (c.at < h.end) {
        uint32_t op = (uint32_t)fixed(&c, 1);
        if (op == 0) {
            extended_op(&c, d, &r);
        } else if (op < h.opcode_base) {
            standard_op(&c, &h, op, d, &r);
        } else {
            op -= h.opcode_base;
            r.addr += op / h.line_range * h.min_inst;
            r.line = (uint32_t)((int)r.line + h.line_base + (int)(op % h.line_range));
            vec_push(perm, &d->rows, r);
        }
    }
    sort_rows(d);
}

const DwarfRow *dwarf_rows(const DwarfInfo *d, uint32_t section)
{
    uint32_t lo = 0, hi = d->rows.len;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (d->rows.p[mid].section < section)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < d->rows.len && d->rows.p[lo].section == section ? &d->rows.p[lo] : NULL;
}

/* ---- .debug_abbrev and .debug_info ---- */

typedef struct AttrSpec { uint32_t at, form; } AttrSpec;
typedef struct Abbrev {
    uint32_t tag;
    bool children;
    VEC(AttrSpec) attrs;
} Abbrev;

typedef struct Die {
    uint32_t tag;
    bool children;
    const char *name, *linkage;
    uint32_t section;          /* of low_pc */
    uint64_t low, high;
    bool has_low, has_ranges;
    uint64_t ranges, origin;   /* origin: offset of the abstract DIE, 0 none */
    uint32_t call_line, call_file;
} Die;

typedef struct Info {
    const ObjFile *o;
    DwarfInfo *out;
    Cur c;
    VEC(Abbrev) abbrevs; /* by code */
    uint64_t unit;       /* offset of the unit */
    uint32_t cu_section; /* low_pc of the unit, base of range lists */
    uint64_t cu_low;
} Info;

static void read_abbrevs(Info *in)
{
    Cur c = cursor(in->o, ".debug_abbrev");
    for (;;) {
        uint64_t code = c.at < c.end ? uleb(&c) : 0;
        if (code == 0)
            return;
        Abbrev a = {.tag = (uint32_t)uleb(&c)};
        a.children = fixed(&c, 1) != 0;
        for (;;) {
            AttrSpec s = {(uint32_t)uleb(&c), (uint32_t)uleb(&c)};
            if (!s.at && !s.form)
                break;
            vec_push(perm, &a.attrs, s);
        }
        while (in->abbrevs.len <= code)
            vec_push(perm, &in->abbrevs, (Abbrev){0});
        in->abbrevs.p[code] = a;
    }
}

typedef struct Value { uint64_t u; uint32_t section; const char *s; } Value;

static const char *string_at(const ObjFile *o, uint32_t section, uint64_t off)
{
    return (const char *)o->sections.p[section].data + off;
}

static Value read_form(Info *in, uint32_t form)
{
    Cur *c = &in->c;
    Value v = {0};
    switch (form) {
    case DW_FORM_addr: v.u = relocated(c, 8, &v.section); break;
    case DW_FORM_data1: case DW_FORM_flag: v.u = fixed(c, 1); break;
    case DW_FORM_data2: v.u = fixed(c, 2); break;
    case DW_FORM_data4: v.u = relocated(c, 4, &v.section); break;
    case DW_FORM_ref4: v.u = fixed(c, 4); break;
    case DW_FORM_data8: v.u = relocated(c, 8, &v.section); break;
    case DW_FORM_sdata: v.u = (uint64_t)sleb(c); break;
    case DW_FORM_udata: v.u = uleb(c); break;
    case DW_FORM_string: v.s = cstring(c); break;
    case DW_FORM_strp:
        v.u = relocated(c, 4, &v.section);
        v.s = string_at(in->o, v.section, v.u);
        break;
    case DW_FORM_sec_offset: v.u = relocated(c, 4, &v.section); break;
    case DW_FORM_flag_present: v.u = 1; break;
    case DW_FORM_exprloc: case DW_FORM_block: v.u = uleb(c); c->at += v.u; break;
    case DW_FORM_block1: v.u = fixed(c, 1); c->at += v.u; break;
    case DW_FORM_block2: v.u = fixed(c, 2); c->at += v.u; break;
    case DW_FORM_block4: v.u = fixed(c, 4); c->at += v.u; break;
    default: diag_bug("dwarf", "form 0x%x", form);
    }
    return v;
}

static void set_attr(Die *d, uint32_t at, uint32_t form, Value v)
{
    switch (at) {
    case DW_AT_name: d->name = v.s; break;
    case DW_AT_linkage_name: d->linkage = v.s; break;
    case DW_AT_low_pc: d->low = v.u; d->section = v.section; d->has_low = true; break;
    case DW_AT_high_pc: d->high = form == DW_FORM_addr ? v.u : d->low + v.u; break;
    case DW_AT_ranges: d->ranges = v.u; d->has_ranges = true; break;
    case DW_AT_abstract_origin: case DW_AT_specification: d->origin = v.u; break;
    case DW_AT_call_file: d->call_file = (uint32_t)v.u; break;
    case DW_AT_call_line: d->call_line = (uint32_t)v.u; break;
    }
}

/* False at the null entry that ends a list of children. */
static bool read_die(Info *in, Die *d)
{
    *d = (Die){0};
    uint64_t code = uleb(&in->c);
    if (code == 0)
        return false;
    const Abbrev *a = &in->abbrevs.p[code];
    d->tag = a->tag;
    d->children = a->children;
    for (uint32_t i = 0; i < a->attrs.len; i++)
        set_attr(d, a->attrs.p[i].at, a->attrs.p[i].form, read_form(in, a->attrs.p[i].form));
    return true;
}

static const char *origin_linkage(Info *in, uint64_t origin)
{
    uint64_t back = in->c.at;
    Die d = {0};
    in->c.at = in->unit + origin;
    read_die(in, &d);
    in->c.at = back;
    return d.linkage ? d.linkage : d.name ? d.name : "?";
}

static void read_ranges(Info *in, const Die *d, const DwarfFunc *f, DwarfInline *to)
{
    if (!d->has_ranges) {
        if (d->has_low)
            vec_push(perm, &to->ranges, ((DwarfRange){d->low, d->high}));
        return;
    }
    Cur c = cursor(in->o, ".debug_ranges");
    c.at = d->ranges;
    uint64_t base = in->cu_low;
    for (;;) {
        uint32_t s1, s2;
        uint64_t low = relocated(&c, 8, &s1), high = relocated(&c, 8, &s2);
        if (low == 0 && high == 0 && !s1 && !s2)
            return;
        if (low == UINT64_MAX) {
            base = high;
            continue;
        }
        if (!s1)
            low += base, high += base;
        if (low < high && low >= f->low && high <= f->high)
            vec_push(perm, &to->ranges, ((DwarfRange){low, high}));
    }
}

static void walk(Info *in, DwarfFunc *f, int parent);

static void visit(Info *in, Die *d, DwarfFunc *f, int parent)
{
    if (d->tag == DW_TAG_subprogram) {
        DwarfFunc g = {.section = d->section, .low = d->low, .high = d->high};
        if (d->children)
            walk(in, d->has_low ? &g : NULL, -1);
        if (d->has_low)
            vec_push(perm, &in->out->funcs, g);
        return;
    }
    if (d->tag == DW_TAG_inlined_subroutine && f) {
        DwarfInline n = {.parent = parent, .linkage = origin_linkage(in, d->origin),
                         .call_line = d->call_line, .call_file = d->call_file};
        read_ranges(in, d, f, &n);
        parent = (int)f->inlines.len;
        vec_push(perm, &f->inlines, n);
    }
    if (d->children)
        walk(in, f, parent);
}

static void walk(Info *in, DwarfFunc *f, int parent)
{
    Die d;
    while (in->c.at < in->c.end && read_die(in, &d))
        visit(in, &d, f, parent);
}

static void read_info(const ObjFile *o, DwarfInfo *out)
{
    Info in = {.o = o, .out = out, .c = cursor(o, ".debug_info")};
    if (in.c.at >= in.c.end)
        return;
    read_abbrevs(&in);
    fixed(&in.c, 4);
    uint64_t version = fixed(&in.c, 2);
    if (version != 4)
        diag_bug("dwarf", "unit of version %d", (int)version);
    fixed(&in.c, 5); /* abbreviations' offset, address size */
    Die cu;
    if (!read_die(&in, &cu))
        return;
    in.cu_section = cu.section;
    in.cu_low = cu.low;
    if (cu.children)
        walk(&in, NULL, -1);
}

DwarfInfo *dwarf_read(const ObjFile *o)
{
    DwarfInfo *d = NEW(perm, DwarfInfo);
    read_lines(o, d);
    read_info(o, d);
    return d;
}
