// build -gcflags=-m=2
package main

const C = 3

type T struct{ a, b int; s []int; m map[string]int }
type I interface{ M(int) int }

func incr(n int) int { return n + 1 }
func (t *T) get(i int) int { return t.s[i] }
func (t T) value() int { return t.a*(t.b+C) }
func lit() *T { return &T{a: 1} }
func lit2() []int { return []int{1, 2} }
func mk(n int) []int { return make([]int, n, 2*n) }
func iff(a int) int { if a > 3 { return 1 } else if a < 0 { return 2 }; x := a * 2; x += 3; x++; return -x }
func two(a, b int) (int, error) { var e error; return a &^ b, e }
func named() (r int, s string) { r, s = 1, "a\n"; return }
func loop(s []int) (t int) { for i := range s { t += s[i] }; for i := 0; i < 3; i++ { t++ }; return t }
func conv(b []byte) string { return string(b) }
func conv2(f float64) int { return int(f) + int('a') }
func iface(x int) interface{} { return x }
func call(i I) int { return i.M(3) }
func idx(m map[string]int, k string) (int, bool) { v, ok := m[k]; return v, ok }
func cl(x int) func() int { return func() int { return x } }
func sw(x int) int { switch x { case 1: return 2; case 3, 4: return 5 }; return 0 }
func vari(xs ...interface{}) int { return len(xs) }
func ptr(p **T) int { return (*p).a + (**p).b }
func sl(s []int) []int { return s[1:len(s):cap(s)] }
func asrt(x interface{}) int { if y, ok := x.(int); ok { return y }; return x.(*T).a }
func usev() int { return vari(1, "a", nil) }
func app(s []int) []int { return append(s, 1, 2) }
func fv(t *T) func(int) int { return t.get }
func str(a, b string) string { return a + b + "x" }
func boolf(a, b bool) bool { return !a && (b || a) == true }
func ch(c chan int) int { c <- 1; return <-c }
func pan() { panic("x") }
func empty() {}
func prt(x int) { println("x", x) }
func st(t *T) { t.a = 1; t.m["a"] = 2; *t = T{} }
func gt(x int) int { 
L: 
 if x > 0 { x--; goto L }; return x }
func swap(a, b *int) { *a, *b = *b, *a }
func shift(a uint) uint { return a<<3 | a>>(32-3) }
func blank(_ int, x int) int { _ = x; return 1<<C }



func v1() int { var e = 3; var f, g int = 1, 2; return e+f+g }
func v2() (int, int) { a, b := 1, 2; a, c := b, 4; return a, c }
func v3(p *int) { if x := *p; x > 3 { *p = 2 } }
func v4(p *int) { if *p = 3; *p > 3 { *p = 2 } else { *p = 4 } }
func v5(s string) (a, b int) { a, b = len(s), 3; { a = 2; b = 4 }; return }
func v7(s []string) { for _, x := range s { _ = x }; switch len(s) {}; }
func v8(i interface{}) { switch i.(type) { case int: return } }
func v9(i interface{}) { switch x := i.(type) { case int: _ = x } }
func v10() { const k = 3; type U int; var u U = k; _ = u }
func v11() *T { t := new(T); t.a += k1<<2; t.b++; t.a &^= 3; return t }
const k1 = 'a' + 1.0
func v12(f func(...int) int) int { return f([]int{1}...) + f(1, 2) + f() }
func v14(x int) *int { return &x }
func v16(a *[4]int, i int) int { return a[i] + len(a) + cap(a) }
func v17(m map[string]int) { delete(m, "a"); m["c"]++ }
func v18(c complex128) float64 { return real(c) + imag(c) + real(complex(1, 2)) }
func v19(p *T) int { return (*p).a + p.s[0] + -(-p.b) + ^p.a }
func v20(x int) (r int) { defer func() {}(); return x }
func v22(x int) { func() { println(x) }() }
func v23(x int) { f := func() int { return x }; f(); _ = f() }
func v24(x, y []int) int { return copy(x, y) }
func v25() (chan int, <-chan int) { c := make(chan int); d := make(map[int]int, 10); _ = d; return c, (<-chan int)(c) }
func v26(i interface{ M() }) { i.M(); i.(interface{ N() }).N() }
func v27() float64 { return 1e3 + 0x10 }
func v28() (r bool) { r = 3 > 2; return }
func v29() bool { return k1 > 3 && true }
func v30(e error) string { return e.Error() }
func v31() error { return nil }
func v32(x []byte) { x[0], x[1] = x[1], x[0] }
func (*T) v33(int, ...string) {}
func v34() { for { break } }
func v35(x int) { for x < 3 { x++; continue } }
func v39() { T{}.val() }
func (T) val() {}
func v40(x struct{ a int "tag" }) (int, map[string][]struct{ b *T }) { return x.a, nil }
func v41(x interface{}) bool { _, ok := x.(error); return ok }
func v42(c chan int) bool { _, ok := <-c; select { default: }; return ok }
func v43() []T { return []T{{a: 1}, {b: 2}} }
func v44() []*T { return []*T{{a: 1}, {b: 2}} }
func v45() map[string]T { return map[string]T{"a": {a: 1}} }
func v46() struct{ x int } { return struct{ x int }{1} }
func v47(x int) bool { return x == 1 || x == 2 && x != 3 }
func inlined() *T { return lit() }

func main() {}
