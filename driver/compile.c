/* One package through all stages. Runs in a child process of its own: state is global, memory is never
 * freed, and a crash takes only the child along. */
#include "driver/driver.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "driver/modules.h"
#include "ir/ir.h"
#include "lexer/lexer.h"
#include "parser/parser.h"
#include "ssa/ssa.h"
#include "types/types.h"

/* ---- sources ---- */

typedef VEC(AstFile *) AstFiles;

/* Functions of std whose bodies gc's compiler replaces, as what they mean: here, in the text read, at
 * the same length. internal/abi.EscapeNonString (1.26) forces its argument's pointees to the heap. */
static void replace_bodies(const LoadPkg *p, char *text)
{
    static const struct { const char *path, *func, *from, *to; } rows[] = {
        {"internal/abi", "func EscapeNonString[", "{ panic(\"intrinsic\") }", "{ Escape(v)          }"},
    };
    for (size_t i = 0; p->std && i < sizeof rows / sizeof *rows; i++) {
        char *at = strcmp(p->path, rows[i].path) == 0 ? strstr(text, rows[i].func) : NULL;
        char *body = at ? strstr(at, rows[i].from) : NULL;
        if (body)
            memcpy(body, rows[i].to, strlen(rows[i].to));
    }
}

/* -trimpath: import path and file name. A module of the cache is named with its version, as its folder is;
 * files of the command line are named as if they were given in their folder. */
static const Sym *trimmed_name(const LoadPkg *p, const char *file)
{
    size_t n = strlen(context.gomodcache);
    const char *base = path_base(file);
    if (strcmp(p->path, "command-line-arguments") == 0)
        return sym_printf("./%s", base);
    if (p->std || strncmp(p->dir, context.gomodcache, n) != 0 || p->dir[n] != '/')
        return sym_printf("%s/%s", p->path, base);
    Buf b = {0};
    for (const char *s = p->dir + n + 1; *s; s++) {
        bool upper = s[0] == '!' && s[1];
        s += upper;
        buf_putc(&b, upper ? (char)toupper((unsigned char)*s) : *s);
    }
    const Sym *name = sym_printf("%s/%s", buf_cstr(&b), base);
    buf_free(&b);
    return name;
}

static AstFiles parse_files(const LoadPkg *p)
{
    AstFiles files = {0};
    for (uint32_t i = 0; i < p->files.len; i++) {
        size_t size = p->text ? strlen(p->text) : 0;
        char *text = p->text ? p->text : file_read(p->files.p[i], &size);
        if (!text)
            diag_fatal("open %s: %s", p->files.p[i], errno_text(errno));
        if (size >= UINT32_MAX / 4)
            diag_fatal("%s: file is too large", p->files.p[i]);
        replace_bodies(p, text);
        SrcFile *src = pos_add_file(sym(p->files.p[i]), text, (uint32_t)size);
        if (build_options.trimpath)
            src->object_name = trimmed_name(p, p->files.p[i]);
        ParserOptions opt = {.comments = p->for_test && testscan_is_test_file(p->files.p[i])};
        vec_push(perm, &files, parser_parse_file(src, &opt));
    }
    return files;
}

/* A scan by itself, of a file that has been parsed: its messages have been reported. */
static void scan_again(SrcFile *src)
{
    Lexer lx;
    Token t;
    lexer_init(&lx, src, LEXER_GC);
    lx.silent = src->text + src->size + 1;
    do
        lexer_next(&lx, &t);
    while (t.kind != TOK_EOF);
}

static void bench_scan(AstFiles files)
{
    for (uint32_t i = 0; i < files.len; i++)
        scan_again(pos_file(files.p[i]->Package));
    times_stage("fe:scan"); /* which parsing has in it, too */
}

static uint32_t count_lines(AstFiles files)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < files.len; i++)
        n += pos_file(files.p[i]->Package)->lines.len;
    return n;
}

/* ---- imports ---- */

