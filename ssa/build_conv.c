/* build_conv.c: conversions between numbers, and between types of one representation. */
#include "ssa/build.h"

Value *build_int_convert(Build *B, Type *to, Value *v, bool is_signed)
{
    int from_w = ssa_width(v->type), to_w = ssa_width(to);
    if (v->op == OP_Const)
        return build_int(B, to, is_signed || from_w == 64 ? v->auxint
                         : v->auxint & (int64_t)(((uint64_t)1 << from_w) - 1));
    if (from_w == to_w)
        return v->type == to ? v : build1(B, OP_Copy, to, v);
    SsaOp op = to_w < from_w ? OP_Trunc : is_signed ? OP_SignExt : OP_ZeroExt;
    return build1(B, op, to, v);
}

Value *build_float_convert(Build *B, Type *to, Value *v)
{
    if (ssa_width(v->type) == ssa_width(to))
        return v;
    return build1(B, OP_CvtFF, to, v);
}

/* An index as an int; whether its own type is signed decides on the panic's text. */
Value *build_as_int(Build *B, Node *index, bool *is_signed)
{
    Value *v = build_scalar(B, index);
    *is_signed = ssa_signed(index->type) || ssa_width(v->type) < 64;
    return build_int_convert(B, type_basic[TY_INT], v, ssa_signed(index->type));
}

static Value *int_to_float(Build *B, Type *to, Value *v, bool s)
{
    Type *wide = type_basic[TY_INT64];
    if (ssa_width(v->type) == 64)
        return build1(B, s ? OP_CvtIntF : OP_CvtUintF, to, v);
    return build1(B, OP_CvtIntF, to, build_int_convert(B, wide, v, s));
}

/* What does not fit is implementation-defined (spec "Conversions between numeric types"); as gc, the
 * small types are cut out of a wider conversion. */
static Value *float_to_int(Build *B, Type *to, Value *v)
{
    int w = ssa_width(to);
    bool s = ssa_signed(to);
    if (w == 64)
        return build1(B, s ? OP_CvtFInt : OP_CvtFUint, to, v);
    Type *wide = type_basic[w == 32 && !s ? TY_INT64 : TY_INT32];
    return build_int_convert(B, to, build1(B, OP_CvtFInt, wide, v), true);
}

/* v's own type may be of the other sign: it keeps that through conversions of one size. */
static Value *number(Build *B, Type *to, Type *of, Value *v)
{
    ScalarKind from = ssa_scalar(v->type), into = ssa_scalar(to);
    if (from == SCALAR_INT && into == SCALAR_INT)
        return build_int_convert(B, to, v, ssa_signed(of));
    if (from == SCALAR_INT && into == SCALAR_FLOAT)
        return int_to_float(B, to, v, ssa_signed(of));
    if (from == SCALAR_FLOAT && into == SCALAR_INT)
        return float_to_int(B, to, v);
    if (from == SCALAR_FLOAT && into == SCALAR_FLOAT)
        return build1(B, OP_CvtFF, to, v); /* of one width too: an explicit rounding */
    if (from == SCALAR_BOOL && into == SCALAR_INT)
        return build1(B, OP_BoolToInt, to, v);
    if (from == SCALAR_PTR && into == SCALAR_PTR)
        return build1(B, OP_Copy, to, v);
    if (from != into)
        return build1(B, OP_Convert, to, v);
    return v;
}

Val build_convert(Build *B, Node *n)
{
    SsaPart parts[SSA_MAX_PARTS], from[SSA_MAX_PARTS];
    Val v = build_expr(B, n->kids[0]);
    int np = ssa_parts(n->type, parts);
    ssa_parts(n->kids[0]->type, from);
    if (np != v.n)
        diag_bug("ssa build", "conversion of %d parts to %d", v.n, np);
    for (int i = 0; i < np; i++)
        v.v[i] = number(B, parts[i].type, from[i].type, v.v[i]);
    return v;
}

static Value *retype(Build *B, Type *to, Value *v)
{
    ScalarKind from = ssa_scalar(v->type), into = ssa_scalar(to);
    if (from != into)
        return build1(B, OP_Convert, to, v);
    if (v->type == to)
        return v;
    return build1(B, OP_Copy, to, v);
}

Val build_convnop(Build *B, Node *n)
{
    SsaPart parts[SSA_MAX_PARTS];
    Node *x = n->kids[0];
    int np = ssa_parts(n->type, parts);
    if (!build_ssaable(x->type)) /* [N]T as a struct and the like */
        return build_load(B, n->type, build_value_addr(B, x), build_volatile(x));
    Val v = build_expr(B, x);
    if (v.n != np)
        diag_bug("ssa build", "conversion of %d parts to %d", v.n, np);
    for (int i = 0; i < np; i++)
        v.v[i] = retype(B, parts[i].type, v.v[i]);
    return v;
}
