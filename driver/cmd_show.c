/* The commands that show a file as scanner and parser see it. */
#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lexer/lexer.h"
#include "parser/parser.h"

/* Calls show for each file named; errors of all files are printed at the end. */
static int show_files(int argc, char **argv, void (*show)(SrcFile *f))
{
    static const Flag flags[] = {{0}};
    int first = flags_parse(argv[0], argc, argv, flags);
    if (first >= argc)
        usage_error(argv[0], "no files given");
    char cwd[4096];
    diag_options.workdir = realpath(".", cwd) ? cwd : "/";
    diag_options.go_minor = 19;
    diag_options.columns = true;
    for (int i = first; i < argc; i++) {
        size_t size;
        char *text = file_read(argv[i], &size);
        if (!text) {
            fprintf(stderr, "open %s: %s\n", argv[i], errno_text(errno));
            return 1;
        }
        if (size >= UINT32_MAX / 4)
            diag_fatal("%s: file is too large", argv[i]);
        show(pos_add_file(sym(argv[i]), text, (uint32_t)size));
    }
    return diag_flush() ? 2 : 0;
}

static void show_tokens(SrcFile *f) { lexer_dump_tokens(f, stdout); }

static void show_ast(SrcFile *f)
{
    ParserOptions opt = {.mode = PARSER_GO_PARSER, .comments = true};
    AstFile *file = parser_parse_file(f, &opt);
    if (!file->errors)
        parser_dump_ast(file, stdout);
}

int cmd_tokens(int argc, char **argv) { return show_files(argc, argv, show_tokens); }
int cmd_ast(int argc, char **argv) { return show_files(argc, argv, show_ast); }

/* ---- the later stages: of a whole package ---- */

/* Dependencies are compiled as far as their export data; the package named is shown. */
static int show_package(int argc, char **argv, Stage stage)
{
    const char *func = NULL;
    VEC(Flag) flags = {0};
    vec_push(perm, &flags, ((Flag){"func", FLAG_STRING, &func, "name", "show this function only"}));
    for (const Flag *f = build_flags; f->name; f++)
        vec_push(perm, &flags, *f);
    vec_push(perm, &flags, (Flag){0});
    context_init(argv[0]);
    int first = flags_parse(argv[0], argc, argv, flags.p);
    LoadGraph *g = load_packages(argv + first, argc - first);
    return build_and_show(g, stage, func) ? 0 : 2;
}

int cmd_ir(int argc, char **argv) { return show_package(argc, argv, STAGE_IR); }
int cmd_ssa(int argc, char **argv) { return show_package(argc, argv, STAGE_SSA); }
int cmd_llvm(int argc, char **argv) { return show_package(argc, argv, STAGE_LLVM); }
int cmd_asm(int argc, char **argv) { return show_package(argc, argv, STAGE_ASM); }
