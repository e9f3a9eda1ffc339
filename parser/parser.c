/* parser: a file from text to tree. */
#include "parser/private.h"

AstFile *parser_parse_file(SrcFile *f, const ParserOptions *opts)
{
    static const ParserOptions defaults;
    if (!opts)
        opts = &defaults;
    Parser *p = NEW(perm, Parser);
    p->src = f;
    p->mode = opts->mode;
    p->comments = opts->comments;
    p->imports_only = opts->imports_only;
    p->file = NEW_NODE(File);
    p->file->src = f;
    source_init(p);
    grammar_parse(p);
    source_finish(p);
    p->file->eof = f->base + f->size;
    if (p->mode == PARSER_GO_PARSER) {
        p->file->errors += p->lx.errors;
        if (!p->rejected)
            strict_check(p);
        if (!p->rejected)
            resolve_file(p->file);
        return p->file;
    }
    if (p->rejected && !p->too_deep)
        explain_errors(p);
    if (p->rejected || p->imports_only)
        return p->file;
    for (uint32_t i = 0; i < p->plain_errors.len; i++)
        diag_error(p->plain_errors.p[i].pos, "%s", p->plain_errors.p[i].msg);
    pragma_finish(p);
    return p->file;
}
