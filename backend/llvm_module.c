/* A package, or a part of it, as an LLVM module: set-up, passes, code generation, and the finishing of the object. */

#include <llvm-c/Analysis.h>
#include <llvm-c/ErrorHandling.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <string.h>

#include "backend/llvm.h"
#include "backend/pctab.h"

static const char triple[] = "x86_64-pc-linux-gnu";

/* ---- set-up ---- */

static LLVMAttributeRef enum_attr(Gen *g, const char *name)
{
    return LLVMCreateEnumAttribute(g->ctx, LLVMGetEnumAttributeKindForName(name, strlen(name)), 0);
}

static LLVMAttributeRef text_attr(Gen *g, const char *name, const char *value)
{
    return LLVMCreateStringAttribute(g->ctx, name, (unsigned)strlen(name), value,
                                     (unsigned)strlen(value));
}

void gen_attr(LLVMValueRef f, LLVMAttributeRef a)
{
    LLVMAddAttributeAtIndex(f, LLVMAttributeFunctionIndex, a);
}

static void fatal(const char *reason) { diag_bug("LLVM", "%s", reason); }

static void start_llvm(void)
{
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    LLVMInstallFatalErrorHandler(fatal);
}

static void make_machine(Gen *g)
{
    static const char *const cpus[] = {"x86-64", "x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4"};
    int level = g->opt->goamd64;
    const char *cpu = cpus[level >= 1 && level <= 4 ? level : 1];
    LLVMTargetRef target;
    char *error = NULL;
    if (LLVMGetTargetFromTriple(triple, &target, &error))
        diag_bug("LLVM", "%s", error);
    g->tm = LLVMCreateTargetMachine(target, triple, cpu, "",
                                    g->opt->no_opt ? LLVMCodeGenLevelNone : LLVMCodeGenLevelDefault,
                                    LLVMRelocStatic, LLVMCodeModelSmall);
    LLVMSetTarget(g->m, triple);
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(g->tm);
    LLVMSetModuleDataLayout(g->m, layout);
    LLVMDisposeTargetData(layout);
}

static void make_types(Gen *g)
{
    g->i1 = LLVMInt1TypeInContext(g->ctx);
    g->i8 = LLVMInt8TypeInContext(g->ctx);
    g->i16 = LLVMInt16TypeInContext(g->ctx);
    g->i32 = LLVMInt32TypeInContext(g->ctx);
    g->i64 = LLVMInt64TypeInContext(g->ctx);
    g->i128 = LLVMInt128TypeInContext(g->ctx);
    g->f32 = LLVMFloatTypeInContext(g->ctx);
    g->f64 = LLVMDoubleTypeInContext(g->ctx);
    g->ptr = LLVMPointerTypeInContext(g->ctx, 0);
    g->void_ = LLVMVoidTypeInContext(g->ctx);
}

static void make_attributes(Gen *g)
{
    g->split_stack = text_attr(g, "split-stack", "");
    g->frame_pointer = text_attr(g, "frame-pointer", "all");
    g->no_tail_calls = text_attr(g, "disable-tail-calls", "true");
    g->no_jump_tables = text_attr(g, "no-jump-tables", "true");
    g->nounwind = enum_attr(g, "nounwind");
    g->cold = enum_attr(g, "cold");
    g->noreturn_ = enum_attr(g, "noreturn");
    g->nomerge = enum_attr(g, "nomerge");
    g->nest = enum_attr(g, "nest");
    g->zeroext = enum_attr(g, "zeroext");
    g->returns_twice = enum_attr(g, "returns_twice");
    g->noinline_ = enum_attr(g, "noinline");
    g->optnone = enum_attr(g, "optnone");
    g->noalias = enum_attr(g, "noalias");
    g->noredzone = enum_attr(g, "noredzone");
    unsigned kind = LLVMGetEnumAttributeKindForName("elementtype", 11);
    g->elementtype_ptr = LLVMCreateTypeAttribute(g->ctx, kind, g->ptr);
    /* llvm/Support/ModRef.h: two bits each, reading and writing, for what arguments point to and for
     * memory that the module cannot see */
    enum { ARGMEM = 3, INACCESSIBLE = 3 << 2 };
    kind = LLVMGetEnumAttributeKindForName("memory", 6);
    g->memory_unseen = LLVMCreateEnumAttribute(g->ctx, kind, INACCESSIBLE);
    g->memory_args = LLVMCreateEnumAttribute(g->ctx, kind, ARGMEM | INACCESSIBLE);
}

static void begin(Gen *g)
{
    const char *name = g->p->pkg ? g->p->pkg->path->s : "main";
    g->ctx = LLVMContextCreate();
    g->m = LLVMModuleCreateWithNameInContext(name, g->ctx);
    LLVMSetSourceFileName(g->m, name, strlen(name));
    g->b = LLVMCreateBuilderInContext(g->ctx);
    make_machine(g);
    make_types(g);
    make_attributes(g);
    debug_begin(g);
}

/* ---- passes and code generation ---- */

static void verify(Gen *g)
{
    char *error = NULL;
    if (LLVMVerifyModule(g->m, LLVMReturnStatusAction, &error)) {
        if (g->opt->llvm_text)
            LLVMPrintModuleToFile(g->m, g->opt->llvm_text, &error);
        diag_bug("LLVM verifier", "%s", error);
    }
    LLVMDisposeMessage(error);
}

static void run_passes(Gen *g)
{
    if (g->opt->no_opt)
        return;
    LLVMPassBuilderOptionsRef o = LLVMCreatePassBuilderOptions();
    LLVMErrorRef e = LLVMRunPasses(g->m, "default<O2>", g->tm, o);
    if (e)
        diag_bug("LLVM", "%s", LLVMGetErrorMessage(e));
    LLVMDisposePassBuilderOptions(o);
}

