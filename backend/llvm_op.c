/* Operations without memory: arithmetic with Go's rules in LLVM's terms. */

#include "backend/llvm.h"

#include <string.h>

LLVMValueRef gen_intrinsic(Gen *g, const char *name, LLVMTypeRef *overload, unsigned noverload,
                           LLVMValueRef *args, unsigned nargs)
{
    unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
    LLVMValueRef f = LLVMGetIntrinsicDeclaration(g->m, id, overload, noverload);
    LLVMTypeRef t = LLVMIntrinsicGetType(g->ctx, id, overload, noverload);
    return LLVMBuildCall2(g->b, t, f, args, nargs, "");
}

static LLVMValueRef same_type(Gen *g, const char *name, LLVMValueRef *args, unsigned n)
{
    LLVMTypeRef t = LLVMTypeOf(args[0]);
    return gen_intrinsic(g, name, &t, 1, args, n);
}

/* ---- division: LLVM leaves minimum / -1 undefined, Go wraps ---- */

static LLVMValueRef signed_division(Gen *g, LLVMValueRef x, LLVMValueRef y, bool mod)
{
    LLVMTypeRef t = LLVMTypeOf(x);
    if (LLVMIsAConstantInt(y) && LLVMConstIntGetSExtValue(y) != -1)
        return mod ? LLVMBuildSRem(g->b, x, y, "") : LLVMBuildSDiv(g->b, x, y, "");
    LLVMValueRef m1 = LLVMBuildICmp(g->b, LLVMIntEQ, y, LLVMConstAllOnes(t), "");
    LLVMValueRef safe = LLVMBuildSelect(g->b, m1, LLVMConstInt(t, 1, false), y, "");
    if (mod)
        return LLVMBuildSelect(g->b, m1, LLVMConstNull(t), LLVMBuildSRem(g->b, x, safe, ""), "");
    LLVMValueRef negated = LLVMBuildNeg(g->b, x, "");
    return LLVMBuildSelect(g->b, m1, negated, LLVMBuildSDiv(g->b, x, safe, ""), "");
}

/* ---- shifts: counts are unsigned and of any size ---- */

static LLVMValueRef shift_by(Gen *g, int op, LLVMValueRef x, LLVMValueRef n)
{
    if (op == OP_Shl)
        return LLVMBuildShl(g->b, x, n, "");
    return op == OP_Shr ? LLVMBuildAShr(g->b, x, n, "") : LLVMBuildLShr(g->b, x, n, "");
}

static LLVMValueRef shift(Gen *g, const Value *v, LLVMValueRef x, LLVMValueRef n)
{
    LLVMTypeRef t = LLVMTypeOf(x), nt = LLVMTypeOf(n);
    unsigned width = LLVMGetIntTypeWidth(t);
    bool constant = LLVMIsAConstantInt(n) && LLVMConstIntGetZExtValue(n) < width;
    if ((v->auxint & SSA_BOUNDED) || constant)
        return shift_by(g, v->op, x, gen_coerce(g, n, t));
    LLVMValueRef limit = LLVMConstInt(nt, width, false);
    LLVMValueRef in = LLVMBuildICmp(g->b, LLVMIntULT, n, limit, "");
    if (v->op == OP_Shr) {
        LLVMValueRef most = LLVMConstInt(nt, width - 1, false);
        return shift_by(g, v->op, x, gen_coerce(g, LLVMBuildSelect(g->b, in, n, most, ""), t));
    }
    LLVMValueRef r = shift_by(g, v->op, x, gen_coerce(g, n, t));
    return LLVMBuildSelect(g->b, in, r, LLVMConstNull(t), "");
}

static LLVMValueRef high_product(Gen *g, LLVMValueRef x, LLVMValueRef y, bool is_signed)
{
    LLVMTypeRef t = LLVMTypeOf(x);
    unsigned width = LLVMGetIntTypeWidth(t);
    LLVMTypeRef wide = LLVMIntTypeInContext(g->ctx, 2 * width);
    LLVMOpcode ext = is_signed ? LLVMSExt : LLVMZExt;
    x = LLVMBuildCast(g->b, ext, x, wide, "");
    y = LLVMBuildCast(g->b, ext, y, wide, "");
    LLVMValueRef p = LLVMBuildMul(g->b, x, y, "");
    return LLVMBuildTrunc(g->b, LLVMBuildLShr(g->b, p, LLVMConstInt(wide, width, false), ""), t, "");
}

/* ---- floats ---- */

