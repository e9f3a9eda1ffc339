/* escape.c: what is captured by value; which variables and allocations must live in the heap; what
 * functions do with their parameters. Functions are analysed callees first. */
#include "ir/callgraph.h"
#include "ir/escape.h"

/* ---- facts about variables: address taken, assigned again ---- */

static Name *base_name(Node *n)
{
    while (n->op == IR_FIELD || n->op == IR_CONVNOP ||
           (n->op == IR_INDEX && lower_kind(n->kids[0]->type) == TY_ARRAY))
        n = n->kids[0];
    return n->op == IR_NAME && n->aux.name->cls != NAME_GLOBAL ? ir_root_name(n->aux.name) : NULL;
}

static void note_assigned(Node *lhs)
{
    Name *n = lhs ? base_name(lhs) : NULL;
    if (n)
        n->reassigned = true;
}

static void note_facts(Node *n, void *ctx)
{
    (void)ctx;
    uint32_t count = 0;
    Name *a;
    switch ((int)n->op) {
    case IR_ADDR:
        a = base_name(n->kids[0]);
        if (a)
            a->addrtaken = true;
        return;
    case IR_ASSIGN: case IR_ASSIGNOP: count = 1; break;
    case IR_AS2: count = (uint32_t)n->aux.index; break;
    case IR_AS2CALL: count = n->nkids - 1; break;
    case IR_AS2OK: count = 2; break;
    case IR_RANGE:
        if (!(n->flags & NODE_PERITER)) {
            note_assigned(n->kids[0]);
            note_assigned(n->kids[1]);
        }
        return;
    default: return;
    }
    if (!(n->flags & NODE_DEF) || n->op == IR_ASSIGNOP)
        for (uint32_t i = 0; i < count; i++)
            note_assigned(n->kids[i]);
}

static void clear_facts(NameVec *v, bool result)
{
    for (uint32_t i = 0; i < v->len; i++) {
        v->p[i]->addrtaken = false;
        v->p[i]->reassigned = result;
    }
}

enum { MAX_BYVAL = 128 };

/* As gc: a variable that is assigned once and is not large is captured by value. */
static void choose_capture(Func *f)
{
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *c = f->captured.p[i], *r = ir_root_name(c);
        if (!c->outer) {
            c->byval = true; /* the receiver of a bound method */
            continue;
        }
        c->addrtaken = r->addrtaken;
        c->byval = !r->reassigned && !r->addrtaken && types_size(r->type) <= MAX_BYVAL;
    }
}

static void by_reference_is_address(Func *f)
{
    for (uint32_t i = 0; i < f->captured.len; i++)
        if (!f->captured.p[i]->byval)
            ir_root_name(f->captured.p[i])->addrtaken = true;
}

static bool wanted(const Func *f)
{
    return f->body && !f->desugared && !f->generic;
}

static bool analysed(const Func *f)
{
    return wanted(f) && !f->imported;
}

static void facts(IrPackage *p)
{
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i])) {
            clear_facts(&p->funcs.p[i]->params, false);
            clear_facts(&p->funcs.p[i]->results, true);
            clear_facts(&p->funcs.p[i]->locals, false);
        }
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i]))
            ir_walk(p->funcs.p[i]->body, note_facts, NULL);
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i]))
            choose_capture(p->funcs.p[i]);
    for (uint32_t i = 0; i < p->funcs.len; i++)
        if (wanted(p->funcs.p[i]))
            by_reference_is_address(p->funcs.p[i]);
}

static void report_captures(const Func *f)
{
    for (uint32_t i = 0; i < f->captured.len; i++) {
        Name *c = f->captured.p[i], *r = ir_root_name(c);
        if (c->outer)
            diag_note(r->pos, "%s capturing by %s: %s (addr=%s assign=%s width=%lld)",
                      r->func ? r->func->name->s : "?", c->byval ? "value" : "ref", r->sym->s,
                      c->addrtaken ? "true" : "false", r->reassigned ? "true" : "false",
                      (long long)types_size(r->type));
    }
}

/* ---- a batch: functions that call each other, with their function literals ---- */

typedef struct LabelScan { Map seen, *looping; } LabelScan;

static void scan_labels(Node *n, void *ctx)
{
    LabelScan *s = ctx;
    if (n->op == IR_LABEL)
        map_set(&s->seen, n->aux.sym, (void *)n->aux.sym);
    else if (n->op == IR_GOTO && map_get(&s->seen, n->aux.sym))
        map_set(s->looping, n->aux.sym, (void *)n->aux.sym);
}

static void walk_func(Esc *e, Func *f)
{
    e->fn = f;
    e->loop_depth = 1;
    e->inlined_at = NO_POS;
    e->looping = (Map){0};
    LabelScan scan = {{0}, &e->looping};
    ir_walk(f->body, scan_labels, &scan);
    for (uint32_t i = 0; i < f->params.len; i++)
        esc_of(e, f->params.p[i]);
    for (uint32_t i = 0; i < f->results.len; i++)
        esc_of(e, f->results.p[i]);
    esc_stmt(e, f->body);
}

static const char *result_name(Func *f, int i)
{
    return f->results.p[i]->sym->s;
}

static bool is_blank(const Name *n)
{
    return n->sym->len == 0 || n->sym == sym("_");
}

