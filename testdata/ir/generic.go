// run -lang=go1.21

// Generic functions: operations that only the type arguments settle.
package main

func assert(b bool, what string) {
	if !b {
		panic(what)
	}
}

type Stringer interface{ String() string }
type Num interface{ ~int | ~int8 | ~float64 }

type My int

func (m My) String() string { return "My" }

type P struct{ n int }

func (p *P) Inc()           { p.n++ }
func (p *P) String() string { return "P" }

type Emb struct{ *P }

func str[T Stringer](x T) string { return x.String() }
func bound[T Stringer](x T) func() string {
	return x.String
}
func expr[T Stringer]() func(T) string { return T.String }

type incer[T any] interface {
	*T
	Inc()
}

func incAll[T any, PT incer[T]](s []T) {
	for i := range s {
		PT(&s[i]).Inc()
	}
}

func sum[T Num](xs ...T) (s T) {
	for _, x := range xs {
		s += x
	}
	return s + 1
}

func conv[To, From Num](x From) To { return To(x) }

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case Stringer:
		return "Stringer"
	case []T:
		return "slice"
	}
	return "?"
}

func isT[T any](x any) bool { _, ok := x.(T); return ok }

func same[T any](x any) int {
	switch x.(type) {
	case T:
		return 1
	case int:
		return 2
	}
	return 3
}

func chars[T ~string | ~[]byte](s T) (n int) {
	for i := 0; i < len(s); i++ {
		n += int(s[i])
	}
	return n + len(s[1:])
}

func first[S ~[]E, E any](s S) (e E) {
	if len(s) > 0 {
		e = s[0]
	}
	return
}

func mapkeys[M ~map[K]V, K comparable, V any](m M) []K {
	r := make([]K, 0, len(m))
	for k := range m {
		r = append(r, k)
	}
	return r
}

type Pair[A, B any] struct {
	a A
	b B
}

func (p Pair[A, B]) Swap() Pair[B, A]     { return Pair[B, A]{p.b, p.a} }
func (p *Pair[A, B]) Set(a A)             { p.a = a }
func mk[A, B any](a A, b B) *Pair[A, B]   { return &Pair[A, B]{a: a, b: b} }

type List[T any] struct {
	Pair[T, *List[T]]
}

func (l *List[T]) Push(v T) *List[T] {
	n := &List[T]{}
	n.Set(v)
	n.b = l
	return n
}
func (l *List[T]) Each(f func(T)) {
	if l != nil {
		f(l.a)
		l.b.Each(f)
	}
}

type Number[T any] interface{ Add(T) T }
type Z int

func (a Z) Add(b Z) Z { return a + b }
func fold[T Number[T]](xs []T) (r T) {
	for _, x := range xs {
		r = r.Add(x)
	}
	return
}

func local[T any](x T) any {
	type box struct{ v T }
	return box{x}
}

func even[T Num](n T) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}
func odd[T Num](n T) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func counter[T Num]() func() T {
	var c T
	return func() T { c++; return c }
}

func ptrArr[A ~*[3]int](p A) int { return p[1] + len(p) }
func lit[S ~struct{ x int }]() S { return S{x: 3} }
func fn[F ~func(int) int](f F) int { return f(2) }
func zero[T any]() T { return *new(T) }
func eq[T comparable](a, b T) bool { return a == b }
func isNil[T ~*int | ~[]int](x T) bool { return x == nil }
func star[T any, P *T](p P) T        { return *p }

type Set[T comparable] map[T]struct{}

func (s Set[T]) Add(v T) Set[T] { s[v] = struct{}{}; return s }

func apply[T, U any](xs []T, f func(T) U) (r []U) {
	for _, x := range xs {
		r = append(r, f(x))
	}
	return
}

func main() {
	assert(str(My(1)) == "My" && str(&P{}) == "P" && str[Stringer](My(2)) == "My", "methods")
	assert(str(Emb{&P{}}) == "P", "promoted")
	assert(bound(My(1))() == "My" && bound[Stringer](&P{})() == "P", "bound")
	assert(expr[My]()(1) == "My" && expr[Stringer]()(&P{}) == "P", "method expression")
	ps := []P{{1}, {2}}
	incAll(ps)
	assert(ps[1].n == 3, "pointer methods")
	assert(sum(1, 2) == 4 && sum(0.5) == 1.5 && sum[int8](127) == -128, "sum")
	assert(conv[int](3.9) == 3 && conv[float64](2) == 2 && conv[int8](300) == 44, "conv")
	assert(kind(1) == "int" && kind("") == "string" && kind(My(0)) == "Stringer" && kind(1.5) == "?", "kind")
	assert(isT[int](1) && !isT[int](""), "isT")
	assert(isT[Stringer](My(1)) && !isT[Stringer](1), "isT interface")
	assert(same[int](1) == 1 && same[string](1) == 2 && same[any]("") == 1, "same")
	assert(chars("ab") == 'a'+'b'+1 && chars([]byte{1, 2}) == 4, "chars")
	assert(first([]string{"x"}) == "x" && first([]int(nil)) == 0, "first")
	assert(len(mapkeys(map[string]int{"a": 1, "b": 2})) == 2, "keys")
	p := mk("s", 2)
	p.Set("t")
	assert(p.Swap() == Pair[int, string]{2, "t"}, "pair")
	var l *List[int]
	n := 0
	l.Push(1).Push(2).Push(3).Each(func(i int) { n = n*10 + i })
	assert(n == 321, "list")
	assert(fold([]Z{1, 2, 3}) == 6, "fold")
	assert(local(1) == local(1) && local(1) != local("a") && local[any](1) != local(1), "local types")
	assert(even(4) && !even(3.0), "recursion")
	c, d := counter[int](), counter[float64]()
	c()
	assert(c() == 2 && d() == 1, "closures")
	assert(ptrArr(&[3]int{1, 2, 3}) == 5 && lit[struct{ x int }]().x == 3, "core types")
	assert(fn(func(x int) int { return x * x }) == 4 && zero[string]() == "", "func core")
	assert(eq[any](1, 1) && !eq("a", "b") && eq([2]int{1, 2}, [2]int{1, 2}), "eq")
	assert(isNil([]int(nil)) && !isNil(new(int)), "nil")
	x := 5
	assert(star(&x) == 5, "star")
	assert(len(Set[string]{}.Add("a").Add("b").Add("a")) == 2, "set")
	assert(apply([]int{1, 2}, func(i int) string { return "ab"[i-1 : i] })[1] == "b", "apply")
	f := sum[My2]
	assert(f(1, 2) == 4, "instantiated value")
}

type My2 int
