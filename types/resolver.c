/* resolver: collects the objects of all files into their scopes (spec: Declarations and scope). */
#include "types/check.h"

#include <string.h>

typedef struct MethodInfo { Obj *obj; bool ptr; AstIdent *base; } MethodInfo;
typedef VEC(MethodInfo) MethodInfoVec;

typedef struct Collector {
    Checker *ck;
    AstFile *file;
    Scope *scope;          /* of the file */
    MethodInfoVec methods; /* with a usable receiver and a name */
    Map imported;          /* path -> Package, so that each is imported once */
} Collector;

/* ---- declaring ---- */

void check_declare(Checker *ck, Scope *scope, AstIdent *id, Obj *o, Pos scope_pos)
{
    if (o->kind == OBJ_VAR && !o->var.is_global) {
        o->var.func_lit = ck->env.func_lit;
        o->var.in_func = ck->env.in_func;
    }
    if (o->name != sym_blank()) {
        Obj *alt = scope_insert(scope, o);
        if (alt) {
            check_redeclared(ck, o->pos, o->name, alt);
            return;
        }
        o->scope_pos = scope_pos;
    }
    if (id)
        check_record_def(ck, id, o);
}

static DeclInfo *new_decl(Collector *c)
{
    DeclInfo *d = NEW(perm, DeclInfo);
    d->file = c->scope;
    d->ast_file = c->file;
    d->package_level = true;
    return d;
}

static void add_object(Collector *c, Obj *o, DeclInfo *d)
{
    o->decl = d;
    vec_push(perm, &c->ck->objs, o);
    if (!d->order)
        d->order = c->ck->objs.len;
}

/* Declares anything but a function in the package scope. */
static void declare_package_object(Collector *c, AstIdent *id, Obj *o, DeclInfo *d)
{
    Checker *ck = c->ck;
    if (id->Name == sym("init")) {
        check_error(ck, start_pos(id), "cannot declare init - must be func");
        return;
    }
    if (id->Name == sym("main") && ck->pkg->name == sym("main")) {
        check_error(ck, start_pos(id), "cannot declare main - must be func");
        return;
    }
    check_declare(ck, ck->pkg->scope, id, o, NO_POS);
    id->obj = o;
    add_object(c, o, d);
}

/* As many names as initial values? (spec: Constant, Variable declarations) */
void check_arity(Checker *ck, Pos pos, AstIdentList *names, AstExprList *inits, bool is_const,
                 bool inherited)
{
    uint32_t l = names->len, r = inits ? inits->len : 0;
    if (l < r) {
        AstExpr *n = inits->p[l];
        if (inherited)
            check_error(ck, pos, "extra init expr at %s", pos_string(start_pos(n)));
        else
            check_error(ck, start_pos(n), "extra init expr %s", ast_expr_string(n));
    } else if (l > r && (is_const || r != 1)) {
        AstIdent *n = names->p[r];
        check_error(ck, start_pos(n), "missing init expr for %s", n->Name->s);
    }
}

/* ---- imports ---- */

