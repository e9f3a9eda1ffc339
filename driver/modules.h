/* modules: from a package's IR to its object file. */
#ifndef DRIVER_MODULES_H
#define DRIVER_MODULES_H

#include "backend/backend.h"
#include "driver/driver.h"

/* Writes p's object file; opt->split says in how many modules. False: errors have been reported, by diag or,
 * by the processes of single modules, to stderr. */
bool modules_compile(struct IrPackage *ir, const BackendOptions *opt, const LoadPkg *p);

#endif
