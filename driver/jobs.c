/* Child processes in dependency order, several at once. */
#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum Readiness { WAIT, READY, BLOCKED } Readiness;

static Readiness readiness(const Job *j)
{
    Readiness r = READY;
    for (uint32_t i = 0; i < j->needs.len; i++) {
        switch (j->needs.p[i]->state) {
        case JOB_FAILED:
            return BLOCKED;
        case JOB_WAITING:
        case JOB_RUNNING:
            r = WAIT;
            break;
        case JOB_DONE:
            break;
        }
    }
    return r;
}

/* True if it runs now. */
static bool start(Job *j)
{
    pid_t pid = j->start(j);
    if (pid < 0)
        diag_fatal("cannot start a child process: %s", errno_text(errno));
    j->pid = pid;
    j->state = pid ? JOB_RUNNING : JOB_DONE;
    if (pid)
        cleanup_kill(pid);
    return pid != 0;
}

static void skip(Job *j)
{
    j->state = JOB_FAILED;
    if (j->skip)
        j->skip(j);
}

/* Waits for a job's child and ends the job; false if that failed. Other children, as GOCACHEPROG's program,
 * are none of its business. */
static bool wait_for_one(JobVec *jobs)
{
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, 0);
        if (pid < 0 && errno != EINTR)
            diag_fatal("waitpid: %s", errno_text(errno));
        for (uint32_t i = 0; pid > 0 && i < jobs->len; i++) {
            Job *j = jobs->p[i];
            if (j->state == JOB_RUNNING && j->pid == pid) {
                cleanup_done(NULL, pid);
                j->state = j->end(j, status) ? JOB_DONE : JOB_FAILED;
                return j->state == JOB_DONE;
            }
        }
    }
}

int jobs_limit(int wanted) { return wanted > 0 ? wanted : (int)sysconf(_SC_NPROCESSORS_ONLN); }

bool jobs_run(JobVec *jobs, int limit)
{
    bool ok = true;
    int running = 0;
    uint32_t first = 0; /* all before it have been started */
    for (;;) {
        for (uint32_t i = first; i < jobs->len && running < limit; i++) {
            Job *j = jobs->p[i];
            if (j->state == JOB_WAITING) {
                switch (readiness(j)) {
                case READY:
                    running += start(j);
                    break;
                case BLOCKED:
                    skip(j);
                    ok = false;
                    break;
                case WAIT:
                    break;
                }
            }
            if (i == first && j->state != JOB_WAITING)
                first++;
        }
        if (running > 0) {
            ok &= wait_for_one(jobs);
            running--;
        } else if (first >= jobs->len) {
            return ok;
        }
    }
}
