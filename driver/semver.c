/* Versions of modules: semantic versions (semver.org 2.0.0, section 11) behind a "v". */
#include "driver/module.h"

#include <ctype.h>
#include <string.h>

/* Numbers of any length, without leading zeros. */
static int compare_numbers(const char *a, size_t n, const char *b, size_t m)
{
    if (n != m)
        return n < m ? -1 : 1;
    return memcmp(a, b, n);
}

static bool is_number(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)s[i]))
            return false;
    return n > 0;
}

/* One identifier of a pre-release: numbers are lower than words. */
static int compare_identifiers(const char *a, size_t n, const char *b, size_t m)
{
    bool x = is_number(a, n), y = is_number(b, m);
    if (x && y)
        return compare_numbers(a, n, b, m);
    if (x != y)
        return x ? -1 : 1;
    int c = memcmp(a, b, n < m ? n : m);
    return c ? c : n < m ? -1 : n > m;
}

static int compare_prereleases(const char *a, const char *b)
{
    while (*a && *b) {
        size_t n = strcspn(a, ".+"), m = strcspn(b, ".+");
        int c = compare_identifiers(a, n, b, m);
        if (c)
            return c;
        a += n, b += m;
        a += *a == '.', b += *b == '.';
        if (*a == '+' || *b == '+')
            break;
    }
    bool more_a = *a && *a != '+', more_b = *b && *b != '+';
    return more_a - more_b;
}

int semver_compare(const char *a, const char *b)
{
    a += *a == 'v', b += *b == 'v';
    for (int i = 0; i < 3; i++) {
        size_t n = strcspn(a, ".-+"), m = strcspn(b, ".-+");
        int c = compare_numbers(a, n, b, m);
        if (c)
            return c;
        a += n, b += m;
        if (*a != '.' || *b != '.' || i == 2)
            break;
        a++, b++;
    }
    bool pre_a = *a == '-', pre_b = *b == '-';
    if (!pre_a || !pre_b)
        return pre_b - pre_a; /* the release is higher than all before it */
    return compare_prereleases(a + 1, b + 1);
}
