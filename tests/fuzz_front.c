/* fuzz_front: libFuzzer harness over scanner and parser, in gc's mode and go/parser's.
 *
 *   make fuzz_front && ./fuzz_front -max_len=4096 -timeout=10 CORPUS
 *
 * Any input must end in a tree or in diagnostics, within bounds of time and memory. */
#include <stdlib.h>
#include <string.h>

#include "parser/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse(const char *text, size_t size, ParserMode mode)
{
    ParserOptions opts = {.mode = mode, .comments = mode == PARSER_GO_PARSER};
    diag_options.all = true;
    SrcFile *f = pos_add_file(sym("fuzz.go"), text, (uint32_t)size);
    AstFile *file = parser_parse_file(f, &opts);
    if (!diag_count() && file->errors)
        diag_bug("fuzz_front", "refused without a diagnostic");
    if (!diag_count() && mode == PARSER_GO_PARSER) {
        char *out = NULL;
        size_t n = 0;
        FILE *stream = open_memstream(&out, &n);
        parser_dump_ast(file, stream);
        fclose(stream);
        free(out);
    }
    base_reset();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    memcpy(text, data, size);
    text[size] = 0;
    parse(text, size, PARSER_GC);
    parse(text, size, PARSER_GO_PARSER);
    free(text);
    return 0;
}
