// run

// Finalizers of objects that point to each other: each runs once, the outer one first, with everything that it
// can reach as it was.
package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

type node struct {
	next *node
	v    int
}

var ran, bad int64

func make1(i int) {
	inner := &node{v: i}
	outer := &node{next: inner, v: -i}
	runtime.SetFinalizer(outer, func(o *node) {
		if o.v != -i || o.next.v != i {
			atomic.AddInt64(&bad, 1)
		}
		atomic.AddInt64(&ran, 1)
	})
	runtime.SetFinalizer(inner, func(o *node) {
		if o.v != i {
			atomic.AddInt64(&bad, 1)
		}
		atomic.AddInt64(&ran, 1)
	})
}

func main() {
	const n = 5000
	for i := 0; i < n; i++ {
		make1(i)
	}
	for i := 0; i < 200 && atomic.LoadInt64(&ran) < 2*n-100; i++ {
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	println("ran", ran >= 2*n-100, "twice", ran > 2*n, "wrong", bad) // a stale word may keep some
}
