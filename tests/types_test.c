/* Unit tests of types/: constants, identity, text, unification, export data. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lexer/tokens.h"
#include "types/unify.h"

static Const *lit(int token, const char *text) { return const_from_literal(token, sym(text)); }

static Type *basic(TypeKind k) { return type_basic[k]; }

static void setup(void)
{
    diag_options.go_minor = 19;
    universe_init();
}

/* Checks a package's text; the number of errors must be as given. */
static Package *check_at(int go_minor, const char *path, const char *text, int errors)
{
    static int n;
    SrcFile *f = pos_add_file(sym_printf("%s%d.go", path, n++), text, (uint32_t)strlen(text));
    AstFile *ast = parser_parse_file(f, NULL);
    CheckOptions opt = { .go_minor = go_minor, .tree_minor = 26, .ignore_bodyless = true,
                         .allow_any_main = true };
    int before = diag_count();
    Package *p = types_check_package(sym(path), &ast, 1, &opt);
    ck_assert_int_eq(diag_count() - before, errors);
    return p;
}

static Package *check_source(const char *path, const char *text, int errors)
{
    return check_at(26, path, text, errors);
}

static Type *type_of(Package *p, const char *name)
{
    Obj *o = scope_lookup(p->scope, sym(name));
    ck_assert_ptr_nonnull(o);
    return o->type;
}

/* ---- constants ---- */

START_TEST(test_integer_literals)
{
    static const struct { const char *text; int64_t value; } rows[] = {
        { "0", 0 }, { "1_000", 1000 }, { "0x_ff", 255 }, { "0b101", 5 }, { "0o17", 15 }, { "017", 15 },
        { "9223372036854775807", INT64_MAX },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t v;
        ck_assert(const_int64(lit(TOK_INT, rows[i].text), &v));
        ck_assert_int_eq(v, rows[i].value);
    }
}
END_TEST

START_TEST(test_big_integers)
{
    Const *one = const_from_int64(1), *big = const_shift(TOK_SHL, one, 100);
    int64_t v;
    ck_assert(!const_int64(big, &v));
    ck_assert_str_eq(const_text(big, NULL), "1267650600228229401496703205376");
    ck_assert_int_eq(const_bit_length(big), 101);
    ck_assert(const_int64(const_shift(TOK_SHR, big, 98), &v));
    ck_assert_int_eq(v, 4);
    Const *min = const_from_int64(INT64_MIN), *minus = const_from_int64(-1);
    ck_assert_str_eq(const_text(const_binary(TOK_QUO, min, minus, basic(TY_INT)), NULL),
                     "9223372036854775808");
    ck_assert_ptr_null(const_binary(TOK_QUO, one, const_from_int64(0), basic(TY_INT)));
}
END_TEST

START_TEST(test_division)
{
    Const *a = const_from_int64(-7), *b = const_from_int64(2);
    ck_assert_str_eq(const_text(const_binary(TOK_QUO, a, b, basic(TY_UNTYPED_INT)), NULL), "-3");
    ck_assert_str_eq(const_text(const_binary(TOK_REM, a, b, basic(TY_UNTYPED_INT)), NULL), "-1");
    ck_assert_str_eq(const_text(const_binary(TOK_QUO, a, b, NULL), NULL), "-3.5");
}
END_TEST

START_TEST(test_float_text)
{
    ck_assert_str_eq(const_text(lit(TOK_FLOAT, "1e100"), NULL), "1e+100");
    ck_assert_str_eq(const_text(lit(TOK_FLOAT, "1e1000"), NULL), "1e+1000");
    ck_assert_str_eq(const_text(lit(TOK_FLOAT, "1e-5000"), NULL), "1e-5000");
    ck_assert_str_eq(const_text(lit(TOK_FLOAT, "0x1p-2"), NULL), "0.25");
    ck_assert_str_eq(const_text(lit(TOK_FLOAT, "3.14159265"), NULL), "3.14159");
    ck_assert_str_eq(const_text(lit(TOK_IMAG, "2i"), NULL), "(0 + 2i)");
    ck_assert_ptr_null(lit(TOK_FLOAT, "1e10000000000"));
}
END_TEST

