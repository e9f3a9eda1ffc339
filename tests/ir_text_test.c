/* The text form of trees: what ir_parse reads, ir_dump_func writes again. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "ir/ir.h"
#include "types/core.h"

static char *dump(const Func *f)
{
    char *p = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&p, &n);
    ir_dump_func(f, out);
    fclose(out);
    return p;
}

static void check_round_trip(const char *text)
{
    Func f = {0};
    const char *error;
    universe_init();
    ir_parse(text, &f, &error);
    ck_assert_msg(!error, "%s", error ? error : "");
    ir_verify(&f, "parse");
    char *again = dump(&f);
    ck_assert_str_eq(text, again);
    free(again);
}

START_TEST(round_trip)
{
    check_round_trip("func main.f plain\n"
                     "param x%p0 int\n"
                     "param s%p1 \"[]string\"\n"
                     "result r%r0 int\n"
                     "local y%l0 \"*string\" addrtaken\n"
                     "{\n"
                     "  (= :def y%l0 (addr @\"*string\" (index @string s%p1 (const @int 1))))\n"
                     "  (if (< @bool x%p0 (const @int -3)) {\n"
                     "    (return (+ @int x%p0 (const @int 1)))\n"
                     "  } -)\n"
                     "  (for L (const @bool true) - {\n"
                     "    (break L)\n"
                     "  })\n"
                     "}\n");
}
END_TEST

START_TEST(calls_and_strings)
{
    check_round_trip("func main.(*T).m method\n"
                     "param f%p0 \"func(int,...string) (int,error)\"\n"
                     "local e%l0 error\n"
                     "local m%l1 \"map[string][]chan int\"\n"
                     "{\n"
                     "  (as2call :def (_) e%l0 (call :ddd f%p0 (const @int 1) (nil @\"[]string\")))\n"
                     "  (expr (callrt rt_printstring (const @string \"a\\\"b\\n\")))\n"
                     "  (op= + (index @int (mapindex @\"[]int\" m%l1 (const @string \"k\")) "
                     "(const @int 0)) (const @int 2))\n"
                     "}\n");
}
END_TEST

START_TEST(errors)
{
    static const char *const bad[] = {
        "", "func main.f plain\n{\n", "func main.f plain\n{\n  (nosuch)\n}\n",
        "func main.f plain\nparam x%p0 nosuch\n{\n}\n", "func main.f plain\n{\n  x%p3\n}\n",
    };
    universe_init();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Func f = {0};
        const char *error;
        ck_assert_ptr_null(ir_parse(bad[i], &f, &error));
        ck_assert_ptr_nonnull(error);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("ir text");
    TCase *tc = tcase_create("ir text");
    suite_add_tcase(s, tc);
    tcase_add_test(tc, round_trip);
    tcase_add_test(tc, calls_and_strings);
    tcase_add_test(tc, errors);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
