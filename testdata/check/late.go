// errorcheck

//go:noinline // ERROR "misplaced compiler directive"

package main

//go:build ignore // ERROR "misplaced compiler directive"

//go:noinline // ERROR "misplaced compiler directive"
var x int

//go:notinheap // ERROR "misplaced compiler directive"
type alias = int

type generic[T any] struct{}

func (generic[T]) m() {
	type local []T // ERROR "type declarations inside generic functions are not currently supported"
}

func main() {}
