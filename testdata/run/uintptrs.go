// run
// What a pointer that is an argument as uintptr(p) points to lives until the call returns, where the function says so, as
// system calls do.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

type block [4096]byte

var died = make(chan string, 100)

func fresh(name string) unsafe.Pointer {
	b := new(block)
	for i := range b {
		b[i] = 'x'
	}
	runtime.SetFinalizer(b, func(*block) { died <- name })
	return unsafe.Pointer(b)
}

// Leaves nothing of a pointer on the stack or in registers that are kept over calls.
//
//go:noinline
func overwrite(depth int) int {
	var a [64]int
	for i := range a {
		a[i] = i * depth
	}
	if depth > 0 {
		return overwrite(depth-1) + a[depth%64]
	}
	return a[3]
}

var dead = map[string]bool{}

func allLive(names ...string) bool {
	overwrite(40)
	for i := 0; i < 4; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	for len(died) > 0 {
		dead[<-died] = true
	}
	for _, name := range names {
		if dead[name] {
			return false
		}
	}
	return true
}

//go:uintptrescapes
func one(p uintptr) { p = 0; fmt.Println("during one:", allLive("one")) }

//go:uintptrescapes
func many(names string, p ...uintptr) string {
	for i := range p {
		p[i] = 0
	}
	fmt.Println("during many:", allLive(strings.Fields(names)...))
	return "third fourth"
}

var done2 = make(chan bool)

//go:uintptrescapes
func later(names string, done chan bool, p ...uintptr) {
	many(names, p...)
	close(done)
}

type T struct{}

//go:uintptrescapes
func (T) method(p uintptr) (int, error) { p = 0; fmt.Println("during method:", allLive("method")); return 1, nil }

// The reader gets all of it only after the collections.
func writeWhole() {
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		panic(err)
	}
	const big = 300 << 10
	go func() {
		b := make([]byte, big)
		for i := range b {
			b[i] = byte(i % 251)
		}
		syscall.Syscall(syscall.SYS_WRITE, uintptr(fds[1]), uintptr(unsafe.Pointer(&b[0])), big)
		syscall.Close(fds[1])
	}()
	time.Sleep(20 * time.Millisecond)
	for i := 0; i < 4; i++ {
		runtime.GC()
	}
	junk := make([][]byte, 50)
	for i := range junk {
		junk[i] = make([]byte, big)
		for k := range junk[i] {
			junk[i][k] = 0xff
		}
	}
	n, bad := 0, 0
	buf := make([]byte, 4096)
	for {
		m, err := syscall.Read(fds[0], buf)
		if m <= 0 || err != nil {
			break
		}
		for i := 0; i < m; i++ {
			if buf[i] != byte((n+i)%251) {
				bad++
			}
		}
		n += m
	}
	fmt.Println("written:", n == big, bad)
}

func main() {
	one(uintptr(fresh("one")))
	many(many("first second", uintptr(fresh("first")), 3, uintptr(fresh("second"))), uintptr(fresh("third")), 3, uintptr(fresh("fourth")))
	T{}.method(uintptr(fresh("method")))
	done := make(chan bool)
	go func() {
		defer close(done)
		defer many("deferred rest", uintptr(fresh("deferred")), 3, uintptr(fresh("rest")))
	}()
	<-done
	go later("later rest2", done2, uintptr(fresh("later")), uintptr(fresh("rest2")))
	<-done2
	writeWhole()
}
