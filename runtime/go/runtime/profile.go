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

var mutexProfileFraction int32

// SetMutexProfileFraction sets the rate, or reads it when negative, and returns what it was.
func SetMutexProfileFraction(rate int) int {
	if rate < 0 {
		return int(mutexProfileFraction)
	}
	old := mutexProfileFraction
	mutexProfileFraction = int32(rate)
	return int(old)
}

// The CPU profile has a header alone: SIGPROF is never sent.
var cpuProfile struct {
	hz   int
	read bool // the header was
}

// SetCPUProfileRate begins a profile, or ends it when hz is not positive.
func SetCPUProfileRate(hz int) {
	if hz > 0 && cpuProfile.hz == 0 {
		cpuProfile.read = false
	}
	if hz < 0 {
		hz = 0
	}
	cpuProfile.hz = hz
}

// readProfile gives first the record (length, time, rate) that pprof wants of each profile, then
// nothing until the profile ends. Package pprof sleeps between its calls.
//
//go:linkname readProfile runtime/pprof.readProfile
func readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	if cpuProfile.read {
		return nil, nil, cpuProfile.hz == 0
	}
	cpuProfile.read = true
	return []uint64{3, 0, 100}, make([]unsafe.Pointer, 1), false
}