/* The parameter's tag; says what -m says of it. */
static const char *param_tag(Esc *e, Func *f, uint32_t i, bool report)
{
    Name *n = f->params.p[i];
    EscLoc *l = n->esc;
    if (is_blank(n) || !types_has_pointers(n->type) || !l)
        return "";
    int heap = l->escapes ? 0 : l->leaks[0];
    bool any = heap >= 0;
    Buf b = {0};
    buf_putc(&b, heap < 0 ? '.' : (char)('a' + (heap > 8 ? 8 : heap)));
    report = report && e->m && !l->escapes;
    if (report && heap >= 0)
        diag_note(n->pos, heap == 0 ? "leaking param: %s" : "leaking param content: %s", n->sym->s);
    for (int r = 0; r < ESC_RESULTS && r < (int)f->results.len; r++) {
        int d = l->leaks[1 + r];
        if (d >= 0 && heap >= 0 && heap <= d)
            d = ESC_NONE; /* the heap says it already */
        any |= d >= 0;
        buf_putc(&b, d < 0 ? '.' : (char)('a' + (d > 8 ? 8 : d)));
        if (report && d >= 0)
            diag_note(n->pos, "leaking param: %s to result %s level=%d", n->sym->s,
                      result_name(f, r), d);
    }
    if (report && !any)
        diag_note(n->pos, "%s does not escape", n->sym->s);
    const char *tag = any ? arena_strndup(perm, buf_cstr(&b), b.len) : "";
    buf_free(&b);
    return tag;
}

static bool says_nothing(const Func *f)
{
    return f->kind == FUNC_WRAPPER || f->kind == FUNC_ALG || f->wrapper;
}

/* A parameter that takes pointers as uintptr, and -m says so; the name is gc's. */
static bool takes_uintptr(Esc *e, Func *f, uint32_t i)
{
    const Name *n = f->params.p[i];
    const Type *t = types_under(n->type);
    bool many = f->sig->sig.variadic && i + 1 == f->params.len && t->kind == TY_SLICE;
    if (!ir_uintptrs_escape(f) || types_under(many ? t->slice.elem : n->type)->kind != TY_UINTPTR)
        return false;
    if (e->m && !says_nothing(f))
        diag_note(n->pos, "marking %s as escaping %suintptr",
                  is_blank(n) ? arena_printf(perm, "arg#%u", i + 1) : n->sym->s, many ? "..." : "");
    return true;
}

/* Package variables are mostly initialised with static data: nothing to tell. */
static bool is_static_value(const EscLoc *l)
{
    if (!l->n || !l->fn || l->fn->kind != FUNC_INIT)
        return false;
    return l->n->op == IR_SLICELIT || l->n->op == IR_ADDR ||
           (l->n->op == IR_CLOSURE && l->n->aux.func->captured.len == 0);
}

bool esc_is_silent(const EscLoc *l)
{
    return (l->fn && says_nothing(l->fn)) || is_static_value(l);
}

static void finish_loc(Esc *e, EscLoc *l)
{
    bool report = e->m && !esc_is_silent(l);
    if (l->name) {
        l->name->heap = l->escapes;
        if (l->name->heap && report)
            diag_note(l->pos, "moved to heap: %s", l->name->sym->s);
        return;
    }
    if (!l->n)
        return;
    if (!l->escapes)
        l->n->flags |= NODE_STACK;
    else
        l->n->flags &= (uint16_t)~NODE_STACK;
    if (report)
        diag_note(l->pos, l->escapes ? "%s escapes to heap" : "%s does not escape",
                  ir_go_text(l->n));
}

static void finish(Esc *e)
{
    for (uint32_t i = 0; i < e->funcs.len; i++) {
        Func *f = e->funcs.p[i];
        f->esc_tags = NEW_ARRAY(perm, const char *, f->params.len + 1);
        for (uint32_t k = 0; k < f->params.len; k++)
            f->esc_tags[k] = takes_uintptr(e, f, k) ? NULL : param_tag(e, f, k, !says_nothing(f));
    }
    for (uint32_t i = 0; i < e->locs.len; i++)
        finish_loc(e, e->locs.p[i]);
    for (uint32_t i = 0; i < e->locs.len; i++)
        if (e->locs.p[i]->name)
            e->locs.p[i]->name->esc = NULL;
}

static void add_with_closures(FuncVec *v, Func *f)
{
    if (!wanted(f))
        return;
    vec_push(perm, v, f);
    for (uint32_t i = 0; i < f->closures.len; i++)
        add_with_closures(v, f->closures.p[i]);
}

static void analyse(IrPackage *p, const FuncVec *batch, bool recursive)
{
    (void)recursive;
    Esc e = {.pkg = p, .m = p->options->m_level};
    e.heap.escapes = true;
    e.heap.loop_depth = -1;
    for (uint32_t i = 0; i < batch->len; i++)
        add_with_closures(&e.funcs, batch->p[i]);
    for (uint32_t i = 0; i < e.funcs.len; i++)
        walk_func(&e, e.funcs.p[i]);
    for (uint32_t i = 0; i < e.funcs.len && e.m >= 2; i++)
        report_captures(e.funcs.p[i]);
    esc_solve(&e);
    finish(&e);
}

void ir_escape(IrPackage *p)
{
    facts(p);
    callgraph_bottom_up(p, analysed, analyse);
}
