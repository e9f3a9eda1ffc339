/* source: tokens for the grammar.
 *
 * Two things are done between scanner and grammar.
 *
 * Comments are gathered into groups and remembered by the tokens around them, so that nodes can find
 * their Doc and Comment fields (go/ast's rules).
 *
 * The "{" behind the header of an if, for or switch is told from that of a composite literal: it becomes
 * a token of its own, LBODY. A header lasts from its keyword to the first "{" that no bracket opened
 * within the header encloses. Where that one begins a literal after all (after []T, say, or func()),
 * the grammar knows: it then calls source_reopen_header.
 */
#include "parser/private.h"

enum { MAX_NESTING = 10000 };

enum { NEST_HEADER, NEST_BRACKET, NEST_BRACE, NEST_BODY };

void source_init(Parser *p)
{
    lexer_init(&p->lx, p->src, p->mode == PARSER_GC ? LEXER_GC : LEXER_GO_SCANNER);
    p->lx.comments = p->comments;
    p->lx.on_comment = pragma_comment;
    p->lx.ctx = p;
}

/* ---- comments ---- */

static uint32_t line_of(Pos pos)
{
    return pos_resolve(pos).line; /* as //line has it: go/parser does the same */
}

static void read_token(Parser *p, Token *t)
{
    lexer_next(&p->lx, t);
    if (t->kind == TOK_COMMENT)
        pragma_comment(p, t);
}

/* Reads comments as long as each starts at most n lines below the end of the one before. *t is the
 * first comment, and afterwards the token behind the group; *end is the group's last line. */
static AstCommentGroup *read_group(Parser *p, Token *t, uint32_t n, uint32_t *end)
{
    AstCommentGroup *g = NEW_NODE(CommentGroup);
    *end = line_of(t->pos);
    while (t->kind == TOK_COMMENT && line_of(t->pos) <= *end + n) {
        AstComment *c = NEW_NODE(Comment);
        c->Slash = t->pos;
        c->Text = t->lit;
        vec_push(perm, &g->List, c);
        *end = line_of(t->pos);
        for (uint32_t i = 0; t->lit.p[1] == '*' && i < t->lit.len; i++)
            *end += t->lit.p[i] == '\n';
        read_token(p, t);
    }
    vec_push(perm, &p->file->Comments, g);
    return g;
}

static void read_comments(Parser *p, Token *t)
{
    CommentMark mark = {.prev = p->prev.pos};
    uint32_t end;
    AstCommentGroup *g = NULL;
    if (mark.prev && line_of(t->pos) == line_of(mark.prev)) {
        g = read_group(p, t, 0, &end);
        if (line_of(t->pos) != end || t->kind == TOK_SEMICOLON || t->kind == TOK_EOF)
            mark.line = g;
    }
    end = UINT32_MAX;
    while (t->kind == TOK_COMMENT)
        g = read_group(p, t, 1, &end);
    if (end + 1 == line_of(t->pos))
        mark.lead = g;
    mark.tok = t->pos;
    vec_push(perm, &p->marks, mark);
}

/* The mark of the comments around a token: before it, or behind it. */
static CommentMark *find_mark(Parser *p, Pos tok, bool behind)
{
    uint32_t lo = 0, hi = p->marks.len;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        Pos at = behind ? p->marks.p[mid].prev : p->marks.p[mid].tok;
        if (at < tok)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == p->marks.len)
        return NULL;
    CommentMark *m = &p->marks.p[lo];
    return (behind ? m->prev : m->tok) == tok ? m : NULL;
}

AstCommentGroup *source_lead_comment(Parser *p, Pos tok)
{
    CommentMark *m = p->comments ? find_mark(p, tok, false) : NULL;
    return m ? m->lead : NULL;
}

void source_line_comment(Parser *p, AstCommentGroup **field, Pos semi)
{
    if (!p->comments)
        return;
    if (semi) {
        vec_push(perm, &p->slots, ((LineSlot){field, semi}));
        return;
    }
    CommentMark *m = find_mark(p, p->tok.pos, false);
    *field = m ? m->line : NULL;
}

void source_line_comment_next(Parser *p, AstCommentGroup **field)
{
    p->pending = field;
}

static void settle_pending(Parser *p)
{
    source_line_comment(p, p->pending, p->tok.kind == TOK_SEMICOLON ? p->tok.pos : NO_POS);
    p->pending = NULL;
}

void source_finish(Parser *p)
{
    for (uint32_t i = 0; i < p->slots.len; i++) {
        CommentMark *m = find_mark(p, p->slots.p[i].semi, true);
        if (m)
            *p->slots.p[i].field = m->line;
    }
}

/* ---- nesting ---- */

static void push(Parser *p, int what)
{
    if (p->nest.len == MAX_NESTING)
        reject(p, p->tok.pos, "nesting depth limit exceeded");
    if (p->nest.len <= MAX_NESTING)
        vec_push(perm, &p->nest, (uint8_t)what);
}

static int top(const Parser *p)
{
    return p->nest.len ? p->nest.p[p->nest.len - 1] : NEST_BRACE;
}

/* A closing bracket closes its opening one; headers that were never completed go with it. */
static void pop(Parser *p, bool brace)
{
    while (p->nest.len && top(p) == NEST_HEADER)
        p->nest.len--;
    if (p->nest.len && (top(p) == NEST_BRACKET) == !brace)
        p->nest.len--;
}

static bool begins_body(const Parser *p)
{
    return p->tok.kind == TOK_LBRACE && top(p) == NEST_HEADER && p->prev.kind != TOK_STRUCT &&
           p->prev.kind != TOK_INTERFACE;
}

static void track_nesting(Parser *p)
{
    switch ((int)p->tok.kind) {
    case TOK_IF:
    case TOK_FOR:
    case TOK_SWITCH:
        push(p, NEST_HEADER);
        break;
    case TOK_LPAREN:
    case TOK_LBRACK:
        push(p, NEST_BRACKET);
        break;
    case TOK_LBRACE:
        if (p->is_body)
            p->nest.p[p->nest.len - 1] = NEST_BODY;
        else
            push(p, NEST_BRACE);
        break;
    case TOK_RPAREN:
    case TOK_RBRACK:
        pop(p, false);
        break;
    case TOK_RBRACE:
        pop(p, true);
        break;
    default:
        break;
    }
}

void source_reopen_header(Parser *p)
{
    if (top(p) == NEST_BODY) {
        p->nest.p[p->nest.len - 1] = NEST_HEADER;
        push(p, NEST_BRACE);
    }
}

void source_next(Parser *p)
{
    p->prev = p->tok;
    read_token(p, &p->tok);
    if (p->tok.kind == TOK_COMMENT)
        read_comments(p, &p->tok);
    pragma_before(p, p->tok.pos);
    if (p->pending)
        settle_pending(p);
    p->is_body = begins_body(p);
    track_nesting(p);
    if (p->imports_only && !p->nest.len && p->tok.kind >= TOK_CONST && p->tok.kind <= TOK_VAR &&
        p->tok.kind != TOK_IMPORT && p->tok.kind != TOK_PACKAGE)
        p->tok.kind = TOK_EOF;
}
