package runtime

import "unsafe"

// GoroutineProfile fills p with the stacks of all goroutines if they fit.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	return goroutineProfileWithLabels(p, nil)
}

//go:linkname goroutineProfileWithLabels runtime/pprof.runtime_goroutineProfileWithLabels
func goroutineProfileWithLabels(p []StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	if len(p) == 0 {
		return goroutineProfile(nil, 0, nil), false
	}
	var l *unsafe.Pointer
	if len(labels) >= len(p) {
		l = &labels[0]
	}
	n = goroutineProfile(&p[0], len(p), l)
	return n, n <= len(p)
}

// readProfile gives the CPU profile's samples: there are none, so it ends at once.
//
//go:linkname readProfile runtime/pprof.readProfile
func readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) { return nil, nil, true }