START_TEST(test_rounding)
{
    /* 0.1 is no float32; a third is rounded once, not by way of float64 */
    Const *r;
    ck_assert(const_representable(lit(TOK_FLOAT, "0.1"), basic(TY_FLOAT32), &r));
    ck_assert(const_double(r) == (double)0.1f);
    ck_assert(!const_representable(lit(TOK_FLOAT, "1e39"), basic(TY_FLOAT32), &r));
    Const *halfway = lit(TOK_FLOAT, "0x1.000001000000000000001p0");
    ck_assert(const_float(halfway) == 0x1.000002p0f);
    ck_assert(const_double(lit(TOK_FLOAT, "5e-324")) == 5e-324);
}
END_TEST

START_TEST(test_representable)
{
    ck_assert(const_representable(const_from_int64(255), basic(TY_UINT8), NULL));
    ck_assert(!const_representable(const_from_int64(256), basic(TY_UINT8), NULL));
    ck_assert(!const_representable(const_from_int64(-1), basic(TY_UINT8), NULL));
    ck_assert(const_representable(const_from_int64(-128), basic(TY_INT8), NULL));
    ck_assert(!const_representable(const_from_int64(-129), basic(TY_INT8), NULL));
    ck_assert(const_representable(lit(TOK_FLOAT, "4.0"), basic(TY_INT), NULL));
    ck_assert(!const_representable(lit(TOK_FLOAT, "4.5"), basic(TY_INT), NULL));
    ck_assert(const_representable(const_from_uint64(UINT64_MAX), basic(TY_UINT64), NULL));
    ck_assert_int_eq(const_bits(const_from_uint64(UINT64_MAX), basic(TY_UINT64)), -1);
    ck_assert_int_eq(const_bits(const_from_int64(300), basic(TY_UINT8)), 44);
}
END_TEST

START_TEST(test_complement)
{
    ck_assert_str_eq(const_text(const_unary(TOK_XOR, const_from_int64(1), basic(TY_UINT8)), NULL),
                     "254");
    ck_assert_str_eq(const_text(const_unary(TOK_XOR, const_from_int64(1), basic(TY_INT)), NULL), "-2");
}
END_TEST

START_TEST(test_complex_and_strings)
{
    Const *i = lit(TOK_IMAG, "1i");
    Const *square = const_binary(TOK_MUL, i, i, NULL);
    int64_t v;
    ck_assert(const_int64(square, &v));
    ck_assert_int_eq(v, -1);
    Const *s = const_from_string(sym("a"));
    for (int n = 0; n < 5; n++)
        s = const_binary(TOK_ADD, s, const_from_string(sym("b")), NULL);
    ck_assert_str_eq(const_string(s)->s, "abbbbb");
    ck_assert(const_compare(TOK_LSS, const_from_string(sym("a")), s));
}
END_TEST

/* ---- identity and text ---- */

START_TEST(test_canon)
{
    Package *p = check_source("canon",
        "package p\n"
        "type A struct { F []map[string]*int; G func(a, b int) (err error) }\n"
        "var X struct { F []map[string]*int; G func(x, y int) error }\n"
        "var Y struct { F []map[string]*int; G func(x int, y int) (e error) }\n"
        "var Z struct { F []map[string]*int `t`; G func(x, y int) error }\n"
        "var I interface { M(); N(int) }\n"
        "type M interface { M() }\n"
        "var J interface { N(int); M }\n"
        "var B []byte; var U []uint8; var C chan int; var D <-chan int\n", 0);
    ck_assert_ptr_eq(types_canon(type_of(p, "X")), types_canon(type_of(p, "Y")));
    ck_assert_ptr_ne(types_canon(type_of(p, "X")), types_canon(type_of(p, "Z")));
    ck_assert_ptr_ne(types_canon(type_of(p, "X")), types_canon(type_of(p, "A")));
    ck_assert(types_identical(types_under(type_of(p, "A")), type_of(p, "X")));
    ck_assert(types_identical_ignore_tags(type_of(p, "X"), type_of(p, "Z")));
    ck_assert_ptr_eq(types_canon(type_of(p, "I")), types_canon(type_of(p, "J")));
    ck_assert_ptr_eq(types_canon(type_of(p, "B")), types_canon(type_of(p, "U")));
    ck_assert_ptr_ne(types_canon(type_of(p, "C")), types_canon(type_of(p, "D")));
}
END_TEST

