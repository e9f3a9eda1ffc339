// errorcheck -0 -m -l
// What functions marked go:uintptrescapes get as uintptr(p) is on the heap.
package p

import "unsafe"

//go:uintptrescapes
func one(a uintptr) {} // ERROR "marking a as escaping uintptr$"

//go:uintptrescapes
func many(n int, a ...uintptr) {} // ERROR "marking a as escaping ...uintptr$"

//go:uintptrescapes
func unnamed(uintptr) {} // ERROR "marking arg#1 as escaping uintptr$"

type T struct{}

//go:uintptrescapes
func (T) method(a uintptr) {} // ERROR "marking a as escaping uintptr$"

func plain(a uintptr) {}

func calls() {
	var a int // ERROR "moved to heap: a$"
	one(uintptr(unsafe.Pointer(&a)))
	var b, c int                                                              // ERROR "moved to heap: b$" "moved to heap: c$"
	many(1, uintptr(unsafe.Pointer(&b)), 7, uintptr(unsafe.Pointer(&c))) // ERROR "... argument escapes to heap$"
	var d int                                                                 // ERROR "moved to heap: d$"
	T{}.method(uintptr(unsafe.Pointer(&d)))
	var e, f int
	plain(uintptr(unsafe.Pointer(&e)))
	u := uintptr(unsafe.Pointer(&f))
	one(u)
}
