/* html.c: ssa.html, the history of one function through the passes. */
#include "ssa/graph.h"

void ssa_html_begin(SsaFunc *f, const SsaOptions *opt)
{
}

void ssa_html_pass(SsaFunc *f, const char *pass, long ns)
{
}

void ssa_html_end(SsaFunc *f)
{
}
