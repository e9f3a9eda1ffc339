/* Functions: blocks, values and memory of scheduled SSA as LLVM IR. */

#include "backend/llvm.h"

#include <string.h>

#include "abi/layout.h"

/* ---- declarations ---- */

static const Sym *link_name(const SsaFunc *s) { return s->fn ? s->fn->linksym : s->name; }

static void set_attributes(Gen *g, const SsaFunc *s, LLVMValueRef f)
{
    const Func *fn = s->fn;
    if (!fn || !fn->nosplit)
        gen_attr(f, g->split_stack);
    gen_attr(f, g->frame_pointer);
    gen_attr(f, g->noredzone); /* the slow form of a write barrier is called */
    gen_attr(f, g->no_tail_calls);
    gen_attr(f, g->nounwind);
    if (s->has_defer || (fn && (fn->noinline || fn->has_recover)))
        gen_attr(f, g->noinline_);
    unsigned at = gen_by_memory(s->results, s->nresults) ? 3 : 2;
    LLVMAddAttributeAtIndex(f, 1, g->nest);
    for (uint32_t i = 0; i < s->nparams; i++)
        if (ssa_scalar(s->params[i]) == SCALAR_BOOL)
            LLVMAddAttributeAtIndex(f, at + i, g->zeroext);
}

void gen_declare(Gen *g, SsaFunc *s)
{
    const Sym *name = link_name(s);
    LLVMValueRef f = LLVMAddFunction(g->m, name->s, gen_func_type(g, s));
    set_attributes(g, s, f);
    LLVMSetSection(f, arena_printf(perm, ".text.%s", name->s));
    if (s->fn && s->fn->dupok) {
        LLVMSetLinkage(f, LLVMWeakODRLinkage);
        LLVMComdatRef c = LLVMGetOrInsertComdat(g->m, name->s);
        LLVMSetComdat(f, c);
    }
    map_set(&g->symbols, name, f);
}

/* ---- operands ---- */

static LLVMValueRef constant(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMTypeRef t = gen_reg_type(g, v->type);
    switch ((int)v->op) {
    case OP_Const:
        if (t == g->ptr)
            return LLVMConstIntToPtr(gen_int(g, v->auxint), t);
        return LLVMConstInt(t, (uint64_t)v->auxint, true);
    case OP_ConstBool:
        return LLVMConstInt(t, v->auxint != 0, false);
    case OP_ConstFloat: {
        double d;
        memcpy(&d, &v->auxint, sizeof d);
        if (d == d)
            return LLVMConstReal(t, d);
        LLVMValueRef bits = LLVMConstInt(g->i64, (uint64_t)v->auxint, false);
        LLVMValueRef nan = LLVMConstBitCast(bits, g->f64);
        return t == g->f64 ? nan : LLVMConstReal(t, d);
    }
    case OP_ConstNil: case OP_Unknown:
        return LLVMConstNull(t);
    case OP_Addr:
        return gen_symbol(g, v->aux);
    }
    return NULL;
}

LLVMValueRef gen_arg(Fn *f, const Value *v, uint32_t i)
{
    const Value *a = v->args[i];
    LLVMValueRef r = f->vals[a->id];
    if (!r)
        r = f->vals[a->id] = constant(f, a);
    if (!r)
        diag_bug("llvm_func", "%s: v%u is used by v%u before its definition", f->s->name->s, a->id,
                 v->id);
    return r;
}

/* ---- memory ---- */

static unsigned align_of(const Value *v)
{
    Type *t = v->aux;
    int64_t a = t ? types_align(t) : 1;
    return a > 0 ? (unsigned)a : 1;
}

static LLVMValueRef load(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMValueRef r = LLVMBuildLoad2(g->b, gen_mem_type(g, v->type), gen_arg(f, v, 0), "");
    LLVMSetAlignment(r, align_of(v));
    LLVMSetVolatile(r, (v->auxint & SSA_VOLATILE) != 0);
    return gen_coerce(g, r, gen_reg_type(g, v->type));
}

