// errorcheck
package p

import fmt // ERROR "syntax error: missing import path"

x := 1 // ERROR "syntax error: non-declaration statement outside function body"

func (a, b T) m() {} // ERROR "method has multiple receivers"

func g(a int, string) {} // ERROR "syntax error: mixed named and unnamed parameters"

type T[P] struct{} // array type of struct: fine as far as syntax goes

type U[P any, Q] int // ERROR "syntax error: missing type constraint"

type V struct {
	(E) // ERROR "syntax error: cannot parenthesize embedded type"
	a b c // ERROR "syntax error: unexpected c, expecting semicolon, newline, or }|unexpected c in struct type; possibly missing semicolon or newline or }"
}
