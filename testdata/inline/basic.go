// errorcheck -0 -m
package p

type I interface{ M() int }
type T struct{ n int }

func (t *T) M() int { return t.n } // ERROR "can inline \(\*T\).M$" "t does not escape$"

func add(x, y int) int { return x + y } // ERROR "can inline add$"

func twice(x int) int { // ERROR "can inline twice$"
	return add(x, x) // ERROR "inlining call to add$"
}

func early(x int) int { // ERROR "can inline early$"
	if x > 3 {
		return 1
	}
	return 2
}

func loop(s []int) (n int) { // ERROR "can inline loop$" "s does not escape$"
	for _, x := range s {
		n += x
	}
	return
}

//go:noinline
func never(x int) int { return x }

func rec(n int) int {
	if n == 0 {
		return 0
	}
	return rec(n-1) + never(n)
}

func guarded() int {
	defer never(1)
	return 3
}

func use(s []int) int { // ERROR "s does not escape$"
	t := &T{4}                                         // ERROR "&T{...} does not escape$"
	a := twice(early(3)) + loop(s) + t.M() + guarded() // ERROR "inlining call to twice$" "inlining call to add$" "inlining call to early$" "inlining call to loop$" "inlining call to \(\*T\).M$"
	b := func(x int) int { return a + x }(5)           // ERROR "can inline use.func1$" "inlining call to use.func1$"
	return a + b + rec(2) + never(3)
}

func devirtualised() int {
	var i I = &T{never(7)} // ERROR "&T{...} does not escape$"
	return i.M()           // ERROR "devirtualizing i.M to \*T$"
}
