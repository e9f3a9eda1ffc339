/* Calls: of Go functions, of the runtime, and atomic operations.
 *
 * Go functions look as llvm.h says (gen_signature); the rows of abi/runtime.def stand for C
 * prototypes whose structs of two words travel in two registers.
 */

#include "backend/llvm.h"

#include <string.h>

/* ---- rows of runtime.def ---- */

static LLVMTypeRef letter_type(Gen *g, char c)
{
    switch (c) {
    case 'p': return g->ptr;
    case 'w': return g->i32;
    case 'b': return g->i8;
    case 'd': return g->f64;
    case 'f': return g->f32;
    default: return g->i64;
    }
}

static uint32_t letter_params(Gen *g, char c, LLVMTypeRef *t)
{
    t[0] = g->ptr;
    t[1] = t[2] = g->i64;
    switch (c) {
    case 'S': return 2;
    case 'L': return 3;
    case 'I': t[1] = g->ptr; return 2;
    default: t[0] = letter_type(g, c); return 1;
    }
}

static LLVMTypeRef pair(Gen *g, LLVMTypeRef a, LLVMTypeRef b)
{
    LLVMTypeRef t[2] = {a, b};
    return LLVMStructTypeInContext(g->ctx, t, 2, false);
}

static LLVMTypeRef letter_result(Gen *g, char c)
{
    switch (c) {
    case 'v': return g->void_;
    case 'S': case 'P': case 'Q': return pair(g, g->ptr, g->i64);
    case 'I': return pair(g, g->ptr, g->ptr);
    case 'R': return pair(g, g->i32, g->i64);
    case 'B': case 'T': return pair(g, g->i64, g->i64);
    default: return letter_type(g, c);
    }
}

static LLVMTypeRef row_type(Gen *g, RtId id)
{
    LLVMTypeRef t[32];
    uint32_t n = 0;
    for (const char *p = rt_params[id]; *p; p++)
        n += letter_params(g, *p, t + n);
    return LLVMFunctionType(letter_result(g, rt_results[id][0]), t, n, false);
}

static void row_attributes(Gen *g, RtId id, LLVMValueRef f)
{
    gen_attr(f, g->nounwind);
    if (rt_noreturn[id]) {
        gen_attr(f, g->noreturn_);
        gen_attr(f, g->cold);
    }
    if (id == RT_newobject || id == RT_mallocgc || id == RT_makeslice)
        LLVMAddAttributeAtIndex(f, LLVMAttributeReturnIndex, g->noalias);
    unsigned at = 1;
    LLVMTypeRef scratch[3];
    for (const char *p = rt_params[id]; *p; at += letter_params(g, *p, scratch), p++)
        if (*p == 'b')
            LLVMAddAttributeAtIndex(f, at, g->zeroext);
}

LLVMValueRef gen_runtime(Gen *g, RtId id, LLVMTypeRef *type)
{
    bool is_new;
    *type = row_type(g, id);
    LLVMValueRef f = gen_function(g, sym(rt_names[id]), *type, &is_new);
    if (is_new)
        row_attributes(g, id, f);
    return f;
}

LLVMValueRef gen_panic_call(Fn *f, RtId id)
{
    LLVMTypeRef t;
    LLVMValueRef callee = gen_runtime(f->g, id, &t);
    gen_enter_defer(f);
    LLVMValueRef c = LLVMBuildCall2(f->g->b, t, callee, NULL, 0, "");
    LLVMAddCallSiteAttribute(c, LLVMAttributeFunctionIndex, f->g->nomerge);
    return c;
}

/* ---- arguments and results ---- */

typedef struct Args {
    LLVMValueRef *v;
    LLVMTypeRef *t;
    uint32_t n;
} Args;

static Args new_args(Fn *f, const Value *v)
{
    return (Args){NEW_ARRAY(f->s->arena, LLVMValueRef, v->nargs + 2),
                  NEW_ARRAY(f->s->arena, LLVMTypeRef, v->nargs + 2), 0};
}

static void add_arg(Fn *f, Args *a, const Value *v, uint32_t i)
{
    LLVMTypeRef t = gen_mem_type(f->g, v->args[i]->type);
    a->v[a->n] = gen_coerce(f->g, gen_arg(f, v, i), t);
    a->t[a->n++] = t;
}

static bool is_bool(const Value *v) { return ssa_scalar(v->type) == SCALAR_BOOL; }

/* Attributes of a call whose argument `first` of v is the call's argument number `at`. */
static void call_attributes(Gen *g, LLVMValueRef call, const Value *v, uint32_t first, uint32_t at)
{
    const SsaCall *c = v->aux;
    for (uint32_t i = first; i + 1 < v->nargs; i++)
        if (is_bool(v->args[i]))
            LLVMAddCallSiteAttribute(call, i - first + at + 1, g->zeroext);
    if (c->noreturn)
        LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex, g->noreturn_);
    /* each call has its line and its inlined frames, which programs see */
    LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex, g->nomerge);
    LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex, g->nounwind);
}

