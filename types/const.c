/* Constants: making, taking apart, converting (spec: Constants, Representability). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "types/constrep.h"

static Const *new_const(ConstRep rep)
{
    Const *c = NEW(perm, Const);
    c->rep = rep;
    return c;
}

ConstKind const_kind(const Const *c)
{
    static const ConstKind kinds[] = {
        [REP_UNKNOWN] = CONST_UNKNOWN, [REP_BOOL] = CONST_BOOL, [REP_STRING] = CONST_STRING,
        [REP_SMALL] = CONST_INT, [REP_BIG] = CONST_INT, [REP_RAT] = CONST_FLOAT,
        [REP_FLOAT] = CONST_FLOAT, [REP_COMPLEX] = CONST_COMPLEX,
    };
    return kinds[c->rep];
}

/* ---- making ---- */

Const *const_unknown(void)
{
    static Const unknown = { REP_UNKNOWN };
    return &unknown;
}

Const *const_from_bool(bool b)
{
    static Const values[2] = { { REP_BOOL, { .b = false } }, { REP_BOOL, { .b = true } } };
    return &values[b];
}

Const *const_from_string(const Sym *s)
{
    Const *c = new_const(REP_STRING);
    c->str.s = s;
    return c;
}

Const *const_from_int64(int64_t v)
{
    Const *c = new_const(REP_SMALL);
    c->i = v;
    return c;
}

Const *const_from_uint64(uint64_t v)
{
    if (v <= INT64_MAX)
        return const_from_int64((int64_t)v);
    Const *c = new_const(REP_BIG);
    mpz_init_set_ui(c->z, v);
    return c;
}

void const_init(void)
{
    /* 1e500000000 is a legal constant. */
    mpfr_set_emax(mpfr_get_emax_max());
    mpfr_set_emin(mpfr_get_emin_min());
}

Const *const_from_mpz(mpz_t z)
{
    if (mpz_fits_slong_p(z)) {
        int64_t v = mpz_get_si(z);
        mpz_clear(z);
        return const_from_int64(v);
    }
    Const *c = new_const(REP_BIG);
    c->z[0] = z[0];
    return c;
}

static bool small_int(mpz_srcptr z) { return mpz_sizeinbase(z, 2) < CONST_MAX_EXP; }

bool const_small_exp(mpfr_srcptr f)
{
    if (mpfr_zero_p(f))
        return true;
    mpfr_exp_t e = mpfr_get_exp(f);
    return e > -CONST_MAX_EXP && e < CONST_MAX_EXP;
}

Const *const_from_mpq(mpq_t q)
{
    if (small_int(mpq_numref(q)) && small_int(mpq_denref(q))) {
        Const *c = new_const(REP_RAT);
        c->q[0] = q[0];
        return c;
    }
    Const *c = new_const(REP_FLOAT);
    mpfr_init2(c->f, CONST_PREC);
    mpfr_set_q(c->f, q, MPFR_RNDN);
    mpq_clear(q);
    return c;
}

Const *const_from_mpfr(mpfr_t f)
{
    if (!mpfr_number_p(f))
        return const_unknown();
    if (!mpfr_zero_p(f) && labs(mpfr_get_exp(f)) > INT32_MAX) {
        if (mpfr_get_exp(f) > 0)
            return const_unknown();
        mpfr_set_zero(f, 1);
    }
    if (mpfr_zero_p(f))
        mpfr_set_zero(f, 1);
    Const *c = new_const(REP_FLOAT);
    c->f[0] = f[0];
    return c;
}

/* Infinities and NaN are unknown; there is no negative zero. */
Const *const_from_double(double v)
{
    if (!isfinite(v))
        return const_unknown();
    mpq_t q;
    mpq_init(q);
    mpq_set_d(q, v);
    return const_from_mpq(q);
}

Const *const_make_complex(const Const *re, const Const *im)
{
    if (re->rep == REP_UNKNOWN || im->rep == REP_UNKNOWN)
        return const_unknown();
    Const *c = new_const(REP_COMPLEX);
    c->c.re = re;
    c->c.im = im;
    return c;
}

/* ---- taking apart ---- */

bool const_bool(const Const *c) { return c->rep == REP_BOOL && c->b; }

static size_t joined_length(const Const *c)
{
    size_t n = 0;
    for (; c->str.s == NULL; c = c->str.l)
        n += joined_length(c->str.r);
    return n + c->str.s->len;
}

