/* devirtualise.c: interface calls whose receiver was just converted from a known type. */
#include "ir/lower.h"

void ir_devirtualise(Func *f)
{
    (void)f;
}
