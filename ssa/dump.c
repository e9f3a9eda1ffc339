/* dump.c: the text form of SSA.
 *
 *   main.f func(int, *int) (int)
 *     b1:
 *       v1 = InitMem <mem>
 *       v4 (3) = Add64 <int> v2 v3          (line), {aux}, [auxint]
 *     Ret v4 v1
 */
#include <string.h>

#include "ssa/graph.h"

static const char *type_text(Type *t)
{
    return t == ssa_mem_type ? "mem" : t == ssa_void_type ? "void" : types_string(t);
}

static void put_name(const Value *v, Buf *out)
{
    const SsaOpInfo *op = &ssa_ops[v->op];
    const char *name = op->name;
    if (op->flags & SF_FLOAT && name[0] == 'F' && name[1] >= 'A' && name[1] <= 'Z' && v->op != OP_FMA)
        name++; /* FAdd is Add64F */
    buf_puts(out, name);
    if (op->flags & SF_CVT) {
        Type *from = v->args[0]->type;
        buf_printf(out, "%d%sto%d%s", ssa_width(from), ssa_scalar(from) == SCALAR_FLOAT ? "F" : "",
                   ssa_width(v->type), ssa_scalar(v->type) == SCALAR_FLOAT ? "F" : "");
        return;
    }
    Type *t = op->flags & SF_WIDTH ? v->type
            : op->flags & SF_ARGWIDTH && v->nargs ? v->args[0]->type : NULL;
    if (!t)
        return;
    if (ssa_scalar(t) == SCALAR_PTR)
        buf_puts(out, "Ptr");
    else if (ssa_scalar(t) == SCALAR_BOOL)
        buf_puts(out, "B");
    else
        buf_printf(out, "%d%s", ssa_width(t), op->flags & SF_FLOAT ? "F" : "");
}

static void put_call(const SsaCall *c, const Value *v, Buf *out)
{
    if (v->op == OP_StaticCall && c && c->fn)
        buf_printf(out, " {%s}", c->fn->linksym->s);
    else if (v->op == OP_RtCall && c)
        buf_printf(out, " {%s}", rt_names[c->rt]);
    if (c && c->nresults)
        buf_printf(out, " [%u]", c->nresults);
}

static void put_aux(const Value *v, Buf *out)
{
    double d;
    switch ((SsaAux)ssa_ops[v->op].aux) {
    case SAUX_NONE:
        break;
    case SAUX_INT:
        buf_printf(out, " [%lld]", (long long)v->auxint);
        break;
    case SAUX_BOOL:
        buf_puts(out, v->auxint ? " [true]" : " [false]");
        break;
    case SAUX_FLOAT:
        memcpy(&d, &v->auxint, sizeof d);
        buf_printf(out, " [%.17g]", d);
        break;
    case SAUX_SYM:
        buf_printf(out, " {%s}", ((const Sym *)v->aux)->s);
        break;
    case SAUX_NAME:
        buf_printf(out, " {%s}", ((const Name *)v->aux)->sym->s);
        break;
    case SAUX_NAMEINT:
        if (v->aux && ((const Name *)v->aux)->sym)
            buf_printf(out, " {%s}", ((const Name *)v->aux)->sym->s);
        buf_printf(out, " [%lld]", (long long)v->auxint);
        break;
    case SAUX_TYPE:
        if (v->aux && v->op != OP_Load)
            buf_printf(out, " {%s}", type_text(v->aux));
        if (v->auxint)
            buf_puts(out, " [volatile]");
        break;
    case SAUX_TYPESIZE:
        if (v->aux)
            buf_printf(out, " {%s}", type_text(v->aux));
        buf_printf(out, " [%lld]", (long long)v->auxint);
        break;
    case SAUX_CALL:
        put_call(v->aux, v, out);
        break;
    }
}

static void put_value(const Value *v, Buf *out)
{
    buf_printf(out, "v%u", v->id);
    if (v->pos && pos_file(v->pos))
        buf_printf(out, " (%s%u)", v->is_stmt ? "+" : "", pos_resolve(v->pos).line);
    buf_puts(out, " = ");
    put_name(v, out);
    buf_printf(out, " <%s>", type_text(v->type));
    put_aux(v, out);
    for (uint32_t i = 0; i < v->nargs; i++)
        buf_printf(out, " v%u", v->args[i]->id);
}

const char *ssa_value_text(const SsaFunc *f, const Value *v)
{
    Buf b = {0};
    put_value(v, &b);
    char *s = arena_strndup(perm, b.p, b.len);
    buf_free(&b);
    return s;
}

static void put_end(const Block *b, Buf *out)
{
    static const char *const names[] = {[BLOCK_PLAIN] = "Plain", [BLOCK_IF] = "If",
        [BLOCK_SWITCH] = "Switch", [BLOCK_DEFER] = "Defer", [BLOCK_RET] = "Ret", [BLOCK_EXIT] = "Exit"};
    buf_printf(out, "    %s", names[b->kind]);
    for (uint32_t i = 0; i < b->controls.len; i++)
        buf_printf(out, " v%u", b->controls.p[i]->id);
    for (uint32_t i = 0; i < b->succs.len; i++) {
        buf_puts(out, i == 0 ? " -> " : " ");
        if (b->kind == BLOCK_SWITCH && i > 0)
            buf_printf(out, "%lld:", (long long)b->cases[i - 1]);
        buf_printf(out, "b%u", b->succs.p[i].b->id);
    }
    if (b->likely)
        buf_puts(out, b->likely > 0 ? " (likely)" : " (unlikely)");
    buf_putc(out, '\n');
}

static void put_block(const Block *b, Buf *out)
{
    buf_printf(out, "  b%u:", b->id);
    for (uint32_t i = 0; i < b->preds.len; i++)
        buf_printf(out, "%sb%u", i ? " " : " <- ", b->preds.p[i].b->id);
    buf_putc(out, '\n');
    for (uint32_t i = 0; i < b->values.len; i++) {
        buf_puts(out, "    ");
        put_value(b->values.p[i], out);
        const Value *v = b->values.p[i];
        if (!v->uses && v->type != ssa_mem_type && v->type != ssa_void_type)
            buf_puts(out, " // unused");
        buf_putc(out, '\n');
    }
    put_end(b, out);
}

void ssa_dump_buf(const SsaFunc *f, Buf *out)
{
    buf_printf(out, "%s func(", f->name ? f->name->s : "?");
    for (uint32_t i = 0; i < f->nparams; i++)
        buf_printf(out, "%s%s", i ? ", " : "", type_text(f->params[i]));
    buf_puts(out, ") (");
    for (uint32_t i = 0; i < f->nresults; i++)
        buf_printf(out, "%s%s", i ? ", " : "", type_text(f->results[i]));
    buf_puts(out, ")\n");
    for (uint32_t i = 0; i < f->blocks.len; i++)
        put_block(f->blocks.p[i], out);
}

void ssa_dump(const SsaFunc *f, FILE *out)
{
    Buf b = {0};
    ssa_dump_buf(f, &b);
    fwrite(b.p, 1, b.len, out);
    buf_free(&b);
}
