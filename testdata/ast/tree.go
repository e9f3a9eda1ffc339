// ast

// Package p has a doc comment.
package p

import (
	"fmt" // a line comment
	. "os"
)

// T is documented.
type T[K comparable, V *K | ~[]int] struct {
	a, b int `tag`
	*E          // embedded
	F[K]
	c [len(x)]V // an array, not an instance
}

type A[P *C] int // an array
type B[P *C,] int
type D = <-chan (chan<- func(int, ...string) (n int, err error))

const (
	zero = iota
	one
)

var x, y = []T{{1: 2}, {}}, map[string]struct{}{"k": {}}

// f is documented too.
func (t *T[K, V]) f(a, b int, _ ...K) (err error) {
L:
	for i := range x {
		switch v := t.c.(type) {
		case nil, func(), *T:
			continue L
		default:
			_ = v[1:2:3]
		}
		if z := (T{a: i}); z == t {
			goto L
		} else if <-c; true {
		}
		select {
		case c <- 1:
		case v, ok := <-c:
			v.g(ok)[a, b](x...)
		}
	}
	go func() { defer t.g() }()
	a, b := -a+b*^a&^b, &T{}
	;
	return
M:
}