/* Writes the text so that it ends at end. a + b + c is (a + b) + c: a loop, not recursion. */
static void join_backwards(const Const *c, char *end)
{
    for (; c->str.s == NULL; c = c->str.l) {
        size_t n = joined_length(c->str.r);
        join_backwards(c->str.r, end);
        end -= n;
    }
    memcpy(end - c->str.s->len, c->str.s->s, c->str.s->len);
}

const Sym *const_string(const Const *c)
{
    if (c->rep != REP_STRING)
        return sym("");
    if (c->str.s == NULL) {
        size_t n = joined_length(c);
        char *text = arena_alloc(perm, n + 1);
        join_backwards(c, text + n);
        ((Const *)c)->str.s = sym_intern(text, n);
    }
    return c->str.s;
}

bool const_int64(const Const *c, int64_t *v)
{
    const Const *i = const_to_int(c);
    if (i == NULL || i->rep != REP_SMALL)
        return false;
    *v = i->i;
    return true;
}

bool const_uint64(const Const *c, uint64_t *v)
{
    const Const *i = const_to_int(c);
    if (i == NULL || const_sign(i) < 0)
        return false;
    if (i->rep == REP_BIG && !mpz_fits_ulong_p(i->z))
        return false;
    *v = i->rep == REP_SMALL ? (uint64_t)i->i : mpz_get_ui(i->z);
    return true;
}

/* The low 64 bits in two's complement. */
static uint64_t low_bits(const Const *i)
{
    if (i->rep == REP_SMALL)
        return (uint64_t)i->i;
    mpz_t low;
    mpz_init(low);
    mpz_fdiv_r_2exp(low, i->z, 64);
    uint64_t v = mpz_get_ui(low);
    mpz_clear(low);
    return v;
}

static int64_t truncate(uint64_t bits, Type *t)
{
    int n = types_is_untyped(types_under(t)) ? 64 : (int)types_size(t) * 8;
    if (n >= 64 || n == 0)
        return (int64_t)bits;
    bits <<= 64 - n;
    return types_is_unsigned(t) ? (int64_t)(bits >> (64 - n)) : (int64_t)bits >> (64 - n);
}

int64_t const_bits(const Const *c, Type *t)
{
    if (c->rep == REP_BOOL)
        return c->b;
    const Const *i = const_to_int(c);
    return i == NULL ? 0 : truncate(low_bits(i), t);
}

/* The value with so many bits that one rounding more decides as the exact value would: what a
 * fraction loses to truncation is made up for by a last bit of 1. */
static void to_mpfr(mpfr_t f, const Const *c)
{
    if (c->rep == REP_SMALL) {
        mpfr_init2(f, 64);
        mpfr_set_si(f, c->i, MPFR_RNDN);
    } else if (c->rep == REP_BIG) {
        mpfr_init2(f, (mpfr_prec_t)mpz_sizeinbase(c->z, 2) + 1);
        mpfr_set_z(f, c->z, MPFR_RNDN);
    } else if (c->rep == REP_RAT) {
        mpfr_init2(f, CONST_PREC);
        if (mpfr_set_q(f, c->q, MPFR_RNDZ) != 0) {
            mpfr_prec_round(f, CONST_PREC + 1, MPFR_RNDZ);
            if (mpfr_sgn(f) > 0)
                mpfr_nextabove(f);
            else
                mpfr_nextbelow(f);
        }
    } else if (c->rep == REP_FLOAT) {
        mpfr_init2(f, CONST_PREC);
        mpfr_set(f, c->f, MPFR_RNDN);
    } else if (c->rep == REP_COMPLEX) {
        to_mpfr(f, c->c.re);
    } else {
        mpfr_init2(f, 2);
        mpfr_set_zero(f, 1);
    }
}

double const_double(const Const *c)
{
    if (c->rep == REP_SMALL)
        return (double)c->i;
    mpfr_t f;
    to_mpfr(f, c);
    double d = mpfr_get_d(f, MPFR_RNDN);
    mpfr_clear(f);
    return d;
}

float const_float(const Const *c)
{
    mpfr_t f;
    to_mpfr(f, c);
    float r = mpfr_get_flt(f, MPFR_RNDN);
    mpfr_clear(f);
    return r;
}

Const *const_real(const Const *c) { return (Const *)(c->rep == REP_COMPLEX ? c->c.re : c); }

