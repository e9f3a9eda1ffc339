// run
package main

// Order of evaluation: calls, receives and logical operators left to right (spec: Order of evaluation).

var trace string

func f(s string) int {
	trace += s
	return len(trace)
}

func b(s string, v bool) bool {
	trace += s
	return v
}

type T struct{ a, b, c int }

func (t T) m(x int) T { trace += "m"; return t }

func show(what string) {
	println(what, trace)
	trace = ""
}

func two() (int, string) { trace += "2"; return 7, "seven" }

func take(n int, s string) { println(n, s) }

func deferred(x int, s string) { println("deferred", x, s) }

func named() (r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			r = e.(int) * 2
		}
	}()
	defer deferred(f("d"), trace)
	panic(21)
}

func panics(what string, g func()) {
	defer func() {
		e := recover()
		if err, ok := e.(error); ok {
			println(what, err.Error())
		} else {
			println(what, e != nil)
		}
	}()
	g()
}

func main() {
	_ = f("1") + f("2")*f("3")
	show("arithmetic")
	_ = b("a", false) && b("b", true) || b("c", true) && b("d", f("e") > 0)
	show("logic")
	x := T{c: f("x"), a: f("y"), b: f("z")}
	show("literal in source order")
	println(x.a, x.b, x.c)
	x.m(f("p")).m(f("q"))
	show("methods")
	a := []int{1, 2, 3}
	i := 0
	i, a[i] = 2, 9
	println(i, a[0], a[1], a[2])
	a[0], a[1], a[2] = a[2], a[0], a[1]
	println(a[0], a[1], a[2])
	take(two())
	show("many values")
	m := map[string]int{"k": 1}
	m["k"] += f("u")
	m["l"]++
	println(m["k"], m["l"], len(m))
	r, err := named()
	println(r, err == nil)
	show("defer")
	c := make(chan int, 3)
	c <- 1
	c <- 2
	c <- 3
	println(<-c-<-c*10, <-c)

	panics("map is not changed", func() {
		var p *int
		m["new"] = *p
	})
	_, ok := m["new"]
	println(ok)
	panics("nil map", func() { var n map[string]int; n["a"] = 1 })
	panics("division", func() { z := 0; m["z"] /= z })
	panics("conversion", func() { var e interface{} = 1; _ = e.(string) })
	panics("missing method", func() { var e interface{} = 1; _ = e.(error) })
	panics("nil func", func() { var g func(); defer g() })
	panics("uncomparable", func() { var e, g interface{} = []int{1}, []int{1}; _ = e == g })
	panics("slice to array", func() { _ = (*[4]int)(a) })
}
