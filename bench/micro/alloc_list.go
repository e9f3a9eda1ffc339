// Lists that are built, walked and dropped.
package main

type node struct {
	next *node
	val  int
}

func main() {
	sum := 0
	for round := 0; round < 60; round++ {
		var list *node
		for i := 0; i < 1000000; i++ {
			list = &node{list, i}
		}
		for n := list; n != nil; n = n.next {
			sum += n.val
		}
	}
	println(sum)
}