Const *const_imag(const Const *c)
{
    return c->rep == REP_COMPLEX ? (Const *)c->c.im : const_from_int64(0);
}

void const_complex(const Const *c, double *re, double *im)
{
    *re = const_double(const_real(c));
    *im = const_double(const_imag(c));
}

int const_sign(const Const *c)
{
    switch (c->rep) {
    case REP_SMALL:
        return (c->i > 0) - (c->i < 0);
    case REP_BIG:
        return mpz_sgn(c->z);
    case REP_RAT:
        return mpq_sgn(c->q);
    case REP_FLOAT:
        return mpfr_sgn(c->f);
    case REP_COMPLEX:
        return const_sign(c->c.re) | const_sign(c->c.im);
    case REP_UNKNOWN: case REP_BOOL: case REP_STRING:
        return 1; /* no division by zero on top of another error */
    }
    return 1;
}

int const_bit_length(const Const *c)
{
    if (c->rep == REP_BIG)
        return (int)mpz_sizeinbase(c->z, 2);
    if (c->rep != REP_SMALL || c->i == 0)
        return 0;
    uint64_t m = c->i < 0 ? -(uint64_t)c->i : (uint64_t)c->i;
    return 64 - __builtin_clzll(m);
}

/* ---- converting ---- */

static const Const *to_rat(const Const *c)
{
    Const *r = new_const(REP_RAT);
    mpq_init(r->q);
    if (c->rep == REP_SMALL)
        mpq_set_si(r->q, c->i, 1);
    else
        mpq_set_z(r->q, c->z);
    return r;
}

const Const *const_widen(const Const *c, ConstRep rep)
{
    if (c->rep >= rep)
        return c;
    if (rep == REP_BIG) {
        Const *r = new_const(REP_BIG);
        mpz_init_set_si(r->z, c->i);
        return r;
    }
    if (rep == REP_RAT)
        return to_rat(c);
    if (rep == REP_COMPLEX)
        return const_make_complex(c, const_from_int64(0));
    Const *r = new_const(REP_FLOAT);
    mpfr_init2(r->f, CONST_PREC);
    if (c->rep == REP_SMALL)
        mpfr_set_si(r->f, c->i, MPFR_RNDN);
    else if (c->rep == REP_BIG)
        mpfr_set_z(r->f, c->z, MPFR_RNDN);
    else
        mpfr_set_q(r->f, c->q, MPFR_RNDN);
    return r;
}

static Const *integer_of(mpfr_srcptr f)
{
    mpz_t z;
    mpz_init(z);
    mpfr_get_z(z, f, MPFR_RNDZ);
    return const_from_mpz(z);
}

/* A float that is an integer but for its last four bits was one before rounding, gc assumes. */
static Const *nearly_integer(mpfr_srcptr f)
{
    static const mpfr_rnd_t ways[] = { MPFR_RNDZ, MPFR_RNDA };
    for (int i = 0; i < 2; i++) {
        mpfr_t t;
        mpfr_init2(t, CONST_PREC - 4);
        mpfr_set(t, f, ways[i]);
        Const *c = mpfr_integer_p(t) ? integer_of(t) : NULL;
        mpfr_clear(t);
        if (c != NULL)
            return c;
    }
    return NULL;
}

Const *const_to_int(const Const *c)
{
    switch (c->rep) {
    case REP_SMALL: case REP_BIG:
        return (Const *)c;
    case REP_RAT:
        if (mpz_cmp_ui(mpq_denref(c->q), 1) != 0)
            return NULL;
        mpz_t z;
        mpz_init_set(z, mpq_numref(c->q));
        return const_from_mpz(z);
    case REP_FLOAT:
        if (!const_small_exp(c->f))
            return NULL;
        return mpfr_integer_p(c->f) ? integer_of(c->f) : nearly_integer(c->f);
    case REP_COMPLEX:
        return const_sign(c->c.im) == 0 ? const_to_int(c->c.re) : NULL;
    case REP_UNKNOWN: case REP_BOOL: case REP_STRING:
        return NULL;
    }
    return NULL;
}

Const *const_to_float(const Const *c)
{
    switch (c->rep) {
    case REP_SMALL:
        return (Const *)to_rat(c);
    case REP_BIG:
        return (Const *)const_widen(c, small_int(c->z) ? REP_RAT : REP_FLOAT);
    case REP_RAT: case REP_FLOAT:
        return (Const *)c;
    case REP_COMPLEX:
        return const_sign(c->c.im) == 0 ? const_to_float(c->c.re) : NULL;
    case REP_UNKNOWN: case REP_BOOL: case REP_STRING:
        return NULL;
    }
    return NULL;
}

