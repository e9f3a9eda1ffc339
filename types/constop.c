/* Operations on constants (spec: Constant expressions). */
#include "lexer/tokens.h"
#include "types/constrep.h"

static bool is_division(int token) { return token == TOK_QUO || token == TOK_REM; }

static Const *small_binary(int token, int64_t a, int64_t b, bool integer)
{
    int64_t c;
    switch (token) {
    case TOK_ADD:
        return __builtin_add_overflow(a, b, &c) ? NULL : const_from_int64(c);
    case TOK_SUB:
        return __builtin_sub_overflow(a, b, &c) ? NULL : const_from_int64(c);
    case TOK_MUL:
        return __builtin_mul_overflow(a, b, &c) ? NULL : const_from_int64(c);
    case TOK_QUO:
        return !integer || b == -1 ? NULL : const_from_int64(a / b);
    case TOK_REM:
        return const_from_int64(b == -1 ? 0 : a % b);
    case TOK_AND:
        return const_from_int64(a & b);
    case TOK_OR:
        return const_from_int64(a | b);
    case TOK_XOR:
        return const_from_int64(a ^ b);
    case TOK_AND_NOT:
        return const_from_int64(a & ~b);
    }
    return NULL;
}

static Const *fraction(mpz_srcptr a, mpz_srcptr b)
{
    mpq_t q;
    mpq_init(q);
    mpq_set_num(q, a);
    mpq_set_den(q, b);
    mpq_canonicalize(q);
    return const_from_mpq(q);
}

static Const *big_binary(int token, mpz_srcptr a, mpz_srcptr b, bool integer)
{
    mpz_t c;
    if (token == TOK_QUO && !integer)
        return fraction(a, b);
    mpz_init(c);
    switch (token) {
    case TOK_ADD: mpz_add(c, a, b); break;
    case TOK_SUB: mpz_sub(c, a, b); break;
    case TOK_MUL: mpz_mul(c, a, b); break;
    case TOK_QUO: mpz_tdiv_q(c, a, b); break;
    case TOK_REM: mpz_tdiv_r(c, a, b); break;
    case TOK_AND: mpz_and(c, a, b); break;
    case TOK_OR: mpz_ior(c, a, b); break;
    case TOK_XOR: mpz_xor(c, a, b); break;
    case TOK_AND_NOT:
        mpz_com(c, b);
        mpz_and(c, a, c);
        break;
    }
    return const_from_mpz(c);
}

static Const *rat_binary(int token, mpq_srcptr a, mpq_srcptr b)
{
    mpq_t c;
    mpq_init(c);
    switch (token) {
    case TOK_ADD: mpq_add(c, a, b); break;
    case TOK_SUB: mpq_sub(c, a, b); break;
    case TOK_MUL: mpq_mul(c, a, b); break;
    case TOK_QUO: mpq_div(c, a, b); break;
    default: return const_unknown();
    }
    return const_from_mpq(c);
}

static Const *float_binary(int token, mpfr_srcptr a, mpfr_srcptr b)
{
    mpfr_t c;
    mpfr_init2(c, CONST_PREC);
    switch (token) {
    case TOK_ADD: mpfr_add(c, a, b, MPFR_RNDN); break;
    case TOK_SUB: mpfr_sub(c, a, b, MPFR_RNDN); break;
    case TOK_MUL: mpfr_mul(c, a, b, MPFR_RNDN); break;
    case TOK_QUO: mpfr_div(c, a, b, MPFR_RNDN); break;
    default: return const_unknown();
    }
    return const_from_mpfr(c);
}

static Const *op(int token, const Const *x, const Const *y)
{
    return const_binary(token, x, y, NULL);
}

/* (a+bi) * (c+di) and (a+bi) / (c+di) by the textbook. */
static Const *complex_mul(const Const *x, const Const *y, bool divide)
{
    const Const *a = x->c.re, *b = x->c.im, *c = y->c.re, *d = y->c.im;
    const Const *ac = op(TOK_MUL, a, c), *bd = op(TOK_MUL, b, d);
    const Const *bc = op(TOK_MUL, b, c), *ad = op(TOK_MUL, a, d);
    if (!divide)
        return const_make_complex(op(TOK_SUB, ac, bd), op(TOK_ADD, bc, ad));
    const Const *s = op(TOK_ADD, op(TOK_MUL, c, c), op(TOK_MUL, d, d));
    const Const *re = op(TOK_QUO, op(TOK_ADD, ac, bd), s);
    const Const *im = op(TOK_QUO, op(TOK_SUB, bc, ad), s);
    return re == NULL || im == NULL ? NULL : const_make_complex(re, im);
}

static Const *complex_binary(int token, const Const *x, const Const *y)
{
    if (token == TOK_MUL || token == TOK_QUO)
        return complex_mul(x, y, token == TOK_QUO);
    return const_make_complex(op(token, x->c.re, y->c.re), op(token, x->c.im, y->c.im));
}

static Const *concat(const Const *x, const Const *y)
{
    Const *c = NEW(perm, Const);
    c->rep = REP_STRING;
    c->str.l = x;
    c->str.r = y;
    return c;
}

