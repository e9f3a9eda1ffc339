// run

// Conversions and dereferences that the source leaves out.
package main

type I interface{ M() int }
type J interface {
	I
	N() int
}
type T struct{ x int }

func (t T) M() int   { return t.x }
func (t *T) N() int  { t.x++; return t.x }
func (t *T) Set(n int) { t.x = n }

type E struct {
	*T
	name string
}
type F struct {
	E
	extra []int
}
type S []int
type B bool

func assert(b bool, what string) {
	if !b {
		panic(what)
	}
}

func two() (int, *T)        { return 1, &T{2} }
func take(a interface{}, i I) int { return a.(int) + i.M() }
func variadic(pre string, rest ...interface{}) int {
	n := len(pre)
	for _, r := range rest {
		switch r := r.(type) {
		case int:
			n += r
		case string, []byte:
			n += 100
		case nil:
			n += 1000
		case I:
			n += r.M()
		}
	}
	return n
}
func three() (string, int, string) { return "ab", 5, "x" }
func pass() (interface{}, I)       { return two() }

func methods() {
	f := F{E: E{&T{5}, "e"}}
	assert(f.M() == 5 && f.N() == 6 && f.x == 6, "promoted")
	f.Set(9)
	m, n := f.M, f.N
	f.Set(20)
	assert(m() == 9 && n() == 21, "method values")
	assert(T.M(T{3}) == 3 && (*T).M(&T{4}) == 4 && (*T).N(&T{4}) == 5, "method expressions")
	assert(F.M(f) == 21 && (*F).N(&f) == 22 && I.M(f) == 22 && J.N(&f) == 23, "promoted expressions")
	var i I = f
	g := i.M
	i = T{1}
	assert(g() == 23, "bound interface method")
	var a [2]T
	a[1].Set(7)
	p := &a
	p[0].Set(8)
	assert(a[1].M() == 7 && p[0].M() == 8 && len(p) == 2, "addressable")
	for i := range p {
		a[i].x++
	}
	assert(a[0].x == 9 && cap(p) == 2, "pointer to array")
	s := p[:1]
	s[0].x = 50
	assert(a[0].x == 50, "slice of array")
}

func conversions() {
	var i I
	var e interface{} = T{4}
	i, ok := e.(I)
	assert(ok && i.M() == 4 && e == T{4} && T{4} == i && i == e, "comparisons")
	var s S = []int{1, 2}
	var u []int = s
	assert(len(u) == 2, "named slice")
	c := make(chan I, 3)
	var r <-chan I = c
	c <- T{1}
	c <- &T{2}
	c <- nil
	assert((<-r).M() == 1, "send")
	var v interface{}
	v, ok = <-r
	assert(ok && v.(*T).x == 2, "receive")
	select {
	case v = <-r:
	}
	assert(v == nil, "select")
	m := map[interface{}]I{1: T{1}, "a": &T{2}}
	m[T{3}] = T{3}
	m[2.5], m[nil] = nil, T{8}
	assert(m[1].M()+m["a"].M()+m[T{3}].M()+m[nil].M() == 14 && m[2.5] == nil, "map")
	_, ok = m[int8(1)]
	assert(!ok, "map key type")
	delete(m, 1)
	var b B
	_, b = m[1]
	assert(!bool(b) && len(m) == 4, "named bool")
	arr := [...]interface{}{2: 1, 0: "x", T{6}}
	assert(arr[1].(T).x == 6 && arr[2] == 1, "array")
	ps := []*T{{1}, {x: 2}, nil}
	pm := map[string]*[2]T{"k": {{1}, {2}}}
	assert(ps[1].x == 2 && pm["k"][1].x == 2 && ps[2] == nil, "elided literals")
	var fn func(...int) S = func(x ...int) S { return x }
	assert(len(fn(1, 2)) == 2 && fn() == nil && len(fn(s...)) == 2, "variadic")
}

func calls() {
	assert(take(two()) == 3, "f(g())")
	assert(variadic(three()) == 2+5+100, "variadic f(g())")
	assert(variadic("", nil, 1, []byte(nil), T{7}, &T{8}) == 1000+1+100+15, "mixed")
	assert(variadic("", []interface{}{1, 2}...) == 3, "ddd")
	a, b := pass()
	assert(a == 1 && b.M() == 2, "return g()")
	var x interface{}
	var arr [2]I
	n := 0
	next := func() int { n++; return n - 1 }
	x, arr[next()] = two()
	assert(x == 1 && arr[0].M() == 2 && n == 1, "assign g()")
	bs := append([]byte("ab"), "cd"...)
	bs = append(bs, 'e')
	assert(string(bs) == "abcde" && copy(bs, "xy") == 2 && string(bs[:3]) == "xyc", "bytes")
	func(i I, s ...string) { assert(i == nil && s == nil, "nil") }(nil)
	defer func(a ...interface{}) { assert(recover() == "p", "recover") }(1, "a")
	var p I = T{}
	switch p {
	case nil, T{1}:
		assert(false, "switch")
	case T{}:
	default:
		assert(false, "switch default")
	}
	switch (T{2}) {
	case i1:
	default:
		assert(false, "switch on interface case")
	}
	switch f := p.(type) {
	case nil:
	case J:
		assert(false, "type switch")
	case T:
		assert(f.x == 0, "clause variable")
	}
	panic("p")
}

var i1 I = T{2}

func shifts() {
	var n uint = 3
	var f float64 = float64(1 << 3)
	var k = int8(1) << n
	var w int64 = 1<<n + 1
	assert(f == 8 && k == 8 && w == 9, "shifts")
	const big = 1 << 100
	assert(big>>98 == 4 && uint8(n+252)+1 == 0, "constants")
	k <<= 4
	assert(k == -128, "op=")
	type V struct{ a, b float32 }
	v := V{b: 1}
	v.b++
	v.a -= 1.5
	assert(v == V{-1.5, 2}, "struct compare")
	var c complex64 = 1 + 2i
	c *= c
	assert(real(c) == -3 && imag(c) == 4, "complex")
}

func main() {
	methods()
	conversions()
	calls()
	shifts()
}
