// errorcheck
package p

func loops(s []int, m map[string]int, c chan int, x int, str string) {
	for i, j := range c { // ERROR ":6: i declared but not used" ":9: range over c \(variable of type chan int\) permits only one iteration variable"
	}
	for i := range x { // ERROR ":17: cannot range over x \(variable of type int\)"
	}
	for x = range m { // ERROR ":6: cannot use x \(value of type string\) as type int in assignment"
	}
	for i, r := range str {
		i, r = r, i // ERROR ":10: cannot use r \(variable of type rune\) as type int in assignment" ":13: cannot use i \(variable of type int\) as type rune in assignment"
	}
	if x { // ERROR ":5: non-boolean condition in if statement"
	}
	for x { // ERROR ":6: non-boolean condition in for statement"
	}
	break // ERROR ":2: break is not in a loop, switch, or select"
	continue // ERROR ":2: continue is not in a loop"
L:
	for {
		break M // ERROR ":9: break label not defined: M"
		continue L
	}
	goto N // ERROR ":7: label N not defined"
	switch x {
	case 1, 2, 1: // ERROR ":13: duplicate case 1 \(constant of type int\) in expression switch"
	case "a": // ERROR ":7: cannot convert .a. \(untyped string constant\) to int"
	case x:
	}
	switch {
	case x: // ERROR ":7: invalid case x in switch on true \(mismatched types int and bool\)"
	case true:
		fallthrough // ERROR ":3: cannot fallthrough final case in switch"
	}
	switch y := x.(type) { // ERROR ":9: y declared but not used" ":14: x \(variable of type int\) is not an interface"
	}
	var e interface{}
	switch y := e.(type) { // ERROR ":9: y declared but not used"
	case int, int: // ERROR ":12: duplicate case int in type switch"
	case string:
	}
	switch e.(type) {
	case nil:
	case nil: // ERROR ":7: duplicate case nil in type switch"
	default:
	default: // ERROR ":2: multiple defaults \(first at \./statements\.go:46:2\)"
	}
	select {
	case x: // ERROR ":7: select case must be send or receive \(possibly with assignment\)"
	case <-c:
	case c <- "x": // ERROR ":12: cannot use .x. \(untyped string constant\) as int value in send"
	}
	x <- 1 // ERROR ":2: invalid operation: cannot send to non-channel x \(variable of type int\)"
	c <- 1

}

func noreturn(x int) int {
	for {
		if x > 0 {
			break
		}
	}
} // ERROR ":1: missing return"

func ok(x int) int {
	switch x {
	case 1:
		return 1
	default:
		panic("x")
	}
}

func shadow() (err error) {
	{
		err := err // ERROR ":3: err declared but not used"
		return // ERROR ":3: result parameter err not in scope at return"
	}
}

func jump() {
	goto L // ERROR ":7: goto L jumps over declaration of x at \./statements\.go:85:4"
	x := 1
	_ = x
L:
	{
	M:
	}
	goto M // ERROR ":7: goto M jumps into block starting at \./statements\.go:88:2"
}
