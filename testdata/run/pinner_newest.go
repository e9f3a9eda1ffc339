// run tree=1.26 exit=2 env=GOTRACEBACK=none
// runtime.Pinner keeps objects alive, refuses what is no pointer, and says when it was forgotten.
package main

import (
	"runtime"
	"time"
	"unsafe"
)

var static int

func try(what string, f func()) {
	defer func() {
		err := recover()
		if e, ok := err.(runtime.Error); ok {
			println(what, e.Error())
		} else {
			println(what, err == nil)
		}
	}()
	f()
}

type node struct {
	next *node
	pad  [6]int
}

//go:noinline
func pinned(p *runtime.Pinner, n int, dead *int) (addrs []uintptr) {
	for i := 0; i < n; i++ {
		o := &node{}
		o.pad[0] = i
		runtime.SetFinalizer(o, func(*node) { *dead++ })
		p.Pin(o)
		addrs = append(addrs, ^uintptr(unsafe.Pointer(o)))
	}
	return addrs
}

func collect() {
	for i := 0; i < 4; i++ {
		runtime.GC()
		time.Sleep(2 * time.Millisecond)
	}
}

//go:noinline
func overwrite(n int) int {
	var a [100]int
	for i := range a {
		a[i] = n
	}
	if n == 0 {
		return a[5]
	}
	return overwrite(n-1) + a[7]
}

func forget() {
	p := new(runtime.Pinner)
	p.Pin(new(node))
}

func main() {
	dead := new(int)
	p := new(runtime.Pinner)
	addrs := pinned(p, 100, dead)
	overwrite(20)
	collect()
	println("dead while pinned", *dead)
	sum := 0
	for _, a := range addrs {
		sum += (*node)(unsafe.Pointer(^a)).pad[0]
	}
	println("sum", sum)
	p.Unpin()
	overwrite(20)
	collect()
	println("most are dead then", *dead > 90)

	try("nil", func() { p.Pin(nil) })
	try("int", func() { p.Pin(7) })
	try("struct", func() { p.Pin(node{}) })
	try("func", func() { p.Pin(main) })
	try("static", func() { p.Pin(&static) })
	try("inside", func() { p.Pin(&new(node).pad[3]) })
	try("unsafe", func() { p.Pin(unsafe.Pointer(new(node))) })
	try("twice", func() { n := new(node); p.Pin(n); p.Pin(n) })
	p.Unpin()
	p.Unpin()
	new(runtime.Pinner).Unpin()
	for i := 0; i < 10; i++ {
		forget()
	}
	overwrite(20)
	for range 100 {
		collect()
	}
}
