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

/* More than three words or two floats do not fit LLVM's result registers. It would pass a hidden
 * pointer then, out of our sight; but where a recovered panic resumes that pointer is needed, and only
 * memory is valid. So the pointer is ours. */
bool gen_by_memory(Type **results, uint32_t n)
{
    uint32_t words = 0, floats = 0;
    for (uint32_t i = 0; i < n; i++)
        *(ssa_scalar(results[i]) == SCALAR_FLOAT ? &floats : &words) += 1;
    return words > 3 || floats > 2;
}

LLVMTypeRef gen_results_struct(Gen *g, Type **results, uint32_t n)
{
    LLVMTypeRef *t = NEW_ARRAY(perm, LLVMTypeRef, n);
    for (uint32_t i = 0; i < n; i++)
        t[i] = gen_mem_type(g, results[i]);
    return LLVMStructTypeInContext(g->ctx, t, n, false);
}

LLVMTypeRef gen_signature(Gen *g, Type **results, uint32_t nresults, const LLVMTypeRef *params,
                          uint32_t nparams)
{
    LLVMTypeRef *t = NEW_ARRAY(perm, LLVMTypeRef, nparams + 2), r;
    uint32_t n = 0;
    t[n++] = g->ptr;
    if (gen_by_memory(results, nresults)) {
        t[n++] = g->ptr;
        r = g->void_;
    } else {
        r = nresults == 0   ? g->void_
            : nresults == 1 ? gen_mem_type(g, results[0])
                            : gen_results_struct(g, results, nresults);
    }
    for (uint32_t i = 0; i < nparams; i++)
        t[n++] = params[i];
    return LLVMFunctionType(r, t, n, false);
}

LLVMTypeRef gen_func_type(Gen *g, const SsaFunc *s)
{
    LLVMTypeRef *t = NEW_ARRAY(perm, LLVMTypeRef, s->nparams + 1);
    for (uint32_t i = 0; i < s->nparams; i++)
        t[i] = gen_mem_type(g, s->params[i]);
    return gen_signature(g, s->results, s->nresults, t, s->nparams);
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
