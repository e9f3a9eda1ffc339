/* What the files of base/ share. */
#ifndef BASE_PRIVATE_H
#define BASE_PRIVATE_H

#include "base/base.h"

void sym_reset(void);
void pos_reset(void);
void diag_reset(void);

#endif
