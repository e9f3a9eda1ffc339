/* inline_expand.c: a call replaced by the callee's body.
 *
 *   f(x, y)   =>   { p := x; q := y; var r R; body, with return e as r = e; goto end; end: }, r
 *
 * If the one return stands at the end it is r := e, and what calls r's methods knows what it holds.
 *
 * Variables and labels of the body are fresh ones of the caller; positions stay those of the callee,
 * INLCALL says where the call was. */
#include "ir/inline.h"

#include <string.h>

typedef struct Expand {
    Func *caller;            /* where the copy stands */
    bool keep_returns;       /* the body of a function literal, not of an inlined call */
    bool snapshot;           /* of a body, for later: variables stay, literals are set aside */
    Map names;               /* of the callee -> of the caller */
    Map labels;
    NameVec results;
    const Sym *end;
    bool end_used;
    Node *last;              /* the body's last statement: returning there is falling out */
    bool one_return;         /* of an unnamed result, and no other return */
} Expand;

static Name *fresh(Expand *x, Name *old)
{
    Name *n = map_get(&x->names, old);
    if (n || (x->snapshot && !x->keep_returns))
        return n ? n : old;
    bool unnamed = old->sym->len == 0 || old->sym == sym("_");
    n = unnamed ? ir_temp(x->caller, old->pos, old->type)
                : ir_local(x->caller, old->pos, old->sym, old->type);
    n->obj = old->obj;
    n->is_temp |= old->is_temp;
    n->reassigned = old->reassigned || old->cls == NAME_RESULT;
    n->addrtaken = old->addrtaken;
    map_set(&x->names, old, n);
    return n;
}

static const Sym *fresh_label(Expand *x, const Sym *old)
{
    if (!old)
        return NULL;
    const Sym *s = map_get(&x->labels, old);
    if (!s) {
        s = sym_printf("%s.i%d", old->s, ++x->caller->ntemps);
        map_set(&x->labels, old, (void *)s);
    }
    return s;
}

static Node *copy(Expand *x, Node *n);

static Node *jump_to_end(Expand *x, Pos pos)
{
    Node *g = ir_node(IR_GOTO, pos, NULL, 0);
    g->aux.sym = x->end;
    x->end_used = true;
    return g;
}

/* return a, b   =>   { r1, r2 = a, b; goto end } */
static Node *copy_return(Expand *x, Node *n)
{
    Node *b = ir_block(n->pos);
    if (n->nkids == 1 && x->results.len == 1) {
        Name *r = x->results.p[0];
        Node *as = ir_node(IR_ASSIGN, n->pos, NULL, 2, ir_name(n->pos, r), copy(x, n->kids[0]));
        if (x->one_return) {
            as->flags |= NODE_DEF;
            r->def = as;
            r->reassigned = false;
        }
        as->flags |= NODE_IMPLICIT; /* of a list of results */
        ir_append(b, as);
    } else if (n->nkids) {
        NodeVec ks = {0};
        for (uint32_t i = 0; i < x->results.len; i++)
            vec_push(perm, &ks, ir_name(n->pos, x->results.p[i]));
        for (uint32_t i = 0; i < n->nkids; i++)
            vec_push(perm, &ks, copy(x, n->kids[i]));
        bool spread = n->nkids == 1;
        Node *as = ir_node_v(spread ? IR_AS2CALL : IR_AS2, n->pos, NULL, &ks);
        if (!spread)
            as->aux.index = x->results.len;
        ir_append(b, as);
    }
    if (b->nkids && (n->flags & NODE_SOURCE))
        b->kids[0]->flags |= NODE_SOURCE;
    if (n != x->last)
        ir_append(b, jump_to_end(x, n->pos));
    return b;
}

/* ---- function literals in the body: each copy has its own ---- */

static Name *copy_variable(Expand *y, Name *old, NameVec *list)
{
    Name *n = NEW(perm, Name);
    *n = *old;
    n->func = y->caller;
    n->index = list->len;
    n->def = NULL;
    n->esc = NULL;
    vec_push(perm, list, n);
    map_set(&y->names, old, n);
    return n;
}

static Func *new_literal(Expand *x, Func *old)
{
    Func *f = NEW(perm, Func), *in = x->caller;
    *f = *old;
    if (!x->snapshot) {
        int k = ++in->ntemps;
        f->linksym = sym_printf("%s.func%d\u00b7%s", in->linksym->s, k, old->pkg->name->s);
        f->name = sym_printf("%s.func%d", in->name->s, k);
        f->pkg = in->pkg;
        f->dupok = in->dupok;
    }
    f->outer = in;
    f->imported = false;
    f->inl = NULL;
    f->esc_tags = NULL;
    f->closures = (FuncVec){0};
    f->params = f->results = f->locals = f->captured = (NameVec){0};
    return f;
}

