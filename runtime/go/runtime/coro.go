//go:build go1.23

package runtime

// A coro holds a parked goroutine, with which coroswitch changes places (coro.c). Only the C side looks
// at g, m and locked: what they point to is not in the heap.
type coro struct {
	g      uintptr
	f      func(*coro)
	m      uintptr
	locked [2]int32
}

// newcoro returns a coro with a goroutine that will run f at the first switch to it. When f returns, or
// ends by Goexit, the goroutine that then waits in the coro goes on.
//
//go:noinline
func newcoro(f func(*coro)) *coro {
	c := &coro{f: f}
	coroMake(c, func() {
		defer coroExit(c)
		c.f(c)
	})
	return c
}

//go:linkname coroMake rt_api_coro_make
func coroMake(c *coro, start func())

//go:linkname coroExit rt_api_coro_exit
func coroExit(c *coro)
