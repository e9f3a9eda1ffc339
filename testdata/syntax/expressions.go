// errorcheck
package p

func f() {
	x :=
	if x = 1 { // ERROR "syntax error: unexpected if, expecting expression"
	}
	a[] // ERROR "syntax error: unexpected \], expecting operand"
	b, c // ERROR "syntax error: unexpected newline, expecting := or = or comma"
	_ = (T){} // ERROR "syntax error: cannot parenthesize type in composite literal"
	_ = a[1::] // ERROR "middle index required in 3-index slice" "final index required in 3-index slice"
	_ = []int{1 // ERROR "syntax error: unexpected newline in composite literal; possibly missing comma or }"
	}
}
