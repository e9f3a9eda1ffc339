/* Pointer masks and GC programs (abi/typedesc.h says what they look like). */

#include <string.h>

#include "abi/typedesc.h"
#include "backend/typedesc.h"

/* ---- data writers ---- */

DataWriter data_begin(const Sym *linksym, int align)
{
    DataWriter w = {.d = NEW(perm, DataSym)};
    w.d->linksym = linksym;
    w.d->align = align;
    w.d->readonly = true;
    w.d->dupok = true;
    return w;
}

void data_u8(DataWriter *w, unsigned v) { buf_putc(&w->b, (char)v); }

void data_u16(DataWriter *w, unsigned v)
{
    uint16_t x = (uint16_t)v;
    buf_write(&w->b, &x, sizeof x);
}

void data_u32(DataWriter *w, uint32_t v) { buf_write(&w->b, &v, sizeof v); }
void data_u64(DataWriter *w, uint64_t v) { buf_write(&w->b, &v, sizeof v); }

void data_align(DataWriter *w, size_t align)
{
    while (w->b.len % align)
        buf_putc(&w->b, 0);
}

void data_ref(DataWriter *w, int size, const Sym *target, int64_t addend)
{
    if (target)
        vec_push(perm, &w->d->relocs, ((Reloc){(int64_t)w->b.len, size, target, addend}));
    uint64_t zero = 0;
    buf_write(&w->b, &zero, (size_t)size);
}

DataSym *data_end(DataWriter *w, IrPackage *p)
{
    w->d->size = (int64_t)w->b.len;
    w->d->bytes = arena_memdup(perm, w->b.p, w->b.len);
    buf_free(&w->b);
    vec_push(perm, &p->data, w->d);
    return w->d;
}

/* ---- where the pointers are ---- */

int64_t typedesc_ptrdata(Type *t)
{
    if (!types_has_pointers(t))
        return 0;
    Type *u = types_under(t);
    switch ((int)u->kind) {
    case TY_STRING: case TY_SLICE:
        return 8;
    case TY_INTERFACE:
        return 16;
    case TY_ARRAY:
        return (u->array.len - 1) * types_size(u->array.elem) + typedesc_ptrdata(u->array.elem);
    case TY_STRUCT:
        for (int i = (int)u->strct.fields.len - 1; i >= 0; i--) {
            Type *f = u->strct.fields.p[i]->type;
            if (types_has_pointers(f))
                return types_field_offset(u, i) + typedesc_ptrdata(f);
        }
        return 0;
    default:
        return 8;
    }
}

static void set_bits(uint8_t *mask, Type *t, int64_t at)
{
    if (!types_has_pointers(t))
        return;
    Type *u = types_under(t);
    switch ((int)u->kind) {
    case TY_ARRAY:
        for (int64_t i = 0; i < u->array.len; i++)
            set_bits(mask, u->array.elem, at + i * types_size(u->array.elem));
        return;
    case TY_STRUCT:
        for (uint32_t i = 0; i < u->strct.fields.len; i++)
            set_bits(mask, u->strct.fields.p[i]->type, at + types_field_offset(u, (int)i));
        return;
    case TY_INTERFACE: /* the first word points to a type or itab, kept alive otherwise */
        at += 8;
        break;
    }
    mask[at / 64] |= (uint8_t)(1 << (at / 8 % 8));
}

unsigned typedesc_mask(Type *t)
{
    uint8_t mask[1] = {0};
    set_bits(mask, t, 0);
    return mask[0];
}

/* ---- GC programs ---- */

typedef struct Prog {
    DataWriter *w;
    uint8_t bits[15]; /* literal bits not yet written */
    int nbits;
} Prog;

static void prog_flush(Prog *p)
{
    if (!p->nbits)
        return;
    data_u8(p->w, (unsigned)p->nbits);
    for (int i = 0; i < (p->nbits + 7) / 8; i++)
        data_u8(p->w, p->bits[i]);
    memset(p->bits, 0, sizeof p->bits);
    p->nbits = 0;
}

static void prog_bit(Prog *p, int bit)
{
    if (p->nbits == 120)
        prog_flush(p);
    p->bits[p->nbits / 8] |= (uint8_t)(bit << (p->nbits % 8));
    p->nbits++;
}

static void put_varint(DataWriter *w, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        data_u8(w, (unsigned)(v & 0x7f) | 0x80);
    data_u8(w, (unsigned)v);
}

