/* reset: back to the state of a process that has just started. */
#include "base/private.h"

void base_reset(void)
{
    sym_reset();
    pos_reset();
    diag_reset();
    arena_free(perm);
}
