// show ssa -func f

// A function with defer: results are volatile, a second edge leads to where a recovered panic resumes.
package p

var g func()
var h func() string

func f(n int) (r string) {
	defer g()
	if n > 0 {
		r = h()
	}
	return r
}