static void store(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMValueRef x = gen_coerce(g, gen_arg(f, v, 1), gen_mem_type(g, v->args[1]->type));
    LLVMValueRef r = LLVMBuildStore(g->b, x, gen_arg(f, v, 0));
    LLVMSetAlignment(r, align_of(v));
    LLVMSetVolatile(r, v->op == OP_Store && (v->auxint & SSA_VOLATILE));
}

static void memory_op(Fn *f, const Value *v)
{
    Gen *g = f->g;
    switch ((int)v->op) {
    case OP_Store:
        store(f, v);
        break;
    case OP_Move: {
        LLVMValueRef to = gen_arg(f, v, 0), from = gen_arg(f, v, 1);
        LLVMBuildMemMove(g->b, to, align_of(v), from, align_of(v), gen_int(g, v->auxint));
        break;
    }
    case OP_Zero:
        LLVMBuildMemSet(g->b, gen_arg(f, v, 0), LLVMConstNull(g->i8), gen_int(g, v->auxint),
                        align_of(v));
        break;
    }
}

static LLVMBasicBlockRef new_block(Fn *f)
{
    return LLVMAppendBasicBlockInContext(f->g->ctx, f->f, "");
}

/* The block of the panic is its own, so that its line is. */
static void nil_check(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMValueRef p = gen_arg(f, v, 0);
    f->vals[v->id] = p;
    if (LLVMIsAAllocaInst(p) || LLVMIsAGlobalValue(p))
        return;
    LLVMBasicBlockRef cold = new_block(f), go_on = new_block(f);
    LLVMValueRef nil = LLVMBuildICmp(g->b, LLVMIntEQ, p, LLVMConstNull(g->ptr), "");
    LLVMBuildCondBr(g->b, nil, cold, go_on);
    LLVMPositionBuilderAtEnd(g->b, cold);
    gen_panic_call(f, RT_panicmem);
    LLVMBuildUnreachable(g->b);
    LLVMMoveBasicBlockAfter(go_on, LLVMGetPreviousBasicBlock(cold));
    LLVMPositionBuilderAtEnd(g->b, go_on);
}

/* Code that LLVM knows nothing about sees and changes the variable, and memory. */
static void expose(Gen *g, LLVMValueRef slot)
{
    static const char operands[] = "*m,~{memory}";
    LLVMTypeRef ft = LLVMFunctionType(g->void_, &g->ptr, 1, false);
    LLVMValueRef code = LLVMGetInlineAsm(ft, "", 0, operands, sizeof operands - 1, true, false,
                                         LLVMInlineAsmDialectATT, false);
    LLVMValueRef c = LLVMBuildCall2(g->b, ft, code, &slot, 1, "");
    LLVMAddCallSiteAttribute(c, 1, g->elementtype_ptr);
}

/* Code that LLVM knows nothing about sees x, and memory. */
static void use(Gen *g, LLVMValueRef x)
{
    LLVMTypeRef t = LLVMTypeOf(x), ft = LLVMFunctionType(g->void_, &t, 1, false);
    LLVMValueRef code = LLVMGetInlineAsm(ft, "", 0, "r,~{memory}", 11, true, false,
                                         LLVMInlineAsmDialectATT, false);
    LLVMBuildCall2(g->b, ft, code, &x, 1, "");
}

/* LLVM keeps x until here, and knows that nothing else is touched. */
static void keep_base(Gen *g, LLVMValueRef x)
{
    LLVMTypeRef t = LLVMTypeOf(x), ft = LLVMFunctionType(g->void_, &t, 1, false);
    LLVMValueRef code = LLVMGetInlineAsm(ft, "", 0, "r", 1, true, false, LLVMInlineAsmDialectATT,
                                         false);
    LLVMValueRef c = LLVMBuildCall2(g->b, ft, code, &x, 1, "");
    LLVMAddCallSiteAttribute(c, LLVMAttributeFunctionIndex, g->nounwind);
    LLVMAddCallSiteAttribute(c, LLVMAttributeFunctionIndex, g->memory_unseen);
}

