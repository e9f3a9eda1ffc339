//go:build go1.25

package runtime

// SetDefaultGOMAXPROCS sets GOMAXPROCS to what it is when nothing sets it: the number of processors.
func SetDefaultGOMAXPROCS() { gomaxprocs(ncpu()) }
