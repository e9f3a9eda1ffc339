// Package profiles lets a test program write profiles. Only programs that are asked for some, or that are
// kept, import it: it brings in what packages under test and their tests can do without.
package profiles

import (
	"io"
	"runtime/pprof"
	"testing/internal/deps"
)

func init() {
	deps.StartCPU = pprof.StartCPUProfile
	deps.StopCPU = pprof.StopCPUProfile
	deps.WriteProfile = func(name string, w io.Writer, debug int) error { return pprof.Lookup(name).WriteTo(w, debug) }
}