/* To LLVM an effect: a loop with it is not deleted. */
static void keep_loop(Gen *g)
{
    LLVMTypeRef ft = LLVMFunctionType(g->void_, NULL, 0, false);
    LLVMValueRef code = LLVMGetInlineAsm(ft, "", 0, "", 0, true, false, LLVMInlineAsmDialectATT,
                                         false);
    LLVMValueRef c = LLVMBuildCall2(g->b, ft, code, NULL, 0, "");
    LLVMAddCallSiteAttribute(c, LLVMAttributeFunctionIndex, g->nounwind);
    LLVMAddCallSiteAttribute(c, LLVMAttributeFunctionIndex, g->memory_unseen);
}

/* ---- addresses ---- */

static LLVMValueRef offset(Fn *f, LLVMValueRef p, LLVMValueRef n, bool inbounds)
{
    Gen *g = f->g;
    return inbounds ? LLVMBuildInBoundsGEP2(g->b, g->i8, p, &n, 1, "")
                    : LLVMBuildGEP2(g->b, g->i8, p, &n, 1, "");
}

static LLVMValueRef indexed(Fn *f, const Value *v)
{
    Gen *g = f->g;
    LLVMValueRef n = gen_arg(f, v, 1), p = gen_arg(f, v, 0);
    LLVMTypeRef elem = LLVMArrayType2(g->i8, (uint64_t)v->auxint);
    return LLVMBuildInBoundsGEP2(g->b, elem, p, &n, 1, "");
}

static LLVMValueRef frame_address(Fn *f)
{
    Gen *g = f->g;
    LLVMValueRef zero = LLVMConstNull(g->i32);
    return gen_intrinsic(g, "llvm.frameaddress", &g->ptr, 1, &zero, 1);
}

/* The thread's word for it (abi/layout.h). */
static LLVMValueRef current_g(Fn *f)
{
    enum { FS = 257 }; /* the address space of %fs */
    Gen *g = f->g;
    LLVMValueRef at = LLVMConstIntToPtr(gen_int(g, TLS_G), LLVMPointerTypeInContext(g->ctx, FS));
    return LLVMBuildLoad2(g->b, g->ptr, at, "");
}

static LLVMValueRef address(Fn *f, const Value *v)
{
    switch ((int)v->op) {
    case OP_LocalAddr: return map_get(&f->slots, v->aux);
    case OP_OffPtr: return offset(f, gen_arg(f, v, 0), gen_int(f->g, v->auxint), true);
    case OP_AddPtr: {
        LLVMValueRef base = gen_arg(f, v, 0);
        return offset(f, base, gen_arg(f, v, 1), false);
    }
    case OP_PtrIndex: return indexed(f, v);
    case OP_ClosurePtr: return LLVMGetParam(f->f, 0);
    case OP_FrameAddr: return frame_address(f);
    case OP_DeferFrame: return f->defer_frame;
    case OP_CurrentG: return current_g(f);
    }
    return NULL;
}

/* ---- values ---- */

static LLVMValueRef argument(Fn *f, const Value *v)
{
    unsigned i = (unsigned)v->auxint + (f->results ? 2 : 1);
    return gen_coerce(f->g, LLVMGetParam(f->f, i), gen_reg_type(f->g, v->type));
}

/* With -N parameters go to their variables first; a debugger stops behind that. */
static bool is_prologue(const Fn *f, const Value *v)
{
    return f->g->opt->no_opt && v->block == f->s->entry && f->s->fn && v->pos == f->s->fn->pos &&
           !(ssa_ops[v->op].flags & SF_CALL) && v->op != OP_NilCheck && v->op != OP_DeferInit;
}

