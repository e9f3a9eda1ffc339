/* The universe block and package unsafe (spec: Predeclared identifiers). */
#include "types/core.h"

Type *type_basic[TY_LAST_BASIC + 1];
Type *type_byte, *type_rune, *type_error, *type_any, *type_comparable, *type_empty_tuple;
Scope *universe;
Package *package_unsafe;
Obj *universe_iota, *universe_nil, *universe_error, *universe_comparable, *universe_any;

typedef struct BuiltinRow { const char *name; int nargs; bool variadic; ExprKind kind; } BuiltinRow;

enum { KIND_EXPR = EXPR_EXPRESSION, KIND_STMT = EXPR_STATEMENT, KIND_CONV = EXPR_CONVERSION };

static const BuiltinRow builtins[] = {
#define BUILTIN(ID, name, nargs, variadic, kind) { name, nargs, variadic, (ExprKind)KIND_##kind },
#include "types/universe.def"
#undef BUILTIN
};

const Sym *builtin_name(BuiltinId id) { return sym(builtins[id].name); }
int builtin_nargs(BuiltinId id) { return builtins[id].nargs; }
bool builtin_variadic(BuiltinId id) { return builtins[id].variadic; }
ExprKind builtin_kind(BuiltinId id) { return builtins[id].kind; }

static const char *const basic_names[] = {
    [TY_INVALID] = "invalid type", [TY_BOOL] = "bool", [TY_INT] = "int", [TY_INT8] = "int8",
    [TY_INT16] = "int16", [TY_INT32] = "int32", [TY_INT64] = "int64", [TY_UINT] = "uint",
    [TY_UINT8] = "uint8", [TY_UINT16] = "uint16", [TY_UINT32] = "uint32", [TY_UINT64] = "uint64",
    [TY_UINTPTR] = "uintptr", [TY_FLOAT32] = "float32", [TY_FLOAT64] = "float64",
    [TY_COMPLEX64] = "complex64", [TY_COMPLEX128] = "complex128", [TY_STRING] = "string",
    [TY_UNSAFE_POINTER] = "Pointer", [TY_UNTYPED_BOOL] = "untyped bool",
    [TY_UNTYPED_INT] = "untyped int", [TY_UNTYPED_RUNE] = "untyped rune",
    [TY_UNTYPED_FLOAT] = "untyped float", [TY_UNTYPED_COMPLEX] = "untyped complex",
    [TY_UNTYPED_STRING] = "untyped string", [TY_UNTYPED_NIL] = "untyped nil",
};

static Type *new_basic(TypeKind kind, const char *name)
{
    Type *t = type_new(kind);
    t->basic.name = sym(name);
    return t;
}

/* Exported names belong to package unsafe. */
static Obj *define(ObjKind kind, const char *name, Type *t)
{
    Obj *o = obj_new(kind, NO_POS, NULL, sym(name), t);
    o->used = true;
    if (o->exported)
        o->pkg = package_unsafe;
    scope_insert(o->exported ? package_unsafe->scope : universe, o);
    return o;
}

static Obj *define_type(const char *name, Type *t, bool alias)
{
    Obj *o = define(OBJ_TYPENAME, name, t);
    o->tname.is_alias = alias;
    return o;
}

static Obj *define_const(const char *name, Type *t, Const *val)
{
    Obj *o = define(OBJ_CONST, name, t);
    o->cnst.val = val;
    return o;
}

/* type error interface { Error() string } */
static void define_error(void)
{
    universe_error = define_type("error", NULL, false);
    type_error = type_new_named(universe_error, NULL, (ObjVec){0});
    ObjVec results = {0}, methods = {0};
    vec_push(perm, &results, obj_new_var(NO_POS, NULL, sym(""), type_basic[TY_STRING]));
    Obj *recv = obj_new_param(NO_POS, NULL, sym(""), type_error);
    Type *sig = types_new_signature(recv, (ObjVec){0}, results, false);
    Obj *method = obj_new(OBJ_FUNC, NO_POS, NULL, sym("Error"), sig);
    method->func.interface_method = true;
    vec_push(perm, &methods, method);
    type_error->named.underlying = type_new_interface(methods, (TypeVec){0}, NULL);
    type_error->named.from_rhs = type_error->named.underlying;
}

/* type comparable interface { all comparable types } */
static void define_comparable(void)
{
    universe_comparable = define_type("comparable", NULL, false);
    type_comparable = type_new_named(universe_comparable, NULL, (ObjVec){0});
    Type *iface = type_new_interface((ObjVec){0}, (TypeVec){0}, NULL);
    iface->iface.set = NEW(perm, TypeSet);
    iface->iface.set->all_terms = true;
    iface->iface.set->comparable = true;
    type_comparable->named.underlying = iface;
    type_comparable->named.from_rhs = iface;
}

static void define_types(void)
{
    for (int k = TY_INVALID; k <= TY_LAST_BASIC; k++)
        type_basic[k] = new_basic((TypeKind)k, basic_names[k]);
    for (int k = TY_BOOL; k < TY_FIRST_UNTYPED; k++)
        define_type(basic_names[k], type_basic[k], false);
    type_byte = new_basic(TY_UINT8, "byte");
    type_rune = new_basic(TY_INT32, "rune");
    define_type("byte", type_byte, true);
    define_type("rune", type_rune, true);
    type_empty_tuple = types_new_tuple((ObjVec){0});
    type_any = type_new_interface((ObjVec){0}, (TypeVec){0}, NULL);
    universe_any = define_type("any", type_any, true);
    define_error();
    define_comparable();
}

void universe_init(void)
{
    if (universe != NULL)
        return;
    const_init();
    universe = scope_new(NULL, false);
    package_unsafe = NEW(perm, Package);
    package_unsafe->path = package_unsafe->name = sym("unsafe");
    package_unsafe->scope = scope_new(universe, false);
    package_unsafe->complete = package_unsafe->is_unsafe = true;
    package_register(package_unsafe);
    define_types();
    define_const("true", type_basic[TY_UNTYPED_BOOL], const_from_bool(true));
    define_const("false", type_basic[TY_UNTYPED_BOOL], const_from_bool(false));
    universe_iota = define_const("iota", type_basic[TY_UNTYPED_INT], const_from_int64(0));
    universe_nil = define(OBJ_NIL, "nil", type_basic[TY_UNTYPED_NIL]);
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
        define(OBJ_BUILTIN, builtins[i].name, type_invalid)->builtin.id = (BuiltinId)i;
}

void universe_reset(void) { universe = NULL; }
