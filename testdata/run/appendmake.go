// run
// append(s, make([]T, n)...) makes room and clears it, without a slice in between.
package main

import (
	"fmt"
	"testing"
)

type three struct{ a, b, c byte }

//go:noinline
func more[T any](s []T, n int) []T { return append(s, make([]T, n)...) }

func moreBytes(s []byte, n uint64) []byte { return append(s, make([]byte, n)...) }

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

var sinkInts []int
var sinkPtrs []*int

func main() {
	b := []byte("abcdefgh")
	fmt.Println(more(b[:2], 3), string(b[:2]), b[5:])
	one := 1
	p := []*int{&one, &one, &one, &one}
	fmt.Println(more(p[:1], 2)[1:], p[3] == &one, len(more(p, 5)), more(p, 1)[4])
	t := []three{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	fmt.Println(more(t[:1], 1), t, len(more([]struct{}{}, 7)), more([]int(nil), 0) == nil)
	n := -1
	big := uint64(1) << 63
	try(func() { more(b, n) })
	try(func() { moreBytes(b, big) })
	try(func() { more(t, 1<<62) })
	fmt.Println(testing.AllocsPerRun(10, func() { sinkInts = more([]int(nil), 100) }),
		testing.AllocsPerRun(10, func() { sinkPtrs = more([]*int(nil), 100) }))
}
