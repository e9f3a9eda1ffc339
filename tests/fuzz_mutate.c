/* See fuzz_mutate.h. A change is a list of edits: a stretch of the text gives way to other text. */
#include "tests/fuzz_mutate.h"

#include <string.h>

#include "lexer/lexer.h"

typedef struct Piece { uint32_t from, to; TokenKind kind; } Piece; /* [from, to) of the text */

typedef struct Text {
    const char *s;
    uint32_t len;
    VEC(Piece) tokens;   /* automatic semicolons are left out */
    uint64_t random;
} Text;

static uint32_t below(Text *t, uint32_t n)
{
    t->random = t->random * 6364136223846793005u + 1442695040888963407u;
    return n ? (uint32_t)(t->random >> 33) % n : 0;
}

static void scan(Text *t)
{
    Lexer lx;
    Token tok;
    SrcFile *f = pos_add_file(sym("mutate.go"), t->s, t->len);
    lexer_init(&lx, f, LEXER_GC);
    for (lexer_next(&lx, &tok); tok.kind != TOK_EOF; lexer_next(&lx, &tok)) {
        uint32_t from = tok.pos - f->base;
        size_t n = tok.lit.len ? tok.lit.len : strlen(token_names[tok.kind]);
        if (tok.kind == TOK_SEMICOLON && t->s[from] != ';')
            continue;
        if (from + n <= t->len)
            vec_push(perm, &t->tokens, ((Piece){from, from + (uint32_t)n, tok.kind}));
    }
}

/* ---- choosing ---- */

static bool is_operator(TokenKind k) { return k >= TOK_ADD && k < TOK_LPAREN; }

/* May b stand where a stands, most of the time? */
static bool alike(TokenKind a, TokenKind b)
{
    if (a == b)
        return true;
    if (a >= TOK_IDENT && a <= TOK_STRING)
        return b >= TOK_IDENT && b <= TOK_STRING;
    return is_operator(a) && is_operator(b);
}

static Piece any_token(Text *t)
{
    return t->tokens.p[below(t, t->tokens.len)];
}

static Piece like(Text *t, TokenKind kind)
{
    for (int tries = 0; tries < 50; tries++) {
        Piece p = any_token(t);
        if (alike(kind, p.kind))
            return p;
    }
    return any_token(t);
}

static TokenKind closing(TokenKind k)
{
    return k == TOK_LPAREN ? TOK_RPAREN : k == TOK_LBRACK ? TOK_RBRACK :
           k == TOK_LBRACE ? TOK_RBRACE : TOK_ILLEGAL;
}

/* A bracketed group of this kind of bracket (TOK_ILLEGAL: of any); else a token. */
static Piece group(Text *t, TokenKind open)
{
    for (int tries = 0; tries < 50; tries++) {
        uint32_t i = below(t, t->tokens.len), depth = 0;
        TokenKind k = t->tokens.p[i].kind, close = closing(k);
        if (close == TOK_ILLEGAL || (open != TOK_ILLEGAL && open != k))
            continue;
        for (uint32_t j = i; j < t->tokens.len; j++) {
            depth += t->tokens.p[j].kind == k;
            depth -= t->tokens.p[j].kind == close;
            if (!depth)
                return (Piece){t->tokens.p[i].from, t->tokens.p[j].to, k};
        }
    }
    return any_token(t);
}

static Piece line(Text *t)
{
    uint32_t at = any_token(t).from, from = at, to = at;
    while (from > 0 && t->s[from - 1] != '\n')
        from--;
    while (to < t->len && t->s[to++] != '\n')
        ;
    return (Piece){from, to, TOK_ILLEGAL};
}

/* ---- edits ---- */

static const char *const snippets[] = {
    "int", "string", "error", "any", "comparable", "nil", "iota", "_", "uintptr", "float32",
    "complex128", "*T", "[]int", "[...]int{1, 2}", "[3]int", "map[string]int", "map[T]T",
    "chan int", "<-chan int", "struct{}", "struct{ int; *T }", "interface{}",
    "interface{ ~int | string; m() }", "func()", "func(x ...int) (y int) { return }", "(x)", "&x",
    "*x", "-x", "<-x", "x.y", "x[0]", "x[i:j:k]", "x.(type)", "x.(T)", "x...", "T[int]",
    "f[int, T](x)", "f(x, y...)", "1 << x", "1 << 70", "1e400", "0x1p-2", "1i", "'x'", "\"s\"",
    "len(x)", "cap([3]int{})", "append(x, y...)", "copy(x, y)", "make([]T, n)", "new(T)",
    "panic(x)", "recover()", "print(x)", "delete(m, k)", "complex(x, y)", "real(x)",
    "unsafe.Sizeof(x)", "unsafe.Offsetof(x.y)", "unsafe.Slice(p, n)", "min(x, y)", "max(1, 2)",
    "clear(m)", "x := y\n", "x, y = y, x\n", "x++\n", "go f()\n", "defer f()\n", "goto L\n",
    "L:\n", "break L\n", "for {\n}\n", "for range x {\n}\n", "for i, x := range f {\n}\n",
    "switch x := x.(type) {\ncase T:\n}\n", "select {\ncase x := <-c:\n}\n",
    "if x := f(); x {\n}\n", "switch {\ndefault:\n}\n", "return\n", "var x = y\n",
    "const x = iota\n", "type T[P any] struct{ x P }\n", "type T = T\n", "type T T\n",
    "\nfunc (t *T[P]) m() {}\n", "\nfunc f[P interface{ ~int }](x P) P { return x }\n", "[P any]",
    "[P *T,]", "[P, Q interface{ *P }]", "\nimport \"unsafe\"\n",
};

