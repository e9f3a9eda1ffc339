/* ir/text.c: words of the text form: flags, kinds of functions, types, constants. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ir/text.h"

static const char *const flag_names[] = {"implicit", "def", "ddd", "bounded", "nonnil", "commaok",
                                         "likely", "unlikely", "stack", "noinline", "periter",
                                         "source", NULL};
static const char *const kind_names[] = {"plain", "method", "closure", "init", "wrapper", "alg",
                                         NULL};

static int find(const char *const *list, const char *s)
{
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], s) == 0)
            return i;
    return -1;
}

int ir_text_flag(const char *name) { return find(flag_names, name); }
const char *ir_text_flag_name(int bit) { return bit < 12 ? flag_names[bit] : NULL; }
const char *ir_text_func_kind_name(int kind) { return kind_names[kind]; }

int ir_text_func_kind(const char *name)
{
    int i = find(kind_names, name);
    return i < 0 ? 0 : i;
}

Const *ir_text_const(const char *text, Type *t)
{
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return const_from_bool(*text == 't');
    if (!*text)
        return NULL;
    char *end;
    bool real = t && types_is_float(t);
    if (!real && *text != '-') {
        uint64_t u = strtoull(text, &end, 0);
        return *end ? NULL : const_from_uint64(u);
    }
    if (!real)
        return const_from_int64(strtoll(text, &end, 0));
    double d = strtod(text, &end);
    return *end ? NULL : const_from_double(d);
}

/* ---- types ---- */

static Type *type(const char **p);

static bool accept(const char **p, const char *s)
{
    size_t n = strlen(s);
    while (**p == ' ')
        ++*p;
    if (strncmp(*p, s, n) != 0)
        return false;
    *p += n;
    return true;
}

static Obj *anonymous(Type *t)
{
    Obj *o = NEW(perm, Obj);
    o->kind = OBJ_VAR;
    o->name = sym("");
    o->type = t;
    return o;
}

/* (T, ...U): false if it does not parse */
static bool parameters(const char **p, ObjVec *out, bool *variadic)
{
    *variadic = false;
    if (accept(p, ")"))
        return true;
    do {
        *variadic = accept(p, "...");
        Type *t = type(p);
        if (!t)
            return false;
        vec_push(perm, out, anonymous(*variadic ? types_new_slice(t) : t));
    } while (accept(p, ","));
    return accept(p, ")");
}

static Type *signature(const char **p)
{
    ObjVec params = {0}, results = {0};
    bool variadic, ignored;
    if (!parameters(p, &params, &variadic))
        return NULL;
    if (accept(p, "(")) {
        if (!parameters(p, &results, &ignored))
            return NULL;
    } else if (**p && !strchr(",)];}", **p)) {
        Type *t = type(p);
        if (!t)
            return NULL;
        vec_push(perm, &results, anonymous(t));
    }
    return types_new_signature(NULL, params, results, variadic);
}

static Type *named(const char *start, size_t n)
{
    for (int k = TY_BOOL; k <= TY_UNSAFE_POINTER; k++)
        if (type_basic[k]->basic.name == sym_intern(start, n))
            return type_basic[k];
    if (n == 5 && strncmp(start, "error", 5) == 0)
        return type_error;
    if (n == 3 && strncmp(start, "any", 3) == 0)
        return type_any;
    const char *dot = NULL;
    for (size_t i = 0; i < n; i++)
        if (start[i] == '.')
            dot = start + i;
    if (!dot)
        return NULL;
    Package *pkg = package_lookup(sym_intern(start, (size_t)(dot - start)));
    const Sym *name = sym_intern(dot + 1, n - (size_t)(dot + 1 - start));
    Obj *o = pkg ? scope_lookup(pkg->scope, name) : NULL;
    return o && o->kind == OBJ_TYPENAME ? o->type : NULL;
}

static Type *array_or_slice(const char **p)
{
    if (accept(p, "]")) {
        Type *t = type(p);
        return t ? types_new_slice(t) : NULL;
    }
    char *end;
    int64_t len = strtoll(*p, &end, 10);
    *p = end;
    Type *t = accept(p, "]") ? type(p) : NULL;
    return t ? types_new_array(t, len) : NULL;
}

static Type *map_type(const char **p)
{
    Type *k = type(p);
    Type *v = k && accept(p, "]") ? type(p) : NULL;
    return v ? types_new_map(k, v) : NULL;
}

static Type *chan_type(const char **p, ChanDir dir)
{
    Type *t = type(p);
    return t ? types_new_chan(dir, t) : NULL;
}

static Type *type(const char **p)
{
    if (accept(p, "*")) {
        Type *t = type(p);
        return t ? types_new_pointer(t) : NULL;
    }
    if (accept(p, "["))
        return array_or_slice(p);
    if (accept(p, "map["))
        return map_type(p);
    if (accept(p, "<-chan "))
        return chan_type(p, CHAN_RECV);
    if (accept(p, "chan<- "))
        return chan_type(p, CHAN_SEND);
    if (accept(p, "chan "))
        return chan_type(p, CHAN_BOTH);
    if (accept(p, "func("))
        return signature(p);
    if (accept(p, "interface {}") || accept(p, "interface{}"))
        return type_any;
    const char *start = *p;
    while (**p && !strchr(",)]}; ", **p))
        ++*p;
    return named(start, (size_t)(*p - start));
}

Type *ir_text_type(const char *text)
{
    Type *t = type(&text);
    return t && !*text ? t : NULL;
}
