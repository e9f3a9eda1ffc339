/* The LLVM modules of a package: one in this process, or, of a large package, each in a process of its own,
 * which hands its memory back before the next starts. */
#include "driver/modules.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct ModuleJob {
    Job job; /* first: a Job * is a ModuleJob * */
    struct IrPackage *ir;
    BackendOptions opt;
    const char *object;
} ModuleJob;

static pid_t start_module(Job *j)
{
    ModuleJob *m = (ModuleJob *)j;
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    times_child();
    bool ok = backend_load()->compile(m->ir, &m->opt, m->object);
    ok &= diag_flush() == 0;
    m->opt.stage("llvm");
    fflush(NULL);
    _exit(ok ? 0 : 2);
}

static bool end_module(Job *j, int status)
{
    const ModuleJob *m = (const ModuleJob *)j;
    if (WIFSIGNALED(status))
        fprintf(stderr, "internal compiler error: module %u killed by signal %d (%s)\n", m->opt.module,
                WTERMSIG(status), strsignal(WTERMSIG(status)));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool archive(const ModuleJob *m, uint32_t n, const char *path)
{
    VEC(const char *) objects = {0};
    for (uint32_t i = 0; i < n; i++)
        vec_push(perm, &objects, m[i].object);
    if (backend_archive(path, objects.p, n))
        return true;
    diag_error(NO_POS, "cannot write %s: %s", path, errno_text(errno));
    return false;
}

bool modules_compile(struct IrPackage *ir, const BackendOptions *opt, const LoadPkg *p)
{
    if (!opt->split)
        return backend_load()->compile(ir, opt, p->object_file);
    uint32_t n = opt->split->first.len;
    ModuleJob *m = NEW_ARRAY(perm, ModuleJob, n);
    JobVec jobs = {0};
    for (uint32_t i = 0; i < n; i++) {
        m[i] = (ModuleJob){.job = {.start = start_module, .end = end_module}, .ir = ir, .opt = *opt};
        m[i].opt.module = i;
        m[i].object = arena_printf(perm, "%s/%d.%u.o", work_dir(), p->index, i);
        vec_push(perm, &jobs, &m[i].job);
    }
    bool ok = jobs_run(&jobs, jobs_limit(build_options.jobs)) && archive(m, n, p->object_file);
    for (uint32_t i = 0; i < n; i++)
        unlink(m[i].object);
    return ok;
}
