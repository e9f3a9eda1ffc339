/* Unit tests of backend/: ELF objects in memory, pointer masks. */

#include <check.h>
#include <string.h>

#include "backend/objfile.h"
#include "backend/typedesc.h"
#include "types/check.h"

static Buf round_trip(ObjFile *o)
{
    Buf b = {0};
    objfile_write(o, &b);
    return b;
}

START_TEST(object_written_can_be_read)
{
    ObjFile *o = objfile_new();
    static const uint8_t code[16] = {0xc3};
    uint32_t text = objfile_add_section(o, ".text.f", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 16);
    o->sections.p[text].data = code;
    o->sections.p[text].size = sizeof code;
    uint32_t g = objfile_add_symbol(o, "g", STB_GLOBAL, STT_NOTYPE, 0, 0);
    objfile_add_symbol(o, "f", STB_GLOBAL, STT_FUNC, text, 0);
    uint32_t local = objfile_add_symbol(o, "l", STB_LOCAL, STT_OBJECT, text, 8);
    objfile_add_reloc(o, text, 4, R_X86_64_PLT32, g, -4);
    objfile_add_reloc(o, text, 8, R_X86_64_64, local, 3);
    Buf b = round_trip(o);
    ObjFile *r = objfile_parse((const uint8_t *)b.p, b.len);
    ck_assert_ptr_nonnull(r);
    uint32_t sec = objfile_find_section(r, ".text.f");
    ck_assert_uint_eq(r->sections.p[sec].size, sizeof code);
    ck_assert_int_eq(memcmp(r->sections.p[sec].data, code, sizeof code), 0);
    const ObjReloc *rel = objfile_reloc_at(r, sec, 4);
    ck_assert_str_eq(r->symbols.p[rel->sym].name, "g");
    ck_assert_int_eq(rel->addend, -4);
    rel = objfile_reloc_at(r, sec, 8);
    ck_assert_str_eq(r->symbols.p[rel->sym].name, "l");
    ck_assert_ptr_null(objfile_reloc_at(r, sec, 5));
    /* locals come first in a symbol table */
    ck_assert_str_eq(r->symbols.p[1].name, "l");
}
END_TEST

START_TEST(garbage_is_refused)
{
    static const uint8_t junk[128] = {1, 2, 3};
    ck_assert_ptr_null(objfile_parse(junk, sizeof junk));
    ck_assert_ptr_null(objfile_parse(junk, 3));
}
END_TEST

static Obj *field(const char *name, Type *t, int i)
{
    Obj *o = NEW(perm, Obj);
    o->kind = OBJ_VAR;
    o->name = sym(name);
    o->type = t;
    o->var.is_field = true;
    o->var.index = i;
    return o;
}

START_TEST(pointer_masks)
{
    ObjVec fields = {0};
    vec_push(perm, &fields, field("a", type_basic[TY_INT], 0));
    vec_push(perm, &fields, field("s", type_basic[TY_STRING], 1));
    vec_push(perm, &fields, field("p", types_new_pointer(type_basic[TY_INT]), 2));
    vec_push(perm, &fields, field("n", type_basic[TY_INT], 3));
    Type *t = types_new_struct(fields, NULL);
    ck_assert_int_eq(typedesc_ptrdata(t), 32);
    ck_assert_int_eq(typedesc_ptrdata(types_new_array(t, 3)), 2 * 40 + 32);
    ck_assert_int_eq(typedesc_ptrdata(type_basic[TY_FLOAT64]), 0);
    IrPackage p = {0};
    unsigned kind = 0, tflag = 0;
    typedesc_gcdata(&p, t, 19, &kind, &tflag);
    ck_assert_uint_eq(p.data.len, 1);
    ck_assert_uint_eq(p.data.p[0]->bytes[0], 1 << 1 | 1 << 3);
}
END_TEST

START_TEST(large_types_get_programs)
{
    Type *big = types_new_array(types_new_pointer(type_basic[TY_INT]), 1 << 20);
    IrPackage p = {0};
    unsigned kind = 0, tflag = 0;
    typedesc_gcdata(&p, big, 19, &kind, &tflag);
    ck_assert_uint_eq(kind, 64);
    /* one literal bit, then: repeat the last bit 2^20 - 1 times, end */
    static const uint8_t want[] = {7, 0, 0, 0, 1, 1, 0x81, 0xff, 0xff, 0x3f, 0};
    ck_assert_int_eq(p.data.p[0]->size, (int64_t)sizeof want);
    ck_assert_int_eq(memcmp(p.data.p[0]->bytes, want, sizeof want), 0);
    kind = 0;
    typedesc_gcdata(&p, big, 26, &kind, &tflag);
    ck_assert_uint_eq(kind, 0);
    ck_assert_uint_eq(tflag, 16);
}
END_TEST

int main(void)
{
    universe_init();
    Suite *s = suite_create("backend");
    TCase *c = tcase_create("core");
    tcase_add_test(c, object_written_can_be_read);
    tcase_add_test(c, garbage_is_refused);
    tcase_add_test(c, pointer_masks);
    tcase_add_test(c, large_types_get_programs);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
