/* Constants and text: literals of the source, messages, export data. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lexer/lexer.h"
#include "types/constrep.h"

/* ---- from literals (spec: Integer literals, Floating-point literals) ---- */

/* Without the underscores, NUL-terminated. */
static char *strip_underscores(const char *s, size_t n)
{
    char *text = arena_alloc(perm, n + 1), *p = text;
    for (size_t i = 0; i < n; i++)
        if (s[i] != '_')
            *p++ = s[i];
    return text;
}

static Const *parse_int(const char *s, size_t n, bool leading_zero_octal)
{
    char *text = strip_underscores(s, n);
    int base = 10;
    int second = tolower((unsigned char)text[1]);
    if (text[0] == '0' && (second == 'x' || second == 'b' || second == 'o')) {
        base = second == 'x' ? 16 : second == 'b' ? 2 : 8;
        text += 2;
    } else if (text[0] == '0' && text[1] != '\0' && leading_zero_octal) {
        base = 8;
    }
    mpz_t z;
    if (mpz_init_set_str(z, text, base) != 0)
        return NULL;
    return const_from_mpz(z);
}

static int digit_value(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

static bool is_digit(char c, bool hex)
{
    return hex ? isxdigit((unsigned char)c) : isdigit((unsigned char)c);
}

/* digits . digits exponent, exactly: an integer over a power of the base, times another power. */
static Const *parse_fraction(const char *s)
{
    bool hex = s[0] == '0' && (s[1] | 32) == 'x', point = false;
    int base = hex ? 16 : 10;
    long exp = 0;
    mpz_t mant, scale;
    mpz_init(mant);
    for (s += hex ? 2 : 0; *s == '.' || is_digit(*s, hex); s++) {
        if (*s == '.') {
            point = true;
            continue;
        }
        mpz_mul_ui(mant, mant, (unsigned long)base);
        mpz_add_ui(mant, mant, (unsigned long)digit_value(*s));
        exp -= point ? (hex ? 4 : 1) : 0;
    }
    if (*s != '\0')
        exp += strtol(s + 1, NULL, 10);
    mpz_init(scale);
    mpz_ui_pow_ui(scale, hex ? 2 : 10, (unsigned long)labs(exp));
    mpq_t q;
    mpq_init(q);
    if (exp > 0)
        mpz_mul(mpq_numref(q), mant, scale);
    else {
        mpq_set_num(q, mant);
        mpq_set_den(q, scale);
        mpq_canonicalize(q);
    }
    mpz_clear(mant);
    mpz_clear(scale);
    Const *c = NEW(perm, Const);
    c->rep = REP_RAT;
    c->q[0] = q[0];
    return c;
}

static Const *parse_float(const char *s, size_t n)
{
    char *text = strip_underscores(s, n), *end;
    bool hex = text[0] == '0' && (text[1] | 32) == 'x';
    mpfr_t f;
    mpfr_init2(f, CONST_PREC);
    mpfr_strtofr(f, text, &end, hex ? 16 : 10, MPFR_RNDN);
    if (*end != '\0')
        return NULL;
    if (mpfr_zero_p(f) || mpfr_get_exp(f) < -INT32_MAX) {
        mpfr_clear(f);
        return parse_fraction("0");
    }
    if (mpfr_number_p(f) && const_small_exp(f)) {
        mpfr_clear(f);
        return parse_fraction(text);
    }
    Const *c = const_from_mpfr(f);
    return c->rep == REP_UNKNOWN ? NULL : c;
}

static bool is_prefixed_int(const char *s, size_t n)
{
    int second = n > 1 ? s[1] | 32 : 0;
    if (s[0] != '0' || (second != 'x' && second != 'b' && second != 'o'))
        return false;
    return memchr(s, '.', n) == NULL && memchr(s, 'p', n) == NULL && memchr(s, 'P', n) == NULL;
}

static Const *parse_imag(const char *s, size_t n)
{
    Const *im = is_prefixed_int(s, n) ? parse_int(s, n, false) : parse_float(s, n);
    if (im == NULL)
        return NULL;
    return const_make_complex(const_from_int64(0), const_to_float(im));
}

Const *const_from_literal(int token, const Sym *text)
{
    LitText lit = { text->s, text->len };
    switch (token) {
    case TOK_INT:
        return parse_int(text->s, text->len, true);
    case TOK_FLOAT:
        return parse_float(text->s, text->len);
    case TOK_IMAG:
        return text->len < 2 ? NULL : parse_imag(text->s, text->len - 1);
    case TOK_CHAR:
        return const_from_int64(lexer_char_value(lit));
    case TOK_STRING:
        return const_from_string(lexer_string_value(lit));
    }
    return NULL;
}

/* ---- for messages ---- */

/* The fewest digits that read back as v. */
static const char *shortest(double v)
{
    char s[40];
    for (int prec = 1; prec <= 17; prec++) {
        snprintf(s, sizeof s, "%.*g", prec, v);
        if (strtod(s, NULL) == v)
            break;
    }
    return arena_printf(perm, "%s", s);
}

/* Beyond double's range: six digits and a decimal exponent. */
static const char *huge_text(mpfr_srcptr f)
{
    mpfr_exp_t exp; /* of 0.dddddd */
    char *digits = mpfr_get_str(NULL, &exp, 10, 6, f, MPFR_RNDN);
    bool negative = digits[0] == '-';
    double m = strtod(digits, NULL) / 1e5;
    mpfr_free_str(digits);
    return arena_printf(perm, "%s%.6ge%+ld", negative && m == 0 ? "-" : "", m, (long)exp - 1);
}

static const char *float_text(const Const *c)
{
    const Const *w = const_widen(c, REP_FLOAT);
    double v = mpfr_get_d(w->f, MPFR_RNDN);
    if ((mpfr_sgn(w->f) == 0) != (v == 0) || isinf(v))
        return huge_text(w->f);
    const char *s = arena_printf(perm, "%.6g", v);
    if (new_wording(20) && !mpfr_integer_p(w->f) && strchr(s, '.') == NULL)
        return shortest(v);
    return s;
}

/* Quoted; long ones are cut after 69 characters. */
static const char *string_text(const Sym *s)
{
    enum { MAX_RUNES = 72 };
    Buf b = {0};
    buf_quote(&b, s->s, s->len);
    size_t at = 0, cut = 0;
    int runes = 0;
    while (at < b.len) {
        int32_t r;
        if (runes == MAX_RUNES - 3)
            cut = at;
        at += (size_t)utf8_decode(b.p + at, b.len - at, &r);
        runes++;
    }
    const char *text = runes > MAX_RUNES ? arena_printf(perm, "%.*s...", (int)cut, b.p)
                                         : arena_strndup(perm, b.p, b.len);
    buf_free(&b);
    return text;
}

static const char *big_text(mpz_srcptr z)
{
    char *s = arena_alloc(perm, mpz_sizeinbase(z, 10) + 2);
    return mpz_get_str(s, 10, z);
}

const char *const_text(const Const *c, Type *t)
{
    switch (c->rep) {
    case REP_UNKNOWN:
        return "unknown";
    case REP_BOOL:
        return c->b ? "true" : "false";
    case REP_STRING:
        return string_text(const_string(c));
    case REP_SMALL:
        return arena_printf(perm, "%lld", (long long)c->i);
    case REP_BIG:
        return big_text(c->z);
    case REP_RAT: case REP_FLOAT:
        return float_text(c);
    case REP_COMPLEX:
        return arena_printf(perm, "(%s + %si)", const_text(c->c.re, NULL),
                            const_text(c->c.im, NULL));
    }
    return "";
}

/* ---- for export data: one letter for the representation, the exact value in hexadecimal ---- */

static const char *exact_float(mpfr_srcptr f)
{
    char *s = NULL;
    mpfr_asprintf(&s, "%Ra", f);
    const char *text = arena_printf(perm, "f%s", s);
    mpfr_free_str(s);
    return text;
}

static const char *exact_text(const Const *c)
{
    if (c->rep == REP_FLOAT)
        return exact_float(c->f);
    if (c->rep == REP_RAT) {
        char *s = mpq_get_str(NULL, 16, c->q);
        const char *text = arena_printf(perm, "q%s", s);
        mpfr_free_str(s);
        return text;
    }
    char *s = mpz_get_str(NULL, 16, c->z);
    const char *text = arena_printf(perm, "z%s", s);
    mpfr_free_str(s);
    return text;
}

void export_const(ExportWriter *w, const Const *c)
{
    export_uint(w, c->rep);
    switch (c->rep) {
    case REP_UNKNOWN:
        break;
    case REP_BOOL:
        export_uint(w, c->b);
        break;
    case REP_STRING:
        export_sym(w, const_string(c));
        break;
    case REP_SMALL:
        export_sint(w, c->i);
        break;
    case REP_BIG: case REP_RAT: case REP_FLOAT:
        export_sym(w, sym(exact_text(c)));
        break;
    case REP_COMPLEX:
        export_const(w, c->c.re);
        export_const(w, c->c.im);
        break;
    }
}

static Const *from_exact_text(const char *s)
{
    mpz_t z;
    mpq_t q;
    mpfr_t f;
    switch (s[0]) {
    case 'z':
        mpz_init_set_str(z, s + 1, 16);
        return const_from_mpz(z);
    case 'q':
        mpq_init(q);
        mpq_set_str(q, s + 1, 16);
        return const_from_mpq(q);
    }
    mpfr_init2(f, CONST_PREC);
    mpfr_strtofr(f, s + 1, NULL, 16, MPFR_RNDN);
    return const_from_mpfr(f);
}

Const *import_const(ExportReader *r)
{
    Const *re;
    ConstRep rep = (ConstRep)import_uint(r);
    switch (rep) {
    case REP_UNKNOWN:
        break;
    case REP_BOOL:
        return const_from_bool(import_uint(r) != 0);
    case REP_STRING:
        return const_from_string(import_sym(r));
    case REP_SMALL:
        return const_from_int64(import_sint(r));
    case REP_BIG: case REP_RAT: case REP_FLOAT:
        return from_exact_text(import_sym(r)->s);
    case REP_COMPLEX:
        re = import_const(r);
        return const_make_complex(re, import_const(r));
    }
    return const_unknown();
}
