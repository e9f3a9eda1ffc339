/* The main package of a test: tables of the tests that its packages declare, for testing.MainStart. */
#include "driver/test.h"

#include <string.h>

typedef struct Table { const char *fact, *name, *type; } Table;
static const Table tables[] = {
    {"test", "tests", "InternalTest"},
    {"benchmark", "benchmarks", "InternalBenchmark"},
    {"fuzz", "fuzzTargets", "InternalFuzzTarget"},
    {"example", "examples", "InternalExample"},
};

/* Does a line of testscan_write say `fact`? Returns what follows. */
static const char *behind_fact(const char *line, const char *fact)
{
    size_t n = strlen(fact);
    return strncmp(line, fact, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

/* {"ExampleX", p.ExampleX, "output\n", false}, from "ExampleX ordered \"output\\n\"" */
static void write_row(Buf *b, const char *import_name, const char *rest)
{
    size_t n = strcspn(rest, " ");
    buf_printf(b, "\t{\"%.*s\", %s.%.*s", (int)n, rest, import_name, (int)n, rest);
    if (rest[n]) {
        const char *order = rest + n + 1;
        buf_printf(b, ", %s, %s", strchr(order, ' ') + 1, order[0] == 'u' ? "true" : "false");
    }
    buf_puts(b, "},\n");
}

static void write_rows(Buf *b, const LoadPkg *p, const char *import_name, const char *fact)
{
    for (uint32_t i = 0; p && i < p->tests.len; i++) {
        const char *rest = behind_fact(p->tests.p[i], fact);
        if (rest)
            write_row(b, import_name, rest);
    }
}

static bool has_test_main(const LoadPkg *p)
{
    for (uint32_t i = 0; p && i < p->tests.len; i++)
        if (behind_fact(p->tests.p[i], "main"))
            return true;
    return false;
}

/* The result of m.Run is kept in an unexported field, for a TestMain that does not call os.Exit. */
static void write_main(Buf *b, const TestPkg *t, const char *test_main)
{
    buf_printf(b,
               "\nfunc main() {\n\tm := testing.MainStart(deps.Deps{Import: \"%s\", Module: \"%s\"}, tests, benchmarks, "
               "fuzzTargets, examples)\n",
               t->pkg->path, t->pkg->module ? t->pkg->module->path : "");
    if (test_main)
        buf_printf(b, "\t%s.TestMain(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n}\n",
                   test_main);
    else
        buf_puts(b, "\tos.Exit(m.Run())\n}\n");
}

/* A package that declares nothing of a test's is imported all the same: it is initialised. */
static void write_import(Buf *b, const char *name, const LoadPkg *p)
{
    if (p && p->files.len > 0)
        buf_printf(b, "\t%s \"%s\"\n", p->tests.len > 0 ? name : "_", p->path);
}

char *testmain_text(const TestPkg *t)
{
    const char *test_main = has_test_main(t->tested) ? "_test" : has_test_main(t->external) ? "_xtest" : NULL;
    Buf b = {0};
    buf_printf(&b, "package main\n\nimport (\n\t\"os\"\n%s\t\"testing\"\n\t\"testing/internal/deps\"\n",
               test_main ? "\t\"reflect\"\n" : "");
    if (test_keeps_program())
        buf_puts(&b, "\t_ \"testing/internal/profiles\"\n");
    write_import(&b, "_test", t->tested);
    write_import(&b, "_xtest", t->external);
    buf_puts(&b, ")\n");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        buf_printf(&b, "\nvar %s = []testing.%s{\n", tables[i].name, tables[i].type);
        write_rows(&b, t->tested, "_test", tables[i].fact);
        write_rows(&b, t->external, "_xtest", tables[i].fact);
        buf_puts(&b, "}\n");
    }
    write_main(&b, t, test_main);
    char *text = arena_strndup(perm, b.p, b.len);
    buf_free(&b);
    return text;
}
