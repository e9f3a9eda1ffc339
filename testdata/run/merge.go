// run

// Calls keep their lines and their inlined frames though branches end with the same call.
package main

import "runtime"

//go:noinline
func where() string {
	var pc [3]uintptr
	frames := runtime.CallersFrames(pc[:runtime.Callers(2, pc[:])])
	a, _ := frames.Next()
	b, _ := frames.Next()
	return a.Function + ":" + itoa(a.Line) + " " + b.Function + ":" + itoa(b.Line)
}

func one() string { return where() }
func two() string { return where() }

//go:noinline
func pick(first bool) string {
	var s string
	if first {
		s = one()
	} else {
		s = two()
	}
	return s
}

//go:noinline
func same(first bool) (s string) {
	if first {
		s = where()
	} else {
		s = where()
	}
	return s
}

func main() {
	println(pick(true))
	println(pick(false))
	println(same(true))
	println(same(false))
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}
