// run
// Small integers in interfaces lie in one table for the whole program, which nobody can write to.
package main

import (
	"fmt"
	"runtime/debug"
	"unsafe"
)

type eface struct {
	typ  unsafe.Pointer
	data *byte
}

//go:noinline
func box(b byte) any { return b }

//go:noinline
func box64(u uint64) any { return u }

func spoil(v any) {
	defer func() { fmt.Println(v, recover() != nil) }()
	*(*eface)(unsafe.Pointer(&v)).data = 1
}

func main() {
	debug.SetPanicOnFault(true)
	for _, n := range []byte{0, 3, 77, 255} {
		spoil(box(n))
		spoil(box64(uint64(n)))
	}
	var sum uint64
	for i := 0; i < 256; i++ {
		sum += uint64(box(byte(i)).(byte)) + box64(uint64(i)).(uint64)
	}
	fmt.Println(sum == 255*256)
}