typedef struct Imports { const LoadPkg *pkg; } Imports;

/* An import path means what the importing package says: std's vendored packages have other names. */
static const LoadPkg *dependency(const LoadPkg *p, const char *path)
{
    for (uint32_t i = 0; i < p->imports.len; i++)
        if (strcmp(p->imports.p[i].path, path) == 0)
            return p->deps.p[i];
    return NULL;
}

static Package *read_package(const LoadPkg *d, const char **error)
{
    size_t size;
    const char *data = file_read(d->export_file, &size);
    *error = "no export data";
    return data ? types_import(sym(d->path), data, size, error) : NULL;
}

static const LoadPkg *find_package(const LoadPkg *p, const char *path, Map *seen)
{
    if (strcmp(p->path, path) == 0)
        return p;
    for (uint32_t i = 0; i < p->deps.len; i++) {
        const LoadPkg *d = p->deps.p[i];
        if (!d || map_get(seen, d))
            continue;
        map_set(seen, d, (void *)d);
        d = find_package(d, path, seen);
        if (d)
            return d;
    }
    return NULL;
}

/* Reads a package that is imported indirectly, for the bodies of its functions. */
static void load_bodies(void *ctx, Package *pkg)
{
    static Map tried;
    const char *error;
    Map seen = {0};
    if (pkg->complete || map_get(&tried, pkg))
        return;
    map_set(&tried, pkg, pkg);
    const LoadPkg *d = find_package(ctx, pkg->path->s, &seen);
    if (d && !read_package(d, &error))
        diag_error(NO_POS, "could not import %s (%s)", pkg->path->s, error);
}

static Package *import_package(void *ctx, const Sym *path, Pos pos)
{
    const Imports *im = ctx;
    if (strcmp(path->s, "unsafe") == 0)
        return package_unsafe;
    const LoadPkg *d = dependency(im->pkg, path->s);
    if (!d) {
        diag_error(pos, "could not import %s (%s)", path->s, importpath_compiler_problem(path->s));
        return NULL;
    }
    Package *known = package_lookup(sym(d->path));
    if (known && known->complete)
        return known;
    const char *error;
    Package *p = read_package(d, &error);
    if (!p)
        diag_error(pos, "could not import %s (%s)", path->s, error);
    return p;
}

static Package *check(const LoadPkg *p, AstFiles files)
{
    Imports *im = NEW(perm, Imports);
    im->pkg = p;
    CheckOptions opt = {
        .go_minor = gcflags.lang ? gcflags.lang : p->go_minor,
        .tree_minor = context.tree_minor,
        .std = p->std,
        .ignore_bodyless = gcflags_incomplete_ok || p->std || p->bodyless_ok,
        .asm_left_out = p->without_asm,
        .allow_any_main = true, /* a missing main is the linker's complaint */
        .import = import_package,
        .import_ctx = im,
    };
    const char *path = gcflags.path ? gcflags.path : p->is_main ? "main" : p->path;
    return types_check_package(sym(path), files.p, (int)files.len, &opt);
}

/* ---- later stages ---- */

static bool write_export(const LoadPkg *p, Package *pkg)
{
    Buf b = {0};
    types_export(pkg, &b);
    bool ok = file_write(p->export_file, b.p, b.len);
    if (!ok)
        fprintf(stderr, "%s: %s\n", p->export_file, errno_text(errno));
    buf_free(&b);
    return ok;
}

static bool write_facts(const LoadPkg *p, Package *pkg, AstFiles files, const IrPackage *ir)
{
    Buf b = {0};
    if (ir && ir->init)
        buf_printf(&b, "init %s\n", ir->init->linksym->s);
    Obj *main_func = scope_lookup(pkg->scope, sym("main"));
    if (main_func && main_func->kind == OBJ_FUNC)
        buf_puts(&b, "main\n");
    for (uint32_t i = 0; p->for_test && i < files.len; i++)
        if (testscan_is_test_file(p->files.p[i]))
            testscan_write(files.p[i], &b);
    bool ok = file_write(compile_facts_file(p), b.p ? b.p : "", b.len);
    buf_free(&b);
    return ok;
}

