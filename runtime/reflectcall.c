/* runtime/reflectcall.c: calls of functions whose type is known at run time only.
 *
 * reflect lays arguments and results out in one block of memory (its convention without argument
 * registers) and asks for the call. Generated code passes scalars in registers (ssa/ssa.h), so the
 * block is taken apart here by the function's type, and put together in the other direction for
 * functions that reflect makes.
 *
 * reflect.call does not get the function's type, only a descriptor of the block, but that is named
 * "funcargs(TYPE)" or "methodargs(RECEIVER)(TYPE)": the type is looked up by its string.
 */
#include "runtime/hooks.h"
#include "runtime/iface.h"
#include "runtime/malloc.h"
#include "runtime/rt.h"

enum { MAX_PARTS = 4, NINTS = 6, NFLOATS = 8, MAX_STACK = 64 };

/* What asm loads before and stores after a call, and what makefunc stubs save (hooks_amd64.S). */
typedef struct CallRegs {
    u64 ints[NINTS];       /* 0 */
    u64 floats[NFLOATS];   /* 48 */
    u64 *stack;            /* 112 */
    u64 nstack;            /* 120: rounded up to even */
    u64 out[3];            /* 128: rax rdx rcx */
    u64 outf[2];           /* 152: xmm0 xmm1 */
} CallRegs;
void call_go_regs(CallRegs *r, const GoFunc *fn);
/* for finalizer.c: the arguments are nwords whole words, the results are dropped */
void reflect_call_func(const GoFuncType *t, const GoFunc *fn, const u64 *args, usize nwords);
void reflect_stub(CallRegs *r, void *ctx, u64 is_method);

typedef struct Part { u32 off; u8 size; bool is_float; } Part;

static bool add(Part *p, int *n, u32 off, u8 size, bool is_float)
{
    if (*n == MAX_PARTS)
        return false;
    p[(*n)++] = (Part){ off, size, is_float };
    return true;
}

/* As flatten of ssa/func.c. */
static bool flatten(const GoType *t, u32 off, Part *p, int *n)
{
    switch (type_kind(t)) {
    case KIND_STRING: case KIND_INTERFACE:
        return add(p, n, off, 8, false) && add(p, n, off + 8, 8, false);
    case KIND_SLICE:
        return add(p, n, off, 8, false) && add(p, n, off + 8, 8, false) &&
               add(p, n, off + 16, 8, false);
    case KIND_COMPLEX64:
        return add(p, n, off, 4, true) && add(p, n, off + 4, 4, true);
    case KIND_COMPLEX128:
        return add(p, n, off, 8, true) && add(p, n, off + 8, 8, true);
    case KIND_FLOAT32: case KIND_FLOAT64:
        return add(p, n, off, (u8)t->size, true);
    case KIND_ARRAY: {
        const GoArrayType *a = (const GoArrayType *)t;
        return t->size == 0 || (a->len == 1 && flatten(a->elem, off, p, n));
    }
    case KIND_STRUCT: {
        const GoStructType *s = (const GoStructType *)t;
        if (t->size == 0)
            return true;
        if (s->nfields > 4)
            return false;
        for (i64 i = 0; i < s->nfields; i++)
            if (!flatten(s->fields[i].type, off + (u32)s->fields[i].offset, p, n))
                return false;
        return true;
    }
    default:
        return add(p, n, off, (u8)t->size, false);
    }
}

/* The scalars of t; -1 if it is passed by address. */
static int parts_of(const GoType *t, Part *p)
{
    int n = 0;
    return flatten(t, 0, p, &n) ? n : -1;
}

static u64 read_part(const u8 *at, u8 size)
{
    u64 v = 0;
    memcpy(&v, at, size);
    return v;
}

/* --- function types --------------------------------------------------------------------------- */

static int func_nout(const GoFuncType *t) { return t->out_count & 0x7fff; }
static const GoType *func_out(const GoFuncType *t, int i)
{
    return func_params(t)[t->in_count + i];
}

static u32 align_up(u32 off, const GoType *t) { return ROUNDUP(off, (u32)MAX(t->align, 1)); }

/* Do the scalars of the results come back through memory? (backend: gen_by_memory) */
static bool results_by_memory(const GoFuncType *t)
{
    int words = 0, floats = 0;
    Part p[MAX_PARTS];
    for (int i = 0; i < func_nout(t); i++)
        for (int n = parts_of(func_out(t, i), p); n > 0; n--)
            *(p[n - 1].is_float ? &floats : &words) += 1;
    return words > 3 || floats > 2;
}

/* A walk over a call's scalars, in either direction. */
typedef struct Walk {
    CallRegs *r;
    int ints, floats, outs, outfs;
    u32 mem;               /* offset in the memory for results */
    u8 *results;           /* that memory, if the results do not fit registers */
} Walk;