/* cvttsd2si and its kin: what does not fit gives the minimum. Narrower results are cut from 32 bits. */
static LLVMValueRef float_to_int(Gen *g, LLVMValueRef x, unsigned width)
{
    bool single = LLVMTypeOf(x) == g->f32;
    LLVMTypeRef vec = LLVMVectorType(LLVMTypeOf(x), single ? 4 : 2);
    LLVMValueRef v = LLVMBuildInsertElement(g->b, LLVMGetPoison(vec), x, gen_int(g, 0), "");
    const char *name = single ? (width == 64 ? "llvm.x86.sse.cvttss2si64" : "llvm.x86.sse.cvttss2si")
                              : (width == 64 ? "llvm.x86.sse2.cvttsd2si64" : "llvm.x86.sse2.cvttsd2si");
    return gen_intrinsic(g, name, NULL, 0, &v, 1);
}

/* gc's: x < 2^63 ? int64(x) : int64(x - 2^63) | 1<<63 */
static LLVMValueRef float_to_uint64(Gen *g, LLVMValueRef x)
{
    LLVMValueRef limit = LLVMConstReal(LLVMTypeOf(x), 9223372036854775808.0);
    LLVMValueRef small = LLVMBuildFCmp(g->b, LLVMRealOLT, x, limit, "");
    LLVMValueRef low = float_to_int(g, x, 64);
    LLVMValueRef high = float_to_int(g, LLVMBuildFSub(g->b, x, limit, ""), 64);
    high = LLVMBuildOr(g->b, high, LLVMConstInt(g->i64, (uint64_t)1 << 63, false), "");
    return LLVMBuildSelect(g->b, small, low, high, "");
}

static LLVMValueRef convert_float(Gen *g, const Value *v, LLVMValueRef x, LLVMTypeRef to)
{
    unsigned width = LLVMGetIntTypeWidth(to);
    if (v->op == OP_CvtFUint && width == 64)
        return float_to_uint64(g, x);
    bool wide = width == 64 || (v->op == OP_CvtFUint && width == 32);
    return gen_coerce(g, float_to_int(g, x, wide ? 64 : 32), to);
}

static LLVMValueRef change_precision(Gen *g, LLVMValueRef x, LLVMTypeRef to)
{
    if (LLVMTypeOf(x) == to)
        return x;
    return to == g->f32 ? LLVMBuildFPTrunc(g->b, x, to, "") : LLVMBuildFPExt(g->b, x, to, "");
}

/* ---- bits ---- */

static LLVMValueRef count_bits(Gen *g, const Value *v, LLVMValueRef x, LLVMTypeRef to)
{
    LLVMTypeRef t = LLVMTypeOf(x);
    LLVMValueRef args[2] = {x, LLVMConstNull(g->i1)};
    LLVMValueRef r;
    if (v->op == OP_PopCount)
        r = gen_intrinsic(g, "llvm.ctpop", &t, 1, args, 1);
    else if (v->op == OP_Ctz)
        r = gen_intrinsic(g, "llvm.cttz", &t, 1, args, 2);
    else
        r = LLVMBuildSub(g->b, LLVMConstInt(t, LLVMGetIntTypeWidth(t), false),
                         gen_intrinsic(g, "llvm.ctlz", &t, 1, args, 2), "");
    return gen_coerce(g, r, to);
}

static LLVMValueRef rotate(Gen *g, LLVMValueRef x, LLVMValueRef n)
{
    LLVMValueRef args[3] = {x, x, gen_coerce(g, n, LLVMTypeOf(x))};
    return same_type(g, "llvm.fshl", args, 3);
}

static LLVMValueRef byte_swap(Gen *g, LLVMValueRef x)
{
    if (LLVMTypeOf(x) == g->i8)
        return x;
    return same_type(g, "llvm.bswap", &x, 1);
}

/* ---- the switch over operations ---- */

static LLVMValueRef compare(Gen *g, LLVMIntPredicate p, LLVMValueRef x, LLVMValueRef y)
{
    if (LLVMTypeOf(x) != LLVMTypeOf(y))
        y = gen_coerce(g, y, LLVMTypeOf(x));
    return LLVMBuildICmp(g->b, p, x, y, "");
}