START_TEST(test_strings)
{
    Package *p = check_source("a/strings",
        "package q\n"
        "type T struct { x int }\n"
        "type G[K comparable, V any] struct { k K; v V }\n"
        "var S struct { a int; B int `t`; T; f func(int, ...string) (bool, error) }\n"
        "var I interface { m(); M(x int) string }\n"
        "var C chan (<-chan int)\n"
        "var E interface{}\n"
        "var N G[string, *T]\n"
        "var B []byte\n", 0);
    ck_assert_str_eq(types_string(type_of(p, "S")),
        "struct{a int; B int \"t\"; q.T; f func(int, ...string) (bool, error)}");
    ck_assert_str_eq(types_reflect_string(type_of(p, "S")),
        "struct { a int; B int \"t\"; q.T; f func(int, ...string) (bool, error) }");
    ck_assert_str_eq(types_link_string(type_of(p, "S")),
        "struct { a/strings.a int; B int \"t\"; a/strings.T; a/strings.f "
        "func(int,...string) (bool,error) }");
    ck_assert_str_eq(types_reflect_string(type_of(p, "I")),
                     "interface { M(int) string; q.m() }");
    ck_assert_str_eq(types_string(type_of(p, "C")), "chan (<-chan int)");
    ck_assert_str_eq(types_reflect_string(type_of(p, "E")), "interface {}");
    ck_assert_str_eq(types_string(type_of(p, "N")), "q.G[string, *q.T]");
    ck_assert_str_eq(types_reflect_string(type_of(p, "N")), "q.G[string,*a/strings.T]");
    ck_assert_str_eq(types_string(type_of(p, "B")), "[]byte");
    ck_assert_str_eq(types_reflect_string(type_of(p, "B")), "[]uint8");
}
END_TEST

START_TEST(test_sizes)
{
    Package *p = check_source("sizes",
        "package p\n"
        "type A struct { a int8; b int64; c int16 }\n"
        "type B struct { a int32; z struct{} }\n"
        "type C [3]struct { a int16; b int8 }\n"
        "type D struct { s string; e error; f func(); m []int }\n", 0);
    ck_assert_int_eq(types_size(type_of(p, "A")), 24);
    ck_assert_int_eq(types_field_offset(type_of(p, "A"), 2), 16);
    ck_assert_int_eq(types_size(type_of(p, "B")), 8);
    ck_assert_int_eq(types_size(type_of(p, "C")), 12);
    ck_assert_int_eq(types_align(type_of(p, "C")), 2);
    ck_assert_int_eq(types_size(type_of(p, "D")), 64);
    ck_assert(!types_has_pointers(type_of(p, "C")));
    ck_assert(types_has_pointers(type_of(p, "D")));
}
END_TEST

START_TEST(test_method_sets)
{
    Package *p = check_source("methods",
        "package p\n"
        "type A struct{}\n"
        "func (A) V() {}\n"
        "func (*A) P() {}\n"
        "type B struct { A }\n"
        "type C struct { *A; x int }\n"
        "type D struct { B; C }\n"
        "func (C) x2() {}\n", 0);
    ck_assert_int_eq(types_method_set(type_of(p, "A"))->len, 1);
    ck_assert_int_eq(types_method_set(types_new_pointer(type_of(p, "A")))->len, 2);
    ck_assert_int_eq(types_method_set(type_of(p, "B"))->len, 1);
    MethodVec *c = types_method_set(type_of(p, "C"));
    ck_assert_int_eq(c->len, 3);
    ck_assert_str_eq(c->p[0].func->name->s, "P");
    ck_assert_int_eq(c->p[0].npath, 1);
    ck_assert_str_eq(c->p[2].func->name->s, "x2");
    MethodVec *d = types_method_set(type_of(p, "D")); /* V and P are ambiguous */
    ck_assert_int_eq(d->len, 1);
}
END_TEST

/* ---- inference ---- */

START_TEST(test_unify)
{
    Package *p = check_source("unify",
        "package p\n"
        "func F[K comparable, V any](m map[K][]V) {}\n"
        "type M map[string][]int\n"
        "var Chan <-chan int\n", 0);
    Type *sig = type_of(p, "F");
    TypeVec none = {0};
    Unifier u;
    unifier_init(&u, sig->sig.tparams, &none, true);
    ck_assert_int_eq(unifier_unknowns(&u), 2);
    ck_assert(unify(&u, sig->sig.params.p[0]->type, type_of(p, "M"), UNIFY_ASSIGN));
    ck_assert_int_eq(unifier_unknowns(&u), 0);
    ck_assert_ptr_eq(unifier_at(&u, 0), basic(TY_STRING));
    ck_assert_ptr_eq(unifier_at(&u, 1), basic(TY_INT));
    ck_assert(!unify(&u, sig->sig.tparams.p[0]->type, basic(TY_INT), UNIFY_EXACT));
}
END_TEST

