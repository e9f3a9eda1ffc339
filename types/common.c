/* Why the types of a type set have no underlying type in common, in the words of the trees that no longer
 * speak of core types (1.25 and newer). */
#include "types/core.h"

typedef struct Common {
    TypeRefusal refuse;
    Type *type, *under; /* the first one, or the most restricted channel */
    const char *why;
} Common;

static const char *join_channels(Common *c, Type *t, Type *u)
{
    const char *first = types_string(c->type), *second = types_string(t);
    if (!types_identical(c->under->chan.elem, u->chan.elem))
        return text_printf("channels %s and %s have different element types", first, second);
    if (c->under->chan.dir != u->chan.dir && c->under->chan.dir != CHAN_BOTH && u->chan.dir != CHAN_BOTH)
        return text_printf("channels %s and %s have conflicting directions", first, second);
    if (c->under->chan.dir == CHAN_BOTH)
        c->type = t, c->under = u;
    return NULL;
}

static bool step(void *ctx, Type *t, bool tilde)
{
    Common *c = ctx;
    Type *u = t ? types_under(t) : NULL;
    c->why = c->refuse ? c->refuse(t, u) : NULL;
    if (c->why)
        return false;
    if (!u)
        c->why = "no specific type";
    else if (!c->under)
        c->type = t, c->under = u;
    else if (c->under->kind == TY_CHAN && u->kind == TY_CHAN)
        c->why = join_channels(c, t, u);
    else if (!types_identical(c->under, u))
        c->why = text_printf("%s and %s have different underlying types", types_string(c->type), types_string(t));
    return c->why == NULL;
}

const char *check_no_common_under(Type *t, TypeRefusal refuse)
{
    Common c = { .refuse = refuse };
    if (!types_is_typeparam(t)) {
        step(&c, t, false);
        return c.why;
    }
    typeset_each(t, step, &c);
    return c.why;
}
