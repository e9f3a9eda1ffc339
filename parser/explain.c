/* explain: gc's words for a text that is not Go. */
#include "parser/private.h"

void explain_errors(Parser *p)
{
    diag_error(p->tok.pos, "syntax error: unexpected %s", token_name(p->tok.kind));
}