static LLVMTypeRef static_callee_type(Gen *g, const Value *v)
{
    LLVMTypeRef *t = NEW_ARRAY(perm, LLVMTypeRef, v->nargs);
    for (uint32_t i = 0; i + 1 < v->nargs; i++)
        t[i] = gen_mem_type(g, v->args[i]->type);
    const SsaCall *c = v->aux;
    return gen_signature(g, c->results, c->nresults, t, v->nargs - 1);
}

/* Callees become functions before the code that calls them is made. */
void gen_declare_callees(Gen *g, const SsaFunc *s)
{
    for (uint32_t b = 0; b < s->blocks.len; b++) {
        const Block *blk = s->blocks.p[b];
        for (uint32_t i = 0; i < blk->values.len; i++) {
            const Value *v = blk->values.p[i];
            LLVMTypeRef t;
            if (v->op == OP_RtCall)
                gen_runtime(g, ((const SsaCall *)v->aux)->rt, &t);
            if (v->op != OP_StaticCall)
                continue;
            const Sym *name = ((const SsaCall *)v->aux)->fn->linksym;
            LLVMValueRef f = map_get(&g->symbols, name);
            if (f && !LLVMIsAGlobalVariable(f))
                continue;
            bool is_new;
            f = gen_function(g, name, static_callee_type(g, v), &is_new);
            gen_attr(f, g->nounwind);
            LLVMAddAttributeAtIndex(f, 1, g->nest);
        }
    }
}

/* memequal by the name that LLVM knows: it compares a few bytes inline. */
static LLVMValueRef compare_memory(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMTypeRef t[3] = {g->ptr, g->ptr, g->i64}, ft = LLVMFunctionType(g->i32, t, 3, false);
    LLVMValueRef callee = LLVMGetNamedFunction(g->m, "bcmp");
    if (!callee) {
        callee = LLVMAddFunction(g->m, "bcmp", ft);
        gen_attr(callee, g->nounwind);
    }
    LLVMValueRef a[3] = {gen_arg(f, v, 0), gen_arg(f, v, 1), gen_arg(f, v, 2)};
    LLVMValueRef r = LLVMBuildCall2(g->b, ft, callee, a, 3, "");
    r = LLVMBuildICmp(g->b, LLVMIntEQ, r, LLVMConstNull(g->i32), "");
    return LLVMBuildZExt(g->b, r, g->i8, "");
}

static LLVMValueRef call_runtime(Fn *f, const Value *v)
{
    Gen *g = f->g;
    const SsaCall *c = v->aux;
    if (c->rt == RT_memequal)
        return compare_memory(f, v);
    LLVMTypeRef ft;
    LLVMValueRef callee = gen_runtime(g, c->rt, &ft);
    uint32_t n = v->nargs - 1;
    if (n != LLVMCountParamTypes(ft))
        diag_bug("llvm_call", "%s: %s wants %u arguments, not %u", f->s->name->s, rt_names[c->rt],
                 LLVMCountParamTypes(ft), n);
    LLVMTypeRef *t = NEW_ARRAY(perm, LLVMTypeRef, n + 1);
    LLVMGetParamTypes(ft, t);
    Args a = new_args(f, v);
    for (uint32_t i = 0; i < n; i++)
        a.v[a.n++] = gen_coerce(g, gen_arg(f, v, i), t[i]);
    if (c->noreturn)
        gen_enter_defer(f);
    LLVMValueRef call = LLVMBuildCall2(g->b, ft, callee, a.v, a.n, "");
    call_attributes(g, call, v, 0, 0);
    return call;
}

/* Results that came by memory, read at once and put together again. */
static LLVMValueRef read_results(Fn *f, LLVMTypeRef t, LLVMValueRef from)
{
    Gen *g = f->g;
    LLVMValueRef r = LLVMGetPoison(t);
    for (unsigned i = 0; i < LLVMCountStructElementTypes(t); i++) {
        LLVMValueRef p = LLVMBuildStructGEP2(g->b, t, from, i, "");
        LLVMValueRef x = LLVMBuildLoad2(g->b, LLVMStructGetTypeAtIndex(t, i), p, "");
        r = LLVMBuildInsertValue(g->b, r, x, i, "");
    }
    return r;
}

/* vfork: first the child runs on, in the same frame; then the parent, whose variables must not have
 * been overwritten with the child's. */
static bool shares_stack_with_child(const Func *fn)
{
    return strcmp(fn->linksym->s, "syscall.rawVforkSyscall") == 0;
}

