/* Objects: creation, and the identity of names (spec: Uniqueness of identifiers). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "types/core.h"

bool sym_is_exported(const Sym *name)
{
    unsigned char c = (unsigned char)name->s[0];
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    int32_t r;
    utf8_decode(name->s, name->len, &r);
    return unicode_is_upper(r);
}

bool sym_equal_fold(const Sym *a, const Sym *b)
{
    return a == b || (a->len == b->len && strcasecmp(a->s, b->s) == 0);
}

/* o could be meant by name but for upper and lower case; older trees do not look into other
 * packages for such hints. */
bool obj_matches(const Obj *o, const Package *pkg, const Sym *name, bool fold)
{
    if (obj_same_id(o, pkg, name))
        return true;
    return fold && sym_equal_fold(o->name, name) &&
           (o->exported || pkg_same(o->pkg, pkg) || new_wording(22));
}

static const Sym *blank;

const Sym *sym_blank(void)
{
    if (blank == NULL)
        blank = sym("_");
    return blank;
}

void object_reset(void) { blank = NULL; }

Obj *obj_new(ObjKind kind, Pos pos, Package *pkg, const Sym *name, Type *t)
{
    Obj *o = NEW(perm, Obj);
    o->kind = kind;
    o->pos = pos;
    o->pkg = pkg;
    o->name = name;
    o->type = t;
    o->exported = name != NULL && name->len > 0 && sym_is_exported(name);
    if (kind == OBJ_FUNC)
        o->func.origin = o;
    return o;
}

Obj *obj_new_var(Pos pos, Package *pkg, const Sym *name, Type *t)
{
    return obj_new(OBJ_VAR, pos, pkg, name, t);
}

Obj *obj_new_param(Pos pos, Package *pkg, const Sym *name, Type *t)
{
    Obj *o = obj_new(OBJ_VAR, pos, pkg, name, t);
    o->used = true;
    o->var.is_param = true;
    return o;
}

Obj *obj_new_field(Pos pos, Package *pkg, const Sym *name, Type *t, bool embedded)
{
    Obj *o = obj_new(OBJ_VAR, pos, pkg, name, t);
    o->var.is_field = true;
    o->var.embedded = embedded;
    return o;
}

bool pkg_same(const Package *a, const Package *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a == b || a->path == b->path;
}

bool obj_same_id(const Obj *o, const Package *pkg, const Sym *name)
{
    return o->name == name && (o->exported || pkg_same(o->pkg, pkg));
}

int obj_compare_id(const Obj *a, const Obj *b)
{
    if (a->exported != b->exported)
        return a->exported ? -1 : 1;
    size_t n = a->name->len < b->name->len ? a->name->len : b->name->len;
    int c = memcmp(a->name->s, b->name->s, n);
    if (c == 0)
        c = (a->name->len > b->name->len) - (a->name->len < b->name->len);
    if (c != 0 || a->exported)
        return c;
    const char *p = a->pkg != NULL ? a->pkg->path->s : "";
    const char *q = b->pkg != NULL ? b->pkg->path->s : "";
    return strcmp(p, q);
}

static int compare_objs(const void *a, const void *b)
{
    return obj_compare_id(*(Obj *const *)a, *(Obj *const *)b);
}

void obj_sort_by_id(ObjVec *v)
{
    if (v->len > 1)
        qsort(v->p, v->len, sizeof *v->p, compare_objs);
}
