/* pragma: compiler directives, the comments that mean something to the compiler.
 *
 * They are collected as the scanner meets them; a declaration takes those before it. */
#include "parser/private.h"

#include <string.h>

static bool has_prefix(LitText t, const char *prefix)
{
    size_t n = strlen(prefix);
    return t.len >= n && memcmp(t.p, prefix, n) == 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Cuts the next word off *t; false at the end. */
static bool next_word(LitText *t, LitText *word)
{
    while (t->len && is_space(*t->p))
        t->p++, t->len--;
    word->p = t->p;
    word->len = 0;
    while (t->len && !is_space(*t->p))
        t->p++, t->len--, word->len++;
    return word->len > 0;
}

static uint32_t find_flag(LitText verb)
{
    static const struct { const char *text; uint32_t flag; } flags[] = {
#define PRAGMA(name, text) {text, PRAGMA_##name},
#include "parser/pragmas.def"
    };
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (verb.len == strlen(flags[i].text) && has_prefix(verb, flags[i].text))
            return flags[i].flag;
    return 0;
}

static void add_linkname(Parser *p, Pos pos, LitText args)
{
    LitText local, remote, more;
    bool ok = next_word(&args, &local), two = next_word(&args, &remote);
    if (!ok || next_word(&args, &more)) {
        if (p->mode == PARSER_GC)
            diag_error(pos, "usage: //go:linkname localname [linkname]");
        return;
    }
    AstLinkname l = {pos, sym_intern(local.p, local.len),
                     two ? sym_intern(remote.p, remote.len) : NULL};
    vec_push(perm, &p->file->linknames, l);
}

/* The patterns of a go:embed line: words, or Go string literals. */
static void add_embeds(Parser *p, Pos pragma, Pos pos, LitText args)
{
    uint32_t before = p->embeds.len;
    const char *start = args.p;
    while (args.len) {
        if (is_space(*args.p)) {
            args.p++, args.len--;
            continue;
        }
        Pos at = pos + (Pos)(args.p - start);
        LitText word = {args.p, 0};
        if (*args.p == '"' || *args.p == '`') {
            uint32_t i = 1;
            while (i < args.len && args.p[i] != *args.p)
                i += args.p[i] == '\\' && *args.p == '"' && i + 1 < args.len ? 2 : 1;
            if (i >= args.len) {
                diag_error(pragma, "invalid quoted string in //go:embed: %.*s", (int)args.len, args.p);
                p->embeds.len = before;
                break;
            }
            word.len = i + 1;
            args.p += word.len, args.len -= word.len;
            vec_push(perm, &p->embeds, ((AstEmbed){at, lexer_string_value(word)}));
        } else {
            next_word(&args, &word);
            vec_push(perm, &p->embeds, ((AstEmbed){at, sym_intern(word.p, word.len)}));
        }
    }
    if (p->embeds.len == before)
        diag_error(pragma, "usage: //go:embed pattern...");
}

/* //go:build counts only before the package clause. */
static void set_build(Parser *p, const Token *comment)
{
    if (p->file->Package || p->file->build.p)
        return;
    p->file->build = comment->lit;
    p->file->build_pos = comment->pos;
}

static bool is_alone(const Parser *p, const Token *comment)
{
    const char *q = p->src->text + (comment->pos - p->src->base); /* lit lacks the \r of the source */
    while (q > p->src->text && q[-1] != '\n')
        if (!is_space(*--q))
            return false;
    return true;
}

void pragma_comment(void *parser, const Token *comment)
{
    Parser *p = parser;
    LitText text = {comment->lit.p + 2, comment->lit.len - 2}, rest = text, verb;
    if (comment->lit.p[1] != '/' || !text.len)
        return;
    bool plus = text.p[0] == ' ' || text.p[0] == '+';
    if (!plus && !has_prefix(text, "go:") && !has_prefix(text, "export ") &&
        !has_prefix(text, "extern "))
        return;
    next_word(&rest, &verb);
    if (plus && !has_prefix(verb, "+build"))
        return;
    AstPragma pragma = {.pos = comment->pos + 2, .text = text, .flag = find_flag(verb)};
    pragma.alone = is_alone(p, comment);
    Pos args = comment->pos + (Pos)(rest.p - comment->lit.p);
    if (has_prefix(text, "go:build "))
        set_build(p, comment);
    else if (has_prefix(text, "go:linkname "))
        add_linkname(p, pragma.pos, rest);
    else if (has_prefix(verb, "go:embed") && verb.len == 8)
        add_embeds(p, pragma.pos, args, rest);
    vec_push(perm, &p->file->pragmas, pragma);
}

void pragma_before(Parser *p, Pos tok)
{
    AstPragmaList *l = &p->file->pragmas;
    for (; p->next_pragma < l->len; p->next_pragma++)
        l->p[p->next_pragma].next = tok;
}

uint32_t pragma_take(Parser *p, Pos decl, uint32_t allowed)
{
    AstPragmaList *l = &p->file->pragmas;
    uint32_t lo = 0, hi = l->len, flags = 0;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (l->p[mid].next < decl)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < l->len && l->p[lo].next == decl; lo++) {
        AstPragma *a = &l->p[lo];
        a->taken = true;
        a->used = a->alone && (a->flag & allowed);
        flags |= a->used ? a->flag & allowed : 0;
    }
    return flags;
}

/* The first token behind the directive that holds pos. */
static Pos token_behind(const Parser *p, Pos pos)
{
    const AstPragmaList *l = &p->file->pragmas;
    uint32_t i = l->len;
    while (i > 0 && l->p[i - 1].pos > pos)
        i--;
    return i > 0 ? l->p[i - 1].next : NO_POS;
}

AstEmbedList pragma_take_embeds(Parser *p, Pos decl)
{
    AstEmbedList all = p->embeds, taken = {0};
    p->embeds = (AstEmbedList){0};
    for (uint32_t i = 0; i < all.len; i++) {
        if (token_behind(p, all.p[i].pos) == decl)
            vec_push(perm, &taken, all.p[i]);
        else
            vec_push(perm, &p->embeds, all.p[i]);
    }
    return taken;
}

void pragma_finish(Parser *p)
{
    AstPragmaList *l = &p->file->pragmas;
    for (uint32_t i = 0; i < l->len; i++)
        if ((l->p[i].flag && !l->p[i].used) ||
            (!l->p[i].alone && has_prefix(l->p[i].text, "go:")))
            (l->p[i].taken ? diag_late_error : diag_error)(l->p[i].pos, "misplaced compiler directive");
    for (uint32_t i = 0; i < p->embeds.len; i++)
        diag_late_error(p->embeds.p[i].pos - (Pos)strlen("go:embed "), "misplaced go:embed directive");
}
