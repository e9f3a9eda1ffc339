/* Stores with write barriers (runtime/barrier.h says what a barrier is). */

#include "backend/llvm.h"

#include <string.h>

#include "backend/typedesc.h"

enum { MAX_WORDS = 8 }; /* longer copies are calls */

/* Test and store in one piece: the runtime's signal handler recognises it by its bytes, so it never
 * stops a goroutine between the two. Only what the operands point to changes, as far as Go code can
 * see, and the slow form preserves every register but those named. */
static const char text[] = "cmpb $$0, rt_wb_enabled(%rip)\n\tjne 2f\n\tmovq $1, $0\n3:\n\t"
                           ".subsection 1\n2:\tleaq $0, %r11\n\tmovq $1, %r10\n\t"
                           "callq rt_wb_slow\n\tjmp 3b\n\t.subsection 0";
static const char text_nil[] = "cmpb $$0, rt_wb_enabled(%rip)\n\tjne 2f\n\tmovq $$0, $0\n3:\n\t"
                               ".subsection 1\n2:\tleaq $0, %r11\n\txorl %r10d, %r10d\n\t"
                               "callq rt_wb_slow\n\tjmp 3b\n\t.subsection 0";
#define CLOBBERS "~{r10},~{r11},~{dirflag},~{fpsr},~{flags}"

static void store_pointer(Gen *g, LLVMValueRef to, LLVMValueRef x)
{
    bool nil = LLVMIsNull(x);
    LLVMTypeRef params[2] = {g->ptr, g->ptr};
    LLVMValueRef args[2] = {to, x};
    const char *code = nil ? text_nil : text;
    const char *operands = nil ? "=*m," CLOBBERS : "=*m,r," CLOBBERS;
    LLVMTypeRef t = LLVMFunctionType(g->void_, params, nil ? 1 : 2, false);
    LLVMValueRef a = LLVMGetInlineAsm(t, code, strlen(code), operands, strlen(operands), false,
                                      false, LLVMInlineAsmDialectATT, false);
    LLVMValueRef c = LLVMBuildCall2(g->b, t, a, args, nil ? 1 : 2, "");
    LLVMAddCallSiteAttribute(c, 1, g->elementtype_ptr);
    LLVMAddCallSiteAttribute(c, LLVMAttributeFunctionIndex, g->nounwind);
    LLVMAddCallSiteAttribute(c, LLVMAttributeFunctionIndex, g->memory_args);
}

static LLVMValueRef word_at(Gen *g, LLVMValueRef p, unsigned i)
{
    LLVMValueRef n = gen_int(g, 8 * (int64_t)i);
    return i ? LLVMBuildInBoundsGEP2(g->b, g->i8, p, &n, 1, "") : p;
}

/* values NULL: zeroes */
static void store_words(Gen *g, LLVMValueRef p, const LLVMValueRef *values, unsigned n, unsigned mask)
{
    for (unsigned i = 0; i < n; i++) {
        bool pointer = mask >> i & 1;
        LLVMValueRef x = values ? values[i] : LLVMConstNull(pointer ? g->ptr : g->i64);
        if (pointer)
            store_pointer(g, word_at(g, p, i), x);
        else
            LLVMSetAlignment(LLVMBuildStore(g->b, x, word_at(g, p, i)), 8);
    }
}

/* Number of words if they can be stored one by one, else 0. */
static unsigned few_words(const Value *v)
{
    Type *t = v->aux;
    bool few = t && types_size(t) == v->auxint && v->auxint <= 8 * MAX_WORDS &&
               v->auxint % 8 == 0 && types_align(t) == 8;
    return few ? (unsigned)(v->auxint / 8) : 0;
}

static void move(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMValueRef to = gen_arg(f, v, 0), from = gen_arg(f, v, 1), words[MAX_WORDS];
    unsigned n = few_words(v);
    if (!n) {
        LLVMTypeRef t;
        LLVMValueRef callee = gen_runtime(g, RT_wbmove, &t), args[3] = {to, from,
                                                                        gen_int(g, v->auxint)};
        LLVMBuildCall2(g->b, t, callee, args, 3, "");
        return;
    }
    unsigned mask = typedesc_mask(v->aux);
    for (unsigned i = 0; i < n; i++) { /* all before any is stored: they may overlap */
        words[i] = LLVMBuildLoad2(g->b, mask >> i & 1 ? g->ptr : g->i64, word_at(g, from, i), "");
        LLVMSetAlignment(words[i], 8);
    }
    store_words(g, to, words, n, mask);
}

static void zero(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMValueRef to = gen_arg(f, v, 0);
    unsigned n = few_words(v);
    if (!n) {
        LLVMTypeRef t;
        LLVMValueRef callee = gen_runtime(g, RT_memclrHasPointers, &t);
        LLVMValueRef args[2] = {to, gen_int(g, v->auxint)};
        LLVMBuildCall2(g->b, t, callee, args, 2, "");
        return;
    }
    store_words(g, to, NULL, n, typedesc_mask(v->aux));
}

void gen_barrier_op(Fn *f, const Value *v)
{
    Gen *g = f->g;
    if (v->op == OP_StoreWB) {
        LLVMValueRef place = gen_arg(f, v, 0);
        store_pointer(g, place, gen_coerce(g, gen_arg(f, v, 1), g->ptr));
    } else if (v->op == OP_MoveWB) {
        move(f, v);
    } else {
        zero(f, v);
    }
}