Const *const_binary(int token, const Const *x, const Const *y, Type *t)
{
    bool integer = t != NULL && types_is_integer(t);
    if (x->rep == REP_UNKNOWN || y->rep == REP_UNKNOWN)
        return const_unknown();
    if (is_division(token) && y->rep >= REP_SMALL && const_sign(y) == 0)
        return NULL;
    if (integer && const_to_int(x) != NULL && const_to_int(y) != NULL) {
        x = const_to_int(x);
        y = const_to_int(y);
    }
    if (x->rep == REP_SMALL && y->rep == REP_SMALL) {
        Const *c = small_binary(token, x->i, y->i, integer);
        if (c != NULL)
            return c;
        x = const_widen(x, REP_BIG);
    }
    if (x->rep < y->rep)
        x = const_widen(x, y->rep);
    else
        y = const_widen(y, x->rep);
    switch (x->rep) {
    case REP_BOOL:
        return const_from_bool(token == TOK_LAND ? x->b && y->b : x->b || y->b);
    case REP_STRING:
        return concat(x, y);
    case REP_BIG:
        return big_binary(token, x->z, y->z, integer);
    case REP_RAT:
        return rat_binary(token, x->q, y->q);
    case REP_FLOAT:
        return float_binary(token, x->f, y->f);
    case REP_COMPLEX:
        return complex_binary(token, x, y);
    case REP_UNKNOWN: case REP_SMALL:
        break;
    }
    return const_unknown();
}

static Const *negate(const Const *x)
{
    mpq_t q;
    mpfr_t f;
    switch (x->rep) {
    case REP_SMALL: case REP_BIG:
        return const_binary(TOK_SUB, const_from_int64(0), x, NULL);
    case REP_RAT:
        mpq_init(q);
        mpq_neg(q, x->q);
        return const_from_mpq(q);
    case REP_FLOAT:
        mpfr_init2(f, CONST_PREC);
        mpfr_neg(f, x->f, MPFR_RNDN);
        return const_from_mpfr(f);
    case REP_COMPLEX:
        return const_make_complex(negate(x->c.re), negate(x->c.im));
    case REP_UNKNOWN: case REP_BOOL: case REP_STRING:
        break;
    }
    return const_unknown();
}

/* ^x is m ^ x with m all ones: for unsigned types as many as the type has bits, else -1. */
static Const *complement(const Const *x, Type *t)
{
    mpz_t z;
    x = const_to_int(x);
    if (x == NULL)
        return const_unknown();
    x = const_widen(x, REP_BIG);
    mpz_init(z);
    mpz_com(z, x->z);
    if (t != NULL && types_is_unsigned(t))
        mpz_fdiv_r_2exp(z, z, (mp_bitcnt_t)types_size(t) * 8);
    return const_from_mpz(z);
}

Const *const_unary(int token, const Const *x, Type *t)
{
    if (token == TOK_SUB)
        return negate(x);
    if (token == TOK_XOR)
        return complement(x, t);
    if (token == TOK_NOT && x->rep == REP_BOOL)
        return const_from_bool(!x->b);
    return (Const *)x;
}

Const *const_shift(int token, const Const *x, uint64_t n)
{
    mpz_t z;
    if (x->rep != REP_UNKNOWN)
        x = const_to_int(x);
    if (x == NULL || x->rep == REP_UNKNOWN)
        return const_unknown();
    if (token == TOK_SHR && x->rep == REP_SMALL)
        return const_from_int64(n > 63 ? (x->i < 0 ? -1 : 0) : x->i >> n);
    x = const_widen(x, REP_BIG);
    mpz_init(z);
    if (token == TOK_SHL)
        mpz_mul_2exp(z, x->z, n);
    else
        mpz_fdiv_q_2exp(z, x->z, n);
    return const_from_mpz(z);
}

/* ---- comparing ---- */

static bool holds(int token, int cmp)
{
    switch (token) {
    case TOK_EQL: return cmp == 0;
    case TOK_NEQ: return cmp != 0;
    case TOK_LSS: return cmp < 0;
    case TOK_LEQ: return cmp <= 0;
    case TOK_GTR: return cmp > 0;
    case TOK_GEQ: return cmp >= 0;
    }
    return false;
}

static int compare_strings(const Sym *a, const Sym *b)
{
    uint32_t n = a->len < b->len ? a->len : b->len;
    int c = __builtin_memcmp(a->s, b->s, n);
    return c != 0 ? c : (a->len > b->len) - (a->len < b->len);
}

bool const_compare(int token, const Const *x, const Const *y)
{
    if (x->rep == REP_UNKNOWN || y->rep == REP_UNKNOWN)
        return false;
    if (x->rep < y->rep)
        x = const_widen(x, y->rep);
    else
        y = const_widen(y, x->rep);
    switch (x->rep) {
    case REP_BOOL:
        return holds(token, x->b != y->b);
    case REP_STRING:
        return holds(token, compare_strings(const_string(x), const_string(y)));
    case REP_SMALL:
        return holds(token, (x->i > y->i) - (x->i < y->i));
    case REP_BIG:
        return holds(token, mpz_cmp(x->z, y->z));
    case REP_RAT:
        return holds(token, mpq_cmp(x->q, y->q));
    case REP_FLOAT:
        return holds(token, mpfr_cmp(x->f, y->f));
    case REP_COMPLEX: {
        bool equal = const_compare(TOK_EQL, x->c.re, y->c.re) &&
                     const_compare(TOK_EQL, x->c.im, y->c.im);
        return token == TOK_EQL ? equal : !equal;
    }
    case REP_UNKNOWN:
        break;
    }
    return false;
}
