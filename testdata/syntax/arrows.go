// errorcheck
package p

func f() {
	_ = make(<-<-chan int) // ERROR "syntax error: unexpected <-, expecting chan"
	_ = make(<-chan<-int) // ERROR "syntax error: unexpected int, expecting chan"
}

func g() {
	go (h)() // a call all the same
	defer h // ERROR "expression in defer must be function call"
	go (h()) // ERROR "expression in go must not be parenthesized"
}
