/* front_test: scanner and parser as their headers promise them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

static SrcFile *source(const char *text)
{
    return pos_add_file(sym("t.go"), text, (uint32_t)strlen(text));
}

static AstFile *parse(const char *text)
{
    return parser_parse_file(source(text), NULL);
}

/* The expression in "var _ = EXPR". */
static AstExpr *parse_expr(const char *expr)
{
    AstFile *f = parse(arena_printf(perm, "package p; var _ = %s", expr));
    ck_assert_int_eq(f->errors, 0);
    AstGenDecl *d = (AstGenDecl *)f->Decls.p[0];
    return ((AstValueSpec *)d->Specs.p[0])->Values.p[0];
}

START_TEST(newlines_become_semicolons)
{
    Lexer lx;
    Token t;
    Buf b = {0};
    lexer_init(&lx, source("x /* a\n */ y // c\n( return\n) +\n}"), LEXER_GC);
    for (lexer_next(&lx, &t); t.kind != TOK_EOF; lexer_next(&lx, &t))
        buf_puts(&b, token_name(t.kind));
    ck_assert_str_eq(buf_cstr(&b), "IDENT;IDENT;(return;)+};");
    buf_free(&b);
}
END_TEST

static void check_string(const char *lit, const char *want, uint32_t len)
{
    const Sym *s = lexer_string_value((LitText){lit, (uint32_t)strlen(lit)});
    ck_assert_uint_eq(s->len, len);
    ck_assert_int_eq(memcmp(s->s, want, len), 0);
}

START_TEST(literals_have_values)
{
    check_string("\"a\\n\\x00\\101\\u00e9\\\"\"", "a\n\0A\xc3\xa9\"", 7);
    check_string("`a\\n\r`", "a\\n", 3);
    check_string("\"\\xff\"", "\xff", 1);
    ck_assert_int_eq(lexer_char_value((LitText){"'\\''", 4}), '\'');
    ck_assert_int_eq(lexer_char_value((LitText){"'\\U0001F600'", 12}), 0x1F600);
    ck_assert_int_eq(lexer_char_value((LitText){"'\xc3\xa9'", 4}), 0xe9);
}
END_TEST

START_TEST(expressions_print_in_one_line)
{
    static const char *const same[] = {
        "a + b * c", "f(x, y...)", "a[1:2:3]", "a[i, j]", "<-c", "*p.q", "x.(T)", "(a)",
        "func(a, b int) (c T, d U) {…}", "[]T{…}", "map[K]V{}", "chan (<-chan int)(x)",
        "interface{m(); ~int | E}(nil)", "struct{a, b int; E}{…}", "[...]int{…}", "!a && b",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        Buf b = {0};
        for (const char *s = same[i]; *s;) { /* "…" stands for anything */
            bool dots = strncmp(s, "…", 3) == 0;
            buf_write(&b, dots ? "1" : s, 1);
            s += dots ? 3 : 1;
        }
        ck_assert_str_eq(ast_expr_string(parse_expr(buf_cstr(&b))), same[i]);
        buf_free(&b);
    }
}
END_TEST

START_TEST(positions_cover_the_text)
{
    static const char *const exprs[] = {"a.b[c](d)", "-x", "[]int{1}", "func() {}", "x.(T)", "<-chan int(nil)"};
    for (size_t i = 0; i < sizeof exprs / sizeof *exprs; i++) {
        AstExpr *x = parse_expr(exprs[i]);
        ck_assert_uint_eq(ast_end(x) - ast_pos(x), strlen(exprs[i]));
    }
    AstBinaryExpr *b = (AstBinaryExpr *)parse_expr("a + b");
    ck_assert_uint_eq(ast_gc_pos(b), ast_pos(b) + 2);
}
END_TEST

static const AstTypeSpec *type_spec(const char *text)
{
    AstFile *f = parse(arena_printf(perm, "package p; type %s", text));
    ck_assert_int_eq(f->errors, 0);
    return (AstTypeSpec *)((AstGenDecl *)f->Decls.p[0])->Specs.p[0];
}

START_TEST(brackets_of_type_declarations)
{
    static const struct { const char *text; bool generic; } cases[] = {
        {"T [P]E", false}, {"T [P * C]E", false}, {"T [P(C)]E", false}, {"T []E", false},
        {"T [...]E", false}, {"T[P *C,] E", true}, {"T[P *[]C] E", true}, {"T[P any] E", true},
        {"T[P (C),] E", true}, {"T[P *C | ~D] E", true}, {"T[P []C] E", true}, {"T[P, Q any] E", true},
        {"T[P chan int] = E", true}, {"T[P interface{ m() }] E", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg((type_spec(cases[i].text)->TypeParams != NULL) == cases[i].generic, "%s",
                      cases[i].text);
}
END_TEST

START_TEST(directives_reach_declarations)
{
    AstFile *f = parse("package p\n//go:noinline\n//go:nosplit\nfunc f() {}\n"
                       "//go:linkname f x.y\n\nfunc g()\n//go:notinheap\ntype T int\n");
    ck_assert_uint_eq(((AstFuncDecl *)f->Decls.p[0])->pragma, PRAGMA_NOINLINE | PRAGMA_NOSPLIT);
    ck_assert_uint_eq(((AstFuncDecl *)f->Decls.p[1])->pragma, 0);
    ck_assert_uint_eq(f->linknames.len, 1);
    ck_assert_str_eq(f->linknames.p[0].remote->s, "x.y");
    AstTypeSpec *t = (AstTypeSpec *)((AstGenDecl *)f->Decls.p[2])->Specs.p[0];
    ck_assert_uint_eq(t->pragma, PRAGMA_NOTINHEAP);
}
END_TEST

START_TEST(imports_only_stops_early)
{
    ParserOptions opts = {.imports_only = true};
    AstFile *f = parser_parse_file(source("//go:build x\npackage p; import \"a\"\nfunc ]]]"), &opts);
    ck_assert_int_eq(f->errors, 0);
    ck_assert_uint_eq(f->Imports.len, 1);
    ck_assert_uint_eq(f->build.len, 12);
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
    Buf b = {0};
    diag_options.all = true;
    buf_puts(&b, "package p; var x = ");
    for (int i = 0; i < 100000; i++)
        buf_putc(&b, '(');
    ck_assert_int_gt(parse(buf_cstr(&b))->errors, 0);
    ck_assert_int_gt(diag_count(), 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("front");
    TCase *c = tcase_create("front");
    tcase_add_test(c, newlines_become_semicolons);
    tcase_add_test(c, literals_have_values);
    tcase_add_test(c, expressions_print_in_one_line);
    tcase_add_test(c, positions_cover_the_text);
    tcase_add_test(c, brackets_of_type_declarations);
    tcase_add_test(c, directives_reach_declarations);
    tcase_add_test(c, imports_only_stops_early);
    tcase_add_test(c, deep_nesting_is_refused);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
