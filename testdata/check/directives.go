// errorcheck

//go:noinline

package main

import _ "unsafe"

//go:build ignore

//go:noinline
var x int

//go:linkname x first

//go:linkname x second // ERROR "usage: //go:linkname"

//go:notinheap
type away struct{ n int }

//go:notinheap // ERROR "misplaced compiler directive"
type (
	//go:notinheap
	//go:noinline
	T1 int
	T2 int //go:notinheap // ERROR "misplaced compiler directive"
	T3 int
)

//go:notinheap
type alias = int

type here struct{ n int }

//go:noinline

//go:noinline
func f() {
	//go:noinline // ERROR "misplaced compiler directive"
	y := 1
	_ = y
	//go:notinheap
	type local int
	_ = func() {} //go:nosplit // ERROR "misplaced compiler directive"
}

//go:cgo_export // ERROR "only allowed in cgo-generated code"

//go:nosplit // ERROR "misplaced compiler directive"
