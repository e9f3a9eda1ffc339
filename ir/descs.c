/* ir/descs.c: symbols of type descriptors, itabs and static closures; the package notes its needs. */
#include "ir/build.h"

static Map desc_syms; /* canonical Type -> Sym */
static Map itab_syms; /* Sym -> itself */

const Sym *ir_typedesc_sym(Type *t)
{
    t = types_canon(t);
    const Sym *s = map_get(&desc_syms, t);
    if (s)
        return s;
    s = sym_printf("type:%s", types_link_string(t));
    map_set(&desc_syms, t, (void *)s);
    vec_push(perm, &ir_current->descs, t);
    return s;
}

const Sym *ir_itab_sym(Type *iface, Type *t)
{
    const Sym *s = sym_printf("go:itab.%s,%s", types_link_string(t), types_link_string(iface));
    if (map_get(&itab_syms, s))
        return s;
    map_set(&itab_syms, s, (void *)s);
    ir_typedesc_sym(iface);
    ir_typedesc_sym(t);
    struct ItabRef ref = {types_canon(iface), types_canon(t)};
    vec_push(perm, &ir_current->itabs, ref);
    return s;
}

const Sym *ir_func_closure_sym(Func *f)
{
    return sym_printf("%s·f", f->linksym->s);
}