static void put(Buf *out, const Text *t, Piece p) { buf_write(out, t->s + p.from, p.to - p.from); }

static void put_snippet(Buf *out, Text *t)
{
    buf_puts(out, snippets[below(t, sizeof snippets / sizeof *snippets)]);
}

/* Writes the text with the stretch `old` replaced by what stands in fresh. */
static void replace(Buf *out, const Text *t, Piece old, Buf *fresh)
{
    buf_write(out, t->s, old.from);
    buf_write(out, fresh->p ? fresh->p : "", fresh->len);
    buf_write(out, t->s + old.to, t->len - old.to);
}

static void edit(Buf *out, Text *t)
{
    Buf fresh = {0};
    Piece old = any_token(t), other;
    switch (below(t, 12)) {
    case 0: case 1: case 2: put(&fresh, t, like(t, old.kind)); break;
    case 3: put_snippet(&fresh, t); break;
    case 4: old = like(t, TOK_IDENT), put_snippet(&fresh, t); break;
    case 5: break;
    case 6: old = group(t, TOK_ILLEGAL), put(&fresh, t, group(t, old.kind)); break;
    case 7: put(&fresh, t, group(t, TOK_ILLEGAL)); break;
    case 8: old = line(t); break;
    case 9: old = line(t), put(&fresh, t, line(t)); break;
    case 10: other = line(t), old = line(t), old.to = old.from, put(&fresh, t, other); break;
    case 11: old.to = old.from, put(&fresh, t, any_token(t)), buf_putc(&fresh, ' '); break;
    }
    replace(out, t, old, &fresh);
    buf_free(&fresh);
}

/* ---- libFuzzer's side ---- */

static size_t hand_back(Buf *b, uint8_t *out, size_t max)
{
    size_t n = b->len < max ? b->len : max;
    if (n)
        memcpy(out, b->p, n);
    buf_free(b);
    return n;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    if (seed % 5 == 0 || size == 0)
        return LLVMFuzzerMutate(data, size, max);
    for (int left = 1 + seed / 8 % 3; left > 0 && size > 0; left--) {
        Buf in = {0}, b = {0};
        buf_write(&in, data, size);
        Text t = {.s = buf_cstr(&in), .len = (uint32_t)size, .random = seed + (unsigned)left};
        scan(&t);
        if (t.tokens.len)
            edit(&b, &t);
        else
            buf_write(&b, data, size);
        size = hand_back(&b, data, max);
        buf_free(&in);
        base_reset();
    }
    return size;
}

/* Where declarations start: the lines that begin with a letter. */
static size_t declaration(Text *t)
{
    for (int tries = 0; tries < 50 && t->len; tries++) {
        size_t i = below(t, t->len);
        while (i < t->len && t->s[i] != '\n')
            i++;
        if (i + 1 < t->len && t->s[i + 1] >= 'a' && t->s[i + 1] <= 'z')
            return i + 1;
    }
    return t->len;
}

/* a with one to three declarations of b put in. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
                                 uint8_t *out, size_t max, unsigned seed)
{
    Text into = {.s = (const char *)a, .len = (uint32_t)na, .random = seed};
    Text from = {.s = (const char *)b, .len = (uint32_t)nb, .random = seed + 1u};
    size_t at = declaration(&into);
    Buf text = {0};
    buf_write(&text, a, at);
    for (unsigned left = 1 + seed % 3; left > 0; left--) {
        size_t start = declaration(&from), end = start;
        while (end + 1 < nb && !(b[end] == '\n' && b[end + 1] >= 'a' && b[end + 1] <= 'z'))
            end++;
        buf_putc(&text, '\n');
        buf_write(&text, b + start, end - start);
    }
    buf_putc(&text, '\n');
    buf_write(&text, a + at, na - at);
    return hand_back(&text, out, max);
}
