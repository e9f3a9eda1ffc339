//go:build go1.23

package runtime

import "unsafe"

// Records of package internal/profilerecord: stacks of any depth.
type stackRecord struct{ Stack []uintptr }
type memProfileRecord struct {
	allocBytes, freeBytes, allocObjects, freeObjects int64
	Stack                                            []uintptr
}
type blockProfileRecord struct {
	count, cycles int64
	Stack         []uintptr
}

//go:linkname pprofGoroutines runtime.pprof_goroutineProfileWithLabels
func pprofGoroutines(p []stackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	records := make([]StackRecord, len(p))
	n, ok = goroutineProfileWithLabels(records, labels)
	for i := 0; ok && i < n; i++ {
		p[i].Stack = records[i].Stack()
	}
	return n, ok
}

//go:linkname pprofMem runtime.pprof_memProfileInternal
func pprofMem(p []memProfileRecord, inuseZero bool) (n int, ok bool) {
	rows, n := profileRowsOf(profileMem, len(p), inuseZero)
	for i, r := range rows {
		c := &r.counts
		p[i] = memProfileRecord{c[0], c[1], c[2], c[3], r.stack()}
	}
	return n, n <= len(p)
}

// profileRowsOf returns all rows if there are at most max, and how many there are.
func profileRowsOf(kind, max int, zero bool) ([]profileRow, int) {
	if max == 0 {
		return nil, profileRecords(kind, nil, 0, true, zero)
	}
	rows := make([]profileRow, max)
	n := profileRecords(kind, unsafe.Pointer(&rows[0]), max, true, zero)
	if n > max {
		return nil, n
	}
	return rows[:n], n
}

func (r *profileRow) stack() []uintptr { return r.pcs[:r.n:r.n] }

func waitRecords(kind int, p []blockProfileRecord) (n int, ok bool) {
	rows, n := profileRowsOf(kind, len(p), true)
	for i, r := range rows {
		p[i] = blockProfileRecord{r.counts[0], r.counts[1], r.stack()}
	}
	return n, n <= len(p)
}

//go:linkname pprofBlock runtime.pprof_blockProfileInternal
func pprofBlock(p []blockProfileRecord) (n int, ok bool) { return waitRecords(profileBlock, p) }

//go:linkname pprofMutex runtime.pprof_mutexProfileInternal
func pprofMutex(p []blockProfileRecord) (n int, ok bool) { return waitRecords(profileMutex, p) }

//go:linkname pprofThreads runtime.pprof_threadCreateInternal
func pprofThreads(p []stackRecord) (n int, ok bool) {
	n = threadCount()
	return n, n <= len(p)
}

//go:linkname pprofExpand runtime.pprof_fpunwindExpand
func pprofExpand(dst, src []uintptr) int { return copy(dst, src) }

//go:linkname pprofMakeStack runtime.pprof_makeProfStack
func pprofMakeStack() []uintptr { return make([]uintptr, 128) }

//go:linkname frameStartLine runtime/pprof.runtime_FrameStartLine
func frameStartLine(f *Frame) int { return f.startLine }

//go:linkname frameSymbolName runtime/pprof.runtime_FrameSymbolName
func frameSymbolName(f *Frame) string { return f.Function }

// The profile of goroutines that nothing can wake is an experiment, which is off.
//
//go:linkname pprofLeaks runtime.pprof_goroutineLeakProfileWithLabels
func pprofLeaks(p []stackRecord, labels []unsafe.Pointer) (n int, ok bool) { return 0, true }

//go:linkname leakGC runtime/pprof.runtime_goroutineLeakGC
func leakGC() { gc() }

//go:linkname leakCount runtime/pprof.runtime_goroutineleakcount
func leakCount() int { return 0 }
