/* limits: types of package-level objects, and in functions, that no memory can hold, in gc's words. */
#include "types/check.h"

/* gc's: addresses are 50 bits wide, channel elements at most 64 kB. */
static const int64_t max_width = (int64_t)1 << 50, max_chan_elem = (int64_t)1 << 16;

/* around: the named types that t is looked at in; cuts: how often one of them was met again. */
typedef struct Limits { Checker *ck; Pos pos; Map around; bool reported; uint32_t cuts; Map *widths; } Limits;

static int64_t width_of(Limits *l, Type *t);

static int64_t report(Limits *l, const char *msg)
{
    if (!l->reported)
        check_error(l->ck, l->pos, "%s", msg);
    l->reported = true;
    return 0;
}

static int64_t array_width(Limits *l, Type *t)
{
    int64_t elem = t->array.elem ? width_of(l, t->array.elem) : 0;
    if (elem > 0 && t->array.len > (max_width - 1) / elem)
        return report(l, text_printf("type %s larger than address space", types_string(t)));
    return t->array.len > 0 ? elem * t->array.len : 0;
}

static int64_t struct_width(Limits *l, Type *t)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < t->strct.fields.len && sum < max_width; i++)
        sum += width_of(l, obj_type(t->strct.fields.p[i]));
    if (sum >= max_width)
        return report(l, text_printf("type %s larger than address space", types_string(t)));
    return sum;
}

/* About the size of t, without padding; 0 where that is not known. */
static int64_t width_of(Limits *l, Type *t)
{
    t = types_unalias(t);
    if (t->kind == TY_NAMED) {
        int64_t known = (int64_t)(intptr_t)map_get(l->widths, t);
        if (known)
            return known - 1;
        if (map_get(&l->around, t)) {
            l->cuts++;
            return 0;
        }
        uint32_t cuts = l->cuts;
        map_set(&l->around, t, t);
        int64_t w = width_of(l, types_under(t));
        map_set(&l->around, t, NULL);
        if (cuts == l->cuts && !l->reported)
            map_set(l->widths, t, (void *)(intptr_t)(w + 1));
        return w;
    }
    if (t->kind == TY_ARRAY)
        return array_width(l, t);
    if (t->kind == TY_STRUCT)
        return struct_width(l, t);
    if (t->kind == TY_CHAN && t->chan.elem && width_of(l, t->chan.elem) >= max_chan_elem)
        report(l, "channel element type too large (>64kB)");
    if (t->kind == TY_TYPEPARAM || !type_valid(t) || types_is_untyped(t))
        return 0;
    return types_size(t);
}

void check_local_limit(Checker *ck, Type *t, Pos pos)
{
    if (ck->env.sig)
        vec_push(perm, &ck->sized_types, ((struct SizedType){t, pos}));
}

void check_limits(Checker *ck)
{
    Map widths = {0}; /* of named types, and 1 */
    for (uint32_t i = 0; i < ck->objs.len; i++) {
        Obj *o = ck->objs.p[i];
        if ((o->kind != OBJ_VAR && o->kind != OBJ_TYPENAME) || !o->type)
            continue;
        Limits l = {.ck = ck, .pos = o->pos, .widths = &widths};
        width_of(&l, o->type);
    }
    for (uint32_t i = 0; i < ck->sized_types.len; i++) {
        Limits l = {.ck = ck, .pos = ck->sized_types.p[i].pos, .widths = &widths};
        width_of(&l, ck->sized_types.p[i].type);
    }
}
