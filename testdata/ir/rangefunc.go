// run -lang=go1.23

// Loops over functions: every way out of the body, nested and in closures.
package main

func check(got, want int, what string) {
	if got != want {
		println(what, "got", got, "want", want)
		panic("rangefunc")
	}
}

func upto(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs(n int) func(func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for i := 0; i < n; i++ {
			if !yield(i, "abc"[i%3:i%3+1]) {
				return
			}
		}
	}
}

func thrice(yield func() bool) {
	_ = yield() && yield() && yield()
}

func sum(n int) (s int) {
	for i := range upto(n) {
		if i == 3 {
			continue
		}
		if i == 7 {
			break
		}
		s += i
	}
	return
}

func find(n, x int) (int, bool) {
	for i := range upto(n) {
		for j := range upto(n) {
			if i*j == x {
				return i*100 + j, true
			}
		}
	}
	return -1, false
}

func labels(n int) int {
	s := 0
outer:
	for i := range upto(n) {
		for j := range upto(n) {
			switch {
			case j == 2:
				continue outer
			case i == 3:
				break outer
			}
			s += 10*i + j
		}
	}
	return s
}

func mixed(n int) int {
	s := 0
loop:
	for k := 0; k < n; k++ {
		for i := range upto(n) {
			if i > k {
				continue loop
			}
			if k == 4 {
				goto done
			}
			s++
		}
	}
done:
	return s
}

func named() (a, b int) {
	defer func() { a *= 10 }()
	for i := range upto(5) {
		if i == 3 {
			return i, b + 1
		}
		b += i
	}
	return
}

var order string

func deferred() {
	defer func() { order += "outer " }()
	for _, s := range pairs(3) {
		defer func() { order += s }()
	}
	order += "body "
}

func closures() int {
	var fs []func() int
	for i := range upto(3) {
		fs = append(fs, func() int { i += 10; return i })
	}
	s := 0
	for _, f := range fs {
		f()
		s += f()
	}
	return s
}

func assigned() (int, string) {
	var i int
	var a [1]any
	for i, a[0] = range pairs(3) {
	}
	return i, a[0].(string)
}

func count() (n int) {
	for range thrice {
		n++
	}
	return
}

type list[T any] struct {
	v    T
	next *list[T]
}

func (l *list[T]) all(yield func(T) bool) {
	for ; l != nil; l = l.next {
		if !yield(l.v) {
			return
		}
	}
}

func total[T int | float64](l *list[T]) (s T) {
	for v := range l.all {
		if v == 2 {
			continue
		}
		s += v
	}
	return s
}

func mustPanic(f func()) {
	defer func() {
		if recover() == nil {
			panic("no panic")
		}
	}()
	f()
}

func misuse() {
	var saved func(int) bool
	for range func(y func(int) bool) { saved = y; y(0) } {
	}
	saved(1)
}

func main() {
	check(sum(10), 0+1+2+4+5+6, "sum")
	r, ok := find(6, 20)
	check(r, 405, "find")
	if !ok {
		panic("find")
	}
	r, ok = find(3, 100)
	check(r, -1, "not found")
	if ok {
		panic("found")
	}
	check(labels(5), 0+1+10+11+20+21, "labels")
	check(mixed(5), 1+2+3+4, "mixed")
	a, b := named()
	check(a, 30, "named a")
	check(b, 4, "named b")
	deferred()
	if order != "body cbaouter " {
		println(order)
		panic("defer order")
	}
	check(closures(), 20+21+22, "closures")
	i, s := assigned()
	check(i, 2, "assigned")
	if s != "c" {
		panic(s)
	}
	check(count(), 3, "count")
	l := &list[int]{1, &list[int]{2, &list[int]{3, nil}}}
	check(total(l), 4, "generic")
	check(int(total(&list[float64]{v: 2.5})), 2, "generic float")
	mustPanic(misuse)
}
