/* Types for the debugger, named and laid out as gc's: gdb shows strings and slices of Go. */

#include "backend/llvm.h"

#include <string.h>

enum { DW_ATE_boolean = 2, DW_ATE_complex_float = 3, DW_ATE_float = 4, DW_ATE_signed = 5,
       DW_ATE_unsigned = 7, DW_TAG_structure_type = 0x13 };

typedef struct Member { const char *name; LLVMMetadataRef type; int64_t offset, size; } Member;

static LLVMMetadataRef structure(Gen *g, const char *name, int64_t size, const Member *m, uint32_t n)
{
    LLVMMetadataRef *e = NEW_ARRAY(perm, LLVMMetadataRef, n + 1);
    for (uint32_t i = 0; i < n; i++)
        e[i] = LLVMDIBuilderCreateMemberType(g->di, g->unit, m[i].name, strlen(m[i].name), NULL, 0,
                                             (uint64_t)m[i].size * 8, 0, (uint64_t)m[i].offset * 8,
                                             LLVMDIFlagZero, m[i].type);
    return LLVMDIBuilderCreateStructType(g->di, g->unit, name, strlen(name), NULL, 0,
                                         (uint64_t)size * 8, 64, LLVMDIFlagZero, NULL, e, n, 0, NULL,
                                         "", 0);
}

static LLVMMetadataRef pointer_to(Gen *g, LLVMMetadataRef t, const char *name)
{
    return LLVMDIBuilderCreatePointerType(g->di, t, 64, 64, 0, name, strlen(name));
}

static LLVMMetadataRef basic(Gen *g, const char *name, int64_t size, unsigned encoding)
{
    return LLVMDIBuilderCreateBasicType(g->di, name, strlen(name), (uint64_t)size * 8, encoding,
                                        LLVMDIFlagZero);
}

static LLVMMetadataRef string_type(Gen *g, const char *name)
{
    Member m[2] = {
        {"str", pointer_to(g, debug_type(g, type_basic[TY_UINT8]), "*uint8"), 0, 8},
        {"len", debug_type(g, type_basic[TY_INT]), 8, 8},
    };
    return structure(g, name, 16, m, 2);
}

static LLVMMetadataRef slice_type(Gen *g, const char *name, Type *elem)
{
    LLVMMetadataRef n = debug_type(g, type_basic[TY_INT]);
    Member m[3] = {{"array", pointer_to(g, debug_type(g, elem), ""), 0, 8}, {"len", n, 8, 8},
                   {"cap", n, 16, 8}};
    return structure(g, name, 24, m, 3);
}

static LLVMMetadataRef interface_type(Gen *g, const char *name, bool empty)
{
    LLVMMetadataRef p = debug_type(g, type_basic[TY_UNSAFE_POINTER]);
    Member m[2] = {{empty ? "_type" : "tab", p, 0, 8}, {"data", p, 8, 8}};
    return structure(g, name, 16, m, 2);
}

static LLVMMetadataRef struct_type(Gen *g, const char *name, Type *t, Type *u)
{
    uint32_t n = u->strct.fields.len;
    Member *m = NEW_ARRAY(perm, Member, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        Obj *f = u->strct.fields.p[i];
        m[i] = (Member){f->name->s, debug_type(g, f->type), types_field_offset(u, (int)i),
                        types_size(f->type)};
    }
    return structure(g, name, types_size(t), m, n);
}

static LLVMMetadataRef array_type(Gen *g, Type *t, Type *u)
{
    LLVMMetadataRef range = LLVMDIBuilderGetOrCreateSubrange(g->di, 0, u->array.len);
    return LLVMDIBuilderCreateArrayType(g->di, (uint64_t)types_size(t) * 8,
                                        (uint32_t)types_align(t) * 8, debug_type(g, u->array.elem),
                                        &range, 1);
}

static LLVMMetadataRef basic_type(Gen *g, const char *name, Type *t, Type *u)
{
    if (u->kind == TY_BOOL)
        return basic(g, name, 1, DW_ATE_boolean);
    if (u->kind == TY_UNSAFE_POINTER)
        return pointer_to(g, NULL, name);
    if (types_is_integer(u))
        return basic(g, name, types_size(t), types_is_signed(u) ? DW_ATE_signed : DW_ATE_unsigned);
    return basic(g, name, types_size(t), types_is_complex(u) ? DW_ATE_complex_float : DW_ATE_float);
}

static LLVMMetadataRef make_type(Gen *g, Type *t)
{
    Type *u = types_under(t);
    const char *name = types_link_string(t);
    switch ((int)u->kind) {
    case TY_STRING: return string_type(g, name);
    case TY_SLICE: return slice_type(g, name, u->slice.elem);
    case TY_INTERFACE: return interface_type(g, name, types_interface_methods(u)->len == 0);
    case TY_STRUCT: return struct_type(g, name, t, u);
    case TY_ARRAY: return array_type(g, t, u);
    case TY_POINTER: return pointer_to(g, debug_type(g, u->pointer.elem), name);
    case TY_MAP: case TY_CHAN: case TY_SIGNATURE: return pointer_to(g, NULL, name);
    case TY_TUPLE: return basic(g, name, 8, DW_ATE_unsigned);
    default: return basic_type(g, name, t, u);
    }
}

/* A type that is reached again while it is being made gets a placeholder, replaced when it is done. */
LLVMMetadataRef debug_type(Gen *g, Type *t)
{
    t = types_canon(t);
    LLVMMetadataRef done = map_get(&g->di_types, t);
    if (done)
        return done;
    if (t->kind != TY_NAMED) {
        done = make_type(g, t);
        map_set(&g->di_types, t, done);
        return done;
    }
    const char *name = types_link_string(t);
    LLVMMetadataRef temp = LLVMDIBuilderCreateReplaceableCompositeType(
        g->di, DW_TAG_structure_type, name, strlen(name), g->unit, NULL, 0, 0, 0, 0, LLVMDIFlagZero,
        "", 0);
    map_set(&g->di_types, t, temp);
    done = make_type(g, t);
    LLVMMetadataReplaceAllUsesWith(temp, done);
    map_set(&g->di_types, t, done);
    return done;
}
