// run
// []byte of a constant: an array of just its length, on the stack if nobody keeps it, fresh at each evaluation.
package main

import (
	"fmt"
	"testing"
)

type octet byte
type text []octet

const long = "as many bytes as do not fit into the 32 that conversions of strings have on the stack"

var kept [][]byte

//go:noinline
func fill(b []byte) int {
	n := 0
	for i := range b {
		n += int(b[i])
		b[i] = 0
	}
	return n
}

func main() {
	b := []byte("hello, world!")
	empty := []byte("")
	fmt.Println(len(b), cap(b), len(empty), cap(empty), empty == nil, cap(text("abcde")))
	for i := 0; i < 3; i++ {
		c := []byte("abc")
		c[i] = '-'
		kept = append(kept, c)
	}
	fmt.Printf("%s\n", kept)
	fmt.Println(fill([]byte("ab")), fill([]byte("ab")))
	fmt.Println(testing.AllocsPerRun(10, func() { fill([]byte(long)) }))
}
