// show ssa -func f

// A function with defer: results are volatile, a second edge leads to where a recovered panic resumes.
package p

var g func()

func f(n int) (r string) {
	defer g()
	if n > 0 {
		r = "x"
	}
	return r
}
