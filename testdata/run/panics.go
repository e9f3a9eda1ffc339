// run
package main

// The texts of run-time panics.

//go:noinline
func op[T any](x T) T { return x }

func try(name string, f func()) {
	defer func() {
		e := recover()
		if e == nil {
			return
		}
		if err, ok := e.(error); ok {
			println(name, err.Error())
		} else if s, ok := e.(string); ok {
			println(name, s)
		} else {
			println(name, "other")
		}
	}()
	f()
}

type T struct {
	a int
	b any
}
type U struct{ f func() }
type E interface{ M() }
type N int

func (N) M() {}

type P struct{ x, y int }

func (p P) V() int   { return p.x }
func (p *P) Q() int  { return p.y }

type W struct{ *P }

func main() {
	z, n1 := 0, op(-1)
	try("div", func() { println(1 / z) })
	try("mod", func() { println(1 % z) })
	try("shift", func() { println(1 << n1) })
	try("shift", func() { println(uint8(z) >> int8(n1)) })
	s := []int{1, 2, 3}
	a := [4]int{}
	str := "héllo"
	i5 := op(5)
	big := op(uint64(1) << 63)
	try("index", func() { println(s[i5]) })
	try("index-", func() { println(s[n1]) })
	try("indexbig", func() { println(s[big]) })
	try("array", func() { println(a[i5]) })
	try("str", func() { println(str[op(60)]) })
	try("sl", func() { println(len(s[i5:])) })
	try("sl2", func() { println(len(s[:i5])) })
	try("sl3", func() { println(len(s[op(3):op(2)])) })
	try("sl4", func() { println(len(s[op(1):op(2):i5])) })
	try("sl5", func() { println(len(s[op(1):op(3):op(2)])) })
	try("sl6", func() { println(len(s[op(3):op(2):op(3)])) })
	try("sl7", func() { println(len(a[i5:])) })
	try("sl8", func() { println(len(str[i5+9:])) })
	try("sl9", func() { println(len(str[op(3):op(2)])) })
	try("sl10", func() { println(len(s[:n1])) })
	try("arrp", func() { println(len((*[4]int)(s))) })
	try("make", func() { println(len(make([]int, n1))) })
	try("make2", func() { println(len(make([]int, 2, op(1)))) })
	try("make3", func() { println(len(make([]int, op(1<<62)))) })
	try("makech", func() { println(len(make(chan int, n1))) })
	try("nilmap", func() { var m map[string]int; m["a"]++ })
	try("nilp", func() { var p *T; println(p.a) })
	try("nilf", func() { var f func(); f() })
	try("nili", func() { var e E; e.M() })
	try("nilw", func() { var w W; println(w.V()) })
	try("nilw2", func() { var w W; println(w.Q()) })
	try("nilw3", func() { var w *W; f := w.Q; println(f()) })
	try("cmp", func() { println(any(T{1, s}) == any(T{1, s})) })
	try("cmp2", func() { println(T{1, s} == T{2, s}) })
	try("cmp3", func() { println(any(U{}) == any(U{})) })
	try("cmp4", func() { x := any([]int{}); println(x == any(1), x == x) })
	try("key", func() { m := map[any]int{}; m[s] = 1 })
	try("key2", func() { m := map[any]int{}; println(m[T{1, map[int]int{}}]) })
	try("key3", func() { var m map[any]int; println(m[s]) })
	try("assert", func() { println(any(1).(string)) })
	try("assert2", func() { println(any(N(1)).(int)) })
	try("assert3", func() { println(any(1).(E)) })
	try("assert4", func() { var e E; println(e.(N)) })
	try("assert5", func() { println(any(P{}).(interface{ V() int; Q() int })) })
	try("assert6", func() { println(any(&P{}).(interface{ V() int; q() int })) })
	try("close", func() { var c chan int; close(c) })
	try("close2", func() { c := make(chan int); close(c); close(c) })
	try("send", func() { c := make(chan int, 1); close(c); c <- 1 })
	try("goexit", func() { panic(nil) })
	try("err", func() { var e error; panic(e) })
}
