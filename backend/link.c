/* Linking: ld.lld as a child process, and the start-up object that says what the program consists of. */

#include "backend/backend.h"
#include "backend/linkerrors.h"
#include "backend/objfile.h"

#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void add_main_stub(ObjFile *o, const char *main_symbol)
{
    static const uint8_t code[8] = {0xe9};
    uint32_t text = objfile_add_section(o, ".text.seago_main", SHT_PROGBITS,
                                        SHF_ALLOC | SHF_EXECINSTR, 16);
    o->sections.p[text].data = code;
    o->sections.p[text].size = sizeof code;
    uint32_t m = objfile_add_symbol(o, main_symbol, STB_GLOBAL, STT_NOTYPE, 0, 0);
    objfile_add_reloc(o, text, 1, R_X86_64_PLT32, m, -4);
    objfile_add_symbol(o, "seago_main", STB_GLOBAL, STT_FUNC, text, 0);
}

static void add_text(ObjFile *o, const char *name, const char *text)
{
    uint32_t sec = objfile_add_section(o, ".rodata.seago_text", SHT_PROGBITS, SHF_ALLOC, 1);
    o->sections.p[sec].data = (const uint8_t *)text;
    o->sections.p[sec].size = strlen(text) + 1;
    objfile_add_symbol(o, name, STB_GLOBAL, STT_OBJECT, sec, 0);
}

/* The start-up object:
 *     void (*const seago_inits[])(void) = { inits..., NULL };
 *     void seago_main(void) { main.main(); }    (a jump)
 *     const uint64_t seago_tree_minor = N;
 *     const char seago_go_version[], seago_goroot[], seago_build_info[]; */
static void make_startup(const LinkJob *job, Buf *out)
{
    uint32_t n = 0;
    while (job->inits[n])
        n++;
    ObjFile *o = objfile_new();
    uint32_t sec = objfile_add_section(o, ".rodata.seago_startup", SHT_PROGBITS, SHF_ALLOC, 8);
    uint64_t size = (n + 2) * 8;
    uint8_t *data = arena_alloc(perm, size);
    data[(n + 1) * 8] = (uint8_t)job->tree_minor;
    o->sections.p[sec].data = data;
    o->sections.p[sec].size = size;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t s = objfile_add_symbol(o, job->inits[i], STB_GLOBAL, STT_NOTYPE, 0, 0);
        objfile_add_reloc(o, sec, i * 8, R_X86_64_64, s, 0);
    }
    add_main_stub(o, job->main_symbol);
    objfile_add_symbol(o, "seago_inits", STB_GLOBAL, STT_OBJECT, sec, 0);
    objfile_add_symbol(o, "seago_tree_minor", STB_GLOBAL, STT_OBJECT, sec, (n + 1) * 8);
    add_text(o, "seago_go_version", job->go_version);
    add_text(o, "seago_goroot", job->goroot);
    add_text(o, "seago_build_info", job->build_info);
    uint32_t note = objfile_add_section(o, ".note.GNU-stack", SHT_PROGBITS, 0, 1);
    o->sections.p[note].data = data;
    objfile_write(o, out);
}

typedef VEC(const char *) Args;

static void add(Args *a, const char *s) { vec_push(perm, a, s); }

static void build_args(const LinkJob *job, const char *startup, const char *tmp, Args *a)
{
    static const char *const fixed[] = {
        LLD_PATH, "-m", "elf_x86_64", "-static", "--no-pie", "--gc-sections", "-O1",
        "--build-id=none", "--no-eh-frame-hdr", "-z", "noexecstack", "-z", "norelro",
        "--warn-common", "--error-limit=0",
    };
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        add(a, fixed[i]);
    if (job->strip_all)
        add(a, "--strip-all");
    else if (job->strip_debug)
        add(a, "--strip-debug");
    else if (job->compress_debug)
        add(a, "--compress-debug-sections=zlib");
    if (job->map_file)
        add(a, arena_printf(perm, "-Map=%s", job->map_file));
    add(a, "-o");
    add(a, tmp);
    add(a, startup);
    add(a, "--whole-archive"); /* what is the object of a package may be an archive of several */
    for (const char **o = job->objects; *o; o++)
        add(a, *o);
    add(a, "--no-whole-archive");
    if (job->runtime_archive)
        add(a, job->runtime_archive);
    add(a, NULL);
}

static void read_all(int fd, Buf *b)
{
    char chunk[4096];
    ssize_t n;
    while ((n = read(fd, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            buf_write(b, chunk, (size_t)n);
    close(fd);
}

/* Its messages go to *messages. It writes through a mapping: SIGBUS says that the disk is full. */
static LinkResult run_linker(Args *a, Buf *messages)
{
    int fds[2];
    if (pipe(fds) != 0)
        return diag_error(NO_POS, "cannot start the linker: %s", strerror(errno)), LINK_FAILED;
    pid_t pid = fork();
    if (pid < 0)
        return diag_error(NO_POS, "cannot start the linker: %s", strerror(errno)), LINK_FAILED;
    if (pid == 0) {
        dup2(fds[1], 2);
        close(fds[0]);
        close(fds[1]);
        execv(a->p[0], (char **)a->p);
        fprintf(stderr, "seago: cannot run %s: %s\n", a->p[0], strerror(errno));
        _exit(127);
    }
    close(fds[1]);
    read_all(fds[0], messages);
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return LINK_FAILED;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS)
        return LINK_NO_SPACE;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? LINK_DONE : LINK_FAILED;
}

/* The linker writes to a file of its own beside output, which it leaves when a signal ends it. */
static void remove_leftovers(const char *output)
{
    glob_t found;
    if (glob(arena_printf(perm, "%s.tmp*", output), GLOB_NOSORT, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        unlink(found.gl_pathv[i]);
    globfree(&found);
}

LinkResult backend_link(const LinkJob *job)
{
    Buf obj = {0};
    make_startup(job, &obj);
    bool special = objfile_is_special(job->output);
    const char *base = special ? "/tmp/seago" : job->output;
    const char *tmp = arena_printf(perm, "%s.link%d", base, (int)getpid());
    const char *startup = arena_printf(perm, "%s.start%d.o", base, (int)getpid());
    Args args = {0};
    cleanup_path(tmp);
    cleanup_path(startup);
    build_args(job, startup, tmp, &args);
    Buf messages = {0}, said = {0};
    LinkResult r = objfile_save(startup, obj.p, obj.len, 0666) ? run_linker(&args, &messages) : LINK_FAILED;
    if (r == LINK_NO_SPACE)
        remove_leftovers(tmp);
    else
        link_explain(buf_cstr(&messages), &said);
    if (said.len)
        fprintf(stderr, "# %s\n%s", job->package, buf_cstr(&said));
    buf_free(&messages);
    buf_free(&said);
    unlink(startup);
    cleanup_done(startup, 0);
    buf_free(&obj);
    if (r == LINK_DONE && !special && rename(tmp, job->output) != 0) {
        diag_error(NO_POS, "cannot write %s: %s", job->output, strerror(errno));
        r = LINK_FAILED;
    }
    if (r != LINK_DONE || special)
        unlink(tmp);
    cleanup_done(tmp, 0);
    return r;
}
