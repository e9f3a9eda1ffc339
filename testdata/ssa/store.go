// show ssa -func f

// The first store is dead; a pointer that goes to the heap needs a barrier, one to the stack does not.
package p

type T struct {
	n int
	p *int
}

func f(t *T, q *int) int {
	t.n = 1
	t.n = 2
	t.p = q
	return t.n
}