static LLVMValueRef call_go(Fn *f, const Value *v)
{
    Gen *g = f->g;
    const SsaCall *c = v->aux;
    Args a = new_args(f, v);
    uint32_t first = v->op == OP_ClosureCall ? 2 : v->op == OP_InterCall ? 1 : 0;
    LLVMValueRef callee = first ? gen_arg(f, v, 0) : gen_symbol(g, c->fn->linksym);
    LLVMValueRef memory = NULL;
    bool by_memory = gen_by_memory(c->results, c->nresults);
    a.v[a.n++] = v->op == OP_ClosureCall ? gen_arg(f, v, 1) : LLVMGetPoison(g->ptr);
    LLVMTypeRef results = by_memory ? gen_results_struct(g, c->results, c->nresults) : NULL;
    if (by_memory)
        memory = a.v[a.n++] =
            gen_slot(f, (int64_t)LLVMABISizeOfType(LLVMGetModuleDataLayout(g->m), results), 8);
    Args params = new_args(f, v);
    for (uint32_t i = first; i + 1 < v->nargs; i++) {
        add_arg(f, &params, v, i);
        a.v[a.n++] = params.v[params.n - 1];
    }
    LLVMTypeRef ft = gen_signature(g, c->results, c->nresults, params.t, params.n);
    LLVMValueRef call = LLVMBuildCall2(g->b, ft, callee, a.v, a.n, "");
    LLVMAddCallSiteAttribute(call, 1, g->nest);
    call_attributes(g, call, v, first, by_memory ? 2 : 1);
    if (v->op == OP_StaticCall && shares_stack_with_child(c->fn))
        LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex, g->returns_twice);
    return by_memory ? read_results(f, results, memory) : call;
}

/* ---- atomics ---- */

static LLVMValueRef atomic_rmw(Fn *f, const Value *v, LLVMAtomicRMWBinOp op)
{
    LLVMValueRef x = gen_arg(f, v, 1);
    LLVMTypeRef t = LLVMTypeOf(x);
    if (t == f->g->ptr) /* exchange of pointers works on words */
        x = LLVMBuildPtrToInt(f->g->b, x, f->g->i64, "");
    LLVMValueRef old = LLVMBuildAtomicRMW(f->g->b, op, gen_arg(f, v, 0), x,
                                          LLVMAtomicOrderingSequentiallyConsistent, false);
    if (v->op == OP_AtomicAdd)
        return LLVMBuildAdd(f->g->b, old, x, "");
    return gen_coerce(f->g, old, t);
}

static LLVMValueRef atomic_access(Fn *f, const Value *v)
{
    Gen *g = f->g;
    bool load = v->op == OP_AtomicLoad;
    const SsaCall *c = v->aux;
    LLVMTypeRef t = gen_mem_type(g, load ? c->results[0] : v->args[1]->type);
    LLVMValueRef p = gen_arg(f, v, 0);
    LLVMValueRef r = load ? LLVMBuildLoad2(g->b, t, p, "")
                          : LLVMBuildStore(g->b, gen_coerce(g, gen_arg(f, v, 1), t), p);
    LLVMSetOrdering(r, LLVMAtomicOrderingSequentiallyConsistent);
    LLVMSetAlignment(r, (unsigned)LLVMABISizeOfType(LLVMGetModuleDataLayout(g->m), t));
    return r;
}

static LLVMValueRef atomic_cas(Fn *f, const Value *v)
{
    LLVMAtomicOrdering order = LLVMAtomicOrderingSequentiallyConsistent;
    LLVMValueRef place = gen_arg(f, v, 0), old = gen_arg(f, v, 1), new = gen_arg(f, v, 2);
    LLVMValueRef r = LLVMBuildAtomicCmpXchg(f->g->b, place, old, new, order, order, false);
    return LLVMBuildExtractValue(f->g->b, r, 1, "");
}

/* ---- entry points ---- */

void gen_call(Fn *f, const Value *v)
{
    LLVMValueRef r = NULL;
    switch ((int)v->op) {
    case OP_StaticCall: case OP_ClosureCall: case OP_InterCall: r = call_go(f, v); break;
    case OP_RtCall: r = call_runtime(f, v); break;
    case OP_AtomicLoad: case OP_AtomicStore: r = atomic_access(f, v); break;
    case OP_AtomicAdd: r = atomic_rmw(f, v, LLVMAtomicRMWBinOpAdd); break;
    case OP_AtomicAnd: r = atomic_rmw(f, v, LLVMAtomicRMWBinOpAnd); break;
    case OP_AtomicOr: r = atomic_rmw(f, v, LLVMAtomicRMWBinOpOr); break;
    case OP_AtomicExchange: r = atomic_rmw(f, v, LLVMAtomicRMWBinOpXchg); break;
    case OP_AtomicCas: r = atomic_cas(f, v); break;
    }
    f->vals[v->id] = r;
}

LLVMValueRef gen_select_result(Fn *f, const Value *v)
{
    LLVMValueRef call = f->vals[v->args[0]->id];
    LLVMTypeRef to = gen_reg_type(f->g, v->type);
    if (LLVMGetTypeKind(LLVMTypeOf(call)) == LLVMStructTypeKind)
        call = LLVMBuildExtractValue(f->g->b, call, (unsigned)v->auxint, "");
    return gen_coerce(f->g, call, to);
}
