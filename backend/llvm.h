/* llvm: what the files that talk to LLVM share. One Gen compiles one package. */
#ifndef BACKEND_LLVM_H
#define BACKEND_LLVM_H

#include <llvm-c/Comdat.h>
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>

#include "backend/backend.h"
#include "ir/ir.h"
#include "ssa/ssa.h"

typedef struct Gen {
    IrPackage *p;
    const BackendOptions *opt;
    LLVMContextRef ctx;
    LLVMModuleRef m;
    LLVMBuilderRef b;
    LLVMTargetMachineRef tm;
    bool with_data;         /* this module defines the package's data */
    Map added;              /* split: Sym -> DataSym of what compiling this module's functions added */
    uint32_t nadded;
    LLVMTypeRef i1, i8, i16, i32, i64, i128, f32, f64, ptr, void_;
    Map symbols;            /* Sym -> LLVMValueRef */
    /* attributes */
    LLVMAttributeRef split_stack, frame_pointer, no_tail_calls, no_jump_tables, nounwind, cold, noreturn_, nomerge,
        nest, zeroext, returns_twice, noinline_, optnone, noalias, noredzone, elementtype_ptr, memory_args, memory_unseen;
    /* debug.c */
    LLVMDIBuilderRef di;
    LLVMMetadataRef unit, di_signature;
    Map pcfuncs;            /* Sym -> PcFuncInfo */
    Map di_files;           /* Sym -> LLVMMetadataRef */
    Map di_subprograms;     /* Func -> LLVMMetadataRef */
    Map di_types;           /* canonical Type -> LLVMMetadataRef */
} Gen;

/* A function under construction. */
typedef struct Fn {
    Gen *g;
    SsaFunc *s;
    LLVMValueRef f;
    LLVMValueRef *vals;          /* by Value.id */
    LLVMBasicBlockRef *first;    /* by Block.id: where branches to it lead */
    LLVMBasicBlockRef *last;     /* by Block.id: where it ends */
    Map slots;                   /* Name -> its alloca */
    uint64_t nslots;             /* allocas */
    LLVMValueRef defer_frame;
    LLVMBasicBlockRef resumed;   /* where a recovered panic goes on */
    LLVMValueRef results;        /* memory for the results, if they are not returned in registers;
                                  * with defer: a variable that holds its address */
    LLVMMetadataRef scope;       /* subprogram */
    LLVMMetadataRef *call_sites; /* by inline index: location of the call */
} Fn;

/* llvm_type.c. A bool is i1 in registers, i8 in memory and at calls. */
LLVMTypeRef gen_reg_type(Gen *g, Type *t);
LLVMTypeRef gen_mem_type(Gen *g, Type *t);
/* Every Go function takes its context first (`nest`: r10; whoever calls one that has none passes
 * anything), so that a call through a func value or itab that LLVM resolves fits its callee; then, if
 * gen_by_memory, a pointer to memory for the results; then the parameters. */
bool gen_by_memory(Type **results, uint32_t n);
LLVMTypeRef gen_results_struct(Gen *g, Type **results, uint32_t n);
LLVMTypeRef gen_signature(Gen *g, Type **results, uint32_t nresults, const LLVMTypeRef *params,
                          uint32_t nparams);
LLVMTypeRef gen_func_type(Gen *g, const SsaFunc *s);
/* The value in another scalar type: truncated or zero-extended, pointer or integer. */
LLVMValueRef gen_coerce(Gen *g, LLVMValueRef v, LLVMTypeRef to);
LLVMValueRef gen_int(Gen *g, int64_t v);

/* llvm_module.c */
void gen_attr(LLVMValueRef f, LLVMAttributeRef a);

/* llvm_data.c */
/* The function of that name, and of that type if it is new. */
LLVMValueRef gen_function(Gen *g, const Sym *name, LLVMTypeRef type, bool *is_new);
LLVMValueRef gen_symbol(Gen *g, const Sym *s);    /* address of any symbol; declares unknown ones as data */
void gen_data(Gen *g);                            /* defines p->data and p->globals */

/* llvm_func.c */
void gen_declare(Gen *g, SsaFunc *s);
void gen_body(Gen *g, SsaFunc *s);
LLVMValueRef gen_slot(Fn *f, int64_t size, int64_t align); /* an alloca in the entry block */
LLVMValueRef gen_arg(Fn *f, const Value *v, uint32_t i); /* the i-th argument */

/* llvm_op.c */
LLVMValueRef gen_op(Fn *f, const Value *v);       /* arithmetic, comparisons, conversions, bits */
bool gen_is_op(const Value *v);
LLVMValueRef gen_intrinsic(Gen *g, const char *name, LLVMTypeRef *overload, unsigned noverload,
                           LLVMValueRef *args, unsigned nargs);

/* llvm_call.c */
void gen_declare_callees(Gen *g, const SsaFunc *s); /* before gen_body */
void gen_call(Fn *f, const Value *v);             /* calls and atomics */
LLVMValueRef gen_select_result(Fn *f, const Value *v);
LLVMValueRef gen_runtime(Gen *g, RtId id, LLVMTypeRef *type);
/* llvm_barrier.c */
void gen_barrier_op(Fn *f, const Value *v);

void gen_enter_defer(Fn *f);                         /* llvm_func.c: before a call that panics */
LLVMValueRef gen_panic_call(Fn *f, RtId id);      /* call of a noreturn row without arguments */

/* debug.c */
/* llvm_show.c: writes what g->opt says is to be read. False: an error was reported. */
bool gen_show(Gen *g);

void debug_begin(Gen *g);
void debug_end(Gen *g);
void debug_func(Fn *f);
void debug_pos(Fn *f, Pos pos, int32_t inl);      /* sets the builder's location */
void debug_none(Fn *f);
void debug_var(Fn *f, const Name *n, LLVMValueRef slot);
/* debug_type.c */
LLVMMetadataRef debug_type(Gen *g, Type *t);

#endif
