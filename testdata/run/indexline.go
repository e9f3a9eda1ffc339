// run
// An index out of range is on the line of its bracket, also where the array has one element and is no memory.
package main

import (
	"fmt"
	"runtime"
)

type one struct{ a [1]int }

//go:noinline
func set(i int) int {
	var a [1]int
	a /*line :70:1*/ [i] =
	/*line :75:1*/ i
	return a[0]
}

//go:noinline
func setField(i int) int {
	var x one
	x.a /*line :80:1*/ [i] =
	/*line :85:1*/ i
	return x.a[0]
}

//go:noinline
func get(i int) int {
	a := [1]int{i}
	return i + /*line :95:1*/ a /*line :90:1*/ [i]
}

//line indexline.go:150
func line(f func(i int) int) {
	defer func() {
		var pcs [10]uintptr
		frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
		for {
			frame, more := frames.Next()
			if frame.Line >= 70 && frame.Line < 100 {
				fmt.Println(frame.Function, frame.Line, recover())
			}
			if !more {
				return
			}
		}
	}()
	f(1)
}

//line indexline.go:200
func main() {
	line(set)
	line(setField)
	line(get)
}
