// show ssa -func f

// A defer statement that a constant rules out leaves no frame behind.
package p

const enabled = false

var unlock func()

func f(p *int) (n int) {
	if enabled {
		defer unlock()
	}
	n = *p
	return
}
