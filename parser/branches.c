/* branches: labels and the statements that jump to them (spec: Labeled statements ... Goto). */
#include "parser/private.h"

void branches_check(AstFile *f)
{
    (void)f;
}
