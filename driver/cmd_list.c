/* list: the packages that the arguments name. */
#include <stdlib.h>
#include <string.h>

#include "driver/list.h"
#include "driver/load.h"

static void add_text(FieldVec *v, const char *name, const char *text)
{
    vec_push(perm, v, ((Field){.name = name, .kind = FIELD_TEXT, .text = text ? text : ""}));
}

static void add_bool(FieldVec *v, const char *name, bool truth)
{
    vec_push(perm, v, ((Field){.name = name, .kind = FIELD_BOOL, .truth = truth}));
}

static void add_list(FieldVec *v, const char *name, Words list)
{
    vec_push(perm, v, ((Field){.name = name, .kind = FIELD_LIST, .list = list}));
}

/* ---- lists ---- */

static int by_bytes(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Sorted, each once. */
static Words as_set(Words w)
{
    Words out = {0};
    if (w.len)
        qsort(w.p, w.len, sizeof *w.p, by_bytes);
    for (uint32_t i = 0; i < w.len; i++)
        if (i == 0 || strcmp(w.p[i], w.p[i - 1]) != 0)
            vec_push(perm, &out, w.p[i]);
    return out;
}

static Words file_names(const LoadPkg *p)
{
    Words w = {0};
    for (uint32_t i = 0; i < p->files.len; i++)
        if (strcmp(path_dir(p->files.p[i]), p->dir) == 0) /* not a stand-in of ours */
            vec_push(perm, &w, path_base(p->files.p[i]));
    return w;
}

static Words imports(const LoadPkg *p)
{
    Words w = {0};
    for (uint32_t i = 0; i < p->imports.len; i++)
        vec_push(perm, &w, i < p->deps.len && p->deps.p[i] ? p->deps.p[i]->path : p->imports.p[i].path);
    return as_set(w);
}

static void add_deps(const LoadPkg *p, Map *seen, Words *w)
{
    for (uint32_t i = 0; i < p->imports.len; i++) {
        const LoadPkg *d = i < p->deps.len ? p->deps.p[i] : NULL;
        if (!d)
            vec_push(perm, w, p->imports.p[i].path);
        if (!d || map_get(seen, d))
            continue;
        map_set(seen, d, (void *)d);
        vec_push(perm, w, d->path);
        add_deps(d, seen, w);
    }
}

static Words deps(const LoadPkg *p)
{
    Words w = {0};
    Map seen = {0};
    add_deps(p, &seen, &w);
    return as_set(w);
}

static Words test_files(LoadPkg *p, bool external)
{
    Words w = {0};
    Tags t = load_tags(p);
    int n;
    char **names = dir_list(p->dir, &n);
    for (int i = 0; i < n; i++) {
        Header h;
        if (names[i][0] == '_' || names[i][0] == '.' || !load_has_suffix(names[i], "_test.go") ||
            !load_read_header(p, &t, path_join(p->dir, names[i]), &h))
            continue;
        if ((h.package && load_has_suffix(h.package, "_test")) == external)
            vec_push(perm, &w, names[i]);
    }
    return w;
}

static Words embeds(const LoadPkg *p, bool files)
{
    Words w = {0};
    for (uint32_t i = 0; i < p->embeds.len; i++) {
        if (!files)
            vec_push(perm, &w, p->embeds.p[i].pattern);
        for (uint32_t k = 0; files && k < p->embeds.p[i].files.len; k++)
            vec_push(perm, &w, p->embeds.p[i].files.p[k]);
    }
    return as_set(w);
}

/* ---- fields, in go list's order ---- */

static Field module_field(const LoadPkg *p)
{
    Field f = {.name = "Module", .kind = FIELD_STRUCT};
    const Module *m = p->module;
    if (!m)
        return f;
    const char *dir = m->version && modvendor_dir() ? "" : m->dir;
    Field by = {.name = "Replace", .kind = FIELD_STRUCT};
    add_text(&f.fields, "Path", m->path);
    add_text(&f.fields, "Version", m->version ? m->version : "");
    if (m->replacement.path) {
        add_text(&by.fields, "Path", m->replacement.path);
        add_text(&by.fields, "Version", m->replacement.version ? m->replacement.version : "");
        vec_push(perm, &f.fields, by);
    }
    add_bool(&f.fields, "Main", !m->version);
    add_text(&f.fields, "Dir", dir);
    add_text(&f.fields, "GoMod", *dir && m->file ? m->file : "");
    add_text(&f.fields, "GoVersion", m->go_minor ? arena_printf(perm, "1.%d", m->go_minor) : "");
    return f;
}

static FieldVec describe(LoadPkg *p)
{
    FieldVec v = {0};
    add_text(&v, "Dir", p->dir);
    add_text(&v, "ImportPath", p->path);
    add_text(&v, "Name", p->name);
    add_text(&v, "Root", p->std ? context.goroot : p->module ? p->module->dir : "");
    vec_push(perm, &v, module_field(p));
    add_bool(&v, "Goroot", p->std);
    add_bool(&v, "Standard", p->std);
    add_bool(&v, "DepOnly", !p->named);
    add_list(&v, "GoFiles", file_names(p));
    add_list(&v, "EmbedPatterns", embeds(p, false));
    add_list(&v, "EmbedFiles", embeds(p, true));
    add_list(&v, "Imports", imports(p));
    add_list(&v, "Deps", deps(p));
    add_list(&v, "TestGoFiles", test_files(p, false));
    add_list(&v, "XTestGoFiles", test_files(p, true));
    return v;
}

/* ---- output ---- */

static bool is_empty(const Field *f)
{
    return f->kind == FIELD_TEXT ? !*f->text
         : f->kind == FIELD_BOOL ? !f->truth
         : f->kind == FIELD_LIST ? f->list.len == 0 : f->fields.len == 0;
}

static void write_json(Buf *b, const FieldVec *v, int depth);

static void write_value(Buf *b, const Field *f, int depth)
{
    switch (f->kind) {
    case FIELD_TEXT:
        buf_quote(b, f->text, strlen(f->text));
        break;
    case FIELD_BOOL:
        buf_puts(b, "true");
        break;
    case FIELD_LIST:
        buf_putc(b, '[');
        for (uint32_t i = 0; i < f->list.len; i++) {
            buf_printf(b, "%s\n%.*s", i ? "," : "", depth + 1, "\t\t\t\t");
            buf_quote(b, f->list.p[i], strlen(f->list.p[i]));
        }
        buf_printf(b, "\n%.*s]", depth, "\t\t\t\t");
        break;
    case FIELD_STRUCT:
        write_json(b, &f->fields, depth);
        break;
    }
}

static void write_json(Buf *b, const FieldVec *v, int depth)
{
    bool any = false;
    buf_putc(b, '{');
    for (uint32_t i = 0; i < v->len; i++) {
        if (is_empty(&v->p[i]))
            continue;
        buf_printf(b, "%s\n%.*s\"%s\": ", any ? "," : "", depth + 1, "\t\t\t\t", v->p[i].name);
        write_value(b, &v->p[i], depth + 1);
        any = true;
    }
    buf_printf(b, "\n%.*s}", depth, "\t\t\t\t");
}

static void set_build_flag(const char *name, const char *value)
{
    for (const Flag *f = build_flags; f->name; f++)
        if (strcmp(f->name, name) == 0)
            flag_set("list", f, value);
}

static void set_mod(const char *v) { set_build_flag("mod", v); }
static void set_tags(const char *v) { set_build_flag("tags", v); }

int cmd_list(int argc, char **argv)
{
    bool json = false, with_deps = false;
    const char *format = "{{.ImportPath}}";
    const Flag flags[] = {
        {"deps", FLAG_BOOL, &with_deps, NULL, "list the dependencies, too, each before what imports it"},
        {"f", FLAG_STRING, &format, "template", "print that of each package: {{.Field}}, join, len, if, range"},
        {"json", FLAG_BOOL, &json, NULL, "print a JSON object for each package"},
        {"mod", FLAG_FUNC, set_mod, "mode", "where modules are: vendor, readonly, mod"},
        {"tags", FLAG_FUNC, set_tags, "list", "build tags that hold, separated by commas"},
        {0},
    };
    context_init(argv[0]);
    int first = flags_parse(argv[0], argc, argv, flags);
    LoadGraph *g = load_packages(argv + first, argc - first);
    const LoadVec *packages = with_deps ? &g->order : &g->roots;
    for (uint32_t i = 0; i < packages->len; i++) {
        Buf b = {0};
        FieldVec fields = describe(packages->p[i]);
        if (json)
            write_json(&b, &fields, 0);
        else
            template_execute(format, &fields, &b);
        if (b.len > 0)
            puts(buf_cstr(&b));
        buf_free(&b);
    }
    return 0;
}
