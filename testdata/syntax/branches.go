// errorcheck
package p

func before(z bool) {
	switch {
	case z:
		lab: // ERROR "label lab defined and not used"
	}
	switch {
	case z:
		lab: ; // ERROR "label lab already defined at .*branches.go:7:3"
	}
}

func wrong() {
unused:
	x := ) // ERROR "syntax error: unexpected \), expecting expression"
}

type T struct{}

func (T) behind() {
L: // ERROR "label L defined and not used"
	for {
		break M // ERROR "break label not defined: M"
	}
}

var v = func() { goto N } // ERROR "label N not defined"

func last() {
	goto N // ERROR "label N not defined"
	continue // ERROR "continue is not in a loop"
}
