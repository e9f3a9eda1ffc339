// errorcheck
package p

type Number interface{ ~int | ~float64 }
type Stringer interface{ String() string }

func Max[T Number](a, b T) T {
	if a > b {
		return a
	}
	return b
}
func Map[T, U any](s []T, f func(T) U) []U { return nil }
func Zero[T any]() (t T)                    { return }

type List[T any] struct {
	next *List[T]
	val  T
}

func (l *List[T]) Push(v T) {}
func (l *List[A]) Val() A   { return l.val }
func (l List[A, B]) bad()   {} // ERROR ":9: got 2 arguments but 1 type parameters"

type Key[K comparable, V any] map[K]V

func use() {
	Max(1, 2.5) // ERROR ":9: default type float64 of 2\.5 does not match inferred type int for T"
	_ = Max("a", "b") // ERROR ":9: string does not implement Number \(string missing in ~int \| ~float64\)"
	_ = Max[string] // ERROR ":10: string does not implement Number \(string missing in ~int \| ~float64\)"
	_ = Max[int, int] // ERROR ":15: got 2 type arguments but want 1"
	_ = Max // ERROR ":6: cannot use generic function Max without instantiation"
	Zero() // ERROR ":6: cannot infer T \(\./generics\.go:14:11\)"
	_ = Zero[int]() + "x" // ERROR ":6: invalid operation: Zero\[int\]\(\) \+ .x. \(mismatched types int and untyped string\)"
	_ = Map([]int{1}, func(i int) string { return "" })
	_ = Map([]int{1}, func(s string) string { return "" }) // ERROR ":20: type func\(s string\) string of func\(s string\) string \{…\} does not match inferred type func\(int\) U for func\(T\) U"
	var l List // ERROR ":8: cannot use generic type List\[T any\] without instantiation"
	var l2 List[int, int] // ERROR ":9: got 2 arguments but 1 type parameters"
	var l3 List[int]
	l3.Push("x") // ERROR ":10: cannot use .x. \(untyped string constant\) as int value in argument to l3\.Push"
	l3.Pop() // ERROR ":5: l3\.Pop undefined \(type List\[int\] has no field or method Pop\)"
	var k Key[[]int, int] // ERROR ":12: \[\]int does not implement comparable"
	var n Number // ERROR ":8: cannot use type Number outside a type constraint: interface contains type constraints"
	var f func(int, int) int = Max // ERROR ":29: cannot use generic function Max without instantiation"
	_ = int[string] // ERROR ":6: int is not a generic type"
	_, _, _, _, _ = l, l2, k, n, f
}

func body[T any, N Number, P *int | *string](t T, n N, p P) {
	_ = t + t // ERROR ":6: invalid operation: operator \+ not defined on t \(variable of type T constrained by any\)"
	_ = t == t // ERROR ":6: invalid operation: t == t \(incomparable types in type set\)"
	_ = n + 1
	_ = n + 1.5 // ERROR ":10: cannot convert 1\.5 \(untyped float constant\) to N"
	_ = n % 2 // ERROR ":6: invalid operation: operator % not defined on n \(variable of type N constrained by Number\)"
	_ = t.(int) // ERROR ":6: invalid operation: cannot use type assertion on type parameter value t \(variable of type T constrained by any\)"
	_ = T(1) // ERROR ":8: cannot convert 1 \(untyped int value\) to type T:"
	_ = N(1)
	_ = len(t) // ERROR ":10: invalid argument: t \(variable of type T constrained by any\) for len"
	_ = *p // ERROR ":7: invalid operation: pointers of p \(variable of type P constrained by \*int\|\*string\) must have identical base types"
	for range t { // ERROR ":12: cannot range over t \(variable of type T constrained by any\) \(T has no core type\)"
	}
	var i interface{} = t
	_ = i.(T)
	switch i.(type) {
	case T:
	}
	n.foo() // ERROR ":4: n\.foo undefined \(type N has no field or method foo\)"
}


type bad2[T any] T // ERROR ":18: cannot use a type parameter as RHS in type declaration"
type bad3[T T2] struct{} // ERROR ":13: undefined: T2"
type bad4 interface{ comparable | int } // ERROR ":22: cannot use comparable in union"


type inf[T any] struct{ f *inf[*inf[T]] }
