// errorcheck

package main

import (
	_ "errors//"  // ERROR "non-canonical import path .errors//. \(should be .errors.\)"
	_ "/etc"      // ERROR "could not import /etc \(import path cannot be absolute path\)"
	_ "a b"       // ERROR "invalid import path \(invalid character U\+0020 . .\)"
)

//go:notinheap
type away struct{ n int }

type here away

var _ = (*away)(new(here)) // ERROR "cannot convert new\(here\) \(type \*here\) to type \*away:\n\taway is incomplete \(or unallocatable\), but here is not"

type generic[T any] struct{}

func (generic[T]) m() {
	type local []T
}

func main() {}
