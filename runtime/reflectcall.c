/* runtime/reflectcall.c: calls of functions whose type is known at run time only.
 *
 * reflect lays arguments and results out in one block of memory (its convention without argument
 * registers) and asks for the call. Generated code passes scalars in registers (ssa/ssa.h), so the
 * block is taken apart here by the function's signature, and put together in the other direction
 * for functions that reflect makes.
 *
 * reflect.call does not get the function's type, only a descriptor of the block. Signatures are in
 * the pc table (abi/pctab.h); functions that reflect made have their type beside the code. Hooks
 * written in C have neither: they are called by the type named in the block's own name, which is
 * "funcargs(TYPE)" or "methodargs(RECEIVER)(TYPE)".
 */
#include "runtime/barrier.h"
#include "runtime/hooks.h"
#include "runtime/iface.h"
#include "runtime/malloc.h"
#include "runtime/rt.h"
#include "runtime/symtab.h"

enum { MAX_PARTS = 4, NINTS = 6, NFLOATS = 8 };

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

/* --- values ----------------------------------------------------------------------------------- */

typedef struct Part { u32 off; u8 size; bool is_float; } Part;

/* One value of a signature. */
typedef struct Value { u32 size, align; int nparts; /* -1: passed by address */ Part parts[MAX_PARTS]; } Value;

static bool add(Value *v, u32 off, u32 size, bool is_float)
{
    if (v->nparts == MAX_PARTS)
        return false;
    v->parts[v->nparts++] = (Part){ off, (u8)size, is_float };
    return true;
}

/* As flatten of ssa/func.c. */
static bool flatten(const GoType *t, u32 off, Value *v)
{
    switch (type_kind(t)) {
    case KIND_STRING: case KIND_INTERFACE:
        return add(v, off, 8, false) && add(v, off + 8, 8, false);
    case KIND_SLICE:
        return add(v, off, 8, false) && add(v, off + 8, 8, false) && add(v, off + 16, 8, false);
    case KIND_COMPLEX64:
        return add(v, off, 4, true) && add(v, off + 4, 4, true);
    case KIND_COMPLEX128:
        return add(v, off, 8, true) && add(v, off + 8, 8, true);
    case KIND_FLOAT32: case KIND_FLOAT64:
        return add(v, off, (u32)t->size, true);
    case KIND_ARRAY: {
        const GoArrayType *a = (const GoArrayType *)t;
        return t->size == 0 || (a->len == 1 && flatten(a->elem, off, v));
    }
    case KIND_STRUCT: {
        const GoStructType *s = (const GoStructType *)t;
        if (t->size == 0)
            return true;
        if (s->nfields > 4)
            return false;
        for (i64 i = 0; i < s->nfields; i++)
            if (!flatten(s->fields[i].type, off + (u32)s->fields[i].offset, v))
                return false;
        return true;
    }
    default:
        return add(v, off, (u32)t->size, false);
    }
}

static void value_of_type(const GoType *t, Value *v)
{
    *v = (Value){ .size = (u32)t->size, .align = MAX(t->align, 1) };
    if (!flatten(t, 0, v))
        v->nparts = -1;
}

/* --- signatures ------------------------------------------------------------------------------- */

/* Either a type, before whose parameters a receiver word may come, or the text of a pc table. */
typedef struct Signature { const GoFuncType *type; const char *text; bool receiver; } Signature;

/* Goes over the parameters or the results of a signature. */
typedef struct Values { const GoType *const *type, *const *end; const char *text; bool receiver; } Values;

static Values params_of(Signature s)
{
    if (s.text)
        return (Values){ .text = s.text };
    const GoType *const *p = func_params(s.type);
    return (Values){ .type = p, .end = p + s.type->in_count, .receiver = s.receiver };
}

static Values results_of(Signature s)
{
    if (s.text) {
        const char *t = s.text;
        while (*t++ != '|')
            continue;
        return (Values){ .text = t };
    }
    const GoType *const *p = func_params(s.type) + s.type->in_count;
    return (Values){ .type = p, .end = p + (s.type->out_count & ~FUNC_VARIADIC) };
}