static Node *copy_closure(Expand *x, Node *n)
{
    Func *old = n->aux.func, *f = new_literal(x, old);
    Expand y = {.caller = f, .keep_returns = true, .snapshot = x->snapshot};
    for (uint32_t i = 0; i < old->params.len; i++)
        copy_variable(&y, old->params.p[i], &f->params);
    for (uint32_t i = 0; i < old->results.len; i++)
        copy_variable(&y, old->results.p[i], &f->results);
    for (uint32_t i = 0; i < old->captured.len; i++) {
        Name *c = copy_variable(&y, old->captured.p[i], &f->captured);
        c->outer = fresh(x, c->outer);
        c->outer->captured = true;
    }
    f->body = copy(&y, old->body);
    if (!x->snapshot) {
        vec_push(perm, &x->caller->closures, f);
        vec_push(perm, &ir_current->funcs, f);
    }
    Node *m = ir_node(IR_CLOSURE, n->pos, n->type, 0);
    m->flags = n->flags & (uint16_t)~NODE_STACK;
    m->aux.func = f;
    return m;
}

static bool has_label(const Node *n)
{
    switch ((int)n->op) {
    case IR_FOR: case IR_RANGE: case IR_SWITCH: case IR_TYPESWITCH: case IR_SELECT: case IR_BREAK:
    case IR_CONTINUE: case IR_GOTO: case IR_LABEL:
        return true;
    default:
        return false;
    }
}

static Node *copy(Expand *x, Node *n)
{
    if (!n)
        return NULL;
    if (n->op == IR_RETURN && !x->keep_returns && !x->snapshot)
        return copy_return(x, n);
    if (n->op == IR_CLOSURE)
        return copy_closure(x, n);
    Node *m = NEW(perm, Node);
    *m = *n;
    m->kids = ir_new_kids(n->nkids);
    if (n->op == IR_NAME || n->op == IR_DCL || n->op == IR_TYPECASE) {
        if (n->aux.name && n->aux.name->cls != NAME_GLOBAL)
            m->aux.name = fresh(x, n->aux.name);
    } else if (has_label(n) && !x->snapshot) {
        m->aux.sym = fresh_label(x, n->aux.sym);
    }
    for (uint32_t i = 0; i < n->nkids; i++)
        m->kids[i] = copy(x, n->kids[i]);
    if (n->op == IR_ASSIGN && (n->flags & NODE_DEF) && !(x->snapshot && !x->keep_returns) && m->kids[0]->op == IR_NAME)
        m->kids[0]->aux.name->def = m;
    return m;
}

static void define(Node *b, Pos pos, Name *n, Node *value)
{
    Node *s = ir_node(IR_ASSIGN, pos, NULL, 2, ir_name(pos, n), value);
    s->flags |= NODE_DEF;
    n->def = s;
    ir_append(b, s);
}

static Node *last_statement(Node *body)
{
    while (body && body->op == IR_BLOCK && body->nkids)
        body = body->kids[body->nkids - 1];
    return body;
}

static void count_return(Node *n, void *ctx)
{
    if (n->op == IR_RETURN)
        ++*(int *)ctx;
}

static bool is_one_return(const Func *f, Node *body, const Node *last)
{
    int n = 0;
    if (f->results.len != 1 || strncmp(f->results.p[0]->sym->s, "~r", 2) != 0 || !last ||
        last->op != IR_RETURN || last->nkids != 1)
        return false;
    ir_walk(body, count_return, &n);
    return n == 1;
}

/* f's body as it is now, with literals of its own. */
Node *inline_snapshot(Func *f)
{
    Expand x = {.caller = f, .snapshot = true};
    return copy(&x, f->body);
}

Node *inline_expand(Func *caller, Node *call, Func *callee)
{
    Expand x = {.caller = caller};
    Pos pos = call->pos;
    Node *body = ir_inline_body(callee), *b = ir_block(pos);
    for (uint32_t i = 0; i < callee->captured.len; i++) /* a literal called where it stands */
        map_set(&x.names, callee->captured.p[i], callee->captured.p[i]->outer);
    for (uint32_t i = 0; i < callee->params.len; i++)
        define(b, pos, fresh(&x, callee->params.p[i]), call->kids[i + 1]);
    NodeVec ks = {0};
    vec_push(perm, &ks, b);
    x.last = last_statement(body);
    x.one_return = is_one_return(callee, body, x.last);
    for (uint32_t i = 0; i < callee->results.len; i++) {
        Name *r = fresh(&x, callee->results.p[i]);
        if (strncmp(r->sym->s, "~r", 2) == 0) /* as -m=2 names it */
            r->sym = sym_printf("~R%s", r->sym->s + 2);
        vec_push(perm, &x.results, r);
        Node *d = ir_node(IR_DCL, pos, NULL, 0);
        d->aux.name = r;
        if (!x.one_return)
            ir_append(b, d);
        vec_push(perm, &ks, ir_name(pos, r));
    }
    x.end = sym_printf(".end%d", ++caller->ntemps);
    ir_append(b, copy(&x, body));
    if (x.end_used) {
        Node *l = ir_node(IR_LABEL, pos, NULL, 0);
        l->aux.sym = x.end;
        ir_append(b, l);
    }
    Node *r = ir_node_v(IR_INLCALL, pos, call->type, &ks);
    r->aux.func = callee;
    r->flags = call->flags & NODE_SOURCE;
    return r;
}
