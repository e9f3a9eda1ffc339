/* ir/framesize.c: functions whose frame no stack can hold, in gc's words. */
#include "ir/ir.h"

static const int64_t max_frame = (int64_t)1 << 30;

/* Uses of temporaries but as one side of an assignment: what a call gave and is stored at once needs
 * no place besides the call's own. */
static void count_uses(Node *n, void *ctx)
{
    Map *uses = ctx;
    int64_t by = n->op == IR_NAME ? 1 : n->op == IR_ASSIGN ? -1 : 0;
    for (int i = 0; i < 2 && by; i++) {
        const Node *x = by > 0 ? n : n->kids[i];
        if (x->op == IR_NAME && x->aux.name->is_temp && (by < 0 || i == 0))
            map_set(uses, x->aux.name, (void *)((intptr_t)map_get(uses, x->aux.name) + by));
    }
}

static int64_t width_of(const NameVec *v, Map *uses)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < v->len; i++) {
        const Name *n = v->p[i];
        bool counts = !uses || (!n->heap && (!n->is_temp || map_get(uses, n)));
        sum += counts && n->type ? types_size(n->type) : 0;
    }
    return sum;
}

/* The widest arguments and results of a call. */
static void widest_call(Node *n, void *ctx)
{
    int64_t *widest = ctx, sum = 0;
    if (n->op != IR_CALL && n->op != IR_CALLIFACE)
        return;
    for (uint32_t i = 0; i < n->nkids; i++)
        sum += n->kids[i]->type && n->kids[i]->op != IR_FUNC ? types_size(n->kids[i]->type) : 0;
    for (uint32_t i = 0; n->type && n->type->kind == TY_TUPLE && i < n->type->tuple.vars.len; i++)
        sum += types_size(n->type->tuple.vars.p[i]->type);
    if (n->type && n->type->kind != TY_TUPLE)
        sum += types_size(n->type);
    if (sum > *widest)
        *widest = sum;
}

void ir_check_frame(const Func *f)
{
    int64_t args = width_of(&f->params, NULL) + width_of(&f->results, NULL);
    Map uses = {0};
    int64_t locals = width_of(&f->locals, NULL), callee = 0;
    if (locals >= max_frame / 2) {
        ir_walk(f->body, count_uses, &uses);
        locals = width_of(&f->locals, &uses);
    }
    ir_walk(f->body, widest_call, &callee);
    if (locals + callee < max_frame && args < max_frame)
        return;
    const char *head = "stack frame too large (>1GB)";
    long long mb_locals = locals >> 20, mb_args = args >> 20, mb_callee = callee >> 20;
    if (callee)
        diag_error(ir_func_pos(f), "%s: %lld MB locals + %lld MB args + %lld MB callee", head, mb_locals,
                   mb_args, mb_callee);
    else
        diag_error(ir_func_pos(f), "%s: %lld MB locals + %lld MB args", head, mb_locals, mb_args);
}