static void gen_value(Fn *f, const Value *v)
{
    if (v->op == OP_Phi && v->type != ssa_mem_type) {
        f->vals[v->id] = LLVMBuildPhi(f->g->b, gen_reg_type(f->g, v->type), "");
        return;
    }
    if (is_prologue(f, v))
        debug_none(f);
    else
        debug_pos(f, v->pos, v->inl);
    if (gen_is_op(v)) {
        f->vals[v->id] = gen_op(f, v);
        return;
    }
    switch ((int)v->op) {
    case OP_Copy:
        if (v->type != ssa_mem_type && v->type != ssa_void_type)
            f->vals[v->id] = gen_arg(f, v, 0);
        break;
    case OP_Arg: f->vals[v->id] = argument(f, v); break;
    case OP_SelectN: f->vals[v->id] = gen_select_result(f, v); break;
    case OP_LocalAddr: case OP_OffPtr: case OP_AddPtr: case OP_PtrIndex: case OP_ClosurePtr:
    case OP_FrameAddr: case OP_DeferFrame: case OP_CurrentG:
        f->vals[v->id] = address(f, v);
        break;
    case OP_Load: f->vals[v->id] = load(f, v); break;
    case OP_Store: case OP_Move: case OP_Zero:
        memory_op(f, v);
        break;
    case OP_StoreWB: case OP_MoveWB: case OP_ZeroWB:
        gen_barrier_op(f, v);
        break;
    case OP_NilCheck: nil_check(f, v); break;
    case OP_KeepAlive: use(f->g, gen_arg(f, v, 0)); break;
    case OP_KeepBase: keep_base(f->g, gen_arg(f, v, 0)); break;
    case OP_KeepLoop: keep_loop(f->g); break;
    case OP_AtomicLoad: case OP_AtomicStore: case OP_AtomicAdd: case OP_AtomicExchange:
    case OP_AtomicCas: case OP_AtomicAnd: case OP_AtomicOr:
    case OP_StaticCall: case OP_ClosureCall: case OP_InterCall: case OP_RtCall:
        gen_call(f, v);
        break;
    }
}

/* ---- ends of blocks ---- */

/* The second target, f->resumed, is reached by a jump of the runtime's, with the callee-saved registers
 * as they are here; that the others count as overwritten and returns_twice keep LLVM from carrying
 * anything over in them. `operand` is p's constraint. */
static LLVMValueRef defer_asm(Fn *f, const char *text, const char *operand, LLVMValueRef p,
                              LLVMBasicBlockRef next)
{
    Gen *g = f->g;
    Buf c = {0};
    buf_printf(&c, "%s,!i%s", operand, *operand == '{' ? "" : ",~{rax}"); /* an input is no clobber */
    buf_puts(&c, ",~{rcx},~{rdx},~{rsi},~{rdi},~{r8},~{r9},~{r10},~{r11}");
    for (int i = 0; i < (g->opt->goamd64 >= 4 ? 32 : 16); i++)
        buf_printf(&c, ",~{xmm%d}", i);
    buf_puts(&c, ",~{memory},~{dirflag},~{fpsr},~{flags}");
    LLVMTypeRef t = LLVMFunctionType(g->void_, &g->ptr, 1, false);
    LLVMValueRef code = LLVMGetInlineAsm(t, text, strlen(text), c.p, c.len, true, false,
                                         LLVMInlineAsmDialectATT, false);
    LLVMValueRef br = LLVMBuildCallBr(g->b, t, code, next, &f->resumed, 1, &p, 1, NULL, 0, "");
    LLVMAddCallSiteAttribute(br, LLVMAttributeFunctionIndex, g->returns_twice);
    buf_free(&c);
    return br;
}

/* Saves the registers, and the place where a recovered panic resumes. */
static void save_defer_frame(Fn *f, LLVMBasicBlockRef next)
{
    defer_asm(f, "movq %rbp,($0)\n\tleaq ${1:l}(%rip),%rcx\n\tmovq %rcx,8($0)\n\tmovq %rsp,16($0)\n\t"
                 "movq %rbx,40($0)\n\tmovq %r12,48($0)\n\tmovq %r13,56($0)\n\t"
                 "movq %r14,64($0)\n\tmovq %r15,72($0)", "{rax}", f->defer_frame, next);
}

/* frame.records = nil, and an entry in seago_lazydefers (abi/layout.h) */
static void describe_defer_frame(Fn *f, LLVMBasicBlockRef next)
{
    Gen *g = f->g;
    static const char text[] =
        "movq $$0,$0\n.Llazy${:uid}:\n\t.subsection 1\n.Ldescribe${:uid}:\n\tleaq $0,%rax\n\t"
        "leaq ${1:l}(%rip),%rcx\n\tjmpq *%rdx\n\t.subsection 0\n\t"
        ".pushsection seago_lazydefers,\"ao\",@progbits,.Llazy${:uid}\n\t"
        ".long .Llazy${:uid}-.,.Ldescribe${:uid}-.\n\t.popsection";
    LLVMValueRef off = gen_int(g, offsetof(DeferFrame, records));
    LLVMValueRef records = LLVMBuildInBoundsGEP2(g->b, g->i8, f->defer_frame, &off, 1, "");
    LLVMValueRef br = defer_asm(f, text, "=*m", records, next);
    LLVMAddCallSiteAttribute(br, 1, g->elementtype_ptr);
}

