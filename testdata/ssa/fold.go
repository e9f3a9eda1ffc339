// show ssa -func fold

// Constants fold, x-x and double negation vanish, equal expressions are computed once.
package p

func fold(x, y int, s string) int {
	const k = 3
	a := (x + 2) + k
	b := (x + 5) * (y - y)
	if !!(x == x) {
		return a + b + (x+y)*(y+x) + len(s)
	}
	return -1
}