static u64 *next_arg(Walk *w, bool is_float)
{
    if (is_float ? w->floats < NFLOATS : w->ints < NINTS)
        return is_float ? &w->r->floats[w->floats++] : &w->r->ints[w->ints++];
    if (w->r->nstack == MAX_STACK)
        throw_("reflect: too many arguments");
    return &w->r->stack[w->r->nstack++];
}

/* Where the next result scalar is, after the call or before the return. */
static u8 *next_result(Walk *w, const Part *p)
{
    if (w->results) {
        w->mem = ROUNDUP(w->mem, (u32)p->size);
        u8 *at = w->results + w->mem;
        w->mem += p->size;
        return at;
    }
    return (u8 *)(p->is_float ? &w->r->outf[w->outfs++] : &w->r->out[w->outs++]);
}

static u32 results_start(const GoFuncType *t, u32 off)
{
    for (int i = 0; i < t->in_count; i++)
        off = align_up(off, func_params(t)[i]) + (u32)func_params(t)[i]->size;
    return ROUNDUP(off, 8u);
}

/* Memory for arguments and results; every word of it may hold a pointer. */
static u8 *new_frame(const GoFuncType *t)
{
    static const u64 mask[1] = { 1 };
    static const Layout words = { mask, 1, 1 };
    u32 size = results_start(t, 0);
    for (int i = 0; i < func_nout(t); i++)
        size = align_up(size, func_out(t, i)) + (u32)func_out(t, i)->size;
    return malloc_layout(MAX(ROUNDUP(size, 8u), 8u), &words, true);
}

/* --- reflect calls ---------------------------------------------------------------------------- */

static void pass_argument(Walk *w, const GoType *t, const u8 *at)
{
    Part p[MAX_PARTS];
    int n = parts_of(t, p);
    if (n < 0) { /* the callee owns the copy */
        void *copy = rt_newobject(t);
        memmove(copy, at, t->size);
        *next_arg(w, false) = (u64)copy;
    }
    for (int i = 0; i < n; i++)
        *next_arg(w, p[i].is_float) = read_part(at + p[i].off, p[i].size);
}

static void take_results(Walk *w, const GoFuncType *t, u8 *frame, u32 off)
{
    for (int i = 0; i < func_nout(t); i++) {
        const GoType *rt = func_out(t, i);
        Part p[MAX_PARTS];
        off = align_up(off, rt);
        int n = parts_of(rt, p);
        for (int k = 0; k < n; k++)
            memcpy(frame + off + p[k].off, next_result(w, &p[k]), p[k].size);
        off += (u32)rt->size;
    }
}

static void call_with_frame(const GoFuncType *t, const GoFunc *fn, u8 *frame, bool has_receiver)
{
    u64 stack[MAX_STACK], memory[32];
    CallRegs r = { .stack = stack };
    Walk w = { .r = &r };
    u32 off = has_receiver ? 8 : 0, res = results_start(t, off);
    if (results_by_memory(t)) {
        w.results = (u8 *)memory;
        *next_arg(&w, false) = (u64)memory;
    }
    u32 at = res;
    for (int i = 0; i < func_nout(t); i++) { /* results in memory go straight to the frame */
        Part p[MAX_PARTS];
        at = align_up(at, func_out(t, i));
        if (parts_of(func_out(t, i), p) < 0)
            *next_arg(&w, false) = (u64)(frame + at);
        at += (u32)func_out(t, i)->size;
    }
    if (has_receiver)
        *next_arg(&w, false) = *(u64 *)frame;
    for (int i = 0; i < t->in_count; i++) {
        const GoType *pt = func_params(t)[i];
        off = align_up(off, pt);
        pass_argument(&w, pt, frame + off);
        off += (u32)pt->size;
    }
    r.nstack = ROUNDUP(r.nstack, 2);
    call_go_regs(&r, fn);
    take_results(&w, t, frame, res);
}

void reflect_call_func(const GoFuncType *t, const GoFunc *fn, const u64 *args, usize nwords)
{
    u8 *frame = new_frame(t);
    memcpy(frame, args, nwords * 8);
    call_with_frame(t, fn, frame, false);
}

static const GoFuncType *find_func_type(GoString s)
{
    const GoType *t = type_by_string(s);
    if (t && type_kind(t) == KIND_FUNC)
        return (const GoFuncType *)t;
    GoString parts[2] = { gostring("*"), s }; /* a defined type: by way of its pointer type */
    t = type_by_string(rt_concatstrings(NULL, parts, 2));
    if (t && type_kind(((const GoPtrType *)t)->elem) == KIND_FUNC)
        return (const GoFuncType *)((const GoPtrType *)t)->elem;
    return NULL;
}

