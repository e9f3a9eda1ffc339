/* linkerrors: messages of the linker. Private to backend/. */
#ifndef BACKEND_LINKERRORS_H
#define BACKEND_LINKERRORS_H

#include "base/base.h"

/* Appends to out what ld.lld's messages say. */
void link_explain(const char *text, Buf *out);

#endif
