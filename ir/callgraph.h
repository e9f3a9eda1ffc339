/* callgraph: the functions of a package, callees first. Private to ir/. */
#ifndef IR_CALLGRAPH_H
#define IR_CALLGRAPH_H

#include "ir/ir.h"

/* Calls component for each strongly connected component of the graph of who mentions whom, one after
 * all those it leads to (Tarjan, "Depth-first search and linear graph algorithms", 1972). Literals
 * belong to the function around them. Only functions that wanted accepts take part. recursive: the
 * component is one function that mentions itself. */
void callgraph_bottom_up(IrPackage *p, bool (*wanted)(const Func *),
                         void (*component)(IrPackage *p, const FuncVec *funcs, bool recursive));

#endif
