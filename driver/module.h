/* What the files about modules share: gomod.c, semver.c, modgraph.c, modvendor.c. */
#ifndef DRIVER_MODULE_H
#define DRIVER_MODULE_H

#include "driver/load.h"

/* ---- semver.c ---- */

/* Less than, equal to or greater than 0; both are versions as go.mod has them. */
int semver_compare(const char *a, const char *b);

/* ---- modgraph.c ---- */

/* Since go 1.17 a module's go.mod lists all that its packages need. */
enum { PRUNED_SINCE = 17 };


const ModuleVec *module_mains(void); /* of go.work, or the one of the working directory */
/* What takes the place of a module, by a main module's replace line or go.work's; NULL: nothing does. */
const ModReplace *module_replacement(ModVersion v);
/* The modules that may hold packages with this path or below it: main modules, else what they select. */
ModuleVec module_all(const char *path);
/* What follows module in path, without the slash, "" if they are equal; NULL: path is not inside. */
const char *module_inside(const char *module, const char *path);

#endif
