#include "driver/driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const Command commands[] = {
#define COMMAND(name, usage, summary, help) {#name, cmd_##name, usage, summary, help},
#include "driver/commands.def"
#undef COMMAND
    {0},
};

const Command *command_find(const char *name)
{
    for (const Command *c = commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static void print_usage(FILE *out)
{
    fputs("Seago compiles Go programs and shows how.\n\nUsage:\n\n\tseago <command> [arguments]\n\nThe commands are:\n\n", out);
    for (const Command *c = commands; c->name; c++)
        fprintf(out, "\t%-10s %s\n", c->name, c->summary);
    fputs("\nUse \"seago help <command>\" for more about a command.\n", out);
}

int cmd_help(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stdout);
        return 0;
    }
    const Command *c = command_find(argv[1]);
    if (!c) {
        fprintf(stderr, "seago help %s: unknown help topic. Run 'seago help'.\n", argv[1]);
        return 2;
    }
    printf("usage: seago %s\n\n%s\n", c->usage, c->help);
    return 0;
}

int cmd_version(int argc, char **argv)
{
    context_init(argv[0]);
    printf("seago version %s %s linux/amd64\n", PACKAGE_VERSION, context.go_version);
    return 0;
}

/* -C DIR, the first flag of a command: it works there. Returns how many arguments that took. */
static int change_folder(int argc, char **argv)
{
    if (argc < 3 || argv[2][0] != '-')
        return 0;
    const char *flag = argv[2] + 1 + (argv[2][1] == '-'), *dir = NULL;
    if (flag[0] != 'C' || (flag[1] && flag[1] != '='))
        return 0;
    if (flag[1])
        dir = flag + 2;
    else if (argc > 3)
        dir = argv[3];
    if (!dir)
        return 0; /* flags_parse says that its value is missing */
    if (chdir(dir) != 0) {
        fprintf(stderr, "chdir %s: %s\n", dir, errno_text(errno));
        exit(1);
    }
    unsetenv("PWD"); /* it named where we were */
    return flag[1] ? 1 : 2;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return 2;
    }
    const char *name = argv[1];
    if (strcmp(name, "-h") == 0 || strcmp(name, "-help") == 0 || strcmp(name, "--help") == 0)
        name = "help";
    if (strcmp(name, "-version") == 0 || strcmp(name, "--version") == 0)
        name = "version";
    const Command *c = command_find(name);
    if (!c) {
        fprintf(stderr, "seago %s: unknown command\nRun 'seago help' for usage.\n", name);
        return 2;
    }
    int taken = change_folder(argc, argv);
    argv[1 + taken] = argv[1];
    return c->run(argc - 1 - taken, argv + 1 + taken);
}
