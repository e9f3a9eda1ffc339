// errorcheck -0 -m -l
package p

type T struct {
	a int
	p *int
	q *int
}

var g *T
var gp *int

func id(p *T) *T { // ERROR "leaking param: p to result ~r0 level=0$"
	return p
}

func set(p *T) { // ERROR "leaking param: p$"
	g = p
}

func content(p *T) { // ERROR "leaking param content: p$"
	gp = p.p
}

func field(p *T) *int { // ERROR "leaking param: p to result ~r0 level=1$"
	return p.p
}

func read(p *T) int { // ERROR "p does not escape$"
	return p.a
}

func self(p *T) { // ERROR "p does not escape$"
	p.p = p.q // ERROR "self ignoring self-assignment in p.p = p.q$"
}

func local() int {
	x := T{a: 1}
	return read(&x)
}

func returned() *int {
	x := 1 // ERROR "moved to heap: x$"
	return &x
}

func loop() {
	var keep *int
	for i := 0; i < 3; i++ {
		x := i // ERROR "moved to heap: x$"
		keep = &x
	}
	_ = keep
}

func slices(n int) int {
	a := make([]int, 10)   // ERROR "make\(\[\]int, 10\) does not escape$"
	b := make([]int, n)    // ERROR "make\(\[\]int, n\) escapes to heap$"
	c := []*T{new(T), {}}  // ERROR "\[\]\*T{...} does not escape$" "new\(T\) does not escape$" "&T{} does not escape$"
	return len(a) + len(b) + len(c)
}

func literals() func() int {
	x, y := 1, 2 // ERROR "moved to heap: y$"
	func() {     // ERROR "func literal does not escape$"
		y++
	}()
	return func() int { return x + y } // ERROR "func literal escapes to heap$"
}

func boxes(x int, s []interface{}) { // ERROR "s does not escape$"
	var i interface{} = x // ERROR "x does not escape$"
	_ = i
	s[0] = x // ERROR "x escapes to heap$"
}
