/* Scalars and signatures in LLVM's types. */

#include "backend/llvm.h"

#include <string.h>

static LLVMTypeRef int_type(Gen *g, int width)
{
    return width == 8 ? g->i8 : width == 16 ? g->i16 : width == 32 ? g->i32 : g->i64;
}

LLVMTypeRef gen_mem_type(Gen *g, Type *t)
{
    switch (ssa_scalar(t)) {
    case SCALAR_BOOL: return g->i8;
    case SCALAR_INT: return int_type(g, ssa_width(t));
    case SCALAR_FLOAT: return ssa_width(t) == 32 ? g->f32 : g->f64;
    case SCALAR_PTR: return g->ptr;
    case SCALAR_NONE: break;
    }
    diag_bug("llvm_type", "no scalar: %s", types_string(t));
}

LLVMTypeRef gen_reg_type(Gen *g, Type *t)
{
    return ssa_scalar(t) == SCALAR_BOOL ? g->i1 : gen_mem_type(g, t);
}

LLVMTypeRef gen_results_type(Gen *g, Type **results, uint32_t n)
{
    if (n == 0)
        return g->void_;
    if (n == 1)
        return gen_mem_type(g, results[0]);
    LLVMTypeRef *t = NEW_ARRAY(perm, LLVMTypeRef, n);
    for (uint32_t i = 0; i < n; i++)
        t[i] = gen_mem_type(g, results[i]);
    return LLVMStructTypeInContext(g->ctx, t, n, false);
}

LLVMTypeRef gen_func_type(Gen *g, const SsaFunc *s)
{
    LLVMTypeRef *t = NEW_ARRAY(perm, LLVMTypeRef, s->nparams + 1);
    uint32_t n = 0;
    if (s->uses_context)
        t[n++] = g->ptr;
    for (uint32_t i = 0; i < s->nparams; i++)
        t[n++] = gen_mem_type(g, s->params[i]);
    return LLVMFunctionType(gen_results_type(g, s->results, s->nresults), t, n, false);
}

LLVMValueRef gen_int(Gen *g, int64_t v) { return LLVMConstInt(g->i64, (uint64_t)v, true); }

static unsigned bits(LLVMTypeRef t)
{
    return LLVMGetTypeKind(t) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(t) : 0;
}

LLVMValueRef gen_coerce(Gen *g, LLVMValueRef v, LLVMTypeRef to)
{
    LLVMTypeRef from = LLVMTypeOf(v);
    if (from == to)
        return v;
    if (from == g->ptr && bits(to))
        return gen_coerce(g, LLVMBuildPtrToInt(g->b, v, g->i64, ""), to);
    if (bits(from) && to == g->ptr)
        return LLVMBuildIntToPtr(g->b, gen_coerce(g, v, g->i64), to, "");
    if (bits(from) && bits(to))
        return bits(from) > bits(to) ? LLVMBuildTrunc(g->b, v, to, "")
                                     : LLVMBuildZExt(g->b, v, to, "");
    return LLVMBuildBitCast(g->b, v, to, "");
}