static void reflect_call(const GoType *frame_type, const GoFunc *fn, u8 *frame)
{
    GoString s = type_string(frame_type);
    bool method = s.n > 11 && bcmp(s.p, "methodargs(", 11) == 0;
    intptr_t from = method ? 11 : 9;
    if (method) { /* to the parenthesis that closes the receiver, and the next one */
        for (int depth = 1; depth > 0 && from < s.n; from++)
            depth += s.p[from] == '(' ? 1 : s.p[from] == ')' ? -1 : 0;
        from++;
    }
    const GoFuncType *t = find_func_type((GoString){ s.p + from, s.n - from - 1 });
    if (!t)
        fatal("reflect: calling a function of a type made by reflect.FuncOf is not supported yet");
    call_with_frame(t, fn, frame, method);
}

HOOK(void, reflect_call_1, "runtime.reflectcall", const GoType *t, GoFunc *fn, u8 *frame)
{
    reflect_call(t, fn, frame);
}
HOOK(void, reflect_call_2, "reflect.call", const GoType *t, GoFunc *fn, u8 *frame)
{
    reflect_call(t, fn, frame);
}

/* --- functions made by reflect.MakeFunc, and method values ------------------------------------ */

/* makeFuncImpl and methodValue begin alike: code, bitmap, argument bytes, and a word for an empty
 * array. */
typedef struct MakeFunc { u64 head[4]; const GoFuncType *type; } MakeFunc;
typedef struct MethodValue {
    u64 head[4];
    i64 method;
    const GoType *type;
    void *ptr;
    u64 flag;
} MethodValue;
typedef void Callee(void *ctx, void *frame, bool *ret_valid, void *regs);
Callee go_call_reflect __asm__("reflect.callReflect") __attribute__((weak));
Callee go_call_method __asm__("reflect.callMethod") __attribute__((weak));

static const GoFuncType *method_type(const MethodValue *m)
{
    if (type_kind(m->type) == KIND_INTERFACE)
        return type_at(((const GoInterfaceType *)m->type)->methods[m->method].type);
    const GoUncommon *u = type_uncommon(m->type);
    return type_at(((const GoMethod *)((const u8 *)u + u->moff))[m->method].mtyp);
}

static u64 *take_arg(Walk *w, bool is_float)
{
    if (is_float ? w->floats < NFLOATS : w->ints < NINTS)
        return is_float ? &w->r->floats[w->floats++] : &w->r->ints[w->ints++];
    return &w->r->stack[w->r->nstack++];
}

static void receive_argument(Walk *w, const GoType *t, u8 *at)
{
    Part p[MAX_PARTS];
    int n = parts_of(t, p);
    if (n < 0)
        memmove(at, (void *)*take_arg(w, false), t->size);
    for (int i = 0; i < n; i++)
        memcpy(at + p[i].off, take_arg(w, p[i].is_float), p[i].size);
}

static void give_results(Walk *w, const GoFuncType *t, const u8 *frame, u32 off, u8 *const *hidden)
{
    for (int i = 0; i < func_nout(t); i++) {
        const GoType *rt = func_out(t, i);
        Part p[MAX_PARTS];
        off = align_up(off, rt);
        int n = parts_of(rt, p);
        if (n < 0)
            memmove(*hidden++, frame + off, rt->size);
        for (int k = 0; k < n; k++) {
            u64 v = read_part(frame + off + p[k].off, p[k].size);
            u8 *to = next_result(w, &p[k]);
            memcpy(to, &v, w->results ? p[k].size : 8);
        }
        off += (u32)rt->size;
    }
}

void reflect_stub(CallRegs *r, void *ctx, u64 is_method)
{
    const GoFuncType *t = is_method ? method_type(ctx) : ((MakeFunc *)ctx)->type;
    Walk w = { .r = r };
    u8 *hidden[16];
    int nhidden = 0;
    r->nstack = 0;
    if (results_by_memory(t))
        w.results = (u8 *)*take_arg(&w, false);
    Part p[MAX_PARTS];
    for (int i = 0; i < func_nout(t); i++)
        if (parts_of(func_out(t, i), p) < 0) {
            RT_ASSERT(nhidden < 16);
            hidden[nhidden++] = (u8 *)*take_arg(&w, false);
        }
    u32 res = results_start(t, 0), off = 0;
    u8 *frame = new_frame(t);
    for (int i = 0; i < t->in_count; i++) {
        off = align_up(off, func_params(t)[i]);
        receive_argument(&w, func_params(t)[i], frame + off);
        off += (u32)func_params(t)[i]->size;
    }
    bool valid = false;
    u64 regs[64] = { 0 };
    (is_method ? go_call_method : go_call_reflect)(ctx, frame, &valid, regs);
    give_results(&w, t, frame, res, hidden);
}
