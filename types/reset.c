/* reset: back to the state of a process that has checked nothing. */
#include "types/core.h"

void types_reset(void)
{
    current_checker = NULL;
    canon_reset();
    import_reset();
    instantiate_reset();
    methodset_reset();
    mono_reset();
    object_reset();
    package_reset();
    type_reset();
    typeset_reset();
    universe_reset();
    validtype_reset();
}
