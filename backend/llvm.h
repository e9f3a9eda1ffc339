/* llvm: what the files that talk to LLVM share. One Gen compiles one package. */
#ifndef BACKEND_LLVM_H
#define BACKEND_LLVM_H

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
    LLVMTargetDataRef td;
    LLVMTypeRef i1, i8, i16, i32, i64, f32, f64, ptr, void_;
    Map symbols;            /* Sym -> LLVMValueRef */
    Map pcfuncs;            /* Sym -> PcFuncInfo */
    /* attributes */
    LLVMAttributeRef split_stack, frame_pointer, no_tail_calls, nounwind, cold, noreturn_, nomerge,
        nest, zeroext, returns_twice, noinline_, optnone, null_valid, willreturn, nofree, readonly_;
    /* debug.c */
    LLVMDIBuilderRef di;
    LLVMMetadataRef unit;
    Map di_files;           /* Sym -> LLVMMetadataRef */
    Map di_subprograms;     /* Func -> LLVMMetadataRef */
    Map di_types;           /* Type -> LLVMMetadataRef */
    Map di_inlined;         /* inline node -> LLVMMetadataRef of its call site */
    LLVMMetadataRef di_signature;
} Gen;

/* llvm_module.c */
void gen_attr(LLVMValueRef f, LLVMAttributeRef a);

/* llvm_data.c */
LLVMValueRef gen_symbol(Gen *g, const Sym *s);    /* address of any symbol; declares unknown ones as data */
void gen_data(Gen *g);                            /* defines p->data and p->globals */

/* debug.c */
void debug_begin(Gen *g);
void debug_end(Gen *g);

#endif
