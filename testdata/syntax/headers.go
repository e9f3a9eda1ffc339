// errorcheck
package p

func f() {
	for i := 0; i < 10 { // ERROR "syntax error: expecting for loop condition|unexpected {, expecting semicolon or newline"
	} // ERROR "syntax error: unexpected }, expecting expression"
	if x := 0; { // ERROR "syntax error: missing condition in if statement"
	}
	if x = 1; y = z { // ERROR "syntax error: cannot use assignment \(y\) = \(z\) as value"
	}
	for ; ; i := 1 { // ERROR "syntax error: cannot declare in post statement of for loop"
	}
	if var x = 0; x { // ERROR "syntax error: var declaration not allowed in if initializer"
	}
	if x {
	} else y() // ERROR "syntax error: else must be followed by if or statement block"
}

func g()
{ // ERROR "syntax error: unexpected semicolon or newline before {"
}