/* In front of a call that panics: the runtime is told of this function's DeferFrame. */
void gen_enter_defer(Fn *f)
{
    if (!f->s->lazy_defer)
        return;
    LLVMBasicBlockRef next = new_block(f);
    defer_asm(f, "leaq ${1:l}(%rip),%rcx\n\tcallq rt_deferenter", "{rax}", f->defer_frame, next);
    LLVMPositionBuilderAtEnd(f->g->b, next);
}

static void end_with_defer(Fn *f, const Block *b)
{
    Gen *g = f->g;
    f->resumed = new_block(f);
    if (f->s->lazy_defer)
        describe_defer_frame(f, f->first[b->succs.p[0].b->id]);
    else
        save_defer_frame(f, f->first[b->succs.p[0].b->id]);
    LLVMPositionBuilderAtEnd(g->b, f->resumed);
    LLVMBuildBr(g->b, f->first[b->succs.p[1].b->id]);
}

static LLVMValueRef control(Fn *f, const Block *b, uint32_t i)
{
    const Value fake = {.id = 0, .args = b->controls.p};
    return gen_arg(f, &fake, i);
}

static void return_by_memory(Fn *f, LLVMValueRef *v)
{
    Gen *g = f->g;
    LLVMValueRef to = f->results;
    LLVMTypeRef t = gen_results_struct(g, f->s->results, f->s->nresults);
    if (f->s->has_defer) {
        to = LLVMBuildLoad2(g->b, g->ptr, to, "");
        LLVMSetVolatile(to, true);
    }
    for (uint32_t i = 0; i < f->s->nresults; i++)
        LLVMBuildStore(g->b, v[i], LLVMBuildStructGEP2(g->b, t, to, i, ""));
    LLVMBuildRetVoid(g->b);
}

static void end_with_return(Fn *f, const Block *b)
{
    Gen *g = f->g;
    uint32_t n = f->s->nresults;
    if (n == 0) {
        LLVMBuildRetVoid(g->b);
        return;
    }
    LLVMValueRef *v = NEW_ARRAY(f->s->arena, LLVMValueRef, n);
    for (uint32_t i = 0; i < n; i++)
        v[i] = gen_coerce(g, control(f, b, i), gen_mem_type(g, f->s->results[i]));
    if (f->results)
        return_by_memory(f, v);
    else if (n == 1)
        LLVMBuildRet(g->b, v[0]);
    else
        LLVMBuildAggregateRet(g->b, v, n);
}

static void set_weights(Fn *f, LLVMValueRef br, int likely)
{
    Gen *g = f->g;
    LLVMMetadataRef m[3] = {
        LLVMMDStringInContext2(g->ctx, "branch_weights", 14),
        LLVMValueAsMetadata(LLVMConstInt(g->i32, likely > 0 ? 2000 : 1, false)),
        LLVMValueAsMetadata(LLVMConstInt(g->i32, likely > 0 ? 1 : 2000, false)),
    };
    LLVMMetadataRef node = LLVMMDNodeInContext2(g->ctx, m, 3);
    LLVMSetMetadata(br, LLVMGetMDKindIDInContext(g->ctx, "prof", 4),
                    LLVMMetadataAsValue(g->ctx, node));
}

/* LLVM searches all jump tables of a function for each block that it drops, as it does with most cases that only
 * return. A search in a sorted list costs the program little more, at that length. */
enum { MANY_CASES = 4000 };

