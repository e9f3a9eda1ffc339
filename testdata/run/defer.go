// run
package main

// Deferred calls that returns run, that the runtime runs, and both in one frame.

type T struct{ n int }

func (t T) show(s string)   { print(s, t.n, " ") }
func (t *T) add(k int)      { t.n += k }
func note(s string, n int)  { print(s, n, " ") }
func fail(s string)         { panic(s) }
func swallow(where string)  { print(where, ":", recover() != nil, " ") }

func mixed(n int) (r int) {
	defer note("first", n)
	for i := 0; i < n; i++ {
		defer note("loop", i)
	}
	if n > 1 {
		defer func() { r *= 10 }()
	}
	if n == 3 {
		return 3
	}
	defer func() { r++ }()
	return n
}

func many(k int) int {
	var t T
	defer t.show("a")
	if k == 0 {
		return 0
	}
	defer t.add(1)
	if k == 1 {
		return 1
	}
	defer t.show("b")
	if k == 2 {
		return 2
	}
	defer note("c", k)
	if k == 3 {
		return 3
	}
	defer func() { print("d", t.n, " ") }()
	if k == 4 {
		return 4
	}
	defer swallow("e")
	t.add(5)
	if k == 5 {
		fail("k")
	}
	defer fail("late")
	return k
}

func nested() (s string) {
	defer func() {
		defer func() { s += recover().(string) }()
		s += recover().(string)
		panic("two ")
	}()
	defer func() {
		defer swallow("inner")
		panic("inside")
	}()
	panic("one ")
}

func wrapped() (err interface{}) {
	defer func() { err = recover() }()
	var f func()
	defer f()
	defer note("before", 0)
	return nil
}

func direct() {
	defer note("after", 1)
	defer recover()
	defer func() { defer recover(); fail("gone") }()
}

// recover in a function called by the deferred one, which may be inlined where nothing of it is left.
func helper(int)       { swallow("helper") }
func answers() int     { swallow("answers"); return 0 }
func (h *handle) run() { swallow("run") }

type handle int
type embeds struct{ *handle }

func indirect() {
	run := embeds.run
	defer func() { println(recover().(string)) }()
	defer run(embeds{})
	defer answers()
	defer helper(1)
	panic("still there")
}

func results(n int) (a, b string, c [5]int) {
	defer func() {
		if recover() != nil {
			a += "!"
			c[n%5]++
		}
	}()
	a, b = "x", "y"
	c[1] = 7
	if n > 5 {
		return "p", "q", [5]int{n}
	}
	println(c[n])
	return
}

// Calls deferred in loops lie in arrays, others between them in the frame; some of them panic, and run in
// the end all the same, newest first.
func loops(n int) (order []int) {
	defer func() { recover() }()
	at := 0
	push := func(k int) {
		order = append(order, k)
		if k%37 == 0 {
			panic(k)
		}
	}
	for i := 0; i < n; i++ {
		at++
		defer push(at)
	}
	at++
	defer push(at)
	for i := 0; i < n; i++ {
		at++
		k := at
		defer func() { push(k) }()
	}
	return nil
}

func countdown(order []int) bool {
	for i, k := range order {
		if k != len(order)-i {
			return false
		}
	}
	return true
}

func main() {
	for _, n := range []int{0, 1, 2, 3, 50, 1000} {
		order := loops(n)
		println(n, len(order), countdown(order))
	}
	for n := 0; n < 5; n++ {
		println(mixed(n))
	}
	for k := 0; k < 7; k++ {
		println(many(k))
	}
	println(nested())
	println(wrapped() != nil)
	func() {
		defer swallow("outer")
		direct()
	}()
	println()
	indirect()
	for _, n := range []int{1, 5, 6} {
		a, b, c := results(n)
		println(a, b, c[0], c[1])
	}
}
