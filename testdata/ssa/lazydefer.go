// show ssa -func f

// Between the defer statement and the end nothing is called: the frame is not linked into the goroutine's list,
// neither at the entry nor at the return, and the call in front of the statement does not count.
package p

var lock, unlock func(p *int)

func f(p *int, s []int, i int) {
	lock(p)
	defer unlock(p)
	*p = s[i]
}