static void end_with_switch(Fn *f, const Block *b)
{
    if (b->succs.len > MANY_CASES)
        gen_attr(f->f, f->g->no_jump_tables);
    LLVMValueRef x = control(f, b, 0);
    uint32_t n = b->succs.len - 1;
    LLVMValueRef sw = LLVMBuildSwitch(f->g->b, x, f->first[b->succs.p[0].b->id], n);
    for (uint32_t i = 0; i < n; i++)
        LLVMAddCase(sw, LLVMConstInt(LLVMTypeOf(x), (uint64_t)b->cases[i], true),
                    f->first[b->succs.p[i + 1].b->id]);
}

static void end_block(Fn *f, const Block *b)
{
    Gen *g = f->g;
    debug_pos(f, b->pos, b->inl);
    switch (b->kind) {
    case BLOCK_PLAIN:
        LLVMBuildBr(g->b, f->first[b->succs.p[0].b->id]);
        break;
    case BLOCK_IF: {
        LLVMValueRef c = control(f, b, 0);
        LLVMValueRef br = LLVMBuildCondBr(g->b, c, f->first[b->succs.p[0].b->id],
                                          f->first[b->succs.p[1].b->id]);
        if (b->likely)
            set_weights(f, br, b->likely);
        break;
    }
    case BLOCK_SWITCH: end_with_switch(f, b); break;
    case BLOCK_DEFER: end_with_defer(f, b); break;
    case BLOCK_RET: end_with_return(f, b); break;
    case BLOCK_EXIT: LLVMBuildUnreachable(g->b); break;
    }
}

/* ---- the whole function ---- */

LLVMValueRef gen_slot(Fn *f, int64_t size, int64_t align)
{
    Gen *g = f->g;
    LLVMBasicBlockRef back = LLVMGetInsertBlock(g->b), entry = LLVMGetEntryBasicBlock(f->f);
    LLVMValueRef end = LLVMGetBasicBlockTerminator(entry);
    LLVMTypeRef t = LLVMArrayType2(g->i8, (uint64_t)(size > 0 ? size : 1));
    LLVMMetadataRef where = LLVMGetCurrentDebugLocation2(g->b);
    if (end)
        LLVMPositionBuilderBefore(g->b, end);
    LLVMValueRef a = LLVMBuildAlloca(g->b, t, "");
    LLVMSetAlignment(a, align > 8 ? (unsigned)align : 8);
    f->nslots++;
    LLVMPositionBuilderAtEnd(g->b, back);
    LLVMSetCurrentDebugLocation2(g->b, where); /* positioning took that of end */
    return a;
}

static void make_results(Fn *f)
{
    Gen *g = f->g;
    if (!gen_by_memory(f->s->results, f->s->nresults))
        return;
    f->results = LLVMGetParam(f->f, 1);
    if (!f->s->has_defer)
        return;
    LLVMValueRef a = gen_slot(f, 8, 8);
    LLVMSetVolatile(LLVMBuildStore(g->b, f->results, a), true);
    f->results = a;
}

static void make_slots(Fn *f)
{
    for (uint32_t i = 0; i < f->s->stack.len; i++) {
        Name *n = f->s->stack.p[i];
        LLVMValueRef a = gen_slot(f, types_size(n->type), types_align(n->type));
        map_set(&f->slots, n, a);
        if (f->s->has_defer && (n->volatile_ || n->cls == NAME_RESULT))
            expose(f->g, a); /* a recovered panic goes on with it: no store before a call is dead */
        if (f->g->opt->no_opt)
            debug_var(f, n, a);
    }
    if (f->s->has_defer)
        f->defer_frame = gen_slot(f, sizeof(DeferFrame), 8);
    make_results(f);
}

typedef struct Visit { Block *b; uint32_t next; } Visit; /* next: successor to look at */

/* In reverse, definitions come before uses. */
static uint32_t postorder(const SsaFunc *s, bool *seen, Block **out)
{
    Visit *stack = NEW_ARRAY(s->arena, Visit, s->blocks.len);
    uint32_t depth = 1, n = 0;
    stack[0].b = s->entry;
    seen[s->entry->id] = true;
    while (depth > 0) {
        Visit *v = &stack[depth - 1];
        if (v->next == v->b->succs.len) {
            out[n++] = v->b;
            depth--;
            continue;
        }
        Block *to = v->b->succs.p[v->next++].b;
        if (seen[to->id])
            continue;
        seen[to->id] = true;
        stack[depth++] = (Visit){to, 0};
    }
    return n;
}