static u32 number(const char **s)
{
    u32 n = 0;
    while (**s >= '0' && **s <= '9')
        n = n * 10 + (u32)(*(*s)++ - '0');
    return n;
}

static void value_of_text(const char **s, Value *v)
{
    static const u8 sizes[128] = { ['b'] = 1, ['h'] = 2, ['w'] = 4, ['q'] = 8, ['f'] = 4, ['d'] = 8 };
    *v = (Value){ .size = number(s) };
    ++*s;
    v->align = number(s);
    if (**s == 'm') {
        v->nparts = -1;
        ++*s;
    }
    while (**s >= 'b' && **s <= 'w') {
        char c = *(*s)++;
        add(v, number(s), sizes[c & 127], c == 'f' || c == 'd');
    }
    if (**s == ' ')
        ++*s;
}

static bool next_value(Values *it, Value *v)
{
    if (it->text) {
        if (!*it->text || *it->text == '|')
            return false;
        value_of_text(&it->text, v);
        return true;
    }
    if (it->receiver) {
        it->receiver = false;
        *v = (Value){ 8, 8, 1, { { 0, 8, false } } };
        return true;
    }
    if (it->type == it->end)
        return false;
    value_of_type(*it->type++, v);
    return true;
}

/* The offset of v in a block, behind what ends at off. */
static u32 place(u32 off, const Value *v) { return ROUNDUP(off, v->align); }

/* Do the scalars of the results come back through memory? (backend: gen_by_memory) */
static bool results_by_memory(Signature s, usize *n)
{
    int words = 0, floats = 0;
    Values it = results_of(s);
    for (Value v; next_value(&it, &v);)
        for (int k = 0; k < v.nparts; k++)
            *(v.parts[k].is_float ? &floats : &words) += 1;
    *n = (usize)(words + floats);
    return words > 3 || floats > 2;
}

/* Where in the block the results start, and its size. */
static u32 block_layout(Signature s, u32 *size)
{
    u32 off = 0;
    Values it = params_of(s);
    Value v;
    while (next_value(&it, &v))
        off = place(off, &v) + v.size;
    u32 results = off = ROUNDUP(off, 8u);
    it = results_of(s);
    while (next_value(&it, &v))
        off = place(off, &v) + v.size;
    *size = off;
    return results;
}

/* At most how many argument words do not fit registers. */
static usize stack_words(Signature s)
{
    usize n = 1;
    Values it = results_of(s);
    for (Value v; next_value(&it, &v);)
        n += v.nparts < 0;
    it = params_of(s);
    for (Value v; next_value(&it, &v);)
        n += v.nparts < 0 ? 1 : (usize)v.nparts;
    return n <= NINTS ? 0 : ROUNDUP(n, 2);
}

/* Zeroed memory of which every word may hold a pointer. */
static void *new_words(usize bytes)
{
    static const u64 mask[1] = { 1 };
    static const Layout words = { mask, 1, 1 };
    return malloc_layout(MAX(ROUNDUP(bytes, 8u), 8u), &words, true);
}

/* --- registers -------------------------------------------------------------------------------- */

/* A walk over a call's scalars, in either direction. */
typedef struct Walk {
    CallRegs *r;
    int ints, floats, outs, outfs;
    u32 mem;               /* offset in the memory for results */
    u8 *results;           /* that memory, if the results do not fit registers */
    u64 *scratch;
} Walk;

