//go:build go1.24

package runtime

import "unsafe"

// A Cleanup is a handle to a call that AddCleanup has arranged.
type Cleanup struct {
	id  uint64
	ptr uintptr
}

// AddCleanup has cleanup(arg) called some time after *ptr has become unreachable. Several cleanups may
// be attached to one object; arg must not keep it reachable.
func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {
	p := unsafe.Pointer(ptr)
	return Cleanup{addCleanup(p, func() { cleanup(arg) }), uintptr(p)}
}

// Stop cancels the call if it has not been queued yet.
func (c Cleanup) Stop() { stopCleanup(c.ptr, c.id) }

//go:linkname addCleanup rt_api_add_cleanup
func addCleanup(p unsafe.Pointer, f func()) uint64

//go:linkname stopCleanup rt_api_stop_cleanup
func stopCleanup(p uintptr, id uint64)
