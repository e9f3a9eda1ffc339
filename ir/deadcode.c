/* deadcode.c: statements that constants show to be unreachable, as gc removes them. */
#include "ir/lower.h"

void ir_deadcode(Func *f)
{
    (void)f;
}
