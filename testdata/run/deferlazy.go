// run

// Functions whose deferred call waits for a panic of their own: their frame is in the goroutine's list only
// from the moment at which they panic. Callers' values survive a recovered panic, in registers too.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"unsafe"
)

type counter struct {
	mu sync.Mutex
	n  int
}

//go:noinline
func (c *counter) add(k int) (old int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old = c.n
	c.n += k
	return
}

//go:noinline
func (c *counter) at(list []int, i int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return list[i] + c.n
}

var caught error

func catch() {
	if e := recover(); e != nil {
		caught = e.(error)
	}
}

//go:noinline
func load(p *int) (n int) {
	defer func() {
		if e := recover(); e != nil {
			n = -1
		}
	}()
	n = 5
	return *p
}

//go:noinline
func index(s []string, i int) (r string, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = e.(error)
		}
	}()
	r = "untouched"
	return s[i], nil
}

type big struct{ a, b, c, d, e int }

//go:noinline
func byMemory(p *big, q *int) (r big) {
	defer catch()
	r.a = 1
	r.b = *q
	return *p
}

//go:noinline
func explicit(v error) (r int) {
	defer catch()
	r = 3
	if v != nil {
		panic(v)
	}
	return 4
}

//go:noinline
func divide(a, b int) (q int) {
	defer catch()
	q = 9
	return a / b
}

//go:noinline
func fault(p *int) (n int, ok bool) {
	defer func() { ok = recover() == nil }()
	n = 1
	n += *p
	return
}

// The deferred call itself panics, when the function returns.
//
//go:noinline
func late(p *int) {
	defer func() { *p = 1 }()
	caught = nil
}

//go:noinline
func callsLate(p *int) (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	late(p)
	return "returned"
}

// A call before the defer statement counts for nothing; one behind it does.
//
//go:noinline
func callBetween(p *int, f func() int) (n int) {
	n = f()
	defer catch()
	n += f()
	return n + *p
}

//go:noinline
func exits(done chan string, p *int) {
	defer func() { done <- fmt.Sprint("recovered ", recover() != nil) }()
	runtime.Goexit()
	_ = *p
}

// Six values that are needed again behind each call.
//
//go:noinline
func keeps(a, b, c, d, e, f int, s []string) {
	x := load(nil)
	_, err := index(s, a)
	y := byMemory(nil, &b)
	z := callBetween(nil, func() int { return c })
	w := divide(d, a-a)
	fmt.Println(a, b, c, d, e, f, len(s), x, err, y, z, w)
}

func main() {
	c := new(counter)
	fmt.Println(c.add(2), c.add(3), c.n)
	one := 1
	fmt.Println(load(&one), load(nil))
	fmt.Println(index([]string{"zero", "one"}, 1))
	fmt.Println(index(nil, 7))
	func() {
		defer catch()
		c.at(nil, 3)
	}()
	fmt.Println(caught, c.add(0), c.at([]int{1}, 0))
	fmt.Println(byMemory(&big{5, 4, 3, 2, 1}, &one), byMemory(nil, &one), byMemory(nil, nil))
	fmt.Println(explicit(nil), explicit(errors.New("mine")), caught)
	fmt.Println(divide(7, 2), divide(7, 0), caught)
	debug.SetPanicOnFault(true)
	fmt.Println(fault(&one))
	fmt.Println(fault((*int)(unsafe.Pointer(uintptr(0x7000)))))
	fmt.Println(fault(nil))
	fmt.Println(callsLate(&one), callsLate(nil))
	done := make(chan string)
	go exits(done, nil)
	fmt.Println(<-done)
	keeps(1, 2, 3, 4, 5, 6, []string{"x"})
	for i := 0; i < 1000; i++ {
		go func() { debug.SetPanicOnFault(true); load(nil); fault((*int)(unsafe.Pointer(uintptr(0x7000)))); c.add(1); done <- "" }()
	}
	for i := 0; i < 1000; i++ {
		<-done
	}
	fmt.Println(c.n)
}
