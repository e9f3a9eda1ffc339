/* fuzz_front: libFuzzer harness over scanner, parser and type checker.
 *
 *   make fuzz_front && ./fuzz_front -max_len=4096 -timeout=5 -dict=FILE CORPUS
 *
 * Any input must end in a tree or in diagnostics, within bounds of time and memory. The checker
 * sees what the parser takes, by the rules of the oldest and of the newest Go tree; of packages
 * there is only unsafe. What checks without an error goes out as export data and comes back. */
#include <stdlib.h>
#include <string.h>

#include <gmp.h>
#include <mpfr.h>

#include "parser/parser.h"
#include "tests/fuzz_mutate.h"
#include "types/types.h"

enum { OLD_TREE = 19, NEW_TREE = 26 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- numbers live and die with all else ---- */

static void *number_alloc(size_t n) { return arena_alloc(perm, n); }
static void number_free(void *p, size_t n) {}

static void *number_grow(void *p, size_t old, size_t n)
{
    void *q = arena_alloc(perm, n);
    memcpy(q, p, old < n ? old : n);
    return q;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    mp_set_memory_functions(number_alloc, number_grow, number_free);
    diag_options.all = true;
    return 0;
}

static void reset(void)
{
    types_reset();
    mpfr_mp_memory_cleanup();
    base_reset();
}

/* ---- one input ---- */

static AstFile *parse(const char *text, size_t size, ParserMode mode)
{
    ParserOptions opts = {.mode = mode, .comments = mode == PARSER_GO_PARSER};
    SrcFile *f = pos_add_file(sym("fuzz.go"), text, (uint32_t)size);
    AstFile *file = parser_parse_file(f, &opts);
    if (!diag_count() && file->errors)
        diag_bug("fuzz_front", "refused without a diagnostic");
    return file;
}

static void parse_as_go_parser(const char *text, size_t size)
{
    AstFile *file = parse(text, size, PARSER_GO_PARSER);
    if (!diag_count()) {
        char *out = NULL;
        size_t n = 0;
        FILE *stream = open_memstream(&out, &n);
        parser_dump_ast(file, stream);
        fclose(stream);
        free(out);
    }
    reset();
}

static Package *import(void *ctx, const Sym *path, Pos pos)
{
    if (strcmp(path->s, "unsafe") == 0)
        return package_unsafe;
    diag_error(pos, "could not import %s", path->s);
    return NULL;
}

static void export_and_import(Package *p)
{
    Buf data = {0};
    types_export(p, &data);
    reset();
    const char *error = NULL;
    if (!types_import(sym("fuzz"), data.p, data.len, &error))
        diag_bug("fuzz_front", "export data is unreadable: %s", error);
    buf_free(&data);
}

static void check(const char *text, size_t size, int tree)
{
    diag_options.go_minor = tree;
    AstFile *file = parse(text, size, PARSER_GC);
    types_check_branches(file);
    if (!diag_syntax_count() && !file->holes) {
        CheckOptions opt = {
            .go_minor = tree, .tree_minor = tree, .allow_any_main = true, .import = import,
        };
        Package *p = types_check_package(sym("fuzz"), &file, 1, &opt);
        if (!diag_count())
            export_and_import(p);
    }
    reset();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    memcpy(text, data, size);
    text[size] = 0;
    check(text, size, OLD_TREE);
    check(text, size, NEW_TREE);
    parse_as_go_parser(text, size);
    free(text);
    return 0;
}
