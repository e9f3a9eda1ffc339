// errorcheck
package p

func f0() {}
func f1(int) int { return 0 }
func f2(int, string) (int, error) { return 0, nil }
func fv(int, ...string) {}

type T struct{}

func (T) v()  {}
func (*T) p() {}

func calls(x int, s []string, t T) {
	f0(1) // ERROR ":5: too many arguments in call to f0"
	f1() // ERROR ":2: not enough arguments in call to f1"
	f1(1, 2) // ERROR ":8: too many arguments in call to f1"
	f1("a") // ERROR ":5: cannot use .a. \(untyped string constant\) as int value in argument to f1"
	f2(f2(1, "a")) // ERROR ":5: cannot use f2\(1, .a.\) \(value of type error\) as type string in argument to f2"
	fv() // ERROR ":2: not enough arguments in call to fv"
	fv(1, 2) // ERROR ":8: cannot use 2 \(untyped int constant\) as string value in argument to fv"
	fv(1, s...)
	fv(1, "a", s...) // ERROR ":13: too many arguments in call to fv"
	f1(s...) // ERROR ":2: cannot use \.\.\. in call to non-variadic f1"
	x() // ERROR ":2: invalid operation: cannot call non-function x \(variable of type int\)"
	x = f0() // ERROR ":6: f0\(\) \(no value\) used as value"
	x = f2(1, "") // ERROR ":6: assignment mismatch: 1 variable but f2 returns 2 values"
	var a, b, c = f2(1, "") // ERROR ":16: assignment mismatch: 3 variables but f2 returns 2 values"
	x, y := f1(1) // ERROR ":10: assignment mismatch: 2 variables but f1 returns 1 value"
	x, z := f2(1, "") // ERROR ":5: z declared but not used"
	_ = a
	f1(1)
	1 + x // ERROR ":2: 1 \+ x \(value of type int\) is not used"
	f1 // ERROR ":2: f1 \(value of type func\(int\) int\) is not used"
	T.v(t)
	T.p(&t) // ERROR ":4: cannot call pointer method p on T"
	T{}.p() // ERROR ":6: cannot call pointer method p on T"
	t.q() // ERROR ":4: t\.q undefined \(type T has no field or method q\)"
	defer f1 // ERROR ":8: expression in defer must be function call" ":8: not enough arguments in call to f1"
	go func() {} // ERROR ":5: expression in go must be function call"
	int(1, 2) // ERROR ":9: too many arguments in conversion to int"
	int() // ERROR ":2: missing argument in conversion to int"
	return 1 // ERROR ":9: too many return values"
}

func r1() int { return } // ERROR ":17: not enough return values"
func r2() int { return 1, 2 } // ERROR ":27: too many return values"
func r3() (int, string) { return 1 } // ERROR ":34: not enough return values"
func r4() int {} // ERROR ":16: missing return"
func r5() (a int) { a = 1; return }
func r6() { return f0() } // ERROR ":20: f0\(\) \(no value\) used as value"

func builtins(s []int, m map[string]int, c <-chan int, x int) {
	append(s, 1) // ERROR ":2: append\(s, 1\) \(value of type \[\]int\) is not used"
	s = append(s, "x") // ERROR ":16: cannot use .x. \(untyped string constant\) as int value in argument to append"
	s = append(x, 1) // ERROR ":13: first argument to append must be a slice; have x \(variable of type int\)"
	s = append() // ERROR ":6: invalid operation: not enough arguments for append\(\) \(expected 1, found 0\)"
	_ = len(x) // ERROR ":10: invalid argument: x \(variable of type int\) for len"
	_ = len() // ERROR ":6: invalid operation: not enough arguments for len\(\) \(expected 1, found 0\)"
	_ = len(s, s) // ERROR ":6: invalid operation: too many arguments for len\(s, s\) \(expected 1, found 2\)"
	_ = cap(m) // ERROR ":10: invalid argument: m \(variable of type map\[string\]int\) for cap"
	close(c) // ERROR ":8: invalid operation: cannot close receive-only channel c \(variable of type <-chan int\)"
	close(x) // ERROR ":8: invalid operation: cannot close non-channel x \(variable of type int\)"
	copy(s, "x") // ERROR ":7: invalid argument: arguments to copy s \(variable of type \[\]int\) and .x. \(untyped string constant\) have different element types int and byte"
	copy(s, x) // ERROR ":7: invalid argument: copy expects slice arguments; found s \(variable of type \[\]int\) and x \(variable of type int\)"
	delete(m, 1) // ERROR ":12: cannot use 1 \(untyped int constant\) as string value in argument to delete"
	delete(s, 1) // ERROR ":9: invalid argument: s \(variable of type \[\]int\) is not a map"
	_ = make(int) // ERROR ":11: invalid argument: cannot make int; type must be slice, map, or channel"
	_ = make([]int) // ERROR ":6: invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1"
	_ = make([]int, 2, 1) // ERROR ":18: invalid argument: length and capacity swapped"
	_ = make([]int, -1) // ERROR ":18: invalid argument: index -1 \(constant of type int\) must not be negative"
	_ = make([]int, "x") // ERROR ":18: cannot convert .x. \(untyped string constant\) to int"
	_ = new(5) // ERROR ":10: 5 is not a type"
	_ = complex(1, "x") // ERROR ":14: invalid operation: complex\(1, .x.\) \(mismatched types untyped float and untyped string\)"
	_ = complex(1, x) // ERROR ":14: invalid argument: arguments have type int, expected floating-point"
	_ = real(x) // ERROR ":11: invalid argument: argument has type int, expected complex type"
	panic() // ERROR ":2: invalid operation: not enough arguments for panic\(\) \(expected 1, found 0\)"
	println(nil) // ERROR ":10: use of untyped nil in argument to println"
	len(s) // ERROR ":2: len\(s\) \(value of type int\) is not used"
	recover(1) // ERROR ":2: invalid operation: too many arguments for recover\(1\) \(expected 0, found 1\)"
}
