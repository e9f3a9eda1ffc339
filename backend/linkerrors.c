/* What ld.lld complains of, in the words of Go's linker:
 *
 *     ld.lld-19: error: undefined symbol: main.f
 *     >>> referenced by x.go:3 (/p/x.go:3)              main.main: relocation target main.f not defined
 *     >>>               /cache/x.o:(main.main)
 */
#include "backend/backend.h"
#include "backend/linkerrors.h"

#include <string.h>

static const char undefined[] = "error: undefined symbol: ";

/* The name between ":(" and ")" at the end of a line about an object file, or NULL. */
static const char *referrer(const char *line, size_t n)
{
    if (n < 4 || strncmp(line, ">>>", 3) != 0 || line[n - 1] != ')')
        return NULL;
    for (size_t i = n - 1; i-- > 1;)
        if (line[i] == '(' && line[i - 1] == ':')
            return arena_strndup(perm, line + i + 1, n - i - 2);
    return NULL;
}

void link_explain(const char *text, Buf *out)
{
    Map said = {0};
    const char *target = NULL;
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n");
        const char *line = arena_strndup(perm, p, n), *at = strstr(line, undefined);
        const char *from = target ? referrer(line, n) : NULL;
        if (at)
            target = at + strlen(undefined);
        else if (n && strncmp(line, ">>>", 3) != 0)
            target = NULL;
        if (from) {
            const Sym *s = sym_printf("%s: relocation target %s not defined\n", from, target);
            if (!map_get(&said, s))
                buf_puts(out, s->s);
            map_set(&said, s, (void *)s);
        } else if (n && !target) {
            buf_printf(out, "%s\n", line);
        }
        p += n + (p[n] == '\n');
    }
}
