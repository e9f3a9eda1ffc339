package runtime

import "unsafe"

// A MemStats records statistics about the allocator and the collector. Its layout is known to the C
// side.
type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

// ReadMemStats fills m.
func ReadMemStats(m *MemStats) { readMemStats(m) }

// MemProfileRate is the number of bytes between two samples of the heap profile, on the average; 1
// takes every object, 0 none. The compiler tells the runtime of assignments.
var MemProfileRate int = 512 * 1024

// A StackRecord is one stack; unused entries are 0.
type StackRecord struct {
	Stack0 [32]uintptr
}

// Stack returns the entries in use.
func (r *StackRecord) Stack() []uintptr { return used(r.Stack0[:]) }

func used(pcs []uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs
}

// A MemProfileRecord is the memory allocated by one stack.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

func (r *MemProfileRecord) InUseBytes() int64   { return r.AllocBytes - r.FreeBytes }
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }
func (r *MemProfileRecord) Stack() []uintptr    { return used(r.Stack0[:]) }

// A BlockProfileRecord is the blocking that began at one stack.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

// MemProfile fills p with what was allocated at each stack as of one or two collections ago, if it
// fits; stacks whose memory is all free again only with inuseZero.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	var to unsafe.Pointer
	if len(p) > 0 {
		to = unsafe.Pointer(&p[0])
	}
	n = profileRecords(profileMem, to, len(p), false, inuseZero)
	return n, n <= len(p)
}

func waitProfile(kind int, p []BlockProfileRecord) (n int, ok bool) {
	var to unsafe.Pointer
	if len(p) > 0 {
		to = unsafe.Pointer(&p[0])
	}
	n = profileRecords(kind, to, len(p), false, true)
	return n, n <= len(p)
}

// BlockProfile fills p with the stacks that have waited, if they fit.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) { return waitProfile(profileBlock, p) }

// MutexProfile fills p with the stacks that have unlocked what others waited for, if they fit.
func MutexProfile(p []BlockProfileRecord) (n int, ok bool) { return waitProfile(profileMutex, p) }

// ThreadCreateProfile has an entry for each thread. Which goroutine made the runtime create it is
// not known: the stacks are empty.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) {
	n = threadCount()
	if n > len(p) {
		return n, false
	}
	for i := range p[:n] {
		p[i] = StackRecord{}
	}
	return n, true
}

//go:linkname threadCount rt_api_thread_count
func threadCount() int

// CPUProfile is gone from the API that works.
func CPUProfile() []byte { panic("CPUProfile no longer available") }

// StartTrace fails: there is no execution tracer.
func StartTrace() error { return plainError("execution tracing is not supported yet") }
func StopTrace()        {}
func ReadTrace() []byte { return nil }

// SetCgoTraceback does nothing without cgo.
func SetCgoTraceback(version int, traceback, context, symbolizer func()) {}
