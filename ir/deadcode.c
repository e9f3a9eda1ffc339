/* deadcode.c: branches that constants decide, as gc decides them before it inlines. */
#include "ir/lower.h"
#include "lexer/tokens.h"

/* 1 true, 0 false, -1 not known */
static int known(const Node *n)
{
    if (n->op == IR_CONST && lower_kind(n->type) == TY_BOOL)
        return const_bool(n->aux.val);
    if (n->op == IR_CONVNOP)
        return known(n->kids[0]);
    if (n->op == IR_NOT) {
        int x = known(n->kids[0]);
        return x < 0 ? x : !x;
    }
    if (n->op != IR_ANDAND && n->op != IR_OROR)
        return -1;
    int x = known(n->kids[0]), y = known(n->kids[1]), stop = n->op == IR_OROR;
    if (x == stop)
        return stop;
    return x == !stop ? y : -1;
}

bool lower_has_label(const Node *n)
{
    if (!n)
        return false;
    if (n->op == IR_LABEL)
        return true;
    for (uint32_t i = 0; i < n->nkids; i++)
        if (lower_has_label(n->kids[i]))
            return true;
    return false;
}

static bool same_constant(const Node *x, const Node *y)
{
    return x->op == IR_CONST && y->op == IR_CONST && const_compare(TOK_EQL, x->aux.val, y->aux.val);
}

static bool falls(const Node *c)
{
    const Node *b = c->kids[0];
    return b->nkids && b->kids[b->nkids - 1]->op == IR_FALLTHROUGH;
}

/* A switch over constants keeps the one clause that is chosen, as its default. */
static Node *constant_switch(Node *n)
{
    Node *tag = n->kids[0], *chosen = NULL, *otherwise = NULL;
    if (tag && tag->op != IR_CONST)
        return n;
    for (uint32_t i = 1; i < n->nkids; i++) {
        Node *c = n->kids[i];
        if (falls(c) || lower_has_label(c))
            return n;
        if (c->nkids == 1)
            otherwise = c;
        for (uint32_t j = 1; j < c->nkids && !chosen; j++) {
            if (tag ? c->kids[j]->op != IR_CONST : known(c->kids[j]) < 0)
                return n;
            if (tag ? same_constant(tag, c->kids[j]) : known(c->kids[j]) == 1)
                chosen = c;
        }
    }
    if (!chosen)
        chosen = otherwise;
    if (!chosen)
        return ir_block(n->pos);
    chosen->nkids = 1;
    n->kids[0] = NULL;
    n->kids[1] = chosen;
    n->nkids = 2;
    return n;
}

/* `_ = []byte{1 << 30: 1}`: nobody wants it, and no frame could hold it. */
static bool is_useless_giant(const Node *n)
{
    enum { GIANT = 1 << 20 };
    if (n->op != IR_ASSIGN || n->kids[0]->op != IR_BLANK || n->kids[1]->op != IR_SLICELIT)
        return false;
    const Node *lit = n->kids[1];
    int64_t last = 0;
    for (uint32_t i = 0; i < lit->nkids; i++) {
        const Node *k = lit->kids[i], *v = k->op == IR_KEY ? k->kids[1] : k;
        if (v->op != IR_CONST || (k->op == IR_KEY && !const_int64(k->kids[0]->aux.val, &last)))
            return false;
    }
    return last > GIANT;
}

static Node *simplify(Node *n, void *ctx)
{
    (void)ctx;
    if (is_useless_giant(n))
        return ir_block(n->pos);
    if (n->op == IR_ANDAND || n->op == IR_OROR) { /* true && y is y */
        int x = known(n->kids[0]);
        bool keeps_y = x >= 0 && x == (n->op == IR_ANDAND);
        return keeps_y && n->kids[1]->type == n->type ? n->kids[1] : n;
    }
    if (n->op == IR_SWITCH)
        return constant_switch(n);
    if (n->op != IR_IF)
        return n;
    int c = known(n->kids[0]);
    if (c < 0)
        return n;
    Node *dead = n->kids[c ? 2 : 1], *live = n->kids[c ? 1 : 2];
    if (lower_has_label(dead))
        return n;
    return live ? live : ir_block(n->pos);
}

static bool never_ends(const Node *n)
{
    if (n->op == IR_BLOCK)
        return n->nkids && never_ends(n->kids[n->nkids - 1]);
    return n->op == IR_RETURN || n->op == IR_GOTO || n->op == IR_BREAK || n->op == IR_CONTINUE ||
           n->op == IR_PANIC;
}

/* Nothing behind a return, a jump or a panic is reached, up to the next label. */
static void cut(Node *b)
{
    for (uint32_t i = 0; i + 1 < b->nkids; i++) {
        if (!never_ends(b->kids[i]))
            continue;
        for (uint32_t j = i + 1; j < b->nkids; j++)
            if (lower_has_label(b->kids[j]))
                return;
        b->nkids = i + 1;
    }
}

static void cut_blocks(Node *n, void *ctx)
{
    (void)ctx;
    if (n->op == IR_BLOCK)
        cut(n);
}

static void find_defer(Node *n, void *found)
{
    if (n->op == IR_DEFER || n->op == IR_DEFERFRAME)
        *(bool *)found = true;
}

/* All defer statements may have been behind `if race.Enabled`. */
static void forget_defer(Func *f)
{
    bool found = false;
    ir_walk(f->body, find_defer, &found);
    if (found)
        return;
    f->has_defer = false;
    for (uint32_t i = 0; i < f->results.len; i++)
        f->results.p[i]->volatile_ = false;
}

void ir_deadcode(Func *f)
{
    if (!f->body)
        return;
    ir_rewrite(&f->body, simplify, NULL);
    ir_walk(f->body, cut_blocks, NULL);
    if (f->has_defer)
        forget_defer(f);
}
