/* list: the packages that the arguments name. */
#include <stdlib.h>
#include <string.h>

#include "driver/load.h"
#include "driver/template.h"

static void add(FieldVec *v, const char *name, Value value)
{
    vec_push(perm, v, ((Field){name, value}));
}
static void add_text(FieldVec *v, const char *name, const char *text)
{
    add(v, name, value_text(text));
}
static void add_bool(FieldVec *v, const char *name, bool truth) { add(v, name, value_bool(truth)); }
static void add_list(FieldVec *v, const char *name, Words list) { add(v, name, value_list(&list)); }

/* ---- lists ---- */

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

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
        vec_push(perm, &w,
                 i < p->deps.len && p->deps.p[i] ? p->deps.p[i]->path : p->imports.p[i].path);
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

/* The test files of the package itself and of P_test, with what they import. */
typedef struct Tests {
    Words files[2], imports[2];
} Tests;

static Tests test_files(LoadPkg *p)
{
    Tests out = {0};
    Tags t = load_tags(p);
    int n;
    char **names = dir_list(p->dir, &n);
    for (int i = 0; i < n; i++) {
        Header h;
        if (names[i][0] == '_' || names[i][0] == '.' || !load_has_suffix(names[i], "_test.go") ||
            !load_read_header(p, &t, path_join(p->dir, names[i]), &h))
            continue;
        bool external = h.package && load_has_suffix(h.package, "_test");
        vec_push(perm, &out.files[external], names[i]);
        for (uint32_t k = 0; k < h.imports.len; k++)
            vec_push(perm, &out.imports[external], h.imports.p[k].path);
    }
    return out;
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

static Value module_value(const LoadPkg *p)
{
    Value v = {.kind = VALUE_NIL, .type = "*modinfo.ModulePublic"};
    const Module *m = p->module;
    if (!m)
        return v;
    const char *dir = m->version && modvendor_dir() ? "" : m->dir;
    const char *shown = m->version ? arena_printf(perm, "%s %s", m->path, m->version) : m->path;
    Value by = v;
    v.kind = VALUE_STRUCT;
    if (m->replacement.path) {
        by.kind = VALUE_STRUCT;
        add_text(&by.fields, "Path", m->replacement.path);
        add_text(&by.fields, "Version", m->replacement.version);
        by.shown = m->replacement.version
                       ? arena_printf(perm, "%s %s", m->replacement.path, m->replacement.version)
                       : m->replacement.path;
        shown = arena_printf(perm, "%s => %s", shown, by.shown);
    }
    add_text(&v.fields, "Path", m->path);
    add_text(&v.fields, "Version", m->version);
    add(&v.fields, "Replace", by);
    add_bool(&v.fields, "Main", !m->version);
    add_text(&v.fields, "Dir", dir);
    add_text(&v.fields, "GoMod", *dir && m->file ? m->file : "");
    add_text(&v.fields, "GoVersion", m->go_minor ? arena_printf(perm, "1.%d", m->go_minor) : "");
    v.shown = shown;
    return v;
}

/* Imports whose path in the source names another package: those of vendor folders. */
static Value import_map(const LoadPkg *p)
{
    Value v = {.kind = VALUE_MAP};
    for (uint32_t i = 0; i < p->imports.len; i++) {
        const LoadPkg *d = i < p->deps.len ? p->deps.p[i] : NULL;
        bool known = !d || strcmp(d->path, p->imports.p[i].path) == 0;
        for (uint32_t k = 0; !known && k < v.fields.len; k++)
            known = strcmp(v.fields.p[k].name, p->imports.p[i].path) == 0;
        if (!known)
            add_text(&v.fields, p->imports.p[i].path, d->path);
    }
    return v;
}

/* Fields of go list that are not there yet. */
static const char *const unknown[] = {
    "AllTags",
    "Doc",
    "Target",
    "Stale",
    "StaleReason",
    "BuildID",
    "Match",
    "IgnoredGoFiles",
    "IgnoredOtherFiles",
    "InvalidGoFiles",
    "CompiledGoFiles",
    "CFiles",
    "CXXFiles",
    "HFiles",
    "SFiles",
    "SysoFiles",
    "Export",
    "TestEmbedPatterns",
    "TestEmbedFiles",
    "XTestEmbedPatterns",
    "XTestEmbedFiles",
    NULL,
};

static Value describe(LoadPkg *p)
{
    Value package = {.kind = VALUE_STRUCT, .type = "*load.PackagePublic"};
    FieldVec *v = &package.fields;
    Tests t = test_files(p);
    package.unknown = unknown;
    add_text(v, "Dir", p->dir);
    add_text(v, "ImportPath", p->path);
    add_text(v, "Name", p->name);
    add_text(v, "Root", p->std ? context.goroot : p->module ? p->module->dir : "");
    add(v, "Module", module_value(p));
    add_bool(v, "Goroot", p->std);
    add_bool(v, "Standard", p->std);
    add_bool(v, "DepOnly", !p->named);
    add_list(v, "GoFiles", file_names(p));
    add_list(v, "CgoFiles", (Words){0});
    add_list(v, "EmbedPatterns", embeds(p, false));
    add_list(v, "EmbedFiles", embeds(p, true));
    add_list(v, "Imports", imports(p));
    add(v, "ImportMap", import_map(p));
    add_list(v, "Deps", deps(p));
    add_bool(v, "Incomplete", false); /* what is listed has no errors: there is no -e */
    add(v, "Error", (Value){.kind = VALUE_NIL, .type = "*load.PackageError"});
    add_list(v, "DepsErrors", (Words){0});
    add_list(v, "TestGoFiles", t.files[0]);
    add_list(v, "TestImports", as_set(t.imports[0]));
    add_list(v, "XTestGoFiles", t.files[1]);
    add_list(v, "XTestImports", as_set(t.imports[1]));
    return package;
}

/* ---- output ---- */

/* -json: all fields, or those that it names. */
typedef struct Json {
    bool on;
    const char *fields; /* between commas; NULL: all */
} Json;

static Json json_fields(const char *flag)
{
    bool on;
    if (flag_parse_bool(flag, &on))
        return (Json){on, NULL};
    return (Json){true, flag};
}

static bool is_wanted(const char *fields, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = fields; p && *p; p += strspn(p, ",")) {
        size_t len = strcspn(p, ",");
        if (len == n && memcmp(p, name, n) == 0)
            return true;
        p += len;
    }
    return !fields;
}

