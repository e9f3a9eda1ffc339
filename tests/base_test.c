/* base_test: arenas, symbols, maps, text, positions. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

START_TEST(arena_gives_aligned_zeroed_memory)
{
    Arena *a = arena_new();
    for (size_t n = 1; n < 100000; n = n * 3 + 1) {
        char *p = arena_alloc(a, n);
        ck_assert_uint_eq((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            ck_assert_int_eq(p[i], 0);
        memset(p, 1, n);
    }
    arena_free(a);
}
END_TEST

START_TEST(equal_strings_are_one_symbol)
{
    ck_assert_ptr_eq(sym("abcdefghij"), sym_intern("abcdefghijk", 10));
    ck_assert_ptr_ne(sym("a"), sym_intern("a\0", 2));
    const Sym *first = sym("s0");
    for (int i = 0; i < 20000; i++)
        sym_printf("s%d", i);
    ck_assert_ptr_eq(first, sym("s0"));
    ck_assert_uint_eq(sym_printf("%s", "xyz")->len, 3);
}
END_TEST

START_TEST(maps_keep_order_and_null_values)
{
    Map m = {0};
    for (uintptr_t i = 1; i <= 1000; i++)
        map_set(&m, (void *)i, (void *)(i * 2));
    map_set(&m, (void *)7, NULL);
    void *v = &m;
    ck_assert(map_find(&m, (void *)7, &v) && v == NULL);
    ck_assert(!map_find(&m, (void *)1001, &v));
    ck_assert_uint_eq(m.len, 1000);
    ck_assert_ptr_eq(m.entries[999].key, (void *)1000);
    ck_assert_ptr_eq(map_get(&m, (void *)500), (void *)1000);
}
END_TEST

START_TEST(bitsets_unite)
{
    BitSet a = bitset_new(perm, 130), b = bitset_new(perm, 130);
    bitset_add(&b, 129);
    ck_assert(bitset_union(&a, &b) && bitset_has(&a, 129));
    ck_assert(!bitset_union(&a, &b));
    bitset_remove(&a, 129);
    ck_assert(!bitset_has(&a, 129));
}
END_TEST

static void check_quote(const char *s, size_t n, const char *want)
{
    Buf b = {0};
    buf_quote(&b, s, n);
    ck_assert_str_eq(buf_cstr(&b), want);
    buf_free(&b);
}

START_TEST(quoting_is_strconv_s)
{
    check_quote("a\"\\\n\a\x01\x7f", 7, "\"a\\\"\\\\\\n\\a\\x01\\x7f\"");
    check_quote("\xff\xc3\xa9", 3, "\"\\xff\xc3\xa9\"");
    check_quote("\xc2\xa0\xf3\xa0\x80\x81", 6, "\"\\u00a0\\U000e0001\"");
    check_quote("\0", 1, "\"\\x00\"");
}
END_TEST

START_TEST(utf8_refuses_what_go_refuses)
{
    static const char *const bad[] = {"\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"};
    int32_t r;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(utf8_decode(bad[i], strlen(bad[i]), &r), 1);
        ck_assert_int_eq(r, RUNE_ERROR);
    }
    for (int32_t c = 0; c <= RUNE_MAX; c += 7) {
        char s[4];
        int n = utf8_encode(c, s);
        ck_assert_int_eq(utf8_decode(s, (size_t)n, &r), n);
        ck_assert_int_eq(r, c >= 0xD800 && c < 0xE000 ? RUNE_ERROR : c);
    }
}
END_TEST

START_TEST(classes_of_characters)
{
    ck_assert(unicode_is_letter(0xe9) && unicode_is_letter(0x4e16) && !unicode_is_letter('1'));
    ck_assert(unicode_is_upper(0xc9) && !unicode_is_upper(0xe9) && !unicode_is_upper(0x4e16));
    ck_assert(unicode_is_digit(0x663) && !unicode_is_digit(0xb2));
    ck_assert(unicode_is_print(0x20ac) && !unicode_is_print(0xa0) && !unicode_is_print(0x200b));
}
END_TEST

START_TEST(positions_obey_line_directives)
{
    static const char text[] = "one\ntwo\nthree\nfour\n";
    SrcFile *f = pos_add_file(sym("x.go"), text, sizeof text - 1);
    SrcFile *g = pos_add_file(sym("y.go"), text, sizeof text - 1);
    pos_add_line(f, 4);
    pos_add_line(f, 8);
    pos_add_line(f, 14);
    pos_add_info(f, (LineInfo){8, sym("z.y"), 70, 5});
    Position at = pos_resolve(f->base + 10);
    ck_assert_str_eq(at.file->s, "z.y");
    ck_assert_uint_eq(at.line, 70);
    ck_assert_uint_eq(at.col, 7);
    at = pos_resolve(f->base + 15);
    ck_assert_uint_eq(at.line, 71);
    ck_assert_uint_eq(at.col, 2);
    at = pos_resolve_physical(f->base + 15);
    ck_assert_uint_eq(at.line, 4);
    ck_assert_ptr_eq(pos_file(g->base), g);
    ck_assert_ptr_eq(pos_file(f->base + f->size), f);
    ck_assert_ptr_null(pos_file(NO_POS));
}
END_TEST

START_TEST(paths_show_as_the_go_command_shows_them)
{
    diag_options.workdir = "/aaa/b";
    ck_assert_str_eq(diag_path(sym("/aaa/b/x.go")), "./x.go");
    ck_assert_str_eq(diag_path(sym("/aaa/b/c/x.go")), "c/x.go");
    ck_assert_str_eq(diag_path(sym("/aaa/long/x.go")), "../long/x.go");
    ck_assert_str_eq(diag_path(sym("x.go")), "./x.go");
    diag_options.workdir = "/a/b/c/d/e/f";
    ck_assert_str_eq(diag_path(sym("/u/x.go")), "/u/x.go");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("base");
    TCase *c = tcase_create("base");
    tcase_add_test(c, arena_gives_aligned_zeroed_memory);
    tcase_add_test(c, equal_strings_are_one_symbol);
    tcase_add_test(c, maps_keep_order_and_null_values);
    tcase_add_test(c, bitsets_unite);
    tcase_add_test(c, quoting_is_strconv_s);
    tcase_add_test(c, utf8_refuses_what_go_refuses);
    tcase_add_test(c, classes_of_characters);
    tcase_add_test(c, positions_obey_line_directives);
    tcase_add_test(c, paths_show_as_the_go_command_shows_them);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
