/* build_embed.c: variables that //go:embed fills with files, as static data (package embed's documentation;
 * the layout of embed.FS and of its files is that of embed/embed.go). */
#include "ir/build.h"
#include "ir/lower.h"

#include <stdlib.h>
#include <string.h>

typedef enum EmbedKind { EMBED_NONE, EMBED_STRING, EMBED_BYTES, EMBED_FS } EmbedKind;

static EmbedKind embed_kind(Type *t)
{
    if (t->kind == TY_NAMED && t->named.obj->pkg && strcmp(t->named.obj->pkg->path->s, "embed") == 0 &&
        strcmp(t->named.obj->name->s, "FS") == 0)
        return EMBED_FS;
    Type *u = types_under(t);
    if (u->kind == TY_STRING)
        return EMBED_STRING;
    return u->kind == TY_SLICE && types_under(u->slice.elem)->kind == TY_UINT8 ? EMBED_BYTES : EMBED_NONE;
}

/* ---- the list of files: embed.FS has the folders above them too, with a slash at the end ---- */

static bool is_folder(const IrEmbedFile *f)
{
    size_t n = strlen(f->name);
    return n > 0 && f->name[n - 1] == '/';
}

static bool has_name(const IrEmbedFiles *l, const char *name)
{
    for (uint32_t i = 0; i < l->len; i++)
        if (strcmp(l->p[i].name, name) == 0)
            return true;
    return false;
}

static void add_with_folders(IrEmbedFiles *l, const IrEmbedFile *f, EmbedKind kind)
{
    if (has_name(l, f->name))
        return;
    vec_push(perm, l, *f);
    for (size_t i = strlen(f->name); kind == EMBED_FS && i-- > 0;) {
        IrEmbedFile dir = {.name = arena_strndup(perm, f->name, i + 1)};
        if (f->name[i] == '/' && !has_name(l, dir.name))
            vec_push(perm, l, dir);
    }
}

/* Where the last element of a name begins, and its length; a folder's slash does not count. */
static size_t last_element(const char *name, size_t *len)
{
    size_t n = strlen(name), i;
    if (n > 0 && name[n - 1] == '/')
        n--;
    for (i = n; i > 0 && name[i - 1] != '/'; i--)
        ;
    *len = n - i;
    return i;
}

static int compare_bytes(const char *a, size_t na, const char *b, size_t nb)
{
    int c = memcmp(a, b, na < nb ? na : nb);
    return c ? c : (na > nb) - (na < nb);
}

/* By folder ("." if there is none), then by name: embed.FS looks names up by bisection. */
static int compare_files(const void *a, const void *b)
{
    const char *x = ((const IrEmbedFile *)a)->name, *y = ((const IrEmbedFile *)b)->name;
    size_t nx, ny, dx = last_element(x, &nx), dy = last_element(y, &ny);
    int c = compare_bytes(dx ? x : ".", dx ? dx - 1 : 1, dy ? y : ".", dy ? dy - 1 : 1);
    return c ? c : compare_bytes(x + dx, nx, y + dy, ny);
}

static IrEmbedFiles list_files(IrPackage *p, AstValueSpec *s, EmbedKind kind)
{
    IrEmbedFiles list = {0};
    for (uint32_t i = 0; i < s->embeds.len; i++) {
        IrEmbedFiles found = {0};
        const char *pattern = s->embeds.p[i].pattern->s;
        if (!p->options->embed || !p->options->embed(p->options->ctx, pattern, &found))
            diag_error(s->embeds.p[i].pos, "invalid go:embed: build system did not map pattern: %s", pattern);
        for (uint32_t k = 0; k < found.len; k++)
            add_with_folders(&list, &found.p[k], kind);
    }
    if (list.len > 1)
        qsort(list.p, list.len, sizeof *list.p, compare_files);
    return list;
}

/* ---- data ---- */

static void put_word(DataSym *d, int64_t off, uint64_t v) { static_put(d, off, &v, sizeof v); }

/* Pointer and length of a file's bytes. */
static void put_bytes(DataSym *d, int64_t off, const char *bytes, size_t n, bool writable)
{
    static int counter;
    if (n == 0)
        return;
    DataSym *b = static_new(sym_printf("%s..embed%d", ir_current->pkg->path->s, ++counter), NULL, (int64_t)n);
    b->align = 1;
    b->bytes = (uint8_t *)bytes;
    b->local = true;
    b->readonly = !writable;
    static_put_address(d, off, b->linksym, 0);
    put_word(d, off + 8, n);
}

/* A *[]file: { ptr, len, cap, files... } with file { name, data string; hash [16]byte }. */
static void put_fs(DataSym *d, const IrEmbedFiles *l)
{
    enum { SLICE = 24, FILE_SIZE = 48 };
    DataSym *f = static_new(sym_printf("%s.files", d->linksym->s), NULL, SLICE + (int64_t)l->len * FILE_SIZE);
    f->local = f->readonly = true;
    static_put_address(f, 0, f->linksym, SLICE);
    put_word(f, 8, l->len);
    put_word(f, 16, l->len);
    for (uint32_t i = 0; i < l->len; i++) {
        const IrEmbedFile *e = &l->p[i];
        int64_t off = SLICE + (int64_t)i * FILE_SIZE;
        put_bytes(f, off, e->name, strlen(e->name), false);
        if (is_folder(e))
            continue;
        put_bytes(f, off + 16, e->data, e->size, false);
        static_put(f, off + 32, e->hash, sizeof e->hash);
    }
    static_put_address(d, 0, f->linksym, 0);
}

static void embed_variable(IrPackage *p, AstValueSpec *s)
{
    Obj *o = s->Names.p[0]->obj;
    if (!o || ast_is_blank(s->Names.p[0]))
        return;
    EmbedKind kind = embed_kind(o->type);
    if (kind == EMBED_NONE) {
        diag_error(o->pos, "go:embed cannot apply to var of type %s", types_string(o->type));
        return;
    }
    IrEmbedFiles files = list_files(p, s, kind);
    if (files.len == 0)
        return;
    if (files.len > 1 && kind != EMBED_FS) {
        diag_error(o->pos, "invalid go:embed: multiple files for type %s", types_string(o->type));
        return;
    }
    DataSym *d = static_new(ir_global_for(o)->linksym, o->type, types_size(o->type));
    if (kind == EMBED_FS) {
        put_fs(d, &files);
        return;
    }
    put_bytes(d, 0, files.p[0].data, files.p[0].size, kind == EMBED_BYTES);
    if (kind == EMBED_BYTES) {
        put_word(d, 16, files.p[0].size);
        if (files.p[0].size == 0) /* empty, not nil */
            static_put_address(d, 0, d->linksym, 0);
    }
}

void ir_embed(IrPackage *p)
{
    lower_package = p;
    for (uint32_t i = 0; i < p->pkg->files.len; i++) {
        AstFile *f = p->pkg->files.p[i];
        for (uint32_t k = 0; k < f->Decls.len; k++) {
            AstGenDecl *d = (AstGenDecl *)f->Decls.p[k];
            if (d->kind != AST_GenDecl || d->Tok != TOK_VAR)
                continue;
            for (uint32_t j = 0; j < d->Specs.len; j++)
                if (((AstValueSpec *)d->Specs.p[j])->embeds.len > 0)
                    embed_variable(p, (AstValueSpec *)d->Specs.p[j]);
        }
    }
}
