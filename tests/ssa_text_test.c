/* The text form of SSA: what is written is read back, and single passes run on text. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ssa/ssa.h"
#include "types/core.h"

static const char loop[] =
    "p.f func(*int, int) (int)\n"
    "  b1:\n"
    "    v1 = InitMem <mem>\n"
    "    v2 = Arg <*int> {s} [0] // unused\n"
    "    v3 = Arg <int> {n} [1]\n"
    "    v4 = Const64 <int> [0]\n"
    "    v5 = Const64 <int> [1]\n"
    "    Plain -> b2\n"
    "  b2: <- b1 b4\n"
    "    v6 = Phi <int> v4 v9\n"
    "    v7 = Lt64 <bool> v6 v3\n"
    "    If v7 -> b3 b5 (likely)\n"
    "  b3: <- b2\n"
    "    v8 = IsInBounds <bool> v6 v3\n"
    "    If v8 -> b4 b6 (likely)\n"
    "  b4: <- b3\n"
    "    v9 = Add64 <int> v6 v5\n"
    "    Plain -> b2\n"
    "  b5: <- b2\n"
    "    Ret v6 v1\n"
    "  b6: <- b3\n"
    "    v10 = RtCall <mem> {rt_panicIndex} v6 v3 v1\n"
    "    Exit v10\n";

static SsaFunc *parse(const char *text)
{
    const char *error;
    SsaFunc *f = ssa_parse(text, &error);
    ck_assert_msg(f, "%s", error);
    ssa_verify(f, "parse");
    return f;
}

static char *dump(const SsaFunc *f)
{
    Buf b = {0};
    ssa_dump_buf(f, &b);
    return arena_strndup(perm, b.p, b.len);
}

START_TEST(round_trip)
{
    char *once = dump(parse(loop)), *twice = dump(parse(once));
    ck_assert_str_eq(strchr(once, '\n'), strchr(loop, '\n'));
    ck_assert_str_eq(once, twice);
}
END_TEST

START_TEST(prove_removes_the_check)
{
    SsaFunc *f = parse(loop);
    ck_assert(ssa_run_pass(f, "prove"));
    ck_assert(ssa_run_pass(f, "deadcode"));
    ssa_verify(f, "deadcode");
    ck_assert(!strstr(dump(f), "panicIndex"));
    ck_assert(strstr(dump(f), "Add64"));
}
END_TEST

START_TEST(errors)
{
    const char *error;
    ck_assert(!ssa_parse("f\n  b1:\n    v1 = Nonsense <int>\n    Ret v1\n", &error));
    ck_assert(strstr(error, "no such operation"));
    ck_assert(!ssa_parse("f\n  b1:\n    Plain -> b2\n", &error));
    ck_assert(!ssa_run_pass(parse(loop), "nonsense"));
}
END_TEST

int main(void)
{
    universe_init();
    TCase *tc = tcase_create("ssa text");
    tcase_add_test(tc, round_trip);
    tcase_add_test(tc, prove_removes_the_check);
    tcase_add_test(tc, errors);
    Suite *s = suite_create("ssa");
    suite_add_tcase(s, tc);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    return srunner_ntests_failed(r) ? EXIT_FAILURE : EXIT_SUCCESS;
}
