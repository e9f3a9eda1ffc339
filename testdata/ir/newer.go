// run -lang=go1.26

// What the language gained after Go 1.19.
package main

func assert(b bool, what string) {
	if !b {
		panic(what)
	}
}

type Vec[T any] = []T
type Pair[A any] = struct{ a, b A }

func builtins() {
	x, y, z := 3, 1, 2
	assert(min(x, y, z) == 1 && max(x, 2, z) == 3 && max(2.5, float64(x)) == 3, "min max")
	assert(min("b", "a", string("c")) == "a" && max(int8(3), 7) == 7, "min max strings")
	const c = max(1, 2.5, 'a')
	assert(c == 'a', "constant max")
	m := map[string]int{"a": 1, "b": 2}
	clear(m)
	assert(len(m) == 0, "clear map")
	s := []string{"a", "b"}
	clear(s[1:])
	assert(s[0] == "a" && s[1] == "", "clear slice")
	p := new(x + 1)
	q := new("str")
	*p++
	assert(*p == 5 && *q == "str" && *new(any(7)) == 7, "new with a value")
}

func slices() {
	s := []int{1, 2, 3, 4}
	a := [4]int(s)
	b := (*[2]int)(s)
	b[0] = 9
	assert(a[0] == 1 && s[0] == 9, "slice to array")
	defer func() { assert(recover() != nil, "short slice") }()
	_ = [5]int(s)
}

func aliases() {
	var v Vec[int] = []int{1}
	p := Pair[string]{"x", "y"}
	var q struct{ a, b string } = p
	assert(v[0] == 1 && q.b == "y", "generic aliases")
}

func ranges() {
	n := 0
	for i := range uint8(5) {
		var u uint8 = i
		n += int(u)
	}
	var k int64
	for k = range 4 {
	}
	for range 3 {
		n++
	}
	type big int
	for i := range big(2) {
		n += int(i + big(0))
	}
	assert(n == 10+3+1 && k == 3, "range over integers")
	const c = 3
	for i := range c {
		i := i
		n += i
		i = 100
	}
	assert(n == 17, "range over a constant")
	for i := range n {
		n = 0
		if i > 20 {
			break
		}
		k = int64(i)
	}
	assert(k == 16, "the operand is evaluated once")
}

type Tree[T any] struct {
	l, r *Tree[T]
	v    T
}

func (t *Tree[T]) All() func(func(int, T) bool) {
	return func(yield func(int, T) bool) { t.push(0, yield) }
}

func (t *Tree[T]) push(depth int, yield func(int, T) bool) bool {
	return t == nil || t.l.push(depth+1, yield) && yield(depth, t.v) && t.r.push(depth+1, yield)
}

func zip[A, B any](a func(func(A) bool), b []B) func(func(A, B) bool) {
	return func(yield func(A, B) bool) {
		i := 0
		for x := range a {
			if i == len(b) || !yield(x, b[i]) {
				return
			}
			i++
		}
	}
}

func values[T any](t *Tree[T]) func(func(T) bool) {
	return func(yield func(T) bool) {
		for _, v := range t.All() {
			if !yield(v) {
				break
			}
		}
	}
}

func trees() (log string) {
	t := &Tree[string]{&Tree[string]{v: "a"}, &Tree[string]{v: "c"}, "b"}
	for d, v := range t.All() {
		log += v + "01"[d:d+1]
	}
outer:
	for v, n := range zip(values(t), []int{7, 8, 9}) {
		switch {
		case n == 8:
			continue
		case n == 9:
			log += v
			break outer
		}
		func() {
			for x := range values(t) {
				defer func() { log += x }()
				if x == v {
					return
				}
			}
		}()
		log += "|"
	}
	defer func() { log += "!" }()
	for v := range values(t) {
		if v == "b" {
			return log + v
		}
	}
	return "none"
}

type Num interface{ ~int | ~float64 }

func inferred[T Num](f func(T) T, x T) T { return f(x) }
func double[T Num](x T) T                { return x * 2 }

func main() {
	builtins()
	slices()
	aliases()
	ranges()
	assert(trees() == "a1b0c1a|cb!", trees())
	assert(inferred(double, 2.5) == 5, "inferred function argument")
	var f func(int) int = double
	assert(f(4) == 8, "inferred from assignment")
}
