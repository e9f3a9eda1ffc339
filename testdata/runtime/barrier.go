// run allocates=much

// The write barrier keeps what the program moves, while the collector walks a long list, from the end that it has
// not seen to the one that it has.
package main

import (
	"runtime"
	"unsafe"
)

type node struct {
	next *node
	val  *int
	pad  [6]int
}

func list(n int) (first, last *node) {
	last = &node{}
	first = last
	for i := 1; i < n; i++ {
		first = &node{next: first}
	}
	return
}

// The far end is known by the complement of its address, which is no root.
var first *node
var hidden uintptr

//go:noinline
func last() *node { return (*node)(unsafe.Pointer(^hidden)) }

//go:noinline
func build() {
	f, l := list(300000)
	first, hidden = f, ^uintptr(unsafe.Pointer(l))
}

//go:noinline
func put(v int) { last().val = fresh(v) }

var junk [64]*int

//go:noinline
func fresh(v int) *int { p := new([2]int); p[0] = v; return &p[0] }

//go:noinline
func swap() {
	l := last()
	v := l.val
	l.val = nil
	first.val = v
}

//go:noinline
func move(round int) { swap(); clearStack(100) }

//go:noinline
func clearStack(n int) int {
	var a [64]int
	if n > 0 {
		a[n%64] = clearStack(n - 1)
	}
	return a[(n+1)%64]
}

func main() {
	build()
	bad := 0
	for round := 0; round < 60; round++ {
		put(round + 1)
		clearStack(100)
		done := make(chan bool)
		go func() { runtime.GC(); done <- true }()
		for i := 0; i < round%20*200000; i++ {
			junk[i%64] = nil
		}
		move(round)
		<-done
		for i := 0; i < 4000; i++ {
			junk[i%64] = fresh(-1)
		}
		if *first.val != round+1 {
			bad++
		}
	}
	println("lost", bad)
}