Const *const_to_complex(const Const *c)
{
    if (c->rep < REP_SMALL)
        return NULL;
    return (Const *)const_widen(c, REP_COMPLEX);
}

static Const *round_float(const Const *c, TypeKind kind)
{
    Const *f = const_to_float(c);
    if (f == NULL)
        return NULL;
    if (kind == TY_FLOAT32 || kind == TY_COMPLEX64)
        f = const_from_double((double)const_float(f));
    else if (kind == TY_FLOAT64 || kind == TY_COMPLEX128)
        f = const_from_double(const_double(f));
    return f->rep == REP_UNKNOWN ? NULL : f;
}

static Const *round_complex(const Const *c, TypeKind kind)
{
    Const *x = const_to_complex(c);
    if (x == NULL || kind == TY_UNTYPED_COMPLEX)
        return x;
    Const *re = round_float(x->c.re, kind), *im = round_float(x->c.im, kind);
    return re != NULL && im != NULL ? const_make_complex(re, im) : NULL;
}

static bool integer_fits(const Const *i, Type *t)
{
    if (types_is_untyped(t))
        return true;
    int n = (int)types_size(t) * 8, len = const_bit_length(i), sign = const_sign(i);
    if (types_is_unsigned(t))
        return sign >= 0 && len <= n;
    if (len < n)
        return true;
    return i->rep == REP_SMALL && len == n && i->i == (int64_t)((uint64_t)-1 << (n - 1));
}

bool const_representable(const Const *c, Type *t, Const **rounded)
{
    const Const *r = c;
    Type *u = types_under(t);
    if (c->rep == REP_UNKNOWN)
        return true; /* after an error */
    if (types_is_integer(u)) {
        r = const_to_int(c);
        if (r != NULL && rounded != NULL)
            *rounded = (Const *)r; /* even if it is too large: messages show the integer then */
        if (r == NULL || !integer_fits(r, u))
            return false;
    } else if (types_is_float(u)) {
        r = u->kind == TY_UNTYPED_FLOAT ? const_to_float(c) : round_float(c, u->kind);
    } else if (types_is_complex(u)) {
        r = round_complex(c, u->kind);
    } else if (types_is_string(u)) {
        r = c->rep == REP_STRING ? c : NULL;
    } else if (types_is_boolean(u)) {
        r = c->rep == REP_BOOL ? c : NULL;
    } else {
        r = NULL;
    }
    if (r != NULL && rounded != NULL)
        *rounded = (Const *)r;
    return r != NULL;
}

/* Towards zero; of a float too large for that, zero. */
static const Const *truncated_int(const Const *c)
{
    Const *i = const_to_int(c);
    if (i != NULL)
        return i;
    mpfr_t f;
    to_mpfr(f, c);
    if (const_small_exp(f))
        i = integer_of(f);
    mpfr_clear(f);
    return i != NULL ? i : const_from_int64(0);
}

static Const *rune_string(const Const *c)
{
    int64_t v;
    char text[4];
    int32_t r = const_int64(c, &v) && v >= 0 && v <= RUNE_MAX ? (int32_t)v : RUNE_ERROR;
    if (r >= 0xD800 && r < 0xE000)
        r = RUNE_ERROR;
    return const_from_string(sym_intern(text, (size_t)utf8_encode(r, text)));
}

Const *const_to_type(const Const *c, Type *basic)
{
    Type *u = types_under(basic);
    Const *r = NULL;
    if (types_is_integer(u) && c->rep >= REP_SMALL) {
        const Const *i = truncated_int(c);
        if (integer_fits(i, u))
            return (Const *)i;
        int64_t bits = truncate(low_bits(i), u);
        return types_is_unsigned(u) ? const_from_uint64((uint64_t)bits) : const_from_int64(bits);
    }
    if (types_is_float(u))
        r = round_float(c, u->kind);
    else if (types_is_complex(u))
        r = round_complex(c, u->kind);
    else if (types_is_string(u) && (c->rep == REP_SMALL || c->rep == REP_BIG))
        r = rune_string(c);
    return r != NULL ? r : (Const *)c;
}
