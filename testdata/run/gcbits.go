// run
// What the collector knows of objects: of each element of a slice, of small objects and of large ones.
package main

import (
	"fmt"
	"reflect"
	_ "unsafe"
)

//go:linkname gcbits reflect.gcbits
func gcbits(p any) []byte

type pair struct {
	p *int
	n uintptr
}

type big struct {
	a [100]uintptr
	p *int
}

func slice(t reflect.Type, n int) []byte {
	s := reflect.MakeSlice(t, 0, n)
	return gcbits(reflect.NewAt(t.Elem(), s.UnsafePointer()).Interface())
}

func ones(b []byte) (n int) {
	for _, v := range b {
		n += int(v)
	}
	return n
}

func main() {
	fmt.Println(gcbits(new(pair))[:1], gcbits(new([3]uintptr)), gcbits(new(string)))
	fmt.Println(slice(reflect.TypeOf([]pair{}), 3)[:5], len(slice(reflect.TypeOf([]int{}), 8)))
	b := slice(reflect.TypeOf([]pair{}), 5000)
	fmt.Println(len(b) >= 9999, ones(b) >= 5000, b[:4], b[9996:9999])
	b = slice(reflect.TypeOf([]big{}), 20)
	fmt.Println(b[99:102], b[200:203], ones(b) >= 20)
}