static bool is_empty(const Value *v) { return !value_is_true(v); }

static void write_json(Buf *b, const FieldVec *v, int depth, const char *fields);

static void write_value(Buf *b, const Value *v, int depth)
{
    if (v->kind == VALUE_TEXT) {
        buf_quote(b, v->text, strlen(v->text));
    } else if (v->kind == VALUE_LIST) {
        buf_putc(b, '[');
        for (uint32_t i = 0; i < v->items.len; i++) {
            buf_printf(b, "%s\n%.*s", i ? "," : "", depth + 1, "\t\t\t\t");
            write_value(b, &v->items.p[i], depth + 1);
        }
        buf_printf(b, "\n%.*s]", depth, "\t\t\t\t");
    } else if (v->kind == VALUE_STRUCT || v->kind == VALUE_MAP) {
        write_json(b, &v->fields, depth, NULL);
    } else {
        template_print(b, v);
    }
}

static void write_json(Buf *b, const FieldVec *v, int depth, const char *fields)
{
    bool any = false;
    buf_putc(b, '{');
    for (uint32_t i = 0; i < v->len; i++) {
        if (is_empty(&v->p[i].value) || !is_wanted(fields, v->p[i].name))
            continue;
        buf_printf(b, "%s\n%.*s\"%s\": ", any ? "," : "", depth + 1, "\t\t\t\t", v->p[i].name);
        write_value(b, &v->p[i].value, depth + 1);
        any = true;
    }
    if (any)
        buf_printf(b, "\n%.*s", depth, "\t\t\t\t");
    buf_putc(b, '}');
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
    bool with_deps = false;
    const char *json_flag = "false";
    const char *format = "{{.ImportPath}}";
    const Flag flags[] = {
        {"deps", FLAG_BOOL, &with_deps, NULL,
         "list the dependencies, too, each before what imports it"},
        {"f", FLAG_STRING, &format, "template",
         "print that of each package, as text/template has it"},
        {"json", FLAG_OPTION, &json_flag, NULL,
         "print a JSON object for each package; -json=A,B: of these fields"},
        {"mod", FLAG_FUNC, set_mod, "mode", "where modules are: vendor, readonly, mod"},
        {"tags", FLAG_FUNC, set_tags, "list", "build tags that hold, separated by commas"},
        {0},
    };
    context_init(argv[0]);
    int first = flags_parse(argv[0], argc, argv, flags);
    const Json json = json_fields(json_flag);
    const Template *template = template_parse(format);
    LoadGraph *g = load_packages(argv + first, argc - first);
    const LoadVec *packages = with_deps ? &g->order : &g->roots;
    for (uint32_t i = 0; i < packages->len; i++) {
        Buf b = {0};
        Value package = describe(packages->p[i]);
        if (json.on)
            write_json(&b, &package.fields, 0, json.fields);
        else
            template_execute(template, &package, &b);
        if (b.len > 0)
            printf("%s%s", buf_cstr(&b), b.p[b.len - 1] == '\n' ? "" : "\n");
        buf_free(&b);
    }
    return 0;
}
