/* ir/compile.c: the stages between the checker and SSA, in order. */
#include "ir/build.h"

static void verify(IrPackage *p, uint32_t from, uint32_t to, const char *after)
{
    for (uint32_t i = from; i < to; i++)
        if (!p->funcs.p[i]->generic)
            ir_verify(p->funcs.p[i], after);
}

static void desugar(IrPackage *p, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        Func *f = p->funcs.p[i];
        if (!f->body || f->generic)
            continue;
        if (!f->desugared) {
            ir_desugar(p, f);
            if (!p->options->no_opt)
                ir_dead_branches(f);
        }
        ir_check_frame(f);
    }
    verify(p, from, to, "desugar");
}

static void optimise(IrPackage *p, uint32_t from)
{
    const IrOptions *o = p->options;
    for (uint32_t i = from; i < p->funcs.len && !o->no_opt; i++)
        if (!p->funcs.p[i]->desugared)
            ir_deadcode(p->funcs.p[i]);
    ir_inline(p);
    for (uint32_t i = from; i < p->funcs.len; i++) /* inlined bodies of other packages */
        if (p->funcs.p[i]->body && !p->funcs.p[i]->desugared)
            ir_need_mentioned(p->funcs.p[i]->body);
    for (uint32_t i = from; i < p->funcs.len && !o->no_opt; i++)
        if (!p->funcs.p[i]->desugared)
            ir_devirtualise(p->funcs.p[i]);
    verify(p, from, p->funcs.len, "inline");
    ir_escape(p);
    verify(p, from, p->funcs.len, "escape");
}

/* Desugaring makes functions of its own, in low form or not; these may need instances. */
void ir_lower_new(IrPackage *p)
{
    p->late = true;
    ir_instantiate_all(p);
    while (p->lowered < p->funcs.len) {
        uint32_t from = p->lowered;
        optimise(p, from);
        p->lowered = p->funcs.len;
        desugar(p, from, p->lowered);
    }
}

IrPackage *ir_compile(Package *pkg, const IrOptions *opt)
{
    IrPackage *p = ir_build(pkg, opt);
    ir_instantiate_all(p);
    verify(p, 0, p->funcs.len, "build");
    optimise(p, 0);
    ir_embed(p);
    ir_static_init(p);
    p->late = true;
    p->lowered = p->funcs.len;
    desugar(p, 0, p->lowered);
    ir_lower_new(p);
    return p;
}