static bool wanted(const CompileJob *job, const Func *f)
{
    return !job->func || strcmp(f->name->s, job->func) == 0 || strcmp(f->linksym->s, job->func) == 0;
}

/* The files of a //go:embed pattern, as loading found them. */
static bool read_embedded(void *ctx, const char *pattern, IrEmbedFiles *out)
{
    const LoadPkg *p = ctx;
    for (uint32_t i = 0; i < p->embeds.len; i++) {
        const Embed *e = &p->embeds.p[i];
        if (strcmp(e->pattern, pattern) != 0)
            continue;
        for (uint32_t k = 0; k < e->files.len; k++) {
            IrEmbedFile f = {.name = e->files.p[k]};
            uint8_t digest[32];
            f.data = file_read(path_join(p->dir, f.name), &f.size);
            if (!f.data)
                diag_fatal("embed %s: %s", f.name, errno_text(errno));
            cache_digest(f.data, f.size, digest);
            memcpy(f.hash, digest, sizeof f.hash);
            vec_push(perm, out, f);
        }
        return true;
    }
    return false;
}

static const IrStringVar *string_vars(const LoadPkg *p)
{
    VEC(IrStringVar) vars = {0};
    for (uint32_t i = 0; i < build_options.string_vars.len; i++) {
        const StringVar *v = &build_options.string_vars.p[i];
        if (strcmp(v->path, p->link_path) == 0)
            vec_push(perm, &vars, ((IrStringVar){v->name, v->value}));
    }
    vec_push(perm, &vars, (IrStringVar){0});
    return vars.p;
}

static IrPackage *make_ir(const LoadPkg *p, Package *pkg)
{
    IrOptions opt = {
        .m_level = gcflags.m_level,
        .no_inline = gcflags.no_inline || gcflags.no_opt,
        .no_opt = gcflags.no_opt,
        .checkptr = gcflags.checkptr,
        .tree_minor = context.tree_minor,
        .load = load_bodies,
        .string_vars = string_vars(p),
        .embed = read_embedded,
        .ctx = (void *)p,
    };
    return ir_compile(pkg, &opt);
}

static void show_ir(const CompileJob *job, const IrPackage *ir)
{
    for (uint32_t i = 0; i < ir->funcs.len; i++)
        if (ir->funcs.p[i]->body && wanted(job, ir->funcs.p[i]))
            ir_dump_func(ir->funcs.p[i], job->out);
}

static SsaOptions ssa_options(void)
{
    return (SsaOptions){
        .no_opt = gcflags.no_opt,
        .no_bounds = gcflags.no_bounds,
        .check = gcflags.ssa_check,
        .html_func = getenv("GOSSAFUNC"),
        .html_dir = getenv("GOSSADIR"),
    };
}

static void show_ssa(const CompileJob *job, const IrPackage *ir)
{
    SsaOptions opt = ssa_options();
    for (uint32_t i = 0; i < ir->funcs.len; i++) {
        Func *f = ir->funcs.p[i];
        if (!ir_is_compiled(f))
            continue;
        SsaFunc *s = ssa_compile(f, &opt);
        if (job->out && wanted(job, f))
            ssa_dump(s, job->out);
        ssa_free(s);
    }
}

static void copy_text(const char *path, FILE *out)
{
    size_t size;
    char *text = file_read(path, &size);
    if (text)
        fwrite(text, 1, size, out);
}

/* The symbols of the functions that -func names; NULL without it. */
static const char *const *shown_symbols(const CompileJob *job, const IrPackage *ir)
{
    VEC(const char *) symbols = {0};
    if (!job->func)
        return NULL;
    for (uint32_t i = 0; i < ir->funcs.len; i++)
        if (wanted(job, ir->funcs.p[i]))
            vec_push(perm, &symbols, ir->funcs.p[i]->linksym->s);
    vec_push(perm, &symbols, NULL);
    return symbols.p;
}