START_TEST(test_inference)
{
    check_source("infer",
        "package p\n"
        "func Map[T, U any](s []T, f func(T) U) []U { return nil }\n"
        "func Ptr[T any, P interface{ *T; Set(string) }](s string) T { var t T; return t }\n"
        "func Max[T int | float64](a, b T) T { return a }\n"
        "type L []int\n"
        "func Sort[S ~[]E, E any](s S) S { return s }\n"
        "type I int\n"
        "func (p *I) Set(string) {}\n"
        "var a []string = Map([]int{1}, func(int) string { return \"\" })\n"
        "var b I = Ptr[I](\"x\")\n"
        "var c float64 = Max(1, 2.5)\n"
        "var d L = Sort(L{})\n"
        "var e func([]int) []int = Sort\n", 0);
    check_source("inferbad",
        "package p\n"
        "func F[T any]() {}\n"
        "func _() { F() }\n", 1);
}
END_TEST

/* ---- export data ---- */

static const char *const library =
    "package lib\n"
    "type List[T any] struct { next *List[T]; Val T }\n"
    "func (l *List[T]) Push(v T) *List[T] { return &List[T]{l, v} }\n"
    "type Rec struct { p *Rec; m map[string]Rec; f func(Rec, ...int) (n int, err error) }\n"
    "func (Rec) M() {}\n"
    "type Alias = []Rec\n"
    "type Num interface { ~int | ~float64 }\n"
    "const Big = 1 << 200\n"
    "const Third = 1.0 / 3\n"
    "const Cplx = 1 + 2i\n"
    "const Name = \"x\\x00y\"\n"
    "var V Alias\n"
    "func Sum[T Num](s ...T) (t T) { return }\n"
    "func Local() any { type T struct{ a int }; return T{} }\n";

static Package *reimport(const char *path, Package *p)
{
    Buf b = {0};
    types_export(p, &b);
    const char *error = NULL;
    /* as if it were another process: the package has another path there */
    size_t len = b.len;
    char *data = malloc(len);
    memcpy(data, b.p, len);
    buf_free(&b);
    p->complete = false;
    p->scope->names = (Map){0};
    Package *q = types_import(sym(path), data, len, &error);
    ck_assert_msg(q != NULL, "%s", error);
    return q;
}

START_TEST(test_round_trip)
{
    Package *p = check_source("lib", library, 0);
    Type *rec = type_of(p, "Rec"), *sum = type_of(p, "Sum"), *list = type_of(p, "List");
    const char *rec_text = types_string(types_under(rec)), *sum_text = types_string(sum);
    const char *list_text = types_string(list);
    Obj *big = scope_lookup(p->scope, sym("Big")), *third = scope_lookup(p->scope, sym("Third"));
    Package *q = reimport("lib", p);
    ck_assert_ptr_eq(q, p);
    ck_assert_ptr_ne(type_of(q, "Rec"), rec);
    ck_assert_str_eq(types_string(types_under(type_of(q, "Rec"))), rec_text);
    ck_assert_str_eq(types_string(type_of(q, "Sum")), sum_text);
    ck_assert_str_eq(types_string(type_of(q, "List")), list_text);
    Obj *big2 = scope_lookup(q->scope, sym("Big")), *third2 = scope_lookup(q->scope, sym("Third"));
    ck_assert(const_compare(TOK_EQL, big->cnst.val, big2->cnst.val));
    ck_assert(const_compare(TOK_EQL, third->cnst.val, third2->cnst.val));
    ck_assert_int_eq(const_string(scope_lookup(q->scope, sym("Name"))->cnst.val)->len, 3);
    ck_assert_int_eq(types_method_set(type_of(q, "Rec"))->len, 1);
    ck_assert_int_gt(scope_lookup(q->scope, sym("Rec"))->pos, 0);
    ck_assert_int_eq(pos_resolve(scope_lookup(q->scope, sym("Rec"))->pos).line, 4);
}
END_TEST

