/* constrep: how constants are represented; shared by the const*.c files only.
 *
 * As in gc: integers are exact; a float is a fraction as long as numerator and denominator stay
 * below 4096 bits, and a 512-bit floating-point number from then on, never going back.
 */
#ifndef TYPES_CONSTREP_H
#define TYPES_CONSTREP_H

#include <stdio.h>

#include <gmp.h>
#include <mpfr.h>

#include "types/core.h"

/* Ordered: an operation takes place in the representation of the later operand. */
typedef enum ConstRep {
    REP_UNKNOWN, REP_BOOL, REP_STRING, REP_SMALL /* fits int64 */, REP_BIG, REP_RAT, REP_FLOAT,
    REP_COMPLEX,
} ConstRep;

struct Const {
    ConstRep rep;
    union {
        bool b;
        struct { const Sym *s; const Const *l, *r; } str; /* s NULL: l + r, joined when asked for */
        int64_t i;
        mpz_t z;
        mpq_t q;
        mpfr_t f;
        struct { const Const *re, *im; } c;
    };
};

enum { CONST_PREC = 512, CONST_MAX_EXP = 4096 };

/* These take over their argument's storage. */
Const *const_from_mpz(mpz_t z);  /* small if possible */
Const *const_from_mpq(mpq_t q);  /* canonical; a float if it has grown too large */
Const *const_from_mpfr(mpfr_t f);
/* c in a later representation, as a new constant. */
const Const *const_widen(const Const *c, ConstRep rep);
bool const_small_exp(mpfr_srcptr f);

#endif