static u64 *next_arg(Walk *w, bool is_float)
{
    if (is_float ? w->floats < NFLOATS : w->ints < NINTS)
        return is_float ? &w->r->floats[w->floats++] : &w->r->ints[w->ints++];
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

static u64 read_part(const u8 *at, u8 size)
{
    u64 v = 0;
    memcpy(&v, at, size);
    return v;
}

/* --- reflect calls ---------------------------------------------------------------------------- */

/* Arguments and results in memory belong to a frame of the stack: the callee writes to them without
 * barriers. So they lie in an array of the C function that calls it, of which this is the rest. */
static u64 *scratch(Walk *w, usize bytes)
{
    u64 *p = w->scratch;
    w->scratch += (bytes + 7) / 8;
    return p;
}

static usize scratch_words(Signature s)
{
    usize n, words = stack_words(s);
    if (results_by_memory(s, &n))
        words += n;
    Values params = params_of(s), results = results_of(s);
    for (Value v; next_value(&params, &v);)
        words += v.nparts < 0 ? (v.size + 7) / 8 : 0;
    for (Value v; next_value(&results, &v);)
        words += v.nparts < 0 ? (v.size + 7) / 8 : 0;
    return words;
}

static void pass_result_addresses(Walk *w, Signature s)
{
    Values it = results_of(s);
    for (Value v; next_value(&it, &v);)
        if (v.nparts < 0)
            *next_arg(w, false) = (u64)scratch(w, v.size);
}

static void pass_arguments(Walk *w, Signature s, const u8 *block)
{
    Values it = params_of(s);
    u32 off = 0;
    for (Value v; next_value(&it, &v); off += v.size) {
        off = place(off, &v);
        if (v.nparts < 0) { /* the callee owns the copy */
            void *copy = scratch(w, v.size);
            memmove(copy, block + off, v.size);
            *next_arg(w, false) = (u64)copy;
        }
        for (int i = 0; i < v.nparts; i++)
            *next_arg(w, v.parts[i].is_float) = read_part(block + off + v.parts[i].off, v.parts[i].size);
    }
}

/* written: where the results that the function wrote itself are, one behind the other */
static void take_results(Walk *w, Signature s, const u64 *written, u8 *block, u32 off)
{
    Values it = results_of(s);
    for (Value v; next_value(&it, &v); off += v.size) {
        off = place(off, &v);
        if (v.nparts < 0) {
            gc_move(block + off, written, v.size);
            written += (v.size + 7) / 8;
        }
        for (int k = 0; k < v.nparts; k++)
            gc_move(block + off + v.parts[k].off, next_result(w, &v.parts[k]), v.parts[k].size);
    }
}

static void call_with_memory(Signature s, const GoFunc *fn, u8 *block, u64 *memory)
{
    u32 size, results = block_layout(s, &size);
    usize nresults;
    CallRegs r = { .stack = NULL };
    Walk w = { .r = &r, .scratch = memory };
    r.stack = scratch(&w, stack_words(s) * 8);
    if (results_by_memory(s, &nresults)) {
        w.results = (u8 *)scratch(&w, nresults * 8);
        *next_arg(&w, false) = (u64)w.results;
    }
    const u64 *written = w.scratch;
    pass_result_addresses(&w, s);
    pass_arguments(&w, s, block);
    r.nstack = ROUNDUP(r.nstack, 2);
    call_go_regs(&r, fn);
    take_results(&w, s, written, block, results);
}

#define WITH_MEMORY(N)                                                                            \
    static NOINLINE void call_with_##N(Signature s, const GoFunc *fn, u8 *block)                  \
    {                                                                                             \
        u64 memory[N];                                                                            \
        memset(memory, 0, sizeof memory);                                                         \
        call_with_memory(s, fn, block, memory);                                                   \
    }
WITH_MEMORY(32)
WITH_MEMORY(1024)
WITH_MEMORY(65536)

static void call_with_block(Signature s, const GoFunc *fn, u8 *block)
{
    usize words = scratch_words(s);
    if (words <= 32)
        call_with_32(s, fn, block);
    else if (words <= 1024)
        call_with_1024(s, fn, block);
    else if (words <= 65536)
        call_with_65536(s, fn, block);
    else
        fatal("reflect: arguments and results of more than 512 KB are not supported");
}

void reflect_call_func(const GoFuncType *t, const GoFunc *fn, const u64 *args, usize nwords)
{
    Signature s = { .type = t };
    u32 size;
    block_layout(s, &size);
    u8 *block = new_words(size);
    gc_move(block, args, nwords * 8);
    call_with_block(s, fn, block);
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
void make_func_stub(void) __asm__("reflect.makeFuncStub");
void method_value_call(void) __asm__("reflect.methodValueCall");

static const GoFuncType *method_type(const MethodValue *m)
{
    if (type_kind(m->type) == KIND_INTERFACE)
        return type_at(((const GoInterfaceType *)m->type)->methods[m->method].type);
    const GoUncommon *u = type_uncommon(m->type);
    return type_at(((const GoMethod *)((const u8 *)u + u->moff))[m->method].mtyp);
}

static const GoFuncType *type_of_made(const void *ctx, bool is_method)
{
    return is_method ? method_type(ctx) : ((const MakeFunc *)ctx)->type;
}

static void receive_arguments(Walk *w, Signature s, u8 *block)
{
    Values it = params_of(s);
    u32 off = 0;
    for (Value v; next_value(&it, &v); off += v.size) {
        off = place(off, &v);
        if (v.nparts < 0)
            gc_move(block + off, (void *)*next_arg(w, false), v.size);
        for (int i = 0; i < v.nparts; i++)
            gc_move(block + off + v.parts[i].off, next_arg(w, v.parts[i].is_float), v.parts[i].size);
    }
}

/* hidden: where the addresses of results stand among the arguments */
static void give_results(Walk *w, Walk hidden, Signature s, const u8 *block, u32 off)
{
    Values it = results_of(s);
    for (Value v; next_value(&it, &v); off += v.size) {
        off = place(off, &v);
        if (v.nparts < 0)
            gc_move((void *)*next_arg(&hidden, false), block + off, v.size);
        for (int k = 0; k < v.nparts; k++) {
            const Part *p = &v.parts[k];
            u64 word = read_part(block + off + p->off, p->size);
            memcpy(next_result(w, p), &word, w->results ? p->size : 8);
        }
    }
}

static void skip_result_addresses(Walk *w, Signature s)
{
    Values it = results_of(s);
    for (Value v; next_value(&it, &v);)
        if (v.nparts < 0)
            next_arg(w, false);
}

void reflect_stub(CallRegs *r, void *ctx, u64 is_method)
{
    Signature s = { .type = type_of_made(ctx, is_method) };
    Walk w = { .r = r };
    usize nresults;
    r->nstack = 0;
    if (results_by_memory(s, &nresults))
        w.results = (u8 *)*next_arg(&w, false);
    CallRegs saved = *r;
    Walk hidden = w;
    hidden.r = &saved;
    skip_result_addresses(&w, s);
    u32 size, results = block_layout(s, &size);
    u8 *block = new_words(size);
    receive_arguments(&w, s, block);
    bool valid = false;
    u64 regs[64] = { 0 };
    (is_method ? go_call_method : go_call_reflect)(ctx, block, &valid, regs);
    give_results(&w, hidden, s, block, results);
}

/* --- finding the signature -------------------------------------------------------------------- */

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

static Signature signature_by_name(const GoType *block_type)
{
    GoString s = type_string(block_type);
    bool method = s.n > 11 && bcmp(s.p, "methodargs(", 11) == 0;
    intptr_t from = method ? 11 : 9;
    if (method) { /* to the parenthesis that closes the receiver, and the next one */
        for (int depth = 1; depth > 0 && from < s.n; from++)
            depth += s.p[from] == '(' ? 1 : s.p[from] == ')' ? -1 : 0;
        from++;
    }
    return (Signature){ .type = find_func_type((GoString){ s.p + from, s.n - from - 1 }),
                        .receiver = method };
}

static Signature signature_of(const GoType *block_type, const GoFunc *fn)
{
    if (fn->code == make_func_stub || fn->code == method_value_call)
        return (Signature){ .type = type_of_made(fn, fn->code == method_value_call) };
    symtab_init();
    const PcFunc *f = symtab_find((usize)fn->code);
    if (f && f->signature)
        return (Signature){ .text = (const char *)(usize)f->signature };
    return signature_by_name(block_type);
}

static void reflect_call(const GoType *block_type, const GoFunc *fn, u8 *block)
{
    Signature s = signature_of(block_type, fn);
    if (!s.type && !s.text)
        fatal("reflect: a hook of the runtime is called by a type that the program does not have");
    call_with_block(s, fn, block);
}

HOOK(void, reflect_call_1, "runtime.reflectcall", const GoType *t, GoFunc *fn, u8 *block)
{
    reflect_call(t, fn, block);
}
HOOK(void, reflect_call_2, "reflect.call", const GoType *t, GoFunc *fn, u8 *block)
{
    reflect_call(t, fn, block);
}