static bool make_object(const CompileJob *job, IrPackage *ir)
{
    const LoadPkg *p = job->pkg;
    SsaOptions ssa = ssa_options();
    const char *text = job->stage == STAGE_OBJECT ? NULL : arena_printf(perm, "%s/%d.text", work_dir(), p->index);
    BackendOptions opt = {
        .ssa = &ssa,
        .stage = times_stage,
        .no_opt = gcflags.no_opt,
        .debug = true,
        .goamd64 = context.goamd64,
        .tree_minor = context.tree_minor,
        .workdir = build_options.trimpath ? NULL : context.workdir,
        .split = text ? NULL : backend_split(ir, gcflags.module_nodes),
        .llvm_text = job->stage == STAGE_LLVM ? text : NULL,
        .asm_text = job->stage == STAGE_ASM ? text : NULL,
        .only = text ? shown_symbols(job, ir) : NULL,
    };
    if (!modules_compile(ir, &opt, p))
        return false;
    if (text)
        copy_text(text, job->out);
    return true;
}

/* Is there what -func asks for? */
static bool has_wanted(const CompileJob *job, const IrPackage *ir)
{
    for (uint32_t i = 0; i < ir->funcs.len; i++)
        if (ir->funcs.p[i]->body && wanted(job, ir->funcs.p[i]))
            return true;
    fprintf(stderr, "no function %s with code; `seago ir` without -func shows all that there are\n",
            job->func);
    return false;
}

/* Behind checking: IR, SSA, object. False: an error that has been printed. */
static bool later_stages(const CompileJob *job, Package *pkg, IrPackage **out)
{
    if (job->stage < STAGE_IR)
        return true;
    IrPackage *ir = *out = make_ir(job->pkg, pkg);
    if (job->func && job->out && diag_count() == 0 && !has_wanted(job, ir))
        return false;
    if (job->stage == STAGE_IR && job->out)
        show_ir(job, ir);
    times_stage("ir");
    if (job->stage < STAGE_SSA || diag_count() > 0)
        return true;
    if (job->stage == STAGE_SSA) {
        show_ssa(job, ir);
        times_stage("ssa");
        return true;
    }
    backend_typedescs(ir, context.tree_minor);
    times_stage("ssa");
    bool ok = make_object(job, ir) || diag_count() > 0;
    times_stage("llvm");
    return ok;
}

int compile_package(const CompileJob *job)
{
    const LoadPkg *p = job->pkg;
    gcflags_select(p);
    diag_options.all = gcflags.all_errors;
    times_start();
    ir_register_export();
    AstFiles files = parse_files(p);
    times_stage("fe:parse");
    if (gcflags.bench)
        bench_scan(files);
    bool holes = false;
    for (uint32_t i = 0; i < files.len; i++) {
        types_check_branches(files.p[i]);
        holes |= files.p[i]->holes;
    }
    if (diag_syntax_count() > 0 || holes)
        return diag_flush(), 2;
    Package *pkg = check(p, files); /* other errors of the parser leave whole trees */
    for (uint32_t i = 0; p->for_test && i < files.len; i++)
        if (testscan_is_test_file(p->files.p[i]))
            testscan_check(files.p[i]);
    times_stage("fe:check");
    diag_take_late();
    if (diag_count() > 0)
        return diag_flush(), 2;
    IrPackage *ir = NULL;
    if (!later_stages(job, pkg, &ir))
        return 2;
    if (diag_flush())
        return 2;
    bool ok = write_export(p, pkg) && write_facts(p, pkg, files, ir);
    times_stage("export");
    if (gcflags.bench)
        times_write(p, gcflags.bench, count_lines(files));
    return ok ? 0 : 2;
}
