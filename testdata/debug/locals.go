// gdb
// break locals.go:21
// run
// info locals
// print w
// up
// print name
// print list
// print *head
// print sizes
// print ratio
package main

type node struct {
	value int
	next  *node
}

func area(w, h int) int {
	n := w * h
	println(n)
	return n
}

func main() {
	name := "gopher"
	list := []int{1, 2, 3}
	head := &node{7, nil}
	sizes := [2]uint8{4, 5}
	ratio := 1.5
	area(len(list), head.value)
	println(name, sizes[0], ratio)
}