START_TEST(test_imported_instances)
{
    Package *q = reimport("lib2", check_source("lib2", library, 0));
    Type *list = type_of(q, "List");
    TypeVec targs = {0};
    vec_push(perm, &targs, basic(TY_INT));
    Type *inst = types_instantiate(list, targs);
    ck_assert_ptr_eq(types_instantiate(list, targs), inst);
    ck_assert_str_eq(types_string(types_under(inst)), "struct{next *lib.List[int]; Val int}");
    MethodVec *ms = types_method_set(types_new_pointer(inst));
    ck_assert_int_eq(ms->len, 1);
    ck_assert_str_eq(types_string(ms->p[0].type), "func(v int) *lib.List[int]");
}
END_TEST

START_TEST(test_damaged_data)
{
    Buf b = {0};
    types_export(check_source("lib3", library, 0), &b);
    const char *error = NULL;
    b.p[b.len - 5] ^= 1;
    package_lookup(sym("lib3"))->complete = false;
    ck_assert_ptr_null(types_import(sym("lib3"), b.p, b.len, &error));
    ck_assert_str_eq(error, "damaged export data");
    ck_assert_ptr_null(types_import(sym("lib3"), "x", 1, &error));
    ck_assert_str_eq(error, "export data of another version");
    buf_free(&b);
}
END_TEST

/* ---- order of initialisation ---- */

START_TEST(test_init_order)
{
    Package *p = check_source("order",
        "package p\n"
        "var a = b + f()\n"
        "var b = 1\n"
        "func f() int { return c }\n"
        "var c, d = g()\n"
        "func g() (int, int) { return e, e }\n"
        "var e = 5\n", 0);
    static const char *const want[] = { "b", "e", "c", "a" };
    ck_assert_int_eq(p->init_order.len, 4);
    for (uint32_t i = 0; i < 4; i++)
        ck_assert_str_eq(p->init_order.p[i].lhs.p[0]->name->s, want[i]);
    check_source("ordercycle", "package p\nvar x = y\nvar y = f()\nfunc f() int { return x }\n", 1);
}
END_TEST

/* The language of a file is that of its //go:build line, but none before Go 1.21. */
START_TEST(test_file_versions)
{
    static const struct { const char *build; int package, file; } rows[] = {
        { "", 20, 20 }, { "//go:build go1.22\n", 21, 22 }, { "//go:build go1.18\n", 26, 21 },
        { "//go:build go1.22 && linux || go1.23\n", 21, 22 }, { "//go:build linux\n", 22, 22 },
        { "//go:build !(go1.21 || !go1.25)\n", 21, 25 }, { "//go:build !go1.25\n", 22, 22 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *body = "package p\nfunc f() {\n\tfor range 3 {\n\t}\n}\n";
        Package *p = check_at(rows[i].package, arena_printf(perm, "version%zu", i),
                              arena_printf(perm, "%s\n%s", rows[i].build, body),
                              rows[i].file < 22);
        ck_assert_int_eq(p->files.p[0]->go_minor, rows[i].file);
    }
}
END_TEST

/* Untyped integers have 512 bits; newer trees look at literals, too. */
START_TEST(test_long_literals)
{
    char digits[201];
    memset(digits, 'f', sizeof digits - 1);
    digits[sizeof digits - 1] = 0;
    const char *text = arena_printf(perm, "package p\nconst c = 0x%s\n", digits);
    check_source("literal19", text, 0);
    diag_options.go_minor = 26;
    check_source("literal26", text, 1);
    diag_options.go_minor = 19;
}
END_TEST

int main(void)
{
    Suite *s = suite_create("types");
    TCase *c = tcase_create("types");
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, test_integer_literals);
    tcase_add_test(c, test_big_integers);
    tcase_add_test(c, test_division);
    tcase_add_test(c, test_float_text);
    tcase_add_test(c, test_rounding);
    tcase_add_test(c, test_representable);
    tcase_add_test(c, test_complement);
    tcase_add_test(c, test_complex_and_strings);
    tcase_add_test(c, test_canon);
    tcase_add_test(c, test_strings);
    tcase_add_test(c, test_sizes);
    tcase_add_test(c, test_method_sets);
    tcase_add_test(c, test_unify);
    tcase_add_test(c, test_inference);
    tcase_add_test(c, test_round_trip);
    tcase_add_test(c, test_imported_instances);
    tcase_add_test(c, test_damaged_data);
    tcase_add_test(c, test_init_order);
    tcase_add_test(c, test_file_versions);
    tcase_add_test(c, test_long_literals);
    suite_add_tcase(s, c);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