static void fill_phis(Fn *f, const Block *b, const bool *seen)
{
    for (uint32_t i = 0; i < b->values.len; i++) {
        const Value *v = b->values.p[i];
        if (v->op != OP_Phi || v->type == ssa_mem_type)
            continue;
        for (uint32_t k = 0; k < v->nargs; k++) {
            const Block *from = b->preds.p[k].b;
            if (!seen[from->id])
                continue;
            bool resumes = from->kind == BLOCK_DEFER && b->preds.p[k].i == 1;
            LLVMBasicBlockRef *end = resumes ? &f->resumed : &f->last[from->id];
            LLVMValueRef x = gen_arg(f, v, k);
            LLVMAddIncoming(f->vals[v->id], &x, end, 1);
        }
    }
}

enum { LONG_BLOCK = 2000 };

/* LLVM's fast register allocator walks over all registers of a block at each call: without
 * optimisation, and where it may be left out (bound_cost), a long block is cut in pieces. */
static void gen_values(Fn *f, const Block *b)
{
    enum { PIECE = 256 };
    bool cut = f->g->opt->no_opt || b->values.len >= LONG_BLOCK;
    for (uint32_t k = 0; k < b->values.len; k++) {
        Value *v = b->values.p[k];
        if (cut && k % PIECE == PIECE - 1 && v->op != OP_Phi) {
            LLVMBasicBlockRef next = new_block(f);
            LLVMBuildBr(f->g->b, next);
            LLVMPositionBuilderAtEnd(f->g->b, next);
        }
        gen_value(f, v);
    }
}

/* LLVM's SROA and mem2reg search the whole of a block once for each part of each alloca that is used in it.
 * In a table of a thousand composite values that calls make (one block, as many allocas) this takes minutes;
 * such code runs once, so it is left as it is. */
static void bound_cost(Fn *f, uint32_t longest)
{
    enum { MAX_SEARCHED = 1000000 };
    Gen *g = f->g;
    if (g->opt->no_opt || longest < LONG_BLOCK || f->nslots * longest < MAX_SEARCHED)
        return;
    gen_attr(f->f, g->optnone);
    gen_attr(f->f, g->noinline_);
}

void gen_body(Gen *g, SsaFunc *s)
{
    Fn f = {.g = g, .s = s, .f = map_get(&g->symbols, link_name(s))};
    map_init(&f.slots, s->arena);
    f.vals = NEW_ARRAY(s->arena, LLVMValueRef, s->next_value);
    f.first = NEW_ARRAY(s->arena, LLVMBasicBlockRef, s->next_block);
    f.last = NEW_ARRAY(s->arena, LLVMBasicBlockRef, s->next_block);
    bool *seen = NEW_ARRAY(s->arena, bool, s->next_block);
    Block **order = NEW_ARRAY(s->arena, Block *, s->blocks.len);
    uint32_t n = postorder(s, seen, order);
    LLVMBasicBlockRef entry = new_block(&f);
    for (uint32_t i = 0; i < s->blocks.len; i++)
        if (seen[s->blocks.p[i]->id])
            f.first[s->blocks.p[i]->id] = new_block(&f);
    debug_func(&f);
    LLVMPositionBuilderAtEnd(g->b, entry);
    debug_pos(&f, s->entry->pos, -1); /* not that of the function before */
    make_slots(&f);
    LLVMBuildBr(g->b, f.first[s->entry->id]);
    uint32_t longest = 0;
    for (uint32_t i = n; i-- > 0;) {
        const Block *b = order[i];
        longest = b->values.len > longest ? b->values.len : longest;
        LLVMPositionBuilderAtEnd(g->b, f.first[b->id]);
        gen_values(&f, b);
        f.last[b->id] = LLVMGetInsertBlock(g->b);
        end_block(&f, b);
    }
    for (uint32_t i = 0; i < n; i++)
        fill_phis(&f, order[i], seen);
    bound_cost(&f, longest);
}