/* ---- finishing the object ---- */

/* lld rewrites prologues where split-stack objects call others; ours need no such help, so the mark
 * goes by another name. seago_bss is all zero, which LLVM does not see behind its name. */
static void correct_sections(ObjFile *o)
{
    for (uint32_t i = 1; i < o->sections.len; i++) {
        ObjSection *s = &o->sections.p[i];
        if (strcmp(s->name, ".note.GNU-split-stack") == 0)
            s->name = ".note.GNU-xplit-stack";
        if (strcmp(s->name, "seago_bss") == 0)
            s->type = SHT_NOBITS;
    }
}

static bool is_unnamed_type(const char *name)
{
    static const char *const starts[] = {"*", "[", "func(", "map[", "chan ", "<-chan ", "chan<- ",
                                         "struct {", "struct{"};
    if (strncmp(name, "type:", 5) != 0)
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(name + 5, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* Adds the address of symbol to a section that lists such; it is kept if the symbol is. */
static void add_link(ObjFile *o, uint32_t symbol, const char *section, int size)
{
    uint32_t of = o->symbols.p[symbol].section, group = o->sections.p[of].group;
    uint64_t flags = SHF_ALLOC | SHF_LINK_ORDER | (o->sections.p[of].flags & SHF_GROUP);
    static const uint8_t zero[8];
    uint32_t n = objfile_add_section(o, section, SHT_PROGBITS, flags, (uint64_t)size);
    o->sections.p[n].link = of;
    o->sections.p[n].group = group;
    o->sections.p[n].data = zero;
    o->sections.p[n].size = (uint64_t)size;
    objfile_add_reloc(o, n, 0, size == 8 ? R_X86_64_64 : R_X86_64_32, symbol, 0);
}

/* What the runtime must find by itself: descriptors of unnamed types (reflect.PtrTo and its kin), and
 * itabs. */
static void add_links(ObjFile *o)
{
    uint32_t n = o->symbols.len;
    for (uint32_t i = 1; i < n; i++) {
        const ObjSymbol *s = &o->symbols.p[i];
        if (!s->section || s->type != STT_OBJECT)
            continue;
        if (is_unnamed_type(s->name))
            add_link(o, i, "seago_typelinks", 4);
        else if (strncmp(s->name, "go:itab.", 8) == 0)
            add_link(o, i, "seago_itablinks", 8);
    }
}

static void drop_debug_info(ObjFile *o)
{
    for (uint32_t i = 1; i < o->sections.len; i++) {
        ObjSection *s = &o->sections.p[i];
        if (strncmp(s->name, ".debug_", 7) == 0) {
            s->size = 0;
            s->relocs.len = 0;
        }
    }
}

static bool write_object(Gen *g, const char *path)
{
    LLVMMemoryBufferRef mem;
    char *error = NULL;
    if (LLVMTargetMachineEmitToMemoryBuffer(g->tm, g->m, LLVMObjectFile, &error, &mem)) {
        diag_error(NO_POS, "%s", error);
        return false;
    }
    ObjFile *o = objfile_parse((const uint8_t *)LLVMGetBufferStart(mem), LLVMGetBufferSize(mem));
    if (!o)
        diag_bug("backend", "cannot read LLVM's object");
    correct_sections(o);
    pctab_add(o, &g->pcfuncs);
    add_links(o);
    if (!g->opt->debug)
        drop_debug_info(o);
    Buf out = {0};
    objfile_write(o, &out);
    bool ok = objfile_save(path, out.p, out.len, 0666);
    buf_free(&out);
    LLVMDisposeMemoryBuffer(mem);
    return ok;
}

/* ---- a package ---- */

static void declare_function(Gen *g, Func *fn)
{
    SsaFunc *s = ssa_declare(fn);
    gen_declare(g, s);
    ssa_free(s);
}

static void define_function(Gen *g, Func *fn)
{
    SsaFunc *s = ssa_compile(fn, g->opt->ssa);
    g->opt->stage("ssa");
    if (diag_count() == 0) {
        gen_declare_callees(g, s);
        gen_body(g, s);
    }
    ssa_free(s);
    g->opt->stage("llvm");
}

static bool compile(IrPackage *p, const BackendOptions *opt, const char *object_path)
{
    const BackendSplit *s = opt->split;
    uint32_t last = s ? s->first.len - 1 : 0;
    uint32_t first = s ? s->first.p[opt->module] : 0;
    uint32_t end = s && opt->module < last ? s->first.p[opt->module + 1] : p->funcs.len;
    Gen g = {.p = p, .opt = opt, .with_data = !s || opt->module == last};
    start_llvm();
    begin(&g);
    for (uint32_t i = first; i < end; i++)
        if (ir_is_compiled(p->funcs.p[i]))
            declare_function(&g, p->funcs.p[i]);
    for (uint32_t i = first; i < end; i++)
        if (ir_is_compiled(p->funcs.p[i]))
            define_function(&g, p->funcs.p[i]);
    if (diag_count() > 0)
        return false;
    if (g.with_data)
        gen_data(&g); /* SSA adds some */
    debug_end(&g);
    verify(&g);
    run_passes(&g);
    return gen_show(&g) && write_object(&g, object_path);
}

__attribute__((visibility("default"))) const BackendApi *seago_backend(void);

const BackendApi *seago_backend(void)
{
    static const BackendApi api = {BACKEND_API_VERSION, compile};
    return &api;
}