static LLVMValueRef unary(Gen *g, const Value *v, LLVMValueRef x, LLVMTypeRef to)
{
    switch ((int)v->op) {
    case OP_Neg: return LLVMBuildNeg(g->b, x, "");
    case OP_Com: case OP_Not: return LLVMBuildNot(g->b, x, "");
    case OP_FNeg: return LLVMBuildFNeg(g->b, x, "");
    case OP_Sqrt: return same_type(g, "llvm.sqrt", &x, 1);
    case OP_Floor: return same_type(g, "llvm.floor", &x, 1);
    case OP_Ceil: return same_type(g, "llvm.ceil", &x, 1);
    case OP_TruncF: return same_type(g, "llvm.trunc", &x, 1);
    case OP_RoundToEven: return same_type(g, "llvm.rint", &x, 1);
    case OP_Abs: return same_type(g, "llvm.fabs", &x, 1);
    case OP_SignExt: return LLVMBuildSExtOrBitCast(g->b, x, to, "");
    case OP_ZeroExt: case OP_Trunc: case OP_Convert: case OP_BoolToInt: return gen_coerce(g, x, to);
    case OP_CvtIntF: return LLVMBuildSIToFP(g->b, x, to, "");
    case OP_CvtUintF: return LLVMBuildUIToFP(g->b, x, to, "");
    case OP_CvtFInt: case OP_CvtFUint: return convert_float(g, v, x, to);
    case OP_CvtFF: return change_precision(g, x, to);
    case OP_BitcastFI: case OP_BitcastIF: return LLVMBuildBitCast(g->b, x, to, "");
    case OP_Ctz: case OP_BitLen: case OP_PopCount: return count_bits(g, v, x, to);
    case OP_Bswap: return byte_swap(g, x);
    case OP_BitRev: return same_type(g, "llvm.bitreverse", &x, 1);
    }
    return NULL;
}

static LLVMValueRef binary(Gen *g, const Value *v, LLVMValueRef x, LLVMValueRef y)
{
    LLVMValueRef both[2] = {x, y};
    switch ((int)v->op) {
    case OP_Add: return LLVMBuildAdd(g->b, x, y, "");
    case OP_Sub: return LLVMBuildSub(g->b, x, y, "");
    case OP_Mul: return LLVMBuildMul(g->b, x, y, "");
    case OP_Div: case OP_Mod: return signed_division(g, x, y, v->op == OP_Mod);
    case OP_DivU: return LLVMBuildUDiv(g->b, x, y, "");
    case OP_ModU: return LLVMBuildURem(g->b, x, y, "");
    case OP_And: return LLVMBuildAnd(g->b, x, y, "");
    case OP_Or: return LLVMBuildOr(g->b, x, y, "");
    case OP_Xor: return LLVMBuildXor(g->b, x, y, "");
    case OP_Shl: case OP_Shr: case OP_ShrU: return shift(g, v, x, y);
    case OP_Hmul: case OP_HmulU: return high_product(g, x, y, v->op == OP_Hmul);
    case OP_Eq: return compare(g, LLVMIntEQ, x, y);
    case OP_Ne: return compare(g, LLVMIntNE, x, y);
    case OP_Lt: return compare(g, LLVMIntSLT, x, y);
    case OP_Le: return compare(g, LLVMIntSLE, x, y);
    case OP_LtU: case OP_IsInBounds: return compare(g, LLVMIntULT, x, y);
    case OP_LeU: case OP_IsSliceInBounds: return compare(g, LLVMIntULE, x, y);
    case OP_FAdd: return LLVMBuildFAdd(g->b, x, y, "");
    case OP_FSub: return LLVMBuildFSub(g->b, x, y, "");
    case OP_FMul: return LLVMBuildFMul(g->b, x, y, "");
    case OP_FDiv: return LLVMBuildFDiv(g->b, x, y, "");
    case OP_FEq: return LLVMBuildFCmp(g->b, LLVMRealOEQ, x, y, "");
    case OP_FNe: return LLVMBuildFCmp(g->b, LLVMRealUNE, x, y, "");
    case OP_FLt: return LLVMBuildFCmp(g->b, LLVMRealOLT, x, y, "");
    case OP_FLe: return LLVMBuildFCmp(g->b, LLVMRealOLE, x, y, "");
    case OP_FMin: return same_type(g, "llvm.minimum", both, 2);
    case OP_FMax: return same_type(g, "llvm.maximum", both, 2);
    case OP_Copysign: return same_type(g, "llvm.copysign", both, 2);
    case OP_RotateLeft: return rotate(g, x, y);
    }
    return NULL;
}

static LLVMValueRef ternary(Gen *g, const Value *v, LLVMValueRef *a)
{
    if (v->op == OP_CondSelect)
        return LLVMBuildSelect(g->b, a[2], a[0], a[1], "");
    if (v->op == OP_FMA)
        return same_type(g, "llvm.fma", a, 3);
    return NULL;
}

bool gen_is_op(const Value *v) { return v->op >= OP_Add && v->op <= OP_RotateLeft; }

LLVMValueRef gen_op(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMValueRef a[3] = {0};
    for (uint32_t i = 0; i < v->nargs && i < 3; i++)
        a[i] = gen_arg(f, v, i);
    LLVMTypeRef to = gen_reg_type(g, v->type);
    LLVMValueRef r = v->nargs == 1   ? unary(g, v, a[0], to)
                     : v->nargs == 2 ? binary(g, v, a[0], a[1])
                                     : ternary(g, v, a);
    if (!r)
        diag_bug("llvm_op", "%s: v%u = %s", f->s->name->s, v->id, ssa_ops[v->op].name);
    return r;
}
