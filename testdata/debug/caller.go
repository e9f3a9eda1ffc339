// traceback
package main

import "runtime"

func where() (string, int) {
	_, file, line, _ := runtime.Caller(1)
	return file, line
}

func main() {
	println(where())
	for i := 0; i < 2; i++ {
		_, file, line, ok := runtime.Caller(i)
		println(file, line, ok)
	}
//line other.go:100
	println(where())
//line :7
	println(where())
	panic("end")
}
