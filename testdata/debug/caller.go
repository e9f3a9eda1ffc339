// traceback
package main

import "runtime"

// inTree leaves a file of the tree its name in there: trees are in different places.
func inTree(file string) string {
	root := runtime.GOROOT() + "/src/"
	if len(file) > len(root) && file[:len(root)] == root {
		return "$GOROOT/src/" + file[len(root):]
	}
	return file
}

func where() (string, int) {
	_, file, line, _ := runtime.Caller(1)
	return file, line
}

func main() {
	println(where())
	for i := 0; i < 2; i++ {
		_, file, line, ok := runtime.Caller(i)
		println(inTree(file), line, ok)
	}
//line other.go:100
	println(where())
//line :7
	println(where())
	panic("end")
}
