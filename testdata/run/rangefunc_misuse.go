// run tree=1.23

// Range over functions: branches through several iterators, defer, goto, panics, iterators that misuse yield.
package main

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer println("count ends")
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

var saved func(int) bool

func leaks(yield func(int) bool) {
	saved = yield
	yield(1)
}

func ignores(yield func(int) bool) {
	yield(1)
	yield(2)
}

func swallows(yield func(int) bool) {
	defer func() { println("swallowed:", recover() != nil) }()
	yield(1)
}

func panics(yield func(int) bool) {
	yield(1)
	panic("iterator")
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			if e, ok := r.(error); ok {
				println(name, "panics:", e.Error())
			} else if s, ok := r.(string); ok {
				println(name, "panics:", s)
			}
		} else {
			println(name, "is fine")
		}
	}()
	f()
}

func labels() (r int) {
outer:
	for i := range count(4) {
		for j := range count(4) {
			for k := range count(2) {
				switch {
				case j == 1:
					continue outer
				case i == 2:
					break outer
				case k == 1:
					break
				}
				println(i, j, k)
			}
		}
	}
	return 7
}

func returns() (r int, s string) {
	defer func() { r *= 2; println("deferred", r, s) }()
	for i := range count(5) {
		defer println("in loop", i)
		for j := range count(5) {
			if i+j == 3 {
				return i, "early"
			}
		}
	}
	return -1, "late"
}

func gotos() {
	n := 0
again:
	for i := range count(3) {
		for range count(2) {
			n++
			if n < 3 {
				goto again
			}
			if i == 1 {
				goto done
			}
		}
	}
done:
	println("gotos", n)
}

func recovers() (err string) {
	defer func() { err, _ = recover().(string) }()
	for i := range count(3) {
		if i == 1 {
			panic("body")
		}
	}
	return "none"
}

func closures() {
	var fs []func() int
	for i := range count(3) {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		println(f(), f())
	}
}

func main() {
	println(labels())
	println(returns())
	gotos()
	println(recovers())
	closures()
	try("leaks", func() {
		for x := range leaks {
			println(x)
		}
		saved(2)
	})
	try("ignores", func() {
		for range ignores {
			break
		}
	})
	try("swallows", func() {
		for range swallows {
			panic("body")
		}
	})
	try("panics", func() {
		for range panics {
		}
	})
	try("reenters", func() {
		for x := range leaks {
			println("in", x)
			if x == 1 {
				saved(3)
			}
		}
	})
	try("missed", func() {
		for range count(1) {
			for range ignores {
				return
			}
		}
	})
	try("nil", func() {
		var f func(func() bool)
		for range f {
		}
	})
	try("late", func() {
		for range leaks {
		}
		saved(5)
	})
}
