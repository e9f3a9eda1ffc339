/* The texts of a module, for those who want to read them: all of it, or some functions. */

#include <llvm-c/Core.h>
#include <string.h>

#include "backend/llvm.h"
#include "backend/objfile.h"

static bool failed(char *error)
{
    diag_error(NO_POS, "%s", error);
    LLVMDisposeMessage(error);
    return false;
}

static bool write_llvm(Gen *g, const char *path)
{
    char *error = NULL;
    if (!g->opt->only)
        return !LLVMPrintModuleToFile(g->m, path, &error) || failed(error);
    Buf b = {0};
    for (const char *const *name = g->opt->only; *name; name++) {
        LLVMValueRef f = LLVMGetNamedFunction(g->m, *name);
        if (!f || LLVMIsDeclaration(f))
            continue;
        char *text = LLVMPrintValueToString(f);
        buf_printf(&b, "%s%s", b.len ? "\n" : "", text);
        LLVMDisposeMessage(text);
    }
    bool ok = objfile_save(path, b.p, b.len, 0666);
    buf_free(&b);
    return ok;
}

/* The function's part of the assembly: from its section to its size. NULL if there is none. */
static const char *find_function(const char *text, const char *name, size_t *len)
{
    Buf type = {0}, size = {0};
    const char *found = NULL;
    for (int quoted = 0; quoted < 2 && !found; quoted++) {
        const char *quote = quoted ? "\"" : "";
        type.len = size.len = 0;
        buf_printf(&type, "\t.type\t%s%s%s,@function\n", quote, name, quote);
        buf_printf(&size, "\t.size\t%s%s%s,", quote, name, quote);
        found = strstr(text, buf_cstr(&type));
    }
    const char *end = found ? strstr(found, buf_cstr(&size)) : NULL;
    buf_free(&type);
    buf_free(&size);
    if (!end)
        return NULL;
    while (found > text && strncmp(found, "\t.section\t", 10) != 0)
        for (found--; found > text && found[-1] != '\n';)
            found--;
    *len = (size_t)(strchr(end, '\n') + 1 - found);
    return found;
}

static bool write_asm(Gen *g, const char *path)
{
    char *error = NULL;
    LLVMMemoryBufferRef mem = NULL;
    LLVMModuleRef copy = LLVMCloneModule(g->m); /* code generation changes it */
    bool bad = LLVMTargetMachineEmitToMemoryBuffer(g->tm, copy, LLVMAssemblyFile, &error, &mem);
    LLVMDisposeModule(copy);
    if (bad)
        return failed(error);
    Buf all = {0}, some = {0};
    buf_write(&all, LLVMGetBufferStart(mem), LLVMGetBufferSize(mem));
    LLVMDisposeMemoryBuffer(mem);
    const char *text = buf_cstr(&all);
    for (const char *const *name = g->opt->only; name && *name; name++) {
        size_t len;
        const char *f = find_function(text, *name, &len);
        if (f)
            buf_write(&some, f, len);
    }
    const Buf *shown = g->opt->only ? &some : &all;
    bool ok = objfile_save(path, shown->p, shown->len, 0666);
    buf_free(&all);
    buf_free(&some);
    return ok;
}

bool gen_show(Gen *g)
{
    return (!g->opt->llvm_text || write_llvm(g, g->opt->llvm_text)) &&
           (!g->opt->asm_text || write_asm(g, g->opt->asm_text));
}
