//go:build go1.24

package runtime

// Bubbles of package internal/synctest, in which time is a fake one, cannot be made yet.

//go:linkname synctestRun internal/synctest.Run
func synctestRun(f func()) { panic(plainError("testing/synctest is not supported yet")) }

//go:linkname synctestWait internal/synctest.Wait
func synctestWait() { panic(plainError("goroutine is not in a bubble")) }

//go:linkname synctestAcquire internal/synctest.acquire
func synctestAcquire() any { return nil }

//go:linkname synctestRelease internal/synctest.release
func synctestRelease(bubble any) {}

//go:linkname synctestInBubble internal/synctest.inBubble
func synctestInBubble(bubble any, f func()) { f() }