/* Is r graphic and fit for an import path? (spec: Import declarations) */
static bool valid_path_rune(int32_t r)
{
    if (r < 0x80 && strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", r))
        return false;
    return r != RUNE_ERROR && r > ' ' && r != 0x7f && unicode_is_print(r);
}

static const Sym *import_path(Checker *ck, AstBasicLit *lit)
{
    const Sym *path = lexer_string_value(lit->Value);
    if (path->len == 0) {
        check_error(ck, start_pos(lit), "invalid import path (empty string)");
        return NULL;
    }
    for (uint32_t i = 0; i < path->len;) {
        int32_t r;
        i += (uint32_t)utf8_decode(path->s + i, path->len - i, &r);
        if (valid_path_rune(r))
            continue;
        char enc[5] = {0};
        utf8_encode(r, enc);
        check_error(ck, start_pos(lit), "invalid import path (invalid character U+%04X%s%s%s)",
                    (unsigned)r, unicode_is_print(r) ? " '" : "", unicode_is_print(r) ? enc : "",
                    unicode_is_print(r) ? "'" : "");
        return NULL;
    }
    return path;
}

static Package *fake_package(const Sym *path)
{
    const char *name = path->s, *end = path->s + path->len;
    if (end > name && end[-1] == '/')
        end--;
    for (const char *p = name; p < end; p++)
        if (*p == '/')
            name = p + 1;
    Package *p = package_new(path, sym_intern(name, (size_t)(end - name)));
    p->scope = p->scope ? p->scope : scope_new(universe, false);
    p->fake = true;
    return p;
}

static Package *import_package(Collector *c, const Sym *path, Pos pos)
{
    Package *p = map_get(&c->imported, path);
    if (p)
        return p;
    if (path == sym("unsafe"))
        p = package_unsafe;
    else if (path == sym("C"))
        diag_unsupported(pos, "import \"C\"");
    else if (c->ck->opt->import)
        p = c->ck->opt->import(c->ck->opt->import_ctx, path, pos);
    if (!p) {
        c->ck->errors++;
        p = fake_package(path);
    }
    map_set(&c->imported, path, p);
    vec_push(perm, &c->ck->pkg->imports, p);
    return p;
}

/* import . "p": the exported objects of p join the file scope. */
static void dot_import(Collector *c, AstImportSpec *s, Package *p, Obj *pkgname)
{
    Map *from = map_get(&c->ck->dot_imports, c->scope);
    if (!from) {
        from = NEW(perm, Map);
        map_set(&c->ck->dot_imports, c->scope, from);
    }
    for (uint32_t i = 0; i < p->scope->names.len; i++) {
        Obj *o = p->scope->names.entries[i].value;
        if (!o->exported)
            continue;
        Obj *alt = scope_lookup(c->scope, o->name);
        if (alt) {
            check_redeclared(c->ck, start_pos(s->Name), o->name, alt);
            continue;
        }
        map_set(&c->scope->names, o->name, o);
        map_set(from, o->name, pkgname);
    }
}

static void collect_import(Collector *c, AstImportSpec *s)
{
    Checker *ck = c->ck;
    if (!s->Path || s->Path->bad)
        return;
    const Sym *path = import_path(ck, s->Path);
    if (!path)
        return;
    Package *p = import_package(c, path, start_pos(s->Path));
    const Sym *name = p->name;
    if (s->Name) {
        name = s->Name->Name;
        if (path == sym("C")) {
            check_error(ck, start_pos(s->Name), "cannot rename import \"C\"");
            return;
        }
    }
    if (name == sym("init")) {
        check_error(ck, start_pos(s), "cannot import package as init - init must be a func");
        return;
    }
    Obj *o = obj_new(OBJ_PKGNAME, start_pos(s), ck->pkg, name, type_invalid);
    o->pkgname.imported = p;
    o->pkgname.dot = name == sym(".");
    o->used = p->fake;
    s->info = o;
    if (s->Name)
        check_record_def(ck, s->Name, o);
    vec_push(perm, &ck->imported, o);
    if (o->pkgname.dot)
        dot_import(c, s, p, o);
    else
        check_declare(ck, c->scope, NULL, o, NO_POS);
}

/* ---- constants, variables, types ---- */

static void collect_consts(Collector *c, AstGenDecl *g)
{
    AstValueSpec *last = NULL;
    for (uint32_t i = 0; i < g->Specs.len; i++) {
        AstValueSpec *s = (AstValueSpec *)g->Specs.p[i];
        bool inherited = !s->Type && s->Values.len == 0 && last;
        if (!inherited)
            last = s;
        for (uint32_t j = 0; j < s->Names.len; j++) {
            AstIdent *id = s->Names.p[j];
            Obj *o = obj_new(OBJ_CONST, start_pos(id), c->ck->pkg, id->Name, NULL);
            DeclInfo *d = new_decl(c);
            d->vtyp = last->Type;
            d->init = j < last->Values.len ? last->Values.p[j] : NULL;
            d->inherited = inherited;
            d->iota = const_from_int64(i);
            declare_package_object(c, id, o, d);
        }
        check_arity(c->ck, start_pos(s), &s->Names, &last->Values, true, inherited);
    }
}

static bool imports_embed(AstFile *f)
{
    for (uint32_t i = 0; i < f->Imports.len; i++)
        if (f->Imports.p[i]->Path &&
            lexer_string_value(f->Imports.p[i]->Path->Value) == sym("embed"))
            return true;
    return false;
}

/* Of the directive, given that of its first pattern. */
static Pos embed_pos(AstValueSpec *s)
{
    return s->embeds.p[0].pos - (Pos)strlen("go:embed ");
}

/* //go:embed stands above one variable, with a type and without value, next to an import of embed. */
static AstFile *file_of(const Checker *ck, Pos pos)
{
    const SrcFile *src = pos_file(pos);
    for (int i = 0; i < ck->nfiles; i++)
        if (ck->files[i]->src == src)
            return ck->files[i];
    diag_bug("file_of", "a position in no file of the package");
}

void check_embed(Checker *ck, AstValueSpec *s, bool in_func)
{
    if (s->embeds.len == 0)
        return;
    const char *bad = NULL;
    if (!imports_embed(file_of(ck, embed_pos(s))))
        bad = new_wording(20)
            ? "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
            : "go:embed only allowed in Go files that import \"embed\"";
    else if (s->Names.len > 1)
        bad = "go:embed cannot apply to multiple vars";
    else if (s->Values.len > 0)
        bad = "go:embed cannot apply to var with initializer";
    else if (!s->Type)
        bad = "go:embed cannot apply to var without type";
    else if (in_func)
        bad = "go:embed cannot apply to var inside func";
    if (bad)
        diag_late_error(embed_pos(s), "%s", bad);
    else if (!check_has_version(ck, 16))
        check_version_error(ck, embed_pos(s), 16, "go:embed");
}

static void collect_vars(Collector *c, AstValueSpec *s)
{
    check_embed(c->ck, s, false);
    uint32_t n = s->Names.len;
    Obj **lhs = NEW_ARRAY(perm, Obj *, n);
    DeclInfo *shared = NULL; /* var a, b = f(): all depend on the one initialiser */
    if (s->Values.len == 1) {
        shared = new_decl(c);
        shared->lhs = lhs;
        shared->nlhs = (int)n;
        shared->vtyp = s->Type;
        shared->init = s->Values.p[0];
    }
    for (uint32_t i = 0; i < n; i++) {
        AstIdent *id = s->Names.p[i];
        Obj *o = obj_new(OBJ_VAR, start_pos(id), c->ck->pkg, id->Name, NULL);
        o->var.is_global = true;
        lhs[i] = o;
        DeclInfo *d = shared;
        if (!d) {
            d = new_decl(c);
            d->vtyp = s->Type;
            d->init = i < s->Values.len ? s->Values.p[i] : NULL;
        }
        declare_package_object(c, id, o, d);
    }
    if (!s->Type || s->Values.len > 0)
        check_arity(c->ck, start_pos(s), &s->Names, &s->Values, false, false);
}

static void collect_type(Collector *c, AstTypeSpec *s)
{
    if (s->TypeParams && s->TypeParams->List.len > 0)
        check_allow(c->ck, start_pos(s->TypeParams->List.p[0]), 18, "type parameter");
    Obj *o = obj_new(OBJ_TYPENAME, start_pos(s->Name), c->ck->pkg, s->Name->Name, NULL);
    o->tname.is_alias = s->Assign != NO_POS;
    o->tname.notinheap = s->pragma & PRAGMA_NOTINHEAP;
    DeclInfo *d = new_decl(c);
    d->tdecl = s;
    declare_package_object(c, s->Name, o, d);
}

/* ---- functions ---- */

/* Name of the receiver's base type, its pointer and type parameters stripped; NULL if unusable. */
AstIdent *check_unpack_receiver(Checker *ck, AstExpr *t, bool *ptr, AstIdentList *tparams)
{
    *ptr = false;
    for (;; ) {
        if (t->kind == AST_ParenExpr) {
            t = ((AstParenExpr *)t)->X;
        } else if (t->kind == AST_StarExpr) {
            *ptr = true;
            t = ((AstStarExpr *)t)->X;
        } else {
            break;
        }
    }
    AstExprList args = {0};
    if (t->kind == AST_IndexExpr) {
        vec_push(perm, &args, ((AstIndexExpr *)t)->Index);
        t = ((AstIndexExpr *)t)->X;
    } else if (t->kind == AST_IndexListExpr) {
        args = ((AstIndexListExpr *)t)->Indices;
        t = ((AstIndexListExpr *)t)->X;
    }
    for (uint32_t i = 0; tparams && i < args.len; i++) {
        AstIdent *par = NULL;
        if (args.p[i]->kind == AST_Ident)
            par = (AstIdent *)args.p[i];
        else if (args.p[i]->kind != AST_BadExpr)
            check_error(ck, start_pos(args.p[i]), "receiver type parameter %s must be an identifier",
                        ast_expr_string(args.p[i]));
        if (!par) {
            par = NEW(perm, AstIdent);
            par->kind = AST_Ident;
            par->NamePos = start_pos(args.p[i]);
            par->Name = sym_blank();
        }
        vec_push(perm, tparams, par);
    }
    return t->kind == AST_Ident ? (AstIdent *)t : NULL;
}

static FuncPragma func_pragma(uint32_t flags)
{
    return (FuncPragma){
        .noinline_ = flags & PRAGMA_NOINLINE,
        .nosplit = flags & PRAGMA_NOSPLIT,
        .noescape = flags & PRAGMA_NOESCAPE,
        .norace = flags & PRAGMA_NORACE,
        .uintptrescapes = flags & PRAGMA_UINTPTRESCAPES,
        .uintptrkeepalive = flags & (PRAGMA_UINTPTRKEEPALIVE | PRAGMA_UINTPTRESCAPES),
        .nocheckptr = flags & PRAGMA_NOCHECKPTR,
        .systemstack = flags & PRAGMA_SYSTEMSTACK,
    };
}

static Pos func_pos(AstFuncDecl *d)
{
    return d->Recv ? d->Recv->Opening : start_pos(d->Name);
}

static bool has_tparams(AstFuncDecl *d)
{
    return d->Type->TypeParams && d->Type->TypeParams->List.len > 0;
}

/* func init and func main are special (spec: Program initialization). Returns false if the type
 * parameters were reported. */
static bool check_special_func(Collector *c, AstFuncDecl *d)
{
    Checker *ck = c->ck;
    const Sym *name = d->Name->Name;
    bool ok = true;
    if (name != sym("init") && !(name == sym("main") && ck->pkg->name == sym("main")))
        return true;
    if (has_tparams(d)) {
        check_soft_error(ck, start_pos(d->Type->TypeParams->List.p[0]),
                         "func %s must have no type parameters", name->s);
        ok = false;
    }
    if (d->Type->Params->List.len > 0 || (d->Type->Results && d->Type->Results->List.len > 0))
        check_soft_error(ck, func_pos(d), "func %s must have no arguments and no return values",
                         name->s);
    return ok;
}

static void collect_func(Collector *c, AstFuncDecl *d)
{
    Checker *ck = c->ck;
    const Sym *name = d->Name->Name;
    Obj *o = obj_new(OBJ_FUNC, start_pos(d->Name), ck->pkg, name, NULL);
    o->func.decl = d;
    o->func.origin = o;
    o->func.has_body = d->Body != NULL;
    o->func.pragma = func_pragma(d->pragma);
    bool tparams_ok = true;
    d->Name->obj = o;
    if (d->Recv && d->Recv->List.len > 0) {
        MethodInfo m = {.obj = o};
        m.base = check_unpack_receiver(ck, d->Recv->List.p[0]->Type, &m.ptr, NULL);
        if (m.base && name != sym_blank())
            vec_push(perm, &c->methods, m);
        o->func.ptr_recv = m.ptr;
    } else {
        tparams_ok = check_special_func(c, d);
        if (name == sym("init")) {
            o->parent = ck->pkg->scope;
            if (!d->Body)
                check_soft_error(ck, o->pos, new_wording(20) ? "func init must have a body"
                                 : "missing function body");
        } else {
            check_declare(ck, ck->pkg->scope, d->Name, o, NO_POS);
        }
    }
    if (has_tparams(d) && tparams_ok)
        check_allow(ck, start_pos(d->Type->TypeParams->List.p[0]), 18, "type parameter");
    DeclInfo *info = new_decl(c);
    info->fdecl = d;
    d->info = o;
    add_object(c, o, info);
    vec_push(perm, &ck->pkg->funcs, o);
}

/* ---- files ---- */

static void collect_decl(Collector *c, AstDecl *decl)
{
    if (decl->kind == AST_FuncDecl) {
        collect_func(c, (AstFuncDecl *)decl);
        return;
    }
    if (decl->kind != AST_GenDecl)
        return; /* reported by the parser */
    AstGenDecl *g = (AstGenDecl *)decl;
    if (g->Tok == TOK_CONST) {
        collect_consts(c, g);
        return;
    }
    for (uint32_t i = 0; i < g->Specs.len; i++) {
        AstSpec *s = g->Specs.p[i];
        if (s->kind == AST_ImportSpec)
            collect_import(c, (AstImportSpec *)s);
        else if (s->kind == AST_ValueSpec)
            collect_vars(c, (AstValueSpec *)s);
        else if (s->kind == AST_TypeSpec)
            collect_type(c, (AstTypeSpec *)s);
    }
}

static void collect_file(Collector *c, AstFile *file)
{
    c->file = file;
    c->ck->env.go_minor = file->go_minor;
    c->scope = scope_new(c->ck->pkg->scope, false);
    file->info = c->scope;
    for (uint32_t i = 0; i < file->Decls.len; i++)
        collect_decl(c, file->Decls.p[i]);
}

/* A name may not be declared in both a file and the package scope. */
static void check_file_scope(Checker *ck, Scope *file)
{
    for (uint32_t i = 0; i < file->names.len; i++) {
        Obj *o = file->names.entries[i].value;
        Obj *alt = scope_lookup(ck->pkg->scope, o->name);
        if (!alt)
            continue;
        const char *other = o->pos ? text_printf("\n\t%s: other declaration of %s",
                                                 pos_string(o->pos), o->name->s) : "";
        if (o->kind == OBJ_PKGNAME)
            check_error(ck, alt->pos, "%s already declared through import of package %s (\"%s\")%s",
                        alt->name->s, o->pkgname.imported->name->s, o->pkgname.imported->path->s,
                        other);
        else
            check_error(ck, alt->pos,
                        "%s already declared through dot-import of package %s (\"%s\")%s",
                        alt->name->s, o->pkg->name->s, o->pkg->path->s, other);
    }
}

/* The declared (not alias) type name behind typ, following package-level aliases and at most one
 * pointer; NULL if there is none. */
static Obj *resolve_base_type(Checker *ck, bool *ptr, AstExpr *typ)
{
    for (int steps = 0; steps < 1000; steps++) {
        typ = ast_unparen(typ);
        if (typ->kind == AST_StarExpr) {
            if (*ptr)
                return NULL;
            *ptr = true;
            typ = ast_unparen(((AstStarExpr *)typ)->X);
        }
        if (steps > 0 && typ->kind == AST_IndexExpr)
            typ = ((AstIndexExpr *)typ)->X;
        else if (steps > 0 && typ->kind == AST_IndexListExpr)
            typ = ((AstIndexListExpr *)typ)->X;
        if (typ->kind != AST_Ident)
            return NULL;
        Obj *o = scope_lookup(ck->pkg->scope, ((AstIdent *)typ)->Name);
        if (!o || o->kind != OBJ_TYPENAME)
            return NULL;
        if (!o->tname.is_alias)
            return o;
        typ = ((DeclInfo *)o->decl)->tdecl->Type;
    }
    return NULL;
}

static void associate_methods(Collector *c)
{
    Checker *ck = c->ck;
    for (uint32_t i = 0; i < c->methods.len; i++) {
        MethodInfo *m = &c->methods.p[i];
        bool ptr = m->ptr;
        Obj *base = resolve_base_type(ck, &ptr, (AstExpr *)m->base);
        if (!base)
            continue;
        m->obj->func.ptr_recv = ptr;
        ObjVec *list = map_get(&ck->methods, base);
        if (!list) {
            list = NEW(perm, ObjVec);
            map_set(&ck->methods, base, list);
        }
        vec_push(perm, list, m->obj);
    }
}

static void apply_linknames(Checker *ck, AstFile *file)
{
    Map seen = {0};
    for (uint32_t i = 0; i < file->linknames.len; i++) {
        AstLinkname *l = &file->linknames.p[i];
        if (map_get(&seen, l->local)) {
            diag_late_error(l->pos, "duplicate //go:linkname for %s", l->local->s);
            continue;
        }
        if (new_wording(20) && l->remote && strchr(l->remote->s, '[') && strchr(l->remote->s, ']')) {
            diag_late_error(l->pos, "//go:linkname reference of an instantiation is not allowed");
            continue;
        }
        map_set(&seen, l->local, l);
        Obj *o = scope_lookup(ck->pkg->scope, l->local);
        const Sym *target = l->remote ? l->remote : sym("");
        if (o && o->kind == OBJ_FUNC)
            o->func.pragma.linkname = target;
        else if (o && o->kind == OBJ_VAR)
            o->var.linkname = target;
        else if (check_has_version(ck, 18))
            diag_late_error(l->pos, "//go:linkname must refer to declared function or variable");
    }
}

/* Is the package part of the standard library? Its paths have no dot in front. */
static bool is_std_path(const Sym *path, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(path->s, prefix, n) == 0 && (path->s[n] == 0 || path->s[n] == '/');
}

/* //go:cgo_… is for code that cgo wrote. */
static void check_cgo_pragma(Checker *ck, const AstPragma *p, int len)
{
    const char *words = p->text.p;
    if (len == 21 && memcmp(words, "go:cgo_import_dynamic", 21) == 0)
        return;
    check_error(ck, p->pos, "//%.*s only allowed in cgo-generated code", (int)p->text.len, words);
    int blanks = 0;
    for (uint32_t i = (uint32_t)len; i < p->text.len; i++)
        blanks += words[i] == ' ';
    if (len == 13 && memcmp(words, "go:cgo_ldflag", 13) == 0 && blanks != 1)
        check_error(ck, p->pos, "usage: //go:cgo_ldflag \"arg\"");
}

/* Directives that only the runtime may use. */
static void check_pragmas(Checker *ck, AstFile *file)
{
    const Sym *path = ck->pkg->path;
    if (is_std_path(path, "runtime") || is_std_path(path, "internal"))
        return;
    for (uint32_t i = 0; i < file->pragmas.len; i++) {
        AstPragma *p = &file->pragmas.p[i];
        const char *blank = memchr(p->text.p, ' ', p->text.len);
        int len = blank ? (int)(blank - p->text.p) : (int)p->text.len;
        if (p->flag & (PRAGMA_SYSTEMSTACK | PRAGMA_NOWRITEBARRIER | PRAGMA_NOWRITEBARRIERREC |
                       PRAGMA_YESWRITEBARRIERREC))
            check_error(ck, p->pos, "//%.*s only allowed in runtime", len, p->text.p);
        else if (!ck->opt->std && len > 7 && memcmp(p->text.p, "go:cgo_", 7) == 0)
            check_cgo_pragma(ck, p, len);
        else if ((p->flag & PRAGMA_UINTPTRKEEPALIVE) && path == sym("main"))
            check_error(ck, p->pos, "//%.*s is only allowed in the standard library", len,
                        p->text.p);
    }
}

/* A function without body lives elsewhere: in assembly, or under a link name. */
static void check_bodies(Checker *ck)
{
    for (uint32_t i = 0; i < ck->pkg->funcs.len; i++) {
        Obj *o = ck->pkg->funcs.p[i];
        AstFuncDecl *d = o->func.decl;
        bool generic = has_tparams(d); /* has a message of its own */
        if (!d->Body && !ck->opt->ignore_bodyless && !o->func.pragma.linkname && !generic &&
            o->name != sym("init"))
            diag_late_error(func_pos(d), "%s", ck->opt->asm_left_out ? "functions in assembly are not supported yet"
                                                                  : "missing function body");
        if (d->Body && o->func.pragma.noescape)
            diag_late_error(func_pos(d),
                        "can only use //go:noescape with external func implementations");
    }
}

void check_collect_objects(Checker *ck)
{
    Collector c = {.ck = ck};
    for (int i = 0; i < ck->nfiles; i++)
        collect_file(&c, ck->files[i]);
    ck->env.go_minor = ck->pkg->go_minor;
    for (int i = 0; i < ck->nfiles; i++) {
        check_file_scope(ck, ck->files[i]->info);
        apply_linknames(ck, ck->files[i]);
        check_pragmas(ck, ck->files[i]);
    }
    associate_methods(&c);
    check_bodies(ck);
}

/* Types first, then aliases, then the rest: the type of an alias is seldom needed before. */
void check_package_objects(Checker *ck)
{
    for (uint32_t i = 0; i < ck->objs.len; i++) {
        Obj *o = ck->objs.p[i];
        if (o->kind == OBJ_TYPENAME && !o->tname.is_alias)
            check_obj_decl(ck, o);
    }
    for (uint32_t i = 0; i < ck->objs.len; i++) {
        Obj *o = ck->objs.p[i];
        if (o->kind == OBJ_TYPENAME && o->tname.is_alias)
            check_obj_decl(ck, o);
    }
    for (uint32_t i = 0; i < ck->objs.len; i++) {
        if (ck->objs.p[i]->kind != OBJ_TYPENAME)
            check_obj_decl(ck, ck->objs.p[i]);
    }
}

void check_unused_imports(Checker *ck)
{
    for (uint32_t i = 0; i < ck->imported.len; i++) {
        Obj *o = ck->imported.p[i];
        if (o->used || o->name == sym_blank())
            continue;
        const Sym *path = o->pkgname.imported->path;
        const char *slash = strrchr(path->s, '/'), *elem = slash ? slash + 1 : path->s;
        Buf b = {0};
        buf_quote(&b, path->s, path->len);
        const char *quoted = buf_cstr(&b);
        if (o->name->len == 0 || o->pkgname.dot || strcmp(o->name->s, elem) == 0)
            check_soft_error(ck, o->pos, message_text(MSG_UNUSED_IMPORT), quoted);
        else
            check_soft_error(ck, o->pos, message_text(MSG_UNUSED_IMPORT_AS), quoted, o->name->s);
        buf_free(&b);
    }
}