static void prog_repeat(Prog *p, uint64_t n, uint64_t count)
{
    if (!count)
        return;
    prog_flush(p);
    if (n < 128) {
        data_u8(p->w, 0x80 | (unsigned)n);
    } else {
        data_u8(p->w, 0x80);
        put_varint(p->w, n);
    }
    put_varint(p->w, count);
}

static void prog_zeros(Prog *p, int64_t n)
{
    if (n <= 0)
        return;
    if (n <= 64) {
        while (n--)
            prog_bit(p, 0);
        return;
    }
    prog_bit(p, 0);
    prog_repeat(p, 1, (uint64_t)n - 1);
}

static void prog_type(Prog *p, Type *t);

static void prog_struct(Prog *p, Type *u, int64_t size)
{
    int64_t at = 0;
    for (uint32_t i = 0; i < u->strct.fields.len; i++) {
        Type *f = u->strct.fields.p[i]->type;
        if (!types_has_pointers(f))
            continue;
        int64_t offset = types_field_offset(u, (int)i);
        prog_zeros(p, (offset - at) / 8);
        prog_type(p, f);
        at = offset + types_size(f);
    }
    prog_zeros(p, (size - at) / 8);
}

/* Appends the bits of all size / 8 words of t; t has pointers. */
static void prog_type(Prog *p, Type *t)
{
    Type *u = types_under(t);
    int64_t words = types_size(t) / 8;
    if (u->kind == TY_ARRAY) {
        prog_type(p, u->array.elem);
        prog_repeat(p, (uint64_t)(types_size(u->array.elem) / 8), (uint64_t)u->array.len - 1);
    } else if (u->kind == TY_STRUCT) {
        prog_struct(p, u, types_size(t));
    } else {
        int64_t pointer = u->kind == TY_INTERFACE;
        for (int64_t i = 0; i < words; i++)
            prog_bit(p, i == pointer);
    }
}

static const Sym *write_program(IrPackage *pkg, Type *t)
{
    DataWriter w = data_begin(sym_printf("go:gcprog.%s", types_link_string(t)), 8);
    data_u32(&w, 0);
    Prog p = {.w = &w};
    prog_type(&p, t);
    prog_flush(&p);
    data_u8(&w, 0);
    uint32_t len = (uint32_t)w.b.len - 4;
    memcpy(w.b.p, &len, 4);
    return data_end(&w, pkg)->linksym;
}

/* ---- masks ---- */

static const Sym *mask_symbol(const uint8_t *mask, int64_t n)
{
    Buf b = {0};
    buf_puts(&b, "go:gcbits.");
    if (n <= 16) {
        for (int64_t i = 0; i < n; i++)
            buf_printf(&b, "%02x", mask[i]);
    } else {
        uint64_t h1 = 14695981039346656037u, h2 = 1099511628211u;
        for (int64_t i = 0; i < n; i++) {
            h1 = (h1 ^ mask[i]) * 1099511628211u;
            h2 = (h2 + mask[i]) * 6364136223846793005u + 1442695040888963407u;
        }
        buf_printf(&b, "%lld.%016llx%016llx", (long long)n, (unsigned long long)h1,
                   (unsigned long long)h2);
    }
    const Sym *s = sym_intern(b.p, b.len);
    buf_free(&b);
    return s;
}

static Map masks_written;

static const Sym *write_mask(IrPackage *pkg, Type *t, int64_t ptrdata)
{
    int64_t n = (ptrdata / 8 + 63) / 64 * 8;
    uint8_t *mask = arena_alloc(perm, (size_t)n + 8);
    set_bits(mask, t, 0);
    const Sym *s = mask_symbol(mask, n);
    if (map_get(&masks_written, s))
        return s;
    DataWriter w = data_begin(s, 8);
    buf_write(&w.b, mask, (size_t)n);
    map_set(&masks_written, s, data_end(&w, pkg));
    return s;
}

const Sym *typedesc_gcdata(IrPackage *p, Type *t, int tree_minor, unsigned *kind_bits,
                           unsigned *tflag_bits)
{
    int64_t ptrdata = typedesc_ptrdata(t);
    if (!ptrdata)
        return NULL;
    if (ptrdata / 64 <= TYPE_MAX_MASK)
        return write_mask(p, t, ptrdata);
    if (tree_minor < 24) {
        *kind_bits |= KIND_GCPROG;
        return write_program(p, t);
    }
    *tflag_bits |= TFLAG_GC_ON_DEMAND;
    DataWriter w = data_begin(sym_printf("go:gcmask.%s", types_link_string(t)), 8);
    w.d->readonly = false;
    data_u64(&w, 0);
    return data_end(&w, p)->linksym;
}
