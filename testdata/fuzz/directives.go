// errorcheck

// Directives in lines that end in a carriage return too.

package main

func f() {
	x := 1; //go:noinline // ERROR "misplaced compiler directive"
	_ = x
}

//go:noinline
func main() { f() }
