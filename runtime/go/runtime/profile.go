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

// SetBlockProfileRate has one wait counted in so many nanoseconds of waiting, on the average: 1
// counts all, 0 or less none.
func SetBlockProfileRate(rate int) { setBlockRate(rate) }

//go:linkname setBlockRate rt_api_set_block_rate
func setBlockRate(ns int)

// SetMutexProfileFraction has one in rate unlocks counted that others had to wait for, none for 0,
// and returns the setting before; a negative rate changes nothing.
func SetMutexProfileFraction(rate int) int { return setMutexFraction(rate) }

//go:linkname setMutexFraction rt_api_set_mutex_fraction
func setMutexFraction(n int) int

// The profile that runtime/pprof reads.
var cpuProfile struct {
	hz   int  // its rate, 0 if all of it was read
	read bool // the header was
	data []uint64
	tags []unsafe.Pointer
}

// SetCPUProfileRate begins a profile with so many samples for each second of CPU time of a thread,
// or ends it when hz is not positive. Programs use package runtime/pprof.
func SetCPUProfileRate(hz int) {
	if began := cpuprofRate(hz); hz > 0 && cpuProfile.hz == 0 {
		cpuProfile.hz = began
		cpuProfile.read = false
	}
}

// readProfile gives first the record (length, time, rate) that pprof wants of each profile, then
// what there is. Package pprof sleeps between its calls.
//
//go:linkname readProfile runtime/pprof.readProfile
func readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	p := &cpuProfile
	if !p.read {
		p.read = true
		return []uint64{3, 0, uint64(p.hz)}, make([]unsafe.Pointer, 1), false
	}
	if p.data == nil {
		p.data = make([]uint64, 1<<14)
		p.tags = make([]unsafe.Pointer, 1<<10)
	}
	var n int
	k := cpuprofRead(&p.data[0], len(p.data), &p.tags[0], len(p.tags), &n, &eof)
	if eof {
		p.hz = 0
	}
	return p.data[:n], p.tags[:k], eof
}

// What the CPU profile shows of time in which no goroutine ran: the collector's, and the
// scheduler's. They are not called.
//
//go:linkname _GC
//go:noinline
func _GC() { _GC() }

//go:linkname _System
//go:noinline
func _System() { _System() }

// expandFinal gets each stack that pprof writes. Its way with inlined calls is to ask for all of those at an
// address: so only the first address of several that stand for one place is to stay.
//
//go:linkname expandFinal runtime/pprof.runtime_expandFinalInlineFrame
func expandFinal(stack []uintptr) []uintptr {
	var places []uintptr
	for i, pc := range stack {
		if i > 0 && pc&framePlace == stack[i-1]&framePlace && pc&^frameOfProfile > stack[i-1]&^frameOfProfile {
			if places == nil {
				places = append(make([]uintptr, 0, len(stack)), stack[:i]...)
			}
		} else if places != nil {
			places = append(places, pc)
		}
	}
	if places == nil {
		return stack
	}
	return places
}
